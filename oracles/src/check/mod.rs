//! One testcase, all runtimes, one verdict.
//!
//! The reference runs first, then the verified interpreter, which says so when it lacks a feature. When the case ends within its budgets there, a good half of the engine's runs have fuel and
//! depth counting off, drawn deterministically from the testcase: that is the code that ships, and without a budget only a case
//! that is known to end may run. A case that exhausts a budget runs with both on.
//!
//! Runs go through an [`Executor`]: in this process for fuzzing, in child processes for `replay`.

pub mod children;
mod in_process;
pub mod watchdog;

pub use children::Children;
pub use in_process::{InProcess, run_here};

use crate::compare::{Divergence, compare};
use crate::discard::Discard;
use crate::driver::Prepared;
use crate::machine::Unable;
use crate::outcome::{Exhaustion, Failure, Outcome};
use crate::pool;
use crate::runtimes::capability;
use crate::testcase::{EngineConfig, Step, Testcase};
use crate::trace::{StepTrace, Trace};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::rc::Rc;

/// Which implementation, configured how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuntimeKind {
    /// The reference interpreter.
    Reference,
    /// The verified interpreter.
    Verified,
    /// The engine under a configuration.
    Engine(EngineConfig),
    /// The byte model of memories.
    Model,
    /// All sessions of a plan in one engine under this configuration.
    Pooled(EngineConfig),
}

impl RuntimeKind {
    /// The configuration, of a run of the engine.
    pub fn engine_config(&self) -> Option<&EngineConfig> {
        match self {
            RuntimeKind::Engine(config) | RuntimeKind::Pooled(config) => Some(config),
            RuntimeKind::Reference | RuntimeKind::Verified | RuntimeKind::Model => None,
        }
    }
}

/// One run to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSpec {
    /// Name in tables: `reference`, `engine A`.
    pub name: String,
    /// What runs.
    pub runtime: RuntimeKind,
    /// Keep the full state after this step and stop there.
    pub full_at: Option<u32>,
}

/// How a run in a child process failed to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Died {
    /// Killed by a signal.
    Signal(i32),
    /// Ended with an exit code and no trace.
    Exit(i32),
    /// Did not end in time (seconds).
    Hang(u64),
    /// Ran out of memory.
    OutOfMemory,
}

impl fmt::Display for Died {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Died::Signal(signal) => write!(f, "died of signal {signal} ({})", signal_name(*signal)),
            Died::Exit(code) => write!(f, "ended with exit code {code} and left no trace"),
            Died::Hang(seconds) => write!(f, "hung: no answer within {seconds} s"),
            Died::OutOfMemory => write!(f, "ran out of memory"),
        }
    }
}

fn signal_name(signal: i32) -> &'static str {
    match signal {
        libc::SIGSEGV => "SIGSEGV",
        libc::SIGABRT => "SIGABRT",
        libc::SIGILL => "SIGILL",
        libc::SIGFPE => "SIGFPE",
        libc::SIGBUS => "SIGBUS",
        libc::SIGKILL => "SIGKILL",
        libc::SIGTRAP => "SIGTRAP",
        _ => "see signal(7)",
    }
}

/// What a run yields.
#[derive(Clone, Debug, PartialEq)]
pub enum RunResult {
    /// A trace, whole or broken off for a reason that its last step names.
    Trace(Trace),
    /// The runtime cannot run this configuration.
    Unable(Unable),
    /// The child died; the step that it was in and what it wrote to standard error, if known.
    Died(Died, Option<u32>, String),
}

/// Makes runs.
pub trait Executor {
    /// Makes one.
    fn run(&mut self, prepared: &Rc<Prepared>, spec: &RunSpec) -> RunResult;
}

/// One run and what became of it.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was run.
    pub spec: RunSpec,
    /// What it yielded.
    pub result: RunResult,
    /// Why it says nothing, or nothing from some step on.
    pub discard: Option<Discard>,
}

