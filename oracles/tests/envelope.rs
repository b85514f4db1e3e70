//! The envelope keeps every plan, and no bytes make it panic.

use proptest::prelude::*;
use touchstone_oracles::testcase::{
    EngineConfig, HostCall, HostEffect, HostFunction, HostItem, HostScript, ImportSource, Limits, ModuleBytes, Plan,
    Step, Target, Testcase,
};
use touchstone_oracles::value::{FuncId, SizeLimits, TableType, ValType, Value};

fn value() -> impl Strategy<Value = Value> {
    let func = prop_oneof![
        (any::<u32>(), any::<u32>()).prop_map(|(instance, func)| FuncId::Wasm { instance, func }),
        any::<u32>().prop_map(FuncId::Host),
    ];
    prop_oneof![
        any::<i32>().prop_map(Value::I32),
        any::<i64>().prop_map(Value::I64),
        any::<u32>().prop_map(Value::F32),
        any::<u64>().prop_map(Value::F64),
        any::<u128>().prop_map(Value::V128),
        proptest::option::of(func).prop_map(Value::FuncRef),
        proptest::option::of(any::<u64>()).prop_map(Value::ExternRef),
    ]
}

fn values() -> impl Strategy<Value = Vec<Value>> {
    proptest::collection::vec(value(), 0..4)
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        any::<u32>().prop_map(Target::Item),
        (any::<u32>(), any::<u32>()).prop_map(|(instance, index)| Target::Instance { instance, index }),
    ]
}

fn effect() -> impl Strategy<Value = HostEffect> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..20);
    prop_oneof![
        (target(), any::<u64>(), bytes).prop_map(|(target, offset, bytes)| HostEffect::WriteMemory {
            target,
            offset,
            bytes
        }),
        (target(), any::<u32>()).prop_map(|(target, delta)| HostEffect::GrowMemory { target, delta }),
        (target(), value()).prop_map(|(target, value)| HostEffect::SetGlobal { target, value }),
        (target(), any::<u32>(), value()).prop_map(|(target, index, value)| HostEffect::SetTable {
            target,
            index,
            value
        }),
        (target(), any::<u32>(), value()).prop_map(|(target, delta, value)| HostEffect::GrowTable {
            target,
            delta,
            value
        }),
        (any::<u32>(), ".*", values(), any::<bool>()).prop_map(|(instance, export, args, propagate)| {
            HostEffect::Call {
                instance,
                export,
                args,
                propagate,
            }
        }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let budget = || proptest::option::of(any::<u64>());
    let source = prop_oneof![
        Just(ImportSource::Auto),
        any::<u32>().prop_map(ImportSource::Host),
        value().prop_map(ImportSource::Value),
        any::<u32>().prop_map(ImportSource::Item),
        (any::<u32>(), ".*").prop_map(|(instance, name)| ImportSource::Export { instance, name }),
        Just(ImportSource::Missing),
    ];
    prop_oneof![
        (
            any::<u32>(),
            proptest::collection::vec(source, 0..4),
            budget(),
            budget()
        )
            .prop_map(|(module, imports, fuel, stack)| Step::Instantiate {
                module,
                imports,
                fuel,
                stack
            }),
        (any::<u32>(), ".*", values(), budget(), budget()).prop_map(|(instance, export, args, fuel, stack)| {
            Step::Call {
                instance,
                export,
                args,
                fuel,
                stack,
            }
        }),
        effect().prop_map(Step::Host),
        any::<u32>().prop_map(|instance| Step::Drop { instance }),
    ]
}

fn items() -> impl Strategy<Value = Vec<HostItem>> {
    let limits = || (any::<u32>(), proptest::option::of(any::<u32>())).prop_map(|(min, max)| SizeLimits { min, max });
    let element = prop_oneof![Just(ValType::FuncRef), Just(ValType::ExternRef)];
    let item = prop_oneof![
        limits().prop_map(HostItem::Memory),
        (element, limits()).prop_map(|(element, limits)| HostItem::Table(TableType { element, limits })),
        (value(), any::<bool>()).prop_map(|(value, mutable)| HostItem::Global { value, mutable }),
    ];
    proptest::collection::vec(item, 0..3)
}

fn plan() -> impl Strategy<Value = Plan> {
    let call = (proptest::collection::vec(effect(), 0..3), values(), any::<bool>())
        .prop_map(|(effects, results, trap)| HostCall { effects, results, trap });
    let function = proptest::collection::vec(call, 0..3).prop_map(|calls| HostFunction { calls });
    let host = (proptest::collection::vec(function, 0..3), any::<u32>(), any::<u32>()).prop_map(
        |(functions, max_depth, max_calls)| HostScript {
            functions,
            max_depth,
            max_calls,
        },
    );
    let config = proptest::collection::vec(("[a-z_0-9]{0,12}", ".{0,8}"), 0..4).prop_map(EngineConfig);
    let limits =
        (any::<u32>(), any::<u32>(), any::<u64>()).prop_map(|(memory_pages, table_elements, total_bytes)| Limits {
            memory_pages,
            table_elements,
            total_bytes,
        });
    let modules = proptest::collection::vec(
        proptest::collection::vec(any::<u8>(), 0..30).prop_map(ModuleBytes),
        0..3,
    );
    let steps = proptest::collection::vec(step(), 0..6);
    let configs = proptest::collection::vec(config, 0..3);
    (
        configs,
        limits,
        any::<u64>(),
        any::<u64>(),
        modules,
        items(),
        host,
        steps,
        ".*",
    )
        .prop_map(
            |(configs, limits, fuel, stack, modules, items, host, steps, origin)| Plan {
                configs,
                limits,
                fuel,
                stack,
                modules,
                items,
                host,
                steps,
                origin,
                ..Plan::default()
            },
        )
}

const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn round_trip(plan in plan()) {
        let case = Testcase::new(MODULE.to_vec(), plan);
        let bytes = case.encode();
        prop_assert_eq!(Testcase::decode(&bytes), Ok(case));
    }

    #[test]
    fn damaged_testcases_do_not_panic(plan in plan(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = Testcase::new(MODULE.to_vec(), plan).encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = Testcase::decode(&bytes);
        bytes.truncate(at);
        let _ = Testcase::decode(&bytes);
    }

    #[test]
    fn any_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Testcase::decode(&bytes);
        let mut module = MODULE[..8].to_vec();
        module.extend_from_slice(&bytes);
        let _ = Testcase::decode(&module);
    }
}
