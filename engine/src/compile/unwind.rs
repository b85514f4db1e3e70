//! Unwind information: an `.eh_frame` section behind the code, whose addresses are relative to their own place, so that it is
//! right wherever the text is put.

use super::CompileError;
use cranelift_codegen::CompiledCode;
use cranelift_codegen::gimli::write::{Address, CieId, EhFrame, EndianVec, FrameTable};
use cranelift_codegen::gimli::{self, LittleEndian};
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::isa::unwind::{UnwindInfo, systemv};

/// The frames of a module's functions.
#[derive(Default)]
pub(super) struct UnwindTable {
    frames: Vec<(u32, systemv::UnwindInfo)>,
}

fn failed(error: impl std::fmt::Debug) -> CompileError {
    CompileError::Codegen(format!("unwind information: {error:?}"))
}

impl UnwindTable {
    /// Adds a function whose code starts at `offset` in the text.
    ///
    /// # Errors
    ///
    /// [`CompileError::Codegen`] when the code generator has no description of the frame.
    pub fn add(&mut self, compiled: &CompiledCode, isa: &dyn TargetIsa, offset: u32) -> Result<(), CompileError> {
        if let Some(UnwindInfo::SystemV(info)) = compiled.create_unwind_info(isa).map_err(failed)? {
            self.frames.push((offset, info));
        }
        Ok(())
    }

    /// Appends the section to the text; returns where it starts.
    ///
    /// # Errors
    ///
    /// [`CompileError::Codegen`] when it cannot be written.
    pub fn append(self, text: &mut Vec<u8>, isa: &dyn TargetIsa) -> Result<Option<u32>, CompileError> {
        let Some(mut common) = isa.create_systemv_cie().filter(|_| !self.frames.is_empty()) else {
            return Ok(None);
        };
        text.resize(text.len().next_multiple_of(8), 0xcc);
        let start = text.len();
        common.fde_address_encoding = gimli::DwEhPe(gimli::DW_EH_PE_pcrel.0 | gimli::DW_EH_PE_sdata4.0);
        let mut table = FrameTable::default();
        let common: CieId = table.add_cie(common);
        for (offset, info) in self.frames {
            // The writer subtracts the place inside the section from this.
            let from_section = i64::from(offset) - start as i64;
            table.add_fde(common, info.to_fde(Address::Constant(from_section as u64)));
        }
        let mut section = EhFrame(EndianVec::new(LittleEndian));
        table.write_eh_frame(&mut section).map_err(failed)?;
        text.extend_from_slice(section.0.slice());
        // The end of the section.
        text.extend_from_slice(&[0; 4]);
        u32::try_from(start).map(Some).map_err(failed)
    }
}
