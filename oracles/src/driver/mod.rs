//! Executes a plan on a machine and writes down everything that can be compared.
//!
//! One driver for all runtimes: what a plan means (how imports are bound, how arguments are adapted, what a missing
//! export leads to) is decided here once, so that a difference between two traces is a difference between two runtimes.

mod host;

use crate::machine::{Extern, InstantiateError, Machine, ModuleId};
use crate::module_info::ModuleInfo;
use crate::outcome::{Failure, Outcome, Rejection};
use crate::testcase::{HostItem, ImportSource, Step, Testcase};
use crate::trace::{self, InstanceState, State, StepTrace, Trace};
use crate::value::{ExternType, GlobalType, Value, adapt_all};
use host::ScriptedHost;
use std::rc::Rc;

/// A testcase with what all of its runs need to know, read once.
#[derive(Debug)]
pub struct Prepared {
    /// The testcase, its sweeps written out as calls.
    pub case: Testcase,
    /// By module number.
    pub infos: Vec<ModuleInfo>,
    /// By instance slot: the module number.
    pub slots: Vec<u32>,
    /// [`Testcase::seed`].
    pub seed: u64,
}

impl Prepared {
    /// Reads the declarations of all modules, and writes out sweeps.
    pub fn new(case: Testcase) -> Rc<Prepared> {
        let case = case.expanded();
        let modules = 0..=case.plan.modules.len() as u32;
        let infos = modules.filter_map(|m| case.module(m)).map(ModuleInfo::read).collect();
        let module = |step: &Step| match step {
            Step::Instantiate { module, .. } => Some(*module),
            _ => None,
        };
        let slots = case.plan.steps.iter().filter_map(module).collect();
        let seed = case.seed();
        Rc::new(Prepared {
            case,
            infos,
            slots,
            seed,
        })
    }

    /// The declarations of the module in instance slot `slot`.
    pub fn info_of_slot(&self, slot: u32) -> Option<&ModuleInfo> {
        self.infos.get(*self.slots.get(slot as usize)? as usize)
    }
}

/// What a run should keep and tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Keep the bytes of memories and the elements of tables after this step.
    pub full_at: Option<u32>,
    /// Run no step after this one.
    pub stop_after: Option<u32>,
    /// Told the number of each step when it begins.
    pub on_step: Option<fn(u32)>,
}

/// Runs the plan. The trace ends early only when the runtime broke ([`Failure::Internal`]), lacks a feature, or the host ran out of
/// something.
pub fn run(prepared: &Rc<Prepared>, machine: &mut dyn Machine, name: &str, options: Options) -> Trace {
    let mut session = Session::new(prepared, machine);
    let mut trace = Trace {
        version: trace::VERSION,
        runtime: name.to_string(),
        full_at: options.full_at,
        ..Trace::default()
    };
    for (i, step) in prepared.case.plan.steps.iter().enumerate() {
        if let Some(tell) = options.on_step {
            tell(i as u32);
        }
        let entry = session.step(machine, step, options.full_at == Some(i as u32));
        let broken = breaks_off(&entry.outcome);
        trace.steps.push(entry);
        if broken || options.stop_after == Some(i as u32) {
            break;
        }
    }
    trace.nan_open = machine.nan_open();
    trace
}

/// True for outcomes after which the rest of the run means nothing.
pub fn breaks_off(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Failed(
            Failure::Internal(_)
                | Failure::OutOfMemory
                | Failure::Pool(_)
                | Failure::NativeStack
                | Failure::Unsupported(_)
        ) | Outcome::Rejected(
            Rejection::Internal(_) | Rejection::Unsupported(_) | Rejection::ImplementationLimit(_) | Rejection::Pool(_)
        )
    )
}

/// A plan under way on one machine, which is given to every step anew and must be the same each time.
pub struct Session {
    prepared: Rc<Prepared>,
    host: Rc<ScriptedHost>,
    /// By module number; a module is compiled when it is first instantiated.
    modules: Vec<Option<Result<ModuleId, Rejection>>>,
    /// Memories, tables and globals that the host made, in order.
    owned: Vec<Extern>,
    next_slot: u32,
    /// By instance slot: the module number.
    filled: Vec<u32>,
    /// The feature that the runtime lacks for one of the host's items.
    able: Result<(), String>,
}

