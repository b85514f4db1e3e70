//! Several stores in one engine, step by step; each must be as it is alone.
#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator};
use touchstone_oracles::target::Target::Pool;
use touchstone_oracles::{fuzz, fuzz_entry};

fuzz_entry!(fuzz::pool);
fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| { fuzz::mutate(Pool, data, size, max, seed) });
fuzz_crossover!(|a: &[u8], b: &[u8], out: &mut [u8], seed: u32| { fuzz::crossover(Pool, a, b, out, seed) });
