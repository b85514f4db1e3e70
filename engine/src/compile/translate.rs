//! Translation of one function body to CLIF: state, operand stack and dispatch.
//!
//! # Values
//!
//! `i32`, `i64`, `f32`, `f64` are the CLIF types of that name; `funcref` and `externref` are `i64`. A `v128` on the operand
//! stack may have any 128-bit vector type; [`FuncTranslator::cast_v128`] casts it (little endian) to the type that the
//! user wants, and whoever pushes need not cast. At block parameters, locals, globals, calls and returns a `v128` is
//! `I8X16`; [`FuncTranslator::canonical`] casts to that.

use super::control::ControlFrame;
use super::fuel::Segments;
use super::memory_access::AccessState;
use super::{CompileError, ModuleInfo, Tunables};
use super::{call, control, global, memory, numeric, reference, simd, table, variable};
use crate::layout::{Builtin, VMOffsets, vmctx};
use crate::types::ValType;
use cranelift_codegen::ir::{
    self, AliasRegionData, Endianness, FuncRef, Inst, InstBuilder, MemFlagsData, SigRef, Type, Value, types,
};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::{FunctionBuilder, Variable};
use std::collections::HashMap;
use wasmparser::Operator;

/// What translation knows of the module and the configuration.
#[derive(Clone, Copy)]
pub(super) struct ModuleEnv<'m> {
    pub info: &'m ModuleInfo,
    pub tunables: &'m Tunables,
    pub offsets: VMOffsets,
    pub isa: &'m dyn TargetIsa,
}

/// Memory flags by what is accessed. Different regions never overlap.
pub(super) struct Flags {
    /// Fields that do not change while an instance lives.
    pub readonly: MemFlagsData,
    /// Counters of the store, and bases and lengths of memories and tables.
    pub context: MemFlagsData,
    /// Values of globals.
    pub global: MemFlagsData,
    /// Elements of tables.
    pub table: MemFlagsData,
    /// Bytes of memories, without a trap code.
    pub heap: MemFlagsData,
}

impl Flags {
    fn new(func: &mut ir::Function) -> Flags {
        let mut region = |user_id, description: &'static str| {
            let region = func.dfg.alias_regions.insert(AliasRegionData {
                user_id,
                description: description.into(),
            });
            MemFlagsData::new()
                .with_notrap()
                .with_endianness(Endianness::Little)
                .with_alias_region(Some(region))
        };
        Flags {
            readonly: MemFlagsData::trusted().with_readonly().with_can_move(),
            context: region(0, "context").with_aligned(),
            global: region(1, "globals"),
            table: region(2, "tables").with_aligned(),
            heap: region(3, "memories"),
        }
    }
}

/// Translates one function body. Instruction families implement their part in files of their own.
pub(super) struct FuncTranslator<'a> {
    pub env: ModuleEnv<'a>,
    pub builder: FunctionBuilder<'a>,
    /// The operand stack of reachable code.
    pub stack: Vec<Value>,
    /// Enclosing blocks, the function's own first.
    pub control: Vec<ControlFrame>,
    /// Whether the current instruction can be reached.
    pub reachable: bool,
    /// Parameters and locals.
    pub locals: Vec<Variable>,
    /// Offset of the current instruction in the module.
    pub offset: u32,
    pub flags: Flags,
    pub segments: &'a mut Segments,
    pub access_state: &'a mut AccessState,
    /// Constants that stand for the frame's stack units.
    pub unit_insts: Vec<Inst>,
    /// Functions of the module whose references the body takes.
    pub referenced: Vec<u32>,
    vmctx: Value,
    func_refs: HashMap<u32, FuncRef>,
    type_sigs: HashMap<u32, SigRef>,
    builtin_sigs: HashMap<u32, SigRef>,
}

/// CLIF type of a value type at boundaries.
pub(super) fn clif_type(ty: ValType) -> Type {
    match ty {
        ValType::I32 => types::I32,
        ValType::I64 | ValType::FuncRef | ValType::ExternRef => types::I64,
        ValType::F32 => types::F32,
        ValType::F64 => types::F64,
        ValType::V128 => types::I8X16,
    }
}

/// Flags of a cast between 128-bit vector types.
fn lane_order() -> MemFlagsData {
    MemFlagsData::new().with_endianness(Endianness::Little)
}

