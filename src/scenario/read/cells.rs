//! The cells of a CSV file, cut by several threads side by side.
//!
//! In: a text. Out: its rows without comments and blank lines, and where each begins; the same whatever the pieces
//! that it is cut in. A cell costs its bytes and where they end: files have hundreds of millions of cells.

use csv::StringRecord;
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

use super::position::row_start;

/// Bytes that a thread cuts at a time.
pub(super) const PIECE: usize = 1 << 20;

/// The rows of a file, then those that are added to them.
#[derive(Default)]
pub(super) struct Cells {
    pieces: Vec<Piece>,
    header: Row,
    rows: Vec<Row>,
}

/// A run of rows, cut by one thread.
struct Piece {
    /// The byte at which it begins, and its line.
    start: usize,
    line: usize,
    /// The byte at which the next one begins, and how many lines later.
    end: usize,
    lines: usize,
    /// What the cells hold, one after the other; where the first one begins, and where each ends.
    text: String,
    ends: Vec<u32>,
    rows: Vec<Row>,
}

/// A row: its piece, where it begins there (byte and line), its first cell there, and their number.
#[derive(Clone, Copy)]
struct Row {
    piece: u32,
    at: u32,
    line: u32,
    first: u32,
    len: u32,
}

impl Default for Row {
    /// A row that is in no file.
    fn default() -> Row {
        Row { piece: u32::MAX, at: 0, line: 0, first: 0, len: 0 }
    }
}

impl Cells {
    /// Cuts a text, so many bytes at a time.
    pub fn read(content: &str, bytes: usize) -> Cells {
        // A line end within quotes ends no row, nor does one after a byte-order mark alone: only who has cut everything
        // before it knows where a row begins.
        let hidden = memchr(b'"', content.as_bytes()).is_some() || content.starts_with('\u{feff}');
        let mut pieces = if hidden { in_order(content, bytes) } else { side_by_side(content, bytes) };
        let mut line = 1 + line_ends(&content[..row_start(content, 0)]);
        for (index, piece) in (0..).zip(&mut pieces) {
            piece.line = line;
            line += piece.lines;
            piece.rows.iter_mut().for_each(|row| row.piece = index);
        }
        let number = pieces.iter().map(|piece| piece.rows.len()).sum();
        let mut all = pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.rows));
        let header = all.next().unwrap_or_default();
        let mut rows = Vec::with_capacity(number);
        rows.extend(all);
        Cells { pieces, header, rows }
    }

    /// What the first row's cells hold, and the byte at which it begins.
    pub fn header(&self) -> (Vec<String>, usize) {
        let cells = (0..self.header.len as usize).map(|column| self.text(&self.header, column).to_owned());
        (cells.collect(), self.piece(&self.header).map_or(0, |piece| piece.start + self.header.at as usize))
    }

    /// Number of rows, without the first one.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Number of a row's cells.
    pub fn width(&self, row: usize) -> usize {
        self.rows[row].len as usize
    }

    /// What a cell holds; nothing where the row has no such cell.
    pub fn get(&self, row: usize, column: usize) -> &str {
        self.text(&self.rows[row], column)
    }

    /// How many bytes each of a row's cells holds.
    pub fn sizes(&self, row: usize) -> impl Iterator<Item = usize> {
        let row = &self.rows[row];
        let first = row.first as usize;
        let ends = self.piece(row).map_or(&[][..], |piece| &piece.ends[first..=first + row.len as usize]);
        ends.windows(2).map(|ends| (ends[1] - ends[0]) as usize)
    }

    /// The byte at which a row of the file begins.
    pub fn start(&self, row: usize) -> usize {
        let row = &self.rows[row];
        self.piece(row).map_or(0, |piece| piece.start + row.at as usize)
    }

    /// The line of a row, from 1; 0 for one that is in no file.
    pub fn line(&self, row: usize) -> usize {
        let row = &self.rows[row];
        self.piece(row).map_or(0, |piece| piece.line + row.line as usize)
    }

    /// Adds a row that is in no file.
    pub fn add_row(&mut self) {
        self.rows.push(Row::default());
    }

    /// Keeps these rows alone.
    pub fn keep(&mut self, rows: &[usize]) {
        self.rows = rows.iter().map(|&row| self.rows[row]).collect();
    }

    fn piece(&self, row: &Row) -> Option<&Piece> {
        self.pieces.get(row.piece as usize)
    }

    fn text(&self, row: &Row, column: usize) -> &str {
        let Some(piece) = self.piece(row).filter(|_| column < row.len as usize) else { return "" };
        let at = row.first as usize + column;
        let (start, end) = (piece.ends[at], piece.ends[at + 1]);
        // Most cells are empty.
        if start == end { "" } else { &piece.text[start as usize..end as usize] }
    }
}

