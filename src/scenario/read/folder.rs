//! The files of a scenario's folder and of those it extends.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::document::{Item, Section};
use super::nearest;
use super::table::Table;
use crate::scenario::complaint::{Complaints, Spot, Text};
use crate::scenario::rule::Rule;

/// The files that a scenario folder may hold; tables may be packed by gzip, see [`files`].
const FILES: [&str; 8] = [
    "scenario.toml",
    "caseload.csv",
    "destinations.csv",
    "routes.csv",
    "capacity.csv",
    "scores.csv",
    "overrides.csv",
    "SOURCES.md",
];

/// What to do about a file in a folder's place.
const NAME_THE_FOLDER: &str = "name the folder that holds the file";

/// What the name of a packed table ends with.
const PACKED: &str = ".gz";

/// Names of all files that are read.
pub fn files() -> impl Iterator<Item = String> {
    let packed = FILES.iter().filter_map(|name| name.strip_suffix(".csv")).map(|stem| format!("{stem}.csv{PACKED}"));
    FILES.iter().map(|name| (*name).to_owned()).chain(packed)
}

/// Everything that was read, before it means anything.
pub(super) struct Files {
    /// The folders, the one that everything extends first.
    pub folders: Vec<PathBuf>,
    /// `scenario.toml` over those that it extends.
    pub document: Item,
    /// Whether that is all of it: everything could be read, and every `extends` followed.
    pub whole: bool,
    pub caseload: Table,
    pub destinations: Table,
    pub routes: Table,
    pub capacity: Table,
    pub scores: Table,
    pub overrides: Table,
    /// Every folder's `SOURCES.md`, its own before those that it extends.
    pub sources: Vec<Arc<Text>>,
    /// Destinations that `--without` leaves out.
    pub removed: BTreeSet<String>,
    /// Destinations that had a route before: one that has lost them all gets no other.
    pub reached: BTreeSet<String>,
}

impl Files {
    /// Reads a folder and those it extends.
    pub fn read(folder: &Path, complaints: &mut Complaints) -> Option<Files> {
        if !folder.is_dir() {
            let name = folder.display().to_string();
            let found = format!("{name} is not a folder");
            let hint = if folder.is_file() { NAME_THE_FOLDER } else { "`resettle new` writes one" };
            complaints.push(Rule::MissingFile, Spot::file(name), found, "a scenario's folder").hint(hint);
            return None;
        }
        let (folders, document) = chain(folder, complaints);
        let whole = complaints.list().is_empty();
        for folder in &folders {
            check_names(folder, complaints);
            check_twins(folder, complaints);
        }
        let mut table = |name: &str, required: bool| {
            let found = folders.iter().rev().find_map(|folder| table_file(folder, name));
            // What `extends` names, were it known, might hold the file.
            if found.is_none() && required && (whole || !folder.join("scenario.toml").exists()) {
                missing(&folder.join(name), complaints);
            }
            let path = found.clone().unwrap_or_else(|| folder.join(name));
            match found.and_then(|path| read_text(&path, complaints)) {
                Some(text) => Table::read(text, complaints),
                None => Table::absent(&path.display().to_string()),
            }
        };
        let caseload = table("caseload.csv", true);
        let destinations = table("destinations.csv", true);
        let routes = table("routes.csv", false);
        let capacity = table("capacity.csv", false);
        let scores = table("scores.csv", false);
        let overrides = table("overrides.csv", false);
        let sources = folders.iter().rev().map(|folder| folder.join("SOURCES.md")).filter(|path| path.exists());
        let sources = sources.filter_map(|path| read_text(&path, complaints)).collect();
        let (removed, reached) = (BTreeSet::new(), BTreeSet::new());
        Some(Files {
            folders,
            document,
            whole,
            caseload,
            destinations,
            routes,
            capacity,
            scores,
            overrides,
            sources,
            removed,
            reached,
        })
    }
}

/// The file of a folder's table, as it is or packed, if it is there.
pub fn table_file(folder: &Path, name: &str) -> Option<PathBuf> {
    [name.to_owned(), format!("{name}{PACKED}")].into_iter().map(|name| folder.join(name)).find(|path| path.exists())
}

/// Complains about tables that are there twice: nobody can tell which of the two is meant.
fn check_twins(folder: &Path, complaints: &mut Complaints) {
    for packed in files().filter(|name| name.ends_with(PACKED) && folder.join(name).exists()) {
        let plain = packed.trim_end_matches(PACKED);
        if folder.join(plain).exists() {
            let spot = Spot::file(folder.join(&packed).display().to_string());
            let found = format!("{plain} and {packed} are both there");
            complaints.push(Rule::TwoFiles, spot, found, "one of the two").hint("remove the one that is out of date");
        }
    }
}

