//! Linear memories under every layout: bounds, growth, moving.

use crate::common::{Setup, configs};
use touchstone_engine::{Memory, MemoryType, TrapKind, Val};

const WAT: &str = r#"(module (memory (export "m") 1 20)
    (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
    (func (export "load8") (param i32) (result i64) (i64.load offset=8 (local.get 0)))
    (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
    (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
    (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "grow_between") (param i32) (result i32 i32)
        (i32.store (local.get 0) (i32.const 5))
        (drop (memory.grow (i32.const 1)))
        (i32.store offset=4 (local.get 0) (i32.const 6))
        (i32.load (local.get 0)) (i32.load offset=4 (local.get 0))))"#;

#[test]
fn every_byte_below_the_size_and_none_above_is_accessible() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(WAT, &[]);
        for pages in 1..5 {
            let size = pages * 65536;
            for address in [0, size - 1] {
                let stored = setup.call(instance, "store", &[Val::I32(address), Val::I32(pages)]);
                assert_eq!(stored, Ok(vec![]), "{config}");
                assert_eq!(
                    setup.call(instance, "load", &[Val::I32(address)]),
                    Ok(vec![Val::I32(pages)]),
                    "{config}"
                );
            }
            for address in [size, size + 1, size + 4096, i32::MAX, i32::MIN, -1] {
                let error = setup.call(instance, "load", &[Val::I32(address)]).unwrap_err();
                assert_eq!(
                    error.trap_kind(),
                    Some(TrapKind::OutOfBoundsMemoryAccess),
                    "{config}: {address}"
                );
            }
            assert!(
                setup.call(instance, "load8", &[Val::I32(size - 16)]).is_ok(),
                "{config}"
            );
            for address in [size - 15, size - 8, -16, -1] {
                assert!(
                    setup.call(instance, "load8", &[Val::I32(address)]).is_err(),
                    "{config}: {address}"
                );
            }
            assert_eq!(
                setup.call(instance, "grow", &[Val::I32(1)]),
                Ok(vec![Val::I32(pages)]),
                "{config}"
            );
        }
        assert_eq!(
            setup.call(instance, "grow", &[Val::I32(16)]),
            Ok(vec![Val::I32(-1)]),
            "{config}"
        );
        assert_eq!(
            setup.call(instance, "grow", &[Val::I32(15)]),
            Ok(vec![Val::I32(5)]),
            "{config}"
        );
        assert_eq!(
            setup.call(instance, "load", &[Val::I32(3 * 65536 - 1)]),
            Ok(vec![Val::I32(3)]),
            "{config}"
        );
    }
}

#[test]
fn growth_between_accesses_moves_nothing_that_the_program_sees() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(WAT, &[]);
        for round in 0..10 {
            let result = setup.call(instance, "grow_between", &[Val::I32(round * 8)]);
            assert_eq!(result, Ok(vec![Val::I32(5), Val::I32(6)]), "{config}");
        }
    }
}

#[test]
fn copies_overlap_correctly() {
    for config in ["", "signals=false"] {
        let mut setup = Setup::new(config);
        let instance = setup.instantiate(WAT, &[]);
        let memory = instance.memory(&setup.store, "m").unwrap();
        let bytes: Vec<u8> = (0..50_000).map(|i| (i % 251) as u8).collect();
        for (dst, src) in [(100, 3000), (3000, 100), (7, 8), (8, 7)] {
            memory.write(&mut setup.store, 0, &bytes).unwrap();
            let mut expected = bytes.clone();
            expected.copy_within(src..src + 40_000, dst);
            setup
                .call(
                    instance,
                    "copy",
                    &[Val::I32(dst as i32), Val::I32(src as i32), Val::I32(40_000)],
                )
                .unwrap();
            assert_eq!(memory.data(&setup.store)[..50_000], expected);
        }
        // Zero bytes at the very end are in bounds, behind it not.
        assert!(
            setup
                .call(instance, "fill", &[Val::I32(65536), Val::I32(1), Val::I32(0)])
                .is_ok()
        );
        assert!(
            setup
                .call(instance, "fill", &[Val::I32(65537), Val::I32(1), Val::I32(0)])
                .is_err()
        );
        assert!(
            setup
                .call(instance, "copy", &[Val::I32(0), Val::I32(65537), Val::I32(0)])
                .is_err()
        );
        setup
            .call(instance, "fill", &[Val::I32(65535), Val::I32(0x1ff), Val::I32(1)])
            .unwrap();
        assert_eq!(memory.data(&setup.store)[65535], 0xff);
    }
}

