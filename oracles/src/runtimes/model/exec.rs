//! Execution: a memory is a vector of bytes, an access a slice of it.

use super::access::{lane, number, truncate, with_lane};
use super::code::{Func, Instr, Module};
use crate::outcome::{Exhaustion, Failure, Location, TrapKind};
use crate::testcase::Limits;
use std::rc::Rc;

/// Bytes of a page.
const PAGE: u64 = 65_536;
/// Most pages of a memory.
const MAX_PAGES: u64 = 65_536;
/// Calls inside one another at most: the model calls itself.
const MAX_DEPTH: u32 = 2000;
/// Accesses that are written down at most.
const MAX_TOUCHES: usize = 1 << 16;

/// A memory.
pub(super) struct Memory {
    pub bytes: Vec<u8>,
    pub max: Option<u32>,
}

/// An instance.
pub(super) struct Instance {
    pub slot: u32,
    pub module: Rc<Module>,
    /// The number of its memory.
    pub memory: Option<usize>,
    pub dropped: Vec<bool>,
}

/// An access that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// First byte.
    pub at: u64,
    /// Bytes.
    pub width: u64,
    /// The memory's size in bytes.
    pub size: u64,
    /// The constant part of the address.
    pub offset: u64,
    /// Whether it was a bulk operation.
    pub bulk: bool,
}

/// A store.
pub(super) struct State {
    pub limits: Limits,
    pub memories: Vec<Memory>,
    pub instances: Vec<Instance>,
    /// Bytes allocated so far, by `engine/FUEL.md`.
    pub total: u64,
    pub fuel: u64,
    pub fuel_limit: u64,
    pub stack_limit: u64,
    pub stack_used: u64,
    /// What was accessed, in order.
    pub touches: Vec<Touch>,
    depth: u32,
}

/// Why a function stopped: a trap or exhaustion at this instruction.
type Stop = Failure;

impl State {
    pub(super) fn new(limits: Limits) -> State {
        State {
            limits,
            memories: Vec::new(),
            instances: Vec::new(),
            total: 0,
            fuel: 0,
            fuel_limit: u64::MAX,
            stack_limit: u64::MAX,
            stack_used: 0,
            touches: Vec::new(),
            depth: 0,
        }
    }

    /// Makes a memory; `None` when it would pass a limit.
    pub(super) fn new_memory(&mut self, min: u32, max: Option<u32>) -> Option<usize> {
        let bytes = u64::from(min) * PAGE;
        if min > self.limits.memory_pages || self.total + bytes > self.limits.total_bytes {
            return None;
        }
        self.total += bytes;
        self.memories.push(Memory {
            bytes: vec![0; bytes as usize],
            max,
        });
        Some(self.memories.len() - 1)
    }

    /// Grows by pages; the old size.
    pub(super) fn grow(&mut self, memory: usize, delta: u64) -> Option<u64> {
        let most = self.memories[memory]
            .max
            .map_or(MAX_PAGES, u64::from)
            .min(self.limits.memory_pages.into());
        let old = self.memories[memory].bytes.len() as u64 / PAGE;
        let new = old + delta;
        if new > most.min(MAX_PAGES) || self.total + delta * PAGE > self.limits.total_bytes {
            return None;
        }
        self.total += delta * PAGE;
        self.memories[memory].bytes.resize((new * PAGE) as usize, 0);
        Some(old)
    }

    /// Calls function `index` of an instance.
    pub(super) fn call(&mut self, instance: usize, index: u32, args: &[u128]) -> Result<Vec<u128>, Stop> {
        let module = self.instances[instance].module.clone();
        let func = &module.funcs[index as usize];
        let at = |offset| Location {
            instance: self.instances[instance].slot,
            func: index,
            offset,
        };
        let entry = at(func.entry);
        if self.stack_used + func.units > self.stack_limit {
            return Err(Failure::Exhausted(Exhaustion::CallStack, Some(entry)));
        }
        if self.fuel > self.fuel_limit {
            return Err(Failure::Exhausted(Exhaustion::Fuel, Some(entry)));
        }
        if self.depth >= MAX_DEPTH {
            return Err(Failure::NativeStack);
        }
        self.stack_used += func.units;
        self.depth += 1;
        let result = Frame::new(self, instance, index, func, args).run();
        self.depth -= 1;
        self.stack_used -= func.units;
        result
    }
}

