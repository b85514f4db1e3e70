//! The operating system and the architecture: the only place with signals, address space and assembly.
//!
//! Linux on x86-64. Another architecture is one more file beside `x86_64.rs` with the same items.

mod activation;
mod image;
mod mapping;
mod pagemap;
mod protection_keys;
mod registry;
mod signals;
mod stack;
mod turn;
mod unwind;

#[cfg(target_arch = "x86_64")]
#[path = "x86_64.rs"]
mod arch;

pub use pagemap::kernel_scans_pages;
pub use protection_keys::NoProtectionKeys;
pub use registry::{Purpose, Region, kernel_names_mappings, mapped_regions};
pub use signals::{SavedHandlers, install_signal_handlers, save_signal_handlers};

pub(crate) use activation::{Activation, set_current_activation};
pub(crate) use arch::{current_stack_pointer, enter, raise, table_resolve};
pub(crate) use image::{ImageFile, ImageSource, MemoryImage};
pub(crate) use mapping::{Mapping, page_size, round_to_pages};
pub(crate) use pagemap::{dirty_pages, first_accessible, first_nonzero};
pub(crate) use protection_keys::{KeyProvider, MOST_KEYS, Rights, open as open_protection_keys, protection_keys};
pub(crate) use signals::ensure_signal_handlers;
pub(crate) use stack::{ensure_alternate_stack, stack_floor};
pub(crate) use unwind::RegisteredFrames;
