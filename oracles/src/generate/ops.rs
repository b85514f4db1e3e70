//! Every numeric and vector instruction of WebAssembly 2.0 with its type, as data.
//!
//! Written as ranges of the opcode tables in the binary format chapter; generator and mutator draw from it, and a test
//! validates a module per entry, so that an instruction cannot be forgotten or mistyped.

use std::sync::LazyLock;

use wasm_encoder::ValType;

pub use crate::value::ValType as Ty;

/// The types of numbers and vectors, in the order of their use as an index.
pub const NUMERIC: [Ty; 5] = [Ty::I32, Ty::I64, Ty::F32, Ty::F64, Ty::V128];

/// The encoder's name for a type.
#[must_use]
pub fn encode(ty: Ty) -> ValType {
    match ty {
        Ty::I32 => ValType::I32,
        Ty::I64 => ValType::I64,
        Ty::F32 => ValType::F32,
        Ty::F64 => ValType::F64,
        Ty::V128 => ValType::V128,
        Ty::FuncRef => ValType::FUNCREF,
        Ty::ExternRef => ValType::EXTERNREF,
    }
}

/// The immediate that follows an opcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Immediate {
    /// None.
    None,
    /// A lane index below the number.
    Lane(u8),
    /// Sixteen lane indices below 32.
    Shuffle,
}

/// An instruction that only maps operands to one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Op {
    /// 0 for one-byte opcodes, else the prefix (0xfc, 0xfd).
    pub prefix: u8,
    /// The opcode, after the prefix if there is one.
    pub code: u8,
    /// Operand types, bottom first.
    pub params: &'static [Ty],
    /// The result type.
    pub result: Ty,
    /// What follows the opcode.
    pub immediate: Immediate,
}

impl Op {
    /// Integer division and remainder, and truncations: the operations that can trap.
    #[must_use]
    pub fn traps(&self) -> bool {
        self.divides() || self.truncates()
    }

    /// `div` and `rem` of integers.
    #[must_use]
    pub fn divides(&self) -> bool {
        self.prefix == 0 && matches!(self.code, 0x6d..=0x70 | 0x7f..=0x82)
    }

    /// The truncations that trap.
    #[must_use]
    pub fn truncates(&self) -> bool {
        self.prefix == 0 && matches!(self.code, 0xa8..=0xab | 0xae..=0xb1)
    }

    /// True for instructions of the vector chapter.
    #[must_use]
    pub fn is_simd(&self) -> bool {
        self.prefix == 0xfd
    }

    /// Appends opcode and immediate, lanes drawn from `lanes`.
    pub fn write(&self, code: &mut Vec<u8>, mut lanes: impl FnMut(u8) -> u8) {
        if self.prefix != 0 {
            code.push(self.prefix);
        }
        code.push(self.code);
        if self.prefix != 0 && self.code >= 0x80 {
            code.push(1); // unsigned LEB128 of 0x80..=0xff: low seven bits with the continuation bit, then 1
        }
        match self.immediate {
            Immediate::None => {}
            Immediate::Lane(count) => code.push(lanes(count)),
            Immediate::Shuffle => code.extend((0..16).map(|_| lanes(32))),
        }
    }
}

mod tables {
    //! The ranges, as short as the names allow.

    use super::Immediate::{self, Lane, None as Plain, Shuffle};
    use super::Ty::{self, F32, F64, I32, I64, V128};

