//! The native stack of a thread and its alternate signal stack.

use std::cell::{Cell, RefCell};
use std::mem::MaybeUninit;
use std::ptr;

use super::mapping::Mapping;
use super::registry::Purpose;

/// Size of the alternate stack, in bytes: enough for a sanitizer's or fuzzer's report from inside a handler.
const ALTERNATE_STACK: usize = 256 << 10;

/// Bytes of native stack that host functions and handlers always find below Wasm's limit.
const MARGIN: usize = 128 << 10;

/// The lowest address of this thread's native stack that Wasm may use.
pub(crate) fn stack_floor() -> usize {
    thread_local!(static FLOOR: Cell<usize> = const { Cell::new(0) });
    if FLOOR.get() == 0 {
        FLOOR.set(stack_low().saturating_add(MARGIN).max(1));
    }
    FLOOR.get()
}

/// The lowest address of this thread's native stack; 0 when the system does not say.
fn stack_low() -> usize {
    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let mut start = ptr::null_mut();
    let mut size = 0;
    // SAFETY: `pthread_getattr_np` initialises the attributes when it returns 0; they are destroyed once after that.
    unsafe {
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return 0;
        }
        let status = libc::pthread_attr_getstack(attributes.as_ptr(), &mut start, &mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        if status == 0 { start as usize } else { 0 }
    }
}

/// An alternate stack that is in use until it is dropped.
struct AlternateStack {
    memory: Mapping,
    previous: libc::stack_t,
}

impl AlternateStack {
    fn is_current(&self) -> bool {
        alternate_stack().ss_sp == self.memory.start().cast()
    }
}

impl Drop for AlternateStack {
    fn drop(&mut self) {
        if self.is_current() {
            // SAFETY: the previous stack was in use before ours and its owner outlives the thread's destructors.
            unsafe { libc::sigaltstack(&self.previous, ptr::null_mut()) };
        }
    }
}

fn alternate_stack() -> libc::stack_t {
    let mut current = MaybeUninit::zeroed();
    // SAFETY: `sigaltstack` with a null first argument only writes the current setting; all zeros is a valid `stack_t`.
    unsafe {
        libc::sigaltstack(ptr::null(), current.as_mut_ptr());
        current.assume_init()
    }
}

/// Sees to it that this thread's signal handlers run on an alternate stack of at least 256 KiB. Without memory for one
/// the thread keeps what it has.
pub(crate) fn ensure_alternate_stack() {
    thread_local! {
        static STACK: RefCell<Option<AlternateStack>> = const { RefCell::new(None) };
    }
    let current = alternate_stack();
    if current.ss_flags & libc::SS_DISABLE == 0 && current.ss_size >= ALTERNATE_STACK {
        return;
    }
    let Ok(memory) = Mapping::zeroed(ALTERNATE_STACK) else {
        return;
    };
    let memory = memory.for_purpose(Purpose::SignalStack);
    let wanted = libc::stack_t {
        ss_sp: memory.start().cast(),
        ss_flags: 0,
        ss_size: memory.len(),
    };
    // SAFETY: the new stack is mapped memory that the thread-local keeps until the thread ends or another is in use.
    if unsafe { libc::sigaltstack(&wanted, ptr::null_mut()) } == 0 {
        // While the thread's locals are being destroyed nothing can be kept any more: leak the stack, it stays in use.
        let kept = STACK.try_with(|slot| {
            slot.replace(Some(AlternateStack {
                memory,
                previous: current,
            }))
        });
        drop(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_is_below_the_stack_pointer() {
        let sp = super::super::current_stack_pointer();
        assert!(stack_floor() < sp && stack_floor() > sp.saturating_sub(1 << 30));
    }

    #[test]
    fn the_alternate_stack_is_replaced_and_restored() {
        std::thread::spawn(|| {
            ensure_alternate_stack();
            let first = alternate_stack();
            assert!(first.ss_size >= ALTERNATE_STACK);
            ensure_alternate_stack();
            assert_eq!(alternate_stack().ss_sp, first.ss_sp);
        })
        .join()
        .unwrap();
    }
}
