//! The pools against models, with real memory; and engines that use them.

use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;

use super::memory::PooledMemory;
use super::plain::PlainSlot;
use super::*;
use crate::config::MemoryReset;
use crate::runtime::allocator::{Definer, MemoryRequest, TableStorage};
use crate::runtime::{Engine, Instance, Limits, Module, Store, Val};
use crate::sys::{ImageFile, ImageSource, MemoryImage, first_accessible, first_nonzero, page_size};
use crate::types::MemoryType;

const KIB64: usize = 64 << 10;

/// What a module's memory begins with.
fn image(module: u64, pages: Range<usize>) -> Arc<MemoryImage> {
    let page = page_size();
    let len = pages.len() * page;
    let bytes: Vec<u8> = (0..len).map(|at| (at % 251) as u8 ^ (module as u8 + 1)).collect();
    let source = match module % 2 {
        0 => ImageSource::Memfd,
        _ => ImageSource::File(std::env::temp_dir().into()),
    };
    let file = Arc::new(ImageFile::new(&source, len as u64, [(0, &bytes[..])]).unwrap());
    Arc::new(MemoryImage::new(file, 0, pages.start * page, len))
}

/// A module of the tests: how large its memory is and what it begins with.
struct Shape {
    id: ModuleId,
    min: u64,
    image: Option<Arc<MemoryImage>>,
}

impl Shape {
    fn request(&self) -> MemoryRequest<'_> {
        MemoryRequest {
            ty: MemoryType {
                min: self.min,
                max: None,
            },
            definer: Some(Definer {
                module: self.id,
                index: 0,
            }),
            image: self.image.as_ref(),
            stripe: 0,
        }
    }

    /// The bytes that a fresh memory of this module has.
    fn initial(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.min as usize * KIB64];
        if let Some(image) = &self.image {
            bytes[image.start()..image.start() + image.len()].copy_from_slice(image.content().unwrap());
        }
        bytes
    }
}

fn shapes() -> Vec<Shape> {
    let shape = |id, min, image| Shape {
        id: ModuleId(id),
        min,
        image,
    };
    vec![
        shape(1, 1, None),
        shape(2, 2, Some(image(2, 0..3))),
        shape(3, 2, Some(image(3, 2..17))),
        shape(4, 0, None),
        shape(5, 3, Some(image(5, 40..48))),
    ]
}

/// A memory in use, with the bytes that it is to have.
struct Used {
    memory: PooledMemory,
    bytes: Vec<u8>,
}

impl Used {
    fn actual(&self) -> &[u8] {
        // SAFETY: as many bytes are accessible, and nobody else writes them.
        unsafe { std::slice::from_raw_parts(self.memory.base(), self.bytes.len()) }
    }

    fn write(&mut self, at: usize, len: usize, value: u8) {
        if self.bytes.is_empty() {
            return;
        }
        let start = at % self.bytes.len();
        let end = (start + len).min(self.bytes.len());
        self.bytes[start..end].fill(value);
        // SAFETY: inside the memory, which nobody else refers to.
        unsafe { self.memory.base().add(start).write_bytes(value, end - start) };
    }
}

#[derive(Clone, Debug)]
enum Step {
    Allocate(usize),
    Write {
        which: usize,
        at: usize,
        len: usize,
        value: u8,
    },
    Scatter {
        which: usize,
        value: u8,
    },
    Grow(usize),
    Drop(usize),
    Flush,
    /// The module is dropped; the next one with this place has another number.
    Forget(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (0..5usize).prop_map(Step::Allocate),
        5 => (any::<usize>(), any::<usize>(), 1..100_000usize, 1..255u8)
            .prop_map(|(which, at, len, value)| Step::Write { which, at, len, value }),
        1 => (any::<usize>(), 1..255u8).prop_map(|(which, value)| Step::Scatter { which, value }),
        2 => any::<usize>().prop_map(Step::Grow),
        4 => any::<usize>().prop_map(Step::Drop),
        1 => Just(Step::Flush),
        1 => (0..5usize).prop_map(Step::Forget),
    ];
    proptest::collection::vec(step, 1..60)
}

