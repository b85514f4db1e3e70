//! Carries out directives on a machine.

use super::matching::{matches, value_of};
use super::spectest;
use crate::machine::{Extern, InstantiateError, Machine, Runtime, Unable};
use crate::module_info::ModuleInfo;
use crate::outcome::{Exhaustion, Failure, Rejection, TrapKind};
use crate::testcase::Limits;
use crate::value::Value;
use std::collections::HashMap;
use wast::token::Id;
use wast::{QuoteWat, WastArg, WastDirective, WastExecute, WastInvoke, WastRet, Wat};

/// Fuel of each action: official scripts do little, and one that runs away must end.
const FUEL: u64 = 2_000_000_000;
/// Stack units of each action: deep enough for the scripts' ordinary recursion.
const STACK: u64 = 60_000;

/// What a directive that held says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The runtime did as expected.
    Runtime,
    /// The text parser did; the runtime was not asked.
    TextFormat,
    /// Nothing was asserted.
    NotAnAssertion,
}

/// Why a directive did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unheld {
    /// What was expected and what happened instead.
    Failed(String),
    /// The runtime lacks this feature, now or where what the directive is about was made.
    Unsupported(String),
}

impl From<String> for Unheld {
    fn from(message: String) -> Unheld {
        Unheld::Failed(message)
    }
}

/// Why an action did not return.
enum Stop {
    Failure(Failure),
    /// The script asks for something that is not there.
    Script(String),
    /// The runtime lacks this feature.
    Unsupported(String),
}

impl From<Unheld> for Stop {
    fn from(unheld: Unheld) -> Stop {
        match unheld {
            Unheld::Failed(message) => Stop::Script(message),
            Unheld::Unsupported(feature) => Stop::Unsupported(feature),
        }
    }
}

/// An instance, or the feature for lack of which there is none or none that is as it should be.
type Slot = Result<u32, String>;

/// One script's state: a store, its instances and their names.
pub struct Executor {
    machine: Box<dyn Machine>,
    spectest: HashMap<&'static str, Extern>,
    /// By `$name`.
    names: HashMap<String, Slot>,
    /// Modules from `module definition` by `$name`.
    definitions: HashMap<String, Vec<u8>>,
    /// By registered name.
    registered: HashMap<String, Slot>,
    current: Option<Slot>,
    next_slot: u32,
}

impl Executor {
    /// An empty store with the host module `spectest`.
    pub fn new(runtime: &dyn Runtime) -> Result<Executor, Unable> {
        let limits = Limits {
            memory_pages: 65_536,
            table_elements: 20_000_000,
            total_bytes: 1 << 30,
        };
        let mut machine = runtime.machine(&limits)?;
        let spectest = spectest::define(machine.as_mut()).map_err(|failure| Unable::Broken(failure.to_string()))?;
        Ok(Executor {
            machine,
            spectest,
            names: HashMap::new(),
            definitions: HashMap::new(),
            registered: HashMap::new(),
            current: None,
            next_slot: 0,
        })
    }

