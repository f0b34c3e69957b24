//! Exchanges: families change places so that not a unit is left over.
//!
//! In: a plan of a problem of few options, and prices. A family that loses goes where it would rather be, or one goes to
//! where units are idle; others follow, known by what they change ([`super::change`]), and the last of a chain is looked
//! up: it changes exactly what the chain lacks. Out: a plan worth no less at any level, lexicographically.

use super::change::{Change, Changes, key};
use super::moves::{Move, apply};
use super::tariff::Tariff;
use crate::problem::Problem;
use crate::solve::ledger::Ledger;

/// With more options than this, hardly two moves do the same.
const OPTIONS: usize = 300;
/// Changes that are tried at each link of a chain, and its links before the one that is looked up: at first, and when
/// nothing better is found so.
const REACHES: [(usize, usize); 4] = [(16, 3), (64, 3), (256, 3), (64, 4)];

/// Links that are tried from a start.
const TRIES: usize = 10_000;

/// Whether exchanges are for this problem.
pub fn are_for(problem: &Problem) -> bool {
    problem.options.len() <= OPTIONS
}

/// Exchanges families until nobody gains by it.
pub fn exchange(problem: &Problem, price: &[f64], tariff: &Tariff<f64>, ledger: &mut Ledger, stop: &dyn Fn() -> bool) {
    let mut limit = f64::INFINITY;
    for (width, length) in REACHES {
        loop {
            let changes = Changes::of(problem, tariff, ledger, limit);
            let free = free(ledger, price.len());
            let mut round = Round {
                price,
                changes: &changes,
                width,
                length,
                idle: idle(price, &free),
                free,
                moved: vec![false; problem.len()],
                chain: Vec::new(),
                touched: Vec::new(),
                left: 0,
                best: None,
                tried: 0,
            };
            // What loses more than a chain can gain is in none; a chain leaves no more to gain than it began with.
            limit = round.most();
            if !round.run(ledger, stop) || stop() {
                break;
            }
        }
    }
}

/// Units that are left, by resource.
fn free(ledger: &Ledger, resources: usize) -> Vec<i64> {
    (0..resources).map(|resource| ledger.free(resource).cast_signed()).collect()
}

/// What the units that are left are worth.
fn idle(price: &[f64], free: &[i64]) -> f64 {
    price.iter().zip(free).map(|(price, free)| price.max(0.0) * *free as f64).sum()
}

/// What is known for one round over all who lose and all that is idle.
struct Round<'p> {
    price: &'p [f64],
    changes: &'p Changes,
    width: usize,
    length: usize,
    free: Vec<i64>,
    /// What was idle when the chain began.
    idle: f64,
    moved: Vec<bool>,
    /// The moves of the chain, and resources that they touch or that it starts from, each once.
    chain: Vec<Move>,
    touched: Vec<u32>,
    /// The key of what is left of these.
    left: u64,
    best: Option<(f64, Vec<Move>)>,
    /// Links that were tried since the start.
    tried: usize,
}

