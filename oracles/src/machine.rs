//! A runtime as the driver sees it: one store, and everything that a host can do with it.
//!
//! The trait is wide enough for plans and for `.wast` scripts alike. Handles are small numbers that mean
//! something only to the machine that gave them out. Identities in *values* ([`FuncId`](crate::value::FuncId)) and in
//! locations are the driver's: [`Machine::instantiate`] is told the slot of the new instance.

use crate::outcome::{Failure, Rejection};
use crate::testcase::Limits;
use crate::trace::InstanceState;
use crate::value::{FuncType, GlobalType, SizeLimits, TableType, Value};
use std::ops::Range;
use std::rc::Rc;

/// A compiled module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ModuleId(pub u32);

/// A function, table, memory or global of a machine's store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extern {
    /// A function.
    Func(u32),
    /// A table.
    Table(u32),
    /// A memory.
    Memory(u32),
    /// A global.
    Global(u32),
}

/// Why an instantiation did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstantiateError {
    /// An import is missing or has the wrong type: its index. Nothing was allocated.
    Link {
        /// Index of the first such import.
        import: u32,
        /// For people.
        message: String,
    },
    /// A limit, a segment out of bounds, or the start function. After a trap the instance is allocated and can be observed.
    Failed(Failure),
}

/// The host: what a host function does when it is called.
pub trait Host {
    /// Called for the host function made with script number `func`. `results` comes as zeros of the result types.
    ///
    /// The machine is the running one: the host may read and write it and call back into it.
    ///
    /// # Errors
    /// `Err(HostTrap)` makes the caller trap with [`TrapKind::Host`](crate::outcome::TrapKind).
    fn call(&self, machine: &mut dyn Machine, func: u32, args: &[Value], results: &mut [Value])
    -> Result<(), HostTrap>;
}

/// A host function's wish to trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostTrap;

/// One runtime with one store.
pub trait Machine {
    /// Decodes, validates and compiles a module.
    ///
    /// # Errors
    /// Malformed apart from invalid apart from what this implementation cannot do.
    fn compile(&mut self, wasm: &[u8]) -> Result<ModuleId, Rejection>;

    /// Instantiates a module as instance `slot`; `imports` by index, `None` for one that is missing.
    ///
    /// Slots are chosen by the caller and used once.
    ///
    /// # Errors
    /// See [`InstantiateError`].
    fn instantiate(&mut self, slot: u32, module: ModuleId, imports: &[Option<Extern>]) -> Result<(), InstantiateError>;

    /// Whether instantiations from now on take modules that were linked once for many stores, where the runtime has such and the
    /// imports are host functions. It makes no difference to what an instance is.
    fn link_once(&mut self, _once: bool) {}

    /// The export of that name of an instance.
    fn export(&mut self, slot: u32, name: &str) -> Option<Extern>;

    /// Memory `index` in the instance's index space, exported or not.
    fn instance_memory(&mut self, slot: u32, index: u32) -> Option<Extern>;
    /// Table `index` in the instance's index space, exported or not.
    fn instance_table(&mut self, slot: u32, index: u32) -> Option<Extern>;
    /// Global `index` in the instance's index space, exported or not.
    fn instance_global(&mut self, slot: u32, index: u32) -> Option<Extern>;
    /// Function `index` in the instance's index space, exported or not.
    fn instance_func(&mut self, slot: u32, index: u32) -> Option<Extern>;

    /// Calls a function; `args` have its parameter types.
    ///
    /// # Errors
    /// See [`Failure`]. State stays as it was when the failure happened.
    fn invoke(&mut self, func: Extern, args: &[Value]) -> Result<Vec<Value>, Failure>;

    /// A new host function; calling it calls the [`Host`] given to [`Machine::set_host`] with number `id`.
    ///
    /// # Errors
    /// Only for lack of resources.
    fn new_func(&mut self, ty: &FuncType, id: u32) -> Result<Extern, Failure>;
    /// A new memory; counts against the limits.
    ///
    /// # Errors
    /// `Exhausted(Limit)`, or lack of resources.
    fn new_memory(&mut self, ty: SizeLimits) -> Result<Extern, Failure>;
    /// A new table of nulls; counts against the limits.
    ///
    /// # Errors
    /// `Exhausted(Limit)`, or lack of resources.
    fn new_table(&mut self, ty: TableType) -> Result<Extern, Failure>;
    /// A new global; `value` has its type.
    ///
    /// # Errors
    /// Only for lack of resources.
    fn new_global(&mut self, ty: GlobalType, value: Value) -> Result<Extern, Failure>;

