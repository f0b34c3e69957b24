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
    branch(problem, earlier, proof, &proof.tree, &mut Vec::new())
}

/// Of `case` by `option` at least, or at most, so many families.
#[derive(Clone, Copy)]
struct Limit {
    case: u32,
    option: u32,
    at_least: u32,
    at_most: u32,
}

fn branch(
    problem: &Problem,
    earlier: &[i128],
    proof: &LevelProof,
    tree: &Branch,
    limits: &mut Vec<Limit>,
) -> Option<i128> {
    match tree {
        Branch::Leaf(prices) => leaf(problem, earlier, proof, prices, limits),
        &Branch::Split { case, option, at_most, ref below, ref above } => {
            limits.push(Limit { case, option, at_least: 0, at_most });
            let below = branch(problem, earlier, proof, below, limits);
            limits.pop();
            limits.push(Limit { case, option, at_least: at_most.saturating_add(1), at_most: u32::MAX });
            let above = branch(problem, earlier, proof, above, limits);
            limits.pop();
            below.max(above)
        }
    }
}

fn leaf(problem: &Problem, earlier: &[i128], proof: &LevelProof, prices: &Prices, limits: &[Limit]) -> Option<i128> {
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
        let gains: Vec<(u32, i128)> = (class.offers.iter().enumerate())
            .filter(|&(_, &option)| problem.allows(case, problem.options.column[option as usize]))
            .map(|(offer, &option)| {
                let uses = problem.options.uses(option).iter().map(|used| need(used.kind) * price(used.resource));
                let window = problem.options.window[option as usize]
                    .map_or(0, |window| need(window.kind) * (class.opens..=window.ends).map(price).min().unwrap());
                let value = points(&|k| problem.value(k, case, offer));
                (option, value - uses.sum::<i128>() - window)
            })
            .collect();
        let of_case: Vec<Limit> = limits.iter().copied().filter(|limit| limit.case as usize == case).collect();
        let allowed: BTreeSet<u32> = gains.iter().map(|gain| gain.0).collect();
        if of_case.iter().any(|limit| limit.at_least > 0 && !allowed.contains(&limit.option)) {
            return None;
        }
        sum += best(&gains, &of_case, problem.cases.count[case])?;
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

/// The largest gain of so many families within the limits, by trying every number for every option.
fn best(gains: &[(u32, i128)], limits: &[Limit], families: u32) -> Option<i128> {
    let Some((&(option, gain), others)) = gains.split_first() else { return Some(0) };
    let keeps = |count: u32| {
        let mut of_option = limits.iter().filter(|limit| limit.option == option);
        of_option.all(|limit| (limit.at_least..=limit.at_most).contains(&count))
    };
    let taken = (0..=families).filter(|&count| keeps(count));
    taken.filter_map(|count| Some(i128::from(count) * gain + best(others, limits, families - count)?)).max()
}
