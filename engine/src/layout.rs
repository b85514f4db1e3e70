//! Offsets shared by generated code and the runtime.
//!
//! Generated code addresses the runtime's structures by these numbers only; `runtime/vmcontext.rs` declares the
//! structures and tests that both agree. All offsets and sizes are bytes. Targets have 64-bit pointers.

/// Size of a pointer.
pub const PTR: u32 = 8;

/// Offsets inside every `VMContext`, the per-instance block that generated code gets as its first argument.
pub mod vmctx {
    /// `*mut VMStoreContext`.
    pub const STORE: i32 = 0;
    /// `*const [usize; Builtin::COUNT]`, addresses in the order of [`super::Builtin`].
    pub const BUILTINS: i32 = 8;
    /// `*const u32`: engine-wide canonical id of each of the module's types.
    pub const TYPE_IDS: i32 = 16;
    /// The runtime's instance, opaque to generated code.
    pub const INSTANCE: i32 = 24;
    /// End of the fixed part; the arrays of [`super::VMOffsets`] follow.
    pub const FIXED_SIZE: u32 = 32;
}

/// Offsets inside `VMStoreContext`, one per store.
pub mod store {
    /// `u64`: fuel consumed in this step.
    pub const FUEL_CONSUMED: i32 = 0;
    /// `u64`: the step's fuel limit.
    pub const FUEL_LIMIT: i32 = 8;
    /// `u64`: stack units in use.
    pub const STACK_UNITS_USED: i32 = 16;
    /// `u64`: the step's limit of stack units.
    pub const STACK_UNITS_LIMIT: i32 = 24;
    /// `usize`: lowest stack address that generated code may reach.
    pub const NATIVE_STACK_LIMIT: i32 = 32;
    /// End of the part that generated code knows.
    pub const FIXED_SIZE: u32 = 40;
}

/// Offsets inside `VMImportFunc`, the resolved import of a function.
pub mod import_func {
    /// Code address, of the Wasm calling convention.
    pub const WASM_CALL: i32 = 0;
    /// Context to pass as the callee's.
    pub const VMCTX: i32 = 8;
    /// `*mut VMFuncRef` of the function.
    pub const FUNC_REF: i32 = 16;
    /// Size of one entry.
    pub const SIZE: u32 = 24;
}

/// Offsets inside `VMTable`. Elements are eight bytes: a `*mut VMFuncRef` or null, or an `externref` value. With lazy tables
/// an element of a `funcref` table is a `*mut VMFuncRef`, [`table::NULL`], or [`table::UNRESOLVED`].
pub mod table {
    /// `*mut u64`: the elements.
    pub const BASE: i32 = 0;
    /// `u64`: number of elements.
    pub const LEN: i32 = 8;
    /// Size of the structure.
    pub const SIZE: u32 = 16;
    /// Size of an element.
    pub const ELEMENT: u32 = 8;
    /// An element that nobody has written since the table was made: what the module's segments say, or null.
    pub const UNRESOLVED: u64 = 0;
    /// A null reference in a lazy table. As an address it is on the page that is never mapped.
    pub const NULL: u64 = 1;
}

/// Offsets inside `VMMemory`.
pub mod memory {
    /// `*mut u8`: the first byte.
    pub const BASE: i32 = 0;
    /// `u64`: length in bytes.
    pub const LEN: i32 = 8;
    /// Size of the structure.
    pub const SIZE: u32 = 16;
}

/// `VMGlobal`: sixteen bytes, aligned to sixteen; the value is little endian in its first bytes.
pub mod global {
    /// Size of the structure.
    pub const SIZE: u32 = 16;
}

/// Offsets inside `VMFuncRef`, what a non-null `funcref` points to.
pub mod func_ref {
    /// Code address, of the Wasm calling convention.
    pub const WASM_CALL: i32 = 0;
    /// Code address of the host's entry trampoline for this signature.
    pub const ARRAY_CALL: i32 = 8;
    /// Context to pass as the callee's.
    pub const VMCTX: i32 = 16;
    /// `u32`: engine-wide canonical type id.
    pub const TYPE_ID: i32 = 24;
    /// `u32`: function index in the module that defines it.
    pub const FUNC_INDEX: i32 = 28;
    /// Size of the structure.
    pub const SIZE: u32 = 32;
}

/// Offsets inside `VMHostContext`, which a host function gets as its own context.
pub mod host {
    /// `extern "C" fn(host_ctx, caller_vmctx, args: *mut [u8; 16]) -> u32`; zero is success.
    pub const HOST_CALL: i32 = 8;
}

/// Size of a slot in the argument array of entry and exit trampolines.
pub const ARG_SLOT: u32 = 16;

