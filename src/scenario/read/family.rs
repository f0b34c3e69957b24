//! One row of `caseload.csv`: a family, or identical ones.

use super::caseload::{CATEGORIES, facts, languages, words};
use super::entry::Entry;
use super::register::Register;
use super::settings::{HEAVIEST, Settings};
use super::table::{Column, Table};
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Case, Contact, Counts, Hazard, Persons, Priority};

/// The letter's grounds.
const GROUNDS: [(&str, &str); 4] = [
    ("persecution", "persecution"),
    ("punished_after_return", "punished_after_return"),
    ("songbun", "songbun"),
    ("sur_place", "sur_place"),
];

/// The most families of one row.
const MOST_FAMILIES: u32 = 10_000_000;

/// The largest family, in persons.
const MOST_PERSONS: u32 = 100;

/// The count of a row whose count cannot be read: that is complained about, and what follows from it is not.
pub(super) const UNREAD: Counts = Counts { low: 0, point: 0, high: 0 };

/// Where each column of the file is, and the words of one that `scenario.toml` names.
pub(super) struct Columns<'a> {
    pub id: Column,
    pub counts: [Column; 3],
    female: [Column; 5],
    male: [Column; 5],
    persons: Column,
    disability: Column,
    province: Column,
    arrival: Column,
    contact: Column,
    categories: Column,
    priority: Column,
    hazard: Column,
    hazards: Vec<(&'a str, usize)>,
    hazard_weight: Column,
    unaccompanied: Column,
    bid: Column,
    single_parent: Column,
    languages: Column,
    ties: Column,
    linked: Column,
    needs: Vec<Column>,
    preferred: Column,
    refused: Column,
    wishes_to_stay: Column,
    facts: Column,
    grounds: Column,
}

impl<'a> Columns<'a> {
    /// Asks for every column.
    pub fn of(table: &mut Table, settings: &'a Settings) -> Columns<'a> {
        let bands = ["0_4", "5_11", "12_17", "18_59", "60"];
        if !settings.whole {
            for (name, _) in table.others().into_iter().filter(|(name, _)| name.starts_with("need_")) {
                table.column(&name);
            }
        }
        Columns {
            id: table.required("id"),
            counts: ["count", "count_low", "count_high"].map(|name| table.column(name)),
            female: bands.map(|band| table.column(&format!("f_{band}"))),
            male: bands.map(|band| table.column(&format!("m_{band}"))),
            persons: table.column("persons"),
            disability: table.column("disability"),
            province: table.column("province"),
            arrival: table.column("arrival"),
            contact: table.column("contact"),
            categories: table.column("categories"),
            priority: table.column("priority"),
            hazard: table.column("hazard"),
            hazards: settings.hazards.iter().zip(0..).map(|(class, index)| (class.name.as_str(), index)).collect(),
            hazard_weight: table.column("hazard_weight"),
            unaccompanied: table.column("unaccompanied"),
            bid: table.column("bid"),
            single_parent: table.column("single_parent"),
            languages: table.column("languages"),
            ties: table.column("ties"),
            linked: table.column("linked"),
            needs: settings.kinds.iter().map(|kind| table.column(&format!("need_{kind}"))).collect(),
            preferred: table.column("preferred"),
            refused: table.column("refused"),
            wishes_to_stay: table.column("wishes_to_stay"),
            facts: table.column("facts"),
            grounds: table.column("grounds"),
        }
    }
}

/// A row while it is read.
pub(super) struct Row<'a> {
    pub table: &'a Table,
    pub at: usize,
    pub columns: &'a Columns<'a>,
    pub settings: &'a Settings,
    pub destinations: &'a Register,
    pub ids: &'a Register,
}

