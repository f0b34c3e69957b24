//! The price solver: prices on resources decide for every case at once.
//!
//! In: any [`Problem`]. Out: a plan and a certificate for every level. Level by level the linear
//! programme is solved in the space of resources ([`simplex`]), its prices are made whole and give
//! the bound ([`mod@bound`]), and a whole plan is found near its optimum ([`mod@dive`]). Small problems
//! that keep a gap are searched to the end ([`branch`]). It calls no other solver.

mod bound;
mod branch;
mod dive;
mod factor;
mod improve;
mod pivot;
mod pricing;
mod row;
mod simplex;
mod start;
mod tariff;

use std::time::Instant;

use self::bound::{bound, denominator, whole};
use self::branch::{Search, tree_bound};
use self::dive::dive;
use self::improve::improve;
use self::tariff::Frame;
use super::ledger::Ledger;
use super::{Answer, Settings, Stop};
use crate::problem::{Branch, Certificate, LevelProof, Problem};

/// Nodes of a search, all families together: the fewer families, the more nodes a level.
const NODES: usize = 60_000;
/// With more families than this a search by branches is not begun.
const FAMILIES: usize = 400;

/// Solves a problem level by level.
pub fn solve(problem: &Problem, settings: &Settings) -> Answer {
    let stop = || settings.deadline.is_some_and(|deadline| Instant::now() >= deadline);
    let frame = Frame::new(problem);
    let families: usize = problem.cases.count.iter().map(|count| *count as usize).sum();
    let mut best = Ledger::new(problem);
    let mut proofs: Vec<(i64, Branch)> = Vec::new();
    let mut near_enough = false;
    let mut simplex = start::start(problem, &frame, &stop);
    for level in 0..problem.levels.len() {
        if level > 0 {
            simplex.advance(best.worth()[level - 1]);
            simplex.settle(&stop);
        }
        let (price, factors) = simplex.prices();
        let price = price.to_vec();
        let denominator = denominator(&price, &factors);
        let prices = whole(&price, &factors, level, denominator);
        let gap = |best: &Ledger| {
            let bound = bound(problem, &frame, &prices, denominator, &best.worth()[..level], &[]);
            bound - i128::from(best.worth()[level])
        };
        if gap(&best) > 0 {
            let tariff = simplex.tariff();
            let mut found = dive(simplex.clone(), &stop);
            improve(problem, &price, &tariff, &mut found, &stop);
            improve(problem, &price, &tariff, &mut best, &stop);
            if found.worth() > best.worth() {
                best = found;
            }
        }
        if simplex.requires(&best.worth()[..level]) {
            simplex.settle(&stop);
        }
        let left = gap(&best);
        near_enough |= level == 0 && left as f64 <= settings.gap * best.worth()[0].unsigned_abs() as f64;
        let mut tree = Branch::Leaf(prices.clone());
        if left > 0 && !(level == 0 && near_enough) && families <= FAMILIES {
            let nodes = NODES / families.max(20);
            let mut search = Search { best, denominator, nodes, stop: &stop };
            tree = search.tree(simplex.clone(), Vec::new());
            best = search.best;
            let earlier = &best.worth()[..level];
            let proven = tree_bound(problem, &frame, &tree, denominator, earlier, &mut Vec::new());
            if proven >= bound(problem, &frame, &prices, denominator, earlier, &[]) {
                tree = Branch::Leaf(prices);
            }
        }
        proofs.push((denominator, tree));
    }
    let levels: Vec<LevelProof> = (proofs.into_iter().enumerate())
        .map(|(level, (denominator, tree))| {
            let worth = best.worth()[level];
            let bound = tree_bound(problem, &frame, &tree, denominator, &best.worth()[..level], &mut Vec::new());
            LevelProof { worth, bound: i64::try_from(bound).unwrap_or(i64::MAX), denominator, tree }
        })
        .collect();
    let stop = if levels.iter().all(|proof| proof.bound == proof.worth) {
        Stop::Proven
    } else if stop() {
        Stop::Deadline
    } else if near_enough {
        Stop::Gap
    } else {
        Stop::Exhausted
    };
    let claim = vec![false; levels.len()];
    Answer { stop, plan: best.plan(), certificate: Some(Certificate { levels }), claim }
}

#[cfg(test)]
mod oracle;
