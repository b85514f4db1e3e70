//! The one place where an access to a linear memory becomes an address.
//!
//! Indices are 32 bits wide and static offsets too, so that their 64-bit sum cannot wrap. A memory's base may move when
//! it grows past its reservation, and is then loaded for each access; when its type cannot outgrow the reservation,
//! or memories may not move, the base never changes.
//!
//! What is compared before an access, `bounds` decides. A comparison that fails traps by a branch, or, mitigating
//! speculation, selects the null address, which faults.

use super::bounds::{Check, Situation, decide};
use super::translate::FuncTranslator;
use super::trap::{LastStores, load_code, store_code};
use crate::layout::{TrapCode, memory};
use crate::types::MemoryType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, Block, InstBuilder, InstructionData, MemFlagsData, Opcode, Value, ValueDef, types};
use std::collections::HashMap;
use wasmparser::{MemArg, MemArgTarget};

/// Bytes of a page.
const PAGE_SIZE: u64 = 65_536;

/// Most pages of a memory with 32-bit indices.
const MAX_PAGES: u64 = 65_536;

/// Whether an access reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AccessKind {
    /// A load.
    Load,
    /// A store.
    Store,
}

/// A checked access: emit exactly one CLIF load or store with these three, directly after.
#[derive(Clone, Copy)]
pub(super) struct Access {
    /// Native address.
    pub addr: Value,
    /// Offset for the CLIF instruction.
    pub offset: i32,
    /// Little endian, with the trap code and alias region of this access.
    pub flags: MemFlagsData,
}

/// The faulting load before the current instruction in the same block, for a store to the same place.
#[derive(Clone, Copy)]
struct LastLoad {
    index: Value,
    offset: u64,
    bytes: u32,
    flags: MemFlagsData,
}

/// What an index was compared with.
#[derive(Clone, Copy)]
struct Proof {
    /// `index + end` does not pass the size.
    end: u64,
    /// The outcome of the comparison, which is false from then on.
    outside: Value,
    /// Where it was made.
    block: Option<Block>,
}

/// Comparisons that hold at the current instruction, by memory and index, with a log that undoes what held inside a block
/// of the program only.
#[derive(Default)]
pub(super) struct Proofs {
    known: HashMap<(u32, Value), Proof>,
    log: Vec<((u32, Value), Option<Proof>)>,
}

impl Proofs {
    /// What [`forget_since`](Self::forget_since) takes.
    pub fn mark(&self) -> usize {
        self.log.len()
    }

    /// Forgets what was proven since the mark was taken: what follows may be reached without passing there.
    pub fn forget_since(&mut self, mark: usize) {
        for (key, before) in self.log.drain(mark..).rev() {
            match before {
                Some(proof) => self.known.insert(key, proof),
                None => self.known.remove(&key),
            };
        }
    }

    fn add(&mut self, memory: u32, index: Value, proof: Proof) {
        let before = self.known.insert((memory, index), proof);
        self.log.push(((memory, index), before));
    }
}

/// Bookkeeping about the accesses of a function.
#[derive(Default)]
pub(super) struct AccessState {
    /// Offset in the module of each load that can fault, in order of translation.
    loads: Vec<u32>,
    pub last_stores: LastStores,
    last_load: Option<LastLoad>,
    pub proofs: Proofs,
}

impl AccessState {
    /// Forgets everything, for the next function.
    pub fn clear(&mut self) {
        self.loads.clear();
        self.last_stores = LastStores::default();
        self.proofs.forget_since(0);
        self.new_block();
    }

    /// Another block begins.
    pub fn new_block(&mut self) {
        self.last_load = None;
    }

    /// Offset in the module of the load with number `residue` modulo `modulus` that is meant by a fault whose source
    /// location is `near`: the one that is closest, and before it if it can be.
    pub fn load_offset(&self, residue: u32, modulus: u32, near: u32) -> Option<u32> {
        let candidates = self.loads.iter().skip(residue as usize).step_by(modulus as usize);
        candidates.copied().min_by_key(|offset| {
            let after = *offset > near;
            (after, near.abs_diff(*offset))
        })
    }
}

/// Most bytes that a memory of this type can ever have.
fn max_bytes(ty: &MemoryType) -> u64 {
    ty.max.unwrap_or(MAX_PAGES).min(MAX_PAGES) * PAGE_SIZE
}

