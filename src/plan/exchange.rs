//! Which objective a family waits for: what it would bring, against what those bring whose units it would take.
//!
//! In: a solved scenario. Out: the first objective at which the plan would be worth less with one family more of a case
//! that waits. Where a way is free, that is by the best of the free ways. Where none is, it is by the best exchange: the
//! family takes a way, and others who use what it lacks there wait instead.
//!
//! The best exchange is bounded from both sides, worths compared level by level. What is lacking of a single resource is
//! freed at the least loss by a set of families that dynamic programming finds, and no exchange loses less than that for any
//! resource of its way. Exchanges for the most promising ways are then made in full. Where both name the same objective it
//! is certain, and told; else it is not known.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use crate::problem::{Placement, Problem};

use super::Solved;
use super::reason::offers;
use super::solved::{cost, takes};

/// Units lacking of one resource at most for which a least loss is sought.
const LACKING: u64 = 100;
/// Ways for which an exchange is made in full.
const TRIED: usize = 24;

/// What would become of the plan with one family more of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// It would first be worth less at this level.
    Falls(usize),
    /// It would be worth the same at every level.
    Same,
    /// It would first be worth more at this level: it is not the best.
    Rises(usize),
    /// Not known.
    Unknown,
}

impl Outcome {
    fn of(change: &[i64]) -> Outcome {
        match change.iter().position(|points| *points != 0) {
            None => Outcome::Same,
            Some(level) if change[level] < 0 => Outcome::Falls(level),
            Some(level) => Outcome::Rises(level),
        }
    }
}

/// The exchanges that a plan allows: who uses what in it.
pub(super) struct Exchanges<'a> {
    problem: &'a Problem,
    placements: &'a [Placement],
    /// By resource: units used.
    used: Vec<u64>,
    /// By placement: what one family of it brings, level by level.
    worth: Vec<Vec<i64>>,
    /// By resource: units of a family and its placement, those who bring least first among equal units.
    users: Vec<Vec<(u64, usize)>>,
}

/// Families whose units are freed at the least loss.
#[derive(Clone, Debug, Default)]
pub(super) struct Cover {
    loss: Vec<i64>,
    /// Placements, rising, and how many families of each.
    displaced: Vec<(usize, u32)>,
}

/// Covers that were asked for, by resource and lacking units.
pub(super) type Covers = HashMap<(u32, u64), Option<Cover>>;

/// What a way lacks: of one of these resources so many units.
type Lacks = Vec<(u32, u64)>;

