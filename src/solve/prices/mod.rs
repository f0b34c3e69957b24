//! The price solver: prices on resources decide for every case at once.
//!
//! In: any [`Problem`]. Out: a plan and a certificate for every level. Level by level the linear
//! programme is solved in the space of resources ([`simplex`]), its prices are made whole and give
//! the bound ([`bound`]), and a whole plan is found near its optimum ([`dive`]). Small problems
//! that keep a gap are searched to the end ([`branch`]). It calls no other solver.

mod bound;
mod dive;
mod factor;
mod pivot;
mod pricing;
mod row;
mod simplex;
mod start;
mod tariff;

use std::time::Instant;

use self::bound::{bound, denominator, whole};
use self::tariff::Frame;
use super::ledger::Ledger;
use super::{Answer, Settings, Stop};
use crate::problem::{Branch, Certificate, LevelProof, Problem};

/// Solves a problem level by level.
pub fn solve(problem: &Problem, settings: &Settings) -> Answer {
    let frame = Frame::new(problem);
    let stop = || settings.deadline.is_some_and(|deadline| Instant::now() >= deadline);
    let mut best = Ledger::new(problem);
    let mut proofs: Vec<LevelProof> = Vec::new();
    let mut simplex = start::start(problem, &frame, &stop);
    for level in 0..problem.levels.len() {
        if level > 0 {
            simplex.advance(best.worth()[level - 1]);
            simplex.settle(&stop);
        }
        let (price, factors) = simplex.prices();
        let denominator = denominator(price, &factors);
        let prices = whole(price, &factors, level, denominator);
        let mut found = dive::dive(simplex.clone(), &stop);
        for case in 0..problem.len() {
            super::greedy::fill(problem, &mut found, case);
        }
        if found.worth() > best.worth() {
            best = found;
        }
        simplex.require(&best.worth()[..level]);
        proofs.push(LevelProof { worth: 0, bound: 0, denominator, tree: Branch::Leaf(prices) });
    }
    for (level, proof) in proofs.iter_mut().enumerate() {
        proof.worth = best.worth()[level];
        if let Branch::Leaf(prices) = &proof.tree {
            proof.bound = bound(problem, &frame, prices, proof.denominator, best.worth(), &[]) as i64;
        }
    }
    let proven = proofs.iter().all(|proof| proof.bound == proof.worth);
    let stop = match proven {
        true => Stop::Proven,
        false if stop() => Stop::Deadline,
        false => Stop::Exhausted,
    };
    let claim = vec![false; problem.levels.len()];
    Answer { stop, plan: best.plan(), certificate: Some(Certificate { levels: proofs }), claim }
}

#[cfg(test)]
mod oracle;
