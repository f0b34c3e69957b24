//! Every change that `waiting.csv` proposes is tried as it is written: with it, one more family of the case is placed.

mod generated;
mod written;

use std::collections::BTreeSet;

use resettle::pathway::{Estimate, compile};
use resettle::plan::{Reason, Solved, WaitingRow, waiting};
use resettle::scenario::{Changes, Scenario};
use resettle::solve::Settings;
use resettle::solve::milp::{self, Backend};

use written::Written;

/// Who waits in a scenario with these changes, when it is solved to the end.
fn who_waits(folder: &Written, set: &[String]) -> Vec<WaitingRow> {
    let changes = Changes { set: set.to_vec(), without: Vec::new() };
    let scenario = Scenario::load(folder.path(), &changes).unwrap_or_else(|complaints| {
        panic!("{set:?} cannot be read:\n{}", complaints.render(false));
    });
    let compiled = compile(&scenario, Estimate::Point);
    let answer = milp::solve(&compiled.problem, &Settings::default(), Backend::MicroLp).expect("a solved problem");
    let estimate = Estimate::Point;
    let plan = &answer.plan;
    waiting(&Solved { scenario: &scenario, estimate, compiled: &compiled, plan, certificate: None })
}

/// Tries every change for those who wait, and gives the reasons for which some were proposed.
fn try_all(folder: &Written) -> BTreeSet<Reason> {
    let mut tried = BTreeSet::new();
    let before = who_waits(folder, &[]);
    for row in before.iter().filter(|row| !row.change.is_empty()) {
        let after = who_waits(folder, &row.change);
        let families = |rows: &[WaitingRow]| -> u32 {
            rows.iter().filter(|other| other.cases == row.cases).map(|other| other.count).sum()
        };
        let placed = families(&after) < families(&before);
        assert!(placed, "{row:#?}\nhas nobody more placed in\n{folder}\nbut {after:#?}");
        tried.insert(row.reason);
    }
    tried
}

/// The changes proposed for a case.
fn proposed(folder: &Written, id: &str) -> Vec<String> {
    let rows = who_waits(folder, &[]);
    let row = rows.into_iter().find(|row| row.cases.iter().any(|case| case == id));
    row.unwrap_or_else(|| panic!("{id} does not wait")).change
}

#[test]
fn the_shipped_small_scenario() {
    let tried = try_all(&Written::shipped("small"));
    assert_eq!(tried, BTreeSet::from([Reason::NoLawfulOption, Reason::PlacesTaken]));
}

#[test]
fn one_more_of_a_group() {
    // The hold is of all: one who waits needs a place, and so does the one who went to the United States.
    let folder = Written::group();
    assert_eq!(proposed(&folder, "group").join(" "), "capacity.MNG.places.1+=2 hold.group=MNG");
    assert_eq!(try_all(&folder), BTreeSet::from([Reason::PlacesTaken]));
}

#[test]
fn every_rule_that_closes_a_destination() {
    let folder = Written::rules();
    let expected = [
        ("child", "caseload.child.bid=yes hold.child=MNG"),
        ("category", "destinations.MNG.accepts=LPN MED hold.category=MNG"),
        ("large", "destinations.MNG.largest_family=5 hold.large=MNG"),
        ("alone", "destinations.MNG.accepts=LPN WGR destinations.MNG.single_parents=yes hold.alone=MNG"),
        ("closed", "destinations.MNG.closed_to= hold.closed=MNG"),
        ("school", "capacity.MNG.school+=2 hold.school=MNG"),
        ("refuses", ""),
        ("stays", "policy.humanitarian_status=2014-02"),
        ("hides", "caseload.hides.contact=known hold.hides=MNG"),
        ("late", "horizon.periods=7 hold.late=MNG"),
    ];
    for (id, change) in expected {
        assert_eq!(proposed(&folder, id).join(" "), change, "for {id}");
    }
    let reasons = [Reason::NoLawfulOption, Reason::NeverComesForward, Reason::TooLate];
    assert_eq!(try_all(&folder), BTreeSet::from(reasons));
}

#[test]
fn components_of_the_policy_that_never_begin() {
    for (component, change) in [
        ("exit", "policy.exit=2014-02 hold.category=MNG"),
        ("determination", "policy.determination=2014-02 hold.category=MNG"),
        ("legislation", "policy.legislation=2014-01 hold.category=MNG"),
    ] {
        let folder = Written::rules().with("destinations.csv", "LPN", "LPN MED").never(component);
        assert_eq!(proposed(&folder, "category").join(" "), change, "without {component}");
        assert!(try_all(&folder).contains(&Reason::NoLawfulOption));
    }
}

#[test]
fn recognition_that_was_refused() {
    let folder = Written::rules().with("scenario.toml", "\"prima facie\"", "0");
    let two_rules = ["policy.recognition=prima facie", "destinations.MNG.largest_family=5", "hold.large=MNG"];
    assert_eq!(proposed(&folder, "large"), two_rules);
    assert_eq!(proposed(&folder, "goes"), ["policy.recognition=prima facie", "hold.goes=MNG"]);
    assert!(try_all(&folder).contains(&Reason::NotRecognised));
}

#[test]
fn generated_scenarios() {
    let mut tried = BTreeSet::new();
    for seed in 0..generated::SCENARIOS {
        tried.extend(try_all(&generated::scenario(seed)));
    }
    let reasons = [
        Reason::NoLawfulOption,
        Reason::NeverComesForward,
        Reason::TooLate,
        Reason::NotRecognised,
        Reason::NotSupplied,
        Reason::NeedsMore,
        Reason::PlacesTaken,
    ];
    assert_eq!(tried, BTreeSet::from(reasons), "the scenarios leave some reason untried");
}
