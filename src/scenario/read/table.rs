//! A CSV file with the positions of its cells.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::cells::{Cells, PIECE};
use super::entry::{At, Entry};
use super::nearest;
use super::position::cell_range;
use crate::scenario::complaint::{Complaints, Spot, Text};
use crate::scenario::rule::Rule;

/// A CSV file, read; positions of cells are worked out when a complaint asks for one.
pub(super) struct Table {
    /// The file.
    pub text: Arc<Text>,
    /// Whether the file is there.
    pub exists: bool,
    /// Whether the cells cannot be told apart.
    undelimited: bool,
    /// Names of the columns as written, and the byte at which their row begins.
    header: Vec<String>,
    header_start: usize,
    /// The rows under them.
    cells: Cells,
    /// Columns of the file itself; `--set` may add to them.
    width: usize,
    /// Where `--set` names the columns that it adds.
    named: BTreeMap<usize, Spot>,
    /// Rows that `--set` adds.
    added: BTreeMap<usize, Spot>,
    /// Cells that `--set` fills, by row and column.
    changed: BTreeMap<(usize, usize), (String, Spot)>,
    /// Cells that must not be read, by row and column.
    blank: BTreeSet<(usize, usize)>,
    /// The columns that were asked for, and those of them that must be there.
    asked: Vec<String>,
    needed: Vec<String>,
}

/// A column of a table; none where the file leaves it out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column(Option<usize>);

impl Table {
    /// The table of an optional file that is not there.
    pub fn absent(name: &str) -> Table {
        Table {
            text: Text::new(name, String::new()),
            exists: false,
            undelimited: false,
            header: Vec::new(),
            header_start: 0,
            cells: Cells::default(),
            width: 0,
            named: BTreeMap::new(),
            added: BTreeMap::new(),
            changed: BTreeMap::new(),
            blank: BTreeSet::new(),
            asked: Vec::new(),
            needed: Vec::new(),
        }
    }

    /// Reads a file: comments and blank lines left out, cells trimmed.
    pub fn read(text: Arc<Text>, complaints: &mut Complaints) -> Table {
        let cells = Cells::read(&text.content, PIECE);
        let (header, header_start) = cells.header();
        let width = header.len();
        let mut table = Table { text, exists: true, header, header_start, cells, width, ..Table::absent("") };
        table.undelimited = table.has_foreign_delimiter(complaints);
        if table.undelimited {
            table.cells = Cells::default();
        }
        table.check_shape(complaints);
        table
    }

    /// Complains about a header whose cells are separated by something else than commas.
    fn has_foreign_delimiter(&self, complaints: &mut Complaints) -> bool {
        let only = self.header.first().map_or("", String::as_str);
        let foreign =
            [(';', "semicolons"), ('\t', "tabs"), ('|', "pipes")].into_iter().find(|(mark, _)| only.contains(*mark));
        let Some((mark, name)) = foreign.filter(|_| self.header.len() == 1) else { return false };
        let start = cell_range(&self.text.content, self.header_start, 0).start;
        let at = start + self.text.content[start..].find(mark).expect("the header holds it");
        complaints
            .push(Rule::Delimiter, Spot::new(&self.text, at..at + 1), format!("cells separated by {name}"), "a comma")
            .hint("save the file as CSV with commas");
        true
    }

    /// Complains about columns that are there twice and rows that do not match the header.
    fn check_shape(&self, complaints: &mut Complaints) {
        for (at, name) in self.header.iter().enumerate() {
            if self.header.iter().take(at).any(|other| other.trim() == name.trim()) {
                let spot = self.header_spot(Column(Some(at)));
                let found = format!("column `{}` is there twice", name.trim());
                complaints.push(Rule::DuplicateColumn, spot, found, "each column once").hint("remove one of the two");
            }
        }
        for row in (0..self.len()).filter(|&row| self.is_ragged(row)) {
            let found = format!("a row of {} cells under a header of {}", self.cells.width(row), self.width);
            let spot = Spot::new(&self.text, self.first_line(self.cells.start(row)));
            complaints
                .push(Rule::RaggedRow, spot, found, format!("{} cells", self.width))
                .hint("put quotes around a cell that holds a comma, and write numbers without one: 1000, not 1,000");
        }
    }

    /// Whether a row's cells do not match the header: then only the first of them is read.
    fn is_ragged(&self, row: usize) -> bool {
        self.cells.width(row) != self.width && !self.added.contains_key(&row)
    }

    /// The first line of the row that begins here.
    fn first_line(&self, start: usize) -> Range<usize> {
        start..start + self.text.content[start..].lines().next().unwrap_or_default().len()
    }

    /// The column of this name, which the file may leave out.
    pub fn column(&mut self, name: &str) -> Column {
        self.asked.push(name.to_owned());
        self.peek(name)
    }

    /// The column of this name, without a word on whether the file may have it.
    pub fn peek(&self, name: &str) -> Column {
        Column(self.header.iter().position(|cell| cell.trim() == name))
    }

    /// The column of this name, which the file must have: [`Table::close`] complains if it has not.
    pub fn required(&mut self, name: &str) -> Column {
        self.needed.push(name.to_owned());
        self.column(name)
    }

    /// The columns that nothing asked for.
    pub fn others(&self) -> Vec<(String, Column)> {
        let names = self.header.iter().map(|name| name.trim()).enumerate();
        names
            .filter(|(_, name)| !self.asked.iter().any(|asked| asked == name))
            .map(|(at, name)| (name.to_owned(), Column(Some(at))))
            .collect()
    }

