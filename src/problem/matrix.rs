//! Reader of instances on disk: one matrix of scores, one place and kind of need a resource.
//!
//! Little endian: magic `RSTL`; `u32` cases n, destinations k, kinds d; `u32` capacities (k × d);
//! `u8` needs (n × d); `u16` scores (n × k), 65535 where not allowed.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Problem, Supplies, Use};

/// Scores read at a time: few enough to stay in the cache until they are points.
const CHUNK: usize = 1 << 20;

/// An instance's file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("error: `{}`: {source}", .path.display())]
pub struct Refused {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: Unreadable,
}

/// Why an instance cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Something else, or nothing.
    #[error(
        "this is no matrix: found {found:?}, expected `RSTL` and three sizes\n  hint: `src/problem/matrix.rs` describes the format"
    )]
    Magic {
        /// The first bytes, at most four.
        found: String,
    },
    /// Another length than the header asks for: cut short, or something follows.
    #[error(
        "found {found} bytes, expected {expected}: {header}\n  hint: the file was cut short, or is not what its header says"
    )]
    Length {
        /// Bytes that are there.
        found: u64,
        /// Bytes that the header asks for.
        expected: u128,
        /// What the header says.
        header: Header,
    },
    /// More resources or kinds of need than a problem can number.
    #[error("{header}: expected at most {} kinds and {} of destinations × kinds", u16::MAX, u32::MAX)]
    Sizes {
        /// What the header says.
        header: Header,
    },
    /// More than fits into memory.
    #[error(
        "{header}: this needs {needed} bytes of memory at least, and {available} are available\n  hint: use a machine with more memory, or fewer cases"
    )]
    Memory {
        /// What the header says.
        header: Header,
        /// Bytes of the problem's arrays.
        needed: u128,
        /// Bytes that the caller may use.
        available: u64,
    },
    /// The file system refused.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The sizes of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Cases n.
    pub cases: u32,
    /// Destinations k.
    pub places: u32,
    /// Kinds of need d.
    pub kinds: u32,
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Header { cases, places, kinds } = self;
        write!(f, "{cases} cases, {places} destinations, {kinds} kinds of need")
    }
}

impl Header {
    /// Bytes of an instance's header.
    const BYTES: usize = 16;

    /// The header's own bytes.
    pub fn bytes(self) -> [u8; Header::BYTES] {
        let mut bytes = *b"RSTL            ";
        for (field, size) in bytes[4..].chunks_exact_mut(4).zip([self.cases, self.places, self.kinds]) {
            field.copy_from_slice(&size.to_le_bytes());
        }
        bytes
    }

    fn read(stream: &mut impl Read) -> Result<Header, Unreadable> {
        let mut head = Vec::with_capacity(Header::BYTES);
        stream.take(Header::BYTES as u64).read_to_end(&mut head)?;
        if head.len() < Header::BYTES || !head.starts_with(b"RSTL") {
            let found = String::from_utf8_lossy(&head[..head.len().min(4)]).into_owned();
            return Err(Unreadable::Magic { found });
        }
        let size = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().expect("four bytes"));
        Ok(Header { cases: size(4), places: size(8), kinds: size(12) })
    }

    /// Number of capacities, needs and scores; each product of two sizes fits.
    fn entries(self) -> [u128; 3] {
        let [cases, places, kinds] = [self.cases, self.places, self.kinds].map(u128::from);
        [places * kinds, cases * kinds, cases * places]
    }

    /// Bytes of the whole instance.
    fn length(self) -> u128 {
        let [capacities, needs, scores] = self.entries();
        Header::BYTES as u128 + 4 * capacities + needs + 2 * scores
    }

    /// Bytes of the problem's arrays: points and needs take four, a case's count and class four each.
    fn memory(self) -> u128 {
        let [_, needs, scores] = self.entries();
        4 * scores + 4 * needs + 8 * u128::from(self.cases)
    }
}

