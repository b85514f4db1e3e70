//! What the kernel knows of single pages: the `PAGEMAP_SCAN` call (Linux 6.7 on).

use std::fs::File;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use smallvec::SmallVec;

use super::mapping::page_size;

/// Categories of a page, as in `linux/fs.h`.
const FILE: u64 = 1 << 2;
const PRESENT: u64 = 1 << 3;
const SWAPPED: u64 = 1 << 4;
const ZERO: u64 = 1 << 5;

/// `_IOWR('f', 16, struct pm_scan_arg)`.
const PAGEMAP_SCAN: libc::c_ulong =
    3 << 30 | (size_of::<Scan>() as libc::c_ulong) << 16 | (b'f' as libc::c_ulong) << 8 | 16;

/// `struct pm_scan_arg`.
#[repr(C)]
#[derive(Debug, Default)]
struct Scan {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    walk_end: u64,
    regions: u64,
    region_count: u64,
    max_pages: u64,
    inverted: u64,
    all_of: u64,
    any_of: u64,
    returned: u64,
}

/// `struct page_region`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
struct Region {
    start: u64,
    end: u64,
    categories: u64,
}

/// Regions that one call tells; more of them are not worth telling apart.
const REGIONS: usize = 64;

/// What a scan found.
#[derive(Debug, Default)]
pub(crate) struct Dirty {
    /// Addresses of the pages, in order, neighbours joined.
    pub(crate) ranges: SmallVec<[Range<usize>; 16]>,
    /// Whether there are pages of a mapped file that nobody wrote; true when nobody asked.
    pub(crate) clean: bool,
    /// What was looked at; pages from its end on may be of any kind.
    pub(crate) end: usize,
}

/// Whether this process was forked after files of `/proc/self` were opened, which still tell of the parent.
static FORKED: AtomicBool = AtomicBool::new(false);

/// Opens a file of `/proc/self`, and sees to it that [`FORKED`] says when it is another process's.
fn open_own(path: &str) -> Option<File> {
    extern "C" fn in_child() {
        FORKED.store(true, Ordering::Relaxed);
    }
    // SAFETY: the handler only sets a flag.
    let status = unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    (status == 0).then(|| File::open(path).ok())?
}

/// The file, unless it is the parent's.
fn own(file: &'static Option<File>) -> Option<&'static File> {
    file.as_ref().filter(|_| !FORKED.load(Ordering::Relaxed))
}

/// This process's page map; `None` when it cannot be opened or the kernel has no scan.
fn pagemap() -> Option<&'static File> {
    static FILE: OnceLock<Option<File>> = OnceLock::new();
    let open = || {
        let file = open_own("/proc/self/pagemap")?;
        let page = [0u64; 1];
        let start = page.as_ptr() as usize / page_size() * page_size();
        scan(&file, start..start + page_size(), 0, 0)?;
        Some(file)
    };
    own(FILE.get_or_init(open))
}

/// Whether the kernel tells which pages were written; where it does not, the knob `pagemap_scan` changes nothing.
pub fn kernel_scans_pages() -> bool {
    pagemap().is_some()
}

