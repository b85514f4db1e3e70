//! `run`: one module, one runtime.

use crate::args::RunArgs;
use crate::{DIVERGED, OK, UNUSABLE, USAGE, input};
use touchstone_oracles::driver::{self, Options, Prepared};
use touchstone_oracles::outcome::Outcome;
use touchstone_oracles::runtimes;
use touchstone_oracles::testcase::{Step, Testcase, step_line};
use touchstone_oracles::trace::StepTrace;
use touchstone_oracles::value::{ValType, Value};

/// Runs a file.
pub(crate) fn run(args: &RunArgs) -> u8 {
    let fail = |code: u8, message: String| {
        eprintln!("{message}");
        code
    };
    let kind = match args.runtime.kind() {
        Ok(kind) => kind,
        Err(message) => return fail(USAGE, message),
    };
    let mut case = match input::module(&args.file) {
        Ok(case) => case,
        Err(message) => return fail(UNUSABLE, message),
    };
    if let Err(message) = apply(&mut case, args) {
        return fail(USAGE, message);
    }
    let prepared = Prepared::new(case);
    let runtime = runtimes::runtime(&kind);
    let mut machine = match runtime.machine(&prepared.case.plan.limits) {
        Ok(machine) => machine,
        Err(unable) => return fail(UNUSABLE, format!("{}: {unable}", runtime.name())),
    };
    let trace = driver::run(&prepared, machine.as_mut(), runtime.name(), Options::default());
    let steps = prepared.case.plan.steps.iter().zip(&trace.steps);
    if args.invoke.is_some() {
        return last_outcome(steps.map(|(_, entry)| entry));
    }
    for (i, (step, entry)) in steps.enumerate() {
        println!("step {i}: {}: {}", step_line(step), entry.outcome);
        if args.trace {
            print_details(entry);
        }
    }
    if let Some(open) = trace.nan_open.filter(|&open| open > 0) {
        println!("{open} operations met a NaN that the specification leaves open");
    }
    OK
}

/// Makes the plan what the command line asks for.
fn apply(case: &mut Testcase, args: &RunArgs) -> Result<(), String> {
    if let Some(export) = &args.invoke {
        let info = touchstone_oracles::module_info::ModuleInfo::read(&case.wasm);
        let Some(ty) = info.func_export(export) else {
            let names: Vec<&str> = info.func_exports().map(|(name, _)| name).collect();
            return Err(format!(
                "no function is exported as {export:?}; there are: {}",
                names.join(", ")
            ));
        };
        if ty.params.len() != args.args.len() {
            return Err(format!(
                "{export:?} has type {ty}, but {} arguments were given",
                args.args.len()
            ));
        }
        let parse = |(text, &ty): (&String, &ValType)| {
            parse_value(text, ty).ok_or_else(|| format!("{text:?} is not a value of type {ty}"))
        };
        let values = args
            .args
            .iter()
            .zip(&ty.params)
            .map(parse)
            .collect::<Result<Vec<_>, _>>()?;
        case.plan.steps = vec![
            Step::Instantiate {
                module: 0,
                imports: Vec::new(),
                fuel: None,
                stack: None,
            },
            Step::Call {
                instance: 0,
                export: export.clone(),
                args: values,
                fuel: None,
                stack: None,
            },
        ];
        case.plan.fuel = u64::MAX;
    }
    for step in &mut case.plan.steps {
        if let Step::Instantiate { fuel, stack, .. } | Step::Call { fuel, stack, .. } = step {
            *fuel = args.fuel.or(*fuel);
            *stack = args.stack.or(*stack);
        }
    }
    Ok(())
}

