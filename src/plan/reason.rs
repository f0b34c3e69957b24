//! Why a case waits.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::pathway::eligibility::{Bar, cohort_bars};
use crate::pathway::law::Law;
use crate::problem::Problem;
use crate::scenario::Period;

use super::Solved;
use super::solo::Solo;

/// Why a family waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Rules close every destination to it, or a component of the policy never begins without
    /// which nobody may leave or stay.
    NoLawfulOption,
    /// Nothing brings it into contact with UNHCR within the horizon.
    NeverComesForward,
    /// It comes forward after the last departure that would still arrive within the horizon.
    TooLate,
    /// Not recognised as refugees, which every way open to it asks for: they keep the humanitarian
    /// status.
    NotRecognised,
    /// A stage of every way open to it is supplied in no period in which it could be used.
    NotSupplied,
    /// The places went to cases ahead of it.
    PlacesTaken,
}

impl Reason {
    /// The reason in a few words, for tables.
    pub fn name(self) -> &'static str {
        match self {
            Reason::NoLawfulOption => "no lawful option",
            Reason::NeverComesForward => "never comes forward",
            Reason::TooLate => "comes forward too late",
            Reason::NotRecognised => "not recognised",
            Reason::NotSupplied => "a stage is not supplied",
            Reason::PlacesTaken => "places went to cases ahead",
        }
    }
}

/// Why families wait that the plan leaves waiting, by case; of the wanted cases only.
pub(super) fn reasons(solved: &Solved, wanted: impl Fn(usize) -> bool) -> BTreeMap<usize, Reason> {
    let mut in_time = InTime::new();
    (solved.fates())
        .filter(|fate| fate.way.is_none() && wanted(fate.case))
        .map(|fate| (fate.case, reason(solved, fate.case, &mut in_time)))
        .collect()
}

/// By rows that travel as one: the periods of coming forward from which they could still arrive if
/// every stage were supplied in every period.
type InTime<'a> = BTreeMap<&'a [usize], BTreeSet<Option<Period>>>;

fn reason<'a>(solved: &Solved<'a>, case: usize, in_time: &mut InTime<'a>) -> Reason {
    let cohort = &solved.compiled.cohorts[case];
    if cohort.comes_forward.is_none() {
        return Reason::NeverComesForward;
    }
    if offers(&solved.compiled.problem, case).next().is_some() {
        return Reason::PlacesTaken;
    }
    let bars: Vec<Vec<Bar>> = destinations(solved).map(|there| cohort_bars(solved.scenario, cohort, there)).collect();
    if bars.iter().all(|bars| !bars.is_empty()) {
        let recognition = bars.iter().any(|bars| bars[..] == [Bar::NotRecognised]);
        return if recognition { Reason::NotRecognised } else { Reason::NoLawfulOption };
    }
    if !missing_components(solved, case).is_empty() {
        return Reason::NoLawfulOption;
    }
    let supplied = in_time.entry(&cohort.rows).or_insert_with(|| {
        let supplied = Solo::of(solved, &cohort.rows).widened().compile(solved.estimate);
        let could = |case: &usize| offers(&supplied.problem, *case).next().is_some();
        (0..supplied.cohorts.len()).filter(could).map(|case| supplied.cohorts[case].comes_forward).collect()
    });
    if supplied.contains(&cohort.comes_forward) { Reason::NotSupplied } else { Reason::TooLate }
}

/// The offers that a case may take, by their place among the class's offers.
pub(super) fn offers(problem: &Problem, case: usize) -> impl Iterator<Item = usize> {
    let offers = &problem.class(case).offers;
    (0..offers.len()).filter(move |&offer| problem.allows(case, problem.options.column[offers[offer] as usize]))
}

/// The destinations that some route reaches, in the scenario's order.
pub(super) fn destinations(solved: &Solved) -> impl Iterator<Item = usize> {
    let routes = &solved.scenario.routes;
    (0..solved.scenario.destinations.len()).filter(|there| routes.iter().any(|route| route.destination == *there))
}

