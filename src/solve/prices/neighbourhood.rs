//! Whole plans improved a neighbourhood at a time.
//!
//! In: a dive that has come to a whole plan, and the prices that it began with. At these prices a plan falls short of
//! its bound by what its families lose and by the price of units left free. A neighbourhood is some cases that might use
//! what one uses that loses much; they are placed again (Shaw 1998). After a careful dive it is open: the dive lets go of
//! some of the few that it pinned, and all others move with them. Otherwise it is closed: others stay. Out: a plan worth
//! no less, lexicographically. Draws depend on the seed alone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::dive::{Dive, Order};
use super::tariff::{Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// Cases of an open neighbourhood, at least and at most, and those of a closed one.
const OPEN: (usize, usize) = (4, 40);
const CLOSED: usize = 120;
/// Columns of a case that are thought of, those of the smallest loss.
const COLUMNS: usize = 16;
/// Neighbourhoods in all, and in a row that may bring nothing. Open ones end when they have taken half as many
/// steps of the simplex as the dive.
const TRIES: usize = 1000;
const PATIENCE: usize = 60;

/// Where a plan loses.
#[derive(Clone, Copy, Debug)]
enum Loser {
    Resource(u32),
    Case(u32),
}

/// What neighbourhoods are made from.
pub struct Neighbourhoods<'a, 's> {
    problem: &'a Problem,
    price: &'s [f64],
    tariff: &'s Tariff<'a, f64>,
    /// By case: see [`Neighbourhoods::near`]; none if not yet asked for.
    near: Vec<Option<Vec<(u32, f64)>>>,
    /// By resource: all cases that might use it; none if not yet asked for.
    all: Option<Vec<Vec<u32>>>,
    draw: ChaCha8Rng,
}

impl<'a, 's> Neighbourhoods<'a, 's> {
    /// Around a plan at these prices.
    pub fn new(
        problem: &'a Problem,
        price: &'s [f64],
        tariff: &'s Tariff<'a, f64>,
        seed: u64,
    ) -> Neighbourhoods<'a, 's> {
        let near = vec![None; problem.len()];
        Neighbourhoods { problem, price, tariff, near, all: None, draw: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// Improves the plan that a dive has come to, until its first level is within this relative gap of its ideal (0:
    /// until all levels are worth their ideal), nothing has come of a while of trying, or it is told to stop.
    pub fn improve(
        &mut self,
        mut dive: Dive<'a>,
        plan: &mut Ledger<'a>,
        ideal: &[i64],
        gap: f64,
        stop: &dyn Fn() -> bool,
    ) {
        let open = |worth: &[i64]| {
            let left = i128::from(ideal[0]) - i128::from(worth[0]);
            worth < ideal && !(gap > 0.0 && left as f64 <= gap * worth[0].unsigned_abs() as f64)
        };
        let mut losses = self.losses(plan);
        let mut idle = 0;
        let steps = dive.pivots() / 2 * 3;
        for _ in 0..TRIES {
            let spent = dive.is_careful() && dive.pivots() > steps;
            if idle == PATIENCE || spent || !open(plan.worth()) || stop() {
                break;
            }
            idle += 1;
            let found = if dive.is_careful() {
                self.open(&mut dive, plan, &losses, stop)
            } else {
                self.closed(&dive, plan, &losses, stop)
            };
            if let Some(found) = found {
                if found.worth() > plan.worth() {
                    idle = 0;
                }
                *plan = found;
                losses = self.losses(plan);
            }
        }
    }

    /// Lets go of some of the few cases that a dive has pinned; all that it never had to pin may move, too.
    fn open(
        &mut self,
        dive: &mut Dive<'a>,
        plan: &Ledger<'a>,
        losses: &[(Loser, f64)],
        stop: &dyn Fn() -> bool,
    ) -> Option<Ledger<'a>> {
        let before = dive.saved();
        let pins: Vec<u32> = dive.pins().map(|pin| pin.case).collect();
        let users = self.users(&pins);
        let most = OPEN.0 + self.draw.next_u32() as usize % (OPEN.1 - OPEN.0);
        let cases = self.neighbourhood(&pins, &users, most, losses);
        dive.release(&cases, stop);
        dive.descend(Order::Surest, before.points_of(plan), stop);
        let found = Some(dive.plan()).filter(|found| found.worth() >= plan.worth());
        if found.is_none() {
            dive.back_to(&before);
        }
        found
    }

    /// Places some of all cases again, all others staying where they are.
    fn closed(
        &mut self,
        dive: &Dive<'a>,
        plan: &Ledger<'a>,
        losses: &[(Loser, f64)],
        stop: &dyn Fn() -> bool,
    ) -> Option<Ledger<'a>> {
        let all: Vec<u32> = (0..self.problem.len() as u32).collect();
        let users = match self.all.take() {
            Some(users) => users,
            None => self.users(&all),
        };
        let cases = self.neighbourhood(&all, &users, CLOSED, losses);
        self.all = Some(users);
        let mut others = plan.clone();
        for case in &cases {
            let placed: Vec<(Column, u32)> = others.columns(*case as usize).collect();
            for (column, families) in placed {
                others.remove(column, families);
            }
        }
        let mut dive = dive.around(others, &cases, stop);
        dive.descend(Order::Surest, dive.points_of(plan), stop);
        Some(dive.plan()).filter(|found| found.worth() >= plan.worth())
    }

    /// What a plan loses: the price of the free units of a resource, and what families lose on their columns.
    fn losses(&self, ledger: &Ledger) -> Vec<(Loser, f64)> {
        let idle = |(resource, price): (usize, &f64)| {
            (Loser::Resource(resource as u32), price.max(0.0) * ledger.free(resource) as f64)
        };
        let mut losses: Vec<(Loser, f64)> = self.price.iter().enumerate().map(idle).collect();
        let mut scratch = Scratch::default();
        for case in 0..self.problem.len() {
            let most = self.tariff.best(case, &mut scratch).map_or(0.0, |(_, gain)| gain);
            let waits =
                Some((Column::waiting(case as u32), ledger.waiting(case))).filter(|(_, families)| *families > 0);
            for (column, families) in ledger.columns(case).chain(waits) {
                let gain = if column.waits() { 0.0 } else { scratch.gain[column.offer as usize] };
                losses.push((Loser::Case(case as u32), (most - gain) * f64::from(families)));
            }
        }
        losses.retain(|(_, lost)| *lost > 0.0);
        losses
    }

    /// Resources at a price that a column uses.
    fn priced(&self, column: Column) -> impl Iterator<Item = u32> {
        let at_price = |(resource, units): &(u32, u32)| *units > 0 && self.price[*resource as usize] > 0.0;
        column.uses(self.problem).filter(at_price).map(|(resource, _)| resource)
    }

    /// Resources at a price that a case's columns of the smallest loss use, each once, and the least loss there.
    fn near(&mut self, case: usize) -> &[(u32, f64)] {
        if self.near[case].is_none() {
            let mut scratch = Scratch::default();
            let most = self.tariff.best(case, &mut scratch).map_or(0.0, |(_, gain)| gain);
            let gain = &scratch.gain;
            let mut offers: Vec<usize> = (0..gain.len()).filter(|offer| gain[*offer] > f64::NEG_INFINITY).collect();
            offers.sort_unstable_by(|left, right| gain[*right].total_cmp(&gain[*left]).then(left.cmp(right)));
            offers.truncate(COLUMNS);
            let mut near: Vec<(u32, f64)> = Vec::new();
            for offer in offers {
                for resource in self.priced(self.tariff.column(case, offer)) {
                    if near.iter().all(|(other, _)| *other != resource) {
                        near.push((resource, most - gain[offer]));
                    }
                }
            }
            self.near[case] = Some(near);
        }
        self.near[case].as_deref().unwrap_or_default()
    }

    /// By resource: which of these cases might use it, those first that lose least by it.
    fn users(&mut self, cases: &[u32]) -> Vec<Vec<u32>> {
        let mut users: Vec<Vec<(f64, u32)>> = vec![Vec::new(); self.price.len()];
        for case in cases {
            for (resource, loss) in self.near(*case as usize) {
                users[*resource as usize].push((*loss, *case));
            }
        }
        let nearest = |mut users: Vec<(f64, u32)>| {
            users.sort_unstable_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
            users.into_iter().map(|(_, case)| case).collect()
        };
        users.into_iter().map(nearest).collect()
    }

    /// So many of some cases around one that is drawn by what is lost there.
    fn neighbourhood(&mut self, all: &[u32], users: &[Vec<u32>], most: usize, losses: &[(Loser, f64)]) -> Vec<u32> {
        let mut cases: Vec<u32> = Vec::with_capacity(most);
        let mut resource = match self.drawn_by(losses) {
            Some(Loser::Resource(resource)) => Some(resource),
            Some(Loser::Case(case)) => {
                if all.binary_search(&case).is_ok() {
                    cases.push(case);
                }
                self.resource_near(case)
            }
            None => None,
        };
        for _ in 0..8 * most {
            if cases.len() == most.min(all.len()) {
                break;
            }
            let among = resource.map_or(all, |resource| &users[resource as usize]);
            let among = if among.is_empty() { all } else { among };
            // Most often one that loses little there.
            let case = among[(among.len() as f64 * self.uniform().powi(3)) as usize];
            if !cases.contains(&case) {
                cases.push(case);
            }
            // From there to another resource of a case chosen before.
            let at = self.draw.next_u32() as usize % cases.len();
            resource = self.resource_near(cases[at]);
        }
        cases.sort_unstable();
        cases
    }

    /// A resource at a price that a case might use.
    fn resource_near(&mut self, case: u32) -> Option<u32> {
        let draw = self.draw.next_u32() as usize;
        let near = self.near(case as usize);
        (!near.is_empty()).then(|| near[draw % near.len()].0)
    }

    /// A loser, as likely as it loses much.
    fn drawn_by(&mut self, losses: &[(Loser, f64)]) -> Option<Loser> {
        let mut left = losses.iter().map(|(_, lost)| lost).sum::<f64>() * self.uniform();
        let drawn = losses.iter().find(|(_, lost)| {
            left -= lost;
            left < 0.0
        });
        drawn.or(losses.last()).map(|(loser, _)| *loser)
    }

    /// A number from 0 to below 1.
    fn uniform(&mut self) -> f64 {
        f64::from(self.draw.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }
}
