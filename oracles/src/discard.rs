//! Why a run, or a whole case, says nothing. Every reason has a name, is counted, and is bounded by a test.

use crate::machine::Unable;
use crate::outcome::{Failure, Outcome, Rejection};
use crate::trace::Trace;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A named reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discard {
    /// The plan names a knob that this build does not know.
    UnknownKnob(String),
    /// The plan gives a knob a value that it cannot have.
    BadKnobValue(String),
    /// The plan turns on a feature that this CPU lacks.
    CpuFeature(String),
    /// A runtime could not be started.
    Broken(String),
    /// The module uses a feature that a runtime does not have.
    Unsupported(String),
    /// The module passes an implementation's limit.
    ImplementationLimit(String),
    /// The native stack ran out before the call-stack budget.
    NativeStack,
    /// The host ran out of memory.
    OutOfMemory,
    /// The engine's pools are smaller than what the case needs, by the knob's name.
    PoolLimit(String),
    /// The reference met an operation whose NaN the specification leaves open, and the run does not canonicalise.
    OpenNan,
    /// Fewer than two runs are left to compare.
    TooFewRuntimes,
}

impl Discard {
    /// All names, for tables of counters; [`Discard::index`] is the position.
    pub const NAMES: [&'static str; 11] = [
        "unknown_knob",
        "bad_knob_value",
        "cpu_feature",
        "broken",
        "unsupported",
        "implementation_limit",
        "native_stack",
        "out_of_memory",
        "open_nan",
        "too_few_runtimes",
        "pool_limit",
    ];

    /// Position in [`Discard::NAMES`].
    pub fn index(&self) -> usize {
        match self {
            Discard::UnknownKnob(_) => 0,
            Discard::BadKnobValue(_) => 1,
            Discard::CpuFeature(_) => 2,
            Discard::Broken(_) => 3,
            Discard::Unsupported(_) => 4,
            Discard::ImplementationLimit(_) => 5,
            Discard::NativeStack => 6,
            Discard::OutOfMemory => 7,
            Discard::OpenNan => 8,
            Discard::TooFewRuntimes => 9,
            Discard::PoolLimit(_) => 10,
        }
    }

    /// The reason's name.
    pub fn name(&self) -> &'static str {
        Self::NAMES[self.index()]
    }

    /// The reason, if any, for which a trace's last step says nothing; steps before it still count.
    pub fn of_trace(trace: &Trace) -> Option<Discard> {
        trace.steps.iter().find_map(|step| match &step.outcome {
            Outcome::Failed(Failure::NativeStack) => Some(Discard::NativeStack),
            Outcome::Failed(Failure::OutOfMemory) => Some(Discard::OutOfMemory),
            Outcome::Rejected(Rejection::Unsupported(what)) | Outcome::Failed(Failure::Unsupported(what)) => {
                Some(Discard::Unsupported(what.clone()))
            }
            Outcome::Failed(Failure::Pool(limit)) | Outcome::Rejected(Rejection::Pool(limit)) => {
                Some(Discard::PoolLimit(limit.clone()))
            }
            Outcome::Rejected(Rejection::ImplementationLimit(what)) => Some(Discard::ImplementationLimit(what.clone())),
            _ => None,
        })
    }
}

impl From<Unable> for Discard {
    fn from(unable: Unable) -> Discard {
        match unable {
            Unable::UnknownKnob(name) => Discard::UnknownKnob(name),
            Unable::BadValue(message) => Discard::BadKnobValue(message),
            Unable::CpuFeature(name) => Discard::CpuFeature(name),
            Unable::Broken(message) => Discard::Broken(message),
        }
    }
}

impl fmt::Display for Discard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Discard::UnknownKnob(what)
            | Discard::BadKnobValue(what)
            | Discard::CpuFeature(what)
            | Discard::Broken(what)
            | Discard::PoolLimit(what)
            | Discard::Unsupported(what)
            | Discard::ImplementationLimit(what) => write!(f, "{} ({what})", self.name()),
            _ => f.write_str(self.name()),
        }
    }
}
