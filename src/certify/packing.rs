//! The bound of a packed level, replayed as `problem::packing` states it.
//!
//! In: a problem without faults, the plan's worth at the earlier levels, and the proof of a level with a packing. Out: the
//! largest of the packing's target and what its closed nodes give. Sums over cases are of 128 bits; the dynamic programmes
//! are of 64, which is shown to be enough before the first begins.

use rayon::prelude::*;

use super::Refusal;
use super::gains::{Gains, Largest};
use super::knapsack::{Room, Thing};
use super::rounding::{PackedResource, Rounded, share};
use crate::problem::packing::{Node, Step};
use crate::problem::{Branch, LevelProof, Packing, Prices, Problem};

/// What a box says of a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    /// `hi = 0`.
    Out,
    /// `lo = 1`.
    On,
}

/// A box, and the prices that hold in it.
#[derive(Clone)]
struct Place {
    /// By option, beside [`Replay::things`].
    fate: Vec<Vec<Fate>>,
    price: Vec<i64>,
    /// By rounding, its price; beside [`Replay::things`], what they take from those that may be there; and what they add.
    roundings: Vec<i64>,
    paid: Vec<Vec<i64>>,
    granted: i128,
    /// Whether no plan is in the box.
    empty: bool,
}

struct Replay<'a> {
    packing: &'a Packing,
    level: usize,
    denominator: i128,
    /// By option: what it has room for, and who may take it, at their gains.
    rooms: Vec<Room>,
    things: Vec<Vec<Thing>>,
    /// By case: its options, and places among their things.
    pairs: Vec<Vec<(usize, usize)>>,
    roundings: Vec<Rounded>,
    /// Supplies that have prices, and earlier levels.
    constant: i128,
}

/// The bound at the level after `earlier`, in points.
pub(super) fn replay(
    problem: &Problem,
    largest: &Largest,
    earlier: &[i128],
    proof: &LevelProof,
    packing: &Packing,
) -> Result<i128, Refusal> {
    let level = earlier.len();
    let refused = |reason: String| Refusal::Packing { level, reason };
    let Branch::Leaf(prices) = &proof.tree else {
        return Err(refused("goes with a tree of several leaves, expected a single one".into()));
    };
    if let Some(case) = problem.cases.count.iter().position(|count| *count != 1) {
        return Err(refused(format!(
            "packs case {case}, which counts {} times, expected 1",
            problem.cases.count[case]
        )));
    }
    let owners = owners(problem, packing).map_err(refused)?;
    let mut price = prices.price.clone();
    packing.resources.iter().for_each(|resource| price[*resource as usize] = 0);
    let others = Prices { multiplier: prices.multiplier.clone(), price };
    let overflow = Refusal::Overflow { level, leaf: 0 };
    let gains = Gains::at(problem, largest, proof.denominator, &others).ok_or(overflow.clone())?;
    let constant = gains.constant(&others, earlier).ok_or(overflow.clone())?;
    let mut rooms = Vec::with_capacity(owners.len());
    for (option, kinds) in owners.iter().enumerate() {
        let room = Room::new(kinds.iter().map(|packed| packed.units).collect());
        rooms
            .push(room.ok_or_else(|| refused(format!("has more than {} states at option {option}", Packing::STATES)))?);
    }
    let mut things = vec![Vec::new(); rooms.len()];
    let mut pairs = vec![Vec::new(); problem.len()];
    for (case, pairs) in pairs.iter_mut().enumerate() {
        let needs = problem.needs(case);
        for (option, gain) in gains.allowed(case) {
            let option = option as usize;
            let gain = i64::try_from(gain).map_err(|_| overflow.clone())?;
            let need = owners[option].iter().map(|packed| u64::from(needs[usize::from(packed.kind)])).collect();
            pairs.push((option, things[option].len()));
            things[option].push(Thing { case, gain, need });
        }
    }
    let roundings = packing.roundings.iter().map(|rounding| Rounded::new(rounding, problem.len(), &owners));
    let roundings = roundings.collect::<Result<_, _>>().map_err(refused)?;
    let denominator = i128::from(proof.denominator);
    let replay = Replay { packing, level, denominator, rooms, things, pairs, roundings, constant };
    replay.bounded()?;
    replay.walk()
}

