//! What binds, stage by stage, and what a family's worth of units more would bring.

use serde::Serialize;

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
    /// Supplies (periods, or years' pools) in which less than one unit is left.
    pub full: u32,
    /// All its supplies.
    pub supplies: u32,
    /// What more units would bring where they would bring most; none where it was not computed.
    pub gain: Option<Gain>,
}

/// What more units of one resource would bring at the first objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gain {
    /// Name of the resource's first period.
    pub from: String,
    /// Name of its last period.
    pub until: String,
    /// Units more: a typical family's worth.
    pub units: u64,
    /// What is gained, such as `person-months`.
    pub unit: String,
    /// A plan that gains this much was found.
    pub at_least: f64,
    /// No plan gains more; none: not known.
    pub at_most: Option<f64>,
}
