//! Swarm configurations: what one module leaves out decides what the rest of it reaches.

use super::entropy::Entropy;
use super::ops::{NUMERIC, OPS, Op, Ty};

/// The kinds of statements a function body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Statement {
    /// An expression tree mixed into an accumulator or assigned.
    Compute,
    /// An expression stored to memory.
    Store,
    /// A load or store at an edge of the memory.
    Edge,
    /// `if` with statements, values from both arms.
    If,
    /// `br_table` over nested blocks.
    BrTable,
    /// A counted loop over argument rows.
    Loop,
    /// A call of an earlier function.
    Call,
    /// A `call_indirect`, now and then with a wrong index or type.
    CallIndirect,
    /// A call of an imported function.
    HostCall,
    /// `memory.fill`, `memory.copy`, `memory.init`, `data.drop`.
    BulkMemory,
    /// `table.fill`, `table.copy`, `table.init`, `elem.drop`.
    BulkTable,
    /// `memory.grow`, `table.grow` and the sizes.
    Grow,
    /// `global.get` and `global.set`.
    Global,
    /// `table.get`, `table.set`, `ref.*`.
    Reference,
    /// Blocks and loops with parameters and several results, early exits.
    MultiValue,
    /// `select` of every type.
    Select,
    /// An instruction that traps when a parameter says so.
    Trap,
}

/// All kinds with their weights before a swarm is drawn.
const STATEMENTS: [(Statement, u32); 17] = [
    (Statement::Compute, 60),
    (Statement::Store, 14),
    (Statement::Edge, 9),
    (Statement::If, 8),
    (Statement::BrTable, 4),
    (Statement::Loop, 10),
    (Statement::Call, 7),
    (Statement::CallIndirect, 5),
    (Statement::HostCall, 6),
    (Statement::BulkMemory, 5),
    (Statement::BulkTable, 4),
    (Statement::Grow, 3),
    (Statement::Global, 5),
    (Statement::Reference, 4),
    (Statement::MultiValue, 5),
    (Statement::Select, 7),
    (Statement::Trap, 3),
];

/// One module's draw.
#[derive(Clone, Debug)]
pub struct Swarm {
    /// Weight per statement kind.
    pub statements: [u32; STATEMENTS.len()],
    /// Weight of each of [`NUMERIC`] as the type of an expression.
    pub types: [u32; 5],
    /// Whether vectors occur at all.
    pub simd: bool,
    /// Percent of leaves that are constants.
    pub constants: u32,
    /// Percent of leaves that are loads.
    pub loads: u32,
    /// Percent of binary operations with both operands the same local.
    pub repeats: u32,
    /// Percent of addresses that lie at an edge of the memory, in bounds.
    pub edges: u32,
    /// Percent of trapping operations whose operands are not tamed.
    pub natural_traps: u32,
    /// Deepest expression tree.
    pub depth: usize,
    /// Operations preferred in this module.
    pub focus: Vec<Op>,
    /// Percent of operations taken from `focus`.
    pub focus_share: u32,
    /// Operations without preference, by result type in the order of [`NUMERIC`].
    pub by_result: [Vec<Op>; 5],
}

impl Swarm {
    /// Draws a swarm.
    pub fn draw(e: &mut Entropy) -> Self {
        let simd = e.chance(55);
        let mut types = [20, 20, 12, 12, 0];
        if simd {
            types[4] = *e.pick(&[20, 40, 100]);
        }
        for (index, weight) in types.iter_mut().enumerate().skip(1) {
            // A module without floats or without 64-bit integers compiles denser code for the others.
            if index != 4 && e.chance(25) {
                *weight = 1;
            }
        }
        let mut statements = STATEMENTS.map(|(_, weight)| weight);
        for weight in statements.iter_mut().skip(1) {
            match e.below(10) {
                0..=3 => *weight = 0,
                4 => *weight *= 4,
                _ => {}
            }
        }
        // A module without vectors of its own may still meet them in the types of what it is linked to.
        let usable = |op: &&Op| simd || !op.is_simd() || op.result == Ty::V128;
        let by_result = NUMERIC.map(|ty| {
            OPS.iter()
                .filter(usable)
                .filter(|op| op.result == ty)
                .copied()
                .collect::<Vec<_>>()
        });
        let pool: Vec<Op> = OPS.iter().filter(|op| simd || !op.is_simd()).copied().collect();
        let focus = (0..e.between(2, 8)).map(|_| *e.pick(&pool)).collect();
        Self {
            statements,
            types,
            simd,
            constants: *e.pick(&[10, 25, 40]),
            loads: *e.pick(&[5, 20, 40]),
            repeats: *e.pick(&[4, 12, 25]),
            edges: *e.pick(&[0, 10, 40]),
            natural_traps: *e.pick(&[0, 0, 5, 20]),
            depth: e.between(1, 4),
            focus,
            focus_share: *e.pick(&[0, 20, 50]),
            by_result,
        }
    }

    /// The kind of the next statement.
    pub fn statement(&self, e: &mut Entropy) -> Statement {
        STATEMENTS[e.weighted(&self.statements)].0
    }

    /// Whether statements of this kind occur in the module.
    #[must_use]
    pub fn has(&self, kind: Statement) -> bool {
        self.statements[kind as usize] > 0
    }

    /// The type of the next expression.
    pub fn ty(&self, e: &mut Entropy) -> Ty {
        NUMERIC[e.weighted(&self.types)]
    }

    /// An operation that yields `ty`, a number or vector type.
    pub fn op(&self, e: &mut Entropy, ty: Ty) -> Op {
        if e.chance(self.focus_share) {
            let fitting: Vec<&Op> = self.focus.iter().filter(|op| op.result == ty).collect();
            if !fitting.is_empty() {
                return **e.pick(&fitting);
            }
        }
        *e.pick(&self.by_result[ty as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::STATEMENTS;

    #[test]
    fn statements_are_listed_in_order() {
        assert!(
            STATEMENTS
                .iter()
                .enumerate()
                .all(|(index, (kind, _))| *kind as usize == index)
        );
    }
}