/// Slots of four pages, as the knobs would lay them out.
fn memory_pool(slots: u32, reset: ResetPlan, warm: u32, batch: usize, before: usize) -> Arc<MemoryPool> {
    let layout = Slots::new(&Wanted {
        slots,
        size: 4 * KIB64,
        reach: 5 * KIB64,
        before,
        keys: 0,
    })
    .unwrap();
    Arc::new(MemoryPool::new(4 * KIB64, layout, before, reset, warm, batch, None).unwrap())
}

fn reset_plan() -> impl Strategy<Value = ResetPlan> {
    let method = prop_oneof![
        Just(MemoryReset::Madvise),
        Just(MemoryReset::Memset),
        Just(MemoryReset::Remap)
    ];
    let keep = prop_oneof![Just(0), 1..300_000usize, Just(4096), Just(KIB64), Just(4 * KIB64)];
    (method, keep, any::<bool>()).prop_map(|(method, keep, scan)| ResetPlan { method, keep, scan })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn every_memory_begins_in_its_initial_state_and_ends_at_its_size(
        slots in 1u32..4,
        reset in reset_plan(),
        warm in 0u32..4,
        batch in 0usize..4,
        before in prop_oneof![Just(0), Just(KIB64)],
        steps in steps(),
    ) {
        let pool = memory_pool(slots, reset, warm, batch, before);
        let mut shapes = shapes();
        let mut next = 100;
        let mut used: Vec<Used> = Vec::new();
        for step in steps {
            match step {
                Step::Allocate(which) => match pool.allocate(shapes[which].request()) {
                    Ok(memory) => {
                        let fresh = Used { memory, bytes: shapes[which].initial() };
                        prop_assert!(fresh.actual() == fresh.bytes, "a fresh memory is not in its initial state");
                        let base = fresh.memory.base() as usize;
                        let past = base + fresh.bytes.len()..base + 5 * KIB64;
                        prop_assert_eq!(first_accessible(past.clone()), None);
                        prop_assert_eq!(first_nonzero(past), None);
                        prop_assert!(fresh.memory.contains(base + 5 * KIB64 - 1) && fresh.memory.contains(base - before));
                        used.push(fresh);
                    }
                    Err(error) => {
                        let full = Some(Exhaustion::Pool(PoolLimit::Memories));
                        prop_assert_eq!(error.exhaustion(), full);
                        prop_assert_eq!(used.len(), slots as usize, "the pool is not full");
                    }
                },
                Step::Write { which, at, len, value } if !used.is_empty() => {
                    let which = which % used.len();
                    used[which].write(at, len, value);
                }
                Step::Scatter { which, value } if !used.is_empty() => {
                    let which = which % used.len();
                    // More separate pages than one scan of the page map tells.
                    for page in (0..used[which].bytes.len() / page_size()).step_by(2) {
                        used[which].write(page * page_size() + 7, 1, value);
                    }
                }
                Step::Grow(which) if !used.is_empty() => {
                    let which = which % used.len();
                    let old = used[which].bytes.len();
                    let grown = used[which].memory.grow(old, old + KIB64);
                    if old == 4 * KIB64 {
                        let past = Some(Exhaustion::Pool(PoolLimit::MemoryBytes));
                        prop_assert_eq!(grown.unwrap_err().exhaustion(), past);
                    } else {
                        grown.unwrap();
                        used[which].bytes.resize(old + KIB64, 0);
                    }
                }
                Step::Drop(which) if !used.is_empty() => {
                    let which = which % used.len();
                    drop(used.swap_remove(which));
                }
                Step::Flush => pool.flush(),
                Step::Forget(which) => {
                    pool.flush();
                    pool.forget(shapes[which].id);
                    shapes[which].id = ModuleId(next);
                    next += 1;
                }
                Step::Write { .. } | Step::Scatter { .. } | Step::Grow(_) | Step::Drop(_) => {}
            }
            for memory in &used {
                prop_assert!(memory.actual() == memory.bytes, "somebody else wrote to a memory");
            }
            let counts = pool.counts();
            prop_assert_eq!(counts.live as usize, used.len());
            prop_assert!(counts.warm <= warm && counts.busy < batch.max(1) as u32);
        }
        drop(used);
        pool.flush();
        for shape in &shapes {
            pool.forget(shape.id);
        }
        prop_assert_eq!(pool.counts(), Counts::default());
        prop_assert_eq!(pool.resident(), 0);
    }

    #[test]
    fn every_table_begins_null_up_to_its_slots_end(
        keep in prop_oneof![Just(0), 1..30_000usize, Just(4096)],
        scan in any::<bool>(),
        warm in 0u32..4,
        batch in 0usize..4,
        steps in proptest::collection::vec((0..4u8, 0..2500usize, any::<usize>()), 1..60),
    ) {
        let bounds = Bounds {
            slots: 2,
            per_module: u32::MAX,
            slot_bytes: 20_000,
            warm,
            batch,
            limits: [PoolLimit::Tables, PoolLimit::Tables, PoolLimit::TableElements],
        };
        let reset = ResetPlan { method: MemoryReset::Madvise, keep, scan };
        let pool = Arc::new(PlainPool::new(bounds, Some(reset), Purpose::TablePool).unwrap());
        let mut used: Vec<(PlainSlot, usize)> = Vec::new();
        for (step, count, which) in steps {
            match step {
                0 | 1 => match pool.allocate(count * 8, Some(ModuleId(which as u64 % 3))) {
                    Ok(table) => {
                        // SAFETY: the slot's elements are accessible, and nobody else refers to them.
                        let all = unsafe { std::slice::from_raw_parts(table.base(), table.capacity()) };
                        prop_assert!(all.iter().all(|element| *element == 0), "a fresh table is not null");
                        used.push((table, count));
                    }
                    Err(error) => {
                        let limit = if used.len() == 2 { PoolLimit::Tables } else { PoolLimit::TableElements };
                        prop_assert!(used.len() == 2 || count == 2500 || count * 8 > 20_000);
                        prop_assert_eq!(error.exhaustion(), Some(Exhaustion::Pool(limit)));
                    }
                },
                2 if !used.is_empty() => {
                    let which = which % used.len();
                    let (table, len) = &mut used[which];
                    if table.grow(*len, *len + count, usize::MAX).is_ok() {
                        *len += count;
                    } else {
                        prop_assert!((*len + count) * 8 > 20_000);
                    }
                    // SAFETY: inside the table.
                    unsafe { std::slice::from_raw_parts_mut(table.base(), *len) }.fill(u64::MAX);
                }
                _ if !used.is_empty() => drop(used.swap_remove(which % used.len())),
                _ => pool.flush(),
            }
        }
        drop(used);
        pool.flush();
        (0..3).for_each(|module| pool.forget(ModuleId(module)));
        prop_assert_eq!(pool.counts(), Counts::default());
        prop_assert_eq!(pool.resident(), 0);
    }
}

