//! Modules written as bytes: what is deep in them need not go through an assembler.

use touchstone_spec_interp::Limits;

/// Limits that no test here reaches.
pub const LIMITS: Limits = Limits {
    memory_pages: 100,
    table_elements: 1000,
    total_bytes: 1 << 24,
};

/// LEB128.
pub fn number(mut n: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
    bytes
}

pub fn section(id: u8, contents: &[u8]) -> Vec<u8> {
    [&[id][..], &number(contents.len()), contents].concat()
}

/// A module of one exported function of type [] -> [i32] with this body.
pub fn module(body: &[u8]) -> Vec<u8> {
    let body = [&[0][..], body].concat();
    let code = [&[1][..], &number(body.len()), &body].concat();
    [
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, &[1, 0x60, 0, 1, 0x7f]),
        section(3, &[1, 0]),
        section(7, &[1, 1, b'f', 0, 0]),
        section(10, &code),
    ]
    .concat()
}
