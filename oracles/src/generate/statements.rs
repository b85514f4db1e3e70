//! Statements: what a function body does with its expressions.

use super::body::{Body, COST_LIMIT};
use super::ops::{Access, LOADS, STORES, Ty};
use super::swarm::Statement;

/// Statements nest this deep at most.
const NESTING_LIMIT: usize = 4;

impl Body<'_> {
    /// Writes up to `count` statements, fewer when the budget of bytes or of executed instructions is used up.
    pub fn statements(&mut self, count: usize) {
        for _ in 0..count {
            if self.code.len() >= self.budget || self.cost >= COST_LIMIT {
                return;
            }
            let kind = self.env.swarm.statement(self.e);
            self.statement(kind);
        }
    }

    /// Writes one statement of the kind; a computation when the module lacks what the kind needs.
    pub fn statement(&mut self, kind: Statement) {
        let nests = self.nesting < NESTING_LIMIT;
        let done = match kind {
            Statement::Compute => false,
            Statement::Store => self.store_statement(),
            Statement::Edge => self.edge_statement(),
            Statement::If => nests && self.if_statement(),
            Statement::BrTable => nests && self.br_table_statement(),
            Statement::Loop => nests && self.loop_statement(),
            Statement::Call => self.call_statement(),
            Statement::CallIndirect => self.call_indirect_statement(),
            Statement::HostCall => self.host_call_statement(),
            Statement::BulkMemory => self.bulk_memory_statement(),
            Statement::BulkTable => self.bulk_table_statement(),
            Statement::Grow => self.grow_statement(),
            Statement::Global => self.global_statement(),
            Statement::Reference => self.reference_statement(),
            Statement::MultiValue => nests && self.multi_value_statement(),
            Statement::Select => self.select_statement(),
            Statement::Trap => self.trap_statement(),
        };
        if !done {
            self.compute();
        }
    }

    fn compute(&mut self) {
        let ty = self.env.swarm.ty(self.e);
        self.value(ty);
        self.consume(ty);
    }

    /// Pops a value and keeps it live: accumulator, variable and accumulator, variable, memory, or global.
    pub fn consume(&mut self, ty: Ty) {
        match self.e.below(10) {
            0..=2 => {
                if let Some(local) = self.variable(ty) {
                    self.ins().local_tee(local);
                }
                self.mix(ty);
            }
            3..=4 => match self.variable(ty) {
                Some(local) => {
                    self.ins().local_set(local);
                }
                None => self.mix(ty),
            },
            5..=6 if self.env.has_page() && !matches!(ty, Ty::FuncRef | Ty::ExternRef) => {
                let scratch = self.local(ty);
                self.ins().local_set(scratch);
                let address = self.env.rows as usize + self.e.below(0x7000);
                let access = self.full_store(ty);
                self.ins().i32_const(address as i32).local_get(scratch);
                self.access(access, 0);
            }
            7 => match self.settable_global(ty) {
                Some(global) => {
                    self.ins().global_set(global);
                }
                None => self.mix(ty),
            },
            _ => self.mix(ty),
        }
    }

    /// The store that keeps all bits of `ty`.
    pub fn full_store(&self, ty: Ty) -> Access {
        *STORES
            .iter()
            .find(|access| access.ty == ty && access.lanes == 0)
            .expect("every number has a store")
    }

    /// A mutable global of type `ty`.
    pub fn settable_global(&mut self, ty: Ty) -> Option<u32> {
        let globals = &self.env.globals;
        let fitting: Vec<u32> = (0..globals.len() as u32)
            .filter(|g| globals[*g as usize].ty == ty && globals[*g as usize].mutable)
            .collect();
        (!fitting.is_empty()).then(|| *self.e.pick(&fitting))
    }

    fn store_statement(&mut self) -> bool {
        if !self.env.has_page() {
            return false;
        }
        let ty = self.env.swarm.ty(self.e);
        self.store(ty);
        true
    }

    /// An access at an edge: mostly in bounds or trapping only for some arguments.
    fn edge_statement(&mut self) -> bool {
        let Some(memory) = self.env.memory else { return false };
        let guarded = self.e.chance(85);
        if guarded {
            self.unlikely();
            self.ins().if_(wasm_encoder::BlockType::Empty);
            self.labels.push(Some(()));
        }
        if self.e.chance(20) {
            self.edge_pair();
            if guarded {
                self.labels.pop();
                self.ins().end();
            }
            return true;
        }
        let write = self.e.chance(40);
        let ty = self.env.swarm.ty(self.e);
        let table = if write { STORES } else { LOADS };
        let fitting: Vec<&Access> = table.iter().filter(|access| access.ty == ty).collect();
        let access = **self.e.pick(&fitting);
        let width = u32::from(access.width);
        let size = memory.min.wrapping_mul(65_536);
        let edges = [
            size,
            size.wrapping_sub(width),
            0x7fff_ffff,
            0x8000_0000,
            u32::MAX,
            65_536,
            0,
            u32::MAX - width + 1,
        ];
        let address = self.e.pick(&edges).wrapping_add(self.e.below(5) as u32).wrapping_sub(2);
        let offsets = [
            0,
            0,
            1,
            u64::from(width),
            u64::from(size),
            0x7fff_ffff,
            0x8000_0000,
            0xffff_ffff,
            0xffff_0000,
            65_535,
        ];
        let offset = *self.e.pick(&offsets);
        if self.e.chance(50) {
            self.ins().i32_const(address as i32);
        } else if self.e.chance(50) {
            let delta = 2 - self.e.below(2 * width as usize + 3) as i32;
            self.ins()
                .memory_size(0)
                .i32_const(16)
                .i32_shl()
                .i32_const(delta)
                .i32_add();
        } else {
            self.expr(Ty::I32, 1);
        }
        if write {
            self.value(ty);
            self.access(access, offset);
        } else {
            self.access(access, offset);
            self.mix(ty);
        }
        if guarded {
            self.labels.pop();
            self.ins().end();
        }
        true
    }

    /// Two loads with one index: the first ends with the memory, the second there or a little before or after.
    fn edge_pair(&mut self) {
        let Some(local) = self.variable(Ty::I32) else { return };
        let [first, second] = [(); 2].map(|()| {
            let ty = self.env.swarm.ty(self.e);
            let fitting: Vec<Access> = LOADS.iter().filter(|access| access.ty == ty).copied().collect();
            *self.e.pick(&fitting)
        });
        let offset = self.e.below(9) as u64;
        let end = offset + u64::from(first.width);
        let other = (end + self.e.below(4) as u64).saturating_sub(1 + u64::from(second.width));
        self.ins()
            .memory_size(0)
            .i32_const(16)
            .i32_shl()
            .i32_const(-(end as i32))
            .i32_add()
            .local_set(local);
        for (access, offset) in [(first, offset), (second, other)] {
            self.ins().local_get(local);
            self.access(access, offset);
            self.mix(access.ty);
        }
    }

    /// Pushes a condition that is true for few arguments.
    pub fn unlikely(&mut self) {
        match self.variable(Ty::I32) {
            Some(local) if self.e.chance(70) => {
                let mask = *self.e.pick(&[0xf, 0x1f, 0x7, 0xff]);
                let value = self.e.below(mask as usize + 1) as i32;
                self.ins()
                    .local_get(local)
                    .i32_const(mask)
                    .i32_and()
                    .i32_const(value)
                    .i32_eq();
            }
            _ => {
                self.expr(Ty::I32, 1);
                self.ins().i32_const(13).i32_and().i32_const(9).i32_eq();
            }
        }
    }

    fn global_statement(&mut self) -> bool {
        let mutable: Vec<u32> = (0..self.env.globals.len() as u32)
            .filter(|g| self.env.globals[*g as usize].mutable)
            .collect();
        if mutable.is_empty() {
            return false;
        }
        let global = *self.e.pick(&mutable);
        let ty = self.env.globals[global as usize].ty;
        self.value(ty);
        self.ins().global_set(global);
        if self.e.chance(40) {
            let global = self.e.below(self.env.globals.len()) as u32;
            let ty = self.env.globals[global as usize].ty;
            self.ins().global_get(global);
            self.mix(ty);
        }
        true
    }

    fn reference_statement(&mut self) -> bool {
        if self.env.tables.is_empty() {
            let ty = *self.e.pick(&[Ty::FuncRef, Ty::ExternRef]);
            self.reference(ty);
            self.mix(ty);
            return true;
        }
        let table = self.e.below(self.env.tables.len()) as u32;
        let ty = self.env.tables[table as usize].ty;
        match self.e.below(4) {
            0 => {
                self.table_index(table);
                self.reference(ty);
                self.ins().table_set(table);
            }
            1 => {
                self.table_index(table);
                self.ins().table_get(table);
                self.mix(ty);
            }
            2 => {
                self.select(ty, 0);
                self.mix(ty);
            }
            _ => {
                self.reference(ty);
                match self.settable_global(ty) {
                    Some(global) => {
                        self.ins().global_set(global);
                    }
                    None => self.mix(ty),
                }
            }
        }
        true
    }

    /// Pushes an index into `table`: in bounds mostly.
    pub fn table_index(&mut self, table: u32) {
        let min = self.env.tables[table as usize].min as i32;
        match self.e.below(16) {
            0 => {
                let near = self.e.below(4) as i32 - 1;
                self.ins().i32_const(min + near);
            }
            1 => self.expr(Ty::I32, 1),
            2..=9 => {
                self.expr(Ty::I32, 1);
                self.ins().i32_const(min).i32_rem_u();
            }
            _ => {
                let index = self.e.below(min as usize) as i32;
                self.ins().i32_const(index);
            }
        }
    }

    fn select_statement(&mut self) -> bool {
        let ty = self.env.swarm.ty(self.e);
        let depth = self.env.swarm.depth.min(2);
        self.select(ty, depth);
        self.consume(ty);
        true
    }

    /// A trap that depends on an argument: `unreachable`, division, conversion, a bad index.
    fn trap_statement(&mut self) -> bool {
        self.unlikely();
        self.ins().if_(wasm_encoder::BlockType::Empty);
        match self.e.below(8) {
            0 => {
                self.ins().unreachable();
            }
            1 => {
                self.expr(Ty::I32, 1);
                self.ins().i32_const(0).i32_div_u();
                self.mix(Ty::I32);
            }
            2 => {
                self.ins().i64_const(i64::MIN).i64_const(-1).i64_div_s();
                self.mix(Ty::I64);
            }
            3 => {
                let bits = *self.e.pick(&[0x7fc0_0000_u32, 0x4f00_0000, 0xcf00_0001, 0x7f80_0000]);
                self.ins().f32_const(wasm_encoder::Ieee32::new(bits)).i32_trunc_f32_s();
                self.mix(Ty::I32);
            }
            4 => {
                let bits = *self
                    .e
                    .pick(&[0x7ff8_0000_0000_0000_u64, 0x43f0_0000_0000_0000, 0xbff0_0000_0000_0000]);
                self.ins().f64_const(wasm_encoder::Ieee64::new(bits)).i64_trunc_f64_u();
                self.mix(Ty::I64);
            }
            5 if self.env.memory.is_some() => {
                self.ins().i32_const(-1);
                self.access(LOADS[0], 0);
                self.mix(Ty::I32);
            }
            6 if !self.env.tables.is_empty() => {
                self.ins().i32_const(-1).table_get(0);
                let ty = self.env.tables[0].ty;
                self.mix(ty);
            }
            _ => {
                self.expr(Ty::I64, 1);
                self.expr(Ty::I64, 1);
                self.ins().i64_rem_s();
                self.mix(Ty::I64);
            }
        }
        self.ins().end();
        true
    }

    /// Leaves the function's results on the stack and makes all that was computed observable.
    pub fn epilogue(&mut self) {
        let results = self.env.signature(self.index).results.clone();
        let folded = self.vector_accumulator.filter(|_| !results.contains(&Ty::V128));
        if let Some(vector) = folded {
            self.ins()
                .local_get(vector)
                .i64x2_extract_lane(0)
                .local_get(vector)
                .i64x2_extract_lane(1)
                .i64_xor();
            self.mix(Ty::I64);
        }
        if !results.contains(&Ty::I64) || self.e.chance(20) {
            let accumulator = self.accumulator;
            if self.env.has_page() && self.e.chance(50) {
                let address = (self.env.rows as usize + 8 * (self.index + 1)) as i32;
                let access = self.full_store(Ty::I64);
                self.ins().i32_const(address).local_get(accumulator);
                self.access(access, 0);
            } else if let Some(global) = self.settable_global(Ty::I64) {
                self.ins()
                    .global_get(global)
                    .local_get(accumulator)
                    .i64_xor()
                    .global_set(global);
            }
        }
        for ty in results {
            match (ty, self.vector_accumulator) {
                (Ty::I64, _) => {
                    let accumulator = self.accumulator;
                    self.ins().local_get(accumulator);
                }
                (Ty::V128, Some(vector)) => {
                    self.ins().local_get(vector);
                }
                _ => match self.variable(ty) {
                    Some(local) => {
                        self.ins().local_get(local);
                    }
                    None => self.expr(ty, 1),
                },
            }
        }
    }
}
