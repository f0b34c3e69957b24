//! `overrides.csv`: pairs held together or forbidden by hand, each with its reason.

use super::entry::Entry;
use super::register::Register;
use super::table::Table;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Case, Destination, Override, Role};

/// What the decisions are about.
pub(super) struct Subjects<'a> {
    pub cases: &'a Register,
    pub known: &'a Register,
    pub caseload: &'a [Case],
    pub destinations: &'a [Destination],
    pub scores: Option<&'a [Option<f64>]>,
}

impl Subjects<'_> {
    /// Reads the file.
    pub fn read(&self, table: &mut Table, complaints: &mut Complaints) -> Vec<Override> {
        let columns = ["case", "destination", "action", "reason"];
        let [case, destination, action, reason] = columns.map(|name| table.required(name));
        table.close(complaints);
        let mut overrides: Vec<Override> = Vec::new();
        for row in 0..table.len() {
            let cell = |column| table.cell(row, column);
            for (column, what) in [case, destination, action, reason].into_iter().zip(columns) {
                cell(column).required(what, complaints);
            }
            let who = self.cases.find(cell(case), complaints);
            let there = self.known.find(cell(destination), complaints);
            let hold = cell(action).choice(&[("hold", true), ("forbid", false)], complaints);
            let (Some(case), Some(there), Some(hold)) = (who, there, hold) else { continue };
            let decision = Override { case, destination: there, hold, reason: cell(reason).text.to_owned() };
            self.check(&decision, cell(destination), &overrides, complaints);
            overrides.push(decision);
        }
        overrides
    }

    /// Complains about a hold that the case or the country does not allow, and about two decisions that
    /// contradict each other.
    fn check(&self, new: &Override, entry: Entry<'_>, earlier: &[Override], complaints: &mut Complaints) {
        let case = &self.caseload[new.case];
        let (id, destination) = (&case.id, &self.destinations[new.destination]);
        let code = destination.code;
        if new.hold && destination.role == Role::Transit {
            let found = format!("`{id}` is held to {code}, whose role is `transit`");
            entry.complain(Rule::Role, found, "a country whose role is `settlement` or `both`", complaints);
        }
        let score = |scores: &[Option<f64>]| scores[new.case * self.destinations.len() + new.destination];
        let against = [
            (case.refused.contains(&new.destination), "which it refuses"),
            (case.wishes_to_stay, "but wishes to stay"),
            (self.scores.is_some_and(|scores| score(scores).is_none()), "where its score is empty: not allowed"),
        ];
        for (_, reason) in against.iter().filter(|(applies, _)| new.hold && *applies) {
            let found = format!("`{id}` is held to {code}, {reason}");
            entry.complain(Rule::Override, found, "a country that is open to the case", complaints);
        }
        let contradicts = |other: &&Override| match (new.hold, other.hold) {
            (true, true) => other.destination != new.destination,
            (false, false) => false,
            _ => other.destination == new.destination,
        };
        if let Some(other) = earlier.iter().filter(|other| other.case == new.case).find(contradicts) {
            let word = if other.hold { "held to" } else { "forbidden" };
            let found = format!("`{id}` is already {word} {}", self.destinations[other.destination].code);
            entry.complain(Rule::Override, found, "one decision a case and destination", complaints);
        }
    }
}
