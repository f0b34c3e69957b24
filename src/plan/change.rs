//! The smallest change that would place one more family of a case that waits.
//!
//! For places that went to others: over all options of the case, the units that are missing of each
//! resource given the plan as it is. They are added and earmarked by a hold, so that the family is sure
//! to be placed: the old plan with the family in it is possible, and holds come before every other
//! objective. (Holds and hard minima that cannot all be met, even so, compete with it.) For
//! everything else, first the facts that stand in its way.
//!
//! Smallest: the fewest facts, then the fewest units, then the destinations' order; of one
//! destination's options the earliest departure, then the options' order. One more of several
//! families, not all of them: what a single further place does is what a planner weighs first, and
//! what all would need is many figures at once. A hold is of the whole case, though: whoever of it goes
//! elsewhere in the plan is held too, and the places they need are added with the others, so that
//! as many as before are placed, and one more.

use std::collections::BTreeMap;

use crate::problem::Placement;
use crate::scenario::{Period, Scenario};

use super::arrival::{Parties, becomes};
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

    /// The smallest change that places one more of the families (cases of the problem, of the same
    /// rows) that wait for this reason, as arguments of `--set`; empty where there is none that anybody
    /// should be asked for.
    pub(super) fn smallest_change(&self, waiting: &[usize], reason: Reason) -> Vec<String> {
        let rows = &self.solved.compiled.cohorts[waiting[0]].rows;
        let mut smallest = self.to_stay(rows);
        if waiting.iter().any(|&case| offers(&self.solved.compiled.problem, case).next().is_some()) {
            for there in destinations(self.solved) {
                smallest = smaller(smallest, self.more_places(waiting, there));
            }
        } else {
            let opened = destinations(self.solved).filter_map(|there| self.opened(waiting, reason, there));
            let mut opened: Vec<Opened> = opened.collect();
            opened.sort_by_key(|opened| opened.facts.len());
            for opened in opened {
                if smallest.as_ref().is_some_and(|found| (found.facts, found.units) <= (opened.facts.len(), 0)) {
                    break;
                }
                smallest = smaller(smallest, self.after_facts(waiting, opened));
            }
        }
        smallest.map_or_else(Vec::new, |change| change.set)
    }

    /// What is missing for one more family to go to a destination, everybody else's places being theirs;
    /// none where no way leads there for it, or for those of its rows who go elsewhere.
    fn more_places(&self, waiting: &[usize], there: usize) -> Option<Change> {
        let (scenario, compiled) = (self.solved.scenario, self.solved.compiled);
        let rows = &compiled.cohorts[waiting[0]].rows;
        let moving: Vec<Placement> =
            self.placements(rows).filter(|placement| !self.goes_to(placement, there)).copied().collect();
        let own = self.units(&moving);
        let supplies = &compiled.problem.supplies;
        let free = (0..)
            .zip(&self.used)
            .map(|(resource, used)| supplies.total(resource) - (used - own.get(&resource).copied().unwrap_or(0)));
        let mut fitting = Fitting::new(scenario, compiled, there, free.collect());
        let moved = moving.iter().all(|placement| fitting.fit(placement.case as usize, placement.count));
        let placed = moved && fitting.fit_one(waiting.iter().copied());
        placed.then(|| self.change(rows, there, Vec::new(), &fitting)).flatten()
    }

    /// A destination with nothing in the way of the rows but places and time; none where something is
    /// that nobody should be asked to change.
    fn opened(&self, waiting: &[usize], reason: Reason, there: usize) -> Option<Opened> {
        let cohorts = &self.solved.compiled.cohorts;
        let mut solo = Solo::of(self.solved, &cohorts[waiting[0]].rows).towards(there);
        let mut facts = Vec::new();
        if reason == Reason::NeverComesForward {
            facts.extend(facts::come_forward(&mut solo.scenario));
        }
        let refused = waiting.iter().all(|&case| !cohorts[case].recognised);
        if refused && facts::asks_for_recognition(&solo.scenario) {
            facts.extend(facts::recognise(&mut solo.scenario));
        }
        facts.extend(facts::open(&mut solo.scenario, there)?);
        Some(Opened { solo, there, facts })
    }

    /// What more must change for one more family to go to a destination that was opened: time and units.
    fn after_facts(&self, waiting: &[usize], opened: Opened) -> Option<Change> {
        let Opened { mut solo, there, mut facts } = opened;
        let (estimate, cohorts) = (self.solved.estimate, &self.solved.compiled.cohorts);
        let last = self.solved.scenario.horizon.periods - 1;
        let rows = &cohorts[waiting[0]].rows;
        let elsewhere = self.placements(rows).filter(|placement| !self.goes_to(placement, there));
        let parties = Parties {
            waiting: waiting.iter().map(|&case| &cohorts[case]).collect(),
            elsewhere: elsewhere.map(|placement| &cohorts[placement.case as usize]).collect(),
        };
        let mut compiled = solo.widened().compile(estimate);
        let lengthened = parties.arrive(&solo, &compiled, there).is_none();
        if lengthened {
            let periods = 1 + parties.with_time(&solo, estimate, there)?;
            facts.push(facts::lengthen(&mut solo.scenario, periods));
            compiled = solo.widened().compile(estimate);
        }
        // Who goes there already goes as before; in a longer horizon their way may ask for more.
        let mut left: Vec<u32> = compiled.cohorts.iter().map(|cohort| cohort.count).collect();
        let mut moving: Vec<Placement> = Vec::new();
        for placement in self.placements(rows) {
            let before = &cohorts[placement.case as usize];
            let same = (0..left.len())
                .find(|&case| becomes(before, &compiled.cohorts[case]) && left[case] >= placement.count)
                .filter(|_| !lengthened && self.goes_to(placement, there));
            match same {
                Some(case) => left[case] -= placement.count,
                None => moving.push(*placement),
            }
        }
        let own = self.units(&moving);
        let free = (0..).zip(&compiled.stages).map(|(resource, stage)| {
            // In a longer horizon a pool may last longer than it did.
            let (province, (kind, destination, (from, until), general)) = stock(stage);
            let known = self.known.get(province);
            let known = known.and_then(|known| known.get(&(kind, destination, (from, until.min(last)), general)));
            let used = known.map_or(0, |known| self.used[*known as usize] - own.get(known).copied().unwrap_or(0));
            compiled.problem.supplies.total(resource).saturating_sub(used)
        });
        let mut fitting = Fitting::new(&solo.scenario, &compiled, there, free.collect());
        for placement in &moving {
            let before = &cohorts[placement.case as usize];
            let mut order: Vec<usize> = (0..left.len()).collect();
            order.sort_by_key(|&case| !becomes(before, &compiled.cohorts[case]));
            let mut families = placement.count;
            for case in order {
                let moved = families.min(left[case]);
                if moved > 0 && fitting.fit(case, moved) {
                    left[case] -= moved;
                    families -= moved;
                }
            }
            if families > 0 {
                return None;
            }
        }
        let one_of = (0..left.len()).filter(|&case| left[case] > 0 && parties.waits(&compiled.cohorts[case]));
        fitting.fit_one(one_of).then(|| self.change(rows, there, facts, &fitting)).flatten()
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

    /// Whether the plan places families of these rows.
    pub(super) fn places(&self, rows: &[usize]) -> bool {
        self.placements(rows).next().is_some()
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

    fn goes_to(&self, placement: &Placement, there: usize) -> bool {
        destination(self.solved.scenario, self.solved.compiled, placement.option) == Some(there)
    }

    /// By resource: units that placements take.
    fn units(&self, placements: &[Placement]) -> BTreeMap<u32, u64> {
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
