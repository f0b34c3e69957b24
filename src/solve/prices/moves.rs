//! Moves of single families that a chain may be made of, and what each does to the resources.
//!
//! In: a plan and prices. Out: by resource the moves that use it and those that free it, of the smallest loss, and the
//! families that would rather be elsewhere. A chain of moves is made as a whole or not at all.

use std::collections::HashMap;

use super::tariff::{Number, Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// Moves that are kept by resource, the ones of the smallest loss.
pub const WIDTH: usize = 64;

/// A family goes from one column to another, at a loss of points (of all levels, as priced).
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub from: Column,
    pub to: Column,
    pub loss: f64,
}

/// The moves; by their place in `all` elsewhere.
#[derive(Debug, Default)]
pub struct Moves {
    pub all: Vec<Move>,
    /// Where the resources that a move touches begin in `touched`; one entry more than moves.
    first: Vec<u32>,
    /// Resources that a move touches, rising, with the units that it uses less those that it frees.
    touched: Vec<(u32, i64)>,
    /// By move: the price of the units that it uses less those that it frees.
    pub used: Vec<f64>,
    /// By resource: moves that use it, and moves that free it, those first that lose least.
    pub takes: Vec<Vec<u32>>,
    pub gives: Vec<Vec<u32>>,
    /// Moves of families to their best columns, those first that gain most.
    pub losers: Vec<u32>,
}

/// Makes the moves of a chain if the plan is worth more for it; whether it is.
pub fn apply(ledger: &mut Ledger, chain: &[Move]) -> bool {
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

/// What the cases may do.
#[derive(Debug)]
struct Found<'f> {
    problem: &'f Problem,
    tariff: &'f Tariff<'f, f64>,
    /// By case: who is alike at these prices.
    kin: &'f [u32],
    takes: Vec<Vec<Move>>,
    gives: Vec<Vec<Move>>,
    losers: Vec<Move>,
    /// By kin and column: those of whom no move is among the best any more, and where they would rather be.
    settled: HashMap<(u32, u32, u32), Option<(Column, f64)>>,
}

impl Moves {
    /// The moves of a plan; `kin` are numbers of cases that are alike at these prices, see [`alike`](super::kin::alike).
    pub fn new(problem: &Problem, price: &[f64], tariff: &Tariff<f64>, ledger: &Ledger, kin: &[u32]) -> Moves {
        let none = || vec![Vec::new(); problem.supplies.len()];
        let (takes, gives) = (none(), none());
        let mut found = Found { problem, tariff, kin, takes, gives, losers: Vec::new(), settled: HashMap::new() };
        let mut scratch = Scratch::default();
        (0..problem.len()).for_each(|case| found.look(ledger, case, &mut scratch));
        found.losers.sort_by(|left, right| left.loss.total_cmp(&right.loss).then(left.from.cmp(&right.from)));
        let mut moves = Moves { first: vec![0], ..Moves::default() };
        let mut keep = |kept: Vec<Move>| kept.into_iter().map(|link| moves.push(problem, price, link)).collect();
        let mut shortened = |mut kept: Vec<Move>| {
            shorten(&mut kept);
            keep(kept)
        };
        let takes = found.takes.into_iter().map(&mut shortened).collect();
        let gives = found.gives.into_iter().map(&mut shortened).collect();
        let losers = keep(found.losers);
        Moves { takes, gives, losers, ..moves }
    }

    /// Resources that a move touches, with the units that it uses less those that it frees.
    pub fn touched(&self, link: u32) -> &[(u32, i64)] {
        let link = link as usize;
        &self.touched[self.first[link] as usize..self.first[link + 1] as usize]
    }

    fn push(&mut self, problem: &Problem, price: &[f64], link: Move) -> u32 {
        let begin = self.touched.len();
        for (column, sign) in [(link.from, -1), (link.to, 1)] {
            self.touched.extend(column.uses(problem).map(|(resource, units)| (resource, sign * i64::from(units))));
        }
        self.touched[begin..].sort_unstable();
        let mut end = begin;
        for at in begin..self.touched.len() {
            let (resource, units) = self.touched[at];
            if end > begin && self.touched[end - 1].0 == resource {
                self.touched[end - 1].1 += units;
            } else {
                self.touched[end] = (resource, units);
                end += 1;
            }
        }
        self.touched.truncate(end);
        let points = |(resource, units): &(u32, i64)| price[*resource as usize] * *units as f64;
        self.used.push(self.touched[begin..].iter().map(points).sum::<f64>());
        self.first.push(end as u32);
        self.all.push(link);
        self.all.len() as u32 - 1
    }
}

