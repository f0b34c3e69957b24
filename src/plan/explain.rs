//! Why this country for this family, and what stands behind a destination's intake.

use serde::Serialize;

use super::{Bottleneck, Intake, PlacementRow, WaitingRow};

/// A case, cohort by cohort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseExplanation {
    /// Ids of the cases that travel as one, the one asked for among them.
    pub cases: Vec<String>,
    /// Persons of one family.
    pub persons: u64,
    /// One entry a cohort (families who come forward together).
    pub cohorts: Vec<CohortExplanation>,
    /// Rules that close destinations to it, one line each.
    pub closed: Vec<String>,
    /// Why families of it wait, where any do.
    pub waiting: Vec<WaitingRow>,
}

/// Families of a case who come forward together: what they take and what else they could.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortExplanation {
    /// Families.
    pub count: u32,
    /// Period of coming forward; none: never within the horizon.
    pub comes_forward: Option<String>,
    /// What the plan gives them.
    pub placements: Vec<PlacementRow>,
    /// The objective that decides between the first two alternatives: the first at which they
    /// differ.
    pub decided_by: Option<String>,
    /// What they could take, one line a destination and pathway (its best departure), the best
    /// after displacement first.
    pub alternatives: Vec<Alternative>,
}

/// A way open to a cohort, by what it brings and what it would displace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// Code of the destination; the country of asylum for a protected stay.
    pub destination: String,
    /// What sort of way.
    pub pathway: super::Pathway,
    /// Period of departure, or the first one of a protected stay.
    pub departs: String,
    /// Whether the plan takes it.
    pub taken: bool,
    /// Level by level.
    pub levels: Vec<Outcome>,
}

/// What a way brings at one level, in its points, for one family.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The objective.
    pub objective: String,
    /// What it brings the family.
    pub value: i64,
    /// What the places it takes would bring others: planning price times need; none without prices.
    pub displaces: Option<f64>,
}

/// A destination: who comes, on what places, what binds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DestinationExplanation {
    /// Persons and places by year.
    pub intake: Intake,
    /// Who comes.
    pub placements: Vec<PlacementRow>,
    /// Its stages, the fullest first, with what a family's worth more would bring.
    pub stages: Vec<Bottleneck>,
    /// Rules that close it, and how many persons of the caseload each of them closes it to.
    pub closed: Vec<(String, u64)>,
}
