//! The configuration of an engine.
//!
//! Every knob is declared once, in [`KNOBS`]. Typed getters and setters, reading and printing by name, the generators'
//! random values and the documentation table all derive from that declaration, so a knob that cannot be generated
//! cannot be expressed.

mod table;
mod tunables;
mod value;

use std::fmt;
use std::path::{Path, PathBuf};

pub use table::{KNOBS, Knob};
pub use value::{Allocator, Bounds, Kind, MemoryImageSource, MemoryReset, OptLevel, ProtectionKeys, RegAlloc};

use table::KnobId;

/// Why a knob could not be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// No knob has this name in this build.
    #[error("unknown knob `{0}`")]
    UnknownKnob(String),
    /// The value is not one of the knob's.
    #[error("knob `{knob}` cannot be `{value}`: {expected}")]
    InvalidValue {
        /// The knob's name.
        knob: &'static str,
        /// The value that was asked for.
        value: String,
        /// The values in words.
        expected: String,
    },
    /// The host's CPU lacks the feature.
    #[error("this CPU lacks the feature of knob `{0}`")]
    MissingCpuFeature(&'static str),
    /// The host or this build lacks what the value asks for.
    #[error("knob `{knob}` cannot be `{value}` here: {why}")]
    Unavailable {
        /// The knob's name.
        knob: &'static str,
        /// The value that was asked for.
        value: String,
        /// What is missing, in words.
        why: String,
    },
    /// The host's architecture has no code generator here.
    #[error("no code generator for this host: {0}")]
    UnsupportedHost(String),
}

/// The value of every knob, and the places of the host that an engine uses, which no program sees.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Config {
    raw: Vec<u64>,
    memory_image_directory: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// Every knob at its default.
    pub fn new() -> Self {
        Self {
            raw: KNOBS.iter().map(Knob::default_raw).collect(),
            memory_image_directory: None,
        }
    }

    /// Where regular files of memories' initial content are made: the system's directory of temporary files, unless it was
    /// set. It should be one that only trusted users can write to, or that is sticky.
    pub fn memory_image_directory(&self) -> PathBuf {
        self.memory_image_directory.clone().unwrap_or_else(std::env::temp_dir)
    }

    /// Sets where regular files of memories' initial content are made. Where that fails, segments are copied.
    pub fn set_memory_image_directory(&mut self, directory: &Path) -> &mut Self {
        self.memory_image_directory = Some(directory.to_path_buf());
        self
    }

    fn raw(&self, id: KnobId) -> u64 {
        self.raw[id as usize]
    }

    fn set_raw(&mut self, index: usize, raw: u64) -> Result<(), ConfigError> {
        let knob = &KNOBS[index];
        if !knob.kind.contains(raw) {
            return Err(ConfigError::InvalidValue {
                knob: knob.name,
                value: knob.kind.print(raw),
                expected: knob.kind.values(),
            });
        }
        if let Kind::HostChoice { missing, .. } = knob.kind
            && let Some(why) = missing(raw)
        {
            return Err(ConfigError::Unavailable {
                knob: knob.name,
                value: knob.kind.print(raw),
                why,
            });
        }
        if !knob.kind.available(raw) {
            return Err(ConfigError::MissingCpuFeature(knob.name));
        }
        self.raw[index] = raw;
        Ok(())
    }

    /// Sets a knob to raw bits that this host may not be able to do.
    #[cfg(test)]
    pub(crate) fn force(&mut self, name: &str, raw: u64) {
        let index = KNOBS.iter().position(|knob| knob.name == name).expect("a knob");
        self.raw[index] = raw;
    }

    /// Sets the knob `name` to the printed value `text`.
    ///
    /// # Errors
    ///
    /// The kinds of [`ConfigError`] about knobs.
    pub fn set(&mut self, name: &str, text: &str) -> Result<&mut Self, ConfigError> {
        let index = KNOBS
            .iter()
            .position(|knob| knob.name == name)
            .ok_or_else(|| ConfigError::UnknownKnob(name.to_string()))?;
        let knob = &KNOBS[index];
        let raw = knob.kind.parse(text).ok_or_else(|| ConfigError::InvalidValue {
            knob: knob.name,
            value: text.to_string(),
            expected: knob.kind.values(),
        })?;
        self.set_raw(index, raw)?;
        Ok(self)
    }

    /// The printed value of the knob `name`, if there is such a knob.
    pub fn get(&self, name: &str) -> Option<String> {
        self.iter().find(|(knob, _)| knob.name == name).map(|(_, text)| text)
    }

    /// Every knob with its printed value, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Knob, String)> + '_ {
        KNOBS
            .iter()
            .zip(&self.raw)
            .map(|(knob, raw)| (knob, knob.kind.print(*raw)))
    }

    /// The knobs whose value is not the default, printed as `name=value`.
    pub fn differences(&self) -> Vec<String> {
        KNOBS
            .iter()
            .zip(&self.raw)
            .filter(|(knob, raw)| knob.default_raw() != **raw)
            .map(|(knob, raw)| format!("{}={}", knob.name, knob.kind.print(*raw)))
            .collect()
    }

    /// Reads knobs printed as `name=value`, separated by commas or white space; the others keep their defaults.
    ///
    /// # Errors
    ///
    /// The first knob that cannot be set. A word without `=` counts as a knob set to `true`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut config = Self::new();
        for word in text
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|word| !word.is_empty())
        {
            let (name, value) = word.split_once('=').unwrap_or((word, "true"));
            config.set(name, value)?;
        }
        Ok(config)
    }

    /// Draws a value for every knob. `below(n)` yields a number less than `n`, which is never 0.
    pub fn random(mut below: impl FnMut(u64) -> u64) -> Self {
        Self {
            raw: KNOBS.iter().map(|knob| knob.kind.random(&mut below)).collect(),
            memory_image_directory: None,
        }
    }

    /// Draws a new value for the knob `name`.
    ///
    /// # Errors
    ///
    /// There is no such knob.
    pub fn randomize(&mut self, name: &str, mut below: impl FnMut(u64) -> u64) -> Result<(), ConfigError> {
        let index = KNOBS
            .iter()
            .position(|knob| knob.name == name)
            .ok_or_else(|| ConfigError::UnknownKnob(name.to_string()))?;
        self.raw[index] = KNOBS[index].kind.random(&mut below);
        Ok(())
    }

    /// The values that an engine really uses: without signals, bounds are explicit.
    pub fn effective(&self) -> Self {
        let mut config = self.clone();
        if !self.signals() {
            config.raw[KnobId::Bounds as usize] = Bounds::Explicit as u64;
        }
        config
    }

    /// The knob table as Markdown, for the documentation.
    pub fn markdown() -> String {
        let mut table = String::from("| knob | values | default | what it changes |\n| --- | --- | --- | --- |\n");
        for knob in KNOBS {
            let default = match knob.kind {
                Kind::CpuFeature { .. } => "the host's".to_string(),
                _ => knob.default_text(),
            };
            table += &format!(
                "| `{}` | {} | {default} | {} |\n",
                knob.name,
                knob.kind.values(),
                knob.doc.trim()
            );
        }
        table
    }
}

