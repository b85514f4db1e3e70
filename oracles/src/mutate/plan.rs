//! Changes of the plan: knobs, arguments, steps, budgets, limits, host behaviour.

use touchstone_engine::config::{Config, KNOBS};

use crate::generate::entropy::Entropy;
use crate::generate::{configs, plan as draw};
use crate::module_info::ModuleInfo;
use crate::testcase::{HostCall, Plan, Step, Testcase};
use crate::value::FuncType;

/// Steps that a mutated plan has at most.
const MOST_STEPS: usize = 40;

/// Makes one change. Always finds one.
pub fn mutate(e: &mut Entropy, case: &mut Testcase) {
    let infos = infos(case);
    let plan = &mut case.plan;
    let done = match e.weighted(&[18, 6, 30, 12, 6, 6, 5, 5, 4, 8]) {
        0 => knob(e, plan),
        1 => config(e, plan),
        2 => argument(e, plan, &infos),
        3 => insert_call(e, plan, &infos),
        4 => remove(e, plan),
        5 => reorder(e, plan),
        6 => budget(e, plan),
        7 => insert_effect(e, plan, &infos),
        8 => limits(e, plan, &infos),
        _ => host(e, plan, &infos),
    };
    if !done {
        // A plan always has configurations to redraw.
        plan.configs = configs::draw_pair(e);
    }
}

/// What each module declares.
pub fn infos(case: &Testcase) -> Vec<ModuleInfo> {
    (0..=case.plan.modules.len() as u32)
        .filter_map(|index| case.module(index))
        .map(ModuleInfo::read)
        .collect()
}

/// By instance slot, what the module declares.
fn slots<'a>(plan: &Plan, infos: &'a [ModuleInfo]) -> Vec<&'a ModuleInfo> {
    let modules = plan.steps.iter().filter_map(|step| match step {
        Step::Instantiate { module, .. } => Some(*module),
        _ => None,
    });
    modules.map_while(|module| infos.get(module as usize)).collect()
}

/// Redraws one knob of one configuration; false when there is none to redraw.
pub fn knob(e: &mut Entropy, plan: &mut Plan) -> bool {
    let Some(index) = (!plan.configs.is_empty()).then(|| e.below(plan.configs.len())) else {
        return false;
    };
    let mut config = Config::new();
    for (name, value) in &plan.configs[index].0 {
        if config.set(name, value).is_err() {
            return false;
        }
    }
    let name = e.pick(KNOBS).name;
    configs::redraw(&mut config, name, e);
    let Some(value) = config.get(name) else { return false };
    plan.configs[index].set(name, &value);
    true
}

fn config(e: &mut Entropy, plan: &mut Plan) -> bool {
    match e.below(3) {
        0 if plan.configs.len() == 2 => plan.configs.swap(0, 1),
        1 if !plan.configs.is_empty() => {
            let index = e.below(plan.configs.len());
            plan.configs[index] = configs::draw(e);
        }
        _ => return false,
    }
    true
}

/// The calls of the plan, as indices of steps.
fn call_steps(plan: &Plan) -> Vec<usize> {
    (0..plan.steps.len())
        .filter(|index| matches!(plan.steps[*index], Step::Call { .. }))
        .collect()
}

fn argument(e: &mut Entropy, plan: &mut Plan, infos: &[ModuleInfo]) -> bool {
    let slots = slots(plan, infos);
    let calls = call_steps(plan);
    if calls.is_empty() {
        return insert_call(e, plan, infos);
    }
    let index = *e.pick(&calls);
    let Step::Call {
        instance, export, args, ..
    } = &mut plan.steps[index]
    else {
        return false;
    };
    let ty = slots.get(*instance as usize).and_then(|info| info.func_export(export));
    let Some(ty) = ty.filter(|ty| !ty.params.is_empty()) else {
        return false;
    };
    args.truncate(ty.params.len());
    while args.len() < ty.params.len() {
        args.push(draw::value(e, ty.params[args.len()]));
    }
    if e.chance(30) {
        *args = draw::arguments(e, ty);
    } else {
        let position = e.below(args.len());
        args[position] = draw::value(e, ty.params[position]);
    }
    true
}

