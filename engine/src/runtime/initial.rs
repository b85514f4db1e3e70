//! What of a module's initial state is known before it is instantiated.
//!
//! Active segments whose place is a constant make an *image* of a memory or table, which an instance gets instead of having
//! the segments written: pages to be mapped, and functions to be looked up when an element is first used. The effects are those of the specification: segments are in an image up to the first
//! whose place only instantiation knows, the rest is written on top; and images are used only when
//! no active segment at all will trap, because those after one that traps must leave no effect.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use crate::compile::{ConstExpr, DataMode, ElementMode, ElementSegment, ModuleInfo};
use crate::config::{Config, MemoryImageSource};
use crate::runtime::limits::PAGE;
use crate::sys::{ImageFile, ImageSource, MemoryImage, page_size};
use crate::types::ValType;

/// The files of images that an engine's modules made, or would have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageMetrics {
    /// Files made: one for each module that has images of memories.
    pub files: u64,
    /// Files that could not be made: the segments of these modules are copied.
    pub failures: u64,
    /// Why the last of these could not.
    pub reason: Option<String>,
}

/// What the knobs say about images.
#[derive(Clone, Debug)]
pub(crate) struct ImagePlan {
    metrics: Arc<Mutex<ImageMetrics>>,
    memories: bool,
    source: ImageSource,
    tables: bool,
    /// Bytes from which an image is worth a mapping.
    least: u64,
    /// Bytes up to which an image may be mostly empty.
    sparse: u64,
}

impl ImagePlan {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            metrics: Arc::default(),
            memories: config.memory_image(),
            source: match config.memory_image_source() {
                MemoryImageSource::Memfd => ImageSource::Memfd,
                MemoryImageSource::File => ImageSource::File(config.memory_image_directory().into()),
            },
            tables: config.lazy_tables(),
            least: config.memory_image_min(),
            sparse: config.memory_image_sparse_max(),
        }
    }

    /// What became of images so far.
    pub(crate) fn metrics(&self) -> MutexGuard<'_, ImageMetrics> {
        self.metrics.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
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

/// The part of a table that segments of the image write.
#[derive(Debug, Default)]
struct TableParts {
    /// Segments with their places, in order.
    segments: Vec<(u32, u64)>,
    start: u64,
    end: u64,
    /// Elements of all segments.
    items: u64,
    /// Functions from `start` on; [`NO_FUNC`] is null.
    funcs: Vec<u32>,
}

/// No index of a function.
const NO_FUNC: u32 = u32::MAX;
/// Elements up to which a table's image may be sparse.
const SPARSE_ELEMENTS: u64 = 1 << 12;

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
    /// For each table that the module defines.
    tables: Vec<TableParts>,
    shortcut: OnceLock<Shortcut>,
}

/// How an instance in which no active segment traps comes by its initial state.
#[derive(Debug, Default)]
pub(crate) struct Shortcut {
    /// The image of each memory that the module defines, where there is one.
    pub(crate) images: Vec<Option<Arc<MemoryImage>>>,
    /// Active element segments that are in no image, in order.
    pub(crate) elements: Vec<u32>,
    /// Active data segments that are in no image, in order.
    pub(crate) data: Vec<u32>,
}

impl Initial {
    pub(crate) fn new(info: &ModuleInfo, plan: ImagePlan) -> Self {
        let mut initial = Self {
            plan,
            traps: false,
            placements: Vec::new(),
            memories: Vec::new(),
            tables: Vec::new(),
            shortcut: OnceLock::new(),
        };
        initial.add_elements(info);
        initial.add_data(info);
        initial
    }

    fn add_elements(&mut self, info: &ModuleInfo) {
        let defined = info.tables.len() - info.imported.tables as usize;
        self.tables.resize_with(defined, TableParts::default);
        // Whether a segment was met that is not in the image.
        let mut ended = vec![!self.plan.tables; defined];
        for (index, segment) in info.elements.iter().enumerate() {
            let ElementMode::Active { table, offset } = segment.mode else {
                continue;
            };
            let of = table.checked_sub(info.imported.tables).map(|of| of as usize);
            let size = of.map(|_| info.tables[table as usize].min);
            let start = self.place(true, table, offset, segment.items.len() as u64, size);
            let Some(of) = of else { continue };
            ended[of] |= !start.is_some_and(|start| !ended[of] && self.tables[of].add(index as u32, start, segment));
        }
        for table in &mut self.tables {
            table.finish(info);
        }
    }

