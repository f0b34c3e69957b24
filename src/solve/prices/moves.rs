//! Moves of single families that a chain may be made of, and what each does to the resources.
//!
//! In: a plan and prices. Out: by resource the moves that use it and those that free it, of the smallest loss, and the
//! families that would rather be elsewhere.

use super::tariff::{Number, Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

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
    /// By resource: moves that use it, and moves that free it, those first that lose least.
    pub takes: Vec<Vec<u32>>,
    pub gives: Vec<Vec<u32>>,
    /// Moves of families to their best columns, those first that gain most.
    pub losers: Vec<u32>,
}

/// What the cases may do.
#[derive(Debug)]
struct Found {
    takes: Vec<Vec<Move>>,
    gives: Vec<Vec<Move>>,
    losers: Vec<Move>,
}

impl Moves {
    /// The moves of a plan, so many by resource.
    pub fn new(problem: &Problem, tariff: &Tariff<f64>, ledger: &Ledger, width: usize) -> Moves {
        let none = || vec![Vec::new(); problem.supplies.len()];
        let mut found = Found { takes: none(), gives: none(), losers: Vec::new() };
        let mut scratch = Scratch::default();
        (0..problem.len()).for_each(|case| found.look(problem, tariff, ledger, case, width, &mut scratch));
        found.losers.sort_by(|left, right| left.loss.total_cmp(&right.loss).then(left.from.cmp(&right.from)));
        let mut moves = Moves { first: vec![0], ..Moves::default() };
        let mut keep = |kept: Vec<Move>| kept.into_iter().map(|link| moves.push(problem, link)).collect();
        let mut shortened = |mut kept: Vec<Move>| {
            shorten(&mut kept, width);
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

    fn push(&mut self, problem: &Problem, link: Move) -> u32 {
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
        self.first.push(end as u32);
        self.all.push(link);
        self.all.len() as u32 - 1
    }
}

impl Found {
    /// Looks for moves of a case.
    fn look(
        &mut self,
        problem: &Problem,
        tariff: &Tariff<f64>,
        ledger: &Ledger,
        case: usize,
        width: usize,
        scratch: &mut Scratch<f64>,
    ) {
        let waiting = Column::waiting(case as u32);
        let best = tariff.best(case, scratch);
        let (best, most) = best.map_or((waiting, 0.0), |(offer, gain)| (tariff.column(case, offer), gain));
        let waits = (ledger.waiting(case) > 0).then_some(waiting);
        for from in ledger.columns(case).map(|(column, _)| column).chain(waits) {
            let here = if from.waits() { 0.0 } else { scratch.gain[from.offer as usize] };
            let mut keep = |to: Column, gain: f64| {
                let link = Move { from, to, loss: here - gain };
                note(&mut self.takes, problem, to, link, width);
                note(&mut self.gives, problem, from, link, width);
            };
            for (offer, gain) in scratch.gain.iter().enumerate() {
                if *gain > f64::NEVER && offer != from.offer as usize {
                    keep(tariff.column(case, offer), *gain);
                }
            }
            if !from.waits() {
                keep(waiting, 0.0);
            }
            if most > here {
                self.losers.push(Move { from, to: best, loss: here - most });
            }
        }
    }
}

/// Keeps a move with the resources that a column of it uses, if it is among the best there.
fn note(lists: &mut [Vec<Move>], problem: &Problem, column: Column, link: Move, width: usize) {
    for (resource, units) in column.uses(problem) {
        let moves = &mut lists[resource as usize];
        if units > 0 && (moves.len() < width || link.loss < moves[width - 1].loss) {
            moves.push(link);
            if moves.len() >= 8 * width {
                shorten(moves, width);
            }
        }
    }
}

/// Keeps the moves of the smallest loss, ties by column.
fn shorten(moves: &mut Vec<Move>, width: usize) {
    let key = |link: &Move| (link.from, link.to);
    moves.sort_by(|left, right| left.loss.total_cmp(&right.loss).then(key(left).cmp(&key(right))));
    moves.dedup_by_key(|link| (link.from, link.to));
    moves.truncate(width);
}
