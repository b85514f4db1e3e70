//! Memory protection keys: who hands them out, and whether this host has them.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::error::Result;

/// Keys that pages can have at most: those of the hardware without key 0, which every page has that was given no other.
pub(crate) const MOST_KEYS: usize = 15;

/// Hands out keys and gives them to pages.
pub(crate) trait KeyProvider: fmt::Debug + Send + Sync {
    /// A key that nobody has; `None` when there is none left.
    fn take(&self) -> Option<u32>;

    /// Nobody has the key any more, and no page either.
    fn give_back(&self, key: u32);

    /// Gives the pages at these addresses the key; whether they may be accessed at all stays as it was. Pages that are mapped anew
    /// have none.
    ///
    /// # Errors
    ///
    /// The system refuses; any of the pages may have the key.
    fn assign(&self, addresses: Range<usize>, key: u32) -> Result<()>;
}

/// Why there are no protection keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProtectionKeys {
    /// The CPU does not have them, or the operating system did not turn them on.
    Cpu,
    /// The kernel hands out none, or none that is left.
    Kernel,
    /// CPU and kernel have them, and this build does not: it does not switch the rights of a thread where it enters and leaves Wasm.
    Build,
}

impl fmt::Display for NoProtectionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "this CPU has no memory protection keys, or they are not turned on",
            Self::Kernel => "the kernel has no memory protection key left",
            Self::Build => {
                "this build does not switch the rights of memory protection keys, although CPU and kernel have them"
            }
        })
    }
}

/// The keys of this host.
///
/// # Errors
///
/// Why there are none, which today is so everywhere.
pub(crate) fn protection_keys() -> Result<Arc<dyn KeyProvider>, NoProtectionKeys> {
    // Asked for each configuration that is drawn, and CPUID is slow in a virtual machine.
    static WHY: OnceLock<NoProtectionKeys> = OnceLock::new();
    Err(*WHY.get_or_init(|| {
        if !cpu_has_keys() {
            NoProtectionKeys::Cpu
        } else if !kernel_has_keys() {
            NoProtectionKeys::Kernel
        } else {
            NoProtectionKeys::Build
        }
    }))
}

/// Whether the CPU has keys for pages of user space and the operating system turned them on.
#[cfg(target_arch = "x86_64")]
fn cpu_has_keys() -> bool {
    use std::arch::x86_64::{__cpuid, __cpuid_count};
    const PKU: u32 = 1 << 3;
    const OSPKE: u32 = 1 << 4;
    let both = PKU | OSPKE;
    __cpuid(0).eax >= 7 && __cpuid_count(7, 0).ecx & both == both
}

#[cfg(not(target_arch = "x86_64"))]
fn cpu_has_keys() -> bool {
    false
}

/// Whether the kernel hands out a key, which it gets back at once.
fn kernel_has_keys() -> bool {
    // SAFETY: both calls take plain numbers. No page has the key, and the thread's rights to it matter to nothing.
    unsafe {
        let key = libc::syscall(libc::SYS_pkey_alloc, 0, 0);
        key >= 0 && libc::syscall(libc::SYS_pkey_free, key) == 0
    }
}
