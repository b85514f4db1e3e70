//! Values, types and function identities, shared by plans and traces.
//!
//! Floats are kept as bit patterns: every comparison of this crate is a comparison of bits. References are
//! kept as identities that mean the same in every runtime: a function is *(instance slot, function index)* or
//! a host function's script number, an external reference is the number that the script gave it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A value type of WebAssembly 2.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
    /// 128-bit vector.
    V128,
    /// Reference to a function.
    FuncRef,
    /// Reference to a host object.
    ExternRef,
}

impl ValType {
    /// True for `funcref` and `externref`.
    pub fn is_ref(self) -> bool {
        matches!(self, ValType::FuncRef | ValType::ExternRef)
    }
}

impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ValType::I32 => "i32",
            ValType::I64 => "i64",
            ValType::F32 => "f32",
            ValType::F64 => "f64",
            ValType::V128 => "v128",
            ValType::FuncRef => "funcref",
            ValType::ExternRef => "externref",
        })
    }
}

/// A function type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FuncType {
    /// Types of the parameters, in order.
    pub params: Vec<ValType>,
    /// Types of the results, in order.
    pub results: Vec<ValType>,
}

impl fmt::Display for FuncType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |types: &[ValType]| types.iter().map(|t| t.to_string()).collect::<Vec<_>>().join(" ");
        write!(f, "[{}] -> [{}]", list(&self.params), list(&self.results))
    }
}

/// Limits of a memory (in pages) or of a table (in elements).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SizeLimits {
    /// Initial size.
    pub min: u32,
    /// Maximum, if the type has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

/// A table type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableType {
    /// `FuncRef` or `ExternRef`.
    pub element: ValType,
    /// Size in elements.
    pub limits: SizeLimits,
}

/// A global type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GlobalType {
    /// Type of the value.
    pub content: ValType,
    /// True for `mut`.
    pub mutable: bool,
}

/// The type of something imported or exported.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ExternType {
    /// A function.
    Func(FuncType),
    /// A table.
    Table(TableType),
    /// A memory; limits in pages of 64 KiB.
    Memory(SizeLimits),
    /// A global.
    Global(GlobalType),
}

/// Who a function is, in terms that every runtime agrees on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FuncId {
    /// A function of a module: the instance's slot (the number of the plan's instantiation, from 0) and the index in that
    /// module's function index space.
    Wasm {
        /// Instance slot.
        instance: u32,
        /// Function index.
        func: u32,
    },
    /// A host function, by its number in the host script.
    Host(u32),
}

impl fmt::Display for FuncId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FuncId::Wasm { instance, func } => write!(f, "instance {instance} func {func}"),
            FuncId::Host(id) => write!(f, "host {id}"),
        }
    }
}

/// The numbers of external references that every runtime can hold.
const EXTERNREF_MASK: u64 = (1 << 61) - 1;

/// A value of any type. Equality is equality of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// An `i32`.
    I32(i32),
    /// An `i64`.
    I64(i64),
    /// The bits of an `f32`.
    F32(u32),
    /// The bits of an `f64`.
    F64(u64),
    /// The bits of a `v128`, lane 0 in the lowest bits.
    V128(u128),
    /// A function reference; `None` is null.
    FuncRef(Option<FuncId>),
    /// A host reference; `None` is null, which is not `Some(0)`.
    ExternRef(Option<u64>),
}

impl Value {
    /// The value's type.
    pub fn ty(&self) -> ValType {
        match self {
            Value::I32(_) => ValType::I32,
            Value::I64(_) => ValType::I64,
            Value::F32(_) => ValType::F32,
            Value::F64(_) => ValType::F64,
            Value::V128(_) => ValType::V128,
            Value::FuncRef(_) => ValType::FuncRef,
            Value::ExternRef(_) => ValType::ExternRef,
        }
    }

    /// Zero, or null for references.
    pub fn zero(ty: ValType) -> Value {
        match ty {
            ValType::I32 => Value::I32(0),
            ValType::I64 => Value::I64(0),
            ValType::F32 => Value::F32(0),
            ValType::F64 => Value::F64(0),
            ValType::V128 => Value::V128(0),
            ValType::FuncRef => Value::FuncRef(None),
            ValType::ExternRef => Value::ExternRef(None),
        }
    }

    /// The value's bits, zero-extended; references give 0 for null and something stable otherwise.
    pub fn bits(&self) -> u128 {
        match *self {
            Value::I32(v) => v as u32 as u128,
            Value::I64(v) => v as u64 as u128,
            Value::F32(v) => v as u128,
            Value::F64(v) => v as u128,
            Value::V128(v) => v,
            Value::FuncRef(None) => 0,
            Value::FuncRef(Some(FuncId::Host(id))) => 1 | (id as u128) << 8,
            Value::FuncRef(Some(FuncId::Wasm { instance, func })) => 2 | (func as u128) << 8 | (instance as u128) << 40,
            Value::ExternRef(None) => 0,
            Value::ExternRef(Some(id)) => 1 | (id as u128) << 8,
        }
    }

    /// This value if it has type `ty`, otherwise a value of type `ty` made of the same low bits (null for a function
    /// reference). Plans survive mutations of their module that way.
    pub fn adapt(&self, ty: ValType) -> Value {
        if let Value::ExternRef(Some(id)) = *self
            && ty == ValType::ExternRef
        {
            return Value::ExternRef(Some(id & EXTERNREF_MASK));
        }
        if self.ty() == ty {
            return *self;
        }
        let bits = self.bits();
        match ty {
            ValType::I32 => Value::I32(bits as i32),
            ValType::I64 => Value::I64(bits as i64),
            ValType::F32 => Value::F32(bits as u32),
            ValType::F64 => Value::F64(bits as u64),
            ValType::V128 => Value::V128(bits),
            ValType::FuncRef => Value::FuncRef(None),
            ValType::ExternRef if bits == 0 => Value::ExternRef(None),
            ValType::ExternRef => Value::ExternRef(Some(bits as u64 & EXTERNREF_MASK)),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Value::I32(v) => write!(f, "i32:{v}"),
            Value::I64(v) => write!(f, "i64:{v}"),
            Value::F32(v) => write!(f, "f32:{:?}(0x{v:08x})", f32::from_bits(v)),
            Value::F64(v) => write!(f, "f64:{:?}(0x{v:016x})", f64::from_bits(v)),
            Value::V128(v) => write!(f, "v128:0x{v:032x}"),
            Value::FuncRef(None) => write!(f, "funcref:null"),
            Value::FuncRef(Some(id)) => write!(f, "funcref:{id}"),
            Value::ExternRef(None) => write!(f, "externref:null"),
            Value::ExternRef(Some(id)) => write!(f, "externref:{id}"),
        }
    }
}

/// `values` adapted to `types`: each by [`Value::adapt`], missing ones zero, surplus ones left out.
pub fn adapt_all(values: &[Value], types: &[ValType]) -> Vec<Value> {
    let value = |(i, &ty): (usize, &ValType)| values.get(i).map_or(Value::zero(ty), |v| v.adapt(ty));
    types.iter().enumerate().map(value).collect()
}
