//! The scenarios as files: every number has a source, and the groups add up to the margins.
//!
//! Read without the program's own loader, so that a number it overlooks is not overlooked here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

const ESTIMATES: [(&str, &str); 3] = [("count_low", "low"), ("count", "point"), ("count_high", "high")];
const CHILDREN: [&str; 6] = ["f_0_4", "f_5_11", "f_12_17", "m_0_4", "m_5_11", "m_12_17"];
const EVERYONE: [&str; 10] =
    ["f_0_4", "f_5_11", "f_12_17", "f_18_59", "f_60", "m_0_4", "m_5_11", "m_12_17", "m_18_59", "m_60"];
const WOMEN: [&str; 5] = ["f_0_4", "f_5_11", "f_12_17", "f_18_59", "f_60"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// The lines of the Markdown table that begins with these columns, each as its cells.
fn table(name: &str, columns: [&str; 2]) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder(name).join("SOURCES.md")).expect("SOURCES.md");
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let from_header = text.lines().map(cells).skip_while(|row| row.len() < 2 || row[..2] != columns);
    from_header.skip(2).take_while(|row| row.len() > 1).collect()
}

/// The rows of a CSV file by column; none where there is no such file.
fn rows(name: &str, file: &str) -> Vec<Row> {
    let path = folder(name).join(file);
    if !path.exists() {
        return Vec::new();
    }
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).expect("a CSV file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// Whether a cell holds a number or a period.
fn is_figure(cell: &str) -> bool {
    cell.starts_with(|letter: char| letter.is_ascii_digit())
}

fn leaves(value: &toml::Value, path: &str, found: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                leaves(value, &path, found);
            }
        }
        toml::Value::Integer(_) | toml::Value::Float(_) => found.push(path.to_owned()),
        toml::Value::String(text) if is_figure(text) || text == "never" => found.push(path.to_owned()),
        _ => {}
    }
}

/// The path of every number and period that a scenario's own files hold.
fn figures(name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let text = fs::read_to_string(folder(name).join("scenario.toml")).expect("scenario.toml");
    leaves(&toml::Value::Table(text.parse().expect("TOML")), "", &mut found);
    for (file, key) in [("caseload", "id"), ("destinations", "code"), ("routes", "destination")] {
        for row in rows(name, &format!("{file}.csv")) {
            let figures = row.iter().filter(|(_, cell)| is_figure(cell));
            found.extend(figures.map(|(column, _)| format!("{file}.{}.{column}", row[key])));
        }
    }
    found.extend(rows(name, "capacity.csv").iter().map(|row| format!("capacity.{}.{}", row["place"], row["kind"])));
    found
}

fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('.').collect(), path.split('.').collect());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(|(word, found)| *word == "*" || word == found)
}

#[test]
fn every_number_has_a_source() {
    for (name, extended) in [("small", None), ("letter-2013", None), ("status-quo", Some("letter-2013"))] {
        let own = table(name, ["figures", "source"]);
        let beneath = extended.map_or_else(Vec::new, |name| table(name, ["figures", "source"]));
        let figures = figures(name);
        assert!(figures.len() >= 10, "{name} has figures");
        for figure in &figures {
            let sourced = own.iter().chain(&beneath).any(|row| matches(&row[0], figure));
            assert!(sourced, "{name}: no source for {figure}");
        }
        let first = |figure: &String| own.iter().find(|row| matches(&row[0], figure));
        for row in &own {
            assert!(figures.iter().any(|figure| first(figure) == Some(row)), "{name}: {} speaks of nothing", row[0]);
            assert!(!row[1].is_empty() && is_figure(&row[2]), "{row:?} names a source and a year");
            assert!(["high", "medium", "low", "assumption"].contains(&row[3].as_str()), "{row:?} has a confidence");
        }
    }
}

/// The groups of the letter's scenario, and the margins they are to meet.
struct Letter {
    groups: Vec<Row>,
    margins: BTreeMap<String, f64>,
}

