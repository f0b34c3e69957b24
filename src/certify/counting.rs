//! The bound of a level whose families are counted, replayed as `problem::counting` states it.
//!
//! In: a problem without faults, the plan's worth at the earlier levels, and the counting of a level. Out: its target, where
//! every closed node shows it. Only the first node looks at every case: below a narrowing the cases that have one choice left
//! are summed, so that a node costs as much as the choices that are open, the cells and the resources are many.
//!
//! A *cell* is an option with the needs of a family that takes it: prices are the same for all who are in one. Waiting is a
//! choice like the others, of a cell of its own. Sums are of 128 bits, shown to be enough before each pass.

use std::collections::HashMap;
use std::rc::Rc;

use rayon::prelude::*;

use super::gains::{Gains, Largest};
use super::{Refusal, fronts};
use crate::problem::counting::{Duals, Node};
use crate::problem::{Counting, Prices, Problem};

/// The cell of those who wait; it has no price.
const WAITING: u32 = 0;

/// Cases of one pass that a thread looks at in a row.
const CHUNK: usize = 1 << 14;

/// What the nodes above leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Left {
    /// Families of each case that has several choices.
    count: Vec<u32>,
    /// Where the choices of each such case end.
    end: Vec<usize>,
    /// By choice: its cell, and its points at each level up to the one that is counted.
    cell: Vec<u32>,
    points: Vec<i64>,
    /// All cases that have a single choice: their points by level, and families by cell.
    settled: Vec<i128>,
    families: Vec<i128>,
}

/// The cells of some cases, each by its option and needs.
#[derive(Default)]
struct Cells<'a> {
    /// Beside all cells but [`WAITING`].
    keys: Vec<(u32, &'a [u32])>,
    found: HashMap<(u32, &'a [u32]), u32>,
}

/// A split above a node, on one of its sides.
#[derive(Clone)]
struct Limit {
    /// All cells that it counts.
    cells: Rc<[u32]>,
    at_most: u64,
    more: bool,
}

/// A branch to visit: what is left in it, and the splits above it, all but the last of them on the path.
struct Branch {
    left: Rc<Left>,
    depth: usize,
    last: Option<Limit>,
}

/// A node's prices.
struct At<'a> {
    gains: Gains<'a>,
    /// All of `N` that is no case's.
    constant: i128,
    /// What one family pays, by cell.
    price: Vec<i128>,
}

struct Replay<'a> {
    problem: &'a Problem,
    largest: &'a Largest,
    earlier: &'a [i128],
    counting: &'a Counting,
    cells: Cells<'a>,
    /// The splits above the current node.
    path: Vec<Limit>,
}

/// The bound at the level after `earlier`, in points.
pub(super) fn replay(
    problem: &Problem,
    largest: &Largest,
    earlier: &[i128],
    counting: &Counting,
) -> Result<i128, Refusal> {
    let mut replay = Replay { problem, largest, earlier, counting, cells: Cells::default(), path: Vec::new() };
    match replay.walk() {
        Ok(()) => Ok(i128::from(counting.target)),
        Err(reason) => Err(Refusal::Counting { level: earlier.len(), reason }),
    }
}

impl<'a> Replay<'a> {
    /// Visits the nodes in their order.
    fn walk(&mut self) -> Result<(), String> {
        let (nodes, denominator) = (&self.counting.nodes, self.counting.denominator);
        if denominator < 1 {
            return Err(format!("has prices in 1/{denominator} of a point; the denominator has to be at least 1"));
        }
        let mut offered = self.problem.classes.iter().flat_map(|class| &class.offers);
        if let Some(option) = offered.find(|option| self.problem.options.window[**option as usize].is_some()) {
            return Err(format!("counts option {option}, which has a window"));
        }
        let mut open = self.root().map_err(|reason| format!("{reason} (node 0)"))?;
        // The root has visited a first node that is no split.
        let visited = usize::from(!matches!(nodes.first(), None | Some(Node::Split { .. })));
        for (index, node) in nodes.iter().enumerate().skip(visited) {
            let Some(branch) = open.pop() else { return Err(format!("goes on after its last branch (node {index})")) };
            self.path.truncate(branch.depth);
            self.path.extend(branch.last);
            self.visit(&branch.left, node, &mut open).map_err(|reason| format!("{reason} (node {index})"))?;
        }
        if open.is_empty() { Ok(()) } else { Err(format!("ends before its last branch (node {})", nodes.len())) }
    }

