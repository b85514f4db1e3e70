//! Script literals as values, and results against the script's patterns.

use crate::value::Value;
use wast::WastRet;
use wast::core::{AbstractHeapType, HeapType, NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::token::{F32, F64};

/// An argument as a value.
///
/// # Errors
/// A literal that WebAssembly 2.0 does not have.
pub fn value_of(arg: &WastArgCore<'_>) -> Result<Value, String> {
    Ok(match arg {
        WastArgCore::I32(v) => Value::I32(*v),
        WastArgCore::I64(v) => Value::I64(*v),
        WastArgCore::F32(v) => Value::F32(v.bits),
        WastArgCore::F64(v) => Value::F64(v.bits),
        WastArgCore::V128(v) => Value::V128(u128::from_le_bytes(v.to_le_bytes())),
        WastArgCore::RefNull(HeapType::Abstract {
            ty: AbstractHeapType::Func,
            ..
        }) => Value::FuncRef(None),
        WastArgCore::RefNull(HeapType::Abstract {
            ty: AbstractHeapType::Extern,
            ..
        }) => Value::ExternRef(None),
        WastArgCore::RefExtern(id) => Value::ExternRef(Some(u64::from(*id))),
        other => return Err(format!("an argument that WebAssembly 2.0 does not have: {other:?}")),
    })
}

/// Whether a result is what the script expects: the same bits, or in the NaN set that the script names.
pub fn matches(value: Value, expected: &WastRet<'_>) -> bool {
    match expected {
        WastRet::Core(expected) => matches_core(value, expected),
        _ => false,
    }
}

fn matches_core(value: Value, expected: &WastRetCore<'_>) -> bool {
    match (value, expected) {
        (Value::I32(v), WastRetCore::I32(e)) => v == *e,
        (Value::I64(v), WastRetCore::I64(e)) => v == *e,
        (Value::F32(v), WastRetCore::F32(e)) => matches_f32(v, e),
        (Value::F64(v), WastRetCore::F64(e)) => matches_f64(v, e),
        (Value::V128(v), WastRetCore::V128(e)) => matches_v128(v.to_le_bytes(), e),
        (Value::FuncRef(None), WastRetCore::RefNull(ty)) => is_heap_type(ty, AbstractHeapType::Func),
        (Value::ExternRef(None), WastRetCore::RefNull(ty)) => is_heap_type(ty, AbstractHeapType::Extern),
        (Value::ExternRef(Some(v)), WastRetCore::RefExtern(e)) => e.is_none_or(|e| u64::from(e) == v),
        (Value::FuncRef(Some(_)), WastRetCore::RefFunc(None)) => true,
        (value, WastRetCore::Either(cases)) => cases.iter().any(|case| matches_core(value, case)),
        _ => false,
    }
}

fn is_heap_type(ty: &Option<HeapType<'_>>, wanted: AbstractHeapType) -> bool {
    match ty {
        None => true,
        Some(HeapType::Abstract { ty, .. }) => *ty == wanted,
        Some(_) => false,
    }
}

fn matches_f32(bits: u32, expected: &NanPattern<F32>) -> bool {
    match expected {
        NanPattern::Value(e) => bits == e.bits,
        NanPattern::CanonicalNan => bits & 0x7fff_ffff == 0x7fc0_0000,
        NanPattern::ArithmeticNan => bits & 0x7fc0_0000 == 0x7fc0_0000,
    }
}

fn matches_f64(bits: u64, expected: &NanPattern<F64>) -> bool {
    match expected {
        NanPattern::Value(e) => bits == e.bits,
        NanPattern::CanonicalNan => bits & 0x7fff_ffff_ffff_ffff == 0x7ff8_0000_0000_0000,
        NanPattern::ArithmeticNan => bits & 0x7ff8_0000_0000_0000 == 0x7ff8_0000_0000_0000,
    }
}

fn matches_v128(bytes: [u8; 16], expected: &V128Pattern) -> bool {
    fn lanes<const N: usize>(bytes: &[u8; 16]) -> impl Iterator<Item = [u8; N]> + '_ {
        bytes.chunks_exact(N).map(|lane| lane.try_into().unwrap_or([0; N]))
    }
    match expected {
        V128Pattern::I8x16(e) => lanes(&bytes).map(i8::from_le_bytes).eq(e.iter().copied()),
        V128Pattern::I16x8(e) => lanes(&bytes).map(i16::from_le_bytes).eq(e.iter().copied()),
        V128Pattern::I32x4(e) => lanes(&bytes).map(i32::from_le_bytes).eq(e.iter().copied()),
        V128Pattern::I64x2(e) => lanes(&bytes).map(i64::from_le_bytes).eq(e.iter().copied()),
        V128Pattern::F32x4(e) => lanes(&bytes)
            .map(u32::from_le_bytes)
            .zip(e)
            .all(|(v, e)| matches_f32(v, e)),
        V128Pattern::F64x2(e) => lanes(&bytes)
            .map(u64::from_le_bytes)
            .zip(e)
            .all(|(v, e)| matches_f64(v, e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_patterns_are_sets_of_bits() {
        assert!(matches_f32(0xffc0_0000, &NanPattern::CanonicalNan));
        assert!(!matches_f32(0x7fc0_0001, &NanPattern::CanonicalNan));
        assert!(matches_f32(0x7fc0_0001, &NanPattern::ArithmeticNan));
        assert!(!matches_f32(0x7f80_0001, &NanPattern::ArithmeticNan));
        assert!(!matches_f64(0x8000_0000_0000_0000, &NanPattern::Value(F64 { bits: 0 })));
    }
}
