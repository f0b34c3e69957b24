use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::super::gains::{Gains, Largest};
use super::{Pass, free, undominated};
use crate::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Prices, Problem, Supplies, Use, Window};

/// A problem and a leaf of its level after as many as there are multipliers.
struct Leaf {
    problem: Problem,
    denominator: i64,
    prices: Prices,
}

impl Leaf {
    fn gains(&self) -> Gains<'_> {
        assert_eq!(self.problem.faults(), []);
        Gains::at(&self.problem, &Largest::of(&self.problem), self.denominator, &self.prices).expect("128 bits")
    }

    /// The same with everything in so many times smaller a fraction of a point.
    fn scaled(mut self, by: i64) -> Leaf {
        let Prices { multiplier, price } = &mut self.prices;
        multiplier.iter_mut().chain(price).chain([&mut self.denominator]).for_each(|points| *points *= by);
        self
    }

    /// The formula word by word.
    fn naive(&self) -> i128 {
        let Leaf { problem, denominator, prices } = self;
        let price = |resource: u32| i128::from(prices.price[resource as usize]);
        let gain = |case: usize, offer: usize| {
            let (class, option) = (problem.class(case), problem.class(case).offers[offer]);
            let need = |kind: u16| i128::from(problem.needs(case)[usize::from(kind)]);
            let factors = prices.multiplier.iter().chain([denominator]).map(|&factor| i128::from(factor)).enumerate();
            let value: i128 =
                factors.map(|(level, factor)| factor * i128::from(problem.value(level, case, offer))).sum();
            let uses: i128 =
                problem.options.uses(option).iter().map(|used| need(used.kind) * price(used.resource)).sum();
            let window = problem.options.window[option as usize]
                .map_or(0, |window| need(window.kind) * (class.opens..=window.ends).map(price).min().expect("no gap"));
            value - uses - window
        };
        let best = |case: usize| {
            let offers = &problem.class(case).offers;
            let allowed = (0..offers.len())
                .filter(|&offer| problem.allows(case, problem.options.column[offers[offer] as usize]))
                .map(|offer| gain(case, offer));
            i128::from(problem.cases.count[case]) * allowed.max().unwrap_or(0).max(0)
        };
        (0..problem.len()).map(best).sum()
    }

    /// For a class, by column, the offers that stay.
    fn staying(&self) -> Vec<(usize, Vec<usize>)> {
        let gains = self.gains();
        undominated(&gains, 0, &gains.signed())
    }
}

fn levels(levels: usize) -> Vec<Level> {
    (0..levels).map(|level| Level { name: format!("level {level}"), unit: "points".into() }).collect()
}

/// Of every shape: up to three levels, no kind of need to two, offers that tie or lose to others of their column, weights
/// and worth of either sign, windows, pairs that are not allowed, and a first table of an earlier or a later level.
fn drawn(seed: u64) -> Leaf {
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |most: u32| draw.next_u32() % most;
    let (of_levels, kinds, columns, cases) = (1 + below(3) as usize, below(3), 3, 20);
    let mut options = Options::default();
    for _ in 0..12 {
        let kind = |drawn: u32| u16::try_from(drawn % kinds).expect("few kinds");
        let uses = if kinds == 0 { 0 } else { below(3) };
        let uses: Vec<Use> = (0..uses).map(|_| Use { resource: below(4), kind: kind(below(2)) }).collect();
        let window = (kinds > 0 && below(4) == 0).then(|| Window { ends: below(4), kind: kind(below(2)) });
        options.push(below(columns), &uses, window);
    }
    let mut classes = Vec::new();
    for _ in 0..2 {
        let offers: Vec<u32> = (0..12).filter(|_| below(4) > 0).collect();
        let mut worth = || offers.iter().map(|_| i64::from(below(5)) - 1).collect::<Vec<_>>();
        let worth = (0..of_levels).map(|_| worth()).collect();
        classes.push(Class { offers, worth, opens: 0 });
    }
    let mut weight = Vec::new();
    for _ in 0..of_levels {
        let (cases, least) = match below(3) {
            0 => (0, 0),
            least => (cases, 1 - i64::from(least)),
        };
        weight.push((0..cases).map(|_| i64::from(below(4)) + least).collect());
    }
    let mut fits: Vec<Fit> = Vec::new();
    for level in 0..of_levels {
        if below(2) == 0 || (fits.is_empty() && level + 1 == of_levels) {
            let first = fits.is_empty();
            let mut points = || if first && below(5) == 0 { NOT_ALLOWED } else { below(9).cast_signed() - 3 };
            fits.push(Fit { level, points: (0..cases * columns).map(|_| points()).collect() });
        }
    }
    let mut supplies = Supplies::new(of_levels);
    for _ in 0..4 {
        supplies.push(&[(u64::from(below(9)), &[])]);
    }
    let count = (0..cases).map(|_| 1 + below(3)).collect();
    let need = (0..cases * kinds).map(|_| below(3)).collect();
    let class = (0..cases).map(|_| below(2)).collect();
    let multiplier = (0..below(u32::try_from(of_levels).expect("few"))).map(|_| i64::from(below(3))).collect();
    let price = (0..4).map(|_| i64::from(below(7)) - 2).collect();
    let denominator = i64::from(1 + below(3));
    let cases = Cases { count, need, class, weight };
    let (kinds, columns) = (kinds as usize, columns as usize);
    let problem = Problem { levels: levels(of_levels), kinds, columns, cases, classes, fits, options, supplies };
    Leaf { problem, denominator, prices: Prices { multiplier, price } }
}

