//! Linking and instantiation, and what a failed one leaves behind.

use crate::common::{CONFIGS, Setup};
use touchstone_engine::{
    Caller, Error, ErrorKind, Exhaustion, Extern, Func, FuncIdentity, Global, GlobalType, Limits, Memory, MemoryType,
    Table, TableType, TrapKind, Val, ValType,
};

#[test]
fn modules_share_what_they_export() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let one = setup.instantiate(
            r#"(module
                (memory (export "m") 1 4) (table (export "t") 4 8 funcref) (global (export "g") (mut i64) (i64.const 5))
                (func (export "f") (result i32) (i32.load (i32.const 0)))
                (func (export "grow") (result i32) (memory.grow (i32.const 1))))"#,
            &[],
        );
        let export = |setup: &Setup, name| one.export(&setup.store, name).unwrap();
        let imports = [
            export(&setup, "m"),
            export(&setup, "t"),
            export(&setup, "g"),
            export(&setup, "f"),
            export(&setup, "grow"),
        ];
        let two = setup.instantiate(
            r#"(module
                (import "one" "m" (memory 1)) (import "one" "t" (table 4 funcref)) (import "one" "g" (global $g (mut i64)))
                (import "one" "f" (func $f (result i32))) (import "one" "grow" (func $grow (result i32)))
                (elem (i32.const 1) func $own $f)
                (func $own (result i32) (i32.const 11))
                (func (export "write") (i32.store (i32.const 0) (i32.const 77)) (global.set $g (i64.const 6)))
                (func (export "read") (result i32) (call $f))
                (func (export "indirect") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
                (func (export "grown") (result i32) (drop (call $grow)) (i32.store (i32.const 65536) (i32.const 3)) (memory.size)))"#,
            &imports,
        );
        setup.call(two, "write", &[]).unwrap();
        assert_eq!(setup.call(two, "read", &[]), Ok(vec![Val::I32(77)]), "{config}");
        assert_eq!(
            setup.call(two, "indirect", &[Val::I32(1)]),
            Ok(vec![Val::I32(11)]),
            "{config}"
        );
        assert_eq!(
            setup.call(two, "indirect", &[Val::I32(2)]),
            Ok(vec![Val::I32(77)]),
            "{config}"
        );
        assert_eq!(one.globals(&setup.store)[0].get(&setup.store), Val::I64(6));
        assert_eq!(setup.call(two, "grown", &[]), Ok(vec![Val::I32(2)]), "{config}");
        assert_eq!(one.memories(&setup.store), two.memories(&setup.store));
        let table = one.tables(&setup.store)[0];
        let Some(Val::FuncRef(Some(own))) = table.get(&setup.store, 1) else {
            panic!("a function")
        };
        assert_eq!(
            own.identity(&setup.store),
            FuncIdentity::Wasm {
                instance: 1,
                function: 2
            }
        );
        let Some(Val::FuncRef(Some(f))) = table.get(&setup.store, 2) else {
            panic!("a function")
        };
        assert_eq!(
            f.identity(&setup.store),
            FuncIdentity::Wasm {
                instance: 0,
                function: 0
            }
        );
        assert_eq!(Some(f), one.func(&setup.store, "f"));
    }
}

