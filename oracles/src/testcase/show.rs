//! A testcase for people: the plan, then the modules as text.

use super::{EngineConfig, HostEffect, Plan, Step, Testcase};
use std::fmt::{Result, Write};

/// The plan and the modules' text. A module that cannot be printed says why.
pub fn show(case: &Testcase) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_plan(&mut out, case);
    for index in 0..=case.plan.modules.len() as u32 {
        let wasm = case.module(index).unwrap_or_default();
        let _ = writeln!(out, "\n;; module {index} ({} bytes)", wasm.len());
        match wasmprinter::print_bytes(wasm) {
            Ok(text) => out.push_str(&text),
            Err(error) => {
                let _ = writeln!(out, ";; cannot be printed: {error}");
            }
        }
    }
    out
}

fn write_plan(out: &mut String, case: &Testcase) -> Result {
    let plan = &case.plan;
    let made = if case.generated_plan {
        " (the file holds no plan: this one was generated)"
    } else {
        ""
    };
    writeln!(out, "plan version {}{made}", plan.version)?;
    if !plan.origin.is_empty() {
        writeln!(out, "  origin        {}", plan.origin)?;
    }
    for (i, config) in plan.configs.iter().enumerate() {
        writeln!(out, "  engine {}      {}", config_letter(i), config.words())?;
    }
    let recorded = plan.effective(&EngineConfig::default());
    if !recorded.is_empty() {
        writeln!(
            out,
            "  all engines   {}   (defaults when the plan was written)",
            recorded.words()
        )?;
    }
    let missing = plan.missing_features();
    if !missing.is_empty() {
        writeln!(out, "  left out      {}   (this CPU lacks them)", missing.join(" "))?;
    }
    writeln!(out, "  fuel          {} per step", plan.fuel)?;
    writeln!(out, "  stack         {} units per step", plan.stack)?;
    let limits = &plan.limits;
    writeln!(
        out,
        "  limits        {} pages per memory, {} elements per table, {} bytes in all",
        limits.memory_pages, limits.table_elements, limits.total_bytes
    )?;
    for (i, item) in plan.items.iter().enumerate() {
        writeln!(out, "  item {i:<8} {item:?}")?;
    }
    write_host(out, plan)?;
    if let Some(pool) = &plan.pool {
        writeln!(
            out,
            "  pool          engine A for all sessions on {} threads, engine B for each alone",
            pool.threads
        )?;
    }
    if plan.model {
        writeln!(out, "  model         the byte model runs too")?;
    }
    let mut number = 0;
    for step in &plan.steps {
        writeln!(out, "  step {number:<8} {}", step_line(step))?;
        let alone = Plan {
            steps: vec![step.clone()],
            ..Plan::default()
        };
        number += alone.expanded(|slot| case.exports_of_slot(slot)).len();
    }
    Ok(())
}

fn write_host(out: &mut String, plan: &Plan) -> Result {
    for (i, function) in plan.host.functions.iter().enumerate() {
        for (k, call) in function.calls.iter().enumerate() {
            write!(out, "  host {i} call {k}")?;
            for effect in &call.effects {
                write!(out, "; {}", effect_line(effect))?;
            }
            if call.trap {
                writeln!(out, "; trap")?;
            } else {
                let values: Vec<String> = call.results.iter().map(|v| v.to_string()).collect();
                writeln!(out, "; return [{}]", values.join(" "))?;
            }
        }
    }
    Ok(())
}

/// The letter that names the n-th engine configuration.
pub(crate) fn config_letter(index: usize) -> char {
    char::from(b'A' + (index % 26) as u8)
}

fn way(linked: bool) -> &'static str {
    if linked { " (linked once)" } else { "" }
}

/// One step in one line.
pub fn step_line(step: &Step) -> String {
    let budgets = |fuel: &Option<u64>, stack: &Option<u64>| {
        let fuel = fuel.map(|f| format!(" fuel={f}")).unwrap_or_default();
        let stack = stack.map(|s| format!(" stack={s}")).unwrap_or_default();
        fuel + &stack
    };
    match step {
        Step::Instantiate {
            module,
            imports,
            fuel,
            stack,
        } => {
            let imports = if imports.is_empty() {
                String::new()
            } else {
                format!(" imports {imports:?}")
            };
            format!("instantiate module {module}{imports}{}", budgets(fuel, stack))
        }
        Step::Call {
            instance,
            export,
            args,
            fuel,
            stack,
        } => {
            let args: Vec<String> = args.iter().map(|v| v.to_string()).collect();
            format!(
                "call {instance}.{export:?}({}){}",
                args.join(", "),
                budgets(fuel, stack)
            )
        }
        Step::Sweep {
            instance,
            prefix,
            arguments,
        } => {
            let arguments: Vec<String> = arguments.iter().map(|argument| format!("0x{argument:x}")).collect();
            format!(
                "call all of {instance}.\"{prefix}…\" with each of {}",
                arguments.join(" ")
            )
        }
        Step::Host(effect) => format!("host {}", effect_line(effect)),
        Step::In { session, step, linked } => format!("session {session}: {}{}", step_line(step), way(*linked)),
        Step::End { session } => format!("end session {session}"),
        Step::Forget { module } => format!("forget module {module}"),
        Step::Exhaust { module, most, linked } => {
            let way = way(*linked);
            format!("instantiate module {module} until the pools are exhausted, {most} times at most{way}")
        }
        Step::Flush => "flush the pools".into(),
        Step::Drop { instance } => format!("drop instance {instance}"),
    }
}

fn effect_line(effect: &HostEffect) -> String {
    match effect {
        HostEffect::WriteMemory { target, offset, bytes } => {
            format!("write {} bytes at 0x{offset:x} of memory {target:?}", bytes.len())
        }
        other => format!("{other:?}"),
    }
}
