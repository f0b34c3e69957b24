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

use std::sync::Mutex;
use std::time::Instant;

use crate::pathway::Estimate;
use crate::plan::{self, WeakFigure};
use crate::scenario::Scenario;
use crate::solve::milp;

pub use draft::{Draft, DraftError, Replaces};
pub use folder::{begin, fill};
pub use manifest::{Hashed, Manifest};
pub use outcome::{Account, Outcome, ProofRow, Seconds, rows as proof_rows};
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
        let outcomes = side_by_side(estimates, |estimate, rounds| {
            let deadline = request.time_limit.map(|limit| Instant::now() + limit / rounds);
            Outcome::solve(&scenario, estimate, request, &request.settings(estimate, deadline), step)
        });
        let outcomes: Vec<Outcome> = outcomes.into_iter().collect::<Result<_, _>>()?;
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

/// Solves every estimate, the largest first, as many at a time as there are threads; `solve` is told how many may take
/// their turn on one thread and share its time. In order of the estimates.
///
/// Each has threads of its own: in a pool that they share, one that waits for its own work may be given another estimate
/// whole, and stands still until that one is done.
fn side_by_side<T: Send>(estimates: &[Estimate], solve: impl Fn(Estimate, u32) -> T + Sync) -> Vec<T> {
    let threads = rayon::current_num_threads();
    let workers = threads.min(estimates.len());
    let rounds = u32::try_from(estimates.len().div_ceil(workers)).expect("three at most");
    let waiting = Mutex::new(estimates.iter().copied().enumerate().collect::<Vec<(usize, Estimate)>>());
    let next = || waiting.lock().expect("no estimate panics while it is taken").pop();
    let work = |worker: usize| {
        let own = threads / workers + usize::from(worker < threads % workers);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(own).build().expect("threads can be started");
        let mut done = Vec::new();
        while let Some((place, estimate)) = next() {
            done.push((place, pool.install(|| solve(estimate, rounds))));
        }
        done
    };
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        running.into_iter().flat_map(|worker| worker.join().expect("a solve does not panic")).collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, outcome)| outcome).collect()
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use rayon::prelude::*;

    use super::{Estimate, side_by_side};

    thread_local! {
        static BUSY: Cell<bool> = const { Cell::new(false) };
    }

    /// An estimate that shares out work and waits for it is not given another one meanwhile. Many more than three, since it
    /// is a matter of chance who is given what.
    #[test]
    fn no_estimate_waits_for_another_one() {
        let estimates = [Estimate::Low, Estimate::Point, Estimate::High].repeat(40);
        for threads in 1..=4 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let solve = |estimate: Estimate, rounds: u32| {
                assert!(!BUSY.replace(true), "begun while another one waits");
                (0..8).into_par_iter().for_each(|item| std::thread::sleep(Duration::from_micros(100 * item)));
                BUSY.set(false);
                (estimate, rounds)
            };
            let solved = pool.install(|| side_by_side(&estimates, solve));
            let rounds = [120, 60, 40, 30][threads - 1];
            assert_eq!(solved, estimates.iter().map(|estimate| (*estimate, rounds)).collect::<Vec<_>>());
        }
    }
}
