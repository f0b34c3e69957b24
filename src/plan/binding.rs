//! What binds, stage by stage, and what a family's worth of units more would bring.
//!
//! The gain is an interval. A plan that gains `at_least` was found with the units added. No plan that is at least as good
//! at the earlier levels gains more than the prices of the proof allow ([`Leaves`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::pathway::Stage;
use crate::problem::{More, Plan};
use crate::scenario::SupplyKind;

use super::Solved;
use super::leaves::Leaves;
use super::solved::{rounded, worth};

/// Makes a plan of the solved problem for each of several additions of units; it is to be deterministic. Only the levels
/// up to the one named count: what later ones would choose takes long and is not told.
pub type Extend<'a> = dyn Fn(usize, &[More]) -> Vec<Plan> + 'a;

/// A stage at a place, over all its periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bottleneck {
    /// See [`super::ResourceRow::stage`].
    pub stage: String,
    /// See [`super::ResourceRow::place`].
    pub place: String,
    /// Units used over the horizon.
    pub used: u64,
    /// Units supplied over the horizon.
    pub supplied: u64,
    /// Supplies (periods, or years' pools) in which a typical family would not fit any more.
    pub full: u32,
    /// All its supplies.
    pub supplies: u32,
    /// What more units would bring where they would bring most; none where it was not computed.
    pub gain: Option<Gain>,
}

/// What more units would bring at the first objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gain {
    /// Name of the first period in which there are more.
    pub from: String,
    /// Name of the last one.
    pub until: String,
    /// Units more: a typical family's worth, outside any reserve. Of beds, screening and courses so
    /// many more in every period, as a bed stays where it is; of all else so many more once.
    pub units: u64,
    /// What is gained, such as `person-months`.
    pub unit: String,
    /// A plan that gains this much was found.
    pub at_least: f64,
    /// No plan gains more; none: not known.
    pub at_most: Option<f64>,
}

/// A stage at a place, while it is measured.
#[derive(Debug, Default)]
struct Measure {
    /// Resources and their first and last periods, total supplies and unreserved ones alike.
    resources: Vec<(usize, (u32, u32))>,
    used: u64,
    supplied: u64,
    /// Runs of periods in which it is full.
    full: BTreeSet<(u32, u32)>,
    supplies: u32,
    /// Units of a typical family.
    family: u64,
}

/// What binds, most binding first: stages at places by what prices allow a family's worth of units to bring, then
/// by the part of their supplies that is full. The gain is computed for the first `limit` of those that
/// are full anywhere, from the plans that `extend` makes with more units.
pub fn bottlenecks(solved: &Solved, extend: &Extend, limit: usize) -> Vec<Bottleneck> {
    at(solved, &|_| true, extend, limit)
}

/// The same at some places only: destinations by index, provinces none.
pub(super) fn at(
    solved: &Solved,
    wanted: &dyn Fn(Option<usize>) -> bool,
    extend: &Extend,
    limit: usize,
) -> Vec<Bottleneck> {
    let level = solved.first_level();
    let proofs = solved.certificate.map(|certificate| &certificate.levels).filter(|proofs| proofs.len() > level);
    let leaves = proofs.map(|proofs| Leaves::of(&solved.compiled.problem, proofs, level));
    let mut measured: Vec<(Added, String, String, Measure)> = measures(solved)
        .into_iter()
        .filter(|((_, _, destination), _)| wanted(*destination))
        .map(|((kind, _, _), (stage, place, measure))| {
            (Added::most(kind, &measure, leaves.as_ref()), stage, place, measure)
        })
        .collect();
    measured.sort_by_key(|(added, _, _, measure)| {
        let full = measure.full.len() as u64 * 1_000_000 / u64::from(measure.supplies);
        (std::cmp::Reverse(added.most), std::cmp::Reverse(full))
    });
    let asked = measured.iter().filter(|(.., measure)| !measure.full.is_empty()).take(limit);
    let asked: Vec<&Added> = asked.map(|(added, ..)| added).collect();
    let more: Vec<More> = asked.iter().map(|added| added.more.clone()).collect();
    let plans = if more.is_empty() { Vec::new() } else { extend(level, &more) };
    let gains = asked.into_iter().zip(&plans).map(|(added, plan)| added.gain(solved, plan, level, leaves.as_ref()));
    let mut gains = gains.collect::<Vec<Gain>>().into_iter();
    (measured.into_iter())
        .map(|(_, stage, place, measure)| {
            let Measure { used, supplied, full, supplies, .. } = measure;
            let full = u32::try_from(full.len()).expect("few periods");
            let gain = if full > 0 { gains.next() } else { None };
            Bottleneck { stage, place, used, supplied, full, supplies, gain }
        })
        .collect()
}

