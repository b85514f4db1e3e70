//! Instances.

use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use smallvec::SmallVec;

use crate::compile::{ConstExpr, DataMode, ElementMode, ExportDesc};
use crate::runtime::allocator::ContextStorage;
use crate::runtime::code::CodeImage;
use crate::runtime::func::Func;
use crate::runtime::global::Global;
use crate::runtime::memory::Memory;
use crate::runtime::module::Module;
use crate::runtime::store::{Store, StoreId, StoreInner};
use crate::runtime::table::Table;
use crate::runtime::value::Extern;
use crate::runtime::vmcontext::{Slot, VMContext, VMFuncRef, VMImportFunc};

/// An instance of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    store: StoreId,
    id: u32,
}

/// What the store keeps of an instance.
pub(crate) struct InstanceData {
    pub(crate) id: u32,
    vmctx: NonNull<u8>,
    /// Where `vmctx` is. Before the module, which it may be the last to keep.
    #[expect(dead_code, reason = "only its drop counts")]
    context: Box<dyn ContextStorage>,
    pub(crate) module: Module,
    pub(crate) store: *mut StoreInner,
    /// Where this instance's code is: the module's, or a copy when another instance of the store uses that, so that an
    /// address of code determines the instance.
    image: Arc<CodeImage>,
    /// Indices in the store, imports first.
    pub(crate) tables: SmallVec<[u32; 2]>,
    /// Indices in the store, imports first.
    pub(crate) memories: SmallVec<[u32; 2]>,
    /// Indices in the store, imports first.
    pub(crate) globals: SmallVec<[u32; 8]>,
    /// Which element segments are dropped.
    pub(crate) dropped_elements: Dropped,
    /// Which data segments are dropped.
    pub(crate) dropped_data: Dropped,
}

/// Which segments of one kind are dropped.
#[derive(Debug)]
pub(crate) enum Dropped {
    /// None is.
    None,
    /// All but the passive ones, which is how instantiation leaves them.
    NotPassive,
    /// As noted for each.
    Noted(Box<[bool]>),
}

impl Dropped {
    /// Whether a segment is dropped; `passive` says of each whether it is.
    fn get(&self, index: u32, passive: impl Fn(usize) -> bool) -> bool {
        match self {
            Self::None => false,
            Self::NotPassive => !passive(index as usize),
            Self::Noted(dropped) => dropped[index as usize],
        }
    }

    /// Drops one of so many.
    fn note(&mut self, index: u32, count: usize, passive: impl Fn(usize) -> bool) {
        if !matches!(self, Self::Noted(_)) {
            let noted = (0..count as u32).map(|index| self.get(index, &passive)).collect();
            *self = Self::Noted(noted);
        }
        if let Self::Noted(dropped) = self {
            dropped[index as usize] = true;
        }
    }
}

impl InstanceData {
    /// An instance with its context, of which the fixed part is set. The rest is written before it is read: imports,
    /// tables, memories and globals by instantiation, references to functions as `filled` says.
    pub(crate) fn new(
        store: &mut StoreInner,
        module: &Module,
        image: Arc<CodeImage>,
        context: Box<dyn ContextStorage>,
    ) -> NonNull<Self> {
        let inner = module.inner();
        let vmctx = context.start();
        let instance = Box::new(Self {
            id: store.instances.len() as u32,
            vmctx,
            context,
            module: module.clone(),
            store,
            image,
            tables: SmallVec::new(),
            memories: SmallVec::new(),
            globals: SmallVec::new(),
            dropped_elements: Dropped::None,
            dropped_data: Dropped::None,
        });
        let instance = NonNull::from(Box::leak(instance));
        // SAFETY: the context is memory of the module's size and alignment.
        unsafe {
            vmctx.cast::<VMContext>().write(VMContext {
                store: &raw mut store.vm,
                builtins: super::builtins::addresses(),
                type_ids: inner.type_ids.as_ptr(),
                instance: instance.as_ptr(),
            });
            let filled = vmctx.add(inner.offsets.filled(0) as usize);
            filled.write_bytes(0, inner.offsets.filled_len() as usize);
        }
        instance
    }

