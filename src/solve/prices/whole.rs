//! The first whole plan: from the optimum of the last level's programme, all levels together.

use super::dive::{Dive, Order};
use super::improve::improve;
use super::neighbourhood::Neighbourhoods;
use super::programme::Programme;
use crate::solve::Settings;
use crate::solve::ledger::Ledger;

/// What a level counts for beyond what its programme's multipliers ask, against the next one.
const EMPHASIS: f64 = 4.0;

/// With more cases than this a careful dive is worth further ones rather than a search of its neighbourhoods, while the
/// first level falls short by more than this share: of a smaller one they won nothing, whatever gap was asked for.
const FEW: usize = 500;
const SHORT: f64 = 1e-6;

/// A whole plan, sought until every level is worth its `ideal`, nothing improves it or it is told to stop.
pub fn whole_plan<'a>(
    programmes: &[Programme<'a>],
    ideal: &[i64],
    settings: &Settings,
    stop: &dyn Fn() -> bool,
) -> Ledger<'a> {
    let mut simplex = programmes.last().expect("at least one level").simplex.clone();
    let problem = simplex.problem;
    simplex.merge(merged(programmes));
    simplex.settle(stop);
    let price = simplex.prices().0.to_vec();
    let tariff = simplex.tariff();
    let mut dive = Dive::new(simplex);
    let begin = (dive.is_careful() && problem.len() > FEW).then(|| dive.saved());
    dive.descend(Order::Surest, f64::NEG_INFINITY, stop);
    let mut plan = dive.plan();
    settings.watch.tell(ideal[0], Some(plan.worth()[0]));
    if begin.is_some() || !dive.is_careful() {
        improve(problem, &price, &tariff, &mut plan, stop);
    }
    if let Some(begin) = begin {
        // The columns that a dive met with on its way serve the next better than what is near its end.
        for order in [Order::Largest, Order::Surest] {
            let (worth, most) = (plan.worth()[0] as f64, ideal[0] as f64);
            if stop() || most - worth <= settings.gap.max(SHORT) * most.abs() {
                break;
            }
            dive.back_to(&begin);
            dive.descend(order, f64::NEG_INFINITY, stop);
            let mut again = dive.plan();
            improve(problem, &price, &tariff, &mut again, stop);
            if again.worth() > plan.worth() {
                plan = again;
            }
        }
        return plan;
    }
    Neighbourhoods::new(problem, &price, &tariff, settings.seed).improve(dive, &mut plan, ideal, settings.gap, stop);
    improve(problem, &price, &tariff, &mut plan, stop);
    plan
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
