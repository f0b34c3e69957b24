//! What every resource supplies and how much of it is used: the rows of `places.csv`.

use serde::Serialize;

use crate::pathway::Stage;

use super::Solved;

/// One resource: units of a stage at a place over a run of periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResourceRow {
    /// `places`, a kind of need, `exit`, `decision`, `beds`, `screening`, `course`, or `intake`: what
    /// a destination takes over the horizon, against its minimum or fair share.
    pub stage: String,
    /// Province, or code of the destination or transit country.
    pub place: String,
    /// Places that cases outside emergency and urgent priority may take.
    pub general: bool,
    /// Name of the first period.
    pub from: String,
    /// Name of the last period.
    pub until: String,
    /// Units supplied.
    pub supplied: u64,
    /// Units used.
    pub used: u64,
    /// Planning price of a unit at the protection level, in that level's points; none without a
    /// proof by prices alone.
    pub price: Option<f64>,
}

/// The rows of `places.csv`, one a resource, in the problem's order.
pub fn resources(solved: &Solved) -> Vec<ResourceRow> {
    let horizon = solved.scenario.horizon;
    let used = solved.used();
    let prices = solved.prices(solved.first_level());
    (solved.compiled.stages.iter().enumerate())
        .map(|(resource, stage)| {
            let (name, place) = solved.stage(resource);
            let (general, periods) = match stage {
                Stage::Supply { general, periods, .. } => (*general, *periods),
                Stage::Intake { .. } => (false, (0, horizon.periods - 1)),
            };
            ResourceRow {
                stage: name,
                place,
                general,
                from: horizon.name(periods.0),
                until: horizon.name(periods.1),
                supplied: solved.supplied(resource),
                used: used[resource],
                price: prices.map(|(prices, denominator)| prices.price[resource] as f64 / denominator as f64),
            }
        })
        .collect()
}