impl<'a> FuncTranslator<'a> {
    /// Starts a function whose entry block is current and has the parameters of its signature.
    pub fn new(
        env: ModuleEnv<'a>,
        mut builder: FunctionBuilder<'a>,
        segments: &'a mut Segments,
        access_state: &'a mut AccessState,
    ) -> FuncTranslator<'a> {
        segments.clear();
        access_state.clear();
        let entry = builder.create_block();
        builder.append_block_params_for_function_params(entry);
        builder.switch_to_block(entry);
        builder.seal_block(entry);
        let vmctx = builder.block_params(entry)[0];
        let flags = Flags::new(builder.func);
        FuncTranslator {
            env,
            builder,
            stack: Vec::new(),
            control: Vec::new(),
            reachable: true,
            locals: Vec::new(),
            offset: 0,
            flags,
            segments,
            access_state,
            unit_insts: Vec::new(),
            referenced: Vec::new(),
            vmctx,
            func_refs: HashMap::new(),
            type_sigs: HashMap::new(),
            builtin_sigs: HashMap::new(),
        }
    }

    /// Makes `offset` the current instruction.
    pub fn set_offset(&mut self, offset: u32) {
        self.offset = offset;
        self.builder.set_srcloc(ir::SourceLoc::new(offset));
    }

    /// Translates one validated instruction at the offset set by [`Self::set_offset`].
    ///
    /// # Errors
    ///
    /// An instruction beyond 2.0, which validation should have refused.
    pub fn operator(&mut self, op: &Operator<'_>) -> Result<(), CompileError> {
        if !self.reachable {
            control::translate_unreachable(self, op);
            return Ok(());
        }
        match op {
            // The delimiters cost nothing; a loop charges at the top of its block, whence each iteration passes.
            Operator::End | Operator::Else | Operator::Loop { .. } => {}
            _ => self.charge(),
        }
        #[cfg(feature = "canary")]
        if super::faults::translate(self, op) {
            return Ok(());
        }
        let done = control::translate(self, op)
            || variable::translate(self, op)
            || numeric::translate(self, op)
            || memory::translate(self, op)
            || call::translate(self, op)
            || global::translate(self, op)
            || table::translate(self, op)
            || reference::translate(self, op);
        if done { Ok(()) } else { simd::translate(self, op) }
    }

    /// Pushes an operand.
    pub fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// Pops an operand; validation has made sure that there is one.
    pub fn pop(&mut self) -> Value {
        self.stack.pop().expect("validated: operand stack is not empty")
    }

    /// Pops two operands, in the order in which they were pushed.
    pub fn pop2(&mut self) -> (Value, Value) {
        let second = self.pop();
        (self.pop(), second)
    }

    /// Pops three operands, in the order in which they were pushed.
    pub fn pop3(&mut self) -> (Value, Value, Value) {
        let third = self.pop();
        let (first, second) = self.pop2();
        (first, second, third)
    }

    /// Type of a value.
    pub fn type_of(&self, value: Value) -> Type {
        self.builder.func.dfg.value_type(value)
    }

    /// Casts a `v128` value to a 128-bit vector type.
    pub fn cast_v128(&mut self, value: Value, ty: Type) -> Value {
        if self.type_of(value) == ty {
            value
        } else {
            self.builder.ins().bitcast(ty, lane_order(), value)
        }
    }

    /// The value as it is at boundaries: vectors as `I8X16`.
    pub fn canonical(&mut self, value: Value) -> Value {
        if self.type_of(value).is_vector() {
            self.cast_v128(value, types::I8X16)
        } else {
            value
        }
    }

    /// Makes the topmost `count` operands canonical where they are.
    pub fn canonicalize_top(&mut self, count: usize) {
        for at in self.stack.len() - count..self.stack.len() {
            self.stack[at] = self.canonical(self.stack[at]);
        }
    }

    /// The instance's context.
    pub fn vmctx(&self) -> Value {
        self.vmctx
    }

    /// Loads a field of a context that never changes.
    pub fn load_readonly(&mut self, ty: Type, base: Value, offset: i32) -> Value {
        let flags = self.flags.readonly;
        self.builder.ins().load(ty, flags, base, offset)
    }

    /// The `VMStoreContext`.
    pub fn store_context(&mut self) -> Value {
        self.load_readonly(types::I64, self.vmctx, vmctx::STORE)
    }

    /// Address of a builtin.
    pub fn builtin_address(&mut self, builtin: Builtin) -> Value {
        let table = self.load_readonly(types::I64, self.vmctx, vmctx::BUILTINS);
        self.load_readonly(types::I64, table, builtin.offset())
    }

    /// An `i32` constant, for indices passed to builtins.
    pub fn index_const(&mut self, index: u32) -> Value {
        self.builder.ins().iconst(types::I32, i64::from(index))
    }

    /// Zero-extends an `i32` operand to 64 bits.
    pub fn zero_extend(&mut self, value: Value) -> Value {
        self.builder.ins().uextend(types::I64, value)
    }

    /// Calls a builtin with the context before `args`, and returns its result if it has one.
    pub fn call_builtin(&mut self, builtin: Builtin, args: &[Value]) -> Option<Value> {
        let sig = self.builtin_sig(builtin);
        let callee = self.builtin_address(builtin);
        let mut all = vec![self.vmctx];
        all.extend_from_slice(args);
        let call = self.builder.ins().call_indirect(sig, callee, &all);
        self.builder.inst_results(call).first().copied()
    }

    /// Signature of a builtin.
    pub fn builtin_sig(&mut self, builtin: Builtin) -> SigRef {
        let func = &mut self.builder.func;
        *self
            .builtin_sigs
            .entry(builtin as u32)
            .or_insert_with(|| func.import_signature(call::builtin_signature(builtin)))
    }

    /// Signature of [`Builtin::Raise`].
    pub fn raise_sig(&mut self) -> SigRef {
        self.builtin_sig(Builtin::Raise)
    }

    /// Signature of a function type of the module.
    pub fn type_sig(&mut self, type_index: u32) -> SigRef {
        let func = &mut self.builder.func;
        let info = self.env.info;
        *self
            .type_sigs
            .entry(type_index)
            .or_insert_with(|| func.import_signature(call::wasm_signature(&info.types[type_index as usize])))
    }

    /// A reference to a function that the module defines.
    pub fn defined_func(&mut self, index: u32) -> FuncRef {
        if let Some(known) = self.func_refs.get(&index) {
            return *known;
        }
        let signature = self.type_sig(self.env.info.funcs[index as usize]);
        let name = ir::UserExternalName::new(0, index);
        let name = self.builder.func.declare_imported_user_function(name);
        let func = self.builder.func.import_function(ir::ExtFuncData {
            name: ir::ExternalName::user(name),
            signature,
            colocated: true,
            patchable: false,
        });
        self.func_refs.insert(index, func);
        func
    }
}