    /// Carries out one directive.
    ///
    /// # Errors
    /// What was expected and what happened instead, or the feature that is lacking.
    pub fn directive(&mut self, directive: WastDirective<'_>) -> Result<Passed, Unheld> {
        match directive {
            WastDirective::Module(mut module) => {
                let name = module.name().map(name_of);
                let bytes = module
                    .encode()
                    .map_err(|e| format!("cannot encode the module: {}", e.message()))?;
                self.define(name, &bytes).map(|()| Passed::Runtime)
            }
            WastDirective::ModuleDefinition(mut module) => {
                let name = module.name().map(name_of).unwrap_or_default();
                let bytes = module
                    .encode()
                    .map_err(|e| format!("cannot encode the module: {}", e.message()))?;
                self.machine.compile(&bytes).map_err(|rejection| match rejection {
                    Rejection::Unsupported(feature) => Unheld::Unsupported(feature),
                    rejection => Unheld::Failed(rejection.to_string()),
                })?;
                self.definitions.insert(name, bytes);
                Ok(Passed::Runtime)
            }
            WastDirective::ModuleInstance { instance, module, .. } => {
                let definition = module.map(name_of).unwrap_or_default();
                let bytes = self
                    .definitions
                    .get(&definition)
                    .cloned()
                    .ok_or_else(|| "no such module definition".to_owned())?;
                self.define(instance.map(name_of), &bytes).map(|()| Passed::Runtime)
            }
            WastDirective::Register { name, module, .. } => {
                let slot = self.named(module)?;
                self.registered.insert(name.to_owned(), slot);
                Ok(Passed::NotAnAssertion)
            }
            WastDirective::Invoke(invoke) => match self.invoke(&invoke) {
                Ok(_) => Ok(Passed::Runtime),
                Err(stop) => Err(unheld("a return", stop)),
            },
            WastDirective::AssertReturn { exec, results, .. } => self.assert_return(exec, &results),
            WastDirective::AssertTrap { exec, message, .. } => self.assert_trap(exec, message),
            WastDirective::AssertExhaustion { call, message, .. } => self.assert_exhaustion(&call, message),
            WastDirective::AssertUnlinkable { module, message, .. } => self.assert_unlinkable(module, message),
            WastDirective::AssertMalformed { module, message, .. } => self.assert_rejected(module, message, true),
            WastDirective::AssertInvalid { module, message, .. } => self.assert_rejected(module, message, false),
            other => Err(format!("a directive that WebAssembly 2.0 scripts do not have: {other:?}").into()),
        }
    }

    fn define(&mut self, name: Option<String>, bytes: &[u8]) -> Result<(), Unheld> {
        let slot = match self.instantiate(bytes) {
            Ok(slot) => Ok(slot),
            Err(Problem::Unsupported(feature)) => Err(feature),
            Err(problem) => return Err(format!("cannot instantiate: {problem}").into()),
        };
        self.current = Some(slot.clone());
        if let Some(name) = name {
            self.names.insert(name, slot.clone());
        }
        slot.map(drop).map_err(Unheld::Unsupported)
    }

    /// What a module that could not be made would have changed: everything that it imports from.
    fn spoil(&mut self, info: &ModuleInfo, feature: &str) {
        for import in &info.imports {
            if let Some(Ok(slot)) = self.registered.get(&import.module) {
                let slot = *slot;
                let all = self
                    .names
                    .values_mut()
                    .chain(self.registered.values_mut())
                    .chain(&mut self.current);
                for known in all.filter(|known| **known == Ok(slot)) {
                    *known = Err(feature.to_owned());
                }
            }
        }
    }

    fn instantiate(&mut self, bytes: &[u8]) -> Result<u32, Problem> {
        let info = ModuleInfo::read(bytes);
        let module = match self.machine.compile(bytes) {
            Ok(module) => module,
            Err(Rejection::Unsupported(feature)) => {
                self.spoil(&info, &feature);
                return Err(Problem::Unsupported(feature));
            }
            Err(rejection) => return Err(Problem::Rejected(rejection)),
        };
        let mut imports = Vec::with_capacity(info.imports.len());
        for import in &info.imports {
            let found = if import.module == "spectest" {
                self.spectest.get(import.name.as_str()).copied()
            } else {
                match self.registered.get(&import.module) {
                    Some(Ok(slot)) => self.machine.export(*slot, &import.name),
                    Some(Err(feature)) => {
                        let feature = feature.clone();
                        self.spoil(&info, &feature);
                        return Err(Problem::Unsupported(feature));
                    }
                    None => None,
                }
            };
            imports.push(found);
        }
        let slot = self.next_slot;
        self.next_slot += 1;
        self.machine.begin_step(FUEL, STACK);
        self.machine
            .instantiate(slot, module, &imports)
            .map_err(Problem::Failed)?;
        Ok(slot)
    }

    fn named(&self, name: Option<Id<'_>>) -> Result<Slot, Unheld> {
        let known = match name {
            None => self.current.clone().ok_or_else(|| "no module is current".to_owned()),
            Some(id) => self
                .names
                .get(&name_of(id))
                .cloned()
                .ok_or_else(|| format!("no module named ${}", id.name())),
        };
        Ok(known?)
    }

