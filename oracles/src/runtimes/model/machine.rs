//! The model behind [`Machine`].

use super::code::Module;
use super::exec::{Instance, State, Touch};
use crate::generate;
use crate::machine::{Extern, Host, InstantiateError, Machine, ModuleId};
use crate::outcome::{Failure, Rejection, TrapKind};
use crate::testcase::Limits;
use crate::trace::{InstanceState, MemoryState, TableState};
use crate::value::{FuncType, GlobalType, SizeLimits, TableType, ValType, Value};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// A store of the model. Tables, globals and functions of the host can be made and looked at, but no module uses them.
pub struct ModelMachine {
    state: State,
    modules: Vec<Rc<Module>>,
    /// By slot: the number of the instance.
    slots: HashMap<u32, usize>,
    /// Instance and index of each function given out.
    funcs: Vec<(usize, u32)>,
    tables: Vec<(TableType, Vec<Value>)>,
    globals: Vec<(GlobalType, Value)>,
}

fn bits(value: &Value) -> u128 {
    value.bits()
}

fn value(bits: u128, ty: ValType) -> Value {
    Value::V128(bits).adapt(ty)
}

impl ModelMachine {
    /// An empty store.
    pub fn new(limits: Limits) -> ModelMachine {
        ModelMachine {
            state: State::new(limits),
            modules: Vec::new(),
            slots: HashMap::new(),
            funcs: Vec::new(),
            tables: Vec::new(),
            globals: Vec::new(),
        }
    }

    /// The accesses of memories so far.
    pub fn touches(&self) -> &[Touch] {
        &self.state.touches
    }

    fn instance(&self, slot: u32) -> Option<&Instance> {
        self.state.instances.get(*self.slots.get(&slot)?)
    }

    fn bytes(&self, memory: Extern) -> Option<&Vec<u8>> {
        match memory {
            Extern::Memory(number) => Some(&self.state.memories.get(number as usize)?.bytes),
            _ => None,
        }
    }

    fn memory_state(&self, memory: usize, full: bool) -> MemoryState {
        MemoryState::of(&self.state.memories[memory].bytes, full)
    }

    /// Binds the memory of a module: imported, new, or none.
    fn bind(&mut self, module: &Module, imports: &[Option<Extern>]) -> Result<Option<usize>, InstantiateError> {
        if let Some(wanted) = module.import {
            let link = || InstantiateError::Link {
                import: 0,
                message: "not such a memory".into(),
            };
            let Some(&Some(Extern::Memory(number))) = imports.first() else {
                return Err(link());
            };
            let memory = &self.state.memories[number as usize];
            let max_fits = wanted
                .max
                .is_none_or(|wanted| memory.max.is_some_and(|max| max <= wanted));
            let fits = memory.bytes.len() as u64 >> 16 >= wanted.min.into() && max_fits;
            return if fits { Ok(Some(number as usize)) } else { Err(link()) };
        }
        let Some(ty) = module.memory else { return Ok(None) };
        let made = self.state.new_memory(ty.min, ty.max);
        let limit = Failure::Exhausted(crate::outcome::Exhaustion::Limit, None);
        made.map(Some).ok_or(InstantiateError::Failed(limit))
    }

    fn initialise(&mut self, number: usize) -> Result<(), Failure> {
        let module = self.state.instances[number].module.clone();
        for (i, segment) in module.data.iter().enumerate() {
            let Some(at) = segment.at else { continue };
            let memory = self.state.instances[number].memory.expect("the module is valid");
            let bytes = &mut self.state.memories[memory].bytes;
            let range = at as usize..at as usize + segment.bytes.len();
            let place = bytes
                .get_mut(range)
                .ok_or(Failure::Trap(TrapKind::OutOfBoundsMemoryAccess, None))?;
            place.copy_from_slice(&segment.bytes);
            self.state.instances[number].dropped[i] = true;
        }
        if let Some(start) = module.start {
            self.state.call(number, start, &[])?;
        }
        Ok(())
    }
}

impl Machine for ModelMachine {
    fn compile(&mut self, wasm: &[u8]) -> Result<ModuleId, Rejection> {
        generate::validate(wasm).map_err(|message| Rejection::Invalid { offset: 0, message })?;
        self.modules.push(Rc::new(Module::read(wasm)?));
        Ok(ModuleId(self.modules.len() as u32 - 1))
    }

