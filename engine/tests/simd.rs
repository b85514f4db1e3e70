//! What vector instructions compute: operand order, signedness, saturation, lanes out of range, canonical NaNs. Each case
//! runs with constant operands (which the code generator may fold) and with operands from memory, for processors from
//! the baseline up. The official test-suite covers every instruction with many more values; these are the traps.

use touchstone_engine::{Config, Engine, Error, Extern, Instance, Limits, Module, Store, TrapKind, Val};

/// An instruction, its operands in push order, and its result; constants in the text format.
struct Case {
    instruction: &'static str,
    operands: &'static [&'static str],
    result: &'static str,
}

macro_rules! cases {
    ($($instruction:literal ($($operand:literal),*) => $result:literal;)*) => {
        &[$(Case { instruction: $instruction, operands: &[$($operand),*], result: $result }),*]
    };
}

const INTEGER: &[Case] = cases! {
    "i8x16.sub" ("i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", "i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")
        => "i8x16 -1 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14";
    "i8x16.sub_sat_u" ("i64x2 0x0000000000000005 0", "i64x2 0x0000000000000107 0") => "i64x2 0 0";
    "i8x16.sub_sat_s" ("i64x2 0x80 0x7f", "i64x2 0x01 0xff") => "i64x2 0x80 0x7f";
    "i8x16.add_sat_s" ("i64x2 0x7f 0x80", "i64x2 0x01 0xff") => "i64x2 0x7f 0x80";
    "i8x16.add_sat_u" ("i64x2 0xff 0x80", "i64x2 0x01 0x80") => "i64x2 0xff 0xff";
    "i8x16.min_s" ("i64x2 0x80 0x01", "i64x2 0x7f 0xff") => "i64x2 0x80 0xff";
    "i8x16.min_u" ("i64x2 0x80 0x01", "i64x2 0x7f 0xff") => "i64x2 0x7f 0x01";
    "i32x4.max_u" ("i32x4 -1 0 1 2", "i32x4 1 -2 3 -4") => "i32x4 -1 -2 3 -4";
    "i32x4.max_s" ("i32x4 -1 0 1 2", "i32x4 1 -2 3 -4") => "i32x4 1 0 3 2";
    "i8x16.avgr_u" ("i64x2 0xff01 0xfe", "i64x2 0xff02 0xff") => "i64x2 0xff02 0xff";
    "i16x8.avgr_u" ("i64x2 0xffff0001 0", "i64x2 0xffff0002 0") => "i64x2 0xffff0002 0";
    "i8x16.abs" ("i64x2 0x80ff017f 0") => "i64x2 0x8001017f 0";
    "i64x2.abs" ("i64x2 -9223372036854775808 -3") => "i64x2 -9223372036854775808 3";
    "i8x16.popcnt" ("i64x2 0xff7f0100 0x8181") => "i64x2 0x08070100 0x0202";
    "i16x8.mul" ("i16x8 300 -300 2 3 4 5 6 7", "i16x8 300 300 -2 3 4 5 6 7") => "i16x8 24464 -24464 -4 9 16 25 36 49";
    "i64x2.mul" ("i64x2 0x100000001 -3", "i64x2 0x200000003 0x7fffffffffffffff") => "i64x2 0x0000000500000003 -9223372036854775805";
    "i16x8.q15mulr_sat_s" ("i16x8 -32768 -32768 16384 1 -1 32767 0 2", "i16x8 -32768 32767 16384 16384 16384 32767 5 8192")
        => "i16x8 32767 -32767 8192 1 0 32766 0 1";
    "i32x4.dot_i16x8_s" ("i16x8 -32768 -32768 1 2 3 4 -5 6", "i16x8 -32768 -32768 10 20 30 40 50 60")
        => "i32x4 -2147483648 50 250 110";
    "i16x8.extadd_pairwise_i8x16_s" ("i8x16 -128 -128 127 127 1 -2 3 4 5 6 7 8 9 10 11 12") => "i16x8 -256 254 -1 7 11 15 19 23";
    "i16x8.extadd_pairwise_i8x16_u" ("i8x16 -128 -128 127 127 1 -2 3 4 5 6 7 8 9 10 11 12") => "i16x8 256 254 255 7 11 15 19 23";
    "i32x4.extadd_pairwise_i16x8_u" ("i16x8 -1 -1 1 2 3 4 5 6") => "i32x4 131070 3 7 11";
    "i32x4.extadd_pairwise_i16x8_s" ("i16x8 -1 -1 1 2 -32768 -32768 5 6") => "i32x4 -2 3 -65536 11";
    "i16x8.extmul_low_i8x16_s" ("i8x16 -1 2 3 4 5 6 7 8 100 0 0 0 0 0 0 0", "i8x16 -1 -2 3 4 5 6 7 8 100 0 0 0 0 0 0 0")
        => "i16x8 1 -4 9 16 25 36 49 64";
    "i16x8.extmul_high_i8x16_u" ("i8x16 9 9 9 9 9 9 9 9 -1 2 3 4 5 6 7 8", "i8x16 9 9 9 9 9 9 9 9 -1 -1 3 4 5 6 7 8")
        => "i16x8 -511 510 9 16 25 36 49 64";
    "i64x2.extmul_high_i32x4_u" ("i32x4 0 0 -1 3", "i32x4 0 0 2 -1") => "i64x2 8589934590 12884901885";
    "i64x2.extmul_low_i32x4_s" ("i32x4 -1 3 9 9", "i32x4 2 -1 9 9") => "i64x2 -2 -3";
};

