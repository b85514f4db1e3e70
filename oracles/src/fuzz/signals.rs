//! Faults on purpose, in one process: what the fuzz target `signals` runs, and `ci/test-fuzz` drives.
//!
//! An input is a list of words, one [`Action`] each. The harmless ones check their own outcome: traps by signal in the engine, an
//! exception inside OCaml, the reference's depth limit. They must work in any order, whichever runtime starts first. The
//! crashing ones must leave a report and a crash file, wherever the process is when they happen: whoever had the signals before
//! engine and OCaml came still gets what is not a trap of Wasm code.

use crate::machine::{Extern, Host, HostTrap, Machine, Runtime};
use crate::outcome::{Exhaustion, Failure, TrapKind};
use crate::runtimes::{EngineRuntime, ReferenceRuntime};
use crate::testcase::{EngineConfig, Limits};
use crate::value::{FuncType, Value};
use std::hint::black_box;
use std::rc::Rc;

/// Where a crash happens.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In the target itself.
    Target,
    /// In a host function that generated code called.
    EngineHost,
    /// In a host function that OCaml called.
    ReferenceHost,
}

/// One word of an input.
#[derive(Clone, Copy, Debug)]
enum Action {
    /// As the first word: OCaml starts when it is first used, so after the engine if that is used before. Otherwise it starts
    /// first, as in a campaign.
    LateStart,
    /// A trap of generated code: export `name` of [`TRAPS`].
    Trap(&'static str, TrapKind),
    Exception,
    DepthLimit,
    NativeStack,
    /// Forgets memory: shows that a run without this word that ends well had no leak.
    Leak,
    WildWrite(Place),
    StackOverflow(Place),
}

impl Action {
    fn parse(word: &str) -> Option<Action> {
        Some(match word {
            "late-start" => Action::LateStart,
            "guard-page" => Action::Trap("load", TrapKind::OutOfBoundsMemoryAccess),
            "divide" => Action::Trap("divide", TrapKind::IntegerDivideByZero),
            "unreachable" => Action::Trap("unreachable", TrapKind::Unreachable),
            "exception" => Action::Exception,
            "depth-limit" => Action::DepthLimit,
            "native-stack" => Action::NativeStack,
            "leak" => Action::Leak,
            "wild-write" => Action::WildWrite(Place::Target),
            "wild-write-in-engine" => Action::WildWrite(Place::EngineHost),
            "wild-write-in-ocaml" => Action::WildWrite(Place::ReferenceHost),
            "stack-overflow" => Action::StackOverflow(Place::Target),
            "stack-overflow-in-engine" => Action::StackOverflow(Place::EngineHost),
            "stack-overflow-in-ocaml" => Action::StackOverflow(Place::ReferenceHost),
            _ => return None,
        })
    }

    fn run(self) {
        match self {
            Action::LateStart => {}
            Action::Trap(name, kind) => {
                let (mut machine, f) = instance(&engine(), TRAPS, name);
                let outcome = machine.invoke(f, &[Value::I32(0)]);
                assert!(
                    matches!(outcome, Err(Failure::Trap(got, Some(_))) if got == kind),
                    "{name}: {outcome:?}"
                );
            }
            Action::Exception => {
                let outcome = touchstone_spec_interp::fail_on_purpose(
                    touchstone_spec_interp::Interpreter::Reference,
                    "on purpose",
                );
                assert!(outcome.is_err_and(|crash| crash.to_string().contains("on purpose")));
            }
            Action::DepthLimit => {
                let (mut machine, f) = instance(&ReferenceRuntime, RECURSION, "f");
                let outcome = machine.invoke(f, &[]);
                assert!(
                    matches!(outcome, Err(Failure::Exhausted(Exhaustion::CallStack, Some(_)))),
                    "{outcome:?}"
                );
            }
            Action::NativeStack => {
                let (mut machine, f) = instance(&engine(), RECURSION, "f");
                let outcome = machine.invoke(f, &[]);
                assert!(matches!(outcome, Err(Failure::NativeStack)), "{outcome:?}");
            }
            Action::Leak => (0..100).for_each(|n| std::mem::forget(black_box(vec![n; 100]))),
            Action::WildWrite(place) => at(place, wild_write),
            Action::StackOverflow(place) => at(place, stack_overflow),
        }
    }
}

const TRAPS: &str = r#"(module (memory 1)
    (func (export "load") (param i32) (result i32) i32.const 65536 i32.load)
    (func (export "divide") (param i32) (result i32) i32.const 1 local.get 0 i32.div_s)
    (func (export "unreachable") (param i32) (result i32) unreachable))"#;

