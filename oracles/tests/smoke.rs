//! Generated testcases on all runtimes: everything agrees, and little is discarded.

use touchstone_oracles::check::{InProcess, Verdict, check_with};
use touchstone_oracles::driver::Prepared;
use touchstone_oracles::generate::generate;
use touchstone_oracles::report;
use touchstone_oracles::runtimes::capability;

/// Entropy of a few hundred bytes for testcase `number`.
fn entropy(number: u64) -> Vec<u8> {
    let mut state = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..600).map(step).collect()
}

/// Cases in the run. A fixed number, not a time: a slow machine must see the same draws as a fast one.
const CASES: u64 = 200;

#[test]
fn generated_testcases_agree() {
    let (mut runs, mut uncounted, mut discarded) = (0u64, 0u64, 0u64);
    for number in 0..CASES {
        let case = generate(&entropy(number), 16 << 10);
        let bytes = case.encode();
        let prepared = Prepared::new(case);
        let checked = check_with(&prepared, &mut InProcess::default());
        if matches!(checked.verdict, Verdict::Divergence(_) | Verdict::Died(_)) {
            let file = std::env::temp_dir().join(format!("touchstone-smoke-{number}.wasm"));
            std::fs::write(&file, bytes).expect("the temporary directory can be written");
            let file = file.display().to_string();
            panic!(
                "{}",
                report::render(&prepared, &checked, &file, &mut InProcess::default())
            );
        }
        for run in checked.engines() {
            runs += 1;
            uncounted += u64::from(capability::uncounted(&run.spec.runtime));
            discarded += u64::from(run.discard.is_some());
        }
    }
    eprintln!("{CASES} cases, {runs} engine runs, {uncounted} without counting, {discarded} discarded");
    // A third is aimed at; of 400 draws a fifth is more than five standard deviations below.
    assert!(uncounted * 5 >= runs, "{uncounted} of {runs} runs do not count");
    assert!(discarded * 3 <= runs, "{discarded} of {runs} runs are discarded");
}