/// Components of the policy that never begin and without which the case can neither leave nor stay.
fn missing_components(solved: &Solved, case: usize) -> Vec<&'static str> {
    let (scenario, cohort) = (solved.scenario, &solved.compiled.cohorts[case]);
    let law = Law::of(&scenario.policy);
    if cohort.wishes_to_stay(scenario) {
        return if law.status.is_none() { vec!["humanitarian status"] } else { Vec::new() };
    }
    let mut missing = Vec::new();
    let mut open = destinations(solved).filter(|&there| cohort_bars(scenario, cohort, there).is_empty());
    let undecided = |there: usize| {
        let mut routes = scenario.routes.iter().filter(|route| route.destination == there);
        routes.any(|route| !route.determination)
    };
    if law.determination.is_none() && !open.any(undecided) {
        missing.push("determination");
    }
    if law.exit.is_none() {
        missing.push("exit");
    }
    missing
}

/// The reason in words: which rules, which components, which objective.
pub(super) fn words(solved: &Solved, case: usize, reason: Reason) -> String {
    let cohort = &solved.compiled.cohorts[case];
    match reason {
        Reason::NoLawfulOption => {
            let missing = missing_components(solved, case);
            if missing.is_empty() { closed(solved, case).join("; ") } else { never(&missing) }
        }
        Reason::NeverComesForward => "in hiding until the horizon ends".to_owned(),
        Reason::TooLate => {
            let forward = cohort.comes_forward.map_or_else(String::new, |period| solved.scenario.horizon.name(period));
            format!("comes forward in {forward}; no departure after that arrives within the horizon")
        }
        Reason::NotRecognised => "refused recognition; keeps the humanitarian status".to_owned(),
        Reason::NotSupplied => "a stage of every open way has no supply in the periods it would be used".to_owned(),
        Reason::PlacesTaken => match ahead(solved, case) {
            Ahead::By(objective) => format!("places went to cases ahead of it by {objective}"),
            Ahead::Size => "what is left of the places is too small for the whole family".to_owned(),
            Ahead::Unknown => "places went to cases ahead of it".to_owned(),
        },
    }
}

fn never(components: &[&str]) -> String {
    format!("{} never begins", components.join(" and "))
}

/// The rules that close destinations to a case, each with the destinations it closes.
pub(super) fn closed(solved: &Solved, case: usize) -> Vec<String> {
    let mut closed: BTreeMap<Bar, Vec<String>> = BTreeMap::new();
    for there in destinations(solved) {
        for bar in cohort_bars(solved.scenario, &solved.compiled.cohorts[case], there) {
            closed.entry(bar).or_default().push(solved.scenario.destinations[there].code.to_string());
        }
    }
    closed.into_iter().map(|(bar, codes)| format!("{}: {bar}", codes.join(" "))).collect()
}

/// What put others ahead of a case that waits.
enum Ahead {
    /// An objective.
    By(String),
    /// None: its family is larger than what is left.
    Size,
    /// There are no prices to tell.
    Unknown,
}

/// The first objective at which everything open to the case would displace more than it brings.
///
/// At the prices that prove a level, whoever waits gains at most nothing from any option. Where the
/// best gain is below zero, others gain more from the same places; where it is zero (up to the
/// rounding of the prices, half a unit of their fraction for each unit of need) they are equal, and
/// the next level decides.
fn ahead(solved: &Solved, case: usize) -> Ahead {
    for level in 0..solved.compiled.problem.levels.len() {
        let Some((_, denominator)) = solved.prices(level) else { return Ahead::Unknown };
        let best = offers(&solved.compiled.problem, case)
            .map(|offer| {
                let margin = solved.margin(level, case, offer).expect("the level has prices");
                margin.gain() + i128::from(margin.rounding)
            })
            .max();
        if best.is_some_and(|best| best < 0 && denominator > 0) {
            return Ahead::By(solved.compiled.problem.levels[level].name.clone());
        }
    }
    Ahead::Size
}
