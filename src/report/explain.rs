//! Why this country for this family, and what stands behind a destination's intake.

use crate::plan::{
    Alternative, CaseExplanation, CohortExplanation, DestinationExplanation, Obligations, Pathway, PlacementRow,
    WaitingRow,
};

use super::binding::binding;
use super::obligations;
use super::table::{Column, known, matrix, rounded, table, thousands};

/// A case: what the plan gives it, its alternatives side by side, and why it waits where it does.
pub fn explain_case(case: &CaseExplanation) -> String {
    let title = format!("Case {}: {} persons a family\n", case.cases.join(" + "), thousands(case.persons));
    let cohorts = case.cohorts.iter().map(explain_cohort).collect();
    let waiting = section("Who waits, and why", case.waiting.iter().map(waits).collect());
    let held = section("Holds", promised(&case.obligations));
    let closed = section("Closed to it", case.closed.iter().flat_map(|rule| [rule.as_str(), "\n"]).collect());
    [title, cohorts, held, waiting, closed].concat()
}

/// A destination: persons and places by year, who comes, what binds, whom its rules keep out.
pub fn explain_destination(destination: &DestinationExplanation) -> String {
    let intake = &destination.intake;
    let title = format!("{} {}: {} persons\n\n", intake.destination, intake.name, thousands(intake.total.planned));
    let columns = ["persons", "expected", "places", "used"].map(str::to_owned);
    let years = intake.years.iter().chain(std::iter::once(&intake.total)).map(|year| {
        vec![
            year.year.map_or_else(|| "all".to_owned(), |year| year.to_string()),
            thousands(year.planned),
            rounded(year.expected),
            known(year.places, thousands),
            thousands(year.used),
        ]
    });
    let closed = destination.closed.iter().map(|(rule, persons)| vec![rule.clone(), thousands(*persons)]);
    let closed = match destination.closed.len() {
        0 => String::new(),
        _ => table(&[Column::Words("rule"), Column::Numbers("persons")], closed),
    };
    [
        title,
        matrix("year", &columns, years),
        section("Holds and minimum", promised(&destination.obligations)),
        section("Who comes", placements(&destination.placements)),
        section("What binds", binding(&destination.stages)),
        section("Whom its rules keep out", closed),
    ]
    .concat()
}

/// Holds and minima, where there are any.
fn promised(obligations: &Obligations) -> String {
    let none = obligations.holds.is_empty() && obligations.minima.is_empty();
    if none { String::new() } else { obligations::listed(obligations) }
}

/// A section with its title; none where it has nothing to say.
fn section(title: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("\n{}\n\n{text}", title.to_uppercase()) }
}

fn explain_cohort(cohort: &CohortExplanation) -> String {
    let comes_forward = cohort.comes_forward.as_ref().map_or_else(
        || "never come forward within the horizon".to_owned(),
        |period| format!("come forward in {period}"),
    );
    let given = if cohort.placements.is_empty() { String::new() } else { placements(&cohort.placements) };
    let open = if cohort.alternatives.is_empty() { String::new() } else { alternatives(&cohort.alternatives) };
    let decided = cohort.decided_by.as_ref().map_or_else(String::new, |objective| {
        format!("Decided by {objective}: the first objective at which the first two differ.\n")
    });
    [format!("\n{} families that {comes_forward}\n\n", thousands(cohort.count)), given, open, decided].concat()
}

fn placements(rows: &[PlacementRow]) -> String {
    if rows.is_empty() {
        return "Nobody.\n".to_owned();
    }
    let columns = [
        Column::Words("cases"),
        Column::Numbers("families"),
        Column::Numbers("persons"),
        Column::Words("to"),
        Column::Words("by"),
        Column::Words("decision"),
        Column::Words("departs"),
        Column::Words("arrives"),
        Column::Numbers("wish"),
    ];
    let lines = rows.iter().map(|row| {
        let by =
            row.via.as_ref().map_or_else(|| way(row.pathway).to_owned(), |via| format!("{} {via}", way(row.pathway)));
        vec![
            row.cases.join(" "),
            thousands(row.count),
            thousands(row.persons),
            row.destination.clone(),
            by,
            known(row.decision.clone(), |period| period),
            row.departs.clone(),
            row.arrives.clone(),
            known(row.wish, thousands),
        ]
    });
    table(&columns, lines)
}

fn alternatives(alternatives: &[Alternative]) -> String {
    let objectives: Vec<String> = alternatives[0].levels.iter().map(|level| level.objective.clone()).collect();
    let rows = alternatives.iter().map(|open| {
        let taken = if open.taken { "* " } else { "  " };
        let mut row = vec![format!("{taken}{} {} {}", open.destination, way(open.pathway), open.departs)];
        row.extend(open.levels.iter().map(|level| match level.displaces {
            Some(displaces) if displaces != 0.0 => format!("{} ({})", thousands(level.value), rounded(displaces)),
            _ => thousands(level.value),
        }));
        row
    });
    let words = "*: what the plan gives them. Points of a family; in ( ) what its places would bring others.\n";
    format!("\nOpen to them, the best after displacement first\n\n{}{words}", matrix("", &objectives, rows))
}

fn waits(row: &WaitingRow) -> String {
    let change = if row.change.is_empty() {
        "no change of one figure would place them".to_owned()
    } else if row.count == 1 {
        format!("placed with `{}`", row.arguments())
    } else {
        format!("one of them placed with `{}`", row.arguments())
    };
    format!("{} families: {}; {change}\n", thousands(row.count), row.words)
}

fn way(pathway: Pathway) -> &'static str {
    match pathway {
        Pathway::Direct => "direct",
        Pathway::Transit => "transit",
        Pathway::Evacuation => "evacuation",
        Pathway::Nationality => "nationality",
        Pathway::Stay => "protected stay",
    }
}
