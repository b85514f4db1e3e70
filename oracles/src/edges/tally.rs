//! Which edges the accesses of a case met: the figures by which its generator is judged.

use super::{PAGE, layouts};
use crate::driver::{self, Options, Prepared};
use crate::runtimes::model::{ModelMachine, Touch};
use std::rc::Rc;

/// A class of accesses. One access may belong to several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Begins in the first 16 bytes.
    Start,
    /// Ends with the memory's last byte.
    Last,
    /// Inside, in the last 32 bytes.
    NearEnd,
    /// Begins inside and ends outside.
    Straddling,
    /// Begins at the first byte outside.
    FirstPast,
    /// Crosses the border of two pages, or touches it.
    Page,
    /// Near the end of a reservation, or of the guard after it.
    Layout,
    /// Near 2^31.
    SignBit,
    /// Near 2^32.
    AddressSpace,
    /// Index and offset together pass 2^32.
    Overflow,
    /// A bulk operation.
    Bulk,
}

impl Edge {
    /// All classes; the position is the index in [`Tally::edges`].
    pub const ALL: [Edge; 11] = [
        Edge::Start,
        Edge::Last,
        Edge::NearEnd,
        Edge::Straddling,
        Edge::FirstPast,
        Edge::Page,
        Edge::Layout,
        Edge::SignBit,
        Edge::AddressSpace,
        Edge::Overflow,
        Edge::Bulk,
    ];

    /// The class's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Edge::Start => "start",
            Edge::Last => "last",
            Edge::NearEnd => "near_end",
            Edge::Straddling => "straddling",
            Edge::FirstPast => "first_past",
            Edge::Page => "page",
            Edge::Layout => "layout",
            Edge::SignBit => "2^31",
            Edge::AddressSpace => "2^32",
            Edge::Overflow => "overflow",
            Edge::Bulk => "bulk",
        }
    }

    fn holds(self, touch: &Touch, layouts: &[u64]) -> bool {
        let Touch {
            at, width, size, bulk, ..
        } = *touch;
        let end = at + width;
        let near = |place: u64| end >= place && at <= place;
        match self {
            Edge::Start => at < 16 && end <= size,
            Edge::Last => width > 0 && end == size,
            Edge::NearEnd => end <= size && end + 32 >= size,
            Edge::Straddling => at < size && end > size,
            Edge::FirstPast => at == size && width > 0,
            Edge::Page => end <= size && (1..size / PAGE).any(|page| near(page * PAGE)),
            Edge::Layout => layouts.iter().any(|&place| near(place)),
            Edge::SignBit => near(1 << 31),
            Edge::AddressSpace => near(1 << 32),
            Edge::Overflow => at >= 1 << 32,
            Edge::Bulk => bulk,
        }
    }
}

/// Counts of accesses by class.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Accesses tried.
    pub accesses: u64,
    /// Of these, out of bounds.
    pub outside: u64,
    /// By class, in the order of [`Edge::ALL`].
    pub edges: [u64; Edge::ALL.len()],
}

impl Tally {
    /// Counts what a case accesses, by running it on the byte model alone.
    #[must_use]
    pub fn of(prepared: &Rc<Prepared>) -> Tally {
        let mut machine = ModelMachine::new(prepared.case.plan.limits);
        driver::run(prepared, &mut machine, "model", Options::default());
        let layouts = layouts(&prepared.case.plan.configs);
        let mut tally = Tally::default();
        for touch in machine.touches() {
            tally.accesses += 1;
            tally.outside += u64::from(touch.at + touch.width > touch.size);
            for (count, edge) in tally.edges.iter_mut().zip(Edge::ALL) {
                *count += u64::from(edge.holds(touch, &layouts));
            }
        }
        tally
    }

    /// Adds the counts of another case.
    pub fn add(&mut self, other: &Tally) {
        self.accesses += other.accesses;
        self.outside += other.outside;
        self.edges
            .iter_mut()
            .zip(other.edges)
            .for_each(|(count, more)| *count += more);
    }

    /// The shares, in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let percent = |count: u64| 100.0 * count as f64 / self.accesses.max(1) as f64;
        let edges: Vec<String> = Edge::ALL
            .iter()
            .zip(self.edges)
            .map(|(edge, count)| format!("{} {:.1}", edge.name(), percent(count)))
            .collect();
        format!(
            "{} accesses, {:.0} % outside | % at edges: {}",
            self.accesses,
            percent(self.outside),
            edges.join(", ")
        )
    }
}
