//! The table of rewrite rules: which mutations of CLIF a code generator bug could look like.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F32, F32X4, F64, F64X2, I8, I8X16, I16, I16X8, I32, I32X4, I64, I64X2};
use cranelift_codegen::ir::{Opcode, Type};
use std::fmt;

/// What the operands of an instruction must look like for a rule to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Whatever they are.
    Any,
    /// The last operand is a constant.
    ConstantRight,
    /// The first operand is a constant.
    ConstantLeft,
    /// All operands are the same value.
    Repeated,
    /// Some operand is the result of a load.
    LoadOperand,
}

/// What a rule does to an instruction that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Another opcode of the same format: another operation or another width.
    Opcode(Opcode),
    /// The last two operands change places (the arms of a `select`).
    SwapOperands,
    /// The first operand is used for the second as well.
    RepeatFirst,
    /// The result becomes the operand of this index: the operation is lost.
    Operand(usize),
    /// The integer condition; the rule matches only the first.
    IntCondition(IntCC, IntCC),
    /// The float condition; the rule matches only the first.
    FloatCondition(FloatCC, FloatCC),
    /// This is added to the immediate (constant, lane, shuffle mask's first byte).
    Immediate(i64),
    /// This is added to the offset of a load or store, in bytes.
    Offset(i32),
    /// The instruction is left out; it has no result.
    Remove,
    /// The targets of a conditional branch change places.
    SwapTargets,
}

/// One mutation. `opcode` and `ty` (the controlling type, or that of a store's value) select instructions, then `shape`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The opcode that it matches.
    pub opcode: Opcode,
    /// The controlling type that it matches; `INVALID` for instructions without one.
    pub ty: Type,
    /// The operands that it matches.
    pub shape: Shape,
    /// What it does.
    pub rewrite: Rewrite,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.opcode, self.ty)?;
        match self.shape {
            Shape::Any => {}
            Shape::ConstantRight => f.write_str("(_, const)")?,
            Shape::ConstantLeft => f.write_str("(const, _)")?,
            Shape::Repeated => f.write_str("(x, x)")?,
            Shape::LoadOperand => f.write_str("(load)")?,
        }
        f.write_str(" -> ")?;
        match self.rewrite {
            Rewrite::Opcode(opcode) => write!(f, "{opcode}"),
            Rewrite::SwapOperands => f.write_str("operands swapped"),
            Rewrite::RepeatFirst => f.write_str("first operand twice"),
            Rewrite::Operand(index) => write!(f, "operand {index}"),
            Rewrite::IntCondition(from, to) => write!(f, "{from} as {to}"),
            Rewrite::FloatCondition(from, to) => write!(f, "{from} as {to}"),
            Rewrite::Immediate(delta) => write!(f, "immediate {delta:+}"),
            Rewrite::Offset(delta) => write!(f, "offset {delta:+}"),
            Rewrite::Remove => f.write_str("removed"),
            Rewrite::SwapTargets => f.write_str("targets swapped"),
        }
    }
}

const SCALARS: &[Type] = &[I32, I64];
const VECTORS: &[Type] = &[I8X16, I16X8, I32X4, I64X2];
const FLOATS: &[Type] = &[F32, F64, F32X4, F64X2];
const SCALAR_FLOATS: &[Type] = &[F32, F64];
const VECTOR_FLOATS: &[Type] = &[F32X4, F64X2];
const ANY: &[Shape] = &[Shape::Any];
const ANY_OR_LOAD: &[Shape] = &[Shape::Any, Shape::LoadOperand];
const ANY_OR_CONSTANT: &[Shape] = &[Shape::Any, Shape::ConstantRight];

/// Every rule, in a fixed order: the same list in every build.
pub fn rules() -> Vec<Rule> {
    let mut rules = Vec::new();
    integer_rules(&mut rules);
    vector_rules(&mut rules);
    float_rules(&mut rules);
    conversion_rules(&mut rules);
    comparison_rules(&mut rules);
    memory_rules(&mut rules);
    other_rules(&mut rules);
    rules
}

fn add(rules: &mut Vec<Rule>, opcode: Opcode, types: &[Type], shapes: &[Shape], rewrite: Rewrite) {
    for &ty in types {
        for &shape in shapes {
            rules.push(Rule {
                opcode,
                ty,
                shape,
                rewrite,
            });
        }
    }
}

