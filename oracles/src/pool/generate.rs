//! Entropy to a plan of several stores: few slots, many sessions, so that slots are used again.

use super::module::{self, Made};
use crate::generate::configs;
use crate::generate::entropy::Entropy;
use crate::testcase::{
    EngineConfig, HostCall, HostEffect, HostFunction, HostScript, ImportSource, ModuleBytes, Plan, Pool, Step, Target,
    Testcase,
};
use crate::value::Value;
use touchstone_engine::Config;

/// The testcase of an input that is not one, at most `max_size` bytes when encoded if that is possible (about
/// 3 KiB are needed, and what the recorded defaults take).
#[must_use]
pub fn generate(entropy: &[u8], max_size: usize) -> Testcase {
    let mut e = Entropy::from_bytes(entropy);
    let mut steps = *e.pick(&[20, 30, 45, 60]);
    let mut modules = *e.pick(&[1, 2, 2, 3, 3]);
    loop {
        let case = draw(&mut e, modules, steps);
        if case.encode().len() <= max_size || steps <= 4 {
            return case;
        }
        steps = steps * 3 / 4;
        modules = modules.min(2);
    }
}

fn draw(e: &mut Entropy, modules: usize, steps: usize) -> Testcase {
    let wide = e.chance(40);
    let mut made = |number: usize| {
        let wide = wide && e.chance(75);
        module::draw(e, number > 0, wide)
    };
    let made: Vec<Made> = (0..modules).map(&mut made).collect();
    let mut plan = Plan {
        configs: vec![shared(e, wide), alone(e)],
        pool: Some(Pool {
            threads: if e.chance(30) { 2 } else { 1 },
        }),
        fuel: 60_000,
        stack: 2000,
        origin: "pool".into(),
        modules: made.iter().skip(1).map(|made| ModuleBytes(made.wasm.clone())).collect(),
        ..Plan::default()
    };
    plan.host = HostScript {
        functions: (0..*e.pick(&[1, 2, 3])).map(host_function(e)).collect(),
        ..HostScript::default()
    };
    plan.steps = Schedule::draw(e, &made, steps);
    plan.record_defaults();
    Testcase::new(made[0].wasm.clone(), plan)
}

/// Behaviours of host functions: they act on the session's first instance, call it back, trap.
fn host_function(e: &mut Entropy) -> impl FnMut(u8) -> HostFunction + '_ {
    |number| HostFunction {
        calls: (0..e.between(1, 3)).map(|_| host_call(e, number)).collect(),
    }
}

fn host_call(e: &mut Entropy, number: u8) -> HostCall {
    let mark = 0xb0 + number;
    let target = Target::Instance { instance: 0, index: 0 };
    let effect = match e.below(8) {
        0 | 1 => Some(HostEffect::WriteMemory {
            target,
            offset: *e.pick(&[0, 8192, 65_520, 65_535]),
            bytes: vec![mark; 16],
        }),
        2 => Some(HostEffect::SetGlobal {
            target,
            value: Value::I32(mark.into()),
        }),
        3 => Some(HostEffect::SetTable {
            target,
            index: e.below(2) as u32,
            value: Value::ExternRef(Some(mark.into())),
        }),
        4 => Some(HostEffect::Call {
            instance: 0,
            export: (*e.pick(&["ask0", "ask1", "grow", "sum"])).into(),
            args: vec![Value::I32(1)],
            propagate: e.chance(50),
        }),
        _ => None,
    };
    HostCall {
        effects: effect.into_iter().collect(),
        results: vec![Value::I64(e.u64() as i64)],
        trap: e.chance(8),
    }
}

/// Sets a knob where this build has it and admits the value.
fn set(config: &mut EngineConfig, knob: &str, value: &str) {
    if Config::new().set(knob, value).is_ok() {
        config.set(knob, value);
    }
}

