//! The knobs, all of them in pairs, and how often the generators turn each.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard};
use touchstone_engine::config::{Config, KNOBS, Kind, Knob};
use touchstone_oracles::check::{Run, RunResult, RunSpec, RuntimeKind, check, run_here};
use touchstone_oracles::compare::compare;
use touchstone_oracles::discard::Discard;
use touchstone_oracles::driver::Prepared;
use touchstone_oracles::generate::configs::OPPOSITES;
use touchstone_oracles::generate::entropy::Entropy;
use touchstone_oracles::runtimes::EngineRuntime;
use touchstone_oracles::target::Target;
use touchstone_oracles::testcase::{EngineConfig, Testcase, recorded_size};
use touchstone_oracles::trace::Trace;

/// Bytes of native stack of the threads that run modules: more than any value of the knob asks for.
const STACK: usize = 300 << 20;

/// The values of a knob: all of them, or the ends and edges of its range.
fn values(knob: &Knob) -> Vec<String> {
    match &knob.kind {
        Kind::Bool => vec!["false".into(), "true".into()],
        Kind::CpuFeature { available, .. } if !available() => vec!["false".into()],
        Kind::CpuFeature { .. } => vec!["false".into(), "true".into()],
        // As far as this host can do what they ask for.
        Kind::Choice(_) | Kind::HostChoice { .. } => knob.kind.choices().iter().map(ToString::to_string).collect(),
        Kind::Number { min, max, edges } => {
            let all: BTreeSet<u64> = edges.iter().copied().chain([*min, *max]).collect();
            all.iter().map(u64::to_string).collect()
        }
    }
}

/// Least values of pools with which the modules below run; with less they are refused.
const SUFFICES: [(&str, u64); 9] = [
    ("pool_instances", 1),
    ("pool_module_instances", 1),
    ("pool_instance_bytes", 64 << 10),
    ("pool_memories", 1),
    ("pool_module_memories", 1),
    ("pool_memory_bytes", 16 << 20),
    ("pool_tables", 100),
    ("pool_module_tables", 100),
    ("pool_table_elements", 20_000),
];

fn refuses(name: &str, value: &str) -> bool {
    let least = SUFFICES.iter().find(|(knob, _)| *knob == name);
    least.is_some_and(|(_, least)| value.parse::<u64>().is_ok_and(|value| value < *least))
}

/// Whether a knob means something only with pools.
fn of_pools(name: &str) -> bool {
    name.starts_with("pool_")
        || [
            "decommit_batch",
            "memory_keep_resident",
            "table_keep_resident",
            "memory_reset",
            "pagemap_scan",
            "memory_protection_keys",
        ]
        .contains(&name)
}

/// A row: for each knob the position of its value.
type Row = Vec<usize>;
/// Two knobs with values.
type Pair = (usize, usize, usize, usize);

/// Knobs and their values.
struct Table {
    values: Vec<Vec<String>>,
    refusing: Vec<Vec<bool>>,
    of_pools: Vec<bool>,
    allocator: Option<(usize, usize)>,
}

impl Table {
    fn new() -> Table {
        let values: Vec<Vec<String>> = KNOBS.iter().map(values).collect();
        let refusing = KNOBS.iter().zip(&values);
        let refusing = refusing.map(|(knob, values)| values.iter().map(|value| refuses(knob.name, value)).collect());
        let allocator = KNOBS.iter().position(|knob| knob.name == "allocator");
        Table {
            refusing: refusing.collect(),
            of_pools: KNOBS.iter().map(|knob| of_pools(knob.name)).collect(),
            allocator: allocator.map(|at| (at, values[at].iter().position(|value| value == "pooling").unwrap_or(0))),
            values,
        }
    }

    fn pairs(&self) -> BTreeSet<Pair> {
        let mut all = BTreeSet::new();
        for a in 0..self.values.len() {
            for b in a + 1..self.values.len() {
                for x in 0..self.values[a].len() {
                    all.extend((0..self.values[b].len()).map(|y| (a, x, b, y)));
                }
            }
        }
        if let Some((at, pooling)) = self.allocator {
            // Without pools their knobs are what they are.
            let idle = |&(a, x, b, y): &Pair| {
                (a == at && x != pooling && self.of_pools[b]) || (b == at && y != pooling && self.of_pools[a])
            };
            all.retain(|pair| !idle(pair));
        }
        all
    }

    fn pooling(&self, row: &[usize]) -> bool {
        self.allocator.is_some_and(|(at, pooling)| row[at] == pooling)
    }