/// A typical family's worth of units more, where it would bring most.
#[derive(Debug)]
struct Added {
    more: More,
    periods: (u32, u32),
    /// What no plan with it is worth more than, in the leaves' parts of a point; none: not known.
    most: Option<i128>,
}

impl Added {
    /// Of a stage at a place: everywhere for what stays where it is, else where it may bring most, the
    /// earliest of equals.
    fn most(kind: SupplyKind, measure: &Measure, leaves: Option<&Leaves>) -> Added {
        let lasting = matches!(kind, SupplyKind::Beds | SupplyKind::Screening | SupplyKind::Course);
        let mut runs: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        for &(resource, periods) in &measure.resources {
            let run = if lasting { (0, u32::MAX) } else { periods };
            runs.entry(run).or_default().push(resource);
        }
        let most = |resources: &[usize]| leaves.map(|leaves| leaves.most(resources, measure.family));
        let runs_by_worth = runs.into_values().rev().map(|resources| (most(&resources), resources));
        let (most, resources) = runs_by_worth.max_by_key(|(most, _)| *most).expect("a stage has a resource");
        let runs = measure.resources.iter().filter(|(resource, _)| resources.contains(resource));
        let periods = runs.fold((u32::MAX, 0), |all, (_, run)| (all.0.min(run.0), all.1.max(run.1)));
        let resources = resources.into_iter().map(|resource| u32::try_from(resource).expect("indices fit 32 bits"));
        Added { more: More { resources: resources.collect(), units: measure.family }, periods, most }
    }

    /// What a plan gains that was made with the units added.
    fn gain(&self, solved: &Solved, plan: &Plan, level: usize, leaves: Option<&Leaves>) -> Gain {
        let problem = &solved.compiled.problem;
        let mut supplies = problem.supplies.clone();
        supplies.add(&self.more);
        let before = |level| worth(problem, &problem.supplies, solved.plan, level);
        let after = |level| worth(problem, &supplies, plan, level);
        let now = before(level);
        // The plan at hand is possible with more units too, so it is what a worse answer falls back to;
        // an answer that pays for more here at an earlier level's expense proves no gain.
        let kept = (0..level).all(|earlier| after(earlier) >= before(earlier));
        let found = if kept { (after(level) - now).max(0) } else { 0 };
        let points = |most: i128, leaves: &Leaves| (most.div_euclid(leaves.denominator) - i128::from(now)) as f64;
        let at_most = self.most.zip(leaves).map(|(most, leaves)| points(most, leaves).max(found as f64));
        let (unit, scale) = unit(&problem.levels[level].unit);
        Gain {
            from: solved.scenario.horizon.name(self.periods.0),
            until: solved.scenario.horizon.name(self.periods.1),
            units: self.more.units,
            unit,
            at_least: rounded(found as f64 / scale, 2),
            at_most: at_most.map(|points| rounded(points / scale, 2)),
        }
    }
}

/// What a level's point is, and how many points make one of it: `person-months / 100`.
fn unit(text: &str) -> (String, f64) {
    let split = text.rsplit_once(" / ").and_then(|(unit, scale)| Some((unit, scale.parse().ok()?)));
    split.map_or((text.to_owned(), 1.0), |(unit, scale)| (unit.to_owned(), scale))
}

type Stages = BTreeMap<(SupplyKind, String, Option<usize>), (String, String, Measure)>;

