//! A column of the linear programme: one way for one case.

use crate::problem::Problem;

/// Where a column has no offer (the case waits) or no drawn resource (the option has no window).
pub const NONE: u32 = u32::MAX;

/// An offer of the case's class and the resource that its window draws from; or waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Index of the case.
    pub case: u32,
    /// Place among the offers of the case's class; [`NONE`] is waiting.
    pub offer: u32,
    /// The resource drawn from; [`NONE`] where the option has no window.
    pub drawn: u32,
}

impl Column {
    /// The column in which the case waits.
    pub fn waiting(case: u32) -> Column {
        Column { case, offer: NONE, drawn: NONE }
    }

    /// Whether the case waits.
    pub fn waits(self) -> bool {
        self.offer == NONE
    }

    /// The option's index; not for a case that waits.
    pub fn option(self, problem: &Problem) -> u32 {
        problem.class(self.case as usize).offers[self.offer as usize]
    }

    /// Resources that one family uses, and units of each; a resource may come twice.
    pub fn uses(self, problem: &Problem) -> impl Iterator<Item = (u32, u32)> {
        let option = (!self.waits()).then(|| self.option(problem));
        let needs = problem.needs(self.case as usize);
        let plain = option.map_or(&[][..], |option| problem.options.uses(option));
        let window = option.and_then(|option| problem.options.window[option as usize]);
        plain
            .iter()
            .map(|used| (used.resource, needs[used.kind as usize]))
            .chain(window.map(|window| (self.drawn, needs[window.kind as usize])))
    }

    /// Resources that one family uses, rising, each once, and units.
    pub fn sums(self, problem: &Problem) -> Vec<(u32, u32)> {
        let mut uses: Vec<(u32, u32)> = self.uses(problem).filter(|(_, units)| *units > 0).collect();
        uses.sort_unstable();
        uses.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            kept.1 += if is_same { later.1 } else { 0 };
            is_same
        });
        uses
    }

    /// Points of one family at a level.
    pub fn value(self, problem: &Problem, level: usize) -> i64 {
        if self.waits() { 0 } else { problem.value(level, self.case as usize, self.offer as usize) }
    }
}
