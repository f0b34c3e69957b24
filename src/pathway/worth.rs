//! What an option is worth by its timing, and what a case weighs.
//!
//! ```text
//! exposure(s)      = 1                                  before the humanitarian status
//!                    max(1 − status_protects, DURABLE)  from the status on
//! gain(c, t)       = survival(c, t) · Σ_{s=t}^{T−1} exposure(s)         protected from period t on
//!                  = survival(c, f) · survival(c, t | f) · Σ ...         f: coming forward
//! protection:  weight = Σ_members hazard weight · round(100 · survival(c, f))
//!              worth  = round(100 · months_per_period · survival(c, t | f) · Σ_{s=t}^{T−1} exposure(s)), at least 1
//! deadlines:   weight = persons
//!              worth  = 1 if t ≤ f + deadline(priority), else 0; 0 for normal priority
//! lottery:     weight = ticket · persons
//!              worth  = T − t
//! ```
//!
//! `t` is the departure from the country of asylum (countries of transit give a guarantee against
//! return), or the first period of a protected stay. A weight of the case and a worth of the class
//! keep apart what depends on the period of arrival, so that all who come forward together are one
//! class. Where nobody is lost before coming forward, survival(c, f) is 1 and its factor is left out.

use super::law::{Law, in_force};
use super::levels::Levels;
use super::{Cohort, draw, loss};
use crate::scenario::{Goal, Period, Priority, Scenario};

/// Points of a person-month of hazard weight 1 without protection.
pub(super) const PERSON_MONTH: i64 = 100;

/// Parts into which survival until coming forward is rounded.
pub(super) const PERCENT: i64 = 100;

/// The least part of the hazard that only a durable solution takes away: papers that protect while
/// one waits are not a place to live, so a placement always gains something over them.
const DURABLE: f64 = 0.01;

/// The goals of timing.
pub(super) const TIMING: [Goal; 3] = [Goal::Protection, Goal::Deadlines, Goal::Lottery];

/// What timing depends on beside the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Waiting {
    /// The period of coming forward.
    pub forward: Period,
    /// Share returned each period while nothing prevents it: the bits of a rate that is not negative.
    pub returned: u64,
    /// Priority, for the deadline.
    pub priority: Priority,
}

impl Waiting {
    /// How a cohort waits; none where it never comes forward.
    pub fn of(scenario: &Scenario, law: &Law, cohort: &Cohort) -> Option<Waiting> {
        let forward = cohort.comes_forward?;
        let rates = loss::rates(scenario, cohort).in_period(law, cohort.comes_forward, forward);
        let returned = rates.returned.to_bits();
        Some(Waiting { forward, returned, priority: cohort.priority(scenario) })
    }

    /// Worth at a goal of being protected from each period on, beside the horizon's periods.
    pub fn worth(&self, scenario: &Scenario, law: &Law, goal: Goal) -> Vec<i64> {
        let periods = scenario.horizon.periods;
        match goal {
            Goal::Protection => self.gains(scenario, law).into_iter().map(|gain| points(scenario, gain)).collect(),
            Goal::Deadlines => (0..periods).map(|period| i64::from(self.in_time(scenario, period))).collect(),
            _ => (0..periods).map(|period| i64::from(periods - period)).collect(),
        }
    }

    /// Whether protection from this period on meets the deadline of an emergency or urgent case.
    fn in_time(&self, scenario: &Scenario, period: Period) -> bool {
        deadline(scenario, self.priority).is_some_and(|deadline| period <= self.forward + deadline)
    }

    /// Expected periods of full exposure that protection from each period on takes away, for those
    /// who have come forward.
    fn gains(&self, scenario: &Scenario, law: &Law) -> Vec<f64> {
        let interim = (1.0 - scenario.policy.status_protects).max(DURABLE);
        let periods = scenario.horizon.periods;
        let mut gains: Vec<f64> = vec![0.0; periods as usize];
        let mut ahead = 0.0;
        for period in (0..periods).rev() {
            ahead += if in_force(law.status, period) { interim } else { 1.0 };
            gains[period as usize] = ahead;
        }
        let mut survival = 1.0;
        for period in self.forward..periods {
            gains[period as usize] *= survival;
            if !in_force(law.moratorium, period) && !in_force(law.status, period) {
                survival *= 1.0 - f64::from_bits(self.returned);
            }
        }
        gains
    }
}

/// Periods from coming forward within which a case of this priority is to be protected; none for
/// normal cases, whose time limit is no objective.
fn deadline(scenario: &Scenario, priority: Priority) -> Option<u32> {
    match priority {
        Priority::Emergency => Some(scenario.deadlines.emergency),
        Priority::Urgent => Some(scenario.deadlines.urgent),
        Priority::Normal => None,
    }
}

/// Points of the protection goal for this many periods, at least 1 where there are any.
#[expect(clippy::cast_possible_truncation, reason = "a horizon's months times 100 are few")]
fn points(scenario: &Scenario, periods: f64) -> i64 {
    let months = periods * f64::from(scenario.horizon.months_per_period);
    if periods > 0.0 { ((months * PERSON_MONTH as f64).round() as i64).max(1) } else { 0 }
}

/// What a case weighs at a goal of timing.
pub(super) fn weight(scenario: &Scenario, cohort: &Cohort, goal: Goal, levels: &Levels) -> i64 {
    let persons = i64::from(cohort.persons(scenario));
    match goal {
        Goal::Protection if levels.lossy => {
            cohort.weighted_persons(scenario) * percent_there(scenario, cohort).unwrap_or(0)
        }
        Goal::Protection => cohort.weighted_persons(scenario),
        Goal::Deadlines => persons,
        _ => draw::ticket(scenario.seed, &scenario.caseload[cohort.rows[0]].id) * persons,
    }
}

/// Of a hundred who arrived with a cohort, how many are expected to be there when it comes forward;
/// none where it never does.
#[expect(clippy::cast_possible_truncation, reason = "a percentage")]
pub(super) fn percent_there(scenario: &Scenario, cohort: &Cohort) -> Option<i64> {
    let forward = cohort.comes_forward?;
    Some((PERCENT as f64 * loss::survival(scenario, cohort, forward)).round() as i64)
}
