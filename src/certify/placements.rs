//! Whether a plan is one, and what it is worth.
//!
//! In: a problem without faults and a plan. Out: its worth by level, or every reason why it is no
//! plan of this problem.

use super::Refusal;
use crate::problem::{NOT_ALLOWED, Placement, Plan, Problem};

/// The plan's worth by level, in points; every constraint of the problem is checked on the way.
///
/// Steps are filled in their order. Within a resource no level's cost falls from step to step, so
/// that is the cheapest filling at every level at once, and the one that the plan means.
pub(super) fn worth(problem: &Problem, plan: &Plan) -> Result<Vec<i128>, Vec<Refusal>> {
    let mut tally = Tally {
        problem,
        load: vec![0; problem.supplies.len()],
        worth: vec![0; problem.levels.len()],
        refusals: Vec::new(),
    };
    for (at, pair) in plan.placements.windows(2).enumerate() {
        let key = |placement: &Placement| (placement.case, placement.option, placement.drawn);
        if key(&pair[0]) >= key(&pair[1]) {
            tally.refusals.push(Refusal::Order { placement: at + 1 });
        }
    }
    for (at, placement) in plan.placements.iter().enumerate() {
        if let Err(refusal) = tally.add(at, *placement) {
            tally.refusals.push(refusal);
        }
    }
    for of_case in plan.placements.chunk_by(|one, other| one.case == other.case) {
        let case = of_case[0].case;
        let placed = of_case.iter().map(|placement| u64::from(placement.count)).sum();
        match problem.cases.count.get(case as usize) {
            Some(&count) if placed > u64::from(count) => {
                tally.refusals.push(Refusal::Families { case, placed, count });
            }
            _ => {}
        }
    }
    tally.fill();
    if tally.refusals.is_empty() { Ok(tally.worth) } else { Err(tally.refusals) }
}

/// What the placements so far use and are worth.
struct Tally<'a> {
    problem: &'a Problem,
    load: Vec<i128>,
    worth: Vec<i128>,
    refusals: Vec<Refusal>,
}

impl Tally<'_> {
    fn add(&mut self, placement: usize, placed: Placement) -> Result<(), Refusal> {
        let Placement { case, option, drawn, count } = placed;
        let (problem, row) = (self.problem, case as usize);
        let cases = problem.cases.count.len();
        let Some(&class) = problem.cases.class.get(row) else {
            return Err(Refusal::Case { placement, case, cases });
        };
        if count == 0 {
            return Err(Refusal::Nobody { placement });
        }
        let class = &problem.classes[class as usize];
        let Ok(offer) = class.offers.binary_search(&option) else {
            return Err(Refusal::NotOffered { placement, case, option });
        };
        let cell = row * problem.columns + problem.options.column[option as usize] as usize;
        if problem.fits[0].points[cell] == NOT_ALLOWED {
            return Err(Refusal::NotAllowed { placement, case, option });
        }
        let count = i128::from(count);
        let units = |kind: u16| i128::from(problem.cases.need[row * problem.kinds + usize::from(kind)]) * count;
        match (problem.options.window[option as usize], drawn) {
            (None, None) => {}
            (Some(window), Some(resource)) if (class.opens..=window.ends).contains(&resource) => {
                self.load[resource as usize] += units(window.kind);
            }
            (window, drawn) => {
                let window = window.map(|window| (class.opens, window.ends));
                return Err(Refusal::Draw { placement, drawn, window });
            }
        }
        let uses = problem.options.first_use[option as usize]..problem.options.first_use[option as usize + 1];
        for used in &problem.options.uses[uses.start as usize..uses.end as usize] {
            self.load[used.resource as usize] += units(used.kind);
        }
        for (level, worth) in self.worth.iter_mut().enumerate() {
            let weight = problem.cases.weight[level].get(row).map_or(0, |&weight| i128::from(weight));
            let timing = class.worth[level].get(offer).map_or(0, |&points| i128::from(points));
            *worth += count * weight * timing;
        }
        for fit in &problem.fits {
            self.worth[fit.level] += count * i128::from(fit.points[cell]);
        }
        Ok(())
    }

    /// Charges the loads to the supply curves.
    fn fill(&mut self) {
        let supplies = &self.problem.supplies;
        for (resource, &load) in self.load.iter().enumerate() {
            let mut left = load;
            for step in supplies.first_step[resource] as usize..supplies.first_step[resource + 1] as usize {
                let filled = left.min(i128::from(supplies.width[step]));
                left -= filled;
                for (worth, costs) in self.worth.iter_mut().zip(&supplies.cost) {
                    *worth -= filled * costs.get(step).map_or(0, |&cost| i128::from(cost));
                }
            }
            if left > 0 {
                let resource = u32::try_from(resource).expect("indices fit 32 bits");
                self.refusals.push(Refusal::Supply { resource, load, supply: load - left });
            }
        }
    }
}
