//! What the libFuzzer targets call: the check itself, the mutator's hooks, feedback and the status line.
//!
//! Feedback goes through libFuzzer's extra counters: which instruction stands behind what kind of operand under which
//! optimisation level, where traps come from, which knobs were turned. Coverage of our own code says little about what the
//! compiled code does; these say which lowering was asked for. Only cases that executed something feed them.

pub mod entry;
pub mod signals;

use std::cell::RefCell;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Once;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crate::census::{Census, opcode_at};
use crate::check::{Checked, InProcess, RuntimeKind, Verdict, check_with};
use crate::driver::Prepared;
use crate::outcome::{Failure, Outcome};
use crate::report;
use crate::statistics::{Liveness, Statistics};
use crate::target::Target;
use crate::testcase::Testcase;
use crate::{generate, host};

/// How often the status line is written.
const STATUS_PERIOD: Duration = Duration::from_secs(5);
/// Bytes of extra counters; libFuzzer reads all of them after every execution.
const COUNTERS: usize = 8 << 10;

/// Found by libFuzzer through its link section; reset by libFuzzer before each execution.
// SAFETY: the section holds bytes and nothing else, and libFuzzer writes zeros to it, a valid state of the atomics.
#[unsafe(link_section = "__libfuzzer_extra_counters")]
static EXTRA_COUNTERS: [AtomicU8; COUNTERS] = [const { AtomicU8::new(0) }; COUNTERS];

/// Tells the leak sanitizer what OCaml's runtime allocates once and never frees.
// SAFETY: no other item of this name exists in the process; the sanitizer's own definition is weak.
#[unsafe(no_mangle)]
pub extern "C" fn __lsan_default_suppressions() -> *const std::ffi::c_char {
    c"leak:caml_setup_stack_overflow_detection\n".as_ptr()
}

struct Campaign {
    statistics: Statistics,
    last_status: Instant,
}

thread_local! {
    static CAMPAIGN: RefCell<Campaign> =
        RefCell::new(Campaign { statistics: Statistics::default(), last_status: Instant::now() });
}

/// Checks one input of the target `differential`; see [`check_input`].
pub fn differential(input: &[u8]) -> bool {
    check_input(Target::Differential, input)
}

/// Checks one input of the target `memory_edges`; see [`check_input`].
pub fn memory_edges(input: &[u8]) -> bool {
    check_input(Target::MemoryEdges, input)
}

/// Checks one input of the target `pool`; see [`check_input`].
pub fn pool(input: &[u8]) -> bool {
    check_input(Target::Pool, input)
}

/// Checks one input; whether it belongs into the corpus: testcases do that are worth being parents ([`Liveness::parent`]), entropy does
/// not.
///
/// On a divergence it prints the report with its `DEDUP_TOKEN` and aborts, so that libFuzzer keeps the input.
pub fn check_input(target: Target, input: &[u8]) -> bool {
    // The reference keeps the symbol in the binary, whatever the linker does with archives.
    std::hint::black_box(__lsan_default_suppressions as extern "C" fn() -> *const std::ffi::c_char);
    // Now, at the first testcase: libFuzzer's handlers exist, and what overflows the stack from here on can be reported. Should it fail,
    // the reference's runs say so.
    let _ = touchstone_spec_interp::start();
    static NOTICE: Once = Once::new();
    NOTICE.call_once(|| {
        host::notice().inspect(|notice| eprintln!("{notice}"));
    });
    let (case, entropy) = match Testcase::decode(input) {
        Ok(case) => (case, false),
        Err(_) => (target.generate(input, generate::DEFAULT_MAX_SIZE), true),
    };
    let prepared = Prepared::new(case);
    let case = &prepared.case;
    let checked = check_with(&prepared, &mut InProcess::default());
    let census = Census::of(case);
    let seen = CAMPAIGN.with_borrow_mut(|campaign| {
        let seen = campaign.statistics.record(case, &census, &checked, entropy);
        campaign.statistics.tally(&prepared, &checked);
        feed(case, &census, &checked, &seen);
        campaign.status();
        seen
    });
    if matches!(checked.verdict, Verdict::Divergence(_) | Verdict::Died(_)) {
        let file = if entropy { keep(case) } else { None };
        let name = file.as_ref().map_or("(libFuzzer names the file below)".into(), |path| {
            path.display().to_string()
        });
        let text = report::render(&prepared, &checked, &name, &mut InProcess::default());
        // Standard error may be closed; the abort is what counts.
        let _ = std::io::stderr().write_all(text.as_bytes());
        std::process::abort();
    }
    !entropy && seen.parent()
}

impl Campaign {
    fn status(&mut self) {
        if self.last_status.elapsed() < STATUS_PERIOD {
            return;
        }
        self.last_status = Instant::now();
        eprintln!("{}", self.statistics.line());
        if let Some(warning) = self.statistics.hollow() {
            eprintln!("touchstone: {warning}");
        }
    }
}

