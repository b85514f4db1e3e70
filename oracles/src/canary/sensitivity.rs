//! Random mutants: the number by which generators are judged.

use super::{Finding, Outcome, Subject, run_subject};
use std::collections::BTreeMap;
use std::fmt;
use touchstone_engine::canary::rules;

/// What became of every campaign of a sensitivity run.
#[derive(Clone, Debug, Default)]
pub struct Sensitivity {
    results: Vec<(usize, u64, Finding)>,
}

/// Runs every rule of `selection` with every seed, `budget` executions each, and calls `each` as results come.
pub fn sensitivity(
    selection: &[usize],
    seeds: &[u64],
    budget: u64,
    jobs: usize,
    each: impl Fn(usize, u64, &Finding) + Sync,
) -> Sensitivity {
    let work: Vec<(usize, u64)> = selection
        .iter()
        .flat_map(|&rule| seeds.iter().map(move |&seed| (rule, seed)))
        .collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let results = std::sync::Mutex::new(Vec::with_capacity(work.len()));
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(&(rule, seed)) = work.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    let finding = run_subject(Subject::Mutant(rule), seed, budget, None);
                    each(rule, seed, &finding);
                    if let Ok(mut results) = results.lock() {
                        results.push((rule, seed, finding));
                    }
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.sort_by_key(|(rule, seed, _)| (*rule, *seed));
    Sensitivity { results }
}

/// `count` rules spread evenly over the table, all when there are no more.
pub fn spread(count: usize) -> Vec<usize> {
    let all = rules().len();
    let count = count.min(all);
    (0..count).map(|i| i * all / count.max(1)).collect()
}

impl Sensitivity {
    fn count(&self, wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.results
            .iter()
            .filter(|(_, _, finding)| wanted(&finding.outcome))
            .count()
    }

    /// Campaigns that found their mutant, over those in which it was executed. `None` when none was.
    pub fn ratio(&self) -> Option<f64> {
        let found = self.count(|o| matches!(o, Outcome::Found { .. }));
        let survived = self.count(|o| matches!(o, Outcome::Survived));
        (found + survived > 0).then(|| found as f64 / (found + survived) as f64)
    }

    /// Campaigns that ended by a fault of the harness itself.
    pub fn broken(&self) -> usize {
        self.count(|o| matches!(o, Outcome::Broken(_)))
    }

    fn medians(&self) -> Option<(u64, u64)> {
        let mut executions: Vec<u64> = self
            .results
            .iter()
            .filter_map(|(_, _, finding)| match finding.outcome {
                Outcome::Found { executions, .. } => Some(executions),
                _ => None,
            })
            .collect();
        executions.sort_unstable();
        let at =
            |share: usize| executions.get((executions.len() * share / 100).min(executions.len().saturating_sub(1)));
        Some((*at(50)?, *at(90)?))
    }
}

impl fmt::Display for Sensitivity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = rules();
        let mut by: BTreeMap<String, usize> = BTreeMap::new();
        for (_, _, finding) in &self.results {
            if let Outcome::Found { by: how, .. } = &finding.outcome {
                let comparison = if how.starts_with("panic") { "panic" } else { how };
                *by.entry(comparison.to_owned()).or_default() += 1;
            }
        }
        writeln!(f, "survivors (rule, seed, first change):")?;
        for (rule, seed, finding) in &self.results {
            if finding.outcome == Outcome::Survived {
                writeln!(
                    f,
                    "  {} (mutant-{rule}), seed {seed}: {}",
                    table[*rule],
                    finding.clif.as_deref().unwrap_or("?")
                )?;
            }
        }
        writeln!(f, "found by:")?;
        for (how, count) in &by {
            writeln!(f, "  {count:>5}  {how}")?;
        }
        writeln!(f, "campaigns: {}", self.results.len())?;
        writeln!(
            f,
            "  rejected by verifier or compiler (excluded)  {}",
            self.count(|o| matches!(o, Outcome::Rejected(_)))
        )?;
        writeln!(
            f,
            "  never compiled                               {}",
            self.count(|o| *o == Outcome::NeverCompiled)
        )?;
        writeln!(
            f,
            "  compiled but not executed                    {}",
            self.count(|o| *o == Outcome::NotExecuted)
        )?;
        writeln!(
            f,
            "  executed and survived                        {}",
            self.count(|o| *o == Outcome::Survived)
        )?;
        writeln!(
            f,
            "  found                                        {}",
            self.count(|o| matches!(o, Outcome::Found { .. }))
        )?;
        writeln!(
            f,
            "  harness failures                             {}",
            self.count(|o| matches!(o, Outcome::Broken(_)))
        )?;
        if let Some((median, ninetieth)) = self.medians() {
            writeln!(f, "executions to detection: median {median}, 90 % within {ninetieth}")?;
        }
        match self.ratio() {
            Some(ratio) => writeln!(f, "sensitivity: {:.1} % found of those executed", 100.0 * ratio),
            None => writeln!(f, "sensitivity: nothing was executed"),
        }
    }
}
