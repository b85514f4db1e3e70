//! Functions, called by the host with values whose types are checked at each call.

use std::ptr::NonNull;

use smallvec::SmallVec;

use crate::error::{Error, Result};
use crate::runtime::call;
use crate::runtime::engine::TypeEntry;
use crate::runtime::store::{Store, StoreId, foreign};
use crate::runtime::typed::{TypedFunc, WasmParams, WasmResults};
use crate::runtime::value::Val;
use crate::runtime::vmcontext::{HOST_FUNC, Slot, VMContext, VMFuncRef, VMHostContext};
use crate::types::{FuncType, ValType};

/// A function of a store: of an instance, or the host's. Equal exactly for the same function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Func {
    store: StoreId,
    /// The definition's own reference, not an importer's copy.
    pointer: NonNull<VMFuncRef>,
}

/// What a function is, in terms that two runs share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FuncIdentity {
    /// Defined by a module.
    Wasm {
        /// The instance, by order of creation in the store.
        instance: u32,
        /// The function, in the index space of the instance's module.
        function: u32,
    },
    /// Made by the host: its number in order of creation in the store.
    Host(u32),
    /// Made by the host for all stores: its number in order of creation in the engine.
    Shared(u32),
}

impl Func {
    /// The function to which generated code refers by this pointer; `None` for null.
    ///
    /// # Safety
    ///
    /// The pointer is 0 or points to a function reference of the store, which is alive.
    pub(crate) unsafe fn from_raw(pointer: usize, store: StoreId) -> Option<Self> {
        let pointer = NonNull::new(std::ptr::with_exposed_provenance_mut::<VMFuncRef>(pointer))?;
        // SAFETY: the caller's promise; a reference's context is that of the instance or host function that defines it.
        let pointer = unsafe {
            let func = pointer.as_ref();
            match func.func_index {
                HOST_FUNC => NonNull::from(&(*func.vmctx.cast::<VMHostContext>()).func_ref),
                index => {
                    let instance = (*func.vmctx.cast::<VMContext>()).instance;
                    NonNull::new((*instance).func_ref(index)).unwrap_or(pointer)
                }
            }
        };
        Some(Self { store, pointer })
    }

    /// A function of the store.
    ///
    /// # Safety
    ///
    /// The pointer is the definition's own reference and lives as long as the store.
    pub(crate) unsafe fn from_definition(pointer: NonNull<VMFuncRef>, store: StoreId) -> Self {
        Self { store, pointer }
    }

    /// The pointer by which generated code refers to the function.
    pub(crate) fn pointer(self, store: StoreId) -> Result<usize> {
        if self.store == store {
            Ok(self.pointer.as_ptr().expose_provenance())
        } else {
            Err(foreign())
        }
    }

    /// The reference, once the store was checked.
    #[inline]
    pub(crate) fn raw(self, store: &Store) -> Result<NonNull<VMFuncRef>> {
        store.check(self.store)?;
        Ok(self.pointer)
    }

    pub(crate) fn store_id(self) -> StoreId {
        self.store
    }

    pub(crate) fn entry(self, store: &Store) -> std::sync::Arc<TypeEntry> {
        assert_eq!(self.store, store.id(), "the function belongs to another store");
        // SAFETY: the reference lives as long as its store.
        store.engine().type_entry(unsafe { self.pointer.as_ref() }.type_id)
    }

    /// The type.
    ///
    /// # Panics
    ///
    /// When the function belongs to another store.
    pub fn ty(self, store: &Store) -> FuncType {
        self.entry(store).ty.clone()
    }

    /// What the function is.
    ///
    /// # Panics
    ///
    /// When the function belongs to another store.
    pub fn identity(self, store: &Store) -> FuncIdentity {
        assert_eq!(self.store, store.id(), "the function belongs to another store");
        // SAFETY: the reference and its context live as long as the store.
        unsafe {
            let func = self.pointer.as_ref();
            match func.func_index {
                HOST_FUNC => {
                    let VMHostContext { store, index, .. } = &*func.vmctx.cast::<VMHostContext>();
                    if store.is_null() {
                        FuncIdentity::Shared(*index)
                    } else {
                        FuncIdentity::Host(*index)
                    }
                }
                function => {
                    let instance = (*func.vmctx.cast::<VMContext>()).instance;
                    FuncIdentity::Wasm {
                        instance: (*instance).id,
                        function,
                    }
                }
            }
        }
    }

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// Traps and exhaustion; arguments of other types or of another store.
    pub fn call(self, store: &mut Store, args: &[Val]) -> Result<Vec<Val>> {
        let pointer = self.raw(store)?;
        let entry = self.entry(store);
        let FuncType { params, results } = &entry.ty;
        if args.len() != params.len() || args.iter().zip(params).any(|(arg, ty)| arg.ty() != *ty) {
            return Err(Error::usage(format!("arguments do not fit the parameters {params:?}")));
        }
        let mut slots: SmallVec<[Slot; 8]> = SmallVec::with_capacity(params.len().max(results.len()));
        for arg in args {
            slots.push(arg.to_slot(self.store)?);
        }
        slots.resize(params.len().max(results.len()), Slot::default());
        // SAFETY: the function is of this store, and the slots hold its arguments and have room for its results.
        unsafe { call::invoke(store.inner.as_ptr(), pointer.as_ptr(), slots.as_mut_ptr())? };
        let result = |(ty, slot): (&ValType, &Slot)| {
            // SAFETY: the call wrote results of these types.
            unsafe { Val::from_slot(*ty, *slot, self.store) }
        };
        Ok(results.iter().zip(&slots).map(result).collect())
    }

    /// The function for calls with Rust types.
    ///
    /// # Errors
    ///
    /// The types do not fit, or the function belongs to another store.
    pub fn typed<P: WasmParams, R: WasmResults>(self, store: &Store) -> Result<TypedFunc<P, R>> {
        self.raw(store)?;
        let entry = self.entry(store);
        if *entry.ty.params != *P::types() || *entry.ty.results != *R::types() {
            return Err(Error::usage(format!("the function's type is {:?}", entry.ty)));
        }
        Ok(TypedFunc::new(self))
    }
}
