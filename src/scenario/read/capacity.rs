//! `capacity.csv`: what each stage can take, beside the places of `destinations.csv`.

use std::collections::BTreeSet;

use super::destinations::{Destinations, MOST, counted_on};
use super::entry::Entry;
use super::register::Register;
use super::settings::Settings;
use super::table::Table;
use super::{nearest, suggest};
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Role, Supply, SupplyKind, SupplyPer};

/// The stages that run out, and their words.
pub(super) const STAGES: [(&str, SupplyKind); 6] = [
    ("places", SupplyKind::Places),
    ("exit", SupplyKind::Exit),
    ("decision", SupplyKind::Decision),
    ("beds", SupplyKind::Beds),
    ("screening", SupplyKind::Screening),
    ("course", SupplyKind::Course),
];

/// Reads the file, after the places that the destinations' rows give. `provinces` are those where a case is,
/// unless the caseload cannot be read.
pub(super) fn read(
    table: &mut Table,
    settings: &Settings,
    destinations: &Destinations,
    known: &Register,
    provinces: Option<&BTreeSet<&str>>,
    complaints: &mut Complaints,
) -> Vec<Supply> {
    let mut supplies = destinations.supplies(settings);
    let [place, kind, amount] = ["place", "kind", "amount"].map(|name| table.required(name));
    let [periods, per, cost] = ["periods", "per", "cost"].map(|name| table.column(name));
    table.close(complaints);
    let mut kinds = STAGES.to_vec();
    kinds.extend(settings.kinds.iter().enumerate().map(|(index, kind)| (kind.as_str(), SupplyKind::Need(index))));
    for row in 0..table.len() {
        let cell = |column| table.cell(row, column);
        for (column, what) in [(place, "place"), (kind, "kind"), (amount, "amount")] {
            cell(column).required(what, complaints);
        }
        // What cannot be read is complained about; that it is too little is not.
        let units = cell(amount).whole(0..=u64::from(MOST), complaints).unwrap_or(u64::from(MOST));
        let run = cell(periods).run(&settings.horizon, complaints).unwrap_or((0, settings.horizon.periods - 1));
        let every = [("period", SupplyPer::Period), ("year", SupplyPer::Year), ("once", SupplyPer::Once)];
        let every = cell(per).choice(&every, complaints);
        let cost = cell(cost).count(0..=1_000_000, complaints).unwrap_or(0);
        let Some(kind) = settings.choice(cell(kind), &kinds, complaints) else { continue };
        let (province, destination) = if matches!(kind, SupplyKind::Exit | SupplyKind::Decision) {
            (province(cell(place), provinces, complaints), None)
        } else {
            let Some(destination) = known.find(cell(place), complaints) else { continue };
            check_place(cell(place), kind, destination, destinations, complaints);
            (String::new(), Some(destination))
        };
        let by_year = matches!(kind, SupplyKind::Places | SupplyKind::Need(_));
        let per = match every.unwrap_or(if by_year { SupplyPer::Year } else { SupplyPer::Period }) {
            SupplyPer::Year if settings.horizon.start.is_none() => SupplyPer::Once,
            per => per,
        };
        let amount = match (kind, destination) {
            (SupplyKind::Places, Some(there)) => counted_on(units, destinations.list[there].reliability),
            _ => units,
        };
        supplies.push(Supply { kind, province, destination, periods: run, per, amount, cost });
    }
    supplies
}

/// The province of an exit or a decision; empty for `*`.
fn province(entry: Entry<'_>, provinces: Option<&BTreeSet<&str>>, complaints: &mut Complaints) -> String {
    if entry.text == "*" {
        return String::new();
    }
    if let Some(provinces) = provinces.filter(|provinces| !provinces.contains(entry.text) && !entry.is_empty()) {
        let found = format!("no case is in `{}`", entry.text);
        let expected = "a province of caseload.csv, or `*` for each on its own";
        let complaint = entry.complain(Rule::UnknownProvince, found, expected, complaints);
        suggest(complaint, nearest(entry.text, provinces.iter().copied()));
    }
    entry.text.to_owned()
}

/// Complains about beds where nobody passes through, and places where nobody settles.
fn check_place(
    entry: Entry<'_>,
    kind: SupplyKind,
    destination: usize,
    destinations: &Destinations,
    complaints: &mut Complaints,
) {
    let destination = &destinations.list[destination];
    if kind == SupplyKind::Places && destination.nationality {
        let found = format!("places at {}, which gives its nationality", destination.code);
        entry
            .complain(Rule::Capacity, found, "a country with a quota", complaints)
            .hint("what it can take at a time are `screening` and `course`");
    }
    let (fits, expected) = match kind {
        SupplyKind::Beds => (destination.role != Role::Settlement, "a country whose role is `transit` or `both`"),
        _ => (destination.role != Role::Transit, "a country whose role is `settlement` or `both`"),
    };
    if !fits {
        let found = format!("a capacity that {} has no use for in its role", destination.code);
        entry.complain(Rule::Capacity, found, expected, complaints);
    }
}
