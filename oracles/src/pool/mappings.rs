//! The engine's mappings: what its registry lists against what the kernel tells in `/proc/self/maps`.
//!
//! # What is compared
//! Between the steps of a run:
//!
//! 1. Every listed region is mapped from its first byte to its last, private, with the permissions of its purpose: code is never
//!    writable, an image never written, a memory never executable.
//! 2. Of the pools' memories exactly so many bytes are accessible as live memories have and the metrics say that unused slots keep.
//! 3. Parts that map a file map an image of memories, from a file in memory or a regular one without a name. Every image that the process maps is within a listed region.
//! 4. Where the kernel names anonymous memory, every part has the name of its purpose, and nothing with the engine's names is outside
//!    of listed regions.
//!
//! And when everything was dropped but the engine: its regions are mapped as they were when it was made.
//!
//! # What it cannot see
//! Where the kernel has no names, anonymous address space that was struck from the registry and is still mapped. Such runs are counted.

use std::collections::BTreeSet;
use std::ops::Range;
use touchstone_engine::sys::{Purpose, Region, kernel_names_mappings, mapped_regions};

/// What the kernel puts before and after the name of anonymous memory, and what the engine's names begin with.
const ANONYMOUS: &str = "[anon:";
/// What the file of every image is called, in memory or in some directory, and what follows: it has no name any more.
const IMAGE: &str = "touchstone-image";
const IMAGE_IN_MEMORY: &str = "/memfd:touchstone-image";
const NAMELESS: &str = " (deleted)";

/// A line of `/proc/self/maps`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    range: Range<usize>,
    permissions: String,
    name: String,
}

impl Line {
    fn of(text: &str) -> Option<Line> {
        let mut words = text.splitn(6, ' ');
        let (start, end) = words.next()?.split_once('-')?;
        let address = |text| usize::from_str_radix(text, 16).ok();
        let permissions = words.next()?.to_string();
        // After the offset, the device and the inode.
        let name = words.nth(3).unwrap_or("").trim().to_string();
        Some(Line {
            range: address(start)?..address(end)?,
            permissions,
            name,
        })
    }

    /// The part of it in a range, unless that is empty.
    fn within(&self, range: &Range<usize>) -> Option<Line> {
        let part = self.range.start.max(range.start)..self.range.end.min(range.end);
        (!part.is_empty()).then(|| Line {
            range: part,
            ..self.clone()
        })
    }

    fn accessible(&self) -> usize {
        match self.permissions.starts_with("---") {
            true => 0,
            false => self.range.len(),
        }
    }

    /// Whether it maps a file of images.
    fn is_image(&self) -> bool {
        let regular = || self.name.rsplit('/').next().is_some_and(|name| name.starts_with(IMAGE));
        self.name.starts_with(IMAGE_IN_MEMORY) || regular()
    }

    /// Whether the engine made it, as far as the name tells.
    fn is_ours(&self) -> bool {
        let name = self.name.strip_prefix(ANONYMOUS).unwrap_or("");
        name.starts_with(Purpose::Other.name()) || self.is_image()
    }
}

/// What every mapping of the process is, by address.
fn lines() -> Result<Vec<Line>, String> {
    let text = std::fs::read_to_string("/proc/self/maps").map_err(|error| format!("/proc/self/maps: {error}"))?;
    Ok(text.lines().filter_map(Line::of).collect())
}

fn range_of(region: &Region) -> Range<usize> {
    region.start..region.start + region.len
}

/// The permissions that parts of a region may have.
fn admitted(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Code | Purpose::Trampoline => &["r-xp"],
        Purpose::Image => &["r--p"],
        Purpose::Table | Purpose::ContextPool | Purpose::TablePool | Purpose::SignalStack => &["rw-p"],
        Purpose::Memory | Purpose::MemoryPool => &["---p", "rw-p"],
        // Not said in time.
        Purpose::Other => &[],
    }
}

/// Says what is wrong with a part of a region.
fn wrong(part: &Line, purpose: Purpose, named: bool) -> Option<String> {
    if !admitted(purpose).contains(&part.permissions.as_str()) {
        return Some(format!("is {}", part.permissions));
    }
    let is_image = part.is_image() && part.name.ends_with(NAMELESS);
    let anonymous = match named {
        true => {
            part.name
                .strip_prefix(ANONYMOUS)
                .and_then(|rest| rest.strip_suffix(']'))
                == Some(purpose.name())
        }
        false => part.name.is_empty(),
    };
    let right = match purpose {
        Purpose::Image => is_image,
        Purpose::Memory | Purpose::MemoryPool => is_image || anonymous,
        _ => anonymous,
    };
    (!right).then(|| format!("is called `{}`", part.name))
}

