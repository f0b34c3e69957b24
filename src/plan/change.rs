//! The smallest change that would place a case which waits.
//!
//! For places that went to others: over all options of the case, the units that are missing of each
//! resource given the plan as it is. They are added and earmarked by a hold, so that the case is sure
//! to be placed: the old plan with the case in it is possible, and holds come before every other
//! objective. (Holds and hard minima that cannot all be met, even so, compete with it.) For
//! everything else, first the facts that stand in its way.
//!
//! Smallest: the fewest facts, then the fewest units, then the destinations' order; of one
//! destination's options the earliest departure, then the options' order. A case of several families
//! is held as a whole: those who wait go where the units are added, and so does whoever of them goes
//! elsewhere in the plan, which counts towards the units.

use std::collections::BTreeMap;

use crate::pathway::{Compiled, Estimate, Way};
use crate::problem::Placement;
use crate::scenario::{Period, Scenario};

use super::fitting::{Fitting, Pool, destination, key};
use super::reason::{destinations, offers};
use super::solo::Solo;
use super::solved::{stage_name, takes};
use super::{Reason, Solved, facts};

/// A plan, ready to be asked what would place a case that waits.
pub(super) struct Room<'a> {
    solved: &'a Solved<'a>,
    used: Vec<u64>,
    /// By rows that travel as one: the cases of the problem.
    cases: BTreeMap<&'a [usize], Vec<usize>>,
}

/// A change: how many facts, how many units, and both as arguments of `--set`.
struct Change {
    facts: usize,
    units: u64,
    set: Vec<String>,
}

impl<'a> Room<'a> {
    pub(super) fn of(solved: &'a Solved<'a>) -> Room<'a> {
        let mut cases: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
        for (case, cohort) in solved.compiled.cohorts.iter().enumerate() {
            cases.entry(&cohort.rows).or_default().push(case);
        }
        Room { solved, used: solved.used(), cases }
    }

    /// The smallest change that places the families of these rows that wait for this reason, as
    /// arguments of `--set`; empty where there is none that anybody should be asked for.
    pub(super) fn smallest_change(&self, rows: &[usize], reason: Reason) -> Vec<String> {
        let changes: Vec<Change> = match reason {
            Reason::PlacesTaken => {
                let needs_place = self.cases[rows].clone();
                destinations(self.solved).filter_map(|there| self.more_places(rows, &needs_place, there)).collect()
            }
            _ => destinations(self.solved).filter_map(|there| self.after_facts(rows, reason, there)).collect(),
        };
        let stay = self.to_stay(rows);
        let smallest = changes.into_iter().chain(stay).min_by_key(|change| (change.facts, change.units));
        smallest.map_or_else(Vec::new, |change| change.set)
    }

    /// Units by the problem's resources that the rows' own placements take, but for those at a
    /// destination where they may remain.
    fn taken_elsewhere(&self, cases: &[usize], there: Option<usize>) -> BTreeMap<u32, u64> {
        let mut taken = BTreeMap::new();
        for &case in cases {
            for &placement in self.placements(case) {
                if self.goes_to(placement.option) != there || there.is_none() {
                    for (resource, units) in takes(&self.solved.compiled.problem, placement) {
                        *taken.entry(resource).or_default() += units * u64::from(placement.count);
                    }
                }
            }
        }
        taken
    }

    fn placements(&self, case: usize) -> &'a [Placement] {
        let placements = &self.solved.plan.placements;
        let first = placements.partition_point(|placement| (placement.case as usize) < case);
        let last = placements.partition_point(|placement| placement.case as usize <= case);
        &placements[first..last]
    }

    fn goes_to(&self, option: u32) -> Option<usize> {
        destination(self.solved.scenario, self.solved.compiled, option)
    }

    /// What is missing for all families of the rows to go to a destination, the others' places being
    /// theirs; none where some of those who wait for places cannot go there.
    fn more_places(&self, rows: &[usize], cases: &[usize], there: usize) -> Option<Change> {
        let (scenario, compiled) = (self.solved.scenario, self.solved.compiled);
        let freed = self.taken_elsewhere(cases, Some(there));
        let free = |resource: u32| {
            let used = self.used[resource as usize] - freed.get(&resource).copied().unwrap_or(0);
            compiled.problem.supplies.total(resource) - used
        };
        let mut fitting = Fitting { scenario, compiled, there, drawn: BTreeMap::new() };
        for &case in cases {
            let stay = self.placements(case).iter().filter(|placement| self.goes_to(placement.option) == Some(there));
            let staying: u32 = stay.map(|placement| placement.count).sum();
            let waits = self.placements(case).iter().map(|placement| placement.count).sum::<u32>()
                < compiled.cohorts[case].count;
            let moving = compiled.cohorts[case].count - staying;
            let fits = fitting.fit(case, moving, &free);
            let open = offers(&compiled.problem, case).next().is_some();
            if !fits && open && (waits || staying < moving) {
                return None;
            }
        }
        let missing = fitting.missing(&free);
        change(scenario, rows_id(scenario, rows), there, Vec::new(), missing)
    }

    /// What must change for the rows to go to a destination, facts and units.
    fn after_facts(&self, rows: &[usize], reason: Reason, there: usize) -> Option<Change> {
        let estimate = self.solved.estimate;
        let mut solo = Solo::of(self.solved, rows);
        let mut facts = match reason {
            Reason::NeverComesForward => facts::to_come_forward(&solo.scenario),
            _ => Vec::new(),
        };
        facts.extend(facts::to_depart(&solo.scenario, there, reason == Reason::NotRecognised)?);
        solo.change(&facts);
        let mut compiled = solo.widened().compile(estimate);
        if !reaches(&solo.scenario, &compiled, there) {
            let longer = facts::to_have_time(last_arrival(&solo, estimate, there)? + 1);
            facts.push(longer);
            solo.change(&facts[facts.len() - 1..]);
            compiled = solo.widened().compile(estimate);
            if !reaches(&solo.scenario, &compiled, there) {
                return None;
            }
        }
        let others = self.used_by_others(rows);
        let free = |resource: u32| {
            let used = others.get(&key(&compiled.stages[resource as usize])).copied().unwrap_or(0);
            compiled.problem.supplies.total(resource).saturating_sub(used)
        };
        let mut fitting = Fitting { scenario: &solo.scenario, compiled: &compiled, there, drawn: BTreeMap::new() };
        for (case, cohort) in compiled.cohorts.iter().enumerate() {
            fitting.fit(case, cohort.count, &free);
        }
        let missing = fitting.missing(&free);
        let set = facts.into_iter().map(|fact| fact.set).collect();
        change(&solo.scenario, rows_id(self.solved.scenario, rows), there, set, missing)
    }

    /// What must begin for the rows to stay under protection; none unless they wish to.
    fn to_stay(&self, rows: &[usize]) -> Option<Change> {
        let mut solo = Solo::of(self.solved, rows);
        if !solo.scenario.caseload.iter().all(|row| row.wishes_to_stay) {
            return None;
        }
        let mut facts = facts::to_come_forward(&solo.scenario);
        if self.cases[rows].iter().all(|&case| self.solved.compiled.cohorts[case].comes_forward.is_some()) {
            facts.clear();
        }
        facts.extend(facts::to_stay(&solo.scenario));
        solo.change(&facts);
        Some(Change { facts: facts.len(), units: 0, set: facts.into_iter().map(|fact| fact.set).collect() })
    }

    /// Units that everybody else uses, by what the resource is.
    fn used_by_others(&self, rows: &[usize]) -> BTreeMap<(Pool, bool), u64> {
        let own = self.taken_elsewhere(&self.cases[rows], None);
        (self.solved.compiled.stages.iter().zip(0..).zip(&self.used))
            .map(|((stage, resource), used)| (key(stage), used - own.get(&resource).copied().unwrap_or(0)))
            .collect()
    }
}

