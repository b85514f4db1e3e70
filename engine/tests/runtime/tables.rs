//! Function tables whose elements are written by instantiation or at their first use: what a program sees is the same.

use crate::common::{Setup, module};
use touchstone_engine::{FuncIdentity, Global, GlobalType, Instance, Store, Table, TableType, TrapKind, Val, ValType};

/// Each without and with elements left to their first use.
const CONFIGS: &[&str] = &[
    "",
    "signals=false",
    "opt_level=none,table_spectre=false",
    "fuel=true,call_stack_budget=true,verifier=true,alias_analysis=false",
];

fn configs() -> impl Iterator<Item = String> {
    CONFIGS
        .iter()
        .flat_map(|config| [false, true].map(|lazy| format!("{config},lazy_tables={lazy}")))
}

/// The functions of a table by index in instance 0, -1 for null.
fn content(store: &Store, table: Table) -> Vec<i64> {
    let of = |value| match value {
        Val::FuncRef(None) => -1,
        Val::FuncRef(Some(func)) => match func.identity(store) {
            FuncIdentity::Wasm { function, .. } => i64::from(function),
            other => panic!("no host functions here: {other:?}"),
        },
        other => panic!("{other:?} in a table of functions"),
    };
    (0..table.size(store))
        .map(|i| of(table.get(store, i).unwrap()))
        .collect()
}

const WAT: &str = r#"(module
    (type $i (func (result i32)))
    (table $t (export "t") 10 20 funcref) (table $u (export "u") 6 funcref) (table $empty 3 funcref)
    (func $f0 (result i32) (i32.const 100)) (func $f1 (result i32) (i32.const 101)) (func $f2 (result i64) (i64.const 102))
    (func $f3 (result i32) (i32.const 103))
    (elem (table $t) (i32.const 1) func $f0 $f1 $f2 $f3)
    (elem (table $t) (i32.const 3) funcref (ref.func $f1) (ref.null func))
    (elem (table $t) (i32.const 9) func)
    (elem (table $u) (i32.const 0) func $f3 $f2)
    (elem $passive func $f1 $f0)
    (func (export "call") (param i32) (result i32) (call_indirect $t (type $i) (local.get 0)))
    (func (export "call_u") (param i32) (result i32) (call_indirect $u (type $i) (local.get 0)))
    (func (export "is_null") (param i32) (result i32) (ref.is_null (table.get $t (local.get 0))))
    (func (export "move") (param i32 i32) (table.set $t (local.get 0) (table.get $t (local.get 1))))
    (func (export "clear") (param i32) (table.set $t (local.get 0) (ref.null func)))
    (func (export "set_f3") (param i32) (table.set $t (local.get 0) (ref.func $f3)))
    (func (export "fill") (param i32 i32 i32) (table.fill $t (local.get 0) (table.get $t (local.get 1)) (local.get 2)))
    (func (export "copy") (param i32 i32 i32) (table.copy $t $t (local.get 0) (local.get 1) (local.get 2)))
    (func (export "copy_to_u") (param i32 i32 i32) (table.copy $u $t (local.get 0) (local.get 1) (local.get 2)))
    (func (export "copy_from_u") (param i32 i32 i32) (table.copy $t $u (local.get 0) (local.get 1) (local.get 2)))
    (func (export "copy_from_empty") (param i32 i32 i32) (table.copy $t $empty (local.get 0) (local.get 1) (local.get 2)))
    (func (export "init") (param i32 i32 i32) (table.init $t $passive (local.get 0) (local.get 1) (local.get 2)))
    (func (export "init_active") (param i32 i32 i32) (table.init $t 0 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "grow") (param i32 i32) (result i32) (table.grow $t (table.get $t (local.get 0)) (local.get 1))))"#;

const INITIAL: [i64; 10] = [-1, 0, 1, 1, -1, -1, -1, -1, -1, -1];
const INITIAL_U: [i64; 6] = [3, 2, -1, -1, -1, -1];

fn args(list: &[i32]) -> Vec<Val> {
    list.iter().map(|x| Val::I32(*x)).collect()
}

