//! The oracles of Touchstone: testcases, the runtimes that run them, the traces that runs leave, and their comparison.
//!
//! ```text
//! bytes -> testcase -> driver x machine (one per runtime) -> trace -> compare -> verdict -> report
//! ```

pub mod campaign;
#[cfg(feature = "canary")]
pub mod canary;
pub mod census;
pub mod check;
pub mod compare;
pub mod discard;
pub mod driver;
pub mod edges;
pub mod explore;
pub mod fuzz;
pub mod generate;
pub mod host;
pub mod machine;
pub mod module_info;
pub mod mutate;
pub mod outcome;
pub mod pool;
pub mod report;
pub mod runtimes;
pub mod seeds;
pub mod statistics;
pub mod target;
pub mod testcase;
pub mod trace;
pub mod value;
pub mod wast;
