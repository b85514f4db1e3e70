//! Where the seeded faults of translation sit ([`Fault`]): in place of, or before, the right translation. Only with the feature `canary`.

use super::memory_access::AccessKind;
use super::translate::FuncTranslator;
use crate::canary::Fault;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Opcode, Type, UserFuncName, Value, ValueDef, types};
use std::cell::RefCell;
use wasmparser::{MemArg, Operator};

/// A global's address and its value before the last `global.set`, with the function and block that it was in.
type LastGlobalSet = (UserFuncName, Block, Value, i32, Value);

thread_local! {
    static LAST_GLOBAL_SET: RefCell<Option<LastGlobalSet>> = const { RefCell::new(None) };
}

/// Translates `op` wrongly if the active fault is about it and returns `true`; or changes operands and returns `false`.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    numeric(t, op) || vector(t, op) || memory(t, op) || other(t, op)
}

fn numeric(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::I32Shl if Fault::ShiftCount.is_active() => {
            if constant(t, t.stack[t.stack.len() - 1]).is_none_or(|count| (count as u32) < 32) {
                return false;
            }
            t.pop2();
            let zero = t.builder.ins().iconst(types::I32, 0);
            t.push(zero);
        }
        Operator::I64ExtendI32U if Fault::ExtendSign.is_active() => {
            let value = t.pop();
            let wide = t.builder.ins().sextend(types::I64, value);
            t.push(wide);
        }
        Operator::I32DivS if Fault::OverflowAsZero.is_active() => {
            let (x, y) = t.pop2();
            let least = t.builder.ins().icmp_imm_s(IntCC::Equal, x, i64::from(i32::MIN));
            let minus_one = t.builder.ins().icmp_imm_s(IntCC::Equal, y, -1);
            let overflow = t.builder.ins().band(least, minus_one);
            t.trapnz(overflow, crate::layout::TrapCode::IntegerDivideByZero);
            t.push(x);
            t.push(y);
            return false;
        }
        Operator::I32TruncF64U if Fault::TruncRange.is_active() => {
            let value = t.pop();
            let zero = t.builder.ins().f64const(0.0);
            let negative = t.builder.ins().fcmp(FloatCC::LessThan, value, zero);
            t.trapnz(negative, crate::layout::TrapCode::IntegerOverflow);
            t.push(value);
            return false;
        }
        Operator::I32TruncSatF32U if Fault::TruncSatNan.is_active() => {
            let value = t.pop();
            let nan = t.builder.ins().fcmp(FloatCC::Unordered, value, value);
            let ones = t.builder.ins().iconst(types::I32, 0xffff_ffff);
            let right = t.builder.ins().fcvt_to_uint_sat(types::I32, value);
            let wrong = t.builder.ins().select(nan, ones, right);
            t.push(wrong);
        }
        Operator::F64Sub if Fault::NanSign.is_active() => {
            let (x, y) = t.pop2();
            let right = t.builder.ins().fsub(x, y);
            let nan = t.builder.ins().fcmp(FloatCC::Unordered, right, right);
            let bits = t.builder.ins().iconst(types::I64, 0xfff8_0000_0000_0000_u64 as i64);
            let negative = t.builder.ins().bitcast(types::F64, MemFlagsData::new(), bits);
            let wrong = t.builder.ins().select(nan, negative, right);
            t.push(wrong);
        }
        _ => return false,
    }
    true
}

fn vector(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::Select | Operator::TypedSelect { .. } if Fault::VectorSelect.is_active() => {
            let top = t.stack.len() - 1;
            if t.type_of(t.stack[top - 1]).is_vector() {
                t.stack.swap(top - 1, top - 2);
            }
            return false;
        }
        Operator::I8x16Swizzle if Fault::SwizzleRange.is_active() => {
            let (x, indices) = pop2_v128(t, types::I8X16);
            let count = t.builder.ins().iconst(types::I8, 15);
            let mask = t.builder.ins().splat(types::I8X16, count);
            let masked = t.builder.ins().band(indices, mask);
            t.push(x);
            t.push(masked);
            return false;
        }
        Operator::I8x16Shuffle { lanes } if Fault::ShuffleRepeated.is_active() => {
            let (x, y) = pop2_v128(t, types::I8X16);
            let repeated = t.builder.func.dfg.resolve_aliases(x) == t.builder.func.dfg.resolve_aliases(y);
            let wrong = lanes
                .iter()
                .map(|&lane| if repeated && lane > 16 { lane - 1 } else { lane });
            let mask = t.builder.func.dfg.immediates.push(wrong.collect::<Vec<u8>>().into());
            let value = t.builder.ins().shuffle(x, y, mask);
            t.push(value);
        }
        Operator::F32x4PMin if Fault::PminOrder.is_active() => {
            let top = t.stack.len() - 1;
            t.stack.swap(top, top - 1);
            return false;
        }
        _ => return false,
    }
    true
}

