//! A node of the search: who is on which option, who may still be, and what each case's price is.

use std::cell::RefCell;

use rayon::prelude::*;

use super::super::relaxation::{Relaxation, Rounded};
use super::charge::Charges;
use super::knapsack::{Item, Room, Scratch};
use super::layout::Layout;
use crate::problem::packing::{self, Step};

/// Cells of dynamic programmes above which options go to several threads.
const PARALLEL: usize = 1 << 18;
/// Cells that take as long as looking at a pair does.
pub const PAIR: usize = 10;

thread_local! {
    /// Given back to the machine after every box, it would take as long as the packing does.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// A box of plans, and case prices that bound them.
#[derive(Clone)]
pub struct Node {
    /// By case: its price, in 1/denominator of a point; 0 for those decided.
    pub price: Vec<i64>,
    /// The same as the list of nodes says so far.
    pub told: Vec<i64>,
    charges: Charges,
    /// By option: pairs that may be used, and what those that are leave of its room.
    pub open: Vec<Vec<u32>>,
    pub rooms: Vec<Room>,
    /// Pairs that are used, and what they gain.
    pub on: Vec<u32>,
    gained: i64,
    /// By case: how many of its pairs are open.
    pub ways: Vec<u32>,
    /// Whether no plan is in the box.
    pub empty: bool,
    /// What prices and cuts make of it.
    pub relaxation: Relaxation,
}

/// What is to become of a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    On,
    Out,
}

impl Node {
    /// All plans, at these prices.
    pub fn new(layout: &Layout, price: Vec<i64>) -> Node {
        let pairs = |option: usize| (layout.first[option]..layout.first[option + 1]).collect();
        Node {
            told: vec![0; price.len()],
            price,
            charges: Charges::default(),
            open: (0..layout.rooms.len()).map(pairs).collect(),
            rooms: layout.rooms.clone(),
            on: Vec::new(),
            gained: 0,
            ways: layout.pairs.iter().map(|pairs| pairs.len() as u32).collect(),
            empty: false,
            relaxation: Relaxation::new(layout.choices.clone()),
        }
    }

    /// Narrows the box by what becomes of some pairs.
    pub fn narrow(&mut self, layout: &Layout, fates: &[(u32, Fate)]) {
        let mut out: Vec<u32> = Vec::new();
        let mut on: Vec<u32> = Vec::new();
        for (pair, fate) in fates {
            match fate {
                Fate::Out => out.push(*pair),
                Fate::On => on.push(*pair),
            }
        }
        out.sort_unstable();
        on.sort_unstable();
        let mut cases: Vec<u32> = on.iter().map(|pair| layout.case[*pair as usize]).collect();
        cases.sort_unstable();
        self.empty |=
            cases.windows(2).any(|pair| pair[0] == pair[1]) || on.iter().any(|pair| out.binary_search(pair).is_ok());
        if !self.empty {
            self.relaxation.close(&closed(layout, &on, &out));
        }
        for pair in on {
            let option = layout.option[pair as usize] as usize;
            match self.rooms[option].without(layout.need(pair)) {
                Some(left) => self.rooms[option] = left,
                None => self.empty = true,
            }
            self.on.push(pair);
            self.gained += layout.gain[pair as usize];
            out.extend(&layout.pairs[layout.case[pair as usize] as usize]);
        }
        out.sort_unstable();
        for open in &mut self.open {
            open.retain(|pair| {
                let stays = out.binary_search(pair).is_err();
                self.ways[layout.case[*pair as usize] as usize] -= u32::from(!stays);
                stays
            });
        }
        for (price, ways) in self.price.iter_mut().zip(&self.ways) {
            if *ways == 0 {
                *price = 0;
            }
        }
    }

    /// Sets the price of every case to what it gains at the relaxation's prices, if anything may still become of it, and
    /// takes those of roundings. Numbers looked at.
    pub fn price(&mut self, layout: &Layout, roundings: &[Rounded], denominator: i64) -> usize {
        let mut most = vec![0.0_f64; self.price.len()];
        {
            let gain = self.relaxation.gains();
            for pair in self.open.iter().flatten() {
                let case = layout.case[*pair as usize] as usize;
                most[case] = most[case].max(gain(layout.choice[*pair as usize]));
            }
        }
        self.price = most.iter().map(|most| (most * denominator as f64).round() as i64).collect();
        let pairs: Vec<u32> = self.open.iter().flatten().chain(&self.on).copied().collect();
        self.charges.take(&self.relaxation, layout, &pairs, roundings, denominator)
    }

