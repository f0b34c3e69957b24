//! What a plan is to achieve, in order.

/// A goal, with its weight among the goals of its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objective {
    /// The goal.
    pub goal: Goal,
    /// Points of the level that one point of the goal counts, at least 1.
    pub weight: u32,
}

/// What may be an objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// Person-months without protection avoided, weighted by hazard.
    Protection,
    /// Persons of emergency and urgent cases protected by their deadline.
    Deadlines,
    /// Persons who join relatives.
    Families,
    /// A seeded lottery among those whom the goals before it leave equal.
    Lottery,
    /// Wishes, first choices most.
    Wishes,
    /// The scores that the planner supplies.
    Score,
    /// Responsibility shared: shortfall under a fair share.
    Sharing,
    /// Cost of departures.
    Cost,
}

impl Goal {
    /// The order of `design.md` when the planner names none.
    pub const DEFAULT: [Goal; 7] =
        [Goal::Protection, Goal::Deadlines, Goal::Families, Goal::Lottery, Goal::Wishes, Goal::Score, Goal::Sharing];

    /// The planner's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Goal::Protection => "protection",
            Goal::Deadlines => "deadlines",
            Goal::Families => "families",
            Goal::Lottery => "lottery",
            Goal::Wishes => "wishes",
            Goal::Score => "score",
            Goal::Sharing => "sharing",
            Goal::Cost => "cost",
        }
    }
}
