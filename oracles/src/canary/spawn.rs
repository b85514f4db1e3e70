//! The parent's side: one campaign in a child process, whatever happens to it.

use super::{Finding, Outcome, Subject};
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// A child that says nothing for so long hangs: each testcase is bounded by fuel, and says so when it starts.
const SILENCE: Duration = Duration::from_secs(60);

/// Runs one campaign against `subject` in a child of this program. With `save`, the testcase under way is kept there.
pub fn run_subject(subject: Subject, seed: u64, budget: u64, save: Option<&Path>) -> Finding {
    match start(subject, seed, budget, save) {
        Ok(child) => follow(child, matches!(subject, Subject::Mutant(_))),
        Err(error) => Finding {
            outcome: Outcome::Broken(format!("cannot start a child process: {error}")),
            clif: None,
        },
    }
}

fn start(subject: Subject, seed: u64, budget: u64, save: Option<&Path>) -> std::io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("canary-child").arg(subject.to_string());
    command.args(["--seed", &seed.to_string(), "--budget", &budget.to_string()]);
    if let Some(path) = save {
        command.arg("--save").arg(path);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// What the child said so far.
#[derive(Default)]
struct Said {
    cases: u64,
    end: Option<String>,
    rewritten: u64,
    executed: bool,
    clif: Option<String>,
}

impl Said {
    fn line(&mut self, line: String) {
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match word {
            "case" => self.cases = rest.parse().unwrap_or(self.cases),
            "observed" => {
                let mut numbers = rest.split(' ').map(|n| n.parse::<u64>().unwrap_or(0));
                self.rewritten = numbers.next().unwrap_or(0);
                self.executed = numbers.next() == Some(1);
            }
            "clif" => self.clif = Some(rest.to_owned()),
            "found" | "rejected" | "survived" => self.end = Some(line),
            _ => {}
        }
    }
}

fn follow(mut child: Child, mutant: bool) -> Finding {
    let mut said = Said::default();
    let (send, receive) = channel();
    let Some(stdout) = child.stdout.take() else {
        return Finding {
            outcome: Outcome::Broken("the child has no standard output".into()),
            clif: None,
        };
    };
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    let hung = loop {
        match receive.recv_timeout(SILENCE) {
            Ok(line) => said.line(line),
            Err(RecvTimeoutError::Timeout) => break true,
            Err(RecvTimeoutError::Disconnected) => break false,
        }
    };
    if hung {
        // Killing fails only when it has ended by itself.
        let _ = child.kill();
    }
    let status = child.wait();
    // The reader only ends by itself; it cannot panic.
    let _ = reader.join();
    let outcome = match (status, hung) {
        (_, true) => found(&said, "hang".into()),
        (Ok(status), false) => match status.signal() {
            Some(signal) => found(&said, format!("signal {signal}")),
            None => ended(&said, status.code().unwrap_or(-1), mutant),
        },
        (Err(error), false) => Outcome::Broken(error.to_string()),
    };
    Finding {
        outcome,
        clif: said.clif,
    }
}

fn found(said: &Said, by: String) -> Outcome {
    Outcome::Found {
        executions: said.cases,
        by,
    }
}

fn ended(said: &Said, code: i32, mutant: bool) -> Outcome {
    // Panics of the code under test are caught and reported; an exit without a report is the harness's own.
    let Some(end) = &said.end else {
        return Outcome::Broken(format!(
            "the child ended with code {code} at testcase {} and did not say why",
            said.cases
        ));
    };
    let mut words = end.splitn(3, ' ');
    let (kind, number, rest) = (words.next(), words.next(), words.next().unwrap_or(""));
    match kind {
        Some("found") => Outcome::Found {
            executions: number.and_then(|n| n.parse().ok()).unwrap_or(said.cases),
            by: rest.into(),
        },
        Some("rejected") => Outcome::Rejected(rest.into()),
        _ if !mutant => Outcome::Survived,
        _ if said.rewritten == 0 => Outcome::NeverCompiled,
        _ if !said.executed => Outcome::NotExecuted,
        _ => Outcome::Survived,
    }
}
