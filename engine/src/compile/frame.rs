//! Stack units of a function's frame, by the rules of `FUEL.md`.

use crate::types::ValType;
use wasmparser::{FuncValidator, Operator, WasmModuleResources};

/// Fixed part of every frame.
const FRAME: u64 = 4;

fn units(ty: ValType) -> u64 {
    if ty == ValType::V128 { 2 } else { 1 }
}

/// Units of a list of types.
pub(super) fn units_of(types: impl IntoIterator<Item = ValType>) -> u64 {
    types.into_iter().map(units).sum()
}

/// Follows the operand stack of the validation algorithm and keeps the largest total of units.
#[derive(Default)]
pub(super) struct OperandUnits {
    /// Units of the operands up to and including each.
    totals: Vec<u64>,
    highest: u64,
}

impl OperandUnits {
    /// Forgets everything, for the next function.
    pub fn clear(&mut self) {
        self.totals.clear();
        self.highest = 0;
    }

    /// Number of operands that an instruction is going to push. To be asked before it is validated.
    pub fn pushes<R: WasmModuleResources>(
        validator: &mut FuncValidator<R>,
        offset: u64,
        op: &Operator<'_>,
    ) -> Option<u32> {
        op.operator_arity(&validator.visitor(offset)).map(|(_, pushes)| pushes)
    }

    /// Follows an instruction that has just been validated.
    pub fn after<R: WasmModuleResources>(&mut self, validator: &FuncValidator<R>, pushes: u32) {
        let height = validator.operand_stack_height() as usize;
        self.totals.truncate(height.saturating_sub(pushes as usize));
        // Unknown types and operands that validation materialised count one each.
        while self.totals.len() < height {
            let depth = height - self.totals.len() - 1;
            let ty = validator.get_operand_type(depth).flatten();
            let wide = ty == Some(wasmparser::ValType::V128);
            let below = self.totals.last().copied().unwrap_or(0);
            self.totals.push(below + if wide { 2 } else { 1 });
        }
        let reachable = validator.get_control_frame(0).is_some_and(|frame| !frame.unreachable);
        if reachable {
            let total = self.totals.last().copied().unwrap_or(0);
            self.highest = self.highest.max(total);
        }
    }

    /// Units of the whole frame; `values` are those of parameters and locals.
    pub fn frame(&self, values: u64) -> u64 {
        FRAME + values + self.highest
    }
}
