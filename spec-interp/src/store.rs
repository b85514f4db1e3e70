//! Stores and modules of the interpreter.

#[cfg(feature = "canary")]
use crate::canary::Fault;
use crate::runtime::{self, Crash, call};
use crate::types::*;
use crate::wire::{Reader, Writer, broken};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

/// Limits of a store (`engine/FUEL.md`, "Limits").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pages of 64 KiB per memory.
    pub memory_pages: u64,
    /// Elements per table.
    pub table_elements: u64,
    /// Bytes over all memories and, 8 per element, tables.
    pub total_bytes: u64,
}

/// What a store counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    /// Fuel consumed since the step began.
    pub fuel: u64,
    /// Stack units in use: 0 unless a host function is running.
    pub stack_units: u64,
    /// Operations since the store's creation whose NaN result the specification leaves open; `None` if not counted.
    pub open_nans: Option<u64>,
}

/// A decoded and valid module, usable in any store of its interpreter and thread.
#[derive(Clone, Debug)]
pub struct Module(Rc<Handle>);

/// What OCaml holds for us by number, and the request that lets it go.
#[derive(Debug)]
struct Handle {
    interpreter: Interpreter,
    number: u64,
    release: u8,
}

impl Handle {
    /// What identifies it in this process.
    fn key(&self) -> (Interpreter, u64) {
        (self.interpreter, self.number)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.release == STORE_DROP {
            // A destructor may run after the thread's variables are gone; the entry is gone with them.
            let _ = HOSTS.try_with(|hosts| hosts.borrow_mut().remove(&self.key()));
        }
        // Nothing is lost but memory when this fails.
        let _ = call(self.interpreter, Writer::request(self.release).int(self.number), |_| {
            Ok(())
        });
    }
}

const STORE_DROP: u8 = 1;
const MODULE_DROP: u8 = 5;

/// Imports with module and item name, exports with name.
type ModuleTypes = (Vec<(String, String, ExternType)>, Vec<(String, ExternType)>);

impl Module {
    /// Decodes and validates.
    ///
    /// # Errors
    /// The outer error is the interpreter's failure, the inner one the module's.
    pub fn new(interpreter: Interpreter, wasm: &[u8]) -> Result<Result<Module, Rejection>, Crash> {
        call(interpreter, Writer::request(4).bytes(wasm), |r| {
            Ok(if r.bool()? {
                Err(r.rejection()?)
            } else {
                Ok(Module(Rc::new(Handle {
                    interpreter,
                    number: r.num()?,
                    release: MODULE_DROP,
                })))
            })
        })
    }

    /// Imports (module name, item name, type) and exports (name, type), in order.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn types(&self) -> Result<ModuleTypes, Crash> {
        call(self.0.interpreter, Writer::request(6).int(self.0.number), |r| {
            let imports = r.list(|r| Ok((r.string()?, r.string()?, r.extern_type()?)))?;
            Ok((imports, r.list(|r| Ok((r.string()?, r.extern_type()?)))?))
        })
    }
}

/// Why an instantiation did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstantiateError {
    /// An import is missing or does not fit; the first such.
    Link {
        /// Index of the import.
        import: usize,
        /// For people.
        message: String,
    },
    /// A limit would be passed; nothing was allocated.
    Limit,
    /// An active segment or the start function failed. Effects stay, and so does the instance.
    Failed {
        /// The instance.
        instance: u32,
        /// How.
        failure: Failure,
    },
}

/// An instance's index spaces (store addresses, imports first) and dropped segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Functions.
    pub funcs: Vec<u32>,
    /// Tables.
    pub tables: Vec<u32>,
    /// Memories.
    pub memories: Vec<u32>,
    /// Globals.
    pub globals: Vec<u32>,
    /// For each element segment: dropped?
    pub dropped_elems: Vec<bool>,
    /// For each data segment: dropped?
    pub dropped_datas: Vec<bool>,
}

/// Whose a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FuncOwner {
    /// A module's.
    Wasm {
        /// The instance.
        instance: u32,
        /// The function's index in its module.
        func: u32,
    },
    /// The host's: the id given to [`Store::new_func`].
    Host(u32),
}

/// A function's type and owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FuncInfo {
    /// Type.
    pub ty: FuncType,
    /// Owner.
    pub owner: FuncOwner,
}

/// What a host function answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostOutcome {
    /// Values of its result types.
    Results(Vec<Value>),
    /// A trap of its own.
    Trap,
    /// The failure of a call that it made, passed on unchanged.
    Failure(Failure),
}

/// The host: called with the running store, the function's id and its arguments. It may use the store, [`Store::invoke`] included.
pub type HostFn = dyn Fn(&Store, u32, &[Value]) -> HostOutcome;

