//! The comparison of two traces of one plan.
//!
//! # What is compared
//!
//! Two runs of the same plan must leave the same trace, step by step:
//!
//! 1. **Outcome**: returned values bit for bit (a float's NaN payload and sign included, references by identity); a trap by kind,
//!    function and byte offset; what ran out, and where; whether a module was rejected; which import did not fit.
//! 2. **Host calls**: their number, order, function and arguments, and the outcome of everything that the host did during them.
//! 3. **Fuel**, when both runs counted: two runs that agree on results but took different paths still diverge.
//! 4. **State**, after returns, traps, exhaustion and failed instantiations alike: length and digest of every memory and
//!    table, every global, every dropped segment, of every instance and of the host, exported or not.
//!
//! The first step at which they part is the finding; within a step, the first aspect in the order above. Later steps start from
//! states that differ already and are not looked at.
//!
//! # What may differ
//!
//! * *Which* error a rejected module has. Between malformed and invalid, and in offsets, the specification leaves the order of
//!   checks open when a module has several faults. Whether it is rejected is compared. (The script runner compares more, because
//!   the official scripts say what they expect.)
//! * NaNs where the specification permits a set. The reference counts the operations that met such a NaN. At 0 every run is
//!   compared bit for bit. Otherwise runs that canonicalise (the deterministic profile) still are, and a run that does not is a
//!   counted discard ([`Discard::OpenNan`](crate::discard::Discard)).
//! * What depends on the host: running out of native stack, of memory or of the slots of a pool, features and limits that an
//!   implementation does not have. Each is a named discard of that run from that step on; the steps before it are compared.
//! * Link error messages and internal handles.
//!
//! # What it cannot see
//!
//! * A fault that all runs share: the specification misread in the same way twice, or a fault in this crate's driver.
//! * Effects that vanish before the end of the step: a memory that was wrong and was overwritten. Only states between steps and
//!   during host calls (through what the host reads and calls back) are looked at.
//! * Damage outside of every store: a read past the end of a memory whose value is dropped, a write into the host's own memory. The
//!   sanitizer and guard pages are the oracles for those.
//! * Time.

use crate::outcome::{Failure, Outcome, Rejection};
use crate::trace::{HostCallTrace, InstanceState, State, StepTrace, Trace};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whose state differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The host's items.
    Host,
    /// An instance slot.
    Instance(u32),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Host => write!(f, "host"),
            Owner::Instance(slot) => write!(f, "instance {slot}"),
        }
    }
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// How the step ended.
    Outcome,
    /// The host call of this number.
    HostCall(u32),
    /// Consumed fuel.
    Fuel,
    /// Whether an instance exists.
    Allocation(Owner),
    /// A memory, by index among those that the owner defines.
    Memory(Owner, u32),
    /// A table.
    Table(Owner, u32),
    /// A global.
    Global(Owner, u32),
    /// Dropped element segments.
    DroppedElem(Owner),
    /// Dropped data segments.
    DroppedData(Owner),
    /// One trace has fewer steps without saying why.
    Length,
}

impl Aspect {
    /// One word, for signatures and counters.
    pub fn name(&self) -> &'static str {
        match self {
            Aspect::Outcome => "outcome",
            Aspect::HostCall(_) => "host_call",
            Aspect::Fuel => "fuel",
            Aspect::Allocation(_) => "allocation",
            Aspect::Memory(..) => "memory",
            Aspect::Table(..) => "table",
            Aspect::Global(..) => "global",
            Aspect::DroppedElem(_) => "dropped_elem",
            Aspect::DroppedData(_) => "dropped_data",
            Aspect::Length => "length",
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Aspect::HostCall(n) => write!(f, "host call {n}"),
            Aspect::Allocation(owner) => write!(f, "existence of {owner}"),
            Aspect::Memory(owner, i) => write!(f, "memory {i} of {owner}"),
            Aspect::Table(owner, i) => write!(f, "table {i} of {owner}"),
            Aspect::Global(owner, i) => write!(f, "global {i} of {owner}"),
            Aspect::DroppedElem(owner) => write!(f, "dropped element segments of {owner}"),
            Aspect::DroppedData(owner) => write!(f, "dropped data segments of {owner}"),
            _ => f.write_str(self.name()),
        }
    }
}

