//! A plan that makes a module from anywhere do something: for modules that nobody wrote for us, whose exports want pointers
//! into their own memory, lengths, and to be called often.
//!
//! The plan is found by trying. Rows of arguments of several styles are drawn from a digest of the module, the reference runs
//! them, and what it reports decides what stays: calls that trap or exhaust something are thinned out until no more
//! of them are left than of calls that return (they stay interesting, but a module stuck in traps shows little), where a function's first
//! trap stays if it was never seen to return, and the
//! returning calls that execute most are repeated until the plan executes enough. The result is an ordinary plan, the same each time
//! for the same module.

use crate::check::{RunResult, RunSpec, RuntimeKind, run_here};
use crate::driver::Prepared;
use crate::module_info::ModuleInfo;
use crate::outcome::{Failure, Outcome};
use crate::testcase::{EngineConfig, ImportSource, Plan, PlanSize, Step, Testcase, default_plan};
use crate::trace::Trace;
use crate::value::{ExternType, ValType, Value};
use std::collections::BTreeSet;

/// What a plan should make the module do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Instructions over all steps.
    pub instructions: u64,
    /// Calls that are tried at most; repeats of busy ones may make it four times as many.
    pub calls: usize,
    /// Fuel per step.
    pub fuel: u64,
}

impl Default for Goal {
    fn default() -> Goal {
        Goal {
            instructions: 1_200_000,
            calls: 600,
            fuel: 2_000_000,
        }
    }
}

/// How often a plan is run and mended at most.
const ROUNDS: usize = 6;
/// Rows of arguments per export that are tried.
const ROWS: usize = 10;

/// The plan for `wasm`. Runs the reference in this process.
pub fn explore(wasm: &[u8], goal: Goal) -> Plan {
    let info = ModuleInfo::read(wasm);
    let mut plan = default_plan(wasm, PlanSize { rows: 0, calls: 0 });
    plan.origin = "explored".into();
    plan.record_defaults();
    plan.fuel = goal.fuel;
    let seed = xxhash_rust::xxh3::xxh3_64(wasm);
    plan.configs = vec![
        EngineConfig::new(&[("nan_canonicalization", "true")]),
        EngineConfig::new(&[
            ("nan_canonicalization", "true"),
            ("opt_level", "none"),
            ("bounds", "explicit"),
            ("signals", "false"),
        ]),
    ];
    bind_globals(&mut plan, &info);
    plan.steps.extend(candidates(&info, seed, goal.calls));
    for round in 0..ROUNDS {
        let Some(trace) = try_out(wasm, &plan) else { return plan };
        let last = round + 1 == ROUNDS;
        if !mend(&mut plan, &trace, goal, last) {
            break;
        }
    }
    plan
}

/// Gives imported globals values by the convention of toolchains: dynamic linking imports the bases of what a module may
/// use of a shared memory and table, and where the stack starts.
fn bind_globals(plan: &mut Plan, info: &ModuleInfo) {
    let pages = info.memories.first().map_or(1, |memory| memory.min.max(1));
    let source = |import: &crate::module_info::Import| match import.ty {
        ExternType::Global(_) if import.name.contains("table") => ImportSource::Value(Value::I32(0)),
        ExternType::Global(_) if import.name.contains("stack") => {
            ImportSource::Value(Value::I32((pages << 16) as i32 - 64))
        }
        ExternType::Global(_) => ImportSource::Value(Value::I32(1024)),
        _ => ImportSource::Auto,
    };
    if let Some(Step::Instantiate { imports, .. }) = plan.steps.first_mut() {
        *imports = info.imports.iter().map(source).collect();
    }
}

/// Calls of every exported function: initialisers first, then rows in turns, so that state built by one serves the next.
fn candidates(info: &ModuleInfo, seed: u64, calls: usize) -> Vec<Step> {
    let exports: Vec<_> = info.func_exports().collect();
    let rows = (calls / exports.len().max(1)).clamp(1, ROWS);
    let memory = info.memories.first().map_or(0, |memory| u64::from(memory.min) << 16);
    let mut steps = Vec::new();
    for row in 0..rows {
        for (number, (name, ty)) in exports.iter().enumerate() {
            if row > 0 && ty.params.is_empty() && row % 4 != 0 {
                continue;
            }
            let mut bits = seed ^ (number as u64) << 32 ^ row as u64;
            let args = ty
                .params
                .iter()
                .enumerate()
                .map(|(i, &ty)| argument(ty, i, row, memory, &mut bits))
                .collect();
            steps.push(Step::Call {
                instance: 0,
                export: (*name).to_string(),
                args,
                fuel: None,
                stack: None,
            });
        }
    }
    steps.truncate(calls);
    steps
}

fn next(bits: &mut u64) -> u64 {
    *bits = bits
        .wrapping_mul(0x5851_f42d_4c95_7f2d)
        .wrapping_add(0x1405_7b7e_f767_814f);
    *bits >> 24
}

