//! The bound that a level's prices give, replayed as `problem::Certificate` states it.
//!
//! In: a problem without faults, the plan's worth at the earlier levels, and the proof of a level.
//! Out: the largest bound of the tree's leaves. Every number is whole and of 128 bits; before each
//! pass over the cases the largest possible sum is shown to fit, so that no step of the pass can
//! overflow.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Refusal, packing};
use crate::problem::{Branch, LevelProof, NOT_ALLOWED, Prices, Problem};

/// Fewest and most families of a case that take an option, where branches say so.
#[derive(Clone, Copy)]
struct Limits {
    fewest: i128,
    most: i128,
}

/// By case and option.
type Boxes = BTreeMap<(u32, u32), Limits>;

/// The largest sizes in the problem's arrays, from which the largest possible sum follows.
pub(super) struct Largest {
    families: i128,
    need: Vec<i128>,
    weight: Vec<i128>,
    fit: Vec<i128>,
}

impl Largest {
    /// One pass over the cases.
    pub(super) fn of(problem: &Problem) -> Largest {
        let cases = &problem.cases;
        let size = |points: &Vec<i64>| points.iter().map(|&points| i128::from(points).abs()).max().unwrap_or(0);
        let kinds = (0..problem.kinds).map(|kind| cases.need.iter().skip(kind).step_by(problem.kinds).max());
        let fits = problem.fits.iter().map(|fit| {
            fit.points.iter().filter(|points| **points != NOT_ALLOWED).map(|&points| i128::from(points).abs()).max()
        });
        Largest {
            families: cases.count.iter().map(|&count| i128::from(count)).sum(),
            need: kinds.map(|need| need.map_or(0, |&need| i128::from(need))).collect(),
            weight: cases.weight.iter().map(size).collect(),
            fit: fits.map(|points| points.unwrap_or(0)).collect(),
        }
    }
}

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
    match (&proof.packing, replay.bound) {
        (Some(packing), Some(bound)) => Ok(Some(packing::replay(problem, earlier, proof, packing)?.min(bound))),
        (_, bound) => Ok(bound),
    }
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
        let gains = Gains::at(self.problem, self.denominator, prices);
        let free = gains.largest_case(self.largest)?.checked_mul(self.largest.families)?;
        // Room for the boxed cases too: each is taken off and put back once.
        free.checked_mul(4)?;
        let mut sum = gains.free().checked_add(gains.constant(prices, self.earlier)?)?;
        let boxes: Vec<(u32, u32, Limits)> =
            self.boxes.iter().map(|(&(case, option), &limits)| (case, option, limits)).collect();
        for of_case in boxes.chunk_by(|one, other| one.0 == other.0) {
            let case = of_case[0].0 as usize;
            let Some(within) = gains.within(case, of_case) else { return Some(None) };
            sum = sum.checked_add(within - gains.unboxed(case))?;
        }
        Some(Some(sum))
    }
}

/// What each placement gains at a leaf's prices.
pub(super) struct Gains<'a> {
    problem: &'a Problem,
    /// Multipliers of the earlier levels, then the denominator for the level itself.
    factor: Vec<i128>,
    /// Levels whose timing counts: the factor is not 0 and the cases have weights.
    timed: Vec<usize>,
    /// Where each class's rows begin in `rows`.
    first_row: Vec<usize>,
    /// A row an offer of a class: factor · worth for each timed level, then for each kind of need
    /// the prices, to be taken off, of the resources that the offer uses.
    rows: Vec<i128>,
}

