//! What a departure draws on its way: exits, decisions, transit, places, screening and courses.

use resettle::pathway::{Stage, Way};
use resettle::scenario::{Priority, RouteKind, Scenario, SupplyKind, SupplyPer};

use crate::fixture::{
    case, decisions, destination, draws, group, periods, point, route, scenario, supply, units, ways,
};

/// What is drawn and over which periods, by each way open to the first case.
fn drawn(scenario: &Scenario) -> Vec<Vec<(SupplyKind, (u32, u32))>> {
    let of = |stage: Stage| match stage {
        Stage::Supply { kind, periods, .. } => (kind, periods),
        Stage::Intake { .. } => panic!("no intake in these scenarios"),
    };
    draws(&point(scenario), 0).into_iter().map(|stages| stages.into_iter().map(of).collect()).collect()
}

#[test]
fn places_are_a_pool_each_calendar_year() {
    let mut scenario = scenario();
    scenario.horizon.start = Some((2013, 11));
    let pools = [(0, 1), (0, 1), (2, 5), (2, 5), (2, 5), (2, 5)];
    assert_eq!(drawn(&scenario), pools.map(|pool| vec![(SupplyKind::Places, pool)]));
    assert_eq!(units(&point(&scenario), SupplyKind::Places, false), [10, 10]);
    scenario.horizon.start = None;
    scenario.horizon.months_per_period = 12;
    assert_eq!(units(&point(&scenario), SupplyKind::Places, false), [10], "without years the horizon is one pool");
}

#[test]
fn rows_of_the_same_run_add_up_and_others_are_a_choice() {
    let mut scenario = scenario();
    scenario.supplies.push(supply(SupplyKind::Places, Some(0), SupplyPer::Year, 5));
    assert_eq!(units(&point(&scenario), SupplyKind::Places, false), [15]);
    scenario.supplies[1].periods = (4, 4);
    let compiled = point(&scenario);
    assert_eq!(units(&compiled, SupplyKind::Places, false), [10, 5]);
    assert_eq!(periods(&compiled, 0), [0, 1, 2, 3, 4, 4, 5], "in the fifth month either pool serves");
}

#[test]
fn elastic_supply_costs_sharing() {
    let mut scenario = scenario();
    scenario
        .objectives
        .push(vec![resettle::scenario::Objective { goal: resettle::scenario::Goal::Sharing, weight: 2 }]);
    scenario.supplies.push(supply(SupplyKind::Places, Some(0), SupplyPer::Year, 5));
    scenario.supplies[1].cost = 3;
    let supplies = point(&scenario).problem.supplies;
    assert_eq!(supplies.width[supplies.steps(0)], [10, 5]);
    assert_eq!(supplies.steps(0).map(|step| supplies.cost(1, step)).collect::<Vec<_>>(), [0, 6]);
    assert_eq!(supplies.cost(0, 1), 0, "no cost decides who waits");
}

#[test]
fn exits_are_drawn_in_the_province_and_period_of_departure() {
    let mut scenario = scenario();
    scenario.caseload = vec![case("A", 3), case("B", 2)];
    scenario.caseload[0].province = "Jilin".to_owned();
    scenario.caseload[1].province = "Liaoning".to_owned();
    scenario.supplies.push(supply(SupplyKind::Exit, None, SupplyPer::Period, 4));
    let compiled = point(&scenario);
    assert_eq!(units(&compiled, SupplyKind::Exit, false), [4; 12], "each province on its own, each month anew");
    for (case, name) in [(0, "Jilin"), (1, "Liaoning")] {
        let exits = draws(&compiled, case).into_iter().map(|stages| stages[0].clone());
        let expected = (0..6).map(|period| Stage::Supply {
            kind: SupplyKind::Exit,
            general: false,
            province: name.to_owned(),
            destination: None,
            periods: (period, period),
        });
        assert!(exits.eq(expected), "{name}");
    }
    scenario.supplies[1].province = "Jilin".to_owned();
    let compiled = point(&scenario);
    assert_eq!(periods(&compiled, 0).len(), 6);
    assert_eq!(periods(&compiled, 1), [0; 0], "no clearance is supplied where B is");
}

