//! The official test-suite of WebAssembly 2.0 on every runtime, and on the engine under configurations that differ.
//!
//! Every assertion must pass. What is skipped is listed with file, line and reason, and the list is pinned by
//! a test: nothing else is ever skipped. A runtime may be unable to run what needs a feature that `capability.rs` says it lacks.

use touchstone_oracles::machine::Runtime;
use touchstone_oracles::runtimes::capability::{self, Capabilities};
use touchstone_oracles::runtimes::{EngineRuntime, ReferenceRuntime, VerifiedRuntime};
use touchstone_oracles::testcase::EngineConfig;
use touchstone_oracles::wast::{Report, exclusions, regressions, run_script, suite};

/// Assertions of the official scripts that a runtime has to pass, at the least: a parser that drops directives would
/// otherwise go unnoticed. The whole suite has more.
const AT_LEAST: usize = 50_000;
/// What remains for a runtime that lacks features.
const AT_LEAST_OF_ITS_FEATURES: usize = 45_000;

fn run_suite(name: &str, runtime: &dyn Runtime, can: Capabilities) {
    let mut total = Report::default();
    let mut failures = Vec::new();
    for file in suite().into_iter().chain([regressions()]) {
        let report = run_script(file.text, runtime, &exclusions(&file.name)).expect("the runtime starts");
        failures.extend(
            report
                .failed
                .iter()
                .map(|f| format!("{}:{}: {}", file.name, f.line, f.message)),
        );
        for skip in &report.skipped {
            println!("{name}: skipped {}:{}: {}", file.name, skip.line, skip.message);
        }
        total.add(&report);
    }
    println!("{name}: {total}");
    let shown = failures.len().min(40);
    assert!(
        failures.is_empty(),
        "{name}: {} failed\n{}",
        failures.len(),
        failures[..shown].join("\n")
    );
    assert!(
        total.passed + total.unsupported.len() >= AT_LEAST && total.passed >= AT_LEAST_OF_ITS_FEATURES,
        "{name}: only {} assertions passed",
        total.passed
    );
    for (feature, count) in total.unsupported_by_feature() {
        assert!(
            can.lacks(feature),
            "{name}: {count} directives need {feature}, which it has"
        );
    }
}

fn engine(name: &str, knobs: &[(&str, &str)]) {
    run_suite(name, &EngineRuntime::new(EngineConfig::new(knobs)), capability::ENGINE);
}

#[test]
fn reference() {
    run_suite("reference", &ReferenceRuntime, capability::REFERENCE);
}

#[test]
fn verified() {
    run_suite("verified", &VerifiedRuntime, capability::VERIFIED);
}

#[test]
fn engine_by_default() {
    engine("engine, defaults", &[]);
}

#[test]
fn engine_unoptimised_with_single_pass_allocation() {
    engine(
        "engine, unoptimised",
        &[("opt_level", "none"), ("regalloc", "single_pass"), ("verifier", "true")],
    );
}

#[test]
fn engine_without_signals() {
    engine(
        "engine, no signals",
        &[
            ("signals", "false"),
            ("opt_level", "none"),
            ("call_stack_budget", "true"),
        ],
    );
}

#[test]
fn engine_with_explicit_bounds_and_moving_memories() {
    let knobs = [
        ("bounds", "explicit"),
        ("memory_reservation", "0"),
        ("memory_guard", "0"),
        ("memory_image", "false"),
        ("lazy_tables", "false"),
        ("heap_spectre", "true"),
    ];
    engine("engine, explicit bounds", &knobs);
}

#[test]
fn engine_with_mapped_initial_content() {
    let knobs = [
        ("memory_image_min", "0"),
        ("memory_reservation", "65536"),
        ("memory_guard_before", "0"),
        ("memory_growth_reservation", "4096"),
    ];
    engine("engine, mapped initial content", &knobs);
}

#[test]
fn engine_with_memories_that_may_not_move() {
    let knobs = [
        ("memory_may_move", "false"),
        ("memory_reservation", "0"),
        ("memory_guard", "65536"),
        ("memory_image_min", "0"),
        ("memory_image_sparse_max", "0"),
        ("memory_image_source", "file"),
        ("memory_guard_before", "65536"),
    ];
    engine("engine, memories that may not move", &knobs);
}

#[test]
fn engine_without_spectre_mitigation() {
    let knobs = [
        ("heap_spectre", "false"),
        ("table_spectre", "false"),
        ("lazy_tables", "false"),
        ("bounds", "explicit"),
        ("verifier", "true"),
    ];
    engine("engine, no spectre mitigation", &knobs);
}

#[test]
fn engine_pooling() {
    let knobs = [
        ("allocator", "pooling"),
        ("pool_table_elements", "20000000"),
        ("pool_tables", "10000"),
        ("memory_keep_resident", "65537"),
        ("table_keep_resident", "4096"),
        ("decommit_batch", "3"),
        ("memory_image_min", "0"),
    ];
    engine("engine, pooling", &knobs);
}

#[test]
fn engine_counting_with_canonical_nans() {
    let knobs = [
        ("fuel", "true"),
        ("call_stack_budget", "true"),
        ("nan_canonicalization", "true"),
    ];
    engine("engine, counting", &knobs);
}

#[test]
fn engine_on_the_baseline_cpu() {
    let config = touchstone_engine_baseline();
    run_suite("engine, baseline CPU", &EngineRuntime::new(config), capability::ENGINE);
}

/// Every CPU feature off, by the engine's own table.
fn touchstone_engine_baseline() -> EngineConfig {
    let mut config = EngineConfig::default();
    for knob in touchstone_engine::config::KNOBS {
        if matches!(knob.kind, touchstone_engine::config::Kind::CpuFeature { .. }) {
            config.set(knob.name, "false");
        }
    }
    config
}

#[test]
fn nothing_else_is_skipped() {
    let all: Vec<String> = suite()
        .iter()
        .flat_map(|file| exclusions(&file.name))
        .map(|e| format!("{}:{}", e.file, e.line.map_or("*".to_owned(), |l| l.to_string())))
        .collect();
    assert_eq!(
        all,
        [
            "bulk-memory/table-sub.wast:*",
            "bulk-memory/table_init.wast:2272",
            "bulk-memory/table_init.wast:2286",
            "multi-value/binary.wast:49",
            "mutable-global/linking.wast:206",
            "mutable-global/linking.wast:227",
            "mutable-global/linking.wast:236",
            "mutable-global/linking.wast:238",
            "mutable-global/linking.wast:248",
            "mutable-global/linking.wast:298",
            "mutable-global/linking.wast:334",
            "mutable-global/linking.wast:342",
            "mutable-global/linking.wast:344",
            "mutable-global/linking.wast:354",
            "reference-types/unreached-invalid.wast:539",
            "simd/simd_memory-multi.wast:*"
        ]
    );
}
