//! The first prices: from inside, on a sample of the cases and then on all, and so to a basis.

use super::barrier::Barrier;
use super::core::Guide;
use super::frame::Frame;
use super::sample::drawn;
use super::simplex::Simplex;
use crate::problem::Problem;

/// With fewer cases than this the simplex starts by itself.
const SMALLEST: usize = 500;
/// Relative gap of a sample's prices, and of those of all cases.
const ROUGH: f64 = 1e-3;
const FINE: f64 = 1e-9;
/// What a later level counts for against the one before it, both in units of their largest values.
const LATER: f64 = 1e-2;

/// The first level solved to the optimum, unless stopped, from a guide to its prices where there is one; and prices from
/// inside, of all levels together, where it came by them.
pub fn start<'a>(
    problem: &'a Problem,
    frame: &'a Frame,
    guide: Option<&Guide>,
    stop: &dyn Fn() -> bool,
) -> (Simplex<'a>, Option<Guide>) {
    let all: Vec<u32> = (0..problem.len() as u32).collect();
    let mut simplex = Simplex::new(problem, frame);
    let mut inside = None;
    if problem.len() > SMALLEST {
        let mut times = 1.0;
        let factors = frame.magnitude.iter().enumerate().map(|(level, magnitude)| {
            let factor = times * frame.magnitude[0] / magnitude;
            times *= LATER;
            (level, factor)
        });
        let factors: Vec<(usize, f64)> = factors.collect();
        let mut share = 1.0;
        while problem.len() as f64 * share > 4.0 * SMALLEST as f64 {
            share /= 16.0;
        }
        let mut price = guide.and_then(|guide| guide.at(0)).map(|first| first.price);
        let guided = price.is_some();
        while !guided && share < 1.0 {
            let cases = drawn(problem.len(), share);
            let barrier = Barrier { problem, frame, factors: &factors, cases: &cases, share, accuracy: ROUGH };
            price = Some(barrier.solve(price.as_deref(), stop).price);
            share *= 16.0;
        }
        let barrier = Barrier { problem, frame, factors: &factors, cases: &all, share: 1.0, accuracy: FINE };
        let interior = barrier.solve(price.as_deref(), stop);
        simplex.cross_over(&interior, stop);
        inside = Some(Guide { price: interior.price, factors });
    }
    simplex.settle(stop);
    (simplex, inside)
}
