//! Slots on their way back, whose pages are decommitted in batches.
//!
//! A slot in the queue is in no one's hands: it becomes ready, once, after every range of it was decommitted, or, where the
//! operating system refuses, overwritten. Two locks: one for the list, held for moments, and one for flushing, so that whoever
//! flushes finds every slot ready that was queued before, also when another thread took it from the list.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard};

use smallvec::SmallVec;

/// Ranges of a pool's mapping.
pub(crate) type Ranges = SmallVec<[Range<usize>; 4]>;

/// A slot, the addresses in it that are to be decommitted, and what it holds besides.
#[derive(Debug)]
pub(crate) struct Returned<K> {
    pub(crate) slot: u32,
    pub(crate) kept: K,
    pub(crate) ranges: Ranges,
}

/// What the queue does to slots.
pub(crate) trait Decommit {
    /// What is noted of a slot.
    type Kept;

    /// Gives back the pages of these ranges, so that they are in their initial state. All, or (on failure) any part.
    fn decommit(&self, ranges: &[Range<usize>]) -> Result<(), ()>;

    /// Writes the initial state to a range of a slot.
    fn overwrite(&self, kept: &Self::Kept, slot: u32, range: Range<usize>);

    /// The slot is in its initial state and may be used again.
    fn ready(&self, slot: u32, kept: Self::Kept);
}

/// Decommits these ranges of a slot, or, where the operating system refuses, overwrites them.
pub(crate) fn decommit_or_overwrite<K>(slot: u32, kept: &K, ranges: Ranges, target: &impl Decommit<Kept = K>) {
    // The seeded fault is about single ranges that are refused.
    if ranges.len() == 1 || seeded!(PoolDecommitError) || target.decommit(&ranges).is_err() {
        overwrite_what_stays(slot, kept, ranges, target);
    }
}

/// Decommits one range at a time, to overwrite only those that fail.
fn overwrite_what_stays<K>(slot: u32, kept: &K, ranges: Ranges, target: &impl Decommit<Kept = K>) {
    for range in ranges {
        if target.decommit(std::slice::from_ref(&range)).is_err() && !seeded!(PoolDecommitError) {
            target.overwrite(kept, slot, range);
        }
    }
}

/// The queue.
#[derive(Debug)]
pub(crate) struct DecommitQueue<K> {
    /// Slots that make a batch.
    batch: usize,
    list: Mutex<Vec<Returned<K>>>,
    flushing: Mutex<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl<K> DecommitQueue<K> {
    /// A queue that is due as soon as `batch` slots are in it; 0 counts as 1.
    pub(crate) fn new(batch: usize) -> Self {
        Self {
            batch: batch.max(1),
            list: Mutex::new(Vec::new()),
            flushing: Mutex::default(),
        }
    }

    /// Slots that wait.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        lock(&self.list).len()
    }

    /// Queues a slot and flushes if the batch is full.
    pub(crate) fn push(&self, returned: Returned<K>, target: &impl Decommit<Kept = K>) {
        let due = {
            let mut list = lock(&self.list);
            list.push(returned);
            list.len() >= self.batch
        };
        if due {
            self.flush(target);
        }
    }