/// Cuts a text in which every line begins a row.
fn side_by_side(content: &str, bytes: usize) -> Vec<Piece> {
    let next_line = |at: usize| memchr(b'\n', &content.as_bytes()[at..]).map_or(content.len(), |end| at + end + 1);
    let inner = (bytes..content.len()).step_by(bytes).map(|at| row_start(content, next_line(at)));
    let mut starts: Vec<usize> = std::iter::once(row_start(content, 0)).chain(inner).collect();
    starts.push(content.len());
    starts.dedup();
    starts.par_windows(2).map(|ends| cut(content, ends[0], ends[1])).collect()
}

/// Cuts any text, each piece where the one before it ends.
fn in_order(content: &str, bytes: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = row_start(content, 0);
    while at < content.len() {
        let piece = cut(content, at, content.len().min(at + bytes));
        at = piece.end;
        pieces.push(piece);
    }
    pieces
}

/// Cuts the rows that begin from `start`, where one does, and before `until`.
fn cut(content: &str, start: usize, until: usize) -> Piece {
    // The reader takes a byte-order mark for none at the begin of a file: let it see the line end before.
    let from = start.saturating_sub(1);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(&content.as_bytes()[from..]);
    let (mut text, mut ends, mut rows) = (String::with_capacity(until - start), vec![0], Vec::new());
    let (mut at, mut line) = (start, 0);
    let mut record = StringRecord::new();
    while at < until {
        reader.read_record(&mut record).expect("text in memory is UTF-8 and can be read");
        if !record.as_slice().trim().is_empty() {
            let (first, len) = (small(ends.len() - 1), small(record.len()));
            rows.push(Row { at: small(at - start), line: small(line), first, len, ..Row::default() });
            let before = text.len();
            text.push_str(record.as_slice());
            let end = |cell| record.range(cell).expect("a cell of the row").end;
            ends.extend((0..record.len()).map(|cell| small(before + end(cell))));
        }
        let passed = usize::try_from(reader.position().byte()).expect("fits memory");
        let next = row_start(content, from + passed);
        line += line_ends(&content[at..next]);
        at = next;
    }
    Piece { start, line: 0, end: at, lines: line, text, ends, rows }
}

fn line_ends(text: &str) -> usize {
    memchr_iter(b'\n', text.as_bytes()).count()
}

/// What is counted within a piece.
fn small(number: usize) -> u32 {
    u32::try_from(number).expect("no row is of 4 GiB")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A row: its line, the byte at which it begins, and what its cells hold.
    type Told = (usize, usize, Vec<String>);

    /// The rows in pieces of so many bytes.
    fn in_pieces(content: &str, bytes: usize) -> Vec<Told> {
        let cells = Cells::read(content, bytes);
        let (header, start) = cells.header();
        let row = |row: usize| {
            let texts: Vec<String> = (0..cells.width(row)).map(|column| cells.get(row, column).to_owned()).collect();
            assert_eq!(cells.sizes(row).collect::<Vec<_>>(), texts.iter().map(String::len).collect::<Vec<_>>());
            (cells.line(row), cells.start(row), texts)
        };
        let header = (content[..start].matches('\n').count() + 1, start, header);
        std::iter::once(header).filter(|told| !told.2.is_empty()).chain((0..cells.len()).map(row)).collect()
    }

    /// The rows as a reader gives them that sees the whole.
    fn as_a_whole(content: &str) -> Vec<Told> {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).comment(Some(b'#')).from_reader(content.as_bytes());
        let records = reader.into_records().map(|record| record.unwrap());
        let written = records.filter(|record| record.iter().any(|cell| !cell.trim().is_empty()));
        let told = written.map(|record| {
            let start = row_start(content, usize::try_from(record.position().unwrap().byte()).unwrap());
            let cells = record.iter().map(str::to_owned).collect();
            (content[..start].matches('\n').count() + 1, start, cells)
        });
        told.collect()
    }

    #[test]
    fn quotes_hold_commas_and_line_ends_across_pieces() {
        let content = "id,province\r\nA,\"Ji,\r\nlin\"\r\n# \"\r\nB,\"\n\n\"\"\n\"\r\nC,5\" wide\r\n";
        let cells = ["id province", "A Ji,\r\nlin", "B \n\n\"\n", "C 5\" wide"];
        for bytes in 1..=content.len() {
            let rows = in_pieces(content, bytes);
            assert_eq!(rows.iter().map(|row| row.2.join(" ")).collect::<Vec<_>>(), cells, "{bytes}");
            assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 5, 9], "{bytes}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn pieces_of_any_size_are_one_table(
            words in prop::collection::vec(
                prop::sample::select(vec!["a", "é", ",", ",", "\"", "\n", "\n", "\r\n", "\r", "#", " ", "\u{feff}"]),
                0..60,
            ),
            without_quotes: bool,
            bytes in 1_usize..20,
        ) {
            let content = if without_quotes { words.concat().replace('"', "b") } else { words.concat() };
            prop_assert_eq!(in_pieces(&content, bytes), as_a_whole(&content));
        }
    }
}
