//! The pool of memories.
//!
//! One reservation, in which every slot is inaccessible but for the memory that is there. A slot that comes back is reset
//! (`reset.rs`), and keeps for the next memory of the same module: the image that is mapped there, pages that are in their initial state,
//! and how much is accessible. The note [`Kept`] says what that is, so that a slot can always be made what the next memory needs.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::index::{Counts, Full, Origin};
use super::super::queue::Decommit;
use super::super::stripe::Slots;
use super::super::{MemoryRequest, MemoryStorage, ModuleId, bytes_of_pages};
use super::keys::Keys;
use super::reset::{Habit, Reset, ResetPlan, overwrite};
use super::slots::{SlotMemory, SlotPool};
use crate::config::MemoryReset;
use crate::error::{Error, Result};
use crate::sys::{Mapping, MemoryImage, Purpose, Rights};
use crate::trap::{Exhaustion, PoolLimit};

/// What a slot holds. Bytes that are accessible and not in use are those of the image, and zero elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Mapped in the slot, private.
    image: Option<Arc<MemoryImage>>,
    /// Bytes from the base on that are accessible.
    accessible: usize,
    /// Bytes that were overwritten and are resident.
    resident: usize,
    habit: Habit,
    /// Some of its pages may lack the protection key of its stripe.
    unkeyed: bool,
    /// What is there is the last memory's: to be mapped anew before anybody has it.
    dirty: bool,
}

/// A pool of memories.
pub(crate) struct MemoryPool {
    /// Bytes that a memory may have.
    most: usize,
    slots: Slots,
    guard_before: usize,
    reset: ResetPlan,
    mapping: Mapping,
    pool: SlotPool<Kept>,
    resident: AtomicUsize,
    /// Bytes of slots not in use that are accessible.
    accessible: AtomicUsize,
    /// One for each stripe, if there are several.
    keys: Option<Keys>,
}

impl MemoryPool {
    /// A pool of such slots for memories of at most so many bytes.
    ///
    /// # Errors
    ///
    /// More than the address space; or the system does not give a slot its key.
    pub(crate) fn new(
        most: usize,
        slots: Slots,
        guard_before: usize,
        reset: ResetPlan,
        warm: u32,
        batch: usize,
        keys: Option<Keys>,
    ) -> Result<Self> {
        let groups: Vec<u32> = (0..slots.stripes).map(|stripe| slots.in_stripe(stripe)).collect();
        let pool = Self {
            most,
            slots,
            guard_before,
            reset,
            mapping: Mapping::reserve(slots.total)?.for_purpose(Purpose::MemoryPool),
            pool: SlotPool::new(&groups, u32::MAX, warm, batch),
            resident: AtomicUsize::new(0),
            accessible: AtomicUsize::new(0),
            keys,
        };
        (0..slots.count).try_for_each(|slot| pool.assign_key(slot, 0..slots.size, false))?;
        Ok(pool)
    }

    /// Where memories have keys, what is mapped anew in a slot is inaccessible until it has the slot's: in between, code of other
    /// stripes could touch it.
    fn accessible_at_once(&self) -> bool {
        self.keys.is_none()
    }

    /// Gives a range of a slot, which was mapped anew, the key of the slot's stripe, and with that makes it accessible or not.
    /// Without keys it is that already.
    fn assign_key(&self, slot: u32, range: Range<usize>, accessible: bool) -> Result<()> {
        let Some(keys) = self.keys.as_ref().filter(|_| !range.is_empty()) else {
            return Ok(());
        };
        let base = self.mapping.start() as usize + self.slots.base(slot);
        keys.assign(
            self.slots.stripe(slot),
            base + range.start..base + range.end,
            accessible,
        )
    }

    /// What code of a store may touch whose memories come from this stripe.
    pub(crate) fn rights(&self, stripe: u32) -> Rights {
        self.keys.as_ref().map_or(Rights::default(), |keys| keys.rights(stripe))
    }

    /// Protection keys in use.
    pub(crate) fn keys(&self) -> u32 {
        self.keys.as_ref().map_or(0, Keys::count)
    }

    /// The stripe with most slots that are not in use.
    pub(crate) fn stripe(&self) -> u32 {
        match self.slots.stripes {
            1 => 0,
            _ => self.pool.emptiest(|stripe| self.slots.in_stripe(stripe)),
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.pool.counts()
    }

    /// Bytes that unused slots keep resident.
    pub(crate) fn resident(&self) -> usize {
        self.resident.load(Ordering::Relaxed)
    }

    /// Bytes that are accessible in slots not in use.
    pub(crate) fn accessible(&self) -> usize {
        self.accessible.load(Ordering::Relaxed)
    }

    /// Bytes that a memory may have.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    pub(crate) fn count(&self) -> u32 {
        self.slots.count
    }

    pub(crate) fn flush(&self) {
        self.pool.flush(self);
    }

