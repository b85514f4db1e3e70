//! The contract between the runtime and an allocator, seen from the allocator's side.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::*;
use crate::error::Error;
use crate::runtime::{Engine, Instance, Limits, Memory, Module, Store, Table, Val};
use crate::trap::Exhaustion;

/// Counts what is handed out, and fails when told to.
#[derive(Debug)]
struct Counting {
    inner: OnDemand,
    /// Storage handed out and not yet given back, by module; `None` is the host.
    live: Arc<Mutex<BTreeMap<Option<ModuleId>, u64>>>,
    modules: Mutex<Vec<ModuleId>>,
    /// Requests until the next failure.
    fail_in: AtomicU64,
}

/// Storage with its entry in the books.
#[derive(Debug)]
struct Counted<T: ?Sized + fmt::Debug> {
    owner: Option<ModuleId>,
    live: Arc<Mutex<BTreeMap<Option<ModuleId>, u64>>>,
    storage: Box<T>,
}

impl<T: ?Sized + fmt::Debug> Drop for Counted<T> {
    fn drop(&mut self) {
        let mut live = self.live.lock().unwrap();
        let count = live.get_mut(&self.owner).unwrap();
        *count -= 1;
        if *count == 0 {
            live.remove(&self.owner);
        }
    }
}

impl Counting {
    fn new(config: &Config) -> Arc<Self> {
        Arc::new(Self {
            inner: OnDemand::new(MemoryPlan::new(config)),
            live: Arc::default(),
            modules: Mutex::default(),
            fail_in: AtomicU64::new(u64::MAX),
        })
    }

    fn counted<T: ?Sized + fmt::Debug>(
        &self,
        owner: Option<ModuleId>,
        storage: impl FnOnce() -> Result<Box<T>>,
    ) -> Result<Counted<T>> {
        if self.fail_in.fetch_sub(1, Ordering::Relaxed) == 0 {
            return Err(Error::exhausted(Exhaustion::OutOfMemory));
        }
        let storage = storage()?;
        assert!(owner.is_none_or(|id| self.modules.lock().unwrap().contains(&id)));
        *self.live.lock().unwrap().entry(owner).or_default() += 1;
        let live = self.live.clone();
        Ok(Counted { owner, live, storage })
    }
}

impl InstanceAllocator for Counting {
    fn module_made(&self, module: ModuleShape<'_>) -> Result<()> {
        if module.info.memories.len() > 2 {
            return Err(Error::usage("too many memories"));
        }
        self.modules.lock().unwrap().push(module.id);
        Ok(())
    }

    fn module_dropped(&self, module: ModuleId) {
        assert!(!self.live.lock().unwrap().contains_key(&Some(module)));
        self.modules.lock().unwrap().retain(|id| *id != module);
    }

    fn context(&self, request: ContextRequest) -> Result<Box<dyn ContextStorage>> {
        let owner = Some(request.module);
        let counted = self.counted(owner, || self.inner.context(request))?;
        // Any content must do.
        // SAFETY: the storage has this size.
        unsafe { counted.storage.start().write_bytes(0xa5, request.size) };
        Ok(Box::new(counted))
    }

    fn memory(&self, request: MemoryRequest<'_>) -> Result<Box<dyn MemoryStorage>> {
        let owner = request.definer.map(|definer| definer.module);
        Ok(Box::new(self.counted(owner, || self.inner.memory(request))?))
    }

    fn table(&self, request: TableRequest) -> Result<Box<dyn TableStorage>> {
        let owner = request.definer.map(|definer| definer.module);
        Ok(Box::new(self.counted(owner, || self.inner.table(request))?))
    }
}

impl ContextStorage for Counted<dyn ContextStorage> {
    fn start(&self) -> NonNull<u8> {
        self.storage.start()
    }
}

impl MemoryStorage for Counted<dyn MemoryStorage> {
    fn base(&self) -> *mut u8 {
        self.storage.base()
    }

    fn contains(&self, address: usize) -> bool {
        self.storage.contains(address)
    }

    fn grow(&mut self, old: usize, new: usize) -> Result<()> {
        self.storage.grow(old, new)
    }

    fn extent(&self) -> usize {
        self.storage.extent()
    }

