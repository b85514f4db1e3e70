//! Compilation of one function: validation, translation and code generation in one pass over its body.

use super::control;
use super::frame::{self, OperandUnits};
use super::fuel::Segments;
use super::link::{FunctionOutput, Linker};
use super::memory_access::AccessState;
use super::module::{Body, val_type};
use super::translate::{FuncTranslator, ModuleEnv, clif_type};
use super::trap::{LOAD_CODES, Meaning, meaning};
use super::{CompileError, FunctionCode, TrapSite, call};
use crate::layout::{TrapCode, store, vmctx};
use crate::types::ValType;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, GlobalValueData, InstBuilder, MemFlagsData, types};
use cranelift_codegen::{CompiledCode, Context};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use wasmparser::{FuncValidator, FuncValidatorAllocations, OperatorsReader, OperatorsReaderAllocations};

/// Allocations that are used again for each function.
#[derive(Default)]
pub(super) struct FunctionCompiler {
    context: Option<Context>,
    builder_context: FunctionBuilderContext,
    segments: Segments,
    access_state: AccessState,
    units: OperandUnits,
    validator_allocations: FuncValidatorAllocations,
    reader_allocations: OperatorsReaderAllocations,
}

/// What went wrong in a body.
pub(super) enum BodyError {
    /// It does not decode or validate.
    Wasm(wasmparser::Error),
    /// Anything else.
    Compile(CompileError),
}

impl From<wasmparser::Error> for BodyError {
    fn from(error: wasmparser::Error) -> BodyError {
        BodyError::Wasm(error)
    }
}

impl From<CompileError> for BodyError {
    fn from(error: CompileError) -> BodyError {
        BodyError::Compile(error)
    }
}

impl FunctionCompiler {
    /// Validates, translates and compiles a body, and adds its code to `linker`.
    pub fn compile(&mut self, env: ModuleEnv<'_>, body: Body<'_>, linker: &mut Linker) -> Result<(), BodyError> {
        let mut context = self.context.take().unwrap_or_else(Context::new);
        context.clear();
        let result = self.compile_in(&mut context, env, body, linker);
        self.context = Some(context);
        result
    }

    fn compile_in(
        &mut self,
        context: &mut Context,
        env: ModuleEnv<'_>,
        (func, body): Body<'_>,
        linker: &mut Linker,
    ) -> Result<(), BodyError> {
        let (index, type_index) = (func.index, func.ty);
        let ty = &env.info.types[type_index as usize];
        context.func.signature = call::wasm_signature(ty);
        context.func.name = ir::UserFuncName::user(0, index);
        if env.tunables.signals {
            add_stack_limit(&mut context.func);
        }
        let mut validator = func.into_validator(std::mem::take(&mut self.validator_allocations));
        let mut reader = body.get_binary_reader();
        validator.read_locals(&mut reader)?;
        let body_offset = reader.original_position() as u32;

        let builder = FunctionBuilder::new(&mut context.func, &mut self.builder_context);
        let mut translator = FuncTranslator::new(env, builder, &mut self.segments, &mut self.access_state);
        translator.set_offset(body_offset);
        let values = declare_locals(&mut translator, &validator, ty.params.len());
        if !env.tunables.signals {
            check_native_stack(&mut translator);
        }
        translator.take_stack_units();
        translator.check_fuel_at_entry();
        control::open_body(&mut translator, type_index);

        self.units.clear();
        let mut reader = OperatorsReader::new_with_allocs(reader, std::mem::take(&mut self.reader_allocations));
        // After an error nothing here is used again: compilation of the module ends.
        translate_body(&mut translator, &mut validator, &mut reader, &mut self.units)?;
        if env.tunables.call_stack_budget {
            translator.set_stack_units(self.units.frame(values));
        }
        linker.referenced.append(&mut translator.referenced);
        translator.builder.seal_all_blocks();
        translator.builder.finalize(env.isa.frontend_config());
        self.validator_allocations = validator.into_allocations();
        self.reader_allocations = reader.into_allocations();

        #[cfg(feature = "canary")]
        crate::canary::on_function(&mut context.func);
        let compiled = generate(context, env, index)?;
        let mut output = FunctionOutput {
            code: FunctionCode {
                offset: 0,
                len: 0,
                body_offset,
            },
            func: index,
            traps: Vec::new(),
        };
        self.trap_sites(&compiled, &mut output);
        linker.add(&context.func, &compiled, env.isa, output)?;
        Ok(())
    }

    /// Finds the Wasm instruction of each trap of a function's code.
    fn trap_sites(&self, compiled: &CompiledCode, output: &mut FunctionOutput) {
        let locations = SourceLocations::new(compiled);
        let body_offset = output.code.body_offset;
        for trap in compiled.buffer.traps() {
            let near = locations.at(trap.offset);
            let (code, wasm_offset, refund) = match meaning(trap.code) {
                Some(Meaning::Code(code)) => {
                    let offset = near.unwrap_or(body_offset);
                    (code, offset, self.segments.refund(offset))
                }
                Some(Meaning::AtEntry(code)) => (code, body_offset, 0),
                Some(Meaning::Load(residue)) => {
                    let near = near.or_else(|| locations.before(trap.offset)).unwrap_or(body_offset);
                    let offset = self.access_state.load_offset(residue, LOAD_CODES, near).unwrap_or(near);
                    (TrapCode::MemoryOutOfBounds, offset, self.segments.refund(offset))
                }
                None => continue,
            };
            output.traps.push(TrapSite {
                code_offset: trap.offset,
                code,
                wasm_offset,
                func: output.func,
                refund,
            });
        }
    }
}

