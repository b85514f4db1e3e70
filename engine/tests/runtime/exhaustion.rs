//! Fuel, the call-stack budget and the native stack, by the rules of `FUEL.md`.

use crate::common::{CONFIGS, Setup, offset_of};
use touchstone_engine::{Caller, Error, Exhaustion, Func, Location, Val};
use wasmparser::Operator;

fn counting() -> Vec<String> {
    CONFIGS
        .iter()
        .map(|config| format!("{config},fuel=true,call_stack_budget=true"))
        .collect()
}

/// Calls `f` with one i32 and returns what it consumed.
fn consumed(config: &str, wat: &str, arg: i32) -> (u64, Result<Vec<Val>, Error>) {
    let mut setup = Setup::new(config);
    let instance = setup.instantiate(wat, &[]);
    setup.store.set_fuel(u64::MAX);
    let result = setup.call(instance, "f", &[Val::I32(arg)]);
    (setup.store.fuel_consumed(), result)
}

#[test]
fn every_executed_instruction_costs_one() {
    // Body, argument, cost.
    let cases: &[(&str, i32, u64)] = &[
        ("", 0, 0),
        ("nop nop", 0, 2),
        ("(drop (i32.add (i32.const 1) (local.get 0)))", 0, 4),
        ("(block (br 0) (nop) (nop)) nop", 0, 3),
        ("(if (local.get 0) (then nop nop nop) (else nop))", 1, 5),
        ("(if (local.get 0) (then nop nop nop) (else nop))", 0, 3),
        // loop, (local.get, i32.eqz, br_if, local.get, i32.const, i32.sub, local.set, br) per round, the last cut short.
        (
            "(block $e (loop $l (br_if $e (i32.eqz (local.get 0))) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br $l)))",
            3,
            1 + 3 * 9 + 4,
        ),
        (
            "(block (block (block (br_table 0 1 2 (local.get 0))) nop) nop)",
            1,
            3 + 2 + 1,
        ),
        ("(call $callee) nop", 0, 1 + 3 + 1),
        ("return nop nop", 0, 1),
    ];
    for config in counting() {
        for (body, arg, cost) in cases {
            let wat = format!(r#"(module (func $callee nop nop nop) (func (export "f") (param i32) {body}))"#);
            let (fuel, result) = consumed(&config, &wat, *arg);
            assert!(result.is_ok(), "{config}: {body}: {result:?}");
            assert_eq!(fuel, *cost, "{config}: {body}");
        }
    }
}

#[test]
fn a_trap_consumes_up_to_the_trapping_instruction() {
    let cases: &[(&str, u64)] = &[
        ("nop unreachable nop nop", 2),
        ("(drop (i32.div_u (i32.const 1) (local.get 0))) nop nop nop", 3),
        (
            "(drop (i32.load (i32.const -4))) nop nop nop (drop (i32.load (i32.const 4)))",
            2,
        ),
        ("(i32.store (i32.const -4) (i32.const 1)) nop nop", 3),
        ("nop (drop (table.get 0 (i32.const 9))) nop nop", 3),
        ("(call $callee) nop", 1 + 2),
        ("(call_indirect (i32.const 5)) nop", 2),
        (
            "(memory.fill (i32.const 65000) (i32.const 0) (i32.const 1000)) nop nop",
            4,
        ),
        ("(drop (i32.trunc_f32_s (f32.const nan))) nop", 2),
    ];
    for config in counting() {
        for (body, cost) in cases {
            let wat = format!(
                r#"(module (memory 1) (table 3 funcref) (func $callee nop unreachable nop) (func (export "f") (param i32) {body}))"#
            );
            let (fuel, result) = consumed(&config, &wat, 0);
            assert!(result.unwrap_err().trap_kind().is_some(), "{config}: {body}");
            assert_eq!(fuel, *cost, "{config}: {body}");
        }
    }
}

#[test]
fn bulk_instructions_cost_by_their_length() {
    let cases: &[(&str, u64)] = &[
        ("(memory.fill (i32.const 0) (i32.const 0) (i32.const 63))", 4),
        ("(memory.fill (i32.const 0) (i32.const 0) (i32.const 64))", 4 + 1),
        ("(memory.copy (i32.const 0) (i32.const 1) (i32.const 6400))", 4 + 100),
        ("(memory.init $d (i32.const 0) (i32.const 0) (i32.const 128))", 4 + 2),
        ("(table.fill (i32.const 0) (ref.null func) (i32.const 17))", 4 + 2),
        ("(table.copy (i32.const 0) (i32.const 1) (i32.const 8))", 4 + 1),
        ("(table.init $e (i32.const 0) (i32.const 0) (i32.const 8))", 4 + 1),
        ("(drop (memory.grow (i32.const 1)))", 3),
        ("(drop (table.grow (ref.null func) (i32.const 100)))", 4),
    ];
    let data = "x".repeat(128);
    for config in counting() {
        for (body, cost) in cases {
            let wat = format!(
                r#"(module (memory 1) (table 20 funcref) (data $d "{data}") (elem $e func 0 0 0 0 0 0 0 0)
                    (func (export "f") (param i32) {body}))"#
            );
            let (fuel, result) = consumed(&config, &wat, 0);
            assert!(result.is_ok(), "{config}: {body}");
            assert_eq!(fuel, *cost, "{config}: {body}");
            // Checked after the length was charged: one less is exhausted there, with nothing done.
            if *cost == 4 || body.contains("grow") {
                continue;
            }
            let mut setup = Setup::new(&config);
            let instance = setup.instantiate(&wat, &[]);
            setup.store.set_fuel(cost - 1);
            let error = setup.call(instance, "f", &[Val::I32(0)]).unwrap_err();
            assert_eq!(error.exhaustion(), Some(Exhaustion::Fuel), "{config}: {body}");
            assert_eq!(setup.store.fuel_consumed(), *cost, "{config}: {body}");
            let bulk = |op: &Operator<'_>| {
                use Operator::*;
                matches!(
                    op,
                    MemoryFill { .. }
                        | MemoryCopy { .. }
                        | MemoryInit { .. }
                        | TableFill { .. }
                        | TableCopy { .. }
                        | TableInit { .. }
                )
            };
            let at = Location {
                instance: 0,
                function: 0,
                offset: offset_of(&wat, bulk, 0),
            };
            assert_eq!(error.location(), Some(at), "{config}: {body}");
            assert!(
                instance.memories(&setup.store)[0]
                    .data(&setup.store)
                    .iter()
                    .all(|byte| *byte == 0)
            );
        }
    }
}

