//! The plan: what is done with a testcase's modules, and under which configurations.
//!
//! A plan is data that survives: every field has a default, unknown fields are ignored, names are text. What it
//! names may be missing (an export that a mutation removed, an instance that failed); the driver then does the
//! nearest sensible thing, the same in every runtime, and says so in the trace.

use crate::value::{SizeLimits, TableType, Value};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use touchstone_engine::config::{KNOBS, Kind};

/// The version that this build writes. It reads this one and all older ones.
pub const VERSION: u32 = 2;

/// Fuel of a step whose plan does not say.
pub const DEFAULT_FUEL: u64 = 100_000;
/// Call-stack budget of a step whose plan does not say, in units of `engine/FUEL.md`.
pub const DEFAULT_STACK: u64 = 16_384;

/// What to do with a testcase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Version of the encoding.
    pub version: u32,
    /// Configurations of the engine, each of them one run; by knob name. A knob that is left out has its value in
    /// `defaults`.
    pub configs: Vec<EngineConfig>,
    /// Every knob's default in the build that wrote the plan, so that a testcase means the same after a default has
    /// changed. Empty in a plan by hand: then the reading build's defaults count.
    #[serde(skip_serializing_if = "EngineConfig::is_empty")]
    pub defaults: EngineConfig,
    /// Limits of the store.
    pub limits: Limits,
    /// Fuel of each step that does not have its own.
    pub fuel: u64,
    /// Call-stack budget of each step that does not have its own, in units.
    pub stack: u64,
    /// Modules besides the carrier, which is module 0; these are 1, 2 and so on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<ModuleBytes>,
    /// Things that the host makes before the first step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<HostItem>,
    /// What host functions do.
    pub host: HostScript,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Set when the steps are those of several stores in one engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<Pool>,
    /// Whether the byte model of memories runs too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub model: bool,
    /// Where the testcase comes from, for people (a generator's name, a file).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub origin: String,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            version: VERSION,
            configs: default_configs(),
            defaults: EngineConfig::default(),
            limits: Limits::default(),
            fuel: DEFAULT_FUEL,
            stack: DEFAULT_STACK,
            modules: Vec::new(),
            items: Vec::new(),
            host: HostScript::default(),
            steps: vec![Step::Instantiate {
                module: 0,
                imports: Vec::new(),
                fuel: None,
                stack: None,
            }],
            pool: None,
            model: false,
            origin: String::new(),
        }
    }
}

/// Calls that the sweeps of a plan stand for at most; what is beyond is left out.
const MOST_SWEPT: usize = 4000;

impl Plan {
    /// The steps with each [`Step::Sweep`] as the calls that it stands for; `exports` yields the names of the functions that an
    /// instance slot exports.
    pub fn expanded(&self, exports: impl Fn(u32) -> Vec<String>) -> Vec<Step> {
        let mut room = MOST_SWEPT;
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let Step::Sweep {
                instance,
                prefix,
                arguments,
            } = step
            else {
                steps.push(step.clone());
                continue;
            };
            let exports = exports(*instance);
            let swept = arguments
                .iter()
                .flat_map(|argument| exports.iter().map(move |export| (argument, export)))
                .filter(|(_, export)| export.starts_with(prefix.as_str()));
            for (argument, export) in swept.take(room) {
                room -= 1;
                steps.push(Step::Call {
                    instance: *instance,
                    export: export.clone(),
                    args: vec![Value::I32(*argument as i32)],
                    fuel: None,
                    stack: None,
                });
            }
        }
        steps
    }
}

/// The best and the plainest code, both with canonical NaNs, so that no open NaN keeps a run from being compared.
fn default_configs() -> Vec<EngineConfig> {
    let canonical = ("nan_canonicalization", "true");
    vec![
        EngineConfig::new(&[canonical]),
        EngineConfig::new(&[("opt_level", "none"), canonical]),
    ]
}

impl Plan {
    /// Writes down every knob's default, unless an earlier build did.
    pub fn record_defaults(&mut self) {
        if self.defaults.is_empty() {
            self.defaults.clone_from(build_defaults());
        }
    }

