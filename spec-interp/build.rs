//! Compiles the two OCaml interpreters to one object with one runtime, and links it statically.
//!
//! The runtime comes in by `-output-complete-obj`, never as `libasmrun.a`: that archive holds a `main`, which would win over
//! libFuzzer's.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// OCaml 5 has another runtime: nothing of the start order and signal handling has been tried there.
const VERSIONS: [(u32, u32); 2] = [(4, 13), (4, 14)];

/// Folders of sources: of the reference one for each judgement, of the verified interpreter the glue and what Coq extracted.
const SOURCES: [&str; 8] = [
    "reference/syntax",
    "reference/binary",
    "reference/valid",
    "reference/numeric",
    "reference/exec",
    "reference/api",
    "verified/ocaml",
    "verified/extraction",
];
/// The extraction without overrides: what the override self-test compares with.
const MODEL: &str = "verified_model.ml";

fn main() {
    for folder in SOURCES {
        println!("cargo:rerun-if-changed={folder}");
    }
    println!("cargo:rerun-if-env-changed=PATH");
    let standard_library = check_compiler();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("interpreters");
    let files = copy_sources(&out);
    compile(&out, &files);
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=touchstone_interpreters");
    println!("cargo:rustc-link-search=native={standard_library}");
    for library in ["threadsnat", "unix"] {
        println!("cargo:rustc-link-lib=static={library}");
    }
    for library in ["m", "dl"] {
        println!("cargo:rustc-link-lib={library}");
    }
}

fn fail(message: &str) -> ! {
    eprintln!("error: {message}\nerror: `ci/setup` installs what is missing");
    std::process::exit(1);
}

/// What a command prints; its failure ends the build.
fn output(command: &mut Command) -> String {
    let run = command.output();
    let output = run.unwrap_or_else(|e| fail(&format!("{command:?} does not run: {e}")));
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        fail(&format!("{command:?} failed:\n{text}"));
    }
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The directory of OCaml's libraries, once the compiler is known to be one that works.
fn check_compiler() -> String {
    let version = output(Command::new("ocamlfind").args(["ocamlopt", "-version"]));
    let mut numbers = version.split('.').map(|n| n.parse().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if !VERSIONS.contains(&found) {
        fail(&format!("OCaml {version} does not work here, 4.13 and 4.14 do"));
    }
    output(Command::new("ocamlfind").args(["ocamlc", "-where"]))
}

/// Copies every source to one flat directory: the compiler writes beside its input. Yields their names.
fn copy_sources(out: &Path) -> Vec<String> {
    // Interfaces of files that are gone must not be found.
    if out.exists() {
        fs::remove_dir_all(out).expect("OUT_DIR can be changed");
    }
    fs::create_dir_all(out).expect("OUT_DIR can be written");
    let mut files = Vec::new();
    for folder in SOURCES {
        for source in fs::read_dir(folder).unwrap_or_else(|e| fail(&format!("{folder} cannot be read: {e}"))) {
            let source = source.expect("the folder can be read").path();
            let name = source
                .file_name()
                .expect("it has a name")
                .to_string_lossy()
                .into_owned();
            if name != MODEL && (name.ends_with(".ml") || name.ends_with(".mli")) {
                if files.contains(&name) {
                    fail(&format!("two source files are named {name}; names are global in OCaml"));
                }
                fs::copy(&source, out.join(&name)).expect("OUT_DIR can be written");
                files.push(name);
            }
        }
    }
    files.sort();
    files
}

/// Compiles to `libtouchstone_interpreters.a`.
fn compile(out: &Path, files: &[String]) {
    let ocamlfind = |arguments: &[&str]| {
        let mut command = Command::new("ocamlfind");
        command.current_dir(out).args(arguments);
        command
    };
    let sorted = output(ocamlfind(&["ocamldep", "-sort"]).args(files));
    let packages = ["-thread", "-package", "threads.posix", "-linkpkg", "-noautolink"];
    // Only a compiler with flambda heeds -O3.
    output(
        ocamlfind(&["ocamlopt"])
            .args(packages)
            .args([
                "-O3",
                "-inline",
                "200",
                "-g",
                "-output-complete-obj",
                "-o",
                "interpreters.o",
            ])
            .args(sorted.split_whitespace()),
    );
    let ar = env::var_os("AR").unwrap_or_else(|| "ar".into());
    output(
        Command::new(ar)
            .current_dir(out)
            .args(["rcs", "libtouchstone_interpreters.a", "interpreters.o"]),
    );
}
