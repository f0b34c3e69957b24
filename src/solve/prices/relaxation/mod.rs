//! The linear relaxation of what is left of a problem: a basis, and what it stands for.
//!
//! In: choices, and further rows: limits on how many families are in some cells, and cuts. Out: amounts, prices and worth of
//! the basis, which [`dual`] takes to an optimum. Every case has a key, a choice that takes whom no other does (generalised
//! upper bounds, Dantzig and Van Slyke 1967), so the basis has a row for each resource and further row alone. It is kept
//! inverse.

mod choices;
mod closed;
mod dual;
mod inverse;
mod rounding;
mod row;
mod tableau;
mod whole;

use std::sync::Arc;

pub use self::choices::Choices;
pub use self::dual::End;
use self::inverse::Inverse;
pub use self::rounding::{Rounded, add_roundings};
pub use self::row::{Cut, Limit, Row};
use self::tableau::Sum;
pub use self::whole::{Tried, whole};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    Choice(u32),
    /// What is left of a row.
    Slack(u32),
}

/// A basis of the relaxation, and what it stands for.
#[derive(Clone)]
pub struct Relaxation {
    pub choices: Arc<Choices>,
    /// Choices that may be made, of cases with several, case by case.
    pub open: Vec<u32>,
    /// By choice, whether it may not be made; and cases whose key may not.
    is_closed: Vec<bool>,
    strays: Vec<u32>,
    /// By case, the choice that takes whom no other does.
    key: Vec<u32>,
    basics: Vec<Basic>,
    is_basic: Vec<bool>,
    inverse: Inverse,
    amount: Vec<f64>,
    /// Units and families that the keys leave by row, and what the keys are worth.
    left: Vec<f64>,
    keyed: f64,
    /// Families by cell if keys take all.
    count: Vec<i64>,
    /// Rows after those of resources.
    pub further: Vec<Row>,
    /// Choices that were open when cuts were trimmed.
    trimmed: usize,
    /// By row, in points.
    pub price: Vec<f64>,
    pub worth: f64,
    /// Since the inverse was made anew.
    pivots: u32,
    /// Numbers looked at so far.
    pub work: u64,
}

impl Relaxation {
    /// Every case takes what is worth most to it, whatever there is.
    pub fn new(choices: Arc<Choices>) -> Relaxation {
        let mut relaxation = Relaxation {
            open: (0..choices.case.len() as u32).collect(),
            is_closed: vec![false; choices.case.len()],
            strays: Vec::new(),
            key: choices.first[..choices.families.len()].to_vec(),
            basics: Vec::new(),
            is_basic: vec![false; choices.case.len()],
            inverse: Inverse::of_slacks(0),
            amount: Vec::new(),
            left: Vec::new(),
            keyed: 0.0,
            count: Vec::new(),
            further: Vec::new(),
            trimmed: choices.case.len(),
            price: Vec::new(),
            worth: 0.0,
            pivots: 0,
            work: 0,
            choices,
        };
        relaxation.begin();
        relaxation
    }

    /// Every case takes the open choice that is worth most to it, whatever there is.
    fn begin(&mut self) {
        let choices = self.choices.clone();
        for open in choices.by_case(&self.open) {
            let points = |choice: &u32| choices.points[*choice as usize];
            let best = open.iter().max_by(|one, other| points(one).total_cmp(&points(other)).then(other.cmp(one)));
            self.key[choices.case[open[0] as usize] as usize] = *best.expect("a case has a choice");
        }
        let rows = choices.left.len() + self.further.len();
        self.basics = (0..rows as u32).map(Basic::Slack).collect();
        self.is_basic.fill(false);
        self.inverse = Inverse::of_slacks(rows);
        self.amount = vec![0.0; rows];
        let units = choices.left.iter().map(|units| *units as f64);
        self.left = units.chain(self.further.iter().map(Row::most)).collect();
        self.keyed = 0.0;
        self.count = vec![0; choices.uses.len()];
        self.pivots = 0;
        for case in 0..choices.families.len() {
            self.hold(case, 1);
        }
        self.work_out();
    }

    pub fn rows(&self) -> usize {
        self.basics.len()
    }

    pub fn cell(&self, choice: u32) -> usize {
        self.choices.cell[choice as usize] as usize
    }

    pub fn key_of(&self, choice: u32) -> u32 {
        self.key[self.choices.case[choice as usize] as usize]
    }

    /// Families of the case whose choice this is.
    fn families_of(&self, choice: u32) -> f64 {
        f64::from(self.choices.families[self.choices.case[choice as usize] as usize])
    }

    fn points(&self, choice: u32) -> f64 {
        self.choices.points[choice as usize]
    }

