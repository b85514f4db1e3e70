//! Decoding and validation of everything but function bodies, whose validation goes along with their translation.

use super::{
    CompileError, ConstExpr, DataMode, DataSegment, ElementMode, ElementSegment, Export, ExportDesc, Import,
    ImportDesc, ModuleInfo,
};
use crate::types::{FuncType, GlobalType, MemoryType, TableType, ValType};
use wasmparser::{
    DataKind, ElementItems, ElementKind, ExternalKind, FuncToValidate, FunctionBody, Operator, Parser, Payload,
    RefType, TypeRef, ValidPayload, Validator, ValidatorResources, WasmFeatures,
};

/// Exactly the features of WebAssembly 2.0.
pub(super) fn features() -> WasmFeatures {
    WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::REFERENCE_TYPES
        | WasmFeatures::MULTI_VALUE
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::SIMD
        | WasmFeatures::FLOATS
        | WasmFeatures::GC_TYPES
}

/// A function body with what its validation needs.
pub(super) type Body<'a> = (FuncToValidate<ValidatorResources>, FunctionBody<'a>);

/// A module decoded and validated, up to its function bodies.
pub(super) struct Decoded<'a> {
    pub info: ModuleInfo,
    pub bodies: Vec<Body<'a>>,
}

/// Decodes a module and validates all but the bodies of its functions.
///
/// # Errors
///
/// [`CompileError::Malformed`], [`CompileError::Invalid`], or [`CompileError::Unsupported`] for a component.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, CompileError> {
    let mut decoder = Decoder::default();
    let mut validator = Validator::new_with_features(features());
    let mut parser = Parser::new(0);
    parser.set_features(features());
    for payload in parser.parse_all(bytes) {
        let step = payload.and_then(|payload| {
            match validator.payload(&payload)? {
                ValidPayload::Func(func, body) => decoder.bodies.push((func, body)),
                ValidPayload::Ok | ValidPayload::Parser(_) | ValidPayload::End(_) => {}
            }
            decoder.payload(&payload)
        });
        step.map_err(|error| classify(bytes, &error))?;
    }
    Ok(Decoded {
        info: decoder.info,
        bodies: decoder.bodies,
    })
}

/// The error of a module that failed to validate: malformed when it does not even decode, else invalid.
pub(super) fn classify(bytes: &[u8], error: &wasmparser::Error) -> CompileError {
    if let Err(error) = decode_only(bytes) {
        return error.0;
    }
    // Conditions of the binary format that the validator checks and the parser does not.
    const STRUCTURE: [&str; 6] = [
        "inconsistent lengths",
        "out of order",
        "data count",
        "malformed",
        "unexpected",
        "zero byte expected",
    ];
    let message = error.message();
    let structure = match error.missing_wasm_feature() {
        None => STRUCTURE.iter().any(|text| message.contains(text)) || has_unknown_alignment(bytes, error),
        // The encodings of a later version are none in 2.0; only what constant expressions may do is a matter of validation.
        Some(_) => !message.contains("constant expression"),
    };
    if structure {
        return Malformed::from(error.clone()).0;
    }
    CompileError::Invalid {
        offset: error.offset(),
        message: error.message().to_string(),
    }
}

/// Whether the error is about the alignment of an access whose exponent is 32 or more, which is malformed.
fn has_unknown_alignment(bytes: &[u8], error: &wasmparser::Error) -> bool {
    let instruction = usize::try_from(error.offset()).ok().and_then(|at| bytes.get(at..));
    let Some([opcode, rest @ ..]) = instruction.filter(|_| error.message().contains("alignment")) else {
        return false;
    };
    let opcode_bytes = match opcode {
        0xfd => rest.iter().take_while(|byte| **byte >= 0x80).count() + 1,
        _ => 0,
    };
    rest.get(opcode_bytes).is_some_and(|exponent| *exponent >= 32)
}

/// An error of decoding.
struct Malformed(CompileError);

impl From<wasmparser::Error> for Malformed {
    fn from(error: wasmparser::Error) -> Malformed {
        Malformed(CompileError::Malformed {
            offset: error.offset(),
            message: error.message().to_string(),
        })
    }
}

type Decoding = Result<(), Malformed>;

/// Defines [`is_2_0`] from the operators of each proposal.
macro_rules! define_is_2_0 {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// Whether the instruction is one of WebAssembly 2.0.
        fn is_2_0(op: &Operator<'_>) -> bool {
            let proposal = match op {
                $(Operator::$op { .. } => stringify!($proposal),)*
                _ => "",
            };
            matches!(
                proposal,
                "mvp" | "sign_extension" | "saturating_float_to_int" | "bulk_memory" | "reference_types" | "simd"
            )
        }
    };
}
wasmparser::for_each_operator!(define_is_2_0);

