//! `scenarios/small`: the plan that its README works out by hand.

use std::cmp::Ordering;
use std::path::Path;

use resettle::certify::certify;
use resettle::pathway::{Compiled, Estimate, Way, compile};
use resettle::plan::{Reason, Solved, waiting};
use resettle::problem::{Placement, Plan, Problem};
use resettle::scenario::{Changes, Scenario};
use resettle::solve::Settings;
use resettle::solve::milp::{self, Backend};
use resettle::solve::prices;

/// Family, destination and month of departure: the table at the end of the README.
const BY_HAND: [(&str, &str, &str); 8] = [
    ("F01", "KOR", "2014-01"),
    ("F06 F07", "KOR", "2014-01"),
    ("F12", "SWE", "2014-01"),
    ("F02", "USA", "2014-02"),
    ("F03", "MNG", "2014-02"),
    ("F04", "SWE", "2014-02"),
    ("F09", "KOR", "2014-03"),
    ("F10", "USA", "2014-03"),
];

/// 62 person-months in hundredths, 3 persons in time, 2 with a relative, and the wishes: four points a
/// person for the first, three for the second.
const WORTH: [i64; 4] = [6200, 3, 2, 2 * 4 + 3 * 4 + 4 + 3 * 4 + 4 * 4 + 2 * 4 + (1 + 2) * 3];

fn small() -> (Scenario, Compiled) {
    changed(&Changes::default())
}

fn changed(changes: &Changes) -> (Scenario, Compiled) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small");
    let scenario = Scenario::load(&folder, changes).expect("a sound scenario");
    let compiled = compile(&scenario, Estimate::Point);
    (scenario, compiled)
}

/// A placement in the words of the README's table.
fn in_words(scenario: &Scenario, compiled: &Compiled, placement: &Placement) -> (String, String, String) {
    let rows = &compiled.cohorts[placement.case as usize].rows;
    let ids: Vec<_> = rows.iter().map(|&row| scenario.caseload[row].id.as_str()).collect();
    let Way::Departure { route, departs, .. } = compiled.ways[placement.option as usize] else {
        panic!("nobody wishes to stay")
    };
    let destination = &scenario.destinations[scenario.routes[route].destination];
    (ids.join(" "), destination.code.to_string(), scenario.horizon.name(departs))
}

/// Every placement that the problem offers, family by family.
fn offers(compiled: &Compiled) -> Vec<Vec<Placement>> {
    let problem = &compiled.problem;
    (0..problem.len())
        .map(|case| {
            let offers = problem.class(case).offers.iter();
            let allowed = offers.filter(|&&option| problem.allows(case, problem.options.column[option as usize]));
            let case = u32::try_from(case).expect("a dozen");
            allowed.map(|&option| Placement { case, option, drawn: None, count: 1 }).collect()
        })
        .collect()
}

fn by_hand(scenario: &Scenario, compiled: &Compiled) -> Plan {
    let all: Vec<Placement> = offers(compiled).concat();
    let mut placements: Vec<Placement> = BY_HAND
        .iter()
        .map(|&(family, destination, month)| {
            let wanted = (family.to_owned(), destination.to_owned(), month.to_owned());
            let offer = all.iter().find(|offer| in_words(scenario, compiled, offer) == wanted);
            *offer.unwrap_or_else(|| panic!("{wanted:?} is offered"))
        })
        .collect();
    placements.sort();
    Plan { placements }
}

#[test]
fn the_plan_worked_out_by_hand_is_worth_what_the_readme_says() {
    let (scenario, compiled) = small();
    let verdict = certify(&compiled.problem, &by_hand(&scenario, &compiled), None).expect("it keeps every constraint");
    let worth: Vec<i64> = verdict.levels.iter().map(|level| level.worth).collect();
    assert_eq!(worth, WORTH);
}

#[test]
fn those_the_readme_leaves_without_a_lawful_option_are_offered_nothing() {
    let (scenario, compiled) = small();
    let offers = offers(&compiled);
    for (cohort, offers) in compiled.cohorts.iter().zip(&offers) {
        let id = &scenario.caseload[cohort.rows[0]].id;
        assert_eq!(offers.is_empty(), ["F05", "F08"].contains(&id.as_str()), "{id}");
    }
}

#[test]
fn those_who_wait_wait_for_the_reasons_the_readme_gives() {
    let (scenario, compiled) = small();
    let plan = by_hand(&scenario, &compiled);
    let solved =
        Solved { scenario: &scenario, estimate: Estimate::Point, compiled: &compiled, plan: &plan, certificate: None };
    let waiting = waiting(&solved);
    let found: Vec<_> = waiting.iter().map(|row| (row.cases.join(" "), row.reason)).collect();
    let expected = [("F05", Reason::NoLawfulOption), ("F08", Reason::NoLawfulOption), ("F11", Reason::PlacesTaken)];
    assert_eq!(found, expected.map(|(family, reason)| (family.to_owned(), reason)));
}

