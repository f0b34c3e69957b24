//! What is left of a problem once no choice counts that no plan worth more than a target can make.
//!
//! In: a problem without windows, whole prices and what they bound. Out: the cases with several choices left, each choice in
//! its cell: families of equal needs by one option. All other cases are settled.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::super::frame::Frame;
use super::super::relaxation::Choices;
use super::super::tariff::{Number, Scratch, Tariff};
use crate::problem::{Placement, Plan, Prices, Problem};
use crate::solve::column::{Column, NONE};

/// Cases looked at by one thread at a time; fixed, so that results do not depend on threads.
const CHUNK: usize = 4096;
/// With more choices than this a search would not end.
const CHOICES: usize = 400_000;
/// Where a case has several choices left, in place of the one that it is settled on.
const OPEN: u32 = NONE - 1;

/// Families of equal needs by one option; the first cell is waiting.
#[derive(Debug, Default)]
pub struct Cell {
    /// A case of these needs, and the option.
    pub case: u32,
    pub option: u32,
    /// Families that are settled on it.
    pub settled: i64,
}

/// The cases that are left, and their choices in one array, waiting among them.
#[derive(Debug)]
pub struct Residue {
    /// By case of the problem, the offer that it is settled on.
    settled: Vec<u32>,
    /// By case that is left, its index in the problem.
    pub cases: Vec<u32>,
    /// What they may choose, and units that settled cases leave.
    pub choices: Arc<Choices>,
    /// By choice, the offer, and what it is worth.
    offer: Vec<u32>,
    pub points: Vec<i64>,
    /// By cell.
    pub cells: Vec<Cell>,
    /// What settled cases are worth.
    pub worth: i64,
}

/// What the families of a cell have in common: the option, and units by resource.
type Kind = (u32, Vec<(u32, u32)>);

/// What is found in some cases.
struct Found<'a> {
    open: Vec<(u32, Vec<u32>)>,
    worth: i64,
    /// By option and needs: a case of these, its offer, and all settled families.
    families: HashMap<(u32, &'a [u32]), (Column, i64)>,
}

impl Residue {
    /// Leaves out what loses more than so much at these prices, in 1/denominator of a point; none if too much is left.
    pub fn new(problem: &Problem, frame: &Frame, prices: &Prices, denominator: i64, most: i64) -> Option<Residue> {
        let level = prices.multiplier.len();
        let tariff = Tariff::new(problem, frame, &prices.price, vec![(level, denominator)]);
        let mut settled = vec![OPEN; problem.len()];
        let choices = AtomicUsize::new(0);
        let of_chunk = |(chunk, settled): (usize, &mut [u32])| {
            let mut found = Found { open: Vec::new(), worth: 0, families: HashMap::new() };
            let mut scratch = Scratch::default();
            for (case, settled) in (chunk * CHUNK..).zip(settled) {
                if choices.load(Ordering::Relaxed) > CHOICES {
                    return found;
                }
                tariff.gains(case, &mut scratch);
                let floor = scratch.gain.iter().copied().max().unwrap_or(0).max(0) - most;
                let near = scratch.gain.iter().enumerate().filter(|(_, gain)| **gain >= floor && **gain > i64::NEVER);
                let mut near: Vec<u32> = near.map(|(offer, _)| offer as u32).collect();
                if floor <= 0 {
                    near.push(NONE);
                }
                if near.len() > 1 {
                    choices.fetch_add(near.len(), Ordering::Relaxed);
                    found.open.push((case as u32, near));
                    continue;
                }
                *settled = near[0];
                if near[0] != NONE {
                    let families = i64::from(problem.cases.count[case]);
                    found.worth += families * problem.value(level, case, near[0] as usize);
                    let column = Column { case: case as u32, offer: near[0], drawn: NONE };
                    let key = (column.option(problem), problem.needs(case));
                    found.families.entry(key).or_insert((column, 0)).1 += families;
                }
            }
            found
        };
        let found: Vec<Found> = settled.par_chunks_mut(CHUNK).enumerate().map(of_chunk).collect();
        (choices.into_inner() <= CHOICES).then(|| Residue::assembled(problem, level, settled, &found))
    }

