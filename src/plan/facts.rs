//! The facts that stand between a case and a destination, each with the change of one figure that
//! would remove it.
//!
//! A family's own word is no obstacle to be removed: nothing here proposes that it give up a refusal,
//! a wish to stay or a forbidden pair. Nor is a family's size, language or parent changed: what
//! changes is the rule of the country or the policy, or what is known about the case.

use crate::pathway::eligibility::{Bar, bars};
use crate::pathway::law::Law;
use crate::scenario::{Contact, Period, Priority, Recognition, RouteKind, Scenario, Supply, SupplyKind, SupplyPer};

/// A change of one figure.
pub(super) struct Fact {
    /// As an argument of `--set`.
    pub set: String,
    /// The same in the scenario.
    pub apply: Box<dyn Fn(&mut Scenario)>,
}

impl Fact {
    fn new(set: String, apply: impl Fn(&mut Scenario) + 'static) -> Fact {
        Fact { set, apply: Box::new(apply) }
    }
}

/// What must change before the only case of a scenario may go to a destination, but for the supply
/// of places and the time; none: something that no one should change forbids it.
pub(super) fn to_depart(scenario: &Scenario, there: usize, unrecognised: bool) -> Option<Vec<Fact>> {
    let mut facts = to_begin(scenario, there);
    for row in 0..scenario.caseload.len() {
        for bar in bars(scenario, row, there) {
            facts.push(to_lift(scenario, row, there, &bar)?);
        }
    }
    if unrecognised {
        facts.push(Fact::new("policy.recognition=prima facie".to_owned(), |scenario| {
            scenario.policy.recognition = Recognition::PrimaFacie;
        }));
    }
    facts.dedup_by(|a, b| a.set == b.set);
    Some(facts)
}

/// What brings the only case of a scenario into contact with UNHCR on arrival.
pub(super) fn to_come_forward(scenario: &Scenario) -> Vec<Fact> {
    let hiding = scenario.caseload.iter().enumerate().filter(|(_, case)| case.contact == Contact::Hiding);
    hiding
        .map(|(row, case)| {
            Fact::new(format!("caseload.{}.contact=known", case.id), move |scenario| {
                scenario.caseload[row].contact = Contact::Known;
            })
        })
        .collect()
}

/// What must begin before the only case of a scenario may stay under protection.
pub(super) fn to_stay(scenario: &Scenario) -> Vec<Fact> {
    let (mut facts, first) = legislation(scenario);
    if scenario.policy.humanitarian_status.is_none() {
        let set = format!("policy.humanitarian_status={}", scenario.horizon.name(first));
        facts.push(Fact::new(set, move |scenario| scenario.policy.humanitarian_status = Some(first)));
    }
    facts
}

/// A horizon of so many periods, in which what was open or supplied until the end still is.
pub(super) fn to_have_time(periods: u32) -> Fact {
    Fact::new(format!("horizon.periods={periods}"), move |scenario| {
        let last = scenario.horizon.periods - 1;
        let longer = |run: &mut (Period, Period)| {
            if run.1 == last {
                run.1 = periods - 1;
            }
        };
        scenario.routes.iter_mut().for_each(|route| longer(&mut route.open));
        scenario.supplies.iter_mut().for_each(|supply| longer(&mut supply.periods));
        scenario.horizon.periods = periods;
    })
}

/// Legislation where there is none, and the first period in which what it allows may begin.
fn legislation(scenario: &Scenario) -> (Vec<Fact>, Period) {
    if let Some(first) = scenario.policy.legislation {
        return (Vec::new(), first);
    }
    let set = format!("policy.legislation={}", scenario.horizon.name(0));
    (vec![Fact::new(set, |scenario| scenario.policy.legislation = Some(0))], 0)
}

