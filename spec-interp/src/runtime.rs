//! The OCaml runtime in this process: start, the lock, calls in both directions.

use crate::signals::{self, CrashActions};
use crate::types::Interpreter;
use crate::{stack, store, wire::Reader, wire::Writer};
use ocaml_interop::{OCaml, OCamlRuntime, RawOCaml};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The interpreter did not answer: no outcome of the program under test.
///
/// The store concerned may be half changed; nothing but dropping it makes sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Crash {
    /// An OCaml exception; the text names it.
    #[error("the interpreter failed: {0}")]
    Failed(String),
    /// The request needs a feature that the interpreter lacks; its name.
    #[error("the interpreter has no {0}")]
    Unsupported(String),
    /// The native stack was used up before the call-stack budget.
    #[error("the interpreter's native stack is used up")]
    NativeStack,
}

/// The OCaml runtime did not start. Every later attempt fails alike.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the OCaml runtime does not start: {0}")]
pub struct StartError(String);

unsafe extern "C" {
    fn caml_named_value(name: *const c_char) -> *const RawOCaml;
    fn caml_callback_exn(closure: RawOCaml, argument: RawOCaml) -> RawOCaml;
    fn caml_callback2_exn(closure: RawOCaml, first: RawOCaml, second: RawOCaml) -> RawOCaml;
    fn caml_alloc_initialized_string(length: usize, bytes: *const c_char) -> RawOCaml;
    fn caml_string_length(string: RawOCaml) -> usize;
}

/// Global roots that hold OCaml's closures; OCaml keeps them in place for good.
struct Entries {
    reference: EntryPair,
    verified: EntryPair,
}

/// The two entries of one interpreter.
struct EntryPair {
    call: *const RawOCaml,
    memory: *const RawOCaml,
}

impl Entries {
    fn of(&self, interpreter: Interpreter) -> &EntryPair {
        match interpreter {
            Interpreter::Reference => &self.reference,
            Interpreter::Verified => &self.verified,
        }
    }
}

// SAFETY: the pointers are to immobile roots, and are read only while this process's OCaml lock is held.
unsafe impl Send for Entries {}
// SAFETY: as above.
unsafe impl Sync for Entries {}

static ENTRIES: OnceLock<Result<Entries, StartError>> = OnceLock::new();

/// One thread at a time, for whole calls: OCaml's own lock changes hands at any allocation, and the interpreter has global state.
static LOCK: Mutex<()> = Mutex::new(());

thread_local! {
    /// Is this thread inside a call, that is, does it hold both locks?
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Is the OCaml heap borrowed by Rust, so that nothing may allocate in it?
    static BORROWED: Cell<bool> = const { Cell::new(false) };
    /// Has OCaml learnt of this thread?
    static KNOWN: Cell<bool> = const { Cell::new(false) };
    /// A host function's panic on its way around OCaml.
    static PANIC: RefCell<Option<Box<dyn Any + Send>>> = const { RefCell::new(None) };
}

fn lock() -> MutexGuard<'static, ()> {
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the OCaml runtime, once per process; later calls do nothing.
///
/// Everything else of this crate calls it. In a fuzzer, call it at the first testcase and not before: the fuzzer's signal
/// handlers exist by then, and they are put back after OCaml has replaced them. An engine may install its handlers before or
/// after.
///
/// # Errors
/// When the runtime refuses, or the linked interpreter lacks its entries.
pub fn start() -> Result<(), StartError> {
    entries().map(|_| ())
}

fn entries() -> Result<&'static Entries, StartError> {
    ENTRIES
        .get_or_init(|| {
            let actions = CrashActions::save();
            signals::before_thread();
            let started = OCamlRuntime::init();
            actions.restore();
            // The guard would stop the runtime, which cannot start again.
            std::mem::forget(started.map_err(StartError)?);
            OCamlRuntime::with_domain_lock(|_| {
                KNOWN.set(true);
                signals::after_thread();
                Ok(Entries {
                    reference: EntryPair {
                        call: named(c"touchstone_call")?,
                        memory: named(c"touchstone_memory")?,
                    },
                    verified: EntryPair {
                        call: named(c"touchstone_verified_call")?,
                        memory: named(c"touchstone_verified_memory")?,
                    },
                })
            })
        })
        .as_ref()
        .map_err(Clone::clone)
}

