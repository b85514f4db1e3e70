//! A function body under construction: expressions whose every result stays live.
//!
//! Miscompiles hide where results are dropped, operands are fresh parameters and code is dead. So operands are
//! constants on either side, loads, repeated locals and other results, and each result ends in an accumulator, in memory
//! or in the function's results.

use wasm_encoder::{Encode as _, Function, HeapType, Instruction, InstructionSink, MemArg, ValType};

use super::entropy::Entropy;
use super::env::Env;
use super::ops::{Access, LOADS, NUMERIC, Op, STORES, Ty, encode};
use super::values;

/// Loop counters and costs beyond this many instructions per call are not generated.
pub const COST_LIMIT: u64 = 12_000;

/// The body of one function.
pub struct Body<'a> {
    /// What the module declares.
    pub env: &'a mut Env,
    /// The choices.
    pub e: &'a mut Entropy,
    /// Encoded instructions.
    pub code: Vec<u8>,
    /// Types of parameters and locals.
    pub locals: Vec<Ty>,
    /// How many of `locals` are parameters.
    pub params: usize,
    /// Locals that expressions read and statements assign (loop counters are not among them).
    pub variables: Vec<u32>,
    /// The `i64` that results are mixed into.
    pub accumulator: u32,
    /// The vector that vector results are mixed into.
    pub vector_accumulator: Option<u32>,
    /// Estimated instructions executed by one call.
    pub cost: u64,
    /// How often the code being written runs per call.
    pub times: u64,
    /// Enclosing labels that take no values, innermost last; `None` for labels that a branch must not use.
    pub labels: Vec<Option<()>>,
    /// Index of this function.
    pub index: usize,
    /// Code may grow to this many bytes before statements stop.
    pub budget: usize,
    /// Statements nest this deep at most.
    pub nesting: usize,
}

impl<'a> Body<'a> {
    /// An empty body for function `index`.
    pub fn new(env: &'a mut Env, e: &'a mut Entropy, index: usize, budget: usize) -> Self {
        let locals = env.signature(index).params.clone();
        let params = locals.len();
        let variables = (0..params as u32).collect();
        let mut body = Self {
            env,
            e,
            code: Vec::new(),
            locals,
            params,
            variables,
            accumulator: 0,
            vector_accumulator: None,
            cost: 0,
            times: 1,
            labels: Vec::new(),
            index,
            budget,
            nesting: 0,
        };
        body.accumulator = body.local(Ty::I64);
        if body.env.swarm.simd {
            body.vector_accumulator = Some(body.local(Ty::V128));
        }
        // More values than registers: some functions spill.
        let most = if body.e.chance(12) { 9 } else { 2 };
        for (slot, ty) in NUMERIC.into_iter().enumerate() {
            if body.env.swarm.types[slot] > 0 {
                for _ in 0..body.e.between(1, most) {
                    let local = body.local(ty);
                    body.variables.push(local);
                }
            }
        }
        body
    }

    /// A new local that starts as zero.
    pub fn local(&mut self, ty: Ty) -> u32 {
        self.locals.push(ty);
        self.locals.len() as u32 - 1
    }

