//! One file per implementation, each behind [`Runtime`] and [`Machine`](crate::machine::Machine).

pub mod capability;
mod engine;
mod engine_types;
mod interpreter;
mod interpreter_types;
pub mod model;
mod module_cache;

pub use engine::EngineRuntime;
pub use interpreter::{ReferenceRuntime, VerifiedRuntime};
pub use model::ModelRuntime;
pub use module_cache::ModuleCache;

use crate::check::RuntimeKind;
use crate::machine::Runtime;

/// The implementation that a run asks for.
pub fn runtime(kind: &RuntimeKind) -> Box<dyn Runtime> {
    match kind {
        RuntimeKind::Reference => Box::new(ReferenceRuntime),
        RuntimeKind::Model => Box::new(ModelRuntime),
        RuntimeKind::Verified => Box::new(VerifiedRuntime),
        RuntimeKind::Engine(config) | RuntimeKind::Pooled(config) => Box::new(EngineRuntime::new(config.clone())),
    }
}
