//! `overrides.csv`: pairs held together or forbidden by hand, each with its reason.

use super::Register;
use super::routes::country_of;
use super::settings::Settings;
use super::table::Table;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Case, Destination, Override, Role};

/// Reads the file.
pub(super) fn read(
    table: &mut Table,
    settings: &Settings,
    destinations: &[Destination],
    known: &Register,
    cases: &Register,
    caseload: &[Case],
    complaints: &mut Complaints,
) -> Vec<Override> {
    let [case, destination, action, reason] =
        ["case", "destination", "action", "reason"].map(|name| table.required(name, complaints));
    table.close(complaints);
    let mut overrides: Vec<Override> = Vec::new();
    for row in 0..table.len() {
        let cell = |column| table.cell(row, column);
        for (column, what) in [(case, "case"), (destination, "destination"), (action, "action"), (reason, "reason")] {
            cell(column).required(what, complaints);
        }
        let who = cases.find(cell(case), complaints);
        let there = country_of(cell(destination), settings, known, complaints);
        let hold = cell(action).choice(&[("hold", true), ("forbid", false)], complaints);
        let (Some(who), Some(there), Some(hold)) = (who, there, hold) else { continue };
        let (id, code) = (&caseload[who].id, destinations[there].code);
        let entry = cell(destination);
        if hold && destinations[there].role == Role::Transit {
            let found = format!("`{id}` is held to {code}, whose role is `transit`");
            entry.complain(Rule::Role, found, "a country whose role is `settlement` or `both`", complaints);
        }
        if hold && caseload[who].refused.contains(&there) {
            let found = format!("`{id}` is held to {code}, which it refuses");
            entry.complain(Rule::Override, found, "a country that the case does not refuse", complaints);
        }
        let ours = overrides.iter().filter(|other| other.case == who);
        let mut against = ours.filter(|other| match (hold, other.hold) {
            (true, true) => other.destination != there,
            (false, false) => false,
            _ => other.destination == there,
        });
        if let Some(other) = against.next_back() {
            let word = if other.hold { "held to" } else { "forbidden" };
            let found = format!("`{id}` is already {word} {}", destinations[other.destination].code);
            entry.complain(Rule::Override, found, "one decision a case and destination", complaints);
        }
        let reason = cell(reason).text.to_owned();
        overrides.push(Override { case: who, destination: there, hold, reason });
    }
    overrides
}
