//! Complaints about a scenario: where, what was found, what was expected, what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use memchr::memchr_iter;
use serde::Serialize;

use super::rule::Rule;

/// So many complaints of one rule about one file are shown in full; the rest are counted.
const SHOWN: usize = 12;

/// A file as it was read, or an argument of the command line.
#[derive(Debug)]
pub(super) struct Text {
    /// The path as the planner knows it, or `--set`.
    pub name: String,
    /// What it holds, without a byte-order mark.
    pub content: String,
    /// Where each line begins, in bytes; worked out when a complaint asks for it.
    lines: OnceLock<Vec<usize>>,
}

impl Text {
    pub fn new(name: impl Into<String>, content: String) -> Arc<Text> {
        Arc::new(Text { name: name.into(), content, lines: OnceLock::new() })
    }

    fn lines(&self) -> &[usize] {
        let starts = || std::iter::once(0).chain(memchr_iter(b'\n', self.content.as_bytes()).map(|at| at + 1));
        self.lines.get_or_init(|| starts().collect())
    }

    /// The line, from 0, that holds a byte.
    pub fn line(&self, at: usize) -> usize {
        self.lines().partition_point(|&start| start <= at) - 1
    }

    /// The bytes of a line, without its end.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.lines()[line];
        let end = self.lines().get(line + 1).copied().unwrap_or(self.content.len());
        start..start + self.content[start..end].trim_end_matches(['\r', '\n']).len()
    }
}

/// A place in a text; without a range, the file as a whole.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub text: Arc<Text>,
    pub range: Option<Range<usize>>,
}

impl Spot {
    /// Bytes of a text.
    pub fn new(text: &Arc<Text>, range: Range<usize>) -> Spot {
        Spot { text: Arc::clone(text), range: Some(range) }
    }

    /// A file as a whole: one that is missing, or cannot be read.
    pub fn file(name: impl Into<String>) -> Spot {
        Spot { text: Text::new(name, String::new()), range: None }
    }

    /// Line and column, from 1, columns in characters; 0 for a file as a whole.
    fn position(&self) -> (usize, usize) {
        let Some(range) = &self.range else { return (0, 0) };
        let line = self.text.line(range.start);
        let before = &self.text.content[self.text.lines()[line]..range.start];
        (line + 1, before.chars().count() + 1)
    }
}

/// One thing that is wrong with a scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Complaint {
    /// The rule that is broken; `scenarios/README.md` lists them.
    pub code: &'static str,
    /// The file, or the argument (`--set`, `--without`).
    pub file: String,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// What is wrong, in a sentence that holds what was found.
    pub found: String,
    /// What belongs there.
    pub expected: String,
    /// What to do; empty where `expected` says it all.
    pub hint: String,
    #[serde(skip)]
    spot: Spot,
    #[serde(skip)]
    hidden: bool,
}

impl Complaint {
    /// Says what to do.
    pub(super) fn hint(&mut self, hint: impl Into<String>) -> &mut Complaint {
        self.hint = hint.into();
        self
    }

    /// Keeps the lines of the file out of every message: they may hold people's names or birth dates.
    pub(super) fn hide(&mut self) {
        self.hidden = true;
    }

    /// The complaint in the look of a compiler's message, with the line itself unless that must not be shown.
    fn render(&self, hidden: bool, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(&self.found).id(self.code);
        let group = match &self.spot.range {
            Some(range) if !hidden => {
                let text = &self.spot.text;
                let line = text.line_range(text.line(range.start));
                let start = range.start.min(line.end) - line.start;
                let end = range.end.clamp(range.start.min(line.end), line.end) - line.start;
                let label = AnnotationKind::Primary.span(start..end).label(format!("expected {}", self.expected));
                title.element(
                    Snippet::source(&text.content[line]).line_start(self.line).path(&self.file).annotation(label),
                )
            }
            Some(_) => title
                .element(Origin::path(&self.file).line(self.line).char_column(self.column))
                .element(Level::NOTE.message(format!("expected {}", self.expected))),
            None => title
                .element(Origin::path(&self.file))
                .element(Level::NOTE.message(format!("expected {}", self.expected))),
        };
        let group =
            if self.hint.is_empty() { group } else { group.element(Level::HELP.with_name("hint").message(&self.hint)) };
        renderer.render(&[group])
    }
}

