//! Names, birth dates and document numbers: a caseload must not hold them.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use super::table::{Column, Table};
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;

/// What columns of personal data are called, letters alone.
const HEADERS: [&str; 29] = [
    "name",
    "names",
    "fullname",
    "firstname",
    "givenname",
    "forename",
    "middlename",
    "lastname",
    "surname",
    "familyname",
    "maidenname",
    "alias",
    "principalapplicant",
    "birth",
    "birthday",
    "birthdate",
    "dateofbirth",
    "dob",
    "born",
    "passport",
    "passportnumber",
    "passportno",
    "idcard",
    "nationalid",
    "idnumber",
    "phone",
    "phonenumber",
    "email",
    "address",
];

/// Bytes of a day in figures.
const LENGTHS: RangeInclusive<usize> = 6..=10;

/// Complains about columns that are called so, and about columns in which a value looks like a date of birth.
/// The lines themselves are not shown.
pub(super) fn check(table: &mut Table, complaints: &mut Complaints) {
    for (name, column) in table.others() {
        let letters: String = name.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
        if HEADERS.contains(&letters.as_str()) {
            table.column(&name);
            let found = format!("the column `{name}` holds personal data");
            complaints
                .push(Rule::PersonalData, table.header_spot(column), found, "no names, birth dates or document numbers")
                .hint("take the column out of the file; `id` is any text without meaning, and ages go by band");
        }
    }
    for (column, rows) in dates(table) {
        let (name, first) = (table.name(column), rows[0]);
        let found = format!("the column `{name}` holds what looks like dates of birth ({} of them)", rows.len());
        complaints
            .push(Rule::PersonalData, table.spot(first, column), found, "no names, birth dates or document numbers")
            .hint("take the dates out of the file; ages go by band into columns such as `f_18_59`")
            .hide();
        for row in rows {
            table.blank(row, column);
        }
    }
}

/// The columns in which a value looks like a date of birth, and its rows.
fn dates(table: &Table) -> Vec<(Column, Vec<usize>)> {
    let of_row = |row: usize| {
        let long = table.filled(row, *LENGTHS.start());
        let dates = long.filter(move |&column| looks_like_a_date(table.cell(row, column).text));
        dates.map(move |column| (column, row))
    };
    let mut dates: Vec<(Column, usize)> = (0..table.len()).into_par_iter().flat_map_iter(of_row).collect();
    dates.retain(|&(column, _)| table.name(column) != "arrival");
    dates.sort_unstable();
    dates.chunk_by(|one, two| one.0 == two.0).map(|of| (of[0].0, of.iter().map(|date| date.1).collect())).collect()
}

/// Whether a text is a day such as `1984-05-01`, `01.05.1984` or `5/1/84`.
fn looks_like_a_date(text: &str) -> bool {
    if !LENGTHS.contains(&text.len()) || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    ['-', '/', '.'].into_iter().any(|mark| {
        let mut parts = text.split(mark);
        let digits = |part: &str| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.clone().count() == 3 && parts.all(digits)
    })
}
