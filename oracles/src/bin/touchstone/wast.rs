//! `wast`: official scripts on one runtime.

use crate::args::WastArgs;
use crate::{DIVERGED, OK, UNUSABLE, USAGE, input};
use touchstone_oracles::machine::Runtime;
use touchstone_oracles::runtimes;
use touchstone_oracles::wast::{Report, exclusions, regressions, run_script, suite};

/// Runs the scripts; 0 only when nothing failed.
pub(crate) fn wast(args: &WastArgs) -> u8 {
    let kind = match args.runtime.kind() {
        Ok(kind) => kind,
        Err(message) => {
            eprintln!("{message}");
            return USAGE;
        }
    };
    let runtime = runtimes::runtime(&kind);
    let mut scripts: Vec<(String, String)> = Vec::new();
    let mut worst = OK;
    if args.suite {
        let files = suite().into_iter().chain([regressions()]);
        scripts.extend(files.map(|file| (file.name, file.text.to_string())));
    }
    for path in &args.files {
        let text = input::read(path)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| format!("{}: not a text file", path.display())));
        match text {
            Ok(text) => scripts.push((path.display().to_string(), text)),
            Err(message) => {
                eprintln!("{message}");
                worst = UNUSABLE;
            }
        }
    }
    match run_all(&scripts, runtime.as_ref()) {
        Ok(true) => worst,
        Ok(false) => DIVERGED,
        Err(message) => {
            eprintln!("{}: {message}", runtime.name());
            UNUSABLE
        }
    }
}

/// True when nothing failed.
fn run_all(scripts: &[(String, String)], runtime: &dyn Runtime) -> Result<bool, String> {
    let mut total = Report::default();
    let mut skips = Vec::new();
    for (name, text) in scripts {
        let report = run_script(text, runtime, &exclusions(name)).map_err(|unable| unable.to_string())?;
        println!("{name}: {report}");
        for finding in &report.failed {
            println!("  FAILED {name}:{}: {}", finding.line, finding.message);
        }
        skips.extend(report.skipped.iter().map(|finding| (name, finding.clone())));
        total.add(&report);
    }
    if !skips.is_empty() {
        println!("\nskipped:");
        for (name, finding) in &skips {
            println!("  {name}:{}: {}", finding.line, finding.message);
        }
    }
    println!("\n{} scripts on {}: {total}", scripts.len(), runtime.name());
    Ok(total.failed.is_empty())
}
