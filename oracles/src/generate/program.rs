//! Dense modules: declarations, bodies, and the binary that holds them.

use std::borrow::Cow;

use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, HeapType, ImportSection, MemorySection,
    MemoryType, Module, RefType, StartSection, TableSection, TableType, TypeSection,
};

use super::body::Body;
use super::entropy::Entropy;
use super::env::{Env, GlobalDecl, MemoryDecl, Role, Signature, TableDecl};
use super::ops::{Ty, encode};
use super::swarm::Statement;
use super::values;
use crate::module_info::ModuleInfo;

/// Generates a valid module whose code takes about `code_budget` bytes, every result live.
pub fn dense_module(e: &mut Entropy, code_budget: usize) -> Vec<u8> {
    module(e, code_budget, |_, _| {})
}

/// A dense module that imports much of what it uses.
pub fn consumer_module(e: &mut Entropy, code_budget: usize) -> Vec<u8> {
    module(e, code_budget, Env::import_more)
}

/// A dense module that exports everything, with something for every import of `consumer`.
pub fn provider_module(e: &mut Entropy, code_budget: usize, consumer: &ModuleInfo) -> Vec<u8> {
    module(e, code_budget, |env, _| env.provide(consumer))
}

fn module(e: &mut Entropy, code_budget: usize, adjust: impl FnOnce(&mut Env, &mut Entropy)) -> Vec<u8> {
    let rows = if code_budget < 900 {
        256
    } else {
        *e.pick(&[256, 512, 1024])
    };
    let most = (code_budget / 150).clamp(2, 9);
    let functions = e.between(2, most);
    let mut env = Env::draw(e, functions, rows, adjust);
    let functions = env.functions.len() - env.imported_functions();
    let first = env.imported_functions();
    let mut bodies = Vec::new();
    for index in first..env.functions.len() {
        let budget = code_budget / functions;
        let (body, cost) = function(&mut env, e, index, budget);
        env.functions[index].cost = cost.max(1);
        bodies.push(body);
    }
    assemble(&env, e, &bodies)
}

/// Writes the body of function `index`; with it, the estimated cost of a call.
fn function(env: &mut Env, e: &mut Entropy, index: usize, budget: usize) -> (Function, u64) {
    let role = env.functions[index].role;
    let mut body = Body::new(env, e, index, budget);
    if role != Role::Driver || body.e.chance(30) {
        body.prologue();
    }
    let mut repeats = 1;
    if role == Role::Driver {
        let first = body.env.imported_functions();
        let earlier: Vec<usize> = (first..index)
            .filter(|callee| body.env.functions[*callee].role != Role::Driver)
            .collect();
        if !earlier.is_empty() {
            let callee = *body.e.pick(&earlier);
            body.drive(callee);
        }
        let count = body.e.below(4);
        body.statements(count);
    } else {
        if role == Role::Top && body.e.chance(60) {
            // What a swarm wants at least once: calls through tables, host calls and bulk operations are rare otherwise.
            for kind in [Statement::CallIndirect, Statement::HostCall, Statement::BulkMemory] {
                if body.env.swarm.has(kind) && body.e.chance(60) {
                    body.statement(kind);
                }
            }
        }
        if body.e.chance(20) {
            repeats = body.recurse();
        }
        let count = body.e.between(4, 24);
        body.statements(count);
    }
    body.epilogue();
    let cost = body.cost * repeats;
    (body.finish(), cost)
}

fn assemble(env: &Env, e: &mut Entropy, bodies: &[Function]) -> Vec<u8> {
    let mut module = Module::new();
    let mut types = TypeSection::new();
    for Signature { params, results } in &env.types {
        types.ty().function(
            params.iter().map(|ty| encode(*ty)),
            results.iter().map(|ty| encode(*ty)),
        );
    }
    module.section(&types);
    module.section(&imports(env));
    let mut functions = FunctionSection::new();
    let defined = env.functions.iter().filter(|function| function.role != Role::Host);
    defined.for_each(|function| {
        functions.function(function.ty as u32);
    });
    module.section(&functions);
    let mut tables = TableSection::new();
    env.tables.iter().filter(|table| !table.imported).for_each(|table| {
        tables.table(table_type(table));
    });
    module.section(&tables);
    if let Some(memory) = env.memory.filter(|memory| !memory.imported) {
        let mut memories = MemorySection::new();
        memories.memory(memory_type(&memory));
        module.section(&memories);
    }
    module.section(&globals(env, e));
    module.section(&exports(env, e));
    if let Some(start) = start(env).filter(|_| e.chance(8)) {
        module.section(&StartSection { function_index: start });
    }
    module.section(&elements(env, e));
    module.section(&DataCountSection {
        count: env.data.len() as u32,
    });
    let mut code = CodeSection::new();
    bodies.iter().for_each(|body| {
        code.function(body);
    });
    module.section(&code);
    let mut data = DataSection::new();
    for segment in &env.data {
        match segment.offset {
            Some(offset) => {
                data.active(0, &ConstExpr::i32_const(offset as i32), segment.bytes.iter().copied());
            }
            None => {
                data.passive(segment.bytes.iter().copied());
            }
        }
    }
    module.section(&data);
    module.finish()
}

