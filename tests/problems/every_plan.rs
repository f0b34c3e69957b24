//! All plans of a problem, by counting them out: the slowest and surest solver.

use std::collections::BTreeSet;

use resettle::problem::{Placement, Plan, Problem};

/// What all plans of a problem are worth.
#[derive(Debug)]
pub struct EveryPlan {
    /// The worth by level of every plan.
    pub worths: BTreeSet<Vec<i128>>,
    /// A best plan.
    pub best: Plan,
}

impl EveryPlan {
    /// The best worth by level.
    pub fn optimum(&self) -> &[i128] {
        self.worths.last().expect("the empty plan is a plan")
    }
}

/// Lists every plan; none where there are more than `limit` ways to try.
pub fn every_plan(problem: &Problem, limit: usize) -> Option<EveryPlan> {
    let mut counting = Counting {
        problem,
        left: limit,
        load: vec![0; problem.supplies.len()],
        chosen: Vec::new(),
        worths: BTreeSet::new(),
        best: (Vec::new(), Plan::default()),
    };
    counting.case(0)?;
    Some(EveryPlan { worths: counting.worths, best: counting.best.1 })
}

struct Counting<'a> {
    problem: &'a Problem,
    left: usize,
    load: Vec<u64>,
    chosen: Vec<(usize, Placement)>,
    worths: BTreeSet<Vec<i128>>,
    best: (Vec<i128>, Plan),
}

impl Counting<'_> {
    fn case(&mut self, case: usize) -> Option<()> {
        if case == self.problem.len() {
            self.record();
            return Some(());
        }
        let class = self.problem.class(case);
        let mut ways = Vec::new();
        for (offer, &option) in class.offers.iter().enumerate() {
            if self.problem.allows(case, self.problem.options.column[option as usize]) {
                match self.problem.options.window[option as usize] {
                    None => ways.push((offer, option, None)),
                    Some(window) => ways.extend((class.opens..=window.ends).map(|drawn| (offer, option, Some(drawn)))),
                }
            }
        }
        self.way(case, &ways, self.problem.cases.count[case])
    }

    /// Places none, one, two, ... of the families left by the first of the ways, the rest by the others.
    fn way(&mut self, case: usize, ways: &[(usize, u32, Option<u32>)], families: u32) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        let Some((&(offer, option, drawn), others)) = ways.split_first() else { return self.case(case + 1) };
        for count in 0..=families {
            let units = self.units(case, option, drawn, count);
            for &(resource, units) in &units {
                self.load[resource as usize] += units;
            }
            let fits = units.iter().all(|&(used, _)| self.load[used as usize] <= self.problem.supplies.total(used));
            if fits {
                if count > 0 {
                    let case = u32::try_from(case).unwrap();
                    self.chosen.push((offer, Placement { case, option, drawn, count }));
                }
                self.way(case, others, families - count)?;
                if count > 0 {
                    self.chosen.pop();
                }
            }
            for (resource, units) in units {
                self.load[resource as usize] -= units;
            }
            if !fits {
                break;
            }
        }
        Some(())
    }

    fn units(&self, case: usize, option: u32, drawn: Option<u32>, count: u32) -> Vec<(u32, u64)> {
        let need = |kind: u16| u64::from(self.problem.needs(case)[usize::from(kind)]) * u64::from(count);
        let uses = self.problem.options.uses(option).iter().map(|used| (used.resource, need(used.kind)));
        let window = self.problem.options.window[option as usize];
        uses.chain(drawn.map(|drawn| (drawn, need(window.expect("a draw has a window").kind)))).collect()
    }

    fn record(&mut self) {
        let supplies = &self.problem.supplies;
        let worth = |level: usize| {
            let placed = self.chosen.iter().map(|(offer, placed)| {
                i128::from(self.problem.value(level, placed.case as usize, *offer)) * i128::from(placed.count)
            });
            let steps = (0..supplies.len()).map(|resource| {
                let mut left = self.load[resource];
                let mut cost = 0;
                for step in supplies.steps(u32::try_from(resource).unwrap()) {
                    let filled = left.min(supplies.width[step]);
                    left -= filled;
                    cost += i128::from(filled) * i128::from(supplies.cost(level, step));
                }
                cost
            });
            placed.sum::<i128>() - steps.sum::<i128>()
        };
        let worth: Vec<i128> = (0..self.problem.levels.len()).map(worth).collect();
        if self.worths.is_empty() || worth > self.best.0 {
            let placements = self.chosen.iter().map(|(_, placed)| *placed).collect();
            self.best = (worth.clone(), Plan { placements });
        }
        self.worths.insert(worth);
    }
}
