//! The registry: which instances are measured, by family and size.

/// What the cases of an instance are like; all have [`Instance::PLACES`] destinations with places for 80 % of the
/// persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Single persons, each with a score of their own: a transportation problem.
    T,
    /// Families of one to eight persons; one pair in ten is not allowed.
    G,
    /// As [`Family::G`], with school and medical places for 75 % of those who need them.
    M,
    /// As [`Family::T`], but scores are products of case and destination in steps of a hundredth: most tie.
    L,
    /// As [`Family::L`], with families and forbidden pairs.
    R,
    /// As [`Family::T`], but with 500 different rows of scores, each many times.
    D,
}

impl Family {
    /// All families.
    pub const ALL: [Family; 6] = [Family::T, Family::G, Family::M, Family::L, Family::R, Family::D];

    /// Whether every case is one person, with no pair forbidden.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Family::T | Family::L | Family::D)
    }

    /// Kinds of need: persons, and with [`Family::M`] those who go to school and those who need medical care.
    pub(super) fn kinds(self) -> u16 {
        if self == Family::M { 3 } else { 1 }
    }
}

/// An instance that can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instance {
    /// What its cases are like.
    pub family: Family,
    /// How many cases.
    pub cases: u32,
}

impl Instance {
    /// Destinations of every instance.
    pub const PLACES: u16 = 30;
    /// The cases of the smallest instances.
    pub const SMALLEST: u32 = 1_000;

    /// Its name, such as `T-1000`.
    pub fn name(self) -> String {
        format!("{:?}-{}", self.family, self.cases)
    }
}

/// The instances of every family with so many cases.
pub fn registry(cases: u32) -> [Instance; 6] {
    Family::ALL.map(|family| Instance { family, cases })
}
