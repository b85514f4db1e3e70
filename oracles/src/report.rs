//! What a person reads about a case: the verdict table, the first divergent step with both sides, and what to type next.

use crate::check::{Checked, Executor, Run, RunResult, RunSpec, Verdict};
use crate::compare::{Aspect, Divergence, Owner};
use crate::driver::Prepared;
use crate::module_info::CodeMap;
use crate::outcome::{Failure, Location, Outcome};
use crate::runtimes::capability;
use crate::testcase::{EngineConfig, Step, step_line};
use crate::trace::{InstanceState, StepTrace, Trace};
use std::fmt::Write;
use std::rc::Rc;

/// Rows of the verdict table before and after the divergent step; a longer table is shortened around it.
const ROWS_AROUND: usize = 6;
/// Differing bytes or elements shown.
const DIFFERENCES: usize = 16;

/// Renders a checked case. `file` names the testcase in the commands at the end; `executor` repeats the diverging runs to show the
/// bytes that differ.
pub fn render(prepared: &Rc<Prepared>, checked: &Checked, file: &str, executor: &mut dyn Executor) -> String {
    let mut out = String::new();
    let case = &prepared.case;
    let _ = writeln!(
        out,
        "testcase {file}: {} bytes, {} modules, {} steps{}",
        case.wasm.len(),
        1 + case.plan.modules.len(),
        case.plan.steps.len(),
        if case.generated_plan { ", plan generated" } else { "" }
    );
    let missing = case.plan.missing_features();
    if !missing.is_empty() {
        let _ = writeln!(
            out,
            "note: written on a CPU with {}, which this one lacks",
            missing.join(" ")
        );
    }
    runs(&mut out, checked);
    let focus = match &checked.verdict {
        Verdict::Divergence(divergence) => Some(divergence.step as usize),
        _ => None,
    };
    table(&mut out, prepared, checked, focus);
    match &checked.verdict {
        Verdict::Agree => out.push_str("verdict: agree\n"),
        Verdict::Discard(reason) => {
            let _ = writeln!(out, "verdict: discard, {reason}");
        }
        Verdict::Died(run) => died(&mut out, &checked.runs[*run], file),
        Verdict::Divergence(divergence) => diverged(&mut out, prepared, checked, divergence, file, executor),
    }
    out
}

/// The `DEDUP_TOKEN` of a verdict that is a finding; libFuzzer's minimiser keeps to one such token.
pub fn dedup_token(checked: &Checked) -> Option<String> {
    match &checked.verdict {
        Verdict::Divergence(divergence) => Some(format!("DEDUP_TOKEN: {}", divergence.signature)),
        Verdict::Died(run) => {
            let run = &checked.runs[*run];
            Some(format!("DEDUP_TOKEN: died:{}", capability::of(&run.spec.runtime).name))
        }
        _ => None,
    }
}

fn runs(out: &mut String, checked: &Checked) {
    for run in &checked.runs {
        let config = run
            .spec
            .runtime
            .engine_config()
            .map(EngineConfig::words)
            .unwrap_or_default();
        let nan = run.trace().and_then(|t| t.nan_open).filter(|&n| n > 0);
        let nan = nan
            .map(|n| format!(" ({n} operations with an open NaN)"))
            .unwrap_or_default();
        let discard = run
            .discard
            .as_ref()
            .map(|d| format!(" [discard: {d}]"))
            .unwrap_or_default();
        let _ = writeln!(out, "  {:<10} {config}{nan}{discard}", run.spec.name);
    }
}

fn table(out: &mut String, prepared: &Prepared, checked: &Checked, focus: Option<usize>) {
    let steps = &prepared.case.plan.steps;
    let cells = |i: usize| checked.runs.iter().map(|run| cell(run, i)).collect::<Vec<_>>();
    let shown: Vec<usize> = (0..steps.len())
        .filter(|&i| steps.len() <= 4 * ROWS_AROUND || i.abs_diff(focus.unwrap_or(0)) <= ROWS_AROUND)
        .collect();
    let rows: Vec<(usize, Vec<String>)> = shown.iter().map(|&i| (i, cells(i))).collect();
    let mut widths: Vec<usize> = checked.runs.iter().map(|run| run.spec.name.len()).collect();
    for (_, row) in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let _ = write!(out, "\n  step  ");
    for (run, width) in checked.runs.iter().zip(&widths) {
        let _ = write!(out, "{:<width$}  ", run.spec.name);
    }
    out.push('\n');
    let mut previous = None;
    for (i, row) in &rows {
        if previous.is_some_and(|p| p + 1 != *i) || (previous.is_none() && *i > 0) {
            out.push_str("  ...\n");
        }
        previous = Some(*i);
        let _ = write!(out, "  {i:<4}  ");
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(out, "{cell:<width$}  ");
        }
        let mark = if focus == Some(*i) {
            "<== first divergent step: "
        } else {
            ""
        };
        let _ = writeln!(out, "{mark}{}", shorten(&step_line(&steps[*i]), 100));
    }
    if previous.is_some_and(|p| p + 1 < steps.len()) {
        let _ = writeln!(out, "  ... ({} steps in all)", steps.len());
    }
    out.push('\n');
}

