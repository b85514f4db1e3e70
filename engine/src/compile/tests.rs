//! What can be tested of compilation without running code: that every instruction compiles, verified, under every
//! configuration, and that trap sites and refunds are those of `FUEL.md`.

use super::{CompileError, CompiledModule, OptLevel, RegallocAlgorithm, Tunables, build_isa, compile};
use super::{entry_trampoline, exit_trampoline};
use crate::layout::TrapCode;
use crate::types::{FuncType, ValType};

/// A configuration for each combination of what changes translation.
pub(super) fn configurations() -> Vec<Tunables> {
    let mut all = Vec::new();
    for bits in 0..32u32 {
        let on = |bit: u32| bits >> bit & 1 == 1;
        let (reservation, guard) = if on(1) { (1 << 32, 32 << 20) } else { (1 << 20, 0) };
        all.push(Tunables {
            opt_level: [OptLevel::Speed, OptLevel::None, OptLevel::SpeedAndSize][bits as usize % 3],
            regalloc: if on(2) {
                RegallocAlgorithm::SinglePass
            } else {
                RegallocAlgorithm::Backtracking
            },
            verifier: true,
            signals: on(0),
            guard_pages: on(0) && on(1),
            memory_reservation: reservation,
            memory_guard: guard,
            heap_spectre: on(3),
            table_spectre: on(3),
            nan_canonicalization: on(2),
            fuel: on(4),
            call_stack_budget: on(4),
            ..Tunables::default()
        });
    }
    all
}

fn compile_wat(wat: &str, tunables: &Tunables) -> Result<CompiledModule, CompileError> {
    let bytes = wat::parse_str(wat).unwrap();
    let isa = build_isa(tunables).unwrap();
    compile(&bytes, tunables, &*isa)
}

fn fueled() -> Tunables {
    Tunables {
        verifier: true,
        fuel: true,
        call_stack_budget: true,
        ..Tunables::default()
    }
}

const MANY: &str = r#"(module
  (type $pair (func (param i32 i64) (result i64 i32)))
  (import "h" "f" (func $host (type $pair)))
  (import "h" "t" (table $it 3 funcref))
  (import "h" "m" (memory 1))
  (import "h" "g" (global $ig (mut f64)))
  (table $t 2 4 externref)
  (global $g (mut v128) (v128.const i64x2 1 2))
  (global $c i32 (i32.const 7))
  (data $d "abc")
  (elem $e func $swap $host)
  (func $swap (type $pair) local.get 1 local.get 0)
  (func $blocks (param i32 i32) (result i32)
    local.get 0
    (block (param i32) (result i32)
      (loop $l (param i32) (result i32)
        local.get 1 i32.eqz br_if 1
        local.get 1 i32.const 1 i32.sub local.set 1
        local.get 1 i32.add
        br $l))
    (if (param) (result i32) (i32.lt_s (local.get 0) (local.get 1))
      (then i32.const 1)
      (else unreachable))
    i32.mul)
  (func $if_without_else (param i32) (local i32)
    local.get 0
    (if (then (local.set 1 (i32.const 3)))))
  (func $table (param i32) (result i32 i64)
    (block $a (result i32 i64) (block $b (result i32 i64) (block $c (result i32 i64)
      i32.const 1 i64.const 2
      (br_table $a $b $c $a $c (local.get 0)))
      drop drop i32.const 5 i64.const 6)
      return))
  (func $dead (result i32)
    i32.const 1
    return
    (block (loop i32.const 0 (if (then br 1) (else unreachable)) br 0))
    i32.add)
  (func $after_block (result i32)
    (block (result i32) unreachable)
    (loop (result i32) (br 0))
    i32.add)
  (func $calls (param i32 i64) (result i64 i32)
    local.get 0 local.get 1 call $host
    drop drop
    local.get 0 local.get 1 call $swap
    i32.const 0 i32.add
    drop drop
    local.get 0 local.get 1
    local.get 0 call_indirect $it (type $pair))
  (func $memory (param i32) (result i32)
    (i32.store offset=4 (local.get 0) (i32.load offset=4 (local.get 0)))
    (i64.store8 (local.get 0) (i64.load16_s offset=0xffffffff (local.get 0)))
    (i64.store32 (local.get 0) (i64.load32_u (local.get 0)))
    (f32.store (local.get 0) (f32.load (local.get 0)))
    (memory.fill (local.get 0) (i32.const 1) (i32.const 2))
    (memory.copy (local.get 0) (i32.const 1) (i32.const 2))
    (memory.init $d (local.get 0) (i32.const 1) (i32.const 2))
    (data.drop $d)
    (i32.add (memory.size) (memory.grow (i32.const 1))))
  (func $tables (param i32 externref) (result i32)
    (table.set $t (local.get 0) (table.get $t (local.get 0)))
    (table.fill $t (local.get 0) (local.get 1) (i32.const 1))
    (table.copy $it $it (local.get 0) (i32.const 0) (i32.const 1))
    (table.init $it $e (local.get 0) (i32.const 0) (i32.const 1))
    (elem.drop $e)
    (drop (ref.is_null (ref.func $host)))
    (drop (ref.is_null (ref.func $swap)))
    (i32.add (table.size $t) (table.grow $t (ref.null extern) (i32.const 1))))
  (func $globals (result f64)
    (global.set $g (global.get $g))
    (drop (global.get $c))
    (global.set $ig (f64.add (global.get $ig) (f64.const 1)))
    global.get $ig)
  (func $traps (param i32 i32 f32 f64) (result i32)
    (i32.div_s (local.get 0) (local.get 1))
    (i32.div_u (local.get 0) (local.get 1))
    (i32.rem_s (local.get 0) (local.get 1))
    (i32.rem_u (local.get 0) (local.get 1))
    (i32.trunc_f32_s (local.get 2)) (i32.trunc_f64_u (local.get 3))
    (i64.trunc_f32_u (local.get 2)) (i64.trunc_f64_s (local.get 3))
    i64.add i32.wrap_i64
    i32.add i32.add i32.add i32.add i32.add i32.add)
  (func $vectors (param v128 i32) (result v128 v128) (local v128)
    (local.set 2 (i8x16.add (local.get 0) (local.get 2)))
    (select (local.get 0) (f32x4.add (local.get 0) (local.get 2)) (local.get 1))
    (block (param v128) (result v128) (i64x2.neg) (br_if 0 (local.get 1)))
    (v128.load (local.get 1)))
  (func $empty)
  (export "swap" (func $swap)) (start $empty))"#;

