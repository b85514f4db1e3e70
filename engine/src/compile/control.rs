//! Control instructions.

use super::ModuleInfo;
use super::module::val_type;
use super::translate::{FuncTranslator, clif_type};
use super::trap::LastStores;
use crate::layout::TrapCode;
use crate::types::ValType;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, JumpTableData, Value};
use std::collections::HashMap;
use wasmparser::{BlockType, BrTable, Operator};

/// The type of a block.
#[derive(Clone, Copy)]
pub(super) enum BlockSignature {
    Empty,
    Result([ValType; 1]),
    Type(u32),
}

impl BlockSignature {
    fn new(ty: BlockType) -> BlockSignature {
        match ty {
            BlockType::Empty => BlockSignature::Empty,
            BlockType::Type(ty) => BlockSignature::Result([val_type(ty)]),
            BlockType::FuncType(index) => BlockSignature::Type(index),
        }
    }

    fn params<'s>(&'s self, info: &'s ModuleInfo) -> &'s [ValType] {
        match self {
            BlockSignature::Type(index) => &info.types[*index as usize].params,
            _ => &[],
        }
    }

    fn results<'s>(&'s self, info: &'s ModuleInfo) -> &'s [ValType] {
        match self {
            BlockSignature::Empty => &[],
            BlockSignature::Result(ty) => ty,
            BlockSignature::Type(index) => &info.types[*index as usize].results,
        }
    }
}

/// What kind of instruction opened a frame.
enum FrameKind {
    /// The function's body.
    Body,
    Block,
    /// A loop with the block that branches go to.
    Loop(Block),
    /// An `if` before its `else`: the block for a false condition, and the operands that it starts with.
    If(Block, Vec<Value>),
    /// An `if` after its `else`.
    Else,
    /// Opened in unreachable code; never translated.
    Dead,
}

/// An enclosing block.
pub(super) struct ControlFrame {
    kind: FrameKind,
    signature: BlockSignature,
    /// Where execution goes on; its parameters are the results.
    end: Option<Block>,
    /// Height of the operand stack below the block's parameters.
    height: usize,
    /// What was proven of memory accesses before the frame was opened.
    proofs: usize,
    /// The last stores when the frame was opened.
    stores_before: LastStores,
    /// The last stores at its end, of those who have left for there so far.
    stores_after: LastStores,
}

fn block_args(values: &[Value]) -> Vec<BlockArg> {
    values.iter().map(|value| BlockArg::Value(*value)).collect()
}

/// Translates a control instruction; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::Nop => {}
        Operator::Unreachable => {
            t.trap(TrapCode::Unreachable);
            t.become_unreachable();
        }
        Operator::Block { blockty } => t.push_frame(FrameKind::Block, BlockSignature::new(*blockty)),
        Operator::Loop { blockty } => t.open_loop(BlockSignature::new(*blockty)),
        Operator::If { blockty } => t.open_if(BlockSignature::new(*blockty)),
        Operator::Else => t.translate_else(),
        Operator::End => t.translate_end(),
        Operator::Br { relative_depth } => {
            let (target, arity) = t.branch_target(*relative_depth);
            t.canonicalize_top(arity);
            let args = block_args(&t.stack[t.stack.len() - arity..]);
            t.builder.ins().jump(target, &args);
            t.become_unreachable();
        }
        Operator::BrIf { relative_depth } => t.translate_br_if(*relative_depth),
        Operator::BrTable { targets } => t.translate_br_table(targets),
        Operator::Return => {
            t.translate_return();
            t.become_unreachable();
        }
        _ => return false,
    }
    true
}

/// Follows the nesting of unreachable code, and finds where code is reachable again.
pub(super) fn translate_unreachable(t: &mut FuncTranslator<'_>, op: &Operator<'_>) {
    match op {
        Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
            t.push_frame(FrameKind::Dead, BlockSignature::Empty);
        }
        Operator::Else => t.translate_else(),
        Operator::End => t.translate_end(),
        _ => {}
    }
}