/// Writes the testcase that entropy stood for beside libFuzzer's artifact, which holds the entropy.
fn keep(case: &Testcase) -> Option<PathBuf> {
    let prefix = std::env::args().find_map(|arg| arg.strip_prefix("-artifact_prefix=").map(String::from));
    let bytes = case.encode();
    let name = format!(
        "{}testcase-{:016x}.wasm",
        prefix.unwrap_or_default(),
        xxhash_rust::xxh3::xxh3_64(&bytes)
    );
    match std::fs::write(&name, bytes) {
        Ok(()) => {
            eprintln!("touchstone: the input was entropy; its testcase was written to {name}");
            Some(PathBuf::from(name))
        }
        Err(error) => {
            eprintln!("touchstone: cannot write {name}: {error}");
            None
        }
    }
}

/// libFuzzer's custom mutator: `data[..size]` in, the new size out.
pub fn mutate(target: Target, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let output = target.mutate(&data[..size], u64::from(seed), max_size);
    write_back(&output, data, size, max_size)
}

/// libFuzzer's custom crossover: the size of what was written to `out`, 0 when it does not fit.
pub fn crossover(target: Target, first: &[u8], second: &[u8], out: &mut [u8], seed: u32) -> usize {
    let max_size = out.len();
    let output = target.crossover(first, second, u64::from(seed), max_size);
    write_back(&output, out, 0, max_size)
}

/// Copies `output` if it fits; otherwise the input stays, which is the only thing that is sure to fit.
fn write_back(output: &[u8], data: &mut [u8], size: usize, max_size: usize) -> usize {
    if output.len() > max_size.min(data.len()) {
        return size.min(max_size);
    }
    data[..output.len()].copy_from_slice(output);
    output.len()
}

/// Kinds of feedback, so that equal numbers of different kinds fall apart.
#[derive(Clone, Copy, Hash)]
enum Kind {
    Shape,
    Outcome,
    Trap,
    Knob,
    Host,
    Work,
}

fn hit(kind: Kind, number: u64) {
    let hash = xxhash_rust::xxh3::xxh3_64_with_seed(&number.to_le_bytes(), kind as u64);
    EXTRA_COUNTERS[hash as usize % COUNTERS].store(1, Ordering::Relaxed);
}

fn feed(case: &Testcase, census: &Census, checked: &Checked, seen: &Liveness) {
    let Some(trace) = checked.reference().trace() else {
        return;
    };
    for step in &trace.steps {
        let kind = match &step.outcome {
            Outcome::Returned(values) => values.len().min(3) as u64,
            Outcome::Failed(Failure::Trap(kind, location)) => {
                let opcode = location.and_then(|at| opcode_at(&case.wasm, at.offset as usize));
                hit(Kind::Trap, (*kind as u64) << 32 | u64::from(opcode.unwrap_or(0)));
                8
            }
            Outcome::Failed(Failure::Exhausted(what, _)) => 16 + *what as u64,
            Outcome::Rejected(_) => 24,
            Outcome::Unlinkable(_) => 25,
            _ => 26,
        };
        hit(Kind::Outcome, kind);
        hit(Kind::Host, u64::from(step.host_calls.len().min(255).ilog2_or_zero()));
    }
    if !seen.live {
        return;
    }
    hit(Kind::Work, u64::from((seen.fuel as usize).ilog2_or_zero()));
    let levels: Vec<u64> = checked.runs.iter().filter_map(|run| level(&run.spec.runtime)).collect();
    for (opcode, feed) in &census.shapes {
        for level in &levels {
            hit(Kind::Shape, level << 32 | (*feed as u64) << 16 | u64::from(*opcode));
        }
    }
    for run in &checked.runs {
        if let Some(config) = run.spec.runtime.engine_config() {
            for (name, value) in &config.0 {
                hit(
                    Kind::Knob,
                    xxhash_rust::xxh3::xxh3_64(format!("{name}={value}").as_bytes()),
                );
            }
        }
    }
}

/// What decides most of how an engine's run lowers: optimised or not, vectors with AVX or without.
fn level(runtime: &RuntimeKind) -> Option<u64> {
    let config = runtime.engine_config()?;
    let optimised = config.get("opt_level") != Some("none");
    let avx = config.get("x86_avx") != Some("false");
    Some(u64::from(optimised) | u64::from(avx) << 1)
}

trait Log {
    fn ilog2_or_zero(self) -> u32;
}

impl Log for usize {
    fn ilog2_or_zero(self) -> u32 {
        self.checked_ilog2().map_or(0, |log| log + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{crossover, mutate};
    use crate::target::Target;
    use crate::testcase::Testcase;

    #[test]
    fn hooks_write_testcases_within_the_buffer() {
        let mut data = vec![0; 4096];
        data[0] = b'\n';
        let size = mutate(Target::Differential, &mut data, 1, 4096, 7);
        assert!(Testcase::decode(&data[..size]).is_ok_and(|case| !case.generated_plan));
        let mut out = vec![0; 4096];
        let size = crossover(Target::Differential, &data[..size], b"entropy", &mut out, 7);
        assert!(Testcase::decode(&out[..size]).is_ok());
        // Too small for any testcase: the input stays.
        let mut small = vec![1, 2, 3, 4];
        assert_eq!(mutate(Target::Differential, &mut small, 2, 4, 7), 2);
    }
}