/// The pages that are present or swapped and have none of the categories `without`; those that have a category of
/// `apart` are not told, only whether there are any; nobody asks when that is 0.
fn scan(file: &File, range: Range<usize>, without: u64, apart: u64) -> Option<Dirty> {
    let mut regions = [const { MaybeUninit::<Region>::uninit() }; REGIONS];
    let mut argument = Scan {
        size: size_of::<Scan>() as u64,
        start: range.start as u64,
        end: range.end as u64,
        regions: regions.as_mut_ptr() as u64,
        region_count: REGIONS as u64,
        inverted: without,
        all_of: without,
        any_of: PRESENT | SWAPPED,
        returned: apart,
        ..Scan::default()
    };
    // SAFETY: the kernel reads and writes the argument and at most `REGIONS` regions, all of which live on.
    let found = unsafe { libc::ioctl(file.as_raw_fd(), PAGEMAP_SCAN, &raw mut argument) };
    let found = usize::try_from(found).ok()?;
    let mut ranges: SmallVec<[Range<usize>; 16]> = SmallVec::new();
    let mut clean = apart == 0;
    for region in &regions[..found] {
        // SAFETY: the kernel wrote as many as it said.
        let region = unsafe { region.assume_init() };
        if region.categories & apart != 0 {
            clean = true;
            continue;
        }
        match ranges.last_mut() {
            Some(last) if last.end == region.start as usize => last.end = region.end as usize,
            _ => ranges.push(region.start as usize..region.end as usize),
        }
    }
    Some(Dirty {
        ranges,
        clean,
        end: if found < REGIONS {
            range.end
        } else {
            argument.walk_end as usize
        },
    })
}

/// The pages of a range, whole pages of private mappings, that differ from their initial state: present or swapped,
/// neither the kernel's page of zeros nor the mapped file's own. To know whether there are any of the file's own takes
/// longer. `None` when the kernel does not say.
pub(crate) fn dirty_pages(range: Range<usize>, look_for_clean: bool) -> Option<Dirty> {
    if look_for_clean {
        scan(pagemap()?, range, ZERO, FILE)
    } else {
        scan(pagemap()?, range, FILE | ZERO, 0)
    }
}

/// The pages of a range that hold anything, also those that may not be accessed. `None` when the kernel does not say.
fn touched_pages(range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let file = pagemap()?;
    let (mut ranges, mut start) = (Vec::new(), range.start);
    while start < range.end {
        let found = scan(file, start..range.end, 0, 0)?;
        ranges.extend(found.ranges);
        if found.end <= start {
            return None;
        }
        start = found.end;
    }
    Some(ranges)
}

/// The accessible parts of a range, by `/proc/self/maps`; none when that cannot be read.
fn accessible(range: Range<usize>) -> Vec<Range<usize>> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let part = |line: &str| {
        let (addresses, rest) = line.split_once(' ')?;
        let (start, end) = addresses.split_once('-')?;
        let address = |text| usize::from_str_radix(text, 16).ok();
        let part = address(start)?.max(range.start)..address(end)?.min(range.end);
        (!rest.starts_with("---") && !part.is_empty()).then_some(part)
    };
    maps.lines().filter_map(part).collect()
}

/// The first address of a range that is readable, writable or executable, as far as `/proc/self/maps` tells.
pub(crate) fn first_accessible(range: Range<usize>) -> Option<usize> {
    accessible(range).first().map(|part| part.start)
}

/// The first address of a range whose byte is not zero, accessible or not; only of accessible ones where the kernel does
/// not tell which pages hold anything.
pub(crate) fn first_nonzero(range: Range<usize>) -> Option<usize> {
    if range.is_empty() {
        return None;
    }
    let page = page_size();
    let whole = range.start / page * page..range.end.next_multiple_of(page);
    let touched = touched_pages(whole).unwrap_or_else(|| accessible(range.clone()));
    let mut bytes = vec![0; page];
    for part in touched {
        let (mut at, end) = (part.start.max(range.start), part.end.min(range.end));
        while at < end {
            let chunk = &mut bytes[..page.min(end - at)];
            if !read_even_inaccessible(at, chunk) {
                return None;
            }
            if let Some(index) = chunk.iter().position(|byte| *byte != 0) {
                return Some(at + index);
            }
            at += chunk.len();
        }
    }
    None
}

