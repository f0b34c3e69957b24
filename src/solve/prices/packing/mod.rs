//! Proof by packing: where prices alone leave a gap, what one place can take is packed whole.
//!
//! In: a level's programme, and the best plan so far. Out: the proof that `problem::packing` states, and the plan if a
//! better one was found. Branch and bound with variable fixing, as Posta, Ferland and Michelon (2012) have it for the
//! generalised assignment problem. The search does not wait for a good plan: it asks whether any is worth more than a
//! target a little below the bound, and lowers the target until the answer is yes. A box that has none is closed the
//! faster the higher the target is.

mod dive;
mod dual;
mod knapsack;
mod layout;
mod node;
mod search;

use self::layout::Layout;
pub use self::layout::{Owners, owners};
use self::node::Node;
use self::search::Search;
use super::programme::Programme;
use crate::problem::{Packing, Problem};
use crate::solve::ledger::Ledger;

/// Cells of the dynamic programmes that a level's search may take.
const WORK: usize = 12_000_000_000;
/// Places that take more than this part of them at once are not packed.
const AT_ONCE: usize = 500;

/// What the search of a level came to.
pub struct Packed<'a> {
    /// The best plan.
    pub plan: Ledger<'a>,
    /// The proof, and the bound that it gives.
    pub packing: Packing,
    pub bound: i64,
}

/// Searches a level to the end, or as far as it gets; none where its points are too large.
pub fn pack<'a>(
    problem: &'a Problem,
    owners: &Owners,
    programme: &Programme,
    best: &Ledger<'a>,
    stop: &dyn Fn() -> bool,
) -> Option<Packed<'a>> {
    let level = programme.prices.multiplier.len();
    let earlier = &best.worth()[..level];
    let layout = Layout::new(problem, owners, &programme.prices, programme.denominator, earlier)?;
    let prices = case_prices(&layout, problem, programme);
    let mut search = Search {
        problem,
        layout,
        denominator: programme.denominator,
        level,
        best: best.clone(),
        target: best.worth()[level],
        nodes: Vec::new(),
        work: 0,
        limit: WORK,
        stop,
    };
    let root = Node::new(&search.layout, prices);
    (root.relaxed(&search.layout).work * AT_ONCE <= WORK).then(|| search.run(root))
}

/// What each case gains at the programme's prices.
fn case_prices(layout: &Layout, problem: &Problem, programme: &Programme) -> Vec<i64> {
    let packed = |resource: u32| layout.resources.binary_search(&resource).is_ok();
    let gain = |pair: &u32| {
        let uses = layout.column(*pair).uses(problem).filter(|(resource, _)| packed(*resource));
        let paid: i64 =
            uses.map(|(resource, units)| programme.prices.price[resource as usize] * i64::from(units)).sum();
        layout.gain[*pair as usize] - paid
    };
    layout.pairs.iter().map(|pairs| pairs.iter().map(gain).max().unwrap_or(0).max(0)).collect()
}
