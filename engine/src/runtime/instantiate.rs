//! Instantiation, in the order of the specification (*Modules*, *Instantiation*).

use std::ptr::NonNull;

use smallvec::SmallVec;

use crate::compile::{ConstExpr, DataMode, ElementMode, ImportDesc};
use crate::error::{Error, ErrorKind, Result};
use crate::runtime::allocator::{ContextRequest, Definer, MemoryRequest, MemoryStorage, TableRequest, TableStorage};
use crate::runtime::call;
use crate::runtime::code::{CodeImage, Tables};
use crate::runtime::global::GlobalData;
use crate::runtime::initial::{Placement, Shortcut};
use crate::runtime::instance::{Dropped, Instance, InstanceData};
use crate::runtime::limits::{MAX_ELEMENTS, MAX_PAGES, PAGE};
use crate::runtime::memory::MemoryData;
use crate::runtime::module::Module;
use crate::runtime::store::{Store, StoreInner};
use crate::runtime::table::TableData;
use crate::runtime::value::Extern;
use crate::runtime::vmcontext::{VMFuncRef, VMGlobal, VMImportFunc, VMMemory, VMTable};
use crate::sys;
use crate::trap::{Exhaustion, PoolLimit, TrapKind};
use crate::types::{GlobalType, MemoryType, TableType};

/// The imports of an instance, checked against its module.
#[derive(Default)]
pub(crate) struct Imports<'a> {
    funcs: SmallVec<[NonNull<VMFuncRef>; 8]>,
    /// Instead of `funcs`, as the context gets them.
    shared: &'a [VMImportFunc],
    tables: SmallVec<[u32; 2]>,
    memories: SmallVec<[u32; 2]>,
    globals: SmallVec<[u32; 8]>,
}

impl<'a> Imports<'a> {
    /// Functions that stores share, of the types of all of a module's imports.
    pub(crate) fn shared(shared: &'a [VMImportFunc]) -> Self {
        Self {
            shared,
            ..Self::default()
        }
    }
}

impl Instance {
    /// Instantiates a module: links, allocates, writes active segments, calls the start function.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Link`] names the first import that does not fit and [`Exhaustion::Limit`] is a limit; both leave the
    /// store as it was. A trap or exhaustion of a segment or the start function leaves its effects, and the
    /// instance, which [`Store::instance`] finds.
    pub fn new(store: &mut Store, module: &Module, imports: &[Extern]) -> Result<Self> {
        if !module.engine().same(store.engine()) {
            return Err(Error::usage("the module belongs to another engine"));
        }
        let imports = link(store, module, imports)?;
        instantiate(store, module, imports)
    }
}

/// Instantiates a module with imports that were checked against it.
pub(crate) fn instantiate(store: &mut Store, module: &Module, imports: Imports<'_>) -> Result<Instance> {
    let shortcut = shortcut(store.get(), module, &imports);
    let instance = allocate(store.get_mut(), module, imports, shortcut)?;
    // SAFETY: instances live as long as the store and are not moved; nothing runs until the start function is called,
    // and by then this borrow is over.
    let (id, start) = unsafe {
        let data = &mut *instance.as_ptr();
        initialize(store.get_mut(), data, shortcut)?;
        let start = module.inner().compiled.info.start.filter(|_| !seeded!(StartSkipped));
        (data.id, start.map(|start| data.func_ref(start)))
    };
    if let Some(start) = start {
        // SAFETY: the start function has no parameters and results, and is of this store.
        unsafe { call::invoke(store.inner.as_ptr(), start, &mut Default::default())? };
    }
    Ok(Instance::from_id(store.id(), id))
}