    fn assembled(problem: &Problem, level: usize, settled: Vec<u32>, found: &[Found]) -> Residue {
        let resources = 0..problem.supplies.len() as u32;
        let left = |resource: u32| i64::try_from(problem.supplies.total(resource)).unwrap_or(i64::MAX);
        let mut choices = Choices {
            first: vec![0],
            uses: vec![Vec::new()],
            left: resources.map(left).collect(),
            ..Choices::default()
        };
        let mut residue = Residue {
            settled,
            cases: Vec::new(),
            choices: Arc::default(),
            offer: Vec::new(),
            points: Vec::new(),
            cells: vec![Cell::default()],
            worth: found.iter().map(|found| found.worth).sum(),
        };
        let mut cells: HashMap<Kind, u32> = HashMap::new();
        for (case, offers) in found.iter().flat_map(|found| &found.open) {
            for offer in offers {
                let column = Column { case: *case, offer: *offer, drawn: NONE };
                let cell = if column.waits() {
                    0
                } else {
                    let kind = kind(problem, column);
                    let (option, uses) = kind.clone();
                    *cells.entry(kind).or_insert_with(|| {
                        residue.cells.push(Cell { case: *case, option, settled: 0 });
                        choices.uses.push(uses);
                        residue.cells.len() as u32 - 1
                    })
                };
                let points = column.value(problem, level);
                choices.case.push(residue.cases.len() as u32);
                choices.points.push(points as f64);
                choices.cell.push(cell);
                residue.offer.push(*offer);
                residue.points.push(points);
            }
            residue.cases.push(*case);
            choices.families.push(problem.cases.count[*case as usize]);
            choices.first.push(choices.case.len() as u32);
        }
        for (column, families) in found.iter().flat_map(|found| found.families.values()) {
            let kind = kind(problem, *column);
            for (resource, units) in &kind.1 {
                choices.left[*resource as usize] -= families * i64::from(*units);
            }
            if let Some(cell) = cells.get(&kind) {
                residue.cells[*cell as usize].settled += families;
            }
        }
        residue.choices = Arc::new(choices);
        residue
    }

    /// What a plan of the whole problem is worth and places, from the families that each choice takes; none if there is too
    /// little for it.
    pub fn plan(&self, problem: &Problem, families: &[u32]) -> Option<(i64, Plan)> {
        let choices = &self.choices;
        let (mut worth, mut left) = (self.worth, choices.left.clone());
        let mut taken = Vec::new();
        for (choice, count) in families.iter().enumerate().filter(|(_, count)| **count > 0) {
            worth += i64::from(*count) * self.points[choice];
            for (resource, units) in &choices.uses[choices.cell[choice] as usize] {
                left[*resource as usize] -= i64::from(*count) * i64::from(*units);
            }
            taken.push((self.cases[choices.case[choice] as usize], self.offer[choice], *count));
        }
        if left.iter().any(|left| *left < 0) {
            return None;
        }
        let mut taken = taken.into_iter().peekable();
        let mut placements = Vec::with_capacity(self.settled.len());
        for (case, offer) in (0..).zip(&self.settled) {
            let own = std::iter::from_fn(|| taken.next_if(|(own, _, _)| *own == case));
            let settled = (*offer != OPEN).then(|| (case, *offer, problem.cases.count[case as usize]));
            for (case, offer, count) in own.chain(settled).filter(|(_, offer, _)| *offer != NONE) {
                let option = problem.class(case as usize).offers[offer as usize];
                placements.push(Placement { case, option, drawn: None, count });
            }
        }
        Some((worth, Plan { placements }))
    }
}

/// The option of a column, and units by resource that a family uses there.
fn kind(problem: &Problem, column: Column) -> Kind {
    (column.option(problem), column.sums(problem))
}