    pub(crate) fn forget(&self, module: ModuleId) {
        self.pool.forget(module, self);
    }

    /// A memory in a slot.
    pub(crate) fn allocate(self: &Arc<Self>, request: MemoryRequest<'_>) -> Result<PooledMemory> {
        let bytes = bytes_of_pages(request.ty.min)?;
        if bytes > self.most {
            return Err(Error::exhausted(Exhaustion::Pool(PoolLimit::MemoryBytes)));
        }
        let module = request.definer.map(|definer| definer.module);
        let (slot, origin, kept) = self
            .pool
            .allocate(request.stripe, module, &**self)
            .map_err(|full| match full {
                Full::Total | Full::Module => Error::exhausted(Exhaustion::Pool(PoolLimit::Memories)),
            })?;
        self.resident.fetch_sub(kept.resident, Ordering::Relaxed);
        self.accessible.fetch_sub(kept.accessible, Ordering::Relaxed);
        // From here on dropping it returns the slot.
        let mut memory = PooledMemory {
            pool: self.clone(),
            base: self.slots.base(slot),
            slot,
            kept,
        };
        if seeded!(PoolWarmReuse) && origin == Origin::Affine {
            let Reset { ranges, .. } = self.reset.reset(
                &self.mapping,
                memory.base,
                memory.kept.image.as_deref(),
                memory.kept.accessible,
                &mut memory.kept.habit,
            );
            self.decommit(&ranges).ok();
        }
        memory.prepare(bytes, request.image)?;
        Ok(memory)
    }

    /// Maps a slot anew whose user is here.
    fn scrub_own(&self, slot: u32, kept: &mut Kept) -> Result<()> {
        // It counts no more as accessible or resident.
        self.accessible.fetch_add(kept.accessible, Ordering::Relaxed);
        self.resident.fetch_add(kept.resident, Ordering::Relaxed);
        match self.scrub(slot, kept) {
            true => Ok(()),
            false => {
                self.accessible.fetch_sub(kept.accessible, Ordering::Relaxed);
                self.resident.fetch_sub(kept.resident, Ordering::Relaxed);
                Err(Error::exhausted(Exhaustion::OutOfMemory))
            }
        }
    }

    /// Resets a slot that nobody uses any more and returns it.
    fn give_back(&self, slot: u32, base: usize, mut kept: Kept) {
        self.pool.retire(slot);
        self.accessible.fetch_add(kept.accessible, Ordering::Relaxed);
        if seeded!(PoolWarmReuse) {
            return self.pool.ready(slot, kept, self);
        }
        if (self.reset.method == MemoryReset::Remap || kept.unkeyed) && self.scrub(slot, &mut kept) {
            return self.pool.ready(slot, kept, self);
        }
        if kept.unkeyed && kept.accessible != 0 {
            // The system does not even map the slot anew. What lacks its key is inaccessible, also to a reset.
            kept.dirty = true;
            return self.pool.ready(slot, kept, self);
        }
        let (image, accessible) = (kept.image.as_deref(), kept.accessible);
        let Reset { resident, ranges } = self
            .reset
            .reset(&self.mapping, base, image, accessible, &mut kept.habit);
        kept.resident = resident;
        self.resident.fetch_add(resident, Ordering::Relaxed);
        self.pool.give_back(slot, kept, ranges, self);
    }
}

/// Says what the knobs made of it.
impl fmt::Debug for MemoryPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryPool")
            .field("most", &self.most)
            .field("slots", &self.slots)
            .field("guard_before", &self.guard_before)
            .field("reset", &self.reset)
            .finish_non_exhaustive()
    }
}

impl Decommit for MemoryPool {
    type Kept = Kept;

    fn decommit(&self, ranges: &[Range<usize>]) -> Result<(), ()> {
        self.mapping.decommit_all(ranges).map_err(|_| ())
    }

    fn overwrite(&self, kept: &Kept, slot: u32, range: Range<usize>) {
        overwrite(&self.mapping, self.slots.base(slot), kept.image.as_deref(), range);
    }

    fn ready(&self, slot: u32, kept: Kept) {
        if !seeded!(PoolQueueEarly) {
            self.pool.ready(slot, kept, self);
        }
    }
}

impl SlotMemory for MemoryPool {
    fn scrub(&self, slot: u32, kept: &mut Kept) -> bool {
        let base = self.slots.base(slot);
        let stays = seeded!(MappingSlotAccessible);
        if self.mapping.replace(base..base + kept.accessible, stays).is_err() {
            return false;
        }
        self.accessible.fetch_sub(kept.accessible, Ordering::Relaxed);
        self.resident.fetch_sub(kept.resident, Ordering::Relaxed);
        let mapped_anew = match kept.unkeyed {
            true => self.slots.size,
            false => kept.accessible,
        };
        *kept = Kept::default();
        kept.unkeyed = self.assign_key(slot, 0..mapped_anew, stays).is_err();
        !kept.unkeyed
    }
}

