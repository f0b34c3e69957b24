//! Cases that are alike, solved as one.
//!
//! In: a problem of many cases, with windows. *Kin* are cases that differ in nothing but what they weigh at one level, as
//! families with the same rights differ in their lottery tickets. Out: a problem of fewer cases, in which kin, ranked by
//! that weight, are cut into cases of about equal size and of their mean weight; and from a plan of it a plan of all: of
//! kin, those who weigh more have what is worth more at that level.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::bound::bound;
use super::frame::Frame;
use super::programme::programmes;
use super::search;
use crate::problem::{Branch, Certificate, Class, LevelProof, Placement, Plan, Problem};
use crate::solve::ledger::Ledger;
use crate::solve::{Answer, Settings, Stop};

/// With more cases than this kin are solved as one.
const NUMEROUS: usize = 8_000;
/// About as many cases kin are cut into.
const CASES: usize = 4_000;

/// Cases that are alike; see the module.
#[derive(Debug)]
struct Kin<'a> {
    whole: &'a Problem,
    /// The level at which kin may differ.
    level: usize,
    /// The problem of fewer cases.
    problem: Problem,
    /// The kin of each group of cases that follow one another in `problem`, heaviest first, and how many these are.
    groups: Vec<(Vec<u32>, usize)>,
}

/// Whether kin are solved as one.
pub fn is_numerous(problem: &Problem, frame: &Frame) -> bool {
    problem.len() > NUMEROUS && frame.has_windows
}

/// Solves a problem of many cases.
pub fn solve(problem: &Problem, frame: &Frame, settings: &Settings) -> Answer {
    let kin = Kin::new(problem, CASES);
    let own_frame = Frame::new(&kin.problem);
    let programmes = programmes(&kin.problem, &own_frame, None, &|| settings.is_over());
    let solved = search(&kin.problem, &own_frame, programmes, settings, false);
    let plan = kin.plan(&solved.plan);
    let worth = Ledger::of(problem, &plan).worth().to_vec();
    let proof = solved.certificate.expect("prices come with a proof");
    let levels = proof.levels.into_iter().enumerate().map(|(level, own)| {
        let prices = own.tree.first_leaf().clone();
        let bound = bound(problem, frame, &prices, own.denominator, &worth[..level], &[]);
        let bound = i64::try_from(bound).unwrap_or(i64::MAX);
        let tree = Branch::Leaf(prices);
        LevelProof { worth: worth[level], bound, denominator: own.denominator, tree, packing: None }
    });
    let levels: Vec<LevelProof> = levels.collect();
    let stop = Stop::of(&levels, settings);
    let claim = vec![false; levels.len()];
    Answer { stop, plan, certificate: Some(Certificate { levels }), claim, spent: solved.spent }
}

