//! Certificates of any prices and any trees at all: loose mostly, and right by the formula.

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;
use resettle::problem::{Branch, Certificate, LevelProof, Prices, Problem};

use crate::problems::TINY;
use crate::replay;

/// What one level's proof is built from.
#[derive(Clone, Debug)]
pub struct AnyProof {
    denominator: i64,
    depth: usize,
    /// Case, option (or resource) and most families, by node of the tree.
    splits: Vec<(usize, usize, u32)>,
    /// Multipliers and prices, by leaf.
    leaves: Vec<(Vec<i64>, Vec<i64>)>,
}

/// Proofs for the levels of a problem of size [`TINY`], with multipliers of this range.
pub fn any_proofs(multipliers: Range<i64>) -> impl Strategy<Value = Vec<AnyProof>> {
    let leaf = (vec(multipliers, 3), vec(-40..60_i64, TINY.resources));
    let proof = (1..6_i64, 0..4_usize, vec((0..TINY.cases, 0..TINY.options, 0..3_u32), 7), vec(leaf, 8));
    let proof = proof.prop_map(|(denominator, depth, splits, leaves)| AnyProof { denominator, depth, splits, leaves });
    vec(proof, 3)
}

/// The certificate of a plan of this worth; its bounds are what the formula says.
pub fn certificate(problem: &Problem, worth: &[i128], proofs: &[AnyProof]) -> Certificate {
    let level = |level: usize| {
        let tree = proofs[level].tree(problem, level, 0, proofs[level].depth);
        let claimed = i64::try_from(worth[level]).unwrap();
        let mut proof = LevelProof {
            worth: claimed,
            bound: 0,
            denominator: proofs[level].denominator,
            tree,
            packing: None,
            counting: None,
        };
        let bound = replay::bound(problem, &worth[..level], &proof).expect("the plan is in one of the leaves");
        proof.bound = i64::try_from(bound).unwrap();
        proof
    };
    Certificate { levels: (0..worth.len()).map(level).collect() }
}

impl AnyProof {
    fn tree(&self, problem: &Problem, level: usize, node: usize, depth: usize) -> Branch {
        if depth == 0 || problem.is_empty() {
            let (multiplier, price) = &self.leaves[node % self.leaves.len()];
            let price = price[..problem.supplies.len()].to_vec();
            return Branch::Leaf(Prices { multiplier: multiplier[..level].to_vec(), price });
        }
        let (case, option, at_most) = self.splits[node % self.splits.len()];
        let [below, above] = [1, 2].map(|side| Box::new(self.tree(problem, level, 2 * node + side, depth - 1)));
        let at = |number: usize, of: usize| u32::try_from(number % of).unwrap();
        let case = at(case, problem.len());
        if at_most > 0 && problem.cases.count[case as usize] == 1 {
            return Branch::Use { case, resource: at(option, problem.supplies.len()), below, above };
        }
        Branch::Split { case, option: at(option, problem.options.len()), at_most, below, above }
    }
}
