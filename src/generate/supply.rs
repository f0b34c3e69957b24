//! Supplies that keep up with a caseload.
//!
//! In: a scenario's tables and the families of both caseloads. Out: the same tables without the provinces that nobody
//! is in; where asked for, with every place and every other unit multiplied, so that as many families compete for one,
//! and a line that says so where each figure's source stands.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::scenario::{Scenario, read_bytes, table_file};

/// Files with units that are supplied, and their columns.
const SUPPLIED: [(&str, &[&str]); 2] = [("destinations.csv", &["places", "minimum"]), (CAPACITY, &["amount"])];

/// The file with the supplies of provinces.
const CAPACITY: &str = "capacity.csv";

/// How many families there are for each one of a scenario.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    families: u64,
    of_like: u64,
}

impl Times {
    /// So many families, instead of the scenario's by its point estimate.
    pub fn new(families: u64, like: &Scenario) -> Times {
        let of_like = like.caseload.iter().map(|case| u64::from(case.count.point)).sum::<u64>();
        Times { families, of_like: of_like.max(1) }
    }

    /// So many units for all of these families: rounded, and one at least where there was any.
    fn units(self, units: u64) -> u64 {
        let all = u128::from(units) * u128::from(self.families);
        let rounded = (all + u128::from(self.of_like / 2)) / u128::from(self.of_like);
        u64::try_from(rounded).unwrap_or(u64::MAX).max(u64::from(units > 0))
    }
}

/// Writes the scenario's supplies, multiplied where asked for, without those of provinces that nobody is in.
pub fn write(like: &Scenario, times: Option<Times>, empty: &BTreeSet<&str>, folder: &Path) -> io::Result<()> {
    for (name, columns) in SUPPLIED {
        let found = like.folders.iter().rev().find_map(|folder| table_file(folder, name));
        let changes = times.is_some() || (name == CAPACITY && !empty.is_empty());
        if let Some(path) = found.filter(|_| changes) {
            copy(&path, columns, times, empty, &folder.join(name))?;
        }
    }
    times.map_or(Ok(()), |times| fs::write(folder.join("SOURCES.md"), sources(like, times)))
}

/// Where multiplied figures come from.
fn sources(like: &Scenario, Times { families, of_like }: Times) -> String {
    let source = format!("what {} supplies for {of_like} families, multiplied with them", like.name);
    let figures = ["destinations.*.places", "destinations.*.minimum", "capacity.*.*"];
    let rows: String = figures.map(|figures| format!("| {figures} | {source} | | assumption |\n")).concat();
    let title = format!("# Supplies for {families} families");
    format!("{title}\n\n| figures | source | year | confidence |\n|---|---|---|---|\n{rows}")
}

/// Copies a table with some columns multiplied, but for the rows of these places.
fn copy(from: &Path, columns: &[&str], times: Option<Times>, without: &BTreeSet<&str>, to: &Path) -> io::Result<()> {
    let bytes = read_bytes(from)?;
    let mut table = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(&bytes[..]);
    let mut written = csv::Writer::from_path(to)?;
    let header = table.headers()?.clone();
    let place = header.iter().position(|column| column == "place");
    written.write_record(&header)?;
    for row in table.records() {
        let row = row?;
        if place.is_some_and(|place| without.contains(&row[place])) {
            continue;
        }
        let cells = row.iter().zip(&header).map(|(cell, column)| match (cell.parse(), times) {
            (Ok(units), Some(times)) if columns.contains(&column) => times.units(units).to_string(),
            _ => cell.to_owned(),
        });
        written.write_record(cells)?;
    }
    written.flush()
}
