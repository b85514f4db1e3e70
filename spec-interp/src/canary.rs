//! Seeded faults of the glue between Rust and the two interpreters in OCaml, for measuring the suite that is to find them. Only with the feature `canary`.

use crate::types::Interpreter;
use std::sync::atomic::{AtomicU8, Ordering};

static ACTIVE: AtomicU8 = AtomicU8::new(0);

/// A seeded fault. At most one is active in a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fault {
    /// The first two arguments of a call are exchanged when they have the same type.
    ArgumentOrder,
    /// What the host writes to a memory lands one byte further.
    MemoryWrite,
    /// What the host writes to a global is lost.
    GlobalWrite,
    /// The results of a host function come in reverse.
    HostResults,
    /// A host function's trap counts as a return of zeros.
    HostTrap,
    /// The count of operations whose NaN is open stays at 0.
    OpenNans,
    /// Element `n` of a table is written to element 0.
    TableWrite,
    /// The first two arguments of a call of the verified interpreter are exchanged when they have the same type.
    VerifiedArgumentOrder,
    /// The memories of the verified interpreter are read back one byte off.
    VerifiedMemoryRead,
    /// The global before is read instead of the one that was asked for.
    VerifiedGlobalRead,
    /// Elements of tables of the verified interpreter are read back in reverse.
    VerifiedTableRead,
    /// The results of a host function are lost on the way to the verified interpreter: zeros arrive.
    VerifiedHostResults,
    /// What the host writes to a memory of the verified interpreter is lost.
    VerifiedHostWrite,
    /// Traps and exhaustion of the verified interpreter lose their place.
    VerifiedLocation,
    /// The verified interpreter is said to have consumed one unit of fuel less.
    VerifiedFuel,
}

impl Fault {
    /// Every fault, in declaration order.
    pub const ALL: &[Fault] = &[
        Fault::ArgumentOrder,
        Fault::MemoryWrite,
        Fault::GlobalWrite,
        Fault::HostResults,
        Fault::HostTrap,
        Fault::OpenNans,
        Fault::TableWrite,
        Fault::VerifiedArgumentOrder,
        Fault::VerifiedMemoryRead,
        Fault::VerifiedGlobalRead,
        Fault::VerifiedTableRead,
        Fault::VerifiedHostResults,
        Fault::VerifiedHostWrite,
        Fault::VerifiedLocation,
        Fault::VerifiedFuel,
    ];

    /// The name by which the command line selects it.
    pub fn name(self) -> &'static str {
        match self {
            Fault::ArgumentOrder => "glue-argument-order",
            Fault::MemoryWrite => "glue-memory-write",
            Fault::GlobalWrite => "glue-global-write",
            Fault::HostResults => "glue-host-results",
            Fault::HostTrap => "glue-host-trap",
            Fault::OpenNans => "glue-open-nans",
            Fault::TableWrite => "glue-table-write",
            Fault::VerifiedArgumentOrder => "glue-verified-argument-order",
            Fault::VerifiedMemoryRead => "glue-verified-memory-read",
            Fault::VerifiedGlobalRead => "glue-verified-global-read",
            Fault::VerifiedTableRead => "glue-verified-table-read",
            Fault::VerifiedHostResults => "glue-verified-host-results",
            Fault::VerifiedHostWrite => "glue-verified-host-write",
            Fault::VerifiedLocation => "glue-verified-location",
            Fault::VerifiedFuel => "glue-verified-fuel",
        }
    }

    /// The class of bugs that it stands for.
    pub fn copies(self) -> &'static str {
        match self {
            Fault::ArgumentOrder => "an oracle's binding that passes arguments in the wrong order",
            Fault::MemoryWrite => "an oracle's binding that is off by one in memory",
            Fault::GlobalWrite => "state set through the binding of an oracle and lost there",
            Fault::HostResults => "multi-value results through a binding, in reverse",
            Fault::HostTrap => "a host error that a binding swallows",
            Fault::OpenNans => "permitted NaNs compared bit for bit, or any NaN equal to any other",
            Fault::TableWrite => "tables, which harnesses did not compare",
            Fault::VerifiedArgumentOrder => {
                "a verified oracle whose unverified binding passes arguments in the wrong order"
            }
            Fault::VerifiedMemoryRead => "a verified oracle whose memory is read back wrongly",
            Fault::VerifiedGlobalRead => "state of an oracle read from the wrong place",
            Fault::VerifiedTableRead => "tables, which harnesses did not compare",
            Fault::VerifiedHostResults => "host functions that an oracle's binding replaces by constants",
            Fault::VerifiedHostWrite => "effects of the host that one side of a comparison does not see",
            Fault::VerifiedLocation => "any trap accepted for any trap",
            Fault::VerifiedFuel => "budgets that two sides count differently",
        }
    }

    /// Makes this the fault of the process.
    pub fn activate(self) {
        ACTIVE.store(self as u8 + 1, Ordering::Relaxed);
    }

    /// Whether it is the fault of the process. Called where the fault sits.
    pub fn is_active(self) -> bool {
        ACTIVE.load(Ordering::Relaxed) == self as u8 + 1
    }

    /// Whether it is the fault of the process and sits in the glue of this interpreter.
    pub(crate) fn is_in(self, interpreter: Interpreter) -> bool {
        let verified = self as u8 >= Fault::VerifiedArgumentOrder as u8;
        self.is_active() && verified == (interpreter == Interpreter::Verified)
    }

    /// The fault of this name.
    pub fn from_name(name: &str) -> Option<Fault> {
        Fault::ALL.iter().copied().find(|fault| fault.name() == name)
    }
}
