//! Chains of moves that use what a whole plan leaves idle.
//!
//! In: a plan and prices. At the prices a plan falls short of its bound by the loss of every family
//! that is not on its best column, and by the price of every unit left free. A chain starts with a
//! family that loses and moves to its best column, or one that moves to where units are free; what
//! becomes overfull is relieved by a family that moves away, and so on. Out: a plan worth no less at
//! any level, lexicographically.

use super::exchange;
use super::kin::alike;
use super::moves::{Move, Moves, WIDTH, apply};
use super::tariff::Tariff;
use crate::problem::Problem;
use crate::solve::ledger::Ledger;

/// Moves that are tried at each link of a chain, the ones of the smallest loss.
const WIDTHS: [usize; 4] = [WIDTH, 24, 16, 12];
/// Rounds over all resources.
const ROUNDS: usize = 8;

/// What is known for one round.
struct Chains<'p> {
    price: &'p [f64],
    moves: &'p Moves,
    free: Vec<i64>,
    moved: Vec<bool>,
    /// The moves of the chain, and resources that they touch or that it starts from, each once.
    chain: Vec<u32>,
    touched: Vec<usize>,
    best: Option<(f64, Vec<u32>)>,
}

/// Improves a plan until no chain does, or no exchange where these are for it.
pub fn improve(problem: &Problem, price: &[f64], tariff: &Tariff<f64>, ledger: &mut Ledger, stop: &dyn Fn() -> bool) {
    if exchange::are_for(problem) {
        return exchange::exchange(problem, price, tariff, ledger, &exchange::REACHES, stop);
    }
    let kin = alike(problem, |level| tariff.counts(level), |level| tariff.counts(level));
    for _ in 0..ROUNDS {
        let moves = Moves::new(problem, price, tariff, ledger, &kin);
        let mut chains = Chains::new(price, &moves, ledger);
        let gained = chains.move_losers(ledger, stop);
        if !(chains.use_idle(ledger, stop) || gained) || stop() {
            break;
        }
    }
}

/// Makes chains of these moves of a plan that use units left free; whether one made the plan better.
pub fn use_idle(price: &[f64], moves: &Moves, ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
    Chains::new(price, moves, ledger).use_idle(ledger, stop)
}

