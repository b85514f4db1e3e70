//! What of a module's initial state is known before it is instantiated.
//!
//! Active segments whose place is a constant make an *image* of a memory, which an instance gets instead of having the
//! segments written. The effects are those of the specification: segments are in the image of a memory up to the first
//! whose place only instantiation knows, the rest is written on top; and images are used only when
//! no active segment at all will trap, because those after one that traps must leave no effect.

use std::sync::{Arc, Mutex, OnceLock};

use crate::compile::{ConstExpr, DataMode, ElementMode, ModuleInfo};
use crate::config::Config;
use crate::runtime::limits::PAGE;
use crate::sys::{ImageFile, MemoryImage, page_size};

/// What the knobs say about images.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ImagePlan {
    memories: bool,
    /// Bytes from which an image is worth a mapping.
    least: u64,
    /// Bytes up to which an image may be mostly empty.
    sparse: u64,
}

impl ImagePlan {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            memories: config.memory_image(),
            least: config.memory_image_min(),
            sparse: config.memory_image_sparse_max(),
        }
    }

    /// Whether to make an image of `len` bytes for segments of `data` bytes together.
    fn wants(&self, len: u64, data: u64) -> bool {
        self.memories && len != 0 && len >= self.least && (len <= self.sparse || len / 2 <= data)
    }
}

/// The place of an active segment that only instantiation can check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placement {
    /// Whether it is an element segment.
    pub(crate) elements: bool,
    /// Index of the table or memory.
    pub(crate) target: u32,
    pub(crate) offset: ConstExpr,
    pub(crate) len: u64,
}

/// The part of a memory that segments of the image write.
#[derive(Debug, Default)]
struct MemoryParts {
    /// Segments with their places, in order.
    segments: Vec<(u32, u64)>,
    start: u64,
    end: u64,
}

/// A module's initial state.
#[derive(Debug)]
pub(crate) struct Initial {
    plan: ImagePlan,
    /// Whether an active segment with a known place does not fit: every instantiation traps.
    traps: bool,
    /// Active segments that may trap.
    placements: Vec<Placement>,
    /// For each memory that the module defines.
    memories: Vec<MemoryParts>,
    images: OnceLock<Vec<Option<Arc<MemoryImage>>>>,
}

impl Initial {
    pub(crate) fn new(info: &ModuleInfo, plan: ImagePlan) -> Self {
        let mut initial = Self {
            plan,
            traps: false,
            placements: Vec::new(),
            memories: Vec::new(),
            images: OnceLock::new(),
        };
        for segment in &info.elements {
            if let ElementMode::Active { table, offset } = segment.mode {
                let size = (table >= info.imported.tables).then(|| info.tables[table as usize].min);
                initial.place(true, table, offset, segment.items.len() as u64, size);
            }
        }
        let defined = info.memories.len() - info.imported.memories as usize;
        // Whether a segment was met whose place is not known.
        let mut ended = vec![false; defined];
        initial.memories.resize_with(defined, MemoryParts::default);
        for (index, segment) in info.data.iter().enumerate() {
            let DataMode::Active { memory, offset } = segment.mode else {
                continue;
            };
            let of = memory.checked_sub(info.imported.memories).map(|of| of as usize);
            let size = of.map(|_| info.memories[memory as usize].min * PAGE);
            let start = initial.place(false, memory, offset, segment.bytes.len() as u64, size);
            let Some(of) = of else { continue };
            match start {
                Some(start) if !ended[of] => initial.memories[of].add(index as u32, start, segment.bytes.len() as u64),
                _ => ended[of] = true,
            }
        }
        initial
    }

    /// Notes an active segment in a target of `size`, unless that is imported; returns its place if it is known and not
    /// outside.
    fn place(&mut self, elements: bool, target: u32, offset: ConstExpr, len: u64, size: Option<u64>) -> Option<u64> {
        let start = match offset {
            ConstExpr::I32(offset) => Some(u64::from(offset as u32)),
            _ => None,
        };
        let (Some(start), Some(size)) = (start, size) else {
            self.placements.push(Placement {
                elements,
                target,
                offset,
                len,
            });
            return start;
        };
        let fits = start + len <= size;
        self.traps |= !fits;
        fits.then_some(start)
    }

