//! The problem as a mixed-integer linear programme, written with `good_lp`: the reference on small
//! problems.
//!
//! In: a problem without faults. Out: a plan that is best at every level according to the solver
//! named, which is a solver's word and no proof: there is no certificate. One programme a level,
//! in which no earlier level may be worth less than was found.
//!
//! Guaranteed: the plan is rounded and checked in whole numbers. A solver whose numbers do not
//! round to a plan is an error, never a plan.

mod programme;

use std::time::Instant;

use good_lp::ResolutionError;
use good_lp::solvers::SolutionStatus;

use super::{Answer, Settings, Spent, Stop};
use crate::problem::{Plan, Problem};
use programme::{Limits, Programme};

/// Who solves the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// `microlp`: pure Rust, always there, slow past a few thousand variables.
    MicroLp,
    /// `HiGHS`.
    #[cfg(feature = "highs")]
    Highs,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The solver gave up.
    #[error("{backend:?} failed at level {level}: {cause}")]
    Solver {
        /// Who.
        backend: Backend,
        /// Index of the level.
        level: usize,
        /// Its own words.
        cause: ResolutionError,
    },
    /// The solver's numbers are none of a plan.
    #[error("{backend:?} found numbers for level {level} that are no plan once rounded: {what}")]
    Rounding {
        /// Who.
        backend: Backend,
        /// Index of the level.
        level: usize,
        /// What they break.
        what: String,
    },
}

/// A best plan by the solver's word, level by level, within the deadline of the settings.
///
/// Stops with [`Stop::Gap`] where the settings allow a gap of a point or more and the solver used it; nothing is claimed
/// from that level on.
pub fn solve(problem: &Problem, settings: &Settings, backend: Backend) -> Result<Answer, Failure> {
    let programme = Programme::of(problem);
    let levels = problem.levels.len();
    let claim = vec![false; levels];
    let mut answer =
        Answer { stop: Stop::Exhausted, plan: Plan::default(), certificate: None, claim, spent: Spent::default() };
    if programme.is_empty() {
        answer.claim.fill(true);
        return Ok(answer);
    }
    let mut floors = Vec::new();
    for level in 0..levels {
        let left = settings.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()).as_secs_f64());
        if let Some(told) = settings.told() {
            answer.stop = told;
            break;
        }
        let gap = if level == 0 { settings.gap } else { 0.0 };
        let limits = Limits { backend, gap, seconds: left };
        let (status, value) = match programme.optimum(&floors, &limits) {
            Ok(found) => found,
            // Both say so in words alone where time runs out before the first plan.
            Err(ResolutionError::Other(_)) if settings.deadline.is_some_and(|end| end <= Instant::now()) => {
                answer.stop = Stop::Deadline;
                break;
            }
            Err(cause) => return Err(Failure::Solver { backend, level, cause }),
        };
        let rounding = |what| Failure::Rounding { backend, level, what };
        let plan = programme.plan(&value).map_err(rounding)?;
        let worth = programme.worth(&plan).map_err(rounding)?;
        if let Some(earlier) = (0..level).find(|&earlier| worth[earlier] < floors[earlier]) {
            return Err(rounding(format!("level {earlier} falls from {} to {}", floors[earlier], worth[earlier])));
        }
        answer.plan = plan;
        if matches!(status, SolutionStatus::TimeLimit) {
            answer.stop = Stop::Deadline;
            break;
        }
        // Points are whole: a gap below one is none. (HiGHS says `GapLimit` of a gap of 0, too, where a rounding error is left.)
        let is_best = matches!(status, SolutionStatus::Optimal) || gap * (worth[level].unsigned_abs() as f64) < 0.5;
        if !is_best {
            answer.stop = Stop::Gap;
        }
        // What comes after a gap is best only among plans that keep it.
        answer.claim[level] = answer.stop == Stop::Exhausted;
        floors = worth[..=level].to_vec();
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::pathway::{self, Estimate};
    use crate::scenario::{Changes, Scenario};

    #[test]
    fn a_gap_that_was_asked_for_ends_no_later_level() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scenario/template");
        let scenario = Scenario::load(&folder, &Changes::default()).expect("the template");
        let problem = pathway::compile(&scenario, Estimate::Low).problem;
        let solved = |gap| {
            let settings = Settings { gap, ..Settings::default() };
            super::solve(&problem, &settings, Backend::MicroLp).expect("a small problem")
        };
        let exact = solved(0.0);
        assert_eq!((exact.stop, &exact.claim), (Stop::Exhausted, &vec![true; problem.levels.len()]));
        // Less than a point is none.
        let near = solved(1e-6);
        assert_eq!((near.stop, &near.claim, &near.plan), (Stop::Exhausted, &exact.claim, &exact.plan));
        // More is one, and later levels are made good beside it.
        let far = solved(0.5);
        assert_eq!((far.stop, far.claim), (Stop::Gap, vec![false; problem.levels.len()]));
    }
}