impl Run {
    /// The trace, if there is one.
    pub fn trace(&self) -> Option<&Trace> {
        match &self.result {
            RunResult::Trace(trace) => Some(trace),
            _ => None,
        }
    }

    fn comparable(&self) -> Option<&Trace> {
        // A trace that ends early still counts up to there; one with open NaNs does not count at all.
        self.trace().filter(|_| !matches!(self.discard, Some(Discard::OpenNan)))
    }
}

/// What a case says.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// All runs that count left the same trace.
    Agree,
    /// Two runs part.
    Divergence(Box<Divergence>),
    /// A run died: its number in [`Checked::runs`].
    Died(usize),
    /// Nothing could be compared.
    Discard(Discard),
}

/// The verdict and the runs behind it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The verdict.
    pub verdict: Verdict,
    /// The reference, the verified interpreter, then the engine's configurations in the plan's order, then the byte model if the plan asks
    /// for it.
    pub runs: Vec<Run>,
}

impl Checked {
    /// The reference's run.
    pub fn reference(&self) -> &Run {
        &self.runs[0]
    }

    /// The runs of the engine.
    pub fn engines(&self) -> impl Iterator<Item = &Run> {
        let engine = |run: &&Run| run.spec.runtime.engine_config().is_some();
        self.runs.iter().filter(engine)
    }
}

/// Checks a testcase in this process. Returns unless the process dies of it; a hang ends it through the [`watchdog`].
pub fn check(case: &Testcase) -> Checked {
    let prepared = Prepared::new(case.clone());
    check_with(&prepared, &mut InProcess::default())
}

/// Checks a testcase with an executor.
pub fn check_with(prepared: &Rc<Prepared>, executor: &mut dyn Executor) -> Checked {
    let mut runs = Vec::with_capacity(2 + prepared.case.plan.configs.len());
    runs.push(run(prepared, executor, "reference".into(), RuntimeKind::Reference));
    let within_budget = runs[0]
        .trace()
        .is_some_and(|trace| ends_within_budget(&prepared.case, trace));
    if prepared.case.plan.pool.is_some() {
        return several_stores(prepared, executor, runs, within_budget);
    }
    runs.push(run(prepared, executor, "verified".into(), RuntimeKind::Verified));
    for (i, config) in prepared.case.plan.configs.iter().enumerate() {
        let name = format!("engine {}", crate::testcase::config_letter(i));
        let config = prepared.case.plan.effective(config);
        let config = budgeted(config, i, prepared, within_budget);
        runs.push(run(prepared, executor, name, RuntimeKind::Engine(config)));
    }
    if prepared.case.plan.model {
        runs.push(run(prepared, executor, "model".into(), RuntimeKind::Model));
    }
    discard_open_nans(&mut runs);
    Checked {
        verdict: verdict(&runs, compare),
        runs,
    }
}

fn discard_open_nans(runs: &mut [Run]) {
    let nan_open = runs[0].trace().and_then(|trace| trace.nan_open);
    for run in &mut runs[1..] {
        if run.trace().is_some() && nan_open != Some(0) && !capability::canonical_nans(&run.spec.runtime) {
            run.discard = Some(Discard::OpenNan);
        }
    }
}

/// Checks a plan of several stores: the reference has run each session alone; then the engine does, and then runs all of them
/// in one.
fn several_stores(
    prepared: &Rc<Prepared>,
    executor: &mut dyn Executor,
    mut runs: Vec<Run>,
    within_budget: bool,
) -> Checked {
    let [shared, alone] = pool::configs(&prepared.case.plan);
    let alone = RuntimeKind::Engine(budgeted(alone, 1, prepared, within_budget));
    runs.push(run(prepared, executor, "alone".into(), alone));
    let shared = RuntimeKind::Pooled(budgeted(shared, 0, prepared, within_budget));
    runs.push(run(prepared, executor, "shared".into(), shared));
    discard_open_nans(&mut runs);
    // That the pools refuse an instance is what such a plan provokes.
    if matches!(runs[2].discard, Some(Discard::PoolLimit(_))) {
        runs[2].discard = None;
    }
    let plan = &prepared.case.plan;
    Checked {
        verdict: verdict(&runs, |left, right| pool::compare(plan, left, right)),
        runs,
    }
}

