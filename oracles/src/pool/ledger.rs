//! What is alive in the pools, counted from outside: what they must say of themselves, and when they may refuse.

use super::Tenancy;
use crate::module_info::ModuleInfo;
use crate::testcase::{EngineConfig, Step};
use crate::trace::StepTrace;
use crate::value::ExternType;
use std::collections::BTreeMap;
use touchstone_engine::Config;

/// Instances, memories and tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Live {
    pub instances: u64,
    pub memories: u64,
    pub tables: u64,
}

impl Live {
    fn plus(self, other: Live) -> Live {
        Live {
            instances: self.instances + other.instances,
            memories: self.memories + other.memories,
            tables: self.tables + other.tables,
        }
    }
}

/// Who has what.
pub(super) struct Ledger {
    config: Config,
    /// Memories of a session are all in one stripe of the pool's slots; 1 where there are no protection keys.
    stripes: u64,
    /// By tenancy: the stripe that it got with its first memory.
    stripe: BTreeMap<Tenancy, u64>,
    /// By module number: what an instance of it takes.
    needs: Vec<Live>,
    /// By tenancy: the modules of its instances, and which compilation of them.
    instances: BTreeMap<Tenancy, Vec<(u32, u32)>>,
    /// By tenancy and instance slot: bytes of its memories.
    bytes: BTreeMap<(Tenancy, usize), u64>,
    /// By module number: how often its compiled form was dropped. A module that is compiled again is another one.
    compilations: BTreeMap<u32, u32>,
    /// Which compilation a tenancy has, which keeps it.
    kept: BTreeMap<(Tenancy, u32), u32>,
}

