//! Memories larger than 2 GiB, of which a few pages are touched: accesses in bounds where an index has its highest bit set, where index
//! and offset only together reach so far, and at the ends. The fuzzer compares whole memories, so it leaves these to this test.

use crate::common::{Setup, configs};
use std::fmt::Write;
use touchstone_engine::{Instance, Memory, TrapKind, Val};

/// Load, store, and their width in bytes. What is loaded is extended with zeros.
const ACCESSES: [(&str, &str, &str, u64); 9] = [
    ("i64.load8_u", "i64.store8", "i64", 1),
    ("i64.load16_u", "i64.store16", "i64", 2),
    ("i64.load32_u", "i64.store32", "i64", 4),
    ("i64.load", "i64.store", "i64", 8),
    ("v128.load", "v128.store", "v128", 16),
    ("v128.load8_lane", "v128.store8_lane", "lane", 1),
    ("v128.load16_lane", "v128.store16_lane", "lane", 2),
    ("v128.load32_lane", "v128.store32_lane", "lane", 4),
    ("v128.load64_lane", "v128.store64_lane", "lane", 8),
];

const OFFSETS: [u64; 6] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffc0, 0xffff_ffff];

const HALF: u64 = 1 << 31;

/// A function for each access with each offset; and the bulk operations.
fn text(pages: u64) -> String {
    let mut text = format!(r#"(module (memory (export "m") {pages})"#);
    for (load, store, ty, _) in ACCESSES {
        for offset in OFFSETS {
            let name = format!("{load} {offset}");
            let (result, zero, lane) = match ty {
                "lane" => ("v128", "(v128.const i64x2 0 0)", "0"),
                other => (other, "", ""),
            };
            write!(
                text,
                r#"(func (export "{name}") (param i32) (result {result}) ({load} offset={offset} {lane} (local.get 0) {zero}))
                   (func (export "{store} {offset}") (param i32 {result})
                       ({store} offset={offset} {lane} (local.get 0) (local.get 1)))"#
            )
            .unwrap();
        }
    }
    text.push_str(
        r#"(func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
           (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
           (func (export "size") (result i32) (memory.size)))"#,
    );
    text
}

/// The byte that stands at an address at first.
fn pattern(address: u64) -> u8 {
    (address.wrapping_mul(0x9e37_79b9) >> 7) as u8 | 1
}

struct Large {
    setup: Setup,
    instance: Instance,
    memory: Memory,
    config: String,
}

impl Large {
    fn new(config: String, pages: u64) -> Self {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(&text(pages), &[]);
        let memory = instance.memory(&setup.store, "m").unwrap();
        assert_eq!(memory.size(&setup.store), pages, "{config}");
        Self {
            setup,
            instance,
            memory,
            config,
        }
    }

    /// The `width` bytes from an address on, as a number.
    fn peek(&self, address: u64, width: u64) -> u128 {
        let bytes = &self.memory.data(&self.setup.store)[address as usize..][..width as usize];
        bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u128::from(*byte))
    }

    fn call(&mut self, name: &str, args: &[Val]) -> Result<Vec<Val>, Option<TrapKind>> {
        let called = self.setup.call(self.instance, name, args);
        called.map_err(|error| error.trap_kind())
    }

    /// Loads and stores at an effective address, by every access and every way to get there.
    fn check(&mut self, address: u64, size: u64) {
        for (load, store, ty, width) in ACCESSES {
            for offset in OFFSETS {
                let Some(index) = address.checked_sub(offset).and_then(|index| u32::try_from(index).ok()) else {
                    continue;
                };
                let index = Val::I32(index.cast_signed());
                let value = |bits: u128| match ty {
                    "i64" => Val::I64(bits as i64),
                    _ => Val::V128(bits),
                };
                let what = format!("{}: {load} at {address:#x}, offset {offset:#x}", self.config);
                let loaded = self.call(&format!("{load} {offset}"), &[index]);
                let written = 0x5a5b_5c5d_5e5f_6061_6263_6465_6667_6869_u128 ^ u128::from(offset) << 3;
                let stored = |large: &mut Self| large.call(&format!("{store} {offset}"), &[index, value(written)]);
                if address + width > size {
                    let before = self.peek(size - 16, 16);
                    let trap = Err(Some(TrapKind::OutOfBoundsMemoryAccess));
                    assert_eq!(loaded, trap, "{what}");
                    assert_eq!(stored(self), trap, "{what}");
                    assert_eq!(self.peek(size - 16, 16), before, "{what}");
                    continue;
                }
                let before = self.peek(address, width);
                assert_eq!(loaded, Ok(vec![value(before)]), "{what}");
                let around = (self.peek(address - 16, 16), size - address - width >= 16);
                let after = around.1.then(|| self.peek(address + width, 16));
                assert_eq!(stored(self), Ok(vec![]), "{what}");
                let mask = u128::MAX >> (128 - 8 * width);
                assert_eq!(self.peek(address, width), written & mask, "{what}");
                assert_eq!(self.peek(address - 16, 16), around.0, "{what}");
                assert_eq!(around.1.then(|| self.peek(address + width, 16)), after, "{what}");
                let bytes = before.to_le_bytes();
                let store = &mut self.setup.store;
                self.memory.write(store, address, &bytes[..width as usize]).unwrap();
            }
        }
    }
}

#[test]
fn every_access_reaches_where_an_index_has_its_highest_bit_set() {
    for config in configs() {
        for pages in [32_769, 65_536] {
            let size = pages << 16;
            let mut large = Large::new(config.clone(), pages);
            let windows = [HALF - 48..HALF + 48, size - 64..size];
            for address in windows.into_iter().flatten() {
                large
                    .memory
                    .write(&mut large.setup.store, address, &[pattern(address)])
                    .unwrap();
            }
            let ends = [1, 2, 4, 8, 16]
                .into_iter()
                .flat_map(|width| [size - width, size - width + 1]);
            let around = [17, 16, 9, 8, 5, 4, 3, 2, 1].map(|below| HALF - below);
            let above = [HALF, HALF + 1, HALF + 8, HALF + 31];
            for address in around.into_iter().chain(above).chain(ends).chain([size, size + 1]) {
                large.check(address, size);
            }
            let signed = |address: u64| Val::I32((address as u32).cast_signed());
            assert_eq!(large.call("size", &[]), Ok(vec![signed(pages)]), "{config}");
            // From below the middle to above it, and up to the end.
            let filled = large.call("fill", &[signed(HALF - 3), Val::I32(0x77), Val::I32(7)]);
            assert_eq!(filled, Ok(vec![]), "{config}");
            assert_eq!(large.peek(HALF - 3, 7), 0x77_7777_7777_7777, "{config}");
            let copied = large.call("copy", &[signed(size - 7), signed(HALF - 3), Val::I32(7)]);
            assert_eq!(copied, Ok(vec![]), "{config}");
            assert_eq!(large.peek(size - 7, 7), 0x77_7777_7777_7777, "{config}");
            for (name, args) in [
                ("fill", [signed(size - 7), Val::I32(1), Val::I32(8)]),
                ("copy", [signed(size - 7), signed(HALF), Val::I32(8)]),
                ("copy", [signed(HALF), signed(size - 7), Val::I32(8)]),
            ] {
                let trap = Err(Some(TrapKind::OutOfBoundsMemoryAccess));
                assert_eq!(large.call(name, &args), trap, "{config}: {name}");
            }
        }
    }
}
