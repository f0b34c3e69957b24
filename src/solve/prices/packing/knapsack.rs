//! Who fits into one place, by dynamic programming over what it has room for.

#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the widest registers of the machine")]

use pulp::Arch;

/// Cells that take as long as an item does beside its own.
const ITEM: usize = 64;

/// What is left of an option's packed resources, the largest last, and its states: so much or less of each is used.
#[derive(Clone, Debug)]
pub struct Room {
    units: Vec<usize>,
    states: usize,
    /// By run of states that differ in the last resource alone: units of the others, run by run.
    outer: Vec<usize>,
}

/// Memory that a thread uses again from option to option.
#[derive(Default)]
pub struct Scratch {
    most: [Vec<i64>; 2],
    items: Vec<Item>,
    first: Vec<i64>,
}

/// A pair that may be taken: its index, its value and by how many states it moves on.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub pair: u32,
    pub value: i64,
    shift: usize,
}

impl Room {
    pub fn new(units: Vec<usize>) -> Room {
        let states = units.iter().map(|units| units + 1).product();
        let (runs, others) = match units.split_last() {
            Some((last, others)) => (states / (last + 1), others),
            None => (1, &[][..]),
        };
        let mut outer = vec![0; runs * others.len()];
        for (run, coordinates) in outer.chunks_exact_mut(others.len().max(1)).enumerate() {
            let mut rest = run;
            for (coordinate, units) in coordinates.iter_mut().zip(others).rev() {
                *coordinate = rest % (units + 1);
                rest /= units + 1;
            }
        }
        Room { units, states, outer }
    }

    pub fn units(&self) -> &[usize] {
        &self.units
    }

    pub fn states(&self) -> usize {
        self.states
    }

    /// What is left when somebody takes the needs; none if there is not enough.
    pub fn without(&self, need: &[u16]) -> Option<Room> {
        let left: Option<Vec<usize>> =
            self.units.iter().zip(need).map(|(units, need)| units.checked_sub(usize::from(*need))).collect();
        left.map(Room::new)
    }

    pub fn fits(&self, need: &[u16]) -> bool {
        self.units.iter().zip(need).all(|(units, need)| usize::from(*need) <= *units)
    }

    /// The pair as one that may be taken.
    pub fn item(&self, pair: u32, value: i64, need: &[u16]) -> Item {
        let shift =
            need.iter().zip(&self.units).fold(0, |shift, (need, units)| shift * (units + 1) + usize::from(*need));
        Item { pair, value, shift }
    }

    /// Runs of states to which the needs can be added: the first state and the length.
    #[inline(always)]
    fn runs(&self, need: &[u16]) -> impl Iterator<Item = (usize, usize)> {
        let others = self.units.len().saturating_sub(1);
        let last = self.units.last().map_or(1, |units| units + 1);
        let long = last - need.last().map_or(0, |need| usize::from(*need));
        (0..self.states / last).filter_map(move |run| {
            let used = &self.outer[run * others..(run + 1) * others];
            let room = used.iter().zip(need).zip(&self.units);
            room.into_iter()
                .all(|((used, need), units)| used + usize::from(*need) <= *units)
                .then_some((run * last, long))
        })
    }

    /// Raises the most by state to what it is when one more may be taken.
    #[inline(always)]
    fn take(&self, before: &[i64], after: &mut [i64], item: Item, need: &[u16]) {
        if item.value > 0 && self.fits(need) {
            for (from, long) in self.runs(need) {
                let taken = &mut after[from + item.shift..from + item.shift + long];
                for (most, before) in taken.iter_mut().zip(&before[from..from + long]) {
                    *most = (*most).max(before + item.value);
                }
            }
        }
    }

    /// Adds to tables of the most by state that with one more.
    #[inline(always)]
    fn append(&self, tables: &mut Vec<i64>, item: Item, need: &[u16]) {
        let last = tables.len() - self.states;
        tables.extend_from_within(last..);
        let (before, after) = tables[last..].split_at_mut(self.states);
        self.take(before, after, item, need);
    }

    /// Cells of the programme for so many items.
    pub fn work(&self, items: usize) -> usize {
        items * (self.states + ITEM)
    }

