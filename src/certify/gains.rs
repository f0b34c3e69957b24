//! What each placement gains at a leaf's prices, as `problem::Certificate` states it.
//!
//! In: a problem without faults, and prices. Out: what one family of a case gains by each option. Every number is whole and
//! of 128 bits; there are gains only where the largest possible one is shown to fit, so that no step of a sum can overflow.

use rayon::prelude::*;

use crate::problem::{NOT_ALLOWED, Prices, Problem};

/// The largest sizes in the problem's arrays, from which the largest possible sum follows.
pub(super) struct Largest {
    /// Families of all cases.
    pub families: i128,
    need: Vec<i128>,
    weight: Vec<i128>,
    fit: Vec<i128>,
}

impl Largest {
    /// One pass over the cases.
    pub(super) fn of(problem: &Problem) -> Largest {
        let cases = &problem.cases;
        let size = |points: &Vec<i64>| points.iter().map(|points| points.unsigned_abs()).max().map_or(0, i128::from);
        let kinds = (0..problem.kinds).map(|kind| cases.need.iter().skip(kind).step_by(problem.kinds).max());
        let fits = problem.fits.iter().map(|fit| {
            let points = fit.points.par_iter().filter(|points| **points != NOT_ALLOWED);
            points.map(|points| points.unsigned_abs()).max().map_or(0, i128::from)
        });
        Largest {
            families: cases.count.iter().map(|&count| i128::from(count)).sum(),
            need: kinds.map(|need| need.map_or(0, |&need| i128::from(need))).collect(),
            weight: cases.weight.iter().map(size).collect(),
            fit: fits.collect(),
        }
    }
}

/// What each placement gains at a leaf's prices.
pub(super) struct Gains<'a> {
    /// Of which problem.
    pub problem: &'a Problem,
    /// Multipliers of the earlier levels, then the denominator for the level itself; none is negative.
    pub factor: Vec<i128>,
    /// Levels whose timing counts: the factor is not 0 and the cases have weights.
    pub timed: Vec<usize>,
    /// No placement of one family gains more than this, of either sign, nor does any part of the sum that its gain is.
    pub largest: i128,
    /// Where each class's rows begin in `rows`.
    first_row: Vec<usize>,
    rows: Vec<i128>,
}

impl<'a> Gains<'a> {
    /// At whole prices of the level after as many earlier ones as there are multipliers; none where a gain could pass 128
    /// bits.
    pub(super) fn at(problem: &'a Problem, largest: &Largest, denominator: i64, prices: &Prices) -> Option<Gains<'a>> {
        let mut factor: Vec<i128> = prices.multiplier.iter().map(|&multiplier| i128::from(multiplier)).collect();
        factor.push(i128::from(denominator));
        let counts = |level: usize| factor[level] != 0 && !problem.cases.weight[level].is_empty();
        let timed = (0..factor.len()).filter(|&level| counts(level)).collect();
        let (first_row, rows) = (Vec::with_capacity(problem.classes.len()), Vec::new());
        let mut gains = Gains { problem, factor, timed, largest: 0, first_row, rows };
        gains.fill(&prices.price);
        gains.largest = gains.largest_case(largest)?;
        Some(gains)
    }

    /// What does not depend on the cases: supplies at these prices, less what the earlier levels are worth; none past
    /// 128 bits.
    pub(super) fn constant(&self, prices: &Prices, earlier: &[i128]) -> Option<i128> {
        let mut sum = 0_i128;
        for (width, short) in self.steps(prices) {
            sum = sum.checked_add(i128::from(width).checked_mul(short?.max(0))?)?;
        }
        for (&factor, &worth) in self.factor.iter().zip(earlier) {
            sum = sum.checked_sub(factor.checked_mul(worth)?)?;
        }
        Some(sum)
    }

    /// Entries of a row: one for each timed level and each kind of need.
    pub(super) fn width(&self) -> usize {
        self.timed.len() + self.problem.kinds
    }

    /// The row of an offer of a class: factor · worth for each timed level, then for each kind of need the prices, to be
    /// taken off, of the resources that the offer uses.
    pub(super) fn row(&self, class: usize, offer: usize) -> &[i128] {
        &self.rows[self.first_row[class] + offer * self.width()..][..self.width()]
    }

    /// By entry of a row: whether a case multiplies it with a negative weight.
    pub(super) fn signed(&self) -> Vec<bool> {
        let weights = self.timed.iter().map(|&level| &self.problem.cases.weight[level]);
        let signed = weights.map(|weights| weights.iter().any(|weight| *weight < 0));
        signed.chain((0..self.problem.kinds).map(|_| false)).collect()
    }

    /// What one family of the case gains by each option that it may take.
    pub(super) fn allowed(&self, case: usize) -> impl Iterator<Item = (u32, i128)> + '_ {
        let problem = self.problem;
        let class = problem.cases.class[case] as usize;
        let needs = &problem.cases.need[case * problem.kinds..(case + 1) * problem.kinds];
        let columns = case * problem.columns;
        problem.classes[class].offers.iter().enumerate().filter_map(move |(offer, &option)| {
            let cell = columns + problem.options.column[option as usize] as usize;
            if problem.fits[0].points[cell] == NOT_ALLOWED {
                return None;
            }
            let row = self.row(class, offer);
            let weights = self.timed.iter().map(|&level| i128::from(problem.cases.weight[level][case]));
            let timing: i128 = row.iter().zip(weights).map(|(points, weight)| points * weight).sum();
            let charges: i128 =
                row[self.timed.len()..].iter().zip(needs).map(|(price, &need)| price * i128::from(need)).sum();
            let tables = problem.fits.iter().take_while(|fit| fit.level < self.factor.len());
            let fit: i128 = tables.map(|fit| self.factor[fit.level] * i128::from(fit.points[cell])).sum();
            Some((option, timing + charges + fit))
        })
    }

