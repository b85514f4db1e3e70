//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use touchstone_oracles::check::RuntimeKind;
use touchstone_oracles::target::Target;
use touchstone_oracles::testcase::EngineConfig;

/// A WebAssembly engine and the oracles that keep it honest.
#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Exit codes: 0 success or agreement, 1 divergence or failure, 2 a runtime \
    crashed, hung or ran out of memory, 3 not a usable file, 4 wrong usage. Over several files 2 wins over 1 over 3 over 0."
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run a .wasm or .wat on one runtime: call one function, or follow the file's plan.
    Run(RunArgs),
    /// Run official .wast scripts on one runtime and count assertions.
    Wast(WastArgs),
    /// Run testcases on all runtimes, each in a child process, and show the first divergent step.
    Replay(ReplayArgs),
    /// Print a testcase: its plan and its modules as text.
    Show(ShowArgs),
    /// Run any module from anywhere on all runtimes: a plan is generated that calls its exports.
    Diff(DiffArgs),
    /// Write testcases made from the official test-suite, one file for each module of a script.
    Seeds(SeedsArgs),
    /// Fuzz: `cargo fuzz run differential` with the arguments that follow.
    Fuzz(FuzzArgs),
    /// Run generated and mutated testcases from a seed, without libFuzzer, and print statistics.
    Campaign(CampaignArgs),
    /// Print every knob of the engine: values, default, what it changes.
    Knobs,
    /// Find seeded faults (the suite's own test).
    #[cfg(feature = "canary")]
    Canary(crate::canary::CanaryArgs),
    /// Find random mutants of the generated code: the number by which generators are judged.
    #[cfg(feature = "canary")]
    Sensitivity(crate::canary::SensitivityArgs),
    /// One campaign against a seeded fault.
    #[cfg(feature = "canary")]
    #[command(hide = true)]
    CanaryChild(crate::canary::ChildArgs),
    /// Answer one run request on standard input (what `replay` starts).
    #[command(hide = true)]
    Child,
}

/// An implementation.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuntimeName {
    /// The JIT engine.
    Engine,
    /// The reference interpreter in OCaml.
    Reference,
    /// The verified interpreter, extracted from Coq.
    Verified,
}

#[derive(Args)]
pub(crate) struct RuntimeArgs {
    /// Which implementation runs.
    #[arg(long, value_enum, default_value = "engine")]
    pub(crate) runtime: RuntimeName,
    /// A knob of the engine, such as `opt_level=none`; may be repeated. `touchstone knobs` lists them.
    #[arg(long = "config", value_name = "KNOB=VALUE", value_parser = parse_knob)]
    pub(crate) config: Vec<(String, String)>,
}

impl RuntimeArgs {
    /// The runtime, its fuel and depth counting on unless the command line says otherwise.
    ///
    /// # Errors
    /// A knob or value that does not exist, or knobs given to an interpreter.
    pub(crate) fn kind(&self) -> Result<RuntimeKind, String> {
        let interpreter = match self.runtime {
            RuntimeName::Engine => None,
            RuntimeName::Reference => Some(RuntimeKind::Reference),
            RuntimeName::Verified => Some(RuntimeKind::Verified),
        };
        if let Some(interpreter) = interpreter {
            return match self.config.first() {
                Some((knob, _)) => Err(format!(
                    "an interpreter has no knobs, so `--config {knob}=…` means nothing"
                )),
                None => Ok(interpreter),
            };
        }
        let mut checked = touchstone_engine::Config::new();
        for (knob, value) in &self.config {
            checked
                .set(knob, value)
                .map_err(|error| format!("{error}; `touchstone knobs` lists all"))?;
        }
        let mut config = EngineConfig(self.config.clone());
        for knob in ["fuel", "call_stack_budget"] {
            if config.get(knob).is_none() {
                config.set(knob, "true");
            }
        }
        Ok(RuntimeKind::Engine(config))
    }
}

fn parse_knob(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((knob, value)) if !knob.is_empty() => Ok((knob.trim().to_string(), value.trim().to_string())),
        _ => Err("expected KNOB=VALUE".to_string()),
    }
}

