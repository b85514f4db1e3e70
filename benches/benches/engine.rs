//! The engine beside its peer in one process, on the same modules: generated code, code size, compile time, calls in
//! both directions, instantiation. Same optimisation level, fuel off, memories in a 4 GiB reservation with guard pages,
//! spectre mitigations on, no NaN canonicalisation, one compiler thread. Every row is the distribution of ratios of
//! interleaved pairs.
//!
//! Instantiation here is on demand; the benchmark `instantiate` has pools.
//!
//! `cargo bench -p touchstone-benches --bench engine [-- PART...]`, a part being `code`, `size`, `compile`, `call` or
//! `instantiate`.

use std::hint::black_box;
use touchstone_benches::kernels::KERNELS;
use touchstone_benches::pairs::{Comparison, compare};
use touchstone_benches::table::{Unit, row, section};
use touchstone_benches::{modules, pairs};
use touchstone_engine as ours;
use wasmtime as peer;

const RESERVATION: u64 = 4 << 30;
const GUARD: u64 = 32 << 20;

/// One engine of each kind.
struct Engines {
    ours: ours::Engine,
    peer: peer::Engine,
}

impl Engines {
    fn new() -> Self {
        let mut config = ours::Config::new();
        for (knob, value) in [
            ("opt_level", "speed".to_string()),
            ("regalloc", "backtracking".to_string()),
            ("verifier", "false".to_string()),
            ("signals", "true".to_string()),
            ("bounds", "guard".to_string()),
            ("memory_reservation", RESERVATION.to_string()),
            ("memory_guard", GUARD.to_string()),
            ("nan_canonicalization", "false".to_string()),
            ("fuel", "false".to_string()),
            ("call_stack_budget", "false".to_string()),
        ] {
            config
                .set(knob, &value)
                .unwrap_or_else(|error| panic!("{knob}: {error}"));
        }
        let mut other = peer::Config::new();
        other
            .cranelift_opt_level(peer::OptLevel::Speed)
            .consume_fuel(false)
            .memory_reservation(RESERVATION)
            .memory_guard_size(GUARD)
            .memory_may_move(false);
        Self {
            ours: ours::Engine::new(&config).expect("a configuration that this processor can run"),
            peer: peer::Engine::new(&other).expect("a configuration that this processor can run"),
        }
    }

    fn modules(&self, bytes: &[u8]) -> (ours::Module, peer::Module) {
        (
            ours::Module::new(&self.ours, bytes).expect("a valid module"),
            peer::Module::new(&self.peer, bytes).expect("a valid module"),
        )
    }

    fn store(&self) -> ours::Store {
        ours::Store::new(&self.ours, ours::Limits::default())
    }
}

/// Speed of generated code.
fn code(engines: &Engines) {
    section("Run time of generated code");
    let mut medians = Vec::new();
    for kernel in KERNELS {
        let (module, other) = engines.modules(&modules::assemble(kernel.wat));
        let mut store = engines.store();
        let instance = ours::Instance::new(&mut store, &module, &[]).expect("no imports");
        let run = function(&store, instance, "run")
            .typed::<i32, i64>(&store)
            .expect("the type of every kernel");
        let mut other_store = peer::Store::new(&engines.peer, ());
        let other_instance = peer::Instance::new(&mut other_store, &other, &[]).expect("no imports");
        let other_run = other_instance
            .get_typed_func::<i32, i64>(&mut other_store, "run")
            .expect("the type of every kernel");

        let result = run.call(&mut store, kernel.rounds).expect("kernels do not trap");
        let other_result = other_run
            .call(&mut other_store, kernel.rounds)
            .expect("kernels do not trap");
        assert_eq!(result, other_result, "{}: different results", kernel.name);
        let comparison = compare(
            || {
                black_box(run.call(&mut store, kernel.rounds).expect("kernels do not trap"));
            },
            || {
                black_box(
                    other_run
                        .call(&mut other_store, kernel.rounds)
                        .expect("kernels do not trap"),
                );
            },
        );
        medians.push(comparison.ratio(0.5));
        row(kernel.name, Unit::Time, &comparison);
    }
    let product: f64 = medians.iter().map(|ratio| ratio.ln()).sum();
    println!(
        "geometric mean of the medians: {:.3}",
        (product / medians.len() as f64).exp()
    );
}

