//! Where the storage of instances comes from: one trait, behind it the allocators.
//!
//! An allocator lives in the engine and hands out the three kinds of storage that an instance needs: its context, its
//! memories and its tables. Each is a value that gives itself back when it is dropped, so that an instantiation which
//! fails half-way, and a store that ends, return everything by dropping what they hold.
//!
//! The runtime keeps the rules (limits, what growth the types allow, bounds); an allocator only finds room.

mod host;
mod index;
mod on_demand;
mod plan;
mod pooling;
mod queue;
mod stripe;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::compile::ModuleInfo;
use crate::config::{Allocator, Config};
use crate::error::Result;
use crate::sys::{MemoryImage, Rights};
use crate::types::{MemoryType, TableType};

pub(crate) use host::HostMemories;
pub use host::{LinearMemory, MemoryCreator, MemoryRequirements};
pub(crate) use on_demand::OnDemand;
pub use pooling::{PoolCounts, PoolMetrics};

use pooling::Pooling;

pub(crate) use plan::{MemoryPlan, bytes_of_pages};

/// Identifies a module in the process; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ModuleId(pub(crate) u64);

/// What an allocator may want to know of a module before there are instances of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ModuleShape<'a> {
    #[allow(dead_code, reason = "for allocators that keep books by module")]
    pub(crate) id: ModuleId,
    pub(crate) info: &'a ModuleInfo,
    /// Bytes of an instance's context.
    pub(crate) context_size: usize,
}

/// Who asks for a memory or table: nothing when it is the host's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Definer {
    pub(crate) module: ModuleId,
    /// Index among the memories, or tables, that the module defines.
    pub(crate) index: u32,
}

/// The context of an instance to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContextRequest {
    pub(crate) module: ModuleId,
    pub(crate) size: usize,
}

/// A memory to be. The type was checked against the limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoryRequest<'a> {
    pub(crate) ty: MemoryType,
    pub(crate) definer: Option<Definer>,
    /// The initial content, within the smallest size. The same for every request of one definer that has one at all.
    pub(crate) image: Option<&'a Arc<MemoryImage>>,
    /// What [`InstanceAllocator::stripe`] said to the store; the host's own memories have none.
    pub(crate) stripe: u32,
}

/// A table to be. The type was checked against the limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRequest {
    pub(crate) ty: TableType,
    pub(crate) definer: Option<Definer>,
}

/// An allocator of storage for instances. Many threads use it at once.
pub(crate) trait InstanceAllocator: fmt::Debug + Send + Sync {
    /// A module was made.
    ///
    /// # Errors
    ///
    /// No instance of it could ever get its storage; the module is refused.
    fn module_made(&self, module: ModuleShape<'_>) -> Result<()>;

    /// A module for which [`module_made`](Self::module_made) succeeded is gone, and all storage of its instances was
    /// given back before.
    fn module_dropped(&self, module: ModuleId);

    /// A context: `size` bytes, aligned to 16, with any content.
    fn context(&self, request: ContextRequest) -> Result<Box<dyn ContextStorage>>;

    /// A memory of the type's smallest size, with the image's content and zeroed elsewhere.
    fn memory(&self, request: MemoryRequest<'_>) -> Result<Box<dyn MemoryStorage>>;

    /// A table of at least the type's smallest size, zeroed.
    fn table(&self, request: TableRequest) -> Result<Box<dyn TableStorage>>;

    /// The stripe that all memories of a store come from, asked when it gets its first. What generated code relies on
    /// holds within a stripe: behind memory protection keys, memories of other stripes stand where it may touch.
    fn stripe(&self) -> u32 {
        0
    }

    /// What code of a store may touch whose memories come from this stripe.
    fn rights(&self, _stripe: u32) -> Rights {
        Rights::default()
    }

    /// What its pools hold; `None` without pools.
    fn pool_metrics(&self) -> Option<PoolMetrics> {
        None
    }

    /// Finishes what is put off until there is more of it.
    fn flush(&self) {}
}

/// Storage of an instance's context. Dropping it gives it back.
pub(crate) trait ContextStorage: fmt::Debug {
    /// The first byte.
    fn start(&self) -> NonNull<u8>;
}

/// Storage of a memory. Dropping it gives it back.
///
/// From the base on, at least the knobs' reservation and guard are address space of this storage alone, of which the
/// bytes past the memory's size are inaccessible; and at least the guard follows the size. That is what
/// generated code relies on where it has no check. Before the base stands the guard that the knobs ask for.
pub(crate) trait MemoryStorage: fmt::Debug {
    /// The first byte.
    fn base(&self) -> *mut u8;

    /// Whether the address is in this storage, its guards included. Async-signal-safe.
    fn contains(&self, address: usize) -> bool;

    /// Makes the bytes from `old`, the size, up to `new` accessible, zeroed; both are whole Wasm pages. The base may
    /// change, and then only the first `old` bytes have moved along. On failure nothing has changed.
    fn grow(&mut self, old: usize, new: usize) -> Result<()>;

    /// Bytes from the base on that are this storage's own, accessible or not.
    fn extent(&self) -> usize;

    /// The bytes of this range, which are accessible, are about to be written all at once. A hint.
    fn will_write(&self, start: usize, len: usize);
}

/// Storage of a table. Dropping it gives it back.
pub(crate) trait TableStorage: fmt::Debug {
    /// The first element.
    fn base(&self) -> *mut u64;

    /// Makes room for `new` elements, those from `old`, the size, on zeroed; the type allows at most `most`. The base
    /// may change, and then only the first `old` elements have moved along. On failure nothing has changed.
    fn grow(&mut self, old: usize, new: usize, most: usize) -> Result<()>;

    /// Elements from the base on that are this storage's own, all of them accessible.
    fn capacity(&self) -> usize;
}

/// The allocator that the knobs choose.
pub(crate) fn choose(config: &Config) -> Result<Arc<dyn InstanceAllocator>> {
    let plan = MemoryPlan::new(config);
    Ok(match config.allocator() {
        Allocator::OnDemand => Arc::new(OnDemand::new(plan)),
        Allocator::Pooling => Arc::new(Pooling::new(config, plan)?),
    })
}

/// A module's registration with its engine's allocator, which ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Registration {
    allocator: Arc<dyn InstanceAllocator>,
    id: ModuleId,
}

impl Registration {
    /// # Errors
    ///
    /// The allocator refuses the module.
    pub(crate) fn new(allocator: &Arc<dyn InstanceAllocator>, info: &ModuleInfo, context_size: usize) -> Result<Self> {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
        let id = ModuleId(NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        allocator.module_made(ModuleShape { id, info, context_size })?;
        Ok(Self {
            allocator: allocator.clone(),
            id,
        })
    }

    pub(crate) fn id(&self) -> ModuleId {
        self.id
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.allocator.module_dropped(self.id);
    }
}
