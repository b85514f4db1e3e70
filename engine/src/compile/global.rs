//! Global instructions.

use super::ConstExpr;
use super::translate::{FuncTranslator, clif_type};
use cranelift_codegen::ir::{self, InstBuilder, Value, types};
use wasmparser::Operator;

/// Translates a global instruction; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::GlobalGet { global_index } => {
            let value = match constant(t, *global_index) {
                Some(value) => value,
                None => {
                    let (base, offset) = address(t, *global_index);
                    let ty = clif_type(t.env.info.globals[*global_index as usize].content);
                    let flags = t.flags.global;
                    t.builder.ins().load(ty, flags, base, offset)
                }
            };
            t.push(value);
        }
        Operator::GlobalSet { global_index } => {
            let value = t.pop();
            let value = t.canonical(value);
            let (base, offset) = address(t, *global_index);
            let flags = t.flags.global;
            t.builder.ins().store(flags, value, base, offset);
        }
        _ => return false,
    }
    true
}

/// Where a global is.
pub(super) fn address(t: &mut FuncTranslator<'_>, index: u32) -> (Value, i32) {
    let vmctx = t.vmctx();
    match index.checked_sub(t.env.info.imported.globals) {
        Some(defined) => (vmctx, t.env.offsets.defined_global(defined)),
        None => {
            let offset = t.env.offsets.imported_global(index);
            (t.load_readonly(types::I64, vmctx, offset), 0)
        }
    }
}

/// The value of an immutable global that the module itself initialises with a number.
fn constant(t: &mut FuncTranslator<'_>, index: u32) -> Option<Value> {
    let info = t.env.info;
    let defined = index.checked_sub(info.imported.globals)?;
    if info.globals[index as usize].mutable {
        return None;
    }
    let ins = t.builder.ins();
    Some(match info.global_inits[defined as usize] {
        ConstExpr::I32(value) => ins.iconst(types::I32, i64::from(value as u32)),
        ConstExpr::I64(value) => ins.iconst(types::I64, value),
        ConstExpr::F32(bits) => ins.f32const(ir::immediates::Ieee32::with_bits(bits)),
        ConstExpr::F64(bits) => ins.f64const(ir::immediates::Ieee64::with_bits(bits)),
        ConstExpr::RefNull(_) => ins.iconst(types::I64, 0),
        ConstExpr::V128(_) | ConstExpr::GlobalGet(_) | ConstExpr::RefFunc(_) => return None,
    })
}
