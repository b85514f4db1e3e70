//! Faults on purpose; `ci/test-fuzz` drives it. Not for campaigns: some inputs crash, as they should.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| touchstone_oracles::fuzz::signals::run(input));