impl<'p> Chains<'p> {
    fn new(price: &'p [f64], moves: &'p Moves, ledger: &Ledger) -> Chains<'p> {
        Chains {
            price,
            moves,
            free: (0..price.len()).map(|resource| ledger.free(resource).cast_signed()).collect(),
            moved: vec![false; ledger.cases()],
            chain: Vec::new(),
            touched: Vec::new(),
            best: None,
        }
    }

    /// Makes the best chain from every family that loses, those first that lose most; whether any made the plan better.
    fn move_losers(&mut self, ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
        let mut improved = false;
        for &first in &self.moves.losers {
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

    /// Counts the units of a move into what is free; `times` is −1 to take it back.
    fn count(&mut self, link: u32, times: i64) {
        for (resource, units) in self.moves.touched(link) {
            self.free[*resource as usize] -= times * units;
        }
    }

    /// What a chain falls short by with one move more.
    fn gap_with(&self, link: u32, gap: f64) -> f64 {
        gap + self.moves.all[link as usize].loss - self.moves.used[link as usize]
    }

    /// Whether a chain that changes what falls short by this is the best so far.
    fn is_best(&self, gap: f64) -> bool {
        gap < self.best.as_ref().map_or(-1e-6, |best| best.0)
    }

    /// Tries a move as the next link; `gap` is the chain's change of what falls short.
    fn link(&mut self, link: u32, gap: f64) {
        let known = self.touched.len();
        for (resource, _) in self.moves.touched(link) {
            if !self.touched[..known].contains(&(*resource as usize)) {
                self.touched.push(*resource as usize);
            }
        }
        self.count(link, 1);
        self.chain.push(link);
        self.extend(self.gap_with(link, gap));
        self.chain.pop();
        self.count(link, -1);
        self.touched.truncate(known);
    }

    /// Tries a move as the last link of all, where so many resources are overfull: all it does is to be looked at. Most
    /// chains that are tried end here.
    fn end(&mut self, link: u32, gap: f64, overfull: usize) {
        let gap = self.gap_with(link, gap);
        if !self.is_best(gap) {
            return;
        }
        let mut relieved = 0;
        for (resource, units) in self.moves.touched(link) {
            let free = self.free[*resource as usize];
            if free < *units {
                return;
            }
            relieved += usize::from(free < 0);
        }
        if relieved == overfull {
            self.best = Some((gap, self.chain.iter().copied().chain([link]).collect()));
        }
    }

    /// Tries what may come next.
    fn extend(&mut self, gap: f64) {
        let overfull = self.touched.iter().copied().min_by_key(|resource| (self.free[*resource], *resource));
        let overfull = overfull.filter(|resource| self.free[*resource] < 0);
        if overfull.is_none() && self.is_best(gap) {
            self.best = Some((gap, self.chain.clone()));
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
        let is_last = self.chain.len() + 1 == WIDTHS.len();
        let overfull = self.touched.iter().filter(|resource| self.free[**resource] < 0).count();
        let moves = if relieves { &self.moves.gives } else { &self.moves.takes };
        for &link in moves[resource].iter().take(WIDTHS[self.chain.len()]) {
            let case = self.case(link);
            if self.moved[case] || self.chain.iter().any(|other| self.case(*other) == case) {
                continue;
            }
            if is_last {
                self.end(link, gap, overfull);
            } else {
                self.link(link, gap);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::more::tests::crowded;
    use super::*;
    use crate::solve::greedy;

    /// The best of all chains that may be tried from where these are: each counted from its first move on, the last one too.
    fn plainly(chains: &Chains, start: usize, chain: &mut Vec<u32>, best: &mut Option<(f64, Vec<u32>)>) {
        let (mut free, mut touched, mut gap) = (chains.free.clone(), vec![start], 0.0);
        for &link in &*chain {
            let mut used = 0.0;
            for &(resource, units) in chains.moves.touched(link) {
                let resource = resource as usize;
                touched.extend((!touched.contains(&resource)).then_some(resource));
                free[resource] -= units;
                used += chains.price[resource] * units as f64;
            }
            gap = gap + chains.moves.all[link as usize].loss - used;
        }
        let overfull = touched.iter().copied().filter(|resource| free[*resource] < 0);
        let overfull = overfull.min_by_key(|resource| (free[*resource], *resource));
        if overfull.is_none() && gap < best.as_ref().map_or(-1e-6, |best| best.0) {
            *best = Some((gap, chain.clone()));
        }
        let Some(width) = WIDTHS.get(chain.len()) else { return };
        let worth = |resource: &usize| chains.price[*resource] * free[*resource] as f64;
        let most =
            touched.iter().copied().max_by(|a, b| worth(a).total_cmp(&worth(b)).then(a.cmp(b))).expect("a start");
        let next = overfull.map_or(&chains.moves.takes[most], |overfull| &chains.moves.gives[overfull]);
        for &link in next.iter().take(*width) {
            if chain.iter().all(|other| chains.case(*other) != chains.case(link)) {
                chain.push(link);
                plainly(chains, start, chain, best);
                chain.pop();
            }
        }
    }

    #[test]
    fn the_best_chain_is_found_though_the_last_link_is_only_looked_at() {
        let (mut found, mut longest) = (0, 0);
        for seed in 0..40 {
            let problem = crowded(seed);
            let frame = Frame::new(&problem);
            let price: Vec<f64> = (0..problem.supplies.len()).map(|resource| f64::from(resource as u32 % 3)).collect();
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let ledger = Ledger::of(&problem, &greedy::solve(&problem).plan);
            let each: Vec<u32> = (0..problem.len() as u32).collect();
            let moves = Moves::new(&problem, &price, &tariff, &ledger, &each);
            for start in 0..problem.supplies.len() {
                let mut chains = Chains::new(&price, &moves, &ledger);
                chains.touched.push(start);
                chains.extend(0.0);
                let mut best = None;
                plainly(&chains, start, &mut Vec::new(), &mut best);
                assert_eq!(chains.best, best, "seed {seed}, resource {start}");
                found += usize::from(best.is_some());
                longest += usize::from(best.is_some_and(|best| best.1.len() == WIDTHS.len()));
            }
        }
        assert!(found > 10 && longest > 2, "{found} chains, {longest} as long as may be");
    }
}
