//! Compiled modules.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::{self, CompileError, CompiledModule, ConstExpr, ExportDesc, ImportDesc, ModuleInfo};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::VMOffsets;
use crate::runtime::allocator::{ModuleId, Registration};
use crate::runtime::code::{CodeImage, Tables};
use crate::runtime::engine::Engine;
use crate::runtime::initial::Initial;
use crate::sys::MemoryImage;
use crate::types::{ExportType, ExternType, ImportType};

/// A compiled module. Cheap to clone; clones are the same module.
#[derive(Clone, Debug)]
pub struct Module(Arc<ModuleInner>);

#[derive(Debug)]
pub(crate) struct ModuleInner {
    pub(crate) engine: Engine,
    pub(crate) compiled: Arc<CompiledModule>,
    pub(crate) image: Arc<CodeImage>,
    pub(crate) offsets: VMOffsets,
    /// Canonical ids of the types, for generated code.
    pub(crate) type_ids: Vec<u32>,
    /// Functions of the module that can be referred to by other than a direct call, by index.
    pub(crate) escaping: Vec<Escaping>,
    export_index: HashMap<String, ExportDesc>,
    imports: Vec<ImportType>,
    exports: Vec<ExportType>,
    registration: Registration,
    pub(crate) initial: Initial,
}

impl ModuleInner {
    /// Identifies the module in the process.
    pub(crate) fn id(&self) -> ModuleId {
        self.registration.id()
    }

    /// The image of each memory that the module defines, if images are used; shorter when there are none.
    pub(crate) fn memory_images(&self, use_images: bool) -> &[Option<Arc<MemoryImage>>] {
        if use_images {
            self.initial.images(&self.compiled.info)
        } else {
            &[]
        }
    }

    /// Whether a data segment for a memory of the index space is in that memory's image, if images are used.
    pub(crate) fn has_image_of(&self, use_images: bool, memory: u32, segment: u32) -> bool {
        let Some(memory) = memory.checked_sub(self.compiled.info.imported.memories) else {
            return false;
        };
        let images = self.memory_images(use_images);
        matches!(images.get(memory as usize), Some(Some(_))) && self.initial.in_image(memory as usize, segment)
    }
}

/// A function of a module whose reference can be seen, with what the reference says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Escaping {
    pub(crate) index: u32,
    /// Offset of its code in the text.
    pub(crate) code: u32,
    /// Canonical id of its type.
    pub(crate) type_id: u32,
}

impl From<CompileError> for Error {
    fn from(error: CompileError) -> Self {
        match error {
            CompileError::Malformed { offset, message } => ErrorKind::Malformed { offset, message },
            CompileError::Invalid { offset, message } => ErrorKind::Invalid { offset, message },
            CompileError::Unsupported(message) => ErrorKind::Unsupported { message },
            CompileError::ImplementationLimit(message) => ErrorKind::ImplementationLimit(message),
            CompileError::Codegen(message) => ErrorKind::Codegen(message),
        }
        .into()
    }
}

impl Module {
    /// Decodes, validates and compiles a module of the binary format.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`], [`ErrorKind::Invalid`], [`ErrorKind::Unsupported`] and
    /// [`ErrorKind::ImplementationLimit`] are the module's; [`ErrorKind::Codegen`] is a bug; and host memory can run out.
    pub fn new(engine: &Engine, bytes: &[u8]) -> Result<Self> {
        let mut compiled = compile::compile(bytes, engine.tunables(), engine.isa())?;
        let text = std::mem::take(&mut compiled.text);
        let offsets = VMOffsets::new(compiled.info.counts())
            .ok_or_else(|| Error::from(ErrorKind::ImplementationLimit("instance too large".into())))?;
        let compiled = Arc::new(compiled);
        let image = CodeImage::new(
            &text,
            compiled.text_align,
            &compiled.relocations,
            Tables::Module(compiled.clone()),
            engine.tunables().signals,
        )?;
        let info = &compiled.info;
        let registration = Registration::new(engine.allocator(), info, offsets.size() as usize)?;
        let type_ids: Vec<u32> = info.types.iter().map(|ty| engine.intern(ty).id).collect();
        Ok(Self(Arc::new(ModuleInner {
            escaping: escaping(&compiled, &type_ids),
            engine: engine.clone(),
            image,
            offsets,
            type_ids,
            export_index: info
                .exports
                .iter()
                .map(|export| (export.name.clone(), export.desc))
                .collect(),
            imports: imports(info),
            exports: exports(info),
            registration,
            initial: Initial::new(info, engine.images()),
            compiled,
        })))
    }

