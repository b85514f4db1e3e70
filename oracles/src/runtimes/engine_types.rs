//! The engine's types and errors, and ours.

use crate::machine::Unable;
use crate::outcome::{Rejection, TrapKind};
use crate::value::{FuncType, SizeLimits, TableType, ValType};
use touchstone_engine as engine;
use touchstone_engine::{ConfigError, Error, ErrorKind};

pub(super) fn val_type_in(ty: ValType) -> engine::ValType {
    match ty {
        ValType::I32 => engine::ValType::I32,
        ValType::I64 => engine::ValType::I64,
        ValType::F32 => engine::ValType::F32,
        ValType::F64 => engine::ValType::F64,
        ValType::V128 => engine::ValType::V128,
        ValType::FuncRef => engine::ValType::FuncRef,
        ValType::ExternRef => engine::ValType::ExternRef,
    }
}

pub(super) fn val_type_out(ty: engine::ValType) -> ValType {
    match ty {
        engine::ValType::I32 => ValType::I32,
        engine::ValType::I64 => ValType::I64,
        engine::ValType::F32 => ValType::F32,
        engine::ValType::F64 => ValType::F64,
        engine::ValType::V128 => ValType::V128,
        engine::ValType::FuncRef => ValType::FuncRef,
        engine::ValType::ExternRef => ValType::ExternRef,
    }
}

pub(super) fn func_type_in(ty: &FuncType) -> engine::FuncType {
    let list = |types: &[ValType]| types.iter().map(|&ty| val_type_in(ty)).collect::<Vec<_>>();
    engine::FuncType::new(list(&ty.params), list(&ty.results))
}

pub(super) fn func_type_out(ty: &engine::FuncType) -> FuncType {
    let list = |types: &[engine::ValType]| types.iter().map(|&ty| val_type_out(ty)).collect();
    FuncType {
        params: list(&ty.params),
        results: list(&ty.results),
    }
}

pub(super) fn table_type_in(ty: TableType) -> engine::TableType {
    engine::TableType {
        element: val_type_in(ty.element),
        min: ty.limits.min.into(),
        max: ty.limits.max.map(u64::from),
    }
}

/// Sizes come from 32-bit fields, so nothing is lost.
pub(super) fn table_type_out(ty: engine::TableType) -> TableType {
    let limits = SizeLimits {
        min: ty.min as u32,
        max: ty.max.map(|max| max as u32),
    };
    TableType {
        element: val_type_out(ty.element),
        limits,
    }
}

pub(super) fn trap_kind(kind: engine::TrapKind) -> TrapKind {
    match kind {
        engine::TrapKind::Unreachable => TrapKind::Unreachable,
        engine::TrapKind::IntegerDivideByZero => TrapKind::IntegerDivideByZero,
        engine::TrapKind::IntegerOverflow => TrapKind::IntegerOverflow,
        engine::TrapKind::InvalidConversionToInteger => TrapKind::InvalidConversionToInteger,
        engine::TrapKind::OutOfBoundsMemoryAccess => TrapKind::OutOfBoundsMemoryAccess,
        engine::TrapKind::OutOfBoundsTableAccess => TrapKind::OutOfBoundsTableAccess,
        engine::TrapKind::UndefinedElement => TrapKind::UndefinedElement,
        engine::TrapKind::UninitializedElement => TrapKind::UninitializedElement,
        engine::TrapKind::IndirectCallTypeMismatch => TrapKind::IndirectCallTypeMismatch,
        engine::TrapKind::Host => TrapKind::Host,
    }
}

/// What is impossible about a configuration, or lacks here.
pub(super) fn unable(error: ConfigError) -> Unable {
    match error {
        ConfigError::UnknownKnob(name) => Unable::UnknownKnob(name),
        ConfigError::InvalidValue { .. } => Unable::BadValue(error.to_string()),
        ConfigError::Unavailable { .. } => Unable::CpuFeature(error.to_string()),
        ConfigError::MissingCpuFeature(name) => Unable::CpuFeature(name.to_string()),
        ConfigError::UnsupportedHost(message) => Unable::Broken(message),
    }
}

/// Why the engine does not take a module.
pub(super) fn rejection(error: Error) -> Rejection {
    match error.kind() {
        ErrorKind::Malformed { offset, message } => Rejection::Malformed {
            offset: *offset,
            message: message.clone(),
        },
        ErrorKind::Invalid { offset, message } => Rejection::Invalid {
            offset: *offset,
            message: message.clone(),
        },
        ErrorKind::Unsupported { message, .. } => Rejection::Unsupported(message.clone()),
        ErrorKind::ImplementationLimit(message) => Rejection::ImplementationLimit(message.clone()),
        ErrorKind::Unsuitable { .. } => Rejection::Pool(error.to_string()),
        ErrorKind::Exhausted { .. } => Rejection::ImplementationLimit(error.to_string()),
        _ => Rejection::Internal(error.to_string()),
    }
}
