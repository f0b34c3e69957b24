//! Levels: their order, and what a case and an option are worth at each goal.

use resettle::pathway::{Compiled, Stage};
use resettle::scenario::{Goal, Indicators, Minimum, Objective, Override, Priority, RouteKind, Scenario};

use crate::fixture::{case, destination, group, periods, point, route, scenario, values};

fn goals(scenario: &mut Scenario, levels: &[&[(Goal, u32)]]) {
    let level = |goals: &&[(Goal, u32)]| goals.iter().map(|&(goal, weight)| Objective { goal, weight }).collect();
    scenario.objectives = levels.iter().map(level).collect();
}

/// Three destinations, each reached directly, in the only period there is.
fn three_places() -> Scenario {
    let mut scenario = scenario();
    scenario.horizon.periods = 1;
    for code in ["USA", "SWE"] {
        scenario.destinations.push(destination(code));
        scenario.routes.push(route(scenario.destinations.len() - 1, RouteKind::Direct));
    }
    for destination in 1..3 {
        let places = resettle::scenario::SupplyKind::Places;
        let supply = crate::fixture::supply(places, Some(destination), resettle::scenario::SupplyPer::Year, 10);
        scenario.supplies.push(supply);
    }
    scenario
}

fn names(compiled: &Compiled) -> Vec<(&str, &str)> {
    compiled.problem.levels.iter().map(|level| (level.name.as_str(), level.unit.as_str())).collect()
}

/// Width and cost at a level of the steps of a destination's intake.
fn intake(compiled: &Compiled, destination: usize, level: usize) -> Vec<(u64, i64)> {
    let wanted = Stage::Intake { destination };
    let resource = compiled.stages.iter().position(|stage| *stage == wanted).expect("an intake");
    let supplies = &compiled.problem.supplies;
    let steps = supplies.steps(u32::try_from(resource).expect("small"));
    steps.map(|step| (supplies.width[step], supplies.cost(level, step))).collect()
}

#[test]
fn deadlines_count_the_persons_of_urgent_cases_who_are_in_time() {
    let mut scenario = scenario();
    goals(&mut scenario, &[&[(Goal::Deadlines, 1)]]);
    scenario.caseload = vec![case("A", 3), case("B", 4), case("C", 5)];
    scenario.caseload[0].priority = Priority::Emergency;
    scenario.caseload[1].priority = Priority::Urgent;
    scenario.caseload[1].arrival = (1, 1);
    let compiled = point(&scenario);
    assert_eq!(values(&compiled, 0, 0), [3, 3, 0, 0, 0, 0], "an emergency within a month of coming forward");
    assert_eq!(values(&compiled, 0, 1), [4, 4, 4, 0, 0], "urgent within two");
    assert_eq!(values(&compiled, 0, 2), [0; 6], "a normal case has no deadline here");
}

#[test]
fn families_and_wishes_count_persons() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Families, 1)], &[(Goal::Wishes, 1)]]);
    scenario.caseload[0].ties = vec![2];
    scenario.caseload[0].preferred = vec![1, 2];
    let compiled = point(&scenario);
    assert_eq!(values(&compiled, 0, 0), [0, 0, 3]);
    assert_eq!(values(&compiled, 1, 0), [0, 3 * 4, 3 * 3]);
    assert_eq!(names(&compiled), [("families", "persons"), ("wishes", "points")]);
}

#[test]
fn a_later_wish_is_worth_less_but_never_nothing() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Wishes, 1)]]);
    for code in ["NOR", "FIN", "DNK"] {
        scenario.destinations.push(destination(code));
    }
    scenario.caseload[0].preferred = vec![3, 2, 4, 5, 1];
    assert_eq!(values(&point(&scenario), 0, 0), [0, 3, 3 * 3], "fifth and second wish");
}

#[test]
fn scores_are_points_of_a_family_and_cost_of_its_persons() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Score, 1)], &[(Goal::Cost, 1)]]);
    scenario.scores = Some(vec![Some(0.123_45), None, Some(-2.0)]);
    scenario.destinations[2].cost_per_person = Some(10.5);
    let compiled = point(&scenario);
    assert_eq!(values(&compiled, 0, 0), [1235, -20_000], "rounded, and nothing where the score is empty");
    assert_eq!(values(&compiled, 1, 0), [0, -315], "three persons at 10.5, of which ten points make one");
    assert_eq!(names(&compiled)[1], ("cost", "cost / 10"));
    scenario.scores = Some(vec![Some(50_000.0), None, Some(-2.0)]);
    let compiled = point(&scenario);
    assert_eq!(values(&compiled, 0, 0), [50_000_000, -2000], "large scores are kept within 32 bits");
    assert_eq!(names(&compiled)[0], ("score", "score / 1000"));
}

#[test]
fn points_fit_however_large_or_small_scores_costs_and_weights_are() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Score, 1000), (Goal::Protection, 1)], &[(Goal::Cost, 2)]]);
    for (scores, costs) in [([300.0, 900.0], [3e9, 4e9]), ([1e300, 2e300], [1e30, 2e30]), ([0.1, 0.4], [0.1, 0.4])] {
        scenario.scores = Some(vec![Some(scores[0]), None, Some(scores[1])]);
        scenario.destinations[0].cost_per_person = Some(costs[0]);
        scenario.destinations[2].cost_per_person = Some(costs[1]);
        let compiled = point(&scenario);
        let (score, cost) = (values(&compiled, 0, 0), values(&compiled, 1, 0));
        assert!(score[0] < score[1], "{score:?}");
        assert!(0 > cost[0] && cost[0] > cost[1], "{cost:?}");
    }
}

