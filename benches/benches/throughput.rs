//! How many testcases of a fuzz target a CPU second checks (`differential`: reference, verified interpreter and two engine configurations
//! each), on testcases from fixed seeds, and where the time goes.
//!
//! `cargo bench -p touchstone-benches --bench throughput [-- TARGET] [CASES]`. For a profile: `perf record` on the same binary.

use cpu_time::ProcessTime;
use std::collections::BTreeMap;
use std::rc::Rc;
use touchstone_benches::pairs::{at_quantile, median};
use touchstone_benches::table::{Unit, quantity};
use touchstone_engine::{Config, Engine, Module};
use touchstone_oracles::check::{Executor, InProcess, RunResult, RunSpec, RuntimeKind, check_with};
use touchstone_oracles::driver::Prepared;
use touchstone_oracles::target::Target;

/// Testcases, unless the command line says otherwise.
const CASES: u64 = 400;

/// Makes runs in this process and adds up their time by runtime.
#[derive(Default)]
struct Timed {
    runs: InProcess,
    seconds: BTreeMap<&'static str, f64>,
    compilation: f64,
}

impl Executor for Timed {
    fn run(&mut self, prepared: &Rc<Prepared>, spec: &RunSpec) -> RunResult {
        let kind = match &spec.runtime {
            RuntimeKind::Reference => "reference",
            RuntimeKind::Verified => "verified",
            RuntimeKind::Engine(_) => "engine",
            RuntimeKind::Pooled(_) => "engine, all sessions in one",
            RuntimeKind::Model => "model of bytes",
        };
        let start = ProcessTime::now();
        let result = self.runs.run(prepared, spec);
        *self.seconds.entry(kind).or_default() += start.elapsed().as_secs_f64();
        result
    }
}

impl Timed {
    /// Compiles the main module once more under each configuration: what part of the engine's time that is.
    fn compile(&mut self, prepared: &Prepared) {
        for config in &prepared.case.plan.configs {
            let start = ProcessTime::now();
            let mut knobs = Config::new();
            let known = config.0.iter().all(|(knob, value)| knobs.set(knob, value).is_ok());
            if known && let Ok(engine) = Engine::new(&knobs) {
                let _ = std::hint::black_box(Module::new(&engine, &prepared.case.wasm));
            }
            self.compilation += start.elapsed().as_secs_f64();
        }
    }
}

fn usage(message: &str) -> ! {
    eprintln!("{message}\nusage: throughput [TARGET] [CASES]");
    std::process::exit(4)
}

fn main() {
    touchstone_spec_interp::start().expect("the OCaml runtime starts");
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let cases = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(CASES);
    let names: Result<Vec<Target>, String> = args
        .iter()
        .filter(|arg| arg.parse::<u64>().is_err())
        .map(|name| name.parse())
        .collect();
    let target = match names.as_deref() {
        Ok([]) => Target::default(),
        Ok([target]) => *target,
        Ok(_) => usage("more than one target"),
        Err(message) => usage(message),
    };
    let mut timed = Timed::default();
    let (mut generation, mut checks) = (0.0, Vec::new());
    let (mut bytes, mut instructions) = (Vec::new(), Vec::new());
    for seed in 0..cases {
        let start = ProcessTime::now();
        let case = target.testcase(seed);
        generation += start.elapsed().as_secs_f64();
        bytes.push(case.wasm.len() as f64);
        let start = ProcessTime::now();
        let prepared = Prepared::new(case);
        let checked = check_with(&prepared, &mut timed);
        checks.push(start.elapsed().as_secs_f64());
        let steps = checked.reference().trace().map_or(&[][..], |trace| &trace.steps);
        instructions.push(steps.iter().filter_map(|step| step.fuel).sum::<u64>() as f64);
        timed.compile(&prepared);
    }
    let total: f64 = checks.iter().sum();
    println!(
        "{target}, {cases} testcases: median {:.0} bytes, {:.0} executed instructions",
        median(bytes),
        median(instructions)
    );
    println!(
        "{:.1} testcases per CPU second, generation not counted",
        cases as f64 / total
    );
    checks.sort_by(f64::total_cmp);
    let times = [0.5, 0.9, 0.99, 1.0].map(|quantile| quantity(at_quantile(&checks, quantile), Unit::Time));
    println!(
        "per testcase: median {}, 90 % {}, 99 % {}, slowest {}\n",
        times[0], times[1], times[2], times[3]
    );
    let runs: f64 = timed.seconds.values().sum();
    let share = |name: &str, seconds: f64| {
        println!(
            "{name:<44} {:>10} {:>6.1} %",
            quantity(seconds / cases as f64, Unit::Time),
            100.0 * seconds / total
        );
    };
    for (kind, seconds) in &timed.seconds {
        share(kind, *seconds);
    }
    share("preparing and comparing", total - runs);
    share("of the engine: compiling the main module", timed.compilation);
    share("beside it: generation", generation);
}
