//! An interior point of the linear programme near its optimum: where prices come from.
//!
//! In: a problem and a factor for each level. Out: prices within a small gap of the best, and
//! how many families are on each column that matters ([`Interior`]). Columns are made as prices ask
//! for them, on a sample of the cases first; between two rounds the restricted programme
//! ([`master`]) is brought closer to its optimum ([`point`], [`direction`]), however many ties there are.

mod direction;
mod master;
mod normal;
mod point;

use rayon::prelude::*;

use self::master::{BLOCK, Master};
use self::point::Point;
use super::frame::Frame;
use super::tariff::{Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;

/// Columns a case gains in a round.
const MORE: usize = 4;
/// Offers of a case that are tried to begin with, spread over all of them.
const SPREAD: usize = 8;
/// Rounds of new columns, and steps between two of them: few, since what columns are missing matters more than where
/// the point is among those that are there.
const ROUNDS: usize = 160;
const STEPS: usize = 3;
/// The first relative gap to reach; each later one is a tenth of the one before.
const FIRST: f64 = 0.1;

/// A column that may matter to its case.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The column.
    pub column: Column,
    /// Families on it.
    pub families: f64,
    /// What it loses against the best, in points.
    pub loss: f64,
}

/// Prices and the plan inside.
#[derive(Clone, Debug)]
pub struct Interior {
    /// Points a unit, by resource; where nothing is supplied, more than any use is worth.
    pub price: Vec<f64>,
    /// Columns, by case.
    pub columns: Vec<Vec<Held>>,
}

/// The programme of some cases.
pub struct Barrier<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Its scales.
    pub frame: &'a Frame,
    /// Levels that count, each with its factor.
    pub factors: &'a [(usize, f64)],
    /// The cases.
    pub cases: &'a [u32],
    /// What widths of supplies are multiplied by.
    pub share: f64,
    /// Relative gap to reach.
    pub accuracy: f64,
}

impl Barrier<'_> {
    /// Solves the linear programme, from prices where there are some. Told to stop, or where numbers fail, the point
    /// is as near as it came.
    pub fn solve(&self, start: Option<&[f64]>, stop: &dyn Fn() -> bool) -> Interior {
        let mut master = Master::new(self.problem, self.factors, self.share);
        let largest: f64 = self.factors.iter().map(|(level, factor)| factor * self.frame.magnitude[*level]).sum();
        let mut price = start.map_or_else(|| vec![0.0; master.rows], <[f64]>::to_vec);
        // Twice what a family may gain where it is even paid for its other uses: windows draw from elsewhere.
        let shut = 2.0 * largest * (1.0 + self.frame.units);
        (0..master.rows).filter(|row| master.closed[*row]).for_each(|row| price[row] = shut);
        let mut columns = self.seed(&master, &price);
        master.fill(self.problem, self.factors, self.cases, &columns);
        let mut point = match start {
            None => Point::begin(&master, price, largest),
            Some(_) => Point::again(&master, price, FIRST),
        };
        let mut gap = FIRST;
        for _ in 0..ROUNDS {
            let near = approach(&mut point, &master, gap, stop);
            point.hold(&master, &mut columns);
            let missing = self.generate(&master, &point, &mut columns);
            let most = point.bound(&master);
            let reached = point.gap() <= gap * most.abs().max(1.0);
            if !near || stop() || reached && gap <= self.accuracy && missing <= self.accuracy * most {
                break;
            }
            if reached && missing <= gap * most {
                gap = (gap * 0.1).max(self.accuracy);
            }
            let waiting = point.waiting(&master);
            master.fill(self.problem, self.factors, self.cases, &columns);
            point = Point::resumed(&master, point, waiting, &columns);
        }
        Interior { price: point.price, columns }
    }

    /// The first columns of every case: the best ones at the prices, and some spread over its offers.
    fn seed(&self, master: &Master, price: &[f64]) -> Vec<Vec<Held>> {
        let tariff = Tariff::new(self.problem, self.frame, price, self.factors.to_vec());
        let of = |chunk: &[u32], scratch: &mut Scratch<f64>| {
            let mut all = Vec::with_capacity(chunk.len());
            for case in chunk {
                let case = *case as usize;
                tariff.gains(case, scratch);
                let mut offers: Vec<usize> =
                    (0..scratch.gain.len()).filter(|offer| scratch.gain[*offer] > f64::NEG_INFINITY).collect();
                let every = offers.len().div_ceil(SPREAD).max(1);
                let mut chosen: Vec<usize> = offers.iter().copied().skip(case % every).step_by(every).collect();
                offers
                    .sort_by(|left, right| scratch.gain[*right].total_cmp(&scratch.gain[*left]).then(left.cmp(right)));
                chosen.extend(&offers[..(2 * MORE).min(offers.len())]);
                chosen.sort_unstable();
                chosen.dedup();
                let columns = chosen.into_iter().map(|offer| tariff.column(case, offer));
                let open = columns.filter(|column| master.is_open(self.problem, *column));
                all.push(open.map(|column| Held { column, families: 0.0, loss: 0.0 }).collect());
            }
            all
        };
        self.cases.par_chunks(BLOCK).map_init(Scratch::default, |scratch, chunk| of(chunk, scratch)).flatten().collect()
    }

    /// Adds to each case the best columns that gain more than those it has, and drops what does not
    /// matter; how many points the restricted programme may miss at most.
    fn generate(&self, master: &Master, point: &Point, columns: &mut [Vec<Held>]) -> f64 {
        let tariff = Tariff::new(self.problem, self.frame, &point.price, self.factors.to_vec());
        let mu = point.gap() / point.pairs();
        let each = (self.cases.par_chunks(BLOCK).zip(columns.par_chunks_mut(BLOCK)).enumerate())
            .map_init(Scratch::default, |scratch, (block, (cases, columns))| {
                let mut missing = 0.0;
                let sigma = point.sigma(master, block);
                for (index, (case, columns)) in cases.iter().zip(columns).enumerate() {
                    let case = *case as usize;
                    let count = master.blocks[block].count[index];
                    columns.retain(|held| held.families > 1e-7 * count || held.loss < 1e4 * mu / count);
                    tariff.gains(case, scratch);
                    let floor = sigma[index] - mu / count;
                    let gains = scratch.gain.iter().enumerate().filter(|(_, gain)| **gain > floor);
                    let mut best: Vec<(f64, usize)> = gains.map(|(offer, gain)| (*gain, offer)).collect();
                    best.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
                    let mut new = 0;
                    for (gain, offer) in best {
                        let column = tariff.column(case, offer);
                        let known = columns.iter().any(|held| held.column == column);
                        if new < MORE && !known && master.is_open(self.problem, column) {
                            if new == 0 {
                                missing += count * (gain - sigma[index]).max(0.0);
                            }
                            columns.push(Held { column, families: 0.0, loss: sigma[index] - gain });
                            new += 1;
                        }
                    }
                }
                missing
            })
            .collect::<Vec<_>>();
        each.into_iter().sum()
    }
}

/// Steps towards the optimum of the restricted programme, to this relative gap; false where numbers fail.
fn approach(point: &mut Point, master: &Master, gap: f64, stop: &dyn Fn() -> bool) -> bool {
    for _ in 0..STEPS {
        if stop() || point.gap() <= gap * point.bound(master).abs().max(1.0) {
            break;
        }
        if point.step(master).is_err() {
            return false;
        }
    }
    point.gap().is_finite()
}
