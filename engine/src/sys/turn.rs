//! Turns at giving pages back.
//!
//! When threads unmap pages of one address space at the same time, the kernel cannot tell what each of them has to flush:
//! one that ends while another is still at it has every processor that runs the process drop its whole address space from
//! the TLB (Linux, `tlb_finish_mmu`, `mm_tlb_flush_nested`), also when neither had a page to give back. With two threads that
//! made `MADV_DONTNEED` of nothing several times as expensive as all the rest of an instance's life. So threads take turns.
//!
//! It is a courtesy and no lock: nothing depends on who goes when. Whoever has waited for a while goes ahead, and so does at
//! once whoever comes after, until the turn is over: a turn that takes long (much memory; its thread lost its
//! processor; a forked process, in which that thread does not exist) costs the others one wait and not one each.
//! Mapping anew and changing protection take no turn.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicU8, Ordering};

/// How often a thread looks whether it is its turn: from under one to ten microseconds, by processor, about as long as
/// giving back a few pages takes.
const PATIENCE: u32 = 200;

const FREE: u8 = 0;
const TAKEN: u8 = 1;
/// Taken, and somebody has waited in vain.
const OVERDUE: u8 = 2;

/// Whose turn it may be.
#[derive(Debug)]
pub(crate) struct Turns {
    state: AtomicU8,
}

/// Those at giving pages of this process back.
pub(crate) static DECOMMIT: Turns = Turns::new();

/// A thread's turn, or its going ahead without; ends when dropped.
#[must_use]
#[derive(Debug)]
pub(crate) struct Turn<'a>(Option<&'a Turns>);

impl Turns {
    const fn new() -> Self {
        Self {
            state: AtomicU8::new(FREE),
        }
    }

    /// Waits for its turn, but not long.
    pub(crate) fn wait(&self) -> Turn<'_> {
        let step = |from, to| {
            let (ours, theirs) = (Ordering::Acquire, Ordering::Relaxed);
            self.state.compare_exchange(from, to, ours, theirs).is_ok()
        };
        for _ in 0..PATIENCE {
            // Looks before it takes: only taking needs the cache line for itself.
            match self.state.load(Ordering::Relaxed) {
                FREE if step(FREE, TAKEN) => return Turn(Some(self)),
                OVERDUE => return Turn(None),
                _ => spin_loop(),
            }
        }
        // If that fails, the turn is over, or overdue already.
        step(TAKEN, OVERDUE);
        Turn(None)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(turns) = self.0 {
            turns.state.store(FREE, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::sync::atomic::AtomicU32;

    #[test]
    fn who_cannot_have_a_turn_goes_ahead_and_ends_nobody_elses() {
        let turns = Turns::new();
        let state = || turns.state.load(Ordering::Relaxed);
        let first = turns.wait();
        assert!(first.0.is_some());
        assert_eq!(state(), TAKEN);
        let second = turns.wait();
        assert!(second.0.is_none());
        assert_eq!(state(), OVERDUE, "who comes next need not wait");
        drop(second);
        assert!(turns.wait().0.is_none(), "the first is still at it");
        assert_eq!(state(), OVERDUE);
        drop(first);
        assert_eq!(state(), FREE);
        assert!(turns.wait().0.is_some());
        assert!(turns.wait().0.is_some(), "a dropped turn is over");
    }

    #[test]
    fn no_two_threads_have_a_turn_at_once() {
        let (turns, inside, begin) = (Turns::new(), AtomicU32::new(0), Barrier::new(3));
        let had = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    begin.wait();
                    for _ in 0..2000 {
                        let turn = turns.wait();
                        if turn.0.is_some() {
                            assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
                            had.fetch_add(1, Ordering::Relaxed);
                            (0..20).for_each(|_| spin_loop());
                            inside.fetch_sub(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        // How many of the 6,000 depends on the machine; the first asks when nobody has it, and the last leaves it free.
        assert!(had.into_inner() > 0);
        assert_eq!(turns.state.into_inner(), FREE);
    }
}
