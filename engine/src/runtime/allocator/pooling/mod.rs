//! The pooling allocator: storage comes from slots in big reservations, which go back to their initial state and are used again.
//!
//! `slots.rs` knows who has which slot and how slots come back; `memory.rs` and `plain.rs` what is in them; `reset.rs` how
//! they become clean. The host's own memories and tables are allocated on demand.

mod keys;
mod memory;
mod plain;
mod reset;
mod slots;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::index::Counts;
use super::stripe::{Slots, Wanted};
use super::{
    ContextRequest, ContextStorage, InstanceAllocator, MemoryPlan, MemoryRequest, MemoryStorage, ModuleId, ModuleShape,
    OnDemand, TableRequest, TableStorage,
};
use crate::compile::ModuleInfo;
use crate::config::{Config, ConfigError, MemoryReset, ProtectionKeys};
use crate::error::{Error, ErrorKind, Result};
use crate::runtime::limits::PAGE;
use crate::sys::{KeyProvider, MOST_KEYS, NoProtectionKeys, Purpose, Rights, protection_keys, round_to_pages};
use crate::trap::{Exhaustion, PoolLimit};
use keys::Keys;
use memory::MemoryPool;
use plain::{Bounds, PlainPool};
use reset::ResetPlan;

/// How many slots of a pool are in which state; the others are cold: never used, or as if.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolCounts {
    /// In use.
    pub live: u32,
    /// Returned, and not yet reset.
    pub queued: u32,
    /// Reset, with something kept for the next instance.
    pub warm: u32,
}

impl From<Counts> for PoolCounts {
    fn from(counts: Counts) -> Self {
        Self {
            live: counts.live,
            queued: counts.busy,
            warm: counts.warm,
        }
    }
}

/// What the pools of an engine hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolMetrics {
    /// Contexts of instances.
    pub instances: PoolCounts,
    /// Memories.
    pub memories: PoolCounts,
    /// Tables.
    pub tables: PoolCounts,
    /// Bytes of whole pages that unused slots keep resident, at the most.
    pub resident: u64,
    /// Bytes that unused slots of memories keep accessible.
    pub accessible: u64,
    /// Memory protection keys in use; 0 without.
    pub protection_keys: u32,
    /// Why there are none although the knob `memory_protection_keys` asks for them where they can be had.
    pub no_protection_keys: Option<NoProtectionKeys>,
}

/// Allocates from pools.
#[derive(Debug)]
pub(crate) struct Pooling {
    on_demand: OnDemand,
    contexts: Arc<PlainPool>,
    memories: Arc<MemoryPool>,
    tables: Arc<PlainPool>,
    /// Memories, and tables, that one module may define.
    per_module: [u64; 2],
    no_protection_keys: Option<NoProtectionKeys>,
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn count(slots: u64) -> u32 {
    u32::try_from(slots).unwrap_or(u32::MAX)
}

impl Pooling {
    /// # Errors
    ///
    /// The pools together need more address space than there is; or the knobs insist on protection keys, and there are none.
    pub(crate) fn new(config: &Config, plan: MemoryPlan) -> Result<Self> {
        Self::with_keys(config, plan, protection_keys)
    }

    /// The same with keys from this provider, which is asked only if the knobs want keys.
    fn with_keys(
        config: &Config,
        plan: MemoryPlan,
        provider: impl FnOnce() -> Result<Arc<dyn KeyProvider>, NoProtectionKeys>,
    ) -> Result<Self> {
        let wish = config.memory_protection_keys();
        if wish == ProtectionKeys::Off {
            return Self::with(config, plan, None);
        }
        // No more than there will be stripes: others in the process want keys too.
        let stripes = Self::slots(config, plan, MOST_KEYS as u32)?.stripes;
        let take = |provider| Keys::take(provider, stripes as usize).ok_or(NoProtectionKeys::Kernel);
        let keys = provider().and_then(take);
        let without = match keys {
            Ok(keys) => match Self::with(config, plan, Some(keys)) {
                // What does not work with keys may work without, and say what else is wrong.
                Err(error) if wish == ProtectionKeys::On => return Err(error),
                Err(_) => NoProtectionKeys::Kernel,
                pooling => return pooling,
            },
            Err(why) if wish == ProtectionKeys::On => {
                let unavailable = ConfigError::Unavailable {
                    knob: "memory_protection_keys",
                    value: wish.name().to_string(),
                    why: why.to_string(),
                };
                return Err(unavailable.into());
            }
            Err(why) => why,
        };
        let pooling = Self::with(config, plan, None)?;
        Ok(Self {
            no_protection_keys: Some(without),
            ..pooling
        })
    }

    /// Where memories stand with so many keys.
    fn slots(config: &Config, plan: MemoryPlan, keys: u32) -> Result<Slots> {
        // Only whole pages of Wasm can be in use.
        let slot_bytes = size(config.pool_memory_bytes()) / PAGE as usize * PAGE as usize;
        let reach = slot_bytes
            .max(plan.reservation)
            .checked_add(plan.guard)
            .and_then(round_to_pages)
            .ok_or_else(|| Error::exhausted(Exhaustion::OutOfMemory))?;
        Slots::new(&Wanted {
            slots: count(config.pool_memories()),
            size: slot_bytes,
            reach: if seeded!(PoolStride) { slot_bytes } else { reach },
            before: plan.guard_before,
            keys,
        })
    }

