//! Promises 1 and 2, replayed from the scenario: nobody is sent back, families stay whole.
//!
//! In: a [`Scenario`] and who goes where, in the planner's words, as a run's folder holds it. Out:
//! every breach. How the journeys were found plays no part: nothing is asked of the room that
//! decides who may go where.
//!
//! That a country is in the scenario at all means that it states its guarantee against return: the
//! scenario cannot be read otherwise.

use std::collections::BTreeMap;

use crate::scenario::{Case, Code, Contact, Counts, Period, Role, Scenario, SupplyKind, travelling_together};

/// Families who travel as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// Ids of the cases that travel together; more than one where they are linked.
    pub cases: Vec<String>,
    /// Families (of each id).
    pub count: u32,
    /// Where to settle; none: a protected stay in the country of asylum.
    pub destination: Option<Code>,
    /// The country passed through, if any.
    pub transit: Option<Code>,
    /// The period of departure; the first one of a stay.
    pub departs: Period,
}

/// A promise that is not kept; `journey` is the position among the journeys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// The country of origin in the scenario.
    #[error("the scenario lists {0}, the country of origin, as a destination or transit country")]
    OriginListed(Code),
    /// A journey to the country of origin or through it.
    #[error("journey {journey} leads to or through {code}, the country of origin")]
    Origin {
        /// Which journey.
        journey: usize,
        /// The country.
        code: Code,
    },
    /// A country that the scenario does not list, and so without a guarantee against return.
    #[error("journey {journey} leads to or through {code}, which states no guarantee against return")]
    NoGuarantee {
        /// Which journey.
        journey: usize,
        /// The country.
        code: Code,
    },
    /// A country in a role that it does not have.
    #[error("journey {journey} uses {code} for {role}, which is not its role")]
    Role {
        /// Which journey.
        journey: usize,
        /// The country.
        code: Code,
        /// `settlement` or `transit`.
        role: &'static str,
    },
    /// A case that the caseload does not have.
    #[error("journey {journey} is of case `{case}`, which the caseload does not have")]
    UnknownCase {
        /// Which journey.
        journey: usize,
        /// The id.
        case: String,
    },
    /// Linked cases apart, or unlinked ones together.
    #[error("journey {journey} is of {found:?}, but {expected:?} travel together")]
    Separated {
        /// Which journey.
        journey: usize,
        /// Ids of the journey.
        found: Vec<String>,
        /// Ids linked, directly or through others.
        expected: Vec<String>,
    },
    /// More families than there are.
    #[error("{placed} families of case `{case}` are placed, but there are only {count}")]
    Families {
        /// The id.
        case: String,
        /// Families placed.
        placed: u64,
        /// Families in the estimate planned for.
        count: u32,
    },
    /// Before the case is there, or after the horizon.
    #[error("journey {journey} begins in period {departs}, but case `{case}` can leave in {first} to {last}")]
    Period {
        /// Which journey.
        journey: usize,
        /// The id.
        case: String,
        /// The period, counted from 0.
        departs: Period,
        /// The period in which the case arrives.
        first: Period,
        /// The last period of the horizon.
        last: Period,
    },
    /// Before UNHCR has access to those in hiding.
    #[error(
        "journey {journey} begins in period {departs}, but case `{case}` is in hiding, where UNHCR has no access yet"
    )]
    InHiding {
        /// Which journey.
        journey: usize,
        /// The id.
        case: String,
        /// The period, counted from 0.
        departs: Period,
    },
    /// A rule of promise 2 that closes the destination to the case.
    #[error("journey {journey} takes case `{case}` to {code}, but {bar}")]
    Closed {
        /// Which journey.
        journey: usize,
        /// The id.
        case: String,
        /// The country.
        code: Code,
        /// Why it is closed.
        bar: Closed,
    },
    /// More unaccompanied children than guardians.
    #[error("{children} unaccompanied children go to {code}, which has {guardians} guardian places")]
    Guardians {
        /// The country.
        code: Code,
        /// Guardian places used over the horizon.
        children: u64,
        /// Guardian places supplied over the horizon.
        guardians: u64,
    },
}

/// Why a destination is closed to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// The family refused it.
    #[error("the family refused it")]
    Refused,
    /// The family wishes to stay.
    #[error("the family wishes to stay in the country of asylum")]
    WishesToStay,
    /// No best interests determination.
    #[error("the child's best interests determination is not done")]
    NoBestInterestsDetermination,
    /// Forbidden by hand.
    #[error("the pair is forbidden by hand")]
    Forbidden,
    /// Held elsewhere by hand.
    #[error("the case is held to another destination by hand")]
    HeldElsewhere,
    /// An empty score.
    #[error("its score is empty, which means not allowed")]
    NoScore,
}

/// Every breach of the journeys planned for an estimate, of which `families` reads the count.
pub fn breaches(scenario: &Scenario, families: impl Fn(&Counts) -> u32, journeys: &[Journey]) -> Vec<Breach> {
    let mut replay = Replay::of(scenario);
    let listed = scenario.destinations.iter().filter(|country| Some(country.code) == scenario.origin);
    replay.breaches.extend(listed.map(|country| Breach::OriginListed(country.code)));
    for (at, journey) in journeys.iter().enumerate() {
        replay.countries(at, journey);
        let cases = replay.travellers(at, journey);
        for &case in &cases {
            replay.period(at, journey, case);
            if let Some(destination) = journey.destination {
                replay.rules(at, journey.count, case, destination);
            }
        }
    }
    replay.totals(families);
    replay.breaches
}

