//! Small changes of one instruction: another constant, another operation of the same type, another offset.
//!
//! They keep what surrounds the instruction, which is where miscompiles live: an operation next to this load, that
//! constant, the same operand twice.

use std::ops::Range;

use wasm_encoder::{Encode as _, Instruction};
use wasmparser::{FunctionBody, Parser, Payload};

use crate::generate::entropy::Entropy;
use crate::generate::ops::{Access, Immediate, LOADS, OPS, Op, STORES, Ty, find};
use crate::generate::values;
use crate::module_info::{ModuleInfo, val_type};

/// Changes one to three instructions of `wasm`; `None` when nothing was found to change. The result may be invalid when
/// `wasm` is.
pub fn mutate(e: &mut Entropy, wasm: &[u8]) -> Option<Vec<u8>> {
    let module = Code::read(wasm)?;
    let (function, body) = module.bodies.get(e.below(module.bodies.len()))?;
    let mut site = Site::read(*function, body, wasm)?;
    let mut changed = false;
    for _ in 0..e.between(1, 3) {
        // Most sites have a change; a few tries find one.
        for _ in 0..12 {
            if site.change(e) {
                changed = true;
                break;
            }
        }
    }
    changed.then(|| module.with_body(wasm, body, &site.bytes()))
}

/// Where a module's code lies.
struct Code<'a> {
    /// The whole section: id, size and content.
    section: Range<usize>,
    /// Function index and body.
    bodies: Vec<(u32, FunctionBody<'a>)>,
}

impl<'a> Code<'a> {
    fn read(wasm: &'a [u8]) -> Option<Self> {
        let functions = ModuleInfo::read(wasm).funcs.len();
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CodeSectionEntry(body) = payload.ok()? {
                bodies.push(body);
            }
        }
        let first = functions.checked_sub(bodies.len())?;
        let bodies = bodies
            .into_iter()
            .enumerate()
            .map(|(index, body)| ((first + index) as u32, body))
            .collect();
        Some(Self {
            section: code_section(wasm)?,
            bodies,
        })
    }

    /// The module with `replacement` in place of the bytes of `body`.
    fn with_body(&self, wasm: &[u8], body: &FunctionBody<'_>, replacement: &[u8]) -> Vec<u8> {
        let mut section = wasm_encoder::CodeSection::new();
        for (_, other) in &self.bodies {
            if other.range() == body.range() {
                section.raw(replacement);
            } else {
                section.raw(bytes_of(wasm, other));
            }
        }
        let mut out = wasm[..self.section.start].to_vec();
        out.push(10);
        section.encode(&mut out);
        out.extend_from_slice(&wasm[self.section.end..]);
        out
    }
}

fn bytes_of<'a>(wasm: &'a [u8], body: &FunctionBody<'_>) -> &'a [u8] {
    let range = body.range();
    &wasm[range.start as usize..range.end as usize]
}

/// Where the code section's id stands and where its content ends.
fn code_section(wasm: &[u8]) -> Option<Range<usize>> {
    let mut start = 8;
    while start < wasm.len() {
        let length = wasm[start + 1..].iter().position(|byte| byte & 0x80 == 0)? + 1;
        let end = (start + 1 + length).checked_add(leb(&wasm[start + 1..]) as usize)?;
        if wasm[start] == 10 {
            return (end <= wasm.len()).then_some(start..end);
        }
        start = end;
    }
    None
}

/// One body, instruction by instruction.
struct Site {
    /// Declarations of locals, encoded.
    header: Vec<u8>,
    /// Encoded instructions.
    instructions: Vec<Vec<u8>>,
    /// Types of parameters and locals.
    locals: Vec<Ty>,
}

impl Site {
    fn read(function: u32, body: &FunctionBody<'_>, wasm: &[u8]) -> Option<Self> {
        let info = ModuleInfo::read(wasm);
        let mut locals = info.funcs.get(function as usize)?.params.clone();
        for group in body.get_locals_reader().ok()? {
            let (count, ty) = group.ok()?;
            if locals.len() + count as usize > 10_000 {
                return None;
            }
            locals.extend(std::iter::repeat_n(val_type(ty)?, count as usize));
        }
        let operators = body.get_operators_reader().ok()?;
        let start = operators.original_position() as usize;
        let mut starts = Vec::new();
        for operator in operators.into_iter_with_offsets() {
            starts.push(operator.ok()?.1 as usize);
        }
        let end = body.range().end as usize;
        let ends = starts.iter().copied().skip(1).chain([end]);
        let instructions = starts
            .iter()
            .zip(ends)
            .map(|(start, end)| wasm[*start..end].to_vec())
            .collect();
        let header = wasm[body.range().start as usize..start].to_vec();
        Some(Self {
            header,
            instructions,
            locals,
        })
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.header.clone();
        self.instructions.iter().for_each(|code| bytes.extend_from_slice(code));
        bytes
    }

    /// Tries to change a random instruction.
    fn change(&mut self, e: &mut Entropy) -> bool {
        // The last one is the function's `end`.
        let index = e.below(self.instructions.len().saturating_sub(1));
        let Some(old) = self.instructions.get(index).cloned() else {
            return false;
        };
        let new = match old[..] {
            [0x41..=0x44, ..] => self.change_constant(e, old[0]),
            [0xfd, 0x0c, ..] => Some(constant(e, Ty::V128)),
            [0x20, ref local @ ..] => self.change_local(e, leb(local)),
            [0x28..=0x3e, ..] => change_access(e, 0, old[0], &old[1..]),
            [0xfd, code @ (0..=11 | 84..=93), ref rest @ ..] => change_access(e, 0xfd, code, rest),
            [prefix @ (0xfc | 0xfd), ..] => {
                let code = leb(&old[1..]);
                u8::try_from(code)
                    .ok()
                    .and_then(|code| find(prefix, code))
                    .and_then(|op| change_op(e, op))
            }
            [code, ..] => find(0, code).and_then(|op| change_op(e, op)),
            [] => None,
        };
        match new {
            Some(new) if new != old => {
                self.instructions[index] = new;
                true
            }
            _ => false,
        }
    }

