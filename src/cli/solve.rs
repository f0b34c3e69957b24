//! `resettle solve`: a scenario in, a certified plan out.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::exit::{Exit, Failure, at};
use super::output::{print, say};
use super::planner::{Format, ScenarioArguments, pool, seconds};
use super::{interrupt, progress};
use crate::report;
use crate::run::{self, Manifest, Request, Run, Solver};

/// Make the plan of a scenario, prove how good it is, and write a run folder.
#[derive(Debug, Args)]
pub struct Solve {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// The run folder [default: runs/NAME, the scenario's name]. A former run there is replaced.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write nothing.
    #[arg(long, conflicts_with = "output")]
    dry_run: bool,
    /// How to solve.
    #[arg(long, value_enum, default_value = "prices")]
    solver: Solver,
    /// The relative gap, at every objective, above which the exit code is 4.
    #[arg(long, default_value_t = 1e-6, value_parser = gap, allow_negative_numbers = true)]
    gap: f64,
    /// Stop searching after this time, all estimates together, with the best plan so far.
    #[arg(long, value_name = "SECONDS", default_value = "1200", value_parser = seconds, allow_negative_numbers = true)]
    time_limit: Duration,
    /// Seed of the lottery and every other draw, instead of the scenario's.
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; the plan does not depend on them [default: one a core].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// For people, or for programs.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Solve {
    /// Solves it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let watch = interrupt::watch();
        let mut scenario = self.scenario.load()?;
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        let request = Request {
            solver: self.solver,
            gap: self.gap,
            time_limit: Some(self.time_limit),
            seed: scenario.seed,
            watch: watch.clone(),
        };
        let given = &self.scenario.scenario;
        let manifest = Manifest::of(&scenario, given, &self.scenario.changes(), &request).map_err(at(given))?;
        let target = self.output.clone().unwrap_or_else(|| PathBuf::from("runs").join(&scenario.name));
        if !self.dry_run {
            // A folder that cannot be written is told now, not after hours of solving.
            run::begin(&target)?;
        }

        let pool = pool(self.threads);
        let bar = progress::bar(run::steps(&scenario));
        progress::follow(&bar, watch, self.time_limit);
        let step = |what: String| {
            bar.set_message(what);
            bar.inc(1);
        };
        let solved = pool.install(|| Run::solve(scenario, manifest, &request, &step))?;
        bar.finish_and_clear();

        let document = report::document(&solved);
        if !self.dry_run {
            let draft = run::begin(&target)?;
            pool.install(|| run::fill(&draft, &solved, &document)).map_err(at(&target))?;
            draft.publish()?;
            say(&format!("run folder: {}", target.display()));
        }
        match self.format {
            Format::Text => print(&report::page(&solved))?,
            Format::Json => print(&document)?,
        }
        Ok(if solved.within(self.gap) { Exit::Done } else { Exit::Gap })
    }
}

fn gap(text: &str) -> Result<f64, String> {
    let gap: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if gap.is_finite() && gap >= 0.0 { Ok(gap) } else { Err("expected 0 or a positive number".to_owned()) }
}
