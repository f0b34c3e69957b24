//! From rows of the caseload to cohorts: identical families who arrive and come forward together.
//!
//! ```text
//! arrived by the end of the k-th of L periods of arrival    = floor(count · k / L + u)
//! come forward by the end of the k-th period of access      = floor(count · (1 − (1 − comes_forward)^k) + v)
//! ```
//!
//! Families are whole: `u`, drawn for each row, and `v`, for each period of its arrivals, are between 0 and 1, so that many
//! rows of one family come as evenly as one row of many (systematic sampling). Those known or detained come forward on
//! arrival. Linked rows, which the scenario holds to the same counts, arrivals and contact, are one
//! case: its needs add up, its priority is the most urgent, it leaves from the province of the first.

use super::draw;
use super::law::Law;
use super::{Cohort, Estimate};
use crate::scenario::{Case, Contact, Period, Priority, Scenario, travelling_together};

impl Cohort {
    /// Rows of the caseload that travel as one.
    pub fn cases<'a>(&'a self, scenario: &'a Scenario) -> impl Iterator<Item = &'a Case> {
        self.rows.iter().map(|&row| &scenario.caseload[row])
    }

    /// Members of one family, over all its rows.
    pub fn persons(&self, scenario: &Scenario) -> u32 {
        self.cases(scenario).map(|case| case.persons.total()).sum()
    }

    /// Members of one family, each as often as its hazard weighs.
    pub fn weighted_persons(&self, scenario: &Scenario) -> i64 {
        self.cases(scenario).map(|case| i64::from(case.persons.total()) * i64::from(case.hazard.weight)).sum()
    }

    /// The most urgent priority of its rows.
    pub fn priority(&self, scenario: &Scenario) -> Priority {
        self.cases(scenario).map(|case| case.priority).min().unwrap_or(Priority::Normal)
    }

    /// Where in the country of asylum: with the first of its rows.
    pub fn province<'a>(&self, scenario: &'a Scenario) -> &'a str {
        &scenario.caseload[self.rows[0]].province
    }

    /// Whether all of its rows wish to stay.
    pub fn wishes_to_stay(&self, scenario: &Scenario) -> bool {
        self.cases(scenario).all(|case| case.wishes_to_stay)
    }
}

/// The cohorts of one estimate of the caseload, case by case in the file's order, each in order of
/// arrival and coming forward.
pub(super) fn cohorts(scenario: &Scenario, law: &Law, estimate: Estimate) -> Vec<Cohort> {
    let mut cohorts = Vec::new();
    for rows in parties(&scenario.caseload) {
        let first = &scenario.caseload[rows[0]];
        let count = match estimate {
            Estimate::Low => first.count.low,
            Estimate::Point => first.count.point,
            Estimate::High => first.count.high,
        };
        let mut recognitions = draw::recognitions(scenario.seed, &first.id, scenario.policy.recognition);
        let mut offsets = draw::offsets(scenario.seed, "arrival", &first.id);
        for (arrives, count) in arrivals(first, count, &mut offsets) {
            for (comes_forward, count) in forward(scenario, law, first, arrives, count, &mut offsets) {
                let families = (&mut recognitions).take(if comes_forward.is_some() { count as usize } else { 0 });
                let refused = families.filter(|&recognised| !recognised).count();
                let refused = u32::try_from(refused).expect("no more than the cohort's families");
                let cohort =
                    |count, recognised| Cohort { rows: rows.clone(), count, arrives, comes_forward, recognised };
                cohorts.extend([cohort(count - refused, true), cohort(refused, false)]);
            }
        }
    }
    cohorts.retain(|cohort: &Cohort| cohort.count > 0);
    cohorts
}

/// Rows that travel as one, in the file's order of their first.
fn parties(caseload: &[Case]) -> Vec<Vec<usize>> {
    let mut parties: Vec<Vec<usize>> = (0..caseload.len()).map(|row| vec![row]).collect();
    for group in travelling_together(caseload) {
        for &row in &group {
            parties[row].clear();
        }
        let first = group[0];
        parties[first] = group;
    }
    parties.retain(|rows| !rows.is_empty());
    parties
}

/// Families by period of arrival, spread evenly over the run.
fn arrivals(case: &Case, count: u32, offsets: &mut impl Iterator<Item = f64>) -> Vec<(Period, u32)> {
    let (first, last) = case.arrival;
    let length = f64::from(last - first + 1);
    spread(
        count,
        offsets,
        (first..=last).map(|period| (period, f64::from(count) * f64::from(period - first + 1) / length)),
    )
}

/// Families who arrive together, by period of coming forward; none: not within the horizon.
fn forward(
    scenario: &Scenario,
    law: &Law,
    case: &Case,
    arrives: Period,
    count: u32,
    offsets: &mut impl Iterator<Item = f64>,
) -> Vec<(Option<Period>, u32)> {
    if case.contact != Contact::Hiding {
        return vec![(Some(arrives), count)];
    }
    let Some(access) = law.access else { return vec![(None, count)] };
    let mut hiding = f64::from(count);
    let expected = (access.max(arrives)..scenario.horizon.periods).map(|period| {
        hiding *= 1.0 - scenario.policy.comes_forward;
        (period, f64::from(count) - hiding)
    });
    let steps = spread(count, offsets, expected);
    let never = count - steps.iter().map(|step| step.1).sum::<u32>();
    steps.into_iter().map(|(period, count)| (Some(period), count)).chain([(None, never)]).collect()
}

/// Whole families by period, of those expected until the end of each.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no more than the count")]
fn spread(
    count: u32,
    offsets: &mut impl Iterator<Item = f64>,
    expected: impl Iterator<Item = (Period, f64)>,
) -> Vec<(Period, u32)> {
    let offset = offsets.next().expect("draws do not end");
    let mut before = 0;
    let step = |(period, expected): (Period, f64)| {
        let by_now = ((expected + offset).floor() as u32).min(count);
        let step = (period, by_now - before);
        before = by_now;
        step
    };
    expected.map(step).filter(|step| step.1 > 0).collect()
}
