//! The allocator that asks the operating system each time and gives back at once.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::ops::Range;
use std::ptr::NonNull;

use super::plan::most_pages;
use super::{
    ContextRequest, ContextStorage, InstanceAllocator, MemoryPlan, MemoryRequest, MemoryStorage, ModuleId, ModuleShape,
    TableRequest, TableStorage, bytes_of_pages,
};
use crate::error::{Error, Result};
use crate::runtime::limits::PAGE;
use crate::sys::{Mapping, Purpose, page_size};
use crate::trap::Exhaustion;
use crate::types::MemoryType;

/// Size in bytes from which a memory that has to move gets room for further growth.
const ROOM_FROM: usize = 16 << 20;
/// Elements from which a table is mapped, so that untouched elements of huge tables cost nothing.
const MAPPED_FROM: usize = 4096;

/// Allocates on demand.
#[derive(Debug)]
pub(crate) struct OnDemand {
    plan: MemoryPlan,
}

impl OnDemand {
    pub(crate) fn new(plan: MemoryPlan) -> Self {
        Self { plan }
    }
}

impl InstanceAllocator for OnDemand {
    fn module_made(&self, _: ModuleShape<'_>) -> Result<()> {
        Ok(())
    }

    fn module_dropped(&self, _: ModuleId) {}

    fn context(&self, request: ContextRequest) -> Result<Box<dyn ContextStorage>> {
        Ok(Box::new(Context::new(request.size)?))
    }

    fn memory(&self, request: MemoryRequest<'_>) -> Result<Box<dyn MemoryStorage>> {
        let bytes = bytes_of_pages(request.ty.min)?;
        let memory = OwnMemory::new(self.plan, self.plan.reserved_at_first(request.ty)?, request.ty)?;
        memory.make_accessible(0..bytes)?;
        if let Some(image) = request.image {
            assert!(image.start() + image.len() <= bytes, "within the memory");
            // SAFETY: the fresh mapping is ours, and nothing refers to it yet.
            if !unsafe { image.map_at(memory.base(), true) } {
                return Err(out_of_memory());
            }
        }
        Ok(Box::new(memory))
    }

    fn table(&self, request: TableRequest) -> Result<Box<dyn TableStorage>> {
        let count = usize::try_from(request.ty.min).map_err(|_| out_of_memory())?;
        Ok(Box::new(Elements::allocate(count)?))
    }
}

fn out_of_memory() -> Error {
    Error::exhausted(Exhaustion::OutOfMemory)
}

/// A context from the process's heap.
#[derive(Debug)]
struct Context {
    start: NonNull<u8>,
    layout: Layout,
}

impl Context {
    fn new(size: usize) -> Result<Self> {
        let layout = Layout::from_size_align(size.max(1), 16).map_err(|_| out_of_memory())?;
        // SAFETY: the size is not zero.
        let start = NonNull::new(unsafe { alloc(layout) }).ok_or_else(out_of_memory)?;
        Ok(Self { start, layout })
    }
}

impl ContextStorage for Context {
    fn start(&self) -> NonNull<u8> {
        self.start
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: allocated in `new` with this layout, freed once.
        unsafe { dealloc(self.start.as_ptr(), self.layout) };
    }
}

/// A memory in a mapping of its own, which begins with the guard before it.
#[derive(Debug)]
struct OwnMemory {
    plan: MemoryPlan,
    /// Bytes that the memory can have.
    most: usize,
    mapping: Mapping,
}

impl OwnMemory {
    /// Address space for a memory, of which `reserved` bytes are its own, not yet accessible.
    fn new(plan: MemoryPlan, reserved: usize, ty: MemoryType) -> Result<Self> {
        Ok(Self {
            plan,
            most: bytes_of_pages(most_pages(ty))?,
            mapping: plan.map(reserved)?,
        })
    }

    /// Makes bytes of the memory accessible; whole pages.
    fn make_accessible(&self, bytes: Range<usize>) -> Result<()> {
        let before = self.plan.guard_before;
        self.mapping.make_writable(before + bytes.start..before + bytes.end)
    }

    /// Whether a size leaves the guard behind it.
    fn has_room_for(&self, size: usize) -> bool {
        [self.plan.guard_before, self.plan.guard]
            .iter()
            .try_fold(size, |sum, guard| sum.checked_add(*guard))
            .is_some_and(|end| end <= self.mapping.len())
    }
}