fn cell(run: &Run, step: usize) -> String {
    let text = match &run.result {
        RunResult::Unable(_) => "-".to_string(),
        RunResult::Died(died, at, _) => match at {
            Some(at) if (*at as usize) < step => "".to_string(),
            Some(at) if (*at as usize) > step => "?".to_string(),
            _ => died.to_string(),
        },
        RunResult::Trace(trace) => return trace.steps.get(step).map(|s| brief(&s.outcome)).unwrap_or_default(),
    };
    shorten(&text, CELL)
}

/// Characters of a cell whose text has no bound.
const CELL: usize = 44;

/// An outcome for a column of the table, whole but for what has no bound: two that differ by their place must look so.
fn brief(outcome: &Outcome) -> String {
    let at = |place: &Location| format!("{}.func{}@{:#x}", place.instance, place.func, place.offset);
    match outcome {
        Outcome::Failed(Failure::Trap(kind, Some(place))) => format!("trap {} {}", kind.name(), at(place)),
        Outcome::Failed(Failure::Exhausted(what, Some(place))) => format!("exhausted {} {}", what.name(), at(place)),
        other => shorten(&other.to_string(), CELL),
    }
}

fn shorten(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

fn died(out: &mut String, run: &Run, file: &str) {
    if let RunResult::Died(died, step, stderr) = &run.result {
        let step = step.map(|s| format!(" in step {s}")).unwrap_or_default();
        let _ = writeln!(out, "verdict: {} {died}{step}", run.spec.name);
        for line in stderr.lines().take(20) {
            let _ = writeln!(out, "  | {line}");
        }
    }
    let _ = writeln!(out, "DEDUP_TOKEN: died:{}", capability::of(&run.spec.runtime).name);
    next_commands(out, run, file);
}

fn diverged(
    out: &mut String,
    prepared: &Rc<Prepared>,
    checked: &Checked,
    divergence: &Divergence,
    file: &str,
    executor: &mut dyn Executor,
) {
    let step = &prepared.case.plan.steps[(divergence.step as usize).min(prepared.case.plan.steps.len() - 1)];
    let _ = writeln!(
        out,
        "verdict: divergence at step {}: {}",
        divergence.step,
        step_line(step)
    );
    let _ = writeln!(out, "  differs: {}", divergence.aspect);
    for (run, value) in divergence.runs.iter().zip(&divergence.values) {
        let _ = writeln!(out, "    {run:<10} {value}");
    }
    locate(out, prepared, checked, divergence, step);
    details(out, prepared, checked, divergence, executor);
    let _ = writeln!(out, "DEDUP_TOKEN: {}", divergence.signature);
    let right = checked.runs.iter().find(|run| run.spec.name == divergence.runs[1]);
    if let Some(run) = right {
        next_commands(out, run, file);
    }
}

/// Which function the step was in: the one called, and where each side stopped.
fn locate(out: &mut String, prepared: &Prepared, checked: &Checked, divergence: &Divergence, step: &Step) {
    if let Step::Call { instance, export, .. } = step
        && let Some(info) = prepared.info_of_slot(*instance)
        && let Some(found) = info.export(export)
    {
        let module = prepared
            .slots
            .get(*instance as usize)
            .and_then(|&m| prepared.case.module(m));
        let body = module.and_then(|wasm| CodeMap::read(wasm).body(found.index, info));
        let body = body
            .map(|b| format!(", body at 0x{:x}..0x{:x}", b.start, b.end))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "  function: export {export:?} is func {} of instance {instance}{body}",
            found.index
        );
    }
    for name in &divergence.runs {
        let entry = trace_of(checked, name).and_then(|t| t.steps.get(divergence.step as usize));
        if let Some(location) = entry.and_then(location) {
            let _ = writeln!(out, "  {name} stopped at {location}");
        }
    }
}

