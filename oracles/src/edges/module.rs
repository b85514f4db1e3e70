//! The module of a case: functions of one parameter, the index, grouped by the static offset of their accesses.

use super::{Edges, PAGE};
use crate::generate::entropy::Entropy;
use crate::generate::ops::{Access, LOADS, STORES, Ty, encode};
use crate::value::SizeLimits;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataCountSection, DataSection, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, InstructionSink, MemorySection, MemoryType, Module, TypeSection, ValType,
};

/// The memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub min: u32,
    pub max: Option<u32>,
    /// Whether the host provides it.
    pub imported: bool,
}

impl Shape {
    pub(super) fn draw(e: &mut Entropy) -> Shape {
        let min = *e.pick(&[0, 1, 1, 1, 1, 2, 3]);
        let max = *e.pick(&[None, Some(min), Some(min + 1), Some(min + 4), Some(65_536)]);
        Shape {
            min,
            max,
            imported: e.chance(15),
        }
    }

    pub(super) fn limits(&self) -> SizeLimits {
        SizeLimits {
            min: self.min,
            max: self.max,
        }
    }

    fn ty(&self) -> MemoryType {
        MemoryType {
            minimum: self.min.into(),
            maximum: self.max.map(u64::from),
            memory64: false,
            shared: false,
            page_size_log2: None,
        }
    }
}

/// Functions whose accesses have one offset.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Of their names.
    pub prefix: String,
    pub offset: u32,
    /// Widths of their accesses.
    pub widths: Vec<u8>,
}

/// A function under construction.
struct Body<'a> {
    e: &'a mut Entropy,
    shape: &'a Shape,
    edges: &'a Edges,
    offset: u32,
    code: Function,
    results: Vec<Ty>,
    widths: Vec<u8>,
    segments: u32,
    /// Functions before this one without results, which it may call.
    callees: &'a [u32],
}

/// A function that is written.
struct Written {
    name: String,
    results: Vec<Ty>,
    code: Function,
}

/// Draws a module of about that many functions.
pub(super) fn draw(e: &mut Entropy, shape: &Shape, edges: &Edges, functions: usize) -> (Vec<u8>, Vec<Group>) {
    let mut written = vec![grow_function()];
    let mut groups = Vec::new();
    let mut callees = Vec::new();
    let segments = e.between(1, 3) as u32;
    let count = e.between(2, 4);
    for number in 0..=count {
        let bulk = number == count;
        let prefix = char::from(b'a' + number as u8).to_string();
        let offset = if bulk { 0 } else { static_offset(e, shape, edges) };
        let mut widths = Vec::new();
        let members = if bulk {
            (functions / 8).max(2)
        } else {
            (functions / count).max(1)
        };
        for member in 0..members {
            let mut body = Body {
                e: &mut *e,
                shape,
                edges,
                offset,
                // One local of each type that a loop or a consumer needs.
                code: Function::new([(1, ValType::I32)]),
                results: Vec::new(),
                widths: Vec::new(),
                segments,
                callees: &callees,
            };
            if bulk {
                body.bulk()
            } else {
                body.accesses()
            }
            body.code.instructions().end();
            widths.append(&mut body.widths);
            let (code, results) = (body.code, body.results);
            if results.is_empty() && callees.len() < 4 {
                callees.push(written.len() as u32);
            }
            written.push(Written {
                name: format!("{prefix}{member}"),
                results,
                code,
            });
        }
        widths.sort_unstable();
        widths.dedup();
        groups.push(Group { prefix, offset, widths });
    }
    (assemble(e, shape, &written, segments), groups)
}

/// The static offset of a group's accesses.
fn static_offset(e: &mut Entropy, shape: &Shape, edges: &Edges) -> u32 {
    let size = u64::from(shape.min) * PAGE;
    let offset = match e.below(16) {
        0..=4 => 0,
        5 => *e.pick(&[1, 3, 8, 15, 16, 17]),
        6 => *e.pick(&[4095, 4096, 4097]),
        7 => *e.pick(&[PAGE - 1, PAGE, PAGE + 1]),
        8 => size.saturating_sub(*e.pick(&[0, 1, 2, 4, 8, 16])),
        9 | 10 => edges.draw(e, size).wrapping_sub(*e.pick(&[0, 1, 4, 16, 17])),
        11 => *e.pick(&[(1 << 31) - 1, 1 << 31, (1 << 31) - 16]),
        12 => *e.pick(&[0xffff_ffff, 0xffff_fff0, 0xffff_0000, 0xfffe_ffff]),
        13 => u64::from(e.u32()) >> e.below(32),
        _ => e.below(200) as u64,
    };
    offset as u32
}