/// An argument in the row's style: zeros, small numbers, pointers and lengths in turn, pointers only, anything.
fn argument(ty: ValType, index: usize, row: usize, memory: u64, bits: &mut u64) -> Value {
    let draw = next(bits);
    let pointer = if memory > 2048 {
        (1024 + draw % (memory - 2048)) & !15
    } else {
        draw % 256
    };
    let number = match row % 10 {
        0 => 0,
        1 | 6 => draw % 64,
        2 | 7 if index.is_multiple_of(2) => pointer,
        2 | 7 => draw % 512,
        3 | 8 if !index.is_multiple_of(2) => pointer,
        3 | 8 => draw % 512,
        4 | 5 => pointer,
        _ => draw,
    };
    match ty {
        ValType::I32 => Value::I32(number as i32),
        ValType::I64 => Value::I64(number as i64),
        ValType::F32 => Value::F32((number as f32 / 8.0).to_bits()),
        ValType::F64 => Value::F64((number as f64 / 8.0).to_bits()),
        ValType::V128 => Value::V128(u128::from(number) << 64 | u128::from(draw)),
        ValType::FuncRef => Value::FuncRef(None),
        ValType::ExternRef => Value::ExternRef((number != 0).then_some(number)),
    }
}

fn try_out(wasm: &[u8], plan: &Plan) -> Option<Trace> {
    let case = Testcase::new(wasm.to_vec(), plan.clone());
    let spec = RunSpec {
        name: "reference".into(),
        runtime: RuntimeKind::Reference,
        full_at: None,
    };
    match run_here(&Prepared::new(case), &spec, None) {
        RunResult::Trace(trace) => Some(trace),
        _ => None,
    }
}

/// Drops surplus failing calls and repeats the busiest returning ones. False when nothing was to be mended.
fn mend(plan: &mut Plan, trace: &Trace, goal: Goal, last: bool) -> bool {
    let calls: Vec<usize> = (0..plan.steps.len())
        .filter(|&i| matches!(plan.steps[i], Step::Call { .. }))
        .collect();
    let returned = |i: usize| {
        trace
            .steps
            .get(i)
            .is_some_and(|step| matches!(step.outcome, Outcome::Returned(_)))
    };
    let fuel = |i: usize| trace.steps.get(i).and_then(|step| step.fuel).unwrap_or(0);
    let export = |i: usize| match &plan.steps[i] {
        Step::Call { export, .. } => export.as_str(),
        _ => "",
    };
    let (good, failing): (Vec<usize>, Vec<usize>) = calls.iter().partition(|&&i| returned(i));
    // The first trap of a function that never returns stays: it is what there is to compare.
    let trapped = |i: usize| {
        let outcome = trace.steps.get(i).map(|step| &step.outcome);
        matches!(outcome, Some(Outcome::Failed(Failure::Trap(..))))
    };
    let mut seen: BTreeSet<&str> = good.iter().map(|&i| export(i)).collect();
    let (kept, bad): (Vec<usize>, Vec<usize>) =
        failing.into_iter().partition(|&i| trapped(i) && seen.insert(export(i)));
    let executed: u64 = (0..plan.steps.len()).map(fuel).sum();
    let enough = executed >= goal.instructions || good.is_empty();
    // A little slack: a call that is dropped may have been what made a later one return.
    let allowed = (good.len() * 4 / 5).saturating_sub(kept.len());
    if (bad.len() <= allowed || bad.is_empty()) && enough {
        return false;
    }
    let mut repeats = Vec::new();
    if !enough && !last {
        let mut busiest: Vec<usize> = good.clone();
        busiest.sort_by_key(|&i| std::cmp::Reverse(fuel(i)));
        busiest.truncate(8);
        let per_turn: u64 = busiest.iter().map(|&i| fuel(i)).sum::<u64>().max(1);
        let room = (4 * goal.calls).saturating_sub(good.len()) / busiest.len().max(1);
        let turns = ((goal.instructions - executed).div_ceil(per_turn) as usize).min(room);
        for _ in 0..turns {
            repeats.extend(busiest.iter().map(|&i| plan.steps[i].clone()));
        }
    }
    // Evenly spread over the failing calls, so that every kind of failure stays represented.
    let keep = allowed.min(bad.len());
    let dropped: BTreeSet<usize> = bad
        .iter()
        .enumerate()
        .filter(|(n, _)| (n + 1) * keep / bad.len() == n * keep / bad.len())
        .map(|(_, &i)| i)
        .collect();
    let mut index = 0;
    plan.steps.retain(|_| {
        let stays = !dropped.contains(&index);
        index += 1;
        stays
    });
    plan.steps.extend(repeats);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_never_return_are_called_too() {
        touchstone_spec_interp::start().expect("the interpreter starts");
        let wasm = wat::parse_str(
            r#"(module
                (func (export "returns") (result i32) (i32.const 1))
                (func (export "traps") (param i32) (unreachable))
                (func (export "divides") (result i32) (i32.div_u (i32.const 1) (i32.const 0)))
                (func (export "goes_on") (loop $l (br $l))))"#,
        )
        .expect("valid text");
        for calls in [4, 40, 600] {
            let goal = Goal {
                calls,
                fuel: 10_000,
                ..Goal::default()
            };
            let plan = explore(&wasm, goal);
            for name in ["returns", "traps", "divides"] {
                let called = |step: &Step| matches!(step, Step::Call { export, .. } if export == name);
                assert!(plan.steps.iter().any(called), "{name} with {calls} calls");
            }
            // Where fuel runs out, the engine's runs all count: that is not worth one function more.
            let exhausts = |step: &Step| matches!(step, Step::Call { export, .. } if export == "goes_on");
            assert!(calls > 4 || !plan.steps.iter().any(exhausts), "{calls} calls");
        }
    }
}