    /// Every class's rows.
    fn fill(&mut self, price: &[i64]) {
        let problem = self.problem;
        for class in &problem.classes {
            self.first_row.push(self.rows.len());
            let windows = class.offers.iter().filter_map(|&option| problem.options.window[option as usize]);
            let ends = windows.map(|window| window.ends as usize).max();
            let cheapest = ends.map_or(Vec::new(), |ends| cheapest_so_far(&price[class.opens as usize..=ends]));
            for (offer, &option) in class.offers.iter().enumerate() {
                let option = option as usize;
                let timing = |level: usize| class.worth[level].get(offer).map_or(0, |&worth| i128::from(worth));
                self.rows.extend(self.timed.iter().map(|&level| self.factor[level] * timing(level)));
                let charges = self.rows.len();
                self.rows.resize(charges + problem.kinds, 0);
                let uses = problem.options.first_use[option] as usize..problem.options.first_use[option + 1] as usize;
                for used in &problem.options.uses[uses] {
                    self.rows[charges + usize::from(used.kind)] -= i128::from(price[used.resource as usize]);
                }
                if let Some(window) = problem.options.window[option] {
                    self.rows[charges + usize::from(window.kind)] -=
                        i128::from(cheapest[(window.ends - class.opens) as usize]);
                }
            }
        }
    }

    /// What [`Gains::largest`] says; none past 128 bits.
    fn largest_case(&self, largest: &Largest) -> Option<i128> {
        let mut entry = vec![0; self.width()];
        for row in self.rows.chunks_exact(self.width().max(1)) {
            for (entry, points) in entry.iter_mut().zip(row) {
                *entry = points.abs().max(*entry);
            }
        }
        let sizes = self.timed.iter().map(|&level| largest.weight[level]).chain(largest.need.iter().copied());
        let timing_and_charges = entry.iter().zip(sizes).map(|(&entry, size)| (entry, size));
        let tables = self.problem.fits.iter().zip(&largest.fit).filter(|(fit, _)| fit.level < self.factor.len());
        let fits = tables.map(|(fit, &points)| (self.factor[fit.level], points));
        timing_and_charges.chain(fits).try_fold(0_i128, |sum, (one, other)| sum.checked_add(one.checked_mul(other)?))
    }

    /// Width of every step, and by how much the resource's price exceeds its cost; none past 128 bits.
    fn steps<'b>(&'b self, prices: &'b Prices) -> impl Iterator<Item = (u64, Option<i128>)> + 'b {
        let supplies = &self.problem.supplies;
        let runs = prices.price.iter().zip(supplies.first_step.windows(2));
        let steps = runs.flat_map(|(&price, run)| (run[0] as usize..run[1] as usize).map(move |step| (price, step)));
        steps.map(move |(price, step)| {
            let costs = supplies.cost.iter().map(move |costs| costs.get(step).map_or(0, |&cost| i128::from(cost)));
            let short = self
                .factor
                .iter()
                .zip(costs)
                .try_fold(i128::from(price), |left, (factor, cost)| left.checked_sub(factor.checked_mul(cost)?));
            (supplies.width[step], short)
        })
    }
}

/// The cheapest price of each run that begins with the first of these.
fn cheapest_so_far(price: &[i64]) -> Vec<i64> {
    let running = price.iter().scan(i64::MAX, |cheapest, &price| {
        *cheapest = price.min(*cheapest);
        Some(*cheapest)
    });
    running.collect()
}
