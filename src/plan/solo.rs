//! A case on its own: its rows of the scenario without anybody else's, to ask what it could do if
//! something were different.

use std::collections::BTreeSet;

use crate::pathway::{self, Compiled, Estimate};
use crate::scenario::{
    Case, Goal, Hazard, Objective, Override, Period, Persons, Recognition, Scenario, Supply, SupplyKind, SupplyPer,
};

use super::Solved;

/// Rows that travel as one, and could do the same on their own as others of these traits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Peers<'a> {
    /// All traits that count.
    Alike(String),
    /// Rows with others to travel with, made by hand, or with draws in their id.
    Alone(&'a [usize]),
}

impl<'a> Peers<'a> {
    pub(super) fn of(solved: &Solved, rows: &'a [usize]) -> Peers<'a> {
        let scenario = solved.scenario;
        let drawn = scenario.policy.recognition != Recognition::PrimaFacie;
        let &[row] = rows else { return Peers::Alone(rows) };
        if drawn || scenario.overrides.iter().any(|made| made.case == row) {
            return Peers::Alone(rows);
        }
        let case = &scenario.caseload[row];
        // What is best for a family is no part of what it could do, nor does it matter of what age and sex they are.
        let alike = Case {
            id: String::new(),
            line: 0,
            persons: Persons { unrecorded: case.persons.total(), ..Persons::default() },
            disability: 0,
            hazard: Hazard { class: 0, weight: 1 },
            ties: Vec::new(),
            preferred: Vec::new(),
            grounds: Vec::new(),
            ..case.clone()
        };
        let columns = scenario.destinations.len();
        let scores = scenario.scores.as_ref().map(|scores| &scores[row * columns..(row + 1) * columns]);
        Peers::Alike(format!("{alike:?} {scores:?}"))
    }
}

/// The scenario with a single case: the rows that travel as one.
#[derive(Clone, Debug)]
pub(super) struct Solo {
    pub scenario: Scenario,
}

impl Solo {
    /// The scenario reduced to these rows, which must be all that travel as one.
    pub(super) fn of(solved: &Solved, rows: &[usize]) -> Solo {
        let whole = solved.scenario;
        let place = |row: usize| rows.iter().position(|&kept| kept == row);
        let caseload = (rows.iter())
            .map(|&row| {
                let mut case = whole.caseload[row].clone();
                case.linked = case.linked.iter().filter_map(|&other| place(other)).collect();
                case
            })
            .collect();
        let overrides = (whole.overrides.iter())
            .filter_map(|made| Some(Override { case: place(made.case)?, ..made.clone() }))
            .collect();
        let columns = whole.destinations.len();
        let scores = (whole.scores.as_ref())
            .map(|scores| rows.iter().flat_map(|row| &scores[row * columns..(row + 1) * columns]).copied().collect());
        Solo {
            scenario: Scenario {
                name: whole.name.clone(),
                title: whole.title.clone(),
                folders: Vec::new(),
                kinds: whole.kinds.clone(),
                facts: whole.facts.clone(),
                // What it could do is asked, not what is best: any objective will do.
                objectives: vec![vec![Objective { goal: Goal::Families, weight: 1 }]],
                acknowledged: whole.acknowledged.clone(),
                policy: whole.policy.clone(),
                hazards: whole.hazards.clone(),
                sharing: whole.sharing.clone(),
                observed: Vec::new(),
                caseload,
                destinations: whole.destinations.clone(),
                routes: whole.routes.clone(),
                supplies: whole.supplies.clone(),
                scores,
                overrides,
                sources: Vec::new(),
                ..*whole
            },
        }
    }

    /// With the ways to one destination only.
    pub(super) fn towards(mut self, there: usize) -> Solo {
        self.scenario.routes.retain(|route| route.destination == there);
        self
    }

    pub(super) fn compile(&self, estimate: Estimate) -> Compiled {
        pathway::compile(&self.scenario, estimate)
    }

    /// The same where every stage that has a limit is supplied in every period, with nothing where
    /// nothing is supplied: so that the ways which need it exist, and what they lack can be counted.
    pub(super) fn widened(&self) -> Solo {
        let mut wider = self.clone();
        let mut kinds: Vec<SupplyKind> = self.scenario.supplies.iter().map(|supply| supply.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let routes = &self.scenario.routes;
        let transits: BTreeSet<usize> =
            routes.iter().filter_map(|route| route.transit).map(|(place, _)| place).collect();
        let ends: BTreeSet<usize> = routes.iter().map(|route| route.destination).collect();
        // Those who travel as one leave from where the first of them is.
        let province = &self.scenario.caseload[0].province;
        for kind in kinds {
            match kind {
                SupplyKind::Exit | SupplyKind::Decision => wider.fill(kind, province, None),
                SupplyKind::Beds => transits.iter().for_each(|&place| wider.fill(kind, "", Some(place))),
                _ => ends.iter().for_each(|&place| wider.fill(kind, "", Some(place))),
            }
        }
        // What is supplied elsewhere is nothing to the case, and most of the work. On its ways every kind
        // is supplied by now, so none that they ask for loses its limit.
        wider.scenario.supplies.retain(|supply| match supply.destination {
            Some(place) => ends.contains(&place) || transits.contains(&place),
            None => supply.province.is_empty() || supply.province == *province,
        });
        wider
    }

    /// Supplies nothing of a stage at a place wherever it is not supplied.
    fn fill(&mut self, kind: SupplyKind, province: &str, destination: Option<usize>) {
        let here = |supply: &&Supply| {
            supply.kind == kind
                && supply.destination == destination
                && (destination.is_some() || supply.province.is_empty() || supply.province == province)
        };
        let covered: Vec<(Period, Period)> =
            self.scenario.supplies.iter().filter(here).map(|supply| supply.periods).collect();
        let per = match kind {
            SupplyKind::Places | SupplyKind::Need(_) => SupplyPer::Year,
            _ => SupplyPer::Period,
        };
        for period in 0..self.scenario.horizon.periods {
            if covered.iter().any(|run| run.0 <= period && period <= run.1) {
                continue;
            }
            let province = province.to_owned();
            let gap = Supply { kind, province, destination, periods: (period, period), per, amount: 0, cost: 0 };
            match self.scenario.supplies.last_mut() {
                Some(last)
                    if last.amount == 0
                        && (last.kind, &last.province, last.destination) == (kind, &gap.province, destination)
                        && last.periods.1 + 1 == period =>
                {
                    last.periods.1 = period;
                }
                _ => self.scenario.supplies.push(gap),
            }
        }
    }
}
