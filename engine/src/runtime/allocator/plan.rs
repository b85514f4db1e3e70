//! How the knobs lay out memories.

use crate::config::Config;
use crate::error::{Error, Result};
use crate::runtime::limits::{MAX_PAGES, PAGE};
use crate::sys::round_to_pages;
use crate::trap::Exhaustion;
use crate::types::MemoryType;

/// How the knobs lay out memories, in bytes, whole pages of the operating system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoryPlan {
    /// Address space for the memory itself, at the least.
    pub(crate) reservation: usize,
    /// Inaccessible bytes after the reservation, and after the size of a memory that is larger.
    pub(crate) guard: usize,
    /// Inaccessible bytes before the memory.
    pub(crate) guard_before: usize,
    /// Whether a memory may move when it grows. Otherwise its largest size is reserved from the start.
    pub(crate) may_move: bool,
    /// Address space beyond the new size of a memory that moves.
    pub(crate) growth: usize,
}

impl MemoryPlan {
    pub(crate) fn new(config: &Config) -> Self {
        let pages = |bytes: u64| {
            usize::try_from(bytes)
                .ok()
                .and_then(round_to_pages)
                .unwrap_or(usize::MAX)
        };
        Self {
            reservation: pages(config.memory_reservation()),
            guard: pages(config.memory_guard()),
            guard_before: pages(config.memory_guard_before()),
            may_move: config.memory_may_move(),
            growth: pages(config.memory_growth_reservation()),
        }
    }

    /// Bytes to reserve for the memory itself before it has grown: its size, or all that it can have if it may not move.
    pub(crate) fn reserved_at_first(&self, ty: MemoryType) -> Result<usize> {
        let pages = if self.may_move { ty.min } else { most_pages(ty) };
        Ok(bytes_of_pages(pages)?.max(self.reservation))
    }
}

/// Most pages that a memory can have.
pub(crate) fn most_pages(ty: MemoryType) -> u64 {
    ty.max.unwrap_or(MAX_PAGES).min(MAX_PAGES)
}

/// Bytes in Wasm pages.
///
/// # Errors
///
/// More than the host can address.
pub(crate) fn bytes_of_pages(pages: u64) -> Result<usize> {
    pages
        .checked_mul(PAGE)
        .and_then(|bytes| usize::try_from(bytes).ok())
        .ok_or_else(|| Error::exhausted(Exhaustion::OutOfMemory))
}
