//! Several stores in one engine, step by step: what the fuzz target `pool` runs.
//!
//! # What is compared
//! A plan of this kind interleaves *sessions*, each with a store of its own, in one engine that allocates from pools, on one
//! thread or on two that hand over a baton.
//!
//! 1. Each session's trace must be the one that it leaves alone, on demand, in a fresh engine, and on the reference. (The fresh engines
//!    share artifacts, so that a module is compiled once for all: compilation depends on no engine.) Sessions
//!    instantiate modules each with its own imports or, where the plan says so, as they were linked once for all stores; they
//!    write patterns of their own over memories, tables and globals, and the state after every step is compared: whatever one
//!    sees of another is a divergence.
//! 2. After every step all that lies past the ends of the session's memories and tables, up to the ends of their slots, is zero, and
//!    of memories inaccessible.
//! 3. A pool is exhausted exactly when the plan's live instances use it up ([`ledger`]), and after every step it counts what is
//!    alive.
//! 4. Between steps the kernel has mapped what the engine's registry lists, with the right permissions ([`mappings`]).
//! 5. When everything is dropped, the pools are empty and mapped as at the start, and when the engine is dropped too, its address space is what it was.
//!
//! # What it cannot see
//! Races: the threads take turns. What stands in unused slots and never becomes part of an instance. Time.

mod generate;
mod ledger;
mod mappings;
mod module;
mod mutate;
mod run;
mod tally;
mod worker;

pub use generate::generate;
pub use mutate::{crossover, mutate};
pub use tally::Tally;

use crate::check::{RunResult, RunSpec, RuntimeKind};
use crate::compare::{self, Divergence};
use crate::driver::{self, Prepared, Session};
use crate::machine::{Machine, Runtime};
use crate::outcome::{Failure, Outcome};
use crate::runtimes::{self, EngineRuntime};
use crate::testcase::{EngineConfig, HostEffect, Plan, Step, Target};
use crate::trace::{self, State, StepTrace, Trace};
use crate::value::Value;
use std::collections::HashMap;
use std::rc::Rc;

/// One session from its first step to its end: a number that is not used twice.
pub(crate) type Tenancy = usize;

/// For each step of a plan: the tenancy that makes it or ends.
pub(crate) fn tenancies(plan: &Plan) -> Vec<Option<Tenancy>> {
    let mut current: HashMap<u32, Tenancy> = HashMap::new();
    let mut next = 0;
    let mut of_step = |step: &Step| {
        let session = step.session()?;
        if let Step::End { .. } = step {
            return current.remove(&session);
        }
        Some(*current.entry(session).or_insert_with(|| {
            next += 1;
            next - 1
        }))
    };
    plan.steps.iter().map(&mut of_step).collect()
}

/// A step at which nothing happens in any store.
fn nothing(outcome: Outcome) -> StepTrace {
    StepTrace {
        outcome,
        host_calls: Vec::new(),
        fuel: None,
        state: State::default(),
    }
}

/// What a step ends with that breaks an invariant.
fn broken(message: String) -> Outcome {
    Outcome::Failed(Failure::Internal(message))
}

/// Makes one run of a plan of several stores, here and now.
pub(crate) fn run_here(prepared: &Rc<Prepared>, spec: &RunSpec, on_step: Option<fn(u32)>) -> RunResult {
    let trace = match &spec.runtime {
        RuntimeKind::Pooled(config) => run::pooled(prepared, config, spec.full_at, on_step),
        kind => alone(prepared, kind, spec.full_at, on_step),
    };
    match trace {
        Ok((steps, nan_open)) => RunResult::Trace(Trace {
            version: trace::VERSION,
            runtime: spec.name.clone(),
            steps,
            nan_open,
            full_at: spec.full_at,
        }),
        Err(unable) => RunResult::Unable(unable),
    }
}

/// The entries of a trace, and the operations whose NaN is open.
type Entries = (Vec<StepTrace>, Option<u64>);

/// Runs each session alone, on a machine of its own.
fn alone(
    prepared: &Rc<Prepared>,
    kind: &RuntimeKind,
    full_at: Option<u32>,
    on_step: Option<fn(u32)>,
) -> Result<Entries, crate::machine::Unable> {
    let plan = &prepared.case.plan;
    let runtime: Box<dyn Runtime> = match kind {
        RuntimeKind::Engine(config) => Box::new(EngineRuntime::sharing_artifacts(config.clone())),
        other => runtimes::runtime(other),
    };
    let tenancies = tenancies(plan);
    let mut entries = vec![nothing(Outcome::Returned(Vec::new())); plan.steps.len()];
    let mut nan_open: Option<u64> = None;
    let last = tenancies.iter().flatten().max().map_or(0, |last| last + 1);
    for tenancy in 0..last {
        let mut machine = runtime.machine(&plan.limits)?;
        let mut session = Session::new(prepared, machine.as_mut());
        let mut broken = false;
        for (i, step) in plan.steps.iter().enumerate() {
            let Step::In { step, .. } = step else { continue };
            if tenancies[i] != Some(tenancy) {
                continue;
            }
            if broken {
                entries[i] = nothing(Outcome::Skipped);
                continue;
            }
            on_step.inspect(|tell| tell(i as u32));
            entries[i] = session.step(machine.as_mut(), step, full_at == Some(i as u32));
            broken = driver::breaks_off(&entries[i].outcome);
        }
        nan_open = nan_open.into_iter().chain(machine.nan_open()).reduce(|a, b| a + b);
    }
    for (i, step) in plan.steps.iter().enumerate() {
        if let Step::Exhaust { module, .. } = step {
            on_step.inspect(|tell| tell(i as u32));
            let mut machine = runtime.machine(&plan.limits)?;
            let mut session = Session::new(prepared, machine.as_mut());
            entries[i] = probe(&mut session, machine.as_mut(), *module, full_at == Some(i as u32));
            nan_open = nan_open.into_iter().chain(machine.nan_open()).reduce(|a, b| a + b);
        }
    }
    Ok((entries, nan_open))
}

