//! A plan for any module: configurations, imports, calls with boundary values, a host script, limits.
//!
//! It is drawn from the module's declarations alone, so that mutated modules, seeds and files from anywhere get plans
//! of the same kind as generated ones.

use super::configs;
use super::entropy::Entropy;
use super::values;
use crate::module_info::ModuleInfo;
use crate::testcase::{HostCall, HostEffect, HostFunction, HostScript, ImportSource, Limits, Plan, Step, Target};
use crate::value::{ExternType, FuncId, FuncType, SizeLimits, ValType, Value};

/// How much a plan does.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Calls at most.
    pub calls: usize,
    /// Fuel of an ordinary step.
    pub fuel: u64,
}

/// Draws a plan for `wasm` alone.
pub fn draw(e: &mut Entropy, wasm: &[u8], scale: Scale) -> Plan {
    let info = ModuleInfo::read(wasm);
    let instances = if e.chance(10) { 2 } else { 1 };
    let infos = vec![&info; instances];
    let mut plan = frame(e, scale, &infos);
    for _ in 0..instances {
        let imports = info.imports.iter().map(|import| source(e, &import.ty)).collect();
        plan.steps.push(instantiate(e, 0, imports));
    }
    plan.host = host_script(e, &infos);
    calls(e, &mut plan, &infos, scale.calls);
    if instances == 2 && e.chance(40) {
        let at = e.between(2, plan.steps.len());
        plan.steps.insert(
            at,
            Step::Drop {
                instance: e.below(2) as u32,
            },
        );
    }
    plan
}

/// Draws a plan that instantiates `provider` first and gives its exports to `consumer`, the carrier.
pub fn draw_linked(e: &mut Entropy, consumer: &[u8], provider: Vec<u8>, scale: Scale) -> Plan {
    let first = ModuleInfo::read(&provider);
    let second = ModuleInfo::read(consumer);
    let mut plan = frame(e, scale, &[&first, &second]);
    plan.modules.push(crate::testcase::ModuleBytes(provider));
    let imports = first.imports.iter().map(|import| source(e, &import.ty)).collect();
    plan.steps.push(instantiate(e, 1, imports));
    let imports = second
        .imports
        .iter()
        .map(|import| {
            let fits: Vec<&str> = first
                .exports
                .iter()
                .filter(|export| fits(&export.ty, &import.ty))
                .map(|export| export.name.as_str())
                .collect();
            if fits.is_empty() || e.chance(5) {
                return source(e, &import.ty);
            }
            ImportSource::Export {
                instance: 0,
                name: (*e.pick(&fits)).to_string(),
            }
        })
        .collect();
    plan.steps.push(instantiate(e, 0, imports));
    plan.host = host_script(e, &[&first, &second]);
    calls(e, &mut plan, &[&first, &second], scale.calls);
    plan
}

/// Whether an export of type `have` can be imported as `want` when the memory or table has its initial size.
fn fits(have: &ExternType, want: &ExternType) -> bool {
    let sizes = |have: &SizeLimits, want: &SizeLimits| {
        have.min >= want.min && want.max.is_none_or(|want| have.max.is_some_and(|have| have <= want))
    };
    match (have, want) {
        (ExternType::Func(a), ExternType::Func(b)) => a == b,
        (ExternType::Table(a), ExternType::Table(b)) => a.element == b.element && sizes(&a.limits, &b.limits),
        (ExternType::Memory(a), ExternType::Memory(b)) => sizes(a, b),
        (ExternType::Global(a), ExternType::Global(b)) => a == b,
        _ => false,
    }
}

/// Configurations, limits and budgets; no steps yet.
fn frame(e: &mut Entropy, scale: Scale, infos: &[&ModuleInfo]) -> Plan {
    let limits = limits(e, infos);
    Plan {
        configs: configs::draw_pair(e),
        limits,
        fuel: scale.fuel,
        steps: Vec::new(),
        ..Plan::default()
    }
}

