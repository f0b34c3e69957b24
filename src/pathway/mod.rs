//! Who may go where, how and when: law, status, determination, transit, deadlines, ties.
//!
//! In: a [`Scenario`](crate::scenario::Scenario) and one of its estimates. Out: a [`Compiled`]
//! scenario: the [`Problem`] and, index by index, what its cases, options and resources are in
//! the planner's words.
//!
//! * [`law`]: when each component of the policy is in force;
//! * `cohort`: rows of the caseload become cohorts of families who come forward together, `draw`
//!   decides by the seed what chance decides;
//! * [`loss`]: who is returned or leaves by irregular routes while waiting;
//! * [`eligibility`]: which destination is closed to whom, and why;
//! * `option` and `resource`: the ways there, period by period, and what they draw from;
//! * `levels`, `worth` and `fit`: the objectives, and what each pair is worth by its timing and place.
//!
//! Returns are loss. No option leads to the country of origin: the options are the scenario's routes
//! and the stay under protection, and there is no other way to make one.

mod cohort;
mod compile;
mod draw;
pub mod eligibility;
mod fit;
pub mod law;
mod levels;
pub mod loss;
mod need;
mod option;
mod resource;
mod worth;

pub use compile::compile;

use crate::problem::Problem;
use crate::scenario::{Period, SupplyKind};

/// Which estimate of the caseload is planned for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimate {
    /// The low one.
    Low,
    /// The point estimate.
    Point,
    /// The high one.
    High,
}

impl Estimate {
    /// `low`, `point` or `high`.
    pub fn name(self) -> &'static str {
        match self {
            Estimate::Low => "low",
            Estimate::Point => "point",
            Estimate::High => "high",
        }
    }
}

/// A scenario as a problem, and the way back from the problem's indices to the planner's words.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The problem.
    pub problem: Problem,
    /// What each case of the problem is.
    pub cohorts: Vec<Cohort>,
    /// What each option of the problem is.
    pub ways: Vec<Way>,
    /// What each resource of the problem is.
    pub stages: Vec<Stage>,
}

/// Identical families of the caseload who come forward together: one case of the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Rows of the caseload (indices) that travel as one; more than one where cases are linked.
    pub rows: Vec<usize>,
    /// Families (of each row).
    pub count: u32,
    /// The period in which they arrive; they are unprotected from here on.
    pub arrives: Period,
    /// The period from which UNHCR can act for them; none: never within the horizon.
    pub comes_forward: Option<Period>,
    /// Not refused recognition as refugees; those who are keep the humanitarian status and are placed
    /// by no route that asks for it. Nobody decides on those who never come forward.
    pub recognised: bool,
}

/// A way to protection: one option of the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Departure to a destination.
    Departure {
        /// Index of the route in the scenario.
        route: usize,
        /// The period of leaving the country of asylum.
        departs: Period,
        /// The period of arrival at the destination, after any transit.
        arrives: Period,
    },
    /// Protected stay in the country of asylum from this period on.
    Stay {
        /// The first period of the stay.
        begins: Period,
    },
}

impl Way {
    /// The first period in which those who take it are protected: that of departure, since countries
    /// of transit give a guarantee against return, or of a protected stay.
    pub fn protects_from(self) -> Period {
        match self {
            Way::Departure { departs, .. } => departs,
            Way::Stay { begins } => begins,
        }
    }
}

/// What a resource of the problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Units of a stage at a place, over a run of periods.
    Supply {
        /// What the units are.
        kind: SupplyKind,
        /// Places that cases outside emergency and urgent priority may take; the rest is reserved.
        general: bool,
        /// Province, for exits and decisions.
        province: String,
        /// Index of the destination, for everything else.
        destination: Option<usize>,
        /// First and last period.
        periods: (Period, Period),
    },
    /// Intake of a destination over the horizon against its minimum or its fair share.
    Intake {
        /// Index of the destination.
        destination: usize,
    },
}
