//! Vector loads and stores: whole, extending, splatting, zero-filling, and single lanes.

use super::pop_as;
use crate::compile::memory_access::{Access, AccessKind};
use crate::compile::translate::FuncTranslator;
use cranelift_codegen::ir::types::{I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use wasmparser::{MemArg, Operator};

/// Translates a vector instruction that accesses memory; `false` when `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    use Operator::*;
    match op {
        V128Load { memarg } => {
            let loaded = load(t, memarg, I8X16);
            t.push(loaded);
        }
        V128Store { memarg } => {
            let value = t.pop();
            store(t, memarg, value, 16);
        }

        V128Load8x8S { memarg } => load_extend(t, memarg, Extend::S8x8),
        V128Load8x8U { memarg } => load_extend(t, memarg, Extend::U8x8),
        V128Load16x4S { memarg } => load_extend(t, memarg, Extend::S16x4),
        V128Load16x4U { memarg } => load_extend(t, memarg, Extend::U16x4),
        V128Load32x2S { memarg } => load_extend(t, memarg, Extend::S32x2),
        V128Load32x2U { memarg } => load_extend(t, memarg, Extend::U32x2),

        V128Load8Splat { memarg } => load_splat(t, memarg, I8X16),
        V128Load16Splat { memarg } => load_splat(t, memarg, I16X8),
        V128Load32Splat { memarg } => load_splat(t, memarg, I32X4),
        V128Load64Splat { memarg } => load_splat(t, memarg, I64X2),
        V128Load32Zero { memarg } => load_zero(t, memarg, I32X4),
        V128Load64Zero { memarg } => load_zero(t, memarg, I64X2),

        V128Load8Lane { memarg, lane } => load_lane(t, memarg, I8X16, *lane),
        V128Load16Lane { memarg, lane } => load_lane(t, memarg, I16X8, *lane),
        V128Load32Lane { memarg, lane } => load_lane(t, memarg, I32X4, *lane),
        V128Load64Lane { memarg, lane } => load_lane(t, memarg, I64X2, *lane),
        V128Store8Lane { memarg, lane } => store_lane(t, memarg, I8X16, *lane),
        V128Store16Lane { memarg, lane } => store_lane(t, memarg, I16X8, *lane),
        V128Store32Lane { memarg, lane } => store_lane(t, memarg, I32X4, *lane),
        V128Store64Lane { memarg, lane } => store_lane(t, memarg, I64X2, *lane),
        _ => return false,
    }
    true
}

/// Pops the index and loads a value of this type.
fn load(t: &mut FuncTranslator<'_>, memarg: &MemArg, ty: Type) -> Value {
    let Access { addr, offset, flags } = t.pop_access(memarg, ty.bytes(), AccessKind::Load);
    t.builder.ins().load(ty, flags, addr, offset)
}

/// Pops the index and stores `value`, which is `bytes` wide.
fn store(t: &mut FuncTranslator<'_>, memarg: &MemArg, value: Value, bytes: u32) {
    let Access { addr, offset, flags } = t.pop_access(memarg, bytes, AccessKind::Store);
    t.builder.ins().store(flags, value, addr, offset);
}

/// Source lanes of an extending load: width, count, signedness.
enum Extend {
    S8x8,
    U8x8,
    S16x4,
    U16x4,
    S32x2,
    U32x2,
}

fn load_extend(t: &mut FuncTranslator<'_>, memarg: &MemArg, extend: Extend) {
    let Access { addr, offset, flags } = t.pop_access(memarg, 8, AccessKind::Load);
    let ins = t.builder.ins();
    let loaded = match extend {
        Extend::S8x8 => ins.sload8x8(flags, addr, offset),
        Extend::U8x8 => ins.uload8x8(flags, addr, offset),
        Extend::S16x4 => ins.sload16x4(flags, addr, offset),
        Extend::U16x4 => ins.uload16x4(flags, addr, offset),
        Extend::S32x2 => ins.sload32x2(flags, addr, offset),
        Extend::U32x2 => ins.uload32x2(flags, addr, offset),
    };
    t.push(loaded);
}

fn load_splat(t: &mut FuncTranslator<'_>, memarg: &MemArg, ty: Type) {
    let lane = load(t, memarg, ty.lane_type());
    let splat = t.builder.ins().splat(ty, lane);
    t.push(splat);
}

fn load_zero(t: &mut FuncTranslator<'_>, memarg: &MemArg, ty: Type) {
    let lane = load(t, memarg, ty.lane_type());
    let vector = t.builder.ins().scalar_to_vector(ty, lane);
    t.push(vector);
}

fn load_lane(t: &mut FuncTranslator<'_>, memarg: &MemArg, ty: Type, lane: u8) {
    let vector = pop_as(&mut t.builder, &mut t.stack, ty);
    let loaded = load(t, memarg, ty.lane_type());
    let replaced = t.builder.ins().insertlane(vector, loaded, lane);
    t.push(replaced);
}

fn store_lane(t: &mut FuncTranslator<'_>, memarg: &MemArg, ty: Type, lane: u8) {
    let vector = pop_as(&mut t.builder, &mut t.stack, ty);
    let value = t.builder.ins().extractlane(vector, lane);
    store(t, memarg, value, ty.lane_type().bytes());
}
