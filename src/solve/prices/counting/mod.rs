//! Proof by counting: where prices leave a gap, families of equal needs are counted by option.
//!
//! In: a problem without windows or costs of supplies, its best plan and whole prices. Out: a better plan, if there is one,
//! and the proof that [`crate::problem::counting`] states. Branch and bound on the counts (who of those with equal needs goes
//! where is a transportation problem, whose basic solutions are whole), on what prices leave within the gap. The search does
//! not wait for a good plan: it asks whether any is worth more than a target just below the bound, and lowers the target
//! until the answer is yes. What has to be looked at is the less the higher the target is.

mod place;
mod residue;
mod search;

use std::collections::HashMap;

use self::place::{DENOMINATOR, LARGEST};
use self::residue::Residue;
use self::search::{Ended, Search};
use super::bound::{Within, bound};
use super::frame::Frame;
use crate::problem::counting::Duals;
use crate::problem::{Counting, Plan, Prices, Problem};
use crate::solve::Settings;

/// With more resources than this an inverse basis is too large.
const RESOURCES: usize = 200;
/// With more cells than this, families of equal needs are few and a search does not end.
const CELLS: usize = 1_000;
/// Numbers that all searches look at.
const WORK: u64 = 20_000_000_000;

/// Whether families can be counted: one level, no windows, and supplies that cost nothing.
pub fn is_for(problem: &Problem, frame: &Frame) -> bool {
    let supplies = &problem.supplies;
    problem.levels.len() == 1
        && !frame.has_windows
        && supplies.len() <= RESOURCES
        && (0..supplies.width.len()).all(|step| supplies.cost(0, step) == 0)
}

/// What a search came to.
#[derive(Debug, Default)]
pub struct Counted {
    /// A better plan than the one that was known, and what it is worth.
    pub plan: Option<(i64, Plan)>,
    /// What is proven of all plans.
    pub proof: Option<Counting>,
}

/// Searches the first level from prices and a plan's worth until the relative gap is no more than the settings ask, or as far
/// as it gets; not at all where points are too large.
pub fn count(
    problem: &Problem,
    frame: &Frame,
    (prices, denominator): (&Prices, i64),
    mut worth: i64,
    settings: &Settings,
) -> Counted {
    let mut counted = Counted::default();
    let rescaled = |price: &i64| (i128::from(*price) * i128::from(DENOMINATOR) / i128::from(denominator)) as i64;
    let prices = Prices { multiplier: Vec::new(), price: prices.price.iter().map(rescaled).collect() };
    let dearest = prices.price.iter().map(|price| price.unsigned_abs()).max().unwrap_or(0);
    if frame.magnitude[0] * DENOMINATOR as f64 + dearest as f64 * frame.units > LARGEST {
        return counted;
    }
    let Ok(most) = i64::try_from(bound(problem, frame, &prices, DENOMINATOR, &[], &Within::default())) else {
        return counted;
    };
    let first = Duals { price: prices.price.clone(), ..Duals::default() };
    let stop = || settings.is_over();
    let (mut below, mut work) = (1, WORK);
    loop {
        let bound = counted.proof.as_ref().map_or(most, |proof| proof.target);
        if (bound - worth) as f64 <= settings.gap * worth.unsigned_abs() as f64 {
            return counted;
        }
        // Once there is a better plan: half way between what is proven and what is not.
        let target = if counted.plan.is_some() {
            i64::midpoint(worth, bound - 1)
        } else {
            worth.max(most.saturating_sub(below))
        };
        // What a plan worth more than the target may lose; the bound is rounded down by less than a point.
        let Some(loss) = (most - target).checked_mul(DENOMINATOR) else { return counted };
        let Some(residue) = Residue::new(problem, frame, &prices, DENOMINATOR, loss) else { return counted };
        if residue.cells.len() > CELLS {
            return counted;
        }
        let mut search =
            Search { residue: &residue, target, nodes: Vec::new(), left: 0, costs: HashMap::new(), work, stop: &stop };
        let ended = search.run(&first);
        work = search.work;
        match ended {
            Ok(()) => {
                settings.watch.tell(target, Some(worth));
                counted.proof = Some(Counting { target, denominator: DENOMINATOR, nodes: search.nodes });
                below += 1 + below / 2;
            }
            Err(Ended::Found(families)) => {
                let Some(plan) = residue.plan(problem, &families).filter(|plan| plan.0 > worth) else { return counted };
                worth = plan.0;
                settings.watch.tell(bound, Some(worth));
                counted.plan = Some(plan);
            }
            Err(Ended::Stopped) => return counted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::oracle::drawn::larger;
    use super::super::programme::programmes;
    use super::*;
    use crate::certify::{Standing, certify};
    use crate::problem::counting::Node;
    use crate::problem::{Branch, Certificate, LevelProof};

    #[test]
    fn drawn_problems_are_solved_to_the_end_and_the_proof_replays() {
        let (mut counted, mut split) = (0, 0);
        for seed in 0..120 {
            let mut problem = larger(seed, 4);
            problem.levels.truncate(1);
            problem.fits.retain(|fit| fit.level == 0);
            problem.options.window.fill(None);
            problem.supplies.cost.iter_mut().for_each(Vec::clear);
            if !problem.faults().is_empty() {
                continue;
            }
            let settings = Settings::default();
            let frame = Frame::new(&problem);
            assert!(is_for(&problem, &frame));
            let (programmes, _) = programmes(&problem, &frame, None, &|| false);
            let (prices, denominator) = (&programmes[0].prices, programmes[0].denominator);
            let Counted { plan, proof } = count(&problem, &frame, (prices, denominator), 0, &settings);
            let (optimum, plan) = plan.unwrap_or_default();
            let known = super::super::solve(&problem, &settings);
            let known = &known.certificate.as_ref().expect("a proof").levels[0];
            assert!((known.worth..=known.bound).contains(&optimum), "seed {seed}: {optimum}, another search {known:?}");
            let Some(proof) = proof else {
                assert_eq!(programmes[0].bound(&problem, &frame, &[]), optimum.into(), "seed {seed}");
                continue;
            };
            assert_eq!(proof.target, optimum, "seed {seed}");
            counted += 1;
            split += usize::from(proof.nodes.iter().any(|node| matches!(node, Node::Split { .. })));
            let tree = Branch::Leaf(prices.clone());
            let level =
                LevelProof { worth: optimum, bound: optimum, denominator, tree, packing: None, counting: Some(proof) };
            let verdict = certify(&problem, &plan, Some(&Certificate { levels: vec![level] })).expect("stands");
            assert_eq!(verdict.levels[0].standing, Standing::Optimal, "seed {seed}");
        }
        assert!(counted >= 10 && split >= 5, "{counted} counted, {split} split");
    }
}
