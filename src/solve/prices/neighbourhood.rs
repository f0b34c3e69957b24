//! Whole plans improved a neighbourhood at a time.
//!
//! In: a plan, prices and the objective that they belong to. At the prices a plan falls short of its
//! bound by what its families lose and by the price of units left free. A neighbourhood is some of
//! the cases that might use a resource where much is lost: they are taken out of the plan and placed
//! again by a programme of their own, all others staying where they are (Shaw 1998). Out: a plan worth
//! no less, lexicographically. Draws depend on the seed alone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::dive::dive;
use super::simplex::Simplex;
use super::tariff::{Frame, Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// Cases of a neighbourhood.
const CASES: usize = 120;
/// Columns of a case that are thought of, those of the smallest loss.
const COLUMNS: usize = 16;
/// Neighbourhoods in all, and in a row that may bring nothing.
const TRIES: usize = 100;
const PATIENCE: usize = 24;

/// What neighbourhoods are made from.
pub struct Neighbourhoods<'a, 's> {
    problem: &'a Problem,
    frame: &'a Frame,
    objective: &'s [(usize, f64)],
    price: &'s [f64],
    tariff: &'s Tariff<'a, f64>,
    /// By case: its columns of the smallest loss.
    columns: Vec<Vec<Column>>,
    /// By resource: cases that might use it, each once, those that lose least by it first.
    users: Vec<Vec<u32>>,
    draw: ChaCha8Rng,
}

impl<'a, 's> Neighbourhoods<'a, 's> {
    /// Looks at every case once.
    pub fn new(
        problem: &'a Problem,
        frame: &'a Frame,
        objective: &'s [(usize, f64)],
        price: &'s [f64],
        tariff: &'s Tariff<'a, f64>,
        seed: u64,
    ) -> Neighbourhoods<'a, 's> {
        let mut columns = Vec::with_capacity(problem.len());
        let mut users: Vec<Vec<(f64, u32)>> = vec![Vec::new(); price.len()];
        let mut scratch = Scratch::default();
        for case in 0..problem.len() {
            tariff.gains(case, &mut scratch);
            let gain = &scratch.gain;
            let mut offers: Vec<usize> = (0..gain.len()).filter(|offer| gain[*offer] > f64::NEG_INFINITY).collect();
            if offers.len() > COLUMNS {
                offers.select_nth_unstable_by(COLUMNS, |left, right| {
                    gain[*right].total_cmp(&gain[*left]).then(left.cmp(right))
                });
                offers.truncate(COLUMNS);
            }
            let most = gain.iter().copied().fold(0.0, f64::max);
            offers.sort_unstable_by(|left, right| gain[*right].total_cmp(&gain[*left]).then(left.cmp(right)));
            let near: Vec<Column> = offers.iter().map(|offer| tariff.column(case, *offer)).collect();
            for (column, offer) in near.iter().zip(offers) {
                for (resource, units) in column.uses(problem) {
                    let users = &mut users[resource as usize];
                    if units > 0 && users.last().is_none_or(|(_, last)| *last != case as u32) {
                        users.push((most - gain[offer], case as u32));
                    }
                }
            }
            columns.push(near);
        }
        let nearest = |mut users: Vec<(f64, u32)>| {
            users.sort_unstable_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
            users.into_iter().map(|(_, case)| case).collect()
        };
        let users = users.into_iter().map(nearest).collect();
        Neighbourhoods {
            problem,
            frame,
            objective,
            price,
            tariff,
            columns,
            users,
            draw: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// Improves the plan until its first level is within this relative gap of its ideal (0: until all levels are
    /// worth their ideal), nothing has come of a while of trying, or it is told to stop.
    pub fn improve(&mut self, ledger: &mut Ledger<'a>, ideal: &[i64], gap: f64, stop: &dyn Fn() -> bool) {
        let mut idle = 0;
        let open = |worth: &[i64]| {
            let left = i128::from(ideal[0]) - i128::from(worth[0]);
            worth < ideal && !(gap > 0.0 && left as f64 <= gap * worth[0].unsigned_abs() as f64)
        };
        for _ in 0..TRIES {
            if idle == PATIENCE || !open(ledger.worth()) || stop() {
                break;
            }
            let cases = self.neighbourhood(ledger);
            let found = self.placed_again(ledger, &cases, stop);
            idle += 1;
            if found.worth() > ledger.worth() {
                idle = 0;
            }
            if found.worth() >= ledger.worth() {
                *ledger = found;
            }
        }
    }

    /// Points lost by resource: the price of free units, and what families lose on columns that use it.
    fn losses(&self, ledger: &Ledger) -> Vec<f64> {
        let idle = |(resource, price): (usize, &f64)| price.max(0.0) * ledger.free(resource) as f64;
        let mut lost: Vec<f64> = self.price.iter().enumerate().map(idle).collect();
        let mut scratch = Scratch::default();
        for case in 0..self.problem.len() {
            self.tariff.gains(case, &mut scratch);
            let most = scratch.gain.iter().copied().fold(0.0, f64::max);
            let waits =
                Some((Column::waiting(case as u32), ledger.waiting(case))).filter(|(_, families)| *families > 0);
            for (column, families) in ledger.columns(case).chain(waits) {
                let gain = if column.waits() { 0.0 } else { scratch.gain[column.offer as usize] };
                let missed = (most - gain) * f64::from(families);
                if missed > 0.0 {
                    for column in self.columns[case].first().into_iter().chain([&column]) {
                        self.priced(*column).for_each(|resource| lost[resource] += missed);
                    }
                }
            }
        }
        lost
    }

    /// Resources at a price that a column uses.
    fn priced(&self, column: Column) -> impl Iterator<Item = usize> {
        let at_price = |(resource, units): &(u32, u32)| *units > 0 && self.price[*resource as usize] > 0.0;
        column.uses(self.problem).filter(at_price).map(|(resource, _)| resource as usize)
    }

    /// Cases around a resource that is drawn by what is lost there.
    fn neighbourhood(&mut self, ledger: &Ledger) -> Vec<u32> {
        let lost = self.losses(ledger);
        let mut resource = self.drawn_by(&lost);
        let mut cases: Vec<u32> = Vec::with_capacity(CASES);
        let mut chosen = vec![false; self.problem.len()];
        for _ in 0..8 * CASES {
            let among = self.users[resource].len();
            if among > 0 {
                // Most often one that loses little there.
                let at = (among as f64 * self.uniform().powi(3)) as usize;
                let case = self.users[resource][at.min(among - 1)];
                if !std::mem::replace(&mut chosen[case as usize], true) {
                    cases.push(case);
                }
            }
            if cases.len() == CASES {
                break;
            }
            // From there to another resource of a case chosen before.
            if !cases.is_empty() {
                let case = cases[self.below(cases.len())] as usize;
                let at = self.below(self.columns[case].len());
                let uses: Vec<usize> = self.priced(self.columns[case][at]).collect();
                if !uses.is_empty() {
                    resource = uses[self.below(uses.len())];
                }
            }
        }
        cases.sort_unstable();
        cases
    }

    /// A number from 0 to 1.
    fn uniform(&mut self) -> f64 {
        f64::from(self.draw.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// An index, as likely as its weight is large; the first where all are nothing.
    fn drawn_by(&mut self, weights: &[f64]) -> usize {
        let mut left = weights.iter().sum::<f64>() * self.uniform();
        let at = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        at.unwrap_or(0)
    }

    /// The plan with these cases placed again.
    fn placed_again(&self, ledger: &Ledger<'a>, cases: &[u32], stop: &dyn Fn() -> bool) -> Ledger<'a> {
        let mut rest = ledger.clone();
        for case in cases {
            let placed: Vec<(Column, u32)> = rest.columns(*case as usize).collect();
            for (column, families) in placed {
                rest.remove(column, families);
            }
        }
        let mut simplex = Simplex::around(self.problem, self.frame, self.objective.to_vec(), &rest, cases);
        simplex.settle(stop);
        dive(simplex, rest, stop)
    }

    fn below(&mut self, end: usize) -> usize {
        self.draw.next_u32() as usize % end
    }
}
