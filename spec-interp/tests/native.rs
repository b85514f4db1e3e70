//! The interpreter's own tests, written in OCaml, built and run without Rust.

use std::path::Path;
use std::process::Command;

#[test]
fn the_reference_passes_its_own_tests() {
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/test/build");
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reference-test");
    let built = Command::new("sh").arg(&build).arg(&out).output().expect("sh runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let run = Command::new(out.join("reference-test")).output().expect("it runs");
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{text}{}", String::from_utf8_lossy(&run.stderr));
    print!("{text}");
}
