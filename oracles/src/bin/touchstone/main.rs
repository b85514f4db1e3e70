//! The `touchstone` command: run modules and scripts, replay and show testcases, compare runtimes.
//!
//! Exit codes: 0 success or agreement, 1 divergence or failure, 2 a runtime crashed or hung, 3 not a usable testcase, 4 usage.

mod args;
mod campaign;
#[cfg(feature = "canary")]
mod canary;
mod fuzz;
mod input;
mod replay;
mod run;
mod seeds;
mod wast;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

/// Everything agreed, or the work is done.
const OK: u8 = 0;
/// A divergence, a failed assertion, a call that did not return.
const DIVERGED: u8 = 1;
/// A runtime crashed, hung or ran out of memory.
const DIED: u8 = 2;
/// Not a usable testcase or module.
const UNUSABLE: u8 = 3;
/// Wrong usage.
const USAGE: u8 = 4;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Printing fails only when nobody reads; help and version are no errors.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { OK });
        }
    };
    #[cfg(feature = "canary")]
    if let Err(message) = canary::activate_from_environment() {
        eprintln!("touchstone: {message}");
        return ExitCode::from(USAGE);
    }
    ExitCode::from(match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Wast(args) => wast::wast(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Show(args) => replay::show(&args),
        Command::Diff(args) => replay::diff(&args),
        Command::Seeds(args) => seeds::seeds(&args),
        Command::Fuzz(args) => fuzz::fuzz(&args),
        Command::Campaign(args) => campaign::campaign(&args),
        Command::Knobs => {
            print!("{}", touchstone_engine::Config::markdown());
            OK
        }
        Command::Child => child(),
        #[cfg(feature = "canary")]
        Command::Canary(args) => canary::exit(canary::canary(&args)),
        #[cfg(feature = "canary")]
        Command::Sensitivity(args) => canary::exit(canary::sensitivity(&args)),
        #[cfg(feature = "canary")]
        Command::CanaryChild(args) => canary::exit(canary::child(&args)),
    })
}

/// One run on behalf of `replay` or `diff`.
fn child() -> u8 {
    match touchstone_oracles::check::children::serve() {
        Ok(()) => OK,
        Err(error) => {
            eprintln!("touchstone child: {error}");
            UNUSABLE
        }
    }
}