    /// (prefix, first code, last code, operands, result, immediate)
    pub type Range = (u8, u8, u8, &'static [Ty], Ty, Immediate);

    pub const SCALAR: &[Range] = &[
        (0, 0x45, 0x45, &[I32], I32, Plain),
        (0, 0x46, 0x4f, &[I32, I32], I32, Plain),
        (0, 0x50, 0x50, &[I64], I32, Plain),
        (0, 0x51, 0x5a, &[I64, I64], I32, Plain),
        (0, 0x5b, 0x60, &[F32, F32], I32, Plain),
        (0, 0x61, 0x66, &[F64, F64], I32, Plain),
        (0, 0x67, 0x69, &[I32], I32, Plain),
        (0, 0x6a, 0x78, &[I32, I32], I32, Plain),
        (0, 0x79, 0x7b, &[I64], I64, Plain),
        (0, 0x7c, 0x8a, &[I64, I64], I64, Plain),
        (0, 0x8b, 0x91, &[F32], F32, Plain),
        (0, 0x92, 0x98, &[F32, F32], F32, Plain),
        (0, 0x99, 0x9f, &[F64], F64, Plain),
        (0, 0xa0, 0xa6, &[F64, F64], F64, Plain),
        (0, 0xa7, 0xa7, &[I64], I32, Plain),
        (0, 0xa8, 0xa9, &[F32], I32, Plain),
        (0, 0xaa, 0xab, &[F64], I32, Plain),
        (0, 0xac, 0xad, &[I32], I64, Plain),
        (0, 0xae, 0xaf, &[F32], I64, Plain),
        (0, 0xb0, 0xb1, &[F64], I64, Plain),
        (0, 0xb2, 0xb3, &[I32], F32, Plain),
        (0, 0xb4, 0xb5, &[I64], F32, Plain),
        (0, 0xb6, 0xb6, &[F64], F32, Plain),
        (0, 0xb7, 0xb8, &[I32], F64, Plain),
        (0, 0xb9, 0xba, &[I64], F64, Plain),
        (0, 0xbb, 0xbb, &[F32], F64, Plain),
        (0, 0xbc, 0xbc, &[F32], I32, Plain),
        (0, 0xbd, 0xbd, &[F64], I64, Plain),
        (0, 0xbe, 0xbe, &[I32], F32, Plain),
        (0, 0xbf, 0xbf, &[I64], F64, Plain),
        (0, 0xc0, 0xc1, &[I32], I32, Plain),
        (0, 0xc2, 0xc4, &[I64], I64, Plain),
        (0xfc, 0, 1, &[F32], I32, Plain),
        (0xfc, 2, 3, &[F64], I32, Plain),
        (0xfc, 4, 5, &[F32], I64, Plain),
        (0xfc, 6, 7, &[F64], I64, Plain),
    ];

    const UN: &[Ty] = &[V128];
    const BIN: &[Ty] = &[V128, V128];
    const SHIFT: &[Ty] = &[V128, I32];

    pub const VECTOR: &[Range] = &[
        (0xfd, 13, 13, BIN, V128, Shuffle),
        (0xfd, 14, 14, BIN, V128, Plain),
        (0xfd, 15, 17, &[I32], V128, Plain),
        (0xfd, 18, 18, &[I64], V128, Plain),
        (0xfd, 19, 19, &[F32], V128, Plain),
        (0xfd, 20, 20, &[F64], V128, Plain),
        (0xfd, 21, 22, UN, I32, Lane(16)),
        (0xfd, 23, 23, &[V128, I32], V128, Lane(16)),
        (0xfd, 24, 25, UN, I32, Lane(8)),
        (0xfd, 26, 26, &[V128, I32], V128, Lane(8)),
        (0xfd, 27, 27, UN, I32, Lane(4)),
        (0xfd, 28, 28, &[V128, I32], V128, Lane(4)),
        (0xfd, 29, 29, UN, I64, Lane(2)),
        (0xfd, 30, 30, &[V128, I64], V128, Lane(2)),
        (0xfd, 31, 31, UN, F32, Lane(4)),
        (0xfd, 32, 32, &[V128, F32], V128, Lane(4)),
        (0xfd, 33, 33, UN, F64, Lane(2)),
        (0xfd, 34, 34, &[V128, F64], V128, Lane(2)),
        (0xfd, 35, 76, BIN, V128, Plain),
        (0xfd, 77, 77, UN, V128, Plain),
        (0xfd, 78, 81, BIN, V128, Plain),
        (0xfd, 82, 82, &[V128, V128, V128], V128, Plain),
        (0xfd, 83, 83, UN, I32, Plain),
        (0xfd, 94, 98, UN, V128, Plain),
        (0xfd, 99, 100, UN, I32, Plain),
        (0xfd, 101, 102, BIN, V128, Plain),
        (0xfd, 103, 106, UN, V128, Plain),
        (0xfd, 107, 109, SHIFT, V128, Plain),
        (0xfd, 110, 115, BIN, V128, Plain),
        (0xfd, 116, 117, UN, V128, Plain),
        (0xfd, 118, 121, BIN, V128, Plain),
        (0xfd, 122, 122, UN, V128, Plain),
        (0xfd, 123, 123, BIN, V128, Plain),
        (0xfd, 124, 129, UN, V128, Plain),
        (0xfd, 130, 130, BIN, V128, Plain),
        (0xfd, 131, 132, UN, I32, Plain),
        (0xfd, 133, 134, BIN, V128, Plain),
        (0xfd, 135, 138, UN, V128, Plain),
        (0xfd, 139, 141, SHIFT, V128, Plain),
        (0xfd, 142, 147, BIN, V128, Plain),
        (0xfd, 148, 148, UN, V128, Plain),
        (0xfd, 149, 153, BIN, V128, Plain),
        (0xfd, 155, 159, BIN, V128, Plain),
        (0xfd, 160, 161, UN, V128, Plain),
        (0xfd, 163, 164, UN, I32, Plain),
        (0xfd, 167, 170, UN, V128, Plain),
        (0xfd, 171, 173, SHIFT, V128, Plain),
        (0xfd, 174, 174, BIN, V128, Plain),
        (0xfd, 177, 177, BIN, V128, Plain),
        (0xfd, 181, 186, BIN, V128, Plain),
        (0xfd, 188, 191, BIN, V128, Plain),
        (0xfd, 192, 193, UN, V128, Plain),
        (0xfd, 195, 196, UN, I32, Plain),
        (0xfd, 199, 202, UN, V128, Plain),
        (0xfd, 203, 205, SHIFT, V128, Plain),
        (0xfd, 206, 206, BIN, V128, Plain),
        (0xfd, 209, 209, BIN, V128, Plain),
        (0xfd, 213, 223, BIN, V128, Plain),
        (0xfd, 224, 225, UN, V128, Plain),
        (0xfd, 227, 227, UN, V128, Plain),
        (0xfd, 228, 235, BIN, V128, Plain),
        (0xfd, 236, 237, UN, V128, Plain),
        (0xfd, 239, 239, UN, V128, Plain),
        (0xfd, 240, 247, BIN, V128, Plain),
        (0xfd, 248, 255, UN, V128, Plain),
    ];
}

/// The whole table, scalar instructions first.
pub static OPS: LazyLock<Vec<Op>> = LazyLock::new(|| {
    let expand = |&(prefix, first, last, params, result, immediate): &tables::Range| {
        (first..=last).map(move |code| Op {
            prefix,
            code,
            params,
            result,
            immediate,
        })
    };
    tables::SCALAR.iter().chain(tables::VECTOR).flat_map(expand).collect()
});

/// The instruction with this opcode, if it is in the table.
#[must_use]
pub fn find(prefix: u8, code: u8) -> Option<Op> {
    OPS.iter().find(|op| op.prefix == prefix && op.code == code).copied()
}

/// A memory access: opcode, the type it moves, its width in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// 0 for one-byte opcodes, else 0xfd.
    pub prefix: u8,
    /// The opcode.
    pub code: u8,
    /// The type loaded or stored.
    pub ty: Ty,
    /// Bytes touched.
    pub width: u8,
    /// Lanes to choose from when the access moves one lane of a vector operand, else 0.
    pub lanes: u8,
}

