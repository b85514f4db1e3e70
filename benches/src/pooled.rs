//! Pooled instances on both sides: engines with the same settings, the modules, and one life of an instance.

use std::fmt::Write;
use std::path::PathBuf;

use touchstone_engine as ours;
use wasmtime as peer;

use crate::modules::assemble;

/// Instances, memories and tables of the pools.
pub const SLOTS: u32 = 1000;
/// Unused slots that keep something for the next instance of their module.
const WARM_SLOTS: u32 = 100;
const INSTANCE_BYTES: u32 = 1 << 20;
const MEMORY_BYTES: u64 = 128 << 20;
const TABLE_ELEMENTS: u32 = 20_000;
const RESERVATION: u64 = 4 << 30;
const GUARD: u64 = 32 << 20;

/// Pages of the operating system that the rows with writes write.
const PAGES_WRITTEN: usize = 16;
/// Elements that the rows with reads of a table read, which makes both sides initialise them.
const ELEMENTS_READ: u32 = 16;

/// What differs between the settings that are compared; the rest is the same everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// What the command line calls it.
    pub name: &'static str,
    /// Bytes of a returned memory, and of a returned table, that stay resident.
    pub keep_resident: u32,
}

/// Every setting.
pub const SETTINGS: [Setting; 2] = [
    Setting {
        name: "keep-none",
        keep_resident: 0,
    },
    Setting {
        name: "keep-512k",
        keep_resident: 512 << 10,
    },
];

/// A module to instantiate.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What the command line calls it.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// The binary.
    pub bytes: Vec<u8>,
}

/// The names of all subjects.
pub const SUBJECTS: [&str; 4] = ["empty", "data", "table", "js"];

/// What the npm package of the real module is called in `ci/real-modules`.
const REAL: &str = "starlingmonkey";

/// The subject of this name.
///
/// # Errors
///
/// The module of an npm package is not here; the message says how to get it.
///
/// # Panics
///
/// When there is no such subject.
pub fn subject(name: &str) -> Result<Subject, String> {
    let subject = |name, title, bytes| Ok(Subject { name, title, bytes });
    match name {
        "empty" => subject("empty", "empty module", assemble("(module)")),
        "data" => {
            let data = "x".repeat(1 << 20);
            let text = format!("(module (memory (export \"memory\") 17) (data (i32.const 0) \"{data}\"))");
            subject("data", "1 MiB of data", assemble(&text))
        }
        "table" => {
            let functions = "(func (param i32) (result i32) local.get 0)".repeat(10_000);
            let all: String = (0..10_000).fold(String::new(), |mut all, index| {
                write!(all, " {index}").expect("writing to a string");
                all
            });
            let text =
                format!("(module {functions} (table (export \"table\") 10000 funcref) (elem (i32.const 0) func{all}))");
            subject("table", "10,000 elements", assemble(&text))
        }
        "js" => {
            // Where `ci/real-modules` puts it, from the workspace's root.
            let path: PathBuf = [
                env!("CARGO_MANIFEST_DIR"),
                "..",
                "target",
                "real-modules",
                &format!("{REAL}.wasm"),
            ]
            .iter()
            .collect();
            match std::fs::read(&path) {
                Ok(bytes) => subject("js", "JavaScript engine", bytes),
                Err(error) => Err(format!(
                    "JavaScript engine: not measured, {error}; type: ci/real-modules --fetch {REAL}"
                )),
            }
        }
        _ => panic!("no subject `{name}`"),
    }
}

/// What the host does with an instance before it drops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Nothing.
    Nothing,
    /// Writes a byte to each of some pages, spread evenly over the memory.
    Writes,
    /// Before that, reads a byte of each of four times as many.
    ReadsAndWrites,
    /// Reads some elements, spread evenly over the table.
    Reads,
}