    fn instantiate(&mut self, slot: u32, id: ModuleId, imports: &[Option<Extern>]) -> Result<(), InstantiateError> {
        let module = self.modules[id.0 as usize].clone();
        let memory = self.bind(&module, imports)?;
        let dropped = vec![false; module.data.len()];
        let number = self.state.instances.len();
        self.state.instances.push(Instance {
            slot,
            module,
            memory,
            dropped,
        });
        self.slots.insert(slot, number);
        self.initialise(number).map_err(InstantiateError::Failed)
    }

    fn export(&mut self, slot: u32, name: &str) -> Option<Extern> {
        let instance = self.instance(slot)?;
        match instance.module.exports.iter().find(|(export, _)| export == name)?.1 {
            Some(func) => self.instance_func(slot, func),
            None => self.instance_memory(slot, 0),
        }
    }

    fn instance_memory(&mut self, slot: u32, index: u32) -> Option<Extern> {
        let memory = self.instance(slot)?.memory.filter(|_| index == 0)?;
        Some(Extern::Memory(memory as u32))
    }

    fn instance_table(&mut self, _slot: u32, _index: u32) -> Option<Extern> {
        None
    }

    fn instance_global(&mut self, _slot: u32, _index: u32) -> Option<Extern> {
        None
    }

    fn instance_func(&mut self, slot: u32, index: u32) -> Option<Extern> {
        self.instance(slot)?.module.funcs.get(index as usize)?;
        self.funcs.push((self.slots[&slot], index));
        Some(Extern::Func(self.funcs.len() as u32 - 1))
    }

    fn invoke(&mut self, func: Extern, args: &[Value]) -> Result<Vec<Value>, Failure> {
        let found = match func {
            Extern::Func(number) => self.funcs.get(number as usize).copied(),
            _ => None,
        };
        let (instance, index) = found.ok_or_else(|| Failure::Internal("not a function of the model".into()))?;
        let args: Vec<u128> = args.iter().map(bits).collect();
        let results = self.state.call(instance, index, &args)?;
        let types = &self.state.instances[instance].module.funcs[index as usize].ty.results;
        Ok(results
            .into_iter()
            .zip(types)
            .map(|(bits, ty)| value(bits, *ty))
            .collect())
    }

    fn new_func(&mut self, _ty: &FuncType, _id: u32) -> Result<Extern, Failure> {
        // A handle to nothing: no module of the model imports functions.
        Ok(Extern::Func(u32::MAX))
    }

    fn new_memory(&mut self, ty: SizeLimits) -> Result<Extern, Failure> {
        let made = self.state.new_memory(ty.min, ty.max);
        made.map(|memory| Extern::Memory(memory as u32))
            .ok_or(Failure::Exhausted(crate::outcome::Exhaustion::Limit, None))
    }

    fn new_table(&mut self, ty: TableType) -> Result<Extern, Failure> {
        let bytes = 8 * u64::from(ty.limits.min);
        if ty.limits.min > self.state.limits.table_elements || self.state.total + bytes > self.state.limits.total_bytes
        {
            return Err(Failure::Exhausted(crate::outcome::Exhaustion::Limit, None));
        }
        self.state.total += bytes;
        self.tables
            .push((ty, vec![Value::zero(ty.element); ty.limits.min as usize]));
        Ok(Extern::Table(self.tables.len() as u32 - 1))
    }

    fn new_global(&mut self, ty: GlobalType, value: Value) -> Result<Extern, Failure> {
        self.globals.push((ty, value));
        Ok(Extern::Global(self.globals.len() as u32 - 1))
    }

    fn set_host(&mut self, _host: Rc<dyn Host>) {}

    fn begin_step(&mut self, fuel: u64, stack: u64) {
        (self.state.fuel, self.state.fuel_limit, self.state.stack_limit) = (0, fuel, stack);
    }

    fn fuel_consumed(&self) -> Option<u64> {
        Some(self.state.fuel)
    }

    fn nan_open(&self) -> Option<u64> {
        None
    }

    fn memory_len(&mut self, memory: Extern) -> u64 {
        self.bytes(memory).map_or(0, |bytes| bytes.len() as u64)
    }