    /// Configuration `config` with the recorded defaults that differ from this build's.
    ///
    /// A CPU feature that the recording host had and this one lacks is left out: what the plan itself does not ask for must not
    /// keep a testcase from running elsewhere. [`Plan::missing_features`] names them.
    pub fn effective(&self, config: &EngineConfig) -> EngineConfig {
        let mut effective = config.clone();
        for (knob, value) in &self.defaults.0 {
            let known = config.get(knob).is_some() || build_defaults().get(knob) == Some(value);
            if !known && !is_missing_feature(knob, value) {
                effective.set(knob, value);
            }
        }
        effective
    }

    /// The CPU features that were on by default where the plan was written and that this host lacks.
    pub fn missing_features(&self) -> Vec<&str> {
        let missing = |(knob, value): &&(String, String)| is_missing_feature(knob, value);
        self.defaults
            .0
            .iter()
            .filter(missing)
            .map(|(knob, _)| knob.as_str())
            .collect()
    }
}

/// Every knob with its default in this build and on this host.
fn build_defaults() -> &'static EngineConfig {
    static DEFAULTS: OnceLock<EngineConfig> = OnceLock::new();
    DEFAULTS.get_or_init(|| {
        let pairs = KNOBS.iter().map(|knob| (knob.name.to_string(), knob.default_text()));
        EngineConfig(pairs.collect())
    })
}

/// Bytes that the recorded defaults add to a plan's encoding, at most.
pub fn recorded_size() -> usize {
    // Three bytes of CBOR for each pair, and the field's own name.
    let pair = |(knob, value): &(String, String)| knob.len() + value.len() + 5;
    build_defaults().0.iter().map(pair).sum::<usize>() + 16
}

fn is_missing_feature(knob: &str, value: &str) -> bool {
    value == "true"
        && KNOBS
            .iter()
            .any(|k| k.name == knob && matches!(k.kind, Kind::CpuFeature { available, .. } if !available()))
}

/// The bytes of a further module; a byte string in CBOR.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct ModuleBytes(pub Vec<u8>);

impl std::fmt::Debug for ModuleBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ModuleBytes({} bytes)", self.0.len())
    }
}

/// One configuration of the engine: values by knob name, in the engine's textual form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EngineConfig(pub Vec<(String, String)>);

impl EngineConfig {
    /// A configuration from pairs.
    pub fn new(knobs: &[(&str, &str)]) -> EngineConfig {
        EngineConfig(knobs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect())
    }

    /// True when it names no knob.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All knobs as `name=value`, separated by spaces.
    pub fn words(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|(k, v)| format!("{k}={v}")).collect();
        if words.is_empty() {
            "defaults".into()
        } else {
            words.join(" ")
        }
    }

    /// The value that the plan gives to `knob`; the last one counts.
    pub fn get(&self, knob: &str) -> Option<&str> {
        self.0.iter().rev().find(|(k, _)| k == knob).map(|(_, v)| v.as_str())
    }

    /// Sets `knob`, replacing a former value.
    pub fn set(&mut self, knob: &str, value: &str) {
        match self.0.iter_mut().rev().find(|(k, _)| k == knob) {
            Some(entry) => entry.1 = value.to_string(),
            None => self.0.push((knob.to_string(), value.to_string())),
        }
    }
}

/// Limits of a store, as defined in `engine/FUEL.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Pages per memory.
    pub memory_pages: u32,
    /// Elements per table.
    pub table_elements: u32,
    /// Bytes over all memories, plus 8 per table element, over the store's life.
    pub total_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory_pages: 64,
            table_elements: 10_000,
            total_bytes: 16 << 20,
        }
    }
}

/// Something that the host makes and that instantiations may import ([`ImportSource::Item`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostItem {
    /// A memory; limits in pages.
    Memory(SizeLimits),
    /// A table, its elements null.
    Table(TableType),
    /// A global.
    Global {
        /// Initial value; gives the type.
        value: Value,
        /// True for `mut`.
        mutable: bool,
    },
}

/// What an import is bound to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportSource {
    /// Something new of exactly the type that the import asks for: a function whose script number is the import's number
    /// among the module's function imports, a memory or table of the minimal size, a global with a value drawn from the
    /// script.
    #[default]
    Auto,
    /// A host function of the type that the import asks for, with this script number.
    Host(u32),
    /// A new global of the type that the import asks for, with this value.
    Value(Value),
    /// The host item of this number; may be of the wrong type, which is a link error.
    Item(u32),
    /// An export of an earlier instance; may be of the wrong type, which is a link error.
    Export {
        /// Instance slot.
        instance: u32,
        /// Export name.
        name: String,
    },
    /// Nothing: a link error.
    Missing,
}

