//! Branch and bound: the proof where prices alone leave a gap.
//!
//! In: the simplex at a level's optimum and the best plan so far. Out: a tree whose leaves carry
//! prices, and the plan if a better one was found. Depth first; a node is closed when its bound,
//! in whole points, does not exceed the plan.

use super::bound::{bound, whole};
use super::dive::round;
use super::frame::Frame;
use super::row::Limit;
use super::simplex::Simplex;
use crate::problem::{Branch, Problem};
use crate::solve::ledger::Ledger;

/// The finest denominator of a tree's prices: those of nodes that no plan is in are large.
pub const COARSE: i64 = 1 << 30;

/// A search over the plans of one level.
pub struct Search<'a, 's> {
    /// The best plan so far.
    pub best: Ledger<'a>,
    /// Prices are in this fraction of a point; see [`COARSE`].
    pub denominator: i64,
    /// Nodes that may still be opened.
    pub nodes: usize,
    /// Told to stop.
    pub stop: &'s dyn Fn() -> bool,
}

impl<'a> Search<'a, '_> {
    /// The tree below a node, confined to `limits`.
    pub fn tree(&mut self, mut simplex: Simplex<'a>, limits: Vec<Limit>) -> Branch {
        let level = simplex.level();
        simplex.confine(limits);
        simplex.settle(self.stop);
        let (price, factors) = simplex.prices();
        let prices = whole(price, &factors, level, self.denominator);
        let limits = simplex.limits.clone();
        let rounded = round(&mut simplex);
        if rounded.worth() > self.best.worth() {
            self.best = rounded;
        }
        let earlier = &self.best.worth()[..level];
        let bound = bound(simplex.problem, simplex.frame, &prices, self.denominator, earlier, &limits);
        let split = most_split(&mut simplex);
        if bound <= i128::from(self.best.worth()[level]) || self.nodes == 0 || (self.stop)() || split.is_none() {
            return Branch::Leaf(prices);
        }
        self.nodes -= 1;
        let (case, option, families) = split.expect("seen above");
        let with = |limit: Limit| limits.iter().copied().chain(std::iter::once(limit)).collect::<Vec<Limit>>();
        let above = with(Limit { case, option, families: families + 1, at_least: true });
        let above = Box::new(self.tree(simplex.clone(), above));
        let below = with(Limit { case, option, families, at_least: false });
        let below = Box::new(self.tree(simplex, below));
        Branch::Split { case, option, at_most: families, below, above }
    }
}

/// The bound of a tree: that of its loosest leaf.
pub fn tree_bound(
    problem: &Problem,
    frame: &Frame,
    tree: &Branch,
    denominator: i64,
    worth: &[i64],
    limits: &mut Vec<Limit>,
) -> i128 {
    match tree {
        Branch::Leaf(prices) => bound(problem, frame, prices, denominator, worth, limits),
        Branch::Split { case, option, at_most, below, above } => {
            let mut side = |tree: &Branch, families: u32, at_least: bool| {
                limits.push(Limit { case: *case, option: *option, families, at_least });
                let bound = tree_bound(problem, frame, tree, denominator, worth, limits);
                limits.pop();
                bound
            };
            side(below, *at_most, false).max(side(above, *at_most + 1, true))
        }
    }
}

/// The case and option whose families are furthest from a whole number, and that rounded down.
fn most_split(simplex: &mut Simplex) -> Option<(u32, u32, u32)> {
    let plain = simplex.amounts(|row| &row.plain);
    let mut most: Option<(f64, (u32, u32, u32))> = None;
    for case in 0..simplex.key.len() {
        if simplex.positions(case).next().is_none() {
            continue;
        }
        let mut by_option: Vec<(u32, f64)> = Vec::new();
        for (column, families) in simplex.columns_of(case, &plain) {
            if !column.waits() {
                let option = column.option(simplex.problem);
                match by_option.iter_mut().find(|(other, _)| *other == option) {
                    Some((_, sum)) => *sum += families,
                    None => by_option.push((option, families)),
                }
            }
        }
        for (option, families) in by_option {
            let off = (families - families.round()).abs();
            let floor = families.floor();
            // An infeasible node may stand outside its limits: there is nothing to split there.
            let open = simplex.limits.iter().all(|limit| {
                (limit.case as usize, limit.option) != (case, option)
                    || if limit.at_least {
                        floor >= f64::from(limit.families)
                    } else {
                        floor < f64::from(limit.families)
                    }
            });
            if open && off > 1e-6 && families > 0.0 && most.is_none_or(|(furthest, _)| off > furthest) {
                most = Some((off, (case as u32, option, floor as u32)));
            }
        }
    }
    most.map(|(_, split)| split)
}
