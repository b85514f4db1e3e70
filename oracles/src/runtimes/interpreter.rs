//! The OCaml interpreters behind [`Machine`]: the reference and the verified one. Their bindings differ in nothing but the name.

use super::interpreter_types::{
    func_type_in, func_type_out, item_in, item_out, limits_in, trap_kind, val_type_in, val_type_out,
};
use crate::machine::{Extern, Host, InstantiateError, Machine, ModuleId, Runtime, Unable};
use crate::outcome::{Exhaustion, Failure, Location, Rejection};
use crate::testcase::Limits;
use crate::trace::{InstanceState, MemoryState, TableState};
use crate::value::{FuncId, FuncType, GlobalType, SizeLimits, TableType, ValType, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use touchstone_spec_interp as interp;
use touchstone_spec_interp::{Crash, Interpreter};

/// Makes stores of the reference interpreter.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReferenceRuntime;

impl Runtime for ReferenceRuntime {
    fn name(&self) -> &str {
        "reference"
    }

    fn machine(&self, limits: &Limits) -> Result<Box<dyn Machine>, Unable> {
        InterpreterMachine::boxed(Interpreter::Reference, limits)
    }
}

/// Makes stores of the verified interpreter.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifiedRuntime;

impl Runtime for VerifiedRuntime {
    fn name(&self) -> &str {
        "verified"
    }

    fn machine(&self, limits: &Limits) -> Result<Box<dyn Machine>, Unable> {
        InterpreterMachine::boxed(Interpreter::Verified, limits)
    }
}

/// A store and what is known about it; clones are the same machine.
#[derive(Clone)]
struct InterpreterMachine {
    interpreter: Interpreter,
    store: interp::Store,
    shared: Rc<Shared>,
}

#[derive(Default)]
struct Shared {
    inner: RefCell<Inner>,
    host: RefCell<Option<Rc<dyn Host>>>,
}

#[derive(Default)]
struct Inner {
    modules: Vec<Rc<CompiledModule>>,
    /// By slot: the instance's number in the store, and its module.
    instances: HashMap<u32, (u32, Rc<CompiledModule>)>,
    /// By the store's instance number: the slot.
    slots: Vec<u32>,
    /// By store address: who a function is, and its type.
    funcs: HashMap<u32, (FuncId, Rc<FuncType>)>,
    /// By the id given to the interpreter: script number and type.
    hosts: Vec<(u32, Rc<FuncType>)>,
    /// By script number: the first host function made with it.
    host_funcs: HashMap<u32, u32>,
    fault: Option<Failure>,
}

struct CompiledModule {
    module: interp::Module,
    imports: Vec<interp::ExternType>,
}

impl CompiledModule {
    /// Imported memories, tables and globals.
    fn imported(&self) -> (usize, usize, usize) {
        let count = |wanted: fn(&interp::ExternType) -> bool| self.imports.iter().filter(|ty| wanted(ty)).count();
        (
            count(|ty| matches!(ty, interp::ExternType::Memory(_))),
            count(|ty| matches!(ty, interp::ExternType::Table(_))),
            count(|ty| matches!(ty, interp::ExternType::Global(_))),
        )
    }
}

/// The host function of a store: finds the driver's host and lets it act on this machine.
fn host_entry(interpreter: Interpreter, shared: Rc<Shared>) -> Rc<interp::HostFn> {
    Rc::new(move |store, id, args| {
        let Some(host) = shared.host.borrow().clone() else {
            return interp::HostOutcome::Trap;
        };
        let Some((func, ty)) = shared.inner.borrow().hosts.get(id as usize).cloned() else {
            return interp::HostOutcome::Trap;
        };
        let mut machine = InterpreterMachine {
            interpreter,
            store: store.clone(),
            shared: shared.clone(),
        };
        let args: Vec<Value> = args.iter().map(|value| machine.value_out(value)).collect();
        let mut results: Vec<Value> = ty.results.iter().map(|&ty| Value::zero(ty)).collect();
        match host.call(&mut machine, func, &args, &mut results) {
            Ok(()) => interp::HostOutcome::Results(results.iter().map(|value| machine.value_in(value)).collect()),
            Err(_) => interp::HostOutcome::Trap,
        }
    })
}

impl InterpreterMachine {
    fn boxed(interpreter: Interpreter, limits: &Limits) -> Result<Box<dyn Machine>, Unable> {
        let limits = interp::Limits {
            memory_pages: limits.memory_pages.into(),
            table_elements: limits.table_elements.into(),
            total_bytes: limits.total_bytes,
        };
        let store = interp::Store::new(interpreter, &limits).map_err(|crash| Unable::Broken(crash.to_string()))?;
        let shared = Rc::<Shared>::default();
        store.set_host(host_entry(interpreter, shared.clone()));
        Ok(Box::new(InterpreterMachine {
            interpreter,
            store,
            shared,
        }))
    }

    /// The answer, or the default after noting the fault.
    fn or_fault<T: Default>(&self, answer: Result<T, Crash>) -> T {
        answer.unwrap_or_else(|crash| {
            self.shared.inner.borrow_mut().fault.get_or_insert(crashed(crash));
            T::default()
        })
    }

    /// Who the function at a store address is, and its type.
    fn func(&self, address: u32) -> (FuncId, Rc<FuncType>) {
        if let Some(known) = self.shared.inner.borrow().funcs.get(&address) {
            return known.clone();
        }
        let info = self.store.func(address);
        let mut inner = self.shared.inner.borrow_mut();
        match info {
            Ok(info) => {
                let id = match info.owner {
                    interp::FuncOwner::Wasm { instance, func } => FuncId::Wasm {
                        instance: inner.slot(instance),
                        func,
                    },
                    interp::FuncOwner::Host(id) => {
                        FuncId::Host(inner.hosts.get(id as usize).map_or(u32::MAX, |host| host.0))
                    }
                };
                let known = (id, Rc::new(func_type_out(&info.ty)));
                inner.funcs.insert(address, known.clone());
                known
            }
            Err(crash) => {
                inner.fault.get_or_insert(crashed(crash));
                (FuncId::Host(u32::MAX), Rc::default())
            }
        }
    }

    fn value_out(&self, value: &interp::Value) -> Value {
        match *value {
            interp::Value::I32(v) => Value::I32(v),
            interp::Value::I64(v) => Value::I64(v),
            interp::Value::F32(v) => Value::F32(v),
            interp::Value::F64(v) => Value::F64(v),
            interp::Value::V128(v) => Value::V128(v),
            interp::Value::FuncRef(address) => Value::FuncRef(address.map(|address| self.func(address).0)),
            interp::Value::ExternRef(id) => Value::ExternRef(id),
        }
    }

    /// A function that does not exist becomes null.
    fn value_in(&self, value: &Value) -> interp::Value {
        match *value {
            Value::I32(v) => interp::Value::I32(v),
            Value::I64(v) => interp::Value::I64(v),
            Value::F32(v) => interp::Value::F32(v),
            Value::F64(v) => interp::Value::F64(v),
            Value::V128(v) => interp::Value::V128(v),
            Value::FuncRef(id) => interp::Value::FuncRef(id.and_then(|id| self.address(id))),
            Value::ExternRef(id) => interp::Value::ExternRef(id),
        }
    }

    fn address(&self, id: FuncId) -> Option<u32> {
        match id {
            FuncId::Host(id) => self.shared.inner.borrow().host_funcs.get(&id).copied(),
            FuncId::Wasm { instance, func } => self.spaces(instance)?.funcs.get(func as usize).copied(),
        }
    }

    /// The index spaces of the instance in a slot.
    fn spaces(&self, slot: u32) -> Option<interp::Instance> {
        let instance = self.shared.inner.borrow().instances.get(&slot)?.0;
        self.or_fault(self.store.instance(instance).map(Some))
    }

    fn failure(&self, failure: interp::Failure) -> Failure {
        let location = |location: Option<interp::Location>| {
            location.map(|at| Location {
                instance: self.shared.inner.borrow().slot(at.instance),
                func: at.func,
                offset: at.offset,
            })
        };
        match failure {
            interp::Failure::Trap(kind, at) => Failure::Trap(trap_kind(kind), location(at)),
            interp::Failure::Exhausted(interp::Exhaustion::Fuel, at) => {
                Failure::Exhausted(Exhaustion::Fuel, location(at))
            }
            interp::Failure::Exhausted(interp::Exhaustion::CallStack, at) => {
                Failure::Exhausted(Exhaustion::CallStack, location(at))
            }
            interp::Failure::Exhausted(interp::Exhaustion::Limit, at) => {
                Failure::Exhausted(Exhaustion::Limit, location(at))
            }
            interp::Failure::Exhausted(interp::Exhaustion::NativeMemory, _) => Failure::OutOfMemory,
        }
    }

    /// Something that fits no import of type `ty`, for an import that is missing.
    fn misfit(&mut self, ty: &interp::ExternType) -> Result<Extern, Failure> {
        match ty {
            interp::ExternType::Func(_) => self.new_global(
                GlobalType {
                    content: ValType::I32,
                    mutable: false,
                },
                Value::I32(0),
            ),
            _ => self.new_func(&FuncType::default(), 0),
        }
    }

    fn observe_memory(&self, address: u32, full: bool, state: &mut InstanceState) {
        let observed = self
            .store
            .with_memory(address, |stored, len| MemoryState::with_zeros(stored, len, full));
        state.memories.extend(self.or_fault(observed.map(Some)));
    }

    fn observe_table(&self, address: u32, full: bool, state: &mut InstanceState) {
        let elements = self.or_fault(self.store.table_read(address, 0, u32::MAX));
        let elements: Vec<Value> = elements.iter().map(|value| self.value_out(value)).collect();
        state.tables.push(TableState::of(&elements, full));
    }

    fn observe_global(&self, address: u32, state: &mut InstanceState) {
        let value = self
            .store
            .global(address)
            .map(|(_, value)| Some(self.value_out(&value)));
        state.globals.extend(self.or_fault(value));
    }
}

impl Inner {
    fn slot(&self, instance: u32) -> u32 {
        self.slots.get(instance as usize).copied().unwrap_or(u32::MAX)
    }
}

/// No answer: lack of resources or of a feature has a name, everything else is a fault.
fn crashed(crash: Crash) -> Failure {
    match crash {
        Crash::Unsupported(feature) => Failure::Unsupported(feature),
        Crash::NativeStack => Failure::NativeStack,
        Crash::Failed(text) if text.contains("Out_of_memory") || text.contains("Out of memory") => Failure::OutOfMemory,
        Crash::Failed(text) if text.contains("Stack_overflow") || text.contains("Stack overflow") => {
            Failure::NativeStack
        }
        Crash::Failed(text) => Failure::Internal(text),
    }
}

/// The same when a module is compiled.
fn refused(crash: Crash) -> Rejection {
    match crash {
        Crash::Unsupported(feature) => Rejection::Unsupported(feature),
        Crash::NativeStack => Rejection::ImplementationLimit("native stack".into()),
        Crash::Failed(text) => Rejection::Internal(text),
    }
}

impl Machine for InterpreterMachine {
    fn compile(&mut self, wasm: &[u8]) -> Result<ModuleId, Rejection> {
        let module =
            interp::Module::new(self.interpreter, wasm)
                .map_err(refused)?
                .map_err(|rejection| match rejection {
                    interp::Rejection::Malformed { offset, message } => Rejection::Malformed {
                        offset: offset as u64,
                        message,
                    },
                    interp::Rejection::Invalid { offset, message } => Rejection::Invalid {
                        offset: offset as u64,
                        message,
                    },
                    interp::Rejection::ImplementationLimit { message, .. } => Rejection::ImplementationLimit(message),
                    interp::Rejection::Unsupported { feature, .. } => Rejection::Unsupported(feature),
                })?;
        let imports = module
            .types()
            .map_err(refused)?
            .0
            .into_iter()
            .map(|(_, _, ty)| ty)
            .collect();
        let modules = &mut self.shared.inner.borrow_mut().modules;
        modules.push(Rc::new(CompiledModule { module, imports }));
        Ok(ModuleId(modules.len() as u32 - 1))
    }

    fn instantiate(&mut self, slot: u32, module: ModuleId, imports: &[Option<Extern>]) -> Result<(), InstantiateError> {
        let failed = |crash: Crash| InstantiateError::Failed(crashed(crash));
        let module = self.shared.inner.borrow().modules.get(module.0 as usize).cloned();
        let module = module.ok_or_else(|| failed(Crash::Failed("no such module".into())))?;
        let mut bound = Vec::with_capacity(module.imports.len());
        for (i, ty) in module.imports.iter().enumerate() {
            let item = match imports.get(i).copied().flatten() {
                Some(item) => item,
                None => self.misfit(ty).map_err(InstantiateError::Failed)?,
            };
            bound.push(item_in(item));
        }
        // The start function and locations speak of the instance before its creation is over.
        let number = self.store.instance_count().map_err(failed)?;
        {
            let mut inner = self.shared.inner.borrow_mut();
            inner.slots.truncate(number as usize);
            inner.slots.push(slot);
        }
        let result = self.store.instantiate(&module.module, &bound).map_err(failed)?;
        let allocated = |instance: u32| {
            self.shared
                .inner
                .borrow_mut()
                .instances
                .insert(slot, (instance, module.clone()))
        };
        match result {
            Ok(instance) => {
                allocated(instance);
                Ok(())
            }
            Err(interp::InstantiateError::Failed { instance, failure }) => {
                allocated(instance);
                Err(InstantiateError::Failed(self.failure(failure)))
            }
            Err(interp::InstantiateError::Limit) => {
                Err(InstantiateError::Failed(Failure::Exhausted(Exhaustion::Limit, None)))
            }
            Err(interp::InstantiateError::Link { import, message }) => Err(InstantiateError::Link {
                import: import as u32,
                message,
            }),
        }
    }

    fn export(&mut self, slot: u32, name: &str) -> Option<Extern> {
        let instance = self.shared.inner.borrow().instances.get(&slot)?.0;
        self.or_fault(self.store.export(instance, name)).map(item_out)
    }

    fn instance_memory(&mut self, slot: u32, index: u32) -> Option<Extern> {
        self.spaces(slot)?
            .memories
            .get(index as usize)
            .copied()
            .map(Extern::Memory)
    }

    fn instance_table(&mut self, slot: u32, index: u32) -> Option<Extern> {
        self.spaces(slot)?
            .tables
            .get(index as usize)
            .copied()
            .map(Extern::Table)
    }

    fn instance_global(&mut self, slot: u32, index: u32) -> Option<Extern> {
        self.spaces(slot)?
            .globals
            .get(index as usize)
            .copied()
            .map(Extern::Global)
    }

    fn instance_func(&mut self, slot: u32, index: u32) -> Option<Extern> {
        self.spaces(slot)?.funcs.get(index as usize).copied().map(Extern::Func)
    }

    fn invoke(&mut self, func: Extern, args: &[Value]) -> Result<Vec<Value>, Failure> {
        let Extern::Func(address) = func else {
            return Err(Failure::Internal("not a function".into()));
        };
        let args: Vec<interp::Value> = args.iter().map(|value| self.value_in(value)).collect();
        match self.store.invoke(address, &args).map_err(crashed)? {
            Ok(results) => Ok(results.iter().map(|value| self.value_out(value)).collect()),
            Err(failure) => Err(self.failure(failure)),
        }
    }

    fn new_func(&mut self, ty: &FuncType, id: u32) -> Result<Extern, Failure> {
        let number = {
            let mut inner = self.shared.inner.borrow_mut();
            inner.hosts.push((id, Rc::new(ty.clone())));
            inner.hosts.len() as u32 - 1
        };
        let address = self.store.new_func(&func_type_in(ty), number).map_err(crashed)?;
        self.shared.inner.borrow_mut().host_funcs.entry(id).or_insert(address);
        Ok(Extern::Func(address))
    }

    fn new_memory(&mut self, ty: SizeLimits) -> Result<Extern, Failure> {
        let made = self.store.new_memory(limits_in(ty)).map_err(crashed)?;
        made.map(Extern::Memory)
            .ok_or(Failure::Exhausted(Exhaustion::Limit, None))
    }

    fn new_table(&mut self, ty: TableType) -> Result<Extern, Failure> {
        let null = self.value_in(&Value::zero(ty.element));
        let ty = interp::TableType {
            element: val_type_in(ty.element),
            limits: limits_in(ty.limits),
        };
        let made = self.store.new_table(ty, null).map_err(crashed)?;
        made.map(Extern::Table)
            .ok_or(Failure::Exhausted(Exhaustion::Limit, None))
    }

    fn new_global(&mut self, ty: GlobalType, value: Value) -> Result<Extern, Failure> {
        let value = self.value_in(&value);
        let ty = interp::GlobalType {
            content: val_type_in(ty.content),
            mutable: ty.mutable,
        };
        self.store.new_global(ty, value).map(Extern::Global).map_err(crashed)
    }

    fn set_host(&mut self, host: Rc<dyn Host>) {
        *self.shared.host.borrow_mut() = Some(host);
    }

    fn begin_step(&mut self, fuel: u64, stack: u64) {
        self.or_fault(self.store.begin_step(fuel, stack));
    }

    fn fuel_consumed(&self) -> Option<u64> {
        self.or_fault(self.store.counters().map(|counters| Some(counters.fuel)))
    }

    fn nan_open(&self) -> Option<u64> {
        self.or_fault(self.store.counters().map(|counters| counters.open_nans))
    }

    fn memory_len(&mut self, memory: Extern) -> u64 {
        let Extern::Memory(address) = memory else { return 0 };
        self.or_fault(self.store.memory(address).map(|(_, pages)| u64::from(pages) << 16))
    }

    fn memory_read(&mut self, memory: Extern, range: Range<u64>) -> Option<Vec<u8>> {
        let Extern::Memory(address) = memory else { return None };
        let length = range.end.checked_sub(range.start)?;
        self.or_fault(self.store.memory_read(address, range.start, length))
    }

    fn memory_write(&mut self, memory: Extern, offset: u64, bytes: &[u8]) -> bool {
        let Extern::Memory(address) = memory else { return false };
        self.or_fault(self.store.memory_write(address, offset, bytes))
    }

    fn memory_grow(&mut self, memory: Extern, delta: u32) -> Option<u32> {
        let Extern::Memory(address) = memory else { return None };
        self.or_fault(self.store.memory_grow(address, delta))
    }

    fn table_type(&mut self, table: Extern) -> (TableType, u32) {
        let limits = |limits: interp::SizeLimits| SizeLimits {
            min: limits.min,
            max: limits.max,
        };
        let known = match table {
            Extern::Table(address) => self.or_fault(self.store.table(address).map(Some)),
            _ => None,
        };
        match known {
            Some((ty, len)) => (
                TableType {
                    element: val_type_out(ty.element),
                    limits: limits(ty.limits),
                },
                len,
            ),
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
        let Extern::Table(address) = table else { return None };
        let read = self.or_fault(self.store.table_read(address, index, 1));
        read.first().map(|value| self.value_out(value))
    }

    fn table_set(&mut self, table: Extern, index: u32, value: Value) -> bool {
        let Extern::Table(address) = table else { return false };
        self.or_fault(self.store.table_write(address, index, self.value_in(&value)))
    }

    fn table_grow(&mut self, table: Extern, delta: u32, value: Value) -> Option<u32> {
        let Extern::Table(address) = table else { return None };
        self.or_fault(self.store.table_grow(address, delta, self.value_in(&value)))
    }

    fn global_type(&mut self, global: Extern) -> GlobalType {
        let known = match global {
            Extern::Global(address) => self.or_fault(self.store.global(address).map(|(ty, _)| Some(ty))),
            _ => None,
        };
        match known {
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
        let known = match global {
            Extern::Global(address) => self.or_fault(self.store.global(address).map(|(_, value)| Some(value))),
            _ => None,
        };
        known.map_or(Value::I32(0), |value| self.value_out(&value))
    }

    fn global_set(&mut self, global: Extern, value: Value) {
        if let Extern::Global(address) = global {
            self.or_fault(self.store.global_write(address, self.value_in(&value)));
        }
    }

    fn fault(&mut self) -> Option<Failure> {
        self.shared.inner.borrow_mut().fault.take()
    }

    fn func_type(&mut self, func: Extern) -> FuncType {
        match func {
            Extern::Func(address) => self.func(address).1.as_ref().clone(),
            _ => FuncType::default(),
        }
    }

    fn observe(&mut self, slot: u32, full: bool) -> Option<InstanceState> {
        let spaces = self.spaces(slot)?;
        let module = self.shared.inner.borrow().instances.get(&slot)?.1.clone();
        let (memories, tables, globals) = module.imported();
        let mut state = InstanceState::default();
        for &address in spaces.memories.iter().skip(memories) {
            self.observe_memory(address, full, &mut state);
        }
        for &address in spaces.tables.iter().skip(tables) {
            self.observe_table(address, full, &mut state);
        }
        for &address in spaces.globals.iter().skip(globals) {
            self.observe_global(address, &mut state);
        }
        state.dropped_elem = spaces.dropped_elems;
        state.dropped_data = spaces.dropped_datas;
        Some(state)
    }

    fn observe_extern(&mut self, item: Extern, full: bool, state: &mut InstanceState) {
        match item {
            Extern::Memory(address) => self.observe_memory(address, full, state),
            Extern::Table(address) => self.observe_table(address, full, state),
            Extern::Global(address) => self.observe_global(address, state),
            Extern::Func(_) => {}
        }
    }
}
