//! The linear programme in the space of resources: a primal simplex with generalised upper bounds.
//!
//! In: a problem, the level to maximise and what earlier levels must be worth. Out: prices and an
//! optimal fractional plan with at most one further column a tight row.
//!
//! Every case has a *key* column that takes whatever its other columns leave (Dantzig and Van Slyke
//! 1967), so the basis has one position a [`Row`], not one a case. A row is *tight* where its
//! activity stands at a break; otherwise its slack is basic and its price is the segment's slope.

use super::factor::{Factor, Sparse};
use super::pricing::Candidate;
use super::row::Row;
use super::tariff::{Frame, Tariff};
use crate::problem::Problem;
use crate::solve::column::{Column, NONE};

/// An earlier level as a row: what it must be worth.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// The level.
    pub level: usize,
    /// Points.
    pub worth: i64,
    /// Units of the row a point: a power of two that brings entries near those of needs.
    pub scale: f64,
}

/// A branch as a row: at most, or at least, so many families of a case take an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Index of the case.
    pub case: u32,
    /// Index of the option.
    pub option: u32,
    /// Families.
    pub families: u32,
    /// Whether at least so many, not at most.
    pub at_least: bool,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seat {
    /// Its slack is basic at this position, in this segment.
    Basic { position: usize, segment: usize },
    /// Its activity stands at this break.
    Tight { at: usize },
}

/// What is basic at a position.
#[derive(Clone, Copy, Debug)]
pub(super) enum Basic {
    Slack(usize),
    Column(Column),
}

/// The state of the simplex; flat arrays by case, by row and by basis position.
#[derive(Clone, Debug)]
pub struct Simplex<'a> {
    pub(super) problem: &'a Problem,
    pub(super) frame: &'a Frame,
    pub(super) level: usize,
    /// Cases that take part, rising.
    pub(super) cases: Vec<u32>,
    /// By case: families, and the key column.
    pub(super) count: Vec<f64>,
    pub(super) key: Vec<Column>,
    /// By case: the first position with a further column of the case.
    pub(super) head: Vec<u32>,
    /// By case: whether the case is pinned to its key or a basic column; empty: none is.
    pub(super) pin: Vec<Option<Column>>,
    pub(super) rows: Vec<Row>,
    pub(super) seat: Vec<Seat>,
    /// By row: activity of families that are frozen, and that of all cases at their keys with it.
    pub(super) frozen: Vec<f64>,
    pub(super) fixed: Vec<f64>,
    /// By row: prices.
    pub(super) price: Vec<f64>,
    pub(super) basics: Vec<Basic>,
    /// By position: the next position with a column of the same case.
    pub(super) next: Vec<u32>,
    /// By position: families of a column or activity of a slack.
    pub(super) amount: Vec<f64>,
    pub(super) factor: Factor,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) limits: Vec<Limit>,
    /// Columns that were worth entering once.
    pub(super) pool: Vec<Candidate>,
    /// Whether the pool's values and entries are those of other rows or pins.
    pub(super) stale: bool,
    /// Places in the pool of the last search's candidates.
    pub(super) list: Vec<u32>,
    /// Whether only columns of the pool may enter, for a quick near-optimum.
    pub(super) pool_only: bool,
    /// Cost a unit of what no plan may do.
    pub(super) penalty: f64,
    pub(super) pivots: usize,
}

/// A number in 0.5..1 that depends on the index alone: perturbs ties apart.
fn jitter(index: usize) -> f64 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    0.5 + ((mixed ^ (mixed >> 29)) >> 12 & 0xF_FFFF) as f64 / f64::from(1 << 21)
}

