//! Proof by packing: where prices alone leave a gap, what one place can take is packed whole.
//!
//! In: a level's programme, and the best plan so far. Out: the proof that `problem::packing` states, and the plan if a
//! better one was found. Branch and bound with variable fixing, as Posta, Ferland and Michelon (2012) have it for the
//! generalised assignment problem; but case prices are those of a linear relaxation with cuts (Crowder, Johnson and
//! Padberg 1983), which bound a box at once as well as many steps of the packings alone, and which pair is split is tried
//! out. At the prices of a relaxation with cuts of one place a packing bounds a box no worse than the relaxation does, as no
//! packing exceeds such a cut; so they need no place in the proof. Cuts over several places
//! ([`super::relaxation`]) have one, and
//! a price. They are sought at the root, first of all and after each narrowing.
//!
//! The search does not wait for a good plan: it asks whether any is worth more than a target a little below the bound, and
//! lowers the target until the answer is yes. A box that has none is closed the faster the higher the target is. In turn
//! with that, each time for longer, plans near the best one are looked for.

mod branch;
mod charge;
mod cut;
mod dive;
mod knapsack;
mod layout;
mod mend;
mod node;
mod search;

use self::branch::Costs;
use self::layout::Layout;
pub use self::layout::{Owners, owners};
use self::node::Node;
use self::search::{Proven, Search};
use super::bound::whole;
use super::frame::Frame;
use super::programme::Programme;
use crate::problem::{Branch, LevelProof, Packing, Prices, Problem};
use crate::solve::Settings;
use crate::solve::ledger::Ledger;

/// What a level's search may take, in cells of a dynamic programme.
const WORK: usize = 120_000_000_000;
/// Places that take more than the first part of them at once are not packed; those that take more than the second are
/// packed to bound what all plans are worth, but not searched.
const AT_ONCE: (usize, usize) = (900, 1_800);

/// What the search of a level came to.
pub struct Packed<'a> {
    /// The best plan.
    pub plan: Ledger<'a>,
    /// The proof, of the worth of the plan.
    pub proof: LevelProof,
}

/// Sums over all cases are to stay below this power of two.
const BITS: f64 = 58.0;

/// Searches a level until its relative gap is no more than the settings ask, or as far as it gets; none where that takes
/// too much, or points are too large.
pub fn pack<'a>(
    problem: &'a Problem,
    frame: &'a Frame,
    owners: &Owners,
    programme: &Programme<'a>,
    best: &Ledger<'a>,
    settings: &Settings,
) -> Option<Packed<'a>> {
    let level = programme.prices.multiplier.len();
    let (price, factors) = programme.simplex.prices();
    let dearest = price.iter().copied().map(f64::abs).fold(0.0, f64::max);
    let values: f64 = factors.iter().map(|(level, factor)| factor * frame.magnitude[*level]).sum();
    let bits = (BITS - ((values + dearest * frame.units) * (problem.len() + 1) as f64).log2()).floor();
    let denominator = programme.denominator.min(if bits < 0.0 { return None } else { bits.exp2() as i64 });
    let prices = whole(price, &factors, level, denominator);
    let layout = Layout::new(problem, owners, &prices, denominator, &best.worth()[..level])?;
    let root = Node::new(&layout, case_prices(&layout, problem, &prices));
    let work = root.work(&layout);
    if work.saturating_mul(AT_ONCE.0) > WORK {
        return None;
    }
    let bound = programme.bound(problem, frame, &best.worth()[..level]);
    let mut search = Search {
        problem,
        layout,
        denominator,
        level,
        price,
        tariff: &programme.simplex.tariff(),
        best: best.clone(),
        target: best.worth()[level],
        nodes: Vec::new(),
        work: 0,
        limit: WORK,
        bound: i64::try_from(bound).unwrap_or(i64::MAX),
        settings,
        costs: Costs::default(),
        roundings: Vec::new(),
    };
    let Proven { target: bound, mut nodes } = search.run(root, work.saturating_mul(AT_ONCE.1) <= WORK);
    let roundings = charge::told(&search.roundings, &search.layout, &mut nodes);
    let packing = Packing { target: bound, resources: search.layout.resources, roundings, nodes };
    let (worth, tree) = (search.best.worth()[level], Branch::Leaf(prices));
    Some(Packed {
        plan: search.best,
        proof: LevelProof { worth, bound, denominator, tree, packing: Some(packing), counting: None },
    })
}

/// What each case gains at these prices of the packed resources, too.
fn case_prices(layout: &Layout, problem: &Problem, prices: &Prices) -> Vec<i64> {
    let packed = |resource: u32| layout.resources.binary_search(&resource).is_ok();
    let gain = |pair: &u32| {
        let uses = layout.column(*pair).uses(problem).filter(|(resource, _)| packed(*resource));
        let paid: i64 = uses.map(|(resource, units)| prices.price[resource as usize] * i64::from(units)).sum();
        layout.gain[*pair as usize] - paid
    };
    layout.pairs.iter().map(|pairs| pairs.iter().map(gain).max().unwrap_or(0).max(0)).collect()
}
