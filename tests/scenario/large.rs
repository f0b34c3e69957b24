//! Caseloads that several threads read side by side.

use rayon::ThreadPoolBuilder;
use resettle::scenario::{Complaints, Scenario};

use super::fixture::Fixture;

/// Rows: more than a thread reads at a time.
const ROWS: usize = 60_000;

/// A caseload of so many families, with what stands in `linked` and `province` of each.
fn caseload(linked: impl Fn(usize) -> String, province: impl Fn(usize) -> String) -> Fixture {
    let row = |at: usize| format!("C{at},1,ko zh en fr de,{},{}\n", linked(at), province(at));
    let rows: String = (0..ROWS).map(row).collect();
    Fixture::good()
        .edit("caseload.csv", "", &format!("id,persons,languages,linked,province\n{rows}"))
        .edit("scenario.toml", "\"families\", \"lottery\", \"wishes\"", "\"lottery\"")
        .without_file("capacity.csv")
        .without_file("overrides.csv")
}

fn nothing(_: usize) -> String {
    String::new()
}

/// What one thread reads, which must be what two read.
fn load(fixture: &Fixture) -> Result<Scenario, Complaints> {
    let with = |threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| fixture.load());
    let told = |read: &Result<Scenario, Complaints>| match read {
        Ok(scenario) => format!("{:?}", scenario.caseload),
        Err(complaints) => {
            let words = complaints.list().iter().map(|c| (c.code, c.line, c.column, &c.found, &c.expected, &c.hint));
            format!("{:?}", words.collect::<Vec<_>>())
        }
    };
    let (one, two) = (with(1), with(2));
    assert!(told(&one) == told(&two), "two threads read something else");
    two
}

#[test]
fn rows_are_read_in_their_order_with_their_lines() {
    for quoted in [false, true] {
        // The two who are linked are in one province.
        let number = |at: usize| at % (ROWS - 18);
        let province =
            |at: usize| if quoted { format!("\"Ji,\n{}\"", number(at)) } else { format!("Ji{}", number(at)) };
        let linked = |at: usize| if at == 17 { format!("C{}", ROWS - 1) } else { String::new() };
        let mut fixture = caseload(linked, province);
        for windows in [false, true] {
            if windows {
                let text = String::from_utf8(fixture.files.remove("caseload.csv").unwrap()).unwrap();
                let bytes = [b"\xef\xbb\xbf".as_slice(), text.replace('\n', "\r\n").as_bytes()].concat();
                fixture.files.insert("caseload.csv".to_owned(), bytes);
            }
            let read = load(&fixture).unwrap_or_else(|complaints| panic!("{complaints}")).caseload;
            let end = if windows { "\r\n" } else { "\n" };
            let lines = if quoted { 2 } else { 1 };
            assert_eq!(read.len(), ROWS);
            for (at, case) in read.iter().enumerate() {
                let province = province(at).replace('\n', end).replace('"', "");
                assert_eq!((case.id.as_str(), case.province.as_str()), (format!("C{at}").as_str(), province.as_str()));
                assert_eq!((case.line, case.linked.len()), ((2 + at * lines) as u64, usize::from(at == 17)));
            }
            assert_eq!(read[17].linked, [ROWS - 1]);
        }
    }
}

#[test]
fn complaints_are_made_in_the_order_of_the_rows() {
    // Links that lead nowhere, all through the file; the first of them say what may have been meant.
    let linked = |at: usize| if at % 1000 == 7 { format!("C{at}x") } else { String::new() };
    let fixture = caseload(linked, nothing);
    let complaints = load(&fixture).unwrap_err();
    let list = complaints.list();
    assert_eq!(list.len(), ROWS / 1000);
    for (index, complaint) in list.iter().enumerate() {
        let row = index * 1000 + 7;
        assert_eq!((complaint.code, complaint.line), ("unknown-case", row + 2));
        assert_eq!(complaint.found, format!("`C{row}x` is not in caseload.csv"));
        let hint = if index <= 12 { format!("did you mean `C{row}`?") } else { "add a row".to_owned() };
        assert!(complaint.hint.starts_with(&hint), "{complaint:?}");
    }
}

#[test]
fn an_id_borne_twice_names_its_first_row() {
    let mut fixture = caseload(nothing, nothing);
    let text = String::from_utf8(fixture.files.remove("caseload.csv").unwrap()).unwrap();
    let text = text.replace("\nC59000,", "\nC3,").replace("\nC30000,", "\nC3,").replace("\nC59001,", "\nC40000,");
    fixture.files.insert("caseload.csv".to_owned(), text.into_bytes());
    let complaints = load(&fixture).unwrap_err();
    let told: Vec<(usize, &str)> = complaints.list().iter().map(|told| (told.line, told.found.as_str())).collect();
    let twice = |line, id, first| (line, format!("the id `{id}` is also on line {first}"));
    let expected = [twice(30002, "C3", 5), twice(59002, "C3", 5), twice(59003, "C40000", 40002)];
    assert_eq!(told, expected.iter().map(|(line, found)| (*line, found.as_str())).collect::<Vec<_>>());
}

#[test]
fn dates_of_birth_are_counted_by_column() {
    let date = |at: usize| if at % 20_000 == 19_999 { " 1984-05-01 ".to_owned() } else { String::new() };
    let complaints = load(&caseload(nothing, date)).unwrap_err();
    let [complaint] = complaints.list() else { panic!("{complaints}") };
    assert_eq!((complaint.code, complaint.line), ("personal-data", 20_001));
    assert_eq!(complaint.found, "the column `province` holds what looks like dates of birth (3 of them)");
}
