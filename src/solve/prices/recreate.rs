//! Ruin and recreate: some families of a plan wait again, and exchanges make the best of it (Schrimpf et al. 2000).
//!
//! In: a plan of a problem of few options and few cases, prices, and what to stop at. Out: a plan worth no less,
//! lexicographically. Draws depend on the seed alone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::exchange::{REACHES, are_for, exchange};
use super::tariff::Tariff;
use crate::problem::Problem;
use crate::solve::ledger::Ledger;

/// With more cases than this hardly a plan becomes better.
const CASES: usize = 5_000;
/// Cases whose families wait again, and how far the chains of exchanges reach then.
const RUINED: usize = 10;
const NEAR: usize = 2;
/// Rounds in all, and in a row that may bring nothing.
const ROUNDS: usize = 1_000;
const PATIENCE: usize = 200;

/// Whether it is for this problem.
pub fn is_for(problem: &Problem) -> bool {
    problem.len() <= CASES && are_for(problem)
}

/// Ruins and recreates a plan until nothing has come of a while of trying, or it is told to stop, knowing the plan.
pub fn recreate(
    problem: &Problem,
    price: &[f64],
    tariff: &Tariff<f64>,
    plan: &mut Ledger,
    seed: u64,
    stop: &dyn Fn(&Ledger) -> bool,
) {
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let mut idle = 0;
    for _ in 0..ROUNDS {
        if idle == PATIENCE || stop(plan) {
            break;
        }
        idle += 1;
        let mut other = plan.clone();
        for _ in 0..RUINED {
            let case = draw.next_u32() as usize % problem.len();
            let placed: Vec<_> = other.columns(case).collect();
            for (column, families) in placed {
                other.remove(column, families);
            }
        }
        exchange(problem, price, tariff, &mut other, &REACHES[..NEAR], &|| stop(plan));
        if other.worth() >= plan.worth() {
            idle = if other.worth() > plan.worth() { 0 } else { idle };
            *plan = other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::oracle::drawn::larger;
    use super::*;
    use crate::solve::greedy;

    #[test]
    fn a_plan_that_no_exchange_betters_becomes_better_and_none_becomes_worse() {
        let mut gained = 0;
        for seed in 0..12 {
            let mut problem = larger(seed, 4);
            problem.levels.truncate(1);
            problem.supplies.cost.iter_mut().for_each(Vec::clear);
            let frame = Frame::new(&problem);
            let price = vec![0.0; problem.supplies.len()];
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let mut plan = Ledger::of(&problem, &greedy::solve(&problem).plan);
            plan.truncate(0);
            exchange(&problem, &price, &tariff, &mut plan, &REACHES, &|| false);
            let before = plan.worth()[0];
            recreate(&problem, &price, &tariff, &mut plan, 0, &|_| false);
            let worth = plan.worth()[0];
            assert!(worth >= before, "seed {seed}");
            gained += usize::from(worth > before);
            let mut again = plan.clone();
            recreate(&problem, &price, &tariff, &mut again, 1, &|plan| plan.worth()[0] == worth);
            assert_eq!(again.plan(), plan.plan(), "told to stop");
        }
        assert!(gained > 2, "{gained} of 12");
    }
}
