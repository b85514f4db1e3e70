//! Testcases from the official test-suite: each module of a script with the calls that the script makes, so that campaigns
//! need not start from nothing. Generated, never committed.

use crate::module_info::ModuleInfo;
use crate::testcase::{ImportSource, ModuleBytes, Plan, Step, Testcase};
use crate::value::{ExternType, Value};
use crate::wast::{suite, value_of};
use std::collections::HashMap;
use wast::core::WastArgCore;
use wast::parser::{self, ParseBuffer};
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, Wat};

/// Calls per testcase at most; a longer script yields several testcases of one module.
const MAX_CALLS: usize = 64;

/// A seed and the name of its file, such as `simd-simd_lane-12.wasm`.
pub struct Seed {
    /// File name.
    pub name: String,
    /// The testcase.
    pub case: Testcase,
}

/// Seeds from every script of WebAssembly 2.0. Modules that the text parser refuses are left out.
pub fn seeds() -> Vec<Seed> {
    suite()
        .iter()
        .flat_map(|file| of_script(&file.name, file.text))
        .collect()
}

/// Seeds from one script; none when it cannot be parsed.
pub fn of_script(name: &str, text: &str) -> Vec<Seed> {
    let mut lexer = wast::lexer::Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let Ok(buffer) = ParseBuffer::new_with_lexer(lexer) else {
        return Vec::new();
    };
    let Ok(script) = parser::parse::<Wast<'_>>(&buffer) else {
        return Vec::new();
    };
    let stem = name.trim_end_matches(".wast").replace('/', "-");
    let mut collector = Collector {
        stem,
        seeds: Vec::new(),
        registry: HashMap::new(),
        current: None,
    };
    for directive in script.directives {
        let line = directive.span().linecol_in(text).0 + 1;
        collector.directive(directive, line);
    }
    collector.finish();
    collector.seeds
}

struct Collector {
    stem: String,
    seeds: Vec<Seed>,
    /// Modules by registered name.
    registry: HashMap<String, Vec<u8>>,
    current: Option<Current>,
}

/// The module that the script is at, and its calls so far.
struct Current {
    line: usize,
    name: Option<String>,
    wasm: Vec<u8>,
    calls: Vec<Step>,
}

impl Collector {
    fn directive(&mut self, directive: WastDirective<'_>, line: usize) {
        match directive {
            WastDirective::Module(mut module) => {
                self.finish();
                let name = match &module {
                    QuoteWat::Wat(Wat::Module(module)) => module.id.map(|id| id.name().to_string()),
                    _ => None,
                };
                self.current = module.encode().ok().map(|wasm| Current {
                    line,
                    name,
                    wasm,
                    calls: Vec::new(),
                });
            }
            WastDirective::Register { name, module, .. } => {
                if let Some(current) = &self.current
                    && module.is_none_or(|id| current.name.as_deref() == Some(id.name()))
                {
                    self.registry.insert(name.to_string(), current.wasm.clone());
                }
            }
            WastDirective::Invoke(invoke) => self.call(invoke),
            WastDirective::AssertReturn {
                exec: WastExecute::Invoke(invoke),
                ..
            }
            | WastDirective::AssertTrap {
                exec: WastExecute::Invoke(invoke),
                ..
            }
            | WastDirective::AssertExhaustion { call: invoke, .. } => self.call(invoke),
            _ => {}
        }
    }

    fn call(&mut self, invoke: WastInvoke<'_>) {
        let Some(current) = &mut self.current else { return };
        if invoke
            .module
            .is_some_and(|id| current.name.as_deref() != Some(id.name()))
        {
            return;
        }
        let value = |arg: &WastArg<'_>| match arg {
            WastArg::Core(arg) => plan_value(arg),
            _ => None,
        };
        if let Some(args) = invoke.args.iter().map(value).collect() {
            let export = invoke.name.to_string();
            current.calls.push(Step::Call {
                instance: 0,
                export,
                args,
                fuel: None,
                stack: None,
            });
        }
    }

    fn finish(&mut self) {
        let Some(current) = self.current.take() else { return };
        let chunks: Vec<&[Step]> = match current.calls.is_empty() {
            true => vec![&[]],
            false => current.calls.chunks(MAX_CALLS).collect(),
        };
        for (i, calls) in chunks.into_iter().enumerate() {
            let part = if i == 0 { String::new() } else { format!("-{i}") };
            let name = format!("{}-{}{part}.wasm", self.stem, current.line);
            let case = Testcase::new(current.wasm.clone(), plan(&current.wasm, calls, &self.registry, &name));
            self.seeds.push(Seed { name, case });
        }
    }
}

