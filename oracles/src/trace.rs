//! What a run leaves: every step's outcome, every host call, and the state after every step.
//!
//! Memories and tables are digests ([`Digest`], computed in place); a second run of the same plan with
//! [`Trace::full_at`] set keeps the bytes of one step, which is how a report shows the bytes that differ. The wire form is CBOR
//! with a version in front: a runtime in another process or on another machine answers with these bytes.

use crate::outcome::{Failure, Outcome};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// The version of the wire form that this build writes and reads.
pub const VERSION: u32 = 2;

/// An xxh3-128 of a memory's or table's contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Digest(pub u128);

impl Digest {
    /// The digest of `bytes` and any number of zeros behind them.
    ///
    /// Most memories are mostly zeros, which a comparison passes by faster than a hash takes them in: hashed are the runs of
    /// blocks that hold something else, each behind its place and length. The last one ends with the last byte that is not
    /// zero.
    pub fn of(bytes: &[u8]) -> Digest {
        let end = bytes.len() - trailing_zeros(bytes);
        let is_zero = |block: usize| {
            let bytes = &bytes[block * BLOCK..end.min((block + 1) * BLOCK)];
            *bytes == ZEROS[..bytes.len()]
        };
        let blocks = end.div_ceil(BLOCK);
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        let mut block = 0;
        while block < blocks {
            let first = block;
            block += 1;
            if is_zero(first) {
                continue;
            }
            while block < blocks && !is_zero(block) {
                block += 1;
            }
            let run = &bytes[first * BLOCK..end.min(block * BLOCK)];
            hasher.update(&(first as u64).to_le_bytes());
            hasher.update(&(run.len() as u64).to_le_bytes());
            hasher.update(run);
        }
        Digest(hasher.digest128())
    }
}

/// Bytes that are looked at together for being zero.
const BLOCK: usize = 4096;
static ZEROS: [u8; BLOCK] = [0; BLOCK];

fn trailing_zeros(bytes: &[u8]) -> usize {
    let mut end = bytes.len();
    while end >= BLOCK && bytes[end - BLOCK..end] == ZEROS {
        end -= BLOCK;
    }
    let last = bytes[..end].iter().rposition(|&byte| byte != 0);
    bytes.len() - last.map_or(0, |last| last + 1)
}

/// One run of one plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Version of the wire form.
    pub version: u32,
    /// Name of the run, such as `reference` or `engine A`.
    pub runtime: String,
    /// One entry per step of the plan; fewer when the run broke off.
    pub steps: Vec<StepTrace>,
    /// Operations whose NaN the specification leaves open, over the whole run; `None` if the runtime does not count them.
    pub nan_open: Option<u64>,
    /// The step whose state was kept in full.
    pub full_at: Option<u32>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepTrace {
    /// How it ended.
    pub outcome: Outcome,
    /// Host calls made during the step, in order of their beginning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub host_calls: Vec<HostCallTrace>,
    /// Fuel consumed by the step; `None` if the run did not count.
    pub fuel: Option<u64>,
    /// State after the step.
    pub state: State,
}

impl StepTrace {
    /// A step that a runtime cannot do for lack of a feature.
    pub fn unsupported(feature: &str) -> StepTrace {
        StepTrace {
            outcome: Outcome::Failed(Failure::Unsupported(feature.to_owned())),
            host_calls: Vec::new(),
            fuel: None,
            state: State::default(),
        }
    }
}

/// One host call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostCallTrace {
    /// The host function's script number.
    pub func: u32,
    /// Its arguments.
    pub args: Vec<Value>,
    /// Outcomes of what it did, in order: calls of exports, growths (an `i32`: the former size or -1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Outcome>,
}

/// The state of a store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Host items.
    #[serde(default, skip_serializing_if = "InstanceState::is_empty")]
    pub items: InstanceState,
    /// By instance slot; `None` for a slot that was never allocated or was dropped.
    pub instances: Vec<Option<InstanceState>>,
}

/// What one instance (or the host) owns; what it imports is shown at its owner. Exported or not makes no difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InstanceState {
    /// Defined memories, by index among them.
    pub memories: Vec<MemoryState>,
    /// Defined tables.
    pub tables: Vec<TableState>,
    /// Defined globals.
    pub globals: Vec<Value>,
    /// For each element segment: dropped?
    pub dropped_elem: Vec<bool>,
    /// For each data segment: dropped?
    pub dropped_data: Vec<bool>,
}

impl InstanceState {
    /// True when nothing is owned.
    pub fn is_empty(&self) -> bool {
        *self == InstanceState::default()
    }
}