struct Replay<'a> {
    scenario: &'a Scenario,
    index: BTreeMap<&'a str, usize>,
    country: BTreeMap<Code, usize>,
    /// By case: the linked cases, itself among them; empty where there are none.
    together: Vec<Vec<usize>>,
    /// Families placed, by case.
    placed: Vec<u64>,
    /// Guardian places used, by destination.
    children: Vec<u64>,
    breaches: Vec<Breach>,
}

impl<'a> Replay<'a> {
    fn of(scenario: &'a Scenario) -> Replay<'a> {
        let n = scenario.caseload.len();
        let mut together = vec![Vec::new(); n];
        for group in travelling_together(&scenario.caseload) {
            for &case in &group {
                together[case].clone_from(&group);
            }
        }
        Replay {
            scenario,
            index: scenario.caseload.iter().enumerate().map(|(at, case)| (case.id.as_str(), at)).collect(),
            country: scenario.destinations.iter().enumerate().map(|(at, country)| (country.code, at)).collect(),
            together,
            placed: vec![0; n],
            children: vec![0; scenario.destinations.len()],
            breaches: Vec::new(),
        }
    }

    /// Promise 1: neither to nor through the origin, and only where a guarantee is stated.
    fn countries(&mut self, journey: usize, of: &Journey) {
        let passed = [(of.destination, "settlement"), (of.transit, "transit")];
        for (code, role) in passed.into_iter().filter_map(|(code, role)| Some((code?, role))) {
            if Some(code) == self.scenario.origin {
                self.breaches.push(Breach::Origin { journey, code });
            }
            let Some(&country) = self.country.get(&code) else {
                self.breaches.push(Breach::NoGuarantee { journey, code });
                continue;
            };
            let has = self.scenario.destinations[country].role;
            if has != Role::Both && (has == Role::Settlement) != (role == "settlement") {
                self.breaches.push(Breach::Role { journey, code, role });
            }
        }
    }

    /// The cases of a journey: all that are linked, and no others.
    fn travellers(&mut self, journey: usize, of: &Journey) -> Vec<usize> {
        let mut cases = Vec::new();
        for id in &of.cases {
            match self.index.get(id.as_str()) {
                Some(&case) => cases.push(case),
                None => self.breaches.push(Breach::UnknownCase { journey, case: id.clone() }),
            }
        }
        cases.sort_unstable();
        let Some(&first) = cases.first() else { return cases };
        let linked = match self.together[first].as_slice() {
            [] => vec![first],
            linked => linked.to_vec(),
        };
        if cases != linked {
            let expected = linked.iter().map(|&case| self.scenario.caseload[case].id.clone()).collect();
            self.breaches.push(Breach::Separated { journey, found: of.cases.clone(), expected });
        }
        for &case in &cases {
            self.placed[case] += u64::from(of.count);
        }
        cases
    }

    fn period(&mut self, journey: usize, of: &Journey, case: usize) {
        let (case, departs) = (&self.scenario.caseload[case], of.departs);
        let (first, last) = (case.arrival.0, self.scenario.horizon.periods - 1);
        if departs < first || departs > last {
            self.breaches.push(Breach::Period { journey, case: case.id.clone(), departs, first, last });
        }
        let policy = &self.scenario.policy;
        let begins = policy.legislation.zip(policy.access).map(|(legislation, access)| legislation.max(access));
        if case.contact == Contact::Hiding && begins.is_none_or(|begins| departs < begins) {
            self.breaches.push(Breach::InHiding { journey, case: case.id.clone(), departs });
        }
    }

    /// Promise 2, for a case that leaves for a destination.
    fn rules(&mut self, journey: usize, count: u32, case: usize, code: Code) {
        let Some(&destination) = self.country.get(&code) else { return };
        let scenario = self.scenario;
        let of: &Case = &scenario.caseload[case];
        let made = |hold: bool| scenario.overrides.iter().filter(move |made| made.case == case && made.hold == hold);
        let column = scenario.destinations.len();
        let scored = |scores: &Vec<Option<f64>>| scores[case * column + destination].is_some();
        let bars = [
            (of.refused.contains(&destination), Closed::Refused),
            (of.wishes_to_stay, Closed::WishesToStay),
            (of.unaccompanied && !of.best_interests_determined, Closed::NoBestInterestsDetermination),
            (made(false).any(|made| made.destination == destination), Closed::Forbidden),
            (made(true).any(|made| made.destination != destination), Closed::HeldElsewhere),
            (!scenario.scores.as_ref().is_none_or(scored), Closed::NoScore),
        ];
        for (_, bar) in bars.into_iter().filter(|(closed, _)| *closed) {
            self.breaches.push(Breach::Closed { journey, case: of.id.clone(), code, bar });
        }
        if of.unaccompanied {
            self.children[destination] += u64::from(count);
        }
    }

    /// Families and guardians over the whole horizon.
    fn totals(&mut self, families: impl Fn(&Counts) -> u32) {
        for (case, &placed) in self.scenario.caseload.iter().zip(&self.placed) {
            let count = families(&case.count);
            if placed > u64::from(count) {
                self.breaches.push(Breach::Families { case: case.id.clone(), placed, count });
            }
        }
        let guardian = self.scenario.kinds.iter().position(|kind| kind == "guardian").map(SupplyKind::Need);
        for (destination, &children) in self.children.iter().enumerate() {
            let here = self.scenario.supplies.iter().filter(|supply| supply.destination == Some(destination));
            let supplied = here.filter(|supply| Some(supply.kind) == guardian);
            let guardians = supplied.map(|supply| supply.amount * supply.pools(&self.scenario.horizon)).sum();
            if children > guardians {
                let code = self.scenario.destinations[destination].code;
                self.breaches.push(Breach::Guardians { code, children, guardians });
            }
        }
    }
}