fn to_opcodes(rules: &mut Vec<Rule>, pairs: &[(Opcode, Opcode)], types: &[Type], shapes: &[Shape]) {
    for &(from, to) in pairs {
        add(rules, from, types, shapes, Rewrite::Opcode(to));
    }
}

fn integer_rules(rules: &mut Vec<Rule>) {
    use Opcode::*;
    let arithmetic = [
        (Iadd, Isub),
        (Isub, Iadd),
        (Imul, Iadd),
        (Band, Bor),
        (Bor, Bxor),
        (Bxor, Bor),
        (Udiv, Sdiv),
        (Sdiv, Udiv),
        (Urem, Srem),
        (Srem, Urem),
    ];
    to_opcodes(
        rules,
        &arithmetic,
        SCALARS,
        &[Shape::Any, Shape::ConstantRight, Shape::LoadOperand],
    );
    let shifts = [(Ishl, Ushr), (Ushr, Sshr), (Sshr, Ushr), (Rotl, Rotr), (Rotr, Rotl)];
    to_opcodes(rules, &shifts, SCALARS, ANY_OR_CONSTANT);
    to_opcodes(
        rules,
        &[(Isub, Iadd), (Bxor, Band), (Band, Bxor)],
        SCALARS,
        &[Shape::Repeated],
    );
    to_opcodes(rules, &[(Clz, Ctz), (Ctz, Clz), (Popcnt, Clz)], SCALARS, ANY_OR_LOAD);
    for opcode in [Isub, Sdiv, Udiv, Urem, Srem] {
        add(rules, opcode, SCALARS, ANY, Rewrite::SwapOperands);
    }
    for opcode in [Iadd, Imul, Bxor] {
        add(rules, opcode, SCALARS, ANY, Rewrite::RepeatFirst);
        add(rules, opcode, SCALARS, &[Shape::ConstantRight], Rewrite::Operand(0));
    }
    for delta in [1, -1, 1 << 16] {
        add(rules, Iconst, SCALARS, ANY, Rewrite::Immediate(delta));
    }
}

fn vector_rules(rules: &mut Vec<Rule>) {
    use Opcode::*;
    let every_width = [(Iadd, Isub), (Isub, Iadd), (Ishl, Ushr), (Ushr, Sshr), (Sshr, Ushr)];
    to_opcodes(rules, &every_width, VECTORS, ANY);
    add(rules, Isub, VECTORS, ANY, Rewrite::SwapOperands);
    let up_to_32 = &[I8X16, I16X8, I32X4];
    to_opcodes(
        rules,
        &[(Smin, Umin), (Umin, Smin), (Smax, Umax), (Umax, Smax)],
        up_to_32,
        ANY,
    );
    let saturating = [
        (UaddSat, SaddSat),
        (SaddSat, UaddSat),
        (UsubSat, SsubSat),
        (SsubSat, UsubSat),
        (SaddSat, Iadd),
        (UaddSat, Iadd),
    ];
    to_opcodes(rules, &saturating, &[I8X16, I16X8], ANY);
    to_opcodes(rules, &[(AvgRound, Umax)], &[I8X16, I16X8], ANY);
    to_opcodes(rules, &[(SqmulRoundSat, Imul)], &[I16X8], ANY);
    to_opcodes(rules, &[(Imul, Iadd)], &[I16X8, I32X4, I64X2], ANY_OR_LOAD);
    to_opcodes(rules, &[(Snarrow, Unarrow), (Unarrow, Snarrow)], &[I16X8, I32X4], ANY);
    let widen = [
        (SwidenLow, UwidenLow),
        (UwidenLow, SwidenLow),
        (SwidenHigh, UwidenHigh),
        (UwidenHigh, SwidenHigh),
        (SwidenLow, SwidenHigh),
        (UwidenLow, UwidenHigh),
    ];
    to_opcodes(rules, &widen, up_to_32, ANY);
    to_opcodes(rules, &[(Band, Bor), (Bor, Bxor), (Bxor, Bor)], &[I8X16], ANY_OR_LOAD);
    for opcode in [Snarrow, Unarrow] {
        add(rules, opcode, &[I16X8, I32X4], ANY, Rewrite::SwapOperands);
    }
    to_opcodes(rules, &[(VanyTrue, VallTrue), (VallTrue, VanyTrue)], VECTORS, ANY);
    to_opcodes(rules, &[(Iabs, Ineg), (Ineg, Iabs)], VECTORS, ANY);
    add(rules, Bitselect, VECTORS, ANY, Rewrite::SwapOperands);
    add(rules, Bnot, &[I8X16], ANY, Rewrite::Operand(0));
    add(rules, Swizzle, &[I8X16], ANY, Rewrite::SwapOperands);
    add(rules, Shuffle, &[I8X16], ANY, Rewrite::Immediate(1));
    add(rules, Shuffle, &[I8X16], ANY, Rewrite::SwapOperands);
    add(rules, IaddPairwise, &[I16X8, I32X4], ANY, Rewrite::SwapOperands);
    let lanes = [I8X16, I16X8, I32X4, I64X2, F32X4, F64X2];
    add(rules, Extractlane, &lanes, ANY, Rewrite::Immediate(1));
    add(rules, Insertlane, &lanes, ANY, Rewrite::Immediate(1));
    to_opcodes(rules, &[(Popcnt, Ineg)], &[I8X16], ANY);
}

