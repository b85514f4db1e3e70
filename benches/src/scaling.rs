//! Modules on which an interpreter must cost the same per executed instruction, whatever the nesting depth, the height of
//! the stack, the number of locals, the size of the memory or of the module.

/// A family of modules that differ in one size.
pub struct Family {
    /// What grows.
    pub name: &'static str,
    /// From the smallest to the largest.
    pub rows: Vec<Row>,
}

/// One module, and the call that is measured: the export `f` with these arguments.
pub struct Row {
    /// The size.
    pub size: u32,
    /// The module, in the text format.
    pub wat: String,
    /// Arguments, all `i32`.
    pub args: Vec<i32>,
    /// What one execution of the export counts as, where executed instructions are not the measure: the bytes of a bulk
    /// instruction, the pages by which a memory grows.
    pub work: Option<u64>,
    /// Whether a second call in the same instance would do less.
    pub once: bool,
}

/// Eleven instructions per iteration, `$i` times.
const LOOP: &str = "(loop $l
  (local.set $acc (i32.mul (i32.xor (local.get $acc) (local.get $i)) (i32.const 3)))
  (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))";
/// The end of a loop that counts `$i` down.
const COUNT_DOWN: &str = "(br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1))))";
/// One step of straight-line code.
const STEP: &str = "(local.set $acc (i32.add (local.get $acc) (i32.const 1)))\n";

/// A function with a counter and an accumulator.
fn accumulate(body: &str) -> String {
    format!("(module (func (export \"f\") (param $i i32) (result i32) (local $acc i32) {body} (local.get $acc)))")
}

fn family(name: &'static str, sizes: &[u32], row: impl Fn(u32) -> (String, Vec<i32>)) -> Family {
    let rows = sizes.iter().map(|&size| {
        let (wat, args) = row(size);
        Row {
            size,
            wat,
            args,
            work: None,
            once: false,
        }
    });
    Family {
        name,
        rows: rows.collect(),
    }
}

/// Like [`family`], with its own measure of work per call.
fn family_of_work(
    name: &'static str,
    sizes: &[u32],
    row: impl Fn(u32) -> (String, Vec<i32>),
    work: impl Fn(u32) -> u64,
) -> Family {
    let mut family = family(name, sizes, row);
    for row in &mut family.rows {
        row.work = Some(work(row.size));
        row.once = name.starts_with("memory.grow");
    }
    family
}

/// Every family.
pub fn families() -> Vec<Family> {
    let mut all = loops();
    all.extend(memories());
    all.extend(structure());
    all.extend(operands());
    all.extend(index_spaces());
    all
}

fn loops() -> Vec<Family> {
    let numeric = |ty: &str, step: &str| {
        format!(
            "(module (func (export \"f\") (param $i i32) (result {ty}) (local $acc {ty})
             (loop $l (local.set $acc {step}) {COUNT_DOWN}) (local.get $acc)))"
        )
    };
    let float = |ty: &str| {
        let step = format!("({ty}.add ({ty}.mul (local.get $acc) ({ty}.const 0.999)) ({ty}.const 1.5))");
        numeric(ty, &step)
    };
    let long = "(i64.mul (i64.xor (local.get $acc) (i64.extend_i32_u (local.get $i))) (i64.const 0x9E3779B97F4A7C15))";
    vec![
        family("loop", &[1_000_000, 10_000_000], |n| (accumulate(LOOP), vec![n as i32])),
        family("loop64", &[1_000_000], |n| (numeric("i64", long), vec![n as i32])),
        family("loopf64", &[1_000_000], |n| (float("f64"), vec![n as i32])),
        family("loopf32", &[1_000_000], |n| (float("f32"), vec![n as i32])),
        family("fib", &[15, 20, 23, 27], |n| {
            let wat = "(module (func $fib (export \"f\") (param $n i32) (result i32)
              (if (result i32) (i32.lt_u (local.get $n) (i32.const 2)) (then (local.get $n))
              (else (i32.add (call $fib (i32.sub (local.get $n) (i32.const 1))) (call $fib (i32.sub (local.get $n) (i32.const 2))))))))";
            (wat.into(), vec![n as i32])
        }),
    ]
}

fn memories() -> Vec<Family> {
    let address = "(i32.and (i32.mul (local.get $i) (i32.const 4)) (i32.const 0xfffc))";
    vec![
        family("memory pages", &[1, 100, 1000], |pages| {
            let wat = format!(
                "(module (memory {pages}) (func (export \"f\") (param $i i32) (result i32) (local $a i32)
                 (loop $l (i32.store {address} (local.get $i))
                 (local.set $a (i32.add (local.get $a) (i32.load {address}))) {COUNT_DOWN}) (local.get $a)))"
            );
            (wat, vec![300_000])
        }),
        family("store8", &[65536], |n| {
            let wat = format!(
                "(module (memory 1) (func (export \"f\") (param $i i32)
                 (loop $l (i32.store8 (i32.sub (local.get $i) (i32.const 1)) (i32.const 7)) {COUNT_DOWN})))"
            );
            (wat, vec![n as i32])
        }),
        family_of_work(
            "memory.fill (per byte)",
            &[10_000, 65_536, 655_360],
            |n| {
                let wat = "(module (memory 16) (func (export \"f\") (param $n i32)
                  (memory.fill (i32.const 0) (i32.const 7) (local.get $n))))";
                (wat.into(), vec![n as i32])
            },
            u64::from,
        ),
        family_of_work(
            "memory.grow (per page)",
            &[100, 1000],
            |n| {
                let wat = format!(
                    "(module (memory 1) (func (export \"f\") (param $i i32) (loop $l (drop (memory.grow (i32.const 1))) {COUNT_DOWN})))"
                );
                (wat, vec![n as i32])
            },
            u64::from,
        ),
    ]
}

