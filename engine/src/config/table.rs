//! The knob table: every knob of the engine, declared exactly once.

use super::value::{
    Allocator, Bounds, Kind, KnobValue, MemoryImageSource, MemoryReset, OptLevel, ProtectionKeys, RegAlloc,
};

/// Bytes in one KiB, for the ranges below.
const KIB: u64 = 1 << 10;
/// Bytes in one MiB, for the ranges below.
const MIB: u64 = 1 << 20;
/// Bytes in one GiB, for the ranges below.
const GIB: u64 = 1 << 30;

/// One row of the knob table.
#[derive(Debug)]
pub struct Knob {
    /// The name in testcases, on command lines and in the documentation.
    pub name: &'static str,
    /// The type, with its range or its values.
    pub kind: Kind,
    /// What the knob changes.
    pub doc: &'static str,
    default: fn() -> u64,
}

impl Knob {
    /// The default as raw bits (see [`Kind`]). A CPU feature defaults to what the host has.
    pub(super) fn default_raw(&self) -> u64 {
        (self.default)()
    }

    /// The default, printed as [`Config::set`](super::Config::set) reads it.
    pub fn default_text(&self) -> String {
        self.kind.print(self.default_raw())
    }
}

/// Declares the knobs: the table, the typed getters and the typed setters.
macro_rules! knobs {
    ($($(#[doc = $doc:literal])+ $name:ident / $setter:ident / $id:ident: $ty:ty = $default:expr, $kind:expr;)+) => {
        /// Index of each knob in the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum KnobId { $($id),+ }

        /// Every knob, in the order in which it is printed.
        pub static KNOBS: &[Knob] = &[$(Knob {
            name: stringify!($name),
            kind: $kind,
            doc: concat!($($doc),+),
            default: || <$ty as KnobValue>::to_raw($default),
        }),+];

        impl super::Config {
            $(
                $(#[doc = $doc])+
                pub fn $name(&self) -> $ty {
                    <$ty as KnobValue>::from_raw(self.raw(KnobId::$id))
                }

                #[doc = concat!("Sets the knob `", stringify!($name), "`.")]
                ///
                /// # Errors
                ///
                /// The value is out of the knob's range, or a CPU feature that this host lacks.
                pub fn $setter(&mut self, value: $ty) -> Result<&mut Self, super::ConfigError> {
                    self.set_raw(KnobId::$id as usize, <$ty as KnobValue>::to_raw(value))?;
                    Ok(self)
                }
            )+
        }
    };
}

/// Whether this host has an x86-64 feature; false on every other architecture.
macro_rules! host_has {
    ($feature:tt) => {{
        #[cfg(target_arch = "x86_64")]
        {
            std::is_x86_feature_detected!($feature)
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            false
        }
    }};
}

/// The kind of a CPU feature: the code generator's setting and how the host is asked.
macro_rules! cpu {
    ($setting:literal, $feature:tt) => {
        Kind::CpuFeature {
            setting: $setting,
            available: || host_has!($feature),
        }
    };
}

/// What is missing for a value of `memory_protection_keys`.
fn no_protection_keys(raw: u64) -> Option<String> {
    match ProtectionKeys::from_raw(raw) {
        ProtectionKeys::Off | ProtectionKeys::Auto => None,
        ProtectionKeys::On => crate::sys::protection_keys().err().map(|why| why.to_string()),
    }
}

knobs! {
    /// Optimisation level of the code generator.
    opt_level / set_opt_level / OptLevel: OptLevel = OptLevel::Speed, Kind::Choice(OptLevel::NAMES);
    /// Register allocation algorithm.
    regalloc / set_regalloc / RegAlloc: RegAlloc = RegAlloc::Backtracking, Kind::Choice(RegAlloc::NAMES);
    /// Runs the register allocator's symbolic checker on every function.
    regalloc_checker / set_regalloc_checker / RegallocChecker: bool = false, Kind::Bool;
    /// Removes redundant loads by alias analysis (only when optimising).
    alias_analysis / set_alias_analysis / AliasAnalysis: bool = true, Kind::Bool;
    /// Runs the verifier of the intermediate representation on every function.
    verifier / set_verifier / Verifier: bool = false, Kind::Bool;
    /// Makes every NaN that an arithmetic operation yields the canonical one (the specification's deterministic profile).
    nan_canonicalization / set_nan_canonicalization / NanCanonicalization: bool = false, Kind::Bool;
    /// Raises traps by signals (SIGSEGV, SIGILL, SIGFPE). Off: explicit checks, explicit bounds, no signal handler is installed.
    signals / set_signals / Signals: bool = true, Kind::Bool;
    /// How memory accesses are checked: by guard pages where reservation and guard cover them, or always explicitly.
    bounds / set_bounds / Bounds: Bounds = Bounds::Guard, Kind::Choice(Bounds::NAMES);
    /// Bytes of address space reserved for each memory, rounded up to pages.
    memory_reservation / set_memory_reservation / MemoryReservation: u64 = 4 * GIB,
        Kind::Number { min: 0, max: 8 * GIB, edges: &[0, 64 * KIB, MIB, 4 * GIB - 64 * KIB, 4 * GIB, 4 * GIB + 64 * KIB] };
    /// Bytes of inaccessible address space after each memory's reservation, rounded up to pages.
    memory_guard / set_memory_guard / MemoryGuard: u64 = 32 * MIB,
        Kind::Number { min: 0, max: 4 * GIB, edges: &[0, 4 * KIB, 64 * KIB, 32 * MIB, 2 * GIB] };
    /// Bytes of inaccessible address space before each memory, rounded up to pages.
    memory_guard_before / set_memory_guard_before / MemoryGuardBefore: u64 = 32 * MIB,
        Kind::Number { min: 0, max: 4 * GIB, edges: &[0, 4 * KIB, 64 * KIB, 32 * MIB] };
    /// Lets a memory that outgrows its reservation move. Off: each memory reserves its largest size from the start.
    memory_may_move / set_memory_may_move / MemoryMayMove: bool = true, Kind::Bool;
    /// Bytes of address space reserved beyond the new size of a memory that moves, rounded up to pages.
    memory_growth_reservation / set_memory_growth_reservation / MemoryGrowthReservation: u64 = 2 * GIB,
        Kind::Number { min: 0, max: 4 * GIB, edges: &[0, 4 * KIB, 64 * KIB, 64 * KIB + 4 * KIB, MIB] };
    /// Maps the initial content of memories copy-on-write from a file, where the data segments' places are known. Off: copies the segments.
    memory_image / set_memory_image / MemoryImage: bool = true, Kind::Bool;
    /// Which file that is: one in memory, or a regular one, which has no name, in the directory that `Config::set_memory_image_directory` sets. Where the file cannot be made, segments are copied.
    memory_image_source / set_memory_image_source / ImageSource: MemoryImageSource = MemoryImageSource::Memfd,
        Kind::Choice(MemoryImageSource::NAMES);
    /// Bytes, in whole pages from the first to the last with data, from which a memory's initial content is mapped; less is copied.
    memory_image_min / set_memory_image_min / MemoryImageMin: u64 = 16 * KIB,
        Kind::Number { min: 0, max: GIB, edges: &[0, 4 * KIB, 4 * KIB + 1, 64 * KIB, MIB] };
    /// Bytes up to which a memory's initial content is mapped however sparse it is; a larger one only if half of it is data.
    memory_image_sparse_max / set_memory_image_sparse_max / MemoryImageSparseMax: u64 = 16 * MIB,
        Kind::Number { min: 0, max: GIB, edges: &[0, 4 * KIB, 64 * KIB, MIB, 16 * MIB] };
    /// Where instances' contexts, memories and tables come from: the operating system each time, or pools of slots that are used again. The host's own memories and tables are always made on demand.
    allocator / set_allocator / AllocatorChoice: Allocator = Allocator::OnDemand, Kind::Choice(Allocator::NAMES);
    /// Instances alive at once, when pooling.
    pool_instances / set_pool_instances / PoolInstances: u64 = 1000,
        Kind::Number { min: 0, max: 10_000, edges: &[0, 1, 2, 1000] };
    /// Instances of one module alive at once, when pooling.
    pool_module_instances / set_pool_module_instances / PoolModuleInstances: u64 = 10_000,
        Kind::Number { min: 0, max: 10_000, edges: &[0, 1, 2, 100] };
    /// Bytes that an instance's context may have, when pooling.
    pool_instance_bytes / set_pool_instance_bytes / PoolInstanceBytes: u64 = MIB,
        Kind::Number { min: 0, max: 64 * MIB, edges: &[0, 4 * KIB, 4 * KIB + 1, 64 * KIB, MIB] };
    /// Memories of instances alive at once, when pooling.
    pool_memories / set_pool_memories / PoolMemories: u64 = 1000,
        Kind::Number { min: 0, max: 1000, edges: &[0, 1, 2, 100] };
    /// Memories that one module may define, when pooling.
    pool_module_memories / set_pool_module_memories / PoolModuleMemories: u64 = 100,
        Kind::Number { min: 0, max: 1000, edges: &[0, 1, 2, 100] };
    /// Bytes that a memory of an instance may have, when pooling, rounded down to Wasm pages. Growth that the store's limits allow and this does not ends the call as exhausted.
    pool_memory_bytes / set_pool_memory_bytes / PoolMemoryBytes: u64 = 4 * GIB,
        Kind::Number { min: 0, max: 4 * GIB, edges: &[0, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 16 * MIB, GIB] };
    /// Tables of instances alive at once, when pooling.
    pool_tables / set_pool_tables / PoolTables: u64 = 1000,
        Kind::Number { min: 0, max: 10_000, edges: &[0, 1, 2, 1000] };
    /// Tables that one module may define, when pooling.
    pool_module_tables / set_pool_module_tables / PoolModuleTables: u64 = 100,
        Kind::Number { min: 0, max: 1000, edges: &[0, 1, 2, 100] };
    /// Elements that a table of an instance may have, when pooling. Growth past it ends like that of memories.
    pool_table_elements / set_pool_table_elements / PoolTableElements: u64 = 100_000,
        Kind::Number { min: 0, max: 20_000_000, edges: &[0, 1, 511, 512, 513, 20_000, 100_000] };
    /// Unused slots of each pool that keep something for the next instance of the same module; more of them are scrubbed.
    pool_warm_slots / set_pool_warm_slots / PoolWarmSlots: u64 = 100,
        Kind::Number { min: 0, max: 10_000, edges: &[0, 1, 2, 100] };
    /// Returned slots of a pool whose pages are given back together; 0 and 1: each at once.
    decommit_batch / set_decommit_batch / DecommitBatch: u64 = 1,
        Kind::Number { min: 0, max: 1000, edges: &[0, 1, 2, 3, 16] };
    /// Bytes of a returned memory, rounded up to pages, that are overwritten and stay resident.
    memory_keep_resident / set_memory_keep_resident / MemoryKeepResident: u64 = 0,
        Kind::Number { min: 0, max: GIB, edges: &[0, 1, 4 * KIB, 4 * KIB + 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, MIB] };
    /// Bytes of a returned table, rounded up to pages, that are overwritten and stay resident.
    table_keep_resident / set_table_keep_resident / TableKeepResident: u64 = 0,
        Kind::Number { min: 0, max: 64 * MIB, edges: &[0, 1, 4 * KIB - 8, 4 * KIB, 4 * KIB + 1, 64 * KIB] };
    /// How a returned memory becomes zero, or its image, again.
    memory_reset / set_memory_reset / MemoryResetChoice: MemoryReset = MemoryReset::Madvise, Kind::Choice(MemoryReset::NAMES);
    /// Asks the kernel, where it can tell and the answer may save something, which pages of a returned slot were written, and resets only those.
    pagemap_scan / set_pagemap_scan / PagemapScan: bool = true, Kind::Bool;
    /// Slots of memories stand closer together, behind memory protection keys, when pooling. `on` is an error where the CPU or the kernel has none; `auto` then does without, which the metrics tell.
    memory_protection_keys / set_memory_protection_keys / MemoryProtectionKeys: ProtectionKeys = ProtectionKeys::Off,
        Kind::HostChoice { names: ProtectionKeys::NAMES, missing: no_protection_keys };
    /// Masks the address of an explicitly checked memory access, against speculation past the check.
    heap_spectre / set_heap_spectre / HeapSpectre: bool = true, Kind::Bool;
    /// Masks the index of a table access, against speculation past the bounds check.
    table_spectre / set_table_spectre / TableSpectre: bool = true, Kind::Bool;
    /// Leaves elements of function tables that segments initialise to their first use. Off: instantiation writes them all.
    lazy_tables / set_lazy_tables / LazyTables: bool = true, Kind::Bool;
    /// Counts and limits executed instructions by the schedule in `FUEL.md`.
    fuel / set_fuel / Fuel: bool = false, Kind::Bool;
    /// Counts and limits the stack units of Wasm frames by the rules in `FUEL.md`.
    call_stack_budget / set_call_stack_budget / CallStackBudget: bool = false, Kind::Bool;
    /// Bytes of native stack that one entry into Wasm may use before it ends as a native stack overflow; never more than the thread has.
    max_native_stack / set_max_native_stack / MaxNativeStack: u64 = MIB,
        Kind::Number { min: 64 * KIB, max: 256 * MIB, edges: &[64 * KIB, 512 * KIB, MIB, 4 * MIB] };
    /// Generates unwind information for debuggers and profilers.
    unwind_info / set_unwind_info / UnwindInfo: bool = false, Kind::Bool;
    /// Keeps frame pointers in leaf functions too.
    preserve_frame_pointers / set_preserve_frame_pointers / PreserveFramePointers: bool = false, Kind::Bool;
    /// Touches every page of a large frame in order, beside the check against the native stack's limit.
    probestack / set_probestack / Probestack: bool = false, Kind::Bool;
    /// Pads basic blocks with 2^(n-1) bytes, 0 for none: makes long branches in short functions.
    bb_padding_log2 / set_bb_padding_log2 / BbPaddingLog2: u64 = 0, Kind::Number { min: 0, max: 12, edges: &[0, 1, 8, 12] };
    /// Aligns functions to at least 2^n bytes.
    function_alignment_log2 / set_function_alignment_log2 / FunctionAlignmentLog2: u64 = 0,
        Kind::Number { min: 0, max: 8, edges: &[0, 4, 6, 8] };
    /// Uses SSE3 instructions.
    x86_sse3 / set_x86_sse3 / Sse3: bool = host_has!("sse3"), cpu!("has_sse3", "sse3");
    /// Uses SSSE3 instructions.
    x86_ssse3 / set_x86_ssse3 / Ssse3: bool = host_has!("ssse3"), cpu!("has_ssse3", "ssse3");
    /// Uses SSE4.1 instructions.
    x86_sse41 / set_x86_sse41 / Sse41: bool = host_has!("sse4.1"), cpu!("has_sse41", "sse4.1");
    /// Uses SSE4.2 instructions.
    x86_sse42 / set_x86_sse42 / Sse42: bool = host_has!("sse4.2"), cpu!("has_sse42", "sse4.2");
    /// Uses CMPXCHG16B.
    x86_cmpxchg16b / set_x86_cmpxchg16b / Cmpxchg16b: bool = host_has!("cmpxchg16b"), cpu!("has_cmpxchg16b", "cmpxchg16b");
    /// Uses POPCNT.
    x86_popcnt / set_x86_popcnt / Popcnt: bool = host_has!("popcnt"), cpu!("has_popcnt", "popcnt");
    /// Uses AVX instructions.
    x86_avx / set_x86_avx / Avx: bool = host_has!("avx"), cpu!("has_avx", "avx");
    /// Uses AVX2 instructions.
    x86_avx2 / set_x86_avx2 / Avx2: bool = host_has!("avx2"), cpu!("has_avx2", "avx2");
    /// Uses FMA instructions.
    x86_fma / set_x86_fma / Fma: bool = host_has!("fma"), cpu!("has_fma", "fma");
    /// Uses AVX-VNNI instructions.
    x86_avx_vnni / set_x86_avx_vnni / AvxVnni: bool = host_has!("avxvnni"), cpu!("has_avx_vnni", "avxvnni");
    /// Uses BMI1 instructions.
    x86_bmi1 / set_x86_bmi1 / Bmi1: bool = host_has!("bmi1"), cpu!("has_bmi1", "bmi1");
    /// Uses BMI2 instructions.
    x86_bmi2 / set_x86_bmi2 / Bmi2: bool = host_has!("bmi2"), cpu!("has_bmi2", "bmi2");
    /// Uses LZCNT.
    x86_lzcnt / set_x86_lzcnt / Lzcnt: bool = host_has!("lzcnt"), cpu!("has_lzcnt", "lzcnt");
    /// Uses AVX-512 Foundation instructions.
    x86_avx512f / set_x86_avx512f / Avx512f: bool = host_has!("avx512f"), cpu!("has_avx512f", "avx512f");
    /// Uses AVX-512 Vector Length Extensions.
    x86_avx512vl / set_x86_avx512vl / Avx512vl: bool = host_has!("avx512vl"), cpu!("has_avx512vl", "avx512vl");
    /// Uses AVX-512 Doubleword and Quadword instructions.
    x86_avx512dq / set_x86_avx512dq / Avx512dq: bool = host_has!("avx512dq"), cpu!("has_avx512dq", "avx512dq");
    /// Uses AVX-512 Vector Byte Manipulation instructions.
    x86_avx512vbmi / set_x86_avx512vbmi / Avx512vbmi: bool = host_has!("avx512vbmi"), cpu!("has_avx512vbmi", "avx512vbmi");
    /// Uses AVX-512 Bit Algorithms.
    x86_avx512bitalg / set_x86_avx512bitalg / Avx512bitalg: bool = host_has!("avx512bitalg"), cpu!("has_avx512bitalg", "avx512bitalg");
    /// Uses AVX-512 Vector Neural Network instructions.
    x86_avx512vnni / set_x86_avx512vnni / Avx512vnni: bool = host_has!("avx512vnni"), cpu!("has_avx512vnni", "avx512vnni");
}