    /// Whether the engine refuses the modules in a row.
    fn refused(&self, row: &[usize]) -> bool {
        self.pooling(row) && row.iter().enumerate().any(|(knob, value)| self.refusing[knob][*value])
    }

    /// The pairs that a row shows something about. Where modules are refused, only those with a value that refuses.
    fn covered(&self, row: &[usize]) -> Vec<Pair> {
        let (refused, pooling) = (self.refused(row), self.pooling(row));
        let mut pairs = Vec::new();
        for (a, &x) in row.iter().enumerate() {
            for (b, &y) in row.iter().enumerate().skip(a + 1) {
                let idle = !pooling && (self.of_pools[a] || self.of_pools[b]);
                let says = !refused || self.refusing[a][x] || self.refusing[b][y];
                if says && !idle {
                    pairs.push((a, x, b, y));
                }
            }
        }
        pairs
    }

    /// Rows that cover every pair: each row takes an uncovered pair and then, knob by knob, the value with most uncovered pairs.
    fn rows(&self) -> Vec<Row> {
        let mut e = Entropy::from_seed(7);
        let mut open = self.pairs();
        let mut rows = Vec::new();
        while let Some(&(a, x, b, y)) = open.iter().nth(e.below(open.len())) {
            let refused = self.refusing[a][x] || self.refusing[b][y];
            let mut fixed: BTreeMap<usize, usize> = [(a, x), (b, y)].into();
            if let Some((at, pooling)) = self.allocator.filter(|_| self.of_pools[a] || self.of_pools[b]) {
                fixed.insert(at, pooling);
            }
            let mut order: Vec<usize> = (0..self.values.len())
                .filter(|knob| !fixed.contains_key(knob))
                .collect();
            for i in (1..order.len()).rev() {
                order.swap(i, e.below(i + 1));
            }
            for knob in order {
                let gain = |value: usize| {
                    let pair = |(&other, &with): (&usize, &usize)| match knob < other {
                        true => (knob, value, other, with),
                        false => (other, with, knob, value),
                    };
                    fixed.iter().filter(|chosen| open.contains(&pair(*chosen))).count()
                };
                let count = self.values[knob].len();
                let start = e.below(count);
                // A value that refuses the modules would waste the row, unless it is wasted anyway.
                let admitted = |value: &usize| refused || !self.refusing[knob][*value];
                let best = (0..count)
                    .map(|i| (start + i) % count)
                    .filter(admitted)
                    .max_by_key(|value| gain(*value));
                fixed.insert(knob, best.unwrap_or(0));
            }
            let row: Row = fixed.into_values().collect();
            let before = open.len();
            self.covered(&row).iter().for_each(|pair| {
                open.remove(pair);
            });
            assert!(open.len() < before, "a row that covers nothing");
            rows.push(row);
        }
        rows
    }

    fn config(&self, row: &[usize]) -> EngineConfig {
        let knobs = KNOBS.iter().zip(row).enumerate();
        EngineConfig(
            knobs
                .map(|(at, (knob, value))| (knob.name.to_string(), self.values[at][*value].clone()))
                .collect(),
        )
    }
}

fn run(prepared: &Rc<Prepared>, runtime: RuntimeKind) -> RunResult {
    let name = match runtime {
        RuntimeKind::Reference => "reference",
        _ => "engine",
    };
    let spec = RunSpec {
        name: name.into(),
        runtime,
        full_at: None,
    };
    run_here(prepared, &spec, None)
}

/// Small testcases of which the reference says all there is to say: no NaN is open, no budget runs out.
fn modules() -> Vec<(Testcase, Trace)> {
    let mut found = Vec::new();
    for (target, seed, size) in [
        (Target::MemoryEdges, 5_u64, 1200),
        (Target::MemoryEdges, 9, 1200),
        (Target::Differential, 1, 1800),
        (Target::Differential, 40, 1800),
        (Target::Differential, 70, 1800),
    ] {
        let fits = (seed..seed + 200).find_map(|seed| {
            let case = target.generate(&seed.to_le_bytes(), size + recorded_size());
            let prepared = Prepared::new(case);
            let RunResult::Trace(trace) = run(&prepared, RuntimeKind::Reference) else {
                return None;
            };
            let fuel: u64 = trace.steps.iter().filter_map(|step| step.fuel).sum();
            let ends = trace.nan_open == Some(0)
                && (100..20_000).contains(&fuel)
                && trace
                    .steps
                    .iter()
                    .all(|step| !format!("{}", step.outcome).contains("exhausted"))
                && trace.steps.iter().all(|step| step.host_calls.is_empty());
            ends.then(|| (prepared.case.clone(), trace))
        });
        found.push(fits.expect("one of 200 cases is such"));
    }
    found
}

