//! A solved problem back in the planner's words: who goes where and when, who waits and why, what
//! it means for everybody, what binds, and what the result rests on.
//!
//! In: a [`Solved`] scenario. Out: rows and figures that the report writes as they are. Numbers of
//! families and persons in the plan are whole. *Expected* figures take off those who are returned
//! or leave by irregular routes before their turn; they are sums rounded once, at the end.

mod alternative;
mod arrival;
mod binding;
mod burden;
mod change;
mod exchange;
mod explain;
mod facts;
mod fitting;
#[cfg(test)]
mod fixture;
mod groups;
mod indicators;
mod intake;
mod leaves;
mod limit;
mod obligations;
mod placements;
mod pools;
mod privacy;
mod reason;
mod resources;
mod solo;
mod solved;
mod trust;
mod waiting;

pub use alternative::{Alternative, Difference};
pub use binding::{Bottleneck, Extend, Gain, bottlenecks};
pub use burden::{Burden, Relief, baseline};
pub use explain::{CaseExplanation, CohortExplanation, DestinationExplanation, explain_case, explain_destination};
pub use groups::{AgainstWish, DeadlineRow, GroupRow, ReserveRow};
pub use indicators::{Figures, Indicators, IrregularYear, Wait, indicators};
pub use intake::{Intake, IntakeYear};
pub use limit::Limit;
pub use obligations::{HoldRow, MinimumRow, Obligations};
pub use placements::{Pathway, PlacementRow, after_arrival, placements};
pub use pools::Overlaps;
pub use privacy::{Cell, suppress};
pub use reason::Reason;
pub use resources::{ResourceRow, resources};
pub use solved::Solved;
pub use trust::{WeakFigure, weak_figures};
pub use waiting::{WaitingRow, waiting};

use serde::{Serialize, Serializer};

/// Writes a list into one cell, its words separated by spaces, as scenario files write lists.
fn spaced<S: Serializer, T: AsRef<str>>(words: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    words.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ").serialize(serializer)
}
