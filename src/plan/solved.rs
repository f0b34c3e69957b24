//! A solved scenario, and the words and sums that every view of it needs.

use crate::pathway::{Compiled, Estimate, Stage, Way, loss};
use crate::problem::{Branch, Certificate, Placement, Plan, Prices, Problem, Supplies};
use crate::scenario::{Period, Scenario, SupplyKind};

use super::Pathway;

/// A scenario, one of its estimates as a problem, and the plan found for it.
#[derive(Clone, Copy, Debug)]
pub struct Solved<'a> {
    /// The planner's scenario.
    pub scenario: &'a Scenario,
    /// The estimate of the caseload that is planned for.
    pub estimate: Estimate,
    /// The scenario as a problem.
    pub compiled: &'a Compiled,
    /// The plan; it must be feasible for the problem.
    pub plan: &'a Plan,
    /// Its proof, where the solver gave one.
    pub certificate: Option<&'a Certificate>,
}

impl<'a> Solved<'a> {
    /// Ids of the rows that a case stands for.
    pub(super) fn ids(&self, case: usize) -> Vec<String> {
        self.compiled.cohorts[case].cases(self.scenario).map(|row| row.id.clone()).collect()
    }

    /// What becomes of everybody: for each case the families placed, way by way, then those who
    /// still wait.
    pub(super) fn fates(&self) -> impl Iterator<Item = Fate> {
        let mut next = 0;
        (0..self.compiled.cohorts.len()).flat_map(move |case| {
            let cohort = &self.compiled.cohorts[case];
            let persons = u64::from(cohort.persons(self.scenario));
            let fate = |families, way| Fate { case, families, persons: persons * u64::from(families), way };
            let mut waiting = cohort.count;
            let mut fates = Vec::new();
            while let Some(placement) = self.plan.placements.get(next).filter(|next| next.case as usize == case) {
                fates.push(fate(placement.count, Some(self.compiled.ways[placement.option as usize])));
                waiting -= placement.count;
                next += 1;
            }
            fates.extend((waiting > 0).then(|| fate(waiting, None)));
            fates
        })
    }

    /// Place of a destination among the wishes of a case, from 1: the worst of its rows that name
    /// any destination. None where one of these does not name it, or no row names any.
    pub(super) fn wish(&self, case: usize, destination: usize) -> Option<u32> {
        let named = self.compiled.cohorts[case].cases(self.scenario).map(|row| &row.preferred);
        let mut worst = None;
        for preferred in named.filter(|preferred| !preferred.is_empty()) {
            let place = (1..).zip(preferred).find(|(_, wished)| **wished == destination)?.0;
            worst = worst.max(Some(place));
        }
        worst
    }

    /// By resource: units that the plan uses.
    pub(super) fn used(&self) -> Vec<u64> {
        used(&self.compiled.problem, self.plan)
    }

    /// Units that a resource supplies, in all its steps.
    pub(super) fn supplied(&self, resource: usize) -> u64 {
        self.compiled.problem.supplies.total(u32::try_from(resource).expect("indices fit 32 bits"))
    }

    /// Persons of a fate expected to be there when their protection begins, or the horizon ends.
    pub(super) fn expected(&self, fate: &Fate) -> f64 {
        let until = fate.protected().unwrap_or(self.scenario.horizon.periods);
        fate.persons as f64 * loss::survival(self.scenario, &self.compiled.cohorts[fate.case], until)
    }

    /// The level at which planning prices and gains are told: the first of the planner's
    /// objectives, after holds and hard minima.
    pub(super) fn first_level(&self) -> usize {
        let levels = &self.compiled.problem.levels;
        usize::from(levels.len() > 1 && levels[0].name == "obligations")
    }

    /// What an option is called: the code where it ends, and what sort of way it is.
    pub(super) fn way(&self, way: Way) -> (String, Pathway) {
        match way {
            Way::Departure { route, .. } => {
                let route = &self.scenario.routes[route];
                (self.scenario.destinations[route.destination].code.to_string(), route.kind.into())
            }
            Way::Stay { .. } => (self.asylum(), Pathway::Stay),
        }
    }

    /// Code of the country of asylum; `stay` where the scenario names none.
    pub(super) fn asylum(&self) -> String {
        self.scenario.asylum.map_or_else(|| "stay".to_owned(), |code| code.to_string())
    }

    /// What a resource is called: its stage and its place.
    pub(super) fn stage(&self, resource: usize) -> (String, String) {
        let code = |destination: usize| self.scenario.destinations[destination].code.to_string();
        match &self.compiled.stages[resource] {
            Stage::Supply { kind, province, destination, .. } => {
                let place = destination.map_or_else(|| province.clone(), code);
                (stage_name(self.scenario, *kind), place)
            }
            Stage::Intake { destination } => ("intake".to_owned(), code(*destination)),
        }
    }