/// Protection keys are the process's, and few: whoever asks for them has them alone.
fn keys_of(configs: &[EngineConfig]) -> Option<MutexGuard<'static, ()>> {
    static KEYS: Mutex<()> = Mutex::new(());
    let asks = |config: &EngineConfig| config.get("memory_protection_keys").is_some_and(|value| value != "off");
    let any = configs.iter().any(asks);
    any.then(|| KEYS.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

#[test]
fn every_pair_of_knob_values_agrees_with_the_reference() {
    let table = Table::new();
    let rows = table.rows();
    let covered: BTreeSet<Pair> = rows.iter().flat_map(|row| table.covered(row)).collect();
    assert!(table.pairs().is_subset(&covered), "pairs are left out");
    let modules = modules();
    let next = Mutex::new(rows.iter());
    let done = Mutex::new([0_usize; 2]);
    let work = || {
        let modules: Vec<(Rc<Prepared>, &Trace)> = modules
            .iter()
            .map(|(case, trace)| (Prepared::new(case.clone()), trace))
            .collect();
        loop {
            let row = next.lock().expect("no test thread panics holding it").next();
            let Some(row) = row else { break };
            let config = table.config(row);
            let _alone = keys_of(std::slice::from_ref(&config));
            for (prepared, expected) in &modules {
                let RunResult::Trace(trace) = run(prepared, RuntimeKind::Engine(config.clone())) else {
                    panic!("{} cannot run", config.words());
                };
                if let Some(divergence) = compare(expected, &trace) {
                    panic!("{divergence:?}\nunder {}", config.words());
                }
                let discard = Discard::of_trace(&trace);
                let refused = table.refused(row);
                let excused = matches!(&discard, Some(Discard::PoolLimit(_)) if refused);
                assert!(discard.is_none() || excused, "{discard:?} under {}", config.words());
                done.lock().expect("no test thread panics holding it")[usize::from(discard.is_some())] += 1;
            }
        }
    };
    std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let threads: Vec<_> = (0..2).map(spawn).collect::<Result<_, _>>().expect("threads start");
        threads
            .into_iter()
            .for_each(|thread| thread.join().expect("the rows agree"));
    });
    let [agreed, refused] = *done.lock().expect("all threads have ended");
    println!(
        "{} rows, {} pairs: {agreed} runs agree, {refused} are refused",
        rows.len(),
        table.pairs().len()
    );
    assert!(
        agreed * 3 >= rows.len() * modules.len(),
        "{agreed} of {} runs agree, the others are refused",
        agreed + refused
    );
}

/// The class of a knob's value: a value that the table names, or one between.
fn class(knob: &Knob, value: &str) -> String {
    match &knob.kind {
        Kind::Number { .. } if !values(knob).iter().any(|named| named == value) => "between".into(),
        _ => value.into(),
    }
}

fn classes(knob: &Knob) -> Vec<String> {
    let mut all = values(knob);
    if matches!(knob.kind, Kind::Number { .. }) {
        all.push("between".into());
    }
    all
}

/// The knobs that the check sets, once it knows whether a case ends within its budgets.
const OF_THE_CHECK: [&str; 2] = ["fuel", "call_stack_budget"];

