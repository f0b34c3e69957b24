//! A point inside the restricted programme, and one step towards its optimum.
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
//! Primal-dual steps with a predictor and a corrector (Mehrotra 1992). Dual feasible throughout.

use rayon::prelude::*;

use super::Held;
use super::master::{Block, Master};
use super::normal::{Normal, key};

/// How far towards the boundary a step may go.
const STEP: f64 = 0.995;

/// The variables of a block.
#[derive(Clone, Debug, Default)]
struct Part {
    /// By column.
    x: Vec<f64>,
    z: Vec<f64>,
    dx: Vec<f64>,
    dz: Vec<f64>,
    /// By case: what the columns' sum is short of the count.
    short: Vec<f64>,
}

/// A variable of a step of supply.
#[derive(Clone, Copy, Debug, Default)]
struct Drawn {
    y: f64,
    /// Width less y, kept apart so that it stays exact when small.
    rest: f64,
    /// Whether y may not fall below nothing.
    floored: bool,
    below: f64,
    above: f64,
    dy: f64,
    dbelow: f64,
    dabove: f64,
}

/// The point.
#[derive(Clone, Debug)]
pub struct Point {
    /// By row.
    pub price: Vec<f64>,
    change: Vec<f64>,
    parts: Vec<Part>,
    drawn: Vec<Drawn>,
}

/// Why no step was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck;

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
    fn residual(&self, master: &Master) -> Vec<f64> {
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
