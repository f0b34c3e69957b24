//! Sums of rows in which all but one of the choices that are made cancel.

use super::{Basic, Relaxation};

/// How far from whole an amount is that is not whole.
const WHOLE: f64 = 1e-6;

/// A sum of rows, of resources and of cases: every case makes one choice, waiting among them.
pub struct Sum {
    /// By row of a resource, how often it is counted.
    pub resource: Vec<f64>,
    /// By case.
    pub case: Vec<f64>,
}

impl Relaxation {
    /// By choice that is made in part: the sum of rows in which it is counted once, and no other that is made, as far as
    /// rows of resources and cases alone can do that.
    pub fn sums_of_parts(&self) -> Vec<Sum> {
        let is_part = |amount: f64| (amount - amount.round()).abs() > WHOLE;
        let mut sums = Vec::new();
        let mut cases = Vec::new();
        for (place, basic) in self.basics.iter().enumerate() {
            if let Basic::Choice(choice) = *basic
                && is_part(self.amount[place])
            {
                sums.push(self.sum_of(self.inverse.row(place), None));
                cases.push(self.choices.case[choice as usize]);
            }
        }
        cases.sort_unstable();
        cases.dedup();
        for case in cases.into_iter().filter(|case| is_part(self.key_amount(*case))) {
            sums.push(self.sum_of(&self.key_row(case), Some(case)));
        }
        sums
    }

    /// Of a row of the inverse, without what it has of further rows; that of a key counts its own case once more.
    fn sum_of(&self, row: &[f64], own: Option<u32>) -> Sum {
        let mut row = row.to_vec();
        row[self.choices.left.len()..].fill(0.0);
        let entry = self.sums(&row);
        let mut case: Vec<f64> = self.key.iter().map(|key| -entry(*key)).collect();
        if let Some(own) = own {
            case[own as usize] += 1.0;
        }
        row.truncate(self.choices.left.len());
        Sum { resource: row, case }
    }
}