impl<'a> Simplex<'a> {
    /// All `cases` wait; widths of supplies are multiplied by `share` (of the needs in `cases`).
    pub fn new(problem: &'a Problem, frame: &'a Frame, level: usize, cases: Vec<u32>, share: f64) -> Simplex<'a> {
        let cases_in_all = problem.len();
        let mut count = vec![0.0; cases_in_all];
        for case in &cases {
            count[*case as usize] = f64::from(problem.cases.count[*case as usize]);
        }
        let penalty = frame.magnitude[level] * 1024.0;
        let mut simplex = Simplex {
            problem,
            frame,
            level,
            cases,
            count,
            key: (0..cases_in_all).map(|case| Column::waiting(case as u32)).collect(),
            head: vec![NONE; cases_in_all],
            pin: Vec::new(),
            rows: Vec::new(),
            seat: Vec::new(),
            frozen: Vec::new(),
            fixed: Vec::new(),
            price: Vec::new(),
            basics: Vec::new(),
            next: Vec::new(),
            amount: Vec::new(),
            factor: Factor::default(),
            outcomes: Vec::new(),
            limits: Vec::new(),
            pool: Vec::new(),
            stale: false,
            list: Vec::new(),
            pool_only: false,
            penalty,
            pivots: 0,
        };
        simplex.rows = (0..problem.supplies.len()).map(|resource| simplex.supply_row(resource, share)).collect();
        simplex.crash();
        simplex
    }

    /// The row of a resource, with costs of the level and coupled to the outcomes.
    fn supply_row(&self, resource: usize, share: f64) -> Row {
        let supplies = &self.problem.supplies;
        let width_of_all = supplies.len().max(300) as f64;
        let mut row = Row::flat();
        let mut units: Vec<Vec<f64>> = vec![Vec::new(); self.outcomes.len()];
        let mut total = 0.0;
        for step in supplies.steps(resource as u32).filter(|step| supplies.width[*step] > 0) {
            total += supplies.width[step] as f64 * share;
            let moved = 0.03 / width_of_all * jitter(resource * 31 + row.breaks.len());
            row.push(supplies.cost(self.level, step) as f64, total, moved);
            for (outcome, units) in self.outcomes.iter().zip(&mut units) {
                units.push(supplies.cost(outcome.level, step) as f64 * outcome.scale);
            }
        }
        if row.breaks.is_empty() {
            row.push(0.0, 0.0, 0.03 / width_of_all * jitter(resource * 31));
            for units in &mut units {
                units.push(0.0);
            }
        }
        row.slope.push(self.penalty);
        for (place, mut units) in units.into_iter().enumerate() {
            units.push(units[units.len() - 1]);
            if units.iter().any(|unit| *unit != 0.0) {
                row.coupling.push((supplies.len() + place, units));
            }
        }
        row
    }

    /// Goes on to the next level, with the finished one worth at least `worth`.
    pub fn advance(&mut self, worth: i64) {
        let scale = (10.0 - self.frame.magnitude[self.level].log2()).round().exp2();
        self.outcomes.push(Outcome { level: self.level, worth, scale });
        self.level += 1;
        self.penalty = self.frame.magnitude[self.level] * 1024.0;
        self.rebuild();
    }

    /// Sets the worth that the earlier levels must keep; whether it changes anything.
    pub fn requires(&mut self, worth: &[i64]) -> bool {
        let kept = self.outcomes.iter().zip(worth).all(|(outcome, worth)| outcome.worth == *worth);
        if !kept {
            self.outcomes.iter_mut().zip(worth).for_each(|(outcome, worth)| outcome.worth = *worth);
            self.rebuild();
        }
        !kept
    }

    /// Sets the branch that this programme is confined to.
    pub fn confine(&mut self, limits: Vec<Limit>) {
        self.limits = limits;
        self.rebuild();
    }

    /// Makes the rows anew; the keys stay and the further columns go back to them.
    fn rebuild(&mut self) {
        self.stale = true;
        let tight: Vec<Seat> = self.seat.clone();
        let resources = self.problem.supplies.len();
        self.rows = (0..resources).map(|resource| self.supply_row(resource, 1.0)).collect();
        for (place, outcome) in self.outcomes.iter().enumerate() {
            let mut row = Row::flat();
            let moved = -0.01 * jitter(place) * outcome.scale;
            row.push(-self.penalty * 64.0, outcome.worth as f64 * outcome.scale, moved);
            row.slope.push(0.0);
            self.rows.push(row);
        }
        for (place, limit) in self.limits.iter().enumerate() {
            let families = f64::from(limit.families);
            let moved = if limit.at_least { -1e-4 } else { 1e-4 } * jitter(place * 17 + 5);
            let mut row = Row::flat();
            row.push(if limit.at_least { -self.penalty } else { 0.0 }, families, moved);
            row.slope.push(if limit.at_least { 0.0 } else { self.penalty });
            self.rows.push(row);
        }
        self.reseat(&tight);
    }

    /// Keeps the basis where its rows are still there; rows that are new get a basic slack.
    fn reseat(&mut self, before: &[Seat]) {
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

    /// Positions of a case's further columns.
    pub(super) fn positions(&self, case: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.head[case]).filter(|at| *at != NONE), |at| {
            Some(self.next[*at as usize]).filter(|next| *next != NONE)
        })
        .map(|at| at as usize)
    }

    /// Families that a case's key takes.
    pub(super) fn key_amount(&self, case: usize) -> f64 {
        self.count[case] - self.positions(case).map(|at| self.amount[at]).sum::<f64>()
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

    /// Adds a position to its case's list.
    pub(super) fn enlist(&mut self, column: Column, position: usize) {
        self.next[position] = std::mem::replace(&mut self.head[column.case as usize], position as u32);
    }

    /// Removes a position from its case's list.
    pub(super) fn delist(&mut self, column: Column, position: usize) {
        let after = self.next[position];
        let before = self.positions(column.case as usize).find(|at| self.next[*at] == position as u32);
        match before {
            Some(before) => self.next[before] = after,
            None => self.head[column.case as usize] = after,
        }
    }

    /// Entries of a column by row; a row may come twice.
    pub(super) fn entries(&self, column: Column, mut put: impl FnMut(usize, f64)) {
        if column.waits() {
            return;
        }
        for (resource, units) in column.uses(self.problem) {
            put(resource as usize, f64::from(units));
        }
        let resources = self.problem.supplies.len();
        for (place, outcome) in self.outcomes.iter().enumerate() {
            let points = column.value(self.problem, outcome.level);
            if points != 0 {
                put(resources + place, points as f64 * outcome.scale);
            }
        }
        if !self.limits.is_empty() {
            let option = column.option(self.problem);
            let first = resources + self.outcomes.len();
            for (place, limit) in self.limits.iter().enumerate() {
                if limit.case == column.case && limit.option == option {
                    put(first + place, 1.0);
                }
            }
        }
    }

    /// Points of a column at this level, less a penalty where its case is pinned elsewhere.
    pub(super) fn value(&self, column: Column) -> f64 {
        let points = column.value(self.problem, self.level) as f64;
        match self.pin.get(column.case as usize) {
            Some(Some(pin)) if *pin != column => points - self.penalty,
            _ => points,
        }
    }

    /// Value less price.
    pub(super) fn gain(&self, column: Column) -> f64 {
        let mut gain = self.value(column);
        self.entries(column, |row, units| gain -= units * self.price[row]);
        gain
    }

    /// Adds `times` a column to the rows' vector.
    pub(super) fn scatter(&self, column: Column, times: f64, vector: &mut [f64]) {
        self.entries(column, |row, units| vector[row] += times * units);
    }

    /// Adds `times` the column of a slack in a segment.
    pub(super) fn scatter_slack(&self, row: usize, segment: usize, times: f64, vector: &mut [f64]) {
        vector[row] -= times;
        for (coupled, units) in &self.rows[row].coupling {
            vector[*coupled] -= times * units[segment];
        }
    }

    /// Sums the keys' activity anew.
    pub(super) fn refix(&mut self) {
        self.frozen.resize(self.rows.len(), 0.0);
        let mut fixed = self.frozen.clone();
        for case in &self.cases {
            let case = *case as usize;
            if !self.key[case].waits() {
                self.scatter(self.key[case], self.count[case], &mut fixed);
            }
        }
        self.fixed = fixed;
    }

    /// Changes a case's key and the activity that goes with it.
    pub(super) fn change_key(&mut self, column: Column) {
        let case = column.case as usize;
        let mut fixed = std::mem::take(&mut self.fixed);
        self.scatter(self.key[case], -self.count[case], &mut fixed);
        self.scatter(column, self.count[case], &mut fixed);
        self.fixed = fixed;
        self.key[case] = column;
    }

    /// A fresh factorisation, amounts and prices; starts from the keys where the basis is broken.
    pub(super) fn refactor(&mut self) {
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
                Err(_) => return self.crash(),
            }
            self.amount = self.amounts(|row| &row.breaks);
            if self.settle_segments() {
                break;
            }
        }
        let negative = |amount: f64| amount < -0.02;
        let broken = self.basics.iter().enumerate().any(|(position, basic)| match basic {
            Basic::Column(column) => negative(self.amount[position]) || negative(self.key_amount(column.case as usize)),
            Basic::Slack(_) => false,
        });
        if broken {
            return self.crash();
        }
        self.reprice();
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
                    Seat::Basic { segment, .. } => -self.rows[*row].held_slope(segment),
                    Seat::Tight { .. } => unreachable!("a basic slack's seat"),
                },
            })
            .collect();
        self.factor.solve_transposed(&mut vector);
        self.price = vector;
    }

    /// Prices of resources and factors of levels, in points.
    pub fn prices(&self) -> (&[f64], Vec<(usize, f64)>) {
        let resources = self.problem.supplies.len();
        let mut factors = vec![(self.level, 1.0)];
        for (place, outcome) in self.outcomes.iter().enumerate() {
            let factor = (-self.price[resources + place] * outcome.scale).max(0.0);
            if factor > 0.0 {
                factors.push((outcome.level, factor));
            }
        }
        (&self.price[..resources], factors)
    }

    /// The prices spread over options.
    pub(super) fn tariff(&self) -> Tariff<'a, f64> {
        let (price, factors) = self.prices();
        Tariff::new(self.problem, self.frame, price, factors)
    }

    /// The position of a further column.
    pub(super) fn position_of(&self, column: Column) -> Option<usize> {
        self.positions(column.case as usize).find(|at| self.column_at(*at) == column)
    }

    pub(super) fn column_at(&self, position: usize) -> Column {
        match self.basics[position] {
            Basic::Column(column) => column,
            Basic::Slack(_) => unreachable!("a case's list holds columns"),
        }
    }
}