/// By the store's number.
type Hosts = HashMap<(Interpreter, u64), (Weak<Handle>, Rc<HostFn>)>;

thread_local! {
    static HOSTS: RefCell<Hosts> = RefCell::new(HashMap::new());
}

/// A store of the interpreter; clones are the same store.
///
/// Addresses that do not exist are [`Crash`]es of the method that takes them.
#[derive(Clone, Debug)]
pub struct Store(Rc<Handle>);

impl Store {
    /// An empty store. Starts OCaml if nobody has ([`start`](crate::start)).
    ///
    /// # Errors
    /// When OCaml does not start.
    pub fn new(interpreter: Interpreter, limits: &Limits) -> Result<Store, Crash> {
        let mut request = Writer::request(0);
        request
            .int(limits.memory_pages)
            .int(limits.table_elements)
            .int(limits.total_bytes);
        call(interpreter, &request, |r| {
            Ok(Store(Rc::new(Handle {
                interpreter,
                number: r.num()?,
                release: STORE_DROP,
            })))
        })
    }

    fn request(&self, number: u8) -> Writer {
        let mut request = Writer::request(number);
        request.int(self.0.number);
        request
    }

    fn call<T>(&self, request: &Writer, read: impl FnOnce(&mut Reader) -> Result<T, Crash>) -> Result<T, Crash> {
        call(self.0.interpreter, request, read)
    }

    /// Whether one of these faults sits here.
    #[cfg(feature = "canary")]
    fn seeded(&self, faults: &[Fault]) -> bool {
        faults.iter().any(|fault| fault.is_in(self.0.interpreter))
    }

    /// A request about the entity at an address.
    fn about(&self, number: u8, address: u32) -> Writer {
        let mut request = self.request(number);
        request.int(address.into());
        request
    }

    /// Sets what host functions do; until then they trap.
    pub fn set_host(&self, host: Rc<HostFn>) {
        let entry = (Rc::downgrade(&self.0), host);
        HOSTS.with_borrow_mut(|hosts| hosts.insert(self.0.key(), entry));
    }