fn memory(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::F64Load { memarg } if Fault::OverwideLoad.is_active() => {
            let access = t.pop_access(memarg, 8, AccessKind::Load);
            let wide = t
                .builder
                .ins()
                .load(types::F64X2, access.flags, access.addr, access.offset);
            let value = t.builder.ins().extractlane(wide, 0);
            t.push(value);
        }
        Operator::I32Load { memarg } if Fault::LargeOffset.is_active() => {
            t.load(
                &MemArg {
                    offset: memarg.offset % 65_536,
                    ..*memarg
                },
                types::I32,
            );
        }
        Operator::I32Store8 { memarg } if Fault::WideStore.is_active() => {
            let value = t.pop();
            let access = t.pop_access(memarg, 1, AccessKind::Store);
            t.builder
                .ins()
                .istore16(access.flags, value, access.addr, access.offset);
        }
        _ => return false,
    }
    true
}

fn other(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::BrTable { targets } if Fault::BranchTable.is_active() && !targets.is_empty() => {
            let selector = t.pop();
            let last = i64::from(targets.len() - 1);
            let is_last = t.builder.ins().icmp_imm_u(IntCC::Equal, selector, last);
            let default = t.builder.ins().iconst(types::I32, 0xffff_ffff);
            let wrong = t.builder.ins().select(is_last, default, selector);
            t.push(wrong);
        }
        Operator::TableGet { table } if Fault::TableGetBounds.is_active() => {
            let index = t.pop();
            let length = t.table_length(*table);
            let wide = t.zero_extend(index);
            let outside = t.builder.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, wide, length);
            let zero = t.builder.ins().iconst(types::I32, 0);
            let inside = t.builder.ins().select(outside, zero, index);
            let element = t.table_element(*table, inside, crate::layout::TrapCode::TableOutOfBounds);
            let found = t.element_reference(*table, inside, element, false);
            let null = t.builder.ins().iconst(types::I64, 0);
            let value = t.builder.ins().select(outside, null, found);
            t.push(value);
            return true;
        }
        // Ends the block that was remembered, and at the latest the function.
        Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } | Operator::Else | Operator::End => {
            LAST_GLOBAL_SET.take();
        }
        Operator::GlobalSet { global_index } if Fault::GlobalAfterTrap.is_active() => {
            let value = t.stack[t.stack.len() - 1];
            let ty = t.type_of(value);
            let (base, offset) = super::global::address(t, *global_index);
            let flags = t.flags.global;
            let old = t.builder.ins().load(ty, flags, base, offset);
            let Some(block) = t.builder.current_block() else {
                return false;
            };
            let name = t.builder.func.name.clone();
            LAST_GLOBAL_SET.set(Some((name, block, base, offset, old)));
        }
        Operator::I32DivS
        | Operator::I32DivU
        | Operator::I32RemS
        | Operator::I32RemU
        | Operator::I64DivS
        | Operator::I64DivU
        | Operator::I64RemS
        | Operator::I64RemU
            if Fault::GlobalAfterTrap.is_active() =>
        {
            let here = (t.builder.func.name.clone(), t.builder.current_block());
            if let Some((name, block, base, offset, old)) = LAST_GLOBAL_SET.take()
                && here == (name, Some(block))
            {
                let flags = t.flags.global;
                let ty = t.type_of(old);
                let divisor = t.stack[t.stack.len() - 1];
                let traps = t.builder.ins().icmp_imm_s(IntCC::Equal, divisor, 0);
                let new = t.builder.ins().load(ty, flags, base, offset);
                let kept = t.builder.ins().select(traps, old, new);
                t.builder.ins().store(flags, kept, base, offset);
            }
        }
        _ => {}
    }
    false
}

/// The value of a constant operand.
fn constant(t: &FuncTranslator<'_>, value: Value) -> Option<i64> {
    let dfg = &t.builder.func.dfg;
    let ValueDef::Result(inst, _) = dfg.value_def(dfg.resolve_aliases(value)) else {
        return None;
    };
    match dfg.insts[inst] {
        cranelift_codegen::ir::InstructionData::UnaryImm {
            opcode: Opcode::Iconst,
            imm,
        } => Some(imm.bits()),
        _ => None,
    }
}

/// Pops two vectors as the given type.
fn pop2_v128(t: &mut FuncTranslator<'_>, ty: Type) -> (Value, Value) {
    let (x, y) = t.pop2();
    (t.cast_v128(x, ty), t.cast_v128(y, ty))
}