#[test]
fn link_errors_name_the_first_bad_import() {
    let mut setup = Setup::new("");
    let store = &mut setup.store;
    let func: Extern = Func::wrap(store, |_: &mut Caller<'_>, x: i32| x).unwrap().into();
    let memory: Extern = Memory::new(store, MemoryType { min: 1, max: Some(2) }).unwrap().into();
    let funcs = TableType {
        element: ValType::FuncRef,
        min: 3,
        max: None,
    };
    let table: Extern = Table::new(store, funcs, Val::FuncRef(None)).unwrap().into();
    let constant = GlobalType {
        content: ValType::I32,
        mutable: false,
    };
    let global: Extern = Global::new(store, constant, Val::I32(1)).unwrap().into();
    let cases: &[(&str, Extern, bool)] = &[
        ("(func (param i32) (result i32))", func, true),
        ("(func (param i32))", func, false),
        ("(func (param i64) (result i32))", func, false),
        ("(memory 1)", func, false),
        ("(memory 1)", memory, true),
        ("(memory 0 2)", memory, true),
        ("(memory 1 1)", memory, false),
        ("(memory 2)", memory, false),
        ("(table 3 funcref)", table, true),
        ("(table 4 funcref)", table, false),
        ("(table 3 4 funcref)", table, false),
        ("(table 3 externref)", table, false),
        ("(global i32)", global, true),
        ("(global (mut i32))", global, false),
        ("(global i64)", global, false),
        ("(global i32)", memory, false),
    ];
    for (wanted, given, fits) in cases {
        let wat = format!(r#"(module (import "a" "b" (global i32)) (import "c" "d" {wanted}))"#);
        let result = setup.try_instantiate(&wat, &[global, *given]);
        match result {
            Ok(_) => assert!(fits, "{wanted}"),
            Err(error) => {
                assert!(
                    matches!(error.kind(), ErrorKind::Link { import: 1, .. }),
                    "{wanted}: {error}"
                );
                assert!(!fits, "{wanted}: {error}");
            }
        }
    }
    let error = setup
        .try_instantiate(r#"(module (import "a" "b" (func)))"#, &[])
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Link { import: 0, .. }));
}

#[test]
fn a_grown_memory_satisfies_an_import_of_its_new_size() {
    let mut setup = Setup::new("bounds=explicit,memory_reservation=0,memory_guard=0");
    let memory = Memory::new(&mut setup.store, MemoryType { min: 1, max: Some(5) }).unwrap();
    assert!(
        setup
            .try_instantiate(r#"(module (import "" "" (memory 3)))"#, &[memory.into()])
            .is_err()
    );
    assert_eq!(memory.grow(&mut setup.store, 2), Some(1));
    assert!(
        setup
            .try_instantiate(r#"(module (import "" "" (memory 3)))"#, &[memory.into()])
            .is_ok()
    );
    assert_eq!(memory.ty(&setup.store), MemoryType { min: 1, max: Some(5) });
}

#[test]
fn a_failed_instantiation_keeps_its_effects() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let funcs = TableType {
            element: ValType::FuncRef,
            min: 4,
            max: None,
        };
        let table = Table::new(&mut setup.store, funcs, Val::FuncRef(None)).unwrap();
        let memory = Memory::new(&mut setup.store, MemoryType { min: 1, max: None }).unwrap();
        let imports = [table.into(), memory.into()];
        let error = setup
            .try_instantiate(
                r#"(module (import "" "t" (table 4 funcref)) (import "" "m" (memory 1))
                    (global $g i32 (i32.const 123))
                    (func $f (result i32) (global.get $g))
                    (elem (i32.const 0) func $f) (elem declare func $f) (elem (i32.const 4) func) (elem (i32.const 3) func $f $f) (elem declare func $f) (elem (i32.const 1) func $f)
                    (data (i32.const 0) "x"))"#,
                &imports,
            )
            .unwrap_err();
        assert_eq!(
            (error.trap_kind(), error.location()),
            (Some(TrapKind::OutOfBoundsTableAccess), None),
            "{config}"
        );
        assert_eq!(memory.data(&setup.store)[0], 0);
        let Some(Val::FuncRef(Some(f))) = table.get(&setup.store, 0) else {
            panic!("written before the trap")
        };
        assert_eq!(table.get(&setup.store, 1), Some(Val::FuncRef(None)));
        assert_eq!(table.get(&setup.store, 3), Some(Val::FuncRef(None)));
        assert_eq!(f.call(&mut setup.store, &[]), Ok(vec![Val::I32(123)]), "{config}");
        let instance = setup.store.instance(0).unwrap();
        assert_eq!(
            instance.dropped_elements(&setup.store),
            [true, true, true, false, false, false]
        );
        assert_eq!(instance.dropped_data(&setup.store), [false]);

        let error = setup
            .try_instantiate(
                r#"(module (import "" "t" (table 4 funcref)) (import "" "m" (memory 1))
                    (data (i32.const 65535) "ab") (data (i32.const 0) "q"))"#,
                &imports,
            )
            .unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::OutOfBoundsMemoryAccess));
        assert_eq!((memory.data(&setup.store)[65535], memory.data(&setup.store)[0]), (0, 0));
        let error = setup
            .try_instantiate(
                r#"(module (import "" "t" (table 4 funcref)) (import "" "m" (memory 1))
                    (data (i32.const 65535) "a") (start $s)
                    (func $s (i32.store8 (i32.const 7) (i32.const 9)) unreachable))"#,
                &imports,
            )
            .unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::Unreachable), "{config}");
        assert_eq!(
            error.location().map(|l| (l.instance, l.function)),
            Some((2, 0)),
            "{config}"
        );
        assert_eq!(
            (memory.data(&setup.store)[65535], memory.data(&setup.store)[7]),
            (b'a', 9)
        );
        assert_eq!(setup.store.instance_count(), 3);
    }
}

