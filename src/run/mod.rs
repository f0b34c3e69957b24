//! A run: a scenario solved for each of its estimates, every plan checked before anybody sees it.
//!
//! In: a checked [`Scenario`] and a [`Request`]. Out: a [`Run`] in the planner's words, with the
//! [`Manifest`] that makes it repeatable; and, from a run folder on disk, the plans it holds.
//! Guaranteed: no plan leaves this room that [`crate::certify`] refuses, and the same request on
//! the same scenario gives the same run on any number of threads, unless time stops it.

mod check;
mod draft;
mod folder;
mod manifest;
mod outcome;
mod placements;
mod replay;
mod request;

use std::time::Instant;

use rayon::prelude::*;

use crate::pathway::Estimate;
use crate::plan::{self, WeakFigure};
use crate::scenario::Scenario;
use crate::solve::milp;

pub use draft::{Draft, DraftError, Replaces};
pub use folder::{begin, fill};
pub use manifest::{Hashed, Manifest};
pub use outcome::{Account, Outcome, ProofRow, Seconds};
pub use placements::{TableError, read_journeys, read_plan};
pub use replay::{Recorded, RecordedEstimate, ReplayError};
pub use request::{Request, Solver};

/// A scenario solved.
#[derive(Debug)]
pub struct Run {
    /// The scenario, with the request's changes.
    pub scenario: Scenario,
    /// What makes the run repeatable.
    pub manifest: Manifest,
    /// One outcome an estimate: low, point, high, or the point alone.
    pub outcomes: Vec<Outcome>,
    /// Inputs that are assumptions or of low confidence.
    pub weak_figures: Vec<WeakFigure>,
}

/// Why there is no run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The solver gave up without a plan.
    #[error("error: the solver gave up: {0}\n  hint: `--solver prices` solves problems of any size")]
    Solver(#[from] milp::Failure),
    /// The program's own check refuses the plan or its proof.
    #[error("bug: the plan for the {estimate} estimate does not stand: {}", .refusals.join("; "))]
    Unsound {
        /// Which estimate.
        estimate: &'static str,
        /// Every reason.
        refusals: Vec<String>,
    },
}

impl Run {
    /// Solves a scenario for each of its estimates, side by side where there are threads; `step`
    /// hears what is done next.
    pub fn solve(
        scenario: Scenario,
        manifest: Manifest,
        request: &Request,
        step: &(dyn Fn(String) + Sync),
    ) -> Result<Run, RunError> {
        let estimates = estimates(&scenario);
        // Estimates that wait for a thread share the time with those before them.
        let rounds = u32::try_from(estimates.len().div_ceil(rayon::current_num_threads())).expect("three at most");
        let outcomes = estimates.par_iter().map(|&estimate| {
            let deadline = request.time_limit.map(|limit| Instant::now() + limit / rounds);
            Outcome::solve(&scenario, estimate, request, deadline, step)
        });
        let outcomes: Vec<Outcome> = outcomes.collect::<Result<_, _>>()?;
        let point = point(&outcomes);
        let weak_figures = plan::weak_figures(&scenario, &point.account.bottlenecks);
        Ok(Run { scenario, manifest, outcomes, weak_figures })
    }

    /// The outcome for the point estimate.
    pub fn point(&self) -> &Outcome {
        point(&self.outcomes)
    }

    /// Whether every level of every estimate is proven, or claimed, to within this relative gap.
    pub fn within(&self, gap: f64) -> bool {
        self.outcomes.iter().flat_map(|outcome| &outcome.proof).all(|row| row.within(gap))
    }
}

/// The estimates that a scenario is planned for.
pub fn estimates(scenario: &Scenario) -> &'static [Estimate] {
    if scenario.has_range { &[Estimate::Low, Estimate::Point, Estimate::High] } else { &[Estimate::Point] }
}

fn point(outcomes: &[Outcome]) -> &Outcome {
    outcomes.iter().find(|outcome| outcome.estimate == Estimate::Point).expect("every run plans the point estimate")
}

/// How many steps [`Run::solve`] tells of.
pub fn steps(scenario: &Scenario) -> u64 {
    3 * estimates(scenario).len() as u64
}
