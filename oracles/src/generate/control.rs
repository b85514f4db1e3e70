//! Statements with structure: branches, loops over rows, and calls of every kind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use wasm_encoder::{BlockType, Instruction};

use super::body::{Body, COST_LIMIT};
use super::env::{Role, Signature};
use super::ops::{Access, LOADS, Ty, encode};

impl Body<'_> {
    pub(super) fn if_statement(&mut self) -> bool {
        self.nesting += 1;
        let ty = self.env.swarm.ty(self.e);
        let yields = self.e.chance(50);
        if self.e.chance(40) {
            self.unlikely();
        } else {
            self.value(Ty::I32);
        }
        let block = if yields {
            BlockType::Result(encode(ty))
        } else {
            BlockType::Empty
        };
        self.ins().if_(block);
        self.labels.push((!yields).then_some(()));
        for arm in 0..2 {
            let count = self.e.below(3);
            self.statements(count);
            if yields {
                self.value(ty);
            } else {
                self.escape();
            }
            if arm == 0 {
                if !yields && self.e.chance(40) {
                    break;
                }
                self.ins().else_();
            }
        }
        self.labels.pop();
        self.ins().end();
        if yields {
            self.consume(ty);
        }
        self.nesting -= 1;
        true
    }

    /// Leaves an enclosing block now and then.
    fn escape(&mut self) {
        let targets: Vec<u32> = (0..self.labels.len() as u32)
            .filter(|depth| self.labels[self.labels.len() - 1 - *depth as usize].is_some())
            .collect();
        if self.e.chance(4) && self.code.len() < self.budget {
            return self.early_return();
        }
        if targets.is_empty() || !self.e.chance(25) {
            return;
        }
        let target = *self.e.pick(&targets);
        self.unlikely();
        self.ins().br_if(target);
    }

    pub(super) fn br_table_statement(&mut self) -> bool {
        self.nesting += 1;
        let arms = self.e.between(1, 5);
        for _ in 0..=arms {
            self.ins().block(BlockType::Empty);
            self.labels.push(Some(()));
        }
        self.value(Ty::I32);
        if self.e.chance(70) {
            self.ins().i32_const(7).i32_and();
        }
        let targets: Vec<u32> = (0..self.e.between(0, 9))
            .map(|_| self.e.below(arms + 1) as u32)
            .collect();
        let default = self.e.below(arms + 1) as u32;
        self.cost += self.times;
        wasm_encoder::Encode::encode(&Instruction::BrTable(Cow::Owned(targets), default), &mut self.code);
        for arm in 0..=arms {
            self.labels.pop();
            self.ins().end();
            if arm < arms {
                self.statements(1);
                if self.e.chance(50) {
                    let out = (arms - arm - 1) as u32;
                    self.unlikely();
                    self.ins().br_if(out);
                }
            }
        }
        self.nesting -= 1;
        true
    }

    /// Counts from 0 and runs its body over rows of boundary values.
    pub(super) fn loop_statement(&mut self) -> bool {
        let room = (COST_LIMIT.saturating_sub(self.cost) / self.times / 40).min(256) as usize;
        if room < 2 {
            return false;
        }
        let most = *self.e.pick(&[4, 16, 64, 256]);
        let trips = self.e.between(2, room.min(most)) as u64;
        self.counted_loop(trips, |body, counter| {
            for _ in 0..body.e.between(1, 2) {
                let ty = body.env.swarm.ty(body.e);
                if let Some(local) = body.variable(ty) {
                    body.row_value(ty, counter);
                    body.ins().local_set(local);
                }
            }
            let count = body.e.between(1, 4);
            body.statements(count);
        });
        true
    }

    /// `for counter in 0..trips { inside }`, the counter a local that expressions may read but not write.
    pub(super) fn counted_loop(&mut self, trips: u64, inside: impl FnOnce(&mut Self, u32)) {
        self.nesting += 1;
        let counter = self.local(Ty::I32);
        let outer = self.times;
        self.ins().i32_const(0).local_set(counter).loop_(BlockType::Empty);
        self.labels.push(None);
        self.times = outer * trips;
        inside(self, counter);
        self.ins().local_get(counter).i32_const(1).i32_add().local_tee(counter);
        self.ins().i32_const(trips as i32).i32_lt_u().br_if(0);
        self.times = outer;
        self.labels.pop();
        self.ins().end();
        self.nesting -= 1;
    }

    /// Pushes the value of type `ty` that belongs to row `counter`.
    pub(super) fn row_value(&mut self, ty: Ty, counter: u32) {
        if !self.env.has_page() || self.e.chance(15) || matches!(ty, Ty::FuncRef | Ty::ExternRef) {
            if matches!(ty, Ty::FuncRef | Ty::ExternRef) {
                return self.reference(ty);
            }
            let spread = 0x9e37_79b9_u32 as i32;
            let mut ins = self.ins();
            match ty {
                Ty::I32 => ins.local_get(counter).i32_const(spread).i32_mul(),
                Ty::I64 => ins
                    .local_get(counter)
                    .i64_extend_i32_u()
                    .i64_const(0x9e37_79b9_7f4a_7c15_u64 as i64)
                    .i64_mul(),
                Ty::F32 => ins.local_get(counter).i32_const(spread).i32_mul().f32_reinterpret_i32(),
                Ty::F64 => ins
                    .local_get(counter)
                    .f64_convert_i32_s()
                    .f64_const(1e3.into())
                    .f64_div(),
                _ => ins.local_get(counter).i32_const(spread).i32_mul().i8x16_splat(),
            };
            return;
        }
        let stride = *self.e.pick(&[4, 8, 8, 12, 16, 20, 24, 36]);
        let mask = (self.env.rows - 4) as i32;
        let start = self.e.below(self.env.rows as usize) as i32;
        self.ins()
            .local_get(counter)
            .i32_const(stride)
            .i32_mul()
            .i32_const(start)
            .i32_add()
            .i32_const(mask)
            .i32_and();
        let fitting: Vec<&Access> = LOADS
            .iter()
            .filter(|access| access.ty == ty && access.lanes == 0)
            .collect();
        let access = if self.e.chance(70) {
            **fitting.iter().max_by_key(|a| a.width).expect("loads exist")
        } else {
            **self.e.pick(&fitting)
        };
        self.access(access, 0);
    }

    /// The whole body of a driver: an earlier function over rows of arguments.
    pub fn drive(&mut self, callee: usize) {
        let cost = self.env.functions[callee].cost + 30;
        let most = (COST_LIMIT / cost).clamp(1, 200) as usize;
        let trips = self.e.between(most.min(8), most) as u64;
        let signature = self.env.signature(callee).clone();
        self.counted_loop(trips, |body, counter| {
            for ty in &signature.params {
                if body.e.chance(20) {
                    body.leaf_or_reference(*ty);
                } else {
                    body.row_value(*ty, counter);
                }
            }
            body.ins().call(callee as u32);
            body.cost += body.times * cost;
            for ty in signature.results.iter().rev() {
                body.mix(*ty);
            }
        });
    }

    fn leaf_or_reference(&mut self, ty: Ty) {
        match ty {
            Ty::FuncRef | Ty::ExternRef => self.reference(ty),
            _ => self.leaf(ty),
        }
    }

    /// Pushes arguments for `signature`.
    fn arguments(&mut self, signature: &Signature) {
        for ty in &signature.params {
            self.expr(*ty, 1);
        }
    }

    fn consume_results(&mut self, signature: &Signature) {
        for ty in signature.results.iter().rev() {
            self.mix(*ty);
        }
    }

    pub(super) fn call_statement(&mut self) -> bool {
        if self.env.functions[self.index].role != Role::Top {
            return false;
        }
        let room = COST_LIMIT.saturating_sub(self.cost) / self.times;
        let first = self.env.imported_functions();
        let callees: Vec<usize> = (first..self.index)
            .filter(|callee| self.env.functions[*callee].cost < room)
            .collect();
        if callees.is_empty() {
            return false;
        }
        let callee = *self.e.pick(&callees);
        let signature = self.env.signature(callee).clone();
        self.arguments(&signature);
        self.ins().call(callee as u32);
        self.cost += self.times * self.env.functions[callee].cost;
        self.consume_results(&signature);
        true
    }

    pub(super) fn host_call_statement(&mut self) -> bool {
        let hosts: Vec<usize> = self.env.with_role(Role::Host).collect();
        if hosts.is_empty() || self.times > 64 {
            return false;
        }
        let callee = *self.e.pick(&hosts);
        let signature = self.env.signature(callee).clone();
        self.arguments(&signature);
        self.ins().call(callee as u32);
        self.consume_results(&signature);
        true
    }

    /// Through a table: mostly an element of the right type, else whatever an index finds.
    pub(super) fn call_indirect_statement(&mut self) -> bool {
        let tables: Vec<u32> = (0..self.env.tables.len() as u32)
            .filter(|t| self.env.tables[*t as usize].ty == Ty::FuncRef)
            .collect();
        if tables.is_empty() || self.env.functions[self.index].role == Role::Leaf && !self.e.chance(20) {
            return false;
        }
        let table = *self.e.pick(&tables);
        let known = self.elements(table);
        let costs = known
            .iter()
            .map(|(_, function)| self.env.functions[*function as usize].cost)
            .max()
            .unwrap_or(1);
        if self.cost + self.times * costs > COST_LIMIT || self.env.functions[self.index].role == Role::Leaf {
            return false;
        }
        let guided = (!known.is_empty() && self.e.chance(90)).then(|| *self.e.pick(&known));
        let ty = match guided {
            Some((_, function)) => self.env.functions[function as usize].ty,
            None => self.e.below(self.env.types.len()),
        };
        let signature = self.env.types[ty].clone();
        self.arguments(&signature);
        match guided {
            Some((index, _)) if self.e.chance(75) => {
                self.ins().i32_const(index as i32);
            }
            Some((index, _)) => {
                // For few arguments another element, the first one out of bounds, or one far out.
                let length = self.env.tables[table as usize].min;
                // An active segment may lie out of bounds.
                let beyond = length.saturating_sub(index);
                let step = *self.e.pick(&[1, 1, 2, beyond, beyond, 0xffff_ff00]);
                self.unlikely();
                self.ins()
                    .i32_const(step as i32)
                    .i32_mul()
                    .i32_const(index as i32)
                    .i32_add();
            }
            None => self.table_index(table),
        }
        self.ins().call_indirect(table, ty as u32);
        self.cost += self.times * costs;
        self.consume_results(&signature);
        true
    }

    /// Elements of `table` set by active segments: index and function.
    fn elements(&self, table: u32) -> Vec<(u32, u32)> {
        let active = self
            .env
            .elems
            .iter()
            .filter_map(|elem| elem.active.map(|(t, offset)| (t, offset, &elem.items)));
        // Where segments overlap, the later wins.
        let items: BTreeMap<u32, Option<u32>> = active
            .filter(|(t, ..)| *t == table)
            .flat_map(|(_, offset, items)| (offset..).zip(items.iter().copied()))
            .collect();
        items
            .into_iter()
            .filter_map(|(index, item)| item.map(|function| (index, function)))
            .collect()
    }

    /// A block or loop with parameters and results, left early for some arguments.
    pub(super) fn multi_value_statement(&mut self) -> bool {
        match self.e.below(4) {
            0 => {
                self.value_loop();
                return true;
            }
            1 => {
                self.value_table();
                return true;
            }
            _ => {}
        }
        self.nesting += 1;
        let mut types = || -> Vec<Ty> { (0..self.e.below(4)).map(|_| self.env.swarm.ty(self.e)).collect() };
        let signature = Signature {
            params: types(),
            results: types(),
        };
        let ty = self.env.intern(signature.clone()) as u32;
        self.arguments(&signature);
        self.ins().block(BlockType::FunctionType(ty));
        self.labels.push(None);
        self.consume_results(&Signature {
            params: Vec::new(),
            results: signature.params.clone(),
        });
        let count = self.e.below(3);
        self.statements(count);
        for ty in &signature.results {
            self.expr(*ty, 1);
        }
        if self.e.chance(60) {
            self.unlikely();
            self.ins().br_if(0);
            // What stays when the branch is not taken passes through an operation.
            if let Some(Ty::I32) = signature.results.last() {
                self.ins().i32_const(1).i32_rotl();
            }
        }
        self.labels.pop();
        self.ins().end();
        self.consume_results(&signature);
        self.nesting -= 1;
        true
    }
}