/// What a plan of several stores in one engine says beside its steps.
///
/// The steps of such a plan are [`Step::In`], [`Step::End`], [`Step::Forget`], [`Step::Exhaust`] and [`Step::Flush`]. Its first
/// configuration is the engine's that all stores share; the second one that of the fresh engines in which each store's steps are
/// repeated alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pool {
    /// Threads, 1 or 2: sessions with an odd number run on the second. They hand over a baton with every step.
    pub threads: u32,
}

impl Default for Pool {
    fn default() -> Pool {
        Pool { threads: 1 }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Instantiates a module; the n-th `Instantiate` of the plan fills instance slot n, also when it fails.
    Instantiate {
        /// Module number; 0 is the carrier.
        module: u32,
        /// By index of the import; those left out are `Auto`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        imports: Vec<ImportSource>,
        /// Fuel, if not the plan's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fuel: Option<u64>,
        /// Call-stack budget, if not the plan's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stack: Option<u64>,
    },
    /// Calls an exported function.
    Call {
        /// Instance slot.
        #[serde(default)]
        instance: u32,
        /// Export name.
        export: String,
        /// Arguments; adapted to the function's type.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        args: Vec<Value>,
        /// Fuel, if not the plan's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fuel: Option<u64>,
        /// Call-stack budget, if not the plan's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stack: Option<u64>,
    },
    /// For each of these arguments in turn: a call of each exported function of that prefix with the argument as its only one.
    Sweep {
        /// Instance slot.
        #[serde(default, skip_serializing_if = "is_zero")]
        instance: u32,
        /// Functions whose name begins so; all when it is empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prefix: String,
        /// One row of calls each.
        arguments: Vec<u32>,
    },
    /// The host acts between calls.
    Host(HostEffect),
    /// A step of one of several sessions, each with a store of its own that its first step makes.
    In {
        /// Which one.
        session: u32,
        /// Its step; instance slots are counted within the session.
        step: Box<Step>,
        /// Whether an instantiation takes the module as it was linked once for many stores, if that can be.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        linked: bool,
    },
    /// A session ends: its store is dropped. A later step with its number belongs to another session.
    End {
        /// Which one.
        session: u32,
    },
    /// The compiled module is dropped. It is compiled anew when it is instantiated next.
    Forget {
        /// Module number.
        module: u32,
    },
    /// Instantiates a module in new stores, and grows what is in them, until the pools are exhausted; then drops them all.
    Exhaust {
        /// Module number.
        module: u32,
        /// Instantiations at most.
        most: u32,
        /// As for [`Step::In`].
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        linked: bool,
    },
    /// The pools' slots that wait to be reset are reset.
    Flush,
    /// The instance's handle is dropped: no later step can name it and its state is no longer looked at.
    Drop {
        /// Instance slot.
        instance: u32,
    },
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What host functions do: function `n` of the script follows `functions[n % len]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostScript {
    /// Behaviour by script number; empty means that every function returns zeros.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<HostFunction>,
    /// Calls of host functions nested in one another, at most; deeper ones return zeros and do nothing.
    pub max_depth: u32,
    /// Host calls per step, at most; later ones return zeros and do nothing.
    pub max_calls: u32,
}

impl Default for HostScript {
    fn default() -> HostScript {
        HostScript {
            functions: Vec::new(),
            max_depth: 4,
            max_calls: 10_000,
        }
    }
}

/// One host function's behaviour: its k-th call of the run follows `calls[k % len]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostFunction {
    /// Behaviour by call; empty means: return zeros.
    pub calls: Vec<HostCall>,
}

/// What one call of a host function does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostCall {
    /// Done first, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<HostEffect>,
    /// Results; adapted to the function's type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<Value>,
    /// Trap in place of returning.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub trap: bool,
}

/// A memory, table or global that the host reaches. Nothing happens when it does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A host item.
    Item(u32),
    /// By instance slot and index in that instance's index space of memories, tables or globals; also what is not exported.
    Instance {
        /// Instance slot.
        instance: u32,
        /// Index.
        index: u32,
    },
}

