//! What generated code calls: growth and bulk operations. They return a status and never trap, so that no Rust frame is
//! between a trap and the entry into Wasm.

use crate::layout::{Builtin, status};
use crate::runtime::instance::InstanceData;
use crate::runtime::store::StoreInner;
use crate::runtime::vmcontext::VMContext;
use crate::sys;

/// Addresses of the builtins, in the order of [`Builtin`].
struct Addresses([*const (); Builtin::COUNT]);

// SAFETY: addresses of functions, never written.
unsafe impl Sync for Addresses {}

static ADDRESSES: Addresses = {
    let mut table = [std::ptr::null(); Builtin::COUNT];
    table[Builtin::MemoryGrow as usize] = memory_grow as *const ();
    table[Builtin::MemoryFill as usize] = memory_fill as *const ();
    table[Builtin::MemoryCopy as usize] = memory_copy as *const ();
    table[Builtin::MemoryInit as usize] = memory_init as *const ();
    table[Builtin::DataDrop as usize] = data_drop as *const ();
    table[Builtin::TableGrow as usize] = table_grow as *const ();
    table[Builtin::TableFill as usize] = table_fill as *const ();
    table[Builtin::TableCopy as usize] = table_copy as *const ();
    table[Builtin::TableInit as usize] = table_init as *const ();
    table[Builtin::TableResolve as usize] = sys::table_resolve as *const ();
    table[Builtin::ElemDrop as usize] = elem_drop as *const ();
    table[Builtin::Raise as usize] = sys::raise as *const ();
    Addresses(table)
};

/// The array to which every `VMContext` points.
pub(crate) fn addresses() -> *const usize {
    ADDRESSES.0.as_ptr().cast()
}

/// Bytes of a bulk memory instruction that cost one unit of fuel (`FUEL.md`, rule 2).
const BYTES_PER_FUEL: u64 = 64;
/// Elements of a bulk table instruction that cost one unit of fuel.
const ELEMENTS_PER_FUEL: u64 = 8;

/// The instance and store of a context, for the duration of a builtin.
///
/// # Safety
///
/// The context is that of the generated code that is calling.
unsafe fn context<'a>(vmctx: *mut VMContext) -> (&'a mut InstanceData, &'a mut StoreInner) {
    // SAFETY: the caller's promise; the store is running, so whoever has it borrowed waits for this call, and the
    // instance is no part of the store's own memory.
    unsafe {
        let instance = (*vmctx).instance;
        (&mut *instance, &mut *(*instance).store)
    }
}

impl StoreInner {
    /// Charges fuel for a length; false when fuel is exhausted.
    fn charge(&mut self, units: u64) -> bool {
        if !self.counts_fuel {
            return true;
        }
        self.vm.fuel_consumed += units;
        self.vm.fuel_consumed <= self.vm.fuel_limit
    }

    /// `memory.init` without fuel; false when out of bounds.
    pub(crate) fn memory_init(
        &mut self,
        instance: &InstanceData,
        memory: u32,
        segment: u32,
        dst: u64,
        src: u64,
        len: u64,
    ) -> bool {
        let bytes = segment_bytes(instance, segment);
        let memory = &self.memories[instance.memories[memory as usize] as usize];
        let (base, size) = memory.range();
        if !in_bounds(src, len, bytes.len() as u64) || !in_bounds(dst, len, size as u64) {
            return false;
        }
        memory.will_write(dst, len);
        // SAFETY: both ranges were just checked; a segment is no part of a memory.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr().add(src as usize), base.add(dst as usize), len as usize)
        };
        true
    }

    /// `table.init` without fuel; false when out of bounds.
    pub(crate) fn table_init(
        &mut self,
        instance: &InstanceData,
        table: u32,
        segment: u32,
        dst: u64,
        src: u64,
        len: u64,
    ) -> bool {
        let module = instance.module.inner();
        let dropped = instance.is_element_dropped(segment);
        let items = if dropped {
            &[][..]
        } else {
            &module.compiled.info.elements[segment as usize].items[..]
        };
        let index = instance.tables[table as usize] as usize;
        if !in_bounds(src, len, items.len() as u64) || !in_bounds(dst, len, self.tables[index].len()) {
            return false;
        }
        let src = if seeded!(TableInitSource) { 0 } else { src };
        let items = &items[src as usize..(src + len) as usize];
        let encoding = self.tables[index].encoding();
        let place = self.tables[index].elements_mut()[dst as usize..(dst + len) as usize].as_mut_ptr();
        for (offset, item) in items.iter().enumerate() {
            let element = encoding.element(instance.evaluate(self, item).low);
            // SAFETY: there are as many places as items; evaluation moves no table.
            unsafe { place.add(offset).write(element) };
        }
        true
    }
}

