//! Synthetic caseloads of any size, with the margins of a real one.
//!
//! In: a scenario, a number of families and a seed. Out: a scenario folder that extends the other
//! one and differs in its caseload (and scores) only, or in its supplies, too; and it does without the supplies of
//! provinces and without the objectives for which no family was drawn. Guaranteed: the same bytes for the same
//! seed, the first families of a larger caseload are those of a smaller one, and no more of the
//! tables than a few thousand lines a thread is held in memory.

mod draw;
mod drawn;
mod family;
mod supply;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use rayon::prelude::*;

use crate::scenario::{Destination, Objective, Scenario};

use draw::Draw;
pub(crate) use draw::stream;
use drawn::Drawn;
use family::{Margins, columns};
use supply::Times;

/// Families that a thread draws at a time.
const SHARE: u64 = 4096;

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The scenario whose margins the caseload follows.
    pub like: &'a Scenario,
    /// The path to it from the folder that is written, for `extends`.
    pub extends: &'a str,
    /// Families, at least one, each a row of its own.
    pub families: u64,
    /// Seed of every draw.
    pub seed: u64,
    /// Whether its supplies are multiplied with the families.
    pub supplies: bool,
}

/// Writes the scenario's files into a folder that exists.
pub fn generate(request: Request, folder: &Path) -> io::Result<()> {
    let margins = Margins::of(request.like);
    let mut caseload = fs::File::create(folder.join("caseload.csv"))?;
    let mut scores = request.like.scores.as_ref().map(|_| fs::File::create(folder.join("scores.csv"))).transpose()?;
    caseload.write_all(&line(columns(request.like))?)?;
    if let Some(scores) = &mut scores {
        let codes = request.like.destinations.iter().map(|destination| destination.code.to_string());
        scores.write_all(&line(std::iter::once("case".to_owned()).chain(codes))?)?;
    }
    let families = |share: u64| {
        let (mut families, mut scores) = (csv::Writer::from_writer(Vec::new()), csv::Writer::from_writer(Vec::new()));
        let mut drawn = Drawn::default();
        for family in share * SHARE..request.families.min((share + 1) * SHARE) {
            let mut draw = Draw::new(request.seed, family);
            let (row, wishes) = margins.rows(&mut draw);
            drawn.add(row, wishes);
            let id = format!("S{:07}", family + 1);
            families.write_record(margins.family((row, wishes), &id, &mut draw))?;
            if request.like.scores.is_some() {
                scores.write_record(std::iter::once(id).chain(margins.scores(row)))?;
            }
        }
        Ok((bytes(families)?, bytes(scores)?, drawn))
    };
    let shares: Vec<u64> = (0..request.families.div_ceil(SHARE)).collect();
    let mut drawn = Drawn::default();
    for round in shares.chunks(rayon::current_num_threads()) {
        for (families, of_them, from) in
            round.par_iter().map(|&share| families(share)).collect::<io::Result<Vec<_>>>()?
        {
            drawn.join(from);
            caseload.write_all(&families)?;
            scores.as_mut().map_or(Ok(()), |scores| scores.write_all(&of_them))?;
        }
    }
    fs::write(folder.join("scenario.toml"), description(request, drawn.objectives(request.like)))?;
    let times = request.supplies.then(|| Times::new(request.families, request.like));
    supply::write(request.like, times, &drawn.empty_provinces(request.like), folder)?;
    if !request.like.overrides.is_empty() {
        // Holds and prohibitions name cases of the other scenario.
        fs::write(folder.join("overrides.csv"), "case,destination,action,reason\n")?;
    }
    Ok(())
}

fn line(cells: impl IntoIterator<Item = String>) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(cells)?;
    bytes(table)
}

fn bytes(table: csv::Writer<Vec<u8>>) -> io::Result<Vec<u8>> {
    table.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// `scenario.toml`, with the objectives where they are not those of the other scenario.
fn description(request: Request, objectives: Option<Vec<Vec<Objective>>>) -> String {
    let Request { like, extends, families, seed, supplies } = request;
    let title = toml::Value::from(format!("{families} synthetic families with the margins of {}", like.name));
    let with = if supplies { " --supplies" } else { "" };
    let mut text = format!("# Families drawn by `resettle generate --families {families} --seed {seed}{with}`.\n");
    let _ = write!(text, "title = {title}\nextends = {}\n", toml::Value::from(extends));
    if let Some(objectives) = objectives {
        let levels: Vec<String> = objectives.iter().map(|level| self::level(level)).collect();
        let _ =
            write!(text, "# Those for which these families have any input.\nobjectives = [{}]\n", levels.join(", "));
    }
    text
}

/// A level of objectives, as the format writes it.
fn level(objectives: &[Objective]) -> String {
    if let [Objective { goal, weight: 1 }] = objectives {
        return format!("\"{}\"", goal.name());
    }
    let weighted = objectives.iter().map(|objective| format!("{{ {} = {} }}", objective.goal.name(), objective.weight));
    format!("[{}]", weighted.collect::<Vec<String>>().join(", "))
}

/// Codes in a cell, as the format writes lists.
fn codes(destinations: &[Destination], indices: &[usize]) -> String {
    let codes: Vec<String> = indices.iter().map(|&index| destinations[index].code.to_string()).collect();
    codes.join(" ")
}
