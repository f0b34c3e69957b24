//! The letter's four components, its further asks, and what happens without them.

use super::Period;

/// When a component begins; `None` is never.
pub type Begins = Option<Period>;

/// The letter's components, each with the period in which it begins or never.
///
/// Legislation and review are the earliest start of determination, status, access and exits; the
/// moratorium, which the letter asks for *until* the laws are in line, does not wait for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// New legislation and the review of the existing.
    pub legislation: Begins,
    /// Moratorium on deportation: from here on nobody is returned.
    pub moratorium: Begins,
    /// Refugee status determination with UNHCR.
    pub determination: Begins,
    /// Who is recognised.
    pub recognition: Recognition,
    /// Special humanitarian status: those who wait are documented, served and safe.
    pub humanitarian_status: Begins,
    /// Share of the hazard that the status takes away, 0 to 1.
    pub status_protects: f64,
    /// Unhindered access for UNHCR.
    pub access: Begins,
    /// Share of those still in hiding who come forward each period of access, 0 to 1.
    pub comes_forward: f64,
    /// Exit clearances.
    pub exit: Begins,
}

/// Who is recognised as a refugee.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recognition {
    /// Everyone: the letter holds all to be refugees sur place.
    PrimaFacie,
    /// This share of families, by seeded draws, families whole.
    Share(f64),
}

/// A class of hazard, and what happens each period to those in it who are unprotected.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardClass {
    /// The name that the caseload uses.
    pub name: String,
    /// Weight of a person-month without protection, at least 1.
    pub weight: u32,
    /// Share returned to the country of origin each period without the moratorium, 0 to 1.
    pub returned: f64,
    /// Share of those in hiding who leave by irregular routes each period, 0 to 1.
    pub leaves_irregularly: f64,
}

/// Irregular arrivals that were observed, to hold the fitted rates against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Calendar year.
    pub year: i32,
    /// Persons.
    pub arrivals: u32,
}

/// Periods from coming forward within which each priority is to be protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Emergency cases.
    pub emergency: u32,
    /// Urgent cases.
    pub urgent: u32,
    /// Normal cases.
    pub normal: u32,
}
