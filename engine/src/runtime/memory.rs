//! Linear memories.

use std::ptr::NonNull;

use crate::error::{Error, Result};
use crate::runtime::allocator::{MemoryRequest, MemoryStorage, bytes_of_pages};
use crate::runtime::limits::{MAX_PAGES, PAGE};
use crate::runtime::store::{Store, StoreId};
use crate::runtime::vmcontext::VMMemory;
use crate::sys;
use crate::trap::{Exhaustion, TrapKind};
use crate::types::MemoryType;

/// Size in bytes from which a data segment's pages are asked for at once.
const POPULATE_FROM: u64 = 16 << 10;

/// A memory of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Memory {
    pub(crate) store: StoreId,
    pub(crate) index: u32,
}

/// What the store keeps of a memory.
#[derive(Debug)]
pub(crate) struct MemoryData {
    pub(crate) ty: MemoryType,
    storage: Box<dyn MemoryStorage>,
    /// In the `VMContext` of the instance that defines the memory, or in `host`.
    vm: NonNull<VMMemory>,
    /// Where `vm` is when the host made the memory.
    host: bool,
}

impl MemoryData {
    /// Takes over storage with the type's smallest size and writes its address and length to `vm`, or to a place of
    /// its own.
    ///
    /// # Safety
    ///
    /// `vm` is writable and lives as long as this.
    pub(crate) unsafe fn new(ty: MemoryType, storage: Box<dyn MemoryStorage>, vm: Option<NonNull<VMMemory>>) -> Self {
        let value = VMMemory {
            base: storage.base(),
            len: ty.min * PAGE,
        };
        let (vm, host) = match vm {
            Some(vm) => {
                // SAFETY: the caller's promise.
                unsafe { vm.write(value) };
                (vm, false)
            }
            None => (NonNull::from(Box::leak(Box::new(value))), true),
        };
        Self { ty, storage, vm, host }
    }

    pub(crate) fn vm(&self) -> NonNull<VMMemory> {
        self.vm
    }

    /// First byte and length in bytes.
    pub(crate) fn range(&self) -> (*mut u8, usize) {
        // SAFETY: `vm` lives as long as this.
        let VMMemory { base, len } = unsafe { self.vm.read() };
        (base, len as usize)
    }

    /// Prepares for writing these bytes, which are in bounds, all at once.
    pub(crate) fn will_write(&self, start: u64, len: u64) {
        if len >= POPULATE_FROM {
            self.storage.will_write(start as usize, len as usize);
        }
    }

    /// Size in pages.
    pub(crate) fn pages(&self) -> u64 {
        self.range().1 as u64 / PAGE
    }

    /// Bytes from the first on that are the memory's own, accessible or not.
    pub(crate) fn extent(&self) -> usize {
        self.storage.extent()
    }

    /// Whether a fault at this address can come from an access of this memory.
    pub(crate) fn reserves(&self, address: usize) -> bool {
        self.storage.contains(address)
    }

    /// The size that growth by `delta` pages leads to, if the type and the specification allow it.
    pub(crate) fn grown(&self, delta: u64) -> Option<u64> {
        let new = self.pages().checked_add(delta)?;
        (new <= self.ty.max.unwrap_or(MAX_PAGES).min(MAX_PAGES)).then_some(new)
    }

    /// Grows to `pages`.
    pub(crate) fn grow_to(&mut self, pages: u64) -> Result<()> {
        let (old, new) = (self.range().1, bytes_of_pages(pages)?);
        self.storage.grow(old, new)?;
        // SAFETY: `vm` lives as long as this, and no generated code runs.
        unsafe {
            self.vm.write(VMMemory {
                base: self.storage.base(),
                len: new as u64,
            })
        };
        Ok(())
    }
}

impl Drop for MemoryData {
    fn drop(&mut self) {
        if self.host {
            // SAFETY: made by `Box::leak` in `new`, dropped once.
            drop(unsafe { Box::from_raw(self.vm.as_ptr()) });
        }
    }
}

