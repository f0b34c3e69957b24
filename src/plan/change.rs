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

use super::fitting::{Fitting, Stock, destination, stock};
use super::reason::{destinations, offers};
use super::solo::Solo;
use super::solved::{stage_name, takes};
use super::{Reason, Solved, facts};

/// A plan, ready to be asked what would place a case that waits.
pub(super) struct Room<'a> {
    solved: &'a Solved<'a>,
    /// By resource: units that the plan uses.
    used: Vec<u64>,
    /// The problem's resources: by province, then by what else they are.
    known: BTreeMap<&'a str, BTreeMap<Stock, u32>>,
    /// By rows that travel as one: the cases of the problem.
    cases: BTreeMap<&'a [usize], Vec<usize>>,
}

/// A change: how many facts, how many units, and both as arguments of `--set`.
struct Change {
    facts: usize,
    units: u64,
    set: Vec<String>,
}

/// A case on its own before a destination that facts have opened to it.
struct Opened {
    solo: Solo,
    there: usize,
    facts: Vec<String>,
}

/// The smaller of two changes, the first of equals.
fn smaller(first: Option<Change>, second: Option<Change>) -> Option<Change> {
    first.into_iter().chain(second).min_by_key(|change| (change.facts, change.units))
}

impl<'a> Room<'a> {
    pub(super) fn of(solved: &'a Solved<'a>) -> Room<'a> {
        let mut cases: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
        for (case, cohort) in solved.compiled.cohorts.iter().enumerate() {
            cases.entry(&cohort.rows).or_default().push(case);
        }
        let mut known: BTreeMap<&str, BTreeMap<Stock, u32>> = BTreeMap::new();
        for (resource, stage) in (0..).zip(&solved.compiled.stages) {
            let (province, stock) = stock(stage);
            known.entry(province).or_default().insert(stock, resource);
        }
        Room { solved, used: solved.used(), known, cases }
    }

    /// The smallest change that places the families of these rows that wait for this reason (with
    /// some among them not recognised, or none), as arguments of `--set`; empty where there is none
    /// that anybody should be asked for.
    pub(super) fn smallest_change(&self, rows: &[usize], reason: Reason, unrecognised: bool) -> Vec<String> {
        let mut smallest = self.to_stay(rows);
        if reason == Reason::PlacesTaken {
            for there in destinations(self.solved) {
                smallest = smaller(smallest, self.more_places(rows, there));
            }
        } else {
            let opened = destinations(self.solved).filter_map(|there| self.opened(rows, reason, unrecognised, there));
            let mut opened: Vec<Opened> = opened.collect();
            opened.sort_by_key(|opened| opened.facts.len());
            for opened in opened {
                if smallest.as_ref().is_some_and(|found| (found.facts, found.units) <= (opened.facts.len(), 0)) {
                    break;
                }
                smallest = smaller(smallest, self.after_facts(rows, unrecognised, opened));
            }
        }
        smallest.map_or_else(Vec::new, |change| change.set)
    }

    /// What is missing for all families of the rows to go to a destination, everybody else's places
    /// being theirs; none where some who have a way open to them have none that leads there.
    fn more_places(&self, rows: &[usize], there: usize) -> Option<Change> {
        let (scenario, compiled) = (self.solved.scenario, self.solved.compiled);
        let goes_there = |placement: &&Placement| destination(scenario, compiled, placement.option) == Some(there);
        let moving = self.placements(rows).filter(|placement| !goes_there(placement));
        let own = self.units(moving);
        let supplies = &compiled.problem.supplies;
        let free = (0..)
            .zip(&self.used)
            .map(|(resource, used)| supplies.total(resource) - (used - own.get(&resource).copied().unwrap_or(0)));
        let mut fitting = Fitting::new(scenario, compiled, there, free.collect());
        for &case in &self.cases[rows] {
            let staying = self.placements_of(case).iter().filter(goes_there).map(|placement| placement.count);
            let moving = compiled.cohorts[case].count - staying.sum::<u32>();
            let open = offers(&compiled.problem, case).next().is_some();
            if moving > 0 && open && !fitting.fit(case, moving) {
                return None;
            }
        }
        self.change(rows, there, Vec::new(), &fitting)
    }

    /// A destination with nothing in the way of the rows but places and time; none where something is
    /// that nobody should be asked to change.
    fn opened(&self, rows: &[usize], reason: Reason, unrecognised: bool, there: usize) -> Option<Opened> {
        let mut solo = Solo::of(self.solved, rows).towards(there);
        let mut facts = Vec::new();
        if reason == Reason::NeverComesForward {
            facts.extend(facts::come_forward(&mut solo.scenario));
        }
        if unrecognised && facts::asks_for_recognition(&solo.scenario) {
            facts.extend(facts::recognise(&mut solo.scenario));
        }
        facts.extend(facts::open(&mut solo.scenario, there)?);
        Some(Opened { solo, there, facts })
    }

    /// What more must change for the rows to go to a destination that was opened: time and units.
    fn after_facts(&self, rows: &[usize], unrecognised: bool, opened: Opened) -> Option<Change> {
        let Opened { mut solo, there, mut facts } = opened;
        let estimate = self.solved.estimate;
        let last = self.solved.scenario.horizon.periods - 1;
        // In a longer horizon more would come forward, up to its end; nobody of them waits now.
        let placed = (last, unrecognised);
        let mut compiled = solo.widened().compile(estimate);
        if first_arrivals(&solo.scenario, &compiled, placed, there).is_none() {
            let periods = 1 + with_time(&solo, estimate, placed, there)?;
            facts.push(facts::lengthen(&mut solo.scenario, periods));
            compiled = solo.widened().compile(estimate);
        }
        first_arrivals(&solo.scenario, &compiled, placed, there)?;
        let own = self.units(self.placements(rows));
        let free = (0..).zip(&compiled.stages).map(|(resource, stage)| {
            // In a longer horizon a pool may last longer than it did.
            let (province, (kind, destination, (from, until), general)) = stock(stage);
            let known = self.known.get(province);
            let known = known.and_then(|known| known.get(&(kind, destination, (from, until.min(last)), general)));
            let used = known.map_or(0, |known| self.used[*known as usize] - own.get(known).copied().unwrap_or(0));
            compiled.problem.supplies.total(resource).saturating_sub(used)
        });
        let mut fitting = Fitting::new(&solo.scenario, &compiled, there, free.collect());
        for (case, cohort) in compiled.cohorts.iter().enumerate() {
            fitting.fit(case, cohort.count);
        }
        self.change(rows, there, facts, &fitting)
    }

    /// What must begin for the rows to stay under protection; none unless they wish to.
    fn to_stay(&self, rows: &[usize]) -> Option<Change> {
        let mut solo = Solo::of(self.solved, rows);
        let wished = solo.scenario.caseload.iter().all(|row| row.wishes_to_stay);
        let hiding = self.cases[rows].iter().any(|&case| self.solved.compiled.cohorts[case].comes_forward.is_none());
        let mut set = if hiding { facts::come_forward(&mut solo.scenario) } else { Vec::new() };
        set.extend(facts::stay(&mut solo.scenario));
        wished.then_some(Change { facts: set.len(), units: 0, set })
    }

    fn placements(&self, rows: &[usize]) -> impl Iterator<Item = &'a Placement> {
        self.cases[rows].iter().flat_map(|&case| self.placements_of(case))
    }

    fn placements_of(&self, case: usize) -> &'a [Placement] {
        let placements = &self.solved.plan.placements;
        let first = placements.partition_point(|placement| (placement.case as usize) < case);
        let last = placements.partition_point(|placement| placement.case as usize <= case);
        &placements[first..last]
    }

    /// By resource: units that placements take.
    fn units<'p>(&self, placements: impl Iterator<Item = &'p Placement>) -> BTreeMap<u32, u64> {
        let mut units = BTreeMap::new();
        for &placement in placements {
            for (resource, each) in takes(&self.solved.compiled.problem, placement) {
                *units.entry(resource).or_default() += each * u64::from(placement.count);
            }
        }
        units
    }

    /// The change of these facts that also adds what is missing and holds the case.
    fn change(&self, rows: &[usize], there: usize, facts: Vec<String>, fitting: &Fitting) -> Option<Change> {
        let scenario = fitting.scenario;
        let missing = fitting.missing()?;
        let code = scenario.destinations[there].code;
        let mut change = Change { facts: facts.len(), units: missing.values().sum(), set: facts };
        for ((kind, province, destination, periods), units) in missing {
            let place = match destination {
                Some(place) => scenario.destinations[place].code.to_string(),
                None if province.is_empty() => "*".to_owned(),
                None => province,
            };
            let kind = stage_name(scenario, kind);
            change.set.push(format!("capacity.{place}.{kind}.{}+={units}", run(scenario, periods)));
        }
        let overrides = &self.solved.scenario.overrides;
        if !overrides.iter().any(|made| made.hold && rows.contains(&made.case)) {
            // A hold of one of those who travel as one holds them all.
            change.set.push(format!("hold.{}={code}", self.solved.scenario.caseload[rows[0]].id));
        }
        Some(change)
    }
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