/// Something that the host does to a store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostEffect {
    /// Writes bytes; out of bounds writes nothing.
    WriteMemory {
        /// Which memory.
        target: Target,
        /// Byte offset.
        offset: u64,
        /// Bytes to write.
        #[serde(with = "byte_string")]
        bytes: Vec<u8>,
    },
    /// Grows a memory.
    GrowMemory {
        /// Which memory.
        target: Target,
        /// Pages.
        delta: u32,
    },
    /// Sets a mutable global; the value is adapted to its type.
    SetGlobal {
        /// Which global.
        target: Target,
        /// New value.
        value: Value,
    },
    /// Sets a table element; the value is adapted to the table's type, out of bounds sets nothing.
    SetTable {
        /// Which table.
        target: Target,
        /// Element index.
        index: u32,
        /// New value.
        value: Value,
    },
    /// Grows a table.
    GrowTable {
        /// Which table.
        target: Target,
        /// Elements.
        delta: u32,
        /// Value of the new elements; adapted.
        value: Value,
    },
    /// Calls an export back.
    Call {
        /// Instance slot.
        instance: u32,
        /// Export name.
        export: String,
        /// Arguments; adapted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        args: Vec<Value>,
        /// True: a failure of the call becomes the host function's; false: the host swallows it.
        #[serde(default)]
        propagate: bool,
    },
}

impl Step {
    /// The step that a session makes, for [`Step::In`]; any other step itself.
    pub fn inner(&self) -> &Step {
        match self {
            Step::In { step, .. } => step,
            step => step,
        }
    }

    /// The session that makes it or ends.
    pub fn session(&self) -> Option<u32> {
        match self {
            Step::In { session, .. } | Step::End { session } => Some(*session),
            _ => None,
        }
    }
}

impl Serialize for ModuleBytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for ModuleBytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<ModuleBytes, D::Error> {
        byte_string::deserialize(deserializer).map(ModuleBytes)
    }
}

/// `Vec<u8>` as a CBOR byte string instead of an array of numbers.
pub(crate) mod byte_string {
    use serde::de::{Error, SeqAccess, Visitor};

    pub(crate) fn serialize<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(crate) fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a byte string")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
            fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<u8>, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = seq.next_element()? {
                    bytes.push(byte);
                }
                Ok(bytes)
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::{EngineConfig, KNOBS, Kind, Plan, recorded_size};
    use crate::testcase::plan_bytes;

    #[test]
    fn recorded_defaults_name_every_knob_and_change_nothing_here() {
        let mut plan = Plan::default();
        let size = plan_bytes(&plan).len();
        plan.record_defaults();
        assert_eq!(plan.defaults.0.len(), KNOBS.len());
        assert!(plan_bytes(&plan).len() - size <= recorded_size());
        assert_eq!(plan.effective(&plan.configs[1]), plan.configs[1]);
    }

    #[test]
    fn a_default_of_another_build_holds_unless_the_configuration_says_otherwise() {
        let mut plan = Plan::default();
        plan.record_defaults();
        plan.defaults.set("opt_level", "none");
        plan.defaults.set("bb_padding_log2", "1");
        let config = EngineConfig::new(&[("opt_level", "speed")]);
        assert_eq!(
            plan.effective(&config),
            EngineConfig::new(&[("opt_level", "speed"), ("bb_padding_log2", "1")])
        );
    }

    #[test]
    fn a_feature_of_another_host_is_left_out_and_named() {
        let mut plan = Plan::default();
        plan.record_defaults();
        let lacking = |kind: &Kind| matches!(kind, Kind::CpuFeature { available, .. } if !available());
        let lacked: Vec<&str> = KNOBS.iter().filter(|k| lacking(&k.kind)).map(|k| k.name).collect();
        for knob in &lacked {
            plan.defaults.set(knob, "true");
        }
        assert_eq!(plan.missing_features(), lacked);
        assert!(plan.effective(&EngineConfig::default()).is_empty());
        // One that the host has and the recording host lacked is switched off.
        if let Some(has) = KNOBS
            .iter()
            .find(|k| matches!(k.kind, Kind::CpuFeature { available, .. } if available()))
        {
            plan.defaults.set(has.name, "false");
            assert_eq!(
                plan.effective(&EngineConfig::default()),
                EngineConfig::new(&[(has.name, "false")])
            );
        }
    }
}
