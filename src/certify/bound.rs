//! The bound that a level's prices give, replayed as `problem::Certificate` states it.
//!
//! In: a problem without faults, the plan's worth at the earlier levels, and the proof of a level.
//! Out: the largest bound of the tree's leaves, or that of a packing or a counting where it is
//! smaller. Every number is whole; before each pass over the cases the largest possible sum is
//! shown to fit 128 bits, so that no step can overflow. Cases of which branches speak are looked at
//! with every option, all others with those that can be best.

use std::collections::{BTreeMap, BTreeSet};

use super::gains::{Gains, Largest};
use super::{Refusal, counting, fronts, packing};
use crate::problem::{Branch, LevelProof, Prices, Problem};

/// Fewest and most families of a case that take an option, where branches say so.
#[derive(Clone, Copy)]
struct Limits {
    fewest: i128,
    most: i128,
}

/// Whether the family of a case uses a resource.
#[derive(Clone, Copy)]
struct Usage {
    case: u32,
    resource: u32,
    used: bool,
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
    let mut replay = Replay::new(problem, largest, earlier, denominator);
    replay.walk(&proof.tree)?;
    let most = replay.leaves.iter().filter_map(|leaf| leaf.within).max();
    let Some(bound) = most.map(|sum| sum.div_euclid(i128::from(denominator))) else { return Ok(None) };
    let packing = proof.packing.as_ref().map(|packing| packing::replay(problem, largest, earlier, proof, packing));
    let counting = proof.counting.as_ref().map(|counting| counting::replay(problem, largest, earlier, counting));
    let others = [packing.transpose()?, counting.transpose()?];
    Ok(Some(others.into_iter().flatten().fold(bound, i128::min)))
}

/// A leaf of a level's tree, each sum in parts of a point.
pub struct Leaf<'a> {
    /// Its prices.
    pub prices: &'a Prices,
    /// `N` of [`crate::problem::Certificate`]; none where the branches leave no plan.
    pub within: Option<i128>,
    /// The same as if there were no branches.
    pub free: i128,
}

/// The leaves of a level's tree, from the left, for a plan worth so much at the earlier levels.
pub fn leaves<'p>(problem: &Problem, proof: &'p LevelProof, earlier: &[i64]) -> Result<Vec<Leaf<'p>>, Refusal> {
    let earlier: Vec<i128> = earlier.iter().map(|worth| i128::from(*worth)).collect();
    let largest = Largest::of(problem);
    let mut replay = Replay::new(problem, &largest, &earlier, proof.denominator);
    replay.walk(&proof.tree)?;
    Ok(replay.leaves)
}

/// What is left to do on a walk, the next last.
enum Task<'a> {
    Visit(&'a Branch),
    /// Sets the limits of a case and option, or lifts them.
    Limit((u32, u32), Option<Limits>),
    /// Says whether the family of a case uses a resource, or takes the last such word back.
    Using(Option<Usage>),
}

struct Replay<'a, 'p> {
    problem: &'a Problem,
    largest: &'a Largest,
    earlier: &'a [i128],
    denominator: i64,
    leaves: Vec<Leaf<'p>>,
    /// What the branches above the current node say.
    boxes: Boxes,
    usages: Vec<Usage>,
}

impl<'a, 'p> Replay<'a, 'p> {
    fn new(problem: &'a Problem, largest: &'a Largest, earlier: &'a [i128], denominator: i64) -> Replay<'a, 'p> {
        let (leaves, boxes, usages) = (Vec::new(), Boxes::new(), Vec::new());
        Replay { problem, largest, earlier, denominator, leaves, boxes, usages }
    }