    /// Makes every slot ready that is in the queue or being flushed. The result says whether there was any.
    pub(crate) fn flush(&self, target: &impl Decommit<Kept = K>) -> bool {
        let _flushing = lock(&self.flushing);
        let batch = std::mem::take(&mut *lock(&self.list));
        let ranges: SmallVec<[Range<usize>; 16]> = batch.iter().flat_map(|slot| slot.ranges.iter().cloned()).collect();
        let decommitted = ranges.is_empty() || target.decommit(&ranges).is_ok();
        let any = !batch.is_empty();
        for Returned { slot, kept, ranges } in batch {
            if !decommitted {
                overwrite_what_stays(slot, &kept, ranges, target);
            }
            target.ready(slot, kept);
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeSet;

    /// Slots of four bytes; a decommit or an overwrite cleans, and decommits fail as told.
    #[derive(Default)]
    struct Slots {
        bytes: RefCell<Vec<[u8; 4]>>,
        ready: RefCell<Vec<u32>>,
        /// Which of the next decommits fail, lowest bit first; some have cleaned a part by then.
        failures: Cell<u64>,
    }

    impl Decommit for Slots {
        /// The slot's number again.
        type Kept = u32;

        fn decommit(&self, ranges: &[Range<usize>]) -> Result<(), ()> {
            let fails = self.failures.get() & 1 != 0;
            self.failures.set(self.failures.get() >> 1);
            let done = if fails { ranges.len() / 2 } else { ranges.len() };
            for address in ranges[..done].iter().flat_map(|range| range.clone()) {
                self.bytes.borrow_mut()[address / 4][address % 4] = 0;
            }
            if fails { Err(()) } else { Ok(()) }
        }

        fn overwrite(&self, kept: &u32, slot: u32, range: Range<usize>) {
            assert_eq!(*kept, slot);
            for address in range {
                assert_eq!(address / 4, slot as usize);
                self.bytes.borrow_mut()[slot as usize][address % 4] = 0;
            }
        }

        fn ready(&self, slot: u32, kept: u32) {
            assert_eq!(kept, slot);
            assert_eq!(
                self.bytes.borrow()[slot as usize],
                [0; 4],
                "slot {slot} is ready and not clean"
            );
            self.ready.borrow_mut().push(slot);
        }
    }

    proptest! {
        #[test]
        fn every_slot_becomes_ready_once_and_clean(
            batch in 0usize..6,
            steps in proptest::collection::vec((any::<[u8; 4]>(), 0u8..4, any::<bool>(), any::<u8>()), 1..60),
        ) {
            let queue = DecommitQueue::new(batch);
            let slots = Slots::default();
            for (index, (bytes, split, flush, failures)) in steps.iter().enumerate() {
                slots.failures.set((*failures).into());
                let start = index * 4;
                slots.bytes.borrow_mut().push(*bytes);
                let middle = start + usize::from(*split);
                let ranges = [start..middle, middle..start + 4];
                let ranges = ranges.into_iter().filter(|range| !range.is_empty()).collect();
                let slot = index as u32;
                queue.push(Returned { slot, kept: slot, ranges }, &slots);
                prop_assert!(queue.len() < batch.max(1));
                prop_assert_eq!(slots.ready.borrow().len() + queue.len(), index + 1);
                if *flush {
                    let waiting = queue.len();
                    prop_assert_eq!(queue.flush(&slots), waiting != 0);
                    prop_assert_eq!(slots.ready.borrow().len(), index + 1);
                }
            }
            queue.flush(&slots);
            let ready: BTreeSet<u32> = slots.ready.borrow().iter().copied().collect();
            prop_assert_eq!(slots.ready.borrow().len(), steps.len());
            prop_assert_eq!(ready.len(), steps.len());
        }
    }

    #[test]
    fn whoever_flushes_finds_what_others_took_ready() {
        /// Counts; each decommit takes a while.
        #[derive(Default)]
        struct Slow(std::sync::atomic::AtomicU32);

        impl Decommit for Slow {
            type Kept = ();

            fn decommit(&self, _: &[Range<usize>]) -> Result<(), ()> {
                std::thread::yield_now();
                Ok(())
            }
            fn overwrite(&self, (): &(), _: u32, _: Range<usize>) {}
            fn ready(&self, _: u32, (): ()) {
                self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
        }

        let queue = DecommitQueue::new(3);
        let slots = Slow::default();
        let pushed = std::sync::atomic::AtomicU32::new(0);
        std::thread::scope(|scope| {
            for thread in 0..3 {
                let (queue, slots, pushed) = (&queue, &slots, &pushed);
                scope.spawn(move || {
                    for step in 0..400 {
                        let ranges = [0..1, 2..3].into_iter().collect();
                        let slot = thread * 1000 + step;
                        queue.push(Returned { slot, kept: (), ranges }, slots);
                        let before = pushed.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                        if step % 7 == 0 {
                            queue.flush(slots);
                            assert!(slots.0.load(std::sync::atomic::Ordering::SeqCst) >= before);
                        }
                    }
                });
            }
        });
        queue.flush(&slots);
        assert_eq!(slots.0.into_inner(), 1200);
    }
}