const RECURSION: &str = r#"(module (func $f (export "f") call $f))"#;

const CALLS_HOST: &str = r#"(module (import "" "host" (func $host)) (func (export "f") call $host))"#;

/// Runs an input; does nothing when it is not a list of words that all mean something.
///
/// # Panics
/// When an outcome is not what it should be.
pub fn run(input: &[u8]) {
    let words = std::str::from_utf8(input).unwrap_or_default().split_whitespace();
    let actions: Option<Vec<Action>> = words.map(Action::parse).collect();
    let actions = actions.unwrap_or_default();
    if !matches!(actions[..], [] | [Action::LateStart, ..]) {
        touchstone_spec_interp::start().expect("OCaml starts");
    }
    for action in actions {
        action.run();
    }
}

/// The engine with neither fuel nor depth counted, so that recursion meets the native limit.
fn engine() -> EngineRuntime {
    EngineRuntime::new(EngineConfig::new(&[("fuel", "false"), ("call_stack_budget", "false")]))
}

/// A machine with one instance of a module in text form, and its export `name`.
fn instance(runtime: &dyn Runtime, text: &str, name: &str) -> (Box<dyn Machine>, Extern) {
    instance_importing(runtime, text, name, |_| vec![])
}

fn instance_importing(
    runtime: &dyn Runtime,
    text: &str,
    name: &str,
    imports: impl FnOnce(&mut dyn Machine) -> Vec<Option<Extern>>,
) -> (Box<dyn Machine>, Extern) {
    let wasm = wat::parse_str(text).expect("the text is a module");
    let mut machine = runtime.machine(&Limits::default()).expect("the runtime starts");
    machine.begin_step(1 << 40, 100_000);
    let module = machine.compile(&wasm).expect("the module is valid");
    let imports = imports(machine.as_mut());
    machine.instantiate(0, module, &imports).expect("it instantiates");
    let export = machine.export(0, name).expect("it has that export");
    (machine, export)
}

/// A host that crashes.
struct Crash(fn());

impl Host for Crash {
    fn call(
        &self,
        _machine: &mut dyn Machine,
        _func: u32,
        _args: &[Value],
        _results: &mut [Value],
    ) -> Result<(), HostTrap> {
        (self.0)();
        Ok(())
    }
}

fn at(place: Place, crash: fn()) {
    let runtime: Box<dyn Runtime> = match place {
        Place::Target => return crash(),
        Place::EngineHost => Box::new(engine()),
        Place::ReferenceHost => Box::new(ReferenceRuntime),
    };
    let (mut machine, f) = instance_importing(runtime.as_ref(), CALLS_HOST, "f", |machine| {
        vec![Some(machine.new_func(&FuncType::default(), 0).expect("it can be made"))]
    });
    machine.set_host(Rc::new(Crash(crash)));
    let outcome = machine.invoke(f, &[]);
    panic!("the host function did not crash: {outcome:?}");
}

/// Writes where nothing is mapped.
fn wild_write() {
    // SAFETY: none. The process is to die of it.
    unsafe { std::ptr::write_volatile(black_box(0x1234) as *mut u8, 1) };
}

/// Recurses until the native stack ends.
fn stack_overflow() {
    fn recurse(depth: u64) -> u64 {
        let frame = black_box([depth; 64]);
        // Never 0, which the compiler does not know.
        if black_box(depth) == 0 {
            0
        } else {
            recurse(depth + 1) + frame[3]
        }
    }
    black_box(recurse(1));
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn what_does_not_crash_lives_together_in_any_order() {
        run(b"guard-page exception depth-limit divide unreachable native-stack");
        run(b"native-stack depth-limit exception guard-page exception depth-limit");
        run(b"late-start unreachable exception divide depth-limit guard-page native-stack guard-page");
    }

    #[test]
    fn entropy_does_nothing() {
        run(b"wild-write and more");
        run(&[0xff, 0xfe]);
    }
}
