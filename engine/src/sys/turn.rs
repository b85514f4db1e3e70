//! Turns at giving pages back.
//!
//! When two threads unmap pages of one address space at the same time, the kernel does not rely on what each of them noted:
//! the one that ends first has all processors which run the process flush their whole TLB (Linux, `tlb_finish_mmu`,
//! `mm_tlb_flush_nested`), also when neither had a page to give back. With two threads that made `MADV_DONTNEED` of nothing
//! several times as expensive as all the rest of an instance's life. So threads take turns. It is a courtesy and no lock:
//! nothing depends on who goes when, and whoever has waited for a while goes ahead, so that giving back much memory holds
//! nobody up for long and a thread that loses its processor holds up nobody at all.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering};

/// How often a thread looks whether it is its turn: some microseconds, about as long as a few pages take.
const PATIENCE: u32 = 200;

/// Whose turn it may be.
#[derive(Debug)]
pub(crate) struct Turns {
    taken: AtomicBool,
}

/// Those at giving pages of this process back.
pub(crate) static DECOMMIT: Turns = Turns::new();

/// A thread's turn, or its going ahead without; ends when dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a>(Option<&'a Turns>);

impl Turns {
    const fn new() -> Self {
        Self {
            taken: AtomicBool::new(false),
        }
    }

    /// Waits for its turn, but not long.
    pub(crate) fn wait(&self) -> Turn<'_> {
        for _ in 0..PATIENCE {
            // Looks before it takes: only taking needs the cache line for itself.
            if !self.taken.load(Ordering::Relaxed) && !self.taken.swap(true, Ordering::Acquire) {
                return Turn(Some(self));
            }
            spin_loop();
        }
        Turn(None)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(turns) = self.0 {
            turns.taken.store(false, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;

    #[test]
    fn who_cannot_have_a_turn_goes_ahead_and_ends_nobody_elses() {
        let turns = Turns::new();
        let first = turns.wait();
        let second = turns.wait();
        assert!(first.0.is_some() && second.0.is_none());
        drop(second);
        assert!(turns.wait().0.is_none(), "the first is still at it");
        drop(first);
        assert!(turns.wait().0.is_some());
        assert!(turns.wait().0.is_some(), "a dropped turn is over");
    }

    #[test]
    fn no_two_threads_have_a_turn_at_once() {
        let (turns, inside) = (Turns::new(), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..2000 {
                        let turn = turns.wait();
                        if turn.0.is_some() {
                            assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
                            inside.fetch_sub(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
    }
}
