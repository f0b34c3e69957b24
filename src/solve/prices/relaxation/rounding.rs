//! Cuts over several options: sums of rows, rounded.
//!
//! In: a relaxation that is solved. Out: mixed-integer roundings (Nemhauser and Wolsey 1990) that `problem::packing`
//! states, of the sums of rows in which a choice that is made in part stands alone; each divided by what makes its rounding
//! deepest (Marchand and Wolsey 2001).

use std::sync::Arc;

use super::{Choices, Cut, Relaxation, Row, Sum};
use crate::problem::packing::Rounding;

/// Choices made less than this are not made.
const NOTHING: f64 = 1e-6;
/// A sum's fraction is to be as far as this from whole.
const FRACTION: f64 = 0.02;
/// How far beyond a cut a plan is to be, by its length.
const DEEP: f64 = 1e-3;
/// Entries that a sum is divided by, the largest, if they are no less than `LEAST`; and these by so much. What differs by less
/// than `SAME` is the same.
const DIVISORS: usize = 12;
const LEAST: f64 = 1e-4;
const SAME: f64 = 1e-9;
const PARTS: [f64; 3] = [1.0, 2.0, 4.0];
/// Cuts taken at a time, the deepest; and how parallel two may be.
const CUTS: usize = 60;
const PARALLEL: f64 = 0.9;

/// A rounding, and what it makes of rows and choices.
pub struct Rounded {
    /// By case and by row of a resource: weights, and these rounded.
    case: Vec<(i64, i64)>,
    row: Vec<(i64, i64)>,
    fraction: i64,
    /// What the entries of a plan come to at most.
    pub most: i64,
}

impl Rounded {
    /// Weights in [0, 1) as numbers of `Rounding::ONE`; none where their sum is whole.
    fn new(choices: &Choices, case: Vec<i64>, row: Vec<i64>) -> Option<Rounded> {
        let all = |case: &mut dyn Iterator<Item = i64>, row: &mut dyn Iterator<Item = i64>| -> i64 {
            let families = case.zip(&choices.families).map(|(own, families)| own * i64::from(*families)).sum::<i64>();
            families + row.zip(&choices.left).map(|(own, units)| own * units).sum::<i64>()
        };
        let sum = all(&mut case.iter().copied(), &mut row.iter().copied());
        let fraction = sum.rem_euclid(Rounding::ONE);
        let mut rounded = Rounded { case: Vec::new(), row: Vec::new(), fraction, most: 0 };
        let both = |weight: i64| (weight, rounded.round(weight));
        let (case, row): (Vec<_>, Vec<_>) = (case.into_iter().map(both).collect(), row.into_iter().map(both).collect());
        let slack = all(&mut case.iter().map(|(_, own)| *own), &mut row.iter().map(|(_, own)| *own));
        rounded.most = (Rounding::ONE - fraction) * sum.div_euclid(Rounding::ONE) - slack;
        (rounded.case, rounded.row) = (case, row);
        (fraction > 0).then_some(rounded)
    }

    fn round(&self, weight: i64) -> i64 {
        (Rounding::ONE - self.fraction) * weight.div_euclid(Rounding::ONE)
            + (weight.rem_euclid(Rounding::ONE) - self.fraction).max(0)
    }

    /// The entry of a case in a cell.
    pub fn entry(&self, case: u32, uses: &[(u32, u32)]) -> i64 {
        let (mut sum, own) = self.case[case as usize];
        let mut slack = own;
        for (row, units) in uses {
            let (weight, own) = self.row[*row as usize];
            sum += weight * i64::from(*units);
            slack += own * i64::from(*units);
        }
        self.round(sum) - slack
    }

    /// As the proof states it, which names the resources of the rows so.
    pub fn told(&self, resources: &[u32]) -> Rounding {
        let some = |weights: &[(i64, i64)], name: &dyn Fn(u32) -> u32| {
            let some = (0..).zip(weights).filter(|(_, (weight, _))| *weight != 0);
            some.map(|(index, (weight, _))| (name(index), *weight)).collect()
        };
        Rounding { cases: some(&self.case, &|case| case), resources: some(&self.row, &|row| resources[row as usize]) }
    }
}

/// A choice that is made, in whole or in part.
struct Made<'l> {
    case: usize,
    uses: &'l [(u32, u32)],
    families: f64,
}

