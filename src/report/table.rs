//! Tables and numbers as a planner reads them, at most [`WIDTH`] columns wide.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// Columns of the page.
pub const WIDTH: u16 = 100;

const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table of numbers by these names, after a first column of words.
pub fn matrix(first: &str, names: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut heads = vec![(first, CellAlignment::Left)];
    heads.extend(names.iter().map(|name| (name.as_str(), CellAlignment::Right)));
    build(&heads, rows)
}

fn build(heads: &[(&str, CellAlignment)], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH).force_no_tty();
    table.set_header(heads.iter().map(|(name, alignment)| Cell::new(name).set_alignment(*alignment)));
    table.add_rows(rows);
    for (index, (_, alignment)) in heads.iter().enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(*alignment);
            column.set_padding((0, 1));
        }
    }
    let mut page = String::new();
    for line in table.lines() {
        page += line.trim_end();
        page.push('\n');
    }
    page
}

/// A whole number with separators between thousands.
pub fn thousands(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let shown = [0_i64, 999, 1_000, 30_000, 1_234_567, -1_000].map(thousands);
        assert_eq!(shown, ["0", "999", "1,000", "30,000", "1,234,567", "-1,000"]);
    }
}
