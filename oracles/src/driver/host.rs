//! The scripted host: records every call and does what the plan says.

use super::{Prepared, arguments};
use crate::machine::{Extern, Host, HostTrap, Machine};
use crate::outcome::{Failure, Outcome, TrapKind};
use crate::testcase::{HostCall, HostEffect, Target};
use crate::trace::HostCallTrace;
use crate::value::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// The host of one run. Interior mutability, because host functions call programs that call host functions.
pub(super) struct ScriptedHost {
    prepared: Rc<Prepared>,
    state: RefCell<HostState>,
}

#[derive(Default)]
struct HostState {
    items: Vec<Option<Extern>>,
    /// By slot: `Live` when the instantiation succeeded.
    instances: Vec<Handle>,
    /// By behaviour: calls so far in this run.
    counts: Vec<usize>,
    /// Host calls now active, one inside the other.
    depth: u32,
    /// Host calls of this step, in order of their beginning.
    calls: Vec<HostCallTrace>,
    /// The failure that the latest trap raised by the host stands for, when it propagates one.
    pending: Option<Failure>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Handle {
    Failed,
    Live,
    Dropped,
}

impl ScriptedHost {
    pub(super) fn new(prepared: Rc<Prepared>) -> ScriptedHost {
        let counts = vec![0; prepared.case.plan.host.functions.len()];
        ScriptedHost {
            prepared,
            state: RefCell::new(HostState {
                counts,
                ..HostState::default()
            }),
        }
    }

    pub(super) fn begin_step(&self) {
        let mut state = self.state.borrow_mut();
        state.depth = 0;
        state.pending = None;
    }

    pub(super) fn take_calls(&self) -> Vec<HostCallTrace> {
        std::mem::take(&mut self.state.borrow_mut().calls)
    }

    pub(super) fn add_item(&self, item: Option<Extern>) {
        self.state.borrow_mut().items.push(item);
    }

    pub(super) fn item(&self, index: u32) -> Option<Extern> {
        self.state.borrow().items.get(index as usize).copied().flatten()
    }

    pub(super) fn set_instance(&self, slot: u32, live: bool) {
        let mut state = self.state.borrow_mut();
        state.instances.resize(slot as usize, Handle::Failed);
        state.instances.push(if live { Handle::Live } else { Handle::Failed });
    }

    pub(super) fn usable(&self, slot: u32) -> bool {
        self.state.borrow().instances.get(slot as usize) == Some(&Handle::Live)
    }

    pub(super) fn is_dropped(&self, slot: u32) -> bool {
        self.state.borrow().instances.get(slot as usize) == Some(&Handle::Dropped)
    }

    /// False when there is no such live instance.
    pub(super) fn drop_instance(&self, slot: u32) -> bool {
        let usable = self.usable(slot);
        if usable {
            self.state.borrow_mut().instances[slot as usize] = Handle::Dropped;
        }
        usable
    }

    /// What a failure stands for: a trap that the host raised to propagate a nested failure is that failure.
    pub(super) fn resolve(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Trap(TrapKind::Host, _) => self.state.borrow_mut().pending.take().unwrap_or(failure),
            _ => failure,
        }
    }

    /// Calls an export of a live instance.
    pub(super) fn call_export(&self, machine: &mut dyn Machine, slot: u32, name: &str, args: &[Value]) -> Outcome {
        let func = if self.usable(slot) {
            machine.export(slot, name)
        } else {
            None
        };
        let Some(func @ Extern::Func(_)) = func else {
            return Outcome::Skipped;
        };
        let args = arguments(machine, func, args);
        match machine.invoke(func, &args) {
            Ok(results) => Outcome::Returned(results),
            Err(failure) => Outcome::Failed(self.resolve(failure)),
        }
    }

    /// Does one effect and says what came of it.
    pub(super) fn effect(&self, machine: &mut dyn Machine, effect: &HostEffect) -> Outcome {
        match effect {
            HostEffect::Call {
                instance, export, args, ..
            } => self.call_export(machine, *instance, export, args),
            other => self.change(machine, other).unwrap_or(Outcome::Skipped),
        }
    }

