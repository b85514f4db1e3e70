//! `touchstone canary` and `touchstone sensitivity`; they need a build with the feature `canary` (`ci/canary` makes one).

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::time::Instant;
use touchstone_oracles::canary::{self, Budgets, Finding, Outcome, Subject, Trial};

/// Names a fault (or `mutant-N`) that every command of this build runs with; children inherit it.
const FAULT_VARIABLE: &str = "TOUCHSTONE_FAULT";

/// Makes the fault of [`FAULT_VARIABLE`] active, so that `replay` can show what a saved testcase found.
///
/// # Errors
/// The variable names no fault.
pub fn activate_from_environment() -> Result<(), String> {
    match std::env::var(FAULT_VARIABLE) {
        Ok(name) => name.parse::<Subject>().map(Subject::activate),
        Err(_) => Ok(()),
    }
}

/// Finds seeded faults: each within its budget of executions.
///
/// With `--save DIR`, `TOUCHSTONE_FAULT=NAME touchstone replay DIR/NAME.wasm` (of this build) shows what was found.
#[derive(clap::Args)]
pub struct CanaryArgs {
    /// Only these faults; all when none is named.
    faults: Vec<String>,
    /// List the faults with the bugs that they copy, and stop.
    #[arg(long)]
    list: bool,
    /// Measure budgets over five seeds and print the table.
    #[arg(long, conflicts_with = "list")]
    measure: bool,
    /// The table of budgets, as `--measure` prints it.
    #[arg(long, value_name = "FILE")]
    budgets: Option<PathBuf>,
    /// Seed of the campaigns, instead of the table's.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Keep the testcase that found each fault in this directory.
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
}

/// Runs random mutants of the generated code and reports how many the suite finds.
#[derive(clap::Args)]
pub struct SensitivityArgs {
    /// How many rules, spread evenly over the table; all by default.
    #[arg(long, value_name = "N")]
    rules: Option<usize>,
    /// Seeds, each of them one campaign per rule.
    #[arg(long, value_delimiter = ',', default_value = "1,2,3", value_name = "N,N…")]
    seeds: Vec<u64>,
    /// Executions of each campaign.
    #[arg(long, default_value_t = 400, value_name = "N")]
    budget: u64,
    /// Campaigns at a time.
    #[arg(long, default_value_t = 2, value_name = "N")]
    jobs: usize,
    /// Only this rule, by its number in the report.
    #[arg(long, value_name = "N", conflicts_with = "rules")]
    rule: Option<usize>,
    /// Fail when less than this share (in percent) of the executed mutants is found.
    #[arg(long, value_name = "PERCENT")]
    at_least: Option<f64>,
}

/// One campaign in this process (used by the other two).
#[derive(clap::Args)]
pub struct ChildArgs {
    subject: String,
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    budget: u64,
    #[arg(long)]
    save: Option<PathBuf>,
}

/// The exit code: 0, or 1 after printing what went wrong.
pub fn exit(result: Result<()>) -> u8 {
    match result {
        Ok(()) => crate::OK,
        Err(error) => {
            eprintln!("touchstone: {error:#}");
            crate::DIVERGED
        }
    }
}

/// Runs one campaign and reports on standard output.
pub fn child(args: &ChildArgs) -> Result<()> {
    let subject: Subject = args.subject.parse().map_err(anyhow::Error::msg)?;
    Ok(canary::child(subject, args.seed, args.budget, args.save.as_deref())?)
}

/// Runs the named faults.
pub fn canary(args: &CanaryArgs) -> Result<()> {
    let list: Vec<Subject> = if args.faults.is_empty() {
        canary::subjects()
    } else {
        args.faults
            .iter()
            .map(|name| name.parse())
            .collect::<Result<_, String>>()
            .map_err(anyhow::Error::msg)?
    };
    if args.list {
        list.iter()
            .for_each(|subject| println!("{:28} {}", subject.to_string(), subject.describe()));
        return Ok(());
    }
    if args.measure {
        return measure(&list);
    }
    let budgets = match &args.budgets {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            Budgets::parse(&text)
                .map_err(anyhow::Error::msg)
                .with_context(|| path.display().to_string())?
        }
        None => Budgets::default(),
    };
    if let Some(dir) = &args.save {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    }
    println!("{:28} {:>10} {:>8}  found by", "fault", "executions", "budget");
    let mut missed = 0;
    for &subject in &list {
        let Trial { budget, seed } = budgets.of(subject);
        let seed = args.seed.unwrap_or(seed);
        let save = args.save.as_ref().map(|dir| dir.join(format!("{subject}.wasm")));
        let finding = canary::run_subject(subject, seed, budget, save.as_deref());
        missed += usize::from(!print_named(subject, budget, &finding));
    }
    println!("{} of {} faults found", list.len() - missed, list.len());
    if missed > 0 {
        bail!("{missed} seeded faults were not found within their budgets");
    }
    Ok(())
}

fn print_named(subject: Subject, budget: u64, finding: &Finding) -> bool {
    let name = subject.to_string();
    match &finding.outcome {
        Outcome::Found { executions, by } => {
            println!("{name:28} {executions:>10} {budget:>8}  {by}");
            true
        }
        other => {
            println!("{name:28} {:>10} {budget:>8}  NOT FOUND: {other:?}", "-");
            false
        }
    }
}

fn measure(list: &[Subject]) -> Result<()> {
    let (budgets, missed) = canary::measure(list, |subject, executions| {
        let shown: Vec<String> = executions
            .iter()
            .map(|found| found.map_or("-".to_owned(), |n| n.to_string()))
            .collect();
        eprintln!("{:28} {}", subject.to_string(), shown.join(" "));
    });
    print!("{budgets}");
    if !missed.is_empty() {
        let names: Vec<String> = missed.iter().map(Subject::to_string).collect();
        bail!("not found with most seeds: {}", names.join(", "));
    }
    Ok(())
}

/// Runs mutants.
pub fn sensitivity(args: &SensitivityArgs) -> Result<()> {
    let selection = match args.rule {
        Some(rule) => {
            format!("mutant-{rule}")
                .parse::<Subject>()
                .map_err(anyhow::Error::msg)?;
            vec![rule]
        }
        None => canary::spread(args.rules.unwrap_or(usize::MAX)),
    };
    let total = selection.len() * args.seeds.len();
    let start = Instant::now();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let report = canary::sensitivity(
        &selection,
        &args.seeds,
        args.budget,
        args.jobs,
        |rule, seed, finding| {
            let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            let seconds = start.elapsed().as_secs();
            let outcome = match &finding.outcome {
                Outcome::Found { executions, by } => format!("found after {executions} by {by}"),
                other => format!("{other:?}"),
            };
            eprintln!("[{done}/{total}, {seconds} s] mutant-{rule} seed {seed}: {outcome}");
        },
    );
    print!("{report}");
    if report.broken() > 0 {
        bail!("{} campaigns ended by a fault of the harness itself", report.broken());
    }
    let ratio = 100.0 * report.ratio().unwrap_or(0.0);
    match args.at_least {
        Some(wanted) if ratio < wanted => bail!("sensitivity {ratio:.1} % is below {wanted} %"),
        _ => Ok(()),
    }
}
