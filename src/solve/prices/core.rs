//! The core of a large problem: what prices near the best leave undecided.
//!
//! In: a problem, and a guide to its prices. At these most cases have one offer, or waiting, that beats every other by
//! more than a window a unit of need: they are *settled* on it. Out: a problem of the others, each with the few offers
//! within the window, cases merged that differ in nothing; and from a plan of it one of the whole problem.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::bound::whole;
use super::frame::Frame;
use super::sieve::{Found, OPEN, Sieve, window};
use super::tariff::{Number, Tariff};
use crate::problem::{Class, Placement, Plan, Prices, Problem, Supplies};
use crate::solve::column::NONE;

/// Prices near the best, in points a unit, and the levels that count with their factors.
#[derive(Clone, Debug)]
pub struct Guide {
    pub price: Vec<f64>,
    pub factors: Vec<(usize, f64)>,
}

/// The core; see the module.
#[derive(Debug)]
pub struct Core<'a> {
    whole: &'a Problem,
    /// The core as a problem of its own, with the supplies that settled cases leave.
    pub problem: Problem,
    /// By case: the offer that it is settled on, [`NONE`] where it waits, [`OPEN`] where it is in the core.
    settled: Vec<u32>,
    /// The cases that each case of the core stands for.
    members: Vec<Vec<u32>>,
    /// By level: points of the settled cases, less the cost of what they use.
    pub worth: Vec<i64>,
    /// Points a unit by which prices may be off before a settled case would rather go elsewhere.
    window: f64,
}

impl<'a> Core<'a> {
    /// Leaves about so many cases undecided; more where settled ones would use more than there is.
    pub fn new(problem: &'a Problem, frame: &Frame, guide: &Guide, cases: usize) -> Core<'a> {
        let mut share = cases as f64 / problem.len() as f64;
        loop {
            let core = if let Some(denominator) = frame.coarse(&guide.price, &guide.factors) {
                Core::sieved(problem, &guide.tariff(problem, frame, denominator), share, denominator as f64)
            } else {
                let tariff = Tariff::new(problem, frame, &guide.price, guide.factors.clone());
                Core::sieved(problem, &tariff, share, 1.0)
            };
            if let Some(core) = core {
                return core;
            }
            share *= 2.0;
        }
    }

    /// None if settled cases use more than there is of something.
    fn sieved<T: Number>(problem: &'a Problem, tariff: &Tariff<T>, share: f64, denominator: f64) -> Option<Core<'a>> {
        let window = (share < 1.0).then(|| window(problem, tariff, share));
        let mut sieve = Sieve { problem, tariff, window, exhausted: vec![false; problem.supplies.len()] };
        loop {
            let (settled, found) = sieve.pass();
            let resources = 0..problem.supplies.len();
            let used: Vec<u64> = resources.map(|place| found.iter().map(|found| found.used[place]).sum()).collect();
            let supplies = left(&problem.supplies, &used)?;
            // What settled cases use up has no price in the core: they are to compete for it there.
            let mut again = false;
            for (resource, exhausted) in sieve.exhausted.iter_mut().enumerate() {
                let now = used[resource] > 0 && supplies.total(resource as u32) == 0;
                again |= now;
                *exhausted |= now;
            }
            if !again {
                return Some(Core::assembled(problem, settled, &found, &used, supplies, window, denominator));
            }
        }
    }

    fn assembled(
        problem: &'a Problem,
        settled: Vec<u32>,
        found: &[Found],
        used: &[u64],
        supplies: Supplies,
        window: Option<f64>,
        denominator: f64,
    ) -> Core<'a> {
        let levels = 0..problem.levels.len();
        let worth = levels.map(|level| {
            let points: i128 = found.iter().map(|found| found.worth[level]).sum();
            i64::try_from(points - cost(&problem.supplies, level, used)).expect("points fit 63 bits")
        });
        let worth = worth.collect();
        let (problem_of_core, members) = assemble(problem, found, supplies);
        let window = window.map_or(f64::INFINITY, |window| window / denominator);
        Core { whole: problem, problem: problem_of_core, settled, members, worth, window }
    }

    /// A guide from the core's own prices, as far from the one that it was made with as its window reaches: a price that
    /// goes further would draw cases that are settled. And whether none does.
    pub fn guide(&self, made_with: &Guide, own: Guide) -> (Guide, bool) {
        let mut within = true;
        let near = |(own, with): (&f64, &f64)| {
            within &= (own - with).abs() <= self.window;
            own.clamp(with - self.window, with + self.window)
        };
        let price = own.price.iter().zip(&made_with.price).map(near).collect();
        (Guide { price, factors: own.factors }, within)
    }

    /// A plan of the whole problem from one of the core.
    pub fn plan(&self, core: &Plan) -> Plan {
        let mut open: Vec<Placement> = Vec::with_capacity(core.placements.len());
        for of_case in core.placements.chunk_by(|one, other| one.case == other.case) {
            let mut members = self.members[of_case[0].case as usize].iter();
            let mut member = (0, 0);
            for placement in of_case {
                let mut left = placement.count;
                while left > 0 {
                    if member.1 == 0 {
                        let case = *members.next().expect("a case is placed no more often than it counts");
                        member = (case, self.whole.cases.count[case as usize]);
                    }
                    let count = left.min(member.1);
                    open.push(Placement { case: member.0, count, ..*placement });
                    member.1 -= count;
                    left -= count;
                }
            }
        }
        open.sort_unstable();
        let mut open = open.into_iter().peekable();
        let mut placements = Vec::with_capacity(self.settled.len());
        for (case, offer) in self.settled.iter().enumerate() {
            if *offer == OPEN {
                placements.extend(std::iter::from_fn(|| open.next_if(|placement| placement.case as usize == case)));
            } else if *offer != NONE {
                let option = self.whole.class(case).offers[*offer as usize];
                let count = self.whole.cases.count[case];
                placements.push(Placement { case: case as u32, option, drawn: None, count });
            }
        }
        Plan { placements }
    }
}

impl Guide {
    /// From whole prices.
    pub fn of(prices: &Prices, denominator: i64) -> Guide {
        let points = |whole: &i64| *whole as f64 / denominator as f64;
        let earlier = prices.multiplier.iter().map(points).enumerate().filter(|(_, factor)| *factor > 0.0);
        let factors = std::iter::once((prices.multiplier.len(), 1.0)).chain(earlier).collect();
        Guide { price: prices.price.iter().map(points).collect(), factors }
    }