    fn slot(&self, name: Option<Id<'_>>) -> Result<u32, Unheld> {
        self.named(name)?.map_err(Unheld::Unsupported)
    }

    fn invoke(&mut self, invoke: &WastInvoke<'_>) -> Result<Vec<Value>, Stop> {
        let slot = self.slot(invoke.module)?;
        let Some(func @ Extern::Func(_)) = self.machine.export(slot, invoke.name) else {
            return Err(Stop::Script(format!("no function is exported as `{}`", invoke.name)));
        };
        let mut args = Vec::with_capacity(invoke.args.len());
        for arg in &invoke.args {
            match arg {
                WastArg::Core(arg) => args.push(value_of(arg).map_err(Stop::Script)?),
                other => return Err(Stop::Script(format!("not a core argument: {other:?}"))),
            }
        }
        let ty = self.machine.func_type(func);
        let given: Vec<_> = args.iter().map(Value::ty).collect();
        if ty.params != given {
            return Err(Stop::Script(format!(
                "`{}` takes {ty}, called with {given:?}",
                invoke.name
            )));
        }
        self.machine.begin_step(FUEL, STACK);
        self.machine.invoke(func, &args).map_err(Stop::Failure)
    }

    fn execute(&mut self, exec: WastExecute<'_>) -> Result<Vec<Value>, Stop> {
        match exec {
            WastExecute::Invoke(invoke) => self.invoke(&invoke),
            WastExecute::Get { module, global, .. } => {
                let slot = self.slot(module)?;
                match self.machine.export(slot, global) {
                    Some(found @ Extern::Global(_)) => Ok(vec![self.machine.global_get(found)]),
                    _ => Err(Stop::Script(format!("no global is exported as `{global}`"))),
                }
            }
            WastExecute::Wat(mut module) => {
                let bytes = module.encode().map_err(|e| Stop::Script(e.message()))?;
                match self.instantiate(&bytes) {
                    Ok(_) => Ok(Vec::new()),
                    Err(Problem::Failed(InstantiateError::Failed(failure))) => Err(Stop::Failure(failure)),
                    Err(Problem::Unsupported(feature)) => Err(Stop::Unsupported(feature)),
                    Err(problem) => Err(Stop::Script(problem.to_string())),
                }
            }
        }
    }

