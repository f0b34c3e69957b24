//! The proof that goes with a plan: for each level prices, or a tree of them, in whole numbers.
//!
//! For prices `p` and multipliers `m` (both in 1/`denominator` of a point), with `W_k` the plan's
//! worth at the earlier levels k, `D` the denominator, and box `lo ≤ x ≤ hi` from the branches
//! above a leaf, no plan in the box that is at least as good at every earlier level is worth more
//! at level l than `floor(N / D)`:
//!
//! ```text
//! gain(c,o) = D·value[l](c,o) + Σ_k m_k·value[k](c,o) − Σ_uses need·p[r] − need·min_window p
//! N = Σ_c max { Σ_o gain(c,o)·x[c,o] : lo ≤ x[c,·] ≤ hi, Σ_o x[c,o] ≤ count[c] }
//!   + Σ_r Σ_s width[s]·max(0, p[r] − D·cost[l][s] − Σ_k m_k·cost[k][s])
//!   − Σ_k m_k·W_k
//! ```
//!
//! It is weak duality: for every such plan the first two sums overestimate its worth at level l,
//! plus its worth at the earlier levels times the multipliers.

use serde::{Deserialize, Serialize};

/// Proofs for all levels, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// One proof a level.
    pub levels: Vec<LevelProof>,
}

/// The proof of one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelProof {
    /// The plan's worth at this level, in points.
    pub worth: i64,
    /// No plan at least as good at every earlier level is worth more than this, in points.
    pub bound: i64,
    /// Prices and multipliers are in this fraction of a point, at least 1.
    pub denominator: i64,
    /// Leaves with prices; a single leaf where prices alone give the bound.
    pub tree: Branch,
}

/// A node of the branch tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Branch {
    /// Prices whose bound holds for every plan in this branch.
    Leaf(Prices),
    /// Every plan places either at most `at_most` families of `case` by `option`, or more.
    Split {
        /// Index of the case.
        case: u32,
        /// Index of the option.
        option: u32,
        /// Families.
        at_most: u32,
        /// The branch with at most that many.
        below: Box<Branch>,
        /// The branch with more.
        above: Box<Branch>,
    },
}

/// Prices of the resources and multipliers of the earlier levels, in 1/denominator of a point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// One multiplier an earlier level, none negative.
    pub multiplier: Vec<i64>,
    /// One price a resource, of either sign.
    pub price: Vec<i64>,
}
