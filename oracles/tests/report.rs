//! A report names the first divergent step, both sides, the bytes that differ and the next command.

use std::rc::Rc;
use touchstone_oracles::check::{Died, Executor, InProcess, RunResult, RunSpec, Verdict, check_with};
use touchstone_oracles::driver::Prepared;
use touchstone_oracles::outcome::Outcome;
use touchstone_oracles::report;
use touchstone_oracles::testcase::{Plan, Step, Testcase};
use touchstone_oracles::trace::{MemoryState, Trace};
use touchstone_oracles::value::Value;

/// Runs for real, then lies about `engine B`.
struct Tampering(fn(&mut Trace));

impl Executor for Tampering {
    fn run(&mut self, prepared: &Rc<Prepared>, spec: &RunSpec) -> RunResult {
        match InProcess::default().run(prepared, spec) {
            RunResult::Trace(mut trace) if spec.name == "engine B" => {
                (self.0)(&mut trace);
                RunResult::Trace(trace)
            }
            result => result,
        }
    }
}

const MODULE: &str = r#"(module (memory 1)
    (func (export "f") (param i32) (result i32) (i32.store (local.get 0) (i32.const 0x01020304)) local.get 0)
    (func (export "trap") unreachable))"#;

fn prepared() -> Rc<Prepared> {
    let mut plan = Plan::default();
    let call = |export: &str, args: Vec<Value>| Step::Call {
        instance: 0,
        export: export.into(),
        args,
        fuel: None,
        stack: None,
    };
    plan.steps.extend([
        call("f", vec![Value::I32(8)]),
        call("trap", vec![]),
        call("f", vec![Value::I32(64)]),
    ]);
    Prepared::new(Testcase::new(wat::parse_str(MODULE).expect("the module is text"), plan))
}

fn render(change: fn(&mut Trace)) -> (Verdict, String) {
    let prepared = prepared();
    let mut executor = Tampering(change);
    let checked = check_with(&prepared, &mut executor);
    let text = report::render(&prepared, &checked, "case.wasm", &mut executor);
    (checked.verdict, text)
}

#[test]
fn a_memory_divergence_shows_bytes() {
    let (verdict, text) = render(|trace| {
        for step in trace.steps.iter_mut().skip(1) {
            let memory = &mut step.state.instances[0].as_mut().expect("allocated").memories[0];
            memory.digest.0 ^= 1;
            if let Some(bytes) = &mut memory.bytes {
                bytes[9] = 0xee;
                *memory = MemoryState::of(bytes, true);
            }
        }
    });
    assert!(matches!(&verdict, Verdict::Divergence(d) if d.step == 1), "{verdict:?}");
    for part in [
        "first divergent step: call 0.\"f\"(i32:8)",
        "memory 0 of instance 0",
        "export \"f\" is func 0 of instance 0, body at 0x",
        "byte 0x9: reference 03, engine B ee",
        "opt_level=none",
        "DEDUP_TOKEN: memory:",
        "next: touchstone show case.wasm",
        "touchstone run --runtime engine --config opt_level=none",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[test]
fn an_outcome_divergence_shows_both_sides_and_where_they_stopped() {
    let (verdict, text) = render(|trace| trace.steps[2].outcome = Outcome::Returned(vec![]));
    assert!(matches!(&verdict, Verdict::Divergence(d) if d.step == 2), "{verdict:?}");
    for part in [
        "verdict: divergence at step 2: call 0.\"trap\"()",
        "reference  trap unreachable at instance 0 func 1 offset 0x",
        "engine B   returned",
        "reference stopped at instance 0 func 1",
        "  2     trap unreachable 0.func1@0x",
        "DEDUP_TOKEN: outcome:trap.unreachable/returned",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

/// Says that one run died.
struct Dying;

impl Executor for Dying {
    fn run(&mut self, prepared: &Rc<Prepared>, spec: &RunSpec) -> RunResult {
        match spec.name.as_str() {
            "engine A" => RunResult::Died(Died::Hang(30), Some(2), "last words".into()),
            _ => InProcess::default().run(prepared, spec),
        }
    }
}

#[test]
fn a_dead_run_is_named_with_its_step() {
    let prepared = prepared();
    let checked = check_with(&prepared, &mut Dying);
    assert_eq!(checked.verdict, Verdict::Died(2));
    let text = report::render(&prepared, &checked, "case.wasm", &mut Dying);
    assert!(
        text.contains("engine A hung: no answer within 30 s in step 2"),
        "{text}"
    );
    assert!(
        text.contains("last words") && text.contains("DEDUP_TOKEN: died:engine"),
        "{text}"
    );
}
