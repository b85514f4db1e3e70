//! Scalar numeric instructions.

use super::translate::FuncTranslator;
use crate::layout::TrapCode;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::immediates::{Ieee32, Ieee64};
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Type, Value, types};
use wasmparser::Operator;

const I32: Type = types::I32;
const I64: Type = types::I64;
const F32: Type = types::F32;
const F64: Type = types::F64;

/// Translates a scalar numeric instruction; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    constant(t, op) || integer(t, op) || comparison(t, op) || float(t, op) || conversion(t, op)
}

fn constant(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    let ins = t.builder.ins();
    let value = match op {
        Operator::I32Const { value } => ins.iconst(I32, i64::from(*value as u32)),
        Operator::I64Const { value } => ins.iconst(I64, *value),
        Operator::F32Const { value } => ins.f32const(Ieee32::with_bits(value.bits())),
        Operator::F64Const { value } => ins.f64const(Ieee64::with_bits(value.bits())),
        _ => return false,
    };
    t.push(value);
    true
}

/// Pushes the result of a CLIF instruction with one operand.
macro_rules! unary {
    ($t:ident, $name:ident $(, $ty:expr)?) => {{
        let x = $t.pop();
        let value = $t.builder.ins().$name($($ty,)? x);
        $t.push(value);
    }};
}

/// Pushes the result of a CLIF instruction with two operands.
macro_rules! binary {
    ($t:ident, $name:ident) => {{
        let (x, y) = $t.pop2();
        let value = $t.builder.ins().$name(x, y);
        $t.push(value);
    }};
}

fn integer(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::I32Add | Operator::I64Add => binary!(t, iadd),
        Operator::I32Sub | Operator::I64Sub => binary!(t, isub),
        Operator::I32Mul | Operator::I64Mul => binary!(t, imul),
        Operator::I32And | Operator::I64And => binary!(t, band),
        Operator::I32Or | Operator::I64Or => binary!(t, bor),
        Operator::I32Xor | Operator::I64Xor => binary!(t, bxor),
        Operator::I32Shl | Operator::I64Shl => binary!(t, ishl),
        Operator::I32ShrS | Operator::I64ShrS => binary!(t, sshr),
        Operator::I32ShrU | Operator::I64ShrU => binary!(t, ushr),
        Operator::I32Rotl | Operator::I64Rotl => binary!(t, rotl),
        Operator::I32Rotr | Operator::I64Rotr => binary!(t, rotr),
        Operator::I32Clz | Operator::I64Clz => unary!(t, clz),
        Operator::I32Ctz | Operator::I64Ctz => unary!(t, ctz),
        Operator::I32Popcnt | Operator::I64Popcnt => unary!(t, popcnt),
        Operator::I32DivS | Operator::I64DivS => {
            t.check_division(true);
            binary!(t, sdiv);
        }
        Operator::I32DivU | Operator::I64DivU => {
            t.check_division(false);
            binary!(t, udiv);
        }
        Operator::I32RemS | Operator::I64RemS => {
            t.check_division(false);
            binary!(t, srem);
        }
        Operator::I32RemU | Operator::I64RemU => {
            t.check_division(false);
            binary!(t, urem);
        }
        Operator::I32Extend8S => t.sign_extend(types::I8, I32),
        Operator::I32Extend16S => t.sign_extend(types::I16, I32),
        Operator::I64Extend8S => t.sign_extend(types::I8, I64),
        Operator::I64Extend16S => t.sign_extend(types::I16, I64),
        Operator::I64Extend32S => t.sign_extend(I32, I64),
        _ => return false,
    }
    true
}