impl<'a> Row<'a> {
    fn cell(&self, column: Column) -> Entry<'a> {
        self.table.cell(self.at, column)
    }

    /// Reads the row; what is wrong in it is complained about and left at its default.
    pub fn case(&self, complaints: &mut Complaints) -> Case {
        let columns = self.columns;
        let persons = self.persons(complaints);
        let (unaccompanied, needs) = self.unaccompanied(&persons, complaints);
        let (preferred, refused) = self.wishes(complaints);
        let horizon = &self.settings.horizon;
        Case {
            id: self.id(complaints),
            line: self.table.line(self.at),
            count: self.counts(complaints),
            persons,
            disability: self.disability(&persons, complaints),
            province: self.cell(columns.province).text.to_owned(),
            arrival: self.cell(columns.arrival).run(horizon, complaints).unwrap_or((0, 0)),
            contact: self.contact(complaints),
            categories: words(self.cell(columns.categories), &CATEGORIES, complaints),
            priority: self.priority(complaints),
            hazard: self.hazard(complaints),
            unaccompanied,
            best_interests_determined: self.flag(columns.bid, complaints),
            single_parent: self.flag(columns.single_parent, complaints),
            languages: languages(self.cell(columns.languages), complaints),
            ties: self.destinations.find_homes(self.cell(columns.ties), complaints),
            linked: self.linked(complaints),
            needs,
            preferred,
            refused,
            wishes_to_stay: self.flag(columns.wishes_to_stay, complaints),
            facts: facts(self.cell(columns.facts), self.settings, complaints),
            grounds: words(self.cell(columns.grounds), &GROUNDS, complaints),
        }
    }

    fn flag(&self, column: Column, complaints: &mut Complaints) -> bool {
        self.cell(column).flag(complaints).unwrap_or(false)
    }

    fn id(&self, complaints: &mut Complaints) -> String {
        let cell = self.cell(self.columns.id);
        let id = cell.required("id", complaints);
        if id.contains(char::is_whitespace) {
            let found = "an id with a space in it, like a name";
            cell.complain(Rule::InvalidId, found, "an id of one word, without meaning", complaints)
                .hint("number the cases, C1, C2, ...: a name must not be used as an id")
                .hide();
        } else if id.contains('=') {
            let found = format!("the id `{id}` holds a `=`");
            cell.complain(Rule::InvalidId, found, "an id of letters, digits and hyphens", complaints)
                .hint("what follows a `=` is the value that `--set` gives to a figure of the case");
        } else if let Some(first) = self.ids.earlier(self.at) {
            let first = self.table.line(first);
            let found = format!("the id `{id}` is also on line {first}");
            cell.complain(Rule::DuplicateId, found, "an id of its own for each row", complaints)
                .hint("identical families share a row: say how many in `count`");
        }
        id.to_owned()
    }

    /// Low, point and high estimate of the number of families.
    fn counts(&self, complaints: &mut Complaints) -> Counts {
        let [point, low, high] = self.columns.counts.map(|column| self.cell(column));
        let number = point.count(1..=MOST_FAMILIES, complaints);
        if number.is_none() && !point.is_empty() {
            return UNREAD;
        }
        let number = number.unwrap_or(1);
        let mut counts = Counts { low: number, point: number, high: number };
        if let Some(number) = low.count(0..=MOST_FAMILIES, complaints) {
            counts.low = number;
            if number > counts.point {
                let found = format!("a low estimate of {number} above the point estimate of {}", counts.point);
                low.complain(Rule::Estimates, found, "count_low <= count <= count_high", complaints);
            }
        }
        if let Some(number) = high.count(1..=MOST_FAMILIES, complaints) {
            counts.high = number;
            if number < counts.point {
                let found = format!("a high estimate of {number} below the point estimate of {}", counts.point);
                high.complain(Rule::Estimates, found, "count_low <= count <= count_high", complaints);
            }
        }
        counts
    }

    /// The members of one family: by sex and age, or `persons` alone.
    fn persons(&self, complaints: &mut Complaints) -> Persons {
        let before = complaints.list().len();
        let mut members = |columns: [Column; 5]| {
            columns.map(|column| self.cell(column).count(0..=MOST_PERSONS, complaints).unwrap_or(0))
        };
        let (female, male) = (members(self.columns.female), members(self.columns.male));
        let mut persons = Persons { female, male, unrecorded: 0 };
        let cell = self.cell(self.columns.persons);
        let recorded = persons.total();
        let number = cell.count(1..=MOST_PERSONS, complaints);
        if complaints.list().len() > before || complaints.unsound(&self.table.text) {
            // What cannot be read is complained about, and its sum is not.
            return Persons { unrecorded: 1, ..Persons::default() };
        }
        match number {
            Some(number) if recorded == 0 => persons.unrecorded = number,
            Some(number) if number != recorded => {
                let found = format!("{number} persons, but the columns of sex and age add up to {recorded}");
                cell.complain(Rule::PersonsDisagree, found, recorded.to_string(), complaints)
                    .hint("leave `persons` empty where sex and age are recorded");
            }
            None if recorded == 0 && cell.is_empty() => {
                let found = "a family of nobody";
                self.cell(self.columns.id).complain(Rule::NoPersons, found, "at least one person", complaints).hint(
                    "fill `persons`, or the columns of sex and age such as `f_18_59`, with the members of one family",
                );
            }
            _ => {}
        }
        persons
    }

    fn disability(&self, persons: &Persons, complaints: &mut Complaints) -> u32 {
        let cell = self.cell(self.columns.disability);
        let number = cell.count(0..=MOST_PERSONS, complaints).unwrap_or(0);
        let total = persons.total();
        if number > total && total > 0 {
            let found = format!("{number} members with a disability in a family of {total}");
            cell.complain(Rule::PersonsDisagree, found, format!("at most {total}"), complaints);
        }
        number
    }

    fn contact(&self, complaints: &mut Complaints) -> Contact {
        let words = [("known", Contact::Known), ("hiding", Contact::Hiding), ("detained", Contact::Detained)];
        self.cell(self.columns.contact).choice(&words, complaints).unwrap_or(Contact::Known)
    }

    fn priority(&self, complaints: &mut Complaints) -> Priority {
        let words = [("emergency", Priority::Emergency), ("urgent", Priority::Urgent), ("normal", Priority::Normal)];
        self.cell(self.columns.priority).choice(&words, complaints).unwrap_or(Priority::Normal)
    }

    fn hazard(&self, complaints: &mut Complaints) -> Hazard {
        let class =
            self.settings.choice(self.cell(self.columns.hazard), &self.columns.hazards, complaints).unwrap_or(0);
        let weight = self.cell(self.columns.hazard_weight).count(1..=HEAVIEST, complaints);
        Hazard { class, weight: weight.unwrap_or(self.settings.hazards[class].weight) }
    }

    /// Whether the case is an unaccompanied child, and its needs by kind: such a child needs a guardian.
    fn unaccompanied(&self, persons: &Persons, complaints: &mut Complaints) -> (bool, Vec<u32>) {
        let cell = self.cell(self.columns.unaccompanied);
        let unaccompanied = cell.flag(complaints).unwrap_or(false);
        if unaccompanied {
            let adults = persons.total() - persons.children() - persons.unrecorded;
            if adults > 0 {
                let found = format!("an unaccompanied child in a family with {adults} of 18 or older");
                cell.complain(Rule::Unaccompanied, found, "children alone", complaints)
                    .hint("a child with an adult of its family is not unaccompanied: leave the cell empty");
            }
        }
        let mut needs = Vec::with_capacity(self.columns.needs.len());
        for (kind, &column) in self.settings.kinds.iter().zip(&self.columns.needs) {
            let cell = self.cell(column);
            let need = cell.count(0..=MOST_PERSONS, complaints);
            let guardian = unaccompanied && kind == "guardian";
            if guardian && need == Some(0) {
                let found = "an unaccompanied child without a guardian's place";
                cell.complain(Rule::Unaccompanied, found, "1 or more", complaints)
                    .hint("leave the cell empty: an unaccompanied child needs one guardian");
            }
            needs.push(need.unwrap_or(u32::from(guardian)));
        }
        (unaccompanied, needs)
    }

    fn linked(&self, complaints: &mut Complaints) -> Vec<usize> {
        let cell = self.cell(self.columns.linked);
        let mut linked = self.ids.find_all(cell, complaints);
        if linked.contains(&self.at) {
            let itself = cell.words().find(|word| self.ids.row(word.text) == Some(self.at)).unwrap_or(cell);
            let found = format!("the case `{}` is linked to itself", itself.text);
            itself.complain(Rule::SelfLink, found, "the id of another case", complaints);
            linked.retain(|&other| other != self.at);
        }
        linked
    }

    /// Destinations wished for, in order, and those refused.
    fn wishes(&self, complaints: &mut Complaints) -> (Vec<usize>, Vec<usize>) {
        let preferred = self.destinations.find_homes(self.cell(self.columns.preferred), complaints);
        let cell = self.cell(self.columns.refused);
        let refused = self.destinations.find_all(cell, complaints);
        for word in cell.words() {
            if self.destinations.row(word.text).is_some_and(|row| preferred.contains(&row)) {
                let found = format!("`{}` is both preferred and refused", word.text);
                word.complain(Rule::PreferredRefused, found, "one or the other", complaints)
                    .hint("a refusal is a prohibition: take the country out of one of the two columns");
            }
        }
        (preferred, refused)
    }
}
