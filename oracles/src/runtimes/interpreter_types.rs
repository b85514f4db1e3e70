//! The interpreters' types and ours, one to one.

use crate::machine::Extern;
use crate::outcome::TrapKind;
use crate::value::{FuncType, SizeLimits, ValType};
use touchstone_spec_interp as interp;

pub(super) fn item_in(item: Extern) -> interp::Extern {
    match item {
        Extern::Func(address) => interp::Extern::Func(address),
        Extern::Table(address) => interp::Extern::Table(address),
        Extern::Memory(address) => interp::Extern::Memory(address),
        Extern::Global(address) => interp::Extern::Global(address),
    }
}

pub(super) fn item_out(item: interp::Extern) -> Extern {
    match item {
        interp::Extern::Func(address) => Extern::Func(address),
        interp::Extern::Table(address) => Extern::Table(address),
        interp::Extern::Memory(address) => Extern::Memory(address),
        interp::Extern::Global(address) => Extern::Global(address),
    }
}

pub(super) fn limits_in(limits: SizeLimits) -> interp::SizeLimits {
    interp::SizeLimits {
        min: limits.min,
        max: limits.max,
    }
}

pub(super) fn val_type_in(ty: ValType) -> interp::ValType {
    match ty {
        ValType::I32 => interp::ValType::I32,
        ValType::I64 => interp::ValType::I64,
        ValType::F32 => interp::ValType::F32,
        ValType::F64 => interp::ValType::F64,
        ValType::V128 => interp::ValType::V128,
        ValType::FuncRef => interp::ValType::FuncRef,
        ValType::ExternRef => interp::ValType::ExternRef,
    }
}

pub(super) fn val_type_out(ty: interp::ValType) -> ValType {
    match ty {
        interp::ValType::I32 => ValType::I32,
        interp::ValType::I64 => ValType::I64,
        interp::ValType::F32 => ValType::F32,
        interp::ValType::F64 => ValType::F64,
        interp::ValType::V128 => ValType::V128,
        interp::ValType::FuncRef => ValType::FuncRef,
        interp::ValType::ExternRef => ValType::ExternRef,
    }
}

pub(super) fn func_type_in(ty: &FuncType) -> interp::FuncType {
    let list = |types: &[ValType]| types.iter().map(|&ty| val_type_in(ty)).collect();
    interp::FuncType {
        params: list(&ty.params),
        results: list(&ty.results),
    }
}

pub(super) fn func_type_out(ty: &interp::FuncType) -> FuncType {
    let list = |types: &[interp::ValType]| types.iter().map(|&ty| val_type_out(ty)).collect();
    FuncType {
        params: list(&ty.params),
        results: list(&ty.results),
    }
}

pub(super) fn trap_kind(kind: interp::TrapKind) -> TrapKind {
    match kind {
        interp::TrapKind::Unreachable => TrapKind::Unreachable,
        interp::TrapKind::IntegerDivideByZero => TrapKind::IntegerDivideByZero,
        interp::TrapKind::IntegerOverflow => TrapKind::IntegerOverflow,
        interp::TrapKind::InvalidConversionToInteger => TrapKind::InvalidConversionToInteger,
        interp::TrapKind::OutOfBoundsMemoryAccess => TrapKind::OutOfBoundsMemoryAccess,
        interp::TrapKind::OutOfBoundsTableAccess => TrapKind::OutOfBoundsTableAccess,
        interp::TrapKind::UndefinedElement => TrapKind::UndefinedElement,
        interp::TrapKind::UninitializedElement => TrapKind::UninitializedElement,
        interp::TrapKind::IndirectCallTypeMismatch => TrapKind::IndirectCallTypeMismatch,
        interp::TrapKind::Host => TrapKind::Host,
    }
}
