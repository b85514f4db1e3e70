//! The two interpreters: does their cost per executed instruction grow with anything, how fast are their loops and calls,
//! and what does a tiny module cost.
//!
//! `cargo bench -p touchstone-benches --bench interpreters [-- PART...]`, a part being `scaling`, `speed` or `tiny`, or `reference` or
//! `verified` for one of the interpreters.

use cpu_time::ThreadTime;
use std::hint::black_box;
use touchstone_benches::pairs::{median, time};
use touchstone_benches::scaling::{Row, families};
use touchstone_benches::table::{Unit, quantity};
use touchstone_benches::{kernels::KERNELS, modules};
use touchstone_spec_interp::{Extern, Interpreter, Limits, Module, Rejection, Store, Value, start};

/// The largest factor by which a family may grow from its smallest row.
const FLAT: f64 = 2.0;

/// An instance with an exported function, ready to be called.
struct Runnable {
    store: Store,
    func: u32,
    args: Vec<Value>,
}

fn store(interpreter: Interpreter) -> Store {
    let limits = Limits {
        memory_pages: 65_536,
        table_elements: 1 << 20,
        total_bytes: 1 << 33,
    };
    let store = Store::new(interpreter, &limits).expect("the interpreter starts");
    store.begin_step(u64::MAX, u64::MAX).expect("no crash");
    store
}

/// A module with its interpreter.
struct Decoded(Interpreter, Module);

/// The module, or the feature that the interpreter lacks.
fn decode(interpreter: Interpreter, bytes: &[u8]) -> Result<Decoded, String> {
    match Module::new(interpreter, bytes).expect("no crash") {
        Ok(module) => Ok(Decoded(interpreter, module)),
        Err(Rejection::Unsupported { feature, .. }) => Err(feature),
        Err(rejection) => panic!("not a valid module: {rejection:?}"),
    }
}

impl Runnable {
    fn new(Decoded(interpreter, module): &Decoded, export: &str, args: Vec<Value>) -> Self {
        let store = store(*interpreter);
        let instance = store.instantiate(module, &[]).expect("no crash").expect("no imports");
        let Some(Extern::Func(func)) = store.export(instance, export).expect("no crash") else {
            panic!("no function `{export}`")
        };
        Self { store, func, args }
    }

    fn call(&self) {
        black_box(
            self.store
                .invoke(self.func, &self.args)
                .expect("no crash")
                .expect("no trap"),
        );
    }

    /// Instructions that one call executes.
    fn instructions(&self) -> u64 {
        self.store.begin_step(u64::MAX, u64::MAX).expect("no crash");
        self.call();
        self.store.counters().expect("no crash").fuel
    }
}

/// What a row costs.
struct Cost {
    /// Units of work in a call.
    work: u64,
    /// Seconds per call.
    seconds: f64,
}

impl Cost {
    fn nanoseconds(&self) -> f64 {
        self.seconds * 1e9 / self.work as f64
    }
}

/// Median of several calls, a new instance for each round: a memory that has grown stays grown.
fn measure(interpreter: Interpreter, row: &Row) -> Result<Cost, String> {
    let module = decode(interpreter, &modules::assemble(&row.wat))?;
    let args: Vec<Value> = row.args.iter().map(|&arg| Value::I32(arg)).collect();
    let work = row
        .work
        .unwrap_or_else(|| Runnable::new(&module, "f", args.clone()).instructions());
    let samples = (0..7).map(|_| {
        let runnable = Runnable::new(&module, "f", args.clone());
        // Growing works once; a long call needs no repetition.
        if row.once || work > 1_000_000 {
            let start = ThreadTime::now();
            runnable.call();
            start.elapsed().as_secs_f64()
        } else {
            time(|| runnable.call())
        }
    });
    Ok(Cost {
        work,
        seconds: median(samples.collect()),
    })
}