/// Two traces part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Divergence {
    /// The first divergent step.
    pub step: u32,
    /// The first aspect that differs in it.
    pub aspect: Aspect,
    /// Names of the two runs.
    pub runs: [String; 2],
    /// What each of them has there.
    pub values: [String; 2],
    /// Stable over re-runs and smaller variants of the case: for deduplication.
    pub signature: String,
}

/// The first divergence of two traces of one plan, or `None` when they agree as far as both go.
pub fn compare(left: &Trace, right: &Trace) -> Option<Divergence> {
    let at = |step: usize, difference: Difference| Divergence {
        step: step as u32,
        signature: format!("{}:{}", difference.aspect.name(), difference.classes.join("/")),
        aspect: difference.aspect,
        runs: [left.runtime.clone(), right.runtime.clone()],
        values: difference.values,
    };
    for (i, (a, b)) in left.steps.iter().zip(&right.steps).enumerate() {
        if let Some(difference) = compare_internal(a, b) {
            return Some(at(i, difference));
        }
        if gives_up(&a.outcome) || gives_up(&b.outcome) {
            return None;
        }
        if let Some(difference) = compare_step(a, b) {
            return Some(at(i, difference));
        }
    }
    let common = left.steps.len().min(right.steps.len());
    (left.steps.len() != right.steps.len()).then(|| {
        at(
            common,
            Difference::new(Aspect::Length, &left.steps.len(), &right.steps.len()),
        )
    })
}

struct Difference {
    aspect: Aspect,
    values: [String; 2],
    classes: [String; 2],
}

impl Difference {
    fn new(aspect: Aspect, left: &dyn fmt::Display, right: &dyn fmt::Display) -> Difference {
        Difference {
            aspect,
            values: [left.to_string(), right.to_string()],
            classes: Default::default(),
        }
    }

    fn of_outcomes(aspect: Aspect, left: &Outcome, right: &Outcome) -> Difference {
        Difference {
            classes: [class(left), class(right)],
            ..Difference::new(aspect, left, right)
        }
    }
}

/// True when the run says nothing from this step on, for a reason of its host or its implementation.
fn gives_up(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Failed(Failure::NativeStack | Failure::OutOfMemory | Failure::Pool(_) | Failure::Unsupported(_))
            | Outcome::Rejected(Rejection::Unsupported(_) | Rejection::ImplementationLimit(_) | Rejection::Pool(_))
    )
}

/// A broken invariant never agrees, not even with the same one.
fn compare_internal(a: &StepTrace, b: &StepTrace) -> Option<Difference> {
    let internal = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Failed(Failure::Internal(_)) | Outcome::Rejected(Rejection::Internal(_))
        )
    };
    (internal(&a.outcome) || internal(&b.outcome))
        .then(|| Difference::of_outcomes(Aspect::Outcome, &a.outcome, &b.outcome))
}

fn compare_step(a: &StepTrace, b: &StepTrace) -> Option<Difference> {
    if !same_outcome(&a.outcome, &b.outcome) {
        return Some(Difference::of_outcomes(Aspect::Outcome, &a.outcome, &b.outcome));
    }
    if let Some(difference) = compare_host_calls(&a.host_calls, &b.host_calls) {
        return Some(difference);
    }
    if let (Some(left), Some(right)) = (a.fuel, b.fuel)
        && left != right
    {
        return Some(Difference::new(Aspect::Fuel, &left, &right));
    }
    compare_state(&a.state, &b.state)
}

fn same_outcome(a: &Outcome, b: &Outcome) -> bool {
    match (a, b) {
        (Outcome::Rejected(_), Outcome::Rejected(_)) => true,
        _ => a == b,
    }
}

fn compare_host_calls(a: &[HostCallTrace], b: &[HostCallTrace]) -> Option<Difference> {
    for i in 0..a.len().max(b.len()) {
        let aspect = Aspect::HostCall(i as u32);
        match (a.get(i), b.get(i)) {
            (Some(left), Some(right)) if left == right => {}
            (left, right) => return Some(Difference::new(aspect, &Call(left), &Call(right))),
        }
    }
    None
}

struct Call<'a>(Option<&'a HostCallTrace>);

