//! `resettle generate`: a synthetic caseload of any size.

use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::{Exit, Failure, at};
use super::output::print;
use super::planner::load;
use crate::generate::{self, Request};
use crate::run::{Draft, Replaces};
use crate::scenario::Changes;

/// Draw a synthetic caseload with the margins of a real one, as a scenario that extends it.
#[derive(Debug, Args)]
pub struct Generate {
    /// Families to draw, a row each.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    families: u64,
    /// Seed of every draw.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The scenario whose margins the caseload follows.
    #[arg(long, value_name = "SCENARIO", default_value = "scenarios/letter-2013")]
    like: PathBuf,
    /// Multiply places and all other supplies with the families, so that as many compete for each.
    #[arg(long)]
    supplies: bool,
    /// The folder to write; it must not exist yet, or be empty.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

impl Generate {
    /// Generates it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let like = load(&self.like, &Changes::default())?;
        let draft = Draft::begin(&self.output, Replaces::Nothing)?;
        let extends = seen_from(draft.path(), &self.like)?;
        let Generate { families, seed, supplies, .. } = *self;
        let request = Request { like: &like, extends: &extends, families, seed, supplies };
        generate::generate(request, draft.path()).map_err(at(&self.output))?;
        draft.publish()?;
        print(&format!("{}\n", self.output.display()))?;
        Ok(Exit::Done)
    }
}

/// The path from a folder to another; both are there.
fn seen_from(from: &Path, to: &Path) -> Result<String, Failure> {
    let from = from.canonicalize().map_err(at(from))?;
    let to = to.canonicalize().map_err(at(to))?;
    Ok(pathdiff::diff_paths(&to, from).unwrap_or(to).display().to_string())
}
