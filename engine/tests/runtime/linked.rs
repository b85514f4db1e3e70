//! Modules linked once for many stores.

use crate::common::{CONFIGS, Setup, module};
use std::sync::atomic::{AtomicU32, Ordering};
use touchstone_engine::{
    Caller, Error, ErrorKind, Extern, Func, FuncIdentity, FuncType, Instance, Limits, Linked, SharedFunc, Store,
    TrapKind, Val, ValType,
};

const GUEST: &str = r#"(module
    (import "host" "add" (func $add (param i32 i64) (result i64)))
    (import "host" "peek" (func $peek (param i32) (result i32)))
    (memory (export "m") 1) (data (i32.const 8) "\2a")
    (table (export "t") 2 funcref) (elem (i32.const 1) func $add)
    (export "add" (func $add))
    (func (export "both") (param i32) (result i64)
        (i32.store8 (i32.const 8) (local.get 0))
        (call $add (call $peek (i32.const 8)) (i64.const 1000)))
    (func (export "indirect") (result i64)
        (call_indirect (param i32 i64) (result i64) (i32.const 1) (i64.const 2) (i32.const 1))))"#;

/// What the module imports.
fn host(setup: &Setup) -> [SharedFunc; 2] {
    let add = SharedFunc::wrap(&setup.engine, |_: &mut Caller<'_>, a: i32, b: i64| i64::from(a) + b);
    let ty = FuncType::new([ValType::I32], [ValType::I32]);
    let peek = SharedFunc::new(&setup.engine, ty, |caller, args, results| {
        let &[Val::I32(address)] = args else {
            unreachable!("its type")
        };
        if address < 0 {
            return Err(Error::host("below zero"));
        }
        let instance = caller.instance().expect("Wasm calls it");
        let memory = instance.memory(caller, "m").expect("exported");
        let byte = memory.data(caller)[address as usize];
        results[0] = Val::I32(byte.into());
        Ok(())
    });
    [add.unwrap(), peek.unwrap()]
}

fn call(store: &mut Store, instance: Instance, name: &str, args: &[Val]) -> Vec<Val> {
    instance.func(store, name).unwrap().call(store, args).unwrap()
}

#[test]
fn stores_share_functions_and_nothing_else() {
    for config in CONFIGS {
        let setup = Setup::new(config);
        let linked = Linked::new(&module(&setup.engine, GUEST), &host(&setup)).unwrap();
        let mut stores: Vec<(Store, [Instance; 2])> = Vec::new();
        for _ in 0..3 {
            let mut store = Store::new(&setup.engine, Limits::default());
            let instances = [(); 2].map(|()| linked.instantiate(&mut store).unwrap());
            stores.push((store, instances));
        }
        // The stores keep what they need.
        drop(linked);
        for round in 0..2 {
            for (number, (store, instances)) in stores.iter_mut().enumerate() {
                for (which, instance) in instances.iter().enumerate() {
                    let byte = (10 * number + which + round) as i32;
                    let sum = call(store, *instance, "both", &[Val::I32(byte)]);
                    assert_eq!(sum, [Val::I64(1000 + i64::from(byte))], "{config}");
                    assert_eq!(call(store, *instance, "indirect", &[]), [Val::I64(3)], "{config}");
                }
            }
        }
    }
}

#[test]
fn the_host_can_call_a_shared_function_and_tell_it() {
    let mut setup = Setup::new("");
    let [add, peek] = host(&setup);
    let linked = Linked::new(&module(&setup.engine, GUEST), &[add, peek]).unwrap();
    let store = &mut setup.store;
    let instance = linked.instantiate(store).unwrap();
    let exported = instance.func(store, "add").unwrap();
    let sum = exported.call(store, &[Val::I32(-1), Val::I64(5)]);
    assert_eq!(sum, Ok(vec![Val::I64(4)]));
    assert_eq!(
        exported.typed::<(i32, i64), i64>(store).unwrap().call(store, (1, 1)),
        Ok(2)
    );
    assert_eq!(exported.identity(store), FuncIdentity::Shared(0));
    assert_eq!(
        instance.func_at(store, 1).unwrap().identity(store),
        FuncIdentity::Shared(1)
    );
    let element = instance.tables(store)[0].get(store, 1);
    assert_eq!(element, Some(Val::FuncRef(Some(exported))));
    // Another module of the store imports it like any function.
    let import = r#"(module (import "" "" (func $f (param i32 i64) (result i64)))
        (func (export "f") (result i64) (call $f (i32.const 3) (i64.const 4))))"#;
    let other = setup.instantiate(import, &[Extern::Func(exported)]);
    assert_eq!(setup.call(other, "f", &[]), Ok(vec![Val::I64(7)]));
    let mut foreign = Store::new(&setup.engine, Limits::default());
    assert!(exported.call(&mut foreign, &[Val::I32(1), Val::I64(1)]).is_err());
}