#[test]
fn fuel_is_checked_at_entries_and_loops_only() {
    let wat = r#"(module
        (func $callee nop)
        (func (export "straight") nop nop nop nop)
        (func (export "loop") (param i32) nop (loop $l (nop) (br $l)))
        (func (export "call") nop nop (call $callee)))"#;
    for config in counting() {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(wat, &[]);
        // Straight code overdraws.
        setup.store.set_fuel(0);
        assert_eq!(setup.call(instance, "straight", &[]), Ok(vec![]), "{config}");
        assert_eq!(setup.store.fuel_consumed(), 4);
        // nop, loop, (nop, br, loop)*: with 10, consumed is 2, 5, 8, 11 at the loop.
        setup.store.set_fuel(10);
        let error = setup.call(instance, "loop", &[Val::I32(0)]).unwrap_err();
        let at = offset_of(wat, |op| matches!(op, Operator::Loop { .. }), 0);
        assert_eq!(error.exhaustion(), Some(Exhaustion::Fuel), "{config}");
        assert_eq!(
            error.location(),
            Some(Location {
                instance: 0,
                function: 2,
                offset: at
            }),
            "{config}"
        );
        assert_eq!(setup.store.fuel_consumed(), 11, "{config}");
        // Entry of the callee, at its first instruction.
        setup.store.set_fuel(2);
        let error = setup.call(instance, "call", &[]).unwrap_err();
        let at = offset_of(wat, |op| matches!(op, Operator::Nop), 0);
        assert_eq!(
            error.location(),
            Some(Location {
                instance: 0,
                function: 0,
                offset: at
            }),
            "{config}"
        );
        assert_eq!(setup.store.fuel_consumed(), 3, "{config}");
        setup.store.set_fuel(3);
        assert!(setup.call(instance, "call", &[]).is_ok(), "{config}");
    }
}

