//! Globals.

use std::ptr::NonNull;

use crate::error::{Error, Result};
use crate::runtime::store::{Store, StoreId};
use crate::runtime::value::Val;
use crate::runtime::vmcontext::{Slot, VMGlobal};
use crate::types::GlobalType;

/// A global of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Global {
    pub(crate) store: StoreId,
    pub(crate) index: u32,
}

/// What the store keeps of a global.
#[derive(Debug)]
pub(crate) struct GlobalData {
    pub(crate) ty: GlobalType,
    /// In the `VMContext` of the instance that defines the global, or a box when `host`.
    vm: NonNull<VMGlobal>,
    host: bool,
}

impl GlobalData {
    /// A global of an instance.
    ///
    /// # Safety
    ///
    /// `vm` holds a value of the type and lives as long as this.
    pub(crate) unsafe fn in_instance(ty: GlobalType, vm: NonNull<VMGlobal>) -> Self {
        Self { ty, vm, host: false }
    }

    pub(crate) fn vm(&self) -> NonNull<VMGlobal> {
        self.vm
    }

    /// The value as generated code sees it.
    pub(crate) fn slot(&self) -> Slot {
        // SAFETY: `vm` lives as long as this.
        unsafe { self.vm.read() }.0
    }
}

impl Drop for GlobalData {
    fn drop(&mut self) {
        if self.host {
            // SAFETY: made by `Box::leak` in `Global::new`, dropped once.
            drop(unsafe { Box::from_raw(self.vm.as_ptr()) });
        }
    }
}

impl Global {
    /// A global of the host's own.
    ///
    /// # Errors
    ///
    /// The value is not of the type, or is an item of another store.
    pub fn new(store: &mut Store, ty: GlobalType, value: Val) -> Result<Self> {
        let slot = content(ty, value, store.id())?;
        let inner = store.get_mut();
        let vm = NonNull::from(Box::leak(Box::new(VMGlobal(slot))));
        inner.globals.push(GlobalData { ty, vm, host: true });
        Ok(Self {
            store: inner.id,
            index: inner.globals.len() as u32 - 1,
        })
    }

    fn data_of(self, store: &Store) -> &GlobalData {
        assert_eq!(self.store, store.id(), "the global belongs to another store");
        &store.get().globals[self.index as usize]
    }

    /// The type.
    ///
    /// # Panics
    ///
    /// Like all methods here, when the global belongs to another store.
    pub fn ty(self, store: &Store) -> GlobalType {
        self.data_of(store).ty
    }

    /// The value.
    pub fn get(self, store: &Store) -> Val {
        let data = self.data_of(store);
        // SAFETY: the slot holds a value of the global's type, of this store.
        unsafe { Val::from_slot(data.ty.content, data.slot(), self.store) }
    }

    /// Sets the value.
    ///
    /// # Errors
    ///
    /// The global is immutable, or the value is not of its type.
    pub fn set(self, store: &mut Store, value: Val) -> Result<()> {
        let data = self.data_of(store);
        if !data.ty.mutable {
            return Err(Error::usage("the global is immutable"));
        }
        let slot = content(data.ty, value, self.store)?;
        // SAFETY: `vm` lives as long as the store, which is borrowed mutably.
        unsafe { data.vm.write(VMGlobal(slot)) };
        Ok(())
    }
}

fn content(ty: GlobalType, value: Val, store: StoreId) -> Result<Slot> {
    if value.ty() != ty.content {
        return Err(Error::usage(format!("a {} in a global of {}", value.ty(), ty.content)));
    }
    value.to_slot(store)
}
