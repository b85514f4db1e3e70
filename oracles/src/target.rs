//! The fuzz targets as data: where each gets its testcases from. What is compared depends on the testcase alone, so a case of
//! one target means the same in every other, in `replay` and in a corpus.

use crate::testcase::{Testcase, recorded_size};
use crate::{edges, generate, mutate, pool};
use std::fmt;
use std::str::FromStr;

/// Bytes of a testcase of moderate size at most, beside the defaults that it records.
const MODERATE: usize = 6 << 10;

/// A fuzz target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Whole programs: engine configurations against the reference.
    #[default]
    Differential,
    /// Memory accesses at every edge: also against the byte model.
    MemoryEdges,
    /// Several stores in one engine: each against itself alone.
    Pool,
}

impl Target {
    /// All targets.
    pub const ALL: [Target; 3] = [Target::Differential, Target::MemoryEdges, Target::Pool];

    /// The name in `fuzz_targets/` and on command lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Target::Differential => "differential",
            Target::MemoryEdges => "memory_edges",
            Target::Pool => "pool",
        }
    }

    /// The testcase of an input that is not one, of at most `max_size` bytes if that is possible.
    #[must_use]
    pub fn generate(self, entropy: &[u8], max_size: usize) -> Testcase {
        match self {
            Target::Differential => generate::generate(entropy, max_size),
            Target::MemoryEdges => edges::generate(entropy, max_size),
            Target::Pool => pool::generate(entropy, max_size),
        }
    }

    /// The testcase of a seed, of moderate size: what the canary and benchmarks run.
    #[must_use]
    pub fn testcase(self, seed: u64) -> Testcase {
        self.generate(&seed.to_le_bytes(), MODERATE + recorded_size())
    }

    /// The next input after `input`: an envelope of at most `max_size` bytes.
    #[must_use]
    pub fn mutate(self, input: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
        match self {
            Target::Differential => mutate::mutate(input, seed, max_size),
            Target::MemoryEdges => edges::mutate(input, seed, max_size),
            Target::Pool => pool::mutate(input, seed, max_size),
        }
    }

    /// Parts of two inputs in one envelope of at most `max_size` bytes.
    #[must_use]
    pub fn crossover(self, first: &[u8], second: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
        match self {
            Target::Differential => mutate::crossover(first, second, seed, max_size),
            Target::MemoryEdges => edges::crossover(first, second, seed, max_size),
            Target::Pool => pool::crossover(first, second, seed, max_size),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Target, String> {
        Target::ALL
            .into_iter()
            .find(|target| target.name() == text)
            .ok_or_else(|| {
                let names = Target::ALL.map(Target::name).join(", ");
                format!("no target is called `{text}`; there are {names}")
            })
    }
}
