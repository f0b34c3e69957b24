//! The dual simplex: from a basis whose prices leave no gain to one whose amounts are not below 0, either.
//!
//! In: a relaxation after limits have come. Out: its optimum, prices at which its worth is below a cutoff, or prices that
//! show that nothing keeps the limits.

use super::relaxation::{Basic, Relaxation};

/// Families below which an amount is nothing, and an entry too small to pivot on.
const NOTHING: f64 = 1e-9;
const PIVOT: f64 = 1e-7;
/// Pivots after which the inverse is made anew.
const FRESH: u32 = 100;

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Optimal,
    /// The worth is below the cutoff at the prices; or would be, as nothing keeps the limits.
    Closed,
    /// Out of pivots.
    Limit,
    /// The basis has become singular.
    Singular,
}

impl Relaxation<'_> {
    /// Solves until the worth is below the cutoff, in at most so many pivots.
    pub fn solve(&mut self, cutoff: f64, pivots: usize) -> End {
        for _ in 0..pivots {
            if self.pivots >= FRESH && !self.invert() {
                return End::Singular;
            }
            if self.worth < cutoff {
                return End::Closed;
            }
            let Some(place) = self.leaving() else { return End::Optimal };
            let row = self.inverse.row(place).to_vec();
            if let Some((entering, gain)) = self.entering(&row) {
                self.pivot(place, &row, entering, gain);
            } else if self.pivots > 0 {
                if !self.invert() {
                    return End::Singular;
                }
            } else {
                let step = (self.worth - cutoff + 1.0) / -self.amount[place];
                self.raise(step, &row);
                return End::Closed;
            }
        }
        End::Limit
    }

    /// Moves prices along a row.
    fn raise(&mut self, step: f64, row: &[f64]) {
        for (price, entry) in self.price.iter_mut().zip(row) {
            *price += step * entry;
        }
    }

    /// The position that is furthest below 0, by the length of its row; a key that is below 0 takes its place there first.
    fn leaving(&mut self) -> Option<usize> {
        let square = |row: &[f64]| row.iter().map(|entry| entry * entry).sum::<f64>();
        let mut furthest: Option<(f64, usize, bool)> = None;
        let mut tell = |score: f64, place: usize, is_key: bool| {
            if furthest.is_none_or(|(most, _, _)| score > most) {
                furthest = Some((score, place, is_key));
            }
        };
        // By case: what its choices take, and the position of the largest.
        let mut taken: Vec<(u32, f64, usize)> = Vec::new();
        for (place, basic) in self.basics.iter().enumerate() {
            let amount = self.amount[place];
            if amount < -NOTHING {
                tell(amount * amount / square(self.inverse.row(place)), place, false);
            }
            if let Basic::Choice(choice) = *basic {
                let case = self.residue.case[choice as usize];
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
            let over = sum - f64::from(self.residue.families[case as usize]);
            if over > NOTHING {
                tell(over * over / square(&self.key_row(case)), largest, true);
            }
        }
        let (_, place, is_key) = furthest?;
        if is_key {
            self.swap_key(place);
        }
        Some(place)
    }

    /// What enters for a row: it stops gaining first as the prices rise. And its gain, not above 0.
    fn entering(&mut self, row: &[f64]) -> Option<(Basic, f64)> {
        let entry_of = self.by_cell(row);
        let price_of = self.by_cell(&self.price);
        self.work += (self.open.len() + 2 * entry_of.len() + 4 * row.len() * row.len()) as u64;
        // Gain and entry of the first so far; of those as early, the largest entry.
        let mut first: Option<(f64, f64, Basic)> = None;
        let mut tell = |gain: f64, entry: f64, basic: Basic| {
            let gain = gain.min(0.0);
            let is_first = first.is_none_or(|(own, size, _)| {
                let sooner = own * entry - gain * size;
                sooner > NOTHING || (sooner > -NOTHING && entry < size)
            });
            if is_first {
                first = Some((gain, entry, basic));
            }
        };
        let mut case = u32::MAX;
        let (mut key_gain, mut key_entry) = (0.0, 0.0);
        for choice in &self.open {
            let cell = self.cell(*choice);
            if self.residue.case[*choice as usize] != case {
                case = self.residue.case[*choice as usize];
                let key = self.key[case as usize];
                key_gain = self.points(key) - price_of[self.cell(key)];
                key_entry = entry_of[self.cell(key)];
            }
            let entry = entry_of[cell] - key_entry;
            if entry < -PIVOT && !self.is_basic[*choice as usize] {
                tell(self.points(*choice) - price_of[cell] - key_gain, entry, Basic::Choice(*choice));
            }
        }
        for (slack, entry) in row.iter().enumerate() {
            let basic = Basic::Slack(slack as u32);
            if *entry < -PIVOT && !self.basics.contains(&basic) {
                tell(-self.price[slack], *entry, basic);
            }
        }
        first.map(|(gain, _, basic)| (basic, gain))
    }

    fn pivot(&mut self, place: usize, row: &[f64], entering: Basic, gain: f64) {
        let mut column = vec![0.0; self.rows()];
        let mut add = |row: usize, units: f64| {
            for (entry, of_row) in column.iter_mut().zip(self.inverse.column(row)) {
                *entry += units * of_row;
            }
        };
        match entering {
            Basic::Slack(slack) => add(slack as usize, 1.0),
            Basic::Choice(choice) => {
                self.entries(self.cell(choice), &mut add);
                self.entries(self.cell(self.key_of(choice)), |row, units| add(row, -units));
            }
        }
        let amount = self.amount[place] / column[place];
        self.raise(gain / column[place], row);
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
    }
}
