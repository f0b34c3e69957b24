//! From the optimal fractional plan down to a whole one.
//!
//! The few cases that the simplex splits are pinned, the surest first, and the programme is solved again with all
//! others free to make room, until nothing is split; or those of the largest needs first, as the smaller fit in more
//! ways what these leave. Many are pinned at a time while nothing is lost by it; where something is, fewer are; and
//! where even one loses, some are tried and the one stays that loses least. The least that a pin must lose is then
//! what each may lose.

use super::exchange;
use super::pin::{take, whole};
use super::pricing::Finish;
use super::simplex::Simplex;
use crate::solve::column::Column;
use crate::solve::greedy::fill;
use crate::solve::ledger::Ledger;

/// With more rows than this a dive is careful: few cases are split to the end, and each is a matter of much. Where rows
/// are few, one pin splits the next case, and near-ties are many; where options are, exchanges mend what it loses.
const ROWS: usize = 100;
/// With fewer cases than this it costs little to be careful.
const CASES: usize = 500;
/// One in so many of the split columns is pinned at a time, to begin with, by a dive that is careful and one that is not.
const SHARE: (usize, usize) = (4, 48);
/// Of so many columns the one is pinned that loses least.
const PROBES: usize = 4;
/// Of these, so many are looked at with all columns.
const FINALISTS: usize = 2;
/// While there are points to spare, each split column may lose its part of them over this.
const SPARE: f64 = 4.0;
/// With more columns than this in the pool no others help, but those that come to the last choice.
const POOL: usize = 4000;
/// Rounds of a dive that is not careful; whoever is split still is rounded.
const ROUNDS: usize = 300;
/// Steps of the simplex after which a dive takes any loss.
const STEPS: usize = 200_000;
/// Columns of a case that a careful dive thinks of, those of the smallest loss.
const COLUMNS: usize = 8;
/// A careful dive hopes to keep all but this share of the points.
const HOPED: f64 = 2e-6;

/// Which of the split columns are pinned first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Those nearest to the next whole family.
    Surest,
    /// Those of families with the largest need of any kind; of these, the surest.
    Largest,
}

/// A programme on its way to a whole plan.
#[derive(Clone)]
pub struct Dive<'a> {
    /// The programme, with split cases pinned.
    simplex: Simplex<'a>,
    /// The families of pinned cases.
    pinned: Ledger<'a>,
    /// Points of the fractional plan.
    points: f64,
    /// Whether it asks what a pin loses.
    careful: bool,
}

/// What is split, the surest first, and the amounts of what is basic.
struct Split {
    columns: Vec<(Column, f64)>,
    plain: Vec<f64>,
}