/// Everything that is wrong with a scenario, by file and position.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Complaints {
    #[serde(rename = "complaints")]
    list: Vec<Complaint>,
    #[serde(skip)]
    counts: BTreeMap<&'static str, usize>,
    /// Files of which something could not be read at all.
    #[serde(skip)]
    unsound: BTreeSet<String>,
    /// Whether they are made only to learn that there are some.
    #[serde(skip)]
    aside: bool,
}

impl Complaints {
    /// The complaints, by file and position.
    pub fn list(&self) -> &[Complaint] {
        &self.list
    }

    /// Adds a complaint; a [`Complaint::hint`] may follow.
    pub(super) fn push(
        &mut self,
        rule: Rule,
        spot: Spot,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> &mut Complaint {
        let (line, column) = spot.position();
        if rule.leaves_unread() {
            self.unsound.insert(spot.text.name.clone());
        }
        *self.counts.entry(rule.code()).or_default() += 1;
        self.list.push(Complaint {
            code: rule.code(),
            file: spot.text.name.clone(),
            line,
            column,
            found: found.into(),
            expected: expected.into(),
            hint: String::new(),
            spot,
            hidden: false,
        });
        self.list.last_mut().expect("a complaint was pushed")
    }

    /// An empty list for what is read out of its turn, which is read anew if there is anything to complain about.
    pub(super) fn aside(&self) -> Complaints {
        Complaints { unsound: self.unsound.clone(), aside: true, ..Complaints::default() }
    }

    /// Whether there was anything to complain about; forgets it.
    pub(super) fn forget(&mut self) -> bool {
        let any = !self.list.is_empty();
        self.list.clear();
        any
    }

    /// Whether something of this file could not be read at all, so that nothing follows from what seems to be
    /// missing in it.
    pub(super) fn unsound(&self, file: &Text) -> bool {
        self.unsound.contains(&file.name)
    }

    /// Says what to do about the last complaint.
    pub(super) fn last_hint(&mut self, hint: &str) {
        self.list.last_mut().expect("a complaint was made").hint(hint);
    }

    /// Whether so many complaints of this rule were made that no more will be shown in full.
    pub(super) fn many(&self, rule: Rule) -> bool {
        self.aside || self.counts.get(rule.code()).is_some_and(|&count| count > SHOWN)
    }

    /// The value where there is nothing to complain about, else the complaints in order.
    pub(super) fn or<T>(mut self, value: T) -> Result<T, Complaints> {
        if self.list.is_empty() {
            return Ok(value);
        }
        self.list.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        Err(self)
    }

    /// All complaints as a person reads them, with or without colour (which carries no meaning).
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut shown: Vec<((&str, &str), usize)> = Vec::new();
        let mut page = String::new();
        let hidden: BTreeSet<&str> =
            self.list.iter().filter(|complaint| complaint.hidden).map(|complaint| complaint.file.as_str()).collect();
        for complaint in &self.list {
            let key = (complaint.code, complaint.file.as_str());
            let at = shown.iter().position(|(other, _)| *other == key).unwrap_or_else(|| {
                shown.push((key, 0));
                shown.len() - 1
            });
            shown[at].1 += 1;
            if shown[at].1 <= SHOWN {
                page += &complaint.render(hidden.contains(complaint.file.as_str()), &renderer);
                page += "\n\n";
            }
        }
        for ((code, file), count) in shown {
            if count > SHOWN {
                let _ = write!(page, "... and {} more of `{code}` in {file}\n\n", count - SHOWN);
            }
        }
        let complaints = if self.list.len() == 1 { "complaint" } else { "complaints" };
        page + &format!("{} {complaints}; nothing was written\n", self.list.len())
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Complaints {}
