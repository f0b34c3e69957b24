//! The direction in which a point moves, and how far: one step towards the optimum.
//!
//! Primal-dual steps with a predictor and a corrector (Mehrotra 1992); the system is [`normal`](super::normal)'s.

use rayon::prelude::*;

use super::master::{Block, Master};
use super::normal::{Normal, key};
use super::point::{Drawn, Part, Point};

/// How far towards the boundary a step may go.
const STEP: f64 = 0.995;

/// Why no step was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck;

impl Point {
    /// One step; fails where the system is singular or no progress is possible.
    pub fn step(&mut self, master: &Master) -> Result<(), Stuck> {
        let mu = self.gap() / self.pairs();
        let theta: Vec<Vec<f64>> =
            self.parts.par_iter().map(|part| part.x.iter().zip(&part.z).map(|(x, z)| x / z).collect()).collect();
        let mut diagonal = vec![0.0; master.rows];
        for (step, drawn) in master.steps.iter().zip(&self.drawn) {
            diagonal[step.row] += drawn.ease();
        }
        for row in (0..master.rows).filter(|row| master.closed[*row]) {
            diagonal[row] = 1.0;
        }
        let normal = Normal::new(master, &theta, &diagonal).ok_or(Stuck)?;
        let residual = self.residual(master);
        for (block, part) in master.blocks.iter().zip(&mut self.parts) {
            for case in 0..block.count.len() {
                part.short[case] = block.count[case] - part.x[block.columns_of(case)].iter().sum::<f64>();
            }
        }
        self.direction(master, &normal, &theta, &residual, 0.0, false);
        let (primal, dual) = self.room();
        let after = self.gap_after(primal, dual) / self.pairs();
        let centring = (after / mu).powi(3).clamp(1e-6, 1.0);
        self.direction(master, &normal, &theta, &residual, centring * mu, true);
        let (primal, dual) = self.room();
        let (primal, dual) = ((STEP * primal).min(1.0), (STEP * dual).min(1.0));
        if !(primal.is_finite() && dual.is_finite()) || primal.max(dual) < 1e-9 {
            return Err(Stuck);
        }
        self.go(primal, dual);
        Ok(())
    }

    /// The direction towards complementarity `target`, with the corrector's terms of the last direction.
    fn direction(
        &mut self,
        master: &Master,
        normal: &Normal,
        theta: &[Vec<f64>],
        residual: &[f64],
        target: f64,
        correct: bool,
    ) {
        let mut right = vec![0.0; master.rows];
        let sums: Vec<Vec<f64>> = (master.blocks.par_iter().zip(&mut self.parts).zip(theta))
            .map(|((block, part), theta)| part.pull(block, theta, master.rows, target, correct))
            .collect();
        for sum in sums {
            right.iter_mut().zip(sum).for_each(|(right, sum)| *right += sum);
        }
        for (step, drawn) in master.steps.iter().zip(&mut self.drawn) {
            drawn.pull(target, correct);
            right[step.row] -= drawn.dy;
        }
        right.iter_mut().zip(residual).for_each(|(right, residual)| *right -= residual);
        for row in (0..master.rows).filter(|row| master.closed[*row]) {
            right[row] = 0.0;
        }
        normal.solve(&mut right);
        for (step, drawn) in master.steps.iter().zip(&mut self.drawn) {
            drawn.turn(right[step.row]);
        }
        self.change = right;
        let change = &self.change;
        (master.blocks.par_iter().zip(&mut self.parts).zip(theta))
            .for_each(|((block, part), theta)| part.turn(block, theta, change));
    }

    /// How far the primal and the dual variables can go along the direction.
    fn room(&self) -> (f64, f64) {
        let of = |value: f64, change: f64| if change < 0.0 { -value / change } else { f64::INFINITY };
        let (mut primal, mut dual) = (f64::INFINITY, f64::INFINITY);
        for part in &self.parts {
            for (x, dx) in part.x.iter().zip(&part.dx) {
                primal = primal.min(of(*x, *dx));
            }
            for (z, dz) in part.z.iter().zip(&part.dz) {
                dual = dual.min(of(*z, *dz));
            }
        }
        for step in &self.drawn {
            primal = primal.min(of(step.rest, -step.dy));
            dual = dual.min(of(step.above, step.dabove));
            if step.floored {
                primal = primal.min(of(step.y, step.dy));
                dual = dual.min(of(step.below, step.dbelow));
            }
        }
        (primal, dual)
    }

