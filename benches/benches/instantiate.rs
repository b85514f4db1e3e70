//! Pooled instantiation beside the peer's pooling allocator with the same settings (`touchstone_benches::pooled`): pools of 1,000 slots, 128 MiB
//! for a memory in a reservation of 4 GiB with guards on both sides, copy-on-write images, lazy tables, 100 warm slots, no
//! batching, the kernel asked which pages were written. One store per instance. Imports are resolved once.
//!
//! * `time`: a store, an instance in it, perhaps some use of it, the end of both. CPU time, interleaved pairs.
//! * `threads`: the same, per second of wall time, with one and two threads on one pool.
//! * `idle`: what 1,000 instances that do nothing cost, each side in a process of its own.
//! * `cycles`: a million instances of mixed modules; memory, mappings and descriptors must not grow.
//!
//! `cargo bench -p touchstone-benches --bench instantiate [-- NAME...]`, a name being one of these parts, a module (`empty`, `data`, `table`, `js`) or a
//! setting (`keep-none`, `keep-512k`). The JavaScript engine is fetched by `ci/real-modules --fetch starlingmonkey`.

use std::process::{Command, ExitCode};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use touchstone_benches::pairs::{Comparison, compare, compare_values, pairs};
use touchstone_benches::pooled::{Ours, Peer, SETTINGS, SLOTS, SUBJECTS, Setting, Subject, Use, subject};
use touchstone_benches::process::Usage;
use touchstone_benches::table::{Unit, quantity, row, section};

/// How long one side of a pair of `threads` runs.
const WINDOW: Duration = Duration::from_millis(100);
/// Instances of `cycles`, unless `TOUCHSTONE_BENCH_CYCLES` says otherwise.
const CYCLES: u64 = 1_000_000;
/// Bytes by which resident memory may differ between a tenth and the end of `cycles`: the heap's own variation, and pages of
/// images that happen to be mapped.
const SLACK: u64 = 4 << 20;
/// The argument by which the bench tells itself to be a child of `idle`.
const CHILD: &str = "idle-child";
const PARTS: [&str; 4] = ["time", "threads", "idle", "cycles"];

/// What the command line asks for.
struct Choice(Vec<String>);

impl Choice {
    /// Whether one of `names` is asked for, or nothing that excludes it.
    fn wants(&self, name: &str, names: &[&str]) -> bool {
        let mut of_this_kind = self.0.iter().filter(|chosen| names.contains(&chosen.as_str()));
        of_this_kind.clone().count() == 0 || of_this_kind.any(|chosen| chosen == name)
    }

    fn part(&self, name: &str) -> bool {
        self.wants(name, &PARTS)
    }

    fn settings(&self) -> impl Iterator<Item = Setting> {
        let names = SETTINGS.map(|setting| setting.name);
        SETTINGS
            .into_iter()
            .filter(move |setting| self.wants(setting.name, &names))
    }

    /// The modules; says which are not here.
    fn subjects(&self) -> Vec<Subject> {
        let wanted = SUBJECTS.into_iter().filter(|name| self.wants(name, &SUBJECTS));
        wanted
            .filter_map(|name| subject(name).map_err(|missing| println!("{missing}")).ok())
            .collect()
    }
}

/// The modules on both sides.
fn prepare(setting: Setting, subjects: &[Subject]) -> Vec<(&Subject, Ours, Peer)> {
    let (ours, peer) = (Ours::engine(setting), Peer::engine(setting));
    subjects
        .iter()
        .map(|subject| {
            (
                subject,
                Ours::new(&ours, &subject.bytes),
                Peer::new(&peer, &subject.bytes),
            )
        })
        .collect()
}

