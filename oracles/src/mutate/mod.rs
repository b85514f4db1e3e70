//! Testcase to testcase: what the fuzzer's custom mutator and crossover write back is always an envelope.

mod code;
mod crossover;
mod plan;

pub(crate) use code::mutate as mutate_code;
pub use crossover::crossover;
pub(crate) use plan::knob as mutate_knob;

use crate::generate::entropy::Entropy;
use crate::generate::{self, plan::Scale, validate};
use crate::testcase::{ModuleBytes, Step, Testcase};

/// Modules larger than this are not given to `wasm-mutate`, which takes long over them.
const WASM_MUTATE_BYTES: usize = 24 << 10;

/// The next input after `input`: an envelope of at most `max_size` bytes (about 2 KiB are needed, and what the recorded defaults take).
///
/// Bytes that are no testcase are entropy: they become the testcase that the generator makes of them.
#[must_use]
pub fn mutate(input: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
    attempt(input, seed, max_size, generate::generate, change)
}

/// The input with what `change` does to it, if that fits and differs after a few attempts; else what `generate` makes: of the input
/// when it is no testcase, or when `change` asks for a new one (false).
pub(crate) fn attempt(
    input: &[u8],
    seed: u64,
    max_size: usize,
    generate: fn(&[u8], usize) -> Testcase,
    change: fn(&mut Entropy, &mut Testcase) -> bool,
) -> Vec<u8> {
    let mut e = Entropy::from_seed(seed ^ xxhash_rust::xxh3::xxh3_64(input).rotate_left(32));
    let Ok(case) = Testcase::decode(input) else {
        return generate(input, max_size).encode();
    };
    for _ in 0..4 {
        let mut next = case.clone();
        if !change(&mut e, &mut next) {
            break;
        }
        next.plan.record_defaults();
        shorten(&mut next, max_size);
        let bytes = next.encode();
        if bytes.len() <= max_size && bytes != input {
            return bytes;
        }
    }
    generate(&e.u64().to_le_bytes(), max_size).encode()
}

/// Changes the testcase once or a few times; false when a new one is wanted instead.
fn change(e: &mut Entropy, case: &mut Testcase) -> bool {
    // Fresh cases keep the campaign from dwelling on what it has.
    if e.chance(25) {
        return false;
    }
    case.generated_plan = false;
    for _ in 0..*e.pick(&[1, 1, 2, 4]) {
        match e.weighted(&[35, 12, 45, 4]) {
            0 => with_module(e, case, code::mutate),
            1 => with_module(e, case, wasm_mutate),
            2 => plan::mutate(e, case),
            _ => {
                if case.plan.modules.is_empty() {
                    let scale = Scale {
                        calls: 10,
                        fuel: case.plan.fuel,
                    };
                    let origin = std::mem::take(&mut case.plan.origin);
                    case.plan = generate::plan::draw(e, &case.wasm, scale);
                    case.plan.origin = origin;
                }
            }
        }
    }
    true
}

/// Applies `change` to one of the modules; changes the plan when it finds nothing or makes a valid module invalid.
fn with_module(e: &mut Entropy, case: &mut Testcase, change: fn(&mut Entropy, &[u8]) -> Option<Vec<u8>>) {
    let index = e.below(1 + case.plan.modules.len()) as u32;
    let changed = case.module(index).and_then(|module| {
        let changed = change(e, module)?;
        (validate(&changed).is_ok() || validate(module).is_err()).then_some(changed)
    });
    match (changed, index) {
        (Some(module), 0) => case.wasm = module,
        (Some(module), _) => case.plan.modules[index as usize - 1] = ModuleBytes(module),
        (None, _) => plan::mutate(e, case),
    }
}

/// One step of `wasm-mutate`; it finds nothing to do in many small modules.
fn wasm_mutate(e: &mut Entropy, module: &[u8]) -> Option<Vec<u8>> {
    if module.len() > WASM_MUTATE_BYTES || validate(module).is_err() {
        return None;
    }
    let mut mutator = wasm_mutate::WasmMutate::default();
    mutator.seed(e.u64()).preserve_semantics(false).fuel(300);
    let mut candidates = mutator.run(module).ok()?;
    candidates.next()?.ok()
}

/// Removes calls from the end until the envelope fits.
fn shorten(case: &mut Testcase, max_size: usize) {
    while case.encode().len() > max_size {
        let last = case
            .plan
            .steps
            .iter()
            .rposition(|step| !matches!(step, Step::Instantiate { .. }));
        match last {
            Some(last) if case.plan.steps.len() > 2 => {
                case.plan.steps.remove(last);
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{crossover, mutate};
    use crate::generate::validate;
    use crate::testcase::Testcase;

    #[test]
    fn every_mutation_is_an_envelope_that_fits_and_differs() {
        let max_size = 4096;
        let mut input = b"\n".to_vec();
        let mut other = mutate(b"other", 0, max_size);
        for seed in 0..600 {
            let output = mutate(&input, seed, max_size);
            assert!(output.len() <= max_size);
            assert_ne!(input, output);
            let case = Testcase::decode(&output).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            assert!(!case.generated_plan);
            validate(&case.wasm).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            if seed % 5 == 0 {
                let both = crossover(&output, &other, seed, max_size);
                assert!(both.len() <= max_size);
                Testcase::decode(&both).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                other = std::mem::replace(&mut input, both);
            } else {
                input = output;
            }
        }
    }

    #[test]
    fn broken_inputs_do_not_panic() {
        let good = mutate(b"x", 1, 8192);
        for cut in (0..good.len()).step_by(7) {
            let _ = mutate(&good[..cut], 3, 8192);
            let mut flipped = good.clone();
            flipped[cut] ^= 0x55;
            let _ = mutate(&flipped, 3, 8192);
            let _ = crossover(&flipped, &good, 3, 8192);
        }
    }
}
