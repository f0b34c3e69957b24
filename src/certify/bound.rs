//! The bound that a level's prices give, replayed as `problem::Certificate` states it.
//!
//! In: a problem without faults, the plan's worth at the earlier levels, and the proof of a level.
//! Out: the largest bound of the tree's leaves, or that of a packing or a counting where it is
//! smaller. Every number is whole; before each pass over the cases the largest possible sum is
//! shown to fit 128 bits, so that no step can overflow. Cases of which branches speak are looked at
//! with every option, all others with those that can be best.

use std::collections::BTreeMap;

use super::gains::{Gains, Largest};
use super::{Refusal, counting, fronts, packing};
use crate::problem::{Branch, LevelProof, Prices, Problem};

/// Fewest and most families of a case that take an option, where branches say so.
#[derive(Clone, Copy)]
struct Limits {
    fewest: i128,
    most: i128,
}

/// By case and option.
type Boxes = BTreeMap<(u32, u32), Limits>;

/// The bound at the level after `earlier`, in points; none where every leaf is empty.
pub(super) fn replay(
    problem: &Problem,
    largest: &Largest,
    earlier: &[i128],
    proof: &LevelProof,
) -> Result<Option<i128>, Refusal> {
    let (level, denominator) = (earlier.len(), proof.denominator);
    if denominator < 1 {
        return Err(Refusal::Denominator { level, denominator });
    }
    let mut replay = Replay { problem, largest, earlier, denominator, leaves: 0, boxes: Boxes::new(), bound: None };
    replay.walk(&proof.tree)?;
    let Some(bound) = replay.bound else { return Ok(None) };
    let packing = proof.packing.as_ref().map(|packing| packing::replay(problem, largest, earlier, proof, packing));
    let counting = proof.counting.as_ref().map(|counting| counting::replay(problem, largest, earlier, counting));
    let others = [packing.transpose()?, counting.transpose()?];
    Ok(Some(others.into_iter().flatten().fold(bound, i128::min)))
}

/// What is left to do on a walk, the next last.
enum Task<'a> {
    Visit(&'a Branch),
    /// Sets the limits of a case and option, or lifts them.
    Limit((u32, u32), Option<Limits>),
}

struct Replay<'a> {
    problem: &'a Problem,
    largest: &'a Largest,
    earlier: &'a [i128],
    denominator: i64,
    leaves: usize,
    /// What the branches above the current node say.
    boxes: Boxes,
    bound: Option<i128>,
}

impl Replay<'_> {
    /// Visits the leaves from the left, however deep the tree.
    fn walk(&mut self, tree: &Branch) -> Result<(), Refusal> {
        let mut tasks = vec![Task::Visit(tree)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Limit(pair, Some(limits)) => drop(self.boxes.insert(pair, limits)),
                Task::Limit(pair, None) => drop(self.boxes.remove(&pair)),
                Task::Visit(Branch::Leaf(prices)) => self.leaf(prices)?,
                Task::Visit(&Branch::Split { case, option, at_most, ref below, ref above }) => {
                    let count = self.problem.cases.count.get(case as usize);
                    let Some(&count) = count.filter(|_| (option as usize) < self.problem.options.len()) else {
                        return Err(Refusal::Split { level: self.earlier.len(), case, option });
                    };
                    let (pair, at_most) = ((case, option), i128::from(at_most));
                    // Those above in the tree have set the limits by the time this split is visited.
                    let outer = self.boxes.get(&pair).copied();
                    let Limits { fewest, most } = outer.unwrap_or(Limits { fewest: 0, most: i128::from(count) });
                    tasks.extend([
                        Task::Limit(pair, outer),
                        Task::Visit(above),
                        Task::Limit(pair, Some(Limits { fewest: fewest.max(at_most + 1), most })),
                        Task::Visit(below),
                        Task::Limit(pair, Some(Limits { fewest, most: most.min(at_most) })),
                    ]);
                }
            }
        }
        Ok(())
    }

    fn leaf(&mut self, prices: &Prices) -> Result<(), Refusal> {
        let (level, leaf) = (self.earlier.len(), self.leaves);
        self.leaves += 1;
        let length = |of, found, expected| {
            if found == expected { Ok(()) } else { Err(Refusal::Length { level, leaf, of, found, expected }) }
        };
        length("multipliers", prices.multiplier.len(), level)?;
        length("prices", prices.price.len(), self.problem.supplies.len())?;
        if let Some((earlier, &multiplier)) = prices.multiplier.iter().enumerate().find(|(_, factor)| **factor < 0) {
            return Err(Refusal::Multiplier { level, leaf, earlier, multiplier });
        }
        let bound = self.sum(prices).ok_or(Refusal::Overflow { level, leaf })?;
        self.bound = self.bound.max(bound.map(|sum| sum.div_euclid(i128::from(self.denominator))));
        Ok(())
    }

    /// `N` of the leaf; the inner none is an empty leaf, the outer one a sum past 128 bits.
    #[expect(clippy::option_option, reason = "an empty leaf and an overflow are different things")]
    fn sum(&self, prices: &Prices) -> Option<Option<i128>> {
        let gains = Gains::at(self.problem, self.largest, self.denominator, prices)?;
        let most = gains.largest.checked_mul(self.largest.families)?;
        // Room for the boxed cases too: each is taken off and put back once.
        most.checked_mul(4)?;
        let mut sum = fronts::free(&gains).checked_add(gains.constant(prices, self.earlier)?)?;
        let boxes: Vec<(u32, u32, Limits)> =
            self.boxes.iter().map(|(&(case, option), &limits)| (case, option, limits)).collect();
        for of_case in boxes.chunk_by(|one, other| one.0 == other.0) {
            let case = of_case[0].0 as usize;
            let Some(within) = within(&gains, case, of_case) else { return Some(None) };
            sum = sum.checked_add(within - free(&gains, case))?;
        }
        Some(Some(sum))
    }
}

/// What all families of the case gain at most, as if no branch said anything.
fn free(gains: &Gains, case: usize) -> i128 {
    let best = gains.allowed(case).map(|(_, gain)| gain).max().unwrap_or(0);
    i128::from(gains.problem.cases.count[case]) * best.max(0)
}

/// The same within its boxes; none where no plan fits them.
fn within(gains: &Gains, case: usize, boxes: &[(u32, u32, Limits)]) -> Option<i128> {
    let count = i128::from(gains.problem.cases.count[case]);
    let mut needed: i128 = boxes.iter().map(|(_, _, limits)| limits.fewest).sum();
    if needed > count || boxes.iter().any(|(_, _, limits)| limits.fewest > limits.most) {
        return None;
    }
    let mut left = count - needed;
    let mut sum = 0;
    let mut open = Vec::new();
    for (option, gain) in gains.allowed(case) {
        let found = boxes.iter().find(|(_, boxed, _)| *boxed == option);
        let Limits { fewest, most } = found.map_or(Limits { fewest: 0, most: count }, |found| found.2);
        needed -= fewest;
        sum += fewest * gain;
        open.push((gain, most - fewest));
    }
    // Families that would have to take what the case may not.
    if needed > 0 {
        return None;
    }
    open.sort_unstable_by(|one, other| other.cmp(one));
    for (gain, most) in open.into_iter().take_while(|(gain, _)| *gain > 0) {
        let taken = left.min(most);
        sum += taken * gain;
        left -= taken;
    }
    Some(sum)
}
