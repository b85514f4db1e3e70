//! Every aspect of a trace is looked at: a change anywhere in one of two equal traces is found, in the right step.

use touchstone_oracles::compare::{Aspect, Owner, compare};
use touchstone_oracles::outcome::{Exhaustion, Failure, Location, Outcome, Rejection, TrapKind};
use touchstone_oracles::trace::{
    HostCallTrace, InstanceState, MemoryState, State, StepTrace, TableState, Trace, VERSION,
};
use touchstone_oracles::value::{FuncId, Value};

fn trace(name: &str) -> Trace {
    let state = |byte: u8| State {
        items: InstanceState {
            globals: vec![Value::I32(1)],
            ..InstanceState::default()
        },
        instances: vec![
            Some(InstanceState {
                memories: vec![MemoryState::of(&[byte; 65536], false)],
                tables: vec![TableState::of(
                    &[Value::FuncRef(Some(FuncId::Host(1))), Value::FuncRef(None)],
                    false,
                )],
                globals: vec![Value::F64(0x7ff8_0000_0000_0000)],
                dropped_elem: vec![true],
                dropped_data: vec![false],
            }),
            None,
        ],
    };
    let step = |outcome, fuel, byte| StepTrace {
        outcome,
        host_calls: Vec::new(),
        fuel: Some(fuel),
        state: state(byte),
    };
    let location = Location {
        instance: 0,
        func: 3,
        offset: 77,
    };
    let mut steps = vec![
        step(Outcome::Returned(vec![]), 0, 0),
        step(
            Outcome::Returned(vec![Value::F32(0x8000_0000), Value::ExternRef(None)]),
            10,
            1,
        ),
        step(
            Outcome::Failed(Failure::Trap(TrapKind::Unreachable, Some(location))),
            11,
            2,
        ),
        step(
            Outcome::Failed(Failure::Exhausted(Exhaustion::Fuel, Some(location))),
            100,
            2,
        ),
    ];
    steps[1].host_calls = vec![HostCallTrace {
        func: 0,
        args: vec![Value::I32(5)],
        effects: Vec::new(),
    }];
    Trace {
        version: VERSION,
        runtime: name.into(),
        steps,
        nan_open: Some(0),
        full_at: None,
    }
}

/// The step and aspect found after a change of the second trace.
fn found(change: impl FnOnce(&mut Trace)) -> Option<(u32, Aspect)> {
    let (left, mut right) = (trace("left"), trace("right"));
    change(&mut right);
    let divergence = compare(&left, &right);
    assert_eq!(
        divergence.is_some(),
        compare(&right, &left).is_some(),
        "the comparison is symmetric"
    );
    divergence.map(|d| (d.step, d.aspect))
}

fn instance(trace: &mut Trace, step: usize) -> &mut InstanceState {
    trace.steps[step].state.instances[0].as_mut().expect("allocated")
}

#[test]
fn equal_traces_agree() {
    assert_eq!(found(|_| ()), None);
}

#[test]
fn outcomes_are_compared_to_the_last_bit() {
    let outcome = |step: u32, outcome: Outcome| {
        assert_eq!(
            found(|t| t.steps[step as usize].outcome = outcome),
            Some((step, Aspect::Outcome))
        );
    };
    let location = |offset| {
        Some(Location {
            instance: 0,
            func: 3,
            offset,
        })
    };
    outcome(1, Outcome::Returned(vec![Value::F32(0), Value::ExternRef(None)]));
    outcome(
        1,
        Outcome::Returned(vec![Value::F32(0x8000_0000), Value::ExternRef(Some(0))]),
    );
    outcome(
        2,
        Outcome::Failed(Failure::Trap(TrapKind::IntegerOverflow, location(77))),
    );
    outcome(2, Outcome::Failed(Failure::Trap(TrapKind::Unreachable, location(78))));
    outcome(2, Outcome::Failed(Failure::Trap(TrapKind::Unreachable, None)));
    outcome(
        3,
        Outcome::Failed(Failure::Exhausted(Exhaustion::CallStack, location(77))),
    );
    outcome(0, Outcome::Unlinkable(0));
    outcome(
        0,
        Outcome::Rejected(Rejection::Invalid {
            offset: 0,
            message: String::new(),
        }),
    );
}

