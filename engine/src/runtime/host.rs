//! Host functions: closures that Wasm calls.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use smallvec::SmallVec;

use crate::error::{Error, Result};
use crate::runtime::engine::{Engine, TypeEntry};
use crate::runtime::func::Func;
use crate::runtime::instance::Instance;
use crate::runtime::store::{Failure, Store, StoreInner};
use crate::runtime::typed::{IntoFunc, RawSlot};
use crate::runtime::value::Val;
use crate::runtime::vmcontext::{HOST_FUNC, HostCall, Slot, VMContext, VMFuncRef, VMHostContext};
use crate::sys::Rights;
use crate::types::FuncType;

/// What a host function gets: its store, and who called it. Dereferences to the [`Store`].
pub struct Caller<'a> {
    /// Another name for the store that is borrowed by the call in progress; not its owner.
    store: ManuallyDrop<Store>,
    vmctx: *mut VMContext,
    borrow: PhantomData<&'a mut Store>,
}

impl Caller<'_> {
    /// The instance that called, or `None` when the host itself did.
    pub fn instance(&self) -> Option<Instance> {
        // SAFETY: the caller's context is null or lives as long as the store.
        unsafe {
            let vmctx = self.vmctx.as_ref()?;
            Some(Instance::from_id(self.store.id(), (*vmctx.instance).id))
        }
    }
}

impl Deref for Caller<'_> {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl DerefMut for Caller<'_> {
    fn deref_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}

/// A host function's context with its closure behind it.
#[repr(C)]
struct HostFunc<T> {
    context: VMHostContext,
    body: T,
}

/// A closure without Rust types for its parameters.
struct Untyped<F> {
    ty: Arc<TypeEntry>,
    closure: F,
}