    /// The branches below a first node that closes or narrows; the whole tree where it splits.
    fn root(&mut self) -> Result<Vec<Branch>, String> {
        let most = match self.counting.nodes.first() {
            None | Some(Node::Split { .. }) => None,
            Some(Node::Close(duals) | Node::Narrow(duals)) => {
                let at = self.at(duals)?;
                Some((at.constant + fronts::free(&at.gains), at.gains))
            }
        };
        let left = match (self.counting.nodes.first(), most) {
            (Some(Node::Close(_)), Some((most, _))) => return self.close(most).map(|()| Vec::new()),
            (_, Some((most, gains))) => {
                let slack = self.slack(most);
                self.gather(|case, choices| {
                    choices.extend(gains.allowed(case));
                    let best = choices.iter().map(|(_, gain)| *gain).max().unwrap_or(0).max(0);
                    choices.retain(|(_, gain)| best - gain <= slack);
                    best <= slack
                })
            }
            (_, None) => {
                let problem = self.problem;
                self.gather(|case, choices| {
                    let offers = problem.class(case).offers.iter().map(|&option| (option, 0));
                    choices.extend(offers.filter(|(option, _)| may_take(problem, case, *option)));
                    true
                })
            }
        };
        Ok(vec![Branch { left: Rc::new(left), depth: 0, last: None }])
    }

    /// Of every case the options that `choose` finds, and whether it may wait.
    fn gather(&mut self, choose: impl Fn(usize, &mut Vec<(u32, i128)>) -> bool + Sync) -> Left {
        let (problem, levels) = (self.problem, self.earlier.len() + 1);
        let starts: Vec<usize> = (0..problem.len()).step_by(CHUNK).collect();
        let parts: Vec<(Left, Cells)> = (starts.into_par_iter())
            .map(|start| {
                let (mut left, mut cells) = (Left::none(levels), Cells::default());
                let (mut choices, mut points, mut own) = (Vec::new(), Vec::new(), Vec::new());
                for case in start..problem.len().min(start + CHUNK) {
                    let offers = &problem.class(case).offers;
                    choices.clear();
                    points.clear();
                    own.clear();
                    if choose(case, &mut choices) {
                        points.resize(levels, 0);
                        own.push(WAITING);
                    }
                    for &(option, _) in &choices {
                        let offer = offers.binary_search(&option).expect("options that the case may take");
                        points.extend((0..levels).map(|level| problem.value(level, case, offer)));
                        own.push(cells.index(option, problem.needs(case)));
                    }
                    left.add(problem.cases.count[case], &own, &points);
                }
                (left, cells)
            })
            .collect();
        let mut all = Left::none(levels);
        for (left, cells) in parts {
            let names: Vec<u32> = cells.keys.iter().map(|(option, needs)| self.cells.index(*option, needs)).collect();
            let name = |cell: &u32| if *cell == WAITING { WAITING } else { names[*cell as usize - 1] };
            all.append(&left, name);
        }
        all
    }

    fn visit(&mut self, left: &Rc<Left>, node: &Node, open: &mut Vec<Branch>) -> Result<(), String> {
        let depth = self.path.len();
        match node {
            Node::Close(duals) => {
                let at = self.at(duals)?;
                self.close(left.most(&at))
            }
            Node::Narrow(duals) => {
                let at = self.at(duals)?;
                let narrowed = left.narrowed(&at, self.slack(left.most(&at)));
                // Many branches may be open: what is the same is kept once.
                let left = if narrowed == **left { Rc::clone(left) } else { Rc::new(narrowed) };
                open.push(Branch { left, depth, last: None });
                Ok(())
            }
            &Node::Split { case, option, at_most } => {
                if depth == Counting::DEPTH {
                    return Err(format!("is deeper than {depth} splits"));
                }
                if !((case as usize) < self.problem.len() && may_take(self.problem, case as usize, option)) {
                    return Err(format!("splits case {case} and option {option}, which are not allowed"));
                }
                let units = self.units(option, self.problem.needs(case as usize));
                let counts = |key: &(u32, &[u32])| key.0 == option && self.units(option, key.1) == units;
                let cells = (1..).zip(&self.cells.keys).filter(|(_, key)| counts(key)).map(|(cell, _)| cell);
                let cells: Rc<[u32]> = cells.collect();
                for more in [true, false] {
                    let last = Some(Limit { cells: Rc::clone(&cells), at_most, more });
                    open.push(Branch { left: Rc::clone(left), depth, last });
                }
                Ok(())
            }
        }
    }

