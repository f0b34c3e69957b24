//! Why this country for this family, and what stands behind a destination's intake.

use crate::plan::{
    Alternative, CaseExplanation, CohortExplanation, DestinationExplanation, Difference, Obligations, Pathway,
    PlacementRow, WaitingRow,
};

use super::binding::binding;
use super::obligations;
use super::table::{Column, known, matrix, rounded, table, thousands};

/// A case: what the plan gives it, its alternatives side by side, and why it waits where it does.
pub fn explain_case(case: &CaseExplanation) -> String {
    let title = format!("Case {}: {} a family\n", case.cases.join(" + "), counted(case.persons, "person", "persons"));
    let cohorts = case.cohorts.iter().map(|cohort| explain_cohort(cohort, &case.objectives)).collect();
    let open = case.cohorts.iter().any(|cohort| !cohort.alternatives.is_empty());
    let legend = section("What the columns say", if open { legend(&case.objectives) } else { String::new() });
    let waiting = section("Who waits, and why", case.waiting.iter().map(waits).collect());
    let held = section("Holds", promised(&case.obligations));
    let closed = section("Closed to it", case.closed.iter().flat_map(|rule| [rule.as_str(), "\n"]).collect());
    [title, cohorts, held, waiting, closed, legend].concat()
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

/// A number and its word.
fn counted<N: Into<u64>>(number: N, one: &str, several: &str) -> String {
    let number = number.into();
    format!("{} {}", thousands(number), if number == 1 { one } else { several })
}

/// A section with its title; none where it has nothing to say.
fn section(title: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("\n{}\n\n{text}", title.to_uppercase()) }
}

fn explain_cohort(cohort: &CohortExplanation, objectives: &[(String, String)]) -> String {
    let comes_forward = cohort.comes_forward.as_ref().map_or_else(
        || "never coming forward within the horizon".to_owned(),
        |period| format!("coming forward in {period}"),
    );
    let given =
        if cohort.placements.is_empty() { String::new() } else { format!("\n{}", placements(&cohort.placements)) };
    let none = cohort.alternatives.is_empty();
    let open = if none { String::new() } else { alternatives(&cohort.alternatives, objectives) };
    [format!("\n{}, {comes_forward}\n", counted(cohort.count, "family", "families")), given, open, decided(cohort)]
        .concat()
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

/// The ways side by side, without the objectives at which none of them brings anything.
fn alternatives(ways: &[Alternative], objectives: &[(String, String)]) -> String {
    let shown: Vec<usize> =
        (0..objectives.len()).filter(|&level| ways.iter().any(|way| way.values[level] != 0)).collect();
    let mut columns = vec![Column::Words(""), Column::Words("to"), Column::Words("by"), Column::Words("departs")];
    columns.extend(shown.iter().map(|&level| Column::Numbers(&objectives[level].0)));
    columns.extend([Column::Numbers("for others"), Column::Words("against the plan")]);
    let rows = ways.iter().map(|open| {
        let taken = if open.taken { "*" } else { "" };
        let mut row =
            vec![taken.to_owned(), open.destination.clone(), way(open.pathway).to_owned(), open.departs.clone()];
        row.extend(shown.iter().map(|&level| thousands(open.values[level])));
        row.extend([known(open.displaces, rounded), against(open)]);
        row
    });
    format!("\nOpen to them, the best after what their places would bring others first\n\n{}", table(&columns, rows))
}

/// What keeps a family from a way.
fn against(open: &Alternative) -> String {
    match (&open.too_small, &open.against) {
        (Some(limit), _) => limit.to_string(),
        (None, Some(difference)) => points(difference),
        (None, None) if open.taken || open.displaces.is_none() => String::new(),
        (None, None) => "equal".to_owned(),
    }
}

fn points(Difference { objective, points }: &Difference) -> String {
    let than = if *points < 0.0 { "more" } else { "less" };
    let by = if points.abs() < 1.0 { format!("{:.2}", points.abs()) } else { rounded(points.abs()) };
    format!("{by} {than} at {objective}")
}

/// What decides between what the plan gives them and the best of the others.
fn decided(cohort: &CohortExplanation) -> String {
    let ways = &cohort.alternatives;
    let other = ways.iter().find(|way| !way.taken && way.too_small.is_none());
    let (Some(given), Some(other)) = (ways.first().filter(|first| first.taken), other) else { return String::new() };
    let other = format!("{} {}", other.destination, way(other.pathway));
    match &cohort.decided_by {
        _ if given.displaces.is_none() => "What decides is not known: no prices prove this plan.\n".to_owned(),
        None => format!("As far as prices tell, {other} is as good.\n"),
        Some(decided) => {
            let brings = format!("{other} brings {}, after what the places would bring others", points(decided));
            if decided.points > 0.0 {
                format!("Decided by {}: {brings}.\n", decided.objective)
            } else {
                format!("By prices alone {brings}; whole families fill places less evenly than prices have it.\n")
            }
        }
    }
}

/// What stands in the columns of [`alternatives`].
fn legend(objectives: &[(String, String)]) -> String {
    let rows = objectives.iter().map(|(objective, unit)| vec![objective.clone(), unit.clone()]);
    table(&[Column::Words("objective"), Column::Words("a point is")], rows) + LEGEND
}

const LEGEND: &str = "\
*: what the plan gives them. Below an objective: points that the way brings one family; objectives at
which none brings any are left out. for others: points of the first objective that the same places
would bring other families, by the planning prices. against the plan: the first objective at which the
way differs from what the plan gives them (for those who wait, from waiting), and by how many points
after what its places would bring others; equal: nowhere, as far as prices tell.
";

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