fn plan_value(arg: &WastArgCore<'_>) -> Option<Value> {
    value_of(arg).ok()
}

fn plan(wasm: &[u8], calls: &[Step], registry: &HashMap<String, Vec<u8>>, origin: &str) -> Plan {
    let info = ModuleInfo::read(wasm);
    let mut plan = Plan {
        steps: Vec::new(),
        origin: origin.to_string(),
        ..Plan::default()
    };
    let mut slots: HashMap<&str, u32> = HashMap::new();
    for import in &info.imports {
        if let Some(bytes) = registry.get(&import.module)
            && !slots.contains_key(import.module.as_str())
        {
            slots.insert(&import.module, plan.modules.len() as u32);
            plan.modules.push(ModuleBytes(bytes.clone()));
            let imports = spectest_values(&ModuleInfo::read(bytes));
            let module = plan.modules.len() as u32;
            plan.steps.push(Step::Instantiate {
                module,
                imports,
                fuel: None,
                stack: None,
            });
        }
    }
    let mut imports = spectest_values(&info);
    for (source, import) in imports.iter_mut().zip(&info.imports) {
        if let Some(&instance) = slots.get(import.module.as_str()) {
            *source = ImportSource::Export {
                instance,
                name: import.name.clone(),
            };
        }
    }
    let slot = plan.modules.len() as u32;
    plan.steps.push(Step::Instantiate {
        module: 0,
        imports,
        fuel: None,
        stack: None,
    });
    plan.steps.extend(calls.iter().cloned().map(|mut step| {
        if let Step::Call { instance, .. } = &mut step {
            *instance = slot;
        }
        step
    }));
    plan.record_defaults();
    plan
}

/// The script's host module has globals of 666 and 666.6; everything else is made to measure.
fn spectest_values(info: &ModuleInfo) -> Vec<ImportSource> {
    let source = |ty: &ExternType| match ty {
        ExternType::Global(ty) => ImportSource::Value(match ty.content {
            crate::value::ValType::F32 => Value::F32(666.6f32.to_bits()),
            crate::value::ValType::F64 => Value::F64(666.6f64.to_bits()),
            crate::value::ValType::I64 => Value::I64(666),
            other => Value::I32(666).adapt(other),
        }),
        _ => ImportSource::Auto,
    };
    info.imports.iter().map(|import| source(&import.ty)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_becomes_testcases_with_its_calls() {
        let text = r#"
            (module $a (func (export "f") (param i32) (result i32) local.get 0))
            (register "a" $a)
            (assert_return (invoke "f" (i32.const 3)) (i32.const 3))
            (module (import "a" "f" (func (param i32) (result i32))) (func (export "g")))
            (assert_return (invoke "g"))
        "#;
        let seeds = of_script("folder/x.wast", text);
        let names: Vec<&str> = seeds.iter().map(|seed| seed.name.as_str()).collect();
        assert_eq!(names, ["folder-x-2.wasm", "folder-x-5.wasm"]);
        assert!(matches!(&seeds[0].case.plan.steps[1], Step::Call { args, .. } if args == &[Value::I32(3)]));
        assert_eq!(seeds[1].case.plan.steps.len(), 3);
        assert!(matches!(&seeds[1].case.plan.steps[2], Step::Call { instance: 1, .. }));
    }

    #[test]
    fn the_suite_yields_many_seeds() {
        let seeds = seeds();
        assert!(seeds.len() > 1000, "{}", seeds.len());
        for seed in &seeds {
            assert_eq!(
                Testcase::decode(&seed.case.encode()).as_ref(),
                Ok(&seed.case),
                "{}",
                seed.name
            );
        }
    }
}
