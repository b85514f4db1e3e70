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
    /// Those of [`FEATURES`] that it has.
    pub features: &'static [&'static str],
    /// Counts the operations whose NaN the specification leaves open.
    pub counts_open_nans: bool,
    /// Budgets can be switched off.
    pub can_run_uncounted: bool,
    /// NaNs are always those of the deterministic profile.
    pub always_canonical: bool,
}

/// What a run may ask for: the parts of WebAssembly 2.0, and what only the host does.
pub const FEATURES: &[&str] = &[
    "mvp",
    "mutable-global",
    "sign-extension",
    "saturating-float-to-int",
    "multi-value",
    "bulk-memory",
    "reference-types",
    "simd",
    HOST_TABLE_GROWTH,
];

/// The host grows a table.
const HOST_TABLE_GROWTH: &str = "host-table-growth";

impl Capabilities {
    /// True when this is a feature, and one that the runtime does not have.
    pub fn lacks(&self, feature: &str) -> bool {
        FEATURES.contains(&feature) && !self.features.contains(&feature)
    }
}

/// The reference interpreter.
pub const REFERENCE: Capabilities = Capabilities {
    name: "reference",
    features: FEATURES,
    counts_open_nans: true,
    can_run_uncounted: false,
    always_canonical: true,
};

/// The verified interpreter. What its decoder calls unsupported is exactly what this list lacks of [`REFERENCE`]'s: a feature that lands is
/// added here, and the official scripts are then run for it.
pub const VERIFIED: Capabilities = Capabilities {
    name: "verified",
    features: FEATURES,
    counts_open_nans: false,
    can_run_uncounted: false,
    always_canonical: true,
};

/// The engine.
pub const ENGINE: Capabilities = Capabilities {
    name: "engine",
    features: FEATURES,
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
pub const ALL: [Capabilities; 4] = [REFERENCE, VERIFIED, ENGINE, MODEL];

/// The capabilities of a run's implementation.
pub fn of(kind: &RuntimeKind) -> Capabilities {
    match kind {
        RuntimeKind::Reference => REFERENCE,
        RuntimeKind::Verified => VERIFIED,
        RuntimeKind::Engine(_) | RuntimeKind::Pooled(_) => ENGINE,
        RuntimeKind::Model => MODEL,
    }
}

/// True when every NaN that the run makes is the canonical one where the specification leaves a choice.
pub fn canonical_nans(kind: &RuntimeKind) -> bool {
    match kind.engine_config() {
        Some(config) => config.get(NAN_KNOB).map_or_else(nan_default, |value| value == "true"),
        None => of(kind).always_canonical,
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
    kind.engine_config().is_some_and(|config| {
        let off = |knob| config.get(knob).is_some_and(|value| value == "false");
        off(FUEL_KNOB) && off(STACK_KNOB)
    })
}
