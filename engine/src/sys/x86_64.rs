//! x86-64: entering generated code, leaving it by a trap, and what a signal's context holds.

use std::arch::{asm, naked_asm};

use super::activation::{self, Activation};
use crate::layout::{store as store_offsets, vmctx};

/// Address of the host's entry trampoline, and what it passes on.
///
/// Saves the callee-saved registers and the stack pointer, so that a trap anywhere below can resume at
/// [`resume_after_trap`]. Returns 0 when the trampoline returned and 1 after a trap.
///
/// # Safety
///
/// `trampoline` is an entry trampoline of the signature of `target`, `args` its argument array, the contexts are live,
/// and no Rust frame is between here and any trap that resumes this activation.
#[unsafe(naked)]
pub(crate) unsafe extern "sysv64" fn enter(
    activation: *mut Activation,
    trampoline: usize,
    target: usize,
    callee: *mut u8,
    caller: *mut u8,
    args: *mut u8,
) -> u32 {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "mov [rdi + {sp}], rsp",
        "mov rax, rsi",
        "mov rdi, rdx",
        "mov rsi, rcx",
        "mov rdx, r8",
        "mov rcx, r9",
        "call rax",
        "xor eax, eax",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
        sp = const activation::SP,
    )
}

/// Where a trap resumes, with the stack pointer that [`enter`] saved: returns 1 from it.
#[unsafe(naked)]
unsafe extern "sysv64" fn resume_after_trap() -> u32 {
    naked_asm!(
        "mov eax, 1",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// The builtin `raise(vmctx, code) -> !`: a trap without a signal. Notes where, and resumes the store's activation.
///
/// # Safety
///
/// Called by generated code only, while its store is running.
#[unsafe(naked)]
pub(crate) unsafe extern "sysv64" fn raise(vmctx: *mut u8, code: u32) -> ! {
    naked_asm!(
        "mov rax, [rdi + {store}]",
        "mov rax, [rax + {activation}]",
        "mov rcx, [rsp]",
        "mov [rax + {pc}], rcx",
        // Every function that calls `raise` keeps a frame.
        "mov rcx, [rbp + 8]",
        "mov [rax + {caller}], rcx",
        "mov rsp, [rax + {sp}]",
        "jmp {resume}",
        store = const vmctx::STORE,
        // The runtime's first private field.
        activation = const store_offsets::FIXED_SIZE,
        pc = const activation::PC,
        caller = const activation::CALLER,
        sp = const activation::SP,
        resume = sym resume_after_trap,
    )
}

/// The builtin `table_resolve(vmctx, table, index)`, which keeps every register that generated code uses.
///
/// # Safety
///
/// Called by generated code only, with its own context, while its store is running.
#[unsafe(naked)]
pub(crate) unsafe extern "sysv64" fn table_resolve(vmctx: *mut u8, table: u32, index: u32) {
    naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push rax",
        "push rcx",
        "push rdx",
        "push rsi",
        "push rdi",
        "push r8",
        "push r9",
        "push r10",
        "push r11",
        // With the return address and these ten registers the stack is 8 off a multiple of 16.
        "sub rsp, 264",
        "movups [rsp], xmm0",
        "movups [rsp + 16], xmm1",
        "movups [rsp + 32], xmm2",
        "movups [rsp + 48], xmm3",
        "movups [rsp + 64], xmm4",
        "movups [rsp + 80], xmm5",
        "movups [rsp + 96], xmm6",
        "movups [rsp + 112], xmm7",
        "movups [rsp + 128], xmm8",
        "movups [rsp + 144], xmm9",
        "movups [rsp + 160], xmm10",
        "movups [rsp + 176], xmm11",
        "movups [rsp + 192], xmm12",
        "movups [rsp + 208], xmm13",
        "movups [rsp + 224], xmm14",
        "movups [rsp + 240], xmm15",
        "call {resolve}",
        "movups xmm0, [rsp]",
        "movups xmm1, [rsp + 16]",
        "movups xmm2, [rsp + 32]",
        "movups xmm3, [rsp + 48]",
        "movups xmm4, [rsp + 64]",
        "movups xmm5, [rsp + 80]",
        "movups xmm6, [rsp + 96]",
        "movups xmm7, [rsp + 112]",
        "movups xmm8, [rsp + 128]",
        "movups xmm9, [rsp + 144]",
        "movups xmm10, [rsp + 160]",
        "movups xmm11, [rsp + 176]",
        "movups xmm12, [rsp + 192]",
        "movups xmm13, [rsp + 208]",
        "movups xmm14, [rsp + 224]",
        "movups xmm15, [rsp + 240]",
        "add rsp, 264",
        "pop r11",
        "pop r10",
        "pop r9",
        "pop r8",
        "pop rdi",
        "pop rsi",
        "pop rdx",
        "pop rcx",
        "pop rax",
        "pop rbp",
        "ret",
        resolve = sym crate::runtime::table_resolve,
    )
}

/// The stack pointer of the caller, roughly; of the native stack also where a sanitizer keeps locals elsewhere.
#[inline(always)]
pub(crate) fn current_stack_pointer() -> usize {
    let sp: usize;
    // SAFETY: copies a register.
    unsafe { asm!("mov {}, rsp", out(reg) sp, options(nomem, nostack, preserves_flags)) };
    sp
}

/// Whether the CPU has protection keys for pages of user space and the operating system turned them on.
pub(super) fn has_protection_keys() -> bool {
    use std::arch::x86_64::{__cpuid, __cpuid_count};
    const PKU: u32 = 1 << 3;
    const OSPKE: u32 = 1 << 4;
    let both = PKU | OSPKE;
    __cpuid(0).eax >= 7 && __cpuid_count(7, 0).ecx & both == both
}

/// The thread's rights to the pages of each protection key: two bits for each, of which the first forbids all access and the second
/// writing. The CPU has keys, or this is not called.
#[inline]
pub(super) fn protection_key_rights() -> u32 {
    let rights;
    // SAFETY: reads a register; it writes EDX, and ECX must be 0.
    unsafe {
        asm!("rdpkru", in("ecx") 0, out("eax") rights, out("edx") _, options(nomem, nostack, preserves_flags));
    }
    rights
}

/// Sets the thread's rights to the pages of each protection key.
///
/// # Safety
///
/// The CPU has keys, and the thread touches no page that it has no right to touch any more.
#[inline]
pub(super) unsafe fn set_protection_key_rights(rights: u32) {
    // SAFETY: writes a register; ECX and EDX must be 0. It may change what memory accesses do, so none moves across it.
    unsafe { asm!("wrpkru", in("eax") rights, in("ecx") 0, in("edx") 0, options(nostack, preserves_flags)) };
}

/// The interrupted instruction.
///
/// # Safety
///
/// `context` is what the kernel passed to a signal handler.
pub(super) unsafe fn interrupted(context: *mut libc::c_void) -> usize {
    // SAFETY: the caller's promise; the kernel's third argument is a `ucontext_t`.
    unsafe { (*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs[libc::REG_RIP as usize] as usize }
}

/// The return address of the frame to which the frame pointer points.
///
/// # Safety
///
/// `context` is what the kernel passed to a signal handler, and generated code was interrupted, whose frame pointer
/// register always holds the address of a frame: its own or its caller's.
pub(super) unsafe fn return_address(context: *mut libc::c_void) -> usize {
    // SAFETY: the caller's promise; the kernel's third argument is a `ucontext_t`.
    unsafe {
        let frame = (*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs[libc::REG_RBP as usize];
        (frame as *const usize).add(1).read()
    }
}

/// Makes the return from the signal handler resume the activation's entry with failure.
///
/// # Safety
///
/// `context` is what the kernel passed to a signal handler on the thread that runs the activation, and only generated
/// code is between the entry and the interrupted instruction.
pub(super) unsafe fn resume(context: *mut libc::c_void, activation: &Activation) {
    // SAFETY: the caller's promise; the handler has the context to itself.
    let registers = unsafe { &mut (*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs };
    registers[libc::REG_RIP as usize] = resume_after_trap as *const () as i64;
    registers[libc::REG_RSP as usize] = activation.sp as i64;
}
