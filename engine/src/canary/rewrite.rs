//! Applies the active rule to each function's CLIF and observes what becomes of it.

use super::rules::{Rewrite, Rule, Shape};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::immediates::Imm64;
use cranelift_codegen::ir::{
    Function, Inst, InstBuilder, InstructionData, MemFlagsData, Opcode, Type, ValueDef, types,
};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

static ACTIVE: OnceLock<Rule> = OnceLock::new();
/// Instructions rewritten so far.
static REWRITTEN: AtomicU64 = AtomicU64::new(0);
/// Generated code writes 1 here before it executes a rewritten instruction.
static EXECUTED: AtomicU8 = AtomicU8::new(0);
static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// What has become of the active rule so far in this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Instructions that the rule matched and changed, over all compilations.
    pub rewritten: u64,
    /// Whether generated code reached one of them.
    pub executed: bool,
    /// The first of them before and after, as CLIF text.
    pub first: Option<String>,
}

/// Makes `rule` the one that this process applies. The first call wins; a later one returns `false` and changes nothing.
pub fn activate(rule: Rule) -> bool {
    ACTIVE.set(rule).is_ok()
}

/// What the active rule has done so far.
pub fn observation() -> Observation {
    Observation {
        rewritten: REWRITTEN.load(Ordering::Relaxed),
        executed: EXECUTED.load(Ordering::Relaxed) != 0,
        first: FIRST.lock().ok().and_then(|first| first.clone()),
    }
}

/// Forgets whether a rewritten instruction was executed, so that each testcase can be asked for itself.
pub fn reset_executed() {
    EXECUTED.store(0, Ordering::Relaxed);
}

/// Called with each function of a module between translation and code generation.
pub fn on_function(func: &mut Function) {
    let Some(rule) = ACTIVE.get() else { return };
    let matching: Vec<Inst> = func
        .layout
        .blocks()
        .flat_map(|block| func.layout.block_insts(block))
        .filter(|&inst| matches(func, rule, inst))
        .collect();
    for inst in matching {
        let before = func.dfg.display_inst(inst).to_string();
        mark_executed(func, inst);
        let after = apply(func, rule, inst);
        REWRITTEN.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut first) = FIRST.lock() {
            first.get_or_insert_with(|| format!("{before} => {after}"));
        }
    }
}

/// The type by which a rule selects: a store's value, the controlling type, or else the result.
fn selecting_type(func: &Function, inst: Inst) -> Type {
    let dfg = &func.dfg;
    if let InstructionData::Store { args, .. } = dfg.insts[inst] {
        return dfg.value_type(args[0]);
    }
    match dfg.ctrl_typevar(inst) {
        types::INVALID => dfg
            .inst_results(inst)
            .first()
            .map_or(types::INVALID, |&v| dfg.value_type(v)),
        ty => ty,
    }
}

fn matches(func: &Function, rule: &Rule, inst: Inst) -> bool {
    let data = &func.dfg.insts[inst];
    if data.opcode() != rule.opcode || selecting_type(func, inst) != rule.ty {
        return false;
    }
    let condition = match (rule.rewrite, *data) {
        (Rewrite::IntCondition(from, _), InstructionData::IntCompare { cond, .. }) => cond == from,
        (Rewrite::FloatCondition(from, _), InstructionData::FloatCompare { cond, .. }) => cond == from,
        _ => true,
    };
    condition && has_shape(func, rule.shape, inst)
}

fn has_shape(func: &Function, shape: Shape, inst: Inst) -> bool {
    let args = func.dfg.inst_args(inst);
    let defining = |index: usize| match func.dfg.value_def(func.dfg.resolve_aliases(args[index])) {
        ValueDef::Result(inst, _) => Some(func.dfg.insts[inst].opcode()),
        _ => None,
    };
    let constant = |index: usize| {
        matches!(
            defining(index),
            Some(Opcode::Iconst | Opcode::F32const | Opcode::F64const | Opcode::Vconst)
        )
    };
    match shape {
        Shape::Any => true,
        Shape::ConstantRight => !args.is_empty() && constant(args.len() - 1),
        Shape::ConstantLeft => !args.is_empty() && constant(0),
        Shape::Repeated => {
            args.len() > 1
                && args
                    .windows(2)
                    .all(|w| func.dfg.resolve_aliases(w[0]) == func.dfg.resolve_aliases(w[1]))
        }
        Shape::LoadOperand => {
            (0..args.len()).any(|index| defining(index).is_some_and(|opcode| opcode.can_load() && !opcode.is_call()))
        }
    }
}

