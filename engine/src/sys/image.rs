//! Files in memory whose pages are mapped copy-on-write.

use std::ffi::CStr;
use std::fs::File;
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::fs::FileExt;
use std::sync::{Arc, OnceLock};

use super::mapping::{Mapping, page_size};

/// What `/proc` shows as the file's name.
const NAME: &CStr = c"touchstone-image";

/// A file in memory that nobody can change any more.
#[derive(Debug)]
pub(crate) struct ImageFile {
    file: File,
    len: u64,
    /// The content, mapped when somebody first reads it.
    content: OnceLock<Option<Mapping>>,
}

impl ImageFile {
    /// A file of `len` bytes, whole pages, with these pieces at their offsets; a later piece overwrites an earlier one.
    /// `None` when the system has no such files or no memory for this one.
    pub(crate) fn new<'a>(len: u64, pieces: impl IntoIterator<Item = (u64, &'a [u8])>) -> Option<Self> {
        assert!(len.is_multiple_of(page_size() as u64), "whole pages");
        // SAFETY: the name is a string, and the descriptor that comes back is ours.
        let file = unsafe {
            let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
            let descriptor = libc::memfd_create(NAME.as_ptr(), flags);
            (descriptor >= 0).then(|| File::from_raw_fd(descriptor))?
        };
        file.set_len(len).ok()?;
        for (offset, bytes) in pieces {
            assert!(offset + bytes.len() as u64 <= len, "within the file");
            file.write_all_at(bytes, offset).ok()?;
        }
        if !seeded!(ImageShared) {
            let seals = libc::F_SEAL_SEAL | libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_WRITE;
            // SAFETY: the descriptor is open; sealing touches no memory.
            let status = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, seals) };
            (status == 0).then_some(())?;
        }
        Some(Self {
            file,
            len,
            content: OnceLock::new(),
        })
    }

    /// The content; `None` when it cannot be mapped.
    fn content(&self) -> Option<&[u8]> {
        let map = || Mapping::of_file(&self.file, self.len as usize).ok();
        let mapping = self.content.get_or_init(map).as_ref()?;
        // SAFETY: the mapping is readable, as long as the file, which is sealed, and lives as long as this.
        Some(unsafe { std::slice::from_raw_parts(mapping.start(), mapping.len()) })
    }
}

/// The initial content of a part of a memory: whole pages of a file.
#[derive(Clone, Debug)]
pub(crate) struct MemoryImage {
    file: Arc<ImageFile>,
    /// Where in the file the content begins.
    offset: u64,
    start: usize,
    len: usize,
}

impl MemoryImage {
    /// The `len` bytes from `offset` of the file on, to stand in a memory from byte `start` on; all three whole pages.
    pub(crate) fn new(file: Arc<ImageFile>, offset: u64, start: usize, len: usize) -> Self {
        let page = page_size();
        assert!(start.is_multiple_of(page) && len.is_multiple_of(page) && len != 0);
        assert!(offset.is_multiple_of(page as u64) && offset + len as u64 <= file.len);
        Self {
            file,
            offset,
            start,
            len,
        }
    }

    /// Where in the memory it begins.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The content; `None` when it cannot be mapped.
    pub(crate) fn content(&self) -> Option<&[u8]> {
        let start = self.offset as usize;
        self.file.content()?.get(start..start + self.len)
    }

    /// Maps the image over its place in the memory that begins at `base`, for reading and writing; what is written stays
    /// private. False when the system refuses; then the pages may be gone.
    ///
    /// # Safety
    ///
    /// The bytes from `base + start` on, `len` of them, are address space of the caller's own to which nobody refers.
    pub(crate) unsafe fn map_at(&self, base: *mut u8) -> bool {
        let sharing = if seeded!(ImageShared) {
            libc::MAP_SHARED
        } else {
            libc::MAP_PRIVATE | libc::MAP_NORESERVE
        };
        // SAFETY: the caller's promise; the file holds these pages.
        let mapped = unsafe {
            libc::mmap(
                base.add(self.start).cast(),
                self.len,
                libc::PROT_READ | libc::PROT_WRITE,
                sharing | libc::MAP_FIXED,
                self.file.file.as_raw_fd(),
                self.offset as libc::off_t,
            )
        };
        mapped != libc::MAP_FAILED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::Mapping;

    #[test]
    fn what_is_written_to_a_mapping_does_not_reach_the_image() {
        let page = page_size();
        let pieces: [(u64, &[u8]); 3] = [(page as u64 - 1, b"xyz"), (5, b"later"), (7, b"T")];
        let file = Arc::new(ImageFile::new(2 * page as u64, pieces).unwrap());
        let image = MemoryImage::new(file, 0, page, 2 * page);
        for _ in 0..3 {
            let mapping = Mapping::zeroed(4 * page).unwrap();
            // SAFETY: inside the mapping, to which nothing refers yet.
            assert!(unsafe { image.map_at(mapping.start()) });
            // SAFETY: the mapping is readable and writable and this the only reference.
            let bytes = unsafe { std::slice::from_raw_parts_mut(mapping.start(), mapping.len()) };
            assert_eq!(&bytes[page + 5..page + 10], b"laTer");
            assert_eq!(&bytes[2 * page - 1..2 * page + 2], b"xyz");
            assert_eq!(bytes.iter().filter(|byte| **byte != 0).count(), 8);
            assert_eq!(image.content().unwrap(), &bytes[page..3 * page]);
            bytes.fill(0xff);
        }
    }

    #[test]
    fn the_file_is_sealed() {
        let page = page_size() as u64;
        let image = ImageFile::new(page, [(0, &b"abc"[..])]).unwrap();
        assert!(image.file.write_all_at(b"x", 0).is_err());
        assert!(image.file.set_len(0).is_err() && image.file.set_len(2 * page).is_err());
    }
}
