//! What generated and mutated cases do when they run: the shares that make a campaign worth its time.

use touchstone_oracles::campaign::Campaign;
use touchstone_oracles::discard::Discard;
use touchstone_oracles::statistics::Statistics;
use touchstone_oracles::testcase::recorded_size;

fn percent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// The shares asked of a campaign, with nothing found on the way.
fn assert_quality(statistics: &Statistics) {
    let table = statistics.table();
    let cases = statistics.executions;
    let at_least = |name: &str, part: u64, whole: u64, bound: f64| {
        let share = percent(part, whole);
        assert!(share >= bound, "{name}: {share:.1} % is less than {bound} %\n{table}");
    };
    at_least("live", statistics.live, cases, 90.0);
    at_least("returning values", statistics.returning, cases, 30.0);
    at_least("trapping", statistics.trapping, cases, 20.0);
    at_least("bulk operations", statistics.bulk, statistics.executed, 5.0);
    at_least("call_indirect", statistics.call_indirect, statistics.executed, 5.0);
    at_least("vectors", statistics.simd, statistics.executed, 20.0);
    at_least("host calls", statistics.host, statistics.executed, 10.0);
    let counted = statistics.runs[1] + statistics.runs[2];
    at_least("uncounted engine runs", statistics.runs[2], counted, 30.0);
    assert!(statistics.median_instructions() >= 128, "{table}");
    // The median's bucket begins at a power of two; 200 lies in the one that begins at 128.
    let below: u64 = statistics.instructions[..8].iter().sum();
    assert!(percent(below, statistics.executed) < 45.0, "{table}");
    assert_discards(statistics);
}

/// Nothing is discarded in silence, and little at all.
fn assert_discards(statistics: &Statistics) {
    let runs = statistics.runs.iter().sum::<u64>();
    for (name, count) in Discard::NAMES.iter().zip(statistics.discarded_runs) {
        let bound = match *name {
            "open_nan" => 15.0,
            "native_stack" | "pool_limit" => 3.0,
            "cpu_feature" | "out_of_memory" | "implementation_limit" | "too_few_runtimes" => 1.0,
            _ => 0.0,
        };
        let share = percent(count, runs);
        assert!(
            share <= bound,
            "{name}: {share:.1} % of runs discarded\n{}",
            statistics.table()
        );
    }
    assert!(
        percent(statistics.discarded_cases, statistics.executions) <= 5.0,
        "{}",
        statistics.table()
    );
}

#[test]
fn generated_cases_are_worth_running() {
    let campaign = Campaign {
        seed: 11,
        executions: 250,
        ..Campaign::default()
    };
    assert_quality(&campaign.run(|finding| panic!("case {} diverges: {:?}", finding.number, finding.checked.verdict)));
}

#[test]
fn mutated_cases_are_worth_running() {
    // As large as libFuzzer lets inputs grow when it starts from nothing.
    let campaign = Campaign {
        seed: 12,
        executions: 250,
        max_size: 4096 + recorded_size(),
        mutations: 75,
        ..Campaign::default()
    };
    assert_quality(&campaign.run(|finding| panic!("case {} diverges: {:?}", finding.number, finding.checked.verdict)));
}
