//! Some cases of a plan and what they might choose instead, while all others stay where they are.
//!
//! In: a plan, prices near the optimum, and the cases. Out: choices of a relaxation, of the least loss at these prices, with
//! a row for every resource that the cases could use up; and the plan that comes of what they choose.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::relaxation::{Choices, Tried, whole};
use super::tariff::{Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::Column;
use crate::solve::ledger::Ledger;

/// Choices of a region, the plan's own besides.
const CHOICES: usize = 4000;

/// What a plan is measured by.
pub struct Objective<'a> {
    pub problem: &'a Problem,
    /// Prices at the optimum of the first level, in its points, and the tariff at these.
    pub price: Vec<f64>,
    pub tariff: Tariff<'a, f64>,
    /// Levels with their weight: the first one above all, the others among plans that are worth nearly the same there.
    pub factors: Vec<(usize, f64)>,
}

impl Objective<'_> {
    /// Points of one family on a column.
    fn points(&self, column: Column) -> f64 {
        self.factors.iter().map(|(level, factor)| factor * column.value(self.problem, *level) as f64).sum()
    }
}

/// See the module.
pub struct Region {
    choices: Arc<Choices>,
    /// By case: its index; by choice: its column.
    cases: Vec<u32>,
    columns: Vec<Column>,
    /// What the plan is worth here.
    points: f64,
}

impl Region {
    /// The region of some cases of a plan, in rising order; no family is to lose more than so much.
    pub fn new(objective: &Objective, plan: &Ledger, cases: &[u32], most: f64) -> Region {
        let problem = objective.problem;
        let own: Vec<(Column, u32)> = cases.iter().flat_map(|case| placed(plan, *case)).collect();
        let mut near = near(objective, plan, cases, most);
        near.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        near.truncate(CHOICES);
        let mut columns: Vec<Column> = near.into_iter().map(|(_, column)| column).collect();
        columns.extend(own.iter().map(|(column, _)| *column));
        columns.sort_unstable();
        columns.dedup();
        let rows = rows(problem, plan, &own, &columns);
        let mut choices = Choices { first: vec![0], uses: vec![Vec::new()], ..Choices::default() };
        choices.left = rows.values().copied().collect();
        let resources: Vec<u32> = rows.into_keys().collect();
        let mut cells: HashMap<Vec<(u32, u32)>, u32> = HashMap::from([(Vec::new(), 0)]);
        let mut kept: Vec<Column> = Vec::new();
        for of_case in columns.chunk_by(|one, other| one.case == other.case) {
            // Of columns that use the same of what may run out, the one that is worth most.
            let mut best: Vec<(u32, f64, Column)> = Vec::new();
            for column in of_case {
                let scarce = |(resource, units)| resources.binary_search(&resource).ok().map(|row| (row as u32, units));
                let uses: Vec<(u32, u32)> = column.sums(problem).into_iter().filter_map(scarce).collect();
                let cell = *cells.entry(uses).or_insert_with_key(|uses| {
                    choices.uses.push(uses.clone());
                    choices.uses.len() as u32 - 1
                });
                let points = objective.points(*column);
                match best.iter_mut().find(|own| own.0 == cell) {
                    Some(own) if own.1 >= points => {}
                    Some(own) => *own = (cell, points, *column),
                    None => best.push((cell, points, *column)),
                }
            }
            for (cell, points, column) in best.iter().filter(|own| !is_dominated(own, &best, &choices.uses)) {
                choices.case.push(choices.families.len() as u32);
                choices.points.push(*points);
                choices.cell.push(*cell);
                kept.push(*column);
            }
            choices.families.push(problem.cases.count[of_case[0].case as usize]);
            choices.first.push(choices.case.len() as u32);
        }
        let points = own.iter().map(|(column, families)| objective.points(*column) * f64::from(*families)).sum();
        Region { choices: Arc::new(choices), cases: cases.to_vec(), columns: kept, points }
    }

    /// Seeks what is worth more here than the plan.
    pub fn search(&self, stop: &dyn Fn() -> bool) -> Tried {
        whole(self.choices.clone(), self.points, stop)
    }

