//! Memory accesses at every edge, on every runtime and on a model of bytes.
#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator};
use touchstone_oracles::target::Target::MemoryEdges;
use touchstone_oracles::{fuzz, fuzz_entry};

fuzz_entry!(fuzz::memory_edges);
fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    fuzz::mutate(MemoryEdges, data, size, max, seed)
});
fuzz_crossover!(|a: &[u8], b: &[u8], out: &mut [u8], seed: u32| { fuzz::crossover(MemoryEdges, a, b, out, seed) });