/// Ample limits, or limits a little above what the modules ask for, so that growth meets them. Too little for the
/// instantiation itself is rare.
pub fn limits(e: &mut Entropy, infos: &[&ModuleInfo]) -> Limits {
    if e.chance(85) {
        return Limits::default();
    }
    let least = least_limits(infos);
    let limits = Limits {
        memory_pages: least.memory_pages.saturating_add(e.below(4) as u32),
        table_elements: least.table_elements.saturating_add(e.below(12) as u32),
        total_bytes: least.total_bytes + e.below(200_000) as u64,
    };
    if e.chance(5) {
        Limits {
            total_bytes: least.total_bytes / 2,
            ..limits
        }
    } else {
        limits
    }
}

/// What instances of these modules take at the least.
pub fn least_limits(infos: &[&ModuleInfo]) -> Limits {
    let pages = infos.iter().flat_map(|info| &info.memories).map(|memory| memory.min);
    let elements = infos.iter().flat_map(|info| &info.tables).map(|table| table.limits.min);
    Limits {
        memory_pages: pages.clone().max().unwrap_or(0),
        table_elements: elements.clone().max().unwrap_or(0),
        total_bytes: 65_536 * pages.map(u64::from).sum::<u64>() + 8 * elements.map(u64::from).sum::<u64>(),
    }
}

fn instantiate(e: &mut Entropy, module: u32, mut imports: Vec<ImportSource>) -> Step {
    while imports.last() == Some(&ImportSource::Auto) {
        imports.pop();
    }
    let fuel = e.chance(2).then(|| e.below(40) as u64);
    Step::Instantiate {
        module,
        imports,
        fuel,
        stack: None,
    }
}

/// Where an import comes from; few are missing.
fn source(e: &mut Entropy, ty: &ExternType) -> ImportSource {
    match ty {
        _ if e.below(800) == 0 => ImportSource::Missing,
        ExternType::Global(global) if e.chance(70) => ImportSource::Value(value(e, global.content)),
        ExternType::Func(_) if e.chance(30) => ImportSource::Host(e.below(6) as u32),
        _ => ImportSource::Auto,
    }
}

/// An argument near a boundary.
pub fn value(e: &mut Entropy, ty: ValType) -> Value {
    match ty {
        ValType::I32 if e.chance(35) => Value::I32(e.below(40) as i32),
        ValType::I32 if e.chance(10) => {
            let page = *e.pick(&[65_536_i64, 131_072, 0x8000_0000, 0x7fff_ffff, 0xffff_ffff, 0xffff_0000]);
            Value::I32((page + e.below(20) as i64 - 18) as i32)
        }
        ValType::I32 => Value::I32(values::i32_edge(e)),
        ValType::I64 => Value::I64(values::i64_edge(e)),
        ValType::F32 => Value::F32(values::f32_edge(e)),
        ValType::F64 => Value::F64(values::f64_edge(e)),
        ValType::V128 => Value::V128(u128::from_le_bytes(values::v128_edge(e))),
        ValType::FuncRef if e.chance(50) => Value::FuncRef(None),
        ValType::FuncRef => Value::FuncRef(Some(FuncId::Wasm {
            instance: 0,
            func: e.below(6) as u32,
        })),
        ValType::ExternRef if e.chance(30) => Value::ExternRef(None),
        ValType::ExternRef => Value::ExternRef(Some(*e.pick(&[0, 1, 2, 7, 0xffff_ffff]))),
    }
}

/// Arguments for a function.
pub fn arguments(e: &mut Entropy, ty: &FuncType) -> Vec<Value> {
    ty.params.iter().map(|ty| value(e, *ty)).collect()
}

