//! From [`Tunables`] to the code generator's target.

use super::CompileError;
use cranelift_codegen::isa::{OwnedTargetIsa, lookup_by_name};
use cranelift_codegen::settings::{self, Configurable};
use std::fmt;

/// How hard to optimise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OptLevel {
    /// As little as possible.
    None,
    /// For speed.
    Speed,
    /// For speed, and size where it costs no speed.
    SpeedAndSize,
}

/// Which register allocator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegallocAlgorithm {
    /// Range splitting: slower to run, faster code.
    Backtracking,
    /// One pass: faster to run, more spills.
    SinglePass,
}

/// Everything that the compiler depends on beside the bytes. Sizes are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tunables {
    /// Optimisation level.
    pub opt_level: OptLevel,
    /// Register allocator.
    pub regalloc: RegallocAlgorithm,
    /// Verify the intermediate code at each stage.
    pub verifier: bool,
    /// Redundant-load elimination in the code generator.
    pub alias_analysis: bool,
    /// Traps by hardware signal; otherwise by explicit checks and [`crate::layout::Builtin::Raise`].
    pub signals: bool,
    /// Bounds of memory accesses by guard pages where possible; otherwise always by explicit checks. Needs `signals`.
    pub guard_pages: bool,
    /// Address space reserved for each memory. A memory whose type cannot outgrow it never moves.
    pub memory_reservation: u64,
    /// Inaccessible bytes after the reservation. `memory_reservation + memory_guard` bytes from a memory's base are
    /// always either its own or inaccessible, and `memory_guard` bytes past its size are inaccessible.
    pub memory_guard: u64,
    /// Whether a memory that outgrows its reservation moves.
    pub memory_may_move: bool,
    /// Mitigate speculation past explicit bounds checks of memories.
    pub heap_spectre: bool,
    /// Mitigate speculation past bounds checks of tables.
    pub table_spectre: bool,
    /// Leave elements of `funcref` tables to their first use ([`crate::layout::table`]).
    pub lazy_tables: bool,
    /// Make every NaN that an operation yields the positive canonical one.
    pub nan_canonicalization: bool,
    /// Count and check fuel.
    pub fuel: bool,
    /// Count and check stack units.
    pub call_stack_budget: bool,
    /// Emit unwind information.
    pub unwind_info: bool,
    /// Further shared settings of the code generator by name, such as `("bb_padding_log2_minus_one", "4")`.
    pub shared_settings: Vec<(String, String)>,
    /// CPU features by the code generator's name, such as `has_sse41`; those not listed are off.
    pub cpu_features: Vec<String>,
}

impl Default for Tunables {
    fn default() -> Tunables {
        Tunables {
            opt_level: OptLevel::Speed,
            regalloc: RegallocAlgorithm::Backtracking,
            verifier: cfg!(debug_assertions),
            alias_analysis: true,
            signals: true,
            guard_pages: true,
            memory_reservation: 1 << 32,
            memory_guard: 32 << 20,
            memory_may_move: true,
            heap_spectre: true,
            table_spectre: true,
            lazy_tables: true,
            nan_canonicalization: false,
            fuel: false,
            call_stack_budget: false,
            unwind_info: false,
            shared_settings: Vec::new(),
            cpu_features: Vec::new(),
        }
    }
}

fn setting_error(name: &str, error: &dyn fmt::Display) -> CompileError {
    CompileError::Codegen(format!("setting {name}: {error}"))
}

/// The code generator's target for x86-64 with exactly the given features.
///
/// # Errors
///
/// [`CompileError::Codegen`] when a setting is unknown or its value does not fit.
pub fn build_isa(tunables: &Tunables) -> Result<OwnedTargetIsa, CompileError> {
    let mut shared = settings::builder();
    let bool_text = |on: bool| if on { "true" } else { "false" };
    let opt_level = match tunables.opt_level {
        OptLevel::None => "none",
        OptLevel::Speed => "speed",
        OptLevel::SpeedAndSize => "speed_and_size",
    };
    let regalloc = match tunables.regalloc {
        RegallocAlgorithm::Backtracking => "backtracking",
        RegallocAlgorithm::SinglePass => "single_pass",
    };
    let fixed = [
        ("opt_level", opt_level),
        ("regalloc_algorithm", regalloc),
        ("enable_verifier", bool_text(tunables.verifier)),
        ("enable_alias_analysis", bool_text(tunables.alias_analysis)),
        ("enable_nan_canonicalization", bool_text(tunables.nan_canonicalization)),
        ("unwind_info", bool_text(tunables.unwind_info)),
        (
            "enable_heap_access_spectre_mitigation",
            bool_text(tunables.heap_spectre),
        ),
        (
            "enable_table_access_spectre_mitigation",
            bool_text(tunables.table_spectre),
        ),
        // Any number of results; the area for those beyond registers is the code generator's business.
        ("enable_multi_ret_implicit_sret", "true"),
        // A host function's trap is located through the frame of the exit trampoline.
        ("preserve_frame_pointers", "true"),
        ("libcall_call_conv", "system_v"),
        // Frames are checked as a whole against the stack limit instead.
        ("enable_probestack", "false"),
    ];
    let further = tunables
        .shared_settings
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in fixed.into_iter().chain(further) {
        shared.set(name, value).map_err(|e| setting_error(name, &e))?;
    }
    let mut builder = lookup_by_name("x86_64-unknown-linux-gnu").map_err(|e| setting_error("target", &e))?;
    for feature in &tunables.cpu_features {
        builder.enable(feature).map_err(|e| setting_error(feature, &e))?;
    }
    builder
        .finish(settings::Flags::new(shared))
        .map_err(|e| CompileError::Codegen(e.to_string()))
}
