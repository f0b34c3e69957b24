//! The restricted programme: for each case the few columns that may matter, and the steps of supply.

use super::Held;
use crate::problem::Problem;
use crate::solve::column::Column;

/// Cases in one block; fixed, so that results do not depend on threads.
pub const BLOCK: usize = 256;

/// Some cases with their columns. Every case has a column in which it waits.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Families by case.
    pub count: Vec<f64>,
    /// Where the case's columns begin; one entry more than cases.
    pub first: Vec<usize>,
    /// The columns, case by case.
    pub columns: Vec<Column>,
    /// Points of one family by column.
    pub value: Vec<f64>,
    /// Where the column's entries begin; one entry more than columns.
    pub begin: Vec<usize>,
    /// Rows and the units that one family uses of each; no row comes twice in a column.
    pub entries: Vec<(u32, f64)>,
}

/// A step of a row's supply.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Index of the row.
    pub row: usize,
    /// Whether it is the row's first.
    pub first: bool,
    /// Units, more than none.
    pub width: f64,
    /// Points a unit.
    pub cost: f64,
}

/// The restricted programme.
#[derive(Clone, Debug)]
pub struct Master {
    /// Number of rows: one a resource.
    pub rows: usize,
    /// The cases.
    pub blocks: Vec<Block>,
    /// The steps, row by row.
    pub steps: Vec<Step>,
    /// Rows without supply.
    pub closed: Vec<bool>,
}

impl Block {
    /// The columns of a case.
    pub fn columns_of(&self, case: usize) -> std::ops::Range<usize> {
        self.first[case]..self.first[case + 1]
    }

    /// The entries of a column.
    pub fn entries_of(&self, column: usize) -> &[(u32, f64)] {
        &self.entries[self.begin[column]..self.begin[column + 1]]
    }

    /// What a column pays at these prices.
    pub fn paid(&self, column: usize, price: &[f64]) -> f64 {
        self.entries_of(column).iter().map(|(row, units)| units * price[*row as usize]).sum()
    }
}

/// Points by factors of several levels.
#[expect(clippy::cast_precision_loss, reason = "floating point searches")]
pub fn value(problem: &Problem, factors: &[(usize, f64)], column: Column) -> f64 {
    factors.iter().map(|(level, factor)| factor * column.value(problem, *level) as f64).sum()
}

impl Master {
    /// The steps of every resource, widths multiplied by `share`, and no case yet.
    #[expect(clippy::cast_precision_loss, reason = "floating point searches")]
    pub fn new(problem: &Problem, factors: &[(usize, f64)], share: f64) -> Master {
        let supplies = &problem.supplies;
        let mut steps: Vec<Step> = Vec::with_capacity(supplies.width.len());
        for row in 0..supplies.len() {
            let begin = steps.len();
            for step in supplies.steps(row as u32).filter(|step| supplies.width[*step] > 0) {
                let cost = factors.iter().map(|(level, factor)| factor * supplies.cost(*level, step) as f64).sum();
                let width = supplies.width[step] as f64 * share;
                match steps[begin..].last_mut() {
                    Some(last) if last.cost.total_cmp(&cost).is_eq() => last.width += width,
                    _ => steps.push(Step { row, first: steps.len() == begin, width, cost }),
                }
            }
        }
        let closed = (0..supplies.len()).map(|row| supplies.total(row as u32) == 0).collect();
        Master { rows: supplies.len(), blocks: Vec::new(), steps, closed }
    }

    /// Pairs of variables that complement each other.
    pub fn pairs(&self) -> f64 {
        (self.blocks.iter().map(|block| block.columns.len()).sum::<usize>() + self.steps.len()) as f64
    }

    /// What all cases gain by their best columns at these prices.
    pub fn most(&self, price: &[f64]) -> f64 {
        let of = |block: &Block, case: usize| {
            let gain = |column: usize| block.value[column] - block.paid(column, price);
            block.count[case] * block.columns_of(case).map(gain).fold(0.0, f64::max)
        };
        self.blocks.iter().map(|block| (0..block.count.len()).map(|case| of(block, case)).sum::<f64>()).sum()
    }

    /// Whether everything that a column uses is supplied at all.
    pub fn is_open(&self, problem: &Problem, column: Column) -> bool {
        column.uses(problem).all(|(row, units)| units == 0 || !self.closed[row as usize])
    }

    /// Takes the cases in, each with its columns (waiting comes by itself).
    pub fn fill(&mut self, problem: &Problem, factors: &[(usize, f64)], cases: &[u32], columns: &[Vec<Held>]) {
        let with = |(cases, columns): (&[u32], &[Vec<Held>])| {
            let mut block = Block { first: vec![0], begin: vec![0], ..Block::default() };
            for (case, columns) in cases.iter().zip(columns) {
                block.count.push(f64::from(problem.cases.count[*case as usize]));
                for column in std::iter::once(Column::waiting(*case)).chain(columns.iter().map(|held| held.column)) {
                    block.columns.push(column);
                    block.value.push(value(problem, factors, column));
                    let begin = block.entries.len();
                    for (row, units) in column.uses(problem).filter(|(_, units)| *units > 0) {
                        match block.entries[begin..].iter_mut().find(|entry| entry.0 == row) {
                            Some(entry) => entry.1 += f64::from(units),
                            None => block.entries.push((row, f64::from(units))),
                        }
                    }
                    block.begin.push(block.entries.len());
                }
                block.first.push(block.columns.len());
            }
            block
        };
        self.blocks = cases.chunks(BLOCK).zip(columns.chunks(BLOCK)).map(with).collect();
    }
}
