//! `resettle explain`: why this country for this family, why that one still waits.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::output::print;
use super::planner::{Format, Which};
use crate::plan;
use crate::report;
use crate::run::Recorded;
use crate::scenario::nearest;

/// Say why a run does what it does for a case or a destination.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub struct Explain {
    /// The run folder.
    run: PathBuf,
    /// A case: its options side by side, and why it waits where it does.
    #[arg(long, value_name = "ID", group = "what")]
    case: Option<String>,
    /// A destination: who comes, on what places, and what binds.
    #[arg(long, value_name = "CODE", group = "what")]
    destination: Option<String>,
    /// Which estimate of the caseload.
    #[arg(long, value_enum, default_value = "point")]
    estimate: Which,
    /// Where the scenario is, if it is no longer where the run's manifest says.
    #[arg(long, value_name = "DIR")]
    scenario: Option<PathBuf>,
    /// For people, or for programs.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Explain {
    /// Explains it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let recorded = Recorded::open(&self.run, self.scenario.as_deref())?;
        let read = recorded.read(self.estimate.into())?;
        let scenario = &recorded.scenario;
        let page = if let Some(id) = &self.case {
            let ids = || scenario.caseload.iter().map(|case| case.id.clone());
            let case = plan::explain_case(&recorded.solved(&read), id)
                .ok_or_else(|| unknown("case", id, "caseload.csv", ids()))?;
            self.show(&case, report::explain_case)
        } else {
            let code = self.destination.as_deref().expect("clap asks for a case or a destination");
            let codes = || scenario.destinations.iter().map(|destination| destination.code.to_string());
            let destination = recorded
                .explain_destination(&read, code)
                .ok_or_else(|| unknown("destination", code, "destinations.csv", codes()))?;
            self.show(&destination, report::explain_destination)
        };
        print(&page)?;
        Ok(Exit::Done)
    }

    fn show<T: Serialize>(&self, explanation: &T, page: impl Fn(&T) -> String) -> String {
        match self.format {
            Format::Text => page(explanation),
            Format::Json => report::pretty(explanation),
        }
    }
}

fn unknown(what: &str, name: &str, file: &str, known: impl Iterator<Item = String>) -> Failure {
    let known: Vec<String> = known.collect();
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("`{file}` of its scenario lists them"),
    };
    Failure::input(format!("error: the run knows no {what} `{name}`\n  hint: {hint}"))
}
