//! A large native stack for the verified interpreter, which recurses with the program under test: a frame for each call and each block
//! that it is in.
//!
//! The stack is reserved once per process and used under the lock of `runtime.rs`, so by one thread at a time. What bounds its use:
//!
//! * *Execution*: on every entry to a Wasm function the interpreter asks [`touchstone_stack_is_low`], and gives up with an outcome of its own
//!   when less than [`RESERVE`] is left. Between two entries it goes down by the blocks of one function at most, whose nesting the
//!   decoder bounds to 100,000: the reserve holds 480 bytes for each.
//! * *Decoding and validation* recurse over a module's bytes, whose number the interpreter bounds to 4 MiB: 64 bytes for each.
//!
//! `tests/verified_depth.rs` tries the extremes. Beyond both lies a page that nothing may touch.

use crate::runtime::Crash;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use ocaml_interop::RawOCaml;

/// Bytes of address space. Only what is touched costs memory.
const SIZE: usize = 256 << 20;
/// Bytes that are kept for what happens between two checks.
const RESERVE: usize = 48 << 20;
/// Bytes that stay in memory when a run that went deeper is over.
const KEPT: usize = 8 << 20;
const PAGE: usize = 4096;

/// The lowest address of the stack; 0 before it is reserved.
static BASE: AtomicUsize = AtomicUsize::new(0);
/// Below this address the stack is low; 0 while nobody runs on it.
static LOW: AtomicUsize = AtomicUsize::new(0);
/// The lowest address seen in this run.
static DEEPEST: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Runs `f` on the large stack, or right here when this thread is on it already. Call with the lock of `runtime.rs` held. `work` is how much
/// `f` is given to decode, in bytes.
pub(crate) fn on_large_stack<T>(work: usize, f: impl FnOnce() -> T) -> Result<T, Crash> {
    if LOW.load(Relaxed) != 0 {
        return Ok(f());
    }
    let base = reserve()?;
    let top = base + SIZE;
    DEEPEST.store(usize::MAX, Relaxed);
    LOW.store(base + RESERVE, Relaxed);
    let mut job = Job {
        f: Some(f),
        result: None,
    };
    switch(top, &mut job);
    LOW.store(0, Relaxed);
    if DEEPEST.load(Relaxed) < top - KEPT || work > KEPT / 128 {
        // SAFETY: this part of the mapping is ours, and nothing lives on the stack any more.
        unsafe { libc::madvise(base as *mut libc::c_void, SIZE - KEPT, libc::MADV_DONTNEED) };
    }
    match job.result {
        Some(Ok(value)) => Ok(value),
        Some(Err(panic)) => resume_unwind(panic),
        None => Err(Crash::Failed(
            "no large stack on this architecture: there is a switch for x86-64 only".to_owned(),
        )),
    }
}

/// Reserves the stack unless it is: its lowest address.
fn reserve() -> Result<usize, Crash> {
    let base = BASE.load(Relaxed);
    if base != 0 {
        return Ok(base);
    }
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK;
    // SAFETY: a new mapping at an address that the system chooses; its lowest page becomes inaccessible.
    let base = unsafe {
        let base = libc::mmap(ptr::null_mut(), SIZE, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0);
        if base == libc::MAP_FAILED || libc::mprotect(base, PAGE, libc::PROT_NONE) != 0 {
            return Err(Crash::Failed("no address space for a large stack".to_owned()));
        }
        base as usize
    };
    BASE.store(base, Relaxed);
    Ok(base)
}

/// What runs on the other stack, and what came of it.
struct Job<F, T> {
    f: Option<F>,
    result: Option<Result<T, Box<dyn Any + Send>>>,
}

/// # Safety
/// `job` is a pointer to a [`Job`] that nobody else uses.
unsafe extern "C" fn run<F: FnOnce() -> T, T>(job: *mut libc::c_void) {
    // SAFETY: the caller's promise.
    let job = unsafe { &mut *job.cast::<Job<F, T>>() };
    job.result = job.f.take().map(|f| catch_unwind(AssertUnwindSafe(f)));
}

#[cfg(target_arch = "x86_64")]
fn switch<F: FnOnce() -> T, T>(top: usize, job: &mut Job<F, T>) {
    // SAFETY: `top` is the end of a mapping that nobody else uses, as the lock ensures; `run` does not unwind.
    unsafe { touchstone_on_stack((job as *mut Job<F, T>).cast(), run::<F, T>, top) }
}

#[cfg(not(target_arch = "x86_64"))]
fn switch<F: FnOnce() -> T, T>(_top: usize, _job: &mut Job<F, T>) {}

#[cfg(target_arch = "x86_64")]
unsafe extern "C" {
    fn touchstone_on_stack(job: *mut libc::c_void, run: unsafe extern "C" fn(*mut libc::c_void), top: usize);
}

// The frame pointer holds the old stack, also for whoever unwinds or prints the stack.
#[cfg(target_arch = "x86_64")]
std::arch::global_asm!(
    ".text",
    ".globl touchstone_on_stack",
    ".hidden touchstone_on_stack",
    ".type touchstone_on_stack, @function",
    ".p2align 4",
    "touchstone_on_stack:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "mov rsp, rdx",
    "call rsi",
    "mov rsp, rbp",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "ret",
    ".cfi_endproc",
    ".size touchstone_on_stack, . - touchstone_on_stack",
);

/// OCaml asks this on every entry to a Wasm function: is less than [`RESERVE`] left? An OCaml boolean.
#[unsafe(no_mangle)]
extern "C" fn touchstone_stack_is_low(_unit: RawOCaml) -> RawOCaml {
    let here = 0u8;
    let here = ptr::from_ref(std::hint::black_box(&here)).addr();
    if here < DEEPEST.load(Relaxed) {
        DEEPEST.store(here, Relaxed);
    }
    // OCaml's `true` is 3, its `false` 1.
    if here < LOW.load(Relaxed) { 3 } else { 1 }
}
