//! Names that other files refer to: codes of destinations, ids of cases.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::entry::Entry;
use super::folder::Files;
use super::settings::Settings;
use super::table::Table;
use super::{nearest, suggest};
use crate::scenario::Code;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;

/// The names of one file, with the rows that bear them.
pub(super) struct Register {
    /// Every name, one after the other.
    text: String,
    /// Where each stands there, and the first row that bears it, sorted by name.
    names: Vec<(Range<usize>, usize)>,
    /// Rows whose name an earlier one bears, and that row.
    again: BTreeMap<usize, usize>,
    /// Names that a run leaves out: nothing is said about them, and they are passed over.
    removed: BTreeSet<String>,
    origin: Option<Code>,
    asylum: Option<Code>,
    /// Rows where people only pass through.
    transit: BTreeSet<usize>,
    rule: Rule,
}

impl Register {
    /// The codes of `destinations.csv`.
    pub fn of_destinations(files: &Files, settings: &Settings) -> Register {
        let removed = files.removed.clone();
        let (origin, asylum) = (settings.origin, settings.asylum);
        let role = files.destinations.peek("role");
        let transit = (0..files.destinations.len()).filter(|&row| files.destinations.cell(row, role).text == "transit");
        Register {
            removed,
            origin,
            asylum,
            transit: transit.collect(),
            ..Register::of(&files.destinations, "code", Rule::UnknownDestination)
        }
    }

    /// The ids of `caseload.csv`.
    pub fn of_cases(files: &Files) -> Register {
        Register::of(&files.caseload, "id", Rule::UnknownCase)
    }

    /// The names in a column.
    fn of(table: &Table, column: &str, rule: Rule) -> Register {
        let column = table.peek(column);
        let (mut text, mut names) = (String::new(), Vec::with_capacity(table.len()));
        for row in 0..table.len() {
            let name = table.cell(row, column).text;
            if !name.is_empty() {
                names.push((text.len()..text.len() + name.len(), row));
                text.push_str(name);
            }
        }
        // Names mostly stand in their order already: then sorting is one look at each.
        let name = |(range, row): &(Range<usize>, usize)| (&text[range.clone()], *row);
        names.par_sort_unstable_by(|one, two| name(one).cmp(&name(two)));
        let mut again = BTreeMap::new();
        names.dedup_by(|later, first| {
            let twice = text[later.0.clone()] == text[first.0.clone()];
            if twice {
                again.insert(later.1, first.1);
            }
            twice
        });
        let (removed, transit) = (BTreeSet::new(), BTreeSet::new());
        Register { text, names, again, removed, origin: None, asylum: None, transit, rule }
    }

    /// Every name and the first row that bears it, sorted by name.
    pub fn names(&self) -> impl Iterator<Item = (&str, usize)> {
        self.names.iter().map(|(range, row)| (&self.text[range.clone()], *row))
    }

    /// The first row of a name.
    pub fn row(&self, name: &str) -> Option<usize> {
        let at = self.names.binary_search_by(|(range, _)| self.text[range.clone()].cmp(name)).ok()?;
        Some(self.names[at].1)
    }

    /// The first row that bears a row's name, if that is an earlier one.
    pub fn earlier(&self, row: usize) -> Option<usize> {
        self.again.get(&row).copied()
    }

    /// Names that the run leaves out.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.removed.iter().map(String::as_str)
    }

    /// The row of a name; none where nothing is written, the run leaves it out, or it is not there.
    pub fn find(&self, entry: Entry<'_>, complaints: &mut Complaints) -> Option<usize> {
        if is(self.origin, entry.text) {
            not_origin(entry, complaints);
            return None;
        }
        let row = self.row(entry.text);
        // Of a file without a row, or whose names cannot be read, something else is complained about.
        let silent = self.names.is_empty() || self.removed.contains(entry.text);
        if row.is_some() || entry.is_empty() || silent {
            return row;
        }
        let (file, expected, hint) = match self.rule {
            Rule::UnknownCase => {
                ("caseload.csv", "the id of a case", "add a row for the case there, or take the id out")
            }
            _ => ("destinations.csv", "the code of a destination", "add a row for the country there, or take it out"),
        };
        let names = self.names().map(|(name, _)| name);
        let near = if complaints.many(self.rule) { None } else { nearest(entry.text, names) };
        let found = format!("`{}` is not in {file}", entry.text);
        let complaint = entry.complain(self.rule, found, expected, complaints).hint(hint);
        if is(self.asylum, entry.text) {
            complaint
                .hint("that is the country of asylum: for a stay under protection write `yes` in `wishes_to_stay`");
        } else {
            suggest(complaint, near);
        }
        None
    }

    /// The rows of the names in a list, each once.
    pub fn find_all(&self, list: Entry<'_>, complaints: &mut Complaints) -> Vec<usize> {
        let mut rows = Vec::with_capacity(list.words().count());
        for word in list.words() {
            match self.find(word, complaints) {
                Some(row) if rows.contains(&row) => {
                    let found = format!("`{}` is there twice", word.text);
                    word.complain(Rule::DuplicateId, found, "each once", complaints);
                }
                row => rows.extend(row),
            }
        }
        rows
    }

    /// [`Register::find_all`], each a country where people settle.
    pub fn find_homes(&self, list: Entry<'_>, complaints: &mut Complaints) -> Vec<usize> {
        for word in list.words() {
            if self.row(word.text).is_some_and(|row| self.transit.contains(&row)) {
                let found = format!("nobody settles in {}: its role is `transit`", word.text);
                word.complain(Rule::Role, found, "a country whose role is `settlement` or `both`", complaints)
                    .hint("take it out");
            }
        }
        self.find_all(list, complaints)
    }
}

/// Complains that a country is the country of origin: nobody is ever sent back.
pub(super) fn not_origin(entry: Entry<'_>, complaints: &mut Complaints) {
    let found = format!("{} is the country of origin", entry.text);
    entry.complain(Rule::Origin, found, "any other country", complaints).hint("nobody is sent back: take it out");
}

fn is(code: Option<Code>, text: &str) -> bool {
    code.is_some_and(|code| code.0 == text.as_bytes())
}