    /// Whether a pair that was open still is, and there is room for it.
    pub fn may(&self, layout: &Layout, pair: u32) -> bool {
        let option = layout.option[pair as usize] as usize;
        self.open[option].binary_search(&pair).is_ok() && self.rooms[option].fits(layout.need(pair))
    }

    /// An open pair with its value.
    fn item(&self, layout: &Layout, option: usize, pair: u32) -> Item {
        self.rooms[option].item(pair, self.value(layout, pair), layout.need(pair))
    }

    /// What a pair gains beyond its case's price and its charges.
    fn value(&self, layout: &Layout, pair: u32) -> i64 {
        layout.gain[pair as usize] - self.price[layout.case[pair as usize] as usize] - self.charges.of(pair)
    }

    /// What it takes to solve the box at its prices, in cells of a dynamic programme.
    pub fn work(&self, layout: &Layout) -> usize {
        let paying = |option: usize| self.open[option].iter().filter(|pair| self.value(layout, **pair) > 0).count();
        let open: usize = self.open.iter().map(Vec::len).sum();
        let cells: usize = self.rooms.iter().enumerate().map(|(option, room)| room.work(paying(option))).sum();
        PAIR * open + cells
    }

    /// What no plan in the box exceeds at its prices, in 1/denominator of a point; and what it took, see [`Node::work`].
    pub fn most(&self, layout: &Layout) -> (i64, usize) {
        let work = self.work(layout);
        let pack = |option: usize| {
            let items = self.open[option].iter().map(|pair| self.item(layout, option, *pair));
            let items = items.filter(|item| item.value > 0);
            SCRATCH.with_borrow_mut(|scratch| self.rooms[option].pack(items, &|pair| layout.need(pair), scratch).0)
        };
        let options = 0..self.rooms.len();
        let packed: i64 =
            if work > PARALLEL { options.into_par_iter().map(pack).sum() } else { options.map(pack).sum() };
        (self.rest(layout) + packed, work)
    }

    /// All but what the options are packed with.
    fn rest(&self, layout: &Layout) -> i64 {
        let charged: i64 = self.on.iter().map(|pair| self.charges.of(*pair)).sum();
        layout.constant + self.gained - charged + self.price.iter().sum::<i64>() + self.charges.granted
    }

    /// Pairs that every plan uses, or none, that has at least so much; and what it took to know, in cells.
    pub fn fates(&self, layout: &Layout, least: i64) -> (Vec<(u32, Fate)>, usize) {
        let options = (0..self.rooms.len()).into_par_iter();
        let solved = options.map(|option| {
            let items = self.open[option].iter().map(|pair| self.item(layout, option, *pair));
            // Those that gain something first.
            let (mut items, rest): (Vec<Item>, Vec<Item>) = items.partition(|item| item.value > 0);
            items.extend(rest);
            let needs = |pair| layout.need(pair);
            let choices = SCRATCH.with_borrow_mut(|scratch| self.rooms[option].choices(&items, &needs, scratch));
            let most = choices.iter().map(|(with, without)| with.unwrap_or(*without).max(*without)).max().unwrap_or(0);
            let paying = items.iter().filter(|item| item.value > 0).count();
            let work = 4 * (paying * self.rooms[option].states() + PAIR * items.len());
            (items, choices, most, work)
        });
        let solved: Vec<_> = solved.collect();
        let all = self.rest(layout) + solved.iter().map(|(_, _, most, _)| most).sum::<i64>();
        let mut fates = Vec::new();
        for (items, choices, most, _) in &solved {
            for (item, (with, without)) in items.iter().zip(choices) {
                if with.is_none_or(|with| all - most + with < least) {
                    fates.push((item.pair, Fate::Out));
                }
                if all - most + without < least {
                    fates.push((item.pair, Fate::On));
                }
            }
        }
        (fates, solved.iter().map(|(_, _, _, work)| work).sum())
    }

    /// The node as the list of nodes has it, with the prices that the list does not know yet; it does from now on.
    pub fn tell(&mut self, step: Step) -> packing::Node {
        let changed = (0..self.price.len()).filter(|case| self.price[*case] != self.told[*case]);
        let prices = changed.map(|case| (case as u32, self.price[case])).collect();
        self.told.clone_from(&self.price);
        packing::Node { prices, roundings: self.charges.tell(), step }
    }
}

/// Choices that go when some pairs are used, and others are not.
fn closed(layout: &Layout, on: &[u32], out: &[u32]) -> Vec<u32> {
    let mut closed: Vec<u32> = out.iter().map(|pair| layout.choice[*pair as usize]).collect();
    for pair in on {
        let choice = layout.choice[*pair as usize];
        closed.extend(layout.choices.of(layout.case[*pair as usize]).filter(|other| *other != choice));
    }
    closed
}
