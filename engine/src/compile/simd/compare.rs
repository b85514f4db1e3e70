//! Comparisons: each lane of the result is all ones or all zeros.

use super::Lowering::{self, Binary};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::FunctionBuilder;
use wasmparser::Operator;

/// One function per condition.
macro_rules! conditions {
    ($($name:ident: $compare:ident $condition:expr;)*) => {
        $(fn $name(b: &mut FunctionBuilder<'_>, x: Value, y: Value) -> Value {
            b.ins().$compare($condition, x, y)
        })*
    };
}
conditions! {
    eq: icmp IntCC::Equal;
    ne: icmp IntCC::NotEqual;
    lt_s: icmp IntCC::SignedLessThan;
    lt_u: icmp IntCC::UnsignedLessThan;
    gt_s: icmp IntCC::SignedGreaterThan;
    gt_u: icmp IntCC::UnsignedGreaterThan;
    le_s: icmp IntCC::SignedLessThanOrEqual;
    le_u: icmp IntCC::UnsignedLessThanOrEqual;
    ge_s: icmp IntCC::SignedGreaterThanOrEqual;
    ge_u: icmp IntCC::UnsignedGreaterThanOrEqual;
    feq: fcmp FloatCC::Equal;
    fne: fcmp FloatCC::NotEqual;
    flt: fcmp FloatCC::LessThan;
    fgt: fcmp FloatCC::GreaterThan;
    fle: fcmp FloatCC::LessThanOrEqual;
    fge: fcmp FloatCC::GreaterThanOrEqual;
}

/// The lowering of a lane comparison; `None` when `op` is something else.
pub(super) fn lowering(op: &Operator<'_>) -> Option<Lowering> {
    use Operator::*;
    Some(match op {
        I8x16Eq => Binary(I8X16, eq),
        I8x16Ne => Binary(I8X16, ne),
        I8x16LtS => Binary(I8X16, lt_s),
        I8x16LtU => Binary(I8X16, lt_u),
        I8x16GtS => Binary(I8X16, gt_s),
        I8x16GtU => Binary(I8X16, gt_u),
        I8x16LeS => Binary(I8X16, le_s),
        I8x16LeU => Binary(I8X16, le_u),
        I8x16GeS => Binary(I8X16, ge_s),
        I8x16GeU => Binary(I8X16, ge_u),

        I16x8Eq => Binary(I16X8, eq),
        I16x8Ne => Binary(I16X8, ne),
        I16x8LtS => Binary(I16X8, lt_s),
        I16x8LtU => Binary(I16X8, lt_u),
        I16x8GtS => Binary(I16X8, gt_s),
        I16x8GtU => Binary(I16X8, gt_u),
        I16x8LeS => Binary(I16X8, le_s),
        I16x8LeU => Binary(I16X8, le_u),
        I16x8GeS => Binary(I16X8, ge_s),
        I16x8GeU => Binary(I16X8, ge_u),

        I32x4Eq => Binary(I32X4, eq),
        I32x4Ne => Binary(I32X4, ne),
        I32x4LtS => Binary(I32X4, lt_s),
        I32x4LtU => Binary(I32X4, lt_u),
        I32x4GtS => Binary(I32X4, gt_s),
        I32x4GtU => Binary(I32X4, gt_u),
        I32x4LeS => Binary(I32X4, le_s),
        I32x4LeU => Binary(I32X4, le_u),
        I32x4GeS => Binary(I32X4, ge_s),
        I32x4GeU => Binary(I32X4, ge_u),

        I64x2Eq => Binary(I64X2, eq),
        I64x2Ne => Binary(I64X2, ne),
        I64x2LtS => Binary(I64X2, lt_s),
        I64x2GtS => Binary(I64X2, gt_s),
        I64x2LeS => Binary(I64X2, le_s),
        I64x2GeS => Binary(I64X2, ge_s),

        F32x4Eq => Binary(F32X4, feq),
        F32x4Ne => Binary(F32X4, fne),
        F32x4Lt => Binary(F32X4, flt),
        F32x4Gt => Binary(F32X4, fgt),
        F32x4Le => Binary(F32X4, fle),
        F32x4Ge => Binary(F32X4, fge),

        F64x2Eq => Binary(F64X2, feq),
        F64x2Ne => Binary(F64X2, fne),
        F64x2Lt => Binary(F64X2, flt),
        F64x2Gt => Binary(F64X2, fgt),
        F64x2Le => Binary(F64X2, fle),
        F64x2Ge => Binary(F64X2, fge),
        _ => return None,
    })
}
