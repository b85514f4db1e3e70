//! Traps: kind, function and offset, under every way in which a trap comes about.

use crate::common::{Setup, configs, offset_in, offset_of};
use touchstone_engine::{Caller, Error, Func, Instance, Location, TrapKind, Val};
use wasmparser::Operator;

/// A function body that traps, the instruction that does, and the kind. The module around it has a memory of one page, a
/// table of eight elements (function 0 at 0, function of another type at 1, null after), and segments of four items.
type Case = (&'static str, fn(&Operator<'_>) -> bool, TrapKind);

macro_rules! case {
    ($body:literal, $op:ident, $kind:ident) => {
        ($body, |op| matches!(op, Operator::$op { .. }), TrapKind::$kind)
    };
}

const CASES: &[Case] = &[
    case!("unreachable", Unreachable, Unreachable),
    case!(
        "(drop (i32.div_s (local.get $one) (local.get $zero)))",
        I32DivS,
        IntegerDivideByZero
    ),
    case!(
        "(drop (i32.div_u (local.get $one) (i32.const 0)))",
        I32DivU,
        IntegerDivideByZero
    ),
    case!(
        "(drop (i32.rem_s (local.get $one) (local.get $zero)))",
        I32RemS,
        IntegerDivideByZero
    ),
    case!(
        "(drop (i64.rem_u (i64.const 1) (i64.extend_i32_u (local.get $zero))))",
        I64RemU,
        IntegerDivideByZero
    ),
    case!(
        "(drop (i32.div_s (i32.const 0x80000000) (i32.sub (local.get $zero) (local.get $one))))",
        I32DivS,
        IntegerOverflow
    ),
    case!(
        "(drop (i64.div_s (i64.const 0x8000000000000000) (i64.const -1)))",
        I64DivS,
        IntegerOverflow
    ),
    case!(
        "(drop (i32.trunc_f32_s (f32.const nan)))",
        I32TruncF32S,
        InvalidConversionToInteger
    ),
    case!(
        "(drop (i64.trunc_f64_u (f64.const nan:0x123)))",
        I64TruncF64U,
        InvalidConversionToInteger
    ),
    case!(
        "(drop (i32.trunc_f64_s (f64.const 2147483648)))",
        I32TruncF64S,
        IntegerOverflow
    ),
    case!(
        "(drop (i32.trunc_f32_u (f32.neg (f32.convert_i32_s (local.get $one)))))",
        I32TruncF32U,
        IntegerOverflow
    ),
    case!("(drop (i32.load (i32.const 65533)))", I32Load, OutOfBoundsMemoryAccess),
    case!("(drop (i32.load (i32.const -1)))", I32Load, OutOfBoundsMemoryAccess),
    case!(
        "(drop (i32.load8_u offset=4294967295 (local.get $one)))",
        I32Load8U,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(drop (i64.load16_s offset=65535 (local.get $zero)))",
        I64Load16S,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(drop (v128.load (i32.const 65521)))",
        V128Load,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(drop (v128.load64_splat offset=0xfffffff0 (i32.const -1)))",
        V128Load64Splat,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(drop (f64.add (f64.const 1) (f64.load (i32.const 65529))))",
        F64Load,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(i32.store8 (i32.const 65536) (local.get $one))",
        I32Store8,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(i64.store (i32.const 65529) (i64.const 1))",
        I64Store,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(f32.store offset=65533 (local.get $zero) (f32.const 1))",
        F32Store,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(v128.store offset=2147483648 (i32.const -1) (v128.const i64x2 1 2))",
        V128Store,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(memory.fill (i32.const 65536) (i32.const 1) (local.get $one))",
        MemoryFill,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(memory.copy (local.get $zero) (i32.const -1) (i32.const 2))",
        MemoryCopy,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(memory.init $data (local.get $zero) (i32.const 2) (i32.const 3))",
        MemoryInit,
        OutOfBoundsMemoryAccess
    ),
    case!(
        "(data.drop $lost) (memory.init $lost (i32.const 0) (i32.const 0) (local.get $one))",
        MemoryInit,
        OutOfBoundsMemoryAccess
    ),
    case!("(drop (table.get (i32.const 8)))", TableGet, OutOfBoundsTableAccess),
    case!(
        "(table.set (i32.const -1) (ref.null func))",
        TableSet,
        OutOfBoundsTableAccess
    ),
    case!(
        "(table.fill (i32.const 8) (ref.null func) (local.get $one))",
        TableFill,
        OutOfBoundsTableAccess
    ),
    case!(
        "(table.copy (i32.const 0) (i32.const 7) (i32.const 2))",
        TableCopy,
        OutOfBoundsTableAccess
    ),
    case!(
        "(table.init $elem (i32.const 0) (i32.const 3) (i32.const 2))",
        TableInit,
        OutOfBoundsTableAccess
    ),
    case!(
        "(elem.drop $dropped) (table.init $dropped (i32.const 0) (i32.const 0) (local.get $one))",
        TableInit,
        OutOfBoundsTableAccess
    ),
    case!(
        "(call_indirect (type $v) (i32.const 8))",
        CallIndirect,
        UndefinedElement
    ),
    case!(
        "(call_indirect (type $v) (i32.const -1))",
        CallIndirect,
        UndefinedElement
    ),
    case!(
        "(call_indirect (type $v) (i32.const 2))",
        CallIndirect,
        UninitializedElement
    ),
    case!(
        "(call_indirect (type $v) (local.get $one))",
        CallIndirect,
        IndirectCallTypeMismatch
    ),
    case!("(call $host)", Call, Host),
    case!("(call_indirect (type $v) (i32.const 3))", CallIndirect, Host),
];

