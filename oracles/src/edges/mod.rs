//! Memory accesses at every edge, checked against bytes: what the fuzz target `memory_edges` runs.
//!
//! # What is compared
//! A case holds one small module whose functions access memory in every way (each load and store, vector and lane accesses, bulk
//! operations, several accesses of one index, accesses around growth and calls), and sweeps that call all of them with
//! addresses at the edges: 0, the size, pages, the reservations and guards of the case's configurations, 2^31, 2^32. The engine's
//! configurations, the reference and the byte model ([`crate::runtimes::model`]) must leave the same trace.
//!
//! # What it cannot see
//! What [`crate::compare`] cannot see; and memories with content past a few pages, because the state after every call is
//! looked at.

mod module;
mod mutate;
mod tally;

pub use mutate::{crossover, mutate};
pub use tally::{Edge, Tally};

use crate::generate::configs;
use crate::generate::entropy::Entropy;
use crate::testcase::{EngineConfig, HostEffect, HostItem, ImportSource, Plan, Step, Target, Testcase};
use crate::value::Value;
use module::{Group, Shape};
use touchstone_engine::Config;

/// Bytes of a page.
const PAGE: u64 = 65_536;

/// The testcase of an input that is not one, at most `max_size` bytes when encoded if that is possible (about
/// 2 KiB are needed, and what the recorded defaults take).
#[must_use]
pub fn generate(entropy: &[u8], max_size: usize) -> Testcase {
    let mut e = Entropy::from_bytes(entropy);
    let mut functions = e.between(16, 44);
    loop {
        let case = draw(&mut e, functions);
        if case.encode().len() <= max_size || functions <= 2 {
            return case;
        }
        functions = functions * 2 / 3;
    }
}

/// Draws a testcase with about that many functions.
fn draw(e: &mut Entropy, functions: usize) -> Testcase {
    let count = *e.pick(&[2, 2, 2, 3]);
    let configs: Vec<EngineConfig> = (0..count).map(|_| configs::draw_for_memory(e)).collect();
    let edges = Edges::of(&configs);
    let shape = Shape::draw(e);
    let (wasm, groups) = module::draw(e, &shape, &edges, functions);
    let mut plan = Plan {
        configs,
        model: true,
        fuel: 60_000,
        origin: "edges".into(),
        steps: Vec::new(),
        ..Plan::default()
    };
    let mut imports = Vec::new();
    if shape.imported {
        plan.items.push(HostItem::Memory(shape.limits()));
        imports.push(ImportSource::Item(0));
    }
    plan.steps.push(Step::Instantiate {
        module: 0,
        imports,
        fuel: None,
        stack: None,
    });
    let mut pages = u64::from(shape.min);
    for phase in 0..e.between(1, 3) {
        if phase > 0 {
            pages += grow(e, &shape, pages, &mut plan.steps);
        }
        for group in &groups {
            plan.steps.push(sweep(e, group, &edges, pages * PAGE));
        }
    }
    plan.record_defaults();
    Testcase::new(wasm, plan)
}

/// Grows the memory, by code or by the host; by how many pages if the plan's limits and the type allow it.
fn grow(e: &mut Entropy, shape: &Shape, pages: u64, steps: &mut Vec<Step>) -> u64 {
    let delta = *e.pick(&[1, 1, 1, 2, 3, 9]);
    steps.push(if e.chance(60) {
        Step::Call {
            instance: 0,
            export: "grow".into(),
            args: vec![Value::I32(delta)],
            fuel: None,
            stack: None,
        }
    } else {
        Step::Host(HostEffect::GrowMemory {
            target: Target::Instance { instance: 0, index: 0 },
            delta: delta as u32,
        })
    });
    let most = shape.max.map_or(64, u64::from).min(64);
    if pages + delta as u64 <= most { delta as u64 } else { 0 }
}

fn sweep(e: &mut Entropy, group: &Group, edges: &Edges, size: u64) -> Step {
    let arguments = (0..e.between(5, 10)).map(|_| address(e, group, edges, size)).collect();
    Step::Sweep {
        instance: 0,
        prefix: group.prefix.clone(),
        arguments,
    }
}

/// An index that brings accesses of the group to an edge of a memory of `size` bytes.
fn address(e: &mut Entropy, group: &Group, edges: &Edges, size: u64) -> u32 {
    let edge = edges.draw(e, size);
    let width = u64::from(*e.pick(&group.widths));
    // The access's end at the edge, or its start, or a little beside.
    let before = *e.pick(&[
        width,
        width,
        width,
        width,
        width - 1,
        width + 1,
        width + 1,
        0,
        1,
        16,
        16,
        24,
    ]);
    let beside = *e.pick(&[0, 0, 0, 0, 0, 0, 0, 1, 3]);
    (edge + beside).wrapping_sub(before).wrapping_sub(group.offset.into()) as u32
}

/// Where something changes: places that do not depend on the size.
#[derive(Debug)]
struct Edges {
    /// Ends of reservations and of the guards after them.
    layouts: Vec<u64>,
}

impl Edges {
    fn of(plans: &[EngineConfig]) -> Edges {
        Edges {
            layouts: layouts(plans),
        }
    }

    /// An edge for a memory of `size` bytes.
    fn draw(&self, e: &mut Entropy, size: u64) -> u64 {
        match e.below(20) {
            0..=10 => size,
            11 => e.below(2) as u64 * 64,
            12 | 13 => e.below((size / PAGE) as usize + 2) as u64 * PAGE,
            14 => *e.pick(&[4096, 1 << 31, (1 << 31) - PAGE]),
            15 | 16 => 1 << 32,
            17 => size + PAGE,
            _ => *e.pick(&self.layouts),
        }
    }
}

/// Ends of the reservations and guards of these configurations; never empty.
fn layouts(plans: &[EngineConfig]) -> Vec<u64> {
    let mut ends = Vec::new();
    for plan in plans {
        let mut config = Config::new();
        for (name, value) in &plan.0 {
            // A knob that this build does not know leaves its default.
            let _ = config.set(name, value);
        }
        let reservation = config.memory_reservation();
        ends.extend([reservation, reservation.saturating_add(config.memory_guard())]);
    }
    if ends.is_empty() {
        ends.push(1 << 32);
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::generate;
    use crate::generate::validate;
    use crate::testcase::{Step, Testcase, recorded_size};

    #[test]
    fn testcases_fit_validate_and_hold_hundreds_of_calls() {
        let mut calls = Vec::new();
        for seed in 0..300_u64 {
            for max_size in [3000 + recorded_size(), 4096 + recorded_size(), 1 << 14] {
                let case = generate(&seed.to_le_bytes(), max_size);
                assert!(case.encode().len() <= max_size, "seed {seed} size {max_size}");
                validate(&case.wasm).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                assert_eq!(Testcase::decode(&case.encode()).as_ref(), Ok(&case));
                let expanded = case.expanded();
                let count = expanded
                    .plan
                    .steps
                    .iter()
                    .filter(|step| matches!(step, Step::Call { .. }))
                    .count();
                calls.push(count);
            }
        }
        calls.sort_unstable();
        assert!(
            calls[calls.len() / 2] >= 250,
            "median of calls: {}",
            calls[calls.len() / 2]
        );
    }
}
