//! Executable code and the registry that finds it by address.
//!
//! The registry is an immutable sorted array behind an atomic pointer, so that the signal handler reads it without a
//! lock. A writer replaces the array and frees the old one when no reader is left.

use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::compile::{CallSite, CompiledModule, LibcallReloc, TrapSite};
use crate::error::{Error, ErrorKind, Result};
use crate::runtime::libcall;
use crate::sys::{Mapping, Purpose, RegisteredFrames};

/// What a piece of code belongs to, with its tables.
#[derive(Debug)]
pub(crate) enum Tables {
    /// A module's code.
    Module(Arc<CompiledModule>),
    /// A trampoline's trap sites.
    Trampoline(Vec<TrapSite>),
}

/// A piece of executable code, registered as long as it lives.
#[derive(Debug)]
pub(crate) struct CodeImage {
    /// Before the mapping that it reads, which is dropped after it.
    #[expect(dead_code, reason = "only its drop counts")]
    frames: Option<RegisteredFrames>,
    mapping: Mapping,
    len: usize,
    tables: Tables,
    /// Whether its traps are signals.
    signals: bool,
}

impl CodeImage {
    /// Copies the text into memory of its own, patches it, makes it executable and registers it.
    pub(crate) fn new(
        text: &[u8],
        align: u32,
        relocations: &[LibcallReloc],
        tables: Tables,
        signals: bool,
    ) -> Result<Arc<Self>> {
        if align as usize > crate::sys::page_size() {
            return Err(ErrorKind::Codegen(format!("text aligned to {align} bytes")).into());
        }
        let purpose = match &tables {
            Tables::Module(_) => Purpose::Code,
            Tables::Trampoline(_) => Purpose::Trampoline,
        };
        let mapping = Mapping::zeroed(text.len())?.for_purpose(purpose);
        // SAFETY: the fresh mapping holds at least the text's length, writable.
        let code = unsafe { std::slice::from_raw_parts_mut(mapping.start(), text.len()) };
        code.copy_from_slice(text);
        for relocation in relocations {
            let at = relocation.offset as usize;
            let address = libcall::address(relocation.libcall).wrapping_add_signed(relocation.addend as isize);
            code.get_mut(at..at.saturating_add(8))
                .ok_or_else(|| Error::from(ErrorKind::Codegen("relocation outside the text".into())))?
                .copy_from_slice(&address.to_le_bytes());
        }
        mapping.make_executable(0..mapping.len())?;
        let unwind = match &tables {
            Tables::Module(module) => module.unwind,
            Tables::Trampoline(_) => None,
        };
        let section = unwind.map(|offset| mapping.start() as usize + offset as usize);
        let image = Arc::new(Self {
            // SAFETY: the compiler put a section there, and the mapping outlives its registration.
            frames: section.map(|section| unsafe { RegisteredFrames::new(section) }),
            mapping,
            len: text.len(),
            tables,
            signals,
        });
        register(&image);
        Ok(image)
    }

    /// Address of the first byte.
    pub(crate) fn start(&self) -> usize {
        self.mapping.start() as usize
    }

    /// Length of the code, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The code.
    pub(crate) fn code(&self) -> &[u8] {
        // SAFETY: the mapping holds at least `len` readable bytes, never written again.
        unsafe { std::slice::from_raw_parts(self.mapping.start(), self.len) }
    }

    /// The trap site at an address of this code.
    pub(crate) fn trap_site(&self, pc: usize) -> Option<&TrapSite> {
        let offset = u32::try_from(pc.wrapping_sub(self.start())).ok()?;
        let sites = match &self.tables {
            Tables::Module(module) => &module.trap_sites,
            Tables::Trampoline(sites) => sites,
        };
        let index = sites.binary_search_by_key(&offset, |site| site.code_offset).ok()?;
        sites.get(index)
    }

    /// The call of this code that returns to an address.
    pub(crate) fn call_site(&self, pc: usize) -> Option<&CallSite> {
        let offset = u32::try_from(pc.wrapping_sub(self.start())).ok()?;
        match &self.tables {
            Tables::Module(module) => module.call_site(offset),
            Tables::Trampoline(_) => None,
        }
    }

