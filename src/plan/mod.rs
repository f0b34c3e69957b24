//! A solved problem back in the planner's words: who goes where and when, who waits and why, what
//! it means for everybody, what binds, and what the result rests on.
//!
//! In: a [`Solved`] scenario. Out: rows and figures that the report writes as they are. Numbers of
//! families and persons in the plan are whole. *Expected* figures take off those who are returned
//! or leave by irregular routes before their turn; they are sums rounded once, at the end.

mod binding;
mod explain;
mod indicators;
mod intake;
mod placements;
mod privacy;
mod resources;
mod trust;
mod waiting;

pub use binding::{Bottleneck, Gain};
pub use explain::{Alternative, CaseExplanation, CohortExplanation, DestinationExplanation, Outcome};
pub use indicators::{
    AgainstWish, Burden, DeadlineRow, Figures, GroupRow, Indicators, IrregularYear, Relief, ReserveRow, Wait,
};
pub use intake::{Intake, IntakeYear};
pub use placements::{Pathway, PlacementRow};
pub use privacy::{Cell, suppress};
pub use resources::ResourceRow;
pub use trust::WeakFigure;
pub use waiting::{Reason, WaitingRow};

use serde::{Serialize, Serializer};

use crate::pathway::{Compiled, Estimate};
use crate::problem::{Certificate, Plan};
use crate::scenario::Scenario;

/// A scenario, one of its estimates as a problem, and the plan found for it.
#[derive(Clone, Copy, Debug)]
pub struct Solved<'a> {
    /// The planner's scenario.
    pub scenario: &'a Scenario,
    /// The estimate of the caseload that is planned for.
    pub estimate: Estimate,
    /// The scenario as a problem.
    pub compiled: &'a Compiled,
    /// The plan.
    pub plan: &'a Plan,
    /// Its proof, where the solver gave one.
    pub certificate: Option<&'a Certificate>,
}

/// Writes a list into one cell, its words separated by spaces, as scenario files write lists.
fn spaced<S: Serializer, T: AsRef<str>>(words: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    words.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ").serialize(serializer)
}