fn float_rules(rules: &mut Vec<Rule>) {
    use Opcode::*;
    let binary = [
        (Fadd, Fsub),
        (Fsub, Fadd),
        (Fmul, Fadd),
        (Fdiv, Fmul),
        (Fmin, Fmax),
        (Fmax, Fmin),
    ];
    to_opcodes(rules, &binary, FLOATS, ANY_OR_LOAD);
    let unary = [
        (Fneg, Fabs),
        (Fabs, Fneg),
        (Ceil, Floor),
        (Floor, Trunc),
        (Trunc, Floor),
        (Nearest, Trunc),
        (Sqrt, Fabs),
    ];
    to_opcodes(rules, &unary, FLOATS, ANY);
    for opcode in [Fsub, Fdiv] {
        add(rules, opcode, FLOATS, ANY, Rewrite::SwapOperands);
    }
    add(rules, Fcopysign, SCALAR_FLOATS, ANY, Rewrite::SwapOperands);
    add(
        rules,
        Fmul,
        SCALAR_FLOATS,
        &[Shape::ConstantRight, Shape::Repeated],
        Rewrite::Operand(0),
    );
    add(rules, Fadd, SCALAR_FLOATS, &[Shape::ConstantRight], Rewrite::Operand(0));
    for opcode in [Fmin, Fmax] {
        add(rules, opcode, VECTOR_FLOATS, ANY, Rewrite::SwapOperands);
    }
}

fn conversion_rules(rules: &mut Vec<Rule>) {
    use Opcode::*;
    to_opcodes(rules, &[(Uextend, Sextend), (Sextend, Uextend)], SCALARS, ANY_OR_LOAD);
    to_opcodes(
        rules,
        &[(FcvtToUint, FcvtToSint), (FcvtToSint, FcvtToUint)],
        SCALARS,
        ANY,
    );
    to_opcodes(
        rules,
        &[(FcvtToUintSat, FcvtToSintSat), (FcvtToSintSat, FcvtToUintSat)],
        &[I32, I64, I32X4],
        ANY,
    );
    to_opcodes(
        rules,
        &[(FcvtFromUint, FcvtFromSint), (FcvtFromSint, FcvtFromUint)],
        FLOATS,
        ANY,
    );
}

