//! Who may go to which destination at all: one rule a function, each with its reason.
//!
//! When one may go, and by which way, is timing and the other half of the room.

use std::fmt;

use super::Cohort;
use crate::scenario::{Case, Destination, Override, Scenario, Supply, SupplyKind};

/// Why a destination is closed to a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// Never comes forward within the horizon.
    NeverComesForward,
    /// Wishes to stay in the country of asylum; resettlement is voluntary.
    WishesToStay,
    /// An unaccompanied child without a best interests determination.
    NoBestInterestsDetermination,
    /// The family refused the destination.
    Refused,
    /// Forbidden by hand, for this reason.
    Forbidden(String),
    /// Held to another destination by hand, for this reason.
    HeldElsewhere(String),
    /// None of its submission categories is accepted.
    Category,
    /// More persons than the largest family accepted.
    FamilyTooLarge(u32),
    /// Single parents are not accepted.
    SingleParent,
    /// Closed to those of whom this fact holds.
    ClosedTo(String),
    /// No common language, where one is required.
    Language,
    /// No guardian place for an unaccompanied child.
    NoGuardianPlace,
    /// No place of this kind, which the family needs and other destinations supply.
    NoPlace(String),
    /// The planner's scores leave the pair empty.
    NoScore,
    /// Not recognised, and every way there asks for recognition.
    NotRecognised,
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bar::NeverComesForward => f.write_str("does not come forward within the horizon"),
            Bar::WishesToStay => f.write_str("wishes to stay in the country of asylum"),
            Bar::NoBestInterestsDetermination => f.write_str("the child's best interests determination is not done"),
            Bar::Refused => f.write_str("the family refused it"),
            Bar::Forbidden(reason) => write!(f, "forbidden by hand: {reason}"),
            Bar::HeldElsewhere(reason) => write!(f, "held to another destination by hand: {reason}"),
            Bar::Category => f.write_str("accepts none of the case's submission categories"),
            Bar::FamilyTooLarge(largest) => write!(f, "accepts families of at most {largest} persons"),
            Bar::SingleParent => f.write_str("does not accept single parents"),
            Bar::ClosedTo(fact) => write!(f, "closed to cases with `{fact}`"),
            Bar::Language => f.write_str("asks for a common language and there is none"),
            Bar::NoGuardianPlace => f.write_str("has no guardian place for an unaccompanied child"),
            Bar::NoPlace(kind) => write!(f, "has no `{kind}` place"),
            Bar::NoScore => f.write_str("has no score for the case"),
            Bar::NotRecognised => f.write_str("asks for recognition as a refugee, which was refused"),
        }
    }
}

/// One rule: what it asks of a case (a row of the caseload) at a destination.
type Rule = fn(&Scenario, usize, usize) -> Option<Bar>;

const RULES: [Rule; 13] = [
    wishes_to_stay,
    best_interests,
    refused,
    forbidden,
    held_elsewhere,
    category,
    family_size,
    single_parent,
    closed_to,
    language,
    guardian,
    further_need,
    score,
];

/// Every rule that closes the destination to this row of the caseload; none: it is open.
pub fn bars(scenario: &Scenario, row: usize, destination: usize) -> Vec<Bar> {
    RULES.iter().filter_map(|rule| rule(scenario, row, destination)).collect()
}

/// Every rule that closes the destination to a cohort: those of its rows, and what became of it.
pub fn cohort_bars(scenario: &Scenario, cohort: &Cohort, destination: usize) -> Vec<Bar> {
    let mut found: Vec<Bar> = cohort.rows.iter().flat_map(|&row| bars(scenario, row, destination)).collect();
    let mut routes = scenario.routes.iter().filter(|route| route.destination == destination);
    if !cohort.recognised && routes.all(|route| route.determination) {
        found.push(Bar::NotRecognised);
    }
    if cohort.comes_forward.is_none() {
        found.push(Bar::NeverComesForward);
    }
    found.sort();
    found.dedup();
    found
}

/// Whether the destination is open to this row of the caseload.
pub(super) fn open(scenario: &Scenario, row: usize, destination: usize) -> bool {
    RULES.iter().all(|rule| rule(scenario, row, destination).is_none())
}

