//! Problem in, plan and proof out: the price solver, the MILP through `good_lp`, and greedy.
//!
//! Every solver gives an [`Answer`]: why it stopped, what it holds, and the proof, apart.

pub(crate) mod column;
#[expect(clippy::cast_possible_truncation, reason = "a problem's indices fit 32 bits")]
pub mod greedy;
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "indices fit 32 bits, a plan's units 63"
)]
mod ledger;
pub mod milp;
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "indices fit 32 bits; floating numbers are clamped before they become whole"
)]
pub mod prices;
mod watch;

use std::time::{Duration, Instant};

pub use self::watch::{Progress, Watch};
use crate::problem::{Certificate, LevelProof, Plan};

/// What a caller may ask of a solver.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Stop searching at this moment and return the best plan so far.
    pub deadline: Option<Instant>,
    /// Stop when the first level's relative gap is at most this; 0 asks for a proof.
    pub gap: f64,
    /// Seed of whatever the solver draws; results depend on it and not on threads.
    pub seed: u64,
    /// Hears how far the search is, and may end it.
    pub watch: Watch,
}

impl Settings {
    /// For a level after the first: it is proven as far as it gets, and nobody hears of it.
    fn of_later_level(&self) -> Settings {
        Settings { gap: 0.0, watch: self.watch.aside(), ..self.clone() }
    }

    /// Whether the search is to end.
    pub fn is_over(&self) -> bool {
        self.told().is_some()
    }

    /// Why the search is to end, if it is.
    fn told(&self) -> Option<Stop> {
        let is_late = || self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if self.watch.is_interrupted() { Some(Stop::Interrupted) } else { is_late().then_some(Stop::Deadline) }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { deadline: None, gap: 0.0, seed: 1, watch: Watch::default() }
    }
}

/// Why a solver stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Every level is proven to the last point.
    Proven,
    /// The gap that was asked for is reached.
    Gap,
    /// Somebody interrupted it.
    Interrupted,
    /// The deadline came.
    Deadline,
    /// The method has nothing more to try.
    Exhausted,
}

impl Stop {
    /// Why a search ended that tries what it can: what it proves, time, or the gap of the first level.
    fn of(levels: &[LevelProof], settings: &Settings) -> Stop {
        let near = levels[0].bound - levels[0].worth;
        if levels.iter().all(|proof| proof.bound == proof.worth) {
            Stop::Proven
        } else if let Some(told) = settings.told() {
            told
        } else if near as f64 <= settings.gap * levels[0].worth.unsigned_abs() as f64 {
            Stop::Gap
        } else {
            Stop::Exhausted
        }
    }
}

/// What a solver returns.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Why it stopped.
    pub stop: Stop,
    /// The plan; the empty plan is always possible, so there always is one.
    pub plan: Plan,
    /// The proof, from the solvers that make one; the others' word is `claim`.
    pub certificate: Option<Certificate>,
    /// A solver's own claim without a replayable proof: by level, whether it says optimal.
    pub claim: Vec<bool>,
    /// Where the time went, from solvers that tell.
    pub spent: Spent,
}

/// What a solver's time went to, besides prices: all the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// From prices to whole families.
    pub primal: Duration,
    /// On bounds, and on a search to the end where there is one.
    pub proof: Duration,
}