/// Functions of the runtime that generated code calls, System V convention, the caller's `VMContext` first.
///
/// A *status* result is one of [`status`]; generated code turns a non-zero one into a trap at the instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Builtin {
    /// `(vmctx, memory: u32, delta: u64) -> u64`: the old size in pages, or `u64::MAX`.
    MemoryGrow,
    /// `(vmctx, memory: u32, dst: u64, value: u32, len: u64) -> status`.
    MemoryFill,
    /// `(vmctx, dst_memory: u32, src_memory: u32, dst: u64, src: u64, len: u64) -> status`.
    MemoryCopy,
    /// `(vmctx, memory: u32, segment: u32, dst: u64, src: u32, len: u32) -> status`.
    MemoryInit,
    /// `(vmctx, segment: u32)`.
    DataDrop,
    /// `(vmctx, table: u32, init: u64, delta: u64) -> u64`: the old size, or `u64::MAX`.
    TableGrow,
    /// `(vmctx, table: u32, dst: u64, value: u64, len: u64) -> status`.
    TableFill,
    /// `(vmctx, dst_table: u32, src_table: u32, dst: u64, src: u64, len: u64) -> status`.
    TableCopy,
    /// `(vmctx, table: u32, segment: u32, dst: u64, src: u32, len: u32) -> status`.
    TableInit,
    /// `(vmctx, segment: u32)`.
    ElemDrop,
    /// `(vmctx, table: u32, index: u32)`: resolves an element of a lazy table, which is in bounds. Keeps all registers.
    TableResolve,
    /// `(vmctx, code: u32) -> !`: raises the [`TrapCode`]; used only when signals are off. The return address equals
    /// the `code_offset` of the trap site.
    Raise,
}

impl Builtin {
    /// Number of builtins.
    pub const COUNT: usize = Builtin::Raise as usize + 1;

    /// Offset of the builtin's address in the array at [`vmctx::BUILTINS`].
    pub fn offset(self) -> i32 {
        self as i32 * PTR as i32
    }
}

/// Values of a builtin's status result.
pub mod status {
    /// Done.
    pub const OK: u32 = 0;
    /// Out of bounds; nothing was changed.
    pub const OUT_OF_BOUNDS: u32 = 1;
    /// Fuel is exhausted; nothing was changed, the length is charged.
    pub const FUEL: u32 = 2;
}

/// Why generated code stopped. The numbers are what generated code and trap tables carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TrapCode {
    /// `unreachable` was executed.
    Unreachable = 1,
    /// Integer division or remainder by zero.
    IntegerDivideByZero = 2,
    /// `INT_MIN / -1`, or a float beyond the integer type's range.
    IntegerOverflow = 3,
    /// NaN converted to an integer.
    InvalidConversionToInteger = 4,
    /// Memory access out of bounds.
    MemoryOutOfBounds = 5,
    /// Table access out of bounds.
    TableOutOfBounds = 6,
    /// `call_indirect` index out of range.
    UndefinedElement = 7,
    /// `call_indirect` on null.
    UninitializedElement = 8,
    /// `call_indirect` on a function of another type.
    IndirectCallTypeMismatch = 9,
    /// A host function failed; the runtime knows how.
    Host = 10,
    /// Fuel is exhausted.
    Fuel = 11,
    /// The call-stack budget is exhausted.
    CallStack = 12,
    /// The native stack is exhausted.
    NativeStack = 13,
}

impl TrapCode {
    const ALL: [TrapCode; 13] = [
        TrapCode::Unreachable,
        TrapCode::IntegerDivideByZero,
        TrapCode::IntegerOverflow,
        TrapCode::InvalidConversionToInteger,
        TrapCode::MemoryOutOfBounds,
        TrapCode::TableOutOfBounds,
        TrapCode::UndefinedElement,
        TrapCode::UninitializedElement,
        TrapCode::IndirectCallTypeMismatch,
        TrapCode::Host,
        TrapCode::Fuel,
        TrapCode::CallStack,
        TrapCode::NativeStack,
    ];

    /// The code with this number, if there is one.
    pub fn from_u8(code: u8) -> Option<TrapCode> {
        Self::ALL.get(usize::from(code).checked_sub(1)?).copied()
    }
}

/// How many of each entity a module has; determines [`VMOffsets`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Imported functions.
    pub imported_funcs: u32,
    /// Imported tables.
    pub imported_tables: u32,
    /// Imported memories.
    pub imported_memories: u32,
    /// Imported globals.
    pub imported_globals: u32,
    /// Functions defined in the module.
    pub defined_funcs: u32,
    /// Tables defined in the module.
    pub defined_tables: u32,
    /// Memories defined in the module.
    pub defined_memories: u32,
    /// Globals defined in the module.
    pub defined_globals: u32,
}

/// Offsets of the arrays in a `VMContext`, computed from a module's counts. Each array is 16-aligned.
///
/// Indices given to the methods are positions in the array in question: imported index for imports, index among the
/// module's own definitions for defined entities. [`VMOffsets::func_ref`] takes an index of the whole function space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VMOffsets {
    counts: Counts,
    imported_tables: u32,
    imported_memories: u32,
    imported_globals: u32,
    defined_tables: u32,
    defined_memories: u32,
    defined_globals: u32,
    filled: u32,
    func_refs: u32,
    size: u32,
}