/// A rounding that a plan is beyond.
struct Found {
    rounded: Rounded,
    /// How far, by the length of its entries; and these, by choice.
    depth: f64,
    length: f64,
    entries: Vec<(u32, f64)>,
}

/// Adds roundings to a relaxation. How many there are, and numbers looked at.
pub fn add_roundings(relaxation: &mut Relaxation, roundings: &mut Vec<Rounded>) -> (usize, usize) {
    let choices = &*relaxation.choices.clone();
    let families = relaxation.families();
    let made = (0..).zip(&families).filter(|(_, families)| **families > NOTHING);
    let made: Vec<Made> = made
        .map(|(choice, families): (u32, _)| Made {
            case: choices.case[choice as usize] as usize,
            uses: choices.uses_of(choice),
            families: *families,
        })
        .collect();
    let left: Vec<f64> = choices.left.iter().map(|units| *units as f64).collect();
    let mut slack = left.clone();
    for made in &made {
        for (row, units) in made.uses {
            slack[*row as usize] -= f64::from(*units) * made.families;
        }
    }
    let mut work = 0;
    let mut found: Vec<Found> = Vec::new();
    for sum in relaxation.sums_of_parts() {
        let (divisor, looked) = divisor(&sum, &made, &slack, choices);
        work += looked;
        if let Some(divisor) = divisor {
            found.extend(divided(&sum, divisor, relaxation, &families));
            work += 2 * relaxation.open.len();
        }
    }
    found.sort_by(|one, other| other.depth.total_cmp(&one.depth));
    let mut taken: Vec<Found> = Vec::new();
    for found in found {
        if taken.len() < CUTS && taken.iter().all(|other| cosine(&found, other) <= PARALLEL) {
            taken.push(found);
        }
    }
    let added = taken.len();
    for Found { rounded, entries, .. } in taken {
        let most = rounded.most as f64 / Rounding::ONE as f64;
        let cut = Cut { entries, most, rounding: Some(roundings.len() as u32) };
        relaxation.confine(Row::Cut(Arc::new(cut)));
        roundings.push(rounded);
    }
    (added, work)
}

/// The rounding of a sum that is divided; none where the plan is hardly beyond it.
fn divided(sum: &Sum, divisor: f64, relaxation: &Relaxation, families: &[f64]) -> Option<Found> {
    let one = Rounding::ONE as f64;
    // Whole rows may be taken off: that changes no rounding.
    let whole = |weight: &f64| ((weight / divisor).rem_euclid(1.0) * one).round() as i64 % Rounding::ONE;
    let case = sum.case.iter().map(whole).collect();
    let choices = &*relaxation.choices;
    let rounded = Rounded::new(choices, case, sum.resource.iter().map(whole).collect())?;
    let entry = |choice: &u32| {
        let entry = rounded.entry(choices.case[*choice as usize], choices.uses_of(*choice));
        (*choice, entry as f64 / one)
    };
    let entries: Vec<(u32, f64)> = relaxation.open.iter().map(entry).filter(|(_, entry)| *entry != 0.0).collect();
    let own: f64 = entries.iter().map(|(choice, entry)| entry * families[*choice as usize]).sum();
    let length = entries.iter().map(|(_, entry)| entry * entry).sum::<f64>().sqrt();
    let depth = (own - rounded.most as f64 / one) / length;
    (depth > DEEP).then_some(Found { rounded, depth, length, entries })
}

