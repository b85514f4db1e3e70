//! Seeded faults of the glue between Rust and OCaml, for measuring the suite that is to find them. Only with the feature `canary`.

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

    /// The fault of this name.
    pub fn from_name(name: &str) -> Option<Fault> {
        Fault::ALL.iter().copied().find(|fault| fault.name() == name)
    }
}
