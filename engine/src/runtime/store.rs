//! Stores: the owner of everything that exists while Wasm runs.

use std::any::Any;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU64, Ordering};

use smallvec::SmallVec;

use crate::error::{Error, Result};
use crate::runtime::engine::Engine;
use crate::runtime::global::GlobalData;
use crate::runtime::host::HostFuncHandle;
use crate::runtime::instance::{Instance, InstanceData};
use crate::runtime::limits::{Budget, Limits};
use crate::runtime::linked::KeptLinked;
use crate::runtime::memory::MemoryData;
use crate::runtime::table::TableData;
use crate::runtime::vmcontext::VMStoreContext;
use crate::sys::{self, Rights};
use crate::trap::Exhaustion;

/// Identifies a store in the handles of its items; never used twice.
pub(crate) type StoreId = u64;

/// A store: owns instances, memories, tables, globals and host functions. Everything made in it lives until it is
/// dropped. It belongs to the thread that made it.
pub struct Store {
    pub(crate) inner: NonNull<StoreInner>,
}

/// Why a host function failed; kept while the trap travels to the entry into Wasm.
pub(crate) enum Failure {
    Error(Error),
    Panic(Box<dyn Any + Send>),
}

/// What a store owns. Generated code, builtins and host functions reach it by pointer while the `Store` is borrowed
/// higher up on the stack, so it is only touched through raw pointers there.
pub(crate) struct StoreInner {
    pub(crate) vm: VMStoreContext,
    pub(crate) id: StoreId,
    /// Whether builtins charge fuel for lengths.
    pub(crate) counts_fuel: bool,
    /// Set when there was no room for a growth that the rules allow: what ran out.
    pub(crate) refused: Option<Exhaustion>,
    /// Calls of host functions in progress: as many `Caller`s stand for the store.
    pub(crate) callers: u32,
    /// Lowest address of the thread's stack that Wasm may use.
    pub(crate) stack_floor: usize,
    pub(crate) max_native_stack: usize,
    pub(crate) failure: Option<Failure>,
    pub(crate) budget: Budget,
    /// Where its memories stand (see `InstanceAllocator::stripe`), once it has one.
    pub(crate) stripe: Option<u32>,
    /// What its code may touch; that is the stripe's.
    pub(crate) rights: Rights,
    pub(crate) instances: SmallVec<[NonNull<InstanceData>; 1]>,
    /// Start address of each instance's code; no two are equal.
    pub(crate) images: SmallVec<[(usize, u32); 1]>,
    pub(crate) memories: SmallVec<[MemoryData; 1]>,
    pub(crate) tables: SmallVec<[TableData; 1]>,
    pub(crate) globals: SmallVec<[GlobalData; 4]>,
    pub(crate) host_funcs: Vec<HostFuncHandle>,
    /// What imports of instances point to, where stores share it.
    pub(crate) linked: KeptLinked,
    pub(crate) engine: Engine,
}

