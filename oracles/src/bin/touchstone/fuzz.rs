//! `fuzz`: a thin wrapper around `cargo fuzz`.

use crate::args::FuzzArgs;
use crate::{DIED, DIVERGED, OK};
use std::process::Command;

/// Runs `cargo fuzz run differential` and says so.
pub(crate) fn fuzz(args: &FuzzArgs) -> u8 {
    let mut words = vec!["fuzz", "run", "differential"];
    words.extend(args.args.iter().map(String::as_str));
    println!("+ cargo {}", words.join(" "));
    match Command::new("cargo").args(&words).status() {
        Ok(status) if status.success() => OK,
        Ok(_) => DIVERGED,
        Err(error) => {
            eprintln!("cannot start cargo: {error}; is cargo-fuzz installed (ci/setup)?");
            DIED
        }
    }
}
