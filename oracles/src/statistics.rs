//! What a campaign did: counters, the status line, and the warning that a campaign is hollow.
//!
//! A campaign whose cases do nothing finds nothing, and executions per second do not show it. So every case is judged
//! by what the reference saw of it: did a call execute instructions and end, did it return values, did it trap and how.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::Instant;

use crate::census::Census;
use crate::check::{Checked, Run, RunResult, RuntimeKind, Verdict};
use crate::discard::Discard;
use crate::driver::Prepared;
use crate::edges::Tally;
use crate::outcome::{Exhaustion, Failure, Outcome, TrapKind};
use crate::pool;
use crate::runtimes::capability;
use crate::testcase::{Step, Testcase};
use crate::trace::Trace;

/// Instructions that a call must execute for its case to count as live.
const LIVE_INSTRUCTIONS: u64 = 20;
/// Of so many cases one is tallied, which costs another run of the byte model.
const TALLIED: u64 = 8;
/// Executions before a campaign can be called hollow.
const HOLLOW_AFTER: u64 = 300;

/// Counters of a campaign.
#[derive(Clone, Debug)]
pub struct Statistics {
    started: Instant,
    /// Cases checked.
    pub executions: u64,
    /// Cases generated from inputs that were no testcases.
    pub entropy: u64,
    /// Cases with a call that executed 20 instructions or more and returned or trapped.
    pub live: u64,
    /// Cases with a call that returned values.
    pub returning: u64,
    /// Cases with a trap other than `unreachable`.
    pub trapping: u64,
    /// Cases with a module that was instantiated.
    pub executed: u64,
    /// Of the executed ones: with a bulk operation in the code.
    pub bulk: u64,
    /// Of the executed ones: with a `call_indirect`.
    pub call_indirect: u64,
    /// Of the executed ones: with vector instructions.
    pub simd: u64,
    /// Of the executed ones: that called the host.
    pub host: u64,
    /// Traps by kind, in the order of [`TrapKind::ALL`], one per step.
    pub traps: [u64; TrapKind::ALL.len()],
    /// Steps that exhausted fuel, call stack, limits.
    pub exhausted: [u64; 3],
    /// Calls that returned.
    pub returned_calls: u64,
    /// Steps whose module was rejected.
    pub rejected: u64,
    /// Steps whose imports did not link.
    pub unlinkable: u64,
    /// Discarded runs by reason, in the order of [`Discard::NAMES`]; without those of [`Statistics::unable`].
    pub discarded_runs: [u64; Discard::NAMES.len()],
    /// Of the executed cases: whose verified run was whole.
    pub verified: u64,
    /// Of the executed cases: runs that a runtime could not make for lack of a feature, by runtime and feature.
    pub unable: BTreeMap<(&'static str, String), u64>,
    /// Cases of which nothing could be compared.
    pub discarded_cases: u64,
    /// Runs that left a trace: reference, engine, engine without counting.
    pub runs: [u64; 3],
    /// Runs of the byte model that went to their end.
    pub modelled: u64,
    /// Accesses of the cases that the byte model runs, by edge; of one case in [`TALLIED`].
    pub edges: Tally,
    /// Runs of the verified interpreter that left a trace, perhaps up to a feature that it lacks.
    pub verified_runs: u64,
    /// What cases of several stores did.
    pub pool: pool::Tally,
    /// Cases whose runs parted.
    pub divergences: u64,
    /// Cases by the logarithm of executed instructions: bucket n holds 2^(n-1) up to 2^n - 1, bucket 0 holds 0.
    pub instructions: [u64; 40],
}

impl Default for Statistics {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            executions: 0,
            entropy: 0,
            live: 0,
            returning: 0,
            trapping: 0,
            executed: 0,
            bulk: 0,
            call_indirect: 0,
            simd: 0,
            host: 0,
            traps: [0; TrapKind::ALL.len()],
            exhausted: [0; 3],
            returned_calls: 0,
            rejected: 0,
            unlinkable: 0,
            discarded_runs: [0; Discard::NAMES.len()],
            verified: 0,
            unable: BTreeMap::new(),
            discarded_cases: 0,
            runs: [0; 3],
            modelled: 0,
            edges: Tally::default(),
            verified_runs: 0,
            pool: pool::Tally::default(),
            divergences: 0,
            instructions: [0; 40],
        }
    }
}

