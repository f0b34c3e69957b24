//! Prices of resources spread over options, so that a case is priced in one stream.
//!
//! In: a price a resource and a factor a level, floating to search or whole to certify. Out: what
//! each option costs a unit of need, the cheapest resource of each window by a running minimum,
//! and from these a case's gains.

use std::ops::{Add, AddAssign, Mul, SubAssign};

use crate::problem::{NOT_ALLOWED, Problem};
use crate::solve::column::{Column, NONE};

/// A number that prices and gains may be in.
pub trait Number:
    Copy + PartialOrd + Add<Output = Self> + AddAssign + SubAssign + Mul<Output = Self> + Send + Sync
{
    /// Nothing.
    const ZERO: Self;
    /// Less than any gain, and still less after any price is taken off.
    const NEVER: Self;
    /// More than any price.
    const ALWAYS: Self;
    /// A whole number as this one.
    fn of(whole: i64) -> Self;
}

impl Number for f64 {
    const ZERO: f64 = 0.0;
    const NEVER: f64 = f64::NEG_INFINITY;
    const ALWAYS: f64 = f64::INFINITY;
    fn of(whole: i64) -> f64 {
        whole as f64
    }
}

/// For gains below 2⁶⁰ in size.
impl Number for i64 {
    const ZERO: i64 = 0;
    const NEVER: i64 = i64::MIN / 2;
    const ALWAYS: i64 = i64::MAX;
    fn of(whole: i64) -> i64 {
        whole
    }
}

impl Number for i128 {
    const ZERO: i128 = 0;
    const NEVER: i128 = i128::MIN / 2;
    const ALWAYS: i128 = i128::MAX;
    fn of(whole: i64) -> i128 {
        i128::from(whole)
    }
}

/// What is worked out once a problem and shared by all its tariffs.
#[derive(Clone, Debug)]
pub struct Frame {
    /// By level: points of the largest value or cost, as a scale.
    pub magnitude: Vec<f64>,
    /// Units that one family uses at most, all resources together; at least 1.
    pub units: f64,
    /// Whether any option has a window.
    has_windows: bool,
    /// By class: where its running minimum begins.
    offset: Vec<usize>,
    /// Runs of resources over which windows are sought, first and last.
    runs: Vec<(u32, u32)>,
}

impl Frame {
    /// The scales and the runs of a problem, one run for each resource that windows open with.
    pub fn new(problem: &Problem) -> Frame {
        let mut last: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
        for class in &problem.classes {
            let ends = class.offers.iter().filter_map(|option| problem.options.window[*option as usize]);
            if let Some(end) = ends.map(|window| window.ends).filter(|end| *end >= class.opens).max() {
                let run = last.entry(class.opens).or_insert(end);
                *run = (*run).max(end);
            }
        }
        let runs: Vec<(u32, u32)> = last.into_iter().collect();
        let mut starts = Vec::with_capacity(runs.len());
        let mut length = 0;
        for (first, end) in &runs {
            starts.push(length);
            length += (end - first) as usize + 1;
        }
        let offset = (problem.classes.iter())
            .map(|class| runs.binary_search_by_key(&class.opens, |run| run.0).map_or(0, |place| starts[place]))
            .collect();
        let magnitude = (0..problem.levels.len()).map(|level| magnitude(problem, level)).collect();
        let need = problem.cases.need.iter().copied().max().unwrap_or(0);
        let uses = (0..problem.options.len()).map(|option| problem.options.uses(option as u32).len()).max();
        let units = (uses.unwrap_or(0) + 1) as f64 * f64::from(need.max(1));
        let has_windows = problem.options.window.iter().any(Option::is_some);
        Frame { magnitude, units, has_windows, offset, runs }
    }
}

/// Points of the largest value or cost at a level, at least 1.
fn magnitude(problem: &Problem, level: usize) -> f64 {
    let fit = (problem.fits.iter().filter(|fit| fit.level == level))
        .flat_map(|fit| &fit.points)
        .filter(|points| **points != NOT_ALLOWED)
        .map(|points| points.unsigned_abs())
        .max();
    let worth = problem.classes.iter().flat_map(|class| &class.worth[level]).map(|worth| worth.unsigned_abs()).max();
    let weight = problem.cases.weight[level].iter().map(|weight| weight.unsigned_abs()).max();
    let cost = problem.supplies.cost[level].iter().map(|cost| cost.unsigned_abs()).max();
    let timing = worth.unwrap_or(0) as f64 * weight.unwrap_or(0) as f64;
    (f64::from(fit.unwrap_or(0)) + timing).max(cost.unwrap_or(0) as f64).max(1.0)
}

/// Prices by option; see the module.
#[derive(Debug)]
pub struct Tariff<'a, T> {
    problem: &'a Problem,
    frame: &'a Frame,
    /// Levels that count, each with its factor.
    factors: Vec<(usize, T)>,
    /// Price of a unit of each kind of need, option by option.
    unit: Vec<T>,
    /// Kinds that have a price anywhere.
    kinds: Vec<usize>,
    /// Running minima of the windows' runs: the price and the first resource that has it.
    cheapest: Vec<(T, u32)>,
}

