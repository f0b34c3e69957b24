//! What holds and hard minima ask for, and how much of it the plan gives.
//!
//! Both come before every objective. So where the plan is proven optimal at the level of obligations, no plan
//! gives more of them; and without what is short (the holds named, and so many persons of each minimum) the plan
//! at hand keeps all the others.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pathway::Way;
use crate::pathway::eligibility::cohort_bars;

use super::exchange::Covers;
use super::reason::Words;
use super::solved::Fate;
use super::{Reason, Solved, limit, reason};

/// Every hold and hard minimum of the scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Obligations {
    /// In the caseload's order.
    pub holds: Vec<HoldRow>,
    /// In the destinations' order.
    pub minima: Vec<MinimumRow>,
}

/// A case that goes to a destination or nowhere, by the planner's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HoldRow {
    /// Id of the case.
    pub case: String,
    /// Code of the destination to which it is held.
    pub destination: String,
    /// The planner's reason, from `overrides.csv`.
    pub reason: String,
    /// Persons of its families, and of those who travel with them.
    pub persons: u64,
    /// Of them, those who do not go there.
    pub short: u64,
    /// Why they do not; none: all go there.
    pub why: Option<String>,
}

/// Persons that a destination must take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MinimumRow {
    /// Code of the destination.
    pub destination: String,
    /// Persons asked for, over the horizon.
    pub persons: u64,
    /// Of them, those who do not come.
    pub short: u64,
    /// Why, where no way there is open to anybody.
    pub why: Option<String>,
}

impl Obligations {
    /// Those that the plan does not give in full.
    #[must_use]
    pub fn unmet(&self) -> Obligations {
        self.kept(|hold| hold.short > 0, |minimum| minimum.short > 0)
    }

    pub(super) fn kept(&self, hold: impl Fn(&HoldRow) -> bool, minimum: impl Fn(&MinimumRow) -> bool) -> Obligations {
        Obligations {
            holds: self.holds.iter().filter(|row| hold(row)).cloned().collect(),
            minima: self.minima.iter().filter(|row| minimum(row)).cloned().collect(),
        }
    }
}

/// What the scenario asks for, beside what the plan gives.
pub(super) fn obligations(solved: &Solved) -> Obligations {
    Obligations { holds: holds(solved), minima: minima(solved) }
}

fn holds(solved: &Solved) -> Vec<HoldRow> {
    let (scenario, cohorts) = (solved.scenario, &solved.compiled.cohorts);
    let made = scenario.overrides.iter().filter(|made| made.hold);
    // By row of the caseload.
    let mut bound: BTreeMap<usize, (usize, HoldRow)> = made
        .map(|made| {
            let row = HoldRow {
                case: scenario.caseload[made.case].id.clone(),
                destination: scenario.destinations[made.destination].code.to_string(),
                reason: made.reason.clone(),
                persons: 0,
                short: 0,
                why: None,
            };
            (made.case, (made.destination, row))
        })
        .collect();
    if bound.is_empty() {
        return Vec::new();
    }
    let words = Words::new(solved);
    let reasons = reason::reasons(solved, |case| cohorts[case].rows.iter().any(|row| bound.contains_key(row)));
    for fate in solved.fates() {
        for row in &cohorts[fate.case].rows {
            let Some((there, hold)) = bound.get_mut(row) else { continue };
            hold.persons += fate.persons;
            if goes_to(solved, &fate) != Some(*there) {
                hold.short += fate.persons;
                hold.why.get_or_insert_with(|| why(solved, &words, &fate, *there, reasons.get(&fate.case)));
            }
        }
    }
    bound.into_values().map(|(_, hold)| hold).collect()
}

fn goes_to(solved: &Solved, fate: &Fate) -> Option<usize> {
    match fate.way {
        Some(Way::Departure { route, .. }) => Some(solved.scenario.routes[route].destination),
        Some(Way::Stay { .. }) | None => None,
    }
}

/// Why families do not go where they are held: rules, else a stage that is too small for one of them, else why they
/// wait.
fn why(solved: &Solved, words: &Words, fate: &Fate, there: usize, reason: Option<&Reason>) -> String {
    let bars = cohort_bars(solved.scenario, &solved.compiled.cohorts[fate.case], there);
    if !bars.is_empty() {
        return bars.iter().map(ToString::to_string).collect::<Vec<String>>().join("; ");
    }
    // Whoever is held has no other destination, so these offers all lead there.
    let mut offers = reason::offers(&solved.compiled.problem, fate.case).peekable();
    let some = offers.peek().is_some();
    let small: Option<Vec<_>> = offers.map(|offer| limit::too_small(solved, fate.case, offer)).collect();
    match (small.filter(|_| some), reason) {
        (Some(small), _) => small[0].to_string(),
        (None, Some(reason)) => words.of(&[*fate], *reason, &mut Covers::new()),
        (None, None) => String::new(),
    }
}

