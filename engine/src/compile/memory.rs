//! Memory instructions, except for vectors.

use super::memory_access::AccessKind;
use super::translate::FuncTranslator;
use crate::layout::{Builtin, TrapCode};
use cranelift_codegen::ir::{InstBuilder, Type, types};
use wasmparser::{MemArg, Operator};

/// Translates a memory instruction; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    const I32: Type = types::I32;
    const I64: Type = types::I64;
    match op {
        Operator::I32Load { memarg } => t.load(memarg, I32),
        Operator::I64Load { memarg } => t.load(memarg, I64),
        Operator::F32Load { memarg } => t.load(memarg, types::F32),
        Operator::F64Load { memarg } => t.load(memarg, types::F64),
        Operator::I32Load8S { memarg } => t.extending_load(memarg, I32, 1, true),
        Operator::I32Load8U { memarg } => t.extending_load(memarg, I32, 1, false),
        Operator::I32Load16S { memarg } => t.extending_load(memarg, I32, 2, true),
        Operator::I32Load16U { memarg } => t.extending_load(memarg, I32, 2, false),
        Operator::I64Load8S { memarg } => t.extending_load(memarg, I64, 1, true),
        Operator::I64Load8U { memarg } => t.extending_load(memarg, I64, 1, false),
        Operator::I64Load16S { memarg } => t.extending_load(memarg, I64, 2, true),
        Operator::I64Load16U { memarg } => t.extending_load(memarg, I64, 2, false),
        Operator::I64Load32S { memarg } => t.extending_load(memarg, I64, 4, true),
        Operator::I64Load32U { memarg } => t.extending_load(memarg, I64, 4, false),
        Operator::I32Store { memarg }
        | Operator::I64Store { memarg }
        | Operator::F32Store { memarg }
        | Operator::F64Store { memarg } => t.store(memarg),
        Operator::I32Store8 { memarg } | Operator::I64Store8 { memarg } => t.narrow_store(memarg, 1),
        Operator::I32Store16 { memarg } | Operator::I64Store16 { memarg } => t.narrow_store(memarg, 2),
        Operator::I64Store32 { memarg } => t.narrow_store(memarg, 4),
        Operator::MemorySize { mem } => {
            let length = t.memory_length(*mem);
            let pages = t.builder.ins().ushr_imm_u(length, 16);
            let pages = t.builder.ins().ireduce(I32, pages);
            t.push(pages);
        }
        Operator::MemoryGrow { mem } => {
            let delta = t.pop();
            let delta = t.zero_extend(delta);
            let memory = t.index_const(*mem);
            t.grow(Builtin::MemoryGrow, &[memory, delta]);
        }
        Operator::DataDrop { data_index } => {
            let segment = t.index_const(*data_index);
            t.call_builtin(Builtin::DataDrop, &[segment]);
        }
        _ => return translate_bulk(t, op),
    }
    true
}

fn translate_bulk(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::MemoryFill { mem } => {
            let (dst, value, len) = t.pop3();
            let (dst, len) = (t.zero_extend(dst), t.zero_extend(len));
            let memory = t.index_const(*mem);
            t.bulk(
                Builtin::MemoryFill,
                &[memory, dst, value, len],
                TrapCode::MemoryOutOfBounds,
            );
        }
        Operator::MemoryCopy { dst_mem, src_mem } => {
            let (dst, src, len) = t.pop3();
            let (dst, src, len) = (t.zero_extend(dst), t.zero_extend(src), t.zero_extend(len));
            let (dst_mem, src_mem) = (t.index_const(*dst_mem), t.index_const(*src_mem));
            t.bulk(
                Builtin::MemoryCopy,
                &[dst_mem, src_mem, dst, src, len],
                TrapCode::MemoryOutOfBounds,
            );
        }
        Operator::MemoryInit { data_index, mem } => {
            let (dst, src, len) = t.pop3();
            let dst = t.zero_extend(dst);
            let (memory, segment) = (t.index_const(*mem), t.index_const(*data_index));
            t.bulk(
                Builtin::MemoryInit,
                &[memory, segment, dst, src, len],
                TrapCode::MemoryOutOfBounds,
            );
        }
        _ => return false,
    }
    true
}

impl FuncTranslator<'_> {
    /// A load of `bytes` bytes, extended to `ty`.
    fn extending_load(&mut self, memarg: &MemArg, ty: Type, bytes: u32, signed: bool) {
        let access = self.pop_access(memarg, bytes, AccessKind::Load);
        let (flags, addr, offset) = (access.flags, access.addr, access.offset);
        let ins = self.builder.ins();
        let value = match (bytes, signed) {
            (1, true) => ins.sload8(ty, flags, addr, offset),
            (1, false) => ins.uload8(ty, flags, addr, offset),
            (2, true) => ins.sload16(ty, flags, addr, offset),
            (2, false) => ins.uload16(ty, flags, addr, offset),
            (_, true) => ins.sload32(flags, addr, offset),
            (_, false) => ins.uload32(flags, addr, offset),
        };
        self.push(value);
    }

    /// A store of the low `bytes` bytes of an integer.
    fn narrow_store(&mut self, memarg: &MemArg, bytes: u32) {
        let value = self.pop();
        let access = self.pop_access(memarg, bytes, AccessKind::Store);
        let (flags, addr, offset) = (access.flags, access.addr, access.offset);
        let ins = self.builder.ins();
        match bytes {
            1 => ins.istore8(flags, value, addr, offset),
            2 => ins.istore16(flags, value, addr, offset),
            _ => ins.istore32(flags, value, addr, offset),
        };
    }

    /// Calls a builtin that grows something; its result, -1 or the old size, is pushed as an `i32`.
    pub fn grow(&mut self, builtin: Builtin, args: &[cranelift_codegen::ir::Value]) {
        let old = self.call_builtin(builtin, args).expect("growing has a result");
        let old = self.builder.ins().ireduce(types::I32, old);
        self.push(old);
    }

    /// Calls a bulk builtin. It charges for the length and checks fuel, so a segment ends here.
    pub fn bulk(&mut self, builtin: Builtin, args: &[cranelift_codegen::ir::Value], out_of_bounds: TrapCode) {
        let status = self.call_builtin(builtin, args).expect("bulk builtins have a status");
        self.check_status(status, out_of_bounds);
        self.end_segment();
    }
}