    /// `None` when the target does not exist or the change is out of bounds.
    fn change(&self, machine: &mut dyn Machine, effect: &HostEffect) -> Option<Outcome> {
        let grown = |old: Option<u32>| Outcome::Returned(vec![Value::I32(old.map_or(-1, |old| old as i32))]);
        let done = |changed: bool| changed.then(|| Outcome::Returned(Vec::new()));
        match effect {
            HostEffect::WriteMemory { target, offset, bytes } => {
                let memory = self.target(machine, target, Kind::Memory)?;
                done(machine.memory_write(memory, *offset, bytes))
            }
            HostEffect::GrowMemory { target, delta } => {
                let memory = self.target(machine, target, Kind::Memory)?;
                Some(grown(machine.memory_grow(memory, *delta)))
            }
            HostEffect::SetGlobal { target, value } => {
                let global = self.target(machine, target, Kind::Global)?;
                let ty = machine.global_type(global);
                if ty.mutable {
                    machine.global_set(global, value.adapt(ty.content));
                }
                done(ty.mutable)
            }
            HostEffect::SetTable { target, index, value } => {
                let table = self.target(machine, target, Kind::Table)?;
                let element = machine.table_type(table).0.element;
                done(machine.table_set(table, *index, value.adapt(element)))
            }
            HostEffect::GrowTable { target, delta, value } => {
                let table = self.target(machine, target, Kind::Table)?;
                let element = machine.table_type(table).0.element;
                Some(grown(machine.table_grow(table, *delta, value.adapt(element))))
            }
            HostEffect::Call { .. } => None,
        }
    }

    fn target(&self, machine: &mut dyn Machine, target: &Target, kind: Kind) -> Option<Extern> {
        let found = match *target {
            Target::Item(index) => self.item(index)?,
            Target::Instance { instance, .. } if !self.usable(instance) => return None,
            Target::Instance { instance, index } => match kind {
                Kind::Memory => machine.instance_memory(instance, index)?,
                Kind::Table => machine.instance_table(instance, index)?,
                Kind::Global => machine.instance_global(instance, index)?,
            },
        };
        let fits = match found {
            Extern::Memory(_) => kind == Kind::Memory,
            Extern::Table(_) => kind == Kind::Table,
            Extern::Global(_) => kind == Kind::Global,
            Extern::Func(_) => false,
        };
        fits.then_some(found)
    }

    /// Records the call. The behaviour that it follows, or `None` past the script's bounds, and its number in the record.
    fn enter(&self, func: u32, args: &[Value]) -> Option<(Option<&HostCall>, usize)> {
        let script = &self.prepared.case.plan.host;
        let mut state = self.state.borrow_mut();
        if state.depth >= script.max_depth || state.calls.len() >= script.max_calls as usize {
            return None;
        }
        state.depth += 1;
        state.calls.push(HostCallTrace {
            func,
            args: args.to_vec(),
            effects: Vec::new(),
        });
        let number = state.calls.len() - 1;
        if script.functions.is_empty() {
            return Some((None, number));
        }
        let behaviour = func as usize % script.functions.len();
        let calls = &script.functions[behaviour].calls;
        let count = state.counts[behaviour];
        state.counts[behaviour] += 1;
        Some((calls.get(count % calls.len().max(1)), number))
    }

    /// Does the call's effects; the failure that the host has to pass on, if there is one.
    fn effects(&self, machine: &mut dyn Machine, call: &HostCall, number: usize) -> Option<Failure> {
        for effect in &call.effects {
            let outcome = self.effect(machine, effect);
            let propagate = matches!(effect, HostEffect::Call { propagate: true, .. });
            let failure = match &outcome {
                // What ran out has run out for the whole step.
                Outcome::Failed(Failure::Trap(..)) if !propagate => None,
                Outcome::Failed(failure) => Some(failure.clone()),
                _ => None,
            };
            self.state.borrow_mut().calls[number].effects.push(outcome);
            if failure.is_some() {
                return failure;
            }
        }
        None
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Memory,
    Table,
    Global,
}

impl Host for ScriptedHost {
    fn call(
        &self,
        machine: &mut dyn Machine,
        func: u32,
        args: &[Value],
        results: &mut [Value],
    ) -> Result<(), HostTrap> {
        let Some((call, number)) = self.enter(func, args) else {
            return Ok(());
        };
        let failure = call.and_then(|call| self.effects(machine, call, number));
        let mut state = self.state.borrow_mut();
        state.depth -= 1;
        if failure.is_some() {
            state.pending = failure;
            return Err(HostTrap);
        }
        // A swallowed failure must not come back in the place of a later trap of the host itself.
        state.pending = None;
        let Some(call) = call else { return Ok(()) };
        if call.trap {
            return Err(HostTrap);
        }
        for (result, value) in results.iter_mut().zip(&call.results) {
            *result = value.adapt(result.ty());
        }
        Ok(())
    }
}
