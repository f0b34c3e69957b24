//! Which column enters: candidates first, then columns that once were good, then every case.

use rayon::prelude::*;

use super::pivot::Entering;
use super::simplex::{Seat, Simplex};
use super::tariff::Scratch;
use super::usage::columns;
use crate::solve::column::Column;

/// Candidates kept from one search.
const CANDIDATES: usize = 400;
/// Columns of the pool that are priced at a time, and candidates that are enough for now.
const PART: usize = 8192;
const ENOUGH: usize = 40;
/// Cases priced by one thread at a time; fixed, so that results do not depend on threads.
const CHUNK: usize = 512;
/// What is paid for less than this is no breach; penalties rise by this factor.
const PAID: f64 = 1e-6;
const RAISE: f64 = 32.0;
/// Steps in a row that may be refused before the programme is given up as it stands.
const REFUSALS: usize = 40;

/// Why the simplex stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// No column and no slack improves the plan.
    Optimal,
    /// Told to stop, or numerically stuck or in circles; the prices still give a bound.
    Stopped,
}

impl Simplex<'_> {
    /// Runs to the optimum: raises penalties as far as needed.
    pub fn settle(&mut self, stop: &dyn Fn() -> bool) -> Finish {
        self.settle_unless(stop, |_| false)
    }

    /// The same, unless its prices are enough before all penalties are raised.
    pub fn settle_unless(&mut self, stop: &dyn Fn() -> bool, mut enough: impl FnMut(&Self) -> bool) -> Finish {
        loop {
            let finish = self.optimise(stop);
            if enough(self) || finish == Finish::Stopped || !self.raise() {
                return finish;
            }
        }
    }

    /// Raises all penalties if one is still paid, to a limit; whether it did.
    fn raise(&mut self) -> bool {
        let resources = self.problem.supplies.len();
        let limit = f64::from(1 << 20) * self.least_penalty();
        let paid = self.rows.iter().enumerate().any(|(index, row)| {
            let Seat::Basic { segment, position } = self.seat[index] else { return false };
            let (low, high) = row.ends(segment);
            let (first, last) = (segment == 0, segment + 1 == row.slope.len());
            last && row.slope[segment] > 0.0 && self.amount[position] - low > PAID
                || first && index >= resources && row.slope[0] < 0.0 && high - self.amount[position] > PAID
        });
        let paid = paid || self.stands_on_closed();
        if !paid || self.penalty >= limit {
            return false;
        }
        self.penalty *= RAISE;
        for (index, row) in self.rows.iter_mut().enumerate() {
            let last = row.slope.len() - 1;
            row.slope[last] *= RAISE;
            if index >= resources {
                row.slope[0] *= RAISE;
            }
        }
        self.reprice();
        true
    }

    /// Whether families stand where a branch keeps them off.
    fn stands_on_closed(&self) -> bool {
        self.usages.iter().map(|usage| usage.case as usize).any(|case| {
            self.is_closed(self.key[case]) && self.key_amount(case) > PAID
                || self.positions(case).any(|at| self.is_closed(self.column_at(at)) && self.amount[at] > PAID)
        })
    }

    /// Pivots until nothing improves.
    fn optimise(&mut self, stop: &dyn Fn() -> bool) -> Finish {
        let mut refusals = 0;
        let most = self.pivots + 20 * (self.rows.len() + self.key.len()) + 2000;
        self.list.clear();
        let mut pool = std::mem::take(&mut self.pool);
        pool.refresh(self);
        self.pool = pool;
        self.reprice();
        while let Some((gain, entering)) = self.entering() {
            if self.pivot(entering, gain) {
                refusals = 0;
            } else {
                refusals += 1;
                if refusals > REFUSALS {
                    return Finish::Stopped;
                }
                if let Entering::Column(column) = entering {
                    let pool = &self.pool;
                    self.list.retain(|place| pool.column(*place as usize) != column);
                }
                self.refactor();
            }
            if self.pivots > most || self.pivots.is_multiple_of(32) && stop() {
                return Finish::Stopped;
            }
        }
        Finish::Optimal
    }

    /// What improves the plan by less than this a family or a unit is a tie.
    fn tolerance(&self) -> f64 {
        let (_, factors) = self.prices();
        let scale: f64 = factors.iter().map(|(level, factor)| factor * self.frame.magnitude[*level]).sum();
        // Prices of what no plan may do are large, and as inexact.
        let largest = self.price.iter().fold(0.0, |most: f64, price| most.max(price.abs()));
        1e-10 * scale.max(1e3) + 1e-13 * largest
    }

    /// The best candidate, slack or column; none at the optimum.
    fn entering(&mut self) -> Option<(f64, Entering)> {
        let tolerance = self.tolerance();
        let slack = self.best_slack(tolerance);
        let mut best = self.best_listed(tolerance);
        if best.is_none() && slack.is_none() {
            self.search_pool(tolerance);
            best = self.best_listed(tolerance);
            if best.is_none() && !self.pool_only {
                self.search_cases(tolerance);
                best = self.best_listed(tolerance);
            }
        }
        best.into_iter().chain(slack).max_by(|left, right| left.0.total_cmp(&right.0))
    }

    /// The tight row whose slack gains most a unit.
    fn best_slack(&self, tolerance: f64) -> Option<(f64, Entering)> {
        let mut best: Option<(f64, Entering)> = None;
        for row in 0..self.rows.len() {
            let Seat::Tight { at } = self.seat[row] else { continue };
            let cost = |segment: usize| {
                let coupled: f64 =
                    self.rows[row].coupling.iter().map(|(coupled, units)| units[segment] * self.price[*coupled]).sum();
                self.rows[row].slope[segment] - coupled
            };
            let (below, above) = (cost(at) - self.price[row], self.price[row] - cost(at + 1));
            let (gain, up) = if above > below { (above, true) } else { (below, false) };
            if gain > tolerance && best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, Entering::Slack { row, up }));
            }
        }
        best
    }

    /// Drops candidates that no longer gain; the best of the rest.
    fn best_listed(&mut self, tolerance: f64) -> Option<(f64, Entering)> {
        let mut best: Option<(f64, Entering)> = None;
        let mut most = 0.0;
        let mut list = std::mem::take(&mut self.list);
        let mut pool = std::mem::take(&mut self.pool);
        pool.follow(self, list.iter().map(|place| *place as usize));
        list.retain(|place| {
            let place = *place as usize;
            let gain = pool.gain(self, place);
            let scaled = gain * pool.scale(place);
            if gain > tolerance && scaled > most {
                most = scaled;
                best = Some((gain, Entering::Column(pool.column(place))));
            }
            gain > tolerance
        });
        (self.list, self.pool) = (list, pool);
        best
    }

    /// Columns that are worth a look before others are sought.
    pub(super) fn know(&mut self, columns: impl Iterator<Item = Column>) {
        let mut pool = std::mem::take(&mut self.pool);
        pool.extend(self, columns);
        self.pool = pool;
    }

    /// Knows the columns of every case that lose least, so many of each.
    pub(super) fn know_near(&mut self, columns: usize) {
        let tariff = self.tariff();
        let near = |scratch: &mut Scratch<f64>, case: usize| {
            tariff.gains(case, scratch);
            let gain = &scratch.gain;
            let mut offers: Vec<usize> = (0..gain.len()).filter(|offer| gain[*offer] > f64::NEG_INFINITY).collect();
            offers.sort_unstable_by(|left, right| gain[*right].total_cmp(&gain[*left]).then(left.cmp(right)));
            offers.truncate(columns);
            offers.into_iter().map(|offer| tariff.column(case, offer)).collect::<Vec<Column>>()
        };
        let near: Vec<Vec<Column>> = (0..self.key.len()).into_par_iter().map_init(Scratch::default, near).collect();
        self.know(near.into_iter().flatten());
    }

    /// Makes sure that a column is in the pool.
    pub(super) fn keep(&mut self, column: Column) {
        if !column.waits() && !(0..self.pool.len()).any(|place| self.pool.column(place) == column) {
            self.know(std::iter::once(column));
        }
    }

    /// Lists what gains most in the next part of the pool where anything does.
    fn search_pool(&mut self, tolerance: f64) {
        let mut pool = std::mem::take(&mut self.pool);
        let mut found = Vec::new();
        for _ in 0..pool.len().div_ceil(PART) {
            if self.cursor >= pool.len() {
                self.cursor = 0;
            }
            let end = pool.len().min(self.cursor + PART);
            pool.follow(self, self.cursor..end);
            found.extend(pool.gaining(self, self.cursor..end, tolerance));
            self.cursor = end;
            if found.len() >= ENOUGH {
                break;
            }
        }
        self.pool = pool;
        self.list = top(found);
    }

    /// Prices every case; the columns found join the pool and the best of them the list.
    fn search_cases(&mut self, tolerance: f64) {
        let tariff = self.tariff();
        let shared = &*self;
        let found = (0..self.key.len().div_ceil(CHUNK))
            .into_par_iter()
            .map_init(Scratch::default, |scratch, chunk| {
                let mut found = Vec::new();
                for case in chunk * CHUNK..shared.key.len().min((chunk + 1) * CHUNK) {
                    if shared.pin.get(case).copied().flatten().is_some() || shared.count[case] == 0.0 {
                        continue;
                    }
                    let floor = shared.gain(shared.key[case]) + tolerance;
                    let mut best = (floor, None);
                    let waiting = Column::waiting(case as u32);
                    if floor < 0.0 && !shared.is_closed(waiting) {
                        best = (0.0, Some(waiting));
                    }
                    if shared.usages.iter().any(|usage| usage.case as usize == case) {
                        for column in columns(shared.problem, case as u32).filter(|column| !shared.is_closed(*column)) {
                            let gain = shared.gain(column);
                            if gain > best.0 {
                                best = (gain, Some(column));
                            }
                        }
                        found.extend(best.1.map(|column| (best.0 - floor + tolerance, column)));
                        continue;
                    }
                    tariff.gains(case, scratch);
                    shared.charge_limits(case, &mut scratch.gain);
                    for (offer, gain) in scratch.gain.iter().enumerate() {
                        if *gain > best.0 {
                            best = (*gain, Some(tariff.column(case, offer)));
                        }
                    }
                    if let Some(column) = best.1 {
                        found.push((best.0 - floor + tolerance, column));
                    }
                }
                found
            })
            .collect::<Vec<_>>()
            .concat();
        let first = self.pool.len() as u32;
        self.know(found.iter().map(|(_, column)| *column));
        self.list = top(found.iter().zip(first..).map(|((gain, _), place)| (*gain, place)).collect());
    }

    /// Charges the prices of branches on a case's gains.
    fn charge_limits(&self, case: usize, gain: &mut [f64]) {
        let first = self.problem.supplies.len() + self.outcomes.len();
        for (place, limit) in self.limits.iter().enumerate().filter(|(_, limit)| limit.case as usize == case) {
            let offers = &self.problem.class(case).offers;
            if let Ok(offer) = offers.binary_search(&limit.option) {
                gain[offer] -= self.price[first + place];
            }
        }
    }
}

/// The places of the largest gains.
fn top(mut found: Vec<(f64, u32)>) -> Vec<u32> {
    found.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    found.truncate(CANDIDATES);
    found.into_iter().map(|(_, place)| place).collect()
}
