//! The decision whether an access to a memory needs a check: `ARCHITECTURE.md`, *How a memory access is checked*.
//!
//! What the runtime promises (`Tunables`): with *covered* = reservation + guard, the bytes from a memory's base on up to
//! *covered* are the memory's own or inaccessible, and so are `guard` bytes past its size. Sizes never shrink.

use super::Tunables;

/// What is known of an access at `index + offset`, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Situation {
    /// The index, when it is a constant.
    pub index: Option<u32>,
    pub offset: u64,
    pub width: u64,
    /// Least size of the memory.
    pub least: u64,
    /// Largest `end` for which `index + end` is known not to pass the size, if any is: an access to the same index was
    /// checked before.
    pub proven: Option<u64>,
}

/// What has to be done for an access to trap exactly when it passes the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing: it never does.
    Never,
    /// Nothing: what passes the size faults.
    Faults,
    /// Nothing: an earlier comparison says that the index does not pass the size, and the rest faults.
    ProvenFaults,
    /// Nothing: an earlier comparison says that the access does not pass the size.
    Proven,
    /// Compare the index alone with the size; the rest faults.
    Index,
    /// Compare the end of the access with the size.
    End,
}

/// The one decision.
pub(super) fn decide(tunables: &Tunables, access: &Situation) -> Check {
    let end = access.offset + access.width;
    let constant = access.index.map(u64::from);
    let constant_end = if seeded!(ConstantIndexWidth) {
        access.offset
    } else {
        end
    };
    if constant.is_some_and(|index| index + constant_end <= access.least) {
        return Check::Never;
    }
    if tunables.signals && tunables.guard_pages {
        let covered = tunables.memory_reservation.saturating_add(tunables.memory_guard);
        let furthest = if seeded!(CoverageOffset) { 1 } else { end };
        if u64::from(u32::MAX) + furthest <= covered {
            return Check::Faults;
        }
        if end <= tunables.memory_guard || seeded!(GuardSize) {
            return match constant {
                Some(index) if index <= access.least => Check::Faults,
                _ if access.proven.is_some() => Check::ProvenFaults,
                _ => Check::Index,
            };
        }
    }
    let proven = access.proven.map(|proven| proven + u64::from(seeded!(ElisionOffByOne)));
    if proven.is_some_and(|proven| end <= proven) {
        return Check::Proven;
    }
    Check::End
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 65_536;
    const INDICES: u64 = 1 << 32;

    /// The table of the document: what is known, under which knobs, and what follows. The first row that applies counts.
    struct Row {
        known: &'static str,
        knobs: &'static str,
        emitted: &'static str,
        applies: fn(&Tunables, &Situation) -> bool,
        check: Check,
    }

    fn guarded(tunables: &Tunables) -> bool {
        tunables.signals && tunables.guard_pages
    }

    const ROWS: &[Row] = &[
        Row {
            known: "constant index, and index + offset + width ≤ the smallest size",
            knobs: "any",
            emitted: "no check; it cannot trap",
            applies: |_, a| {
                a.index
                    .is_some_and(|index| u64::from(index) + a.offset + a.width <= a.least)
            },
            check: Check::Never,
        },
        Row {
            known: "2³² − 1 + offset + width ≤ reservation + guard",
            knobs: "signals, bounds=guard",
            emitted: "no check; what is outside faults",
            applies: |t, a| guarded(t) && INDICES - 1 + a.offset + a.width <= t.memory_reservation + t.memory_guard,
            check: Check::Faults,
        },
        Row {
            known: "offset + width ≤ guard, and constant index ≤ the smallest size",
            knobs: "signals, bounds=guard",
            emitted: "no check; what is outside faults",
            applies: |t, a| {
                let near = a.index.is_some_and(|index| u64::from(index) <= a.least);
                guarded(t) && a.offset + a.width <= t.memory_guard && near
            },
            check: Check::Faults,
        },
        Row {
            known: "offset + width ≤ guard, and the same index was compared before",
            knobs: "signals, bounds=guard",
            emitted: "no comparison; what is outside faults",
            applies: |t, a| guarded(t) && a.offset + a.width <= t.memory_guard && a.proven.is_some(),
            check: Check::ProvenFaults,
        },
        Row {
            known: "offset + width ≤ guard",
            knobs: "signals, bounds=guard",
            emitted: "compare index with the size; the rest faults",
            applies: |t, a| guarded(t) && a.offset + a.width <= t.memory_guard,
            check: Check::Index,
        },
        Row {
            known: "the same index was compared before with an offset + width that is not smaller",
            knobs: "any",
            emitted: "no comparison",
            applies: |_, a| a.proven.is_some_and(|proven| a.offset + a.width <= proven),
            check: Check::Proven,
        },
        Row {
            known: "nothing of these",
            knobs: "any",
            emitted: "compare index + offset + width with the size",
            applies: |_, _| true,
            check: Check::End,
        },
    ];

    fn layouts() -> Vec<Tunables> {
        let mut all = Vec::new();
        for bits in 0..8 {
            for memory_reservation in [0, PAGE, 1 << 20, INDICES - PAGE, INDICES, INDICES + PAGE, 2 * INDICES] {
                for memory_guard in [0, 4096, PAGE, 32 << 20, INDICES / 2, INDICES] {
                    all.push(Tunables {
                        signals: bits & 1 != 0,
                        guard_pages: bits & 2 != 0,
                        heap_spectre: bits & 4 != 0,
                        memory_reservation,
                        memory_guard,
                        ..Tunables::default()
                    });
                }
            }
        }
        all
    }

    /// Every combination of what is known of an access, at the edges of a layout.
    fn situations(tunables: &Tunables) -> Vec<Situation> {
        let mut all = Vec::new();
        let guard = tunables.memory_guard;
        for least in [0, PAGE, 2 * PAGE, INDICES] {
            for offset in [
                0,
                1,
                8,
                4080,
                4095,
                PAGE - 8,
                guard.saturating_sub(8),
                guard,
                INDICES - 1,
            ] {
                for width in [1, 2, 4, 8, 16] {
                    let end = offset.min(INDICES - 1) + width;
                    let near = [least.wrapping_sub(end), least.wrapping_sub(end - 1), least, least + 1];
                    let indices = near.into_iter().chain([0, INDICES - 1]);
                    let indices = indices.filter_map(|index| u32::try_from(index).ok()).map(Some);
                    for index in indices.chain([None]) {
                        for proven in [
                            None,
                            Some(0),
                            Some(1),
                            Some(end - 1),
                            Some(end),
                            Some(end + 1),
                            Some(INDICES),
                        ] {
                            all.push(Situation {
                                index,
                                offset: end - width,
                                width,
                                least,
                                proven,
                            });
                        }
                    }
                }
            }
        }
        all
    }

    #[test]
    fn the_decision_is_the_documented_table() {
        for tunables in layouts() {
            for access in situations(&tunables) {
                let row = ROWS.iter().find(|row| (row.applies)(&tunables, &access));
                let expected = row.map(|row| row.check);
                assert_eq!(Some(decide(&tunables, &access)), expected, "{access:?} {tunables:?}");
            }
        }
        let document = include_str!("../../../ARCHITECTURE.md");
        for row in ROWS {
            let line = format!("| {} | {} | {} |", row.known, row.knobs, row.emitted);
            assert!(document.contains(&line), "ARCHITECTURE.md lacks the row\n{line}");
        }
    }

    /// Whether an access traps when nothing is compared: it reaches an inaccessible byte. Panics when it reaches bytes
    /// of which nobody knows whose they are.
    fn faults(tunables: &Tunables, size: u64, index: u64, access: &Situation) -> bool {
        let last = index + access.offset + access.width - 1;
        let covered = tunables.memory_reservation.max(size) + tunables.memory_guard;
        assert!(last < covered, "{access:?} at {index} of {size} escapes: {tunables:?}");
        last >= size
    }

    #[test]
    fn every_decision_traps_exactly_what_passes_the_size() {
        for tunables in layouts() {
            for access in situations(&tunables) {
                let check = decide(&tunables, &access);
                let end = access.offset + access.width;
                for size in [access.least, access.least + PAGE, INDICES - PAGE, INDICES] {
                    if size < access.least || size > INDICES {
                        continue;
                    }
                    let edges = [
                        0,
                        1,
                        size.wrapping_sub(end),
                        size.wrapping_sub(end - 1),
                        size,
                        size + 1,
                        INDICES - 1,
                    ];
                    let indices = access.index.map_or(edges.to_vec(), |index| vec![u64::from(index)]);
                    for index in indices.into_iter().filter(|index| *index < INDICES) {
                        if access.proven.is_some_and(|proven| index + proven > size) {
                            // The earlier access has trapped.
                            continue;
                        }
                        let traps = match check {
                            Check::Never => {
                                assert!(!faults(&tunables, size, index, &access), "{access:?} {tunables:?}");
                                false
                            }
                            Check::Faults | Check::ProvenFaults => {
                                assert!(tunables.signals, "{access:?} {tunables:?}");
                                faults(&tunables, size, index, &access)
                            }
                            Check::Index => index > size || faults(&tunables, size, index, &access),
                            Check::End => index + end > size,
                            Check::Proven => false,
                        };
                        assert_eq!(
                            traps,
                            index + end > size,
                            "{check:?} {access:?} {index} {size} {tunables:?}"
                        );
                    }
                }
            }
        }
    }
}