/// The bytes of a data segment; none once it was dropped.
fn segment_bytes(instance: &InstanceData, segment: u32) -> &[u8] {
    if instance.is_data_dropped(segment) && !seeded!(InitDropped) {
        return &[];
    }
    &instance.module.inner().compiled.info.data[segment as usize].bytes
}

fn in_bounds(start: u64, len: u64, size: u64) -> bool {
    start.checked_add(len).is_some_and(|end| end <= size)
}

unsafe extern "C" fn memory_grow(vmctx: *mut VMContext, memory: u32, delta: u64) -> u64 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    store
        .grow_memory(instance.memories[memory as usize], delta)
        .unwrap_or(u64::MAX)
}

unsafe extern "C" fn memory_fill(vmctx: *mut VMContext, memory: u32, dst: u64, value: u32, len: u64) -> u32 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    let (base, size) = store.memories[instance.memories[memory as usize] as usize].range();
    if !in_bounds(dst, len, size as u64) {
        return status::OUT_OF_BOUNDS;
    }
    if !store.charge(len / BYTES_PER_FUEL) {
        return status::FUEL;
    }
    let len = if seeded!(FillShort) { len.saturating_sub(1) } else { len };
    // SAFETY: the range was just checked.
    unsafe { base.add(dst as usize).write_bytes(value as u8, len as usize) };
    status::OK
}

unsafe extern "C" fn memory_copy(
    vmctx: *mut VMContext,
    dst_memory: u32,
    src_memory: u32,
    dst: u64,
    src: u64,
    len: u64,
) -> u32 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    let (dst_base, dst_size) = store.memories[instance.memories[dst_memory as usize] as usize].range();
    let (src_base, src_size) = store.memories[instance.memories[src_memory as usize] as usize].range();
    if !in_bounds(dst, len, dst_size as u64) || !in_bounds(src, len, src_size as u64) {
        return status::OUT_OF_BOUNDS;
    }
    if !store.charge(len / BYTES_PER_FUEL) {
        return status::FUEL;
    }
    if seeded!(CopyForward) {
        for i in 0..len as usize {
            // SAFETY: both ranges were just checked.
            unsafe {
                dst_base
                    .add(dst as usize + i)
                    .write(src_base.add(src as usize + i).read())
            };
        }
        return status::OK;
    }
    // SAFETY: both ranges were just checked; they may overlap.
    unsafe { std::ptr::copy(src_base.add(src as usize), dst_base.add(dst as usize), len as usize) };
    status::OK
}

unsafe extern "C" fn memory_init(
    vmctx: *mut VMContext,
    memory: u32,
    segment: u32,
    dst: u64,
    src: u32,
    len: u32,
) -> u32 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    let (src, len) = (u64::from(src), u64::from(len));
    let size = store.memories[instance.memories[memory as usize] as usize].range().1 as u64;
    if !in_bounds(src, len, segment_bytes(instance, segment).len() as u64) || !in_bounds(dst, len, size) {
        return status::OUT_OF_BOUNDS;
    }
    if !store.charge(len / BYTES_PER_FUEL) {
        return status::FUEL;
    }
    if store.memory_init(instance, memory, segment, dst, src, len) {
        status::OK
    } else {
        status::OUT_OF_BOUNDS
    }
}

