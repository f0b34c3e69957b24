//! Who goes where, how and when: the rows of `plan.csv`.

use serde::Serialize;

use super::spaced;

/// Families of one cohort that take the same way. Periods are named as in the scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlacementRow {
    /// Ids of the cases that travel as one.
    #[serde(serialize_with = "spaced")]
    pub cases: Vec<String>,
    /// Families (of each id).
    pub count: u32,
    /// Persons in all these families.
    pub persons: u64,
    /// Code of the destination; the country of asylum for a protected stay.
    pub destination: String,
    /// What sort of way.
    pub pathway: Pathway,
    /// Code of the transit country.
    pub via: Option<String>,
    /// Period of arrival in the country of asylum.
    pub fled: String,
    /// Period of coming forward.
    pub comes_forward: Option<String>,
    /// Period of the recognition decision.
    pub decision: Option<String>,
    /// Period of departure; the first one of a protected stay.
    pub departs: String,
    /// First and last period in the transit country.
    pub transit_from: Option<String>,
    /// See `transit_from`.
    pub transit_until: Option<String>,
    /// Period of arrival at the destination; for a protected stay its first one.
    pub arrives: String,
    /// Last period of screening after arrival.
    pub screening_until: Option<String>,
    /// Last period of the reception course.
    pub course_until: Option<String>,
    /// Place of the destination among the family's wishes, from 1; none: it is not among them.
    pub wish: Option<u32>,
    /// Probability that a family is still there at its departure, neither returned nor gone.
    pub survival: f64,
    /// Persons expected to depart: `persons` times `survival`.
    pub expected: f64,
}

/// What sort of way to protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pathway {
    /// Straight to a resettlement place.
    Direct,
    /// Through a transit country to a resettlement place.
    Transit,
    /// By an emergency transit centre to a resettlement place.
    Evacuation,
    /// To the country whose nationality the family has.
    Nationality,
    /// Protected stay in the country of asylum.
    Stay,
}
