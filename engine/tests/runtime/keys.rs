//! Memory protection keys: what code of one store can touch of the others' memories. Where the host has no keys, slots stand apart, and
//! the same must hold.

use crate::common::module;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard, mpsc};
use std::thread;
use touchstone_engine::{
    Caller, Config, ConfigError, Engine, Error, ErrorKind, Extern, Func, FuncType, Instance, Limits, Memory, Store,
    TrapKind, Val,
};

const GUEST: &str = r#"(module
    (import "host" "call" (func $host))
    (memory (export "m") 1 4) (data (i32.const 16) "initial")
    (func $load (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
    (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
    (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func (export "host then load") (param i32) (result i32) (call $host) (call $load (local.get 0))))"#;

/// Addresses of a memory are all those of 32 bits, so no access has a check.
const POOL: &str = "allocator=pooling pool_memories=24 pool_memory_bytes=262144 memory_image_min=0";

/// Set where the host is known to have keys.
const EXPECTED: &str = "TOUCHSTONE_EXPECT_KEYS";

/// Keys are the process's, and few: each of these tests has them alone.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// An engine with keys, if there are any.
fn engine(more: &str) -> Engine {
    let mut config = Config::parse(&format!("{POOL} {more}")).unwrap();
    config.set("memory_protection_keys", "auto").unwrap();
    let engine = Engine::new(&config).unwrap();
    let metrics = engine.pool_metrics().unwrap();
    assert_eq!(metrics.protection_keys == 0, metrics.no_protection_keys.is_some());
    if std::env::var_os(EXPECTED).is_some() {
        assert!(metrics.protection_keys >= 2, "{metrics:?}");
    }
    engine
}

/// A store with one instance that calls this on its way.
fn guest(engine: &Engine, call: impl Fn(&mut Caller<'_>) + 'static) -> (Store, Instance) {
    let mut store = Store::new(engine, Limits::default());
    let func = Func::wrap(&mut store, move |caller: &mut Caller<'_>| call(caller)).unwrap();
    let instance = Instance::new(&mut store, &module(engine, GUEST), &[Extern::Func(func)]).unwrap();
    (store, instance)
}

fn memory((store, instance): &(Store, Instance)) -> Memory {
    instance.memory(store, "m").unwrap()
}

fn address(guest: &(Store, Instance)) -> usize {
    memory(guest).data(&guest.0).as_ptr() as usize
}

fn call((store, instance): &mut (Store, Instance), name: &str, args: &[i32]) -> Result<Vec<Val>, Option<TrapKind>> {
    let args: Vec<Val> = args.iter().copied().map(Val::I32).collect();
    let called = instance.func(store, name).unwrap().call(store, &args);
    called.map_err(|error| error.trap_kind())
}

/// Addresses at which `guest` would touch the first and the last byte of the others, as far as 32 bits reach.
fn reach(guest: &(Store, Instance), others: &[(Store, Instance)]) -> Vec<i32> {
    let ends = others.iter().flat_map(|other| {
        let (first, len) = (address(other), memory(other).data(&other.0).len());
        [first, first + len - 1]
    });
    ends.filter_map(|end| u32::try_from(end.checked_sub(address(guest))?).ok())
        .map(u32::cast_signed)
        .collect()
}

const OUT_OF_BOUNDS: Result<Vec<Val>, Option<TrapKind>> = Err(Some(TrapKind::OutOfBoundsMemoryAccess));

#[test]
fn the_host_has_keys_or_says_why_not() {
    let _alone = alone();
    let mut config = Config::parse(POOL).unwrap();
    let set = config.set("memory_protection_keys", "on").map(|_| ());
    match set.map_err(Error::from).and_then(|()| Engine::new(&config)) {
        Ok(engine) => {
            let metrics = engine.pool_metrics().unwrap();
            assert!(metrics.protection_keys >= 2, "{metrics:?}");
            assert_eq!(metrics.no_protection_keys, None);
        }
        Err(error) => {
            assert!(std::env::var_os(EXPECTED).is_none(), "{error}");
            let ErrorKind::Config(ConfigError::Unavailable { knob, why, .. }) = error.kind() else {
                panic!("{error}")
            };
            assert_eq!(knob, &"memory_protection_keys");
            assert!(
                why.starts_with("this CPU has no") || why.starts_with("the kernel has no"),
                "{why}"
            );
            assert_eq!(engine("").pool_metrics().unwrap().protection_keys, 0);
        }
    }
}

#[test]
fn no_access_reaches_another_store() {
    let _alone = alone();
    let engine = engine("");
    let keys = engine.pool_metrics().unwrap().protection_keys;
    let mut guests: Vec<(Store, Instance)> = (0..6).map(|_| guest(&engine, |_| ())).collect();
    for (number, guest) in guests.iter_mut().enumerate() {
        let memory = memory(guest);
        memory.data_mut(&mut guest.0).fill(number as u8 + 1);
    }
    let mut tried = 0;
    for number in 0..guests.len() {
        let mut guest = guests.remove(number);
        for at in reach(&guest, &guests) {
            assert_eq!(call(&mut guest, "load", &[at]), OUT_OF_BOUNDS, "{at:#x}");
            assert_eq!(call(&mut guest, "store", &[at, 99]), OUT_OF_BOUNDS, "{at:#x}");
            assert_eq!(call(&mut guest, "fill", &[at, 99, 1]), OUT_OF_BOUNDS, "{at:#x}");
            assert_eq!(call(&mut guest, "host then load", &[at]), OUT_OF_BOUNDS, "{at:#x}");
            tried += 1;
        }
        // Its own it may touch, before and after growth, and so may the host.
        assert_eq!(call(&mut guest, "grow", &[]), Ok(vec![Val::I32(1)]));
        assert_eq!(call(&mut guest, "store", &[131_071, 7]), Ok(vec![]));
        assert_eq!(call(&mut guest, "load", &[131_071]), Ok(vec![Val::I32(7)]));
        guests.insert(number, guest);
    }
    // Without keys the others stand farther away.
    assert_eq!(tried != 0, keys != 0, "{tried} with {keys} keys");
    for (number, guest) in guests.iter().enumerate() {
        let bytes = memory(guest).data(&guest.0);
        assert!(bytes[..65_536].iter().all(|byte| *byte == number as u8 + 1));
    }
}

#[test]
fn a_host_function_touches_every_store_and_wasm_still_does_not() {
    let _alone = alone();
    let engine = engine("");
    let other = Rc::new(RefCell::new(None::<(Store, Instance)>));
    let shared = other.clone();
    let mut first = guest(&engine, move |caller| {
        let own = caller.instance().unwrap().memory(caller, "m").unwrap();
        own.data_mut(caller)[100] += 1;
        let mut neighbour = shared.take().unwrap();
        let memory = memory(&neighbour);
        memory.data_mut(&mut neighbour.0)[100] = own.data(caller)[100];
        // Another store runs in between.
        assert_eq!(call(&mut neighbour, "load", &[100]), Ok(vec![Val::I32(1)]));
        neighbour.0.engine().flush_pools();
    });
    let second = guest(&engine, |_| ());
    let targets = reach(&first, std::slice::from_ref(&second));
    let third = guest(&engine, |_| ());
    let beyond = reach(&first, std::slice::from_ref(&third));
    *other.borrow_mut() = Some(second);
    let at = beyond.first().or(targets.first()).copied().unwrap_or(65_536);
    assert_eq!(call(&mut first, "host then load", &[at]), OUT_OF_BOUNDS);
    assert_eq!(call(&mut first, "load", &[100]), Ok(vec![Val::I32(1)]));
    assert_eq!(memory(&third).data(&third.0)[100], 0);
}

/// Uses an instance in every way that touches its memory, and resets its slot.
fn use_up(engine: &Engine) {
    let mut guest = guest(engine, |_| ());
    let memory = memory(&guest);
    assert_eq!(&memory.data(&guest.0)[16..23], b"initial");
    assert_eq!(call(&mut guest, "store", &[16, 1]), Ok(vec![]));
    memory.data_mut(&mut guest.0)[17] = 2;
    assert_eq!(call(&mut guest, "load", &[17]), Ok(vec![Val::I32(2)]));
    drop(guest);
    engine.flush_pools();
}

#[test]
fn threads_older_than_the_keys_use_them() {
    let _alone = alone();
    for reset in ["madvise", "memset", "remap"] {
        let (send, receive) = mpsc::channel::<Engine>();
        let (done, results) = mpsc::channel();
        let thread = thread::spawn(move || {
            for engine in receive {
                use_up(&engine);
                done.send(()).unwrap();
            }
        });
        let engine = engine(&format!("memory_reset={reset} pool_warm_slots=1"));
        for _ in 0..4 {
            use_up(&engine);
            send.send(engine.clone()).unwrap();
            results.recv().unwrap();
        }
        drop(send);
        thread.join().unwrap();
    }
}

#[test]
fn a_store_that_gets_its_first_memory_while_it_runs_is_confined_from_then_on() {
    let outer = r#"(module
        (import "host" "make" (func $make))
        (table (export "t") 1 funcref)
        (func (export "run") (param i32) (result i32)
            (if (ref.is_null (table.get (i32.const 0))) (then (call $make)))
            (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))))"#;
    let _alone = alone();
    let engine = engine("");
    let mut store = Store::new(&engine, Limits::default());
    let inner = module(&engine, GUEST);
    let ty = FuncType::new([], []);
    let make = Func::new(&mut store, ty, move |caller, _, _| {
        let func = Func::wrap(caller, |_: &mut Caller<'_>| ())?;
        let made = Instance::new(caller, &inner, &[Extern::Func(func)])?;
        let load = made.func(caller, "load").unwrap();
        let Some(Extern::Table(table)) = caller.instance().unwrap().export(caller, "t") else {
            unreachable!("exported")
        };
        table.set(caller, 0, Val::FuncRef(Some(load)))
    });
    let make = Extern::Func(make.unwrap());
    let instance = Instance::new(&mut store, &module(&engine, outer), &[make]).unwrap();
    // The slot that the store will get is the one that this has now.
    let mut place = Some(guest(&engine, |_| ()));
    let others: Vec<(Store, Instance)> = (0..3).map(|_| guest(&engine, |_| ())).collect();
    let targets = reach(place.as_ref().unwrap(), &others);
    let slot = address(place.as_ref().unwrap());
    place.take();
    engine.flush_pools();
    let run = instance.func(&store, "run").unwrap();
    for at in targets.into_iter().chain([65_536]) {
        let error = run.call(&mut store, &[Val::I32(at)]).unwrap_err();
        assert_eq!(error.trap_kind(), Some(TrapKind::OutOfBoundsMemoryAccess), "{at:#x}");
    }
    let inner = store.instance(1).unwrap().memory(&store, "m").unwrap();
    assert_eq!(inner.data(&store).as_ptr() as usize, slot);
}
