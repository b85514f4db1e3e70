//! The engine end to end: modules from text, run under every configuration that changes how.

mod artifacts;
mod calls;
mod common;
mod exhaustion;
mod hostile;
mod images;
mod instantiation;
mod keys;
mod knobs;
mod large;
mod linked;
mod memory;
mod overwritten;
mod signals;
mod state;
mod tables;
mod traps;
