//! The search: places are bounded, narrowed and split until no plan in them is worth more than the target.

use std::collections::HashMap;

use super::super::relaxation::End;
use super::place::{DENOMINATOR, Place};
use super::residue::Residue;
use crate::problem::counting::{Duals, Node};

/// Points by which a relaxation is to fall short of a better plan: its prices are rounded then.
const MARGIN: f64 = 1e-4;
/// Pivots of a place, and of a look at a split.
const PIVOTS: usize = 100_000;
const LOOK: usize = 30;
/// Splits looked at, if they have not been often enough to be known; and how many more in a row may be no better.
const LOOKS: usize = 8;
const KNOWN: u32 = 4;
const PATIENCE: usize = 4;
/// A place is narrowed if one in so many choices goes.
const NARROW: usize = 16;
/// Nodes of a proof at the first try; each further one, which knows what splits cost, may have so many times more.
const NODES: usize = 300;
const AGAIN: usize = 2;
const TRIES: u32 = 8;
/// Splits above a node.
const DEPTH: usize = 600;

/// What a split has cost so far on one side, in points a family, and how often.
type Cost = (f64, u32);

/// A search for a plan worth more than a target.
pub struct Search<'a, 's> {
    pub residue: &'a Residue,
    pub target: i64,
    /// What is proven so far, and nodes that may still be written.
    pub nodes: Vec<Node>,
    pub left: usize,
    /// By cell, at most and more.
    pub costs: HashMap<u32, [Cost; 2]>,
    /// Numbers that may still be looked at.
    pub work: u64,
    pub stop: &'s (dyn Fn() -> bool + Sync),
}

/// Why a search ended before everything was closed.
pub enum Ended {
    /// By choice, the families of a better plan.
    Found(Vec<u32>),
    /// Told to stop, out of work, or at odds with whole numbers.
    Stopped,
}

/// A split, and both places below: at most, and more.
struct Split<'a> {
    node: Node,
    below: [Place<'a>; 2],
    /// Points that each costs.
    loss: [f64; 2],
    closed: [bool; 2],
}

