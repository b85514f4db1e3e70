//! Puts the functions of a module into one text.

use super::function::SourceLocations;
use super::unwind::UnwindTable;
use super::{CallSite, CompileError, FunctionCode, Libcall, LibcallReloc, TrapSite};
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::ir::{ExternalName, Function, LibCall};
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::{CompiledCode, FinalizedMachReloc, FinalizedRelocTarget};

/// Most bytes of a text: direct calls reach 2 GiB.
const MAX_TEXT: usize = 1 << 30;

/// What is known of a function's code before it has its place.
pub(super) struct FunctionOutput {
    pub code: FunctionCode,
    pub func: u32,
    /// Trap sites, with code offsets relative to the function.
    pub traps: Vec<TrapSite>,
}

/// A 32-bit displacement to be filled in when every function has its place.
struct DirectCall {
    offset: u32,
    addend: i64,
    func: u32,
}

/// The text so far.
#[derive(Default)]
pub(super) struct Linker {
    pub text: Vec<u8>,
    pub text_align: u32,
    pub functions: Vec<FunctionCode>,
    pub trap_sites: Vec<TrapSite>,
    pub call_sites: Vec<CallSite>,
    pub relocations: Vec<LibcallReloc>,
    /// Functions whose references the code takes, in any order.
    pub referenced: Vec<u32>,
    direct_calls: Vec<DirectCall>,
    unwind: UnwindTable,
}

/// The library function of the code generator, if generated code for 2.0 can need it.
fn libcall(call: LibCall) -> Option<Libcall> {
    Some(match call {
        LibCall::CeilF32 => Libcall::CeilF32,
        LibCall::CeilF64 => Libcall::CeilF64,
        LibCall::FloorF32 => Libcall::FloorF32,
        LibCall::FloorF64 => Libcall::FloorF64,
        LibCall::TruncF32 => Libcall::TruncF32,
        LibCall::TruncF64 => Libcall::TruncF64,
        LibCall::NearestF32 => Libcall::NearestF32,
        LibCall::NearestF64 => Libcall::NearestF64,
        LibCall::FmaF32 => Libcall::FmaF32,
        LibCall::FmaF64 => Libcall::FmaF64,
        LibCall::X86Pshufb => Libcall::X86Pshufb,
        _ => return None,
    })
}

impl Linker {
    /// Appends a function's code.
    ///
    /// # Errors
    ///
    /// [`CompileError::ImplementationLimit`] when the text grows too large, [`CompileError::Codegen`] for a relocation
    /// that nobody asked for.
    pub fn add(
        &mut self,
        func: &Function,
        compiled: &CompiledCode,
        isa: &dyn TargetIsa,
        mut output: FunctionOutput,
    ) -> Result<(), CompileError> {
        let align = compiled.buffer.alignment.max(16);
        self.text_align = self.text_align.max(align);
        let start = self.text.len().next_multiple_of(align as usize);
        let code = compiled.code_buffer();
        if start + code.len() > MAX_TEXT {
            let message = format!("code beyond {MAX_TEXT} bytes");
            return Err(CompileError::ImplementationLimit(message));
        }
        // Between functions: a trap, in case something ever falls through.
        self.text.resize(start, 0xcc);
        self.text.extend_from_slice(code);
        let start = start as u32;
        output.code.offset = start;
        output.code.len = code.len() as u32;
        self.functions.push(output.code);

        output.traps.sort_by_key(|site| site.code_offset);
        self.trap_sites.extend(output.traps.iter().map(|site| TrapSite {
            code_offset: start + site.code_offset,
            ..*site
        }));
        let locations = SourceLocations::new(compiled);
        for call in compiled.buffer.call_sites() {
            let wasm_offset = locations.at(call.ret_addr - 1);
            self.call_sites.push(CallSite {
                return_offset: start + call.ret_addr,
                wasm_offset: wasm_offset.unwrap_or(output.code.body_offset),
                func: output.func,
            });
        }
        if isa.flags().unwind_info() {
            self.unwind.add(compiled, isa, start)?;
        }
        for reloc in compiled.buffer.relocs() {
            self.relocation(func, start, reloc)?;
        }
        Ok(())
    }

    fn relocation(&mut self, func: &Function, start: u32, reloc: &FinalizedMachReloc) -> Result<(), CompileError> {
        let offset = start + reloc.offset;
        if let FinalizedRelocTarget::ExternalName(name) = &reloc.target {
            match (reloc.kind, name) {
                (Reloc::X86CallPCRel4 | Reloc::X86PCRel4, ExternalName::User(name)) => {
                    self.direct_calls.push(DirectCall {
                        offset,
                        addend: reloc.addend,
                        func: func.params.user_named_funcs()[*name].index,
                    });
                    return Ok(());
                }
                (Reloc::Abs8, ExternalName::LibCall(call)) => {
                    if let Some(libcall) = libcall(*call) {
                        self.relocations.push(LibcallReloc {
                            offset,
                            libcall,
                            addend: reloc.addend,
                        });
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        Err(CompileError::Codegen(format!("unexpected relocation {reloc:?}")))
    }

    /// Fills in the direct calls and appends unwind information, whose start it returns. `imported` is the number of imported
    /// functions.
    ///
    /// # Errors
    ///
    /// [`CompileError::Codegen`] when unwind information cannot be written.
    pub fn finish(&mut self, imported: u32, isa: &dyn TargetIsa) -> Result<Option<u32>, CompileError> {
        for call in std::mem::take(&mut self.direct_calls) {
            let target = self.functions[(call.func - imported) as usize].offset;
            let displacement = i64::from(target) + call.addend - i64::from(call.offset);
            let at = call.offset as usize;
            self.text[at..at + 4].copy_from_slice(&(displacement as i32).to_le_bytes());
        }
        self.text_align = self.text_align.max(16);
        std::mem::take(&mut self.unwind).append(&mut self.text, isa)
    }
}
