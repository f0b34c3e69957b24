//! What moves of single families do to the resources, and of all that do the same those that lose least.
//!
//! In: a plan and prices. Out: by change the moves, and by resource the changes that free it and those that use it. A
//! chain of moves that ends with exactly what it lacks leaves nothing idle and nothing overfull.

use std::collections::HashMap;

use rayon::prelude::*;

use super::moves::Move;
use super::tariff::{Number, Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// Moves that are kept of those that do the same.
const SAME: usize = 3;
/// Cases that a thread looks at in one go.
const CHUNK: usize = 1_024;

/// Resources, rising, with the units that a move uses less those that it frees; none is 0.
pub type Change = Vec<(u32, i64)>;

/// What so many units of a resource add to the key that a change is known by: keys add up as changes do. That two changes
/// have the same is as good as never (1 in 2⁶⁴); the plan is none the worse for it, as a chain is made only where it fits.
pub fn key(resource: u32, units: i64) -> u64 {
    // Mixed as Steele, Lea and Flood (2014) have it, so that small numbers are far apart.
    let mut mixed = u64::from(resource + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)).wrapping_mul(units.cast_unsigned())
}

/// The moves that lose less than a limit, by what they change.
#[derive(Debug)]
pub struct Changes {
    /// Those of the smallest loss, in rising order of the best's loss; each with what it changes.
    pub all: Vec<(Change, Vec<Move>)>,
    /// Places in `all`, by key.
    exactly: HashMap<u64, u32>,
    /// By resource: places in `all`, rising, of the changes that free it, and of those that use it.
    pub gives: Vec<Vec<u32>>,
    pub takes: Vec<Vec<u32>>,
}

impl Changes {
    /// All moves of a plan that lose less than a limit.
    pub fn of(problem: &Problem, tariff: &Tariff<f64>, ledger: &Ledger, limit: f64) -> Changes {
        let chunks = (0..problem.len().div_ceil(CHUNK)).into_par_iter();
        let found: Vec<Found> = chunks
            .map(|chunk| {
                let cases = chunk * CHUNK..problem.len().min((chunk + 1) * CHUNK);
                let mut found = Found { limit, by_key: HashMap::new() };
                let mut scratch = Scratch::default();
                cases.for_each(|case| found.look(problem, tariff, ledger, case, &mut scratch));
                found
            })
            .collect();
        let mut by_key: HashMap<u64, Vec<Move>> = HashMap::new();
        for (key, moves) in found.into_iter().flat_map(|found| found.by_key) {
            let all = by_key.entry(key).or_default();
            for link in moves {
                keep(all, link);
            }
        }
        let changed = |moves: &[Move]| changed(problem, moves[0].from, moves[0].to);
        let mut all: Vec<(u64, Change, Vec<Move>)> =
            by_key.into_iter().map(|(key, moves)| (key, changed(&moves), moves)).collect();
        all.sort_by(|one, other| one.2[0].loss.total_cmp(&other.2[0].loss).then(one.1.cmp(&other.1)));
        let exactly = (0..).zip(&all).map(|(at, (key, _, _))| (*key, at)).collect();
        let all: Vec<(Change, Vec<Move>)> = all.into_iter().map(|(_, change, moves)| (change, moves)).collect();
        let none = || vec![Vec::new(); problem.supplies.len()];
        let (mut gives, mut takes) = (none(), none());
        for (at, (change, _)) in (0..).zip(&all) {
            for (resource, units) in change {
                let lists = if *units < 0 { &mut gives } else { &mut takes };
                lists[*resource as usize].push(at);
            }
        }
        Changes { all, exactly, gives, takes }
    }

    /// The moves whose change has this key.
    pub fn exactly(&self, key: u64) -> &[Move] {
        self.exactly.get(&key).map_or(&[], |at| &self.all[*at as usize].1)
    }
}

/// What a thread has found.
struct Found {
    limit: f64,
    by_key: HashMap<u64, Vec<Move>>,
}

impl Found {
    /// Looks at the moves of a case.
    fn look(
        &mut self,
        problem: &Problem,
        tariff: &Tariff<f64>,
        ledger: &Ledger,
        case: usize,
        scratch: &mut Scratch<f64>,
    ) {
        let waits = (ledger.waiting(case) > 0).then_some(Column::waiting(case as u32));
        tariff.gains(case, scratch);
        for from in ledger.columns(case).map(|(column, _)| column).chain(waits) {
            let here = if from.waits() { 0.0 } else { scratch.gain[from.offer as usize] };
            let offers = scratch.gain.iter().enumerate().filter(|(_, gain)| **gain > f64::NEVER);
            let others = offers.filter(|(offer, _)| *offer != from.offer as usize);
            let to = others.map(|(offer, gain)| (tariff.column(case, offer), *gain));
            let waiting = (!from.waits()).then_some((Column::waiting(case as u32), 0.0));
            let limit = self.limit;
            let freed = key_of(problem, from);
            for (to, gain) in to.chain(waiting).filter(|(_, gain)| here - gain < limit) {
                let key = key_of(problem, to).wrapping_sub(freed);
                keep(self.by_key.entry(key).or_default(), Move { from, to, loss: here - gain });
            }
        }
    }
}

