//! Decoding: modules of memories, data segments and code that does little but access memory.

use super::access::Load;
use super::numeric::{Numeric, numeric};
use crate::module_info::val_type;
use crate::outcome::Rejection;
use crate::value::{FuncType, SizeLimits, ValType};
use wasmparser::{BlockType, DataKind, ExternalKind, Operator, Parser, Payload, TypeRef};

/// An instruction and its byte offset in the module.
pub(super) type Located = (Instr, u32);

/// An instruction. Targets of branches are positions in [`Func::code`].
#[derive(Clone)]
pub(super) enum Instr {
    Nop,
    Const(u128),
    LocalGet(usize),
    LocalSet(usize),
    LocalTee(usize),
    Drop,
    Numeric(Numeric),
    ExtractLane {
        width: u8,
        lane: u8,
        sign_to: Option<u8>,
    },
    ReplaceLane {
        width: u8,
        lane: u8,
    },
    Load {
        offset: u64,
        width: u8,
        load: Load,
    },
    LoadLane {
        offset: u64,
        width: u8,
        lane: u8,
    },
    Store {
        offset: u64,
        width: u8,
    },
    StoreLane {
        offset: u64,
        width: u8,
        lane: u8,
    },
    Size,
    Grow,
    Fill,
    Copy,
    Init(usize),
    DataDrop(usize),
    Block,
    Loop,
    /// Goes on after the target when the condition is 0.
    If(usize),
    /// Reached after the first arm: goes on at the target, the end.
    Else(usize),
    End,
    /// Goes to the target when the condition is not 0, with so many operands left.
    BrIf(usize, usize),
    /// Goes to the target, with so many operands left.
    Br(usize, usize),
    Unreachable,
    Call(u32),
}

/// A function.
pub(super) struct Func {
    pub ty: FuncType,
    /// Locals beside the parameters.
    pub locals: usize,
    /// Stack units of its frame, by `engine/FUEL.md`.
    pub units: u64,
    pub code: Vec<Located>,
    /// Byte offset of its first instruction.
    pub entry: u32,
}

/// A data segment.
pub(super) struct Segment {
    pub bytes: Vec<u8>,
    /// Where an active one goes.
    pub at: Option<u32>,
}

/// A module of the model.
#[derive(Default)]
pub(super) struct Module {
    types: Vec<FuncType>,
    func_types: Vec<u32>,
    /// The memory that is imported.
    pub import: Option<SizeLimits>,
    /// The memory that is defined.
    pub memory: Option<SizeLimits>,
    pub funcs: Vec<Func>,
    pub data: Vec<Segment>,
    /// Name, and the function's index; `None` is the memory.
    pub exports: Vec<(String, Option<u32>)>,
    pub start: Option<u32>,
}

fn unsupported<T>(what: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection::Unsupported(format!("the byte model has no {}", what.into())))
}

