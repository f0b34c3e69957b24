//! What a run was made from: everything `certify` needs to redo it, and no clock time.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::scenario::{Objective, Scenario};

/// The files of a scenario folder, each hashed where it is there.
const INPUTS: [&str; 8] = [
    "scenario.toml",
    "caseload.csv",
    "destinations.csv",
    "routes.csv",
    "capacity.csv",
    "scores.csv",
    "overrides.csv",
    "SOURCES.md",
];

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of Resettle.
    pub resettle: String,
    /// The scenario folder, as given on the command line.
    pub scenario: String,
    /// Every input file with its hash, the folder that everything extends first.
    pub inputs: Vec<Input>,
    /// Changes made on the command line, in order.
    pub set: Vec<String>,
    /// Destinations taken out on the command line.
    pub without: Vec<String>,
    /// Seed of the lottery and of every other draw.
    pub seed: u64,
    /// Which solver.
    pub solver: String,
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
}

/// One input file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The scenario folder's name and the file's.
    pub file: String,
    /// Hash of its bytes, BLAKE3 in hexadecimal.
    pub blake3: String,
}

/// Hashes of every input file of a scenario, from the folders it was read from.
pub fn inputs(scenario: &Scenario) -> io::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for folder in &scenario.folders {
        let name = folder.canonicalize()?.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for file in INPUTS {
            if let Some(blake3) = hash(&folder.join(file))? {
                inputs.push(Input { file: format!("{name}/{file}"), blake3 });
            }
        }
    }
    Ok(inputs)
}

fn hash(path: &Path) -> io::Result<Option<String>> {
    match fs::File::open(path) {
        Ok(file) => Ok(Some(blake3::Hasher::new().update_reader(file)?.finalize().to_hex().to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The objectives in the planner's words, one text a level.
pub fn objectives(levels: &[Vec<Objective>]) -> Vec<String> {
    let word = |objective: &Objective| match objective.weight {
        1 => objective.goal.name().to_owned(),
        weight => format!("{weight} {}", objective.goal.name()),
    };
    levels.iter().map(|level| level.iter().map(word).collect::<Vec<_>>().join(" + ")).collect()
}