    /// Begins a step: consumed fuel becomes 0, and these limits hold until the next step.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn begin_step(&self, fuel_limit: u64, stack_limit: u64) -> Result<(), Crash> {
        self.call(self.request(2).int(fuel_limit).int(stack_limit), |_| Ok(()))
    }

    /// What the store has counted.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn counters(&self) -> Result<Counters, Crash> {
        self.call(&self.request(3), |r| {
            let counters = Counters {
                fuel: r.num()?,
                stack_units: r.num()?,
                open_nans: u64::try_from(r.int()?).ok(),
            };
            #[cfg(feature = "canary")]
            if Fault::OpenNans.is_in(self.0.interpreter) {
                return Ok(Counters {
                    open_nans: Some(0),
                    ..counters
                });
            }
            #[cfg(feature = "canary")]
            if Fault::VerifiedFuel.is_in(self.0.interpreter) {
                return Ok(Counters {
                    fuel: counters.fuel.saturating_sub(1),
                    ..counters
                });
            }
            Ok(counters)
        })
    }

    /// Instantiates; the instance's number. Instances count from 0 in order of creation.
    ///
    /// # Errors
    /// The outer error is the interpreter's failure.
    ///
    /// # Panics
    /// When a host function does.
    pub fn instantiate(&self, module: &Module, imports: &[Extern]) -> Result<Result<u32, InstantiateError>, Crash> {
        let mut request = self.request(7);
        request.int(module.0.number).int(imports.len() as u64);
        for &import in imports {
            request.item(import);
        }
        self.call(&request, |r| {
            Ok(match r.byte()? {
                0 => Ok(r.num()?),
                1 => Err(InstantiateError::Link {
                    import: r.num()?,
                    message: r.string()?,
                }),
                2 => Err(InstantiateError::Limit),
                3 => Err(InstantiateError::Failed {
                    instance: r.num()?,
                    failure: r.failure()?,
                }),
                _ => return Err(broken()),
            })
        })
    }

    /// How many instances there are.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn instance_count(&self) -> Result<u32, Crash> {
        self.call(&self.request(8), Reader::num)
    }

    /// An instance's index spaces and dropped segments.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn instance(&self, instance: u32) -> Result<Instance, Crash> {
        self.call(&self.about(9, instance), |r| {
            Ok(Instance {
                funcs: r.list(Reader::num)?,
                tables: r.list(Reader::num)?,
                memories: r.list(Reader::num)?,
                globals: r.list(Reader::num)?,
                dropped_elems: r.list(Reader::bool)?,
                dropped_datas: r.list(Reader::bool)?,
            })
        })
    }

    /// An instance's exports, in the module's order.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn exports(&self, instance: u32) -> Result<Vec<(String, Extern)>, Crash> {
        self.call(&self.about(10, instance), |r| r.list(|r| Ok((r.string()?, r.item()?))))
    }

    /// The export of that name.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn export(&self, instance: u32, name: &str) -> Result<Option<Extern>, Crash> {
        self.call(self.about(11, instance).bytes(name.as_bytes()), |r| {
            r.option(Reader::item)
        })
    }

    /// A new host function; the host is called with this `id`.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn new_func(&self, ty: &FuncType, id: u32) -> Result<u32, Crash> {
        self.call(self.request(12).func_type(ty).int(id.into()), Reader::num)
    }

    /// A function's type and owner.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn func(&self, func: u32) -> Result<FuncInfo, Crash> {
        self.call(&self.about(13, func), |r| {
            let ty = r.func_type()?;
            let owner = match r.byte()? {
                0 => FuncOwner::Wasm {
                    instance: r.num()?,
                    func: r.num()?,
                },
                _ => FuncOwner::Host(r.num()?),
            };
            Ok(FuncInfo { ty, owner })
        })
    }

    /// Calls a function.
    ///
    /// # Errors
    /// The outer error is the interpreter's failure, which includes arguments that are not of the parameters' types.
    ///
    /// # Panics
    /// When a host function does.
    pub fn invoke(&self, func: u32, args: &[Value]) -> Result<Result<Vec<Value>, Failure>, Crash> {
        #[cfg(feature = "canary")]
        let exchanged = match args {
            [a, b, rest @ ..] if self.seeded(&EXCHANGED) && a.ty() == b.ty() => [&[*b, *a], rest].concat(),
            _ => args.to_vec(),
        };
        #[cfg(feature = "canary")]
        let args = &exchanged;
        let answer = self.call(self.about(14, func).values(args), |r| {
            Ok(if r.bool()? { Err(r.failure()?) } else { Ok(r.values()?) })
        });
        #[cfg(feature = "canary")]
        if let (true, Ok(Err(failure))) = (self.seeded(&[Fault::VerifiedLocation]), &answer) {
            return Ok(Err(match *failure {
                Failure::Trap(kind, _) => Failure::Trap(kind, None),
                Failure::Exhausted(what, _) => Failure::Exhausted(what, None),
            }));
        }
        answer
    }

    /// A new table filled with `init`; `None` when a limit would be passed.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn new_table(&self, ty: TableType, init: Value) -> Result<Option<u32>, Crash> {
        self.call(self.request(15).table_type(ty).value(&init), |r| r.option(Reader::num))
    }

    /// A table's type as declared, and its size in elements.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn table(&self, table: u32) -> Result<(TableType, u32), Crash> {
        self.call(&self.about(16, table), |r| Ok((r.table_type()?, r.num()?)))
    }

    /// Elements from `first` on: `count` of them, or as many as there are.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn table_read(&self, table: u32, first: u32, count: u32) -> Result<Vec<Value>, Crash> {
        let mut request = self.about(17, table);
        request.int(first.into()).int(count.into());
        #[cfg(feature = "canary")]
        if self.seeded(&[Fault::VerifiedTableRead]) {
            return self.call(&request, |r| Ok(r.values()?.into_iter().rev().collect()));
        }
        self.call(&request, Reader::values)
    }

    /// Sets an element; false and no change when out of bounds.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn table_write(&self, table: u32, index: u32, value: Value) -> Result<bool, Crash> {
        #[cfg(feature = "canary")]
        let index = if self.seeded(&[Fault::TableWrite]) { 0 } else { index };
        let mut request = self.about(18, table);
        self.call(request.int(index.into()).value(&value), Reader::bool)
    }

    /// Grows by `delta` elements of that value; the former size, or `None` when that is not possible.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn table_grow(&self, table: u32, delta: u32, value: Value) -> Result<Option<u32>, Crash> {
        let mut request = self.about(19, table);
        self.call(request.int(delta.into()).value(&value), size)
    }

    /// A new memory; `None` when a limit would be passed.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn new_memory(&self, ty: MemoryType) -> Result<Option<u32>, Crash> {
        self.call(self.request(20).limits(ty), |r| r.option(Reader::num))
    }

    /// A memory's type as declared, and its size in pages.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn memory(&self, memory: u32) -> Result<(MemoryType, u32), Crash> {
        self.call(&self.about(21, memory), |r| Ok((r.limits()?, r.num()?)))
    }

    /// A copy of a range; `None` when out of bounds.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn memory_read(&self, memory: u32, offset: u64, length: u64) -> Result<Option<Vec<u8>>, Crash> {
        let mut request = self.about(22, memory);
        self.call(request.int(offset).int(length), |r| {
            r.option(|r| Ok(r.bytes()?.to_vec()))
        })
    }

    /// Shows `f` a memory in place: its stored bytes and its length in bytes; all bytes between them are zero.
    ///
    /// # Errors
    /// The interpreter's failure. Every call of this crate that `f` makes fails.
    pub fn with_memory<T>(&self, memory: u32, f: impl FnOnce(&[u8], u64) -> T) -> Result<T, Crash> {
        #[cfg(feature = "canary")]
        let f = |stored: &[u8], length| match stored {
            [_, rest @ ..] if self.seeded(&[Fault::VerifiedMemoryRead]) => f(rest, length),
            _ => f(stored, length),
        };
        runtime::with_memory(self.0.interpreter, self.0.number, memory, f)
    }

    /// Writes bytes; false and no change when out of bounds.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn memory_write(&self, memory: u32, offset: u64, bytes: &[u8]) -> Result<bool, Crash> {
        #[cfg(feature = "canary")]
        let offset = offset + u64::from(self.seeded(&[Fault::MemoryWrite]));
        #[cfg(feature = "canary")]
        let bytes = if self.seeded(&[Fault::VerifiedHostWrite]) {
            &[]
        } else {
            bytes
        };
        let mut request = self.about(23, memory);
        self.call(request.int(offset).bytes(bytes), Reader::bool)
    }

    /// Grows by pages; the former size, or `None` when that is not possible.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn memory_grow(&self, memory: u32, delta: u32) -> Result<Option<u32>, Crash> {
        self.call(self.about(24, memory).int(delta.into()), size)
    }

    /// A new global.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn new_global(&self, ty: GlobalType, value: Value) -> Result<u32, Crash> {
        self.call(self.request(25).global_type(ty).value(&value), Reader::num)
    }

    /// A global's type and value.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn global(&self, global: u32) -> Result<(GlobalType, Value), Crash> {
        #[cfg(feature = "canary")]
        let global = global.saturating_sub(self.seeded(&[Fault::VerifiedGlobalRead]).into());
        self.call(&self.about(26, global), |r| Ok((r.global_type()?, r.value()?)))
    }

    /// Sets a global; false and no change when it is immutable.
    ///
    /// # Errors
    /// The interpreter's failure.
    pub fn global_write(&self, global: u32, value: Value) -> Result<bool, Crash> {
        #[cfg(feature = "canary")]
        if self.seeded(&[Fault::GlobalWrite]) {
            return Ok(true);
        }
        self.call(self.about(27, global).value(&value), Reader::bool)
    }
}