#[test]
fn fuel_goes_on_through_host_calls() {
    for config in counting() {
        let mut setup = Setup::new(&config);
        let inner = setup.instantiate(r#"(module (func (export "inner") nop nop nop))"#, &[]);
        let host = Func::wrap(&mut setup.store, move |caller: &mut Caller<'_>| {
            let inner = inner.func(caller, "inner").unwrap();
            inner.call(caller, &[]).map(drop)
        })
        .unwrap();
        let wat = r#"(module (import "" "h" (func $h)) (func (export "f") nop (call $h) nop))"#;
        let outer = setup.instantiate(wat, &[host.into()]);
        setup.store.set_fuel(100);
        assert!(setup.call(outer, "f", &[]).is_ok());
        assert_eq!(setup.store.fuel_consumed(), 6, "{config}");
        setup.store.set_fuel(1);
        let error = setup.call(outer, "f", &[]).unwrap_err();
        assert_eq!(
            (error.exhaustion(), error.location().map(|l| l.instance)),
            (Some(Exhaustion::Fuel), Some(0)),
            "{config}"
        );
        assert_eq!(setup.store.fuel_consumed(), 2, "{config}");
    }
}

#[test]
fn stack_units_follow_the_published_rule() {
    // 4 + parameters + locals + highest operand stack, v128 counting two.
    let cases: &[(&str, u64)] = &[
        (r#"(func (export "f"))"#, 4),
        (r#"(func (export "f") (local i64 v128) nop)"#, 4 + 3),
        (
            r#"(func (export "f") (drop (i32.add (i32.const 1) (i32.const 2))))"#,
            4 + 2,
        ),
        (
            r#"(func (export "f") (drop (v128.const i64x2 0 0)) (drop (i32.const 0)))"#,
            4 + 2,
        ),
        (
            r#"(func (export "f") unreachable (drop (i32.add (i32.const 1) (i32.const 2))))"#,
            4,
        ),
        (
            r#"(func (export "f") (call $g (i32.const 1))) (func $g (param i32) (local i32))"#,
            (4 + 1) + (4 + 2),
        ),
    ];
    for config in counting() {
        for (body, units) in cases {
            let mut setup = Setup::new(&config);
            let instance = setup.instantiate(&format!("(module {body})"), &[]);
            setup.store.set_stack_limit(*units);
            let result = setup.call(instance, "f", &[]);
            assert!(
                result.as_ref().map_or_else(|e| e.trap_kind().is_some(), |_| true),
                "{config}: {body}: {result:?}"
            );
            setup.store.set_stack_limit(units - 1);
            let error = setup.call(instance, "f", &[]).unwrap_err();
            assert_eq!(error.exhaustion(), Some(Exhaustion::CallStack), "{config}: {body}");
            assert_eq!(setup.store.stack_units_used(), 0, "{config}: {body}");
        }
    }
}

const RECURSION: &str = r#"(module
    (import "" "h" (func $h (param i32)))
    (func (export "f") (param i32) (if (local.get 0) (then (call 1 (i32.sub (local.get 0) (i32.const 1))))))
    (func (export "forever") (param i32) (call 2 (local.get 0)))
    (func (export "host") (param i32) (call $h (local.get 0))))"#;

fn recursive(setup: &mut Setup) -> touchstone_engine::Instance {
    let host = Func::wrap(
        &mut setup.store,
        |caller: &mut Caller<'_>, x: i32| -> Result<(), Error> {
            let instance = caller.instance().unwrap();
            let next = instance.func(caller, "host").unwrap();
            next.typed::<i32, ()>(caller)?.call(caller, x)
        },
    )
    .unwrap();
    setup.instantiate(RECURSION, &[host.into()])
}