/// What [`Step::Exhaust`] does again and again: instantiates a module, and grows its first table and memory, so that what lies
/// beyond their sizes is seen too. The last entry, with the state after all of it.
fn probe(session: &mut Session, machine: &mut dyn Machine, module: u32, full: bool) -> StepTrace {
    let target = Target::Instance { instance: 0, index: 0 };
    let growth = [
        HostEffect::GrowTable {
            target,
            delta: 40,
            value: Value::ExternRef(None),
        },
        HostEffect::GrowMemory { target, delta: 1 },
    ];
    let mut entry = session.step(machine, &first_of(module), full);
    for effect in growth {
        if !matches!(entry.outcome, Outcome::Returned(_) | Outcome::Skipped) {
            break;
        }
        entry = session.step(machine, &Step::Host(effect), full);
    }
    entry
}

/// The instantiation with which a session begins.
fn first_of(module: u32) -> Step {
    Step::Instantiate {
        module,
        imports: Vec::new(),
        fuel: None,
        stack: None,
    }
}

/// The first divergence of two traces of a plan of several stores: each session's trace is compared apart, because what one
/// session cannot go on from is no reason to stop looking at others.
pub(crate) fn compare(plan: &Plan, left: &Trace, right: &Trace) -> Option<Divergence> {
    let tenancies = tenancies(plan);
    let count = tenancies.iter().flatten().max().map_or(0, |last| last + 1);
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (i, (step, tenancy)) in plan.steps.iter().zip(tenancies).enumerate() {
        let in_session = matches!(step, Step::In { .. });
        match tenancy.filter(|_| in_session) {
            Some(tenancy) => groups[tenancy].push(i),
            // Each other step stands alone.
            None => groups.push(vec![i]),
        }
    }
    let part = |trace: &Trace, group: &[usize]| Trace {
        steps: group.iter().filter_map(|&i| trace.steps.get(i).cloned()).collect(),
        runtime: trace.runtime.clone(),
        ..Trace::default()
    };
    groups
        .iter()
        .filter_map(|group| {
            let mut found = compare::compare(&part(left, group), &part(right, group))?;
            found.step = *group.get(found.step as usize)? as u32;
            Some(found)
        })
        .min_by_key(|found| found.step)
}

/// The configurations of a plan of several stores: shared, and alone.
pub(crate) fn configs(plan: &Plan) -> [EngineConfig; 2] {
    let given = |i: usize| plan.configs.get(i).map(|config| plan.effective(config));
    [given(0).unwrap_or_default(), given(1).unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::{compare, nothing, tenancies};
    use crate::outcome::{Failure, Outcome};
    use crate::testcase::{Plan, Step};
    use crate::trace::Trace;
    use crate::value::Value;

    fn plan() -> Plan {
        let step = |session| Step::In {
            session,
            linked: false,
            step: Box::new(super::first_of(0)),
        };
        Plan {
            steps: vec![
                step(3),
                step(1),
                Step::Flush,
                step(3),
                Step::End { session: 3 },
                step(3),
                step(1),
            ],
            ..Plan::default()
        }
    }

    fn trace(values: [i32; 7]) -> Trace {
        let entry = |value: i32| nothing(Outcome::Returned(vec![Value::I32(value)]));
        Trace {
            steps: values.into_iter().map(entry).collect(),
            ..Trace::default()
        }
    }

    #[test]
    fn a_session_ends_and_its_number_is_used_again() {
        let expected = [Some(0), Some(1), None, Some(0), Some(0), Some(2), Some(1)];
        assert_eq!(tenancies(&plan()), expected);
    }

    #[test]
    fn the_first_divergence_of_any_session_is_found_by_its_step() {
        let left = trace([0; 7]);
        assert_eq!(compare(&plan(), &left, &trace([0; 7])), None);
        let found = compare(&plan(), &left, &trace([0, 0, 0, 0, 0, 5, 6])).expect("they differ");
        assert_eq!(found.step, 5);
        let found = compare(&plan(), &left, &trace([0, 0, 8, 0, 0, 5, 0])).expect("they differ");
        assert_eq!(found.step, 2);
    }

    #[test]
    fn a_refused_session_does_not_hide_another() {
        let mut right = trace([0, 0, 0, 0, 0, 0, 4]);
        right.steps[0] = nothing(Outcome::Failed(Failure::Pool("pool_memories".into())));
        right.steps[3] = nothing(Outcome::Skipped);
        let found = compare(&plan(), &trace([0; 7]), &right).expect("they differ");
        assert_eq!(found.step, 6);
    }
}
