//! `scenarios/letter-2013`, one group of every kind at the low estimate: what moves, and which way, when a component of the
//! policy begins later or never.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use resettle::pathway::{Estimate, compile};
use resettle::plan::{Indicators, Solved, baseline, indicators};
use resettle::problem::Problem;
use resettle::scenario::{Case, Changes, Scenario};
use resettle::solve::{Answer, Settings, prices};

/// The scenario as it is written.
static AS_WRITTEN: LazyLock<Indicators> = LazyLock::new(|| with(&[]));

/// What tells kinds of groups apart.
fn kind(case: &Case) -> String {
    let child = (case.unaccompanied, case.best_interests_determined);
    let will = (case.wishes_to_stay, &case.refused, &case.facts);
    format!("{:?}", (case.contact, case.hazard, case.priority, child, will, case.arrival))
}

/// The figures of the scenario with these changes: of the first group of every kind, which is enough to see what moves, and
/// of the first two objectives.
fn with(changes: &[&str]) -> Indicators {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/letter-2013");
    let changes = Changes { set: changes.iter().map(|&change| change.to_owned()).collect(), ..Changes::default() };
    let mut scenario = Scenario::load(&folder, &changes).expect("a sound scenario");
    let mut kinds = BTreeSet::new();
    scenario.caseload.retain(|case| case.linked.is_empty() && kinds.insert(kind(case)));
    scenario.objectives.truncate(2);
    let compiled = compile(&scenario, Estimate::Low);
    let plan = solve(&compiled.problem).plan;
    let solved =
        Solved { scenario: &scenario, estimate: Estimate::Low, compiled: &compiled, plan: &plan, certificate: None };
    indicators(&solved, baseline(&scenario, Estimate::Low, &solve))
}

fn solve(problem: &Problem) -> Answer {
    prices::solve(problem, &Settings { gap: 1e-3, ..Settings::default() })
}

/// Persons who arrive until the end of a year in countries that give them their nationality, or in all others.
fn arrived(found: &Indicators, nationality: bool, year: i32) -> u64 {
    let countries = found.intake.iter().filter(|country| country.nationality == nationality);
    let years =
        countries.flat_map(|country| &country.years).filter(|there| there.year.is_some_and(|there| there <= year));
    years.map(|there| there.planned).sum()
}

fn protected(found: &Indicators) -> f64 {
    found.departure.expected + found.in_place.expected
}

#[test]
fn everything_the_letter_asks_for_protects_many() {
    let found = &*AS_WRITTEN;
    assert!(protected(found) > 0.7 * found.persons as f64, "most are protected: {}", protected(found));
    assert!(found.relief.returns_avoided > 0.0 && found.returned > 0.0, "two months pass before the moratorium");
    assert!(found.relief.planned.person_months < found.relief.baseline.person_months);
    assert!(arrived(found, true, 2018) > 0 && arrived(found, false, 2018) > 0, "by nationality and by resettlement");
}

#[test]
fn a_later_moratorium_returns_more() {
    let later = with(&["policy.moratorium=2015-03"]);
    assert!(later.returned > AS_WRITTEN.returned, "returned");
    assert!(later.relief.returns_avoided < AS_WRITTEN.relief.returns_avoided, "returns avoided");
    assert!(protected(&later) < protected(&AS_WRITTEN), "protected, as expected");
    let never = with(&["policy.moratorium=never"]);
    assert!(never.returned > later.returned, "returned without any");
}

#[test]
fn later_legislation_holds_up_everything_but_the_moratorium() {
    let later = with(&["policy.legislation=2015-07"]);
    assert_eq!(arrived(&later, true, 2014) + arrived(&later, false, 2014), 0, "nobody leaves before the law");
    assert!(arrived(&AS_WRITTEN, true, 2014) > 0, "as written, some do");
    assert!(later.left_irregularly > AS_WRITTEN.left_irregularly, "left irregularly");
    assert!(later.relief.planned.person_months > AS_WRITTEN.relief.planned.person_months, "burden");
    assert!((later.returned - AS_WRITTEN.returned).abs() < 1.0, "the moratorium does not wait for the law");
    let never = with(&["policy.legislation=never"]);
    assert_eq!((never.departure.planned, never.in_place.planned), (0, 0), "without a law nobody is placed");
}

#[test]
fn later_determination_holds_up_resettlement_and_not_nationality() {
    let later = with(&["policy.determination=2016-01"]);
    assert!(arrived(&later, false, 2015) < arrived(&AS_WRITTEN, false, 2015), "resettled by the end of 2015");
    assert!(arrived(&later, true, 2015) > 0, "South Korea asks for none");
    assert!(later.relief.planned.person_months > AS_WRITTEN.relief.planned.person_months, "burden");
}

#[test]
fn a_later_status_leaves_those_who_stay_unprotected_longer() {
    let later = with(&["policy.humanitarian_status=2016-01"]);
    assert_eq!(later.in_place.planned, AS_WRITTEN.in_place.planned, "they are protected in the end");
    assert!(later.relief.planned.person_months > AS_WRITTEN.relief.planned.person_months, "burden");
    assert!(later.wait.longest > AS_WRITTEN.wait.longest, "longest wait");
    let never = with(&["policy.humanitarian_status=never"]);
    assert_eq!(never.in_place.planned, 0, "protected in place");
    assert!(never.waiting_under_status < f64::EPSILON, "waiting under the status");
}

#[test]
fn later_access_leaves_more_to_irregular_ways() {
    let later = with(&["policy.access=2015-09"]);
    assert!(later.left_irregularly > AS_WRITTEN.left_irregularly, "left irregularly");
    assert!(later.departure.expected < AS_WRITTEN.departure.expected, "departures");
    assert!(later.in_place.expected < AS_WRITTEN.in_place.expected, "protected in place");
    let never = with(&["policy.access=never"]);
    assert!(never.departure.planned < 100, "only those in detention are known: {}", never.departure.planned);
}

#[test]
fn later_exits_keep_people_waiting() {
    let later = with(&["policy.exit=2016-01"]);
    assert_eq!(arrived(&later, true, 2015) + arrived(&later, false, 2015), 0, "nobody leaves before");
    assert!(later.wait.longest > AS_WRITTEN.wait.longest, "longest wait");
    assert!(later.relief.planned.person_months > AS_WRITTEN.relief.planned.person_months, "burden");
    let met = |found: &Indicators| found.deadlines.iter().map(|row| row.met).sum::<u64>();
    assert!(met(&later) < met(&AS_WRITTEN), "deadlines met");
    let never = with(&["policy.exit=never"]);
    assert_eq!(never.departure.planned, 0, "departures without any");
    assert!(never.in_place.planned > 0, "the status protects those who stay all the same");
}