/// The change that adds what is missing and holds the case.
fn change(
    scenario: &Scenario,
    id: &str,
    there: usize,
    facts: Vec<String>,
    missing: Option<BTreeMap<Pool, u64>>,
) -> Option<Change> {
    let missing = missing?;
    let mut change = Change { facts: facts.len(), units: missing.values().sum(), set: facts };
    for ((kind, province, destination, periods), units) in missing {
        let place = match destination {
            Some(there) => scenario.destinations[there].code.to_string(),
            None if province.is_empty() => "*".to_owned(),
            None => province,
        };
        let kind = stage_name(scenario, kind);
        change.set.push(format!("capacity.{place}.{kind}.{}+={units}", run(scenario, periods)));
    }
    let held = scenario.overrides.iter().any(|made| made.hold && scenario.caseload[made.case].id == id);
    if !held {
        change.set.push(format!("hold.{id}={}", scenario.destinations[there].code));
    }
    Some(change)
}

/// A run of periods as `--set` names it: a period, a calendar year, or the first and the last.
fn run(scenario: &Scenario, (first, last): (Period, Period)) -> String {
    let horizon = scenario.horizon;
    let whole_year = || {
        let year = horizon.year(first);
        let in_year = (0..horizon.periods).filter(|&period| horizon.year(period) == year);
        horizon.start.is_some() && in_year.eq(first..=last)
    };
    if first == last {
        horizon.name(first)
    } else if whole_year() {
        horizon.year(first).to_string()
    } else {
        format!("{}..{}", horizon.name(first), horizon.name(last))
    }
}

/// The id of the first of the rows: a hold of one of those who travel as one holds them all.
fn rows_id<'a>(scenario: &'a Scenario, rows: &[usize]) -> &'a str {
    &scenario.caseload[rows[0]].id
}

/// Whether every cohort that can be placed at all has an option that ends at a destination.
fn reaches(scenario: &Scenario, compiled: &Compiled, there: usize) -> bool {
    let mut placeable = (0..compiled.cohorts.len()).filter(|&case| {
        let cohort = &compiled.cohorts[case];
        cohort.recognised && cohort.comes_forward.is_some()
    });
    compiled.cohorts.iter().any(|cohort| cohort.recognised && cohort.comes_forward.is_some())
        && placeable.all(|case| {
            let class = compiled.problem.class(case);
            offers(&compiled.problem, case)
                .any(|offer| destination(scenario, compiled, class.offers[offer]) == Some(there))
        })
}

/// In a horizon with time for everything: the period by which every cohort can have arrived.
fn last_arrival(solo: &Solo, estimate: Estimate, there: usize) -> Option<Period> {
    let country = &solo.scenario.destinations[there];
    let stays = solo.scenario.routes.iter().filter_map(|route| route.transit).map(|(_, stay)| stay);
    let journey = stays.max().unwrap_or(0).max(country.processing.1);
    let mut later = solo.clone();
    let enough = facts::to_have_time(solo.scenario.horizon.periods + country.processing.0.max(journey) + journey + 1);
    later.change(&[enough]);
    let compiled = later.widened().compile(estimate);
    if !reaches(&later.scenario, &compiled, there) {
        return None;
    }
    (0..compiled.cohorts.len())
        .filter_map(|case| {
            let arrivals = offers(&compiled.problem, case).filter_map(|offer| {
                let option = compiled.problem.class(case).offers[offer];
                match compiled.ways[option as usize] {
                    Way::Departure { route, arrives, .. } if later.scenario.routes[route].destination == there => {
                        Some(arrives)
                    }
                    _ => None,
                }
            });
            arrivals.min()
        })
        .max()
}
