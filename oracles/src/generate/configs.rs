//! Engine configurations for a plan, drawn from the engine's knob table.

use touchstone_engine::config::{Config, KNOBS, Kind, Knob};

use super::entropy::Entropy;
use crate::runtimes::capability;
use crate::testcase::EngineConfig;

/// Knobs whose value on the right costs much compilation time, with the percent of configurations that draw them.
const EXPENSIVE: [(&str, u32); 3] = [("regalloc_checker", 6), ("verifier", 12), ("bb_padding_log2", 8)];

/// Sizes of pools below which many cases do not fit: only few configurations have them.
const SUFFICES: [(&str, u64); 9] = [
    ("pool_instances", 8),
    ("pool_module_instances", 8),
    ("pool_instance_bytes", 64 << 10),
    ("pool_memories", 16),
    ("pool_module_memories", 8),
    ("pool_memory_bytes", 16 << 20),
    ("pool_tables", 16),
    ("pool_module_tables", 8),
    ("pool_table_elements", 512),
];
/// Percent of the draws below those sizes that stay.
const TOO_SMALL: u32 = 6;

/// Two configurations of one testcase. Together they cover both sides of most knobs.
pub fn draw_pair(e: &mut Entropy) -> Vec<EngineConfig> {
    let first = draw(e);
    let mut second = draw(e);
    // Two equal optimisation levels compare less: one of three pairs at most.
    if first.get("opt_level") == second.get("opt_level") && e.chance(60) {
        let other = if first.get("opt_level") == Some("none") {
            "speed"
        } else {
            "none"
        };
        second.set("opt_level", other);
    }
    part(&first, &mut second);
    vec![first, second]
}

/// Ways of doing one thing of which each is the oracle of the other: many pairs have one of each.
pub const OPPOSITES: [(&str, [&str; 2]); 4] = [
    ("allocator", ["on_demand", "pooling"]),
    ("bounds", ["guard", "explicit"]),
    ("signals", ["true", "false"]),
    ("memory_image", ["true", "false"]),
];

/// Makes a third of the pairs that agree in one of [`OPPOSITES`] differ in it. Drawn from the pair itself, so that nothing else
/// that is drawn depends on it.
fn part(first: &EngineConfig, second: &mut EngineConfig) {
    let mut e = Entropy::from_bytes(format!("{} | {}", first.words(), second.words()).as_bytes());
    let default = Config::new();
    let value = |config: &EngineConfig, knob: &str| config.get(knob).map(String::from).or_else(|| default.get(knob));
    for (knob, [one, other]) in OPPOSITES {
        let (left, right) = (value(first, knob), value(second, knob));
        if left == right && e.chance(33) {
            second.set(knob, if right.as_deref() == Some(one) { other } else { one });
        }
    }
}

/// One configuration. Knobs that keep their default are left out, for the sake of size.
pub fn draw(e: &mut Entropy) -> EngineConfig {
    // Some configurations keep everything modern, some drop most CPU features, some are uniform.
    let features = *e.pick(&[0, 10, 30, 60, 100]);
    let others = *e.pick(&[15, 35, 60]);
    draw_with(e, |knob| {
        match (&knob.kind, EXPENSIVE.iter().find(|(name, _)| *name == knob.name)) {
            (_, Some((_, percent))) => *percent,
            (Kind::CpuFeature { .. }, None) => features,
            (_, None) => others,
        }
    })
}

/// Prefixes of the knobs that decide how memories and tables are laid out, checked, made and made again.
const MEMORY_KNOBS: [&str; 9] = [
    "signals",
    "bounds",
    "memory_",
    "heap_",
    "table_",
    "allocator",
    "pool_",
    "decommit_",
    "pagemap_",
];

/// Whether a knob decides how memories and tables are laid out, checked, made or made again.
#[must_use]
pub fn concerns_memory(name: &str) -> bool {
    MEMORY_KNOBS.iter().any(|prefix| name.starts_with(prefix))
}