    /// The most that can be gained, and the pairs that gain it, the last first.
    pub fn pack<'n>(
        &self,
        items: impl Iterator<Item = Item>,
        need: &impl Fn(u32) -> &'n [u16],
        scratch: &mut Scratch,
    ) -> (i64, Vec<u32>) {
        Arch::new().dispatch(
            #[inline(always)]
            || {
                let Scratch { first, items: taken, .. } = scratch;
                first.clear();
                first.resize(self.states, 0);
                taken.clear();
                for item in items {
                    self.append(first, item, need(item.pair));
                    taken.push(item);
                }
                let mut state = self.states - 1;
                let (most, mut picks) = (first[taken.len() * self.states + state], Vec::new());
                for (at, item) in taken.iter().enumerate().rev() {
                    let before = at * self.states + state;
                    if first[before] != first[before + self.states] {
                        picks.push(item.pair);
                        state -= item.shift;
                    }
                }
                (most, picks)
            },
        )
    }

    /// For each item the most with it, none where it does not fit, and the most without it.
    pub fn choices<'n>(
        &self,
        items: &[Item],
        need: &impl Fn(u32) -> &'n [u16],
        scratch: &mut Scratch,
    ) -> Vec<(Option<i64>, i64)> {
        Arch::new().dispatch(
            #[inline(always)]
            || {
                let Scratch { most: [last, next], first, .. } = scratch;
                // Those of no value come last: they do not change what is the most, and need no table of their own.
                let paying = items.iter().take_while(|item| item.value > 0).count();
                first.clear();
                first.resize(self.states, 0);
                for item in &items[..paying] {
                    self.append(first, *item, need(item.pair));
                }
                let end = self.states - 1;
                let all = &first[paying * self.states..];
                let mut choices: Vec<(Option<i64>, i64)> = Vec::with_capacity(items.len());
                for item in &items[paying..] {
                    let fits = self.fits(need(item.pair));
                    choices.push((fits.then(|| all[end - item.shift] + item.value), all[end]));
                }
                last.clear();
                last.resize(self.states, 0);
                let mut of_paying = Vec::with_capacity(items.len());
                for (at, item) in items[..paying].iter().enumerate().rev() {
                    let first = &first[at * self.states..(at + 1) * self.states];
                    let own = need(item.pair);
                    let without =
                        first.iter().zip(last.iter().rev()).map(|(first, last)| first + last).max().expect("a state");
                    let with = self.fits(own).then(|| {
                        let best = self.runs(own).map(|(from, long)| {
                            let end = end - item.shift - from;
                            let rest = last[end + 1 - long..=end].iter().rev();
                            first[from..from + long]
                                .iter()
                                .zip(rest)
                                .map(|(first, last)| first + last)
                                .max()
                                .expect("a state")
                        });
                        best.max().expect("a run") + item.value
                    });
                    of_paying.push((with, without));
                    next.clone_from(last);
                    self.take(last, next, *item, own);
                    std::mem::swap(last, next);
                }
                of_paying.reverse();
                of_paying.extend(choices);
                of_paying
            },
        )
    }
}

/// The most by state, as items come one by one.
pub struct Table<'r> {
    room: &'r Room,
    most: Vec<i64>,
    before: Vec<i64>,
}

impl<'r> Table<'r> {
    pub fn new(room: &'r Room) -> Table<'r> {
        Table { room, most: vec![0; room.states], before: vec![0; room.states] }
    }

    pub fn add(&mut self, item: Item, need: &[u16]) {
        self.before.clone_from(&self.most);
        Arch::new().dispatch(
            #[inline(always)]
            || self.room.take(&self.before, &mut self.most, item, need),
        );
    }

    /// The most that fits so many units.
    pub fn at(&self, units: &[usize]) -> i64 {
        self.most[units.iter().zip(&self.room.units).fold(0, |state, (own, units)| state * (units + 1) + own)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against every subset.
        #[test]
        fn packs_and_chooses_as_trying_all_does(
            units in proptest::collection::vec(0..6_usize, 0..4),
            things in proptest::collection::vec((-4..9_i64, proptest::collection::vec(0..4_u16, 3)), 0..7),
        ) {
            let room = Room::new(units.clone());
            let needs: Vec<Vec<u16>> = things.iter().map(|(_, need)| need[..units.len()].to_vec()).collect();
            let mut order: Vec<usize> = (0..things.len()).collect();
            order.sort_by_key(|at| things[*at].0 <= 0);
            let items: Vec<Item> = order.iter().map(|at| room.item(*at as u32, things[*at].0, &needs[*at])).collect();
            let worth = |taken: u32| {
                let taken = || (0..things.len()).filter(move |at| taken >> at & 1 == 1);
                let used = |kind: usize| taken().map(|at| usize::from(needs[at][kind])).sum::<usize>();
                (0..units.len()).all(|kind| used(kind) <= units[kind]).then(|| taken().map(|at| things[at].0).sum::<i64>())
            };
            let best = |wanted: &dyn Fn(u32) -> bool| {
                (0..1_u32 << things.len()).filter(|taken| wanted(*taken)).filter_map(worth).max()
            };
            let mut scratch = Scratch::default();
            let need = |pair: u32| &needs[pair as usize][..];
            let paying = items.iter().copied().filter(|item| item.value > 0);
            let (most, picks) = room.pack(paying, &need, &mut scratch);
            prop_assert_eq!(Some(most), best(&|_| true));
            prop_assert_eq!(Some(most), worth(picks.iter().fold(0, |taken, pair| taken | 1 << pair)));
            for (item, (with, without)) in items.iter().zip(room.choices(&items, &need, &mut scratch)) {
                prop_assert_eq!(with, best(&|taken| taken >> item.pair & 1 == 1));
                prop_assert_eq!(Some(without), best(&|taken| taken >> item.pair & 1 == 0));
            }
        }
    }
}
