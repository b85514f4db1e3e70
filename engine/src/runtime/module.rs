//! Compiled modules.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::{self, CompileError, CompiledModule, ExportDesc, ImportDesc, ModuleInfo, Tunables};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::VMOffsets;
use crate::runtime::allocator::{ModuleId, Registration};
use crate::runtime::code::{CodeImage, Tables};
use crate::runtime::engine::Engine;
use crate::runtime::initial::Initial;
use crate::types::{ExportType, ExternType, ImportType};

/// What compilation yields: a function of the bytes and of what a configuration tells the compiler, and of no engine. Cheap to clone.
///
/// Engines whose configurations tell it the same make modules of one artifact without compiling again.
#[derive(Clone)]
pub struct Artifact(Arc<ArtifactInner>);

struct ArtifactInner {
    /// Without its text.
    compiled: Arc<CompiledModule>,
    text: Vec<u8>,
    tunables: Tunables,
}

impl Artifact {
    /// Decodes, validates and compiles a module of the binary format for engines like this one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`], [`ErrorKind::Invalid`], [`ErrorKind::Unsupported`] and
    /// [`ErrorKind::ImplementationLimit`] are the module's; [`ErrorKind::Codegen`] is a bug.
    pub fn new(engine: &Engine, bytes: &[u8]) -> Result<Self> {
        let mut compiled = compile::compile(bytes, engine.tunables(), engine.isa())?;
        let text = std::mem::take(&mut compiled.text);
        Ok(Self(Arc::new(ArtifactInner {
            compiled: Arc::new(compiled),
            text,
            tunables: engine.tunables().clone(),
        })))
    }
}

impl std::fmt::Debug for Artifact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Artifact")
            .field("text", &self.0.text.len())
            .finish_non_exhaustive()
    }
}

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
        Self::from_artifact(engine, &Artifact::new(engine, bytes)?)
    }

    /// The module of an artifact, in an engine like the one that it was compiled for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] when the engine's code would be another; [`ErrorKind::ImplementationLimit`]; what does not fit the
    /// engine's pools; and host memory can run out.
    pub fn from_artifact(engine: &Engine, artifact: &Artifact) -> Result<Self> {
        let ArtifactInner {
            compiled,
            text,
            tunables,
        } = &*artifact.0;
        if engine.tunables() != tunables {
            return Err(Error::usage("the artifact was compiled for another configuration"));
        }
        let compiled = compiled.clone();
        let offsets = VMOffsets::new(compiled.info.counts())
            .ok_or_else(|| Error::from(ErrorKind::ImplementationLimit("instance too large".into())))?;
        let image = CodeImage::new(
            text,
            compiled.text_align,
            &compiled.relocations,
            Tables::Module(compiled.clone()),
            engine.tunables().signals,
        )?;
        let info = &compiled.info;
        let registration = Registration::new(engine.allocator(), info, offsets.size() as usize)?;
        let type_ids: Vec<u32> = info.types.iter().map(|ty| engine.intern(ty).id).collect();
        Ok(Self(Arc::new(ModuleInner {
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
            initial: Initial::new(info, engine.images().clone()),
            compiled,
        })))
    }

    /// The engine that it is a module of.
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
