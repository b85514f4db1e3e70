//! Trampolines between the host's and the Wasm calling convention, one pair per signature.
//!
//! They depend on nothing of a configuration but whether traps are signals, so the process shares them. The cache is
//! bounded; engines keep what they use.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};

use crate::compile::{self, CompileError, Trampoline, Tunables};
use crate::error::Result;
use crate::runtime::code::{CodeImage, Tables};
use crate::runtime::engine::Engine;
use crate::types::FuncType;

/// Trampolines kept for reuse, in both directions together.
const CAPACITY: usize = 1024;

#[derive(PartialEq, Eq, Hash)]
struct Key {
    ty: FuncType,
    signals: bool,
    entry: bool,
}

static CACHE: LazyLock<Mutex<HashMap<Key, Arc<CodeImage>>>> = LazyLock::new(Mutex::default);

/// Target for the baseline CPU, on which every trampoline runs.
static ISA: LazyLock<Result<OwnedTargetIsa, CompileError>> = LazyLock::new(|| compile::build_isa(&tunables(true)));

fn tunables(signals: bool) -> Tunables {
    Tunables {
        signals,
        guard_pages: signals,
        verifier: false,
        ..Tunables::default()
    }
}

/// The trampoline by which the host calls Wasm functions of this type.
pub(crate) fn entry(ty: &FuncType, engine: &Engine) -> Result<Arc<CodeImage>> {
    cached(ty, engine, true, |isa, _| compile::entry_trampoline(ty, isa))
}

/// The trampoline by which Wasm calls host functions of this type.
pub(crate) fn exit(ty: &FuncType, engine: &Engine) -> Result<Arc<CodeImage>> {
    cached(ty, engine, false, |isa, tunables| {
        compile::exit_trampoline(ty, tunables, isa)
    })
}

fn cached(
    ty: &FuncType,
    engine: &Engine,
    entry: bool,
    compile: impl FnOnce(&dyn TargetIsa, &Tunables) -> Result<Trampoline, CompileError>,
) -> Result<Arc<CodeImage>> {
    let signals = engine.tunables().signals;
    let key = Key {
        ty: ty.clone(),
        signals,
        entry,
    };
    let lock = || CACHE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(image) = lock().get(&key) {
        return Ok(image.clone());
    }
    let isa = ISA.as_ref().map_err(Clone::clone)?;
    let code = compile(&**isa, &tunables(signals))?;
    let tables = Tables::Trampoline(code.trap_sites);
    let image = CodeImage::new(&code.text, code.text_align, &[], tables, signals)?;
    let mut cache = lock();
    if cache.len() >= CAPACITY {
        cache.clear();
    }
    cache.insert(key, image.clone());
    Ok(image)
}
