//! The run of all sessions in one engine, with the checks that no trace shows.

use super::ledger::{Ledger, Live, allocated};
use super::mappings::{Mappings, regions};
use super::worker::{Answer, Command, Place, Shared, Worker};
use super::{Entries, broken, nothing, tenancies};
use crate::driver::Prepared;
use crate::machine::Unable;
use crate::outcome::{Failure, Outcome};
use crate::runtimes::EngineRuntime;
use crate::testcase::{EngineConfig, Step};
use crate::trace::StepTrace;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use touchstone_engine::Engine;

/// Held during a run: the address space of the process is compared before and after.
static ALONE: Mutex<()> = Mutex::new(());

/// Runs all sessions in one engine under `config`.
pub(super) fn pooled(
    prepared: &Rc<Prepared>,
    config: &EngineConfig,
    full_at: Option<u32>,
    on_step: Option<fn(u32)>,
) -> Result<Entries, Unable> {
    let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let before = regions();
    let shared = Shared {
        engine: EngineRuntime::new(config.clone()).engine()?,
        cache: Arc::default(),
    };
    let mut entries = std::thread::scope(|scope| {
        let mut places = vec![Place::Here(Box::new(Worker::new(prepared.clone(), shared.clone())))];
        if prepared.case.plan.pool.is_some_and(|pool| pool.threads > 1) {
            let there = Place::there(scope, prepared.case.clone(), shared.clone());
            places.push(there.map_err(|error| Unable::Broken(error.to_string()))?);
        }
        let keys = shared
            .engine
            .pool_metrics()
            .map_or(0, |metrics| metrics.protection_keys);
        let mut run = Run {
            mappings: Mappings::since(&before),
            ledger: Ledger::new(config, keys, &prepared.infos),
            shared: shared.clone(),
            places,
        };
        Ok(run.all(prepared, full_at, on_step))
    })?;
    drop(shared);
    let after = regions();
    let kept: Vec<String> = after
        .difference(&before)
        .map(|region| format!("{} bytes of {}", region.len, region.purpose.name()))
        .collect();
    if !kept.is_empty() {
        note(
            &mut entries,
            format!("the engine is dropped and keeps {}", kept.join(", ")),
        );
    }
    Ok((entries, None))
}

/// Writes a broken invariant over the last entry.
fn note(entries: &mut [StepTrace], message: String) {
    if let Some(last) = entries.last_mut() {
        last.outcome = broken(message);
    }
}

struct Run {
    mappings: Mappings,
    ledger: Ledger,
    shared: Shared,
    places: Vec<Place>,
}

impl Run {
    fn place(&mut self, session: u32) -> &mut Place {
        let count = self.places.len();
        &mut self.places[session as usize % count]
    }

    fn all(&mut self, prepared: &Rc<Prepared>, full_at: Option<u32>, on_step: Option<fn(u32)>) -> Vec<StepTrace> {
        let plan = &prepared.case.plan;
        let tenancies = tenancies(plan);
        let mut entries = Vec::with_capacity(plan.steps.len());
        for (i, step) in plan.steps.iter().enumerate() {
            on_step.inspect(|tell| tell(i as u32));
            let full = full_at == Some(i as u32);
            let mut entry = match (step, tenancies[i]) {
                (Step::In { session, step, linked }, Some(tenancy)) => {
                    let command = Command::Step(tenancy, step.clone(), *linked, full);
                    self.step(*session, tenancy, step, command)
                }
                (Step::End { session }, Some(tenancy)) => {
                    self.place(*session).command(Command::End(tenancy));
                    self.ledger.ended(tenancy);
                    nothing(Outcome::Returned(Vec::new()))
                }
                (Step::Exhaust { module, most, linked }, _) => {
                    self.exhaust(i as u32, *module, *most, Command::Fill(*module, *most, *linked, full))
                }
                (other, _) => {
                    match other {
                        Step::Forget { module } => {
                            self.ledger.forgotten(*module);
                            prepared
                                .case
                                .module(*module)
                                .inspect(|wasm| self.shared.cache.forget(wasm));
                        }
                        Step::Flush => flush(&self.shared.engine),
                        _ => {}
                    }
                    nothing(Outcome::Returned(Vec::new()))
                }
            };
            if let Some(message) = self.miscount().or_else(|| self.mismapped()) {
                entry.outcome = broken(message);
            }
            entries.push(entry);
        }
        let sessions = plan.steps.iter().zip(&tenancies);
        for (session, tenancy) in sessions.filter_map(|(step, tenancy)| Some((step.session()?, (*tenancy)?))) {
            // What has ended already is not there any more.
            self.place(session).command(Command::End(tenancy));
            self.ledger.ended(tenancy);
        }
        (0..=plan.modules.len() as u32)
            .filter_map(|module| prepared.case.module(module))
            .for_each(|wasm| self.shared.cache.forget(wasm));
        flush(&self.shared.engine);
        let left = self.miscount().or_else(|| leftovers(&self.shared.engine));
        let left = left
            .or_else(|| self.mismapped())
            .or_else(|| self.mappings.check_start().err());
        left.inspect(|message| note(&mut entries, format!("after everything was dropped: {message}")));
        entries
    }

