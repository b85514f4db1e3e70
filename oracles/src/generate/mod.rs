//! Entropy to testcase.
//!
//! Two sources of modules: dense programs written by us ([`program`]), whose every result is live and whose loops
//! evaluate each shape hundreds of times, and whole modules by `wasm-smith` ([`smith`]) for syntactic breadth. A plan is
//! drawn for either from the module itself.

mod body;
mod bulk;
pub mod configs;
mod control;
pub mod entropy;
mod env;
mod flow;
pub mod ops;
pub mod plan;
mod program;
mod smith;
mod statements;
mod swarm;
pub mod values;

use crate::module_info::ModuleInfo;
use crate::testcase::{Plan, Testcase, recorded_size};
use entropy::Entropy;
use plan::Scale;

pub use program::dense_module;
pub use smith::smith_module;

/// Largest testcase that a generator makes when its caller sets no bound, in bytes.
pub const DEFAULT_MAX_SIZE: usize = 16 << 10;

/// The testcase of an input that is not one: a function of its bytes and `max_size`, at most `max_size` bytes when
/// encoded if that is possible at all (about 2 KiB are needed, and [`recorded_size`]).
#[must_use]
pub fn generate(entropy: &[u8], max_size: usize) -> Testcase {
    let mut e = Entropy::from_bytes(entropy);
    let mut room = max_size.saturating_sub(recorded_size()).min(DEFAULT_MAX_SIZE);
    loop {
        let case = draw(&mut e, room);
        if case.encode().len() <= max_size || room < 300 {
            return case;
        }
        room = room * 3 / 4;
    }
}

/// Draws a testcase of about `room` bytes or less.
fn draw(e: &mut Entropy, room: usize) -> Testcase {
    // Small modules are common and large ones not rare: evenly over the magnitudes.
    let most = (room / 2).max(200);
    let code = [most, most / 2, most / 4][e.below(3)].clamp(150, 3500);
    let scale = Scale {
        calls: (room / 200).clamp(2, 14),
        fuel: 60_000,
    };
    match e.weighted(&[82, 9, 9]) {
        1 => {
            if let Some(wasm) = smith_module(e, room / 2) {
                // Calls of these modules loop for ever often, which only costs time.
                let plan = plan::draw(e, &wasm, Scale { fuel: 2000, ..scale });
                return named(wasm, plan, "smith");
            }
        }
        2 => {
            let wasm = program::consumer_module(e, code / 2);
            let provider = program::provider_module(e, code / 2, &ModuleInfo::read(&wasm));
            let plan = plan::draw_linked(e, &wasm, provider, scale);
            return named(wasm, plan, "linked");
        }
        _ => {}
    }
    let wasm = dense_module(e, code);
    let plan = plan::draw(e, &wasm, scale);
    named(wasm, plan, "dense")
}

fn named(wasm: Vec<u8>, plan: Plan, origin: &str) -> Testcase {
    let mut plan = Plan {
        origin: origin.into(),
        ..plan
    };
    plan.record_defaults();
    Testcase::new(wasm, plan)
}

/// The features of WebAssembly 2.0, exactly.
#[must_use]
pub fn wasm2_features() -> wasmparser::WasmFeatures {
    wasmparser::WasmFeatures::WASM2
}

/// Whether `wasm` is a valid module of WebAssembly 2.0, with the validator's words if not.
///
/// # Errors
/// The validator's message and offset.
pub fn validate(wasm: &[u8]) -> Result<(), String> {
    let mut validator = wasmparser::Validator::new_with_features(wasm2_features());
    validator
        .validate_all(wasm)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::entropy::Entropy;
    use super::ops::{OPS, encode};
    use super::{Testcase, dense_module, generate, smith_module, validate};
    use crate::testcase::recorded_size;

    #[test]
    fn every_operation_has_its_type() {
        for op in OPS.iter() {
            let mut module = wasm_encoder::Module::new();
            let mut types = wasm_encoder::TypeSection::new();
            types
                .ty()
                .function(op.params.iter().map(|ty| encode(*ty)), [encode(op.result)]);
            let mut functions = wasm_encoder::FunctionSection::new();
            functions.function(0);
            let mut body = wasm_encoder::Function::new([]);
            for index in 0..op.params.len() as u32 {
                body.instructions().local_get(index);
            }
            let mut code = Vec::new();
            op.write(&mut code, |lanes| lanes - 1);
            body.raw(code);
            body.instructions().end();
            let mut code = wasm_encoder::CodeSection::new();
            code.function(&body);
            module.section(&types).section(&functions).section(&code);
            validate(&module.finish()).unwrap_or_else(|error| panic!("{op:?}: {error}"));
        }
    }

    #[test]
    fn dense_modules_validate() {
        for seed in 0..1500 {
            let mut e = Entropy::from_seed(seed);
            let budget = e.between(200, 3000);
            let module = dense_module(&mut e, budget);
            validate(&module).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }

    #[test]
    fn smith_modules_validate_and_are_found() {
        let found = (0..300).filter_map(|seed| smith_module(&mut Entropy::from_seed(seed), 3000));
        let mut count = 0;
        for module in found {
            validate(&module).unwrap_or_else(|error| panic!("{error}"));
            count += 1;
        }
        assert!(count > 240, "{count} of 300");
    }

    #[test]
    fn testcases_fit_and_all_their_modules_validate() {
        for seed in 0..600_u64 {
            for max_size in [2500 + recorded_size(), 4096 + recorded_size(), 1 << 20] {
                let case = generate(&seed.to_le_bytes(), max_size);
                assert!(case.encode().len() <= max_size, "seed {seed} size {max_size}");
                for index in 0..=case.plan.modules.len() as u32 {
                    let module = case.module(index).expect("a module");
                    validate(module).unwrap_or_else(|error| panic!("seed {seed} module {index}: {error}"));
                }
                assert_eq!(Testcase::decode(&case.encode()).as_ref(), Ok(&case));
            }
        }
    }
}
