//! Where the cells of a CSV file stand: worked out when a complaint asks for it, since the reader keeps rows only.

use std::ops::Range;

use csv::StringRecord;

/// Where a row begins: after the comments and blank lines that the reader passed over.
pub(super) fn row_start(content: &str, record: &StringRecord) -> usize {
    let mut at = record.position().map_or(0, |position| usize::try_from(position.byte()).expect("fits memory"));
    loop {
        match content.as_bytes().get(at) {
            Some(b'\r' | b'\n') => at += 1,
            Some(b'#') => at += content[at..].find('\n').unwrap_or(content.len() - at),
            _ => return at.min(content.len()),
        }
    }
}

/// The bytes of a cell, without quotes and the blanks around it.
pub(super) fn cell_range(content: &str, record: &StringRecord, column: usize) -> Range<usize> {
    let bytes = content.as_bytes();
    let mut at = row_start(content, record);
    for index in 0.. {
        let start = at;
        let quoted = bytes.get(at) == Some(&b'"');
        let mut inside = quoted;
        at += usize::from(quoted);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' if quoted => inside = !inside,
                b',' | b'\r' | b'\n' if !inside => break,
                _ => {}
            }
            at += 1;
        }
        if index == column || bytes.get(at) != Some(&b',') {
            let cell = &content[start..at];
            let unquoted = if quoted { cell.trim_matches('"') } else { cell };
            let start = start + usize::from(quoted) + unquoted.len() - unquoted.trim_start().len();
            return start..start + unquoted.trim().len();
        }
        at += 1;
    }
    unreachable!("the loop ends with the text")
}
