//! Why this country for this family, and what stands behind a destination's intake.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pathway::Way;
use crate::pathway::eligibility::bars;

use super::solved::rounded;
use super::{Bottleneck, Extend, Intake, Obligations, Pathway, PlacementRow, Solved, WaitingRow};
use super::{binding, intake, obligations, placements, reason, waiting};

/// A case, cohort by cohort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseExplanation {
    /// Ids of the cases that travel as one, the one asked for among them.
    pub cases: Vec<String>,
    /// Persons of one family.
    pub persons: u64,
    /// One entry a cohort (families who come forward together).
    pub cohorts: Vec<CohortExplanation>,
    /// Holds of them, where there are any.
    pub obligations: Obligations,
    /// Rules that close destinations to it, each with the destinations, one line each.
    pub closed: Vec<String>,
    /// Why families of it wait, where any do.
    pub waiting: Vec<WaitingRow>,
}

/// Families of a case who come forward together: what they take and what else they could.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortExplanation {
    /// Families.
    pub count: u32,
    /// Period of coming forward; none: never within the horizon.
    pub comes_forward: Option<String>,
    /// What the plan gives them.
    pub placements: Vec<PlacementRow>,
    /// The objective that decides between the first two alternatives: the first at which they
    /// differ; none: there are no two, or they are equal.
    pub decided_by: Option<String>,
    /// What they could take, one line a destination and pathway: what the plan takes first, then by
    /// what they bring beyond what they displace, level by level. Of several departures the one that
    /// is taken, else the best.
    pub alternatives: Vec<Alternative>,
}

/// A way open to a cohort, by what it brings and what it would displace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// Code of the destination; the country of asylum for a protected stay.
    pub destination: String,
    /// What sort of way.
    pub pathway: Pathway,
    /// Period of departure, or the first one of a protected stay.
    pub departs: String,
    /// Whether the plan takes it.
    pub taken: bool,
    /// Level by level.
    pub levels: Vec<Outcome>,
}

/// What a way brings at one level, in its points, for one family.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The objective.
    pub objective: String,
    /// What it brings the family.
    pub value: i64,
    /// What the units it takes would bring others: planning price times need, less what it brings at
    /// the earlier levels at the exchange rates of the proof. None without prices.
    pub displaces: Option<f64>,
}

/// A destination: who comes, on what places, what binds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DestinationExplanation {
    /// Persons and places by year.
    pub intake: Intake,
    /// Its hard minimum and the cases that are held to it, where there are any.
    pub obligations: Obligations,
    /// Who comes.
    pub placements: Vec<PlacementRow>,
    /// Its stages, and the beds of the transit countries on the way, the most binding first, with what
    /// a family's worth more would bring.
    pub stages: Vec<Bottleneck>,
    /// Rules that close it, and how many persons of the caseload each of them closes it to.
    pub closed: Vec<(String, u64)>,
}

/// Explains the case of this id; none: there is no such case in this estimate.
pub fn explain_case(solved: &Solved, id: &str) -> Option<CaseExplanation> {
    let has = |case: &usize| solved.compiled.cohorts[*case].cases(solved.scenario).any(|row| row.id == id);
    let cases: Vec<usize> = (0..solved.compiled.cohorts.len()).filter(has).collect();
    let first = *cases.first()?;
    let rows = placements::placements(solved);
    let placed = |case: usize| {
        solved.plan.placements.iter().zip(&rows).filter(move |(placement, _)| placement.case as usize == case)
    };
    let cohorts = cases.iter().map(|&case| {
        let alternatives = alternatives(solved, case, |option| placed(case).any(|(taken, _)| taken.option == option));
        CohortExplanation {
            count: solved.compiled.cohorts[case].count,
            comes_forward: solved.compiled.cohorts[case]
                .comes_forward
                .map(|period| solved.scenario.horizon.name(period)),
            placements: placed(case).map(|(_, row)| row.clone()).collect(),
            decided_by: decided_by(&alternatives),
            alternatives,
        }
    });
    let ids = solved.ids(first);
    Some(CaseExplanation {
        obligations: obligations::obligations(solved).kept(|hold| ids.contains(&hold.case), |_| false),
        cases: ids,
        persons: u64::from(solved.compiled.cohorts[first].persons(solved.scenario)),
        cohorts: cohorts.collect(),
        closed: reason::closed(solved, first),
        waiting: waiting::of_rows(solved, &solved.compiled.cohorts[first].rows),
    })
}

/// Explains a settlement destination by its code; none: there is no such destination. The gain of a
/// family's worth more is computed by `solve` for the first `limit` of its stages that are full.
pub fn explain_destination(
    solved: &Solved,
    code: &str,
    extend: &Extend,
    limit: usize,
) -> Option<DestinationExplanation> {
    let scenario = solved.scenario;
    let intake = intake::intake(solved).into_iter().find(|intake| intake.destination == code)?;
    let there = scenario.destinations.iter().position(|destination| destination.code.to_string() == code)?;
    let transits = scenario.routes.iter().filter(|route| route.destination == there).filter_map(|route| route.transit);
    let mut places: Vec<usize> = transits.map(|(transit, _)| transit).collect();
    places.push(there);
    let mut closed: BTreeMap<String, u64> = BTreeMap::new();
    for cohort in &solved.compiled.cohorts {
        let mut rules: Vec<_> = cohort.rows.iter().flat_map(|&row| bars(scenario, row, there)).collect();
        rules.sort();
        rules.dedup();
        for rule in rules {
            let persons = u64::from(cohort.persons(scenario)) * u64::from(cohort.count);
            *closed.entry(rule.to_string()).or_default() += persons;
        }
    }
    Some(DestinationExplanation {
        intake,
        obligations: obligations::obligations(solved)
            .kept(|hold| hold.destination == code, |minimum| minimum.destination == code),
        placements: placements::placements(solved).into_iter().filter(|row| row.destination == code).collect(),
        stages: binding::at(solved, &|place| place.is_some_and(|place| places.contains(&place)), extend, limit),
        closed: closed.into_iter().collect(),
    })
}

