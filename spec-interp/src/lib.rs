//! The OCaml interpreters, linked into this process.
//!
//! `reference/` is written rule by rule from the WebAssembly 2.0 specification; `verified/` is extracted from Coq, where it is proved sound
//! ([`Interpreter`]). This crate compiles both to one object, starts their runtime ([`start`]) and gives them one safe interface
//! ([`Store`], [`Module`]). They share nothing with the engine and, in OCaml, nothing with each other: decoder, validator, numerics and execution
//! are their own.
//!
//! Threads: the OCaml runtime runs on one thread at a time. Every call takes a process-wide lock that its host functions inherit, so
//! calls from several threads are sound and one after the other. [`Store`] and [`Module`] stay on their thread.
//!
//! Exceptions and panics: an OCaml exception comes back as [`Crash`] and never crosses into Rust; a panic of a host function is
//! carried around OCaml and goes on in the caller of [`Store::invoke`] or [`Store::instantiate`]. When the process has no memory left for
//! a request itself, OCaml's runtime ends it.
//!
//! Native stack: the reference keeps Wasm frames on its heap, and its own recursion is bounded by nothing in the program
//! under test except that calls of the host into Wasm nest on the native stack. The verified interpreter recurses with the program, on a
//! large stack of its own that it checks on every call: [`Crash::NativeStack`] when it is used up.

#[cfg(feature = "canary")]
pub mod canary;
mod runtime;
mod signals;
mod stack;
mod store;
mod types;
mod wire;

pub use runtime::{Crash, StartError, fail_on_purpose, start};
pub use store::{
    Counters, FuncInfo, FuncOwner, HostFn, HostOutcome, Instance, InstantiateError, Limits, Module, Store,
};
pub use types::{
    Exhaustion, Extern, ExternType, Failure, FuncType, GlobalType, Interpreter, Location, MemoryType, Rejection,
    SizeLimits, TableType, TrapKind, ValType, Value,
};