    /// The address of something in the context.
    pub(crate) fn at<T>(&self, offset: i32) -> NonNull<T> {
        debug_assert!(offset >= 0 && offset as usize + size_of::<T>() <= self.module.inner().offsets.size() as usize);
        // SAFETY: offsets come from the module's layout, of which the context has the size.
        unsafe { self.vmctx.add(offset as usize) }.cast()
    }

    /// The reference to a function of the instance's index space; for an import, to the definition. Filled in if this is
    /// the first use.
    pub(crate) fn func_ref(&self, index: u32) -> *mut VMFuncRef {
        let module = self.module.inner();
        let imported = module.compiled.info.imported.funcs;
        if index < imported {
            let import: NonNull<VMImportFunc> = self.at(module.offsets.imported_func(index));
            // SAFETY: imports were resolved before anything could ask for them.
            return unsafe { import.read() }.func_ref;
        }
        let func_ref: NonNull<VMFuncRef> = self.at(module.offsets.func_ref(index));
        let filled: NonNull<u64> = self.at(module.offsets.filled(index / 64 * 64));
        let bit = 1 << (index % 64);
        // SAFETY: the place is in the context, and only this function refers to it.
        let bits = unsafe { filled.read() };
        if bits & bit == 0 {
            // SAFETY: as above.
            unsafe { filled.write(bits | bit) };
            let ty = module.compiled.info.funcs[index as usize];
            let code = module.compiled.functions[(index - imported) as usize].offset;
            // SAFETY: the place is in the context, and nobody refers to what was not filled in.
            unsafe {
                func_ref.write(VMFuncRef {
                    wasm_call: self.image.start() + code as usize,
                    array_call: AtomicUsize::new(0),
                    vmctx: self.vmctx.as_ptr(),
                    type_id: module.type_ids[ty as usize],
                    func_index: index,
                });
            }
        }
        func_ref.as_ptr()
    }

    /// Whether an element segment is dropped.
    pub(crate) fn is_element_dropped(&self, index: u32) -> bool {
        let elements = &self.module.inner().compiled.info.elements;
        let passive = |index: usize| elements[index].mode == ElementMode::Passive;
        self.dropped_elements.get(index, passive)
    }

    /// Whether a data segment is dropped.
    pub(crate) fn is_data_dropped(&self, index: u32) -> bool {
        let data = &self.module.inner().compiled.info.data;
        self.dropped_data
            .get(index, |index| data[index].mode == DataMode::Passive)
    }

    /// Drops an element segment.
    pub(crate) fn drop_element(&mut self, index: u32) {
        let elements = &self.module.inner().compiled.info.elements;
        let passive = |index: usize| elements[index].mode == ElementMode::Passive;
        self.dropped_elements.note(index, elements.len(), passive);
    }

    /// Drops a data segment.
    pub(crate) fn drop_data(&mut self, index: u32) {
        let data = &self.module.inner().compiled.info.data;
        let passive = |index: usize| data[index].mode == DataMode::Passive;
        self.dropped_data.note(index, data.len(), passive);
    }

    /// Fills in the references that generated code takes by address. Those to imports it loads from the import.
    pub(crate) fn fill_referenced(&self) {
        for index in &self.module.inner().compiled.referenced {
            self.func_ref(*index);
        }
    }

    /// The value of a constant expression.
    #[inline]
    pub(crate) fn evaluate(&self, store: &StoreInner, expression: &ConstExpr) -> Slot {
        let low = match *expression {
            ConstExpr::I32(x) => x as u32 as u64,
            ConstExpr::I64(x) => x as u64,
            ConstExpr::F32(bits) => bits.into(),
            ConstExpr::F64(bits) => bits,
            ConstExpr::V128(bytes) => {
                let bits = u128::from_le_bytes(bytes);
                return Slot {
                    low: bits as u64,
                    high: (bits >> 64) as u64,
                };
            }
            ConstExpr::GlobalGet(index) => return store.globals[self.globals[index as usize] as usize].slot(),
            ConstExpr::RefNull(_) => 0,
            ConstExpr::RefFunc(index) => self.func_ref(index) as u64,
        };
        Slot { low, high: 0 }
    }