    /// Whether no active segment will trap. `fits` answers for those about which only instantiation knows.
    pub(crate) fn fits(&self, fits: impl FnMut(&Placement) -> bool) -> bool {
        !self.traps && self.placements.iter().all(fits)
    }

    /// The image of each memory that the module defines, where there is one; made at the first use.
    pub(crate) fn images(&self, info: &ModuleInfo) -> &[Option<Arc<MemoryImage>>] {
        self.images.get_or_init(|| self.make_images(info).unwrap_or_default())
    }

    fn make_images(&self, info: &ModuleInfo) -> Option<Vec<Option<Arc<MemoryImage>>>> {
        let wanted = |parts: &&MemoryParts| self.plan.wants(parts.len(), parts.data(info));
        let len = self.memories.iter().filter(wanted).map(MemoryParts::len).sum();
        if len == 0 {
            return None;
        }
        let mut pieces = Vec::new();
        let mut end = 0;
        for parts in self.memories.iter().filter(wanted) {
            for (segment, place) in &parts.segments {
                let mut bytes = &*info.data[*segment as usize].bytes;
                if seeded!(ImagePartialPage) {
                    let whole = parts.data_end(info) / page_size() as u64 * page_size() as u64;
                    bytes = &bytes[..bytes.len().min(whole.saturating_sub(*place) as usize)];
                }
                pieces.push((end + place - parts.start, bytes));
            }
            end += parts.len();
        }
        if seeded!(ImageOrder) {
            pieces.reverse();
        }
        let file = Arc::new(ImageFile::new(len, pieces)?);
        let mut offset = 0;
        let image = |parts: &MemoryParts| {
            wanted(&parts).then(|| {
                let (start, len) = (parts.start as usize, parts.len() as usize);
                let image = MemoryImage::new(file.clone(), offset, start, len);
                offset += len as u64;
                of_another_module(Arc::new(image))
            })
        };
        Some(self.memories.iter().map(image).collect())
    }

    /// Whether a data segment is in the image of the memory that the module defines under this number.
    pub(crate) fn in_image(&self, memory: usize, segment: u32) -> bool {
        let segments = &self.memories[memory].segments;
        segments.binary_search_by_key(&segment, |(segment, _)| *segment).is_ok()
    }
}

impl MemoryParts {
    fn add(&mut self, segment: u32, start: u64, len: u64) {
        self.segments.push((segment, start));
        if len == 0 {
            return;
        }
        let page = page_size() as u64;
        let (first, end) = (start / page * page, (start + len).next_multiple_of(page));
        if self.end == 0 {
            (self.start, self.end) = (first, end);
        } else {
            (self.start, self.end) = (self.start.min(first), self.end.max(end));
        }
    }

    /// Length in bytes, whole pages.
    fn len(&self) -> u64 {
        self.end - self.start
    }

    /// Where the last segment ends.
    fn data_end(&self, info: &ModuleInfo) -> u64 {
        let end = |(segment, place): &(u32, u64)| place + info.data[*segment as usize].bytes.len() as u64;
        self.segments.iter().map(end).max().unwrap_or(0)
    }

    /// Bytes of all segments.
    fn data(&self, info: &ModuleInfo) -> u64 {
        let len = |(segment, _): &(u32, u64)| info.data[*segment as usize].bytes.len() as u64;
        self.segments.iter().map(len).sum()
    }
}

/// The image, or, under the seeded fault, that of the module before which has the same size.
fn of_another_module(image: Arc<MemoryImage>) -> Arc<MemoryImage> {
    static LAST: Mutex<Option<Arc<MemoryImage>>> = Mutex::new(None);
    if seeded!(ImageOfAnotherModule) {
        let mut last = LAST.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(last) = last.as_ref()
            && (last.start(), last.len()) == (image.start(), image.len())
        {
            return last.clone();
        }
        *last = Some(image.clone());
    }
    image
}
