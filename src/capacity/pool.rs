//! Supplies as pools: the units of one stage at one place that last over one run of periods.

use std::collections::{BTreeMap, BTreeSet};

use crate::scenario::{Period, Recognition, Scenario, Supply, SupplyKind, SupplyPer};

/// Units that serve one stage at one place over one run of periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What the units are.
    pub kind: SupplyKind,
    /// Province, for exits and decisions.
    pub province: String,
    /// Index of the destination, for everything else.
    pub destination: Option<usize>,
    /// First and last period.
    pub periods: (Period, Period),
    /// Units at each cost (points of sharing a unit), the cheapest first.
    pub steps: Vec<(u32, u64)>,
}

impl Pool {
    /// All units.
    pub fn units(&self) -> u64 {
        self.steps.iter().map(|step| step.1).sum()
    }

    /// Whether the pool lasts over this period.
    pub fn covers(&self, period: Period) -> bool {
        (self.periods.0..=self.periods.1).contains(&period)
    }
}

/// Every pool of the scenario, by kind, province, destination and run of periods.
///
/// A row of `capacity.csv` is a pool (`once`), or one a period, or one a calendar year (the part of
/// the year that lies within the row's run, with the whole of the year's amount; without a start of
/// the horizon there are no years, and the run is one pool). Rows add up where stage, place and run
/// are the same. A row for every province is a pool for each of `provinces`.
///
/// Of the decisions supplied only the recognised share is counted: the others refuse, and whom they
/// refuse is not placed by them.
pub fn pools(scenario: &Scenario, provinces: &[String]) -> Vec<Pool> {
    let supplied = scenario.supplies.iter().map(|supply| supply.province.as_str());
    let names: BTreeSet<&str> = provinces.iter().map(String::as_str).chain(supplied).collect();
    // By the place of its name, a province sorts as by its name, and is compared as a number.
    let places: BTreeMap<&str, usize> = names.iter().copied().zip(0..).collect();
    let every: Vec<usize> = provinces.iter().map(|province| places[province.as_str()]).collect();
    let mut units: BTreeMap<_, BTreeMap<u32, u64>> = BTreeMap::new();
    for supply in &scenario.supplies {
        let by_province = matches!(supply.kind, SupplyKind::Exit | SupplyKind::Decision);
        let one = [places[supply.province.as_str()]];
        for &place in if by_province && supply.province.is_empty() { &every[..] } else { &one } {
            for run in runs(scenario, supply) {
                let pool = units.entry((supply.kind, place, supply.destination, run)).or_default();
                *pool.entry(supply.cost).or_default() += usable(scenario, supply);
            }
        }
    }
    let names: Vec<&str> = names.into_iter().collect();
    let pool = |((kind, place, destination, periods), steps): ((_, usize, _, _), BTreeMap<u32, u64>)| Pool {
        kind,
        province: names[place].to_owned(),
        destination,
        periods,
        steps: steps.into_iter().collect(),
    };
    units.into_iter().map(pool).collect()
}

/// Units of a supply that a plan can count on.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of the amount is between 0 and the amount"
)]
fn usable(scenario: &Scenario, supply: &Supply) -> u64 {
    match (supply.kind, scenario.policy.recognition) {
        (SupplyKind::Decision, Recognition::Share(share)) => (supply.amount as f64 * share + 1e-9).floor() as u64,
        _ => supply.amount,
    }
}

/// The runs of periods over which a supply's amount lasts, each within the horizon.
fn runs(scenario: &Scenario, supply: &Supply) -> Vec<(Period, Period)> {
    let (first, last) = (supply.periods.0, supply.periods.1.min(scenario.horizon.periods - 1));
    let same_pool = |a: Period, b: Period| match supply.per {
        SupplyPer::Once => true,
        SupplyPer::Period => false,
        SupplyPer::Year => scenario.horizon.start.is_none() || scenario.horizon.year(a) == scenario.horizon.year(b),
    };
    let mut runs: Vec<(Period, Period)> = Vec::new();
    for period in first..=last {
        match runs.last_mut() {
            Some(run) if same_pool(run.1, period) => run.1 = period,
            _ => runs.push((period, period)),
        }
    }
    runs
}
