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
use crate::runtime::engine::TypeEntry;
use crate::runtime::func::Func;
use crate::runtime::instance::Instance;
use crate::runtime::store::{Failure, Store, StoreInner};
use crate::runtime::typed::{IntoFunc, RawSlot};
use crate::runtime::value::Val;
use crate::runtime::vmcontext::{HOST_FUNC, HostCall, Slot, VMContext, VMFuncRef, VMHostContext};
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

/// What generated code calls, through the exit trampoline: runs the closure, keeps its failure.
unsafe extern "C" fn host_call<T: Body>(context: *mut VMHostContext, vmctx: *mut VMContext, slots: *mut Slot) -> u32 {
    // SAFETY: generated code and `call::invoke` pass this function's own context, which lives as long as the store; the
    // store is running, so it is borrowed by a call higher up on the stack, whose borrow the `Caller` stands for.
    unsafe {
        let func = context.cast::<HostFunc<T>>();
        let store = NonNull::new_unchecked((*context).store);
        (*store.as_ptr()).callers += 1;
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
        (*store.as_ptr()).callers -= 1;
        let failure = match result {
            Ok(Ok(())) => return 0,
            Ok(Err(error)) => Failure::Error(error),
            Err(panic) => Failure::Panic(panic),
        };
        (*store.as_ptr()).failure = Some(failure);
        1
    }
}

/// A host function that the store owns.
pub(crate) struct HostFuncHandle {
    context: NonNull<VMHostContext>,
    drop: unsafe fn(*mut VMHostContext),
    /// Keeps the trampolines.
    _ty: Arc<TypeEntry>,
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

fn define<T: Body>(store: &mut Store, ty: Arc<TypeEntry>, body: T) -> Result<Func> {
    let wasm_call = ty.exit_trampoline(store.engine())?;
    let inner: *mut StoreInner = store.inner.as_ptr();
    let call: HostCall = host_call::<T>;
    let func = Box::into_raw(Box::new(HostFunc {
        context: VMHostContext {
            not_a_vmctx: 0,
            host_call: call,
            store: inner,
            func_ref: VMFuncRef {
                wasm_call,
                array_call: AtomicUsize::new(0),
                vmctx: std::ptr::null_mut(),
                type_id: ty.id,
                func_index: HOST_FUNC,
            },
            index: store.get().host_funcs.len() as u32,
        },
        body,
    }));
    // SAFETY: the box was just leaked; the store owns it from here on, and its address does not change.
    unsafe {
        let context = func.cast::<VMHostContext>();
        (*context).func_ref.vmctx = context.cast();
        let func_ref = NonNull::new_unchecked(&raw mut (*context).func_ref);
        store.get_mut().host_funcs.push(HostFuncHandle {
            context: NonNull::new_unchecked(context),
            drop: drop_host_func::<T>,
            _ty: ty,
        });
        Ok(Func::from_definition(func_ref, store.id()))
    }
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
        fn type_of<P, R, F: IntoFunc<P, R>>(_: &F) -> FuncType {
            FuncType::new(F::params(), F::results())
        }
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
