//! Linked cases: those who travel together must be able to.

use super::entry::Entry;
use super::family::UNREAD;
use super::table::Table;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Case, Contact, Destination, Override, Role, travelling_together};

/// What is known about the cases and where they may go.
pub(super) struct Links<'a> {
    pub table: &'a Table,
    pub caseload: &'a [Case],
    pub destinations: &'a [Destination],
    pub overrides: &'a [Override],
    pub scores: Option<&'a [Option<f64>]>,
}

impl Links<'_> {
    /// Complains about linked cases that cannot be merged into one, or that nothing is open to together.
    pub fn check(&self, complaints: &mut Complaints) {
        for group in travelling_together(self.caseload) {
            self.alike(&group, complaints);
            self.common_option(&group, complaints);
        }
    }

    /// What families who travel as one have in common: of rows that differ, the plan would follow one by chance.
    fn alike(&self, group: &[usize], complaints: &mut Complaints) {
        let first = &self.caseload[group[0]];
        for &row in &group[1..] {
            let case = &self.caseload[row];
            let unread = case.count == UNREAD || first.count == UNREAD;
            let hides = |case: &Case| case.contact == Contact::Hiding;
            let differ = [
                (case.count != first.count && !unread, "counts", "the same count, low and high estimate"),
                (case.arrival != first.arrival, "arrivals", "the same period or run of periods"),
                (hides(case) != hides(first), "contacts", "both in `hiding` or neither"),
                (case.province != first.province, "provinces", "the province that they leave from together"),
            ];
            for (_, what, expected) in differ.into_iter().filter(|(differ, ..)| *differ) {
                let found = format!("`{}` and `{}` travel together, but have different {what}", first.id, case.id);
                let hint = if what == "counts" {
                    "split the groups so that each row travels with one row like it"
                } else {
                    "write what holds once they are together, or take the link out"
                };
                self.cell(&[row, group[0]]).complain(Rule::LinkedApart, found, expected, complaints).hint(hint);
            }
        }
    }

    fn common_option(&self, group: &[usize], complaints: &mut Complaints) {
        let staying = group.iter().filter(|&&row| self.caseload[row].wishes_to_stay).count();
        let settle = |index: &usize| self.destinations[*index].role != Role::Transit;
        let mut settlements = (0..self.destinations.len()).filter(settle);
        let (found, expected, hint) = if staying == group.len() || self.destinations.is_empty() {
            return;
        } else if staying > 0 {
            ("some of them wish to stay and others do not", "the same wish", "compare their `wishes_to_stay`")
        } else if settlements.any(|destination| group.iter().all(|&row| self.may_go(row, destination))) {
            return;
        } else {
            (
                "no destination is open to all of them",
                "a destination that none of them refuses or is forbidden",
                "compare their `refused`, scores.csv and overrides.csv",
            )
        };
        let ids: Vec<&str> = group.iter().map(|&row| self.caseload[row].id.as_str()).collect();
        let found = format!("{} travel together, but {found}", ids.join(", "));
        self.cell(group).complain(Rule::LinkedOptions, found, expected, complaints).hint(hint);
    }

    /// Whether neither the case, nor a score, nor a decision by hand forbids the destination; law comes later.
    fn may_go(&self, row: usize, destination: usize) -> bool {
        let ours = || self.overrides.iter().filter(|other| other.case == row);
        let held = ours().find(|other| other.hold).map(|other| other.destination);
        !self.caseload[row].refused.contains(&destination)
            && !ours().any(|other| !other.hold && other.destination == destination)
            && held.is_none_or(|held| held == destination)
            && self.scores.is_none_or(|scores| scores[row * self.destinations.len() + destination].is_some())
    }

    /// The first of these rows' cells in which a link is written: a link counts both ways.
    fn cell(&self, rows: &[usize]) -> Entry<'_> {
        let writes = |row: &&usize| !self.caseload[**row].linked.is_empty();
        let row = rows.iter().find(writes).or(rows.first()).expect("a group has cases");
        self.table.cell(*row, self.table.peek("linked"))
    }
}
