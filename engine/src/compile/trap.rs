//! Ways to trap: by a trapping instruction, or, when signals are off, by a call that does not return.

use super::translate::FuncTranslator;
use crate::layout::{self, Builtin, TrapCode};
use cranelift_codegen::ir::{self, AbiParam, InstBuilder, Signature, Value, types};
use cranelift_codegen::isa::CallConv;

/// Code of a check at function entry against the fuel limit: like [`TrapCode::Fuel`], but nothing of the body's first
/// segment has been charged, and a `loop` may start at the same offset.
const FUEL_AT_ENTRY: u8 = 31;

/// First of the codes that tell loads from each other, see [`load_code`].
const FIRST_LOAD: u8 = 32;

/// Number of codes that tell loads from each other.
pub(super) const LOAD_CODES: u32 = 200;

/// First of the codes that tell stores from each other, see [`store_code`].
const FIRST_STORE: u8 = FIRST_LOAD + LOAD_CODES as u8;

/// Number of codes that tell stores from each other: what the code generator leaves.
const STORE_CODES: u32 = 19;

/// The code generator's code for a trap.
pub(super) fn clif_code(code: TrapCode) -> ir::TrapCode {
    ir::TrapCode::unwrap_user(code as u8)
}

/// The code generator's code for running out of fuel at function entry.
pub(super) fn clif_fuel_at_entry() -> ir::TrapCode {
    ir::TrapCode::unwrap_user(FUEL_AT_ENTRY)
}

/// The code of the function's `n`th load that can fault.
///
/// The code generator folds a load into the instruction that uses it, which then faults with the source location of
/// the user, or with none. The code survives; it says which load (modulo [`LOAD_CODES`]) it was.
pub(super) fn load_code(n: u32) -> ir::TrapCode {
    ir::TrapCode::unwrap_user(FIRST_LOAD + (n % LOAD_CODES) as u8)
}

/// A code of a store that can fault, the `n`th of [`STORE_CODES`]; see [`LastStores`].
pub(super) fn store_code(n: u32) -> ir::TrapCode {
    let n = if seeded!(OverwrittenStore) { 0 } else { n };
    ir::TrapCode::unwrap_user(FIRST_STORE + n as u8)
}

/// The codes of the stores of which one may be the last that was made, whichever way led here.
///
/// Of two stores to the same bytes with nothing between them that could observe the first, the code generator removes the
/// first, also where both fault, and the fault would be the second's. It does so only if the first is the last store
/// on every way to the second and both have the same code. So a store that can fault gets a code that is not among these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LastStores(u32);

impl LastStores {
    /// The number of a code that is not among these, if there is one.
    pub fn other(self) -> Option<u32> {
        Some(self.0.trailing_ones()).filter(|n| *n < STORE_CODES)
    }

    /// As they are after the store with this number.
    pub fn after(n: u32) -> LastStores {
        LastStores(1 << n)
    }

    /// Another way leads here.
    pub fn join(&mut self, other: LastStores) {
        self.0 |= other.0;
    }
}

/// What a trap record of the code generator stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The code, at the instruction of the source location.
    Code(TrapCode),
    /// A check at function entry.
    AtEntry(TrapCode),
    /// A load with this number modulo [`LOAD_CODES`].
    Load(u32),
}

/// Reads back a code given to the code generator, or one of its own.
pub(super) fn meaning(code: ir::TrapCode) -> Option<Meaning> {
    Some(match code {
        ir::TrapCode::STACK_OVERFLOW => Meaning::AtEntry(TrapCode::NativeStack),
        ir::TrapCode::INTEGER_OVERFLOW => Meaning::Code(TrapCode::IntegerOverflow),
        ir::TrapCode::HEAP_OUT_OF_BOUNDS => Meaning::Code(TrapCode::MemoryOutOfBounds),
        ir::TrapCode::INTEGER_DIVISION_BY_ZERO => Meaning::Code(TrapCode::IntegerDivideByZero),
        ir::TrapCode::BAD_CONVERSION_TO_INTEGER => Meaning::Code(TrapCode::InvalidConversionToInteger),
        other => match other.as_raw().get() {
            FUEL_AT_ENTRY => Meaning::AtEntry(TrapCode::Fuel),
            raw if raw >= FIRST_STORE => Meaning::Code(TrapCode::MemoryOutOfBounds),
            raw if raw >= FIRST_LOAD => Meaning::Load(u32::from(raw - FIRST_LOAD)),
            raw => match TrapCode::from_u8(raw)? {
                code @ (TrapCode::CallStack | TrapCode::NativeStack) => Meaning::AtEntry(code),
                code => Meaning::Code(code),
            },
        },
    })
}

