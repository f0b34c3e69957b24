//! The headline figures of one estimate.

use serde::Serialize;

use crate::pathway::law::{Law, in_force};
use crate::pathway::{Way, loss};
use crate::scenario::Scenario;

use super::burden::{self, Flows};
use super::solved::rounded;
use super::{AgainstWish, Burden, DeadlineRow, GroupRow, Intake, Obligations, Relief, ReserveRow, Solved};
use super::{groups, intake, obligations};

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
    /// Protected by departure within the horizon.
    pub departure: Figures,
    /// Protected in place: protected stays in the country of asylum.
    pub in_place: Figures,
    /// Still waiting when the horizon ends; expected: neither returned nor gone until then.
    pub waiting: Figures,
    /// Of those expected to be waiting: under the humanitarian status when the horizon ends.
    pub waiting_under_status: f64,
    /// Persons expected to be returned to the country of origin: loss, never a solution.
    pub returned: f64,
    /// Persons expected to leave by irregular routes.
    pub left_irregularly: f64,
    /// Irregular leavers by year, beside what was observed; none where the horizon has no start.
    pub irregular_by_year: Vec<IrregularYear>,
    /// How long people wait.
    pub wait: Wait,
    /// The first period at whose end, as at that of every later one, nobody waits who has come
    /// forward and is recognised; none within the horizon.
    pub clears: Option<String>,
    /// What the country of asylum carries, against no policy at all.
    pub relief: Relief,
    /// Holds and hard minima, and what of them is not met.
    pub obligations: Obligations,
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
    /// Cost of the departures planned; none where a destination that takes somebody states none, or none does.
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
/// by person, as planned, over those who come forward within the horizon and are recognised or
/// placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// The least number of periods within which at least half of them are protected; none: fewer
    /// than half are, or there is nobody.
    pub median: Option<u32>,
    /// The longest wait of those whom the plan protects; none: it protects nobody.
    pub longest: Option<u32>,
    /// The longest wait until the horizon's end of those who still wait then; none: nobody does.
    pub longest_so_far: Option<u32>,
}

/// The figures of a solved scenario, against the [`baseline`](super::baseline).
pub fn indicators(solved: &Solved, baseline: Burden) -> Indicators {
    let scenario = solved.scenario;
    let flows = burden::flows(solved);
    let planned = |way: fn(&Option<Way>) -> bool| -> u64 {
        solved.fates().filter(|fate| way(&fate.way)).map(|fate| fate.persons).sum()
    };
    let persons: u64 = solved.fates().map(|fate| fate.persons).sum();
    let sum = |by_period: &[f64]| by_period.iter().sum::<f64>();
    let (departed, stayed) = (sum(&flows.departed), sum(&flows.stayed));
    let (returned, left) = (sum(&flows.returned), sum(&flows.left));
    let figures = |planned, expected| Figures { planned, expected: rounded(expected, 1) };
    let carried = burden::carried(scenario, &flows);
    Indicators {
        estimate: solved.estimate.name().to_owned(),
        persons,
        departure: figures(planned(|way| matches!(way, Some(Way::Departure { .. }))), departed),
        in_place: figures(planned(|way| matches!(way, Some(Way::Stay { .. }))), stayed),
        waiting: figures(planned(Option::is_none), persons as f64 - departed - stayed - returned - left),
        waiting_under_status: rounded(waiting_under_status(solved), 1),
        returned: rounded(returned, 1),
        left_irregularly: rounded(left, 1),
        irregular_by_year: irregular_by_year(scenario, &flows),
        wait: wait(solved),
        clears: clears(solved),
        relief: Relief {
            planned: carried,
            baseline,
            returns_avoided: rounded(baseline.returned - carried.returned, 1),
        },
        obligations: obligations::obligations(solved),
        intake: intake::intake(solved),
        waiting_groups: groups::waiting_groups(solved),
        against_wish: groups::against_wish(solved),
        deadlines: groups::deadlines(solved),
        reserve: groups::reserve(solved),
        cost: cost(solved),
    }
}

