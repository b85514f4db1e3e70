//! Whole-vector logic, shifts, and the instructions that make one `i32` of a vector's lanes.

use super::Lowering::{self, Binary, Ternary, Unary, WithScalar};
use cranelift_codegen::ir::types::{I8X16, I16X8, I32, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::FunctionBuilder;
use wasmparser::Operator;

super::clif_instructions! {
    unary: bnot;
    // Shifts take the count modulo the lane width, as the specification does.
    binary: band bor bxor ishl sshr ushr;
}

/// `v128.andnot`: `x & !y`.
fn andnot(b: &mut FunctionBuilder<'_>, x: Value, y: Value) -> Value {
    let inverted = b.ins().bnot(y);
    b.ins().band(x, inverted)
}

/// `v128.bitselect`: the third operand is the mask, and ones select from the first.
fn bitselect(b: &mut FunctionBuilder<'_>, ones: Value, zeros: Value, mask: Value) -> Value {
    b.ins().bitselect(mask, ones, zeros)
}

fn any_true(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let flag = b.ins().vany_true(x);
    b.ins().uextend(I32, flag)
}

fn all_true(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    let flag = b.ins().vall_true(x);
    b.ins().uextend(I32, flag)
}

fn bitmask(b: &mut FunctionBuilder<'_>, x: Value) -> Value {
    b.ins().vhigh_bits(I32, x)
}

/// The lowering of a bitwise, shift or reducing instruction; `None` when `op` is something else.
pub(super) fn lowering(op: &Operator<'_>) -> Option<Lowering> {
    use Operator::*;
    Some(match op {
        V128Not => Unary(I8X16, bnot),
        V128And => Binary(I8X16, band),
        V128AndNot => Binary(I8X16, andnot),
        V128Or => Binary(I8X16, bor),
        V128Xor => Binary(I8X16, bxor),
        V128Bitselect => Ternary(I8X16, bitselect),

        I8x16Shl => WithScalar(I8X16, ishl),
        I16x8Shl => WithScalar(I16X8, ishl),
        I32x4Shl => WithScalar(I32X4, ishl),
        I64x2Shl => WithScalar(I64X2, ishl),
        I8x16ShrS => WithScalar(I8X16, sshr),
        I16x8ShrS => WithScalar(I16X8, sshr),
        I32x4ShrS => WithScalar(I32X4, sshr),
        I64x2ShrS => WithScalar(I64X2, sshr),
        I8x16ShrU => WithScalar(I8X16, ushr),
        I16x8ShrU => WithScalar(I16X8, ushr),
        I32x4ShrU => WithScalar(I32X4, ushr),
        I64x2ShrU => WithScalar(I64X2, ushr),

        V128AnyTrue => Unary(I8X16, any_true),
        I8x16AllTrue => Unary(I8X16, all_true),
        I16x8AllTrue => Unary(I16X8, all_true),
        I32x4AllTrue => Unary(I32X4, all_true),
        I64x2AllTrue => Unary(I64X2, all_true),
        I8x16Bitmask => Unary(I8X16, bitmask),
        I16x8Bitmask => Unary(I16X8, bitmask),
        I32x4Bitmask => Unary(I32X4, bitmask),
        I64x2Bitmask => Unary(I64X2, bitmask),
        _ => return None,
    })
}
