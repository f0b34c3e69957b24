//! Names, birth dates and document numbers: a caseload must not hold them.

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

/// Bytes of the shortest day, such as `5/1/84`.
const SHORTEST: usize = 6;

/// How the months of a day in words begin.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Complains about columns that are called so, and about columns in which a value looks like a date of birth.
/// No line of such a file is shown.
pub(super) fn check(table: &mut Table, complaints: &mut Complaints) {
    for (name, column) in table.others() {
        let letters: String = name.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
        if HEADERS.contains(&letters.as_str()) {
            table.column(&name);
            let found = format!("the column `{name}` holds personal data");
            complaints
                .push(Rule::PersonalData, table.header_spot(column), found, "no names, birth dates or document numbers")
                .hint("take the column out of the file; `id` is any text without meaning, and ages go by band")
                .hide();
        }
    }
    for (column, rows) in dates(table) {
        let place = match table.name(column) {
            "" => "a cell beyond the header".to_owned(),
            name => format!("the column `{name}`"),
        };
        let found = format!("{place} holds what looks like dates of birth ({} of them)", rows.len());
        complaints
            .push(Rule::PersonalData, table.spot(rows[0], column), found, "no names, birth dates or document numbers")
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
        let long = table.filled(row, SHORTEST);
        let dates = long.filter(move |&column| looks_like_a_date(table.written(row, column)));
        dates.map(move |column| (column, row))
    };
    let mut dates: Vec<(Column, usize)> = (0..table.len()).into_par_iter().flat_map_iter(of_row).collect();
    dates.retain(|&(column, row)| match table.name(column) {
        "arrival" => false,
        // Cases may be numbered in any way.
        "id" | "linked" => !table.written(row, column).bytes().all(|byte| byte.is_ascii_digit() || byte == b' '),
        _ => true,
    });
    dates.sort_unstable();
    dates.chunk_by(|one, two| one.0 == two.0).map(|of| (of[0].0, of.iter().map(|date| date.1).collect())).collect()
}

/// Whether a text holds a day such as `1984-05-01`, `01.05.1984`, `5/1/84`, `19840501` or `5 May 1984`, with the hour
/// or without.
fn looks_like_a_date(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && (text.split([' ', 'T']).any(|word| in_figures(word) || in_one_number(word)) || in_words(text))
}

/// Whether a word is three numbers.
fn in_figures(word: &str) -> bool {
    word.len() >= SHORTEST
        && ['-', '/', '.'].into_iter().any(|mark| {
            let digits = |part: &str| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit());
            word.split(mark).count() == 3 && word.split(mark).all(digits)
        })
}

/// Whether a word is year, month and day without a mark between them.
fn in_one_number(word: &str) -> bool {
    let number = |from: usize, until: usize| word[from..until].parse().unwrap_or(0);
    word.len() == 8
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && (1900..2100).contains(&number(0, 4))
        && (1..=12).contains(&number(4, 6))
        && (1..=31).contains(&number(6, 8))
}

/// Whether a text holds a year, a day and a month by its name.
fn in_words(text: &str) -> bool {
    let parts = || text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let number = |digits: usize| move |part: &str| part.len() <= digits && part.parse::<u16>().is_ok();
    let month = |part: &str| part.get(..3).is_some_and(|start| MONTHS.contains(&start.to_lowercase().as_str()));
    parts().count() == 3
        && parts().any(month)
        && parts().any(number(2))
        && parts().any(|part| part.len() == 4 && number(4)(part))
}
