//! Modules linked once for many stores: what a host that makes a store for each request instantiates.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::compile::ImportDesc;
use crate::error::{Error, ErrorKind, Result};
use crate::runtime::host::SharedFunc;
use crate::runtime::instance::Instance;
use crate::runtime::instantiate::{self, Imports};
use crate::runtime::module::Module;
use crate::runtime::store::Store;
use crate::runtime::vmcontext::VMImportFunc;

/// A module with the host functions that it imports, checked once. An instance of it costs no more for its imports than
/// copying them. Cheap to clone; many threads instantiate it at once.
#[derive(Clone, Debug)]
pub struct Linked(Arc<LinkedInner>);

#[derive(Debug)]
struct LinkedInner {
    module: Module,
    /// What every instance's context gets.
    imports: Box<[VMImportFunc]>,
    /// Keeps what `imports` points to.
    #[expect(dead_code, reason = "only its drop counts")]
    funcs: Box<[SharedFunc]>,
}

// SAFETY: the pointers lead to shared host functions, which are `Send` and `Sync` and live as long as this.
unsafe impl Send for LinkedInner {}
// SAFETY: as above.
unsafe impl Sync for LinkedInner {}

impl Linked {
    /// Links a module that imports only functions.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Link`] names the first import that does not fit: also a memory, table or global, which belongs to one
    /// store. A function or module of another engine, or more functions than imports.
    pub fn new(module: &Module, funcs: &[SharedFunc]) -> Result<Self> {
        let info = &module.inner().compiled.info;
        let mut imports = Vec::with_capacity(funcs.len());
        for (index, import) in info.imports.iter().enumerate() {
            let bad = |message: &str| -> Error {
                let message = format!("{}.{}: {message}", import.module, import.name);
                ErrorKind::Link { import: index, message }.into()
            };
            let ImportDesc::Func(ty) = import.desc else {
                return Err(bad("only functions can be shared by stores"));
            };
            let func = funcs.get(index).ok_or_else(|| bad("not given"))?;
            if !func.engine().same(module.engine()) {
                return Err(Error::usage("the function belongs to another engine"));
            }
            if func.type_id() != module.inner().type_ids[ty as usize] && !seeded!(PoolLinkedTypes) {
                return Err(bad("a function of another type"));
            }
            // SAFETY: the function's own reference, which is kept below.
            imports.push(unsafe { VMImportFunc::of(func.func_ref()) });
        }
        if funcs.len() > info.imports.len() {
            return Err(Error::usage("more items than imports"));
        }
        Ok(Self(Arc::new(LinkedInner {
            module: module.clone(),
            imports: imports.into(),
            funcs: funcs.into(),
        })))
    }

    /// The module.
    pub fn module(&self) -> &Module {
        &self.0.module
    }

    /// An instance in a store, as by [`Instance::new`].
    ///
    /// # Errors
    ///
    /// As for [`Instance::new`], but for those of linking.
    pub fn instantiate(&self, store: &mut Store) -> Result<Instance> {
        if !self.0.module.engine().same(store.engine()) {
            return Err(Error::usage("the module belongs to another engine"));
        }
        let imports = Imports::shared(&self.0.imports);
        let kept = &mut store.get_mut().linked;
        let keeps = !self.0.imports.is_empty() && !seeded!(PoolLinkedKept);
        if keeps && !kept.iter().any(|linked| Arc::ptr_eq(&linked.0, &self.0)) {
            kept.push(self.clone());
        }
        instantiate::instantiate(store, &self.0.module, imports)
    }
}

/// What a store keeps of the modules that were linked for it.
pub(crate) type KeptLinked = SmallVec<[Linked; 1]>;
