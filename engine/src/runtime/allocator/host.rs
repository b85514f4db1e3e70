//! Memories whose address space the host supplies.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{
    ContextRequest, ContextStorage, InstanceAllocator, MemoryPlan, MemoryRequest, MemoryStorage, ModuleId, ModuleShape,
    PoolMetrics, TableRequest, TableStorage, bytes_of_pages,
};
use crate::error::{Error, Result};
use crate::runtime::allocator::plan::most_pages;
use crate::trap::Exhaustion;

/// What the engine needs of a memory that the host supplies, in bytes. The last three are the knobs', in whole
/// pages of the operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryRequirements {
    /// Size at first.
    pub minimum: usize,
    /// Largest size.
    pub maximum: usize,
    /// From the first byte on, at least so many bytes and the guard are address space of this memory alone.
    pub reservation: usize,
    /// Inaccessible bytes that follow the memory's size, always.
    pub guard: usize,
    /// Whether the first byte may change its address when the memory grows.
    pub may_move: bool,
}

/// Supplies the memories of an engine ([`Engine::with_memory_creator`](crate::Engine::with_memory_creator)).
pub trait MemoryCreator: Send + Sync {
    /// A memory that satisfies the requirements. `None` when there is no room.
    fn create(&self, requirements: &MemoryRequirements) -> Option<Box<dyn LinearMemory>>;
}

/// A memory that the host supplies. Dropping it gives it back.
///
/// # Safety
///
/// From its creation on, the first `minimum` bytes from `base` on can be read and written and are zero; after a growth
/// so can the bytes up to the new size, of which those beyond the old size are zero and the others are as they were. The
/// [`MemoryRequirements`] hold at any time: bytes past the size, within reservation and guard, are inaccessible. Nobody
/// else accesses the memory while the store runs.
pub unsafe trait LinearMemory {
    /// Address of the first byte.
    fn base(&self) -> *mut u8;

    /// All addresses of this memory, guards included. Called in signal handlers.
    fn addresses(&self) -> Range<usize>;

    /// Grows from `old` to `new` bytes; false, without a change, when there is no room.
    fn grow(&mut self, old: usize, new: usize) -> bool;
}

/// An allocator whose memories come from the host.
pub(crate) struct HostMemories {
    pub(crate) plan: MemoryPlan,
    pub(crate) creator: Arc<dyn MemoryCreator>,
    /// Where all else comes from.
    pub(crate) others: Arc<dyn InstanceAllocator>,
}

impl fmt::Debug for HostMemories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostMemories")
            .field("plan", &self.plan)
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}

impl InstanceAllocator for HostMemories {
    fn module_made(&self, module: ModuleShape<'_>) -> Result<()> {
        self.others.module_made(module)
    }

    fn module_dropped(&self, module: ModuleId) {
        self.others.module_dropped(module);
    }

    fn context(&self, request: ContextRequest) -> Result<Box<dyn ContextStorage>> {
        self.others.context(request)
    }

    fn memory(&self, request: MemoryRequest<'_>) -> Result<Box<dyn MemoryStorage>> {
        let requirements = MemoryRequirements {
            minimum: bytes_of_pages(request.ty.min)?,
            maximum: bytes_of_pages(most_pages(request.ty))?,
            reservation: self.plan.reservation,
            guard: self.plan.guard,
            may_move: self.plan.may_move,
        };
        let memory = self.creator.create(&requirements).ok_or_else(out_of_memory)?;
        // The image is not mapped over what is not ours.
        debug_assert!(request.image.is_none());
        Ok(Box::new(HostMemory(memory)))
    }

    fn table(&self, request: TableRequest) -> Result<Box<dyn TableStorage>> {
        self.others.table(request)
    }

    fn stripe(&self) -> u32 {
        self.others.stripe()
    }

    fn pool_metrics(&self) -> Option<PoolMetrics> {
        self.others.pool_metrics()
    }

    fn flush(&self) {
        self.others.flush();
    }
}

fn out_of_memory() -> Error {
    Error::exhausted(Exhaustion::OutOfMemory)
}

struct HostMemory(Box<dyn LinearMemory>);

impl fmt::Debug for HostMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HostMemory").field(&self.0.addresses()).finish()
    }
}

impl MemoryStorage for HostMemory {
    fn base(&self) -> *mut u8 {
        self.0.base()
    }

    fn contains(&self, address: usize) -> bool {
        self.0.addresses().contains(&address)
    }

    fn grow(&mut self, old: usize, new: usize) -> Result<()> {
        if self.0.grow(old, new) {
            Ok(())
        } else {
            Err(out_of_memory())
        }
    }

    fn extent(&self) -> usize {
        self.0.addresses().end.saturating_sub(self.0.base() as usize)
    }

    fn will_write(&self, _: usize, _: usize) {}
}

