//! What each runtime can do and what its knobs mean for a comparison: data, apart from execution.

use crate::check::RuntimeKind;
use crate::testcase::EngineConfig;

/// The knob that counts fuel.
pub const FUEL_KNOB: &str = "fuel";
/// The knob that counts call-stack units.
pub const STACK_KNOB: &str = "call_stack_budget";
/// The knob that makes NaNs canonical.
pub const NAN_KNOB: &str = "nan_canonicalization";

/// What a runtime can do, whatever its configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Name in `--runtime` and in tables.
    pub name: &'static str,
    /// Proposals and versions of the specification that it has.
    pub features: &'static [&'static str],
    /// Counts the operations whose NaN the specification leaves open.
    pub counts_open_nans: bool,
    /// Budgets can be switched off.
    pub can_run_uncounted: bool,
    /// NaNs are always those of the deterministic profile.
    pub always_canonical: bool,
}

const FEATURES_2_0: &[&str] = &[
    "mvp",
    "mutable-global",
    "sign-extension",
    "saturating-float-to-int",
    "multi-value",
    "bulk-memory",
    "reference-types",
    "simd",
];

/// The reference interpreter.
pub const REFERENCE: Capabilities = Capabilities {
    name: "reference",
    features: FEATURES_2_0,
    counts_open_nans: true,
    can_run_uncounted: false,
    always_canonical: true,
};

/// The engine.
pub const ENGINE: Capabilities = Capabilities {
    name: "engine",
    features: FEATURES_2_0,
    counts_open_nans: false,
    can_run_uncounted: true,
    always_canonical: false,
};

/// The byte model of memories: straight-line code over memories only.
pub const MODEL: Capabilities = Capabilities {
    name: "model",
    features: &["mvp", "bulk-memory", "simd"],
    counts_open_nans: false,
    can_run_uncounted: false,
    always_canonical: true,
};

/// All runtimes.
pub const ALL: [Capabilities; 3] = [REFERENCE, ENGINE, MODEL];

/// The capabilities of a run's implementation.
pub fn of(kind: &RuntimeKind) -> Capabilities {
    match kind {
        RuntimeKind::Reference => REFERENCE,
        RuntimeKind::Engine(_) => ENGINE,
        RuntimeKind::Model => MODEL,
    }
}

/// True when every NaN that the run makes is the canonical one where the specification leaves a choice.
pub fn canonical_nans(kind: &RuntimeKind) -> bool {
    match kind {
        RuntimeKind::Engine(config) => config.get(NAN_KNOB).map_or_else(nan_default, |value| value == "true"),
        RuntimeKind::Reference => REFERENCE.always_canonical,
        RuntimeKind::Model => MODEL.always_canonical,
    }
}

fn nan_default() -> bool {
    touchstone_engine::Config::new().nan_canonicalization()
}

/// Switches fuel and depth counting on or off together.
pub fn set_counting(config: &mut EngineConfig, on: bool) {
    let value = if on { "true" } else { "false" };
    config.set(FUEL_KNOB, value);
    config.set(STACK_KNOB, value);
}

/// True when the run counts neither fuel nor depth.
pub fn uncounted(kind: &RuntimeKind) -> bool {
    match kind {
        RuntimeKind::Engine(config) => {
            let off = |knob| config.get(knob).is_some_and(|value| value == "false");
            off(FUEL_KNOB) && off(STACK_KNOB)
        }
        RuntimeKind::Reference | RuntimeKind::Model => false,
    }
}
