//! Who may go where, and what the destination is worth to a case: the fit tables.
//!
//! ```text
//! obligations = persons at the destination to which the case is held
//! families    = persons of the rows that have relatives at the destination
//! wishes      = Σ_rows persons · (4 for the first wish, 3, 2, 1 for any later one, 0 for none)
//! score       = round(scale · Σ_rows score)        scale: 10000, or less where that exceeds 32 bits
//! cost        = −round(cost a person · persons)
//! ```
//!
//! One column a settlement destination, and a last one for the protected stay.

use super::levels::Levels;
use super::{Cohort, eligibility};
use crate::problem::{Fit, NOT_ALLOWED};
use crate::scenario::{Case, Goal, Scenario};

/// The goals of destinations.
const PLACE: [Goal; 4] = [Goal::Families, Goal::Wishes, Goal::Score, Goal::Cost];

/// Points of one unit of score where the scores are not large.
const SCORE: f64 = 10_000.0;

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

/// Points of one unit of score: a power of ten at which every score fits 32 bits with room.
#[expect(clippy::cast_possible_truncation, reason = "a power of ten up to 10000")]
pub(super) fn score_scale(scenario: &Scenario) -> i64 {
    let largest = scenario.scores.iter().flatten().flatten().map(|score| score.abs()).fold(0.0, f64::max);
    let mut scale = SCORE;
    while scale > 1.0 && largest * scale > 1e8 {
        scale /= 10.0;
    }
    scale as i64
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
            let goals = goals
                .iter()
                .map(|(goal, weight)| weight * fit(scenario, cohort, destination, *goal, levels.score_scale));
            within_32_bits(held + goals.sum::<i64>())
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
fn fit(scenario: &Scenario, cohort: &Cohort, destination: usize, goal: Goal, score_scale: i64) -> i64 {
    let persons = |case: &Case| i64::from(case.persons.total());
    match goal {
        Goal::Families => cohort.cases(scenario).filter(|case| case.ties.contains(&destination)).map(persons).sum(),
        Goal::Wishes => cohort.cases(scenario).map(|case| persons(case) * wish(case, destination)).sum(),
        Goal::Score => {
            let scores = scenario.scores.as_deref().unwrap_or_default();
            let score = |&row: &usize| scores.get(row * scenario.destinations.len() + destination).copied().flatten();
            let sum: f64 = cohort.rows.iter().filter_map(score).sum();
            (sum * score_scale as f64).round() as i64
        }
        _ => {
            let cost = scenario.destinations[destination].cost_per_person.unwrap_or(0.0);
            -(cost * f64::from(cohort.persons(scenario))).round() as i64
        }
    }
}

/// Points of a wish by its rank.
fn wish(case: &Case, destination: usize) -> i64 {
    let rank = case.preferred.iter().position(|&preferred| preferred == destination);
    rank.map_or(0, |rank| (FIRST_WISH - i64::try_from(rank).unwrap_or(FIRST_WISH)).max(1))
}

/// Points as the tables hold them; more than two thousand million a family is taken as that.
fn within_32_bits(points: i64) -> i32 {
    i32::try_from(points.clamp(i64::from(-i32::MAX), i64::from(i32::MAX))).expect("just clamped")
}