impl Session {
    /// A session that has made no step: the host's items are made.
    pub fn new(prepared: &Rc<Prepared>, machine: &mut dyn Machine) -> Session {
        let host = Rc::new(ScriptedHost::new(prepared.clone()));
        machine.set_host(host.clone());
        let mut session = Session {
            prepared: prepared.clone(),
            host,
            modules: vec![None; prepared.infos.len()],
            owned: Vec::new(),
            next_slot: 0,
            filled: Vec::new(),
            able: Ok(()),
        };
        session.able = session.make_items(machine);
        session
    }

    /// Instance slots filled so far, also those whose instantiation failed.
    pub fn slots(&self) -> u32 {
        self.next_slot
    }

    /// Makes the plan's host items. One that passes a limit is missing from then on: importing it is a link error.
    ///
    /// # Errors
    /// The feature that the runtime lacks for one of them.
    fn make_items(&mut self, machine: &mut dyn Machine) -> Result<(), String> {
        let prepared = self.prepared.clone();
        let plan = &prepared.case.plan;
        machine.begin_step(plan.fuel, plan.stack);
        for item in &plan.items {
            let made = match item {
                HostItem::Memory(ty) => machine.new_memory(*ty),
                HostItem::Table(ty) => machine.new_table(*ty),
                HostItem::Global { value, mutable } => {
                    let ty = GlobalType {
                        content: value.ty(),
                        mutable: *mutable,
                    };
                    machine.new_global(ty, value.adapt(ty.content))
                }
            };
            if let Err(Failure::Unsupported(feature)) = made {
                return Err(feature);
            }
            self.owned.extend(made.as_ref().ok());
            self.host.add_item(made.ok());
        }
        Ok(())
    }

    /// Makes one step of a plan. `full` keeps the bytes of memories and the elements of tables.
    pub fn step(&mut self, machine: &mut dyn Machine, step: &Step, full: bool) -> StepTrace {
        if let Err(feature) = &self.able {
            return StepTrace::unsupported(feature);
        }
        let plan = &self.prepared.case.plan;
        let (fuel, stack) = match step {
            Step::Instantiate { fuel, stack, .. } | Step::Call { fuel, stack, .. } => (*fuel, *stack),
            _ => (None, None),
        };
        machine.begin_step(fuel.unwrap_or(plan.fuel), stack.unwrap_or(plan.stack));
        self.host.begin_step();
        let outcome = match step {
            Step::Instantiate { module, imports, .. } => self.instantiate(machine, *module, imports),
            Step::Call {
                instance, export, args, ..
            } => self.host.call_export(machine, *instance, export, args),
            // Written out as calls before a run begins; and what more than one store is needed for.
            Step::Sweep { .. }
            | Step::In { .. }
            | Step::End { .. }
            | Step::Forget { .. }
            | Step::Exhaust { .. }
            | Step::Flush => Outcome::Skipped,
            Step::Host(effect) => self.host.effect(machine, effect),
            Step::Drop { instance } => match self.host.drop_instance(*instance) {
                true => Outcome::Returned(Vec::new()),
                false => Outcome::Skipped,
            },
        };
        let fuel = machine.fuel_consumed();
        let host_calls = self.host.take_calls();
        let state = self.observe(machine, full);
        let outcome = match machine.fault() {
            Some(failure) => Outcome::Failed(failure),
            None => outcome,
        };
        StepTrace {
            outcome,
            host_calls,
            fuel,
            state,
        }
    }

    fn instantiate(&mut self, machine: &mut dyn Machine, module: u32, sources: &[ImportSource]) -> Outcome {
        let slot = self.next_slot;
        self.next_slot += 1;
        self.filled.push(module);
        let compiled = match self.compile(machine, module) {
            None => return Outcome::Skipped,
            Some(Err(rejection)) => return Outcome::Rejected(rejection),
            Some(Ok(compiled)) => compiled,
        };
        let imports = match self.bind(machine, module, sources) {
            Ok(imports) => imports,
            Err(failure) => return Outcome::Failed(failure),
        };
        let outcome = match machine.instantiate(slot, compiled, &imports) {
            Ok(()) => Outcome::Returned(Vec::new()),
            Err(InstantiateError::Link { import, .. }) => Outcome::Unlinkable(import),
            Err(InstantiateError::Failed(failure)) => Outcome::Failed(self.host.resolve(failure)),
        };
        self.host.set_instance(slot, matches!(outcome, Outcome::Returned(_)));
        outcome
    }

