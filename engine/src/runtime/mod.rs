//! The runtime: stores and what they own, calls in both directions, traps.
//!
//! Generated code and the runtime meet in `vmcontext`, whose offsets are `layout.rs`'s. A store belongs to one thread.
//! While Wasm runs, its `Store` is borrowed by the call that entered; builtins and host functions reach it by the
//! pointer in the context.

mod allocator;
mod builtins;
mod call;
mod code;
mod engine;
mod func;
mod global;
mod host;
mod initial;
mod instance;
mod instantiate;
mod introspect;
mod libcall;
mod limits;
mod linked;
mod memory;
mod module;
mod store;
mod table;
mod trampoline;
mod typed;
mod value;
mod vmcontext;

pub use allocator::{LinearMemory, MemoryCreator, MemoryRequirements};
pub use allocator::{PoolCounts, PoolMetrics};
pub use engine::Engine;
pub use func::{Func, FuncIdentity};
pub use global::Global;
pub use host::{Caller, SharedFunc};
pub use initial::ImageMetrics;
pub use instance::Instance;
pub use introspect::PastEnd;
pub use limits::Limits;
pub use linked::Linked;
pub use memory::Memory;
pub use module::{Artifact, Module};
pub use store::Store;
pub use table::Table;
pub use typed::{ExternRef, HostResult, IntoFunc, TypedFunc, WasmParams, WasmResults, WasmTy};
pub use value::{Extern, Val};

pub(crate) use builtins::table_resolve;
pub(crate) use vmcontext::VMStoreContext;

use crate::layout::TrapCode;
use crate::sys::Activation;

/// What a signal says about the instruction that it interrupted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// It accessed an inaccessible address.
    Access(usize),
    /// It is no instruction: how generated code traps.
    Instruction,
    /// A division that has no result.
    Division,
}

/// Addresses below this are never mapped. A bounds check under spectre mitigation selects the null address.
const NULL_PAGE: usize = 4096;

/// Whether a fault at `pc` is a Wasm trap. Async-signal-safe.
///
/// # Safety
///
/// The activation is the innermost of this thread, and `pc` is the instruction that the signal interrupted.
pub(crate) unsafe fn is_trap(activation: &Activation, pc: usize, fault: Fault) -> bool {
    // SAFETY: if `pc` is in registered code, that code runs on this thread. Then the store of the innermost activation
    // is in Wasm and nothing changes it meanwhile.
    unsafe {
        let Some(image) = code::lookup(pc) else { return false };
        let Some(site) = image.trap_site(pc) else { return false };
        if !image.signals() {
            return false;
        }
        let Fault::Access(address) = fault else { return true };
        let store = &*(*activation.store).store;
        match site.code {
            // The type of a null function reference is read from the null page.
            TrapCode::UninitializedElement => address < NULL_PAGE,
            TrapCode::MemoryOutOfBounds => {
                address < NULL_PAGE && store.engine.tunables().heap_spectre
                    || store
                        .instance_of_code(image.start())
                        .is_some_and(|id| store.instance(id).reserves(store, address))
            }
            _ => false,
        }
    }
}