#[test]
fn host_calls_and_fuel_are_compared() {
    assert_eq!(
        found(|t| t.steps[1].host_calls[0].args[0] = Value::I32(6)),
        Some((1, Aspect::HostCall(0)))
    );
    assert_eq!(found(|t| t.steps[1].host_calls.clear()), Some((1, Aspect::HostCall(0))));
    let extra = HostCallTrace {
        func: 1,
        args: Vec::new(),
        effects: Vec::new(),
    };
    assert_eq!(
        found(|t| t.steps[1].host_calls.push(extra)),
        Some((1, Aspect::HostCall(1)))
    );
    assert_eq!(found(|t| t.steps[2].fuel = Some(12)), Some((2, Aspect::Fuel)));
    assert_eq!(
        found(|t| t.steps[2].fuel = None),
        None,
        "a run that does not count is still compared"
    );
}

#[test]
fn all_state_is_compared() {
    let owner = Owner::Instance(0);
    let memory = |bytes: &[u8]| MemoryState::of(bytes, false);
    assert_eq!(
        found(|t| instance(t, 3).memories[0] = memory(&[3; 65536])),
        Some((3, Aspect::Memory(owner, 0)))
    );
    assert_eq!(
        found(|t| instance(t, 3).memories.clear()),
        Some((3, Aspect::Memory(owner, 0)))
    );
    let table = TableState::of(&[Value::FuncRef(Some(FuncId::Host(2))), Value::FuncRef(None)], false);
    assert_eq!(
        found(|t| instance(t, 2).tables[0] = table),
        Some((2, Aspect::Table(owner, 0)))
    );
    let nan = Value::F64(0x7ff8_0000_0000_0001);
    assert_eq!(
        found(|t| instance(t, 1).globals[0] = nan),
        Some((1, Aspect::Global(owner, 0)))
    );
    assert_eq!(
        found(|t| instance(t, 1).dropped_elem[0] = false),
        Some((1, Aspect::DroppedElem(owner)))
    );
    assert_eq!(
        found(|t| instance(t, 1).dropped_data[0] = true),
        Some((1, Aspect::DroppedData(owner)))
    );
    assert_eq!(
        found(|t| t.steps[1].state.instances[0] = None),
        Some((1, Aspect::Allocation(owner)))
    );
    let global = |t: &mut Trace| t.steps[0].state.items.globals[0] = Value::I32(2);
    assert_eq!(found(global), Some((0, Aspect::Global(Owner::Host, 0))));
}

#[test]
fn a_memory_of_zeros_differs_by_length_only() {
    let short = MemoryState::of(&[0; 65536], false);
    assert_eq!(short, MemoryState::with_zeros(&[], 65536, false));
    assert_ne!(short, MemoryState::of(&[0; 2 * 65536], false));
    let mut bytes = vec![0; 65536];
    bytes[300] = 1;
    assert_eq!(
        MemoryState::of(&bytes, false),
        MemoryState::with_zeros(&bytes[..301], 65536, false)
    );
    assert_ne!(MemoryState::of(&bytes, false), short);
}

#[test]
fn what_depends_on_the_host_ends_the_comparison_and_nothing_else_does() {
    for failure in [
        Failure::NativeStack,
        Failure::OutOfMemory,
        Failure::Pool("pool_memories".into()),
    ] {
        let break_off = |t: &mut Trace| {
            t.steps.truncate(3);
            t.steps[2].outcome = Outcome::Failed(failure.clone());
        };
        assert_eq!(found(break_off), None);
        let earlier = |t: &mut Trace| {
            break_off(t);
            t.steps[1].outcome = Outcome::Skipped;
        };
        assert_eq!(found(earlier), Some((1, Aspect::Outcome)));
    }
    let internal = |t: &mut Trace| t.steps[2].outcome = Outcome::Failed(Failure::Internal("x".into()));
    assert_eq!(found(internal), Some((2, Aspect::Outcome)));
    assert_eq!(found(|t| t.steps.truncate(2)), Some((2, Aspect::Length)));
}

#[test]
fn traces_survive_the_wire() {
    let mut original = trace("x");
    original.full_at = Some(1);
    instance(&mut original, 1).memories[0] = MemoryState::of(&[9; 65536], true);
    assert_eq!(Trace::from_wire(&original.to_wire()).unwrap(), original);
    assert!(Trace::from_wire(b"nonsense").is_err());
    let newer = Trace {
        version: VERSION + 1,
        ..original
    };
    assert!(Trace::from_wire(&newer.to_wire()).is_err());
}
