//! What a matrix holds, byte for byte, and what is refused.

use super::*;

/// An instance's bytes.
fn instance(header: Header, capacities: &[u32], needs: &[u8], scores: &[u16]) -> Vec<u8> {
    let mut bytes = header.bytes().to_vec();
    bytes.extend(capacities.iter().flat_map(|units| units.to_le_bytes()));
    bytes.extend(needs);
    bytes.extend(scores.iter().flat_map(|score| score.to_le_bytes()));
    bytes
}

fn small() -> Vec<u8> {
    let header = Header { cases: 3, places: 2, kinds: 2 };
    instance(header, &[5, 1, u32::MAX, 0], &[1, 0, 255, 1, 3, 2], &[0, 65_535, 65_534, 7, 8, 9])
}

fn read_all(bytes: &[u8]) -> Result<Problem, Unreadable> {
    read(bytes, bytes.len() as u64, None)
}

fn complaint(bytes: &[u8]) -> String {
    read_all(bytes).unwrap_err().to_string()
}

#[test]
fn every_number_arrives_where_it_belongs() {
    let problem = read_all(&small()).unwrap();
    assert!(problem.faults().is_empty(), "{:?}", problem.faults());
    assert_eq!((problem.len(), problem.columns, problem.kinds), (3, 2, 2));
    assert_eq!(problem.fits[0].points, [0, NOT_ALLOWED, 65_534, 7, 8, 9]);
    assert_eq!(problem.cases.need, [1, 0, 255, 1, 3, 2]);
    assert_eq!(problem.supplies.width, [5, 1, u64::from(u32::MAX), 0]);
    assert_eq!(problem.options.uses(1), [Use { resource: 2, kind: 0 }, Use { resource: 3, kind: 1 }]);
}

/// More scores than are read at a time, and a last chunk that no number of threads divides.
#[test]
fn chunks_follow_each_other() {
    let cases = u32::try_from(CHUNK + 5).unwrap();
    let scores: Vec<u16> = (0..u16::MAX).cycle().take(CHUNK + 5).collect();
    let bytes = instance(Header { cases, places: 1, kinds: 1 }, &[1], &vec![1; scores.len()], &scores);
    for threads in 1..=3 {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let problem = pool.install(|| read_all(&bytes)).unwrap();
        assert!(problem.fits[0].points.iter().zip(&scores).all(|(points, score)| *points == i32::from(*score)));
    }
}

#[test]
fn what_is_no_matrix_says_what_it_is() {
    for bytes in [&b""[..], b"RST", b"RSTL", b"PK\x03\x04 and so on for a while"] {
        assert!(matches!(read_all(bytes), Err(Unreadable::Magic { .. })), "{bytes:?}");
    }
    assert!(complaint(b"PK\x03\x04 and so on for a while").starts_with("this is no matrix: found \"PK"));
}

/// A scenario may live in a folder that ends like a matrix.
#[test]
fn the_ending_tells_an_instance() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("folder.bin");
    std::fs::create_dir(&folder).unwrap();
    let names = ["missing.bin", "folder.bin", "scenario.toml", "bin"];
    assert_eq!(names.map(|name| is_instance(&home.path().join(name))), [true, false, false, false]);
}

#[test]
fn another_length_than_the_header_asks_for_is_told_in_bytes() {
    let bytes = small();
    let all = bytes.len();
    let cut = complaint(&bytes[..all - 1]);
    let header = "3 cases, 2 destinations, 2 kinds of need";
    assert!(cut.starts_with(&format!("found {} bytes, expected {all}: {header}", all - 1)), "{cut}");
    let longer = complaint(&[&bytes[..], &[0]].concat());
    assert!(longer.starts_with(&format!("found {} bytes, expected {all}", all + 1)), "{longer}");
    // A stream that ends although its length was right, as when a file is cut while it is read.
    assert!(matches!(read(&bytes[..all - 1], all as u64, None), Err(Unreadable::Io(_))));
}

/// Were anything allocated first, the largest sizes would end the program.
#[test]
fn sizes_are_checked_before_anything_is_made() {
    let header = |cases, places, kinds| Header { cases, places, kinds }.bytes();
    let largest = complaint(&header(u32::MAX, u32::MAX, 1));
    assert!(largest.starts_with("found 16 bytes, expected 36893488151714070541: 4294967295 cases"), "{largest}");
    for (places, kinds) in [(1, 65_536), (65_537, 65_535 + 1), (65_538, 65_535)] {
        assert!(matches!(read_all(&header(1, places, kinds)), Err(Unreadable::Sizes { .. })), "{places} × {kinds}");
    }
    assert!(matches!(read_all(&header(1, 65_537, 65_535)), Err(Unreadable::Length { .. })));
}

#[test]
fn more_than_memory_holds_is_refused() {
    let bytes = small();
    let needed = 4 * 6 + 4 * 6 + 8 * 3;
    assert!(read(&bytes[..], bytes.len() as u64, Some(needed)).is_ok());
    let refused = read(&bytes[..], bytes.len() as u64, Some(needed - 1)).unwrap_err().to_string();
    assert!(refused.contains("needs 72 bytes of memory at least, and 71 are available"), "{refused}");
}
