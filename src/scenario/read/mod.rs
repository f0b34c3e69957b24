//! From the files of a folder to a [`Scenario`]: everything read, everything checked.
//!
//! In: a folder and what a run [`Changes`] in it. Out: the scenario, or all complaints. One file here
//! a file of the folder; the values they share are read in `entry`, `table` and `document`.

mod capacity;
mod caseload;
mod changes;
mod country;
mod destinations;
mod document;
mod entry;
mod folder;
mod links;
mod objectives;
mod overrides;
mod personal;
mod routes;
mod scores;
mod settings;
mod sources;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::caseload::Caseload;
use self::destinations::Destinations;
use self::entry::Entry;
use self::folder::Files;
use self::objectives::Inputs;
use self::settings::Settings;
use super::complaint::{Complaint, Complaints};
use super::rule::Rule;
use super::{Changes, Scenario};

/// Reads and checks a scenario.
pub(super) fn load(folder: &Path, changes: &Changes) -> Result<Scenario, Complaints> {
    let complaints = &mut Complaints::default();
    let mut files = Files::read(folder, complaints);
    changes.apply(&mut files, complaints);
    let (settings, objectives, acknowledged) = Settings::read(&files.document, complaints);
    let known = Register::of_destinations(&files);
    let cases = Register::of_cases(&files);
    let destinations = Destinations::read(&mut files.destinations, &settings, complaints);
    let Caseload { cases: caseload, has_range } =
        Caseload::read(&mut files.caseload, &settings, &known, &cases, complaints);
    let routes = routes::read(&mut files.routes, &settings, &destinations.list, &known, complaints);
    let supplies = capacity::read(&mut files.capacity, &settings, &destinations, &known, &caseload, complaints);
    destinations.check_places(&files.destinations, &settings, &supplies, complaints);
    let scores = scores::read(&mut files.scores, &destinations.list, &known, &cases, caseload.len(), complaints);
    let overrides =
        overrides::read(&mut files.overrides, &settings, &destinations.list, &known, &cases, &caseload, complaints);
    links::check(&files.caseload, &caseload, &destinations.list, &overrides, scores.as_deref(), complaints);
    let sources = sources::read(files.sources.as_ref(), complaints);
    let inputs = Inputs { files: &files, settings: &settings, destinations: &destinations.list, caseload: &caseload };
    let (objectives, acknowledged) = objectives::read(&objectives, &acknowledged, &inputs, complaints);
    let name = folder.canonicalize().ok();
    let name = name.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let scenario = Scenario {
        name,
        title: settings.title,
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

/// Names that other files refer to, with their indices.
struct Register {
    indices: BTreeMap<String, usize>,
    /// Names that a run leaves out: nothing is said about them, and they are passed over.
    removed: BTreeSet<String>,
    rule: Rule,
    file: &'static str,
}

impl Register {
    /// The codes of `destinations.csv`.
    fn of_destinations(files: &Files) -> Register {
        let table = &files.destinations;
        let column = table.peek("code");
        let mut indices = BTreeMap::new();
        for row in 0..table.len() {
            indices.entry(table.cell(row, column).text.to_owned()).or_insert(row);
        }
        Register { indices, removed: files.removed.clone(), rule: Rule::UnknownDestination, file: "destinations.csv" }
    }

    /// The ids of `caseload.csv`.
    fn of_cases(files: &Files) -> Register {
        let table = &files.caseload;
        let column = table.peek("id");
        let mut indices = BTreeMap::new();
        for row in 0..table.len() {
            indices.entry(table.cell(row, column).text.to_owned()).or_insert(row);
        }
        Register { indices, removed: BTreeSet::new(), rule: Rule::UnknownCase, file: "caseload.csv" }
    }

    /// The index of a name; none where nothing is written, the run leaves it out, or it is unknown.
    fn find(&self, entry: Entry<'_>, complaints: &mut Complaints) -> Option<usize> {
        let index = self.indices.get(entry.text).copied();
        if index.is_none() && !entry.is_empty() && !self.removed.contains(entry.text) {
            let near = if complaints.many(self.rule) {
                None
            } else {
                nearest(entry.text, self.indices.keys().map(String::as_str))
            };
            let found = format!("`{}` is not in {}", entry.text, self.file);
            let what = if self.rule == Rule::UnknownCase { "the id of a case" } else { "the code of a destination" };
            suggest(entry.complain(self.rule, found, what, complaints), near);
        }
        index
    }
}

/// Names the known word that was probably meant.
fn suggest(complaint: &mut Complaint, near: Option<&str>) {
    if let Some(known) = near {
        complaint.hint(format!("did you mean `{known}`?"));
    }
}

/// The index of a word in a list that `scenario.toml` gives.
fn index_of(entry: Entry<'_>, names: &[String], list: &str, complaints: &mut Complaints) -> Option<usize> {
    if entry.is_empty() {
        return None;
    }
    let index = names.iter().position(|name| name == entry.text);
    if index.is_none() {
        let found = format!("`{}` is not among the {list} of scenario.toml", entry.text);
        let near = nearest(entry.text, names.iter().map(String::as_str));
        let complaint = entry.complain(Rule::UnknownWord, found, format!("one of its {list}"), complaints);
        match near {
            Some(_) => suggest(complaint, near),
            None => drop(complaint.hint(format!("add it to `{list}` in scenario.toml"))),
        }
    }
    index
}

/// The known word nearest to what was written, if any is near.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let distances = known.map(|known| (strsim::damerau_levenshtein(&word, &known.to_lowercase()), known));
    let (distance, known) = distances.min_by_key(|&(distance, _)| distance)?;
    (distance <= (word.chars().count() / 3).max(1)).then_some(known)
}
