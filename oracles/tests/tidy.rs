//! What a machine can check of the style rules in `CONTRIBUTING.md`, over every tracked source file.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Hand-written source files longer than this want splitting.
const MAX_LINES: usize = 700;
/// Tables (of opcodes, of instructions) and extracted code may be longer: path fragments.
const LONG_FILES: &[&str] = &["/extracted/", "/extraction/", "opcode", "table.rs"];
/// Folders of `engine/src` and `spec-interp/src` in which `unsafe` may stand (`ARCHITECTURE.md`).
const UNSAFE_HOMES: &[&str] = &[
    "engine/src/runtime/",
    "engine/src/sys/",
    "spec-interp/src/",
    "oracles/src/fuzz",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the workspace root exists")
}

/// Tracked files and those that would be added: (path relative to the root, text).
fn sources(endings: &[&str]) -> Vec<(String, String)> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(
        output.status.success(),
        "git ls-files failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut files = Vec::new();
    for name in String::from_utf8_lossy(&output.stdout).lines() {
        let path = root().join(name);
        if endings.iter().any(|e| name.ends_with(e)) && path.is_file() {
            files.push((
                name.to_owned(),
                std::fs::read_to_string(&path).expect("sources are UTF-8"),
            ));
        }
    }
    assert!(
        files.len() > 10,
        "only {} source files found: the listing is broken",
        files.len()
    );
    files
}

fn report(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}

#[test]
fn files_are_not_too_long() {
    let findings: Vec<String> = sources(&[".rs", ".ml", ".mli"])
        .into_iter()
        .filter(|(name, text)| text.lines().count() > MAX_LINES && !LONG_FILES.iter().any(|l| name.contains(l)))
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()))
        .collect();
    report("files over 700 lines want splitting", &findings);
}

#[test]
fn unsafe_stands_only_where_it_may_and_says_why() {
    let mut findings = Vec::new();
    for (name, text) in sources(&[".rs"]) {
        if name.ends_with("tests/tidy.rs") {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            let block = code.contains("unsafe {") || code.contains("unsafe impl");
            if !block {
                continue;
            }
            let test_file = name.contains("/tests/") || name.starts_with("fuzz_targets/");
            if !test_file && !UNSAFE_HOMES.iter().any(|home| name.starts_with(home)) {
                findings.push(format!("{name}:{}: unsafe outside its homes", i + 1));
            }
            let reason = lines[i.saturating_sub(12)..=i].iter().any(|l| l.contains("SAFETY"));
            if !reason {
                findings.push(format!("{name}:{}: unsafe without a SAFETY reason", i + 1));
            }
        }
    }
    report("unsafe", &findings);
}

#[test]
fn no_leftovers() {
    let marks = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("FIX", "ME"),
        concat!("XX", "X "),
    ];
    let mut findings = Vec::new();
    for (name, text) in sources(&[".rs", ".ml", ".mli", ".v", ".sh"]) {
        for (i, line) in text.lines().enumerate() {
            if marks.iter().any(|m| line.contains(m)) {
                findings.push(format!("{name}:{}: {}", i + 1, line.trim()));
            }
            if line.starts_with("#![allow") {
                findings.push(format!("{name}:{}: an allow at the crate's root", i + 1));
            }
            if line.trim_start().starts_with("#[ignore") {
                findings.push(format!("{name}:{}: an ignored test", i + 1));
            }
        }
    }
    report("leftovers", &findings);
}

#[test]
fn fuzz_targets_hold_no_logic() {
    let findings: Vec<String> = sources(&[".rs"])
        .into_iter()
        .filter(|(name, text)| {
            let code = text
                .lines()
                .filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with("//"))
                .count();
            name.starts_with("fuzz_targets/") && code > 15
        })
        .map(|(name, _)| name)
        .collect();
    report("fuzz targets are about ten lines; logic belongs to oracles/", &findings);
}

#[test]
fn every_ocaml_implementation_has_an_interface() {
    let files = sources(&[".ml", ".mli"]);
    let findings: Vec<String> = files
        .iter()
        .filter(|(name, _)| {
            name.ends_with(".ml") && name.starts_with("spec-interp/reference/") && !name.contains("/test/")
        })
        .filter(|(name, _)| !files.iter().any(|(other, _)| *other == format!("{name}i")))
        .map(|(name, _)| name.clone())
        .collect();
    report("an .mli for every .ml", &findings);
}

#[test]
fn the_engine_depends_on_no_wasm_runtime_and_no_oracle() {
    let manifest = std::fs::read_to_string(root().join("engine/Cargo.toml")).expect("the engine's manifest");
    for name in [
        "wasmtime",
        "wasmi",
        "wasmer",
        "touchstone-oracles",
        "touchstone-spec-interp",
    ] {
        assert!(!manifest.contains(name), "engine/Cargo.toml names {name}");
    }
}

#[test]
fn dependencies_are_declared_once_with_a_reason() {
    for name in ["engine", "oracles", "spec-interp", "fuzz", "benches"] {
        let manifest = std::fs::read_to_string(root().join(name).join("Cargo.toml")).expect("a manifest");
        let mut in_dependencies = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies]");
            } else if in_dependencies && !line.trim().is_empty() && !line.starts_with('#') {
                assert!(
                    line.contains("workspace = true") || line.contains(".workspace"),
                    "{name}/Cargo.toml: `{line}` is not from the workspace table"
                );
            }
        }
    }
}
