//! The linear relaxation of a residue, solved by the dual simplex.
//!
//! In: a residue, and limits on how many families are in some cells. Out: an optimum, prices at which its worth is below a
//! cutoff, or prices that show that nothing keeps the limits. Every case has a key, a choice that takes whom no other does
//! (generalised upper bounds, Dantzig and Van Slyke 1967), so the basis has a row for each resource and limit alone. It is
//! kept inverse and dense: rows are few.

use super::residue::Residue;

/// Families below which an amount is nothing, and a step of the basis too small to take.
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

/// At most or at least so many families in a cell.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub cell: u32,
    pub at_least: bool,
    pub families: i64,
    /// Its place among the splits above, from the root.
    pub split: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basic {
    Choice(u32),
    /// What is left of a row.
    Slack(u32),
}

/// A basis of the relaxation, and what it stands for.
#[derive(Clone)]
pub struct Relaxation<'a> {
    pub residue: &'a Residue,
    /// Choices that are left, of cases with several, case by case.
    pub open: Vec<u32>,
    /// By case, the choice that takes whom no other does.
    key: Vec<u32>,
    basics: Vec<Basic>,
    is_basic: Vec<bool>,
    /// Row by row.
    inverse: Vec<f64>,
    amount: Vec<f64>,
    /// Units and families that the keys leave by row, and what the keys are worth.
    left: Vec<f64>,
    keyed: f64,
    /// Families by cell if keys take all.
    count: Vec<i64>,
    pub limits: Vec<Limit>,
    /// By row, in points.
    pub price: Vec<f64>,
    pub worth: f64,
    pivots: u32,
    /// Numbers looked at so far.
    pub work: u64,
}

