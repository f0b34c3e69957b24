//! Prices of resources spread over options, so that a case is priced in one stream.
//!
//! In: a price a resource and a factor a level, floating to search or whole to certify. Out: what
//! each option costs a unit of need, the cheapest resource of each window by a running minimum,
//! and from these a case's gains.

use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

use super::frame::Frame;
use crate::problem::{NOT_ALLOWED, Problem};
use crate::solve::column::{Column, NONE};

/// A number that prices and gains may be in.
pub trait Number:
    Copy + PartialOrd + Add<Output = Self> + AddAssign + Sub<Output = Self> + SubAssign + Mul<Output = Self> + Send + Sync
{
    /// Nothing.
    const ZERO: Self;
    /// Less than any gain, and still less after any price is taken off.
    const NEVER: Self;
    /// More than any price.
    const ALWAYS: Self;
    /// A whole number as this one.
    fn of(whole: i64) -> Self;
    /// A number of this size, rounded where only whole ones are held.
    fn near(number: f64) -> Self;
    /// This number, rounded.
    fn float(self) -> f64;
}

impl Number for f64 {
    const ZERO: f64 = 0.0;
    const NEVER: f64 = f64::NEG_INFINITY;
    const ALWAYS: f64 = f64::INFINITY;
    fn of(whole: i64) -> f64 {
        whole as f64
    }
    fn near(number: f64) -> f64 {
        number
    }
    fn float(self) -> f64 {
        self
    }
}

/// For gains below 2²⁹ in size: a case's gains fit few registers.
impl Number for i32 {
    const ZERO: i32 = 0;
    const NEVER: i32 = i32::MIN / 2;
    const ALWAYS: i32 = i32::MAX;
    fn of(whole: i64) -> i32 {
        whole as i32
    }
    fn near(number: f64) -> i32 {
        number.round() as i32
    }
    fn float(self) -> f64 {
        f64::from(self)
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
    fn near(number: f64) -> i64 {
        number.round() as i64
    }
    fn float(self) -> f64 {
        self as f64
    }
}

impl Number for i128 {
    const ZERO: i128 = 0;
    const NEVER: i128 = i128::MIN / 2;
    const ALWAYS: i128 = i128::MAX;
    fn of(whole: i64) -> i128 {
        i128::from(whole)
    }
    fn near(number: f64) -> i128 {
        number.round() as i128
    }
    fn float(self) -> f64 {
        self as f64
    }
}

/// Prices by option; see the module.
#[derive(Debug)]
pub struct Tariff<'a, T> {
    problem: &'a Problem,
    frame: &'a Frame,
    /// Levels that count, each with its factor.
    factors: Vec<(usize, T)>,
    /// Price of a unit of need by option, kind by kind.
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
        let options = problem.options.len();
        let mut unit = vec![T::ZERO; options * kinds];
        let mut priced = vec![false; kinds];
        for option in 0..options {
            for used in problem.options.uses(option as u32) {
                let number = price[used.resource as usize];
                unit[used.kind as usize * options + option] += number;
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

    /// Whether a level counts.
    pub fn counts(&self, level: usize) -> bool {
        self.factors.iter().any(|factor| factor.0 == level)
    }

    /// Fills `scratch.gain`: value less price of one family of the case, offer by offer.
    pub fn gains(&self, case: usize, scratch: &mut Scratch<T>) {
        let problem = self.problem;
        let class = problem.class(case);
        let row = case * problem.columns..(case + 1) * problem.columns;
        let run = self.frame.run(problem.cases.class[case]);
        match (run, &problem.fits[..]) {
            (Some(run), [fit]) => self.fit_of_run(&fit.points[row][run.columns.clone()], scratch),
            (None, [fit]) if class.offers.len() < problem.columns => {
                self.fit_of_few(&fit.points[row], &class.offers, scratch);
            }
            _ => self.fit_of_offers(row, &class.offers, scratch),
        }
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
                let options = problem.options.len();
                let unit = &self.unit[kind * options..(kind + 1) * options];
                if let Some(run) = run {
                    let unit = &unit[run.options.clone()];
                    scratch.gain.iter_mut().zip(unit).for_each(|(sum, unit)| *sum -= need * *unit);
                } else {
                    let offers = scratch.gain.iter_mut().zip(&class.offers);
                    offers.for_each(|(sum, option)| *sum -= need * unit[*option as usize]);
                }
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

    /// Begins a case's gains with the only table, where its offers are a run of options and columns.
    fn fit_of_run(&self, points: &[i32], scratch: &mut Scratch<T>) {
        let fit = self.only_fit();
        scratch.gain.clear();
        scratch.gain.extend(points.iter().map(|points| fit(*points)));
    }

    /// Begins a case's gains with the only table, where its offers are fewer than columns.
    fn fit_of_few(&self, points: &[i32], offers: &[u32], scratch: &mut Scratch<T>) {
        let fit = self.only_fit();
        let column = |option: &u32| self.problem.options.column[*option as usize] as usize;
        scratch.gain.clear();
        scratch.gain.extend(offers.iter().map(|option| fit(points[column(option)])));
    }

    /// What an entry of the only table counts for.
    fn only_fit(&self) -> impl Fn(i32) -> T {
        let level = self.problem.fits[0].level;
        let factor = self.factors.iter().find(|factor| factor.0 == level).map_or(T::ZERO, |factor| factor.1);
        move |points| if points == NOT_ALLOWED { T::NEVER } else { factor * T::of(i64::from(points)) }
    }

    /// Begins a case's gains with the sum of its rows of all tables.
    fn fit_of_offers(&self, row: std::ops::Range<usize>, offers: &[u32], scratch: &mut Scratch<T>) {
        let fits = &self.problem.fits;
        let allowed = |points: &i32| if *points == NOT_ALLOWED { T::NEVER } else { T::ZERO };
        scratch.fit.clear();
        scratch.fit.extend(fits[0].points[row.clone()].iter().map(allowed));
        for fit in fits {
            if let Some((_, factor)) = self.factors.iter().find(|(level, _)| *level == fit.level) {
                let points = &fit.points[row.clone()];
                for (sum, points) in scratch.fit.iter_mut().zip(points).filter(|(_, points)| **points != NOT_ALLOWED) {
                    *sum += *factor * T::of(i64::from(*points));
                }
            }
        }
        let column = |option: &u32| scratch.fit[self.problem.options.column[*option as usize] as usize];
        scratch.gain.clear();
        scratch.gain.extend(offers.iter().map(column));
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