fn time(setting: Setting, prepared: &[(&Subject, Ours, Peer)]) {
    section(&format!(
        "Instantiation in a new store, and dropping both: {}",
        setting.name
    ));
    for (subject, ours, peer) in prepared {
        for used in Use::of(subject.name) {
            let comparison = compare(|| ours.life(*used), || peer.life(*used));
            row(&format!("{}{}", subject.title, used.suffix()), Unit::Time, &comparison);
        }
    }
}

/// Lives per second of wall time, of so many threads.
fn rate(threads: usize, life: &(impl Fn() + Sync)) -> f64 {
    let (lives, start) = (AtomicU64::new(0), Barrier::new(threads));
    let longest = std::thread::scope(|scope| {
        let run = || {
            life();
            start.wait();
            let (begin, mut count) = (Instant::now(), 0);
            while begin.elapsed() < WINDOW {
                life();
                count += 1;
            }
            lives.fetch_add(count, Ordering::Relaxed);
            begin.elapsed()
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let durations = running.into_iter().map(|thread| thread.join().expect("no panic"));
        durations.max().unwrap_or(WINDOW)
    });
    lives.into_inner() as f64 / longest.as_secs_f64()
}

fn threads(setting: Setting, prepared: &[(&Subject, Ours, Peer)]) {
    section(&format!(
        "Instantiations per second (above 1 ours is faster): {}",
        setting.name
    ));
    for (subject, ours, peer) in prepared {
        for used in Use::of(subject.name) {
            for threads in [1, 2] {
                let comparison = compare_values(
                    pairs(),
                    || rate(threads, &|| ours.life(*used)),
                    || rate(threads, &|| peer.life(*used)),
                );
                let plural = if threads == 1 { "" } else { "s" };
                row(
                    &format!("{}{}, {threads} thread{plural}", subject.title, used.suffix()),
                    Unit::Rate,
                    &comparison,
                );
            }
        }
    }
}

/// What all slots full of instances of one module add to this process, and what it then maps in all. Modules are made by
/// another thread, whose heap is not this one's: what compilation leaves free there does not hide what instances take here.
fn idle_child(side: &str, setting: Setting, name: &str) {
    fn measure<T>(instantiate: impl Fn() -> T) {
        drop(instantiate());
        let mut all = Vec::with_capacity(SLOTS as usize);
        let before = Usage::now();
        all.extend((0..SLOTS).map(|_| instantiate()));
        let after = Usage::now();
        let each = |after: u64, before: u64| after.saturating_sub(before) / u64::from(SLOTS);
        println!(
            "{} {} {}",
            each(after.resident, before.resident),
            each(after.mapped, before.mapped),
            after.mapped
        );
    }
    let compile = || {
        let subject = subject(name).expect("the parent has it");
        match side {
            "ours" => (Some(Ours::new(&Ours::engine(setting), &subject.bytes)), None),
            _ => (None, Some(Peer::new(&Peer::engine(setting), &subject.bytes))),
        }
    };
    match std::thread::scope(|scope| scope.spawn(compile).join()) {
        Ok((Some(ours), _)) => measure(|| ours.instantiate()),
        Ok((_, Some(peer))) => measure(|| peer.instantiate()),
        _ => panic!("no module"),
    }
}

/// The three numbers that a child of this side reports.
fn idle_bytes(side: &str, setting: Setting, subject: &Subject) -> Result<[f64; 3], String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args([CHILD, side, setting.name, subject.name])
        .output()
        .map_err(|error| error.to_string())?;
    let [text, complaint] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    <[f64; 3]>::try_from(numbers).map_err(|_| format!("{side} said {text:?} and {complaint:?}"))
}

fn idle(setting: Setting, subjects: &[Subject]) -> Result<(), String> {
    section(&format!("What each of {SLOTS} idle instances costs: {}", setting.name));
    for subject in subjects {
        let ours = idle_bytes("ours", setting, subject)?;
        let peer = idle_bytes("peer", setting, subject)?;
        for (index, what) in ["resident", "mapped", "mapped in all"].into_iter().enumerate() {
            let comparison = Comparison::exact(ours[index], peer[index]);
            row(&format!("{}, {what}", subject.title), Unit::Bytes, &comparison);
        }
    }
    Ok(())
}

