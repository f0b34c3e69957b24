//! `--set` and `--without`: what one run changes in a scenario, before anything is checked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::Item;
use super::folder::Files;
use super::nearest;
use super::table::Table;
use crate::scenario::complaint::{Complaint, Complaints, Spot, Text};
use crate::scenario::rule::Rule;
use crate::scenario::{Changes, Confidence, Source};

/// A `--set` taken apart.
struct Setting<'a> {
    path: Vec<&'a str>,
    value: &'a str,
    adds: bool,
    path_spot: Spot,
    value_spot: Spot,
}

impl Changes {
    /// Makes the changes in what was read.
    pub(super) fn apply(&self, files: &mut Files, complaints: &mut Complaints) {
        for argument in &self.set {
            let text = Text::new("--set", argument.clone());
            if let Some(setting) = Setting::read(&text, complaints) {
                setting.apply(files, complaints);
            }
        }
        for argument in &self.without {
            without(&Text::new("--without", argument.clone()), files, complaints);
        }
        let removed = &files.removed;
        if !removed.is_empty() {
            let column = files.routes.peek("destination");
            let reached = (0..files.routes.len()).map(|row| files.routes.cell(row, column).text.to_owned());
            files.reached = reached.collect();
            files.destinations.retain(|code| !removed.contains(code), &["code"]);
            files.routes.retain(|code| !removed.contains(code), &["destination", "transit"]);
            files.capacity.retain(|place| !removed.contains(place), &["place"]);
            files.overrides.retain(|code| !removed.contains(code), &["destination"]);
        }
    }
}

impl Changes {
    /// What the changed figures rest on: the word of whoever ran the program.
    pub(super) fn sources(&self) -> Vec<Source> {
        let source = |argument: &String| {
            let path = argument.split_once('=')?.0.trim_end_matches('+').trim();
            let mut words: Vec<&str> = path.split('.').collect();
            if words[0] == "destination" {
                words[0] = "destinations";
            }
            if words[0] == "capacity" {
                words.truncate(3);
            }
            let (figures, source) = (words.join("."), format!("--set {argument}"));
            Some(Source { figures, source, year: String::new(), confidence: Confidence::Assumption })
        };
        self.set.iter().rev().filter_map(source).collect()
    }
}