/// Runs steps of `(function, arguments)`, then compares the tables.
fn run(config: &str, steps: &[(&str, &[i32])], expected: &[i64], expected_u: &[i64]) {
    let mut setup = Setup::new(config);
    let instance = setup.instantiate(WAT, &[]);
    for (name, list) in steps {
        setup.call(instance, name, &args(list)).unwrap();
    }
    let tables = instance.tables(&setup.store);
    let found = [content(&setup.store, tables[0]), content(&setup.store, tables[1])];
    assert_eq!(found, [expected, expected_u], "{config}: {steps:?}");
    // Reading has changed nothing.
    assert_eq!(content(&setup.store, tables[0]), expected, "{config}: {steps:?}");
}

#[test]
fn every_way_to_change_a_table_sees_its_initial_elements() {
    let with = |changes: &[(usize, i64)]| {
        let mut table = INITIAL.to_vec();
        for (index, value) in changes {
            table[*index] = *value;
        }
        table
    };
    for config in configs() {
        let same = |steps: &[(&str, &[i32])], table: &[i64]| run(&config, steps, table, &INITIAL_U);
        same(&[], &INITIAL);
        same(&[("move", &[7, 2])], &with(&[(7, 1)]));
        same(&[("move", &[2, 4])], &with(&[(2, -1)]));
        same(&[("move", &[1, 9])], &with(&[(1, -1)]));
        same(&[("clear", &[1])], &with(&[(1, -1)]));
        same(&[("clear", &[1]), ("move", &[2, 1])], &with(&[(1, -1), (2, -1)]));
        same(&[("clear", &[0]), ("set_f3", &[4])], &with(&[(4, 3)]));
        same(&[("fill", &[0, 1, 3])], &with(&[(0, 0), (2, 0)]));
        same(&[("fill", &[1, 9, 2])], &with(&[(1, -1), (2, -1)]));
        same(&[("copy", &[2, 1, 4])], &with(&[(2, 0), (3, 1), (4, 1)]));
        same(&[("copy", &[0, 1, 4])], &with(&[(0, 0), (1, 1), (2, 1), (3, -1)]));
        same(
            &[("clear", &[3]), ("copy", &[6, 1, 3])],
            &with(&[(3, -1), (6, 0), (7, 1)]),
        );
        same(&[("copy_from_u", &[1, 0, 3])], &with(&[(1, 3), (2, 2), (3, -1)]));
        same(&[("copy_from_empty", &[1, 0, 2])], &with(&[(1, -1), (2, -1)]));
        same(&[("init", &[1, 0, 2])], &with(&[(1, 1), (2, 0)]));
        same(&[("init_active", &[0, 0, 0])], &INITIAL);
        let grown = [INITIAL.as_slice(), &[1, 1]].concat();
        same(&[("grow", &[2, 2])], &grown);
        same(
            &[("grow", &[0, 1]), ("grow", &[3, 1])],
            &[INITIAL.as_slice(), &[-1, 1]].concat(),
        );
        run(&config, &[("copy_to_u", &[1, 2, 3])], &INITIAL, &[3, 1, 1, -1, -1, -1]);
        run(
            &config,
            &[("copy_to_u", &[0, 0, 2])],
            &INITIAL,
            &[-1, 0, -1, -1, -1, -1],
        );
    }
}

#[test]
fn calls_tell_null_from_absent_and_from_another_type() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(WAT, &[]);
        for _ in 0..2 {
            for (index, expected) in [(1, Ok(100)), (2, Ok(101)), (3, Ok(101))] {
                let result = setup.call(instance, "call", &[Val::I32(index)]);
                assert_eq!(result, expected.map(|x| vec![Val::I32(x)]), "{config}: {index}");
            }
            for (index, kind) in [
                (0, TrapKind::UninitializedElement),
                (4, TrapKind::UninitializedElement),
                (9, TrapKind::UninitializedElement),
                (10, TrapKind::UndefinedElement),
                (-1, TrapKind::UndefinedElement),
            ] {
                let error = setup.call(instance, "call", &[Val::I32(index)]).unwrap_err();
                assert_eq!(error.trap_kind(), Some(kind), "{config}: {index}");
            }
            let error = setup.call(instance, "call_u", &[Val::I32(1)]).unwrap_err();
            assert_eq!(error.trap_kind(), Some(TrapKind::IndirectCallTypeMismatch), "{config}");
            for (index, null) in [(0, 1), (1, 0), (4, 1)] {
                let result = setup.call(instance, "is_null", &[Val::I32(index)]);
                assert_eq!(result, Ok(vec![Val::I32(null)]), "{config}: {index}");
            }
        }
        setup.call(instance, "clear", &[Val::I32(1)]).unwrap();
        let error = setup.call(instance, "call", &[Val::I32(1)]).unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::UninitializedElement), "{config}");
        assert_eq!(error.location().unwrap().function, 4, "{config}");
    }
}