const fn access(prefix: u8, code: u8, ty: Ty, width: u8, lanes: u8) -> Access {
    Access {
        prefix,
        code,
        ty,
        width,
        lanes,
    }
}

/// All loads. Lane loads take a vector operand beside the address.
pub const LOADS: &[Access] = &[
    access(0, 0x28, Ty::I32, 4, 0),
    access(0, 0x29, Ty::I64, 8, 0),
    access(0, 0x2a, Ty::F32, 4, 0),
    access(0, 0x2b, Ty::F64, 8, 0),
    access(0, 0x2c, Ty::I32, 1, 0),
    access(0, 0x2d, Ty::I32, 1, 0),
    access(0, 0x2e, Ty::I32, 2, 0),
    access(0, 0x2f, Ty::I32, 2, 0),
    access(0, 0x30, Ty::I64, 1, 0),
    access(0, 0x31, Ty::I64, 1, 0),
    access(0, 0x32, Ty::I64, 2, 0),
    access(0, 0x33, Ty::I64, 2, 0),
    access(0, 0x34, Ty::I64, 4, 0),
    access(0, 0x35, Ty::I64, 4, 0),
    access(0xfd, 0, Ty::V128, 16, 0),
    access(0xfd, 1, Ty::V128, 8, 0),
    access(0xfd, 2, Ty::V128, 8, 0),
    access(0xfd, 3, Ty::V128, 8, 0),
    access(0xfd, 4, Ty::V128, 8, 0),
    access(0xfd, 5, Ty::V128, 8, 0),
    access(0xfd, 6, Ty::V128, 8, 0),
    access(0xfd, 7, Ty::V128, 1, 0),
    access(0xfd, 8, Ty::V128, 2, 0),
    access(0xfd, 9, Ty::V128, 4, 0),
    access(0xfd, 10, Ty::V128, 8, 0),
    access(0xfd, 92, Ty::V128, 4, 0),
    access(0xfd, 93, Ty::V128, 8, 0),
    access(0xfd, 84, Ty::V128, 1, 16),
    access(0xfd, 85, Ty::V128, 2, 8),
    access(0xfd, 86, Ty::V128, 4, 4),
    access(0xfd, 87, Ty::V128, 8, 2),
];

/// All stores.
pub const STORES: &[Access] = &[
    access(0, 0x36, Ty::I32, 4, 0),
    access(0, 0x37, Ty::I64, 8, 0),
    access(0, 0x38, Ty::F32, 4, 0),
    access(0, 0x39, Ty::F64, 8, 0),
    access(0, 0x3a, Ty::I32, 1, 0),
    access(0, 0x3b, Ty::I32, 2, 0),
    access(0, 0x3c, Ty::I64, 1, 0),
    access(0, 0x3d, Ty::I64, 2, 0),
    access(0, 0x3e, Ty::I64, 4, 0),
    access(0xfd, 11, Ty::V128, 16, 0),
    access(0xfd, 88, Ty::V128, 1, 16),
    access(0xfd, 89, Ty::V128, 2, 8),
    access(0xfd, 90, Ty::V128, 4, 4),
    access(0xfd, 91, Ty::V128, 8, 2),
];

#[cfg(test)]
mod tests {
    use super::{LOADS, OPS, STORES};

    #[test]
    fn counts_are_those_of_the_specification() {
        let simd = OPS.iter().filter(|op| op.is_simd()).count();
        let simd_memory = LOADS.iter().chain(STORES).filter(|a| a.prefix == 0xfd).count();
        // 236 vector instructions: `v128.const` is the one in neither table.
        assert_eq!(simd + simd_memory + 1, 236);
        assert_eq!(OPS.len() - simd, 0xc4 - 0x45 + 1 + 8);
    }
}
