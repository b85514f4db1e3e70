//! Modules whose instances leave traces of themselves wherever they can: in memories, tables, globals and segments.

use crate::generate::entropy::Entropy;
use std::fmt::Write;

/// A module with what calls of it need to know.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub wasm: Vec<u8>,
    /// Pages at the start.
    pub pages: u32,
    /// Elements of each table at the start, with whether it holds functions.
    pub tables: Vec<(u32, bool)>,
    /// Whether it has a memory.
    pub memory: bool,
    /// Whether that is large enough for more separate dirty ranges than one answer of the kernel tells.
    pub wide: bool,
    /// Whether it has a passive data segment.
    pub passive: bool,
    /// Host functions that it imports.
    pub imports: usize,
}

/// The types of host functions, and a call of one that leaves an i64.
const HOST: [(&str, &str); 4] = [
    ("(type $v)", "(i64.extend_i32_s (call $i{}))"),
    (
        "(param i32) (result i32)",
        "(i64.extend_i32_s (call $i{} (local.get 0)))",
    ),
    (
        "(param i64 externref) (result i64)",
        "(call $i{} (i64.extend_i32_s (local.get 0)) (global.get $r))",
    ),
    (
        "(param i32 i32)",
        "(call $i{} (local.get 0) (global.get $a)) (i64.const 3)",
    ),
];

/// How an instantiation goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Plain,
    /// The start function changes things.
    Changes,
    /// It traps after having changed things.
    Traps,
    /// The last data segment is out of bounds.
    BadData,
    /// The last element segment is.
    BadElements,
}

/// Draws a module; one that may fail often does when it is instantiated, and a wide one has a memory of many pages.
pub(super) fn draw(e: &mut Entropy, may_fail: bool, wide: bool) -> Made {
    let memory = wide || e.chance(92);
    let pages = match (memory, wide) {
        (false, _) => 0,
        (true, false) => *e.pick(&[0, 1, 1, 1, 2, 2, 3]),
        (true, true) => *e.pick(&[0, 1, 9, 12, 16, 17]),
    };
    let tables: Vec<(u32, bool)> = (0..*e.pick(&[0, 1, 1, 2]))
        .map(|_| (*e.pick(&[0, 1, 7, 30, 511, 512, 513, 1025]), e.chance(65)))
        .collect();
    let start = match e.below(100) {
        _ if !may_fail => Start::Plain,
        0..=14 => Start::Changes,
        15..=26 => Start::Traps,
        27..=38 => Start::BadData,
        39..=50 => Start::BadElements,
        _ => Start::Plain,
    };
    let mut text = String::from("(module\n(type $v (func (result i32)))\n");
    // Not the same ones in the same order: an import of another module has to be seen.
    let imports: Vec<(&str, &str)> = (0..*e.pick(&[0, 1, 1, 2, 3])).map(|_| *e.pick(&HOST)).collect();
    let _ = host_functions(&mut text, &imports, &tables);
    let passive = memory && e.chance(60);
    // Writing to a string does not fail.
    let first = if imports.is_empty() { "$own" } else { "$i0" };
    let _ = declarations(
        e,
        &mut text,
        memory.then_some((pages, wide)),
        &tables,
        start,
        passive,
        first,
    );
    let asks = start == Start::Changes && !imports.is_empty();
    let _ = functions(&mut text, memory, &tables, start, passive, asks);
    text.push(')');
    let wasm = wat::parse_str(&text).expect("the text is a module");
    Made {
        wasm,
        pages,
        tables,
        memory,
        wide,
        passive,
        imports: imports.len(),
    }
}

