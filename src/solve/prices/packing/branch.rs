//! Which pair is split: one that costs most both where it is used and where it is not.

use std::collections::HashMap;

use super::super::relaxation::{End, Relaxation};
use super::node::Node;
use super::search::{NUMBER, Search};

/// How far from whole a pair is that is not whole.
const WHOLE: f64 = 1e-6;
/// Pivots of a look.
const PIVOTS: usize = 30;
/// Pairs looked at, if they have not been often enough to be known; and how many more in a row may be no better.
const LOOKS: usize = 8;
const PATIENCE: usize = 4;
const KNOWN: u32 = 16;

/// By pair, what it has cost so far, in points a family, without it and with it, and how often.
#[derive(Default)]
pub struct Costs(HashMap<u32, ([f64; 2], u32)>);

impl Search<'_, '_> {
    /// The pair to split at a node; none where all are whole.
    pub fn split(&mut self, node: &Node) -> Option<u32> {
        let families = node.relaxation.families();
        let share = |pair: u32| families[self.layout.choice[pair as usize] as usize];
        let size = |pair: u32| self.layout.need(pair).iter().map(|need| f64::from(*need)).sum::<f64>();
        let mut known: Vec<(bool, f64, u32, f64)> = Vec::new();
        for pair in node.open.iter().flatten() {
            let share = share(*pair);
            if share > WHOLE && share < 1.0 - WHOLE {
                known.push(match self.costs.0.get(pair) {
                    Some(([low, high], times)) if *times >= KNOWN => {
                        let times = f64::from(*times);
                        (true, score([low / times * share, high / times * (1.0 - share)]), *pair, share)
                    }
                    _ => (false, (0.5 - (share - 0.5).abs()) * size(*pair), *pair, share),
                });
            }
        }
        known.sort_by(|one, other| (one.0.cmp(&other.0)).then(other.1.total_cmp(&one.1)).then(one.2.cmp(&other.2)));
        let mut best: Option<(f64, u32)> = None;
        let mut since = 0;
        for (looked, (is_known, expected, pair, share)) in known.into_iter().enumerate() {
            if !is_known && looked >= LOOKS && since > PATIENCE {
                continue;
            }
            let own = if is_known { Some(expected) } else { self.look(node, pair, share) };
            let Some(own) = own else { return Some(pair) };
            since += 1;
            if best.is_none_or(|(most, _)| own > most) {
                (best, since) = (Some((own, pair)), 0);
            }
        }
        best.map(|(_, pair)| pair)
    }

    /// How much a split promises after a few pivots; none where one side is closed.
    fn look(&mut self, node: &Node, pair: u32, share: f64) -> Option<f64> {
        let (own, cutoff) = (self.layout.choice[pair as usize], self.cutoff());
        let others: Vec<u32> =
            self.layout.choices.of(self.layout.case[pair as usize]).filter(|choice| *choice != own).collect();
        let side = |closed: &[u32]| {
            let mut below: Relaxation = node.relaxation.clone();
            below.close(closed);
            let end = below.solve(cutoff, PIVOTS);
            (end == End::Closed, node.relaxation.worth - below.worth, below.work - node.relaxation.work)
        };
        let (without, with) = rayon::join(|| side(&[own]), || side(&others));
        self.work += NUMBER * (without.2 + with.2) as usize;
        if without.0 || with.0 {
            return None;
        }
        let costs = [without.1, with.1].map(|cost| cost.max(0.0));
        let (sums, times) = self.costs.0.entry(pair).or_default();
        sums[0] += costs[0] / share;
        sums[1] += costs[1] / (1.0 - share);
        *times += 1;
        Some(score(costs))
    }
}

/// How much a split promises.
fn score([low, high]: [f64; 2]) -> f64 {
    low.max(1e-4) * high.max(1e-4)
}
