//! A good scenario in a folder of its own, less or more one thing.
//!
//! What an edit puts in may hold `«marks»` around the place that the complaint must point at.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use resettle::scenario::{Changes, Complaints, Scenario};

const GOOD: [(&str, &str); 7] = [
    ("scenario.toml", include_str!("good/scenario.toml")),
    ("caseload.csv", include_str!("good/caseload.csv")),
    ("destinations.csv", include_str!("good/destinations.csv")),
    ("routes.csv", include_str!("good/routes.csv")),
    ("capacity.csv", include_str!("good/capacity.csv")),
    ("overrides.csv", include_str!("good/overrides.csv")),
    ("SOURCES.md", include_str!("good/SOURCES.md")),
];

/// A place in a file, or in an argument of this name: line and column from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub String, pub usize, pub usize);

/// A scenario to be written to a folder and read.
#[derive(Clone)]
pub struct Fixture {
    pub files: BTreeMap<String, Vec<u8>>,
    pub changes: Changes,
    pub marks: Vec<Place>,
}

impl Fixture {
    /// The good scenario.
    pub fn good() -> Fixture {
        let files = GOOD.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        Fixture { files, changes: Changes::default(), marks: Vec::new() }
    }

    /// Puts `new` in the place of `old`, which the file must hold exactly once; an empty `old` is the whole file,
    /// which may be a new one. The files `--set` and `--without` are arguments.
    pub fn edit(mut self, file: &str, old: &str, new: &str) -> Fixture {
        if file.starts_with("--") {
            let argument = self.unmark(file, new);
            let list = if file == "--set" { &mut self.changes.set } else { &mut self.changes.without };
            list.push(argument);
            return self;
        }
        let text = String::from_utf8(self.files.get(file).cloned().unwrap_or_default()).unwrap();
        let text = if old.is_empty() {
            new.to_owned()
        } else {
            assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
            text.replacen(old, new, 1)
        };
        let text = self.unmark(file, &text);
        self.files.insert(file.to_owned(), text.into_bytes());
        self
    }

    /// Takes the marks out of a text and remembers where they were.
    fn unmark(&mut self, name: &str, text: &str) -> String {
        for (at, _) in text.match_indices('«') {
            let before = text[..at].replace(['«', '»'], "");
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            self.marks.push(Place(name.to_owned(), line, column));
        }
        text.replace(['«', '»'], "")
    }

    /// Takes a file out.
    pub fn without_file(mut self, file: &str) -> Fixture {
        assert!(self.files.remove(file).is_some());
        self
    }

    /// Writes the scenario below a folder.
    pub fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        for (name, bytes) in &self.files {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }

    /// Writes and reads the scenario.
    pub fn load(&self) -> Result<Scenario, Complaints> {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("scenario");
        self.write(&folder);
        Scenario::load(&folder, &self.changes)
    }

    /// What is complained about: code, place (file names alone) and the rest, in the order of the complaints.
    pub fn complaints(&self) -> Vec<(&'static str, Place, String)> {
        let Err(complaints) = self.load() else { return Vec::new() };
        let list = complaints.list().iter().map(|complaint| {
            assert!(!complaint.found.is_empty() && !complaint.expected.is_empty(), "{complaint:?}");
            let file = Path::new(&complaint.file).file_name().unwrap().to_string_lossy().into_owned();
            let words = format!("{}; expected {}; hint: {}", complaint.found, complaint.expected, complaint.hint);
            (complaint.code, Place(file, complaint.line, complaint.column), words)
        });
        list.collect()
    }
}
