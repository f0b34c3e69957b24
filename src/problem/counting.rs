//! A tighter proof of a level: whole families are counted, those of equal needs together.
//!
//! Where prices leave a gap, it is because they let a family be split between two places. But who of several families of
//! equal needs goes to which of two places is no matter of whole numbers: once it is whole how many of them go by each
//! option, the best plan is one of whole families, as in any transportation problem. So a search splits plans by these
//! counts alone, and leaves out from the start what no plan worth more than a target can do.
//!
//! The nodes stand in a list, a parent before its children, the branch *at most* before the branch *more*:
//!
//! * a [`Node::Split`] has two children: every plan places either at most `at_most` families by `option` of all cases that use
//!   as many units of each resource by this option as `case` does, or more. `case` may take the option;
//! * a [`Node::Narrow`] has one. Below it a case has no choice that no plan worth more than `target` can make at the node's
//!   prices: one with `gain(c,o) < best(c)` and `N − (best(c) − gain(c,o)) < D·(target + 1)`. Waiting is a choice, too, that
//!   gains 0;
//! * a [`Node::Close`] has none. At its prices no plan left is worth more than the target: `floor(N / D) ≤ target`.
//!
//! With `value`, `need`, `m` and `W` as in [`LevelProof`](super::LevelProof), and `q` the prices of the splits above the
//! node that count the pair:
//!
//! ```text
//! gain(c,o) = D·value[l](c,o) + Σ_k m_k·value[k](c,o) − Σ_uses need·p[r] − Σ_splits { q where at most, −q where more }
//! best(c) = max gain(c,o) of the choices that the nodes above leave, 0 for waiting
//! N = Σ_c count[c]·best(c)
//!   + Σ_r Σ_s width[s]·max(0, p[r] − D·cost[l][s] − Σ_k m_k·cost[k][s])
//!   + Σ_splits { q·at_most where at most, −q·(at_most + 1) where more }
//!   − Σ_k m_k·W_k
//! ```
//!
//! No offered option has a window. A choice that is left out stays so in all nodes below; a case has always one left, its best
//! (where `N` is so small that no choice passes, the node itself could be closed).
//! The bound of the counting is its target; a level has the smaller one of this and of the bound of its tree.

use serde::{Deserialize, Serialize};

/// The tree of a level whose families are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// No plan is worth more than this, in points.
    pub target: i64,
    /// Prices and multipliers are in this fraction of a point, at least 1.
    pub denominator: i64,
    /// The nodes, each before those below it.
    pub nodes: Vec<Node>,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// No plan in this branch is worth more than the target.
    Close(Duals),
    /// Choices that no plan worth more than the target makes are left out below.
    Narrow(Duals),
    /// Every plan places either at most so many families by the option, or more.
    Split {
        /// Index of a case; all cases count that use as many units by the option.
        case: u32,
        /// Index of the option.
        option: u32,
        /// Families.
        at_most: u64,
    },
}

/// Prices in 1/denominator of a point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duals {
    /// One multiplier an earlier level, none negative.
    pub multiplier: Vec<i64>,
    /// One price a resource, of either sign.
    pub price: Vec<i64>,
    /// Splits above that have a price, counted from the root, rising, each with its price: at least 0.
    pub splits: Vec<(u32, i64)>,
}

impl Counting {
    /// Splits above a node at most, so that no file can exhaust the machine.
    pub const DEPTH: usize = 2_000;
}