/// The export of this name.
fn function(store: &ours::Store, instance: ours::Instance, name: &str) -> ours::Func {
    instance
        .func(store, name)
        .unwrap_or_else(|| panic!("no function `{name}`"))
}

/// Modules of several sizes, for compile time and code size.
fn sizes() -> [(&'static str, Vec<u8>); 4] {
    [
        ("1 function", modules::functions(1)),
        ("10 functions", modules::functions(10)),
        ("100 functions", modules::functions(100)),
        ("1,000 functions", modules::functions(1000)),
    ]
}

/// Bytes of machine code of the module's functions, with the padding between them.
fn size(engines: &Engines) {
    section("Code size (all functions)");
    let kernels = KERNELS
        .iter()
        .map(|kernel| (kernel.name, modules::assemble(kernel.wat)));
    for (name, bytes) in kernels.chain(sizes()) {
        let (module, other) = engines.modules(&bytes);
        let start = other.functions().map(|function| function.offset).min().unwrap_or(0);
        let end = other
            .functions()
            .map(|function| function.offset + function.len)
            .max()
            .unwrap_or(0);
        row(
            name,
            Unit::Bytes,
            &Comparison::exact(module.code().len() as f64, (end - start) as f64),
        );
    }
}

/// Bytes to module.
fn compile(engines: &Engines) {
    section("Compile time");
    for (name, bytes) in sizes() {
        let comparison = compare(
            || {
                black_box(ours::Module::new(&engines.ours, &bytes).expect("a valid module"));
            },
            || {
                black_box(peer::Module::new(&engines.peer, &bytes).expect("a valid module"));
            },
        );
        row(&format!("{name} ({} KiB)", bytes.len() / 1024), Unit::Time, &comparison);
    }
}

/// The time of one of `count` calls.
fn per_call(comparison: Comparison, count: i32) -> Comparison {
    Comparison {
        ours: comparison.ours / f64::from(count),
        peer: comparison.peer / f64::from(count),
        ratios: comparison.ratios,
    }
}

/// Calls from host to Wasm.
fn call_in(engines: &Engines) {
    section("Host to Wasm, per call");
    let (module, other) = engines.modules(&modules::assemble(modules::CALLS));
    let mut store = engines.store();
    let host = ours::Func::wrap(&mut store, |_: &mut ours::Caller<'_>, a: i32, _: i64| a).expect("a host function");
    let instance = ours::Instance::new(&mut store, &module, &[ours::Extern::Func(host)]).expect("its import");
    let mut other_store = peer::Store::new(&engines.peer, ());
    let host = peer::Func::wrap(&mut other_store, |a: i32, _: i64| a);
    let other_instance = peer::Instance::new(&mut other_store, &other, &[host.into()]).expect("its import");

    let empty = function(&store, instance, "empty")
        .typed::<(), ()>(&store)
        .expect("its type");
    let other_empty = other_instance
        .get_typed_func::<(), ()>(&mut other_store, "empty")
        .expect("its type");
    let comparison = compare(
        || empty.call(&mut store, ()).expect("no trap"),
        || other_empty.call(&mut other_store, ()).expect("no trap"),
    );
    row("typed, () -> ()", Unit::Time, &comparison);

    let add = function(&store, instance, "add")
        .typed::<(i32, i64), i32>(&store)
        .expect("its type");
    let other_add = other_instance
        .get_typed_func::<(i32, i64), i32>(&mut other_store, "add")
        .expect("its type");
    let comparison = compare(
        || {
            black_box(add.call(&mut store, (black_box(1), 2)).expect("no trap"));
        },
        || {
            black_box(other_add.call(&mut other_store, (black_box(1), 2)).expect("no trap"));
        },
    );
    row("typed, (i32, i64) -> i32", Unit::Time, &comparison);

    let add = function(&store, instance, "add");
    let other_add = other_instance.get_func(&mut other_store, "add").expect("exported");
    let comparison = compare(
        || {
            black_box(
                add.call(&mut store, &[ours::Val::I32(1), ours::Val::I64(2)])
                    .expect("no trap"),
            );
        },
        || {
            let mut results = [peer::Val::I32(0)];
            other_add
                .call(&mut other_store, &[peer::Val::I32(1), peer::Val::I64(2)], &mut results)
                .expect("no trap");
            black_box(results);
        },
    );
    row("untyped, (i32, i64) -> i32", Unit::Time, &comparison);
}

/// Calls from Wasm to host, a thousand at a time.
fn call_out(engines: &Engines) {
    const COUNT: i32 = 1000;
    section("Wasm to host, per call");
    for typed in [true, false] {
        let (module, other) = engines.modules(&modules::assemble(modules::CALLS));
        let mut store = engines.store();
        let mut other_store = peer::Store::new(&engines.peer, ());
        let (host, other_host) = if typed {
            (
                ours::Func::wrap(&mut store, |_: &mut ours::Caller<'_>, a: i32, b: i64| a ^ b as i32),
                peer::Func::wrap(&mut other_store, |a: i32, b: i64| a ^ b as i32),
            )
        } else {
            let params = [ours::ValType::I32, ours::ValType::I64];
            let ty = ours::FuncType::new(params, [ours::ValType::I32]);
            let own = ours::Func::new(&mut store, ty, |_, args, results| {
                if let [ours::Val::I32(a), ours::Val::I64(b)] = args {
                    results[0] = ours::Val::I32(a ^ *b as i32);
                }
                Ok(())
            });
            let ty = peer::FuncType::new(
                &engines.peer,
                [peer::ValType::I32, peer::ValType::I64],
                [peer::ValType::I32],
            );
            let other = peer::Func::new(&mut other_store, ty, |_, args, results| {
                if let [peer::Val::I32(a), peer::Val::I64(b)] = args {
                    results[0] = peer::Val::I32(a ^ *b as i32);
                }
                Ok(())
            });
            (own, other)
        };
        let host = host.expect("a host function");
        let instance = ours::Instance::new(&mut store, &module, &[ours::Extern::Func(host)]).expect("its import");
        let other_instance = peer::Instance::new(&mut other_store, &other, &[other_host.into()]).expect("its import");
        let run = function(&store, instance, "to_host")
            .typed::<i32, i32>(&store)
            .expect("its type");
        let other_run = other_instance
            .get_typed_func::<i32, i32>(&mut other_store, "to_host")
            .expect("its type");
        assert_eq!(
            run.call(&mut store, 9).expect("no trap"),
            other_run.call(&mut other_store, 9).expect("no trap")
        );
        let comparison = compare(
            || {
                black_box(run.call(&mut store, COUNT).expect("no trap"));
            },
            || {
                black_box(other_run.call(&mut other_store, COUNT).expect("no trap"));
            },
        );
        let name = if typed {
            "typed, (i32, i64) -> i32"
        } else {
            "untyped, (i32, i64) -> i32"
        };
        row(name, Unit::Time, &per_call(comparison, COUNT));
    }
}

/// A store, an instance in it, and the end of both.
fn instantiate(engines: &Engines) {
    section("Instantiation in a new store, and dropping both");
    for (name, bytes) in modules::to_instantiate() {
        let (module, other) = engines.modules(&bytes);
        let comparison = compare(
            || {
                let mut store = engines.store();
                black_box(ours::Instance::new(&mut store, &module, &[]).expect("no imports"));
            },
            || {
                let mut store = peer::Store::new(&engines.peer, ());
                black_box(peer::Instance::new(&mut store, &other, &[]).expect("no imports"));
            },
        );
        row(name, Unit::Time, &comparison);
    }
}

/// A part of the benchmark.
type Part = fn(&Engines);

fn main() {
    // `cargo bench` passes `--bench`.
    let parts: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let wants = |part: &str| parts.is_empty() || parts.iter().any(|chosen| chosen == part);
    let engines = Engines::new();
    println!(
        "touchstone-engine against wasmtime; ratio = ours / peer, {} interleaved pairs per row",
        pairs::PAIRS
    );
    let all: [(&str, Part); 6] = [
        ("code", code),
        ("size", size),
        ("compile", compile),
        ("call", call_in),
        ("call", call_out),
        ("instantiate", instantiate),
    ];
    for (part, run) in all {
        if wants(part) {
            run(&engines);
        }
    }
}