#[test]
fn nobody_leaves_before_exits_begin_or_the_law_is_in_force() {
    let mut scenario = scenario();
    scenario.policy.exit = Some(2);
    assert_eq!(periods(&point(&scenario), 0), [2, 3, 4, 5]);
    scenario.policy.legislation = Some(4);
    assert_eq!(periods(&point(&scenario), 0), [4, 5]);
    scenario.policy.legislation = None;
    assert_eq!(periods(&point(&scenario), 0), [0; 0]);
}

#[test]
fn processing_follows_determination() {
    let mut scenario = scenario();
    scenario.policy.determination = Some(1);
    scenario.destinations[0].processing = (3, 2);
    assert_eq!(periods(&point(&scenario), 0), [4, 5]);
    scenario.caseload[0].priority = Priority::Urgent;
    assert_eq!(periods(&point(&scenario), 0), [3, 4, 5]);
    scenario.routes[0].determination = false;
    assert_eq!(periods(&point(&scenario), 0), [2, 3, 4, 5], "without determination from coming forward");
}

#[test]
fn a_decision_is_drawn_in_any_period_from_coming_forward_to_processing_before_departure() {
    let mut scenario = scenario();
    scenario.policy.determination = Some(1);
    scenario.destinations[0].processing = (2, 1);
    scenario.supplies.push(supply(SupplyKind::Decision, None, SupplyPer::Period, 7));
    let compiled = point(&scenario);
    assert_eq!(periods(&compiled, 0), [3, 4, 5]);
    assert_eq!(decisions(&compiled, 0), [(1, 1), (1, 2), (1, 3)]);
    scenario.caseload[0].priority = Priority::Emergency;
    assert_eq!(decisions(&point(&scenario), 0), [(1, 1), (1, 2), (1, 3), (1, 4)]);
    scenario.caseload[0].arrival = (3, 3);
    assert_eq!(decisions(&point(&scenario), 0), [(3, 3), (3, 4)]);
}

#[test]
fn decisions_that_last_longer_serve_whoever_comes_forward_while_they_last() {
    let mut scenario = scenario();
    scenario.horizon.start = Some((2013, 11));
    scenario.caseload[0].arrival = (3, 3);
    scenario.supplies.push(supply(SupplyKind::Decision, None, SupplyPer::Year, 7));
    assert_eq!(decisions(&point(&scenario), 0), [(2, 5); 3], "the year's pool, though it began before");
    scenario.caseload[0].arrival = (1, 1);
    assert_eq!(decisions(&point(&scenario), 0), [(0, 1), (0, 5), (0, 5), (0, 5), (0, 5)]);
}

#[test]
fn decisions_that_stop_close_the_window() {
    let mut scenario = scenario();
    scenario.supplies.push(supply(SupplyKind::Decision, None, SupplyPer::Period, 7));
    scenario.supplies[1].periods = (0, 1);
    scenario.caseload[0].arrival = (1, 1);
    assert_eq!(decisions(&point(&scenario), 0), [(1, 1); 5], "decided in the second month, whenever one leaves");
    scenario.caseload[0].arrival = (2, 2);
    assert_eq!(periods(&point(&scenario), 0), [0; 0]);
}

#[test]
fn a_transit_stay_takes_a_bed_in_each_period_and_arrives_after_it() {
    let mut scenario = scenario();
    scenario.destinations.push(destination("THA"));
    scenario.routes = vec![route(0, RouteKind::Transit)];
    scenario.routes[0].transit = Some((1, 2));
    scenario.supplies.push(supply(SupplyKind::Beds, Some(1), SupplyPer::Period, 5));
    let beds = |period| (SupplyKind::Beds, (period, period));
    let places = (SupplyKind::Places, (0, 5));
    let expected: Vec<_> = (0..4).map(|period| vec![beds(period), beds(period + 1), places]).collect();
    assert_eq!(drawn(&scenario), expected);
    let arrivals = ways(&point(&scenario), 0).into_iter().map(|way| match way {
        Way::Departure { departs, arrives, .. } => arrives - departs,
        Way::Stay { .. } => panic!("nobody wishes to stay"),
    });
    assert!(arrivals.eq([2; 4]));
}