/// Reads the instructions of a body or constant expression.
fn decode_operators(mut reader: wasmparser::OperatorsReader<'_>) -> Decoding {
    while !reader.eof() {
        let offset = reader.original_position();
        if !is_2_0(&reader.read()?) {
            let message = "illegal opcode".to_string();
            return Err(Malformed(CompileError::Malformed { offset, message }));
        }
    }
    Ok(reader.finish()?)
}

fn decode_expression(expr: &wasmparser::ConstExpr<'_>) -> Decoding {
    decode_operators(expr.get_operators_reader())
}

/// Reads the whole module without validating it.
fn decode_only(bytes: &[u8]) -> Decoding {
    fn all<'a, T: wasmparser::FromReader<'a>>(section: wasmparser::SectionLimited<'a, T>) -> Decoding {
        Ok(section.into_iter().try_for_each(|item| item.map(drop))?)
    }
    let mut parser = Parser::new(0);
    parser.set_features(features());
    for payload in parser.parse_all(bytes) {
        match payload? {
            Payload::TypeSection(s) => all(s)?,
            Payload::ImportSection(s) => all(s)?,
            Payload::FunctionSection(s) => all(s)?,
            Payload::TableSection(s) => all(s)?,
            Payload::MemorySection(s) => all(s)?,
            Payload::GlobalSection(s) => {
                for global in s {
                    decode_expression(&global?.init_expr)?;
                }
            }
            Payload::ExportSection(s) => all(s)?,
            Payload::ElementSection(s) => {
                for element in s {
                    decode_element(element?)?;
                }
            }
            Payload::DataSection(s) => {
                for data in s {
                    if let DataKind::Active { offset_expr, .. } = data?.kind {
                        decode_expression(&offset_expr)?;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                for local in body.get_locals_reader()? {
                    local?;
                }
                decode_operators(body.get_operators_reader()?)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn decode_element(element: wasmparser::Element<'_>) -> Decoding {
    if let ElementKind::Active { offset_expr, .. } = element.kind {
        decode_expression(&offset_expr)?;
    }
    match element.items {
        ElementItems::Functions(funcs) => Ok(funcs.into_iter().try_for_each(|func| func.map(drop))?),
        ElementItems::Expressions(_, exprs) => {
            for expr in exprs {
                decode_expression(&expr?)?;
            }
            Ok(())
        }
    }
}

#[derive(Default)]
struct Decoder<'a> {
    info: ModuleInfo,
    bodies: Vec<Body<'a>>,
}

type Step = Result<(), wasmparser::Error>;

impl<'a> Decoder<'a> {
    /// Takes over a payload that has been validated.
    fn payload(&mut self, payload: &Payload<'a>) -> Step {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.clone().into_iter_err_on_gc_types() {
                    self.info.types.push(func_type(&ty?));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.clone().into_imports() {
                    self.import(&import?);
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section.clone() {
                    self.info.funcs.push(ty?);
                }
            }
            Payload::TableSection(section) => {
                for table in section.clone() {
                    self.info.tables.push(table_type(&table?.ty));
                }
            }
            Payload::MemorySection(section) => {
                for memory in section.clone() {
                    self.info.memories.push(memory_type(&memory?));
                }
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    let global = global?;
                    self.info.globals.push(global_type(&global.ty));
                    self.info.global_inits.push(const_expr(&global.init_expr)?);
                }
            }
            Payload::ExportSection(section) => {
                for export in section.clone() {
                    let export = export?;
                    self.export(&export);
                }
            }
            Payload::StartSection { func, .. } => self.info.start = Some(*func),
            Payload::ElementSection(section) => {
                for element in section.clone() {
                    self.element(element?)?;
                }
            }
            Payload::DataSection(section) => {
                for data in section.clone() {
                    let data = data?;
                    let mode = match data.kind {
                        DataKind::Passive => DataMode::Passive,
                        DataKind::Active {
                            memory_index,
                            offset_expr,
                        } => DataMode::Active {
                            memory: memory_index,
                            offset: const_expr(&offset_expr)?,
                        },
                    };
                    self.info.data.push(DataSegment {
                        mode,
                        bytes: data.data.into(),
                    });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, import: &wasmparser::Import<'_>) {
        let info = &mut self.info;
        let desc = match &import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                info.funcs.push(*ty);
                info.imported.funcs += 1;
                ImportDesc::Func(*ty)
            }
            TypeRef::Table(ty) => {
                let ty = table_type(ty);
                info.tables.push(ty);
                info.imported.tables += 1;
                ImportDesc::Table(ty)
            }
            TypeRef::Memory(ty) => {
                let ty = memory_type(ty);
                info.memories.push(ty);
                info.imported.memories += 1;
                ImportDesc::Memory(ty)
            }
            TypeRef::Global(ty) => {
                let ty = global_type(ty);
                info.globals.push(ty);
                info.imported.globals += 1;
                ImportDesc::Global(ty)
            }
            TypeRef::Tag(_) => unreachable!("validated: no tags in 2.0"),
        };
        info.imports.push(Import {
            module: import.module.to_string(),
            name: import.name.to_string(),
            desc,
        });
    }

    fn export(&mut self, export: &wasmparser::Export<'_>) {
        let desc = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => ExportDesc::Func(export.index),
            ExternalKind::Table => ExportDesc::Table(export.index),
            ExternalKind::Memory => ExportDesc::Memory(export.index),
            ExternalKind::Global => ExportDesc::Global(export.index),
            ExternalKind::Tag => unreachable!("validated: no tags in 2.0"),
        };
        self.info.exports.push(Export {
            name: export.name.to_string(),
            desc,
        });
    }

    fn element(&mut self, element: wasmparser::Element<'_>) -> Step {
        let mode = match element.kind {
            ElementKind::Passive => ElementMode::Passive,
            ElementKind::Declared => ElementMode::Declarative,
            ElementKind::Active {
                table_index,
                offset_expr,
            } => ElementMode::Active {
                table: table_index.unwrap_or(0),
                offset: const_expr(&offset_expr)?,
            },
        };
        let (ty, items) = match element.items {
            ElementItems::Functions(funcs) => {
                let items = funcs.into_iter().map(|func| func.map(ConstExpr::RefFunc));
                (ValType::FuncRef, items.collect::<Result<_, _>>()?)
            }
            ElementItems::Expressions(ty, exprs) => {
                let items = exprs.into_iter().map(|expr| const_expr(&expr?));
                (ref_type(ty), items.collect::<Result<_, _>>()?)
            }
        };
        self.info.elements.push(ElementSegment { ty, mode, items });
        Ok(())
    }
}

/// A reference type of 2.0.
fn ref_type(ty: RefType) -> ValType {
    if ty.is_extern_ref() {
        ValType::ExternRef
    } else {
        ValType::FuncRef
    }
}

/// A value type of 2.0.
pub(super) fn val_type(ty: wasmparser::ValType) -> ValType {
    match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(ty) => ref_type(ty),
    }
}

fn func_type(ty: &wasmparser::FuncType) -> FuncType {
    let list = |types: &[wasmparser::ValType]| types.iter().map(|ty| val_type(*ty)).collect();
    FuncType {
        params: list(ty.params()),
        results: list(ty.results()),
    }
}

fn table_type(ty: &wasmparser::TableType) -> TableType {
    TableType {
        element: ref_type(ty.element_type),
        min: ty.initial,
        max: ty.maximum,
    }
}

fn memory_type(ty: &wasmparser::MemoryType) -> MemoryType {
    MemoryType {
        min: ty.initial,
        max: ty.maximum,
    }
}

fn global_type(ty: &wasmparser::GlobalType) -> GlobalType {
    GlobalType {
        content: val_type(ty.content_type),
        mutable: ty.mutable,
    }
}

/// A constant expression of 2.0, validated: one instruction and `end`.
fn const_expr(expr: &wasmparser::ConstExpr<'_>) -> Result<ConstExpr, wasmparser::Error> {
    Ok(match expr.get_operators_reader().read()? {
        Operator::I32Const { value } => ConstExpr::I32(value),
        Operator::I64Const { value } => ConstExpr::I64(value),
        Operator::F32Const { value } => ConstExpr::F32(value.bits()),
        Operator::F64Const { value } => ConstExpr::F64(value.bits()),
        Operator::V128Const { value } => ConstExpr::V128(*value.bytes()),
        Operator::GlobalGet { global_index } => ConstExpr::GlobalGet(global_index),
        Operator::RefNull { hty } => ConstExpr::RefNull(heap_type(hty)),
        Operator::RefFunc { function_index } => ConstExpr::RefFunc(function_index),
        op => unreachable!("validated: {op:?} is no constant instruction of 2.0"),
    })
}

/// The nullable reference type of a heap type of 2.0.
fn heap_type(ty: wasmparser::HeapType) -> ValType {
    match RefType::new(true, ty) {
        Some(ty) => ref_type(ty),
        None => ValType::FuncRef,
    }
}