/// Prints every knob as `name=value`, separated by spaces: what [`Config::parse`] reads.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (knob, text)) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { " " };
            write!(f, "{separator}{}={text}", knob.name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Config({})", self.differences().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_and_parsing_round_trip() {
        let mut state = 1u64;
        let mut below = |n: u64| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 33) % n
        };
        for _ in 0..200 {
            let config = Config::random(&mut below);
            assert_eq!(Config::parse(&config.to_string()), Ok(config.clone()));
            for (knob, text) in config.iter() {
                assert!(knob.kind.parse(&text).is_some(), "{}={text}", knob.name);
            }
        }
    }

    #[test]
    fn every_knob_takes_more_than_one_value() {
        let mut seen = vec![std::collections::BTreeSet::new(); KNOBS.len()];
        let mut state = 7u64;
        for _ in 0..400 {
            let config = Config::random(|n| {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                (state >> 33) % n
            });
            for (index, (_, text)) in config.iter().enumerate() {
                seen[index].insert(text);
            }
        }
        for (knob, values) in KNOBS.iter().zip(seen) {
            let fixed = matches!(knob.kind, Kind::CpuFeature { available, .. } if !available());
            assert!(fixed || values.len() > 1, "{} never varies", knob.name);
        }
    }

    #[test]
    fn wrong_settings_are_told_apart() {
        let mut config = Config::new();
        assert_eq!(
            config.set("nonsense", "1").unwrap_err(),
            ConfigError::UnknownKnob("nonsense".into())
        );
        assert!(matches!(
            config.set("fuel", "1"),
            Err(ConfigError::InvalidValue { knob: "fuel", .. })
        ));
        assert!(matches!(
            config.set_max_native_stack(1),
            Err(ConfigError::InvalidValue { .. })
        ));
        config.set("bounds", "explicit").unwrap();
        assert_eq!(config.bounds(), Bounds::Explicit);
        assert_eq!(config.differences(), ["bounds=explicit"]);
    }

    #[test]
    fn names_are_unique_and_documented() {
        for (index, knob) in KNOBS.iter().enumerate() {
            assert!(!knob.doc.trim().is_empty());
            assert!(KNOBS[..index].iter().all(|other| other.name != knob.name));
            assert!(knob.kind.contains(knob.default_raw()));
        }
        assert_eq!(Config::markdown().lines().count(), KNOBS.len() + 2);
    }
}
