//! One value that a planner wrote, and where: a cell, a TOML scalar, a word of a list, an argument.

use std::ops::RangeInclusive;

use super::nearest;
use super::table::{Column, Table};
use crate::scenario::complaint::{Complaint, Complaints, Spot};
use crate::scenario::rule::Rule;
use crate::scenario::{Horizon, Period};

/// The largest decimal number that is read: the sum of any of them is one too.
pub(super) const LARGEST: f64 = 1e18;

/// What to do about a number that is too large to be meant.
const TOO_LARGE: &str = "look for a digit too many, or another unit";

/// One value as written, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Trimmed; empty where nothing is written.
    pub text: &'a str,
    /// Where it stands.
    at: At<'a>,
    /// Bytes of the cell or value before it: more than 0 for a further word of a list.
    before: usize,
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    /// In a cell of a table.
    Cell { table: &'a Table, row: usize, column: Column },
    /// In a row whose table leaves the column out.
    Row { table: &'a Table, row: usize },
    /// Here.
    Spot(&'a Spot),
}

impl<'a> Entry<'a> {
    /// The whole of a cell or value.
    pub fn new(text: &'a str, at: At<'a>) -> Entry<'a> {
        Entry { text, at, before: 0 }
    }

    /// A part of this value.
    fn part(&self, part: &'a str) -> Entry<'a> {
        let before = part.as_ptr().addr() - self.text.as_ptr().addr();
        Entry { text: part, at: self.at, before: self.before + before }
    }

    /// Where the value stands: for a word of a list, the word.
    pub fn spot(&self) -> Spot {
        let mut spot = match self.at {
            At::Cell { table, row, column } => table.spot(row, column),
            At::Row { table, row } => table.spot(row, Table::FIRST),
            At::Spot(spot) => spot.clone(),
        };
        if let Some(range) = &mut spot.range {
            // Within quotes or a sum the text may not stand as it is read: then the whole is meant.
            let whole = &spot.text.content[range.clone()];
            let quote = usize::from(whole.starts_with('"'));
            let part = range.start + quote + self.before;
            let part = part..part + self.text.len();
            if !self.text.is_empty() && spot.text.content.get(part.clone()) == Some(self.text) {
                *range = part;
            }
        }
        spot
    }

    /// Complains about this value.
    pub fn complain<'c>(
        &self,
        rule: Rule,
        found: impl Into<String>,
        expected: impl Into<String>,
        complaints: &'c mut Complaints,
    ) -> &'c mut Complaint {
        let expected = match self.at {
            At::Cell { table, column, .. } => format!("{} in column `{}`", expected.into(), table.name(column)),
            At::Row { .. } | At::Spot(_) => expected.into(),
        };
        complaints.push(rule, self.spot(), found, expected)
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The words of a list.
    pub fn words(self) -> impl Iterator<Item = Entry<'a>> {
        self.text.split_whitespace().map(move |word| self.part(word))
    }

    /// The value without these signs around it.
    pub fn trimmed(&self, signs: &[char]) -> Entry<'a> {
        self.part(self.text.trim_matches(signs))
    }

    /// The text, which must be there.
    pub fn required(&self, what: &str, complaints: &mut Complaints) -> &'a str {
        // Where the column itself is missing, that is complained about, and the cells are not.
        if self.is_empty() && !matches!(self.at, At::Row { .. }) {
            self.complain(Rule::MissingValue, format!("no {what}"), format!("the {what}"), complaints);
        }
        self.text
    }

    /// A whole number within a range; none where nothing, or nothing sound, is written.
    pub fn whole(&self, range: RangeInclusive<u64>, complaints: &mut Complaints) -> Option<u64> {
        if self.is_empty() {
            return None;
        }
        let digits = self.text.strip_prefix('-').unwrap_or(self.text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.not_a_number("a whole number", complaints);
            return None;
        }
        let number = self.text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let (what, hint) = match () {
                () if digits.len() < self.text.len() => ("a negative number", "take the minus away"),
                () if digits.parse().is_ok_and(|number: u64| number < *range.start()) => {
                    ("too small a number", "leave the line out where there is none")
                }
                () => ("too large a number", TOO_LARGE),
            };
            let found = format!("{what}: `{}`", self.text);
            let expected = match *range.end() {
                u64::MAX => format!("a whole number, {} or more", range.start()),
                end => format!("a whole number from {} to {end}", range.start()),
            };
            self.complain(Rule::OutOfRange, found, expected, complaints).hint(hint);
        }
        number
    }

    /// [`Entry::whole`] where 32 bits hold the range.
    pub fn count(&self, range: RangeInclusive<u32>, complaints: &mut Complaints) -> Option<u32> {
        let number = self.whole(u64::from(*range.start())..=u64::from(*range.end()), complaints)?;
        Some(u32::try_from(number).expect("within the range"))
    }

    /// A decimal number within a range.
    pub fn number(&self, range: RangeInclusive<f64>, complaints: &mut Complaints) -> Option<f64> {
        if self.is_empty() {
            return None;
        }
        let plain = self.text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let Some(number) = self.text.parse::<f64>().ok().filter(|_| plain) else {
            self.not_a_number("a number", complaints);
            return None;
        };
        if range.contains(&number) {
            return Some(number);
        }
        let expected = match *range.end() {
            LARGEST => format!("a number from {} to {LARGEST:e}", range.start()),
            end => format!("a number from {} to {end}", range.start()),
        };
        let hint = match (number, *range.end()) {
            (..0.0, _) if *range.start() == 0.0 => "take the minus away".to_owned(),
            (2.0..=100.0, 1.0) => format!("a share of {number}% is {}", number / 100.0),
            _ => TOO_LARGE.to_owned(),
        };
        let found = format!("a number outside its range: `{}`", self.text);
        self.complain(Rule::OutOfRange, found, expected, complaints).hint(hint);
        None
    }

    fn not_a_number(&self, expected: &str, complaints: &mut Complaints) {
        let hint = match (ungrouped(self.text), self.text.replacen(',', ".", 1).parse::<f64>()) {
            (Some(bare), _) => format!("write it without separators: {bare}"),
            (None, Ok(number)) if !(-LARGEST..=LARGEST).contains(&number) => {
                "leave it out where it is not known".to_owned()
            }
            (None, Ok(number)) if expected == "a number" => format!("write decimals with a point: {number}"),
            (None, Ok(number)) if number.fract() == 0.0 => format!("write {number}"),
            (None, Ok(number)) => format!("write {} or {}", number.floor(), number.ceil()),
            (None, Err(_)) => "write it in digits alone, or leave it out where it is not known".to_owned(),
        };
        self.complain(Rule::NotANumber, format!("not {expected}: `{}`", self.text), expected, complaints).hint(hint);
    }

    /// `yes` or `no`.
    pub fn flag(&self, complaints: &mut Complaints) -> Option<bool> {
        self.choice(&[("yes", true), ("no", false)], complaints)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, words: &[(&str, T)], complaints: &mut Complaints) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let choice = words.iter().find(|(word, _)| *word == self.text).map(|(_, value)| *value);
        if choice.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let complaint =
                self.complain(Rule::UnknownWord, format!("unknown word `{}`", self.text), either(&names), complaints);
            if let Some(known) = nearest(self.text, names.into_iter()) {
                complaint.hint(format!("did you mean `{known}`?"));
            }
        }
        choice
    }

    /// A period of the horizon.
    pub fn period(&self, horizon: &Horizon, complaints: &mut Complaints) -> Option<Period> {
        if self.is_empty() {
            return None;
        }
        let period = if let (Some((year, month)), Some(_)) = (read_month(self.text), horizon.start) {
            horizon.period_of(year, month)
        } else if let Some(number) = read_digits(self.text) {
            number.checked_sub(1).filter(|&period| period < horizon.periods)
        } else {
            let expected = match horizon.start {
                Some(_) => "a month such as `2014-03`, or the number of a period",
                None => "the number of a period, from 1, since the scenario's horizon has no start",
            };
            self.complain(Rule::Period, format!("not a period: `{}`", self.text), expected, complaints);
            return None;
        };
        if period.is_none() {
            self.outside(horizon, complaints);
        }
        period
    }

    /// A run of periods: `a..b`, a calendar year, or one period.
    pub fn run(&self, horizon: &Horizon, complaints: &mut Complaints) -> Option<(Period, Period)> {
        if self.is_empty() {
            return None;
        }
        let year = (self.text.len() == 4 && horizon.start.is_some()).then(|| read_digits(self.text)).flatten();
        if let Some(year) = year {
            let run = horizon.periods_of(i32::try_from(year).expect("four digits"));
            if run.is_none() {
                self.outside(horizon, complaints);
            }
            return run;
        }
        let Some((first, last)) = self.text.split_once("..") else {
            return self.period(horizon, complaints).map(|period| (period, period));
        };
        let first = self.part(first.trim()).period(horizon, complaints);
        let last = self.part(last.trim()).period(horizon, complaints);
        let (first, last) = (first?, last?);
        if first > last {
            let found = format!("a run of periods that ends before it begins: `{}`", self.text);
            self.complain(Rule::Period, found, "the earlier period first", complaints);
            return None;
        }
        Some((first, last))
    }

    fn outside(&self, horizon: &Horizon, complaints: &mut Complaints) {
        let found = format!("`{}` is outside the horizon", self.text);
        let (first, last) = (horizon.name(0), horizon.name(horizon.periods - 1));
        self.complain(Rule::OutsideHorizon, found, format!("a period from {first} to {last}"), complaints)
            .hint(format!("write {first} for what began before, or make the horizon of scenario.toml longer"));
    }
}

/// The digits of a number whose thousands are set apart.
fn ungrouped(text: &str) -> Option<String> {
    let mut groups = text.split([',', '.', '\'', '_', '’', ' ', '\u{a0}', '\u{202f}']);
    let first = groups.next().filter(|first| matches!(first.len(), 1..=3) && !first.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = !rest.is_empty() && digits(first) && rest.iter().all(|group| group.len() == 3 && digits(group));
    grouped.then(|| first.to_owned() + &rest.concat())
}

/// A list of words to choose from.
fn either(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// A number of digits alone.
fn read_digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A month such as `2014-03`.
pub(super) fn read_month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
    let month = read_digits(month).filter(|month| (1..=12).contains(month))?;
    Some((i32::try_from(read_digits(year)?).ok()?, month))
}