fn structure() -> Vec<Family> {
    vec![
        family("nested blocks", &[1, 10, 100, 1000], |depth| {
            let (open, close) = ("(block ".repeat(depth as usize), ")".repeat(depth as usize));
            (accumulate(&format!("{open} {LOOP} {close}")), vec![20_000])
        }),
        family("call depth", &[1, 10, 100, 200], |depth| {
            let wat = format!(
                "(module (func $g (export \"f\") (param $d i32) (param $i i32) (result i32) (local $acc i32)
                 (if (result i32) (local.get $d) (then (call $g (i32.sub (local.get $d) (i32.const 1)) (local.get $i)))
                 (else {LOOP} (local.get $acc)))))"
            );
            (wat, vec![depth as i32, 20_000])
        }),
        family("branch out of blocks", &[1, 10, 100, 1000], |depth| {
            let (open, close) = ("(block ".repeat(depth as usize), ")".repeat(depth as usize));
            let wat = format!(
                "(module (func (export \"f\") (param $i i32) (loop $l (block $o {open} (br $o) {close}) {COUNT_DOWN})))"
            );
            (wat, vec![20_000])
        }),
        family("recursion in 18 blocks", &[50, 100, 200, 1000], |depth| {
            let (open, close) = ("(block ".repeat(18), ")".repeat(18));
            let wat = format!(
                "(module (func $g (export \"f\") (param $d i32) {open}
                 (if (local.get $d) (then (call $g (i32.sub (local.get $d) (i32.const 1))))) {close}))"
            );
            (wat, vec![depth as i32])
        }),
        family("straight line", &[1000, 10_000, 40_000], |n| {
            (accumulate(&STEP.repeat(n as usize)), vec![0])
        }),
        family("loop body", &[10, 100, 1000], |n| {
            (
                accumulate(&format!("(loop $l {} {COUNT_DOWN})", STEP.repeat(n as usize))),
                vec![(100_000 / n) as i32],
            )
        }),
        family("br_table targets", &[1, 100, 1000], |n| {
            let targets = "$b ".repeat(n as usize);
            let index = n - 1;
            let wat = format!(
                "(module (func (export \"f\") (param $i i32) (loop $l (block $b (br_table {targets} $b (i32.const {index}))) {COUNT_DOWN})))"
            );
            (wat, vec![50_000])
        }),
    ]
}

fn operands() -> Vec<Family> {
    let under = |height: u32, body: &str| {
        let (push, drop) = (
            "(i32.const 1) ".repeat(height as usize),
            "drop ".repeat(height as usize),
        );
        accumulate(&format!("{push} {body} {drop}"))
    };
    vec![
        family("locals", &[1, 100, 1000, 10_000], |n| {
            let locals = "i32 ".repeat(n as usize);
            let wat = format!(
                "(module (func (export \"f\") (param $i i32) (result i32) (local {locals}) (local $acc i32) {LOOP} (local.get $acc)))"
            );
            (wat, vec![100_000])
        }),
        family("stack under straight line", &[1, 100, 1000, 5000], |n| {
            (under(n, &STEP.repeat(5000)), vec![0])
        }),
        family("stack under loop", &[1, 100, 1000, 5000], |n| {
            (under(n, LOOP), vec![20_000])
        }),
        family("stack under block entries", &[1, 100, 1000, 5000], |n| {
            (under(n, &"(block (nop))\n".repeat(3000)), vec![0])
        }),
    ]
}

fn index_spaces() -> Vec<Family> {
    let call = format!("(func (export \"f\") (param $i i32) (loop $l (drop (call $g (local.get $i))) {COUNT_DOWN}))");
    vec![
        // A call zeroes its locals: what counts is that nothing else grows with them.
        family("locals of callee", &[1, 100, 1000], |n| {
            let locals = "i32 ".repeat(n as usize);
            let wat = format!("(module (func $g (param i32) (result i32) (local {locals}) (local.get 0)) {call})");
            (wat, vec![20_000])
        }),
        family("global index", &[1, 100, 1000], |n| {
            let others = "(global (mut i32) (i32.const 0))\n".repeat(n as usize);
            let wat = format!(
                "(module {others} (global $g (mut i32) (i32.const 0)) (func (export \"f\") (param $i i32)
                 (loop $l (global.set $g (i32.add (global.get $g) (i32.const 1))) {COUNT_DOWN})))"
            );
            (wat, vec![50_000])
        }),
        family("function index", &[1, 100, 1000], |n| {
            let others = "(func)\n".repeat(n as usize);
            (
                format!("(module {others} (func $g (param i32) (result i32) (local.get 0)) {call})"),
                vec![50_000],
            )
        }),
        family("call_indirect", &[50_000], |n| {
            let wat = format!(
                "(module (type $t (func (param i32) (result i32))) (table 10 funcref) (elem (i32.const 3) $g)
                 (func $g (type $t) (local.get 0)) (func (export \"f\") (param $i i32)
                 (loop $l (drop (call_indirect (type $t) (local.get $i) (i32.const 3))) {COUNT_DOWN})))"
            );
            (wat, vec![n as i32])
        }),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_module_assembles_and_names_grow() {
        for family in super::families() {
            assert!(
                family.rows.windows(2).all(|pair| pair[0].size < pair[1].size),
                "{}",
                family.name
            );
            for row in family.rows {
                crate::modules::assemble(&row.wat);
            }
        }
    }
}
