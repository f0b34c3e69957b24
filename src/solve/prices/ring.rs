//! The chain of moves that ends a plan's loss best: it closes like a ring, with not a unit too many or too few.
//!
//! In: a plan's moves by what they change ([`super::change`]), and where to start. The last move of a chain is looked up: it
//! changes exactly what the chain lacks. Out: the moves of the best chain that was found.

use super::change::{Change, Changes, key};
use super::moves::Move;
use crate::solve::ledger::Ledger;

/// Links that are tried from a start.
const TRIES: usize = 10_000;

/// What is known for one round over all who lose and all that is idle.
pub struct Round<'p> {
    price: &'p [f64],
    changes: &'p Changes,
    /// Changes that are tried at each link, and links before the one that is looked up.
    width: usize,
    length: usize,
    /// Units that are left, by resource, and what they are worth.
    free: Vec<i64>,
    spare: f64,
    moved: Vec<bool>,
}

/// Where a chain starts: with a move that gains, or at a resource with idle units.
#[derive(Clone, Copy)]
pub enum Start<'p> {
    Loser(&'p Change, Move),
    Idle(u32),
}

impl<'p> Round<'p> {
    pub fn new(price: &'p [f64], changes: &'p Changes, (width, length): (usize, usize), ledger: &Ledger) -> Round<'p> {
        let (free, moved) = (Vec::new(), vec![false; ledger.cases()]);
        let mut round = Round { price, changes, width, length, free, spare: 0.0, moved };
        round.count(ledger);
        round
    }

    /// Counts what is left.
    fn count(&mut self, ledger: &Ledger) {
        self.free = (0..self.price.len()).map(|resource| ledger.free(resource).cast_signed()).collect();
        self.spare = self.price.iter().zip(&self.free).map(|(price, free)| price.max(0.0) * *free as f64).sum();
    }

    /// The most that a chain could gain that has one start.
    pub fn most(&self) -> f64 {
        self.changes.all.first().map_or(0.0, |(_, moves)| -moves[0].loss).max(0.0) + self.spare
    }

    /// All moves that gain, those first that gain most.
    pub fn losers(&self) -> Vec<Start<'p>> {
        let all = self.changes.all.iter().take_while(|(_, moves)| moves[0].loss < 0.0);
        all.flat_map(|(change, moves)| {
            let gaining = moves.iter().filter(|link| link.loss < 0.0);
            gaining.map(move |link| Start::Loser(change, *link))
        })
        .collect()
    }

    /// All resources of a price with units left.
    pub fn idle(&self) -> Vec<Start<'p>> {
        let all = 0..self.price.len();
        let idle = all.filter(|resource| self.price[*resource] > 0.0 && self.free[*resource] > 0);
        idle.map(|resource| Start::Idle(resource as u32)).collect()
    }

    /// The best chain from a start; none if none makes the plan better.
    pub fn best_from(&self, start: Start) -> Option<Vec<Move>> {
        let free = self.free.clone();
        let mut ring =
            Ring { round: self, free, links: Vec::new(), touched: Vec::new(), left: 0, best: None, tried: 0 };
        match start {
            Start::Loser(_, link) if self.moved[link.from.case as usize] => {}
            Start::Loser(change, link) => ring.link(change, link, 0.0, 0.0),
            Start::Idle(resource) => {
                ring.touch(resource);
                ring.extend(0.0, 0.0);
            }
        }
        ring.best.map(|(_, links)| links)
    }

    /// Whether none of a chain's cases has moved.
    pub fn stay(&self, chain: &[Move]) -> bool {
        chain.iter().all(|link| !self.moved[link.from.case as usize])
    }

    /// Notes that a chain was made: none of its cases is moved again.
    pub fn made(&mut self, chain: &[Move], ledger: &Ledger) {
        for link in chain {
            self.moved[link.from.case as usize] = true;
        }
        self.count(ledger);
    }
}

/// A chain in the making.
struct Ring<'r> {
    round: &'r Round<'r>,
    free: Vec<i64>,
    /// The moves, and resources that they touch or that it starts from, each once.
    links: Vec<Move>,
    touched: Vec<u32>,
    /// The key of what is left of these.
    left: u64,
    best: Option<(f64, Vec<Move>)>,
    /// Links that were tried.
    tried: usize,
}

impl Ring<'_> {
    /// Has the chain touch a resource.
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
        self.links.push(link);
        self.extend(lost + link.loss, used);
        self.links.pop();
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
        if !self.links.is_empty() {
            if over.is_none() {
                self.offer(lost - used, None);
            }
            self.end(self.left, lost - used - owed - idle);
            if over.is_some() && under.is_some() {
                self.end(short, lost - used - owed);
            }
        }
        if self.links.len() == self.round.length {
            return;
        }
        let Round { changes, width, spare, .. } = *self.round;
        let next = over.map(|(_, at)| &changes.gives[at as usize]);
        let Some(next) = next.or_else(|| under.map(|(_, at)| &changes.takes[at as usize])) else { return };
        for at in next.iter().take(width) {
            let (change, moves) = &changes.all[*at as usize];
            // All that comes next could gain is what was idle.
            if lost + moves[0].loss - spare >= self.least() || self.tried == TRIES {
                break;
            }
            if let Some(link) = self.unmoved(moves) {
                self.link(change, link, lost, used);
            }
        }
    }

    /// What so many units are worth at their price.
    fn worth(&self, resource: u32, units: i64) -> f64 {
        self.round.price[resource as usize] * units as f64
    }

    /// Tries the moves whose change has this key as the last link of a chain that then falls short by so much more than
    /// before, and what the move loses.
    fn end(&mut self, key: u64, gap: f64) {
        if let Some(link) = self.unmoved(self.round.changes.exactly(key)) {
            self.offer(gap + link.loss, Some(link));
        }
    }

    /// Keeps the chain, with this move, if it is the best.
    fn offer(&mut self, gap: f64, last: Option<Move>) {
        if gap < self.least() {
            self.best = Some((gap, self.links.iter().copied().chain(last).collect()));
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
            !self.round.moved[case as usize] && self.links.iter().all(|other| other.from.case != case)
        };
        moves.iter().find(stays).copied()
    }
}
