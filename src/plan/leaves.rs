//! What the proof of a level says of plans with more units: each leaf of its tree by its own prices.
//!
//! In: a problem, and the proofs of its levels as certified. Out: what no plan with the units is worth more than, if it is
//! at least as good at the earlier levels as the one proven. With `N`, `D`, `p` and `m` of a leaf as
//! [`crate::problem::Certificate`] has them, and `q` units more in the first step `s` of each of some resources `r`, that is
//! for the plans in the leaf
//!
//! ```text
//! floor((N + Σ_r q·max(0, p[r] − D·cost[l][s] − Σ_k m_k·cost[k][s])) / D)
//! ```
//!
//! A leaf that proves that it holds no plan may have prices of any size, and says nothing once units are added. So each
//! leaf's prices are held against all plans, too, as if no branch were there, and the least of these counts where it is
//! smaller. A packing or a counting speaks of the supplies as they are, and of nothing here.

use rayon::prelude::*;

use crate::problem::{Branch, LevelProof, Prices, Problem};

use super::reason::offers;

/// The leaves of a level's proof.
pub(super) struct Leaves<'a> {
    problem: &'a Problem,
    /// Parts of a point.
    pub denominator: i128,
    all: Vec<Leaf<'a>>,
}

struct Leaf<'a> {
    prices: &'a Prices,
    /// `N`; none where the branches leave no plan.
    within: Option<i128>,
    /// The same without branches.
    free: i128,
}

/// What a branch says: so many families of the case take the option.
#[derive(Clone, Copy)]
struct Limit {
    case: u32,
    option: u32,
    fewest: u32,
    most: u32,
}

impl<'a> Leaves<'a> {
    /// Of the proof of the level, which comes after those of all earlier ones.
    pub(super) fn of(problem: &'a Problem, proofs: &'a [LevelProof], level: usize) -> Leaves<'a> {
        let proof = &proofs[level];
        let denominator = i128::from(proof.denominator);
        let leaves = match &proof.tree {
            // Its bound is the proof's own: a pass over all cases is saved.
            Branch::Leaf(prices) if proof.packing.is_none() && proof.counting.is_none() => {
                let most = denominator * (i128::from(proof.bound) + 1) - 1;
                vec![Leaf { prices, within: Some(most), free: most }]
            }
            tree => {
                let earlier: Vec<i64> = proofs[..level].iter().map(|proof| proof.worth).collect();
                let mut found = Vec::new();
                collect(tree, &mut Vec::new(), &mut found);
                let leaf = |(prices, limits): (&'a Prices, Vec<Limit>)| {
                    Pass::new(problem, prices, denominator).leaf(&limits, &earlier)
                };
                found.into_par_iter().map(leaf).collect()
            }
        };
        Leaves { problem, denominator, all: leaves }
    }

    /// What no plan is worth more than with so many units more of each of some resources, in parts of a point.
    pub(super) fn most(&self, resources: &[usize], units: u64) -> i128 {
        let grown = |leaf: &Leaf, sum: i128| {
            let short = |&resource: &usize| short(self.problem, leaf.prices, self.denominator, resource);
            sum + i128::from(units) * resources.iter().map(short).sum::<i128>()
        };
        let within = self.all.iter().filter_map(|leaf| Some(grown(leaf, leaf.within?))).max();
        let free = self.all.iter().map(|leaf| grown(leaf, leaf.free)).min().expect("a tree has a leaf");
        within.map_or(free, |within| within.min(free))
    }
}

/// The leaves of a tree from the left, each with what the branches above it say.
fn collect<'a>(tree: &'a Branch, above_it: &mut Vec<Limit>, leaves: &mut Vec<(&'a Prices, Vec<Limit>)>) {
    match tree {
        Branch::Leaf(prices) => leaves.push((prices, above_it.clone())),
        &Branch::Split { case, option, at_most, ref below, ref above } => {
            for (branch, fewest, most) in [(below, 0, at_most), (above, at_most.saturating_add(1), u32::MAX)] {
                above_it.push(Limit { case, option, fewest, most });
                collect(branch, above_it, leaves);
                above_it.pop();
            }
        }
    }
}

