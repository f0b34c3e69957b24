//! Promises 1 and 2 replayed on the scenario solved by hand: its plan keeps them, and each way to
//! break one is named.

use std::path::Path;

use resettle::certify::promises::{Breach, Closed, Journey, breaches};
use resettle::scenario::{Changes, Code, Contact, Override, Role, Scenario};

fn small() -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small");
    Scenario::load(&folder, &Changes::default()).unwrap_or_else(|complaints| panic!("{complaints:?}"))
}

const KOR: Code = Code(*b"KOR");
const MNG: Code = Code(*b"MNG");
const USA: Code = Code(*b"USA");
const SWE: Code = Code(*b"SWE");
const PRK: Code = Code(*b"PRK");

fn journey(cases: &[&str], destination: Code, departs: u32) -> Journey {
    let cases = cases.iter().map(ToString::to_string).collect();
    Journey { cases, count: 1, destination: Some(destination), transit: None, departs }
}

/// The best plan of the scenario's README.
fn plan() -> Vec<Journey> {
    vec![
        journey(&["F01"], KOR, 0),
        journey(&["F06", "F07"], KOR, 0),
        journey(&["F12"], SWE, 0),
        journey(&["F03"], MNG, 1),
        journey(&["F02"], USA, 1),
        journey(&["F04"], SWE, 1),
        journey(&["F09"], KOR, 2),
        journey(&["F10"], USA, 2),
    ]
}

/// The breaches of the plan after one change to it or to the scenario.
fn after(change: impl Fn(&mut Scenario, &mut Vec<Journey>)) -> Vec<Breach> {
    let (mut scenario, mut journeys) = (small(), plan());
    change(&mut scenario, &mut journeys);
    breaches(&scenario, |count| count.point, &journeys)
}

#[test]
fn the_plan_by_hand_keeps_the_promises() {
    assert_eq!(after(|_, _| ()), []);
}

#[test]
fn nobody_is_sent_back() {
    let to = |code: Code| after(move |_, journeys| journeys[0].destination = Some(code));
    assert_eq!(to(PRK), [Breach::Origin { journey: 0, code: PRK }, Breach::NoGuarantee { journey: 0, code: PRK }]);
    assert_eq!(to(Code(*b"RUS")), [Breach::NoGuarantee { journey: 0, code: Code(*b"RUS") }]);
    let through = |code: Code| after(move |_, journeys| journeys[0].transit = Some(code));
    assert_eq!(through(PRK), [Breach::Origin { journey: 0, code: PRK }, Breach::NoGuarantee { journey: 0, code: PRK }]);
    assert_eq!(through(MNG), [Breach::Role { journey: 0, code: MNG, role: "transit" }]);
    let listed = after(|scenario, _| scenario.destinations[1].code = PRK);
    assert!(listed.contains(&Breach::OriginListed(PRK)), "{listed:?}");
    let transit = after(|scenario, _| scenario.destinations[3].role = Role::Transit);
    assert!(transit.contains(&Breach::Role { journey: 2, code: SWE, role: "settlement" }), "{transit:?}");
}

#[test]
fn families_stay_whole() {
    let twice = after(|_, journeys| journeys.push(journey(&["F03"], KOR, 3)));
    assert_eq!(twice, [Breach::Families { case: "F03".to_owned(), placed: 2, count: 1 }]);
    let more = after(|_, journeys| journeys[0].count = 3);
    assert_eq!(more, [Breach::Families { case: "F01".to_owned(), placed: 3, count: 1 }]);
    let none = breaches(&small(), |_| 0, &plan());
    assert_eq!(none.len(), 9, "{none:?}");
    let unknown = after(|_, journeys| journeys[0].cases[0] = "F99".to_owned());
    assert_eq!(unknown, [Breach::UnknownCase { journey: 0, case: "F99".to_owned() }]);
}