/// Those who have come forward and wait are safe once the status is in force.
fn waiting_under_status(solved: &Solved) -> f64 {
    let end = solved.scenario.horizon.periods;
    if !in_force(Law::of(&solved.scenario.policy).status, end - 1) {
        return 0.0;
    }
    (solved.fates().filter(|fate| fate.way.is_none()))
        .map(|fate| (fate.persons as f64, &solved.compiled.cohorts[fate.case]))
        .filter(|(_, cohort)| cohort.comes_forward.is_some())
        .map(|(persons, cohort)| persons * loss::survival(solved.scenario, cohort, end))
        .sum()
}

fn irregular_by_year(scenario: &Scenario, flows: &Flows) -> Vec<IrregularYear> {
    let horizon = scenario.horizon;
    let mut years: Vec<IrregularYear> = Vec::new();
    for (period, left) in (0..horizon.periods).zip(&flows.left).filter(|_| horizon.start.is_some()) {
        let year = horizon.year(period);
        match years.last_mut().filter(|last| last.year == year) {
            Some(last) => last.expected += left,
            None => years.push(IrregularYear { year, expected: *left, observed: None, error: None }),
        }
    }
    for row in &mut years {
        row.observed = scenario.observed.iter().find(|seen| seen.year == row.year).map(|seen| seen.arrivals);
        row.error =
            (row.observed.filter(|&seen| seen > 0)).map(|seen| (row.expected - f64::from(seen)) / f64::from(seen));
    }
    years
}

fn wait(solved: &Solved) -> Wait {
    let end = solved.scenario.horizon.periods;
    let (mut waits, mut everybody, mut longest_so_far) = (Vec::new(), 0, None);
    for fate in solved.fates() {
        let cohort = &solved.compiled.cohorts[fate.case];
        let Some(forward) = cohort.comes_forward.filter(|_| cohort.recognised || fate.way.is_some()) else { continue };
        everybody += fate.persons;
        match fate.protected() {
            Some(protected) => waits.push((protected - forward, fate.persons)),
            None => longest_so_far = longest_so_far.max(Some(end - forward)),
        }
    }
    waits.sort_unstable();
    let mut within = 0;
    let median = waits.iter().find(|(_, persons)| {
        within += persons;
        2 * within >= everybody
    });
    Wait {
        median: median.map(|(periods, _)| *periods),
        longest: waits.last().map(|(periods, _)| *periods),
        longest_so_far,
    }
}

fn clears(solved: &Solved) -> Option<String> {
    let mut clear_from = 0;
    for fate in solved.fates() {
        let cohort = &solved.compiled.cohorts[fate.case];
        if cohort.comes_forward.is_some() && (cohort.recognised || fate.way.is_some()) {
            clear_from = clear_from.max(fate.protected()?);
        }
    }
    Some(solved.scenario.horizon.name(clear_from))
}

