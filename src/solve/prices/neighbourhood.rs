//! Whole plans improved a neighbourhood at a time.
//!
//! In: a whole plan, and prices near the optimum. At these prices a plan falls short of its bound by what its families lose
//! and by the price of units left free. A neighbourhood is some cases that might use what one uses that loses much; they are
//! placed again by a small search to the end (Shaw 1998), while all others stay. Out: a plan worth no less,
//! lexicographically. Draws depend on the seed alone.

use std::collections::HashSet;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::region::{Objective, Region, placed};
use super::relaxation::Tried;
use super::tariff::Scratch;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// Cases of a neighbourhood at first: more while searches come to their end, fewer where not; and at least.
const FIRST: f64 = 60.0;
const LEAST: f64 = 20.0;
const GROW: f64 = 1.03;
const SHRINK: f64 = 0.96;
/// Of what a plan loses in all, what a family may lose in a better one.
const SHARE: f64 = 0.1;
/// Columns of a case that are thought of, those of the smallest loss.
const COLUMNS: usize = 16;
/// Neighbourhoods in all, and in a row that may bring nothing.
const TRIES: usize = 300;
const PATIENCE: usize = 100;

/// Where a plan loses.
#[derive(Clone, Copy, Debug)]
enum Loser {
    Resource(u32),
    Case(u32),
}

/// What neighbourhoods are made from.
pub struct Neighbourhoods<'o, 'a> {
    objective: &'o Objective<'a>,
    /// By case: see [`Neighbourhoods::near`]; none if not yet asked for.
    near: Vec<Option<Vec<(u32, f64)>>>,
    draw: ChaCha8Rng,
}

impl<'o, 'a> Neighbourhoods<'o, 'a> {
    /// Around plans measured so.
    pub fn new(objective: &'o Objective<'a>, seed: u64) -> Neighbourhoods<'o, 'a> {
        let near = vec![None; objective.problem.len()];
        Neighbourhoods { objective, near, draw: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// Improves a plan until it is worth its ideal at the first level, nothing has come of a while of trying, or it is told to stop.
    pub fn improve(&mut self, plan: &mut Ledger<'a>, ideal: i64, stop: &dyn Fn() -> bool) {
        let all: Vec<u32> = (0..self.objective.problem.len() as u32).collect();
        let users = self.users(&all);
        let mut losses = self.losses(plan);
        let (mut idle, mut size) = (0, FIRST);
        for _ in 0..TRIES {
            if idle == PATIENCE || plan.worth()[0] >= ideal || stop() {
                break;
            }
            idle += 1;
            let loser = self.drawn_by(&losses);
            let cases = self.neighbourhood(loser, &users, (size as usize).min(all.len()));
            let lost: f64 = losses.iter().map(|(_, lost)| lost).sum();
            let region = Region::new(self.objective, plan, &cases, lost * SHARE);
            let Tried { families, is_closed } = region.search(stop);
            size = (size * if is_closed { GROW } else { SHRINK }).clamp(LEAST.min(all.len() as f64), all.len() as f64);
            let better =
                families.map(|families| region.plan(&families, plan)).filter(|other| other.worth() > plan.worth());
            if let Some(better) = better {
                *plan = better;
                losses = self.losses(plan);
                idle = 0;
            } else if is_closed && cases.len() == all.len() {
                break;
            }
        }
    }

    /// What a plan loses: the price of the free units of a resource, and what families lose on their columns.
    fn losses(&self, ledger: &Ledger) -> Vec<(Loser, f64)> {
        let idle = |(resource, price): (usize, &f64)| {
            (Loser::Resource(resource as u32), price.max(0.0) * ledger.free(resource) as f64)
        };
        let mut losses: Vec<(Loser, f64)> = self.objective.price.iter().enumerate().map(idle).collect();
        let mut scratch = Scratch::default();
        for case in 0..self.objective.problem.len() {
            let most = self.objective.tariff.best(case, &mut scratch).map_or(0.0, |(_, gain)| gain);
            for (column, families) in placed(ledger, case as u32) {
                let gain = if column.waits() { 0.0 } else { scratch.gain[column.offer as usize] };
                losses.push((Loser::Case(case as u32), (most - gain) * f64::from(families)));
            }
        }
        losses.retain(|(_, lost)| *lost > 0.0);
        losses
    }

    /// Resources at a price that a column uses.
    fn priced(&self, column: Column) -> impl Iterator<Item = u32> {
        let at_price = |(resource, units): &(u32, u32)| *units > 0 && self.objective.price[*resource as usize] > 0.0;
        column.uses(self.objective.problem).filter(at_price).map(|(resource, _)| resource)
    }

    /// Resources at a price that a case's columns of the smallest loss use, each once, and the least loss there.
    fn near(&mut self, case: usize) -> &[(u32, f64)] {
        if self.near[case].is_none() {
            let mut scratch = Scratch::default();
            let most = self.objective.tariff.best(case, &mut scratch).map_or(0.0, |(_, gain)| gain);
            let gain = &scratch.gain;
            let mut offers: Vec<usize> = (0..gain.len()).filter(|offer| gain[*offer] > f64::NEG_INFINITY).collect();
            offers.sort_unstable_by(|left, right| gain[*right].total_cmp(&gain[*left]).then(left.cmp(right)));
            offers.truncate(COLUMNS);
            let mut near: Vec<(u32, f64)> = Vec::new();
            for offer in offers {
                for resource in self.priced(self.objective.tariff.column(case, offer)) {
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
        let mut users: Vec<Vec<(f64, u32)>> = vec![Vec::new(); self.objective.price.len()];
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

    /// So many cases around what loses.
    fn neighbourhood(&mut self, loser: Option<Loser>, users: &[Vec<u32>], most: usize) -> Vec<u32> {
        let all = self.objective.problem.len();
        let mut cases: Vec<u32> = Vec::with_capacity(most);
        let mut resource = match loser {
            Some(Loser::Resource(resource)) => Some(resource),
            Some(Loser::Case(case)) => {
                cases.push(case);
                self.resource_near(case)
            }
            None => None,
        };
        let mut is_in: HashSet<u32> = cases.iter().copied().collect();
        for _ in 0..8 * most {
            if is_in.len() == most {
                break;
            }
            let among = resource.map(|resource| &users[resource as usize]).filter(|among| !among.is_empty());
            // Most often one that loses little there.
            let case = match among {
                Some(among) => among[(among.len() as f64 * self.uniform().powi(3)) as usize],
                None => (all as f64 * self.uniform()) as u32,
            };
            if is_in.insert(case) {
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
