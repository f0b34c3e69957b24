//! `routes.csv`: ways to destinations; those without a row get one of their own.

use std::collections::BTreeSet;

use super::entry::Entry;
use super::register::Register;
use super::settings::Settings;
use super::table::Table;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Destination, Role, Route, RouteKind};

/// Reads the file and adds a route to every settlement destination that has no row, nor had one (`reached`)
/// before the run left some out.
pub(super) fn read(
    table: &mut Table,
    settings: &Settings,
    destinations: &[Destination],
    known: &Register,
    reached: &BTreeSet<String>,
    complaints: &mut Complaints,
) -> Vec<Route> {
    let destination = table.required("destination");
    let kind = table.required("kind");
    let [transit, stay, open, determination, screening, course] =
        ["transit", "stay", "open", "determination", "screening", "course"].map(|name| table.column(name));
    table.close(complaints);

    let throughout = (0, settings.horizon.periods - 1);
    let kinds = [
        ("direct", RouteKind::Direct),
        ("transit", RouteKind::Transit),
        ("evacuation", RouteKind::Evacuation),
        ("nationality", RouteKind::Nationality),
    ];
    let mut routes = Vec::new();
    for row in 0..table.len() {
        let cell = |column| table.cell(row, column);
        let there = cell(destination);
        there.required("destination", complaints);
        cell(kind).required("kind", complaints);
        let to = known.find(there, complaints);
        let by = known.find(cell(transit), complaints);
        let sort = cell(kind).choice(&kinds, complaints);
        let stays = cell(stay).count(0..=1200, complaints);
        let sound = Row { there, kind: cell(kind), transit: cell(transit), stay: cell(stay) };
        let (Some(to), Some(kind)) = (to, sort) else { continue };
        if !complaints.unsound(&table.text) {
            sound.check(to, by, kind, destinations, complaints);
        }
        let asks = cell(determination).flag(complaints);
        routes.push(Route {
            destination: to,
            kind,
            transit: by.map(|by| (by, stays.unwrap_or(0))),
            open: cell(open).run(&settings.horizon, complaints).unwrap_or(throughout),
            emergencies_only: kind == RouteKind::Evacuation,
            determination: asks.unwrap_or(matches!(kind, RouteKind::Direct | RouteKind::Transit)),
            screening: cell(screening).count(0..=1200, complaints).unwrap_or(0),
            course: cell(course).count(0..=1200, complaints).unwrap_or(0),
        });
    }
    for (index, destination) in destinations.iter().enumerate() {
        let has_row =
            reached.contains(&destination.code.to_string()) || routes.iter().any(|route| route.destination == index);
        if destination.role != Role::Transit && !has_row {
            let kind = if destination.nationality { RouteKind::Nationality } else { RouteKind::Direct };
            routes.push(Route {
                destination: index,
                kind,
                transit: None,
                open: throughout,
                emergencies_only: false,
                determination: kind == RouteKind::Direct,
                screening: 0,
                course: 0,
            });
        }
    }
    routes
}

/// The cells of a row that must fit each other.
struct Row<'a> {
    there: Entry<'a>,
    kind: Entry<'a>,
    transit: Entry<'a>,
    stay: Entry<'a>,
}

impl Row<'_> {
    fn check(
        &self,
        to: usize,
        by: Option<usize>,
        kind: RouteKind,
        destinations: &[Destination],
        complaints: &mut Complaints,
    ) {
        let destination = &destinations[to];
        if destination.role == Role::Transit {
            let found = format!("a route that ends in {}, whose role is `transit`", destination.code);
            self.there.complain(Rule::Role, found, "a country whose role is `settlement` or `both`", complaints);
        }
        if (kind == RouteKind::Nationality) != destination.nationality {
            let (found, expected) = if destination.nationality {
                (format!("{} gives its nationality", destination.code), "`nationality`")
            } else {
                (format!("{} does not give its nationality", destination.code), "another kind of route")
            };
            self.kind
                .complain(Rule::Route, found, expected, complaints)
                .hint("`nationality` in destinations.csv says which do");
        }
        // South Korea's own nationals reach it through third countries too: there a transit is possible.
        let (must_pass, may_pass) = match kind {
            RouteKind::Direct => (false, false),
            RouteKind::Transit | RouteKind::Evacuation => (true, true),
            RouteKind::Nationality => (!self.transit.is_empty() || !self.stay.is_empty(), true),
        };
        if must_pass && self.transit.is_empty() {
            let found = format!("a route of the kind `{}` without a transit country", self.kind.text);
            self.kind.complain(Rule::Route, found, "a country in `transit`", complaints);
        }
        if must_pass && self.stay.is_empty() {
            let found = format!("a route of the kind `{}` without a stay", self.kind.text);
            self.kind.complain(Rule::Route, found, "periods in `stay`", complaints);
        }
        if !may_pass && (!self.transit.is_empty() || !self.stay.is_empty()) {
            let entry = if self.transit.is_empty() { self.stay } else { self.transit };
            let found = format!("a route of the kind `{}` that passes through a country", self.kind.text);
            entry.complain(Rule::Route, found, "nothing", complaints).hint("its kind may be `transit` or `evacuation`");
        }
        let Some(by) = by else { return };
        if by == to {
            let found = format!("a route to {} through itself", destination.code);
            self.transit.complain(Rule::Route, found, "another country", complaints);
        } else if destinations[by].role == Role::Settlement {
            let found = format!("{} is not a transit country", destinations[by].code);
            self.transit
                .complain(Rule::Role, found, "a country whose role is `transit` or `both`", complaints)
                .hint("say so in the column `role` of destinations.csv");
        }
    }
}
