//! The verified interpreter recurses with the program under test: whatever that is, the native stack holds it or is given up with an
//! outcome.

mod support;

use support::*;
use touchstone_spec_interp::*;

/// What calling `f` comes to; the inner error is that of the interpreter.
fn run(wasm: &[u8]) -> Result<Result<Vec<Value>, Failure>, Crash> {
    let module = Module::new(Interpreter::Verified, wasm)?.expect("valid");
    let store = Store::new(Interpreter::Verified, &LIMITS)?;
    store.begin_step(u64::MAX, u64::MAX)?;
    let instance = store.instantiate(&module, &[])?.expect("it instantiates");
    let Some(Extern::Func(f)) = store.export(instance, "f")? else {
        panic!("no export")
    };
    store.invoke(f, &[])
}

/// The decoder's bound on nesting.
const DEPTH: usize = 100_000;

#[test]
fn nested_blocks_to_the_bound() {
    for opcode in [0x02, 0x03] {
        let nest = |depth| [[opcode, 0x7f].repeat(depth), vec![0x41, 7], vec![0x0b; depth + 1]].concat();
        assert_eq!(run(&module(&nest(DEPTH - 1))), Ok(Ok(vec![Value::I32(7)])));
        let beyond = Module::new(Interpreter::Verified, &module(&nest(DEPTH + 1))).expect("no crash");
        assert!(
            matches!(beyond, Err(Rejection::ImplementationLimit { .. })),
            "{beyond:?}"
        );
    }
}

#[test]
fn calls_without_a_budget_end_with_an_outcome() {
    // Nothing but the call; and the call in blocks as deep as they may be, so that the check sees the last of each.
    for depth in [0, 1, 1000, DEPTH - 1] {
        let body = [[0x02, 0x7f].repeat(depth), vec![0x10, 0], vec![0x0b; depth + 1]].concat();
        assert_eq!(run(&module(&body)), Err(Crash::NativeStack), "{depth} blocks");
    }
    // The stack is whole again.
    assert_eq!(run(&module(&[0x41, 7, 0x0b])), Ok(Ok(vec![Value::I32(7)])));
}

#[test]
fn modules_to_the_bound() {
    // The largest modules of straight code, of a high operand stack, of one long list, of many functions.
    const BYTES: usize = (4 << 20) - 1000;
    let straight = [vec![0x41, 0], [0x41, 1, 0x6a].repeat(BYTES / 3), vec![0x0b]].concat();
    assert_eq!(run(&module(&straight)), Ok(Ok(vec![Value::I32(BYTES as i32 / 3)])));
    let constants = [[0x41, 1].repeat(BYTES / 3), vec![0x6a; BYTES / 3 - 1], vec![0x0b]].concat();
    assert_eq!(run(&module(&constants)), Ok(Ok(vec![Value::I32(BYTES as i32 / 3)])));
    let labels = [number(BYTES / 2), vec![0; BYTES / 2 + 1]].concat();
    let table = [vec![0x02, 0x40, 0x41, 5, 0x0e], labels, vec![0x0b, 0x41, 7, 0x0b]].concat();
    assert_eq!(run(&module(&table)), Ok(Ok(vec![Value::I32(7)])));
    let count = BYTES / 4;
    let functions = [
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, &[2, 0x60, 0, 0, 0x60, 0, 1, 0x7f]),
        section(3, &[number(count + 1), vec![1], vec![0; count]].concat()),
        section(7, &[1, 1, b'f', 0, 0]),
        section(
            10,
            &[number(count + 1), vec![4, 0, 0x41, 7, 0x0b], [2, 0, 0x0b].repeat(count)].concat(),
        ),
    ];
    assert_eq!(run(&functions.concat()), Ok(Ok(vec![Value::I32(7)])));
    let beyond = module(&[[0x01].repeat(4 << 20), vec![0x41, 7, 0x0b]].concat());
    let beyond = Module::new(Interpreter::Verified, &beyond).expect("no crash");
    assert!(
        matches!(beyond, Err(Rejection::ImplementationLimit { .. })),
        "{beyond:?}"
    );
}

#[test]
fn the_call_stack_budget_comes_first() {
    let module = Module::new(Interpreter::Verified, &module(&[0x10, 0, 0x0b])).expect("no crash");
    let module = module.expect("valid");
    for _ in 0..3 {
        let store = Store::new(Interpreter::Verified, &LIMITS).expect("no crash");
        store.begin_step(u64::MAX, 1_000_000).expect("no crash");
        let instance = store
            .instantiate(&module, &[])
            .expect("no crash")
            .expect("it instantiates");
        let Ok(Some(Extern::Func(f))) = store.export(instance, "f") else {
            panic!("no export")
        };
        let failure = store.invoke(f, &[]).expect("no crash");
        assert!(
            matches!(failure, Err(Failure::Exhausted(Exhaustion::CallStack, Some(_)))),
            "{failure:?}"
        );
    }
}
