//! The search: boxes are bounded, narrowed and split until no plan in them is worth more than the target.

use super::super::improve;
use super::super::relaxation::{End, Rounded, add_roundings};
use super::super::tariff::Tariff;
use super::branch::Costs;
use super::cut::cut;
use super::layout::Layout;
use super::mend::Mend;
use super::node::{Fate, Node, PAIR};
use crate::problem::Problem;
use crate::problem::packing::{self, Step};
use crate::solve::Settings;
use crate::solve::greedy::fill;
use crate::solve::ledger::Ledger;

/// Rounds of cuts at the root, at the other nodes, and in a dive; and how many in a row may gain less than so many points.
pub const ROUNDS: (usize, usize, usize) = (100, 3, 1);
const PATIENCE: usize = 3;
const LITTLE: f64 = 0.02;
/// Cells of a dynamic programme that take as long as a number of a relaxation does.
pub const NUMBER: usize = 3;
/// Pivots of a relaxation before it is asked whether to stop.
const PIVOTS: usize = 1_000;
/// Splits above a node.
const DEPTH: usize = 1_000;
/// Points by which a relaxation is to fall short of a better plan, as its prices are rounded then; and where that was not enough.
const MARGIN: f64 = 1e-4;
const WIDE: f64 = 100.0;
/// The first target is below the bound by this part of what lies between it and the plan.
const PART: i64 = 64;
/// Turns of a proof and of looking for better plans; each may take twice as much as the one before, the last takes the
/// rest.
const TURNS: usize = 5;

/// The search of a level.
pub struct Search<'a, 's> {
    pub problem: &'a Problem,
    pub layout: Layout,
    pub denominator: i64,
    pub level: usize,
    /// The prices that the search began with, in points, packed resources' too.
    pub price: &'s [f64],
    pub tariff: &'s Tariff<'a, f64>,
    /// The best plan so far.
    pub best: Ledger<'a>,
    /// Plans worth no more are of no interest.
    pub target: i64,
    /// The nodes of the tree so far.
    pub nodes: Vec<packing::Node>,
    /// Cells of the dynamic programmes so far, and at most.
    pub work: usize,
    pub limit: usize,
    /// What no plan exceeds.
    pub bound: i64,
    pub settings: &'s Settings,
    pub costs: Costs,
    /// All roundings so far.
    pub roundings: Vec<Rounded>,
}

/// A tree that proves that no plan is worth more than its target.
pub struct Proven {
    pub target: i64,
    pub nodes: Vec<packing::Node>,
}

/// Told to stop, out of work, too deep, or come to what the tree cannot decide.
pub struct Stopped;

