//! From a scenario to the problem.

use std::collections::{BTreeMap, BTreeSet};

use super::cohort::cohorts;
use super::law::Law;
use super::levels::Levels;
use super::need::Kinds;
use super::option::{Asking, Ground, Offered, options, stay_begins};
use super::resource::Resources;
use super::worth::{self, TIMING};
use super::{Cohort, Compiled, Estimate, fit};
use crate::capacity::{largest_remainder, pools, shares};
use crate::problem::{Cases, Class, Problem};
use crate::scenario::{Goal, Period, Scenario};

/// Compiles one estimate of a scenario into the problem. Deterministic: the same scenario gives the
/// same problem, on any machine.
pub fn compile(scenario: &Scenario, estimate: Estimate) -> Compiled {
    let law = Law::of(&scenario.policy);
    let cohorts = cohorts(scenario, &law, estimate);
    let levels = Levels::of(scenario, &cohorts);
    let provinces: BTreeSet<&str> = cohorts.iter().map(|cohort| cohort.province(scenario)).collect();
    let provinces: Vec<String> = provinces.into_iter().map(str::to_owned).collect();
    let kinds = Kinds::of(scenario);
    let columns = columns(scenario);
    let mut resources = Resources::of(scenario, &levels, &pools(scenario, &provinces));
    let key = key(scenario);
    let intakes = intakes(scenario, &key, resources.supplies.len());
    let ground = Ground { scenario, law: &law, resources: &resources, kinds: &kinds, provinces: &provinces };
    let stays: BTreeSet<Period> = (cohorts.iter().filter(|cohort| cohort.wishes_to_stay(scenario)))
        .filter_map(|cohort| stay_begins(&law, cohort.comes_forward?))
        .collect();
    let offered = options(&ground, &columns, &intakes, &stays);
    let fits = fit::tables(scenario, &cohorts, &columns, &levels);
    let (classes, class) = classes(&ground, &cohorts, &levels, &offered);
    let cases = Cases {
        count: cohorts.iter().map(|cohort| cohort.count).collect(),
        need: cohorts.iter().flat_map(|cohort| kinds.needs(scenario, cohort)).collect(),
        weight: (0..levels.len()).map(|level| weights(scenario, &cohorts, &levels, level)).collect(),
        class,
    };
    let mut problem = Problem {
        kinds: kinds.len(),
        columns: columns.len() + 1,
        cases,
        classes,
        fits,
        options: offered.options,
        ..Problem::default()
    };
    let all = persons(&problem, |_| true);
    let reach = reach(&problem);
    let shared = persons(&problem, |case| counts_for_sharing(scenario, &problem, &columns, &reach, case));
    let fair = largest_remainder(&key, shared);
    for (destination, _) in intakes.iter().enumerate().filter(|(_, intake)| intake.is_some()) {
        resources.push_intake(scenario, &levels, destination, all, fair[destination]);
    }
    problem.levels = levels.named;
    problem.supplies = resources.supplies;
    Compiled { problem, cohorts, ways: offered.ways, stages: resources.stages }
}

/// The settlement destinations that some route reaches, in the file's order: the fit tables' columns.
fn columns(scenario: &Scenario) -> Vec<usize> {
    let reached = |destination: &usize| scenario.routes.iter().any(|route| route.destination == *destination);
    (0..scenario.destinations.len()).filter(reached).collect()
}

/// Each destination's part of the key; all zeros where sharing is no objective.
fn key(scenario: &Scenario) -> Vec<f64> {
    let shares_count = scenario.objectives.iter().flatten().any(|objective| objective.goal == Goal::Sharing);
    if shares_count { shares(scenario) } else { vec![0.0; scenario.destinations.len()] }
}

/// The resource of each destination's intake, where a minimum or a fair share asks for one.
fn intakes(scenario: &Scenario, key: &[f64], first: usize) -> Vec<Option<u32>> {
    let mut next = u32::try_from(first).expect("indices fit 32 bits")..;
    (scenario.destinations.iter().zip(key))
        .map(|(destination, &share)| (destination.minimum.is_some() || share > 0.0).then(|| next.next()).flatten())
        .collect()
}

