//! What protection is worth, and what is lost without it.

use resettle::pathway::loss::{losses, survival};
use resettle::scenario::{Contact, Hazard};

use crate::fixture::{periods, point, scenario, values};

#[test]
fn protection_is_worth_the_person_months_it_takes_away() {
    // Three persons, six months: 3 · 100 · 6 points for leaving at once, 300 less each month later.
    let compiled = point(&scenario());
    assert_eq!(periods(&compiled, 0), [0, 1, 2, 3, 4, 5]);
    assert_eq!(values(&compiled, 0, 0), [1800, 1500, 1200, 900, 600, 300]);
    assert_eq!(compiled.problem.levels[0].unit, "weighted person-months / 100");
}

#[test]
fn hazard_and_the_length_of_a_period_multiply_it() {
    let mut scenario = scenario();
    scenario.caseload[0].hazard = Hazard { class: 0, weight: 4 };
    scenario.horizon.months_per_period = 3;
    scenario.horizon.periods = 2;
    // 3 persons · weight 4 · 100 · 3 months · (2, 1) periods.
    assert_eq!(values(&point(&scenario), 0, 0), [7200, 3600]);
}

#[test]
fn returns_before_the_moratorium_shrink_what_waiting_can_still_gain() {
    let mut scenario = scenario();
    scenario.hazards[0].returned = 0.1;
    scenario.policy.moratorium = Some(2);
    // Survival until each departure: 1, 0.9, then 0.81 for good.
    assert_eq!(values(&point(&scenario), 0, 0), [1800, 3 * 450, 3 * 324, 3 * 243, 3 * 162, 3 * 81]);
    scenario.policy.moratorium = Some(3);
    // A moratorium a month later: 0.729 from the fourth month on; 218.7, 145.8 and 72.9 round.
    assert_eq!(values(&point(&scenario), 0, 0), [1800, 1350, 972, 3 * 219, 3 * 146, 3 * 73]);
}

#[test]
fn the_status_takes_away_its_share_of_the_hazard_and_all_returns() {
    let mut scenario = scenario();
    scenario.hazards[0].returned = 0.5;
    scenario.policy.moratorium = None;
    scenario.policy.humanitarian_status = Some(1);
    scenario.policy.status_protects = 0.8;
    // Leaving at once: 1 + 5 · 0.2 = 2 months. From then on survival is 0.5: 0.5 · 0.2 · (5, 4, 3, 2, 1).
    assert_eq!(values(&point(&scenario), 0, 0), [600, 150, 120, 90, 60, 30]);
}

#[test]
fn a_durable_solution_counts_even_where_the_status_protects_wholly() {
    let mut scenario = scenario();
    scenario.policy.humanitarian_status = Some(0);
    // A hundredth of each person-month is what only a place to live takes away.
    assert_eq!(values(&point(&scenario), 0, 0), [18, 15, 12, 9, 6, 3]);
}

#[test]
fn losses_add_up_with_those_who_are_still_there() {
    let mut scenario = scenario();
    scenario.hazards[0].returned = 0.1;
    scenario.hazards[0].leaves_irregularly = 0.2;
    scenario.policy.moratorium = Some(2);
    scenario.policy.access = None;
    scenario.caseload[0].contact = Contact::Hiding;
    let cohort = &point(&scenario).cohorts[0];
    // 0.7, then 0.49; the moratorium ends returns, and those in hiding go on leaving: 0.392.
    let expected = [1.0, 0.7, 0.49, 0.392];
    for (period, expected) in (0..).zip(expected) {
        assert!((survival(&scenario, cohort, period) - expected).abs() < 1e-12, "period {period}");
    }
    let losses = losses(&scenario, cohort, 3);
    assert!((losses[1].returned - 0.07).abs() < 1e-12 && (losses[1].irregular - 0.14).abs() < 1e-12);
    assert!(losses[2].returned == 0.0 && (losses[2].irregular - 0.098).abs() < 1e-12);
    assert!(losses[3].returned + losses[3].irregular == 0.0, "nothing is lost from the period asked for");
}

#[test]
fn no_more_are_lost_than_are_there() {
    let mut scenario = scenario();
    scenario.hazards[0].returned = 0.8;
    scenario.hazards[0].leaves_irregularly = 0.5;
    scenario.policy.moratorium = None;
    scenario.policy.access = None;
    scenario.caseload[0].contact = Contact::Hiding;
    let losses = losses(&scenario, &point(&scenario).cohorts[0], 6);
    assert!((losses[0].returned - 0.8).abs() < 1e-12 && (losses[0].irregular - 0.2).abs() < 1e-12);
    assert!(losses[1].returned.abs() < 1e-12);
}

#[test]
fn those_lost_before_they_come_forward_weigh_in_hundredths() {
    let mut scenario = scenario();
    scenario.hazards[0].leaves_irregularly = 0.1;
    scenario.caseload[0].contact = Contact::Hiding;
    scenario.policy.access = Some(2);
    let compiled = point(&scenario);
    // Two months in hiding: 81 of a hundred are there; 4 months from the third on.
    assert_eq!(periods(&compiled, 0), [2, 3, 4, 5]);
    assert_eq!(values(&compiled, 0, 0), [3 * 81 * 400, 3 * 81 * 300, 3 * 81 * 200, 3 * 81 * 100]);
    assert_eq!(compiled.problem.levels[0].unit, "weighted person-months / 10000");
}
