//! Who goes where, how and when: the rows of `plan.csv`.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::pathway::{Stage, Way, loss};
use crate::problem::Placement;
use crate::scenario::{Period, Route, RouteKind, Scenario};

use super::solved::rounded;
use super::{Overlaps, Solved, spaced};

/// Families of one cohort that take the same way. Periods are named as in the scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlacementRow {
    /// Ids of the cases that travel as one.
    #[serde(serialize_with = "spaced")]
    pub cases: Vec<String>,
    /// Families (of each id).
    pub count: u32,
    /// Persons in all these families.
    pub persons: u64,
    /// Code of the destination; the country of asylum for a protected stay.
    pub destination: String,
    /// What sort of way.
    pub pathway: Pathway,
    /// Code of the transit country.
    pub via: Option<String>,
    /// Period of arrival in the country of asylum.
    pub fled: String,
    /// Period of coming forward.
    pub comes_forward: Option<String>,
    /// Not refused recognition as refugees.
    pub recognised: bool,
    /// Period of the recognition decision.
    pub decision: Option<String>,
    /// Period of departure; the first one of a protected stay.
    pub departs: String,
    /// First and last period in the transit country.
    pub transit_from: Option<String>,
    /// See `transit_from`.
    pub transit_until: Option<String>,
    /// Period of arrival at the destination; for a protected stay its first one.
    pub arrives: String,
    /// Last period of screening after arrival.
    pub screening_until: Option<String>,
    /// Last period of the reception course.
    pub course_until: Option<String>,
    /// Of pools that overlap, those that are drawn from: stage, first and last period.
    pub pools: Option<String>,
    /// Place of the destination among the family's wishes, from 1; none: it is not among them. A
    /// protected stay is only for those who wish it: 1.
    pub wish: Option<u32>,
    /// Probability that a family is still there at its departure, neither returned nor gone.
    pub survival: f64,
    /// Persons expected to depart: `persons` times `survival`.
    pub expected: f64,
}

/// The rows of `plan.csv`, one a placement, in the plan's order: by case, then way.
pub fn placements(solved: &Solved) -> Vec<PlacementRow> {
    let overlaps = Overlaps::of(solved.scenario, solved.compiled);
    solved.plan.placements.par_iter().map(|placement| row(solved, &overlaps, *placement)).collect()
}

fn row(solved: &Solved, overlaps: &Overlaps, placement: Placement) -> PlacementRow {
    let name = |period| solved.scenario.horizon.name(period);
    let case = placement.case as usize;
    let cohort = &solved.compiled.cohorts[case];
    let way = solved.compiled.ways[placement.option as usize];
    let (destination, pathway) = solved.way(way);
    let persons = u64::from(cohort.persons(solved.scenario)) * u64::from(placement.count);
    let survival = loss::survival(solved.scenario, cohort, way.protects_from());
    let mut row = PlacementRow {
        cases: solved.ids(case),
        count: placement.count,
        persons,
        destination,
        pathway,
        via: None,
        fled: name(cohort.arrives),
        comes_forward: cohort.comes_forward.map(name),
        recognised: cohort.recognised,
        decision: decision(solved, placement),
        departs: name(way.protects_from()),
        transit_from: None,
        transit_until: None,
        arrives: name(way.protects_from()),
        screening_until: None,
        course_until: None,
        pools: overlaps.drawn(solved.compiled, placement),
        wish: Some(1),
        survival: rounded(survival, 4),
        expected: rounded(persons as f64 * survival, 1),
    };
    if let Way::Departure { route, departs, arrives } = way {
        let route = &solved.scenario.routes[route];
        row.arrives = name(arrives);
        row.wish = solved.wish(case, route.destination);
        if let Some((transit, _)) = route.transit {
            row.via = Some(solved.scenario.destinations[transit].code.to_string());
            row.transit_from = (arrives > departs).then(|| name(departs));
            row.transit_until = (arrives > departs).then(|| name(arrives - 1));
        }
        (row.screening_until, row.course_until) = after_arrival(solved.scenario, route, arrives);
    }
    row
}

/// The last periods of screening and of the reception course after an arrival by a route.
pub fn after_arrival(scenario: &Scenario, route: &Route, arrives: Period) -> (Option<String>, Option<String>) {
    let course = arrives + route.screening;
    let screening_until = (route.screening > 0).then(|| scenario.horizon.name(course - 1));
    let course_until = (route.course > 0).then(|| scenario.horizon.name(course + route.course - 1));
    (screening_until, course_until)
}

/// The first period of the pool of decisions that the placement draws from; none where decisions
/// have no limit or are not asked for.
fn decision(solved: &Solved, placement: Placement) -> Option<String> {
    match solved.compiled.stages[placement.drawn? as usize] {
        Stage::Supply { periods, .. } => Some(solved.scenario.horizon.name(periods.0)),
        Stage::Intake { .. } => None,
    }
}

/// What sort of way to protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pathway {
    /// Straight to a resettlement place.
    Direct,
    /// Through a transit country to a resettlement place.
    Transit,
    /// By an emergency transit centre to a resettlement place.
    Evacuation,
    /// To the country whose nationality the family has.
    Nationality,
    /// Protected stay in the country of asylum.
    Stay,
}

impl From<RouteKind> for Pathway {
    fn from(kind: RouteKind) -> Pathway {
        match kind {
            RouteKind::Direct => Pathway::Direct,
            RouteKind::Transit => Pathway::Transit,
            RouteKind::Evacuation => Pathway::Evacuation,
            RouteKind::Nationality => Pathway::Nationality,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_row_says_who_goes_where_how_and_when() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let solved = fixture::solved(&scenario, &compiled, &plan);
        let rows = placements(&solved);
        let of = |id: &str| rows.iter().find(|row| row.cases.iter().any(|case| case == id)).expect("a placed case");
        let linked = of("F07");
        assert_eq!((linked.cases.as_slice(), linked.persons), (&["F06".to_owned(), "F07".to_owned()][..], 3));
        assert_eq!((linked.pathway, linked.wish), (Pathway::Nationality, Some(1)));
        assert_eq!((linked.departs.as_str(), linked.course_until.as_deref()), ("2014-01", Some("2014-02")));
        assert_eq!(of("F12").wish, Some(2));
        let later = of("F10");
        assert_eq!((later.comes_forward.as_deref(), later.departs.as_str()), (Some("2014-02"), "2014-03"));
        assert_eq!((later.survival, later.expected), (1.0, 2.0), "the moratorium is in force");
        assert_eq!(rows.len(), 8);
    }
}