/// What one trace says about its case.
#[derive(Clone, Copy, Debug, Default)]
pub struct Liveness {
    /// A call executed 20 instructions or more and returned or trapped.
    pub live: bool,
    /// A call returned values.
    pub returning: bool,
    /// Something trapped other than by `unreachable`.
    pub trapping: bool,
    /// A module was instantiated.
    pub executed: bool,
    /// The host was called.
    pub host: bool,
    /// Fuel consumed over all steps.
    pub fuel: u64,
}

impl Liveness {
    /// Whether the case is worth keeping as a parent of others. One that only exhausts its budgets, or traps at once, has children that
    /// do the same, and coverage alone would keep them.
    #[must_use]
    pub fn parent(&self) -> bool {
        self.live || self.returning
    }

    /// Reads the reference's trace.
    #[must_use]
    pub fn of(case: &Testcase, trace: &Trace) -> Self {
        let mut seen = Self::default();
        for (step, done) in case.plan.steps.iter().zip(&trace.steps) {
            let fuel = done.fuel.unwrap_or(0);
            seen.fuel += fuel;
            seen.host |= !done.host_calls.is_empty();
            let call = matches!(step.inner(), Step::Call { .. });
            match &done.outcome {
                Outcome::Returned(values) => {
                    seen.executed |= !call;
                    seen.returning |= call && !values.is_empty();
                    seen.live |= call && fuel >= LIVE_INSTRUCTIONS;
                }
                Outcome::Failed(Failure::Trap(kind, _)) => {
                    seen.trapping |= *kind != TrapKind::Unreachable;
                    seen.live |= call && fuel >= LIVE_INSTRUCTIONS;
                }
                _ => {}
            }
        }
        // Calls that do one access each are alive together.
        seen.live |= case.plan.model && seen.fuel >= LIVE_INSTRUCTIONS;
        seen
    }
}

impl Statistics {
    /// Counts a checked case; `entropy` when its input was none.
    pub fn record(&mut self, case: &Testcase, census: &Census, checked: &Checked, entropy: bool) -> Liveness {
        self.executions += 1;
        self.entropy += u64::from(entropy);
        let seen = checked
            .reference()
            .trace()
            .map(|trace| Liveness::of(case, trace))
            .unwrap_or_default();
        self.live += u64::from(seen.live);
        self.returning += u64::from(seen.returning);
        self.trapping += u64::from(seen.trapping);
        if seen.executed {
            self.executed += 1;
            self.bulk += u64::from(census.bulk);
            self.call_indirect += u64::from(census.call_indirect);
            self.simd += u64::from(census.simd);
            self.host += u64::from(seen.host);
            checked.runs.iter().for_each(|run| self.record_ability(run));
            let bucket = (64 - seen.fuel.leading_zeros()) as usize;
            self.instructions[bucket.min(self.instructions.len() - 1)] += 1;
        }
        if let Some(trace) = checked.reference().trace() {
            self.record_steps(case, trace);
        }
        self.record_runs(checked);
        seen
    }

    /// Counts what cases of several stores did, and the edges that accesses met, of some of the cases that the byte model runs.
    pub fn tally(&mut self, prepared: &Rc<Prepared>, checked: &Checked) {
        if prepared.case.plan.pool.is_some() {
            self.pool.add(prepared, checked);
        }
        if prepared.case.plan.model && self.executions % TALLIED == 1 {
            self.edges.add(&Tally::of(prepared));
        }
    }

    fn record_steps(&mut self, case: &Testcase, trace: &Trace) {
        for (step, done) in case.plan.steps.iter().zip(&trace.steps) {
            match &done.outcome {
                Outcome::Returned(_) => self.returned_calls += u64::from(matches!(step.inner(), Step::Call { .. })),
                Outcome::Failed(Failure::Trap(kind, _)) => self.traps[*kind as usize] += 1,
                Outcome::Failed(Failure::Exhausted(what, _)) => self.exhausted[*what as usize] += 1,
                Outcome::Rejected(_) => self.rejected += 1,
                Outcome::Unlinkable(_) => self.unlinkable += 1,
                _ => {}
            }
        }
    }