#[test]
fn the_lottery_is_drawn_by_case_and_counts_the_periods_gained() {
    let mut scenario = scenario();
    goals(&mut scenario, &[&[(Goal::Lottery, 1)]]);
    scenario.caseload = vec![case("A", 2), case("B", 2)];
    let compiled = point(&scenario);
    let (a, b) = (values(&compiled, 0, 0), values(&compiled, 0, 1));
    let ticket = a[5] / 2;
    assert!((1..=1000).contains(&ticket));
    assert_eq!(a, [6, 5, 4, 3, 2, 1].map(|gained| 2 * ticket * gained));
    assert_ne!(a, b);
    scenario.caseload.swap(0, 1);
    assert_eq!(values(&point(&scenario), 0, 1), a, "the draw is the case's, not its place in the file");
}

#[test]
fn merged_goals_add_up_by_weight() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Protection, 2), (Goal::Deadlines, 50), (Goal::Wishes, 10)]]);
    scenario.caseload = vec![case("A", 3), case("B", 2)];
    scenario.caseload[0].priority = Priority::Urgent;
    scenario.caseload[0].preferred = vec![1];
    let compiled = point(&scenario);
    // 2 · 3 · 100 of protection, 50 · 3 of deadlines, 10 · 3 · 4 of the first wish.
    assert_eq!(values(&compiled, 0, 0), [750, 870, 750]);
    assert_eq!(values(&compiled, 0, 1), [400, 400, 400]);
    assert_eq!(names(&compiled), [("protection + deadlines + wishes", "points")]);
}

#[test]
fn linked_rows_add_up_what_they_are_worth() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Families, 1)], &[(Goal::Wishes, 1)]]);
    scenario.caseload = vec![case("A", 3), case("B", 2)];
    scenario.caseload[0].linked = vec![1];
    scenario.caseload[0].preferred = vec![1];
    scenario.caseload[1].ties = vec![1];
    scenario.caseload[1].preferred = vec![2, 1];
    let compiled = point(&scenario);
    assert_eq!(values(&compiled, 0, 0), [0, 2, 0]);
    assert_eq!(values(&compiled, 1, 0), [0, 3 * 4 + 2 * 3, 2 * 4]);
}

#[test]
fn holds_and_hard_minima_come_before_everything_and_only_where_there_are_any() {
    let mut scenario = three_places();
    assert_eq!(names(&point(&scenario)), [("protection", "weighted person-months / 100")]);
    scenario.overrides = vec![Override { case: 0, destination: 1, hold: true, reason: "family".to_owned() }];
    let compiled = point(&scenario);
    assert_eq!(names(&compiled)[0], ("obligations", "persons"));
    assert_eq!(values(&compiled, 0, 0), [3], "the held destination is the only one left");
    assert_eq!(periods(&compiled, 0), [0]);
    scenario.overrides.clear();
    scenario.destinations[2].minimum = Some(Minimum { persons: 2, worth: None });
    let compiled = point(&scenario);
    assert_eq!(intake(&compiled, 2, 0), [(2, -1), (1, 0)], "two of the three persons there are");
    assert_eq!(intake(&compiled, 2, 1), [(2, 0), (1, 0)]);
    scenario.destinations[2].minimum = Some(Minimum { persons: 5, worth: None });
    assert_eq!(intake(&point(&scenario), 2, 0), [(3, -1)], "no more than there are");
}

#[test]
fn a_minimum_with_a_worth_and_a_fair_share_are_steps_of_sharing() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Protection, 1)], &[(Goal::Sharing, 1)]]);
    scenario.sharing = vec![(resettle::scenario::Indicator::Population, 1.0)];
    scenario.caseload = vec![group("A", 1, 100)];
    for (country, population) in scenario.destinations.iter_mut().zip([1.0, 6.0, 3.0]) {
        country.indicators = Indicators { population: Some(population), ..Indicators::default() };
    }
    scenario.destinations[2].minimum = Some(Minimum { persons: 20, worth: Some(5) });
    let compiled = point(&scenario);
    assert_eq!(intake(&compiled, 0, 1), [(10, -1), (90, 0)]);
    assert_eq!(intake(&compiled, 1, 1), [(60, -1), (40, 0)]);
    assert_eq!(intake(&compiled, 2, 1), [(20, -6), (10, -1), (70, 0)]);
    assert_eq!(intake(&compiled, 2, 0), [(20, 0), (10, 0), (70, 0)], "no share decides who waits");
}

#[test]
fn shares_are_of_those_whom_countries_can_share() {
    let mut scenario = three_places();
    goals(&mut scenario, &[&[(Goal::Sharing, 1)]]);
    scenario.sharing = vec![(resettle::scenario::Indicator::Population, 1.0)];
    for country in &mut scenario.destinations {
        country.indicators = Indicators { population: Some(1.0), ..Indicators::default() };
    }
    scenario.destinations[0].nationality = true;
    scenario.routes[0] = route(0, RouteKind::Nationality);
    scenario.caseload = vec![group("A", 1, 40), group("B", 1, 10), group("C", 1, 7)];
    // A has a country of nationality to go to; C can go nowhere; B's ten are shared by two countries.
    scenario.caseload[1].refused = vec![0];
    scenario.caseload[2].refused = vec![0, 1, 2];
    let compiled = point(&scenario);
    assert_eq!(intake(&compiled, 1, 0), [(5, -1), (52, 0)]);
    assert_eq!(intake(&compiled, 2, 0), [(5, -1), (52, 0)]);
    let intakes = compiled.stages.iter().filter(|stage| matches!(stage, Stage::Intake { .. })).count();
    assert_eq!(intakes, 2, "a country of nationality is outside the key");
}