#[test]
fn the_host_and_other_instances_see_the_same_table() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let module = module(&setup.engine, WAT);
        let one = Instance::new(&mut setup.store, &module, &[]).unwrap();
        let table = one.tables(&setup.store)[0];
        let other = setup.instantiate(
            r#"(module (import "" "t" (table 10 funcref)) (func $own (result i32) (i32.const 7))
                (elem (i32.const 8) func $own) (elem declare func $own)
                (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
                (func (export "get") (param i32) (result funcref) (table.get (local.get 0)))
                (func (export "clear") (param i32) (table.set (local.get 0) (ref.null func))))"#,
            &[table.into()],
        );
        assert_eq!(
            setup.call(other, "call", &[Val::I32(2)]),
            Ok(vec![Val::I32(101)]),
            "{config}"
        );
        assert_eq!(
            setup.call(one, "call", &[Val::I32(8)]),
            Ok(vec![Val::I32(7)]),
            "{config}"
        );
        let got = setup.call(other, "get", &[Val::I32(1)]).unwrap();
        assert_eq!(got, [table.get(&setup.store, 1).unwrap()], "{config}");
        assert_eq!(got, [Val::FuncRef(one.func_at(&setup.store, 0))], "{config}");
        setup.call(other, "clear", &[Val::I32(1)]).unwrap();
        assert_eq!(table.get(&setup.store, 1), Some(Val::FuncRef(None)), "{config}");
        table.set(&mut setup.store, 2, Val::FuncRef(None)).unwrap();
        assert_eq!(table.get(&setup.store, 2), Some(Val::FuncRef(None)), "{config}");
        assert_eq!(
            setup.call(one, "is_null", &[Val::I32(2)]),
            Ok(vec![Val::I32(1)]),
            "{config}"
        );
        assert_eq!(table.get(&setup.store, 10), None, "{config}");
        // A second instance of the module has a table of its own, with its own functions.
        let two = Instance::new(&mut setup.store, &module, &[]).unwrap();
        let theirs = two.tables(&setup.store)[0].get(&setup.store, 1);
        assert_eq!(theirs, Some(Val::FuncRef(two.func_at(&setup.store, 0))), "{config}");
        assert_eq!(content(&setup.store, two.tables(&setup.store)[0]), INITIAL, "{config}");
    }
}

#[test]
fn elements_that_only_instantiation_knows_are_written() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let first = setup.instantiate(WAT, &[]);
        let func = first.func_at(&setup.store, 3);
        let funcref = GlobalType {
            content: ValType::FuncRef,
            mutable: false,
        };
        let i32_type = GlobalType {
            content: ValType::I32,
            mutable: false,
        };
        let wat = r#"(module (import "" "f" (func $imported (result i32))) (import "" "g" (global funcref)) (import "" "o" (global i32))
            (table 4 funcref) (func $own (result i64) (i64.const 0))
            (elem (i32.const 0) func $own $imported $own $own) (elem (global.get 1) funcref (global.get 0)) (elem (i32.const 2) func $imported)
            (elem (i32.const 3) funcref (ref.null func))
            (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0))))"#;
        let mut instantiate = |value: Val, offset| {
            let global = Global::new(&mut setup.store, funcref, value).unwrap();
            let offset = Global::new(&mut setup.store, i32_type, Val::I32(offset)).unwrap();
            let result = setup.try_instantiate(wat, &[func.unwrap().into(), global.into(), offset.into()]);
            let last = setup.store.instance(setup.store.instance_count() - 1).unwrap();
            let table = last.tables(&setup.store)[0];
            (result.map(drop), content(&setup.store, table))
        };
        assert_eq!(
            instantiate(Val::FuncRef(None), 0),
            (Ok(()), vec![-1, 3, 3, -1]),
            "{config}"
        );
        assert_eq!(
            instantiate(Val::FuncRef(func), 2),
            (Ok(()), vec![1, 3, 3, -1]),
            "{config}"
        );
        let (result, content) = instantiate(Val::FuncRef(func), 4);
        assert_eq!(
            result.unwrap_err().trap_kind(),
            Some(TrapKind::OutOfBoundsTableAccess),
            "{config}"
        );
        assert_eq!(content, [1, 3, 1, 1], "{config}");
    }
}