impl fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(call) = self.0 else {
            return write!(f, "no call");
        };
        write!(f, "host {}({})", call.func, list(&call.args))?;
        call.effects.iter().try_for_each(|effect| write!(f, "; {effect}"))
    }
}

fn list(values: &[Value]) -> String {
    values.iter().map(|v| v.to_string()).collect::<Vec<_>>().join(", ")
}

fn compare_state(a: &State, b: &State) -> Option<Difference> {
    if let Some(difference) = compare_instance(Owner::Host, &a.items, &b.items) {
        return Some(difference);
    }
    for i in 0..a.instances.len().max(b.instances.len()) {
        let owner = Owner::Instance(i as u32);
        let left = a.instances.get(i).and_then(|s| s.as_ref());
        let right = b.instances.get(i).and_then(|s| s.as_ref());
        let difference = match (left, right) {
            (Some(left), Some(right)) => compare_instance(owner, left, right),
            (None, None) => None,
            (left, right) => {
                let word = |there: bool| if there { "allocated" } else { "not allocated" };
                Some(Difference::new(
                    Aspect::Allocation(owner),
                    &word(left.is_some()),
                    &word(right.is_some()),
                ))
            }
        };
        if difference.is_some() {
            return difference;
        }
    }
    None
}

fn compare_instance(owner: Owner, a: &InstanceState, b: &InstanceState) -> Option<Difference> {
    if a == b {
        return None;
    }
    let memory = |i: usize, state: &InstanceState| match state.memories.get(i) {
        Some(m) => format!("{} pages, digest {:032x}", m.pages, m.digest.0),
        None => "none".to_string(),
    };
    let table = |i: usize, state: &InstanceState| match state.tables.get(i) {
        Some(t) => format!("{} elements, digest {:032x}", t.len, t.digest.0),
        None => "none".to_string(),
    };
    let global = |i: usize, state: &InstanceState| match state.globals.get(i) {
        Some(value) => value.to_string(),
        None => "none".to_string(),
    };
    type Show<'a> = &'a dyn Fn(usize, &InstanceState) -> String;
    let first = |length: usize, show: Show<'_>, aspect: fn(Owner, u32) -> Aspect| {
        let i = (0..length).find(|&i| show(i, a) != show(i, b))?;
        Some(Difference::new(aspect(owner, i as u32), &show(i, a), &show(i, b)))
    };
    let flags = |flags: &[bool]| flags.iter().map(|&f| if f { 'x' } else { '.' }).collect::<String>();
    first(a.memories.len().max(b.memories.len()), &memory, Aspect::Memory)
        .or_else(|| first(a.tables.len().max(b.tables.len()), &table, Aspect::Table))
        .or_else(|| first(a.globals.len().max(b.globals.len()), &global, Aspect::Global))
        .or_else(|| {
            let aspect = match a.dropped_elem != b.dropped_elem {
                true => (Aspect::DroppedElem(owner), &a.dropped_elem, &b.dropped_elem),
                false if a.dropped_data != b.dropped_data => {
                    (Aspect::DroppedData(owner), &a.dropped_data, &b.dropped_data)
                }
                false => return None,
            };
            Some(Difference::new(aspect.0, &flags(aspect.1), &flags(aspect.2)))
        })
}

/// What kind of outcome this is, without its particulars.
fn class(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Returned(_) => "returned".into(),
        Outcome::Failed(Failure::Trap(kind, _)) => format!("trap.{}", kind.name()),
        Outcome::Failed(Failure::Exhausted(what, _)) => format!("exhausted.{}", what.name()),
        Outcome::Failed(Failure::NativeStack) => "native_stack".into(),
        Outcome::Failed(Failure::OutOfMemory) => "out_of_memory".into(),
        Outcome::Failed(Failure::Unsupported(_)) => "unsupported".into(),
        Outcome::Failed(Failure::Pool(_)) => "pool".into(),
        Outcome::Failed(Failure::Internal(_)) | Outcome::Rejected(Rejection::Internal(_)) => "internal".into(),
        Outcome::Rejected(_) => "rejected".into(),
        Outcome::Unlinkable(_) => "unlinkable".into(),
        Outcome::Skipped => "skipped".into(),
    }
}
