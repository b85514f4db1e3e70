//! Testcases: a plain `.wasm` file whose last custom section, `touchstone.plan`, holds the plan.
//!
//! A testcase therefore opens in any Wasm tool, any `.wasm` file in the world is a testcase (a plan is
//! generated for it), and bytes that are no module are entropy for the generator. The plan is CBOR: self-describing,
//! versioned, with a default for whatever is missing. It stands last, so that byte offsets in the module do not depend on it.

mod default_plan;
mod envelope;
pub mod plan;
mod show;

use crate::module_info::ModuleInfo;

pub use default_plan::{PlanSize, default_plan};
pub use envelope::{DecodeError, SECTION, plan_bytes, split};
pub(crate) use show::config_letter;
pub use show::{show, step_line};

pub use plan::{
    EngineConfig, HostCall, HostEffect, HostFunction, HostItem, HostScript, ImportSource, Limits, ModuleBytes, Plan,
    Pool, Step, Target, recorded_size,
};

/// Modules and what to do with them.
#[derive(Clone, Debug, PartialEq)]
pub struct Testcase {
    /// The carrier: module 0, without the plan's section.
    pub wasm: Vec<u8>,
    /// What to do.
    pub plan: Plan,
    /// True when the file held no plan and [`default_plan`] made this one.
    pub generated_plan: bool,
}

impl Testcase {
    /// A testcase from a module and a plan.
    pub fn new(wasm: Vec<u8>, plan: Plan) -> Testcase {
        Testcase {
            wasm,
            plan,
            generated_plan: false,
        }
    }

    /// Reads a file's bytes. A module without a plan gets the default plan.
    ///
    /// # Errors
    /// Says what the bytes are instead of a testcase. Never panics, whatever the bytes.
    pub fn decode(bytes: &[u8]) -> Result<Testcase, DecodeError> {
        let (wasm, plan) = split(bytes)?;
        let wasm = wasm.to_vec();
        match plan {
            Some(plan) => Ok(Testcase {
                plan: envelope::parse_plan(plan)?,
                wasm,
                generated_plan: false,
            }),
            None => Ok(Testcase {
                plan: default_plan(&wasm, PlanSize::default()),
                wasm,
                generated_plan: true,
            }),
        }
    }

    /// The file's bytes. An older plan section in the module is replaced.
    pub fn encode(&self) -> Vec<u8> {
        envelope::join(&self.wasm, &self.plan)
    }

    /// Module `index`: 0 is the carrier.
    pub fn module(&self, index: u32) -> Option<&[u8]> {
        match index {
            0 => Some(&self.wasm),
            _ => self.plan.modules.get(index as usize - 1).map(|m| m.0.as_slice()),
        }
    }

    /// Names of the functions that the module in instance slot `slot` exports.
    pub fn exports_of_slot(&self, slot: u32) -> Vec<String> {
        let mut modules = self.plan.steps.iter().filter_map(|step| match step {
            Step::Instantiate { module, .. } => Some(*module),
            _ => None,
        });
        let info = modules
            .nth(slot as usize)
            .and_then(|module| self.module(module))
            .map(ModuleInfo::read);
        let info = info.unwrap_or_default();
        info.func_exports().map(|(name, _)| name.to_string()).collect()
    }

    /// The testcase with sweeps written out as calls: what runs, and what step numbers mean.
    pub fn expanded(self) -> Testcase {
        if !self.plan.steps.iter().any(|step| matches!(step, Step::Sweep { .. })) {
            return self;
        }
        let steps = self.plan.expanded(|slot| self.exports_of_slot(slot));
        let plan = Plan { steps, ..self.plan };
        Testcase { plan, ..self }
    }

    /// The 64-bit digest that draws what is drawn deterministically from a testcase.
    pub fn seed(&self) -> u64 {
        // What the writing host recorded of itself draws nothing.
        let plan = Plan {
            defaults: EngineConfig::default(),
            ..self.plan.clone()
        };
        xxhash_rust::xxh3::xxh3_64_with_seed(&plan_bytes(&plan), xxhash_rust::xxh3::xxh3_64(&self.wasm))
    }
}
