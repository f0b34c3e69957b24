//! What of a problem can be packed, and its pairs of case and option in flat arrays.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::relaxation::Choices;
use super::knapsack::Room;
use crate::problem::packing::Packing;
use crate::problem::{Prices, Problem};
use crate::solve::column::{Column, NONE};

/// A level's pairs, at the prices of the resources that are not packed; pairs stand option by option.
pub struct Layout {
    /// The packed resources, rising.
    pub resources: Vec<u32>,
    /// By option: what it has room for.
    pub rooms: Vec<Room>,
    /// By option: where its pairs begin; one entry more than options.
    pub first: Vec<u32>,
    /// By pair: the case, its place among the class's offers, and what it gains in 1/denominator of a point.
    pub case: Vec<u32>,
    pub offer: Vec<u32>,
    pub gain: Vec<i64>,
    /// By pair: needs of the option's packed resources, from here on in `needs`.
    need: Vec<u32>,
    needs: Vec<u16>,
    /// By pair: the option.
    pub option: Vec<u32>,
    /// By case: its pairs.
    pub pairs: Vec<Vec<u32>>,
    /// What does not depend on the cases.
    pub constant: i64,
    /// The same for the relaxation, whose rows are the packed resources: each case's pairs, and waiting.
    pub choices: Arc<Choices>,
    /// By pair its choice.
    pub choice: Vec<u32>,
}

/// By option: the packed resources that it alone uses, each with its kind of need and its units, the largest last.
pub type Owners = Vec<Vec<(u32, u16, usize)>>;

/// What can be packed; none if nothing can, or a case counts more than once.
pub fn owners(problem: &Problem) -> Option<Owners> {
    if problem.cases.count.iter().any(|count| *count != 1) || problem.options.window.iter().any(Option::is_some) {
        return None;
    }
    let supplies = &problem.supplies;
    let mut users = vec![0_u32; supplies.len()];
    problem.options.uses.iter().for_each(|used| users[used.resource as usize] += 1);
    let plain = |resource: u32| {
        let costs = |step| (0..problem.levels.len()).any(|level| supplies.cost(level, step) != 0);
        users[resource as usize] == 1 && !supplies.steps(resource).any(costs)
    };
    let largest = problem.cases.need.iter().copied().max().unwrap_or(0);
    let mut owners = Owners::new();
    for option in 0..problem.options.len() {
        let mut states = 1_u64;
        let mut own = Vec::new();
        for used in problem.options.uses(option as u32).iter().filter(|used| plain(used.resource)) {
            let units = supplies.total(used.resource);
            let more = states.saturating_mul(units.saturating_add(1));
            if more <= Packing::STATES {
                states = more;
                own.push((used.resource, used.kind, units as usize));
            }
        }
        own.sort_by_key(|(_, _, units)| *units);
        owners.push(own);
    }
    let any = owners.iter().any(|own| !own.is_empty());
    (any && u16::try_from(largest).is_ok()).then_some(owners)
}

impl Layout {
    /// At these prices; none where a gain does not fit 62 bits.
    pub fn new(
        problem: &Problem,
        owners: &Owners,
        prices: &Prices,
        denominator: i64,
        earlier: &[i64],
    ) -> Option<Layout> {
        let level = earlier.len();
        let mut price = prices.price.clone();
        let mut resources: Vec<u32> = owners.iter().flatten().map(|(resource, _, _)| *resource).collect();
        resources.sort_unstable();
        for resource in &resources {
            price[*resource as usize] = 0;
        }
        let factors: Vec<(usize, i64)> =
            prices.multiplier.iter().copied().enumerate().chain(std::iter::once((level, denominator))).collect();
        let mut by_option: Vec<Vec<(u32, u32, i64)>> = vec![Vec::new(); owners.len()];
        for case in 0..problem.len() {
            for (offer, option) in problem.class(case).offers.iter().enumerate() {
                if problem.allows(case, problem.options.column[*option as usize]) {
                    let column = Column { case: case as u32, offer: offer as u32, drawn: NONE };
                    let points: i128 = factors
                        .iter()
                        .map(|(level, factor)| i128::from(*factor) * i128::from(column.value(problem, *level)))
                        .sum();
                    let paid: i128 = column
                        .uses(problem)
                        .map(|(resource, units)| i128::from(price[resource as usize]) * i128::from(units))
                        .sum();
                    by_option[*option as usize].push((case as u32, offer as u32, fitting(points - paid)?));
                }
            }
        }
        let mut layout = Layout {
            resources,
            rooms: owners.iter().map(|own| Room::new(own.iter().map(|(_, _, units)| *units).collect())).collect(),
            first: vec![0],
            case: Vec::new(),
            offer: Vec::new(),
            gain: Vec::new(),
            need: Vec::new(),
            needs: Vec::new(),
            option: Vec::new(),
            pairs: vec![Vec::new(); problem.len()],
            constant: fitting(constant(problem, &price, &factors, earlier))?,
            choices: Arc::default(),
            choice: Vec::new(),
        };
        for (option, pairs) in by_option.into_iter().enumerate() {
            for (case, offer, gain) in pairs {
                layout.pairs[case as usize].push(layout.case.len() as u32);
                layout.case.push(case);
                layout.offer.push(offer);
                layout.gain.push(gain);
                layout.option.push(option as u32);
                layout.need.push(layout.needs.len() as u32);
                let needs = problem.needs(case as usize);
                layout.needs.extend(owners[option].iter().map(|(_, kind, _)| needs[usize::from(*kind)] as u16));
            }
            layout.first.push(layout.case.len() as u32);
        }
        layout.need.push(layout.needs.len() as u32);
        layout.choose(owners, denominator);
        Some(layout)
    }

