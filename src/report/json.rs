//! The page for programs: what the terminal shows, for every estimate.

use serde::Serialize;

use crate::plan::{Bottleneck, Indicators, WeakFigure};
use crate::run::{ProofRow, Run};
use crate::solve::Stop;

/// `indicators.json`, and what `--format json` prints.
#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    objectives: &'a [String],
    acknowledged: &'a [String],
    seed: u64,
    /// Arrivals were known in advance.
    foresight: bool,
    estimates: Vec<EstimateDocument<'a>>,
    rests_on: &'a [WeakFigure],
}

#[derive(Serialize)]
struct EstimateDocument<'a> {
    indicators: &'a Indicators,
    binds: Vec<&'a Bottleneck>,
    proof: &'a [ProofRow],
    stopped: &'static str,
}

/// The document, one figure a line.
pub fn document(run: &Run) -> String {
    let estimates = run.outcomes.iter().map(|outcome| EstimateDocument {
        indicators: &outcome.account.indicators,
        binds: outcome.account.bottlenecks.iter().filter(|stage| stage.full > 0).collect(),
        proof: &outcome.proof,
        stopped: stopped(outcome.stop),
    });
    let document = Document {
        title: &run.scenario.title,
        objectives: &run.manifest.objectives,
        acknowledged: &run.manifest.acknowledged,
        seed: run.manifest.seed,
        foresight: run.scenario.horizon.periods > 1,
        estimates: estimates.collect(),
        rests_on: &run.weak_figures,
    };
    pretty(&document)
}

/// Why a solver stopped.
pub fn stopped(stop: Stop) -> &'static str {
    match stop {
        Stop::Proven => "proven",
        Stop::Gap => "gap reached",
        Stop::Interrupted => "interrupted",
        Stop::Deadline => "time limit",
        Stop::Exhausted => "nothing more to try",
    }
}

/// JSON with a line break at the end.
pub fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("words and finite numbers") + "\n"
}
