//! Turns a hang into a verdict: a run that does not end in time ends the process with a report, and libFuzzer keeps the input.
//!
//! Fuel bounds every run that counts; only runs without counting, and bugs, can hang. The process cannot go on from there, because
//! nothing can stop compiled code that does not stop itself.

use std::sync::Once;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Seconds that one run may take.
pub const LIMIT_SECONDS: u64 = 20;

/// Milliseconds since the start of the process at which the current run began; 0 when none is under way.
static BEGAN: AtomicU64 = AtomicU64::new(0);
static RUN: AtomicU32 = AtomicU32::new(0);
static STEP: AtomicU32 = AtomicU32::new(0);
static START: Once = Once::new();

/// A run under watch; dropping it ends the watch.
pub struct Watch(());

/// Watches the run of number `run` (0 is the reference, 1 the verified interpreter) from now on.
pub fn watch(run: u32) -> Watch {
    START.call_once(|| {
        let _ = now();
        // Without the thread there is no watch, and libFuzzer's own timeout remains.
        let _ = std::thread::Builder::new()
            .name("watchdog".into())
            .stack_size(64 << 10)
            .spawn(patrol);
    });
    RUN.store(run, Ordering::Relaxed);
    STEP.store(0, Ordering::Relaxed);
    BEGAN.store(now(), Ordering::Relaxed);
    Watch(())
}

/// Notes the step under way, for the report.
pub fn on_step(step: u32) {
    STEP.store(step, Ordering::Relaxed);
}

impl Drop for Watch {
    fn drop(&mut self) {
        BEGAN.store(0, Ordering::Relaxed);
    }
}

fn now() -> u64 {
    static EPOCH: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    EPOCH.get_or_init(Instant::now).elapsed().as_millis() as u64 + 1
}

fn patrol() {
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let began = BEGAN.load(Ordering::Relaxed);
        if began != 0 && now().saturating_sub(began) > LIMIT_SECONDS * 1000 {
            let run = RUN.load(Ordering::Relaxed);
            let name = match run {
                0 => "reference".to_string(),
                1 => "verified".to_string(),
                n => format!("engine {}", crate::testcase::config_letter(n as usize - 2)),
            };
            let kind = name.split(' ').next().unwrap_or_default();
            let step = STEP.load(Ordering::Relaxed);
            eprintln!("touchstone: hang: {name} did not end step {step} within {LIMIT_SECONDS} s");
            eprintln!("DEDUP_TOKEN: hang:{kind}");
            std::process::abort();
        }
    }
}
