//! What the cases of the target `memory_edges` do: all runtimes and the byte model agree, and every class of edge is met.

use touchstone_oracles::campaign::Campaign;
use touchstone_oracles::discard::Discard;
use touchstone_oracles::edges::Edge;
use touchstone_oracles::outcome::TrapKind;
use touchstone_oracles::statistics::Statistics;
use touchstone_oracles::target::Target;

fn run(seed: u64, mutations: u32) -> Statistics {
    let campaign = Campaign {
        target: Target::MemoryEdges,
        seed,
        executions: 60,
        mutations,
        ..Campaign::default()
    };
    campaign.run(|finding| panic!("case {} diverges: {:?}", finding.number, finding.checked.verdict))
}

fn percent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[test]
fn generated_cases_meet_every_edge() {
    let statistics = run(3, 0);
    let table = statistics.table();
    assert_eq!(statistics.live, statistics.executions, "{table}");
    assert_eq!(statistics.modelled, statistics.executions, "{table}");
    // A pool that is drawn too small refuses; nothing else keeps a run from being compared.
    let refused = Discard::NAMES.iter().position(|name| *name == "pool_limit");
    let refused = statistics.discarded_runs[refused.expect("the discard of a full pool")];
    assert_eq!(statistics.discarded_runs.iter().sum::<u64>(), refused, "{table}");
    assert!(refused * 20 <= statistics.executions, "{table}");
    let traps = statistics.traps[TrapKind::OutOfBoundsMemoryAccess as usize];
    let calls = traps + statistics.returned_calls;
    assert!(calls / statistics.executions >= 250, "{table}");
    let trapping = percent(traps, calls);
    assert!((30.0..75.0).contains(&trapping), "{trapping:.0} % trap\n{table}");
    let edges = &statistics.edges;
    for (edge, count) in Edge::ALL.iter().zip(edges.edges) {
        let bound = match edge {
            Edge::Start | Edge::SignBit => 0.3,
            Edge::FirstPast | Edge::Last => 1.0,
            _ => 2.0,
        };
        let share = percent(count, edges.accesses);
        assert!(share >= bound, "{}: {share:.1} % of accesses\n{table}", edge.name());
    }
    assert!(percent(edges.outside, edges.accesses) >= 20.0, "{table}");
}

#[test]
fn mutated_cases_stay_with_the_model() {
    let statistics = run(4, 75);
    let table = statistics.table();
    assert!(percent(statistics.live, statistics.executions) >= 90.0, "{table}");
    assert!(percent(statistics.modelled, statistics.executions) >= 75.0, "{table}");
}