    /// Where the next instruction goes; counts one execution.
    pub fn ins(&mut self) -> InstructionSink<'_> {
        self.cost += self.times;
        InstructionSink::new(&mut self.code)
    }

    /// The finished body.
    #[must_use]
    pub fn finish(mut self) -> Function {
        self.ins().end();
        let types: Vec<ValType> = self.locals[self.params..].iter().map(|ty| encode(*ty)).collect();
        let mut function = Function::new_with_locals_types(types);
        function.raw(self.code.iter().copied());
        function
    }

    /// A variable of type `ty`, if there is one.
    pub fn variable(&mut self, ty: Ty) -> Option<u32> {
        let fitting: Vec<u32> = self
            .variables
            .iter()
            .copied()
            .filter(|local| self.locals[*local as usize] == ty)
            .collect();
        (!fitting.is_empty()).then(|| *self.e.pick(&fitting))
    }

    /// Pushes a constant of type `ty`.
    pub fn constant(&mut self, ty: Ty) {
        let e = &mut *self.e;
        let instruction = match ty {
            Ty::I32 => Instruction::I32Const(values::i32_edge(e)),
            Ty::I64 => Instruction::I64Const(values::i64_edge(e)),
            Ty::F32 => Instruction::F32Const(wasm_encoder::Ieee32::new(values::f32_edge(e))),
            Ty::F64 => Instruction::F64Const(wasm_encoder::Ieee64::new(values::f64_edge(e))),
            Ty::V128 => Instruction::V128Const(i128::from_le_bytes(values::v128_edge(e))),
            Ty::FuncRef => Instruction::RefNull(HeapType::FUNC),
            Ty::ExternRef => Instruction::RefNull(HeapType::EXTERN),
        };
        self.cost += self.times;
        instruction.encode(&mut self.code);
    }

    /// Pushes a value of type `ty` from an expression tree of at most `depth` operations.
    pub fn expr(&mut self, ty: Ty, depth: usize) {
        if matches!(ty, Ty::FuncRef | Ty::ExternRef) {
            return self.reference(ty);
        }
        if depth == 0 || self.e.chance(10) {
            return self.leaf(ty);
        }
        if self.e.chance(6) {
            return self.select(ty, depth - 1);
        }
        let op = self.env.swarm.op(self.e, ty);
        self.apply(op, depth - 1);
    }

    /// Pushes an expression of the swarm's usual depth.
    pub fn value(&mut self, ty: Ty) {
        let depth = self.e.between(0, self.env.swarm.depth);
        self.expr(ty, depth);
    }

    /// Pushes a constant, a load, a global or a variable.
    pub fn leaf(&mut self, ty: Ty) {
        let constants = self.env.swarm.constants;
        let loads = if self.env.has_page() { self.env.swarm.loads } else { 0 };
        match self.e.weighted(&[constants, loads, 6, 60]) {
            0 => self.constant(ty),
            1 => self.load(ty),
            2 => match self.global_of(ty) {
                Some(global) => {
                    self.ins().global_get(global);
                }
                None => self.constant(ty),
            },
            _ => match self.variable(ty) {
                Some(local) => {
                    self.ins().local_get(local);
                }
                None => self.constant(ty),
            },
        }
    }

    /// Pushes the operands of `op`, then `op`.
    pub fn apply(&mut self, op: Op, depth: usize) {
        let tame = op.traps() && !self.e.chance(self.env.swarm.natural_traps);
        let alike = !tame && op.params.len() == 2 && op.params[0] == op.params[1];
        if alike
            && self.e.chance(self.env.swarm.repeats)
            && let Some(local) = self.variable(op.params[0])
        {
            self.ins().local_get(local).local_get(local);
            return self.emit(op);
        }
        if !tame && op.divides() && self.e.chance(20) {
            // The one pair of operands that overflows.
            match op.params[0] {
                Ty::I32 => self.ins().i32_const(i32::MIN).i32_const(-1),
                _ => self.ins().i64_const(i64::MIN).i64_const(-1),
            };
            return self.emit(op);
        }
        let constant_side = match self.e.below(100) {
            0..=9 => Some(0),
            10..=27 => Some(op.params.len() - 1),
            _ => None,
        };
        let load_side = if self.env.has_page() && self.e.chance(self.env.swarm.loads / 2) {
            Some(self.e.below(op.params.len()))
        } else {
            None
        };
        let shift = op.params == [Ty::V128, Ty::I32];
        for (position, ty) in op.params.iter().copied().enumerate() {
            let last = position + 1 == op.params.len();
            if tame && last && op.divides() && constant_side == Some(position) {
                self.divisor(ty);
                continue;
            }
            if (constant_side == Some(position) && op.params.len() > 1) || (shift && last && self.e.chance(50)) {
                self.constant(ty);
            } else if load_side == Some(position) {
                self.load(ty);
            } else {
                let depth = self.e.between(depth.saturating_sub(1), depth);
                self.expr(ty, depth);
            }
            if tame && last {
                self.tame(op);
            }
        }
        self.emit(op);
    }

    /// Appends `op` with random lanes.
    pub fn emit(&mut self, op: Op) {
        self.cost += self.times;
        let e = &mut *self.e;
        op.write(&mut self.code, |lanes| e.below(usize::from(lanes)) as u8);
    }

    /// Brings the last operand of a trapping operation into its domain.
    fn tame(&mut self, op: Op) {
        let ty = op.params[op.params.len() - 1];
        // A divisor becomes positive and is neither zero nor minus one; a float loses its NaN and half of the integer's range.
        let mut ins = self.ins();
        match (ty, op.code.is_multiple_of(2)) {
            (Ty::I32, _) => ins.i32_const(0x7fff_fff0).i32_and().i32_const(3).i32_or(),
            (Ty::I64, _) => ins.i64_const(0x7fff_ffff_ffff_fff0).i64_and().i64_const(5).i64_or(),
            (Ty::F32, true) => ins.i32_trunc_sat_f32_s().i32_const(1).i32_shr_s().f32_convert_i32_s(),
            (Ty::F32, false) => ins.i32_trunc_sat_f32_s().i32_const(1).i32_shr_u().f32_convert_i32_u(),
            (_, true) => ins.i32_trunc_sat_f64_s().i32_const(1).i32_shr_s().f64_convert_i32_s(),
            (_, false) => ins.i32_trunc_sat_f64_s().i32_const(1).i32_shr_u().f64_convert_i32_u(),
        };
        if op.truncates() {
            let quarter = self.e.chance(50);
            let mut ins = self.ins();
            match ty {
                Ty::F32 if quarter => ins.f32_const(0.25_f32.into()).f32_mul(),
                Ty::F64 if quarter => ins.f64_const(0.25_f64.into()).f64_mul(),
                _ => return,
            };
        }
    }

    /// Pushes a constant divisor that does not trap, in the shapes that compilers treat apart.
    fn divisor(&mut self, ty: Ty) {
        loop {
            let value = if ty == Ty::I32 {
                i64::from(values::i32_edge(self.e))
            } else {
                values::i64_edge(self.e)
            };
            if value != 0 && value != -1 {
                if ty == Ty::I32 {
                    self.ins().i32_const(value as i32);
                } else {
                    self.ins().i64_const(value);
                }
                return;
            }
        }
    }

    /// Pushes `select` of two values of type `ty`.
    pub fn select(&mut self, ty: Ty, depth: usize) {
        self.expr(ty, depth);
        if self.e.chance(25) {
            self.constant(ty);
        } else {
            self.expr(ty, depth);
        }
        self.expr(Ty::I32, depth.min(1));
        if matches!(ty, Ty::FuncRef | Ty::ExternRef) || self.e.chance(30) {
            self.ins().typed_select(encode(ty));
        } else {
            self.ins().select();
        }
    }

    /// A readable global of type `ty`.
    pub fn global_of(&mut self, ty: Ty) -> Option<u32> {
        let fitting: Vec<u32> = (0..self.env.globals.len() as u32)
            .filter(|index| self.env.globals[*index as usize].ty == ty)
            .collect();
        (!fitting.is_empty()).then(|| *self.e.pick(&fitting))
    }

    /// Pushes a reference.
    pub fn reference(&mut self, ty: Ty) {
        let tables: Vec<u32> = (0..self.env.tables.len() as u32)
            .filter(|t| self.env.tables[*t as usize].ty == ty)
            .collect();
        match self.e.below(5) {
            0 if !tables.is_empty() => {
                let table = *self.e.pick(&tables);
                let index = self.e.below(self.env.tables[table as usize].min as usize) as i32;
                self.ins().i32_const(index).table_get(table);
            }
            1 | 2 => match self.variable(ty) {
                Some(local) => {
                    self.ins().local_get(local);
                }
                None => self.constant(ty),
            },
            3 if ty == Ty::FuncRef => {
                let function = self.e.below(self.env.functions.len()) as u32;
                self.env.referenced.insert(function);
                self.ins().ref_func(function);
            }
            4 => match self.global_of(ty) {
                Some(global) => {
                    self.ins().global_get(global);
                }
                None => self.constant(ty),
            },
            _ => self.constant(ty),
        }
    }

    /// Pushes a load of type `ty` from the first page or, if the swarm wants, from the end of the memory, in bounds.
    pub fn load(&mut self, ty: Ty) {
        if !self.env.has_page() {
            return self.constant(ty);
        }
        let fitting: Vec<&Access> = LOADS.iter().filter(|access| access.ty == ty).collect();
        let access = **self.e.pick(&fitting);
        let offset = self.address(access.width, false);
        self.access(access, offset);
    }

    /// Stores an expression of type `ty` in the first page, past the rows, or at the end of the memory, in bounds.
    pub fn store(&mut self, ty: Ty) {
        let fitting: Vec<&Access> = STORES.iter().filter(|access| access.ty == ty).collect();
        let access = **self.e.pick(&fitting);
        let offset = self.address(access.width, true);
        self.value(ty);
        self.access(access, offset);
    }

    /// Appends the access; a lane load pushes its vector first.
    pub fn access(&mut self, access: Access, offset: u64) {
        let load_lane = access.lanes > 0 && LOADS.contains(&access);
        if load_lane {
            self.expr(Ty::V128, 1);
        }
        let align = self.e.below(access.width.trailing_zeros() as usize + 1) as u32;
        let memarg = MemArg {
            offset,
            align,
            target: Default::default(),
            ordering: None,
        };
        self.cost += self.times;
        if access.prefix != 0 {
            self.code.push(access.prefix);
        }
        self.code.push(access.code);
        memarg.encode(&mut self.code);
        if access.lanes > 0 {
            self.code.push(self.e.below(usize::from(access.lanes)) as u8);
        }
    }

    /// Pushes an address for `width` bytes in bounds and returns the static offset that belongs to it.
    fn address(&mut self, width: u8, write: bool) -> u64 {
        let rows = self.env.rows;
        if self.e.chance(self.env.swarm.edges) {
            return self.edge_in_bounds(u32::from(width));
        }
        // Writes stay clear of the rows, so that they keep their boundary values.
        let (low, mask) = if write {
            (u64::from(rows) + 64, 0x3ff8)
        } else {
            (0, rows - 8)
        };
        match self.e.below(4) {
            0 => {
                let at = self.e.below(mask as usize) as u64 + low;
                let offset = if self.e.chance(50) { at } else { 0 };
                self.ins().i32_const((at - offset) as i32);
                offset
            }
            1 if !write => {
                // Anywhere in the first page.
                self.expr(Ty::I32, 1);
                self.ins().i32_const(0xffe0).i32_and();
                self.e.below(17) as u64
            }
            _ => {
                match self.variable(Ty::I32) {
                    Some(local) if self.e.chance(60) => {
                        self.ins().local_get(local);
                    }
                    _ => self.expr(Ty::I32, 1),
                }
                if self.e.chance(40) {
                    let shift = self.e.between(1, 4) as i32;
                    self.ins().i32_const(shift).i32_shl();
                }
                self.ins().i32_const(mask as i32).i32_and();
                low
            }
        }
    }

    /// Pushes an address such that address + offset + width is exactly the memory's end, or a little before it.
    fn edge_in_bounds(&mut self, width: u32) -> u64 {
        let pages = self.env.memory.map_or(1, |memory| memory.min);
        let slack = *self.e.pick(&[0, 0, 0, 1, 3, 8, 16]);
        let last = pages * 65_536 - width - slack;
        match self.e.below(5) {
            0 => {
                self.ins().i32_const(0);
                u64::from(last)
            }
            1 => {
                self.ins().i32_const(last as i32);
                0
            }
            2 => {
                self.ins().memory_size(0).i32_const(16).i32_shl();
                self.ins().i32_const(-((width + slack) as i32)).i32_add();
                0
            }
            3 => {
                let part = self.e.below(last as usize) as u32;
                self.ins().i32_const(part as i32);
                u64::from(last - part)
            }
            _ => {
                // The address is not a constant to the compiler.
                let mask = *self.e.pick(&[0x7_i32, 0xf, 0xff, 0xff0]);
                self.expr(Ty::I32, 1);
                self.ins().i32_const(mask).i32_and();
                u64::from(last - mask as u32)
            }
        }
    }

    /// Pops a value and mixes its bits into an accumulator.
    pub fn mix(&mut self, ty: Ty) {
        if ty == Ty::V128 {
            let accumulator = self.vector_accumulator.unwrap_or(self.accumulator);
            if self.vector_accumulator.is_some() {
                let shape = self.e.below(10);
                let turn = self.e.between(1, 63) as i32;
                let mut ins = self.ins();
                // Sums and not exclusive ors: a wrong value that comes an even number of times must not vanish.
                match shape {
                    0..=3 => ins.local_get(accumulator).i64x2_add().local_set(accumulator),
                    4..=6 => ins.local_get(accumulator).i32x4_add().local_set(accumulator),
                    7 => {
                        ins.local_get(accumulator).i32_const(turn).i64x2_shl();
                        ins.local_get(accumulator).i32_const(64 - turn).i64x2_shr_u().v128_or();
                        ins.v128_xor().local_set(accumulator)
                    }
                    _ => return self.fold_vector(),
                };
                return;
            }
            return self.fold_vector();
        }
        let accumulator = self.accumulator;
        let mut ins = self.ins();
        match ty {
            Ty::I64 | Ty::V128 => &mut ins,
            Ty::I32 => ins.i64_extend_i32_u(),
            Ty::F32 => ins.i32_reinterpret_f32().i64_extend_i32_u(),
            Ty::F64 => ins.i64_reinterpret_f64(),
            Ty::FuncRef | Ty::ExternRef => ins.ref_is_null().i64_extend_i32_u(),
        };
        let turn = self.e.between(1, 63) as i64;
        let mut ins = self.ins();
        ins.local_get(accumulator);
        if turn > 30 {
            ins.i64_add().local_set(accumulator);
        } else {
            ins.i64_const(turn).i64_rotl().i64_xor().local_set(accumulator);
        }
    }

    /// Pops a vector and mixes both halves into the scalar accumulator.
    fn fold_vector(&mut self) {
        let scratch = self.local(Ty::V128);
        self.ins().local_tee(scratch).i64x2_extract_lane(0);
        self.ins().local_get(scratch).i64x2_extract_lane(1);
        self.ins().i64_const(23).i64_rotl().i64_add();
        self.mix(Ty::I64);
    }

    /// Gives variables values that the compiler does not know: locals that stay zero make constants of everything.
    pub fn prologue(&mut self) {
        for local in self.variables.clone() {
            let ty = self.locals[local as usize];
            if (local as usize) < self.params || ty.is_ref() || self.e.chance(10) {
                continue;
            }
            if self.env.has_page() && self.e.chance(80) {
                self.row(ty);
            } else if self.params > 0 && self.e.chance(70) {
                let op = self.env.swarm.op(self.e, ty);
                self.apply(op, 1);
            } else {
                self.constant(ty);
            }
            self.ins().local_set(local);
        }
    }

    /// Pushes a row's value, at an address that depends on a parameter if there is one.
    fn row(&mut self, ty: Ty) {
        let rows = self.env.rows as usize;
        let parameter = self.variable(Ty::I32).filter(|local| (*local as usize) < self.params);
        let offset = self.e.below(rows / 4) as u64 * 4;
        match parameter {
            Some(local) if self.e.chance(60) => {
                self.ins().local_get(local).i32_const(rows as i32 / 2 - 4).i32_and();
            }
            _ => {
                self.ins().i32_const(0);
            }
        }
        let widest = LOADS
            .iter()
            .filter(|access| access.ty == ty && access.lanes == 0)
            .max_by_key(|access| access.width);
        self.access(*widest.expect("every number has a load"), offset);
    }
}