    /// Sets what host functions do.
    fn set_host(&mut self, host: Rc<dyn Host>);

    /// Starts a step: consumed fuel becomes 0, and these limits hold until the next step.
    fn begin_step(&mut self, fuel: u64, stack: u64);
    /// Fuel consumed since [`Machine::begin_step`]; `None` if this run does not count.
    fn fuel_consumed(&self) -> Option<u64>;
    /// Operations so far whose NaN the specification leaves open; `None` if not counted.
    fn nan_open(&self) -> Option<u64>;

    /// A memory's length in bytes.
    fn memory_len(&mut self, memory: Extern) -> u64;
    /// A copy of a range; `None` out of bounds.
    fn memory_read(&mut self, memory: Extern, range: Range<u64>) -> Option<Vec<u8>>;
    /// Writes bytes; false and no change out of bounds.
    fn memory_write(&mut self, memory: Extern, offset: u64, bytes: &[u8]) -> bool;
    /// Grows by pages; the former size in pages, or `None` when that fails.
    fn memory_grow(&mut self, memory: Extern, delta: u32) -> Option<u32>;
    /// A table's type, its limits as they were declared, and its length in elements.
    fn table_type(&mut self, table: Extern) -> (TableType, u32);
    /// An element; `None` out of bounds.
    fn table_get(&mut self, table: Extern, index: u32) -> Option<Value>;
    /// Sets an element to a value of the table's type; false and no change out of bounds.
    fn table_set(&mut self, table: Extern, index: u32, value: Value) -> bool;
    /// Grows by elements of the given value; the former length, or `None` when that fails.
    fn table_grow(&mut self, table: Extern, delta: u32, value: Value) -> Option<u32>;
    /// A global's type.
    fn global_type(&mut self, global: Extern) -> GlobalType;
    /// A global's value.
    fn global_get(&mut self, global: Extern) -> Value;
    /// Sets a global to a value of its type. Does nothing to an immutable one.
    fn global_set(&mut self, global: Extern, value: Value);
    /// What went wrong inside the runtime, or what it cannot do, in a method that has no other way to say so; asked after every step.
    fn fault(&mut self) -> Option<Failure>;
    /// A function's type.
    fn func_type(&mut self, func: Extern) -> FuncType;

    /// What instance `slot` owns; `None` if it was never allocated. `full` keeps bytes and elements.
    fn observe(&mut self, slot: u32, full: bool) -> Option<InstanceState>;
    /// What stands past the end of the memories and tables of instance `slot` although nothing should: for people. Always `None` where
    /// this runtime's storage cannot be looked at.
    fn past_end(&mut self, _slot: u32) -> Option<String> {
        None
    }
    /// A memory, table or global as it is now, appended to `state`. Functions are ignored.
    fn observe_extern(&mut self, item: Extern, full: bool, state: &mut InstanceState);
}

/// Makes machines: one runtime under one configuration, with what it can do.
pub trait Runtime {
    /// Name for reports, such as `reference` or `verified`.
    fn name(&self) -> &str;
    /// A new machine with an empty store.
    ///
    /// # Errors
    /// What this runtime or host lacks for this configuration, such as an unknown knob or a CPU feature: a named discard.
    fn machine(&self, limits: &Limits) -> Result<Box<dyn Machine>, Unable>;
}

/// Why a runtime cannot run at all under a configuration.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unable {
    /// The configuration names a knob that this build does not know.
    UnknownKnob(String),
    /// A knob's value is not one of its type or range, or combinations exclude each other.
    BadValue(String),
    /// The host's CPU lacks a feature that the configuration turns on.
    CpuFeature(String),
    /// The runtime could not be started.
    Broken(String),
}

impl std::fmt::Display for Unable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unable::UnknownKnob(name) => write!(f, "unknown knob {name}"),
            Unable::BadValue(message) => write!(f, "bad configuration: {message}"),
            Unable::CpuFeature(name) => write!(f, "this CPU has no {name}"),
            Unable::Broken(message) => write!(f, "cannot start: {message}"),
        }
    }
}
