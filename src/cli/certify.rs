//! `resettle certify`: a run proven again from what is on disk.

use std::path::PathBuf;

use clap::Args;

use super::exit::{Exit, Failure};
use super::output::print;
use crate::report;
use crate::run::Recorded;

/// Prove a run again from its scenario and its folder, trusting nothing from the solver.
#[derive(Debug, Args)]
pub struct Certify {
    /// The run folder.
    run: PathBuf,
    /// Where the scenario is, if it is no longer where the run's manifest says.
    #[arg(long, value_name = "DIR")]
    scenario: Option<PathBuf>,
}

impl Certify {
    /// Certifies it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let recorded = Recorded::open(&self.run, self.scenario.as_deref())?;
        let mut page = String::new();
        let mut exit = Exit::Done;
        for &estimate in recorded.estimates() {
            let proof = recorded.certify(estimate)?;
            page += &report::certified(estimate, &proof);
            if !proof.iter().all(|row| row.within(recorded.manifest.gap)) {
                exit = Exit::Gap;
            }
        }
        print(&page)?;
        Ok(exit)
    }
}