/// A defined function that can start the module.
fn start(env: &Env) -> Option<u32> {
    let starts = |index: &usize| {
        let signature = env.signature(*index);
        env.functions[*index].role != Role::Host && signature.params.is_empty() && signature.results.is_empty()
    };
    (0..env.functions.len()).find(starts).map(|index| index as u32)
}

fn imports(env: &Env) -> ImportSection {
    let mut imports = ImportSection::new();
    for (index, function) in env
        .functions
        .iter()
        .enumerate()
        .filter(|(_, function)| function.role == Role::Host)
    {
        imports.import("h", &format!("f{index}"), EntityType::Function(function.ty as u32));
    }
    for (index, table) in env.tables.iter().enumerate().filter(|(_, table)| table.imported) {
        imports.import("h", &format!("t{index}"), table_type(table));
    }
    if let Some(memory) = env.memory.filter(|memory| memory.imported) {
        imports.import("h", "m", memory_type(&memory));
    }
    for (index, global) in env.globals.iter().enumerate().filter(|(_, global)| global.imported) {
        imports.import("h", &format!("g{index}"), global_type(global));
    }
    imports
}

fn globals(env: &Env, e: &mut Entropy) -> GlobalSection {
    let mut globals = GlobalSection::new();
    for global in env.globals.iter().filter(|global| !global.imported) {
        let same = |other: &&(usize, &GlobalDecl)| other.1.imported && !other.1.mutable && other.1.ty == global.ty;
        let imported = env.globals.iter().enumerate().collect::<Vec<_>>();
        let init = match (global.ty, imported.iter().find(same)) {
            (_, Some((index, _))) if e.chance(50) => ConstExpr::global_get(*index as u32),
            (Ty::I32, _) => ConstExpr::i32_const(values::i32_edge(e)),
            (Ty::I64, _) => ConstExpr::i64_const(values::i64_edge(e)),
            (Ty::F32, _) => ConstExpr::f32_const(wasm_encoder::Ieee32::new(values::f32_edge(e))),
            (Ty::F64, _) => ConstExpr::f64_const(wasm_encoder::Ieee64::new(values::f64_edge(e))),
            (Ty::V128, _) => ConstExpr::v128_const(i128::from_le_bytes(values::v128_edge(e))),
            (Ty::FuncRef, _) if e.chance(50) => ConstExpr::ref_func(e.below(env.functions.len()) as u32),
            (Ty::FuncRef, _) => ConstExpr::ref_null(HeapType::FUNC),
            (Ty::ExternRef, _) => ConstExpr::ref_null(HeapType::EXTERN),
        };
        globals.global(global_type(global), &init);
    }
    globals
}

fn exports(env: &Env, e: &mut Entropy) -> ExportSection {
    let mut exports = ExportSection::new();
    for (index, function) in env.functions.iter().enumerate() {
        if function.role != Role::Host || e.chance(10) {
            exports.export(&format!("f{index}"), ExportKind::Func, index as u32);
        }
    }
    if env.memory.is_some() && (env.export_all || e.chance(50)) {
        exports.export("m", ExportKind::Memory, 0);
    }
    for index in 0..env.tables.len() {
        if env.export_all || e.chance(30) {
            exports.export(&format!("t{index}"), ExportKind::Table, index as u32);
        }
    }
    for index in 0..env.globals.len() {
        if env.export_all || e.chance(25) {
            exports.export(&format!("g{index}"), ExportKind::Global, index as u32);
        }
    }
    exports
}

/// The module's segments, in the encodings of the binary format in turn, and a declarative one for `ref.func`.
fn elements(env: &Env, e: &mut Entropy) -> ElementSection {
    let mut section = ElementSection::new();
    for segment in &env.elems {
        let whole: Option<Vec<u32>> = segment.items.iter().copied().collect();
        let expressions: Vec<ConstExpr> = segment
            .items
            .iter()
            .map(|item| item.map_or(ConstExpr::ref_null(HeapType::FUNC), ConstExpr::ref_func))
            .collect();
        let items = match whole {
            Some(functions) if e.chance(60) => Elements::Functions(Cow::Owned(functions)),
            _ => Elements::Expressions(RefType::FUNCREF, Cow::Owned(expressions)),
        };
        match segment.active {
            Some((table, offset)) => {
                let table = (table != 0 || e.chance(30)).then_some(table);
                section.active(table, &ConstExpr::i32_const(offset as i32), items);
            }
            None => {
                section.passive(items);
            }
        }
    }
    if !env.referenced.is_empty() {
        let functions: Vec<u32> = env.referenced.iter().copied().collect();
        section.declared(Elements::Functions(Cow::Owned(functions)));
    }
    section
}

fn memory_type(memory: &MemoryDecl) -> MemoryType {
    MemoryType {
        minimum: u64::from(memory.min),
        maximum: memory.max.map(u64::from),
        memory64: false,
        shared: false,
        page_size_log2: None,
    }
}

fn table_type(table: &TableDecl) -> TableType {
    TableType {
        element_type: if table.ty == Ty::FuncRef {
            RefType::FUNCREF
        } else {
            RefType::EXTERNREF
        },
        table64: false,
        minimum: u64::from(table.min),
        maximum: table.max.map(u64::from),
        shared: false,
    }
}

fn global_type(global: &GlobalDecl) -> GlobalType {
    GlobalType {
        val_type: encode(global.ty),
        mutable: global.mutable,
        shared: false,
    }
}