fn grow_function() -> Written {
    let mut code = Function::new([]);
    code.instructions().local_get(0).memory_grow(0).end();
    Written {
        name: "grow".into(),
        results: vec![Ty::I32],
        code,
    }
}

/// What stands where an access wants its index.
#[derive(Clone, Copy)]
enum Index {
    Param,
    /// The parameter and a constant, modulo 2^32.
    Plus(i32),
    /// Some of the parameter's bits.
    Mask(i32),
    Constant(i32),
}

impl Body<'_> {
    fn ins(&mut self) -> InstructionSink<'_> {
        self.code.instructions()
    }

    /// A function that loads and stores.
    fn accesses(&mut self) {
        match self.e.below(22) {
            0..=5 => self.load(Index::Param),
            6..=8 => self.store(Index::Param),
            9 => {
                let index = self.index();
                self.load(index);
            }
            10 => {
                let index = self.index();
                self.store(index);
            }
            11 => self.modify(),
            12..=15 => self.several(),
            16 => self.under_condition(),
            17 => self.in_a_loop(),
            18 => self.around_growth(),
            19 => self.around_a_call(),
            _ => self.overwritten(),
        }
    }

    fn index(&mut self) -> Index {
        match self.e.below(4) {
            0 => Index::Mask(*self.e.pick(&[0xffff, 0xfff8, 0x1_ffff, -8, 0x7fff_ffff])),
            1 => {
                let size = u64::from(self.shape.min) * PAGE;
                let edge = self.edges.draw(self.e, size);
                let before = *self.e.pick(&[1, 2, 4, 8, 16, 17, 0]);
                Index::Constant(edge.wrapping_sub(before).wrapping_sub(self.offset.into()) as i32)
            }
            _ => Index::Plus(*self.e.pick(&[1, -1, 4, -4, 8, -8, 16, -16, 4096, -65_536, i32::MIN])),
        }
    }

    fn push(&mut self, index: Index) {
        match index {
            Index::Param => self.ins().local_get(0),
            Index::Plus(delta) => self.ins().local_get(0).i32_const(delta).i32_add(),
            Index::Mask(mask) => self.ins().local_get(0).i32_const(mask).i32_and(),
            Index::Constant(index) => self.ins().i32_const(index),
        };
    }

    /// The group's offset, a little more or less now and then.
    fn offset(&mut self) -> u32 {
        let delta = *self.e.pick(&[0, 0, 0, 0, 1, 2, 4, 8, 16]);
        if self.e.chance(50) {
            self.offset.saturating_add(delta)
        } else {
            self.offset.saturating_sub(delta)
        }
    }

    /// A constant of a type.
    fn constant(&mut self, ty: Ty) {
        let bits = self.e.u64();
        let high = if ty == Ty::V128 { self.e.u64() } else { 0 };
        let ins = &mut self.code.instructions();
        match ty {
            Ty::I32 => ins.i32_const(bits as i32),
            Ty::I64 => ins.i64_const(bits as i64),
            Ty::F32 => ins.f32_const(wasm_encoder::Ieee32::new(bits as u32)),
            Ty::F64 => ins.f64_const(wasm_encoder::Ieee64::new(bits)),
            _ => ins.v128_const((u128::from(high) << 64 | u128::from(bits)) as i128),
        };
    }

    /// A value to store: a constant, or made of the index.
    fn operand(&mut self, ty: Ty) {
        if !self.e.chance(40) {
            return self.constant(ty);
        }
        self.ins().local_get(0);
        match ty {
            Ty::I32 => {}
            Ty::I64 => {
                self.ins().i64_extend_i32_u();
            }
            Ty::F32 => {
                self.ins().f32_reinterpret_i32();
            }
            Ty::F64 => {
                self.ins().i64_extend_i32_s().f64_reinterpret_i64();
            }
            _ => {
                self.ins().i32x4_splat();
            }
        }
    }

    /// The instruction itself; its operands are on the stack.
    fn access(&mut self, access: &Access, offset: u32) {
        let mut bytes = Vec::with_capacity(12);
        if access.prefix != 0 {
            bytes.push(access.prefix);
        }
        bytes.push(access.code);
        let align = if self.e.chance(50) {
            access.width.ilog2() as u8
        } else {
            0
        };
        bytes.push(align);
        leb(&mut bytes, offset);
        if access.lanes > 0 {
            bytes.push(self.e.below(access.lanes.into()) as u8);
        }
        self.code.raw(bytes);
        self.widths.push(access.width);
    }

    /// A load, its value a result, now and then with an instruction that may take it as a memory operand.
    fn load(&mut self, index: Index) {
        let access = *self.e.pick(LOADS);
        let offset = self.offset();
        let consumer = if self.e.chance(60) { Some(self.e.below(8)) } else { None };
        // Operands below the loaded value come first.
        let below = matches!(consumer, Some(0 | 1)) && access.lanes == 0;
        if below {
            self.constant(access.ty);
        }
        self.push(index);
        if access.lanes > 0 {
            self.constant(Ty::V128);
        }
        self.access(&access, offset);
        let result = match consumer {
            Some(which) => self.consume(access.ty, which, below),
            None => access.ty,
        };
        self.results.push(result);
    }

    /// Applies an instruction to the loaded value (and, if `below`, a constant of its type under it); the type of what it yields.
    fn consume(&mut self, ty: Ty, which: usize, below: bool) -> Ty {
        if below {
            match (ty, which) {
                (Ty::I32, 0) => self.ins().i32_add(),
                (Ty::I32, _) => self.ins().i32_xor(),
                (Ty::I64, 0) => self.ins().i64_add(),
                (Ty::I64, _) => self.ins().i64_xor(),
                (Ty::F32, _) => self.ins().f32_copysign(),
                (Ty::F64, _) => self.ins().f64_copysign(),
                (_, 0) => self.ins().i32x4_add(),
                _ => self.ins().v128_xor(),
            };
            return ty;
        }
        let ins = &mut self.code.instructions();
        match (ty, which) {
            (Ty::I32, 2 | 3) => ins.i32x4_splat(),
            (Ty::I32, 4) => ins.v128_const(-2).v128_not().i8x16_extract_lane_u(3).i32_add(),
            (Ty::I64, 2 | 3) => ins.i64x2_splat(),
            (Ty::F32, 2) => ins.f32x4_splat(),
            (Ty::F32, 3) => ins.f32_neg(),
            (Ty::F32, 4) => ins.f32_const(wasm_encoder::Ieee32::new(0x8000_0000)).f32_copysign(),
            (Ty::F64, 2) => ins.f64x2_splat(),
            (Ty::F64, 3) => ins.f64_neg(),
            (Ty::F64, 4) => ins.f64_abs(),
            (Ty::V128, 2) => ins.v128_not(),
            (Ty::V128, 3) => ins.i16x8_extend_low_i8x16_s(),
            (Ty::V128, 4) => ins.i64x2_extend_low_i32x4_u(),
            (Ty::V128, 5) => ins.f64x2_convert_low_i32x4_s(),
            (Ty::V128, 6) => ins.i32x4_extend_low_i16x8_s(),
            (Ty::V128, 7) => ins.i32x4_extract_lane(2),
            _ => return ty,
        };
        match (ty, which) {
            (Ty::V128, 7) => Ty::I32,
            (Ty::V128, _) => Ty::V128,
            (_, 2) | (Ty::I32 | Ty::I64, 3) => Ty::V128,
            _ => ty,
        }
    }

    fn store(&mut self, index: Index) {
        let access = *self.e.pick(STORES);
        let offset = self.offset();
        self.put(index, &access, offset);
    }

    fn put(&mut self, index: Index, access: &Access, offset: u32) {
        self.push(index);
        self.operand(access.ty);
        self.access(access, offset);
    }

    /// A store whose bytes a store like it overwrites on most paths, and what may come between that sees the first.
    fn overwritten(&mut self) {
        let access = *self.e.pick(STORES);
        let offset = self.offset();
        let index = if self.e.chance(70) { Index::Param } else { self.index() };
        let between = self.e.below(10);
        if between < 8 {
            self.put(index, &access, offset);
        }
        let bit = *self.e.pick(&[1, 2, 16, i32::MIN]);
        if between > 4 {
            self.ins().local_get(0).i32_const(bit).i32_and().if_(BlockType::Empty);
        }
        match between {
            0 | 1 => {}
            2 => self.store(Index::Param),
            3 => self.load(Index::Param),
            4 => {
                let other = self.offset();
                self.put(index, &access, other);
            }
            5 => {
                self.ins().unreachable().end();
            }
            6 => {
                self.put(index, &access, offset);
                self.ins().end();
            }
            7 => {
                // This path would not end, and traps before: wasmtime issue 14053.
                self.put(Index::Constant(-1), &access, offset);
                self.ins().loop_(BlockType::Empty).br(0).end().end();
            }
            _ => {
                // The first store on one of two paths; the other leaves.
                let leaves_first = self.e.chance(50);
                for leaves in [leaves_first, !leaves_first] {
                    if leaves {
                        (0..self.e.between(1, 3)).for_each(|_| self.store(Index::Param));
                        self.ins().unreachable();
                    } else {
                        self.put(index, &access, offset);
                    }
                    if leaves == leaves_first {
                        self.ins().else_();
                    }
                }
                self.ins().end();
            }
        }
        self.put(index, &access, offset);
    }

    /// Load, change, store at one place.
    fn modify(&mut self) {
        let (load, store) = *self
            .e
            .pick(&[(0x28, 0x36), (0x29, 0x37), (0x2d, 0x3a), (0x2f, 0x3b), (0x35, 0x3e)]);
        let find = |table: &[Access], code| table.iter().find(|a| a.prefix == 0 && a.code == code).copied();
        let (Some(load), Some(store)) = (find(LOADS, load), find(STORES, store)) else {
            return;
        };
        let offset = self.offset();
        self.ins().local_get(0).local_get(0);
        self.access(&load, offset);
        self.constant(load.ty);
        match load.ty {
            Ty::I32 => self.ins().i32_add(),
            _ => self.ins().i64_add(),
        };
        let other = self.offset();
        let offset = if self.e.chance(70) { offset } else { other };
        self.access(&store, offset);
    }

    /// Several accesses of one index, with offsets that rise, fall or repeat.
    fn several(&mut self) {
        for _ in 0..self.e.between(2, 5) {
            if self.e.chance(55) && self.results.len() < 5 {
                self.load(Index::Param);
            } else {
                self.store(Index::Param);
            }
        }
    }

    /// Accesses before, in and after an arm that a bit of the index chooses.
    fn under_condition(&mut self) {
        if self.e.chance(50) {
            self.store(Index::Param);
        }
        let bit = *self.e.pick(&[1, 2, 16, i32::MIN]);
        self.ins().local_get(0).i32_const(bit).i32_and().if_(BlockType::Empty);
        self.store(Index::Param);
        if self.e.chance(50) {
            self.ins().else_();
            self.store(Index::Param);
        }
        self.ins().end();
        self.load(Index::Param);
    }

    /// Accesses at rising or falling places.
    fn in_a_loop(&mut self) {
        let step = *self.e.pick(&[1, 4, 8, 16, -1, -8]);
        let times = *self.e.pick(&[2, 5, 17]);
        self.ins().i32_const(times).local_set(1).loop_(BlockType::Empty);
        self.store(Index::Param);
        self.ins()
            .local_get(0)
            .i32_const(step)
            .i32_add()
            .local_set(0)
            .local_get(1)
            .i32_const(1)
            .i32_sub()
            .local_tee(1)
            .br_if(0)
            .end();
        self.load(Index::Param);
    }

    /// An access, growth that may move the memory, an access beside the first.
    fn around_growth(&mut self) {
        if self.e.chance(60) {
            self.store(Index::Param);
        } else {
            self.load(Index::Param);
        }
        let delta = *self.e.pick(&[0, 1, 1, 2, 65_536]);
        self.ins().i32_const(delta).memory_grow(0);
        self.results.push(Ty::I32);
        self.load(Index::Param);
    }

    fn around_a_call(&mut self) {
        self.load(Index::Param);
        if !self.callees.is_empty() {
            let callee = *self.e.pick(self.callees);
            self.ins().local_get(0).call(callee);
        }
        let index = if self.e.chance(70) { Index::Param } else { self.index() };
        self.load(index);
    }

    /// A bulk operation; the parameter is a place or the length.
    fn bulk(&mut self) {
        let size = u64::from(self.shape.min) * PAGE;
        let length = *self.e.pick(&[0, 1, 7, 16, 63, 64, 65, 200, 4096, 65_536]);
        let place = (self.edges.draw(self.e, size) as i32).wrapping_sub(*self.e.pick(&[0, 1, 16, length, length]));
        self.widths.push(length.clamp(1, 200) as u8);
        let which = self.e.below(10);
        match which {
            0 | 1 => {
                self.ins().local_get(0).local_get(0).i32_const(length).memory_fill(0);
            }
            2 => {
                self.ins()
                    .i32_const(place)
                    .i32_const(length ^ 0x5a)
                    .local_get(0)
                    .memory_fill(0);
            }
            3 | 4 => {
                self.ins()
                    .local_get(0)
                    .i32_const(place)
                    .i32_const(length)
                    .memory_copy(0, 0);
            }
            5 => {
                self.ins()
                    .i32_const(place)
                    .local_get(0)
                    .i32_const(length)
                    .memory_copy(0, 0);
            }
            6 => {
                // Overlapping with itself, in either direction.
                let shift = *self.e.pick(&[1, -1, 8, -64]);
                self.ins()
                    .local_get(0)
                    .local_get(0)
                    .i32_const(shift)
                    .i32_add()
                    .i32_const(length)
                    .memory_copy(0, 0);
            }
            7 | 8 => {
                let segment = self.e.below(self.segments as usize) as u32;
                let (from, length) = *self
                    .e
                    .pick(&[(0, 16), (0, 32), (16, 16), (32, 0), (1, 31), (0, 33), (0, 0)]);
                self.ins()
                    .local_get(0)
                    .i32_const(from)
                    .i32_const(length)
                    .memory_init(0, segment);
            }
            _ => {
                self.ins().memory_size(0);
                self.results.push(Ty::I32);
                if self.e.chance(15) {
                    let segment = self.e.below(self.segments as usize) as u32;
                    self.ins().data_drop(segment);
                }
            }
        }
    }
}