/// Opens the frame of the function's body.
pub(super) fn open_body(t: &mut FuncTranslator<'_>, type_index: u32) {
    t.control.push(ControlFrame {
        kind: FrameKind::Body,
        signature: BlockSignature::Type(type_index),
        end: None,
        height: 0,
        proofs: 0,
        stores_before: LastStores::default(),
        stores_after: LastStores::default(),
    });
}

impl FuncTranslator<'_> {
    fn push_frame(&mut self, kind: FrameKind, signature: BlockSignature) {
        let params = signature.params(self.env.info).len();
        self.control.push(ControlFrame {
            kind,
            signature,
            end: None,
            height: self.stack.len().saturating_sub(params),
            proofs: self.access_state.proofs.mark(),
            stores_before: self.access_state.last_stores,
            stores_after: LastStores::default(),
        });
    }

    fn become_unreachable(&mut self) {
        self.end_segment();
        self.reachable = false;
    }

    /// Makes a block current whose predecessors are all known.
    fn start_block(&mut self, block: Block) {
        self.end_segment();
        self.builder.seal_block(block);
        self.builder.switch_to_block(block);
        self.access_state.new_block();
    }

    fn block_with_params(&mut self, types: &[ValType]) -> Block {
        let block = self.builder.create_block();
        for ty in types {
            self.builder.append_block_param(block, clif_type(*ty));
        }
        block
    }

    /// The block after frame `index`, for which the current one is left; made when it is first wanted.
    fn way_to_end(&mut self, index: usize) -> Block {
        let frame = &mut self.control[index];
        frame.stores_after.join(self.access_state.last_stores);
        if let Some(block) = frame.end {
            return block;
        }
        let signature = frame.signature;
        let block = self.block_with_params(signature.results(self.env.info));
        self.control[index].end = Some(block);
        block
    }

    /// Where a branch goes, which is made here, and how many operands it takes along.
    fn branch_target(&mut self, depth: u32) -> (Block, usize) {
        let index = self.control.len() - 1 - depth as usize;
        let frame = &self.control[index];
        let info = self.env.info;
        if let FrameKind::Loop(header) = frame.kind {
            (header, frame.signature.params(info).len())
        } else {
            let arity = frame.signature.results(info).len();
            (self.way_to_end(index), arity)
        }
    }

    fn open_loop(&mut self, signature: BlockSignature) {
        let params = signature.params(self.env.info);
        let arity = params.len();
        let header = self.block_with_params(params);
        self.canonicalize_top(arity);
        let height = self.stack.len() - arity;
        let args = block_args(&self.stack[height..]);
        self.builder.ins().jump(header, &args);
        self.end_segment();
        // The last stores stay what they are: where branches come back with others, the header has none.
        self.push_frame(FrameKind::Loop(header), signature);
        self.builder.switch_to_block(header);
        self.access_state.new_block();
        self.stack.truncate(height);
        self.stack.extend_from_slice(self.builder.block_params(header));
        self.charge_and_check_loop();
    }

    fn open_if(&mut self, signature: BlockSignature) {
        let condition = self.pop();
        let arity = signature.params(self.env.info).len();
        self.canonicalize_top(arity);
        let saved = self.stack[self.stack.len() - arity..].to_vec();
        let then_block = self.builder.create_block();
        let else_block = self.builder.create_block();
        self.builder.ins().brif(condition, then_block, &[], else_block, &[]);
        self.push_frame(FrameKind::If(else_block, saved), signature);
        self.start_block(then_block);
    }

    /// Leaves the current block for the end of frame `index`, taking the results along.
    fn jump_to_end(&mut self, index: usize) {
        let arity = self.control[index].signature.results(self.env.info).len();
        let end = self.way_to_end(index);
        self.canonicalize_top(arity);
        let args = block_args(&self.stack[self.stack.len() - arity..]);
        self.builder.ins().jump(end, &args);
    }

    fn translate_else(&mut self) {
        let index = self.control.len() - 1;
        if !matches!(self.control[index].kind, FrameKind::If(..)) {
            return;
        }
        if self.reachable {
            self.jump_to_end(index);
        }
        self.enter_else(index);
    }

    /// Goes on with the block for a false condition.
    fn enter_else(&mut self, index: usize) {
        let frame = &mut self.control[index];
        let height = frame.height;
        self.access_state.proofs.forget_since(frame.proofs);
        self.access_state.last_stores = frame.stores_before;
        if let FrameKind::If(else_block, saved) = std::mem::replace(&mut frame.kind, FrameKind::Else) {
            self.stack.truncate(height);
            self.stack.extend_from_slice(&saved);
            self.start_block(else_block);
            self.reachable = true;
        }
    }

    fn translate_end(&mut self) {
        let index = self.control.len() - 1;
        match self.control[index].kind {
            FrameKind::Dead => {
                self.control.pop();
                return;
            }
            FrameKind::If(..) => {
                if self.reachable {
                    self.jump_to_end(index);
                }
                self.enter_else(index);
            }
            FrameKind::Loop(header) => self.builder.seal_block(header),
            FrameKind::Body | FrameKind::Block | FrameKind::Else => {}
        }
        self.access_state.proofs.forget_since(self.control[index].proofs);
        let Some(end) = self.control[index].end else {
            // Nobody branches here: go on in the same block, if that is reachable.
            let frame = self.control.pop();
            if let Some(frame) = frame.filter(|_| !self.reachable) {
                self.stack.truncate(frame.height);
            }
            self.finish_if_body();
            return;
        };
        if self.reachable {
            self.jump_to_end(index);
        }
        self.stack.truncate(self.control[index].height);
        self.access_state.last_stores = if seeded!(OverwrittenAcross) {
            LastStores::default()
        } else {
            self.control[index].stores_after
        };
        self.control.pop();
        self.start_block(end);
        self.stack.extend_from_slice(self.builder.block_params(end));
        self.reachable = true;
        self.finish_if_body();
    }

    /// Returns after the `end` of the body.
    fn finish_if_body(&mut self) {
        if self.control.is_empty() && self.reachable {
            self.translate_return();
            self.become_unreachable();
        }
    }

    fn translate_br_if(&mut self, depth: u32) {
        let condition = self.pop();
        let (target, arity) = self.branch_target(depth);
        self.canonicalize_top(arity);
        let args = block_args(&self.stack[self.stack.len() - arity..]);
        let next = self.builder.create_block();
        self.builder.ins().brif(condition, target, &args, next, &[]);
        self.start_block(next);
    }

    fn translate_br_table(&mut self, table: &BrTable<'_>) {
        let selector = self.pop();
        let (_, arity) = self.branch_target(table.default());
        self.canonicalize_top(arity);
        // Operands travel through one block per target, or a table with many targets and operands would be their product.
        let mut ways: HashMap<u32, Block> = HashMap::new();
        let mut order: Vec<(u32, Block)> = Vec::new();
        let mut calls = Vec::with_capacity(table.len() as usize + 1);
        let depths = table.targets().flatten().chain([table.default()]);
        for depth in depths {
            let block = match ways.get(&depth) {
                Some(block) => *block,
                None => {
                    let block = if arity == 0 {
                        self.branch_target(depth).0
                    } else {
                        self.builder.create_block()
                    };
                    ways.insert(depth, block);
                    order.push((depth, block));
                    block
                }
            };
            let pool = &mut self.builder.func.dfg.value_lists;
            calls.push(cranelift_codegen::ir::BlockCall::new(block, [], pool));
        }
        let default = calls.pop().expect("a table has a default");
        let jump_table = self.builder.create_jump_table(JumpTableData::new(default, &calls));
        self.builder.ins().br_table(selector, jump_table);
        if arity > 0 {
            let args = block_args(&self.stack[self.stack.len() - arity..]);
            for (depth, way) in order {
                self.start_block(way);
                let (target, _) = self.branch_target(depth);
                self.builder.ins().jump(target, &args);
            }
        }
        self.become_unreachable();
    }

    /// Returns the topmost operands.
    fn translate_return(&mut self) {
        self.give_back_stack_units();
        let arity = self.builder.func.signature.returns.len();
        self.canonicalize_top(arity);
        let results = self.stack[self.stack.len() - arity..].to_vec();
        self.builder.ins().return_(&results);
    }
}