/// The folder and those it extends, the last base first, and their `scenario.toml`s laid over each other.
fn chain(folder: &Path, complaints: &mut Complaints) -> (Vec<PathBuf>, Item) {
    let mut folders = vec![folder.to_owned()];
    let mut documents = Vec::new();
    loop {
        let folder = folders.last().expect("there is always one");
        let path = folder.join("scenario.toml");
        if !path.exists() {
            missing(&path, complaints);
            break;
        }
        let Some(text) = read_text(&path, complaints) else { break };
        let document = Item::read(&text, complaints);
        let extends = Section::new(Some(&document), complaints).entry("extends", complaints);
        let extends = extends.map(|entry| (entry.text.to_owned(), entry.spot()));
        documents.push(document);
        let Some((base, spot)) = extends else { break };
        let base = folder.join(base);
        let Some(resolved) = base.canonicalize().ok().filter(|base| base.is_dir()) else {
            let found = format!("there is no folder {}", base.display());
            let hint = if base.is_file() { NAME_THE_FOLDER } else { "`../NAME` is a folder beside this one" };
            complaints.push(Rule::MissingFile, spot, found, "a folder, seen from this one").hint(hint);
            break;
        };
        if folders.iter().any(|folder| folder.canonicalize().is_ok_and(|known| known == resolved)) {
            let found = format!("the scenario extends itself by way of {}", base.display());
            complaints.push(Rule::Extends, spot, found, "another scenario").hint("take `extends` out of one of them");
            break;
        }
        folders.push(base);
    }
    folders.reverse();
    let mut document = Item::empty();
    for over in documents.into_iter().rev() {
        document.overlay(over);
    }
    (folders, document)
}

/// Complains about files that are not read because their names are spelt otherwise.
fn check_names(folder: &Path, complaints: &mut Complaints) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    for name in names.iter().filter(|name| !files().any(|known| known == **name)) {
        let is_there = |known: &str| names.iter().any(|name| name.trim_end_matches(PACKED) == known);
        let Some(known) = FILES.into_iter().find(|known| !is_there(known) && misspells(name, known)) else { continue };
        let found = format!("{name} is not a file of a scenario");
        let spot = Spot::file(folder.join(name).display().to_string());
        complaints.push(Rule::UnknownFile, spot, found, "a name that is read").hint(format!("did you mean `{known}`?"));
    }
}

/// Whether both halves of a file's name are near those of a known one.
fn misspells(name: &str, known: &str) -> bool {
    let near = |word: &str, known: &str| nearest(word, std::iter::once(known)).is_some();
    let known = known.split_once('.').expect("every known file has an ending");
    let name = name.trim_end_matches(PACKED).rsplit_once('.');
    name.is_some_and(|(stem, ending)| near(stem, known.0) && near(ending, known.1))
}

fn missing(path: &Path, complaints: &mut Complaints) {
    let name = path.display().to_string();
    let found = format!("{name} is not there");
    complaints
        .push(Rule::MissingFile, Spot::file(name), found, "a file")
        .hint("`resettle new` writes a scenario to begin with, with a word on what each file holds");
}

/// Reads a file's bytes, unpacked.
pub fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let bytes = fs::read(path)?;
    if path.extension().is_none_or(|extension| extension != &PACKED[1..]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(&bytes[..]).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

/// Reads a file; bytes that are not UTF-8 are complained about and replaced, so that the rest can be checked.
fn read_text(path: &Path, complaints: &mut Complaints) -> Option<Arc<Text>> {
    let name = path.display().to_string();
    let mut bytes = match read_bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let found = format!("{name} cannot be read: {error}");
            let hint = match error.kind() {
                io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput => "pack it again, with `gzip`",
                io::ErrorKind::IsADirectory => "put the file in the place of the folder that has its name",
                _ => "look at who may read it",
            };
            complaints.push(Rule::MissingFile, Spot::file(name), found, "a file that can be read").hint(hint);
            return None;
        }
    };
    if let Some(content) = utf_16(&bytes) {
        let text = Text::new(name, content);
        complaints.push(Rule::Encoding, Spot::new(&text, 0..0), "the file is UTF-16", "UTF-8").hint("save it as UTF-8");
        return Some(text);
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(content) => Some(Text::new(name, content)),
        Err(error) => {
            let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
            let text = Text::new(name, String::from_utf8_lossy(bytes).into_owned());
            let found = format!("byte 0x{:02X} is not UTF-8", bytes[at]);
            let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
            complaints
                .push(Rule::Encoding, Spot::new(&text, at..end), found, "UTF-8")
                .hint("the file looks like Latin-1 (Windows-1252): save it as UTF-8");
            Some(text)
        }
    }
}

/// What UTF-16 holds, which begins with a byte-order mark.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}