/// By option: the packed resources, which it alone uses.
fn owners(problem: &Problem, packing: &Packing) -> Result<Vec<Vec<PackedResource>>, String> {
    let supplies = &problem.supplies;
    let listed = packing.resources.windows(2).all(|pair| pair[0] < pair[1])
        && packing.resources.last().is_none_or(|last| (*last as usize) < supplies.len());
    if !listed {
        return Err(format!("lists its resources in no rising order, or one past the last of {}", supplies.len()));
    }
    let mut users: Vec<Vec<(usize, u16)>> = vec![Vec::new(); supplies.len()];
    for option in 0..problem.options.len() {
        for used in problem.options.uses(u32::try_from(option).expect("options fit 32 bits")) {
            users[used.resource as usize].push((option, used.kind));
        }
    }
    let mut owners: Vec<Vec<PackedResource>> = (0..problem.options.len()).map(|_| Vec::new()).collect();
    for &resource in &packing.resources {
        let [(option, kind)] = users[resource as usize][..] else {
            let times = users[resource as usize].len();
            return Err(format!("packs resource {resource}, which options use {times} times, expected once"));
        };
        let drawn = problem.classes.iter().any(|class| {
            let ends = class.offers.iter().filter_map(|option| problem.options.window[*option as usize]);
            ends.map(|window| window.ends).max().is_some_and(|last| (class.opens..=last).contains(&resource))
        });
        let costs =
            supplies.steps(resource).any(|step| (0..problem.levels.len()).any(|level| supplies.cost(level, step) != 0));
        if drawn || costs {
            return Err(format!("packs resource {resource}, which has a cost or may be drawn from by a window"));
        }
        owners[option].push(PackedResource { resource, kind, units: supplies.total(resource) });
    }
    Ok(owners)
}