fn engine(knobs: &str) -> Engine {
    Engine::new(&Config::parse(&format!("allocator=pooling,{knobs}")).unwrap()).unwrap()
}

fn module(engine: &Engine, text: &str) -> Result<Module> {
    Module::new(engine, &wat::parse_str(text).unwrap())
}

fn live(engine: &Engine) -> [u32; 3] {
    let metrics = engine.pool_metrics().unwrap();
    [metrics.instances.live, metrics.memories.live, metrics.tables.live]
}

const WHOLE: &str = r#"(module
    (memory (export "m") 1 8)
    (table (export "t") 3 100 funcref)
    (elem (i32.const 1) func $f)
    (data (i32.const 10) "initial")
    (func $f (export "f") (result i32) (i32.load8_u (i32.const 10)))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "grow_table") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))"#;

#[test]
fn a_module_that_never_fits_is_refused() {
    for (knobs, text, pool) in [
        ("pool_instances=0", "(module)", PoolLimit::Instances),
        ("pool_module_instances=0", "(module)", PoolLimit::ModuleInstances),
        ("pool_instance_bytes=1", "(module)", PoolLimit::InstanceBytes),
        ("pool_memories=0", "(module (memory 0))", PoolLimit::Memories),
        (
            "pool_module_memories=0",
            "(module (memory 0))",
            PoolLimit::ModuleMemories,
        ),
        ("pool_memory_bytes=65535", "(module (memory 1))", PoolLimit::MemoryBytes),
        (
            "pool_tables=1",
            "(module (table 0 funcref) (table 0 funcref))",
            PoolLimit::Tables,
        ),
        (
            "pool_module_tables=0",
            "(module (table 0 funcref))",
            PoolLimit::ModuleTables,
        ),
        (
            "pool_table_elements=512",
            "(module (table 513 funcref))",
            PoolLimit::TableElements,
        ),
    ] {
        let refused = module(&engine(knobs), text).unwrap_err();
        let ErrorKind::Unsuitable {
            pool: found,
            needed,
            limit,
        } = refused.kind()
        else {
            panic!("{knobs}: {refused}")
        };
        assert_eq!(*found, pool);
        assert!(needed > limit);
        assert!(refused.to_string().contains(pool.name()) && knobs.starts_with(pool.name()));
    }
    // At the limits it fits.
    let engine =
        engine("pool_memory_bytes=65537,pool_table_elements=512,pool_instances=1,pool_memories=1,pool_tables=1");
    let module = module(&engine, "(module (memory 1) (table 512 funcref))").unwrap();
    let mut store = Store::new(&engine, Limits::default());
    Instance::new(&mut store, &module, &[]).unwrap();
}

