//! Every vector instruction compiles for every set of CPU features, verified, at every optimisation level. What the
//! instructions compute is tested by running them (`tests/simd.rs` and the official test-suite).

use super::without_memory;
use cranelift_codegen::ir::types::{F32, F64, I8X16, I32, I64};
use cranelift_codegen::ir::{
    AbiParam, ExternalName, Function, InstBuilder, LibCall, Signature, Type, UserFuncName, Value,
};
use cranelift_codegen::isa::{self, CallConv, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{Context, FinalizedRelocTarget, control::ControlPlane};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::collections::BTreeSet;
use wasmparser::{BinaryReader, Operator, OperatorsReader};

/// In the order in which processors got them.
const FEATURES: &[&[&str]] = &[
    &["has_sse3", "has_cmpxchg16b"],
    &["has_ssse3"],
    &["has_sse41"],
    &["has_sse42", "has_popcnt"],
    &["has_avx"],
    &["has_avx2", "has_fma", "has_bmi1", "has_bmi2", "has_lzcnt"],
    &[
        "has_avx512f",
        "has_avx512vl",
        "has_avx512dq",
        "has_avx512bitalg",
        "has_avx512vbmi",
    ],
];

/// The instruction with prefix `0xfd` and this opcode, all immediates zero; `None` where there is none.
fn operator(opcode: u32, buffer: &mut Vec<u8>) -> Option<Operator<'_>> {
    buffer.clear();
    buffer.push(0xfd);
    let mut rest = opcode;
    while rest >= 0x80 {
        buffer.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    buffer.push(rest as u8);
    buffer.extend([0; 16]);
    // A relaxed instruction reads as one too, but belongs to a later version.
    OperatorsReader::new(BinaryReader::new(buffer, 0))
        .read()
        .ok()
        .filter(|_| opcode < 0x100)
}

fn has_memory_access(op: &Operator<'_>) -> bool {
    format!("{op:?}").contains("memarg")
}

/// The CLIF types of the operands.
fn operands(op: &Operator<'_>) -> Vec<Type> {
    let text = format!("{op:?}");
    let name = text.split(' ').next().expect("a name");
    let lane = match &name[..5] {
        "I64x2" => I64,
        "F32x4" => F32,
        "F64x2" => F64,
        _ => I32,
    };
    if name.ends_with("Splat") {
        vec![lane]
    } else if name.ends_with("ReplaceLane") {
        vec![I8X16, lane]
    } else if name.contains("Shl") || name.contains("Shr") {
        vec![I8X16, I32]
    } else {
        let arity = match name {
            "V128Const" => 0,
            "V128Bitselect" => 3,
            "V128Not" | "V128AnyTrue" => 1,
            _ if [
                "Abs",
                "Neg",
                "Popcnt",
                "AllTrue",
                "Bitmask",
                "Ceil",
                "Floor",
                "Nearest",
                "Sqrt",
                "F32x4Trunc",
                "F64x2Trunc",
            ]
            .iter()
            .any(|unary| name.ends_with(unary)) =>
            {
                1
            }
            _ if [
                "ExtractLane",
                "ExtAdd",
                "Extend",
                "TruncSat",
                "Convert",
                "Demote",
                "Promote",
            ]
            .iter()
            .any(|unary| name.contains(unary)) =>
            {
                1
            }
            _ => 2,
        };
        vec![I8X16; arity]
    }
}

fn isa(features: &[&str], opt_level: &str, canonical_nan: bool) -> OwnedTargetIsa {
    let mut flags = settings::builder();
    flags.set("opt_level", opt_level).expect("a known setting");
    flags
        .set(
            "enable_nan_canonicalization",
            if canonical_nan { "true" } else { "false" },
        )
        .expect("a known setting");
    let mut isa = isa::lookup_by_name("x86_64-unknown-linux-gnu").expect("the x86-64 back end is built in");
    for feature in features {
        isa.enable(feature).expect("a known feature");
    }
    isa.finish(settings::Flags::new(flags))
        .expect("settings that fit together")
}

/// Compiles a function of nothing but `op` and names the library functions that it calls.
fn compile(op: &Operator<'_>, isa: &OwnedTargetIsa) -> Vec<LibCall> {
    let mut signature = Signature::new(CallConv::Tail);
    let params = operands(op);
    signature.params.extend(params.iter().map(|&ty| AbiParam::new(ty)));
    let mut function = Function::with_name_signature(UserFuncName::user(0, 0), signature);
    let mut frontend = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(&mut function, &mut frontend);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    b.seal_all_blocks();
    let mut stack: Vec<Value> = b.block_params(entry).to_vec();
    assert!(without_memory(&mut b, &mut stack, op), "{op:?} is not translated");
    assert_eq!(stack.len(), 1, "{op:?}");
    let result = b.func.dfg.value_type(stack[0]);
    assert!(!result.is_vector() || result.bits() == 128, "{op:?}");
    b.func.signature.returns.push(AbiParam::new(result));
    b.ins().return_(&stack);
    b.finalize(isa.frontend_config());

    let mut context = Context::for_function(function);
    let code = context
        .compile(&**isa, &mut ControlPlane::default())
        .unwrap_or_else(|e| panic!("{op:?}: {e:?}"));
    let relocations = code.buffer.relocs().iter();
    relocations
        .filter_map(|reloc| match &reloc.target {
            FinalizedRelocTarget::ExternalName(ExternalName::LibCall(libcall)) => Some(*libcall),
            _ => None,
        })
        .collect()
}

/// Compiles everything and returns all library functions called.
fn compile_all(isa: &OwnedTargetIsa) -> BTreeSet<String> {
    let mut libcalls = BTreeSet::new();
    let mut buffer = Vec::new();
    for opcode in 0..0x100 {
        let Some(op) = operator(opcode, &mut buffer) else {
            continue;
        };
        if !has_memory_access(&op) {
            libcalls.extend(compile(&op, isa).iter().map(LibCall::to_string));
        }
    }
    libcalls
}

#[test]
fn there_are_236_of_which_22_access_memory() {
    let mut buffer = Vec::new();
    let mut counts = [0; 2];
    for opcode in 0..0x100 {
        if let Some(op) = operator(opcode, &mut buffer) {
            counts[usize::from(has_memory_access(&op))] += 1;
        }
    }
    assert_eq!(counts, [214, 22]);
}

#[test]
fn each_compiles_for_every_generation_of_processors() {
    let mut features = Vec::new();
    for generation in 0..=FEATURES.len() {
        let libcalls: Vec<BTreeSet<String>> = ["none", "speed", "speed_and_size"]
            .into_iter()
            .flat_map(|opt_level| [false, true].map(|nan| compile_all(&isa(&features, opt_level, nan))))
            .collect();
        let has = |feature| features.contains(&feature);
        let mut expected = BTreeSet::new();
        if !has("has_ssse3") {
            expected.insert(LibCall::X86Pshufb.to_string());
        }
        if !has("has_sse41") {
            use LibCall::*;
            let rounding = [
                CeilF32, CeilF64, FloorF32, FloorF64, NearestF32, NearestF64, TruncF32, TruncF64,
            ];
            expected.extend(rounding.iter().map(LibCall::to_string));
        }
        for libcalls in libcalls {
            assert_eq!(libcalls, expected, "with {features:?}");
        }
        features.extend(FEATURES.get(generation).copied().unwrap_or_default());
    }
}

#[test]
fn each_compiles_for_every_single_feature() {
    for feature in FEATURES.iter().copied().flatten() {
        compile_all(&isa(&[feature], "speed", true));
    }
}

#[test]
fn each_compiles_without_every_single_feature() {
    let all: Vec<&str> = FEATURES.iter().copied().flatten().copied().collect();
    for left_out in &all {
        let rest: Vec<&str> = all.iter().copied().filter(|feature| feature != left_out).collect();
        compile_all(&isa(&rest, "speed", false));
    }
}
