//! A row of the linear programme: an activity and its convex, piecewise linear cost.
//!
//! A resource's supply curve is one; so is "worth at least W at an earlier level" and the bound of
//! a branch. What a plan may not do costs a `penalty` a unit instead, so that every assignment
//! of the cases is a feasible start.

use crate::problem::Supplies;

/// An earlier level as a row: what it must be worth.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// The level.
    pub level: usize,
    /// Points.
    pub worth: i64,
    /// Units of the row a point: a power of two that brings entries near those of needs.
    pub scale: f64,
}

/// A branch as a row: at most, or at least, so many families of a case take an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Index of the case.
    pub case: u32,
    /// Index of the option.
    pub option: u32,
    /// Families.
    pub families: u32,
    /// Whether at least so many, not at most.
    pub at_least: bool,
}

/// Breaks of the activity and the cost a unit of each segment between them, rising.
#[derive(Clone, Debug)]
pub struct Row {
    /// Activities at which the slope changes, rising, perturbed a little to tell ties apart.
    pub breaks: Vec<f64>,
    /// The same as they are.
    pub plain: Vec<f64>,
    /// Cost of a unit in each segment: one more than breaks.
    pub slope: Vec<f64>,
    /// Units of later rows that a unit in each segment uses: the steps' costs at earlier levels.
    pub coupling: Vec<(usize, Vec<f64>)>,
}

impl Row {
    /// The row of a resource, with costs of the objective's levels and coupled to the outcomes.
    pub fn of_supply(
        supplies: &Supplies,
        resource: usize,
        objective: &[(usize, f64)],
        outcomes: &[Outcome],
        penalty: f64,
    ) -> Row {
        let width_of_all = supplies.len().max(300) as f64;
        let mut row = Row::flat();
        let mut units: Vec<Vec<f64>> = vec![Vec::new(); outcomes.len()];
        let mut total = 0.0;
        for step in supplies.steps(resource as u32).filter(|step| supplies.width[*step] > 0) {
            total += supplies.width[step] as f64;
            let moved = 0.03 / width_of_all * jitter(resource * 31 + row.breaks.len());
            let cost = objective.iter().map(|(level, factor)| factor * supplies.cost(*level, step) as f64).sum();
            row.push(cost, total, moved);
            for (outcome, units) in outcomes.iter().zip(&mut units) {
                units.push(supplies.cost(outcome.level, step) as f64 * outcome.scale);
            }
        }
        if row.breaks.is_empty() {
            row.push(0.0, 0.0, 0.03 / width_of_all * jitter(resource * 31));
            for units in &mut units {
                units.push(0.0);
            }
        }
        row.slope.push(penalty);
        for (place, mut units) in units.into_iter().enumerate() {
            units.push(units[units.len() - 1]);
            if units.iter().any(|unit| *unit != 0.0) {
                row.coupling.push((supplies.len() + place, units));
            }
        }
        row
    }

    /// The row of an earlier level; `short` is what a unit less costs.
    pub fn of_outcome(outcome: &Outcome, short: f64) -> Row {
        let mut row = Row::flat();
        // Worths are whole: half a point less asks for no less, and leaves room inside.
        let moved = -0.5 * outcome.scale;
        row.push(short, outcome.worth as f64 * outcome.scale, moved);
        row.slope.push(0.0);
        row
    }

    /// The row of a branch, at this place among them.
    pub fn of_limit(limit: &Limit, place: usize, penalty: f64) -> Row {
        let families = f64::from(limit.families);
        let moved = if limit.at_least { -1e-4 } else { 1e-4 } * jitter(place * 17 + 5);
        let mut row = Row::flat();
        row.push(if limit.at_least { -penalty } else { 0.0 }, families, moved);
        row.slope.push(if limit.at_least { 0.0 } else { penalty });
        row
    }

    fn flat() -> Row {
        Row { breaks: Vec::new(), plain: Vec::new(), slope: Vec::new(), coupling: Vec::new() }
    }

    /// Ends a segment of this slope at a break, moved by a little.
    fn push(&mut self, slope: f64, at: f64, moved: f64) {
        self.slope.push(slope);
        self.plain.push(at);
        self.breaks.push(at + moved);
    }

    /// The segment that an activity lies in.
    pub fn segment(&self, activity: f64) -> usize {
        self.breaks.partition_point(|end| *end < activity)
    }

    /// Units of a coupled row that the activity uses, by the given breaks.
    pub fn coupled(breaks: &[f64], units: &[f64], activity: f64) -> f64 {
        let mut sum = 0.0;
        let mut begin = 0.0;
        for (segment, unit) in units.iter().enumerate() {
            let end = breaks.get(segment).copied().unwrap_or(f64::INFINITY).min(activity);
            if segment == 0 || end > begin {
                sum += unit * (end - begin);
                begin = end;
            }
        }
        sum
    }

    /// The first and last activity of a segment.
    pub fn ends(&self, segment: usize) -> (f64, f64) {
        let low = if segment == 0 { f64::NEG_INFINITY } else { self.breaks[segment - 1] };
        (low, self.breaks.get(segment).copied().unwrap_or(f64::INFINITY))
    }
}

/// A number in 0.5..1 that depends on the index alone: perturbs ties apart.
fn jitter(index: usize) -> f64 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    0.5 + ((mixed ^ (mixed >> 29)) >> 12 & 0xF_FFFF) as f64 / f64::from(1 << 21)
}
