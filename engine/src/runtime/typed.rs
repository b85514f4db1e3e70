//! Calls in both directions with Rust types: checked once, then no allocation and no lock.

use std::marker::PhantomData;
use std::mem::MaybeUninit;

use crate::error::{Error, Result};
use crate::runtime::call;
use crate::runtime::func::Func;
use crate::runtime::store::{Store, StoreId};
use crate::runtime::vmcontext::Slot;
use crate::types::ValType;

/// Slots of an argument array for typed calls: the most parameters or results.
const MAX_SLOTS: usize = 8;

/// The host's number for something of its own, below `u64::MAX`: a non-null `externref`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExternRef(pub u64);

/// A Rust type that is a Wasm value type.
///
/// # Safety
///
/// `write` writes a value of type `TYPE`.
pub unsafe trait WasmTy: Copy + 'static {
    /// The value type.
    const TYPE: ValType;

    /// Writes the value for generated code; `store` is the id of the store that takes it.
    ///
    /// # Errors
    ///
    /// The value is an item of another store.
    #[doc(hidden)]
    fn write(self, slot: &mut RawSlot, store: u64) -> Result<()>;

    /// Reads what generated code wrote.
    ///
    /// # Safety
    ///
    /// The slot holds a value of `TYPE` of the living store with this id.
    #[doc(hidden)]
    unsafe fn read(slot: &RawSlot, store: u64) -> Self;
}

/// A slot of an argument array, opaque outside the engine.
#[doc(hidden)]
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct RawSlot(MaybeUninit<Slot>);

impl RawSlot {
    const UNINIT: Self = Self(MaybeUninit::uninit());

    #[inline(always)]
    fn set_low(&mut self, low: u64) {
        // SAFETY: the pointer is to the slot's own first half.
        unsafe { (&raw mut (*self.0.as_mut_ptr()).low).write(low) };
    }

    /// # Safety
    ///
    /// The first eight bytes were written.
    #[inline(always)]
    unsafe fn low(&self) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { (&raw const (*self.0.as_ptr()).low).read() }
    }

    /// # Safety
    ///
    /// The first four bytes were written.
    #[inline(always)]
    unsafe fn low32(&self) -> u32 {
        // SAFETY: the caller's promise; a trampoline writes only as many bytes as the value has.
        unsafe { self.0.as_ptr().cast::<u32>().read() }
    }
}

macro_rules! wasm_scalar {
    ($($ty:ty, $val:ident, |$value:ident| $low:expr, |$slot:ident| $read:expr;)+) => { $(
        // SAFETY: writes the type's low bytes.
        unsafe impl WasmTy for $ty {
            const TYPE: ValType = ValType::$val;
            #[inline(always)]
            fn write(self, slot: &mut RawSlot, _: StoreId) -> Result<()> {
                let $value = self;
                slot.set_low($low);
                Ok(())
            }
            #[inline(always)]
            unsafe fn read($slot: &RawSlot, _: StoreId) -> Self {
                // SAFETY: the caller's promise.
                unsafe { $read }
            }
        }
    )+ };
}

wasm_scalar! {
    i32, I32, |x| x as u32 as u64, |slot| slot.low32() as i32;
    u32, I32, |x| x.into(), |slot| slot.low32();
    i64, I64, |x| x as u64, |slot| slot.low() as i64;
    u64, I64, |x| x, |slot| slot.low();
    f32, F32, |x| x.to_bits().into(), |slot| f32::from_bits(slot.low32());
    f64, F64, |x| x.to_bits(), |slot| f64::from_bits(slot.low());
}

// SAFETY: writes all sixteen bytes.
unsafe impl WasmTy for u128 {
    const TYPE: ValType = ValType::V128;
    #[inline(always)]
    fn write(self, slot: &mut RawSlot, _: StoreId) -> Result<()> {
        slot.0.write(Slot {
            low: self as u64,
            high: (self >> 64) as u64,
        });
        Ok(())
    }
    #[inline(always)]
    unsafe fn read(slot: &RawSlot, _: StoreId) -> Self {
        // SAFETY: the caller's promise.
        let Slot { low, high } = unsafe { slot.0.assume_init() };
        u128::from(low) | u128::from(high) << 64
    }
}