    /// What an option (by its place among the class's offers) brings one family of a case at a level,
    /// and what it takes from others; none without prices that alone prove the level.
    pub(super) fn margin(&self, level: usize, case: usize, offer: usize) -> Option<Margin> {
        let problem = &self.compiled.problem;
        let (prices, denominator) = self.prices(level)?;
        let value = |level| i128::from(problem.value(level, case, offer));
        let earlier = prices.multiplier.iter().enumerate().map(|(level, &factor)| i128::from(factor) * value(level));
        let mut margin = Margin {
            brings: i128::from(denominator) * value(level) + earlier.sum::<i128>(),
            takes: 0,
            rounding: 0,
            denominator,
        };
        let option = problem.class(case).offers[offer];
        let needs = problem.needs(case);
        let mut takes = |price: i64, kind: u16| {
            margin.takes += i128::from(price) * i128::from(needs[kind as usize]);
            margin.rounding += u64::from(needs[kind as usize]);
        };
        for usage in problem.options.uses(option) {
            takes(prices.price[usage.resource as usize], usage.kind);
        }
        if let Some(window) = problem.options.window[option as usize] {
            let run = problem.class(case).opens as usize..=window.ends as usize;
            takes(prices.price[run].iter().copied().min().unwrap_or(0), window.kind);
        }
        Some(margin)
    }

    /// The prices that alone prove a level; none without a proof, or with a proof by branching.
    pub(super) fn prices(&self, level: usize) -> Option<(&'a Prices, i64)> {
        let proof = self.certificate?.levels.get(level)?;
        match &proof.tree {
            Branch::Leaf(prices) => Some((prices, proof.denominator)),
            Branch::Split { .. } | Branch::Use { .. } => None,
        }
    }
}

/// What an option brings one family of a case at the prices that prove a level, in parts of a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Margin {
    /// Its value at the level and, by the proof's multipliers, at the earlier ones.
    pub brings: i128,
    /// Price of what it takes.
    pub takes: i128,
    /// Units that it takes: by so much may the rounding of prices to whole parts mislead.
    pub rounding: u64,
    /// Parts of a point.
    pub denominator: i64,
}

impl Margin {
    /// What it brings beyond what it takes.
    pub(super) fn gain(&self) -> i128 {
        self.brings - self.takes
    }
}

/// Families of one case with the same outcome.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fate {
    /// Index of the case.
    pub case: usize,
    /// How many.
    pub families: u32,
    /// Persons in them.
    pub persons: u64,
    /// What the plan gives them; none: they wait.
    pub way: Option<Way>,
}

impl Fate {
    /// The period of departure, or the first one of a protected stay; none: they wait.
    pub(super) fn protected(&self) -> Option<Period> {
        self.way.map(Way::protects_from)
    }
}

/// The planner's word for a stage.
pub(super) fn stage_name(scenario: &Scenario, kind: SupplyKind) -> String {
    match kind {
        SupplyKind::Places => "places",
        SupplyKind::Need(kind) => &scenario.kinds[kind],
        SupplyKind::Exit => "exit",
        SupplyKind::Decision => "decision",
        SupplyKind::Beds => "beds",
        SupplyKind::Screening => "screening",
        SupplyKind::Course => "course",
    }
    .to_owned()
}

/// Units of each resource that one family of the placement's case takes.
pub(super) fn takes(problem: &Problem, placement: Placement) -> impl Iterator<Item = (u32, u64)> {
    let needs = problem.needs(placement.case as usize);
    let window = problem.options.window[placement.option as usize];
    let drawn = placement.drawn.zip(window).map(|(resource, window)| (resource, window.kind));
    (problem.options.uses(placement.option).iter().map(|usage| (usage.resource, usage.kind)).chain(drawn))
        .map(|(resource, kind)| (resource, u64::from(needs[kind as usize])))
}

/// By resource: units that a plan uses.
pub(super) fn used(problem: &Problem, plan: &Plan) -> Vec<u64> {
    let mut used = vec![0; problem.supplies.len()];
    for &placement in &plan.placements {
        for (resource, units) in takes(problem, placement) {
            used[resource as usize] += units * u64::from(placement.count);
        }
    }
    used
}

/// What a plan is worth at a level, in points, with these supplies; each resource is drawn from its cheapest steps.
pub(super) fn worth(problem: &Problem, supplies: &Supplies, plan: &Plan, level: usize) -> i64 {
    let mut worth = 0;
    for placement in &plan.placements {
        let case = placement.case as usize;
        let offer = problem.class(case).offers.partition_point(|&offer| offer < placement.option);
        worth += problem.value(level, case, offer) * i64::from(placement.count);
    }
    for (resource, units) in (0..).zip(used(problem, plan)) {
        worth -= cost(supplies, resource, units, level);
    }
    worth
}

/// Points that so many units of a resource cost at a level, from its cheapest steps.
pub(super) fn cost(supplies: &Supplies, resource: u32, mut units: u64, level: usize) -> i64 {
    let mut cost = 0;
    for step in supplies.steps(resource) {
        let taken = units.min(supplies.width[step]);
        units -= taken;
        cost += supplies.cost(level, step) * i64::try_from(taken).expect("units fit 63 bits");
    }
    cost
}

/// A figure for people to read, at so many decimals.
pub(super) fn rounded(figure: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (figure * scale).round() / scale + 0.0
}
