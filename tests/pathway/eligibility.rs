//! Who may go where: each rule closes the destination, and only while its reason holds.

use resettle::pathway::eligibility::{Bar, bars, cohort_bars};
use resettle::scenario::{Contact, Override, Recognition, Scenario, SupplyKind, SupplyPer};

use crate::fixture::{NEVER, destination, periods, point, route, scenario, supply};

/// Changes the scenario and asserts that exactly this bars its case, and that the problem agrees.
fn closed_by(change: impl Fn(&mut Scenario), bar: &Bar) {
    let mut scenario = scenario();
    assert_eq!(bars(&scenario, 0, 0), []);
    change(&mut scenario);
    assert_eq!(bars(&scenario, 0, 0), std::slice::from_ref(bar));
    assert_eq!(periods(&point(&scenario), 0), NEVER, "{bar}");
}

/// Changes the scenario and asserts that nothing bars its case.
fn open_after(change: impl Fn(&mut Scenario)) {
    let mut scenario = scenario();
    change(&mut scenario);
    assert_eq!(bars(&scenario, 0, 0), []);
    assert_eq!(periods(&point(&scenario), 0).len(), 6);
}

fn override_of(destination: usize, hold: bool) -> Override {
    Override { case: 0, destination, hold, reason: "by the committee".to_owned() }
}

fn second_destination(scenario: &mut Scenario) {
    scenario.destinations.push(destination("USA"));
    scenario.routes.push(route(1, resettle::scenario::RouteKind::Direct));
}

#[test]
fn a_refusal_is_a_prohibition() {
    closed_by(|scenario| scenario.caseload[0].refused = vec![0], &Bar::Refused);
}

#[test]
fn overrides_forbid_and_hold() {
    let reason = || "by the committee".to_owned();
    closed_by(|scenario| scenario.overrides = vec![override_of(0, false)], &Bar::Forbidden(reason()));
    open_after(|scenario| scenario.overrides = vec![override_of(0, true)]);
    let held = |scenario: &mut Scenario| {
        second_destination(scenario);
        scenario.overrides = vec![override_of(1, true)];
    };
    closed_by(held, &Bar::HeldElsewhere(reason()));
}

#[test]
fn categories_are_asked_for_where_they_are_named() {
    let accepts = |scenario: &mut Scenario| scenario.destinations[0].accepts = vec!["WGR", "MED"];
    closed_by(accepts, &Bar::Category);
    open_after(|scenario| {
        accepts(scenario);
        scenario.caseload[0].categories = vec!["LPN", "MED"];
    });
}

#[test]
fn size_single_parents_facts_and_languages() {
    closed_by(|scenario| scenario.destinations[0].largest_family = Some(2), &Bar::FamilyTooLarge(2));
    open_after(|scenario| scenario.destinations[0].largest_family = Some(3));
    let single = |scenario: &mut Scenario| scenario.caseload[0].single_parent = true;
    open_after(single);
    let none_accepted = |scenario: &mut Scenario| {
        single(scenario);
        scenario.destinations[0].single_parents = false;
    };
    closed_by(none_accepted, &Bar::SingleParent);
    let closed = |scenario: &mut Scenario| {
        scenario.caseload[0].facts = vec![0];
        scenario.destinations[0].closed_to = vec![0];
    };
    closed_by(closed, &Bar::ClosedTo("chinese_spouse".to_owned()));
    let language = |scenario: &mut Scenario| {
        scenario.destinations[0].language_required = true;
        scenario.destinations[0].languages = vec!["mon".to_owned(), "rus".to_owned()];
    };
    closed_by(language, &Bar::Language);
    open_after(|scenario| {
        language(scenario);
        scenario.caseload[0].languages = vec!["kor".to_owned(), "rus".to_owned()];
    });
}

#[test]
fn an_unaccompanied_child_needs_a_determination_and_a_guardian() {
    let child = |scenario: &mut Scenario| {
        scenario.caseload[0].unaccompanied = true;
        scenario.caseload[0].needs[0] = 1;
    };
    let guardian = |scenario: &mut Scenario| {
        child(scenario);
        scenario.supplies.push(supply(SupplyKind::Need(0), Some(0), SupplyPer::Year, 1));
    };
    closed_by(guardian, &Bar::NoBestInterestsDetermination);
    let determined = |scenario: &mut Scenario| {
        child(scenario);
        scenario.caseload[0].best_interests_determined = true;
    };
    closed_by(determined, &Bar::NoGuardianPlace);
    open_after(|scenario| {
        guardian(scenario);
        determined(scenario);
    });
}

#[test]
fn a_need_that_others_supply_and_this_destination_does_not_closes_it() {
    let needs = |scenario: &mut Scenario| scenario.caseload[0].needs[1] = 2;
    open_after(needs);
    let elsewhere = |scenario: &mut Scenario| {
        needs(scenario);
        second_destination(scenario);
        scenario.supplies.push(supply(SupplyKind::Need(1), Some(1), SupplyPer::Year, 5));
    };
    closed_by(elsewhere, &Bar::NoPlace("school".to_owned()));
}

#[test]
fn an_empty_score_is_a_prohibition() {
    closed_by(|scenario| scenario.scores = Some(vec![None]), &Bar::NoScore);
    open_after(|scenario| scenario.scores = Some(vec![Some(0.0)]));
}

#[test]
fn who_wishes_to_stay_is_sent_nowhere() {
    closed_by(|scenario| scenario.caseload[0].wishes_to_stay = true, &Bar::WishesToStay);
}

#[test]
fn every_reason_is_given_in_plain_words() {
    let mut scenario = scenario();
    scenario.caseload[0].refused = vec![0];
    scenario.destinations[0].largest_family = Some(1);
    let words: Vec<String> = bars(&scenario, 0, 0).iter().map(ToString::to_string).collect();
    assert_eq!(words, ["the family refused it", "accepts families of at most 1 persons"]);
}

#[test]
fn a_cohort_is_barred_by_what_became_of_it_and_by_each_of_its_rows() {
    let mut scenario = scenario();
    scenario.policy.recognition = Recognition::Share(0.0);
    scenario.caseload.push(crate::fixture::case("B", 1));
    scenario.caseload[0].linked = vec![1];
    scenario.caseload[1].refused = vec![0];
    let bars = |scenario: &Scenario| cohort_bars(scenario, &point(scenario).cohorts[0], 0);
    assert_eq!(bars(&scenario), [Bar::Refused, Bar::NotRecognised]);
    scenario.routes[0].determination = false;
    assert_eq!(bars(&scenario), [Bar::Refused], "a way that does not ask for recognition is left");
    scenario.policy.access = None;
    for case in &mut scenario.caseload {
        case.contact = Contact::Hiding;
    }
    assert_eq!(bars(&scenario), [Bar::NeverComesForward, Bar::Refused]);
}
