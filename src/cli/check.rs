//! `resettle check`: every complaint about a scenario, or what it holds.

use clap::Args;

use super::exit::{Exit, Failure};
use super::output::print;
use super::planner::{Format, ScenarioArguments};
use crate::report;
use crate::scenario::Scenario;

/// Read a scenario and say everything that is wrong with it.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// For people, or for programs: then complaints too are on stdout.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Check {
    /// Checks it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self.format {
            Format::Text => {
                print(&report::contents(&self.scenario.load()?))?;
                Ok(Exit::Done)
            }
            Format::Json => {
                let loaded = Scenario::load(&self.scenario.scenario, &self.scenario.changes());
                let exit = if loaded.is_ok() { Exit::Done } else { Exit::Input };
                print(&report::pretty(&loaded.err().unwrap_or_default()))?;
                Ok(exit)
            }
        }
    }
}
