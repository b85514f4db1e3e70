//! Constants, splats, single lanes, shuffles: instructions with lane immediates or scalar operands.

use super::{pop, pop_as};
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use cranelift_frontend::FunctionBuilder;
use wasmparser::Operator;

/// The vector constant of these little-endian bytes.
pub(super) fn constant(b: &mut FunctionBuilder<'_>, ty: Type, bytes: [u8; 16]) -> Value {
    let handle = b.func.dfg.constants.insert(bytes.to_vec().into());
    b.ins().vconst(ty, handle)
}

/// Translates one of this family; `false` when `op` is something else.
pub(super) fn translate(b: &mut FunctionBuilder<'_>, stack: &mut Vec<Value>, op: &Operator<'_>) -> bool {
    use Operator::*;
    let result = match *op {
        V128Const { value } => constant(b, I8X16, *value.bytes()),
        I8x16Shuffle { lanes } => {
            let y = pop_as(b, stack, I8X16);
            let x = pop_as(b, stack, I8X16);
            let mask = b.func.dfg.immediates.push(lanes.to_vec().into());
            b.ins().shuffle(x, y, mask)
        }
        I8x16Swizzle => {
            let indices = pop_as(b, stack, I8X16);
            let x = pop_as(b, stack, I8X16);
            b.ins().swizzle(x, indices)
        }

        I8x16Splat => splat(b, stack, I8X16),
        I16x8Splat => splat(b, stack, I16X8),
        I32x4Splat => splat(b, stack, I32X4),
        I64x2Splat => splat(b, stack, I64X2),
        F32x4Splat => splat(b, stack, F32X4),
        F64x2Splat => splat(b, stack, F64X2),

        I8x16ExtractLaneS { lane } => {
            let value = extract(b, stack, I8X16, lane);
            b.ins().sextend(I32, value)
        }
        I8x16ExtractLaneU { lane } => {
            let value = extract(b, stack, I8X16, lane);
            b.ins().uextend(I32, value)
        }
        I16x8ExtractLaneS { lane } => {
            let value = extract(b, stack, I16X8, lane);
            b.ins().sextend(I32, value)
        }
        I16x8ExtractLaneU { lane } => {
            let value = extract(b, stack, I16X8, lane);
            b.ins().uextend(I32, value)
        }
        I32x4ExtractLane { lane } => extract(b, stack, I32X4, lane),
        I64x2ExtractLane { lane } => extract(b, stack, I64X2, lane),
        F32x4ExtractLane { lane } => extract(b, stack, F32X4, lane),
        F64x2ExtractLane { lane } => extract(b, stack, F64X2, lane),

        I8x16ReplaceLane { lane } => replace(b, stack, I8X16, lane),
        I16x8ReplaceLane { lane } => replace(b, stack, I16X8, lane),
        I32x4ReplaceLane { lane } => replace(b, stack, I32X4, lane),
        I64x2ReplaceLane { lane } => replace(b, stack, I64X2, lane),
        F32x4ReplaceLane { lane } => replace(b, stack, F32X4, lane),
        F64x2ReplaceLane { lane } => replace(b, stack, F64X2, lane),
        _ => return false,
    };
    stack.push(result);
    true
}

/// The scalar on top of the stack as a lane of `ty`: an `i32` loses its upper bits where lanes are narrower.
fn pop_lane(b: &mut FunctionBuilder<'_>, stack: &mut Vec<Value>, ty: Type) -> Value {
    let scalar = pop(stack);
    match ty {
        I8X16 | I16X8 => b.ins().ireduce(ty.lane_type(), scalar),
        _ => scalar,
    }
}

fn splat(b: &mut FunctionBuilder<'_>, stack: &mut Vec<Value>, ty: Type) -> Value {
    let lane = pop_lane(b, stack, ty);
    b.ins().splat(ty, lane)
}

fn extract(b: &mut FunctionBuilder<'_>, stack: &mut Vec<Value>, ty: Type, lane: u8) -> Value {
    let x = pop_as(b, stack, ty);
    b.ins().extractlane(x, lane)
}

fn replace(b: &mut FunctionBuilder<'_>, stack: &mut Vec<Value>, ty: Type, lane: u8) -> Value {
    let value = pop_lane(b, stack, ty);
    let x = pop_as(b, stack, ty);
    b.ins().insertlane(x, value, lane)
}