impl Module {
    /// Reads a module that is valid.
    pub(super) fn read(wasm: &[u8]) -> Result<Module, Rejection> {
        let mut module = Module::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.or_else(|error| unsupported(error.to_string()))?;
            module.payload(payload)?;
        }
        Ok(module)
    }

    fn payload(&mut self, payload: Payload<'_>) -> Result<(), Rejection> {
        let broken = |error: wasmparser::BinaryReaderError| Rejection::Unsupported(error.to_string());
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    let ty = ty.map_err(broken)?;
                    let list = |types: &[wasmparser::ValType]| types.iter().filter_map(|ty| val_type(*ty)).collect();
                    self.types.push(FuncType {
                        params: list(ty.params()),
                        results: list(ty.results()),
                    });
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    match import.map_err(broken)?.ty {
                        TypeRef::Memory(ty) => self.import = Some(size(&ty)),
                        _ => return unsupported("imports but memories"),
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.func_types.push(ty.map_err(broken)?);
                }
            }
            Payload::MemorySection(section) => {
                for ty in section {
                    self.memory = Some(size(&ty.map_err(broken)?));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(broken)?;
                    let func = (export.kind == ExternalKind::Func).then_some(export.index);
                    self.exports.push((export.name.to_string(), func));
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::CodeSectionEntry(body) => {
                let ty = self.types[self.func_types[self.funcs.len()] as usize].clone();
                let func = self.func(ty, &body)?;
                self.funcs.push(func);
            }
            Payload::DataSection(section) => {
                for segment in section {
                    let segment = segment.map_err(broken)?;
                    let at = match segment.kind {
                        DataKind::Passive => None,
                        DataKind::Active { offset_expr, .. } => match offset_expr.get_operators_reader().read() {
                            Ok(Operator::I32Const { value }) => Some(value as u32),
                            _ => return unsupported("such offset expression"),
                        },
                    };
                    self.data.push(Segment {
                        bytes: segment.data.to_vec(),
                        at,
                    });
                }
            }
            Payload::TableSection(section) if section.count() > 0 => return unsupported("tables"),
            Payload::GlobalSection(section) if section.count() > 0 => return unsupported("globals"),
            Payload::ElementSection(section) if section.count() > 0 => return unsupported("element segments"),
            _ => {}
        }
        Ok(())
    }

    fn func(&self, ty: FuncType, body: &wasmparser::FunctionBody<'_>) -> Result<Func, Rejection> {
        let broken = |error: wasmparser::BinaryReaderError| Rejection::Unsupported(error.to_string());
        if ty.params.iter().chain(&ty.results).any(|ty| ty.is_ref()) {
            return unsupported("references");
        }
        let mut types = ty.params.clone();
        for local in body.get_locals_reader().map_err(broken)? {
            let (count, ty) = local.map_err(broken)?;
            let Some(ty) = val_type(ty).filter(|ty| !ty.is_ref() && count < 1000) else {
                return unsupported("such locals");
            };
            types.extend(std::iter::repeat_n(ty, count as usize));
        }
        let mut reader = Reader {
            module: self,
            types: &types,
            code: Vec::new(),
            open: Vec::new(),
            stack: Vec::new(),
            height: 0,
            dead: false,
        };
        let operators = body.get_operators_reader().map_err(broken)?;
        let entry = operators.original_position() as u32;
        for item in operators.into_iter_with_offsets() {
            let (operator, offset) = item.map_err(broken)?;
            reader.operator(&operator, offset as u32)?;
        }
        let locals = types.len() - ty.params.len();
        let units = 4 + types.iter().map(|ty| units(*ty)).sum::<u64>() + reader.height;
        Ok(Func {
            locals,
            units,
            entry,
            code: reader.code,
            ty,
        })
    }
}

fn size(ty: &wasmparser::MemoryType) -> SizeLimits {
    SizeLimits {
        min: ty.initial as u32,
        max: ty.maximum.map(|max| max as u32),
    }
}

fn units(ty: ValType) -> u64 {
    if ty == ValType::V128 { 2 } else { 1 }
}

/// A block that is not closed.
struct Open {
    /// Position of what opened it.
    at: usize,
    /// Positions of the branches to its end.
    branches: Vec<usize>,
    /// Operands below it.
    operands: usize,
}

/// Reads one body.
struct Reader<'a> {
    module: &'a Module,
    types: &'a [ValType],
    code: Vec<Located>,
    /// Blocks that are not closed.
    open: Vec<Open>,
    /// Units of each value on the operand stack.
    stack: Vec<u64>,
    /// The largest sum of them so far.
    height: u64,
    /// Whether the next instruction cannot be reached.
    dead: bool,
}

