//! Stores that later stores overwrite: each traps where it stands, and what it wrote is seen at a trap that comes between.
//!
//! The code generator removes dead stores. That a store can trap, and that another instruction can before it is overwritten,
//! is for it a matter of trap codes and of paths (`compile/trap.rs`); here is what a program sees.

use crate::common::{Setup, configs, offset_in};
use touchstone_engine::{TrapKind, Val};
use wasmparser::Operator;

/// Function bodies whose first access, of those that [`accesses`] lists, traps when `$p`, and `$q`, are 65,536. `$r` is 0.
const BODIES: &[&str] = &[
    // The same bytes twice, and three times.
    "(i32.store (local.get $p) (i32.const 1)) (i32.store (local.get $p) (i32.const 2))",
    "(i64.store8 (local.get $p) (i64.const 1)) (i64.store8 (local.get $p) (i64.const 2)) (i64.store8 (local.get $p) (i64.const 3))",
    "(v128.store (local.get $p) (v128.const i64x2 1 2)) (v128.store (local.get $p) (v128.const i64x2 3 4))",
    "(f64.store offset=8 (local.get $p) (f64.const 1)) (f64.store offset=8 (local.get $p) (f64.const 2))",
    // Different places that are all outside of a memory of fixed size.
    "(i32.store offset=65536 (local.get $r) (i32.const 1)) (i32.store offset=65540 (local.get $r) (i32.const 2))",
    "(i32.store offset=65536 (local.get $p) (i32.const 1)) (i32.store offset=131072 (local.get $q) (i32.const 2))",
    "(i32.store (i32.const 65536) (i32.const 1)) (i32.store (i32.const 70000) (i32.const 2))",
    "(i32.store8 offset=65536 (local.get $r) (i32.const 1)) (i32.store8 offset=4294967295 (local.get $r) (i32.const 2))",
    "(v128.store32_lane offset=65536 1 (local.get $r) (v128.const i64x2 1 2)) (v128.store32_lane offset=65540 2 (local.get $r) (v128.const i64x2 1 2))",
    // With branches, which rejoin, between the two.
    "(i32.store (local.get $p) (i32.const 1)) (if (local.get $r) (then (global.set $g (i32.const 1)))) (i32.store (local.get $p) (i32.const 2))",
    "(i32.store (local.get $p) (i32.const 1)) (block $b (br_if $b (local.get $r)) (i32.store (local.get $p) (i32.const 3))) (i32.store (local.get $p) (i32.const 2))",
    "(loop $l (i32.store (local.get $p) (i32.const 1)) (i32.store (local.get $p) (i32.const 2)) (br_if $l (local.get $r)))",
    // On one of two ways, of which the other leaves after stores of its own.
    "(if (local.get $r) (then (i64.store (local.get $q) (i64.const 9)) (return)) (else (i32.store (local.get $p) (i32.const 1)))) (i32.store (local.get $p) (i32.const 2))",
    "(if (i32.eqz (local.get $r)) (then (i32.store (local.get $p) (i32.const 1))) (else MANY (return))) (i32.store (local.get $p) (i32.const 2))",
    "(block $b (block $c (br_if $c (local.get $r)) (i32.store (local.get $p) (i32.const 1)) (br $b)) MANY (unreachable)) (i32.store (local.get $p) (i32.const 2))",
    "(block $a (block $b (block $c (br_table $c $b $a (local.get $r))) (i32.store (local.get $p) (i32.const 1)) (br $a)) MANY (return)) (i32.store (local.get $p) (i32.const 2))",
    // With another region between: a global is written or not.
    "(i32.store (local.get $p) (i32.const 1)) (global.set $g (i32.const 2)) (i32.store (local.get $p) (i32.const 2))",
    // The store is made one with the load before it.
    "(i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 1))) (i32.store (local.get $p) (i32.const 2))",
];

/// Stores to one place.
fn chain(place: &str, length: usize) -> String {
    (0..length)
        .map(|n| format!("(i32.store (local.get {place}) (i32.const {n}))"))
        .collect()
}

/// The bodies; for `MANY` stand about as many stores as there are trap codes that tell stores apart.
fn bodies() -> Vec<String> {
    let mut all = vec![chain("$p", 70)];
    for body in BODIES {
        match body.contains("MANY") {
            true => all.extend((15..22).map(|length| body.replace("MANY", &chain("$q", length)))),
            false => all.push((*body).to_owned()),
        }
    }
    all
}

fn module_of(memory: &str, bodies: &[String]) -> String {
    let functions: String = bodies
        .iter()
        .enumerate()
        .map(|(n, body)| format!("(func (export \"f{n}\") (param $p i32) (param $q i32) (param $r i32) {body})"))
        .collect();
    format!("(module (memory (export \"m\") {memory}) (global $g (mut i32) (i32.const 0)) {functions})")
}

fn accesses(operator: &Operator<'_>) -> bool {
    use Operator::{F64Store, I32Load, I32Store, I32Store8, I64Store8, V128Store, V128Store32Lane};
    matches!(
        operator,
        F64Store { .. }
            | I32Load { .. }
            | I32Store { .. }
            | I32Store8 { .. }
            | I64Store8 { .. }
            | V128Store { .. }
            | V128Store32Lane { .. }
    )
}

#[test]
fn a_store_that_is_overwritten_traps_where_it_stands() {
    let bodies = bodies();
    for config in configs() {
        for memory in ["1", "1 1", "1 3"] {
            let wat = module_of(memory, &bodies);
            let mut setup = Setup::new(&config);
            let instance = setup.instantiate(&wat, &[]);
            for (n, body) in bodies.iter().enumerate() {
                let context = format!("{config}: memory {memory}: {body}");
                let args = [Val::I32(65_536), Val::I32(65_536), Val::I32(0)];
                let error = setup.call(instance, &format!("f{n}"), &args).unwrap_err();
                assert_eq!(error.trap_kind(), Some(TrapKind::OutOfBoundsMemoryAccess), "{context}");
                let at = error.location().expect("code of a module");
                assert_eq!(at.offset, offset_in(&wat, n, accesses), "{context}");
            }
        }
    }
}

/// The shape of wasmtime issue 14053: the path without the second store would not end.
#[test]
fn a_store_is_seen_when_a_path_that_would_not_end_traps() {
    let body = "(i32.store (i32.const 0) (i32.const 111))
        (if (local.get $r)
            (then (i32.store (i32.const 0) (i32.const 222)))
            (else (i32.store (local.get $p) (i32.const 7)) (loop $l (br $l))))";
    for config in configs() {
        for memory in ["1", "1 1"] {
            let context = format!("{config}: memory {memory}");
            let mut setup = Setup::new(&config);
            let instance = setup.instantiate(&module_of(memory, &[body.to_owned()]), &[]);
            for (r, expected) in [(0, 111), (1, 222)] {
                let args = [Val::I32(65_536), Val::I32(0), Val::I32(r)];
                assert_eq!(setup.call(instance, "f0", &args).is_err(), r == 0, "{context}");
                let memory = instance.memory(&setup.store, "m").unwrap();
                assert_eq!(memory.data(&setup.store)[0], expected, "{context}");
            }
        }
    }
}
