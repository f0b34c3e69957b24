//! Cases that are alike, solved as one.
//!
//! In: a problem of many cases. *Kin* are cases that differ in nothing but what they weigh at one level, as families
//! with the same rights differ in their lottery tickets. Ranked by that weight they are cut into a few cases
//! ([`super::merged`]), at first evenly, then where the prices found part them. Out: a plan and a certificate of the
//! whole problem, by a pass over all cases at the prices of the last cut.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, HashMap, HashSet};

use super::bound::{Within, bound};
use super::frame::Frame;
use super::merged::Merged;
use super::programme::{Programmes, programmes, programmes_near};
use super::search;
use crate::problem::{Branch, Certificate, Class, Fit, LevelProof, Prices, Problem};
use crate::solve::ledger::Ledger;
use crate::solve::{Answer, Settings, Stop};

/// With more cases than this kin are solved as one.
const NUMEROUS: usize = 8_000;
/// With fewer kin than this in a group, on average, each case is solved as it is.
const ALIKE: usize = 4;
/// About as many cases kin are cut into at first.
const CASES: usize = 1_500;
/// Times that kin are cut again.
const CUTS: usize = 2;
/// Parts of a point in which the mean weight of kin is counted; one where a table gives points of that level, or 64 bits
/// are too few.
const PARTS: i64 = 16;

/// Cases that are alike; see the module.
#[derive(Debug)]
pub struct Kin<'a> {
    /// The problem of all cases, and its scales.
    pub whole: &'a Problem,
    pub frame: &'a Frame,
    /// The level at which kin differ.
    pub level: usize,
    /// Parts of a point in which their mean weight is counted.
    pub parts: i64,
    /// Groups of kin, heaviest first.
    pub groups: Vec<Vec<u32>>,
}

impl<'a> Kin<'a> {
    /// The kin of a problem of many cases; none if these are few, or few of them alike.
    pub fn of(problem: &'a Problem, frame: &'a Frame) -> Option<Kin<'a>> {
        if problem.len() <= NUMEROUS {
            return None;
        }
        // The first level is kept as it is.
        let level = (1..problem.levels.len()).max_by_key(|level| distinct(&problem.cases.weight[*level]))?;
        Some(Kin::new(problem, frame, level)).filter(|kin| ALIKE * kin.groups.len() <= problem.len())
    }

    /// Cases that differ in their weight at a level alone.
    pub fn new(problem: &'a Problem, frame: &'a Frame, level: usize) -> Kin<'a> {
        let weights = &problem.cases.weight[level];
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for (case, group) in (0..).zip(alike(problem, |_| true, |other| other != level)) {
            groups.resize_with(groups.len().max(group as usize + 1), Vec::new);
            groups[group as usize].push(case);
        }
        for kin in &mut groups {
            kin.sort_by_key(|case| (weights.get(*case as usize).map(Reverse), *case));
        }
        let families: f64 = problem.cases.count.iter().copied().map(f64::from).sum();
        let hold = frame.magnitude[level] * families * (PARTS as f64) < (1_u64 << 60) as f64;
        let has_parts = hold && problem.fits.iter().all(|fit| fit.level != level);
        Kin { whole: problem, frame, level, parts: if has_parts { PARTS } else { 1 }, groups }
    }

    /// Solves the whole problem.
    pub fn solve(&self, settings: &Settings) -> Answer {
        let merged = Merged::evenly(self, CASES);
        let frame = Frame::new(&merged.problem);
        let found = programmes(&merged.problem, &frame, None, &|| settings.is_over());
        self.refine(&merged, &frame, found, CUTS, settings)
    }

    /// Cuts kin again so many times, and solves what they are cut into then.
    fn refine<'m>(
        &self,
        merged: &'m Merged,
        frame: &'m Frame,
        found: Programmes<'m>,
        cuts: usize,
        settings: &Settings,
    ) -> Answer {
        let finer = (cuts > 0 && !settings.is_over()).then(|| merged.cut(&found.0[self.level]));
        if let Some(finer) = finer.filter(|finer| finer.problem.len() > merged.problem.len()) {
            let last = &found.0.last().expect("at least one level").simplex;
            let near = last.divided(&finer.problem, &merged.parts(&finer), self.level);
            let frame = Frame::new(&finer.problem);
            let again = programmes_near(&finer.problem, &frame, &near, &|| settings.is_over());
            // Programmes that were stopped prove less than those before them.
            if !settings.is_over() {
                return self.refine(&finer, &frame, again, cuts - 1, settings);
            }
        }
        self.answer(merged, search(&merged.problem, frame, found, settings, false), settings)
    }

    /// An answer for the whole problem.
    fn answer(&self, merged: &Merged, solved: Answer, settings: &Settings) -> Answer {
        let plan = merged.plan(&solved.plan);
        let worth = Ledger::of(self.whole, &plan).worth().to_vec();
        let proof = solved.certificate.expect("prices come with a proof");
        let levels = proof.levels.into_iter().enumerate().map(|(level, own)| {
            let (prices, denominator) = self.in_points(own.tree.first_leaf(), own.denominator);
            let bound = bound(self.whole, self.frame, &prices, denominator, &worth[..level], &Within::default());
            let bound = i64::try_from(bound).unwrap_or(i64::MAX);
            LevelProof {
                worth: worth[level],
                bound,
                denominator,
                tree: Branch::Leaf(prices),
                packing: None,
                counting: None,
            }
        });
        let levels: Vec<LevelProof> = levels.collect();
        let stop = Stop::of(&levels, settings);
        let claim = vec![false; levels.len()];
        Answer { stop, plan, certificate: Some(Certificate { levels }), claim, spent: solved.spent }
    }

    /// Prices and their denominator for the whole problem, from those of kin, who weigh [`Kin::parts`] times as much.
    fn in_points(&self, own: &Prices, denominator: i64) -> (Prices, i64) {
        let mut prices = own.clone();
        match prices.multiplier.len().cmp(&self.level) {
            Ordering::Less => (prices, denominator),
            Ordering::Equal => (prices, denominator * self.parts),
            Ordering::Greater => {
                let multiplier = &mut prices.multiplier[self.level];
                *multiplier = multiplier.saturating_mul(self.parts);
                (prices, denominator)
            }
        }
    }

    /// What a case weighs at the level at which kin differ.
    pub fn weight(&self, case: u32) -> i64 {
        self.whole.cases.weight[self.level].get(case as usize).copied().unwrap_or(0)
    }
}