/// How many inputs have each value of each knob in one of their configurations.
#[derive(Default)]
struct Shares {
    inputs: u64,
    counts: BTreeMap<(&'static str, String), u64>,
    /// Inputs with another value than the default.
    turned: BTreeMap<&'static str, u64>,
}

impl Shares {
    /// Counts an input with these effective configurations.
    fn add(&mut self, configs: &[Config]) {
        let default = Config::new();
        let usual: BTreeMap<&str, String> = default.iter().map(|(knob, value)| (knob.name, value)).collect();
        let mut seen: BTreeSet<(&'static str, String)> = BTreeSet::new();
        let mut turned: BTreeSet<&'static str> = BTreeSet::new();
        for config in configs {
            let pooling = config.get("allocator").as_deref() == Some("pooling");
            for (knob, value) in config.iter().filter(|(knob, _)| !of_pools(knob.name) || pooling) {
                let class = class(knob, &value);
                if usual
                    .get(knob.name)
                    .is_none_or(|usual| self::class(knob, usual) != class)
                {
                    turned.insert(knob.name);
                }
                seen.insert((knob.name, class));
            }
        }
        self.inputs += 1;
        seen.into_iter()
            .for_each(|key| *self.counts.entry(key).or_default() += 1);
        turned
            .into_iter()
            .for_each(|name| *self.turned.entry(name).or_default() += 1);
    }

    fn percent(&self, count: u64) -> f64 {
        100.0 * count as f64 / self.inputs as f64
    }

    /// Prints the shares of a knob's values. What does not reach the engine, or not often enough.
    fn line(&self, knob: &Knob) -> Vec<String> {
        let of = |class: &String| self.counts.get(&(knob.name, class.clone())).copied().unwrap_or(0);
        let classes = classes(knob);
        let shares = classes
            .iter()
            .map(|class| format!("{class} {:.1} %", self.percent(of(class))));
        println!("{:28} {}", knob.name, shares.collect::<Vec<_>>().join(", "));
        let none = classes.iter().filter(|class| of(class) == 0);
        let mut missing: Vec<String> = none.map(|class| format!("{}={class}", knob.name)).collect();
        let turned = self.percent(self.turned.get(knob.name).copied().unwrap_or(0));
        if turned < 1.0 {
            missing.push(format!("{} is turned in {turned:.1} % of inputs", knob.name));
        }
        missing
    }
}

/// What the engine makes of a plan's configuration.
fn effective(config: &EngineConfig) -> Config {
    let mut read = Config::new();
    for (name, value) in &config.0 {
        read.set(name, value)
            .map(|_| ())
            .unwrap_or_else(|error| panic!("{error}"));
    }
    read.effective()
}

/// The configurations of whole inputs of `differential`, as they are generated. Running all of them would take minutes: of the first
/// an engine is made of each configuration, and some are run by the check, which sets what is its own to set.
#[test]
fn every_value_of_every_knob_reaches_the_engine() {
    const INPUTS: u64 = 12_000;
    const ENGINES: u64 = 200;
    const RUN: u64 = 300;
    let (mut generated, mut run) = (Shares::default(), Shares::default());
    let mut opposed = [0_u64; OPPOSITES.len()];
    for seed in 0..INPUTS {
        let case = Target::Differential.generate(&seed.to_le_bytes(), (6 << 10) + recorded_size());
        let plan = &case.plan;
        assert_eq!(plan.configs.len(), 2, "two engines are compared");
        let given: Vec<EngineConfig> = plan.configs.iter().map(|config| plan.effective(config)).collect();
        let configs: Vec<Config> = given.iter().map(effective).collect();
        let _alone = keys_of(&given);
        if seed < ENGINES {
            for (given, config) in given.iter().zip(&configs) {
                let engine = EngineRuntime::new(given.clone()).engine();
                let engine = engine.expect("the configuration is possible");
                assert_eq!(engine.config(), config, "what the engine uses is what was drawn");
            }
        }
        if seed < RUN {
            let of_engine = |run: &Run| match (&run.spec.runtime, &run.result) {
                (RuntimeKind::Engine(config), RunResult::Trace(_)) => Some(effective(config)),
                _ => None,
            };
            let ran: Vec<Config> = check(&case).runs.iter().filter_map(of_engine).collect();
            assert_eq!(ran.len(), configs.len(), "every configuration runs");
            for (ran, drawn) in ran.iter().zip(&configs) {
                let differing = ran.iter().zip(drawn.iter()).filter(|(ran, drawn)| ran.1 != drawn.1);
                let others: Vec<&str> = differing.map(|((knob, _), _)| knob.name).collect();
                assert!(others.iter().all(|name| OF_THE_CHECK.contains(name)), "{others:?}");
            }
            run.add(&ran);
        }
        for (count, (knob, _)) in opposed.iter_mut().zip(OPPOSITES) {
            *count += u64::from(configs[0].get(knob) != configs[1].get(knob));
        }
        generated.add(&configs);
    }
    let mut missing = Vec::new();
    for knob in KNOBS {
        let possible = !matches!(knob.kind, Kind::CpuFeature { available, .. } if !available());
        let shares = if OF_THE_CHECK.contains(&knob.name) {
            &run
        } else {
            &generated
        };
        missing.extend(possible.then(|| shares.line(knob)).into_iter().flatten());
    }
    assert!(missing.is_empty(), "these do not reach the engine: {missing:?}");
    for ((knob, _), count) in OPPOSITES.iter().zip(opposed) {
        let share = generated.percent(count);
        println!("pairs that differ in {knob}: {share:.0} %");
        assert!(share >= 25.0, "only {share:.0} % of pairs differ in {knob}");
    }
}
