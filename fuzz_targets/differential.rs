//! One testcase on every runtime; whatever they disagree on is a bug.
#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator};
use touchstone_oracles::target::Target::Differential;
use touchstone_oracles::{fuzz, fuzz_entry};

fuzz_entry!(fuzz::differential);
fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    fuzz::mutate(Differential, data, size, max, seed)
});
fuzz_crossover!(|a: &[u8], b: &[u8], out: &mut [u8], seed: u32| { fuzz::crossover(Differential, a, b, out, seed) });
