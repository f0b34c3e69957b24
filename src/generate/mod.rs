//! Synthetic caseloads of any size, with the margins of a real one.
//!
//! In: a scenario, a number of families and a seed. Out: a scenario folder that extends the other
//! one and differs in its caseload (and scores) only, or in its supplies, too. Guaranteed: the same bytes for the same
//! seed, the first families of a larger caseload are those of a smaller one, and no more than one
//! family is held in memory.

mod draw;
mod family;
mod supply;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter};
use std::path::Path;

use crate::scenario::{Destination, Scenario};

use draw::Draw;
pub(crate) use draw::stream;
use family::{Margins, columns};
use supply::Times;

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The scenario whose margins the caseload follows.
    pub like: &'a Scenario,
    /// The path to it from the folder that is written, for `extends`.
    pub extends: &'a str,
    /// Families, each a row of its own.
    pub families: u64,
    /// Seed of every draw.
    pub seed: u64,
    /// Whether its supplies are multiplied with the families.
    pub supplies: bool,
}

/// Writes the scenario's files into a folder that exists.
pub fn generate(request: Request, folder: &Path) -> io::Result<()> {
    fs::write(folder.join("scenario.toml"), description(request))?;
    if request.supplies {
        supply::write(request.like, Times::new(request.families, request.like), folder)?;
    }
    let margins = Margins::of(request.like);
    let mut caseload = table(folder, "caseload.csv")?;
    let mut scores = request.like.scores.as_ref().map(|_| table(folder, "scores.csv")).transpose()?;
    caseload.write_record(columns(request.like))?;
    if let Some(scores) = &mut scores {
        let codes = request.like.destinations.iter().map(|destination| destination.code.to_string());
        scores.write_record(std::iter::once("case".to_owned()).chain(codes))?;
    }
    for family in 0..request.families {
        let mut draw = Draw::new(request.seed, family);
        let row = margins.row(&mut draw);
        let id = format!("S{:07}", family + 1);
        caseload.write_record(margins.family(row, &id, &mut draw))?;
        if let Some(scores) = &mut scores {
            scores.write_record(std::iter::once(id).chain(margins.scores(row)))?;
        }
    }
    if !request.like.overrides.is_empty() {
        // Holds and prohibitions name cases of the other scenario.
        fs::write(folder.join("overrides.csv"), "case,destination,action,reason\n")?;
    }
    scores.map_or(Ok(()), |mut scores| scores.flush())?;
    caseload.flush()
}

fn table(folder: &Path, name: &str) -> io::Result<csv::Writer<BufWriter<fs::File>>> {
    let file = BufWriter::with_capacity(1 << 16, fs::File::create(folder.join(name))?);
    Ok(csv::Writer::from_writer(file))
}

fn description(request: Request) -> String {
    let Request { like, extends, families, seed, supplies } = request;
    let title = toml::Value::from(format!("{families} synthetic families with the margins of {}", like.name));
    let with = if supplies { " --supplies" } else { "" };
    let mut text = format!("# Families drawn by `resettle generate --families {families} --seed {seed}{with}`.\n");
    let _ = write!(text, "title = {title}\nextends = {}\n", toml::Value::from(extends));
    text
}

/// Codes in a cell, as the format writes lists.
fn codes(destinations: &[Destination], indices: &[usize]) -> String {
    let codes: Vec<String> = indices.iter().map(|&index| destinations[index].code.to_string()).collect();
    codes.join(" ")
}