/// Keeps a move if it is among those of the smallest loss that do the same, ties by column.
fn keep(moves: &mut Vec<Move>, link: Move) {
    let key = |link: &Move| (link.from, link.to);
    let at = moves.partition_point(|own| own.loss.total_cmp(&link.loss).then(key(own).cmp(&key(&link))).is_lt());
    if at < SAME {
        moves.truncate(SAME - 1);
        moves.insert(at, link);
    }
}

/// The key of what a family on this column uses.
fn key_of(problem: &Problem, column: Column) -> u64 {
    let keys = column.uses(problem).map(|(resource, units)| key(resource, units.into()));
    keys.fold(0, u64::wrapping_add)
}

/// What a move does to the resources.
fn changed(problem: &Problem, from: Column, to: Column) -> Change {
    let mut change = Change::new();
    for (column, sign) in [(from, -1), (to, 1)] {
        change.extend(column.uses(problem).map(|(resource, units)| (resource, sign * i64::from(units))));
    }
    change.sort_unstable_by_key(|(resource, _)| *resource);
    change.dedup_by(|again, first| {
        let same = again.0 == first.0;
        first.1 += if same { again.1 } else { 0 };
        same
    });
    change.retain(|(_, units)| *units != 0);
    change
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::frame::Frame;
    use super::super::more::tests::crowded;
    use super::*;
    use crate::solve::greedy;

    /// Loss, from and to.
    type Told = (f64, Column, Column);

    #[test]
    fn of_moves_that_do_the_same_those_that_lose_least_are_kept() {
        let mut cases = 0;
        for (seed, limit) in (0..12).flat_map(|seed| [(seed, f64::INFINITY), (seed, 5.0)]) {
            let problem = crowded(seed);
            cases = problem.len().max(cases);
            let frame = Frame::new(&problem);
            let price: Vec<f64> = (0..problem.supplies.len()).map(|resource| f64::from(resource as u32 % 3)).collect();
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let ledger = Ledger::of(&problem, &greedy::solve(&problem).plan);
            let mut plainly: BTreeMap<BTreeMap<u32, i64>, Vec<Told>> = BTreeMap::new();
            let mut scratch = Scratch::default();
            for case in 0..problem.len() {
                tariff.gains(case, &mut scratch);
                let offers = (0..scratch.gain.len()).filter(|offer| scratch.gain[*offer] > f64::NEVER);
                let mut columns: Vec<(Column, f64)> =
                    offers.map(|offer| (tariff.column(case, offer), scratch.gain[offer])).collect();
                columns.push((Column::waiting(case as u32), 0.0));
                let own = ledger.columns(case).map(|(column, _)| column);
                let waits = (ledger.waiting(case) > 0).then_some(Column::waiting(case as u32));
                for from in own.chain(waits) {
                    let here = columns.iter().find(|(column, _)| column.offer == from.offer).expect("an offer").1;
                    for (to, gain) in columns.iter().filter(|(to, gain)| to.offer != from.offer && here - gain < limit)
                    {
                        let mut change: BTreeMap<u32, i64> = BTreeMap::new();
                        from.uses(&problem).for_each(|(at, units)| *change.entry(at).or_default() -= i64::from(units));
                        to.uses(&problem).for_each(|(at, units)| *change.entry(at).or_default() += i64::from(units));
                        change.retain(|_, units| *units != 0);
                        plainly.entry(change).or_default().push((here - gain, from, *to));
                    }
                }
            }
            let found = Changes::of(&problem, &tariff, &ledger, limit);
            assert_eq!(found.all.len(), plainly.len(), "seed {seed}");
            for (change, mut moves) in plainly {
                moves.sort_by(|one, other| one.0.total_cmp(&other.0).then((one.1, one.2).cmp(&(other.1, other.2))));
                moves.truncate(SAME);
                let key = change.into_iter().fold(0, |sum: u64, (at, units)| sum.wrapping_add(key(at, units)));
                let exactly = found.exactly(key);
                let exactly: Vec<_> = exactly.iter().map(|link| (link.loss, link.from, link.to)).collect();
                assert_eq!(exactly, moves, "seed {seed}");
            }
            for (resource, (gives, takes)) in (0..).zip(found.gives.iter().zip(&found.takes)) {
                let units =
                    |at: &u32| found.all[*at as usize].0.iter().find(|(own, _)| *own == resource).map(|own| own.1);
                assert!(gives.iter().all(|at| units(at) < Some(0)) && takes.iter().all(|at| units(at) > Some(0)));
                let touching = found.all.iter().filter(|(change, _)| change.iter().any(|(own, _)| *own == resource));
                assert_eq!(gives.len() + takes.len(), touching.count(), "seed {seed}");
                let loss = |at: &u32| found.all[*at as usize].1[0].loss;
                assert!(gives.is_sorted_by_key(loss) && takes.is_sorted_by_key(loss));
            }
        }
        assert!(cases > CHUNK, "{cases} cases: no two threads had to agree");
    }
}
