//! Keeps OCaml from taking over crash signals.
//!
//! OCaml's start installs a SIGSEGV handler and a small alternate stack, and registering a thread replaces that thread's alternate
//! stack. A fuzzer's handlers must stay where they were, or a real crash dies without report and crash file, and they need
//! room for that report. So: the actions in place before the start are put back after it (an engine that installs its handlers later
//! then chains to those by itself), and every thread that calls OCaml has an alternate stack of [`ALT_STACK_SIZE`] bytes.
//! OCaml's own handler would only turn a native stack overflow inside OCaml into an exception; the interpreter
//! does not recurse, and an overflow is better reported as the crash that it is.

use std::cell::RefCell;
use std::{mem, ptr};

/// Bytes of the alternate signal stack: room for a sanitizer's or fuzzer's report.
const ALT_STACK_SIZE: usize = 256 << 10;

const CRASH_SIGNALS: [libc::c_int; 4] = [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL];

/// The actions for crash signals at one moment.
pub(crate) struct CrashActions([libc::sigaction; 4]);

impl CrashActions {
    /// Reads the actions in place.
    pub(crate) fn save() -> CrashActions {
        CrashActions(CRASH_SIGNALS.map(|signal| {
            // SAFETY: `sigaction` is plain data for which all zeros is a value, and the call only writes to it.
            unsafe {
                let mut action: libc::sigaction = mem::zeroed();
                libc::sigaction(signal, ptr::null(), &mut action);
                action
            }
        }))
    }

    /// Puts the actions back. Handlers gain `SA_ONSTACK`: without it a stack overflow could not be reported.
    pub(crate) fn restore(mut self) {
        for (signal, action) in CRASH_SIGNALS.into_iter().zip(&mut self.0) {
            if action.sa_sigaction != libc::SIG_DFL && action.sa_sigaction != libc::SIG_IGN {
                action.sa_flags |= libc::SA_ONSTACK;
            }
            // SAFETY: the action was in place before, so its handler is a valid one for this signal; every thread that Rust or
            // this module knows has an alternate stack, and without one the flag has no effect.
            unsafe { libc::sigaction(signal, action, ptr::null_mut()) };
        }
    }
}

/// An alternate stack, put back when dropped.
pub(crate) struct PreviousAltStack(libc::stack_t);

impl PreviousAltStack {
    pub(crate) fn save() -> PreviousAltStack {
        // SAFETY: `stack_t` is plain data for which all zeros is a value, and the call only writes to it.
        unsafe {
            let mut previous: libc::stack_t = mem::zeroed();
            libc::sigaltstack(ptr::null(), &mut previous);
            PreviousAltStack(previous)
        }
    }
}

impl Drop for PreviousAltStack {
    fn drop(&mut self) {
        // SAFETY: this stack was the thread's before; its owner releases it later in the thread's life than we run.
        unsafe { libc::sigaltstack(&self.0, ptr::null_mut()) };
    }
}

/// The alternate stack of this module, while installed on a thread.
struct AltStack {
    memory: *mut libc::c_void,
    previous: Option<PreviousAltStack>,
}

impl AltStack {
    /// `None` when memory is short: the thread keeps what it has.
    fn install() -> Option<AltStack> {
        let previous = PreviousAltStack::save();
        if previous.0.ss_flags & libc::SS_DISABLE == 0 && previous.0.ss_size >= ALT_STACK_SIZE {
            mem::forget(previous);
            return None;
        }
        // SAFETY: plain allocation. From malloc, because OCaml 4.14 frees whatever alternate stack it finds at a thread's end.
        let memory = unsafe { libc::malloc(ALT_STACK_SIZE) };
        if memory.is_null() {
            mem::forget(previous);
            return None;
        }
        let stack = libc::stack_t {
            ss_sp: memory,
            ss_flags: 0,
            ss_size: ALT_STACK_SIZE,
        };
        // SAFETY: the memory is ours, of that size, and stays until `drop` has put the previous stack back.
        unsafe { libc::sigaltstack(&stack, ptr::null_mut()) };
        Some(AltStack {
            memory,
            previous: Some(previous),
        })
    }
}

impl Drop for AltStack {
    fn drop(&mut self) {
        drop(self.previous.take());
        // SAFETY: allocated by `install`, and no longer any thread's alternate stack.
        unsafe { libc::free(self.memory) };
    }
}

thread_local! {
    // Dropped in reverse order of initialisation: first ours gives way to OCaml's, then OCaml forgets the thread, then what the
    // thread began with comes back, which its creator will look for.
    static BEFORE_OCAML: RefCell<Option<PreviousAltStack>> = const { RefCell::new(None) };
    static OURS: RefCell<Option<AltStack>> = const { RefCell::new(None) };
}

/// Call before OCaml learns of this thread.
pub(crate) fn before_thread() {
    BEFORE_OCAML.with(|stack| *stack.borrow_mut() = Some(PreviousAltStack::save()));
}

/// Call after OCaml learnt of this thread.
pub(crate) fn after_thread() {
    OURS.with(|stack| *stack.borrow_mut() = AltStack::install());
}