/// How many different numbers there are.
fn distinct(weights: &[i64]) -> usize {
    weights.iter().collect::<HashSet<_>>().len()
}

/// By case the number of its kin, who are alike at levels whose tables count and at levels whose weights do; numbered in
/// the order of their first cases.
pub fn alike(problem: &Problem, scores: impl Fn(usize) -> bool, counts: impl Fn(usize) -> bool) -> Vec<u32> {
    let reach: Vec<Vec<usize>> = problem.classes.iter().map(|class| columns(problem, class)).collect();
    let tables: Vec<&Fit> = problem.fits.iter().filter(|fit| scores(fit.level)).collect();
    let levels: Vec<&Vec<i64>> = (problem.cases.weight.iter().enumerate())
        .filter(|(level, _)| counts(*level))
        .map(|(_, weights)| weights)
        .collect();
    let mut known: HashMap<Vec<i64>, u32> = HashMap::new();
    let number = |case: usize| {
        let class = problem.cases.class[case];
        let needs = problem.needs(case).iter().map(|need| i64::from(*need));
        let weight = levels.iter().filter_map(|weights| weights.get(case).copied());
        let points = reach[class as usize].iter().flat_map(|column| {
            let allowed = i64::from(problem.allows(case, *column as u32));
            let at = case * problem.columns + column;
            std::iter::once(allowed).chain(tables.iter().map(move |fit| i64::from(fit.points[at])))
        });
        let traits = std::iter::once(i64::from(class)).chain(needs).chain(weight).chain(points).collect();
        let next = known.len() as u32;
        *known.entry(traits).or_insert(next)
    };
    (0..problem.len()).map(number).collect()
}

/// The columns that a class's offers stand in.
fn columns(problem: &Problem, class: &Class) -> Vec<usize> {
    let columns: BTreeSet<usize> =
        class.offers.iter().map(|option| problem.options.column[*option as usize] as usize).collect();
    columns.into_iter().collect()
}