fn run(prepared: &Rc<Prepared>, executor: &mut dyn Executor, name: String, runtime: RuntimeKind) -> Run {
    let spec = RunSpec {
        name,
        runtime,
        full_at: None,
    };
    let result = executor.run(prepared, &spec);
    let discard = match &result {
        RunResult::Trace(trace) => Discard::of_trace(trace),
        RunResult::Unable(unable) => Some(unable.clone().into()),
        RunResult::Died(..) => None,
    };
    Run { spec, result, discard }
}

fn verdict(runs: &[Run], compare: impl Fn(&Trace, &Trace) -> Option<Divergence>) -> Verdict {
    if let Some(dead) = runs.iter().position(|run| matches!(run.result, RunResult::Died(..))) {
        return Verdict::Died(dead);
    }
    let traces: Vec<&Trace> = runs.iter().filter_map(Run::comparable).collect();
    let Some((first, others)) = traces.split_first() else {
        return Verdict::Discard(Discard::TooFewRuntimes);
    };
    if let Some(divergence) = others
        .iter()
        .filter_map(|other| compare(first, other))
        .min_by_key(|d| d.step)
    {
        return Verdict::Divergence(Box::new(divergence));
    }
    if others.is_empty() {
        let reason = runs.iter().find_map(|run| run.discard.clone());
        return Verdict::Discard(reason.unwrap_or(Discard::TooFewRuntimes));
    }
    // Two interpreters that agree say nothing of the engine that a plan asks for.
    let engines = || {
        runs.iter()
            .filter(|run| matches!(run.spec.runtime, RuntimeKind::Engine(_)))
    };
    if engines().next().is_some() && engines().all(|run| run.comparable().is_none()) {
        let reason = engines().find_map(|run| run.discard.clone());
        return Verdict::Discard(reason.unwrap_or(Discard::TooFewRuntimes));
    }
    Verdict::Agree
}

/// True when no step ran out of fuel or call stack, or overdrew its fuel.
fn ends_within_budget(case: &Testcase, trace: &Trace) -> bool {
    let plan = &case.plan;
    let limit = |i: usize| match plan.steps[i].inner() {
        Step::Instantiate { fuel, .. } | Step::Call { fuel, .. } => fuel.unwrap_or(plan.fuel),
        _ => plan.fuel,
    };
    trace.steps.len() == plan.steps.len()
        && trace
            .steps
            .iter()
            .enumerate()
            .all(|(i, step)| !exhausts(step) && step.fuel.is_none_or(|consumed| consumed <= limit(i)))
}

fn exhausts(step: &StepTrace) -> bool {
    let budget = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Failed(
                Failure::Exhausted(Exhaustion::Fuel | Exhaustion::CallStack, _)
                    | Failure::Internal(_)
                    | Failure::NativeStack
                    | Failure::OutOfMemory
                    | Failure::Pool(_)
            )
        )
    };
    budget(&step.outcome) || step.host_calls.iter().any(|call| call.effects.iter().any(budget))
}

/// Of a hundred runs that may go without counting, so many do whatever the plan says.
const UNCOUNTED_PERCENT: u64 = 45;

/// The configuration with fuel and depth counting as this run needs them.
fn budgeted(mut config: EngineConfig, index: usize, prepared: &Prepared, within_budget: bool) -> EngineConfig {
    let draw = prepared
        .seed
        .rotate_left(17 * (index as u32 + 1))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        >> 32;
    if within_budget && draw % 100 < UNCOUNTED_PERCENT {
        capability::set_counting(&mut config, false);
    } else {
        for knob in [capability::FUEL_KNOB, capability::STACK_KNOB] {
            if !within_budget || config.get(knob).is_none() {
                config.set(knob, "true");
            }
        }
    }
    config
}