#[derive(Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) runtime: RuntimeArgs,
    /// Call this export; without it the file's plan is followed (one is generated if it has none).
    #[arg(long, value_name = "EXPORT")]
    pub(crate) invoke: Option<String>,
    /// Fuel per step: executed instructions, roughly. Default: the plan's; without limit with --invoke.
    #[arg(long)]
    pub(crate) fuel: Option<u64>,
    /// Call-stack budget per step, in units of engine/FUEL.md.
    #[arg(long)]
    pub(crate) stack: Option<u64>,
    /// Print host calls, fuel and state after each step.
    #[arg(long)]
    pub(crate) trace: bool,
    /// A .wasm or .wat file, with or without a plan.
    pub(crate) file: PathBuf,
    /// Arguments for --invoke: numbers (0x… or decimal; floats also as bits:0x…), v128 as 0x… with lane 0 lowest, `null`.
    #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
    pub(crate) args: Vec<String>,
}

#[derive(Args)]
pub(crate) struct WastArgs {
    #[command(flatten)]
    pub(crate) runtime: RuntimeArgs,
    /// Also run the pinned official test-suite for WebAssembly 2.0.
    #[arg(long)]
    pub(crate) suite: bool,
    /// Scripts.
    #[arg(required_unless_present = "suite")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ReplayArgs {
    /// Seconds that each run may take before it counts as hung.
    #[arg(long, default_value_t = 30)]
    pub(crate) timeout: u64,
    /// Testcases: corpus files, crash files, or any .wasm.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ShowArgs {
    /// A testcase, or any .wasm or .wat: then the plan that it would get.
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct DiffArgs {
    /// Seconds that each run may take before it counts as hung.
    #[arg(long, default_value_t = 120)]
    pub(crate) timeout: u64,
    /// Fuel per step.
    #[arg(long)]
    pub(crate) fuel: Option<u64>,
    /// Call-stack budget per step, in units of engine/FUEL.md.
    #[arg(long)]
    pub(crate) stack: Option<u64>,
    /// Calls at most.
    #[arg(long, default_value_t = 600)]
    pub(crate) calls: usize,
    /// Fail unless a module executes so many instructions (fuel, by the reference) over all calls.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) min_instructions: u64,
    /// Fail unless this share of a module's calls returns, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 0)]
    pub(crate) min_returning: u64,
    /// Configuration of a run of the engine, knobs separated by commas; may be repeated. Default: two configurations.
    #[arg(long = "engine", value_name = "KNOB=VALUE,…")]
    pub(crate) engines: Vec<String>,
    /// Write the testcase here.
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Modules, .wasm or .wat.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args)]
pub(crate) struct SeedsArgs {
    /// Directory to write to; made if it does not exist.
    pub(crate) dir: PathBuf,
}

#[derive(Args)]
pub(crate) struct FuzzArgs {
    /// Arguments for `cargo fuzz run`, such as a corpus directory, and after `--` flags for libFuzzer.
    #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
    pub(crate) args: Vec<String>,
}

#[derive(Args)]
pub(crate) struct CampaignArgs {
    /// Where testcases come from: a fuzz target's generator and mutator.
    #[arg(long, default_value_t = Target::Differential)]
    pub(crate) target: Target,
    /// Decides everything that is drawn.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Testcases at most.
    #[arg(long, default_value_t = 1000)]
    pub(crate) executions: u64,
    /// Wall time at most.
    #[arg(long)]
    pub(crate) seconds: Option<u64>,
    /// Percent of testcases that are mutations or crossovers of earlier ones.
    #[arg(long, default_value_t = 50)]
    pub(crate) mutations: u32,
    /// Stop after so many findings.
    #[arg(long, default_value_t = 1)]
    pub(crate) findings: u64,
    /// Write each testcase to a file before it runs, for those that kill the process.
    #[arg(long)]
    pub(crate) record: bool,
    /// Where findings are kept.
    #[arg(long, default_value = "artifacts")]
    pub(crate) artifacts: PathBuf,
}