/// Prints every row; returns the families that are not flat.
fn scaling(interpreter: Interpreter) -> Vec<String> {
    println!("\n{interpreter:?}: scaling (growth: cost per unit of work, against the family's first row)");
    println!(
        "{:<28} {:>8} {:>12} {:>11} {:>10} {:>8}",
        "family", "size", "work", "per call", "ns / unit", "growth"
    );
    let mut steep = Vec::new();
    for family in families() {
        let mut first = None;
        for row in &family.rows {
            let cost = match measure(interpreter, row) {
                Ok(cost) => cost,
                Err(feature) => {
                    println!("{:<28} {:>8} lacks {feature}", family.name, row.size);
                    continue;
                }
            };
            let growth = cost.nanoseconds() / *first.get_or_insert(cost.nanoseconds());
            println!(
                "{:<28} {:>8} {:>12} {:>11} {:>10.2} {:>8.2}",
                family.name,
                row.size,
                cost.work,
                quantity(cost.seconds, Unit::Time),
                cost.nanoseconds(),
                growth
            );
            if growth > FLAT {
                steep.push(format!("{} at {}: {growth:.2}", family.name, row.size));
            }
        }
    }
    steep
}

/// Prints the speed of the benchmark kernels.
fn speed(interpreter: Interpreter) {
    println!("\n{interpreter:?}: speed");
    println!(
        "{:<28} {:>12} {:>11} {:>14}",
        "kernel", "instructions", "per call", "instructions/s"
    );
    for kernel in KERNELS {
        let module = match decode(interpreter, &modules::assemble(kernel.wat)) {
            Ok(module) => module,
            Err(feature) => {
                println!("{:<28} lacks {feature}", kernel.name);
                continue;
            }
        };
        let runnable = Runnable::new(&module, "run", vec![Value::I32(1)]);
        let instructions = runnable.instructions();
        let seconds = time(|| runnable.call());
        println!(
            "{:<28} {:>12} {:>11} {:>12.1} M",
            kernel.name,
            instructions,
            quantity(seconds, Unit::Time),
            instructions as f64 / seconds / 1e6
        );
    }
}

/// Prints what a module costs that does next to nothing.
fn tiny(interpreter: Interpreter) {
    println!("\n{interpreter:?}: tiny module");
    let bytes = modules::assemble("(module (func (export \"f\") (param i32) (result i32) (local.get 0)))");
    let decode = || decode(interpreter, &bytes).expect("numbers and nothing else");
    let module = decode();
    let instantiate = || Runnable::new(&module, "f", vec![Value::I32(1)]);
    let runnable = instantiate();
    for (name, seconds) in [
        ("call", time(|| runnable.call())),
        ("new store, instantiate, call", time(|| instantiate().call())),
        (
            "the same, decode and validate",
            time(|| Runnable::new(&decode(), "f", vec![Value::I32(1)]).call()),
        ),
    ] {
        println!("{name:<40} {:>11}", quantity(seconds, Unit::Time));
    }
}

fn main() {
    start().expect("the OCaml runtime starts");
    // `cargo bench` passes `--bench`.
    let parts: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let wants = |part: &str, of: &[&str]| {
        let mut chosen = parts.iter().filter(|chosen| of.contains(&chosen.as_str())).peekable();
        chosen.peek().is_none() || chosen.any(|chosen| chosen == part)
    };
    for (name, interpreter) in [
        ("reference", Interpreter::Reference),
        ("verified", Interpreter::Verified),
    ] {
        if !wants(name, &["reference", "verified"]) {
            continue;
        }
        let wants = |part| wants(part, &["speed", "tiny", "scaling"]);
        if wants("speed") {
            speed(interpreter);
        }
        if wants("tiny") {
            tiny(interpreter);
        }
        if wants("scaling") {
            let steep = scaling(interpreter);
            if steep.is_empty() {
                println!("every family is flat within {FLAT}x");
            } else {
                println!("not flat within {FLAT}x: {}", steep.join(", "));
            }
        }
    }
}