/// What a case could take, one line a destination and pathway.
fn alternatives(solved: &Solved, case: usize, taken: impl Fn(u32) -> bool) -> Vec<Alternative> {
    let problem = &solved.compiled.problem;
    let levels = 0..problem.levels.len();
    let beyond = |offer: usize| -> Vec<i128> {
        let value = |level| i128::from(problem.value(level, case, offer));
        levels
            .clone()
            .map(|level| solved.margin(level, case, offer).map_or(value(level), |margin| margin.gain()))
            .collect()
    };
    // Whether it is taken, what it brings beyond what it displaces by level, and which offer it is.
    let mut best: BTreeMap<(String, Pathway), (bool, Vec<i128>, usize)> = BTreeMap::new();
    for offer in reason::offers(problem, case) {
        let option = problem.class(case).offers[offer];
        let found = (taken(option), beyond(offer), offer);
        let best = best.entry(solved.way(solved.compiled.ways[option as usize])).or_insert_with(|| found.clone());
        if (found.0, &found.1) > (best.0, &best.1) {
            *best = found;
        }
    }
    let mut alternatives: Vec<_> = best.into_iter().collect();
    alternatives.sort_by(|(_, a), (_, b)| (b.0, &b.1).cmp(&(a.0, &a.1)));
    (alternatives.into_iter())
        .map(|((destination, pathway), (taken, _, offer))| {
            let way: Way = solved.compiled.ways[problem.class(case).offers[offer] as usize];
            let departs = solved.scenario.horizon.name(way.protects_from());
            let levels = levels.clone().map(|level| outcome(solved, level, case, offer)).collect();
            Alternative { destination, pathway, departs, taken, levels }
        })
        .collect()
}

fn outcome(solved: &Solved, level: usize, case: usize, offer: usize) -> Outcome {
    let problem = &solved.compiled.problem;
    let value = problem.value(level, case, offer);
    let displaces = solved.margin(level, case, offer).map(|margin| {
        let displaced = i128::from(value) * i128::from(margin.denominator) - margin.gain();
        rounded(displaced as f64 / margin.denominator as f64, 2)
    });
    Outcome { objective: problem.levels[level].name.clone(), value, displaces }
}

/// The first objective at which the first two alternatives differ.
fn decided_by(alternatives: &[Alternative]) -> Option<String> {
    let [first, second, ..] = alternatives else { return None };
    let differ = |(a, b): &(&Outcome, &Outcome)| a != b;
    first.levels.iter().zip(&second.levels).find(differ).map(|(outcome, _)| outcome.objective.clone())
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::problem::{More, Plan, Problem};
    use crate::solve::{Answer, Settings};

    fn solve(problem: &Problem) -> Answer {
        crate::solve::prices::solve(problem, &Settings::default())
    }

    fn no_gain(_: usize, _: &[More]) -> Vec<Plan> {
        unreachable!("no gain is asked for")
    }

    #[test]
    fn a_family_is_told_what_else_there_was() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let proof = solve(&compiled.problem).certificate;
        let mut solved = fixture::solved(&scenario, &compiled, &plan);
        let told = explain_case(&solved, "F12").expect("a case");
        let cohort = &told.cohorts[0];
        let values = |alternative: &Alternative| alternative.levels.iter().map(|level| level.value).collect::<Vec<_>>();
        let taken = &cohort.alternatives[0];
        assert_eq!((taken.destination.as_str(), taken.taken, values(taken)), ("SWE", true, vec![800, 2, 0, 6]));
        let next = &cohort.alternatives[1];
        assert_eq!((next.destination.as_str(), next.taken, values(next)), ("KOR", false, vec![800, 2, 0, 8]));
        assert_eq!(cohort.decided_by.as_deref(), Some("wishes"));
        assert!(taken.levels.iter().all(|level| level.displaces.is_none()), "there is no proof");
        solved.certificate = proof.as_ref();
        let told = explain_case(&solved, "F12").expect("a case");
        assert!(told.cohorts[0].alternatives[0].levels.iter().all(|level| level.displaces.is_some()));
        assert_eq!(explain_case(&solved, "F99"), None);
    }

    #[test]
    fn a_family_that_waits_is_told_which_rules_close_what() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let told = explain_case(&fixture::solved(&scenario, &compiled, &plan), "F11").expect("a case");
        assert_eq!(told.closed, ["KOR MNG SWE: the family refused it"]);
        assert_eq!((told.waiting.len(), told.cohorts[0].placements.len()), (1, 0));
    }

    #[test]
    fn a_destination_is_told_who_comes_and_whom_its_rules_stop() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let solved = fixture::solved(&scenario, &compiled, &plan);
        let told = explain_destination(&solved, "USA", &no_gain, 0).expect("a destination");
        let who: Vec<&str> = told.placements.iter().map(|row| row.cases[0].as_str()).collect();
        assert_eq!((who, told.intake.total.planned), (vec!["F02", "F10"], 4));
        let rules: Vec<(&str, u64)> = told.closed.iter().map(|(rule, persons)| (rule.as_str(), *persons)).collect();
        assert!(rules.contains(&("closed to cases with `chinese_national`", 1)), "{rules:?}");
        let stages: Vec<&str> = told.stages.iter().map(|stage| stage.stage.as_str()).collect();
        assert_eq!(stages, ["places"]);
        assert_eq!(explain_destination(&solved, "JPN", &no_gain, 0), None);
    }
}
