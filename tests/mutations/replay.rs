//! The formulas of `problem` and `problem::Certificate` word by word, however slow.

use std::collections::BTreeSet;

use resettle::problem::{Branch, LevelProof, Plan, Prices, Problem};

/// The plan's worth by level; none where it breaks any constraint.
pub fn worth(problem: &Problem, plan: &Plan) -> Option<Vec<i128>> {
    let placements = &plan.placements;
    let mut load = vec![0_i128; problem.supplies.len()];
    let mut worth = vec![0_i128; problem.levels.len()];
    if placements
        .windows(2)
        .any(|pair| (pair[0].case, pair[0].option, pair[0].drawn) >= (pair[1].case, pair[1].option, pair[1].drawn))
    {
        return None;
    }
    for placed in placements {
        let (case, count) = (placed.case as usize, i128::from(placed.count));
        let of_case = placements.iter().filter(|other| other.case == placed.case);
        let families: u64 = of_case.map(|other| u64::from(other.count)).sum();
        if case >= problem.len() || count == 0 || families > u64::from(problem.cases.count[case]) {
            return None;
        }
        let class = problem.class(case);
        let offer = class.offers.iter().position(|&option| option == placed.option)?;
        if !problem.allows(case, problem.options.column[placed.option as usize]) {
            return None;
        }
        for used in problem.options.uses(placed.option) {
            load[used.resource as usize] += count * i128::from(problem.needs(case)[usize::from(used.kind)]);
        }
        match (problem.options.window[placed.option as usize], placed.drawn) {
            (None, None) => {}
            (Some(window), Some(drawn)) if class.opens <= drawn && drawn <= window.ends => {
                load[drawn as usize] += count * i128::from(problem.needs(case)[usize::from(window.kind)]);
            }
            _ => return None,
        }
        for (level, worth) in worth.iter_mut().enumerate() {
            *worth += count * i128::from(problem.value(level, case, offer));
        }
    }
    for (resource, mut left) in load.into_iter().enumerate() {
        for step in problem.supplies.steps(u32::try_from(resource).unwrap()) {
            let filled = left.min(i128::from(problem.supplies.width[step]));
            left -= filled;
            for (level, worth) in worth.iter_mut().enumerate() {
                *worth -= filled * i128::from(problem.supplies.cost(level, step));
            }
        }
        if left > 0 {
            return None;
        }
    }
    Some(worth)
}

/// The bound that a proof gives after these levels; none where every leaf is empty.
pub fn bound(problem: &Problem, earlier: &[i128], proof: &LevelProof) -> Option<i128> {
    branch(problem, earlier, proof, &proof.tree, &mut Within::default())
}

/// Of `case` by `option` at least, or at most, so many families.
#[derive(Clone, Copy)]
struct Limit {
    case: u32,
    option: u32,
    at_least: u32,
    at_most: u32,
}

/// What the branches above a node say: limits, and cases, resources and whether the case uses units of it.
#[derive(Default)]
struct Within {
    limits: Vec<Limit>,
    usages: Vec<(u32, u32, bool)>,
}

fn branch(problem: &Problem, earlier: &[i128], proof: &LevelProof, tree: &Branch, within: &mut Within) -> Option<i128> {
    match tree {
        Branch::Leaf(prices) => leaf(problem, earlier, proof, prices, within),
        &Branch::Use { case, resource, ref below, ref above } => {
            within.usages.push((case, resource, false));
            let below = branch(problem, earlier, proof, below, within);
            within.usages.pop();
            within.usages.push((case, resource, true));
            let above = branch(problem, earlier, proof, above, within);
            within.usages.pop();
            below.max(above)
        }
        &Branch::Split { case, option, at_most, ref below, ref above } => {
            within.limits.push(Limit { case, option, at_least: 0, at_most });
            let below = branch(problem, earlier, proof, below, within);
            within.limits.pop();
            within.limits.push(Limit { case, option, at_least: at_most.saturating_add(1), at_most: u32::MAX });
            let above = branch(problem, earlier, proof, above, within);
            within.limits.pop();
            below.max(above)
        }
    }
}

