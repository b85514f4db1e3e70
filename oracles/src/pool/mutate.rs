//! Changes of a case: another order, other knobs, other modules, more or fewer steps.

use super::generate::{alone, generate, shared};
use crate::generate::entropy::Entropy;
use crate::generate::validate;
use crate::mutate::{attempt, mutate_code, mutate_knob};
use crate::testcase::{ModuleBytes, Pool, Step, Testcase};
use crate::value::Value;

/// Steps that a mutated plan has at most.
const MOST_STEPS: usize = 90;

/// The next input after `input`: an envelope of at most `max_size` bytes.
#[must_use]
pub fn mutate(input: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
    attempt(input, seed, max_size, generate, |e, case| {
        // Fresh cases keep the campaign from dwelling on what it has.
        if case.plan.pool.is_none() || e.chance(25) {
            return false;
        }
        for _ in 0..*e.pick(&[1, 2, 4]) {
            change(e, case);
        }
        true
    })
}

/// The steps of one input in the engine of the other; an input that is no such testcase counts as one that the generator makes.
#[must_use]
pub fn crossover(first: &[u8], second: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
    let mut e = Entropy::from_seed(seed ^ xxhash_rust::xxh3::xxh3_64(first).rotate_left(1));
    let read = |bytes: &[u8]| {
        let case = Testcase::decode(bytes).ok().filter(|case| case.plan.pool.is_some());
        case.unwrap_or_else(|| generate(bytes, max_size))
    };
    let (mut case, other) = (read(first), read(second));
    if e.chance(40) {
        case.plan.configs = other.plan.configs;
    } else {
        let at = e.below(case.plan.steps.len() + 1);
        let taken = e.between(2, 20);
        let from = e.below(other.plan.steps.len() + 1);
        let steps = other.plan.steps.into_iter().skip(from).take(taken);
        case.plan.steps.splice(at..at, steps);
    }
    case.plan.record_defaults();
    let bytes = case.encode();
    if bytes.len() <= max_size {
        return bytes;
    }
    generate(&e.u64().to_le_bytes(), max_size).encode()
}

fn change(e: &mut Entropy, case: &mut Testcase) {
    let steps = case.plan.steps.len();
    match e.below(13) {
        0 | 1 => {
            mutate_knob(e, &mut case.plan);
        }
        2 => {
            let wide = e.chance(40);
            case.plan.configs = vec![shared(e, wide), alone(e)];
        }
        3 => module(e, case),
        4 if steps > 2 => {
            case.plan.steps.remove(e.below(steps));
        }
        5 | 6 if steps > 1 => {
            // Another order, within the session too: the plan is what it is.
            let at = e.below(steps - 1);
            case.plan.steps.swap(at, at + 1);
        }
        7 if steps > 0 && steps < MOST_STEPS => {
            let step = case.plan.steps[e.below(steps)].clone();
            case.plan.steps.insert(e.below(steps + 1), step);
        }
        8 if steps > 0 && steps < MOST_STEPS => {
            let session = e.below(5) as u32;
            case.plan.steps.insert(e.below(steps + 1), Step::End { session });
        }
        9 => {
            case.plan.pool = Some(Pool {
                threads: 1 + e.below(2) as u32,
            });
        }
        10 if steps > 0 => {
            if let Step::In { session, .. } = &mut case.plan.steps[e.below(steps)] {
                *session = e.below(5) as u32;
            }
        }
        11 if steps > 0 => {
            if let Step::In { linked, .. } | Step::Exhaust { linked, .. } = &mut case.plan.steps[e.below(steps)] {
                *linked = !*linked;
            }
        }
        _ => argument(e, case),
    }
}

fn module(e: &mut Entropy, case: &mut Testcase) {
    let index = e.below(1 + case.plan.modules.len()) as u32;
    let changed = case.module(index).and_then(|wasm| mutate_code(e, wasm));
    let Some(wasm) = changed.filter(|wasm| validate(wasm).is_ok()) else {
        return;
    };
    match index {
        0 => case.wasm = wasm,
        _ => case.plan.modules[index as usize - 1] = ModuleBytes(wasm),
    }
}

fn argument(e: &mut Entropy, case: &mut Testcase) {
    let mut values: Vec<&mut Value> = case
        .plan
        .steps
        .iter_mut()
        .filter_map(|step| match step {
            Step::In { step, .. } => match step.as_mut() {
                Step::Call { args, .. } => args.first_mut(),
                _ => None,
            },
            _ => None,
        })
        .collect();
    if values.is_empty() {
        return;
    }
    let at = e.below(values.len());
    if let Value::I32(value) = &mut *values[at] {
        let delta = *e.pick(&[1, -1, 16, 4096, 65_536, -65_536]);
        *value = value.wrapping_add(delta);
    }
}
