//! A point inside the restricted programme: where it begins, and how far it is from the optimum.
//!
//! ```text
//! maximise    Σ value·x − Σ cost·y
//! subject to  Σ_j x_j = count            every case, dual σ
//!             Σ_j a_j x_j = Σ_s y_s      every row, dual p
//!             x ≥ 0, 0 ≤ y ≤ width
//! z_j = σ + a_j·p − value_j > 0,   p − cost = η − ζ,   x z = ζ y = η (width − y) = μ
//! ```
//!
//! The first step of a row needs no y ≥ 0 (and has ζ = 0): what is used is never negative, and a
//! row that nobody uses would have no inside.
//!
//! Dual feasible throughout; [`direction`](super::direction) brings it closer.

use rayon::prelude::*;

use super::Held;
use super::master::{Block, Master};

/// The variables of a block.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// By column: families and loss, and their direction.
    pub x: Vec<f64>,
    pub z: Vec<f64>,
    pub dx: Vec<f64>,
    pub dz: Vec<f64>,
    /// By case: what the columns' sum is short of the count.
    pub short: Vec<f64>,
}

/// A variable of a step of supply.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drawn {
    /// Units.
    pub y: f64,
    /// Width less y, kept apart so that it stays exact when small.
    pub rest: f64,
    /// Whether y may not fall below nothing.
    pub floored: bool,
    /// The duals ζ and η.
    pub below: f64,
    pub above: f64,
    /// The direction.
    pub dy: f64,
    pub dbelow: f64,
    pub dabove: f64,
}

/// The point.
#[derive(Clone, Debug)]
pub struct Point {
    /// By row: points a unit, and their direction.
    pub price: Vec<f64>,
    pub change: Vec<f64>,
    /// By block.
    pub parts: Vec<Part>,
    /// By step of supply.
    pub drawn: Vec<Drawn>,
}

impl Point {
    /// The point at which every case and step is centred for these prices and this `mu`.
    pub fn centred(master: &Master, mut price: Vec<f64>, mu: f64) -> Point {
        for step in master.steps.iter().filter(|step| step.first) {
            price[step.row] = price[step.row].max(step.cost + mu / step.width);
        }
        let parts = master.blocks.par_iter().map(|block| centred_part(block, &price, mu)).collect();
        let drawn = (master.steps.iter())
            .map(|step| {
                let margin = price[step.row] - step.cost;
                if step.first {
                    let rest = mu / margin;
                    return Drawn { y: step.width - rest, rest, above: margin, ..Drawn::default() };
                }
                let (y, rest) = centred_step(margin, step.width, mu);
                Drawn { y, rest, floored: true, below: mu / y, above: mu / rest, ..Drawn::default() }
            })
            .collect();
        let change = vec![0.0; price.len()];
        Point { price, change, parts, drawn }
    }

    /// A point near the centre for this `mu`: from these prices, those of overfull rows rise until nearly all uses fit.
    pub fn begin(master: &Master, price: Vec<f64>, mu: f64) -> Point {
        let mut point = Point::centred(master, price, mu);
        let mut widths = vec![0.0; master.rows];
        master.steps.iter().for_each(|step| widths[step.row] += step.width);
        for _ in 0..40 {
            let left = point.residual(master);
            let mut rest = left.clone();
            master.steps.iter().zip(&point.drawn).for_each(|(step, drawn)| rest[step.row] += step.width - drawn.y);
            let mut price = point.price;
            for row in (0..master.rows).filter(|row| !master.closed[*row]) {
                let used = widths[row] - rest[row];
                let wanted = mu / rest[row].max(0.05 * used).max(1e-300);
                price[row] *= (wanted / price[row]).clamp(0.1, 10.0).sqrt();
            }
            point = Point::centred(master, price, mu);
        }
        point.balance(master, mu);
        point
    }

    /// Lets the first step of each row take what its columns use, as far as there is room.
    fn balance(&mut self, master: &Master, mu: f64) {
        let left = self.residual(master);
        for (step, drawn) in master.steps.iter().zip(&mut self.drawn).filter(|(step, _)| step.first) {
            let rest = (drawn.rest + left[step.row]).max(0.1 * mu / drawn.above);
            drawn.y += drawn.rest - rest;
            drawn.rest = rest;
        }
    }

    /// A point near prices that are known to be within this relative gap of the best.
    pub fn again(master: &Master, price: Vec<f64>, gap: f64) -> Point {
        let steps: f64 = master.steps.iter().map(|step| step.width * (price[step.row] - step.cost).max(0.0)).sum();
        let mu = gap * (master.most(&price) + steps) / master.pairs();
        let mut point = Point::centred(master, price, mu);
        point.balance(master, mu);
        point
    }

    /// The complementarity that is left: how far the programme may still be from its optimum.
    pub fn gap(&self) -> f64 {
        let cases: f64 =
            self.parts.iter().map(|part| part.x.iter().zip(&part.z).map(|(x, z)| x * z).sum::<f64>()).sum();
        let steps: f64 = self.drawn.iter().map(|step| step.y * step.below + step.rest * step.above).sum();
        cases + steps
    }

    /// Pairs of variables that complement each other.
    pub fn pairs(&self) -> f64 {
        let columns: usize = self.parts.iter().map(|part| part.x.len()).sum();
        (columns + self.drawn.len()) as f64
    }

