//! Bulk operations and growth: across pages, overlapping, at the edges, with segments that may be dropped.

use super::body::Body;
use super::ops::Ty;

impl Body<'_> {
    pub(super) fn bulk_memory_statement(&mut self) -> bool {
        let Some(memory) = self.env.memory else { return false };
        if self.times > 32 {
            return false;
        }
        let size = memory.min * 65_536;
        let segments: Vec<u32> = (0..self.env.data.len() as u32).collect();
        match self.e.below(8) {
            0..=2 => {
                let length = self.length(size);
                self.place(size, length);
                self.expr(Ty::I32, 1);
                self.number(length);
                self.ins().memory_fill(0);
            }
            3..=5 => {
                let length = self.length(size);
                let at = self.place(size, length);
                if self.e.chance(40) {
                    // Overlapping, in either direction.
                    let delta = *self.e.pick(&[1_i32, -1, 8, -8, 17, -64, 4096, -4096]);
                    let last = size.saturating_sub(length) as i32;
                    self.ins()
                        .i32_const((at as i32).saturating_add(delta).clamp(0, last.max(0)));
                } else {
                    self.place(size, length);
                }
                self.number(length);
                self.ins().memory_copy(0, 0);
            }
            6 | 7 if !segments.is_empty() => {
                let segment = *self.e.pick(&segments);
                let held = self.env.data[segment as usize].bytes.len() as u32;
                if self.e.chance(15) {
                    self.ins().data_drop(segment);
                    return true;
                }
                // An active segment is empty after the instantiation: only length 0 fits.
                let empty = self.env.data[segment as usize].offset.is_some();
                let length = if empty && !self.e.chance(10) {
                    0
                } else {
                    self.e.below(held as usize + 1) as u32
                };
                self.place(size, length);
                let from = if empty {
                    0
                } else {
                    self.e.below((held - length) as usize + 1) as i32
                };
                self.ins().i32_const(from).i32_const(length as i32);
                self.ins().memory_init(0, segment);
                if self.e.chance(10) {
                    self.ins().data_drop(segment);
                }
            }
            _ => return false,
        }
        true
    }

    /// Pushes an address for `length` bytes: in bounds mostly, at the very end often.
    fn place(&mut self, size: u32, length: u32) -> u32 {
        let last = size.saturating_sub(length);
        let low = (self.env.rows + 8192).min(last);
        let at = match self.e.below(16) {
            0 => last.wrapping_add(1),
            1..=4 => last,
            5..=6 => 65_536_u32.saturating_sub(length / 2).min(last),
            7 => 0,
            _ => low + self.e.below((last - low) as usize + 1) as u32,
        };
        if at == last.wrapping_add(1) && !self.e.chance(30) {
            self.number(last);
            return last;
        }
        self.number(at);
        at
    }

    /// Pushes `value`, as a constant or masked by a variable so that the compiler does not know it.
    fn number(&mut self, value: u32) {
        match self.variable(Ty::I32) {
            Some(local) if self.e.chance(25) => {
                // 0 or 1 less than the value: in bounds when the value is.
                self.ins()
                    .i32_const(value.max(1) as i32)
                    .local_get(local)
                    .i32_const(1)
                    .i32_and()
                    .i32_sub();
            }
            _ => {
                self.ins().i32_const(value as i32);
            }
        }
    }

    /// A length: boundary of the charge by 64 bytes, a few bytes, over a page, all of it.
    fn length(&mut self, size: u32) -> u32 {
        let drawn = match self.e.below(10) {
            0 => 0,
            1 => 1,
            2 => *self.e.pick(&[7, 8, 15, 16, 17, 31, 32, 33]),
            3 => *self.e.pick(&[63, 64, 65, 127, 128, 129, 255, 256, 257]),
            4 => *self.e.pick(&[1000, 1001, 4095, 4096, 4097, 10_000]),
            5 => 65_536,
            6 => 65_537,
            7 => size,
            _ => self.e.below(2000) as u32,
        };
        if self.times > 4 {
            drawn.min(300)
        } else {
            drawn.min(size)
        }
    }

    pub(super) fn bulk_table_statement(&mut self) -> bool {
        if self.env.tables.is_empty() {
            return false;
        }
        let table = self.e.below(self.env.tables.len()) as u32;
        let decl = self.env.tables[table as usize];
        let length = self.e.below(decl.min as usize + 1) as u32;
        let place = |body: &mut Self, min: u32, length: u32| {
            let out = u32::from(body.e.chance(4));
            let at = body.e.below(min.saturating_sub(length) as usize + 1) as u32;
            body.ins().i32_const((at + out * min) as i32);
        };
        match self.e.below(4) {
            0 => {
                place(self, decl.min, length);
                self.reference(decl.ty);
                self.ins().i32_const(length as i32).table_fill(table);
            }
            1 | 2 => {
                let same: Vec<u32> = (0..self.env.tables.len() as u32)
                    .filter(|other| self.env.tables[*other as usize].ty == decl.ty)
                    .collect();
                let source = *self.e.pick(&same);
                let from = self.env.tables[source as usize].min;
                let length = length.min(from);
                place(self, decl.min, length);
                place(self, from, length);
                self.ins().i32_const(length as i32).table_copy(table, source);
            }
            _ => {
                if decl.ty != Ty::FuncRef || self.env.elems.is_empty() {
                    return false;
                }
                let segment = self.e.below(self.env.elems.len()) as u32;
                let held = self.env.elems[segment as usize].items.len() as u32;
                let dropped = self.env.elems[segment as usize].active.is_some();
                let length = if dropped && !self.e.chance(6) {
                    0
                } else {
                    length.min(held)
                };
                place(self, decl.min, length);
                let from = if dropped {
                    0
                } else {
                    self.e.below((held - length.min(held)) as usize + 1) as i32
                };
                self.ins()
                    .i32_const(from)
                    .i32_const(length as i32)
                    .table_init(table, segment);
                if self.e.chance(12) {
                    self.ins().elem_drop(segment);
                }
            }
        }
        true
    }

    /// `memory.grow` or `table.grow`, the result and the new size live.
    pub(super) fn grow_statement(&mut self) -> bool {
        if self.times > 16 {
            return false;
        }
        let table =
            (!self.env.tables.is_empty() && self.e.chance(40)).then(|| self.e.below(self.env.tables.len()) as u32);
        match (table, self.env.memory) {
            (Some(table), _) => {
                let ty = self.env.tables[table as usize].ty;
                self.reference(ty);
                let delta = *self.e.pick(&[0, 1, 2, 5, 100, -1]);
                self.ins().i32_const(delta).table_grow(table);
                self.mix(Ty::I32);
                self.ins().table_size(table);
            }
            (None, Some(_)) => {
                let delta = *self.e.pick(&[0, 1, 1, 1, 2, 3, 65_536, -1]);
                self.ins().i32_const(delta).memory_grow(0);
                self.mix(Ty::I32);
                self.ins().memory_size(0);
            }
            (None, None) => return false,
        }
        self.mix(Ty::I32);
        true
    }
}
