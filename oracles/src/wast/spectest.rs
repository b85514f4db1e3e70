//! The host module `spectest` that official scripts import from.

use crate::machine::{Extern, Machine};
use crate::machine::{Host, HostTrap};
use crate::outcome::Failure;
use crate::value::{FuncType, GlobalType, SizeLimits, TableType, ValType, Value};
use std::collections::HashMap;
use std::rc::Rc;

/// Its functions print; here they do nothing.
struct Silent;

impl Host for Silent {
    fn call(&self, _: &mut dyn Machine, _: u32, _: &[Value], _: &mut [Value]) -> Result<(), HostTrap> {
        Ok(())
    }
}

/// Makes the module's items (interpreter/README.md of the specification's repository lists them).
///
/// # Errors
/// When the machine cannot make them.
pub fn define(machine: &mut dyn Machine) -> Result<HashMap<&'static str, Extern>, Failure> {
    use ValType::{F32, F64, I32, I64};
    machine.set_host(Rc::new(Silent));
    let mut items = HashMap::new();
    let functions: [(&str, &[ValType]); 7] = [
        ("print", &[]),
        ("print_i32", &[I32]),
        ("print_i64", &[I64]),
        ("print_f32", &[F32]),
        ("print_f64", &[F64]),
        ("print_i32_f32", &[I32, F32]),
        ("print_f64_f64", &[F64, F64]),
    ];
    for (id, (name, params)) in functions.into_iter().enumerate() {
        let ty = FuncType {
            params: params.to_vec(),
            results: Vec::new(),
        };
        items.insert(name, machine.new_func(&ty, id as u32)?);
    }
    let globals = [
        ("global_i32", Value::I32(666)),
        ("global_i64", Value::I64(666)),
        ("global_f32", Value::F32(666.6f32.to_bits())),
        ("global_f64", Value::F64(666.6f64.to_bits())),
    ];
    for (name, value) in globals {
        let ty = GlobalType {
            content: value.ty(),
            mutable: false,
        };
        items.insert(name, machine.new_global(ty, value)?);
    }
    let table = TableType {
        element: ValType::FuncRef,
        limits: SizeLimits { min: 10, max: Some(20) },
    };
    items.insert("table", machine.new_table(table)?);
    items.insert("memory", machine.new_memory(SizeLimits { min: 1, max: Some(2) })?);
    Ok(items)
}