#[test]
fn everything_compiles_under_every_configuration() {
    for tunables in configurations() {
        if let Err(error) = compile_wat(MANY, &tunables) {
            panic!("{tunables:?}: {error}");
        }
    }
}

#[test]
fn trampolines_compile() {
    use ValType::*;
    let many: Vec<ValType> = [I32, V128, F64, FuncRef, F32, I64]
        .into_iter()
        .cycle()
        .take(40)
        .collect();
    for tunables in [configurations()[0].clone(), configurations()[1].clone()] {
        let isa = build_isa(&tunables).unwrap();
        for ty in [
            FuncType::new(vec![], vec![]),
            FuncType::new(vec![I32, F64], vec![V128]),
            FuncType::new(many.clone(), many.clone()),
        ] {
            let entry = entry_trampoline(&ty, &*isa).unwrap();
            assert!(entry.trap_sites.is_empty());
            let exit = exit_trampoline(&ty, &tunables, &*isa).unwrap();
            assert_eq!(exit.trap_sites.len(), 1);
            assert_eq!(exit.trap_sites[0].code, TrapCode::Host);
        }
    }
}

#[test]
fn the_same_input_gives_the_same_output() {
    let tunables = fueled();
    let (a, b) = (
        compile_wat(MANY, &tunables).unwrap(),
        compile_wat(MANY, &tunables).unwrap(),
    );
    assert_eq!(a.text, b.text);
    assert_eq!(a.trap_sites, b.trap_sites);
}

/// (code, instruction's byte, refund) of the trap sites of the only function, at offsets relative to the body.
fn sites(wat: &str, tunables: &Tunables) -> Vec<(TrapCode, u32, u32)> {
    let module = compile_wat(wat, tunables).unwrap();
    let body = module.functions[0].body_offset;
    let known = [TrapCode::NativeStack, TrapCode::CallStack];
    let mut sites: Vec<_> = module
        .trap_sites
        .iter()
        .filter(|site| !known.contains(&site.code))
        .map(|site| (site.code, site.wasm_offset - body, site.refund))
        .collect();
    sites.sort_by_key(|site| (site.1, site.0 as u8));
    sites
}

#[test]
fn refunds_are_the_cost_of_what_was_not_executed() {
    // local.get local.get div_s drop unreachable: a trap of the division leaves two of five undone.
    let wat = "(module (func (param i32 i32) local.get 0 local.get 1 i32.div_s drop unreachable))";
    for tunables in [
        fueled(),
        Tunables {
            signals: false,
            ..fueled()
        },
    ] {
        let sites = sites(wat, &tunables);
        assert!(sites.contains(&(TrapCode::Fuel, 0, 0)), "{sites:?}");
        assert!(sites.contains(&(TrapCode::IntegerDivideByZero, 4, 2)), "{sites:?}");
        assert!(sites.contains(&(TrapCode::IntegerOverflow, 4, 2)), "{sites:?}");
        assert!(sites.contains(&(TrapCode::Unreachable, 6, 0)), "{sites:?}");
    }
}

#[test]
fn loads_folded_into_their_users_keep_their_location() {
    let wat = "(module (memory 1) (func (param i32 i32) (result i32)
        local.get 1 local.get 0 i32.load local.get 1 i32.mul i32.add
        local.get 1 i32.load offset=8 i32.add))";
    for opt_level in [OptLevel::None, OptLevel::Speed] {
        let sites = sites(
            wat,
            &Tunables {
                opt_level,
                fuel: false,
                ..fueled()
            },
        );
        let loads: Vec<u32> = sites.iter().map(|site| site.1).collect();
        assert_eq!(loads, [4, 13], "{opt_level:?} {sites:?}");
    }
}

