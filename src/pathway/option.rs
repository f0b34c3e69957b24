//! The ways to protection as options: every route in every period of departure, and protected stay.
//!
//! ```text
//! arrives = departs + stay                                no stay where no country is passed through
//!           departs + max(stay, processing_emergency)     evacuation: processed in the centre
//! earliest departure = max(coming forward, determination begins) + processing        with determination
//!                      coming forward + processing                                   without
//! ```
//!
//! and processing is none for evacuations. A departure also falls within the route's run of periods
//! and not before exits begin, and arrives within the horizon. It draws, for each member: an exit of
//! the province in the period of departure; a decision of the province in one period of the window
//! that ends `processing` before departure; a bed of the transit country in each period of the stay;
//! a place at the destination, and a place for each further need, in the period of arrival; screening
//! slots and then course beds in each period after it; and the destination's intake. Nationality
//! takes no place. What lies beyond the horizon's end is not drawn. Where pools of one stage overlap (a
//! year's and a month's), each is an option of its own.

use std::collections::BTreeSet;

use super::law::{Law, in_force};
use super::need::Kinds;
use super::resource::Resources;
use super::worth::Waiting;
use super::{Cohort, Way};
use crate::problem::{Options, Use, Window};
use crate::scenario::{Period, Priority, Route, RouteKind, Scenario, SupplyKind};

/// What options stand on.
pub(super) struct Ground<'a> {
    pub scenario: &'a Scenario,
    pub law: &'a Law,
    pub resources: &'a Resources,
    pub kinds: &'a Kinds,
    /// Provinces that cases are in.
    pub provinces: &'a [String],
}

/// The options, and beside them for whom they are.
pub(super) struct Offered {
    /// The problem's options.
    pub options: Options,
    /// What each is, in the planner's words.
    pub ways: Vec<Way>,
    /// For whom each is.
    terms: Vec<Terms>,
}

/// For whom an option is.
#[derive(Clone, Copy, Debug)]
struct Terms {
    /// The province (index) it leaves from; none: any.
    province: Option<usize>,
    /// For emergency and urgent cases (yes), for others (no), or for all (none).
    urgent: Option<bool>,
}

/// A departure by a route, before its pools are chosen.
#[derive(Clone, Copy)]
struct Departure<'a> {
    route: &'a Route,
    departs: Period,
    arrives: Period,
    /// The province that exits and decisions are drawn in, where they are.
    province: Option<&'a str>,
}

/// Every option of the scenario; `columns` are the settlement destinations' indices, `intakes` the
/// resource of each destination's intake, `stays` the periods in which protected stays begin.
pub(super) fn options(
    ground: &Ground,
    columns: &[usize],
    intakes: &[Option<u32>],
    stays: &BTreeSet<Period>,
) -> Offered {
    let mut offered = Offered { options: Options::default(), ways: Vec::new(), terms: Vec::new() };
    for (index, route) in ground.scenario.routes.iter().enumerate() {
        let Some(column) = columns.iter().position(|&destination| destination == route.destination) else { continue };
        for departure in departures(ground, route) {
            let province = ground.provinces.iter().position(|province| Some(province.as_str()) == departure.province);
            let way = Way::Departure { route: index, departs: departure.departs, arrives: departure.arrives };
            let choices = draws(ground, departure, intakes[route.destination]);
            for (urgent, window) in windows(ground, departure) {
                for uses in &choices {
                    offered.push(column, uses, window, way, Terms { province, urgent });
                }
            }
        }
    }
    for &begins in stays {
        offered.push(columns.len(), &[], None, Way::Stay { begins }, Terms { province: None, urgent: None });
    }
    offered
}

/// Every period of departure by a route, from every province where exits or decisions are scarce.
fn departures<'a>(ground: &'a Ground, route: &'a Route) -> Vec<Departure<'a>> {
    let by_province = ground.resources.limits(SupplyKind::Exit) || decided(ground, route);
    let provinces: Vec<Option<&str>> = if by_province {
        ground.provinces.iter().map(|province| Some(province.as_str())).collect()
    } else {
        vec![None]
    };
    let periods = ground.scenario.horizon.periods;
    let journey = journey(ground.scenario, route);
    (route.open.0..=route.open.1)
        .take_while(|departs| departs + journey < periods)
        .filter(|&departs| in_force(ground.law.exit, departs))
        .flat_map(|departs| {
            provinces.iter().map(move |&province| Departure { route, departs, arrives: departs + journey, province })
        })
        .collect()
}