impl Memory {
    /// A memory of the host's own, zeroed, with the type's smallest size.
    ///
    /// # Errors
    ///
    /// The type is invalid, a limit is passed ([`Exhaustion::Limit`]), or the host has no memory.
    pub fn new(store: &mut Store, ty: MemoryType) -> Result<Self> {
        if ty.min > MAX_PAGES || ty.max.is_some_and(|max| max < ty.min || max > MAX_PAGES) {
            return Err(Error::usage("invalid memory type"));
        }
        let inner = store.get_mut();
        let mut budget = inner.budget;
        if !budget.take_memory(0, ty.min) {
            return Err(Error::exhausted(Exhaustion::Limit));
        }
        let storage = inner.engine.allocator().memory(MemoryRequest {
            ty,
            definer: None,
            image: None,
            stripe: 0,
        })?;
        inner.budget = budget;
        // SAFETY: without a place given, nothing is promised.
        inner.memories.push(unsafe { MemoryData::new(ty, storage, None) });
        Ok(Self {
            store: inner.id,
            index: inner.memories.len() as u32 - 1,
        })
    }

    pub(crate) fn data_of(self, store: &Store) -> &MemoryData {
        assert_eq!(self.store, store.id(), "the memory belongs to another store");
        &store.get().memories[self.index as usize]
    }

    /// First byte and length in bytes, for this thread to touch.
    pub(crate) fn host_range(self, store: &Store) -> (*mut u8, usize) {
        sys::open_protection_keys();
        self.data_of(store).range()
    }

    /// The type, with the declared smallest size.
    ///
    /// # Panics
    ///
    /// Like all methods here, when the memory belongs to another store.
    pub fn ty(self, store: &Store) -> MemoryType {
        self.data_of(store).ty
    }

    /// Size in pages.
    pub fn size(self, store: &Store) -> u64 {
        self.data_of(store).pages()
    }

    /// Grows by `delta` pages and returns the old size, or `None` where `memory.grow` yields -1.
    pub fn grow(self, store: &mut Store, delta: u64) -> Option<u64> {
        self.data_of(store);
        store.get_mut().grow_memory(self.index, delta)
    }

    /// The bytes. Behind memory protection keys, a thread may touch them that called this itself, or was started by one that had.
    pub fn data(self, store: &Store) -> &[u8] {
        let (base, len) = self.host_range(store);
        // SAFETY: the bytes are readable, and nothing runs that could change them while the store is borrowed.
        unsafe { std::slice::from_raw_parts(base, len) }
    }

    /// The bytes, for writing, by the threads that [`data`](Self::data) says.
    pub fn data_mut(self, store: &mut Store) -> &mut [u8] {
        let (base, len) = self.host_range(store);
        // SAFETY: the bytes are writable, and the store is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(base, len) }
    }

    /// Copies the bytes from `offset` on.
    ///
    /// # Errors
    ///
    /// The range passes the end: [`TrapKind::OutOfBoundsMemoryAccess`], nothing is copied.
    pub fn read(self, store: &Store, offset: u64, buffer: &mut [u8]) -> Result<()> {
        let bytes = slice_range(offset, buffer.len(), self.data(store).len())?;
        buffer.copy_from_slice(&self.data(store)[bytes]);
        Ok(())
    }

    /// Overwrites the bytes from `offset` on.
    ///
    /// # Errors
    ///
    /// The range passes the end: [`TrapKind::OutOfBoundsMemoryAccess`], nothing is written.
    pub fn write(self, store: &mut Store, offset: u64, bytes: &[u8]) -> Result<()> {
        let data = self.data_mut(store);
        let range = slice_range(offset, bytes.len(), data.len())?;
        data[range].copy_from_slice(bytes);
        Ok(())
    }
}

fn slice_range(offset: u64, len: usize, end: usize) -> Result<std::ops::Range<usize>> {
    usize::try_from(offset)
        .ok()
        .and_then(|start| Some(start..start.checked_add(len)?))
        .filter(|range| range.end <= end)
        .ok_or_else(|| Error::trap(TrapKind::OutOfBoundsMemoryAccess))
}

impl super::store::StoreInner {
    /// `memory.grow` of a memory of the store.
    pub(crate) fn grow_memory(&mut self, index: u32, delta: u64) -> Option<u64> {
        let memory = &mut self.memories[index as usize];
        let old = memory.pages();
        let new = memory.grown(delta)?;
        let mut budget = self.budget;
        if !budget.take_memory(old, new) {
            return None;
        }
        if new != old
            && let Err(error) = memory.grow_to(new)
        {
            // The rules say that it succeeds, so the program must not see -1 as if they had refused.
            self.refused = error.exhaustion();
            return None;
        }
        self.budget = budget;
        Some(old)
    }
}