fn leb(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn assemble(e: &mut Entropy, shape: &Shape, written: &[Written], segments: u32) -> Vec<u8> {
    let mut module = Module::new();
    let mut signatures: Vec<&[Ty]> = Vec::new();
    for function in written {
        if !signatures.contains(&&function.results[..]) {
            signatures.push(&function.results);
        }
    }
    let mut types = TypeSection::new();
    for results in &signatures {
        types
            .ty()
            .function([ValType::I32], results.iter().map(|ty| encode(*ty)));
    }
    module.section(&types);
    if shape.imported {
        let mut imports = ImportSection::new();
        imports.import("h", "m", EntityType::Memory(shape.ty()));
        module.section(&imports);
    }
    let mut functions = FunctionSection::new();
    for function in written {
        let ty = signatures.iter().position(|results| *results == &function.results[..]);
        functions.function(ty.unwrap_or(0) as u32);
    }
    module.section(&functions);
    if !shape.imported {
        let mut memories = MemorySection::new();
        memories.memory(shape.ty());
        module.section(&memories);
    }
    let mut exports = ExportSection::new();
    for (index, function) in written.iter().enumerate() {
        exports.export(&function.name, ExportKind::Func, index as u32);
    }
    module.section(&exports);
    let active = if shape.min == 0 { 0 } else { e.between(1, 3) as u32 };
    module.section(&DataCountSection {
        count: segments + active,
    });
    let mut code = CodeSection::new();
    written.iter().for_each(|function| {
        code.function(&function.code);
    });
    module.section(&code);
    module.section(&data(e, shape, segments, active));
    module.finish()
}

/// Passive segments of 32 bytes, then active ones at the memory's start and end and across a page.
fn data(e: &mut Entropy, shape: &Shape, passive: u32, active: u32) -> DataSection {
    let mut data = DataSection::new();
    let mut bytes = |length: usize| {
        let mut bytes = vec![0; length];
        e.fill(&mut bytes);
        bytes
    };
    for _ in 0..passive {
        data.passive(bytes(32));
    }
    let size = u64::from(shape.min) * PAGE;
    let last = size.saturating_sub(48);
    let places = [last, 0, (PAGE - 24).min(last)];
    for place in places.iter().take(active as usize) {
        data.active(0, &ConstExpr::i32_const(*place as i32), bytes(48));
    }
    data
}
