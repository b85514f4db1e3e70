//! What the host sees of instances: every item, exported or not, and when things are dropped.

use std::cell::Cell;
use std::rc::Rc;

use crate::common::{CONFIGS, Setup, module};
use touchstone_engine::{
    Caller, Func, FuncIdentity, Global, GlobalType, Instance, Limits, Store, Table, TableType, Val, ValType,
};

#[test]
fn items_that_are_not_exported_can_be_inspected() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let host = Func::wrap(&mut setup.store, |_: &mut Caller<'_>| {}).unwrap();
        let instance = setup.instantiate(
            r#"(module (import "" "h" (func $h))
                (memory 2) (table 3 funcref) (table 2 externref)
                (global i32 (i32.const 7)) (global (mut v128) (v128.const i64x2 1 2)) (global funcref (ref.func $h)) (global funcref (ref.func $own))
                (elem (i32.const 1) func $own $h) (elem declare func $own) (elem func $own)
                (data "passive") (data (i32.const 65536) "active")
                (func $own (export "own"))
                (func $hidden (result i32) (i32.const 9))
                (func (export "drop") (data.drop 0) (elem.drop 2) (table.set 1 (i32.const 0) (ref.null extern))))"#,
            &[host.into()],
        );
        let store = &mut setup.store;
        assert_eq!(&instance.memories(store)[0].data(store)[65536..65542], b"active");
        let tables = instance.tables(store);
        assert_eq!((tables[0].size(store), tables[1].size(store)), (3, 2));
        let element = |store: &Store, index| match tables[0].get(store, index) {
            Some(Val::FuncRef(func)) => func.map(|func| func.identity(store)),
            other => panic!("{other:?}"),
        };
        let own = FuncIdentity::Wasm {
            instance: 0,
            function: 1,
        };
        assert_eq!(
            [0, 1, 2].map(|i| element(store, i)),
            [None, Some(own), Some(FuncIdentity::Host(0))]
        );
        assert_eq!(tables[0].get(store, 3), None);
        let values: Vec<Val> = instance.globals(store).iter().map(|global| global.get(store)).collect();
        let own_func = instance.func(store, "own").unwrap();
        assert_eq!(
            values,
            [
                Val::I32(7),
                Val::V128(1 | 2 << 64),
                Val::FuncRef(Some(host)),
                Val::FuncRef(Some(own_func))
            ],
            "{config}"
        );
        assert_eq!(instance.dropped_data(store), [false, true]);
        assert_eq!(instance.dropped_elements(store), [true, true, false]);
        let funcs = instance.funcs(store);
        assert_eq!(funcs.len(), 4);
        assert_eq!((funcs[0], funcs[1]), (host, own_func));
        assert_eq!(funcs[2].call(store, &[]), Ok(vec![Val::I32(9)]), "{config}");
        funcs[3].call(store, &[]).unwrap();
        assert_eq!(instance.dropped_data(store), [true, true]);
        assert_eq!(instance.dropped_elements(store), [true, true, true]);
    }
}

#[test]
fn tables_and_globals_of_the_host_are_seen_by_wasm() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let externs = TableType {
            element: ValType::ExternRef,
            min: 2,
            max: Some(10_000),
        };
        let table = Table::new(&mut setup.store, externs, Val::ExternRef(Some(4))).unwrap();
        let mutable = GlobalType {
            content: ValType::ExternRef,
            mutable: true,
        };
        let global = Global::new(&mut setup.store, mutable, Val::ExternRef(None)).unwrap();
        let instance = setup.instantiate(
            r#"(module (import "" "t" (table $t 1 externref)) (import "" "g" (global $g (mut externref)))
                (func (export "swap") (param i32) (global.get $g) (global.set $g (table.get (local.get 0))) (drop))
                (func (export "grow") (param i32 externref) (result i32) (table.grow (local.get 1) (local.get 0)))
                (func (export "size") (result i32) (table.size $t))
                (func (export "set") (param i32 externref) (table.set (local.get 0) (local.get 1))))"#,
            &[table.into(), global.into()],
        );
        setup.call(instance, "swap", &[Val::I32(1)]).unwrap();
        assert_eq!(global.get(&setup.store), Val::ExternRef(Some(4)));
        let grow = |setup: &mut Setup, by, val| setup.call(instance, "grow", &[Val::I32(by), Val::ExternRef(val)]);
        assert_eq!(grow(&mut setup, 9000, Some(8)), Ok(vec![Val::I32(2)]), "{config}");
        assert_eq!(grow(&mut setup, 1000, None), Ok(vec![Val::I32(-1)]), "{config}");
        assert_eq!(grow(&mut setup, 998, None), Ok(vec![Val::I32(9002)]), "{config}");
        assert_eq!(table.get(&setup.store, 9001), Some(Val::ExternRef(Some(8))));
        assert_eq!(table.get(&setup.store, 9002), Some(Val::ExternRef(None)));
        setup
            .call(instance, "set", &[Val::I32(9999), Val::ExternRef(Some(1))])
            .unwrap();
        assert_eq!(table.get(&setup.store, 9999), Some(Val::ExternRef(Some(1))));
        assert_eq!(setup.call(instance, "size", &[]), Ok(vec![Val::I32(10_000)]));
        assert!(table.set(&mut setup.store, 10_000, Val::ExternRef(None)).is_err());
        assert!(table.set(&mut setup.store, 0, Val::FuncRef(None)).is_err());
        assert_eq!(table.grow(&mut setup.store, 1, Val::ExternRef(None)), Ok(None));
    }
}

/// Counts its drops.
struct Guard(Rc<Cell<u32>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn things_are_dropped_once_and_in_any_order() {
    let drops = Rc::new(Cell::new(0));
    for _ in 0..3 {
        let setup = Setup::new("");
        let module = module(
            &setup.engine,
            r#"(module (import "" "h" (func $h)) (memory 1) (func (export "f") (call $h)))"#,
        );
        let mut store = Store::new(&setup.engine, Limits::default());
        let guard = Guard(drops.clone());
        let host = Func::wrap(&mut store, move |_: &mut Caller<'_>| {
            let _kept = &guard;
        })
        .unwrap();
        let instance = Instance::new(&mut store, &module, &[host.into()]).unwrap();
        drop(module);
        drop(setup);
        instance.func(&store, "f").unwrap().call(&mut store, &[]).unwrap();
        let before = drops.get();
        drop(store);
        assert_eq!(drops.get(), before + 1);
    }
}

#[test]
fn stores_of_several_threads_run_and_trap_at_once() {
    let setup = Setup::new("");
    let module = module(
        &setup.engine,
        r#"(module (memory 1) (func (export "f") (param i32) (result i32) (i32.load (local.get 0))))"#,
    );
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let mut store = Store::new(&setup.engine, Limits::default());
                    let instance = Instance::new(&mut store, &module, &[]).unwrap();
                    let f = instance.func(&store, "f").unwrap().typed::<i32, i32>(&store).unwrap();
                    for _ in 0..50 {
                        assert!(f.call(&mut store, -1).is_err());
                        assert_eq!(f.call(&mut store, 8), Ok(0));
                    }
                }
            });
        }
    });
}
