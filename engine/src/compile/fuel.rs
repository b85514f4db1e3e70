//! Fuel, by the rules of `FUEL.md`.
//!
//! Instructions that run one after the other without a way in or out are a *segment*. The cost of a whole segment is added
//! where it begins; every place in it that can trap keeps the cost of what comes after, to be given back. A call, a
//! bulk instruction, a branch and a block boundary end a segment, so that consumed fuel is exact whenever other
//! code can see it.

use super::translate::FuncTranslator;
use super::trap;
use crate::layout::{TrapCode, store};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Inst, InstBuilder, InstructionData, Opcode, Value, types};

/// An instruction that can trap, with what to give back if it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// Offset of the instruction in the module.
    pub wasm_offset: u32,
    /// Cost of the instructions after it in its segment.
    pub refund: u32,
}

/// The segment that is being translated, and the sites of the ones before.
#[derive(Default)]
pub(super) struct Segments {
    /// The constant that becomes the segment's cost.
    cost_inst: Option<Inst>,
    /// Cost so far.
    cost: u32,
    /// Sites of the function, by offset; those of the open segment hold the cost up to them.
    sites: Vec<Site>,
    /// Where the sites of the open segment start.
    open: usize,
}

impl Segments {
    /// Forgets everything, for the next function.
    pub fn clear(&mut self) {
        self.cost_inst = None;
        self.cost = 0;
        self.sites.clear();
        self.open = 0;
    }

    /// Fuel to give back for a trap at this offset.
    pub fn refund(&self, wasm_offset: u32) -> u32 {
        #[cfg(feature = "canary")]
        if crate::canary::Fault::FuelRefund.is_active() {
            return 0;
        }
        self.sites
            .binary_search_by_key(&wasm_offset, |site| site.wasm_offset)
            .map_or(0, |at| self.sites[at].refund)
    }
}

impl FuncTranslator<'_> {
    fn store_field(&mut self, offset: i32) -> Value {
        let base = self.store_context();
        let flags = self.flags.context;
        self.builder.ins().load(types::I64, flags, base, offset)
    }

    fn set_store_field(&mut self, offset: i32, value: Value) {
        let base = self.store_context();
        let flags = self.flags.context;
        self.builder.ins().store(flags, value, base, offset);
    }

    /// Charges the current instruction, which is about to execute.
    pub fn charge(&mut self) {
        if !self.env.tunables.fuel {
            return;
        }
        if self.segments.cost_inst.is_none() {
            self.open_segment();
        }
        self.segments.cost += 1;
    }

    /// Starts a segment here; returns consumed fuel as it was before.
    fn open_segment(&mut self) -> Value {
        let before = self.store_field(store::FUEL_CONSUMED);
        let cost = self.builder.ins().iconst(types::I64, 0);
        self.segments.cost_inst = self.builder.func.dfg.value_def(cost).inst();
        let after = self.builder.ins().iadd(before, cost);
        self.set_store_field(store::FUEL_CONSUMED, after);
        before
    }

    /// Ends the segment, if one is open.
    pub fn end_segment(&mut self) {
        let Some(inst) = self.segments.cost_inst.take() else {
            return;
        };
        let cost = std::mem::take(&mut self.segments.cost);
        self.builder.func.dfg.insts[inst] = InstructionData::UnaryImm {
            opcode: Opcode::Iconst,
            imm: i64::from(cost).into(),
        };
        for site in &mut self.segments.sites[self.segments.open..] {
            site.refund = cost - site.refund;
        }
        self.segments.open = self.segments.sites.len();
    }

    /// Remembers that the current instruction can trap.
    pub fn note_site(&mut self) {
        if self.segments.cost_inst.is_none() {
            return;
        }
        let known = self.segments.sites.last().map(|site| site.wasm_offset);
        if known != Some(self.offset) {
            self.segments.sites.push(Site {
                wasm_offset: self.offset,
                refund: self.segments.cost,
            });
        }
    }

    /// The check at function entry.
    pub fn check_fuel_at_entry(&mut self) {
        if !self.env.tunables.fuel {
            return;
        }
        let consumed = self.store_field(store::FUEL_CONSUMED);
        let limit = self.store_field(store::FUEL_LIMIT);
        let exhausted = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, consumed, limit);
        self.trapnz_as(exhausted, TrapCode::Fuel, trap::clif_fuel_at_entry());
    }

    /// Charges a `loop` and checks, at the top of the loop's block.
    pub fn charge_and_check_loop(&mut self) {
        if !self.env.tunables.fuel {
            return;
        }
        self.end_segment();
        let before = self.open_segment();
        self.segments.cost = 1;
        let limit = self.store_field(store::FUEL_LIMIT);
        // The loop's own 1 included: before + 1 > limit.
        let exhausted = self
            .builder
            .ins()
            .icmp(IntCC::UnsignedGreaterThanOrEqual, before, limit);
        self.trapnz(exhausted, TrapCode::Fuel);
    }

    /// Takes the frame's stack units at function entry. Returns the constant that [`Self::set_stack_units`] sets.
    pub fn take_stack_units(&mut self) {
        if !self.env.tunables.call_stack_budget {
            return;
        }
        let used = self.store_field(store::STACK_UNITS_USED);
        let limit = self.store_field(store::STACK_UNITS_LIMIT);
        let units = self.stack_units_constant();
        let used = self.builder.ins().iadd(used, units);
        let exhausted = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, used, limit);
        self.trapnz(exhausted, TrapCode::CallStack);
        self.set_store_field(store::STACK_UNITS_USED, used);
    }

    /// Gives the frame's stack units back, before a return.
    pub fn give_back_stack_units(&mut self) {
        if !self.env.tunables.call_stack_budget {
            return;
        }
        let used = self.store_field(store::STACK_UNITS_USED);
        let units = self.stack_units_constant();
        let used = self.builder.ins().isub(used, units);
        self.set_store_field(store::STACK_UNITS_USED, used);
    }

    /// A constant that is known only when the whole body has been seen.
    fn stack_units_constant(&mut self) -> Value {
        let units = self.builder.ins().iconst(types::I64, 0);
        self.unit_insts.extend(self.builder.func.dfg.value_def(units).inst());
        units
    }

    /// Fills in the stack units of the function's frame.
    pub fn set_stack_units(&mut self, units: u64) {
        for inst in std::mem::take(&mut self.unit_insts) {
            self.builder.func.dfg.insts[inst] = InstructionData::UnaryImm {
                opcode: Opcode::Iconst,
                imm: (units as i64).into(),
            };
        }
    }
}
