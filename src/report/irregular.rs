//! Irregular arrivals by year beside those observed: how well the rate fits that nobody decides.

use crate::plan::{Indicators, IrregularYear};

use super::table::{known, matrix, rounded, thousands};

const WORDS: &str = "\
Persons who leave by irregular routes, expected at the scenario's rate, beside the arrivals observed;
error: expected less observed, of observed. The total is of the years observed.
";

/// The table; empty where the scenario observes no year of its horizon.
pub fn irregular(indicators: &Indicators) -> String {
    let years = &indicators.irregular_by_year;
    let observed: Vec<(f64, u32)> = years.iter().filter_map(|year| Some((year.expected, year.observed?))).collect();
    if observed.is_empty() {
        return String::new();
    }
    let expected: f64 = observed.iter().map(|year| year.0).sum();
    let arrived: u32 = observed.iter().map(|year| year.1).sum();
    let total = (arrived > 0).then(|| expected / f64::from(arrived) - 1.0);
    let columns = ["expected", "observed", "error"].map(str::to_owned);
    let row = |year: &IrregularYear| line(year.year.to_string(), year.expected, year.observed, year.error);
    let rows = years.iter().map(row).chain([line("all".to_owned(), expected, Some(arrived), total)]);
    matrix("year", &columns, rows) + WORDS
}

fn line(name: String, expected: f64, observed: Option<u32>, error: Option<f64>) -> Vec<String> {
    let error = known(error, |error| format!("{:+.1}%", error * 100.0));
    vec![name, rounded(expected), known(observed, thousands), error]
}
