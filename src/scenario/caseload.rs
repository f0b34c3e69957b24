//! Cases: families who wait.

use std::collections::BTreeMap;

use super::Period;

/// UNHCR's age bands.
pub const AGE_BANDS: [&str; 5] = ["0-4", "5-11", "12-17", "18-59", "60+"];

/// One row of `caseload.csv`: a family, or a group of identical ones.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a family, one a column")]
pub struct Case {
    /// The planner's id, without meaning to the program.
    pub id: String,
    /// Line of the caseload file, for messages.
    pub line: u64,
    /// Identical families: low, point and high estimate.
    pub count: Counts,
    /// The members of one family.
    pub persons: Persons,
    /// Members with a disability.
    pub disability: u32,
    /// Where in the country of asylum; empty where the scenario names no provinces.
    pub province: String,
    /// First and last period of arrival or of coming forward; a group spreads evenly over them.
    pub arrival: (Period, Period),
    /// Known to UNHCR, in hiding, or detained.
    pub contact: Contact,
    /// UNHCR submission categories, the primary one first.
    pub categories: Vec<&'static str>,
    /// UNHCR submission priority.
    pub priority: Priority,
    /// Class of hazard, and the weight where the case has one of its own.
    pub hazard: Hazard,
    /// An unaccompanied or separated child.
    pub unaccompanied: bool,
    /// Whether the child's best interests determination is done.
    pub best_interests_determined: bool,
    /// A single parent heads the family.
    pub single_parent: bool,
    /// Languages spoken, ISO 639 codes.
    pub languages: Vec<String>,
    /// Destinations (indices) where relatives live.
    pub ties: Vec<usize>,
    /// Cases (indices) to travel with, as written; the closure is symmetric and transitive.
    pub linked: Vec<usize>,
    /// Needs of one family by kind, beside [`super::Scenario::kinds`].
    pub needs: Vec<u32>,
    /// Destinations (indices) wished for, in order.
    pub preferred: Vec<usize>,
    /// Destinations (indices) refused: a prohibition.
    pub refused: Vec<usize>,
    /// Wishes to stay in the country of asylum under protection.
    pub wishes_to_stay: bool,
    /// Facts (indices into [`super::Scenario::facts`]) that a legal rule may ask for.
    pub facts: Vec<usize>,
    /// The letter's grounds, where recorded.
    pub grounds: Vec<&'static str>,
}

/// The groups of cases (indices, rising) that travel together, by their first case: links count both
/// ways and all the way through. Cases without a link are in none.
pub fn travelling_together(caseload: &[Case]) -> Vec<Vec<usize>> {
    let mut leads: Vec<usize> = (0..caseload.len()).collect();
    for (case, other) in caseload.iter().enumerate().flat_map(|(at, case)| case.linked.iter().map(move |&to| (at, to)))
    {
        let (one, two) = (lead(&mut leads, case), lead(&mut leads, other));
        leads[one.max(two)] = one.min(two);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for case in 0..caseload.len() {
        let first = lead(&mut leads, case);
        if first != case {
            groups.entry(first).or_insert_with(|| vec![first]).push(case);
        }
    }
    groups.into_values().collect()
}

/// The first case of the group that a case belongs to so far.
fn lead(leads: &mut [usize], mut case: usize) -> usize {
    while leads[case] != case {
        leads[case] = leads[leads[case]];
        case = leads[case];
    }
    case
}

/// Numbers of identical families by estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Low estimate.
    pub low: u32,
    /// Point estimate.
    pub point: u32,
    /// High estimate.
    pub high: u32,
}

/// Members of a family by sex and age band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Persons {
    /// Women and girls by age band.
    pub female: [u32; 5],
    /// Men and boys by age band.
    pub male: [u32; 5],
    /// Members of whom neither is recorded.
    pub unrecorded: u32,
}

impl Persons {
    /// All members.
    pub fn total(&self) -> u32 {
        self.female.iter().chain(&self.male).sum::<u32>() + self.unrecorded
    }

    /// Members under 18 of recorded age.
    pub fn children(&self) -> u32 {
        self.female[..3].iter().chain(&self.male[..3]).sum()
    }
}

/// Whether UNHCR can meet the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// Known to UNHCR and at liberty.
    Known,
    /// In hiding until access lets it come forward.
    Hiding,
    /// Detained, awaiting return unless there is a moratorium; known.
    Detained,
}

/// UNHCR submission priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Removal within days.
    Emergency,
    /// Removal within weeks.
    Urgent,
    /// Removal within a year.
    Normal,
}

/// The hazard that a case faces while unprotected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Index into [`super::Scenario::hazards`].
    pub class: usize,
    /// Weight of a person-month without protection, at least 1.
    pub weight: u32,
}