/// Signature of [`Builtin::Raise`].
pub(super) fn raise_signature() -> Signature {
    let mut sig = Signature::new(CallConv::SystemV);
    sig.params
        .extend([AbiParam::new(types::I64), AbiParam::new(types::I32)]);
    sig
}

impl FuncTranslator<'_> {
    /// Traps; the block is filled afterwards.
    pub fn trap(&mut self, code: TrapCode) {
        self.note_site();
        // Whatever leads to a trap is not worth a place among the rest.
        let entry = self.builder.func.layout.entry_block();
        if let Some(block) = self
            .builder
            .current_block()
            .filter(|block| entry.is_some_and(|entry| entry != *block))
        {
            self.builder.set_cold_block(block);
        }
        if self.env.tunables.signals {
            // Keeps the block from being merged into the branch that leads here, whose location the trap would get.
            self.builder.ins().sequence_point();
        } else {
            self.raise(code);
        }
        self.builder.ins().trap(clif_code(code));
    }

    /// Traps when `condition` is not zero.
    pub fn trapnz(&mut self, condition: Value, code: TrapCode) {
        self.trapnz_as(condition, code, clif_code(code));
    }

    /// Traps when `condition` is not zero, with a code for the code generator that has the meaning of `code`.
    pub fn trapnz_as(&mut self, condition: Value, code: TrapCode, clif: ir::TrapCode) {
        self.note_site();
        if self.env.tunables.signals {
            self.builder.ins().trapnz(condition, clif);
            return;
        }
        let cold = self.builder.create_block();
        let next = self.builder.create_block();
        self.builder.set_cold_block(cold);
        self.builder.ins().brif(condition, cold, &[], next, &[]);
        self.builder.seal_block(cold);
        self.builder.seal_block(next);
        self.builder.switch_to_block(cold);
        self.raise(code);
        self.builder.ins().trap(clif);
        self.builder.switch_to_block(next);
    }

    /// Traps when `value` is zero.
    pub fn trapz(&mut self, value: Value, code: TrapCode) {
        if self.env.tunables.signals {
            self.note_site();
            self.builder.ins().trapz(value, clif_code(code));
        } else {
            let is_zero = self.builder.ins().icmp_imm_s(ir::condcodes::IntCC::Equal, value, 0);
            self.trapnz(is_zero, code);
        }
    }

    /// Calls [`Builtin::Raise`]. The trap instruction that must follow is at the call's return address, so that the trap
    /// site says where the call came from.
    fn raise(&mut self, code: TrapCode) {
        let vmctx = self.vmctx();
        let callee = self.builtin_address(Builtin::Raise);
        let code = self.builder.ins().iconst(types::I32, i64::from(code as u8));
        let sig = self.raise_sig();
        self.builder.ins().call_indirect(sig, callee, &[vmctx, code]);
    }

    /// Turns the status of a bulk builtin into traps. `out_of_bounds` is the kind for that status.
    pub fn check_status(&mut self, status: Value, out_of_bounds: TrapCode) {
        if !self.env.tunables.fuel {
            self.trapnz(status, out_of_bounds);
            return;
        }
        for (value, code) in [
            (layout::status::OUT_OF_BOUNDS, out_of_bounds),
            (layout::status::FUEL, TrapCode::Fuel),
        ] {
            let failed = self
                .builder
                .ins()
                .icmp_imm_u(ir::condcodes::IntCC::Equal, status, i64::from(value));
            self.trapnz(failed, code);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_meaning() {
        assert_eq!(
            meaning(clif_code(TrapCode::Unreachable)),
            Some(Meaning::Code(TrapCode::Unreachable))
        );
        assert_eq!(meaning(clif_fuel_at_entry()), Some(Meaning::AtEntry(TrapCode::Fuel)));
        for n in [0, 1, 199, 200, 12_345] {
            assert_eq!(meaning(load_code(n)), Some(Meaning::Load(n % LOAD_CODES)));
        }
        for n in 0..STORE_CODES {
            assert_eq!(meaning(store_code(n)), Some(Meaning::Code(TrapCode::MemoryOutOfBounds)));
            assert!((0..n).all(|other| store_code(other) != store_code(n)));
        }
    }

    #[test]
    fn a_store_has_a_code_that_no_last_store_has() {
        let mut last = LastStores::default();
        for expected in 0..STORE_CODES {
            assert_eq!(last.other(), Some(expected));
            last.join(LastStores::after(expected));
        }
        assert_eq!(last.other(), None);
        assert_eq!(LastStores::after(0).other(), Some(1));
        assert_eq!(LastStores::after(7).other(), Some(0));
    }
}
