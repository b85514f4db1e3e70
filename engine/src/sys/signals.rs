//! Traps by signal.
//!
//! The handler treats a signal as a trap only when all of this holds: the thread runs Wasm, the interrupted instruction
//! is a trap site of registered code of that store, and for SIGSEGV the address is one at which that instance's memory
//! may fault. It then rewrites the interrupted context so that returning from the handler resumes the entry into Wasm
//! with failure. Everything else goes to the handler that was there before, so that a wild access of miscompiled code
//! or a fault of the host still leaves a report. The handler takes no lock and allocates nothing.

use std::mem::{self, MaybeUninit};
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::activation::current_activation;
use super::arch;
use super::stack::ensure_alternate_stack;
use crate::runtime::{Fault, is_trap};

const SIGNALS: [libc::c_int; 3] = [libc::SIGSEGV, libc::SIGILL, libc::SIGFPE];

/// The handlers of SIGSEGV, SIGILL and SIGFPE at some moment.
#[derive(Clone, Copy)]
pub struct SavedHandlers([libc::sigaction; 3]);

/// What to chain to. Points to leaked memory: a handler may be reading it at any time.
static PREVIOUS: AtomicPtr<SavedHandlers> = AtomicPtr::new(ptr::null_mut());

/// Serialises installation.
static INSTALL: Mutex<()> = Mutex::new(());

/// The handlers of SIGSEGV, SIGILL and SIGFPE now, for [`install_signal_handlers`]. A process that embeds another
/// runtime with handlers of its own calls this before that runtime starts.
pub fn save_signal_handlers() -> SavedHandlers {
    SavedHandlers(SIGNALS.map(|signal| {
        let mut action = MaybeUninit::zeroed();
        // SAFETY: a null second argument changes nothing; all zeros is a valid `sigaction`.
        unsafe {
            libc::sigaction(signal, ptr::null(), action.as_mut_ptr());
            action.assume_init()
        }
    }))
}

/// Installs the engine's handlers and gives this thread an alternate stack of at least 256 KiB. Signals that are not
/// Wasm traps go on to `previous`, or without it to the handlers in place before the first installation. May be called
/// again when something else has replaced the handlers or the alternate stack since. An engine with the knob `signals`
/// does this by itself, once, if it was not done before.
pub fn install_signal_handlers(previous: Option<SavedHandlers>) {
    let _lock = INSTALL.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    install(previous);
}

/// Installs the handlers unless they were installed before, and gives this thread an alternate stack.
pub(crate) fn ensure_signal_handlers() {
    if PREVIOUS.load(Ordering::Acquire).is_null() {
        let _lock = INSTALL.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if PREVIOUS.load(Ordering::Acquire).is_null() {
            install(None);
        }
    }
    ensure_alternate_stack();
}

fn install(previous: Option<SavedHandlers>) {
    ensure_alternate_stack();
    let current = save_signal_handlers();
    let earlier = PREVIOUS.load(Ordering::Acquire);
    let chain = previous.unwrap_or_else(|| {
        let mut chain = current;
        for (index, action) in chain.0.iter_mut().enumerate() {
            if action.sa_sigaction == handler_address() && !earlier.is_null() {
                // Ours is still in place: keep what it chains to.
                // SAFETY: installed pointers are leaked and never written again.
                *action = unsafe { (*earlier).0[index] };
            }
        }
        chain
    });
    PREVIOUS.store(Box::leak(Box::new(chain)), Ordering::Release);
    for signal in SIGNALS {
        // SAFETY: all zeros is a valid `sigaction`, and the handler is async-signal-safe (see the module's words).
        unsafe {
            let mut action: libc::sigaction = mem::zeroed();
            action.sa_sigaction = handler_address();
            // A fault inside the chained handler is that handler's business: leave the signal deliverable.
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_NODEFER;
            libc::sigemptyset(&mut action.sa_mask);
            libc::sigaction(signal, &action, ptr::null_mut());
        }
    }
}

fn handler_address() -> libc::sighandler_t {
    handler as *const () as libc::sighandler_t
}

unsafe extern "C" fn handler(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the kernel's arguments; see the functions called.
    unsafe {
        if !resume_if_trap(signal, info, context) {
            chain(signal, info, context);
        }
    }
}

/// Resumes the thread's activation if the signal is a Wasm trap.
///
/// # Safety
///
/// The arguments are the kernel's.
unsafe fn resume_if_trap(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) -> bool {
    let activation = current_activation();
    if activation.is_null() {
        return false;
    }
    // SAFETY: the kernel's context; a non-null activation is on this thread's stack, entered and not yet left; only this
    // handler and the suspended entry use it.
    unsafe {
        let activation = &mut *activation;
        let pc = arch::interrupted(context);
        let fault = match signal {
            libc::SIGSEGV => match (*info).si_code {
                // SEGV_MAPERR, SEGV_ACCERR, SEGV_PKUERR: the only ones whose address is the accessed one.
                1 | 2 | 4 => Fault::Access((*info).si_addr() as usize),
                _ => return false,
            },
            libc::SIGILL => Fault::Instruction,
            libc::SIGFPE => Fault::Division,
            _ => return false,
        };
        if !is_trap(activation, pc, fault) {
            return false;
        }
        activation.pc = pc;
        activation.caller = arch::return_address(context);
        arch::resume(context, activation);
    }
    true
}

/// Passes a signal on to the handler that was there before ours.
///
/// # Safety
///
/// The arguments are the kernel's.
unsafe fn chain(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    let previous = PREVIOUS.load(Ordering::Acquire);
    let index = SIGNALS.iter().position(|s| *s == signal);
    // SAFETY: installed pointers are leaked and never written again; a saved handler was installed with its flags, so it
    // takes the arguments that its flags say.
    unsafe {
        let action = match index {
            Some(index) if !previous.is_null() => (*previous).0[index],
            _ => mem::zeroed(),
        };
        match action.sa_sigaction {
            // The default is to die; ignoring a synchronous fault would loop, so it dies as well. Returning executes the
            // faulting instruction again, with the default action in place.
            libc::SIG_DFL | libc::SIG_IGN => {
                let mut default: libc::sigaction = mem::zeroed();
                default.sa_sigaction = libc::SIG_DFL;
                libc::sigaction(signal, &default, ptr::null_mut());
                if (*info).si_code <= 0 {
                    // Sent by a process, so nothing would happen again by itself.
                    libc::raise(signal);
                }
            }
            address if action.sa_flags & libc::SA_SIGINFO != 0 => {
                let function: unsafe extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) =
                    mem::transmute(address);
                function(signal, info, context);
            }
            address => {
                let function: unsafe extern "C" fn(libc::c_int) = mem::transmute(address);
                function(signal);
            }
        }
    }
}
