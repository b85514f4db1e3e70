//! What this host keeps from being exercised, whatever the knobs say.
//!
//! An engine does without what its host does not have: it copies where it cannot map, and overwrites where the kernel does
//! not tell what was written. Programs see no difference, and so no comparison does. A campaign that believes to run every
//! configuration has to hear of it.

use touchstone_engine::{Config, Engine, Instance, Limits, Module, Store, sys};

/// A module whose memory has an image under `memory_image_min=0`.
const IMAGE: &str = r#"(module (memory 1) (data (i32.const 0) "image"))"#;

/// One line for each thing that is not exercised here: what, and why.
#[must_use]
pub fn not_exercised() -> Vec<String> {
    let mut lacks = Vec::new();
    for source in ["memfd", "file"] {
        let knobs = format!("memory_image=true,memory_image_min=0,memory_image_source={source}");
        if let Err(why) = image(&knobs) {
            lacks.push(format!("memory_image_source={source} ({why})"));
        }
    }
    match engine("allocator=pooling,memory_protection_keys=auto") {
        Ok(engine) => {
            let reason = engine.pool_metrics().and_then(|metrics| metrics.no_protection_keys);
            lacks.extend(reason.map(|why| format!("memory_protection_keys=on ({why})")));
        }
        Err(why) => lacks.push(format!("allocator=pooling ({why})")),
    }
    if !sys::kernel_scans_pages() {
        lacks.push("pagemap_scan=true (the kernel has no PAGEMAP_SCAN, or /proc is not there)".into());
    }
    if !sys::kernel_names_mappings() {
        lacks.push("names of the engine's mappings (the kernel keeps none)".into());
    }
    let defaults = Config::new();
    let features: Vec<&str> = defaults
        .iter()
        .filter(|(knob, value)| knob.name.starts_with("x86_") && value == "false")
        .map(|(knob, _)| knob.name)
        .collect();
    if !features.is_empty() {
        lacks.push(format!("{} (this CPU)", features.join(" ")));
    }
    lacks
}

/// The same in one line, for the start of a campaign; `None` when all is exercised.
#[must_use]
pub fn notice() -> Option<String> {
    let lacks = not_exercised();
    (!lacks.is_empty()).then(|| format!("touchstone: not exercised on this host: {}", lacks.join("; ")))
}

fn engine(knobs: &str) -> Result<Engine, String> {
    let config = Config::parse(knobs).map_err(|error| error.to_string())?;
    Engine::new(&config).map_err(|error| error.to_string())
}

/// Instantiates a module that wants an image.
fn image(knobs: &str) -> Result<(), String> {
    let engine = engine(knobs)?;
    let wasm = wat::parse_str(IMAGE).map_err(|error| error.to_string())?;
    let mut store = Store::new(&engine, Limits::default());
    Module::new(&engine, &wasm)
        .and_then(|module| Instance::new(&mut store, &module, &[]))
        .map_err(|error| error.to_string())?;
    let metrics = engine.image_metrics();
    match metrics.reason {
        Some(why) => Err(why),
        None if metrics.files == 0 => Err("no image was made".into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_cannot_be_made_has_a_reason() {
        assert_eq!(image("memory_image_min=0"), Ok(()));
        assert_eq!(image("memory_image=false"), Err("no image was made".into()));
        assert!(image("no_such_knob=1").is_err_and(|why| why.contains("no_such_knob")));
    }

    #[test]
    fn what_every_linux_has_is_exercised() {
        for missing in not_exercised() {
            let expected = ["memory_protection_keys=on (", "pagemap_scan=true (", "names of", "x86_"];
            assert!(expected.iter().any(|start| missing.starts_with(start)), "{missing}");
        }
    }
}
