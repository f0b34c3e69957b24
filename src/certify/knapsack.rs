//! Who fits into one place, by dynamic programming over what it has room for.

use crate::problem::Packing;

/// A case that may take an option: what it gains there and what it needs of each packed resource.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub case: usize,
    pub gain: i64,
    pub need: Vec<u64>,
}

/// Units of an option's packed resources; a state of the programme is how many of each are left to use.
#[derive(Clone, Debug)]
pub(super) struct Room {
    units: Vec<u64>,
    states: usize,
}

/// The programme of a room, solved.
pub(super) struct Packed<'a> {
    room: Room,
    /// What those who have to be there gain.
    on: i64,
    /// Those who may.
    open: Vec<(i64, &'a [u64])>,
    /// By how many of `open` have been looked at, and state: the most that they gain.
    first: Vec<Vec<i64>>,
}

impl Room {
    /// None if there are too many states.
    pub fn new(units: Vec<u64>) -> Option<Room> {
        let states = units.iter().try_fold(1_u64, |states, units| states.checked_mul(units.checked_add(1)?))?;
        (states <= Packing::STATES).then(|| Room { units, states: usize::try_from(states).expect("few states") })
    }

    /// How much of the room is left, and by how many states what needs `need` moves on; none if it does not fit.
    fn without(&self, need: &[u64]) -> Option<(Room, usize)> {
        let units: Option<Vec<u64>> =
            self.units.iter().zip(need).map(|(units, need)| units.checked_sub(*need)).collect();
        let shift = need.iter().zip(&self.units).fold(0, |shift, (need, units)| shift * (units + 1) + need);
        Some((Room::new(units?).expect("fewer states"), usize::try_from(shift).expect("few states")))
    }

    /// The states of this room from which `less` is left over, in rising order.
    fn states_in(&self, less: &Room) -> Vec<usize> {
        less.units.iter().zip(&self.units).fold(vec![0], |states, (inner, units)| {
            let stride = usize::try_from(units + 1).expect("few states");
            let inner = usize::try_from(*inner).expect("few states");
            states.iter().flat_map(|state| (0..=inner).map(move |used| state * stride + used)).collect()
        })
    }

    /// Packs those who have to be there, and of those who may the best, each a value and its needs; none if the
    /// former do not fit.
    pub fn pack<'a>(
        &self,
        on: impl Iterator<Item = (i64, &'a [u64])>,
        open: Vec<(i64, &'a [u64])>,
    ) -> Option<Packed<'a>> {
        let mut room = self.clone();
        let mut gained = 0;
        for (value, need) in on {
            room = room.without(need)?.0;
            gained += value;
        }
        let mut first = vec![vec![0; room.states]];
        for (value, need) in &open {
            let next = room.with(first.last().expect("begun"), *value, need);
            first.push(next);
        }
        Some(Packed { room, on: gained, open, first })
    }

    /// The most by state when one more may be taken.
    fn with(&self, most: &[i64], value: i64, need: &[u64]) -> Vec<i64> {
        let mut next = most.to_vec();
        if let Some((less, shift)) = self.without(need).filter(|_| value > 0) {
            for state in self.states_in(&less) {
                next[state + shift] = next[state + shift].max(most[state] + value);
            }
        }
        next
    }
}

impl Packed<'_> {
    /// The most that can be gained.
    pub fn most(&self) -> i64 {
        self.on + self.first[self.open.len()][self.room.states - 1]
    }

    /// For each of those who may: the most with it, none where it does not fit, and the most without it.
    pub fn choices(&self) -> Vec<(Option<i64>, i64)> {
        let mut last = vec![0; self.room.states];
        let mut choices = Vec::with_capacity(self.open.len());
        for (at, &(value, need)) in self.open.iter().enumerate().rev() {
            let first = &self.first[at];
            let both = |state: usize, end: usize| first[state] + last[end - state];
            let end = self.room.states - 1;
            let without = (0..=end).map(|state| both(state, end)).max().expect("a state");
            let with = self.room.without(need).map(|(less, shift)| {
                let states = self.room.states_in(&less);
                self.on + value + states.into_iter().map(|state| both(state, end - shift)).max().expect("a state")
            });
            choices.push((with, self.on + without));
            last = self.room.with(&last, value, need);
        }
        choices.reverse();
        choices
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
            units in proptest::collection::vec(0..5_u64, 0..3),
            things in proptest::collection::vec((-4..9_i64, proptest::collection::vec(0..4_u64, 2)), 0..6),
            on in proptest::collection::vec((-4..9_i64, proptest::collection::vec(0..2_u64, 2)), 0..2),
        ) {
            let cut = |(value, need): &'_ (i64, Vec<u64>)| (*value, need[..units.len()].to_vec());
            let (things, on): (Vec<_>, Vec<_>) = (things.iter().map(cut).collect(), on.iter().map(cut).collect());
            let fits = |taken: u32| {
                let taken: Vec<_> = things.iter().enumerate().filter(|(at, _)| taken >> at & 1 == 1).map(|(_, thing)| thing).chain(&on).collect();
                let used = |kind: usize| taken.iter().map(|(_, need)| need[kind]).sum::<u64>();
                (0..units.len()).all(|kind| used(kind) <= units[kind]).then(|| taken.iter().map(|(value, _)| value).sum::<i64>())
            };
            let best = |wanted: &dyn Fn(u32) -> bool| (0..1_u32 << things.len()).filter(|taken| wanted(*taken)).filter_map(fits).max();
            let borrowed = |things: &'_ [(i64, Vec<u64>)]| things.iter().map(|(value, need)| (*value, need.clone())).collect::<Vec<_>>();
            let (open, must) = (borrowed(&things), borrowed(&on));
            let open = open.iter().map(|(value, need)| (*value, &need[..])).collect();
            let packed = Room::new(units.clone()).unwrap().pack(must.iter().map(|(value, need)| (*value, &need[..])), open);
            prop_assert_eq!(packed.as_ref().map(Packed::most), best(&|_| true));
            for (at, (with, without)) in packed.iter().flat_map(Packed::choices).enumerate() {
                prop_assert_eq!(with, best(&|taken| taken >> at & 1 == 1));
                prop_assert_eq!(Some(without), best(&|taken| taken >> at & 1 == 0));
            }
        }
    }

    #[test]
    fn a_room_of_too_many_states_is_none() {
        assert!(Room::new(vec![u64::MAX, 2]).is_none());
        assert!(Room::new(vec![Packing::STATES]).is_none());
        assert!(Room::new(vec![Packing::STATES - 1]).is_some());
    }
}
