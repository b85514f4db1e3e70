//! Reference instructions. Null is 0; a `funcref` is the address of a `VMFuncRef`.

use super::translate::FuncTranslator;
use crate::layout::import_func;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, types};
use wasmparser::Operator;

/// Translates a reference instruction; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::RefNull { .. } => {
            let null = t.builder.ins().iconst(types::I64, 0);
            t.push(null);
        }
        Operator::RefIsNull => {
            let reference = t.pop();
            let is_null = t.builder.ins().icmp_imm_s(IntCC::Equal, reference, 0);
            let result = t.builder.ins().uextend(types::I32, is_null);
            t.push(result);
        }
        Operator::RefFunc { function_index } => {
            let vmctx = t.vmctx();
            let reference = if *function_index < t.env.info.imported.funcs {
                let offset = t.env.offsets.imported_func(*function_index) + import_func::FUNC_REF;
                t.load_readonly(types::I64, vmctx, offset)
            } else {
                t.referenced.push(*function_index);
                let offset = t.env.offsets.func_ref(*function_index);
                t.builder.ins().iadd_imm_s(vmctx, i64::from(offset))
            };
            t.push(reference);
        }
        _ => return false,
    }
    true
}
