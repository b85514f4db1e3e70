//! Pools whose slots are plain accessible memory: contexts and tables.

use std::fmt;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::index::{Counts, Full};
use super::super::queue::Decommit;
use super::super::{ContextStorage, ModuleId, TableStorage};
use super::reset::{Habit, Reset, ResetPlan, overwrite};
use super::slots::{SlotMemory, SlotPool};
use crate::error::{Error, Result};
use crate::sys::{Mapping, Purpose, round_to_pages};
use crate::trap::{Exhaustion, PoolLimit};

/// What a slot holds.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Bytes from the slot's start on, whole pages, that may be resident.
    touched: usize,
    /// Bytes of them that were overwritten.
    resident: usize,
}

/// Bytes up to which a slot that need not be reset is packed together with others, so that it costs no page of its own.
const PACKED: usize = 512;

/// Which knobs bound a pool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) slots: u32,
    /// Live slots of one module.
    pub(crate) per_module: u32,
    pub(crate) slot_bytes: usize,
    pub(crate) warm: u32,
    pub(crate) batch: usize,
    /// What has run out: all slots; those of a module; the size of one.
    pub(crate) limits: [PoolLimit; 3],
}

/// A pool of slots that are always accessible.
pub(crate) struct PlainPool {
    bounds: Bounds,
    stride: usize,
    /// How a slot is made zero before it is used again; `None`: it need not be.
    reset: Option<ResetPlan>,
    mapping: Mapping,
    /// For each slot the place of what needs no more than [`PACKED`] bytes; nothing when slots are reset.
    packed: Mapping,
    pool: SlotPool<Kept>,
    resident: AtomicUsize,
}

impl PlainPool {
    /// # Errors
    ///
    /// More than the address space.
    pub(crate) fn new(bounds: Bounds, reset: Option<ResetPlan>, purpose: Purpose) -> Result<Self> {
        let too_much = || Error::exhausted(Exhaustion::OutOfMemory);
        let stride = round_to_pages(bounds.slot_bytes).ok_or_else(too_much)?;
        let total = stride.checked_mul(bounds.slots as usize).ok_or_else(too_much)?;
        let packed = if reset.is_none() {
            PACKED * bounds.slots as usize
        } else {
            0
        };
        Ok(Self {
            bounds,
            stride,
            reset,
            packed: Mapping::zeroed(packed)?.for_purpose(purpose),
            mapping: Mapping::zeroed(total)?.for_purpose(purpose),
            pool: SlotPool::new(&[bounds.slots], bounds.per_module, bounds.warm, bounds.batch),
            resident: AtomicUsize::new(0),
        })
    }

    pub(crate) fn counts(&self) -> Counts {
        self.pool.counts()
    }

    pub(crate) fn resident(&self) -> usize {
        self.resident.load(Ordering::Relaxed)
    }

    pub(crate) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    pub(crate) fn flush(&self) {
        self.pool.flush(self);
    }

    pub(crate) fn forget(&self, module: ModuleId) {
        self.pool.forget(module, self);
    }

    /// A slot of which the first `bytes` are in use.
    pub(crate) fn allocate(self: &Arc<Self>, bytes: usize, module: Option<ModuleId>) -> Result<PlainSlot> {
        let [all, of_module, size] = self.bounds.limits;
        if bytes > self.bounds.slot_bytes {
            return Err(Error::exhausted(Exhaustion::Pool(size)));
        }
        let (slot, _, kept) = self.pool.allocate(0, module, &**self).map_err(|full| {
            Error::exhausted(Exhaustion::Pool(match full {
                Full::Total => all,
                Full::Module => of_module,
            }))
        })?;
        self.resident.fetch_sub(kept.resident, Ordering::Relaxed);
        let packed = bytes <= PACKED && self.reset.is_none();
        Ok(PlainSlot {
            pool: self.clone(),
            slot,
            packed,
            used: if packed { 0 } else { bytes },
            touched: kept.touched,
        })
    }

    fn base(&self, slot: u32) -> usize {
        slot as usize * self.stride
    }
}

/// Says what the knobs made of it.
impl fmt::Debug for PlainPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlainPool")
            .field("bounds", &self.bounds)
            .field("reset", &self.reset)
            .finish_non_exhaustive()
    }
}

impl Decommit for PlainPool {
    type Kept = Kept;

    fn decommit(&self, ranges: &[Range<usize>]) -> Result<(), ()> {
        self.mapping.decommit_all(ranges).map_err(|_| ())
    }

    fn overwrite(&self, _: &Kept, slot: u32, range: Range<usize>) {
        overwrite(&self.mapping, self.base(slot), None, range);
    }

    fn ready(&self, slot: u32, kept: Kept) {
        if !seeded!(PoolQueueEarly) {
            self.pool.ready(slot, kept, self);
        }
    }
}

impl SlotMemory for PlainPool {
    fn scrub(&self, slot: u32, kept: &mut Kept) -> bool {
        let base = self.base(slot);
        if self.mapping.decommit(base..base + kept.touched).is_err() {
            return false;
        }
        self.resident.fetch_sub(kept.resident, Ordering::Relaxed);
        *kept = Kept::default();
        true
    }
}

/// A slot of a [`PlainPool`] in use.
#[derive(Debug)]
pub(crate) struct PlainSlot {
    pool: Arc<PlainPool>,
    slot: u32,
    /// Whether it is in the place of what is small.
    packed: bool,
    /// Bytes of the slot in use, or ever used by whoever has it; those of the packed place do not count.
    used: usize,
    /// What was touched before.
    touched: usize,
}

impl PlainSlot {
    fn start(&self) -> NonNull<u8> {
        let (mapping, at) = if self.packed {
            (&self.pool.packed, self.slot as usize * PACKED)
        } else {
            (&self.pool.mapping, self.pool.base(self.slot))
        };
        // SAFETY: inside the mapping, or its end; a mapping's start is never null.
        unsafe { NonNull::new_unchecked(mapping.start().add(at)) }
    }
}

impl Drop for PlainSlot {
    fn drop(&mut self) {
        let pool = &*self.pool;
        // Slots are whole pages, so rounding stays inside.
        let used = round_to_pages(self.used).unwrap_or(pool.stride);
        let touched = used.max(self.touched);
        let Some(plan) = &pool.reset else {
            let kept = Kept {
                touched,
                resident: touched,
            };
            pool.resident.fetch_add(touched, Ordering::Relaxed);
            return pool.pool.put_back(self.slot, kept, pool);
        };
        pool.pool.retire(self.slot);
        let base = pool.base(self.slot);
        let Reset { resident, mut ranges } = plan.reset(&pool.mapping, base, None, used, &mut Habit::default());
        if seeded!(PoolTableBeyondKeep) {
            ranges.clear();
        }
        pool.resident.fetch_add(resident, Ordering::Relaxed);
        let kept = Kept { touched, resident };
        pool.pool.give_back(self.slot, kept, ranges, pool);
    }
}

impl ContextStorage for PlainSlot {
    fn start(&self) -> NonNull<u8> {
        PlainSlot::start(self)
    }
}

impl TableStorage for PlainSlot {
    fn base(&self) -> *mut u64 {
        PlainSlot::start(self).as_ptr().cast()
    }

    fn grow(&mut self, _: usize, new: usize, _: usize) -> Result<()> {
        let bytes = new.saturating_mul(size_of::<u64>());
        if bytes > self.pool.bounds.slot_bytes {
            return Err(Error::exhausted(Exhaustion::Pool(self.pool.bounds.limits[2])));
        }
        self.used = self.used.max(bytes);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.pool.stride / size_of::<u64>()
    }
}