impl<'a> Search<'a, '_> {
    /// Closes everything that is left at the first prices.
    pub fn run(&mut self, first: &Duals) -> Result<(), Ended> {
        self.left = NODES;
        self.write(Node::Narrow(first.clone()))?;
        let mut root = Place::new(self.residue);
        if self.is_closed(&mut root)? {
            return Ok(());
        }
        let above = self.nodes.clone();
        for again in 0..TRIES {
            self.nodes.clone_from(&above);
            self.left = NODES * AGAIN.pow(again);
            match self.visit(root.clone()) {
                Err(Ended::Stopped) if self.left == 0 => {}
                ended => return ended,
            }
        }
        Err(Ended::Stopped)
    }

    /// Whether no plan at a place is worth more than the target; else it is narrowed to those that may be.
    fn is_closed(&mut self, place: &mut Place<'a>) -> Result<bool, Ended> {
        let before = place.relaxation.work;
        let end = place.relaxation.solve(self.cutoff(), PIVOTS);
        self.pay(place.relaxation.work - before)?;
        match end {
            End::Closed => self.close(place).map(|()| true),
            End::Optimal => self.narrow(place).map(|()| false),
            End::Limit | End::Lost => Err(Ended::Stopped),
        }
    }

    /// Closes everything below a place.
    fn visit(&mut self, mut place: Place<'a>) -> Result<(), Ended> {
        if place.splits as usize > DEPTH || (self.stop)() {
            return Err(Ended::Stopped);
        }
        if self.is_closed(&mut place)? {
            return Ok(());
        }
        let Some(split) = self.split(&place)? else { return Err(Ended::Found(place.families())) };
        drop(place);
        self.write(split.node)?;
        let above = std::mem::take(&mut self.nodes);
        // The side that costs less comes first: a better plan is rather there.
        let first = usize::from(split.loss[1] < split.loss[0]);
        let mut nodes = [Vec::new(), Vec::new()];
        let mut below = split.below.map(Some);
        for side in [first, 1 - first] {
            let place = below[side].take().expect("each side is visited once");
            if split.closed[side] { self.close(&place) } else { self.visit(place) }?;
            nodes[side] = std::mem::take(&mut self.nodes);
        }
        self.nodes = above;
        self.nodes.extend(nodes.into_iter().flatten());
        Ok(())
    }

    fn least(&self) -> i128 {
        i128::from(self.target + 1) * i128::from(DENOMINATOR)
    }

    /// Points that a relaxation, of what is not settled, is to be worth.
    fn cutoff(&self) -> f64 {
        (self.target + 1 - self.residue.worth) as f64 - MARGIN
    }

    fn pay(&mut self, work: u64) -> Result<(), Ended> {
        self.work = self.work.checked_sub(work).ok_or(Ended::Stopped)?;
        Ok(())
    }

    fn close(&mut self, place: &Place) -> Result<(), Ended> {
        let whole = place.whole().filter(|whole| whole.total < self.least()).ok_or(Ended::Stopped)?;
        self.write(Node::Close(whole.duals))
    }

    fn write(&mut self, node: Node) -> Result<(), Ended> {
        self.left = self.left.checked_sub(1).ok_or(Ended::Stopped)?;
        self.nodes.push(node);
        Ok(())
    }

    fn narrow(&mut self, place: &mut Place) -> Result<(), Ended> {
        let whole = place.whole().ok_or(Ended::Stopped)?;
        let (left, open) = (place.narrowed(&whole, self.least()), place.relaxation.open.len());
        if (open - left.len()) * NARROW > open {
            place.leave(&left);
            self.write(Node::Narrow(whole.duals))?;
        }
        Ok(())
    }

    /// The split that costs most on both sides; none where all families are whole.
    fn split(&mut self, place: &Place<'a>) -> Result<Option<Split<'a>>, Ended> {
        let residue = self.residue;
        let size =
            |cell: u32| residue.choices.uses[cell as usize].iter().map(|(_, units)| f64::from(*units)).sum::<f64>();
        let mut known: Vec<(bool, f64, u32, f64)> = Vec::new();
        for (cell, families) in place.relaxation.divided() {
            let part = families - families.floor();
            match self.costs.get(&cell) {
                Some([(low, lows), (high, highs)]) if *lows >= KNOWN && *highs >= KNOWN => {
                    let costs = [low / f64::from(*lows) * part, high / f64::from(*highs) * (1.0 - part)];
                    known.push((true, score(costs), cell, families));
                }
                _ => known.push((false, (0.5 - (part - 0.5).abs()) * size(cell), cell, families)),
            }
        }
        known.sort_by(|one, other| (one.0.cmp(&other.0)).then(other.1.total_cmp(&one.1)).then(one.2.cmp(&other.2)));
        let mut best: Option<(f64, u32, f64, Option<Split>)> = None;
        let mut since = 0;
        for (looked, (is_known, expected, cell, families)) in known.into_iter().enumerate() {
            if !is_known && looked >= LOOKS && since > PATIENCE {
                continue;
            }
            let split = if is_known { None } else { Some(self.look(place, cell, families)?) };
            if split.as_ref().is_some_and(|split| split.closed[0] || split.closed[1]) {
                return Ok(split);
            }
            let own = split.as_ref().map_or(expected, |split| score(split.loss));
            since += 1;
            if best.as_ref().is_none_or(|(most, _, _, _)| own > *most) {
                (best, since) = (Some((own, cell, families, split)), 0);
            }
        }
        let Some((_, cell, families, split)) = best else { return Ok(None) };
        match split {
            Some(split) => Ok(Some(split)),
            None => self.look(place, cell, families).map(Some),
        }
    }

    /// Looks a few pivots below a split.
    fn look(&mut self, place: &Place<'a>, cell: u32, families: f64) -> Result<Split<'a>, Ended> {
        let cutoff = self.cutoff();
        let floor = families.floor() as i64;
        let side = |at_least: bool| {
            let mut below = place.below(cell, at_least, floor + i64::from(at_least));
            let end = below.relaxation.solve(cutoff, LOOK);
            (below, end == End::Closed)
        };
        let ((low, low_closed), (high, high_closed)) = rayon::join(|| side(false), || side(true));
        let before = place.relaxation.work;
        self.pay(low.relaxation.work + high.relaxation.work - 2 * before)?;
        let loss = [&low, &high].map(|below| (place.relaxation.worth - below.relaxation.worth).max(0.0));
        let part = families - families.floor();
        if !low_closed && !high_closed {
            let costs = self.costs.entry(cell).or_default();
            for ((sum, times), cost) in costs.iter_mut().zip([loss[0] / part, loss[1] / (1.0 - part)]) {
                (*sum, *times) = (*sum + cost, *times + 1);
            }
        }
        let of = &self.residue.cells[cell as usize];
        let at_most = u64::try_from(floor + of.settled).map_err(|_| Ended::Stopped)?;
        let node = Node::Split { case: of.case, option: of.option, at_most };
        Ok(Split { node, below: [low, high], loss, closed: [low_closed, high_closed] })
    }
}

/// How much a split promises.
fn score([low, high]: [f64; 2]) -> f64 {
    low.max(1e-4) * high.max(1e-4)
}
