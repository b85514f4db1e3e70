//! `campaign`: generated and mutated testcases from a seed, without libFuzzer.

use crate::args::CampaignArgs;
use crate::{DIVERGED, OK, UNUSABLE};
use std::time::Duration;
use touchstone_oracles::campaign::{Campaign, Finding};
use touchstone_oracles::check::InProcess;
use touchstone_oracles::driver::Prepared;
use touchstone_oracles::{host, report};

/// Runs a campaign, keeps each finding as a file, and prints the statistics.
pub(crate) fn campaign(args: &CampaignArgs) -> u8 {
    if let Err(error) = std::fs::create_dir_all(&args.artifacts) {
        eprintln!("{}: {error}", args.artifacts.display());
        return UNUSABLE;
    }
    host::notice().inspect(|notice| eprintln!("{notice}"));
    let campaign = Campaign {
        target: args.target,
        seed: args.seed,
        executions: args.executions,
        time: args.seconds.map(Duration::from_secs),
        mutations: args.mutations.min(100),
        ..Campaign::default()
    };
    let mut findings = 0;
    let current = args.artifacts.join(format!("current-{}.wasm", args.seed));
    let before = |_, case: &touchstone_oracles::testcase::Testcase| {
        if args.record {
            // What cannot be kept is not worth stopping for: the seed makes it again.
            let _ = std::fs::write(&current, case.encode());
        }
    };
    let statistics = campaign.run_each(before, |finding| {
        findings += 1;
        keep(args, finding);
        findings < args.findings
    });
    print!("{}", statistics.table());
    if findings == 0 { OK } else { DIVERGED }
}

fn keep(args: &CampaignArgs, finding: Finding) {
    let file = args
        .artifacts
        .join(format!("divergence-{}-{}.wasm", args.seed, finding.number));
    if let Err(error) = std::fs::write(&file, finding.case.encode()) {
        eprintln!("{}: {error}", file.display());
    }
    let prepared = Prepared::new(finding.case);
    let name = file.display().to_string();
    println!(
        "{}",
        report::render(&prepared, &finding.checked, &name, &mut InProcess::default())
    );
}
