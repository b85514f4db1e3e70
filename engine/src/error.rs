//! The engine's one error type.

use std::fmt;

use crate::config::ConfigError;
use crate::trap::{Exhaustion, Location, PoolLimit, TrapKind};

/// Everything that can go wrong, boxed to keep `Result`s small.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<ErrorKind>);

/// `Result` with the engine's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong; each variant names the precondition that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A knob could not be set.
    Config(ConfigError),
    /// The bytes are not a module of the binary format.
    Malformed {
        /// Offset of the first byte that does not fit.
        offset: u64,
        /// What the decoder says.
        message: String,
    },
    /// The module does not satisfy the validation rules.
    Invalid {
        /// Offset of the item that breaks a rule.
        offset: u64,
        /// What the validator says.
        message: String,
    },
    /// The module uses a proposal that this engine does not have.
    Unsupported {
        /// What is missing.
        message: String,
    },
    /// The module is larger, in some way, than this engine compiles.
    ImplementationLimit(String),
    /// No instance of the module fits the pools of the engine's allocator.
    Unsuitable {
        /// The limit that every instance passes.
        pool: PoolLimit,
        /// What an instance needs.
        needed: u64,
        /// What the limit allows.
        limit: u64,
    },
    /// The code generator gave up: a bug of ours or of its.
    Codegen(String),
    /// An import does not fit.
    Link {
        /// Index of the first import that does not fit.
        import: usize,
        /// Why.
        message: String,
    },
    /// A program trapped.
    Trap {
        /// Why.
        kind: TrapKind,
        /// The innermost Wasm frame, if there was one.
        location: Option<Location>,
        /// What the host function said, for a host trap.
        message: Option<String>,
    },
    /// Something ran out.
    Exhausted {
        /// What ran out.
        what: Exhaustion,
        /// The innermost Wasm frame, if there was one.
        location: Option<Location>,
    },
    /// The caller of this API broke a rule: arguments of other types, an item of another store, an access past the end.
    Usage(String),
}

impl Error {
    /// A host function's own trap. Its location is the Wasm call instruction that led there.
    pub fn host(message: impl Into<String>) -> Self {
        ErrorKind::Trap {
            kind: TrapKind::Host,
            location: None,
            message: Some(message.into()),
        }
        .into()
    }

    /// A trap without a location.
    pub fn trap(kind: TrapKind) -> Self {
        ErrorKind::Trap {
            kind,
            location: None,
            message: None,
        }
        .into()
    }

    /// An exhaustion without a location.
    pub fn exhausted(what: Exhaustion) -> Self {
        ErrorKind::Exhausted { what, location: None }.into()
    }

    /// A broken rule of this API.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        ErrorKind::Usage(message.into()).into()
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// The trap's kind, if this is a trap.
    pub fn trap_kind(&self) -> Option<TrapKind> {
        match *self.0 {
            ErrorKind::Trap { kind, .. } => Some(kind),
            _ => None,
        }
    }

    /// What ran out, if this is an exhaustion.
    pub fn exhaustion(&self) -> Option<Exhaustion> {
        match *self.0 {
            ErrorKind::Exhausted { what, .. } => Some(what),
            _ => None,
        }
    }

    /// The innermost Wasm frame of a trap or exhaustion.
    pub fn location(&self) -> Option<Location> {
        match *self.0 {
            ErrorKind::Trap { location, .. } | ErrorKind::Exhausted { location, .. } => location,
            _ => None,
        }
    }

    /// Gives a trap or exhaustion that has no location yet this one.
    pub(crate) fn locate(mut self, at: Option<Location>) -> Self {
        if let ErrorKind::Trap { location, .. } | ErrorKind::Exhausted { location, .. } = &mut *self.0 {
            *location = location.or(at);
        }
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        ErrorKind::Config(error).into()
    }
}

impl std::error::Error for Error {}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |f: &mut fmt::Formatter<'_>, location: &Option<Location>| match location {
            Some(location) => write!(f, " at {location}"),
            None => Ok(()),
        };
        match &*self.0 {
            ErrorKind::Config(error) => error.fmt(f),
            ErrorKind::Malformed { offset, message } => write!(f, "malformed module at offset {offset:#x}: {message}"),
            ErrorKind::Invalid { offset, message } => write!(f, "invalid module at offset {offset:#x}: {message}"),
            ErrorKind::Unsupported { message } => write!(f, "unsupported: {message}"),
            ErrorKind::ImplementationLimit(message) => write!(f, "implementation limit: {message}"),
            ErrorKind::Unsuitable { pool, needed, limit } => {
                write!(
                    f,
                    "the module does not fit the pools: it needs {needed}, {pool} is {limit}"
                )
            }
            ErrorKind::Codegen(message) => write!(f, "code generator: {message}"),
            ErrorKind::Link { import, message } => write!(f, "import {import}: {message}"),
            ErrorKind::Trap {
                kind,
                location,
                message,
            } => {
                write!(f, "trap: {kind}")?;
                if let Some(message) = message {
                    write!(f, " ({message})")?;
                }
                at(f, location)
            }
            ErrorKind::Exhausted { what, location } => {
                write!(f, "exhausted: {what}")?;
                at(f, location)
            }
            ErrorKind::Usage(message) => f.write_str(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stay_small() {
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }
}
