//! The problem as text for any solver of mixed-integer linear programmes: MPS or LP.
//!
//! In: a problem without faults and a [`Goal`]. Out: one programme, written as it is walked through;
//! nothing of it is kept. The same problem gives the same bytes.
//!
//! ```text
//! maximise    level_L                                        the goal's level
//! subject to  case_C:      Σ take_C_…                  ≤ count[C]       every case C
//!             resource_R:  Σ need·take − Σ step_R_…    = 0              every resource R
//!             at_least_K:  what level K is worth       ≥ floor          every floor of the goal
//!             0 ≤ take ≤ count[C], whole;  0 ≤ step ≤ width
//! ```
//!
//! | name | what it is |
//! |---|---|
//! | `level_L` | objective `L`: points of the takes less the costs of the steps |
//! | `case_C` | row: no more families of case `C` are placed than there are |
//! | `resource_R` | row: what is used of resource `R` is what its steps supply |
//! | `at_least_K` | row: level `K` is worth so many points at least |
//! | `take_C_O` | column: families of case `C` that take option `O`; a pair that is not allowed has none |
//! | `take_C_O_R` | the same where the option has a window: those who draw from resource `R` |
//! | `step_R_S` | column: units used of step `S` of resource `R` |
//!
//! Numbers are the problem's indices, from 0; the steps of each resource count from 0. Coefficients and bounds are whole
//! numbers; zeros are not written. A width of 2^53 and more, where floating point no longer tells one unit, is no bound.
//!
//! No level's cost falls from step to step, so filling the steps of a resource in their order is best at every level at once: the
//! takes alone are the plan (its worth is that of the takes less the costs of steps filled so), and steps of equal cost may come
//! back filled in any order.
//!
//! MPS holds every level, as free rows (`N`): first the one to maximise, then the others in their order. LP has room for one
//! objective alone; a row without terms stands there with a term of coefficient 0. Both begin with comments that name the levels.

mod lp;
mod mps;

use std::fmt;
use std::io::{self, Write};

use super::Problem;

/// How to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Free MPS: columns one after the other, all levels.
    Mps,
    /// LP, as CPLEX began it: rows one after the other, for people too.
    Lp,
}

/// What is to be maximised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Index of the level to maximise.
    pub level: usize,
    /// Levels by index, and the points that each has to be worth at least; none twice.
    pub at_least: Vec<(usize, i64)>,
}

/// Widths from here on are no bound.
const UNBOUNDED: u64 = 1 << 53;

/// Writes the problem; fails where the stream does.
pub fn write(problem: &Problem, goal: &Goal, format: Format, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Mps => mps::write(problem, goal, out),
        Format::Lp => lp::write(problem, goal, out),
    }
}

/// The comments that begin a file, each line behind the format's own mark.
fn comments(problem: &Problem, goal: &Goal, mark: char, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{mark} Resettle: take_CASE_OPTION[_RESOURCE DRAWN FROM], step_RESOURCE_STEP; all numbers from 0.")?;
    for (index, level) in problem.levels.iter().enumerate() {
        let maximised = if index == goal.level { "; maximised" } else { "" };
        writeln!(out, "{mark} level_{index}: {}, in {}{maximised}", level.name, level.unit)?;
    }
    Ok(())
}

/// Families of a case that take an option and draw from a resource: a whole-number column.
#[derive(Clone, Copy)]
struct Take {
    case: usize,
    /// Place among the offers of the case's class.
    offer: usize,
    option: u32,
    drawn: Option<u32>,
}

impl fmt::Display for Take {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "take_{}_{}", self.case, self.option)?;
        self.drawn.map_or(Ok(()), |drawn| write!(f, "_{drawn}"))
    }
}

impl Take {
    /// Points of one family at a level.
    fn worth(&self, problem: &Problem, level: usize) -> i64 {
        problem.value(level, self.case, self.offer)
    }

    /// Units of each resource that one family uses: none is zero, each resource stands there once, in rising order.
    fn units(&self, problem: &Problem, units: &mut Vec<(u32, u64)>) {
        let need = |kind: u16| u64::from(problem.needs(self.case)[usize::from(kind)]);
        let window = problem.options.window[self.option as usize].zip(self.drawn);
        units.clear();
        units.extend(problem.options.uses(self.option).iter().map(|used| (used.resource, need(used.kind))));
        units.extend(window.map(|(window, drawn)| (drawn, need(window.kind))));
        units.retain(|&(_, units)| units > 0);
        units.sort_unstable();
        units.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0 };
            same
        });
    }
}

/// The columns of a case, by option and then by the resource drawn from.
fn takes(problem: &Problem, case: usize) -> impl Iterator<Item = Take> + '_ {
    let class = problem.class(case);
    let allowed = (class.offers.iter().enumerate())
        .filter(move |&(_, &option)| problem.allows(case, problem.options.column[option as usize]));
    allowed.flat_map(move |(offer, &option)| {
        let window = problem.options.window[option as usize];
        let draws = window.map_or(0..=0, |window| class.opens..=window.ends);
        draws.map(move |resource| Take { case, offer, option, drawn: window.map(|_| resource) })
    })
}

/// A step of a resource's supply.
#[derive(Clone, Copy)]
struct Step {
    resource: u32,
    /// Place among the resource's own steps.
    place: usize,
    /// Index in the problem's arrays.
    index: usize,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step_{}_{}", self.resource, self.place)
    }
}

/// The steps of every resource, in order.
fn steps(problem: &Problem) -> impl Iterator<Item = Step> + '_ {
    resources(problem).flat_map(|resource| steps_of(problem, resource))
}

/// The steps of one resource, in order.
fn steps_of(problem: &Problem, resource: u32) -> impl Iterator<Item = Step> + use<> {
    problem.supplies.steps(resource).enumerate().map(move |(place, index)| Step { resource, place, index })
}

fn resources(problem: &Problem) -> impl Iterator<Item = u32> + use<> {
    (0..).take(problem.supplies.len())
}

#[cfg(test)]
mod tests;
