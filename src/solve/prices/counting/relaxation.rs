//! The linear relaxation of a residue: a basis, and what it stands for.
//!
//! In: a residue, and limits on how many families are in some cells. Out: amounts, prices and worth of the basis, which
//! [`super::dual`] takes to an optimum. Every case has a key, a choice that takes whom no other does (generalised upper
//! bounds, Dantzig and Van Slyke 1967), so the basis has a row for each resource and limit alone. It is kept inverse.

use super::inverse::Inverse;
use super::residue::Residue;

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
pub enum Basic {
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
    pub key: Vec<u32>,
    pub basics: Vec<Basic>,
    pub is_basic: Vec<bool>,
    pub inverse: Inverse,
    pub amount: Vec<f64>,
    /// Units and families that the keys leave by row, and what the keys are worth.
    left: Vec<f64>,
    keyed: f64,
    /// Families by cell if keys take all.
    count: Vec<i64>,
    pub limits: Vec<Limit>,
    /// By row, in points.
    pub price: Vec<f64>,
    pub worth: f64,
    /// Since the inverse was made anew.
    pub pivots: u32,
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
        let mut relaxation = Relaxation {
            residue,
            open: (0..residue.case.len() as u32).collect(),
            key,
            basics: (0..rows as u32).map(Basic::Slack).collect(),
            is_basic: vec![false; residue.case.len()],
            inverse: Inverse::of_slacks(rows),
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

    pub fn rows(&self) -> usize {
        self.basics.len()
    }

    pub fn cell(&self, choice: u32) -> usize {
        self.residue.cell[choice as usize] as usize
    }

    pub fn key_of(&self, choice: u32) -> u32 {
        self.key[self.residue.case[choice as usize] as usize]
    }

    pub fn points(&self, choice: u32) -> f64 {
        self.residue.points[choice as usize] as f64
    }

    /// Entries of a cell's column by row.
    pub fn entries(&self, cell: usize, mut put: impl FnMut(usize, f64)) {
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
    pub fn by_cell(&self, vector: &[f64]) -> Vec<f64> {
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
        for place in 0..rows {
            let row = self.inverse.row(place);
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
    pub fn invert(&mut self) -> bool {
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
        let Some(inverse) = Inverse::of(basis, rows) else { return false };
        self.inverse = inverse;
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
    pub fn key_row(&self, case: u32) -> Vec<f64> {
        let rows = self.rows();
        let mut row = vec![0.0; rows];
        for place in self.of_case(case) {
            for (sum, entry) in row.iter_mut().zip(self.inverse.row(place)) {
                *sum -= entry;
            }
        }
        row
    }

    /// A basic choice and its case's key change parts.
    pub fn swap_key(&mut self, place: usize) {
        let Basic::Choice(choice) = self.basics[place] else { unreachable!("a key takes the place of a choice") };
        let case = self.residue.case[choice as usize];
        let (amount, row) = (self.key_amount(case), self.key_row(case));
        self.inverse.row_mut(place).copy_from_slice(&row);
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
        let mut further = vec![0.0; rows];
        for (place, basic) in self.basics.iter().enumerate() {
            if let Basic::Choice(choice) = *basic {
                let is_in = |choice: u32| i64::from(self.cell(choice) == cell);
                let entry = (sign * (is_in(choice) - is_in(self.key_of(choice)))) as f64;
                for (sum, own) in further.iter_mut().zip(self.inverse.row(place)) {
                    *sum -= entry * own;
                }
            }
        }
        self.inverse.extend(&further);
        self.basics.push(Basic::Slack(rows as u32));
        self.left.push(left);
        self.limits.push(limit);
        self.price.push(0.0);
        self.amount.push(self.inverse.row(rows).iter().zip(&self.left).map(|(entry, left)| entry * left).sum());
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
