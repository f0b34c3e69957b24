//! A run read from disk and proven again: nothing that the solver said is believed.
//!
//! In: a run folder and the scenario it names, read afresh. Out: the verdict on each estimate, or
//! every reason to refuse the run. The problem is compiled anew, the plan is read from `plan.csv`,
//! the prices from `certificate.json`; worth, bound and the promises about people are recomputed.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::pathway::{self, Compiled, Estimate};
use crate::plan::{self, DestinationExplanation, Solved};
use crate::problem::{Certificate, Plan};
use crate::scenario::{Changes, Complaints, Scenario};
use crate::solve::Settings;

use super::check::check;
use super::folder::place;
use super::manifest::{self, Manifest};
use super::outcome::{self, GAINS, ProofRow, extended};
use super::{estimates, read_plan};

/// A run folder with its scenario, both as they are on disk now.
#[derive(Debug)]
pub struct Recorded {
    /// The folder.
    pub folder: PathBuf,
    /// What it says it was made from.
    pub manifest: Manifest,
    /// The scenario, read afresh, with the run's changes and seed.
    pub scenario: Scenario,
}

/// One estimate of a recorded run.
#[derive(Debug)]
pub struct RecordedEstimate {
    /// Which.
    pub estimate: Estimate,
    /// The scenario compiled anew.
    pub compiled: Compiled,
    /// The plan that the table describes.
    pub plan: Plan,
    /// The proof, where the run holds one.
    pub certificate: Option<Certificate>,
}

/// Why a run cannot be certified.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// A file of the run is missing or is not what it should be.
    #[error(
        "error: cannot read `{}`: {found}\n  hint: a run folder is whole or worth nothing; make it again with `resettle solve`",
        .path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        found: String,
    },
    /// The run was not made for this estimate.
    #[error(
        "error: the run has no {} estimate\n  hint: its scenario gives no `count_low` or `count_high`: leave `--estimate` out",
        .0.name()
    )]
    NoEstimate(Estimate),
    /// The scenario does not load any more.
    #[error("{0}")]
    Scenario(Complaints),
    /// The run does not stand.
    #[error("{}", listed(.0))]
    Refused(Vec<String>),
}

impl Recorded {
    /// Reads a run's manifest and its scenario, and holds every file against its hash. `elsewhere`
    /// says where the scenario is now, if it is not where the manifest says.
    pub fn open(folder: &Path, elsewhere: Option<&Path>) -> Result<Recorded, ReplayError> {
        let manifest: Manifest = json(&folder.join(Manifest::FILE))?;
        let changes = Changes { set: manifest.set.clone(), without: manifest.without.clone() };
        let given = elsewhere.unwrap_or(Path::new(&manifest.scenario));
        let mut scenario = Scenario::load(given, &changes).map_err(ReplayError::Scenario)?;
        scenario.seed = manifest.seed;
        let inputs = manifest::inputs(&scenario).map_err(|error| unreadable(given, &error))?;
        let outputs = manifest::outputs(folder).map_err(|error| unreadable(folder, &error))?;
        let mut refusals = Vec::new();
        for file in manifest::changed(&manifest.inputs, &inputs) {
            refusals.push(format!("the scenario's `{file}` is not as it was when the run was made"));
        }
        for file in manifest::changed(&manifest.outputs, &outputs) {
            let path = folder.join(file);
            match manifest::is_whole(&path) {
                Ok(true) => refusals.push(format!("the run's `{file}` is cut short or edited")),
                Ok(false) => return Err(unreadable(&path, &"it is cut short")),
                Err(error) => return Err(unreadable(&path, &error)),
            }
        }
        if refusals.is_empty() {
            Ok(Recorded { folder: folder.to_owned(), manifest, scenario })
        } else {
            Err(ReplayError::Refused(refusals))
        }
    }

    /// The estimates that the scenario asks for.
    pub fn estimates(&self) -> &'static [Estimate] {
        estimates(&self.scenario)
    }

    /// Reads one estimate.
    pub fn read(&self, estimate: Estimate) -> Result<RecordedEstimate, ReplayError> {
        if !self.estimates().contains(&estimate) {
            return Err(ReplayError::NoEstimate(estimate));
        }
        let folder = place(&self.folder, estimate);
        let compiled = pathway::compile(&self.scenario, estimate);
        let path = folder.join("plan.csv");
        let table = File::open(&path).map_err(|error| unreadable(&path, &error))?;
        let plan = read_plan(BufReader::new(table), &self.scenario, &compiled)
            .map_err(|error| ReplayError::Refused(vec![format!("`{}`: {error}", path.display())]))?;
        let certificate = json(&folder.join("certificate.json"))?;
        Ok(RecordedEstimate { estimate, compiled, plan, certificate })
    }

    /// Proves one estimate again: see [`check`].
    pub fn certify(&self, estimate: Estimate) -> Result<Vec<ProofRow>, ReplayError> {
        let recorded = self.read(estimate)?;
        let path = place(&self.folder, estimate).join("plan.csv");
        let table = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        let verdict = check(&self.solved(&recorded), &table).map_err(ReplayError::Refused)?;
        Ok(outcome::rows(&recorded.compiled.problem, &verdict, &[]))
    }

    /// Explains a destination, as [`plan::explain_destination`] does; none: there is no such one.
    pub fn explain_destination(&self, recorded: &RecordedEstimate, code: &str) -> Option<DestinationExplanation> {
        let settings = Settings { gap: self.manifest.gap, seed: self.manifest.seed, ..Settings::default() };
        let solved = self.solved(recorded);
        plan::explain_destination(&solved, code, &|level, more| extended(&solved, level, more, &settings), GAINS)
    }

    /// A recorded estimate as the plan room describes it.
    pub fn solved<'a>(&'a self, recorded: &'a RecordedEstimate) -> Solved<'a> {
        Solved {
            scenario: &self.scenario,
            estimate: recorded.estimate,
            compiled: &recorded.compiled,
            plan: &recorded.plan,
            certificate: recorded.certificate.as_ref(),
        }
    }
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, ReplayError> {
    let text = fs::read(path).map_err(|error| unreadable(path, &error))?;
    serde_json::from_slice(&text).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, found: &dyn Display) -> ReplayError {
    ReplayError::Unreadable { path: path.to_owned(), found: found.to_string() }
}

/// One line a reason.
fn listed(refusals: &[String]) -> String {
    refusals.iter().map(|refusal| format!("refused: {refusal}")).collect::<Vec<_>>().join("\n")
}
