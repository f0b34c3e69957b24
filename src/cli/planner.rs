//! The scenario that a command reads, what one run changes in it, and other arguments that commands share.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use rayon::ThreadPool;

use super::exit::{Exit, Failure};
use crate::pathway::Estimate;
use crate::scenario::{Changes, Complaints, Scenario};

/// A scenario and its changes.
#[derive(Debug, Args)]
pub struct ScenarioArguments {
    /// The scenario folder.
    pub scenario: PathBuf,
    #[command(flatten)]
    changes: ChangeArguments,
}

/// What one run changes in its scenario.
#[derive(Debug, Args)]
pub struct ChangeArguments {
    /// Change one figure, such as destinations.MNG.places=500, or add to one with +=.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Leave out a destination, and every route, tie and wish that names it.
    #[arg(long, value_name = "CODE")]
    without: Vec<String>,
}

/// An estimate of the caseload.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Which {
    Low,
    Point,
    High,
}

/// For whom the output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl ScenarioArguments {
    /// The changes.
    pub fn changes(&self) -> Changes {
        self.changes.changes()
    }

    /// Reads the scenario with its changes.
    pub fn load(&self) -> Result<Scenario, Failure> {
        load(&self.scenario, &self.changes())
    }
}

impl ChangeArguments {
    /// The changes.
    pub fn changes(&self) -> Changes {
        Changes { set: self.set.clone(), without: self.without.clone() }
    }
}

impl From<Which> for Estimate {
    fn from(which: Which) -> Estimate {
        match which {
            Which::Low => Estimate::Low,
            Which::Point => Estimate::Point,
            Which::High => Estimate::High,
        }
    }
}

/// Reads a scenario; every complaint about it becomes the failure's message.
pub fn load(folder: &Path, changes: &Changes) -> Result<Scenario, Failure> {
    Scenario::load(folder, changes).map_err(|complaints| complained(&complaints))
}

/// Complaints as a failure.
pub fn complained(complaints: &Complaints) -> Failure {
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    Failure { exit: Exit::Input, message: complaints.render(colour).trim_end().to_owned() }
}

/// So many threads, or one a core.
pub fn pool(threads: Option<u16>) -> ThreadPool {
    let threads = threads.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

/// A time in seconds.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
