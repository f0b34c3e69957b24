//! Why a case waits.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::pathway::eligibility::{Bar, cohort_bars};
use crate::pathway::law::Law;
use crate::problem::Problem;
use crate::scenario::Period;

use super::Solved;
use super::solo::{Peers, Solo};

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

/// By who could do the same: the periods of coming forward from which they could still arrive if
/// every stage were supplied in every period.
type InTime<'a> = BTreeMap<Peers<'a>, BTreeSet<Option<Period>>>;

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
    let supplied = in_time.entry(Peers::of(solved, &cohort.rows)).or_insert_with(|| {
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
        Reason::PlacesTaken => {
            let by = ahead(solved, case).map_or_else(String::new, |objective| format!(" by {objective}"));
            format!("places went to cases ahead of it{by}")
        }
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

/// The first objective at which everything open to a case that waits would displace more than it
/// brings; none where prices do not tell: without them, or for a case that is equal to the last of
/// those ahead of it as far as they say.
///
/// At the prices that prove a level, whoever waits gains at most nothing from any option. Where the
/// best gain is below zero, others gain more from the same places; where it is zero (up to the
/// rounding of the prices, at most a unit of their fraction for each unit of need) the next level
/// decides.
fn ahead<'a>(solved: &Solved<'a>, case: usize) -> Option<&'a str> {
    for (level, named) in solved.compiled.problem.levels.iter().enumerate() {
        let best = offers(&solved.compiled.problem, case)
            .map(|offer| solved.margin(level, case, offer))
            .map(|margin| margin.map(|margin| margin.gain() + i128::from(margin.rounding)))
            .collect::<Option<Vec<i128>>>()?;
        if best.into_iter().max()? < 0 {
            return Some(&named.name);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use crate::pathway::{self, Estimate};
    use crate::scenario::Changes;
    use crate::solve::{Settings, prices};

    /// What those who wait are told, of the cases of a plain scenario with so many places.
    fn told(places: u32, caseload: &str) -> Vec<(String, String)> {
        let destinations = format!("code,name,places\nMNG,Mongolia,{places}\n");
        let settings = "title = \"Too few places\"\nobjectives = [\"protection\", \"lottery\"]\n";
        let files = [("scenario.toml", settings), ("caseload.csv", caseload), ("destinations.csv", &destinations)];
        let scenario = fixture::written(&files, &Changes::default());
        let compiled = pathway::compile(&scenario, Estimate::Point);
        let answer = prices::solve(&compiled.problem, &Settings::default());
        let mut solved = fixture::solved(&scenario, &compiled, &answer.plan);
        solved.certificate = answer.certificate.as_ref();
        let rows = super::super::waiting(&solved);
        rows.into_iter().map(|row| (row.cases.join(" "), row.words)).collect()
    }

    #[test]
    fn the_objective_that_put_others_ahead_is_named() {
        let by = |objective: &str| format!("places went to cases ahead of it by {objective}");
        // B and C differ by more than A and B: whatever the price between them, A is behind.
        let hazard = told(1, "id,persons,hazard_weight\nA,1,1\nB,1,2\nC,1,3\n");
        assert_eq!(hazard[0], ("A".to_owned(), by("protection")));
        let drawn = told(1, "id,persons,hazard_weight\nA,1,2\nB,1,2\nC,1,2\n");
        assert_eq!(drawn.len(), 2);
        assert!(drawn.iter().any(|(_, words)| *words == by("lottery")), "{drawn:?}");
        assert!(drawn.iter().all(|(_, words)| *words != by("protection")), "{drawn:?}");
    }
}
