//! Why this country for this family, and what stands behind a destination's intake.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pathway::eligibility::bars;

use super::{Alternative, Bottleneck, Difference, Extend, Intake, Obligations, PlacementRow, Solved, WaitingRow};
use super::{alternative, binding, intake, obligations, placements, reason, waiting};

/// A case, cohort by cohort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseExplanation {
    /// Ids of the cases that travel as one, the one asked for among them.
    pub cases: Vec<String>,
    /// Persons of one family.
    pub persons: u64,
    /// The objectives, and what a point of each is.
    pub objectives: Vec<(String, String)>,
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
    /// The objective that decides between what the plan gives them and the best other way that can hold them: the
    /// first at which they differ; none: there are no two, or they are equal as far as prices tell.
    pub decided_by: Option<Difference>,
    /// What they could take, one line a destination and pathway: what the plan takes first, then by
    /// what they bring beyond what their places would bring others, level by level. Of several departures the one
    /// that is taken, else the best.
    pub alternatives: Vec<Alternative>,
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
        let alternatives =
            alternative::alternatives(solved, case, |option| placed(case).any(|(taken, _)| taken.option == option));
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
    let objectives = solved.compiled.problem.levels.iter();
    Some(CaseExplanation {
        obligations: obligations::obligations(solved).kept(|hold| ids.contains(&hold.case), |_| false),
        cases: ids,
        objectives: objectives.map(|level| (level.name.clone(), level.unit.clone())).collect(),
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
    // Of the countries on the way only the beds are its own concern: their places are for those who settle there.
    let at = |place: Option<usize>| place.is_some_and(|place| places.contains(&place));
    let mut stages = binding::at(solved, &at, extend, limit);
    stages.retain(|stage| stage.place == code || stage.stage == "beds");
    Some(DestinationExplanation {
        intake,
        obligations: obligations::obligations(solved)
            .kept(|hold| hold.destination == code, |minimum| minimum.destination == code),
        placements: placements::placements(solved).into_iter().filter(|row| row.destination == code).collect(),
        stages,
        closed: closed.into_iter().collect(),
    })
}

/// Where the best other way that can hold the family differs from the one that the plan gives.
fn decided_by(alternatives: &[Alternative]) -> Option<Difference> {
    alternatives.first().filter(|first| first.taken)?;
    alternatives.iter().find(|way| !way.taken && way.too_small.is_none())?.against.clone()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::pathway::{self, Estimate};
    use crate::problem::{More, Plan, Problem};
    use crate::scenario::Changes;
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
        let taken = &cohort.alternatives[0];
        assert_eq!((taken.destination.as_str(), taken.taken, &taken.values[..]), ("SWE", true, &[800, 2, 0, 6][..]));
        let next = &cohort.alternatives[1];
        assert_eq!((next.destination.as_str(), next.taken, &next.values[..]), ("KOR", false, &[800, 2, 0, 8][..]));
        assert!(cohort.alternatives.iter().all(|way| way.displaces.is_none()), "there is no proof");
        assert_eq!(cohort.decided_by, None, "what others would gain is not known");
        solved.certificate = proof.as_ref();
        let told = explain_case(&solved, "F12").expect("a case");
        assert!(told.cohorts[0].alternatives.iter().all(|way| way.displaces.is_some()));
        assert_eq!(told.objectives[1], ("deadlines".to_owned(), "persons".to_owned()));
        assert_eq!(explain_case(&solved, "F99"), None);
    }

    /// The grandmother's family would be protected a month sooner elsewhere; but these places would spare others as
    /// much, so that the wish decides.
    #[test]
    fn ways_are_held_against_each_other_less_what_their_places_would_bring_others() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let proof = solve(&compiled.problem).certificate;
        let mut solved = fixture::solved(&scenario, &compiled, &plan);
        solved.certificate = proof.as_ref();
        let told = explain_case(&solved, "F09").expect("a case");
        let ways = &told.cohorts[0].alternatives;
        let brings = |way: &Alternative| (way.destination.clone(), way.values[0], way.displaces, way.against.clone());
        assert_eq!(brings(&ways[0]), ("KOR".to_owned(), 800, Some(800.0), None));
        let usa = ways.iter().find(|way| way.destination == "USA").expect("the United States");
        assert_eq!((usa.values[0], usa.displaces), (1200, Some(1200.0)));
        let wishes = Difference { objective: "wishes".to_owned(), points: 20.0 };
        assert_eq!((usa.against.as_ref(), told.cohorts[0].decided_by.as_ref()), (Some(&wishes), Some(&wishes)));
        let small: Vec<&str> = ways.iter().filter(|way| way.too_small.is_some()).map(|way| &*way.destination).collect();
        assert_eq!(small, ["MNG", "SWE"], "three places and a family of four");
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

    #[test]
    fn a_destination_is_told_of_the_beds_on_the_way_and_not_of_the_places_there() {
        let files = [
            ("scenario.toml", "title = \"By way of Romania\"\n[horizon]\nperiods = 3\n"),
            ("caseload.csv", "id,persons\nA,2\n"),
            ("destinations.csv", "code,name,role,places\nUSA,United States,settlement,4\nROU,Romania,both,4\n"),
            ("routes.csv", "destination,kind,transit,stay\nUSA,transit,ROU,1\nROU,direct,,\n"),
            ("capacity.csv", "place,kind,amount\nROU,beds,2\n"),
        ];
        let scenario = fixture::written(&files, &Changes::default());
        let compiled = pathway::compile(&scenario, Estimate::Point);
        let plan = Plan::default();
        let told = explain_destination(&fixture::solved(&scenario, &compiled, &plan), "USA", &no_gain, 0);
        let stages = told.expect("a destination").stages;
        let mut stages: Vec<_> = stages.iter().map(|stage| (stage.stage.as_str(), stage.place.as_str())).collect();
        stages.sort_unstable();
        assert_eq!(stages, [("beds", "ROU"), ("places", "USA")]);
    }
}
