//! Which column enters: candidates first, then columns that once were good, then every case.

use rayon::prelude::*;

use super::pivot::Entering;
use super::simplex::{Seat, Simplex};
use super::tariff::Scratch;
use crate::solve::column::Column;

/// Candidates kept from one search.
const CANDIDATES: usize = 400;
/// Cases priced by one thread at a time; fixed, so that results do not depend on threads.
const CHUNK: usize = 512;
/// Steps in a row that may be refused before the programme is given up as it stands.
const REFUSALS: usize = 40;

/// A column that may enter, against the key of its case.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    column: Column,
    key: Column,
    /// Points more than the key.
    value: f64,
    /// Units more than the key, by row.
    entries: Vec<(u32, f64)>,
}

impl Candidate {
    fn gain(&self, price: &[f64]) -> f64 {
        self.value - self.entries.iter().map(|(row, units)| units * price[*row as usize]).sum::<f64>()
    }
}

/// Why the simplex stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// No column and no slack improves the plan.
    Optimal,
    /// Told to stop, or numerically stuck or in circles; the prices still give a bound.
    Stopped,
}

impl Simplex<'_> {
    /// Runs to the optimum: lets go of held prices and raises penalties as far as needed.
    pub fn settle(&mut self, stop: &dyn Fn() -> bool) -> Finish {
        loop {
            let finish = self.optimise(stop);
            if finish == Finish::Stopped || !(self.release() | self.raise()) {
                return finish;
            }
        }
    }

    /// Holds every resource's slopes near a price.
    pub fn hold(&mut self, price: &[f64], distance: impl Fn(f64) -> f64) {
        for (row, price) in self.rows.iter_mut().zip(price) {
            row.hold = Some((*price, distance(*price)));
        }
        self.reprice();
    }

    /// Widens the holds that still matter; whether there was one.
    fn release(&mut self) -> bool {
        let mut released = false;
        for (index, row) in self.rows.iter_mut().enumerate() {
            if let Seat::Basic { segment, .. } = self.seat[index]
                && row.is_held(segment)
            {
                row.hold = row.hold.map(|(price, distance)| (price, distance * 8.0));
                released = true;
            }
        }
        if released {
            self.reprice();
        }
        released
    }

    /// Raises the penalties that still are paid, to a limit; whether one was raised.
    fn raise(&mut self) -> bool {
        let limit = self.penalty * f64::from(1 << 10);
        let resources = self.problem.supplies.len();
        let mut raised = false;
        for (index, row) in self.rows.iter_mut().enumerate() {
            if let Seat::Basic { segment, position } = self.seat[index] {
                let last = row.slope.len() - 1;
                let over = segment == last && row.slope[last] > 0.0 && (index < resources || last == 1);
                let short = segment == 0 && row.slope[0] < 0.0 && index >= resources;
                let (low, high) = row.ends(segment);
                let excess = if over { self.amount[position] - low } else { high - self.amount[position] };
                let slope = &mut row.slope[if over { last } else { 0 }];
                if (over || short) && excess > 1e-6 && slope.abs() < limit {
                    *slope *= 32.0;
                    raised = true;
                }
            }
        }
        if raised {
            self.reprice();
        }
        raised
    }

    /// Pivots until nothing improves.
    fn optimise(&mut self, stop: &dyn Fn() -> bool) -> Finish {
        let mut refusals = 0;
        let most = self.pivots + 20 * (self.rows.len() + self.cases.len()) + 2000;
        self.list.clear();
        self.refresh_pool();
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
                    self.list.retain(|place| pool[*place as usize].column != column);
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
                self.rows[row].held_slope(segment) - coupled
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
        let mut list = std::mem::take(&mut self.list);
        list.retain(|place| {
            let place = *place as usize;
            let column = self.pool[place].column;
            if self.pool[place].key != self.key[column.case as usize] {
                self.pool[place] = self.candidate(column);
            }
            let gain = self.pool[place].gain(&self.price);
            if gain > tolerance && best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, Entering::Column(column)));
            }
            gain > tolerance
        });
        self.list = list;
        best
    }

    fn candidate(&self, column: Column) -> Candidate {
        let key = self.key[column.case as usize];
        let mut entries = Vec::with_capacity(16);
        self.entries(column, |row, units| entries.push((row as u32, units)));
        self.entries(key, |row, units| entries.push((row as u32, -units)));
        Candidate { column, key, value: self.value(column) - self.value(key), entries }
    }

    /// Works the pool out anew for rows or pins that have changed.
    fn refresh_pool(&mut self) {
        if std::mem::take(&mut self.stale) {
            let pool: Vec<Candidate> = self.pool.par_iter().map(|candidate| self.candidate(candidate.column)).collect();
            self.pool = pool;
        }
    }

    /// Lists what gains most in the pool.
    fn search_pool(&mut self, tolerance: f64) {
        let mut pool = std::mem::take(&mut self.pool);
        let shared = &*self;
        let found = (pool.par_chunks_mut(4 * CHUNK).enumerate())
            .map(|(chunk, candidates)| {
                let mut found = Vec::new();
                for (place, candidate) in candidates.iter_mut().enumerate() {
                    if candidate.key != shared.key[candidate.column.case as usize] {
                        *candidate = shared.candidate(candidate.column);
                    }
                    let gain = candidate.gain(&shared.price);
                    if gain > tolerance {
                        found.push((gain, (chunk * 4 * CHUNK + place) as u32));
                    }
                }
                found
            })
            .collect::<Vec<_>>()
            .concat();
        self.pool = pool;
        self.list = top(found);
    }

    /// Prices every case; the columns found join the pool and the best of them the list.
    fn search_cases(&mut self, tolerance: f64) {
        let tariff = self.tariff();
        let shared = &*self;
        let found = (self.cases.par_chunks(CHUNK))
            .map_init(Scratch::default, |scratch, chunk| {
                let mut found = Vec::new();
                for case in chunk {
                    let case = *case as usize;
                    if shared.pin.get(case).copied().flatten().is_some() || shared.count[case] == 0.0 {
                        continue;
                    }
                    tariff.gains(case, scratch);
                    shared.charge_limits(case, &mut scratch.gain);
                    let floor = shared.gain(shared.key[case]) + tolerance;
                    let mut best = (floor, None);
                    if floor < 0.0 {
                        best = (0.0, Some(Column::waiting(case as u32)));
                    }
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
        let candidates: Vec<Candidate> = found.par_iter().map(|(_, column)| self.candidate(*column)).collect();
        self.pool.extend(candidates);
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

    /// Sets every case's key to its best column at given prices, and starts from there.
    pub fn start(&mut self, price: &[f64]) {
        let tariff = super::tariff::Tariff::new(self.problem, self.frame, price, vec![(self.level, 1.0)]);
        let keys = (self.cases.par_chunks(CHUNK))
            .map_init(Scratch::default, |scratch, chunk| {
                let best = |case: &u32| {
                    let best = tariff.best(*case as usize, scratch);
                    best.map_or(Column::waiting(*case), |(offer, _)| tariff.column(*case as usize, offer))
                };
                chunk.iter().map(best).collect::<Vec<_>>()
            })
            .collect::<Vec<_>>();
        for key in keys.concat() {
            self.key[key.case as usize] = key;
        }
        self.crash();
    }
}

/// The places of the largest gains.
fn top(mut found: Vec<(f64, u32)>) -> Vec<u32> {
    found.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    found.truncate(CANDIDATES);
    found.into_iter().map(|(_, place)| place).collect()
}
