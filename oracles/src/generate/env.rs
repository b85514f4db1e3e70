//! What a generated module declares: its index spaces, known before the first body is written.

use std::collections::BTreeSet;

use super::entropy::Entropy;
use super::ops::{NUMERIC, Ty};
use super::swarm::{Statement, Swarm};
use crate::module_info::ModuleInfo;
use crate::value::{ExternType, SizeLimits};

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Parameters.
    pub params: Vec<Ty>,
    /// Results.
    pub results: Vec<Ty>,
}

/// What a function is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Imported.
    Host,
    /// Computes, calls no other Wasm function.
    Leaf,
    /// May call earlier functions.
    Top,
    /// Runs an earlier function over rows of arguments in a loop.
    Driver,
}

/// A function of the index space.
#[derive(Clone, Debug)]
pub struct FunctionDecl {
    /// Index into [`Env::types`].
    pub ty: usize,
    /// Its role.
    pub role: Role,
    /// An upper estimate of the instructions that one call executes, known once its body is written.
    pub cost: u64,
}

/// The memory.
#[derive(Clone, Copy, Debug)]
pub struct MemoryDecl {
    /// Pages at the start.
    pub min: u32,
    /// Declared maximum.
    pub max: Option<u32>,
    /// Whether the host or another instance provides it.
    pub imported: bool,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct TableDecl {
    /// [`Ty::FuncRef`] or [`Ty::ExternRef`].
    pub ty: Ty,
    /// Elements at the start.
    pub min: u32,
    /// Declared maximum.
    pub max: Option<u32>,
    /// Whether the host or another instance provides it.
    pub imported: bool,
}

/// A global.
#[derive(Clone, Copy, Debug)]
pub struct GlobalDecl {
    /// Its type.
    pub ty: Ty,
    /// Whether code may set it.
    pub mutable: bool,
    /// Whether the host or another instance provides it.
    pub imported: bool,
}

/// A data segment.
#[derive(Clone, Debug)]
pub struct DataDecl {
    /// Where it is placed at instantiation; passive without.
    pub offset: Option<u32>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An element segment of functions (`None` is `ref.null func`).
#[derive(Clone, Debug)]
pub struct ElemDecl {
    /// Table and offset at instantiation; passive without.
    pub active: Option<(u32, u32)>,
    /// Function indices.
    pub items: Vec<Option<u32>>,
}

/// All declarations of a module under construction.
#[derive(Clone, Debug)]
pub struct Env {
    /// The swarm it follows.
    pub swarm: Swarm,
    /// Signatures, each once.
    pub types: Vec<Signature>,
    /// Functions, imported ones first.
    pub functions: Vec<FunctionDecl>,
    /// At most one memory.
    pub memory: Option<MemoryDecl>,
    /// Tables, imported ones first.
    pub tables: Vec<TableDecl>,
    /// Globals, imported ones first.
    pub globals: Vec<GlobalDecl>,
    /// Data segments.
    pub data: Vec<DataDecl>,
    /// Element segments, the declarative one excepted.
    pub elems: Vec<ElemDecl>,
    /// Functions named by `ref.func`.
    pub referenced: BTreeSet<u32>,
    /// Bytes of boundary values at address 0; a power of two.
    pub rows: u32,
    /// Whether memory, tables and globals are all exported.
    pub export_all: bool,
}

impl Env {
    /// Draws the declarations of a module of about `functions` defined functions; `adjust` has the last word before
    /// segments are drawn.
    pub fn draw(e: &mut Entropy, functions: usize, rows: u32, adjust: impl FnOnce(&mut Self, &mut Entropy)) -> Self {
        let swarm = Swarm::draw(e);
        let mut env = Self {
            swarm,
            types: Vec::new(),
            functions: Vec::new(),
            memory: None,
            tables: Vec::new(),
            globals: Vec::new(),
            data: Vec::new(),
            elems: Vec::new(),
            referenced: BTreeSet::new(),
            rows,
            export_all: false,
        };
        env.draw_functions(e, functions);
        env.draw_memory(e);
        env.draw_tables(e);
        env.draw_globals(e);
        adjust(&mut env, e);
        // Imported items come first in every index space.
        env.functions.sort_by_key(|function| function.role != Role::Host);
        env.tables.sort_by_key(|table| !table.imported);
        env.globals.sort_by_key(|global| !global.imported);
        env.draw_segments(e);
        env
    }

    /// Turns much of what is defined into imports.
    pub fn import_more(&mut self, e: &mut Entropy) {
        for _ in 0..e.below(3) {
            let signature = self.draw_signature(e, 3, 2);
            self.push_function(signature, Role::Host);
        }
        self.swarm.statements[Statement::HostCall as usize] = 10;
        if let Some(memory) = &mut self.memory {
            memory.imported = e.chance(60);
        }
        self.tables.iter_mut().for_each(|table| table.imported = e.chance(60));
        self.globals
            .iter_mut()
            .for_each(|global| global.imported |= e.chance(30));
    }

