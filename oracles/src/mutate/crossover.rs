//! Parts of two testcases in one.

use super::{plan, shorten};
use crate::generate::{self, entropy::Entropy};
use crate::module_info::ModuleInfo;
use crate::testcase::{ImportSource, ModuleBytes, Plan, Step, Testcase};

/// An envelope of at most `max_size` bytes with parts of both inputs; an input that is no testcase counts as the one
/// that the generator makes of it.
#[must_use]
pub fn crossover(first: &[u8], second: &[u8], seed: u64, max_size: usize) -> Vec<u8> {
    let mut e = Entropy::from_seed(seed ^ xxhash_rust::xxh3::xxh3_64(first).rotate_left(1));
    let read = |bytes: &[u8]| Testcase::decode(bytes).unwrap_or_else(|_| generate::generate(bytes, max_size));
    let mut case = read(first);
    let other = read(second);
    case.generated_plan = false;
    match e.below(6) {
        // The plan with the other module, if that exports what it calls.
        0 => {
            if case.plan.modules.is_empty() && other.plan.modules.is_empty() && calls(&case.plan, &other.wasm) {
                case.wasm = other.wasm;
            } else {
                case.plan.configs = other.plan.configs;
            }
        }
        1 => case.plan.configs = other.plan.configs,
        2 => case.plan.host = other.plan.host,
        3 => arguments(&mut case, &other),
        4 => {
            case.plan.limits = other.plan.limits;
            case.plan.configs.truncate(1);
            case.plan.configs.extend(other.plan.configs.into_iter().take(1));
        }
        _ => second_module(&mut e, &mut case, other),
    }
    // Limits that an instance does not fit into would leave nothing to call.
    if e.chance(90) {
        let infos = plan::infos(&case);
        plan::hold_instances(&mut case.plan, &infos);
    }
    case.plan.record_defaults();
    shorten(&mut case, max_size);
    let bytes = case.encode();
    if bytes.len() <= max_size {
        return bytes;
    }
    generate::generate(&e.u64().to_le_bytes(), max_size).encode()
}

/// Whether the plan calls something that a module exports.
fn calls(plan: &Plan, wasm: &[u8]) -> bool {
    let info = ModuleInfo::read(wasm);
    plan.steps
        .iter()
        .any(|step| matches!(step, Step::Call { export, .. } if info.func_exports().any(|(name, _)| name == export)))
}

/// Takes argument rows from the other plan, call by call.
fn arguments(case: &mut Testcase, other: &Testcase) {
    let rows = other.plan.steps.iter().filter_map(|step| match step {
        Step::Call { args, .. } if !args.is_empty() => Some(args),
        _ => None,
    });
    let calls = case.plan.steps.iter_mut().filter_map(|step| match step {
        Step::Call { args, .. } if !args.is_empty() => Some(args),
        _ => None,
    });
    for (args, row) in calls.zip(rows) {
        for (arg, value) in args.iter_mut().zip(row) {
            *arg = value.adapt(arg.ty());
        }
    }
}

/// Adds the other case's carrier as a further module, linked to the first instance where types fit, with its calls.
fn second_module(e: &mut Entropy, case: &mut Testcase, other: Testcase) {
    let first = ModuleInfo::read(&case.wasm);
    let imports = ModuleInfo::read(&other.wasm)
        .imports
        .iter()
        .map(|import| {
            let fits = first.exports.iter().find(|export| export.ty == import.ty);
            fits.map_or(ImportSource::Auto, |export| ImportSource::Export {
                instance: 0,
                name: export.name.clone(),
            })
        })
        .collect();
    case.plan.modules.push(ModuleBytes(other.wasm));
    let module = case.plan.modules.len() as u32;
    let slot = case
        .plan
        .steps
        .iter()
        .filter(|step| matches!(step, Step::Instantiate { .. }))
        .count() as u32;
    case.plan.steps.push(Step::Instantiate {
        module,
        imports,
        fuel: None,
        stack: None,
    });
    let calls: Vec<Step> = other
        .plan
        .steps
        .into_iter()
        .filter(|step| matches!(step, Step::Call { .. }))
        .collect();
    let taken = e.between(1, 6);
    case.plan
        .steps
        .extend(calls.into_iter().take(taken).map(|step| match step {
            Step::Call {
                export,
                args,
                fuel,
                stack,
                ..
            } => Step::Call {
                instance: slot,
                export,
                args,
                fuel,
                stack,
            },
            step => step,
        }));
}