    fn record_ability(&mut self, run: &Run) {
        match lacking(run) {
            Some(feature) => {
                let runtime = capability::of(&run.spec.runtime).name;
                *self.unable.entry((runtime, feature.to_owned())).or_default() += 1;
            }
            None => self.verified += u64::from(run.spec.runtime == RuntimeKind::Verified && run.discard.is_none()),
        }
    }

    fn record_runs(&mut self, checked: &Checked) {
        for run in &checked.runs {
            if let Some(reason) = run.discard.as_ref().filter(|_| lacking(run).is_none()) {
                self.discarded_runs[reason.index()] += 1;
            }
            let RunResult::Trace(trace) = &run.result else {
                continue;
            };
            let counted = || trace.steps.iter().any(|step| step.fuel.is_some());
            match run.spec.runtime {
                RuntimeKind::Reference => self.runs[0] += 1,
                RuntimeKind::Verified => self.verified_runs += 1,
                RuntimeKind::Engine(_) | RuntimeKind::Pooled(_) => self.runs[2 - usize::from(counted())] += 1,
                RuntimeKind::Model => self.modelled += u64::from(run.discard.is_none()),
            }
        }
        match checked.verdict {
            Verdict::Divergence(_) | Verdict::Died(_) => self.divergences += 1,
            Verdict::Discard(_) => self.discarded_cases += 1,
            Verdict::Agree => {}
        }
    }

    /// Executions per second of wall time since the start.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.executions as f64 / self.started.elapsed().as_secs_f64().max(1e-9)
    }

    /// The lower bound of the bucket that holds the median of instructions executed per executed case.
    #[must_use]
    pub fn median_instructions(&self) -> u64 {
        let half = self.executed.div_ceil(2);
        let mut below = 0;
        for (bucket, count) in self.instructions.iter().enumerate() {
            below += count;
            if below >= half && self.executed > 0 {
                return (1_u64 << bucket) >> 1;
            }
        }
        0
    }

    /// One line for standard error.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = format!(
            "touchstone: {} cases, {:.0}/s, {:.1} % live, {:.0} % return, {:.0} % trap |",
            self.executions,
            self.rate(),
            percent(self.live, self.executions),
            percent(self.returning, self.executions),
            percent(self.trapping, self.executions),
        );
        let _ = write!(
            line,
            " runs: reference {} engine {} uncounted {} |",
            self.runs[0], self.runs[1], self.runs[2]
        );
        let _ = write!(line, " verified {:.0} %", percent(self.verified, self.executed));
        for ((runtime, feature), count) in &self.unable {
            let _ = write!(
                line,
                ", {runtime} lacks {feature} {:.0} %",
                percent(*count, self.executed)
            );
        }
        line.push_str(" |");
        let _ = write!(
            line,
            " traps:{} |",
            counts(TrapKind::ALL.map(TrapKind::name).iter().zip(&self.traps))
        );
        let discards = counts(Discard::NAMES.iter().zip(&self.discarded_runs));
        let _ = write!(line, " discards:{discards} | divergences: {}", self.divergences);
        if self.pool.instantiations > 0 {
            let _ = write!(line, "\ntouchstone: {}", self.pool.line());
        }
        if self.edges.accesses > 0 {
            let _ = write!(line, "\ntouchstone: {} modelled | {}", self.modelled, self.edges.line());
        }
        line
    }

    /// Says why the campaign is hollow, if it is.
    #[must_use]
    pub fn hollow(&self) -> Option<String> {
        if self.executions < HOLLOW_AFTER {
            return None;
        }
        let mut reasons = Vec::new();
        let live = percent(self.live, self.executions);
        if live < 80.0 {
            reasons.push(format!("only {live:.0} % of cases make a call that does something"));
        }
        let returning = percent(self.returning, self.executions);
        if returning < 20.0 {
            reasons.push(format!("only {returning:.0} % return values"));
        }
        let discarded = percent(self.discarded_cases, self.executions);
        if discarded > 10.0 {
            reasons.push(format!("{discarded:.0} % of cases are compared with nothing"));
        }
        (!reasons.is_empty()).then(|| format!("WARNING: hollow campaign: {}", reasons.join("; ")))
    }

    /// A table of everything, for the end of a campaign.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = String::new();
        let mut row = |name: &str, value: u64, of: u64| {
            let _ = writeln!(out, "  {name:<44} {value:>9}  {:>5.1} %", percent(value, of));
        };
        row("cases", self.executions, self.executions);
        row("  from entropy", self.entropy, self.executions);
        row(
            "  live (>= 20 instructions, returned or trapped)",
            self.live,
            self.executions,
        );
        row("  returning values", self.returning, self.executions);
        row("  trapping other than by unreachable", self.trapping, self.executions);
        row("  nothing to compare", self.discarded_cases, self.executions);
        row("executed modules", self.executed, self.executions);
        row("  with bulk operations", self.bulk, self.executed);
        row("  with call_indirect", self.call_indirect, self.executed);
        row("  with vector instructions", self.simd, self.executed);
        row("  that call the host", self.host, self.executed);
        row(
            "  that the verified interpreter runs whole",
            self.verified,
            self.executed,
        );
        for ((runtime, feature), count) in &self.unable {
            row(&format!("  {runtime} lacks {feature}"), *count, self.executed);
        }
        let runs = self.runs.iter().sum::<u64>() + self.verified_runs;
        row(
            "runs of the engine without counting",
            self.runs[2],
            self.runs[1] + self.runs[2],
        );
        for (name, count) in Discard::NAMES
            .iter()
            .zip(&self.discarded_runs)
            .filter(|(_, count)| **count > 0)
        {
            row(&format!("runs discarded: {name}"), *count, runs);
        }
        let exhausted = [Exhaustion::Fuel, Exhaustion::CallStack, Exhaustion::Limit].map(Exhaustion::name);
        let traps: u64 = self.traps.iter().sum();
        let steps = self.returned_calls + traps + self.exhausted.iter().sum::<u64>();
        row("calls returned", self.returned_calls, steps);
        for (name, count) in TrapKind::ALL.map(TrapKind::name).iter().zip(&self.traps) {
            row(&format!("  trap {name}"), *count, steps);
        }
        for (name, count) in exhausted.iter().zip(&self.exhausted) {
            row(&format!("  exhausted {name}"), *count, steps);
        }
        row("modules rejected", self.rejected, self.executions);
        row("modules not linked", self.unlinkable, self.executions);
        if self.pool.instantiations > 0 {
            let _ = writeln!(out, "  {}", self.pool.line());
        }
        let mut row = |name: &str, value: u64, of: u64| {
            let _ = writeln!(out, "  {name:<44} {value:>9}  {:>5.1} %", percent(value, of));
        };
        row("runs of the byte model to the end", self.modelled, self.executions);
        row("divergences", self.divergences, self.executions);
        if self.edges.accesses > 0 {
            let _ = writeln!(out, "  {}", self.edges.line());
        }
        let _ = writeln!(
            out,
            "  median instructions per executed module    >= {:>6}",
            self.median_instructions()
        );
        let _ = writeln!(out, "  cases per second                           {:>9.1}", self.rate());
        out
    }
}