    fn gap_after(&self, primal: f64, dual: f64) -> f64 {
        let (primal, dual) = (primal.min(1.0), dual.min(1.0));
        let mut gap = 0.0;
        for part in &self.parts {
            for column in 0..part.x.len() {
                gap += (part.x[column] + primal * part.dx[column]) * (part.z[column] + dual * part.dz[column]);
            }
        }
        for step in &self.drawn {
            gap += (step.y + primal * step.dy) * (step.below + dual * step.dbelow);
            gap += (step.rest - primal * step.dy) * (step.above + dual * step.dabove);
        }
        gap
    }

    fn go(&mut self, primal: f64, dual: f64) {
        for part in &mut self.parts {
            for column in 0..part.x.len() {
                part.x[column] += primal * part.dx[column];
                part.z[column] += dual * part.dz[column];
            }
        }
        for step in &mut self.drawn {
            step.y += primal * step.dy;
            step.rest -= primal * step.dy;
            step.below += dual * step.dbelow;
            step.above += dual * step.dabove;
        }
        for (price, change) in self.price.iter_mut().zip(&self.change) {
            *price += dual * change;
        }
    }
}

impl Drawn {
    /// How much a step yields to its row's price.
    fn ease(&self) -> f64 {
        1.0 / (self.stiffness() + self.above / self.rest)
    }

    fn stiffness(&self) -> f64 {
        if self.floored { self.below / self.y } else { 0.0 }
    }

    /// The step's own pull, left in `dy`, and what its duals would do alone.
    fn pull(&mut self, target: f64, correct: bool) {
        let (below, above) =
            if correct { (target - self.dy * self.dbelow, target + self.dy * self.dabove) } else { (target, target) };
        self.dbelow = if self.floored { below / self.y - self.below } else { 0.0 };
        self.dabove = above / self.rest - self.above;
        self.dy = self.ease() * (self.dbelow - self.dabove);
    }

    /// The direction for this change of price.
    fn turn(&mut self, change: f64) {
        self.dy += self.ease() * change;
        self.dbelow -= self.stiffness() * self.dy;
        self.dabove += self.above / self.rest * self.dy;
    }
}

impl Part {
    /// What the cases pull the rows' system by; leaves each column's own pull in `dx`.
    fn pull(&mut self, block: &Block, theta: &[f64], rows: usize, target: f64, correct: bool) -> Vec<f64> {
        let mut right = vec![0.0; rows];
        for case in 0..block.count.len() {
            let columns = block.columns_of(case);
            let key = columns.start + key(&theta[columns.clone()]);
            let (mut pull, mut total) = (0.0, 0.0);
            for column in columns.clone() {
                let corrected = if correct { target - self.dx[column] * self.dz[column] } else { target };
                let own = corrected / self.z[column] - self.x[column];
                self.dx[column] = own;
                pull += own;
                total += theta[column];
            }
            pull -= self.short[case];
            let ratio = pull / total;
            // Against the key, nothing large cancels: see `normal`.
            let mut of_key = self.short[case];
            for column in columns {
                if column != key {
                    let times = self.dx[column] - theta[column] * ratio;
                    of_key -= times;
                    block.entries_of(column).iter().for_each(|(row, units)| right[*row as usize] += times * units);
                }
            }
            block.entries_of(key).iter().for_each(|(row, units)| right[*row as usize] += of_key * units);
        }
        right
    }

    /// The columns' direction for this change of prices, from their own pulls in `dx`.
    fn turn(&mut self, block: &Block, theta: &[f64], change: &[f64]) {
        for case in 0..block.count.len() {
            let columns = block.columns_of(case);
            let key = columns.start + key(&theta[columns.clone()]);
            let base = block.paid(key, change);
            let (mut pull, mut total, mut drift) = (-self.short[case], 0.0, 0.0);
            for column in columns.clone() {
                self.dz[column] = block.paid(column, change) - base;
                pull += self.dx[column];
                total += theta[column];
                drift += theta[column] * self.dz[column];
            }
            let rise = (pull - drift) / total;
            let mut rest = self.short[case];
            for column in columns {
                self.dz[column] += rise;
                if column != key {
                    self.dx[column] -= theta[column] * self.dz[column];
                    rest -= self.dx[column];
                }
            }
            self.dx[key] = rest;
        }
    }
}