/// A memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemoryState {
    /// Length in pages.
    pub pages: u32,
    /// Digest of all bytes.
    pub digest: Digest,
    /// All bytes, if this step is [`Trace::full_at`].
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_bytes")]
    pub bytes: Option<Vec<u8>>,
}

impl MemoryState {
    /// The state of a memory with these bytes, which are kept when `full`.
    pub fn of(bytes: &[u8], full: bool) -> MemoryState {
        MemoryState::with_zeros(bytes, bytes.len() as u64, full)
    }

    /// The state of a memory of `len` bytes that are `bytes` and then zeros.
    pub fn with_zeros(bytes: &[u8], len: u64, full: bool) -> MemoryState {
        let keep = || {
            let mut all = bytes.to_vec();
            all.resize(len as usize, 0);
            all
        };
        MemoryState {
            pages: (len >> 16) as u32,
            digest: Digest::of(bytes),
            bytes: full.then(keep),
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableState {
    /// Length in elements.
    pub len: u32,
    /// Digest of the elements, each as the 16 little-endian bytes of [`Value::bits`].
    pub digest: Digest,
    /// All elements, if this step is [`Trace::full_at`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<Vec<Value>>,
}

impl TableState {
    /// The state of a table with these elements, which are kept when `full`.
    pub fn of(elements: &[Value], full: bool) -> TableState {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        for chunk in elements.chunks(64) {
            let mut buffer = [0u8; 64 * 16];
            for (slot, value) in buffer.chunks_mut(16).zip(chunk) {
                slot.copy_from_slice(&value.bits().to_le_bytes());
            }
            hasher.update(&buffer[..chunk.len() * 16]);
        }
        TableState {
            len: elements.len() as u32,
            digest: Digest(hasher.digest128()),
            elements: full.then(|| elements.to_vec()),
        }
    }
}

/// Why bytes are not a trace.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Another version.
    #[error("trace of version {0}, this build reads {VERSION}")]
    Version(u32),
    /// Not a trace.
    #[error("not a trace: {0}")]
    Broken(String),
}

impl Trace {
    /// The wire form.
    pub fn to_wire(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(self, &mut bytes).expect("writing to a vector does not fail");
        bytes
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// When the bytes are of another version or no trace.
    pub fn from_wire(bytes: &[u8]) -> Result<Trace, WireError> {
        let trace: Trace = ciborium::from_reader(bytes).map_err(|e| WireError::Broken(e.to_string()))?;
        if trace.version == VERSION {
            Ok(trace)
        } else {
            Err(WireError::Version(trace.version))
        }
    }
}

mod optional_bytes {
    use crate::testcase::ModuleBytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        bytes.clone().map(ModuleBytes).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(Option::<ModuleBytes>::deserialize(deserializer)?.map(|bytes| bytes.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Memories in which a few bytes are not zero, at the ends of blocks and elsewhere.
    fn sparse() -> impl Strategy<Value = Vec<u8>> {
        let place = (0..6_usize, prop_oneof![Just(0), Just(1), Just(BLOCK - 1), 0..BLOCK]);
        let byte = (place, 1..=255_u8).prop_map(|((block, at), byte)| (block * BLOCK + at, byte));
        (0..7 * BLOCK, prop::collection::vec(byte, 0..4)).prop_map(|(len, bytes)| {
            let mut memory = vec![0; len];
            for (at, byte) in bytes {
                if let Some(place) = memory.get_mut(at) {
                    *place = byte;
                }
            }
            memory
        })
    }

    proptest! {
        #[test]
        fn digests_tell_contents_apart(a in sparse(), b in sparse(), zeros in 0..3 * BLOCK) {
            let padded = |memory: &[u8], len: usize| {
                let mut memory = memory.to_vec();
                memory.resize(len, 0);
                memory
            };
            let len = a.len().max(b.len()) + zeros;
            let (whole_a, whole_b) = (padded(&a, len), padded(&b, len));
            prop_assert_eq!(Digest::of(&a), Digest::of(&whole_a));
            prop_assert_eq!(Digest::of(&a) == Digest::of(&b), whole_a == whole_b);
        }

        /// One byte makes a difference, wherever it is.
        #[test]
        fn every_byte_counts(memory in sparse(), place in any::<prop::sample::Index>()) {
            prop_assume!(!memory.is_empty());
            let mut other = memory.clone();
            let at = place.index(memory.len());
            other[at] ^= 0x40;
            prop_assert_ne!(Digest::of(&memory), Digest::of(&other));
        }
    }
}
