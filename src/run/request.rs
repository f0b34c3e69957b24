//! What is asked of a run.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::pathway::Estimate;
use crate::problem::Problem;
use crate::solve::milp::{self, Backend};
use crate::solve::{Answer, Settings, Watch, greedy, prices};

/// Who solves the mixed-integer programme.
#[cfg(feature = "highs")]
const BACKEND: Backend = Backend::Highs;
/// Who solves the mixed-integer programme.
#[cfg(not(feature = "highs"))]
const BACKEND: Backend = Backend::MicroLp;

/// How a scenario is to be solved.
#[derive(Clone, Debug)]
pub struct Request {
    /// By which solver.
    pub solver: Solver,
    /// The relative gap that is good enough.
    pub gap: f64,
    /// How long to search, for all estimates together.
    pub time_limit: Option<Duration>,
    /// Seed of whatever the solver draws.
    pub seed: u64,
    /// Hears how far the search is, and may end it.
    pub watch: Watch,
}

/// A solver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Solver {
    /// Prices, repair and branching; proves what it finds.
    Prices,
    /// The whole problem written for a mixed-integer solver; small problems only.
    Milp,
    /// What a desk would do by hand; proves nothing.
    Greedy,
}

impl Solver {
    /// Who says so where a solver claims an optimum without proof.
    pub const CLAIMANT: &str = match BACKEND {
        Backend::MicroLp => "microlp",
        #[cfg(feature = "highs")]
        Backend::Highs => "HiGHS",
    };
}

impl Request {
    /// Asks the solver; only the mixed-integer one may give up without a plan.
    pub fn answer(&self, problem: &Problem, settings: &Settings) -> Result<Answer, milp::Failure> {
        match self.solver {
            Solver::Prices => Ok(prices::solve(problem, settings)),
            Solver::Milp => milp::solve(problem, settings, BACKEND),
            Solver::Greedy => Ok(greedy::solve(problem)),
        }
    }

    /// What the solver is told of an estimate.
    pub fn settings(&self, estimate: Estimate, deadline: Option<Instant>) -> Settings {
        Settings { deadline, gap: self.gap, seed: self.seed, watch: self.watch.of(estimate.name()) }
    }
}