    /// Adds what `consumer` imports, and exports everything.
    pub fn provide(&mut self, consumer: &ModuleInfo) {
        self.export_all = true;
        for import in &consumer.imports {
            match &import.ty {
                ExternType::Func(ty) => {
                    let signature = Signature {
                        params: ty.params.clone(),
                        results: ty.results.clone(),
                    };
                    self.push_function(signature, Role::Leaf);
                }
                ExternType::Memory(limits) => {
                    self.memory = Some(MemoryDecl {
                        min: limits.min,
                        max: limits.max,
                        imported: false,
                    });
                }
                ExternType::Table(table) => {
                    let SizeLimits { min, max } = table.limits;
                    self.tables.push(TableDecl {
                        ty: table.element,
                        min,
                        max,
                        imported: false,
                    });
                }
                ExternType::Global(global) => {
                    self.globals.push(GlobalDecl {
                        ty: global.content,
                        mutable: global.mutable,
                        imported: false,
                    });
                }
            }
        }
    }

    /// The signature of function `index`.
    #[must_use]
    pub fn signature(&self, index: usize) -> &Signature {
        &self.types[self.functions[index].ty]
    }

    /// Functions of a role, by index.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        (0..self.functions.len()).filter(move |index| self.functions[*index].role == role)
    }

    /// Number of imported functions.
    #[must_use]
    pub fn imported_functions(&self) -> usize {
        self.with_role(Role::Host).count()
    }

    /// Index of `signature` in the types, added when new.
    pub fn intern(&mut self, signature: Signature) -> usize {
        if let Some(index) = self.types.iter().position(|known| *known == signature) {
            return index;
        }
        self.types.push(signature);
        self.types.len() - 1
    }

    /// Whether code may assume that the first page exists.
    #[must_use]
    pub fn has_page(&self) -> bool {
        self.memory.is_some_and(|memory| memory.min > 0)
    }

    fn draw_functions(&mut self, e: &mut Entropy, functions: usize) {
        if self.swarm.has(Statement::HostCall) {
            for _ in 0..e.between(1, 3) {
                let signature = self.draw_signature(e, 3, 2);
                self.push_function(signature, Role::Host);
            }
        }
        for index in 0..functions.max(1) {
            let role = match index {
                0 => Role::Leaf,
                1 => Role::Driver,
                _ => *e.pick(&[Role::Leaf, Role::Leaf, Role::Driver, Role::Top, Role::Top]),
            };
            let signature = match role {
                Role::Driver => Signature {
                    params: vec![Ty::I32],
                    results: vec![Ty::I64],
                },
                Role::Top => self.draw_signature(e, 3, 3),
                Role::Leaf | Role::Host => self.draw_signature(e, 4, 2),
            };
            self.push_function(signature, role);
        }
    }

    fn push_function(&mut self, signature: Signature, role: Role) {
        let ty = self.intern(signature);
        self.functions.push(FunctionDecl { ty, role, cost: 1 });
    }

    /// Signatures come from few types, so that indirect calls meet their type now and then; references are rare.
    fn draw_signature(&mut self, e: &mut Entropy, params: usize, results: usize) -> Signature {
        if !self.types.is_empty() && e.chance(35) {
            return e.pick(&self.types).clone();
        }
        let mut draw = |most: usize| -> Vec<Ty> {
            // Many parameters or results use the stack of the calling convention.
            let count = if e.chance(6) {
                e.between(5, 12)
            } else {
                e.between(0, most)
            };
            let ty = |e: &mut Entropy| match e.below(16) {
                0 => *e.pick(&[Ty::FuncRef, Ty::ExternRef]),
                _ => self.swarm.ty(e),
            };
            (0..count).map(|_| ty(e)).collect()
        };
        Signature {
            params: draw(params),
            results: draw(results),
        }
    }

    fn draw_memory(&mut self, e: &mut Entropy) {
        if e.chance(4) {
            return;
        }
        let min = *e.pick(&[1, 1, 1, 1, 1, 2, 2, 3, 5, 0]);
        let max = match e.below(4) {
            0 => None,
            1 => Some(min),
            2 => Some(min + e.between(1, 4) as u32),
            _ => Some(*e.pick(&[min.max(16), 100, 65_536])),
        };
        self.memory = Some(MemoryDecl {
            min,
            max,
            imported: e.chance(15),
        });
    }

