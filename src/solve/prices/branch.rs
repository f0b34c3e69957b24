//! Branch and bound: the proof where prices alone leave a gap.
//!
//! In: the simplex at a level's optimum and the best plan so far. Out: a tree whose leaves carry
//! prices, and the plan if a better one was found. Depth first; a node is closed when its bound,
//! in whole points, does not exceed the plan.
//!
//! A case of one family is split by a resource that it uses in part: a month's exits, say, whatever country they lead to.
//! Kept off one option alone it would take the next one in that month, and nothing would be closed.

use std::collections::BTreeMap;

use super::bound::{Within, bound, whole};
use super::dive::round;
use super::frame::Frame;
use super::row::Limit;
use super::simplex::Simplex;
use super::usage::Usage;
use crate::problem::{Branch, Problem};
use crate::solve::ledger::Ledger;

/// The finest denominator of a tree's prices: those of nodes that no plan is in are large.
pub const COARSE: i64 = 1 << 20;

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
    /// The tree below a node.
    pub fn tree(&mut self, mut simplex: Simplex<'a>, within: &Within) -> Branch {
        let level = simplex.level();
        simplex.confine(within);
        let mut proof = None;
        simplex.settle_unless(self.stop, |simplex| {
            let (price, factors) = simplex.prices();
            let prices = whole(price, &factors, level, self.denominator);
            let earlier = &self.best.worth()[..level];
            let bound = bound(simplex.problem, simplex.frame, &prices, self.denominator, earlier, within);
            if proof.as_ref().is_none_or(|(least, _)| bound < *least) {
                proof = Some((bound, prices));
            }
            bound <= i128::from(self.best.worth()[level])
        });
        let (bound, prices) = proof.expect("prices of a programme that was settled");
        let rounded = round(&mut simplex);
        if rounded.worth() > self.best.worth() {
            self.best = rounded;
        }
        if bound <= i128::from(self.best.worth()[level]) || self.nodes == 0 || (self.stop)() {
            return Branch::Leaf(prices);
        }
        let Some(split) = split(&mut simplex) else { return Branch::Leaf(prices) };
        self.nodes -= 1;
        let [below, above] = split.sides(within);
        let above = Box::new(self.tree(simplex.clone(), &above));
        let below = Box::new(self.tree(simplex, &below));
        match split {
            Split::Families { case, option, at_most } => Branch::Split { case, option, at_most, below, above },
            Split::Use { case, resource } => Branch::Use { case, resource, below, above },
        }
    }
}

/// Where a node is split.
#[derive(Clone, Copy, Debug)]
enum Split {
    /// At most so many families of a case by an option, or more.
    Families { case: u32, option: u32, at_most: u32 },
    /// The family of a case uses nothing of a resource, or some.
    Use { case: u32, resource: u32 },
}

impl Split {
    /// What is said below the split and above it.
    fn sides(self, within: &Within) -> [Within; 2] {
        [false, true].map(|above| {
            let mut side = within.clone();
            match self {
                Split::Families { case, option, at_most } => {
                    let families = at_most + u32::from(above);
                    side.limits.push(Limit { case, option, families, at_least: above });
                }
                Split::Use { case, resource } => side.usages.push(Usage { case, resource, used: above }),
            }
            side
        })
    }
}

/// The bound of a tree: that of its loosest leaf.
pub fn tree_bound(
    problem: &Problem,
    frame: &Frame,
    tree: &Branch,
    denominator: i64,
    worth: &[i64],
    within: &Within,
) -> i128 {
    let (split, below, above) = match tree {
        Branch::Leaf(prices) => return bound(problem, frame, prices, denominator, worth, within),
        Branch::Split { case, option, at_most, below, above } => {
            (Split::Families { case: *case, option: *option, at_most: *at_most }, below, above)
        }
        Branch::Use { case, resource, below, above } => (Split::Use { case: *case, resource: *resource }, below, above),
    };
    let [without, with] = split.sides(within);
    let below = tree_bound(problem, frame, below, denominator, worth, &without);
    below.max(tree_bound(problem, frame, above, denominator, worth, &with))
}

/// Where a node is split: what a single family uses in part, most at stake first; else families of a group.
fn split(simplex: &mut Simplex) -> Option<Split> {
    let (problem, plain) = (simplex.problem, simplex.amounts(|row| &row.plain));
    let mut most: Option<(f64, Split)> = None;
    for case in (0..simplex.key.len()).filter(|case| is_single(problem, *case)) {
        if simplex.positions(case).next().is_none() {
            continue;
        }
        let mut used: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
        for (column, families) in simplex.columns_of(case, &plain) {
            for (resource, units) in column.sums(simplex.problem) {
                let own = used.entry(resource).or_insert((0.0, units));
                own.0 += families;
            }
        }
        for (resource, (share, units)) in used {
            let off = share.min(1.0 - share);
            let stake = off * f64::from(units) * (simplex.price[resource as usize].max(0.0) + 1e-6);
            let free = simplex.usages.iter().all(|usage| (usage.case as usize, usage.resource) != (case, resource));
            if free && off > 1e-6 && most.is_none_or(|(largest, _)| stake > largest) {
                most = Some((stake, Split::Use { case: case as u32, resource }));
            }
        }
    }
    most.map(|(_, split)| split)
        .or_else(|| most_split(simplex).map(|(case, option, at_most)| Split::Families { case, option, at_most }))
}

/// Whether a case is of one family.
fn is_single(problem: &Problem, case: usize) -> bool {
    problem.cases.count[case] == 1
}

/// The case and option whose families are furthest from a whole number, and that rounded down.
fn most_split(simplex: &mut Simplex) -> Option<(u32, u32, u32)> {
    let plain = simplex.amounts(|row| &row.plain);
    let mut most: Option<(f64, (u32, u32, u32))> = None;
    let problem = simplex.problem;
    for case in (0..simplex.key.len()).filter(|case| !is_single(problem, *case)) {
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
