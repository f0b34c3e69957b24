//! `SOURCES.md`: any text with one table of what each figure rests on.

use std::sync::Arc;

use super::entry::{At, Entry};
use super::{nearest, suggest};
use crate::scenario::complaint::{Complaints, Spot, Text};
use crate::scenario::rule::Rule;
use crate::scenario::{Confidence, Source};

/// The files that hold figures, beside `scenario.toml`.
const TABLES: [&str; 5] = ["caseload", "destinations", "routes", "capacity", "scores"];

/// The columns of the table.
const COLUMNS: [&str; 4] = ["figures", "source", "year", "confidence"];

/// Reads the table.
pub(super) fn read(text: &Arc<Text>, keys: &[String], complaints: &mut Complaints) -> Vec<Source> {
    let lines: Vec<(usize, &str)> = lines(&text.content).collect();
    let is_header = |line: &str| {
        let cells: Vec<&str> = cells(line).map(|(_, cell)| cell).collect();
        COLUMNS.iter().all(|name| cells.contains(name))
    };
    let headers: Vec<usize> = (0..lines.len()).filter(|&at| is_header(lines[at].1)).collect();
    let expected = "one table of the columns figures, source, year and confidence";
    match headers.as_slice() {
        [] => {
            complaints.push(Rule::Sources, Spot::new(text, 0..0), "no table of sources", expected);
        }
        [_, second, ..] => {
            let (at, line) = lines[*second];
            complaints.push(Rule::Sources, Spot::new(text, at..at + line.len()), "a second table of sources", expected);
        }
        [_] => {}
    }
    let Some(&header) = headers.first() else { return Vec::new() };
    let names: Vec<&str> = cells(lines[header].1).map(|(_, cell)| cell).collect();
    let columns = COLUMNS.map(|name| names.iter().position(|other| *other == name).expect("a header has them all"));
    let rows = lines[header + 1..].iter().take_while(|(_, line)| line.trim_start().starts_with('|'));
    let mut sources = Vec::new();
    // Below the header stands a rule of dashes.
    for &(start, line) in rows.skip(1) {
        let cells: Vec<(usize, &str)> = cells(line).collect();
        let spots = columns.map(|column| {
            let (at, cell) = cells.get(column).copied().unwrap_or((0, ""));
            Spot::new(text, start + at..start + at + cell.len())
        });
        let [figures, source, year, confidence] = std::array::from_fn(|index| {
            let cell = cells.get(columns[index]).map_or("", |(_, cell)| *cell);
            Entry::new(cell.trim_matches('`'), At::Spot(&spots[index]))
        });
        for (entry, what) in [(figures, "figures"), (source, "source"), (confidence, "confidence")] {
            entry.required(what, complaints);
        }
        let words = [
            ("high", Confidence::High),
            ("medium", Confidence::Medium),
            ("low", Confidence::Low),
            ("assumption", Confidence::Assumption),
        ];
        let confidence = confidence.choice(&words, complaints);
        // A row may name several figures.
        for path in figures.words() {
            let path = path.trimmed(&[',', '`']);
            check_path(path, keys, complaints);
            sources.extend(confidence.map(|confidence| Source {
                figures: path.text.to_owned(),
                source: source.text.to_owned(),
                year: year.text.to_owned(),
                confidence,
            }));
        }
    }
    sources
}

/// Complains about a path that begins with no file and no key.
fn check_path(path: Entry<'_>, keys: &[String], complaints: &mut Complaints) {
    let first = path.text.split('.').next().unwrap_or_default();
    let known = TABLES.into_iter().chain(keys.iter().map(String::as_str));
    if first != "*" && !known.clone().any(|name| name == first) {
        let near = nearest(first, known);
        let found = format!("`{first}` is neither a file nor a key of scenario.toml");
        suggest(path.complain(Rule::UnknownWord, found, "a path such as `destinations.MNG.places`", complaints), near);
    }
}

/// The lines of a text, each with the byte at which it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line.trim_end()))
    })
}

/// The cells of a table's line, trimmed, each with the byte of the line at which it begins.
fn cells(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    let mut at = inner.as_ptr().addr() - line.as_ptr().addr();
    inner.split('|').map(move |cell| {
        let start = at + cell.len() - cell.trim_start().len();
        at += cell.len() + 1;
        (start, cell.trim())
    })
}
