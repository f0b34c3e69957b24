//! Each component of the policy, and each capacity, moves the figures of a best plan the right way.

use resettle::pathway::loss::{losses, survival};
use resettle::scenario::{Contact, RouteKind, Scenario, SupplyKind, SupplyPer};
use resettle::solve::{Settings, milp};

use crate::fixture::{destination, group, point, route, scenario, supply};

/// What becomes of everybody under a best plan.
#[derive(Clone, Copy, Debug)]
struct Figures {
    /// Persons who leave.
    departed: u32,
    /// Persons who stay under protection.
    stayed: u32,
    /// Person-months of protection, of those expected to be there.
    protected: f64,
    /// Persons expected to be returned.
    returned: f64,
    /// Persons expected to leave by irregular routes.
    irregular: f64,
}

/// Five families who are known, six in hiding and two who wish to stay; places, a transit country, exits and decisions
/// are all scarce, and every component of the policy begins in the second month.
fn whole() -> Scenario {
    let mut scenario = scenario();
    scenario.caseload = vec![group("known", 2, 5), group("hiding", 1, 6), group("stay", 2, 2)];
    scenario.caseload[1].contact = Contact::Hiding;
    scenario.caseload[2].wishes_to_stay = true;
    for case in &mut scenario.caseload {
        case.province.push_str("Jilin");
    }
    scenario.destinations.extend([destination("KOR"), destination("THA")]);
    scenario.destinations[1].nationality = true;
    scenario.routes.push(route(1, RouteKind::Nationality));
    scenario.routes[1].transit = Some((2, 2));
    scenario.supplies = vec![
        supply(SupplyKind::Places, Some(0), SupplyPer::Year, 9),
        supply(SupplyKind::Beds, Some(2), SupplyPer::Period, 2),
        supply(SupplyKind::Exit, None, SupplyPer::Period, 4),
        supply(SupplyKind::Decision, None, SupplyPer::Period, 2),
    ];
    scenario.hazards[0].returned = 0.1;
    scenario.hazards[0].leaves_irregularly = 0.05;
    let policy = &mut scenario.policy;
    policy.legislation = Some(1);
    policy.moratorium = Some(1);
    policy.determination = Some(1);
    policy.humanitarian_status = Some(1);
    policy.status_protects = 0.5;
    policy.access = Some(1);
    policy.comes_forward = 0.3;
    policy.exit = Some(1);
    scenario
}

fn figures(scenario: &Scenario) -> Figures {
    let compiled = point(scenario);
    assert_eq!(compiled.problem.faults(), []);
    let answer = milp::solve(&compiled.problem, &Settings::default(), milp::Backend::MicroLp).expect("a plan");
    let mut figures = Figures { departed: 0, stayed: 0, protected: 0.0, returned: 0.0, irregular: 0.0 };
    let periods = scenario.horizon.periods;
    for (case, cohort) in compiled.cohorts.iter().enumerate() {
        let persons = cohort.persons(scenario);
        let mut waiting = cohort.count;
        let mut fates = Vec::new();
        for placement in answer.plan.placements.iter().filter(|placement| placement.case as usize == case) {
            let way = compiled.ways[placement.option as usize];
            match way {
                resettle::pathway::Way::Departure { .. } => figures.departed += placement.count * persons,
                resettle::pathway::Way::Stay { .. } => figures.stayed += placement.count * persons,
            }
            fates.push((placement.count, way.protects_from()));
            waiting -= placement.count;
        }
        fates.push((waiting, periods));
        for (families, until) in fates {
            let persons = f64::from(families * persons);
            figures.protected += persons * survival(scenario, cohort, until) * f64::from(periods - until);
            for loss in losses(scenario, cohort, until) {
                figures.returned += persons * loss.returned;
                figures.irregular += persons * loss.irregular;
            }
        }
    }
    figures
}

/// The figures as they are and after a change.
fn before_and_after(change: impl Fn(&mut Scenario)) -> (Figures, Figures) {
    let mut scenario = whole();
    let before = figures(&scenario);
    change(&mut scenario);
    (before, figures(&scenario))
}

