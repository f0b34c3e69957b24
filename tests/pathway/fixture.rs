//! A scenario made by hand: six months from January 2014, one family of three, one destination
//! with ten places a year, reached directly, and every component of the policy in force at once.

use resettle::pathway::{Compiled, Estimate, Stage, Way, compile};
use resettle::scenario::{
    Case, Code, Contact, Counts, Deadlines, Destination, Goal, Guarantee, Hazard, HazardClass, Horizon, Indicators,
    Objective, Persons, Policy, Priority, Recognition, Role, Route, RouteKind, Scenario, Supply, SupplyKind, SupplyPer,
};

/// No period at all.
pub const NEVER: [u32; 0] = [];

pub fn scenario() -> Scenario {
    Scenario {
        name: "fixture".to_owned(),
        title: "A scenario made by hand".to_owned(),
        folders: Vec::new(),
        origin: Some(Code(*b"PRK")),
        asylum: Some(Code(*b"CHN")),
        horizon: Horizon { start: Some((2014, 1)), periods: 6, months_per_period: 1 },
        kinds: vec!["guardian".to_owned(), "school".to_owned()],
        facts: vec!["chinese_spouse".to_owned()],
        objectives: vec![vec![Objective { goal: Goal::Protection, weight: 1 }]],
        acknowledged: Vec::new(),
        policy: Policy {
            legislation: Some(0),
            moratorium: Some(0),
            determination: Some(0),
            recognition: Recognition::PrimaFacie,
            humanitarian_status: None,
            status_protects: 1.0,
            access: Some(0),
            comes_forward: 1.0,
            exit: Some(0),
        },
        hazards: vec![HazardClass { name: "default".to_owned(), weight: 1, returned: 0.0, leaves_irregularly: 0.0 }],
        deadlines: Deadlines { emergency: 1, urgent: 2, normal: 12 },
        sharing: Vec::new(),
        emergency_reserve: 0.0,
        observed: Vec::new(),
        seed: 1,
        has_range: false,
        caseload: vec![case("A", 3)],
        destinations: vec![destination("MNG")],
        routes: vec![route(0, RouteKind::Direct)],
        supplies: vec![supply(SupplyKind::Places, Some(0), SupplyPer::Year, 10)],
        scores: None,
        overrides: Vec::new(),
        sources: Vec::new(),
    }
}

pub fn case(id: &str, persons: u32) -> Case {
    Case {
        id: id.to_owned(),
        line: 0,
        count: Counts { low: 1, point: 1, high: 1 },
        persons: Persons { unrecorded: persons, ..Persons::default() },
        disability: 0,
        province: String::new(),
        arrival: (0, 0),
        contact: Contact::Known,
        categories: Vec::new(),
        priority: Priority::Normal,
        hazard: Hazard { class: 0, weight: 1 },
        unaccompanied: false,
        best_interests_determined: false,
        single_parent: false,
        languages: Vec::new(),
        ties: Vec::new(),
        linked: Vec::new(),
        needs: vec![0, 0],
        preferred: Vec::new(),
        refused: Vec::new(),
        wishes_to_stay: false,
        facts: Vec::new(),
        grounds: Vec::new(),
    }
}

pub fn group(id: &str, persons: u32, count: u32) -> Case {
    Case { count: Counts { low: count / 2, point: count, high: count * 2 }, ..case(id, persons) }
}

pub fn destination(code: &str) -> Destination {
    Destination {
        code: Code(code.as_bytes().try_into().expect("three letters")),
        name: code.to_owned(),
        group: String::new(),
        role: Role::Settlement,
        guarantee: (Guarantee::Treaty, String::new()),
        nationality: false,
        minimum: None,
        reliability: 1.0,
        processing: (0, 0),
        languages: Vec::new(),
        language_required: false,
        accepts: Vec::new(),
        largest_family: None,
        single_parents: true,
        closed_to: Vec::new(),
        cost_per_person: None,
        indicators: Indicators::default(),
    }
}

pub fn route(destination: usize, kind: RouteKind) -> Route {
    let emergencies_only = kind == RouteKind::Evacuation;
    let determination = matches!(kind, RouteKind::Direct | RouteKind::Transit);
    Route { destination, kind, transit: None, open: (0, 5), emergencies_only, determination, screening: 0, course: 0 }
}

pub fn supply(kind: SupplyKind, destination: Option<usize>, per: SupplyPer, amount: u64) -> Supply {
    Supply { kind, province: String::new(), destination, periods: (0, 5), per, amount, cost: 0 }
}

/// What a case may do: the ways offered and allowed to it, in order.
pub fn ways(compiled: &Compiled, case: usize) -> Vec<Way> {
    offers(compiled, case).into_iter().map(|offer| compiled.ways[option(compiled, case, offer)]).collect()
}

/// The periods in which a case may depart, or begin a protected stay.
pub fn periods(compiled: &Compiled, case: usize) -> Vec<u32> {
    ways(compiled, case).into_iter().map(Way::protects_from).collect()
}

/// What each way open to a case is worth at a level.
pub fn values(compiled: &Compiled, level: usize, case: usize) -> Vec<i64> {
    offers(compiled, case).into_iter().map(|offer| compiled.problem.value(level, case, offer)).collect()
}

/// The stages that a case draws from by each way open to it, its window not among them.
pub fn draws(compiled: &Compiled, case: usize) -> Vec<Vec<Stage>> {
    let uses = |offer| {
        let uses = compiled.problem.options.uses(index(option(compiled, case, offer))).iter();
        uses.map(|drawn| compiled.stages[drawn.resource as usize].clone()).collect()
    };
    offers(compiled, case).into_iter().map(uses).collect()
}

/// The run of periods of the decisions that each way open to a case may draw.
pub fn decisions(compiled: &Compiled, case: usize) -> Vec<(u32, u32)> {
    let window = |offer| {
        let ends = compiled.problem.options.window[option(compiled, case, offer)].expect("a window").ends;
        (run(compiled, compiled.problem.class(case).opens).0, run(compiled, ends).1)
    };
    offers(compiled, case).into_iter().map(window).collect()
}

/// The units of every resource of a kind, in order of place and period.
pub fn units(compiled: &Compiled, kind: SupplyKind, general: bool) -> Vec<u64> {
    let wanted =
        |stage: &Stage| matches!(stage, Stage::Supply { kind: k, general: g, .. } if *k == kind && *g == general);
    let stages = compiled.stages.iter().enumerate().filter(|(_, stage)| wanted(stage));
    stages.map(|(resource, _)| compiled.problem.supplies.total(index(resource))).collect()
}

fn run(compiled: &Compiled, resource: u32) -> (u32, u32) {
    match compiled.stages[resource as usize] {
        Stage::Supply { periods, .. } => periods,
        Stage::Intake { .. } => panic!("an intake lasts over the horizon"),
    }
}

fn option(compiled: &Compiled, case: usize, offer: usize) -> usize {
    compiled.problem.class(case).offers[offer] as usize
}

/// Places among the class's offers that the case is allowed.
fn offers(compiled: &Compiled, case: usize) -> Vec<usize> {
    let problem = &compiled.problem;
    let allowed = |&offer: &usize| problem.allows(case, problem.options.column[option(compiled, case, offer)]);
    (0..problem.class(case).offers.len()).filter(allowed).collect()
}

pub fn point(scenario: &Scenario) -> Compiled {
    compile(scenario, Estimate::Point)
}

fn index(n: usize) -> u32 {
    u32::try_from(n).expect("small")
}
