//! Table instructions.

use super::translate::FuncTranslator;
use crate::layout::{Builtin, TrapCode, table, vmctx};
use crate::types::ValType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use wasmparser::Operator;

/// Translates a table instruction; `false` if `op` is none.
pub(super) fn translate(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    match op {
        Operator::TableGet { table } => {
            let index = t.pop();
            let element = t.table_element(*table, index, TrapCode::TableOutOfBounds);
            let value = t.element_reference(*table, index, element, false);
            t.push(value);
        }
        Operator::TableSet { table } => {
            let (index, value) = t.pop2();
            let element = t.table_element(*table, index, TrapCode::TableOutOfBounds);
            let flags = t.flags.table;
            let value = t.marked(*table, value);
            t.builder.ins().store(flags, value, element, 0);
        }
        Operator::TableSize { table } => {
            let length = t.table_length(*table);
            let length = t.builder.ins().ireduce(types::I32, length);
            t.push(length);
        }
        Operator::TableGrow { table } => {
            let (init, delta) = t.pop2();
            let delta = t.zero_extend(delta);
            let table = t.index_const(*table);
            t.grow(Builtin::TableGrow, &[table, init, delta]);
        }
        Operator::ElemDrop { elem_index } => {
            let segment = t.index_const(*elem_index);
            t.call_builtin(Builtin::ElemDrop, &[segment]);
        }
        _ => return translate_bulk(t, op),
    }
    true
}

fn translate_bulk(t: &mut FuncTranslator<'_>, op: &Operator<'_>) -> bool {
    let (builtin, args) = match op {
        Operator::TableFill { table } => {
            let (dst, value, len) = t.pop3();
            let (dst, len) = (t.zero_extend(dst), t.zero_extend(len));
            (Builtin::TableFill, vec![t.index_const(*table), dst, value, len])
        }
        Operator::TableCopy { dst_table, src_table } => {
            let (dst, src, len) = t.pop3();
            let (dst, src, len) = (t.zero_extend(dst), t.zero_extend(src), t.zero_extend(len));
            let tables = [t.index_const(*dst_table), t.index_const(*src_table)];
            (Builtin::TableCopy, vec![tables[0], tables[1], dst, src, len])
        }
        Operator::TableInit { elem_index, table } => {
            let (dst, src, len) = t.pop3();
            let dst = t.zero_extend(dst);
            let (table, segment) = (t.index_const(*table), t.index_const(*elem_index));
            (Builtin::TableInit, vec![table, segment, dst, src, len])
        }
        _ => return false,
    };
    t.bulk(builtin, &args, TrapCode::TableOutOfBounds);
    true
}