const BITS: &[Case] = cases! {
    "v128.andnot" ("i64x2 0xff00ff00 -1", "i64x2 0x0f0f0f0f 1") => "i64x2 0xf000f000 -2";
    "v128.bitselect" ("i64x2 0x1111 -1", "i64x2 0x2222 0", "i64x2 0xff00 0x0ff0") => "i64x2 0x1122 0x0ff0";
    "v128.not" ("i64x2 0 -2") => "i64x2 -1 1";
    "i8x16.shl" ("i64x2 0x8101 1", "i32 9") => "i64x2 0x0202 2";
    "i8x16.shr_s" ("i64x2 0x8001 0x7f", "i32 15") => "i64x2 0xff00 0";
    "i8x16.shr_u" ("i64x2 0x8001 0x7f", "i32 7") => "i64x2 0x0100 0";
    "i16x8.shr_s" ("i64x2 0x8000 0x7fff", "i32 17") => "i64x2 0xc000 0x3fff";
    "i32x4.shl" ("i32x4 1 2 3 4", "i32 -1") => "i32x4 0x80000000 0 0x80000000 0";
    "i64x2.shr_s" ("i64x2 -8 8", "i32 65") => "i64x2 -4 4";
    "i64x2.shr_u" ("i64x2 -1 8", "i32 127") => "i64x2 1 0";
    "v128.any_true" ("i64x2 0 0x8000000000000000") => "i32 1";
    "v128.any_true" ("i64x2 0 0") => "i32 0";
    "i8x16.all_true" ("i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 0") => "i32 0";
    "i16x8.all_true" ("i8x16 1 0 1 0 0 1 1 1 1 1 1 1 1 1 1 0") => "i32 1";
    "i64x2.all_true" ("i64x2 1 0x100000000") => "i32 1";
    "i8x16.bitmask" ("i8x16 -1 0 -1 0 0 0 0 1 127 0 0 0 0 0 0 -128") => "i32 0x8005";
    "i16x8.bitmask" ("i16x8 -1 0 0 0 0 32767 0 -32768") => "i32 0x81";
    "i32x4.bitmask" ("i32x4 -1 0 1 -2") => "i32 9";
    "i64x2.bitmask" ("i64x2 1 -1") => "i32 2";
};