impl VMOffsets {
    /// Lays out a context, or `None` when it would pass 2^31 bytes (validated modules stay far below).
    pub fn new(counts: Counts) -> Option<VMOffsets> {
        let mut end = vmctx::FIXED_SIZE;
        let mut array = |count: u32, size: u32| -> Option<u32> {
            let start = end;
            let bytes = count.checked_mul(size)?;
            end = start.checked_add(bytes)?.checked_add(15)? & !15;
            (end <= i32::MAX as u32).then_some(start)
        };
        array(counts.imported_funcs, import_func::SIZE)?;
        let imported_tables = array(counts.imported_tables, PTR)?;
        let imported_memories = array(counts.imported_memories, PTR)?;
        let imported_globals = array(counts.imported_globals, PTR)?;
        let defined_tables = array(counts.defined_tables, table::SIZE)?;
        let defined_memories = array(counts.defined_memories, memory::SIZE)?;
        let defined_globals = array(counts.defined_globals, global::SIZE)?;
        let funcs = counts.imported_funcs.checked_add(counts.defined_funcs)?;
        let filled = array(funcs.div_ceil(64), size_of::<u64>() as u32)?;
        let func_refs = array(funcs, func_ref::SIZE)?;
        Some(VMOffsets {
            counts,
            imported_tables,
            imported_memories,
            imported_globals,
            defined_tables,
            defined_memories,
            defined_globals,
            filled,
            func_refs,
            size: end,
        })
    }

    /// Size of the whole context; a multiple of 16.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// `VMImportFunc` of an imported function.
    pub fn imported_func(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.imported_funcs);
        (vmctx::FIXED_SIZE + index * import_func::SIZE) as i32
    }

    /// `*mut VMTable` of an imported table.
    pub fn imported_table(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.imported_tables);
        (self.imported_tables + index * PTR) as i32
    }

    /// `*mut VMMemory` of an imported memory.
    pub fn imported_memory(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.imported_memories);
        (self.imported_memories + index * PTR) as i32
    }

    /// `*mut VMGlobal` of an imported global.
    pub fn imported_global(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.imported_globals);
        (self.imported_globals + index * PTR) as i32
    }

    /// `VMTable` of a defined table.
    pub fn defined_table(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.defined_tables);
        (self.defined_tables + index * table::SIZE) as i32
    }

    /// `VMMemory` of a defined memory.
    pub fn defined_memory(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.defined_memories);
        (self.defined_memories + index * memory::SIZE) as i32
    }

    /// `VMGlobal` of a defined global.
    pub fn defined_global(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.defined_globals);
        (self.defined_globals + index * global::SIZE) as i32
    }

    /// `u64`: of 64 functions, the first of which has this index, a bit for each, by which the runtime knows whether its
    /// `VMFuncRef` was written.
    pub fn filled(&self, index: u32) -> i32 {
        debug_assert!(index.is_multiple_of(64));
        (self.filled + index / 64 * size_of::<u64>() as u32) as i32
    }

    /// Bytes of all [`filled`](Self::filled) bits.
    pub fn filled_len(&self) -> u32 {
        self.func_refs - self.filled
    }

    /// `VMFuncRef` of a function, imported or defined.
    pub fn func_ref(&self, index: u32) -> i32 {
        debug_assert!(index < self.counts.imported_funcs + self.counts.defined_funcs);
        (self.func_refs + index * func_ref::SIZE) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_aligned_and_do_not_overlap() {
        let offsets = VMOffsets::new(Counts {
            imported_funcs: 3,
            imported_tables: 1,
            imported_memories: 1,
            imported_globals: 5,
            defined_funcs: 2,
            defined_tables: 2,
            defined_memories: 1,
            defined_globals: 3,
        })
        .unwrap();
        assert_eq!(offsets.imported_func(0), 32);
        assert_eq!(offsets.imported_table(0), 112);
        assert_eq!(offsets.imported_memory(0), 128);
        assert_eq!(offsets.imported_global(0), 144);
        assert_eq!(offsets.defined_table(0), 192);
        assert_eq!(offsets.defined_memory(0), 224);
        assert_eq!(offsets.defined_global(0), 240);
        assert_eq!(offsets.filled(0), 288);
        assert_eq!(offsets.filled_len(), 16);
        assert_eq!(offsets.func_ref(0), 304);
        assert_eq!(offsets.size(), 304 + 5 * 32);
    }

    #[test]
    fn trap_codes_round_trip() {
        for code in TrapCode::ALL {
            assert_eq!(TrapCode::from_u8(code as u8), Some(code));
        }
        assert_eq!(TrapCode::from_u8(0), None);
        assert_eq!(TrapCode::from_u8(14), None);
    }

    #[test]
    fn enormous_contexts_are_refused() {
        let counts = Counts {
            defined_globals: u32::MAX,
            ..Counts::default()
        };
        assert_eq!(VMOffsets::new(counts), None);
    }
}
