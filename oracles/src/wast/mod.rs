//! Official `.wast` scripts on any runtime.
//!
//! A script is a list of directives; each assertion passes, fails, or is skipped with a reason that is printed. What only
//! the text format can get wrong (`assert_malformed` of quoted text that the text parser refuses) says nothing about a runtime and is counted apart.
//! What is compared: trap kinds (not "some trap"), exhaustion apart from traps, malformed apart from invalid, float results
//! bit for bit or against the script's NaN patterns, references by identity.

mod execute;
mod matching;
mod spectest;
mod suite;

pub use matching::value_of;
pub use suite::{Exclusion, SuiteFile, exclusions, regressions, suite};

use crate::machine::{Runtime, Unable};
use std::collections::BTreeMap;
use std::fmt;

/// An assertion that did not hold, or a directive that could not be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line of the directive, from 1.
    pub line: usize,
    /// What was expected and what happened, or why it was skipped.
    pub message: String,
}

/// What became of one script's directives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Assertions and actions that held.
    pub passed: usize,
    /// Assertions about the text format alone that held: no runtime was asked.
    pub text_passed: usize,
    /// Those that did not hold.
    pub failed: Vec<Finding>,
    /// Those that were not tried, with the reason.
    pub skipped: Vec<Finding>,
    /// Those that the runtime cannot do, with the feature that it lacks.
    pub unsupported: Vec<Finding>,
}

impl Report {
    /// Adds another script's figures.
    pub fn add(&mut self, other: &Report) {
        self.passed += other.passed;
        self.text_passed += other.text_passed;
        self.failed.extend(other.failed.iter().cloned());
        self.skipped.extend(other.skipped.iter().cloned());
        self.unsupported.extend(other.unsupported.iter().cloned());
    }

    /// How many directives need each feature that the runtime lacks.
    pub fn unsupported_by_feature(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.unsupported {
            *counts.entry(finding.message.as_str()).or_default() += 1;
        }
        counts
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped, {} of the text format",
            self.passed,
            self.failed.len(),
            self.skipped.len(),
            self.text_passed
        )?;
        self.unsupported_by_feature()
            .iter()
            .try_for_each(|(feature, count)| write!(f, ", {count} need {feature}"))
    }
}

/// Runs a script. `exclusions` name the directives that do not belong to WebAssembly 2.0.
///
/// # Errors
/// Only when the runtime cannot run at all. A script that cannot be parsed is one failed finding.
pub fn run_script(text: &str, runtime: &dyn Runtime, exclusions: &[Exclusion]) -> Result<Report, Unable> {
    let mut lexer = wast::lexer::Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let unparsable = |error: wast::Error| Report {
        failed: vec![Finding {
            line: error.span().linecol_in(text).0 + 1,
            message: format!("cannot parse the script: {}", error.message()),
        }],
        ..Report::default()
    };
    let buffer = match wast::parser::ParseBuffer::new_with_lexer(lexer) {
        Ok(buffer) => buffer,
        Err(error) => return Ok(unparsable(error)),
    };
    let script = match wast::parser::parse::<wast::Wast>(&buffer) {
        Ok(script) => script,
        Err(error) => return Ok(unparsable(error)),
    };
    let mut executor = execute::Executor::new(runtime)?;
    let mut report = Report::default();
    for directive in script.directives {
        let line = directive.span().linecol_in(text).0 + 1;
        if let Some(exclusion) = exclusions.iter().find(|e| e.line.is_none_or(|l| l == line)) {
            report.skipped.push(Finding {
                line,
                message: exclusion.reason.to_owned(),
            });
            continue;
        }
        match executor.directive(directive) {
            Ok(execute::Passed::Runtime) => report.passed += 1,
            Ok(execute::Passed::TextFormat) => report.text_passed += 1,
            Ok(execute::Passed::NotAnAssertion) => {}
            Err(execute::Unheld::Failed(message)) => report.failed.push(Finding { line, message }),
            Err(execute::Unheld::Unsupported(message)) => report.unsupported.push(Finding { line, message }),
        }
    }
    Ok(report)
}