impl<'a> Gains<'a> {
    /// At whole prices of the level after as many earlier ones as there are multipliers.
    pub(super) fn at(problem: &'a Problem, denominator: i64, prices: &Prices) -> Gains<'a> {
        let mut factor: Vec<i128> = prices.multiplier.iter().map(|&multiplier| i128::from(multiplier)).collect();
        factor.push(i128::from(denominator));
        Gains::of(problem, factor, &prices.price)
    }

    /// What does not depend on the cases: supplies at these prices, less what the earlier levels are worth; none past
    /// 128 bits.
    pub(super) fn constant(&self, prices: &Prices, earlier: &[i128]) -> Option<i128> {
        let mut sum = 0_i128;
        for (width, short) in self.steps(prices) {
            sum = sum.checked_add(i128::from(width).checked_mul(short?.max(0))?)?;
        }
        for (&factor, &worth) in self.factor.iter().zip(earlier) {
            sum = sum.checked_sub(factor.checked_mul(worth)?)?;
        }
        Some(sum)
    }

    fn of(problem: &'a Problem, factor: Vec<i128>, price: &[i64]) -> Gains<'a> {
        let counts = |level: usize| factor[level] != 0 && !problem.cases.weight[level].is_empty();
        let timed: Vec<usize> = (0..factor.len()).filter(|&level| counts(level)).collect();
        let (mut first_row, mut rows) = (Vec::with_capacity(problem.classes.len()), Vec::new());
        for class in &problem.classes {
            first_row.push(rows.len());
            let windows = class.offers.iter().filter_map(|&option| problem.options.window[option as usize]);
            let ends = windows.map(|window| window.ends as usize).max();
            let cheapest = ends.map_or(Vec::new(), |ends| cheapest_so_far(&price[class.opens as usize..=ends]));
            for (offer, &option) in class.offers.iter().enumerate() {
                let option = option as usize;
                let timing = |&level: &usize| class.worth[level].get(offer).map_or(0, |&worth| i128::from(worth));
                rows.extend(timed.iter().map(|level| factor[*level] * timing(level)));
                let charges = rows.len();
                rows.resize(charges + problem.kinds, 0);
                let uses = problem.options.first_use[option] as usize..problem.options.first_use[option + 1] as usize;
                for used in &problem.options.uses[uses] {
                    rows[charges + usize::from(used.kind)] -= i128::from(price[used.resource as usize]);
                }
                if let Some(window) = problem.options.window[option] {
                    rows[charges + usize::from(window.kind)] -=
                        i128::from(cheapest[(window.ends - class.opens) as usize]);
                }
            }
        }
        Gains { problem, factor, timed, first_row, rows }
    }

    /// Width of every step, and by how much the resource's price exceeds its cost; none past 128 bits.
    fn steps<'b>(&'b self, prices: &'b Prices) -> impl Iterator<Item = (u64, Option<i128>)> + 'b {
        let supplies = &self.problem.supplies;
        let runs = prices.price.iter().zip(supplies.first_step.windows(2));
        let steps = runs.flat_map(|(&price, run)| (run[0] as usize..run[1] as usize).map(move |step| (price, step)));
        steps.map(move |(price, step)| {
            let costs = supplies.cost.iter().map(move |costs| costs.get(step).map_or(0, |&cost| i128::from(cost)));
            let short = self
                .factor
                .iter()
                .zip(costs)
                .try_fold(i128::from(price), |left, (factor, cost)| left.checked_sub(factor.checked_mul(cost)?));
            (supplies.width[step], short)
        })
    }

    fn width(&self) -> usize {
        self.timed.len() + self.problem.kinds
    }

    /// No placement of one family gains more than this, of either sign; none past 128 bits.
    fn largest_case(&self, largest: &Largest) -> Option<i128> {
        let mut entry = vec![0; self.width()];
        for row in self.rows.chunks_exact(self.width().max(1)) {
            for (entry, points) in entry.iter_mut().zip(row) {
                *entry = points.abs().max(*entry);
            }
        }
        let sizes = self.timed.iter().map(|&level| largest.weight[level]).chain(largest.need.iter().copied());
        let timing_and_charges = entry.iter().zip(sizes).map(|(&entry, size)| (entry, size));
        let tables = self.problem.fits.iter().zip(&largest.fit).filter(|(fit, _)| fit.level < self.factor.len());
        let fits = tables.map(|(fit, &points)| (self.factor[fit.level], points));
        timing_and_charges.chain(fits).try_fold(0_i128, |sum, (one, other)| sum.checked_add(one.checked_mul(other)?))
    }

    /// `Σ_c count · max(0, max_o gain)` over all cases, as if no branch said anything.
    fn free(&self) -> i128 {
        (0..self.problem.cases.count.len()).into_par_iter().with_min_len(1024).map(|case| self.unboxed(case)).sum()
    }

    fn unboxed(&self, case: usize) -> i128 {
        let best = self.allowed(case).map(|(_, gain)| gain).max().unwrap_or(0);
        i128::from(self.problem.cases.count[case]) * best.max(0)
    }

    /// The same for one case within its boxes; none where no plan fits them.
    fn within(&self, case: usize, boxes: &[(u32, u32, Limits)]) -> Option<i128> {
        let count = i128::from(self.problem.cases.count[case]);
        let mut needed: i128 = boxes.iter().map(|(_, _, limits)| limits.fewest).sum();
        if needed > count || boxes.iter().any(|(_, _, limits)| limits.fewest > limits.most) {
            return None;
        }
        let mut left = count - needed;
        let mut sum = 0;
        let mut open = Vec::new();
        for (option, gain) in self.allowed(case) {
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

    /// What one family of the case gains by each option that it may take.
    pub(super) fn allowed(&self, case: usize) -> impl Iterator<Item = (u32, i128)> + '_ {
        let problem = self.problem;
        let class = problem.cases.class[case] as usize;
        let needs = &problem.cases.need[case * problem.kinds..(case + 1) * problem.kinds];
        let columns = case * problem.columns;
        problem.classes[class].offers.iter().enumerate().filter_map(move |(offer, &option)| {
            let cell = columns + problem.options.column[option as usize] as usize;
            if problem.fits[0].points[cell] == NOT_ALLOWED {
                return None;
            }
            let row = &self.rows[self.first_row[class] + offer * self.width()..][..self.width()];
            let weights = self.timed.iter().map(|&level| i128::from(problem.cases.weight[level][case]));
            let timing: i128 = row.iter().zip(weights).map(|(points, weight)| points * weight).sum();
            let charges: i128 =
                row[self.timed.len()..].iter().zip(needs).map(|(price, &need)| price * i128::from(need)).sum();
            let tables = problem.fits.iter().take_while(|fit| fit.level < self.factor.len());
            let fit: i128 = tables.map(|fit| self.factor[fit.level] * i128::from(fit.points[cell])).sum();
            Some((option, timing + charges + fit))
        })
    }
}

/// The cheapest price of each run that begins with the first of these.
fn cheapest_so_far(price: &[i64]) -> Vec<i64> {
    let running = price.iter().scan(i64::MAX, |cheapest, &price| {
        *cheapest = price.min(*cheapest);
        Some(*cheapest)
    });
    running.collect()
}