impl<'a> Dive<'a> {
    /// Begins at the optimum of a programme.
    pub fn new(mut simplex: Simplex<'a>) -> Dive<'a> {
        simplex.pin = vec![None; simplex.count.len()];
        let pinned = Ledger::new(simplex.problem);
        let is_mended = exchange::are_for(simplex.problem);
        let careful = simplex.rows.len() > ROWS && !is_mended || simplex.count.len() < CASES;
        if careful {
            simplex.know_near(COLUMNS);
        }
        let mut dive = Dive { simplex, pinned, points: 0.0, careful };
        dive.points = dive.plan_points();
        dive
    }

    /// Pins until nothing is split, no more points than `least` are left, or it is told to stop; whether nothing is.
    pub fn descend(&mut self, order: Order, least: f64, stop: &dyn Fn() -> bool) -> bool {
        let hoped = least.max(self.points - HOPED * self.points.abs());
        let (mut must, mut batch) = (0.0_f64, usize::MAX);
        let begun = self.simplex.pivots;
        let mut rounds = 0;
        while !stop() && self.points > least && (self.careful || rounds < ROUNDS) {
            rounds += 1;
            let plain = self.simplex.amounts(|row| &row.plain);
            let split = self.simplex.split(&plain);
            if split.is_empty() {
                return true;
            }
            let split = Split { columns: self.in_order(order, split), plain };
            if !self.careful {
                if self.lost_by(&split, 0, split.columns.len().div_ceil(SHARE.1), stop).is_none() {
                    return false;
                }
                continue;
            }
            if self.simplex.pivots - begun > STEPS {
                must = f64::INFINITY;
            }
            let allowed = must.max((self.points - hoped) / (SPARE * split.columns.len() as f64));
            let some = split.columns.len().div_ceil(SHARE.0).min(batch);
            batch = self.pin_many(&split, some, allowed, stop);
            if batch == 0 {
                let Some(lost) = self.pin_one(&split, allowed, stop) else { return false };
                must = must.max(lost);
                batch = 2;
            }
        }
        false
    }

    /// Those of the split columns that are pinned first, in their order.
    fn in_order(&self, order: Order, mut split: Vec<(Column, f64)>) -> Vec<(Column, f64)> {
        if order == Order::Largest {
            let need = |split: &(Column, f64)| self.simplex.problem.needs(split.0.case as usize).iter().max();
            let most = split.iter().map(need).max().flatten();
            split.retain(|column| need(column) == most);
        }
        split.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        split
    }

    /// Pins several split columns, fewer if they lose more than is allowed for each; how many may be tried next, none if
    /// all lost too much.
    fn pin_many(&mut self, split: &Split, mut some: usize, allowed: f64, stop: &dyn Fn() -> bool) -> usize {
        let before = self.saved();
        while some > 1 {
            if self.lost_by(split, 0, some, stop).is_some_and(|lost| lost <= allowed * some as f64) {
                return 2 * some;
            }
            self.back_to(&before);
            some /= 4;
        }
        0
    }

    /// Pins one of the split columns, the first that loses what is allowed or the one that loses least; the points that
    /// it loses beyond what is allowed, and nothing if there is none that can be pinned.
    fn pin_one(&mut self, split: &Split, allowed: f64, stop: &dyn Fn() -> bool) -> Option<f64> {
        let before = self.saved();
        let mut tried: Vec<(f64, Dive)> = Vec::new();
        for probe in 0..split.columns.len().min(PROBES) {
            match self.lost_by(split, probe, 1, stop) {
                Some(lost) if lost <= allowed => return Some(0.0),
                Some(lost) => tried.push((lost, self.saved())),
                None => {}
            }
            self.back_to(&before);
        }
        tried.sort_by(|left, right| left.0.total_cmp(&right.0));
        let mut best: Option<(f64, Dive)> = None;
        for (_, dive) in tried.into_iter().take(FINALISTS) {
            self.back_to(&dive);
            match self.settle_all(before.points, stop) {
                Some(lost) if lost <= allowed => return Some(0.0),
                Some(lost) if best.as_ref().is_none_or(|(least, _)| lost < *least) => best = Some((lost, self.saved())),
                _ => {}
            }
        }
        self.back_to(best.as_ref().map_or(&before, |(_, dive)| dive));
        best.map(|(lost, _)| lost)
    }

    /// The whole families of the fractional plan, and whoever still fits.
    pub fn plan(&mut self) -> Ledger<'a> {
        let mut ledger = self.pinned.clone();
        take_whole(&mut self.simplex, &mut ledger);
        ledger
    }

    /// Points that are lost when some of the split columns, from the first on, are pinned, as far as columns of the pool
    /// help; none where nothing can be pinned, or the simplex was stopped.
    fn lost_by(&mut self, split: &Split, first: usize, some: usize, stop: &dyn Fn() -> bool) -> Option<f64> {
        let mut pinned = 0;
        for (column, _) in &split.columns[first..] {
            if pinned < some && self.simplex.pin_of(column.case as usize).is_none() {
                pinned += usize::from(self.simplex.pin_to(*column, &split.plain, &mut self.pinned));
            }
        }
        if pinned == 0 {
            return None;
        }
        self.simplex.pool_only = self.simplex.pool.len() > POOL;
        self.settle(self.points, stop)
    }

    /// The same when all columns help.
    fn settle_all(&mut self, before: f64, stop: &dyn Fn() -> bool) -> Option<f64> {
        self.simplex.pool_only = false;
        self.settle(before, stop)
    }

    /// Solves the programme; how many points fewer there are than before.
    fn settle(&mut self, before: f64, stop: &dyn Fn() -> bool) -> Option<f64> {
        if self.simplex.settle(stop) == Finish::Stopped {
            return None;
        }
        self.points = self.plan_points();
        Some(before - self.points)
    }

