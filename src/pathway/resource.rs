//! The resources of the problem: pools of every stage, and the intake of each destination.
//!
//! ```text
//! places       steps of the pool, elastic ones at their cost of sharing
//! general      floor((1 − emergency_reserve) · units of the pool): all but emergency and urgent cases
//! intake       cost of the n-th person: −[n ≤ fair share] − worth · [n ≤ minimum with a worth] at sharing,
//!              −[n ≤ hard minimum] at obligations
//! ```

use std::collections::BTreeMap;

use super::Stage;
use super::levels::Levels;
use crate::capacity::Pool;
use crate::problem::Supplies;
use crate::scenario::{Goal, Period, Scenario, SupplyKind};

/// A resource that lasts over a run of periods.
#[derive(Clone, Copy, Debug)]
struct Run {
    resource: u32,
    periods: (Period, Period),
}

/// Runs in order of their first period, by province.
type Provinces = BTreeMap<String, Vec<Run>>;

/// The stages' resources, by what and where they are.
pub(super) struct Resources {
    /// The supply curves.
    pub supplies: Supplies,
    /// What each resource is.
    pub stages: Vec<Stage>,
    /// By kind, general or not, and destination; then by province.
    runs: BTreeMap<(SupplyKind, bool, Option<usize>), Provinces>,
    /// Kinds that are supplied anywhere.
    limited: Vec<SupplyKind>,
}

impl Resources {
    /// One resource a pool, those of a stage at a place next to each other.
    pub fn of(scenario: &Scenario, levels: &Levels, pools: &[Pool]) -> Resources {
        let mut resources = Resources {
            supplies: Supplies::new(levels.len()),
            stages: Vec::new(),
            runs: BTreeMap::new(),
            limited: scenario.supplies.iter().map(|supply| supply.kind).collect(),
        };
        resources.limited.sort_unstable();
        resources.limited.dedup();
        let sharing: Vec<i64> = (0..levels.len()).map(|level| levels.weight(level, Goal::Sharing)).collect();
        let mut at_place = pools;
        while let Some(first) = at_place.first() {
            let same = |pool: &&Pool| {
                (pool.kind, &pool.province, pool.destination) == (first.kind, &first.province, first.destination)
            };
            let (here, others) = at_place.split_at(at_place.iter().take_while(same).count());
            at_place = others;
            for pool in here {
                resources.push(pool, pool.kind, false, &sharing);
            }
            if first.kind == SupplyKind::Places && scenario.emergency_reserve > 0.0 {
                for pool in here {
                    let general = Pool { steps: vec![(0, unreserved(scenario, pool.units()))], ..pool.clone() };
                    resources.push(&general, pool.kind, true, &sharing);
                }
            }
            if matches!(first.kind, SupplyKind::Need(_)) {
                for periods in gaps(scenario, here) {
                    let empty = Pool { periods, steps: vec![(0, 0)], ..first.clone() };
                    resources.push(&empty, first.kind, false, &sharing);
                }
            }
        }
        resources
    }

    fn push(&mut self, pool: &Pool, kind: SupplyKind, general: bool, sharing: &[i64]) {
        let costs: Vec<(u64, Vec<i64>)> = (pool.steps.iter())
            .map(|&(cost, units)| (units, sharing.iter().map(|weight| weight * i64::from(cost)).collect()))
            .collect();
        let steps: Vec<(u64, &[i64])> = costs.iter().map(|(units, cost)| (*units, cost.as_slice())).collect();
        let resource = self.supplies.push(&steps);
        let provinces = self.runs.entry((kind, general, pool.destination)).or_default();
        let runs = provinces.entry(pool.province.clone()).or_default();
        runs.push(Run { resource, periods: pool.periods });
        self.stages.push(Stage::Supply {
            kind,
            general,
            province: pool.province.clone(),
            destination: pool.destination,
            periods: pool.periods,
        });
    }

