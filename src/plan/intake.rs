//! Who takes whom: persons by destination and year, beside the pledge and the size of the country.

use serde::Serialize;

/// What a destination takes over the horizon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Intake {
    /// Country code.
    pub destination: String,
    /// Name.
    pub name: String,
    /// The planner's group.
    pub group: String,
    /// Gives the caseload its nationality: outside every key.
    pub nationality: bool,
    /// By calendar year, those in which places are supplied or somebody comes.
    pub years: Vec<IntakeYear>,
    /// Over the horizon.
    pub total: IntakeYear,
    /// Planned persons for each million inhabitants.
    pub per_million: Option<f64>,
    /// Share of all planned persons who go to a country without their nationality; none for a
    /// country of nationality.
    pub share: Option<f64>,
    /// The country's share of the population of all such countries whose population is known.
    pub share_of_population: Option<f64>,
    /// The same of gross domestic product.
    pub share_of_gdp: Option<f64>,
}

/// Persons and places of a year, or of all years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct IntakeYear {
    /// Calendar year; none for the total, and where the horizon has no start.
    pub year: Option<i32>,
    /// Persons who arrive, in the plan.
    pub planned: u64,
    /// Persons expected to arrive.
    pub expected: f64,
    /// Places supplied; none: no limit.
    pub places: Option<u64>,
    /// Places used.
    pub used: u64,
}
