//! The types of knob values.

/// The type of a knob and its range. A value is kept as 64 raw bits: 0 or 1 for a boolean, the index for a choice.
#[derive(Debug)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// One of these names.
    Choice(&'static [&'static str]),
    /// One of these names, as far as the host has what it asks for.
    HostChoice {
        /// All names.
        names: &'static [&'static str],
        /// What is missing for what the name at this index asks for.
        missing: fn(u64) -> Option<String>,
    },
    /// An integer between `min` and `max`, both included.
    Number {
        /// Smallest value.
        min: u64,
        /// Largest value.
        max: u64,
        /// Values at which behaviour changes, for generators.
        edges: &'static [u64],
    },
    /// `true` or `false`, and `true` only where the host has the feature.
    CpuFeature {
        /// The code generator's name of the setting.
        setting: &'static str,
        /// Whether this host has it.
        available: fn() -> bool,
    },
}

impl Kind {
    /// Prints raw bits of this kind.
    pub(super) fn print(&self, raw: u64) -> String {
        match self {
            Self::Bool | Self::CpuFeature { .. } => (raw != 0).to_string(),
            Self::Choice(names) | Self::HostChoice { names, .. } => {
                names.get(raw as usize).copied().unwrap_or("?").to_string()
            }
            Self::Number { .. } => raw.to_string(),
        }
    }

    /// Reads what [`print`](Self::print) writes; `None` when it is no value of this kind.
    pub(super) fn parse(&self, text: &str) -> Option<u64> {
        match self {
            Self::Bool | Self::CpuFeature { .. } => match text {
                "true" => Some(1),
                "false" => Some(0),
                _ => None,
            },
            Self::Choice(names) | Self::HostChoice { names, .. } => {
                names.iter().position(|name| *name == text).map(|i| i as u64)
            }
            Self::Number { .. } => text.parse().ok().filter(|raw| self.contains(*raw)),
        }
    }

    /// Whether raw bits are a value of this kind.
    pub(super) fn contains(&self, raw: u64) -> bool {
        match self {
            Self::Bool | Self::CpuFeature { .. } => raw <= 1,
            Self::Choice(names) | Self::HostChoice { names, .. } => raw < names.len() as u64,
            Self::Number { min, max, .. } => (*min..=*max).contains(&raw),
        }
    }

    /// The values in words, for errors and the documentation.
    pub fn values(&self) -> String {
        match self {
            Self::Bool => "true, false".to_string(),
            Self::CpuFeature { .. } => "true (where the host has it), false".to_string(),
            Self::Choice(names) => names.join(", "),
            Self::HostChoice { names, .. } => format!("{} (what the host has)", names.join(", ")),
            Self::Number { min, max, .. } => format!("{min} to {max}"),
        }
    }

    /// Whether this host can do what raw bits of this kind ask for.
    pub(super) fn available(&self, raw: u64) -> bool {
        match self {
            Self::CpuFeature { available, .. } => raw == 0 || available(),
            Self::HostChoice { missing, .. } => missing(raw).is_none(),
            _ => true,
        }
    }

    /// The printed values of a choice that this host can do; none of other kinds.
    pub fn choices(&self) -> Vec<&'static str> {
        match self {
            Self::Choice(names) => names.to_vec(),
            Self::HostChoice { names, .. } => {
                let able = names.iter().zip(0..).filter(|(_, raw)| self.available(*raw));
                able.map(|(name, _)| *name).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Draws a value. `below(n)` yields a number less than `n`, which is never 0. Half of all numbers are edges of the
    /// range; CPU features that the host lacks stay off.
    pub(super) fn random(&self, below: &mut dyn FnMut(u64) -> u64) -> u64 {
        match self {
            Self::Bool => below(2) & 1,
            Self::CpuFeature { available, .. } => u64::from(available()) & below(2),
            Self::Choice(names) => below(names.len() as u64) % names.len() as u64,
            Self::HostChoice { names, .. } => {
                let able: Vec<u64> = (0..names.len() as u64).filter(|raw| self.available(*raw)).collect();
                able.get(below(able.len().max(1) as u64) as usize).copied().unwrap_or(0)
            }
            Self::Number { min, max, edges } => {
                let fixed = edges.len() as u64 + 2;
                let draw = below(2 * fixed);
                match draw {
                    0 => *min,
                    1 => *max,
                    _ if draw < fixed => edges[draw as usize - 2],
                    _ => {
                        // Evenly over the magnitudes, so that small values are as common as huge ones.
                        let bits = below(u64::from(64 - (max - min).leading_zeros()) + 1);
                        let mask = 1u64.checked_shl(bits as u32).map_or(u64::MAX, |bit| bit - 1);
                        min + (below(u64::MAX) & mask).min(max - min)
                    }
                }
            }
        }
    }
}

/// A type that a knob's typed getter and setter speak.
pub(super) trait KnobValue {
    /// To raw bits.
    fn to_raw(self) -> u64;
    /// From raw bits, which were checked when they were set.
    fn from_raw(raw: u64) -> Self;
}

impl KnobValue for bool {
    fn to_raw(self) -> u64 {
        self.into()
    }
    fn from_raw(raw: u64) -> Self {
        raw != 0
    }
}

impl KnobValue for u64 {
    fn to_raw(self) -> u64 {
        self
    }
    fn from_raw(raw: u64) -> Self {
        raw
    }
}

/// Declares an enumeration that is the type of a knob.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $name {
            /// The names in the order of the variants.
            pub const NAMES: &'static [&'static str] = &[$($text),+];
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in testcases and settings of the code generator.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        impl KnobValue for $name {
            fn to_raw(self) -> u64 {
                self as u64
            }
            fn from_raw(raw: u64) -> Self {
                Self::ALL[raw as usize]
            }
        }
    };
}

choice! {
    /// Optimisation level of the code generator.
    OptLevel {
        /// Compile fast.
        None = "none",
        /// Run fast.
        Speed = "speed",
        /// Run fast and stay small.
        SpeedAndSize = "speed_and_size",
    }
}

choice! {
    /// Register allocation algorithm.
    RegAlloc {
        /// Range splitting with backtracking: better code.
        Backtracking = "backtracking",
        /// One pass: faster compilation, more spills.
        SinglePass = "single_pass",
    }
}

choice! {
    /// Where the storage of instances comes from.
    Allocator {
        /// From the operating system, each time.
        OnDemand = "on_demand",
        /// From pools of slots.
        Pooling = "pooling",
    }
}

choice! {
    /// Whether slots of memories stand closer together behind memory protection keys.
    ProtectionKeys {
        /// No keys.
        Off = "off",
        /// Keys where they can be had.
        Auto = "auto",
        /// Keys.
        On = "on",
    }
}

choice! {
    /// Where the initial content of memories is mapped from.
    MemoryImageSource {
        /// A file in memory.
        Memfd = "memfd",
        /// A regular file.
        File = "file",
    }
}

choice! {
    /// How a memory's slot becomes zero again.
    MemoryReset {
        /// What is kept resident is overwritten, the rest given back by `madvise`.
        Madvise = "madvise",
        /// Overwritten up to 64 MiB.
        Memset = "memset",
        /// Mapped anew.
        Remap = "remap",
    }
}

choice! {
    /// How memory accesses are checked.
    Bounds {
        /// By inaccessible pages where the reservation and guard cover every index, explicitly elsewhere.
        Guard = "guard",
        /// By a comparison before every access.
        Explicit = "explicit",
    }
}
