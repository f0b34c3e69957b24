//! The ways open to a family side by side, by what they bring beyond what their places would bring others.
//!
//! ```text
//! net[l]     = value[l] + Σ_k<l λ[k]·value[k] − Σ price[l]·need          in points of l, to a hundredth
//! against    = net[l] of what the plan gives − net[l] of the way         at the first l where they differ
//! ```
//!
//! with the prices and multipliers `λ` that prove level `l`. Whoever waits has a net of 0 at every level. Alone a net
//! beyond the first objective says little, for its multipliers bring in all the earlier ones; the difference between
//! two ways that are equal at those is in points of the level.

use std::collections::BTreeMap;

use serde::Serialize;

use super::limit::{self, Limit};
use super::solved::rounded;
use super::{Pathway, Solved, reason};

/// Parts of a point by which two ways must differ: less may be rounding of the prices.
const HUNDREDTHS: i128 = 100;

/// A way open to a cohort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// Code of the destination; the country of asylum for a protected stay.
    pub destination: String,
    /// What sort of way.
    pub pathway: Pathway,
    /// Period of departure, or the first one of a protected stay.
    pub departs: String,
    /// Whether the plan takes it.
    pub taken: bool,
    /// A stage that can never hold the family.
    pub too_small: Option<Limit>,
    /// What it brings one family, level by level, in their points.
    pub values: Vec<i64>,
    /// What its places would bring others at the first objective, in its points: planning price times need. None
    /// without prices that alone prove it.
    pub displaces: Option<f64>,
    /// Where it differs from what the plan gives; none: nowhere, as far as prices tell.
    pub against: Option<Difference>,
}

/// The first objective at which a way differs from what the plan gives, after what their places would bring others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The objective.
    pub objective: String,
    /// Points of it by which the plan's is better; below zero where, by the prices, the other would be.
    pub points: f64,
}

/// An offer, measured.
struct Measured {
    offer: usize,
    taken: bool,
    too_small: Option<Limit>,
    /// Net by level, in hundredths of a point, as far as prices go; without any, the values.
    net: Vec<i128>,
}

impl Measured {
    /// What comes first: what is taken, then what can hold the family, then what brings most.
    fn order(&self) -> (bool, bool, &[i128]) {
        (self.taken, self.too_small.is_none(), &self.net)
    }
}

/// What a case could take, one line a destination and pathway, in the order of [`Measured::order`]. Of several
/// departures the one that is taken, else the best.
pub(super) fn alternatives(solved: &Solved, case: usize, taken: impl Fn(u32) -> bool) -> Vec<Alternative> {
    let problem = &solved.compiled.problem;
    let option = |offer: usize| problem.class(case).offers[offer];
    let mut best: BTreeMap<(String, Pathway), Measured> = BTreeMap::new();
    for offer in reason::offers(problem, case) {
        let too_small = limit::too_small(solved, case, offer);
        let found = Measured { offer, taken: taken(option(offer)), too_small, net: net(solved, case, offer) };
        let way = solved.way(solved.compiled.ways[option(offer) as usize]);
        match best.get(&way) {
            Some(best) if best.order() >= found.order() => {}
            _ => drop(best.insert(way, found)),
        }
    }
    let mut ways: Vec<_> = best.into_iter().collect();
    ways.sort_by(|(_, a), (_, b)| b.order().cmp(&a.order()));
    let priced = solved.prices(0).is_some();
    let waits = vec![0; problem.levels.len()];
    let given = ways.first().filter(|(_, first)| first.taken).map_or(waits, |(_, first)| first.net.clone());
    (ways.into_iter())
        .map(|((destination, pathway), Measured { offer, taken, too_small, net })| {
            let way = solved.compiled.ways[option(offer) as usize];
            Alternative {
                destination,
                pathway,
                departs: solved.scenario.horizon.name(way.protects_from()),
                taken,
                too_small,
                values: (0..problem.levels.len()).map(|level| problem.value(level, case, offer)).collect(),
                displaces: displaces(solved, case, offer),
                against: if priced { difference(solved, &given, &net) } else { None },
            }
        })
        .collect()
}

/// Net by level, in hundredths of a point, up to the first level that prices alone do not prove; where that is the
/// first one, the values.
fn net(solved: &Solved, case: usize, offer: usize) -> Vec<i128> {
    let problem = &solved.compiled.problem;
    let net: Vec<i128> = (0..problem.levels.len())
        .map_while(|level| solved.margin(level, case, offer))
        .map(|margin| (margin.gain() * HUNDREDTHS, i128::from(margin.denominator)))
        .map(|(gain, parts)| (gain + parts / 2).div_euclid(parts))
        .collect();
    if net.is_empty() {
        (0..problem.levels.len()).map(|level| i128::from(problem.value(level, case, offer))).collect()
    } else {
        net
    }
}

fn displaces(solved: &Solved, case: usize, offer: usize) -> Option<f64> {
    let margin = solved.margin(solved.first_level(), case, offer)?;
    Some(rounded(margin.takes as f64 / margin.denominator as f64, 2))
}

fn difference(solved: &Solved, given: &[i128], net: &[i128]) -> Option<Difference> {
    let (level, (given, net)) = given.iter().zip(net).enumerate().find(|(_, (given, net))| given != net)?;
    let objective = solved.compiled.problem.levels[level].name.clone();
    Some(Difference { objective, points: (given - net) as f64 / HUNDREDTHS as f64 })
}