    /// The plan with these families by choice.
    pub fn plan<'a>(&self, families: &[u32], plan: &Ledger<'a>) -> Ledger<'a> {
        let mut plan = plan.clone();
        for (column, families) in self.cases.iter().flat_map(|case| placed(&plan, *case)).collect::<Vec<_>>() {
            if !column.waits() {
                plan.remove(column, families);
            }
        }
        for (column, families) in self.columns.iter().zip(families) {
            if *families > 0 && !column.waits() {
                plan.place(*column, *families);
            }
        }
        plan
    }
}

/// Where the families of a case are, waiting among them.
pub fn placed(plan: &Ledger, case: u32) -> impl Iterator<Item = (Column, u32)> {
    let waiting = (Column::waiting(case), plan.waiting(case as usize));
    plan.columns(case as usize).chain(std::iter::once(waiting)).filter(|(_, families)| *families > 0)
}

/// Columns of some cases by which a family loses no more than so much, and the loss. Of resources that a window may draw
/// from for nothing, the one of which most is left.
fn near(objective: &Objective, plan: &Ledger, cases: &[u32], most: f64) -> Vec<(f64, Column)> {
    let Objective { problem, price, tariff, .. } = objective;
    let mut scratch = Scratch::default();
    let mut near = Vec::new();
    for case in cases {
        let best = tariff.best(*case as usize, &mut scratch).map_or(0.0, |(_, gain)| gain);
        let class = problem.class(*case as usize);
        if best <= most {
            near.push((best, Column::waiting(*case)));
        }
        for (offer, gain) in scratch.gain.iter().enumerate().filter(|(_, gain)| best - **gain <= most) {
            let column = tariff.column(*case as usize, offer);
            let Some(window) = problem.options.window[class.offers[offer] as usize] else {
                near.push((best - gain, column));
                continue;
            };
            let need = f64::from(problem.needs(*case as usize)[window.kind as usize]);
            let loss = |drawn: u32| best - gain + need * (price[drawn as usize] - price[column.drawn as usize]);
            let (free, priced): (Vec<u32>, Vec<u32>) =
                (class.opens..=window.ends).partition(|drawn| price[*drawn as usize] <= 0.0);
            let emptiest = free.into_iter().rev().max_by_key(|drawn| plan.free(*drawn as usize));
            let drawn = priced.into_iter().filter(|drawn| loss(*drawn) <= most).chain(emptiest);
            near.extend(drawn.map(|drawn| (loss(drawn), Column { drawn, ..column })));
        }
    }
    near
}

/// Resources of which these columns could use more than all other cases leave, and that.
fn rows(problem: &Problem, plan: &Ledger, own: &[(Column, u32)], columns: &[Column]) -> BTreeMap<u32, i64> {
    let mut needed: BTreeMap<u32, i64> = BTreeMap::new();
    for of_case in columns.chunk_by(|one, other| one.case == other.case) {
        let mut most: HashMap<u32, u32> = HashMap::new();
        for (resource, units) in of_case.iter().flat_map(|column| column.sums(problem)) {
            let own = most.entry(resource).or_default();
            *own = units.max(*own);
        }
        let families = i64::from(problem.cases.count[of_case[0].case as usize]);
        for (resource, units) in most {
            *needed.entry(resource).or_default() += families * i64::from(units);
        }
    }
    let mut used: HashMap<u32, i64> = HashMap::new();
    for (column, families) in own {
        for (resource, units) in column.sums(problem) {
            *used.entry(resource).or_default() += i64::from(*families) * i64::from(units);
        }
    }
    let left = |resource: u32| plan.free(resource as usize).cast_signed() + used.get(&resource).copied().unwrap_or(0);
    let short = |(resource, needed): (u32, i64)| Some((resource, left(resource))).filter(|(_, left)| needed > *left);
    needed.into_iter().filter_map(short).collect()
}

/// Whether another column of the case is worth no less and uses no more.
fn is_dominated(one: &(u32, f64, Column), all: &[(u32, f64, Column)], uses: &[Vec<(u32, u32)>]) -> bool {
    let is_within = |cell: u32| {
        let holds = |(row, units): &(u32, u32)| uses[one.0 as usize].iter().any(|(own, of)| own == row && of >= units);
        uses[cell as usize].iter().all(holds)
    };
    all.iter().any(|other| other.0 != one.0 && other.1 >= one.1 && is_within(other.0))
}
