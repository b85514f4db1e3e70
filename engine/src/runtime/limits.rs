//! Limits of a store's memories and tables: the one place that counts them (`FUEL.md`, *Limits*).

/// Bytes in a page of linear memory.
pub(crate) const PAGE: u64 = 65536;
/// Pages that a memory can have at most.
pub(crate) const MAX_PAGES: u64 = 65536;
/// Elements that a table can have at most.
pub(crate) const MAX_ELEMENTS: u64 = u32::MAX as u64;
/// Bytes that a table element counts.
const ELEMENT: u64 = 8;

/// What the memories and tables of a store may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Pages of each memory.
    pub memory_pages: u64,
    /// Elements of each table.
    pub table_elements: u64,
    /// Bytes of all memories, and 8 for each table element, over the store's life.
    pub total_bytes: u64,
}

/// No limits but the specification's.
impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_pages: MAX_PAGES,
            table_elements: MAX_ELEMENTS,
            total_bytes: u64::MAX,
        }
    }
}

/// The limits of a store and what is taken of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    limits: Limits,
    used: u64,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, used: 0 }
    }

    /// Takes what a memory needs to get from `old` to `new` pages, or takes nothing and refuses.
    #[must_use]
    pub(crate) fn take_memory(&mut self, old: u64, new: u64) -> bool {
        new <= self.limits.memory_pages.min(MAX_PAGES) && self.take((new - old) * PAGE)
    }

    /// Takes what a table needs to get from `old` to `new` elements, or takes nothing and refuses.
    #[must_use]
    pub(crate) fn take_table(&mut self, old: u64, new: u64) -> bool {
        new <= self.limits.table_elements.min(MAX_ELEMENTS) && self.take((new - old) * ELEMENT)
    }

    fn take(&mut self, bytes: u64) -> bool {
        match self.used.checked_add(bytes) {
            Some(used) if used <= self.limits.total_bytes => {
                self.used = used;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_takes_nothing() {
        let limits = Limits {
            memory_pages: 3,
            table_elements: 10,
            total_bytes: 3 * PAGE,
        };
        let mut budget = Budget::new(limits);
        assert!(budget.take_memory(0, 2));
        assert!(!budget.take_memory(2, 4));
        assert!(budget.take_table(0, 10));
        assert!(!budget.take_table(10, 11));
        assert!(!budget.take_memory(2, 3));
        assert_eq!(budget.used, 2 * PAGE + 80);
    }
}