impl<'a> Relaxation<'a> {
    /// Every case takes what is worth most to it, whatever there is.
    pub fn new(residue: &'a Residue) -> Relaxation<'a> {
        let rows = residue.left.len();
        let dearest = |case: usize| {
            let choices = residue.first[case]..residue.first[case + 1];
            choices.max_by_key(|choice| (residue.points[*choice as usize], std::cmp::Reverse(*choice)))
        };
        let key = (0..residue.cases.len()).map(|case| dearest(case).expect("a case has a choice")).collect();
        let mut inverse = vec![0.0; rows * rows];
        for entry in inverse.iter_mut().step_by(rows + 1) {
            *entry = 1.0;
        }
        let mut relaxation = Relaxation {
            residue,
            open: (0..residue.case.len() as u32).collect(),
            key,
            basics: (0..rows as u32).map(Basic::Slack).collect(),
            is_basic: vec![false; residue.case.len()],
            inverse,
            amount: vec![0.0; rows],
            left: residue.left.iter().map(|units| *units as f64).collect(),
            keyed: 0.0,
            count: vec![0; residue.cells.len()],
            limits: Vec::new(),
            price: vec![0.0; rows],
            worth: 0.0,
            pivots: 0,
            work: 0,
        };
        for case in 0..residue.cases.len() {
            relaxation.hold(case, 1);
        }
        relaxation.work_out();
        relaxation
    }

    fn rows(&self) -> usize {
        self.basics.len()
    }

    fn cell(&self, choice: u32) -> usize {
        self.residue.cell[choice as usize] as usize
    }

    fn key_of(&self, choice: u32) -> u32 {
        self.key[self.residue.case[choice as usize] as usize]
    }

    fn points(&self, choice: u32) -> f64 {
        self.residue.points[choice as usize] as f64
    }

    /// Entries of a cell's column by row.
    fn entries(&self, cell: usize, mut put: impl FnMut(usize, f64)) {
        for (resource, units) in &self.residue.cells[cell].uses {
            put(*resource as usize, f64::from(*units));
        }
        let first = self.residue.left.len();
        for (row, limit) in (first..).zip(&self.limits) {
            if limit.cell as usize == cell {
                put(row, if limit.at_least { -1.0 } else { 1.0 });
            }
        }
    }

    /// By cell, the sum of its entries times a vector's.
    fn by_cell(&self, vector: &[f64]) -> Vec<f64> {
        let sum = |cell: &super::residue::Cell| {
            cell.uses.iter().map(|(resource, units)| vector[*resource as usize] * f64::from(*units)).sum()
        };
        let mut sums: Vec<f64> = self.residue.cells.iter().map(sum).collect();
        for (limit, factor) in self.limits.iter().zip(&vector[self.residue.left.len()..]) {
            sums[limit.cell as usize] += if limit.at_least { -factor } else { *factor };
        }
        sums
    }

    /// Counts a case's families where its key is, or takes them off.
    fn hold(&mut self, case: usize, sign: i64) {
        let key = self.key[case];
        let families = sign * i64::from(self.residue.families[case]);
        let cell = self.cell(key);
        self.count[cell] += families;
        self.keyed += families as f64 * self.points(key);
        let mut left = std::mem::take(&mut self.left);
        self.entries(cell, |row, units| left[row] -= families as f64 * units);
        self.left = left;
    }

    /// Works amounts, prices and worth out from the inverse.
    fn work_out(&mut self) {
        let rows = self.rows();
        self.worth = self.keyed;
        self.price = vec![0.0; rows];
        for (place, row) in self.inverse.chunks(rows).enumerate() {
            self.amount[place] = row.iter().zip(&self.left).map(|(entry, left)| entry * left).sum();
            if let Basic::Choice(choice) = self.basics[place] {
                let points = self.points(choice) - self.points(self.key_of(choice));
                self.worth += points * self.amount[place];
                for (price, entry) in self.price.iter_mut().zip(row) {
                    *price += points * entry;
                }
            }
        }
    }

    /// Makes the inverse anew; whether there is one.
    fn invert(&mut self) -> bool {
        let rows = self.rows();
        self.pivots = 0;
        let mut basis = vec![0.0; rows * rows];
        for (place, basic) in self.basics.iter().enumerate() {
            match *basic {
                Basic::Slack(row) => basis[row as usize * rows + place] = 1.0,
                Basic::Choice(choice) => {
                    self.entries(self.cell(choice), |row, units| basis[row * rows + place] += units);
                    self.entries(self.cell(self.key_of(choice)), |row, units| basis[row * rows + place] -= units);
                }
            }
        }
        self.inverse = vec![0.0; rows * rows];
        for entry in self.inverse.iter_mut().step_by(rows + 1) {
            *entry = 1.0;
        }
        for column in 0..rows {
            let size = |row: &usize| basis[row * rows + column].abs();
            let pivot = (column..rows).max_by(|one, other| size(one).total_cmp(&size(other))).expect("a row is left");
            if size(&pivot) < NOTHING {
                return false;
            }
            let factor = 1.0 / basis[pivot * rows + column];
            for matrix in [&mut basis, &mut self.inverse] {
                for entry in 0..rows {
                    matrix.swap(pivot * rows + entry, column * rows + entry);
                }
                scale(&mut matrix[column * rows..][..rows], factor);
            }
            let factors: Vec<f64> = (0..rows).map(|row| basis[row * rows + column]).collect();
            for matrix in [&mut basis, &mut self.inverse] {
                eliminate(matrix, rows, column, &factors);
            }
        }
        self.work += (2 * rows * rows * rows) as u64;
        self.work_out();
        true
    }

    /// Positions of a case's choices in the basis.
    fn of_case(&self, case: u32) -> impl Iterator<Item = usize> {
        let is_own =
            move |basic: &Basic| matches!(basic, Basic::Choice(choice) if self.residue.case[*choice as usize] == case);
        self.basics.iter().enumerate().filter(move |(_, basic)| is_own(basic)).map(|(place, _)| place)
    }

    /// Families that a case's key takes.
    fn key_amount(&self, case: u32) -> f64 {
        f64::from(self.residue.families[case as usize]) - self.of_case(case).map(|at| self.amount[at]).sum::<f64>()
    }

    /// The row of the inverse that a case's key would have in place of a choice of its own.
    fn key_row(&self, case: u32) -> Vec<f64> {
        let rows = self.rows();
        let mut row = vec![0.0; rows];
        for place in self.of_case(case) {
            for (sum, entry) in row.iter_mut().zip(&self.inverse[place * rows..]) {
                *sum -= entry;
            }
        }
        row
    }

    /// A basic choice and its case's key change parts.
    fn swap_key(&mut self, place: usize) {
        let Basic::Choice(choice) = self.basics[place] else { unreachable!("a key takes the place of a choice") };
        let case = self.residue.case[choice as usize];
        let (rows, amount, row) = (self.rows(), self.key_amount(case), self.key_row(case));
        self.inverse[place * rows..][..rows].copy_from_slice(&row);
        self.amount[place] = amount;
        let key = self.key[case as usize];
        self.hold(case as usize, -1);
        self.key[case as usize] = choice;
        self.hold(case as usize, 1);
        self.basics[place] = Basic::Choice(key);
        self.is_basic[choice as usize] = false;
        self.is_basic[key as usize] = true;
    }

    /// Confines a cell; a limit of the same kind on it gives way.
    pub fn confine(&mut self, limit: Limit) {
        let sign = if limit.at_least { -1 } else { 1 };
        let left = (sign * (limit.families - self.count[limit.cell as usize])) as f64;
        let first = self.residue.left.len();
        let same = |own: &Limit| (own.cell, own.at_least) == (limit.cell, limit.at_least);
        if let Some(place) = self.limits.iter().position(same) {
            self.limits[place] = limit;
            self.left[first + place] = left;
            self.work_out();
            return;
        }
        let rows = self.rows();
        let cell = limit.cell as usize;
        let mut inverse = vec![0.0; (rows + 1) * (rows + 1)];
        for place in 0..rows {
            let own = &self.inverse[place * rows..][..rows];
            inverse[place * (rows + 1)..][..rows].copy_from_slice(own);
            if let Basic::Choice(choice) = self.basics[place] {
                let is_in = |choice: u32| i64::from(self.cell(choice) == cell);
                let entry = (sign * (is_in(choice) - is_in(self.key_of(choice)))) as f64;
                for (sum, own) in inverse[rows * (rows + 1)..].iter_mut().zip(own) {
                    *sum -= entry * own;
                }
            }
        }
        inverse[(rows + 1) * (rows + 1) - 1] = 1.0;
        self.inverse = inverse;
        self.basics.push(Basic::Slack(rows as u32));
        self.left.push(left);
        self.limits.push(limit);
        self.price.push(0.0);
        let row = &self.inverse[rows * (rows + 1)..];
        self.amount.push(row.iter().zip(&self.left).map(|(entry, left)| entry * left).sum());
    }

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
            let rows = self.rows();
            let row = self.inverse[place * rows..][..rows].to_vec();
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
        let rows = self.rows();
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
                tell(amount * amount / square(&self.inverse[place * rows..][..rows]), place, false);
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
        let rows = self.rows();
        let mut column = vec![0.0; rows];
        let mut add = |row: usize, units: f64| {
            for (entry, of_row) in column.iter_mut().zip(self.inverse[row..].iter().step_by(rows)) {
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
        let factor = 1.0 / column[place];
        scale(&mut self.inverse[place * rows..][..rows], factor);
        eliminate(&mut self.inverse, rows, place, &column);
        if let Basic::Choice(choice) = std::mem::replace(&mut self.basics[place], entering) {
            self.is_basic[choice as usize] = false;
        }
        if let Basic::Choice(choice) = entering {
            self.is_basic[choice as usize] = true;
        }
        self.pivots += 1;
    }

    /// Whether a choice is in the basis, or the key of its case.
    pub fn is_used(&self, choice: u32) -> bool {
        self.is_basic[choice as usize] || self.key_of(choice) == choice
    }

    /// Cells whose families are no whole number, rising.
    pub fn divided(&self) -> Vec<(u32, f64)> {
        let mut off: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
        for (basic, amount) in self.basics.iter().zip(&self.amount) {
            if let Basic::Choice(choice) = *basic {
                *off.entry(self.cell(choice) as u32).or_default() += amount;
                *off.entry(self.cell(self.key_of(choice)) as u32).or_default() -= amount;
            }
        }
        off.retain(|cell, families| *cell != 0 && (*families - families.round()).abs() > 1e-6);
        off.into_iter().map(|(cell, families)| (cell, families + self.count[cell as usize] as f64)).collect()
    }

    /// By choice, its families, where all cells are whole: so is every amount then.
    pub fn families(&self) -> Vec<u32> {
        let mut families = vec![0; self.residue.case.len()];
        for (case, key) in self.key.iter().enumerate() {
            families[*key as usize] = self.key_amount(case as u32).round().max(0.0) as u32;
        }
        for (basic, amount) in self.basics.iter().zip(&self.amount) {
            if let Basic::Choice(choice) = *basic {
                families[choice as usize] = amount.round().max(0.0) as u32;
            }
        }
        families
    }
}

fn scale(row: &mut [f64], factor: f64) {
    for entry in row {
        *entry *= factor;
    }
}

/// Takes a row off all others of a square matrix, so many times.
fn eliminate(matrix: &mut [f64], rows: usize, pivot: usize, factors: &[f64]) {
    let (above, rest) = matrix.split_at_mut(pivot * rows);
    let (row, below) = rest.split_at_mut(rows);
    let others = above.chunks_mut(rows).zip(factors).chain(below.chunks_mut(rows).zip(&factors[pivot + 1..]));
    for (other, factor) in others.filter(|(_, factor)| **factor != 0.0) {
        for (entry, of_row) in other.iter_mut().zip(&*row) {
            *entry -= factor * of_row;
        }
    }
}