impl Replay<'_> {
    fn refused<T>(&self, node: usize, reason: &str) -> Result<T, Refusal> {
        Err(Refusal::Packing { level: self.level, reason: format!("{reason} (node {node})") })
    }

    /// What a case may gain and pay, and what it may pay for roundings, so that no sum can pass 64 bits.
    fn most(&self) -> i128 {
        i128::from(i64::MAX / 8) / (self.pairs.len() as i128 + 1)
    }

    /// Whether no sum of a dynamic programme can pass 64 bits, but for roundings.
    fn bounded(&self) -> Result<(), Refusal> {
        let prices = self.packing.nodes.iter().flat_map(|node| &node.prices).map(|(_, price)| i128::from(*price)).max();
        let gains = self.things.iter().flatten().map(|thing| i128::from(thing.gain).abs()).max();
        let fits = prices.unwrap_or(0) + gains.unwrap_or(0) < self.most();
        if fits { Ok(()) } else { self.refused(0, "has points so large that sums may pass 64 bits") }
    }

    /// Visits the nodes in their order.
    fn walk(&self) -> Result<i128, Refusal> {
        let mut open = vec![Place {
            fate: self.things.iter().map(|things| vec![Fate::Open; things.len()]).collect(),
            price: vec![0; self.pairs.len()],
            roundings: vec![0; self.roundings.len()],
            paid: self.things.iter().map(|things| vec![0; things.len()]).collect(),
            granted: 0,
            empty: false,
        }];
        let mut bound = i128::from(self.packing.target);
        for (index, node) in self.packing.nodes.iter().enumerate() {
            let Some(mut place) = open.pop() else { return self.refused(index, "goes on after its last branch") };
            self.reprice(&mut place, index, node)?;
            match node.step {
                Step::Close => bound = bound.max(self.bound(&place).unwrap_or(bound)),
                Step::Fix => {
                    self.fix(&mut place);
                    open.push(place);
                }
                Step::Split { case, option } => {
                    let pair = self
                        .pairs
                        .get(case as usize)
                        .and_then(|pairs| pairs.iter().find(|pair| pair.0 == option as usize));
                    let Some(&pair) = pair else { return self.refused(index, "splits a pair that is not allowed") };
                    let mut with = place.clone();
                    self.set(&mut place, pair, Fate::Out);
                    self.set(&mut with, pair, Fate::On);
                    open.extend([place, with]);
                }
            }
            if open.len() > Packing::OPEN {
                return self.refused(index, "leaves too many branches open");
            }
        }
        if open.is_empty() { Ok(bound) } else { self.refused(self.packing.nodes.len(), "ends before its last branch") }
    }

    fn reprice(&self, place: &mut Place, index: usize, node: &Node) -> Result<(), Refusal> {
        for &(case, price) in &node.prices {
            match place.price.get_mut(case as usize) {
                Some(own) if price >= 0 => *own = price,
                _ => return self.refused(index, "sets the price of a case that there is not, or one below 0"),
            }
        }
        for &(rounding, price) in &node.roundings {
            match place.roundings.get_mut(rounding as usize) {
                Some(own) if price >= 0 => *own = price,
                _ => return self.refused(index, "sets the price of a rounding that there is not, or one below 0"),
            }
        }
        if self.charge(place) {
            Ok(())
        } else {
            self.refused(index, "has prices of roundings so large that sums may pass 64 bits")
        }
    }

    /// Works out what roundings take and add at their prices; whether no sum can pass 64 bits.
    fn charge(&self, place: &mut Place) -> bool {
        if self.roundings.is_empty() {
            return true;
        }
        let priced = || place.roundings.iter().zip(&self.roundings).filter(|(price, _)| **price > 0);
        place.granted = priced().map(|(price, rounding)| -share(*price, -rounding.most)).sum();
        let paid = (0..self.things.len()).into_par_iter().map(|option| {
            let things = self.things[option].iter().zip(&place.fate[option]);
            let paid = things.map(|(thing, fate)| {
                let own = || priced().map(|(price, rounding)| share(*price, rounding.entry(option, thing)));
                let sum = if *fate == Fate::Out { 0 } else { own().sum::<i128>() };
                i64::try_from(sum).ok().filter(|_| sum.abs() < self.most())
            });
            paid.collect::<Option<Vec<i64>>>()
        });
        match paid.collect::<Option<Vec<_>>>() {
            Some(paid) => place.paid = paid,
            None => return false,
        }
        true
    }

    /// Narrows the box at one pair; a case on one option is on no other.
    fn set(&self, place: &mut Place, (option, thing): (usize, usize), fate: Fate) {
        let own = &mut place.fate[option][thing];
        place.empty |= *own != Fate::Open && *own != fate;
        *own = fate;
        if fate == Fate::On {
            for &(other, at) in &self.pairs[self.things[option][thing].case] {
                if other != option {
                    place.empty |= place.fate[other][at] == Fate::On;
                    place.fate[other][at] = Fate::Out;
                }
            }
        }
    }

    /// `floor(N / D)` of a box; none where it is empty.
    fn bound(&self, place: &Place) -> Option<i128> {
        if place.empty {
            return None;
        }
        let packed = (0..self.rooms.len()).into_par_iter().map(|option| Some(self.packed(place, option)?.most()));
        let packed: Option<i128> = packed.map(|most| most.map(i128::from)).sum();
        Some(self.points(place, packed?))
    }

    fn points(&self, place: &Place, packed: i128) -> i128 {
        let prices: i128 = place.price.iter().map(|price| i128::from(*price)).sum();
        (self.constant + prices + packed + place.granted).div_euclid(self.denominator)
    }

    /// The dynamic programme of an option; none where those on it exceed its room.
    fn packed(&self, place: &Place, option: usize) -> Option<super::knapsack::Packed<'_>> {
        let things = self.things[option].iter().zip(&place.paid[option]).zip(&place.fate[option]);
        let of = |wanted: Fate| {
            let own = things.clone().filter(move |(_, fate)| **fate == wanted);
            own.map(|((thing, paid), _)| (thing.gain - place.price[thing.case] - paid, &thing.need[..]))
        };
        self.rooms[option].pack(of(Fate::On), of(Fate::Open).collect())
    }

    /// Narrows the box to plans worth more than the target.
    fn fix(&self, place: &mut Place) {
        let packed: Option<Vec<_>> =
            (0..self.rooms.len()).into_par_iter().map(|option| self.packed(place, option)).collect();
        let Some(packed) = packed.filter(|_| !place.empty) else {
            place.empty = true;
            return;
        };
        let all: i128 = packed.iter().map(|packed| i128::from(packed.most())).sum();
        let target = i128::from(self.packing.target);
        let fixed: Vec<Vec<((usize, usize), Fate)>> = (packed.par_iter().enumerate())
            .map(|(option, packed)| {
                let open: Vec<usize> =
                    (0..self.things[option].len()).filter(|at| place.fate[option][*at] == Fate::Open).collect();
                let others = all - i128::from(packed.most());
                let passes =
                    |most: Option<i64>| most.is_some_and(|most| self.points(place, others + i128::from(most)) > target);
                let choices = packed.choices();
                let mut fixed = Vec::new();
                for (at, (with, without)) in open.into_iter().zip(choices) {
                    if !passes(with) {
                        fixed.push(((option, at), Fate::Out));
                    }
                    if !passes(Some(without)) {
                        fixed.push(((option, at), Fate::On));
                    }
                }
                fixed
            })
            .collect();
        for (pair, fate) in fixed.into_iter().flatten() {
            self.set(place, pair, fate);
        }
    }
}
