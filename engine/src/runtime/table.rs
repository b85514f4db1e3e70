//! Tables.

use std::ptr::NonNull;

use crate::error::{Error, Result};
use crate::layout::table as layout;
use crate::runtime::allocator::{TableRequest, TableStorage};
use crate::runtime::instance::InstanceData;
use crate::runtime::limits::MAX_ELEMENTS;
use crate::runtime::store::{Store, StoreId, StoreInner};
use crate::runtime::value::Val;
use crate::runtime::vmcontext::{Slot, VMTable};
use crate::trap::{Exhaustion, TrapKind};
use crate::types::{TableType, ValType};

/// A table of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    pub(crate) store: StoreId,
    pub(crate) index: u32,
}

/// What the store keeps of a table.
#[derive(Debug)]
pub(crate) struct TableData {
    pub(crate) ty: TableType,
    storage: Box<dyn TableStorage>,
    /// In the `VMContext` of the instance that defines the table, or a box when `host`.
    vm: NonNull<VMTable>,
    host: bool,
    encoding: Encoding,
    /// The instance whose module says what unresolved elements are, and the number of the table there.
    source: Option<(NonNull<InstanceData>, u32)>,
}

/// What elements stand for (`layout::table`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// References; null is 0.
    Plain,
    /// References to functions, null being [`layout::NULL`], and elements that are yet to be resolved.
    Lazy,
}

impl Encoding {
    /// The element that a reference is.
    pub(crate) fn element(self, reference: u64) -> u64 {
        match (self, reference) {
            (Self::Lazy, 0) => layout::NULL,
            _ => reference,
        }
    }
}

impl TableData {
    /// Takes over storage with the type's smallest size and writes it to `vm`, or to a place of its own.
    ///
    /// # Safety
    ///
    /// `vm` is writable and lives as long as this.
    pub(crate) unsafe fn new(
        ty: TableType,
        storage: Box<dyn TableStorage>,
        vm: Option<NonNull<VMTable>>,
        encoding: Encoding,
    ) -> Self {
        let value = VMTable {
            base: storage.base(),
            len: ty.min,
        };
        let (vm, host) = match vm {
            Some(vm) => {
                // SAFETY: the caller's promise.
                unsafe { vm.write(value) };
                (vm, false)
            }
            None => (NonNull::from(Box::leak(Box::new(value))), true),
        };
        Self {
            ty,
            storage,
            vm,
            host,
            encoding,
            source: None,
        }
    }

    pub(crate) fn vm(&self) -> NonNull<VMTable> {
        self.vm
    }

    /// Number of elements.
    pub(crate) fn len(&self) -> u64 {
        // SAFETY: `vm` lives as long as this.
        unsafe { self.vm.read() }.len
    }

    /// Elements that there is room for.
    pub(crate) fn capacity(&self) -> usize {
        self.storage.capacity()
    }

    /// The elements as generated code sees them.
    pub(crate) fn elements(&self) -> &[u64] {
        // SAFETY: `vm` describes the storage, and whoever has this borrowed lets no Wasm run.
        unsafe {
            let VMTable { base, len } = self.vm.read();
            std::slice::from_raw_parts(base, len as usize)
        }
    }

    /// The elements as generated code sees them, for writing.
    pub(crate) fn elements_mut(&mut self) -> &mut [u64] {
        // SAFETY: as for `elements`.
        unsafe {
            let VMTable { base, len } = self.vm.read();
            std::slice::from_raw_parts_mut(base, len as usize)
        }
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Leaves elements to the image of the table with this number among those that the instance's module defines. The
    /// instance outlives this, and the encoding is lazy.
    pub(crate) fn resolve_from(&mut self, instance: NonNull<InstanceData>, table: u32) {
        debug_assert_eq!(self.encoding, Encoding::Lazy);
        self.source = Some((instance, table));
    }

    /// Whether what is unresolved may be other than null.
    pub(crate) fn is_initialized_lazily(&self) -> bool {
        self.source.is_some()
    }

    /// The reference at an index, which is in bounds.
    pub(crate) fn get(&self, index: usize) -> u64 {
        let element = self.elements()[index];
        match (self.encoding, element) {
            (Encoding::Plain, _) => element,
            (Encoding::Lazy, layout::NULL) => 0,
            (Encoding::Lazy, layout::UNRESOLVED) => self.initial(index),
            (Encoding::Lazy, _) => element,
        }
    }

    /// What the segments say about an element.
    #[cold]
    fn initial(&self, index: usize) -> u64 {
        let Some((instance, table)) = self.source else { return 0 };
        // SAFETY: the instance outlives this.
        let instance = unsafe { instance.as_ref() };
        let func = instance.module.inner().initial.element(table as usize, index as u64);
        func.map_or(0, |func| instance.func_ref(func) as u64)
    }

    /// Makes the element at an index, which is in bounds, a reference.
    pub(crate) fn resolve(&mut self, index: usize) {
        let element = self.encoding.element(self.get(index));
        self.elements_mut()[index] = element;
    }

    /// Resolves the elements of a range, which is in bounds.
    pub(crate) fn resolve_range(&mut self, range: std::ops::Range<usize>) {
        if self.encoding == Encoding::Plain {
            return;
        }
        for index in range {
            if self.elements()[index] == layout::UNRESOLVED {
                self.resolve(index);
            }
        }
    }

    fn grow_to(&mut self, new: u64, init: u64) -> Result<()> {
        let old = self.len() as usize;
        let most = self.ty.max.unwrap_or(MAX_ELEMENTS).min(MAX_ELEMENTS);
        self.storage.grow(old, new as usize, most as usize)?;
        // SAFETY: the storage holds `new` elements, zero beyond `old`: tables never shrink.
        unsafe {
            self.vm.write(VMTable {
                base: self.storage.base(),
                len: new,
            })
        };
        // Segments say nothing about new elements, so that unresolved ones are null.
        if init != 0 {
            self.elements_mut()[old..].fill(init);
        }
        Ok(())
    }
}

impl Drop for TableData {
    fn drop(&mut self) {
        if self.host {
            // SAFETY: made by `Box::leak` in `new`, dropped once.
            drop(unsafe { Box::from_raw(self.vm.as_ptr()) });
        }
    }
}

impl StoreInner {
    /// How elements of a table of this type stand in it.
    pub(crate) fn encoding(&self, ty: TableType) -> Encoding {
        if self.engine.tunables().lazy_tables && ty.element == ValType::FuncRef {
            Encoding::Lazy
        } else {
            Encoding::Plain
        }
    }

