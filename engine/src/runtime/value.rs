//! Values at the boundary between host and Wasm.

use crate::error::{Error, Result};
use crate::runtime::func::Func;
use crate::runtime::global::Global;
use crate::runtime::memory::Memory;
use crate::runtime::store::StoreId;
use crate::runtime::table::Table;
use crate::runtime::vmcontext::Slot;
use crate::types::ValType;

/// A value. Floats are their bits, so that comparing values compares bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Val {
    /// 32-bit integer.
    I32(i32),
    /// 64-bit integer.
    I64(i64),
    /// Bits of a 32-bit float.
    F32(u32),
    /// Bits of a 64-bit float.
    F64(u64),
    /// Vector; its lowest byte is lane 0.
    V128(u128),
    /// Reference to a function of a store, or null.
    FuncRef(Option<Func>),
    /// The host's number for something of its own, below `u64::MAX`, or null.
    ExternRef(Option<u64>),
}

impl Val {
    /// The value's type.
    #[inline]
    pub fn ty(&self) -> ValType {
        match self {
            Self::I32(_) => ValType::I32,
            Self::I64(_) => ValType::I64,
            Self::F32(_) => ValType::F32,
            Self::F64(_) => ValType::F64,
            Self::V128(_) => ValType::V128,
            Self::FuncRef(_) => ValType::FuncRef,
            Self::ExternRef(_) => ValType::ExternRef,
        }
    }

    /// The default value of a type: zero or null.
    #[inline]
    pub fn default_of(ty: ValType) -> Self {
        match ty {
            ValType::I32 => Self::I32(0),
            ValType::I64 => Self::I64(0),
            ValType::F32 => Self::F32(0),
            ValType::F64 => Self::F64(0),
            ValType::V128 => Self::V128(0),
            ValType::FuncRef => Self::FuncRef(None),
            ValType::ExternRef => Self::ExternRef(None),
        }
    }

    /// The value as generated code sees it.
    #[inline]
    pub(crate) fn to_slot(self, store: StoreId) -> Result<Slot> {
        let low = match self {
            Self::I32(x) => x as u32 as u64,
            Self::I64(x) => x as u64,
            Self::F32(bits) => bits.into(),
            Self::F64(bits) => bits,
            Self::V128(bits) => {
                return Ok(Slot {
                    low: bits as u64,
                    high: (bits >> 64) as u64,
                });
            }
            Self::FuncRef(None) | Self::ExternRef(None) => 0,
            Self::FuncRef(Some(func)) => func.pointer(store)? as u64,
            Self::ExternRef(Some(id)) => id
                .checked_add(1)
                .ok_or_else(|| Error::usage("an externref's number is below 2^64 - 1"))?,
        };
        Ok(Slot { low, high: 0 })
    }

    /// The value in a slot that generated code wrote.
    ///
    /// # Safety
    ///
    /// The slot holds a value of this type; a function reference belongs to the store, which is alive.
    #[inline]
    pub(crate) unsafe fn from_slot(ty: ValType, slot: Slot, store: StoreId) -> Self {
        match ty {
            ValType::I32 => Self::I32(slot.low as i32),
            ValType::I64 => Self::I64(slot.low as i64),
            ValType::F32 => Self::F32(slot.low as u32),
            ValType::F64 => Self::F64(slot.low),
            ValType::V128 => Self::V128(u128::from(slot.low) | u128::from(slot.high) << 64),
            // SAFETY: the caller's promise.
            ValType::FuncRef => Self::FuncRef(unsafe { Func::from_raw(slot.low as usize, store) }),
            ValType::ExternRef => Self::ExternRef(slot.low.checked_sub(1)),
        }
    }
}

/// Something that can be imported and exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extern {
    /// A function.
    Func(Func),
    /// A table.
    Table(Table),
    /// A memory.
    Memory(Memory),
    /// A global.
    Global(Global),
}

macro_rules! conversions {
    ($($variant:ident $method:ident),+) => {
        impl Extern { $(
            #[doc = concat!("The item, if it is a ", stringify!($method), ".")]
            pub fn $method(self) -> Option<$variant> {
                match self {
                    Self::$variant(item) => Some(item),
                    _ => None,
                }
            }
        )+ }
        $(impl From<$variant> for Extern {
            fn from(item: $variant) -> Self {
                Self::$variant(item)
            }
        })+
    };
}

conversions!(Func func, Table table, Memory memory, Global global);