/// A memory in a slot of a pool.
#[derive(Debug)]
pub(crate) struct PooledMemory {
    pool: Arc<MemoryPool>,
    slot: u32,
    /// Offset of the first byte in the pool's mapping.
    base: usize,
    /// What the slot holds; `resident` is 0.
    kept: Kept,
}

impl PooledMemory {
    /// Makes a reset slot a memory of so many bytes with this image.
    fn prepare(&mut self, bytes: usize, image: Option<&Arc<MemoryImage>>) -> Result<()> {
        self.kept.resident = 0;
        if self.kept.dirty {
            self.pool.scrub_own(self.slot, &mut self.kept)?;
        }
        if self.kept.unkeyed {
            let (accessible, end) = (self.kept.accessible, self.pool.slots.size);
            self.pool.assign_key(self.slot, 0..accessible, true)?;
            self.pool.assign_key(self.slot, accessible..end, false)?;
            self.kept.unkeyed = false;
        }
        let same = match (&self.kept.image, image) {
            (Some(kept), Some(wanted)) => Arc::ptr_eq(kept, wanted),
            (None, None) => true,
            _ => false,
        };
        let stale = seeded!(PoolStaleImage) && self.kept.image.is_some();
        if !same && !stale {
            self.unmap_image()?;
            if let Some(image) = image {
                assert!(image.start() + image.len() <= bytes, "within the memory");
                self.map_image(image)?;
            }
        }
        if bytes < self.kept.accessible && !seeded!(PoolGuardLost) {
            let past = self.base + bytes..self.base + self.kept.accessible;
            self.pool.mapping.make_inaccessible(past)?;
            self.kept.accessible = bytes;
        }
        self.extend(bytes)
    }

    /// Gives a range that was mapped anew the slot's key and makes it accessible; without the key the slot is nobody's until it has it.
    fn assign_key(&mut self, range: Range<usize>) -> Result<()> {
        let assigned = self.pool.assign_key(self.slot, range, true);
        self.kept.unkeyed |= assigned.is_err();
        assigned
    }

    fn place(&self, image: &MemoryImage) -> Range<usize> {
        let start = self.base + image.start();
        start..start + image.len()
    }

    fn unmap_image(&mut self) -> Result<()> {
        if let Some(image) = &self.kept.image {
            let place = image.start()..image.start() + image.len();
            self.pool
                .mapping
                .replace(self.place(image), self.pool.accessible_at_once())?;
            self.kept.image = None;
            self.assign_key(place)?;
        }
        Ok(())
    }

    fn map_image(&mut self, image: &Arc<MemoryImage>) -> Result<()> {
        // Before the image, so that what is accessible is always one range from the base on.
        self.extend(image.start())?;
        // SAFETY: inside the slot, which is ours and to which nothing refers.
        let mapped = unsafe { image.map_at(self.base(), self.pool.accessible_at_once()) };
        if mapped {
            self.kept.image = Some(image.clone());
        } else {
            // The place must not be left to others.
            self.pool
                .mapping
                .replace(self.place(image), self.pool.accessible_at_once())?;
        }
        self.kept.accessible = self.kept.accessible.max(image.start() + image.len());
        self.assign_key(image.start()..image.start() + image.len())?;
        if mapped {
            Ok(())
        } else {
            Err(Error::exhausted(Exhaustion::OutOfMemory))
        }
    }

    /// Makes at least so many bytes accessible.
    fn extend(&mut self, bytes: usize) -> Result<()> {
        if bytes > self.kept.accessible {
            self.pool
                .mapping
                .make_writable(self.base + self.kept.accessible..self.base + bytes)?;
            self.kept.accessible = bytes;
        }
        Ok(())
    }
}

impl MemoryStorage for PooledMemory {
    fn base(&self) -> *mut u8 {
        // SAFETY: inside the mapping, or its end.
        unsafe { self.pool.mapping.start().add(self.base) }
    }

    fn contains(&self, address: usize) -> bool {
        let first = self.pool.mapping.start() as usize + self.base - self.pool.guard_before;
        address.wrapping_sub(first) < self.pool.guard_before + self.pool.slots.reach
    }

    fn grow(&mut self, _: usize, new: usize) -> Result<()> {
        if new > self.pool.most {
            return Err(Error::exhausted(Exhaustion::Pool(PoolLimit::MemoryBytes)));
        }
        self.extend(new)
    }

    fn extent(&self) -> usize {
        self.pool.slots.size
    }

    fn will_write(&self, start: usize, len: usize) {
        self.pool.mapping.will_write(self.base + start..self.base + start + len);
    }
}

impl Drop for PooledMemory {
    fn drop(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        self.pool.give_back(self.slot, self.base, kept);
    }
}