#[test]
fn the_call_stack_budget_ends_recursion_at_the_published_depth() {
    for config in counting() {
        let mut setup = Setup::new(&config);
        let instance = recursive(&mut setup);
        // Parameter 1, operands 2: seven units a frame.
        setup.store.set_stack_limit(7 * 1000);
        assert_eq!(setup.call(instance, "f", &[Val::I32(999)]), Ok(vec![]), "{config}");
        for _ in 0..3 {
            setup.store.set_fuel(u64::MAX);
            let error = setup.call(instance, "f", &[Val::I32(1000)]).unwrap_err();
            assert_eq!(error.exhaustion(), Some(Exhaustion::CallStack), "{config}");
            let at = offset_of(RECURSION, |op| matches!(op, Operator::LocalGet { .. }), 0);
            assert_eq!(
                error.location(),
                Some(Location {
                    instance: 0,
                    function: 1,
                    offset: at
                }),
                "{config}"
            );
            // local.get, if, local.get, i32.const, i32.sub, call, a thousand times.
            assert_eq!(setup.store.fuel_consumed(), 6000, "{config}");
            assert_eq!(setup.store.stack_units_used(), 0, "{config}");
        }
    }
}

#[test]
fn units_in_use_go_on_through_host_calls() {
    for config in counting() {
        let mut setup = Setup::new(&config);
        let instance = recursive(&mut setup);
        setup.store.set_stack_limit(60);
        setup.store.set_fuel(u64::MAX);
        let error = setup.call(instance, "host", &[Val::I32(0)]).unwrap_err();
        assert_eq!(error.exhaustion(), Some(Exhaustion::CallStack), "{config}");
        // Ten frames of six units fit, each executed two instructions.
        assert_eq!(setup.store.fuel_consumed(), 20, "{config}");
        assert_eq!(setup.store.stack_units_used(), 0, "{config}");
    }
}

#[test]
fn the_native_stack_has_a_limit_of_its_own() {
    for config in CONFIGS {
        for bytes in [65536, 300_000] {
            let mut setup = Setup::new(&format!("{config},max_native_stack={bytes}"));
            let instance = recursive(&mut setup);
            for name in ["forever", "host", "forever"] {
                let error = setup.call(instance, name, &[Val::I32(0)]).unwrap_err();
                assert_eq!(
                    error.exhaustion(),
                    Some(Exhaustion::NativeStack),
                    "{config}: {name}: {error}"
                );
                assert_eq!(error.location().map(|l| l.instance), Some(0), "{config}: {name}");
            }
            assert_eq!(setup.call(instance, "f", &[Val::I32(100)]), Ok(vec![]), "{config}");
        }
    }
}

#[test]
fn more_native_stack_than_the_thread_has_is_cut_to_it() {
    let mut setup = Setup::new("max_native_stack=268435456");
    let instance = recursive(&mut setup);
    let error = setup.call(instance, "forever", &[Val::I32(0)]).unwrap_err();
    assert_eq!(error.exhaustion(), Some(Exhaustion::NativeStack));
    let error = setup.call(instance, "host", &[Val::I32(0)]).unwrap_err();
    assert_eq!(error.exhaustion(), Some(Exhaustion::NativeStack));
}

#[test]
fn huge_frames_are_checked_before_they_are_touched() {
    let locals = "v128 ".repeat(5000);
    let sets: String = (0..5000)
        .map(|i| format!("(local.set {i} (v128.const i64x2 {i} 1))"))
        .collect();
    let gets: String = (0..5000)
        .map(|i| format!("(i64x2.extract_lane 0 (local.get {i})) i64.add "))
        .collect();
    let wat = format!(
        r#"(module (import "" "h" (func $h)) (func (export "f") (result i64) (local {locals}) {sets} (call $h) (i64.const 0) {gets}))"#
    );
    for config in [
        "opt_level=none",
        "opt_level=none,signals=false",
        "opt_level=none,probestack=true",
    ] {
        for (stack, fits) in [(65536, false), (1 << 20, true)] {
            let mut setup = Setup::new(&format!("{config},max_native_stack={stack}"));
            let host = Func::wrap(&mut setup.store, |_: &mut Caller<'_>| {}).unwrap();
            let instance = setup.instantiate(&wat, &[host.into()]);
            let result = setup.call(instance, "f", &[]);
            match fits {
                true => assert_eq!(result, Ok(vec![Val::I64(4999 * 2500)]), "{config}"),
                false => assert_eq!(
                    result.unwrap_err().exhaustion(),
                    Some(Exhaustion::NativeStack),
                    "{config}"
                ),
            }
        }
    }
}
