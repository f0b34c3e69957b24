//! The offers of a class that can be a case's best, and what all cases gain by their best.
//!
//! In: what each placement gains. Out: the sum over all cases that no branch limits, as if every offer had been looked at.
//!
//! # Offers left out
//!
//! Two offers of one column are open to the same cases of their class, who get the same points from every fit table by
//! either: their gains differ by the sum, over the entries of their rows, of the difference times the case's weight or need.
//! Where no entry of the one is less than the other's, and those at a level at which any case has a negative weight are equal,
//! no term of that sum is negative, since no need is: whichever the case, the other gains no more, and the largest gain is the
//! same without it. An offer is left out only beside one that stays. Branches limit single options: a case of which they
//! speak needs all its offers, and is none of this module's.
//!
//! # Numbers
//!
//! No part of a gain is larger than [`Gains::largest`], of either sign. Where that and every entry of a row fit 64 bits, gains
//! are of 64 bits, else of 128; a case's families times its best gain, and their sum, are of 128 bits in both.

use std::cmp::Ordering;
use std::ops::{Add, Mul, Range};

use rayon::prelude::*;

use super::gains::Gains;
use crate::problem::{Class, NOT_ALLOWED, Problem};

/// Cases that one thread takes at a time, and in which those alike are looked for.
const CASES: usize = 8192;

/// With how many of those that stay an offer is compared, so that a class of many offers takes no more than a multiple of them.
const COMPARED: usize = 64;

/// `Σ_c count · max(0, max_o gain)` over all cases, as if no branch said anything.
pub(super) fn free(gains: &Gains) -> i128 {
    match Pass::<i64>::of(gains) {
        Some(pass) => pass.sum(),
        None => Pass::<i128>::of(gains).expect("128 bits hold every gain").sum(),
    }
}

/// Whole numbers of so many bits.
trait Whole:
    Copy
    + Ord
    + Default
    + Send
    + Sync
    + Add<Output = Self>
    + Mul<Output = Self>
    + From<i32>
    + From<u32>
    + From<i64>
    + TryFrom<i128>
    + Into<i128>
{
}

impl Whole for i64 {}
impl Whole for i128 {}

/// The offers of a class that can be a case's best, column by column.
struct Front<W> {
    /// Columns with offers, as runs of consecutive ones.
    runs: Vec<Range<usize>>,
    /// Rows of each of these columns.
    offers: Vec<usize>,
    /// Row after row.
    rows: Vec<W>,
}

impl<W: Whole> Front<W> {
    /// None where the numbers do not hold an entry.
    fn of(gains: &Gains, class: usize, signed: &[bool]) -> Option<Front<W>> {
        let mut front = Front { runs: Vec::new(), offers: Vec::new(), rows: Vec::new() };
        for (column, offers) in undominated(gains, class, signed) {
            match front.runs.last_mut() {
                Some(run) if run.end == column => run.end += 1,
                _ => front.runs.push(column..column + 1),
            }
            front.offers.push(offers.len());
            for offer in offers {
                for &entry in gains.row(class, offer) {
                    front.rows.push(W::try_from(entry).ok()?);
                }
            }
        }
        Some(front)
    }

    /// By column, the most that timing and charges give a case of these weights and needs.
    fn best(&self, sizes: &[W]) -> Vec<W> {
        let gain = |row: &[W]| row.iter().zip(sizes).fold(W::default(), |sum, (&entry, &size)| sum + entry * size);
        let mut first = 0;
        let of_column = |&offers: &usize| {
            let rows = (first..first + offers).map(|offer| &self.rows[offer * sizes.len()..][..sizes.len()]);
            first += offers;
            rows.map(gain).max().expect("a column with offers")
        };
        self.offers.iter().map(of_column).collect()
    }
}

/// By column in rising order: places among the class's offers of those that stay. `signed` says of each entry of a row whether
/// a case multiplies it with a negative weight.
fn undominated(gains: &Gains, class: usize, signed: &[bool]) -> Vec<(usize, Vec<usize>)> {
    let Class { offers, .. } = &gains.problem.classes[class];
    let column = |offer: usize| gains.problem.options.column[offers[offer] as usize] as usize;
    let row = |offer: usize| gains.row(class, offer);
    // From the largest row down: what an offer is left out for comes before it.
    let mut sorted: Vec<usize> = (0..offers.len()).collect();
    sorted.sort_by(|&one, &other| column(one).cmp(&column(other)).then_with(|| row(other).cmp(row(one))));
    let nowhere_less = |one: &[i128], other: &[i128]| {
        let mut entries = one.iter().zip(other).zip(signed);
        entries.all(|((one, other), signed)| if *signed { one == other } else { one >= other })
    };
    let of_columns = sorted.chunk_by(|&one, &other| column(one) == column(other)).map(|of_column| {
        let mut staying: Vec<usize> = Vec::new();
        for &offer in of_column {
            if !staying.iter().take(COMPARED).any(|&stays| nowhere_less(row(stays), row(offer))) {
                staying.push(offer);
            }
        }
        (column(of_column[0]), staying)
    });
    of_columns.collect()
}

