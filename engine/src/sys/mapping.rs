//! Address space.

use std::fs::File;
use std::ops::Range;
use std::os::fd::AsRawFd;
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

use super::registry::{self, Purpose};
use super::turn;
use crate::error::{Error, Result};
use crate::trap::Exhaustion;

/// Size of a page of the operating system, in bytes.
pub(crate) fn page_size() -> usize {
    static SIZE: OnceLock<usize> = OnceLock::new();
    *SIZE.get_or_init(|| {
        // SAFETY: `sysconf` has no preconditions.
        let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        usize::try_from(size).unwrap_or(4096)
    })
}

/// `bytes` rounded up to whole pages, or `None` on overflow.
pub(crate) fn round_to_pages(bytes: usize) -> Option<usize> {
    bytes.checked_next_multiple_of(page_size())
}

/// A range of address space of our own, unmapped when dropped.
#[derive(Debug)]
pub(crate) struct Mapping {
    start: NonNull<u8>,
    len: usize,
    purpose: Purpose,
}

// SAFETY: a mapping is plain address space, owned by this value alone.
unsafe impl Send for Mapping {}
// SAFETY: shared access only reads the address and length.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Reserves inaccessible address space, rounded up to pages. Zero bytes map nothing.
    pub(crate) fn reserve(bytes: usize) -> Result<Self> {
        Self::map(bytes, libc::PROT_NONE)
    }

    /// Maps zeroed pages for reading and writing.
    pub(crate) fn zeroed(bytes: usize) -> Result<Self> {
        Self::map(bytes, libc::PROT_READ | libc::PROT_WRITE)
    }

    /// Maps some bytes of a file, whole pages of it, for reading.
    pub(crate) fn of_file(file: &File, start: u64, bytes: usize) -> Result<Self> {
        let start = libc::off_t::try_from(start).map_err(|_| out_of_memory())?;
        let mapping = Self::map_flags(bytes, libc::PROT_READ, libc::MAP_PRIVATE, Some((file, start)))?;
        Ok(mapping.for_purpose(Purpose::Image))
    }

    fn map(bytes: usize, protection: libc::c_int) -> Result<Self> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        Self::map_flags(bytes, protection, flags, None)
    }

    fn map_flags(
        bytes: usize,
        protection: libc::c_int,
        flags: libc::c_int,
        file: Option<(&File, libc::off_t)>,
    ) -> Result<Self> {
        let len = round_to_pages(bytes).ok_or_else(out_of_memory)?;
        if len == 0 {
            // Aligned like a page and never dereferenced.
            let start = NonNull::without_provenance(page_size().try_into().map_err(|_| out_of_memory())?);
            let purpose = Purpose::Other;
            return Ok(Self { start, len, purpose });
        }
        let (descriptor, offset) = file.map_or((-1, 0), |(file, offset)| (file.as_raw_fd(), offset));
        // SAFETY: a fresh mapping touches nothing that exists.
        let start = unsafe { libc::mmap(ptr::null_mut(), len, protection, flags, descriptor, offset) };
        if start == libc::MAP_FAILED {
            return Err(out_of_memory());
        }
        let start = NonNull::new(start.cast()).ok_or_else(out_of_memory)?;
        registry::enter(start.as_ptr() as usize, len);
        Ok(Self {
            start,
            len,
            purpose: Purpose::Other,
        })
    }

    /// Says in the registry of mappings what this one is for.
    pub(crate) fn for_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        if self.len != 0 {
            registry::set_purpose(self.start() as usize, self.len, purpose);
        }
        self
    }

    /// First byte.
    pub(crate) fn start(&self) -> *mut u8 {
        self.start.as_ptr()
    }

    /// Length in bytes, whole pages.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether the address is inside.
    pub(crate) fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.start.as_ptr() as usize) < self.len
    }

    /// Makes a range readable and writable.
    pub(crate) fn make_writable(&self, range: Range<usize>) -> Result<()> {
        self.protect(range, libc::PROT_READ | libc::PROT_WRITE)
    }

    /// Tells the operating system that this range, which is writable, is about to be written: it then gets its pages at
    /// once and not one fault at a time. A hint; systems that do not know it fault.
    pub(crate) fn will_write(&self, range: Range<usize>) {
        let start = range.start - range.start % page_size();
        if range.is_empty() || range.end > self.len {
            return;
        }
        #[cfg(target_os = "linux")]
        // SAFETY: the range is inside a mapping that this value owns; the contents stay as they are.
        unsafe {
            libc::madvise(
                self.start().add(start).cast(),
                range.end - start,
                libc::MADV_POPULATE_WRITE,
            )
        };
    }

    /// Makes a range readable and executable, and no longer writable.
    pub(crate) fn make_executable(&self, range: Range<usize>) -> Result<()> {
        let still = if seeded!(MappingCodeWritable) {
            libc::PROT_WRITE
        } else {
            0
        };
        self.protect(range, libc::PROT_READ | libc::PROT_EXEC | still)
    }

    /// Makes a range inaccessible; what is there stays.
    pub(crate) fn make_inaccessible(&self, range: Range<usize>) -> Result<()> {
        self.protect(range, libc::PROT_NONE)
    }

    /// Puts fresh anonymous pages in the place of a range, accessible or not. On failure the range is as before.
    pub(crate) fn replace(&self, range: Range<usize>, accessible: bool) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        self.check(&range);
        let protection = if accessible {
            libc::PROT_READ | libc::PROT_WRITE
        } else {
            libc::PROT_NONE
        };
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_FIXED;
        // SAFETY: the range is inside a mapping that this value owns; callers hold no references into it.
        let start = unsafe {
            let place = self.start().add(range.start);
            libc::mmap(place.cast(), range.len(), protection, flags, -1, 0)
        };
        if start == libc::MAP_FAILED {
            return Err(out_of_memory());
        }
        // A new mapping has no name.
        registry::name(start as usize, range.len(), self.purpose);
        Ok(())
    }

    /// Gives the pages of a range back: what is read there next is the mapped file's content, or zero. On failure any part
    /// of it may be as before.
    pub(crate) fn decommit(&self, range: Range<usize>) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        self.check(&range);
        if seeded!(PoolDecommitError) && refuses_now_and_then() {
            return Err(out_of_memory());
        }
        let _turn = turn::DECOMMIT.wait();
        // SAFETY: the range is inside a mapping that this value owns; callers hold no references into it.
        let status = unsafe {
            let place = self.start().add(range.start);
            libc::madvise(place.cast(), range.len(), libc::MADV_DONTNEED)
        };
        if status == 0 { Ok(()) } else { Err(out_of_memory()) }
    }

    /// [`decommit`](Self::decommit) of several ranges, with one call where the kernel takes it (Linux 6.13 on).
    pub(crate) fn decommit_all(&self, ranges: &[Range<usize>]) -> Result<()> {
        let done = ranges.len() > 1 && !seeded!(PoolDecommitError) && self.decommit_at_once(ranges);
        if done {
            return Ok(());
        }
        ranges.iter().try_for_each(|range| self.decommit(range.clone()))
    }

    /// False when the kernel refuses; any part may be done then.
    #[cfg(target_os = "linux")]
    fn decommit_at_once(&self, ranges: &[Range<usize>]) -> bool {
        use std::sync::atomic::{AtomicBool, Ordering};
        /// `PIDFD_SELF_THREAD`: the address space of this thread, as a file descriptor.
        const SELF: libc::c_int = -10_000;
        /// Ranges per call.
        const MOST: usize = 64;
        static UNKNOWN: AtomicBool = AtomicBool::new(false);
        if UNKNOWN.load(Ordering::Relaxed) {
            return false;
        }
        ranges.chunks(MOST).all(|ranges| {
            let mut vector = [libc::iovec {
                iov_base: ptr::null_mut(),
                iov_len: 0,
            }; MOST];
            let mut bytes = 0;
            for (place, range) in vector.iter_mut().zip(ranges) {
                self.check(range);
                bytes += range.len();
                *place = libc::iovec {
                    iov_base: self.start().wrapping_add(range.start).cast(),
                    iov_len: range.len(),
                };
            }
            let _turn = turn::DECOMMIT.wait();
            // SAFETY: the ranges are inside a mapping that this value owns; callers hold no references into it.
            let advised = unsafe {
                libc::syscall(
                    libc::SYS_process_madvise,
                    SELF,
                    vector.as_ptr(),
                    ranges.len(),
                    libc::MADV_DONTNEED,
                    0,
                )
            };
            let done = usize::try_from(advised) == Ok(bytes);
            if advised < 0 {
                UNKNOWN.store(true, Ordering::Relaxed);
            }
            done
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn decommit_at_once(&self, _: &[Range<usize>]) -> bool {
        false
    }

    fn check(&self, range: &Range<usize>) {
        assert!(
            range.start.is_multiple_of(page_size()) && range.end <= self.len,
            "range of this mapping"
        );
    }

    fn protect(&self, range: Range<usize>, protection: libc::c_int) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        self.check(&range);
        // SAFETY: the range is inside a mapping that this value owns; callers hold no references that the new
        // protection would break.
        let status = unsafe { libc::mprotect(self.start().add(range.start).cast(), range.len(), protection) };
        if status == 0 { Ok(()) } else { Err(out_of_memory()) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        if self.len != 0 {
            registry::strike(self.start() as usize);
            if seeded!(MappingLeak) && self.purpose == Purpose::Image {
                return;
            }
            // SAFETY: the range is ours.
            unsafe { libc::munmap(self.start().cast(), self.len) };
        }
    }
}

/// For a seeded fault that needs an operating system which sometimes refuses.
fn refuses_now_and_then() -> bool {
    use std::sync::atomic::{AtomicU32, Ordering};
    static CALLS: AtomicU32 = AtomicU32::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed) % 3 == 2
}

fn out_of_memory() -> Error {
    Error::exhausted(Exhaustion::OutOfMemory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_writable() {
        let page = page_size();
        let mapping = Mapping::reserve(4 * page).unwrap();
        mapping.make_writable(page..2 * page).unwrap();
        // SAFETY: the page was just made writable.
        unsafe { mapping.start().add(page).write(7) };
        let start = mapping.start() as usize;
        assert!(mapping.contains(start) && !mapping.contains(start + mapping.len()));
    }

    #[test]
    fn replaced_and_decommitted_pages_are_zero() {
        let page = page_size();
        let mapping = Mapping::zeroed(3 * page).unwrap();
        // SAFETY: the mapping is readable and writable, and these are the only references.
        let bytes = |range: Range<usize>| unsafe {
            std::slice::from_raw_parts_mut(mapping.start().add(range.start), range.len())
        };
        bytes(0..3 * page).fill(9);
        mapping.replace(0..page, true).unwrap();
        mapping.decommit(page..2 * page).unwrap();
        assert!(bytes(0..2 * page).iter().all(|byte| *byte == 0));
        assert!(bytes(2 * page..3 * page).iter().all(|byte| *byte == 9));
        bytes(0..2 * page).fill(9);
        mapping.decommit_all(&[0..page, 2 * page..3 * page]).unwrap();
        let left: Vec<usize> = (0..3 * page).filter(|at| bytes(*at..at + 1)[0] != 0).collect();
        assert_eq!(left, (page..2 * page).collect::<Vec<_>>());
        bytes(2 * page..3 * page).fill(9);
        mapping.make_inaccessible(2 * page..3 * page).unwrap();
        mapping.make_writable(2 * page..3 * page).unwrap();
        assert!(bytes(2 * page..3 * page).iter().all(|byte| *byte == 9));
    }

    #[test]
    fn impossible_sizes_are_errors() {
        assert!(Mapping::reserve(usize::MAX).is_err());
        assert!(Mapping::reserve(1 << 60).is_err());
        assert_eq!(Mapping::zeroed(0).unwrap().len(), 0);
    }
}
