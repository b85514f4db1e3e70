//! What the pools of contexts, memories and tables have in common: who has which slot, and the way back.

use std::sync::{Mutex, MutexGuard};

use super::super::ModuleId;
use super::super::index::{Counts, Full, Origin, SlotIndex};
use super::super::queue::{Decommit, DecommitQueue, Ranges, Returned, decommit_or_overwrite};

/// What a pool does to the memory of its slots.
pub(crate) trait SlotMemory: Decommit {
    /// Gives back everything that a reset slot holds. False when the system refuses; the note says what is left.
    fn scrub(&self, slot: u32, kept: &mut Self::Kept) -> bool;
}

/// The slots of a pool, in groups from which a request takes its own (one group unless memories have protection keys).
#[derive(Debug)]
pub(crate) struct SlotPool<K> {
    /// Slot `s` is number `s / groups` of group `s % groups`.
    groups: Vec<Mutex<SlotIndex<K>>>,
    queue: DecommitQueue<K>,
    batch: usize,
}

impl<K: Default> SlotPool<K> {
    /// Groups of so many slots each; see [`SlotIndex::new`] and [`DecommitQueue::new`].
    pub(crate) fn new(groups: &[u32], per_module: u32, warm: u32, batch: usize) -> Self {
        let count = groups.len() as u32;
        let index = |(number, total): (usize, &u32)| {
            // The warm slots are shared out evenly, the rest to the first groups.
            let share = warm / count + u32::from((number as u32) < warm % count);
            Mutex::new(SlotIndex::new(*total, per_module, share))
        };
        Self {
            groups: groups.iter().enumerate().map(index).collect(),
            queue: DecommitQueue::new(batch),
            batch,
        }
    }

    fn group(&self, slot: u32) -> (MutexGuard<'_, SlotIndex<K>>, u32) {
        let count = self.groups.len() as u32;
        (self.lock(slot % count), slot / count)
    }

    fn lock(&self, group: u32) -> MutexGuard<'_, SlotIndex<K>> {
        let group = &self.groups[group as usize];
        group.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Takes a slot of a group. Finds every slot that was given back before, also those in the queue.
    pub(crate) fn allocate(
        &self,
        group: u32,
        module: Option<ModuleId>,
        memory: &impl SlotMemory<Kept = K>,
    ) -> Result<(u32, Origin, K), Full> {
        let count = self.groups.len() as u32;
        loop {
            let busy = {
                let mut index = self.lock(group);
                match index.allocate(module) {
                    Ok((number, origin, kept)) => return Ok((number * count + group, origin, kept)),
                    Err(Full::Module) => return Err(Full::Module),
                    Err(Full::Total) => index.counts().busy,
                }
            };
            if busy == 0 {
                return Err(Full::Total);
            }
            // In the queue, or in the hands of another thread that is resetting them.
            if !self.queue.flush(memory) {
                std::thread::yield_now();
            }
        }
    }

    /// The user of a live slot is gone.
    pub(crate) fn retire(&self, slot: u32) {
        let (mut index, number) = self.group(slot);
        index.retire(number);
    }

    /// A retired slot needs nothing more than that these ranges of it are decommitted.
    pub(crate) fn give_back(&self, slot: u32, kept: K, ranges: Ranges, memory: &impl SlotMemory<Kept = K>) {
        if ranges.is_empty() {
            self.ready(slot, kept, memory);
        } else if self.batch > 1 {
            if seeded!(PoolQueueEarly) {
                self.ready(slot, K::default(), memory);
            }
            self.queue.push(Returned { slot, kept, ranges }, memory);
        } else {
            decommit_or_overwrite(slot, &kept, ranges, memory);
            self.ready(slot, kept, memory);
        }
    }

    /// A busy slot is in its initial state.
    pub(crate) fn ready(&self, slot: u32, kept: K, memory: &impl SlotMemory<Kept = K>) {
        let (mut index, number) = self.group(slot);
        let given_up = index.release(number, kept);
        drop(index);
        self.scrub_given_up(slot, given_up, memory);
    }

    /// The user of a live slot is gone, and there is nothing to reset.
    pub(crate) fn put_back(&self, slot: u32, kept: K, memory: &impl SlotMemory<Kept = K>) {
        let (mut index, number) = self.group(slot);
        index.retire(number);
        let given_up = index.release(number, kept);
        drop(index);
        self.scrub_given_up(slot, given_up, memory);
    }

    /// Scrubs what the group of a slot gave up.
    fn scrub_given_up(&self, slot: u32, given_up: Option<(u32, K)>, memory: &impl SlotMemory<Kept = K>) {
        let count = self.groups.len() as u32;
        if let Some((number, kept)) = given_up {
            self.scrub(number * count + slot % count, kept, memory);
        }
    }

    fn scrub(&self, slot: u32, mut kept: K, memory: &impl SlotMemory<Kept = K>) {
        let scrubbed = memory.scrub(slot, &mut kept);
        let (mut index, number) = self.group(slot);
        if scrubbed {
            index.scrubbed(number);
        } else {
            // Not lost: it stays warm, one more than there should be.
            index.keep(number, kept);
        }
    }

    /// A module is gone, and with it what slots keep for it.
    pub(crate) fn forget(&self, module: ModuleId, memory: &impl SlotMemory<Kept = K>) {
        let count = self.groups.len() as u32;
        for group in 0..count {
            let given_up = self.lock(group).forget(module);
            for (number, kept) in given_up {
                self.scrub(number * count + group, kept, memory);
            }
        }
    }

    /// Makes ready what is in the queue.
    pub(crate) fn flush(&self, memory: &impl SlotMemory<Kept = K>) {
        self.queue.flush(memory);
    }

    /// The group with most slots that are not in use.
    pub(crate) fn emptiest(&self, totals: impl Fn(u32) -> u32) -> u32 {
        let free = |group: &u32| totals(*group) - self.lock(*group).counts().live;
        // The first of those that have as many.
        (0..self.groups.len() as u32).rev().max_by_key(free).unwrap_or(0)
    }

    /// All groups together; `busy` are those in the queue and those being reset.
    pub(crate) fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for group in 0..self.groups.len() as u32 {
            let counts = self.lock(group).counts();
            all.live += counts.live;
            all.busy += counts.busy;
            all.warm += counts.warm;
        }
        all
    }
}
