//! Names, birth dates and document numbers: a caseload must not hold them.

use super::table::Table;
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
    for (name, column) in table.columns() {
        let dates =
            (0..table.len()).filter(|&row| name != "arrival" && looks_like_a_date(table.cell(row, column).text));
        let rows: Vec<usize> = dates.collect();
        let Some(&first) = rows.first() else { continue };
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

/// Whether a text is a day such as `1984-05-01`, `01.05.1984` or `5/1/84`.
fn looks_like_a_date(text: &str) -> bool {
    if !(6..=10).contains(&text.len()) || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    ['-', '/', '.'].into_iter().any(|mark| {
        let mut parts = text.split(mark);
        let digits = |part: &str| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.clone().count() == 3 && parts.all(digits)
    })
}