#[test]
fn a_later_moratorium_returns_more_people() {
    // The status protects those who have come forward; those in hiding have nothing but the moratorium.
    let (before, after) = before_and_after(|scenario| scenario.policy.moratorium = Some(3));
    assert!(after.returned > before.returned, "{before:?} {after:?}");
    let (_, never) = before_and_after(|scenario| scenario.policy.moratorium = None);
    assert!(never.returned > after.returned, "{after:?} {never:?}");
    let without_status = |moratorium| {
        figures(&{
            let mut scenario = whole();
            scenario.policy.humanitarian_status = None;
            scenario.policy.moratorium = moratorium;
            scenario
        })
    };
    let (early, late) = (without_status(Some(1)), without_status(Some(4)));
    assert!(late.returned > early.returned && late.protected < early.protected, "{early:?} {late:?}");
}

#[test]
fn a_later_determination_protects_fewer_and_later() {
    let (before, after) = before_and_after(|scenario| scenario.policy.determination = Some(4));
    assert!(after.departed < before.departed && after.protected < before.protected, "{before:?} {after:?}");
    let (_, never) = before_and_after(|scenario| scenario.policy.determination = None);
    assert!(never.departed < after.departed, "only the route of nationality is left: {after:?} {never:?}");
}

#[test]
fn a_later_status_lets_fewer_stay_safely() {
    let (before, after) = before_and_after(|scenario| scenario.policy.humanitarian_status = Some(4));
    assert!(after.stayed == before.stayed && after.protected < before.protected, "{before:?} {after:?}");
    let (_, never) = before_and_after(|scenario| scenario.policy.humanitarian_status = None);
    assert_eq!((before.stayed, never.stayed), (4, 0));
}

#[test]
fn the_status_alone_ends_the_returns_of_those_who_have_come_forward() {
    let without_moratorium = |status| {
        figures(&{
            let mut scenario = whole();
            scenario.policy.moratorium = None;
            scenario.policy.humanitarian_status = status;
            scenario
        })
    };
    assert!(without_moratorium(Some(1)).returned < without_moratorium(None).returned);
}

#[test]
fn later_access_leaves_more_in_hiding_and_on_irregular_routes() {
    let (before, after) = before_and_after(|scenario| scenario.policy.access = Some(4));
    assert!(after.irregular > before.irregular && after.departed <= before.departed, "{before:?} {after:?}");
    let (_, never) = before_and_after(|scenario| scenario.policy.access = None);
    assert!(never.irregular > after.irregular && never.departed < before.departed, "{after:?} {never:?}");
}

#[test]
fn later_exits_let_fewer_leave() {
    let (before, after) = before_and_after(|scenario| scenario.policy.exit = Some(4));
    assert!(after.departed < before.departed && after.protected < before.protected, "{before:?} {after:?}");
    let (_, never) = before_and_after(|scenario| scenario.policy.exit = None);
    assert_eq!((never.departed, never.stayed), (0, 4));
}

#[test]
fn without_legislation_only_the_moratorium_is_left() {
    let (before, never) = before_and_after(|scenario| scenario.policy.legislation = None);
    assert_eq!((never.departed, never.stayed), (0, 0));
    assert!((never.returned - before.returned).abs() < 1e-9, "returns end with the moratorium all the same");
}

#[test]
fn every_capacity_binds() {
    for (stage, kind) in
        [SupplyKind::Places, SupplyKind::Beds, SupplyKind::Exit, SupplyKind::Decision].iter().enumerate()
    {
        let (before, after) = before_and_after(|scenario| scenario.supplies[stage].amount /= 2);
        assert!(after.protected < before.protected - 1e-9, "{kind:?}: {before:?} {after:?}");
    }
}

#[test]
fn a_longer_transit_stay_takes_more_beds() {
    let (before, after) = before_and_after(|scenario| scenario.routes[1].transit = Some((2, 4)));
    assert!(after.departed < before.departed, "{before:?} {after:?}");
}
