//! Shared parts of the benchmarks: interleaved pairs, their statistics, the modules that are measured.

pub mod kernels;
pub mod modules;
pub mod pairs;
#[cfg(feature = "peer")]
pub mod pooled;
pub mod process;
pub mod scaling;
pub mod table;