const LANES: &[Case] = cases! {
    "i8x16.swizzle" ("i8x16 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115",
        "i8x16 15 0 16 31 127 -128 -1 1 2 3 4 5 6 7 8 9")
        => "i8x16 115 100 0 0 0 0 0 101 102 103 104 105 106 107 108 109";
    "i8x16.shuffle 0 31 1 30 15 16 2 29 3 28 4 27 5 26 6 25" ("i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "i8x16 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31")
        => "i8x16 0 31 1 30 15 16 2 29 3 28 4 27 5 26 6 25";
    "i8x16.extract_lane_s 15" ("i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -3") => "i32 -3";
    "i8x16.extract_lane_u 15" ("i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -3") => "i32 253";
    "i16x8.extract_lane_s 6" ("i16x8 0 0 0 0 0 0 -3 0") => "i32 -3";
    "i16x8.extract_lane_u 6" ("i16x8 0 0 0 0 0 0 -3 0") => "i32 65533";
    "i16x8.replace_lane 7" ("i16x8 0 1 2 3 4 5 6 7", "i32 0x12345") => "i16x8 0 1 2 3 4 5 6 0x2345";
    "i8x16.splat" ("i32 0x1ff") => "i64x2 -1 -1";
    "f32x4.replace_lane 2" ("f32x4 0 1 2 3", "f32 -0.0") => "f32x4 0 1 -0.0 3";
    "i8x16.narrow_i16x8_s" ("i16x8 128 -129 127 -128 0 1 2 -1", "i16x8 32767 -32768 5 6 7 8 9 10")
        => "i8x16 127 -128 127 -128 0 1 2 -1 127 -128 5 6 7 8 9 10";
    "i8x16.narrow_i16x8_u" ("i16x8 256 -1 255 128 0 1 2 -32768", "i16x8 32767 -32768 5 6 7 8 9 10")
        => "i8x16 255 0 255 128 0 1 2 0 255 0 5 6 7 8 9 10";
    "i16x8.narrow_i32x4_u" ("i32x4 65536 -1 65535 32768", "i32x4 1 2 3 -2147483648") => "i16x8 -1 0 -1 -32768 1 2 3 0";
    "i16x8.narrow_i32x4_s" ("i32x4 65536 -1 65535 -32769", "i32x4 1 2 3 -2147483648") => "i16x8 32767 -1 32767 -32768 1 2 3 -32768";
    "i32x4.extend_high_i16x8_s" ("i16x8 0 0 0 0 -1 2 -3 4") => "i32x4 -1 2 -3 4";
    "i64x2.extend_low_i32x4_u" ("i32x4 -1 2 -3 4") => "i64x2 0xffffffff 2";
    "i8x16.lt_u" ("i64x2 0x80 0x01", "i64x2 0x7f 0x80") => "i64x2 0 0xff";
    "i64x2.ge_s" ("i64x2 -1 5", "i64x2 0 5") => "i64x2 0 -1";
    "i32x4.gt_u" ("i32x4 -1 0 1 1", "i32x4 1 0 -1 0") => "i32x4 -1 0 0 -1";
};

const FLOAT: &[Case] = cases! {
    "f32x4.pmin" ("f32x4 0.0 -0.0 nan 1", "f32x4 -0.0 0.0 1 nan:0x200000") => "f32x4 0.0 -0.0 nan 1";
    "f32x4.pmax" ("f32x4 0.0 -0.0 -nan:0x123 1", "f32x4 -0.0 0.0 1 2") => "f32x4 0.0 -0.0 -nan:0x123 2";
    "f64x2.pmin" ("f64x2 1 nan:0x4", "f64x2 0 1") => "f64x2 0 nan:0x4";
    "f64x2.pmax" ("f64x2 1 3", "f64x2 -nan 2") => "f64x2 1 3";
    "f32x4.abs" ("f32x4 -nan:0x123 -0.0 -1 inf") => "f32x4 nan:0x123 0.0 1 inf";
    "f64x2.neg" ("f64x2 nan:0x123 0.0") => "f64x2 -nan:0x123 -0.0";
    "f32x4.min" ("f32x4 0.0 -0.0 -nan 1", "f32x4 -0.0 0.0 1 nan:0x200000") => "f32x4 -0.0 -0.0 nan nan";
    "f64x2.max" ("f64x2 -0.0 -nan:0x1", "f64x2 0.0 3") => "f64x2 0.0 nan";
    "f32x4.add" ("f32x4 inf 1 -nan:0x200000 3", "f32x4 -inf 1 1 nan:0x1") => "f32x4 nan 2 nan nan";
    "f64x2.sqrt" ("f64x2 -1 4") => "f64x2 nan 2";
    "f32x4.div" ("f32x4 0 1 -1 6", "f32x4 0 0 0 3") => "f32x4 nan inf -inf 2";
    "f32x4.nearest" ("f32x4 0.5 1.5 -0.5 -nan:0x1") => "f32x4 0 2 -0.0 nan";
    "f64x2.ceil" ("f64x2 -0.5 nan:0x1") => "f64x2 -0.0 nan";
    "f64x2.floor" ("f64x2 -0.5 2251799813685249.5") => "f64x2 -1 2251799813685249";
    "f32x4.trunc" ("f32x4 -1.9 1.9 -0.9 16777217") => "f32x4 -1 1 -0.0 16777216";
    "f32x4.ne" ("f32x4 nan 0.0 1 2", "f32x4 nan -0.0 1 3") => "i32x4 -1 0 0 -1";
    "f64x2.le" ("f64x2 nan 1", "f64x2 1 1") => "i64x2 0 -1";
    "i32x4.trunc_sat_f32x4_s" ("f32x4 nan 2147483648 -3e10 -1.9") => "i32x4 0 2147483647 -2147483648 -1";
    "i32x4.trunc_sat_f32x4_u" ("f32x4 -nan 4294967296 -1 2147483648") => "i32x4 0 -1 0 -2147483648";
    "i32x4.trunc_sat_f64x2_s_zero" ("f64x2 1e300 -2147483649") => "i32x4 2147483647 -2147483648 0 0";
    "i32x4.trunc_sat_f64x2_u_zero" ("f64x2 4294967295.9 -0.9") => "i32x4 -1 0 0 0";
    "f64x2.convert_low_i32x4_s" ("i32x4 -1 2147483647 7 7") => "f64x2 -1 2147483647";
    "f64x2.convert_low_i32x4_u" ("i32x4 -1 -2147483648 7 7") => "f64x2 4294967295 2147483648";
    "f32x4.convert_i32x4_u" ("i32x4 -1 1 -2147483648 16777217") => "f32x4 4294967296 1 2147483648 16777216";
    "f32x4.convert_i32x4_s" ("i32x4 -1 1 -2147483648 16777219") => "f32x4 -1 1 -2147483648 16777220";
    "f32x4.demote_f64x2_zero" ("f64x2 -nan:0x123 1e300") => "f32x4 nan inf 0 0";
    "f64x2.promote_low_f32x4" ("f32x4 -nan:0x1 1.5 9 9") => "f64x2 nan 1.5";
};

/// What is loaded from: bytes 0 to 31 hold their complement, so that signs differ.
const MEMORY: &[Case] = cases! {
    "v128.load8x8_s offset=3" ("i32 1") => "i16x8 -5 -6 -7 -8 -9 -10 -11 -12";
    "v128.load8x8_u" ("i32 0") => "i16x8 255 254 253 252 251 250 249 248";
    "v128.load16x4_s" ("i32 2") => "i32x4 0xfffffcfd 0xfffffafb 0xfffff8f9 0xfffff6f7";
    "v128.load32x2_u" ("i32 0") => "i64x2 0xfcfdfeff 0xf8f9fafb";
    "v128.load8_splat" ("i32 31") => "i64x2 0xe0e0e0e0e0e0e0e0 0xe0e0e0e0e0e0e0e0";
    "v128.load16_splat" ("i32 1") => "i64x2 0xfdfefdfefdfefdfe 0xfdfefdfefdfefdfe";
    "v128.load32_zero" ("i32 1") => "i64x2 0xfbfcfdfe 0";
    "v128.load64_zero" ("i32 0") => "i64x2 0xf8f9fafbfcfdfeff 0";
    "v128.load16_lane offset=1 7" ("i32 0", "i64x2 1 2") => "i64x2 1 0xfdfe000000000002";
    "v128.load8_lane 1" ("i32 0", "i64x2 1 2") => "i64x2 0xff01 2";
    "v128.load64_lane 1" ("i32 0", "i64x2 1 2") => "i64x2 1 0xf8f9fafbfcfdfeff";
};

/// `(v128.const i64x2 1 2)` for `i64x2 1 2`, `(i32.const 3)` for `i32 3`.
fn constant(text: &str) -> String {
    match text.split_once(' ').expect("a type and values") {
        (ty @ ("i32" | "i64" | "f32" | "f64"), value) => format!("({ty}.const {value})"),
        (shape, lanes) => format!("(v128.const {shape} {lanes})"),
    }
}

/// Type and loading instruction for an operand in memory.
fn type_of(text: &str) -> &str {
    match text.split_once(' ').expect("a type and values").0 {
        ty @ ("i32" | "i64" | "f32" | "f64") => ty,
        _ => "v128",
    }
}

/// A module that exports, for each case, `constant<n>` and `variable<n>`, which return 1 when the result is right;
/// `store` puts the operands of the latter into memory.
fn module(cases: &[Case]) -> String {
    let complement: String = (0..32).map(|byte: u8| format!("\\{:02x}", !byte)).collect();
    let mut text = format!("(module (memory 1) (data (i32.const 0) \"{complement}\")\n");
    let mut stores = String::new();
    for (index, case) in cases.iter().enumerate() {
        let check = |operands: Vec<String>| {
            let (instruction, operands, result) = (case.instruction, operands.join(" "), constant(case.result));
            match type_of(case.result) {
                "i32" => format!("(i32.eq ({instruction} {operands}) {result})"),
                _ => format!("(i8x16.all_true (i8x16.eq ({instruction} {operands}) {result}))"),
            }
        };
        let mut loads = Vec::new();
        for (n, operand) in case.operands.iter().enumerate() {
            let (ty, offset) = (type_of(operand), 64 + index * 48 + n * 16);
            stores += &format!("({ty}.store offset={offset} (i32.const 0) {})\n", constant(operand));
            loads.push(format!("({ty}.load offset={offset} (local.get 0))"));
        }
        let constants = case.operands.iter().map(|operand| constant(operand)).collect();
        text += &format!(
            "(func (export \"constant{index}\") (param i32) (result i32) {})\n",
            check(constants)
        );
        text += &format!(
            "(func (export \"variable{index}\") (param i32) (result i32) {})\n",
            check(loads)
        );
    }
    format!("{text} (func (export \"store\") {stores}))")
}

/// Processors from the baseline up, this one, one without optimisation, one with explicit bounds checks.
fn configurations() -> Vec<Config> {
    let generations: [&[&str]; 5] = [
        &["sse3", "cmpxchg16b"],
        &["ssse3"],
        &["sse41"],
        &["sse42", "popcnt"],
        &["avx"],
    ];
    let mut baseline = Config::new();
    baseline.set("nan_canonicalization", "true").expect("a knob");
    let host = baseline.clone();
    for (knob, _) in host.iter().filter(|(knob, _)| knob.name.starts_with("x86_")) {
        baseline.set(knob.name, "false").expect("a feature that can be off");
    }
    let mut all = vec![baseline.clone()];
    for features in generations {
        // A processor that lacks one ends the list.
        if features
            .iter()
            .all(|feature| baseline.set(&format!("x86_{feature}"), "true").is_ok())
        {
            all.push(baseline.clone());
        }
    }
    for knob in [
        "opt_level=none",
        "bounds=explicit",
        "signals=false",
        "regalloc=single_pass",
    ] {
        let (name, value) = knob.split_once('=').expect("a value");
        let mut config = host.clone();
        config.set(name, value).expect("a value of the knob");
        all.push(config);
    }
    all.push(host);
    all
}

/// An instance of the module `text` without imports.
fn instantiate(config: &Config, text: &str) -> (Store, Instance) {
    let engine = Engine::new(config).expect("a configuration that this processor can run");
    let bytes = wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"));
    let module = Module::new(&engine, &bytes).expect("a valid module");
    let mut store = Store::new(&engine, Limits::default());
    let instance = Instance::new(&mut store, &module, &[]).expect("no imports");
    (store, instance)
}

fn call(store: &mut Store, instance: Instance, name: &str, args: &[Val]) -> Result<Vec<Val>, Error> {
    let Some(Extern::Func(func)) = instance.export(store, name) else {
        panic!("no function {name}")
    };
    func.call(store, args)
}

#[test]
fn results() {
    for config in configurations() {
        for cases in [INTEGER, BITS, LANES, FLOAT, MEMORY] {
            let (mut store, instance) = instantiate(&config, &module(cases));
            call(&mut store, instance, "store", &[]).expect("no trap");
            for (index, case) in cases.iter().enumerate() {
                for kind in ["constant", "variable"] {
                    let result =
                        call(&mut store, instance, &format!("{kind}{index}"), &[Val::I32(0)]).expect("no trap");
                    assert!(
                        matches!(result[..], [Val::I32(1)]),
                        "{} with {kind} operands {:?} is not {}, with {:?}",
                        case.instruction,
                        case.operands,
                        case.result,
                        config.differences()
                    );
                }
            }
        }
    }
}

/// Every vector access with its width in bytes.
const ACCESSES: &[(&str, u32)] = &[
    ("v128.load", 16),
    ("v128.load8x8_s", 8),
    ("v128.load8x8_u", 8),
    ("v128.load16x4_s", 8),
    ("v128.load16x4_u", 8),
    ("v128.load32x2_s", 8),
    ("v128.load32x2_u", 8),
    ("v128.load8_splat", 1),
    ("v128.load16_splat", 2),
    ("v128.load32_splat", 4),
    ("v128.load64_splat", 8),
    ("v128.load32_zero", 4),
    ("v128.load64_zero", 8),
    ("v128.load8_lane", 1),
    ("v128.load16_lane", 2),
    ("v128.load32_lane", 4),
    ("v128.load64_lane", 8),
    ("v128.store", 16),
    ("v128.store8_lane", 1),
    ("v128.store16_lane", 2),
    ("v128.store32_lane", 4),
    ("v128.store64_lane", 8),
];

#[test]
fn accesses_end_where_memory_ends() {
    let mut text = String::from("(module (memory 1)\n");
    for (instruction, _) in ACCESSES {
        let lane = if instruction.ends_with("_lane") { "0" } else { "" };
        let vector = if instruction.contains("_lane") || instruction.contains("store") {
            "(v128.const i64x2 -1 -1)"
        } else {
            ""
        };
        let access = format!("({instruction} offset=3 {lane} (local.get 0) {vector})");
        // What follows uses the whole vector, so that nothing folds the load away.
        let body = if instruction.contains("store") {
            access
        } else {
            format!("(global.set $result {access})")
        };
        text += &format!("(func (export \"{instruction}\") (param i32) {body})\n");
    }
    text += "(global $result (mut v128) (v128.const i64x2 0 0))
        (func (export \"tail\") (result i64) (i64.or (i64.load (i32.const 65520)) (i64.load (i32.const 65528))))
        (func (export \"clear\") (v128.store (i32.const 65520) (v128.const i64x2 0 0))))";
    for config in configurations() {
        let (mut store, instance) = instantiate(&config, &text);
        for &(instruction, width) in ACCESSES {
            let last = (65536 - 3 - width) as i32;
            for index in [last + 1, last + width as i32, 65533, 65536, -1, -3, i32::MIN] {
                let error = call(&mut store, instance, instruction, &[Val::I32(index)]).expect_err("out of bounds");
                assert_eq!(
                    error.trap_kind(),
                    Some(TrapKind::OutOfBoundsMemoryAccess),
                    "{instruction} at {index}"
                );
            }
            let tail = call(&mut store, instance, "tail", &[]).expect("no trap");
            assert!(
                matches!(tail[..], [Val::I64(0)]),
                "{instruction} wrote before it trapped"
            );
            call(&mut store, instance, instruction, &[Val::I32(last)]).expect("the last bytes are in bounds");
            call(&mut store, instance, "clear", &[]).expect("no trap");
        }
    }
}

/// Instructions into whose operands the code generator folds a load, on some processor.
const CONSUMERS: &[(&str, usize)] = &[
    ("i8x16.add", 2),
    ("i16x8.mul", 2),
    ("i32x4.mul", 2),
    ("i64x2.mul", 2),
    ("i32x4.max_u", 2),
    ("i64x2.gt_s", 2),
    ("f32x4.add", 2),
    ("f64x2.div", 2),
    ("f32x4.min", 2),
    ("f64x2.pmax", 2),
    ("f32x4.eq", 2),
    ("v128.and", 2),
    ("v128.andnot", 2),
    ("v128.bitselect", 3),
    ("i8x16.narrow_i16x8_u", 2),
    ("i8x16.swizzle", 2),
    ("i8x16.shuffle 0 1 2 3 4 5 6 7 24 25 26 27 28 29 30 31", 2),
    ("i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23", 2),
    ("i32x4.dot_i16x8_s", 2),
    ("i16x8.extmul_high_i8x16_u", 2),
    ("i16x8.q15mulr_sat_s", 2),
    ("f32x4.sqrt", 1),
    ("f64x2.nearest", 1),
    ("i8x16.abs", 1),
    ("i8x16.popcnt", 1),
    ("i16x8.extend_low_i8x16_s", 1),
    ("i64x2.extend_high_i32x4_u", 1),
    ("f64x2.convert_low_i32x4_u", 1),
    ("f64x2.promote_low_f32x4", 1),
    ("i32x4.trunc_sat_f64x2_u_zero", 1),
];

/// The offsets of the memory accesses of each function of a module.
fn accesses(bytes: &[u8]) -> Vec<Vec<u32>> {
    let mut all = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(bytes) {
        if let wasmparser::Payload::CodeSectionEntry(body) = payload.expect("a valid module") {
            let operators = body.get_operators_reader().expect("a body").into_iter_with_offsets();
            let operators = operators.map(|operator| operator.expect("a body"));
            all.push(
                operators
                    .filter(|(op, _)| format!("{op:?}").contains("memarg"))
                    .map(|(_, offset)| offset as u32)
                    .collect(),
            );
        }
    }
    all
}

/// A load that became part of a later instruction traps where it stands in the program, before the loads after it, and with
/// the fuel of what was executed until then.
#[test]
fn folded_loads_trap_in_program_order() {
    let mut text = String::from("(module (memory 1) (global $result (mut v128) (v128.const i64x2 0 0))\n");
    for (index, &(instruction, operands)) in CONSUMERS.iter().enumerate() {
        let loads: String = (0..operands).map(|n| format!("(v128.load (local.get {n}))")).collect();
        text +=
            &format!("(func (export \"f{index}\") (param i32 i32 i32) (global.set $result ({instruction} {loads})))\n");
    }
    text += ")";
    let offsets = accesses(&wat::parse_str(&text).expect("a module"));
    for mut config in configurations() {
        config.set("fuel", "true").expect("a knob");
        let (mut store, instance) = instantiate(&config, &text);
        for (index, &(instruction, operands)) in CONSUMERS.iter().enumerate() {
            for bad in 1..1 << operands {
                let args: Vec<Val> = (0..3)
                    .map(|n| Val::I32(if bad >> n & 1 == 1 { 65521 } else { 65520 }))
                    .collect();
                let first = (bad as u32).trailing_zeros();
                store.set_fuel(1000);
                let error = call(&mut store, instance, &format!("f{index}"), &args).expect_err("out of bounds");
                let location = error.location().expect("a Wasm frame");
                let expected = (offsets[index][first as usize], u64::from(2 * first + 2));
                assert_eq!(
                    (location.offset, store.fuel_consumed()),
                    expected,
                    "{instruction} with {bad:b}, {:?}",
                    config.differences()
                );
            }
        }
    }
}