/// The feature for lack of which a run is not whole, if its runtime is known to lack it.
fn lacking(run: &Run) -> Option<&str> {
    match &run.discard {
        Some(Discard::Unsupported(what)) if capability::of(&run.spec.runtime).lacks(what) => Some(what),
        _ => None,
    }
}

fn percent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// The counts that are not zero, with their names.
fn counts<'a>(pairs: impl Iterator<Item = (&'a &'static str, &'a u64)>) -> String {
    let mut text = String::new();
    for (name, count) in pairs.filter(|(_, count)| **count > 0) {
        let _ = write!(text, " {name} {count}");
    }
    if text.is_empty() { " none".to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::Statistics;

    #[test]
    fn the_median_is_the_bucket_of_the_middle() {
        let mut statistics = Statistics {
            executed: 5,
            ..Statistics::default()
        };
        statistics.instructions[1] = 2;
        statistics.instructions[9] = 3;
        assert_eq!(statistics.median_instructions(), 256);
        assert_eq!(Statistics::default().median_instructions(), 0);
    }

    #[test]
    fn a_campaign_without_live_cases_is_hollow() {
        let statistics = Statistics {
            executions: 1000,
            live: 100,
            returning: 900,
            ..Statistics::default()
        };
        assert!(statistics.hollow().is_some_and(|warning| warning.contains("10 %")));
        let statistics = Statistics {
            executions: 1000,
            live: 950,
            returning: 900,
            ..Statistics::default()
        };
        assert_eq!(statistics.hollow(), None);
    }
}
