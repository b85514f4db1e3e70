//! Entering Wasm, and what becomes of a trap.

use std::panic::resume_unwind;
use std::sync::atomic::Ordering;

use crate::error::{Error, ErrorKind, Result};
use crate::layout::TrapCode;
use crate::runtime::code;
use crate::runtime::store::{Failure, StoreInner};
use crate::runtime::vmcontext::{HOST_FUNC, Slot, VMFuncRef, VMHostContext};
use crate::sys::{self, Activation};
use crate::trap::{Exhaustion, Location, TrapKind};

/// Calls a function with its arguments in `slots`, where its results will be.
///
/// # Safety
///
/// The function is of the store, whose borrow the caller holds. The slots hold arguments of its type and have room for
/// its results.
#[inline]
pub(crate) unsafe fn invoke(store: *mut StoreInner, func: *mut VMFuncRef, slots: *mut Slot) -> Result<()> {
    // SAFETY: the caller's promise; everything reached here lives as long as the store.
    unsafe {
        let trampoline = (*func).array_call.load(Ordering::Relaxed);
        if trampoline == 0 {
            return prepare_and_invoke(store, func, slots);
        }
        let vm = &raw mut (*store).vm;
        let previous = (*vm).activation;
        if previous.is_null() {
            // Entries nested in this one keep its limit.
            let lowest = sys::current_stack_pointer().saturating_sub((*store).max_native_stack);
            (*vm).native_stack_limit = lowest.max((*store).stack_floor);
        }
        let units = (*vm).stack_units_used;
        let mut activation = Activation {
            sp: 0,
            pc: 0,
            caller: 0,
            previous,
            store: vm,
        };
        let current = &raw mut activation;
        (*vm).activation = current;
        let outer = sys::set_current_activation(current);
        let vmctx = (*func).vmctx;
        (*store).rights.confine();
        let status = sys::enter(current, trampoline, (*func).wasm_call, vmctx, vmctx, slots.cast());
        // The store may have got its first memory meanwhile.
        (*store).rights.release();
        sys::set_current_activation(outer);
        (*vm).activation = previous;
        if status == 0 && (*store).refused.is_none() {
            return Ok(());
        }
        if !seeded!(StackUnits) {
            (*vm).stack_units_used = units;
        }
        Err(failure(store, status, &*current))
    }
}

/// Calls a function that the host has not called yet, or a host function.
///
/// # Safety
///
/// As for [`invoke`].
#[cold]
unsafe fn prepare_and_invoke(store: *mut StoreInner, func: *mut VMFuncRef, slots: *mut Slot) -> Result<()> {
    // SAFETY: the caller's promise; a host function's context is its own.
    unsafe {
        if (*func).func_index == HOST_FUNC {
            let context = (*func).vmctx.cast::<VMHostContext>();
            if ((*context).direct_call)(context, store, slots) == 0 {
                return Ok(());
            }
            return Err(host_failure(store));
        }
        // Each store comes by here before its first entry into Wasm.
        let trampoline = {
            let engine = &(*store).engine;
            if engine.config().signals() {
                sys::ensure_alternate_stack();
            }
            engine.type_entry((*func).type_id).entry_trampoline(engine)?
        };
        (*func).array_call.store(trampoline, Ordering::Relaxed);
        invoke(store, func, slots)
    }
}

/// The error of the host function that just failed; a panic goes on.
///
/// # Safety
///
/// As for [`invoke`].
unsafe fn host_failure(store: *mut StoreInner) -> Error {
    // SAFETY: the caller's promise.
    match unsafe { (*store).failure.take() } {
        Some(Failure::Error(error)) => error,
        Some(Failure::Panic(panic)) => resume_unwind(panic),
        None => ErrorKind::Codegen("a trap of a host function that did not fail".into()).into(),
    }
}

/// The error of an activation that just ended: by a trap, or with the host out of memory.
///
/// # Safety
///
/// As for [`invoke`]; the activation's fields are those of the trap.
#[cold]
#[inline(never)]
unsafe fn failure(store: *mut StoreInner, status: u32, activation: &Activation) -> Error {
    // SAFETY: the caller's promise.
    unsafe {
        let error = if status == 0 {
            None
        } else {
            Some(trap(store, activation))
        };
        if let Some(what) = (*store).refused.take() {
            return Error::exhausted(what);
        }
        error.unwrap_or_else(|| Error::exhausted(Exhaustion::OutOfMemory))
    }
}

/// The error of a trap; gives back the fuel of instructions that did not execute.
///
/// # Safety
///
/// As for [`failure`].
unsafe fn trap(store: *mut StoreInner, activation: &Activation) -> Error {
    // SAFETY: the trapping code belongs to a living module of the store or to a trampoline that its types keep.
    let site = unsafe { code::lookup(activation.pc) }.and_then(|image| Some((image, image.trap_site(activation.pc)?)));
    let Some((image, site)) = site else {
        return ErrorKind::Codegen(format!("a trap at {:#x}, which is no trap site", activation.pc)).into();
    };
    // SAFETY: the store is borrowed by the caller.
    let store_ref = unsafe { &mut *store };
    let consumed = &mut store_ref.vm.fuel_consumed;
    // A host function may have started another step meanwhile.
    *consumed = consumed.saturating_sub(site.refund.into());
    if !image.is_module() {
        // In a trampoline: the Wasm frame is the one that called the host function.
        let location = call_location(store_ref, activation.caller);
        let error = match site.code {
            // SAFETY: the caller's promise.
            TrapCode::Host => unsafe { host_failure(store) },
            code => error_of(code),
        };
        return error.locate(location);
    }
    let location = store_ref.instance_of_code(image.start()).map(|instance| Location {
        instance,
        function: site.func,
        offset: site.wasm_offset,
    });
    error_of(site.code).locate(location)
}

/// The Wasm instruction that made the call which returns to this address.
fn call_location(store: &StoreInner, return_address: usize) -> Option<Location> {
    // SAFETY: the code is of a frame that the trap ended, of a living module of the store.
    let image = unsafe { code::lookup(return_address) }?;
    let call = image.call_site(return_address)?;
    Some(Location {
        instance: store.instance_of_code(image.start())?,
        function: call.func,
        offset: call.wasm_offset,
    })
}

fn error_of(code: TrapCode) -> Error {
    Error::trap(match code {
        TrapCode::Unreachable => TrapKind::Unreachable,
        TrapCode::IntegerDivideByZero => TrapKind::IntegerDivideByZero,
        TrapCode::IntegerOverflow => TrapKind::IntegerOverflow,
        TrapCode::InvalidConversionToInteger => TrapKind::InvalidConversionToInteger,
        TrapCode::MemoryOutOfBounds => TrapKind::OutOfBoundsMemoryAccess,
        TrapCode::TableOutOfBounds => TrapKind::OutOfBoundsTableAccess,
        TrapCode::UndefinedElement => TrapKind::UndefinedElement,
        TrapCode::UninitializedElement => TrapKind::UninitializedElement,
        TrapCode::IndirectCallTypeMismatch => TrapKind::IndirectCallTypeMismatch,
        TrapCode::Host => TrapKind::Host,
        TrapCode::Fuel => return Error::exhausted(Exhaustion::Fuel),
        TrapCode::CallStack => return Error::exhausted(Exhaustion::CallStack),
        TrapCode::NativeStack => return Error::exhausted(Exhaustion::NativeStack),
    })
}
