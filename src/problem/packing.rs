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
//! What several options hold together is not packed, and rounded instead. Every plan keeps, in whole numbers from 0 on, a row
//! for each case, `Σ_o x(c,o) + s_c = 1`, and one for each packed resource, `Σ need·x + s_r = supply[r]`. Weights `w` of some of
//! these, in 1/O with `O =` [`Rounding::ONE`], give the sum `Σ a(c,o)·x(c,o) + Σ w_c·s_c + Σ w_r·s_r = b` and its mixed-integer
//! rounding (Nemhauser and Wolsey 1990), `Σ e(c,o)·x(c,o) ≤ E`, which every plan keeps, too:
//!
//! ```text
//! a(c,o) = w_c + Σ_r w_r·need(c,o,r),  b = Σ_c w_c + Σ_r w_r·supply[r],  f = b mod O
//! g(z) = (O − f)·floor(z / O) + max(0, z mod O − f)
//! e(c,o) = g(a(c,o)) − g(w_c) − Σ_r g(w_r)·need(c,o,r)
//! E = (O − f)·floor(b / O) − Σ_c g(w_c) − Σ_r g(w_r)·supply[r]
//! ```
//!
//! At prices `q` of roundings, at least 0, `floor(q·e(c,o) / O)` of each is taken off `gain(c,o)` above, and `N` grows by
//! `ceil(q·E / O)`.
//!
//! The nodes stand in a list, a parent before its children, the branch *with* before the branch *without*:
//!
//! * every node sets some prices, of cases and of roundings; the others are those of the node above, 0 above the first;
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
    /// Roundings that the nodes price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roundings: Vec<Rounding>,
    /// The nodes, each before those below it.
    pub nodes: Vec<Node>,
}

/// A sum of rows, which is rounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounding {
    /// Cases, rising, each with its weight: at least 0, less than [`Rounding::ONE`], and in this fraction.
    pub cases: Vec<(u32, i64)>,
    /// The same of packed resources.
    pub resources: Vec<(u32, i64)>,
}

impl Rounding {
    /// Weights are in this fraction.
    pub const ONE: i64 = 1 << 30;
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Cases whose price changes here, rising, each with its price: at least 0, in 1/denominator of a point.
    pub prices: Vec<(u32, i64)>,
    /// The same of roundings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roundings: Vec<(u32, i64)>,
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
