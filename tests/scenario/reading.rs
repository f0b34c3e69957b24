//! What a good folder is read as: values, defaults, line ends, orders of columns, what it extends.

use std::fs;

use proptest::prelude::*;
use resettle::scenario::{
    Case, Changes, Confidence, Contact, Counts, Goal, Guarantee, Hazard, Horizon, Indicator, Minimum, Priority,
    Recognition, Role, RouteKind, Scenario, Supply, SupplyKind, SupplyPer, TEMPLATE, travelling_together,
};

use super::fixture::Fixture;

fn load(fixture: &Fixture) -> Scenario {
    fixture.load().unwrap_or_else(|complaints| panic!("{complaints}"))
}

/// Everything that was read, but for the folder.
fn content(fixture: &Fixture) -> String {
    let mut scenario = load(fixture);
    scenario.folders.clear();
    scenario.caseload.iter_mut().for_each(|case| case.line = 0);
    format!("{scenario:#?}")
}

#[test]
fn settings_are_read() {
    let scenario = load(&Fixture::good());
    assert_eq!((scenario.name.as_str(), scenario.title.as_str()), ("scenario", "Good"));
    let code = |code: Option<resettle::scenario::Code>| code.unwrap().to_string();
    assert_eq!((code(scenario.origin), code(scenario.asylum)), ("PRK".to_owned(), "CHN".to_owned()));
    assert_eq!(scenario.horizon, Horizon { start: Some((2014, 1)), periods: 24, months_per_period: 1 });
    assert_eq!(
        (scenario.kinds, scenario.facts),
        (vec!["guardian".into(), "school".into()], vec!["born_in_china".into()])
    );
    assert_eq!((scenario.seed, scenario.emergency_reserve), (7, 0.25));
    let deadlines = scenario.deadlines;
    assert_eq!((deadlines.emergency, deadlines.urgent, deadlines.normal), (1, 3, 12));
    let hazards: Vec<_> = scenario.hazards.iter().map(|h| (h.name.as_str(), h.weight, h.returned)).collect();
    assert_eq!(hazards, [("known", 2, 0.0), ("hiding", 3, 0.5)]);
    let policy = scenario.policy;
    assert_eq!((policy.legislation, policy.moratorium, policy.humanitarian_status), (Some(0), Some(2), None));
    assert_eq!((policy.recognition, policy.comes_forward, policy.exit), (Recognition::Share(0.5), 1.0, Some(0)));
    assert_eq!(scenario.sharing, [(Indicator::Population, 0.75), (Indicator::Gdp, 0.25)]);
    assert_eq!((scenario.observed[0].year, scenario.observed[0].arrivals), (2014, 1397));
    let goals: Vec<Goal> = scenario.objectives.iter().map(|level| level[0].goal).collect();
    assert_eq!(goals, [Goal::Protection, Goal::Families, Goal::Lottery, Goal::Wishes, Goal::Sharing]);
    assert!(scenario.has_range && scenario.acknowledged.is_empty() && scenario.scores.is_none());
}

