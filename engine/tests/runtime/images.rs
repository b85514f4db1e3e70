//! Initial content of memories: mapped or copied, an instance sees the same.

use crate::common::{Setup, module};
use touchstone_engine::{
    Config, Engine, Global, GlobalType, Instance, Limits, Memory, MemoryType, Store, TrapKind, Val, ValType,
};

/// Ways to come by the initial content. The first copies.
const CONFIGS: &[&str] = &[
    "memory_image=false",
    "memory_image_min=0",
    "memory_image_min=0,memory_image_sparse_max=0",
    "memory_image_min=0,memory_image_source=file",
    "memory_image_min=4097,memory_image_sparse_max=65536",
    "memory_image_min=0,memory_reservation=0,memory_guard=0",
    "memory_image_min=0,bounds=explicit,memory_reservation=65536,signals=false",
    "",
];

fn bytes(setup: &Setup, instance: Instance) -> Vec<u8> {
    instance.memories(&setup.store)[0].data(&setup.store).to_vec()
}

/// Data segments as `(offset, byte, length)`.
fn segments(list: &[(u32, u8, usize)]) -> String {
    let segment = |(offset, byte, len): &(u32, u8, usize)| {
        let text = format!("\\{byte:02x}").repeat(*len);
        format!("(data (i32.const {offset}) \"{text}\")")
    };
    list.iter().map(segment).collect()
}

#[test]
fn every_byte_is_what_the_segments_say() {
    let cases: &[&[(u32, u8, usize)]] = &[
        &[],
        &[(0, 1, 0)],
        &[(131_072, 1, 0)],
        &[(0, 1, 1)],
        &[(131_071, 1, 1)],
        &[(4095, 1, 2)],
        &[(4096, 1, 4096)],
        &[(4000, 1, 5000), (8000, 2, 5000), (3999, 3, 2)],
        &[(8000, 2, 5000), (4000, 1, 5000), (8192, 0, 1)],
        &[(65_000, 7, 1000)],
        &[(0, 9, 131_072)],
        &[(100, 1, 1), (131_000, 2, 72)],
        &[(131_000, 2, 72), (70_000, 4, 9000), (0, 0, 3)],
    ];
    for config in CONFIGS {
        for case in cases {
            let mut setup = Setup::new(config);
            let wat = format!(r#"(module (memory (export "m") 2 4) {})"#, segments(case));
            let module = module(&setup.engine, &wat);
            let mut expected = vec![0; 2 << 16];
            for (offset, byte, len) in *case {
                expected[*offset as usize..][..*len].fill(*byte);
            }
            for _ in 0..3 {
                let instance = Instance::new(&mut setup.store, &module, &[]).unwrap();
                let memory = instance.memory(&setup.store, "m").unwrap();
                assert!(memory.data(&setup.store) == expected, "{config}: {case:?}");
                assert_eq!(memory.grow(&mut setup.store, 1), Some(2));
                let grown = memory.data_mut(&mut setup.store);
                assert!(grown[..2 << 16] == expected, "{config}: {case:?}");
                assert!(grown[2 << 16..].iter().all(|byte| *byte == 0), "{config}: {case:?}");
                // What one instance writes, the next must not see.
                grown.fill(0xee);
                assert_eq!(
                    instance.dropped_data(&setup.store),
                    vec![true; case.len()],
                    "{config}: {case:?}"
                );
            }
        }
    }
}

#[test]
fn places_that_only_instantiation_knows_are_written_on_top() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let ty = GlobalType {
            content: ValType::I32,
            mutable: false,
        };
        let wat = r#"(module (import "" "g" (global i32)) (memory 1)
            (data (i32.const 0) "aaaaaa") (data (global.get 0) "bbb") (data (i32.const 3) "c") (data "never"))"#;
        for (offset, expected) in [(1, "abbcaa"), (3, "aaacbb"), (100, "aaacaa")] {
            let global = Global::new(&mut setup.store, ty, Val::I32(offset)).unwrap();
            let instance = setup.instantiate(wat, &[global.into()]);
            assert_eq!(&bytes(&setup, instance)[..6], expected.as_bytes(), "{config}");
            assert_eq!(instance.dropped_data(&setup.store), [true, true, true, false]);
        }
        let global = Global::new(&mut setup.store, ty, Val::I32(65_534)).unwrap();
        let error = setup.try_instantiate(wat, &[global.into()]).unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::OutOfBoundsMemoryAccess));
        let failed = setup.store.instance(setup.store.instance_count() - 1).unwrap();
        let content = bytes(&setup, failed);
        assert_eq!(&content[..7], b"aaaaaa\0", "{config}");
        assert!(content[7..].iter().all(|byte| *byte == 0), "{config}");
        assert_eq!(failed.dropped_data(&setup.store), [true, false, false, false]);
    }
}

