//! Calls, and the signatures of everything that generated code calls.

use super::translate::{FuncTranslator, clif_type};
use super::trap::{clif_code, raise_signature};
use crate::layout::{Builtin, TrapCode, func_ref, import_func, vmctx};
use crate::types::FuncType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    AbiParam, ArgumentPurpose, Inst, InstBuilder, MemFlagsData, Signature, Type, Value, types,
};
use cranelift_codegen::isa::CallConv;
use wasmparser::Operator;

/// Signature of a Wasm function: the callee's and the caller's context before the parameters.
pub(super) fn wasm_signature(ty: &FuncType) -> Signature {
    let mut sig = Signature::new(CallConv::Tail);
    sig.params
        .push(AbiParam::special(types::I64, ArgumentPurpose::VMContext));
    sig.params.push(AbiParam::new(types::I64));
    sig.params
        .extend(ty.params.iter().map(|ty| AbiParam::new(clif_type(*ty))));
    sig.returns
        .extend(ty.results.iter().map(|ty| AbiParam::new(clif_type(*ty))));
    sig
}

/// Signature of a builtin, as [`Builtin`] documents it.
pub(super) fn builtin_signature(builtin: Builtin) -> Signature {
    const I32: Type = types::I32;
    const I64: Type = types::I64;
    let (params, result): (&[Type], Option<Type>) = match builtin {
        Builtin::MemoryGrow => (&[I32, I64], Some(I64)),
        Builtin::MemoryFill => (&[I32, I64, I32, I64], Some(I32)),
        Builtin::MemoryCopy | Builtin::TableCopy => (&[I32, I32, I64, I64, I64], Some(I32)),
        Builtin::MemoryInit | Builtin::TableInit => (&[I32, I32, I64, I32, I32], Some(I32)),
        Builtin::DataDrop | Builtin::ElemDrop => (&[I32], None),
        Builtin::TableGrow => (&[I32, I64, I64], Some(I64)),
        Builtin::TableFill => (&[I32, I64, I64, I64], Some(I32)),
        Builtin::TableResolve => (&[I32, I32], None),
        Builtin::Raise => return raise_signature(),
    };
    let mut sig = Signature::new(match builtin {
        // So that the rare call costs nothing where it is not made.
        Builtin::TableResolve => CallConv::PreserveAll,
        _ => CallConv::SystemV,
    });
    sig.params.push(AbiParam::new(I64));
    sig.params.extend(params.iter().map(|ty| AbiParam::new(*ty)));
    sig.returns.extend(result.map(AbiParam::new));
    sig
}

/// Translates a call; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::Call { function_index } => t.call(*function_index),
        Operator::CallIndirect {
            type_index,
            table_index,
        } => t.call_indirect(*type_index, *table_index),
        _ => return false,
    }
    true
}

impl FuncTranslator<'_> {
    /// Pops the arguments of a function type and puts the contexts before them.
    fn call_args(&mut self, callee_vmctx: Value, type_index: u32) -> Vec<Value> {
        let arity = self.env.info.types[type_index as usize].params.len();
        self.canonicalize_top(arity);
        let first = self.stack.len() - arity;
        let mut args = vec![callee_vmctx, self.vmctx()];
        args.extend(self.stack.drain(first..));
        args
    }

    fn finish_call(&mut self, call: Inst) {
        self.stack.extend_from_slice(self.builder.inst_results(call));
        self.end_segment();
    }

    fn call(&mut self, func: u32) {
        let type_index = self.env.info.funcs[func as usize];
        let vmctx = self.vmctx();
        if func >= self.env.info.imported.funcs {
            let args = self.call_args(vmctx, type_index);
            let callee = self.defined_func(func);
            let call = self.builder.ins().call(callee, &args);
            self.finish_call(call);
            return;
        }
        let import = self.env.offsets.imported_func(func);
        let code = self.load_readonly(types::I64, vmctx, import + import_func::WASM_CALL);
        let callee_vmctx = self.load_readonly(types::I64, vmctx, import + import_func::VMCTX);
        let args = self.call_args(callee_vmctx, type_index);
        let sig = self.type_sig(type_index);
        let call = self.builder.ins().call_indirect(sig, code, &args);
        self.finish_call(call);
    }

    fn call_indirect(&mut self, type_index: u32, table: u32) {
        let index = self.pop();
        let undefined = TrapCode::UndefinedElement;
        #[cfg(feature = "canary")]
        let undefined = if crate::canary::Fault::UndefinedAsNull.is_active() {
            TrapCode::UninitializedElement
        } else {
            undefined
        };
        let element = self.table_element(table, index, undefined);
        // Under signals a null that is marked as such faults like any other.
        let callee = self.element_reference(table, index, element, self.env.tunables.signals);
        // These must not move above the check for null, so `flags.readonly` will not do.
        let trusted = MemFlagsData::trusted().with_readonly();
        let flags = if self.env.tunables.signals {
            // A null reference faults here, on the page at address 0 that is never mapped.
            self.note_site();
            trusted.with_trap_code(Some(clif_code(TrapCode::UninitializedElement)))
        } else {
            self.trapz(callee, TrapCode::UninitializedElement);
            trusted
        };
        let actual = self.builder.ins().load(types::I32, flags, callee, func_ref::TYPE_ID);
        let vmctx = self.vmctx();
        let type_ids = self.load_readonly(types::I64, vmctx, vmctx::TYPE_IDS);
        let expected = self.load_readonly(types::I32, type_ids, type_index as i32 * 4);
        let differs = self.builder.ins().icmp(IntCC::NotEqual, actual, expected);
        #[cfg(feature = "canary")]
        let differs = if crate::canary::Fault::NoSignatureCheck.is_active() {
            self.builder.ins().iconst(types::I8, 0)
        } else {
            differs
        };
        self.trapnz(differs, TrapCode::IndirectCallTypeMismatch);
        let code = self
            .builder
            .ins()
            .load(types::I64, trusted, callee, func_ref::WASM_CALL);
        let callee_vmctx = self.builder.ins().load(types::I64, trusted, callee, func_ref::VMCTX);
        let args = self.call_args(callee_vmctx, type_index);
        let sig = self.type_sig(type_index);
        let call = self.builder.ins().call_indirect(sig, code, &args);
        self.finish_call(call);
    }
}