/// Prints the results of the call, or what went wrong first.
fn last_outcome<'a>(steps: impl Iterator<Item = &'a StepTrace>) -> u8 {
    let mut last = None;
    for entry in steps {
        last = Some(&entry.outcome);
        if !matches!(entry.outcome, Outcome::Returned(_)) {
            break;
        }
    }
    match last {
        Some(Outcome::Returned(values)) => {
            values.iter().for_each(|value| println!("{value}"));
            OK
        }
        Some(outcome @ Outcome::Rejected(_)) => {
            eprintln!("{outcome}");
            UNUSABLE
        }
        Some(outcome) => {
            eprintln!("{outcome}");
            DIVERGED
        }
        None => UNUSABLE,
    }
}

fn print_details(entry: &StepTrace) {
    for call in &entry.host_calls {
        let args: Vec<String> = call.args.iter().map(|v| v.to_string()).collect();
        println!("    host {}({})", call.func, args.join(", "));
    }
    if let Some(fuel) = entry.fuel {
        println!("    fuel {fuel}");
    }
    for (slot, state) in entry.state.instances.iter().enumerate() {
        let Some(state) = state else { continue };
        for (i, memory) in state.memories.iter().enumerate() {
            println!(
                "    instance {slot} memory {i}: {} pages, digest {:032x}",
                memory.pages, memory.digest.0
            );
        }
        for (i, table) in state.tables.iter().enumerate() {
            println!(
                "    instance {slot} table {i}: {} elements, digest {:032x}",
                table.len, table.digest.0
            );
        }
        for (i, global) in state.globals.iter().enumerate() {
            println!("    instance {slot} global {i}: {global}");
        }
    }
}

/// A value as people type it.
fn parse_value(text: &str, ty: ValType) -> Option<Value> {
    let integer = |bits: u32| -> Option<u64> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let digits = digits.replace('_', "");
        let magnitude = match digits.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16).ok()?,
            None => digits.parse::<u64>().ok()?,
        };
        let limit = u64::MAX >> (64 - bits);
        let fits = if negative {
            magnitude <= limit / 2 + 1
        } else {
            magnitude <= limit
        };
        fits.then_some(if negative { magnitude.wrapping_neg() } else { magnitude })
    };
    let hex = |digits: &str| u128::from_str_radix(&digits.replace('_', ""), 16).ok();
    let bits = || text.strip_prefix("bits:0x").and_then(hex);
    Some(match ty {
        ValType::I32 => Value::I32(integer(32)? as i32),
        ValType::I64 => Value::I64(integer(64)? as i64),
        ValType::F32 => Value::F32(match bits() {
            Some(bits) => u32::try_from(bits).ok()?,
            None => text.parse::<f32>().ok()?.to_bits(),
        }),
        ValType::F64 => Value::F64(match bits() {
            Some(bits) => u64::try_from(bits).ok()?,
            None => text.parse::<f64>().ok()?.to_bits(),
        }),
        ValType::V128 => Value::V128(hex(text.strip_prefix("0x")?)?),
        ValType::FuncRef => (text == "null").then_some(Value::FuncRef(None))?,
        ValType::ExternRef if text == "null" => Value::ExternRef(None),
        ValType::ExternRef => Value::ExternRef(Some(integer(64)?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_people_write_them() {
        assert_eq!(parse_value("-1", ValType::I32), Some(Value::I32(-1)));
        assert_eq!(parse_value("4294967295", ValType::I32), Some(Value::I32(-1)));
        assert_eq!(parse_value("4294967296", ValType::I32), None);
        assert_eq!(parse_value("-2147483649", ValType::I32), None);
        assert_eq!(parse_value("0xff", ValType::I64), Some(Value::I64(255)));
        assert_eq!(parse_value("1.5", ValType::F32), Some(Value::F32(1.5f32.to_bits())));
        assert_eq!(
            parse_value("bits:0x7fc00001", ValType::F32),
            Some(Value::F32(0x7fc0_0001))
        );
        assert_eq!(parse_value("null", ValType::ExternRef), Some(Value::ExternRef(None)));
        assert_eq!(parse_value("x", ValType::FuncRef), None);
    }
}