    /// The engine that compiled it.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The imports, in order.
    pub fn imports(&self) -> &[ImportType] {
        &self.0.imports
    }

    /// The exports, in order.
    pub fn exports(&self) -> &[ExportType] {
        &self.0.exports
    }

    /// Size of the machine code with its constants, in bytes.
    pub fn code_size(&self) -> usize {
        self.0.image.len()
    }

    /// The machine code.
    pub fn code(&self) -> &[u8] {
        self.0.image.code()
    }

    pub(crate) fn inner(&self) -> &ModuleInner {
        &self.0
    }

    pub(crate) fn export(&self, name: &str) -> Option<ExportDesc> {
        self.0.export_index.get(name).copied()
    }
}

/// The functions whose references can be seen: exported, in an element segment or a global, or the start function.
/// `ref.func` in code names one of these (validation's *C.refs*).
fn escaping(compiled: &CompiledModule, type_ids: &[u32]) -> Vec<Escaping> {
    let info = &compiled.info;
    let of = |expression: &ConstExpr| match expression {
        ConstExpr::RefFunc(func) => Some(*func),
        _ => None,
    };
    let exported = info.exports.iter().filter_map(|export| match export.desc {
        ExportDesc::Func(func) => Some(func),
        _ => None,
    });
    let in_elements = info
        .elements
        .iter()
        .flat_map(|segment| segment.items.iter().filter_map(of));
    let in_globals = info.global_inits.iter().filter_map(of);
    let mut all: Vec<u32> = exported
        .chain(in_elements)
        .chain(in_globals)
        .chain(info.start)
        .collect();
    all.sort_unstable();
    all.dedup();
    let imported = info.imported.funcs;
    let defined = all.into_iter().filter(|index| *index >= imported);
    let reference = |index: u32| Escaping {
        index,
        code: compiled.functions[(index - imported) as usize].offset,
        type_id: type_ids[info.funcs[index as usize] as usize],
    };
    defined.map(reference).collect()
}

fn imports(info: &ModuleInfo) -> Vec<ImportType> {
    let ty = |desc: &ImportDesc| match *desc {
        ImportDesc::Func(ty) => ExternType::Func(info.types[ty as usize].clone()),
        ImportDesc::Table(ty) => ExternType::Table(ty),
        ImportDesc::Memory(ty) => ExternType::Memory(ty),
        ImportDesc::Global(ty) => ExternType::Global(ty),
    };
    let import = |import: &compile::Import| ImportType {
        module: import.module.clone(),
        name: import.name.clone(),
        ty: ty(&import.desc),
    };
    info.imports.iter().map(import).collect()
}

fn exports(info: &ModuleInfo) -> Vec<ExportType> {
    let ty = |desc: &ExportDesc| match *desc {
        ExportDesc::Func(index) => ExternType::Func(info.func_type(index).clone()),
        ExportDesc::Table(index) => ExternType::Table(info.tables[index as usize]),
        ExportDesc::Memory(index) => ExternType::Memory(info.memories[index as usize]),
        ExportDesc::Global(index) => ExternType::Global(info.globals[index as usize]),
    };
    info.exports
        .iter()
        .map(|export| ExportType {
            name: export.name.clone(),
            ty: ty(&export.desc),
        })
        .collect()
}