#[test]
fn cases_are_read() {
    let scenario = load(&Fixture::good());
    let [c1, c2, c3, c4, c5] = scenario.caseload.as_slice() else { panic!() };
    assert_eq!((c1.id.as_str(), c1.line, c4.line), ("C1", 3, 7));
    assert_eq!((c1.count, c2.count.low), (Counts { low: 1, point: 2, high: 2 }, 3));
    assert_eq!((c2.persons.female, c2.persons.male, c2.persons.total()), ([0, 1, 0, 1, 0], [0, 0, 0, 1, 0], 3));
    assert_eq!((c5.persons.unrecorded, c5.persons.total(), c5.disability), (4, 4, 1));
    assert_eq!((c1.arrival, c4.arrival, c5.arrival), ((1, 5), (4, 4), (0, 0)));
    assert_eq!((c1.contact, c2.contact, c5.contact), (Contact::Detained, Contact::Known, Contact::Hiding));
    assert_eq!(
        (c1.categories.join(" "), c1.priority, c2.priority),
        ("LPN SVT".into(), Priority::Urgent, Priority::Normal)
    );
    let hazards = [c1, c3, c5].map(|case| case.hazard);
    let hazard = |class, weight| Hazard { class, weight };
    assert_eq!(hazards, [hazard(0, 2), hazard(0, 5), hazard(1, 3)]);
    assert!(c4.unaccompanied && c4.best_interests_determined && !c3.unaccompanied);
    assert_eq!((c2.needs.as_slice(), c4.needs.as_slice()), ([0, 1].as_slice(), [1, 0].as_slice()));
    assert_eq!(
        (c1.ties.as_slice(), c1.preferred.as_slice(), c1.refused.as_slice()),
        ([0].as_slice(), [0, 1].as_slice(), [2].as_slice())
    );
    assert_eq!((c2.linked.as_slice(), c3.linked.len()), ([2].as_slice(), 0));
    assert!(c5.wishes_to_stay && !c1.wishes_to_stay);
    assert_eq!((c1.facts.as_slice(), c1.grounds.join(" ")), ([0].as_slice(), "songbun".into()));
    assert_eq!((c1.province.as_str(), c4.province.as_str(), c5.languages.join(" ")), ("Jilin", "", "zh".into()));
}

#[test]
fn destinations_and_routes_are_read() {
    let scenario = load(&Fixture::good());
    let [korea, america, mongolia, thailand] = scenario.destinations.as_slice() else { panic!() };
    assert!(korea.nationality && !america.nationality);
    assert_eq!((america.role, mongolia.role, thailand.role), (Role::Settlement, Role::Both, Role::Transit));
    assert_eq!(korea.guarantee, (Guarantee::Treaty, "1951 Convention".to_owned()));
    assert_eq!(america.minimum, Some(Minimum { persons: 15, worth: None }));
    assert_eq!(mongolia.minimum, Some(Minimum { persons: 7, worth: Some(20) }));
    assert_eq!((america.processing, america.accepts.join(" ")), ((2, 2), "LPN FR".into()));
    assert_eq!((mongolia.closed_to.as_slice(), mongolia.single_parents), ([0].as_slice(), true));
    assert_eq!((america.cost_per_person, america.indicators.population), (Some(1000.0), Some(316e6)));
    let routes: Vec<_> = scenario
        .routes
        .iter()
        .map(|r| (r.destination, r.kind, r.transit, r.open, r.emergencies_only, r.determination, r.screening, r.course))
        .collect();
    let all = (0, 23);
    assert_eq!(
        routes,
        [
            (0, RouteKind::Nationality, Some((3, 2)), all, false, false, 1, 3),
            (1, RouteKind::Direct, None, (5, 23), false, true, 0, 0),
            (1, RouteKind::Evacuation, Some((2, 1)), all, true, false, 0, 0),
            // Mongolia has no row.
            (2, RouteKind::Direct, None, all, false, true, 0, 0),
        ]
    );
}