#[test]
fn an_exhausted_pool_is_a_typed_error_and_nothing_is_lost() {
    for (knobs, limit) in [
        ("pool_instances=2", PoolLimit::Instances),
        ("pool_module_instances=2", PoolLimit::ModuleInstances),
        ("pool_memories=2", PoolLimit::Memories),
        ("pool_tables=2", PoolLimit::Tables),
    ] {
        for batch in ["decommit_batch=1", "decommit_batch=5"] {
            let engine = engine(&format!("{knobs},{batch}"));
            let module = module(&engine, WHOLE).unwrap();
            for _ in 0..4 {
                let mut store = Store::new(&engine, Limits::default());
                Instance::new(&mut store, &module, &[]).unwrap();
                Instance::new(&mut store, &module, &[]).unwrap();
                for _ in 0..3 {
                    let error = Instance::new(&mut store, &module, &[]).unwrap_err();
                    assert_eq!(error.exhaustion(), Some(Exhaustion::Pool(limit)));
                    assert_eq!(store.instance_count(), 2);
                    assert_eq!(live(&engine), [2, 2, 2], "half an instance was left behind");
                }
            }
            assert_eq!(live(&engine), [0; 3]);
            drop(module);
            assert_eq!(engine.pool_metrics(), Some(PoolMetrics::default()));
        }
    }
}

#[test]
fn growth_past_a_slot_ends_the_call_as_exhausted() {
    let engine = engine("pool_memory_bytes=196608,pool_table_elements=10");
    let module = module(&engine, WHOLE).unwrap();
    let mut store = Store::new(&engine, Limits::default());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let mut call = |name: &str, by: i32| {
        let func = instance.func(&store, name).unwrap();
        func.call(&mut store, &[Val::I32(by)])
    };
    assert_eq!(call("grow", 2).unwrap(), [Val::I32(1)]);
    let memory = call("grow", 1).unwrap_err();
    assert_eq!(memory.exhaustion(), Some(Exhaustion::Pool(PoolLimit::MemoryBytes)));
    assert_eq!(call("grow", 8).unwrap(), [Val::I32(-1)], "the type's own limit");
    assert_eq!(call("grow_table", 7).unwrap(), [Val::I32(3)]);
    let table = call("grow_table", 1).unwrap_err();
    assert_eq!(table.exhaustion(), Some(Exhaustion::Pool(PoolLimit::TableElements)));
    let memory = instance.memory(&store, "m").unwrap();
    assert_eq!(memory.grow(&mut store, 1), None);
    assert_eq!(store.take_refusal(), Some(Exhaustion::Pool(PoolLimit::MemoryBytes)));
    assert_eq!(store.take_refusal(), None);
    assert_eq!(memory.size(&store), 3);
}

