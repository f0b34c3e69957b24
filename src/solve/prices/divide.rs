//! A fractional plan taken over by a problem in which cases are divided.
//!
//! In: a simplex at an optimum, and a problem that has several cases, one after another, in place of each of its cases.
//! Out: what a case's columns hold, dealt to these, to the first of them what is worth most at a level.

use std::cmp::Reverse;
use std::ops::Range;

use super::barrier::{Held, Interior};
use super::simplex::Simplex;
use crate::problem::Problem;
use crate::solve::column::Column;

/// Families below which a column is nothing.
const NOTHING: f64 = 1e-9;

impl Simplex<'_> {
    /// The plan for a problem that has the cases of a range in place of each case.
    pub fn divided(&self, problem: &Problem, parts: &[Range<usize>], level: usize) -> Interior {
        let mut columns = Vec::with_capacity(problem.len());
        for (case, parts) in parts.iter().enumerate() {
            let further = self.positions(case).map(|at| (self.column_at(at), self.amount[at]));
            let mut held: Vec<(Column, f64)> = further.collect();
            held.push((self.key[case], self.key_amount(case)));
            held.retain(|(_, families)| *families > NOTHING);
            held.sort_by_key(|(column, _)| (Reverse(column.value(self.problem, level)), *column));
            let mut held = held.into_iter();
            let mut open = held.next();
            for part in parts.clone() {
                let mut room = f64::from(problem.cases.count[part]);
                let mut own = Vec::new();
                while let Some((column, left)) = open.filter(|_| room > NOTHING) {
                    let families = left.min(room);
                    if !column.waits() {
                        own.push(Held { column: Column { case: part as u32, ..column }, families, loss: 0.0 });
                    }
                    room -= families;
                    open = if left - families > NOTHING { Some((column, left - families)) } else { held.next() };
                }
                columns.push(own);
            }
        }
        Interior { price: self.prices().0.to_vec(), columns }
    }
}
