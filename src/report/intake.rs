//! Who takes whom: persons by destination and year, beside the pledge and the size of the country.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::plan::{Indicators, Intake};

use super::table::{known, matrix, percent, thousands};

/// So many columns of years fit the page.
const YEARS: usize = 6;

const WORDS: &str = "\
Persons by year of arrival; places supplied, and how much of them is used. share: of these persons,
beside the share of people and GDP, among countries that do not give the caseload its nationality.
";

/// The table, and a line for the countries that take nobody.
pub fn intake(indicators: &Indicators) -> String {
    let (takes, empty): (Vec<&Intake>, Vec<&Intake>) =
        indicators.intake.iter().partition(|intake| intake.total.planned > 0);
    let spans = spans(&takes);
    let mut names: Vec<String> = spans.iter().map(name).collect();
    names.extend(["all", "places", "used", "share", "people", "GDP"].map(str::to_owned));
    let rows = takes.iter().map(|intake| row(intake, &spans));
    let codes: Vec<&str> = empty.iter().map(|intake| intake.destination.as_str()).collect();
    let nobody = if codes.is_empty() { String::new() } else { format!("Nobody goes to: {}.\n", codes.join(" ")) };
    [&matrix("", &names, rows), WORDS, &nobody].concat()
}

fn row(intake: &Intake, spans: &[Range<i32>]) -> Vec<String> {
    let years: BTreeMap<i32, u64> = intake.years.iter().filter_map(|year| Some((year.year?, year.planned))).collect();
    let mut row = vec![format!("{} {}", intake.destination, intake.name)];
    row.extend(spans.iter().map(|span| thousands(years.range(span.clone()).map(|(_, persons)| persons).sum::<u64>())));
    let total = &intake.total;
    row.extend([
        thousands(total.planned),
        known(total.places, thousands),
        known(total.places.filter(|&places| places > 0), |places| percent(total.used as f64 / places as f64)),
        known(intake.share, percent),
        known(intake.share_of_population, percent),
        known(intake.share_of_gdp, percent),
    ]);
    row
}

/// The calendar years, joined to equal runs where there are too many for the page.
fn spans(intakes: &[&Intake]) -> Vec<Range<i32>> {
    let years = || intakes.iter().flat_map(|intake| intake.years.iter().filter_map(|year| year.year));
    let (Some(first), Some(last)) = (years().min(), years().max()) else { return Vec::new() };
    let length = usize::try_from(last - first + 1).unwrap_or(1).div_ceil(YEARS);
    (first..=last).step_by(length).map(|from| from..(last + 1).min(from + i32::try_from(length).unwrap_or(1))).collect()
}

fn name(span: &Range<i32>) -> String {
    if span.len() == 1 { span.start.to_string() } else { format!("{}–{:02}", span.start, (span.end - 1) % 100) }
}
