//! What a module's code consists of: which opcodes, next to what.
//!
//! Read statically, for statistics and for the feedback that steers libFuzzer; a module that cannot be read counts as far
//! as it can.

use crate::testcase::Testcase;
use wasmparser::{Operator, Parser, Payload};

/// An opcode as one number: prefix in the upper byte.
pub type Opcode = u16;

/// Where an operand came from, as far as the instruction before tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feed {
    /// A constant.
    Constant,
    /// A load.
    Load,
    /// A local or global.
    Variable,
    /// Another operation, or nothing.
    Other,
}

/// The census of one or more modules.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// Instructions with what stood before them, in order, with repetitions.
    pub shapes: Vec<(Opcode, Feed)>,
    /// Holds `memory.*` or `table.*` bulk operations.
    pub bulk: bool,
    /// Holds a `call_indirect`.
    pub call_indirect: bool,
    /// Holds a vector instruction.
    pub simd: bool,
}

impl Census {
    /// Counts the instructions of all modules of a testcase.
    #[must_use]
    pub fn of(case: &Testcase) -> Self {
        let mut census = Self::default();
        (0..=case.plan.modules.len() as u32)
            .filter_map(|index| case.module(index))
            .for_each(|wasm| census.add(wasm));
        census
    }

    /// Adds the instructions of `wasm`.
    pub fn add(&mut self, wasm: &[u8]) {
        for payload in Parser::new(0).parse_all(wasm) {
            match payload {
                Ok(Payload::CodeSectionEntry(body)) => {
                    if self.body(wasm, &body).is_none() {
                        break;
                    }
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
    }

    fn body(&mut self, wasm: &[u8], body: &wasmparser::FunctionBody<'_>) -> Option<()> {
        let mut feed = Feed::Other;
        for item in body.get_operators_reader().ok()?.into_iter_with_offsets() {
            let (operator, offset) = item.ok()?;
            let opcode = opcode_at(wasm, offset as usize)?;
            self.shapes.push((opcode, feed));
            self.simd |= opcode >> 8 == 0xfd;
            match operator {
                Operator::CallIndirect { .. } => self.call_indirect = true,
                Operator::MemoryCopy { .. }
                | Operator::MemoryFill { .. }
                | Operator::MemoryInit { .. }
                | Operator::TableCopy { .. }
                | Operator::TableFill { .. }
                | Operator::TableInit { .. } => self.bulk = true,
                _ => {}
            }
            feed = match opcode {
                0x41..=0x44 | 0xfd0c => Feed::Constant,
                0x28..=0x35 | 0xfd00..=0xfd0a | 0xfd5c | 0xfd5d => Feed::Load,
                0x20 | 0x22 | 0x23 => Feed::Variable,
                _ => Feed::Other,
            };
        }
        Some(())
    }
}

/// The opcode of the instruction at `offset`; `None` outside of the module.
#[must_use]
pub fn opcode_at(wasm: &[u8], offset: usize) -> Option<Opcode> {
    let first = *wasm.get(offset)?;
    if !matches!(first, 0xfc | 0xfd) {
        return Some(Opcode::from(first));
    }
    let low = *wasm.get(offset + 1)?;
    // Two bytes of LEB128 are enough for the opcodes of WebAssembly 2.0, which end at 255.
    let high = if low & 0x80 != 0 { *wasm.get(offset + 2)? } else { 0 };
    Some(Opcode::from(first) << 8 | Opcode::from(low & 0x7f | high << 7))
}

#[cfg(test)]
mod tests {
    use super::{Census, Feed};

    #[test]
    fn opcodes_and_feeds_are_read() {
        let text = r"(module (memory 1) (func (param v128) (result v128)
            (i32.const 1) (v128.load) (local.get 0) (f64x2.promote_low_f32x4) (i8x16.add))
            (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))";
        let read = |text: &str| {
            let mut census = Census::default();
            census.add(&wat::parse_str(text).expect("valid text"));
            census
        };
        let census = read(text);
        let promote = (0xfd00 | 95, Feed::Variable);
        assert!(census.shapes.contains(&(0xfd00, Feed::Constant)) && census.shapes.contains(&promote));
        assert!(census.bulk && census.simd && !census.call_indirect);
        let wide = read("(module (func (param v128) (drop (f64x2.neg (local.get 0)))))");
        assert!(wide.shapes.contains(&(0xfd00 | 237, Feed::Variable)));
    }
}