#[cfg(feature = "canary")]
const EXCHANGED: [Fault; 2] = [Fault::ArgumentOrder, Fault::VerifiedArgumentOrder];

#[cfg(feature = "canary")]
fn zero(value: Value) -> Value {
    match value {
        Value::I32(_) => Value::I32(0),
        Value::I64(_) => Value::I64(0),
        Value::F32(_) => Value::F32(0),
        Value::F64(_) => Value::F64(0),
        Value::V128(_) => Value::V128(0),
        Value::FuncRef(_) => Value::FuncRef(None),
        Value::ExternRef(_) => Value::ExternRef(None),
    }
}

/// A size, or -1 for failure.
fn size(r: &mut Reader) -> Result<Option<u32>, Crash> {
    Ok(u32::try_from(r.int()?).ok())
}

/// Answers a host call in wire form.
pub(crate) fn host_call(interpreter: Interpreter, store: u64, request: Vec<u8>) -> Vec<u8> {
    let host = HOSTS.with_borrow(|hosts| {
        let (handle, host) = hosts.get(&(interpreter, store))?;
        Some((Store(handle.upgrade()?), Rc::clone(host)))
    });
    let mut reader = Reader::new(request);
    let arguments = reader.num().and_then(|id| Ok((id, reader.values()?)));
    let outcome = match (host, arguments) {
        (Some((store, host)), Ok((id, arguments))) => host(&store, id, &arguments),
        _ => HostOutcome::Trap,
    };
    #[cfg(feature = "canary")]
    let outcome = match outcome {
        HostOutcome::Results(values) if Fault::HostResults.is_in(interpreter) => {
            HostOutcome::Results(values.into_iter().rev().collect())
        }
        HostOutcome::Trap if Fault::HostTrap.is_in(interpreter) => HostOutcome::Results(Vec::new()),
        HostOutcome::Results(values) if Fault::VerifiedHostResults.is_in(interpreter) => {
            HostOutcome::Results(values.into_iter().map(zero).collect())
        }
        outcome => outcome,
    };
    let mut answer = Writer::default();
    match outcome {
        HostOutcome::Results(values) => answer.byte(0).values(&values),
        HostOutcome::Trap => answer.byte(1),
        HostOutcome::Failure(failure) => answer.byte(2).failure(failure),
    };
    answer.0
}