#[test]
fn failures_of_a_shared_function_are_the_callers_traps() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let ty = FuncType::new([ValType::I32], []);
        let fails = SharedFunc::new(&setup.engine, ty, |_, _, _| Err(Error::host("no"))).unwrap();
        let text = r#"(module (import "" "" (func $f (param i32))) (func (export "run") (call $f (i32.const 1))))"#;
        let linked = Linked::new(&module(&setup.engine, text), &[fails]).unwrap();
        let instance = linked.instantiate(&mut setup.store).unwrap();
        let error = setup.call(instance, "run", &[]).unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::Host), "{config}");
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let setup = Setup::new("");
    let [add, peek] = host(&setup);
    let guest = module(&setup.engine, GUEST);
    let refused = |funcs: &[SharedFunc]| Linked::new(&guest, funcs).unwrap_err();
    let import_of = |error: Error| match error.kind() {
        ErrorKind::Link { import, .. } => *import,
        other => panic!("{other:?}"),
    };
    assert_eq!(import_of(refused(&[])), 0);
    assert_eq!(import_of(refused(std::slice::from_ref(&add))), 1);
    assert_eq!(import_of(refused(&[peek.clone(), add.clone()])), 0);
    let too_many = refused(&[add.clone(), peek.clone(), add.clone()]);
    assert!(!matches!(too_many.kind(), ErrorKind::Link { .. }));
    let memory = module(&setup.engine, r#"(module (import "" "" (memory 1)))"#);
    assert_eq!(import_of(Linked::new(&memory, &[add]).unwrap_err()), 0);
    let other = Setup::new("");
    assert!(Linked::new(&guest, &host(&other)).is_err());
    let linked = Linked::new(&guest, &host(&setup)).unwrap();
    let mut foreign = Store::new(&other.engine, Limits::default());
    assert!(linked.instantiate(&mut foreign).is_err());
}

#[test]
fn many_threads_use_one_link() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let setup = Setup::new("allocator=pooling");
    let count = |_: &mut Caller<'_>, by: u32| CALLS.fetch_add(by, Ordering::Relaxed);
    let count = SharedFunc::wrap(&setup.engine, count).unwrap();
    let text = r#"(module (import "" "" (func $f (param i32) (result i32)))
        (func (export "run") (result i32) (call $f (i32.const 3))))"#;
    let linked = Linked::new(&module(&setup.engine, text), &[count]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let mut store = Store::new(&setup.engine, Limits::default());
                    let instance = linked.instantiate(&mut store).unwrap();
                    call(&mut store, instance, "run", &[]);
                }
            });
        }
    });
    assert_eq!(CALLS.load(Ordering::Relaxed), 4 * 50 * 3);
}

#[test]
fn a_store_of_its_own_functions_is_as_before() {
    let mut setup = Setup::new("");
    let own = Func::wrap(&mut setup.store, |_: &mut Caller<'_>, a: i32| a + 1).unwrap();
    assert_eq!(own.identity(&setup.store), FuncIdentity::Host(0));
    assert_eq!(own.call(&mut setup.store, &[Val::I32(1)]), Ok(vec![Val::I32(2)]));
}
