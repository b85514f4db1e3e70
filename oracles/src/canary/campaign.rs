//! The child's side: testcases from a seed, against the active subject.

use super::Subject;
use crate::check::{Verdict, check};
use crate::testcase::Testcase;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use touchstone_engine::canary::{observation, reset_executed};

/// Runs in the child process: checks `budget` testcases from `seed` with the subject active, and reports on standard output.
///
/// Lines: `case N` before each, then one of `found N BY`, `rejected N WHY`, `survived N`, and for mutants `observed REWRITTEN
/// EXECUTED` and `clif TEXT`. With `save`, the testcase that found it is written there.
///
/// # Errors
/// Standard output is closed, or the testcase cannot be written.
pub fn child(subject: Subject, seed: u64, budget: u64, save: Option<&Path>) -> std::io::Result<()> {
    subject.activate();
    let mutant = matches!(subject, Subject::Mutant(_));
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::stdout().lock();
    let mut executed = false;
    let mut end = format!("survived {budget}");
    for number in 1..=budget {
        writeln!(out, "case {number}")?;
        out.flush()?;
        let targets = subject.targets();
        let target = targets[number as usize % targets.len()];
        let mut case = target.testcase(case_seed(seed, number));
        if mutant {
            verify_everything(&mut case);
        }
        if let Some(path) = save {
            std::fs::write(path, case.encode())?;
        }
        reset_executed();
        let checked = catch_unwind(AssertUnwindSafe(|| check(&case)));
        let reached = observation().executed;
        executed |= reached;
        match checked {
            Ok(checked) => match checked.verdict {
                Verdict::Divergence(found) => {
                    let refused = found.values.iter().find(|v| v.contains("internal error"));
                    end = match refused {
                        Some(why) if mutant && !reached => format!("rejected {number} {}", one_line(why)),
                        _ => format!(
                            "found {number} {}: {} against {}",
                            found.aspect.name(),
                            found.runs[0],
                            found.runs[1]
                        ),
                    };
                    break;
                }
                Verdict::Died(_) => {
                    end = format!("found {number} death");
                    break;
                }
                Verdict::Agree | Verdict::Discard(_) => {}
            },
            Err(payload) => {
                let why = payload
                    .downcast_ref::<String>()
                    .map(String::as_str)
                    .or(payload.downcast_ref::<&str>().copied());
                let why = one_line(why.unwrap_or("a panic"));
                end = if mutant && !reached {
                    format!("rejected {number} {why}")
                } else {
                    format!("found {number} panic: {why}")
                };
                break;
            }
        }
    }
    writeln!(out, "{end}")?;
    let seen = observation();
    writeln!(out, "observed {} {}", seen.rewritten, u8::from(executed))?;
    if let Some(first) = seen.first {
        writeln!(out, "clif {}", one_line(&first))?;
    }
    out.flush()
}

/// The seed of a campaign's testcase of that number.
fn case_seed(seed: u64, number: u64) -> u64 {
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03)
}

/// Turns the verifier on in every configuration, so that a mutant which is no valid CLIF is told from one that miscompiles.
fn verify_everything(case: &mut Testcase) {
    for config in &mut case.plan.configs {
        config.set("verifier", "true");
    }
}

fn one_line(text: &str) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(200) {
        line.truncate(end);
    }
    line
}
