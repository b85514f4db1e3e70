//! Integer lanes: arithmetic, saturating arithmetic, minimum and maximum, products.

use super::Lowering::{self, Binary, Unary};
use cranelift_codegen::ir::types::{I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::FunctionBuilder;
use wasmparser::Operator;

super::clif_instructions! {
    unary: iabs ineg popcnt;
    binary: iadd isub imul sadd_sat uadd_sat ssub_sat usub_sat smin umin smax umax avg_round sqmul_round_sat;
}

/// `iM x N.dot_iK x L_s`: the products of adjacent lanes, widened, summed in pairs.
fn dot(b: &mut FunctionBuilder<'_>, x: Value, y: Value) -> Value {
    let low = extmul_low_s(b, x, y);
    let high = extmul_high_s(b, x, y);
    b.ins().iadd_pairwise(low, high)
}

fn extadd_pairwise_s(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let low = b.ins().swiden_low(x);
    let high = b.ins().swiden_high(x);
    b.ins().iadd_pairwise(low, high)
}

fn extadd_pairwise_u(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let low = b.ins().uwiden_low(x);
    let high = b.ins().uwiden_high(x);
    b.ins().iadd_pairwise(low, high)
}

/// One function per half and signedness: both operands widened, then multiplied.
macro_rules! extended_products {
    ($($name:ident: $widen:ident;)*) => {
        $(fn $name(b: &mut FunctionBuilder<'_>, x: Value, y: Value) -> Value {
            let x = b.ins().$widen(x);
            let y = b.ins().$widen(y);
            b.ins().imul(x, y)
        })*
    };
}
extended_products! {
    extmul_low_s: swiden_low;
    extmul_high_s: swiden_high;
    extmul_low_u: uwiden_low;
    extmul_high_u: uwiden_high;
}

/// The lowering of an integer lane instruction; `None` when `op` is something else.
pub(super) fn lowering(op: &Operator<'_>) -> Option<Lowering> {
    use Operator::*;
    Some(match op {
        I8x16Abs => Unary(I8X16, iabs),
        I16x8Abs => Unary(I16X8, iabs),
        I32x4Abs => Unary(I32X4, iabs),
        I64x2Abs => Unary(I64X2, iabs),
        I8x16Neg => Unary(I8X16, ineg),
        I16x8Neg => Unary(I16X8, ineg),
        I32x4Neg => Unary(I32X4, ineg),
        I64x2Neg => Unary(I64X2, ineg),
        I8x16Popcnt => Unary(I8X16, popcnt),

        I8x16Add => Binary(I8X16, iadd),
        I16x8Add => Binary(I16X8, iadd),
        I32x4Add => Binary(I32X4, iadd),
        I64x2Add => Binary(I64X2, iadd),
        I8x16Sub => Binary(I8X16, isub),
        I16x8Sub => Binary(I16X8, isub),
        I32x4Sub => Binary(I32X4, isub),
        I64x2Sub => Binary(I64X2, isub),
        I16x8Mul => Binary(I16X8, imul),
        I32x4Mul => Binary(I32X4, imul),
        I64x2Mul => Binary(I64X2, imul),

        I8x16AddSatS => Binary(I8X16, sadd_sat),
        I8x16AddSatU => Binary(I8X16, uadd_sat),
        I16x8AddSatS => Binary(I16X8, sadd_sat),
        I16x8AddSatU => Binary(I16X8, uadd_sat),
        I8x16SubSatS => Binary(I8X16, ssub_sat),
        I8x16SubSatU => Binary(I8X16, usub_sat),
        I16x8SubSatS => Binary(I16X8, ssub_sat),
        I16x8SubSatU => Binary(I16X8, usub_sat),

        I8x16MinS => Binary(I8X16, smin),
        I8x16MinU => Binary(I8X16, umin),
        I8x16MaxS => Binary(I8X16, smax),
        I8x16MaxU => Binary(I8X16, umax),
        I16x8MinS => Binary(I16X8, smin),
        I16x8MinU => Binary(I16X8, umin),
        I16x8MaxS => Binary(I16X8, smax),
        I16x8MaxU => Binary(I16X8, umax),
        I32x4MinS => Binary(I32X4, smin),
        I32x4MinU => Binary(I32X4, umin),
        I32x4MaxS => Binary(I32X4, smax),
        I32x4MaxU => Binary(I32X4, umax),
        I8x16AvgrU => Binary(I8X16, avg_round),
        I16x8AvgrU => Binary(I16X8, avg_round),

        I16x8Q15MulrSatS => Binary(I16X8, sqmul_round_sat),
        I32x4DotI16x8S => Binary(I16X8, dot),
        I16x8ExtAddPairwiseI8x16S => Unary(I8X16, extadd_pairwise_s),
        I16x8ExtAddPairwiseI8x16U => Unary(I8X16, extadd_pairwise_u),
        I32x4ExtAddPairwiseI16x8S => Unary(I16X8, extadd_pairwise_s),
        I32x4ExtAddPairwiseI16x8U => Unary(I16X8, extadd_pairwise_u),
        I16x8ExtMulLowI8x16S => Binary(I8X16, extmul_low_s),
        I16x8ExtMulHighI8x16S => Binary(I8X16, extmul_high_s),
        I16x8ExtMulLowI8x16U => Binary(I8X16, extmul_low_u),
        I16x8ExtMulHighI8x16U => Binary(I8X16, extmul_high_u),
        I32x4ExtMulLowI16x8S => Binary(I16X8, extmul_low_s),
        I32x4ExtMulHighI16x8S => Binary(I16X8, extmul_high_s),
        I32x4ExtMulLowI16x8U => Binary(I16X8, extmul_low_u),
        I32x4ExtMulHighI16x8U => Binary(I16X8, extmul_high_u),
        I64x2ExtMulLowI32x4S => Binary(I32X4, extmul_low_s),
        I64x2ExtMulHighI32x4S => Binary(I32X4, extmul_high_s),
        I64x2ExtMulLowI32x4U => Binary(I32X4, extmul_low_u),
        I64x2ExtMulHighI32x4U => Binary(I32X4, extmul_high_u),
        _ => return None,
    })
}
