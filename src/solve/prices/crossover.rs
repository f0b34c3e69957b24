//! From a point inside the programme to a basis of the simplex.
//!
//! Every case keeps its fullest column as key; each of its other columns is pushed to nothing, or
//! into the basis where something stands in its way (Megiddo 1991, the primal half). Rows that the
//! point fills to a break, at a price, are kept there: the first column that would move one
//! takes its slack's place.

use super::barrier::Interior;
use super::pivot::{Entering, Leaving};
use super::simplex::{Basic, Seat, Simplex};
use crate::solve::column::Column;

/// Families below which a column is nothing.
const NOTHING: f64 = 1e-7;
/// A change of a basic variable below this is none.
const SMALL: f64 = 1e-7;

impl Simplex<'_> {
    /// Takes over an interior point; the basis is near the optimum, and `settle` finishes.
    pub fn cross_over(&mut self, interior: &Interior, stop: &dyn Fn() -> bool) {
        let mut further: Vec<(f64, Column)> = Vec::new();
        for (case, columns) in interior.columns.iter().enumerate() {
            let waiting = self.count[case] - columns.iter().map(|held| held.families).sum::<f64>();
            let own = columns.iter().map(|held| (held.families, held.column));
            let own: Vec<(f64, Column)> = std::iter::once((waiting, Column::waiting(case as u32))).chain(own).collect();
            let key = own.iter().fold(own[0], |most, other| if other.0 > most.0 { *other } else { most }).1;
            self.key[case] = key;
            further.extend(own.into_iter().filter(|(families, column)| *families > NOTHING && *column != key));
        }
        let waiting = (0..self.key.len() as u32).map(Column::waiting);
        self.know(waiting.chain(interior.columns.iter().flatten().map(|held| held.column)));
        for (families, column) in &further {
            self.freeze(*column, *families);
        }
        self.crash();
        let mut held = self.filled(&interior.price);
        further.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        let mut left = further.into_iter();
        for (families, column) in left.by_ref() {
            self.push(column, families, &mut held);
            if stop() {
                break;
            }
        }
        for (families, column) in left {
            self.freeze(column, -families);
        }
        self.refactor();
    }

    /// By row: the break at which the point keeps it, at a price.
    fn filled(&self, price: &[f64]) -> Vec<Option<usize>> {
        (0..self.rows.len())
            .map(|row| {
                let Seat::Basic { position, .. } = self.seat[row] else { return None };
                let activity = self.amount[position];
                let breaks = &self.rows[row].plain;
                let near = |at: &usize| (activity - breaks[*at]).abs() < 1e-3;
                let at = (0..breaks.len()).find(near)?;
                (price[row] - self.rows[row].slope[at] > 1e-9 * self.frame.magnitude[0]).then_some(at)
            })
            .collect()
    }

    /// Lets a frozen column go to nothing, or into the basis.
    fn push(&mut self, column: Column, families: f64, held: &mut [Option<usize>]) {
        let case = column.case as usize;
        let mut image = vec![0.0; self.rows.len()];
        self.scatter(column, 1.0, &mut image);
        self.scatter(self.key[case], -1.0, &mut image);
        self.factor.solve(&mut image);
        self.freeze(column, -families);
        // The families stand on the column, not on the key: its image says what that changes.
        let full = (0..self.basics.len())
            .filter(|position| image[*position].abs() > 1e-5)
            .filter_map(|position| match self.basics[position] {
                Basic::Slack(row) => held[row].map(|at| (image[position].abs(), position, row, at)),
                Basic::Column(_) => None,
            })
            .reduce(|most, other| if other.0 > most.0 { other } else { most });
        if let Some((_, position, row, at)) = full {
            held[row] = None;
            self.seat[row] = Seat::Tight { at };
            self.enter(Entering::Column(column), position, families, &mut image);
        } else {
            match self.in_the_way(case, families, &image) {
                None => self.amount.iter_mut().zip(&image).for_each(|(amount, image)| *amount += families * image),
                Some((step, leaving)) => {
                    self.amount.iter_mut().zip(&image).for_each(|(amount, image)| *amount += step * image);
                    self.leave(leaving, Entering::Column(column), families - step, &mut image);
                }
            }
        }
        if self.factor.is_long() {
            self.refactor();
        }
    }

    /// What falls to nothing, or reaches a break, before so many families have left a column.
    fn in_the_way(&self, entering: usize, families: f64, image: &[f64]) -> Option<(f64, Leaving)> {
        let mut first: Option<(f64, f64, Leaving)> = None;
        let mut block = |room: f64, rate: f64, leaving: Leaving| {
            let step = room.max(0.0) / rate;
            let before = match first {
                Some((least, steepest, _)) => step < least - 1e-9 || step < least + 1e-9 && rate > steepest,
                None => step < families,
            };
            if before {
                first = Some((step, rate, leaving));
            }
        };
        for (position, basic) in self.basics.iter().enumerate() {
            let rate = image[position];
            match basic {
                Basic::Slack(row) if rate.abs() > SMALL => {
                    if let Some((room, leaving)) = self.slack_room(position, *row, rate > 0.0) {
                        block(room, rate.abs(), leaving);
                    }
                }
                Basic::Slack(_) => {}
                Basic::Column(column) => {
                    if rate < -SMALL {
                        block(self.amount[position], -rate, Leaving::Column(position));
                    }
                    let case = column.case as usize;
                    if self.head[case] as usize == position {
                        let others: f64 = self.positions(case).map(|at| image[at]).sum();
                        let rate = f64::from(u8::from(case == entering)) - others;
                        if rate < -SMALL {
                            block(self.key_amount(case), -rate, Leaving::Key(case));
                        }
                    }
                }
            }
        }
        first.map(|(step, _, leaving)| (step, leaving))
    }
}
