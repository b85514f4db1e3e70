//! Named faults: each must be found within its budget.

use super::{Outcome, Subject, run_subject};
use std::collections::BTreeMap;
use std::fmt;
use touchstone_engine::canary::Fault;
use touchstone_spec_interp::canary::Fault as GlueFault;

/// Executions that a fault without a measured budget gets, and the most that measuring tries.
pub const UNMEASURED: u64 = 3_000;
/// No budget is smaller: a median of 1 would make a coin toss of the test.
const SMALLEST: u64 = 30;
/// Seeds that [`measure`] takes the median over.
const SEEDS: [u64; 5] = [11, 22, 33, 44, 55];

/// Every named fault.
pub fn subjects() -> Vec<Subject> {
    let engine = Fault::ALL.iter().map(|&fault| Subject::Engine(fault));
    let glue = GlueFault::ALL.iter().map(|&fault| Subject::Glue(fault));
    engine.chain(glue).collect()
}

/// What a fault is tried with: its budget of executions, and the seed of its campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Executions within which it must be found.
    pub budget: u64,
    /// Seed of the campaign: the one of the measured seeds that took the median of executions. With one seed for all
    /// faults, an eighth of them would miss three times their median by chance.
    pub seed: u64,
}

/// Trials by fault: lines of `name budget seed`; `#` starts a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budgets(BTreeMap<String, Trial>);

impl Budgets {
    /// Reads the table.
    ///
    /// # Errors
    /// The first line that is not one.
    pub fn parse(text: &str) -> Result<Budgets, String> {
        let mut budgets = BTreeMap::new();
        for (i, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or("").trim();
            if line.is_empty() {
                continue;
            }
            let mut words = line.split_whitespace();
            let (Some(name), Some(budget), Some(seed), None) = (words.next(), words.next(), words.next(), words.next())
            else {
                return Err(format!("line {}: `{line}` is not `name budget seed`", i + 1));
            };
            let number = |word: &str| {
                word.parse()
                    .map_err(|_| format!("line {}: `{word}` is not a number", i + 1))
            };
            let trial = Trial {
                budget: number(budget)?,
                seed: number(seed)?,
            };
            name.parse::<Subject>()
                .map_err(|why| format!("line {}: {why}", i + 1))?;
            budgets.insert(name.to_owned(), trial);
        }
        Ok(Budgets(budgets))
    }

    /// The trial of a fault.
    pub fn of(&self, subject: Subject) -> Trial {
        let unmeasured = Trial {
            budget: UNMEASURED,
            seed: SEEDS[0],
        };
        self.0.get(&subject.to_string()).copied().unwrap_or(unmeasured)
    }
}

impl fmt::Display for Budgets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# Executions within which each seeded fault must be found (three times the median of {} seeds, at",
            SEEDS.len()
        )?;
        writeln!(
            f,
            "# least {SMALLEST}), and the seed that took the median. Written by `ci/canary --measure`."
        )?;
        self.0
            .iter()
            .try_for_each(|(name, trial)| writeln!(f, "{name} {} {}", trial.budget, trial.seed))
    }
}

/// Measures budgets: three times the median over five seeds. Faults that were not found in most of them are returned apart.
pub fn measure(list: &[Subject], mut each: impl FnMut(Subject, &[Option<u64>])) -> (Budgets, Vec<Subject>) {
    let mut budgets = Budgets::default();
    let mut missed = Vec::new();
    for &subject in list {
        let mut found: Vec<(u64, u64)> = Vec::new();
        let mut executions: Vec<Option<u64>> = Vec::new();
        for seed in SEEDS {
            let took = match run_subject(subject, seed, UNMEASURED, None).outcome {
                Outcome::Found { executions, .. } => Some(executions),
                _ => None,
            };
            executions.push(took);
            found.push((took.unwrap_or(u64::MAX), seed));
        }
        each(subject, &executions);
        found.sort_unstable();
        match found[SEEDS.len() / 2] {
            (u64::MAX, _) => missed.push(subject),
            (median, seed) => {
                let trial = Trial {
                    budget: (3 * median).max(SMALLEST),
                    seed,
                };
                budgets.0.insert(subject.to_string(), trial);
            }
        }
    }
    (budgets, missed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_faults_with_distinct_names() {
        let names: std::collections::BTreeSet<String> = subjects().iter().map(Subject::to_string).collect();
        assert!(names.len() >= 20, "{} faults", names.len());
        assert_eq!(names.len(), subjects().len(), "two faults share a name");
        for subject in subjects() {
            assert_eq!(subject.to_string().parse(), Ok(subject));
            assert!(!subject.describe().is_empty());
        }
    }

    #[test]
    fn budgets_are_read_as_they_are_written() {
        let text = format!("{} 120 7\n", subjects()[0]);
        let budgets = Budgets::parse(&text).expect("a table");
        assert_eq!(Budgets::parse(&budgets.to_string()), Ok(budgets.clone()));
        assert_eq!(budgets.of(subjects()[0]), Trial { budget: 120, seed: 7 });
        assert!(Budgets::parse("no-such-fault 3 4").is_err());
        assert!(Budgets::parse(&format!("{} 120", subjects()[0])).is_err());
    }
}
