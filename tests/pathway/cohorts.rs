//! From rows of the caseload to families who arrive and come forward together.

use resettle::pathway::{Cohort, Estimate, compile};
use resettle::scenario::{Case, Contact, Hazard, Priority, Recognition, RouteKind, Scenario};

use crate::fixture::{NEVER, case, destination, group, periods, point, route, scenario};

/// Families by arrival and coming forward.
fn steps(scenario: &Scenario) -> Vec<(u32, Option<u32>, u32)> {
    let step = |cohort: &Cohort| (cohort.arrives, cohort.comes_forward, cohort.count);
    point(scenario).cohorts.iter().map(step).collect()
}

/// That steps are in these periods and their sum is nowhere a whole family off what is expected until then.
fn near(steps: &[(u32, Option<u32>, u32)], expected: &[(u32, Option<u32>, f64)]) {
    let mut sum = 0;
    assert_eq!(steps.len(), expected.len(), "{steps:?}");
    for (step, until) in steps.iter().zip(expected) {
        sum += step.2;
        assert_eq!((step.0, step.1), (until.0, until.1));
        assert!((f64::from(sum) - until.2).abs() < 1.0, "{steps:?}");
    }
    assert!((f64::from(sum) - expected.last().expect("a step").2).abs() < 0.5, "{steps:?}");
}

#[test]
fn an_estimate_chooses_the_count() {
    let mut scenario = scenario();
    scenario.caseload = vec![group("A", 2, 10)];
    let count = |estimate| compile(&scenario, estimate).problem.cases.count;
    assert_eq!(count(Estimate::Low), [5]);
    assert_eq!(count(Estimate::Point), [10]);
    assert_eq!(count(Estimate::High), [20]);
    scenario.caseload[0].count.low = 0;
    assert!(compile(&scenario, Estimate::Low).problem.is_empty(), "nobody is no case");
}

#[test]
fn arrivals_spread_evenly_and_come_forward_at_once_where_they_are_known() {
    let mut scenario = scenario();
    scenario.caseload = vec![group("A", 2, 10)];
    scenario.caseload[0].arrival = (1, 4);
    for seed in 0..20 {
        scenario.seed = seed;
        near(&steps(&scenario), &[(1, Some(1), 2.5), (2, Some(2), 5.0), (3, Some(3), 7.5), (4, Some(4), 10.0)]);
    }
    scenario.caseload[0].contact = Contact::Detained;
    assert_eq!(steps(&scenario).len(), 4, "the detained are known");
}

#[test]
fn many_rows_of_one_family_arrive_and_come_forward_as_one_row_of_many() {
    let mut scenario = scenario();
    scenario.policy.access = Some(0);
    scenario.policy.comes_forward = 0.3;
    let hiding = |case: Case| Case { contact: Contact::Hiding, arrival: (0, 3), ..case };
    let by = |scenario: &Scenario, period: u32, what: fn(&Cohort) -> Option<u32>| -> u32 {
        let until = |cohort: &&Cohort| what(cohort).is_some_and(|at| at <= period);
        point(scenario).cohorts.iter().filter(until).map(|cohort| cohort.count).sum()
    };
    scenario.caseload = vec![hiding(group("A", 2, 1000))];
    let together = scenario.clone();
    scenario.caseload = (0..1000).map(|n| hiding(case(&format!("C{n}"), 2))).collect();
    for period in 0..6 {
        for what in [|cohort: &Cohort| Some(cohort.arrives), |cohort: &Cohort| cohort.comes_forward] {
            let (one, many) = (by(&together, period, what), by(&scenario, period, what));
            // Four times the deviation of a thousand independent draws.
            assert!(one.abs_diff(many) <= 63, "{one} of one row, {many} of many by period {period}");
        }
    }
}

#[test]
fn those_in_hiding_come_forward_by_the_stated_share_of_those_still_hiding() {
    let mut scenario = scenario();
    scenario.caseload = vec![group("A", 2, 100)];
    scenario.caseload[0].contact = Contact::Hiding;
    scenario.policy.access = Some(2);
    scenario.policy.comes_forward = 0.3;
    // By the end of each month of access; the rest never.
    let expected = [(0, Some(2), 30.0), (0, Some(3), 51.0), (0, Some(4), 65.7), (0, Some(5), 75.99), (0, None, 100.0)];
    near(&steps(&scenario), &expected);
    scenario.policy.legislation = Some(5);
    near(&steps(&scenario), &[(0, Some(5), 30.0), (0, None, 100.0)]);
    scenario.policy.access = None;
    let compiled = point(&scenario);
    assert_eq!(steps(&scenario), [(0, None, 100)]);
    assert_eq!(periods(&compiled, 0), NEVER, "nobody can act for those who never come forward");
}

