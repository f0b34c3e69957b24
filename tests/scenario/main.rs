//! A scenario folder as it is read; and every rule that it must keep, broken once: the code, the place and the hint of
//! the complaint.

mod caseload;
mod changes;
mod destinations;
mod files;
mod fixture;
mod large;
mod reading;
mod settings;
mod stages;

use std::collections::BTreeSet;

use fixture::Fixture;
use resettle::scenario::Rule;

/// A good scenario with one thing changed, and the one complaint that follows. The place is marked in the edits.
struct Bad {
    rule: Rule,
    /// File, what stands there (empty: the whole file), what is put there.
    edits: &'static [(&'static str, &'static str, &'static str)],
    /// Part of what is found, expected or hinted at.
    says: &'static str,
}

/// Every table of bad input.
const TABLES: [&[Bad]; 5] = [files::BAD, settings::BAD, caseload::BAD, destinations::BAD, stages::BAD];

/// Rules whose bad input does not fit a table: they have tests of their own in `files`.
const APART: [Rule; 5] = [Rule::MissingFile, Rule::UnknownFile, Rule::TwoFiles, Rule::Encoding, Rule::Extends];

#[test]
fn the_good_scenario_loads() {
    let scenario = Fixture::good().load().unwrap_or_else(|complaints| panic!("{complaints}"));
    assert_eq!((scenario.caseload.len(), scenario.destinations.len()), (5, 4));
}

#[test]
fn each_bad_file_ends_in_its_complaint() {
    let mut wrong = Vec::new();
    for bad in TABLES.iter().copied().flatten() {
        let edit = |fixture: Fixture, (file, old, new): &(&str, &str, &str)| fixture.edit(file, old, new);
        let fixture = bad.edits.iter().fold(Fixture::good(), edit);
        let complaints = fixture.complaints();
        let codes: Vec<_> = complaints.iter().map(|(code, place, _)| (*code, place.clone())).collect();
        let mut marks = fixture.marks.clone();
        marks.sort();
        let expected: Vec<_> = marks.into_iter().map(|place| (bad.rule.code(), place)).collect();
        let said = complaints.iter().any(|(_, _, words)| words.contains(bad.says));
        if codes != expected || expected.is_empty() || !said || bad.says.is_empty() {
            wrong.push(format!(
                "{:?}\n  expected {expected:?} saying `{}`\n  found {complaints:?}",
                bad.edits, bad.says
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_rule_is_broken_by_some_file() {
    let broken = TABLES.iter().copied().flatten().map(|bad| bad.rule.code());
    let broken: BTreeSet<&str> = broken.chain(APART.map(Rule::code)).collect();
    let all: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    assert_eq!(all.difference(&broken).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn the_format_lists_every_rule() {
    let readme = include_str!("../../scenarios/README.md");
    for rule in Rule::ALL {
        let line = format!("| `{}` | {} |", rule.code(), rule.meaning());
        assert!(readme.contains(&line), "scenarios/README.md does not say: {line}");
    }
}
