//! What a run was made from: everything `certify` needs to redo it, and no clock time.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::scenario::{Changes, Objective, Scenario, files};

use super::{Request, Solver, estimates};

/// The files of a run folder that hold a result; `low/` and `high/` have all but the last.
const OUTPUTS: [&str; 5] = ["plan.csv", "waiting.csv", "places.csv", "certificate.json", "indicators.json"];

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of Resettle.
    pub resettle: String,
    /// The scenario folder, as given on the command line.
    pub scenario: String,
    /// Every input file with its hash, the folder that everything extends first.
    pub inputs: Vec<Hashed>,
    /// Changes made on the command line, in order.
    pub set: Vec<String>,
    /// Destinations taken out on the command line.
    pub without: Vec<String>,
    /// Seed of the lottery and of every other draw.
    pub seed: u64,
    /// Which solver.
    pub solver: Solver,
    /// The relative gap that was asked for.
    pub gap: f64,
    /// Seconds that the search was given, where it was limited.
    pub time_limit: Option<f64>,
    /// Objectives in their order; those at one level joined by `+`.
    pub objectives: Vec<String>,
    /// Goals that stand above protection by the planner's explicit word.
    pub acknowledged: Vec<String>,
    /// Estimates of the caseload that were planned for.
    pub estimates: Vec<String>,
    /// Every file of the run folder with its hash, but for this one and `timing.json`.
    pub outputs: Vec<Hashed>,
}

/// One file of the scenario or of the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hashed {
    /// The path from the scenario's folder, or from the run's.
    pub file: String,
    /// Hash of its bytes, BLAKE3 in hexadecimal.
    pub blake3: String,
}

impl Manifest {
    /// The file that makes a folder a run.
    pub const FILE: &str = "manifest.json";

    /// The manifest of a run that is about to be made; its outputs are not there yet.
    pub fn of(scenario: &Scenario, given: &Path, changes: &Changes, request: &Request) -> io::Result<Manifest> {
        Ok(Manifest {
            resettle: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: given.display().to_string(),
            inputs: inputs(scenario)?,
            set: changes.set.clone(),
            without: changes.without.clone(),
            seed: scenario.seed,
            solver: request.solver,
            gap: request.gap,
            time_limit: request.time_limit.map(|limit| limit.as_secs_f64()),
            objectives: objectives(&scenario.objectives),
            acknowledged: scenario.acknowledged.iter().map(|goal| goal.name().to_owned()).collect(),
            estimates: estimates(scenario).iter().map(|estimate| estimate.name().to_owned()).collect(),
            outputs: Vec::new(),
        })
    }
}

/// Hashes of every input file of a scenario, from the folders it was read from.
pub fn inputs(scenario: &Scenario) -> io::Result<Vec<Hashed>> {
    let mut inputs = Vec::new();
    for folder in &scenario.folders {
        // The path of a folder that it extends begins with its own, which may change.
        let place = scenario.folders.last().and_then(|own| folder.strip_prefix(own).ok()).unwrap_or(folder);
        for file in files() {
            if let Some(blake3) = hash(&folder.join(&file))? {
                inputs.push(Hashed { file: place.join(file).display().to_string(), blake3 });
            }
        }
    }
    Ok(inputs)
}

fn hash(path: &Path) -> io::Result<Option<String>> {
    let hash = fs::File::open(path).and_then(|file| Ok(blake3::Hasher::new().update_reader(file)?.finalize()));
    match hash {
        Ok(hash) => Ok(Some(hash.to_hex().to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    }
}

/// The objectives in the planner's words, one text a level.
fn objectives(levels: &[Vec<Objective>]) -> Vec<String> {
    let word = |objective: &Objective| match objective.weight {
        1 => objective.goal.name().to_owned(),
        weight => format!("{weight} {}", objective.goal.name()),
    };
    levels.iter().map(|level| level.iter().map(word).collect::<Vec<_>>().join(" + ")).collect()
}

/// Hashes of the files of a run folder, but for the manifest itself and the clock's file.
pub fn outputs(folder: &Path) -> io::Result<Vec<Hashed>> {
    let mut outputs = Vec::new();
    for estimate in ["", "low/", "high/"] {
        for file in OUTPUTS {
            let file = format!("{estimate}{file}");
            if let Some(blake3) = hash(&folder.join(&file))? {
                outputs.push(Hashed { file, blake3 });
            }
        }
    }
    Ok(outputs)
}

/// Names of the files whose hash is not, or no longer, the one expected.
pub fn changed<'a>(expected: &'a [Hashed], found: &'a [Hashed]) -> BTreeSet<&'a str> {
    let expected: BTreeSet<&Hashed> = expected.iter().collect();
    let found: BTreeSet<&Hashed> = found.iter().collect();
    expected.symmetric_difference(&found).map(|hashed| hashed.file.as_str()).collect()
}

/// Whether a file of a run is there to its end: each ends with a line.
pub fn is_whole(path: &Path) -> io::Result<bool> {
    let mut file = fs::File::open(path)?;
    let mut last = [0];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    Ok(last == *b"\n")
}