/// Index of the first case's function; each case has two, the second calls the first.
const FIRST: usize = 4;

fn wat() -> String {
    let function = |(n, (body, _, _)): (usize, &Case)| {
        format!(
            r#"(func $trap{n} (export "trap{n}") (param $zero i32) (param $one i32) nop {body})
               (func (export "nested{n}") (nop) (i32.const 0) (i32.const 1) (call $trap{n}) (nop))"#
        )
    };
    let functions: String = CASES.iter().enumerate().map(function).collect();
    format!(
        r#"(module
            (type $v (func))
            (import "" "host" (func $host))
            (memory 1) (table 8 funcref)
            (elem (i32.const 0) func $leaf $other)
            (elem (i32.const 3) func $host)
            (elem $elem func $leaf $leaf $leaf $leaf) (elem $dropped func $leaf)
            (data $data "abcd") (data $lost "abcd")
            (func $leaf)
            (func $other (param i32))
            (func (export "fine") (param i32) (result i32) (i32.load8_u (local.get 0)))
            {functions})"#
    )
}

fn host_that_fails(setup: &mut Setup) -> Func {
    Func::wrap(&mut setup.store, |_: &mut Caller<'_>| -> Result<(), Error> {
        Err(Error::host("asked to"))
    })
    .unwrap()
}

#[test]
fn every_trap_tells_kind_function_and_offset() {
    let wat = wat();
    for config in configs() {
        let mut setup = Setup::new(&config);
        let host = host_that_fails(&mut setup);
        let instance = setup.instantiate(&wat, &[host.into()]);
        for (n, (body, instruction, kind)) in CASES.iter().enumerate() {
            let function = FIRST + 2 * n;
            let at = Location {
                instance: 0,
                function: function as u32,
                offset: offset_in(&wat, function - 1, instruction),
            };
            for round in 0..2 {
                let context = format!("{config}: {body}, round {round}");
                let args = [Val::I32(0), Val::I32(1)];
                let error = setup.call(instance, &format!("trap{n}"), &args).unwrap_err();
                assert_eq!(error.trap_kind(), Some(*kind), "{context}: {error}");
                assert_eq!(error.location(), Some(at), "{context}");
                let error = setup.call(instance, &format!("nested{n}"), &[]).unwrap_err();
                assert_eq!(
                    (error.trap_kind(), error.location()),
                    (Some(*kind), Some(at)),
                    "{context}"
                );
                assert_eq!(setup.store.stack_units_used(), 0, "{context}");
            }
            let fine = setup.call(instance, "fine", &[Val::I32(65535)]);
            assert_eq!(fine, Ok(vec![Val::I32(0)]), "{config}: {body}");
        }
    }
}

#[test]
fn effects_before_a_trap_stay() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(
            r#"(module (memory (export "m") 1) (global $g (export "g") (mut i32) (i32.const 0))
                (func (export "f") (param i32)
                    (i32.store (i32.const 8) (i32.const 7))
                    (global.set $g (i32.const 5))
                    (i32.store (local.get 0) (i32.const 1))
                    (i32.store (i32.const 8) (i32.const 9))
                    (global.set $g (i32.const 6))))"#,
            &[],
        );
        let error = setup.call(instance, "f", &[Val::I32(-4)]).unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::OutOfBoundsMemoryAccess), "{config}");
        let memory = instance.memory(&setup.store, "m").unwrap();
        assert_eq!(memory.data(&setup.store)[8], 7, "{config}");
        let global = instance.globals(&setup.store)[0];
        assert_eq!(global.get(&setup.store), Val::I32(5), "{config}");
    }
}