/// The configuration of the engine that all sessions share: few slots of moderate size, with room for wide memories.
pub(super) fn shared(e: &mut Entropy, wide: bool) -> EngineConfig {
    let mut config = configs::draw_for_memory(e);
    if e.chance(6) {
        set(&mut config, "allocator", "on_demand");
        return config;
    }
    set(&mut config, "allocator", "pooling");
    let few = ["1", "2", "3", "4", "4", "6", "8"];
    let instances = *e.pick(&few);
    set(&mut config, "pool_instances", instances);
    let per_module = if e.chance(25) { *e.pick(&few) } else { "10000" };
    set(&mut config, "pool_module_instances", per_module);
    for knob in ["pool_memories", "pool_tables"] {
        let count = if e.chance(25) { *e.pick(&few) } else { "16" };
        set(&mut config, knob, count);
    }
    let bytes = match wide {
        false => *e.pick(&["196608", "262144", "1048576", "4194304", "16777216", "4294967296"]),
        true => *e.pick(&["1179648", "2621440", "4194304", "4294967296"]),
    };
    set(&mut config, "pool_memory_bytes", bytes);
    let elements = *e.pick(&["1025", "1500", "4096", "20000"]);
    set(&mut config, "pool_table_elements", elements);
    for knob in ["pool_instance_bytes", "pool_module_memories", "pool_module_tables"] {
        if e.chance(95) {
            set(&mut config, knob, "1000");
        }
    }
    set(&mut config, "pool_instance_bytes", "65536");
    config
}

/// The configuration of the fresh engines.
pub(super) fn alone(e: &mut Entropy) -> EngineConfig {
    let mut config = configs::draw_for_memory(e);
    set(&mut config, "allocator", "on_demand");
    config
}

/// Sessions that can be under way at once.
const SESSIONS: usize = 5;

/// A session under way.
struct Live {
    number: u32,
    module: usize,
    /// Instances so far.
    instances: u32,
    /// Steps to go.
    left: usize,
    /// The pattern that it writes.
    tag: u8,
    /// It writes single pages far apart, and never all of its memory.
    scatters: bool,
}

struct Schedule<'a> {
    e: &'a mut Entropy,
    made: &'a [Made],
    live: Vec<Live>,
    steps: Vec<Step>,
    tag: u8,
    /// Percent of the instantiations that take modules linked once.
    linked: u32,
    /// Module of the session that ended last.
    ended: Option<usize>,
}

