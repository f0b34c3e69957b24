//! Kin cut into a few cases.
//!
//! In: groups of kin, ranked by what they weigh, and where they are cut. Out: a problem in which those between two cuts
//! are one case of their mean weight; and from a plan of it a plan of all: of kin, those who weigh more have what is
//! worth more at that level. Where all between two cuts would choose alike, nothing is lost by it.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use super::kin::Kin;
use super::programme::Programme;
use super::tariff::{Scratch, Tariff};
use crate::problem::{Placement, Plan, Problem};

/// Where prices part kin they are cut; and so many places from there, and so many times as many, and so on.
const REACH: usize = 8;

/// Kin as cases; see the module.
pub struct Merged<'k, 'a> {
    kin: &'k Kin<'a>,
    /// The problem of fewer cases.
    pub problem: Problem,
    /// By case: the group of kin, and those of it that the case stands for.
    members: Vec<(usize, &'k [u32])>,
}

impl<'k, 'a> Merged<'k, 'a> {
    /// Kin cut into cases of about equal size, about so many or one a group.
    pub fn evenly(kin: &'k Kin<'a>, cases: usize) -> Merged<'k, 'a> {
        let most = kin.whole.len().div_ceil(cases);
        let mut merged = Merged::none_of(kin);
        for (group, members) in kin.groups.iter().enumerate() {
            let size = members.len().div_ceil(members.len().div_ceil(most));
            members.chunks(size).for_each(|members| merged.push(group, members));
        }
        merged
    }

    /// The same cut further where the prices of a programme part kin: the nearer, the finer.
    pub fn cut(&self, programme: &Programme) -> Merged<'k, 'a> {
        let (price, mut factors) = programme.simplex.prices();
        for (_, factor) in factors.iter_mut().filter(|(level, _)| *level == self.kin.level) {
            *factor *= self.kin.parts as f64;
        }
        let tariff = Tariff::new(self.kin.whole, self.kin.frame, price, factors);
        let mut scratch = Scratch::default();
        let mut finer = Merged::none_of(self.kin);
        for (group, members) in &self.members {
            let cuts = cuts(members, &tariff, &mut scratch);
            let begins = std::iter::once(0).chain(cuts.iter().copied());
            let ends = cuts.iter().copied().chain(std::iter::once(members.len()));
            begins.zip(ends).for_each(|(begin, end)| finer.push(*group, &members[begin..end]));
        }
        finer
    }

    /// By case: the cases in its place where kin are cut further.
    pub fn parts(&self, finer: &Merged) -> Vec<Range<usize>> {
        let mut end = 0;
        let part = |(_, members): &(usize, &[u32])| {
            let begin = end;
            let mut left = members.len();
            while left > 0 {
                left -= finer.members[end].1.len();
                end += 1;
            }
            begin..end
        };
        self.members.iter().map(part).collect()
    }

    fn none_of(kin: &'k Kin<'a>) -> Merged<'k, 'a> {
        let mut problem = kin.whole.without_cases();
        problem.supplies.cost[kin.level].iter_mut().for_each(|cost| *cost *= kin.parts);
        Merged { kin, problem, members: Vec::new() }
    }

    /// Appends some of a group as one case.
    fn push(&mut self, group: usize, members: &'k [u32]) {
        let (kin, own) = (self.kin, &mut self.problem);
        let whole = kin.whole;
        let one = members[0] as usize;
        let count = |case: u32| i64::from(whole.cases.count[case as usize]);
        let families: i64 = members.iter().map(|case| count(*case)).sum();
        own.cases.count.push(u32::try_from(families).expect("a caseload's families fit 32 bits"));
        own.cases.class.push(whole.cases.class[one]);
        own.cases.need.extend_from_slice(whole.needs(one));
        for (level, (weights, all)) in own.cases.weight.iter_mut().zip(&whole.cases.weight).enumerate() {
            if level == kin.level && !all.is_empty() {
                let sum: i64 = members.iter().map(|case| count(*case) * kin.weight(*case) * kin.parts).sum();
                weights.push((sum + families / 2).div_euclid(families));
            } else {
                weights.extend(all.get(one));
            }
        }
        for (fit, all) in own.fits.iter_mut().zip(&whole.fits) {
            fit.points.extend_from_slice(&all.points[one * whole.columns..(one + 1) * whole.columns]);
        }
        self.members.push((group, members));
    }

    /// A plan of all from one of kin.
    pub fn plan(&self, own: &Plan) -> Plan {
        let whole = self.kin.whole;
        let mut placements = Vec::new();
        let mut placed = &own.placements[..];
        let mut end = 0;
        for (group, members) in self.kin.groups.iter().enumerate() {
            end += self.members[end..].iter().take_while(|(of, _)| *of == group).count();
            let own;
            (own, placed) = placed.split_at(placed.partition_point(|placement| (placement.case as usize) < end));
            let families = members.iter().map(|case| whole.cases.count[*case as usize]).sum();
            let mut ways = self.ranked(members[0] as usize, own, families);
            for case in members {
                let mut left = whole.cases.count[*case as usize];
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

    /// The ways that a plan has for kin of this case, and waiting, with how many families go each; what is worth most
    /// at the level where kin differ comes last.
    fn ranked(&self, case: usize, placed: &[Placement], families: u32) -> Vec<(Option<Way>, u32)> {
        let class = self.kin.whole.class(case);
        let worth = |way: &Option<Way>| {
            let offer = way.map(|way| class.offers.binary_search(&way.0).expect("a plan places by offers of the case"));
            offer.and_then(|offer| class.worth[self.kin.level].get(offer)).copied().unwrap_or(0)
        };
        let mut ways: Vec<_> = placed.iter().map(|at| (Some((at.option, at.drawn)), at.count)).collect();
        ways.push((None, families - placed.iter().map(|at| at.count).sum::<u32>()));
        ways.sort_by_key(|(way, _)| (worth(way), way.is_some(), Reverse(*way)));
        ways.retain(|(_, families)| *families > 0);
        ways
    }
}

/// An option and the resource that it draws from.
type Way = (u32, Option<u32>);

/// Where what is best for ranked kin changes, and places near there. It changes between two of them only if it is not
/// the same for both: what is best for a weight and a larger one is best for all weights between.
fn cuts(kin: &[u32], tariff: &Tariff<f64>, scratch: &mut Scratch<f64>) -> Vec<usize> {
    let mut best = |place: usize| (place, tariff.best(kin[place] as usize, scratch).map(|(offer, _)| offer));
    let mut cuts = BTreeSet::new();
    let mut ranges = vec![(best(0), best(kin.len() - 1))];
    while let Some((first, last)) = ranges.pop() {
        if first.1 == last.1 {
            continue;
        }
        if last.0 - first.0 > 1 {
            let middle = best(first.0.midpoint(last.0));
            ranges.extend([(first, middle), (middle, last)]);
            continue;
        }
        let offs = std::iter::successors(Some(1), |off| Some(off * REACH)).take_while(|off| *off < kin.len());
        let near = offs.flat_map(|off| [last.0.saturating_sub(off), last.0 + off]);
        cuts.extend(std::iter::once(last.0).chain(near).filter(|cut| (1..kin.len()).contains(cut)));
    }
    cuts.into_iter().collect()
}
