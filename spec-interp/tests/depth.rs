//! What is deep in the module must not be deep on the native stack: an overflow inside OCaml would end the process.

mod support;

use support::*;
use touchstone_spec_interp::*;

fn run(wasm: &[u8]) -> Result<Vec<Value>, String> {
    let module = Module::new(Interpreter::Reference, wasm)
        .expect("no crash")
        .map_err(|e| format!("{e:?}"))?;
    let store = Store::new(Interpreter::Reference, &LIMITS).expect("no crash");
    store.begin_step(10_000_000, 10_000_000).expect("no crash");
    let instance = store
        .instantiate(&module, &[])
        .expect("no crash")
        .expect("it instantiates");
    let Ok(Some(Extern::Func(f))) = store.export(instance, "f") else {
        panic!("no export")
    };
    store.invoke(f, &[]).expect("no crash").map_err(|e| format!("{e:?}"))
}

const DEPTH: usize = 100_000;

#[test]
fn nested_blocks() {
    // block (result i32) ... i32.const 7 ... end
    for opcode in [0x02, 0x03] {
        let body = [[opcode, 0x7f].repeat(DEPTH), vec![0x41, 7], vec![0x0b; DEPTH + 1]].concat();
        assert_eq!(run(&module(&body)), Ok(vec![Value::I32(7)]));
    }
}

#[test]
fn nested_ifs() {
    // i32.const 1, if (result i32) ... i32.const 7 ... else i32.const 8 end
    let body = [
        [0x41, 1, 0x04, 0x7f].repeat(DEPTH),
        vec![0x41, 7],
        [0x05, 0x41, 8, 0x0b].repeat(DEPTH),
        vec![0x0b],
    ]
    .concat();
    assert_eq!(run(&module(&body)), Ok(vec![Value::I32(7)]));
}

#[test]
fn a_high_operand_stack() {
    let body = [[0x41, 1].repeat(DEPTH), vec![0x6a; DEPTH - 1], vec![0x0b]].concat();
    assert_eq!(run(&module(&body)), Ok(vec![Value::I32(DEPTH as i32)]));
}

#[test]
fn straight_code() {
    // i32.const 0, then i32.const 1, i32.add again and again
    let body = [vec![0x41, 0], [0x41, 1, 0x6a].repeat(10 * DEPTH), vec![0x0b]].concat();
    assert_eq!(run(&module(&body)), Ok(vec![Value::I32(10 * DEPTH as i32)]));
}

#[test]
fn a_wide_branch_table() {
    let labels = [number(DEPTH), vec![0; DEPTH + 1]].concat();
    let body = [vec![0x02, 0x40, 0x41, 5, 0x0e], labels, vec![0x0b, 0x41, 7, 0x0b]].concat();
    assert_eq!(run(&module(&body)), Ok(vec![Value::I32(7)]));
}
