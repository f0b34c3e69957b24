//! What the planner writes, read and checked: caseload, destinations, policy, objectives.
//!
//! In: a scenario folder (`scenarios/README.md` is the format). Out: a [`Scenario`] in the field's
//! own terms, or every complaint about the folder at once.

mod caseload;
mod complaint;
mod destination;
mod horizon;
mod objective;
mod policy;
mod read;
mod rule;
mod template;

pub use caseload::{AGE_BANDS, Case, Contact, Counts, Hazard, Persons, Priority, travelling_together};
pub use complaint::{Complaint, Complaints};
pub use destination::{
    Code, Destination, Guarantee, Indicator, Indicators, Minimum, Role, Route, RouteKind, Supply, SupplyKind, SupplyPer,
};
pub use horizon::{Horizon, Period};
pub use objective::{Goal, Objective};
pub use policy::{Begins, Deadlines, HazardClass, Observed, Policy, Recognition};
pub use read::folder::{files, read_bytes, table_file};
pub(crate) use read::nearest;
pub use rule::Rule;
pub use template::TEMPLATE;

use std::path::{Path, PathBuf};

/// A checked scenario: every code, id, period and kind it names exists.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The folder's name, such as `letter-2013`.
    pub name: String,
    /// A line that says what the scenario is.
    pub title: String,
    /// The folders it was read from, the one that everything extends first.
    pub folders: Vec<PathBuf>,
    /// Where the people fled from: never a destination, never a transit country.
    pub origin: Option<Code>,
    /// Where they are now; protected stay is a stay here.
    pub asylum: Option<Code>,
    /// The periods planned.
    pub horizon: Horizon,
    /// Kinds of need beside persons, such as `school`; `guardian` is always one.
    pub kinds: Vec<String>,
    /// Facts that a legal rule may ask for, such as `chinese_spouse`.
    pub facts: Vec<String>,
    /// Objectives in their order; those at one level are added up.
    pub objectives: Vec<Vec<Objective>>,
    /// Goals that stand above protection, or in its place, by the planner's explicit word.
    pub acknowledged: Vec<Goal>,
    /// The letter's components and further asks.
    pub policy: Policy,
    /// Hazard classes in the order written; cases refer to them by index.
    pub hazards: Vec<HazardClass>,
    /// Periods within which each priority is to be protected.
    pub deadlines: Deadlines,
    /// What each country's fair share follows: weights of its indicators, adding up to 1.
    pub sharing: Vec<(Indicator, f64)>,
    /// Share of every destination's places kept for emergency and urgent cases, 0 to 1.
    pub emergency_reserve: f64,
    /// Irregular arrivals observed, to hold the fitted rates against.
    pub observed: Vec<Observed>,
    /// Seed of the lottery and of every other draw.
    pub seed: u64,
    /// Whether the caseload has a low and a high estimate beside the point.
    pub has_range: bool,
    /// The caseload, in the file's order.
    pub caseload: Vec<Case>,
    /// Settlement and transit countries, in the file's order.
    pub destinations: Vec<Destination>,
    /// Ways to destinations, in the file's order; every settlement destination has at least one, unless a run
    /// leaves out the transit countries that all of them lead through.
    pub routes: Vec<Route>,
    /// Supplies of every stage, from `capacity.csv` and the destinations' places.
    pub supplies: Vec<Supply>,
    /// By case and destination (row-major, indices as above): a score, or not allowed.
    pub scores: Option<Vec<Option<f64>>>,
    /// Pairs held together or forbidden by hand.
    pub overrides: Vec<Override>,
    /// What every figure rests on: the run's changes, then `SOURCES.md` of the folder and of those it extends.
    pub sources: Vec<Source>,
}

impl Scenario {
    /// Reads and checks a folder (and those it extends) with the changes of one run; else gives all complaints
    /// about it.
    pub fn load(folder: &Path, changes: &Changes) -> Result<Scenario, Complaints> {
        read::load(folder, changes)
    }

    /// What a figure rests on, by its path such as `destinations.MNG.places`: the first entry of `SOURCES.md`
    /// that covers it.
    pub fn source(&self, figure: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.covers(figure))
    }
}

/// What one run changes in a scenario: the arguments as given, read and checked by [`Scenario::load`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// `PATH=VALUE` or `PATH+=NUMBER`, in order.
    pub set: Vec<String>,
    /// Codes of destinations to leave out, with every route, tie and wish that names them.
    pub without: Vec<String>,
}

/// One hand-made decision, kept with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Index of the case.
    pub case: usize,
    /// Index of the destination.
    pub destination: usize,
    /// Held to the destination, or forbidden it.
    pub hold: bool,
    /// Why, in the planner's words.
    pub reason: String,
}

/// One entry of `SOURCES.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Which figures: a path such as `destination.MNG.places`, where `*` stands for any one word.
    pub figures: String,
    /// Where the figure comes from.
    pub source: String,
    /// The year it describes.
    pub year: String,
    /// How far to trust it.
    pub confidence: Confidence,
}

impl Source {
    /// Whether the entry speaks of this figure; `*` stands for any one word.
    pub fn covers(&self, figure: &str) -> bool {
        let (mut words, mut others) = (self.figures.split('.'), figure.split('.'));
        loop {
            match (words.next(), others.next()) {
                (None, None) => return true,
                (Some(word), Some(other)) if word == "*" || word == other => {}
                _ => return false,
            }
        }
    }
}

/// How far a figure is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Nobody knows: a stated assumption.
    Assumption,
    /// A lead rather than a fact.
    Low,
    /// One source, or several that differ.
    Medium,
    /// Read in a published source.
    High,
}