    /// Points of the dual: no plan of the restricted programme is worth more.
    pub fn bound(&self, master: &Master) -> f64 {
        let cases: f64 = (master.blocks.iter().zip(&self.parts))
            .map(|(block, part)| {
                let waiting = |case: usize| part.z[block.first[case]];
                block.count.iter().enumerate().map(|(case, count)| count * waiting(case)).sum::<f64>()
            })
            .sum();
        let steps: f64 = (master.steps.iter().zip(&self.drawn)).map(|(step, drawn)| step.width * drawn.above).sum();
        cases + steps
    }

    /// By case of a block: the dual σ, since a case that waits pays nothing.
    pub fn sigma(&self, master: &Master, block: usize) -> Vec<f64> {
        let first = &master.blocks[block].first;
        first[..first.len() - 1].iter().map(|waiting| self.parts[block].z[*waiting]).collect()
    }

    /// Families that wait and what they lose, by block and case.
    pub fn waiting(&self, master: &Master) -> Vec<Vec<(f64, f64)>> {
        let of = |(block, part): (&Block, &Part)| {
            block.first[..block.count.len()].iter().map(|at| (part.x[*at], part.z[*at])).collect()
        };
        master.blocks.iter().zip(&self.parts).map(of).collect()
    }

    /// Notes families and losses with the columns.
    pub fn hold(&self, master: &Master, columns: &mut [Vec<Held>]) {
        let mut columns = columns.iter_mut();
        for (block, part) in master.blocks.iter().zip(&self.parts) {
            for case in 0..block.count.len() {
                let held = columns.next().expect("columns for every case");
                for (held, at) in held.iter_mut().zip(block.columns_of(case).skip(1)) {
                    (held.families, held.loss) = (part.x[at], part.z[at]);
                }
            }
        }
    }

    /// The point of a programme that has gained columns: they begin with a few families, and no
    /// other column moves but to make room for them.
    pub fn resumed(master: &Master, before: Point, waiting: Vec<Vec<(f64, f64)>>, columns: &[Vec<Held>]) -> Point {
        let mu = before.gap() / before.pairs();
        let mut point = before;
        let mut columns = columns.iter();
        for ((block, part), waiting) in master.blocks.iter().zip(&mut point.parts).zip(waiting) {
            let mut next = Part { short: vec![0.0; block.count.len()], ..Part::default() };
            for ((rest, sigma), count) in waiting.into_iter().zip(&block.count) {
                let held = columns.next().expect("columns for every case");
                let least =
                    held.iter().filter(|held| held.families == 0.0).map(|held| held.loss).fold(f64::INFINITY, f64::min);
                let shift = (0.0_f64).max(mu / (0.05 * count) - least);
                let begin = next.x.len();
                next.x.push(rest);
                next.z.push(sigma + shift);
                for held in held {
                    let z = held.loss + shift;
                    next.z.push(z);
                    next.x.push(if held.families == 0.0 { mu / z } else { held.families });
                }
                let sum: f64 = next.x[begin..].iter().sum();
                next.x[begin..].iter_mut().for_each(|x| *x *= count / sum);
            }
            next.dx = vec![0.0; next.x.len()];
            next.dz = vec![0.0; next.x.len()];
            *part = next;
        }
        point
    }

    /// Units by row that are drawn less those that are used.
    pub fn residual(&self, master: &Master) -> Vec<f64> {
        let mut left = vec![0.0; master.rows];
        for (step, drawn) in master.steps.iter().zip(&self.drawn) {
            left[step.row] += drawn.y;
        }
        let used = (master.blocks.par_iter().zip(&self.parts))
            .map(|(block, part)| {
                let mut used = vec![0.0; master.rows];
                for (column, x) in part.x.iter().enumerate() {
                    block.entries_of(column).iter().for_each(|(row, units)| used[*row as usize] += x * units);
                }
                used
            })
            .collect::<Vec<_>>();
        for used in used {
            left.iter_mut().zip(used).for_each(|(left, used)| *left -= used);
        }
        left
    }
}

fn centred_part(block: &Block, price: &[f64], mu: f64) -> Part {
    let columns = block.columns.len();
    let mut part = Part { short: vec![0.0; block.count.len()], ..Part::default() };
    let loss: Vec<f64> = (0..columns).map(|column| block.paid(column, price) - block.value[column]).collect();
    part.dx = vec![0.0; columns];
    part.dz = vec![0.0; columns];
    for case in 0..block.count.len() {
        let losses = &loss[block.columns_of(case)];
        let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
        let count = block.count[case];
        // Σ μ / (σ + loss − least) = count has one root above 0; Newton's steps from below approach it.
        let mut above = mu / count;
        for _ in 0..60 {
            let (mut sum, mut slope) = (-count, 0.0);
            for loss in losses {
                let z = above + (loss - least);
                sum += mu / z;
                slope += mu / (z * z);
            }
            let more = sum / slope;
            above += more;
            if more.abs() <= 1e-14 * above {
                break;
            }
        }
        for loss in losses {
            let z = above + (loss - least);
            part.z.push(z);
            part.x.push(mu / z);
        }
    }
    part
}

/// Units drawn and left where `μ/(width − y) − μ/y` is the price above cost.
fn centred_step(margin: f64, width: f64, mu: f64) -> (f64, f64) {
    let root = (margin * margin * width * width + 4.0 * mu * mu).sqrt();
    let small = 2.0 * mu * width / (2.0 * mu + margin.abs() * width + root);
    if margin > 0.0 { (width - small, small) } else { (small, width - small) }
}