/// Room for one case's numbers, kept from case to case.
#[derive(Debug)]
pub struct Scratch<T> {
    fit: Vec<T>,
    /// Gain of each offer of the case's class; [`Number::NEVER`] or less where not allowed.
    pub gain: Vec<T>,
}

impl<T> Default for Scratch<T> {
    fn default() -> Scratch<T> {
        Scratch { fit: Vec::new(), gain: Vec::new() }
    }
}

impl<'a, T: Number> Tariff<'a, T> {
    /// Spreads `price` (a resource each) over the options; `factors` are levels with their weight.
    pub fn new(problem: &'a Problem, frame: &'a Frame, price: &[T], factors: Vec<(usize, T)>) -> Tariff<'a, T> {
        let kinds = problem.kinds;
        let mut unit = vec![T::ZERO; problem.options.len() * kinds];
        let mut priced = vec![false; kinds];
        for option in 0..problem.options.len() {
            for used in problem.options.uses(option as u32) {
                let number = price[used.resource as usize];
                unit[option * kinds + used.kind as usize] += number;
                priced[used.kind as usize] |= number != T::ZERO;
            }
        }
        let mut cheapest = Vec::new();
        for (first, last) in &frame.runs {
            let mut best = (T::ALWAYS, NONE);
            for resource in *first..=*last {
                if price[resource as usize] < best.0 {
                    best = (price[resource as usize], resource);
                }
                cheapest.push(best);
            }
        }
        let kinds = (0..kinds).filter(|kind| priced[*kind]).collect();
        Tariff { problem, frame, factors, unit, kinds, cheapest }
    }

    /// Fills `scratch.gain`: value less price of one family of the case, offer by offer.
    pub fn gains(&self, case: usize, scratch: &mut Scratch<T>) {
        let problem = self.problem;
        let columns = problem.columns;
        let class = problem.class(case);
        let row = case * columns..(case + 1) * columns;
        scratch.fit.clear();
        scratch.fit.extend(
            problem.fits[0].points[row.clone()]
                .iter()
                .map(|points| if *points == NOT_ALLOWED { T::NEVER } else { T::ZERO }),
        );
        for fit in &problem.fits {
            if let Some((_, factor)) = self.factors.iter().find(|(level, _)| *level == fit.level) {
                let points = &fit.points[row.clone()];
                for (sum, points) in scratch.fit.iter_mut().zip(points).filter(|(_, points)| **points != NOT_ALLOWED) {
                    *sum += *factor * T::of(i64::from(*points));
                }
            }
        }
        scratch.gain.clear();
        scratch
            .gain
            .extend(class.offers.iter().map(|option| scratch.fit[problem.options.column[*option as usize] as usize]));
        for (level, factor) in &self.factors {
            let weight = problem.cases.weight[*level].get(case).copied().unwrap_or(0);
            if weight != 0 {
                let weight = *factor * T::of(weight);
                scratch
                    .gain
                    .iter_mut()
                    .zip(&class.worth[*level])
                    .for_each(|(sum, worth)| *sum += weight * T::of(*worth));
            }
        }
        let needs = problem.needs(case);
        for kind in &self.kinds {
            let need = T::of(i64::from(needs[*kind]));
            if need != T::ZERO {
                let unit = |option: u32| self.unit[option as usize * problem.kinds + kind];
                scratch.gain.iter_mut().zip(&class.offers).for_each(|(sum, option)| *sum -= need * unit(*option));
            }
        }
        if self.frame.has_windows {
            for (sum, option) in scratch.gain.iter_mut().zip(&class.offers) {
                if let Some(window) = problem.options.window[*option as usize] {
                    match self.cheapest(case, window.ends) {
                        Some((price, _)) => *sum -= T::of(i64::from(needs[window.kind as usize])) * price,
                        None => *sum = T::NEVER,
                    }
                }
            }
        }
    }

    /// The cheapest resource of a case's window that ends here, with its price.
    fn cheapest(&self, case: usize, ends: u32) -> Option<(T, u32)> {
        let class = self.problem.cases.class[case] as usize;
        let opens = self.problem.classes[class].opens;
        (ends >= opens).then(|| self.cheapest[self.frame.offset[class] + (ends - opens) as usize])
    }

    /// The column of an offer, drawing from the cheapest resource of its window.
    pub fn column(&self, case: usize, offer: usize) -> Column {
        let option = self.problem.class(case).offers[offer] as usize;
        let window = self.problem.options.window[option];
        let drawn = window.and_then(|window| self.cheapest(case, window.ends)).map_or(NONE, |(_, drawn)| drawn);
        Column { case: case as u32, offer: offer as u32, drawn }
    }

    /// The best offer of a case and its gain; none if every offer loses or none is allowed.
    pub fn best(&self, case: usize, scratch: &mut Scratch<T>) -> Option<(usize, T)> {
        self.gains(case, scratch);
        let mut best = None;
        let mut most = T::ZERO;
        for (offer, gain) in scratch.gain.iter().enumerate() {
            if *gain > most {
                (best, most) = (Some(offer), *gain);
            }
        }
        best.map(|offer| (offer, most))
    }
}
