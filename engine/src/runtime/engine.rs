//! The engine: a configuration, and what its modules and stores share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, RwLock};

use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};

use crate::compile::{self, Tunables};
use crate::config::Config;
use crate::error::Result;
use crate::runtime::allocator::{self, HostMemories, InstanceAllocator, MemoryCreator, MemoryPlan, PoolMetrics};
use crate::runtime::code::CodeImage;
use crate::runtime::initial::{ImageMetrics, ImagePlan};
use crate::runtime::trampoline;
use crate::sys;
use crate::types::FuncType;

/// An engine: compiles modules under one configuration. Cheap to clone; clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<EngineInner>);

struct EngineInner {
    config: Config,
    tunables: Tunables,
    isa: OwnedTargetIsa,
    allocator: Arc<dyn InstanceAllocator>,
    images: ImagePlan,
    types: RwLock<Types>,
    shared_funcs: AtomicU32,
}

/// The function types of an engine by canonical id.
#[derive(Debug, Default)]
struct Types {
    ids: HashMap<FuncType, u32>,
    entries: Vec<Arc<TypeEntry>>,
}

/// A function type of an engine, with the code that crosses the boundary for it.
#[derive(Debug)]
pub(crate) struct TypeEntry {
    /// Canonical id: equal exactly for equal types of one engine.
    pub(crate) id: u32,
    /// The type.
    pub(crate) ty: FuncType,
    entry: OnceLock<Arc<CodeImage>>,
    exit: OnceLock<Arc<CodeImage>>,
}

impl TypeEntry {
    /// Address of the trampoline by which the host calls functions of this type.
    pub(crate) fn entry_trampoline(&self, engine: &Engine) -> Result<usize> {
        trampoline_in(&self.entry, || trampoline::entry(&self.ty, engine))
    }

    /// Address of the trampoline by which Wasm calls host functions of this type.
    pub(crate) fn exit_trampoline(&self, engine: &Engine) -> Result<usize> {
        trampoline_in(&self.exit, || trampoline::exit(&self.ty, engine))
    }
}

fn trampoline_in(slot: &OnceLock<Arc<CodeImage>>, compile: impl FnOnce() -> Result<Arc<CodeImage>>) -> Result<usize> {
    if let Some(image) = slot.get() {
        return Ok(image.start());
    }
    let image = compile()?;
    Ok(slot.get_or_init(|| image).start())
}

impl Engine {
    /// An engine with these knobs. With the knob `signals`, the process's signal handlers are installed if they are
    /// not yet (see [`sys::install_signal_handlers`]).
    ///
    /// # Errors
    ///
    /// The host's architecture has no code generator, or the code generator refuses the settings.
    pub fn new(config: &Config) -> Result<Self> {
        let config = config.effective();
        let allocator = allocator::choose(&config)?;
        Self::with_allocator(config, allocator)
    }

    /// An engine whose memories the host supplies. Their initial content is copied, not mapped.
    ///
    /// # Errors
    ///
    /// As for [`Engine::new`].
    pub fn with_memory_creator(config: &Config, creator: Arc<dyn MemoryCreator>) -> Result<Self> {
        let mut config = config.effective();
        config.set_memory_image(false)?;
        let allocator = HostMemories {
            plan: MemoryPlan::new(&config),
            creator,
            others: allocator::choose(&config)?,
        };
        Self::with_allocator(config, Arc::new(allocator))
    }

    /// An engine with effective knobs, whose instances get their storage from this allocator.
    pub(crate) fn with_allocator(config: Config, allocator: Arc<dyn InstanceAllocator>) -> Result<Self> {
        let (tunables, images) = (config.tunables(), ImagePlan::new(&config));
        let isa = compile::build_isa(&tunables)?;
        if config.signals() {
            sys::ensure_signal_handlers();
        }
        Ok(Self(Arc::new(EngineInner {
            config,
            tunables,
            isa,
            allocator,
            images,
            types: RwLock::default(),
            shared_funcs: AtomicU32::new(0),
        })))
    }

