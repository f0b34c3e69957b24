//! Whole-number prices and the exact bound that they prove.
//!
//! In: prices of the simplex. Out: the same in 1/denominator of a point, and the bound of
//! [`crate::problem::Certificate`] for them, to the last digit.

use rayon::prelude::*;

use super::frame::Frame;
use super::row::Limit;
use super::tariff::{Number, Scratch, Tariff};
use super::usage::{Usage, columns};
use crate::problem::{Prices, Problem};
use crate::solve::column::Column;

/// Cases bounded by one thread at a time.
const CHUNK: usize = 512;

/// The finest denominator that keeps every gain at these prices well within 64 bits: a later level counts an earlier one
/// by a factor that may be as small as that level's values are large, and all cases together have its rounding.
pub fn denominator(frame: &Frame, price: &[f64], factors: &[(usize, f64)]) -> i64 {
    let values: f64 = factors.iter().map(|(level, factor)| factor * frame.magnitude[*level]).sum();
    let price = price.iter().copied().map(f64::abs).fold(0.0, f64::max);
    let largest = values + price * frame.units;
    1 << (55.0 - largest.max(1.0).log2()).clamp(4.0, 48.0) as u32
}

/// Prices and multipliers in 1/denominator of a point, for the level after `earlier` ones.
pub fn whole(price: &[f64], factors: &[(usize, f64)], earlier: usize, denominator: i64) -> Prices {
    let limit = (1_u64 << 61) as f64;
    let whole = |number: f64| (number * denominator as f64).round().clamp(-limit, limit) as i64;
    let mut multiplier = vec![0; earlier];
    for (level, factor) in factors.iter().filter(|(level, _)| *level < earlier) {
        multiplier[*level] = whole(*factor).max(0);
    }
    Prices { multiplier, price: price.iter().map(|price| whole(*price)).collect() }
}

/// What the branches above a node say.
#[derive(Clone, Debug, Default)]
pub struct Within {
    /// How many families take an option.
    pub limits: Vec<Limit>,
    /// What cases of one family use.
    pub usages: Vec<Usage>,
}

/// What no plan within `limits`, and at least `worth` at each earlier level, exceeds: in points; the least of
/// numbers where no plan is within them.
pub fn bound(
    problem: &Problem,
    frame: &Frame,
    prices: &Prices,
    denominator: i64,
    worth: &[i64],
    within: &Within,
) -> i128 {
    let Within { limits, usages } = within;
    if impossible(problem, limits) {
        return i128::MIN;
    }
    let level = prices.multiplier.len();
    let mut factors = vec![(level, denominator)];
    factors.extend(prices.multiplier.iter().enumerate().filter(|(_, factor)| **factor != 0).map(|(k, m)| (k, *m)));
    let values: f64 = factors.iter().map(|(level, factor)| *factor as f64 * frame.magnitude[*level]).sum();
    let price = prices.price.iter().map(|price| price.unsigned_abs()).max().unwrap_or(0);
    let largest = values + price as f64 * frame.units;
    let cases = if largest < f64::from(1 << 29) {
        let price: Vec<i32> = prices.price.iter().map(|price| *price as i32).collect();
        let factors = factors.iter().map(|(level, factor)| (*level, *factor as i32)).collect();
        gains(problem, &Tariff::new(problem, frame, &price, factors), within, i128::from)
    } else if largest < (1_u64 << 59) as f64 {
        let tariff = Tariff::new(problem, frame, &prices.price, factors.clone());
        gains(problem, &tariff, within, i128::from)
    } else {
        let price: Vec<i128> = prices.price.iter().map(|price| i128::from(*price)).collect();
        let factors = factors.iter().map(|(level, factor)| (*level, i128::from(*factor))).collect();
        gains(problem, &Tariff::new(problem, frame, &price, factors), within, |gain| gain)
    };
    let supplies = &problem.supplies;
    let Some(ruled) = ruled(problem, prices, &factors, usages) else { return i128::MIN };
    let mut total = cases + ruled;
    for resource in 0..supplies.len() {
        for step in supplies.steps(resource as u32) {
            let cost: i128 = (factors.iter())
                .map(|(level, factor)| i128::from(*factor) * i128::from(supplies.cost(*level, step)))
                .sum();
            total += i128::from(supplies.width[step]) * (i128::from(prices.price[resource]) - cost).max(0);
        }
    }
    for (multiplier, worth) in prices.multiplier.iter().zip(worth) {
        total -= i128::from(*multiplier) * i128::from(*worth);
    }
    total.div_euclid(i128::from(denominator))
}