impl FuncTranslator<'_> {
    /// Pops the index operand and prepares an access of `bytes` bytes. For a store pop the value first.
    pub fn pop_access(&mut self, memarg: &MemArg, bytes: u32, kind: AccessKind) -> Access {
        let index = self.pop();
        self.access(memarg, index, bytes, kind)
    }

    /// Prepares an access of `bytes` bytes at `index`, an `i32` operand.
    pub fn access(&mut self, memarg: &MemArg, index: Value, bytes: u32, kind: AccessKind) -> Access {
        let memory = match memarg.target {
            MemArgTarget::Memory(memory) => memory,
            MemArgTarget::Array(_) => unreachable!("validated: no arrays in 2.0"),
        };
        self.note_site();
        let tunables = self.env.tunables;
        let wide_index = self.zero_extend(index);
        #[cfg(feature = "canary")]
        let wide_index = if crate::canary::Fault::IndexSign.is_active() {
            self.builder.ins().sextend(types::I64, index)
        } else {
            wide_index
        };
        let width = u64::from(bytes);
        #[cfg(feature = "canary")]
        let width = if crate::canary::Fault::CheckWidth.is_active() {
            1
        } else {
            width
        };
        let proof = self.proof(memory, index);
        let situation = Situation {
            index: self.constant(index),
            offset: memarg.offset,
            width,
            least: self.env.info.memories[memory as usize].min * PAGE_SIZE,
            proven: proof.map(|proof| proof.end),
        };
        let check = decide(tunables, &situation);
        let outside = match check {
            Check::Never | Check::Faults => None,
            Check::Proven | Check::ProvenFaults => proof.map(|proof| proof.outside),
            Check::Index => Some(self.compare(memory, index, wide_index, 0)),
            Check::End => Some(self.compare(memory, index, wide_index, memarg.offset + width)),
        };
        let base = self.memory_base(memory);
        let addr = self.builder.ins().iadd(base, wide_index);
        let masked = outside.filter(|_| tunables.heap_spectre);
        let may_fault = match check {
            Check::Never => false,
            Check::Faults | Check::ProvenFaults | Check::Index => true,
            Check::Proven | Check::End => tunables.signals && masked.is_some(),
        };
        let flags = if may_fault {
            self.faulting_flags(index, memarg.offset, bytes, kind)
        } else {
            self.flags.heap
        };
        let Some(outside) = masked else {
            return self.with_offset(addr, memarg.offset, flags);
        };
        let addr = self.add_offset(addr, memarg.offset);
        let null = self.builder.ins().iconst(types::I64, 0);
        let addr = self.builder.ins().select_spectre_guard(outside, null, addr);
        Access { addr, offset: 0, flags }
    }

    /// What is known about this index of the memory. Against speculation the comparison itself is used again, and only
    /// where its outcome need not be kept for long.
    fn proof(&self, memory: u32, index: Value) -> Option<Proof> {
        let index = self.builder.func.dfg.resolve_aliases(index);
        let proof = self.access_state.proofs.known.get(&(memory, index)).copied()?;
        let near = proof.block == self.builder.current_block();
        (near || !self.env.tunables.heap_spectre).then_some(proof)
    }

    /// The value of a constant `i32`.
    fn constant(&self, value: Value) -> Option<u32> {
        let dfg = &self.builder.func.dfg;
        let ValueDef::Result(inst, _) = dfg.value_def(dfg.resolve_aliases(value)) else {
            return None;
        };
        match dfg.insts[inst] {
            InstructionData::UnaryImm {
                opcode: Opcode::Iconst,
                imm,
            } => Some(imm.bits() as u32),
            _ => None,
        }
    }

    /// Compares `index + end` with the memory's size, and traps by a branch if that is not left to the address.
    fn compare(&mut self, memory: u32, index: Value, wide_index: Value, end: u64) -> Value {
        let tunables = self.env.tunables;
        let outside = self.outside(memory, wide_index, end);
        if !(tunables.signals && tunables.heap_spectre) {
            self.trapnz(outside, TrapCode::MemoryOutOfBounds);
        }
        let proof = Proof {
            end,
            outside,
            block: self.builder.current_block(),
        };
        let index = self.builder.func.dfg.resolve_aliases(index);
        self.access_state.proofs.add(memory, index, proof);
        outside
    }

    fn add_offset(&mut self, addr: Value, offset: u64) -> Value {
        if offset == 0 {
            addr
        } else {
            self.builder.ins().iadd_imm_s(addr, offset as i64)
        }
    }

    /// An access at `addr + offset`, with the offset in the instruction when it fits.
    fn with_offset(&mut self, addr: Value, offset: u64, flags: MemFlagsData) -> Access {
        match i32::try_from(offset) {
            Ok(offset) => Access { addr, offset, flags },
            Err(_) => Access {
                addr: self.add_offset(addr, offset),
                offset: 0,
                flags,
            },
        }
    }

    /// Whether `index + end` passes the memory's length.
    fn outside(&mut self, memory: u32, index: Value, end: u64) -> Value {
        let ty = self.env.info.memories[memory as usize];
        if ty.max == Some(ty.min) {
            // The size is known. No index is inside when there is no room for the access at 0.
            let Some(last) = (ty.min * PAGE_SIZE).checked_sub(end) else {
                return self.builder.ins().iconst(types::I8, 1);
            };
            let last = self.builder.ins().iconst(types::I64, last as i64);
            return self.builder.ins().icmp(IntCC::UnsignedGreaterThan, index, last);
        }
        let length = self.memory_length(memory);
        let end = self.builder.ins().iadd_imm_s(index, end as i64);
        self.builder.ins().icmp(IntCC::UnsignedGreaterThan, end, length)
    }

    /// Flags of an access that may fault.
    fn faulting_flags(&mut self, index: Value, offset: u64, bytes: u32, kind: AccessKind) -> MemFlagsData {
        let heap = self.flags.heap;
        let state = &mut self.access_state;
        if kind == AccessKind::Load {
            let code = load_code(state.loads.len() as u32);
            state.loads.push(self.offset);
            let flags = heap.with_trap_code(Some(code));
            state.last_load = Some(LastLoad {
                index,
                offset,
                bytes,
                flags,
            });
            return flags;
        }
        // A store to where a load has just succeeded cannot fault. With the load's flags the code generator can make one
        // instruction of both, and if that faults it is the load.
        let last = state.last_load;
        if let Some(load) = last.filter(|l| l.index == index && l.offset == offset && l.bytes >= bytes) {
            state.last_stores = LastStores::default();
            return load.flags;
        }
        let number = state.last_stores.other().unwrap_or_else(|| {
            // Nothing is removed across this.
            self.builder.ins().sequence_point();
            0
        });
        state.last_stores = LastStores::after(number);
        heap.with_trap_code(Some(store_code(number)))
    }

    /// Address of the `VMMemory`, as base and offset.
    fn memory_definition(&mut self, memory: u32) -> (Value, i32) {
        let vmctx = self.vmctx();
        match memory.checked_sub(self.env.info.imported.memories) {
            Some(defined) => (vmctx, self.env.offsets.defined_memory(defined)),
            None => {
                let offset = self.env.offsets.imported_memory(memory);
                (self.load_readonly(types::I64, vmctx, offset), 0)
            }
        }
    }

    fn memory_base(&mut self, memory: u32) -> Value {
        let ty = &self.env.info.memories[memory as usize];
        let tunables = self.env.tunables;
        let fixed = ty.max == Some(ty.min) || max_bytes(ty) <= tunables.memory_reservation || !tunables.memory_may_move;
        #[cfg(feature = "canary")]
        let fixed = fixed || crate::canary::Fault::StaleBase.is_active();
        let (definition, offset) = self.memory_definition(memory);
        let flags = if fixed { self.flags.readonly } else { self.flags.context };
        self.builder
            .ins()
            .load(types::I64, flags, definition, offset + memory::BASE)
    }

    /// Length of a memory in bytes.
    pub fn memory_length(&mut self, memory: u32) -> Value {
        let (definition, offset) = self.memory_definition(memory);
        let flags = self.flags.context;
        self.builder
            .ins()
            .load(types::I64, flags, definition, offset + memory::LEN)
    }

    /// A load of `ty`, of as many bytes as the type has.
    pub fn load(&mut self, memarg: &MemArg, ty: ir::Type) {
        let access = self.pop_access(memarg, ty.bytes(), AccessKind::Load);
        let value = self.builder.ins().load(ty, access.flags, access.addr, access.offset);
        self.push(value);
    }

    /// A store of a value of any type, of as many bytes as the type has.
    pub fn store(&mut self, memarg: &MemArg) {
        let value = self.pop();
        let bytes = self.type_of(value).bytes();
        let access = self.pop_access(memarg, bytes, AccessKind::Store);
        self.builder
            .ins()
            .store(access.flags, value, access.addr, access.offset);
    }
}