/// The imports, and functions that call them and put the first into tables.
fn host_functions(text: &mut String, imports: &[(&str, &str)], tables: &[(u32, bool)]) -> std::fmt::Result {
    for (i, (ty, _)) in imports.iter().enumerate() {
        writeln!(text, "(import \"h\" \"{i}\" (func $i{i} {ty}))")?;
    }
    for (i, (_, call)) in imports.iter().enumerate() {
        let call = call.replace("{}", &i.to_string());
        writeln!(
            text,
            "(func $ask{i} (export \"ask{i}\") (param i32) (result i64) {call})"
        )?;
    }
    let functions = tables.iter().enumerate().filter(|(_, (_, functions))| *functions);
    for (i, _) in functions.filter(|_| !imports.is_empty()) {
        writeln!(
            text,
            "(func (export \"thost{i}\") (param i32) (table.set $t{i} (local.get 0) (ref.func $i0)))"
        )?;
    }
    Ok(())
}

fn limits(e: &mut Entropy, min: u32, spread: u32) -> String {
    match e.below(4) {
        0 => format!("{min}"),
        1 => format!("{min} {min}"),
        _ => format!("{min} {}", min + 1 + e.below(spread as usize) as u32),
    }
}

fn bytes(e: &mut Entropy, count: usize) -> String {
    (0..count).fold(String::new(), |mut text, _| {
        let _ = write!(text, "\\{:02x}", e.below(256));
        text
    })
}

fn declarations(
    e: &mut Entropy,
    text: &mut String,
    memory: Option<(u32, bool)>,
    tables: &[(u32, bool)],
    start: Start,
    passive: bool,
    first: &str,
) -> std::fmt::Result {
    if let Some((pages, wide)) = memory {
        let spread = if wide { 24 } else { 6 };
        writeln!(text, "(memory (export \"m\") {})", limits(e, pages, spread))?;
        let size = pages * 65_536;
        // The first to the last byte of content is often far: an image of many pages.
        let places = [0, size.saturating_sub(40), 4090.min(size), size / 2, 8192.min(size)];
        for place in places.iter().take(e.below(6)).filter(|place| **place + 12 <= size) {
            writeln!(text, "(data (i32.const {place}) \"{}\")", bytes(e, 12))?;
        }
        if start == Start::BadData {
            writeln!(text, "(data (i32.const {size}) \"\\01\")")?;
        }
        if passive {
            writeln!(text, "(data $p \"{}\")", bytes(e, 20))?;
        }
    }
    for (i, (min, functions)) in tables.iter().enumerate() {
        let ty = if *functions { "funcref" } else { "externref" };
        writeln!(text, "(table $t{i} {} {ty})", limits(e, *min, 700))?;
        if *functions && *min > 0 {
            let at = if e.chance(50) { min - 1 } else { 0 };
            let func = if e.chance(40) { first } else { "$own" };
            writeln!(text, "(elem (table $t{i}) (i32.const {at}) func {func})")?;
        }
        if start == Start::BadElements && *functions {
            writeln!(text, "(elem (table $t{i}) (i32.const {min}) func $own)")?;
        }
    }
    writeln!(text, "(elem declare func $own $other {first})")?;
    writeln!(
        text,
        "(global $a (mut i32) (i32.const {})) (global $b (mut i64) (i64.const {}))",
        e.u32() as i32,
        e.u64() as i64
    )?;
    writeln!(
        text,
        "(global $c (mut v128) (v128.const i64x2 {} 1)) (global $r (mut externref) (ref.null extern))",
        e.u64() as i64
    )?;
    Ok(())
}

