//! The suite's own test: faults seeded on purpose, and how fast the suite finds them.
//!
//! A *subject* is one fault: a named one of the engine or of the glue to the reference interpreter, or a rewrite rule over the code
//! generator's input ([`touchstone_engine::canary`]). It is active in a child process from the start, and the
//! child generates and checks testcases from a seed until one diverges or its budget of executions is used up. A crash or a hang
//! of the child counts as found: that is what libFuzzer would report.
//!
//! What it can and cannot say: a subject that is found shows that generators and comparison together see that class of
//! fault; one that survives is either equivalent to the original, or a hole in a generator or an oracle. Mutants that the code
//! generator's verifier rejects, that no module made it apply, or that were compiled but never reached, are counted apart
//! and never as found.

mod campaign;
mod named;
mod sensitivity;
mod spawn;

pub use campaign::child;
pub use named::{Budgets, Trial, measure, subjects};
pub use sensitivity::{Sensitivity, sensitivity, spread};
pub use spawn::run_subject;

use crate::target::Target;
use std::fmt;
use std::str::FromStr;
use touchstone_engine::canary::{Fault, Rule, rules};
use touchstone_spec_interp::canary::Fault as GlueFault;

/// What is wrong in a child process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A named fault of the engine.
    Engine(Fault),
    /// A named fault of the glue between Rust and the reference interpreter.
    Glue(GlueFault),
    /// A rewrite rule by its number in [`rules`].
    Mutant(usize),
}

impl Subject {
    /// Makes the fault active in this process.
    pub fn activate(self) {
        match self {
            Subject::Engine(fault) => fault.activate(),
            Subject::Glue(fault) => fault.activate(),
            Subject::Mutant(index) => {
                if let Some(rule) = rules().get(index) {
                    touchstone_engine::canary::activate(*rule);
                }
            }
        }
    }

    /// Whose generators draw the campaign's testcases, in turn: by the first word of the fault's name.
    pub fn targets(self) -> &'static [Target] {
        let name = match self {
            Subject::Engine(fault) => fault.name(),
            _ => "",
        };
        match name.split('-').next() {
            Some("pool" | "mapping") => &[Target::Pool],
            Some("image" | "lazy") => &[Target::Pool, Target::Differential],
            Some("growth" | "elision") => &[Target::MemoryEdges, Target::Differential],
            _ => &[Target::Differential],
        }
    }

    /// The rule, of a mutant.
    pub fn rule(self) -> Option<Rule> {
        match self {
            Subject::Mutant(index) => rules().get(index).copied(),
            _ => None,
        }
    }

    /// The bug that a named fault copies, or the rule.
    pub fn describe(self) -> String {
        match self {
            Subject::Engine(fault) => fault.copies().to_owned(),
            Subject::Glue(fault) => fault.copies().to_owned(),
            Subject::Mutant(_) => self.rule().map(|rule| rule.to_string()).unwrap_or_default(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Engine(fault) => f.write_str(fault.name()),
            Subject::Glue(fault) => f.write_str(fault.name()),
            Subject::Mutant(index) => write!(f, "mutant-{index}"),
        }
    }
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Subject, String> {
        if let Some(number) = text.strip_prefix("mutant-") {
            let index: usize = number
                .parse()
                .map_err(|_| format!("`{number}` is not a rule's number"))?;
            let count = rules().len();
            return if index < count {
                Ok(Subject::Mutant(index))
            } else {
                Err(format!("there are {count} rules, numbered from 0"))
            };
        }
        Fault::from_name(text)
            .map(Subject::Engine)
            .or_else(|| GlueFault::from_name(text).map(Subject::Glue))
            .ok_or_else(|| format!("no seeded fault is called `{text}`; `touchstone canary --list` lists them"))
    }
}

/// How a campaign against one subject ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A testcase diverged, crashed or hung; by which comparison.
    Found {
        /// Executed testcases, the finding one included.
        executions: u64,
        /// `outcome: reference against engine A`, `signal 11`, `hang`.
        by: String,
    },
    /// The code generator or its verifier refused the mutated function.
    Rejected(String),
    /// The rule matched nothing that was compiled.
    NeverCompiled,
    /// It matched, but the code was never reached.
    NotExecuted,
    /// It was reached and nothing was noticed.
    Survived,
    /// The harness itself failed.
    Broken(String),
}

/// One campaign's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it ended.
    pub outcome: Outcome,
    /// First instruction that a mutant changed, before and after.
    pub clif: Option<String>,
}
