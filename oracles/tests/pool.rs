//! What the cases of the target `pool` do: every session is as it is alone, and storage is used again and again.
//!
//! These tests stand in a file of their own and take turns: a run compares the address space of the process before and after it.

use std::sync::Mutex;
use touchstone_oracles::campaign::Campaign;
use touchstone_oracles::discard::Discard;
use touchstone_oracles::statistics::Statistics;
use touchstone_oracles::target::Target;

/// Held during a campaign.
static ALONE: Mutex<()> = Mutex::new(());

fn run(seed: u64, mutations: u32) -> Statistics {
    let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let campaign = Campaign {
        target: Target::Pool,
        seed,
        executions: 70,
        mutations,
        ..Campaign::default()
    };
    campaign.run(|finding| panic!("case {} diverges: {:?}", finding.number, finding.checked.verdict))
}

fn assert_quality(statistics: &Statistics) {
    let table = statistics.table();
    let at_least = |name: &str, part: u64, whole: u64, bound: f64| {
        let share = 100.0 * part as f64 / whole.max(1) as f64;
        assert!(share >= bound, "{name}: {share:.1} % is less than {bound} %\n{table}");
    };
    let pool = &statistics.pool;
    at_least("live", statistics.live, statistics.executions, 80.0);
    at_least("two threads", pool.threaded, statistics.executions, 15.0);
    at_least("after a drop", pool.reusing, pool.instantiations, 60.0);
    at_least("of a dropped module", pool.same_module, pool.instantiations, 45.0);
    at_least("linked once", pool.linked, pool.instantiations, 30.0);
    at_least("unlinkable", pool.unlinkable, pool.linked, 1.0);
    at_least("failing half-way", pool.half_way, pool.instantiations, 2.0);
    at_least("scattering", pool.scattering, pool.acts, 3.0);
    at_least("trapping", pool.traps, pool.acts, 5.0);
    assert!(pool.instantiations >= 5 * statistics.executions, "{table}");
    assert!(pool.exhausting >= statistics.executions / 2, "{table}");
    assert!(pool.forgotten >= statistics.executions / 2, "{table}");
    let limited = statistics
        .discarded_runs
        .iter()
        .zip(Discard::NAMES)
        .filter(|(count, _)| **count > 0);
    for (count, name) in limited {
        assert!(
            count * 20 <= statistics.executions,
            "{count} runs discarded: {name}\n{table}"
        );
    }
}

#[test]
fn sessions_are_as_they_are_alone() {
    assert_quality(&run(21, 0));
}

#[test]
fn mutated_plans_too() {
    assert_quality(&run(22, 60));
}