#[test]
fn supplies_are_read_after_reliability() {
    let scenario = load(&Fixture::good());
    let all = (0, 23);
    let supply = |kind, province: &str, destination, periods, per, amount, cost| Supply {
        kind,
        province: province.to_owned(),
        destination,
        periods,
        per,
        amount,
        cost,
    };
    let expected = [
        supply(SupplyKind::Places, "", Some(1), all, SupplyPer::Year, 9, 0),
        supply(SupplyKind::Places, "", Some(2), all, SupplyPer::Year, 5, 0),
        supply(SupplyKind::Exit, "", None, all, SupplyPer::Period, 5, 0),
        supply(SupplyKind::Decision, "Jilin", None, (3, 11), SupplyPer::Period, 3, 0),
        supply(SupplyKind::Beds, "", Some(3), all, SupplyPer::Period, 20, 0),
        supply(SupplyKind::Places, "", Some(1), (0, 11), SupplyPer::Once, 3, 2),
        supply(SupplyKind::Course, "", Some(0), all, SupplyPer::Period, 30, 0),
        supply(SupplyKind::Need(1), "", Some(2), all, SupplyPer::Year, 2, 0),
    ];
    assert_eq!(scenario.supplies, expected);
    assert_eq!(
        scenario.supplies.iter().map(|s| s.pools(&scenario.horizon)).collect::<Vec<_>>(),
        [2, 2, 24, 9, 24, 1, 24, 2]
    );
    // 0.29 of 100 and 0.000249 of a million are a little less than they are in binary: exact all the same.
    let exact = load(&Fixture::good().edit("destinations.csv", ",10,15,,0.9,", ",100,15,,0.29,"));
    assert_eq!(exact.supplies[0].amount, 29);
    let exact = load(&Fixture::good().edit("destinations.csv", ",10,15,,0.9,", ",1000000,15,,0.000249,"));
    assert_eq!(exact.supplies[0].amount, 249);
}

#[test]
fn decisions_and_sources_are_read() {
    let scenario = load(&Fixture::good());
    let overrides: Vec<_> =
        scenario.overrides.iter().map(|o| (o.case, o.destination, o.hold, o.reason.as_str())).collect();
    assert_eq!(overrides, [(2, 1, true, "her sister lives there"), (1, 2, false, "no doctor there")]);
    let source = |figure: &str| scenario.source(figure).map(|source| (source.confidence, source.year.as_str()));
    assert_eq!(source("destinations.MNG.places"), Some((Confidence::Medium, "2013")));
    assert_eq!(source("capacity.USA.places"), Some((Confidence::Medium, "2013")));
    assert_eq!(source("hazard.hiding.returned"), Some((Confidence::Assumption, "")));
    assert_eq!(source("destinations.MNG.minimum"), None);
    assert_eq!(source("destinations.places"), None);
}

#[test]
fn the_plainest_scenario_is_cases_destinations_and_scores() {
    let mut fixture = Fixture::good();
    fixture.files.clear();
    let fixture = fixture
        .edit("scenario.toml", "", "objectives = [\"score\"]\nacknowledge = [\"score\"]\n")
        .edit("caseload.csv", "", "id,persons\nA,3\nB,1\n")
        .edit("destinations.csv", "", "code,name,places\nFRA,France,2\nDEU,Germany,2\n")
        .edit("scores.csv", "", "case,FRA,DEU\nA,0.5,\nB,-1,2\n");
    let scenario = load(&fixture);
    assert_eq!(scenario.title, "scenario");
    assert_eq!(scenario.horizon, Horizon { start: None, periods: 1, months_per_period: 1 });
    // Destinations are indexed in the file's order, scores by destination.
    assert_eq!(scenario.scores, Some(vec![Some(0.5), None, Some(-1.0), Some(2.0)]));
    assert_eq!((scenario.acknowledged.as_slice(), scenario.objectives.len()), ([Goal::Score].as_slice(), 1));
    assert_eq!(scenario.supplies[0].per, SupplyPer::Once);
    assert_eq!((scenario.hazards[0].name.as_str(), scenario.has_range), ("default", false));
    assert_eq!(scenario.destinations[0].guarantee, (Guarantee::NotStated, String::new()));
}

#[test]
fn objectives_without_input_are_left_out_of_the_default() {
    let line = "objectives = [\"protection\", \"families\", \"lottery\", \"wishes\", \"sharing\"]";
    let goals = |fixture: Fixture| -> Vec<Goal> {
        load(&fixture.edit("scenario.toml", line, "")).objectives.iter().map(|level| level[0].goal).collect()
    };
    let default = [Goal::Protection, Goal::Deadlines, Goal::Families, Goal::Lottery, Goal::Wishes];
    assert_eq!(goals(Fixture::good()), [default.as_slice(), &[Goal::Sharing]].concat());
    let less = Fixture::good().edit("caseload.csv", ",urgent,", ",,").edit("caseload.csv", ",ko,KOR,", ",ko,,").edit(
        "destinations.csv",
        ",316000000,",
        ",,",
    );
    let less = less.edit("destinations.csv", ",7,20,", ",7,,").edit("capacity.csv", "once,4,2", "once,4,");
    assert_eq!(goals(less), [Goal::Protection, Goal::Lottery, Goal::Wishes]);
}