/// By how much the price of a resource exceeds the cost of its first step; 0 where it does not.
fn short(problem: &Problem, prices: &Prices, denominator: i128, resource: usize) -> i128 {
    let first = problem.supplies.first_step[resource] as usize;
    (i128::from(prices.price[resource]) - cost(problem, prices, denominator, first)).max(0)
}

/// What a unit of a step costs at the level and, by the multipliers, at the earlier ones.
fn cost(problem: &Problem, prices: &Prices, denominator: i128, step: usize) -> i128 {
    let level = prices.multiplier.len();
    let cost = |level| i128::from(problem.supplies.cost(level, step));
    let earlier = (0..level).map(|earlier| i128::from(prices.multiplier[earlier]) * cost(earlier));
    denominator * cost(level) + earlier.sum::<i128>()
}

/// One pass over the cases at the prices of a leaf.
struct Pass<'a> {
    problem: &'a Problem,
    prices: &'a Prices,
    denominator: i128,
    /// By class: the least price from its first window's resource on to each later one.
    cheapest: Vec<Vec<i64>>,
}

impl<'a> Pass<'a> {
    fn new(problem: &'a Problem, prices: &'a Prices, denominator: i128) -> Pass<'a> {
        let cheapest = problem.classes.iter().map(|class| {
            let windows = class.offers.iter().filter_map(|&option| problem.options.window[option as usize]);
            let end = windows.map(|window| window.ends as usize + 1).max().unwrap_or(class.opens as usize);
            let mut least = i64::MAX;
            let mut least_so_far = |&price: &i64| {
                least = least.min(price);
                least
            };
            prices.price[class.opens as usize..end].iter().map(&mut least_so_far).collect()
        });
        Pass { problem, prices, denominator, cheapest: cheapest.collect() }
    }

    fn leaf(&self, limits: &[Limit], earlier: &[i64]) -> Leaf<'a> {
        let (supplies, prices) = (&self.problem.supplies, self.prices);
        let steps = (0..supplies.len()).flat_map(|resource| {
            let run = supplies.first_step[resource] as usize..supplies.first_step[resource + 1] as usize;
            run.map(move |step| (i128::from(prices.price[resource]), step))
        });
        let over = |(price, step)| {
            let short: i128 = price - cost(self.problem, prices, self.denominator, step);
            i128::from(supplies.width[step]) * short.max(0)
        };
        let kept =
            prices.multiplier.iter().zip(earlier).map(|(&factor, &worth)| i128::from(factor) * i128::from(worth));
        let constant = steps.map(over).sum::<i128>() - kept.sum::<i128>();
        let both = |one: (i128, Option<i128>), other: (i128, Option<i128>)| {
            (one.0 + other.0, one.1.zip(other.1).map(|(one, other)| one + other))
        };
        let cases = (0..self.problem.len()).into_par_iter().map(|case| self.case(case, limits));
        let (free, within) = cases.reduce(|| (0, Some(0)), both);
        Leaf { prices, within: within.map(|within| within + constant), free: free + constant }
    }

    /// What all families of a case gain at most without limits, and within them.
    fn case(&self, case: usize, limits: &[Limit]) -> (i128, Option<i128>) {
        let count = self.problem.cases.count[case];
        let gains = || offers(self.problem, case).map(|offer| self.gain(case, offer));
        let free = i128::from(count) * gains().max().unwrap_or(0).max(0);
        let own: Vec<Limit> = limits.iter().filter(|limit| limit.case as usize == case).copied().collect();
        (free, if own.is_empty() { Some(free) } else { self.within(case, &own) })
    }

    fn within(&self, case: usize, limits: &[Limit]) -> Option<i128> {
        let count = self.problem.cases.count[case];
        let options = &self.problem.class(case).offers;
        let range = |option: u32| {
            let own = limits.iter().filter(|limit| limit.option == option);
            own.fold((0, count), |(fewest, most), limit| (limit.fewest.max(fewest), limit.most.min(most)))
        };
        let mut limited: Vec<u32> = limits.iter().map(|limit| limit.option).collect();
        limited.sort_unstable();
        limited.dedup();
        let (mut left, mut sum, mut open) = (i128::from(count), 0, Vec::new());
        for offer in offers(self.problem, case) {
            let ((fewest, most), gain) = (range(options[offer]), self.gain(case, offer));
            if fewest > most {
                return None;
            }
            limited.retain(|option| *option != options[offer]);
            left -= i128::from(fewest);
            sum += i128::from(fewest) * gain;
            open.push((gain, i128::from(most - fewest)));
        }
        // Nobody takes what the case may not.
        if left < 0 || limited.into_iter().any(|option| range(option).0 > 0) {
            return None;
        }
        open.sort_unstable_by(|one, other| other.cmp(one));
        for (gain, most) in open.into_iter().take_while(|(gain, _)| *gain > 0) {
            let families = most.min(left);
            left -= families;
            sum += families * gain;
        }
        Some(sum)
    }

    fn gain(&self, case: usize, offer: usize) -> i128 {
        let (problem, prices) = (self.problem, self.prices);
        let class = problem.class(case);
        let (option, needs) = (class.offers[offer], problem.needs(case));
        let level = prices.multiplier.len();
        let value = |level| i128::from(problem.value(level, case, offer));
        let charge = |price: i64, kind: u16| i128::from(price) * i128::from(needs[kind as usize]);
        let mut gain = self.denominator * value(level);
        gain += (0..level).map(|earlier| i128::from(prices.multiplier[earlier]) * value(earlier)).sum::<i128>();
        for usage in problem.options.uses(option) {
            gain -= charge(prices.price[usage.resource as usize], usage.kind);
        }
        if let Some(window) = problem.options.window[option as usize] {
            let cheapest = &self.cheapest[problem.cases.class[case] as usize];
            gain -= charge(cheapest[(window.ends - class.opens) as usize], window.kind);
        }
        gain
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::pathway::{self, Estimate};
    use crate::problem::More;
    use crate::scenario::Changes;
    use crate::solve::milp::{self, Backend};
    use crate::solve::{Settings, prices};

    #[test]
    fn more_units_bring_no_more_than_the_leaves_allow_and_these_are_not_absurd() {
        let settings = "objectives = [\"protection\"]\nkinds = [\"school\"]\n[horizon]\nperiods = 3\n";
        let caseload = "id,count,persons,hazard_weight,need_school\nA,2,3,1,1\nB,2,2,2,1\nC,1,4,1,0\nD,1,1,1,1\n";
        let mut branched = 0;
        for (places, school) in [(2, 0), (2, 1), (3, 1), (5, 2), (8, 3), (10, 3)] {
            let destinations = format!("code,name,places\nMNG,Mongolia,{places}\n");
            let capacity = format!("place,kind,per,amount\nMNG,school,once,{school}\n*,exit,period,4\n");
            let files = [("scenario.toml", settings), ("caseload.csv", caseload)];
            let files = files.into_iter().chain([("destinations.csv", &*destinations), ("capacity.csv", &*capacity)]);
            let scenario = fixture::written(&files.collect::<Vec<_>>(), &Changes::default());
            let problem = pathway::compile(&scenario, Estimate::Point).problem;
            let answer = prices::solve(&problem, &Settings::default());
            let proofs = answer.certificate.expect("a proof").levels;
            let leaves = Leaves::of(&problem, &proofs, 0);
            branched += usize::from(leaves.all.len() > 1);
            assert_eq!(leaves.most(&[], 0).div_euclid(leaves.denominator), i128::from(proofs[0].bound));
            let best = |case| offers(&problem, case).map(|offer| problem.value(0, case, offer)).max().unwrap_or(0);
            let all: i64 = (0..problem.len()).map(|case| best(case) * i64::from(problem.cases.count[case])).sum();
            for resource in 0..problem.supplies.len() {
                for units in 1..=4 {
                    let more = More { resources: vec![u32::try_from(resource).unwrap()], units };
                    let extended = problem.extended(0, &more);
                    let exact = milp::solve(&extended, &Settings::default(), Backend::MicroLp).expect("solved").plan;
                    let exact = super::super::solved::worth(&extended, &extended.supplies, &exact, 0);
                    let most = leaves.most(&[resource], units).div_euclid(leaves.denominator);
                    assert!(
                        (exact.into()..=2 * i128::from(all)).contains(&most),
                        "{exact} to {all}: {most}, {units} of {resource}"
                    );
                }
            }
        }
        assert!(branched > 1, "{branched}");
    }
}
