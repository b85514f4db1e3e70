//! How a step may end, in the words that all runtimes share.
//!
//! Trap kinds follow the specification; what may run out follows `engine/FUEL.md`.

use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a program trapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// All kinds, in order of declaration.
    pub const ALL: [TrapKind; 10] = [
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

    /// The kind's name, in snake case.
    pub fn name(self) -> &'static str {
        match self {
            TrapKind::Unreachable => "unreachable",
            TrapKind::IntegerDivideByZero => "integer_divide_by_zero",
            TrapKind::IntegerOverflow => "integer_overflow",
            TrapKind::InvalidConversionToInteger => "invalid_conversion_to_integer",
            TrapKind::OutOfBoundsMemoryAccess => "out_of_bounds_memory_access",
            TrapKind::OutOfBoundsTableAccess => "out_of_bounds_table_access",
            TrapKind::UndefinedElement => "undefined_element",
            TrapKind::UninitializedElement => "uninitialized_element",
            TrapKind::IndirectCallTypeMismatch => "indirect_call_type_mismatch",
            TrapKind::Host => "host",
        }
    }
}

/// What ran out. Deterministic, and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exhaustion {
    /// Fuel.
    Fuel,
    /// The call-stack budget.
    CallStack,
    /// A store limit, during an instantiation or when the host makes a memory or table.
    Limit,
}

impl Exhaustion {
    /// The name, in snake case.
    pub fn name(self) -> &'static str {
        match self {
            Exhaustion::Fuel => "fuel",
            Exhaustion::CallStack => "call_stack",
            Exhaustion::Limit => "limit",
        }
    }
}

/// Where a program stopped: its innermost Wasm frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// Instance slot.
    pub instance: u32,
    /// Function index in that module's index space.
    pub func: u32,
    /// Byte offset of the instruction's opcode in the module binary.
    pub offset: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "instance {} func {} offset 0x{:x}",
            self.instance, self.func, self.offset
        )
    }
}

/// A call or an initialisation that did not return.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// A trap; no location when no Wasm frame was active.
    Trap(TrapKind, Option<Location>),
    /// Something deterministic ran out.
    Exhausted(Exhaustion, Option<Location>),
    /// The native stack ran out before the call-stack budget: a named discard.
    NativeStack,
    /// The host is out of memory: a named discard.
    OutOfMemory,
    /// Needs a feature that this runtime does not have: a named discard.
    Unsupported(String),
    /// A limit of the engine's pools, by the knob's name: a named discard, except where several stores share the pools on purpose.
    Pool(String),
    /// The runtime broke one of its own invariants. Never agrees with anything.
    Internal(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |f: &mut fmt::Formatter<'_>, location: &Option<Location>| match location {
            Some(location) => write!(f, " at {location}"),
            None => Ok(()),
        };
        match self {
            Failure::Trap(kind, location) => {
                write!(f, "trap {}", kind.name())?;
                at(f, location)
            }
            Failure::Exhausted(what, location) => {
                write!(f, "exhausted {}", what.name())?;
                at(f, location)
            }
            Failure::NativeStack => write!(f, "native stack exhausted"),
            Failure::OutOfMemory => write!(f, "out of memory"),
            Failure::Unsupported(feature) => write!(f, "unsupported: {feature}"),
            Failure::Pool(limit) => write!(f, "pool limit {limit}"),
            Failure::Internal(message) => write!(f, "internal error: {message}"),
        }
    }
}

/// Why a module was not accepted. Offsets and messages are for people and are not compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// The bytes are not a module.
    Malformed {
        /// Byte offset in the module.
        offset: u64,
        /// For people.
        message: String,
    },
    /// A module, but not a valid one.
    Invalid {
        /// Byte offset in the module.
        offset: u64,
        /// For people.
        message: String,
    },
    /// Uses a feature that this runtime does not have.
    Unsupported(String),
    /// Passes a limit of this implementation.
    ImplementationLimit(String),
    /// Does not fit the pools of the runtime's allocator.
    Pool(String),
    /// The runtime broke one of its own invariants, such as a verifier error in its code generator.
    Internal(String),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Malformed { offset, message } => {
                write!(f, "malformed at 0x{offset:x}: {message}")
            }
            Rejection::Invalid { offset, message } => {
                write!(f, "invalid at 0x{offset:x}: {message}")
            }
            Rejection::Unsupported(message) => write!(f, "unsupported: {message}"),
            Rejection::ImplementationLimit(message) => write!(f, "implementation limit: {message}"),
            Rejection::Pool(message) => f.write_str(message),
            Rejection::Internal(message) => write!(f, "internal error: {message}"),
        }
    }
}

/// How a step of a plan ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A call returned, or an instantiation or host action succeeded (with what it yields, often nothing).
    Returned(Vec<Value>),
    /// A trap or something that ran out.
    Failed(Failure),
    /// The module was rejected.
    Rejected(Rejection),
    /// An import is missing or of the wrong type: index of the first such import.
    Unlinkable(u32),
    /// The step names something that is not there (an instance that was not made, an export that does not exist).
    Skipped,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Returned(values) => {
                write!(f, "returned")?;
                values.iter().try_for_each(|value| write!(f, " {value}"))
            }
            Outcome::Failed(failure) => write!(f, "{failure}"),
            Outcome::Rejected(rejection) => write!(f, "rejected: {rejection}"),
            Outcome::Unlinkable(import) => write!(f, "unlinkable: import {import}"),
            Outcome::Skipped => write!(f, "skipped"),
        }
    }
}