fn leaf(problem: &Problem, earlier: &[i128], proof: &LevelProof, prices: &Prices, within: &Within) -> Option<i128> {
    let level = earlier.len();
    let points = |at: &dyn Fn(usize) -> i64| {
        let before = (0..level).map(|k| i128::from(prices.multiplier[k]) * i128::from(at(k)));
        before.sum::<i128>() + i128::from(proof.denominator) * i128::from(at(level))
    };
    let price = |resource: u32| i128::from(prices.price[resource as usize]);
    let mut sum = 0;
    for case in 0..problem.len() {
        let class = problem.class(case);
        let need = |kind: u16| i128::from(problem.needs(case)[usize::from(kind)]);
        let usages: Vec<&(u32, u32, bool)> = within.usages.iter().filter(|usage| usage.0 as usize == case).collect();
        let gains: Vec<(u32, i128)> = (class.offers.iter().enumerate())
            .filter(|&(_, &option)| problem.allows(case, problem.options.column[option as usize]))
            .filter_map(|(offer, &option)| {
                let uses = problem.options.uses(option).iter().map(|used| need(used.kind) * price(used.resource));
                let takes = |resource: u32| {
                    let mut uses = problem.options.uses(option).iter();
                    uses.any(|used| used.resource == resource && need(used.kind) > 0)
                };
                let is_open = |drawn: Option<(u32, u16)>| {
                    let draws = |resource| drawn.is_some_and(|(drawn, kind)| drawn == resource && need(kind) > 0);
                    usages.iter().all(|(_, resource, used)| (takes(*resource) || draws(*resource)) == *used)
                };
                let drawn = match problem.options.window[option as usize] {
                    None => is_open(None).then_some(0),
                    Some(window) => (class.opens..=window.ends)
                        .filter(|drawn| is_open(Some((*drawn, window.kind))))
                        .map(|drawn| need(window.kind) * price(drawn))
                        .min(),
                };
                let value = points(&|k| problem.value(k, case, offer));
                Some((option, value - uses.sum::<i128>() - drawn?))
            })
            .collect();
        let of_case: Vec<Limit> = within.limits.iter().copied().filter(|limit| limit.case as usize == case).collect();
        let allowed: BTreeSet<u32> = gains.iter().map(|gain| gain.0).collect();
        if of_case.iter().any(|limit| limit.at_least > 0 && !allowed.contains(&limit.option)) {
            return None;
        }
        let all = usages.iter().any(|(_, _, used)| *used);
        sum += best(&gains, &of_case, problem.cases.count[case], all)?;
    }
    for resource in 0..u32::try_from(problem.supplies.len()).unwrap() {
        for step in problem.supplies.steps(resource) {
            let cost = points(&|k| problem.supplies.cost(k, step));
            sum += i128::from(problem.supplies.width[step]) * (price(resource) - cost).max(0);
        }
    }
    for (k, worth) in earlier.iter().enumerate() {
        sum -= i128::from(prices.multiplier[k]) * worth;
    }
    Some(sum.div_euclid(i128::from(proof.denominator)))
}

/// The largest gain of so many families, some or all, within the limits, by trying every number for every option.
fn best(gains: &[(u32, i128)], limits: &[Limit], families: u32, all: bool) -> Option<i128> {
    let Some((&(option, gain), others)) = gains.split_first() else { return (families == 0 || !all).then_some(0) };
    let keeps = |count: u32| {
        let mut of_option = limits.iter().filter(|limit| limit.option == option);
        of_option.all(|limit| (limit.at_least..=limit.at_most).contains(&count))
    };
    let taken = (0..=families).filter(|&count| keeps(count));
    taken.filter_map(|count| Some(i128::from(count) * gain + best(others, limits, families - count, all)?)).max()
}
