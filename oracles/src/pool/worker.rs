//! One of the threads of a run: it owns the stores of its sessions and does what it is told, one command at a time.

use super::ledger::allocated;
use super::{Tenancy, broken, probe};
use crate::driver::{self, Prepared, Session};
use crate::machine::Machine;
use crate::outcome::{Failure, Outcome};
use crate::runtimes::{EngineRuntime, ModuleCache};
use crate::testcase::{Step, Testcase};
use crate::trace::StepTrace;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, Scope};
use touchstone_engine::Engine;

/// Bytes of stack of the second thread: as much as the first one has.
const STACK: usize = 8 << 20;

/// What a worker is told.
pub(super) enum Command {
    /// A step of a session; whether modules are linked once; whether to keep all of its state.
    Step(Tenancy, Box<Step>, bool, bool),
    /// The session's store is dropped.
    End(Tenancy),
    /// Instantiations of a module, so many at most, until one is refused; their stores are kept. The rest as for a step.
    Fill(u32, u32, bool, bool),
    /// The stores of [`Command::Fill`] are dropped.
    Empty,
}

/// What it answers.
pub(super) enum Answer {
    Done,
    /// A session's step; `None` when an earlier one broke off.
    Stepped(Option<Box<StepTrace>>),
    /// The entry of each instantiation.
    Filled(Vec<StepTrace>),
}

/// What every worker of a run shares.
#[derive(Clone)]
pub(super) struct Shared {
    pub engine: Engine,
    pub cache: Arc<ModuleCache>,
}

/// A session with its store.
struct Tenant {
    session: Session,
    machine: Box<dyn Machine>,
    broken: bool,
}

impl Tenant {
    /// What lies past the ends of memories and tables, up to the ends of their slots, is part of a step's state too: zero, and
    /// of memories inaccessible.
    fn look_past_ends(&mut self, entry: &mut StepTrace) {
        if driver::breaks_off(&entry.outcome) {
            return;
        }
        let found = (0..self.session.slots()).find_map(|slot| self.machine.past_end(slot));
        found.inspect(|message| entry.outcome = broken(message.clone()));
    }
}

pub(super) struct Worker {
    prepared: Rc<Prepared>,
    shared: Shared,
    tenants: BTreeMap<Tenancy, Tenant>,
    fill: Vec<Tenant>,
}

impl Worker {
    pub(super) fn new(prepared: Rc<Prepared>, shared: Shared) -> Worker {
        Worker {
            prepared,
            shared,
            tenants: BTreeMap::new(),
            fill: Vec::new(),
        }
    }

    fn tenant(&self) -> Tenant {
        let Shared { engine, cache } = &self.shared;
        let mut machine = EngineRuntime::machine_in(engine, cache, &self.prepared.case.plan.limits);
        let session = Session::new(&self.prepared, machine.as_mut());
        Tenant {
            session,
            machine,
            broken: false,
        }
    }

    pub(super) fn command(&mut self, command: Command) -> Answer {
        match command {
            Command::Step(tenancy, step, linked, full) => {
                if !self.tenants.contains_key(&tenancy) {
                    let tenant = self.tenant();
                    self.tenants.insert(tenancy, tenant);
                }
                let tenant = self.tenants.get_mut(&tenancy).filter(|tenant| !tenant.broken);
                Answer::Stepped(tenant.map(|tenant| {
                    tenant.machine.link_once(linked);
                    let mut entry = tenant.session.step(tenant.machine.as_mut(), &step, full);
                    tenant.look_past_ends(&mut entry);
                    tenant.broken = driver::breaks_off(&entry.outcome);
                    Box::new(entry)
                }))
            }
            Command::End(tenancy) => {
                self.tenants.remove(&tenancy);
                Answer::Done
            }
            Command::Fill(module, most, linked, full) => {
                let mut entries = Vec::new();
                while entries.len() < most as usize {
                    let mut tenant = self.tenant();
                    tenant.machine.link_once(linked);
                    let mut entry = probe(&mut tenant.session, tenant.machine.as_mut(), module, full);
                    tenant.look_past_ends(&mut entry);
                    // Growth may be refused too, of an instance that is there.
                    let refused = matches!(&entry.outcome, Outcome::Failed(Failure::Pool(_))) && !allocated(&entry);
                    self.fill.push(tenant);
                    entries.push(entry);
                    if refused {
                        break;
                    }
                }
                Answer::Filled(entries)
            }
            Command::Empty => {
                self.fill.clear();
                Answer::Done
            }
        }
    }
}

/// A worker here, or on the second thread.
pub(super) enum Place {
    Here(Box<Worker>),
    There(Sender<Command>, Receiver<Answer>),
}

impl Place {
    /// Starts the second thread. It ends when the place is dropped.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub(super) fn there<'scope>(
        scope: &'scope Scope<'scope, '_>,
        case: Testcase,
        shared: Shared,
    ) -> std::io::Result<Place> {
        let (commands, inbox) = channel();
        let (outbox, answers) = channel();
        let work = move || {
            let mut worker = Worker::new(Prepared::new(case), shared);
            for command in inbox {
                if outbox.send(worker.command(command)).is_err() {
                    break;
                }
            }
        };
        Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        Ok(Place::There(commands, answers))
    }

    /// Has the worker do one thing, and waits until it is done.
    ///
    /// # Panics
    /// When the second thread panicked.
    pub(super) fn command(&mut self, command: Command) -> Answer {
        match self {
            Place::Here(worker) => worker.command(command),
            Place::There(commands, answers) => {
                commands.send(command).expect("the second thread lives");
                answers.recv().expect("the second thread lives")
            }
        }
    }
}
