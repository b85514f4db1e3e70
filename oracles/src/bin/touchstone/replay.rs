//! `replay`, `diff` and `show`.

use crate::args::{DiffArgs, ReplayArgs, ShowArgs};
use crate::{DIED, DIVERGED, OK, UNUSABLE, USAGE, input};
use std::path::Path;
use std::time::Duration;
use touchstone_oracles::check::{Checked, Children, Verdict, check_with};
use touchstone_oracles::driver::Prepared;
use touchstone_oracles::explore::{Goal, explore};
use touchstone_oracles::outcome::Outcome;
use touchstone_oracles::report;
use touchstone_oracles::testcase::{EngineConfig, Step, Testcase, show as show_case};

/// Fuel per call while a plan is looked for: a few seconds of the reference.
const MOST_EXPLORING_FUEL: u64 = 1 << 27;

/// Replays every file.
pub(crate) fn replay(args: &ReplayArgs) -> u8 {
    over_files(&args.files, args.timeout, input::testcase, |_| OK)
}

/// Compares the runtimes on every file.
pub(crate) fn diff(args: &DiffArgs) -> u8 {
    for engine in &args.engines {
        if let Err(error) = touchstone_engine::Config::parse(engine) {
            eprintln!("--engine {engine}: {error}; `touchstone knobs` lists all");
            return USAGE;
        }
    }
    over_files(
        &args.files,
        args.timeout,
        |path| prepare(path, args),
        |checked| summary(checked, args),
    )
}

/// Prints a testcase.
pub(crate) fn show(args: &ShowArgs) -> u8 {
    match input::module(&args.file) {
        Ok(case) => {
            print!("{}", show_case(&case));
            OK
        }
        Err(message) => {
            eprintln!("{message}");
            UNUSABLE
        }
    }
}

fn prepare(path: &Path, args: &DiffArgs) -> Result<Testcase, String> {
    let mut case = input::module(path)?;
    if case.generated_plan {
        let goal = Goal::default();
        let goal = Goal {
            instructions: goal.instructions.max(args.min_instructions + args.min_instructions / 8),
            calls: args.calls,
            // Exploring runs in this process, where nothing stops a call that never ends.
            fuel: args.fuel.unwrap_or(goal.fuel).min(MOST_EXPLORING_FUEL),
        };
        case.plan = explore(&case.wasm, goal);
    }
    case.plan.fuel = args.fuel.unwrap_or(case.plan.fuel);
    case.plan.stack = args.stack.unwrap_or(case.plan.stack);
    if !args.engines.is_empty() {
        case.plan.configs = args.engines.iter().map(|engine| knobs(engine)).collect();
    }
    case.plan.record_defaults();
    if let Some(save) = &args.save {
        std::fs::write(save, case.encode()).map_err(|error| format!("{}: {error}", save.display()))?;
    }
    Ok(case)
}

fn knobs(text: &str) -> EngineConfig {
    let words = text
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty());
    let pair = |word: &str| {
        let (knob, value) = word.split_once('=').unwrap_or((word, "true"));
        (knob.to_string(), value.to_string())
    };
    EngineConfig(words.map(pair).collect())
}

fn over_files<P: AsRef<Path>>(
    files: &[P],
    timeout: u64,
    load: impl Fn(&Path) -> Result<Testcase, String>,
    after: impl Fn(&(Testcase, Checked)) -> u8,
) -> u8 {
    let mut children = match Children::of_this_program(Duration::from_secs(timeout.max(1))) {
        Ok(children) => children,
        Err(error) => {
            eprintln!("cannot find this program to start children: {error}");
            return DIED;
        }
    };
    let mut worst = OK;
    for path in files {
        let path = path.as_ref();
        let code = match load(path) {
            Err(message) => {
                eprintln!("{message}");
                UNUSABLE
            }
            Ok(case) => {
                let prepared = Prepared::new(case.clone());
                let checked = check_with(&prepared, &mut children);
                let file = path.display().to_string();
                print!("{}", report::render(&prepared, &checked, &file, &mut children));
                let code = exit_code(&checked.verdict);
                let after = after(&(case, checked));
                if rank(after) > rank(code) { after } else { code }
            }
        };
        if rank(code) > rank(worst) {
            worst = code;
        }
    }
    worst
}

fn exit_code(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Agree => OK,
        Verdict::Divergence(_) => DIVERGED,
        Verdict::Died(_) => DIED,
        Verdict::Discard(_) => UNUSABLE,
    }
}

/// Over several files 2 wins over 1 over 3 over 0.
fn rank(code: u8) -> u8 {
    match code {
        DIED => 3,
        DIVERGED => 2,
        UNUSABLE => 1,
        _ => 0,
    }
}

/// How much the module was made to do, by the reference's trace; a failure when that is less than was asked for.
fn summary((case, checked): &(Testcase, Checked), args: &DiffArgs) -> u8 {
    let Some(trace) = checked.reference().trace() else {
        return OK;
    };
    let fuel: u64 = trace.steps.iter().filter_map(|step| step.fuel).sum();
    let calls = || {
        trace
            .steps
            .iter()
            .zip(&case.plan.steps)
            .filter(|(_, plan)| matches!(plan, Step::Call { .. }))
    };
    let returned = calls()
        .filter(|(step, _)| matches!(step.outcome, Outcome::Returned(_)))
        .count();
    let host: usize = trace.steps.iter().map(|step| step.host_calls.len()).sum();
    let made = calls().count();
    println!("executed {fuel} instructions (fuel) in {made} calls, {returned} returned; {host} host calls");
    if made == 0 {
        eprintln!("no exported function was called: only the instantiation was compared");
    }
    if fuel < args.min_instructions {
        eprintln!(
            "fewer than {} instructions: this says too little",
            args.min_instructions
        );
        return DIVERGED;
    }
    if (returned as u64) * 100 < args.min_returning * made as u64 {
        eprintln!(
            "fewer than {} % of the calls returned: this says too little",
            args.min_returning
        );
        return DIVERGED;
    }
    OK
}