fn comparison(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    let int = |cc| (Some(cc), None);
    let float = |cc| (None, Some(cc));
    let (int_cc, float_cc) = match op {
        Operator::I32Eqz | Operator::I64Eqz => {
            let x = t.pop();
            let bit = t.builder.ins().icmp_imm_s(IntCC::Equal, x, 0);
            t.push_bool(bit);
            return true;
        }
        Operator::I32Eq | Operator::I64Eq => int(IntCC::Equal),
        Operator::I32Ne | Operator::I64Ne => int(IntCC::NotEqual),
        Operator::I32LtS | Operator::I64LtS => int(IntCC::SignedLessThan),
        Operator::I32LtU | Operator::I64LtU => int(IntCC::UnsignedLessThan),
        Operator::I32GtS | Operator::I64GtS => int(IntCC::SignedGreaterThan),
        Operator::I32GtU | Operator::I64GtU => int(IntCC::UnsignedGreaterThan),
        Operator::I32LeS | Operator::I64LeS => int(IntCC::SignedLessThanOrEqual),
        Operator::I32LeU | Operator::I64LeU => int(IntCC::UnsignedLessThanOrEqual),
        Operator::I32GeS | Operator::I64GeS => int(IntCC::SignedGreaterThanOrEqual),
        Operator::I32GeU | Operator::I64GeU => int(IntCC::UnsignedGreaterThanOrEqual),
        Operator::F32Eq | Operator::F64Eq => float(FloatCC::Equal),
        Operator::F32Ne | Operator::F64Ne => float(FloatCC::NotEqual),
        Operator::F32Lt | Operator::F64Lt => float(FloatCC::LessThan),
        Operator::F32Gt | Operator::F64Gt => float(FloatCC::GreaterThan),
        Operator::F32Le | Operator::F64Le => float(FloatCC::LessThanOrEqual),
        Operator::F32Ge | Operator::F64Ge => float(FloatCC::GreaterThanOrEqual),
        _ => return false,
    };
    let (x, y) = t.pop2();
    let bit = match (int_cc, float_cc) {
        (Some(cc), _) => t.builder.ins().icmp(cc, x, y),
        (None, cc) => t.builder.ins().fcmp(cc.unwrap_or(FloatCC::Equal), x, y),
    };
    t.push_bool(bit);
    true
}

fn float(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::F32Add | Operator::F64Add => binary!(t, fadd),
        Operator::F32Sub | Operator::F64Sub => binary!(t, fsub),
        Operator::F32Mul | Operator::F64Mul => binary!(t, fmul),
        Operator::F32Div | Operator::F64Div => binary!(t, fdiv),
        Operator::F32Min | Operator::F64Min => binary!(t, fmin),
        Operator::F32Max | Operator::F64Max => binary!(t, fmax),
        Operator::F32Copysign | Operator::F64Copysign => binary!(t, fcopysign),
        Operator::F32Abs | Operator::F64Abs => unary!(t, fabs),
        Operator::F32Neg | Operator::F64Neg => unary!(t, fneg),
        Operator::F32Sqrt | Operator::F64Sqrt => unary!(t, sqrt),
        Operator::F32Ceil | Operator::F64Ceil => unary!(t, ceil),
        Operator::F32Floor | Operator::F64Floor => unary!(t, floor),
        Operator::F32Trunc | Operator::F64Trunc => unary!(t, trunc),
        Operator::F32Nearest | Operator::F64Nearest => unary!(t, nearest),
        _ => return false,
    }
    true
}

fn conversion(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::I32WrapI64 => unary!(t, ireduce, I32),
        Operator::I64ExtendI32S => unary!(t, sextend, I64),
        Operator::I64ExtendI32U => unary!(t, uextend, I64),
        Operator::F32DemoteF64 => unary!(t, fdemote, F32),
        Operator::F64PromoteF32 => unary!(t, fpromote, F64),
        Operator::F32ConvertI32S | Operator::F32ConvertI64S => unary!(t, fcvt_from_sint, F32),
        Operator::F64ConvertI32S | Operator::F64ConvertI64S => unary!(t, fcvt_from_sint, F64),
        Operator::F32ConvertI32U | Operator::F32ConvertI64U => unary!(t, fcvt_from_uint, F32),
        Operator::F64ConvertI32U | Operator::F64ConvertI64U => unary!(t, fcvt_from_uint, F64),
        Operator::I32ReinterpretF32 => t.reinterpret(I32),
        Operator::I64ReinterpretF64 => t.reinterpret(I64),
        Operator::F32ReinterpretI32 => t.reinterpret(F32),
        Operator::F64ReinterpretI64 => t.reinterpret(F64),
        Operator::I32TruncSatF32S | Operator::I32TruncSatF64S => unary!(t, fcvt_to_sint_sat, I32),
        Operator::I64TruncSatF32S | Operator::I64TruncSatF64S => unary!(t, fcvt_to_sint_sat, I64),
        Operator::I32TruncSatF32U | Operator::I32TruncSatF64U => unary!(t, fcvt_to_uint_sat, I32),
        Operator::I64TruncSatF32U | Operator::I64TruncSatF64U => unary!(t, fcvt_to_uint_sat, I64),
        Operator::I32TruncF32S | Operator::I32TruncF64S => t.truncate(I32, true),
        Operator::I32TruncF32U | Operator::I32TruncF64U => t.truncate(I32, false),
        Operator::I64TruncF32S | Operator::I64TruncF64S => t.truncate(I64, true),
        Operator::I64TruncF32U | Operator::I64TruncF64U => t.truncate(I64, false),
        _ => return false,
    }
    true
}

