//! Printing.

use crate::pairs::Comparison;

/// A unit of which both sides of a row are so many.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Seconds.
    Time,
    /// Bytes.
    Bytes,
    /// So many per second.
    Rate,
}

/// `value` with a unit in which it has one to three digits before the point.
pub fn quantity(value: f64, unit: Unit) -> String {
    let scales: &[(f64, &str)] = match unit {
        Unit::Time => &[(1e-9, "ns"), (1e-6, "us"), (1e-3, "ms"), (1.0, "s")],
        Unit::Rate => &[(1.0, "/s"), (1e3, "k/s"), (1e6, "M/s")],
        Unit::Bytes => &[
            (1.0, "B"),
            (1024.0, "KiB"),
            (f64::from(1 << 20), "MiB"),
            (f64::from(1 << 30), "GiB"),
        ],
    };
    let (scale, name) = scales
        .iter()
        .rev()
        .find(|(scale, _)| value >= *scale)
        .unwrap_or(&scales[0]);
    format!("{:.1} {name}", value / scale)
}

/// Prints the header of a section.
pub fn section(title: &str) {
    println!("\n{title}");
    println!(
        "{:<34} {:>11} {:>11}  ratio  [quartiles]        (min max)",
        "", "ours", "peer"
    );
}

/// Prints one row.
pub fn row(name: &str, unit: Unit, comparison: &Comparison) {
    println!(
        "{name:<34} {:>11} {:>11}  {comparison}",
        quantity(comparison.ours, unit),
        quantity(comparison.peer, unit)
    );
}
