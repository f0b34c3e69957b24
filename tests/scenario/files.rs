//! Files that are missing, or not what they are taken for; several complaints at once.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use resettle::scenario::{Changes, Rule, Scenario};

use super::Bad;
use super::fixture::{Fixture, Place};

/// One row a way to go wrong.
pub const BAD: &[Bad] = &[
    Bad {
        rule: Rule::Delimiter,
        edits: &[("routes.csv", "", "destination«;»kind\nUSA;direct\n")],
        says: "with commas",
    },
    Bad {
        rule: Rule::Delimiter,
        edits: &[("caseload.csv", "", "\n# c\nid«\t»persons\nC1\t1\n")],
        says: "cells separated by tabs",
    },
    Bad { rule: Rule::Delimiter, edits: &[("caseload.csv", "", "id«|»persons\nC1|1\n")], says: "separated by pipes" },
    Bad {
        rule: Rule::RaggedRow,
        edits: &[("capacity.csv", "KOR,course,,,30,", "«KOR,course,,,3,000,»")],
        says: "1000, not 1,000",
    },
    Bad {
        rule: Rule::RaggedRow,
        edits: &[("capacity.csv", "KOR,course,,,30,", "«KOR,course,,,30»")],
        says: "5 cells under a header of 6",
    },
];

fn at(file: &str, line: usize, column: usize) -> Place {
    Place(file.to_owned(), line, column)
}

/// Code and place of every complaint.
fn codes(fixture: &Fixture) -> Vec<(&'static str, Place)> {
    fixture.complaints().into_iter().map(|(code, place, _)| (code, place)).collect()
}