    fn change_constant(&self, e: &mut Entropy, opcode: u8) -> Option<Vec<u8>> {
        let ty = [Ty::I32, Ty::I64, Ty::F32, Ty::F64][usize::from(opcode - 0x41)];
        if e.chance(20) {
            return self.get_local(e, ty);
        }
        Some(constant(e, ty))
    }

    fn change_local(&self, e: &mut Entropy, local: u32) -> Option<Vec<u8>> {
        let ty = *self.locals.get(local as usize)?;
        if e.chance(35) && !ty.is_ref() {
            return Some(constant(e, ty));
        }
        self.get_local(e, ty)
    }

    fn get_local(&self, e: &mut Entropy, ty: Ty) -> Option<Vec<u8>> {
        let fitting: Vec<u32> = (0..self.locals.len() as u32)
            .filter(|local| self.locals[*local as usize] == ty)
            .collect();
        let local = *fitting.get(e.below(fitting.len()))?;
        let mut code = Vec::new();
        Instruction::LocalGet(local).encode(&mut code);
        Some(code)
    }
}

fn constant(e: &mut Entropy, ty: Ty) -> Vec<u8> {
    let instruction = match ty {
        Ty::I32 => Instruction::I32Const(values::i32_edge(e)),
        Ty::I64 => Instruction::I64Const(values::i64_edge(e)),
        Ty::F32 => Instruction::F32Const(wasm_encoder::Ieee32::new(values::f32_edge(e))),
        Ty::F64 => Instruction::F64Const(wasm_encoder::Ieee64::new(values::f64_edge(e))),
        _ => Instruction::V128Const(i128::from_le_bytes(values::v128_edge(e))),
    };
    let mut code = Vec::new();
    instruction.encode(&mut code);
    code
}

/// Another operation of the same type, the same with other lanes, or one more operation on the result.
fn change_op(e: &mut Entropy, op: Op) -> Option<Vec<u8>> {
    let mut code = Vec::new();
    if op.immediate == Immediate::Shuffle || e.chance(15) {
        op.write(&mut code, |lanes| e.below(usize::from(lanes)) as u8);
        let unary: Vec<&Op> = OPS
            .iter()
            .filter(|other| other.params == [op.result] && other.result == op.result)
            .collect();
        if e.chance(60) && !unary.is_empty() {
            e.pick(&unary).write(&mut code, |_| 0);
        }
        return Some(code);
    }
    let alike: Vec<&Op> = OPS
        .iter()
        .filter(|other| other.params == op.params && other.result == op.result && !other.traps())
        .collect();
    let other = alike.get(e.below(alike.len()))?;
    other.write(&mut code, |lanes| e.below(usize::from(lanes)) as u8);
    Some(code)
}

/// The access with another width, offset or alignment.
fn change_access(e: &mut Entropy, prefix: u8, code: u8, immediates: &[u8]) -> Option<Vec<u8>> {
    let all = LOADS.iter().chain(STORES);
    let access = *all
        .clone()
        .find(|access| access.prefix == prefix && access.code == code)?;
    let table = if LOADS.contains(&access) { LOADS } else { STORES };
    let stack = |other: &&Access| other.ty == access.ty && (other.lanes > 0) == (access.lanes > 0);
    let access = if e.chance(50) {
        let alike: Vec<&Access> = table.iter().filter(stack).collect();
        **alike.get(e.below(alike.len()))?
    } else {
        access
    };
    let skip = immediates.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let mut offset = leb(immediates.get(skip..)?);
    match e.below(8) {
        0 => offset = *e.pick(&[0, 1, 7, 8, 15, 65_535, 65_536, 0x7fff_ffff, u32::MAX]),
        1 => offset = offset.wrapping_add(e.below(33) as u32).wrapping_sub(16),
        2 => offset = 65_536 - u32::from(access.width),
        _ => {}
    }
    let mut out = Vec::new();
    if access.prefix != 0 {
        out.push(access.prefix);
    }
    out.push(access.code);
    (e.below(access.width.trailing_zeros() as usize + 1) as u32).encode(&mut out);
    offset.encode(&mut out);
    if access.lanes > 0 {
        out.push(e.below(usize::from(access.lanes)) as u8);
    }
    Some(out)
}

/// The unsigned LEB128 at the start of `bytes`, as far as 32 bits hold it.
fn leb(bytes: &[u8]) -> u32 {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        value |= u32::from(byte & 0x7f).wrapping_shl(7 * index as u32);
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::mutate;
    use crate::generate::{dense_module, entropy::Entropy, validate};

    #[test]
    fn changed_code_stays_valid() {
        let mut e = Entropy::from_seed(5);
        let mut changed = 0;
        for _ in 0..300 {
            let module = dense_module(&mut e, 800);
            if let Some(other) = mutate(&mut e, &module) {
                validate(&other).unwrap_or_else(|error| panic!("{error}"));
                assert_ne!(module, other);
                changed += 1;
            }
        }
        assert!(changed > 285, "{changed} of 300");
    }
}
