//! Families fitted into what a plan leaves of every resource, and the units that they lack.

use std::collections::BTreeMap;

use crate::pathway::{Compiled, Stage, Way};
use crate::problem::Problem;
use crate::scenario::{Period, Recognition, Scenario, SupplyKind};

use super::reason::offers;

/// Where units are missing: kind, province, destination and run of periods.
pub(super) type Pool = (SupplyKind, String, Option<usize>, (Period, Period));

/// Families fitted into what is left, one after the other.
pub(super) struct Fitting<'a> {
    pub scenario: &'a Scenario,
    pub compiled: &'a Compiled,
    /// Index of the destination.
    pub there: usize,
    /// Units that the families fitted so far take.
    pub drawn: BTreeMap<u32, u64>,
}

impl Fitting<'_> {
    /// Fits so many families of a case, each by the option that lacks fewest units; no: it has no
    /// option that ends there.
    pub(super) fn fit(&mut self, case: usize, families: u32, free: &dyn Fn(u32) -> u64) -> bool {
        let problem = &self.compiled.problem;
        let there: Vec<u32> = offers(problem, case)
            .map(|offer| problem.class(case).offers[offer])
            .filter(|&option| destination(self.scenario, self.compiled, option) == Some(self.there))
            .collect();
        for _ in 0..families {
            let lacking = there.iter().map(|&option| {
                let draws = self.draws(problem, case, option, free);
                let lacks: u64 = draws.iter().map(|&(resource, units)| self.lacks(resource, units, free)).sum();
                (lacks, self.compiled.ways[option as usize].protects_from(), option, draws)
            });
            let Some((.., draws)) = lacking.min_by_key(|(lacks, departs, option, _)| (*lacks, *departs, *option))
            else {
                return false;
            };
            for (resource, units) in draws {
                *self.drawn.entry(resource).or_default() += units;
            }
        }
        !there.is_empty()
    }

    /// Units of each resource that a family takes; of the window's resources that which lacks least.
    fn draws(&self, problem: &Problem, case: usize, option: u32, free: &dyn Fn(u32) -> u64) -> Vec<(u32, u64)> {
        let needs = problem.needs(case);
        let window = problem.options.window[option as usize].and_then(|window| {
            let units = u64::from(needs[window.kind as usize]);
            let run = problem.class(case).opens..=window.ends;
            run.map(|resource| (resource, units)).min_by_key(|&(resource, units)| self.lacks(resource, units, free))
        });
        let uses = problem.options.uses(option).iter();
        uses.map(|usage| (usage.resource, u64::from(needs[usage.kind as usize]))).chain(window).collect()
    }

    fn lacks(&self, resource: u32, units: u64, free: &dyn Fn(u32) -> u64) -> u64 {
        if matches!(self.compiled.stages[resource as usize], Stage::Intake { .. }) {
            return 0;
        }
        let left = free(resource).saturating_sub(self.drawn.get(&resource).copied().unwrap_or(0));
        units.saturating_sub(left)
    }

    /// By pool: the units to add.
    pub(super) fn missing(&self, free: &dyn Fn(u32) -> u64) -> Option<BTreeMap<Pool, u64>> {
        let mut missing: BTreeMap<Pool, u64> = BTreeMap::new();
        for (&resource, &drawn) in &self.drawn {
            let lacks = drawn.saturating_sub(free(resource));
            let stage = &self.compiled.stages[resource as usize];
            if lacks == 0 || matches!(stage, Stage::Intake { .. }) {
                continue;
            }
            let (pool, general) = key(stage);
            let units = self.units(&pool, resource, general, lacks)?;
            let added = missing.entry(pool).or_default();
            *added = units.max(*added);
        }
        Some(missing)
    }

    /// Units to add to a pool so that a resource that it feeds has so many more: more where only a
    /// part of a pledge is counted on, of decisions recognises, or lies outside the reserve.
    fn units(&self, pool: &Pool, resource: u32, general: bool, lacks: u64) -> Option<u64> {
        let mut usable = lacks;
        if general {
            let share = 1.0 - self.scenario.emergency_reserve;
            let wanted = self.compiled.problem.supplies.total(resource) + lacks;
            let whole = self.whole_pool(resource);
            usable = whole_at_least(wanted, share)?.saturating_sub(whole).max(lacks);
        }
        match (pool.0, pool.2, self.scenario.policy.recognition) {
            (SupplyKind::Places, Some(there), _) => {
                whole_at_least(usable, self.scenario.destinations[there].reliability)
            }
            (SupplyKind::Decision, _, Recognition::Share(share)) => whole_at_least(usable, share),
            _ => Some(usable),
        }
    }

    /// Units of the whole pool of which a resource is the part outside the reserve.
    fn whole_pool(&self, general: u32) -> u64 {
        let (pool, _) = key(&self.compiled.stages[general as usize]);
        (0..)
            .zip(&self.compiled.stages)
            .find(|(_, stage)| key(stage) == (pool.clone(), false))
            .map_or(0, |(resource, _)| self.compiled.problem.supplies.total(resource))
    }
}

/// The least whole number of which this share, rounded down, is at least `wanted`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "units are far below 2^53")]
fn whole_at_least(wanted: u64, share: f64) -> Option<u64> {
    if wanted == 0 || share <= 0.0 {
        return (wanted == 0).then_some(0);
    }
    let enough = |units: u64| (units as f64 * share + 1e-9).floor() as u64 >= wanted;
    let guess = (wanted as f64 / share) as u64;
    (guess.saturating_sub(2)..=guess + 2).find(|&units| enough(units))
}

/// Where an option ends; none for a protected stay.
pub(super) fn destination(scenario: &Scenario, compiled: &Compiled, option: u32) -> Option<usize> {
    match compiled.ways[option as usize] {
        Way::Departure { route, .. } => Some(scenario.routes[route].destination),
        Way::Stay { .. } => None,
    }
}

/// What a resource is, and whether it is the part of a pool outside the reserve; an intake is no pool
/// and keeps a name of its own, places over no periods.
pub(super) fn key(stage: &Stage) -> (Pool, bool) {
    match stage {
        Stage::Supply { kind, general, province, destination, periods } => {
            ((*kind, province.clone(), *destination, *periods), *general)
        }
        Stage::Intake { destination } => ((SupplyKind::Places, String::new(), Some(*destination), (1, 0)), false),
    }
}
