//! The structures that generated code reads and writes. Their offsets are in `layout.rs`; a test holds both together.

use std::ptr::NonNull;
use std::sync::atomic::AtomicUsize;

use crate::runtime::store::StoreInner;
use crate::sys::Activation;

/// Function index that marks a host function's [`VMFuncRef`].
pub(crate) const HOST_FUNC: u32 = u32::MAX;

/// What generated code knows of its store, and what the runtime keeps beside it for quick access.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct VMStoreContext {
    pub(crate) fuel_consumed: u64,
    pub(crate) fuel_limit: u64,
    pub(crate) stack_units_used: u64,
    pub(crate) stack_units_limit: u64,
    pub(crate) native_stack_limit: usize,
    /// The innermost entry into Wasm, or null. `raise` finds it here.
    pub(crate) activation: *mut Activation,
    pub(crate) store: *mut StoreInner,
}

/// The fixed part of every `VMContext`; `layout::VMOffsets` says what follows.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct VMContext {
    pub(crate) store: *mut VMStoreContext,
    pub(crate) builtins: *const usize,
    pub(crate) type_ids: *const u32,
    pub(crate) instance: *mut crate::runtime::instance::InstanceData,
}

/// A resolved function import.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct VMImportFunc {
    pub(crate) wasm_call: usize,
    pub(crate) vmctx: *mut u8,
    pub(crate) func_ref: *mut VMFuncRef,
}

impl VMImportFunc {
    /// The import of a function.
    ///
    /// # Safety
    ///
    /// The reference is the definition's own, and alive.
    pub(crate) unsafe fn of(func: NonNull<VMFuncRef>) -> Self {
        // SAFETY: the caller's promise.
        let definition = unsafe { func.as_ref() };
        Self {
            wasm_call: definition.wasm_call,
            vmctx: definition.vmctx,
            func_ref: func.as_ptr(),
        }
    }
}

/// A table's elements.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct VMTable {
    pub(crate) base: *mut u64,
    pub(crate) len: u64,
}

/// A memory's bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct VMMemory {
    pub(crate) base: *mut u8,
    pub(crate) len: u64,
}

/// A global's value, little endian in its first bytes.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug)]
pub(crate) struct VMGlobal(pub(crate) Slot);

/// What a non-null `funcref` points to.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct VMFuncRef {
    pub(crate) wasm_call: usize,
    /// Entry trampoline of the signature; 0 until the host first calls the function.
    pub(crate) array_call: AtomicUsize,
    pub(crate) vmctx: *mut u8,
    pub(crate) type_id: u32,
    /// Index in the defining module, or [`HOST_FUNC`].
    pub(crate) func_index: u32,
}

/// The context of a host function. Its first word is null where a `VMContext` has its store.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct VMHostContext {
    pub(crate) not_a_vmctx: usize,
    pub(crate) host_call: HostCall,
    /// The store that owns the function; null when stores share it.
    pub(crate) store: *mut StoreInner,
    pub(crate) func_ref: VMFuncRef,
    pub(crate) direct_call: DirectCall,
    /// Number of the host function in order of creation in the store, or, without a store, in the engine.
    pub(crate) index: u32,
}

/// How generated code calls a host function: `(host context, caller's VMContext, arguments and results) -> status`.
pub(crate) type HostCall = unsafe extern "C" fn(*mut VMHostContext, *mut VMContext, *mut Slot) -> u32;

/// How the host calls a host function, for a store that is running.
pub(crate) type DirectCall = unsafe fn(*mut VMHostContext, *mut StoreInner, *mut Slot) -> u32;

/// Sixteen bytes that hold any value, little endian: an argument, a result, a global.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

// What only the runtime reads; the tests compare the rest.
const _: () = {
    use crate::layout;
    use std::mem::offset_of;
    assert!(offset_of!(VMContext, instance) == layout::vmctx::INSTANCE as usize);
    assert!(offset_of!(VMFuncRef, array_call) == layout::func_ref::ARRAY_CALL as usize);
    assert!(offset_of!(VMFuncRef, func_index) == layout::func_ref::FUNC_INDEX as usize);
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout;
    use std::mem::offset_of;

    #[test]
    fn structures_agree_with_the_layout() {
        assert_eq!(offset_of!(VMContext, store), layout::vmctx::STORE as usize);
        assert_eq!(offset_of!(VMContext, builtins), layout::vmctx::BUILTINS as usize);
        assert_eq!(offset_of!(VMContext, type_ids), layout::vmctx::TYPE_IDS as usize);
        assert_eq!(size_of::<VMContext>(), layout::vmctx::FIXED_SIZE as usize);
        assert_eq!(
            offset_of!(VMStoreContext, fuel_consumed),
            layout::store::FUEL_CONSUMED as usize
        );
        assert_eq!(
            offset_of!(VMStoreContext, fuel_limit),
            layout::store::FUEL_LIMIT as usize
        );
        assert_eq!(
            offset_of!(VMStoreContext, stack_units_used),
            layout::store::STACK_UNITS_USED as usize
        );
        assert_eq!(
            offset_of!(VMStoreContext, stack_units_limit),
            layout::store::STACK_UNITS_LIMIT as usize
        );
        assert_eq!(
            offset_of!(VMStoreContext, native_stack_limit),
            layout::store::NATIVE_STACK_LIMIT as usize
        );
        assert_eq!(
            offset_of!(VMStoreContext, activation),
            layout::store::FIXED_SIZE as usize
        );
        assert_eq!(
            offset_of!(VMImportFunc, wasm_call),
            layout::import_func::WASM_CALL as usize
        );
        assert_eq!(offset_of!(VMImportFunc, vmctx), layout::import_func::VMCTX as usize);
        assert_eq!(
            offset_of!(VMImportFunc, func_ref),
            layout::import_func::FUNC_REF as usize
        );
        assert_eq!(size_of::<VMImportFunc>(), layout::import_func::SIZE as usize);
        assert_eq!(offset_of!(VMTable, base), layout::table::BASE as usize);
        assert_eq!(offset_of!(VMTable, len), layout::table::LEN as usize);
        assert_eq!(size_of::<VMTable>(), layout::table::SIZE as usize);
        assert_eq!(offset_of!(VMMemory, base), layout::memory::BASE as usize);
        assert_eq!(offset_of!(VMMemory, len), layout::memory::LEN as usize);
        assert_eq!(size_of::<VMMemory>(), layout::memory::SIZE as usize);
        assert_eq!(size_of::<VMGlobal>(), layout::global::SIZE as usize);
        assert_eq!(offset_of!(VMFuncRef, wasm_call), layout::func_ref::WASM_CALL as usize);
        assert_eq!(offset_of!(VMFuncRef, vmctx), layout::func_ref::VMCTX as usize);
        assert_eq!(offset_of!(VMFuncRef, type_id), layout::func_ref::TYPE_ID as usize);
        assert_eq!(size_of::<VMFuncRef>(), layout::func_ref::SIZE as usize);
        assert_eq!(offset_of!(VMHostContext, host_call), layout::host::HOST_CALL as usize);
        assert_eq!(size_of::<Slot>(), layout::ARG_SLOT as usize);
        assert_eq!(align_of::<Slot>(), 16);
    }
}
