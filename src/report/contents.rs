//! What a scenario holds: its span, and the page of `check`.

use crate::scenario::{Case, Counts, Horizon, Role, Scenario};

use super::table::{matrix, thousands};

/// The caseload, the destinations and the ways to them in a few lines.
pub fn contents(scenario: &Scenario) -> String {
    let settle = scenario.destinations.iter().filter(|destination| destination.role != Role::Transit).count();
    let transit = scenario.destinations.iter().filter(|destination| destination.role != Role::Settlement).count();
    let sums = [sums("families", scenario, |_| 1), sums("persons", scenario, |case| u64::from(case.persons.total()))];
    let table = matrix("", &["low", "point", "high"].map(str::to_owned), sums);
    let counts = format!(
        "{} rows of the caseload, {settle} destinations, {transit} countries of transit, {} routes, {} supplies",
        thousands(scenario.caseload.len() as u64),
        thousands(scenario.routes.len() as u64),
        thousands(scenario.supplies.len() as u64),
    );
    let span = span(&scenario.horizon);
    format!("{}\n{span}\n\n{table}\n{counts}\nNothing to complain about.\n", scenario.title)
}

/// The periods planned, in words.
pub fn span(horizon: &Horizon) -> String {
    match (horizon.start, horizon.periods) {
        (None, 1) => "one period".to_owned(),
        (_, periods) => format!("{periods} periods, {} to {}", horizon.name(0), horizon.name(periods - 1)),
    }
}

fn sums(name: &str, scenario: &Scenario, of: impl Fn(&Case) -> u64) -> Vec<String> {
    let sum = |count: fn(Counts) -> u32| {
        thousands(scenario.caseload.iter().map(|case| u64::from(count(case.count)) * of(case)).sum::<u64>())
    };
    vec![name.to_owned(), sum(|count| count.low), sum(|count| count.point), sum(|count| count.high)]
}