/// The open interval of floats, as `f64`, whose truncation an integer type of `bits` bits can hold. For `f32` operands, a
/// lower bound that is no `f32` becomes the next smaller one: there is none in between.
fn truncation_bounds(float: Type, bits: u32, signed: bool) -> (f64, f64) {
    let power = |exponent: u32| f64::from(exponent).exp2();
    if !signed {
        return (-1.0, power(bits));
    }
    let (low, high) = (-power(bits - 1), power(bits - 1));
    // The largest value below `low` by one or less that the float type distinguishes from it.
    let below = match (float, bits) {
        (F64, 32) => low - 1.0,
        (F64, _) => f64::from_bits(low.to_bits() + 1),
        _ => f64::from(f32::from_bits((low as f32).to_bits() + 1)),
    };
    (below, high)
}

impl FuncTranslator<'_> {
    /// Pushes a comparison's result as an `i32`.
    fn push_bool(&mut self, bit: Value) {
        let value = self.builder.ins().uextend(I32, bit);
        self.push(value);
    }

    fn reinterpret(&mut self, to: Type) {
        let value = self.pop();
        let value = self.builder.ins().bitcast(to, MemFlagsData::new(), value);
        self.push(value);
    }

    fn sign_extend(&mut self, from: Type, to: Type) {
        let value = self.pop();
        let narrow = self.builder.ins().ireduce(from, value);
        let value = self.builder.ins().sextend(to, narrow);
        self.push(value);
    }

    /// Checks the operands of a division, which stay on the stack, where the hardware's trap will not do.
    fn check_division(&mut self, overflows: bool) {
        self.note_site();
        if self.env.tunables.signals {
            return;
        }
        let (dividend, divisor) = self.pop2();
        self.trapz(divisor, TrapCode::IntegerDivideByZero);
        if overflows {
            let ty = self.type_of(dividend);
            let least = if ty == I32 { i64::from(i32::MIN) } else { i64::MIN };
            let is_least = self.builder.ins().icmp_imm_s(IntCC::Equal, dividend, least);
            let is_minus_one = self.builder.ins().icmp_imm_s(IntCC::Equal, divisor, -1);
            let overflow = self.builder.ins().band(is_least, is_minus_one);
            self.trapnz(overflow, TrapCode::IntegerOverflow);
        }
        self.push(dividend);
        self.push(divisor);
    }

    /// A trapping conversion of a float to an integer.
    fn truncate(&mut self, to: Type, signed: bool) {
        self.note_site();
        let value = self.pop();
        if !self.env.tunables.signals {
            self.check_truncation(value, to, signed);
        }
        let ins = self.builder.ins();
        let result = match (self.env.tunables.signals, signed) {
            (true, true) => ins.fcvt_to_sint(to, value),
            (true, false) => ins.fcvt_to_uint(to, value),
            (false, true) => ins.fcvt_to_sint_sat(to, value),
            (false, false) => ins.fcvt_to_uint_sat(to, value),
        };
        self.push(result);
    }

    fn check_truncation(&mut self, value: Value, to: Type, signed: bool) {
        let nan = self.builder.ins().fcmp(FloatCC::Unordered, value, value);
        self.trapnz(nan, TrapCode::InvalidConversionToInteger);
        let float = self.type_of(value);
        let (low, high) = truncation_bounds(float, to.bits(), signed);
        for (cc, bound) in [(FloatCC::LessThanOrEqual, low), (FloatCC::GreaterThanOrEqual, high)] {
            let bound = if float == F32 {
                self.builder.ins().f32const(bound as f32)
            } else {
                self.builder.ins().f64const(bound)
            };
            let outside = self.builder.ins().fcmp(cc, value, bound);
            self.trapnz(outside, TrapCode::IntegerOverflow);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncation_bounds_are_tight() {
        assert_eq!(truncation_bounds(F64, 32, true), (-2147483649.0, 2147483648.0));
        assert_eq!(truncation_bounds(F32, 32, true), (-2147483904.0, 2147483648.0));
        assert_eq!(truncation_bounds(F64, 32, false), (-1.0, 4294967296.0));
        let (low, high) = truncation_bounds(F64, 64, true);
        assert!(low < -9223372036854775808.0 && low == -9223372036854777856.0);
        assert_eq!(high, 9223372036854775808.0);
        let (low, _) = truncation_bounds(F32, 64, true);
        assert_eq!(low, f64::from(-9223373136366403584.0f32));
        assert_eq!(truncation_bounds(F32, 64, false), (-1.0, 18446744073709551616.0));
    }
}