/// Checks the imports against the module (*External Typing*, *Import Subtyping*).
fn link(store: &Store, module: &Module, given: &[Extern]) -> Result<Imports<'static>> {
    let info = &module.inner().compiled.info;
    let mut imports = Imports::default();
    for (index, import) in info.imports.iter().enumerate() {
        let bad = |message: String| -> Error {
            let message = format!("{}.{}: {message}", import.module, import.name);
            ErrorKind::Link { import: index, message }.into()
        };
        let item = given.get(index).ok_or_else(|| bad("not given".to_string()))?;
        match (import.desc, item) {
            (ImportDesc::Func(ty), Extern::Func(func)) => {
                let pointer = func.raw(store)?;
                // SAFETY: a function of this store.
                if unsafe { pointer.as_ref() }.type_id != module.inner().type_ids[ty as usize] {
                    return Err(bad("a function of another type".to_string()));
                }
                imports.funcs.push(pointer);
            }
            (ImportDesc::Table(ty), Extern::Table(table)) => {
                store.check(table.store)?;
                let data = &store.get().tables[table.index as usize];
                if !table_matches(
                    TableType {
                        min: data.len(),
                        ..data.ty
                    },
                    ty,
                ) {
                    return Err(bad("a table of another type".to_string()));
                }
                imports.tables.push(table.index);
            }
            (ImportDesc::Memory(ty), Extern::Memory(memory)) => {
                store.check(memory.store)?;
                let data = &store.get().memories[memory.index as usize];
                if !memory_matches(
                    MemoryType {
                        min: data.pages(),
                        ..data.ty
                    },
                    ty,
                ) {
                    return Err(bad("a memory of another type".to_string()));
                }
                imports.memories.push(memory.index);
            }
            (ImportDesc::Global(ty), Extern::Global(global)) => {
                store.check(global.store)?;
                let actual: GlobalType = store.get().globals[global.index as usize].ty;
                if actual != ty {
                    return Err(bad("a global of another type".to_string()));
                }
                imports.globals.push(global.index);
            }
            _ => return Err(bad("an item of another kind".to_string())),
        }
    }
    if given.len() > info.imports.len() {
        return Err(Error::usage("more items than imports"));
    }
    Ok(imports)
}

fn limits_match(actual: (u64, Option<u64>), wanted: (u64, Option<u64>)) -> bool {
    let max_fits = match (actual.1, wanted.1) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(actual), Some(wanted)) => actual <= wanted,
    };
    actual.0 >= wanted.0 && max_fits
}

fn table_matches(actual: TableType, wanted: TableType) -> bool {
    actual.element == wanted.element && limits_match((actual.min, actual.max), (wanted.min, wanted.max))
}

fn memory_matches(actual: MemoryType, wanted: MemoryType) -> bool {
    limits_match((actual.min, actual.max), (wanted.min, wanted.max))
}

/// The code for a new instance: the module's, or a copy if an instance of the store uses that already.
fn image(store: &StoreInner, module: &Module) -> Result<std::sync::Arc<CodeImage>> {
    let inner = module.inner();
    if store.instance_of_code(inner.image.start()).is_none() {
        return Ok(inner.image.clone());
    }
    let tables = Tables::Module(inner.compiled.clone());
    // The module's code is patched already.
    CodeImage::new(
        inner.image.code(),
        inner.compiled.text_align,
        &[],
        tables,
        inner.image.signals(),
    )
}

/// The module's shortcut to its initial state, if it may be taken: no active segment will trap.
fn shortcut<'m>(store: &StoreInner, module: &'m Module, imports: &Imports<'_>) -> Option<&'m Shortcut> {
    let inner = module.inner();
    let info = &inner.compiled.info;
    let applies = seeded!(ImageDespiteTrap)
        || inner.initial.fits(|placement| {
            let Placement { elements, target, .. } = *placement;
            let size = match elements {
                true => imports.tables.get(target as usize).map_or_else(
                    || info.tables[target as usize].min,
                    |table| store.tables[*table as usize].len(),
                ),
                false => imports.memories.get(target as usize).map_or_else(
                    || info.memories[target as usize].min * PAGE,
                    |memory| store.memories[*memory as usize].range().1 as u64,
                ),
            };
            let offset = match placement.offset {
                ConstExpr::GlobalGet(global) => store.globals[imports.globals[global as usize] as usize].slot().low,
                ConstExpr::I32(offset) => u64::from(offset as u32),
                _ => return false,
            };
            offset + placement.len <= size
        });
    applies.then(|| inner.initial.shortcut(info))
}

