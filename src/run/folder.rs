//! The run folder: the point estimate's tables and proof at the top, those of `low/` and `high/`
//! beside it, what they mean, and what they were made from.
//!
//! Every file but `timing.json` has the same bytes for the same input, and the manifest names the
//! hash of each.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::pathway::Estimate;
use crate::plan::PlacementRow;

use super::manifest::{Manifest, outputs};
use super::{Draft, DraftError, Outcome, Replaces, Run};

const PLAN: [&str; 20] = [
    "cases",
    "count",
    "persons",
    "destination",
    "pathway",
    "via",
    "fled",
    "comes_forward",
    "recognised",
    "decision",
    "departs",
    "transit_from",
    "transit_until",
    "arrives",
    "screening_until",
    "course_until",
    "pools",
    "wish",
    "survival",
    "expected",
];
const WAITING: [&str; 6] = ["cases", "count", "persons", "reason", "words", "change"];
const PLACES: [&str; 8] = ["stage", "place", "general", "from", "until", "supplied", "used", "price"];

/// Rows that a thread writes at a time.
const SHARE: usize = 4096;

/// Begins a run folder at this place: a former run there is replaced as a whole, anything else refused.
pub fn begin(target: &Path) -> Result<Draft, DraftError> {
    Draft::begin(target, Replaces::FolderWith(Manifest::FILE))
}

/// Fills the folder; [`Draft::publish`] puts it in its place. `indicators` is what
/// `indicators.json` is to say.
pub fn fill(draft: &Draft, run: &Run, indicators: &str) -> io::Result<()> {
    let folder = draft.path();
    for outcome in &run.outcomes {
        let place = place(folder, outcome.estimate);
        fs::create_dir_all(&place)?;
        let account = &outcome.account;
        fs::write(place.join("plan.csv"), plan_table(&account.placements)?)?;
        fs::write(place.join("waiting.csv"), table(&WAITING, &account.waiting)?)?;
        fs::write(place.join("places.csv"), table(&PLACES, &account.resources)?)?;
        fs::write(place.join("certificate.json"), serde_json::to_string(&outcome.certificate)? + "\n")?;
    }
    fs::write(folder.join("indicators.json"), indicators)?;
    let manifest = Manifest { outputs: outputs(folder)?, ..run.manifest.clone() };
    fs::write(folder.join(Manifest::FILE), serde_json::to_string_pretty(&manifest)? + "\n")?;
    fs::write(folder.join("timing.json"), serde_json::to_string_pretty(&timing(&run.outcomes))? + "\n")
}

/// Where an estimate's files stand in a run folder.
pub fn place(folder: &Path, estimate: Estimate) -> PathBuf {
    match estimate {
        Estimate::Point => folder.to_owned(),
        Estimate::Low | Estimate::High => folder.join(estimate.name()),
    }
}

/// The bytes of `plan.csv`.
pub fn plan_table(placements: &[PlacementRow]) -> io::Result<Vec<u8>> {
    table(&PLAN, placements)
}

fn table<T: Serialize + Sync>(columns: &[&str], rows: &[T]) -> io::Result<Vec<u8>> {
    let mut table = vec![lines(&[columns])?];
    table.extend(rows.par_chunks(SHARE).map(lines).collect::<io::Result<Vec<_>>>()?);
    Ok(table.concat())
}

fn lines<T: Serialize>(rows: &[T]) -> io::Result<Vec<u8>> {
    let mut lines = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    for row in rows {
        lines.serialize(row)?;
    }
    lines.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// `timing.json`: the clock is here and nowhere else.
fn timing(outcomes: &[Outcome]) -> Value {
    let seconds: Map<String, Value> =
        outcomes.iter().map(|outcome| (outcome.estimate.name().to_owned(), json!(outcome.seconds))).collect();
    json!({
        "written_unix_time": SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs()),
        "threads": rayon::current_num_threads(),
        "seconds": seconds,
    })
}
