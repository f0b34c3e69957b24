//! What every resource supplies and how much of it is used: the rows of `places.csv`.

use serde::Serialize;

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
    /// Planning price of a unit at the first level, in that level's points; none without a proof
    /// by prices alone.
    pub price: Option<f64>,
}
