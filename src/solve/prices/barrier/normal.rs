//! The Newton system in the space of rows, with every case eliminated, and its Cholesky factors.
//!
//! ```text
//! M = Σ_cases [ Σ_j θ_j d_j d_jᵀ − u uᵀ / Θ ] + diag(Σ_steps D)
//! d_j = a_j − a_key,   u = Σ_j θ_j d_j,   Θ = Σ_j θ_j,   θ_j = x_j / z_j
//! ```
//!
//! Columns are taken against the key, the one with the largest θ, so that nothing large cancels; with
//! `s = Σ_j θ_j a_j` and `t = Σ_j θ_j` over all but the key, the first sum is
//! `Σ_j θ_j a_j a_jᵀ − s a_keyᵀ − a_key sᵀ + t a_key a_keyᵀ`, and `u = s − t a_key`.

use faer::linalg::solvers::{Llt, Solve};
use faer::{MatRef, Side};
use rayon::prelude::*;

use super::master::{Block, Master};

/// Parts that are summed side by side; fixed, so that results do not depend on threads.
const PARTS: usize = 2;

/// The factors of M.
pub struct Normal {
    factors: Llt<f64>,
}

/// A case's part of M, in a matrix over the rows that it touches.
struct Local {
    /// By row: its place among the rows touched; [`ABSENT`] where it is not.
    place: Vec<u32>,
    rows: Vec<u32>,
    /// `Σ_j θ_j a_j a_jᵀ` without the key, its upper triangle row by row.
    matrix: Vec<f64>,
    /// `Σ_j θ_j a_j` without the key, and the key's own entries.
    sum: Vec<f64>,
    key: Vec<f64>,
    column: Vec<(u32, f64)>,
}

/// The place of a row that is not touched.
const ABSENT: u32 = u32::MAX;

impl Normal {
    /// Factorises M for these ratios: `theta` by block and column, `diagonal` by row; none where it
    /// is numerically singular.
    pub fn new(master: &Master, theta: &[Vec<f64>], diagonal: &[f64]) -> Option<Normal> {
        let rows = master.rows;
        let parts: Vec<Vec<f64>> = (0..PARTS)
            .into_par_iter()
            .map(|part| {
                let mut matrix = vec![0.0; rows * rows];
                let mut local = Local::new(rows);
                let blocks = master.blocks.iter().zip(theta).skip(part).step_by(PARTS);
                blocks.for_each(|(block, theta)| add(block, theta, rows, &mut local, &mut matrix));
                matrix
            })
            .collect();
        let mut parts = parts.into_iter();
        let mut matrix = parts.next().expect("at least one part");
        for part in parts {
            matrix.iter_mut().zip(&part).for_each(|(sum, more)| *sum += more);
        }
        let largest = diagonal.iter().copied().fold(0.0, f64::max);
        for (row, more) in diagonal.iter().enumerate() {
            let entry = &mut matrix[row * rows + row];
            *entry = (*entry + more) * (1.0 + 1e-13) + 1e-18 * largest;
        }
        let factors = MatRef::from_column_major_slice(&matrix, rows, rows).llt(Side::Lower).ok()?;
        Some(Normal { factors })
    }

    /// Solves `M v = right`, in place.
    pub fn solve(&self, right: &mut [f64]) {
        let rows = right.len();
        self.factors.solve_in_place(faer::MatMut::from_column_major_slice_mut(right, rows, 1));
    }
}

/// The key of a case: its column with the largest ratio.
pub fn key(theta: &[f64]) -> usize {
    (1..theta.len()).fold(0, |key, column| if theta[column] > theta[key] { column } else { key })
}

/// Adds a block's cases to the lower triangle of the matrix.
fn add(block: &Block, theta: &[f64], rows: usize, local: &mut Local, matrix: &mut [f64]) {
    for case in 0..block.count.len() {
        let columns = block.columns_of(case);
        let key = columns.start + key(&theta[columns.clone()]);
        local.open(block, columns.clone());
        for (row, units) in block.entries_of(key) {
            local.key[local.place[*row as usize] as usize] = *units;
        }
        let mut others = 0.0;
        for column in columns.filter(|column| *column != key) {
            others += theta[column];
            local.add(block.entries_of(column), theta[column]);
        }
        local.spread(others, theta[key] + others, rows, matrix);
    }
}

impl Local {
    fn new(rows: usize) -> Local {
        let (matrix, sum, key) = (Vec::new(), Vec::new(), Vec::new());
        Local { place: vec![ABSENT; rows], rows: Vec::new(), matrix, sum, key, column: Vec::new() }
    }

    /// Makes room for the rows that these columns touch.
    fn open(&mut self, block: &Block, columns: std::ops::Range<usize>) {
        self.rows.iter().for_each(|row| self.place[*row as usize] = ABSENT);
        self.rows.clear();
        for (row, _) in &block.entries[block.begin[columns.start]..block.begin[columns.end]] {
            if self.place[*row as usize] == ABSENT {
                self.place[*row as usize] = 0;
                self.rows.push(*row);
            }
        }
        self.rows.sort_unstable();
        self.rows.iter().enumerate().for_each(|(place, row)| self.place[*row as usize] = place as u32);
        let size = self.rows.len();
        for (vector, length) in [(&mut self.matrix, size * size), (&mut self.sum, size), (&mut self.key, size)] {
            vector.clear();
            vector.resize(length, 0.0);
        }
    }

    fn add(&mut self, entries: &[(u32, f64)], theta: f64) {
        let place = &self.place;
        self.column.clear();
        self.column.extend(entries.iter().map(|(row, units)| (place[*row as usize], *units)));
        self.column.sort_unstable_by_key(|entry| entry.0);
        let size = self.rows.len();
        for (at, (row, units)) in self.column.iter().enumerate() {
            let units = theta * units;
            self.sum[*row as usize] += units;
            let line = &mut self.matrix[*row as usize * size..(*row as usize + 1) * size];
            self.column[at..].iter().for_each(|(other, others)| line[*other as usize] += units * others);
        }
    }

    /// Adds the case's part to M; the local rows rise, so its upper triangle by row is M's lower by column.
    fn spread(&mut self, others: f64, total: f64, rows: usize, matrix: &mut [f64]) {
        let size = self.rows.len();
        let (sum, key) = (&self.sum, &self.key);
        for low in 0..size {
            let line = &self.matrix[low * size..(low + 1) * size];
            let drift = (sum[low] - others * key[low]) / total;
            let target = &mut matrix[self.rows[low] as usize * rows..(self.rows[low] as usize + 1) * rows];
            for high in low..size {
                let whole = line[high] - sum[low] * key[high] - key[low] * (sum[high] - others * key[high]);
                target[self.rows[high] as usize] += whole - drift * (sum[high] - others * key[high]);
            }
        }
    }
}
