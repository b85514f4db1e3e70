//! Artifacts: compiled once, for engines whose code would be the same.

use crate::common::{CONFIGS, Setup};
use touchstone_engine::{Artifact, ErrorKind, Instance, Module, TrapKind, Val};

const WAT: &str = r#"(module
    (memory (export "m") 1 3) (data (i32.const 8) "image")
    (table 4 funcref) (elem (i32.const 1) $f)
    (func $f (export "f") (param i32) (result i32)
        (i32.store (i32.const 0) (local.get 0))
        (i32.load8_u (i32.const 8)))
    (func (export "traps") (param i32) (i32.store (local.get 0) (i32.const 1))))"#;

#[test]
fn engines_alike_share_what_was_compiled_and_nothing_else() {
    let bytes = wat::parse_str(WAT).unwrap();
    for config in CONFIGS {
        let compiler = Setup::new(config);
        let artifact = Artifact::new(&compiler.engine, &bytes).unwrap();
        let code = Module::new(&compiler.engine, &bytes).unwrap().code().to_vec();
        drop(compiler);
        let mut stores = Vec::new();
        for round in 0..3 {
            let mut setup = Setup::new(config);
            let module = Module::from_artifact(&setup.engine, &artifact).unwrap();
            assert_eq!(module.code(), code, "{config}");
            let instance = Instance::new(&mut setup.store, &module, &[]).unwrap();
            let first = setup.call(instance, "f", &[Val::I32(round)]).unwrap();
            assert_eq!(first, [Val::I32(i32::from(b'i'))], "{config}");
            let error = setup.call(instance, "traps", &[Val::I32(-1)]).unwrap_err();
            assert_eq!(error.trap_kind(), Some(TrapKind::OutOfBoundsMemoryAccess), "{config}");
            stores.push((setup, instance, round));
        }
        for (setup, instance, round) in &stores {
            let memory = instance.memory(&setup.store, "m").unwrap();
            assert_eq!(memory.data(&setup.store)[0], *round as u8, "{config}");
        }
    }
}

#[test]
fn an_engine_whose_code_would_differ_refuses() {
    let bytes = wat::parse_str(WAT).unwrap();
    let artifact = Artifact::new(&Setup::new("").engine, &bytes).unwrap();
    for config in [
        "opt_level=none",
        "signals=false",
        "fuel=true",
        "memory_guard=65536",
        "lazy_tables=false",
        if std::arch::is_x86_feature_detected!("avx") {
            "x86_avx=false"
        } else {
            "verifier=false,opt_level=none"
        },
    ] {
        let error = Module::from_artifact(&Setup::new(config).engine, &artifact).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{config}: {error}");
    }
    // Where memories come from is not the compiler's business.
    for config in [
        "memory_image=false",
        "allocator=pooling",
        "allocator=pooling,decommit_batch=7",
    ] {
        let mut setup = Setup::new(config);
        let module = Module::from_artifact(&setup.engine, &artifact).unwrap();
        let instance = Instance::new(&mut setup.store, &module, &[]).unwrap();
        let result = setup.call(instance, "f", &[Val::I32(3)]).unwrap();
        assert_eq!(result, [Val::I32(i32::from(b'i'))], "{config}");
    }
}
