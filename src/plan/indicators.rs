//! The headline figures of one estimate.

use serde::Serialize;

use super::Intake;

/// Everything that `indicators.json` says about one estimate.
///
/// Planned: `persons = departure + in_place + waiting`. Expected: the same plus `returned` plus
/// `left_irregularly`, up to rounding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicators {
    /// `low`, `point` or `high`.
    pub estimate: String,
    /// Persons who arrive in the country of asylum within the horizon, or were there before.
    pub persons: u64,
    /// Protected by departure.
    pub departure: Figures,
    /// Protected in place: protected stays in the country of asylum.
    pub in_place: Figures,
    /// Still waiting when the horizon ends.
    pub waiting: Figures,
    /// Of those expected to be waiting: under the humanitarian status when the horizon ends.
    pub waiting_under_status: f64,
    /// Persons expected to be returned to the country of origin: loss, never a solution.
    pub returned: f64,
    /// Persons expected to leave by irregular routes.
    pub left_irregularly: f64,
    /// Irregular leavers by year, beside what was observed.
    pub irregular_by_year: Vec<IrregularYear>,
    /// How long people wait.
    pub wait: Wait,
    /// The first period from which on nobody recognised who has come forward waits; none within
    /// the horizon.
    pub clears: Option<String>,
    /// What the country of asylum carries, against no policy at all.
    pub relief: Relief,
    /// Who takes whom, in the destinations' order.
    pub intake: Vec<Intake>,
    /// Who waits: persons by reason, sex, age band, disability and category.
    pub waiting_groups: Vec<GroupRow>,
    /// Who goes where they did not wish to.
    pub against_wish: AgainstWish,
    /// Deadlines by priority.
    pub deadlines: Vec<DeadlineRow>,
    /// Use of the places kept for emergency and urgent cases, by destination that has any.
    pub reserve: Vec<ReserveRow>,
    /// Cost of the departures planned, where every destination that takes somebody states one.
    pub cost: Option<f64>,
}

/// Persons in the plan, and how many of them to expect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Persons in the plan.
    pub planned: u64,
    /// Less those who are returned or leave before.
    pub expected: f64,
}

/// Irregular leavers of a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct IrregularYear {
    /// Calendar year.
    pub year: i32,
    /// Persons expected to leave by irregular routes.
    pub expected: f64,
    /// Arrivals observed.
    pub observed: Option<u32>,
    /// `(expected − observed) / observed`.
    pub error: Option<f64>,
}

/// Periods from coming forward to departure (or to the first period of a protected stay), counted
/// by person over those who come forward within the horizon and are recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// The least number of periods within which half of them are protected; none: more than half
    /// still wait.
    pub median: Option<u32>,
    /// The longest wait of those whom the plan protects; none: it protects nobody.
    pub longest: Option<u32>,
    /// The longest wait so far of those who still wait when the horizon ends; none: nobody does.
    pub longest_so_far: Option<u32>,
}

/// Arrivals less lawful solutions: departures, protected stays, and irregular leavers, who reach a
/// country that gives them its nationality. Returns never count as relief.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Burden {
    /// Persons when the horizon ends.
    pub persons: f64,
    /// Person-months: persons at the end of each period, times its months.
    pub person_months: f64,
    /// Persons expected to be returned by the end of the horizon.
    pub returned: f64,
}

/// The burden of the plan beside that of the same scenario with every component of the policy set
/// to never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Relief {
    /// With the plan.
    pub planned: Burden,
    /// Without any component of the policy.
    pub baseline: Burden,
    /// Persons whose return is avoided: the difference of `returned`.
    pub returns_avoided: f64,
}

/// Persons who wait, of those in a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupRow {
    /// `reason`, `sex`, `age`, `disability` or `category` (the primary one).
    pub by: &'static str,
    /// The group.
    pub group: String,
    /// Persons of the group who wait when the horizon ends, in the plan.
    pub waiting: u64,
    /// Persons of the group; for `reason` all persons.
    pub of: u64,
}

/// Families that named destinations and go to another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgainstWish {
    /// Families.
    pub families: u64,
    /// Persons in them.
    pub persons: u64,
    /// Of so many persons who named a destination and depart.
    pub of_persons: u64,
}

/// Persons of a priority whose deadline falls within the horizon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadlineRow {
    /// `emergency`, `urgent` or `normal`.
    pub priority: &'static str,
    /// Periods allowed from coming forward.
    pub periods: u32,
    /// Persons recognised whose deadline falls within the horizon.
    pub due: u64,
    /// Of them, protected by their deadline.
    pub met: u64,
    /// Of them, protected later.
    pub late: u64,
    /// Of them, still waiting.
    pub waiting: u64,
}

/// Places kept for emergency and urgent cases, in persons over the horizon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReserveRow {
    /// Code of the destination.
    pub destination: String,
    /// Places kept.
    pub kept: u64,
    /// Places that emergency and urgent cases take, of the reserve or of the others.
    pub used: u64,
}
