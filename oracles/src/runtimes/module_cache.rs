//! What machines share. The stores of one engine: compiled modules, and modules linked once with host functions that all stores
//! have. Engines of one configuration: artifacts.

use super::engine::call_entered;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use touchstone_engine as engine;

/// What an import is linked to: a host function with this script number and of this type.
pub(super) type HostImport = (u32, engine::FuncType);

/// A module with each list of host functions that it was linked with.
type Links = Mutex<Vec<(Vec<HostImport>, engine::Linked)>>;

/// The compiled modules that the stores of one engine share, by a digest of their bytes.
#[derive(Debug, Default)]
pub struct ModuleCache {
    modules: Mutex<HashMap<u64, (engine::Module, Arc<Links>)>>,
    /// Script numbers of the host functions that stores share, in order of their creation.
    hosts: Mutex<Vec<u32>>,
}

/// A module as a store has it. What was linked goes when the cache forgets the module: then only the stores keep what they use.
#[derive(Clone, Debug)]
pub(super) struct CachedModule {
    pub module: engine::Module,
    links: Weak<Links>,
}

impl From<engine::Module> for CachedModule {
    fn from(module: engine::Module) -> CachedModule {
        let links = Weak::new();
        CachedModule { module, links }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl ModuleCache {
    pub(super) fn get(&self, engine: &engine::Engine, wasm: &[u8]) -> engine::Result<CachedModule> {
        let digest = xxhash_rust::xxh3::xxh3_64(wasm);
        let mut modules = lock(&self.modules);
        let (module, links) = match modules.entry(digest) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(place) => place.insert((engine::Module::new(engine, wasm)?, Arc::default())),
        };
        Ok(CachedModule {
            module: module.clone(),
            links: Arc::downgrade(links),
        })
    }

    /// Drops the compiled module and what it was linked to; stores that have instances of it keep both alive.
    pub fn forget(&self, wasm: &[u8]) {
        let digest = xxhash_rust::xxh3::xxh3_64(wasm);
        let module = lock(&self.modules).remove(&digest);
        drop(module);
    }

    /// The module linked to these host functions: once, as long as the cache has the module.
    pub(super) fn linked(&self, cached: &CachedModule, imports: &[HostImport]) -> engine::Result<engine::Linked> {
        let Some(links) = cached.links.upgrade() else {
            return self.link(&cached.module, imports);
        };
        let mut links = lock(&links);
        if let Some((_, linked)) = links.iter().find(|(known, _)| known == imports) {
            return Ok(linked.clone());
        }
        let linked = self.link(&cached.module, imports)?;
        links.push((imports.to_vec(), linked.clone()));
        Ok(linked)
    }

    fn link(&self, module: &engine::Module, imports: &[HostImport]) -> engine::Result<engine::Linked> {
        let func = |(id, ty): &HostImport| {
            let id = *id;
            // The engine counts them in the same order.
            let mut hosts = lock(&self.hosts);
            hosts.push(id);
            engine::SharedFunc::new(module.engine(), ty.clone(), move |caller, args, results| {
                call_entered(caller, id, args, results)
            })
        };
        let funcs: Vec<engine::SharedFunc> = imports.iter().map(func).collect::<engine::Result<_>>()?;
        engine::Linked::new(module, &funcs)
    }

    /// The script number of the host function with this number among those that stores share.
    pub(super) fn script_number(&self, number: u32) -> Option<u32> {
        lock(&self.hosts).get(number as usize).copied()
    }
}

/// What was compiled, by the bytes. It is kept as long as the runtime is.
pub(super) type Artifacts = Rc<RefCell<HashMap<Box<[u8]>, engine::Artifact>>>;

/// Where a machine's modules come from.
pub(super) enum Modules {
    /// From the engine that all stores are in.
    Cached(Arc<ModuleCache>),
    /// From what other engines of the runtime have compiled.
    Shared(Artifacts),
    /// The machine's engine compiles them.
    Own,
}

impl Modules {
    /// The cache of modules that stores of one engine share.
    pub fn cache(&self) -> Option<&Arc<ModuleCache>> {
        match self {
            Modules::Cached(cache) => Some(cache),
            Modules::Shared(_) | Modules::Own => None,
        }
    }

    pub fn get(&self, engine: &engine::Engine, wasm: &[u8]) -> engine::Result<CachedModule> {
        let artifacts = match self {
            Modules::Cached(cache) => return cache.get(engine, wasm),
            Modules::Shared(artifacts) => artifacts,
            Modules::Own => return engine::Module::new(engine, wasm).map(CachedModule::from),
        };
        let known = artifacts.borrow().get(wasm).cloned();
        let artifact = match known {
            Some(artifact) => artifact,
            None => {
                let artifact = engine::Artifact::new(engine, wasm)?;
                artifacts.borrow_mut().insert(wasm.into(), artifact.clone());
                artifact
            }
        };
        engine::Module::from_artifact(engine, &artifact).map(CachedModule::from)
    }
}

#[cfg(test)]
mod tests {
    use super::{HostImport, ModuleCache, lock};
    use touchstone_engine as engine;

    #[test]
    fn a_module_is_linked_once_for_each_list_of_functions_and_forgotten_with_its_links() {
        let engine = engine::Engine::new(&engine::Config::new()).expect("the default engine");
        let wasm = wat::parse_str(r#"(module (import "h" "f" (func (param i32))))"#).expect("a module");
        let cache = ModuleCache::default();
        let cached = cache.get(&engine, &wasm).expect("it compiles");
        let ty = engine::FuncType::new([engine::ValType::I32], []);
        let import = |id: u32| -> Vec<HostImport> { vec![(id, ty.clone())] };
        let made = || lock(&cache.hosts).clone();
        for id in [7, 9, 7, 9] {
            cache.linked(&cached, &import(id)).expect("the types fit");
        }
        assert_eq!(made(), [7, 9]);
        assert!(cache.linked(&cached, &[(7, engine::FuncType::new([], []))]).is_err());
        cache.forget(&wasm);
        cache.linked(&cached, &import(7)).expect("linked for this once");
        assert_eq!(made(), [7, 9, 7, 7]);
        assert_eq!((cache.script_number(1), cache.script_number(4)), (Some(9), None));
        let again = cache.get(&engine, &wasm).expect("it compiles");
        assert!(cached.links.upgrade().is_none() && again.links.upgrade().is_some());
    }
}