impl<'a> Search<'a, '_> {
    /// Bounds all plans, from the first prices on, and searches them if that is not too much.
    pub fn run(&mut self, mut root: Node, is_light: bool) -> Proven {
        let most = self.improve(&mut root, ROUNDS.0);
        let most = self.points(most);
        let close = root.clone().tell(Step::Close);
        let mut proven = Proven { target: most.max(self.target), nodes: vec![close] };
        self.tell(proven.target);
        if !is_light {
            return proven;
        }
        self.dive(root.clone());
        let limit = self.limit;
        let mut mend = Mend::default();
        for turn in (0..TURNS).rev() {
            let work = limit >> turn;
            self.limit = limit.min(self.work + work);
            self.hunt(&root, proven.target, |found| proven = found);
            self.limit = limit;
            self.tell(proven.target);
            if self.gap_of(proven.target) <= self.settings.gap || self.is_over() {
                break;
            }
            self.mend(&root, work / 2, &mut mend);
        }
        proven
    }

    /// Asks for a plan in a box, of which `most` is known to be a bound, that is worth more than a target, which falls
    /// until there is one or none is better than the best; hands on what is proven on the way.
    pub fn hunt(&mut self, root: &Node, most: i64, mut proven: impl FnMut(Proven)) {
        let mut below = 1 + (most - self.best.worth()[self.level]) / PART;
        let mut bound = most;
        while self.gap_of(bound) > self.settings.gap {
            self.target = self.best.worth()[self.level].max(most - below);
            self.nodes.clear();
            if self.tree(root.clone(), 0).is_err() {
                return;
            }
            bound = self.target;
            proven(Proven { target: self.target, nodes: std::mem::take(&mut self.nodes) });
            below += 1 + below / 2;
        }
    }

    /// Tells whoever watches of a bound, or of a better plan.
    fn tell(&mut self, bound: i64) {
        self.bound = self.bound.min(bound);
        self.settings.watch.tell(self.bound, Some(self.best.worth()[self.level]));
    }

    /// What a bound leaves open of the best plan, relative to its worth.
    pub fn gap_of(&self, bound: i64) -> f64 {
        let worth = self.best.worth()[self.level];
        (bound - worth) as f64 / worth.unsigned_abs().max(1) as f64
    }

    /// Whole points of a bound.
    pub fn points(&self, most: i64) -> i64 {
        most.div_euclid(self.denominator)
    }

    /// What a bound has to reach for a plan worth more than the target.
    pub fn least(&self) -> i64 {
        (self.target + 1).saturating_mul(self.denominator)
    }

    /// Points that a relaxation is to be worth.
    pub fn cutoff(&self) -> f64 {
        let margin = MARGIN + self.problem.len() as f64 / self.denominator as f64;
        (self.least() - self.layout.constant) as f64 / self.denominator as f64 - margin
    }

    /// Solves the node's relaxation with so many rounds of cuts, or until nothing worth the target is left, and takes its
    /// prices. What no plan in the box exceeds at them, in 1/denominator of a point.
    pub fn improve(&mut self, node: &mut Node, rounds: usize) -> i64 {
        let end = self.cut(node, rounds);
        let mut most = self.price(node);
        if end == End::Closed && most >= self.least() {
            self.solve(node, self.cutoff() - WIDE);
            most = self.price(node);
        }
        let families = node.relaxation.families();
        let is_used = |pair: &u32| families[self.layout.choice[*pair as usize] as usize] > 0.5;
        let pairs: Vec<u32> = node.open.iter().flatten().copied().filter(is_used).collect();
        // A plan looks at every pair.
        self.work += 4 * PAIR * self.layout.case.len();
        self.round(node, &pairs);
        most
    }

    /// Solves the node's relaxation, adds cuts and solves it again, until there are none, they gain little, or it is worth
    /// less than the target.
    fn cut(&mut self, node: &mut Node, rounds: usize) -> End {
        let (mut last, mut idle) = (f64::INFINITY, 0);
        // Roundings come first, while there are any; below the root they take longer than they save.
        let mut is_rounding = rounds == ROUNDS.0;
        let mut end = self.solve(node, self.cutoff());
        for _ in 0..rounds {
            idle = if last - node.relaxation.worth < LITTLE { idle + 1 } else { 0 };
            last = node.relaxation.worth;
            if end != End::Optimal || self.is_over() || idle > PATIENCE && !is_rounding {
                break;
            }
            let mut added = 0;
            if is_rounding {
                let looked;
                (added, looked) = add_roundings(&mut node.relaxation, &mut self.roundings);
                self.work += NUMBER * looked;
                is_rounding = added > 0 && idle <= PATIENCE;
                idle = if is_rounding { idle } else { 0 };
            }
            if added == 0 {
                let work;
                (added, work) = cut(node, &self.layout);
                self.work += work;
            }
            if added == 0 {
                break;
            }
            end = self.solve(node, self.cutoff());
        }
        end
    }

    /// Takes the prices of the node's relaxation, and bounds its box.
    fn price(&mut self, node: &mut Node) -> i64 {
        self.work += NUMBER * node.price(&self.layout, &self.roundings, self.denominator);
        let (most, work) = node.most(&self.layout);
        self.work += work;
        most
    }

    fn solve(&mut self, node: &mut Node, cutoff: f64) -> End {
        loop {
            let before = node.relaxation.work;
            let end = node.relaxation.solve(cutoff, PIVOTS);
            self.work += NUMBER * (node.relaxation.work - before) as usize;
            if end == End::Optimal {
                node.relaxation.drop_loose_cuts();
                node.relaxation.trim_cuts();
            }
            if end != End::Limit || self.is_over() {
                return end;
            }
        }
    }

    /// Whether it is told to stop, or out of work.
    fn is_over(&self) -> bool {
        self.work > self.limit || self.settings.is_over()
    }

    /// The tree below a node so many splits from the root, into the list of nodes.
    pub fn tree(&mut self, mut node: Node, depth: usize) -> Result<(), Stopped> {
        while !node.empty {
            if depth >= DEPTH || self.is_over() {
                return Err(Stopped);
            }
            if self.improve(&mut node, if depth == 0 { ROUNDS.0 } else { ROUNDS.1 }) < self.least() {
                self.write(&mut node, Step::Close);
                return Ok(());
            }
            let (fates, work) = node.fates(&self.layout, self.least());
            self.work += work;
            if fates.is_empty() {
                break;
            }
            self.write(&mut node, Step::Fix);
            let before: usize = node.open.iter().map(Vec::len).sum();
            node.narrow(&self.layout, &fates);
            let after: usize = node.open.iter().map(Vec::len).sum();
            if after * 8 > before * 7 {
                break;
            }
        }
        let split = self.split(&node);
        let Some(pair) = split.filter(|_| !node.empty) else {
            if !node.empty {
                // One plan is left. If it is worth more than the target by these prices and yet was not taken, it is
                // worth less at an earlier level, and this tree proves nothing.
                self.round(&node, &[]);
                if node.most(&self.layout).0 >= self.least() {
                    return Err(Stopped);
                }
            }
            self.write(&mut node, Step::Close);
            return Ok(());
        };
        let column = self.layout.column(pair);
        self.write(&mut node, Step::Split { case: column.case, option: column.option(self.problem) });
        let mut with = node.clone();
        with.narrow(&self.layout, &[(pair, Fate::On)]);
        self.tree(with, depth + 1)?;
        node.narrow(&self.layout, &[(pair, Fate::Out)]);
        self.tree(node, depth + 1)
    }

    fn write(&mut self, node: &mut Node, step: Step) {
        self.nodes.push(node.tell(step));
    }

    /// A whole plan from some pairs: nobody twice, and whoever still fits; where it betters the best, families change
    /// places in it.
    pub fn round(&mut self, node: &Node, pairs: &[u32]) {
        let mut plan = Ledger::new(self.problem);
        let mut pairs: Vec<u32> = pairs.to_vec();
        pairs.sort_by_key(|pair| (-self.layout.gain[*pair as usize], *pair));
        for pair in node.on.iter().chain(&pairs) {
            let column = self.layout.column(*pair);
            if plan.waiting(column.case as usize) > 0 && plan.room(column) > 0 {
                plan.place(column, 1);
            }
        }
        for case in 0..self.problem.len() {
            fill(self.problem, &mut plan, case);
        }
        if self.keep(&plan) {
            improve::improve(self.problem, self.price, self.tariff, &mut plan, &|| self.settings.is_over());
            self.keep(&plan);
        }
    }

    /// Keeps a plan that is worth more than the best so far, and as much at earlier levels; whether it is.
    fn keep(&mut self, plan: &Ledger<'a>) -> bool {
        let (new, old) = (plan.worth(), self.best.worth());
        let is_better = new[..self.level] == old[..self.level] && new[self.level] > old[self.level];
        if is_better {
            self.target = self.target.max(new[self.level]);
            self.best = plan.clone();
            self.tell(self.bound);
        }
        is_better
    }
}