/// By cohort that is to be placed, the first period in which it can arrive at a destination; none where
/// one of them cannot, or there is none. To be placed is who comes forward until a period, those not
/// recognised where asked for.
fn first_arrivals(
    scenario: &Scenario,
    compiled: &Compiled,
    (until, unrecognised): (Period, bool),
    there: usize,
) -> Option<Vec<Period>> {
    let arrival = |case: usize| {
        let class = compiled.problem.class(case);
        let ways = offers(&compiled.problem, case).map(|offer| compiled.ways[class.offers[offer] as usize]);
        let arrivals = ways.filter_map(|way| match way {
            Way::Departure { route, arrives, .. } => (scenario.routes[route].destination == there).then_some(arrives),
            Way::Stay { .. } => None,
        });
        arrivals.min()
    };
    let placeable = compiled.cohorts.iter().enumerate().filter(|(_, cohort)| {
        (cohort.recognised || unrecognised) && cohort.comes_forward.is_some_and(|forward| forward <= until)
    });
    let arrivals: Vec<Period> = placeable.map(|(case, _)| arrival(case)).collect::<Option<_>>()?;
    (!arrivals.is_empty()).then_some(arrivals)
}

/// The period by which every cohort can have arrived at a destination in a horizon that is long
/// enough for processing and journey; none: time alone does not bring them there.
fn with_time(solo: &Solo, estimate: Estimate, placed: (Period, bool), there: usize) -> Option<Period> {
    let mut later = solo.clone();
    let (ordinary, emergency) = later.scenario.destinations[there].processing;
    let stays = later.scenario.routes.iter().filter_map(|route| route.transit).map(|(_, stay)| stay);
    let enough = ordinary.max(emergency) + emergency.max(stays.max().unwrap_or(0)) + 1;
    let periods = later.scenario.horizon.periods + enough;
    facts::lengthen(&mut later.scenario, periods);
    first_arrivals(&later.scenario, &later.widened().compile(estimate), placed, there)?.into_iter().max()
}