impl<'a> Exchanges<'a> {
    pub(super) fn of(solved: &Solved<'a>) -> Exchanges<'a> {
        let (problem, placements) = (&solved.compiled.problem, &solved.plan.placements[..]);
        let worth = placements.iter().map(|placement| {
            let case = placement.case as usize;
            let offer = problem.class(case).offers.partition_point(|&offer| offer < placement.option);
            values(problem, case, offer)
        });
        let worth: Vec<Vec<i64>> = worth.collect();
        let mut users = vec![Vec::new(); problem.supplies.len()];
        for (index, &placement) in placements.iter().enumerate() {
            for (resource, units) in takes(problem, placement).filter(|(_, units)| *units > 0) {
                users[resource as usize].push((units, index));
            }
        }
        for users in &mut users {
            users
                .sort_unstable_by(|one, other| (one.0, &worth[one.1], one.1).cmp(&(other.0, &worth[other.1], other.1)));
        }
        Exchanges { problem, placements, used: solved.used(), worth, users }
    }

    /// With one family more of a case by a way of which everything is free.
    pub(super) fn with(&self, case: usize) -> Outcome {
        let change = offers(self.problem, case).filter_map(|offer| self.change(case, offer, &[]));
        change.max().map_or(Outcome::Unknown, |change| Outcome::of(&change))
    }

    /// With one family more of a case in the place of others.
    pub(super) fn exchanged(&self, case: usize, covers: &mut Covers) -> Outcome {
        let ways = offers(self.problem, case).filter_map(|offer| {
            let lacks = self.lacks(case, offer, covers)?;
            let loss = lacks.iter().filter_map(|lack| covers[lack].as_ref()).map(|cover| &cover.loss).max();
            let mut most = values(self.problem, case, offer);
            for (level, most) in most.iter_mut().enumerate() {
                *most -= loss.map_or(0, |loss| loss[level]);
                // What supplies cost depends on who else goes where: such a level tells nothing.
                if !self.problem.supplies.cost[level].is_empty() {
                    *most = 0;
                }
            }
            Some((most, offer, lacks))
        });
        let mut ways: Vec<(Vec<i64>, usize, Lacks)> = ways.collect();
        ways.sort_by(|one, other| other.0.cmp(&one.0));
        let Some(most) = ways.first().map(|(most, ..)| Outcome::of(most)) else { return Outcome::Unknown };
        let mut best: Option<Vec<i64>> = None;
        for (_, offer, lacks) in ways.iter().take(TRIED) {
            best = best.max(self.exchange(case, *offer, lacks, covers));
            if best.as_ref().is_some_and(|best| Outcome::of(best) == most) {
                break;
            }
        }
        match best.map(|best| Outcome::of(&best)) {
            Some(found @ Outcome::Falls(_)) if found != most => Outcome::Unknown,
            found => found.unwrap_or(Outcome::Unknown),
        }
    }

    /// What one family of the case lacks for an offer, with a cover for each; none where no exchange frees it.
    fn lacks(&self, case: usize, offer: usize, covers: &mut Covers) -> Option<Lacks> {
        let mut lacks = Lacks::new();
        for (resources, need) in requirements(self.problem, case, offer) {
            if resources.clone().any(|resource| self.left(resource) >= need) {
                continue;
            }
            let within = resources.filter(|&resource| self.problem.supplies.total(resource) >= need);
            let mut least: Option<((u32, u64), Vec<i64>)> = None;
            for resource in within {
                let lack = (resource, need - self.left(resource));
                let cover = covers.entry(lack).or_insert_with(|| self.cover(&self.users[resource as usize], lack.1));
                let Some(cover) = cover else { continue };
                if least.as_ref().is_none_or(|(_, loss)| cover.loss < *loss) {
                    least = Some((lack, cover.loss.clone()));
                }
            }
            lacks.push(least?.0);
        }
        Some(lacks)
    }

    /// How the plan's worth changes by the best exchange that is found for an offer.
    fn exchange(&self, case: usize, offer: usize, lacks: &Lacks, covers: &Covers) -> Option<Vec<i64>> {
        let mut all: BTreeMap<usize, u32> = BTreeMap::new();
        for cover in lacks.iter().filter_map(|lack| covers[lack].as_ref()) {
            for &(placement, families) in &cover.displaced {
                let displaced = all.entry(placement).or_default();
                *displaced = families.max(*displaced);
            }
        }
        let apart: Vec<(usize, u32)> = all.into_iter().collect();
        let at_once = if lacks.len() > 1 { self.at_once(lacks) } else { None };
        let at_once = at_once.and_then(|cover| self.change(case, offer, &cover.displaced));
        at_once.max(self.change(case, offer, &apart))
    }

    /// Families each of whom frees some of all that is lacking.
    fn at_once(&self, lacks: &Lacks) -> Option<Cover> {
        let (fewest, _) = lacks.iter().min_by_key(|(resource, _)| self.users[*resource as usize].len())?;
        let freed = |index: usize, resource: u32| -> u64 {
            takes(self.problem, self.placements[index])
                .filter(|(own, _)| *own == resource)
                .map(|(_, units)| units)
                .sum()
        };
        let users = self.users[*fewest as usize].iter().filter_map(|&(_, index)| {
            let units = lacks.iter().map(|(resource, _)| freed(index, *resource)).min()?;
            (units > 0).then_some((units, index))
        });
        let mut users: Vec<(u64, usize)> = users.collect();
        users.sort_by_key(|(units, _)| *units);
        self.cover(&users, lacks.iter().map(|(_, units)| *units).max()?)
    }

    /// The least loss, level by level, that frees so many units; none where none does, or too many are lacking. Users of
    /// equal units stand together, those who bring least first.
    fn cover(&self, users: &[(u64, usize)], lacking: u64) -> Option<Cover> {
        if lacking > LACKING {
            return None;
        }
        let mut best: Vec<Option<Cover>> = vec![None; usize::try_from(lacking).expect("few units") + 1];
        best[0] = Some(Cover { loss: vec![0; self.problem.levels.len()], displaced: Vec::new() });
        for of_equal_units in users.chunk_by(|one, other| one.0 == other.0) {
            let units = usize::try_from(of_equal_units[0].0.min(lacking)).expect("few units");
            let each = |&(_, index): &(u64, usize)| std::iter::repeat_n(index, self.placements[index].count as usize);
            let enough = best.len().div_ceil(units);
            for index in of_equal_units.iter().flat_map(each).take(enough) {
                for freed in (0..best.len() - 1).rev() {
                    let Some(before) = &best[freed] else { continue };
                    let with = (freed + units).min(best.len() - 1);
                    let loss = || before.loss.iter().zip(&self.worth[index]).map(|(one, other)| one + other);
                    if best[with].as_ref().is_none_or(|best| loss().cmp(best.loss.iter().copied()) == Ordering::Less) {
                        let mut displaced = before.displaced.clone();
                        match displaced.last_mut().filter(|(last, _)| *last == index) {
                            Some((_, families)) => *families += 1,
                            None => displaced.push((index, 1)),
                        }
                        best[with] = Some(Cover { loss: loss().collect(), displaced });
                    }
                }
            }
        }
        best.pop()?
    }

    /// How the plan's worth changes, level by level, when one family takes an offer and others wait; none where it does
    /// not fit even so.
    fn change(&self, case: usize, offer: usize, displaced: &[(usize, u32)]) -> Option<Vec<i64>> {
        let mut change = values(self.problem, case, offer);
        let mut used: BTreeMap<u32, u64> = BTreeMap::new();
        for &(index, families) in displaced {
            for (change, worth) in change.iter_mut().zip(&self.worth[index]) {
                *change -= worth * i64::from(families);
            }
            for (resource, units) in takes(self.problem, self.placements[index]) {
                *used.entry(resource).or_insert(self.used[resource as usize]) -= units * u64::from(families);
            }
        }
        for (mut resources, need) in requirements(self.problem, case, offer) {
            let fits = |resource: &u32| {
                let used = used.get(resource).copied().unwrap_or(self.used[*resource as usize]);
                used + need <= self.problem.supplies.total(*resource)
            };
            let resource = resources.find(fits)?;
            *used.entry(resource).or_insert(self.used[resource as usize]) += need;
        }
        let supplies = &self.problem.supplies;
        for (level, change) in change.iter_mut().enumerate().filter(|(level, _)| !supplies.cost[*level].is_empty()) {
            for (&resource, &now) in &used {
                let cost = |units| cost(supplies, resource, units, level);
                *change += cost(self.used[resource as usize]) - cost(now);
            }
        }
        Some(change)
    }

    fn left(&self, resource: u32) -> u64 {
        self.problem.supplies.total(resource) - self.used[resource as usize]
    }
}

/// What one family of a case needs for an offer: so many units of one of some resources.
pub(super) fn requirements(
    problem: &Problem,
    case: usize,
    offer: usize,
) -> impl Iterator<Item = (std::ops::RangeInclusive<u32>, u64)> {
    let class = problem.class(case);
    let option = class.offers[offer];
    let window = problem.options.window[option as usize].map(|window| (class.opens..=window.ends, window.kind));
    let uses = problem.options.uses(option).iter().map(|usage| (usage.resource..=usage.resource, usage.kind));
    let needs = problem.needs(case);
    let needed = uses.chain(window).map(|(resources, kind)| (resources, u64::from(needs[kind as usize])));
    needed.filter(|(_, need)| *need > 0)
}

/// What an offer brings one family of a case, level by level.
fn values(problem: &Problem, case: usize, offer: usize) -> Vec<i64> {
    (0..problem.levels.len()).map(|level| problem.value(level, case, offer)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::super::solved::{used, worth};
    use super::*;
    use crate::pathway::{self, Estimate};
    use crate::problem::Plan;
    use crate::scenario::{Changes, Scenario};
    use crate::solve::{Settings, prices};

    /// The best of all exchanges for one family of a case: every set of placed families, every way.
    fn tried(solved: &Solved, case: usize) -> Option<Outcome> {
        let problem = &solved.compiled.problem;
        let placed = solved.plan.placements.iter();
        let families: Vec<Placement> =
            placed.flat_map(|one| (0..one.count).map(|_| Placement { count: 1, ..*one })).collect();
        let before: Vec<i64> =
            (0..problem.levels.len()).map(|level| worth(problem, &problem.supplies, solved.plan, level)).collect();
        let mut best: Option<Vec<i64>> = None;
        for kept in 0..1_u32 << families.len() {
            let kept: Vec<Placement> =
                (0..families.len()).filter(|family| kept >> family & 1 == 1).map(|family| families[family]).collect();
            for offer in offers(problem, case) {
                let option = problem.class(case).offers[offer];
                let window = problem.options.window[option as usize];
                let drawn =
                    window.map_or(vec![None], |window| (problem.class(case).opens..=window.ends).map(Some).collect());
                for drawn in drawn {
                    let case = u32::try_from(case).expect("few cases");
                    let taken = Placement { case, option, drawn, count: 1 };
                    let plan = Plan::gathered(kept.iter().copied().chain([taken]).collect());
                    if (0..).zip(used(problem, &plan)).any(|(resource, used)| used > problem.supplies.total(resource)) {
                        continue;
                    }
                    let change = before.iter().enumerate();
                    let change = change
                        .map(|(level, before)| worth(problem, &problem.supplies, &plan, level) - before)
                        .collect();
                    best = best.max(Some(change));
                }
            }
        }
        best.map(|best| Outcome::of(&best))
    }

    /// A small scenario: families of one to three, two destinations with some school places, exits and decisions that bind.
    fn drawn(seed: usize) -> Scenario {
        let mut state = seed as u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % below).expect("a small number")
        };
        let settings = "origin = \"PRK\"\nasylum = \"CHN\"\nkinds = [\"school\"]\n\
                        objectives = [\"protection\", \"families\", \"lottery\", \"wishes\"]\n\
                        [horizon]\nperiods = 3\n[policy]\nhumanitarian_status = \"2\"\n";
        let mut caseload = vec!["id,count,persons,hazard_weight,need_school,ties,preferred,refused".to_owned()];
        for id in 0..6 {
            let (count, persons, weight, school) = (1 + draw(2), 1 + draw(3), 1 + draw(2), draw(2));
            let (ties, preferred) = (["", "USA"][draw(2)], ["", "USA"][draw(2)]);
            // Every objective has its input.
            let (ties, preferred) = if id == 0 { ("MNG", "USA") } else { (ties, preferred) };
            let refused = if id > 0 && draw(3) == 0 { "MNG" } else { "" };
            caseload.push(format!("C{id},{count},{persons},{weight},{school},{ties},{preferred},{refused}"));
        }
        let caseload = caseload.join("\n");
        let destinations = "code,name,guarantee,places\nMNG,Mongolia,treaty,MM\nUSA,United States,treaty,UU\n";
        let destinations =
            destinations.replace("MM", &(1 + draw(5)).to_string()).replace("UU", &(1 + draw(5)).to_string());
        let supplies = [
            ("MNG,school,once", 0, 3),
            ("USA,school,once", 0, 3),
            ("*,exit,period", 2, 3),
            ("*,decision,period", 2, 3),
        ];
        let supplies = supplies.map(|(supply, least, below)| format!("{supply},{}", least + draw(below)));
        let capacity = format!("place,kind,per,amount\n{}\n", supplies.join("\n"));
        let files = [
            ("scenario.toml", settings),
            ("caseload.csv", &caseload),
            ("destinations.csv", &destinations),
            ("capacity.csv", &capacity),
        ];
        fixture::written(&files, &Changes::default())
    }