/// Whether a route draws a decision.
fn decided(ground: &Ground, route: &Route) -> bool {
    route.determination && ground.resources.limits(SupplyKind::Decision)
}

/// Periods from departure to arrival.
fn journey(scenario: &Scenario, route: &Route) -> u32 {
    let stay = route.transit.map_or(0, |(_, stay)| stay);
    match route.kind {
        RouteKind::Evacuation => stay.max(scenario.destinations[route.destination].processing.1),
        _ => stay,
    }
}

/// Periods from recognition to departure.
fn processing(scenario: &Scenario, route: &Route, urgent: bool) -> u32 {
    match route.kind {
        RouteKind::Evacuation => 0,
        _ if urgent => scenario.destinations[route.destination].processing.1,
        _ => scenario.destinations[route.destination].processing.0,
    }
}

/// Whether a route takes emergency and urgent cases only.
fn emergencies_only(route: &Route) -> bool {
    route.emergencies_only || route.kind == RouteKind::Evacuation
}

/// The window of decisions for each priority that has one of its own; without a window where no
/// decision is drawn.
fn windows(ground: &Ground, departure: Departure) -> Vec<(Option<bool>, Option<Window>)> {
    let Departure { route, departs, .. } = departure;
    let only = emergencies_only(route).then_some(true);
    let Some(province) = departure.province.filter(|_| decided(ground, route)) else { return vec![(only, None)] };
    let window = |urgent: bool| {
        let last = departs.checked_sub(processing(ground.scenario, route, urgent))?;
        Some(Window { ends: ground.resources.decisions_until(province, last)?, kind: Kinds::PERSONS })
    };
    let by_priority = match (only, window(true), window(false)) {
        (Some(_), urgent, _) => vec![(only, urgent)],
        (None, urgent, ordinary) if urgent == ordinary => vec![(None, urgent)],
        (None, urgent, ordinary) => vec![(Some(true), urgent), (Some(false), ordinary)],
    };
    by_priority.into_iter().filter(|(_, window)| window.is_some()).collect()
}

/// The uses of a departure, once for each choice among pools that overlap; nothing where a stage that
/// runs out is not supplied.
fn draws(ground: &Ground, departure: Departure, intake: Option<u32>) -> Vec<Vec<Use>> {
    let persons = |resource| vec![Use { resource, kind: Kinds::PERSONS }];
    let mut stages: Vec<Vec<Vec<Use>>> = (stays(ground, departure).into_iter())
        .map(|(kind, province, destination, period)| {
            let pools = ground.resources.at(kind, false, (province, destination), period);
            pools.into_iter().map(persons).collect()
        })
        .collect();
    stages.extend(places(ground, departure));
    let first: Vec<Use> = intake.into_iter().flat_map(persons).collect();
    stages.iter().fold(vec![first], |chosen, stage| {
        let with = |uses: &Vec<Use>| stage.iter().map(|more| [uses.as_slice(), more].concat()).collect::<Vec<_>>();
        chosen.iter().flat_map(with).collect()
    })
}

/// The scarce stages on the way and after it: what is drawn, in which province or country, and when.
fn stays<'a>(ground: &Ground, departure: Departure<'a>) -> Vec<(SupplyKind, &'a str, Option<usize>, Period)> {
    let Departure { route, departs, arrives, province } = departure;
    let exit = province.into_iter().map(|province| (SupplyKind::Exit, province, None, departs));
    let transit = route.transit.into_iter();
    let beds = transit
        .flat_map(|(country, _)| (departs..arrives).map(move |period| (SupplyKind::Beds, "", Some(country), period)));
    let course = arrives + route.screening;
    let at_destination = |kind| move |period| (kind, "", Some(route.destination), period);
    let screening = (arrives..course).map(at_destination(SupplyKind::Screening));
    let course = (course..course + route.course).map(at_destination(SupplyKind::Course));
    exit.chain(beds)
        .chain(screening.chain(course).filter(|stage| stage.3 < ground.scenario.horizon.periods))
        .filter(|stage| ground.resources.limits(stage.0))
        .collect()
}

