//! `seeds`: testcases from the official test-suite.

use crate::args::SeedsArgs;
use crate::{DIVERGED, OK};

/// Writes all seeds.
pub(crate) fn seeds(args: &SeedsArgs) -> u8 {
    let seeds = touchstone_oracles::seeds::seeds();
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&args.dir)?;
        seeds
            .iter()
            .try_for_each(|seed| std::fs::write(args.dir.join(&seed.name), seed.case.encode()))
    };
    match write() {
        Ok(()) => {
            println!("{} testcases written to {}", seeds.len(), args.dir.display());
            println!("next: touchstone fuzz {}", args.dir.display());
            OK
        }
        Err(error) => {
            eprintln!("{}: {error}", args.dir.display());
            DIVERGED
        }
    }
}