#[test]
fn objectives_of_one_level_have_weights() {
    let line = "\"protection\", \"families\", \"lottery\", \"wishes\", \"sharing\"";
    let scenario = load(&Fixture::good().edit("scenario.toml", line, "\"protection\", [\"sharing\", { cost = 3 }]"));
    let levels: Vec<Vec<_>> =
        scenario.objectives.iter().map(|level| level.iter().map(|o| (o.goal, o.weight)).collect()).collect();
    assert_eq!(levels, [vec![(Goal::Protection, 1)], vec![(Goal::Sharing, 1), (Goal::Cost, 3)]]);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_say_nothing() {
    let plain = content(&Fixture::good());
    let mut fixture = Fixture::good();
    for bytes in fixture.files.values_mut() {
        let text = String::from_utf8(std::mem::take(bytes)).unwrap().replace('\n', "\r\n");
        *bytes = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    }
    assert_eq!(content(&fixture), plain);
    // And positions are as before, on the first line too.
    let wrong = |fixture: Fixture| {
        let mut fixture = fixture.edit("caseload.csv", ",songbun", ",songbum").edit("routes.csv", ",stay,", ",stays,");
        fixture = fixture.edit("scenario.toml", "title = ", "titel = ");
        fixture.complaints()
    };
    assert_eq!(wrong(fixture), wrong(Fixture::good()));
}

#[test]
fn quoted_cells_and_blanks_are_read() {
    let fixture = Fixture::good().edit("destinations.csv", "Mongolia", "  \"Mongolia, \"\"steppe\"\"\"").complaints();
    // A quote after a blank is part of the cell, which its comma then splits.
    assert_eq!(fixture[0].0, "ragged-row");
    let scenario = load(&Fixture::good().edit("destinations.csv", "Mongolia", "\"Mongolia, \"\"steppe\"\"\""));
    assert_eq!(scenario.destinations[2].name, "Mongolia, \"steppe\"");
    let scenario = load(&Fixture::good().edit("destinations.csv", "Mongolia", "  Mongolia\t"));
    assert_eq!(scenario.destinations[2].name, "Mongolia");
}

#[test]
fn a_scenario_says_only_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    Fixture::good().write(&folder.path().join("base"));
    for (name, toml) in [
        ("middle", "extends = \"../base\"\ntitle = \"Middle\"\n[policy]\nmoratorium = \"never\"\n"),
        ("top", "extends = \"../middle\"\n[policy]\nrecognition = 0.25\n[hazard.settled]\nweight = 9\n"),
    ] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("scenario.toml"), toml).unwrap();
    }
    fs::write(folder.path().join("middle/capacity.csv"), "place,kind,amount\n*,exit,1\n").unwrap();
    let sources = "|figures|source|year|confidence|\n|---|---|---|---|\n|hazard.hiding.*|a guess|2020|low|\n";
    fs::write(folder.path().join("top/SOURCES.md"), sources).unwrap();
    let scenario = Scenario::load(&folder.path().join("top"), &Changes::default()).unwrap();
    assert_eq!((scenario.name.as_str(), scenario.title.as_str()), ("top", "Middle"));
    assert_eq!((scenario.policy.moratorium, scenario.policy.recognition), (None, Recognition::Share(0.25)));
    let names: Vec<_> = scenario.hazards.iter().map(|hazard| hazard.name.as_str()).collect();
    assert_eq!(names, ["known", "hiding", "settled"]);
    let kinds: Vec<_> = scenario.supplies.iter().map(|supply| supply.kind).collect();
    assert_eq!(kinds, [SupplyKind::Places, SupplyKind::Places, SupplyKind::Exit]);
    assert_eq!((scenario.caseload.len(), scenario.sources.len()), (5, 4));
    assert_eq!(scenario.source("hazard.hiding.returned").map(|source| source.source.as_str()), Some("a guess"));
    assert_eq!(scenario.source("destinations.USA.places").map(|source| source.confidence), Some(Confidence::Medium));
    let ends: Vec<_> = scenario.folders.iter().map(|folder| folder.file_name().unwrap()).collect();
    assert_eq!(ends, ["base", "middle", "top"]);
    // A complaint names the file that says it.
    fs::write(folder.path().join("middle/capacity.csv"), "place,kind,amount\n*,exit,x\n").unwrap();
    let complaints = Scenario::load(&folder.path().join("top"), &Changes::default()).unwrap_err();
    let [complaint] = complaints.list() else { panic!("{complaints}") };
    assert!(complaint.file.ends_with("middle/capacity.csv"), "{}", complaint.file);
    assert_eq!((complaint.line, complaint.column), (2, 8));
}