    fn assert_return(&mut self, exec: WastExecute<'_>, expected: &[WastRet<'_>]) -> Result<Passed, Unheld> {
        let values = self.execute(exec).map_err(|stop| unheld("a return", stop))?;
        let agree = values.len() == expected.len() && values.iter().zip(expected).all(|(v, e)| matches(*v, e));
        if agree {
            return Ok(Passed::Runtime);
        }
        let shown: Vec<String> = values.iter().map(Value::to_string).collect();
        Err(format!("expected {expected:?}, got [{}]", shown.join(", ")).into())
    }

    fn assert_trap(&mut self, exec: WastExecute<'_>, message: &str) -> Result<Passed, Unheld> {
        if !KINDS.iter().any(|(_, kind)| stands_for(message, *kind)) {
            return Err(format!("unknown trap message `{message}`").into());
        }
        match self.execute(exec) {
            Err(Stop::Failure(Failure::Trap(kind, _))) if stands_for(message, kind) => Ok(Passed::Runtime),
            Ok(values) => Err(format!("expected trap `{message}`, got {values:?}").into()),
            Err(stop) => Err(unheld(&format!("trap `{message}`"), stop)),
        }
    }

    /// The scripts' only exhaustion is that of the call stack: by our budget, or natively where the budget is off.
    fn assert_exhaustion(&mut self, call: &WastInvoke<'_>, message: &str) -> Result<Passed, Unheld> {
        match self.invoke(call) {
            Err(Stop::Failure(Failure::Exhausted(Exhaustion::CallStack, _) | Failure::NativeStack))
                if message == "call stack exhausted" =>
            {
                Ok(Passed::Runtime)
            }
            Ok(values) => Err(format!("expected `{message}`, got {values:?}").into()),
            Err(stop) => Err(unheld(&format!("`{message}`"), stop)),
        }
    }

    fn assert_unlinkable(&mut self, mut module: Wat<'_>, message: &str) -> Result<Passed, Unheld> {
        let bytes = module
            .encode()
            .map_err(|e| format!("cannot encode the module: {}", e.message()))?;
        match self.instantiate(&bytes) {
            Err(Problem::Failed(InstantiateError::Link { .. })) => Ok(Passed::Runtime),
            Err(Problem::Unsupported(feature)) => Err(Unheld::Unsupported(feature)),
            Err(problem) => Err(format!("expected a link error `{message}`, got {problem}").into()),
            Ok(_) => Err(format!("expected a link error `{message}`, but it linked").into()),
        }
    }

    fn assert_rejected(&mut self, mut module: QuoteWat<'_>, message: &str, malformed: bool) -> Result<Passed, Unheld> {
        // Quoted text is about the text format. Some of it our parser takes though 2.0's does not (an offset past 32 bits): what
        // the binary of it then is, the script does not say.
        let quoted = matches!(module, QuoteWat::QuoteModule(..));
        let bytes = match module.encode() {
            Ok(bytes) => bytes,
            // The text parser refuses it; scripts use that for the grammar of the text and for unbound names.
            Err(_) => return Ok(Passed::TextFormat),
        };
        let wanted = if malformed { "malformed" } else { "invalid" };
        match self.machine.compile(&bytes) {
            Err(Rejection::Malformed { .. }) if malformed => Ok(Passed::Runtime),
            Err(Rejection::Invalid { .. }) if !malformed => Ok(Passed::Runtime),
            Err(Rejection::Malformed { .. }) if quoted => Ok(Passed::TextFormat),
            Err(Rejection::Unsupported(feature)) => Err(Unheld::Unsupported(feature)),
            Err(rejection) => Err(format!("expected {wanted} (`{message}`), got {rejection}").into()),
            Ok(_) => Err(format!("expected {wanted} (`{message}`), but it was accepted").into()),
        }
    }
}

/// Why a module of the script did not become an instance.
enum Problem {
    Rejected(Rejection),
    Failed(InstantiateError),
    /// The runtime lacks this feature.
    Unsupported(String),
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Problem::Rejected(rejection) => write!(f, "{rejection}"),
            Problem::Failed(InstantiateError::Link { import, message }) => {
                write!(f, "link error at import {import}: {message}")
            }
            Problem::Failed(InstantiateError::Failed(failure)) => write!(f, "{failure}"),
            Problem::Unsupported(feature) => write!(f, "unsupported: {feature}"),
        }
    }
}

fn name_of(id: Id<'_>) -> String {
    id.name().to_owned()
}

fn unheld(expected: &str, stop: Stop) -> Unheld {
    match stop {
        Stop::Failure(Failure::Unsupported(feature)) | Stop::Unsupported(feature) => Unheld::Unsupported(feature),
        Stop::Failure(failure) => Unheld::Failed(format!("expected {expected}, got {failure}")),
        Stop::Script(message) => Unheld::Failed(format!("expected {expected}, got {message}")),
    }
}

/// What the official scripts call each trap.
const KINDS: &[(&str, TrapKind)] = &[
    ("unreachable", TrapKind::Unreachable),
    ("integer divide by zero", TrapKind::IntegerDivideByZero),
    ("integer overflow", TrapKind::IntegerOverflow),
    ("invalid conversion to integer", TrapKind::InvalidConversionToInteger),
    ("out of bounds memory access", TrapKind::OutOfBoundsMemoryAccess),
    ("out of bounds table access", TrapKind::OutOfBoundsTableAccess),
    ("undefined element", TrapKind::UndefinedElement),
    ("uninitialized element", TrapKind::UninitializedElement),
    ("indirect call type mismatch", TrapKind::IndirectCallTypeMismatch),
];

/// Whether a script's message names this trap. Messages may go on after the kind (`uninitialized element 2`) and older scripts
/// shorten it (`out of bounds`), which may then name more than one.
fn stands_for(message: &str, kind: TrapKind) -> bool {
    KINDS
        .iter()
        .any(|&(text, k)| k == kind && (message.starts_with(text) || text.starts_with(message)))
}