#[test]
fn an_evacuation_is_for_emergencies_and_is_processed_in_the_centre() {
    let mut scenario = scenario();
    scenario.destinations.push(destination("ROU"));
    scenario.destinations[0].processing = (4, 3);
    scenario.routes = vec![route(0, RouteKind::Evacuation)];
    scenario.routes[0].transit = Some((1, 1));
    scenario.policy.determination = None;
    assert_eq!(periods(&point(&scenario), 0), [0; 0], "not for normal cases");
    scenario.caseload[0].priority = Priority::Emergency;
    let route = 0;
    let expected = [0, 1, 2].map(|departs| Way::Departure { route, departs, arrives: departs + 3 });
    assert_eq!(ways(&point(&scenario), 0), expected);
}

#[test]
fn nationality_takes_no_places_and_no_determination_but_screening_and_a_course() {
    let mut scenario = scenario();
    scenario.policy.determination = None;
    scenario.destinations[0].nationality = true;
    scenario.routes = vec![route(0, RouteKind::Nationality)];
    scenario.routes[0].screening = 1;
    scenario.routes[0].course = 2;
    scenario.supplies.push(supply(SupplyKind::Screening, Some(0), SupplyPer::Period, 5));
    scenario.supplies.push(supply(SupplyKind::Course, Some(0), SupplyPer::Period, 5));
    let drawn = drawn(&scenario);
    let at = |kind, period| (kind, (period, period));
    let (screening, course) = (SupplyKind::Screening, SupplyKind::Course);
    assert_eq!(drawn[0], [at(screening, 0), at(course, 1), at(course, 2)]);
    assert_eq!(drawn[4], [at(screening, 4), at(course, 5)], "what lies beyond the horizon is not drawn");
    assert_eq!(drawn.len(), 6);
}

#[test]
fn one_arrives_within_the_horizon_or_does_not_leave() {
    let mut scenario = scenario();
    scenario.destinations.push(destination("THA"));
    scenario.destinations[0].nationality = true;
    scenario.routes = vec![route(0, RouteKind::Nationality)];
    scenario.routes[0].transit = Some((1, 2));
    assert_eq!(periods(&point(&scenario), 0), [0, 1, 2, 3]);
}

#[test]
fn a_route_is_taken_while_it_is_open() {
    let mut scenario = scenario();
    scenario.routes[0].open = (2, 3);
    assert_eq!(periods(&point(&scenario), 0), [2, 3]);
}

#[test]
fn a_reserve_keeps_places_for_emergencies() {
    let mut scenario = scenario();
    scenario.emergency_reserve = 0.1;
    scenario.caseload = vec![group("A", 1, 20), group("B", 1, 20)];
    scenario.caseload[1].priority = Priority::Emergency;
    let compiled = point(&scenario);
    assert_eq!(units(&compiled, SupplyKind::Places, false), [10]);
    assert_eq!(units(&compiled, SupplyKind::Places, true), [9]);
    assert_eq!(compiled.problem.needs(0), [1, 1]);
    assert_eq!(compiled.problem.needs(1), [1, 0], "an emergency takes none of the general places");
    assert_eq!(draws(&compiled, 0)[0].len(), 2);
}

#[test]
fn a_further_need_is_drawn_where_it_is_supplied_and_unlimited_where_nowhere_is() {
    let mut scenario = scenario();
    scenario.caseload[0].needs = vec![0, 2];
    assert_eq!(drawn(&scenario)[0], [(SupplyKind::Places, (0, 5))]);
    scenario.supplies.push(supply(SupplyKind::Need(1), Some(0), SupplyPer::Period, 4));
    scenario.supplies[1].periods = (0, 1);
    let compiled = point(&scenario);
    assert_eq!(compiled.problem.needs(0), [3, 2]);
    assert_eq!(units(&compiled, SupplyKind::Need(1), false), [4, 4, 0], "none after the second month");
    assert_eq!(drawn(&scenario)[3], [(SupplyKind::Places, (0, 5)), (SupplyKind::Need(1), (2, 5))]);
}

#[test]
fn protected_stay_is_for_those_who_wish_it_and_begins_with_the_status() {
    let mut scenario = scenario();
    scenario.caseload[0].wishes_to_stay = true;
    assert_eq!(ways(&point(&scenario), 0), [], "no stay without a status");
    scenario.policy.humanitarian_status = Some(2);
    assert_eq!(ways(&point(&scenario), 0), [Way::Stay { begins: 2 }]);
    scenario.caseload[0].arrival = (4, 4);
    assert_eq!(ways(&point(&scenario), 0), [Way::Stay { begins: 4 }]);
    assert!(draws(&point(&scenario), 0)[0].is_empty());
}
