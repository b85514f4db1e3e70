//! Modules that mean harm are errors, and nothing is left of them.

use crate::common::Setup;
use touchstone_engine::{Error, ErrorKind, Exhaustion, Limits, Module};

fn compile(bytes: &[u8]) -> Result<Module, Error> {
    Module::new(&Setup::new("").engine, bytes)
}

#[test]
fn bytes_that_are_no_module_are_malformed() {
    for bytes in [
        &b""[..],
        b"\0asm",
        b"\0asm\x02\0\0\0",
        b"\0asm\x01\0\0\0\x01",
        b"(module)",
        b"\0asm\x01\0\0\0\x0d\xff\xff\xff\xff\x0f",
    ] {
        let error = compile(bytes).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Malformed { .. }),
            "{bytes:?}: {error}"
        );
    }
}

#[test]
fn invalid_modules_name_the_offset() {
    let bytes = wat::parse_str("(module (func (result i32) (i64.const 0)))").unwrap();
    let error = compile(&bytes).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Invalid { offset, .. } if *offset > 8),
        "{error}"
    );
    for wat in [
        "(module (memory 65537))",
        "(module (func (call 1)))",
        "(module (memory 1) (memory 1))",
        r#"(module (func (export "a")) (func (export "a")))"#,
        "(module (func (param i32)) (start 0))",
        "(module (table 2 1 funcref))",
    ] {
        let bytes = wat::parse_str(wat).unwrap();
        let error = compile(&bytes).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Invalid { .. }), "{wat}: {error}");
    }
}

#[test]
fn every_truncation_of_a_module_is_an_error() {
    let bytes = wat::parse_str(
        r#"(module (import "a" "b" (func (param i32))) (memory 1) (table 1 funcref) (global i32 (i32.const 1))
            (func (export "f") (result i32) (block (result i32) (i32.load (i32.const 0)))) (elem (i32.const 0) func 1) (data (i32.const 0) "x"))"#,
    )
    .unwrap();
    assert!(compile(&bytes).is_ok());
    let mut accepted = 0;
    for len in 0..bytes.len() {
        accepted += u32::from(compile(&bytes[..len]).is_ok());
    }
    // Only where a prefix ends between sections can it be a module.
    assert!(accepted <= 12, "{accepted}");
}

#[test]
fn deep_nesting_compiles_or_is_a_limit() {
    for depth in [1_000, 20_000] {
        let body = "(block ".repeat(depth) + &")".repeat(depth);
        let wat = format!("(module (func {body}))");
        let Ok(bytes) = wat::parse_str(&wat) else { continue };
        match compile(&bytes) {
            Ok(_) => {}
            Err(error) => assert!(matches!(error.kind(), ErrorKind::ImplementationLimit(_)), "{error}"),
        }
    }
}

#[test]
fn absurd_sizes_are_limits() {
    let limits = Limits {
        memory_pages: 100,
        table_elements: 1000,
        total_bytes: 1 << 24,
    };
    let mut setup = Setup::with_limits("", limits);
    for wat in ["(module (memory 65536))", "(module (table 4294967295 externref))"] {
        assert_eq!(
            setup.try_instantiate(wat, &[]).unwrap_err().exhaustion(),
            Some(Exhaustion::Limit),
            "{wat}"
        );
    }
    assert_eq!(setup.store.instance_count(), 0);
}

#[test]
fn tables_without_limits_cost_only_what_is_touched() {
    let mut setup = Setup::new("");
    let result = setup.try_instantiate(r#"(module (table (export "t") 4294967295 externref))"#, &[]);
    match result {
        Ok(instance) => assert_eq!(instance.tables(&setup.store)[0].size(&setup.store), u64::from(u32::MAX)),
        Err(error) => assert_eq!(error.exhaustion(), Some(Exhaustion::OutOfMemory)),
    }
}