    fn draw_tables(&mut self, e: &mut Entropy) {
        let mut tables = Vec::new();
        if self.swarm.has(Statement::CallIndirect) || self.swarm.has(Statement::BulkTable) {
            for _ in 0..e.between(1, 2) {
                tables.push(Ty::FuncRef);
            }
        }
        if self.swarm.has(Statement::Reference) || self.swarm.has(Statement::BulkTable) {
            tables.extend((0..e.below(3)).map(|_| *e.pick(&[Ty::ExternRef, Ty::ExternRef, Ty::FuncRef])));
        }
        for ty in tables {
            let min = *e.pick(&[1, 4, 8, 10, 10, 20, 33]);
            let max = e.chance(50).then(|| min + e.below(30) as u32);
            self.tables.push(TableDecl {
                ty,
                min,
                max,
                imported: e.chance(12),
            });
        }
    }

    fn draw_globals(&mut self, e: &mut Entropy) {
        // One mutable accumulator per type, so that no result needs a memory to stay live.
        let numeric = if self.swarm.simd { &NUMERIC[..] } else { &NUMERIC[..4] };
        self.globals.extend(numeric.iter().map(|ty| GlobalDecl {
            ty: *ty,
            mutable: true,
            imported: false,
        }));
        for _ in 0..e.below(4) {
            let ty = match e.below(8) {
                0 => Ty::FuncRef,
                1 => Ty::ExternRef,
                _ => self.swarm.ty(e),
            };
            let imported = e.chance(35);
            self.globals.push(GlobalDecl {
                ty,
                mutable: e.chance(60),
                imported,
            });
        }
    }

    fn draw_segments(&mut self, e: &mut Entropy) {
        if let Some(memory) = self.memory {
            if memory.min > 0 {
                self.data.push(DataDecl {
                    offset: Some(0),
                    bytes: row_values(e, self.rows as usize),
                });
            }
            if self.swarm.has(Statement::BulkMemory) {
                for _ in 0..e.between(1, 2) {
                    let length = e.between(0, 80);
                    let mut bytes = vec![0; length];
                    e.fill(&mut bytes);
                    let last = (memory.min * 65_536).saturating_sub(length as u32);
                    let offset = (memory.min > 0 && e.chance(30)).then(|| *e.pick(&[last, 65_536 - 40 % last.max(41)]));
                    let fits = offset.is_none_or(|at| at <= last);
                    // An active segment out of bounds ends the instantiation: rarely.
                    let offset = if fits || e.chance(3) { offset } else { None };
                    self.data.push(DataDecl { offset, bytes });
                }
            }
        }
        self.draw_elements(e);
    }

    fn draw_elements(&mut self, e: &mut Entropy) {
        // Functions that call through tables stay out of them mostly: their recursion ends only with fuel or stack.
        let recursive = e.chance(15);
        let in_table = |decl: &FunctionDecl| recursive || matches!(decl.role, Role::Leaf | Role::Host);
        let targets: Vec<u32> = (0..self.functions.len() as u32)
            .filter(|index| in_table(&self.functions[*index as usize]))
            .collect();
        for index in 0..self.tables.len() {
            let table = self.tables[index];
            if table.ty != Ty::FuncRef {
                continue;
            }
            let length = e.between(1, table.min as usize);
            let items = (0..length).map(|_| (!e.chance(8)).then(|| *e.pick(&targets))).collect();
            let offset = if e.below(300) == 0 {
                table.min
            } else {
                e.below(table.min as usize - length + 1) as u32
            };
            self.elems.push(ElemDecl {
                active: Some((index as u32, offset)),
                items,
            });
            if e.chance(30) && offset < table.min {
                // Over the first one: the later wins.
                let start = offset + e.below(length) as u32;
                let most = (table.min - start).min(4) as usize;
                let items = (0..e.between(1, most))
                    .map(|_| (!e.chance(20)).then(|| *e.pick(&targets)))
                    .collect();
                self.elems.push(ElemDecl {
                    active: Some((index as u32, start)),
                    items,
                });
            }
        }
        if self.swarm.has(Statement::BulkTable) {
            for _ in 0..e.between(1, 2) {
                let items = (0..e.between(0, 9))
                    .map(|_| (!e.chance(20)).then(|| *e.pick(&targets)))
                    .collect();
                self.elems.push(ElemDecl { active: None, items });
            }
        }
    }
}

/// Boundary values of all widths back to back: the rows that loops load arguments from.
fn row_values(e: &mut Entropy, length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length + 16);
    while bytes.len() < length {
        match e.below(6) {
            0 => bytes.extend(super::values::i64_edge(e).to_le_bytes()),
            1 => bytes.extend(super::values::f64_edge(e).to_le_bytes()),
            2 => bytes.extend(super::values::v128_edge(e)),
            3 => (0..2).for_each(|_| bytes.extend(super::values::f32_edge(e).to_le_bytes())),
            _ => (0..2).for_each(|_| bytes.extend(super::values::i32_edge(e).to_le_bytes())),
        }
    }
    bytes.truncate(length);
    bytes
}
