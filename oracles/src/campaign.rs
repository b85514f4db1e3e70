//! Campaigns without libFuzzer: generated and mutated cases from a seed, in this process.
//!
//! Reproducible: case `n` of a seed is the same everywhere. Tests, the canary and the `touchstone` command run these.

use std::time::{Duration, Instant};

use crate::census::Census;
use crate::check::{Checked, InProcess, Verdict, check_with};
use crate::driver::Prepared;
use crate::generate::entropy::Entropy;
use crate::statistics::Statistics;
use crate::target::Target;
use crate::testcase::Testcase;

/// Earlier cases that mutations start from.
const POOL: usize = 64;

/// What to run.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// Where cases come from.
    pub target: Target,
    /// Decides everything that is drawn.
    pub seed: u64,
    /// Cases at most.
    pub executions: u64,
    /// Wall time at most.
    pub time: Option<Duration>,
    /// Bytes of a testcase at most.
    pub max_size: usize,
    /// Percent of cases that are mutations or crossovers of earlier ones.
    pub mutations: u32,
}

impl Default for Campaign {
    fn default() -> Self {
        Self {
            target: Target::Differential,
            seed: 0,
            executions: 1000,
            time: None,
            max_size: 6 << 10,
            mutations: 0,
        }
    }
}

/// A case whose runs parted.
#[derive(Debug)]
pub struct Finding {
    /// Its number in the campaign, from 0.
    pub number: u64,
    /// The case.
    pub case: Testcase,
    /// The runs and the verdict.
    pub checked: Checked,
}

impl Campaign {
    /// Runs the campaign; `on_finding` says whether to go on after a finding.
    ///
    /// A case that kills the process ends it; call [`Campaign::run_each`] to know which.
    pub fn run(&self, on_finding: impl FnMut(Finding) -> bool) -> Statistics {
        self.run_each(|_, _| {}, on_finding)
    }

    /// As [`Campaign::run`]; `before` is told of each case before it runs.
    pub fn run_each(
        &self,
        mut before: impl FnMut(u64, &Testcase),
        mut on_finding: impl FnMut(Finding) -> bool,
    ) -> Statistics {
        let mut statistics = Statistics::default();
        let began = Instant::now();
        let mut e = Entropy::from_seed(self.seed);
        let mut pool: Vec<Vec<u8>> = Vec::new();
        for number in 0..self.executions {
            if self.time.is_some_and(|time| began.elapsed() >= time) {
                break;
            }
            let case = self.next(&mut e, &pool);
            before(number, &case);
            let prepared = Prepared::new(case.clone());
            let checked = check_with(&prepared, &mut InProcess::default());
            let seen = statistics.record(&prepared.case, &Census::of(&case), &checked, false);
            statistics.tally(&prepared, &checked);
            if self.mutations > 0 && seen.parent() {
                let bytes = case.encode();
                if pool.len() < POOL {
                    pool.push(bytes);
                } else {
                    pool[e.below(POOL)] = bytes;
                }
            }
            if matches!(checked.verdict, Verdict::Divergence(_) | Verdict::Died(_))
                && !on_finding(Finding { number, case, checked })
            {
                break;
            }
        }
        statistics
    }

    fn next(&self, e: &mut Entropy, pool: &[Vec<u8>]) -> Testcase {
        let seed = e.u64();
        if pool.is_empty() || !e.chance(self.mutations) {
            return self.target.generate(&seed.to_le_bytes(), self.max_size);
        }
        let (first, second) = (&pool[e.below(pool.len())], &pool[e.below(pool.len())]);
        let bytes = if e.chance(15) {
            self.target.crossover(first, second, seed, self.max_size)
        } else {
            self.target.mutate(first, seed, self.max_size)
        };
        Testcase::decode(&bytes).expect("the mutator writes testcases")
    }
}