    /// Appends the intake of a destination: so many persons at most, a fair share and a minimum.
    pub fn push_intake(&mut self, scenario: &Scenario, levels: &Levels, destination: usize, all: u64, fair: u64) {
        let minimum = scenario.destinations[destination].minimum;
        let persons = minimum.map_or(0, |minimum| u64::from(minimum.persons)).min(all);
        let fair = fair.min(all);
        let mut ends = [persons, fair, all];
        ends.sort_unstable();
        let mut steps: Vec<(u64, Vec<i64>)> = Vec::new();
        let mut begins = 0;
        for end in ends.into_iter().filter(|&end| end > 0) {
            let cost = |level| {
                let shared = i64::from(end <= fair)
                    + i64::from(minimum.and_then(|minimum| minimum.worth).unwrap_or(0)) * i64::from(end <= persons);
                let obliged =
                    Some(level) == levels.obligations && minimum.is_some_and(|minimum| minimum.worth.is_none());
                -levels.weight(level, Goal::Sharing) * shared - i64::from(obliged && end <= persons)
            };
            if end > begins {
                steps.push((end - begins, (0..levels.len()).map(cost).collect()));
                begins = end;
            }
        }
        let steps: Vec<(u64, &[i64])> = steps.iter().map(|(width, cost)| (*width, cost.as_slice())).collect();
        self.supplies.push(&steps);
        self.stages.push(Stage::Intake { destination });
    }

    /// Whether the kind is supplied anywhere; one that is not has no limit.
    pub fn limits(&self, kind: SupplyKind) -> bool {
        self.limited.contains(&kind)
    }

    /// The resources that serve a stage in a period, in a province or at a destination: one of them is
    /// drawn from.
    pub fn at(&self, kind: SupplyKind, general: bool, place: (&str, Option<usize>), period: Period) -> Vec<u32> {
        let serves = |run: &&Run| run.periods.0 <= period && period <= run.periods.1;
        self.runs(kind, general, place).iter().filter(serves).map(|run| run.resource).collect()
    }

    /// The first of a province's decisions from which on all last into this period or later.
    pub fn decisions_from(&self, province: &str, period: Period) -> Option<u32> {
        let runs = self.decisions(province);
        let late = runs.iter().rev().take_while(|run| run.periods.1 >= period).count();
        runs.get(runs.len() - late).map(|run| run.resource)
    }

    /// The last of a province's decisions that begins in this period or earlier.
    pub fn decisions_until(&self, province: &str, period: Period) -> Option<u32> {
        self.decisions(province).iter().rev().find(|run| run.periods.0 <= period).map(|run| run.resource)
    }

    fn decisions(&self, province: &str) -> &[Run] {
        self.runs(SupplyKind::Decision, false, (province, None))
    }

    fn runs(&self, kind: SupplyKind, general: bool, (province, destination): (&str, Option<usize>)) -> &[Run] {
        let provinces = self.runs.get(&(kind, general, destination));
        provinces.and_then(|provinces| provinces.get(province)).map_or(&[], Vec::as_slice)
    }
}

/// Of a pool's units, those that cases outside emergency and urgent priority may take.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of the units is at most the units"
)]
fn unreserved(scenario: &Scenario, units: u64) -> u64 {
    ((1.0 - scenario.emergency_reserve) * units as f64 + 1e-9).floor() as u64
}

/// Runs of periods that none of the pools covers.
fn gaps(scenario: &Scenario, pools: &[Pool]) -> Vec<(Period, Period)> {
    let mut gaps: Vec<(Period, Period)> = Vec::new();
    for period in (0..scenario.horizon.periods).filter(|&period| !pools.iter().any(|pool| pool.covers(period))) {
        match gaps.last_mut() {
            Some(gap) if gap.1 + 1 == period => gap.1 = period,
            _ => gaps.push((period, period)),
        }
    }
    gaps
}