#[test]
fn those_who_arrive_after_access_began_come_forward_from_their_arrival() {
    let mut scenario = scenario();
    scenario.caseload = vec![group("A", 2, 8)];
    scenario.caseload[0].contact = Contact::Hiding;
    scenario.caseload[0].arrival = (4, 4);
    scenario.policy.comes_forward = 0.5;
    near(&steps(&scenario), &[(4, Some(4), 4.0), (4, Some(5), 6.0), (4, None, 8.0)]);
}

#[test]
fn linked_rows_travel_as_one_with_all_their_needs_and_the_most_urgent_priority() {
    let mut scenario = scenario();
    scenario.caseload = vec![case("A", 3), case("B", 2), case("C", 4), case("D", 1)];
    // Links are symmetric and transitive: A with D, B with D.
    scenario.caseload[0].linked = vec![3];
    scenario.caseload[1].linked = vec![3];
    scenario.caseload[1].priority = Priority::Urgent;
    scenario.caseload[3].hazard = Hazard { class: 0, weight: 5 };
    let compiled = point(&scenario);
    let rows: Vec<&[usize]> = compiled.cohorts.iter().map(|cohort| cohort.rows.as_slice()).collect();
    assert_eq!(rows, [&[0, 1, 3][..], &[2]]);
    assert_eq!(compiled.problem.needs(0), [6]);
    assert_eq!(compiled.cohorts[0].priority(&scenario), Priority::Urgent);
    // 3 + 2 persons of weight 1 and one of weight 5, for six months.
    assert_eq!(crate::fixture::values(&compiled, 0, 0)[0], 10 * 600);
}

#[test]
fn a_cohort_loses_by_the_average_rates_of_its_members() {
    let mut scenario = scenario();
    scenario.hazards[0].returned = 0.4;
    scenario.hazards.push(resettle::scenario::HazardClass { returned: 0.1, ..scenario.hazards[0].clone() });
    scenario.policy.moratorium = None;
    scenario.caseload = vec![case("A", 1), case("B", 2)];
    scenario.caseload[0].linked = vec![1];
    scenario.caseload[1].hazard = Hazard { class: 1, weight: 1 };
    let survival = resettle::pathway::loss::survival(&scenario, &point(&scenario).cohorts[0], 1);
    assert!((survival - 0.8).abs() < 1e-12, "(0.4 + 2 · 0.1) / 3 are returned, not {}", 1.0 - survival);
}

#[test]
fn the_refused_are_left_to_routes_that_do_not_ask_for_determination() {
    let mut scenario = scenario();
    scenario.policy.recognition = Recognition::Share(0.0);
    assert_eq!(periods(&point(&scenario), 0), NEVER);
    assert!(!point(&scenario).cohorts[0].recognised);
    let mut korea = destination("KOR");
    korea.nationality = true;
    scenario.destinations.push(korea);
    scenario.routes.push(route(1, RouteKind::Nationality));
    assert_eq!(periods(&point(&scenario), 0), [0, 1, 2, 3, 4, 5]);
    scenario.caseload[0].contact = Contact::Hiding;
    scenario.policy.access = None;
    assert!(point(&scenario).cohorts[0].recognised, "nobody decides on those who never come forward");
}

#[test]
fn the_recognised_share_is_drawn_family_by_family() {
    let mut scenario = scenario();
    scenario.policy.recognition = Recognition::Share(0.7);
    scenario.caseload = vec![group("A", 3, 1000), group("B", 3, 1000)];
    let recognised = |scenario: &Scenario, row: usize| -> u32 {
        let cohorts = point(scenario).cohorts;
        assert_eq!(cohorts.iter().map(|cohort| cohort.count).sum::<u32>(), 2000, "nobody is lost by a draw");
        cohorts.iter().filter(|cohort| cohort.recognised && cohort.rows == [row]).map(|cohort| cohort.count).sum()
    };
    let (a, b) = (recognised(&scenario, 0), recognised(&scenario, 1));
    assert!((650..=750).contains(&a) && (650..=750).contains(&b), "{a} and {b} of 1000");
    assert_ne!(a, b, "each case draws on its own");
    scenario.caseload.swap(0, 1);
    assert_eq!((recognised(&scenario, 1), recognised(&scenario, 0)), (a, b), "the order of rows does not matter");
    scenario.seed = 2;
    assert_ne!((recognised(&scenario, 1), recognised(&scenario, 0)), (a, b), "another seed, other draws");
}

#[test]
fn of_the_decisions_only_the_recognised_share_leads_anywhere() {
    use resettle::scenario::{SupplyKind, SupplyPer};
    let mut scenario = scenario();
    scenario.supplies.push(crate::fixture::supply(SupplyKind::Decision, None, SupplyPer::Once, 50));
    assert_eq!(crate::fixture::units(&point(&scenario), SupplyKind::Decision, false), [50]);
    scenario.policy.recognition = Recognition::Share(0.7);
    assert_eq!(crate::fixture::units(&point(&scenario), SupplyKind::Decision, false), [35]);
}
