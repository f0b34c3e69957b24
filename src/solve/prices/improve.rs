//! Chains of moves that use what a whole plan leaves idle.
//!
//! In: a plan and prices. At the prices a plan falls short of its bound by the loss of every family
//! that is not on its best column, and by the price of every unit left free. A chain starts with a
//! family that loses and moves to its best column, or one that moves to where units are free; what
//! becomes overfull is relieved by a family that moves away, and so on. Out: a plan worth no less at
//! any level, lexicographically.

use super::moves::{Move, Moves};
use super::tariff::Tariff;
use crate::problem::Problem;
use crate::solve::ledger::Ledger;

/// Moves that are tried at each link of a chain, the ones of the smallest loss.
const WIDTHS: [usize; 4] = [64, 24, 16, 12];
/// Rounds over all resources.
const ROUNDS: usize = 8;

/// What is known for one round.
struct Chains<'p> {
    price: &'p [f64],
    moves: Moves,
    free: Vec<i64>,
    moved: Vec<bool>,
    /// The moves of the chain, and resources that they touch or that it starts from, each once.
    chain: Vec<u32>,
    touched: Vec<usize>,
    best: Option<(f64, Vec<u32>)>,
}

/// Improves a plan until no chain does.
pub fn improve(problem: &Problem, price: &[f64], tariff: &Tariff<f64>, ledger: &mut Ledger, stop: &dyn Fn() -> bool) {
    for _ in 0..ROUNDS {
        let mut chains = Chains::new(problem, price, tariff, ledger);
        let gained = chains.move_losers(ledger, stop);
        if !(chains.use_idle(ledger, stop) || gained) || stop() {
            break;
        }
    }
}

/// Improves a plan by what uses units left free alone.
pub fn use_idle(problem: &Problem, price: &[f64], tariff: &Tariff<f64>, ledger: &mut Ledger, stop: &dyn Fn() -> bool) {
    while Chains::new(problem, price, tariff, ledger).use_idle(ledger, stop) && !stop() {}
}

/// Makes the moves of a chain if the plan is worth more for it.
fn apply(ledger: &mut Ledger, chain: &[Move]) -> bool {
    let before = ledger.worth().to_vec();
    let placed: Vec<&Move> = chain.iter().filter(|link| !link.from.waits()).collect();
    for link in &placed {
        ledger.remove(link.from, 1);
    }
    let mut arrived = 0;
    for link in chain.iter().filter(|link| !link.to.waits()) {
        if ledger.room(link.to) == 0 {
            break;
        }
        ledger.place(link.to, 1);
        arrived += 1;
    }
    let all = chain.iter().filter(|link| !link.to.waits()).count();
    if arrived == all && ledger.worth() > &before[..] {
        return true;
    }
    chain.iter().filter(|link| !link.to.waits()).take(arrived).for_each(|link| ledger.remove(link.to, 1));
    for link in &placed {
        ledger.place(link.from, 1);
    }
    false
}

impl<'p> Chains<'p> {
    fn new(problem: &Problem, price: &'p [f64], tariff: &Tariff<f64>, ledger: &Ledger) -> Chains<'p> {
        Chains {
            price,
            moves: Moves::new(problem, tariff, ledger, WIDTHS[0]),
            free: (0..price.len()).map(|resource| ledger.free(resource).cast_signed()).collect(),
            moved: vec![false; problem.len()],
            chain: Vec::new(),
            touched: Vec::new(),
            best: None,
        }
    }

    /// Makes the best chain from every family that loses, those first that lose most; whether any made the plan better.
    fn move_losers(&mut self, ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
        let mut improved = false;
        for first in std::mem::take(&mut self.moves.losers) {
            if stop() || self.moved[self.case(first)] {
                continue;
            }
            self.best = None;
            self.link(first, 0.0);
            improved |= self.make_best(ledger);
        }
        improved
    }

    /// Makes chains that use units left free, while there are any; whether one made the plan better.
    fn use_idle(&mut self, ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
        let mut improved = false;
        for resource in 0..self.price.len() {
            while !stop() && self.price[resource] > 0.0 && self.free[resource] > 0 {
                self.best = None;
                self.touched.push(resource);
                self.extend(0.0);
                self.touched.clear();
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
        let Some((_, chain)) = self.best.take() else { return false };
        let moves: Vec<Move> = chain.iter().map(|link| self.moves.all[*link as usize]).collect();
        let better = apply(ledger, &moves);
        for link in chain {
            let case = self.case(link);
            self.moved[case] = true;
            if better {
                self.count(link, 1);
            }
        }
        better
    }

    /// The case whose family a move is of.
    fn case(&self, link: u32) -> usize {
        self.moves.all[link as usize].from.case as usize
    }

    /// Counts the units of a move into what is free, and gives their points; `times` is −1 to take it back.
    fn count(&mut self, link: u32, times: i64) -> f64 {
        let mut points = 0.0;
        for (resource, units) in self.moves.touched(link) {
            let resource = *resource as usize;
            self.free[resource] -= times * units;
            points += self.price[resource] * (times * units) as f64;
        }
        points
    }

    /// Tries a move as the next link; `gap` is the chain's change of what falls short.
    fn link(&mut self, link: u32, gap: f64) {
        let known = self.touched.len();
        for (resource, _) in self.moves.touched(link) {
            if !self.touched[..known].contains(&(*resource as usize)) {
                self.touched.push(*resource as usize);
            }
        }
        let used = self.count(link, 1);
        self.chain.push(link);
        self.extend(gap + self.moves.all[link as usize].loss - used);
        self.chain.pop();
        self.count(link, -1);
        self.touched.truncate(known);
    }

    /// Tries what may come next.
    fn extend(&mut self, gap: f64) {
        let overfull = self.touched.iter().copied().min_by_key(|resource| (self.free[*resource], *resource));
        let overfull = overfull.filter(|resource| self.free[*resource] < 0);
        if overfull.is_none() && gap < self.best.as_ref().map_or(-1e-6, |best| best.0) {
            self.best = Some((gap, self.chain.clone()));
        }
        if self.chain.len() == WIDTHS.len() {
            return;
        }
        let worth = |resource: usize| self.price[resource] * self.free[resource] as f64;
        let most = || {
            let touched = self.touched.iter().copied();
            touched.max_by(|left, right| worth(*left).total_cmp(&worth(*right)).then(left.cmp(right)))
        };
        let Some((resource, relieves)) =
            overfull.map(|resource| (resource, true)).or_else(|| most().map(|resource| (resource, false)))
        else {
            return;
        };
        for next in 0..WIDTHS[self.chain.len()] {
            let moves = if relieves { &self.moves.gives } else { &self.moves.takes };
            let Some(link) = moves[resource].get(next).copied() else { break };
            let case = self.case(link);
            if !self.moved[case] && self.chain.iter().all(|other| self.case(*other) != case) {
                self.link(link, gap);
            }
        }
    }
}
