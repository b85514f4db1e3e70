//! The entry points of a target, with the flags that suit this project.
//!
//! Plain `cargo fuzz run` passes no flags, and two of libFuzzer's defaults cost nearly everything at the start of a
//! campaign, because one execution here has 100,000 features (a whole compiler is instrumented): *entropic* scheduling searches a list
//! of all rare features for each of them, which leaves one execution per second, and the name of each newly covered function
//! is looked up in the debug information of the binary. From an empty corpus it also caps inputs at 4,096 bytes, of which the defaults
//! that each plan records would take a good part. `libfuzzer_sys::fuzz_target!` has no place for flags, so
//! [`fuzz_entry!`](crate::fuzz_entry) stands in for it.

use crate::testcase::recorded_size;
use std::ffi::{CStr, CString, c_char, c_int};

/// Bytes of an input beside the recorded defaults: libFuzzer's own cap.
const MODULE_AND_PLAN: usize = 4096;

/// Flags that hold unless the command line says otherwise.
fn flags() -> [CString; 3] {
    let max_len = format!("-max_len={}", MODULE_AND_PLAN + recorded_size());
    [
        c"-entropic=0".into(),
        c"-print_funcs=0".into(),
        CString::new(max_len).expect("digits"),
    ]
}

/// Adds [`flags`] to libFuzzer's arguments, those given on the command line excepted.
///
/// # Safety
/// `argc` and `argv` must point to a count and to that many C strings that live as long as the process.
pub unsafe fn add_flags(argc: *mut c_int, argv: *mut *mut *mut c_char) {
    // SAFETY: as the caller promises.
    let given = unsafe { std::slice::from_raw_parts(*argv, *argc as usize) };
    let name = |flag: &CStr| flag.to_bytes().split(|byte| *byte == b'=').next().map(<[u8]>::to_vec);
    // SAFETY: as the caller promises, each is a C string.
    let names: Vec<_> = given.iter().map(|arg| name(unsafe { CStr::from_ptr(*arg) })).collect();
    let mut all = given.to_vec();
    for flag in flags().into_iter().filter(|flag| !names.contains(&name(flag))) {
        eprintln!("touchstone: adding {}", flag.to_string_lossy());
        // Leaked: it lives as long as the process, like the list.
        all.push(flag.into_raw());
    }
    let count = all.len() as c_int;
    all.push(std::ptr::null_mut());
    // SAFETY: both may be written until libFuzzer reads them; the list is leaked and so lives as long as the process.
    unsafe {
        *argc = count;
        *argv = Box::leak(all.into_boxed_slice()).as_mut_ptr();
    }
}

/// Defines a target's entry points. `$check` maps an input to whether it belongs into the corpus.
#[macro_export]
macro_rules! fuzz_entry {
    ($check:path) => {
        /// Called once by libFuzzer before it reads its arguments.
        // SAFETY: the name is libFuzzer's for exactly this function.
        #[unsafe(no_mangle)]
        pub extern "C" fn LLVMFuzzerInitialize(
            argc: *mut std::ffi::c_int,
            argv: *mut *mut *mut std::ffi::c_char,
        ) -> std::ffi::c_int {
            libfuzzer_sys::initialize(std::ptr::null(), std::ptr::null());
            // SAFETY: libFuzzer hands over its own copies of `main`'s arguments.
            unsafe { $crate::fuzz::entry::add_flags(argc, argv) };
            0
        }

        /// Called by `libfuzzer_sys` with each input; -1 keeps it out of the corpus.
        // SAFETY: the name is `libfuzzer_sys`'s for exactly this function.
        #[unsafe(no_mangle)]
        pub extern "C" fn rust_fuzzer_test_input(input: &[u8]) -> i32 {
            if $check(input) { 0 } else { -1 }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::add_flags;
    use std::ffi::{CStr, c_char, c_int};

    #[test]
    fn flags_are_added_unless_given() {
        let mut args: Vec<*mut c_char> = [c"fuzzer", c"-entropic=1", c"-max_len=9"]
            .map(|arg| arg.as_ptr().cast_mut())
            .into();
        let (mut argc, mut argv) = (args.len() as c_int, args.as_mut_ptr());
        // SAFETY: three C strings that are static, and their count.
        unsafe { add_flags(&mut argc, &mut argv) };
        // SAFETY: what `add_flags` left.
        let all = unsafe { std::slice::from_raw_parts(argv, argc as usize) };
        // SAFETY: each is one of the static strings.
        let all: Vec<&CStr> = all.iter().map(|arg| unsafe { CStr::from_ptr(*arg) }).collect();
        assert_eq!(all, [c"fuzzer", c"-entropic=1", c"-max_len=9", c"-print_funcs=0"]);
    }
}