/// The most that all cases gain within their limits.
fn gains<T: Number>(
    problem: &Problem,
    tariff: &Tariff<T>,
    Within { limits, usages }: &Within,
    widen: impl Fn(T) -> i128 + Sync,
) -> i128 {
    let cases = problem.len();
    let chunk_sum = |chunk: usize, scratch: &mut Scratch<T>| -> i128 {
        let mut sum = 0;
        for case in chunk * CHUNK..cases.min((chunk + 1) * CHUNK) {
            let count = i128::from(problem.cases.count[case]);
            if usages.iter().any(|usage| usage.case as usize == case) {
                continue;
            }
            if limits.iter().any(|limit| limit.case as usize == case) {
                tariff.gains(case, scratch);
                let gain: Vec<i128> = scratch.gain.iter().map(|gain| widen(*gain)).collect();
                sum += limited(problem, case, &gain, limits);
            } else if let Some((_, gain)) = tariff.best(case, scratch) {
                sum += count * widen(gain);
            }
        }
        sum
    };
    (0..cases.div_ceil(CHUNK))
        .into_par_iter()
        .map_init(Scratch::default, |scratch, chunk| chunk_sum(chunk, scratch))
        .sum()
}

/// The most that cases gain of which branches say what they use; none where nothing is open to one of them.
fn ruled(problem: &Problem, prices: &Prices, factors: &[(usize, i64)], usages: &[Usage]) -> Option<i128> {
    let mut cases: Vec<u32> = usages.iter().map(|usage| usage.case).collect();
    cases.sort_unstable();
    cases.dedup();
    let most = |case: u32| {
        let own: Vec<&Usage> = usages.iter().filter(|usage| usage.case == case).collect();
        let open = columns(problem, case).filter(|column| own.iter().all(|usage| usage.allows(problem, *column)));
        let gain = |column: Column| {
            let points =
                factors.iter().map(|(level, factor)| i128::from(*factor) * i128::from(column.value(problem, *level)));
            let paid = column
                .uses(problem)
                .map(|(resource, units)| i128::from(prices.price[resource as usize]) * i128::from(units));
            points.sum::<i128>() - paid.sum::<i128>()
        };
        let waiting = own.iter().all(|usage| !usage.used).then_some(0);
        open.map(gain).chain(waiting).max()
    };
    cases.into_iter().map(most).sum()
}

/// The fewest and the most families of a case that may take an option.
fn range(problem: &Problem, case: u32, option: u32, limits: &[Limit]) -> (u32, u32) {
    let mut range = (0, problem.cases.count[case as usize]);
    for limit in limits.iter().filter(|limit| (limit.case, limit.option) == (case, option)) {
        if limit.at_least {
            range.0 = range.0.max(limit.families);
        } else {
            range.1 = range.1.min(limit.families);
        }
    }
    range
}

/// Whether the limits leave a case no way at all.
fn impossible(problem: &Problem, limits: &[Limit]) -> bool {
    let mut pairs: Vec<(u32, u32)> = limits.iter().map(|limit| (limit.case, limit.option)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.chunk_by(|one, other| one.0 == other.0).any(|of_case| {
        let ranges = of_case.iter().map(|(case, option)| range(problem, *case, *option, limits));
        let fewest: u64 = ranges.clone().map(|(fewest, _)| u64::from(fewest)).sum();
        fewest > u64::from(problem.cases.count[of_case[0].0 as usize])
            || ranges.into_iter().any(|(low, high)| low > high)
    })
}

/// The most that one case gains within its limits: what it must take, then the best it may.
fn limited(problem: &Problem, case: usize, gain: &[i128], limits: &[Limit]) -> i128 {
    let offers = &problem.class(case).offers;
    let mut left = i128::from(problem.cases.count[case]);
    let mut sum = 0;
    let mut may: Vec<(i128, i128)> = Vec::with_capacity(offers.len());
    for (offer, option) in offers.iter().enumerate() {
        let (low, high) = range(problem, case as u32, *option, limits);
        let (low, high) = (i128::from(low), i128::from(high));
        if low > 0 {
            sum += low * gain[offer];
            left -= low;
        }
        if gain[offer] > 0 {
            may.push((gain[offer], high - low));
        }
    }
    may.sort_by(|a, b| b.cmp(a));
    for (gain, room) in may {
        let families = room.min(left).max(0);
        sum += families * gain;
        left -= families;
    }
    sum
}