impl Found<'_> {
    /// Looks for moves of a case.
    fn look(&mut self, ledger: &Ledger, case: usize, scratch: &mut Scratch<f64>) {
        let waiting = Column::waiting(case as u32);
        let waits = (ledger.waiting(case) > 0).then_some(waiting);
        let mut best = None;
        for from in ledger.columns(case).map(|(column, _)| column).chain(waits) {
            let alike = (self.kin[case], from.offer, from.drawn);
            let rather = self.settled.get(&alike).copied().unwrap_or_else(|| {
                let best = *best.get_or_insert_with(|| self.tariff.best(case, scratch));
                let here = if from.waits() { 0.0 } else { scratch.gain[from.offer as usize] };
                let (to, most) = best.map_or((waiting, 0.0), |(offer, gain)| (self.tariff.column(case, offer), gain));
                let rather = (most > here).then_some((to, here - most));
                if !self.keep_moves(from, here, &scratch.gain) {
                    // Ever fewer are among the best: those who are alike and come later are none of them.
                    self.settled.insert(alike, rather);
                }
                rather
            });
            let own = |(to, loss)| Move { from, to: Column { case: case as u32, ..to }, loss };
            self.losers.extend(rather.map(own));
        }
    }

    /// Keeps the moves from a column, which gains this much, to all others; whether any is among the best so far.
    fn keep_moves(&mut self, from: Column, here: f64, gains: &[f64]) -> bool {
        let mut kept = false;
        let mut keep = |to: Column, gain: f64| {
            let link = Move { from, to, loss: here - gain };
            kept |= note(&mut self.takes, self.problem, to, link);
            kept |= note(&mut self.gives, self.problem, from, link);
        };
        for (offer, gain) in gains.iter().enumerate() {
            if *gain > f64::NEVER && offer != from.offer as usize {
                keep(self.tariff.column(from.case as usize, offer), *gain);
            }
        }
        if !from.waits() {
            keep(Column::waiting(from.case), 0.0);
        }
        kept
    }
}

/// Keeps a move with the resources that a column of it uses, if it is among the best there; whether it is anywhere.
fn note(lists: &mut [Vec<Move>], problem: &Problem, column: Column, link: Move) -> bool {
    let mut kept = false;
    for (resource, units) in column.uses(problem) {
        let moves = &mut lists[resource as usize];
        if units > 0 && (moves.len() < WIDTH || link.loss < moves[WIDTH - 1].loss) {
            moves.push(link);
            kept = true;
            if moves.len() >= 8 * WIDTH {
                shorten(moves);
            }
        }
    }
    kept
}

/// Keeps the moves of the smallest loss, ties by column.
fn shorten(moves: &mut Vec<Move>) {
    let key = |link: &Move| (link.from, link.to);
    moves.sort_by(|left, right| left.loss.total_cmp(&right.loss).then(key(left).cmp(&key(right))));
    moves.dedup_by_key(|link| (link.from, link.to));
    moves.truncate(WIDTH);
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::kin::alike;
    use super::super::more::tests::crowded;
    use super::*;
    use crate::solve::greedy;

    #[test]
    fn those_who_are_alike_and_come_later_are_passed_over_only_where_they_have_no_part() {
        let mut passed_over = 0;
        for seed in 0..60 {
            let problem = crowded(seed);
            let frame = Frame::new(&problem);
            let price: Vec<f64> =
                (0..problem.supplies.len()).map(|resource| f64::from((resource as u32 * 7) % 4)).collect();
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let ledger = Ledger::of(&problem, &greedy::solve(&problem).plan);
            let moves = |kin: &[u32]| format!("{:?}", Moves::new(&problem, &price, &tariff, &ledger, kin));
            let kin = alike(&problem, |level| level == 0, |level| level == 0);
            passed_over += usize::from(kin.iter().max() < Some(&(problem.len() as u32 / 50)));
            assert_eq!(moves(&kin), moves(&(0..problem.len() as u32).collect::<Vec<u32>>()), "seed {seed}");
        }
        assert!(passed_over > 20, "alike in {passed_over} problems");
    }
}