/// Inserts, before `inst`, a store to [`EXECUTED`].
fn mark_executed(func: &mut Function, inst: Inst) {
    let mut cursor = FuncCursor::new(func).at_inst(inst);
    let address = cursor.ins().iconst(types::I64, EXECUTED.as_ptr() as i64);
    let one = cursor.ins().iconst(types::I8, 1);
    cursor.ins().store(MemFlagsData::trusted(), one, address, 0);
}

/// Rewrites `inst` and returns what it has become as text.
fn apply(func: &mut Function, rule: &Rule, inst: Inst) -> String {
    match rule.rewrite {
        Rewrite::Remove => {
            func.layout.remove_inst(inst);
            return "(removed)".to_owned();
        }
        Rewrite::Operand(index) => {
            let operand = func.dfg.inst_args(inst)[index];
            let result = func.dfg.first_result(inst);
            if func.dfg.value_type(operand) != func.dfg.value_type(result) {
                return "(left alone: the types differ)".to_owned();
            }
            func.dfg.clear_results(inst);
            func.dfg.change_to_alias(result, operand);
            func.layout.remove_inst(inst);
            return format!("{result} is {operand}");
        }
        Rewrite::SwapOperands => {
            let args = func.dfg.inst_args_mut(inst);
            let last = args.len() - 1;
            args.swap(last - 1, last);
        }
        Rewrite::RepeatFirst => {
            let args = func.dfg.inst_args_mut(inst);
            args[1] = args[0];
        }
        Rewrite::Immediate(delta) => add_to_immediate(func, inst, delta),
        rewrite => change_fields(&mut func.dfg.insts[inst], rewrite),
    }
    func.dfg.display_inst(inst).to_string()
}

fn change_fields(data: &mut InstructionData, rewrite: Rewrite) {
    use InstructionData as D;
    match (rewrite, data) {
        (Rewrite::IntCondition(_, to), D::IntCompare { cond, .. }) => *cond = to,
        (Rewrite::FloatCondition(_, to), D::FloatCompare { cond, .. }) => *cond = to,
        (Rewrite::SwapTargets, D::Brif { blocks, .. }) => blocks.swap(0, 1),
        (Rewrite::Offset(delta), D::Load { offset, .. } | D::Store { offset, .. }) => {
            if let Some(moved) = offset.try_add_i64(i64::from(delta)) {
                *offset = moved;
            }
        }
        (
            Rewrite::Opcode(to),
            D::Binary { opcode, .. }
            | D::Unary { opcode, .. }
            | D::Ternary { opcode, .. }
            | D::Load { opcode, .. }
            | D::Store { opcode, .. }
            | D::CondTrap { opcode, .. },
        ) => *opcode = to,
        _ => {}
    }
}

fn add_to_immediate(func: &mut Function, inst: Inst, delta: i64) {
    let ty = selecting_type(func, inst);
    if let InstructionData::Shuffle { imm, .. } = func.dfg.insts[inst] {
        let mut mask = func
            .dfg
            .immediates
            .get(imm)
            .map_or_else(Vec::new, |data| data.as_slice().to_vec());
        if let Some(first) = mask.first_mut() {
            *first = ((i64::from(*first) + delta) % 32) as u8;
        }
        let changed = func.dfg.immediates.push(mask.into());
        if let InstructionData::Shuffle { imm, .. } = &mut func.dfg.insts[inst] {
            *imm = changed;
        }
        return;
    }
    match &mut func.dfg.insts[inst] {
        InstructionData::UnaryImm { imm, .. } => {
            let sum = imm.bits().wrapping_add(delta);
            let mask = if ty.bits() >= 64 { -1 } else { (1 << ty.bits()) - 1 };
            *imm = Imm64::new(sum & mask);
        }
        InstructionData::BinaryImm8 { imm, .. } | InstructionData::TernaryImm8 { imm, .. } => {
            *imm = ((i64::from(*imm) + delta) % i64::from(ty.lane_count().max(1))) as u8;
        }
        _ => {}
    }
}
