//! A tighter proof of a level: what one place can take is packed whole, not priced.
//!
//! Prices alone let a family be split between two places, so their bound keeps a gap. Here some resources have no price;
//! instead every case has one, `u`, and each option is packed by dynamic programming with the cases that gain most
//! beyond theirs (Lagrangian relaxation of the assignment, as Ross and Soland 1975 and Fisher, Jaikumar and Van
//! Wassenhove 1986 have it for the generalised assignment problem). With `gain`, `D`, `m` and `W` as in
//! [`LevelProof`](super::LevelProof), the prices of the tree's only leaf for all other resources, 0 for those packed,
//! and `lo ≤ x ≤ hi` as the nodes above say, no plan in that box that is at least as good at every earlier level is
//! worth more at level l than `floor(N / D)`:
//!
//! ```text
//! N = Σ_c u_c
//!   + Σ_o max { Σ_c (gain(c,o) − u_c)·x[c] : lo ≤ x ≤ hi, x whole, Σ_c need[c,kind]·x[c] ≤ supply[r], every packed r of o }
//!   + Σ_r Σ_s width[s]·max(0, p[r] − D·cost[l][s] − Σ_k m_k·cost[k][s])
//!   − Σ_k m_k·W_k
//! ```
//!
//! A packed resource is used by one option only and by no window, and none of its steps costs anything at any level. Every
//! case counts once. A case that a box puts on an option (`lo = 1`) is on no other.
//!
//! The nodes stand in a list, a parent before its children, the branch *with* before the branch *without*:
//!
//! * every node sets some case prices; the others are those of the node above, 0 above the first;
//! * a [`Step::Close`] has no children, and bounds its box by `floor(N / D)`; a box that no `x` meets has no bound;
//! * a [`Step::Fix`] has one. Whatever pair no plan worth more than `target` can use (`floor(N / D)` with `x = 1` for that pair
//!   is at most `target`) has `hi = 0` there, and whatever pair each such plan has to use (the same with `x = 0`) has `lo = 1`.
//!   All pairs are looked at in the box and at the prices of the node, one at a time: only the packing of the pair's option
//!   changes;
//! * a [`Step::Split`] has two, that with the case on the option and that without.
//!
//! The packing's bound is the largest of `target` and the bounds of the closed nodes; a level has the smaller one of this and the
//! bound of its tree's leaf.

use serde::{Deserialize, Serialize};

/// The tree of a packed level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packing {
    /// Plans that are worth no more than this are of no interest to the tree, in points.
    pub target: i64,
    /// The packed resources, rising.
    pub resources: Vec<u32>,
    /// The nodes, each before those below it.
    pub nodes: Vec<Node>,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Cases whose price changes here, rising, each with its price: at least 0, in 1/denominator of a point.
    pub prices: Vec<(u32, i64)>,
    /// What follows.
    #[serde(flatten)]
    pub step: Step,
}

/// What becomes of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// Nothing: its bound is what it is.
    Close,
    /// Pairs without which, or with which alone, the target can be passed are fixed.
    Fix,
    /// The case is on the option, or it is not.
    Split {
        /// Index of the case.
        case: u32,
        /// Index of the option.
        option: u32,
    },
}

impl Packing {
    /// States of the dynamic programme of one option at most, so that no file can exhaust the machine: the product of
    /// `supply + 1` over its packed resources.
    pub const STATES: u64 = 1 << 15;

    /// Branches *without* that are still to come at most while one is visited, for the same reason.
    pub const OPEN: usize = 4_000;
}
