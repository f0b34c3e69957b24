//! `resettle export`: the problem as text for any other solver.

use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::{Exit, Failure};
use super::output::stream;
use super::planner::{ChangeArguments, Which, load};
use crate::bench;
use crate::pathway::compile;
use crate::problem::text::{self, Format, Goal};
use crate::problem::{Level, Problem, matrix};
use crate::scenario::Changes;

/// Write the problem of a scenario as MPS or LP, for any other solver.
#[derive(Debug, Args)]
pub struct Export {
    /// The scenario folder, or a matrix of cases by places, FILE.bin.
    problem: PathBuf,
    #[command(flatten)]
    changes: ChangeArguments,
    /// Which estimate of the caseload [default: point].
    #[arg(long, value_enum)]
    estimate: Option<Which>,
    /// The objective that is maximised, by name or by number from 0 [default: the first].
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// Add a row: an objective, by name or number, is worth at least so many points.
    #[arg(long, value_name = "LEVEL=POINTS", value_parser = floor)]
    at_least: Vec<(String, i64)>,
    /// The file to write; a former one there is replaced [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write it [default: lp into a FILE.lp, else mps].
    #[arg(long, value_enum)]
    format: Option<Format>,
}

impl Export {
    /// Exports it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let problem = self.read()?;
        let goal = self.goal(&problem.levels)?;
        let target = self.output.as_deref().filter(|path| *path != Path::new("-"));
        let lp = target.is_some_and(|path| path.extension().is_some_and(|ending| ending == "lp"));
        let format = self.format.unwrap_or(if lp { Format::Lp } else { Format::Mps });
        stream(target, |out| text::write(&problem, &goal, format, out))?;
        Ok(Exit::Done)
    }

    fn read(&self) -> Result<Problem, Failure> {
        let path = &self.problem;
        if !matrix::is_instance(path) {
            let scenario = load(path, &self.changes.changes())?;
            return Ok(compile(&scenario, self.estimate.unwrap_or(Which::Point).into()).problem);
        }
        if self.estimate.is_some() || self.changes.changes() != Changes::default() {
            let hint = "leave out `--estimate`, `--set` and `--without`";
            return Err(Failure::input(format!(
                "error: a matrix is no scenario, there is nothing to change\n  hint: {hint}"
            )));
        }
        Ok(matrix::open(path, bench::available())?)
    }

    fn goal(&self, levels: &[Level]) -> Result<Goal, Failure> {
        let level = self.level.as_deref().map_or(Ok(0), |level| find(levels, level))?;
        let mut at_least = Vec::new();
        for (level, points) in &self.at_least {
            at_least.push((find(levels, level)?, *points));
        }
        at_least.sort_unstable();
        match at_least.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            None => Ok(Goal { level, at_least }),
            Some(pair) => {
                let name = &levels[pair[0].0].name;
                Err(Failure::input(format!("error: two `--at-least` for `{name}`\n  hint: give the larger one")))
            }
        }
    }
}

/// The index of a level by its name or number.
fn find(levels: &[Level], wanted: &str) -> Result<usize, Failure> {
    let number = wanted.parse().ok().filter(|&number: &usize| number < levels.len());
    levels.iter().position(|level| level.name == wanted).or(number).ok_or_else(|| {
        let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
        let names = names.join(", ");
        Failure::input(format!("error: no objective `{wanted}`\n  hint: the objectives are, from 0: {names}"))
    })
}

fn floor(text: &str) -> Result<(String, i64), String> {
    let (level, points) = text.split_once('=').ok_or("expected LEVEL=POINTS")?;
    let points = points.parse().map_err(|_| "expected a whole number of points")?;
    Ok((level.to_owned(), points))
}