#[test]
fn a_trap_passes_through_host_frames_with_its_kind_and_location() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let inner_wat =
            r#"(module (func (export "inner") (param i32) (drop (i32.div_u (i32.const 1) (local.get 0)))))"#;
        let inner = setup.instantiate(inner_wat, &[]);
        let call_inner = Func::wrap(
            &mut setup.store,
            move |caller: &mut Caller<'_>, x: i32| -> Result<(), Error> {
                let func = inner.func(caller, "inner").unwrap();
                func.call(caller, &[Val::I32(x)]).map(drop)
            },
        )
        .unwrap();
        let swallow = Func::wrap(&mut setup.store, move |caller: &mut Caller<'_>, x: i32| -> i32 {
            let func = inner.func(caller, "inner").unwrap();
            func.call(caller, &[Val::I32(x)]).is_err().into()
        })
        .unwrap();
        let outer = setup.instantiate(
            r#"(module (import "" "call" (func $call (param i32))) (import "" "swallow" (func $swallow (param i32) (result i32)))
                (func (export "outer") (param i32) (call $call (local.get 0)))
                (func (export "twice") (param i32) (result i32)
                    (call $swallow (local.get 0)) (call $swallow (local.get 0)) (i32.add)))"#,
            &[call_inner.into(), swallow.into()],
        );
        let at = Location {
            instance: 0,
            function: 0,
            offset: offset_of(inner_wat, |op| matches!(op, Operator::I32DivU), 0),
        };
        for _ in 0..3 {
            let error = setup.call(outer, "outer", &[Val::I32(0)]).unwrap_err();
            assert_eq!(error.trap_kind(), Some(TrapKind::IntegerDivideByZero), "{config}");
            assert_eq!(error.location(), Some(at), "{config}");
            assert_eq!(setup.call(outer, "outer", &[Val::I32(1)]), Ok(vec![]), "{config}");
            assert_eq!(
                setup.call(outer, "twice", &[Val::I32(0)]),
                Ok(vec![Val::I32(2)]),
                "{config}"
            );
            assert_eq!(
                setup.call(outer, "twice", &[Val::I32(1)]),
                Ok(vec![Val::I32(0)]),
                "{config}"
            );
        }
    }
}

#[test]
fn the_location_names_the_instance_also_when_instances_share_a_module() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let wat = r#"(module (func (export "f") (param i32) (drop (i32.div_u (i32.const 1) (local.get 0)))))"#;
        let module = crate::common::module(&setup.engine, wat);
        let instances: Vec<_> = (0..3)
            .map(|_| Instance::new(&mut setup.store, &module, &[]).unwrap())
            .collect();
        let mut other = touchstone_engine::Store::new(&setup.engine, Default::default());
        let lone = Instance::new(&mut other, &module, &[]).unwrap();
        for (id, instance) in instances.iter().enumerate() {
            let error = setup.call(*instance, "f", &[Val::I32(0)]).unwrap_err();
            assert_eq!(error.location().map(|l| l.instance), Some(id as u32), "{config}");
            assert_eq!(setup.call(*instance, "f", &[Val::I32(2)]), Ok(vec![]));
        }
        let f = lone.func(&other, "f").unwrap();
        assert_eq!(
            f.call(&mut other, &[Val::I32(0)])
                .unwrap_err()
                .location()
                .map(|l| l.instance),
            Some(0)
        );
    }
}

#[test]
fn a_host_function_called_by_the_host_has_no_location() {
    let mut setup = Setup::new("");
    let host = host_that_fails(&mut setup);
    let error = host.call(&mut setup.store, &[]).unwrap_err();
    assert_eq!((error.trap_kind(), error.location()), (Some(TrapKind::Host), None));
    // Called through a host function that Wasm called, the Wasm call is the innermost frame.
    let through = Func::wrap(&mut setup.store, move |caller: &mut Caller<'_>| {
        host.call(caller, &[]).map(drop)
    })
    .unwrap();
    let wat = r#"(module (import "" "f" (func $f)) (func (export "g") (nop) (call $f)))"#;
    let instance = setup.instantiate(wat, &[through.into()]);
    let error = setup.call(instance, "g", &[]).unwrap_err();
    let at = Location {
        instance: 0,
        function: 1,
        offset: offset_of(wat, |op| matches!(op, Operator::Call { .. }), 0),
    };
    assert_eq!((error.trap_kind(), error.location()), (Some(TrapKind::Host), Some(at)));
}

#[test]
fn a_host_function_of_another_instance_is_located_at_the_caller() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let host = host_that_fails(&mut setup);
        let one = setup.instantiate(
            r#"(module (import "" "h" (func $h)) (export "h" (func $h)))"#,
            &[host.into()],
        );
        let exported = one.export(&setup.store, "h").unwrap();
        let wat = r#"(module (import "" "h" (func $h)) (func (export "f") (call $h)))"#;
        let two = setup.instantiate(wat, &[exported]);
        let error = setup.call(two, "f", &[]).unwrap_err();
        let offset = offset_of(wat, |op| matches!(op, Operator::Call { .. }), 0);
        assert_eq!(
            error.location(),
            Some(Location {
                instance: 1,
                function: 1,
                offset
            }),
            "{config}"
        );
    }
}
