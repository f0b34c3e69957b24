//! From the files of a folder to a [`Scenario`]: everything read, everything checked.
//!
//! In: a folder and what a run [`Changes`] in it. Out: the scenario, or all complaints. One file here
//! a file of the folder; the values they share are read in `entry`, `table` and `document`.

mod capacity;
mod caseload;
mod cells;
mod changes;
mod country;
mod destinations;
mod document;
mod entry;
mod family;
pub(super) mod folder;
mod links;
mod objectives;
mod overrides;
mod personal;
mod position;
mod register;
mod routes;
mod scores;
mod settings;
mod sources;
mod table;

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use self::caseload::Caseload;
use self::destinations::Destinations;
use self::folder::Files;
use self::links::Links;
use self::objectives::Inputs;
use self::overrides::Subjects;
use self::register::Register;
use self::settings::Settings;
use super::complaint::{Complaint, Complaints};
use super::{Changes, Scenario};

/// Reads and checks a scenario.
pub(super) fn load(folder: &Path, changes: &Changes) -> Result<Scenario, Complaints> {
    let complaints = &mut Complaints::default();
    let Some(mut files) = Files::read(folder, complaints) else { return Err(std::mem::take(complaints)) };
    changes.apply(&mut files, complaints);
    let (settings, objectives, acknowledged) = Settings::read(&files.document, files.whole, complaints);
    let known = Register::of_destinations(&files, &settings);
    let cases = Register::of_cases(&files);
    let destinations = Destinations::read(&mut files.destinations, &settings, &known, complaints);
    let Caseload { cases: caseload, has_range } =
        Caseload::read(&mut files.caseload, &settings, &known, &cases, complaints);
    let routes = routes::read(&mut files.routes, &settings, &destinations.list, &known, &files.reached, complaints);
    let provinces = caseload.par_iter().map(|case| case.province.as_str());
    let provinces =
        provinces.fold(BTreeSet::new, with).reduce(BTreeSet::new, |one, other| other.into_iter().fold(one, with));
    let provinces = Some(&provinces).filter(|_| !caseload.is_empty() && !complaints.unsound(&files.caseload.text));
    let supplies = capacity::read(&mut files.capacity, &settings, &destinations, &known, provinces, complaints);
    destinations.check_places(&files.destinations, &settings, &supplies, complaints);
    let scores = scores::read(&mut files.scores, &destinations.list, &known, &cases, caseload.len(), complaints);
    let (list, given) = (&destinations.list, scores.as_deref());
    let subjects = Subjects { cases: &cases, known: &known, caseload: &caseload, destinations: list, scores: given };
    let overrides = subjects.read(&mut files.overrides, complaints);
    let links =
        Links { table: &files.caseload, caseload: &caseload, destinations: list, overrides: &overrides, scores: given };
    links.check(complaints);
    let mut sources = changes.sources();
    for text in &files.sources {
        sources.extend(sources::read(text, &settings.keys, complaints));
    }
    let inputs = Inputs { files: &files, settings: &settings, destinations: &destinations.list, caseload: &caseload };
    let (objectives, acknowledged) = objectives::read(objectives, &acknowledged, &inputs, complaints);
    let name = folder.canonicalize().ok();
    let name = name.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let scenario = Scenario {
        title: settings.title.unwrap_or_else(|| name.clone()),
        name,
        folders: files.folders,
        origin: settings.origin,
        asylum: settings.asylum,
        horizon: settings.horizon,
        kinds: settings.kinds,
        facts: settings.facts,
        objectives,
        acknowledged,
        policy: settings.policy,
        hazards: settings.hazards,
        deadlines: settings.deadlines,
        sharing: settings.sharing,
        emergency_reserve: settings.emergency_reserve,
        observed: settings.observed,
        seed: settings.seed,
        has_range,
        caseload,
        destinations: destinations.list,
        routes,
        supplies,
        scores,
        overrides,
        sources,
    };
    std::mem::take(complaints).or(scenario)
}

/// A set with one more word.
fn with<'a>(mut words: BTreeSet<&'a str>, word: &'a str) -> BTreeSet<&'a str> {
    words.insert(word);
    words
}

/// Names the known word that was probably meant.
fn suggest(complaint: &mut Complaint, near: Option<&str>) {
    if let Some(known) = near {
        complaint.hint(format!("did you mean `{known}`?"));
    }
}

/// The known word nearest to what was written, if any is near.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let distances = known.map(|known| (strsim::damerau_levenshtein(&word, &known.to_lowercase()), known));
    let (distance, known) = distances.min_by_key(|&(distance, _)| distance)?;
    (3 * distance <= word.chars().count().max(known.chars().count())).then_some(known)
}
