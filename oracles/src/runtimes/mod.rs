//! One file per implementation, each behind [`Runtime`] and [`Machine`](crate::machine::Machine).

pub mod capability;
mod engine;
mod engine_types;
pub mod model;
mod reference;
mod reference_types;

pub use engine::EngineRuntime;
pub use model::ModelRuntime;
pub use reference::ReferenceRuntime;

use crate::check::RuntimeKind;
use crate::machine::Runtime;

/// The implementation that a run asks for.
pub fn runtime(kind: &RuntimeKind) -> Box<dyn Runtime> {
    match kind {
        RuntimeKind::Reference => Box::new(ReferenceRuntime),
        RuntimeKind::Model => Box::new(ModelRuntime),
        RuntimeKind::Engine(config) => Box::new(EngineRuntime::new(config.clone())),
    }
}
