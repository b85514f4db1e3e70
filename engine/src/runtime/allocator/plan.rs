//! How the knobs lay out memories.

use crate::config::Config;
use crate::error::{Error, Result};
use crate::runtime::limits::PAGE;
use crate::sys::round_to_pages;
use crate::trap::Exhaustion;

/// How the knobs lay out memories, in bytes, whole pages of the operating system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoryPlan {
    /// Address space for the memory itself, at the least.
    pub(crate) reservation: usize,
    /// Inaccessible bytes after the reservation, and after the size of a memory that is larger.
    pub(crate) guard: usize,
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
        }
    }
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
