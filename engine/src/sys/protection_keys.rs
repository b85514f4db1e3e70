//! Memory protection keys: who hands them out, and what a thread may touch.
//!
//! Each thread has a register with its rights to the pages of each key (PKRU; Intel's manual, volume 3, "Protection Keys"). The host
//! may touch pages of all keys: [`open`] gives a thread the rights before it does. While Wasm of a store runs, its thread has the
//! rights to that store's key alone ([`Rights::confine`]), so that an access beyond the store's memory, into a slot of another key, faults.
//! A signal handler begins with the rights to key 0 only and returns to those of the interrupted code.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use super::arch;
use crate::error::{Error, Result};
use crate::trap::Exhaustion;

/// Keys that pages can have at most: those of the hardware without key 0, which every page has that was given no other.
pub(crate) const MOST_KEYS: usize = 15;

/// Hands out keys and gives them to pages.
pub(crate) trait KeyProvider: fmt::Debug + Send + Sync {
    /// A key that nobody has; `None` when there is none left. The thread has the rights to it.
    fn take(&self) -> Option<u32>;

    /// Nobody has the key any more, and no page either.
    fn give_back(&self, key: u32);

    /// Gives the pages at these addresses the key and makes them readable and writable, or inaccessible, in one step. Pages that are
    /// mapped anew have no key.
    ///
    /// # Errors
    ///
    /// The system refuses; any of the pages may have the key.
    fn assign(&self, addresses: Range<usize>, key: u32, accessible: bool) -> Result<()>;

    /// The rights of code that may touch the pages of this key and of no other.
    fn rights(&self, key: u32) -> Rights;
}

/// What a thread may touch while Wasm of a store runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rights {
    /// The bits of the store's key in the register of rights; 0 when it has none, and nothing is to be switched.
    own: u32,
}

impl Rights {
    /// Before a thread enters Wasm: of the pages that have keys it may touch those of this key.
    #[inline]
    pub(crate) fn confine(self) {
        if self.own != 0 {
            self.switch();
        }
    }

    /// Out of line: most stores have no key, and are entered and left often.
    #[cold]
    #[inline(never)]
    fn switch(self) {
        let ours = OURS.load(Ordering::Relaxed);
        write((arch::protection_key_rights() | ours) & !self.own);
    }

    /// After a thread left Wasm: it may touch all again.
    #[inline]
    pub(crate) fn release(self) {
        if self.own != 0 {
            open_some(OURS.load(Ordering::Relaxed));
        }
    }
}

/// Gives this thread the rights to the pages of all keys that [`protection_keys`] handed out. Other keys of the process are left alone.
#[inline]
pub(crate) fn open() {
    let ours = OURS.load(Ordering::Relaxed);
    if ours != 0 {
        open_some(ours);
    }
}

#[cold]
#[inline(never)]
fn open_some(keys: u32) {
    let now = arch::protection_key_rights();
    if now & keys != 0 {
        write(now & !keys);
    }
}

fn write(rights: u32) {
    // SAFETY: keys were handed out, so the CPU has the register. What loses its rights here is memory of other stores, which nothing
    // touches before `open` or `release`; host memory has key 0, or a key that is none of ours and keeps its rights.
    unsafe { arch::set_protection_key_rights(rights) }
}

/// The bits of the keys that are in use, for all pools of the process.
static OURS: AtomicU32 = AtomicU32::new(0);

/// The bits of a key: neither reading nor writing is allowed where they are set.
fn bits(key: u32) -> u32 {
    0b11 << (2 * key)
}

/// Keys of the CPU, from the kernel.
#[derive(Debug)]
struct Hardware;

impl KeyProvider for Hardware {
    fn take(&self) -> Option<u32> {
        // SAFETY: takes plain numbers, which ask for all rights.
        let key = unsafe { libc::syscall(libc::SYS_pkey_alloc, 0, 0) };
        let key = u32::try_from(key)
            .ok()
            .filter(|key| (1..=MOST_KEYS as u32).contains(key))?;
        OURS.fetch_or(bits(key), Ordering::Relaxed);
        Some(key)
    }

    fn give_back(&self, key: u32) {
        OURS.fetch_and(!bits(key), Ordering::Relaxed);
        // SAFETY: no page has the key any more, so what its next owner does concerns nothing of ours.
        unsafe { libc::syscall(libc::SYS_pkey_free, key) };
    }

    fn assign(&self, addresses: Range<usize>, key: u32, accessible: bool) -> Result<()> {
        let protection = if accessible {
            libc::PROT_READ | libc::PROT_WRITE
        } else {
            libc::PROT_NONE
        };
        // SAFETY: the pages are the pool's own, as far as the key is: a range of a slot that is in nobody's hands but the caller's.
        let status = unsafe {
            libc::syscall(
                libc::SYS_pkey_mprotect,
                addresses.start,
                addresses.len(),
                protection,
                key,
            )
        };
        match status {
            0 => Ok(()),
            _ => Err(Error::exhausted(Exhaustion::OutOfMemory)),
        }
    }

    fn rights(&self, key: u32) -> Rights {
        Rights { own: bits(key) }
    }
}

/// Why there are no protection keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProtectionKeys {
    /// The CPU does not have them, or the operating system did not turn them on.
    Cpu,
    /// The kernel hands out none, or none that is left, or gives it to no page.
    Kernel,
}

impl fmt::Display for NoProtectionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "this CPU has no memory protection keys, or they are not turned on",
            Self::Kernel => "the kernel has no memory protection key left, or gives it to no page",
        })
    }
}

/// The keys of this host. That there are any does not say that one is left.
///
/// # Errors
///
/// Why there are none.
pub(crate) fn protection_keys() -> Result<Arc<dyn KeyProvider>, NoProtectionKeys> {
    // Asked for each configuration that is drawn, and CPUID is slow in a virtual machine.
    static CPU: OnceLock<bool> = OnceLock::new();
    if *CPU.get_or_init(arch::has_protection_keys) {
        Ok(Arc::new(Hardware))
    } else {
        Err(NoProtectionKeys::Cpu)
    }
}