#[test]
fn the_host_reads_and_writes_within_bounds() {
    let mut setup = Setup::new("");
    let store = &mut setup.store;
    let memory = Memory::new(store, MemoryType { min: 1, max: Some(1) }).unwrap();
    memory.write(store, 65534, &[1, 2]).unwrap();
    let mut two = [0; 2];
    memory.read(store, 65534, &mut two).unwrap();
    assert_eq!(two, [1, 2]);
    assert_eq!(
        memory.read(store, 65535, &mut two).unwrap_err().trap_kind(),
        Some(TrapKind::OutOfBoundsMemoryAccess)
    );
    assert!(memory.write(store, u64::MAX, &[1]).is_err());
    assert!(memory.write(store, 65536, &[]).is_ok());
    assert_eq!(
        (
            memory.grow(store, 1),
            memory.grow(store, u64::MAX),
            memory.grow(store, 0)
        ),
        (None, None, Some(1))
    );
    assert!(Memory::new(store, MemoryType { min: 65537, max: None }).is_err());
    assert!(Memory::new(store, MemoryType { min: 2, max: Some(1) }).is_err());
}

#[test]
fn a_memory_of_no_pages_has_no_bytes() {
    for config in configs() {
        let mut setup = Setup::new(&config);
        let instance = setup.instantiate(
            r#"(module (memory (export "m") 0 1) (func (export "load") (result i32) (i32.load8_u (i32.const 0)))
                (func (export "fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const 0)))
                (func (export "grow") (result i32) (memory.grow (i32.const 1))))"#,
            &[],
        );
        assert!(setup.call(instance, "load", &[]).is_err(), "{config}");
        assert!(setup.call(instance, "fill", &[]).is_ok(), "{config}");
        assert_eq!(setup.call(instance, "grow", &[]), Ok(vec![Val::I32(0)]));
        assert_eq!(setup.call(instance, "load", &[]), Ok(vec![Val::I32(0)]), "{config}");
    }
}

#[test]
fn the_largest_memory_is_accessible_to_its_last_byte() {
    for config in [
        "",
        "bounds=explicit",
        "memory_reservation=0,memory_guard=0",
        "signals=false",
    ] {
        let mut setup = Setup::new(config);
        let instance = setup.instantiate(
            r#"(module (memory (export "m") 65536) (func (export "last") (result i64) (i64.load (i32.const -8)))
                (func (export "past") (result i64) (i64.load (i32.const -7))))"#,
            &[],
        );
        let memory = instance.memory(&setup.store, "m").unwrap();
        memory.write(&mut setup.store, (1 << 32) - 1, &[0x80]).unwrap();
        assert_eq!(
            setup.call(instance, "last", &[]),
            Ok(vec![Val::I64(i64::MIN)]),
            "{config}"
        );
        let error = setup.call(instance, "past", &[]).unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::OutOfBoundsMemoryAccess), "{config}");
    }
}

/// Layouts under which checks are left out for different reasons, and under none.
const LAYOUTS: &[&str] = &[
    "",
    "bounds=explicit",
    "bounds=explicit,heap_spectre=false",
    "signals=false",
    "signals=false,heap_spectre=false",
    "memory_reservation=65536,memory_guard=4096",
    "memory_reservation=65536,memory_guard=4096,heap_spectre=false",
    "memory_reservation=0,memory_guard=65536,heap_spectre=false,opt_level=none",
    "memory_reservation=0,memory_guard=0,heap_spectre=false",
    "memory_guard=0",
];

/// Loads of each width at an offset from local 0.
fn load(offset: u64, width: u64) -> String {
    let load = match width {
        1 => "i32.load8_u",
        2 => "i64.load16_u",
        4 => "f32.load",
        8 => "i64.load",
        _ => "v128.load",
    };
    format!("(drop ({load} offset={offset} (local.get 0)))")
}