fn minima(solved: &Solved) -> Vec<MinimumRow> {
    let mut come: BTreeMap<usize, u64> = BTreeMap::new();
    for fate in solved.fates() {
        if let Some(there) = goes_to(solved, &fate) {
            *come.entry(there).or_default() += fate.persons;
        }
    }
    let destinations = solved.scenario.destinations.iter().enumerate();
    let hard = destinations.filter_map(|(there, destination)| {
        let minimum = destination.minimum.filter(|minimum| minimum.worth.is_none())?;
        let persons = u64::from(minimum.persons);
        let short = persons.saturating_sub(come.get(&there).copied().unwrap_or(0));
        let why = (short > 0 && !reached(solved, there)).then(|| "no way there is open to anybody".to_owned());
        Some(MinimumRow { destination: destination.code.to_string(), persons, short, why })
    });
    hard.collect()
}

/// Whether any case is offered a way to the destination.
fn reached(solved: &Solved, there: usize) -> bool {
    let problem = &solved.compiled.problem;
    let leads = |case: usize, offer: usize| match solved.compiled.ways[problem.class(case).offers[offer] as usize] {
        Way::Departure { route, .. } => solved.scenario.routes[route].destination == there,
        Way::Stay { .. } => false,
    };
    (0..problem.len()).any(|case| reason::offers(problem, case).any(|offer| leads(case, offer)))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::pathway::{self, Estimate};
    use crate::problem::Plan;
    use crate::scenario::{Changes, Scenario};
    use crate::solve::{Settings, prices};

    /// `scenarios/small` with changes, its plan, and what of the obligations it does not give.
    fn planned(scenario: &Scenario) -> (Plan, Obligations) {
        let compiled = pathway::compile(scenario, Estimate::Point);
        let plan = prices::solve(&compiled.problem, &Settings::default()).plan;
        let obligations = obligations(&fixture::solved(scenario, &compiled, &plan));
        (plan, obligations)
    }

    fn changed(set: &[&str]) -> Scenario {
        let set = set.iter().map(|change| (*change).to_owned()).collect();
        fixture::shipped("small", &Changes { set, ..Changes::default() })
    }

    #[test]
    fn what_is_not_met_is_named_with_why() {
        let short = |set: &[&str]| {
            let unmet = planned(&changed(set)).1.unmet();
            let holds = unmet.holds.into_iter().map(|hold| (hold.case, hold.short, hold.why.unwrap_or_default()));
            let minima = unmet.minima.into_iter().map(|row| (row.destination, row.short, row.why.unwrap_or_default()));
            holds.chain(minima).collect::<Vec<_>>()
        };
        let named = |name: &str, persons: u64, why: &str| vec![(name.to_owned(), persons, why.to_owned())];
        assert_eq!(short(&["hold.F09=MNG"]), named("F09", 4, "too small for them: places MNG, 3"));
        assert_eq!(short(&["hold.F08=KOR"]), named("F08", 1, "closed to cases with `chinese_national`"));
        assert_eq!(
            short(&["destinations.MNG.minimum=3", "policy.exit=never"]),
            named("MNG", 3, "no way there is open to anybody")
        );
        assert_eq!(short(&["hold.F03=MNG", "hold.F09=KOR", "destinations.USA.minimum=4"]), []);
    }

    #[test]
    fn without_what_is_named_all_the_others_are_met() {
        let conflicts: [&[&str]; 5] = [
            &["hold.F09=MNG", "hold.F03=MNG", "destinations.USA.minimum=4"],
            &["hold.F08=KOR", "hold.F01=MNG", "hold.F03=MNG"],
            &[
                "destinations.MNG.minimum=3",
                "destinations.SWE.minimum=3",
                "destinations.USA.minimum=4",
                "policy.exit=2014-04",
            ],
            &["destinations.USA.minimum=3", "hold.F02=USA", "hold.F10=USA", "hold.F11=USA"],
            &["destinations.MNG.minimum=3", "hold.F09=KOR", "policy.exit=never"],
        ];
        for set in conflicts {
            let mut scenario = changed(set);
            let unmet = planned(&scenario).1.unmet();
            let names = |case: usize| scenario.caseload[case].id.as_str();
            let dropped = |case: usize| unmet.holds.iter().any(|hold| hold.case == names(case));
            let kept = scenario.overrides.iter().filter(|made| !dropped(made.case)).cloned().collect();
            for short in &unmet.minima {
                let mut countries = scenario.destinations.iter_mut();
                let country =
                    countries.find(|country| country.code.to_string() == short.destination).expect("its code");
                let persons = u32::try_from(short.persons - short.short).expect("few persons");
                country.minimum = country.minimum.map(|minimum| crate::scenario::Minimum { persons, ..minimum });
            }
            scenario.overrides = kept;
            let met = planned(&scenario).1;
            assert_eq!(met.unmet(), Obligations::default(), "{set:?}");
            assert_ne!(unmet, Obligations::default(), "{set:?}");
        }
    }
}
