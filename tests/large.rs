//! Problems of many cases, solved by their core: what is proven, and that nothing depends on threads.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use resettle::certify::certify;
use resettle::problem::counting::Node;
use resettle::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Problem, Supplies, Use};
use resettle::solve::{Answer, Settings, Stop, prices};

/// More than are solved at once.
const CASES: usize = 40_000;
const PLACES: u32 = 8;

/// Cases of up to so many persons and families, with scores in steps, one in ten pairs not allowed; places for 80 % of
/// the persons. With two levels the first counts the persons who are placed.
fn drawn(seed: u64, persons: u32, families: u32, step: i32, levels: usize) -> Problem {
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |most: u32| draw.next_u32() % most;
    let need: Vec<u32> = (0..CASES).map(|_| 1 + below(persons)).collect();
    let count: Vec<u32> = (0..CASES).map(|_| 1 + below(families)).collect();
    let base: Vec<u32> = (0..CASES).map(|_| 2000 + below(4000)).collect();
    let mut score = |case: usize| {
        let points = (base[case] + below(2000)).cast_signed() / step * step;
        if persons > 1 && below(10) == 0 { NOT_ALLOWED } else { points }
    };
    let points = (0..CASES).flat_map(|case| (0..PLACES).map(move |_| case)).map(&mut score).collect();
    let all: u64 = need.iter().zip(&count).map(|(need, count)| u64::from(need * count)).sum();
    let mut supplies = Supplies::new(levels);
    for place in 0..u64::from(PLACES) {
        supplies.push(&[(all * (2 + place) / 55, &[0]), (all / 55, &[if levels == 1 { 500 } else { 0 }])]);
    }
    let mut options = Options::default();
    for place in 0..PLACES {
        options.push(place, &[Use { resource: place, kind: 0 }], None);
    }
    let last = levels - 1;
    let mut weight = vec![Vec::new(); levels];
    let mut worth = vec![Vec::new(); levels];
    if levels == 2 {
        weight[0] = need.iter().copied().map(i64::from).collect();
        worth[0] = vec![1; PLACES as usize];
    }
    Problem {
        levels: (0..levels).map(|level| Level { name: format!("level {level}"), unit: "points".into() }).collect(),
        kinds: 1,
        columns: PLACES as usize,
        cases: Cases { count, need, class: vec![0; CASES], weight },
        classes: vec![Class { offers: (0..PLACES).collect(), worth, opens: 0 }],
        fits: (0..levels)
            .map(|level| if level == last { Fit { level, points: Vec::clone(&points) } } else { only(&points) })
            .collect(),
        options,
        supplies,
    }
}

/// What is allowed, without points.
fn only(points: &[i32]) -> Fit {
    let allowed = |points: &i32| if *points == NOT_ALLOWED { NOT_ALLOWED } else { 0 };
    Fit { level: 0, points: points.iter().map(allowed).collect() }
}

/// The answer, replayed; and by level the gap.
fn solved(problem: &Problem) -> (Answer, Vec<i64>) {
    assert!(problem.faults().is_empty(), "{:?}", problem.faults());
    let answer = prices::solve(problem, &Settings::default());
    let verdict = certify(problem, &answer.plan, answer.certificate.as_ref()).expect("the certificate holds");
    assert_eq!(verdict.levels.len(), problem.levels.len());
    let proof = answer.certificate.as_ref().expect("prices come with a proof");
    let gaps = proof.levels.iter().map(|proof| proof.bound - proof.worth).collect();
    (answer, gaps)
}

#[test]
fn single_persons_are_placed_to_the_last_point() {
    for seed in 1..=3 {
        assert_eq!(solved(&drawn(seed, 1, 1, 1, 1)).1, [0]);
    }
}

/// Scores in wide steps: many cases tie, and many are twins.
#[test]
fn ties_and_identical_cases_change_nothing() {
    for seed in 1..=3 {
        assert_eq!(solved(&drawn(seed, 1, 1, 500, 1)).1, [0]);
        assert_eq!(solved(&drawn(seed, 1, 4, 2500, 1)).1, [0]);
    }
}

#[test]
fn families_are_placed_within_a_millionth() {
    for (seed, families) in [(1, 1), (2, 3)] {
        let (answer, gaps) = solved(&drawn(seed, 8, families, 1, 1));
        let worth = answer.certificate.expect("a proof").levels[0].worth;
        assert!(gaps[0] as f64 <= 1e-6 * worth as f64, "gap {} of {worth}", gaps[0]);
    }
}

/// What prices leave open is counted, unless a supply costs something. These take a few hundred nodes at most.
#[test]
fn families_are_proven_optimal_by_counting_on_any_number_of_threads() {
    for (persons, seed) in [(4, 1), (4, 8), (8, 3)] {
        let mut problem = drawn(seed, persons, 1, 1, 1);
        problem.supplies.cost[0].clear();
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let (answer, gaps) = pool.install(|| solved(&problem));
            assert_eq!((answer.stop, gaps), (Stop::Proven, vec![0]), "seed {seed}");
            (answer.plan, answer.certificate.expect("a proof"))
        };
        let (plan, proof) = on(2);
        let counting = proof.levels[0].counting.as_ref().expect("prices leave a point");
        assert!(counting.nodes.iter().any(|node| matches!(node, Node::Split { .. })), "seed {seed}");
        assert!((plan, proof) == on(1), "seed {seed}");
    }
}

#[test]
fn levels_are_kept_in_their_order() {
    let problem = drawn(4, 1, 1, 1, 2);
    let (answer, gaps) = solved(&problem);
    // Every place is filled, whatever the scores.
    let places: u64 = (0..PLACES).map(|place| problem.supplies.total(place)).sum();
    assert_eq!(answer.certificate.expect("a proof").levels[0].worth, i64::try_from(places).expect("few places"));
    assert_eq!(gaps, [0, 0]);
}

#[test]
fn a_deadline_that_has_come_leaves_a_plan_and_a_bound() {
    let problem = drawn(6, 8, 1, 1, 1);
    let settings = Settings { deadline: Some(std::time::Instant::now()), ..Settings::default() };
    let answer = prices::solve(&problem, &settings);
    certify(&problem, &answer.plan, answer.certificate.as_ref()).expect("the certificate holds");
    let proof = &answer.certificate.expect("a proof").levels[0];
    assert_eq!(answer.stop, Stop::Deadline);
    assert!(proof.worth * 4 > proof.bound * 3, "{} of {}", proof.worth, proof.bound);
}

#[test]
fn threads_change_nothing() {
    let problem = drawn(5, 8, 2, 10, 1);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let answer = pool.install(|| prices::solve(&problem, &Settings::default()));
        (answer.plan, answer.certificate)
    };
    assert_eq!(on(1), on(2));
}