/// The components of the policy that must begin before anybody like the case leaves for there.
fn to_begin(scenario: &Scenario, there: usize) -> Vec<Fact> {
    let law = Law::of(&scenario.policy);
    let urgent = scenario.caseload.iter().any(|case| case.priority != Priority::Normal);
    let open = |emergencies_only: bool| urgent || !emergencies_only;
    let undecided = scenario.routes.iter().any(|route| {
        let emergencies_only = route.emergencies_only || route.kind == RouteKind::Evacuation;
        route.destination == there && !route.determination && open(emergencies_only)
    });
    let decision = law.determination.is_none() && !undecided;
    if law.exit.is_some() && !decision {
        return Vec::new();
    }
    let (mut facts, first) = legislation(scenario);
    let name = scenario.horizon.name(first);
    if scenario.policy.exit.is_none() {
        facts.push(Fact::new(format!("policy.exit={name}"), move |scenario| scenario.policy.exit = Some(first)));
    }
    if decision && scenario.policy.determination.is_none() {
        let set = format!("policy.determination={name}");
        facts.push(Fact::new(set, move |scenario| scenario.policy.determination = Some(first)));
    }
    facts
}

/// The change that lifts a bar; none where nobody should be asked to lift it.
fn to_lift(scenario: &Scenario, row: usize, there: usize, bar: &Bar) -> Option<Fact> {
    let (case, country) = (&scenario.caseload[row], &scenario.destinations[there]);
    let (id, code) = (&case.id, country.code);
    let fact = match bar {
        Bar::NoBestInterestsDetermination => Fact::new(format!("caseload.{id}.bid=yes"), move |scenario| {
            scenario.caseload[row].best_interests_determined = true;
        }),
        Bar::Category => {
            let Some(category) = case.categories.first().cloned() else {
                return Some(Fact::new(format!("destinations.{code}.accepts="), move |scenario| {
                    scenario.destinations[there].accepts.clear();
                }));
            };
            let accepts = [country.accepts.as_slice(), &[category]].concat();
            Fact::new(format!("destinations.{code}.accepts={}", accepts.join(" ")), move |scenario| {
                scenario.destinations[there].accepts.clone_from(&accepts);
            })
        }
        Bar::FamilyTooLarge(_) => {
            let persons = case.persons.total();
            Fact::new(format!("destinations.{code}.largest_family={persons}"), move |scenario| {
                let largest = &mut scenario.destinations[there].largest_family;
                *largest = largest.map(|largest| largest.max(persons));
            })
        }
        Bar::SingleParent => Fact::new(format!("destinations.{code}.single_parents=yes"), move |scenario| {
            scenario.destinations[there].single_parents = true;
        }),
        Bar::ClosedTo(_) => {
            let closed: Vec<usize> =
                country.closed_to.iter().copied().filter(|fact| !case.facts.contains(fact)).collect();
            let names: Vec<&str> = closed.iter().map(|&fact| scenario.facts[fact].as_str()).collect();
            Fact::new(format!("destinations.{code}.closed_to={}", names.join(" ")), move |scenario| {
                scenario.destinations[there].closed_to.clone_from(&closed);
            })
        }
        Bar::Language => Fact::new(format!("destinations.{code}.language_required=no"), move |scenario| {
            scenario.destinations[there].language_required = false;
        }),
        Bar::NoGuardianPlace => to_supply(scenario, row, there, "guardian")?,
        Bar::NoPlace(kind) => to_supply(scenario, row, there, kind)?,
        Bar::NoScore => Fact::new(format!("scores.{id}.{code}=0"), move |scenario| {
            let columns = scenario.destinations.len();
            if let Some(scores) = &mut scenario.scores {
                scores[row * columns + there] = Some(0.0);
            }
        }),
        Bar::NeverComesForward
        | Bar::NotRecognised
        | Bar::WishesToStay
        | Bar::Refused
        | Bar::Forbidden(_)
        | Bar::HeldElsewhere(_) => return None,
    };
    Some(fact)
}

/// Places of a further kind of need, enough for one family a year.
fn to_supply(scenario: &Scenario, row: usize, there: usize, name: &str) -> Option<Fact> {
    let kind = scenario.kinds.iter().position(|kind| kind == name)?;
    let amount = scenario.caseload[row].needs[kind];
    let set = format!("capacity.{}.{name}+={amount}", scenario.destinations[there].code);
    Some(Fact::new(set, move |scenario| {
        scenario.supplies.push(Supply {
            kind: SupplyKind::Need(kind),
            province: String::new(),
            destination: Some(there),
            periods: (0, scenario.horizon.periods - 1),
            per: SupplyPer::Year,
            amount: u64::from(amount),
            cost: 0,
        });
    }))
}