/// The classes, and the class of each cohort. One class a timing: those who come forward together,
/// with the same priority and rate of returns, from the same province where provinces matter.
fn classes(ground: &Ground, cohorts: &[Cohort], levels: &Levels, offered: &Offered) -> (Vec<Class>, Vec<u32>) {
    let scenario = ground.scenario;
    let mut classes: Vec<Class> = Vec::new();
    let mut known = BTreeMap::new();
    let class = (cohorts.iter())
        .map(|cohort| {
            let asking = ground.asking(cohort);
            let factors = asking.map(|_| merged_factors(scenario, cohort, levels));
            *known.entry((asking, factors)).or_insert_with_key(|(asking, factors)| {
                let factors = factors.as_deref().unwrap_or_default();
                classes.push(asking.as_ref().map_or_else(
                    || Class { worth: vec![Vec::new(); levels.len()], ..Class::default() },
                    |asking| offers(ground, levels, offered, asking, factors),
                ));
                u32::try_from(classes.len() - 1).expect("indices fit 32 bits")
            })
        })
        .collect();
    (classes, class)
}

/// What a class is offered, and the worth of each offer's timing.
fn offers(ground: &Ground, levels: &Levels, offered: &Offered, asking: &Asking, factors: &[i64]) -> Class {
    let scenario = ground.scenario;
    let options: Vec<usize> =
        (0..offered.ways.len()).filter(|&option| offered.is_for(ground, option, asking)).collect();
    let mut factors = factors.iter();
    let worth = (0..levels.len())
        .map(|level| {
            let goals = levels.goals(level, &TIMING);
            let mut worth = vec![0; if goals.is_empty() { 0 } else { options.len() }];
            for &(goal, weight) in &goals {
                let factor = if goals.len() > 1 { *factors.next().expect("a factor a merged goal") } else { 1 };
                let by_period = asking.waiting.worth(scenario, ground.law, goal);
                for (worth, &option) in worth.iter_mut().zip(&options) {
                    *worth += weight * factor * by_period[offered.ways[option].protects_from() as usize];
                }
            }
            worth
        })
        .collect();
    let offers = options.into_iter().map(|option| u32::try_from(option).expect("indices fit 32 bits")).collect();
    Class { offers, worth, opens: asking.opens.unwrap_or(0) }
}

/// Where a level merges several goals of timing a case cannot weigh each on its own: its weights go
/// into its class.
fn merged_factors(scenario: &Scenario, cohort: &Cohort, levels: &Levels) -> Vec<i64> {
    let goals = (0..levels.len()).map(|level| levels.goals(level, &TIMING)).filter(|goals| goals.len() > 1).flatten();
    goals.map(|(goal, _)| worth::weight(scenario, cohort, goal, levels)).collect()
}

/// The cases' weights at a level.
fn weights(scenario: &Scenario, cohorts: &[Cohort], levels: &Levels, level: usize) -> Vec<i64> {
    match levels.goals(level, &TIMING)[..] {
        [] => Vec::new(),
        [(goal, _)] => cohorts.iter().map(|cohort| worth::weight(scenario, cohort, goal, levels)).collect(),
        _ => vec![1; cohorts.len()],
    }
}

/// Persons of the cases that count.
fn persons(problem: &Problem, counts: impl Fn(usize) -> bool) -> u64 {
    let of = |case: usize| {
        u64::from(problem.cases.count[case]) * u64::from(problem.needs(case)[usize::from(Kinds::PERSONS)])
    };
    (0..problem.len()).filter(|&case| counts(case)).map(of).sum()
}

/// By class: the columns that its offers reach, in rising order.
fn reach(problem: &Problem) -> Vec<BTreeSet<u32>> {
    let column = |&offer: &u32| problem.options.column[offer as usize];
    problem.classes.iter().map(|class| class.offers.iter().map(column).collect()).collect()
}

/// Whether a case is part of what is shared: some country outside its nationality can take it, and
/// it has no country of nationality to go to.
fn counts_for_sharing(
    scenario: &Scenario,
    problem: &Problem,
    columns: &[usize],
    reach: &[BTreeSet<u32>],
    case: usize,
) -> bool {
    let reached = reach[problem.cases.class[case] as usize].iter().filter(|&&column| problem.allows(case, column));
    let countries: Vec<usize> = reached.filter_map(|&column| columns.get(column as usize).copied()).collect();
    !countries.is_empty() && !countries.iter().any(|&country| scenario.destinations[country].nationality)
}
