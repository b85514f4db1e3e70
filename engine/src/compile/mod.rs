//! The compiler: a pure function from (bytes, [`Tunables`]) to a [`CompiledModule`].
//!
//! Nothing here knows a store, an instance or the operating system; what generated code needs of them is in
//! [`crate::layout`]. The same bytes and tunables give the same output, byte for byte.
//!
//! * `module` decodes and validates; `artifact` is what comes out; `link` puts the functions into one text.
//! * `translate` holds the [`translate::FuncTranslator`] and the dispatch; each instruction family has a file of its own:
//!   `control`, `call`, `variable`, `global`, `memory`, `table`, `reference`, `numeric`, `simd`.
//! * `memory_access` is the only place where an address of a linear memory is computed; `bounds` decides what is checked.
//! * `fuel`, `frame` and `trap` implement `FUEL.md` and the ways to trap.
//! * `trampoline` makes the code between host and Wasm calling conventions, one pair per signature.

mod artifact;
mod bounds;
mod call;
mod control;
#[cfg(feature = "canary")]
mod faults;
mod frame;
mod fuel;
mod function;
mod global;
mod isa;
mod link;
mod memory;
mod memory_access;
mod module;
mod numeric;
mod reference;
mod simd;
mod table;
mod trampoline;
mod translate;
mod trap;
mod unwind;
mod variable;

#[cfg(test)]
mod tests;

pub use artifact::*;
pub use isa::{OptLevel, RegallocAlgorithm, Tunables, build_isa};
pub use trampoline::{entry_trampoline, exit_trampoline};

use crate::layout::VMOffsets;
use cranelift_codegen::isa::TargetIsa;
use function::{BodyError, FunctionCompiler};
use link::Linker;
use std::cell::Cell;
use translate::ModuleEnv;

/// Why a module was not compiled. Offsets are bytes from the start of the module.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CompileError {
    /// The bytes are no module (*Binary Format*).
    #[error("malformed module at offset {offset:#x}: {message}")]
    Malformed {
        /// Where.
        offset: u64,
        /// What is wrong.
        message: String,
    },
    /// The module does not validate (*Validation*), or uses a feature beyond 2.0.
    #[error("invalid module at offset {offset:#x}: {message}")]
    Invalid {
        /// Where.
        offset: u64,
        /// What is wrong.
        message: String,
    },
    /// Valid, but not something that this engine can do.
    #[error("unsupported: {0}")]
    Unsupported(String),
    /// Valid, but larger than this engine allows.
    #[error("implementation limit: {0}")]
    ImplementationLimit(String),
    /// The code generator refused or failed, or the target settings do not fit together.
    #[error("code generator: {0}")]
    Codegen(String),
}

/// Most bytes of a text after which the compiler's allocations, which grow with the largest function, are kept.
const SPARE_TEXT: usize = 1 << 20;

thread_local! {
    /// Allocations of the thread's last compilation, for the next. They hold nothing that changes what it yields.
    static SPARE: Cell<Option<FunctionCompiler>> = const { Cell::new(None) };
}

/// Compiles a module. `isa` must come from [`build_isa`] of the same tunables.
///
/// # Errors
///
/// Every kind of [`CompileError`]; bad bytes never panic.
pub fn compile(bytes: &[u8], tunables: &Tunables, isa: &dyn TargetIsa) -> Result<CompiledModule, CompileError> {
    // Offsets are kept in 32 bits.
    if u32::try_from(bytes.len()).is_err() {
        return Err(CompileError::ImplementationLimit("a module of 4 GiB".into()));
    }
    let module::Decoded { info, bodies } = module::decode(bytes)?;
    let too_many = || CompileError::ImplementationLimit("too many functions, tables, memories and globals".into());
    let env = ModuleEnv {
        info: &info,
        tunables,
        offsets: VMOffsets::new(info.counts()).ok_or_else(too_many)?,
        isa,
    };
    let mut compiler = SPARE.take().unwrap_or_default();
    let mut linker = Linker::default();
    for body in bodies {
        compiler.compile(env, body, &mut linker).map_err(|error| match error {
            BodyError::Wasm(error) => module::classify(bytes, &error),
            BodyError::Compile(error) => error,
        })?;
    }
    let unwind = linker.finish(info.imported.funcs, isa)?;
    linker.referenced.sort_unstable();
    linker.referenced.dedup();
    if linker.text.len() <= SPARE_TEXT {
        SPARE.set(Some(compiler));
    }
    Ok(CompiledModule {
        info,
        text: linker.text,
        text_align: linker.text_align,
        functions: linker.functions,
        trap_sites: linker.trap_sites,
        call_sites: linker.call_sites,
        relocations: linker.relocations,
        referenced: linker.referenced,
        unwind,
    })
}