/// Reads memory of this process, also where it may not be accessed. False when the kernel refuses.
fn read_even_inaccessible(address: usize, buffer: &mut [u8]) -> bool {
    static MEMORY: OnceLock<Option<File>> = OnceLock::new();
    let file = own(MEMORY.get_or_init(|| open_own("/proc/self/mem")));
    file.is_some_and(|file| file.read_exact_at(buffer, address as u64).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::{ImageFile, ImageSource, Mapping, MemoryImage};
    use std::sync::Arc;

    #[test]
    fn written_pages_are_dirty_and_read_ones_are_not() {
        for source in [ImageSource::Memfd, ImageSource::File(std::env::temp_dir().into())] {
            written_pages_are_dirty(&source);
        }
    }

    fn written_pages_are_dirty(source: &ImageSource) {
        let page = page_size();
        let mapping = Mapping::zeroed(16 * page).unwrap();
        let file = Arc::new(ImageFile::new(source, 4 * page as u64, [(0, &[7u8; 100][..])]).unwrap());
        // SAFETY: inside the mapping, to which nothing refers.
        assert!(unsafe { MemoryImage::new(file, 0, 8 * page, 4 * page).map_at(mapping.start(), true) });
        let start = mapping.start() as usize;
        // SAFETY: inside the mapping, which is readable and writable.
        unsafe {
            for written in [1, 2, 9] {
                mapping.start().add(written * page + 5).write(1);
            }
            for read in [4, 8, 10] {
                assert_eq!(mapping.start().add(read * page + 200).read_volatile(), 0);
            }
        }
        let Some(dirty) = dirty_pages(start..start + 16 * page, true) else {
            // The kernel has no scan, and the engine does without.
            assert!(pagemap().is_none());
            return;
        };
        assert_eq!(dirty.end, start + 16 * page);
        let pages = |range: Range<usize>| start + range.start * page..start + range.end * page;
        assert_eq!(dirty.ranges.as_slice(), [pages(1..3), pages(9..10)]);
        assert!(dirty.clean);
        assert!(!dirty_pages(start..start + 8 * page, true).unwrap().clean);
        let not_asked = dirty_pages(start..start + 16 * page, false).unwrap();
        assert!(not_asked.clean && not_asked.ranges == dirty.ranges);
        mapping.decommit(0..16 * page).unwrap();
        let dirty = dirty_pages(start..start + 16 * page, true).unwrap();
        assert!(dirty.ranges.is_empty() && !dirty.clean);
    }

    #[test]
    fn a_forked_child_does_not_ask_about_its_parent() {
        // Open from here on, if it ever is.
        pagemap();
        // SAFETY: the child reads a flag and ends.
        let status = unsafe {
            let child = libc::fork();
            if child == 0 {
                libc::_exit(i32::from(pagemap().is_some()));
            }
            let mut status = -1;
            assert_eq!(libc::waitpid(child, &raw mut status, 0), child);
            status
        };
        assert_eq!(status, 0);
    }

    #[test]
    fn scattered_pages_are_told_up_to_where_the_scan_ended() {
        let page = page_size();
        let mapping = Mapping::zeroed(400 * page).unwrap();
        let start = mapping.start() as usize;
        for written in (0..400).step_by(2) {
            // SAFETY: inside the mapping, which is writable.
            unsafe { mapping.start().add(written * page).write(1) };
        }
        let Some(dirty) = dirty_pages(start..start + 400 * page, true) else {
            assert!(pagemap().is_none());
            return;
        };
        assert_eq!(dirty.ranges.len(), REGIONS);
        assert!(dirty.end >= dirty.ranges[REGIONS - 1].end && dirty.end <= dirty.ranges[REGIONS - 1].end + page);
        mapping.make_inaccessible(0..400 * page).unwrap();
        let touched = touched_pages(start..start + 400 * page).unwrap();
        assert_eq!(touched.len(), 200);
        assert_eq!(
            first_nonzero(start + 398 * page - 5..start + 400 * page),
            Some(start + 398 * page)
        );
        assert_eq!(first_nonzero(start + page..start + 2 * page), None);
        mapping.make_writable(300 * page..301 * page).unwrap();
        assert_eq!(first_accessible(start..start + 400 * page), Some(start + 300 * page));
    }
}
