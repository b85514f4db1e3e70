//! Code between the host's and the Wasm calling convention, one pair per signature.
//!
//! Arguments and results cross in an array of slots of [`ARG_SLOT`] bytes, each value little endian in the first bytes of
//! its slot.

use super::function::codegen_error;
use super::translate::clif_type;
use super::trap::{Meaning, clif_code, meaning, raise_signature};
use super::{CompileError, Trampoline, TrapSite, Tunables, call};
use crate::layout::{ARG_SLOT, Builtin, TrapCode, host, vmctx};
use crate::types::{FuncType, ValType};
use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{
    AbiParam, Endianness, InstBuilder, MemFlagsData, Signature, StackSlotData, StackSlotKind, Value, types,
};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

fn slot_flags() -> MemFlagsData {
    MemFlagsData::new().with_notrap().with_endianness(Endianness::Little)
}

fn slot_offset(index: usize) -> i32 {
    index as i32 * ARG_SLOT as i32
}

fn load_slots(builder: &mut FunctionBuilder<'_>, base: Value, types: &[ValType]) -> Vec<Value> {
    let mut values = Vec::with_capacity(types.len());
    for (i, ty) in types.iter().enumerate() {
        let value = builder.ins().load(clif_type(*ty), slot_flags(), base, slot_offset(i));
        values.push(value);
    }
    values
}

fn store_slots(builder: &mut FunctionBuilder<'_>, base: Value, values: &[Value]) {
    for (i, value) in values.iter().enumerate() {
        builder.ins().store(slot_flags(), *value, base, slot_offset(i));
    }
}

/// Builds a function with `build`, which gets its parameters, and compiles it.
fn compile(
    isa: &dyn TargetIsa,
    signature: Signature,
    build: impl FnOnce(&mut FunctionBuilder<'_>, &[Value]),
) -> Result<Trampoline, CompileError> {
    let mut context = Context::new();
    context.func.signature = signature;
    let mut builder_context = FunctionBuilderContext::new();
    let mut builder = FunctionBuilder::new(&mut context.func, &mut builder_context);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let params = builder.block_params(entry).to_vec();
    build(&mut builder, &params);
    builder.seal_all_blocks();
    builder.finalize(isa.frontend_config());
    let code = context
        .compile(isa, &mut ControlPlane::default())
        .map_err(|error| codegen_error(&error.inner, 0))?;
    if let Some(reloc) = code.buffer.relocs().first() {
        return Err(CompileError::Codegen(format!("unexpected relocation {reloc:?}")));
    }
    let site = |trap: &cranelift_codegen::MachTrap| match meaning(trap.code)? {
        Meaning::Code(code) | Meaning::AtEntry(code) => Some(TrapSite {
            code_offset: trap.offset,
            code,
            wasm_offset: 0,
            func: 0,
            refund: 0,
        }),
        Meaning::Load(_) => None,
    };
    Ok(Trampoline {
        text: code.code_buffer().to_vec(),
        text_align: code.buffer.alignment.max(16),
        trap_sites: code.buffer.traps().iter().filter_map(site).collect(),
    })
}

/// Host to Wasm: `extern "C" fn(code, callee_vmctx, caller_vmctx, slots: *mut [u8; 16])` loads the arguments from the slots,
/// calls `code` and stores the results to the slots.
///
/// # Errors
///
/// [`CompileError::Codegen`] or [`CompileError::ImplementationLimit`] from the code generator.
pub fn entry_trampoline(ty: &FuncType, isa: &dyn TargetIsa) -> Result<Trampoline, CompileError> {
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.extend([AbiParam::new(types::I64); 4]);
    compile(isa, signature, |builder, params| {
        let [code, callee, caller, slots] = params[..] else {
            unreachable!("four parameters")
        };
        let mut args = vec![callee, caller];
        args.extend(load_slots(builder, slots, &ty.params));
        let sig = builder.import_signature(call::wasm_signature(ty));
        let call = builder.ins().call_indirect(sig, code, &args);
        let results = builder.inst_results(call).to_vec();
        store_slots(builder, slots, &results);
        builder.ins().return_(&[]);
    })
}

/// Wasm to host: a Wasm function whose own context is a `VMHostContext`. It passes the arguments in slots on its frame to the
/// context's `host_call`, and traps with [`TrapCode::Host`] when that fails.
///
/// When signals are off it raises through the caller's context, so its caller must be Wasm code.
///
/// # Errors
///
/// [`CompileError::Codegen`] or [`CompileError::ImplementationLimit`] from the code generator.
pub fn exit_trampoline(ty: &FuncType, tunables: &Tunables, isa: &dyn TargetIsa) -> Result<Trampoline, CompileError> {
    let signals = tunables.signals;
    compile(isa, call::wasm_signature(ty), |builder, params| {
        let (host_context, caller) = (params[0], params[1]);
        let slots = ty.params.len().max(ty.results.len()).max(1) as u32;
        let slot =
            builder.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, slots * ARG_SLOT, 4));
        let base = builder.ins().stack_addr(types::I64, slot, 0);
        store_slots(builder, base, &params[2..]);
        let callee = builder
            .ins()
            .load(types::I64, MemFlagsData::trusted(), host_context, host::HOST_CALL);
        let mut signature = Signature::new(CallConv::SystemV);
        signature.params.extend([AbiParam::new(types::I64); 3]);
        signature.returns.push(AbiParam::new(types::I32));
        let sig = builder.import_signature(signature);
        let call = builder.ins().call_indirect(sig, callee, &[host_context, caller, base]);
        let status = builder.inst_results(call)[0];
        if signals {
            builder.ins().trapnz(status, clif_code(TrapCode::Host));
        } else {
            raise_if(builder, status, caller);
        }
        let results = load_slots(builder, base, &ty.results);
        builder.ins().return_(&results);
    })
}

/// Raises [`TrapCode::Host`] when `status` is not zero.
fn raise_if(builder: &mut FunctionBuilder<'_>, status: Value, vmctx_value: Value) {
    let cold = builder.create_block();
    let next = builder.create_block();
    builder.set_cold_block(cold);
    builder.ins().brif(status, cold, &[], next, &[]);
    builder.switch_to_block(cold);
    let flags = MemFlagsData::trusted();
    let builtins = builder.ins().load(types::I64, flags, vmctx_value, vmctx::BUILTINS);
    let raise = builder.ins().load(types::I64, flags, builtins, Builtin::Raise.offset());
    let code = builder.ins().iconst(types::I32, i64::from(TrapCode::Host as u8));
    let sig = builder.import_signature(raise_signature());
    builder.ins().call_indirect(sig, raise, &[vmctx_value, code]);
    builder.ins().trap(clif_code(TrapCode::Host));
    builder.switch_to_block(next);
}
