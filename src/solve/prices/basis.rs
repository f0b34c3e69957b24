//! The basis of the simplex: made, kept, factorised and repaired.

use super::factor::{Factor, Sparse};
use super::row::Row;
use super::simplex::{Basic, Seat, Simplex};
use crate::solve::column::NONE;

/// Overdrawn columns that are ejected before the basis is given up.
const REPAIRS: usize = 200;

impl Simplex<'_> {
    /// Keeps the basis where its rows are still there; rows that are new get a basic slack.
    pub(super) fn reseat(&mut self, before: &[Seat]) {
        let size = self.rows.len();
        let common = size.min(before.len());
        let kept = before[common..].iter().all(|seat| matches!(seat, Seat::Basic { .. }));
        if before.len() != self.basics.len() || !kept {
            return self.crash();
        }
        let basics: Vec<Basic> =
            self.basics.iter().copied().filter(|basic| !matches!(basic, Basic::Slack(row) if *row >= common)).collect();
        self.basics = basics;
        self.basics.extend((common..size).map(Basic::Slack));
        self.seat = before[..common].to_vec();
        self.seat.resize(size, Seat::Basic { position: 0, segment: 0 });
        for row in 0..common {
            if let Seat::Tight { at } = &mut self.seat[row] {
                *at = (*at).min(self.rows[row].breaks.len() - 1);
            }
        }
        self.link();
        self.refix();
        self.refactor();
    }

    /// Every case wholly on its key (the largest of its columns) and every slack basic.
    pub fn crash(&mut self) {
        for position in 0..self.basics.len() {
            if let Basic::Column(column) = self.basics[position] {
                let case = column.case as usize;
                if self.head[case] != NONE {
                    let rest = self.key_amount(case);
                    let largest = (self.positions(case).map(|at| (self.amount[at], at)))
                        .fold((rest, usize::MAX), |most, other| if other.0 > most.0 { other } else { most });
                    if let Some(Basic::Column(column)) = self.basics.get(largest.1) {
                        self.key[case] = *column;
                    }
                    self.head[case] = NONE;
                }
            }
        }
        self.basics = (0..self.rows.len()).map(Basic::Slack).collect();
        self.seat = (0..self.rows.len()).map(|row| Seat::Basic { position: row, segment: 0 }).collect();
        self.link();
        self.refix();
        self.refactor();
    }

    /// Makes the lists of positions by case anew.
    fn link(&mut self) {
        for basic in &self.basics {
            if let Basic::Column(column) = basic {
                self.head[column.case as usize] = NONE;
            }
        }
        self.next = vec![NONE; self.basics.len()];
        self.amount.resize(self.basics.len(), 0.0);
        for position in (0..self.basics.len()).rev() {
            match self.basics[position] {
                Basic::Column(column) => self.enlist(column, position),
                Basic::Slack(row) => {
                    if let Seat::Basic { position: at, .. } = &mut self.seat[row] {
                        *at = position;
                    }
                }
            }
        }
    }

    /// A fresh factorisation, amounts and prices; starts from the keys where the basis is broken.
    pub(super) fn refactor(&mut self) {
        for _ in 0..REPAIRS {
            if !self.factorise() {
                return self.crash();
            }
            match self.overdrawn() {
                None => return self.reprice(),
                Some((position, key)) => {
                    if !self.eject(position, key) {
                        return self.crash();
                    }
                }
            }
        }
        self.crash();
    }

    /// Factors and amounts of the basis; whether it has any.
    fn factorise(&mut self) -> bool {
        for _ in 0..4 {
            let mut vector = vec![0.0; self.rows.len()];
            let mut columns: Vec<Sparse> = Vec::with_capacity(self.basics.len());
            let mut slacks = Vec::with_capacity(self.basics.len());
            for basic in &self.basics {
                let mut sparse = Sparse::new();
                match basic {
                    Basic::Slack(row) => {
                        let Seat::Basic { segment, .. } = self.seat[*row] else { unreachable!("a basic slack's seat") };
                        sparse.push((*row as u32, -1.0));
                        let coupling = &self.rows[*row].coupling;
                        sparse.extend(coupling.iter().map(|(coupled, units)| (*coupled as u32, -units[segment])));
                    }
                    Basic::Column(column) => {
                        let mut touched = Vec::new();
                        self.entries(*column, |row, units| {
                            vector[row] += units;
                            touched.push(row);
                        });
                        self.entries(self.key[column.case as usize], |row, units| {
                            vector[row] -= units;
                            touched.push(row);
                        });
                        for row in touched {
                            let units = std::mem::take(&mut vector[row]);
                            if units != 0.0 {
                                sparse.push((row as u32, units));
                            }
                        }
                    }
                }
                slacks.push(match basic {
                    Basic::Slack(row) => Some(*row as u32),
                    Basic::Column(_) => None,
                });
                columns.push(sparse);
            }
            match Factor::new(&columns, &slacks) {
                Ok(factor) => self.factor = factor,
                Err(_) => return false,
            }
            self.amount = self.amounts(|row| &row.breaks);
            if self.settle_segments() {
                break;
            }
        }
        true
    }

    /// The further column, or the key with none, of a case on which there are fewer than no families.
    fn overdrawn(&self) -> Option<(usize, bool)> {
        let negative = |amount: f64| amount < -0.02;
        self.basics.iter().enumerate().find_map(|(position, basic)| match basic {
            Basic::Column(_) if negative(self.amount[position]) => Some((position, false)),
            Basic::Column(column) if negative(self.key_amount(column.case as usize)) => Some((position, true)),
            _ => None,
        })
    }

    /// Lets a column that is overdrawn leave for the slack of a tight row; whether one was found.
    fn eject(&mut self, position: usize, key: bool) -> bool {
        let Basic::Column(column) = self.basics[position] else { unreachable!("only columns are overdrawn") };
        let case = column.case as usize;
        if key {
            let fullest = |most: usize, at: usize| if self.amount[at] > self.amount[most] { at } else { most };
            let at = self.positions(case).fold(position, fullest);
            let Basic::Column(fullest) = self.basics[at] else { unreachable!("a case's list holds columns") };
            self.basics[at] = Basic::Column(self.key[case]);
            self.change_key(fullest);
            return true;
        }
        let mut row = vec![0.0; self.basics.len()];
        row[position] = 1.0;
        self.factor.solve_transposed(&mut row);
        let tight =
            (0..row.len()).filter(|index| matches!(self.seat[*index], Seat::Tight { .. }) && row[*index].abs() > 1e-6);
        let Some(index) = tight.reduce(|most, index| if row[index].abs() > row[most].abs() { index } else { most })
        else {
            return false;
        };
        let Seat::Tight { at } = self.seat[index] else { unreachable!("chosen among tight rows") };
        self.delist(column, position);
        self.basics[position] = Basic::Slack(index);
        self.seat[index] = Seat::Basic { position, segment: at };
        true
    }

    /// Amounts of what is basic, with the given breaks of each row.
    pub(super) fn amounts(&mut self, breaks: impl Fn(&Row) -> &[f64]) -> Vec<f64> {
        let mut vector: Vec<f64> = self.fixed.iter().map(|fixed| -fixed).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let breaks = breaks(row);
            let (activity, segment) = match self.seat[index] {
                Seat::Tight { at } => (breaks[at], None),
                Seat::Basic { segment, .. } => (0.0, Some(segment)),
            };
            vector[index] += activity;
            for (coupled, units) in &row.coupling {
                vector[*coupled] += match segment {
                    None => Row::coupled(breaks, units, activity),
                    // What the line through this segment costs at activity zero.
                    Some(0) => 0.0,
                    Some(segment) => {
                        let begin = breaks[segment - 1];
                        Row::coupled(breaks, units, begin) - units[segment] * begin
                    }
                };
            }
        }
        self.factor.solve(&mut vector);
        vector
    }

    /// Puts slacks in the segments in which their activity lies; whether all already were.
    fn settle_segments(&mut self) -> bool {
        let mut settled = true;
        for index in 0..self.rows.len() {
            if let Seat::Basic { position, segment } = &mut self.seat[index] {
                let (low, high) = self.rows[index].ends(*segment);
                let activity = self.amount[*position];
                if activity < low - 1e-7 || activity > high + 1e-7 {
                    *segment = self.rows[index].segment(activity);
                    settled = false;
                }
            }
        }
        settled
    }

    /// Prices of the basis.
    pub(super) fn reprice(&mut self) {
        let mut vector: Vec<f64> = (self.basics.iter())
            .map(|basic| match basic {
                Basic::Column(column) => self.value(*column) - self.value(self.key[column.case as usize]),
                Basic::Slack(row) => match self.seat[*row] {
                    Seat::Basic { segment, .. } => -self.rows[*row].slope[segment],
                    Seat::Tight { .. } => unreachable!("a basic slack's seat"),
                },
            })
            .collect();
        self.factor.solve_transposed(&mut vector);
        self.price = vector;
    }
}
