//! Columns that were worth entering once, each against the key of its case.

use rayon::prelude::*;

use super::simplex::Simplex;
use crate::solve::column::Column;

/// A column that may enter.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    column: Column,
    key: Column,
    /// Points more than the key.
    points: f64,
    /// One over the length of the entries.
    scale: f64,
    /// Where its entries begin, and how many there are.
    first: u32,
    len: u32,
}

/// The candidates; their entries lie in flat arrays.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    candidates: Vec<Candidate>,
    /// Units more than the key, by row.
    row: Vec<u32>,
    units: Vec<f64>,
    /// Whether points and entries are those of other rows.
    pub stale: bool,
}

/// Candidates priced by one thread at a time; fixed, so that results do not depend on threads.
const CHUNK: usize = 2048;

impl Pool {
    /// Number of candidates.
    pub fn len(&self) -> usize {
        self.candidates.len()
    }

    /// The column of a candidate.
    pub fn column(&self, place: usize) -> Column {
        self.candidates[place].column
    }

    /// One over the length of a candidate's entries.
    pub fn scale(&self, place: usize) -> f64 {
        self.candidates[place].scale
    }

    /// Adds columns.
    pub fn extend(&mut self, simplex: &Simplex, columns: impl Iterator<Item = Column>) {
        for column in columns {
            let candidate = self.candidate(simplex, column);
            self.candidates.push(candidate);
        }
    }

    /// Works everything out anew if the rows have changed, or if most entries are of no candidate any more.
    pub fn refresh(&mut self, simplex: &Simplex) {
        let live: usize = self.candidates.iter().map(|candidate| candidate.len as usize).sum();
        if std::mem::take(&mut self.stale) || self.row.len() > 2 * live {
            self.row.clear();
            self.units.clear();
            for place in 0..self.candidates.len() {
                self.candidates[place] = self.candidate(simplex, self.candidates[place].column);
            }
        }
    }

    /// Works candidates out anew whose cases have another key by now.
    pub fn follow(&mut self, simplex: &Simplex, places: impl Iterator<Item = usize>) {
        for place in places {
            let Candidate { column, key, .. } = self.candidates[place];
            if key != simplex.key[column.case as usize] {
                self.candidates[place] = self.candidate(simplex, column);
            }
        }
    }

    /// Points that a candidate gains a family on its case's key.
    pub fn gain(&self, simplex: &Simplex, place: usize) -> f64 {
        let Candidate { column, key, points, first, len, .. } = self.candidates[place];
        let case = column.case as usize;
        let mut gain = points;
        if let Some(Some(pin)) = simplex.pin.get(case) {
            if *pin != column || simplex.count[case] == 0.0 {
                return f64::NEG_INFINITY;
            }
            if *pin != key {
                gain += simplex.penalty;
            }
        }
        if !simplex.usages.is_empty() {
            if simplex.is_closed(column) {
                return f64::NEG_INFINITY;
            }
            if simplex.is_closed(key) {
                gain += simplex.penalty;
            }
        }
        let entries = first as usize..(first + len) as usize;
        let price = |row: &u32| simplex.price[*row as usize];
        gain - self.row[entries.clone()]
            .iter()
            .zip(&self.units[entries])
            .map(|(row, units)| units * price(row))
            .sum::<f64>()
    }

    /// Candidates of these places that gain more than the tolerance, each with its gain by the length of its entries.
    pub fn gaining(&self, simplex: &Simplex, places: std::ops::Range<usize>, tolerance: f64) -> Vec<(f64, u32)> {
        let chunks = places.len().div_ceil(CHUNK);
        let chunk = |chunk: usize| {
            let begin = places.start + chunk * CHUNK;
            (begin..places.end.min(begin + CHUNK))
                .filter_map(|place| {
                    let gain = self.gain(simplex, place);
                    (gain > tolerance).then(|| (gain * self.candidates[place].scale, place as u32))
                })
                .collect::<Vec<_>>()
        };
        (0..chunks).into_par_iter().map(chunk).collect::<Vec<_>>().concat()
    }

    fn candidate(&mut self, simplex: &Simplex, column: Column) -> Candidate {
        let key = simplex.key[column.case as usize];
        let first = self.row.len();
        for (column, sign) in [(column, 1.0), (key, -1.0)] {
            simplex.entries(column, |row, units| {
                self.row.push(row as u32);
                self.units.push(sign * units);
            });
        }
        let length: f64 = self.units[first..].iter().map(|units| units * units).sum();
        Candidate {
            column,
            key,
            points: simplex.points(column) - simplex.points(key),
            scale: 1.0 / (1.0 + length).sqrt(),
            first: u32::try_from(first).expect("fewer entries than 2^32"),
            len: (self.row.len() - first) as u32,
        }
    }
}
