//! The numeric instructions that the model knows: those on bits and integers, whose results leave no choice.

use super::access::{lane, lanes, sign_extend, truncate};
use wasmparser::Operator;

/// An operation on raw bits: how many operands, and what it makes of them.
#[derive(Clone, Copy)]
pub(super) struct Numeric {
    /// Operands: one or two (the first is then the lower one on the stack), or three.
    pub operands: u8,
    /// Units of the result on the operand stack.
    pub units: u64,
    /// The function; operands that it does not have are 0.
    pub apply: fn(u128, u128, u128) -> u128,
}

const SIGN_32: u128 = 1 << 31;
const SIGN_64: u128 = 1 << 63;

fn low32(value: u128) -> u128 {
    truncate(value, 4)
}

fn low64(value: u128) -> u128 {
    truncate(value, 8)
}

/// The operation of an operator; `None` when the model does not know it.
#[rustfmt::skip]
pub(super) fn numeric(op: &Operator<'_>) -> Option<Numeric> {
    use Operator::*;
    let one = |units, apply| Some(Numeric { operands: 1, units, apply });
    let two = |units, apply| Some(Numeric { operands: 2, units, apply });
    match op {
        I32Eqz => one(1, |a, _, _| u128::from(a == 0)),
        I32Eq => two(1, |a, b, _| u128::from(a == b)),
        I32LtU => two(1, |a, b, _| u128::from(a < b)),
        I32Add => two(1, |a, b, _| low32(a + b)),
        I32Sub => two(1, |a, b, _| low32(a.wrapping_sub(b))),
        I32And | I64And => two(1, |a, b, _| a & b),
        I32Or | I64Or => two(1, |a, b, _| a | b),
        I32Xor | I64Xor => two(1, |a, b, _| a ^ b),
        I32Shl => two(1, |a, b, _| low32(a << (b & 31))),
        I32ShrU => two(1, |a, b, _| a >> (b & 31)),
        I64Add => two(1, |a, b, _| low64(a + b)),
        I32WrapI64 => one(1, |a, _, _| low32(a)),
        I64ExtendI32U => one(1, |a, _, _| a),
        I64ExtendI32S => one(1, |a, _, _| sign_extend(a, 4, 8)),
        I32ReinterpretF32 | F32ReinterpretI32 | I64ReinterpretF64 | F64ReinterpretI64 => one(1, |a, _, _| a),
        F32Abs => one(1, |a, _, _| a & !SIGN_32),
        F32Neg => one(1, |a, _, _| a ^ SIGN_32),
        F32Copysign => two(1, |a, b, _| a & !SIGN_32 | b & SIGN_32),
        F64Abs => one(1, |a, _, _| a & !SIGN_64),
        F64Neg => one(1, |a, _, _| a ^ SIGN_64),
        F64Copysign => two(1, |a, b, _| a & !SIGN_64 | b & SIGN_64),
        V128Not => one(2, |a, _, _| !a),
        V128And => two(2, |a, b, _| a & b),
        V128AndNot => two(2, |a, b, _| a & !b),
        V128Or => two(2, |a, b, _| a | b),
        V128Xor => two(2, |a, b, _| a ^ b),
        V128Bitselect => Some(Numeric { operands: 3, units: 2, apply: |a, b, mask| a & mask | b & !mask }),
        I8x16Splat => one(2, |a, _, _| lanes(1, |_| a)),
        I16x8Splat => one(2, |a, _, _| lanes(2, |_| a)),
        I32x4Splat | F32x4Splat => one(2, |a, _, _| lanes(4, |_| a)),
        I64x2Splat | F64x2Splat => one(2, |a, _, _| lanes(8, |_| a)),
        I32x4Add => two(2, |a, b, _| lanes(4, |i| lane(a, 4, i) + lane(b, 4, i))),
        I64x2Add => two(2, |a, b, _| lanes(8, |i| lane(a, 8, i) + lane(b, 8, i))),
        I8x16Eq => two(2, |a, b, _| lanes(1, |i| if lane(a, 1, i) == lane(b, 1, i) { 0xff } else { 0 })),
        I16x8ExtendLowI8x16S => one(2, |a, _, _| lanes(2, |i| sign_extend(lane(a, 1, i), 1, 2))),
        I16x8ExtendLowI8x16U => one(2, |a, _, _| lanes(2, |i| lane(a, 1, i))),
        I32x4ExtendLowI16x8S => one(2, |a, _, _| lanes(4, |i| sign_extend(lane(a, 2, i), 2, 4))),
        I64x2ExtendLowI32x4U => one(2, |a, _, _| lanes(8, |i| lane(a, 4, i))),
        // Every 32-bit integer is a 64-bit float: nothing rounds.
        F64x2ConvertLowI32x4S => one(2, |a, _, _| lanes(8, |i| u128::from(f64::from(lane(a, 4, i) as u32 as i32).to_bits()))),
        F64x2ConvertLowI32x4U => one(2, |a, _, _| lanes(8, |i| u128::from(f64::from(lane(a, 4, i) as u32).to_bits()))),
        _ => None,
    }
}
