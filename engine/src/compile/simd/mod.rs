//! SIMD: the 236 vector instructions of WebAssembly 2.0.
//!
//! A `v128` on the translator's operand stack has whatever vector type the instruction that pushed it works in. Each
//! instruction casts its operands to the type it needs ([`read_as`]); a chain of `i32x4` instructions is without casts,
//! so the code generator's patterns match.
//!
//! The instructions without memory access are pure functions of the builder and the operand stack, one table per family:
//! [`bitwise`], [`compare`], [`convert`], [`float`], [`integer`], [`lane`]. Loads and stores are in [`memory`].
//!
//! Below SSE4.1 the code generator calls library functions for rounding, and below SSSE3 for byte shuffles; every
//! instruction compiles for every set of CPU features, which the tests show.

mod bitwise;
mod compare;
mod convert;
mod float;
mod integer;
mod lane;
mod memory;
#[cfg(test)]
mod tests;

use super::CompileError;
use super::translate::FuncTranslator;
use cranelift_codegen::ir::{Endianness, InstBuilder, InstructionData, MemFlagsData, Opcode, Type, Value};
use cranelift_frontend::FunctionBuilder;
use wasmparser::Operator;

/// A lowering of one vector operand.
type UnaryFn = fn(&mut FunctionBuilder<'_>, Value) -> Value;
/// A lowering of two operands in push order; for shifts the second is the scalar `i32`.
type BinaryFn = fn(&mut FunctionBuilder<'_>, Value, Value) -> Value;
/// A lowering of three operands in push order.
type TernaryFn = fn(&mut FunctionBuilder<'_>, Value, Value, Value) -> Value;

/// How an instruction without immediates takes its operands, and what it makes of them.
#[derive(Clone, Copy)]
enum Lowering {
    /// One vector, read in this type.
    Unary(Type, UnaryFn),
    /// Two vectors, read in this type.
    Binary(Type, BinaryFn),
    /// A vector, read in this type, and a scalar.
    WithScalar(Type, BinaryFn),
    /// Three vectors, read in this type.
    Ternary(Type, TernaryFn),
}

/// Makes plain functions of CLIF instructions that stand for a Wasm instruction as they are.
macro_rules! clif_instructions {
    (unary: $($unary:ident)*; binary: $($binary:ident)*;) => {
        $(fn $unary(b: &mut FunctionBuilder<'_>, x: Value) -> Value { b.ins().$unary(x) })*
        $(fn $binary(b: &mut FunctionBuilder<'_>, x: Value, y: Value) -> Value { b.ins().$binary(x, y) })*
    };
}
use clif_instructions;

/// Translates one vector instruction.
///
/// # Errors
///
/// [`CompileError::Unsupported`] when `op` is not a vector instruction of WebAssembly 2.0.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> Result<(), CompileError> {
    if without_memory(&mut t.builder, &mut t.stack, op) || memory::translate(t, op) {
        Ok(())
    } else {
        Err(CompileError::Unsupported(format!("instruction {op:?}")))
    }
}

/// Translates a vector instruction that accesses no memory: takes its operands from `stack` and pushes its result.
/// `false` when `op` is none of them; nothing has happened then.
fn without_memory(b: &mut FunctionBuilder<'_>, stack: &mut Vec<Value>, op: &Operator<'_>) -> bool {
    let Some(lowering) = lowering(op) else {
        return lane::translate(b, stack, op);
    };
    let result = match lowering {
        Lowering::Unary(ty, lower) => {
            let x = pop_as(b, stack, ty);
            lower(b, x)
        }
        Lowering::Binary(ty, lower) => {
            let y = pop_as(b, stack, ty);
            let x = pop_as(b, stack, ty);
            lower(b, x, y)
        }
        Lowering::WithScalar(ty, lower) => {
            let scalar = pop(stack);
            let x = pop_as(b, stack, ty);
            lower(b, x, scalar)
        }
        Lowering::Ternary(ty, lower) => {
            let z = pop_as(b, stack, ty);
            let y = pop_as(b, stack, ty);
            let x = pop_as(b, stack, ty);
            lower(b, x, y, z)
        }
    };
    stack.push(result);
    true
}

/// The families' tables, one after the other; no instruction is in two.
fn lowering(op: &Operator<'_>) -> Option<Lowering> {
    integer::lowering(op)
        .or_else(|| float::lowering(op))
        .or_else(|| bitwise::lowering(op))
        .or_else(|| compare::lowering(op))
        .or_else(|| convert::lowering(op))
}

/// The top of the stack, as it is.
fn pop(stack: &mut Vec<Value>) -> Value {
    stack.pop().expect("validation has shown the operand to be there")
}

/// The vector at the top of the stack, in the type `ty`.
fn pop_as(b: &mut FunctionBuilder<'_>, stack: &mut Vec<Value>, ty: Type) -> Value {
    let value = pop(stack);
    read_as(b, value, ty)
}

/// The bits of the vector `value` in the type `ty`. A cast of a cast is a cast of the original, and a cast back is the
/// original: a value that went through a local (an `I8X16` there) is in its old type again without any instruction.
fn read_as(b: &mut FunctionBuilder<'_>, value: Value, ty: Type) -> Value {
    if b.func.dfg.value_type(value) == ty {
        return value;
    }
    let original = match b.func.dfg.value_def(value).inst().map(|inst| &b.func.dfg.insts[inst]) {
        Some(&InstructionData::LoadNoOffset {
            opcode: Opcode::Bitcast,
            arg,
            ..
        }) if b.func.dfg.value_type(arg).is_vector() => arg,
        _ => value,
    };
    if b.func.dfg.value_type(original) == ty {
        original
    } else {
        b.ins()
            .bitcast(ty, MemFlagsData::new().with_endianness(Endianness::Little), original)
    }
}
