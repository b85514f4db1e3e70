//! Floating-point lanes.
//!
//! The code generator's NaN pass makes the NaN of every arithmetic instruction canonical (rounding, square root, minimum
//! and maximum included). `abs`, `neg`, `pmin` and `pmax` move bits and keep the NaN they are given; `pmin` and `pmax` are
//! therefore a comparison and a selection, which the pass does not touch.

use super::Lowering::{self, Binary, Unary};
use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::types::{F32X4, F64X2};
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::FunctionBuilder;
use wasmparser::Operator;

super::clif_instructions! {
    unary: fabs fneg sqrt ceil floor trunc nearest;
    binary: fadd fsub fmul fdiv fmin fmax;
}

/// `fpmin(x, y)`: `y` if `y < x`, else `x` (so `x` when either is NaN).
fn pmin(b: &mut FunctionBuilder<'_>, x: Value, y: Value) -> Value {
    select_if_less(b, y, x, y, x)
}

/// `fpmax(x, y)`: `y` if `x < y`, else `x`.
fn pmax(b: &mut FunctionBuilder<'_>, x: Value, y: Value) -> Value {
    select_if_less(b, x, y, y, x)
}

/// In each lane `then` where `left < right`, else `otherwise`.
fn select_if_less(b: &mut FunctionBuilder<'_>, left: Value, right: Value, then: Value, otherwise: Value) -> Value {
    let ty = b.func.dfg.value_type(then);
    let mask = b.ins().fcmp(FloatCC::LessThan, left, right);
    let mask = super::read_as(b, mask, ty);
    b.ins().bitselect(mask, then, otherwise)
}

/// The lowering of a float lane instruction; `None` when `op` is something else.
pub(super) fn lowering(op: &Operator<'_>) -> Option<Lowering> {
    use Operator::*;
    Some(match op {
        F32x4Abs => Unary(F32X4, fabs),
        F64x2Abs => Unary(F64X2, fabs),
        F32x4Neg => Unary(F32X4, fneg),
        F64x2Neg => Unary(F64X2, fneg),
        F32x4Sqrt => Unary(F32X4, sqrt),
        F64x2Sqrt => Unary(F64X2, sqrt),
        F32x4Ceil => Unary(F32X4, ceil),
        F64x2Ceil => Unary(F64X2, ceil),
        F32x4Floor => Unary(F32X4, floor),
        F64x2Floor => Unary(F64X2, floor),
        F32x4Trunc => Unary(F32X4, trunc),
        F64x2Trunc => Unary(F64X2, trunc),
        F32x4Nearest => Unary(F32X4, nearest),
        F64x2Nearest => Unary(F64X2, nearest),

        F32x4Add => Binary(F32X4, fadd),
        F64x2Add => Binary(F64X2, fadd),
        F32x4Sub => Binary(F32X4, fsub),
        F64x2Sub => Binary(F64X2, fsub),
        F32x4Mul => Binary(F32X4, fmul),
        F64x2Mul => Binary(F64X2, fmul),
        F32x4Div => Binary(F32X4, fdiv),
        F64x2Div => Binary(F64X2, fdiv),
        F32x4Min => Binary(F32X4, fmin),
        F64x2Min => Binary(F64X2, fmin),
        F32x4Max => Binary(F32X4, fmax),
        F64x2Max => Binary(F64X2, fmax),
        F32x4PMin => Binary(F32X4, pmin),
        F64x2PMin => Binary(F64X2, pmin),
        F32x4PMax => Binary(F32X4, pmax),
        F64x2PMax => Binary(F64X2, pmax),
        _ => return None,
    })
}
