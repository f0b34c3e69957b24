//! What the country of asylum carries: arrivals less lawful solutions, and less those whom a country of their
//! nationality takes in without one, period by period.
//!
//! ```text
//! burden(t) = arrived(t) − departed(t) − stayed(t) − left(t)            all up to the end of t
//! persons = burden(last period)      person-months = Σ_t burden(t) · months a period
//! ```
//!
//! `departed` and `stayed`, the lawful solutions, count the persons expected to be still there when they depart or
//! when their protected stay begins. `left` are those who leave by irregular routes, where some destination gives
//! the caseload its nationality: their way is no lawful solution, but they are gone and safe there. Where no
//! destination does, nobody knows what becomes of them, and they stay in the sum. Those who are returned stay in it
//! for good: a return relieves nobody. Person-months are not weighted by hazard here.

use serde::Serialize;

use crate::pathway::{self, Estimate, Way, loss};
use crate::problem::{Plan, Problem};
use crate::scenario::{Policy, Scenario};
use crate::solve::Answer;

use super::Solved;
use super::solved::rounded;

/// Arrivals less lawful solutions, and less irregular departures where a country gives them its nationality, to a tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Burden {
    /// Persons when the horizon ends.
    pub persons: f64,
    /// Person-months: persons at the end of each period, times its months.
    pub person_months: f64,
    /// Persons expected to be returned by the end of the horizon.
    pub returned: f64,
}

/// The burden of the plan beside that of the same scenario with every component of the policy set
/// to never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Relief {
    /// With the plan.
    pub planned: Burden,
    /// Without any component of the policy.
    pub baseline: Burden,
    /// Persons whose return is avoided: the difference of `returned`.
    pub returns_avoided: f64,
}

/// Persons by period, expected but for `arrived`.
#[derive(Clone, Debug)]
pub(super) struct Flows {
    pub arrived: Vec<f64>,
    pub departed: Vec<f64>,
    pub stayed: Vec<f64>,
    pub returned: Vec<f64>,
    pub left: Vec<f64>,
}

/// What becomes of everybody, period by period.
pub(super) fn flows(solved: &Solved) -> Flows {
    let none = || vec![0.0; solved.scenario.horizon.periods as usize];
    let mut flows = Flows { arrived: none(), departed: none(), stayed: none(), returned: none(), left: none() };
    for fate in solved.fates() {
        let cohort = &solved.compiled.cohorts[fate.case];
        let persons = fate.persons as f64;
        let until = fate.protected().unwrap_or(solved.scenario.horizon.periods);
        let mut there = persons;
        for (period, loss) in loss::losses(solved.scenario, cohort, until).iter().enumerate() {
            flows.returned[period] += persons * loss.returned;
            flows.left[period] += persons * loss.irregular;
            there -= persons * (loss.returned + loss.irregular);
        }
        flows.arrived[cohort.arrives as usize] += persons;
        match fate.way {
            Some(Way::Departure { departs, .. }) => flows.departed[departs as usize] += there,
            Some(Way::Stay { begins }) => flows.stayed[begins as usize] += there,
            None => {}
        }
    }
    flows
}

/// What the country of asylum carries under a plan.
pub(super) fn carried(scenario: &Scenario, flows: &Flows) -> Burden {
    let received = scenario.destinations.iter().any(|destination| destination.nationality);
    let mut burden = Burden::default();
    for period in 0..scenario.horizon.periods as usize {
        let left = if received { flows.left[period] } else { 0.0 };
        burden.persons += flows.arrived[period] - flows.departed[period] - flows.stayed[period] - left;
        burden.person_months += burden.persons * f64::from(scenario.horizon.months_per_period);
        burden.returned += flows.returned[period];
    }
    Burden {
        persons: rounded(burden.persons, 1),
        person_months: rounded(burden.person_months, 1),
        returned: rounded(burden.returned, 1),
    }
}

/// What the country of asylum carries in the same scenario with every component of the policy set
/// to never. Without exit and status there is mostly nothing to plan; where there is, it is solved
/// like the scenario itself, so that the relief is that of the policy alone.
pub fn baseline(scenario: &Scenario, estimate: Estimate, solve: &dyn Fn(&Problem) -> Answer) -> Burden {
    let scenario = Scenario { policy: without_policy(&scenario.policy), ..scenario.clone() };
    let compiled = pathway::compile(&scenario, estimate);
    let plan = if plannable(&compiled.problem) { solve(&compiled.problem).plan } else { Plan::default() };
    let solved = Solved { scenario: &scenario, estimate, compiled: &compiled, plan: &plan, certificate: None };
    carried(&scenario, &flows(&solved))
}

/// The same rates, and no component ever.
fn without_policy(policy: &Policy) -> Policy {
    Policy {
        legislation: None,
        moratorium: None,
        determination: None,
        humanitarian_status: None,
        access: None,
        exit: None,
        ..policy.clone()
    }
}

/// Whether any case is offered anything it may take.
fn plannable(problem: &Problem) -> bool {
    (0..problem.len()).any(|case| {
        let offers = &problem.class(case).offers;
        offers.iter().any(|&offer| problem.allows(case, problem.options.column[offer as usize]))
    })
}
