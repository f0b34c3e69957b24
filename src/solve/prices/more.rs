//! What a plan becomes when there is more of something than it was made for.
//!
//! In: a plan, its proof, and several additions of units, each by itself. Out: a plan for each, worth no less: chains of
//! moves ([`super::improve`]) at the prices of the proof use what is free. What depends on the plan alone is worked out
//! once: who is alike at these prices, the plan's ledger and the moves that it leaves. Each addition begins from there.

use rayon::prelude::*;

use super::frame::Frame;
use super::improve::use_idle;
use super::kin::alike;
use super::moves::Moves;
use super::tariff::Tariff;
use super::{FAMILIES, solve};
use crate::problem::{Certificate, More, Plan, Problem};
use crate::solve::Settings;
use crate::solve::ledger::Ledger;

/// Prices in points, and levels with their weight.
type Priced = (Vec<f64>, Vec<(usize, f64)>);

/// By addition: what a plan becomes with it, at the levels up to this one. Problems small enough to be searched to the
/// end are solved anew.
pub fn extended(
    problem: &Problem,
    level: usize,
    plan: &Plan,
    proof: &Certificate,
    more: &[More],
    settings: &Settings,
) -> Vec<Plan> {
    let families: usize = problem.cases.count.iter().map(|count| *count as usize).sum();
    if families <= FAMILIES {
        return more.par_iter().map(|more| solve(&problem.extended(level, more), settings).plan).collect();
    }
    let (price, factors) = prices(proof, level);
    let frame = Frame::new(problem);
    let tariff = Tariff::new(problem, &frame, &price, factors);
    let kin = alike(problem, |level| tariff.counts(level), |level| tariff.counts(level));
    let moves = |ledger: &Ledger| Moves::new(problem, &price, &tariff, ledger, &kin);
    let mut before = Ledger::of(problem, plan);
    before.truncate(level);
    let first = moves(&before);
    let stop = || settings.is_over();
    let extend = |more: &More| {
        let mut ledger = before.clone();
        ledger.add(more);
        let mut improved = use_idle(&price, &first, &mut ledger, &stop);
        while improved && !stop() {
            improved = use_idle(&price, &moves(&ledger), &mut ledger, &stop);
        }
        ledger.plan()
    };
    more.par_iter().map(extend).collect()
}

/// What a level's proof prices at.
fn prices(proof: &Certificate, level: usize) -> Priced {
    let proof = &proof.levels[level];
    let prices = proof.tree.first_leaf();
    let points = |whole: &i64| *whole as f64 / proof.denominator as f64;
    let earlier = prices.multiplier.iter().map(points).enumerate();
    (prices.price.iter().map(points).collect(), earlier.chain(std::iter::once((level, 1.0))).collect())
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::oracle::drawn::larger;
    use super::*;
    use crate::solve::greedy;

    /// A drawn problem with every case 120 times, and a third as many times the supplies; no two weigh the same at its last
    /// level.
    pub fn crowded(seed: u64) -> Problem {
        const TIMES: usize = 120;
        let mut problem = larger(seed, 2);
        let (cases, last) = (problem.len(), problem.levels.len() - 1);
        problem.cases.count = problem.cases.count.repeat(TIMES);
        problem.cases.class = problem.cases.class.repeat(TIMES);
        problem.cases.need = problem.cases.need.repeat(TIMES);
        problem.cases.weight.iter_mut().for_each(|weights| *weights = weights.repeat(TIMES));
        problem.cases.weight[last] = (0..).take(cases * TIMES).collect();
        problem.fits.iter_mut().for_each(|fit| fit.points = fit.points.repeat(TIMES));
        problem.supplies.width.iter_mut().for_each(|width| *width = *width * TIMES as u64 / 3);
        problem
    }

    /// What a plan becomes with an addition, with nothing shared: the problem, its ledger and every round's moves are made
    /// anew, and each case is looked at.
    fn by_itself(problem: &Problem, level: usize, plan: &Plan, proof: &Certificate, more: &More) -> Plan {
        let problem = problem.extended(level, more);
        let (price, factors) = prices(proof, level);
        let frame = Frame::new(&problem);
        let tariff = Tariff::new(&problem, &frame, &price, factors);
        let each: Vec<u32> = (0..problem.len() as u32).collect();
        let mut ledger = Ledger::of(&problem, plan);
        while use_idle(&price, &Moves::new(&problem, &price, &tariff, &ledger, &each), &mut ledger, &|| false) {}
        ledger.plan()
    }

    #[test]
    fn additions_together_become_what_each_becomes_by_itself() {
        let (mut changed, mut asked) = (0, 0);
        for seed in 0..20 {
            let problem = crowded(seed);
            let settings = Settings::default();
            let proof = solve(&problem, &settings).certificate.expect("prices come with a proof");
            let plan = greedy::solve(&problem).plan;
            let resources: Vec<u32> = (0..problem.supplies.len() as u32)
                .filter(|resource| !problem.supplies.steps(*resource).is_empty())
                .collect();
            let one = |resource: &u32| More { resources: vec![*resource], units: 7 };
            let mut more: Vec<More> = resources.iter().map(one).collect();
            more.push(More { resources, units: 20 });
            let mut ledger = Ledger::of(&problem, &plan);
            ledger.add(&more[more.len() - 1]);
            let anew = problem.extended(problem.levels.len() - 1, &more[more.len() - 1]);
            assert_eq!(ledger.worth(), Ledger::of(&anew, &plan).worth(), "seed {seed}");
            for level in 0..problem.levels.len() {
                let together = extended(&problem, level, &plan, &proof, &more, &settings);
                for (more, found) in more.iter().zip(&together) {
                    assert_eq!(found, &by_itself(&problem, level, &plan, &proof, more), "seed {seed}, level {level}");
                    asked += 1;
                    changed += usize::from(*found != plan);
                }
            }
        }
        assert!(3 * changed > asked, "{changed} of {asked} plans changed");
    }
}