/// A pass over the cases at a leaf's prices.
struct Pass<'a, W> {
    problem: &'a Problem,
    timed: &'a [usize],
    /// By class.
    fronts: Vec<Front<W>>,
    /// Factor of the first fit table, which says what is allowed; 0 where its level is a later one.
    first: W,
    /// Factors and points of the other tables that count.
    others: Vec<(W, &'a [i32])>,
}

impl<'a, W: Whole> Pass<'a, W> {
    /// None where the numbers do not hold every part of every gain.
    fn of(gains: &'a Gains) -> Option<Pass<'a, W>> {
        W::try_from(gains.largest).ok()?;
        let problem = gains.problem;
        let signed = gains.signed();
        let fronts = (0..problem.classes.len()).into_par_iter().map(|class| Front::of(gains, class, &signed));
        let factor = |level: usize| W::try_from(gains.factor.get(level).copied().unwrap_or(0)).ok();
        let others =
            problem.fits[1..].iter().filter(|fit| gains.factor.get(fit.level).is_some_and(|factor| *factor != 0));
        let others = others.map(|fit| Some((factor(fit.level)?, &fit.points[..])));
        Some(Pass {
            problem,
            timed: &gains.timed,
            fronts: fronts.collect::<Option<_>>()?,
            first: factor(problem.fits[0].level)?,
            others: others.collect::<Option<_>>()?,
        })
    }

    fn sum(&self) -> i128 {
        let cases = self.problem.len();
        let sums = (0..cases.div_ceil(CASES)).into_par_iter().map(|part| {
            let mut part: Vec<usize> = (part * CASES..cases.min((part + 1) * CASES)).collect();
            part.sort_unstable_by(|&one, &other| self.order(one, other));
            part.chunk_by(|&one, &other| self.order(one, other).is_eq()).map(|alike| self.sum_of(alike)).sum::<i128>()
        });
        sums.sum()
    }

    /// Brings cases of the same class, weights and needs together, whose columns have the same best offers.
    fn order(&self, one: usize, other: usize) -> Ordering {
        let weights = |case: usize| self.timed.iter().map(move |&level| self.problem.cases.weight[level][case]);
        let class = |case: usize| self.problem.cases.class[case];
        let by_weights = || weights(one).cmp(weights(other));
        let by_needs = || self.problem.needs(one).cmp(self.problem.needs(other));
        class(one).cmp(&class(other)).then_with(by_weights).then_with(by_needs)
    }

    /// The sum over cases of the same class, weights and needs.
    fn sum_of(&self, alike: &[usize]) -> i128 {
        let (cases, case) = (&self.problem.cases, alike[0]);
        let front = &self.fronts[cases.class[case] as usize];
        let weights = self.timed.iter().map(|&level| W::from(cases.weight[level][case]));
        let needs = self.problem.needs(case).iter().map(|&need| W::from(need));
        let own = front.best(&weights.chain(needs).collect::<Vec<W>>());
        alike.iter().map(|&case| i128::from(cases.count[case]) * self.best(case, &front.runs, &own).into()).sum()
    }

    /// The most that one family of the case gains by what it may take, and nothing where it takes none.
    fn best(&self, case: usize, runs: &[Range<usize>], own: &[W]) -> W {
        let (first_cell, mut first) = (case * self.problem.columns, 0);
        runs.iter().fold(W::default(), |best, run| {
            let of_run = &own[first..first + run.len()];
            first += run.len();
            best.max(self.best_of_run(first_cell + run.start..first_cell + run.end, of_run))
        })
    }

    /// The same among cells beside each other.
    fn best_of_run(&self, cells: Range<usize>, own: &[W]) -> W {
        let first = &self.problem.fits[0].points[cells.clone()];
        let mut best = W::default();
        for (at, (&points, &own)) in first.iter().zip(own).enumerate() {
            let allowed = points != NOT_ALLOWED;
            let others = self.others.iter().map(|(factor, table)| *factor * W::from(table[cells.start + at]));
            let fit = others.fold(self.first * W::from(if allowed { points } else { 0 }), |sum, points| sum + points);
            best = best.max(if allowed { own + fit } else { W::default() });
        }
        best
    }
}

#[cfg(test)]
mod tests;
