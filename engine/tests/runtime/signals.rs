//! Signals that are no traps: they must end the process the way they would without the engine. Each runs in a child
//! process: this test binary again, with the name of the child's part in its environment.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

use crate::common::Setup;
use touchstone_engine::{Caller, Func, Val, sys};

const PART: &str = "TOUCHSTONE_SIGNAL_TEST";

fn child(part: &str) -> Output {
    let test = std::env::current_exe().unwrap();
    Command::new(test)
        .args(["--exact", "signals::child_part", "--nocapture", "--test-threads=1"])
        .env(PART, part)
        .output()
        .unwrap()
}

/// A trap, so that the handlers have worked before.
fn trap(setup: &mut Setup) {
    let instance = setup.instantiate(
        r#"(module (memory 1) (func (export "f") (param i32) (result i32) (i32.load (local.get 0))))"#,
        &[],
    );
    assert!(setup.call(instance, "f", &[Val::I32(-1)]).is_err());
}

fn wild_write() {
    // SAFETY: none; this is the fault under test, and the process does not outlive it.
    unsafe { std::ptr::with_exposed_provenance_mut::<u8>(0x1234_5000).write_volatile(1) };
}

#[inline(never)]
fn recurse(depth: u64) -> u64 {
    let array = std::hint::black_box([depth; 64]);
    if depth == u64::MAX {
        0
    } else {
        recurse(depth + 1) + array[(depth % 64) as usize]
    }
}

extern "C" fn report(_: i32) {
    let message = b"chained to the saved handler\n";
    // SAFETY: writes a static buffer and ends the process; both are async-signal-safe.
    unsafe {
        libc::write(2, message.as_ptr().cast(), message.len());
        libc::_exit(42);
    }
}

fn install_report() {
    // SAFETY: the handler is async-signal-safe.
    unsafe { libc::signal(libc::SIGSEGV, report as *const () as libc::sighandler_t) };
}

/// The parts that children play; a test of its own does nothing.
#[test]
fn child_part() {
    let Ok(part) = std::env::var(PART) else { return };
    match part.as_str() {
        "wild write of the host" => {
            trap(&mut Setup::new(""));
            wild_write();
        }
        "wild write of a host function" => {
            let mut setup = Setup::new("");
            trap(&mut setup);
            let host = Func::wrap(&mut setup.store, |_: &mut Caller<'_>| wild_write()).unwrap();
            let instance = setup.instantiate(
                r#"(module (import "" "h" (func $h)) (func (export "f") (call $h)))"#,
                &[host.into()],
            );
            let _ = setup.call(instance, "f", &[]);
        }
        "stack overflow of a host function" => {
            let mut setup = Setup::new("");
            trap(&mut setup);
            let host = Func::wrap(&mut setup.store, |_: &mut Caller<'_>| recurse(0) as i64).unwrap();
            let instance = setup.instantiate(
                r#"(module (import "" "h" (func $h (result i64))) (func (export "f") (drop (call $h))))"#,
                &[host.into()],
            );
            let _ = setup.call(instance, "f", &[]);
        }
        "saved handlers" => {
            install_report();
            let saved = sys::save_signal_handlers();
            // Another runtime takes the signals.
            // SAFETY: the default action.
            unsafe { libc::signal(libc::SIGSEGV, libc::SIG_DFL) };
            sys::install_signal_handlers(Some(saved));
            trap(&mut Setup::new(""));
            wild_write();
        }
        "handlers taken away" => {
            install_report();
            trap(&mut Setup::new(""));
            // SAFETY: the default action.
            unsafe { libc::signal(libc::SIGSEGV, libc::SIG_DFL) };
            install_report();
            sys::install_signal_handlers(None);
            trap(&mut Setup::new(""));
            wild_write();
        }
        "no handlers" => {
            let handlers = |signal| {
                // SAFETY: only reads the action; all zeros is a valid `sigaction`.
                unsafe {
                    let mut action: libc::sigaction = std::mem::zeroed();
                    libc::sigaction(signal, std::ptr::null(), &mut action);
                    action.sa_sigaction
                }
            };
            let signals = [libc::SIGSEGV, libc::SIGILL, libc::SIGFPE];
            let before = signals.map(handlers);
            trap(&mut Setup::new("signals=false"));
            assert_eq!(signals.map(handlers), before);
            trap(&mut Setup::new(""));
            assert_ne!(signals.map(handlers), before);
            println!("handlers were as expected");
        }
        other => panic!("no part {other}"),
    }
}

#[test]
fn a_wild_write_ends_the_process() {
    for part in ["wild write of the host", "wild write of a host function"] {
        let output = child(part);
        // A sanitizer's own handler is one of those that were there before: it reports and exits.
        let reported = String::from_utf8_lossy(&output.stderr).contains("AddressSanitizer");
        assert!(!output.status.success(), "{part}: {output:?}");
        assert!(
            output.status.signal() == Some(libc::SIGSEGV) || reported,
            "{part}: {output:?}"
        );
    }
}

#[test]
fn a_stack_overflow_of_the_host_is_reported() {
    let output = child("stack overflow of a host function");
    assert!(!output.status.success());
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(report.contains("overflow"), "{report}");
}

#[test]
fn saved_handlers_get_what_is_no_trap() {
    for part in ["saved handlers", "handlers taken away"] {
        let output = child(part);
        assert_eq!(output.status.code(), Some(42), "{part}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("chained to the saved handler"));
    }
}

#[test]
fn without_the_knob_no_handler_is_installed() {
    let output = child("no handlers");
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("as expected"),
        "{output:?}"
    );
}
