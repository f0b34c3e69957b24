//! A place in the tree: a relaxation, who is settled there, and what its prices prove in whole numbers.

use super::super::relaxation::{Limit, Relaxation, Row};
use super::residue::Residue;
use crate::problem::counting::Duals;

/// Prices are in this fraction of a point.
pub const DENOMINATOR: i64 = 1 << 24;
/// Sums of one family stay below this.
pub const LARGEST: f64 = (1_u64 << 60) as f64;

/// A place in the tree.
#[derive(Clone)]
pub struct Place<'a> {
    residue: &'a Residue,
    pub relaxation: Relaxation,
    /// By cell, families of the residue that have one choice left; and their points.
    settled: Vec<i64>,
    points: i128,
    /// Splits above.
    pub splits: u32,
}

/// Whole prices of a place.
pub struct Whole {
    pub duals: Duals,
    /// By cell: what one family pays.
    paid: Vec<i64>,
    /// `N` of the proof.
    pub total: i128,
}

impl<'a> Place<'a> {
    /// The first place.
    pub fn new(residue: &'a Residue) -> Place<'a> {
        Place {
            residue,
            relaxation: Relaxation::new(residue.choices.clone()),
            settled: vec![0; residue.cells.len()],
            points: i128::from(residue.worth),
            splits: 0,
        }
    }

    /// The place below a split, on the side of this limit.
    pub fn below(&self, cell: u32, at_least: bool, families: i64) -> Place<'a> {
        let mut place = self.clone();
        place.relaxation.confine(Row::Limit(Limit { cell, at_least, families, split: self.splits }));
        place.splits += 1;
        place
    }

    /// Whole prices near those of the relaxation; none where they are too large.
    pub fn whole(&self) -> Option<Whole> {
        let Relaxation { choices, further, price, .. } = &self.relaxation;
        let resources = choices.left.len();
        if price.iter().any(|price| price.abs() * DENOMINATOR as f64 > LARGEST / 64.0) {
            return None;
        }
        let whole = |price: &f64| (price * DENOMINATOR as f64).round().max(0.0) as i64;
        let prices: Vec<i64> = price[..resources].iter().map(whole).collect();
        let mut paid: Vec<i64> = Vec::with_capacity(choices.uses.len());
        for uses in &choices.uses {
            let sum: i128 =
                uses.iter().map(|(resource, units)| i128::from(prices[*resource as usize]) * i128::from(*units)).sum();
            paid.push(i64::try_from(sum).ok().filter(|sum| (*sum as f64) < LARGEST)?);
        }
        let supplied = choices.left.iter().zip(&prices).map(|(left, price)| i128::from(*left) * i128::from(*price));
        let mut total = supplied.sum::<i128>() + i128::from(DENOMINATOR) * self.points;
        let mut splits = Vec::new();
        for (row, price) in further.iter().zip(&price[resources..]) {
            let price = whole(price);
            if let Row::Limit(limit) = row
                && price > 0
            {
                let sign = if limit.at_least { -1 } else { 1 };
                paid[limit.cell as usize] += sign * price;
                total += i128::from(sign * price) * i128::from(limit.families);
                splits.push((limit.split, price));
            }
        }
        splits.sort_unstable();
        total -= self
            .settled
            .iter()
            .zip(&paid)
            .map(|(families, paid)| i128::from(*families) * i128::from(*paid))
            .sum::<i128>();
        let mut whole = Whole { duals: Duals { multiplier: Vec::new(), price: prices, splits }, paid, total };
        for choices in self.by_case() {
            let best = choices.iter().map(|choice| self.gain(&whole, *choice)).max().expect("a case has choices");
            let of = &self.residue.choices;
            let case = of.case[choices[0] as usize] as usize;
            whole.total += i128::from(best) * i128::from(of.families[case]);
        }
        Some(whole)
    }

    /// By choice, its families, where all cells are whole: so is every amount then.
    pub fn families(&self) -> Vec<u32> {
        self.relaxation.families().iter().map(|families| families.round().max(0.0) as u32).collect()
    }

    /// Open choices case by case.
    fn by_case(&self) -> impl Iterator<Item = &[u32]> {
        self.residue.choices.by_case(&self.relaxation.open)
    }

    /// The choices that are left if no plan worth less than `least`, in 1/denominator of a point, counts.
    pub fn narrowed(&self, whole: &Whole, least: i128) -> Vec<u32> {
        let mut left = Vec::with_capacity(self.relaxation.open.len());
        for choices in self.by_case() {
            let gain = |choice: &u32| self.gain(whole, *choice);
            let best = choices.iter().map(gain).max().expect("a case has choices");
            let may = |choice: &u32| whole.total - i128::from(best - gain(choice)) >= least;
            left.extend(choices.iter().filter(|choice| may(choice) || self.relaxation.is_used(**choice)));
        }
        left
    }

    /// Leaves these choices; who has but one is settled.
    pub fn leave(&mut self, choices: &[u32]) {
        let of = &self.residue.choices;
        let mut open = Vec::with_capacity(choices.len());
        for choices in of.by_case(choices) {
            let choice = choices[0] as usize;
            if choices.len() > 1 {
                open.extend_from_slice(choices);
            } else {
                let families = i64::from(of.families[of.case[choice] as usize]);
                self.settled[of.cell[choice] as usize] += families;
                self.points += i128::from(families) * i128::from(self.residue.points[choice]);
            }
        }
        self.relaxation.open = open;
    }

    /// What one family gains by a choice.
    fn gain(&self, whole: &Whole, choice: u32) -> i64 {
        self.residue.points[choice as usize] * DENOMINATOR - whole.paid[self.relaxation.cell(choice)]
    }
}
