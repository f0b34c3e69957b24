//! A plan in the making: who is placed, what is used, what it is worth, to the last unit.
//!
//! Guaranteed: no resource is used beyond its supply, no case placed more often than it counts.

use std::borrow::Cow;

use super::column::{Column, NONE};
use crate::problem::{More, Placement, Plan, Problem, Supplies};

/// Families of a case on one column.
#[derive(Clone, Copy, Debug)]
struct Group {
    column: Column,
    families: u32,
    next: u32,
}

/// The plan so far; flat arrays by resource, case and level.
#[derive(Clone, Debug)]
pub struct Ledger<'a> {
    problem: &'a Problem,
    supplies: Cow<'a, Supplies>,
    used: Vec<u64>,
    total: Vec<u64>,
    /// Whether a resource costs anything at any level.
    costly: Vec<bool>,
    waiting: Vec<u32>,
    head: Vec<u32>,
    groups: Vec<Group>,
    worth: Vec<i64>,
}

impl<'a> Ledger<'a> {
    /// Nobody placed.
    pub fn new(problem: &'a Problem) -> Ledger<'a> {
        let supplies = &problem.supplies;
        let resources = 0..supplies.len();
        let costs = |step: usize| (0..problem.levels.len()).any(|level| supplies.cost(level, step) != 0);
        Ledger {
            problem,
            supplies: Cow::Borrowed(supplies),
            used: vec![0; supplies.len()],
            total: resources.clone().map(|resource| supplies.total(resource as u32)).collect(),
            costly: resources.map(|resource| supplies.steps(resource as u32).any(costs)).collect(),
            waiting: problem.cases.count.clone(),
            head: vec![NONE; problem.len()],
            groups: Vec::new(),
            worth: vec![0; problem.levels.len()],
        }
    }

    /// A plan's families placed; the plan keeps every limit.
    pub fn of(problem: &'a Problem, plan: &Plan) -> Ledger<'a> {
        let mut ledger = Ledger::new(problem);
        for placement in &plan.placements {
            let offers = &problem.class(placement.case as usize).offers;
            let offer = offers.binary_search(&placement.option).expect("a plan places by offers of the case") as u32;
            let drawn = placement.drawn.unwrap_or(NONE);
            ledger.place(Column { case: placement.case, offer, drawn }, placement.count);
        }
        ledger
    }

    /// Counts the levels up to this one alone from now on.
    pub fn truncate(&mut self, level: usize) {
        self.worth.truncate(level + 1);
    }

    /// Adds units of some resources.
    pub fn add(&mut self, more: &More) {
        let costs = |ledger: &Ledger, level: usize| {
            let cost = |resource: &u32| ledger.cost(level, *resource as usize, ledger.used[*resource as usize]);
            more.resources.iter().map(cost).sum::<i64>()
        };
        let before: Vec<i64> = (0..self.worth.len()).map(|level| costs(self, level)).collect();
        self.supplies.to_mut().add(more);
        for &resource in &more.resources {
            self.total[resource as usize] += more.units;
        }
        for (level, before) in before.into_iter().enumerate() {
            self.worth[level] += before - costs(self, level);
        }
    }

    /// Number of cases.
    pub fn cases(&self) -> usize {
        self.waiting.len()
    }

    /// Points by level.
    pub fn worth(&self) -> &[i64] {
        &self.worth
    }

    /// Families of a case that wait.
    pub fn waiting(&self, case: usize) -> u32 {
        self.waiting[case]
    }

    /// Units of a resource that are left.
    pub fn free(&self, resource: usize) -> u64 {
        self.total[resource] - self.used[resource]
    }

    /// Columns that a case is on, with the families on each.
    pub fn columns(&self, case: usize) -> impl Iterator<Item = (Column, u32)> {
        std::iter::successors(self.groups.get(self.head[case] as usize), |group| self.groups.get(group.next as usize))
            .filter(|group| group.families > 0)
            .map(|group| (group.column, group.families))
    }

    /// Families that a column still has room for, whoever waits.
    pub fn room(&self, column: Column) -> u32 {
        // Most columns of a plan that is nearly full have none: the first full resource says so.
        let full = |(resource, units): (u32, u32)| u64::from(units) > self.free(resource as usize);
        if column.uses(self.problem).any(full) {
            return 0;
        }
        let mut room = u64::from(u32::MAX);
        for (resource, units) in column.uses(self.problem) {
            // An option may use a resource twice.
            let again = column.uses(self.problem).filter(|(other, _)| *other == resource);
            let all: u64 = again.map(|(_, units)| u64::from(units)).sum();
            if units > 0 {
                room = room.min(self.free(resource as usize) / all);
            }
        }
        room as u32
    }

    /// Places families of the column's case that wait; there must be room.
    pub fn place(&mut self, column: Column, families: u32) {
        debug_assert!(self.room(column) >= families && !column.waits(), "no room for {families} on {column:?}");
        let case = column.case as usize;
        self.waiting[case] -= families;
        self.change(column, i64::from(families));
        let mut at = self.head[case];
        while at != NONE && self.groups[at as usize].column != column && self.groups[at as usize].families > 0 {
            at = self.groups[at as usize].next;
        }
        if at == NONE {
            let next = std::mem::replace(&mut self.head[case], self.groups.len() as u32);
            self.groups.push(Group { column, families, next });
        } else {
            let group = &mut self.groups[at as usize];
            // An empty group may be taken over; the column may stand further down the list, too.
            group.families = if group.column == column { group.families + families } else { families };
            group.column = column;
        }
    }

    /// Lets families on a column wait again.
    pub fn remove(&mut self, column: Column, families: u32) {
        let case = column.case as usize;
        let mut left = families;
        let mut at = self.head[case];
        while left > 0 {
            let group = &mut self.groups[at as usize];
            if group.column == column {
                let taken = group.families.min(left);
                group.families -= taken;
                left -= taken;
            }
            at = group.next;
        }
        self.waiting[case] += families;
        self.change(column, -i64::from(families));
    }

    fn change(&mut self, column: Column, families: i64) {
        for level in 0..self.worth.len() {
            self.worth[level] += families * column.value(self.problem, level);
        }
        for (resource, units) in column.uses(self.problem) {
            let resource = resource as usize;
            let before = self.used[resource];
            let after = before.checked_add_signed(families * i64::from(units)).expect("use stays within supply");
            self.used[resource] = after;
            if self.costly[resource] {
                for level in 0..self.worth.len() {
                    self.worth[level] -= self.cost(level, resource, after) - self.cost(level, resource, before);
                }
            }
        }
    }

    /// Points that so many units of a resource cost at a level.
    fn cost(&self, level: usize, resource: usize, mut units: u64) -> i64 {
        let mut sum = 0;
        for step in self.supplies.steps(resource as u32) {
            let taken = units.min(self.supplies.width[step]);
            sum += taken as i64 * self.supplies.cost(level, step);
            units -= taken;
        }
        sum
    }

    /// The plan.
    pub fn plan(&self) -> Plan {
        let of = |case: usize| {
            self.columns(case).map(|(column, count)| Placement {
                case: column.case,
                option: column.option(self.problem),
                drawn: (column.drawn != NONE).then_some(column.drawn),
                count,
            })
        };
        Plan::gathered((0..self.problem.len()).flat_map(of).collect())
    }
}
