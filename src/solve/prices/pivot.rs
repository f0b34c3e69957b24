//! One step of the simplex: who enters, how far, who leaves.

use super::simplex::{Basic, Seat, Simplex};
use crate::solve::column::{Column, NONE};

/// Amounts may fall short of a bound by this much.
const FEASIBLE: f64 = 1e-9;
/// A pivot below this is not trusted.
const SMALL: f64 = 1e-8;

/// What enters the basis.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entering {
    /// A column, from nothing.
    Column(Column),
    /// The slack of a tight row, into the segment above or below its break.
    Slack { row: usize, up: bool },
}

/// What stops the step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leaving {
    /// The further column at this position falls to nothing.
    Column(usize),
    /// The activity of the slack at this position reaches a break.
    Slack { position: usize, at: usize },
    /// The key of a case falls to nothing.
    Key(usize),
    /// The entering slack reaches its next break.
    Next { row: usize, at: usize },
}

/// A bound on the step, and how fast it is approached.
#[derive(Clone, Copy, Debug)]
struct Block {
    room: f64,
    rate: f64,
    leaving: Leaving,
}

impl Simplex<'_> {
    /// Lets `entering`, which gains this much a unit, into the basis; false when the step is not
    /// numerically sound.
    pub(super) fn pivot(&mut self, entering: Entering, gain: f64) -> bool {
        let mut image = vec![0.0; self.rows.len()];
        match entering {
            Entering::Column(column) => {
                self.scatter(column, 1.0, &mut image);
                self.scatter(self.key[column.case as usize], -1.0, &mut image);
            }
            Entering::Slack { row, up } => {
                self.scatter_slack(row, self.entered_segment(row, up), if up { 1.0 } else { -1.0 }, &mut image);
            }
        }
        self.factor.solve(&mut image);
        let Some(block) = self.blocking(entering, &image) else { return false };
        if block.rate.abs() < SMALL {
            return false;
        }
        let step = (block.room / block.rate.abs()).max(0.0);
        for (amount, image) in self.amount.iter_mut().zip(&image) {
            *amount -= step * image;
        }
        self.pivots += 1;
        if let Leaving::Next { row, at } = block.leaving {
            self.seat[row] = Seat::Tight { at };
            return true;
        }
        self.leave(block.leaving, entering, step, &mut image);
        if self.factor.is_long() {
            self.refactor();
        } else if let Some(position) = self.position_entered(entering) {
            let mut change = image;
            change.fill(0.0);
            change[position] = if matches!(entering, Entering::Slack { up: false, .. }) { -gain } else { gain };
            self.factor.solve_transposed(&mut change);
            self.price.iter_mut().zip(&change).for_each(|(price, change)| *price += change);
        }
        true
    }

    /// What has met its bound makes room for what enters.
    pub(super) fn leave(&mut self, leaving: Leaving, entering: Entering, step: f64, image: &mut [f64]) {
        match leaving {
            Leaving::Next { .. } => {}
            Leaving::Column(position) => {
                if let Basic::Column(column) = self.basics[position] {
                    self.delist(column, position);
                }
                self.enter(entering, position, step, image);
            }
            Leaving::Slack { position, at } => {
                if let Basic::Slack(row) = self.basics[position] {
                    self.seat[row] = Seat::Tight { at };
                }
                self.enter(entering, position, step, image);
            }
            Leaving::Key(case) => self.key_leaves(case, entering, step, image),
        }
    }

    /// Where the column or slack is basic; none for a column that has become its case's key.
    fn position_entered(&self, entering: Entering) -> Option<usize> {
        match entering {
            Entering::Column(column) => self.position_of(column),
            Entering::Slack { row, .. } => match self.seat[row] {
                Seat::Basic { position, .. } => Some(position),
                Seat::Tight { .. } => None,
            },
        }
    }

    /// The segment that the slack of a tight row enters.
    pub(super) fn entered_segment(&self, row: usize, up: bool) -> usize {
        let Seat::Tight { at } = self.seat[row] else { unreachable!("only a tight row's slack enters") };
        if up { at + 1 } else { at }
    }

    /// The first bound met, the one with the steepest rate among near-equals (Harris 1973).
    fn blocking(&self, entering: Entering, image: &[f64]) -> Option<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let entering_case = match entering {
            Entering::Column(column) => Some(column.case as usize),
            Entering::Slack { .. } => None,
        };
        if let Some(case) = entering_case.filter(|case| self.head[*case] == NONE) {
            blocks.push(Block { room: self.count[case], rate: -1.0, leaving: Leaving::Key(case) });
        }
        if let Entering::Slack { row, up } = entering {
            let segment = self.entered_segment(row, up);
            let (low, high) = self.rows[row].ends(segment);
            if (high - low).is_finite() {
                let at = if up { segment } else { segment - 1 };
                blocks.push(Block { room: high - low, rate: -1.0, leaving: Leaving::Next { row, at } });
            }
        }
        for (position, basic) in self.basics.iter().enumerate() {
            let rate = -image[position];
            match basic {
                Basic::Slack(row) => {
                    if rate.abs() < SMALL {
                        continue;
                    }
                    if let Some((room, leaving)) = self.slack_room(position, *row, rate > 0.0) {
                        blocks.push(Block { room, rate, leaving });
                    }
                }
                Basic::Column(column) => {
                    if rate < -SMALL {
                        blocks.push(Block { room: self.amount[position], rate, leaving: Leaving::Column(position) });
                    }
                    let case = column.case as usize;
                    if self.head[case] as usize == position {
                        let mut rate: f64 = self.positions(case).map(|at| image[at]).sum();
                        if entering_case == Some(case) {
                            rate -= 1.0;
                        }
                        if rate < -SMALL {
                            blocks.push(Block { room: self.key_amount(case), rate, leaving: Leaving::Key(case) });
                        }
                    }
                }
            }
        }
        let furthest = (blocks.iter())
            .map(|block| (block.room.max(0.0) + FEASIBLE) / block.rate.abs())
            .fold(f64::INFINITY, f64::min);
        let mut best: Option<Block> = None;
        for block in blocks {
            if block.room.max(0.0) / block.rate.abs() <= furthest
                && best.is_none_or(|best| block.rate.abs() > best.rate.abs())
            {
                best = Some(block);
            }
        }
        best
    }

    /// How far the activity of a row whose slack is basic may rise or fall to the next break, where there is one.
    pub(super) fn slack_room(&self, position: usize, row: usize, rises: bool) -> Option<(f64, Leaving)> {
        let Seat::Basic { segment, .. } = self.seat[row] else { unreachable!("a basic slack's seat") };
        let (low, high) = self.rows[row].ends(segment);
        let activity = self.amount[position];
        let (room, at) = if rises { (high - activity, segment) } else { (activity - low, segment.wrapping_sub(1)) };
        room.is_finite().then_some((room, Leaving::Slack { position, at }))
    }

    /// Puts what enters at a position.
    pub(super) fn enter(&mut self, entering: Entering, position: usize, step: f64, image: &mut [f64]) {
        match entering {
            Entering::Column(column) => {
                self.basics[position] = Basic::Column(column);
                self.amount[position] = step;
                self.enlist(column, position);
            }
            Entering::Slack { row, up } => {
                let segment = self.entered_segment(row, up);
                let Seat::Tight { at } = self.seat[row] else { unreachable!("only a tight row's slack enters") };
                let begin = self.rows[row].breaks[at];
                self.amount[position] = if up { begin + step } else { begin - step };
                self.basics[position] = Basic::Slack(row);
                self.seat[row] = Seat::Basic { position, segment };
                if !up {
                    for entry in image.iter_mut() {
                        *entry = -*entry;
                    }
                }
            }
        }
        self.factor.exchange(position, image);
    }

    /// The key of a case leaves: another of its columns becomes the key first.
    fn key_leaves(&mut self, case: usize, entering: Entering, step: f64, image: &mut [f64]) {
        let joins = matches!(entering, Entering::Column(column) if column.case as usize == case);
        let fullest = self.positions(case).fold(None, |most: Option<usize>, at| match most {
            Some(best) if self.amount[best] >= self.amount[at] => most,
            _ => Some(at),
        });
        let Some(position) = fullest else {
            // The entering column is the case's only other one: it takes the key's place whole.
            if let Entering::Column(column) = entering {
                self.change_key(column);
            }
            return;
        };
        let Basic::Column(column) = self.basics[position] else { unreachable!("a case's list holds columns") };
        let others: Vec<u32> = self.positions(case).filter(|at| *at != position).map(|at| at as u32).collect();
        let sum: f64 = self.positions(case).map(|at| image[at]).sum();
        image[position] = if joins { 1.0 - sum } else { -sum };
        self.basics[position] = Basic::Column(self.key[case]);
        self.change_key(column);
        self.factor.change_key(position, others);
        self.delist(column, position);
        self.enter(entering, position, step, image);
    }
}
