//! Random draws: one stream a family, so that no family depends on how many others there are.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One of the streams of a seed.
pub fn stream(seed: u64, index: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(index);
    generator
}

/// The draws of one family.
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of this family under this seed.
    pub fn new(seed: u64, family: u64) -> Draw {
        Draw(stream(seed, family))
    }

    /// A whole number below `limit`, all alike to within 2⁻⁶⁴ of `limit`; 0 where there is none.
    pub fn below(&mut self, limit: u64) -> u64 {
        let product = u128::from(self.0.next_u64()) * u128::from(limit);
        u64::try_from(product >> 64).expect("below a 64-bit limit")
    }

    /// An index drawn by weight, from the running sums of the weights.
    pub fn index(&mut self, running: &[u64]) -> usize {
        let drawn = self.below(running.last().copied().unwrap_or(0));
        running.partition_point(|&sum| sum <= drawn)
    }
}