    /// Entries of a choice's column by row.
    fn entries(&self, choice: u32, mut put: impl FnMut(usize, f64)) {
        let cell = self.choices.cell[choice as usize];
        for (resource, units) in &self.choices.uses[cell as usize] {
            put(*resource as usize, f64::from(*units));
        }
        for (row, further) in (self.choices.left.len()..).zip(&self.further) {
            let entry = further.entry(choice, cell);
            if entry != 0.0 {
                put(row, entry);
            }
        }
    }

    /// By choice, the sum of its entries times a vector's.
    fn sums<'r>(&'r self, vector: &[f64]) -> impl Fn(u32) -> f64 + use<'r> {
        let resources = self.choices.left.len();
        let sum = |uses: &Vec<(u32, u32)>| {
            uses.iter().map(|(resource, units)| vector[*resource as usize] * f64::from(*units)).sum()
        };
        let mut of_cell: Vec<f64> = self.choices.uses.iter().map(sum).collect();
        let mut of_choice: Vec<f64> = Vec::new();
        for (row, factor) in self.further.iter().zip(&vector[resources..]).filter(|(_, factor)| **factor != 0.0) {
            match row {
                Row::Limit(limit) => of_cell[limit.cell as usize] += limit.sign() * factor,
                Row::Cut(cut) => {
                    of_choice.resize(self.choices.case.len(), 0.0);
                    for (choice, entry) in &cut.entries {
                        of_choice[*choice as usize] += entry * factor;
                    }
                }
            }
        }
        move |choice| of_cell[self.cell(choice)] + of_choice.get(choice as usize).unwrap_or(&0.0)
    }

    /// By choice, what a family gains by it at the prices.
    pub fn gains(&self) -> impl Fn(u32) -> f64 {
        let price = self.sums(&self.price);
        move |choice| self.points(choice) - price(choice)
    }

    /// Counts a case's families where its key is, or takes them off.
    fn hold(&mut self, case: usize, sign: i64) {
        let key = self.key[case];
        let families = sign * i64::from(self.choices.families[case]);
        let cell = self.cell(key);
        self.count[cell] += families;
        self.keyed += families as f64 * self.points(key);
        let mut left = std::mem::take(&mut self.left);
        self.entries(key, |row, units| left[row] -= families as f64 * units);
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
    fn invert(&mut self) -> bool {
        let rows = self.rows();
        self.pivots = 0;
        let mut basis = vec![0.0; rows * rows];
        for (place, basic) in self.basics.iter().enumerate() {
            match *basic {
                Basic::Slack(row) => basis[row as usize * rows + place] = 1.0,
                Basic::Choice(choice) => {
                    self.entries(choice, |row, units| basis[row * rows + place] += units);
                    self.entries(self.key_of(choice), |row, units| basis[row * rows + place] -= units);
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
            move |basic: &Basic| matches!(basic, Basic::Choice(choice) if self.choices.case[*choice as usize] == case);
        self.basics.iter().enumerate().filter(move |(_, basic)| is_own(basic)).map(|(place, _)| place)
    }

    /// Families that a case's key takes.
    fn key_amount(&self, case: u32) -> f64 {
        f64::from(self.choices.families[case as usize]) - self.of_case(case).map(|at| self.amount[at]).sum::<f64>()
    }

    /// The row of the inverse that a case's key would have in place of a choice of its own.
    fn key_row(&self, case: u32) -> Vec<f64> {
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
    fn swap_key(&mut self, place: usize) {
        let Basic::Choice(choice) = self.basics[place] else { unreachable!("a key takes the place of a choice") };
        let case = self.choices.case[choice as usize];
        let (amount, row) = (self.key_amount(case), self.key_row(case));
        self.inverse.row_mut(place).copy_from_slice(&row);
        self.amount[place] = amount;
        let key = self.key[case as usize];
        self.change_key(case, choice);
        self.basics[place] = Basic::Choice(key);
        self.is_basic[choice as usize] = false;
        self.is_basic[key as usize] = true;
    }

    fn change_key(&mut self, case: u32, key: u32) {
        self.hold(case as usize, -1);
        self.key[case as usize] = key;
        self.hold(case as usize, 1);
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

    /// By choice, its families.
    pub fn families(&self) -> Vec<f64> {
        let mut families = vec![0.0; self.choices.case.len()];
        for (case, key) in self.key.iter().enumerate() {
            families[*key as usize] = f64::from(self.choices.families[case]);
        }
        for (basic, amount) in self.basics.iter().zip(&self.amount) {
            if let Basic::Choice(choice) = *basic {
                families[choice as usize] += amount;
                families[self.key_of(choice) as usize] -= amount;
            }
        }
        families
    }
}
