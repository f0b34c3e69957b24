//! From the optimal fractional plan down to a whole one.
//!
//! The few cases that the simplex splits are pinned, the surest first, and the programme is solved
//! again with all others free to make room, until nothing is split.

use super::pricing::Finish;
use super::simplex::Simplex;
use crate::solve::column::Column;
use crate::solve::greedy::fill;
use crate::solve::ledger::Ledger;

/// What differs from a whole number by less is whole.
const WHOLE: f64 = 1e-5;

/// With more columns in the pool than this, no others are sought.
const POOL: usize = 4000;
/// Rounds of pinning.
const ROUNDS: usize = 300;
/// One in so many of the split columns is pinned in a round, where there are few rows and where there are many: the
/// more a round costs, the more is pinned in each.
const SHARE: (usize, usize) = (48, 4);
/// Rows that are few.
const ROWS: usize = 100;

/// A whole plan near the optimum of the simplex, which is spent on it; it adds to `ledger`.
pub fn dive<'a>(mut simplex: Simplex<'a>, mut ledger: Ledger<'a>, stop: &dyn Fn() -> bool) -> Ledger<'a> {
    simplex.pin = vec![None; simplex.count.len()];
    simplex.pool_only = simplex.pool.len() > POOL;
    let share = if simplex.rows.len() > ROWS { SHARE.1 } else { SHARE.0 };
    for _ in 0..ROUNDS {
        let plain = simplex.amounts(|row| &row.plain);
        let mut split = simplex.split(&plain);
        if split.is_empty() {
            break;
        }
        split.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        let some = split.len().div_ceil(share);
        let mut pinned = 0;
        for (column, _) in split {
            if pinned < some && simplex.pin[column.case as usize].is_none() {
                pinned += usize::from(simplex.pin_to(column, &plain, &mut ledger));
            }
        }
        simplex.forget_pinned();
        if pinned == 0 || simplex.settle(stop) == Finish::Stopped {
            break;
        }
    }
    let pin = std::mem::take(&mut simplex.pin);
    take_whole(&mut simplex, &pin, &mut ledger);
    ledger
}

/// The whole families of the simplex's plan, and whoever still fits.
pub fn round<'a>(simplex: &mut Simplex<'a>) -> Ledger<'a> {
    let mut ledger = Ledger::new(simplex.problem);
    take_whole(simplex, &[], &mut ledger);
    ledger
}

/// Places the whole families of cases that are not pinned, then all others that fit.
fn take_whole(simplex: &mut Simplex, pin: &[Option<Column>], ledger: &mut Ledger) {
    let plain = simplex.amounts(|row| &row.plain);
    let pinned = |case: usize| pin.get(case).is_some_and(Option::is_some);
    for case in (0..simplex.key.len()).filter(|case| !pinned(*case)) {
        for (column, families) in simplex.columns_of(case, &plain) {
            take(ledger, column, (families + WHOLE).floor().max(0.0) as u32);
        }
    }
    for case in (0..simplex.key.len()).filter(|case| simplex.problem.cases.count[*case] > 0) {
        fill(simplex.problem, ledger, case);
    }
}

/// Places as many of these families as there is room for.
fn take(ledger: &mut Ledger, column: Column, families: u32) -> u32 {
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
    fn split(&self, plain: &[f64]) -> Vec<(Column, f64)> {
        let whole = |amount: f64| (amount - amount.round()).abs() < WHOLE;
        let mut split = Vec::new();
        for case in 0..self.key.len() {
            if self.pin[case].is_some() || self.positions(case).all(|at| whole(plain[at])) {
                continue;
            }
            for (column, amount) in self.columns_of(case, plain) {
                if !whole(amount) {
                    split.push((column, amount - amount.floor()));
                }
            }
        }
        split
    }

    /// Columns of a case that are basic, with the families on each; the key comes last.
    pub(super) fn columns_of(&self, case: usize, plain: &[f64]) -> Vec<(Column, f64)> {
        let further: Vec<(Column, f64)> = self.positions(case).map(|at| (self.column_at(at), plain[at])).collect();
        let rest = self.count[case] - further.iter().map(|(_, families)| families).sum::<f64>();
        further.into_iter().chain(std::iter::once((self.key[case], rest))).collect()
    }

    /// Commits a split case: its whole families where they are, the rest to `column` if it fits.
    fn pin_to(&mut self, column: Column, plain: &[f64], ledger: &mut Ledger) -> bool {
        let case = column.case as usize;
        for (other, amount) in self.columns_of(case, plain) {
            let families = f64::from(take(ledger, other, (amount + WHOLE).floor().max(0.0) as u32));
            self.freeze(other, families);
        }
        let rest = self.count[case].round() as u32;
        if !column.waits() && ledger.room(column) < rest {
            return false;
        }
        take(ledger, column, rest);
        self.pin[case] = Some(column);
        self.reprice();
        true
    }

    /// Takes families out of the programme, on a column for good.
    pub(super) fn freeze(&mut self, column: Column, families: f64) {
        if families == 0.0 {
            return;
        }
        let case = column.case as usize;
        let mut frozen = std::mem::take(&mut self.frozen);
        let mut fixed = std::mem::take(&mut self.fixed);
        self.scatter(column, families, &mut frozen);
        self.scatter(column, families, &mut fixed);
        self.scatter(self.key[case], -families, &mut fixed);
        self.frozen = frozen;
        self.fixed = fixed;
        self.count[case] -= families;
        if let Some(at) = self.position_of(column) {
            self.amount[at] -= families;
        }
    }
}