/// The pools of places and of each further kind of need that serve an arrival.
fn places(ground: &Ground, departure: Departure) -> Vec<Vec<Vec<Use>>> {
    let (resources, kinds) = (ground.resources, ground.kinds);
    let there = ("", Some(departure.route.destination));
    let mut stages = Vec::new();
    if departure.route.kind != RouteKind::Nationality && resources.limits(SupplyKind::Places) {
        let total = resources.at(SupplyKind::Places, false, there, departure.arrives);
        let general = resources.at(SupplyKind::Places, true, there, departure.arrives);
        let pool = |(n, &resource): (usize, &u32)| {
            let general = kinds.general.zip(general.get(n)).map(|(kind, &resource)| Use { resource, kind });
            [Use { resource, kind: Kinds::PERSONS }].into_iter().chain(general).collect()
        };
        stages.push(total.iter().enumerate().map(pool).collect());
    }
    for &(need, kind) in &kinds.further {
        let pools = resources.at(SupplyKind::Need(need), false, there, departure.arrives);
        if !pools.is_empty() {
            stages.push(pools.into_iter().map(|resource| vec![Use { resource, kind }]).collect());
        }
    }
    stages
}

/// A class of cases, as far as options ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asking {
    /// How they wait.
    pub waiting: Waiting,
    /// Index of their province; 0 where provinces do not matter.
    province: usize,
    /// Recognised as refugees.
    recognised: bool,
    /// Wish to stay.
    stays: bool,
    /// First decision they may draw.
    pub opens: Option<u32>,
}

impl Ground<'_> {
    /// What a cohort asks of options; none where it never comes forward.
    pub fn asking(&self, cohort: &Cohort) -> Option<Asking> {
        let waiting = Waiting::of(self.scenario, self.law, cohort)?;
        let name = cohort.province(self.scenario);
        let matters = self.resources.limits(SupplyKind::Exit) || self.resources.limits(SupplyKind::Decision);
        let province = self.provinces.iter().position(|province| matters && province == name).unwrap_or(0);
        let decided = self.law.determination.map(|begins| begins.max(waiting.forward));
        Some(Asking {
            waiting,
            province,
            recognised: cohort.recognised,
            stays: cohort.wishes_to_stay(self.scenario),
            opens: decided.and_then(|first| self.resources.decisions_from(name, first)),
        })
    }
}

impl Offered {
    fn push(&mut self, column: usize, uses: &[Use], window: Option<Window>, way: Way, terms: Terms) {
        self.options.push(u32::try_from(column).expect("few destinations"), uses, window);
        self.ways.push(way);
        self.terms.push(terms);
    }

    /// Whether an option is offered to a class of cases, by status, priority, place and time.
    pub fn is_for(&self, ground: &Ground, option: usize, asking: &Asking) -> bool {
        let Way::Departure { route, departs, .. } = self.ways[option] else {
            return asking.stays
                && stay_begins(ground.law, asking.waiting.forward) == Some(self.ways[option].protects_from());
        };
        let route = &ground.scenario.routes[route];
        let begins = if route.determination { ground.law.determination } else { Some(0) };
        let Terms { province, urgent } = self.terms[option];
        let is_urgent = asking.waiting.priority != Priority::Normal;
        let ready = |begins: Period| asking.waiting.forward.max(begins) + processing(ground.scenario, route, is_urgent);
        !asking.stays
            && (asking.recognised || !route.determination)
            && province.is_none_or(|province| province == asking.province)
            && urgent.is_none_or(|wanted| wanted == is_urgent)
            && begins.is_some_and(|begins| ready(begins) <= departs)
            && self.options.window[option].is_none_or(|window| asking.opens.is_some_and(|opens| opens <= window.ends))
    }
}

/// The first period of a protected stay.
pub(super) fn stay_begins(law: &Law, forward: Period) -> Option<Period> {
    law.status.map(|status| status.max(forward))
}