impl Reader<'_> {
    fn operator(&mut self, op: &Operator<'_>, offset: u32) -> Result<(), Rejection> {
        if std::mem::take(&mut self.dead) && !matches!(op, Operator::Else | Operator::End) {
            return unsupported("unreachable code");
        }
        let instr = match self.structure(op)? {
            Some(instr) => instr,
            None => self.plain(op)?,
        };
        self.code.push((instr, offset));
        self.height = self.height.max(self.stack.iter().sum());
        Ok(())
    }

    /// Pops that many values and pushes one of so many units; 0 pushes nothing.
    fn effect(&mut self, pops: usize, pushes: u64) {
        self.stack.truncate(self.stack.len().saturating_sub(pops));
        if pushes > 0 {
            self.stack.push(pushes);
        }
    }

    fn open(&mut self, at: usize) {
        let operands = self.stack.len();
        self.open.push(Open {
            at,
            branches: Vec::new(),
            operands,
        });
    }

    fn structure(&mut self, op: &Operator<'_>) -> Result<Option<Instr>, Rejection> {
        let here = self.code.len();
        Ok(Some(match op {
            Operator::Block {
                blockty: BlockType::Empty,
            } => {
                self.open(here);
                Instr::Block
            }
            Operator::Loop {
                blockty: BlockType::Empty,
            } => {
                self.open(here);
                Instr::Loop
            }
            Operator::If {
                blockty: BlockType::Empty,
            } => {
                self.effect(1, 0);
                self.open(here);
                Instr::If(usize::MAX)
            }
            Operator::Else => {
                if let Some(open) = self.open.last_mut() {
                    self.code[open.at].0 = Instr::If(here);
                    open.branches.push(here);
                    self.stack.truncate(open.operands);
                }
                Instr::Else(usize::MAX)
            }
            Operator::End => {
                if let Some(open) = self.open.pop() {
                    // Operands that an unreachable end leaves behind are gone.
                    self.stack.truncate(open.operands);
                    if let Instr::If(target @ usize::MAX) = &mut self.code[open.at].0 {
                        *target = here;
                    }
                    for branch in open.branches {
                        if let Instr::BrIf(target, _) | Instr::Br(target, _) | Instr::Else(target) =
                            &mut self.code[branch].0
                        {
                            *target = here;
                        }
                    }
                }
                Instr::End
            }
            Operator::BrIf { relative_depth } => {
                self.effect(1, 0);
                let (target, operands) = self.branch(*relative_depth)?;
                Instr::BrIf(target, operands)
            }
            Operator::Br { relative_depth } => {
                self.dead = true;
                let (target, operands) = self.branch(*relative_depth)?;
                Instr::Br(target, operands)
            }
            Operator::Unreachable => {
                self.dead = true;
                Instr::Unreachable
            }
            _ => return Ok(None),
        }))
    }

    /// Target and remaining operands of a branch that is the next instruction; the end of a block will be known later.
    fn branch(&mut self, relative_depth: u32) -> Result<(usize, usize), Rejection> {
        let Some(depth) = self.open.len().checked_sub(1 + relative_depth as usize) else {
            return unsupported("branches out of a function");
        };
        let open = &mut self.open[depth];
        if matches!(self.code[open.at].0, Instr::Loop) {
            return Ok((open.at, open.operands));
        }
        open.branches.push(self.code.len());
        Ok((usize::MAX, open.operands))
    }

    fn plain(&mut self, op: &Operator<'_>) -> Result<Instr, Rejection> {
        use Operator::*;
        let units_of = |local: u32| units(self.types[local as usize]);
        Ok(match op {
            Nop => Instr::Nop,
            I32Const { value } => self.constant(*value as u32 as u128, 1),
            I64Const { value } => self.constant(*value as u64 as u128, 1),
            F32Const { value } => self.constant(value.bits().into(), 1),
            F64Const { value } => self.constant(value.bits().into(), 1),
            V128Const { value } => self.constant(value.i128() as u128, 2),
            LocalGet { local_index } => {
                self.effect(0, units_of(*local_index));
                Instr::LocalGet(*local_index as usize)
            }
            LocalSet { local_index } => {
                self.effect(1, 0);
                Instr::LocalSet(*local_index as usize)
            }
            LocalTee { local_index } => Instr::LocalTee(*local_index as usize),
            Drop => {
                self.effect(1, 0);
                Instr::Drop
            }
            MemorySize { .. } => {
                self.effect(0, 1);
                Instr::Size
            }
            MemoryGrow { .. } => Instr::Grow,
            MemoryFill { .. } => self.bulk(Instr::Fill),
            MemoryCopy { .. } => self.bulk(Instr::Copy),
            MemoryInit { data_index, .. } => self.bulk(Instr::Init(*data_index as usize)),
            DataDrop { data_index } => Instr::DataDrop(*data_index as usize),
            Call { function_index } => {
                let ty = &self.module.types[self.module.func_types[*function_index as usize] as usize];
                self.effect(ty.params.len(), 0);
                ty.results.iter().for_each(|ty| self.effect(0, units(*ty)));
                Instr::Call(*function_index)
            }
            _ => match numeric(op) {
                Some(numeric) => {
                    self.effect(numeric.operands.into(), numeric.units);
                    Instr::Numeric(numeric)
                }
                None => {
                    return self
                        .access(op)
                        .or_else(|| self.lane(op))
                        .map_or_else(|| unsupported(name(op)), Ok);
                }
            },
        })
    }

    fn constant(&mut self, bits: u128, units: u64) -> Instr {
        self.effect(0, units);
        Instr::Const(bits)
    }

    fn bulk(&mut self, instr: Instr) -> Instr {
        self.effect(3, 0);
        instr
    }

    fn load(&mut self, memarg: &wasmparser::MemArg, width: u8, units: u64, load: Load) -> Option<Instr> {
        self.effect(1, units);
        Some(Instr::Load {
            offset: memarg.offset,
            width,
            load,
        })
    }

    fn store(&mut self, memarg: &wasmparser::MemArg, width: u8) -> Option<Instr> {
        self.effect(2, 0);
        Some(Instr::Store {
            offset: memarg.offset,
            width,
        })
    }

    #[rustfmt::skip]
    fn access(&mut self, op: &Operator<'_>) -> Option<Instr> {
        use Operator::*;
        match op {
            I32Load { memarg } | F32Load { memarg } => self.load(memarg, 4, 1, Load::Zero),
            I64Load { memarg } | F64Load { memarg } => self.load(memarg, 8, 1, Load::Zero),
            I32Load8S { memarg } => self.load(memarg, 1, 1, Load::Sign(4)),
            I32Load16S { memarg } => self.load(memarg, 2, 1, Load::Sign(4)),
            I64Load8S { memarg } => self.load(memarg, 1, 1, Load::Sign(8)),
            I64Load16S { memarg } => self.load(memarg, 2, 1, Load::Sign(8)),
            I64Load32S { memarg } => self.load(memarg, 4, 1, Load::Sign(8)),
            I32Load8U { memarg } | I64Load8U { memarg } => self.load(memarg, 1, 1, Load::Zero),
            I32Load16U { memarg } | I64Load16U { memarg } => self.load(memarg, 2, 1, Load::Zero),
            I64Load32U { memarg } => self.load(memarg, 4, 1, Load::Zero),
            V128Load { memarg } => self.load(memarg, 16, 2, Load::Zero),
            V128Load8x8S { memarg } => self.load(memarg, 8, 2, Load::Extend(1, true)),
            V128Load8x8U { memarg } => self.load(memarg, 8, 2, Load::Extend(1, false)),
            V128Load16x4S { memarg } => self.load(memarg, 8, 2, Load::Extend(2, true)),
            V128Load16x4U { memarg } => self.load(memarg, 8, 2, Load::Extend(2, false)),
            V128Load32x2S { memarg } => self.load(memarg, 8, 2, Load::Extend(4, true)),
            V128Load32x2U { memarg } => self.load(memarg, 8, 2, Load::Extend(4, false)),
            V128Load8Splat { memarg } => self.load(memarg, 1, 2, Load::Splat(1)),
            V128Load16Splat { memarg } => self.load(memarg, 2, 2, Load::Splat(2)),
            V128Load32Splat { memarg } => self.load(memarg, 4, 2, Load::Splat(4)),
            V128Load64Splat { memarg } => self.load(memarg, 8, 2, Load::Splat(8)),
            V128Load32Zero { memarg } => self.load(memarg, 4, 2, Load::Zero),
            V128Load64Zero { memarg } => self.load(memarg, 8, 2, Load::Zero),
            I32Store { memarg } | F32Store { memarg } | I64Store32 { memarg } => self.store(memarg, 4),
            I64Store { memarg } | F64Store { memarg } => self.store(memarg, 8),
            I32Store8 { memarg } | I64Store8 { memarg } => self.store(memarg, 1),
            I32Store16 { memarg } | I64Store16 { memarg } => self.store(memarg, 2),
            V128Store { memarg } => self.store(memarg, 16),
            V128Load8Lane { memarg, lane } => self.load_lane(memarg, 1, *lane),
            V128Load16Lane { memarg, lane } => self.load_lane(memarg, 2, *lane),
            V128Load32Lane { memarg, lane } => self.load_lane(memarg, 4, *lane),
            V128Load64Lane { memarg, lane } => self.load_lane(memarg, 8, *lane),
            V128Store8Lane { memarg, lane } => self.store_lane(memarg, 1, *lane),
            V128Store16Lane { memarg, lane } => self.store_lane(memarg, 2, *lane),
            V128Store32Lane { memarg, lane } => self.store_lane(memarg, 4, *lane),
            V128Store64Lane { memarg, lane } => self.store_lane(memarg, 8, *lane),
            _ => None,
        }
    }

    fn load_lane(&mut self, memarg: &wasmparser::MemArg, width: u8, lane: u8) -> Option<Instr> {
        self.effect(2, 2);
        Some(Instr::LoadLane {
            offset: memarg.offset,
            width,
            lane,
        })
    }

    fn store_lane(&mut self, memarg: &wasmparser::MemArg, width: u8, lane: u8) -> Option<Instr> {
        self.effect(2, 0);
        Some(Instr::StoreLane {
            offset: memarg.offset,
            width,
            lane,
        })
    }

    #[rustfmt::skip]
    fn lane(&mut self, op: &Operator<'_>) -> Option<Instr> {
        use Operator::*;
        let (extracts, width, lane, sign_to) = match op {
            I8x16ExtractLaneS { lane } => (true, 1, *lane, Some(4)),
            I8x16ExtractLaneU { lane } => (true, 1, *lane, None),
            I16x8ExtractLaneS { lane } => (true, 2, *lane, Some(4)),
            I16x8ExtractLaneU { lane } => (true, 2, *lane, None),
            I32x4ExtractLane { lane } | F32x4ExtractLane { lane } => (true, 4, *lane, None),
            I64x2ExtractLane { lane } | F64x2ExtractLane { lane } => (true, 8, *lane, None),
            I8x16ReplaceLane { lane } => (false, 1, *lane, None),
            I16x8ReplaceLane { lane } => (false, 2, *lane, None),
            I32x4ReplaceLane { lane } | F32x4ReplaceLane { lane } => (false, 4, *lane, None),
            I64x2ReplaceLane { lane } | F64x2ReplaceLane { lane } => (false, 8, *lane, None),
            _ => return None,
        };
        Some(if extracts {
            self.effect(1, 1);
            Instr::ExtractLane { width, lane, sign_to }
        } else {
            self.effect(2, 2);
            Instr::ReplaceLane { width, lane }
        })
    }
}

/// The operator's name, without its immediates.
fn name(op: &Operator<'_>) -> String {
    let text = format!("{op:?}");
    text.split([' ', '{', '(']).next().unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stack units of the one function of a module with this body.
    fn units(body: &str) -> u64 {
        let wasm = wat::parse_str(format!("(module (func (param i32) {body}))")).expect("valid text");
        let module = Module::read(&wasm).expect("the model knows all of it");
        module.funcs[0].units
    }

    #[test]
    fn operands_that_a_branch_leaves_behind_take_no_room_after_the_block() {
        let after = "(i32.const 1) (i32.const 2) (drop) (drop)";
        let alone = units(after);
        for dead in [
            "(block (i32.const 1) (br 0))",
            "(block (i32.const 1) (unreachable))",
            "(if (local.get 0) (then (i32.const 1) (br 0)) (else (i32.const 1) (unreachable)))",
        ] {
            assert_eq!(units(&format!("{dead} {after}")), alone, "{dead}");
        }
    }

    #[test]
    fn what_cannot_be_reached_is_refused() {
        let wasm = wat::parse_str("(module (func (block (br 0) (nop))))").expect("valid text");
        assert!(matches!(Module::read(&wasm), Err(Rejection::Unsupported(_))));
    }
}