// SAFETY: writes null or a reference of this store.
unsafe impl WasmTy for Option<Func> {
    const TYPE: ValType = ValType::FuncRef;
    #[inline]
    fn write(self, slot: &mut RawSlot, store: StoreId) -> Result<()> {
        slot.set_low(match self {
            None => 0,
            Some(func) => func.pointer(store)? as u64,
        });
        Ok(())
    }
    #[inline]
    unsafe fn read(slot: &RawSlot, store: StoreId) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Func::from_raw(slot.low() as usize, store) }
    }
}

// SAFETY: writes null or a number of the host's.
unsafe impl WasmTy for Option<ExternRef> {
    const TYPE: ValType = ValType::ExternRef;
    #[inline]
    fn write(self, slot: &mut RawSlot, _: StoreId) -> Result<()> {
        slot.set_low(match self {
            None => 0,
            Some(ExternRef(id)) => id
                .checked_add(1)
                .ok_or_else(|| Error::usage("an externref's number is below 2^64 - 1"))?,
        });
        Ok(())
    }
    #[inline]
    unsafe fn read(slot: &RawSlot, _: StoreId) -> Self {
        // SAFETY: the caller's promise.
        unsafe { slot.low() }.checked_sub(1).map(ExternRef)
    }
}

/// Rust types for parameters: a [`WasmTy`] or a tuple of up to eight.
///
/// # Safety
///
/// `write` writes values of `types()`, at most eight.
pub unsafe trait WasmParams: Copy {
    /// The value types.
    fn types() -> Vec<ValType>;

    /// Writes the values to the first slots.
    ///
    /// # Errors
    ///
    /// A value is an item of another store.
    #[doc(hidden)]
    fn write(self, slots: &mut [RawSlot; MAX_SLOTS], store: u64) -> Result<()>;
}

/// Rust types for results: `()`, a [`WasmTy`] or a tuple of up to eight.
///
/// # Safety
///
/// As for [`WasmParams`].
pub unsafe trait WasmResults: Sized {
    /// The value types.
    fn types() -> Vec<ValType>;

    /// Reads the values from the first slots.
    ///
    /// # Safety
    ///
    /// The slots hold values of `types()` of the living store with this id.
    #[doc(hidden)]
    unsafe fn read(slots: *const RawSlot, store: u64) -> Self;

    /// Writes the values to the first slots.
    ///
    /// # Errors
    ///
    /// A value is an item of another store.
    ///
    /// # Safety
    ///
    /// There are that many slots.
    #[doc(hidden)]
    unsafe fn write_results(self, slots: *mut RawSlot, store: u64) -> Result<()>;
}

// SAFETY: one value of its type.
unsafe impl<T: WasmTy> WasmParams for T {
    fn types() -> Vec<ValType> {
        vec![T::TYPE]
    }
    #[inline(always)]
    fn write(self, slots: &mut [RawSlot; MAX_SLOTS], store: StoreId) -> Result<()> {
        WasmTy::write(self, &mut slots[0], store)
    }
}

// SAFETY: one value of its type.
unsafe impl<T: WasmTy> WasmResults for T {
    fn types() -> Vec<ValType> {
        vec![T::TYPE]
    }
    #[inline(always)]
    unsafe fn read(slots: *const RawSlot, store: StoreId) -> Self {
        // SAFETY: the caller's promise.
        unsafe { T::read(&*slots, store) }
    }
    #[inline(always)]
    unsafe fn write_results(self, slots: *mut RawSlot, store: StoreId) -> Result<()> {
        // SAFETY: the caller's promise.
        WasmTy::write(self, unsafe { &mut *slots }, store)
    }
}

/// A host function's result: results, or `Result` of them.
pub trait HostResult {
    /// The results.
    type Results: WasmResults;
    /// As a `Result`.
    ///
    /// # Errors
    ///
    /// What the host function returned.
    fn into_result(self) -> Result<Self::Results>;
}

impl<R: WasmResults> HostResult for R {
    type Results = R;
    #[inline(always)]
    fn into_result(self) -> Result<R> {
        Ok(self)
    }
}

impl<R: WasmResults> HostResult for Result<R> {
    type Results = R;
    #[inline(always)]
    fn into_result(self) -> Self {
        self
    }
}

