//! Runs in this process.

use super::{Executor, RunResult, RunSpec, watchdog};
use crate::driver::{self, Options, Prepared};
use crate::{pool, runtimes};
use std::rc::Rc;

/// Runs in this process, each under the watchdog.
#[derive(Debug, Default)]
pub struct InProcess {
    runs: u32,
}

impl Executor for InProcess {
    fn run(&mut self, prepared: &Rc<Prepared>, spec: &RunSpec) -> RunResult {
        let _watch = watchdog::watch(self.runs);
        self.runs += 1;
        run_here(prepared, spec, Some(watchdog::on_step))
    }
}

/// Makes one run here and now.
pub fn run_here(prepared: &Rc<Prepared>, spec: &RunSpec, on_step: Option<fn(u32)>) -> RunResult {
    if prepared.case.plan.pool.is_some() {
        return pool::run_here(prepared, spec, on_step);
    }
    let runtime = runtimes::runtime(&spec.runtime);
    let mut machine = match runtime.machine(&prepared.case.plan.limits) {
        Ok(machine) => machine,
        Err(unable) => return RunResult::Unable(unable),
    };
    let options = Options {
        full_at: spec.full_at,
        stop_after: spec.full_at,
        on_step,
    };
    RunResult::Trace(driver::run(prepared, machine.as_mut(), &spec.name, options))
}
