//! The headline: low, point and high side by side.

use crate::plan::{Burden, Indicators, Wait};
use crate::run::Run;
use crate::scenario::Scenario;

use super::table::{known, matrix, rounded, thousands};

/// The figures that everything else explains.
pub fn headline(run: &Run) -> String {
    let all: Vec<&Indicators> = run.outcomes.iter().map(|outcome| &outcome.account.indicators).collect();
    let names: Vec<String> = all.iter().map(|indicators| indicators.estimate.clone()).collect();
    let row = |label: &str, show: &dyn Fn(&Indicators) -> String| {
        let mut row = vec![label.to_owned()];
        row.extend(all.iter().map(|indicators| show(indicators)));
        row
    };
    let asylum = run.scenario.asylum.map_or_else(|| "the country of asylum".to_owned(), |code| code.to_string());
    let origin = run.scenario.origin.map_or_else(|| "the country of origin".to_owned(), |code| code.to_string());
    let rows = [
        row("Persons", &|all| thousands(all.persons)),
        row("Protected by departure", &|all| thousands(all.departure.planned)),
        row("  expected, less losses before departure", &|all| rounded(all.departure.expected)),
        row("Protected in place", &|all| thousands(all.in_place.planned)),
        row("  expected, less losses before the stay", &|all| rounded(all.in_place.expected)),
        row("Still waiting at the end", &|all| thousands(all.waiting.planned)),
        row("  expected, less losses", &|all| rounded(all.waiting.expected)),
        row("  of these under the humanitarian status", &|all| rounded(all.waiting_under_status)),
        row(&format!("Returned to {origin}, expected: a loss"), &|all| rounded(all.returned)),
        row("Left by irregular routes, expected", &|all| rounded(all.left_irregularly)),
        row("Median wait, periods", &|all| known(all.wait.median, thousands)),
        row("Longest wait, periods", &|all| longest(all.wait)),
        row("Nobody who may leave waits from", &|all| known(all.clears.clone(), |period| period)),
        row(&format!("Burden of {asylum}, persons at the end"), &|all| rounded(all.relief.planned.persons)),
        row("  without any of the policy", &|all| rounded(all.relief.baseline.persons)),
        row(&format!("Burden of {asylum}, person-months"), &|all| months(all.relief.planned)),
        row("  without any of the policy", &|all| months(all.relief.baseline)),
        row("Returns avoided, expected persons", &|all| rounded(all.relief.returns_avoided)),
    ];
    let cost = all.iter().any(|indicators| indicators.cost.is_some());
    let cost = cost.then(|| row("Cost of departures, reported only", &|all| known(all.cost, rounded)));
    matrix("", &names, rows.into_iter().chain(cost)) + &burden(&run.scenario) + WORDS
}

/// What the burden is, figure by figure of the page.
fn burden(scenario: &Scenario) -> String {
    let nationality = scenario.destinations.iter().filter(|destination| destination.nationality);
    let codes: Vec<String> = nationality.map(|destination| destination.code.to_string()).collect();
    let others = match codes.join(" or ") {
        nobody if nobody.is_empty() => "Who leaves by irregular routes, or is returned, stays in the sum.\n".to_owned(),
        codes => format!(
            "Irregular departures are none, but are taken off as well: {codes} takes these people in as nationals.\n\
             Who is returned stays in the sum: a return is no relief.\n"
        ),
    };
    format!("Burden: arrivals less lawful solutions, that is departures and stays as expected.\n{others}")
}

const WORDS: &str = "\
Its person-months are plain; those of the protection objective are weighted by hazard.
Waits run from coming forward, for those who do so within the horizon and are recognised or placed:
whoever never comes forward is left out. ·: none, or not within the horizon.
";

fn longest(wait: Wait) -> String {
    match (wait.longest, wait.longest_so_far) {
        (longest, Some(so_far)) if longest.is_none_or(|longest| so_far > longest) => format!("{so_far} so far"),
        (longest, _) => known(longest, thousands),
    }
}

fn months(burden: Burden) -> String {
    rounded(burden.person_months)
}