#[test]
fn both_widths_sum_what_every_offer_gains() {
    let mut dominated = 0;
    for seed in 0..600 {
        let leaf = drawn(seed);
        let (gains, naive) = (leaf.gains(), leaf.naive());
        assert_eq!(Pass::<i64>::of(&gains).expect("small").sum(), naive, "seed {seed}");
        assert_eq!(Pass::<i128>::of(&gains).expect("small").sum(), naive, "seed {seed}");
        let staying: usize = leaf.staying().iter().map(|(_, offers)| offers.len()).sum();
        dominated += leaf.problem.classes[0].offers.len() - staying;
    }
    assert!(dominated > 600, "only {dominated} offers are left out");
}

#[test]
fn drawn_gains_past_64_bits_are_summed_in_128() {
    let mut wide = 0;
    for seed in 0..600 {
        let leaf = drawn(seed).scaled(1 << 60);
        let gains = leaf.gains();
        assert_eq!(free(&gains), leaf.naive(), "seed {seed}");
        wide += usize::from(Pass::<i64>::of(&gains).is_none());
    }
    assert!(wide > 500, "only {wide} need 128 bits");
}

/// A case of a family that needs so much, offered options of one kind of need: column, worth, and what a unit is paid,
/// which is what it costs below 0, by as many resources as there are prices.
fn offered(weight: i64, need: u32, points: i32, offers: &[(u32, i64, &[i64])]) -> Leaf {
    let (mut options, mut supplies, mut price) = (Options::default(), Supplies::new(1), Vec::new());
    for &(column, _, paid) in offers {
        let resources = paid.iter().map(|_| supplies.push(&[(1, &[])]));
        let uses: Vec<Use> = resources.map(|resource| Use { resource, kind: 0 }).collect();
        price.extend(paid.iter().map(|paid| -paid));
        options.push(column, &uses, None);
    }
    let worth = vec![offers.iter().map(|offer| offer.1).collect()];
    let class = Class { offers: (0..).take(offers.len()).collect(), worth, opens: 0 };
    let cases = Cases { count: vec![1], need: vec![need], class: vec![0], weight: vec![vec![weight]] };
    let fits = vec![Fit { level: 0, points: vec![points; 2] }];
    let classes = vec![class];
    let problem = Problem { levels: levels(1), kinds: 1, columns: 2, cases, classes, fits, options, supplies };
    Leaf { problem, denominator: 1, prices: Prices { multiplier: Vec::new(), price } }
}

#[test]
fn what_does_not_fit_64_bits_takes_128() {
    let most = i128::from(i64::MAX);
    let cases: [(u32, i32, &[i64], bool, i128); 4] = [
        (1, 0, &[i64::MAX], true, most),
        (1, 1, &[i64::MAX], false, most + 1),
        (3, 0, &[i64::MAX], false, 3 * most),
        // An entry of the row that no need is multiplied with.
        (0, 7, &[i64::MAX, i64::MAX], false, 7),
    ];
    for (need, points, paid, fits, gain) in cases {
        let leaf = offered(0, need, points, &[(0, 0, paid)]);
        assert_eq!(Pass::<i64>::of(&leaf.gains()).is_some(), fits, "{need} {points} {paid:?}");
        assert_eq!((free(&leaf.gains()), leaf.naive()), (gain, gain), "{need} {points} {paid:?}");
    }
    // Many families of which each alone fits.
    let mut leaf = offered(0, 1, 0, &[(0, 0, &[i64::MAX])]);
    leaf.problem.cases.count[0] = 5;
    assert_eq!(free(&leaf.gains()), 5 * most);
}

#[test]
fn an_offer_is_left_out_beside_one_that_is_nowhere_less_for_any_case() {
    let offers: [(u32, i64, &[i64]); 5] = [(0, 5, &[8]), (0, 0, &[7]), (0, 5, &[8]), (0, 3, &[9]), (1, 1, &[1])];
    // Of two that tie one stays; the last is alone in its column.
    let leaf = offered(1, 1, 0, &offers);
    assert_eq!(leaf.staying(), [(0, vec![0, 3]), (1, vec![4])]);
    assert_eq!((free(&leaf.gains()), leaf.naive()), (13, 13));
    // Where less is worth more, it stays; it is the best one here.
    let leaf = offered(-1, 1, 0, &offers);
    assert_eq!(leaf.staying(), [(0, vec![0, 3, 1]), (1, vec![4])]);
    assert_eq!((free(&leaf.gains()), leaf.naive()), (7, 7));
    // The best column may be forbidden.
    let mut leaf = offered(1, 1, 0, &offers);
    leaf.problem.fits[0].points[0] = NOT_ALLOWED;
    assert_eq!((free(&leaf.gains()), leaf.naive()), (2, 2));
}
