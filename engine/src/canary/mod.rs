//! Seeded faults, for measuring the suite that is to find them. Compiled only with the feature `canary`.
//!
//! Two forms:
//! * [`Fault`]: named faults, each a small wrong turn at one place of the engine that copies a bug which some engine
//!   really shipped. The place asks [`Fault::is_active`].
//! * [`rules`]: rewrite rules over the code generator's input (CLIF opcode, type and operand shape to another opcode, operand,
//!   condition, width or immediate), as a stand-in for bugs of the code generator. A rule applies wherever it matches.
//!
//! At most one fault or rule is active in a process; it is chosen once, before the first compilation, so that a
//! campaign in a child process measures exactly one.

mod fault;
mod rewrite;
mod rules;

pub use fault::Fault;
pub use rewrite::{Observation, activate, observation, on_function, reset_executed};
pub use rules::{Rewrite, Rule, Shape, rules};
