//! The OCaml reference interpreter, linked into this process.
//!
//! `reference/` holds the interpreter, written rule by rule from the WebAssembly 2.0 specification; this crate compiles it,
//! starts its runtime ([`start`]) and gives it a safe interface ([`Store`], [`Module`]). It shares nothing with the
//! engine: decoder, validator, numerics and execution are its own.
//!
//! Threads: the OCaml runtime runs on one thread at a time. Every call takes a process-wide lock that its host functions inherit, so
//! calls from several threads are sound and one after the other. [`Store`] and [`Module`] stay on their thread.
//!
//! Exceptions and panics: an OCaml exception comes back as [`Crash`] and never crosses into Rust; a panic of a host function is
//! carried around OCaml and goes on in the caller of [`Store::invoke`] or [`Store::instantiate`]. When the process has no memory left for
//! a request itself, OCaml's runtime ends it.
//!
//! Native stack: the interpreter keeps Wasm frames on its heap, and its own recursion is bounded by nothing in the program
//! under test except that calls of the host into Wasm nest on the native stack.

#[cfg(feature = "canary")]
pub mod canary;
mod runtime;
mod signals;
mod store;
mod types;
mod wire;

pub use runtime::{Crash, StartError, fail_on_purpose, start};
pub use store::{
    Counters, FuncInfo, FuncOwner, HostFn, HostOutcome, Instance, InstantiateError, Limits, Module, Store,
};
pub use types::{
    Exhaustion, Extern, ExternType, Failure, FuncType, GlobalType, Location, MemoryType, Rejection, SizeLimits,
    TableType, TrapKind, ValType, Value,
};