impl FuncTranslator<'_> {
    /// Address of the `VMTable`, as base and offset.
    fn table_definition(&mut self, table: u32) -> (Value, i32) {
        let vmctx = self.vmctx();
        match table.checked_sub(self.env.info.imported.tables) {
            Some(defined) => (vmctx, self.env.offsets.defined_table(defined)),
            None => {
                let offset = self.env.offsets.imported_table(table);
                (self.load_readonly(types::I64, vmctx, offset), 0)
            }
        }
    }

    /// Whether the table's type fixes its size, so that it never grows nor moves.
    fn table_is_fixed(&self, table: u32) -> bool {
        let ty = &self.env.info.tables[table as usize];
        ty.max == Some(ty.min)
    }

    /// Number of elements, as an `i64`.
    pub fn table_length(&mut self, table: u32) -> Value {
        if self.table_is_fixed(table) {
            let length = self.env.info.tables[table as usize].min;
            return self.builder.ins().iconst(types::I64, length as i64);
        }
        let (definition, offset) = self.table_definition(table);
        let flags = self.flags.context;
        self.builder
            .ins()
            .load(types::I64, flags, definition, offset + table::LEN)
    }

    /// Whether elements may stand for what segments say (`layout::table`).
    fn table_is_lazy(&self, table: u32) -> bool {
        self.env.tunables.lazy_tables && self.env.info.tables[table as usize].element == ValType::FuncRef
    }

    /// Loads the reference in the element at `index`, whose address is `element`. With `null_page`, a null may also be any
    /// other address of the null page.
    pub fn element_reference(&mut self, table: u32, index: Value, element: Value, null_page: bool) -> Value {
        let flags = self.flags.table;
        let value = self.builder.ins().load(types::I64, flags, element, 0);
        if !self.table_is_lazy(table) {
            return value;
        }
        let cold = self.builder.create_block();
        let next = self.builder.create_block();
        self.builder.set_cold_block(cold);
        let reference = self.builder.append_block_param(next, types::I64);
        let special = if null_page { table::UNRESOLVED } else { table::NULL };
        let ready = self
            .builder
            .ins()
            .icmp_imm_u(IntCC::UnsignedGreaterThan, value, special as i64);
        self.builder.ins().brif(ready, next, &[value.into()], cold, &[]);
        self.builder.seal_block(cold);
        self.builder.switch_to_block(cold);
        self.resolve_element(table, index);
        let mut resolved = self.builder.ins().load(types::I64, flags, element, 0);
        if !null_page {
            let is_null = self
                .builder
                .ins()
                .icmp_imm_u(IntCC::Equal, resolved, table::NULL as i64);
            let null = self.builder.ins().iconst(types::I64, 0);
            resolved = self.builder.ins().select(is_null, null, resolved);
        }
        self.builder.ins().jump(next, &[resolved.into()]);
        self.builder.seal_block(next);
        self.builder.switch_to_block(next);
        self.access_state.new_block();
        reference
    }

    /// Calls the builtin that resolves an element. Nothing of the call is moved to where it is not made.
    fn resolve_element(&mut self, table: u32, index: Value) {
        let vmctx = self.vmctx();
        let pinned = MemFlagsData::trusted().with_readonly();
        let builtins = self.builder.ins().load(types::I64, pinned, vmctx, vmctx::BUILTINS);
        let callee = self
            .builder
            .ins()
            .load(types::I64, pinned, builtins, Builtin::TableResolve.offset());
        let table = self.index_const(table);
        let sig = self.builtin_sig(Builtin::TableResolve);
        self.builder.ins().call_indirect(sig, callee, &[vmctx, table, index]);
    }

    /// A reference as it stands in an element.
    fn marked(&mut self, table: u32, value: Value) -> Value {
        if !self.table_is_lazy(table) {
            return value;
        }
        #[cfg(feature = "canary")]
        if crate::canary::Fault::LazyNullUnmarked.is_active() {
            return value;
        }
        let is_null = self.builder.ins().icmp_imm_s(IntCC::Equal, value, 0);
        let mark = self.builder.ins().uextend(types::I64, is_null);
        self.builder.ins().bor(value, mark)
    }

    /// Address of the element at `index`, an `i32`, which is checked.
    pub fn table_element(&mut self, table: u32, index: Value, out_of_bounds: TrapCode) -> Value {
        let index = self.zero_extend(index);
        let length = self.table_length(table);
        let outside = self
            .builder
            .ins()
            .icmp(IntCC::UnsignedGreaterThanOrEqual, index, length);
        self.trapnz(outside, out_of_bounds);
        let flags = if self.table_is_fixed(table) {
            self.flags.readonly
        } else {
            self.flags.context
        };
        let (definition, offset) = self.table_definition(table);
        let base = self
            .builder
            .ins()
            .load(types::I64, flags, definition, offset + table::BASE);
        let byte_index = self.builder.ins().imul_imm_s(index, i64::from(table::ELEMENT));
        let element = self.builder.ins().iadd(base, byte_index);
        if self.env.tunables.table_spectre {
            // A mispredicted check must not load from beyond the table.
            self.builder.ins().select_spectre_guard(outside, base, element)
        } else {
            element
        }
    }
}
