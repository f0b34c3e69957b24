//! Problems with every feature of the form, drawn.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Problem, Supplies, Use, Window};

/// Draws that depend on a seed alone.
pub struct Draw(ChaCha8Rng);

impl Draw {
    pub fn new(seed: u64) -> Draw {
        Draw(ChaCha8Rng::seed_from_u64(seed))
    }

    pub fn below(&mut self, end: u32) -> u32 {
        self.0.next_u32() % end
    }

    pub fn points(&mut self, low: i32, high: i32) -> i32 {
        low + i32::try_from(self.below((high - low + 1).unsigned_abs())).expect("small")
    }
}

/// A problem with every feature of the form, small enough to try all plans.
pub fn drawn(seed: u64) -> Problem {
    larger(seed, 1)
}

/// The same with so many times the resources and options, and the square of that the cases.
pub fn larger(seed: u64, times: u32) -> Problem {
    let mut draw = Draw::new(seed);
    let levels = 1 + draw.below(3) as usize;
    let kinds = 1 + draw.below(2) as usize;
    let resources = times * (2 + draw.below(3));
    let mut supplies = Supplies::new(levels);
    for _ in 0..resources {
        let mut cost = vec![0; levels];
        let mut steps = Vec::new();
        for step in 0..draw.below(3) {
            for cost in &mut cost {
                *cost = match step {
                    0 => i64::from(draw.points(-3, 2).min(0)),
                    _ => *cost + i64::from(draw.points(0, 4)),
                };
            }
            steps.push((u64::from(times * draw.below(5)), cost.clone()));
        }
        let steps: Vec<(u64, &[i64])> = steps.iter().map(|(width, cost)| (*width, &cost[..])).collect();
        supplies.push(&steps);
    }
    let columns = 2;
    let mut options = Options::default();
    for _ in 0..times * (2 + draw.below(2)) {
        let uses: Vec<Use> = (0..=draw.below(2))
            .map(|_| Use { resource: draw.below(resources), kind: draw.below(kinds as u32) as u16 })
            .collect();
        let window =
            (draw.below(3) == 0).then(|| Window { ends: draw.below(resources), kind: draw.below(kinds as u32) as u16 });
        options.push(draw.below(columns), &uses, window);
    }
    let mut classes = Vec::new();
    for _ in 0..2 {
        let offers: Vec<u32> = (0..options.len() as u32).filter(|_| draw.below(4) > 0).collect();
        let mut worth = vec![Vec::new(); levels];
        for worth in &mut worth {
            if draw.below(2) == 0 {
                *worth = offers.iter().map(|_| i64::from(draw.points(-1, 3))).collect();
            }
        }
        classes.push(Class { offers, worth, opens: draw.below(2) });
    }
    let cases = (times * times * (1 + draw.below(3))) as usize;
    let cases =
        Cases {
            count: (0..cases).map(|_| 1 + draw.below(2)).collect(),
            need: (0..cases * kinds).map(|_| draw.below(4)).collect(),
            class: (0..cases).map(|_| draw.below(2)).collect(),
            weight: (0..levels)
                .map(|_| {
                    if draw.below(3) == 0 { Vec::new() } else { (0..cases).map(|_| draw.points(0, 3).into()).collect() }
                })
                .collect(),
        };
    let mut fits = vec![Fit {
        level: draw.below(levels as u32) as usize,
        points: (0..cases.count.len() * columns as usize)
            .map(|_| if draw.below(5) == 0 { NOT_ALLOWED } else { draw.points(-2, 9) })
            .collect(),
    }];
    if fits[0].level + 1 < levels {
        let points = fits[0].points.iter().map(|_| draw.points(0, 5)).collect();
        fits.push(Fit { level: levels - 1, points });
    }
    Problem {
        levels: (0..levels).map(|level| Level { name: level.to_string(), unit: "points".into() }).collect(),
        kinds,
        columns: columns as usize,
        cases,
        classes,
        fits,
        options,
        supplies,
    }
}
