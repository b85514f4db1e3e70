//! Locals and parametric instructions.

use super::translate::FuncTranslator;
use cranelift_codegen::ir::InstBuilder;
use wasmparser::Operator;

/// Translates an instruction on locals, `drop` or `select`; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::LocalGet { local_index } => {
            let value = t.builder.use_var(t.locals[*local_index as usize]);
            t.push(value);
        }
        Operator::LocalSet { local_index } => {
            let value = t.pop();
            set(t, *local_index, value);
        }
        Operator::LocalTee { local_index } => {
            let value = t.pop();
            set(t, *local_index, value);
            t.push(value);
        }
        Operator::Drop => {
            t.pop();
        }
        Operator::Select | Operator::TypedSelect { .. } => {
            let (first, second, condition) = t.pop3();
            let (first, second) = (t.canonical(first), t.canonical(second));
            let value = t.builder.ins().select(condition, first, second);
            t.push(value);
        }
        _ => return false,
    }
    true
}

fn set(t: &mut FuncTranslator<'_>, index: u32, value: cranelift_codegen::ir::Value) {
    let value = t.canonical(value);
    t.builder.def_var(t.locals[index as usize], value);
}