impl Letter {
    fn read() -> Letter {
        let margins = table("letter-2013", ["margin", "value"]).into_iter();
        Letter {
            groups: rows("letter-2013", "caseload.csv"),
            margins: margins.map(|row| (row[0].clone(), row[1].parse().expect("a number"))).collect(),
        }
    }

    fn margin(&self, name: &str) -> f64 {
        self.margins[name]
    }

    /// Persons of these columns in the groups that are wanted, at an estimate.
    fn persons(&self, estimate: &str, columns: &[&str], wanted: impl Fn(&Row) -> bool) -> u64 {
        let number = |cell: &str| if cell.is_empty() { 0 } else { cell.parse::<u64>().expect("a whole number") };
        let groups = self.groups.iter().filter(|group| wanted(group));
        groups.map(|group| number(&group[estimate]) * columns.iter().map(|key| number(&group[*key])).sum::<u64>()).sum()
    }

    /// North Koreans among them: a child in a row with `born_in_china` is not counted as one.
    fn north_koreans(&self, estimate: &str, columns: &[&str], wanted: impl Fn(&Row) -> bool) -> u64 {
        let children: Vec<_> = columns.iter().copied().filter(|column| CHILDREN.contains(column)).collect();
        self.persons(estimate, columns, &wanted)
            - self.persons(estimate, &children, |group| wanted(group) && born_in_china(group))
    }
}

fn born_in_china(group: &Row) -> bool {
    group["facts"].split(' ').any(|fact| fact == "born_in_china")
}

