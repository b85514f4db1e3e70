//! Named faults of the engine. Each copies a bug that an engine really shipped, or a class that harnesses missed.

use std::sync::atomic::{AtomicU8, Ordering};

static ACTIVE: AtomicU8 = AtomicU8::new(0);

macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $copies:literal;)+) => {
        /// A seeded fault. At most one is active in a process.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Fault {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Fault {
            /// Every fault, in declaration order.
            pub const ALL: &[Fault] = &[$(Fault::$variant),+];

            /// The name by which the command line selects it.
            pub fn name(self) -> &'static str {
                match self { $(Fault::$variant => $name),+ }
            }

            /// The real bug, or the class of bugs, that it copies.
            pub fn copies(self) -> &'static str {
                match self { $(Fault::$variant => $copies),+ }
            }
        }
    };
}

faults! {
    /// A constant shift count is not masked to the width of the operand.
    ShiftCount = "translate-shift-count", "wasmtime pull request 2042 (Mozilla bug 1653502): constant shift amounts not masked";
    /// `i64.extend_i32_u` extends the sign.
    ExtendSign = "translate-extend-sign", "CVE-2021-32629 (cranelift x64): an i32 sign-extended instead of zero-extended";
    /// `br_table` takes its default one index too early.
    BranchTable = "translate-br-table", "off by one in a branch table's bound, as in many young compilers";
    /// `select` on vectors takes its arms in the wrong order.
    VectorSelect = "simd-select-arms", "CVE-2022-31104 (cranelift x64): select on v128 operands miscompiled";
    /// `i8x16.swizzle` does not give 0 for indices past 15.
    SwizzleRange = "simd-swizzle-range", "CVE-2022-31104 (cranelift x64): i8x16.swizzle with indices out of range";
    /// `i8x16.shuffle` of a vector with itself takes the wrong lanes.
    ShuffleRepeated = "simd-shuffle-repeated", "CVE-2023-27477 (cranelift x64): lane selection with the same operand twice";
    /// `f32x4.pmin` has its operands in the wrong order.
    PminOrder = "simd-pmin-order", "order of the operands of pmin and pmax, which differs from the hardware's";
    /// A scalar float load reads 16 bytes.
    OverwideLoad = "memory-overwide-load", "CVE-2026-24116 (cranelift x64): f64.load sunk into a 16-byte operand of copysign";
    /// The offset of an access is taken modulo 64 KiB.
    LargeOffset = "memory-large-offset", "CVE-2023-26489 (cranelift x64): wrong effective address";
    /// The explicit bounds check forgets the width of the access.
    CheckWidth = "memory-check-width", "bounds check without the access size: the last bytes of memory";
    /// The index of an access extends its sign.
    IndexSign = "memory-index-sign", "CVE-2021-32629 (cranelift x64): an i32 index sign-extended, so that it reaches below the memory";
    /// A store of 8 bits writes 16.
    WideStore = "memory-wide-store", "access width confused in translation";
    /// `memory.copy` always goes forwards.
    CopyForward = "bulk-copy-forward", "wasmtime pull request 13577, WasmEdge pull request 4671: overlapping memory.copy going the wrong way";
    /// `memory.fill` writes one byte less.
    FillShort = "bulk-fill-short", "off by one in the length of a bulk operation";
    /// `memory.init` does not notice that its segment was dropped.
    InitDropped = "bulk-init-dropped", "data.drop ignored by a later memory.init";
    /// `table.grow` leaves the new elements null.
    TableGrowInit = "table-grow-init", "table operations of one compiler only, never compared because tables were not";
    /// `table.init` takes its elements from the segment's start.
    TableInitSource = "table-init-source", "wasmtime pull request 13520 (Winch): several slips in the translation of table.init";
    /// `table.get` past the end gives null instead of trapping.
    TableGetBounds = "table-get-bounds", "wasmtime issue 10353: an out-of-bounds table.get that did not trap";
    /// `call_indirect` does not compare signatures.
    NoSignatureCheck = "call-indirect-signature", "a signature check left out: a sandbox escape";
    /// An index out of the table's bounds is reported as a null element.
    UndefinedAsNull = "trap-kind-undefined", "any trap accepted for any trap: a harness whose comparison of traps was left for later";
    /// `i32.div_s` of the minimum by -1 traps as a division by zero.
    OverflowAsZero = "trap-kind-overflow", "one hardware exception for two traps: the wrong one reported";
    /// `i32.trunc_f64_u` refuses values between -1 and 0.
    TruncRange = "convert-trunc-range", "wasmoon pull request 113: values in (-1, 0) must truncate to 0";
    /// `i32.trunc_sat_f32_u` of NaN is not 0.
    TruncSatNan = "convert-trunc-sat-nan", "wasmtime issue 6787 (s390x): unsigned saturating conversion of NaN";
    /// The sign of a NaN is not made positive by `f64.sub` although NaNs are to be canonical.
    NanSign = "convert-nan-sign", "wasmtime issue 10920: the sign of a NaN differs between architectures";
    /// A write to a global before a trap is lost.
    GlobalAfterTrap = "state-global-after-trap", "a dead-store elimination that removed a store on a path that then traps";
    /// Effects of the segments before the one out of bounds are lost.
    PartialInstantiation = "state-partial-instantiation", "effects of a failed instantiation must stay (bulk memory operations)";
    /// Fuel of the instructions after a trap is not given back.
    FuelRefund = "state-fuel-refund", "an interrupted segment accounted as if it had been finished";
    /// The call-stack units in use are not restored after a trap.
    StackUnits = "state-stack-units", "runtime state that is not restored when a call ends by a trap";
    /// Host functions see their first two arguments exchanged.
    HostArguments = "host-arguments", "imports that never appear in differential runs";
    /// The start function does not run.
    StartSkipped = "host-start-skipped", "an instantiation that ends too early";
    /// The image of a memory is mapped shared, so that writes reach it.
    ImageShared = "image-shared", "the class of CVE-2022-39393: what one instance wrote is what the next starts with, here by one wrong flag of mmap";
    /// An image in a regular file is mapped from one page earlier.
    ImageFileOffset = "image-file-offset", "wasmtime pull request 3787: images mapped from the file of a precompiled module, where they begin at a page behind other things";
    /// A memory gets the image of the module before that has an image of the same size.
    ImageOfAnotherModule = "image-of-another-module", "CVE-2022-39393 (wasmtime pooling allocator): a slot kept the image of the module before";
    /// The last, partly filled page is missing from the image.
    ImagePartialPage = "image-partial-page", "wasmtime pull request 3697: images are whole pages, data segments are not, and the rest of the last page counts";
    /// Overlapping segments are written to the image in the wrong order.
    ImageOrder = "image-order", "WebAssembly/design issue 897: overlapping segments, of which the last wins, merged regardless of their order";
    /// Images are used although an active segment traps.
    ImageDespiteTrap = "image-despite-trap", "wasmoon pull request 246: which effects an instantiation leaves that traps in a segment";
    /// Where segments of a table overlap, unresolved elements are those of the first.
    LazySegmentOrder = "lazy-segment-order", "WebAssembly/design issue 897, for tables: overlapping segments, of which the last wins";
    /// `table.set` of null leaves the element unresolved.
    LazyNullUnmarked = "lazy-null-unmarked", "wasmtime pull request 4455: a null written to a lazily initialised table without its encoding";
    /// `table.copy` copies elements that are not resolved yet.
    LazyCopyUnresolved = "lazy-copy-unresolved", "wasmtime pull request 3733: every way to read a lazy table must resolve; here table.copy does not";
    /// Growth in place makes a page too many accessible.
    GrowthIntoGuard = "growth-into-guard", "wasmer pull request 6651: the guard behind a memory, not restored where it had grown";
    /// A memory that moves leaves its last page behind.
    MoveShort = "growth-move-short", "the class of wasmtime pull request 9569: what a memory has to keep when growth moves it";
    /// Generated code takes the base of a memory that may move for constant.
    StaleBase = "growth-stale-base", "wasmtime pull request 9569: which memories may move decides whether the load of the base is read-only";
    /// A check is left out although the access ends one byte past what was checked.
    ElisionOffByOne = "elision-off-by-one", "wazero pull request 1883: known safe bounds of an index, and whether `<=` or `<` compares them";
    /// Whether a constant index is below the smallest size is asked without the width.
    ConstantIndexWidth = "elision-constant-width", "wazero pull request 2514: a check left out for constant addresses within the minimum";
    /// Whether reservation and guard cover every address is asked without offset and width.
    CoverageOffset = "elision-coverage-offset", "wasmtime pull request 11973: reservation and guard in the decision whether a check can be left out";
    /// Accesses past the size are left to the guard although it is too small for them.
    GuardSize = "elision-guard-size", "wasmtime pull request 11973: the guard's size and the offset in the decision what has to be compared";
    /// Of two stores to the same bytes that both trap, the first is removed, and the second is said to trap.
    OverwrittenStore = "elision-overwritten-store", "wasmtime pull request 13806: dead-store elimination, which has to keep what a trap can see, found here by the place of the trap";
    /// The same, where the two stores are in different blocks only.
    OverwrittenAcross = "elision-overwritten-across", "wasmtime issue 14053: dead-store elimination that misjudges which paths lead from one store to the other";
    /// What lies beyond the part of a memory's slot that stays resident is not reset.
    PoolBeyondKeep = "pool-beyond-keep", "the class of CVE-2022-39393: bytes of one instance in the memory of the next, here past the resident part";
    /// The image of the slot's last module stays when the next memory has another or none.
    PoolStaleImage = "pool-stale-image", "CVE-2022-39393 (wasmtime pooling allocator): the image of the slot's last module seen by a module without one";
    /// A slot whose decommit the system refuses is used again as it is.
    PoolDecommitError = "pool-decommit-error", "wasmtime pull requests 12888 and 13070: a failed madvise let one instance's memory or table reach the next";
    /// The slot of an instance's context is not returned when there is no slot for its memory.
    PoolCount = "pool-count", "wasmtime pull requests 13374, 13048 and 13579: counts and slots lost when an instantiation fails half-way";
    /// What lies beyond the part of a table's slot that stays resident is not reset.
    PoolTableBeyondKeep = "pool-table-beyond-keep", "wasmtime pull request 13070: the contents of one table leak over to the next";
    /// The pages past a memory's size stay accessible in a slot where a memory has grown.
    PoolGuardLost = "pool-guard-lost", "CVE-2022-39392 (wasmtime pooling allocator): pages past the end of a memory left accessible, so that accesses do not trap";
    /// A returned slot is reset only if the same module takes it next.
    PoolWarmReuse = "pool-warm-reuse", "the class of CVE-2022-39393: affinity of slots taken for cleanness";
    /// A slot is free before the queue has decommitted it.
    PoolQueueEarly = "pool-queue-early", "the danger of every deferred decommit: reuse before the flush";
    /// The last page of the part that stays resident is not overwritten.
    PoolKeepShort = "pool-keep-short", "off by a page between what is overwritten and what is decommitted";
    /// Dirty pages are forgotten beyond as many ranges as one scan of the page map tells.
    PoolScanEnd = "pool-scan-end", "a truncated answer of the kernel (PAGEMAP_SCAN fills a buffer and says where it stopped) taken for the whole";
    /// A module that was linked once leaves the imports in a context's slot as they stand there, if some do.
    PoolLinkedImports = "pool-linked-imports", "the class of CVE-2022-39393: a warm slot taken for already made, here with the host functions of the instance before";
    /// The types of functions are not compared when a module is linked for many stores.
    PoolLinkedTypes = "pool-linked-types", "wasmtime pull requests 2962 and 5683: imports checked once for many instantiations, on a path of its own, by types kept beside them";
    /// A store does not keep the host functions of modules that were linked for many stores.
    PoolLinkedKept = "pool-linked-kept", "zwasm issue 314: a host freed while live instances point at it; wasmtime pull request 1624";
    /// Slots stand side by side, without the reservation and guard that generated code relies on.
    PoolStride = "pool-stride", "CVE-2022-39392 (wasmtime pooling allocator): layout of the slots without the guards that left-out checks need";
    /// A second view of a memory image stays mapped when the image is gone.
    MappingLeak = "mapping-leak", "a munmap that is missing on one path: address space that no count of the engine's own shows";
    /// A slot that is given up stays accessible although its pool says that it holds nothing.
    MappingSlotAccessible = "mapping-slot-accessible", "the class of CVE-2022-39392 (wasmtime pooling allocator): pages left accessible, here in slots that nobody has";
    /// Machine code stays writable.
    MappingCodeWritable = "mapping-code-writable", "code that is writable and executable at once: one stray store from arbitrary execution";
}

impl Fault {
    /// Makes this the fault of the process.
    pub fn activate(self) {
        ACTIVE.store(self as u8 + 1, Ordering::Relaxed);
    }

    /// Whether it is the fault of the process. Called where the fault sits.
    #[inline]
    pub fn is_active(self) -> bool {
        ACTIVE.load(Ordering::Relaxed) == self as u8 + 1
    }

    /// The fault of this name.
    pub fn from_name(name: &str) -> Option<Fault> {
        Fault::ALL.iter().copied().find(|fault| fault.name() == name)
    }
}
