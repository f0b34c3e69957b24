//! The search: boxes are bounded, narrowed and split until no plan in them is worth more than the target.

use super::super::improve;
use super::super::tariff::Tariff;
use super::dual::{self, Dual};
use super::layout::Layout;
use super::mend::Mend;
use super::node::{Fate, Node, PAIR};
use crate::problem::packing::{self, Step};
use crate::problem::{Packing, Problem};
use crate::solve::Settings;
use crate::solve::greedy::fill;
use crate::solve::ledger::Ledger;

/// Steps of the dual at the root and at the other nodes.
const STEPS: (usize, usize) = (1_500, 100);
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
        let dual = self.improve(&mut root, STEPS.0);
        let most = self.points(dual.relaxed.most);
        let close = packing::Node { prices: root.clone().tell(), step: Step::Close };
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
            if self.gap_of(proven.target) <= self.settings.gap || self.work > limit || self.settings.is_over() {
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
            below *= 2;
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

    pub fn improve(&mut self, node: &mut Node, steps: usize) -> Dual {
        let over = |work: usize| self.work + work > self.limit || self.settings.is_over();
        let dual = dual::improve(node, &self.layout, self.least(), steps, &over);
        self.work += dual.work;
        // A plan looks at every pair.
        self.work += 4 * PAIR * self.layout.case.len();
        self.round(node, &dual.relaxed.picks);
        dual
    }

    /// The tree below a node so many splits from the root, into the list of nodes.
    pub fn tree(&mut self, mut node: Node, depth: usize) -> Result<(), Stopped> {
        let mut average = Vec::new();
        while !node.empty {
            if depth >= Packing::OPEN || self.work > self.limit || self.settings.is_over() {
                return Err(Stopped);
            }
            let dual = self.improve(&mut node, if depth == 0 { STEPS.0 } else { STEPS.1 });
            average = dual.average;
            if dual.relaxed.most < self.least() {
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
        let split = self.split(&node, &average);
        let Some(pair) = split.filter(|_| !node.empty) else {
            if !node.empty {
                // One plan is left. If it is worth more than the target by these prices and yet was not taken, it is
                // worth less at an earlier level, and this tree proves nothing.
                self.round(&node, &[]);
                if node.relaxed(&self.layout).most >= self.least() {
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

    /// The open pair that is furthest from being used or not; those who need more matter more.
    fn split(&self, node: &Node, average: &[f64]) -> Option<u32> {
        let matters = |pair: u32| {
            let needs: f64 = self.layout.need(pair).iter().copied().map(f64::from).sum();
            (0.5 - (average[pair as usize] - 0.5).abs()) * needs * needs.sqrt()
        };
        let open = node.open.iter().flatten().map(|pair| (matters(*pair), *pair));
        open.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1))).map(|(_, pair)| pair)
    }

    fn write(&mut self, node: &mut Node, step: Step) {
        self.nodes.push(packing::Node { prices: node.tell(), step });
    }

    /// A whole plan from a packing: nobody twice, and whoever still fits; where it betters the best, families change
    /// places in it.
    pub fn round(&mut self, node: &Node, picks: &[u32]) {
        let mut plan = Ledger::new(self.problem);
        let mut pairs: Vec<u32> = picks.to_vec();
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
