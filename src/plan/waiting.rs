//! Who still waits, why, and the smallest change that would place them: the rows of `waiting.csv`.

use serde::Serialize;

use super::spaced;

/// Families of a case that the plan leaves waiting for one reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitingRow {
    /// Ids of the cases that would travel as one.
    #[serde(serialize_with = "spaced")]
    pub cases: Vec<String>,
    /// Families (of each id) that wait.
    pub count: u32,
    /// Persons in them.
    pub persons: u64,
    /// Why they wait.
    pub reason: Reason,
    /// The reason in words: which rules, which objective, which periods.
    pub words: String,
    /// The smallest change that places them, as arguments of `--set` to be given together; empty:
    /// no change of one figure would.
    #[serde(serialize_with = "spaced")]
    pub change: Vec<String>,
}

/// Why a family waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Rules close every destination to it.
    NoLawfulOption,
    /// Nothing brings it into contact with UNHCR within the horizon.
    NeverComesForward,
    /// It comes forward after the last departure that could still be made.
    TooLate,
    /// Not recognised as refugees: they keep the humanitarian status.
    NotRecognised,
    /// The places went to cases ahead of it.
    PlacesTaken,
}

impl Reason {
    /// The reason in a few words, for tables.
    pub fn name(self) -> &'static str {
        match self {
            Reason::NoLawfulOption => "no lawful option",
            Reason::NeverComesForward => "never comes forward",
            Reason::TooLate => "comes forward too late",
            Reason::NotRecognised => "not recognised",
            Reason::PlacesTaken => "places went to cases ahead",
        }
    }
}
