//! The byte model: a third opinion about memories, for modules whose code does little else.
//!
//! # What it says
//! The outcome of every call (values, traps with their place, exhaustion, fuel), and every memory and dropped data segment after
//! it. A memory is a vector of bytes, an access is a slice of it and a trap is a slice that does not exist: no addresses, no
//! pages, no guards, nothing that the engine or the reference computes with.
//!
//! # What it cannot do
//! Tables, globals, function imports, floating-point arithmetic that rounds, branches other than structured ones without
//! results. A module with any of it is unsupported: a named discard of this run. Modules are validated by `wasmparser`, as the
//! engine's are.

mod access;
mod code;
mod exec;
mod machine;
mod numeric;

pub use exec::Touch;
pub use machine::ModelMachine;

use crate::machine::{Machine, Runtime, Unable};
use crate::testcase::Limits;

/// Makes machines of the model.
#[derive(Clone, Copy, Debug)]
pub struct ModelRuntime;

impl Runtime for ModelRuntime {
    fn name(&self) -> &str {
        "model"
    }

    fn machine(&self, limits: &Limits) -> Result<Box<dyn Machine>, Unable> {
        Ok(Box::new(ModelMachine::new(*limits)))
    }
}
