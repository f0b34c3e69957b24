//! When families of a case can arrive at a destination, if facts change and the horizon is longer.

use crate::pathway::{Cohort, Compiled, Estimate, Way};
use crate::scenario::Period;

use super::facts;
use super::reason::offers;
use super::solo::Solo;

/// The families of a case that are to go to a destination.
pub(super) struct Parties<'a> {
    /// Of these one more family is to be placed.
    pub waiting: Vec<&'a Cohort>,
    /// All of these who go elsewhere now are to come along.
    pub elsewhere: Vec<&'a Cohort>,
}

/// Whether families of a cohort that is placed are families of another one when facts have changed:
/// those who arrived together and come forward no later, but for those refused recognition now.
pub(super) fn becomes(before: &Cohort, after: &Cohort) -> bool {
    let sooner = after.comes_forward.is_some_and(|now| before.comes_forward.is_some_and(|then| now <= then));
    before.arrives == after.arrives && sooner && (after.recognised || !before.recognised)
}

impl Parties<'_> {
    /// Whether a cohort of the changed scenario is one that waits in the plan: those never brought into
    /// contact may come forward at any time now.
    pub fn waits(&self, after: &Cohort) -> bool {
        let of = |before: &&Cohort| {
            let forward = before.comes_forward.is_none() || before.comes_forward == after.comes_forward;
            before.arrives == after.arrives && forward && (after.recognised || !before.recognised)
        };
        self.waiting.iter().any(of)
    }

    /// The period by which some family that waits can arrive, and all who come along; none: they cannot.
    pub fn arrive(&self, solo: &Solo, compiled: &Compiled, there: usize) -> Option<Period> {
        let arrivals: Vec<(&Cohort, Period)> = (compiled.cohorts.iter().enumerate())
            .filter_map(|(case, cohort)| Some((cohort, first_arrival(solo, compiled, case, there)?)))
            .collect();
        let first = |is: &dyn Fn(&Cohort) -> bool| {
            arrivals.iter().filter(|(cohort, _)| is(cohort)).map(|(_, arrives)| *arrives).min()
        };
        let mut latest = first(&|after| self.waits(after))?;
        for before in &self.elsewhere {
            latest = latest.max(first(&|after| becomes(before, after))?);
        }
        Some(latest)
    }

    /// The same in a horizon that is long enough for processing and journey; none: time alone does not
    /// bring them there.
    pub fn with_time(&self, solo: &Solo, estimate: Estimate, there: usize) -> Option<Period> {
        let mut later = solo.clone();
        let (ordinary, emergency) = later.scenario.destinations[there].processing;
        let stays = later.scenario.routes.iter().filter_map(|route| route.transit).map(|(_, stay)| stay);
        let enough = ordinary.max(emergency) + emergency.max(stays.max().unwrap_or(0)) + 1;
        let periods = later.scenario.horizon.periods + enough;
        facts::lengthen(&mut later.scenario, periods);
        self.arrive(&later, &later.widened().compile(estimate), there)
    }
}

/// The first period in which a case can arrive at a destination.
fn first_arrival(solo: &Solo, compiled: &Compiled, case: usize, there: usize) -> Option<Period> {
    let class = compiled.problem.class(case);
    let ways = offers(&compiled.problem, case).map(|offer| compiled.ways[class.offers[offer] as usize]);
    let arrivals = ways.filter_map(|way| match way {
        Way::Departure { route, arrives, .. } => (solo.scenario.routes[route].destination == there).then_some(arrives),
        Way::Stay { .. } => None,
    });
    arrivals.min()
}