/// How the engine calls either sort of closure.
trait Body {
    /// # Safety
    ///
    /// The slots hold arguments of the function's type and have room for its results.
    unsafe fn call(&self, caller: &mut Caller<'_>, slots: *mut Slot) -> Result<()>;
}

impl<F> Body for Untyped<F>
where
    F: Fn(&mut Caller<'_>, &[Val], &mut [Val]) -> Result<()>,
{
    unsafe fn call(&self, caller: &mut Caller<'_>, slots: *mut Slot) -> Result<()> {
        let FuncType { params, results } = &self.ty.ty;
        let store = caller.id();
        let mut values: SmallVec<[Val; 8]> = SmallVec::with_capacity(params.len() + results.len());
        for (index, ty) in params.iter().enumerate() {
            // SAFETY: the caller's promise. A trampoline writes no more bytes than the value has; `read_slot` knows.
            values.push(unsafe { Val::from_slot(*ty, read_slot(*ty, slots.add(index)), store) });
        }
        if seeded!(HostArguments) && params.len() >= 2 && params[0] == params[1] {
            values.swap(0, 1);
        }
        values.extend(results.iter().map(|ty| Val::default_of(*ty)));
        let (args, out) = values.split_at_mut(params.len());
        (self.closure)(caller, args, out)?;
        for (index, (value, ty)) in out.iter().zip(results).enumerate() {
            if value.ty() != *ty {
                return Err(Error::usage(format!(
                    "a host function returned a {} for a {ty}",
                    value.ty()
                )));
            }
            // SAFETY: the caller's promise.
            unsafe { slots.add(index).write(value.to_slot(store)?) };
        }
        Ok(())
    }
}

/// Reads a slot of which only the value's own bytes were written.
///
/// # Safety
///
/// The slot holds a value of this type.
#[inline]
unsafe fn read_slot(ty: crate::types::ValType, slot: *const Slot) -> Slot {
    use crate::types::ValType::{F32, I32, V128};
    // SAFETY: the caller's promise: at least as many bytes as are read were written.
    unsafe {
        match ty {
            I32 | F32 => Slot {
                low: slot.cast::<u32>().read().into(),
                high: 0,
            },
            V128 => slot.read(),
            _ => Slot {
                low: slot.cast::<u64>().read(),
                high: 0,
            },
        }
    }
}

/// A closure with Rust types.
struct Typed<F, P, R> {
    closure: F,
    types: PhantomData<fn(P) -> R>,
}

impl<F: IntoFunc<P, R>, P, R> Body for Typed<F, P, R> {
    #[inline(always)]
    unsafe fn call(&self, caller: &mut Caller<'_>, slots: *mut Slot) -> Result<()> {
        let store = caller.id();
        // SAFETY: the caller's promise; `RawSlot` is a slot that may be uninitialised.
        unsafe { self.closure.call_raw(caller, slots.cast::<RawSlot>(), store) }
    }
}

/// What generated code calls, through the exit trampoline. Where memories are behind protection keys (`KEYED`), it runs with the host's
/// rights.
unsafe extern "C" fn host_call<T: Body, const KEYED: bool>(
    context: *mut VMHostContext,
    vmctx: *mut VMContext,
    slots: *mut Slot,
) -> u32 {
    // SAFETY: generated code passes this function's own context, and the store that owns it is running.
    unsafe { run_for_wasm::<T, KEYED>(context, (*context).store, vmctx, slots) }
}

/// What generated code calls when stores share the function: its store is the caller's.
unsafe extern "C" fn shared_call<T: Body, const KEYED: bool>(
    context: *mut VMHostContext,
    vmctx: *mut VMContext,
    slots: *mut Slot,
) -> u32 {
    // SAFETY: generated code passes this function's own context and its caller's, whose store is running.
    unsafe { run_for_wasm::<T, KEYED>(context, (*(*vmctx).store).store, vmctx, slots) }
}

/// As [`run`].
///
/// # Safety
///
/// As for [`run`]; generated code of the store is the caller.
#[inline(always)]
unsafe fn run_for_wasm<T: Body, const KEYED: bool>(
    context: *mut VMHostContext,
    store: *mut StoreInner,
    vmctx: *mut VMContext,
    slots: *mut Slot,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe {
        if KEYED {
            (*store).rights.release();
        }
        let status = run::<T>(context, store, vmctx, slots);
        if KEYED {
            // Read again: the store may have got its first memory meanwhile.
            (*store).rights.confine();
        }
        status
    }
}

/// What `call::invoke` calls.
///
/// # Safety
///
/// As for [`run`].
unsafe fn direct_call<T: Body>(context: *mut VMHostContext, store: *mut StoreInner, slots: *mut Slot) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { run::<T>(context, store, std::ptr::null_mut(), slots) }
}

/// Runs the closure, keeps its failure.
///
/// # Safety
///
/// The context is a `HostFunc<T>`'s. The store is running, and the slots are as [`Body::call`] asks. The caller's context is of
/// that store, or null.
#[inline(always)]
unsafe fn run<T: Body>(
    context: *mut VMHostContext,
    store: *mut StoreInner,
    vmctx: *mut VMContext,
    slots: *mut Slot,
) -> u32 {
    // SAFETY: the caller's promise. The function lives as long as the store, which is running, so it is borrowed by a
    // call higher up on the stack, whose borrow the `Caller` stands for.
    unsafe {
        let func = context.cast::<HostFunc<T>>();
        let store = NonNull::new_unchecked(store);
        // Put back from here and not counted down: through memory that would be the longest chain of a short call.
        let callers = (*store.as_ptr()).callers;
        (*store.as_ptr()).callers = callers + 1;
        let mut caller = Caller {
            store: ManuallyDrop::new(Store { inner: store }),
            vmctx,
            borrow: PhantomData,
        };
        let result = catch_unwind(AssertUnwindSafe(|| (*func).body.call(&mut caller, slots)));
        if caller.store.inner != store {
            // Somebody swapped the store behind the caller; nothing that runs now could be trusted.
            std::process::abort();
        }
        debug_assert_eq!(
            (*store.as_ptr()).callers,
            callers + 1,
            "nested calls leave as many as they found"
        );
        (*store.as_ptr()).callers = callers;
        let failure = match result {
            Ok(Ok(())) => return 0,
            Ok(Err(error)) => Failure::Error(error),
            Err(panic) => Failure::Panic(panic),
        };
        (*store.as_ptr()).failure = Some(failure);
        1
    }
}

/// The owner of a host function.
pub(crate) struct HostFuncHandle {
    context: NonNull<VMHostContext>,
    drop: unsafe fn(*mut VMHostContext),
    /// Keeps the trampolines.
    ty: Arc<TypeEntry>,
}

impl Drop for HostFuncHandle {
    fn drop(&mut self) {
        // SAFETY: `context` was made with this function's type and is dropped once.
        unsafe { (self.drop)(self.context.as_ptr()) };
    }
}

/// # Safety
///
/// The context is of a `HostFunc<T>` made by `Box::into_raw`, never used again.
unsafe fn drop_host_func<T>(context: *mut VMHostContext) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(context.cast::<HostFunc<T>>()) });
}

impl HostFuncHandle {
    /// A host function of a store, or, when that is null, of all of an engine.
    ///
    /// # Errors
    ///
    /// The code generator or the host's memory fails.
    fn new<T: Body>(engine: &Engine, store: *mut StoreInner, index: u32, ty: Arc<TypeEntry>, body: T) -> Result<Self> {
        let wasm_call = ty.exit_trampoline(engine)?;
        // Whether a store's code has rights of its own is decided with the engine's pool.
        let keyed = engine.allocator().rights(0) != Rights::default();
        let host_call: HostCall = match (store.is_null(), keyed) {
            (false, false) => host_call::<T, false>,
            (false, true) => host_call::<T, true>,
            (true, false) => shared_call::<T, false>,
            (true, true) => shared_call::<T, true>,
        };
        let func = Box::into_raw(Box::new(HostFunc {
            context: VMHostContext {
                not_a_vmctx: 0,
                host_call,
                store,
                func_ref: VMFuncRef {
                    wasm_call,
                    array_call: AtomicUsize::new(0),
                    vmctx: std::ptr::null_mut(),
                    type_id: ty.id,
                    func_index: HOST_FUNC,
                },
                direct_call: direct_call::<T>,
                index,
            },
            body,
        }));
        // SAFETY: the box was just leaked, and its address does not change.
        unsafe {
            let context = func.cast::<VMHostContext>();
            (*context).func_ref.vmctx = context.cast();
            Ok(Self {
                context: NonNull::new_unchecked(context),
                drop: drop_host_func::<T>,
                ty,
            })
        }
    }