    /// Points of the fractional plan, less penalties.
    fn plan_points(&mut self) -> f64 {
        let plain = self.simplex.amounts(|row| &row.plain);
        self.simplex.points_of(&plain)
    }

    /// This state, without the pool: that only grows.
    pub fn saved(&mut self) -> Dive<'a> {
        let pool = std::mem::take(&mut self.simplex.pool);
        let saved = self.clone();
        self.simplex.pool = pool;
        saved
    }

    /// Goes back to a state that was saved; what it took is counted all the same.
    pub fn back_to(&mut self, saved: &Dive<'a>) {
        let (pool, pivots) = (std::mem::take(&mut self.simplex.pool), self.simplex.pivots);
        self.clone_from(saved);
        (self.simplex.pool, self.simplex.pivots) = (pool, pivots);
    }

    /// Whether it asks what a pin loses.
    pub fn is_careful(&self) -> bool {
        self.careful
    }
}

/// The whole families of the simplex's plan, and whoever still fits.
pub fn round<'a>(simplex: &mut Simplex<'a>) -> Ledger<'a> {
    let mut ledger = Ledger::new(simplex.problem);
    take_whole(simplex, &mut ledger);
    ledger
}

/// Places the whole families of cases that are not pinned, then all others that fit.
fn take_whole(simplex: &mut Simplex, ledger: &mut Ledger) {
    let plain = simplex.amounts(|row| &row.plain);
    for case in (0..simplex.key.len()).filter(|case| simplex.pin_of(*case).is_none()) {
        for (column, families) in simplex.columns_of(case, &plain) {
            take(ledger, column, whole(families));
        }
    }
    for case in 0..simplex.key.len() {
        fill(simplex.problem, ledger, case);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Cases, Class, Fit, Level, Options, Problem, Supplies, Use};
    use crate::solve::prices::frame::Frame;
    use crate::solve::prices::programme::programmes;

    /// Three families of each size, three resources that hold one of them; each family needs two: half of each family is
    /// placed at best.
    #[test]
    fn the_largest_families_are_pinned_before_all_others_where_that_is_asked_for() {
        let need = vec![1, 1, 1, 2, 2, 2];
        let mut supplies = Supplies::new(1);
        let mut options = Options::default();
        for (family, need) in (0_u32..).zip(&need) {
            supplies.push(&[(u64::from(*need), &[0])]);
            let (first, place) = (family / 3 * 3, family % 3);
            let uses = [place, (place + 1) % 3].map(|place| Use { resource: first + place, kind: 0 });
            options.push(family, &uses, None);
        }
        let problem = Problem {
            levels: vec![Level { name: "score".into(), unit: "points".into() }],
            kinds: 1,
            columns: 6,
            cases: Cases { count: vec![1; 6], need, class: (0..6).collect(), weight: vec![Vec::new()] },
            classes: (0..6).map(|option| Class { offers: vec![option], worth: vec![Vec::new()], opens: 0 }).collect(),
            fits: vec![Fit { level: 0, points: vec![10; 36] }],
            options,
            supplies,
        };
        let frame = Frame::new(&problem);
        let (programmes, _) = programmes(&problem, &frame, None, &|| false);
        let mut dive = Dive::new(programmes[0].simplex.clone());
        let plain = dive.simplex.amounts(|row| &row.plain);
        let split = dive.simplex.split(&plain);
        let cases = |split: Vec<(Column, f64)>| {
            let mut cases: Vec<u32> = split.iter().map(|(column, _)| column.case).collect();
            cases.sort_unstable();
            cases.dedup();
            cases
        };
        assert_eq!(cases(dive.in_order(Order::Surest, split.clone())), [0, 1, 2, 3, 4, 5]);
        assert_eq!(cases(dive.in_order(Order::Largest, split)), [3, 4, 5]);
        for order in [Order::Surest, Order::Largest] {
            let mut dive = Dive::new(programmes[0].simplex.clone());
            assert!(dive.descend(order, f64::NEG_INFINITY, &|| false));
            assert_eq!(dive.plan().worth(), [20], "one family of each size");
        }
    }
}
