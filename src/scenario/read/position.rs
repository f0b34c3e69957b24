//! Where the cells of a CSV file stand: worked out when a complaint asks for it, from where their row begins.

use std::ops::Range;

/// Where the next row begins: after comments and blank lines.
pub(super) fn row_start(content: &str, mut at: usize) -> usize {
    loop {
        match content.as_bytes().get(at) {
            Some(b'\r' | b'\n') => at += 1,
            Some(b'#') => at += content[at..].find('\n').unwrap_or(content.len() - at),
            _ => return at.min(content.len()),
        }
    }
}

/// The bytes of a cell, without quotes and the blanks around it, in the row that begins here.
pub(super) fn cell_range(content: &str, mut at: usize, column: usize) -> Range<usize> {
    let bytes = content.as_bytes();
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
