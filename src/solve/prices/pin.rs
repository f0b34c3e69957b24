//! Cases of the simplex that are split, pinned to a column, or frozen.
//!
//! A pinned case may leave its column at a penalty only; frozen families have left the programme, on a column for good.

use super::simplex::{Basic, Seat, Simplex};
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// What differs from a whole number by less is whole.
const WHOLE: f64 = 1e-5;

/// The whole families of an amount.
pub(super) fn whole(families: f64) -> u32 {
    (families + WHOLE).floor().max(0.0) as u32
}

/// Places as many of these families as there is room for.
pub(super) fn take(ledger: &mut Ledger, column: Column, families: u32) -> u32 {
    if column.waits() {
        return families;
    }
    let families = families.min(ledger.room(column)).min(ledger.waiting(column.case as usize));
    if families > 0 {
        ledger.place(column, families);
    }
    families
}

impl Simplex<'_> {
    /// Columns of cases that are split, each with the fraction of a family on it.
    pub(super) fn split(&self, plain: &[f64]) -> Vec<(Column, f64)> {
        let is_whole = |amount: f64| (amount - amount.round()).abs() < WHOLE;
        let mut split = Vec::new();
        for case in 0..self.key.len() {
            if self.pin_of(case).is_some() || self.positions(case).all(|at| is_whole(plain[at])) {
                continue;
            }
            for (column, amount) in self.columns_of(case, plain) {
                if !is_whole(amount) {
                    split.push((column, amount - amount.floor()));
                }
            }
        }
        split
    }

    /// The column that a case is pinned to.
    pub(super) fn pin_of(&self, case: usize) -> Option<Column> {
        self.pin.get(case).copied().flatten()
    }

    /// Columns of a case that are basic, with the families on each; the key comes last.
    pub(super) fn columns_of(&self, case: usize, plain: &[f64]) -> Vec<(Column, f64)> {
        let further: Vec<(Column, f64)> = self.positions(case).map(|at| (self.column_at(at), plain[at])).collect();
        let rest = self.count[case] - further.iter().map(|(_, families)| families).sum::<f64>();
        further.into_iter().chain(std::iter::once((self.key[case], rest))).collect()
    }

    /// Points of the plan with these amounts of what is basic, less what it pays for what no plan may do.
    pub(super) fn points_of(&self, plain: &[f64]) -> f64 {
        let mut points = self.fixed_points;
        for (position, basic) in self.basics.iter().enumerate() {
            if let Basic::Column(column) = basic {
                let key = self.key[column.case as usize];
                points += plain[position] * (self.value(*column) - self.value(key));
            }
        }
        for pin in self.pin.iter().flatten() {
            let case = pin.case as usize;
            if self.key[case] != *pin {
                points -= self.count[case] * self.penalty;
            }
        }
        for (row, seat) in self.rows.iter().zip(&self.seat) {
            let (activity, segments) = match *seat {
                Seat::Basic { position, segment } => (plain[position], segment),
                Seat::Tight { at } => (row.plain[at], at),
            };
            let mut begin = 0.0;
            for (segment, slope) in row.slope.iter().enumerate().take(segments + 1) {
                let end = row.plain.get(segment).copied().unwrap_or(f64::INFINITY).min(activity);
                points -= slope * (end - begin);
                begin = end;
            }
        }
        points
    }

    /// Commits a split case: its whole families where they are, the rest to `column` if it fits.
    pub(super) fn pin_to(&mut self, column: Column, plain: &[f64], ledger: &mut Ledger) -> bool {
        let case = column.case as usize;
        for (other, amount) in self.columns_of(case, plain) {
            let families = f64::from(take(ledger, other, whole(amount)));
            self.freeze(other, families);
        }
        let rest = self.count[case].round() as u32;
        if !column.waits() && ledger.room(column) < rest {
            return false;
        }
        take(ledger, column, rest);
        self.pin[case] = Some(column);
        self.keep(column);
        self.reprice();
        true
    }

    /// Takes families out of the programme, on a column for good; puts them back on the key if there are fewer than none.
    pub(super) fn freeze(&mut self, column: Column, families: f64) {
        if families == 0.0 {
            return;
        }
        let case = column.case as usize;
        let key = self.key[case];
        let mut frozen = std::mem::take(&mut self.frozen);
        let mut fixed = std::mem::take(&mut self.fixed);
        self.scatter(column, families, &mut frozen);
        self.scatter(column, families, &mut fixed);
        self.scatter(key, -families, &mut fixed);
        self.frozen = frozen;
        self.fixed = fixed;
        let points = families * self.points(column);
        self.frozen_points += points;
        self.fixed_points += points - families * self.points(key);
        self.count[case] -= families;
        if let Some(at) = self.position_of(column) {
            self.amount[at] -= families;
        }
    }
}