impl Store {
    /// An empty store with these limits, without a limit on fuel and stack units.
    pub fn new(engine: &Engine, limits: Limits) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let config = engine.config();
        let inner = Box::into_raw(Box::new(StoreInner {
            vm: VMStoreContext {
                fuel_consumed: 0,
                fuel_limit: u64::MAX,
                stack_units_used: 0,
                stack_units_limit: u64::MAX,
                native_stack_limit: 0,
                activation: ptr::null_mut(),
                store: ptr::null_mut(),
            },
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            counts_fuel: config.fuel(),
            refused: None,
            callers: 0,
            stack_floor: sys::stack_floor(),
            max_native_stack: usize::try_from(config.max_native_stack()).unwrap_or(usize::MAX),
            failure: None,
            budget: Budget::new(limits),
            stripe: None,
            rights: Rights::default(),
            instances: SmallVec::new(),
            images: SmallVec::new(),
            memories: SmallVec::new(),
            tables: SmallVec::new(),
            globals: SmallVec::new(),
            host_funcs: Vec::new(),
            linked: KeptLinked::new(),
            engine: engine.clone(),
        }));
        // SAFETY: the box was just leaked; the store is its owner now.
        unsafe {
            (*inner).vm.store = inner;
            Self {
                inner: NonNull::new_unchecked(inner),
            }
        }
    }

    /// The store's engine.
    pub fn engine(&self) -> &Engine {
        &self.get().engine
    }

    /// Starts a step: sets consumed fuel to 0 and the limit. Without the knob `fuel` it has no effect.
    pub fn set_fuel(&mut self, limit: u64) {
        let vm = &mut self.get_mut().vm;
        vm.fuel_consumed = 0;
        vm.fuel_limit = limit;
    }

    /// Fuel consumed since the last [`set_fuel`](Self::set_fuel); 0 without the knob `fuel`.
    pub fn fuel_consumed(&self) -> u64 {
        self.get().vm.fuel_consumed
    }

    /// Sets the limit of stack units. Without the knob `call_stack_budget` it has no effect.
    pub fn set_stack_limit(&mut self, units: u64) {
        self.get_mut().vm.stack_units_limit = units;
    }

    /// Stack units in use: 0 unless called by a host function that Wasm called.
    pub fn stack_units_used(&self) -> u64 {
        self.get().vm.stack_units_used
    }

    /// What ran out when the host last grew a memory or table, in vain although the rules allow it. Asking forgets it.
    pub fn take_refusal(&mut self) -> Option<Exhaustion> {
        self.get_mut().refused.take()
    }

    /// Instances made so far, those whose instantiation failed after allocation included.
    pub fn instance_count(&self) -> u32 {
        self.get().instances.len() as u32
    }

    /// The instance with this number in order of creation.
    pub fn instance(&self, id: u32) -> Option<Instance> {
        (id < self.instance_count()).then(|| Instance::from_id(self.id(), id))
    }

    pub(crate) fn id(&self) -> StoreId {
        self.get().id
    }

    #[inline]
    pub(crate) fn get(&self) -> &StoreInner {
        // SAFETY: the pointer is valid as long as the store lives, and the store is borrowed, so neither Wasm nor a
        // host function runs that could change it meanwhile.
        unsafe { self.inner.as_ref() }
    }

    #[inline]
    pub(crate) fn get_mut(&mut self) -> &mut StoreInner {
        // SAFETY: as above, and the store is borrowed mutably.
        unsafe { self.inner.as_mut() }
    }

    /// # Errors
    ///
    /// The item with this store's id is of another store.
    #[inline]
    pub(crate) fn check(&self, id: StoreId) -> Result<()> {
        if self.get().id == id { Ok(()) } else { Err(foreign()) }
    }
}

#[cold]
pub(crate) fn foreign() -> Error {
    Error::usage("the item belongs to another store")
}

impl StoreInner {
    /// The instance with this id.
    pub(crate) fn instance(&self, id: u32) -> &InstanceData {
        // SAFETY: instances live as long as the store.
        unsafe { self.instances[id as usize].as_ref() }
    }

    /// The instance whose code starts at this address.
    pub(crate) fn instance_of_code(&self, start: usize) -> Option<u32> {
        self.images.iter().find(|(image, _)| *image == start).map(|(_, id)| *id)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if self.get().callers != 0 {
            // A host function swapped the store out of its `Caller`, and what it drops is running.
            std::process::abort();
        }
        // SAFETY: the store owns the box; no Wasm of it runs, because running needs the store borrowed.
        drop(unsafe { Box::from_raw(self.inner.as_ptr()) });
    }
}

impl Drop for StoreInner {
    fn drop(&mut self) {
        // Before their instances, the last of which may end their module.
        self.memories.clear();
        self.tables.clear();
        for instance in self.instances.drain(..) {
            // SAFETY: made by `Box::into_raw`, dropped once, and nothing of the store runs any more.
            drop(unsafe { Box::from_raw(instance.as_ptr()) });
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("id", &self.id())
            .field("instances", &self.instance_count())
            .finish_non_exhaustive()
    }
}
