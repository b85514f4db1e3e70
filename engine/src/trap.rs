//! Traps and exhaustion: how running Wasm ends other than by returning.

use std::fmt;

/// Why a program trapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrapKind {
    /// `unreachable` was executed.
    Unreachable,
    /// Integer division or remainder by zero.
    IntegerDivideByZero,
    /// The result of a division or conversion does not fit.
    IntegerOverflow,
    /// A NaN was converted to an integer.
    InvalidConversionToInteger,
    /// A memory was accessed past its end.
    OutOfBoundsMemoryAccess,
    /// A table was accessed past its end.
    OutOfBoundsTableAccess,
    /// `call_indirect` with an index past the table's end.
    UndefinedElement,
    /// `call_indirect` of a null element.
    UninitializedElement,
    /// `call_indirect` of a function with another type.
    IndirectCallTypeMismatch,
    /// A host function raised it.
    Host,
}

impl TrapKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Unreachable,
        Self::IntegerDivideByZero,
        Self::IntegerOverflow,
        Self::InvalidConversionToInteger,
        Self::OutOfBoundsMemoryAccess,
        Self::OutOfBoundsTableAccess,
        Self::UndefinedElement,
        Self::UninitializedElement,
        Self::IndirectCallTypeMismatch,
        Self::Host,
    ];

    /// The name, in snake case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::IntegerDivideByZero => "integer_divide_by_zero",
            Self::IntegerOverflow => "integer_overflow",
            Self::InvalidConversionToInteger => "invalid_conversion_to_integer",
            Self::OutOfBoundsMemoryAccess => "out_of_bounds_memory_access",
            Self::OutOfBoundsTableAccess => "out_of_bounds_table_access",
            Self::UndefinedElement => "undefined_element",
            Self::UninitializedElement => "uninitialized_element",
            Self::IndirectCallTypeMismatch => "indirect_call_type_mismatch",
            Self::Host => "host",
        }
    }
}

impl fmt::Display for TrapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What ran out. The first three are deterministic, by the rules in `FUEL.md`; the others depend on
/// the host and on the allocator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exhaustion {
    /// Consumed fuel passed the step's limit.
    Fuel,
    /// Stack units in use passed the step's limit.
    CallStack,
    /// An instantiation, or the host's creation of a memory or table, passed the store's limits.
    Limit,
    /// The native stack's byte limit.
    NativeStack,
    /// The host's memory.
    OutOfMemory,
    /// The pools of the pooling allocator.
    Pool(PoolLimit),
}

/// Which limit of the pooling allocator is passed. Each is a knob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolLimit {
    /// `pool_instances`: instances alive.
    Instances,
    /// `pool_module_instances`: instances of one module alive.
    ModuleInstances,
    /// `pool_instance_bytes`: bytes of an instance's context.
    InstanceBytes,
    /// `pool_memories`: memories alive.
    Memories,
    /// `pool_module_memories`: memories that one module defines.
    ModuleMemories,
    /// `pool_memory_bytes`: bytes of a memory.
    MemoryBytes,
    /// `pool_tables`: tables alive.
    Tables,
    /// `pool_module_tables`: tables that one module defines.
    ModuleTables,
    /// `pool_table_elements`: elements of a table.
    TableElements,
}

impl PoolLimit {
    /// The knob's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Instances => "pool_instances",
            Self::ModuleInstances => "pool_module_instances",
            Self::InstanceBytes => "pool_instance_bytes",
            Self::Memories => "pool_memories",
            Self::ModuleMemories => "pool_module_memories",
            Self::MemoryBytes => "pool_memory_bytes",
            Self::Tables => "pool_tables",
            Self::ModuleTables => "pool_module_tables",
            Self::TableElements => "pool_table_elements",
        }
    }
}

impl fmt::Display for PoolLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Exhaustion {
    /// The name, in snake case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fuel => "fuel",
            Self::CallStack => "call_stack",
            Self::Limit => "limit",
            Self::NativeStack => "native_stack",
            Self::OutOfMemory => "out_of_memory",
            Self::Pool(limit) => limit.name(),
        }
    }
}

impl fmt::Display for Exhaustion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a trap or exhaustion happened: the innermost Wasm frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The instance, by order of creation in the store.
    pub instance: u32,
    /// The function, in the index space of the instance's module.
    pub function: u32,
    /// Byte offset in the module of the instruction's first opcode byte.
    pub offset: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "instance {}, function {}, offset {:#x}",
            self.instance, self.function, self.offset
        )
    }
}
