//! Chains of moves that use what a whole plan leaves idle.
//!
//! In: a plan and prices. At the prices a plan falls short of its bound by the loss of every family
//! that is not on its best column, and by the price of every unit left free. A chain starts with a
//! family that loses and moves to its best column, or one that moves to where units are free; what
//! becomes overfull is relieved by a family that moves away, and so on. Out: a plan worth no less at
//! any level, lexicographically.

use super::tariff::{Number, Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// Moves that are tried at each link of a chain, the ones of the smallest loss.
const WIDTHS: [usize; 4] = [64, 24, 16, 12];
/// Rounds over all resources.
const ROUNDS: usize = 8;

/// A family goes from one column to another, at a loss of points (of all levels, as priced).
#[derive(Clone, Copy, Debug)]
struct Move {
    from: Column,
    to: Column,
    loss: f64,
}

/// What is known for one round.
struct Chains<'p> {
    problem: &'p Problem,
    price: &'p [f64],
    free: Vec<i64>,
    /// By resource: moves that use it, and moves that free it.
    takes: Vec<Vec<Move>>,
    gives: Vec<Vec<Move>>,
    /// Moves of families to their best columns, those first that gain most.
    losers: Vec<Move>,
    moved: Vec<bool>,
    chain: Vec<Move>,
    best: Option<(f64, Vec<Move>)>,
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
    fn new(problem: &'p Problem, price: &'p [f64], tariff: &Tariff<f64>, ledger: &Ledger) -> Chains<'p> {
        let resources = price.len();
        let mut chains = Chains {
            problem,
            price,
            free: (0..resources).map(|resource| ledger.free(resource).cast_signed()).collect(),
            takes: vec![Vec::new(); resources],
            gives: vec![Vec::new(); resources],
            losers: Vec::new(),
            moved: vec![false; problem.len()],
            chain: Vec::new(),
            best: None,
        };
        let mut scratch = Scratch::default();
        for case in 0..problem.len() {
            let best = tariff.best(case, &mut scratch);
            let (best, most) =
                best.map_or((Column::waiting(case as u32), 0.0), |(offer, gain)| (tariff.column(case, offer), gain));
            let waits = (ledger.waiting(case) > 0).then_some(Column::waiting(case as u32));
            for from in ledger.columns(case).map(|(column, _)| column).chain(waits) {
                let here = if from.waits() { 0.0 } else { scratch.gain[from.offer as usize] };
                if most > here {
                    chains.losers.push(Move { from, to: best, loss: here - most });
                }
                for (offer, gain) in scratch.gain.iter().enumerate() {
                    if *gain > f64::NEVER && offer != from.offer as usize {
                        chains.note(Move { from, to: tariff.column(case, offer), loss: here - gain });
                    }
                }
                if !from.waits() {
                    chains.note(Move { from, to: Column::waiting(case as u32), loss: here });
                }
            }
        }
        chains.takes.iter_mut().chain(&mut chains.gives).for_each(shorten);
        chains.losers.sort_by(|left, right| left.loss.total_cmp(&right.loss).then(left.from.cmp(&right.from)));
        chains
    }

    /// Makes the best chain from every family that loses, those first that lose most; whether any made the plan better.
    fn move_losers(&mut self, ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
        let mut improved = false;
        for first in std::mem::take(&mut self.losers) {
            if stop() || self.moved[first.from.case as usize] {
                continue;
            }
            self.best = None;
            self.begin(first);
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
                self.extend(&[resource], 0.0);
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
        let better = apply(ledger, &chain);
        for link in &chain {
            self.moved[link.from.case as usize] = true;
            if better {
                self.count(*link, 1);
            }
        }
        better
    }

    /// Tries chains that begin with a move.
    fn begin(&mut self, link: Move) {
        let mut touched = Vec::new();
        for column in [link.from, link.to] {
            touched.extend(column.uses(self.problem).map(|(resource, _)| resource as usize));
        }
        touched.sort_unstable();
        touched.dedup();
        self.count(link, 1);
        self.chain.push(link);
        self.extend(&touched, link.loss - self.used(link));
        self.chain.pop();
        self.count(link, -1);
    }

    /// Keeps a move with the resources that it uses and frees, if it is among the best there.
    fn note(&mut self, link: Move) {
        for (lists, column) in [(&mut self.takes, link.to), (&mut self.gives, link.from)] {
            for (resource, units) in column.uses(self.problem) {
                let moves = &mut lists[resource as usize];
                if units > 0 && (moves.len() < WIDTHS[0] || link.loss < moves[WIDTHS[0] - 1].loss) {
                    moves.push(link);
                    if moves.len() >= 8 * WIDTHS[0] {
                        shorten(moves);
                    }
                }
            }
        }
    }

    /// Counts the units of a move into what is free; `times` is −1 to take it back.
    fn count(&mut self, link: Move, times: i64) {
        for (column, sign) in [(link.from, times), (link.to, -times)] {
            for (resource, units) in column.uses(self.problem) {
                self.free[resource as usize] += sign * i64::from(units);
            }
        }
    }

    /// Points of the units that a move uses, less those that it frees.
    fn used(&self, link: Move) -> f64 {
        let points = |column: Column| {
            column
                .uses(self.problem)
                .map(|(resource, units)| self.price[resource as usize] * f64::from(units))
                .sum::<f64>()
        };
        points(link.to) - points(link.from)
    }

    /// Tries the moves at the next link; `gap` is the chain's change of what falls short.
    fn extend(&mut self, touched: &[usize], gap: f64) {
        let overfull = touched.iter().copied().min_by_key(|resource| self.free[*resource]);
        let overfull = overfull.filter(|resource| self.free[*resource] < 0);
        if overfull.is_none() && gap < self.best.as_ref().map_or(-1e-6, |best| best.0) {
            self.best = Some((gap, self.chain.clone()));
        }
        if self.chain.len() == WIDTHS.len() {
            return;
        }
        let idle = |resource: &&usize| self.price[**resource] * self.free[**resource] as f64;
        let most = touched.iter().max_by(|left, right| idle(left).total_cmp(&idle(right)));
        let moves = match (overfull, most) {
            (Some(resource), _) => self.gives[resource].clone(),
            (None, Some(resource)) => self.takes[*resource].clone(),
            (None, None) => return,
        };
        for link in moves.into_iter().take(WIDTHS[self.chain.len()]) {
            let case = link.from.case;
            if self.moved[case as usize] || self.chain.iter().any(|other| other.from.case == case) {
                continue;
            }
            let mut wider = touched.to_vec();
            for column in [link.from, link.to] {
                wider.extend(column.uses(self.problem).map(|(resource, _)| resource as usize));
            }
            wider.sort_unstable();
            wider.dedup();
            let gap = gap + link.loss - self.used(link);
            self.count(link, 1);
            self.chain.push(link);
            self.extend(&wider, gap);
            self.chain.pop();
            self.count(link, -1);
        }
    }
}

/// Keeps the moves of the smallest loss, ties by column.
fn shorten(moves: &mut Vec<Move>) {
    let key = |link: &Move| (link.from, link.to);
    moves.sort_by(|left, right| left.loss.total_cmp(&right.loss).then(key(left).cmp(&key(right))));
    moves.dedup_by_key(|link| (link.from, link.to));
    moves.truncate(WIDTHS[0]);
}