#[test]
fn many_folded_loads_are_told_apart() {
    // More loads than there are codes to tell them apart, in blocks of their own and all in one.
    let block = "local.get 0 i32.load offset=4 local.get 1 i32.add local.set 1
        local.get 0 f64.load offset=8 local.get 2 f64.mul local.set 2
        local.get 0 v128.load offset=16 local.get 3 f32x4.add local.set 3";
    for separator in ["", "local.get 0 (if (then (local.set 0 (i32.const 8))))"] {
        let body = format!("{block} {separator} ").repeat(200);
        let wat = format!(
            "(module (memory 1) (func (param i32 i32 f64 v128) (result i32 f64 v128) {body}
            local.get 1 local.get 2 local.get 3))"
        );
        for fuel in [false, true] {
            let cpu_features = ["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_avx"]
                .map(String::from)
                .into();
            let tunables = Tunables {
                cpu_features,
                fuel,
                ..fueled()
            };
            let module = compile_wat(&wat, &tunables).unwrap();
            let mut loads: Vec<u32> = module
                .trap_sites
                .iter()
                .filter(|site| site.code == TrapCode::MemoryOutOfBounds)
                .map(|site| site.wasm_offset)
                .collect();
            loads.sort_unstable();
            loads.dedup();
            // Without branches only the first load of each kind can fault; the others are known to succeed.
            assert_eq!(
                loads.len(),
                if separator.is_empty() { 3 } else { 600 },
                "{separator} fuel {fuel}"
            );
        }
    }
}

#[test]
fn a_branch_to_unreachable_traps_there() {
    let wat = "(module (func (param i32) local.get 0 if unreachable end))";
    for opt_level in [OptLevel::None, OptLevel::Speed] {
        let sites = sites(
            wat,
            &Tunables {
                opt_level,
                fuel: false,
                ..fueled()
            },
        );
        assert_eq!(sites, [(TrapCode::Unreachable, 4, 0)]);
    }
}

#[test]
fn the_first_of_two_equal_stores_faults() {
    let wat = "(module (memory 1) (func (param i32)
        (i32.store (local.get 0) (i32.const 1)) (i32.store (local.get 0) (i32.const 2))))";
    let sites = sites(
        wat,
        &Tunables {
            fuel: false,
            ..fueled()
        },
    );
    assert_eq!(sites.len(), 2, "{sites:?}");
}

#[test]
fn a_loop_keeps_only_its_own_cost_when_fuel_runs_out() {
    let wat = "(module (func (param i32) loop local.get 0 br_if 0 end))";
    assert_eq!(sites(wat, &fueled()), [(TrapCode::Fuel, 0, 0), (TrapCode::Fuel, 0, 2)]);
}

#[test]
fn bad_modules_are_told_apart() {
    let tunables = Tunables::default();
    let isa = build_isa(&tunables).unwrap();
    let rejected = |bytes: &[u8]| compile(bytes, &tunables, &*isa).unwrap_err();
    assert!(matches!(rejected(b""), CompileError::Malformed { .. }));
    assert!(matches!(rejected(b"\0asm\x02\0\0\0"), CompileError::Malformed { .. }));
    let invalid = wat::parse_str("(module (func (result i32)))").unwrap();
    assert!(
        matches!(rejected(&invalid), CompileError::Invalid { offset: 0x18, .. }),
        "{}",
        rejected(&invalid)
    );
    let two_memories = wat::parse_str("(module (memory 1) (memory 1))").unwrap();
    assert!(matches!(rejected(&two_memories), CompileError::Invalid { .. }));
    let mut truncated = invalid.clone();
    truncated.pop();
    assert!(matches!(rejected(&truncated), CompileError::Malformed { .. }));
}

#[test]
fn large_functions_compile_or_are_refused() {
    let tunables = Tunables {
        verifier: false,
        opt_level: OptLevel::None,
        ..fueled()
    };
    let nested = format!("(module (func {} {}))", "block ".repeat(20_000), "end ".repeat(20_000));
    compile_wat(&nested, &tunables).unwrap();
    let loops = format!("(module (func {} {}))", "loop ".repeat(2_000), "end ".repeat(2_000));
    compile_wat(&loops, &tunables).unwrap();
    let locals = format!(
        "(module (func (local {}) (local.set 49999 (i64.const 1))))",
        "i64 ".repeat(50_000)
    );
    compile_wat(&locals, &tunables).unwrap();
    let targets = format!(
        "(module (func (param i32) (br_table {} (local.get 0))))",
        "0 ".repeat(20_000)
    );
    compile_wat(&targets, &tunables).unwrap();
    let results = "i32 ".repeat(900);
    let values = "i32.const 1 ".repeat(900);
    let wide = format!("(module (func (export \"f\") (result {results}) {values}) (func (result {results}) call 0))");
    compile_wat(&wide, &tunables).unwrap();
}
