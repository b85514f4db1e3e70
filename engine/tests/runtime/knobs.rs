//! The documentation of the knobs follows their declaration.

use touchstone_engine::Config;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/KNOBS.md");

const HEAD: &str = "# Knobs of the engine

Made from the one table in `src/config/table.rs`. Without signals, bounds are explicit whatever `bounds` says; every other
combination means what it says.

";

/// `TOUCHSTONE_BLESS=1 cargo test -p touchstone-engine knobs` writes the file.
#[test]
fn the_documented_table_is_the_declared_one() {
    let wanted = format!("{HEAD}{}", Config::markdown());
    if std::env::var_os("TOUCHSTONE_BLESS").is_some() {
        std::fs::write(FILE, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        found == wanted,
        "KNOBS.md is stale; TOUCHSTONE_BLESS=1 cargo test -p touchstone-engine knobs"
    );
}
