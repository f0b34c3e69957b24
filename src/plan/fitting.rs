//! Families fitted into what a plan leaves of every resource, and the units that they lack.

use std::collections::BTreeMap;

use crate::pathway::{Compiled, Stage, Way};
use crate::scenario::{Period, Recognition, Scenario, SupplyKind};

/// Where units are missing: kind, province, destination and run of periods.
pub(super) type Pool = (SupplyKind, String, Option<usize>, (Period, Period));

/// What a resource is, but for its province: kind, destination, run of periods, and whether it is the
/// part of a pool outside the reserve.
pub(super) type Stock = (SupplyKind, Option<usize>, (Period, Period), bool);

/// Families fitted into what is left, one after the other.
pub(super) struct Fitting<'a> {
    pub scenario: &'a Scenario,
    compiled: &'a Compiled,
    /// The destination's column in the problem; none: no option ends there.
    column: Option<u32>,
    /// By resource: units left before.
    free: Vec<u64>,
    /// By resource: units that the families fitted so far take.
    drawn: Vec<u64>,
}

impl<'a> Fitting<'a> {
    /// Nobody is fitted yet; `free` are the units left of each resource.
    pub(super) fn new(scenario: &'a Scenario, compiled: &'a Compiled, there: usize, free: Vec<u64>) -> Fitting<'a> {
        let ends = |option: &u32| destination(scenario, compiled, *option) == Some(there);
        let option = (0..).take(compiled.ways.len()).find(ends);
        let column = option.map(|option| compiled.problem.options.column[option as usize]);
        let drawn = vec![0; free.len()];
        Fitting { scenario, compiled, column, free, drawn }
    }

    /// Fits so many families of a case, each by the option that lacks fewest units, of several such
    /// by the earliest departure; no: it has no option that ends there.
    pub(super) fn fit(&mut self, case: usize, mut families: u32) -> bool {
        let there = self.there(case);
        while families > 0 {
            let Some(&option) = least(there.iter(), |&&option| self.lacking(case, option)) else { return false };
            let draws: Vec<(u32, u64)> = self.draws(case, option).collect();
            // The same option costs the next families the same until one more of its resources ends.
            let alike = draws.iter().map(|&(resource, units)| match self.left(resource) {
                0 => u64::MAX,
                left => left.checked_div(units).map_or(u64::MAX, |alike| alike.max(1)),
            });
            let alike = alike.min().unwrap_or(u64::MAX).min(u64::from(families));
            for (resource, units) in draws {
                self.drawn[resource as usize] += alike * units;
            }
            families -= u32::try_from(alike).expect("at most the families");
        }
        !there.is_empty()
    }

    /// Fits a family of that case which lacks fewest units, the first of several such; no: none of them
    /// has an option that ends there.
    pub(super) fn fit_one(&mut self, cases: impl Iterator<Item = usize>) -> bool {
        let lacking = |&case: &usize| self.there(case).into_iter().map(|option| self.lacking(case, option)).min();
        let fits = cases.filter(|case| !self.there(*case).is_empty());
        let case = least(fits, |case| lacking(case).unwrap_or(u64::MAX));
        case.is_some_and(|case| self.fit(case, 1))
    }

    /// Options of a case that end there, the earliest departure first.
    fn there(&self, case: usize) -> Vec<u32> {
        let problem = &self.compiled.problem;
        let Some(column) = self.column.filter(|&column| problem.allows(case, column)) else { return Vec::new() };
        let offers = problem.class(case).offers.iter().copied();
        let mut there: Vec<u32> = offers.filter(|&option| problem.options.column[option as usize] == column).collect();
        there.sort_by_key(|&option| (self.compiled.ways[option as usize].protects_from(), option));
        there
    }

    /// Units that one more family lacks by an option.
    fn lacking(&self, case: usize, option: u32) -> u64 {
        self.draws(case, option).map(|(resource, units)| self.lacks(resource, units)).sum()
    }

    /// Units of each resource that a family takes; of the window's resources that which lacks least.
    fn draws(&self, case: usize, option: u32) -> impl Iterator<Item = (u32, u64)> {
        let problem = &self.compiled.problem;
        let needs = problem.needs(case);
        let window = problem.options.window[option as usize].and_then(|window| {
            let units = u64::from(needs[window.kind as usize]);
            let run = problem.class(case).opens..=window.ends;
            least(run, |&resource| self.lacks(resource, units)).map(|resource| (resource, units))
        });
        let uses = problem.options.uses(option).iter();
        uses.map(|usage| (usage.resource, u64::from(needs[usage.kind as usize]))).chain(window)
    }

    /// Units left; an intake has no end.
    fn left(&self, resource: u32) -> u64 {
        match self.compiled.stages[resource as usize] {
            Stage::Intake { .. } => u64::MAX,
            Stage::Supply { .. } => self.free[resource as usize].saturating_sub(self.drawn[resource as usize]),
        }
    }

    fn lacks(&self, resource: u32, units: u64) -> u64 {
        units.saturating_sub(self.left(resource))
    }

    /// By pool: the units to add.
    pub(super) fn missing(&self) -> Option<BTreeMap<Pool, u64>> {
        let mut missing: BTreeMap<Pool, u64> = BTreeMap::new();
        for ((resource, stage), (&drawn, &free)) in
            (0..).zip(&self.compiled.stages).zip(self.drawn.iter().zip(&self.free))
        {
            let lacks = drawn.saturating_sub(free);
            if lacks == 0 || matches!(stage, Stage::Intake { .. }) {
                continue;
            }
            let (province, (kind, destination, periods, general)) = stock(stage);
            let pool = (kind, province.to_owned(), destination, periods);
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
                // A pledge's reliability counts in millionths.
                let reliability = (self.scenario.destinations[there].reliability * 1e6).round() / 1e6;
                whole_at_least(usable, reliability)
            }
            (SupplyKind::Decision, _, Recognition::Share(share)) => whole_at_least(usable, share),
            _ => Some(usable),
        }
    }

    /// Units of the whole pool of which a resource is the part outside the reserve.
    fn whole_pool(&self, general: u32) -> u64 {
        let (province, (kind, destination, periods, _)) = stock(&self.compiled.stages[general as usize]);
        (0..)
            .zip(&self.compiled.stages)
            .find(|(_, stage)| stock(stage) == (province, (kind, destination, periods, false)))
            .map_or(0, |(resource, _)| self.compiled.problem.supplies.total(resource))
    }
}

/// The first of those that lack least; nothing is asked of those after one that lacks nothing.
fn least<T>(all: impl Iterator<Item = T>, lacks: impl Fn(&T) -> u64) -> Option<T> {
    let mut least: Option<(u64, T)> = None;
    for one in all {
        let lacking = lacks(&one);
        if least.as_ref().is_none_or(|(least, _)| lacking < *least) {
            least = Some((lacking, one));
        }
        if lacking == 0 {
            break;
        }
    }
    least.map(|(_, one)| one)
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

/// The province of a resource, and what else it is; an intake is no pool and keeps a name of its own,
/// places over no periods.
pub(super) fn stock(stage: &Stage) -> (&str, Stock) {
    match stage {
        Stage::Supply { kind, general, province, destination, periods } => {
            (province, (*kind, *destination, *periods, *general))
        }
        Stage::Intake { destination } => ("", (SupplyKind::Places, Some(*destination), (1, 0), false)),
    }
}