    /// Makes the choices of the relaxation.
    fn choose(&mut self, owners: &Owners, denominator: i64) {
        let row = |resource: u32| self.resources.binary_search(&resource).expect("a packed resource") as u32;
        let rows: Vec<Vec<u32>> =
            owners.iter().map(|own| own.iter().map(|(resource, _, _)| row(*resource)).collect()).collect();
        let mut choices = Choices {
            first: vec![0],
            uses: vec![Vec::new()],
            left: vec![0; self.resources.len()],
            families: vec![1; self.pairs.len()],
            ..Choices::default()
        };
        for (rows, own) in rows.iter().zip(owners) {
            for (row, (_, _, units)) in rows.iter().zip(own) {
                choices.left[*row as usize] = i64::try_from(*units).expect("packed units are few");
            }
        }
        let mut cells: HashMap<(u32, &[u16]), u32> = HashMap::new();
        let mut choice = vec![0; self.case.len()];
        for (case, pairs) in (0..).zip(&self.pairs) {
            for pair in pairs {
                let option = self.option[*pair as usize];
                let cell = *cells.entry((option, self.need(*pair))).or_insert_with(|| {
                    let uses = rows[option as usize].iter().zip(self.need(*pair));
                    let mut uses: Vec<(u32, u32)> = uses.map(|(row, need)| (*row, u32::from(*need))).collect();
                    uses.sort_unstable();
                    choices.uses.push(uses);
                    choices.uses.len() as u32 - 1
                });
                choice[*pair as usize] = choices.case.len() as u32;
                choices.case.push(case);
                choices.points.push(self.gain[*pair as usize] as f64 / denominator as f64);
                choices.cell.push(cell);
            }
            choices.case.push(case);
            choices.points.push(0.0);
            choices.cell.push(0);
            choices.first.push(choices.case.len() as u32);
        }
        (self.choices, self.choice) = (Arc::new(choices), choice);
    }

    /// Needs of the pair's packed resources, in the order of its room.
    pub fn need(&self, pair: u32) -> &[u16] {
        let pair = pair as usize;
        &self.needs[self.need[pair] as usize..self.need[pair + 1] as usize]
    }

    /// The column of a pair.
    pub fn column(&self, pair: u32) -> Column {
        Column { case: self.case[pair as usize], offer: self.offer[pair as usize], drawn: NONE }
    }
}

/// What does not depend on the cases, in 1/denominator of a point.
fn constant(problem: &Problem, price: &[i64], factors: &[(usize, i64)], earlier: &[i64]) -> i128 {
    let supplies = &problem.supplies;
    let mut sum: i128 = 0;
    for (resource, price) in price.iter().enumerate() {
        for step in supplies.steps(resource as u32) {
            let cost: i128 = factors
                .iter()
                .map(|(level, factor)| i128::from(*factor) * i128::from(supplies.cost(*level, step)))
                .sum();
            sum += i128::from(supplies.width[step]) * (i128::from(*price) - cost).max(0);
        }
    }
    for ((_, factor), worth) in factors.iter().zip(earlier) {
        sum -= i128::from(*factor) * i128::from(*worth);
    }
    sum
}

/// As 64 bits, with room for sums.
fn fitting(points: i128) -> Option<i64> {
    i64::try_from(points).ok().filter(|points| points.unsigned_abs() < 1 << 61)
}