impl Schedule<'_> {
    fn draw(e: &mut Entropy, made: &[Made], most: usize) -> Vec<Step> {
        let linked = *e.pick(&[0, 50, 50, 100]);
        let mut schedule = Schedule {
            e,
            linked,
            made,
            live: Vec::new(),
            steps: Vec::new(),
            tag: 0x40,
            ended: None,
        };
        while schedule.steps.len() < most {
            schedule.turn();
        }
        schedule.steps
    }

    fn turn(&mut self) {
        let free = self.live.len() < SESSIONS;
        let weights = [
            if free { 20 } else { 0 },
            if self.live.is_empty() { 0 } else { 60 },
            if self.live.is_empty() { 0 } else { 8 },
            3,
            3,
            3,
        ];
        match self.e.weighted(&weights) {
            0 => self.begin(),
            1 => self.step(),
            2 => {
                let at = self.e.below(self.live.len());
                self.end(at);
            }
            3 => {
                let module = self.e.below(self.made.len()) as u32;
                self.steps.push(Step::Forget { module });
            }
            4 => {
                let module = self.e.below(self.made.len()) as u32;
                self.steps.push(Step::Exhaust {
                    module,
                    most: *self.e.pick(&[3, 5, 10]),
                    linked: self.e.chance(self.linked),
                });
            }
            _ => self.steps.push(Step::Flush),
        }
    }

    fn push(&mut self, session: u32, step: Step) {
        let linked = matches!(step, Step::Instantiate { .. }) && self.e.chance(self.linked);
        self.steps.push(Step::In {
            session,
            step: Box::new(step),
            linked,
        });
    }

    fn begin(&mut self) {
        let taken: Vec<u32> = self.live.iter().map(|live| live.number).collect();
        let free: Vec<u32> = (0..SESSIONS as u32).filter(|number| !taken.contains(number)).collect();
        let number = *self.e.pick(&free);
        // What the last one had, often: the slot is warm.
        let module = match self.ended.take() {
            Some(module) if self.e.chance(50) => module,
            _ => self.e.below(self.made.len()),
        };
        self.tag = self.tag.wrapping_add(1);
        let scatters = self.made[module].wide && self.e.chance(70);
        self.live.push(Live {
            number,
            module,
            instances: 1,
            left: *self.e.pick(&[0, 1, 2, 3, 5, 8]),
            tag: self.tag,
            scatters,
        });
        let first = self.instantiation(module);
        self.push(number, first);
    }

    /// An instantiation, mostly with the module's own host functions.
    fn instantiation(&mut self, module: usize) -> Step {
        let (others, missing) = (self.e.chance(20), self.e.chance(3));
        let mut import = |_| match (others, missing) {
            (_, true) if self.e.chance(60) => ImportSource::Missing,
            (true, _) => ImportSource::Host(self.e.below(6) as u32),
            _ => ImportSource::Auto,
        };
        let imports = match others || missing {
            true => (0..self.made[module].imports).map(&mut import).collect(),
            false => Vec::new(),
        };
        Step::Instantiate {
            module: module as u32,
            imports,
            fuel: None,
            stack: None,
        }
    }

    fn step(&mut self) {
        let at = self.e.below(self.live.len());
        if self.live[at].left == 0 {
            // Mostly it leaves as much behind as it can.
            if self.e.chance(80) {
                let fill = self.fill(at);
                self.push(self.live[at].number, fill);
            }
            return self.end(at);
        }
        self.live[at].left -= 1;
        let number = self.live[at].number;
        let step = match self.e.below(20) {
            0 => {
                self.live[at].instances += 1;
                self.instantiation(self.live[at].module)
            }
            1..=3 => self.fill(at),
            4..=6 => Step::Host(self.effect(at)),
            _ => self.call(at),
        };
        self.push(number, step);
    }

    fn end(&mut self, at: usize) {
        let live = self.live.swap_remove(at);
        self.ended = Some(live.module);
        self.steps.push(Step::End { session: live.number });
    }

    fn call_of(&mut self, at: usize, export: &str, args: Vec<Value>) -> Step {
        Step::Call {
            instance: self.e.below(self.live[at].instances as usize) as u32,
            export: export.into(),
            args,
            fuel: None,
            stack: None,
        }
    }

    /// Leaves the session's pattern wherever it can.
    fn fill(&mut self, at: usize) -> Step {
        let tag = self.live[at].tag;
        if self.live[at].scatters {
            return self.scatter(at);
        }
        let args = vec![Value::I32(tag.into()), Value::ExternRef(Some(tag.into()))];
        self.call_of(at, "fill", args)
    }

    /// Writes a byte at an edge of many pages that do not touch each other, from a page near the start to the memory's end.
    fn scatter(&mut self, at: usize) -> Step {
        let start = *self.e.pick(&[0, 0, 1, 2, 5, 16, 40]) * 4096 + *self.e.pick(&[0, 0, 1, 4095]);
        let stride = *self.e.pick(&[8192, 8192, 8192, 8193, 12_288, 20_480, 65_536]);
        let args = [start, stride, i32::from(self.live[at].tag)];
        self.call_of(at, "scatter", args.map(Value::I32).to_vec())
    }

    /// An address at an edge of the memory, before or after growth.
    fn address(&mut self, pages: u32) -> i32 {
        let size = i64::from(pages) * 65_536;
        let edge = *self
            .e
            .pick(&[size, size, size, 0, 65_536, size + 65_536, 4096, 1 << 31, 1 << 32]);
        let before = *self.e.pick(&[0, 1, 1, 4, 16, 17]);
        (edge - before) as i32
    }

    fn element(&mut self, elements: u32) -> i32 {
        let edge = i64::from(*self.e.pick(&[elements, elements, 0, 1, 512, elements + 1]));
        (edge - self.e.below(2) as i64).max(0) as i32
    }

    fn call(&mut self, at: usize) -> Step {
        let made = &self.made[self.live[at].module];
        let tag = self.live[at].tag;
        let mut exports = vec!["burn", "deep"];
        if made.memory {
            let spread = match self.live[at].scatters {
                true => "scatter",
                false => "stripe",
            };
            let memory = [
                "peek", "peek", "peek16", "poke", "grow", "grow", spread, spread, "sum", "sum",
            ];
            exports.extend(memory.iter().chain(&memory));
        }
        if made.passive {
            exports.extend(["init", "init", "ddrop"]);
        }
        for (i, (_, functions)) in made.tables.iter().enumerate() {
            let table = match i {
                0 => ["tget0", "tset0", "tgrow0", "tcall0"],
                _ => ["tget1", "tset1", "tgrow1", "tcall1"],
            };
            exports.extend(&table[..if *functions { 4 } else { 3 }]);
            exports.extend(&table[..if *functions { 4 } else { 3 }]);
            if *functions && made.imports > 0 {
                exports.push(if i == 0 { "thost0" } else { "thost1" });
            }
        }
        for ask in ["ask0", "ask1", "ask2"].iter().take(made.imports) {
            exports.extend([ask; 3]);
        }
        let export = *self.e.pick(&exports);
        if export == "scatter" {
            return self.scatter(at);
        }
        let pages = made.pages;
        let elements = export.strip_prefix('t').map_or(0, |name| {
            let table = usize::from(name.ends_with('1'));
            made.tables[table].0
        });
        let args = match export {
            "peek" | "peek16" => vec![Value::I32(self.address(pages))],
            "poke" => vec![Value::I32(self.address(pages)), Value::I32(tag.into())],
            "grow" if made.wide => vec![Value::I32(*self.e.pick(&[0, 1, 8, 15, 16]))],
            "grow" => vec![Value::I32(*self.e.pick(&[0, 1, 1, 2, 3]))],
            "stripe" => vec![Value::I32(i32::from(tag) * 0x0101_0101)],
            "init" => vec![
                Value::I32(self.address(pages)),
                Value::I32(self.e.below(3) as i32),
                Value::I32(*self.e.pick(&[0, 1, 17, 20])),
            ],
            "tget0" | "tget1" | "tcall0" | "tcall1" | "thost0" | "thost1" => vec![Value::I32(self.element(elements))],
            "ask0" | "ask1" | "ask2" => vec![Value::I32(tag.into())],
            "tset0" | "tset1" => vec![Value::I32(self.element(elements)), Value::ExternRef(Some(tag.into()))],
            "tgrow0" | "tgrow1" => vec![Value::I32(*self.e.pick(&[0, 1, 10, 511, 600]))],
            _ => Vec::new(),
        };
        self.call_of(at, export, args)
    }

    fn effect(&mut self, at: usize) -> HostEffect {
        let made = &self.made[self.live[at].module];
        let (memory, pages, tables) = (made.memory, made.pages, made.tables.clone());
        let tag = self.live[at].tag;
        let instance = self.e.below(self.live[at].instances as usize) as u32;
        let target = |index| Target::Instance { instance, index };
        match self.e.below(6) {
            0 | 1 if memory => HostEffect::WriteMemory {
                target: target(0),
                offset: u64::from(self.address(pages) as u32),
                bytes: vec![tag; *self.e.pick(&[1, 16, 17, 100])],
            },
            2 if memory => HostEffect::GrowMemory {
                target: target(0),
                delta: *self.e.pick(&[1, 1, 2]),
            },
            3 if !tables.is_empty() => {
                let index = self.e.below(tables.len());
                HostEffect::SetTable {
                    target: target(index as u32),
                    index: self.element(tables[index].0) as u32,
                    value: Value::ExternRef(Some(tag.into())),
                }
            }
            4 if !tables.is_empty() => HostEffect::GrowTable {
                target: target(self.e.below(tables.len()) as u32),
                delta: *self.e.pick(&[1, 30, 600]),
                value: Value::ExternRef(Some(tag.into())),
            },
            _ => HostEffect::SetGlobal {
                target: target(self.e.below(3) as u32),
                value: Value::I64(tag.into()),
            },
        }
    }
}
