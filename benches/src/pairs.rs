//! Interleaved pairs: ours and the peer take turns, so that a change of clock speed or a noisy neighbour hits both, and
//! what is reported is the distribution of the ratios of each pair. Times are CPU time of the thread (everything measured
//! runs on one): time in which the machine runs something else does not count.

use cpu_time::ThreadTime;
use std::fmt;
use std::time::Duration;

/// Pairs per row, unless `TOUCHSTONE_BENCH_PAIRS` says otherwise.
pub const PAIRS: usize = 21;
/// The shortest time over which one side of a pair is measured.
const SAMPLE: Duration = Duration::from_millis(4);

/// The distribution of ratios `ours / peer`: below 1 ours is better.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Median of ours, in the row's unit.
    pub ours: f64,
    /// Median of the peer's.
    pub peer: f64,
    /// The ratio of each pair, sorted.
    pub ratios: Vec<f64>,
}

impl Comparison {
    /// Of one measurement that does not vary (code size).
    pub fn exact(ours: f64, peer: f64) -> Self {
        Self {
            ours,
            peer,
            ratios: vec![ours / peer],
        }
    }

    /// The ratio at `quantile` (0 to 1), interpolated.
    pub fn ratio(&self, quantile: f64) -> f64 {
        at_quantile(&self.ratios, quantile)
    }
}

impl fmt::Display for Comparison {
    /// `median [quartile quartile] (minimum maximum) number of pairs`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = |quantile| self.ratio(quantile);
        write!(
            f,
            "{:>6.3}  [{:>6.3} {:>6.3}]  ({:>6.3} {:>6.3})  n={}",
            ratio(0.5),
            ratio(0.25),
            ratio(0.75),
            ratio(0.0),
            ratio(1.0),
            self.ratios.len()
        )
    }
}

/// The value at `quantile` (0 to 1) of sorted `values`, interpolated.
///
/// # Panics
///
/// When there are none.
pub fn at_quantile(values: &[f64], quantile: f64) -> f64 {
    let position = quantile * (values.len() - 1) as f64;
    let (below, above) = (values[position.floor() as usize], values[position.ceil() as usize]);
    below + (above - below) * position.fract()
}

/// The median of `values`.
///
/// # Panics
///
/// When there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    at_quantile(&values, 0.5)
}

/// Seconds per call of `run`, called `times` times.
fn sample(times: u64, run: &mut impl FnMut()) -> f64 {
    let start = ThreadTime::now();
    for _ in 0..times {
        run();
    }
    start.elapsed().as_secs_f64() / times as f64
}

/// How often to call `run` for one sample to last long enough; also warms up. It must be long enough twice in a row: a first
/// call may take as long as a thousand that follow (it makes the image of a memory, say), and a sample of one call would
/// measure what the other side left in the caches.
fn calibrate(run: &mut impl FnMut()) -> u64 {
    let (mut times, mut long_enough) = (1, false);
    loop {
        let start = ThreadTime::now();
        for _ in 0..times {
            run();
        }
        let elapsed = start.elapsed();
        if elapsed >= SAMPLE {
            if long_enough {
                return times;
            }
            long_enough = true;
            continue;
        }
        long_enough = false;
        let factor = SAMPLE.as_secs_f64() / elapsed.as_secs_f64().max(1e-7) * 1.2;
        times = (times as f64 * factor.clamp(1.5, 64.0)).ceil() as u64;
    }
}

/// Pairs per row.
pub fn pairs() -> usize {
    let wanted = std::env::var("TOUCHSTONE_BENCH_PAIRS")
        .ok()
        .and_then(|n| n.parse().ok());
    wanted.unwrap_or(PAIRS).max(1)
}

/// Seconds per call of both, in interleaved pairs; which side goes first alternates.
pub fn compare(mut ours: impl FnMut(), mut peer: impl FnMut()) -> Comparison {
    let times = (calibrate(&mut ours), calibrate(&mut peer));
    compare_values(pairs(), || sample(times.0, &mut ours), || sample(times.1, &mut peer))
}

/// What both measure, in interleaved pairs; which side goes first alternates.
pub fn compare_values(pairs: usize, mut ours: impl FnMut() -> f64, mut peer: impl FnMut() -> f64) -> Comparison {
    let mut samples = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        if pair % 2 == 0 {
            samples.0.push(ours());
            samples.1.push(peer());
        } else {
            samples.1.push(peer());
            samples.0.push(ours());
        }
    }
    let mut ratios: Vec<f64> = samples
        .0
        .iter()
        .zip(&samples.1)
        .map(|(ours, peer)| ours / peer)
        .collect();
    ratios.sort_by(f64::total_cmp);
    Comparison {
        ours: median(samples.0),
        peer: median(samples.1),
        ratios,
    }
}

/// Seconds per call of one function: the median of five samples.
pub fn time(mut run: impl FnMut()) -> f64 {
    let times = calibrate(&mut run);
    median((0..5).map(|_| sample(times, &mut run)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate() {
        let comparison = Comparison {
            ours: 0.0,
            peer: 0.0,
            ratios: vec![1.0, 2.0, 4.0],
        };
        assert_eq!(
            [0.0, 0.25, 0.5, 0.75, 1.0].map(|q| comparison.ratio(q)),
            [1.0, 1.5, 2.0, 3.0, 4.0]
        );
    }

    #[test]
    fn a_slow_first_call_is_no_sample() {
        let mut calls = 0u64;
        let times = calibrate(&mut || {
            calls += 1;
            let start = ThreadTime::now();
            while calls == 1 && start.elapsed() < 2 * SAMPLE {}
        });
        // Two samples of as many calls, after the first call and what it took to find the number.
        assert!(times > 100 && calls > 2 * times, "{times} of {calls}");
    }

    #[test]
    fn equal_work_is_a_ratio_near_one() {
        let mut x = 1u64;
        let mut y = 1u64;
        let work = |x: &mut u64| (0..1000).for_each(|_| *x = std::hint::black_box(x.wrapping_mul(3)));
        let comparison = compare(|| work(&mut x), || work(&mut y));
        assert!((0.5..2.0).contains(&comparison.ratio(0.5)), "{comparison}");
    }
}
