//! What compilation yields: plain data, free of addresses.

use crate::layout::{Counts, TrapCode};
use crate::types::{FuncType, GlobalType, MemoryType, TableType, ValType};

/// An import, in the module's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Module name.
    pub module: String,
    /// Field name.
    pub name: String,
    /// What is wanted.
    pub desc: ImportDesc,
}

/// What an import wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ImportDesc {
    /// A function of the module's type with this index.
    Func(u32),
    /// A table.
    Table(TableType),
    /// A memory.
    Memory(MemoryType),
    /// A global.
    Global(GlobalType),
}

/// The sort of an export, with an index into that sort's index space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportDesc {
    /// Function index.
    Func(u32),
    /// Table index.
    Table(u32),
    /// Memory index.
    Memory(u32),
    /// Global index.
    Global(u32),
}

/// An export.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// Its name, unique in the module.
    pub name: String,
    /// What it names.
    pub desc: ExportDesc,
}

/// A constant expression of 2.0: always one instruction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConstExpr {
    /// `i32.const`.
    I32(i32),
    /// `i64.const`.
    I64(i64),
    /// `f32.const`, as bits.
    F32(u32),
    /// `f64.const`, as bits.
    F64(u64),
    /// `v128.const`, little endian.
    V128([u8; 16]),
    /// `global.get` of an imported immutable global.
    GlobalGet(u32),
    /// `ref.null` of a type.
    RefNull(ValType),
    /// `ref.func`.
    RefFunc(u32),
}

/// When and where an element segment is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ElementMode {
    /// By `table.init` only.
    Passive,
    /// At instantiation.
    Active {
        /// Table index.
        table: u32,
        /// First element (an `i32`, read as unsigned).
        offset: ConstExpr,
    },
    /// Never; dropped at instantiation.
    Declarative,
}

/// An element segment.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementSegment {
    /// Type of the elements.
    pub ty: ValType,
    /// When it is written.
    pub mode: ElementMode,
    /// The elements.
    pub items: Vec<ConstExpr>,
}

/// When and where a data segment is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DataMode {
    /// By `memory.init` only.
    Passive,
    /// At instantiation.
    Active {
        /// Memory index.
        memory: u32,
        /// First byte (an `i32`, read as unsigned).
        offset: ConstExpr,
    },
}

/// A data segment.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSegment {
    /// When it is written.
    pub mode: DataMode,
    /// The bytes.
    pub bytes: Box<[u8]>,
}

/// Everything about a module except its code. Index spaces hold imports first, as in the specification.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModuleInfo {
    /// Function types.
    pub types: Vec<FuncType>,
    /// Imports.
    pub imports: Vec<Import>,
    /// Type index of every function.
    pub funcs: Vec<u32>,
    /// Type of every table.
    pub tables: Vec<TableType>,
    /// Type of every memory.
    pub memories: Vec<MemoryType>,
    /// Type of every global.
    pub globals: Vec<GlobalType>,
    /// Initial values of the globals that the module defines.
    pub global_inits: Vec<ConstExpr>,
    /// Exports.
    pub exports: Vec<Export>,
    /// The start function.
    pub start: Option<u32>,
    /// Element segments.
    pub elements: Vec<ElementSegment>,
    /// Data segments.
    pub data: Vec<DataSegment>,
    /// Number of imported functions, tables, memories and globals.
    pub imported: ImportCounts,
}

/// Number of imports of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Functions.
    pub funcs: u32,
    /// Tables.
    pub tables: u32,
    /// Memories.
    pub memories: u32,
    /// Globals.
    pub globals: u32,
}

impl ModuleInfo {
    /// Type of a function of the index space.
    pub fn func_type(&self, func: u32) -> &FuncType {
        &self.types[self.funcs[func as usize] as usize]
    }

    /// Number of entities, for [`crate::layout::VMOffsets`].
    pub fn counts(&self) -> Counts {
        Counts {
            imported_funcs: self.imported.funcs,
            imported_tables: self.imported.tables,
            imported_memories: self.imported.memories,
            imported_globals: self.imported.globals,
            defined_funcs: self.funcs.len() as u32 - self.imported.funcs,
            defined_tables: self.tables.len() as u32 - self.imported.tables,
            defined_memories: self.memories.len() as u32 - self.imported.memories,
            defined_globals: self.globals.len() as u32 - self.imported.globals,
        }
    }
}

