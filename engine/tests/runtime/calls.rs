//! Calls between host and Wasm in both directions.

use crate::common::{Setup, module};
use touchstone_engine::{Error, ErrorKind, Func, FuncType, TrapKind, Val, ValType};

#[test]
fn a_function_returns_what_it_computes() {
    let mut setup = Setup::new("");
    let instance = setup.instantiate(
        r#"(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"#,
        &[],
    );
    let add = instance.func(&setup.store, "add").unwrap();
    assert_eq!(
        add.call(&mut setup.store, &[Val::I32(40), Val::I32(2)]),
        Ok(vec![Val::I32(42)])
    );
    let typed = add.typed::<(i32, i32), i32>(&setup.store).unwrap();
    assert_eq!(typed.call(&mut setup.store, (i32::MAX, 1)), Ok(i32::MIN));
    assert!(add.typed::<i32, i32>(&setup.store).is_err());
    assert!(matches!(
        add.call(&mut setup.store, &[]).unwrap_err().kind(),
        ErrorKind::Usage(_)
    ));
}

#[test]
fn every_type_crosses_in_both_directions() {
    let mut setup = Setup::new("");
    let types = "i32 i64 f32 f64 v128 funcref externref";
    let wat = format!(
        r#"(module
            (type $t (func (param {types}) (result {types})))
            (import "" "echo" (func $echo (type $t)))
            (func (export "through") (type $t)
                (call $echo (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)))
            (export "echo" (func $echo)))"#
    );
    let all = [
        ValType::I32,
        ValType::I64,
        ValType::F32,
        ValType::F64,
        ValType::V128,
        ValType::FuncRef,
        ValType::ExternRef,
    ];
    let echo = Func::new(&mut setup.store, FuncType::new(all, all), |_, args, results| {
        results.copy_from_slice(args);
        Ok(())
    })
    .unwrap();
    let instance = setup.instantiate(&wat, &[echo.into()]);
    let through = instance.func(&setup.store, "through").unwrap();
    for funcref in [None, Some(echo), Some(through)] {
        for externref in [None, Some(0), Some(u64::MAX - 1)] {
            let args = [
                Val::I32(-7),
                Val::I64(i64::MIN),
                Val::F32(0x7fa0_0001),
                Val::F64(0xfff0_0000_0000_0001),
                Val::V128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10),
                Val::FuncRef(funcref),
                Val::ExternRef(externref),
            ];
            assert_eq!(through.call(&mut setup.store, &args).unwrap(), args);
            assert_eq!(echo.call(&mut setup.store, &args).unwrap(), args);
        }
    }
    assert_eq!(instance.func(&setup.store, "echo"), Some(echo));
    let too_large = Val::ExternRef(Some(u64::MAX));
    let mut args = all.map(Val::default_of);
    args[6] = too_large;
    assert!(through.call(&mut setup.store, &args).is_err());
}

#[test]
fn many_parameters_and_results_cross() {
    let mut setup = Setup::new("");
    let params: String = (0..40)
        .map(|i| ["i32 ", "i64 ", "f32 ", "f64 ", "v128 "][i % 5])
        .collect();
    let gets: String = (0..40).map(|i| format!("(local.get {i})")).collect();
    let wat = format!(
        r#"(module (type $t (func (param {params}) (result {params})))
            (import "" "f" (func $f (type $t)))
            (func (export "g") (type $t) (call $f {gets})))"#
    );
    let val = |i: usize| match i % 5 {
        0 => Val::I32(i as i32),
        1 => Val::I64(-(i as i64)),
        2 => Val::F32(i as u32),
        3 => Val::F64(i as u64),
        _ => Val::V128(u128::MAX - i as u128),
    };
    let args: Vec<Val> = (0..40).map(val).collect();
    let types: Vec<ValType> = args.iter().map(Val::ty).collect();
    let f = Func::new(
        &mut setup.store,
        FuncType::new(types.clone(), types),
        |_, args, results| {
            results.copy_from_slice(args);
            Ok(())
        },
    )
    .unwrap();
    let instance = setup.instantiate(&wat, &[f.into()]);
    let g = instance.func(&setup.store, "g").unwrap();
    assert_eq!(g.call(&mut setup.store, &args).unwrap(), args);
}

#[test]
fn typed_host_functions_take_and_return_rust_types() {
    let mut setup = Setup::new("");
    let f = Func::wrap(
        &mut setup.store,
        |caller: &mut touchstone_engine::Caller<'_>, a: i32, b: f64| -> (i64, u128) {
            assert!(caller.instance().is_some());
            (i64::from(a) * 2, b.to_bits().into())
        },
    )
    .unwrap();
    let fails = Func::wrap(
        &mut setup.store,
        |_: &mut touchstone_engine::Caller<'_>| -> Result<(), Error> { Err(Error::host("no")) },
    )
    .unwrap();
    let instance = setup.instantiate(
        r#"(module
            (import "" "f" (func $f (param i32 f64) (result i64 v128)))
            (import "" "fails" (func $fails))
            (func (export "g") (param i32 f64) (result i64 v128) (call $f (local.get 0) (local.get 1)))
            (func (export "h") (call $fails)))"#,
        &[f.into(), fails.into()],
    );
    let g = instance
        .func(&setup.store, "g")
        .unwrap()
        .typed::<(i32, f64), (i64, u128)>(&setup.store)
        .unwrap();
    assert_eq!(g.call(&mut setup.store, (21, 1.5)), Ok((42, 1.5f64.to_bits().into())));
    let h = instance
        .func(&setup.store, "h")
        .unwrap()
        .typed::<(), ()>(&setup.store)
        .unwrap();
    let error = h.call(&mut setup.store, ()).unwrap_err();
    assert_eq!(error.trap_kind(), Some(TrapKind::Host));
    assert!(matches!(error.kind(), ErrorKind::Trap { message: Some(message), .. } if message == "no"));
}

#[test]
fn a_panic_of_a_host_function_reaches_the_caller() {
    let mut setup = Setup::new("");
    let f = Func::wrap(&mut setup.store, |_: &mut touchstone_engine::Caller<'_>| -> () {
        panic!("from the host")
    })
    .unwrap();
    let instance = setup.instantiate(
        r#"(module (import "" "f" (func $f)) (func (export "g") (call $f)) (func (export "ok") (result i32) (i32.const 1)))"#,
        &[f.into()],
    );
    let g = instance.func(&setup.store, "g").unwrap();
    let store = &mut setup.store;
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| g.call(store, &[]))).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"from the host"));
    let ok = instance.func(store, "ok").unwrap();
    assert_eq!(ok.call(store, &[]), Ok(vec![Val::I32(1)]));
}

#[test]
fn modules_of_other_engines_and_items_of_other_stores_are_refused() {
    let mut one = Setup::new("");
    let mut two = Setup::new("");
    let wat = r#"(module (func (export "f") (param funcref)))"#;
    let foreign_module = module(&two.engine, wat);
    assert!(touchstone_engine::Instance::new(&mut one.store, &foreign_module, &[]).is_err());
    let f = one.instantiate(wat, &[]).func(&one.store, "f").unwrap();
    assert!(f.call(&mut two.store, &[Val::FuncRef(None)]).is_err());
    let g = two.instantiate(wat, &[]).func(&two.store, "f").unwrap();
    assert!(f.call(&mut one.store, &[Val::FuncRef(Some(g))]).is_err());
}
