//! The linear programme in the space of resources: a primal simplex with generalised upper bounds.
//!
//! In: a problem, the level to maximise and what earlier levels must be worth. Out: prices and an
//! optimal fractional plan with at most one further column a tight row.
//!
//! Every case has a *key* column that takes whatever its other columns leave (Dantzig and Van Slyke
//! 1967), so the basis has one position a [`Row`], not one a case. A row is *tight* where its
//! activity stands at a break; otherwise its slack is basic and its price is the segment's slope.

use super::bound::Within;
use super::factor::Factor;
use super::frame::Frame;
use super::pool::Pool;
use super::row::{Limit, Outcome, Row};
use super::tariff::Tariff;
use super::usage::Usage;
use crate::problem::Problem;
use crate::solve::column::{Column, NONE};

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
    /// What is maximised: levels with their factors.
    pub(super) objective: Vec<(usize, f64)>,
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
    /// Points of families that are frozen, and those of all cases at their keys with them.
    pub(super) frozen_points: f64,
    pub(super) fixed_points: f64,
    /// By row: prices.
    pub(super) price: Vec<f64>,
    pub(super) basics: Vec<Basic>,
    /// By position: the next position with a column of the same case.
    pub(super) next: Vec<u32>,
    /// By position: families of a column or activity of a slack.
    pub(super) amount: Vec<f64>,
    pub(super) factor: Factor,
    pub(super) outcomes: Vec<Outcome>,
    /// Whether outcomes are asked for; if not, the objective holds their levels.
    asks: bool,
    pub(super) limits: Vec<Limit>,
    /// What branches say that cases use.
    pub(super) usages: Vec<Usage>,
    /// Columns that were worth entering once.
    pub(super) pool: Pool,
    /// Where in the pool the next search begins.
    pub(super) cursor: usize,
    /// Places in the pool of the last search's candidates.
    pub(super) list: Vec<u32>,
    /// Whether only columns of the pool may enter, for a quick near-optimum.
    pub(super) pool_only: bool,
    /// Cost a unit of what no plan may do.
    pub(super) penalty: f64,
    pub(super) pivots: usize,
}

/// Times the largest value, what a unit costs that no plan may use.
const PENALTY: f64 = 1024.0;

impl<'a> Simplex<'a> {
    /// The first level is maximised, and all cases wait.
    pub fn new(problem: &'a Problem, frame: &'a Frame) -> Simplex<'a> {
        let cases = problem.len();
        let mut simplex = Simplex {
            problem,
            frame,
            objective: vec![(0, 1.0)],
            count: problem.cases.count.iter().copied().map(f64::from).collect(),
            key: (0..cases).map(|case| Column::waiting(case as u32)).collect(),
            head: vec![NONE; cases],
            pin: Vec::new(),
            rows: Vec::new(),
            seat: Vec::new(),
            frozen: Vec::new(),
            fixed: Vec::new(),
            frozen_points: 0.0,
            fixed_points: 0.0,
            price: Vec::new(),
            basics: Vec::new(),
            next: Vec::new(),
            amount: Vec::new(),
            factor: Factor::default(),
            outcomes: Vec::new(),
            asks: true,
            limits: Vec::new(),
            usages: Vec::new(),
            pool: Pool::default(),
            cursor: 0,
            list: Vec::new(),
            pool_only: false,
            penalty: frame.magnitude[0] * PENALTY,
            pivots: 0,
        };
        simplex.rows = (0..problem.supplies.len()).map(|resource| simplex.supply_row(resource)).collect();
        simplex.crash();
        simplex
    }

    fn supply_row(&self, resource: usize) -> Row {
        Row::of_supply(&self.problem.supplies, resource, &self.objective, &self.outcomes, self.penalty)
    }

    /// The level that is maximised, after all earlier ones.
    pub(super) fn level(&self) -> usize {
        self.outcomes.len()
    }

    /// Goes on to the next level, with the finished one worth at least `worth`.
    pub fn advance(&mut self, worth: i64) {
        let level = self.level();
        let scale = (10.0 - self.frame.magnitude[level].log2()).round().exp2();
        self.outcomes.push(Outcome { level, worth, scale });
        self.objective = vec![(level + 1, 1.0)];
        self.penalty = self.least_penalty();
        self.rebuild();
    }

    /// What a unit costs, to begin with, that no plan may use.
    pub(super) fn least_penalty(&self) -> f64 {
        let most = self.objective.iter().map(|(level, factor)| factor * self.frame.magnitude[*level]).sum::<f64>();
        PENALTY * most
    }

    /// Maximises these levels together and no longer asks for any worth.
    pub fn merge(&mut self, objective: Vec<(usize, f64)>) {
        self.objective = objective;
        self.penalty = self.least_penalty();
        self.asks = false;
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
    pub fn confine(&mut self, within: &Within) {
        self.limits.clone_from(&within.limits);
        self.usages.clone_from(&within.usages);
        self.penalty = self.least_penalty();
        self.rebuild();
    }

    /// Makes the rows anew; the keys stay and the further columns go back to them.
    fn rebuild(&mut self) {
        self.pool.stale = true;
        let tight: Vec<Seat> = self.seat.clone();
        self.rows = (0..self.problem.supplies.len()).map(|resource| self.supply_row(resource)).collect();
        let short = if self.asks { -self.penalty * 64.0 } else { 0.0 };
        self.rows.extend(self.outcomes.iter().map(|outcome| Row::of_outcome(outcome, short)));
        self.rows
            .extend((self.limits.iter().enumerate()).map(|(place, limit)| Row::of_limit(limit, place, self.penalty)));
        self.reseat(&tight);
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

    /// Points of a column at this level.
    pub(super) fn points(&self, column: Column) -> f64 {
        self.objective.iter().map(|(level, factor)| factor * column.value(self.problem, *level) as f64).sum()
    }

    /// The same, less a penalty where its case is pinned elsewhere.
    pub(super) fn value(&self, column: Column) -> f64 {
        let points = self.points(column);
        match self.pin.get(column.case as usize) {
            Some(Some(pin)) if *pin != column => points - self.penalty,
            _ if self.is_closed(column) => points - self.penalty,
            _ => points,
        }
    }

    /// Whether a branch keeps its case off a column.
    pub(super) fn is_closed(&self, column: Column) -> bool {
        self.usages.iter().any(|usage| usage.case == column.case && !usage.allows(self.problem, column))
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
        let mut points = self.frozen_points;
        for case in 0..self.key.len() {
            if !self.key[case].waits() {
                self.scatter(self.key[case], self.count[case], &mut fixed);
                points += self.count[case] * self.points(self.key[case]);
            }
        }
        self.fixed = fixed;
        self.fixed_points = points;
    }

    /// Changes a case's key and the activity that goes with it.
    pub(super) fn change_key(&mut self, column: Column) {
        let case = column.case as usize;
        let mut fixed = std::mem::take(&mut self.fixed);
        self.scatter(self.key[case], -self.count[case], &mut fixed);
        self.scatter(column, self.count[case], &mut fixed);
        self.fixed = fixed;
        self.fixed_points += self.count[case] * (self.points(column) - self.points(self.key[case]));
        self.key[case] = column;
    }

    /// Prices of resources and factors of levels, in points.
    pub fn prices(&self) -> (&[f64], Vec<(usize, f64)>) {
        let resources = self.problem.supplies.len();
        let mut factors = self.objective.clone();
        for (place, outcome) in self.outcomes.iter().enumerate() {
            let factor = (-self.price[resources + place] * outcome.scale).max(0.0);
            if factor > 0.0 && self.asks {
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
