//! What a module imports and exports, read with `wasmparser`: what the driver has to know to bind imports and adapt arguments.
//!
//! This reads declarations only and is shared by all runtimes; whether the module is malformed or invalid is theirs to say,
//! so a section that cannot be read merely ends the reading.

use crate::value::{ExternType, FuncType, GlobalType, SizeLimits, TableType, ValType};
use std::ops::Range;
use wasmparser::{ElementItems, ExternalKind, Parser, Payload, TypeRef};

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Module part of the name.
    pub module: String,
    /// Item part of the name.
    pub name: String,
    /// Type asked for.
    pub ty: ExternType,
}

/// An export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Name.
    pub name: String,
    /// Index in the space of its kind.
    pub index: u32,
    /// Its type.
    pub ty: ExternType,
}

/// Imports, exports and the types of functions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleInfo {
    /// Imports in order.
    pub imports: Vec<Import>,
    /// Exports in order.
    pub exports: Vec<Export>,
    /// Types of all functions, imported ones first.
    pub funcs: Vec<FuncType>,
    /// Types of all tables, imported ones first.
    pub tables: Vec<TableType>,
    /// Types of all memories, imported ones first.
    pub memories: Vec<SizeLimits>,
    /// Types of all globals, imported ones first.
    pub globals: Vec<GlobalType>,
    /// For each element segment: is it empty?
    pub empty_elems: Vec<bool>,
    /// For each data segment: is it empty?
    pub empty_datas: Vec<bool>,
}

impl ModuleInfo {
    /// Reads `wasm` as far as it can be read. Never fails or panics.
    pub fn read(wasm: &[u8]) -> ModuleInfo {
        let mut info = ModuleInfo::default();
        let mut types = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let Ok(payload) = payload else { break };
            if info.section(payload, &mut types).is_none() {
                break;
            }
        }
        info
    }

    fn section(&mut self, payload: Payload<'_>, types: &mut Vec<FuncType>) -> Option<()> {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    types.push(func_type(&ty.ok()?)?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.ok()?;
                    let ty = self.import_type(import.ty, types)?;
                    self.imports.push(Import {
                        module: import.module.into(),
                        name: import.name.into(),
                        ty,
                    });
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.funcs.push(types.get(ty.ok()? as usize)?.clone());
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table_type(&table.ok()?.ty)?);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory_type(&memory.ok()?)?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(global_type(&global.ok()?.ty)?);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.ok()?;
                    let ty = self.export_type(export.kind, export.index)?;
                    self.exports.push(Export {
                        name: export.name.into(),
                        index: export.index,
                        ty,
                    });
                }
            }
            Payload::ElementSection(section) => {
                for segment in section {
                    self.empty_elems.push(match segment.ok()?.items {
                        ElementItems::Functions(items) => items.count() == 0,
                        ElementItems::Expressions(_, items) => items.count() == 0,
                    });
                }
            }
            Payload::DataSection(section) => {
                for segment in section {
                    self.empty_datas.push(segment.ok()?.data.is_empty());
                }
            }
            _ => {}
        }
        Some(())
    }

    fn import_type(&mut self, ty: TypeRef, types: &[FuncType]) -> Option<ExternType> {
        Some(match ty {
            TypeRef::Func(index) => {
                let ty = types.get(index as usize)?.clone();
                self.funcs.push(ty.clone());
                ExternType::Func(ty)
            }
            TypeRef::Table(ty) => {
                self.tables.push(table_type(&ty)?);
                ExternType::Table(*self.tables.last()?)
            }
            TypeRef::Memory(ty) => {
                self.memories.push(memory_type(&ty)?);
                ExternType::Memory(*self.memories.last()?)
            }
            TypeRef::Global(ty) => {
                self.globals.push(global_type(&ty)?);
                ExternType::Global(*self.globals.last()?)
            }
            _ => return None,
        })
    }

    fn export_type(&self, kind: ExternalKind, index: u32) -> Option<ExternType> {
        let index = index as usize;
        Some(match kind {
            ExternalKind::Func => ExternType::Func(self.funcs.get(index)?.clone()),
            ExternalKind::Table => ExternType::Table(*self.tables.get(index)?),
            ExternalKind::Memory => ExternType::Memory(*self.memories.get(index)?),
            ExternalKind::Global => ExternType::Global(*self.globals.get(index)?),
            _ => return None,
        })
    }

    /// The export of that name.
    pub fn export(&self, name: &str) -> Option<&Export> {
        self.exports.iter().find(|export| export.name == name)
    }

    /// The type of the function exported under that name.
    pub fn func_export(&self, name: &str) -> Option<&FuncType> {
        self.exports.iter().find_map(|export| match &export.ty {
            ExternType::Func(ty) if export.name == name => Some(ty),
            _ => None,
        })
    }

    /// Names and types of exported functions, in order.
    pub fn func_exports(&self) -> impl Iterator<Item = (&str, &FuncType)> {
        self.exports.iter().filter_map(|export| match &export.ty {
            ExternType::Func(ty) => Some((export.name.as_str(), ty)),
            _ => None,
        })
    }
}

/// A `wasmparser` value type as ours; `None` for types past WebAssembly 2.0.
pub fn val_type(ty: wasmparser::ValType) -> Option<ValType> {
    Some(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(wasmparser::RefType::FUNCREF) => ValType::FuncRef,
        wasmparser::ValType::Ref(wasmparser::RefType::EXTERNREF) => ValType::ExternRef,
        wasmparser::ValType::Ref(_) => return None,
    })
}

fn func_type(ty: &wasmparser::FuncType) -> Option<FuncType> {
    let list = |types: &[wasmparser::ValType]| types.iter().map(|&ty| val_type(ty)).collect::<Option<Vec<_>>>();
    Some(FuncType {
        params: list(ty.params())?,
        results: list(ty.results())?,
    })
}

fn size(min: u64, max: Option<u64>) -> Option<SizeLimits> {
    let max = match max {
        Some(max) => Some(u32::try_from(max).ok()?),
        None => None,
    };
    Some(SizeLimits {
        min: u32::try_from(min).ok()?,
        max,
    })
}

fn table_type(ty: &wasmparser::TableType) -> Option<TableType> {
    Some(TableType {
        element: val_type(wasmparser::ValType::Ref(ty.element_type))?,
        limits: size(ty.initial, ty.maximum)?,
    })
}

fn memory_type(ty: &wasmparser::MemoryType) -> Option<SizeLimits> {
    size(ty.initial, ty.maximum)
}

fn global_type(ty: &wasmparser::GlobalType) -> Option<GlobalType> {
    Some(GlobalType {
        content: val_type(ty.content_type)?,
        mutable: ty.mutable,
    })
}

/// Where function bodies are.
#[derive(Clone, Debug, Default)]
pub struct CodeMap(Vec<Range<u64>>);

impl CodeMap {
    /// Reads the code section's framing, as far as it can be read.
    pub fn read(wasm: &[u8]) -> CodeMap {
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload {
                Ok(Payload::CodeSectionEntry(body)) => bodies.push(body.range()),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        CodeMap(bodies)
    }

    /// The byte range of a function's body (locals included); `None` for an imported function.
    pub fn body(&self, func: u32, info: &ModuleInfo) -> Option<Range<u64>> {
        let imported = info
            .imports
            .iter()
            .filter(|i| matches!(i.ty, ExternType::Func(_)))
            .count();
        self.0.get((func as usize).checked_sub(imported)?).cloned()
    }
}
