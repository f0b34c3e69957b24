//! The key of a fair share: what part of a caseload each country would take by its indicators.
//!
//! ```text
//! share(i) = Σ_k weight(k) · part(k, i) / Σ_k weight(k)
//! part(population, i)  = P_i / Σ_j P_j
//! part(gdp, i)         = G_i / Σ_j G_j
//! part(employment, i)  = (1/U_i) / Σ_j (1/U_j)          U: unemployment rate
//! part(low intake, i)  = (1/A_i) / Σ_j (1/A_j)          A: applications and resettled a year per
//!                                                        million inhabitants, at least 1
//! ```
//!
//! The form is that of the European Commission's key of May 2015 (COM(2015) 240: 40% population,
//! 40% GDP, 10% each of the inverse ones) and of Regulation (EU) 2024/1351, annex I (half and half).

use crate::scenario::{Destination, Indicator, Role, Scenario};

/// The share of each destination, beside [`Scenario::destinations`], adding up to 1: zero for
/// transit countries and for a country whose nationality the caseload has. A country that lacks an
/// indicator has no part of it; an indicator that none has does not count.
pub fn shares(scenario: &Scenario) -> Vec<f64> {
    let mut shares = vec![0.0; scenario.destinations.len()];
    let mut weights = 0.0;
    for &(indicator, weight) in &scenario.sharing {
        let figures: Vec<f64> = scenario.destinations.iter().map(|country| figure(country, indicator)).collect();
        let sum: f64 = figures.iter().sum();
        if sum > 0.0 {
            weights += weight;
            shares.iter_mut().zip(&figures).for_each(|(share, figure)| *share += weight * figure / sum);
        }
    }
    if weights > 0.0 { shares.into_iter().map(|share| share / weights).collect() } else { shares }
}

/// What a country's part of an indicator is proportional to; 0 outside the key.
fn figure(country: &Destination, indicator: Indicator) -> f64 {
    if country.role == Role::Transit || country.nationality {
        return 0.0;
    }
    let known = &country.indicators;
    let figure = match indicator {
        Indicator::Population => known.population,
        Indicator::Gdp => known.gdp_usd,
        Indicator::Employment => known.unemployment_pct.filter(|&rate| rate > 0.0).map(|rate| 1.0 / rate),
        Indicator::LowIntake => low_intake(country),
    };
    figure.unwrap_or(0.0)
}

/// The inverse of applications and resettled persons a year per million inhabitants; fewer than one
/// per million count as one, so that a country without any does not take everything.
fn low_intake(country: &Destination) -> Option<f64> {
    let known = &country.indicators;
    let population = known.population.filter(|&persons| persons > 0.0)?;
    if known.asylum_applications.is_none() && known.resettled_before.is_none() {
        return None;
    }
    let intake = known.asylum_applications.unwrap_or(0.0) + known.resettled_before.unwrap_or(0.0);
    Some(1.0 / (intake / population * 1e6).max(1.0))
}