/// Call with OCaml's lock held.
fn named(name: &CStr) -> Result<*const RawOCaml, StartError> {
    // SAFETY: the runtime is started and its lock held by the caller; the name is a C string.
    let value = unsafe { caml_named_value(name.as_ptr()) };
    if value.is_null() {
        Err(StartError(format!("{name:?} is not registered")))
    } else {
        Ok(value)
    }
}

/// Resets a flag of this thread, also when unwinding.
struct Reset(&'static std::thread::LocalKey<Cell<bool>>);

impl Drop for Reset {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Runs `f` with both locks held, which a host function's thread does already.
fn enter<T>(f: impl FnOnce(&Entries, &mut OCamlRuntime) -> Result<T, Crash>) -> Result<T, Crash> {
    let entries = entries().map_err(|e| Crash::Failed(e.to_string()))?;
    if BORROWED.get() {
        return Err(Crash::Failed("called while one of its memories is borrowed".to_owned()));
    }
    if INSIDE.get() {
        // SAFETY: this thread is inside `with_domain_lock` below; the handle has no contents that a second reference could race on.
        let runtime = unsafe { ocaml_interop::internal::recover_runtime_handle_mut() };
        return f(entries, runtime);
    }
    let _lock = lock();
    let new = !KNOWN.get();
    if new {
        signals::before_thread();
    }
    OCamlRuntime::with_domain_lock(|runtime| {
        if new {
            KNOWN.set(true);
            signals::after_thread();
        }
        INSIDE.set(true);
        let _reset = Reset(&INSIDE);
        f(entries, runtime)
    })
}

/// Copies bytes into the OCaml heap. Call with OCaml's lock held; the value is good until OCaml allocates again.
fn new_bytes(bytes: &[u8]) -> RawOCaml {
    // SAFETY: pointer and length are those of a slice, and OCaml's lock is held by the caller.
    unsafe { caml_alloc_initialized_string(bytes.len(), bytes.as_ptr().cast()) }
}

/// The bytes of an OCaml string or byte sequence.
///
/// # Safety
/// `value` must be one, and OCaml must not allocate as long as the result lives.
unsafe fn bytes_of<'a>(value: RawOCaml) -> &'a [u8] {
    // SAFETY: an OCaml string is a pointer to its bytes, of that length.
    unsafe { std::slice::from_raw_parts(value as *const u8, caml_string_length(value)) }
}

/// Fails when a callback ended by an exception. Entries catch their own; what is left is lack of memory while they did so.
fn result(runtime: &OCamlRuntime, value: RawOCaml) -> Result<RawOCaml, Crash> {
    // SAFETY: the value comes from a `caml_callback_exn`, and OCaml's lock is held as `runtime` shows.
    match unsafe { OCaml::of_exception_result(runtime, value) } {
        None => Ok(value),
        Some(exception) => {
            let message = exception.message();
            let text = message.unwrap_or_else(|| "an exception without text".to_owned());
            Err(Crash::Failed(text))
        }
    }
}

/// Makes a request of the interpreter (`reference/api/dispatch.ml`, `verified/ocaml/verified_api.ml`) and reads its answer.
pub(crate) fn call<T>(
    interpreter: Interpreter,
    request: &Writer,
    read: impl FnOnce(&mut Reader) -> Result<T, Crash>,
) -> Result<T, Crash> {
    let answer = enter(|entries, runtime| {
        let entry = entries.of(interpreter).call;
        let run = || {
            let argument = new_bytes(&request.0);
            // SAFETY: both locks are held; nothing allocates between the argument and the call, which roots it, nor after the
            // closure is read from its root.
            unsafe { caml_callback_exn(*entry, argument) }
        };
        let value = match interpreter {
            Interpreter::Reference => run(),
            // It recurses with the program under test.
            Interpreter::Verified => stack::on_large_stack(request.0.len(), run)?,
        };
        let value = result(runtime, value)?;
        // SAFETY: the entry yields bytes, and they are copied before anything else happens.
        Ok(unsafe { bytes_of(value) }.to_vec())
    })?;
    if let Some(panic) = PANIC.take() {
        resume_unwind(panic);
    }
    let mut reader = Reader::new(answer);
    match reader.byte()? {
        0 => read(&mut reader),
        1 => Err(Crash::Failed(reader.string()?)),
        2 => Err(Crash::Unsupported(reader.string()?)),
        3 => Err(Crash::NativeStack),
        _ => Err(crate::wire::broken()),
    }
}

/// Shows `f` the stored bytes of a memory, in place, and its length in bytes; what lies beyond the stored bytes is zero.
pub(crate) fn with_memory<T>(
    interpreter: Interpreter,
    store: u64,
    memory: u32,
    f: impl FnOnce(&[u8], u64) -> T,
) -> Result<T, Crash> {
    let integer = |x: u64| (x as RawOCaml) << 1 | 1;
    enter(|entries, runtime| {
        let arguments = (integer(store), integer(memory.into()));
        // SAFETY: both locks are held; the arguments are OCaml integers, which no collection moves.
        let value = unsafe { caml_callback2_exn(*entries.of(interpreter).memory, arguments.0, arguments.1) };
        let value = result(runtime, value)?;
        if value & 1 == 1 {
            return Err(Crash::Failed("no such memory".to_owned()));
        }
        // SAFETY: the value is `Some (bytes, int, int)`: a block of one field that points to a block of three.
        let (backing, used, length) = unsafe {
            let tuple = *(value as *const *const RawOCaml);
            (*tuple, *tuple.add(1) >> 1, *tuple.add(2) >> 1)
        };
        BORROWED.set(true);
        let _reset = Reset(&BORROWED);
        // SAFETY: `backing` is bytes, and OCaml does not run before the slice is gone: other threads wait for the lock, and this one
        // fails in `enter` while `BORROWED` is set.
        let bytes = unsafe { bytes_of(backing) };
        let used = bytes.get(..used as usize).ok_or_else(crate::wire::broken)?;
        Ok(f(used, length as u64))
    })
}

/// What a Rust panic answers, and OCaml turns into an exception that ends the call.
const PANICKED: u8 = 255;

/// OCaml calls this for every call of a host function by the reference: the store's number and the wire form of id and arguments,
/// to the wire form of the outcome.
///
/// # Safety
/// For OCaml only, which holds its lock and passes an integer and bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn touchstone_host_call(store: RawOCaml, request: RawOCaml) -> RawOCaml {
    // SAFETY: the caller's promise.
    unsafe { host_call(Interpreter::Reference, store, request) }
}

/// The same for the verified interpreter.
///
/// # Safety
/// As above.
#[unsafe(no_mangle)]
unsafe extern "C" fn touchstone_verified_host_call(store: RawOCaml, request: RawOCaml) -> RawOCaml {
    // SAFETY: the caller's promise.
    unsafe { host_call(Interpreter::Verified, store, request) }
}

/// # Safety
/// OCaml's lock is held; an integer and bytes.
unsafe fn host_call(interpreter: Interpreter, store: RawOCaml, request: RawOCaml) -> RawOCaml {
    // SAFETY: OCaml passes bytes; they are copied before it can allocate.
    let request = unsafe { bytes_of(request) }.to_vec();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        store::host_call(interpreter, (store >> 1) as u64, request)
    }));
    let answer = outcome.unwrap_or_else(|panic| {
        PANIC.set(Some(panic));
        vec![PANICKED]
    });
    new_bytes(&answer)
}

/// Raises an exception inside OCaml: a fault on purpose, for tests that it comes back as an error.
///
/// # Errors
/// Always.
pub fn fail_on_purpose(interpreter: Interpreter, text: &str) -> Result<(), Crash> {
    let mut request = Writer::request(255);
    request.bytes(text.as_bytes());
    call(interpreter, &request, |_| Ok(()))
}