/// A million lives; false when something has grown between a tenth and the end.
fn cycles(setting: Setting, subjects: &[Subject]) -> bool {
    let count = std::env::var("TOUCHSTONE_BENCH_CYCLES")
        .ok()
        .and_then(|n| n.parse().ok());
    let count: u64 = count.unwrap_or(CYCLES).max(10);
    println!("\n{count} instances of mixed modules, one store each: {}", setting.name);
    println!(
        "{:>10} {:>12} {:>12} {:>9} {:>12}",
        "instances", "resident", "mapped", "mappings", "descriptors"
    );
    let engine = Ours::engine(setting);
    let mut modules: Vec<(&Subject, Ours)> = subjects
        .iter()
        .map(|subject| (subject, Ours::new(&engine, &subject.bytes)))
        .collect();
    let mut at_a_tenth = Usage::default();
    let start = Instant::now();
    for cycle in 1..=count {
        let which = cycle as usize % modules.len();
        let (subject, ours) = &mut modules[which];
        let uses = Use::of(subject.name);
        ours.life(uses[cycle as usize / 7 % uses.len()]);
        // Modules come and go too, but for the one that takes seconds to compile.
        if cycle % 1009 == 0 && subject.name != "js" && subject.name != "table" {
            *ours = Ours::new(&engine, &subject.bytes);
        }
        if cycle % (count / 10) == 0 {
            let now = Usage::now();
            println!(
                "{cycle:>10} {:>12} {:>12} {:>9} {:>12}",
                quantity(now.resident as f64, Unit::Bytes),
                quantity(now.mapped as f64, Unit::Bytes),
                now.mappings,
                now.descriptors
            );
            if cycle == count / 10 {
                at_a_tenth = now;
            }
        }
    }
    let end = Usage::now();
    let flat = end.mappings == at_a_tenth.mappings
        && end.descriptors == at_a_tenth.descriptors
        && end.resident <= at_a_tenth.resident + SLACK;
    let per_instance = start.elapsed().as_secs_f64() / count as f64;
    let verdict = if flat { "flat" } else { "NOT flat" };
    println!("{verdict}; {} per instance", quantity(per_instance, Unit::Time));
    flat
}

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`.
    let choice = Choice(std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect());
    if let [child, side, setting, name] = choice.0.as_slice()
        && child == CHILD
    {
        let setting = SETTINGS.into_iter().find(|known| known.name == setting);
        idle_child(side, setting.expect("one of the parent's"), name);
        return ExitCode::SUCCESS;
    }
    let settings = SETTINGS.map(|setting| setting.name);
    let known = |name: &&String| [&PARTS[..], &SUBJECTS, &settings].concat().contains(&name.as_str());
    if let Some(unknown) = choice.0.iter().find(|name| !known(name)) {
        eprintln!("no part, module or setting `{unknown}`; there are: {PARTS:?} {SUBJECTS:?} {settings:?}");
        return ExitCode::from(4);
    }
    println!(
        "touchstone-engine against wasmtime, both pooling; ratio = ours / peer, {} interleaved pairs per row",
        pairs()
    );
    let subjects = choice.subjects();
    let mut flat = true;
    for setting in choice.settings() {
        if choice.part("time") || choice.part("threads") {
            let prepared = prepare(setting, &subjects);
            if choice.part("time") {
                time(setting, &prepared);
            }
            if choice.part("threads") {
                threads(setting, &prepared);
            }
        }
        if choice.part("idle")
            && let Err(error) = idle(setting, &subjects)
        {
            eprintln!("idle: {error}");
            return ExitCode::FAILURE;
        }
        if choice.part("cycles") {
            flat &= cycles(setting, &subjects);
        }
    }
    if flat { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
