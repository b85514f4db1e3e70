//! Whole modules by `wasm-smith`, under swarm configurations: the breadth that dense shapes do not have.

use arbitrary::Unstructured;
use wasm_smith::{Config, InstructionKind, InstructionKinds, MemoryOffsetChoices, Module};

use super::entropy::Entropy;

/// A valid module of WebAssembly 2.0 of at most `max_bytes`; `None` when a few tries were all larger or empty.
pub fn smith_module(e: &mut Entropy, max_bytes: usize) -> Option<Vec<u8>> {
    let mut size = (max_bytes * 2).clamp(400, 12_000);
    for _ in 0..3 {
        let config = config(e, size);
        let mut entropy = vec![0; size];
        e.fill(&mut entropy);
        // Less entropy, smaller module.
        size /= 2;
        let Ok(module) = Module::new(config, &mut Unstructured::new(&entropy)) else {
            continue;
        };
        let bytes = module.to_bytes();
        if bytes.len() <= max_bytes && !crate::module_info::ModuleInfo::read(&bytes).exports.is_empty() {
            return Some(bytes);
        }
    }
    None
}

fn config(e: &mut Entropy, size: usize) -> Config {
    let functions = e.between(1, (size / 400).clamp(2, 8));
    let mut config = wasm2_config();
    config.min_funcs = 1;
    config.max_funcs = functions;
    config.max_instructions = *e.pick(&[40, 100, 250]);
    config.min_types = 1;
    config.max_types = 8;
    config.max_imports = if e.chance(50) { 4 } else { 0 };
    config.min_memories = u32::from(e.chance(90));
    config.min_tables = u32::from(e.chance(60));
    config.max_tables = e.between(1, 3);
    config.min_globals = e.below(4);
    config.max_globals = 8;
    config.min_data_segments = e.below(3);
    config.max_data_segments = 4;
    config.min_element_segments = e.below(3);
    config.max_element_segments = 4;
    config.max_elements = 12;
    config.max_table_elements = 40;
    config.max_memory32_bytes = 65_536 * *e.pick(&[1, 2, 16]);
    config.simd_enabled = e.chance(60);
    config.bulk_memory_enabled = e.chance(75);
    config.reference_types_enabled = e.chance(75);
    config.multi_value_enabled = e.chance(75);
    config.saturating_float_to_int_enabled = e.chance(80);
    config.sign_extension_ops_enabled = e.chance(80);
    config.allow_floats = e.chance(75);
    config.allow_start_export = e.chance(10);
    // Reference types imply bulk memory in the binary format.
    config.bulk_memory_enabled |= config.reference_types_enabled;
    // Random addresses and divisors end most calls at once; the dense modules have the traps.
    config.disallow_traps = e.chance(70);
    let in_bounds = *e.pick(&[75, 95, 99]);
    config.memory_offset_choices = MemoryOffsetChoices(in_bounds, 24, 1);
    let mut kinds = vec![
        InstructionKind::Numeric,
        InstructionKind::Parametric,
        InstructionKind::Variable,
    ];
    let optional = [
        InstructionKind::Control,
        InstructionKind::Memory,
        InstructionKind::Reference,
        InstructionKind::Table,
        InstructionKind::Vector,
        InstructionKind::VectorInt,
        InstructionKind::Aggregate,
    ];
    kinds.extend(optional.into_iter().filter(|_| e.chance(80)));
    config.allowed_instructions = InstructionKinds::new(&kinds);
    config
}

/// Everything past WebAssembly 2.0 off, everything exported.
fn wasm2_config() -> Config {
    Config {
        export_everything: true,
        exceptions_enabled: false,
        gc_enabled: false,
        compact_imports_enabled: false,
        custom_descriptors_enabled: false,
        custom_page_sizes_enabled: false,
        relaxed_simd_enabled: false,
        shared_everything_threads_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        acquire_release_atomics_enabled: false,
        multibyte_array_access_enabled: false,
        extended_const_enabled: false,
        memory64_enabled: false,
        max_memories: 1,
        generate_custom_sections: false,
        ..Config::default()
    }
}
