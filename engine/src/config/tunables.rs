//! From knobs to what the compiler depends on.

use crate::compile::{self, Tunables};

use super::{Bounds, Config, KNOBS, Kind, OptLevel, RegAlloc};

impl Config {
    /// The compiler's view of these knobs.
    pub(crate) fn tunables(&self) -> Tunables {
        let page = crate::sys::page_size() as u64;
        let shared = [
            ("regalloc_checker", self.regalloc_checker().to_string()),
            ("preserve_frame_pointers", self.preserve_frame_pointers().to_string()),
            ("enable_probestack", self.probestack().to_string()),
            ("probestack_strategy", "inline".to_string()),
            ("bb_padding_log2_minus_one", self.bb_padding_log2().to_string()),
            (
                "log2_min_function_alignment",
                self.function_alignment_log2().to_string(),
            ),
        ];
        let cpu_features = KNOBS.iter().zip(&self.raw).filter_map(|(knob, raw)| match knob.kind {
            Kind::CpuFeature { setting, .. } if *raw != 0 => Some(setting.to_string()),
            _ => None,
        });
        Tunables {
            opt_level: match self.opt_level() {
                OptLevel::None => compile::OptLevel::None,
                OptLevel::Speed => compile::OptLevel::Speed,
                OptLevel::SpeedAndSize => compile::OptLevel::SpeedAndSize,
            },
            regalloc: match self.regalloc() {
                RegAlloc::Backtracking => compile::RegallocAlgorithm::Backtracking,
                RegAlloc::SinglePass => compile::RegallocAlgorithm::SinglePass,
            },
            verifier: self.verifier(),
            alias_analysis: self.alias_analysis(),
            signals: self.signals(),
            guard_pages: self.bounds() == Bounds::Guard,
            // What the runtime really maps: whole pages.
            memory_reservation: self.memory_reservation().next_multiple_of(page),
            memory_guard: self.memory_guard().next_multiple_of(page),
            memory_may_move: self.memory_may_move(),
            heap_spectre: self.heap_spectre(),
            table_spectre: self.table_spectre(),
            lazy_tables: self.lazy_tables(),
            nan_canonicalization: self.nan_canonicalization(),
            fuel: self.fuel(),
            call_stack_budget: self.call_stack_budget(),
            unwind_info: self.unwind_info(),
            shared_settings: shared.map(|(name, value)| (name.to_string(), value)).into(),
            cpu_features: cpu_features.collect(),
        }
    }
}
