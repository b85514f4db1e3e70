//! Files whose pages are mapped copy-on-write: in memory, or regular ones.

use std::ffi::CStr;
use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::mapping::{Mapping, page_size};

/// What `/proc` shows as the name of a file in memory, and what that of a regular one begins with.
const NAME: &CStr = c"touchstone-image";

/// Where files of images are made.
#[derive(Clone, Debug)]
pub(crate) enum ImageSource {
    /// In memory, sealed.
    Memfd,
    /// In this directory, where they have no name any more.
    File(Arc<Path>),
}

/// A part of a file that nobody changes any more.
#[derive(Debug)]
pub(crate) struct ImageFile {
    file: File,
    /// Where the part begins, at a page. Anything may stand before and after it.
    start: u64,
    len: u64,
    /// The content, mapped when somebody first reads it.
    content: OnceLock<Option<Mapping>>,
}

impl ImageFile {
    /// A new file of `len` bytes, whole pages, with these pieces at their offsets; a later piece overwrites an earlier one.
    ///
    /// # Errors
    ///
    /// The system has no such files, or no room for this one; the directory of regular ones is not there or not writable.
    pub(crate) fn new<'a>(
        source: &ImageSource,
        len: u64,
        pieces: impl IntoIterator<Item = (u64, &'a [u8])>,
    ) -> io::Result<Self> {
        assert!(len.is_multiple_of(page_size() as u64), "whole pages");
        match source {
            ImageSource::Memfd => {
                let file = in_memory()?;
                file.set_len(len)?;
                write(&file, 0, len, pieces)?;
                seal(&file)?;
                Self::part(file, 0, len)
            }
            ImageSource::File(directory) => {
                // Behind a page of something else, as in an artifact.
                let start = page_size() as u64;
                let (writer, reader) = nameless(directory)?;
                allocate(&writer, start + len)?;
                writer.write_all_at(NAME.to_bytes(), 0)?;
                write(&writer, start, len, pieces)?;
                let file = if seeded!(ImageShared) { writer } else { reader };
                Self::part(file, start, len)
            }
        }
    }

    /// `len` bytes from `start` on of a file that nobody changes from now on, both whole pages.
    ///
    /// # Errors
    ///
    /// The part does not begin at a page, or the file is too short for it.
    pub(crate) fn part(file: File, start: u64, len: u64) -> io::Result<Self> {
        let page = page_size() as u64;
        let within = start
            .checked_add(len)
            .is_some_and(|end| file.metadata().is_ok_and(|data| end <= data.len()));
        if !within || !start.is_multiple_of(page) || !len.is_multiple_of(page) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not whole pages of the file",
            ));
        }
        Ok(Self {
            file,
            start,
            len,
            content: OnceLock::new(),
        })
    }

    /// The content; `None` when it cannot be mapped.
    fn content(&self) -> Option<&[u8]> {
        let map = || Mapping::of_file(&self.file, self.start, self.len as usize).ok();
        let mapping = self.content.get_or_init(map).as_ref()?;
        // SAFETY: the mapping is readable, as long as the part of the file, which does not change, and lives as long as this.
        Some(unsafe { std::slice::from_raw_parts(mapping.start(), mapping.len()) })
    }
}

/// Writes pieces of `len` bytes that begin at `start` of the file.
fn write<'a>(file: &File, start: u64, len: u64, pieces: impl IntoIterator<Item = (u64, &'a [u8])>) -> io::Result<()> {
    pieces.into_iter().try_for_each(|(offset, bytes)| {
        assert!(offset + bytes.len() as u64 <= len, "within the file");
        file.write_all_at(bytes, start + offset)
    })
}

fn in_memory() -> io::Result<File> {
    // SAFETY: the name is a string, and the descriptor that comes back is ours.
    unsafe {
        let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
        let descriptor = libc::memfd_create(NAME.as_ptr(), flags);
        match descriptor >= 0 {
            true => Ok(File::from_raw_fd(descriptor)),
            false => Err(io::Error::last_os_error()),
        }
    }
}

/// From here on nobody can change a file in memory.
fn seal(file: &File) -> io::Result<()> {
    if seeded!(ImageShared) {
        return Ok(());
    }
    let seals = libc::F_SEAL_SEAL | libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_WRITE;
    // SAFETY: the descriptor is open; sealing touches no memory.
    let status = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, seals) };
    match status == 0 {
        true => Ok(()),
        false => Err(io::Error::last_os_error()),
    }
}

/// A new file in a directory, once for writing and once for reading. Its name is gone, and while it was there nobody but the
/// process's user could open it: who has no descriptor, and may not open those of the process (`/proc/PID/fd`), cannot change it.
fn nameless(directory: &Path) -> io::Result<(File, File)> {
    let random = RandomState::new().build_hasher().finish();
    let path = directory.join(format!("{}-{random:016x}", NAME.to_string_lossy()));
    let mut new = OpenOptions::new();
    let writer = new.write(true).read(true).create_new(true).mode(0o600).open(&path)?;
    let reader = File::open(&path);
    std::fs::remove_file(&path)?;
    let reader = reader?;
    let identity = |file: &File| file.metadata().map(|data| (data.dev(), data.ino()));
    // In a directory where others may rename.
    if identity(&writer)? != identity(&reader)? {
        return Err(io::Error::other("somebody else's file"));
    }
    Ok((writer, reader))
}

