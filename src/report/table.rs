//! Tables and numbers as a planner reads them, at most [`WIDTH`] columns wide.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// Columns of the page.
pub const WIDTH: u16 = 100;

const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column<'a> {
    /// Words, on the left.
    Words(&'a str),
    /// Numbers, on the right.
    Numbers(&'a str),
}

/// A table with these columns and rows.
pub fn table(columns: &[Column<'_>], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let heads: Vec<_> = columns
        .iter()
        .map(|column| match column {
            Column::Words(name) => (*name, CellAlignment::Left),
            Column::Numbers(name) => (*name, CellAlignment::Right),
        })
        .collect();
    build(&heads, rows)
}

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

/// A figure rounded to whole units.
pub fn rounded(figure: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "figures of persons and months stay far below 2^53")]
    let whole = figure.round() as i64;
    thousands(whole)
}

/// A share in per cent, a tenth shown.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A figure where there is one.
pub fn known<T>(figure: Option<T>, show: impl FnOnce(T) -> String) -> String {
    figure.map_or_else(|| "·".to_owned(), show)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let shown = [0_i64, 999, 1_000, 30_000, 1_234_567, -1_000].map(thousands);
        assert_eq!(shown, ["0", "999", "1,000", "30,000", "1,234,567", "-1,000"]);
    }

    #[test]
    fn numbers_stand_on_the_right() {
        let page = table(&[Column::Words("who"), Column::Numbers("persons")], [vec!["all".into(), thousands(1_200)]]);
        assert_eq!(page, "who  persons\n─────────────\nall    1,200\n");
    }

    #[test]
    fn long_words_wrap_within_the_page() {
        let words = "a reason that takes many words ".repeat(10);
        let page = table(&[Column::Words("why"), Column::Numbers("persons")], [vec![words, thousands(12)]]);
        assert!(page.lines().all(|line| line.chars().count() <= usize::from(WIDTH)), "{page}");
        assert!(page.lines().count() > 4, "{page}");
    }
}
