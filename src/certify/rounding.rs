//! Roundings of sums of rows, as `problem::packing` states them.

use super::knapsack::Thing;
use crate::problem::packing::Rounding;

const ONE: i128 = Rounding::ONE as i128;

/// A packed resource: its index, the kind of need that the option has of it, and its units.
pub(super) struct PackedResource {
    pub resource: u32,
    pub kind: u16,
    pub units: u64,
}

/// A rounding whose entries can be asked for.
pub(super) struct Rounded {
    /// By case, and by option beside its packed resources.
    cases: Vec<i128>,
    options: Vec<Vec<i128>>,
    /// `f` and `E`.
    fraction: i128,
    pub most: i128,
}

impl Rounded {
    /// Of a problem with so many cases, and what each option's packed resources are; or what is wrong with it.
    pub fn new(rounding: &Rounding, cases: usize, options: &[Vec<PackedResource>]) -> Result<Rounded, String> {
        let of_case = weights(&rounding.cases, cases)?;
        let most = options.iter().flatten().map(|packed| packed.resource as usize + 1).max().unwrap_or(0);
        let of_resource = weights(&rounding.resources, most)?;
        let weight = |packed: &PackedResource| of_resource[packed.resource as usize];
        let counted = options.iter().flatten().filter(|packed| weight(packed) != 0).count();
        if counted != rounding.resources.iter().filter(|(_, weight)| *weight != 0).count() {
            return Err("rounds a resource that is not packed".into());
        }
        let rows = || options.iter().flatten().map(|packed| (weight(packed), i128::from(packed.units)));
        let sum = of_case.iter().sum::<i128>() + rows().map(|(weight, units)| weight * units).sum::<i128>();
        let mut rounded = Rounded { cases: Vec::new(), options: Vec::new(), fraction: sum.rem_euclid(ONE), most: 0 };
        rounded.most = (ONE - rounded.fraction) * sum.div_euclid(ONE)
            - of_case.iter().map(|weight| rounded.round(*weight)).sum::<i128>()
            - rows().map(|(weight, units)| rounded.round(weight) * units).sum::<i128>();
        rounded.options = options.iter().map(|packed| packed.iter().map(weight).collect()).collect();
        rounded.cases = of_case;
        Ok(rounded)
    }

    /// `g(z)`.
    fn round(&self, weight: i128) -> i128 {
        (ONE - self.fraction) * weight.div_euclid(ONE) + (weight.rem_euclid(ONE) - self.fraction).max(0)
    }

    /// `e(c,o)`.
    pub fn entry(&self, option: usize, thing: &Thing) -> i128 {
        let own = self.cases[thing.case];
        let weights = &self.options[option];
        if weights.iter().all(|weight| *weight == 0) {
            return 0;
        }
        let needs = || weights.iter().zip(&thing.need).map(|(weight, need)| (*weight, i128::from(*need)));
        let sum = own + needs().map(|(weight, need)| weight * need).sum::<i128>();
        self.round(sum) - self.round(own) - needs().map(|(weight, need)| self.round(weight) * need).sum::<i128>()
    }
}

/// What a price of a rounding comes to for so much of an entry, rounded down.
pub(super) fn share(price: i64, entry: i128) -> i128 {
    (i128::from(price) * entry).div_euclid(ONE)
}

/// Weights by index, 0 for those that are not listed.
fn weights(listed: &[(u32, i64)], end: usize) -> Result<Vec<i128>, String> {
    let mut weights = vec![0; end];
    for (index, weight) in listed {
        match weights.get_mut(*index as usize) {
            Some(own) if (0..Rounding::ONE).contains(weight) => *own = i128::from(*weight),
            _ => {
                return Err(format!(
                    "has a rounding with the weight {weight} for index {index}, expected one from 0 to 1 for each of {end}"
                ));
            }
        }
    }
    let rises = listed.windows(2).all(|pair| pair[0].0 < pair[1].0);
    if rises { Ok(weights) } else { Err("has a rounding whose weights are in no rising order".into()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASES: usize = 4;

    proptest! {
        /// Four cases, two options, of which the first has two packed resources; against every plan.
        #[test]
        fn no_plan_comes_to_more_than_a_rounding_allows(
            units in proptest::collection::vec(0..7_u64, 3),
            needs in proptest::collection::vec(0..4_u64, 3 * CASES),
            weights in proptest::collection::vec((0..Rounding::ONE, any::<bool>()), CASES + 3),
        ) {
            let packed = |resource: u32, kind: u16| PackedResource { resource, kind, units: units[resource as usize] };
            let options = [vec![packed(0, 0), packed(1, 1)], vec![packed(2, 0)]];
            let some = |weights: &[(i64, bool)]| {
                let counted = (0..).zip(weights).filter(|(_, (_, is_counted))| *is_counted);
                counted.map(|(index, (weight, _))| (index, *weight)).collect()
            };
            let rounding = Rounding { cases: some(&weights[..CASES]), resources: some(&weights[CASES..]) };
            let rounded = Rounded::new(&rounding, CASES, &options).expect("weights that are listed well");
            let thing = |case: usize, option: usize| {
                let own = &needs[3 * case..3 * case + 3];
                Thing { case, gain: 0, need: if option == 0 { own[..2].to_vec() } else { own[2..].to_vec() } }
            };
            for plan in 0..3_usize.pow(4) {
                let on = (0..CASES).zip([1, 3, 9, 27]).map(|(case, place)| (case, plan / place % 3));
                let on = on.filter(|(_, option)| *option < 2).map(|(case, option)| (option, thing(case, option)));
                let on: Vec<(usize, Thing)> = on.collect();
                let used = |option: usize, at: usize| {
                    on.iter().filter(|(own, _)| *own == option).map(|(_, thing)| thing.need[at]).sum::<u64>()
                };
                if used(0, 0) <= units[0] && used(0, 1) <= units[1] && used(1, 0) <= units[2] {
                    let sum: i128 = on.iter().map(|(option, thing)| rounded.entry(*option, thing)).sum();
                    prop_assert!(sum <= rounded.most, "{sum} of {}", rounded.most);
                }
            }
        }
    }
}
