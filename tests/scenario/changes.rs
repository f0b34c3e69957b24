//! What `--set` and `--without` change.

use resettle::scenario::{Confidence, Scenario, Supply, SupplyKind, SupplyPer};

use super::fixture::Fixture;

/// The good scenario with these settings.
fn with(settings: &[&str]) -> Scenario {
    let mut fixture = Fixture::good();
    fixture.changes.set = settings.iter().map(|&setting| setting.to_owned()).collect();
    fixture.load().unwrap_or_else(|complaints| panic!("{complaints}"))
}

fn places(scenario: &Scenario, destination: usize) -> Vec<&Supply> {
    let here = |supply: &&Supply| supply.kind == SupplyKind::Places && supply.destination == Some(destination);
    scenario.supplies.iter().filter(here).collect()
}

#[test]
fn keys_are_set() {
    let scenario = with(&["policy.moratorium=never", "policy.exit=2014-09", "hazard.hiding.weight+=4", "seed=99"]);
    assert_eq!((scenario.policy.moratorium, scenario.policy.exit), (None, Some(8)));
    assert_eq!((scenario.hazards[1].weight, scenario.seed), (7, 99));
    let scenario = with(&["objectives=[\"lottery\"]", "title=Another one", "emergency_reserve+=0.5"]);
    assert_eq!((scenario.objectives.len(), scenario.title.as_str()), (1, "Another one"));
    assert!((scenario.emergency_reserve - 0.75).abs() < 1e-12);
}

#[test]
fn cells_are_set() {
    let scenario = with(&["destinations.MNG.places=500", "destination.USA.places+=10", "caseload.C5.bid=yes"]);
    assert_eq!((places(&scenario, 2)[0].amount, places(&scenario, 1)[0].amount), (500, 18));
    assert!(scenario.caseload[4].best_interests_determined);
    let source = scenario.source("destinations.MNG.places").unwrap();
    assert_eq!(
        (source.source.as_str(), source.confidence),
        ("--set destinations.MNG.places=500", Confidence::Assumption)
    );
    assert_eq!(scenario.source("destinations.USA.places").unwrap().source, "--set destination.USA.places+=10");
    // A column that the file leaves out, for one row.
    let scenario = with(&["caseload.C1.count_high=9", "destinations.MNG.largest_family=3"]);
    assert_eq!((scenario.caseload[0].count.high, scenario.caseload[1].count.high), (9, 3));
    assert_eq!(scenario.destinations.iter().map(|d| d.largest_family).collect::<Vec<_>>(), [None, None, Some(3), None]);
    // The last word counts.
    assert_eq!(with(&["caseload.C1.count=5", "caseload.C1.count+=1"]).caseload[0].count.point, 6);
}

#[test]
fn capacity_is_set_and_added_to() {
    let scenario = with(&["capacity.THA.beds=21", "capacity.Jilin.decision.2014-04..2014-12=8"]);
    assert_eq!((scenario.supplies[4].amount, scenario.supplies[3].amount), (21, 8));
    let scenario = with(&["capacity.MNG.places.2015+=3", "capacity.Jilin.exit.2014-09+=2", "capacity.THA.beds+=1"]);
    let [.., year, month, beds] = scenario.supplies.as_slice() else { panic!() };
    assert_eq!((year.periods, year.per, year.amount), ((12, 23), SupplyPer::Once, 3));
    assert_eq!((month.periods, month.province.as_str(), month.amount), ((8, 8), "Jilin", 2));
    assert_eq!((beds.periods, beds.per, beds.amount), ((0, 23), SupplyPer::Period, 1));
    assert_eq!(scenario.supplies.len(), 11);
}

#[test]
fn pairs_are_held_and_forbidden() {
    let scenario = with(&["hold.C1=USA", "forbid.C4=KOR"]);
    let new: Vec<_> =
        scenario.overrides[2..].iter().map(|o| (o.case, o.destination, o.hold, o.reason.as_str())).collect();
    assert_eq!(new, [(0, 1, true, "--set"), (3, 0, false, "--set")]);
    // Also where the scenario has no such file.
    let mut fixture = Fixture::good().without_file("overrides.csv");
    fixture.changes.set.push("hold.C1=USA".to_owned());
    assert_eq!(fixture.load().unwrap().overrides.len(), 1);
}

#[test]
fn a_destination_is_left_out_with_all_that_names_it() {
    let without = |code: &str| {
        let mut fixture = Fixture::good();
        fixture.changes.without.push(code.to_owned());
        fixture.load().unwrap_or_else(|complaints| panic!("{complaints}"))
    };
    let scenario = without("USA");
    let codes: Vec<String> = scenario.destinations.iter().map(|d| d.code.to_string()).collect();
    assert_eq!(codes, ["KOR", "MNG", "THA"]);
    assert_eq!(
        (scenario.caseload[0].preferred.as_slice(), scenario.caseload[0].refused.as_slice()),
        ([0].as_slice(), [1].as_slice())
    );
    assert_eq!(scenario.overrides.len(), 1);
    let to: Vec<usize> = scenario.routes.iter().map(|route| route.destination).collect();
    assert_eq!(to, [0, 1]);
    assert!(scenario.supplies.iter().all(|supply| supply.destination.is_none_or(|index| index < 3)));
    assert_eq!(places(&scenario, 1).len(), 1);
    // The only way to Korea led through Thailand; no other appears in its place.
    let scenario = without("THA");
    assert!(scenario.routes.iter().all(|route| route.destination != 0));
    assert!(scenario.supplies.iter().all(|supply| supply.kind != SupplyKind::Beds));
    // Nobody else has relatives anywhere: the objective keeps its place all the same.
    assert_eq!(without("KOR").objectives.len(), 5);
}

#[test]
fn scores_of_a_destination_left_out_are_passed_over() {
    let text = "case,USA,MNG,KOR\nC1,1,,2\nC2,3,1,1\nC3,4,1,1\nC4,,,5\nC5,,6,\n";
    let mut fixture = Fixture::good().edit("scores.csv", "", text);
    fixture.changes.without.push("MNG".to_owned());
    let scores = fixture.load().unwrap_or_else(|complaints| panic!("{complaints}")).scores.unwrap();
    // Korea, the United States, Thailand: a transit country needs no column.
    let rows = [[2., 1.], [1., 3.], [1., 4.], [5., f64::NAN], [f64::NAN, f64::NAN]];
    let rows = rows.map(|[korea, america]| [korea, america, f64::NAN].map(|score| (!score.is_nan()).then_some(score)));
    assert_eq!(scores, rows.concat());
}
