//! `caseload.csv`: families, or groups of identical ones.

use std::collections::BTreeSet;
use std::sync::Mutex;

use rayon::prelude::*;

use super::entry::Entry;
use super::family::{Columns, Row};
use super::personal;
use super::register::Register;
use super::settings::Settings;
use super::table::Table;
use super::{nearest, suggest};
use crate::scenario::Case;
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;

/// UNHCR's submission categories.
pub(super) const CATEGORIES: [(&str, &str); 7] =
    [("LPN", "LPN"), ("SVT", "SVT"), ("MED", "MED"), ("WGR", "WGR"), ("FR", "FR"), ("CAR", "CAR"), ("LFADS", "LFADS")];

/// The most persons of a caseload: so many keep every sum of points within 64 bits.
const MOST_TOGETHER: u64 = 1_000_000_000;

/// The caseload.
pub(super) struct Caseload {
    /// One a row, sound or not: links and scores count on the order.
    pub cases: Vec<Case>,
    /// Whether any count has a low or high estimate of its own.
    pub has_range: bool,
}

impl Caseload {
    /// Reads the file.
    pub fn read(
        table: &mut Table,
        settings: &Settings,
        destinations: &Register,
        ids: &Register,
        complaints: &mut Complaints,
    ) -> Caseload {
        let columns = Columns::of(table, settings);
        personal::check(table, complaints);
        table.close(complaints);
        if table.exists && table.len() == 0 && !complaints.unsound(&table.text) {
            let spot = table.header_spot(columns.id);
            complaints
                .push(
                    Rule::EmptyCaseload,
                    spot,
                    "a caseload without a row",
                    "a row a family, or a group of identical ones",
                )
                .hint("`resettle generate` writes a caseload to try things with");
        }
        let table = &*table;
        let case = |row: usize, complaints: &mut Complaints| {
            Row { table, at: row, columns: &columns, settings, destinations, ids }.case(complaints)
        };
        // What a complaint says may depend on those before it: rows with any are read once more, in their order.
        let bad = Mutex::new(BTreeSet::new());
        let read = |aside: &mut Complaints, row: usize| {
            let case = case(row, aside);
            if aside.forget() {
                bad.lock().expect("no thread has panicked").insert(row);
            }
            case
        };
        let rows = (0..table.len()).into_par_iter();
        let mut cases: Vec<Case> = rows.map_init(|| complaints.aside(), read).collect();
        for row in bad.into_inner().expect("no thread has panicked") {
            cases[row] = case(row, complaints);
        }
        let persons = |case: &Case| u64::from(case.count.high) * u64::from(case.persons.total());
        if cases.par_iter().map(persons).sum::<u64>() > MOST_TOGETHER {
            let mut total = 0;
            let above = cases.iter().position(|case| {
                total += persons(case);
                total > MOST_TOGETHER
            });
            let found = format!("more than {MOST_TOGETHER} persons up to this row");
            let row = above.expect("the sum is above");
            table.cell(row, columns.counts[0]).complain(Rule::OutOfRange, found, "fewer", complaints);
        }
        let ranges = |case: &Case| case.count.low != case.count.point || case.count.high != case.count.point;
        let has_range = cases.par_iter().any(ranges);
        Caseload { cases, has_range }
    }
}

/// The words of a list, each one of these.
pub(super) fn words(
    entry: Entry<'_>,
    known: &[(&str, &'static str)],
    complaints: &mut Complaints,
) -> Vec<&'static str> {
    let mut words = Vec::with_capacity(entry.words().count());
    words.extend(entry.words().filter_map(|word| word.choice(known, complaints)));
    words
}

/// Language codes: two or three small letters.
pub(super) fn languages(entry: Entry<'_>, complaints: &mut Complaints) -> Vec<String> {
    let sound = |text: &str| (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut languages = Vec::new();
    for word in entry.words() {
        if sound(word.text) {
            languages.push(word.text.to_owned());
        } else {
            let found = format!("`{}` is not a language code", word.text);
            word.complain(Rule::UnknownWord, found, "an ISO 639 code such as `ko`, `zh` or `en`", complaints);
        }
    }
    languages
}

/// The indices of facts that `scenario.toml` names.
pub(super) fn facts(entry: Entry<'_>, settings: &Settings, complaints: &mut Complaints) -> Vec<usize> {
    let names = || settings.facts.iter().map(String::as_str);
    let index = |word: Entry<'_>| {
        let index = names().position(|name| name == word.text);
        if index.is_none() && settings.whole {
            let found = format!("`{}` is not among the facts of scenario.toml", word.text);
            let complaint = word.complain(Rule::UnknownWord, found, "one of its facts", complaints);
            complaint.hint("add it to `facts` in scenario.toml");
            suggest(complaint, nearest(word.text, names()));
        }
        index
    };
    entry.words().filter_map(index).collect()
}
