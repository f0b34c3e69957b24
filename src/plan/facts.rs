//! The facts that stand between a case and a destination, each with the change of one figure that
//! would remove it: made in a scenario with that case alone, and told as an argument of `--set`.
//!
//! A family's own word is no obstacle to be removed: nothing here proposes that it give up a refusal
//! or a wish to stay, nor that a pair forbidden by hand be allowed. Nor is a family's size, language
//! or parent changed: what changes is the rule of the country or the policy, or what is known about
//! the case.

use crate::pathway::eligibility::{Bar, bars};
use crate::pathway::law::Law;
use crate::scenario::{Contact, Period, Priority, Recognition, RouteKind, Scenario, Supply, SupplyKind, SupplyPer};

/// Opens a destination to the case, but for the supply of places and the time; none: something that
/// nobody should be asked to change forbids it.
pub(super) fn open(scenario: &mut Scenario, there: usize) -> Option<Vec<String>> {
    let mut changes = begin(scenario, there);
    for row in 0..scenario.caseload.len() {
        for bar in bars(scenario, row, there) {
            changes.push(lift(scenario, row, there, &bar)?);
        }
    }
    Some(changes)
}

/// Whether every way asks for recognition.
pub(super) fn asks_for_recognition(scenario: &Scenario) -> bool {
    scenario.routes.iter().all(|route| route.determination)
}

/// Recognises everybody as refugees.
pub(super) fn recognise(scenario: &mut Scenario) -> Vec<String> {
    scenario.policy.recognition = Recognition::PrimaFacie;
    vec!["policy.recognition=prima facie".to_owned()]
}

/// Brings the case into contact with UNHCR on arrival.
pub(super) fn come_forward(scenario: &mut Scenario) -> Vec<String> {
    let hiding = scenario.caseload.iter_mut().filter(|case| case.contact == Contact::Hiding);
    hiding
        .map(|case| {
            case.contact = Contact::Known;
            format!("caseload.{}.contact=known", case.id)
        })
        .collect()
}

/// Lets those stay under protection who wish to.
pub(super) fn stay(scenario: &mut Scenario) -> Vec<String> {
    let (mut changes, first) = legislation(scenario);
    if scenario.policy.humanitarian_status.is_none() {
        scenario.policy.humanitarian_status = Some(first);
        changes.push(format!("policy.humanitarian_status={}", scenario.horizon.name(first)));
    }
    changes
}

/// Lengthens the horizon to so many periods. What is open or supplied throughout remains so; other
/// runs end where they did.
pub(super) fn lengthen(scenario: &mut Scenario, periods: u32) -> String {
    let throughout = (0, scenario.horizon.periods - 1);
    let routes = scenario.routes.iter_mut().map(|route| &mut route.open);
    let runs = routes.chain(scenario.supplies.iter_mut().map(|supply| &mut supply.periods));
    for run in runs.filter(|run| **run == throughout) {
        run.1 = periods - 1;
    }
    scenario.horizon.periods = periods;
    format!("horizon.periods={periods}")
}

/// Legislation where there is none, and the first period in which what it allows may begin.
fn legislation(scenario: &mut Scenario) -> (Vec<String>, Period) {
    if let Some(first) = scenario.policy.legislation {
        return (Vec::new(), first);
    }
    scenario.policy.legislation = Some(0);
    (vec![format!("policy.legislation={}", scenario.horizon.name(0))], 0)
}

/// Begins what must begin before anybody like the case leaves for there.
fn begin(scenario: &mut Scenario, there: usize) -> Vec<String> {
    let law = Law::of(&scenario.policy);
    let urgent = scenario.caseload.iter().any(|case| case.priority != Priority::Normal);
    let undecided = scenario.routes.iter().any(|route| {
        let emergencies_only = route.emergencies_only || route.kind == RouteKind::Evacuation;
        route.destination == there && !route.determination && (urgent || !emergencies_only)
    });
    let decision = law.determination.is_none() && !undecided;
    if law.exit.is_some() && !decision {
        return Vec::new();
    }
    let (mut changes, first) = legislation(scenario);
    let name = scenario.horizon.name(first);
    if scenario.policy.exit.is_none() {
        scenario.policy.exit = Some(first);
        changes.push(format!("policy.exit={name}"));
    }
    if decision && scenario.policy.determination.is_none() {
        scenario.policy.determination = Some(first);
        changes.push(format!("policy.determination={name}"));
    }
    changes
}

/// Lifts a bar; none where nobody should be asked to.
fn lift(scenario: &mut Scenario, row: usize, there: usize, bar: &Bar) -> Option<String> {
    let columns = scenario.destinations.len();
    let (case, country) = (&mut scenario.caseload[row], &mut scenario.destinations[there]);
    let (id, code) = (&case.id, country.code);
    let change = match bar {
        Bar::NoBestInterestsDetermination => {
            case.best_interests_determined = true;
            format!("caseload.{id}.bid=yes")
        }
        Bar::Category => {
            match case.categories.first() {
                Some(category) => country.accepts.push(category),
                None => country.accepts.clear(),
            }
            format!("destinations.{code}.accepts={}", country.accepts.join(" "))
        }
        Bar::FamilyTooLarge(_) => {
            country.largest_family = Some(case.persons.total());
            format!("destinations.{code}.largest_family={}", case.persons.total())
        }
        Bar::SingleParent => {
            country.single_parents = true;
            format!("destinations.{code}.single_parents=yes")
        }
        Bar::ClosedTo(_) => {
            country.closed_to.retain(|fact| !case.facts.contains(fact));
            let facts: Vec<&str> = country.closed_to.iter().map(|&fact| scenario.facts[fact].as_str()).collect();
            format!("destinations.{code}.closed_to={}", facts.join(" "))
        }
        Bar::Language => {
            country.language_required = false;
            format!("destinations.{code}.language_required=no")
        }
        Bar::NoScore => {
            scenario.scores.as_mut()?[row * columns + there] = Some(0.0);
            format!("scores.{id}.{code}=0")
        }
        Bar::NoGuardianPlace => return supply(scenario, row, there, "guardian"),
        Bar::NoPlace(kind) => return supply(scenario, row, there, kind),
        Bar::NeverComesForward
        | Bar::NotRecognised
        | Bar::WishesToStay
        | Bar::Refused
        | Bar::Forbidden(_)
        | Bar::HeldElsewhere(_) => return None,
    };
    Some(change)
}

/// Supplies a further kind of need: enough for one family of the row a year.
fn supply(scenario: &mut Scenario, row: usize, there: usize, name: &str) -> Option<String> {
    let kind = scenario.kinds.iter().position(|kind| kind == name)?;
    let amount = scenario.caseload[row].needs[kind];
    scenario.supplies.push(Supply {
        kind: SupplyKind::Need(kind),
        province: String::new(),
        destination: Some(there),
        periods: (0, scenario.horizon.periods - 1),
        per: SupplyPer::Year,
        amount: u64::from(amount),
        cost: 0,
    });
    Some(format!("capacity.{}.{name}+={amount}", scenario.destinations[there].code))
}
