//! One entry of the host into Wasm.

use std::cell::Cell;

use crate::runtime::VMStoreContext;

/// One entry of the host into Wasm, on the stack of whoever entered. Assembly and the signal handler write its first
/// fields; their offsets are fixed.
#[repr(C)]
pub(crate) struct Activation {
    /// Stack pointer to which a trap resets.
    pub(crate) sp: usize,
    /// Where a trap happened: the faulting instruction, or the return address of a call to `raise`.
    pub(crate) pc: usize,
    /// Return address of the frame to which the frame pointer pointed at the trap: in a trampoline, of the Wasm code that
    /// called it.
    pub(crate) caller: usize,
    /// The activation around this one in the same store, or null.
    pub(crate) previous: *mut Activation,
    /// The store that runs.
    pub(crate) store: *mut VMStoreContext,
}

/// Offset of [`Activation::sp`], for assembly.
pub(super) const SP: usize = 0;
/// Offset of [`Activation::pc`], for assembly.
pub(super) const PC: usize = 8;
/// Offset of [`Activation::caller`], for assembly.
pub(super) const CALLER: usize = 16;

const _: () = {
    assert!(std::mem::offset_of!(Activation, sp) == SP);
    assert!(std::mem::offset_of!(Activation, pc) == PC);
    assert!(std::mem::offset_of!(Activation, caller) == CALLER);
};

thread_local! {
    /// The innermost activation of this thread. Constant initialisation and no destructor: reading it in a signal
    /// handler is one load.
    static CURRENT: Cell<*mut Activation> = const { Cell::new(std::ptr::null_mut()) };
}

/// The innermost activation of this thread, or null.
#[inline]
pub(crate) fn current_activation() -> *mut Activation {
    CURRENT.get()
}

/// Makes this the innermost activation of this thread and returns the one before.
#[inline]
pub(crate) fn set_current_activation(activation: *mut Activation) -> *mut Activation {
    CURRENT.replace(activation)
}
