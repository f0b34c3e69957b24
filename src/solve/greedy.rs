//! What a desk would do by hand: the most urgent case first, each by the best way still open.
//!
//! In: a problem. Out: a plan that keeps every limit and in which no family that waits could still
//! be placed to advantage; without proof.

use std::cmp::Ordering;

use super::column::{Column, NONE};
use super::ledger::Ledger;
use super::{Answer, Spent, Stop};
use crate::problem::{Problem, Use};

/// Places cases in the order of their best values, level by level.
pub fn solve(problem: &Problem) -> Answer {
    let mut ledger = Ledger::new(problem);
    let best = |case: usize| ranked(problem, case, |_| true).first().copied();
    let mut order: Vec<(usize, Column)> =
        (0..problem.len()).filter_map(|case| best(case).map(|column| (case, column))).collect();
    order.sort_by(|left, right| compare(problem, right.1, left.1).then(left.0.cmp(&right.0)));
    for (case, _) in order {
        fill(problem, &mut ledger, case);
    }
    let claim = vec![false; problem.levels.len()];
    Answer { stop: Stop::Exhausted, plan: ledger.plan(), certificate: None, claim, spent: Spent::default() }
}

/// Places the waiting families of a case by the best offers that have room, while the plan gains.
pub(super) fn fill(problem: &Problem, ledger: &mut Ledger, case: usize) {
    if ledger.waiting(case) == 0 {
        return;
    }
    // Room only shrinks while the case is placed, so what is full now need not be ranked.
    for column in ranked(problem, case, |column| open(problem, ledger, column).is_some()) {
        while ledger.waiting(case) > 0 {
            let Some(column) = open(problem, ledger, column) else { break };
            let families = ledger.room(column).min(ledger.waiting(case));
            if !(gains(ledger, column, families) || families > 1 && gains(ledger, column, 1)) {
                break;
            }
        }
        if ledger.waiting(case) == 0 {
            break;
        }
    }
}

/// Places families if the plan is worth more with them, and says whether it is.
fn gains(ledger: &mut Ledger, column: Column, families: u32) -> bool {
    let before = ledger.worth().to_vec();
    ledger.place(column, families);
    let better = ledger.worth() > &before[..];
    if !better {
        ledger.remove(column, families);
    }
    better
}

/// The column with its window's first resource that has room; none if there is no room.
fn open(problem: &Problem, ledger: &Ledger, column: Column) -> Option<Column> {
    let option = column.option(problem) as usize;
    let needs = problem.needs(column.case as usize);
    let fits = |used: &Use| u64::from(needs[used.kind as usize]) <= ledger.free(used.resource as usize);
    if !problem.options.uses(option as u32).iter().all(fits) {
        return None;
    }
    let Some(window) = problem.options.window[option] else {
        return Some(column).filter(|column| ledger.room(*column) > 0);
    };
    let opens = problem.class(column.case as usize).opens;
    (opens..=window.ends).map(|drawn| Column { drawn, ..column }).find(|column| ledger.room(*column) > 0)
}

/// Columns of the offers that the case may take and that are `wanted`, the best first.
fn ranked(problem: &Problem, case: usize, wanted: impl Fn(Column) -> bool) -> Vec<Column> {
    let offers = problem.class(case).offers.iter().enumerate();
    let allowed = offers.filter(|(_, option)| problem.allows(case, problem.options.column[**option as usize]));
    let mut columns: Vec<Column> = allowed
        .map(|(offer, _)| Column { case: case as u32, offer: offer as u32, drawn: NONE })
        .filter(|column| wanted(*column))
        .collect();
    columns.sort_by(|left, right| compare(problem, *right, *left).then(left.cmp(right)));
    columns
}

/// By value, level by level.
fn compare(problem: &Problem, left: Column, right: Column) -> Ordering {
    (0..problem.levels.len())
        .map(|level| left.value(problem, level).cmp(&right.value(problem, level)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}
