//! The first prices: on a sample of the cases, then on four times as many, and so on.

use super::simplex::Simplex;
use super::tariff::Frame;
use crate::problem::Problem;

/// A sample of this many cases is solved without one of its own.
const SMALLEST: usize = 1500;

/// The first level solved to the optimum, unless stopped.
pub fn start<'a>(problem: &'a Problem, frame: &'a Frame, stop: &dyn Fn() -> bool) -> Simplex<'a> {
    let mut share = 1.0;
    while problem.len() as f64 * share > SMALLEST as f64 {
        share *= 0.25;
    }
    let mut price: Option<Vec<f64>> = None;
    loop {
        let cases = sample(problem.len(), share);
        let mut simplex = Simplex::new(problem, frame, 0, cases, share);
        if let Some(price) = &price {
            simplex.start(price);
            let scale = price.iter().map(|price| price.abs()).sum::<f64>() / price.len().max(1) as f64;
            simplex.hold(price, |price| 0.05 * price.abs() + 0.02 * scale);
        }
        simplex.settle(stop);
        if share >= 1.0 {
            return simplex;
        }
        price = Some(simplex.prices().0.to_vec());
        share *= 4.0;
    }
}

/// Cases drawn by a fixed permutation of the indices, in rising order.
fn sample(cases: usize, share: f64) -> Vec<u32> {
    let drawn = |case: &u32| {
        let mixed = u64::from(*case).wrapping_add(0x5851_F42D).wrapping_mul(0xD134_2543_DE82_EF95);
        let uniform = ((mixed ^ (mixed >> 31)) >> 8 & 0xFFFF_FFFF) as f64 / f64::from(u32::MAX);
        uniform < share
    };
    if share >= 1.0 { (0..cases as u32).collect() } else { (0..cases as u32).filter(drawn).collect() }
}