#[test]
fn an_access_is_checked_whatever_was_checked_before() {
    let accesses = [
        (0, 1),
        (0, 8),
        (1, 1),
        (3, 4),
        (8, 8),
        (8, 16),
        (4088, 8),
        (4089, 8),
        (65_528, 8),
        (70_000, 4),
    ];
    // How the first access may stand before the second, and whether it is made when local 1 is 1.
    let shapes: &[(&str, bool)] = &[
        ("A B", true),
        ("(drop (memory.grow (i32.const 0))) A (call $nothing) B", true),
        ("(if (local.get 1) (then A)) B", false),
        ("(if (local.get 1) (then A B) (else B))", false),
        ("(block (br_if 0 (i32.eqz (local.get 1))) A (br 0)) B", false),
        ("(block (block (br_table 0 1 (local.get 1))) (br 0) A) B", false),
        (
            "A (loop B (if (local.get 1) (then (local.set 1 (i32.const 0)) (br 1))))",
            true,
        ),
        ("(block A (br_if 0 (local.get 1))) B", true),
    ];
    let mut functions = String::new();
    let mut cases = Vec::new();
    for (shape, always) in shapes {
        for first in accesses {
            for second in accesses {
                let body = shape
                    .replace('A', &load(first.0, first.1))
                    .replace('B', &load(second.0, second.1));
                functions += &format!("(func (export \"f{}\") (param i32 i32) {body})", cases.len());
                cases.push((first, second, *always, *shape));
            }
        }
    }
    let wat = format!("(module (memory 1 3) (func $nothing) {functions})");
    for config in LAYOUTS {
        let mut setup = Setup::new(config);
        let instance = setup.instantiate(&wat, &[]);
        for (number, (first, second, always, shape)) in cases.iter().enumerate() {
            let func = instance.func(&setup.store, &format!("f{number}")).unwrap();
            let func = func.typed::<(i32, i32), ()>(&setup.store).unwrap();
            let ends = [first.0 + first.1, second.0 + second.1];
            let edges = ends
                .into_iter()
                .flat_map(|end| [end - 1, end].map(|end| 65_536u64.saturating_sub(end)));
            for index in edges.chain([0, 65_535, 65_536]) {
                for taken in [0, 1] {
                    let made = *always || (taken == 1 && !shape.contains("br_table"));
                    let traps = index + ends[1] > 65_536 || made && index + ends[0] > 65_536;
                    let result = func.call(&mut setup.store, (index as i32, taken));
                    assert_eq!(
                        result.map_err(|error| error.trap_kind()),
                        if traps {
                            Err(Some(TrapKind::OutOfBoundsMemoryAccess))
                        } else {
                            Ok(())
                        },
                        "{config}: {first:?} {second:?} in {shape} at {index}, {taken}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_constant_index_is_checked_against_the_size() {
    let mut functions = String::new();
    let mut ends = Vec::new();
    for offset in [0u64, 1, 65_528, 65_535, 65_536, 131_064, 131_065, 4_294_967_295] {
        for index in [0u64, 7, 8, 65_528, 65_529, 65_535, 65_536, 65_537, 4_294_967_295] {
            let index = index as u32 as i32;
            functions += &format!(
                "(func (export \"f{}\") (result i64) (i64.load offset={offset} (i32.const {index})))",
                ends.len()
            );
            ends.push(u64::from(index as u32) + offset + 8);
        }
    }
    let wat =
        format!("(module (memory 1 3) (func (export \"grow\") (result i32) (memory.grow (i32.const 1))) {functions})");
    for config in LAYOUTS {
        let mut setup = Setup::new(config);
        let instance = setup.instantiate(&wat, &[]);
        for pages in 1..=3 {
            for (number, end) in ends.iter().enumerate() {
                let result = setup.call(instance, &format!("f{number}"), &[]);
                assert_eq!(
                    result.is_err(),
                    *end > pages * 65_536,
                    "{config}: {end} of {pages} pages"
                );
            }
            setup.call(instance, "grow", &[]).unwrap();
        }
    }
}