#[test]
fn the_programme_finds_it() {
    let (scenario, compiled) = small();
    let answer = milp::solve(&compiled.problem, &Settings::default(), Backend::MicroLp).expect("a plan");
    assert_eq!(answer.plan, by_hand(&scenario, &compiled));
}

/// No other choice of offers is as good: all of them are tried.
#[test]
fn no_other_plan_is_as_good() {
    let (scenario, compiled) = small();
    let problem = &compiled.problem;
    let mut search = Search {
        families: offers(&compiled)
            .iter()
            .map(|offers| offers.iter().map(|offer| Offer::of(problem, offer)).collect())
            .collect(),
        left: (0..).take(problem.supplies.len()).map(|resource| problem.supplies.total(resource)).collect(),
        chosen: Vec::new(),
        best: vec![0; problem.levels.len()],
        plans: Vec::new(),
    };
    search.extend(0, &vec![0; problem.levels.len()]);
    assert_eq!(search.best, WORTH);
    assert_eq!(search.plans, [by_hand(&scenario, &compiled)]);
}

/// What a placement is worth by level, and what it takes of which resource.
struct Offer {
    placement: Placement,
    worth: Vec<i64>,
    takes: Vec<(usize, u64)>,
}

impl Offer {
    fn of(problem: &Problem, placement: &Placement) -> Offer {
        let case = placement.case as usize;
        let offer = problem.class(case).offers.iter().position(|option| *option == placement.option);
        let worth = |level| problem.value(level, case, offer.expect("an offer of its class"));
        let need = |kind: u16| u64::from(problem.needs(case)[usize::from(kind)]);
        let uses = problem.options.uses(placement.option).iter();
        Offer {
            placement: *placement,
            worth: (0..problem.levels.len()).map(worth).collect(),
            takes: uses.map(|draw| (draw.resource as usize, need(draw.kind))).collect(),
        }
    }
}

/// Tries every combination that keeps the supplies, family by family, and keeps the best.
struct Search {
    families: Vec<Vec<Offer>>,
    left: Vec<u64>,
    chosen: Vec<Placement>,
    best: Vec<i64>,
    plans: Vec<Plan>,
}

impl Search {
    fn extend(&mut self, family: usize, worth: &[i64]) {
        // The families still to come could at most each take their best offer.
        let most = |offers: &Vec<Offer>| offers.iter().map(|offer| offer.worth[0]).max().unwrap_or(0);
        if worth[0] + self.families[family..].iter().map(most).sum::<i64>() < self.best[0] {
            return;
        }
        if family == self.families.len() {
            match worth.cmp(&self.best) {
                Ordering::Less => return,
                Ordering::Equal => {}
                Ordering::Greater => self.plans.clear(),
            }
            self.best = worth.to_vec();
            self.plans.push(Plan { placements: self.chosen.clone() });
            return;
        }
        let offers = std::mem::take(&mut self.families[family]);
        for offer in &offers {
            if offer.takes.iter().all(|&(resource, units)| units <= self.left[resource]) {
                offer.takes.iter().for_each(|&(resource, units)| self.left[resource] -= units);
                self.chosen.push(offer.placement);
                let worth: Vec<i64> = worth.iter().zip(&offer.worth).map(|(sum, more)| sum + more).collect();
                self.extend(family + 1, &worth);
                self.chosen.pop();
                offer.takes.iter().for_each(|&(resource, units)| self.left[resource] += units);
            }
        }
        self.extend(family + 1, worth);
        self.families[family] = offers;
    }
}

/// With other supplies the months' exits are what whole families do not fill: proofs by branches.
#[test]
fn other_supplies_are_proven_too() {
    let others = [
        "capacity.MNG.places.2014+=1",
        "destinations.SWE.places=4",
        "capacity.Jilin.exit=5",
        "capacity.Jilin.exit=7",
        "capacity.KOR.course=5",
        "capacity.Jilin.exit.2014-02+=1",
        "destinations.MNG.places+=2",
    ];
    for change in others {
        let problem = changed(&Changes { set: vec![change.to_owned()], ..Changes::default() }).1.problem;
        let answer = prices::solve(&problem, &Settings::default());
        let verdict = certify(&problem, &answer.plan, answer.certificate.as_ref()).expect("a sound certificate");
        assert!(verdict.is_optimal(), "{change}: {verdict:?}");
    }
}

#[test]
fn prices_find_and_prove_it() {
    let (scenario, compiled) = small();
    let answer = prices::solve(&compiled.problem, &Settings::default());
    assert_eq!(answer.plan, by_hand(&scenario, &compiled));
    let verdict = certify(&compiled.problem, &answer.plan, answer.certificate.as_ref()).expect("a sound certificate");
    assert!(verdict.is_optimal(), "{verdict:?}");
}
