//! A seeded random generator: the one source of choices for generators and mutators.
//!
//! Size must not depend on the length of the fuzzer's input (libFuzzer starts with one byte), so the input is hashed
//! into a seed and expanded from there. The same input gives the same testcase on every machine and in every build.

use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

/// A stream of choices that never ends.
#[derive(Clone, Debug)]
pub struct Entropy {
    rng: Pcg64Mcg,
}

impl Entropy {
    /// The stream of a numeric seed.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self::from_bytes(&seed.to_le_bytes())
    }

    /// The stream of an input: equal bytes, equal choices.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let hash = xxhash_rust::xxh3::xxh3_128(bytes);
        Self {
            rng: Pcg64Mcg::from_seed(hash.to_le_bytes()),
        }
    }

    /// 64 uniform bits.
    pub fn u64(&mut self) -> u64 {
        self.rng.next_u64()
    }

    /// 32 uniform bits.
    pub fn u32(&mut self) -> u32 {
        self.rng.next_u32()
    }

    /// A number in `0..bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The bias of a multiplication by a 64-bit fraction is below 2^-32 for the sizes drawn here.
        ((u128::from(self.u64()) * bound as u128) >> 64) as usize
    }

    /// A number in `low..=high`; `low` when the range is empty.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in `percent` of 100 draws.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// An index drawn in proportion to `weights`; 0 when all weights are 0.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: usize = weights.iter().map(|w| *w as usize).sum();
        let mut at = self.below(total);
        for (index, weight) in weights.iter().enumerate() {
            if at < *weight as usize {
                return index;
            }
            at -= *weight as usize;
        }
        0
    }

    /// Fills `bytes` with uniform bits.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::Entropy;

    #[test]
    fn draws_are_bounded_and_repeatable() {
        let mut a = Entropy::from_bytes(b"seed");
        let mut b = Entropy::from_bytes(b"seed");
        for bound in 0..200 {
            let drawn = a.below(bound);
            assert_eq!(drawn, b.below(bound));
            assert!(drawn < bound.max(1));
        }
        assert_eq!(a.weighted(&[0, 5, 0]), 1);
        assert_eq!(a.weighted(&[0, 0]), 0);
        assert_eq!(a.between(3, 3), 3);
    }
}
