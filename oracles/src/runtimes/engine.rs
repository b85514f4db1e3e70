//! The engine behind [`Machine`].

use super::engine_types::{
    func_type_in, func_type_out, rejection, table_type_in, table_type_out, trap_kind, unable, val_type_in, val_type_out,
};
use super::module_cache::{Artifacts, CachedModule, HostImport, ModuleCache, Modules};
use crate::machine::{Extern, Host, InstantiateError, Machine, ModuleId, Runtime, Unable};
use crate::outcome::{Exhaustion, Failure, Location, Rejection};
use crate::testcase::{EngineConfig, Limits};
use crate::trace::{InstanceState, MemoryState, TableState};
use crate::value::{FuncId, FuncType, GlobalType, SizeLimits, TableType, ValType, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{DerefMut, Range};
use std::rc::Rc;
use std::sync::Arc;
use touchstone_engine as engine;
use touchstone_engine::{Error, ErrorKind, Store, Val};

/// Makes stores of the engine under one configuration, each in an engine of its own.
#[derive(Clone, Debug)]
pub struct EngineRuntime {
    config: EngineConfig,
    artifacts: Option<Artifacts>,
}

impl EngineRuntime {
    /// The engine under `config`; whether the configuration is possible shows when a machine is made.
    pub fn new(config: EngineConfig) -> EngineRuntime {
        EngineRuntime {
            config,
            artifacts: None,
        }
    }

    /// The same, whose machines compile each module once for all of them: compilation depends on no engine.
    pub fn sharing_artifacts(config: EngineConfig) -> EngineRuntime {
        EngineRuntime {
            config,
            artifacts: Some(Artifacts::default()),
        }
    }

    /// A new engine under this configuration.
    ///
    /// # Errors
    /// What is impossible about the configuration, or lacks here.
    pub fn engine(&self) -> Result<engine::Engine, Unable> {
        engine::Engine::new(&self.config()?).map_err(|error| match error.kind() {
            ErrorKind::Config(error) => unable(error.clone()),
            _ => Unable::Broken(error.to_string()),
        })
    }

    /// A machine with a store of an engine that others use too. Modules come from the cache where they are in it.
    pub fn machine_in(engine: &engine::Engine, cache: &Arc<ModuleCache>, limits: &Limits) -> Box<dyn Machine> {
        machine(engine.clone(), Modules::Cached(cache.clone()), limits)
    }

    fn config(&self) -> Result<engine::Config, Unable> {
        let mut config = engine::Config::new();
        for (knob, value) in &self.config.0 {
            config.set(knob, value).map_err(unable)?;
        }
        Ok(config)
    }
}

impl Runtime for EngineRuntime {
    fn name(&self) -> &str {
        "engine"
    }

    fn machine(&self, limits: &Limits) -> Result<Box<dyn Machine>, Unable> {
        let modules = self.artifacts.clone().map_or(Modules::Own, Modules::Shared);
        Ok(machine(self.engine()?, modules, limits))
    }
}

fn machine(engine: engine::Engine, modules: Modules, limits: &Limits) -> Box<dyn Machine> {
    let limits = engine::Limits {
        memory_pages: limits.memory_pages.into(),
        table_elements: limits.table_elements.into(),
        total_bytes: limits.total_bytes,
    };
    let store = Box::new(Store::new(&engine, limits));
    Box::new(EngineMachine {
        store,
        shared: Rc::new(Shared::new(engine, modules)),
    })
}

/// A store and what is known about it. `S` is the store itself, or a borrow of it while one of its host functions runs.
struct EngineMachine<S> {
    store: S,
    shared: Rc<Shared>,
}

struct Shared {
    engine: engine::Engine,
    counts_fuel: bool,
    modules: Modules,
    inner: RefCell<Inner>,
    host: RefCell<Option<Rc<dyn Host>>>,
}

#[derive(Default)]
struct Inner {
    modules: Vec<CachedModule>,
    /// Whether instantiations take modules that were linked once.
    links_once: bool,
    /// By slot: the instance and its module.
    instances: HashMap<u32, (engine::Instance, u32)>,
    /// By the store's instance number: the slot.
    slots: Vec<u32>,
    /// Handles given out; the numbers in [`Extern`] are indices.
    items: Vec<engine::Extern>,
    /// Script numbers of host functions, in order of their creation.
    hosts: Vec<u32>,
    /// By script number: the first host function made with it.
    host_funcs: HashMap<u32, engine::Func>,
    fault: Option<String>,
}

impl Shared {
    fn new(engine: engine::Engine, modules: Modules) -> Shared {
        let counts_fuel = engine.config().fuel();
        Shared {
            engine,
            counts_fuel,
            modules,
            inner: RefCell::default(),
            host: RefCell::default(),
        }
    }
}

impl Inner {
    fn slot(&self, instance: u32) -> u32 {
        self.slots.get(instance as usize).copied().unwrap_or(u32::MAX)
    }

    fn give(&mut self, item: engine::Extern) -> Extern {
        self.items.push(item);
        let number = self.items.len() as u32 - 1;
        match item {
            engine::Extern::Func(_) => Extern::Func(number),
            engine::Extern::Table(_) => Extern::Table(number),
            engine::Extern::Memory(_) => Extern::Memory(number),
            engine::Extern::Global(_) => Extern::Global(number),
        }
    }
}

fn number(item: Extern) -> usize {
    let (Extern::Func(number) | Extern::Table(number) | Extern::Memory(number) | Extern::Global(number)) = item;
    number as usize
}

impl<S: DerefMut<Target = Store>> EngineMachine<S> {
    fn item(&self, item: Extern) -> Option<engine::Extern> {
        self.shared.inner.borrow().items.get(number(item)).copied()
    }

    fn memory(&self, item: Extern) -> Option<engine::Memory> {
        self.item(item)?.memory()
    }

    fn table(&self, item: Extern) -> Option<engine::Table> {
        self.item(item)?.table()
    }

    fn global(&self, item: Extern) -> Option<engine::Global> {
        self.item(item)?.global()
    }

    fn func(&self, item: Extern) -> Option<engine::Func> {
        self.item(item)?.func()
    }

    fn give(&self, item: impl Into<engine::Extern>) -> Extern {
        self.shared.inner.borrow_mut().give(item.into())
    }

    fn note<T>(&self, result: engine::Result<T>) -> Option<T> {
        result
            .inspect_err(|error| {
                self.shared.inner.borrow_mut().fault.get_or_insert(error.to_string());
            })
            .ok()
    }

    fn value_out(&self, value: &Val) -> Value {
        match *value {
            Val::I32(v) => Value::I32(v),
            Val::I64(v) => Value::I64(v),
            Val::F32(v) => Value::F32(v),
            Val::F64(v) => Value::F64(v),
            Val::V128(v) => Value::V128(v),
            Val::FuncRef(func) => Value::FuncRef(func.map(|func| self.identity(func))),
            Val::ExternRef(id) => Value::ExternRef(id),
        }
    }

    fn identity(&self, func: engine::Func) -> FuncId {
        let inner = self.shared.inner.borrow();
        match func.identity(&self.store) {
            engine::FuncIdentity::Wasm { instance, function } => FuncId::Wasm {
                instance: inner.slot(instance),
                func: function,
            },
            engine::FuncIdentity::Host(number) => {
                FuncId::Host(inner.hosts.get(number as usize).copied().unwrap_or(u32::MAX))
            }
            engine::FuncIdentity::Shared(number) => {
                let known = self
                    .shared
                    .modules
                    .cache()
                    .and_then(|cache| cache.script_number(number));
                FuncId::Host(known.unwrap_or(u32::MAX))
            }
        }
    }

    /// A function that does not exist becomes null.
    fn value_in(&self, value: &Value) -> Val {
        match *value {
            Value::I32(v) => Val::I32(v),
            Value::I64(v) => Val::I64(v),
            Value::F32(v) => Val::F32(v),
            Value::F64(v) => Val::F64(v),
            Value::V128(v) => Val::V128(v),
            Value::FuncRef(id) => Val::FuncRef(id.and_then(|id| self.find(id))),
            Value::ExternRef(id) => Val::ExternRef(id),
        }
    }

    fn find(&self, id: FuncId) -> Option<engine::Func> {
        match id {
            FuncId::Host(id) => self.shared.inner.borrow().host_funcs.get(&id).copied(),
            FuncId::Wasm { instance, func } => self.instance(instance)?.0.func_at(&self.store, func),
        }
    }

    fn instance(&self, slot: u32) -> Option<(engine::Instance, u32)> {
        self.shared.inner.borrow().instances.get(&slot).copied()
    }

    fn failure(&self, error: Error) -> Failure {
        let location = |at: &Option<engine::Location>| {
            at.map(|at| Location {
                instance: self.shared.inner.borrow().slot(at.instance),
                func: at.function,
                offset: at.offset,
            })
        };
        match error.kind() {
            ErrorKind::Trap { kind, location: at, .. } => Failure::Trap(trap_kind(*kind), location(at)),
            ErrorKind::Exhausted { what, location: at } => match what {
                engine::Exhaustion::Fuel => Failure::Exhausted(Exhaustion::Fuel, location(at)),
                engine::Exhaustion::CallStack => Failure::Exhausted(Exhaustion::CallStack, location(at)),
                engine::Exhaustion::Limit => Failure::Exhausted(Exhaustion::Limit, location(at)),
                engine::Exhaustion::NativeStack => Failure::NativeStack,
                engine::Exhaustion::OutOfMemory => Failure::OutOfMemory,
                engine::Exhaustion::Pool(limit) => Failure::Pool(limit.name().to_string()),
            },
            _ => Failure::Internal(error.to_string()),
        }
    }

    /// Something that fits no import of type `ty`, for an import that is missing.
    fn misfit(&mut self, ty: &engine::ExternType) -> Result<Extern, Failure> {
        match ty {
            engine::ExternType::Func(_) => self.new_global(
                GlobalType {
                    content: ValType::I32,
                    mutable: false,
                },
                Value::I32(0),
            ),
            _ => self.new_func(&FuncType::default(), 0),
        }
    }

    fn bind(&mut self, module: &engine::Module, imports: &[Option<Extern>]) -> Result<Vec<engine::Extern>, Failure> {
        let mut bound = Vec::with_capacity(module.imports().len());
        for (i, import) in module.imports().iter().enumerate() {
            let item = match imports.get(i).copied().flatten() {
                Some(item) => item,
                None => self.misfit(&import.ty)?,
            };
            bound.push(
                self.item(item)
                    .ok_or_else(|| Failure::Internal("no such import".into()))?,
            );
        }
        Ok(bound)
    }

    /// The module linked once with the host functions that these imports are; `None` where that way is not to be taken, or
    /// cannot: an import is something else.
    fn linked(&self, cached: &CachedModule, imports: &[Option<Extern>]) -> Option<engine::Result<engine::Linked>> {
        let inner = self.shared.inner.borrow();
        let cache = self.shared.modules.cache().filter(|_| inner.links_once)?;
        let host = |(i, import): (usize, &engine::ImportType)| -> Option<HostImport> {
            let engine::ExternType::Func(wanted) = &import.ty else {
                return None;
            };
            let Some(item) = imports.get(i).copied().flatten() else {
                // A function that does not fit, for one that is missing.
                let none = engine::FuncType::new([], []);
                let one = engine::FuncType::new([engine::ValType::I32], []);
                return Some((u32::MAX, if *wanted == none { one } else { none }));
            };
            let func = inner.items.get(number(item))?.func()?;
            match func.identity(&self.store) {
                engine::FuncIdentity::Host(number) => Some((*inner.hosts.get(number as usize)?, func.ty(&self.store))),
                _ => None,
            }
        };
        let hosts: Option<Vec<HostImport>> = cached.module.imports().iter().enumerate().map(host).collect();
        Some(cache.linked(cached, &hosts?))
    }

    fn table_state(&self, table: engine::Table, full: bool) -> TableState {
        let size = table.size(&self.store);
        let elements = (0..size).filter_map(|index| table.get(&self.store, index));
        let elements: Vec<Value> = elements.map(|value| self.value_out(&value)).collect();
        TableState::of(&elements, full)
    }

    fn memory_state(&self, memory: engine::Memory, full: bool) -> MemoryState {
        MemoryState::of(memory.data(&self.store), full)
    }
}

/// What the host function with script number `id` does when Wasm calls it.
fn call_host(shared: &Rc<Shared>, store: &mut Store, id: u32, args: &[Val], results: &mut [Val]) -> engine::Result<()> {
    let Some(host) = shared.host.borrow().clone() else {
        return Err(Error::host("there is no host"));
    };
    let mut machine = EngineMachine {
        store,
        shared: shared.clone(),
    };
    let args: Vec<Value> = args.iter().map(|value| machine.value_out(value)).collect();
    let mut values: Vec<Value> = results
        .iter()
        .map(|value| Value::zero(val_type_out(value.ty())))
        .collect();
    host.call(&mut machine, id, &args, &mut values)
        .map_err(|_| Error::host("the script traps"))?;
    for (result, value) in results.iter_mut().zip(&values) {
        *result = machine.value_in(value);
    }
    Ok(())
}

thread_local! {
    /// The machines whose Wasm this thread runs, the innermost last.
    static ENTERED: RefCell<Vec<Rc<Shared>>> = const { RefCell::new(Vec::new()) };
}

/// As long as it lives, this thread runs Wasm of a machine.
struct Entered;

impl Entered {
    fn enter(shared: &Rc<Shared>) -> Entered {
        ENTERED.with_borrow_mut(|entered| entered.push(shared.clone()));
        Entered
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        ENTERED.with_borrow_mut(|entered| entered.pop());
    }
}

/// What a host function that stores share does: that of the machine whose Wasm runs.
pub(super) fn call_entered(store: &mut Store, id: u32, args: &[Val], results: &mut [Val]) -> engine::Result<()> {
    let shared = ENTERED.with_borrow(|entered| entered.last().cloned());
    let shared = shared.ok_or_else(|| Error::host("no machine runs"))?;
    call_host(&shared, store, id, args, results)
}

impl<S: DerefMut<Target = Store>> Machine for EngineMachine<S> {
    fn compile(&mut self, wasm: &[u8]) -> Result<ModuleId, Rejection> {
        let module = self.shared.modules.get(&self.shared.engine, wasm).map_err(rejection)?;
        let modules = &mut self.shared.inner.borrow_mut().modules;
        modules.push(module);
        Ok(ModuleId(modules.len() as u32 - 1))
    }

    fn instantiate(&mut self, slot: u32, id: ModuleId, imports: &[Option<Extern>]) -> Result<(), InstantiateError> {
        let module = self.shared.inner.borrow().modules.get(id.0 as usize).cloned();
        let cached = module.ok_or_else(|| InstantiateError::Failed(Failure::Internal("no such module".into())))?;
        let linked = self.linked(&cached, imports);
        let bound = match linked {
            Some(_) => Vec::new(),
            None => self.bind(&cached.module, imports).map_err(InstantiateError::Failed)?,
        };
        // The start function and locations speak of the instance before its creation is over.
        let number = self.store.instance_count();
        {
            let mut inner = self.shared.inner.borrow_mut();
            inner.slots.truncate(number as usize);
            inner.slots.push(slot);
        }
        let entered = Entered::enter(&self.shared);
        let result = match linked {
            Some(linked) => linked.and_then(|linked| linked.instantiate(&mut self.store)),
            None => engine::Instance::new(&mut self.store, &cached.module, &bound),
        };
        drop(entered);
        if let Some(instance) = self.store.instance(number) {
            self.shared.inner.borrow_mut().instances.insert(slot, (instance, id.0));
        }
        match result {
            Ok(_) => Ok(()),
            Err(error) => Err(match error.kind() {
                ErrorKind::Link { import, message } => InstantiateError::Link {
                    import: *import as u32,
                    message: message.clone(),
                },
                _ => InstantiateError::Failed(self.failure(error)),
            }),
        }
    }

    fn link_once(&mut self, once: bool) {
        self.shared.inner.borrow_mut().links_once = once;
    }

    fn export(&mut self, slot: u32, name: &str) -> Option<Extern> {
        let found = self.instance(slot)?.0.export(&self.store, name)?;
        Some(self.give(found))
    }

    fn instance_memory(&mut self, slot: u32, index: u32) -> Option<Extern> {
        let found = self
            .instance(slot)?
            .0
            .memories(&self.store)
            .get(index as usize)
            .copied()?;
        Some(self.give(found))
    }

    fn instance_table(&mut self, slot: u32, index: u32) -> Option<Extern> {
        let found = self
            .instance(slot)?
            .0
            .tables(&self.store)
            .get(index as usize)
            .copied()?;
        Some(self.give(found))
    }

    fn instance_global(&mut self, slot: u32, index: u32) -> Option<Extern> {
        let found = self
            .instance(slot)?
            .0
            .globals(&self.store)
            .get(index as usize)
            .copied()?;
        Some(self.give(found))
    }

    fn instance_func(&mut self, slot: u32, index: u32) -> Option<Extern> {
        let found = self.instance(slot)?.0.func_at(&self.store, index)?;
        Some(self.give(found))
    }

    fn invoke(&mut self, func: Extern, args: &[Value]) -> Result<Vec<Value>, Failure> {
        let func = self
            .func(func)
            .ok_or_else(|| Failure::Internal("not a function".into()))?;
        let args: Vec<Val> = args.iter().map(|value| self.value_in(value)).collect();
        let entered = Entered::enter(&self.shared);
        let called = func.call(&mut self.store, &args);
        drop(entered);
        match called {
            Ok(results) => Ok(results.iter().map(|value| self.value_out(value)).collect()),
            Err(error) => Err(self.failure(error)),
        }
    }

    fn new_func(&mut self, ty: &FuncType, id: u32) -> Result<Extern, Failure> {
        let shared = self.shared.clone();
        let call = move |caller: &mut engine::Caller<'_>, args: &[Val], results: &mut [Val]| {
            call_host(&shared, caller, id, args, results)
        };
        let func = engine::Func::new(&mut self.store, func_type_in(ty), call).map_err(|error| self.failure(error))?;
        let mut inner = self.shared.inner.borrow_mut();
        inner.hosts.push(id);
        inner.host_funcs.entry(id).or_insert(func);
        Ok(inner.give(func.into()))
    }

    fn new_memory(&mut self, ty: SizeLimits) -> Result<Extern, Failure> {
        let ty = engine::MemoryType {
            min: ty.min.into(),
            max: ty.max.map(u64::from),
        };
        let made = engine::Memory::new(&mut self.store, ty).map_err(|error| self.failure(error))?;
        Ok(self.give(made))
    }

    fn new_table(&mut self, ty: TableType) -> Result<Extern, Failure> {
        let null = self.value_in(&Value::zero(ty.element));
        let ty = table_type_in(ty);
        let made = engine::Table::new(&mut self.store, ty, null).map_err(|error| self.failure(error))?;
        Ok(self.give(made))
    }

    fn new_global(&mut self, ty: GlobalType, value: Value) -> Result<Extern, Failure> {
        let value = self.value_in(&value);
        let ty = engine::GlobalType {
            content: val_type_in(ty.content),
            mutable: ty.mutable,
        };
        let made = engine::Global::new(&mut self.store, ty, value).map_err(|error| self.failure(error))?;
        Ok(self.give(made))
    }

    fn set_host(&mut self, host: Rc<dyn Host>) {
        *self.shared.host.borrow_mut() = Some(host);
    }

    fn begin_step(&mut self, fuel: u64, stack: u64) {
        self.store.set_fuel(fuel);
        self.store.set_stack_limit(stack);
    }

    fn fuel_consumed(&self) -> Option<u64> {
        self.shared.counts_fuel.then(|| self.store.fuel_consumed())
    }

    fn nan_open(&self) -> Option<u64> {
        None
    }

    fn memory_len(&mut self, memory: Extern) -> u64 {
        self.memory(memory).map_or(0, |memory| memory.size(&self.store) << 16)
    }

    fn memory_read(&mut self, memory: Extern, range: Range<u64>) -> Option<Vec<u8>> {
        let data = self.memory(memory)?.data(&self.store);
        let range = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
        data.get(range).map(<[u8]>::to_vec)
    }

    fn memory_write(&mut self, memory: Extern, offset: u64, bytes: &[u8]) -> bool {
        let Some(memory) = self.memory(memory) else {
            return false;
        };
        memory.write(&mut self.store, offset, bytes).is_ok()
    }

    fn memory_grow(&mut self, memory: Extern, delta: u32) -> Option<u32> {
        let memory = self.memory(memory)?;
        memory.grow(&mut self.store, delta.into()).map(|old| old as u32)
    }

    fn table_type(&mut self, table: Extern) -> (TableType, u32) {
        match self.table(table) {
            Some(table) => (table_type_out(table.ty(&self.store)), table.size(&self.store) as u32),
            None => (
                TableType {
                    element: ValType::FuncRef,
                    limits: SizeLimits { min: 0, max: None },
                },
                0,
            ),
        }
    }

    fn table_get(&mut self, table: Extern, index: u32) -> Option<Value> {
        let value = self.table(table)?.get(&self.store, index.into())?;
        Some(self.value_out(&value))
    }

    fn table_set(&mut self, table: Extern, index: u32, value: Value) -> bool {
        let value = self.value_in(&value);
        let Some(table) = self.table(table) else { return false };
        table.set(&mut self.store, index.into(), value).is_ok()
    }

    fn table_grow(&mut self, table: Extern, delta: u32, value: Value) -> Option<u32> {
        let value = self.value_in(&value);
        let grown = self.table(table)?.grow(&mut self.store, delta.into(), value);
        self.note(grown)?.map(|old| old as u32)
    }

    fn global_type(&mut self, global: Extern) -> GlobalType {
        match self.global(global).map(|global| global.ty(&self.store)) {
            Some(ty) => GlobalType {
                content: val_type_out(ty.content),
                mutable: ty.mutable,
            },
            None => GlobalType {
                content: ValType::I32,
                mutable: false,
            },
        }
    }

    fn global_get(&mut self, global: Extern) -> Value {
        let value = self.global(global).map(|global| global.get(&self.store));
        value.map_or(Value::I32(0), |value| self.value_out(&value))
    }

    fn global_set(&mut self, global: Extern, value: Value) {
        let value = self.value_in(&value);
        if let Some(global) = self.global(global)
            && global.ty(&self.store).mutable
        {
            let set = global.set(&mut self.store, value);
            self.note(set);
        }
    }

    fn fault(&mut self) -> Option<Failure> {
        if let Some(what) = self.store.take_refusal() {
            return Some(self.failure(Error::exhausted(what)));
        }
        self.shared.inner.borrow_mut().fault.take().map(Failure::Internal)
    }

    fn func_type(&mut self, func: Extern) -> FuncType {
        self.func(func)
            .map_or_else(FuncType::default, |func| func_type_out(&func.ty(&self.store)))
    }

    fn observe(&mut self, slot: u32, full: bool) -> Option<InstanceState> {
        let (instance, module) = self.instance(slot)?;
        let module = self.shared.inner.borrow().modules.get(module as usize)?.clone();
        let imported = |wanted: fn(&engine::ExternType) -> bool| {
            module
                .module
                .imports()
                .iter()
                .filter(|import| wanted(&import.ty))
                .count()
        };
        let memories = instance.memories(&self.store);
        let tables = instance.tables(&self.store);
        let globals = instance.globals(&self.store);
        let memories = memories
            .iter()
            .skip(imported(|ty| matches!(ty, engine::ExternType::Memory(_))));
        let tables = tables
            .iter()
            .skip(imported(|ty| matches!(ty, engine::ExternType::Table(_))));
        let globals = globals
            .iter()
            .skip(imported(|ty| matches!(ty, engine::ExternType::Global(_))));
        Some(InstanceState {
            memories: memories.map(|memory| self.memory_state(*memory, full)).collect(),
            tables: tables.map(|table| self.table_state(*table, full)).collect(),
            globals: globals.map(|global| self.value_out(&global.get(&self.store))).collect(),
            dropped_elem: instance.dropped_elements(&self.store),
            dropped_data: instance.dropped_data(&self.store),
        })
    }

    fn past_end(&mut self, slot: u32) -> Option<String> {
        let (instance, _) = self.instance(slot)?;
        let memory = |(index, memory): (usize, &engine::Memory)| {
            let seen = memory.past_end(&self.store);
            (seen != engine::PastEnd::default()).then(|| format!("past the end of memory {index}: {seen:?}"))
        };
        let table = |(index, table): (usize, &engine::Table)| {
            let element = table.past_end(&self.store)?;
            Some(format!("past the end of table {index}: element {element} is not zero"))
        };
        let memories = instance.memories(&self.store).iter().enumerate().find_map(memory);
        memories.or_else(|| instance.tables(&self.store).iter().enumerate().find_map(table))
    }

    fn observe_extern(&mut self, item: Extern, full: bool, state: &mut InstanceState) {
        match self.item(item) {
            Some(engine::Extern::Memory(memory)) => state.memories.push(self.memory_state(memory, full)),
            Some(engine::Extern::Table(table)) => state.tables.push(self.table_state(table, full)),
            Some(engine::Extern::Global(global)) => state.globals.push(self.value_out(&global.get(&self.store))),
            _ => {}
        }
    }
}
