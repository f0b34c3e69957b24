//! Destinations and transit countries, the ways to them, and what each stage can take.

use std::fmt;

use super::{Horizon, Period};

/// A country: ISO 3166-1 alpha-3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub [u8; 3]);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One row of `destinations.csv`.
#[derive(Clone, Debug)]
pub struct Destination {
    /// Country code.
    pub code: Code,
    /// Name in the planner's language.
    pub name: String,
    /// The planner's grouping, such as `Europe west`.
    pub group: String,
    /// Settlement, transit or both.
    pub role: Role,
    /// What holds it to returning nobody, and the source that says so.
    pub guarantee: (Guarantee, String),
    /// Gives the caseload its nationality: not a refugee quota, and outside every sharing key.
    pub nationality: bool,
    /// Intake to reach over the horizon, in persons.
    pub minimum: Option<Minimum>,
    /// Share of its pledge that can be counted on, 0 to 1; already taken off its supplies.
    pub reliability: f64,
    /// Periods from recognition to departure: ordinary, and for emergencies.
    pub processing: (u32, u32),
    /// Languages spoken, ISO 639 codes.
    pub languages: Vec<String>,
    /// A common language is asked for.
    pub language_required: bool,
    /// Submission categories accepted; empty: all.
    pub accepts: Vec<&'static str>,
    /// Largest family, in persons.
    pub largest_family: Option<u32>,
    /// Accepts single parents.
    pub single_parents: bool,
    /// Facts (indices) that close it to a case.
    pub closed_to: Vec<usize>,
    /// Cost of a departure in the scenario's currency a person: reported.
    pub cost_per_person: Option<f64>,
    /// What a sharing key is computed from.
    pub indicators: Indicators,
}

/// Whether people settle or only pass through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A place to stay.
    Settlement,
    /// A place on the way.
    Transit,
    /// Either.
    Both,
}

/// What holds a country to returning nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarantee {
    /// Party to the 1951 Convention or its Protocol, or another treaty against return.
    Treaty,
    /// An agreement on transit or admission.
    Agreement,
    /// Consistent practice.
    Practice,
    /// Not stated: only in a scenario that names no country of origin.
    NotStated,
}

/// A minimum intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimum {
    /// Persons over the horizon.
    pub persons: u32,
    /// Points of the sharing objective that each person up to it is worth; none: it must be met.
    pub worth: Option<u32>,
}

/// Figures about a country; absent ones are not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indicators {
    /// Persons.
    pub population: Option<f64>,
    /// Gross domestic product, US dollars.
    pub gdp_usd: Option<f64>,
    /// Unemployed, per cent.
    pub unemployment_pct: Option<f64>,
    /// New asylum applications a year.
    pub asylum_applications: Option<f64>,
    /// Persons resettled before, a year.
    pub resettled_before: Option<f64>,
    /// The year the figures describe.
    pub year: Option<i32>,
    /// Where they come from.
    pub source: String,
}

/// A figure that a sharing key may weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indicator {
    /// Population.
    Population,
    /// Gross domestic product.
    Gdp,
    /// Inverse of the unemployment rate.
    Employment,
    /// Inverse of asylum applications and resettled persons a head.
    LowIntake,
}

impl Indicator {
    /// The planner's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Indicator::Population => "population",
            Indicator::Gdp => "gdp",
            Indicator::Employment => "employment",
            Indicator::LowIntake => "low_intake",
        }
    }
}

/// One row of `routes.csv`: a way to a destination.
#[derive(Clone, Debug)]
pub struct Route {
    /// Index of the destination.
    pub destination: usize,
    /// What sort of way.
    pub kind: RouteKind,
    /// Index of the transit country, and periods spent there; never on a direct route.
    pub transit: Option<(usize, u32)>,
    /// First and last period in which one may leave by it.
    pub open: (Period, Period),
    /// Open to emergency and urgent cases only.
    pub emergencies_only: bool,
    /// Asks for recognition in the country of asylum first.
    pub determination: bool,
    /// Periods of screening on arrival, then of the reception course: both take beds.
    pub screening: u32,
    /// Periods of the reception course.
    pub course: u32,
}

/// What sort of way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// Straight to a resettlement place.
    Direct,
    /// Through a transit country to a resettlement place.
    Transit,
    /// By an emergency transit centre to a resettlement place.
    Evacuation,
    /// To the country whose nationality the case has: screening and a course, no quota.
    Nationality,
}

/// Units that run out: a stage at a place, over a run of periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// What the units are.
    pub kind: SupplyKind,
    /// Province, for exits and decisions; empty: every province has its own.
    pub province: String,
    /// Index of the destination, for everything else.
    pub destination: Option<usize>,
    /// First and last period.
    pub periods: (Period, Period),
    /// Whether the amount is one pool, or comes anew each calendar year or period.
    pub per: SupplyPer,
    /// Units; several rows for the same stage, place and period add up.
    pub amount: u64,
    /// Points of the sharing objective that a unit costs; 0 for a pledge.
    pub cost: u32,
}

impl Supply {
    /// How many pools of the amount there are: one each period or calendar year of its run, or one.
    pub fn pools(&self, horizon: &Horizon) -> u64 {
        let (first, last) = self.periods;
        match self.per {
            SupplyPer::Once => 1,
            SupplyPer::Period => u64::from(last - first) + 1,
            SupplyPer::Year => u64::from(horizon.year(last).abs_diff(horizon.year(first))) + 1,
        }
    }
}

/// What a supply's units are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SupplyKind {
    /// Places at a destination, in persons.
    Places,
    /// Places for a further kind of need (index into [`super::Scenario::kinds`]).
    Need(usize),
    /// Exit clearances, in persons, by province.
    Exit,
    /// Recognition decisions, in persons, by province.
    Decision,
    /// Beds of a transit country, in persons at a time.
    Beds,
    /// Screening slots on arrival, in persons at a time.
    Screening,
    /// Beds of a reception course, in persons at a time.
    Course,
}

/// How a supply's amount is spread over its periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplyPer {
    /// Anew each period.
    Period,
    /// Anew each calendar year: a pool that lasts the year.
    Year,
    /// Once: a pool that lasts from the first period to the last.
    Once,
}
