//! A whole plan that is worth more than one that is known: a small search, without a proof.
//!
//! In: choices, and points. Out: the best plan that was found that is worth more, and whether there is none better. Branch
//! and bound on how many families are in a cell (where these are whole, who of them goes where is a transportation problem,
//! whose basic solutions are whole), with roundings at the root.

use std::sync::Arc;

use super::{Choices, End, Limit, Relaxation, Row, add_roundings};

/// Nodes, and numbers looked at, of a search.
const NODES: usize = 200;
const WORK: u64 = 2_000_000_000;
/// Times that roundings are added.
const ROUNDS: usize = 4;
/// Pivots of a node, and of a look at a split.
const PIVOTS: usize = 5_000;
const LOOK: usize = 20;
/// Splits looked at.
const LOOKS: usize = 6;
/// Points that each plan is to be worth more than the one before.
const BETTER: f64 = 0.01;
/// How far from whole an amount is that is not whole.
const WHOLE: f64 = 1e-6;
/// Points that a side which costs nothing counts for.
const LITTLE: f64 = 1e-3;

/// What a search came to.
#[derive(Debug)]
pub struct Tried {
    /// By choice, the families of the best plan that is worth more.
    pub families: Option<Vec<u32>>,
    /// Whether no other is worth more than it, or than what was known.
    pub is_closed: bool,
}

struct Search<'s> {
    cutoff: f64,
    nodes: usize,
    /// Numbers looked at.
    work: u64,
    tried: Tried,
    stop: &'s dyn Fn() -> bool,
}

/// Searches for a plan worth more than so many points.
pub fn whole(choices: Arc<Choices>, points: f64, stop: &dyn Fn() -> bool) -> Tried {
    let tried = Tried { families: None, is_closed: true };
    let mut search = Search { cutoff: points + BETTER, nodes: 0, work: 0, tried, stop };
    search.root(Relaxation::new(choices));
    search.tried
}

impl Search<'_> {
    fn root(&mut self, mut relaxation: Relaxation) {
        let mut roundings = Vec::new();
        for _ in 0..ROUNDS {
            if self.is_over() {
                break;
            }
            if !self.solve(&mut relaxation) {
                return;
            }
            relaxation.drop_loose_cuts();
            let (added, work) = add_roundings(&mut relaxation, &mut roundings);
            self.work += work as u64;
            if added == 0 {
                break;
            }
        }
        self.visit(relaxation);
    }

    fn is_over(&self) -> bool {
        self.nodes >= NODES || self.work > WORK || (self.stop)()
    }

    /// Whether something better may be there, and is to be looked for.
    fn solve(&mut self, relaxation: &mut Relaxation) -> bool {
        let before = relaxation.work;
        let end = relaxation.solve(self.cutoff, PIVOTS);
        self.work += relaxation.work - before;
        self.tried.is_closed &= matches!(end, End::Optimal | End::Closed);
        end == End::Optimal
    }

    fn visit(&mut self, mut relaxation: Relaxation) {
        if self.is_over() {
            self.tried.is_closed = false;
            return;
        }
        self.nodes += 1;
        if !self.solve(&mut relaxation) {
            return;
        }
        let divided = relaxation.divided();
        if divided.is_empty() {
            let families = relaxation.families();
            // Where roundings hold, choices may be made in part though cells are whole: no plan, and nothing is closed.
            if families.iter().any(|families| (families - families.round()).abs() > WHOLE) {
                self.tried.is_closed = false;
                return;
            }
            self.tried.families = Some(families.iter().map(|families| families.round().max(0.0) as u32).collect());
            self.cutoff = relaxation.worth + BETTER;
            return;
        }
        self.narrow(&mut relaxation);
        let sides = self.split(&relaxation, divided);
        drop(relaxation);
        for side in sides {
            self.visit(side);
        }
    }

    /// Leaves out choices that nothing better makes.
    fn narrow(&self, relaxation: &mut Relaxation) {
        let gain = relaxation.gains();
        let spare = relaxation.worth - self.cutoff;
        let may =
            |choice: &u32| gain(relaxation.key_of(*choice)) - gain(*choice) <= spare || relaxation.is_used(*choice);
        let open = relaxation.open.iter().copied().filter(may).collect();
        drop(gain);
        relaxation.open = open;
    }

    /// What is left below the split that costs most on both sides, of the likeliest; the side first that costs less.
    fn split(&mut self, relaxation: &Relaxation, mut divided: Vec<(u32, f64)>) -> Vec<Relaxation> {
        let uses = |cell: u32| &relaxation.choices.uses[cell as usize];
        let size = |cell: u32| uses(cell).iter().map(|(_, units)| f64::from(*units)).sum::<f64>();
        let likely = |(cell, families): &(u32, f64)| (families - families.round()).abs() * size(*cell);
        divided.sort_by(|one, other| likely(other).total_cmp(&likely(one)).then(one.0.cmp(&other.0)));
        let mut best: Option<(f64, Vec<(f64, Relaxation)>)> = None;
        for (cell, families) in divided.into_iter().take(LOOKS) {
            let mut sides = Vec::new();
            for at_least in [false, true] {
                let families = families.floor() as i64 + i64::from(at_least);
                let mut below = relaxation.clone();
                below.confine(Row::Limit(Limit { cell, at_least, families, split: 0 }));
                let end = below.solve(self.cutoff, LOOK);
                self.work += below.work - relaxation.work;
                if end != End::Closed {
                    sides.push((relaxation.worth - below.worth, below));
                }
            }
            if sides.len() < 2 {
                return sides.into_iter().map(|(_, side)| side).collect();
            }
            sides.sort_by(|one, other| one.0.total_cmp(&other.0));
            let score = sides.iter().map(|(cost, _)| cost.max(0.0) + LITTLE).product();
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, sides));
            }
        }
        best.map_or_else(Vec::new, |(_, sides)| sides.into_iter().map(|(_, side)| side).collect())
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::super::closed::tests::few;
    use super::super::rounding::tests::plans;
    use super::*;

    /// Against every plan of six cases, two of them of two families.
    #[test]
    fn the_best_plan_is_found_and_nothing_where_it_is_known() {
        let mut draw = ChaCha8Rng::seed_from_u64(5);
        let mut split = 0;
        for round in 0..40 {
            let choices = Arc::new(few(&mut draw));
            let worth = |made: &[u32]| -> f64 {
                made.iter().zip(&choices.points).map(|(families, points)| f64::from(*families) * points).sum()
            };
            let (mut most, mut all) = (0.0_f64, Vec::new());
            plans(&choices, &mut Vec::new(), &choices.left, &mut |made| {
                most = most.max(worth(made));
                all.push(made.to_vec());
            });
            let tried = whole(choices.clone(), most - 0.5, &|| false);
            let found = tried.families.expect("there is a better one");
            assert!(tried.is_closed && all.contains(&found) && (worth(&found) - most).abs() < 1e-9, "round {round}");
            let tried = whole(choices.clone(), most, &|| false);
            assert!(tried.is_closed && tried.families.is_none(), "round {round}");
            let mut relaxation = Relaxation::new(choices.clone());
            relaxation.solve(f64::NEG_INFINITY, PIVOTS);
            split += usize::from(!relaxation.divided().is_empty());
            let tried = whole(choices.clone(), 0.0, &|| true);
            assert!(!tried.is_closed && tried.families.is_none(), "round {round}");
        }
        assert!(split > 20, "{split}");
    }
}
