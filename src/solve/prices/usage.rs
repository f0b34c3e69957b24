//! A branch on what a case of one family uses.

use crate::problem::Problem;
use crate::solve::column::{Column, NONE};

/// The family of a case uses units of a resource, or it uses none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Index of the case.
    pub case: u32,
    /// Index of the resource.
    pub resource: u32,
    /// Whether it is used.
    pub used: bool,
}

impl Usage {
    /// Whether a column of the case is within the branch; waiting uses nothing.
    pub fn allows(&self, problem: &Problem, column: Column) -> bool {
        column.uses(problem).any(|(resource, units)| units > 0 && resource == self.resource) == self.used
    }
}

/// Every column of a case but waiting, and of a window every resource that it may draw from.
pub fn columns(problem: &Problem, case: u32) -> impl Iterator<Item = Column> {
    let class = problem.class(case as usize);
    let open =
        move |(_, option): &(u32, &u32)| problem.allows(case as usize, problem.options.column[**option as usize]);
    (0..).zip(&class.offers).filter(open).flat_map(move |(offer, option)| {
        let window = problem.options.window[*option as usize];
        let drawn = window.map_or(NONE..=NONE, |window| class.opens..=window.ends);
        drawn.map(move |drawn| Column { case, offer, drawn })
    })
}
