//! The dual simplex: from a basis whose prices leave no gain to one whose amounts are not below 0, either.
//!
//! In: a relaxation after rows have come or choices have gone. Out: its optimum, prices at which its worth is below a
//! cutoff, or prices that show that nothing keeps the rows.

use super::{Basic, Relaxation};

/// Families below which an amount is nothing, and an entry too small to pivot on.
const NOTHING: f64 = 1e-9;
const PIVOT: f64 = 1e-6;
/// Points that a choice may gain (Harris 1973), and from which the prices are wrong.
const GAIN: f64 = 1e-6;
const WRONG: f64 = 1e-4;
/// How far a pivot seen from its row may be from the same seen from its column.
const OFF: f64 = 1e-7;
/// Pivots after which the inverse is made anew.
const FRESH: u32 = 100;

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Optimal,
    /// The worth is below the cutoff at the prices; or would be, as nothing keeps the rows.
    Closed,
    /// Out of pivots.
    Limit,
    /// Numbers cannot be trusted even from a new beginning.
    Lost,
}

/// Who leaves the basis.
struct Leaving {
    place: usize,
    /// Above 0 and closed, not below 0.
    is_over: bool,
}

/// What became of a step.
enum Step {
    Pivoted,
    Done(End),
    /// Numbers have drifted.
    Wrong,
}

impl Relaxation {
    /// Solves until the worth is below the cutoff, in at most so many pivots.
    pub fn solve(&mut self, cutoff: f64, pivots: usize) -> End {
        let mut has_begun = false;
        for _ in 0..pivots {
            let is_fresh = self.pivots < FRESH || self.invert();
            match if is_fresh { self.step(cutoff) } else { Step::Wrong } {
                Step::Pivoted => {}
                Step::Done(end) => return end,
                Step::Wrong if self.pivots > 0 && self.invert() => {}
                Step::Wrong if has_begun => return End::Lost,
                Step::Wrong => {
                    has_begun = true;
                    self.begin();
                }
            }
        }
        End::Limit
    }

    fn step(&mut self, cutoff: f64) -> Step {
        let leaving = if self.worth < cutoff { None } else { self.leaving() };
        let Some(Leaving { place, is_over }) = leaving else {
            let end = if self.worth < cutoff { End::Closed } else { End::Optimal };
            return if self.pivots > 0 && self.is_wrong() { Step::Wrong } else { Step::Done(end) };
        };
        // Seen as one that is below 0.
        let sign = if is_over { -1.0 } else { 1.0 };
        let row: Vec<f64> = self.inverse.row(place).iter().map(|entry| sign * entry).collect();
        match self.entering(&row) {
            Some((entering, gain, entry)) if self.pivot(place, entering, gain, sign * entry) => Step::Pivoted,
            Some(_) => Step::Wrong,
            None if self.pivots > 0 => Step::Wrong,
            None => {
                let step = (self.worth - cutoff + 1.0) / (-sign * self.amount[place]);
                self.raise(step, &row);
                Step::Done(End::Closed)
            }
        }
    }

    /// Moves prices along a row.
    fn raise(&mut self, step: f64, row: &[f64]) {
        for (price, entry) in self.price.iter_mut().zip(row) {
            *price += step * entry;
        }
    }

    /// Whether something gains at the prices.
    fn is_wrong(&self) -> bool {
        let gain = self.gains();
        let gains_most = |open: &[u32]| {
            let key = gain(self.key_of(open[0]));
            open.iter().any(|choice| gain(*choice) - key > WRONG)
        };
        self.price.iter().any(|price| *price < -WRONG) || self.choices.by_case(&self.open).any(gains_most)
    }