/// Reserves and allocates (*Allocation*, *Modules*); on failure the store is as before.
fn allocate(
    store: &mut StoreInner,
    module: &Module,
    imports: Imports<'_>,
    shortcut: Option<&Shortcut>,
) -> Result<NonNull<InstanceData>> {
    let inner = module.inner();
    let info = &inner.compiled.info;
    let defined_tables = &info.tables[imports.tables.len()..];
    let defined_memories = &info.memories[imports.memories.len()..];
    let mut budget = store.budget;
    let fits = defined_tables
        .iter()
        .all(|ty| ty.min <= MAX_ELEMENTS && budget.take_table(0, ty.min))
        && defined_memories
            .iter()
            .all(|ty| ty.min <= MAX_PAGES && budget.take_memory(0, ty.min));
    if !fits {
        return Err(Error::exhausted(Exhaustion::Limit));
    }
    let id = inner.id();
    let definer = |index: usize| {
        let index = index as u32;
        Some(Definer { module: id, index })
    };
    // Segments are about to be written, perhaps to memories that another thread made.
    sys::open_protection_keys();
    // What is held here goes back to the allocator when something after it fails.
    let allocator = inner.engine.allocator();
    let size = inner.offsets.size() as usize;
    let context = allocator.context(ContextRequest { module: id, size })?;
    let tables = defined_tables.iter().enumerate().map(|(index, ty)| {
        let definer = definer(index);
        allocator.table(TableRequest { ty: *ty, definer })
    });
    let tables: SmallVec<[Box<dyn TableStorage>; 2]> = tables.collect::<Result<_>>()?;
    let mut stripe = match (defined_memories.is_empty(), store.stripe) {
        (true, _) => 0,
        (false, Some(stripe)) => stripe,
        (false, None) => allocator.stripe(),
    };
    let memories_from = |stripe: u32| {
        let memories = defined_memories.iter().enumerate().map(|(index, ty)| {
            let definer = definer(index);
            let image = shortcut.and_then(|shortcut| shortcut.images[index].as_ref());
            allocator.memory(MemoryRequest {
                ty: *ty,
                definer,
                image,
                stripe,
            })
        });
        memories.collect::<Result<SmallVec<[Box<dyn MemoryStorage>; 1]>>>()
    };
    let mut memories = memories_from(stripe);
    let full = Some(Exhaustion::Pool(PoolLimit::Memories));
    // Another thread may have taken the stripe's last slot, and another stripe have room.
    while store.stripe.is_none() && memories.as_ref().is_err_and(|error| error.exhaustion() == full) {
        let next = allocator.stripe();
        if next == stripe {
            break;
        }
        stripe = next;
        memories = memories_from(stripe);
    }
    let memories = match memories {
        Ok(memories) => memories,
        Err(error) => {
            if seeded!(PoolCount) {
                std::mem::forget(context);
            }
            return Err(error);
        }
    };
    if !memories.is_empty() {
        store.stripe = Some(stripe);
        store.rights = allocator.rights(stripe);
    }
    let image = image(store, module)?;
    let start = image.start();
    let instance = InstanceData::new(store, module, image, context);
    store.budget = budget;
    // SAFETY: just allocated; nothing else refers to it.
    let data = unsafe { &mut *instance.as_ptr() };
    store.images.push((start, data.id));
    store.instances.push(instance);
    write_imports(store, data, imports);
    for ((index, ty), storage) in defined_tables.iter().enumerate().zip(tables) {
        let vm: NonNull<VMTable> = data.at(inner.offsets.defined_table(index as u32));
        data.tables.push(store.tables.len() as u32);
        // SAFETY: the context lives as long as the store.
        let mut table = unsafe { TableData::new(*ty, storage, Some(vm), store.encoding(*ty)) };
        if shortcut.is_some() && inner.initial.has_elements(index) {
            table.resolve_from(instance, index as u32);
        }
        store.tables.push(table);
    }
    for ((index, ty), storage) in defined_memories.iter().enumerate().zip(memories) {
        let vm: NonNull<VMMemory> = data.at(inner.offsets.defined_memory(index as u32));
        data.memories.push(store.memories.len() as u32);
        // SAFETY: the context lives as long as the store.
        store.memories.push(unsafe { MemoryData::new(*ty, storage, Some(vm)) });
    }
    data.fill_referenced();
    Ok(instance)
}

