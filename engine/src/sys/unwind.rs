//! Registration of unwind information with the process's unwinder.

use std::ffi::c_void;

unsafe extern "C" {
    fn __register_frame(section: *const c_void);
    fn __deregister_frame(section: *const c_void);
}

/// An `.eh_frame` section that the unwinder knows until this is dropped.
#[derive(Debug)]
pub(crate) struct RegisteredFrames {
    section: usize,
}

impl RegisteredFrames {
    /// Registers a section.
    ///
    /// # Safety
    ///
    /// A well-formed section is at this address, ends with a zero length, and neither moves nor changes before the
    /// result is dropped.
    pub(crate) unsafe fn new(section: usize) -> Self {
        // SAFETY: the caller's promise.
        unsafe { __register_frame(section as *const c_void) };
        Self { section }
    }
}

impl Drop for RegisteredFrames {
    fn drop(&mut self) {
        // SAFETY: registered by `new`, and still there by its caller's promise.
        unsafe { __deregister_frame(self.section as *const c_void) };
    }
}

#[cfg(test)]
mod tests {
    use crate::{Config, Engine, Module};
    use std::ffi::c_void;

    unsafe extern "C" {
        /// Fills in three addresses; null when nobody describes the code at `pc`.
        fn _Unwind_Find_FDE(pc: *const c_void, bases: *mut [usize; 3]) -> *const c_void;
    }

    #[test]
    fn the_unwinder_knows_the_frames_of_every_function() {
        let wasm = wat::parse_str("(module (func) (func (param i64) (call 0)) (func (loop (br 0))))").unwrap();
        for knob in ["true", "false"] {
            let mut config = Config::new();
            config.set("unwind_info", knob).unwrap();
            let module = Module::new(&Engine::new(&config).unwrap(), &wasm).unwrap();
            let inner = module.inner();
            for function in &inner.compiled.functions {
                let start = inner.image.start() + function.offset as usize;
                let mut bases = [0; 3];
                for pc in [start, start + function.len as usize - 1] {
                    // SAFETY: looks the address up; the result is not used.
                    let found = unsafe { _Unwind_Find_FDE(pc as *const c_void, &mut bases) };
                    assert_eq!(!found.is_null(), knob == "true");
                }
                assert!(knob == "false" || bases[2] == start);
            }
        }
    }
}