    /// The name of a column.
    pub fn name(&self, column: Column) -> &str {
        column.0.and_then(|at| self.header.get(at)).map_or("", |name| name.trim())
    }

    /// Leaves a cell empty: it must not be read, or shown.
    pub fn blank(&mut self, row: usize, column: Column) {
        self.blank.extend(column.0.map(|column| (row, column)));
    }

    /// Complains about the columns that nothing asked for, and about those that the file must have and has not;
    /// every known column was asked for.
    pub fn close(&self, complaints: &mut Complaints) {
        if !self.exists || self.undelimited {
            return;
        }
        let mut needed: Vec<&str> = self.needed.iter().map(String::as_str).collect();
        needed.retain(|name| self.peek(name).0.is_none());
        for (name, column) in self.others() {
            let found = format!("unknown column `{name}`");
            let expected = "a column that `scenarios/README.md` lists for this file";
            let near = nearest(&name, self.asked.iter().map(String::as_str));
            needed.retain(|name| near != Some(name));
            let complaint = complaints.push(Rule::UnknownColumn, self.header_spot(column), found, expected);
            match near {
                Some(known) => complaint.hint(format!("did you mean `{known}`?")),
                None => complaint.hint(format!("the columns are {}", self.asked.join(", "))),
            };
        }
        for name in needed {
            let spot = self.header_spot(Column(None));
            complaints.push(
                Rule::MissingColumn,
                spot,
                format!("there is no column `{name}`"),
                format!("a column `{name}`"),
            );
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// A cell; an empty one where the file leaves the column or the cell out.
    pub fn cell(&self, row: usize, column: Column) -> Entry<'_> {
        let absent = Entry::new("", At::Row { table: self, row });
        let Some(at) = column.0 else { return absent };
        match self.changed.get(&(row, at)) {
            Some((text, spot)) => Entry::new(text, At::Spot(spot)),
            None if at >= self.width || self.blank.contains(&(row, at)) => absent,
            None if at > 0 && self.is_ragged(row) => absent,
            None => Entry::new(self.cells.get(row, at).trim(), At::Cell { table: self, row, column }),
        }
    }

    /// What a cell holds, also where its row does not match the header.
    pub fn written(&self, row: usize, column: Column) -> &str {
        let Some(at) = column.0 else { return "" };
        self.changed.get(&(row, at)).map_or_else(|| self.cells.get(row, at), |(text, _)| text).trim()
    }

    /// The columns in which a row may hold so many bytes, without a look at them.
    pub fn filled(&self, row: usize, bytes: usize) -> impl Iterator<Item = Column> {
        let sizes = self.cells.sizes(row).enumerate();
        let written = sizes.filter(move |(at, size)| *size >= bytes && !self.changed.contains_key(&(row, *at)));
        let changed = self.changed.range((row, 0)..(row, self.width)).map(|((_, at), _)| *at);
        written.map(|(at, _)| at).chain(changed).map(|at| Column(Some(at)))
    }

    /// Fills a cell in place of what the file says; `name_spot` is where the column is named.
    pub fn change(&mut self, row: usize, column: &str, text: String, spot: Spot, name_spot: &Spot) {
        let at = self.peek(column).0.unwrap_or_else(|| {
            self.header.push(column.to_owned());
            self.named.insert(self.header.len() - 1, name_spot.clone());
            self.header.len() - 1
        });
        self.changed.insert((row, at), (text, spot));
    }

    /// Adds a row of these cells.
    pub fn add<const N: usize>(&mut self, cells: [(&str, String, Spot); N], spot: Spot) {
        let row = self.len();
        self.exists = true;
        self.cells.add_row();
        self.added.insert(row, spot);
        for (column, text, spot) in cells {
            let name_spot = spot.clone();
            self.change(row, column, text, spot, &name_spot);
        }
    }

    /// Leaves out the rows for which this does not hold of every one of these cells.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool, columns: &[&str]) {
        let columns: Vec<Column> = columns.iter().map(|name| self.peek(name)).collect();
        let kept: Vec<usize> =
            (0..self.len()).filter(|&row| columns.iter().all(|&column| keep(self.cell(row, column).text))).collect();
        let new = |row: usize| kept.binary_search(&row).ok();
        let changed = std::mem::take(&mut self.changed).into_iter();
        self.changed = changed.filter_map(|((row, column), value)| Some(((new(row)?, column), value))).collect();
        let added = std::mem::take(&mut self.added).into_iter();
        self.added = added.filter_map(|(row, spot)| Some((new(row)?, spot))).collect();
        self.cells.keep(&kept);
    }

    /// The line of a row, from 1; 0 for a row that `--set` adds.
    pub fn line(&self, row: usize) -> u64 {
        self.cells.line(row) as u64
    }

    /// Where a column's name stands; the whole header where there is no such column.
    pub fn header_spot(&self, column: Column) -> Spot {
        match column.0 {
            Some(at) if at < self.width => Spot::new(&self.text, cell_range(&self.text.content, self.header_start, at)),
            Some(at) => self.named[&at].clone(),
            None => Spot::new(&self.text, self.first_line(self.header_start)),
        }
    }

    /// The first column, to point at a row as a whole.
    pub const FIRST: Column = Column(Some(0));

    /// Where a cell stands, without its quotes.
    pub fn spot(&self, row: usize, column: Column) -> Spot {
        if let Some(spot) = self.added.get(&row) {
            return spot.clone();
        }
        let start = self.cells.start(row);
        Spot::new(&self.text, cell_range(&self.text.content, start, column.0.unwrap_or_default()))
    }
}