#[test]
fn a_missing_file_is_named() {
    for file in ["scenario.toml", "caseload.csv", "destinations.csv"] {
        let fixture = Fixture::good().without_file(file).without_file("SOURCES.md");
        // What follows from kinds, facts and periods that are not known is passed over.
        let complaints = fixture.complaints();
        let [(code, place, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
        assert_eq!((*code, place.clone()), ("missing-file", at(file, 0, 0)));
        assert!(words.contains("is not there") && words.contains("resettle new"), "{words}");
    }
}

#[test]
fn a_missing_folder_is_one_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let complaints = Scenario::load(&folder.path().join("nowhere"), &Changes::default()).unwrap_err();
    let [complaint] = complaints.list() else { panic!("{complaints}") };
    assert_eq!((complaint.code, complaint.line, complaint.column), ("missing-file", 0, 0));
    assert!(complaint.file.ends_with("nowhere") && complaint.hint.contains("resettle new"), "{complaint:?}");
    let file = folder.path().join("scenario.toml");
    fs::write(&file, "").unwrap();
    let complaints = Scenario::load(&file, &Changes::default()).unwrap_err();
    assert_eq!(complaints.list()[0].hint, "name the folder that holds the file");
}

#[test]
fn a_file_of_nearly_the_right_name_is_not_passed_over() {
    let fixture = Fixture::good().without_file("routes.csv").edit("route.csv", "", "destination,kind\n");
    let complaints = fixture.complaints();
    let [(code, place, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
    assert_eq!((*code, place.clone()), ("unknown-file", at("route.csv", 0, 0)));
    assert!(words.contains("did you mean `routes.csv`?"), "{words}");
}

#[test]
fn a_file_of_another_name_is_passed_over() {
    for name in ["sources.csv", "routes.md", "scores.xlsx", "ways.csv"] {
        let fixture = Fixture::good().without_file("routes.csv").edit(name, "", "my own\n");
        assert_eq!(fixture.complaints(), [], "{name}");
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// The good scenario with a file packed.
fn with_packed(file: &str) -> Fixture {
    let mut fixture = Fixture::good();
    let bytes = packed(&fixture.files[file]);
    fixture.files.insert(format!("{file}.gz"), bytes);
    fixture
}

#[test]
fn a_packed_table_is_read_as_it_was() {
    let read = |fixture: &Fixture| {
        let mut scenario = fixture.load().unwrap();
        scenario.folders.clear();
        format!("{scenario:?}")
    };
    let plain = read(&Fixture::good());
    for file in ["caseload.csv", "destinations.csv", "routes.csv", "capacity.csv", "overrides.csv"] {
        assert_eq!(read(&with_packed(file).without_file(file)), plain, "{file}");
    }
}

#[test]
fn complaints_about_a_packed_table_are_placed_in_what_it_holds() {
    let mut fixture = Fixture::good().edit("caseload.csv", "C3,3,,,,1,", "C3,«3x»,,,,1,");
    let bytes = fixture.files.remove("caseload.csv").unwrap();
    fixture.files.insert("caseload.csv.gz".to_owned(), packed(&bytes));
    let complaints = fixture.complaints();
    let [(code, Place(file, line, column), _)] = complaints.as_slice() else { panic!("{complaints:?}") };
    let Place(_, at_line, at_column) = fixture.marks[0];
    assert_eq!((*code, file.as_str()), ("not-a-number", "caseload.csv.gz"));
    assert_eq!((*line, *column), (at_line, at_column));
}

#[test]
fn a_table_that_is_there_twice_is_not_chosen_from() {
    let complaints = with_packed("capacity.csv").complaints();
    let [(code, place, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
    assert_eq!((*code, place.clone()), ("two-files", at("capacity.csv.gz", 0, 0)));
    assert!(words.contains("capacity.csv and capacity.csv.gz are both there"), "{words}");
}

#[test]
fn a_packed_table_that_is_cut_short_is_not_half_read() {
    let mut fixture = with_packed("caseload.csv").without_file("caseload.csv");
    let bytes = fixture.files.get_mut("caseload.csv.gz").unwrap();
    bytes.truncate(bytes.len() / 2);
    let complaints = fixture.complaints();
    let [(code, place, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
    assert_eq!((*code, place.clone()), ("missing-file", at("caseload.csv.gz", 0, 0)));
    assert!(words.contains("cannot be read") && words.contains("pack it again"), "{words}");
}

#[test]
fn latin_1_bytes_are_named_by_line_and_column() {
    let mut fixture = Fixture::good();
    let text = String::from_utf8(fixture.files["overrides.csv"].clone()).unwrap();
    let text = text.replace("no doctor", "pas de m@decin");
    let bytes = text.bytes().map(|b| if b == b'@' { 0xE9 } else { b });
    fixture.files.insert("overrides.csv".to_owned(), bytes.collect());
    let complaints = fixture.complaints();
    let [(code, place, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
    assert_eq!((*code, place.clone()), ("encoding", at("overrides.csv", 3, 23)));
    assert!(words.contains("0xE9") && words.contains("save it as UTF-8"), "{words}");
}

#[test]
fn a_scenario_that_extends_itself_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("a", "title = \"a\"\nextends = \"../b\"\n"), ("b", "extends = \"../a\"\n")] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("scenario.toml"), text).unwrap();
    }
    let complaints = Scenario::load(&folder.path().join("a"), &Changes::default()).unwrap_err();
    let complaint = complaints.list().iter().find(|complaint| complaint.code == "extends").expect("a complaint");
    assert!(complaint.file.ends_with("b/scenario.toml"), "{}", complaint.file);
    assert_eq!((complaint.line, complaint.column), (1, 12));
    assert_eq!(complaints.list().len(), 1, "{complaints}");
    assert!(complaint.hint.contains("take `extends` out"), "{}", complaint.hint);
}

#[test]
fn a_scenario_that_extends_nothing_is_found_out() {
    for (base, hint) in
        [("../elsewhere", "a folder beside this one"), ("caseload.csv", "the folder that holds the file")]
    {
        let fixture = Fixture::good().edit("scenario.toml", "seed = 7", &format!("extends = \"«{base}»\""));
        let complaints = fixture.complaints();
        let [(code, place, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
        assert_eq!((*code, place), ("missing-file", &fixture.marks[0]));
        assert!(words.contains("there is no folder") && words.contains(base) && words.contains(hint), "{words}");
    }
}

#[test]
fn what_follows_from_settings_that_cannot_be_read_is_not_complained_about() {
    for (new, code, says) in [
        ("start = 2014-01", "toml-syntax", "put quotes around a text: \"2014-01\""),
        ("start = \"2014-01", "toml-syntax", "end the text with the quote"),
        ("start =", "toml-syntax", "write a value, or leave the line out"),
        ("start 2014-01", "toml-syntax", "each key on a line of its own"),
    ] {
        let fixture = Fixture::good().edit("scenario.toml", "start = \"2014-01\"", new);
        let complaints = fixture.complaints();
        let [(found, _, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
        assert_eq!(*found, code);
        assert!(words.contains(says), "{words}");
    }
    let folder = tempfile::tempdir().unwrap();
    Fixture::good().without_file("scenario.toml").write(folder.path());
    fs::create_dir(folder.path().join("scenario.toml")).unwrap();
    let complaints = Scenario::load(folder.path(), &Changes::default()).unwrap_err();
    let [complaint] = complaints.list() else { panic!("{complaints}") };
    assert_eq!(complaint.code, "missing-file");
    assert!(complaint.hint.contains("in the place of the folder"), "{complaint:?}");
}

#[test]
fn a_scenario_whose_base_is_not_known_lacks_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for (text, code) in [("extends = \"../elsewhere\"\n", "missing-file"), ("extends = [\"../base\"]\n", "wrong-shape")]
    {
        fs::write(folder.path().join("scenario.toml"), text).unwrap();
        let complaints = Scenario::load(folder.path(), &Changes::default()).unwrap_err();
        let [complaint] = complaints.list() else { panic!("{complaints}") };
        assert_eq!(complaint.code, code, "{complaints}");
    }
}

#[test]
fn utf_16_is_read_and_named() {
    for (mark, bytes) in [([0xFF, 0xFE], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xFE, 0xFF], u16::to_be_bytes)] {
        let mut fixture = Fixture::good();
        let text = String::from_utf8(fixture.files["caseload.csv"].clone()).unwrap();
        let units = text.encode_utf16().flat_map(bytes);
        fixture.files.insert("caseload.csv".to_owned(), mark.into_iter().chain(units).collect());
        let complaints = fixture.complaints();
        let [(code, place, words)] = complaints.as_slice() else { panic!("{complaints:?}") };
        assert_eq!((*code, place.clone()), ("encoding", at("caseload.csv", 1, 1)));
        assert!(words.contains("the file is UTF-16") && words.contains("save it as UTF-8"), "{words}");
    }
}

/// Five mistakes in five files.
fn five() -> Fixture {
    Fixture::good()
        .edit("caseload.csv", "C3,3,,,,1,", "C3,«3x»,,,,1,")
        .edit("capacity.csv", "Jilin", "«Jling»")
        .edit("destinations.csv", ",0.9,", ",«1.9»,")
        .edit("routes.csv", "2014-06..", "«2013-06»..")
        .edit("scenario.toml", "emergency_reserve", "«emergency_reserves»")
}

#[test]
fn all_complaints_come_at_once_by_file_and_position() {
    let fixture = five();
    let mut places: Vec<Place> = fixture.marks.clone();
    places.sort();
    let rules = ["unknown-province", "not-a-number", "out-of-range", "outside-horizon", "unknown-key"];
    assert_eq!(codes(&fixture), rules.into_iter().zip(places).collect::<Vec<_>>());
}

#[test]
fn complaints_read_like_a_compiler_s() {
    let fixture = Fixture::good()
        .edit("caseload.csv", ",songbun", ",songbum")
        .edit("scenario.toml", "seed = 7", "sed = 7")
        .edit("--set", "", "policy.moratorium=2017-01");
    let folder = tempfile::tempdir().unwrap();
    fixture.write(folder.path());
    let complaints = Scenario::load(folder.path(), &fixture.changes).unwrap_err();
    let text = complaints.render(false).replace(&folder.path().display().to_string(), "good");
    let expected = include_str!("complaints.txt");
    assert_eq!(text, expected, "\n{text}");
    let coloured = complaints.render(true);
    assert!(coloured.contains("\u{1b}[") && !text.contains('\u{1b}'));
    let json = serde_json::to_value(&complaints).unwrap();
    let first = &json["complaints"][0];
    assert_eq!((first["code"].as_str(), first["line"].as_u64()), (Some("outside-horizon"), Some(1)));
    assert_eq!(first["column"].as_u64(), Some(19));
    assert!(first["hint"].as_str().unwrap().contains("\"never\" for what does not begin within it"));
}

#[test]
fn no_line_of_a_file_with_personal_data_is_shown() {
    for (file, codes) in [
        ("id,name,f_18_59\nA,Kim,x\n", ["personal-data", "not-a-number"].as_slice()),
        ("id,name,f_18_59\nA,Kim,1,2\n", &["personal-data", "ragged-row"]),
        ("id,name,f_18_59\nA,Kim \"x\",-1\n", &["personal-data", "out-of-range"]),
        ("id,f_18_59,grounds\nA,x,Kim\nB,1984-05-01,\n", &["not-a-number", "unknown-word", "personal-data"]),
        ("id,f_18_59\nA,Kim,1984-05-01\n", &["ragged-row", "personal-data"]),
        ("id,f_18_59,province\nKim Min,x,\n", &["invalid-id", "not-a-number"]),
    ] {
        let fixture = Fixture::good().edit("caseload.csv", "", file);
        let fixture = fixture.edit("scenario.toml", "\"families\", \"lottery\", \"wishes\"", "\"lottery\"");
        let fixture = fixture.without_file("overrides.csv").edit("capacity.csv", "Jilin", "*");
        let complaints = fixture.load().unwrap_err();
        let found: Vec<_> = complaints.list().iter().map(|complaint| complaint.code).collect();
        assert_eq!(found, codes, "{complaints}");
        let page = complaints.render(false);
        assert!(!page.contains(" | ") && !page.contains("1984") && page.contains("caseload.csv:2:"), "{page}");
        assert_eq!(page.matches("Kim").count(), usize::from(file.contains("grounds")), "{page}");
    }
    // An id may be any number.
    let text = "id,f_18_59,linked\n20140101,1,20140102 20140103\n20140102,1,\n20140103,1,\n";
    let fixture = Fixture::good().edit("caseload.csv", "", text);
    let fixture = fixture.edit("scenario.toml", "\"families\", \"lottery\", \"wishes\"", "\"lottery\"");
    let fixture = fixture.without_file("overrides.csv").edit("capacity.csv", "Jilin", "*");
    assert_eq!(fixture.complaints(), []);
}

#[test]
fn a_mistake_in_every_row_is_counted_rather_than_repeated() {
    let rows: Vec<String> = (1..=40).map(|row| format!("D{row},x,1")).collect();
    let fixture = Fixture::good()
        .edit("caseload.csv", "", &format!("id,count,persons\nC1,1,1\nC2,1,1\nC3,1,1\n{}\n", rows.join("\n")))
        .edit("scenario.toml", "\"families\", \"lottery\", \"wishes\"", "\"lottery\"")
        .edit("capacity.csv", "Jilin", "*");
    assert_eq!(codes(&fixture).len(), 40);
    let page = fixture.load().unwrap_err().render(false);
    assert_eq!(page.matches("error[not-a-number]").count(), 12, "{page}");
    assert!(page.contains("... and 28 more of `not-a-number` in") && page.contains("40 complaints;"), "{page}");
}
