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

use crate::certify::{self, Leaf};
use crate::problem::{Branch, LevelProof, Prices, Problem};

/// The leaves of a level's proof.
pub(super) struct Leaves<'a> {
    problem: &'a Problem,
    /// Parts of a point.
    pub denominator: i128,
    all: Vec<Leaf<'a>>,
}

impl<'a> Leaves<'a> {
    /// Of the proof of the level, which comes after those of all earlier ones; as certified.
    pub(super) fn of(problem: &'a Problem, proofs: &'a [LevelProof], level: usize) -> Leaves<'a> {
        let proof = &proofs[level];
        let denominator = i128::from(proof.denominator);
        let all = match &proof.tree {
            // Its bound is the proof's own: a pass over all cases is saved.
            Branch::Leaf(prices) if proof.packing.is_none() && proof.counting.is_none() => {
                let most = denominator * (i128::from(proof.bound) + 1) - 1;
                vec![Leaf { prices, within: Some(most), free: most }]
            }
            _ => {
                let earlier: Vec<i64> = proofs[..level].iter().map(|proof| proof.worth).collect();
                certify::leaves(problem, proof, &earlier).expect("the proof is certified")
            }
        };
        Leaves { problem, denominator, all }
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

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::super::reason::offers;
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