    /// The definition's own reference.
    fn func_ref(&self) -> NonNull<VMFuncRef> {
        // SAFETY: the context lives as long as this.
        unsafe { NonNull::new_unchecked(&raw mut (*self.context.as_ptr()).func_ref) }
    }
}

fn define<T: Body>(store: &mut Store, ty: Arc<TypeEntry>, body: T) -> Result<Func> {
    let inner = store.inner.as_ptr();
    let index = store.get().host_funcs.len() as u32;
    let handle = HostFuncHandle::new(store.engine(), inner, index, ty, body)?;
    let func_ref = handle.func_ref();
    store.get_mut().host_funcs.push(handle);
    // SAFETY: the store owns it from here on.
    Ok(unsafe { Func::from_definition(func_ref, store.id()) })
}

/// A host function of an engine, made once for all stores: what [`Linked`](crate::Linked) modules import. Any thread may
/// run it, several at once. Cheap to clone; clones are the same function.
#[derive(Clone)]
pub struct SharedFunc(Arc<SharedInner>);

struct SharedInner {
    handle: HostFuncHandle,
    engine: Engine,
}

// SAFETY: the closure is `Send` and `Sync`, and nothing else of the function changes once it is made.
unsafe impl Send for SharedInner {}
// SAFETY: as above.
unsafe impl Sync for SharedInner {}

impl SharedFunc {
    /// A host function as by [`Func::new`], for all stores of the engine.
    ///
    /// # Errors
    ///
    /// The code generator or the host's memory fails.
    pub fn new(
        engine: &Engine,
        ty: FuncType,
        closure: impl Fn(&mut Caller<'_>, &[Val], &mut [Val]) -> Result<()> + Send + Sync + 'static,
    ) -> Result<Self> {
        let ty = engine.intern(&ty);
        Self::define(engine, ty.clone(), Untyped { ty, closure })
    }

    /// A host function as by [`Func::wrap`], for all stores of the engine.
    ///
    /// # Errors
    ///
    /// As for [`SharedFunc::new`].
    pub fn wrap<P: 'static, R: 'static>(engine: &Engine, closure: impl IntoFunc<P, R> + Send + Sync) -> Result<Self> {
        let ty = engine.intern(&type_of(&closure));
        let types = PhantomData;
        Self::define(engine, ty, Typed { closure, types })
    }

    fn define<T: Body>(engine: &Engine, ty: Arc<TypeEntry>, body: T) -> Result<Self> {
        let handle = HostFuncHandle::new(engine, std::ptr::null_mut(), engine.number_shared_func(), ty, body)?;
        let engine = engine.clone();
        Ok(Self(Arc::new(SharedInner { handle, engine })))
    }

    /// The type.
    pub fn ty(&self) -> &FuncType {
        &self.0.handle.ty.ty
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn type_id(&self) -> u32 {
        self.0.handle.ty.id
    }

    pub(crate) fn func_ref(&self) -> NonNull<VMFuncRef> {
        self.0.handle.func_ref()
    }
}

impl std::fmt::Debug for SharedFunc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SharedFunc").field(self.ty()).finish()
    }
}

fn type_of<P, R, F: IntoFunc<P, R>>(_: &F) -> FuncType {
    FuncType::new(F::params(), F::results())
}

impl Func {
    /// A host function. The closure gets the arguments, of the type's parameters, and writes its results over the
    /// defaults in the last slice. An error becomes a trap at the Wasm call instruction: [`Error::host`] is a trap of
    /// the kind `host`; an error of a nested call keeps its kind and location. A panic goes on in whoever called Wasm.
    ///
    /// # Errors
    ///
    /// The code generator or the host's memory fails. A result of another type is an error of the later call.
    pub fn new(
        store: &mut Store,
        ty: FuncType,
        closure: impl Fn(&mut Caller<'_>, &[Val], &mut [Val]) -> Result<()> + 'static,
    ) -> Result<Self> {
        let ty = store.engine().intern(&ty);
        define(store, ty.clone(), Untyped { ty, closure })
    }

    /// A host function from a closure with Rust types: `Fn(&mut Caller<'_>, a: i32, …) -> i64`, or `-> Result<…>`, or
    /// `-> (i32, f64)`.
    ///
    /// # Errors
    ///
    /// As for [`Func::new`].
    pub fn wrap<P: 'static, R: 'static>(store: &mut Store, closure: impl IntoFunc<P, R>) -> Result<Self> {
        let ty = store.engine().intern(&type_of(&closure));
        define(
            store,
            ty,
            Typed {
                closure,
                types: PhantomData,
            },
        )
    }
}
