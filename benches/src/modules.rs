//! Generated modules: sizes for compile time, shapes for instantiation and calls.

use std::fmt::Write;

/// A module with `functions` functions of about 120 instructions each: arithmetic of all four numeric types, loads, stores,
/// branches, a loop, calls forward. No two are the same. The first is exported as `f`.
pub fn functions(functions: u32) -> Vec<u8> {
    let mut text = String::from("(module (memory 1) (global $g (mut i64) (i64.const 7))\n");
    for index in 0..functions {
        let export = if index == 0 { "(export \"f\")" } else { "" };
        let callee = index + 1;
        let call = if callee < functions && index % 3 == 0 {
            format!("(local.set $a (call $f{callee} (local.get $a) (local.get $l) (local.get $d)))")
        } else {
            String::new()
        };
        let (k1, k2) = (index * 13 + 5, index * 7 + 3);
        write!(
            text,
            "(func $f{index} {export} (param $a i32) (param $l i64) (param $d f64) (result i32)
  (local $i i32) (local $s f32) (local $t i32)
  (local.set $i (i32.const {loops}))
  (loop $again
    (local.set $t (i32.and (i32.add (i32.mul (local.get $a) (i32.const {k1})) (local.get $i)) (i32.const 0xfff8)))
    (i64.store offset={k2} (local.get $t) (i64.xor (local.get $l) (i64.load (local.get $t))))
    (local.set $l (i64.add (i64.rotl (local.get $l) (i64.const {rotation})) (i64.load32_u offset=8 (local.get $t))))
    (local.set $d (f64.add (f64.mul (local.get $d) (f64.const 0.{k1})) (f64.convert_i32_s (local.get $t))))
    (local.set $s (f32.div (f32.demote_f64 (local.get $d)) (f32.add (local.get $s) (f32.const {k2}))))
    (if (i32.lt_s (local.get $a) (i32.load16_s offset={k1} (local.get $t)))
      (then (local.set $a (i32.sub (local.get $a) (i32.const {k2}))) (global.set $g (i64.mul (global.get $g) (local.get $l))))
      (else (local.set $a (i32.xor (local.get $a) (i32.reinterpret_f32 (local.get $s))))))
    (block $out
      (br_if $out (i64.gt_u (local.get $l) (i64.const {k1})))
      (i32.store8 (local.get $t) (select (local.get $a) (local.get $i) (f64.lt (local.get $d) (f64.const {k2}))))
      (local.set $a (i32.add (i32.clz (local.get $a)) (i32.popcnt (local.get $t)))))
    (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
  {call}
  (i32.add (local.get $a) (i32.wrap_i64 (i64.shr_u (local.get $l) (i64.const {rotation}))))
)\n",
            loops = index % 9 + 1,
            rotation = index % 31 + 1,
        )
        .expect("writing to a string");
    }
    text.push(')');
    assemble(&text)
}

/// The module of this text.
///
/// # Panics
///
/// When it is none: all texts are ours.
pub fn assemble(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Modules whose instantiation is measured, by name.
pub fn to_instantiate() -> Vec<(&'static str, Vec<u8>)> {
    let data = "x".repeat(64 * 1024);
    let functions = "(func (param i32) (result i32) local.get 0)".repeat(1000);
    let all: String = (0..1000).fold(String::new(), |mut all, index| {
        write!(all, " {index}").expect("writing to a string");
        all
    });
    vec![
        ("empty module", assemble("(module)")),
        ("one function", assemble("(module (func (export \"f\")))")),
        ("memory, no data", assemble("(module (memory 1))")),
        (
            "memory, 64 KiB of data",
            assemble(&format!("(module (memory 2) (data (i32.const 0) \"{data}\"))")),
        ),
        (
            "table of 1,000 functions",
            assemble(&format!(
                "(module {functions} (table 1000 funcref) (elem (i32.const 0) func{all}))"
            )),
        ),
    ]
}

/// Calls between host and Wasm: exports `empty`, `add` and `to_host(n)`, which calls the import `host.f` `n` times.
pub const CALLS: &str = r#"(module
  (import "host" "f" (func $host (param i32 i64) (result i32)))
  (func (export "empty"))
  (func (export "add") (param i32 i64) (result i32) (i32.add (local.get 0) (i32.wrap_i64 (local.get 1))))
  (func (export "to_host") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (call $host (local.get $n) (i64.const 3))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))"#;
