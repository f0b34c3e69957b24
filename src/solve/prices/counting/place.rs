//! A place in the tree: a relaxation, who is settled there, and what its prices prove in whole numbers.

use super::relaxation::{Limit, Relaxation};
use crate::problem::counting::Duals;

/// Prices are in this fraction of a point.
pub const DENOMINATOR: i64 = 1 << 24;
/// Sums of one family stay below this.
pub const LARGEST: f64 = (1_u64 << 60) as f64;

/// A place in the tree.
#[derive(Clone)]
pub struct Place<'a> {
    pub relaxation: Relaxation<'a>,
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
    pub fn new(relaxation: Relaxation<'a>) -> Place<'a> {
        let residue = relaxation.residue;
        Place { settled: vec![0; residue.cells.len()], points: i128::from(residue.worth), splits: 0, relaxation }
    }

    /// The place below a split, on the side of this limit.
    pub fn below(&self, cell: u32, at_least: bool, families: i64) -> Place<'a> {
        let mut place = self.clone();
        place.relaxation.confine(Limit { cell, at_least, families, split: self.splits });
        place.splits += 1;
        place
    }

    /// Whole prices near those of the relaxation; none where they are too large.
    pub fn whole(&self) -> Option<Whole> {
        let Relaxation { residue, limits, price, .. } = &self.relaxation;
        let resources = residue.left.len();
        if price.iter().any(|price| price.abs() * DENOMINATOR as f64 > LARGEST / 64.0) {
            return None;
        }
        let whole = |price: &f64| (price * DENOMINATOR as f64).round().max(0.0) as i64;
        let prices: Vec<i64> = price[..resources].iter().map(whole).collect();
        let mut paid: Vec<i64> = Vec::with_capacity(residue.cells.len());
        for cell in &residue.cells {
            let sum: i128 = cell
                .uses
                .iter()
                .map(|(resource, units)| i128::from(prices[*resource as usize]) * i128::from(*units))
                .sum();
            paid.push(i64::try_from(sum).ok().filter(|sum| (*sum as f64) < LARGEST)?);
        }
        let supplied = residue.left.iter().zip(&prices).map(|(left, price)| i128::from(*left) * i128::from(*price));
        let mut total = supplied.sum::<i128>() + i128::from(DENOMINATOR) * self.points;
        let mut splits = Vec::new();
        for (limit, price) in limits.iter().zip(&price[resources..]) {
            let price = whole(price);
            if price > 0 {
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
            let best =
                choices.iter().map(|choice| whole.gain(&self.relaxation, *choice)).max().expect("a case has choices");
            let case = residue.case[choices[0] as usize] as usize;
            whole.total += i128::from(best) * i128::from(residue.families[case]);
        }
        Some(whole)
    }

    /// Open choices case by case.
    fn by_case(&self) -> impl Iterator<Item = &[u32]> {
        let case = &self.relaxation.residue.case;
        self.relaxation.open.chunk_by(|one, other| case[*one as usize] == case[*other as usize])
    }

    /// The choices that are left if no plan worth less than `least`, in 1/denominator of a point, counts.
    pub fn narrowed(&self, whole: &Whole, least: i128) -> Vec<u32> {
        let mut left = Vec::with_capacity(self.relaxation.open.len());
        for choices in self.by_case() {
            let gain = |choice: &u32| whole.gain(&self.relaxation, *choice);
            let best = choices.iter().map(gain).max().expect("a case has choices");
            let may = |choice: &u32| whole.total - i128::from(best - gain(choice)) >= least;
            left.extend(choices.iter().filter(|choice| may(choice) || self.relaxation.is_used(**choice)));
        }
        left
    }

    /// Leaves these choices; who has but one is settled.
    pub fn leave(&mut self, choices: &[u32]) {
        let residue = self.relaxation.residue;
        let mut open = Vec::with_capacity(choices.len());
        for choices in choices.chunk_by(|one, other| residue.case[*one as usize] == residue.case[*other as usize]) {
            let choice = choices[0] as usize;
            if choices.len() > 1 {
                open.extend_from_slice(choices);
            } else {
                let families = i64::from(residue.families[residue.case[choice] as usize]);
                self.settled[residue.cell[choice] as usize] += families;
                self.points += i128::from(families) * i128::from(residue.points[choice]);
            }
        }
        self.relaxation.open = open;
    }
}

impl Whole {
    /// What one family gains by a choice.
    fn gain(&self, relaxation: &Relaxation, choice: u32) -> i64 {
        let residue = relaxation.residue;
        residue.points[choice as usize] * DENOMINATOR - self.paid[residue.cell[choice as usize] as usize]
    }
}