impl Use {
    /// What can be done with this subject.
    pub fn of(subject: &str) -> &'static [Use] {
        match subject {
            "empty" => &[Use::Nothing],
            "table" => &[Use::Nothing, Use::Reads],
            _ => &[Use::Nothing, Use::Writes, Use::ReadsAndWrites],
        }
    }

    /// What it adds to a row's name.
    pub fn suffix(self) -> String {
        match self {
            Use::Nothing => String::new(),
            Use::Writes => format!(", {PAGES_WRITTEN} pages written"),
            Use::ReadsAndWrites => format!(", {} read, {PAGES_WRITTEN} written", 4 * PAGES_WRITTEN),
            Use::Reads => format!(", {ELEMENTS_READ} read"),
        }
    }
}

/// Our engine with a module.
#[derive(Debug)]
pub struct Ours {
    engine: ours::Engine,
    linked: ours::Linked,
}

impl Ours {
    /// An engine with these settings. Code is compiled fast: nothing of it runs.
    ///
    /// # Panics
    ///
    /// When this machine cannot run it.
    pub fn engine(setting: Setting) -> ours::Engine {
        let keep = setting.keep_resident.to_string();
        let mut config = ours::Config::new();
        for (knob, value) in [
            ("opt_level", "none"),
            ("regalloc", "single_pass"),
            ("allocator", "pooling"),
            ("memory_reservation", &RESERVATION.to_string()),
            ("memory_guard", &GUARD.to_string()),
            ("memory_guard_before", &GUARD.to_string()),
            ("pool_instances", &SLOTS.to_string()),
            ("pool_instance_bytes", &INSTANCE_BYTES.to_string()),
            ("pool_memories", &SLOTS.to_string()),
            ("pool_memory_bytes", &MEMORY_BYTES.to_string()),
            ("pool_tables", &SLOTS.to_string()),
            ("pool_table_elements", &TABLE_ELEMENTS.to_string()),
            ("pool_warm_slots", &WARM_SLOTS.to_string()),
            ("decommit_batch", "1"),
            ("memory_keep_resident", &keep),
            ("table_keep_resident", &keep),
            ("pagemap_scan", "true"),
            ("memory_image", "true"),
            ("lazy_tables", "true"),
        ] {
            config
                .set(knob, value)
                .unwrap_or_else(|error| panic!("{knob}: {error}"));
        }
        ours::Engine::new(&config).expect("a configuration that this processor can run")
    }

    /// The module, compiled by this engine, with its imports resolved once.
    ///
    /// # Panics
    ///
    /// When it is invalid or imports anything but functions.
    pub fn new(engine: &ours::Engine, bytes: &[u8]) -> Self {
        let module = ours::Module::new(engine, bytes).expect("a valid module");
        let stubs = module.imports().iter().map(|import| {
            let ours::ExternType::Func(ty) = &import.ty else {
                panic!("{}.{}: {:?}", import.module, import.name, import.ty)
            };
            let stub = |_: &mut ours::Caller<'_>, _: &[ours::Val], _: &mut [ours::Val]| Err(ours::Error::host("stub"));
            ours::SharedFunc::new(engine, ty.clone(), stub).expect("a host function")
        });
        let stubs: Vec<ours::SharedFunc> = stubs.collect();
        Self {
            engine: engine.clone(),
            linked: ours::Linked::new(&module, &stubs).expect("stubs for all imports"),
        }
    }

    /// An instance in a new store.
    ///
    /// # Panics
    ///
    /// When a pool is exhausted.
    pub fn instantiate(&self) -> (ours::Store, ours::Instance) {
        let mut store = ours::Store::new(&self.engine, ours::Limits::default());
        let instance = self.linked.instantiate(&mut store).expect("room in the pools");
        (store, instance)
    }

    /// An instance, used and dropped with its store.
    ///
    /// # Panics
    ///
    /// When a pool is exhausted.
    pub fn life(&self, used: Use) {
        let (mut store, instance) = self.instantiate();
        match used {
            Use::Nothing => (),
            Use::Writes | Use::ReadsAndWrites => touch(used, instance.memories(&store)[0].data_mut(&mut store)),
            Use::Reads => {
                let table = instance.tables(&store)[0];
                for index in elements() {
                    std::hint::black_box(table.get(&store, index).expect("in bounds"));
                }
            }
        }
    }
}