fn cost(solved: &Solved) -> Option<f64> {
    let destinations = &solved.scenario.destinations;
    destinations.iter().find(|destination| destination.cost_per_person.is_some())?;
    (solved.fates())
        .filter_map(|fate| match fate.way {
            Some(Way::Departure { route, .. }) => {
                let destination = solved.scenario.routes[route].destination;
                let each = destinations[destination].cost_per_person;
                Some(each.map(|each| each * fate.persons as f64))
            }
            _ => None,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::{baseline, fixture};
    use super::*;
    use crate::pathway::{self, Estimate};
    use crate::problem::Plan;
    use crate::scenario::Changes;

    #[test]
    fn the_dozen_families_add_up() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let figures = indicators(&fixture::solved(&scenario, &compiled, &plan), Burden::default());
        let nobody = indicators(&fixture::solved(&scenario, &compiled, &Plan::default()), Burden::default());
        assert_eq!((figures.cost, nobody.cost), (None, None), "no country states a cost");
        let planned = (figures.persons, figures.departure.planned, figures.in_place.planned, figures.waiting.planned);
        assert_eq!(planned, (23, 18, 0, 5));
        // Of 23 six leave at once and eight after a month; five wait, four of them for all four months.
        assert_eq!(figures.wait, Wait { median: Some(1), longest: Some(2), longest_so_far: Some(4) });
        assert_eq!(figures.clears, None);
        // 21 − 6, then 23 − 12, then twice 23 − 18.
        let carried = figures.relief.planned;
        assert_eq!((carried.persons, carried.person_months), (5.0, 36.0));
        let met: Vec<(u64, u64)> = figures.deadlines.iter().map(|row| (row.due, row.met)).collect();
        assert_eq!(met, [(1, 1), (2, 2), (0, 0)]);
        let waiting = |by: &str, group: &str| {
            let row = figures.waiting_groups.iter().find(|row| (row.by, row.group.as_str()) == (by, group));
            row.map(|row| (row.waiting, row.of))
        };
        assert_eq!(waiting("reason", "no lawful option"), Some((2, 23)));
        assert_eq!(waiting("reason", "places went to other cases"), Some((3, 23)));
        assert_eq!(waiting("sex", "female"), Some((1, 14)));
        assert_eq!(waiting("age", "12-17"), Some((2, 3)));
        assert_eq!(waiting("category", "CAR"), Some((1, 2)));
        let usa = &figures.intake[2];
        assert_eq!((usa.destination.as_str(), usa.total.planned, usa.total.places), ("USA", 4, Some(4)));
        assert_eq!((usa.share, figures.intake[0].share), (Some(0.4), None));
        assert_eq!(figures.against_wish, AgainstWish { families: 0, persons: 0, of_persons: 18 });
    }

    const HIDING: [(&str, &str); 3] = [
        (
            "scenario.toml",
            r#"title = "A hundred in hiding"
origin = "PRK"
asylum = "CHN"
[horizon]
start = "2014-11"
periods = 4
[hazard.hiding]
returned = 0.1
leaves_irregularly = 0.1
[policy]
legislation = "2014-11"
moratorium = "2015-01"
access = "2014-12"
comes_forward = 1
exit = "2014-11"
determination = "2014-11"
humanitarian_status = "never"
[observed.irregular_arrivals]
2014 = 20
"#,
        ),
        ("caseload.csv", "id,count,f_18_59,contact,preferred\nH,100,1,hiding,MNG\n"),
        (
            "destinations.csv",
            "code,name,guarantee,nationality,places,cost_per_person\nKOR,Korea,treaty,yes,,7\nMNG,Mongolia,practice,,50,\n",
        ),
    ];

    #[test]
    fn those_who_are_lost_are_counted_and_relieve_nobody() {
        let scenario = fixture::written(&HIDING, &Changes::default());
        let compiled = pathway::compile(&scenario, Estimate::Point);
        let mut plan = fixture::plan(&scenario, &compiled, &[("H", "KOR", "2014-12")]);
        plan.placements[0].count = 50;
        let never = baseline(&scenario, Estimate::Point, &|_| unreachable!("nobody may leave"));
        let figures = indicators(&fixture::solved(&scenario, &compiled, &plan), never);
        // A tenth is returned and a tenth leaves in the first month; then all come forward. A tenth of
        // those who wait is returned in the second; after that the moratorium is in force.
        assert_eq!(figures.departure, Figures { planned: 50, expected: 40.0 });
        assert_eq!((figures.returned, figures.left_irregularly), (14.0, 10.0));
        assert_eq!(figures.waiting, Figures { planned: 50, expected: 36.0 });
        // 100 − 10 gone, then 40 fewer: those who were returned stay in the sum.
        assert_eq!(figures.relief.planned, Burden { persons: 50.0, person_months: 240.0, returned: 14.0 });
        // Without policy a tenth each of what is left, four times: 10, 8, 6.4 and 5.12; 90, 82, 75.6 and
        // 70.48 stay.
        assert_eq!(never, Burden { persons: 70.5, person_months: 318.1, returned: 29.5 });
        assert_eq!(figures.relief, Relief { returns_avoided: 15.5, ..figures.relief });
        let years: Vec<(i32, f64, Option<f64>)> =
            figures.irregular_by_year.iter().map(|row| (row.year, row.expected, row.error)).collect();
        assert_eq!(years, [(2014, 10.0, Some(-0.5)), (2015, 0.0, None)]);
        assert_eq!(figures.against_wish, AgainstWish { families: 50, persons: 50, of_persons: 50 });
        assert_eq!(figures.cost, Some(350.0));
        assert_eq!(figures.wait, Wait { median: Some(0), longest: Some(0), longest_so_far: Some(3) });
    }
}