#[test]
fn linked_cases_travel_together() {
    let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let alone = after(|_, journeys| journeys[1].cases.truncate(1));
    assert_eq!(alone, [Breach::Separated { journey: 1, found: ids(&["F06"]), expected: ids(&["F06", "F07"]) }]);
    let others = after(|_, journeys| journeys[0].cases.push("F05".to_owned()));
    let expected = Breach::Separated { journey: 0, found: ids(&["F01", "F05"]), expected: ids(&["F01"]) };
    assert!(others.contains(&expected), "{others:?}");
    // F07 links F03 in turn, so that all three belong together.
    let chain = after(|scenario, _| scenario.caseload[6].linked.push(2));
    let all = ids(&["F03", "F06", "F07"]);
    let of = |journey: usize, found: &[&str]| Breach::Separated { journey, found: ids(found), expected: all.clone() };
    assert_eq!(chain, [of(1, &["F06", "F07"]), of(3, &["F03"])]);
}

#[test]
fn nobody_comes_out_of_hiding_before_there_is_access() {
    let hidden = |access: Option<u32>, legislation: Option<u32>| {
        after(|scenario, _| {
            scenario.caseload[8].contact = Contact::Hiding;
            (scenario.policy.access, scenario.policy.legislation) = (access, legislation);
        })
    };
    let breach = [Breach::InHiding { journey: 6, case: "F09".to_owned(), departs: 2 }];
    assert_eq!(hidden(Some(3), Some(0)), breach);
    assert_eq!(hidden(Some(0), Some(3)), breach, "access waits for the law");
    assert_eq!(hidden(None, Some(0)), breach);
    assert_eq!(hidden(Some(2), Some(0)), []);
}

#[test]
fn rules_of_the_case_are_kept() {
    let bar = |journey: usize, case: &str, code: Code, bar: Closed| Breach::Closed {
        journey,
        case: case.to_owned(),
        code,
        bar,
    };
    let refused = after(|_, journeys| journeys.push(journey(&["F11"], KOR, 3)));
    assert_eq!(refused, [bar(8, "F11", KOR, Closed::Refused)]);
    let stays = after(|scenario, _| scenario.caseload[8].wishes_to_stay = true);
    assert_eq!(stays, [bar(6, "F09", KOR, Closed::WishesToStay)]);
    let stay = after(|scenario, journeys| {
        scenario.caseload[8].wishes_to_stay = true;
        journeys[6].destination = None;
    });
    assert_eq!(stay, []);
    let child = after(|scenario, _| scenario.caseload[3].best_interests_determined = false);
    assert_eq!(child, [bar(5, "F04", SWE, Closed::NoBestInterestsDetermination)]);
    let made = |case: usize, destination: usize, hold: bool| {
        after(move |scenario, _| {
            scenario.overrides.push(Override { case, destination, hold, reason: "a test".to_owned() });
        })
    };
    assert_eq!(made(2, 1, false), [bar(3, "F03", MNG, Closed::Forbidden)]);
    assert_eq!(made(2, 0, true), [bar(3, "F03", MNG, Closed::HeldElsewhere)]);
    assert_eq!((made(2, 0, false), made(2, 1, true)), (vec![], vec![]));
    let score = |empty: usize| {
        after(move |scenario, _| {
            let mut scores = vec![Some(1.0); scenario.caseload.len() * 4];
            scores[empty] = None;
            scenario.scores = Some(scores);
        })
    };
    assert_eq!(score(2 * 4 + 1), [bar(3, "F03", MNG, Closed::NoScore)]);
    assert_eq!(score(2 * 4 + 2), []);
}

#[test]
fn a_child_alone_has_a_guardian() {
    let elsewhere = after(|_, journeys| journeys[5].destination = Some(KOR));
    assert_eq!(elsewhere, [Breach::Guardians { code: KOR, children: 1, guardians: 0 }]);
    let second = after(|scenario, journeys| {
        scenario.caseload[4].best_interests_determined = true;
        journeys.push(journey(&["F05"], SWE, 3));
    });
    assert_eq!(second, [Breach::Guardians { code: SWE, children: 2, guardians: 1 }]);
}

#[test]
fn nobody_leaves_before_arriving_or_after_the_horizon() {
    let of = |departs: u32| after(move |_, journeys| journeys[7].departs = departs);
    let breach = |departs: u32| Breach::Period { journey: 7, case: "F10".to_owned(), departs, first: 1, last: 3 };
    assert_eq!((of(0), of(4)), (vec![breach(0)], vec![breach(4)]));
    assert_eq!(of(1), []);
}