    fn add_data(&mut self, info: &ModuleInfo) {
        let initial = self;
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

    /// The shortcut for instances in which no active segment traps; made at the first use.
    pub(crate) fn shortcut(&self, info: &ModuleInfo) -> &Shortcut {
        self.shortcut.get_or_init(|| {
            let images = self
                .make_images(info)
                .unwrap_or_else(|| vec![None; self.memories.len()]);
            let written = |segment: &u32| !self.is_in_image(info, &images, *segment);
            Shortcut {
                elements: (0..info.elements.len() as u32)
                    .filter(|index| self.is_written(info, *index))
                    .collect(),
                data: (0..info.data.len() as u32).filter(written).collect(),
                images,
            }
        })
    }

    /// Whether an element segment is active and in no image.
    fn is_written(&self, info: &ModuleInfo, segment: u32) -> bool {
        let ElementMode::Active { table, .. } = info.elements[segment as usize].mode else {
            return false;
        };
        let defined = table.checked_sub(info.imported.tables);
        !defined.is_some_and(|table| {
            let segments = &self.tables[table as usize].segments;
            segments.binary_search_by_key(&segment, |(segment, _)| *segment).is_ok()
        })
    }

    /// Whether there is nothing to write of a data segment: it is not active, or in one of these images.
    fn is_in_image(&self, info: &ModuleInfo, images: &[Option<Arc<MemoryImage>>], segment: u32) -> bool {
        let DataMode::Active { memory, .. } = info.data[segment as usize].mode else {
            return true;
        };
        memory.checked_sub(info.imported.memories).is_some_and(|memory| {
            let segments = &self.memories[memory as usize].segments;
            images[memory as usize].is_some()
                && segments.binary_search_by_key(&segment, |(segment, _)| *segment).is_ok()
        })
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
                // An empty one may lie outside of the image.
                if bytes.is_empty() {
                    continue;
                }
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
        let file = match ImageFile::new(&self.plan.source, len, pieces) {
            Ok(file) => Arc::new(file),
            Err(error) => {
                let mut metrics = self.plan.metrics();
                metrics.failures += 1;
                metrics.reason = Some(error.to_string());
                return None;
            }
        };
        self.plan.metrics().files += 1;
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

    /// Whether some elements of the table that the module defines under this number are in its image.
    pub(crate) fn has_elements(&self, table: usize) -> bool {
        !self.tables[table].segments.is_empty()
    }

    /// The function that the image of a table that the module defines has at an index; `None` is null.
    pub(crate) fn element(&self, table: usize, index: u64) -> Option<u32> {
        let TableParts { start, funcs, .. } = &self.tables[table];
        let func = *funcs.get(usize::try_from(index.checked_sub(*start)?).ok()?)?;
        (func != NO_FUNC).then_some(func)
    }
}

/// The function that an item of a segment is, or [`NO_FUNC`]; `None` when only instantiation knows.
fn func_of(item: &ConstExpr) -> Option<u32> {
    match item {
        ConstExpr::RefFunc(func) => Some(*func),
        ConstExpr::RefNull(_) => Some(NO_FUNC),
        _ => None,
    }
}

impl TableParts {
    /// Adds a segment, or does not: its items are not all functions and nulls, or it is too far from the others.
    fn add(&mut self, index: u32, start: u64, segment: &ElementSegment) -> bool {
        if segment.ty != ValType::FuncRef || !segment.items.iter().all(|item| func_of(item).is_some()) {
            return false;
        }
        let len = segment.items.len() as u64;
        if len != 0 {
            let (first, end) = if self.items == 0 {
                (start, start + len)
            } else {
                (start.min(self.start), (start + len).max(self.end))
            };
            if end - first > SPARSE_ELEMENTS.max(2 * (self.items + len)) {
                return false;
            }
            (self.start, self.end) = (first, end);
            self.items += len;
        }
        self.segments.push((index, start));
        true
    }

    /// Makes the image of the segments that were added.
    fn finish(&mut self, info: &ModuleInfo) {
        self.funcs = vec![NO_FUNC; (self.end - self.start) as usize];
        if seeded!(LazySegmentOrder) {
            self.segments.reverse();
        }
        for (index, start) in &self.segments {
            let items = &info.elements[*index as usize].items;
            if !items.is_empty() {
                let places = &mut self.funcs[(start - self.start) as usize..];
                for (place, item) in places.iter_mut().zip(items) {
                    *place = func_of(item).unwrap_or(NO_FUNC);
                }
            }
        }
        self.segments.sort_unstable();
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