    /// Units of each resource that a family of these needs uses by an option.
    fn units(&self, option: u32, needs: &[u32]) -> Vec<(u32, u64)> {
        let uses = self.problem.options.uses(option).iter();
        let mut units: Vec<(u32, u64)> =
            uses.map(|used| (used.resource, u64::from(needs[usize::from(used.kind)]))).collect();
        units.sort_unstable();
        units.dedup_by(|later, kept| {
            later.0 == kept.0 && {
                kept.1 += later.1;
                true
            }
        });
        units
    }

    /// Whether no plan is worth more than the target where this is `N`.
    fn close(&self, most: i128) -> Result<(), String> {
        let bound = most.div_euclid(i128::from(self.counting.denominator));
        if bound <= i128::from(self.counting.target) {
            return Ok(());
        }
        Err(format!("gives a bound of {bound}, above the target {}", self.counting.target))
    }

    /// By how much a choice may be worse than the case's best; a best one always stays.
    fn slack(&self, most: i128) -> i128 {
        (most - i128::from(self.counting.denominator) * (i128::from(self.counting.target) + 1)).max(0)
    }

    /// A node's prices, where they are as documented and no sum of theirs can pass 128 bits.
    fn at(&self, duals: &Duals) -> Result<At<'a>, String> {
        let length = |of, found, expected| {
            if found == expected { Ok(()) } else { Err(format!("has {found} {of}, expected {expected}")) }
        };
        length("multipliers", duals.multiplier.len(), self.earlier.len())?;
        length("prices", duals.price.len(), self.problem.supplies.len())?;
        if let Some(multiplier) = duals.multiplier.iter().find(|multiplier| **multiplier < 0) {
            return Err(format!("has a multiplier of {multiplier}, expected at least 0"));
        }
        let above = self.path.len();
        let rise = duals.splits.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !rise || duals.splits.iter().any(|(split, price)| *price < 0 || *split as usize >= above) {
            return Err(format!("prices splits in no rising order, below 0, or past the {above} above"));
        }
        self.sums(duals).ok_or_else(|| "has prices so large that sums may pass 128 bits".to_owned())
    }

    /// What the prices come to; none where a sum could pass 128 bits.
    fn sums(&self, duals: &Duals) -> Option<At<'a>> {
        let prices = Prices { multiplier: duals.multiplier.clone(), price: duals.price.clone() };
        let gains = Gains::at(self.problem, self.largest, self.counting.denominator, &prices)?;
        let mut constant = gains.constant(&prices, self.earlier)?;
        let paid = |(option, needs): &(u32, &[u32])| {
            let uses = self.problem.options.uses(*option).iter();
            uses.map(|used| i128::from(needs[usize::from(used.kind)]) * i128::from(duals.price[used.resource as usize]))
                .sum()
        };
        let mut price: Vec<i128> = std::iter::once(0).chain(self.cells.keys.iter().map(paid)).collect();
        for &(split, own) in &duals.splits {
            let Limit { ref cells, at_most, more } = self.path[split as usize];
            let (own, families) = (i128::from(own), i128::from(at_most) + i128::from(more));
            let own = if more { -own } else { own };
            constant = constant.checked_add(own.checked_mul(families)?)?;
            for &cell in cells.iter() {
                price[cell as usize] += own;
            }
        }
        // All families at their best, or settled: points and prices are summed apart.
        let splits: i128 = duals.splits.iter().map(|(_, price)| i128::from(*price)).sum();
        let most = gains.largest.checked_add(splits)?.checked_mul(self.largest.families)?;
        most.checked_mul(8)?.checked_add(constant.checked_abs()?.checked_mul(2)?)?;
        Some(At { gains, constant, price })
    }
}

