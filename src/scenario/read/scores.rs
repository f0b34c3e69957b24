//! `scores.csv`: cases by destinations.

use super::register::Register;
use super::table::{Column, Table};
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Destination, Role};

/// Reads the file: by case and destination, a score or not allowed.
pub(super) fn read(
    table: &mut Table,
    destinations: &[Destination],
    known: &Register,
    cases: &Register,
    number_of_cases: usize,
    complaints: &mut Complaints,
) -> Option<Vec<Option<f64>>> {
    if !table.exists {
        return None;
    }
    let case = table.required("case");
    let columns: Vec<(usize, Column)> = known
        .names()
        .map(|(code, index)| {
            let settles = destinations[index].role != Role::Transit;
            (index, if settles { table.required(code) } else { table.column(code) })
        })
        .collect();
    for code in known.removed() {
        table.column(code);
    }
    table.close(complaints);
    let mut scores = vec![None; number_of_cases * destinations.len()];
    let mut lines = vec![None; number_of_cases];
    for row in 0..table.len() {
        let cell = table.cell(row, case);
        cell.required("case", complaints);
        let Some(who) = cases.find(cell, complaints) else { continue };
        if let Some(first) = lines[who].replace(table.line(row)) {
            let found = format!("the case `{}` is also on line {first}", cell.text);
            cell.complain(Rule::DuplicateId, found, "a row a case", complaints).hint("remove one of the two rows");
        }
        for &(destination, column) in &columns {
            let score = table.cell(row, column).number(-1e6..=1e6, complaints);
            scores[who * destinations.len() + destination] = score;
        }
    }
    for (id, who) in cases.names() {
        if lines[who].is_none() && !complaints.unsound(&table.text) {
            let found = format!("the case `{id}` has no row");
            complaints
                .push(Rule::UnknownCase, table.header_spot(case), found, "a row for each case")
                .hint("a case that may go nowhere has a row of empty cells");
        }
    }
    Some(scores)
}