/// What a comparison expects besides what the registry lists.
#[derive(Clone, Copy)]
struct Expected {
    /// Whether anonymous memory has names.
    named: bool,
    /// Bytes of pooled memories that are accessible.
    accessible: Option<usize>,
}

/// The first difference between the kernel's lines and the registry's regions.
fn compare(lines: &[Line], regions: &[Region], expected: Expected) -> Result<(), String> {
    let mut accessible = 0;
    for region in regions {
        let (range, purpose) = (range_of(region), region.purpose);
        let place = |at: usize| {
            format!(
                "{} bytes into {} bytes of {}",
                at - range.start,
                region.len,
                purpose.name()
            )
        };
        let mut covered = range.start;
        // Lines stand in order.
        let first = lines.partition_point(|line| line.range.end <= range.start);
        for part in lines[first..].iter().map_while(|line| line.within(&range)) {
            if part.range.start != covered {
                break;
            }
            if let Some(what) = wrong(&part, purpose, expected.named) {
                return Err(format!("{} {what}", place(part.range.start)));
            }
            covered = part.range.end;
            if purpose == Purpose::MemoryPool {
                accessible += part.accessible();
            }
        }
        if covered != range.end {
            return Err(format!("{} is not mapped", place(covered)));
        }
    }
    for line in lines.iter().filter(|line| line.is_ours()) {
        let mut covered = line.range.start;
        let first = regions.partition_point(|region| region.start + region.len <= covered);
        for region in &regions[first..] {
            if region.start > covered || covered >= line.range.end {
                break;
            }
            covered = region.start + region.len;
        }
        if covered < line.range.end {
            let left = line.range.end - covered;
            return Err(format!("{left} bytes of {} that no list of the engine has", line.name));
        }
    }
    match expected.accessible {
        Some(expected) if expected != accessible => Err(format!(
            "{accessible} bytes of pooled memories are accessible, {expected} should be"
        )),
        _ => Ok(()),
    }
}

/// Parts of regions as they are mapped, neighbours that do not differ joined.
type Shape = Vec<Line>;

fn shape(lines: &[Line], regions: &BTreeSet<Region>) -> Shape {
    let mut shape = Shape::new();
    for region in regions {
        let range = range_of(region);
        for part in lines.iter().filter_map(|line| line.within(&range)) {
            match shape.last_mut() {
                Some(last)
                    if last.range.end == part.range.start
                        && last.range.start >= range.start
                        && (&last.permissions, &last.name) == (&part.permissions, &part.name) =>
                {
                    last.range.end = part.range.end;
                }
                _ => shape.push(part),
            }
        }
    }
    shape
}

/// What engines hold. Trampolines and the signal stacks of threads are the process's.
pub(super) fn regions() -> BTreeSet<Region> {
    let of_engines = |region: &Region| !matches!(region.purpose, Purpose::SignalStack | Purpose::Trampoline);
    mapped_regions().into_iter().filter(of_engines).collect()
}

/// The mappings of an engine that was just made.
pub(super) struct Mappings {
    regions: BTreeSet<Region>,
    start: Result<Shape, String>,
}

impl Mappings {
    /// What is there now and was not `before`.
    pub(super) fn since(before: &BTreeSet<Region>) -> Mappings {
        let regions = regions().difference(before).copied().collect();
        let start = lines().map(|lines| shape(&lines, &regions));
        Mappings { regions, start }
    }

