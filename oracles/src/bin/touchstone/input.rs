//! Reading files with errors that say what is wrong.

use std::path::Path;
use touchstone_oracles::testcase::Testcase;

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    if path.is_dir() {
        return Err(format!("{}: is a directory, not a file", path.display()));
    }
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{}: no such file", path.display()),
        _ => format!("{}: {error}", path.display()),
    })
}

/// A testcase from a binary module.
pub(crate) fn testcase(path: &Path) -> Result<Testcase, String> {
    Testcase::decode(&read(path)?).map_err(|error| format!("{}: not a usable testcase: {error}", path.display()))
}

/// A testcase from a binary or text module.
pub(crate) fn module(path: &Path) -> Result<Testcase, String> {
    let bytes = read(path)?;
    let bytes = if is_text(&bytes) {
        let text = wat::Parser::new()
            .parse_bytes(Some(path), &bytes)
            .map(|wasm| wasm.into_owned());
        text.map_err(|error| {
            format!(
                "{}: neither a binary module nor WebAssembly text: {error}",
                path.display()
            )
        })?
    } else {
        bytes
    };
    Testcase::decode(&bytes).map_err(|error| format!("{}: not a usable module: {error}", path.display()))
}

fn is_text(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && !bytes.starts_with(b"\0asm")
        && std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'))
}
