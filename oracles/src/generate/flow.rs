//! Values that flow through control: block parameters on back edges, values of `br_table`, early returns, recursion.

use std::borrow::Cow;

use wasm_encoder::{BlockType, Encode as _, Instruction};

use super::body::{Body, COST_LIMIT};
use super::env::{Role, Signature};
use super::ops::{OPS, Op, Ty, encode};

impl Body<'_> {
    /// A loop whose value lives on the operand stack and goes through its parameter.
    pub(super) fn value_loop(&mut self) {
        let ty = self.env.swarm.ty(self.e);
        let signature = Signature {
            params: vec![ty],
            results: vec![ty],
        };
        let block = self.env.intern(signature) as u32;
        let room = (COST_LIMIT.saturating_sub(self.cost) / self.times / 12).clamp(2, 64) as usize;
        let trips = self.e.between(2, room) as u64;
        let counter = self.local(Ty::I32);
        self.value(ty);
        self.ins().i32_const(0).local_set(counter);
        self.ins().loop_(BlockType::FunctionType(block));
        self.labels.push(None);
        let outer = self.times;
        self.times = outer * trips;
        for _ in 0..self.e.between(1, 3) {
            self.onto(ty);
        }
        self.ins().local_get(counter).i32_const(1).i32_add().local_tee(counter);
        self.ins().i32_const(trips as i32).i32_lt_u().br_if(0);
        self.times = outer;
        self.labels.pop();
        self.ins().end();
        self.consume(ty);
    }

    /// Applies one more operation to the value of type `ty` on the stack, which keeps its type.
    fn onto(&mut self, ty: Ty) {
        let keeps = |op: &&Op| op.params[0] == ty && op.result == ty && !op.traps() && op.params.len() <= 2;
        let fitting: Vec<&Op> = OPS.iter().filter(keeps).collect();
        let op = **self.e.pick(&fitting);
        if let Some(second) = op.params.get(1) {
            self.expr(*second, 1);
        }
        self.emit(op);
    }

    /// Nested blocks with a value each; a `br_table` chooses which of them gets it.
    pub(super) fn value_table(&mut self) {
        let ty = self.env.swarm.ty(self.e);
        let depth = self.e.between(2, 4);
        for _ in 0..depth {
            self.ins().block(BlockType::Result(encode(ty)));
            self.labels.push(None);
        }
        self.value(ty);
        self.expr(Ty::I32, 1);
        if self.e.chance(80) {
            self.ins().i32_const(7).i32_and();
        }
        let targets: Vec<u32> = (0..self.e.between(1, 8)).map(|_| self.e.below(depth) as u32).collect();
        let default = self.e.below(depth) as u32;
        self.cost += self.times;
        Instruction::BrTable(Cow::Owned(targets), default).encode(&mut self.code);
        for _ in 0..depth {
            self.labels.pop();
            self.ins().end();
            self.onto(ty);
        }
        self.consume(ty);
    }

    /// Leaves the function for few arguments, with all of its results.
    pub(super) fn early_return(&mut self) {
        self.unlikely();
        self.ins().if_(BlockType::Empty);
        self.epilogue();
        self.ins().return_().end();
    }

    /// A call of this function from itself, as deep as a parameter says: 31 calls at most, or rarely until the stack ends.
    /// Returns how often the body runs, at most.
    pub fn recurse(&mut self) -> u64 {
        let signature = self.env.signature(self.index).clone();
        let depth = signature.params.iter().position(|ty| *ty == Ty::I32);
        let (Some(depth), Role::Top) = (depth, self.env.functions[self.index].role) else {
            return 1;
        };
        let mask = *self.e.pick(&[3, 7, 15, 31]);
        let endless = self.e.chance(4);
        let local = depth as u32;
        self.ins().local_get(local).i32_const(mask).i32_and();
        self.ins().if_(BlockType::Empty);
        for (index, ty) in signature.params.iter().enumerate() {
            if index != depth {
                self.expr(*ty, 1);
            } else if endless {
                self.ins().local_get(local);
            } else {
                self.ins()
                    .local_get(local)
                    .i32_const(mask)
                    .i32_and()
                    .i32_const(1)
                    .i32_sub();
            }
        }
        let own = self.index as u32;
        self.ins().call(own);
        for ty in signature.results.iter().rev() {
            self.mix(*ty);
        }
        self.ins().end();
        mask as u64 + 1
    }
}