#[test]
fn the_template_loads_without_complaint() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in TEMPLATE {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let scenario = Scenario::load(folder.path(), &Changes::default()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((scenario.caseload.len(), scenario.destinations.len(), scenario.routes.len()), (12, 3, 4));
    assert!(scenario.sources.iter().any(|source| source.covers("caseload.C1.count")));
}

#[test]
fn links_hold_both_ways_and_all_the_way_through() {
    let text = "id,persons,linked\nA,1,\nB,1,D\nC,1,\nD,1,E\nE,1,\nF,1,A\n";
    let mut fixture =
        Fixture::good().edit("caseload.csv", "", text).without_file("capacity.csv").without_file("overrides.csv");
    fixture = fixture.edit("scenario.toml", "\"families\", \"lottery\", \"wishes\"", "\"lottery\"");
    let caseload: Vec<Case> = load(&fixture).caseload;
    assert_eq!(travelling_together(&caseload), [vec![0, 5], vec![1, 3, 4]]);
}

/// A table of cells, its comments and blank lines left out.
fn cells(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).comment(Some(b'#')).from_reader(text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn the_order_of_columns_does_not_matter(keys in prop::collection::vec(0u32..1000, 40)) {
        let mut fixture = Fixture::good();
        for file in ["caseload.csv", "destinations.csv", "routes.csv", "capacity.csv", "overrides.csv"] {
            let rows = cells(&fixture.files[file]);
            let mut order: Vec<usize> = (0..rows[0].len()).collect();
            order.sort_by_key(|&column| keys[column]);
            let shuffle = |row: &Vec<String>| order.iter().map(|&at| row[at].as_str()).collect::<Vec<_>>().join(",");
            let text: Vec<String> = rows.iter().map(shuffle).collect();
            fixture.files.insert(file.to_owned(), text.join("\n").into_bytes());
        }
        prop_assert_eq!(content(&fixture), content(&Fixture::good()));
    }

    #[test]
    fn numbers_are_read_as_they_are_written(families in prop::collection::vec((1u32..=5000, 0u32..9, 1u32..9), 1..30)) {
        let row = |(at, (count, girls, women)): (usize, &(u32, u32, u32))| format!("D{at},{count},{girls},{women}\n");
        let rows: String = families.iter().enumerate().map(row).collect();
        let mut fixture = Fixture::good().edit("caseload.csv", "", &format!("id,count,f_0_4,f_18_59\n{rows}"));
        fixture = fixture.without_file("overrides.csv").without_file("capacity.csv");
        fixture = fixture.edit("scenario.toml", "\"families\", \"lottery\", \"wishes\"", "\"lottery\"");
        let read: Vec<_> = load(&fixture)
            .caseload
            .iter()
            .map(|case| (case.count.point, case.persons.female[0], case.persons.female[3]))
            .collect();
        prop_assert_eq!(read, families);
    }
}