/// In China at the beginning of the horizon.
fn present(group: &Row) -> bool {
    group["arrival"].is_empty()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of persons")]
fn whole(value: f64) -> u64 {
    value.round() as u64
}

#[test]
fn the_groups_add_up_to_the_person() {
    let letter = Letter::read();
    for (estimate, name) in ESTIMATES {
        let total = letter.margin(&format!("in China, {name}"));
        let part = |margin: &str| letter.margin(margin) * total;
        let present_who = |columns: &[&str], wanted: fn(&Row) -> bool| {
            letter.north_koreans(estimate, columns, |group| present(group) && wanted(group))
        };
        let detained: fn(&Row) -> bool = |group| group["contact"] == "detained";
        let arrivals = 5.0 * part("arrivals a year, for each North Korean");
        let met = [
            (present_who(&EVERYONE, |_| true), total, "North Koreans in China"),
            (present_who(&WOMEN, |_| true), part("women and girls"), "women and girls"),
            (present_who(&["f_60", "m_60"], |_| true), part("aged 60 and over"), "the old"),
            (present_who(&EVERYONE, detained), part("detained"), "detained"),
            (
                present_who(&WOMEN, detained),
                letter.margin("women among the detained") * part("detained"),
                "women detained",
            ),
            (
                present_who(&EVERYONE, |group| group["unaccompanied"] == "yes"),
                part("children on their own"),
                "on their own",
            ),
            (
                letter.persons(estimate, &CHILDREN, born_in_china),
                part("children born in China, for each North Korean"),
                "children born in China",
            ),
            (letter.north_koreans(estimate, &EVERYONE, |group| !present(group)), arrivals, "arrivals"),
            (
                letter.north_koreans(estimate, &WOMEN, |group| !present(group)),
                letter.margin("women and girls") * arrivals,
                "women and girls among arrivals",
            ),
        ];
        for (found, margin, what) in met {
            assert_eq!(found, whole(margin), "{what}, {name} estimate");
        }
    }
}

/// Within half a percentage point, at every estimate.
#[test]
fn ages_wishes_and_provinces_follow_their_margins() {
    let letter = Letter::read();
    let near = |found: u64, total: u64, margin: f64, what: &str| {
        let share = found as f64 / total as f64;
        assert!((share - margin).abs() <= 0.005, "{what}: {share:.4} of the groups, margin {margin:.4}");
    };
    // Spread evenly over their years: 5 to 9 is half of 0 to 9, and 10 and 11 a fifth of 10 to 19.
    let (young, teens) = (letter.margin("aged 0 to 9"), letter.margin("aged 10 to 19"));
    let bands = [
        (["f_0_4", "m_0_4"], young / 2.0),
        (["f_5_11", "m_5_11"], young / 2.0 + teens / 5.0),
        (["f_12_17", "m_12_17"], teens * 3.0 / 5.0),
        (["f_60", "m_60"], letter.margin("aged 60 and over")),
    ];
    for (estimate, _) in ESTIMATES {
        let those = |columns: &[&str], wanted: &dyn Fn(&Row) -> bool| letter.north_koreans(estimate, columns, wanted);
        for among in [present, |group: &Row| !present(group)] {
            let total = those(&EVERYONE, &among);
            for (band, margin) in &bands {
                near(those(band, &among), total, *margin, &format!("{band:?}"));
            }
        }
        let total = those(&EVERYONE, &present);
        let first = |group: &Row| group["preferred"].split(' ').next().unwrap_or_default().to_owned();
        for (margin, wanted) in [
            ("wish for South Korea first", &["KOR"][..]),
            ("wish for the United States first", &["USA"]),
            ("wish for another country first", &["GBR", "DEU", "SWE", "JPN"]),
        ] {
            let found = those(&EVERYONE, &|group| present(group) && wanted.contains(&first(group).as_str()));
            near(found, total, letter.margin(margin), margin);
        }
        for (margin, province) in [
            ("live in Jilin", "Jilin"),
            ("live in Liaoning", "Liaoning"),
            ("live in Heilongjiang", "Heilongjiang"),
            ("live elsewhere", "elsewhere"),
        ] {
            let found = those(&EVERYONE, &|group| present(group) && group["province"] == province);
            near(found, total, letter.margin(margin), margin);
        }
    }
}

#[test]
fn places_follow_one_rule() {
    for country in rows("letter-2013", "destinations.csv") {
        if country["places"].is_empty() {
            assert!(
                country["role"] == "transit" || country["nationality"] == "yes",
                "{} has no places",
                country["code"]
            );
            continue;
        }
        let resettled: f64 = country["resettled_before"].parse().expect("a number");
        assert_eq!(country["places"], whole((resettled / 20.0).max(10.0)).to_string(), "places of {}", country["code"]);
    }
}

#[test]
fn rates_are_fitted_on_the_margins() {
    let letter = Letter::read();
    let text = fs::read_to_string(folder("letter-2013").join("scenario.toml")).expect("scenario.toml");
    let settings: toml::Table = text.parse().expect("TOML");
    let rate = |class: &str, key: &str| settings["hazard"][class][key].as_float().expect("a rate");

    let in_hiding = |group: &Row| present(group) && group["hazard"].is_empty();
    let persons = letter.north_koreans("count", &EVERYONE, in_hiding) as f64;
    let arrived = letter.margin("arrived in South Korea 2012") + letter.margin("arrived in South Korea 2013");
    let leaves = arrived / 24.0 / persons;
    assert!((rate("hiding", "leaves_irregularly") - leaves).abs() < 5e-6, "leave irregularly: {leaves:.5}");

    let returned = letter.margin("returned in a year") / 12.0 / letter.margin("in China when that was counted");
    assert!((rate("hiding", "returned") - returned).abs() < 5e-5, "returned: {returned:.4}");
    assert!((rate("household", "returned") * 4.0 - rate("hiding", "returned")).abs() < 1e-9, "a quarter of it");

    // As many are returned from a cell in a month as are taken there from hiding.
    let steady = rate("hiding", "returned") / rate("detained", "returned");
    assert!((letter.margin("detained") - steady).abs() < 1e-9, "detained: {steady}");
}