#[test]
fn a_table_of_the_host_holds_what_it_was_filled_with() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(WAT, &[]);
        let func = instance.func_at(&setup.store, 1);
        let ty = TableType {
            element: ValType::FuncRef,
            min: 2,
            max: None,
        };
        let table = Table::new(&mut setup.store, ty, Val::FuncRef(func)).unwrap();
        assert_eq!(table.grow(&mut setup.store, 1, Val::FuncRef(None)), Ok(Some(2)));
        assert_eq!(table.grow(&mut setup.store, 1, Val::FuncRef(func)), Ok(Some(3)));
        assert_eq!(content(&setup.store, table), [1, 1, -1, 1], "{config}");
        let sparse = setup.instantiate(
            r#"(module (table 100000 funcref) (func $f) (func $g) (elem (i32.const 99999) func $g) (elem (i32.const 0) func $f $g))"#,
            &[],
        );
        let table = sparse.tables(&setup.store)[0];
        let elements = content(&setup.store, table);
        assert_eq!((elements[0], elements[1], elements[99_999]), (0, 1, 1), "{config}");
        assert_eq!(elements.iter().filter(|element| **element != -1).count(), 3, "{config}");
    }
}

#[test]
fn resolving_keeps_every_register() {
    // More values than there are registers, of both sorts, alive while an element is resolved.
    const COUNT: u32 = 20;
    let values = |ty: &str, var: &str, mul: &str| {
        (1..=COUNT)
            .map(|i| {
                format!(
                    "(local.set ${var}{i} ({mul} (local.get ${var}0) ({ty}.const {})))",
                    2 * i + 1
                )
            })
            .collect::<String>()
    };
    let locals = |ty: &str, var: &str| {
        (1..=COUNT)
            .map(|i| format!("(local ${var}{i} {ty})"))
            .collect::<String>()
    };
    let sum = |add: &str, var: &str| {
        let all = (1..=COUNT)
            .map(|i| format!("(local.get ${var}{i})"))
            .collect::<String>();
        all + &format!("({add})").repeat(COUNT as usize - 1)
    };
    let wat = format!(
        r#"(module (table 2 funcref) (elem (i32.const 1) func $f) (func $f)
            (func (export "run") (param $x0 i64) (param $y0 f64) (param $z0 v128) (param $i i32) (result i64 f64 i64 i32)
                {} {} (local $z1 v128) {} {} (local.set $z1 (i64x2.add (local.get $z0) (local.get $z0)))
                (ref.is_null (table.get (local.get $i))) (local.set $i)
                {} {} (i64x2.extract_lane 1 (local.get $z1)) (local.get $i)))"#,
        locals("i64", "x"),
        locals("f64", "y"),
        values("i64", "x", "i64.mul"),
        values("f64", "y", "f64.mul"),
        sum("i64.add", "x"),
        sum("f64.add", "y"),
    );
    for config in configs() {
        for index in [0, 1] {
            let mut setup = Setup::new(&config);
            let instance = setup.instantiate(&wat, &[]);
            let args = [
                Val::I64(-7),
                Val::F64(0.5f64.to_bits()),
                Val::V128(11 << 64),
                Val::I32(index),
            ];
            let factors = i64::from((1..=COUNT).map(|i| 2 * i + 1).sum::<u32>());
            let expected = [
                Val::I64(-7 * factors),
                Val::F64((0.5 * factors as f64).to_bits()),
                Val::I64(22),
                Val::I32(1 - index),
            ];
            let result = setup.call(instance, "run", &args);
            assert_eq!(result.as_deref(), Ok(&expected[..]), "{config}");
        }
    }
}
