//! A first good plan: the surest are put on their options, step by step; the few that are left are searched.

use super::node::{Fate, Node};
use super::search::{ROUNDS, Search};

/// The share from which a pair is sure, and one in so many of the open pairs that are chosen at a time.
const SURE: f64 = 0.7;
const PART: usize = 40;
/// With fewer open pairs than this the rest is searched, for so many cells at most.
const OPEN: usize = 250;
const WORK: usize = 200_000_000;

impl Search<'_, '_> {
    /// Looks for a plan in a box that narrows.
    pub fn dive(&mut self, mut node: Node) {
        loop {
            self.target = self.best.worth()[self.level];
            let most = self.improve(&mut node, ROUNDS.2);
            let mut open: Vec<u32> = node.open.iter().flatten().copied().collect();
            if node.empty || most < self.least() || self.work > self.limit || self.settings.is_over() {
                return;
            }
            if open.len() < OPEN {
                let limit = self.limit;
                self.limit = limit.min(self.work + WORK);
                self.hunt(&node, self.points(most), drop);
                self.limit = limit;
                return;
            }
            let families = node.relaxation.families();
            let average = |pair: u32| families[self.layout.choice[pair as usize] as usize];
            open.sort_by(|one, other| average(*other).total_cmp(&average(*one)).then(one.cmp(other)));
            let surest = open.len().div_ceil(PART);
            let chosen = (open.iter().enumerate())
                .take_while(|(place, pair)| *place == 0 || *place < surest && average(**pair) >= SURE);
            for (_, pair) in chosen {
                if node.may(&self.layout, *pair) {
                    node.narrow(&self.layout, &[(*pair, Fate::On)]);
                }
            }
            let (fates, work) = node.fates(&self.layout, self.least());
            self.work += work;
            node.narrow(&self.layout, &fates);
        }
    }
}