    /// The effective value of every knob.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn tunables(&self) -> &Tunables {
        &self.0.tunables
    }

    pub(crate) fn isa(&self) -> &dyn TargetIsa {
        &*self.0.isa
    }

    pub(crate) fn images(&self) -> &ImagePlan {
        &self.0.images
    }

    pub(crate) fn allocator(&self) -> &Arc<dyn InstanceAllocator> {
        &self.0.allocator
    }

    /// What the pools hold; `None` unless the engine allocates from pools.
    pub fn pool_metrics(&self) -> Option<PoolMetrics> {
        self.allocator().pool_metrics()
    }

    /// What became of the images of memories that modules of this engine wanted.
    pub fn image_metrics(&self) -> ImageMetrics {
        self.0.images.metrics().clone()
    }

    /// Resets the slots that wait for a batch of them.
    pub fn flush_pools(&self) {
        self.allocator().flush();
    }

    /// Whether both are the same engine.
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The number of the next host function that stores share.
    pub(crate) fn number_shared_func(&self) -> u32 {
        self.0.shared_funcs.fetch_add(1, Ordering::Relaxed)
    }

    /// The entry of a type, made if it is new.
    pub(crate) fn intern(&self, ty: &FuncType) -> Arc<TypeEntry> {
        {
            let types = self.0.types.read().unwrap_or_else(|poisoned| poisoned.into_inner());
            if let Some(id) = types.ids.get(ty) {
                return types.entries[*id as usize].clone();
            }
        }
        let mut types = self.0.types.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        let types = &mut *types;
        let id = *types.ids.entry(ty.clone()).or_insert(types.entries.len() as u32);
        if id as usize == types.entries.len() {
            types.entries.push(Arc::new(TypeEntry {
                id,
                ty: ty.clone(),
                entry: OnceLock::new(),
                exit: OnceLock::new(),
            }));
        }
        types.entries[id as usize].clone()
    }

    /// The entry with this id, which a function of this engine carries.
    pub(crate) fn type_entry(&self, id: u32) -> Arc<TypeEntry> {
        let types = self.0.types.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        types.entries[id as usize].clone()
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Engine").field(&self.0.config).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{KNOBS, Kind};
    use crate::runtime::{Limits, Store};

    /// Everything behind the configuration that decides what an engine does.
    fn effect(config: &Config) -> String {
        let engine = Engine::new(config).unwrap();
        let store = Store::new(&engine, Limits::default());
        let tunables = engine.tunables();
        let features: Vec<String> = engine.isa().isa_flags().iter().map(ToString::to_string).collect();
        format!(
            "{tunables:?} {} {} {} {} {:?} {:?} {} {features:?} {} {}",
            tunables.verifier,
            tunables.heap_spectre,
            tunables.table_spectre,
            tunables.unwind_info,
            engine.allocator(),
            engine.images(),
            engine.isa().flags(),
            store.get().max_native_stack,
            store.get().counts_fuel,
        )
    }

    #[test]
    fn every_value_of_every_knob_reaches_the_engine() {
        for knob in KNOBS {
            let values: Vec<String> = match knob.kind {
                Kind::Bool => vec!["false".into(), "true".into()],
                Kind::CpuFeature { available, .. } => [false, true].map(|on| (on && available()).to_string()).into(),
                Kind::Choice(_) | Kind::HostChoice { .. } => {
                    knob.kind.choices().iter().map(ToString::to_string).collect()
                }
                Kind::Number { min, max, edges } => {
                    let mut values = vec![min, max];
                    values.extend(edges);
                    values.sort_unstable();
                    values.dedup();
                    values.iter().map(ToString::to_string).collect()
                }
            };
            let mut distinct = values.clone();
            distinct.dedup();
            // Some knobs matter to one allocator only.
            let all_differ = |allocator: &str| {
                let effect_of = |value: &String| {
                    let mut config = Config::new();
                    config.set("allocator", allocator).unwrap();
                    config.set(knob.name, value).unwrap();
                    assert_eq!(config.get(knob.name).as_ref(), Some(value));
                    effect(&config)
                };
                let effects: std::collections::BTreeSet<String> = distinct.iter().map(effect_of).collect();
                // `auto` is one of the others, as the host has it.
                let auto = matches!(knob.kind, Kind::HostChoice { .. }) && distinct.len() > 2;
                effects.len() == distinct.len() - usize::from(auto)
            };
            assert!(
                all_differ("on_demand") || all_differ("pooling"),
                "values of {} make no difference",
                knob.name
            );
        }
    }
}
