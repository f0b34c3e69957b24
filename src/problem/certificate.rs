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
//! A branch may also say of a case that counts once that it uses no unit of a resource, or that it uses some. Options that
//! use it, and draws of a window from it, are then left out; or all others are, and waiting with them.
//!
//! A box that no `x` meets (`lo > hi`, or more than `count[c]` by `lo`) has no bound; a split's is the larger one of its two
//! branches. Where a level has a [`Packing`], too, its bound is the smaller one of the tree's and the packing's; where
//! it has a [`Counting`], the smallest one.
//!
//! It is weak duality: for every such plan the first two sums overestimate its worth at level l,
//! plus its worth at the earlier levels times the multipliers.

use serde::{Deserialize, Serialize};

use super::{Counting, Packing};

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
    /// Leaves with prices; a single leaf where prices alone give the bound, or packing gives a better one.
    pub tree: Branch,
    /// What gives a better bound than the tree's single leaf does; the level's bound is the smaller one of the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packing: Option<Packing>,
    /// What gives a better bound than both; the level's bound is the smallest one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<Counting>,
}

/// A node of the branch tree. A file holds the tree as a list: each split before its branch below,
/// that before its branch above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<Node>", try_from = "Vec<Node>")]
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
    /// The family of a case that counts once uses no unit of a resource, or it uses some.
    Use {
        /// Index of the case.
        case: u32,
        /// Index of the resource.
        resource: u32,
        /// The branch in which it uses none.
        below: Box<Branch>,
        /// The branch in which it uses some.
        above: Box<Branch>,
    },
}

impl Branch {
    /// The prices of the leaf that is left where no branch is taken.
    pub fn first_leaf(&self) -> &Prices {
        match self {
            Branch::Leaf(prices) => prices,
            Branch::Split { below, .. } | Branch::Use { below, .. } => below.first_leaf(),
        }
    }
}

/// Prices of the resources and multipliers of the earlier levels, in 1/denominator of a point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// One multiplier an earlier level, none negative.
    pub multiplier: Vec<i64>,
    /// One price a resource, of either sign.
    pub price: Vec<i64>,
}

impl Branch {
    /// Splits from the root to a leaf at most, so that no file can exhaust the stack.
    pub const DEPTH: usize = 2_000;
}

/// An entry of the list that a tree is in a file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Node {
    Leaf(Prices),
    Split { case: u32, option: u32, at_most: u32 },
    Use { case: u32, resource: u32 },
}

impl From<Branch> for Vec<Node> {
    fn from(tree: Branch) -> Vec<Node> {
        let (mut nodes, mut open) = (Vec::new(), vec![tree]);
        while let Some(branch) = open.pop() {
            nodes.push(match branch {
                Branch::Leaf(prices) => Node::Leaf(prices),
                Branch::Split { case, option, at_most, below, above } => {
                    open.extend([*above, *below]);
                    Node::Split { case, option, at_most }
                }
                Branch::Use { case, resource, below, above } => {
                    open.extend([*above, *below]);
                    Node::Use { case, resource }
                }
            });
        }
        nodes
    }
}

impl TryFrom<Vec<Node>> for Branch {
    type Error = String;

    fn try_from(nodes: Vec<Node>) -> Result<Branch, String> {
        // From the end, every split finds its two branches on top: below, then above.
        let mut built: Vec<(Branch, usize)> = Vec::new();
        for node in nodes.into_iter().rev() {
            if let Node::Leaf(prices) = node {
                built.push((Branch::Leaf(prices), 0));
                continue;
            }
            let (Some((below, left)), Some((above, right))) = (built.pop(), built.pop()) else {
                return Err("a tree has a split without two branches; is the file complete?".to_owned());
            };
            let depth = left.max(right) + 1;
            if depth > Branch::DEPTH {
                return Err(format!("a tree is deeper than {} splits", Branch::DEPTH));
            }
            let (below, above) = (Box::new(below), Box::new(above));
            let branch = match node {
                Node::Leaf(prices) => Branch::Leaf(prices),
                Node::Split { case, option, at_most } => Branch::Split { case, option, at_most, below, above },
                Node::Use { case, resource } => Branch::Use { case, resource, below, above },
            };
            built.push((branch, depth));
        }
        match (built.pop(), built.pop()) {
            (Some((tree, _)), None) => Ok(tree),
            (None, _) => Err("a tree is empty; it has at least one leaf".to_owned()),
            (Some(_), Some(_)) => Err("a tree has more leaves than its splits have branches".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Branch, Prices};

    fn chain(splits: usize) -> Branch {
        let leaf = || Branch::Leaf(Prices { multiplier: vec![1], price: vec![-2, 3] });
        (0..splits).fold(leaf(), |tree, split| {
            let case = u32::try_from(split).unwrap();
            let (below, above) = if split % 3 == 0 { (tree, leaf()) } else { (leaf(), tree) };
            Branch::Split { case, option: 7, at_most: 1, below: Box::new(below), above: Box::new(above) }
        })
    }

    #[test]
    fn a_tree_comes_back_from_its_file() {
        for splits in [0, 1, 2, 9, Branch::DEPTH] {
            let text = serde_json::to_string(&chain(splits)).unwrap();
            assert_eq!(serde_json::from_str::<Branch>(&text).unwrap(), chain(splits));
        }
        let text = serde_json::to_string(&chain(1)).unwrap();
        let leaf = r#"{"leaf":{"multiplier":[1],"price":[-2,3]}}"#;
        assert_eq!(text, format!(r#"[{{"split":{{"case":0,"option":7,"at_most":1}}}},{leaf},{leaf}]"#));
    }

    #[test]
    fn a_broken_list_is_no_tree() {
        let leaf = r#"{"leaf":{"multiplier":[],"price":[]}}"#;
        let split = r#"{"split":{"case":0,"option":0,"at_most":0}}"#;
        let refused = |list: &[&str]| {
            let text = format!("[{}]", list.join(","));
            serde_json::from_str::<Branch>(&text).unwrap_err().to_string()
        };
        assert!(refused(&[]).contains("is empty"));
        assert!(refused(&[split, leaf]).contains("without two branches"));
        assert!(refused(&[leaf, split]).contains("without two branches"));
        assert!(refused(&[leaf, leaf]).contains("more leaves"));
        let text = serde_json::to_string(&chain(Branch::DEPTH + 1)).unwrap();
        assert!(serde_json::from_str::<Branch>(&text).unwrap_err().to_string().contains("deeper than 2000"));
    }
}
