//! The linear programmes of all levels, each among the best of the earlier ones.

use super::barrier::Interior;
use super::bound::{Within, bound, denominator, whole};
use super::core::Guide;
use super::frame::Frame;
use super::simplex::Simplex;
use super::start::start;
use crate::problem::{Prices, Problem};

/// The linear programme of a level at its optimum, with what it proves.
pub struct Programme<'a> {
    /// The simplex where it stopped.
    pub simplex: Simplex<'a>,
    /// Its prices and multipliers as whole numbers, in 1/denominator of a point.
    pub prices: Prices,
    /// See `prices`.
    pub denominator: i64,
}

impl<'a> Programme<'a> {
    fn new(simplex: Simplex<'a>) -> Programme<'a> {
        let (price, factors) = simplex.prices();
        let denominator = denominator(simplex.frame, price, &factors);
        let prices = whole(price, &factors, simplex.level(), denominator);
        Programme { simplex, prices, denominator }
    }

    /// What no plan exceeds that is worth at least `worth` at each earlier level, in points.
    pub fn bound(&self, problem: &Problem, frame: &Frame, worth: &[i64]) -> i128 {
        bound(problem, frame, &self.prices, self.denominator, worth, &Within::default())
    }

    /// Solves it again for a plan that is worth less at the earlier levels than was hoped; keeps the prices that
    /// bound it better.
    pub fn settle_for(&mut self, problem: &Problem, frame: &Frame, worth: &[i64], stop: &dyn Fn() -> bool) {
        if self.simplex.requires(worth) {
            let before = self.bound(problem, frame, worth);
            self.simplex.settle(stop);
            let again = Programme::new(self.simplex.clone());
            if again.bound(problem, frame, worth) < before {
                *self = again;
            }
            if stop() {
                self.fall_back(problem, frame, worth, None);
            }
        }
    }

    /// Takes over prices from inside, or none at all, where they prove more than those on the way to an optimum.
    fn fall_back(&mut self, problem: &Problem, frame: &Frame, worth: &[i64], inside: Option<Guide>) {
        let level = worth.len();
        let none = Guide { price: vec![0.0; problem.supplies.len()], factors: vec![(level, 1.0)] };
        for guide in inside.into_iter().chain([none]) {
            let (price, factors) = (&guide.price, &guide.factors);
            let denominator = denominator(frame, price, factors);
            let prices = whole(price, factors, level, denominator);
            if bound(problem, frame, &prices, denominator, worth, &Within::default())
                < self.bound(problem, frame, worth)
            {
                (self.prices, self.denominator) = (prices, denominator);
            }
        }
    }
}

/// The programmes, and what each level is worth at most if every earlier one is worth its most.
pub type Programmes<'a> = (Vec<Programme<'a>>, Vec<i64>);

/// The programmes of a problem, from a guide to the first one's prices where there is one.
pub fn programmes<'a>(
    problem: &'a Problem,
    frame: &'a Frame,
    guide: Option<&Guide>,
    stop: &dyn Fn() -> bool,
) -> Programmes<'a> {
    let (simplex, inside) = start(problem, frame, guide, stop);
    onward(simplex, inside.as_ref(), stop)
}

/// The programmes of a problem, from a point near the optimum of all.
pub fn programmes_near<'a>(
    problem: &'a Problem,
    frame: &'a Frame,
    near: &Interior,
    stop: &dyn Fn() -> bool,
) -> Programmes<'a> {
    let mut simplex = Simplex::new(problem, frame);
    simplex.cross_over(near, stop);
    simplex.settle(stop);
    onward(simplex, None, stop)
}

/// The first programme at its optimum, and all later ones; prices from inside serve where it is stopped.
fn onward<'a>(mut simplex: Simplex<'a>, inside: Option<&Guide>, stop: &dyn Fn() -> bool) -> Programmes<'a> {
    let (problem, frame) = (simplex.problem, simplex.frame);
    let mut programmes: Vec<Programme> = Vec::new();
    let mut ideal: Vec<i64> = Vec::new();
    for level in 0..problem.levels.len() {
        if level > 0 {
            simplex.advance(ideal[level - 1]);
            simplex.settle(stop);
        }
        let mut programme = Programme::new(simplex.clone());
        let mut most = programme.bound(problem, frame, &ideal);
        if stop() {
            programme.fall_back(problem, frame, &ideal, inside.and_then(|inside| inside.at(level)));
            most = programme.bound(problem, frame, &ideal);
        }
        ideal.push(most.clamp(i64::MIN.into(), i64::MAX.into()) as i64);
        programmes.push(programme);
    }
    (programmes, ideal)
}
