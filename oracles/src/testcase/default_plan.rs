//! The plan of a module that came without one: instantiate with scripted imports, then call every exported function with
//! rows of arguments drawn from a digest of the module, so that the same file always gets the same plan.

use super::plan::{HostCall, HostFunction, HostScript, Limits, Plan, Step};
use crate::module_info::ModuleInfo;
use crate::value::{ValType, Value};

/// How large a plan to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanSize {
    /// Argument rows per exported function that has parameters.
    pub rows: usize,
    /// Calls at most.
    pub calls: usize,
}

impl Default for PlanSize {
    fn default() -> PlanSize {
        PlanSize { rows: 4, calls: 256 }
    }
}

/// Pages beyond a memory's declared minimum, and the most that a plan allows.
const SPARE_PAGES: u32 = 64;
const MAX_PAGES: u32 = 1 << 14;
/// Behaviours of the scripted host.
const HOST_FUNCTIONS: usize = 8;

/// The plan for `wasm`; a function of its bytes and the size only.
pub fn default_plan(wasm: &[u8], size: PlanSize) -> Plan {
    let info = ModuleInfo::read(wasm);
    let mut draw = Draw(xxhash_rust::xxh3::xxh3_64(wasm));
    let mut plan = Plan {
        origin: "default plan".into(),
        limits: limits(&info),
        ..Plan::default()
    };
    plan.host = HostScript {
        functions: (0..HOST_FUNCTIONS).map(|_| host_function(&mut draw)).collect(),
        ..HostScript::default()
    };
    for (name, ty) in info.func_exports() {
        let rows = if ty.params.is_empty() { 1 } else { size.rows };
        for row in 0..rows {
            let args = ty
                .params
                .iter()
                .map(|&ty| if row == 0 { Value::zero(ty) } else { draw.value(ty) })
                .collect();
            plan.steps.push(Step::Call {
                instance: 0,
                export: name.to_string(),
                args,
                fuel: None,
                stack: None,
            });
        }
    }
    plan.steps.truncate(size.calls + 1);
    plan
}

/// Limits that let the module start and grow a little.
fn limits(info: &ModuleInfo) -> Limits {
    let mut limits = Limits::default();
    for memory in &info.memories {
        limits.memory_pages = limits
            .memory_pages
            .max(memory.min.saturating_add(SPARE_PAGES).min(MAX_PAGES));
        limits.total_bytes += u64::from(memory.min.min(MAX_PAGES)) << 16;
    }
    for table in &info.tables {
        limits.table_elements = limits.table_elements.max(table.limits.min.min(1 << 20));
        limits.total_bytes += u64::from(table.limits.min.min(1 << 20)) * 8;
    }
    limits
}

/// Results are numbers small enough to be plausible sizes, indices or status codes.
fn host_function(draw: &mut Draw) -> HostFunction {
    let call = |draw: &mut Draw| HostCall {
        results: vec![Value::I64((draw.next() % 64) as i64)],
        ..HostCall::default()
    };
    HostFunction {
        calls: vec![HostCall::default(), call(draw), call(draw)],
    }
}

/// SplitMix64: small, portable, good enough to spread arguments.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn value(&mut self, ty: ValType) -> Value {
        let bits = self.next();
        let small = !bits.is_multiple_of(4);
        match ty {
            ValType::I32 if small => Value::I32((bits >> 8) as i32 & 0xff),
            ValType::I32 => Value::I32((bits >> 8) as i32),
            ValType::I64 if small => Value::I64((bits >> 8) as i64 & 0xff),
            ValType::I64 => Value::I64(self.next() as i64),
            ValType::F32 if small => Value::F32((((bits >> 8) as i16) as f32 / 8.0).to_bits()),
            ValType::F32 => Value::F32((bits >> 8) as u32),
            ValType::F64 if small => Value::F64((((bits >> 8) as i32) as f64 / 64.0).to_bits()),
            ValType::F64 => Value::F64(self.next()),
            ValType::V128 => Value::V128((self.next() as u128) << 64 | self.next() as u128),
            ValType::FuncRef => Value::FuncRef(None),
            ValType::ExternRef => Value::ExternRef((!small).then_some(bits >> 56)),
        }
    }
}
