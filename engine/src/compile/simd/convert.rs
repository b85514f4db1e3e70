//! Conversions between lane types: narrowing, extension, and to and from floating point.

use super::Lowering::{self, Binary, Unary};
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::FunctionBuilder;
use wasmparser::Operator;

super::clif_instructions! {
    unary: swiden_low swiden_high uwiden_low uwiden_high fvdemote fvpromote_low;
    // Both read their lanes as signed, as both `narrow` instructions do; `unarrow` saturates to the unsigned range.
    binary: snarrow unarrow;
}

fn trunc_sat_s(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    b.ins().fcvt_to_sint_sat(I32X4, x)
}

fn trunc_sat_u(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    b.ins().fcvt_to_uint_sat(I32X4, x)
}

/// Through 64 bits: saturating twice is saturating to the narrower range, and the second half is zero.
fn trunc_sat_s_zero(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let wide = b.ins().fcvt_to_sint_sat(I64X2, x);
    let zero = super::lane::constant(b, I64X2, [0; 16]);
    b.ins().snarrow(wide, zero)
}

fn trunc_sat_u_zero(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let wide = b.ins().fcvt_to_uint_sat(I64X2, x);
    let zero = super::lane::constant(b, I64X2, [0; 16]);
    b.ins().uunarrow(wide, zero)
}

fn convert_s(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    b.ins().fcvt_from_sint(F32X4, x)
}

fn convert_u(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    b.ins().fcvt_from_uint(F32X4, x)
}

fn convert_low_s(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let wide = b.ins().swiden_low(x);
    b.ins().fcvt_from_sint(F64X2, wide)
}

fn convert_low_u(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let wide = b.ins().uwiden_low(x);
    b.ins().fcvt_from_uint(F64X2, wide)
}

/// The lowering of a conversion between lane types; `None` when `op` is something else.
pub(super) fn lowering(op: &Operator<'_>) -> Option<Lowering> {
    use Operator::*;
    Some(match op {
        I8x16NarrowI16x8S => Binary(I16X8, snarrow),
        I8x16NarrowI16x8U => Binary(I16X8, unarrow),
        I16x8NarrowI32x4S => Binary(I32X4, snarrow),
        I16x8NarrowI32x4U => Binary(I32X4, unarrow),

        I16x8ExtendLowI8x16S => Unary(I8X16, swiden_low),
        I16x8ExtendHighI8x16S => Unary(I8X16, swiden_high),
        I16x8ExtendLowI8x16U => Unary(I8X16, uwiden_low),
        I16x8ExtendHighI8x16U => Unary(I8X16, uwiden_high),
        I32x4ExtendLowI16x8S => Unary(I16X8, swiden_low),
        I32x4ExtendHighI16x8S => Unary(I16X8, swiden_high),
        I32x4ExtendLowI16x8U => Unary(I16X8, uwiden_low),
        I32x4ExtendHighI16x8U => Unary(I16X8, uwiden_high),
        I64x2ExtendLowI32x4S => Unary(I32X4, swiden_low),
        I64x2ExtendHighI32x4S => Unary(I32X4, swiden_high),
        I64x2ExtendLowI32x4U => Unary(I32X4, uwiden_low),
        I64x2ExtendHighI32x4U => Unary(I32X4, uwiden_high),

        I32x4TruncSatF32x4S => Unary(F32X4, trunc_sat_s),
        I32x4TruncSatF32x4U => Unary(F32X4, trunc_sat_u),
        I32x4TruncSatF64x2SZero => Unary(F64X2, trunc_sat_s_zero),
        I32x4TruncSatF64x2UZero => Unary(F64X2, trunc_sat_u_zero),
        F32x4ConvertI32x4S => Unary(I32X4, convert_s),
        F32x4ConvertI32x4U => Unary(I32X4, convert_u),
        F64x2ConvertLowI32x4S => Unary(I32X4, convert_low_s),
        F64x2ConvertLowI32x4U => Unary(I32X4, convert_low_u),
        F32x4DemoteF64x2Zero => Unary(F64X2, fvdemote),
        F64x2PromoteLowF32x4 => Unary(F32X4, fvpromote_low),
        _ => return None,
    })
}