    /// Compares all that the engines of the process have with the registry.
    ///
    /// # Errors
    /// The first difference.
    pub(super) fn check(&self, accessible: Option<u64>) -> Result<(), String> {
        let expected = Expected {
            named: kernel_names_mappings(),
            accessible: accessible.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)),
        };
        let once = || compare(&lines()?, &mapped_regions(), expected);
        // Another thread of the process may have been between registry and kernel; what is wrong stays wrong.
        (0..3).fold(once(), |result, _| result.or_else(|_| once()))
    }

    /// Compares the engine's first mappings with what they were.
    ///
    /// # Errors
    /// The first part that differs.
    pub(super) fn check_start(&self) -> Result<(), String> {
        let (start, now) = (self.start.as_ref()?, shape(&lines()?, &self.regions));
        let differs = now.iter().find(|part| !start.contains(part));
        match differs {
            Some(part) => Err(format!(
                "{} bytes are {} {} and were not at the start",
                part.range.len(),
                part.permissions,
                part.name
            )),
            None if now.len() != start.len() => Err("address space of the start is gone".into()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Expected, Line, Region, compare, shape};
    use std::collections::BTreeSet;
    use touchstone_engine::sys::Purpose;

    const NAMED: &str = "\
1000-3000 r-xp 00000000 00:00 0                          [anon:touchstone code]
3000-5000 r--p 00001000 00:01 77                         /memfd:touchstone-image (deleted)
5000-6000 ---p 00000000 00:00 0                          [anon:touchstone memory pool]
6000-7000 rw-p 00001000 00:02 78                         /tmp/touchstone-image-0123456789abcdef (deleted)
7000-8000 rw-p 00000000 00:00 0                          [anon:touchstone memory pool]
8000-9000 ---p 00000000 00:00 0                          [anon:touchstone memory pool]
9000-a000 rw-p 00000000 00:00 0                          [heap]
";

    fn region(start: usize, end: usize, purpose: Purpose) -> Region {
        Region {
            start,
            len: end - start,
            purpose,
        }
    }

    fn regions() -> Vec<Region> {
        vec![
            region(0x1000, 0x3000, Purpose::Code),
            region(0x3000, 0x5000, Purpose::Image),
            region(0x5000, 0x9000, Purpose::MemoryPool),
        ]
    }

    fn difference(text: &str, regions: &[Region], named: bool) -> Option<String> {
        let lines: Vec<Line> = text.lines().filter_map(Line::of).collect();
        let expected = Expected {
            named,
            accessible: Some(0x2000),
        };
        compare(&lines, regions, expected).err()
    }

    fn without_names() -> String {
        let lines = NAMED.lines().map(|line| line.split("[anon").next().unwrap_or(line));
        lines.map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn what_agrees_has_no_difference() {
        assert_eq!(difference(NAMED, &regions(), true), None);
        assert_eq!(difference(&without_names(), &regions(), false), None);
        // Neighbours of one name are one line of the kernel.
        let halves = [
            region(0x1000, 0x2000, Purpose::Code),
            region(0x2000, 0x3000, Purpose::Code),
        ];
        let all: Vec<Region> = halves.into_iter().chain(regions().into_iter().skip(1)).collect();
        assert_eq!(difference(NAMED, &all, true), None);
    }

    #[test]
    fn each_change_is_a_difference() {
        for (from, to, said) in [
            ("r-xp", "rwxp", "is rwxp"),
            ("r--p", "rw-p", "is rw-p"),
            ("6000-7000 rw-p", "6000-7000 rw-s", "is rw-s"),
            (
                "8000-9000 ---p",
                "8000-9000 rw-p",
                "12288 bytes of pooled memories are accessible",
            ),
            (
                "7000-8000 rw-p",
                "7000-8000 ---p",
                "4096 bytes of pooled memories are accessible",
            ),
            (
                "8000-9000",
                "8800-9000",
                "12288 bytes into 16384 bytes of touchstone memory pool is not mapped",
            ),
            ("[anon:touchstone code]", "[anon:other]", "is called `[anon:other]`"),
            (
                "[heap]",
                "[anon:touchstone table]",
                "4096 bytes of [anon:touchstone table] that no list",
            ),
            (
                "cdef (deleted)",
                "cdef",
                "is called `/tmp/touchstone-image-0123456789abcdef`",
            ),
            (
                "[heap]",
                "/tmp/touchstone-image-1 (deleted)",
                "that no list of the engine has",
            ),
            (
                "[heap]",
                "/memfd:touchstone-image (deleted)",
                "that no list of the engine has",
            ),
        ] {
            let changed = NAMED.replacen(from, to, 1);
            assert_ne!(changed, NAMED);
            let found = difference(&changed, &regions(), true).unwrap_or_default();
            assert!(found.contains(said), "{to}: {found}");
        }
        for left_out in 0..3 {
            let mut fewer = regions();
            fewer.remove(left_out);
            assert!(difference(NAMED, &fewer, true).is_some(), "region {left_out}");
        }
        assert!(
            difference(NAMED, &regions(), false).is_some(),
            "names where there are none"
        );
        assert!(difference(&without_names(), &regions(), true).is_some(), "no names");
    }

    #[test]
    fn shapes_join_what_does_not_differ() {
        let whole = "5000-9000 ---p 0 00:00 0 \n";
        let split = "5000-6000 ---p 0 00:00 0 \n6000-9000 ---p 0 00:00 0 \n";
        let other = "5000-6000 rw-p 0 00:00 0 \n6000-9000 ---p 0 00:00 0 \n";
        let of = |text: &str| {
            let lines: Vec<Line> = text.lines().filter_map(Line::of).collect();
            shape(&lines, &BTreeSet::from([region(0x5000, 0x9000, Purpose::MemoryPool)]))
        };
        assert_eq!(of(whole), of(split));
        assert_ne!(of(whole), of(other));
    }
}