    /// The position that is furthest below 0, or above though it is closed, by the length of its row; a key that is takes
    /// its place there first.
    fn leaving(&mut self) -> Option<Leaving> {
        let strays = self.strays().to_vec();
        let square = |row: &[f64]| row.iter().map(|entry| entry * entry).sum::<f64>();
        let mut furthest: Option<(f64, Leaving, bool)> = None;
        let mut tell = |score: f64, place: usize, is_over: bool, is_key: bool| {
            if furthest.as_ref().is_none_or(|(most, _, _)| score > *most) {
                furthest = Some((score, Leaving { place, is_over }, is_key));
            }
        };
        // By case: what its choices take, and the position of the largest.
        let mut taken: Vec<(u32, f64, usize)> = Vec::new();
        for (place, basic) in self.basics.iter().enumerate() {
            let amount = self.amount[place];
            let is_over = matches!(basic, Basic::Choice(choice) if self.is_closed(*choice)) && amount > NOTHING;
            if amount < -NOTHING || is_over {
                tell(amount * amount / square(self.inverse.row(place)), place, is_over, false);
            }
            if let Basic::Choice(choice) = *basic {
                let case = self.choices.case[choice as usize];
                if let Some((_, sum, largest)) = taken.iter_mut().find(|(own, _, _)| *own == case) {
                    *sum += amount;
                    if amount > self.amount[*largest] {
                        *largest = place;
                    }
                } else {
                    taken.push((case, amount, place));
                }
            }
        }
        for (case, sum, largest) in taken {
            let own = f64::from(self.choices.families[case as usize]) - sum;
            let is_over = own > NOTHING && strays.contains(&case);
            if own < -NOTHING || is_over {
                tell(own * own / square(&self.key_row(case)), largest, is_over, true);
            }
        }
        let (_, leaving, is_key) = furthest?;
        if is_key {
            self.swap_key(leaving.place);
        }
        Some(leaving)
    }

    /// What enters for a row: of those that stop gaining first as the prices rise, or nearly, that with the largest entry.
    /// And its gain, not above 0, and entry.
    fn entering(&mut self, row: &[f64]) -> Option<(Basic, f64, f64)> {
        let mut near: Vec<(Basic, f64, f64)> = Vec::new();
        let mut most = f64::INFINITY;
        {
            let entry_of = self.sums(row);
            let gain_of = self.gains();
            let mut tell = |basic: Basic, gain: f64, entry: f64| {
                let gain = gain.min(0.0);
                most = most.min((gain - GAIN) / entry);
                if gain / entry <= most {
                    near.push((basic, gain, entry));
                }
            };
            for open in self.choices.by_case(&self.open) {
                let key = self.key_of(open[0]);
                let (key_gain, key_entry) = (gain_of(key), entry_of(key));
                for choice in open {
                    let entry = entry_of(*choice) - key_entry;
                    if entry < -PIVOT && !self.is_basic[*choice as usize] {
                        tell(Basic::Choice(*choice), gain_of(*choice) - key_gain, entry);
                    }
                }
            }
            for (slack, entry) in row.iter().enumerate() {
                let basic = Basic::Slack(slack as u32);
                if *entry < -PIVOT && !self.basics.contains(&basic) {
                    tell(basic, -self.price[slack], *entry);
                }
            }
        }
        self.work += (self.open.len() + 2 * self.choices.uses.len() + 4 * row.len() * row.len()) as u64;
        let first = near.into_iter().filter(|(_, gain, entry)| gain / entry <= most);
        first.min_by(|one, other| one.2.total_cmp(&other.2))
    }

    /// Takes somebody into the basis; not where the entry of the row is not that of the column.
    fn pivot(&mut self, place: usize, entering: Basic, gain: f64, entry: f64) -> bool {
        let mut column = vec![0.0; self.rows()];
        let mut add = |row: usize, units: f64| {
            for (entry, of_row) in column.iter_mut().zip(self.inverse.column(row)) {
                *entry += units * of_row;
            }
        };
        match entering {
            Basic::Slack(slack) => add(slack as usize, 1.0),
            Basic::Choice(choice) => {
                self.entries(choice, &mut add);
                self.entries(self.key_of(choice), |row, units| add(row, -units));
            }
        }
        if (column[place] - entry).abs() > OFF * (1.0 + entry.abs()) {
            return false;
        }
        let amount = self.amount[place] / column[place];
        let row = self.inverse.row(place).to_vec();
        self.raise(gain / column[place], &row);
        self.worth += amount * gain;
        for (own, entry) in self.amount.iter_mut().zip(&column) {
            *own -= entry * amount;
        }
        self.amount[place] = amount;
        self.inverse.pivot(place, &column);
        if let Basic::Choice(choice) = std::mem::replace(&mut self.basics[place], entering) {
            self.is_basic[choice as usize] = false;
        }
        if let Basic::Choice(choice) = entering {
            self.is_basic[choice as usize] = true;
        }
        self.pivots += 1;
        true
    }
}