/// Every stage at every place, measured.
fn measures(solved: &Solved) -> Stages {
    let used = solved.used();
    let mut measures = Stages::new();
    for (resource, stage) in solved.compiled.stages.iter().enumerate() {
        let Stage::Supply { kind, general, province, destination, periods } = stage else { continue };
        let supplied = solved.supplied(resource);
        if supplied == 0 {
            continue;
        }
        let (_, _, measure) = measures.entry((*kind, province.clone(), *destination)).or_insert_with(|| {
            let (stage, place) = solved.stage(resource);
            (stage, place, Measure { family: typical_family(solved, *kind), ..Measure::default() })
        });
        measure.resources.push((resource, *periods));
        if used[resource] + measure.family > supplied {
            measure.full.insert(*periods);
        }
        if *general {
            continue;
        }
        measure.used += used[resource];
        measure.supplied += supplied;
        measure.supplies += 1;
    }
    measures
}

/// Units that a typical family takes: the mean over the families who need any, rounded.
fn typical_family(solved: &Solved, kind: SupplyKind) -> u64 {
    let (mut units, mut families) = (0, 0);
    for cohort in &solved.compiled.cohorts {
        let needs: u64 = match kind {
            SupplyKind::Need(kind) => cohort.cases(solved.scenario).map(|case| u64::from(case.needs[kind])).sum(),
            _ => u64::from(cohort.persons(solved.scenario)),
        };
        if needs > 0 {
            units += needs * u64::from(cohort.count);
            families += u64::from(cohort.count);
        }
    }
    if families == 0 { 1 } else { ((2 * units + families) / (2 * families)).max(1) }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::problem::Problem;
    use crate::solve::Settings;
    use crate::solve::milp::{self, Backend};

    fn exactly(problem: &Problem) -> Plan {
        milp::solve(problem, &Settings::default(), Backend::MicroLp).expect("a solved problem").plan
    }

    /// Solves a problem with each addition anew.
    fn each(problem: &Problem, solve: impl Fn(&Problem) -> Plan) -> impl Fn(usize, &[More]) -> Vec<Plan> {
        move |level, more| more.iter().map(|more| solve(&problem.extended(level, more))).collect()
    }

    #[test]
    fn stages_are_measured() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let solved = fixture::solved(&scenario, &compiled, &plan);
        let stages = bottlenecks(&solved, &|_, _| unreachable!("no gain is asked for"), 0);
        let of = |stage: &str, place: &str| {
            stages.iter().find(|found| (found.stage.as_str(), found.place.as_str()) == (stage, place)).expect("a stage")
        };
        let exit = of("exit", "Jilin");
        assert_eq!((exit.used, exit.supplied, exit.full, exit.supplies), (18, 24, 3, 4));
        // A course holds its bed for two months.
        let course = of("course", "KOR");
        assert_eq!((course.used, course.supplied, course.full), (16, 16, 4));
        assert!(stages.iter().all(|stage| stage.gain.is_none()));
    }

    #[test]
    fn two_places_more_bring_what_two_persons_more_can_gain() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let solved = fixture::solved(&scenario, &compiled, &plan);
        let usa = at(&solved, &|place| place == Some(2), &each(&compiled.problem, exactly), 1);
        let gain = usa[0].gain.as_ref().expect("a gain");
        assert_eq!((gain.units, gain.unit.as_str(), gain.at_most), (2, "weighted person-months", None));
        // Six leave in each of the first three months already; in the fourth a person gains one.
        assert!((1.0..=2.0).contains(&gain.at_least), "{gain:?}");
    }

    #[test]
    fn the_gain_lies_between_what_was_found_and_what_prices_allow() {
        let (scenario, compiled, _) = fixture::small_plan();
        let solve = |problem: &Problem| crate::solve::prices::solve(problem, &Settings::default());
        let answer = solve(&compiled.problem);
        let mut solved = fixture::solved(&scenario, &compiled, &answer.plan);
        solved.certificate = answer.certificate.as_ref();
        let found = bottlenecks(&solved, &each(&compiled.problem, |problem| solve(problem).plan), 2);
        let true_ones = bottlenecks(&solved, &each(&compiled.problem, exactly), 2);
        for (found, exact) in found.iter().zip(&true_ones) {
            let (Some(found), Some(exact)) = (&found.gain, &exact.gain) else { continue };
            assert!(found.at_least <= exact.at_least, "{found:?} against {exact:?}");
            assert!(exact.at_least <= found.at_most.expect("there are prices"), "{found:?} against {exact:?}");
        }
        assert!(found.iter().filter(|stage| stage.gain.is_some()).count() == 2);
    }
}
