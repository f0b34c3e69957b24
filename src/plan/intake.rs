//! Who takes whom: persons by destination and year, beside the pledge and the size of the country.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pathway::{Stage, Way};
use crate::scenario::{Destination, Role, SupplyKind};

use super::Solved;
use super::solved::rounded;

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
    /// By calendar year, those in which places are supplied or somebody arrives; none where the
    /// horizon has no start.
    pub years: Vec<IntakeYear>,
    /// Over the horizon, and pools that span several years.
    pub total: IntakeYear,
    /// Planned persons for each million inhabitants.
    pub per_million: Option<f64>,
    /// Share of all planned persons who go to a country without their nationality; none for a
    /// country of nationality, or where nobody goes.
    pub share: Option<f64>,
    /// The country's share of the population of all such settlement countries; none where the
    /// population of one of them is not known.
    pub share_of_population: Option<f64>,
    /// The same of gross domestic product.
    pub share_of_gdp: Option<f64>,
}

/// Persons and places of a year, or of all years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct IntakeYear {
    /// Calendar year; none for the total.
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

/// What each settlement destination takes, in the scenario's order.
pub(super) fn intake(solved: &Solved) -> Vec<Intake> {
    let destinations = &solved.scenario.destinations;
    let mut arrivals: BTreeMap<(usize, i32), (u64, f64)> = BTreeMap::new();
    for fate in solved.fates() {
        if let Some(Way::Departure { route, arrives, .. }) = fate.way {
            let key = (solved.scenario.routes[route].destination, solved.scenario.horizon.year(arrives));
            let (planned, expected) = arrivals.entry(key).or_default();
            *planned += fate.persons;
            *expected += solved.expected(&fate);
        }
    }
    let places = places(solved);
    let shared: u64 = (arrivals.iter())
        .filter(|((destination, _), _)| !destinations[*destination].nationality)
        .map(|(_, (planned, _))| planned)
        .sum();
    let population = total(destinations, |destination| destination.indicators.population);
    let gdp = total(destinations, |destination| destination.indicators.gdp_usd);
    let settled = destinations.iter().enumerate().filter(|(_, destination)| settles(destination));
    settled
        .map(|(index, destination)| {
            let (years, total) = by_year(solved, index, &arrivals, &places);
            let keyed = |figure: Option<f64>, all: Option<f64>| {
                figure.zip(all).filter(|_| !destination.nationality).map(|(figure, all)| figure / all)
            };
            let planned = total.planned as f64;
            Intake {
                destination: destination.code.to_string(),
                name: destination.name.clone(),
                group: destination.group.clone(),
                nationality: destination.nationality,
                years,
                total,
                per_million: destination.indicators.population.map(|inhabitants| planned * 1e6 / inhabitants),
                share: keyed(Some(planned), Some(shared as f64).filter(|&shared| shared > 0.0)),
                share_of_population: keyed(destination.indicators.population, population),
                share_of_gdp: keyed(destination.indicators.gdp_usd, gdp),
            }
        })
        .collect()
}

fn settles(destination: &Destination) -> bool {
    destination.role != Role::Transit
}

/// A figure's sum over the settlement countries without the caseload's nationality.
fn total(destinations: &[Destination], figure: impl Fn(&Destination) -> Option<f64>) -> Option<f64> {
    (destinations.iter()).filter(|destination| settles(destination) && !destination.nationality).map(figure).sum()
}

/// Places supplied and used, by destination and year; no year for a pool that spans several.
fn places(solved: &Solved) -> BTreeMap<(usize, Option<i32>), (u64, u64)> {
    let horizon = solved.scenario.horizon;
    let used = solved.used();
    let mut places: BTreeMap<(usize, Option<i32>), (u64, u64)> = BTreeMap::new();
    for (resource, stage) in solved.compiled.stages.iter().enumerate() {
        let Stage::Supply { kind: SupplyKind::Places, general: false, destination: Some(destination), periods, .. } =
            stage
        else {
            continue;
        };
        let year = Some(horizon.year(periods.0)).filter(|&year| year == horizon.year(periods.1));
        let sum = places.entry((*destination, year)).or_default();
        sum.0 += solved.supplied(resource);
        sum.1 += used[resource];
    }
    places
}

/// A destination's years and their sum.
fn by_year(
    solved: &Solved,
    destination: usize,
    arrivals: &BTreeMap<(usize, i32), (u64, f64)>,
    places: &BTreeMap<(usize, Option<i32>), (u64, u64)>,
) -> (Vec<IntakeYear>, IntakeYear) {
    let mut years: BTreeMap<i32, IntakeYear> = BTreeMap::new();
    let mut total = IntakeYear::default();
    for (&(_, year), &(planned, expected)) in arrivals.range((destination, i32::MIN)..=(destination, i32::MAX)) {
        let row = years.entry(year).or_default();
        (row.planned, row.expected) = (planned, rounded(expected, 1));
        total.planned += planned;
        total.expected += expected;
    }
    for (&(_, year), &(supplied, used)) in places.range((destination, None)..=(destination, Some(i32::MAX))) {
        if let Some(year) = year {
            let row = years.entry(year).or_default();
            (row.places, row.used) = (Some(supplied), used);
        }
        total.places = Some(total.places.unwrap_or(0) + supplied);
        total.used += used;
    }
    total.expected = rounded(total.expected, 1);
    let years = (years.into_iter()).map(|(year, row)| IntakeYear { year: Some(year), ..row });
    let years = if solved.scenario.horizon.start.is_some() { years.collect() } else { Vec::new() };
    (years, total)
}
