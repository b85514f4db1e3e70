//! How a used slot gets back to its initial state: what is overwritten, and so stays resident, and what is decommitted.

use std::ops::Range;

use super::super::queue::Ranges;
use crate::config::MemoryReset;
use crate::sys::{self, Mapping, MemoryImage, dirty_pages, page_size};

/// Bytes beyond which overwriting costs more than pages are worth, also where the knobs say to overwrite.
const OVERWRITE_MOST: usize = 64 << 20;

/// Bytes up to which overwriting costs less than asking what was written.
const SCAN_FROM: usize = 16 << 10;

/// What the knobs say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResetPlan {
    pub(crate) method: MemoryReset,
    /// Bytes of a slot that are overwritten and stay resident.
    pub(crate) keep: usize,
    /// Whether to ask the kernel which pages were written.
    pub(crate) scan: bool,
}

/// Resets of a slot of which one does not go by its habit.
const TRIES: u8 = 16;

/// Whether it is worth asking the kernel about a slot of which nothing is to stay resident: pages of the image that were
/// only read may stay mapped, which saves the next memory their faults and costs the kernel a look at each of them.
/// Whether there were any goes for most of the resets that follow; one in [`TRIES`] does the other thing, so that a
/// slot whose use has changed is found out, and pages that nobody reads any more are let go.
#[derive(Debug, Default)]
pub(crate) struct Habit {
    /// When last asked, no page of the image was only read.
    in_vain: bool,
    /// Resets since the last that went against the habit.
    resets: u8,
}

/// What to ask the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    None,
    /// Which pages were written.
    Written,
    /// That, and whether there are pages of the image that were only read.
    WrittenOrRead,
}

impl Habit {
    fn question(&mut self) -> Question {
        self.resets = (self.resets + 1) % TRIES;
        match (self.in_vain, self.resets) {
            (true, 0) => Question::WrittenOrRead,
            (true, _) | (false, 0) => Question::None,
            // All were let go just before, or nothing is known yet.
            (false, 1) => Question::WrittenOrRead,
            (false, _) => Question::Written,
        }
    }
}

/// The part of a reset that is done, and the part that is left.
#[derive(Debug, Default)]
pub(crate) struct Reset {
    /// Bytes that were overwritten.
    pub(crate) resident: usize,
    /// Ranges of the mapping that are to be decommitted.
    pub(crate) ranges: Ranges,
}

/// Writes the initial state to a range of a slot whose first byte is at `base` of the mapping: the image, zero elsewhere.
/// The range is of the mapping, accessible, and nobody else's.
pub(crate) fn overwrite(mapping: &Mapping, base: usize, image: Option<&MemoryImage>, range: Range<usize>) {
    sys::open_protection_keys();
    let fill = |range: Range<usize>| {
        if !range.is_empty() {
            assert!(range.end <= mapping.len(), "inside the mapping");
            // SAFETY: inside the mapping; the caller's promise.
            unsafe { mapping.start().add(range.start).write_bytes(0, range.len()) };
        }
    };
    let Some(image) = image else { return fill(range) };
    let place = base + image.start()..base + image.start() + image.len();
    let shared = range.start.max(place.start)..range.end.min(place.end);
    if shared.is_empty() {
        return fill(range);
    }
    fill(range.start..shared.start);
    fill(shared.end..range.end);
    assert!(shared.end <= mapping.len(), "inside the mapping");
    let from = shared.start - place.start;
    match image
        .content()
        .and_then(|content| content.get(from..from + shared.len()))
    {
        // SAFETY: inside the mapping; the caller's promise; the content is another mapping.
        Some(content) => unsafe {
            mapping
                .start()
                .add(shared.start)
                .copy_from_nonoverlapping(content.as_ptr(), content.len());
        },
        // The file cannot be mapped a second time: its pages come back from the first.
        None => mapping.decommit(shared).expect("pages of a slot can be given back"),
    }
}

impl ResetPlan {
    /// Resets the first `used` bytes of a slot at `base` of the mapping, except for the ranges in the result. `used` is whole
    /// pages, accessible, and nobody's any more.
    pub(crate) fn reset(
        &self,
        mapping: &Mapping,
        base: usize,
        image: Option<&MemoryImage>,
        used: usize,
        habit: &mut Habit,
    ) -> Reset {
        let mut reset = Reset::default();
        if used == 0 {
            return reset;
        }
        let all = base..base + used;
        let mut keep = match self.method {
            MemoryReset::Memset if used <= OVERWRITE_MOST => used,
            _ => self.keep.next_multiple_of(page_size()),
        };
        // Asking is worth it for pages to overwrite, and perhaps for pages of the image.
        let question = match image {
            _ if !self.scan || used <= SCAN_FROM => Question::None,
            _ if keep != 0 => Question::Written,
            Some(_) => habit.question(),
            None => Question::None,
        };
        let look_for_clean = question == Question::WrittenOrRead;
        let mut dirty = |range: Range<usize>| {
            let kept = range.start..range.end.min(range.start.saturating_add(keep));
            let written = if seeded!(PoolKeepShort) && kept.len() > page_size() {
                kept.start..kept.end - page_size()
            } else {
                kept.clone()
            };
            if !kept.is_empty() {
                overwrite(mapping, base, image, written);
                keep -= kept.len();
                reset.resident += kept.len();
            }
            if kept.end < range.end && !(seeded!(PoolBeyondKeep) && self.keep != 0) {
                reset.ranges.push(kept.end..range.end);
            }
        };
        let start = mapping.start() as usize;
        let mut clean = true;
        let ask = || dirty_pages(start + all.start..start + all.end, look_for_clean);
        match (question != Question::None).then(ask).flatten() {
            Some(found) => {
                for range in found.ranges {
                    dirty(range.start - start..range.end - start);
                }
                if found.end - start < all.end && !seeded!(PoolScanEnd) {
                    dirty(found.end - start..all.end);
                }
                clean = found.clean;
                if look_for_clean {
                    habit.in_vain = !clean;
                }
            }
            None => dirty(all),
        }
        // One range is faster than several, where what is between them has nothing to lose.
        if !clean && let [first, .., last] = reset.ranges.as_slice() {
            reset.ranges = std::iter::once(first.start..last.end).collect();
        }
        reset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reset_in_sixteen_goes_against_the_habit() {
        for in_vain in [false, true] {
            let mut habit = Habit { in_vain, resets: 0 };
            let questions: Vec<Question> = (0..10 * TRIES).map(|_| habit.question()).collect();
            let count = |wanted| questions.iter().filter(|question| **question == wanted).count();
            let (none, looking) = (count(Question::None), count(Question::WrittenOrRead));
            // Either way it learns ten times.
            assert_eq!((none, looking), if in_vain { (150, 10) } else { (10, 10) });
        }
        assert_eq!(
            Habit::default().question(),
            Question::WrittenOrRead,
            "a new slot is asked about"
        );
    }
}