/// The peer with a module.
pub struct Peer {
    engine: peer::Engine,
    linked: peer::InstancePre<()>,
}

impl Peer {
    /// An engine with these settings. Code is compiled fast: nothing of it runs.
    ///
    /// # Panics
    ///
    /// When this machine cannot run it.
    pub fn engine(setting: Setting) -> peer::Engine {
        let mut pools = peer::PoolingAllocationConfig::default();
        pools
            .total_core_instances(SLOTS)
            .max_core_instance_size(INSTANCE_BYTES as usize)
            .total_memories(SLOTS)
            .max_memory_size(MEMORY_BYTES as usize)
            .total_tables(SLOTS)
            .table_elements(TABLE_ELEMENTS as usize)
            .max_unused_warm_slots(WARM_SLOTS)
            .decommit_batch_size(1)
            .linear_memory_keep_resident(setting.keep_resident as usize)
            .table_keep_resident(setting.keep_resident as usize)
            .pagemap_scan(peer::Enabled::Auto);
        let mut config = peer::Config::new();
        config
            .cranelift_opt_level(peer::OptLevel::None)
            .cranelift_regalloc_algorithm(peer::RegallocAlgorithm::SinglePass)
            .memory_reservation(RESERVATION)
            .memory_guard_size(GUARD)
            .guard_before_linear_memory(true)
            .memory_init_cow(true)
            .table_lazy_init(true)
            .allocation_strategy(peer::InstanceAllocationStrategy::Pooling(pools));
        peer::Engine::new(&config).expect("a configuration that this processor can run")
    }

    /// The module, compiled by this engine, with its imports resolved once, as embedders do.
    ///
    /// # Panics
    ///
    /// When it is invalid.
    pub fn new(engine: &peer::Engine, bytes: &[u8]) -> Self {
        let module = peer::Module::new(engine, bytes).expect("a valid module");
        let mut linker = peer::Linker::new(engine);
        linker.define_unknown_imports_as_traps(&module).expect("stubs");
        Self {
            engine: engine.clone(),
            linked: linker.instantiate_pre(&module).expect("stubs for all imports"),
        }
    }

    /// An instance in a new store.
    ///
    /// # Panics
    ///
    /// When a pool is exhausted.
    pub fn instantiate(&self) -> (peer::Store<()>, peer::Instance) {
        let mut store = peer::Store::new(&self.engine, ());
        let instance = self.linked.instantiate(&mut store).expect("room in the pools");
        (store, instance)
    }

    /// An instance, used and dropped with its store.
    ///
    /// # Panics
    ///
    /// When a pool is exhausted.
    pub fn life(&self, used: Use) {
        let (mut store, instance) = self.instantiate();
        match used {
            Use::Nothing => (),
            Use::Writes | Use::ReadsAndWrites => {
                let memory = instance.get_memory(&mut store, "memory").expect("exported");
                touch(used, memory.data_mut(&mut store));
            }
            Use::Reads => {
                let table = instance.get_table(&mut store, "table").expect("exported");
                for index in elements() {
                    std::hint::black_box(table.get(&mut store, index).expect("in bounds"));
                }
            }
        }
    }
}

/// Reads and writes a byte of each of some pages.
fn touch(used: Use, memory: &mut [u8]) {
    let stride = memory.len() / PAGES_WRITTEN;
    if used == Use::ReadsAndWrites {
        for index in 0..4 * PAGES_WRITTEN {
            std::hint::black_box(memory[index * (stride / 4)]);
        }
    }
    for index in 0..PAGES_WRITTEN {
        memory[index * stride] = 0xa5;
    }
}

/// Indices of elements of the table with 10,000 of them.
fn elements() -> impl Iterator<Item = u64> {
    (0..ELEMENTS_READ).map(|index| u64::from(index * (10_000 / ELEMENTS_READ)))
}