impl MemoryPlan {
    /// A mapping with room for `reserved` bytes of a memory, and the guards.
    fn map(&self, reserved: usize) -> Result<Mapping> {
        let guards = self.guard_before.saturating_add(self.guard);
        let mapping = Mapping::reserve(reserved.saturating_add(guards))?;
        Ok(mapping.for_purpose(Purpose::Memory))
    }
}

impl MemoryStorage for OwnMemory {
    fn base(&self) -> *mut u8 {
        self.mapping.start().wrapping_add(self.plan.guard_before)
    }

    fn contains(&self, address: usize) -> bool {
        self.mapping.contains(address)
    }

    fn grow(&mut self, old: usize, new: usize) -> Result<()> {
        if self.has_room_for(new) {
            let end = if seeded!(GrowthIntoGuard) {
                new + page_size()
            } else {
                new
            };
            return self.make_accessible(old..if self.has_room_for(end) { end } else { new });
        }
        if !self.plan.may_move {
            return Err(out_of_memory());
        }
        // Large memories get room, so that growing page by page stays linear whatever the knobs say.
        let room = self.plan.growth.max(if old < ROOM_FROM { 0 } else { old });
        let roomy = new.saturating_add(room).min(self.most).max(new);
        let least = self.plan.reservation;
        let mapping = self
            .plan
            .map(roomy.max(least))
            .or_else(|_| self.plan.map(new.max(least)))?;
        let moved = Self { mapping, ..*self };
        moved.make_accessible(0..new)?;
        let kept = if seeded!(MoveShort) {
            old - old.min(PAGE as usize)
        } else {
            old
        };
        // SAFETY: both hold `old` accessible bytes and do not overlap.
        unsafe { std::ptr::copy_nonoverlapping(self.base(), moved.base(), kept) };
        *self = moved;
        Ok(())
    }

    fn extent(&self) -> usize {
        self.mapping.len() - self.plan.guard_before
    }

    fn will_write(&self, start: usize, len: usize) {
        let start = self.plan.guard_before + start;
        self.mapping.will_write(start..start + len);
    }
}

/// Elements of a table: from the process's heap, or mapped.
#[derive(Debug)]
struct Elements {
    base: NonNull<u64>,
    capacity: usize,
    mapping: Option<Mapping>,
}

impl Elements {
    fn allocate(capacity: usize) -> Result<Self> {
        let layout = Layout::array::<u64>(capacity).map_err(|_| out_of_memory())?;
        if capacity == 0 {
            return Ok(Self {
                base: NonNull::dangling(),
                capacity,
                mapping: None,
            });
        }
        if capacity >= MAPPED_FROM {
            let mapping = Mapping::zeroed(layout.size())?.for_purpose(Purpose::Table);
            let base = NonNull::new(mapping.start().cast()).ok_or_else(out_of_memory)?;
            return Ok(Self {
                base,
                capacity,
                mapping: Some(mapping),
            });
        }
        // SAFETY: the layout's size is not zero.
        let base = unsafe { alloc_zeroed(layout) };
        Ok(Self {
            base: NonNull::new(base.cast()).ok_or_else(out_of_memory)?,
            capacity,
            mapping: None,
        })
    }
}

impl TableStorage for Elements {
    fn base(&self) -> *mut u64 {
        self.base.as_ptr()
    }

    fn grow(&mut self, old: usize, new: usize, most: usize) -> Result<()> {
        if new <= self.capacity {
            return Ok(());
        }
        let roomy = new.max(2 * old).min(most);
        let elements = Self::allocate(roomy).or_else(|_| Self::allocate(new))?;
        // SAFETY: both hold `old` elements and do not overlap.
        unsafe { std::ptr::copy_nonoverlapping(self.base.as_ptr(), elements.base.as_ptr(), old) };
        *self = elements;
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.capacity
    }
}

impl Drop for Elements {
    fn drop(&mut self) {
        if self.mapping.is_none()
            && self.capacity != 0
            && let Ok(layout) = Layout::array::<u64>(self.capacity)
        {
            // SAFETY: allocated in `allocate` with this layout.
            unsafe { dealloc(self.base.as_ptr().cast(), layout) };
        }
    }
}