/// Writes the imports to the context and to the instance's index spaces.
fn write_imports(store: &StoreInner, data: &mut InstanceData, imports: Imports<'_>) {
    let offsets = data.module.inner().offsets;
    // SAFETY: the places are in the context, and what is written lives as long as the store.
    unsafe {
        for (index, func) in imports.funcs.iter().enumerate() {
            data.at(offsets.imported_func(index as u32))
                .write(VMImportFunc::of(*func));
        }
        let stand =
            || seeded!(PoolLinkedImports) && data.at::<VMImportFunc>(offsets.imported_func(0)).read().wasm_call != 0;
        if !imports.shared.is_empty() && !stand() {
            data.at::<VMImportFunc>(offsets.imported_func(0))
                .copy_from_nonoverlapping(NonNull::from(imports.shared).cast(), imports.shared.len());
        }
        for (index, table) in imports.tables.iter().enumerate() {
            data.at(offsets.imported_table(index as u32))
                .write(store.tables[*table as usize].vm());
        }
        for (index, memory) in imports.memories.iter().enumerate() {
            data.at(offsets.imported_memory(index as u32))
                .write(store.memories[*memory as usize].vm());
        }
        for (index, global) in imports.globals.iter().enumerate() {
            data.at(offsets.imported_global(index as u32))
                .write(store.globals[*global as usize].vm());
        }
    }
    data.tables = imports.tables;
    data.memories = imports.memories;
    data.globals = imports.globals;
}

/// Globals, then active segments in order; declarative ones are dropped. With a shortcut, images hold some already.
fn initialize(store: &mut StoreInner, data: &mut InstanceData, shortcut: Option<&Shortcut>) -> Result<()> {
    let module = data.module.clone();
    let (info, offsets) = (&module.inner().compiled.info, module.inner().offsets);
    let defined = &info.globals[info.imported.globals as usize..];
    for (index, (ty, init)) in defined.iter().zip(&info.global_inits).enumerate() {
        let place: NonNull<VMGlobal> = data.at(offsets.defined_global(index as u32));
        let value = data.evaluate(store, init);
        // SAFETY: the place is in the context, which lives as long as the store.
        let global = unsafe {
            place.write(VMGlobal(value));
            GlobalData::in_instance(*ty, place)
        };
        data.globals.push(store.globals.len() as u32);
        store.globals.push(global);
    }
    if let Some(shortcut) = shortcut {
        for index in &shortcut.elements {
            write_elements(store, data, *index)?;
        }
        for index in &shortcut.data {
            write_data(store, data, *index)?;
        }
        data.dropped_elements = Dropped::NotPassive;
        data.dropped_data = Dropped::NotPassive;
        return Ok(());
    }
    // In the order of the specification's *runelem* and *rundata*: what follows a segment that traps is not dropped.
    for index in 0..info.elements.len() {
        write_elements(store, data, index as u32)?;
        if info.elements[index].mode != ElementMode::Passive {
            data.drop_element(index as u32);
        }
    }
    if seeded!(PartialInstantiation) && !all_data_fits(store, data) {
        return Err(Error::trap(TrapKind::OutOfBoundsMemoryAccess));
    }
    for index in 0..info.data.len() {
        write_data(store, data, index as u32)?;
        if info.data[index].mode != DataMode::Passive {
            data.drop_data(index as u32);
        }
    }
    Ok(())
}

/// Writes an element segment, if it is active.
fn write_elements(store: &mut StoreInner, data: &InstanceData, index: u32) -> Result<()> {
    let segment = &data.module.inner().compiled.info.elements[index as usize];
    let ElementMode::Active { table, offset } = &segment.mode else {
        return Ok(());
    };
    let start = data.evaluate(store, offset).low;
    if store.table_init(data, *table, index, start, 0, segment.items.len() as u64) {
        Ok(())
    } else {
        Err(Error::trap(TrapKind::OutOfBoundsTableAccess))
    }
}

/// Writes a data segment, if it is active.
fn write_data(store: &mut StoreInner, data: &InstanceData, index: u32) -> Result<()> {
    let segment = &data.module.inner().compiled.info.data[index as usize];
    let DataMode::Active { memory, offset } = &segment.mode else {
        return Ok(());
    };
    let start = data.evaluate(store, offset).low;
    if store.memory_init(data, *memory, index, start, 0, segment.bytes.len() as u64) {
        Ok(())
    } else {
        Err(Error::trap(TrapKind::OutOfBoundsMemoryAccess))
    }
}

/// What the seeded fault of lost effects asks: whether every active data segment is in bounds.
fn all_data_fits(store: &StoreInner, data: &InstanceData) -> bool {
    data.module
        .inner()
        .compiled
        .info
        .data
        .iter()
        .all(|segment| match &segment.mode {
            DataMode::Passive => true,
            DataMode::Active { memory, offset } => {
                let size = store.memories[data.memories[*memory as usize] as usize].range().1 as u64;
                data.evaluate(store, offset).low + segment.bytes.len() as u64 <= size
            }
        })
}