/// A closure that [`Func::wrap`] takes: `Fn(&mut Caller<'_>, parameters…) -> results` or `-> Result<results>`, with up to
/// eight parameters.
pub trait IntoFunc<Params, R>: 'static {
    /// Types of the parameters.
    #[doc(hidden)]
    fn params() -> Vec<ValType>;
    /// Types of the results.
    #[doc(hidden)]
    fn results() -> Vec<ValType>;
    /// Calls the closure with the arguments in the slots and writes its results to them.
    ///
    /// # Errors
    ///
    /// What the closure returns.
    ///
    /// # Safety
    ///
    /// The slots hold arguments of these types and have room for the results.
    #[doc(hidden)]
    unsafe fn call_raw(&self, caller: &mut super::host::Caller<'_>, slots: *mut RawSlot, store: u64) -> Result<()>;
}

macro_rules! tuples {
    ($($name:ident $index:tt),*) => {
        // SAFETY: a value of its type each, in order.
        unsafe impl<$($name: WasmTy),*> WasmParams for ($($name,)*) {
            fn types() -> Vec<ValType> {
                vec![$($name::TYPE),*]
            }
            #[inline(always)]
            #[allow(unused_variables, reason = "the empty tuple uses none")]
            fn write(self, slots: &mut [RawSlot; MAX_SLOTS], store: StoreId) -> Result<()> {
                $(WasmTy::write(self.$index, &mut slots[$index], store)?;)*
                Ok(())
            }
        }

        // SAFETY: a value of its type each, in order.
        unsafe impl<$($name: WasmTy),*> WasmResults for ($($name,)*) {
            fn types() -> Vec<ValType> {
                vec![$($name::TYPE),*]
            }
            #[inline(always)]
            #[allow(unused_variables, clippy::unused_unit, reason = "the empty tuple uses none")]
            unsafe fn read(slots: *const RawSlot, store: StoreId) -> Self {
                // SAFETY: the caller's promise.
                ($(unsafe { $name::read(&*slots.add($index), store) },)*)
            }
            #[inline(always)]
            #[allow(unused_variables, reason = "the empty tuple uses none")]
            unsafe fn write_results(self, slots: *mut RawSlot, store: StoreId) -> Result<()> {
                // SAFETY: the caller's promise.
                $(WasmTy::write(self.$index, unsafe { &mut *slots.add($index) }, store)?;)*
                Ok(())
            }
        }

        impl<Fun, R, $($name: WasmTy),*> IntoFunc<($($name,)*), R> for Fun
        where
            Fun: Fn(&mut super::host::Caller<'_>, $($name),*) -> R + 'static,
            R: HostResult,
        {
            fn params() -> Vec<ValType> {
                vec![$($name::TYPE),*]
            }
            fn results() -> Vec<ValType> {
                <R::Results as WasmResults>::types()
            }
            #[inline(always)]
            unsafe fn call_raw(
                &self,
                caller: &mut super::host::Caller<'_>,
                slots: *mut RawSlot,
                store: StoreId,
            ) -> Result<()> {
                // SAFETY: the caller's promise.
                let results = self(caller, $(unsafe { $name::read(&*slots.add($index), store) }),*).into_result()?;
                // SAFETY: the caller's promise; the arguments were read.
                unsafe { results.write_results(slots, store) }
            }
        }
    };
}

tuples!();
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

/// A function whose type was checked once, by [`Func::typed`].
pub struct TypedFunc<P, R> {
    func: Func,
    types: PhantomData<fn(P) -> R>,
}

impl<P, R> Clone for TypedFunc<P, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P, R> Copy for TypedFunc<P, R> {}

impl<P: WasmParams, R: WasmResults> TypedFunc<P, R> {
    pub(crate) fn new(func: Func) -> Self {
        Self {
            func,
            types: PhantomData,
        }
    }

    /// The function.
    pub fn func(self) -> Func {
        self.func
    }

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// Traps and exhaustion; the function or an argument belongs to another store.
    #[inline]
    pub fn call(self, store: &mut Store, params: P) -> Result<R> {
        let pointer = self.func.raw(store)?;
        let id = self.func.store_id();
        let mut slots = [RawSlot::UNINIT; MAX_SLOTS];
        params.write(&mut slots, id)?;
        // SAFETY: the function is of this store and of these types, and the slots hold its arguments.
        unsafe {
            call::invoke(store.inner.as_ptr(), pointer.as_ptr(), slots.as_mut_ptr().cast())?;
            Ok(R::read(slots.as_ptr(), id))
        }
    }
}