#[test]
fn segments_after_one_that_traps_leave_nothing() {
    let cases = [
        (
            r#"(data (i32.const 0) "first") (data (i32.const 65535) "xy") (data (i32.const 5) "after")"#,
            "first",
        ),
        (r#"(data (i32.const -1) "") (data (i32.const 0) "first")"#, ""),
        (
            r#"(table 1 funcref) (elem (i32.const 2) func) (data (i32.const 0) "first")"#,
            "",
        ),
        (
            r#"(table 1 funcref) (elem (i32.const 1) func) (data (i32.const 0) "first") (data (i32.const 65537) "")"#,
            "first",
        ),
    ];
    for config in CONFIGS {
        for (fields, expected) in cases {
            let mut setup = Setup::new(config);
            let error = setup
                .try_instantiate(&format!("(module (memory 1) {fields})"), &[])
                .unwrap_err();
            assert!(error.trap_kind().is_some(), "{config}: {error}");
            let content = bytes(&setup, setup.store.instance(0).unwrap());
            assert_eq!(&content[..expected.len()], expected.as_bytes(), "{config}");
            assert!(content[expected.len()..].iter().all(|byte| *byte == 0), "{config}");
        }
    }
}

#[test]
fn an_imported_memory_is_written() {
    for config in CONFIGS {
        let mut setup = Setup::new(config);
        let memory = Memory::new(&mut setup.store, MemoryType { min: 1, max: None }).unwrap();
        memory.write(&mut setup.store, 0, &[9; 9]).unwrap();
        assert_eq!(memory.grow(&mut setup.store, 1), Some(1));
        // Inside only because the memory has grown.
        let wat = r#"(module (import "" "m" (memory 1)) (data (i32.const 2) "xyz") (data (i32.const 65536) "past"))"#;
        setup.instantiate(wat, &[memory.into()]);
        assert_eq!(
            &memory.data(&setup.store)[..9],
            b"\x09\x09xyz\x09\x09\x09\x09",
            "{config}"
        );
        assert_eq!(&memory.data(&setup.store)[65_536..65_541], b"past\0", "{config}");
    }
}

#[test]
fn files_and_mappings_go_with_their_modules_and_stores() {
    let count = |path: &str| {
        std::fs::read_to_string(path)
            .unwrap()
            .matches("touchstone-image")
            .count()
    };
    let wat = r#"(module (memory 3) (data (i32.const 70000) "once"))"#;
    let setup = Setup::new("memory_image_min=0");
    let module = module(&setup.engine, wat);
    let before = count("/proc/self/maps");
    let mut store = Store::new(&setup.engine, Limits::default());
    for _ in 0..20 {
        Instance::new(&mut store, &module, &[]).unwrap();
    }
    // Other tests of this process map images, too, so that only a lower bound holds.
    assert!(count("/proc/self/maps") >= 20, "images are mapped");
    drop((store, module, setup));
    assert!(count("/proc/self/maps") < before + 20, "images are unmapped");
}

/// What the process maps that has this in its name: permissions, offset in the file, name.
fn mapped(name: &str) -> Vec<(String, u64, String)> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let line = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let offset = u64::from_str_radix(words[2], 16).unwrap();
        (words[1].to_string(), offset, words[5..].join(" "))
    };
    maps.lines().filter(|line| line.contains(name)).map(line).collect()
}

#[test]
fn images_are_mapped_from_a_nameless_file_of_the_directory() {
    let directory = std::env::temp_dir().join(format!("image-files-{}", std::process::id()));
    let name = directory.to_str().unwrap();
    std::fs::create_dir(&directory).unwrap();
    let wat = r#"(module (memory 2) (data (i32.const 8192) "some") (data (i32.const 70000) "more"))"#;
    for allocator in ["on_demand", "pooling"] {
        let mut config = Config::parse("memory_image_min=0,memory_image_source=file").unwrap();
        config.set("allocator", allocator).unwrap();
        config.set_memory_image_directory(&directory);
        let engine = Engine::new(&config).unwrap();
        let module = module(&engine, wat);
        let mut file = None;
        for _ in 0..3 {
            let mut store = Store::new(&engine, Limits::default());
            let instance = Instance::new(&mut store, &module, &[]).unwrap();
            let found = mapped(name);
            let [(rights, offset, path)] = &found[..] else {
                panic!("{found:?}");
            };
            assert!(
                rights == "rw-p" && *offset != 0 && path.ends_with(" (deleted)"),
                "{found:?}"
            );
            assert_eq!(
                file.get_or_insert_with(|| path.clone()),
                path,
                "one file for all instances"
            );
            assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0);
            let bytes = instance.memories(&store)[0].data_mut(&mut store);
            assert_eq!(
                (&bytes[8192..8196], &bytes[70_000..70_004]),
                (&b"some"[..], &b"more"[..])
            );
            assert_eq!(bytes.iter().filter(|byte| **byte != 0).count(), 8);
            bytes.fill(0xff);
        }
        let metrics = engine.image_metrics();
        assert_eq!((metrics.files, metrics.failures, metrics.reason), (1, 0, None));
        drop((module, engine));
        assert!(mapped(name).is_empty());
    }
    std::fs::remove_dir(&directory).unwrap();
}

#[test]
fn without_a_directory_segments_are_copied() {
    let mut config = Config::parse("memory_image_min=0,memory_image_source=file").unwrap();
    config.set_memory_image_directory(std::path::Path::new("/nowhere/at/all"));
    let engine = Engine::new(&config).unwrap();
    let module = module(&engine, r#"(module (memory 1) (data (i32.const 9) "copied"))"#);
    for _ in 0..2 {
        let mut store = Store::new(&engine, Limits::default());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        assert_eq!(&instance.memories(&store)[0].data(&store)[9..15], b"copied");
    }
    let metrics = engine.image_metrics();
    assert_eq!((metrics.files, metrics.failures), (0, 1));
    assert!(metrics.reason.is_some_and(|reason| reason.contains("No such file")));
}