fn functions(
    text: &mut String,
    memory: bool,
    tables: &[(u32, bool)],
    start: Start,
    passive: bool,
    asks: bool,
) -> std::fmt::Result {
    writeln!(
        text,
        "(func $own (type $v) (global.get $a)) (func $other (type $v) (i32.const 77))"
    )?;
    // The instance's pattern, over everything that it has.
    writeln!(text, "(func $fill (export \"fill\") (param i32 externref)")?;
    writeln!(
        text,
        "(global.set $a (local.get 0)) (global.set $b (i64.extend_i32_u (local.get 0)))"
    )?;
    writeln!(
        text,
        "(global.set $c (i8x16.splat (local.get 0))) (global.set $r (local.get 1))"
    )?;
    for (i, (_, functions)) in tables.iter().enumerate() {
        let value = if *functions {
            "(ref.func $other)"
        } else {
            "(local.get 1)"
        };
        writeln!(text, "(table.fill $t{i} (i32.const 0) {value} (table.size $t{i}))")?;
    }
    if memory {
        text.push_str("(memory.fill (i32.const 0) (local.get 0) (i32.mul (memory.size) (i32.const 65536)))");
    }
    writeln!(text, ")")?;
    if memory {
        text.push_str(MEMORY_FUNCTIONS);
        if passive {
            text.push_str(
                "(func (export \"init\") (param i32 i32 i32) (memory.init $p (local.get 0) (local.get 1) (local.get 2)))
                (func (export \"ddrop\") (data.drop $p))\n",
            );
        }
    }
    for (i, (_, functions)) in tables.iter().enumerate() {
        let null = if *functions {
            "(ref.null func)"
        } else {
            "(ref.null extern)"
        };
        let value = if *functions { "(ref.func $own)" } else { "(local.get 1)" };
        writeln!(
            text,
            "(func (export \"tget{i}\") (param i32) (result i32) (ref.is_null (table.get $t{i} (local.get 0))))
            (func (export \"tset{i}\") (param i32 externref) (table.set $t{i} (local.get 0) {value}))
            (func (export \"tgrow{i}\") (param i32) (result i32) (table.grow $t{i} {null} (local.get 0)))"
        )?;
        if *functions {
            writeln!(
                text,
                "(func (export \"tcall{i}\") (param i32) (result i32) (call_indirect $t{i} (type $v) (local.get 0)))"
            )?;
        }
    }
    text.push_str("(func (export \"burn\") (loop (br 0))) (func $deep (export \"deep\") (call $deep))\n");
    match start {
        Start::Changes => {
            let ask = if asks { "(drop (call $ask0 (i32.const 5)))" } else { "" };
            writeln!(
                text,
                "(func $start (call $fill (i32.const 0x3c) (ref.null extern)) {ask}) (start $start)"
            )?;
        }
        Start::Traps => text
            .push_str("(func $start (call $fill (i32.const 0x3d) (ref.null extern)) (unreachable)) (start $start)\n"),
        _ => {}
    }
    Ok(())
}

const MEMORY_FUNCTIONS: &str = r#"
(func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0)))
(func (export "peek16") (param i32) (result v128) (v128.load (local.get 0)))
(func (export "poke") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
(func (export "stripe") (param i32) (local i32)
  (local.set 1 (i32.mul (memory.size) (i32.const 65536)))
  (if (local.get 1) (then (loop
    (local.set 1 (i32.sub (local.get 1) (i32.const 4096)))
    (i32.store offset=8 (local.get 1) (local.get 0))
    (br_if 0 (local.get 1))))))
(func (export "scatter") (param i32 i32 i32) (local i32)
  (local.set 3 (i32.mul (memory.size) (i32.const 65536)))
  (loop (if (i32.lt_u (local.get 0) (local.get 3)) (then
    (i32.store8 (local.get 0) (local.get 2))
    (local.set 0 (i32.add (local.get 0) (local.get 1)))
    (br 1)))))
(func (export "sum") (result i32) (local i32 i32)
  (local.set 0 (i32.mul (memory.size) (i32.const 65536)))
  (if (local.get 0) (then (loop
    (local.set 0 (i32.sub (local.get 0) (i32.const 4096)))
    (local.set 1 (i32.xor (local.get 1) (i32.load offset=4092 (local.get 0))))
    (br_if 0 (local.get 0)))))
  (local.get 1))
"#;

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::generate::entropy::Entropy;
    use crate::generate::validate;

    #[test]
    fn modules_validate_and_stay_small() {
        let mut e = Entropy::from_seed(3);
        for number in 0..300 {
            let made = draw(&mut e, number % 2 == 0, number % 3 == 0);
            validate(&made.wasm).unwrap_or_else(|error| panic!("{error}"));
            assert!(made.wasm.len() < 1500, "{} bytes", made.wasm.len());
        }
    }
}