    fn export(&self, store: StoreId, desc: ExportDesc) -> Extern {
        match desc {
            ExportDesc::Func(index) => self.func(store, index).into(),
            ExportDesc::Table(index) => Table {
                store,
                index: self.tables[index as usize],
            }
            .into(),
            ExportDesc::Memory(index) => Memory {
                store,
                index: self.memories[index as usize],
            }
            .into(),
            ExportDesc::Global(index) => Global {
                store,
                index: self.globals[index as usize],
            }
            .into(),
        }
    }

    fn func(&self, store: StoreId, index: u32) -> Func {
        // SAFETY: `func_ref` yields the definition's reference, which lives as long as the store and is never null.
        unsafe { Func::from_definition(NonNull::new_unchecked(self.func_ref(index)), store) }
    }

    /// Whether a fault at this address can come from a memory access of this instance.
    pub(crate) fn reserves(&self, store: &StoreInner, address: usize) -> bool {
        self.memories
            .iter()
            .any(|index| store.memories[*index as usize].reserves(address))
    }
}

impl Instance {
    pub(crate) fn from_id(store: StoreId, id: u32) -> Self {
        Self { store, id }
    }

    fn data(self, store: &Store) -> &InstanceData {
        assert_eq!(self.store, store.id(), "the instance belongs to another store");
        store.get().instance(self.id)
    }

    /// Its number in order of creation in the store.
    pub fn id(self) -> u32 {
        self.id
    }

    /// The module.
    ///
    /// # Panics
    ///
    /// Like all methods here, when the instance belongs to another store.
    pub fn module(self, store: &Store) -> &Module {
        &self.data(store).module
    }

    /// The export of this name.
    pub fn export(self, store: &Store, name: &str) -> Option<Extern> {
        let data = self.data(store);
        Some(data.export(self.store, data.module.export(name)?))
    }

    /// The exported function of this name.
    pub fn func(self, store: &Store, name: &str) -> Option<Func> {
        self.export(store, name)?.func()
    }

    /// The exported memory of this name.
    pub fn memory(self, store: &Store, name: &str) -> Option<Memory> {
        self.export(store, name)?.memory()
    }

    /// Every function, imports first, exported or not.
    pub fn funcs(self, store: &Store) -> Vec<Func> {
        let data = self.data(store);
        let count = data.module.inner().compiled.info.funcs.len() as u32;
        (0..count).map(|index| data.func(self.store, index)).collect()
    }

    /// The function with this index, exported or not.
    pub fn func_at(self, store: &Store, index: u32) -> Option<Func> {
        let data = self.data(store);
        let count = data.module.inner().compiled.info.funcs.len();
        ((index as usize) < count).then(|| data.func(self.store, index))
    }

    /// Every table, imports first, exported or not.
    pub fn tables(self, store: &Store) -> Vec<Table> {
        self.data(store)
            .tables
            .iter()
            .map(|&index| Table {
                store: self.store,
                index,
            })
            .collect()
    }

    /// Every memory, imports first, exported or not.
    pub fn memories(self, store: &Store) -> Vec<Memory> {
        self.data(store)
            .memories
            .iter()
            .map(|&index| Memory {
                store: self.store,
                index,
            })
            .collect()
    }

    /// Every global, imports first, exported or not.
    pub fn globals(self, store: &Store) -> Vec<Global> {
        self.data(store)
            .globals
            .iter()
            .map(|&index| Global {
                store: self.store,
                index,
            })
            .collect()
    }

    /// Whether each element segment is dropped; an active one is, once it was written.
    pub fn dropped_elements(self, store: &Store) -> Vec<bool> {
        let data = self.data(store);
        let count = data.module.inner().compiled.info.elements.len() as u32;
        (0..count).map(|index| data.is_element_dropped(index)).collect()
    }

    /// Whether each data segment is dropped; an active one is, once it was written.
    pub fn dropped_data(self, store: &Store) -> Vec<bool> {
        let data = self.data(store);
        let count = data.module.inner().compiled.info.data.len() as u32;
        (0..count).map(|index| data.is_data_dropped(index)).collect()
    }
}
