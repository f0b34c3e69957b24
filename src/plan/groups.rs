//! Who waits, who goes against a wish, whose deadline is missed, who takes the reserve.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pathway::{Stage, Way};
use crate::scenario::{AGE_BANDS, Case, Priority, SupplyKind};

use super::{Reason, Solved, reason};

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
    /// Persons who come forward and whose deadline falls within the horizon, but for those refused
    /// recognition whom no way takes.
    pub due: u64,
    /// Of them, departed or in protected stay by their deadline.
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

/// Persons who wait by reason (in the reasons' order, those that occur), then by sex, age band,
/// disability and category (in the same order always, groups without members left out).
pub(super) fn waiting_groups(solved: &Solved) -> Vec<GroupRow> {
    let reason = reason::reasons(solved, |_| true);
    let mut reasons: BTreeMap<Reason, u64> = BTreeMap::new();
    let mut groups: BTreeMap<(usize, usize, String), (u64, u64)> = BTreeMap::new();
    let mut all = 0;
    for fate in solved.fates() {
        all += fate.persons;
        if fate.way.is_none() {
            *reasons.entry(reason[&fate.case]).or_default() += fate.persons;
        }
        for row in solved.compiled.cohorts[fate.case].cases(solved.scenario) {
            for (by, order, group, members) in members(row) {
                let persons = u64::from(members) * u64::from(fate.families);
                let sums = groups.entry((by, order, group)).or_default();
                sums.0 += if fate.way.is_none() { persons } else { 0 };
                sums.1 += persons;
            }
        }
    }
    let reasons = (reasons.into_iter()).map(|(reason, waiting)| GroupRow {
        by: "reason",
        group: reason.name().to_owned(),
        waiting,
        of: all,
    });
    let groups = (groups.into_iter()).filter(|(_, (_, of))| *of > 0).map(|((by, _, group), (waiting, of))| GroupRow {
        by: DIMENSIONS[by],
        group,
        waiting,
        of,
    });
    reasons.chain(groups).collect()
}

/// What people are grouped by, besides the reason.
const DIMENSIONS: [&str; 4] = ["sex", "age", "disability", "category"];

/// The members of one family by dimension (index), the group's place in its order, and group.
fn members(row: &Case) -> Vec<(usize, usize, String, u32)> {
    let persons = &row.persons;
    let total = persons.total();
    let mut members = vec![
        (0, 0, "female".to_owned(), persons.female.iter().sum()),
        (0, 1, "male".to_owned(), persons.male.iter().sum()),
        (0, 2, "not recorded".to_owned(), persons.unrecorded),
    ];
    for (order, band) in AGE_BANDS.iter().enumerate() {
        members.push((1, order, (*band).to_owned(), persons.female[order] + persons.male[order]));
    }
    members.push((1, AGE_BANDS.len(), "not recorded".to_owned(), persons.unrecorded));
    members.push((2, 0, "with a disability".to_owned(), row.disability));
    members.push((2, 1, "without".to_owned(), total - row.disability.min(total)));
    members.push(match row.categories.first() {
        Some(category) => (3, 0, (*category).to_owned(), total),
        None => (3, 1, "none".to_owned(), total),
    });
    members
}

/// Families that go to a destination which they did not name, though they named some.
pub(super) fn against_wish(solved: &Solved) -> AgainstWish {
    let mut sums = AgainstWish::default();
    for fate in solved.fates() {
        let Some(Way::Departure { route, .. }) = fate.way else { continue };
        let cohort = &solved.compiled.cohorts[fate.case];
        if cohort.cases(solved.scenario).all(|row| row.preferred.is_empty()) {
            continue;
        }
        sums.of_persons += fate.persons;
        if solved.wish(fate.case, solved.scenario.routes[route].destination).is_none() {
            sums.families += u64::from(fate.families);
            sums.persons += fate.persons;
        }
    }
    sums
}

/// Deadlines by priority, the most urgent first.
pub(super) fn deadlines(solved: &Solved) -> Vec<DeadlineRow> {
    let allowed = solved.scenario.deadlines;
    let row = |priority, periods| DeadlineRow { priority, periods, due: 0, met: 0, late: 0, waiting: 0 };
    let mut rows = [row("emergency", allowed.emergency), row("urgent", allowed.urgent), row("normal", allowed.normal)];
    for fate in solved.fates() {
        let cohort = &solved.compiled.cohorts[fate.case];
        let row = match cohort.priority(solved.scenario) {
            Priority::Emergency => &mut rows[0],
            Priority::Urgent => &mut rows[1],
            Priority::Normal => &mut rows[2],
        };
        let Some(deadline) = cohort.comes_forward.map(|forward| forward + row.periods) else { continue };
        if deadline >= solved.scenario.horizon.periods || !(cohort.recognised || fate.way.is_some()) {
            continue;
        }
        row.due += fate.persons;
        match fate.protected() {
            Some(protected) if protected <= deadline => row.met += fate.persons,
            Some(_) => row.late += fate.persons,
            None => row.waiting += fate.persons,
        }
    }
    rows.into()
}

/// Places kept for emergency and urgent cases, by destination that keeps any.
pub(super) fn reserve(solved: &Solved) -> Vec<ReserveRow> {
    let used = solved.used();
    let mut sums: BTreeMap<usize, [u64; 4]> = BTreeMap::new();
    for (resource, stage) in solved.compiled.stages.iter().enumerate() {
        if let Stage::Supply { kind: SupplyKind::Places, general, destination: Some(destination), .. } = stage {
            let sums = sums.entry(*destination).or_default();
            let column = usize::from(*general) * 2;
            sums[column] += solved.supplied(resource);
            sums[column + 1] += used[resource];
        }
    }
    (sums.into_iter())
        .filter(|(_, [supplied, _, general, _])| *general > 0 && general < supplied)
        .map(|(destination, [supplied, used, general, used_general])| ReserveRow {
            destination: solved.scenario.destinations[destination].code.to_string(),
            kept: supplied - general,
            used: used - used_general,
        })
        .collect()
}