/// Source locations of a function's code.
pub(super) struct SourceLocations<'c> {
    ranges: &'c [cranelift_codegen::MachSrcLoc<cranelift_codegen::Final>],
}

impl<'c> SourceLocations<'c> {
    pub fn new(compiled: &'c CompiledCode) -> SourceLocations<'c> {
        SourceLocations {
            ranges: compiled.buffer.get_srclocs_sorted(),
        }
    }

    /// Offset in the module of the instruction whose code holds this offset, if one is known.
    pub fn at(&self, code_offset: u32) -> Option<u32> {
        let next = self.ranges.partition_point(|range| range.start <= code_offset);
        let range = self.ranges.get(next.checked_sub(1)?)?;
        (code_offset < range.end && !range.loc.is_default()).then(|| range.loc.bits())
    }

    /// The last known location before this offset.
    fn before(&self, code_offset: u32) -> Option<u32> {
        let next = self.ranges.partition_point(|range| range.start <= code_offset);
        let known = self.ranges[..next].iter().rev().find(|range| !range.loc.is_default())?;
        Some(known.loc.bits())
    }
}

fn translate_body<R: wasmparser::WasmModuleResources>(
    translator: &mut FuncTranslator<'_>,
    validator: &mut FuncValidator<R>,
    reader: &mut OperatorsReader<'_>,
    units: &mut OperandUnits,
) -> Result<(), BodyError> {
    let budget = translator.env.tunables.call_stack_budget;
    while !reader.eof() {
        let offset = reader.original_position();
        let op = reader.read()?;
        if budget {
            let pushes = OperandUnits::pushes(validator, offset, &op);
            validator.op(offset, &op)?;
            units.after(validator, pushes.unwrap_or(0));
        } else {
            validator.op(offset, &op)?;
        }
        translator.set_offset(offset as u32);
        translator.operator(&op)?;
    }
    reader.finish()?;
    Ok(())
}

/// Defines parameters and locals as variables; returns their stack units.
fn declare_locals<R: wasmparser::WasmModuleResources>(
    t: &mut FuncTranslator<'_>,
    validator: &FuncValidator<R>,
    params: usize,
) -> u64 {
    let entry = t.builder.current_block().expect("entry block is current");
    let mut zeros: [Option<ir::Value>; 5] = [None; 5];
    let mut units = 0;
    for index in 0..validator.len_locals() {
        let Some(ty) = validator.get_local_type(index) else {
            break;
        };
        let ty = val_type(ty);
        units += frame::units_of([ty]);
        let clif = clif_type(ty);
        let variable = t.builder.declare_var(clif);
        let value = if (index as usize) < params {
            t.builder.block_params(entry)[2 + index as usize]
        } else {
            let slot = match ty {
                ValType::I32 => 0,
                ValType::I64 | ValType::FuncRef | ValType::ExternRef => 1,
                ValType::F32 => 2,
                ValType::F64 => 3,
                ValType::V128 => 4,
            };
            *zeros[slot].get_or_insert_with(|| zero(&mut t.builder, clif))
        };
        t.builder.def_var(variable, value);
        t.locals.push(variable);
    }
    units
}

fn zero(builder: &mut FunctionBuilder<'_>, ty: ir::Type) -> ir::Value {
    match ty {
        types::F32 => builder.ins().f32const(0.0),
        types::F64 => builder.ins().f64const(0.0),
        types::I8X16 => {
            let zeros = builder.func.dfg.constants.insert(vec![0u8; 16].into());
            builder.ins().vconst(ty, zeros)
        }
        _ => builder.ins().iconst(ty, 0),
    }
}

/// Lets the function's prologue compare the stack pointer, less its frame, with the store's limit.
fn add_stack_limit(func: &mut ir::Function) {
    let flags = func.dfg.mem_flags.insert_unchecked(MemFlagsData::trusted());
    let vmctx_value = func.create_global_value(GlobalValueData::VMContext);
    let mut field = |base, offset: i32| {
        func.create_global_value(GlobalValueData::Load {
            base,
            offset: offset.into(),
            global_type: types::I64,
            flags,
        })
    };
    let store = field(vmctx_value, vmctx::STORE);
    let limit = field(store, store::NATIVE_STACK_LIMIT);
    func.stack_limit = Some(limit);
}

/// The same check in the body, for when there are no signals to report a trap of the prologue.
fn check_native_stack(t: &mut FuncTranslator<'_>) {
    let pointer = t.builder.ins().get_stack_pointer(types::I64);
    let store = t.store_context();
    let flags = t.flags.context;
    let limit = t
        .builder
        .ins()
        .load(types::I64, flags, store, store::NATIVE_STACK_LIMIT);
    let exhausted = t.builder.ins().icmp(IntCC::UnsignedLessThan, pointer, limit);
    t.trapnz(exhausted, TrapCode::NativeStack);
}

fn generate(context: &mut Context, env: ModuleEnv<'_>, index: u32) -> Result<CompiledCode, CompileError> {
    if let Err(error) = context.compile(env.isa, &mut ControlPlane::default()) {
        return Err(codegen_error(&error.inner, index));
    }
    let missing = || CompileError::Codegen(format!("function {index}: no code"));
    context.take_compiled_code().ok_or_else(missing)
}

/// An error of the code generator in our terms.
pub(super) fn codegen_error(error: &cranelift_codegen::CodegenError, index: u32) -> CompileError {
    match error {
        cranelift_codegen::CodegenError::ImplLimitExceeded | cranelift_codegen::CodegenError::CodeTooLarge => {
            CompileError::ImplementationLimit(format!("function {index} is too large for the code generator"))
        }
        other => CompileError::Codegen(format!("function {index}: {other:?}")),
    }
}