/// Makes a file of so many zeros, with room for all of them: a page without room would be a fault when it is first read.
fn allocate(file: &File, len: u64) -> io::Result<()> {
    let len = libc::off_t::try_from(len).map_err(|_| io::ErrorKind::FileTooLarge)?;
    // SAFETY: the descriptor is open; this touches no memory.
    // Not `posix_fallocate`, which writes to every block where the file system has no such call.
    match unsafe { libc::fallocate(file.as_raw_fd(), 0, 0, len) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The initial content of a part of a memory: whole pages of a file.
#[derive(Clone, Debug)]
pub(crate) struct MemoryImage {
    file: Arc<ImageFile>,
    /// Where in the part of the file the content begins.
    offset: u64,
    start: usize,
    len: usize,
}

impl MemoryImage {
    /// The `len` bytes from `offset` of the part of the file on, to stand in a memory from byte `start` on; all three whole pages.
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

    /// Maps the image over its place in the memory that begins at `base`, for reading and writing, or inaccessible for now; what is
    /// written stays private. False when the system refuses; then the pages may be gone.
    ///
    /// # Safety
    ///
    /// The bytes from `base + start` on, `len` of them, are address space of the caller's own to which nobody refers.
    pub(crate) unsafe fn map_at(&self, base: *mut u8, accessible: bool) -> bool {
        let sharing = if seeded!(ImageShared) {
            libc::MAP_SHARED
        } else {
            libc::MAP_PRIVATE | libc::MAP_NORESERVE
        };
        let mut offset = self.file.start + self.offset;
        if seeded!(ImageFileOffset) && self.file.start != 0 {
            offset -= page_size() as u64;
        }
        let protection = if accessible {
            libc::PROT_READ | libc::PROT_WRITE
        } else {
            libc::PROT_NONE
        };
        // SAFETY: the caller's promise; the file holds these pages.
        let mapped = unsafe {
            libc::mmap(
                base.add(self.start).cast(),
                self.len,
                protection,
                sharing | libc::MAP_FIXED,
                self.file.file.as_raw_fd(),
                offset as libc::off_t,
            )
        };
        mapped != libc::MAP_FAILED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::Mapping;

    fn sources() -> [ImageSource; 2] {
        [ImageSource::Memfd, ImageSource::File(std::env::temp_dir().into())]
    }

    #[test]
    fn what_is_written_to_a_mapping_does_not_reach_the_image() {
        let page = page_size();
        for source in sources() {
            let pieces: [(u64, &[u8]); 3] = [(page as u64 - 1, b"xyz"), (5, b"later"), (7, b"T")];
            let file = Arc::new(ImageFile::new(&source, 3 * page as u64, pieces).unwrap());
            let image = MemoryImage::new(file.clone(), 0, page, 2 * page);
            for _ in 0..3 {
                let mapping = Mapping::zeroed(4 * page).unwrap();
                // SAFETY: inside the mapping, to which nothing refers yet.
                assert!(unsafe { image.map_at(mapping.start(), true) });
                // SAFETY: the mapping is readable and writable and this the only reference.
                let bytes = unsafe { std::slice::from_raw_parts_mut(mapping.start(), mapping.len()) };
                assert_eq!(&bytes[page + 5..page + 10], b"laTer");
                assert_eq!(&bytes[2 * page - 1..2 * page + 2], b"xyz");
                assert_eq!(bytes.iter().filter(|byte| **byte != 0).count(), 8);
                assert_eq!(image.content().unwrap(), &bytes[page..3 * page]);
                bytes.fill(0xff);
            }
            let second = MemoryImage::new(file, page as u64, 0, page);
            assert_eq!(&second.content().unwrap()[..3], b"yz\0");
        }
    }

    #[test]
    fn nobody_changes_the_file() {
        let page = page_size() as u64;
        for source in sources() {
            let image = ImageFile::new(&source, page, [(0, &b"abc"[..])]).unwrap();
            assert!(image.file.write_all_at(b"x", image.start).is_err());
            assert!(image.file.set_len(0).is_err() && image.file.set_len(2 * page).is_err());
        }
    }

    #[test]
    fn a_regular_file_has_no_name_and_its_user_s_rights() {
        let page = page_size() as u64;
        let directory = std::env::temp_dir().join(format!("images-{}", std::process::id()));
        std::fs::create_dir(&directory).unwrap();
        let source = ImageSource::File(directory.as_path().into());
        let image = ImageFile::new(&source, page, [(0, &b"abc"[..])]).unwrap();
        let data = image.file.metadata().unwrap();
        assert_eq!((data.nlink(), data.mode() & 0o7777, data.len()), (0, 0o600, 2 * page));
        assert_eq!(image.start, page);
        // No room is an error, and leaves nothing either.
        assert!(ImageFile::new(&source, 1 << 60, []).is_err());
        assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0);
        std::fs::remove_dir(&directory).unwrap();
        assert!(ImageFile::new(&source, page, []).is_err(), "no directory");
    }

    #[test]
    fn parts_of_files_are_whole_pages_of_them() {
        let page = page_size() as u64;
        let parts = [(1, page), (0, page + 1), (page, 2 * page), (u64::MAX - page + 1, page)];
        for (start, len) in parts {
            let file = in_memory().unwrap();
            file.set_len(2 * page).unwrap();
            assert!(ImageFile::part(file, start, len).is_err(), "{start} {len}");
        }
    }
}
