//! The inverse of a basis, dense: its rows are few.

/// Less than this is no pivot.
const NOTHING: f64 = 1e-9;

/// A square matrix, row by row.
#[derive(Clone)]
pub struct Inverse {
    rows: usize,
    entries: Vec<f64>,
}

impl Inverse {
    /// Of a basis of slacks.
    pub fn of_slacks(rows: usize) -> Inverse {
        let mut entries = vec![0.0; rows * rows];
        for entry in entries.iter_mut().step_by(rows + 1) {
            *entry = 1.0;
        }
        Inverse { rows, entries }
    }

    /// Of a basis, row by row, by Gauss and Jordan with the largest pivots; none where it is singular.
    pub fn of(mut basis: Vec<f64>, rows: usize) -> Option<Inverse> {
        let mut inverse = Inverse::of_slacks(rows);
        for column in 0..rows {
            let size = |row: &usize| basis[row * rows + column].abs();
            let pivot = (column..rows).max_by(|one, other| size(one).total_cmp(&size(other)))?;
            if size(&pivot) < NOTHING {
                return None;
            }
            for matrix in [&mut basis, &mut inverse.entries] {
                for entry in 0..rows {
                    matrix.swap(pivot * rows + entry, column * rows + entry);
                }
            }
            let factors: Vec<f64> = (0..rows).map(|row| basis[row * rows + column]).collect();
            eliminate(&mut basis, rows, column, &factors);
            inverse.pivot(column, &factors);
        }
        Some(inverse)
    }

    pub fn row(&self, row: usize) -> &[f64] {
        &self.entries[row * self.rows..][..self.rows]
    }

    pub fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.entries[row * self.rows..][..self.rows]
    }

    pub fn column(&self, column: usize) -> impl Iterator<Item = &f64> {
        self.entries[column..].iter().step_by(self.rows)
    }

    /// A column of the basis gives way to another, of these entries in it.
    pub fn pivot(&mut self, place: usize, column: &[f64]) {
        eliminate(&mut self.entries, self.rows, place, column);
    }

    /// Without a row, and the column of a slack that is in the basis alone there.
    pub fn remove(&mut self, place: usize, column: usize) {
        let mut entries = Vec::with_capacity((self.rows - 1) * (self.rows - 1));
        for row in (0..self.rows).filter(|row| *row != place) {
            let row = self.row(row);
            entries.extend_from_slice(&row[..column]);
            entries.extend_from_slice(&row[column + 1..]);
        }
        *self = Inverse { rows: self.rows - 1, entries };
    }

    /// A further row and a slack for it; `last` are the entries of the row before the slack's own.
    pub fn extend(&mut self, last: &[f64]) {
        let mut entries = Vec::with_capacity((self.rows + 1) * (self.rows + 1));
        for row in 0..self.rows {
            entries.extend_from_slice(self.row(row));
            entries.push(0.0);
        }
        entries.extend_from_slice(last);
        entries.push(1.0);
        *self = Inverse { rows: self.rows + 1, entries };
    }
}

/// Divides a row by its factor, and takes it off all others as often as theirs say.
fn eliminate(matrix: &mut [f64], rows: usize, pivot: usize, factors: &[f64]) {
    let (above, rest) = matrix.split_at_mut(pivot * rows);
    let (row, below) = rest.split_at_mut(rows);
    for entry in &mut *row {
        *entry /= factors[pivot];
    }
    let others = above.chunks_mut(rows).zip(factors).chain(below.chunks_mut(rows).zip(&factors[pivot + 1..]));
    for (other, factor) in others.filter(|(_, factor)| **factor != 0.0) {
        for (entry, of_row) in other.iter_mut().zip(&*row) {
            *entry -= factor * of_row;
        }
    }
}
