//! The address space that the engine holds, by range and purpose.
//!
//! Every [`Mapping`](super::Mapping) is entered when it is made and struck when it is unmapped, so that a test can ask
//! whether an engine gave back what it took, and compare the answer with what the operating system says. Where the
//! kernel knows names for anonymous memory, the purposes are in `/proc/self/maps` too. The fuzz target `pool` compares the two.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, OnceLock};

use super::Mapping;

/// What address space is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// Not said.
    Other,
    /// Machine code of a module.
    Code,
    /// Machine code that crosses the boundary for a type, which the process keeps for all engines.
    Trampoline,
    /// One linear memory, with its guards.
    Memory,
    /// The elements of one table.
    Table,
    /// The initial content of memories.
    Image,
    /// The slots of a pool of instance contexts.
    ContextPool,
    /// The slots of a pool of memories.
    MemoryPool,
    /// The slots of a pool of tables.
    TablePool,
    /// An alternate signal stack.
    SignalStack,
}

impl Purpose {
    /// The name in `/proc/self/maps`, as a C string without its brackets.
    fn c_name(self) -> &'static std::ffi::CStr {
        match self {
            Self::Other => c"touchstone",
            Self::Code => c"touchstone code",
            Self::Trampoline => c"touchstone trampoline",
            Self::Memory => c"touchstone memory",
            Self::Table => c"touchstone table",
            Self::Image => c"touchstone image",
            Self::ContextPool => c"touchstone context pool",
            Self::MemoryPool => c"touchstone memory pool",
            Self::TablePool => c"touchstone table pool",
            Self::SignalStack => c"touchstone signal stack",
        }
    }

    /// The name.
    pub fn name(self) -> &'static str {
        self.c_name().to_str().unwrap_or_default()
    }
}

/// A range of address space that the engine holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// Address of the first byte.
    pub start: usize,
    /// Length in bytes, whole pages.
    pub len: usize,
    /// What it is for.
    pub purpose: Purpose,
}

static REGIONS: Mutex<BTreeMap<usize, (usize, Purpose)>> = Mutex::new(BTreeMap::new());

fn regions() -> MutexGuard<'static, BTreeMap<usize, (usize, Purpose)>> {
    REGIONS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Everything that the engines of this process hold, by address.
pub fn mapped_regions() -> Vec<Region> {
    let regions = regions();
    let region = |(start, (len, purpose)): (&usize, &(usize, Purpose))| Region {
        start: *start,
        len: *len,
        purpose: *purpose,
    };
    regions.iter().map(region).collect()
}

/// Enters a range that was just mapped.
pub(super) fn enter(start: usize, len: usize) {
    regions().insert(start, (len, Purpose::Other));
}

/// Says what an entered range is for.
pub(super) fn set_purpose(start: usize, len: usize, purpose: Purpose) {
    if let Some(entry) = regions().get_mut(&start) {
        entry.1 = purpose;
    }
    name(start, len, purpose);
}

/// Strikes a range, before it is unmapped: after that its address may be another mapping's.
pub(super) fn strike(start: usize) {
    regions().remove(&start);
}

/// Whether this kernel gives anonymous address space the names of purposes. Files in memory have theirs everywhere.
pub fn kernel_names_mappings() -> bool {
    static NAMES: OnceLock<bool> = OnceLock::new();
    *NAMES.get_or_init(|| {
        let page = super::page_size();
        Mapping::reserve(page).is_ok_and(|probe| set_name(probe.start() as usize, page, Purpose::Other))
    })
}

/// Names a range of address space, as far as the kernel does that. What maps a file has the file's name.
pub(super) fn name(start: usize, len: usize, purpose: Purpose) {
    if purpose != Purpose::Image && kernel_names_mappings() {
        set_name(start, len, purpose);
    }
}

#[cfg(target_os = "linux")]
fn set_name(start: usize, len: usize, purpose: Purpose) -> bool {
    // SAFETY: sets the name of anonymous address space, which changes nothing in it; a kernel without names refuses.
    let status = unsafe {
        libc::prctl(
            libc::PR_SET_VMA,
            libc::PR_SET_VMA_ANON_NAME as libc::c_ulong,
            start,
            len,
            purpose.c_name().as_ptr(),
        )
    };
    status == 0
}

#[cfg(not(target_os = "linux"))]
fn set_name(_start: usize, _len: usize, _purpose: Purpose) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::Mapping;

    /// Start and end of every mapping of the process, as the kernel tells.
    fn process() -> Vec<(usize, usize)> {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let address = |text: &str| usize::from_str_radix(text, 16).unwrap();
        let range = |line: &str| {
            let (range, _) = line.split_once(' ').unwrap();
            let (start, end) = range.split_once('-').unwrap();
            (address(start), address(end))
        };
        maps.lines().map(range).collect()
    }

    #[test]
    fn regions_come_and_go_and_the_kernel_knows_them() {
        // A length that nothing else has, because other tests map and unmap meanwhile.
        let len = (40 << 20) + 3 * crate::sys::page_size();
        let mapping = Mapping::reserve(len).unwrap().for_purpose(Purpose::MemoryPool);
        let start = mapping.start() as usize;
        let wanted = Region {
            start,
            len,
            purpose: Purpose::MemoryPool,
        };
        assert!(mapped_regions().contains(&wanted));
        let mut covered = start;
        for (from, to) in process() {
            if from <= covered && covered < to {
                covered = to;
            }
        }
        assert!(covered >= start + len, "the kernel maps what the registry lists");
        drop(mapping);
        assert!(mapped_regions().iter().all(|region| region.len != len));
    }
}