impl<'a> Kin<'a> {
    /// Cuts kin into about so many cases, or one a group of kin where these are more.
    fn new(problem: &'a Problem, cases: usize) -> Kin<'a> {
        let level = (0..problem.levels.len()).max_by_key(|level| distinct(&problem.cases.weight[*level]));
        let level = level.expect("at least one level");
        let mut kin = Kin { whole: problem, level, problem: problem.without_cases(), groups: Vec::new() };
        let most = problem.len().div_ceil(cases);
        let weight = |case: u32| problem.cases.weight[level].get(case as usize).copied().unwrap_or(0);
        for mut members in alike(problem, level) {
            members.sort_by_key(|case| (std::cmp::Reverse(weight(*case)), *case));
            let cut = members.len().div_ceil(most);
            for part in members.chunks(members.len().div_ceil(cut)) {
                kin.push(part, weight);
            }
            let cut = members.len().div_ceil(members.len().div_ceil(cut));
            kin.groups.push((members, cut));
        }
        kin
    }

    /// Appends kin as one case.
    fn push(&mut self, kin: &[u32], weight: impl Fn(u32) -> i64) {
        let (whole, own) = (self.whole, &mut self.problem);
        let one = kin[0] as usize;
        let count = |case: u32| i64::from(whole.cases.count[case as usize]);
        let families: i64 = kin.iter().map(|case| count(*case)).sum();
        own.cases.count.push(u32::try_from(families).expect("a caseload's families fit 32 bits"));
        own.cases.class.push(whole.cases.class[one]);
        own.cases.need.extend_from_slice(whole.needs(one));
        for (level, (weights, all)) in own.cases.weight.iter_mut().zip(&whole.cases.weight).enumerate() {
            if level == self.level && !all.is_empty() {
                let sum: i64 = kin.iter().map(|case| count(*case) * weight(*case)).sum();
                weights.push((sum + families / 2).div_euclid(families));
            } else {
                weights.extend(all.get(one));
            }
        }
        for (fit, all) in own.fits.iter_mut().zip(&whole.fits) {
            fit.points.extend_from_slice(&all.points[one * whole.columns..(one + 1) * whole.columns]);
        }
    }

    /// A plan of all from one of kin.
    fn plan(&self, own: &Plan) -> Plan {
        let mut placements = Vec::new();
        let mut placed = &own.placements[..];
        let mut end = 0;
        for (members, cases) in &self.groups {
            end += cases;
            let own;
            (own, placed) = placed.split_at(placed.partition_point(|placement| (placement.case as usize) < end));
            let families = members.iter().map(|case| self.whole.cases.count[*case as usize]).sum();
            let mut ways = self.ranked(members[0] as usize, own, families);
            for case in members {
                let mut left = self.whole.cases.count[*case as usize];
                while left > 0 {
                    let Some((way, families)) = ways.last_mut() else { break };
                    let count = left.min(*families);
                    if let Some((option, drawn)) = *way {
                        placements.push(Placement { case: *case, option, drawn, count });
                    }
                    (left, *families) = (left - count, *families - count);
                    if *families == 0 {
                        ways.pop();
                    }
                }
            }
        }
        Plan::gathered(placements)
    }
}

impl Kin<'_> {
    /// The ways that a plan has for kin of this case, and waiting, with how many families go each; what is worth most
    /// at the level where kin differ comes last.
    fn ranked(&self, case: usize, placed: &[Placement], families: u32) -> Vec<(Option<Way>, u32)> {
        let class = self.whole.class(case);
        let worth = |way: &Option<Way>| {
            let offer = way.map(|way| class.offers.binary_search(&way.0).expect("a plan places by offers of the case"));
            offer.and_then(|offer| class.worth[self.level].get(offer)).copied().unwrap_or(0)
        };
        let mut ways: Vec<_> = placed.iter().map(|at| (Some((at.option, at.drawn)), at.count)).collect();
        ways.push((None, families - placed.iter().map(|at| at.count).sum::<u32>()));
        ways.sort_by_key(|(way, _)| (worth(way), way.is_some(), std::cmp::Reverse(*way)));
        ways.retain(|(_, families)| *families > 0);
        ways
    }
}

/// An option and the resource that it draws from.
type Way = (u32, Option<u32>);

/// How many different numbers there are.
fn distinct(weights: &[i64]) -> usize {
    weights.iter().collect::<HashSet<_>>().len()
}

/// Groups of cases that differ in nothing but their weight at one level, by their first case.
fn alike(problem: &Problem, level: usize) -> Vec<Vec<u32>> {
    let reach: Vec<Vec<usize>> = problem.classes.iter().map(|class| columns(problem, class)).collect();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut known: HashMap<Vec<i64>, usize> = HashMap::new();
    for case in 0..problem.len() {
        let class = problem.cases.class[case];
        let row = case * problem.columns;
        let needs = problem.needs(case).iter().map(|need| i64::from(*need));
        let weights = problem.cases.weight.iter().enumerate().filter(|(other, _)| *other != level);
        let weights = weights.filter_map(|(_, weights)| weights.get(case).copied());
        let columns = reach[class as usize].iter();
        let points = columns.flat_map(|column| problem.fits.iter().map(move |fit| i64::from(fit.points[row + column])));
        let traits = std::iter::once(i64::from(class)).chain(needs).chain(weights).chain(points).collect();
        let group = *known.entry(traits).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(case as u32);
    }
    groups
}

/// The columns that a class's offers stand in.
fn columns(problem: &Problem, class: &Class) -> Vec<usize> {
    let columns: BTreeSet<usize> =
        class.offers.iter().map(|option| problem.options.column[*option as usize] as usize).collect();
    columns.into_iter().collect()
}
