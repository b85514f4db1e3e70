//! What an oracle wants to see of storage and a program never does: what stands past the end.

use crate::runtime::memory::Memory;
use crate::runtime::store::Store;
use crate::runtime::table::Table;
use crate::sys;

/// What stands past the end of a memory, in the storage that is its own. All offsets are from the memory's first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PastEnd {
    /// The first byte that can be accessed without a fault. There is none if every access past the end is to fault.
    pub accessible: Option<u64>,
    /// The first byte that is not zero, accessible or not: what growth would show. Only the kernel can tell (Linux
    /// 6.7 on); where it does not, only accessible bytes are looked at.
    pub nonzero: Option<u64>,
}

impl Memory {
    /// Looks past the end. Slow: it reads the process's maps.
    #[doc(hidden)]
    pub fn past_end(self, store: &Store) -> PastEnd {
        let data = self.data_of(store);
        let (base, size) = self.host_range(store);
        let base = base as usize;
        let range = base + size..base + data.extent().max(size);
        let offset = |address: usize| (address - base) as u64;
        PastEnd {
            accessible: sys::first_accessible(range.clone()).map(offset),
            nonzero: sys::first_nonzero(range).map(offset),
        }
    }
}

impl Table {
    /// The index of the first element past the end, in the storage that is the table's own, that is not zero.
    #[doc(hidden)]
    pub fn past_end(self, store: &Store) -> Option<u64> {
        let data = self.data_of(store);
        let (base, len) = (data.elements().as_ptr() as usize, data.len() as usize);
        let (end, element) = (base + data.capacity().max(len) * size_of::<u64>(), size_of::<u64>());
        sys::first_nonzero(base + len * element..end).map(|address| ((address - base) / element) as u64)
    }
}