/// Whether a path is an instance's, by its ending `.bin`. A folder, whatever it is called, is a scenario's.
pub fn is_instance(path: &Path) -> bool {
    !path.is_dir() && path.extension().is_some_and(|ending| ending == "bin")
}

/// Reads an instance's file; see [`read`].
pub fn open(path: &Path, available: Option<u64>) -> Result<Problem, Refused> {
    let instance = || {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        read(file, length, available)
    };
    instance().map_err(|source| Refused { path: path.to_path_buf(), source })
}

/// Reads an instance of so many bytes into a problem of one level and one class, an option a destination.
///
/// Fails, before any of its arrays is made, where the header asks for another length, for more than can be numbered
/// or for more than the bytes of memory that are `available` (none: not known).
pub fn read(mut stream: impl Read, length: u64, available: Option<u64>) -> Result<Problem, Unreadable> {
    let header = Header::read(&mut stream)?;
    let (Ok(kinds), Some(_)) = (u16::try_from(header.kinds), header.places.checked_mul(header.kinds)) else {
        return Err(Unreadable::Sizes { header });
    };
    let (expected, needed) = (header.length(), header.memory());
    if u128::from(length) != expected {
        return Err(Unreadable::Length { found: length, expected, header });
    }
    if let Some(available) = available.filter(|available| u128::from(*available) < needed) {
        return Err(Unreadable::Memory { header, needed, available });
    }
    let [capacities, needs, scores] =
        header.entries().map(|entries| usize::try_from(entries).expect("it is in memory"));
    let mut bytes = vec![0; capacities * 4];
    stream.read_exact(&mut bytes)?;
    let mut supplies = Supplies::new(1);
    for units in bytes.chunks_exact(4) {
        supplies.push(&[(u32::from_le_bytes(units.try_into().expect("four bytes")).into(), &[0])]);
    }
    bytes.resize(needs, 0);
    stream.read_exact(&mut bytes)?;
    let need = bytes.par_iter().map(|&need| u32::from(need)).collect();
    let points = points(&mut stream, scores)?;
    let mut options = Options::default();
    for place in 0..header.places {
        let resource = |kind| place * u32::from(kinds) + u32::from(kind);
        let uses: Vec<Use> = (0..kinds).map(|kind| Use { resource: resource(kind), kind }).collect();
        options.push(place, &uses, None);
    }
    let cases = header.cases as usize;
    Ok(Problem {
        levels: vec![Level { name: "score".into(), unit: "points".into() }],
        kinds: kinds.into(),
        columns: header.places as usize,
        cases: Cases { count: vec![1; cases], need, class: vec![0; cases], weight: vec![Vec::new()] },
        classes: vec![Class { offers: (0..header.places).collect(), worth: vec![Vec::new()], opens: 0 }],
        fits: vec![Fit { level: 0, points }],
        options,
        supplies,
    })
}

/// So many scores as points; one thread reads, all turn them into points.
fn points(stream: &mut impl Read, scores: usize) -> io::Result<Vec<i32>> {
    let mut points = vec![0; scores];
    let mut bytes = vec![0; 2 * CHUNK.min(scores)];
    for chunk in points.chunks_mut(CHUNK) {
        let bytes = &mut bytes[..2 * chunk.len()];
        stream.read_exact(bytes)?;
        let threads = rayon::current_num_threads();
        let share = chunk.len().div_ceil(threads);
        chunk.par_chunks_mut(share).zip(bytes.par_chunks(2 * share)).for_each(|(points, bytes)| {
            for (points, score) in points.iter_mut().zip(bytes.chunks_exact(2)) {
                *points = match u16::from_le_bytes([score[0], score[1]]) {
                    u16::MAX => NOT_ALLOWED,
                    score => i32::from(score),
                };
            }
        });
    }
    Ok(points)
}

#[cfg(test)]
mod tests;