#[test]
fn the_next_instance_of_a_slot_sees_nothing_of_the_last() {
    for knobs in [
        "",
        "pagemap_scan=false,memory_keep_resident=4097,table_keep_resident=9",
        "memory_reset=memset,memory_image_min=0",
        "memory_reset=remap,decommit_batch=3,memory_image_min=0",
        "pool_warm_slots=0,memory_image_min=0",
    ] {
        let engine = engine(&format!("pool_instances=1,pool_memories=1,pool_tables=1,{knobs}"));
        let whole = module(&engine, WHOLE).unwrap();
        let bare = module(
            &engine,
            r#"(module (memory (export "m") 2) (table (export "t") 5 funcref))"#,
        )
        .unwrap();
        for round in 0..6 {
            let module = if round % 3 == 2 { &bare } else { &whole };
            let mut store = Store::new(&engine, Limits::default());
            let instance = Instance::new(&mut store, module, &[]).unwrap();
            let memory = instance.memory(&store, "m").unwrap();
            let table = instance.export(&store, "t").unwrap().table().unwrap();
            let text: &[u8] = if round % 3 == 2 { b"" } else { b"initial" };
            let bytes = memory.data(&store);
            assert_eq!(&bytes[10..10 + text.len()], text);
            assert_eq!(bytes.iter().filter(|byte| **byte != 0).count(), text.len());
            assert_eq!(memory.past_end(&store), Default::default(), "{knobs}");
            let elements = (0..table.size(&store)).map(|index| table.get(&store, index).unwrap());
            let set = elements.filter(|element| *element != Val::FuncRef(None)).count();
            assert_eq!(set, usize::from(!text.is_empty()));
            assert_eq!(table.past_end(&store), None);
            memory.grow(&mut store, 1).unwrap();
            memory.data_mut(&mut store).fill(0xaa);
            let func = whole_func(&mut store, &instance);
            table.grow(&mut store, 90, Val::FuncRef(func)).unwrap();
        }
        assert_eq!(live(&engine), [0; 3]);
    }
}

fn whole_func(store: &mut Store, instance: &Instance) -> Option<crate::runtime::Func> {
    instance.func(store, "f")
}

#[test]
fn many_threads_instantiate_from_one_pool() {
    let engine = engine(
        "pool_instances=6,pool_memories=6,pool_tables=6,decommit_batch=4,memory_keep_resident=4096,memory_image_min=0",
    );
    let modules = [
        module(&engine, WHOLE).unwrap(),
        module(&engine, r#"(module (memory (export "m") 2) (table 1 externref))"#).unwrap(),
    ];
    std::thread::scope(|scope| {
        for thread in 0..4u8 {
            let (engine, modules) = (&engine, &modules);
            scope.spawn(move || {
                for round in 0..100 {
                    let mut store = Store::new(engine, Limits::default());
                    let which = (round + usize::from(thread)) % 2;
                    // At most four live at once, so that six slots are always enough.
                    let instance = Instance::new(&mut store, &modules[which], &[]).unwrap();
                    let memory = instance.memory(&store, "m").unwrap();
                    let initial = memory.data(&store).iter().filter(|byte| **byte != 0).count();
                    assert_eq!(initial, if which == 0 { 7 } else { 0 });
                    memory.data_mut(&mut store).fill(thread + 1);
                    std::thread::yield_now();
                    assert!(memory.data(&store).iter().all(|byte| *byte == thread + 1));
                }
            });
        }
    });
    assert_eq!(live(&engine), [0; 3]);
}

#[test]
fn metrics_and_mappings_return_to_their_start() {
    // A size that no other test has.
    let engine = engine(
        "decommit_batch=100,memory_keep_resident=4096,pagemap_scan=false,memory_guard=77824,memory_guard_before=0,pool_memories=3",
    );
    let mapped = || {
        let regions = crate::sys::mapped_regions().into_iter();
        let ours = |region: &crate::sys::Region| region.len % (4 << 30) == 3 * 77_824;
        regions.filter(ours).map(|region| region.purpose).collect::<Vec<_>>()
    };
    assert_eq!(mapped(), [Purpose::MemoryPool]);
    assert_eq!(engine.pool_metrics(), Some(PoolMetrics::default()));
    let module = module(&engine, WHOLE).unwrap();
    let mut store = Store::new(&engine, Limits::default());
    Instance::new(&mut store, &module, &[]).unwrap();
    drop(store);
    let metrics = engine.pool_metrics().unwrap();
    assert_eq!((metrics.memories.queued, metrics.memories.warm), (1, 0));
    engine.flush_pools();
    let metrics = engine.pool_metrics().unwrap();
    assert_eq!((metrics.memories.queued, metrics.memories.warm), (0, 1));
    assert!(metrics.resident >= 4096);
    drop(module);
    assert_eq!(engine.pool_metrics(), Some(PoolMetrics::default()));
    drop(engine);
    assert_eq!(mapped(), []);
}