impl<'a> Setting<'a> {
    fn read(text: &'a Arc<Text>, complaints: &mut Complaints) -> Option<Setting<'a>> {
        let argument = text.content.as_str();
        let Some((path, value)) = argument.split_once('=').filter(|(path, _)| !path.is_empty()) else {
            let found = format!("`{argument}` changes nothing");
            complaints
                .push(Rule::Change, Spot::new(text, 0..argument.len()), found, "PATH=VALUE or PATH+=NUMBER")
                .hint("for example destinations.MNG.places=500");
            return None;
        };
        let value_spot = Spot::new(text, argument.len() - value.len()..argument.len());
        let (path, adds) = path.strip_suffix('+').map_or((path, false), |path| (path, true));
        let path_spot = Spot::new(text, 0..path.len());
        Some(Setting { path: path.trim().split('.').collect(), value: value.trim(), adds, path_spot, value_spot })
    }

    fn complain<'c>(&self, found: String, expected: &str, complaints: &'c mut Complaints) -> &'c mut Complaint {
        complaints.push(Rule::Change, self.path_spot.clone(), found, expected)
    }

    fn apply(self, files: &mut Files, complaints: &mut Complaints) {
        match self.path[0] {
            "extends" => {
                let found = "`extends` is followed before anything is changed".to_owned();
                self.complain(found, "another key", complaints).hint("write it in scenario.toml");
            }
            "caseload" => self.cell(&mut files.caseload, "id", complaints),
            // The file is called `destinations`; people say `destination`.
            "destinations" | "destination" => self.cell(&mut files.destinations, "code", complaints),
            "routes" => self.cell(&mut files.routes, "destination", complaints),
            "scores" => self.cell(&mut files.scores, "case", complaints),
            "capacity" => self.capacity(&mut files.capacity, complaints),
            action @ ("hold" | "forbid") => {
                if self.path.len() < 2 || self.adds {
                    self.complain(format!("`{action}` names no case"), "hold.CASE=DESTINATION", complaints);
                    return;
                }
                let case = self.path[1..].join(".");
                let end = self.path_spot.range.as_ref().map_or(0, |range| range.end);
                let cells = [
                    ("case", case, Spot::new(&self.path_spot.text, action.len() + 1..end)),
                    ("destination", self.value.to_owned(), self.value_spot.clone()),
                    ("action", action.to_owned(), self.value_spot.clone()),
                    ("reason", "--set".to_owned(), self.value_spot.clone()),
                ];
                files.overrides.add(cells, self.value_spot);
            }
            _ => self.key(&mut files.document, complaints),
        }
    }

    /// A key of `scenario.toml`.
    fn key(self, document: &mut Item, complaints: &mut Complaints) {
        let mut value = Item::argument(self.value, &self.value_spot);
        if self.adds {
            let old = document.get(&self.path).and_then(Item::scalar).unwrap_or_default();
            let Some(sum) = self.sum(old, complaints) else { return };
            value = Item::argument(&sum, &self.value_spot);
        }
        document.overlay(Item::at(&self.path, value, &self.path_spot));
    }

    /// A cell: the table, the row's key (which may hold points) and the column.
    fn cell(self, table: &mut Table, key: &str, complaints: &mut Complaints) {
        if self.path.len() < 3 {
            let found = format!("`{}` names no cell", self.path.join("."));
            self.complain(found, "FILE.ROW.COLUMN, such as destinations.MNG.places", complaints);
            return;
        }
        let name = self.path[1..self.path.len() - 1].join(".");
        let column = self.path[self.path.len() - 1];
        let keys = table.peek(key);
        let rows: Vec<usize> = (0..table.len()).filter(|&row| table.cell(row, keys).text == name).collect();
        let &[row] = rows.as_slice() else {
            let found = match rows.len() {
                0 => format!("`{name}` is not in {}", table.text.name),
                number => format!("{number} rows of {} are `{name}`", table.text.name),
            };
            let near = nearest(&name, (0..table.len()).map(|row| table.cell(row, keys).text)).map(str::to_owned);
            let complaint = self.complain(found, "one row", complaints);
            if let Some(near) = near.filter(|_| rows.is_empty()) {
                complaint.hint(format!("did you mean `{near}`?"));
            }
            return;
        };
        let text = if self.adds {
            match self.sum(table.cell(row, table.peek(column)).text, complaints) {
                Some(sum) => sum,
                None => return,
            }
        } else {
            self.value.to_owned()
        };
        table.change(row, column, text, self.value_spot, &self.path_spot);
    }

    /// A row of `capacity.csv`: `capacity.PLACE.KIND` and, where it does not hold throughout, its periods.
    fn capacity(self, table: &mut Table, complaints: &mut Complaints) {
        let (place, kind, periods) = match self.path.as_slice() {
            [_, place, kind] => (*place, *kind, String::new()),
            [_, place, kind, periods @ ..] if !periods.is_empty() => (*place, *kind, periods.join(".")),
            _ => {
                let found = format!("`{}` names no capacity", self.path.join("."));
                self.complain(found, "capacity.PLACE.KIND or capacity.PLACE.KIND.PERIODS", complaints);
                return;
            }
        };
        let kinds = table.peek("kind");
        let limited =
            matches!(kind, "places" | "guardian") || (0..table.len()).any(|row| table.cell(row, kinds).text == kind);
        if self.adds && !limited {
            let found = format!("nothing limits `{kind}`: there is nothing to add to");
            self.complain(found, "a kind that capacity.csv supplies somewhere", complaints);
            return;
        }
        if self.adds {
            let per = if periods.is_empty() { String::new() } else { "once".to_owned() };
            let cells = [
                ("place", place.to_owned(), self.path_spot.clone()),
                ("kind", kind.to_owned(), self.path_spot.clone()),
                ("periods", periods, self.path_spot.clone()),
                ("per", per, self.path_spot),
                ("amount", self.value.to_owned(), self.value_spot.clone()),
            ];
            table.add(cells, self.value_spot);
            return;
        }
        let columns = [table.peek("place"), table.peek("kind"), table.peek("periods")];
        let is = |row: usize| {
            let [at, what, when] = columns.map(|column| table.cell(row, column).text);
            at == place && what == kind && (periods.is_empty() || when == periods)
        };
        let rows: Vec<usize> = (0..table.len()).filter(|&row| is(row)).collect();
        let &[row] = rows.as_slice() else {
            let found = format!("{} rows of capacity.csv are `{}`", rows.len(), self.path[1..].join("."));
            let complaint = self.complain(found, "one row", complaints);
            complaint.hint(match rows.len() {
                0 if kind == "places" => format!("set destinations.{place}.places, or add with += "),
                0 => "write `+=` to add a row".to_owned(),
                _ => "name the row's periods: capacity.PLACE.KIND.PERIODS".to_owned(),
            });
            return;
        };
        table.change(row, "amount", self.value.to_owned(), self.value_spot, &self.path_spot);
    }

    /// The old number and the new one together.
    fn sum(&self, old: &str, complaints: &mut Complaints) -> Option<String> {
        let old = if old.is_empty() { "0" } else { old };
        if let (Ok(old), Ok(new)) = (old.parse::<i64>(), self.value.parse::<i64>()) {
            return Some(old.saturating_add(new).to_string());
        }
        if let (Ok(old), Ok(new)) = (old.parse::<f64>(), self.value.parse::<f64>()) {
            return Some((old + new).to_string());
        }
        let found = format!("cannot add `{}` to `{old}`", self.value);
        complaints.push(Rule::Change, self.value_spot.clone(), found, "two numbers");
        None
    }
}

/// Notes a destination that the run leaves out.
fn without(text: &Arc<Text>, files: &mut Files, complaints: &mut Complaints) {
    let code = text.content.as_str();
    let column = files.destinations.peek("code");
    let codes: BTreeSet<&str> =
        (0..files.destinations.len()).map(|row| files.destinations.cell(row, column).text).collect();
    if codes.contains(code) {
        files.removed.insert(code.to_owned());
        return;
    }
    let found = format!("`{code}` is not in {}", files.destinations.text.name);
    let spot = Spot::new(text, 0..code.len());
    let complaint = complaints.push(Rule::Change, spot, found, "the code of a destination");
    if let Some(known) = nearest(code, codes.into_iter()) {
        complaint.hint(format!("did you mean `{known}`?"));
    }
}