impl Round<'_> {
    /// The most that a chain could gain that has one start.
    fn most(&self) -> f64 {
        self.changes.all.first().map_or(0.0, |(_, moves)| -moves[0].loss).max(0.0) + self.idle
    }

    /// Makes the best chain from every move that gains, and from every resource with idle units; whether any made the plan
    /// better.
    fn run(&mut self, ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
        let mut improved = false;
        let changes = self.changes;
        for (change, moves) in changes.all.iter().take_while(|(_, moves)| moves[0].loss < 0.0) {
            for link in moves.iter().filter(|link| link.loss < 0.0) {
                if !stop() && !self.moved[link.from.case as usize] {
                    self.link(change, *link, 0.0, 0.0);
                    improved |= self.make_best(ledger);
                }
            }
        }
        for resource in 0..self.price.len() {
            while !stop() && self.price[resource] > 0.0 && self.free[resource] > 0 {
                self.touch(resource as u32);
                self.extend(0.0, 0.0);
                self.touched.clear();
                self.left = 0;
                if self.best.is_none() {
                    break;
                }
                improved |= self.make_best(ledger);
            }
        }
        improved
    }

    /// Makes the moves of the best chain if the plan is worth more for it; none of its cases is moved again.
    fn make_best(&mut self, ledger: &mut Ledger) -> bool {
        self.tried = 0;
        let Some((_, chain)) = self.best.take() else { return false };
        let better = apply(ledger, &chain);
        for link in chain {
            self.moved[link.from.case as usize] = true;
        }
        if better {
            self.free = free(ledger, self.price.len());
            self.idle = idle(self.price, &self.free);
        }
        better
    }

    /// Has a chain touch a resource.
    fn touch(&mut self, resource: u32) {
        if !self.touched.contains(&resource) {
            self.touched.push(resource);
            self.left = self.left.wrapping_add(key(resource, self.free[resource as usize]));
        }
    }

    /// Tries a move as the next link of a chain that has lost so much, and used units that are worth so much.
    fn link(&mut self, change: &Change, link: Move, lost: f64, mut used: f64) {
        self.tried += 1;
        let (known, left) = (self.touched.len(), self.left);
        for (resource, units) in change {
            self.touch(*resource);
            self.free[*resource as usize] -= units;
            self.left = self.left.wrapping_sub(key(*resource, *units));
            used += self.worth(*resource, *units);
        }
        self.chain.push(link);
        self.extend(lost + link.loss, used);
        self.chain.pop();
        for (resource, units) in change {
            self.free[*resource as usize] += units;
        }
        self.touched.truncate(known);
        self.left = left;
    }

    /// Tries what may come next.
    fn extend(&mut self, lost: f64, used: f64) {
        // Of what is overfull and of what is idle: the dearest; of the former the key and the worth, too.
        let (mut over, mut under) = (None, None);
        let (mut short, mut owed, mut idle) = (0_u64, 0.0, 0.0);
        let dearer = |worth: f64, at: u32, dearest: Option<(f64, u32)>| {
            let order = |(most, first): (f64, u32)| worth.abs().total_cmp(&most).then(first.cmp(&at));
            if dearest.is_none_or(|dearest| order(dearest).is_gt()) { Some((worth.abs(), at)) } else { dearest }
        };
        for at in &self.touched {
            let units = self.free[*at as usize];
            let worth = self.worth(*at, units);
            if units < 0 {
                over = dearer(worth, *at, over);
                short = short.wrapping_add(key(*at, units));
                owed += worth;
            } else if units > 0 {
                under = dearer(worth, *at, under);
                idle += worth;
            }
        }
        if !self.chain.is_empty() {
            if over.is_none() {
                self.offer(lost - used, None);
            }
            self.end(self.left, lost - used - owed - idle);
            if over.is_some() && under.is_some() {
                self.end(short, lost - used - owed);
            }
        }
        if self.chain.len() == self.length {
            return;
        }
        let changes = self.changes;
        let next = over.map(|(_, at)| &changes.gives[at as usize]);
        let Some(next) = next.or_else(|| under.map(|(_, at)| &changes.takes[at as usize])) else { return };
        for at in next.iter().take(self.width) {
            let (change, moves) = &changes.all[*at as usize];
            // All that comes next could gain is what was idle.
            if lost + moves[0].loss - self.idle >= self.least() || self.tried == TRIES {
                break;
            }
            if let Some(link) = self.unmoved(moves) {
                self.link(change, link, lost, used);
            }
        }
    }

    /// What so many units are worth at their price.
    fn worth(&self, resource: u32, units: i64) -> f64 {
        self.price[resource as usize] * units as f64
    }

    /// Tries the moves whose change has this key as the last link of a chain that then falls short by so much more than
    /// before, and what the move loses.
    fn end(&mut self, key: u64, gap: f64) {
        if let Some(link) = self.unmoved(self.changes.exactly(key)) {
            self.offer(gap + link.loss, Some(link));
        }
    }

    /// Keeps the chain, with this move, if it is the best.
    fn offer(&mut self, gap: f64, last: Option<Move>) {
        if gap < self.least() {
            self.best = Some((gap, self.chain.iter().copied().chain(last).collect()));
        }
    }

    /// What a chain is to fall short of.
    fn least(&self) -> f64 {
        self.best.as_ref().map_or(-1e-6, |best| best.0)
    }

    /// The first of these moves whose case has not moved.
    fn unmoved(&self, moves: &[Move]) -> Option<Move> {
        let stays = |link: &&Move| {
            let case = link.from.case;
            !self.moved[case as usize] && self.chain.iter().all(|other| other.from.case != case)
        };
        moves.iter().find(stays).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::oracle::drawn::larger;
    use super::super::tariff::{Number, Scratch};
    use super::*;
    use crate::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Supplies, Use};
    use crate::solve::column::Column;
    use crate::solve::greedy;

    /// Whether the plan is worth more when these moves are made, and can be.
    fn is_better(ledger: &Ledger, chain: &[Move]) -> bool {
        apply(&mut ledger.clone(), chain)
    }

    #[test]
    fn no_two_moves_are_left_that_would_make_a_plan_better() {
        let (mut gained, mut pairs) = (0, 0);
        for seed in 0..60 {
            let mut problem = larger(seed, 2);
            problem.levels.truncate(1);
            problem.supplies.cost.iter_mut().for_each(Vec::clear);
            let frame = Frame::new(&problem);
            let price: Vec<f64> = (0..problem.supplies.len()).map(|resource| f64::from(resource as u32 % 3)).collect();
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let mut ledger = Ledger::of(&problem, &greedy::solve(&problem).plan);
            ledger.truncate(0);
            let before = ledger.worth()[0];
            exchange(&problem, &price, &tariff, &mut ledger, &|| false);
            gained += usize::from(ledger.worth()[0] > before);
            let (mut moves, mut scratch) = (Vec::new(), Scratch::default());
            for case in 0..problem.len() {
                tariff.gains(case, &mut scratch);
                let allowed = (0..scratch.gain.len()).filter(|offer| scratch.gain[*offer] > f64::NEVER);
                let to: Vec<Column> =
                    allowed.map(|offer| tariff.column(case, offer)).chain([Column::waiting(case as u32)]).collect();
                let waits = (ledger.waiting(case) > 0).then_some(Column::waiting(case as u32));
                for from in ledger.columns(case).map(|(column, _)| column).chain(waits) {
                    let others = to.iter().filter(|to| to.offer != from.offer);
                    moves.extend(others.map(|to| Move { from, to: *to, loss: 0.0 }));
                }
            }
            for (at, one) in moves.iter().enumerate() {
                assert!(!is_better(&ledger, &[*one]), "seed {seed}: {one:?}");
                for other in moves[at + 1..].iter().filter(|other| other.from.case != one.from.case) {
                    assert!(!is_better(&ledger, &[*one, *other]), "seed {seed}: {one:?} and {other:?}");
                    pairs += 1;
                }
            }
        }
        assert!(gained > 10 && pairs > 10_000, "{gained} plans became better, {pairs} pairs were tried");
    }

    /// Five full places, and each family would rather be at the next, if not so much that another might wait for it.
    #[test]
    fn a_ring_is_closed() {
        let places = 5;
        let mut supplies = Supplies::new(1);
        let mut options = Options::default();
        for place in 0..places {
            supplies.push(&[(3, &[0])]);
            options.push(place, &[Use { resource: place, kind: 0 }], None);
        }
        let score = |case: u32, place: u32| match (place + places - case) % places {
            0 => 10,
            1 => 11,
            _ => NOT_ALLOWED,
        };
        let points = (0..places).flat_map(|case| (0..places).map(move |place| score(case, place))).collect();
        let problem = Problem {
            levels: vec![Level { name: "score".into(), unit: "points".into() }],
            kinds: 1,
            columns: places as usize,
            cases: Cases { count: vec![1; 5], need: vec![3; 5], class: vec![0; 5], weight: vec![Vec::new()] },
            classes: vec![Class { offers: (0..places).collect(), worth: vec![Vec::new()], opens: 0 }],
            fits: vec![Fit { level: 0, points }],
            options,
            supplies,
        };
        let frame = Frame::new(&problem);
        let price = vec![0.0; places as usize];
        let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
        let mut ledger = Ledger::new(&problem);
        (0..places).for_each(|case| ledger.place(Column { offer: case, ..Column::waiting(case) }, 1));
        exchange(&problem, &price, &tariff, &mut ledger, &|| false);
        assert_eq!(ledger.worth(), [55]);
    }
}
