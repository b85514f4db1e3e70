//! Values, types and outcomes, as the interpreter gives and takes them.
//!
//! Entities of a store are named by their store addresses: small numbers, one sequence per kind.

/// Which interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interpreter {
    /// `reference/`: written rule by rule from the specification, in OCaml.
    Reference,
    /// `verified/`: extracted from Coq, with proofs. Lacks features, which it names.
    Verified,
}

/// A value type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// A value; floats are bit patterns, so equality is equality of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// 32-bit integer.
    I32(i32),
    /// 64-bit integer.
    I64(i64),
    /// Bits of a 32-bit float.
    F32(u32),
    /// Bits of a 64-bit float.
    F64(u64),
    /// 128-bit vector, lane 0 in the lowest bits.
    V128(u128),
    /// Store address of a function, or null.
    FuncRef(Option<u32>),
    /// A host object's number below 2^62, or null.
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
}

/// A function type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FuncType {
    /// Types of the parameters, in order.
    pub params: Vec<ValType>,
    /// Types of the results, in order.
    pub results: Vec<ValType>,
}

/// Limits, in pages for memories and in elements for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SizeLimits {
    /// Initial size.
    pub min: u32,
    /// Maximum, if the type has one.
    pub max: Option<u32>,
}

/// A table type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TableType {
    /// `FuncRef` or `ExternRef`.
    pub element: ValType,
    /// Size in elements.
    pub limits: SizeLimits,
}

/// A memory type: its limits, in pages of 64 KiB.
pub type MemoryType = SizeLimits;

/// A global type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalType {
    /// Type of the value.
    pub content: ValType,
    /// True for `mut`.
    pub mutable: bool,
}

/// The type of an import or export.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ExternType {
    /// A function.
    Func(FuncType),
    /// A table.
    Table(TableType),
    /// A memory.
    Memory(MemoryType),
    /// A global.
    Global(GlobalType),
}

/// An external value: kind and store address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extern {
    /// A function.
    Func(u32),
    /// A table.
    Table(u32),
    /// A memory.
    Memory(u32),
    /// A global.
    Global(u32),
}

/// Why a program trapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrapKind {
    /// `unreachable`.
    Unreachable,
    /// Integer division or remainder by zero.
    IntegerDivideByZero,
    /// Signed division overflow, or a float out of the integer type's range.
    IntegerOverflow,
    /// A NaN converted to an integer.
    InvalidConversionToInteger,
    /// A memory access, bulk memory instruction or active data segment out of bounds.
    OutOfBoundsMemoryAccess,
    /// A table access, bulk table instruction or active element segment out of bounds.
    OutOfBoundsTableAccess,
    /// `call_indirect` with an index out of the table's bounds.
    UndefinedElement,
    /// `call_indirect` on a null element.
    UninitializedElement,
    /// `call_indirect` on a function of another type.
    IndirectCallTypeMismatch,
    /// Raised by a host function.
    Host,
}

impl TrapKind {
    /// In the order of the wire form.
    pub(crate) const ALL: [TrapKind; 10] = [
        TrapKind::Unreachable,
        TrapKind::IntegerDivideByZero,
        TrapKind::IntegerOverflow,
        TrapKind::InvalidConversionToInteger,
        TrapKind::OutOfBoundsMemoryAccess,
        TrapKind::OutOfBoundsTableAccess,
        TrapKind::UndefinedElement,
        TrapKind::UninitializedElement,
        TrapKind::IndirectCallTypeMismatch,
        TrapKind::Host,
    ];
}

/// What ran out (`engine/FUEL.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exhaustion {
    /// Fuel.
    Fuel,
    /// The call-stack budget.
    CallStack,
    /// A limit of the store.
    Limit,
    /// This process cannot hold the operand stack: a reason to discard the case.
    NativeMemory,
}

impl Exhaustion {
    /// In the order of the wire form.
    pub(crate) const ALL: [Exhaustion; 4] = [
        Exhaustion::Fuel,
        Exhaustion::CallStack,
        Exhaustion::Limit,
        Exhaustion::NativeMemory,
    ];
}

/// The innermost Wasm frame of a trap or exhaustion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// Instance, by number in order of creation in the store.
    pub instance: u32,
    /// Function index in its module.
    pub func: u32,
    /// Byte offset of the instruction's opcode in the module.
    pub offset: u32,
}

/// How a call ended that did not return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// A trap; no location when no Wasm frame was active.
    Trap(TrapKind, Option<Location>),
    /// Something ran out.
    Exhausted(Exhaustion, Option<Location>),
}

/// Why a module cannot be used, and the offset of the byte at which that shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Not in the binary format.
    Malformed {
        /// Byte offset.
        offset: usize,
        /// For people.
        message: String,
    },
    /// Not valid.
    Invalid {
        /// Byte offset.
        offset: usize,
        /// For people.
        message: String,
    },
    /// Beyond what the interpreter holds.
    ImplementationLimit {
        /// Byte offset.
        offset: usize,
        /// For people.
        message: String,
    },
    /// Uses a feature that the interpreter lacks.
    Unsupported {
        /// Byte offset.
        offset: usize,
        /// The feature's name.
        feature: String,
    },
}