    fn compile(&mut self, machine: &mut dyn Machine, module: u32) -> Option<Result<ModuleId, Rejection>> {
        let wasm = self.prepared.case.module(module)?;
        let entry = self.modules.get_mut(module as usize)?;
        Some(entry.get_or_insert_with(|| machine.compile(wasm)).clone())
    }

    /// Binds the module's imports; makes what is to be new.
    fn bind(
        &mut self,
        machine: &mut dyn Machine,
        module: u32,
        sources: &[ImportSource],
    ) -> Result<Vec<Option<Extern>>, Failure> {
        let prepared = self.prepared.clone();
        let mut functions = 0;
        let mut bound = Vec::with_capacity(prepared.infos[module as usize].imports.len());
        for (i, import) in prepared.infos[module as usize].imports.iter().enumerate() {
            let number = functions;
            functions += u32::from(matches!(import.ty, ExternType::Func(_)));
            bound.push(match sources.get(i).unwrap_or(&ImportSource::Auto) {
                ImportSource::Auto => self.make(machine, &import.ty, number, None)?,
                ImportSource::Host(id) => self.make(machine, &import.ty, *id, None)?,
                ImportSource::Value(value) => self.make(machine, &import.ty, number, Some(*value))?,
                ImportSource::Item(index) => self.host.item(*index),
                ImportSource::Export { instance, name } => self
                    .host
                    .usable(*instance)
                    .then(|| machine.export(*instance, name))
                    .flatten(),
                ImportSource::Missing => None,
            });
        }
        Ok(bound)
    }

    /// Something new of exactly type `ty`.
    fn make(
        &mut self,
        machine: &mut dyn Machine,
        ty: &ExternType,
        number: u32,
        value: Option<Value>,
    ) -> Result<Option<Extern>, Failure> {
        let made = match ty {
            ExternType::Func(ty) => return machine.new_func(ty, number).map(Some),
            ExternType::Table(ty) => machine.new_table(*ty)?,
            ExternType::Memory(ty) => machine.new_memory(*ty)?,
            ExternType::Global(ty) => {
                let value = value.unwrap_or_else(|| self.scripted_value(number));
                machine.new_global(*ty, value.adapt(ty.content))?
            }
        };
        self.owned.push(made);
        Ok(Some(made))
    }

    /// The value of a global that nobody gave one: the first result in the script.
    fn scripted_value(&self, number: u32) -> Value {
        let functions = &self.prepared.case.plan.host.functions;
        let function = functions.get(number as usize % functions.len().max(1));
        let result = function.and_then(|f| f.calls.iter().find_map(|call| call.results.first()));
        result.copied().unwrap_or(Value::I32(0))
    }

    fn observe(&mut self, machine: &mut dyn Machine, full: bool) -> State {
        let mut items = InstanceState::default();
        for &item in &self.owned {
            machine.observe_extern(item, full, &mut items);
        }
        let mut instances = Vec::with_capacity(self.next_slot as usize);
        for slot in 0..self.next_slot {
            let dropped = self.host.is_dropped(slot);
            let mut state = if dropped { None } else { machine.observe(slot, full) };
            let info = self
                .filled
                .get(slot as usize)
                .and_then(|module| self.prepared.infos.get(*module as usize));
            if let (Some(state), Some(info)) = (&mut state, info) {
                emptied(&mut state.dropped_elem, &info.empty_elems);
                emptied(&mut state.dropped_data, &info.empty_datas);
            }
            instances.push(state);
        }
        State { items, instances }
    }
}

/// Dropping a segment empties it, so one that is empty anyway counts as dropped: whether it was, the specification does not know.
fn emptied(dropped: &mut [bool], empty: &[bool]) {
    for (dropped, empty) in dropped.iter_mut().zip(empty) {
        *dropped |= empty;
    }
}

/// The arguments of a call: the plan's, adapted to the function's type.
fn arguments(machine: &mut dyn Machine, func: Extern, args: &[Value]) -> Vec<Value> {
    adapt_all(args, &machine.func_type(func).params)
}