#[cfg(test)]
mod tests {
    use std::alloc::{Layout, alloc_zeroed, dealloc};
    use std::sync::Mutex;

    use super::*;
    use crate::config::Config;
    use crate::runtime::{Engine, Instance, Limits, Memory, Module, Store, Val};
    use crate::trap::TrapKind;
    use crate::types::MemoryType;

    /// Memories from the process's heap, without guards: they move, and every access must be checked.
    #[derive(Default)]
    struct Heap {
        asked: Mutex<Vec<MemoryRequirements>>,
    }

    struct HeapMemory {
        base: *mut u8,
        layout: Layout,
        most: usize,
    }

    impl HeapMemory {
        fn new(size: usize, most: usize) -> Self {
            // Unaligned for pages on purpose: nothing asks for more than the alignment of a vector.
            let layout = Layout::from_size_align(size.max(1), 16).unwrap();
            // SAFETY: the size is not zero.
            let base = unsafe { alloc_zeroed(layout) };
            assert!(!base.is_null());
            Self { base, layout, most }
        }
    }

    impl MemoryCreator for Heap {
        fn create(&self, requirements: &MemoryRequirements) -> Option<Box<dyn LinearMemory>> {
            self.asked.lock().unwrap().push(*requirements);
            assert_eq!((requirements.reservation, requirements.guard), (0, 0));
            let most = 5 << 16;
            let fits = requirements.minimum <= most;
            fits.then(|| Box::new(HeapMemory::new(requirements.minimum, most)) as Box<dyn LinearMemory>)
        }
    }

    // SAFETY: the allocation holds exactly the memory, and there are no guards.
    unsafe impl LinearMemory for HeapMemory {
        fn base(&self) -> *mut u8 {
            self.base
        }

        fn addresses(&self) -> Range<usize> {
            self.base as usize..self.base as usize + self.layout.size()
        }

        fn grow(&mut self, old: usize, new: usize) -> bool {
            if new > self.most {
                return false;
            }
            let grown = Self::new(new, self.most);
            // SAFETY: both hold `old` bytes.
            unsafe { std::ptr::copy_nonoverlapping(self.base, grown.base, old) };
            *self = grown;
            true
        }
    }

    impl Drop for HeapMemory {
        fn drop(&mut self) {
            // SAFETY: allocated in `new` with this layout.
            unsafe { dealloc(self.base, self.layout) };
        }
    }

    const WAT: &str = r#"(module (memory (export "m") 1) (data (i32.const 65530) "abcdef")
        (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
        (func (export "last") (param i32) (result i64) (i64.load offset=8 (local.get 0)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#;

    #[test]
    fn memories_of_the_host_are_checked_grown_and_given_back() {
        for text in [
            "",
            "signals=false",
            "heap_spectre=false",
            "opt_level=none",
            "memory_image_min=0",
        ] {
            let config = Config::parse(&format!("memory_reservation=0,memory_guard=0,{text}")).unwrap();
            let creator = Arc::new(Heap::default());
            let engine = Engine::with_memory_creator(&config, creator.clone()).unwrap();
            let module = Module::new(&engine, &wat::parse_str(WAT).unwrap()).unwrap();
            let mut store = Store::new(&engine, Limits::default());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let mut call = |name, arg| {
                let func = instance.func(&store, name).unwrap();
                func.call(&mut store, &[Val::I32(arg)]).map(|results| results[0])
            };
            let outside = Some(TrapKind::OutOfBoundsMemoryAccess);
            assert_eq!(call("load", 65_535), Ok(Val::I32(i32::from(b'f'))), "{text}");
            assert_eq!(call("load", 65_536).unwrap_err().trap_kind(), outside, "{text}");
            assert_eq!(call("last", 65_521).unwrap_err().trap_kind(), outside, "{text}");
            assert_eq!(call("grow", 3), Ok(Val::I32(1)), "{text}");
            assert_eq!(call("load", 65_535), Ok(Val::I32(i32::from(b'f'))), "{text}");
            assert_eq!(call("last", (4 << 16) - 16), Ok(Val::I64(0)), "{text}");
            assert_eq!(call("load", 4 << 16).unwrap_err().trap_kind(), outside, "{text}");
            assert_eq!(
                call("grow", 2).unwrap_err().exhaustion(),
                Some(Exhaustion::OutOfMemory),
                "{text}"
            );
            let ty = MemoryType { min: 6, max: Some(7) };
            assert!(Memory::new(&mut store, ty).is_err(), "{text}");
            let asked = creator.asked.lock().unwrap();
            assert_eq!((asked[0].minimum, asked[0].maximum), (1 << 16, 1 << 32));
            assert_eq!((asked[1].minimum, asked[1].maximum), (6 << 16, 7 << 16));
        }
    }
}