/// Where the code of a defined function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionCode {
    /// First byte in the text.
    pub offset: u32,
    /// Bytes, constants included.
    pub len: u32,
    /// Offset in the module of the first instruction of the body.
    pub body_offset: u32,
}

/// A place in the text at which generated code can stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrapSite {
    /// Offset in the text: of the faulting or trapping instruction, or, when signals are off, the return address of the
    /// call to [`crate::layout::Builtin::Raise`].
    pub code_offset: u32,
    /// Why.
    pub code: TrapCode,
    /// Offset in the module of the Wasm instruction (for a check at function entry: of the body's first instruction).
    pub wasm_offset: u32,
    /// Index of the function that it belongs to; 0 in a trampoline.
    pub func: u32,
    /// Fuel that was charged ahead for instructions that are not executed; to be subtracted.
    pub refund: u32,
}

/// A call made by generated code to a function (not to a builtin).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// Return address, as offset in the text.
    pub return_offset: u32,
    /// Offset in the module of the `call` or `call_indirect`.
    pub wasm_offset: u32,
    /// Index of the calling function.
    pub func: u32,
}

/// Functions that the code generator calls on CPUs that lack an instruction. System V convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Libcall {
    /// `fn(f32) -> f32`.
    CeilF32,
    /// `fn(f64) -> f64`.
    CeilF64,
    /// `fn(f32) -> f32`.
    FloorF32,
    /// `fn(f64) -> f64`.
    FloorF64,
    /// `fn(f32) -> f32`.
    TruncF32,
    /// `fn(f64) -> f64`.
    TruncF64,
    /// `fn(f32) -> f32`, ties to even.
    NearestF32,
    /// `fn(f64) -> f64`, ties to even.
    NearestF64,
    /// `fn(f32, f32, f32) -> f32`.
    FmaF32,
    /// `fn(f64, f64, f64) -> f64`.
    FmaF64,
    /// `fn(__m128i, __m128i) -> __m128i`: the instruction `pshufb`.
    X86Pshufb,
}

/// An absolute 64-bit address of a [`Libcall`] to be written into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LibcallReloc {
    /// Where the eight bytes are.
    pub offset: u32,
    /// Whose address.
    pub libcall: Libcall,
    /// To be added to the address.
    pub addend: i64,
}

/// A compiled module.
#[derive(Clone, Debug)]
pub struct CompiledModule {
    /// Declarations.
    pub info: ModuleInfo,
    /// Machine code and its constants; to be placed at an address that is a multiple of `text_align`.
    pub text: Vec<u8>,
    /// Alignment of the text in bytes, a power of two.
    pub text_align: u32,
    /// Code of each *defined* function, in order; offsets increase.
    pub functions: Vec<FunctionCode>,
    /// Trap sites, by `code_offset`.
    pub trap_sites: Vec<TrapSite>,
    /// Calls to functions, by `return_offset`.
    pub call_sites: Vec<CallSite>,
    /// What to patch before the text becomes executable.
    pub relocations: Vec<LibcallReloc>,
    /// Functions that the module defines and whose references the code takes (`ref.func`), by index.
    pub referenced: Vec<u32>,
    /// Where in the text an `.eh_frame` section starts, if unwind information was wanted; it ends with the text.
    pub unwind: Option<u32>,
}

impl CompiledModule {
    /// The call that returns to this offset of the text.
    pub fn call_site(&self, return_offset: u32) -> Option<&CallSite> {
        let at = self
            .call_sites
            .binary_search_by_key(&return_offset, |site| site.return_offset);
        at.ok().map(|i| &self.call_sites[i])
    }
}

/// Code between the host's and the Wasm calling convention, for one signature.
#[derive(Clone, Debug)]
pub struct Trampoline {
    /// Machine code, position independent.
    pub text: Vec<u8>,
    /// Alignment of the text in bytes.
    pub text_align: u32,
    /// Trap sites; `wasm_offset` and `func` mean nothing.
    pub trap_sites: Vec<TrapSite>,
}