    fn with(config: &Config, plan: MemoryPlan, mut keys: Option<Keys>) -> Result<Self> {
        let (warm, batch) = (count(config.pool_warm_slots()), size(config.decommit_batch()));
        let contexts = Bounds {
            slots: count(config.pool_instances()),
            per_module: count(config.pool_module_instances()),
            slot_bytes: size(config.pool_instance_bytes()),
            warm,
            batch,
            limits: [
                PoolLimit::Instances,
                PoolLimit::ModuleInstances,
                PoolLimit::InstanceBytes,
            ],
        };
        let tables = Bounds {
            slots: count(config.pool_tables()),
            per_module: u32::MAX,
            slot_bytes: size(config.pool_table_elements()).saturating_mul(size_of::<u64>()),
            limits: [PoolLimit::Tables, PoolLimit::Tables, PoolLimit::TableElements],
            ..contexts
        };
        let table_reset = ResetPlan {
            method: MemoryReset::Madvise,
            keep: size(config.table_keep_resident()),
            scan: config.pagemap_scan(),
        };
        let slots = Self::slots(config, plan, keys.as_ref().map_or(0, Keys::count))?;
        keys.iter_mut().for_each(|keys| keys.keep(slots.stripes));
        let keys = keys.filter(|_| slots.stripes > 1);
        let reset = ResetPlan {
            method: config.memory_reset(),
            keep: size(config.memory_keep_resident()),
            scan: config.pagemap_scan(),
        };
        Ok(Self {
            on_demand: OnDemand::new(plan),
            contexts: Arc::new(PlainPool::new(contexts, None, Purpose::ContextPool)?),
            memories: Arc::new(MemoryPool::new(
                size(config.pool_memory_bytes()),
                slots,
                plan.guard_before,
                reset,
                warm,
                batch,
                keys,
            )?),
            tables: Arc::new(PlainPool::new(tables, Some(table_reset), Purpose::TablePool)?),
            per_module: [config.pool_module_memories(), config.pool_module_tables()],
            no_protection_keys: None,
        })
    }

    /// What every instance of the module needs that the pools never have: (which limit, needed, the limit).
    fn misfit(&self, info: &ModuleInfo, context_size: usize) -> Option<(PoolLimit, u64, u64)> {
        let memories = &info.memories[info.imported.memories as usize..];
        let tables = &info.tables[info.imported.tables as usize..];
        let largest_memory = memories.iter().map(|ty| ty.min).max().unwrap_or(0);
        let largest_table = tables.iter().map(|ty| ty.min).max().unwrap_or(0);
        let contexts = self.contexts.bounds();
        let of_tables = self.tables.bounds();
        let elements = (of_tables.slot_bytes / size_of::<u64>()) as u64;
        let wants = [
            (PoolLimit::Instances, 1, contexts.slots.into()),
            (PoolLimit::ModuleInstances, 1, contexts.per_module.into()),
            (
                PoolLimit::InstanceBytes,
                context_size as u64,
                contexts.slot_bytes as u64,
            ),
            (PoolLimit::ModuleMemories, memories.len() as u64, self.per_module[0]),
            (PoolLimit::Memories, memories.len() as u64, self.memories.count().into()),
            (
                PoolLimit::MemoryBytes,
                largest_memory.saturating_mul(PAGE),
                self.memories.most() as u64,
            ),
            (PoolLimit::ModuleTables, tables.len() as u64, self.per_module[1]),
            (PoolLimit::Tables, tables.len() as u64, of_tables.slots.into()),
            (PoolLimit::TableElements, largest_table, elements),
        ];
        wants.into_iter().find(|(_, needed, limit)| needed > limit)
    }
}

impl InstanceAllocator for Pooling {
    fn module_made(&self, module: ModuleShape<'_>) -> Result<()> {
        match self.misfit(module.info, module.context_size) {
            None => Ok(()),
            Some((pool, needed, limit)) => Err(ErrorKind::Unsuitable { pool, needed, limit }.into()),
        }
    }

    fn module_dropped(&self, module: ModuleId) {
        self.memories.flush();
        self.tables.flush();
        self.memories.forget(module);
        self.tables.forget(module);
        self.contexts.forget(module);
    }

    fn context(&self, request: ContextRequest) -> Result<Box<dyn ContextStorage>> {
        Ok(Box::new(self.contexts.allocate(request.size, Some(request.module))?))
    }

    fn memory(&self, request: MemoryRequest<'_>) -> Result<Box<dyn MemoryStorage>> {
        match request.definer {
            Some(_) => Ok(Box::new(self.memories.allocate(request)?)),
            None => self.on_demand.memory(request),
        }
    }

    fn table(&self, request: TableRequest) -> Result<Box<dyn TableStorage>> {
        let Some(definer) = request.definer else {
            return self.on_demand.table(request);
        };
        let bytes = size(request.ty.min).saturating_mul(size_of::<u64>());
        Ok(Box::new(self.tables.allocate(bytes, Some(definer.module))?))
    }

    fn stripe(&self) -> u32 {
        self.memories.stripe()
    }

    fn rights(&self, stripe: u32) -> Rights {
        self.memories.rights(stripe)
    }

    fn pool_metrics(&self) -> Option<PoolMetrics> {
        let resident = self.contexts.resident() + self.memories.resident() + self.tables.resident();
        Some(PoolMetrics {
            instances: self.contexts.counts().into(),
            memories: self.memories.counts().into(),
            tables: self.tables.counts().into(),
            resident: resident as u64,
            accessible: self.memories.accessible() as u64,
            protection_keys: self.memories.keys(),
            no_protection_keys: self.no_protection_keys,
        })
    }

    fn flush(&self) {
        self.memories.flush();
        self.tables.flush();
    }
}
