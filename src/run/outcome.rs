//! One estimate of a scenario: solved, checked, and told in the planner's words.

use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use crate::certify::{Standing, Verdict};
use crate::pathway::{self, Estimate};
use crate::plan::{self, Bottleneck, Indicators, PlacementRow, ResourceRow, Solved, WaitingRow};
use crate::problem::{Certificate, More, Plan, Problem};
use crate::scenario::Scenario;
use crate::solve::{Settings, Stop, prices};

use super::check::check;
use super::folder::plan_table;
use super::{Request, RunError, TableError, read_plan};

/// So many of the most binding stages are solved again with a family's worth more.
pub(super) const GAINS: usize = 6;

/// What a run holds of one estimate; the problem itself is gone.
#[derive(Debug)]
pub struct Outcome {
    /// Which estimate.
    pub estimate: Estimate,
    /// Why the solver stopped.
    pub stop: Stop,
    /// The proof, from the solvers that give one.
    pub certificate: Option<Certificate>,
    /// What is proven, level by level.
    pub proof: Vec<ProofRow>,
    /// The plan in the planner's words.
    pub account: Account,
    /// How long it took.
    pub seconds: Seconds,
}

/// A plan in the planner's words.
#[derive(Debug)]
pub struct Account {
    /// Who goes where and when.
    pub placements: Vec<PlacementRow>,
    /// Who waits and why.
    pub waiting: Vec<WaitingRow>,
    /// What every resource supplies and how much of it is used.
    pub resources: Vec<ResourceRow>,
    /// Sums and shares.
    pub indicators: Indicators,
    /// What binds.
    pub bottlenecks: Vec<Bottleneck>,
}

/// What is proven of a plan at one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofRow {
    /// The objective.
    pub objective: String,
    /// What one point is.
    pub unit: String,
    /// The plan's worth in points.
    pub worth: i64,
    /// No plan as good at every earlier level is worth more points than this beyond it; none: not known.
    pub gap: Option<u64>,
    /// `optimal`, `bounded`, `conditional`, `claimed` or `unproven`.
    pub proof: &'static str,
}

/// Seconds of the clock, by phase.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Seconds {
    /// Scenario to problem.
    pub compile: f64,
    /// Problem to plan and proof.
    pub solve: f64,
    /// The program's own check.
    pub certify: f64,
    /// Plan to words, with what more places would bring.
    pub describe: f64,
}

impl Outcome {
    /// Compiles, solves, checks and describes.
    pub(super) fn solve(
        scenario: &Scenario,
        estimate: Estimate,
        request: &Request,
        settings: &Settings,
        step: &(dyn Fn(String) + Sync),
    ) -> Result<Outcome, RunError> {
        let name = estimate.name();
        let mut seconds = Seconds::default();
        step(format!("compiling the {name} estimate"));
        let compiled = timed(&mut seconds.compile, || pathway::compile(scenario, estimate));
        step(format!("solving the {name} estimate"));
        let answer = timed(&mut seconds.solve, || request.answer(&compiled.problem, settings))?;
        let certificate = answer.certificate.as_ref();
        let unsound = |refusals| RunError::Unsound { estimate: name, refusals };
        let solved = Solved { scenario, estimate, compiled: &compiled, plan: &answer.plan, certificate };
        let told = told(&solved).map_err(|error| unsound(vec![error.to_string()]))?;
        let solved = Solved { plan: &told, ..solved };
        let placements = plan::placements(&solved);
        let table = plan_table(&placements).expect("memory takes every write");
        let verdict = timed(&mut seconds.certify, || check(&solved, &table)).map_err(unsound)?;
        step(format!("describing the {name} estimate"));
        let account = timed(&mut seconds.describe, || Account::of(&solved, placements, settings));
        let proof = rows(&compiled.problem, &verdict, &answer.claim);
        Ok(Outcome { estimate, stop: answer.stop, certificate: answer.certificate, proof, account, seconds })
    }
}

/// The plan as its table tells it: of options that differ in nothing that is told, the first.
fn told(solved: &Solved) -> Result<Plan, TableError> {
    let table = plan_table(&plan::placements(solved)).expect("memory takes every write");
    read_plan(&table[..], solved.scenario, solved.compiled)
}

impl Account {
    fn of(solved: &Solved, placements: Vec<PlacementRow>, settings: &Settings) -> Account {
        let settings = Settings { watch: settings.watch.aside(), ..settings.clone() };
        let solve = |problem: &Problem| prices::solve(problem, &settings);
        // The page shows what more would bring for the point estimate alone, and time may be up.
        let shown = solved.estimate == Estimate::Point && !settings.is_over();
        let gains = if shown { GAINS } else { 0 };
        let baseline = plan::baseline(solved.scenario, solved.estimate, &solve);
        let indicators = plan::indicators(solved, baseline);
        Account {
            waiting: plan::waiting(solved),
            resources: plan::resources(solved),
            bottlenecks: plan::bottlenecks(solved, &|level, more| extended(solved, level, more, &settings), gains),
            placements,
            indicators,
        }
    }
}

/// By addition: the plan with more of something, from its proof's prices where it has one.
pub(super) fn extended(solved: &Solved, level: usize, more: &[More], settings: &Settings) -> Vec<Plan> {
    let problem = &solved.compiled.problem;
    let anew = |more: &More| prices::solve(&problem.extended(level, more), settings).plan;
    match solved.certificate {
        Some(proof) => prices::extended(problem, level, solved.plan, proof, more, settings),
        None => more.par_iter().map(anew).collect(),
    }
}

impl ProofRow {
    /// Whether the level is proven, or claimed, to within this gap relative to its worth (or to a point).
    pub fn within(&self, gap: f64) -> bool {
        match self.gap {
            Some(points) => points as f64 <= gap * self.worth.unsigned_abs().max(1) as f64,
            None => self.proof == "claimed",
        }
    }
}

/// The rows of a verdict; `claim` is a solver's own word, level by level, where it gives no proof.
pub fn rows(problem: &Problem, verdict: &Verdict, claim: &[bool]) -> Vec<ProofRow> {
    let levels = problem.levels.iter().zip(&verdict.levels).enumerate();
    levels
        .map(|(index, (level, found))| {
            let (proof, gap) = match found.standing {
                Standing::Optimal => ("optimal", Some(0)),
                Standing::Bounded { gap } => ("bounded", Some(gap)),
                Standing::Conditional { gap } => ("conditional", Some(gap)),
                Standing::Unproven if claim.get(index) == Some(&true) => ("claimed", None),
                Standing::Unproven => ("unproven", None),
            };
            ProofRow { objective: level.name.clone(), unit: level.unit.clone(), worth: found.worth, gap, proof }
        })
        .collect()
}

fn timed<T>(seconds: &mut f64, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = work();
    *seconds += began.elapsed().as_secs_f64();
    result
}