unsafe extern "C" fn data_drop(vmctx: *mut VMContext, segment: u32) {
    // SAFETY: generated code passes its own context.
    let (instance, _) = unsafe { context(vmctx) };
    instance.drop_data(segment);
}

unsafe extern "C" fn table_grow(vmctx: *mut VMContext, table: u32, init: u64, delta: u64) -> u64 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    let init = if seeded!(TableGrowInit) { 0 } else { init };
    store
        .grow_table(instance.tables[table as usize], delta, init)
        .unwrap_or(u64::MAX)
}

unsafe extern "C" fn table_fill(vmctx: *mut VMContext, table: u32, dst: u64, value: u64, len: u64) -> u32 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    let index = instance.tables[table as usize] as usize;
    if !in_bounds(dst, len, store.tables[index].len()) {
        return status::OUT_OF_BOUNDS;
    }
    if !store.charge(len / ELEMENTS_PER_FUEL) {
        return status::FUEL;
    }
    let table = &mut store.tables[index];
    let element = table.encoding().element(value);
    table.elements_mut()[dst as usize..(dst + len) as usize].fill(element);
    status::OK
}

unsafe extern "C" fn table_copy(
    vmctx: *mut VMContext,
    dst_table: u32,
    src_table: u32,
    dst: u64,
    src: u64,
    len: u64,
) -> u32 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    let dst_index = instance.tables[dst_table as usize] as usize;
    let src_index = instance.tables[src_table as usize] as usize;
    let sizes = (store.tables[dst_index].len(), store.tables[src_index].len());
    if !in_bounds(dst, len, sizes.0) || !in_bounds(src, len, sizes.1) {
        return status::OUT_OF_BOUNDS;
    }
    if !store.charge(len / ELEMENTS_PER_FUEL) {
        return status::FUEL;
    }
    let (dst, src, len) = (dst as usize, src as usize, len as usize);
    // What is unresolved has another meaning at another place of a table that segments initialise.
    let matters = [dst_index, src_index]
        .iter()
        .any(|table| store.tables[*table].is_initialized_lazily());
    if matters && !seeded!(LazyCopyUnresolved) {
        store.tables[src_index].resolve_range(src..src + len);
    }
    if dst_index == src_index {
        store.tables[dst_index].elements_mut().copy_within(src..src + len, dst);
    } else if let Ok([to, from]) = store.tables.get_disjoint_mut([dst_index, src_index]) {
        to.elements_mut()[dst..dst + len].copy_from_slice(&from.elements()[src..src + len]);
    }
    status::OK
}

unsafe extern "C" fn table_init(vmctx: *mut VMContext, table: u32, segment: u32, dst: u64, src: u32, len: u32) -> u32 {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    let (src, len) = (u64::from(src), u64::from(len));
    let dropped = instance.is_element_dropped(segment);
    let items = instance.module.inner().compiled.info.elements[segment as usize]
        .items
        .len() as u64;
    let size = store.tables[instance.tables[table as usize] as usize].len();
    if !in_bounds(src, len, if dropped { 0 } else { items }) || !in_bounds(dst, len, size) {
        return status::OUT_OF_BOUNDS;
    }
    if !store.charge(len / ELEMENTS_PER_FUEL) {
        return status::FUEL;
    }
    if store.table_init(instance, table, segment, dst, src, len) {
        status::OK
    } else {
        status::OUT_OF_BOUNDS
    }
}

/// What [`sys::table_resolve`] calls.
pub(crate) unsafe extern "C" fn table_resolve(vmctx: *mut VMContext, table: u32, index: u32) {
    // SAFETY: generated code passes its own context.
    let (instance, store) = unsafe { context(vmctx) };
    store.tables[instance.tables[table as usize] as usize].resolve(index as usize);
}

unsafe extern "C" fn elem_drop(vmctx: *mut VMContext, segment: u32) {
    // SAFETY: generated code passes its own context.
    let (instance, _) = unsafe { context(vmctx) };
    instance.drop_element(segment);
}