    /// The prices where a level counts once, and no later one; none if it does not count.
    pub fn at(&self, level: usize) -> Option<Guide> {
        let once = self.factors.iter().find(|(own, factor)| *own == level && *factor > 0.0)?.1;
        let factors = self.factors.iter().filter(|(own, _)| *own <= level);
        Some(Guide {
            price: self.price.iter().map(|price| price / once).collect(),
            factors: factors.map(|(own, factor)| (*own, factor / once)).collect(),
        })
    }

    /// The prices in 1/denominator of a point.
    fn tariff<'a>(&self, problem: &'a Problem, frame: &'a Frame, denominator: i64) -> Tariff<'a, i32> {
        let prices = whole(&self.price, &self.factors, problem.levels.len(), denominator);
        let price: Vec<i32> = prices.price.iter().map(|price| *price as i32).collect();
        let factors = prices.multiplier.iter().enumerate().filter(|(_, factor)| **factor != 0);
        let factors = factors.map(|(level, factor)| (level, *factor as i32)).collect();
        Tariff::new(problem, frame, &price, factors)
    }
}

/// Supplies without the units that are used, the cheapest first; none if there are not as many.
fn left(supplies: &Supplies, used: &[u64]) -> Option<Supplies> {
    let mut left = supplies.clone();
    for (resource, units) in used.iter().enumerate() {
        let mut units = *units;
        for step in supplies.steps(resource as u32) {
            let taken = units.min(left.width[step]);
            left.width[step] -= taken;
            units -= taken;
        }
        if units > 0 {
            return None;
        }
    }
    Some(left)
}

/// Points that the used units cost at a level.
fn cost(supplies: &Supplies, level: usize, used: &[u64]) -> i128 {
    let mut sum = 0;
    for (resource, units) in used.iter().enumerate() {
        let mut units = *units;
        for step in supplies.steps(resource as u32) {
            let taken = units.min(supplies.width[step]);
            sum += i128::from(taken) * i128::from(supplies.cost(level, step));
            units -= taken;
        }
    }
    sum
}

/// The problem of the core, and the cases that each of its cases stands for.
fn assemble(problem: &Problem, found: &[Found], supplies: Supplies) -> (Problem, Vec<Vec<u32>>) {
    let mut core = Problem { classes: Vec::new(), supplies, ..problem.without_cases() };
    let mut members: Vec<Vec<u32>> = Vec::new();
    let mut classes: HashMap<(u32, &[u32]), u32> = HashMap::new();
    let mut twins: HashMap<Vec<i64>, usize> = HashMap::new();
    for (case, offers) in found.iter().flat_map(Found::open) {
        let class = *classes.entry((problem.cases.class[case as usize], offers)).or_insert_with(|| {
            core.classes.push(narrowed(problem.class(case as usize), offers));
            core.classes.len() as u32 - 1
        });
        let case = case as usize;
        let count = problem.cases.count[case];
        match twins.entry(traits(problem, case, class, offers)) {
            Entry::Occupied(twin) if core.cases.count[*twin.get()].checked_add(count).is_some() => {
                core.cases.count[*twin.get()] += count;
                members[*twin.get()].push(case as u32);
            }
            entry => {
                entry.insert_entry(members.len());
                members.push(vec![case as u32]);
                core.cases.count.push(count);
                core.cases.class.push(class);
                core.cases.need.extend_from_slice(problem.needs(case));
                for (weights, all) in core.cases.weight.iter_mut().zip(&problem.cases.weight) {
                    weights.extend(all.get(case));
                }
                for (fit, all) in core.fits.iter_mut().zip(&problem.fits) {
                    fit.points.extend_from_slice(&all.points[case * problem.columns..(case + 1) * problem.columns]);
                }
            }
        }
    }
    (core, members)
}

/// All that rules and values see of a case that may take these offers.
fn traits(problem: &Problem, case: usize, class: u32, offers: &[u32]) -> Vec<i64> {
    let own = &problem.class(case).offers;
    let column = |offer: &u32| problem.options.column[own[*offer as usize] as usize] as usize;
    let points = problem
        .fits
        .iter()
        .flat_map(|fit| offers.iter().map(move |offer| i64::from(fit.points[case * problem.columns + column(offer)])));
    let weights = problem.cases.weight.iter().filter_map(|weights| weights.get(case).copied());
    let needs = problem.needs(case).iter().map(|need| i64::from(*need));
    std::iter::once(i64::from(class)).chain(needs).chain(weights).chain(points).collect()
}

/// A class with some of its offers.
fn narrowed(class: &Class, offers: &[u32]) -> Class {
    let some = |all: &Vec<i64>| offers.iter().filter_map(|offer| all.get(*offer as usize).copied()).collect();
    Class {
        offers: offers.iter().map(|offer| class.offers[*offer as usize]).collect(),
        worth: class.worth.iter().map(some).collect(),
        opens: class.opens,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Cases, Fit, Level, Options, Use};

    /// Two places: a large one for whom it may concern, and a small one that ten cases fill who want nothing else.
    #[test]
    fn what_settled_cases_use_up_is_left_to_the_core_and_prices_keep_to_its_window() {
        let cases = 10_000;
        let mut supplies = Supplies::new(1);
        supplies.push(&[(8_000, &[0])]);
        supplies.push(&[(10, &[0])]);
        let mut options = Options::default();
        for place in 0..2 {
            options.push(place, &[Use { resource: place, kind: 0 }], None);
        }
        let score = |case: i32| if case % 1_000 == 0 { [1, 50_000] } else { [1_000 + case, 1] };
        let problem = Problem {
            levels: vec![Level { name: "score".into(), unit: "points".into() }],
            kinds: 1,
            columns: 2,
            cases: Cases {
                count: vec![1; 10_000],
                need: vec![1; 10_000],
                class: vec![0; 10_000],
                weight: vec![Vec::new()],
            },
            classes: vec![Class { offers: vec![0, 1], worth: vec![Vec::new()], opens: 0 }],
            fits: vec![Fit { level: 0, points: (0..cases).flat_map(score).collect() }],
            options,
            supplies,
        };
        let frame = Frame::new(&problem);
        let guide = Guide { price: vec![3_000.0, 20_000.0], factors: vec![(0, 1.0)] };
        let core = Core::new(&problem, &frame, &guide, 100);
        let ten: Vec<u32> = (0..10).map(|case| case * 1_000).collect();
        assert!(ten.iter().all(|case| core.settled[*case as usize] == OPEN), "those who fill the small place compete");
        assert_eq!(core.problem.supplies.total(1), 10);
        let open = core.settled.iter().filter(|settled| **settled == OPEN).count();
        assert!((50..500).contains(&open), "{open} cases are open");

        let own = |off: f64| Guide { price: vec![3_000.0 + off, 20_000.0], factors: vec![(0, 1.0)] };
        let (near, within) = core.guide(&guide, own(core.window / 2.0));
        assert_eq!((near.price, within), (own(core.window / 2.0).price, true));
        let (far, within) = core.guide(&guide, own(-3_000.0));
        assert_eq!((far.price, within), (own(-core.window).price, false), "a price goes as far as the window");
    }
}