    fn will_write(&self, start: usize, len: usize) {
        self.storage.will_write(start, len);
    }
}

impl TableStorage for Counted<dyn TableStorage> {
    fn base(&self) -> *mut u64 {
        self.storage.base()
    }

    fn grow(&mut self, old: usize, new: usize, most: usize) -> Result<()> {
        self.storage.grow(old, new, most)
    }

    fn capacity(&self) -> usize {
        self.storage.capacity()
    }
}

const WAT: &str = r#"(module
    (memory (export "m") 1 3)
    (table (export "t") 2 9 funcref) (table 0 externref)
    (global (mut i64) (i64.const 7)) (global (export "g") funcref (ref.func $f))
    (elem (i32.const 1) $f)
    (data (i32.const 0) "abc")
    (func $f (export "f") (result i64) (global.get 0))
    (func (export "get") (result i32) (ref.is_null (table.get 0 (i32.const 0))))
    (func (export "call") (result i64) (call_indirect (result i64) (i32.const 1))))"#;

fn setup() -> (Arc<Counting>, Engine, Module) {
    let config = Config::new().effective();
    let allocator = Counting::new(&config);
    let engine = Engine::with_allocator(config, allocator.clone()).unwrap();
    let module = Module::new(&engine, &wat::parse_str(WAT).unwrap()).unwrap();
    (allocator, engine, module)
}

fn live(allocator: &Counting) -> u64 {
    allocator.live.lock().unwrap().values().sum()
}

#[test]
fn a_store_and_a_module_give_everything_back() {
    let (allocator, engine, module) = setup();
    let mut store = Store::new(&engine, Limits::default());
    for count in 1..4 {
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        for (name, expected) in [("f", Val::I64(7)), ("get", Val::I32(1)), ("call", Val::I64(7))] {
            let func = instance.func(&store, name).unwrap();
            assert_eq!(func.call(&mut store, &[]), Ok(vec![expected]));
        }
        assert_eq!(live(&allocator), 4 * count);
    }
    let ty = MemoryType { min: 1, max: None };
    Memory::new(&mut store, ty).unwrap();
    let ty = TableType {
        element: crate::types::ValType::FuncRef,
        min: 3,
        max: None,
    };
    Table::new(&mut store, ty, Val::FuncRef(None)).unwrap();
    assert_eq!(live(&allocator), 14);
    // The store's instances keep the module.
    drop(module);
    assert_eq!(allocator.modules.lock().unwrap().len(), 1);
    drop(store);
    assert_eq!(live(&allocator), 0);
    assert_eq!(allocator.modules.lock().unwrap().len(), 0);
}

#[test]
fn an_instantiation_that_fails_half_way_leaves_nothing() {
    let (allocator, engine, module) = setup();
    let mut store = Store::new(&engine, Limits::default());
    for step in 0..4 {
        allocator.fail_in.store(step, Ordering::Relaxed);
        let error = Instance::new(&mut store, &module, &[]).unwrap_err();
        assert_eq!(error.exhaustion(), Some(Exhaustion::OutOfMemory));
        assert_eq!((live(&allocator), store.instance_count()), (0, 0));
    }
    allocator.fail_in.store(u64::MAX, Ordering::Relaxed);
    Instance::new(&mut store, &module, &[]).unwrap();
}

#[test]
fn a_module_that_the_allocator_refuses_is_not_made() {
    let (allocator, engine, module) = setup();
    let shape = ModuleShape {
        id: module.inner().id(),
        info: &ModuleInfo {
            memories: vec![MemoryType { min: 0, max: None }; 3],
            ..ModuleInfo::default()
        },
        context_size: 32,
    };
    assert!(allocator.module_made(shape).is_err());
    assert_eq!(allocator.modules.lock().unwrap().len(), 1);
    // A module that fails to register is not unregistered either.
    let refused = Registration::new(&(allocator.clone() as Arc<dyn InstanceAllocator>), shape.info, 32);
    assert!(refused.is_err());
    assert_eq!(allocator.modules.lock().unwrap().len(), 1);
    drop((module, engine));
    assert_eq!(allocator.modules.lock().unwrap().len(), 0);
}
