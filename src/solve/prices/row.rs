//! A row of the linear programme: an activity and its convex, piecewise linear cost.
//!
//! A resource's supply curve is one; so is "worth at least W at an earlier level" and the bound of
//! a branch. What a plan may not do costs a `penalty` a unit instead, so that every assignment
//! of the cases is a feasible start.

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
    /// A row without breaks yet.
    pub fn flat() -> Row {
        Row { breaks: Vec::new(), plain: Vec::new(), slope: Vec::new(), coupling: Vec::new() }
    }

    /// Ends a segment of this slope at a break, moved by a little.
    pub fn push(&mut self, slope: f64, at: f64, moved: f64) {
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