    fn step(&mut self, session: u32, tenancy: usize, step: &Step, command: Command) -> StepTrace {
        let room = match step {
            Step::Instantiate { module, .. } => {
                self.ledger.compiles(tenancy, *module);
                self.ledger.room(Some(tenancy), *module)
            }
            _ => u64::MAX,
        };
        let Answer::Stepped(Some(entry)) = self.place(session).command(command) else {
            return nothing(Outcome::Skipped);
        };
        let mut entry = *entry;
        self.ledger.stepped(tenancy, step, &entry);
        if let Some(message) = refusal(&entry, room) {
            entry.outcome = broken(message);
        }
        entry
    }

    /// Instantiates a module until it is refused. The entry of the first, if all are as they should be.
    fn exhaust(&mut self, number: u32, module: u32, most: u32, command: Command) -> StepTrace {
        let room = self.ledger.room(None, module);
        let expected = room.min(most.into());
        let place = self.place(number);
        let Answer::Filled(entries) = place.command(command) else {
            return nothing(Outcome::Skipped);
        };
        let made = entries.iter().filter(|entry| allocated(entry)).count() as u64;
        place.command(Command::Empty);
        let mut entries = entries.into_iter();
        let Some(first) = entries.next() else {
            return nothing(Outcome::Returned(Vec::new()));
        };
        // Refused for its size, or by rules that have nothing to do with pools: each in the same way.
        let refused =
            |entry: &StepTrace| matches!(entry.outcome, Outcome::Failed(Failure::Pool(_))) && !allocated(entry);
        let mut others = entries.filter(|entry| !refused(entry));
        let differing = others.find(|entry| *entry != first);
        let message = match differing {
            Some(other) => format!(
                "instances of one module begin differently: {}, then {}",
                first.outcome, other.outcome
            ),
            None if allocated(&first) && made != expected => {
                format!("{made} instances were made where there was room for {expected}")
            }
            None => return first,
        };
        StepTrace {
            outcome: broken(message),
            ..first
        }
    }

    /// Says where the engine's mappings are not what they should be.
    fn mismapped(&self) -> Option<String> {
        let metrics = self.shared.engine.pool_metrics();
        let accessible = metrics.map(|metrics| metrics.accessible + self.ledger.memory_bytes());
        self.mappings.check(accessible).err()
    }

    /// Says where the pools' own count of what is alive is wrong.
    fn miscount(&self) -> Option<String> {
        let counted = counted(&self.shared.engine)?;
        let expected = self.ledger.live();
        (counted != expected).then(|| format!("the pools count {counted:?}, alive are {expected:?}"))
    }
}

/// Says why a refusal by the pools was wrong.
fn refusal(entry: &StepTrace, room: u64) -> Option<String> {
    let Outcome::Failed(Failure::Pool(limit)) = &entry.outcome else {
        return None;
    };
    let counts = [
        "pool_instances",
        "pool_module_instances",
        "pool_memories",
        "pool_tables",
    ];
    (counts.contains(&limit.as_str()) && room > 0).then(|| format!("{limit} refuses an instance, with room for {room}"))
}

/// What the engine's pools count as alive; `None` without pools.
fn counted(engine: &Engine) -> Option<Live> {
    let metrics = engine.pool_metrics()?;
    Some(Live {
        instances: metrics.instances.live.into(),
        memories: metrics.memories.live.into(),
        tables: metrics.tables.live.into(),
    })
}

/// What the pools still hold that they should not when nothing is alive.
///
/// Warm slots are allowed, as many as the knob says.
fn leftovers(engine: &Engine) -> Option<String> {
    let metrics = engine.pool_metrics()?;
    let pools = [metrics.instances, metrics.memories, metrics.tables];
    let queued = pools.iter().any(|pool| pool.queued > 0);
    let most = engine.config().pool_warm_slots();
    let warm = pools.iter().any(|pool| u64::from(pool.warm) > most);
    (queued || warm).then(|| format!("the pools hold {metrics:?}"))
}

/// Resets what waits to be reset.
fn flush(engine: &Engine) {
    engine.flush_pools();
}
