//! Cases by places, as agencies have them in a year.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use resettle::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Problem, Supplies, Use};

/// Families of one to eight, scores that rise with size, one in ten pairs not allowed; places for 80 % of the persons, and
/// with a second kind of need for half of that. With two levels the first counts the persons who are placed.
pub fn drawn(seed: u64, cases: u32, places: u32, kinds: u16, levels: usize) -> Problem {
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |most: u32| draw.next_u32() % most;
    let persons: Vec<u32> = (0..cases).map(|_| 1 + below(8).min(below(8))).collect();
    let need: Vec<u32> =
        persons.iter().flat_map(|persons| [*persons, below(*persons)].into_iter().take(kinds.into())).collect();
    let mut score = |case: u32| {
        let points = ((2000 + below(2000)) * (10 + 4 * persons[case as usize]) / 14).cast_signed();
        if below(10) == 0 { NOT_ALLOWED } else { points }
    };
    let points: Vec<i32> = (0..cases).flat_map(|case| (0..places).map(move |_| case)).map(&mut score).collect();
    let mut supplies = Supplies::new(levels);
    for _ in 0..places {
        for kind in 0..kinds {
            let all: u32 = need.iter().skip(kind.into()).step_by(kinds.into()).sum();
            supplies.push(&[(u64::from(all * 4 / 5 / places), &[])]);
        }
    }
    let mut options = Options::default();
    for place in 0..places {
        let uses: Vec<Use> =
            (0..kinds).map(|kind| Use { resource: place * u32::from(kinds) + u32::from(kind), kind }).collect();
        options.push(place, &uses, None);
    }
    let allowed = points.iter().map(|points| if *points == NOT_ALLOWED { NOT_ALLOWED } else { 0 }).collect();
    let mut weight = vec![Vec::new(); levels];
    let mut worth = vec![Vec::new(); levels];
    let mut fits = vec![Fit { level: 0, points }];
    if levels == 2 {
        weight[0] = persons.iter().copied().map(i64::from).collect();
        worth[0] = vec![1; places as usize];
        // The first table alone says what is allowed.
        fits[0].level = 1;
        fits[0].points.iter_mut().for_each(|points| *points = (*points).max(0));
        fits.insert(0, Fit { level: 0, points: allowed });
    }
    Problem {
        levels: (0..levels).map(|level| Level { name: format!("level {level}"), unit: "points".into() }).collect(),
        kinds: kinds.into(),
        columns: places as usize,
        cases: Cases { count: vec![1; cases as usize], need, class: vec![0; cases as usize], weight },
        classes: vec![Class { offers: (0..places).collect(), worth, opens: 0 }],
        fits,
        options,
        supplies,
    }
}