fn comparison_rules(rules: &mut Vec<Rule>) {
    use IntCC::*;
    let integer = [
        (Equal, NotEqual),
        (NotEqual, Equal),
        (SignedLessThan, SignedLessThanOrEqual),
        (SignedLessThan, UnsignedLessThan),
        (SignedLessThanOrEqual, SignedLessThan),
        (SignedGreaterThan, SignedGreaterThanOrEqual),
        (SignedGreaterThanOrEqual, SignedGreaterThan),
        (UnsignedLessThan, UnsignedLessThanOrEqual),
        (UnsignedLessThan, SignedLessThan),
        (UnsignedLessThanOrEqual, UnsignedLessThan),
        (UnsignedGreaterThan, UnsignedGreaterThanOrEqual),
        (UnsignedGreaterThanOrEqual, UnsignedGreaterThan),
    ];
    for (from, to) in integer {
        let rewrite = Rewrite::IntCondition(from, to);
        add(rules, Opcode::Icmp, SCALARS, ANY_OR_CONSTANT, rewrite);
        let unsigned = matches!(
            from,
            UnsignedLessThan | UnsignedLessThanOrEqual | UnsignedGreaterThan | UnsignedGreaterThanOrEqual
        );
        // There are no unsigned comparisons of 64-bit lanes in WebAssembly.
        add(
            rules,
            Opcode::Icmp,
            if unsigned { &VECTORS[..3] } else { VECTORS },
            ANY,
            rewrite,
        );
    }
    let float = [
        (FloatCC::Equal, FloatCC::UnorderedOrEqual),
        (FloatCC::NotEqual, FloatCC::OrderedNotEqual),
        (FloatCC::LessThan, FloatCC::LessThanOrEqual),
        (FloatCC::LessThan, FloatCC::UnorderedOrLessThan),
        (FloatCC::LessThanOrEqual, FloatCC::LessThan),
        (FloatCC::GreaterThan, FloatCC::GreaterThanOrEqual),
        (FloatCC::GreaterThanOrEqual, FloatCC::GreaterThan),
    ];
    for (from, to) in float {
        add(rules, Opcode::Fcmp, FLOATS, ANY, Rewrite::FloatCondition(from, to));
    }
}

fn memory_rules(rules: &mut Vec<Rule>) {
    use Opcode::*;
    let loads = [
        (Uload8, Sload8),
        (Sload8, Uload8),
        (Uload16, Sload16),
        (Sload16, Uload16),
        (Uload16, Uload8),
        (Sload16, Sload8),
    ];
    to_opcodes(rules, &loads, SCALARS, ANY);
    to_opcodes(
        rules,
        &[(Uload32, Sload32), (Sload32, Uload32), (Uload32, Uload16)],
        &[I64],
        ANY,
    );
    let wide = [
        (Uload8x8, Sload8x8, I16X8),
        (Sload8x8, Uload8x8, I16X8),
        (Uload16x4, Sload16x4, I32X4),
        (Sload16x4, Uload16x4, I32X4),
        (Uload32x2, Sload32x2, I64X2),
        (Sload32x2, Uload32x2, I64X2),
    ];
    for (from, to, ty) in wide {
        add(rules, from, &[ty], ANY, Rewrite::Opcode(to));
    }
    to_opcodes(
        rules,
        &[(Store, Istore16), (Istore8, Istore16), (Istore16, Istore8)],
        SCALARS,
        ANY,
    );
    to_opcodes(rules, &[(Store, Istore32), (Istore32, Istore16)], &[I64], ANY);
    let accessed = [I8, I16, I32, I64, F32, F64, I8X16];
    for delta in [1, 8] {
        add(rules, Load, &accessed, ANY, Rewrite::Offset(delta));
    }
    add(rules, Store, &[I32, I64, F32, F64, I8X16], ANY, Rewrite::Offset(1));
    add(rules, Store, &[I32, I64, F32, F64, I8X16], ANY, Rewrite::Remove);
    for opcode in [Istore8, Istore16] {
        add(rules, opcode, SCALARS, ANY, Rewrite::Remove);
        add(rules, opcode, SCALARS, ANY, Rewrite::Offset(1));
    }
}

fn other_rules(rules: &mut Vec<Rule>) {
    use Opcode::*;
    let selected = [I32, I64, F32, F64, I8X16];
    add(rules, Select, &selected, ANY, Rewrite::SwapOperands);
    add(rules, Select, &selected, ANY, Rewrite::Operand(1));
    add(rules, SelectSpectreGuard, &[I64], ANY, Rewrite::SwapOperands);
    add(rules, SelectSpectreGuard, &[I64], ANY, Rewrite::Operand(2));
    add(rules, Brif, &[I8, I32, I64], ANY, Rewrite::SwapTargets);
    let conditions = [I8, I32, I64];
    for opcode in [Trapz, Trapnz] {
        add(rules, opcode, &conditions, ANY, Rewrite::Remove);
    }
    to_opcodes(rules, &[(Trapz, Trapnz), (Trapnz, Trapz)], &conditions, ANY);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_are_enough_rules_and_none_twice() {
        let names: Vec<String> = rules().iter().map(Rule::to_string).collect();
        assert!(names.len() >= 300, "{} rules", names.len());
        let distinct: HashSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "a rule stands twice in the table");
    }
}