    /// Visits the leaves from the left, however deep the tree.
    fn walk(&mut self, tree: &'p Branch) -> Result<(), Refusal> {
        let mut tasks = vec![Task::Visit(tree)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Limit(pair, Some(limits)) => drop(self.boxes.insert(pair, limits)),
                Task::Limit(pair, None) => drop(self.boxes.remove(&pair)),
                Task::Using(Some(usage)) => self.usages.push(usage),
                Task::Using(None) => drop(self.usages.pop()),
                Task::Visit(&Branch::Use { case, resource, ref below, ref above }) => {
                    let counts_once = self.problem.cases.count.get(case as usize) == Some(&1);
                    if !counts_once || resource as usize >= self.problem.supplies.len() {
                        return Err(Refusal::Use { level: self.earlier.len(), case, resource });
                    }
                    let using = |used| Task::Using(Some(Usage { case, resource, used }));
                    tasks.extend([Task::Using(None), Task::Visit(above), using(true)]);
                    tasks.extend([Task::Using(None), Task::Visit(below), using(false)]);
                }
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

    fn leaf(&mut self, prices: &'p Prices) -> Result<(), Refusal> {
        let (level, leaf) = (self.earlier.len(), self.leaves.len());
        let length = |of, found, expected| {
            if found == expected { Ok(()) } else { Err(Refusal::Length { level, leaf, of, found, expected }) }
        };
        length("multipliers", prices.multiplier.len(), level)?;
        length("prices", prices.price.len(), self.problem.supplies.len())?;
        if let Some((earlier, &multiplier)) = prices.multiplier.iter().enumerate().find(|(_, factor)| **factor < 0) {
            return Err(Refusal::Multiplier { level, leaf, earlier, multiplier });
        }
        self.leaves.push(self.sum(prices).ok_or(Refusal::Overflow { level, leaf })?);
        Ok(())
    }

    /// What the leaf says; none where a sum passes 128 bits.
    fn sum(&self, prices: &'p Prices) -> Option<Leaf<'p>> {
        let gains = Gains::at(self.problem, self.largest, self.denominator, prices)?;
        let most = gains.largest.checked_mul(self.largest.families)?;
        // Room for the boxed cases too: each is taken off and put back once.
        most.checked_mul(4)?;
        let free_of_branches = fronts::free(&gains).checked_add(gains.constant(prices, self.earlier)?)?;
        let mut sum = free_of_branches;
        let boxed = self.boxes.keys().map(|(case, _)| *case);
        let cases: BTreeSet<u32> = boxed.chain(self.usages.iter().map(|usage| usage.case)).collect();
        for case in cases {
            let open = self.open(&gains, prices, case)?;
            let own = self.boxes.range((case, 0)..=(case, u32::MAX));
            let limits: Vec<(u32, Limits)> = own.map(|(&(_, option), &limits)| (option, limits)).collect();
            let all = self.usages.iter().any(|usage| usage.case == case && usage.used);
            let case = case as usize;
            let count = i128::from(self.problem.cases.count[case]);
            let Some(within) = within(count, all, open, &limits) else {
                return Some(Leaf { prices, within: None, free: free_of_branches });
            };
            sum = sum.checked_add(within.checked_sub(free(&gains, case))?)?;
        }
        Some(Leaf { prices, within: Some(sum), free: free_of_branches })
    }

    /// What the case gains by each option that it may take with what branches say that it uses; none past 128 bits.
    fn open(&self, gains: &Gains, prices: &Prices, case: u32) -> Option<Vec<(u32, i128)>> {
        let usages: Vec<&Usage> = self.usages.iter().filter(|usage| usage.case == case).collect();
        if usages.is_empty() {
            return Some(gains.allowed(case as usize).collect());
        }
        let problem = self.problem;
        let needs = &problem.cases.need[case as usize * problem.kinds..][..problem.kinds];
        let opens = problem.classes[problem.cases.class[case as usize] as usize].opens;
        let mut open = Vec::new();
        for (option, gain) in gains.allowed(case as usize) {
            let fixed = |resource: u32| {
                let mut uses = problem.options.uses(option).iter();
                uses.any(|used| used.resource == resource && needs[usize::from(used.kind)] > 0)
            };
            let Some(window) = problem.options.window[option as usize] else {
                let is_open = usages.iter().all(|usage| fixed(usage.resource) == usage.used);
                open.extend(is_open.then_some((option, gain)));
                continue;
            };
            let need = needs[usize::from(window.kind)];
            let run = opens..=window.ends;
            let cheapest = |run: &mut dyn Iterator<Item = u32>| run.map(|drawn| prices.price[drawn as usize]).min();
            let is_open = |drawn: &u32| {
                let uses = |resource: u32| fixed(resource) || need > 0 && resource == *drawn;
                usages.iter().all(|usage| uses(usage.resource) == usage.used)
            };
            if let (Some(all), Some(own)) = (cheapest(&mut run.clone()), cheapest(&mut run.filter(is_open))) {
                let dearer = (i128::from(own) - i128::from(all)).checked_mul(i128::from(need))?;
                open.push((option, gain.checked_sub(dearer)?));
            }
        }
        Some(open)
    }
}

/// What all families of the case gain at most, as if no branch said anything.
fn free(gains: &Gains, case: usize) -> i128 {
    let best = gains.allowed(case).map(|(_, gain)| gain).max().unwrap_or(0);
    i128::from(gains.problem.cases.count[case]) * best.max(0)
}

/// The same of so many families, some or all, by what is open to them within its boxes; none where no plan fits them.
fn within(count: i128, all: bool, gains: Vec<(u32, i128)>, boxes: &[(u32, Limits)]) -> Option<i128> {
    let mut needed: i128 = boxes.iter().map(|(_, limits)| limits.fewest).sum();
    if needed > count || boxes.iter().any(|(_, limits)| limits.fewest > limits.most) {
        return None;
    }
    let mut left = count - needed;
    let mut sum = 0;
    let mut open = Vec::new();
    for (option, gain) in gains {
        let found = boxes.iter().find(|(boxed, _)| *boxed == option);
        let Limits { fewest, most } = found.map_or(Limits { fewest: 0, most: count }, |found| found.1);
        needed -= fewest;
        sum += fewest * gain;
        open.push((gain, most - fewest));
    }
    // Families that would have to take what the case may not.
    if needed > 0 {
        return None;
    }
    open.sort_unstable_by(|one, other| other.cmp(one));
    for (gain, most) in open.into_iter().take_while(|(gain, _)| all || *gain > 0) {
        let taken = left.min(most);
        sum += taken * gain;
        left -= taken;
    }
    (left == 0 || !all).then_some(sum)
}