    fn memory_read(&mut self, memory: Extern, range: Range<u64>) -> Option<Vec<u8>> {
        let bytes = self.bytes(memory)?;
        bytes.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec)
    }

    fn memory_write(&mut self, memory: Extern, offset: u64, bytes: &[u8]) -> bool {
        let Extern::Memory(number) = memory else { return false };
        let target = &mut self.state.memories[number as usize].bytes;
        let end = offset
            .checked_add(bytes.len() as u64)
            .filter(|end| *end <= target.len() as u64);
        if let Some(end) = end {
            target[offset as usize..end as usize].copy_from_slice(bytes);
        }
        end.is_some()
    }

    fn memory_grow(&mut self, memory: Extern, delta: u32) -> Option<u32> {
        let Extern::Memory(number) = memory else { return None };
        self.state.grow(number as usize, delta.into()).map(|old| old as u32)
    }

    fn table_type(&mut self, table: Extern) -> (TableType, u32) {
        let none = TableType {
            element: ValType::FuncRef,
            limits: SizeLimits { min: 0, max: None },
        };
        let found = match table {
            Extern::Table(number) => self.tables.get(number as usize),
            _ => None,
        };
        found.map_or((none, 0), |(ty, elements)| (*ty, elements.len() as u32))
    }

    fn table_get(&mut self, table: Extern, index: u32) -> Option<Value> {
        let Extern::Table(number) = table else { return None };
        self.tables.get(number as usize)?.1.get(index as usize).copied()
    }

    fn table_set(&mut self, table: Extern, index: u32, value: Value) -> bool {
        let Extern::Table(number) = table else { return false };
        let element = self
            .tables
            .get_mut(number as usize)
            .and_then(|(_, elements)| elements.get_mut(index as usize));
        element.map(|element| *element = known(value)).is_some()
    }

    fn table_grow(&mut self, table: Extern, delta: u32, value: Value) -> Option<u32> {
        let Extern::Table(number) = table else { return None };
        let (ty, elements) = self.tables.get_mut(number as usize)?;
        let old = elements.len() as u64;
        let new = old + u64::from(delta);
        let bytes = self.state.total + 8 * u64::from(delta);
        let most = u64::from(ty.limits.max.unwrap_or(u32::MAX).min(self.state.limits.table_elements));
        if new > most || bytes > self.state.limits.total_bytes {
            return None;
        }
        self.state.total = bytes;
        elements.resize(new as usize, known(value));
        Some(old as u32)
    }

    fn global_type(&mut self, global: Extern) -> GlobalType {
        let none = GlobalType {
            content: ValType::I32,
            mutable: false,
        };
        match global {
            Extern::Global(number) => self.globals.get(number as usize).map_or(none, |(ty, _)| *ty),
            _ => none,
        }
    }

    fn global_get(&mut self, global: Extern) -> Value {
        match global {
            Extern::Global(number) => self
                .globals
                .get(number as usize)
                .map_or(Value::I32(0), |(_, value)| *value),
            _ => Value::I32(0),
        }
    }

    fn global_set(&mut self, global: Extern, value: Value) {
        if let Extern::Global(number) = global
            && let Some((ty, old)) = self.globals.get_mut(number as usize)
            && ty.mutable
        {
            *old = known(value);
        }
    }

    fn fault(&mut self) -> Option<Failure> {
        None
    }

    fn func_type(&mut self, func: Extern) -> FuncType {
        let found = match func {
            Extern::Func(number) => self.funcs.get(number as usize),
            _ => None,
        };
        found.map_or_else(FuncType::default, |(instance, index)| {
            self.state.instances[*instance].module.funcs[*index as usize].ty.clone()
        })
    }

    fn observe(&mut self, slot: u32, full: bool) -> Option<InstanceState> {
        let instance = self.instance(slot)?;
        // An imported memory is its owner's.
        let own = instance.memory.filter(|_| instance.module.import.is_none());
        Some(InstanceState {
            memories: own.map(|memory| self.memory_state(memory, full)).into_iter().collect(),
            dropped_data: instance.dropped.clone(),
            ..InstanceState::default()
        })
    }

    fn observe_extern(&mut self, item: Extern, full: bool, state: &mut InstanceState) {
        match item {
            Extern::Memory(number) => state.memories.push(self.memory_state(number as usize, full)),
            Extern::Table(number) => state.tables.push(TableState::of(&self.tables[number as usize].1, full)),
            Extern::Global(number) => state.globals.push(self.globals[number as usize].1),
            Extern::Func(_) => {}
        }
    }
}

/// A function that does not exist, as none does here, becomes null.
fn known(value: Value) -> Value {
    match value {
        Value::FuncRef(_) => Value::FuncRef(None),
        other => other,
    }
}