/// Appends calls of all exported functions in random order, with host actions between them now and then.
fn calls(e: &mut Entropy, plan: &mut Plan, infos: &[&ModuleInfo], most: usize) {
    let exports: Vec<(u32, &str, &FuncType)> = infos
        .iter()
        .enumerate()
        .flat_map(|(slot, info)| info.func_exports().map(move |(name, ty)| (slot as u32, name, ty)))
        .collect();
    if exports.is_empty() {
        return;
    }
    // Every function gets its turn in most plans.
    let count = e.between(exports.len().clamp(2, 8).min(most), most);
    // Every function once, in order from a random start; then whatever comes.
    let start = e.below(exports.len());
    for index in 0..count {
        let (instance, export, ty) = if index < exports.len() {
            exports[(start + index) % exports.len()]
        } else {
            *e.pick(&exports)
        };
        if e.chance(6) {
            plan.steps.push(Step::Host(effect(e, infos, false)));
        }
        plan.steps.push(Step::Call {
            instance,
            export: export.to_string(),
            args: arguments(e, ty),
            fuel: e.chance(4).then(|| e.below(600) as u64),
            stack: e.chance(2).then(|| e.below(120) as u64),
        });
    }
}

/// Behaviours of host functions: zeros, values, effects, call-backs, traps.
fn host_script(e: &mut Entropy, infos: &[&ModuleInfo]) -> HostScript {
    let imported: Vec<&FuncType> = infos
        .iter()
        .flat_map(|info| &info.imports)
        .filter_map(|import| match &import.ty {
            ExternType::Func(ty) => Some(ty),
            _ => None,
        })
        .collect();
    if imported.is_empty() {
        return HostScript::default();
    }
    let functions = imported
        .iter()
        .map(|ty| HostFunction {
            calls: (0..e.between(1, 3)).map(|_| host_call(e, ty, infos)).collect(),
        })
        .collect();
    HostScript {
        functions,
        max_depth: e.between(1, 4) as u32,
        ..HostScript::default()
    }
}

fn host_call(e: &mut Entropy, ty: &FuncType, infos: &[&ModuleInfo]) -> HostCall {
    let effects = if e.chance(35) { e.between(1, 2) } else { 0 };
    HostCall {
        effects: (0..effects).map(|_| effect(e, infos, true)).collect(),
        results: ty.results.iter().map(|ty| value(e, *ty)).collect(),
        trap: e.chance(4),
    }
}

/// Something that the host does to an instance.
pub fn effect(e: &mut Entropy, infos: &[&ModuleInfo], may_call: bool) -> HostEffect {
    let instance = e.below(infos.len()) as u32;
    let info = infos[instance as usize];
    let target = |e: &mut Entropy, count: usize| Target::Instance {
        instance,
        index: e.below(count) as u32,
    };
    loop {
        match e.below(6) {
            0 if !info.globals.is_empty() => {
                let index = e.below(info.globals.len());
                let value = value(e, info.globals[index].content);
                return HostEffect::SetGlobal {
                    target: Target::Instance {
                        instance,
                        index: index as u32,
                    },
                    value,
                };
            }
            1 if !info.tables.is_empty() => {
                let index = e.below(info.tables.len());
                let table = info.tables[index];
                let target = Target::Instance {
                    instance,
                    index: index as u32,
                };
                let value = value(e, table.element);
                let index = e.below(table.limits.min.min(1000) as usize + 1) as u32;
                return if e.chance(75) {
                    HostEffect::SetTable { target, index, value }
                } else {
                    HostEffect::GrowTable {
                        target,
                        delta: e.below(6) as u32,
                        value,
                    }
                };
            }
            2 if may_call => {
                let exports: Vec<(&str, &FuncType)> = info.func_exports().collect();
                if exports.is_empty() {
                    continue;
                }
                let (export, ty) = *e.pick(&exports);
                let args = arguments(e, ty);
                return HostEffect::Call {
                    instance,
                    export: export.to_string(),
                    args,
                    propagate: e.chance(50),
                };
            }
            3 if !info.memories.is_empty() => {
                let target = target(e, info.memories.len());
                return HostEffect::GrowMemory {
                    target,
                    delta: *e.pick(&[0, 1, 1, 2, 70_000]),
                };
            }
            _ => {
                let target = target(e, info.memories.len().max(1));
                let mut bytes = vec![0; *e.pick(&[1, 4, 8, 16, 33])];
                e.fill(&mut bytes);
                let offset = if e.chance(80) {
                    e.below(1024) as u64
                } else {
                    65_536 - e.below(40) as u64
                };
                return HostEffect::WriteMemory { target, offset, bytes };
            }
        }
    }
}
