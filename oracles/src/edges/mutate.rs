//! Changes of a case: other addresses, other knobs, other functions.

use super::{generate, layouts};
use crate::generate::configs;
use crate::generate::entropy::Entropy;
use crate::generate::validate;
use crate::mutate::{attempt, mutate_code, mutate_knob};
use crate::testcase::{Step, Testcase};

/// The next input after `input`: an envelope of at most `max_size` bytes (about 2 KiB are needed).
#[must_use]
pub fn mutate(input: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
    attempt(input, seed, max_size, generate, |e, case| {
        // Fresh cases keep the campaign from dwelling on what it has.
        if !case.plan.model || e.chance(25) {
            return false;
        }
        for _ in 0..*e.pick(&[1, 2, 4]) {
            change(e, case);
        }
        true
    })
}

/// An envelope with the module of one input and knobs or addresses of the other; an input that is no testcase counts as the one
/// that the generator makes of it.
#[must_use]
pub fn crossover(first: &[u8], second: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
    let mut e = Entropy::from_seed(seed ^ xxhash_rust::xxh3::xxh3_64(first).rotate_left(1));
    let read = |bytes: &[u8]| Testcase::decode(bytes).unwrap_or_else(|_| generate(bytes, max_size));
    let (mut case, other) = (read(first), read(second));
    if e.chance(50) {
        case.plan.configs = other.plan.configs;
        case.plan.record_defaults();
    } else {
        // Groups of functions have the same names in all cases.
        let sweeps = other
            .plan
            .steps
            .into_iter()
            .filter(|step| matches!(step, Step::Sweep { .. }));
        case.plan.steps.extend(sweeps.take(e.between(1, 3)));
    }
    let bytes = case.encode();
    if bytes.len() <= max_size && Testcase::decode(first).is_ok_and(|case| case.plan.model) {
        return bytes;
    }
    generate(&e.u64().to_le_bytes(), max_size).encode()
}

fn change(e: &mut Entropy, case: &mut Testcase) {
    match e.below(10) {
        0..=2 => {
            mutate_knob(e, &mut case.plan);
        }
        3 => case.plan.configs = (0..2).map(|_| configs::draw_for_memory(e)).collect(),
        4 | 5 => {
            if let Some(wasm) = mutate_code(e, &case.wasm).filter(|wasm| validate(wasm).is_ok()) {
                case.wasm = wasm;
            }
        }
        6 if case.plan.steps.len() > 2 => {
            let at = e.between(1, case.plan.steps.len() - 1);
            let step = case.plan.steps.remove(at);
            if e.chance(60) {
                let at = e.between(1, case.plan.steps.len());
                case.plan.steps.insert(at, step);
            }
        }
        _ => address(e, case),
    }
}

/// Moves an address a little, or to an edge of a layout.
fn address(e: &mut Entropy, case: &mut Testcase) {
    let layouts = layouts(&case.plan.configs);
    let mut sweeps: Vec<&mut Vec<u32>> = case
        .plan
        .steps
        .iter_mut()
        .filter_map(|step| match step {
            Step::Sweep { arguments, .. } if !arguments.is_empty() => Some(arguments),
            _ => None,
        })
        .collect();
    if sweeps.is_empty() {
        return;
    }
    let which = e.below(sweeps.len());
    let which = &mut sweeps[which];
    let at = e.below(which.len());
    which[at] = match e.below(4) {
        0 => (*e.pick(&layouts)).wrapping_sub(e.below(20) as u64) as u32,
        1 => which[at] ^ 1 << e.below(32),
        _ => which[at]
            .wrapping_add(*e.pick(&[1, 2, 4, 8, 16, 4096, 65_536]))
            .wrapping_sub(*e.pick(&[0, 3, 32, 65_544])),
    };
}