fn location(step: &StepTrace) -> Option<Location> {
    match &step.outcome {
        Outcome::Failed(Failure::Trap(_, location) | Failure::Exhausted(_, location)) => *location,
        _ => None,
    }
}

fn trace_of<'a>(checked: &'a Checked, name: &str) -> Option<&'a Trace> {
    checked
        .runs
        .iter()
        .find(|run| run.spec.name == name)
        .and_then(Run::trace)
}

/// Bytes and elements that differ, from runs that keep them.
fn details(
    out: &mut String,
    prepared: &Rc<Prepared>,
    checked: &Checked,
    divergence: &Divergence,
    executor: &mut dyn Executor,
) {
    let (owner, index) = match divergence.aspect {
        Aspect::Memory(owner, index) | Aspect::Table(owner, index) => (owner, index as usize),
        _ => return,
    };
    let mut again = |name: &str| -> Option<Trace> {
        let run = checked.runs.iter().find(|run| run.spec.name == name)?;
        let spec = RunSpec {
            full_at: Some(divergence.step),
            ..run.spec.clone()
        };
        match executor.run(prepared, &spec) {
            RunResult::Trace(trace) => Some(trace),
            _ => None,
        }
    };
    let (Some(left), Some(right)) = (again(&divergence.runs[0]), again(&divergence.runs[1])) else {
        return;
    };
    let at = divergence.step as usize;
    let state = |trace: &Trace| trace.steps.get(at).and_then(|step| owned(step, owner).cloned());
    let (Some(left), Some(right)) = (state(&left), state(&right)) else {
        return;
    };
    if let (Some(a), Some(b)) = (left.memories.get(index), right.memories.get(index))
        && let (Some(a), Some(b)) = (&a.bytes, &b.bytes)
        && matches!(divergence.aspect, Aspect::Memory(..))
    {
        let pairs = a.iter().zip(b).map(|(a, b)| (format!("{a:02x}"), format!("{b:02x}")));
        differences(out, "byte", &divergence.runs, pairs);
    }
    if let (Some(a), Some(b)) = (left.tables.get(index), right.tables.get(index))
        && let (Some(a), Some(b)) = (&a.elements, &b.elements)
        && matches!(divergence.aspect, Aspect::Table(..))
    {
        let pairs = a.iter().zip(b).map(|(a, b)| (a.to_string(), b.to_string()));
        differences(out, "element", &divergence.runs, pairs);
    }
}

fn owned(step: &StepTrace, owner: Owner) -> Option<&InstanceState> {
    match owner {
        Owner::Host => Some(&step.state.items),
        Owner::Instance(slot) => step.state.instances.get(slot as usize)?.as_ref(),
    }
}

fn differences(out: &mut String, unit: &str, runs: &[String; 2], pairs: impl Iterator<Item = (String, String)>) {
    let mut count = 0;
    for (i, (a, b)) in pairs.enumerate().filter(|(_, (a, b))| a != b) {
        count += 1;
        if count <= DIFFERENCES {
            let _ = writeln!(out, "    {unit} 0x{i:x}: {} {a}, {} {b}", runs[0], runs[1]);
        }
    }
    if count > DIFFERENCES {
        let _ = writeln!(out, "    and {} more", count - DIFFERENCES);
    }
}

fn next_commands(out: &mut String, run: &Run, file: &str) {
    let _ = writeln!(out, "next: touchstone show {file}");
    let _ = writeln!(out, "      touchstone replay {file}");
    match &run.spec.runtime {
        // A plan of several stores is more than one machine can run.
        crate::check::RuntimeKind::Reference
        | crate::check::RuntimeKind::Model
        | crate::check::RuntimeKind::Pooled(_) => {}
        crate::check::RuntimeKind::Verified => {
            let _ = writeln!(out, "      touchstone run --runtime verified {file}");
        }
        crate::check::RuntimeKind::Engine(config) => {
            let flags: Vec<String> = config.0.iter().map(|(k, v)| format!("--config {k}={v}")).collect();
            let _ = writeln!(out, "      touchstone run --runtime engine {} {file}", flags.join(" "));
        }
    }
}