fn insert_call(e: &mut Entropy, plan: &mut Plan, infos: &[ModuleInfo]) -> bool {
    let slots = slots(plan, infos);
    let exports: Vec<(u32, String, &FuncType)> = slots
        .iter()
        .enumerate()
        .flat_map(|(slot, info)| {
            info.func_exports()
                .map(move |(name, ty)| (slot as u32, name.to_string(), ty))
        })
        .collect();
    if exports.is_empty() || plan.steps.len() >= MOST_STEPS {
        return false;
    }
    let (instance, export, ty) = e.pick(&exports).clone();
    let args = draw::arguments(e, ty);
    let at = after_instantiations(e, plan);
    plan.steps.insert(
        at,
        Step::Call {
            instance,
            export,
            args,
            fuel: None,
            stack: None,
        },
    );
    true
}

/// A position after the last instantiation.
fn after_instantiations(e: &mut Entropy, plan: &Plan) -> usize {
    let last = plan
        .steps
        .iter()
        .rposition(|step| matches!(step, Step::Instantiate { .. }));
    e.between(last.map_or(0, |at| at + 1), plan.steps.len())
}

fn remove(e: &mut Entropy, plan: &mut Plan) -> bool {
    let removable: Vec<usize> = (0..plan.steps.len())
        .filter(|index| !matches!(plan.steps[*index], Step::Instantiate { .. }))
        .collect();
    if removable.len() < 2 {
        return false;
    }
    plan.steps.remove(*e.pick(&removable));
    true
}

fn reorder(e: &mut Entropy, plan: &mut Plan) -> bool {
    let calls = call_steps(plan);
    if calls.len() < 2 {
        return false;
    }
    let (a, b) = (*e.pick(&calls), *e.pick(&calls));
    if a == b && plan.steps.len() < MOST_STEPS {
        // The same call again, on the state that it left.
        plan.steps.insert(a, plan.steps[a].clone());
    } else {
        plan.steps.swap(a, b);
    }
    true
}

fn budget(e: &mut Entropy, plan: &mut Plan) -> bool {
    if plan.steps.is_empty() {
        return false;
    }
    let index = e.below(plan.steps.len());
    let (Step::Call { fuel, stack, .. } | Step::Instantiate { fuel, stack, .. }) = &mut plan.steps[index] else {
        return false;
    };
    match e.below(5) {
        0 | 1 => (*fuel, *stack) = (None, None),
        2 => *stack = Some(e.below(200) as u64),
        3 => *fuel = Some(e.below(60) as u64),
        _ => *fuel = Some(e.below(5000) as u64),
    }
    true
}

fn insert_effect(e: &mut Entropy, plan: &mut Plan, infos: &[ModuleInfo]) -> bool {
    let slots = slots(plan, infos);
    if slots.is_empty() || plan.steps.len() >= MOST_STEPS {
        return false;
    }
    let effect = draw::effect(e, &slots, true);
    let at = after_instantiations(e, plan);
    plan.steps.insert(at, Step::Host(effect));
    true
}

fn limits(e: &mut Entropy, plan: &mut Plan, infos: &[ModuleInfo]) -> bool {
    let slots = slots(plan, infos);
    plan.limits = draw::limits(e, &slots);
    true
}

/// Widens the limits to what the instances take at the least.
pub fn hold_instances(plan: &mut Plan, infos: &[ModuleInfo]) {
    let least = draw::least_limits(&slots(plan, infos));
    let limits = &mut plan.limits;
    limits.memory_pages = limits.memory_pages.max(least.memory_pages);
    limits.table_elements = limits.table_elements.max(least.table_elements);
    limits.total_bytes = limits.total_bytes.max(least.total_bytes);
}

fn host(e: &mut Entropy, plan: &mut Plan, infos: &[ModuleInfo]) -> bool {
    let slots = slots(plan, infos);
    if plan.host.functions.is_empty() || slots.is_empty() {
        return false;
    }
    let index = e.below(plan.host.functions.len());
    let calls = &mut plan.host.functions[index].calls;
    if calls.is_empty() || (calls.len() < 5 && e.chance(25)) {
        calls.push(HostCall::default());
    }
    let index = e.below(calls.len());
    let call = &mut calls[index];
    match e.below(5) {
        0 => call.trap = !call.trap,
        1 => call.effects.clear(),
        2 => call.effects = vec![draw::effect(e, &slots, true)],
        _ => {
            let types = [
                crate::value::ValType::I32,
                crate::value::ValType::I64,
                crate::value::ValType::F64,
            ];
            if call.results.is_empty() {
                let ty = *e.pick(&types);
                call.results.push(draw::value(e, ty));
            } else {
                let position = e.below(call.results.len());
                call.results[position] = draw::value(e, call.results[position].ty());
            }
        }
    }
    true
}