    #[test]
    fn the_objective_told_is_that_of_the_best_of_all_exchanges() {
        let (mut known, mut unknown) = (BTreeMap::new(), 0);
        for seed in 0..40 {
            let scenario = drawn(seed);
            let compiled = pathway::compile(&scenario, Estimate::Point);
            let plan = prices::solve(&compiled.problem, &Settings::default()).plan;
            let solved = fixture::solved(&scenario, &compiled, &plan);
            let exchanges = Exchanges::of(&solved);
            for fate in solved.fates().filter(|fate| fate.way.is_none()) {
                let Some(best) = tried(&solved, fate.case) else { continue };
                match exchanges.exchanged(fate.case, &mut Covers::new()) {
                    Outcome::Unknown => unknown += 1,
                    told => {
                        assert_eq!(told, best, "of {:?} in the scenario of seed {seed}", solved.ids(fate.case));
                        *known.entry(told).or_insert(0) += 1;
                    }
                }
            }
        }
        let enough = |outcome| known.get(&outcome).is_some_and(|found| *found > 2);
        assert!([Outcome::Falls(0), Outcome::Falls(2), Outcome::Same].into_iter().all(enough), "{known:?}");
        assert!(unknown * 5 < known.values().sum::<u32>(), "{unknown} not known, {known:?}");
    }
}
