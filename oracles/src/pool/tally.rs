//! What the steps of a plan of several stores do: the figures by which its generator is judged.

use super::tenancies;
use crate::check::Checked;
use crate::driver::Prepared;
use crate::outcome::{Failure, Outcome};
use crate::testcase::{EngineConfig, Step};
use std::collections::BTreeSet;
use touchstone_engine::Config;
use touchstone_engine::sys::kernel_names_mappings;

/// Counts over cases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Cases with two threads.
    pub threaded: u64,
    /// Cases whose memories ask for protection keys, on a host that has them.
    pub keyed: u64,
    /// Cases whose anonymous mappings could not be compared by name, because this kernel gives them none.
    pub nameless: u64,
    /// Instantiations by sessions.
    pub instantiations: u64,
    /// Of these, after an instance was dropped in the same engine: its storage is there to be used again.
    pub reusing: u64,
    /// Of the instantiations, of modules linked once.
    pub linked: u64,
    /// Of these, with an import that does not fit.
    pub unlinkable: u64,
    /// Of the instantiations, with a dropped instance of the same module.
    pub same_module: u64,
    /// Of the instantiations, refused by the pools.
    pub refused: u64,
    /// Of the instantiations, failed after the instance was allocated.
    pub half_way: u64,
    /// Steps that exhaust the pools.
    pub exhausting: u64,
    /// Modules dropped.
    pub forgotten: u64,
    /// Calls that trapped.
    pub traps: u64,
    /// Calls and host actions.
    pub acts: u64,
    /// Of these, calls that wrote to pages far apart, up to the memory's end.
    pub scattering: u64,
}

impl Tally {
    /// Adds what a case did.
    pub fn add(&mut self, prepared: &Prepared, checked: &Checked) {
        let plan = &prepared.case.plan;
        let Some(trace) = checked.runs.last().and_then(|run| run.trace()) else {
            return;
        };
        self.threaded += u64::from(plan.pool.is_some_and(|pool| pool.threads > 1));
        let asks = |config: &EngineConfig| config.get("memory_protection_keys").is_some_and(|value| value != "off");
        let has_keys = Config::new().set("memory_protection_keys", "on").is_ok();
        self.keyed += u64::from(has_keys && plan.configs.first().is_some_and(asks));
        self.nameless += u64::from(!kernel_names_mappings());
        let tenancies = tenancies(plan);
        let mut modules: Vec<(usize, u32)> = Vec::new();
        let mut dropped = BTreeSet::new();
        for (i, (step, entry)) in plan.steps.iter().zip(&trace.steps).enumerate() {
            let Some(tenancy) = tenancies[i] else {
                self.exhausting += u64::from(matches!(step, Step::Exhaust { .. }));
                self.forgotten += u64::from(matches!(step, Step::Forget { .. }));
                continue;
            };
            match (step.inner(), &entry.outcome) {
                (Step::End { .. }, _) => {
                    dropped.extend(
                        modules
                            .iter()
                            .filter(|(owner, _)| *owner == tenancy)
                            .map(|(_, module)| *module),
                    );
                }
                (Step::Instantiate { module, .. }, outcome) => {
                    self.instantiations += 1;
                    let linked = matches!(step, Step::In { linked: true, .. });
                    self.linked += u64::from(linked);
                    self.unlinkable += u64::from(linked && matches!(outcome, Outcome::Unlinkable(_)));
                    self.refused += u64::from(matches!(outcome, Outcome::Failed(Failure::Pool(_))));
                    self.half_way += u64::from(matches!(outcome, Outcome::Failed(Failure::Trap(..))));
                    self.reusing += u64::from(!dropped.is_empty());
                    self.same_module += u64::from(dropped.contains(module));
                    modules.push((tenancy, *module));
                }
                (act, outcome) => {
                    self.acts += 1;
                    let scatters = matches!(act, Step::Call { export, .. } if export == "scatter");
                    self.scattering += u64::from(scatters && matches!(outcome, Outcome::Returned(_)));
                    self.traps += u64::from(matches!(outcome, Outcome::Failed(Failure::Trap(..))));
                }
            }
        }
    }

    /// The shares, in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
        let of = |part| percent(part, self.instantiations);
        format!(
            "{} instantiations: {:.0} % after a drop, {:.0} % of a dropped module, {:.0} % refused, {:.0} % failing half-way, \
             {:.0} % linked once ({:.1} % of all unlinkable) | \
             {} acts, {:.0} % trap, {:.0} % scatter | {} exhaustions, {} modules dropped, {} cases on two threads, {} with protection keys | \
             in {} the mappings were compared without names, which this kernel has not",
            self.instantiations,
            of(self.reusing),
            of(self.same_module),
            of(self.refused),
            of(self.half_way),
            of(self.linked),
            of(self.unlinkable),
            self.acts,
            percent(self.traps, self.acts),
            percent(self.scattering, self.acts),
            self.exhausting,
            self.forgotten,
            self.threaded,
            self.keyed,
            self.nameless
        )
    }
}