/// One call.
struct Frame<'a> {
    state: &'a mut State,
    instance: usize,
    index: u32,
    func: &'a Func,
    locals: Vec<u128>,
    stack: Vec<u128>,
    pc: usize,
}

impl<'a> Frame<'a> {
    fn new(state: &'a mut State, instance: usize, index: u32, func: &'a Func, args: &[u128]) -> Frame<'a> {
        let mut locals = args.to_vec();
        locals.resize(args.len() + func.locals, 0);
        Frame {
            state,
            instance,
            index,
            func,
            locals,
            stack: Vec::new(),
            pc: 0,
        }
    }

    fn run(mut self) -> Result<Vec<u128>, Stop> {
        while let Some((instr, _)) = self.func.code.get(self.pc) {
            self.state.fuel += u64::from(!matches!(instr, Instr::End | Instr::Else(_)));
            self.step(instr)?;
            self.pc = self.pc.wrapping_add(1);
        }
        let results = self.func.ty.results.len();
        Ok(self.stack.split_off(self.stack.len() - results))
    }

    fn here(&self) -> Option<Location> {
        let offset = self.func.code[self.pc].1;
        Some(Location {
            instance: self.state.instances[self.instance].slot,
            func: self.index,
            offset,
        })
    }

    fn out_of_bounds(&self) -> Stop {
        Failure::Trap(TrapKind::OutOfBoundsMemoryAccess, self.here())
    }

    fn check_fuel(&self) -> Result<(), Stop> {
        if self.state.fuel > self.state.fuel_limit {
            return Err(Failure::Exhausted(Exhaustion::Fuel, self.here()));
        }
        Ok(())
    }

    fn pop(&mut self) -> u128 {
        self.stack.pop().expect("the module is valid")
    }

    fn memory(&mut self) -> &mut Vec<u8> {
        let number = self.state.instances[self.instance].memory.expect("the module is valid");
        &mut self.state.memories[number].bytes
    }

    /// The bytes of an access at the index on the stack.
    fn bytes(&mut self, offset: u64, width: u8) -> Result<&mut [u8], Stop> {
        let at = self.pop() as u64 + offset;
        self.slice(at, width.into(), offset, false)
    }

    fn slice(&mut self, at: u64, width: u64, offset: u64, bulk: bool) -> Result<&mut [u8], Stop> {
        let size = self.memory().len() as u64;
        if self.state.touches.len() < MAX_TOUCHES {
            self.state.touches.push(Touch {
                at,
                width,
                size,
                offset,
                bulk,
            });
        }
        let trap = self.out_of_bounds();
        self.memory().get_mut(at as usize..(at + width) as usize).ok_or(trap)
    }

    fn step(&mut self, instr: &Instr) -> Result<(), Stop> {
        match *instr {
            Instr::Nop | Instr::Block | Instr::End => {}
            Instr::Loop => self.check_fuel()?,
            Instr::If(target) => {
                if self.pop() == 0 {
                    self.pc = target;
                }
            }
            Instr::Else(target) => self.pc = target,
            Instr::BrIf(target, operands) => {
                if self.pop() != 0 {
                    self.branch(target, operands);
                }
            }
            Instr::Br(target, operands) => self.branch(target, operands),
            Instr::Unreachable => return Err(Failure::Trap(TrapKind::Unreachable, self.here())),
            Instr::Const(bits) => self.stack.push(bits),
            Instr::LocalGet(local) => self.stack.push(self.locals[local]),
            Instr::LocalSet(local) => self.locals[local] = self.pop(),
            Instr::LocalTee(local) => self.locals[local] = *self.stack.last().expect("the module is valid"),
            Instr::Drop => {
                self.pop();
            }
            Instr::Numeric(op) => {
                let mut operands = [0; 3];
                for i in (0..usize::from(op.operands)).rev() {
                    operands[i] = self.pop();
                }
                let [a, b, c] = operands;
                self.stack.push((op.apply)(a, b, c));
            }
            Instr::ExtractLane {
                width,
                lane: number,
                sign_to,
            } => {
                let value = lane(self.pop(), width, number);
                self.stack
                    .push(sign_to.map_or(value, |to| super::access::sign_extend(value, width, to)));
            }
            Instr::ReplaceLane { width, lane } => {
                let value = self.pop();
                let vector = self.pop();
                self.stack.push(with_lane(vector, width, lane, value));
            }
            Instr::Load { offset, width, load } => {
                let value = load.value(self.bytes(offset, width)?);
                self.stack.push(value);
            }
            Instr::LoadLane { offset, width, lane } => {
                let vector = self.pop();
                let value = number(self.bytes(offset, width)?);
                self.stack.push(with_lane(vector, width, lane, value));
            }
            Instr::Store { offset, width } => {
                let value = self.pop();
                self.store(offset, width, value)?;
            }
            Instr::StoreLane {
                offset,
                width,
                lane: number,
            } => {
                let value = lane(self.pop(), width, number);
                self.store(offset, width, value)?;
            }
            Instr::Call(index) => {
                let count = self.state.instances[self.instance].module.funcs[index as usize]
                    .ty
                    .params
                    .len();
                let args = self.stack.split_off(self.stack.len() - count);
                let results = self.state.call(self.instance, index, &args)?;
                self.stack.extend(results);
            }
            _ => return self.whole_memory(instr),
        }
        Ok(())
    }

    fn branch(&mut self, target: usize, operands: usize) {
        self.stack.truncate(operands);
        // The instruction at the target is executed next.
        self.pc = target.wrapping_sub(1);
    }

    fn store(&mut self, offset: u64, width: u8, value: u128) -> Result<(), Stop> {
        let bytes = truncate(value, width).to_le_bytes();
        self.bytes(offset, width)?.copy_from_slice(&bytes[..width.into()]);
        Ok(())
    }

    /// Sizes, growth, bulk operations.
    fn whole_memory(&mut self, instr: &Instr) -> Result<(), Stop> {
        match *instr {
            Instr::Size => {
                let pages = self.memory().len() as u64 / PAGE;
                self.stack.push(pages.into());
            }
            Instr::Grow => {
                let delta = self.pop() as u64;
                let number = self.state.instances[self.instance].memory.expect("the module is valid");
                let old = self.state.grow(number, delta);
                self.stack.push(old.map_or(u32::MAX.into(), u128::from));
            }
            Instr::DataDrop(segment) => self.state.instances[self.instance].dropped[segment] = true,
            Instr::Fill => {
                let [to, value, length] = self.three();
                self.slice(to, length, 0, true)?;
                self.charge(length)?;
                self.memory()[to as usize..(to + length) as usize].fill(value as u8);
            }
            Instr::Copy => {
                let [to, from, length] = self.three();
                self.slice(to, length, 0, true)?;
                let source = self.slice(from, length, 0, true)?.to_vec();
                self.charge(length)?;
                self.memory()[to as usize..][..source.len()].copy_from_slice(&source);
            }
            Instr::Init(segment) => {
                let [to, from, length] = self.three();
                let source = self
                    .segment(segment, from, length)
                    .ok_or_else(|| self.out_of_bounds())?;
                self.slice(to, length, 0, true)?;
                self.charge(length)?;
                self.memory()[to as usize..][..source.len()].copy_from_slice(&source);
            }
            _ => {
                return Err(Failure::Internal(
                    "an instruction that the byte model does not know".into(),
                ));
            }
        }
        Ok(())
    }

    fn three(&mut self) -> [u64; 3] {
        let (c, b, a) = (self.pop(), self.pop(), self.pop());
        [a, b, c].map(|operand| operand as u64)
    }

    fn segment(&self, segment: usize, from: u64, length: u64) -> Option<Vec<u8>> {
        let instance = &self.state.instances[self.instance];
        let bytes: &[u8] = if instance.dropped[segment] {
            &[]
        } else {
            &instance.module.data[segment].bytes
        };
        bytes.get(from as usize..(from + length) as usize).map(<[u8]>::to_vec)
    }

    fn charge(&mut self, length: u64) -> Result<(), Stop> {
        self.state.fuel += length / 64;
        self.check_fuel()
    }
}
