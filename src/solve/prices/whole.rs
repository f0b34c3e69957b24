//! The first whole plan: from the optimum of the last level's programme, all levels together.

use super::dive::{Dive, Order};
use super::improve::improve;
use super::neighbourhood::Neighbourhoods;
use super::programme::Programme;
use super::region::Objective;
use super::tariff::Tariff;
use crate::solve::Settings;
use crate::solve::ledger::Ledger;

/// What a level counts for beyond what its programme's multipliers ask, against the next one.
const EMPHASIS: f64 = 4.0;

/// With more cases than this, and many rows, a plan is sought by another dive, if the first level falls short by more than
/// this share, and by neighbourhoods, if by more than that; others are searched as a whole later on.
const FEW: usize = 500;
const SHORT: f64 = 1e-6;
const CLOSE: f64 = 1e-7;

/// A whole plan, sought until every level is worth its `ideal`, nothing improves it or it is told to stop.
pub fn whole_plan<'a>(
    programmes: &[Programme<'a>],
    ideal: &[i64],
    settings: &Settings,
    stop: &dyn Fn() -> bool,
) -> Ledger<'a> {
    let mut simplex = programmes.last().expect("at least one level").simplex.clone();
    let problem = simplex.problem;
    let factors = merged(programmes);
    simplex.merge(factors.clone());
    simplex.settle(stop);
    let price = simplex.prices().0.to_vec();
    let tariff = simplex.tariff();
    let mut dive = Dive::new(simplex);
    let descend = |dive: &mut Dive<'a>, order: Order| {
        dive.descend(order, f64::NEG_INFINITY, stop);
        let mut plan = dive.plan();
        improve(problem, &price, &tariff, &mut plan, stop);
        settings.watch.tell(ideal[0], Some(plan.worth()[0]));
        plan
    };
    if !dive.is_careful() || problem.len() <= FEW {
        return descend(&mut dive, Order::Surest);
    }
    let begin = dive.saved();
    let mut plan = descend(&mut dive, Order::Surest);
    if !is_near(&plan, ideal, settings.gap.max(SHORT)) && !stop() {
        // The columns that a dive met with on its way serve the next better than what is near its end.
        dive.back_to(&begin);
        let again = descend(&mut dive, Order::Largest);
        if again.worth() > plan.worth() {
            plan = again;
        }
    }
    if !is_near(&plan, ideal, settings.gap.max(CLOSE)) && !stop() {
        let objective = objective(&programmes[0], &factors);
        Neighbourhoods::new(&objective, settings.seed).improve(&mut plan, ideal[0], stop);
        improve(problem, &price, &tariff, &mut plan, stop);
    }
    plan
}

/// Whether a plan is within this relative gap of its ideal at the first level.
fn is_near(plan: &Ledger, ideal: &[i64], gap: f64) -> bool {
    let worth = plan.worth()[0];
    (i128::from(ideal[0]) - i128::from(worth)) as f64 <= gap * worth.unsigned_abs() as f64
}

/// What plans are measured by that are to be better at the first level.
fn objective<'a>(first: &Programme<'a>, factors: &[(usize, f64)]) -> Objective<'a> {
    let simplex = &first.simplex;
    let (price, own) = simplex.prices();
    let price: Vec<f64> = price.iter().map(|price| price / own[0].1).collect();
    let tariff = Tariff::new(simplex.problem, simplex.frame, &price, vec![(0, 1.0)]);
    let factors = factors.iter().map(|(level, factor)| (*level, factor / factors[0].1)).collect();
    Objective { problem: simplex.problem, price, tariff, factors }
}

/// One objective for all levels. A plan that is best level after level is best for each programme's
/// own factors, as Lagrange's multipliers are, and so for any sum of them.
fn merged(programmes: &[Programme]) -> Vec<(usize, f64)> {
    let levels = programmes.len();
    let factors: Vec<_> = programmes.iter().map(|programme| programme.simplex.prices().1).collect();
    let magnitude = |level: usize| programmes[0].simplex.frame.magnitude[level];
    let size = |factors: &[(usize, f64)]| factors.iter().map(|(level, factor)| factor * magnitude(*level)).sum::<f64>();
    let own = size(&factors[levels - 1]);
    let mut objective = vec![0.0; levels];
    let mut emphasis = 1.0;
    for factors in factors.iter().rev() {
        let times = emphasis * (own / size(factors)).max(1.0);
        emphasis *= EMPHASIS;
        for (level, factor) in factors {
            objective[*level] += times * factor;
        }
    }
    objective.into_iter().enumerate().filter(|(_, factor)| *factor > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::oracle::drawn::larger;
    use super::super::programme::programmes;
    use super::super::region::Region;
    use super::*;
    use crate::certify::certify;
    use crate::problem::Problem;
    use crate::solve::{Stop, greedy, prices};

    /// One level, and supplies that cost nothing.
    fn drawn(seed: u64, times: u32) -> Option<Problem> {
        let mut problem = larger(seed, times);
        problem.levels.truncate(1);
        problem.fits.retain(|fit| fit.level == 0);
        problem.supplies.cost.iter_mut().for_each(Vec::clear);
        problem.faults().is_empty().then_some(problem)
    }

    #[test]
    fn a_region_of_all_cases_has_the_best_plan_among_its_choices() {
        let (mut better, mut best) = (0, 0);
        for problem in (0..150).filter_map(|seed| drawn(seed, 3)) {
            let frame = Frame::new(&problem);
            let (programmes, _) = programmes(&problem, &frame, None, &|| false);
            let objective = objective(&programmes[0], &[(0, 1.0)]);
            let begin = Ledger::of(&problem, &greedy::solve(&problem).plan);
            let all: Vec<u32> = (0..problem.len() as u32).collect();
            let region = Region::new(&objective, &begin, &all, f64::MAX);
            let tried = region.search(&|| false);
            let plan = tried.families.as_ref().map_or(begin.clone(), |families| region.plan(families, &begin));
            certify(&problem, &plan.plan(), None).expect("keeps every limit");
            let known = prices::solve(&problem, &Settings::default());
            if tried.is_closed && known.stop == Stop::Proven {
                assert_eq!(plan.worth(), Ledger::of(&problem, &known.plan).worth());
                best += 1;
                better += usize::from(tried.families.is_some());
            }
        }
        assert!(better > 20 && best > 35, "{best} best, {better} better");
    }

    #[test]
    fn neighbourhoods_make_plans_better_and_keep_every_limit() {
        let (mut better, mut all) = (0, 0);
        let drawn = (0..30).map(|seed| (seed, larger(seed, 6)));
        for (seed, problem) in drawn.filter(|(_, problem)| problem.faults().is_empty()) {
            let frame = Frame::new(&problem);
            let (programmes, ideal) = programmes(&problem, &frame, None, &|| false);
            let objective = objective(&programmes[0], &merged(&programmes));
            let begin = Ledger::of(&problem, &greedy::solve(&problem).plan);
            let mut plan = begin.clone();
            Neighbourhoods::new(&objective, seed).improve(&mut plan, ideal[0], &|| false);
            certify(&problem, &plan.plan(), None).expect("keeps every limit");
            assert!(plan.worth() >= begin.worth(), "seed {seed}");
            all += 1;
            better += usize::from(plan.worth()[0] > begin.worth()[0]);
        }
        assert!(3 * better > all, "{better} of {all} plans are better");
    }
}