/// One configuration whose knobs about memory are mostly drawn and whose other knobs mostly keep their defaults.
pub fn draw_for_memory(e: &mut Entropy) -> EngineConfig {
    let memory = *e.pick(&[40, 60, 80]);
    let others = *e.pick(&[0, 10, 40]);
    draw_with(e, |knob| match EXPENSIVE.iter().any(|(name, _)| *name == knob.name) {
        true => 2,
        false if concerns_memory(knob.name) => memory,
        false => others,
    })
}

/// One configuration; each knob is drawn anew in so many percent of configurations, and keeps its default otherwise.
///
/// Each knob has a stream of its own, so that a new knob in the table changes nothing that is drawn for others.
fn draw_with(e: &mut Entropy, percent: impl Fn(&Knob) -> u32) -> EngineConfig {
    let mut config = Config::new();
    let seed = e.u64();
    for knob in KNOBS {
        let mut own = Entropy::from_seed(xxhash_rust::xxh3::xxh3_64_with_seed(knob.name.as_bytes(), seed));
        if own.chance(percent(knob)) {
            redraw(&mut config, knob.name, &mut own);
        }
    }
    let mut set = |name: &str, value: bool| {
        let text = if value { "true" } else { "false" };
        config.set(name, text).map(|_| ()).expect("the knob is in the table");
    };
    // Without canonical NaNs a case with an open NaN cannot be compared.
    set(capability::NAN_KNOB, e.chance(80));
    let mut plan = of_config(&config);
    // Counting is for the check to decide, which knows whether the case ends within its budgets.
    plan.0
        .retain(|(name, _)| name != capability::FUEL_KNOB && name != capability::STACK_KNOB);
    if e.chance(10) {
        let fuel = e.chance(50);
        plan.set(capability::FUEL_KNOB, if fuel { "true" } else { "false" });
        plan.set(capability::STACK_KNOB, if fuel { "false" } else { "true" });
    }
    plan
}

/// Draws a new value for the knob `name` of `config`.
pub fn redraw(config: &mut Config, name: &str, e: &mut Entropy) {
    let below = |bound: u64| e.below(usize::try_from(bound).unwrap_or(usize::MAX)) as u64;
    if config.randomize(name, below).is_err() {
        return;
    }
    if let Some((_, least)) = SUFFICES.iter().find(|(knob, _)| *knob == name)
        && value_of(config, name) < *least
        && !e.chance(TOO_SMALL)
    {
        let default = Config::new().get(name).unwrap_or_default();
        config.set(name, &default).map(|_| ()).expect("the knob's default");
    }
}

fn value_of(config: &Config, name: &str) -> u64 {
    config
        .get(name)
        .and_then(|value| value.parse().ok())
        .unwrap_or(u64::MAX)
}

/// The plan's form of a configuration: every knob that differs from its default.
#[must_use]
pub fn of_config(config: &Config) -> EngineConfig {
    let default = Config::new();
    let pairs = config.iter().zip(default.iter());
    EngineConfig(
        pairs
            .filter(|((_, text), (_, default))| text != default)
            .map(|((knob, text), _)| (knob.name.to_string(), text))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::{Entropy, draw_pair};
    use std::collections::BTreeSet;
    use touchstone_engine::config::{Config, KNOBS, Kind};

    #[test]
    fn every_knob_is_drawn_and_every_configuration_applies() {
        let mut e = Entropy::from_seed(1);
        let mut drawn = BTreeSet::new();
        for _ in 0..400 {
            for plan in draw_pair(&mut e) {
                let mut config = Config::new();
                for (name, value) in &plan.0 {
                    config
                        .set(name, value)
                        .map(|_| ())
                        .unwrap_or_else(|error| panic!("{error}"));
                    drawn.insert(name.clone());
                }
            }
        }
        for knob in KNOBS {
            let fixed = matches!(knob.kind, Kind::CpuFeature { available, .. } if !available());
            assert!(fixed || drawn.contains(knob.name), "{} is never drawn", knob.name);
        }
    }
}
