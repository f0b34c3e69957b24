//! From rows of the caseload to cohorts: identical families who arrive and come forward together.
//!
//! ```text
//! arrived by the end of the k-th of L periods of arrival    = round(count · k / L)
//! come forward by the end of the k-th period of access      = round(count · (1 − (1 − comes_forward)^k))
//! ```
//!
//! Families are whole, so cumulated numbers are rounded; those known or detained come forward on
//! arrival. Linked rows are one case: its needs add up, its priority is the most urgent, it arrives
//! with the last of them and hides while any hides.

use super::draw;
use super::law::Law;
use super::{Cohort, Estimate};
use crate::scenario::{Case, Contact, Period, Priority, Scenario};

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

    /// Whether it was in hiding before it came forward.
    pub fn hides(&self, scenario: &Scenario) -> bool {
        self.cases(scenario).any(|case| case.contact == Contact::Hiding)
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
        for (arrives, count) in arrivals(scenario, &rows, count) {
            for (comes_forward, count) in forward(scenario, law, &rows, arrives, count) {
                let recognised = (&mut recognitions).take(count as usize).filter(|&recognised| recognised).count();
                let recognised = u32::try_from(recognised).expect("no more than the cohort's families");
                let cohort =
                    |count, recognised| Cohort { rows: rows.clone(), count, arrives, comes_forward, recognised };
                cohorts.extend([cohort(recognised, true), cohort(count - recognised, false)]);
            }
        }
    }
    cohorts.retain(|cohort: &Cohort| cohort.count > 0);
    cohorts
}

/// Rows that travel as one: the symmetric and transitive closure of their links, in the file's order.
fn parties(caseload: &[Case]) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..caseload.len()).collect();
    let find = |leader: &[usize], mut row: usize| {
        while leader[row] != row {
            row = leader[row];
        }
        row
    };
    for (row, case) in caseload.iter().enumerate() {
        for &other in &case.linked {
            let (a, b) = (find(&leader, row), find(&leader, other));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut parties: Vec<Vec<usize>> = vec![Vec::new(); caseload.len()];
    for row in 0..caseload.len() {
        parties[find(&leader, row)].push(row);
    }
    parties.retain(|rows| !rows.is_empty());
    parties
}

/// Families by period of arrival, spread evenly over the run.
fn arrivals(scenario: &Scenario, rows: &[usize], count: u32) -> Vec<(Period, u32)> {
    let run = |row: &usize| scenario.caseload[*row].arrival;
    let first = rows.iter().map(|row| run(row).0).max().unwrap_or(0);
    let last = rows.iter().map(|row| run(row).1).max().unwrap_or(0);
    let length = f64::from(last - first + 1);
    spread(first..=last, count, |k| f64::from(k) / length)
}

/// Families who arrive together, by period of coming forward; none: not within the horizon.
fn forward(scenario: &Scenario, law: &Law, rows: &[usize], arrives: Period, count: u32) -> Vec<(Option<Period>, u32)> {
    if rows.iter().all(|&row| scenario.caseload[row].contact != Contact::Hiding) {
        return vec![(Some(arrives), count)];
    }
    let Some(access) = law.access else { return vec![(None, count)] };
    let hidden = 1.0 - scenario.policy.comes_forward;
    let periods = access.max(arrives)..=scenario.horizon.periods.saturating_sub(1);
    let steps = spread(periods, count, |k| 1.0 - hidden.powi(i32::try_from(k).unwrap_or(i32::MAX)));
    let hiding = count - steps.iter().map(|step| step.1).sum::<u32>();
    steps.into_iter().map(|(period, count)| (Some(period), count)).chain([(None, hiding)]).collect()
}

/// Splits whole families over periods, so that by the end of the k-th their number is that share of
/// `count`, rounded.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is at most the count")]
fn spread(periods: std::ops::RangeInclusive<Period>, count: u32, share: impl Fn(u32) -> f64) -> Vec<(Period, u32)> {
    let mut before = 0;
    let mut steps = Vec::new();
    for (k, period) in (1..).zip(periods) {
        let by_now = ((f64::from(count) * share(k)).round() as u32).min(count);
        if by_now > before {
            steps.push((period, by_now - before));
            before = by_now;
        }
    }
    steps
}