    /// Whether this is a module's code.
    pub(crate) fn is_module(&self) -> bool {
        matches!(self.tables, Tables::Module(_))
    }

    /// Whether traps of this code are signals.
    pub(crate) fn signals(&self) -> bool {
        self.signals
    }
}

impl Drop for CodeImage {
    fn drop(&mut self) {
        unregister(self.start());
    }
}

#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    end: usize,
    image: *const CodeImage,
}

/// The registered code, sorted by start.
struct Snapshot(Vec<Entry>);

static SNAPSHOT: AtomicPtr<Snapshot> = AtomicPtr::new(ptr::null_mut());
static READERS: AtomicUsize = AtomicUsize::new(0);
static WRITER: Mutex<()> = Mutex::new(());

/// The code that holds an address. Async-signal-safe.
///
/// # Safety
///
/// The result may be used only while something keeps that code alive, such as a frame of it on this thread's stack.
pub(crate) unsafe fn lookup<'a>(pc: usize) -> Option<&'a CodeImage> {
    READERS.fetch_add(1, Ordering::SeqCst);
    let snapshot = SNAPSHOT.load(Ordering::SeqCst);
    let mut found = None;
    if !snapshot.is_null() {
        // SAFETY: a writer frees a snapshot only after it was replaced and no reader was left; this reader was counted
        // before it loaded the pointer.
        let entries = unsafe { &(*snapshot).0 };
        let next = entries.partition_point(|entry| entry.start <= pc);
        found = next
            .checked_sub(1)
            .map(|index| entries[index])
            .filter(|entry| pc < entry.end);
    }
    READERS.fetch_sub(1, Ordering::SeqCst);
    // SAFETY: registered images are alive, and the caller keeps this one so.
    found.map(|entry| unsafe { &*entry.image })
}

fn register(image: &CodeImage) {
    // One more byte than the code: the return address of a call that never returns may be the end.
    let entry = Entry {
        start: image.start(),
        end: image.start() + image.len + 1,
        image,
    };
    update(|entries| {
        let index = entries.partition_point(|other| other.start < entry.start);
        entries.insert(index, entry);
    });
}

fn unregister(start: usize) {
    update(|entries| entries.retain(|entry| entry.start != start));
}

fn update(change: impl FnOnce(&mut Vec<Entry>)) {
    let _lock = WRITER.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let old = SNAPSHOT.load(Ordering::SeqCst);
    let mut entries = if old.is_null() {
        Vec::new()
    } else {
        // SAFETY: only writers free snapshots, and this one holds the lock.
        unsafe { (*old).0.clone() }
    };
    change(&mut entries);
    SNAPSHOT.store(Box::into_raw(Box::new(Snapshot(entries))), Ordering::SeqCst);
    if old.is_null() {
        return;
    }
    // Readers stay for a few dozen instructions. One that never leaves crashed inside: then the old snapshot leaks.
    for _ in 0..1_000_000 {
        if READERS.load(Ordering::SeqCst) == 0 {
            // SAFETY: it was replaced, and every reader that could have loaded it has left.
            drop(unsafe { Box::from_raw(old) });
            return;
        }
        std::thread::yield_now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(bytes: usize) -> Arc<CodeImage> {
        CodeImage::new(&vec![0xf4; bytes], 16, &[], Tables::Trampoline(Vec::new()), true).unwrap()
    }

    #[test]
    fn code_is_found_by_address_while_it_lives() {
        let images: Vec<_> = (1..20).map(|n| image(n * 1000)).collect();
        for image in &images {
            for pc in [image.start(), image.start() + image.len - 1] {
                // SAFETY: the images are alive here.
                let found = unsafe { lookup(pc) }.unwrap();
                assert_eq!(found.start(), image.start());
            }
        }
        let start = images[3].start();
        drop(images);
        // SAFETY: the result is not used.
        assert!(unsafe { lookup(start) }.is_none());
    }

    #[test]
    fn readers_and_writers_do_not_wait_for_each_other() {
        let kept = image(100);
        let start = kept.start();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(move || {
                    for _ in 0..300 {
                        drop(image(10));
                        // SAFETY: `kept` outlives the scope.
                        assert!(unsafe { lookup(start) }.is_some());
                    }
                });
            }
        });
    }
}
