//! Many instances one after the other in one pool: nothing is left behind. A process of its own, because it counts what
//! the whole process holds. The benchmark `instantiate` has the same with a million.

use touchstone_engine::{Config, Engine, Instance, Limits, Module, Store, Val};

const CYCLES: u32 = 20_000;
/// Bytes by which resident memory may differ: the heap's own variation.
const SLACK: u64 = 1 << 20;

/// Mappings, file descriptors and resident bytes of this process.
fn usage() -> (usize, usize, u64) {
    let read = |path| std::fs::read_to_string(path).unwrap();
    let statm = read("/proc/self/statm");
    let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
    let descriptors = std::fs::read_dir("/proc/self/fd").unwrap().count();
    (read("/proc/self/maps").lines().count(), descriptors, pages * 4096)
}

/// An instance in a new store, which writes to whatever it has.
fn live(engine: &Engine, module: &Module, cycle: u32) {
    let mut store = Store::new(engine, Limits::default());
    let instance = Instance::new(&mut store, module, &[]).unwrap();
    for memory in instance.memories(&store) {
        let bytes = memory.data_mut(&mut store);
        let last = bytes.len() - 1;
        assert_eq!(bytes[last], 0, "a fresh memory ends in zeros");
        for place in [0, cycle as usize * 4099 % last, last] {
            bytes[place] = 0xff;
        }
        if cycle.is_multiple_of(5) {
            memory.grow(&mut store, 1).unwrap();
        }
    }
    for table in instance.tables(&store) {
        let index = u64::from(cycle) % table.size(&store);
        let element = table.get(&store, index).unwrap();
        table.set(&mut store, index, Val::FuncRef(None)).unwrap();
        assert_ne!(element, Val::FuncRef(None), "a fresh table has its elements");
    }
}

#[test]
fn nothing_grows_with_the_number_of_instances() {
    let data = "x".repeat(100_000);
    let all = " 0".repeat(2000);
    let texts = [
        "(module)".to_string(),
        format!("(module (memory 2) (data (i32.const 0) \"{data}\"))"),
        "(module (memory 1))".to_string(),
        format!(
            "(module (func) (memory 3) (data (i32.const 70000) \"x\") (table 2000 funcref) (elem (i32.const 0) func{all}))"
        ),
    ];
    let modules = texts.map(|text| wat::parse_str(&text).unwrap());
    for knobs in [
        "",
        "memory_keep_resident=65536,table_keep_resident=4096,decommit_batch=8",
        "memory_image_source=file,memory_image_min=0",
    ] {
        let pools = "allocator=pooling,pool_instances=10,pool_memories=10,pool_tables=10,pool_warm_slots=3";
        let mut config = Config::new();
        for knob in pools.split(',').chain(knobs.split(',').filter(|knob| !knob.is_empty())) {
            let (name, value) = knob.split_once('=').unwrap();
            config.set(name, value).unwrap();
        }
        let engine = Engine::new(&config).unwrap();
        let compile = |bytes: &Vec<u8>| Module::new(&engine, bytes).unwrap();
        let mut compiled: Vec<Module> = modules.iter().map(compile).collect();
        let mut early = None;
        for cycle in 0..CYCLES {
            let which = cycle as usize % modules.len();
            live(&engine, &compiled[which], cycle);
            if cycle % 401 == 0 {
                compiled[which] = compile(&modules[which]);
            }
            if cycle == CYCLES / 10 {
                // Without modules no slot keeps anything, whichever instances were last.
                compiled.clear();
                early = Some(usage());
                compiled = modules.iter().map(compile).collect();
            }
        }
        drop(compiled);
        let ((mappings, descriptors, resident), end) = (early.unwrap(), usage());
        assert_eq!(
            (end.0, end.1),
            (mappings, descriptors),
            "mappings and descriptors, {knobs}"
        );
        assert!(
            end.2 <= resident + SLACK,
            "resident: {resident} and then {}, {knobs}",
            end.2
        );
        let metrics = engine.pool_metrics().unwrap();
        assert_eq!(
            (metrics.instances.live, metrics.memories.live, metrics.tables.live),
            (0, 0, 0)
        );
    }
}
