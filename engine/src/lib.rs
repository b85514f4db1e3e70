//! A WebAssembly 2.0 engine: bytes to machine code to running instances.
//!
//! What an embedder uses (`store: &mut Store` also takes a `&mut Caller`, which dereferences to its store):
//!
//! ```text
//! Config::new / parse / set(name, text) / set_<knob>(value) / iter / random / effective
//! Engine::new(&Config) -> Result<Engine>                      engine.config() -> &Config (effective values)
//! Engine::with_memory_creator(&Config, Arc<dyn MemoryCreator>) -> Result<Engine>   the host supplies the memories
//! Module::new(&Engine, &[u8]) -> Result<Module>               imports() -> &[ImportType], exports() -> &[ExportType]
//! Artifact::new(&Engine, &[u8]) -> Result<Artifact>           Module::from_artifact(&Engine, &Artifact): compiled once, for engines alike
//! Store::new(&Engine, Limits { memory_pages, table_elements, total_bytes }) -> Store
//!   store.set_fuel(limit: u64)        also sets consumed fuel to 0     store.fuel_consumed() -> u64
//!   store.set_stack_limit(units: u64)                                  store.stack_units_used() -> u64
//! Func::new(&mut Store, FuncType, impl Fn(&mut Caller, &[Val], &mut [Val]) -> Result<()> + 'static) -> Func
//! Func::wrap(&mut Store, |caller: &mut Caller, a: i32, b: i64| -> Result<i32>) -> Func
//!   func.call(&mut Store, &[Val]) -> Result<Vec<Val>>    func.ty(&Store)   func.identity(&Store) -> FuncIdentity
//!   func.typed::<(i32, i64), i32>(&Store) -> Result<TypedFunc<..>>        typed.call(&mut Store, (1, 2))
//! Memory::new(&mut Store, MemoryType) -> Result<Memory>   ty, size (pages), grow -> Option<u64>, data, data_mut, read, write
//! Table::new(&mut Store, TableType, init: Val) -> Result  ty, size, grow(delta, init) -> Option<u64>, get, set
//! Global::new(&mut Store, GlobalType, Val) -> Result      ty, get, set
//! Instance::new(&mut Store, &Module, &[Extern]) -> Result<Instance>
//!   instance.id()  export(&Store, name) -> Option<Extern>  func_at(&Store, index) -> Option<Func>
//!   instance.funcs / tables / memories / globals(&Store) -> Vec<..> (all, imports first)
//!   instance.dropped_elements / dropped_data(&Store) -> Vec<bool>
//! SharedFunc::new / wrap (&Engine, ..) -> SharedFunc       a host function for all stores of an engine
//! Linked::new(&Module, &[SharedFunc]) -> Result<Linked>    linked.instantiate(&mut Store) -> Result<Instance>
//!   store.instance(id) -> Option<Instance>  (also one whose instantiation trapped)  store.instance_count()
//! ```

/// Whether a seeded fault of the canary is active; a constant in every shipped build.
macro_rules! seeded {
    ($fault:ident) => {{
        #[cfg(feature = "canary")]
        {
            crate::canary::Fault::$fault.is_active()
        }
        #[cfg(not(feature = "canary"))]
        {
            false
        }
    }};
}

#[cfg(feature = "canary")]
pub mod canary;
mod compile;
pub mod config;
mod error;
mod layout;
mod runtime;
pub mod sys;
mod trap;
mod types;

pub use config::{Config, ConfigError};
pub use error::{Error, ErrorKind, Result};
pub use runtime::{
    Artifact, Caller, Engine, Extern, ExternRef, Func, FuncIdentity, Global, HostResult, ImageMetrics, Instance,
    IntoFunc, Limits, LinearMemory, Linked, Memory, MemoryCreator, MemoryRequirements, Module, PastEnd, PoolCounts,
    PoolMetrics, SharedFunc, Store, Table, TypedFunc, Val, WasmParams, WasmResults, WasmTy,
};
pub use trap::{Exhaustion, Location, PoolLimit, TrapKind};
pub use types::{ExportType, ExternType, FuncType, GlobalType, ImportType, MemoryType, TableType, ValType};