#[test]
fn limits_end_an_instantiation_with_nothing_allocated() {
    let limits = Limits {
        memory_pages: 3,
        table_elements: 100,
        total_bytes: 4 * 65536,
    };
    let mut setup = Setup::with_limits("", limits);
    for wat in [
        "(module (memory 4))",
        "(module (table 101 funcref))",
        "(module (table 100 externref) (memory 0) (table 4294967295 funcref))",
    ] {
        let error = setup.try_instantiate(wat, &[]).unwrap_err();
        assert_eq!(error.exhaustion(), Some(Exhaustion::Limit), "{wat}");
    }
    assert_eq!(setup.store.instance_count(), 0);
    let wat = r#"(module (memory (export "m") 2) (table 100 funcref) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#;
    let instance = setup.instantiate(wat, &[]);
    // Four pages in all are 800 bytes too many beside the table.
    for (delta, result) in [(0, 2), (2, -1), (-1, -1), (1, 2), (0, 3), (1, -1)] {
        assert_eq!(
            setup.call(instance, "grow", &[Val::I32(delta)]),
            Ok(vec![Val::I32(result)])
        );
    }
    let error = Memory::new(&mut setup.store, MemoryType { min: 1, max: None }).unwrap_err();
    assert_eq!(error.exhaustion(), Some(Exhaustion::Limit));
    assert_eq!(
        setup.try_instantiate(wat, &[]).unwrap_err().exhaustion(),
        Some(Exhaustion::Limit)
    );
}

#[test]
fn start_functions_run_and_may_be_imported() {
    use std::cell::Cell;
    use std::rc::Rc;
    let mut setup = Setup::new("");
    let calls = Rc::new(Cell::new(0));
    let counter = calls.clone();
    let host = Func::wrap(&mut setup.store, move |_: &mut Caller<'_>| {
        counter.set(counter.get() + 1)
    })
    .unwrap();
    setup.instantiate(r#"(module (import "" "h" (func $h)) (start $h))"#, &[host.into()]);
    setup.instantiate(
        r#"(module (import "" "h" (func $h)) (func $s (call $h) (call $h)) (start $s))"#,
        &[host.into()],
    );
    assert_eq!(calls.get(), 3);
    let fails = Func::wrap(&mut setup.store, |_: &mut Caller<'_>| -> Result<(), Error> {
        Err(Error::host("start"))
    })
    .unwrap();
    let error = setup
        .try_instantiate(r#"(module (import "" "h" (func $h)) (start $h))"#, &[fails.into()])
        .unwrap_err();
    assert_eq!((error.trap_kind(), error.location()), (Some(TrapKind::Host), None));
}

#[test]
fn host_functions_can_instantiate_grow_and_call_back() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let engine = setup.engine.clone();
        let host = Func::wrap(
            &mut setup.store,
            move |caller: &mut Caller<'_>, x: i32| -> Result<i32, Error> {
                let me = caller.instance().unwrap();
                let memory = me.memory(caller, "m").unwrap();
                assert_eq!(memory.grow(caller, 1), Some(x as u64));
                memory.write(caller, 65536 * x as u64, &[x as u8])?;
                let table = me.tables(caller)[0];
                table.grow(caller, 1000, Val::ExternRef(Some(3)))?;
                let module =
                    crate::common::module(&engine, r#"(module (func (export "one") (result i32) (i32.const 1)))"#);
                let new = touchstone_engine::Instance::new(caller, &module, &[])?;
                let one = new.func(caller, "one").unwrap().typed::<(), i32>(caller)?;
                if x < 3 {
                    let next = me.func(caller, "f").unwrap().typed::<i32, i32>(caller)?;
                    return Ok(next.call(caller, x + 1)? + one.call(caller, ())?);
                }
                one.call(caller, ())
            },
        )
        .unwrap();
        let instance = setup.instantiate(
            r#"(module (import "" "h" (func $h (param i32) (result i32))) (memory (export "m") 1) (table 1 externref)
                (func (export "f") (param i32) (result i32)
                    (i32.store8 (i32.const 1) (local.get 0))
                    (i32.mul (call $h (local.get 0)) (i32.const 10))
                    (drop (i32.load8_u (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))))
                    (drop (table.get (i32.const 1000)))))"#,
            &[host.into()],
        );
        assert_eq!(
            setup.call(instance, "f", &[Val::I32(1)]),
            Ok(vec![Val::I32(1110)]),
            "{config}"
        );
        let memory = instance.memory(&setup.store, "m").unwrap();
        assert_eq!(memory.size(&setup.store), 4);
        let data = memory.data(&setup.store);
        assert_eq!(
            (data[1], data[65536], data[2 * 65536], data[3 * 65536]),
            (3, 1, 2, 3),
            "{config}"
        );
        assert_eq!(setup.store.instance_count(), 4);
    }
}