    /// `table.grow` of a table of the store.
    pub(crate) fn grow_table(&mut self, index: u32, delta: u64, init: u64) -> Option<u64> {
        let table = &mut self.tables[index as usize];
        let old = table.len();
        let new = old.checked_add(delta)?;
        let mut budget = self.budget;
        if new > table.ty.max.unwrap_or(MAX_ELEMENTS) || !budget.take_table(old, new) {
            return None;
        }
        if let Err(error) = table.grow_to(new, init) {
            self.refused = error.exhaustion();
            return None;
        }
        self.budget = budget;
        Some(old)
    }
}

impl Table {
    /// A table of the host's own, of the type's smallest size, every element `init`.
    ///
    /// # Errors
    ///
    /// The type is invalid or `init` is not of it, a limit is passed ([`Exhaustion::Limit`]), or the host has no memory.
    pub fn new(store: &mut Store, ty: TableType, init: Val) -> Result<Self> {
        if !ty.element.is_ref() || ty.min > MAX_ELEMENTS || ty.max.is_some_and(|max| max < ty.min) {
            return Err(Error::usage("invalid table type"));
        }
        let init = element(ty, init, store.id())?;
        let inner = store.get_mut();
        let mut budget = inner.budget;
        if !budget.take_table(0, ty.min) {
            return Err(Error::exhausted(Exhaustion::Limit));
        }
        let storage = inner.engine.allocator().table(TableRequest { ty, definer: None })?;
        inner.budget = budget;
        // SAFETY: without a place given, nothing is promised.
        let mut data = unsafe { TableData::new(ty, storage, None, inner.encoding(ty)) };
        if init != 0 {
            data.elements_mut().fill(init);
        }
        inner.tables.push(data);
        Ok(Self {
            store: inner.id,
            index: inner.tables.len() as u32 - 1,
        })
    }

    pub(crate) fn data_of(self, store: &Store) -> &TableData {
        assert_eq!(self.store, store.id(), "the table belongs to another store");
        &store.get().tables[self.index as usize]
    }

    /// The type, with the declared smallest size.
    ///
    /// # Panics
    ///
    /// Like all methods here, when the table belongs to another store.
    pub fn ty(self, store: &Store) -> TableType {
        self.data_of(store).ty
    }

    /// Number of elements.
    pub fn size(self, store: &Store) -> u64 {
        self.data_of(store).len()
    }

    /// The element at an index, or `None` past the end.
    pub fn get(self, store: &Store, index: u64) -> Option<Val> {
        let data = self.data_of(store);
        let low = (index < data.len()).then(|| data.get(index as usize))?;
        // SAFETY: elements are of the table's type and of this store.
        Some(unsafe { Val::from_slot(data.ty.element, Slot { low, high: 0 }, self.store) })
    }

    /// Sets the element at an index.
    ///
    /// # Errors
    ///
    /// The index is past the end ([`TrapKind::OutOfBoundsTableAccess`]), or the value is not of the table's type.
    pub fn set(self, store: &mut Store, index: u64, value: Val) -> Result<()> {
        let value = element(self.data_of(store).ty, value, self.store)?;
        let data = &mut store.get_mut().tables[self.index as usize];
        let value = data.encoding.element(value);
        let elements = data.elements_mut();
        let slot = usize::try_from(index).ok().and_then(|index| elements.get_mut(index));
        *slot.ok_or_else(|| Error::trap(TrapKind::OutOfBoundsTableAccess))? = value;
        Ok(())
    }

    /// Grows by `delta` elements, each `init`, and returns the old size, or `None` where `table.grow` yields -1.
    ///
    /// # Errors
    ///
    /// `init` is not of the table's type.
    pub fn grow(self, store: &mut Store, delta: u64, init: Val) -> Result<Option<u64>> {
        let init = element(self.data_of(store).ty, init, self.store)?;
        Ok(store.get_mut().grow_table(self.index, delta, init))
    }
}

/// The element that a value of the table's type is.
fn element(ty: TableType, value: Val, store: StoreId) -> Result<u64> {
    if value.ty() != ty.element {
        return Err(Error::usage(format!("a {} in a table of {}", value.ty(), ty.element)));
    }
    Ok(value.to_slot(store)?.low)
}
