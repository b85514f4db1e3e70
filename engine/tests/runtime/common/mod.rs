//! What the tests share: a store under a configuration, and modules from text.

use touchstone_engine::{Config, Engine, Error, Extern, Instance, Limits, Module, Store, Val};

/// Configurations that differ in how traps come about; every trap test runs under each.
pub const CONFIGS: &[&str] = &[
    "",
    "signals=false",
    "bounds=explicit",
    "bounds=explicit,heap_spectre=false",
    "bounds=explicit,memory_reservation=0,memory_guard=0",
    "memory_reservation=65536,memory_guard=4096,memory_guard_before=0,memory_growth_reservation=0",
    "memory_may_move=false,memory_reservation=0,memory_guard=65536,memory_guard_before=4096",
    "memory_reservation=0,memory_guard=0,memory_growth_reservation=69632,memory_guard_before=65536",
    "memory_image_min=0",
    "memory_image_min=0,memory_image_source=file,bounds=explicit,memory_reservation=0,memory_guard=65536",
    "allocator=pooling",
    "allocator=pooling,memory_image_min=0,memory_keep_resident=65537,table_keep_resident=4096,pagemap_scan=false,decommit_batch=3",
    "allocator=pooling,memory_reset=memset,memory_image_min=0,memory_reservation=0,memory_guard=4096,pool_warm_slots=1",
    "allocator=pooling,memory_protection_keys=auto,pool_memories=200,memory_image_min=0",
    "allocator=pooling,memory_reset=remap,bounds=explicit,pool_warm_slots=0,signals=false",
    "signals=false,heap_spectre=false,table_spectre=false,opt_level=none",
    "opt_level=none,regalloc=single_pass,table_spectre=false",
    "opt_level=speed_and_size,unwind_info=true,preserve_frame_pointers=true,bb_padding_log2=6,function_alignment_log2=8",
    "x86_avx=false,x86_sse41=false,x86_ssse3=false,x86_sse3=false,x86_sse42=false,x86_bmi1=false,x86_lzcnt=false,x86_popcnt=false",
    "nan_canonicalization=true,probestack=true,alias_analysis=false,regalloc_checker=true,verifier=true",
];

/// The configurations, each without and with counting.
pub fn configs() -> Vec<String> {
    let with = |suffix: &str| CONFIGS.iter().map(|c| format!("{c}{suffix}")).collect::<Vec<_>>();
    [with(""), with(",fuel=true,call_stack_budget=true")].concat()
}

/// An engine and a store.
pub struct Setup {
    pub engine: Engine,
    pub store: Store,
}

impl Setup {
    pub fn new(config: &str) -> Self {
        Self::with_limits(config, Limits::default())
    }

    pub fn with_limits(config: &str, limits: Limits) -> Self {
        let engine = Engine::new(&Config::parse(config).unwrap()).unwrap();
        let store = Store::new(&engine, limits);
        Self { engine, store }
    }

    pub fn try_instantiate(&mut self, wat: &str, imports: &[Extern]) -> Result<Instance, Error> {
        let module = module(&self.engine, wat);
        Instance::new(&mut self.store, &module, imports)
    }

    pub fn instantiate(&mut self, wat: &str, imports: &[Extern]) -> Instance {
        self.try_instantiate(wat, imports).unwrap()
    }

    pub fn call(&mut self, instance: Instance, name: &str, args: &[Val]) -> Result<Vec<Val>, Error> {
        let func = instance.func(&self.store, name).unwrap();
        func.call(&mut self.store, args)
    }
}

/// Compiles a module in the text format.
pub fn module(engine: &Engine, wat: &str) -> Module {
    Module::new(engine, &wat::parse_str(wat).unwrap()).unwrap()
}

/// Offset in the module of the first byte of the `n`th instruction that is wanted, in the code section.
pub fn offset_of(wat: &str, wanted: impl Fn(&wasmparser::Operator<'_>) -> bool, n: usize) -> u32 {
    let found = offsets(wat, wanted).into_iter().flatten().nth(n);
    found.expect("an instruction that is wanted")
}

/// Offset in the module of the first byte of the first instruction that is wanted in a function of the code section.
pub fn offset_in(wat: &str, function: usize, wanted: impl Fn(&wasmparser::Operator<'_>) -> bool) -> u32 {
    offsets(wat, wanted)[function][0]
}

/// The offsets of instructions that are wanted, by function.
fn offsets(wat: &str, wanted: impl Fn(&wasmparser::Operator<'_>) -> bool) -> Vec<Vec<u32>> {
    let bytes = wat::parse_str(wat).unwrap();
    let mut functions = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(&bytes) {
        let wasmparser::Payload::CodeSectionEntry(body) = payload.unwrap() else {
            continue;
        };
        let mut operators = body.get_operators_reader().unwrap();
        let mut found = Vec::new();
        while !operators.eof() {
            let (operator, offset) = operators.read_with_offset().unwrap();
            if wanted(&operator) {
                found.push(offset as u32);
            }
        }
        functions.push(found);
    }
    functions
}
