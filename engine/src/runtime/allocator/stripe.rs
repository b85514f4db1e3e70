//! Where the slots of a pool of memories stand, with and without memory protection keys.
//!
//! Code that leaves a check out may touch `reach` bytes from its memory's base on, and `before` bytes below it. Without keys all of
//! that except the memory itself must be inaccessible, so slots stand far apart. With keys, slot `i` has key `i` modulo
//! the number of keys, and a store that runs has one key's rights: then only slots *of the same key* must be that far
//! apart, and the slots of the other keys stand in between.

use crate::error::{Error, Result};
use crate::sys::round_to_pages;
use crate::trap::Exhaustion;

/// What a pool of memories needs, in bytes, whole pages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) slots: u32,
    /// What a memory may have at most.
    pub(crate) size: usize,
    /// What code may touch from the base on; at least the size.
    pub(crate) reach: usize,
    /// What code may touch below the base.
    pub(crate) before: usize,
    /// Protection keys at hand; 0 without.
    pub(crate) keys: u32,
}

/// Where the slots stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slots {
    pub(crate) count: u32,
    /// Different keys in use; 1 without keys.
    pub(crate) stripes: u32,
    /// From the start of the reservation to the first base.
    pub(crate) first: usize,
    /// From base to base.
    pub(crate) stride: usize,
    /// Length of the reservation.
    pub(crate) total: usize,
    /// As wanted.
    pub(crate) size: usize,
    /// As wanted.
    pub(crate) reach: usize,
}

impl Slots {
    /// # Errors
    ///
    /// More than the address space.
    pub(crate) fn new(wanted: &Wanted) -> Result<Self> {
        let Wanted {
            slots, size, before, ..
        } = *wanted;
        let too_much = || Error::exhausted(Exhaustion::OutOfMemory);
        let reach = wanted.reach.max(size);
        // From one base to the next of the same key.
        let apart = size.checked_add(before).ok_or_else(too_much)?.max(reach);
        let least = size.max(crate::sys::page_size());
        let stripes = (wanted.keys as usize)
            .min(apart.div_ceil(least))
            .min(slots as usize)
            .max(1);
        let stride = round_to_pages(apart.div_ceil(stripes)).ok_or_else(too_much)?.max(size);
        let total = (slots.saturating_sub(1) as usize)
            .checked_mul(stride)
            .and_then(|bytes| bytes.checked_add(before))
            .and_then(|bytes| bytes.checked_add(if slots == 0 { 0 } else { reach }))
            .ok_or_else(too_much)?;
        Ok(Self {
            count: slots,
            stripes: stripes as u32,
            first: before,
            stride,
            total: if slots == 0 { 0 } else { total },
            size,
            reach,
        })
    }

    /// Offset of a slot's base in the reservation.
    pub(crate) fn base(&self, slot: u32) -> usize {
        self.first + slot as usize * self.stride
    }

    /// Which key a slot has.
    pub(crate) fn stripe(&self, slot: u32) -> u32 {
        slot % self.stripes
    }

    /// How many slots have this key.
    pub(crate) fn in_stripe(&self, stripe: u32) -> u32 {
        (self.count + self.stripes - 1 - stripe) / self.stripes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::Range;

    fn pages(pages: usize) -> usize {
        pages * crate::sys::page_size()
    }

    proptest! {
        #[test]
        fn what_a_store_may_touch_is_its_own_or_inaccessible(
            slots in 0u32..40,
            size in 0usize..30,
            more in 0usize..200,
            before in 0usize..60,
            keys in 0u32..16,
        ) {
            let (size, reach, before) = (pages(size), pages(size + more), pages(before));
            let layout = Slots::new(&Wanted { slots, size, reach, before, keys }).unwrap();
            let memory = |slot: u32| -> Range<usize> { layout.base(slot)..layout.base(slot) + size };
            let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
            for slot in 0..slots {
                prop_assert!(memory(slot).start.is_multiple_of(crate::sys::page_size()));
                let base = layout.base(slot);
                prop_assert!(base >= before && base + reach <= layout.total, "inside the reservation");
                for other in (0..slots).filter(|other| *other != slot) {
                    prop_assert!(!overlap(&memory(slot), &memory(other)), "memories are apart");
                    if layout.stripe(slot) == layout.stripe(other) {
                        prop_assert!(!overlap(&(base - before..base + reach), &memory(other)), "{slot} reaches {other}");
                    }
                }
            }
            for stripe in 0..layout.stripes {
                let all = (0..slots).filter(|slot| layout.stripe(*slot) == stripe).count();
                prop_assert_eq!(layout.in_stripe(stripe) as usize, all);
            }
            prop_assert!(layout.stripes <= keys.max(1));
        }

        #[test]
        fn keys_save_address_space(slots in 15u32..100, keys in 2u32..16) {
            let wanted = Wanted { slots, size: pages(16), reach: pages(1600), before: 0, keys };
            let without = Slots::new(&Wanted { keys: 0, ..wanted }).unwrap();
            let with = Slots::new(&wanted).unwrap();
            prop_assert_eq!(with.stripes, keys);
            prop_assert!(with.total < without.total / keys as usize + 2 * pages(1700));
        }
    }

    #[test]
    fn impossible_layouts_are_errors() {
        let wanted = Wanted {
            slots: 1000,
            size: usize::MAX / 100,
            reach: 0,
            before: 0,
            keys: 0,
        };
        assert!(Slots::new(&wanted).is_err());
        let none = Slots::new(&Wanted { slots: 0, ..wanted }).unwrap();
        assert_eq!(none.total, 0);
    }
}