impl Ledger {
    pub(super) fn new(config: &EngineConfig, protection_keys: u32, infos: &[ModuleInfo]) -> Ledger {
        let mut parsed = Config::new();
        for (name, value) in &config.0 {
            // An engine was made of it, so it can be set.
            let _ = parsed.set(name, value);
        }
        let needs = infos.iter().map(|info| {
            let imported =
                |wanted: fn(&ExternType) -> bool| info.imports.iter().filter(|import| wanted(&import.ty)).count();
            let memories = info.memories.len() - imported(|ty| matches!(ty, ExternType::Memory(_)));
            let tables = info.tables.len() - imported(|ty| matches!(ty, ExternType::Table(_)));
            Live {
                instances: 1,
                memories: memories as u64,
                tables: tables as u64,
            }
        });
        Ledger {
            config: parsed,
            stripes: u64::from(protection_keys).max(1),
            stripe: BTreeMap::new(),
            needs: needs.collect(),
            instances: BTreeMap::new(),
            bytes: BTreeMap::new(),
            compilations: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Notes what a step of a session allocated, and how large its memories are after it.
    pub(super) fn stepped(&mut self, tenancy: Tenancy, step: &Step, entry: &StepTrace) {
        if let Step::Instantiate { module, .. } = step
            && allocated(entry)
        {
            if self.need(*module).memories != 0 && !self.stripe.contains_key(&tenancy) {
                self.stripe.insert(tenancy, self.emptiest().0);
            }
            let compilation = self.compilation(Some(tenancy), *module);
            let instances = self.instances.entry(tenancy).or_default();
            instances.push((*module, compilation));
        }
        for (slot, state) in entry.state.instances.iter().enumerate() {
            if let Some(state) = state {
                let pages = state.memories.iter().map(|memory| u64::from(memory.pages));
                self.bytes.insert((tenancy, slot), pages.sum::<u64>() << 16);
            }
        }
    }

    pub(super) fn ended(&mut self, tenancy: Tenancy) {
        self.instances.remove(&tenancy);
        self.stripe.remove(&tenancy);
        self.bytes.retain(|(other, _), _| *other != tenancy);
    }

    /// A session is about to compile a module, unless it did so before.
    pub(super) fn compiles(&mut self, tenancy: Tenancy, module: u32) {
        let compilation = self.compilation(None, module);
        self.kept.entry((tenancy, module)).or_insert(compilation);
    }

    /// The compiled form of a module is dropped; sessions keep the one that they have.
    pub(super) fn forgotten(&mut self, module: u32) {
        *self.compilations.entry(module).or_default() += 1;
    }

    fn compilation(&self, tenancy: Option<Tenancy>, module: u32) -> u32 {
        let kept = tenancy.and_then(|tenancy| self.kept.get(&(tenancy, module)));
        let current = || self.compilations.get(&module).copied().unwrap_or_default();
        kept.copied().unwrap_or_else(current)
    }

    fn need(&self, module: u32) -> Live {
        self.needs.get(module as usize).copied().unwrap_or_default()
    }

    /// What is alive.
    pub(super) fn live(&self) -> Live {
        let modules = self.instances.values().flatten();
        modules.fold(Live::default(), |sum, (module, _)| sum.plus(self.need(*module)))
    }

    fn of_module(&self, module: u32, compilation: u32) -> u64 {
        self.instances
            .values()
            .flatten()
            .filter(|other| **other == (module, compilation))
            .count() as u64
    }

    /// Bytes of all memories that are alive.
    pub(super) fn memory_bytes(&self) -> u64 {
        self.bytes.values().sum()
    }

    fn knob(&self, name: &str) -> u64 {
        let value = self.config.get(name).and_then(|text| text.parse().ok());
        value.unwrap_or(u64::MAX)
    }

    /// Slots for memories in a stripe that nobody has. Slot `i` is of stripe `i` modulo their number.
    fn free_in(&self, stripe: u64) -> u64 {
        let slots = self.knob("pool_memories");
        let of_stripe = slots / self.stripes + u64::from(stripe < slots % self.stripes);
        let tenancies = self.stripe.iter().filter(|(_, other)| **other == stripe);
        let modules = tenancies
            .filter_map(|(tenancy, _)| self.instances.get(tenancy))
            .flatten();
        of_stripe.saturating_sub(modules.map(|(module, _)| self.need(*module).memories).sum())
    }

    /// The stripe that the next session gets, and what is free there: the first of those with most.
    fn emptiest(&self) -> (u64, u64) {
        let free = (0..self.stripes).rev().map(|stripe| (stripe, self.free_in(stripe)));
        free.max_by_key(|(_, free)| *free).unwrap_or_default()
    }

    /// How many more instances of a module there is room for, as far as counts say, in a session or in new ones, one each.
    pub(super) fn room(&self, tenancy: Option<Tenancy>, module: u32) -> u64 {
        let knob = |name: &str| self.knob(name);
        if self
            .config
            .get("allocator")
            .is_none_or(|allocator| allocator != "pooling")
        {
            return u64::MAX;
        }
        let (live, need) = (self.live(), self.need(module));
        let in_stripe = match tenancy {
            Some(tenancy) => self
                .stripe
                .get(&tenancy)
                .map_or_else(|| self.emptiest().1, |stripe| self.free_in(*stripe)),
            None => u64::MAX,
        };
        let share = |limit: u64, used: u64, each: u64| limit.saturating_sub(used).checked_div(each).unwrap_or(u64::MAX);
        share(knob("pool_instances"), live.instances, 1)
            .min(share(
                knob("pool_module_instances"),
                self.of_module(module, self.compilation(tenancy, module)),
                1,
            ))
            .min(share(knob("pool_memories"), live.memories, need.memories))
            .min(share(in_stripe, 0, need.memories))
            .min(share(knob("pool_tables"), live.tables, need.tables))
    }
}

/// Whether the instantiation of this entry allocated an instance, be it that a segment or the start function then failed.
pub(super) fn allocated(entry: &StepTrace) -> bool {
    matches!(entry.state.instances.last(), Some(Some(_)))
}
