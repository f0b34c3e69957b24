//! Who may go where, and what the destination is worth to a case: the fit tables.
//!
//! ```text
//! obligations = persons at the destination to which the case is held
//! families    = persons of the rows that have relatives at the destination
//! wishes      = Σ_rows persons · (4 for the first wish, 3, 2, 1 for any later one, 0 for none)
//! score       = round(scale · Σ_rows score)
//! cost        = −round(scale · cost a person · persons)
//! ```
//!
//! A scale is a power of ten: 10000 for scores, for costs the least up to that at which all are whole; less where points
//! times the goal's weight would pass 10^8, so that they fit the tables' 32 bits.
//!
//! One column a settlement destination, and a last one for the protected stay.

use super::levels::Levels;
use super::{Cohort, eligibility};
use crate::problem::{Fit, NOT_ALLOWED};
use crate::scenario::{Case, Goal, Scenario};

/// The goals of destinations.
const PLACE: [Goal; 4] = [Goal::Families, Goal::Wishes, Goal::Score, Goal::Cost];

/// The largest scale, and the most points of a family.
const FINEST: f64 = 10_000.0;
const MOST: f64 = 1e8;

/// Points of a first wish; each later one is worth a point less, down to 1.
const FIRST_WISH: i64 = 4;

/// The fit tables, row by row of the caseload's cohorts; `columns` are the destinations' indices.
pub(super) fn tables(scenario: &Scenario, cohorts: &[Cohort], columns: &[usize], levels: &Levels) -> Vec<Fit> {
    let mut wanted: Vec<usize> = (0..levels.len())
        .filter(|&level| Some(level) == levels.obligations || !levels.goals(level, &PLACE).is_empty())
        .collect();
    if wanted.is_empty() {
        wanted.push(0);
    }
    let size = cohorts.len() * (columns.len() + 1);
    let mut fits: Vec<Fit> = wanted.iter().map(|&level| Fit { level, points: Vec::with_capacity(size) }).collect();
    let mut row: Vec<Vec<i32>> = Vec::new();
    for (index, cohort) in cohorts.iter().enumerate() {
        if index == 0 || cohorts[index - 1].rows != cohort.rows {
            row = wanted.iter().map(|&level| points(scenario, cohort, columns, levels, level)).collect();
            forbid(scenario, cohort, columns, &mut row[0]);
        }
        fits.iter_mut().zip(&row).for_each(|(fit, points)| fit.points.extend_from_slice(points));
    }
    fits
}

/// Points of one unit of score and of cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scales {
    /// Of score.
    pub score: f64,
    /// Of cost.
    pub cost: f64,
}

impl Scales {
    /// Those at which all scores and costs of the scenario's cohorts fit.
    pub fn of(scenario: &Scenario, cohorts: &[Cohort]) -> Scales {
        let largest = |figures: &mut dyn Iterator<Item = f64>| figures.map(f64::abs).fold(0.0, f64::max);
        let weight = |goal: Goal| {
            let weights = scenario.objectives.iter().flatten().filter(|objective| objective.goal == goal);
            weights.map(|objective| f64::from(objective.weight)).fold(1.0, f64::max)
        };
        let rows = cohorts.iter().map(|cohort| cohort.rows.len()).max().unwrap_or(1);
        let score = rows as f64 * largest(&mut scenario.scores.iter().flatten().flatten().copied());
        let persons = cohorts.iter().map(|cohort| cohort.persons(scenario)).max().unwrap_or(1);
        let costs: Vec<f64> = scenario.destinations.iter().filter_map(|country| country.cost_per_person).collect();
        let cost = f64::from(persons) * largest(&mut costs.iter().copied());
        let is_whole = |scale: f64| costs.iter().all(|cost| (cost * scale).fract() == 0.0);
        let mut whole = 1.0;
        while whole < FINEST && !is_whole(whole) {
            whole *= 10.0;
        }
        let within = |mut scale: f64, largest: f64| {
            while largest * scale > MOST {
                scale /= 10.0;
            }
            scale
        };
        Scales { score: within(FINEST, score * weight(Goal::Score)), cost: within(whole, cost * weight(Goal::Cost)) }
    }
}

/// Marks what the rules forbid in the first table's row.
fn forbid(scenario: &Scenario, cohort: &Cohort, columns: &[usize], row: &mut [i32]) {
    for (points, &destination) in row.iter_mut().zip(columns) {
        if !cohort.rows.iter().all(|&case| eligibility::open(scenario, case, destination)) {
            *points = NOT_ALLOWED;
        }
    }
    if !cohort.wishes_to_stay(scenario) {
        row[columns.len()] = NOT_ALLOWED;
    }
}

/// A cohort's points at a level, column by column.
fn points(scenario: &Scenario, cohort: &Cohort, columns: &[usize], levels: &Levels, level: usize) -> Vec<i32> {
    let goals = levels.goals(level, &PLACE);
    let mut row: Vec<i32> = (columns.iter())
        .map(|&destination| {
            let held = if levels.obligations == Some(level) { held(scenario, cohort, destination) } else { 0 };
            let goals =
                goals.iter().map(|(goal, weight)| weight * fit(scenario, cohort, destination, *goal, levels.scales));
            i32::try_from(held + goals.sum::<i64>()).expect("scales, weights and families have their limits")
        })
        .collect();
    row.push(0);
    row
}

/// Persons of a cohort's family, if any of its rows is held to the destination.
fn held(scenario: &Scenario, cohort: &Cohort, destination: usize) -> i64 {
    let mut holds = scenario.overrides.iter().filter(|made| made.hold && made.destination == destination);
    if holds.any(|made| cohort.rows.contains(&made.case)) { i64::from(cohort.persons(scenario)) } else { 0 }
}

/// A cohort's points for a destination at one goal.
#[expect(clippy::cast_possible_truncation, reason = "rounded scores and costs fit 64 bits")]
fn fit(scenario: &Scenario, cohort: &Cohort, destination: usize, goal: Goal, scales: Scales) -> i64 {
    let persons = |case: &Case| i64::from(case.persons.total());
    match goal {
        Goal::Families => cohort.cases(scenario).filter(|case| case.ties.contains(&destination)).map(persons).sum(),
        Goal::Wishes => cohort.cases(scenario).map(|case| persons(case) * wish(case, destination)).sum(),
        Goal::Score => {
            let scores = scenario.scores.as_deref().unwrap_or_default();
            let score = |&row: &usize| scores.get(row * scenario.destinations.len() + destination).copied().flatten();
            let sum: f64 = cohort.rows.iter().filter_map(score).sum();
            (sum * scales.score).round() as i64
        }
        _ => {
            let cost = scenario.destinations[destination].cost_per_person.unwrap_or(0.0);
            -(cost * scales.cost * f64::from(cohort.persons(scenario))).round() as i64
        }
    }
}

/// Points of a wish by its rank.
fn wish(case: &Case, destination: usize) -> i64 {
    let rank = case.preferred.iter().position(|&preferred| preferred == destination);
    rank.map_or(0, |rank| (FIRST_WISH - i64::try_from(rank).unwrap_or(FIRST_WISH)).max(1))
}
