//! Why a case waits.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::pathway::eligibility::{Bar, cohort_bars};
use crate::pathway::law::{Law, in_force};
use crate::problem::Problem;
use crate::scenario::Period;

use super::Solved;
use super::exchange::{Covers, Exchanges, Outcome, requirements};
use super::solo::{Peers, Solo};
use super::solved::Fate;

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
    /// Not recognised as refugees, which every way open to it asks for.
    NotRecognised,
    /// A stage of every way open to it is supplied in no period in which it could be used.
    NotSupplied,
    /// It needs more of something than any way open to it supplies, even without others.
    NeedsMore,
    /// Everything that one of its ways uses is free, but an objective does not ask for it.
    PlacesFree,
    /// The places went to other cases.
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
            Reason::NeedsMore => "needs more than there is",
            Reason::PlacesFree => "places left free",
            Reason::PlacesTaken => "places went to other cases",
        }
    }
}

/// Why families wait that the plan leaves waiting, by case; of the wanted cases only.
pub(super) fn reasons(solved: &Solved, wanted: impl Fn(usize) -> bool) -> BTreeMap<usize, Reason> {
    let (mut in_time, used) = (InTime::new(), solved.used());
    (solved.fates())
        .filter(|fate| fate.way.is_none() && wanted(fate.case))
        .map(|fate| (fate.case, reason(solved, fate.case, &used, &mut in_time)))
        .collect()
}

/// By who could do the same: the periods of coming forward from which they could still arrive if
/// every stage were supplied in every period.
type InTime<'a> = BTreeMap<Peers<'a>, BTreeSet<Option<Period>>>;

fn reason<'a>(solved: &Solved<'a>, case: usize, used: &[u64], in_time: &mut InTime<'a>) -> Reason {
    let cohort = &solved.compiled.cohorts[case];
    if cohort.comes_forward.is_none() {
        return Reason::NeverComesForward;
    }
    if offers(&solved.compiled.problem, case).next().is_some() {
        return of_places(&solved.compiled.problem, case, used);
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

/// Why a case has no places that is offered some.
fn of_places(problem: &Problem, case: usize, used: &[u64]) -> Reason {
    let total = |resource: u32| problem.supplies.total(resource);
    let some_way = |serves: &dyn Fn(u32, u64) -> bool| {
        offers(problem, case).any(|offer| {
            requirements(problem, case, offer)
                .all(|(mut resources, need)| resources.any(|resource| serves(resource, need)))
        })
    };
    if some_way(&|resource, need| used[resource as usize] + need <= total(resource)) {
        Reason::PlacesFree
    } else if some_way(&|resource, need| need <= total(resource)) {
        Reason::PlacesTaken
    } else if some_way(&|resource, _| total(resource) > 0) {
        Reason::NeedsMore
    } else {
        Reason::NotSupplied
    }
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

/// Words for the reasons of those who wait: which rules, which components, which objective.
pub(super) struct Words<'a> {
    solved: &'a Solved<'a>,
    exchanges: Exchanges<'a>,
}

impl<'a> Words<'a> {
    pub(super) fn new(solved: &'a Solved<'a>) -> Words<'a> {
        Words { solved, exchanges: Exchanges::of(solved) }
    }

    /// Why families wait, of the same rows and for the same reason.
    pub(super) fn of(&self, waiting: &[Fate], reason: Reason, covers: &mut Covers) -> String {
        let (solved, case) = (self.solved, waiting[0].case);
        let cohort = &solved.compiled.cohorts[case];
        match reason {
            Reason::NoLawfulOption => {
                let missing = missing_components(solved, case);
                if missing.is_empty() { closed(solved, case).join("; ") } else { never(&missing) }
            }
            Reason::NeverComesForward => "in hiding until the horizon ends".to_owned(),
            Reason::TooLate => {
                let forward =
                    cohort.comes_forward.map_or_else(String::new, |period| solved.scenario.horizon.name(period));
                format!("comes forward in {forward}; no departure after that arrives within the horizon")
            }
            Reason::NotRecognised => {
                let last = solved.scenario.horizon.periods - 1;
                if in_force(Law::of(&solved.scenario.policy).status, last) {
                    "refused recognition; keeps the humanitarian status".to_owned()
                } else {
                    "refused recognition; no humanitarian status begins within the horizon".to_owned()
                }
            }
            Reason::NotSupplied => "a stage of every open way has no supply in the periods it would be used".to_owned(),
            Reason::NeedsMore => "needs more than any open way supplies, even if nobody else used it".to_owned(),
            Reason::PlacesFree => self.outcomes(waiting, |case| self.exchanges.with(case), free),
            Reason::PlacesTaken => self.outcomes(waiting, |case| self.exchanges.exchanged(case, covers), taken),
        }
    }

    /// The words for what is found of these families; of how many each, where that differs.
    fn outcomes(
        &self,
        waiting: &[Fate],
        mut outcome: impl FnMut(usize) -> Outcome,
        called: impl Fn(Outcome, &str) -> String,
    ) -> String {
        let mut families: BTreeMap<Outcome, u32> = BTreeMap::new();
        for fate in waiting {
            *families.entry(outcome(fate.case)).or_default() += fate.families;
        }
        let objective = |outcome| match outcome {
            Outcome::Falls(level) | Outcome::Rises(level) => self.solved.compiled.problem.levels[level].name.as_str(),
            Outcome::Same | Outcome::Unknown => "",
        };
        let several = families.len() > 1;
        let words = families.into_iter().map(|(outcome, families)| match called(outcome, objective(outcome)) {
            words if several => format!("{families} of them: {words}"),
            words => words,
        });
        words.collect::<Vec<String>>().join("; ")
    }
}

