//! The rules that a scenario must keep, each with the code that its complaints carry.

macro_rules! rules {
    ($($name:ident = $code:literal, $meaning:literal;)*) => {
        /// A rule that a scenario must keep.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule {
            $(#[doc = $meaning] $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Rule] = &[$(Rule::$name),*];

            /// The code that its complaints carry.
            pub fn code(self) -> &'static str {
                match self { $(Rule::$name => $code,)* }
            }

            /// What breaks it.
            pub fn meaning(self) -> &'static str {
                match self { $(Rule::$name => $meaning,)* }
            }
        }
    };
}

rules! {
    MissingFile = "missing-file", "a folder or a file that must be there is not, or cannot be read";
    UnknownFile = "unknown-file", "a file whose name is nearly that of one that is read";
    TwoFiles = "two-files", "a table that is there twice, as it is and packed by gzip";
    Encoding = "encoding", "bytes that are not UTF-8";
    Delimiter = "delimiter", "cells separated by semicolons, tabs or pipes";
    RaggedRow = "ragged-row", "a row with more or fewer cells than the header";
    TomlSyntax = "toml-syntax", "text that is not TOML";
    Extends = "extends", "a scenario that extends itself";
    UnknownColumn = "unknown-column", "a column that the file does not have";
    MissingColumn = "missing-column", "a column that must be there is not";
    DuplicateColumn = "duplicate-column", "a column that is there twice";
    UnknownKey = "unknown-key", "a key or section that `scenario.toml` does not have";
    WrongShape = "wrong-shape", "a list or a section where one value belongs, or the other way round";
    PersonalData = "personal-data", "a column of names, birth dates or document numbers, or a value that looks like one";
    MissingValue = "missing-value", "an empty cell or key that must be filled";
    NotANumber = "not-a-number", "a number that is not one";
    OutOfRange = "out-of-range", "a number that is negative, absurd, or outside its range";
    UnknownWord = "unknown-word", "a word that is not one of those possible";
    Period = "period", "a period or a run of periods that cannot be read";
    OutsideHorizon = "outside-horizon", "a period outside the horizon";
    InvalidId = "invalid-id", "an id with a space or a `=` in it, or a name that is no word or is taken by a stage";
    DuplicateId = "duplicate-id", "an id or a pair that is there twice";
    UnknownCountry = "unknown-country", "a code that is not ISO 3166 alpha-3";
    UnknownDestination = "unknown-destination", "a country that is not in `destinations.csv`";
    UnknownCase = "unknown-case", "an id that is not in `caseload.csv`";
    UnknownProvince = "unknown-province", "a province where no case is";
    EmptyCaseload = "empty-caseload", "a caseload without a row";
    NoPersons = "no-persons", "a family of nobody";
    PersonsDisagree = "persons-disagree", "`persons` or `disability` that do not agree with the members";
    Estimates = "estimates", "a low estimate above the point estimate, or a high one below";
    Unaccompanied = "unaccompanied", "an unaccompanied child with adults, without a child, or without a guardian";
    SelfLink = "self-link", "a case that is linked to itself";
    LinkedApart = "linked-apart", "linked cases of different counts, arrivals, contacts or provinces";
    LinkedOptions = "linked-options", "linked cases that no destination is open to together";
    PreferredRefused = "preferred-refused", "a destination both preferred and refused";
    NoGuarantee = "no-guarantee", "a country without a guarantee against return";
    Origin = "origin", "the country of origin as destination, transit country, hold or country of asylum";
    Asylum = "asylum", "the country of asylum as a destination";
    NoDestination = "no-destination", "`destinations.csv` without a row";
    NoPlaces = "no-places", "a settlement destination for which nothing supplies places";
    Minimum = "minimum", "fewer places than a minimum that must be met";
    Role = "role", "a country in a role that it does not have";
    Route = "route", "a route whose columns do not fit its kind";
    Capacity = "capacity", "a capacity whose place does not fit its kind";
    Override = "override", "a hold or a ban that contradicts another, or the case itself";
    NoInput = "no-input", "an objective without its input";
    NoEffect = "no-effect", "a figure that only an objective asks for which the scenario does not have";
    Acknowledge = "acknowledge", "score, cost or sharing above protection, or in its place, without the planner's word";
    Sources = "sources", "`SOURCES.md` without its table, or with two";
    Change = "change", "a `--set` or `--without` that cannot be read, or that names nothing";
}

impl Rule {
    /// Whether what breaks the rule hides a part of its file from the reader.
    pub(super) fn leaves_unread(self) -> bool {
        use Rule::{
            Delimiter, DuplicateColumn, MissingColumn, MissingFile, PersonalData, RaggedRow, TomlSyntax, UnknownColumn,
        };
        matches!(
            self,
            MissingFile
                | Delimiter
                | RaggedRow
                | TomlSyntax
                | UnknownColumn
                | MissingColumn
                | DuplicateColumn
                | PersonalData
        )
    }
}