/// What a sum is divided by before it is rounded, so that the plan is furthest beyond it; numbers looked at.
fn divisor(sum: &Sum, made: &[Made], slack: &[f64], choices: &Choices) -> (Option<f64>, usize) {
    let entry = |made: &Made| {
        let units = |(row, units): &(u32, u32)| sum.resource[*row as usize] * f64::from(*units);
        sum.case[made.case] + made.uses.iter().map(units).sum::<f64>()
    };
    let entries: Vec<f64> = made.iter().map(entry).collect();
    let by_case = sum.case.iter().zip(&choices.families).map(|(weight, families)| weight * f64::from(*families));
    let by_row = sum.resource.iter().zip(&choices.left).map(|(weight, left)| weight * *left as f64);
    let all = by_case.sum::<f64>() + by_row.sum::<f64>();
    let mut divisors: Vec<f64> = entries.iter().map(|entry| entry.abs()).filter(|entry| *entry > LEAST).collect();
    divisors.push(1.0);
    divisors.sort_by(|one, other| other.total_cmp(one));
    divisors.dedup_by(|one, other| (*one - *other).abs() < SAME);
    divisors.truncate(DIVISORS);
    let mut best: Option<(f64, f64)> = None;
    let mut looked = entries.len();
    for divisor in divisors.iter().flat_map(|divisor| PARTS.map(|part| divisor / part)).flat_map(|part| [part, -part]) {
        let own = all / divisor;
        let fraction = own - own.floor();
        if !(FRACTION..=1.0 - FRACTION).contains(&fraction) {
            continue;
        }
        let round = |weight: f64| {
            let floor = (weight + SAME).floor();
            floor + ((weight - floor - fraction) / (1.0 - fraction)).max(0.0)
        };
        let (mut depth, mut square) = (-own.floor(), 0.0);
        for (made, entry) in made.iter().zip(&entries) {
            let rounded = round(entry / divisor);
            depth += rounded * made.families;
            square += rounded * rounded;
        }
        for (weight, slack) in sum.resource.iter().zip(slack) {
            depth += round(weight / divisor) * slack;
        }
        looked += entries.len();
        let depth = depth / square.sqrt().max(SAME);
        if depth > DEEP && best.is_none_or(|(deepest, _)| depth > deepest) {
            best = Some((depth, divisor));
        }
    }
    (best.map(|(_, divisor)| divisor), 4 * looked)
}

/// How parallel two roundings are.
fn cosine(one: &Found, other: &Found) -> f64 {
    let (mut own, mut theirs) = (&one.entries[..], &other.entries[..]);
    let mut product = 0.0;
    while let ([(left, entry), own_rest @ ..], [(right, other), rest @ ..]) = (own, theirs) {
        if left == right {
            product += entry * other;
        }
        (own, theirs) = (if left <= right { own_rest } else { own }, if right <= left { rest } else { theirs });
    }
    product / (one.length * other.length)
}

#[cfg(test)]
pub(super) mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::super::End;
    use super::super::closed::tests::few;
    use super::*;

    /// All whole plans: by choice, its families.
    pub fn plans(choices: &Choices, made: &mut Vec<u32>, left: &[i64], tell: &mut dyn FnMut(&[u32])) {
        let choice = made.len() as u32;
        let Some(case) = choices.case.get(made.len()).map(|case| *case as usize) else { return tell(made) };
        let rest = choices.families[case] - made[choices.first[case] as usize..].iter().sum::<u32>();
        let is_last = choice + 1 == choices.first[case + 1];
        for own in if is_last { rest } else { 0 }..=rest {
            let mut room = left.to_vec();
            for (row, units) in choices.uses_of(choice) {
                room[*row as usize] -= i64::from(own * units);
            }
            if room.iter().all(|left| *left >= 0) {
                made.push(own);
                plans(choices, made, &room, tell);
                made.pop();
            }
        }
    }

    /// Against every plan of six cases, two of them of two families.
    #[test]
    fn a_rounding_takes_the_fractional_plan_away_and_no_whole_one() {
        let mut draw = ChaCha8Rng::seed_from_u64(11);
        let mut found = 0;
        for round in 0..40 {
            let choices = Arc::new(few(&mut draw));
            let mut relaxation = Relaxation::new(choices.clone());
            assert_eq!(relaxation.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
            let families = relaxation.families();
            let rows = relaxation.further.len();
            let mut roundings = Vec::new();
            let (added, _) = add_roundings(&mut relaxation, &mut roundings);
            assert_eq!((relaxation.further.len() - rows, roundings.len()), (added, added));
            for (row, rounded) in relaxation.further[rows..].iter().zip(&roundings) {
                let Row::Cut(cut) = row else { unreachable!("cuts alone were added") };
                let sum: f64 = cut.entries.iter().map(|(choice, entry)| entry * families[*choice as usize]).sum();
                assert!(sum > cut.most + 1e-4, "round {round}: {sum} of {}", cut.most);
                let entry = |choice: u32| rounded.entry(choices.case[choice as usize], choices.uses_of(choice));
                let entries: Vec<i64> = (0..choices.case.len() as u32).map(entry).collect();
                plans(&choices, &mut Vec::new(), &choices.left, &mut |made| {
                    let sum: i64 = made.iter().zip(&entries).map(|(own, entry)| i64::from(*own) * entry).sum();
                    assert!(sum <= rounded.most, "round {round}: {sum} of {}", rounded.most);
                });
            }
            found += added;
        }
        assert!(found > 40, "{found}");
    }
}