fn free(outcome: Outcome, objective: &str) -> String {
    match outcome {
        Outcome::Falls(_) => format!("places are free; filling them would lower {objective}"),
        Outcome::Same => "places are free; no objective asks for them to be filled".to_owned(),
        Outcome::Rises(_) | Outcome::Unknown => "places are free; the search ended before they were filled".to_owned(),
    }
}

fn taken(outcome: Outcome, objective: &str) -> String {
    match outcome {
        Outcome::Falls(_) => format!("places went to cases ahead of it by {objective}"),
        Outcome::Same => "places went to cases that no objective puts ahead of it or behind".to_owned(),
        Outcome::Rises(_) => {
            format!("places went to cases behind it by {objective}, and the search ended before they changed places")
        }
        Outcome::Unknown => "places went to other cases, and which objective decided is not known".to_owned(),
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

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use crate::pathway::{self, Estimate};
    use crate::scenario::Changes;
    use crate::solve::{Settings, prices};

    /// What those who wait are told in a scenario of these settings, caseload and destinations, by case.
    fn told(settings: &str, caseload: &str, destinations: &str, others: &[(&str, &str)]) -> Vec<(String, String)> {
        let files = [("scenario.toml", settings), ("caseload.csv", caseload), ("destinations.csv", destinations)];
        let files: Vec<(&str, &str)> = files.into_iter().chain(others.iter().copied()).collect();
        let scenario = fixture::written(&files, &Changes::default());
        let compiled = pathway::compile(&scenario, Estimate::Point);
        let answer = prices::solve(&compiled.problem, &Settings::default());
        let mut solved = fixture::solved(&scenario, &compiled, &answer.plan);
        solved.certificate = answer.certificate.as_ref();
        let rows = super::super::waiting(&solved);
        rows.into_iter().map(|row| (row.cases.join(" "), row.words)).collect()
    }

    /// The same with so many places in one country.
    fn with_places(places: u32, caseload: &str) -> Vec<(String, String)> {
        let settings = "origin = \"PRK\"\nasylum = \"CHN\"\n[horizon]\nperiods = 6\n[policy]\n";
        told(settings, caseload, &format!("code,name,guarantee,places\nUSA,United States,treaty,{places}\n"), &[])
    }

    fn is(case: &str, words: &str) -> Vec<(String, String)> {
        vec![(case.to_owned(), words.to_owned())]
    }

    fn ahead(objective: &str) -> String {
        format!("places went to cases ahead of it by {objective}")
    }

    #[test]
    fn the_objective_that_put_others_ahead_is_named() {
        // At the lowest price that proves it, one family of the lesser hazard is as good as the place it asks for.
        assert_eq!(with_places(1, "id,persons,hazard_weight\nA,1,1\nB,1,5\n"), is("A", &ahead("protection")));
        let drawn = with_places(1, "id,persons,hazard_weight\nA,1,2\nB,1,2\nC,1,2\n");
        assert!(drawn.len() == 2 && drawn.iter().all(|(_, words)| *words == ahead("lottery")), "{drawn:?}");
        // Who wishes for the place and loses the draw has not lost by wishes, whoever it is.
        for caseload in ["id,persons,preferred\nA,1,\nB,1,USA\n", "id,persons,preferred\nA,1,USA\nB,1,\n"] {
            assert_eq!(with_places(1, caseload)[0].1, ahead("lottery"));
        }
        let of_one_row = with_places(2, "id,count,persons\nA,3,1\n");
        assert_eq!(of_one_row, is("A", "places went to cases that no objective puts ahead of it or behind"));
    }

    #[test]
    fn a_family_takes_the_places_of_several_smaller_ones() {
        let caseload = "id,persons,hazard_weight\nA,1,3\nB,1,3\nC,2,2\nD,1,1\n";
        let found = with_places(2, caseload);
        assert_eq!(found, [is("C", &ahead("protection")), is("D", &ahead("protection"))].concat());
    }

    #[test]
    fn families_of_a_row_that_wait_for_different_objectives_are_counted() {
        // Who comes forward later would gain less.
        let found = with_places(1, "id,count,persons,arrival\nA,6,1,1..3\n");
        let [equal, later] =
            ["places went to cases that no objective puts ahead of it or behind".to_owned(), ahead("protection")];
        assert_eq!(found, is("A", &format!("4 of them: {later}; 1 of them: {equal}")));
    }

    #[test]
    fn nobody_is_ahead_where_there_is_no_place_or_too_few() {
        let nothing = "a stage of every open way has no supply in the periods it would be used";
        assert_eq!(with_places(0, "id,persons\nA,1\n"), is("A", nothing));
        let too_few = "needs more than any open way supplies, even if nobody else used it";
        assert_eq!(with_places(2, "id,persons\nA,3\n"), is("A", too_few));
    }

    #[test]
    fn an_objective_that_leaves_places_free_is_named() {
        let settings = "objectives = [\"score\"]\nacknowledge = [\"score\"]\n";
        let (caseload, destinations) = ("id,persons\nA,1\nB,1\n", "code,name,places\nUSA,United States,1\n");
        let scores = |a: &str| format!("case,USA\nA,{a}\nB,-2\n");
        let found = |a: &str| told(settings, caseload, destinations, &[("scores.csv", &scores(a))]);
        let lower = "places are free; filling them would lower score";
        assert_eq!(found("-5"), [is("A", lower), is("B", lower)].concat());
        assert_eq!(found("5"), is("B", &ahead("score")));
    }

    #[test]
    fn nobody_keeps_a_status_that_never_begins() {
        for (status, words) in [
            ("never", "refused recognition; no humanitarian status begins within the horizon"),
            ("2", "refused recognition; keeps the humanitarian status"),
        ] {
            let settings = format!(
                "origin = \"PRK\"\nasylum = \"CHN\"\n[horizon]\nperiods = 6\n[policy]\nrecognition = 0\nhumanitarian_status = \"{status}\"\n"
            );
            let destinations = "code,name,guarantee,places\nUSA,United States,treaty,1\n";
            assert_eq!(told(&settings, "id,persons\nA,1\n", destinations, &[]), is("A", words));
        }
    }
}
