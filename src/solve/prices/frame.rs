//! What is worked out once a problem: its scales, and how its arrays may be streamed.
//!
//! In: a problem. Out: sizes of its largest values and uses, runs of resources over which windows are sought, and which
//! classes offer a run of options.

use std::ops::Range;

use rayon::prelude::*;

use crate::problem::{NOT_ALLOWED, Problem};

/// The part of a point in which large problems are priced.
const COARSE: i64 = 256;
/// Entries looked at by one thread at a time.
const CHUNK: usize = 1 << 16;

/// What is worked out once a problem and shared by all its tariffs.
#[derive(Clone, Debug)]
pub struct Frame {
    /// By level: points of the largest value or cost, as a scale.
    pub magnitude: Vec<f64>,
    /// Units that one family uses at most, all resources together; at least 1.
    pub units: f64,
    /// Whether any option has a window.
    pub has_windows: bool,
    /// By class: where its running minimum begins.
    pub offset: Vec<usize>,
    /// Runs of resources over which windows are sought, first and last.
    pub runs: Vec<(u32, u32)>,
    /// By class: see [`Frame::run`].
    offered: Vec<Option<Run>>,
}

/// Offers that are consecutive options of consecutive columns, so that a case's numbers are slices.
#[derive(Clone, Debug)]
pub struct Run {
    /// The options.
    pub options: Range<usize>,
    /// Their columns.
    pub columns: Range<usize>,
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
        let offered = problem.classes.iter().map(|class| run(problem, &class.offers)).collect();
        Frame { magnitude, units, has_windows, offset, runs, offered }
    }

    /// The denominator in which 32 bits hold every gain at these prices; none if they are too large.
    pub fn coarse(&self, price: &[f64], factors: &[(usize, f64)]) -> Option<i64> {
        let values: f64 = factors.iter().map(|(level, factor)| factor * self.magnitude[*level]).sum();
        let price = price.iter().copied().map(f64::abs).fold(0.0, f64::max);
        let largest = (values + (price + 1.0) * self.units) * COARSE as f64;
        (largest < f64::from(1 << 28)).then_some(COARSE)
    }

    /// The run that a class's offers are, if they are one.
    pub fn run(&self, class: u32) -> Option<&Run> {
        self.offered[class as usize].as_ref()
    }
}

/// The run that these offers are, if they are one.
fn run(problem: &Problem, offers: &[u32]) -> Option<Run> {
    let first = *offers.first()?;
    let column = problem.options.column[first as usize];
    let follows = |(place, option): (usize, &u32)| {
        *option as usize == first as usize + place
            && problem.options.column[*option as usize] as usize == column as usize + place
    };
    let from = |first: u32| first as usize..first as usize + offers.len();
    offers.iter().enumerate().all(follows).then(|| Run { options: from(first), columns: from(column) })
}

/// Points of the largest value or cost at a level, at least 1.
fn magnitude(problem: &Problem, level: usize) -> f64 {
    let size = |points: &i32| if *points == NOT_ALLOWED { 0 } else { points.unsigned_abs() };
    let largest = |points: &[i32]| points.par_chunks(CHUNK).map(|chunk| chunk.iter().map(size).max()).max().flatten();
    let fit = problem.fits.iter().filter(|fit| fit.level == level).filter_map(|fit| largest(&fit.points)).max();
    let worth = problem.classes.iter().flat_map(|class| &class.worth[level]).map(|worth| worth.unsigned_abs()).max();
    let weight = problem.cases.weight[level].iter().map(|weight| weight.unsigned_abs()).max();
    let cost = problem.supplies.cost[level].iter().map(|cost| cost.unsigned_abs()).max();
    // A weight is as large as this even where it counts for nothing.
    let timing = worth.unwrap_or(0).max(1) as f64 * weight.unwrap_or(0) as f64;
    (f64::from(fit.unwrap_or(0)) + timing).max(cost.unwrap_or(0) as f64).max(1.0)
}