fn pair(scenario: &Scenario, row: usize, destination: usize) -> (&Case, &Destination) {
    (&scenario.caseload[row], &scenario.destinations[destination])
}

fn wishes_to_stay(scenario: &Scenario, row: usize, _: usize) -> Option<Bar> {
    scenario.caseload[row].wishes_to_stay.then_some(Bar::WishesToStay)
}

fn best_interests(scenario: &Scenario, row: usize, _: usize) -> Option<Bar> {
    let case = &scenario.caseload[row];
    (case.unaccompanied && !case.best_interests_determined).then_some(Bar::NoBestInterestsDetermination)
}

fn refused(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    scenario.caseload[row].refused.contains(&destination).then_some(Bar::Refused)
}

fn forbidden(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let forbids = |made: &&Override| !made.hold && made.case == row && made.destination == destination;
    scenario.overrides.iter().find(forbids).map(|made| Bar::Forbidden(made.reason.clone()))
}

fn held_elsewhere(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let holds = |made: &&Override| made.hold && made.case == row && made.destination != destination;
    scenario.overrides.iter().find(holds).map(|made| Bar::HeldElsewhere(made.reason.clone()))
}

fn category(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let (case, country) = pair(scenario, row, destination);
    let accepted =
        country.accepts.is_empty() || case.categories.iter().any(|category| country.accepts.contains(category));
    (!accepted).then_some(Bar::Category)
}

fn family_size(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let (case, country) = pair(scenario, row, destination);
    country.largest_family.filter(|&largest| case.persons.total() > largest).map(Bar::FamilyTooLarge)
}

fn single_parent(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let (case, country) = pair(scenario, row, destination);
    (case.single_parent && !country.single_parents).then_some(Bar::SingleParent)
}

fn closed_to(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let (case, country) = pair(scenario, row, destination);
    let fact = case.facts.iter().find(|fact| country.closed_to.contains(fact))?;
    Some(Bar::ClosedTo(scenario.facts[*fact].clone()))
}

fn language(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let (case, country) = pair(scenario, row, destination);
    let common = case.languages.iter().any(|language| country.languages.contains(language));
    (country.language_required && !common).then_some(Bar::Language)
}

/// A guardian place is asked for even where the scenario supplies none anywhere: unlike other kinds
/// of need, no child is placed without one.
fn guardian(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let case = &scenario.caseload[row];
    let supplied = || {
        (scenario.kinds.iter().position(|kind| kind == GUARDIAN))
            .is_some_and(|kind| supplies(scenario, destination, kind))
    };
    (case.unaccompanied && !supplied()).then_some(Bar::NoGuardianPlace)
}

fn further_need(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let needs = scenario.caseload[row].needs.iter().enumerate().filter(|need| *need.1 > 0);
    let mut kinds = needs.map(|need| need.0).filter(|&kind| scenario.kinds[kind] != GUARDIAN);
    let short = |kind: &usize| limited(scenario, *kind) && !supplies(scenario, destination, *kind);
    kinds.find(short).map(|kind| Bar::NoPlace(scenario.kinds[kind].clone()))
}

fn score(scenario: &Scenario, row: usize, destination: usize) -> Option<Bar> {
    let scores = scenario.scores.as_ref()?;
    scores[row * scenario.destinations.len() + destination].is_none().then_some(Bar::NoScore)
}

/// The kind of need of an unaccompanied child that no scenario can leave out.
const GUARDIAN: &str = "guardian";

/// Whether a kind of need is supplied anywhere; one that is not has no limit.
pub(super) fn limited(scenario: &Scenario, kind: usize) -> bool {
    scenario.supplies.iter().any(|supply| supply.kind == SupplyKind::Need(kind))
}

fn supplies(scenario: &Scenario, destination: usize, kind: usize) -> bool {
    let here = |supply: &&Supply| supply.destination == Some(destination);
    scenario.supplies.iter().filter(here).any(|supply| supply.kind == SupplyKind::Need(kind) && supply.amount > 0)
}