/// Whether the option is offered to the case, and allowed.
fn may_take(problem: &Problem, case: usize, option: u32) -> bool {
    problem.class(case).offers.binary_search(&option).is_ok()
        && problem.allows(case, problem.options.column[option as usize])
}

impl<'a> Cells<'a> {
    fn index(&mut self, option: u32, needs: &'a [u32]) -> u32 {
        *self.found.entry((option, needs)).or_insert_with(|| {
            self.keys.push((option, needs));
            u32::try_from(self.keys.len()).expect("cells fit 32 bits")
        })
    }
}

impl Left {
    fn none(levels: usize) -> Left {
        Left { settled: vec![0; levels], ..Left::default() }
    }

    /// A case with these choices, at least one.
    fn add(&mut self, count: u32, cells: &[u32], points: &[i64]) {
        if let [cell] = cells {
            self.settle(*cell, count.into());
            for (sum, points) in self.settled.iter_mut().zip(points) {
                *sum += i128::from(count) * i128::from(*points);
            }
            return;
        }
        self.count.push(count);
        self.cell.extend(cells);
        self.points.extend(points);
        self.end.push(self.cell.len());
    }

    fn settle(&mut self, cell: u32, families: i128) {
        if self.families.len() <= cell as usize {
            self.families.resize(cell as usize + 1, 0);
        }
        self.families[cell as usize] += families;
    }

    /// All cases of another part, whose cells have other names.
    fn append(&mut self, other: &Left, name: impl Fn(&u32) -> u32) {
        let before = self.cell.len();
        self.count.extend(&other.count);
        self.end.extend(other.end.iter().map(|end| before + end));
        self.cell.extend(other.cell.iter().map(&name));
        self.points.extend(&other.points);
        for (sum, points) in self.settled.iter_mut().zip(&other.settled) {
            *sum += points;
        }
        for (cell, families) in (0..).zip(&other.families) {
            self.settle(name(&cell), *families);
        }
    }

    fn choices(&self, case: usize) -> std::ops::Range<usize> {
        case.checked_sub(1).map_or(0, |before| self.end[before])..self.end[case]
    }

    /// What one family gains by a choice.
    fn gain(&self, at: &At, choice: usize) -> i128 {
        let levels = self.settled.len();
        let points = self.points[choice * levels..(choice + 1) * levels].iter();
        let worth: i128 = at.gains.factor.iter().zip(points).map(|(factor, points)| factor * i128::from(*points)).sum();
        worth - at.price[self.cell[choice] as usize]
    }

    fn best(&self, at: &At, case: usize) -> i128 {
        self.choices(case).map(|choice| self.gain(at, choice)).max().expect("an open case has choices")
    }

    /// `N`.
    fn most(&self, at: &At) -> i128 {
        let worth: i128 = at.gains.factor.iter().zip(&self.settled).map(|(factor, points)| factor * points).sum();
        let paid: i128 = self.families.iter().zip(&at.price).map(|(families, price)| families * price).sum();
        let cases = (0..self.count.len()).into_par_iter().with_min_len(CHUNK);
        let open: i128 = cases.map(|case| i128::from(self.count[case]) * self.best(at, case)).sum();
        at.constant + worth - paid + open
    }

    /// Without the choices that are worse than the case's best by more than `slack`.
    fn narrowed(&self, at: &At, slack: i128) -> Left {
        let levels = self.settled.len();
        let mut left = Left { settled: self.settled.clone(), families: self.families.clone(), ..Left::default() };
        let (mut cells, mut points) = (Vec::new(), Vec::new());
        for (case, &count) in self.count.iter().enumerate() {
            cells.clear();
            points.clear();
            let best = self.best(at, case);
            for choice in self.choices(case).filter(|choice| best - self.gain(at, *choice) <= slack) {
                cells.push(self.cell[choice]);
                points.extend(&self.points[choice * levels..(choice + 1) * levels]);
            }
            left.add(count, &cells, &points);
        }
        left
    }
}
