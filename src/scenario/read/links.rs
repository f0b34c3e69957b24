//! Linked cases: those who travel together must be able to.

use super::table::Table;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Case, Destination, Override, Role, travelling_together};

/// Complains about linked cases that cannot be merged into one, or that no destination is open to together.
pub(super) fn check(
    table: &Table,
    caseload: &[Case],
    destinations: &[Destination],
    overrides: &[Override],
    scores: Option<&[Option<f64>]>,
    complaints: &mut Complaints,
) {
    let linked = table.peek("linked");
    for group in travelling_together(caseload) {
        let first = &caseload[group[0]];
        for &row in &group[1..] {
            let case = &caseload[row];
            if case.count == first.count {
                continue;
            }
            // The cell that says so may be the other's: a link counts both ways.
            let at = if case.linked.is_empty() { group[0] } else { row };
            let found = format!("`{}` and `{}` travel together, but have different counts", first.id, case.id);
            table
                .cell(at, linked)
                .complain(Rule::LinkedCounts, found, "the same count, low and high estimate", complaints)
                .hint("split the groups so that each row travels with one row like it");
        }
        let open = |destination: usize| {
            group.iter().all(|&row| {
                let ours = || overrides.iter().filter(|other| other.case == row);
                let held = ours().find(|other| other.hold).map(|other| other.destination);
                !caseload[row].refused.contains(&destination)
                    && !ours().any(|other| !other.hold && other.destination == destination)
                    && held.is_none_or(|held| held == destination)
                    && scores.is_none_or(|scores| scores[row * destinations.len() + destination].is_some())
            })
        };
        let stays = group.iter().all(|&row| caseload[row].wishes_to_stay);
        let settle = |index: &usize| destinations[*index].role != Role::Transit;
        if !stays && !(0..destinations.len()).filter(settle).any(open) {
            let ids: Vec<&str> = group.iter().map(|&row| caseload[row].id.as_str()).collect();
            let at = group.iter().copied().find(|&row| !caseload[row].linked.is_empty()).expect("a link joins them");
            let found = format!("{} travel together, but no destination is open to all of them", ids.join(", "));
            table
                .cell(at, linked)
                .complain(
                    Rule::LinkedOptions,
                    found,
                    "a destination that none of them refuses or is forbidden",
                    complaints,
                )
                .hint("compare their `refused`, scores.csv and overrides.csv");
        }
    }
}
