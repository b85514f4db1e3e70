//! `touchstone replay` says clearly what is wrong with a file, and its exit codes keep their word.

use std::path::Path;
use std::process::{Command, Output};
use touchstone_oracles::testcase::{EngineConfig, Plan, Step, Testcase};

fn touchstone(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_touchstone"))
        .args(args)
        .output()
        .expect("the command starts")
}

fn replay(paths: &[&Path]) -> (i32, String) {
    let mut args = vec!["replay"];
    args.extend(paths.iter().map(|path| path.to_str().expect("test paths are text")));
    let output = touchstone(&args);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().expect("replay is not killed"), text)
}

fn module(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("the test's module is text")
}

fn call(export: &str) -> Step {
    Step::Call {
        instance: 0,
        export: export.into(),
        args: Vec::new(),
        fuel: None,
        stack: None,
    }
}

fn plan(steps: impl IntoIterator<Item = Step>) -> Plan {
    let mut plan = Plan::default();
    plan.steps.extend(steps);
    plan
}

const GOOD: &str = r#"(module (memory 1)
    (func (export "f") (result i32) i32.const 0 i32.const 7 i32.store i32.const 42)
    (func (export "trap") unreachable))"#;

#[test]
fn what_is_not_a_testcase_is_named_with_exit_code_3() {
    let dir = tempfile::tempdir().unwrap();
    let whole = Testcase::new(module(GOOD), Plan::default()).encode();
    let files: [(&str, &[u8], &str); 5] = [
        ("random", &[0x9c, 0x00, 0xff, 0x41, 0x07], "no \\0asm header"),
        ("truncated.wasm", &module(GOOD)[..30], "truncated"),
        ("text", b"hello, world\n", "text file"),
        ("empty", b"", "empty"),
        ("cut.wasm", &whole[..whole.len() - 3], "truncated"),
    ];
    for (name, bytes, message) in files {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let (code, text) = replay(&[&path]);
        assert_eq!(code, 3, "{name}: {text}");
        assert!(text.contains(message) && text.contains(name), "{name}: {text}");
    }
    let (code, text) = replay(&[dir.path()]);
    assert_eq!((code, text.contains("is a directory")), (3, true), "{text}");
    let (code, text) = replay(&[&dir.path().join("missing")]);
    assert_eq!((code, text.contains("no such file")), (3, true), "{text}");
}

#[test]
fn runtimes_that_agree_give_0_and_the_worst_file_decides() {
    let dir = tempfile::tempdir().unwrap();
    let good = dir.path().join("good.wasm");
    std::fs::write(
        &good,
        Testcase::new(module(GOOD), plan([call("f"), call("trap")])).encode(),
    )
    .unwrap();
    let (code, text) = replay(&[&good]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("verdict: agree") && text.contains("i32:42") && text.contains("unreachable"),
        "{text}"
    );
    let (code, text) = replay(&[&good, &dir.path().join("missing"), &good]);
    assert_eq!(code, 3, "{text}");
}

#[test]
fn an_unknown_knob_is_a_named_discard() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("knob.wasm");
    let mut plan = plan([call("f")]);
    plan.configs = vec![EngineConfig::new(&[("knob_of_the_future", "7")])];
    std::fs::write(&path, Testcase::new(module(GOOD), plan).encode()).unwrap();
    let (code, text) = replay(&[&path]);
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("unknown_knob") && text.contains("knob_of_the_future"),
        "{text}"
    );
}

#[test]
fn wrong_usage_gives_4() {
    for args in [
        &["replay"][..],
        &["nonsense"],
        &["run", "--config", "nonsense", "x.wasm"],
        &[],
    ] {
        assert_eq!(touchstone(args).status.code(), Some(4), "{args:?}");
    }
    assert_eq!(touchstone(&["--help"]).status.code(), Some(0));
}

#[test]
fn run_show_and_diff_take_text_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("good.wat");
    std::fs::write(&path, GOOD).unwrap();
    let file = path.to_str().unwrap();
    for runtime in ["engine", "reference", "verified"] {
        let output = touchstone(&["run", "--runtime", runtime, "--invoke", "f", file]);
        assert_eq!(
            (output.status.code(), output.stdout.as_slice()),
            (Some(0), b"i32:42\n".as_slice()),
            "{output:?}"
        );
        assert_eq!(
            touchstone(&["run", "--runtime", runtime, "--invoke", "trap", file])
                .status
                .code(),
            Some(1)
        );
    }
    let output = touchstone(&["diff", file]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.code() == Some(0) && text.contains("verdict: agree"),
        "{output:?}"
    );
    let text = String::from_utf8_lossy(&touchstone(&["show", file]).stdout).into_owned();
    assert!(text.contains("call 0.\"f\"()") && text.contains("(module"), "{text}");
}
