//! Proof by packing: optimal where prices alone keep a gap, sound whatever the prices, refused when tampered with.

#[path = "problems/drawn.rs"]
mod drawn;
#[path = "problems/every_plan.rs"]
mod every_plan;

use std::time::{Duration, Instant};

use drawn::drawn;
use every_plan::every_plan;
use proptest::prelude::*;

use resettle::certify::{Refusal, certify};
use resettle::problem::packing::{Node, Rounding, Step};
use resettle::problem::{Branch, Certificate, LevelProof, NOT_ALLOWED, Packing, Plan, Prices, Problem};
use resettle::solve::milp::{self, Backend};
use resettle::solve::{Answer, Settings, Stop, prices};

/// Solved, certified and proven to the last point.
fn proven(problem: &Problem) -> Answer {
    let answer = prices::solve(problem, &Settings::default());
    let verdict = certify(problem, &answer.plan, answer.certificate.as_ref()).expect("the proof holds");
    assert_eq!((answer.stop, verdict.is_optimal()), (Stop::Proven, true), "{verdict:?}");
    answer
}

fn levels(answer: &Answer) -> &[LevelProof] {
    &answer.certificate.as_ref().expect("prices come with a proof").levels
}

#[test]
fn agencies_years_are_proven_by_packing() {
    for (seed, cases, places, kinds) in [(1, 120, 8, 1), (2, 120, 8, 1), (3, 50, 4, 2)] {
        let problem = drawn(seed, cases, places, kinds, 1);
        let answer = proven(&problem);
        let proof = &levels(&answer)[0];
        let alone = LevelProof { packing: None, ..proof.clone() };
        let refused = certify(&problem, &answer.plan, Some(&Certificate { levels: vec![alone] })).unwrap_err();
        let Refusal::Bound { recomputed: Some(by_prices), .. } = refused[0] else { panic!("{refused:?}") };
        assert!(proof.packing.is_some() && by_prices > i128::from(proof.bound), "prices alone keep a gap");
    }
}

/// Whoever watches hears at last what is proven, and ends the search by a word.
#[test]
fn a_search_is_watched() {
    let problem = drawn(1, 120, 8, 1, 1);
    let settings = Settings::default();
    let answer = prices::solve(&problem, &settings);
    let told = settings.watch.progress().expect("a bound is known");
    assert_eq!((told.bound, told.worth), (levels(&answer)[0].bound, Some(levels(&answer)[0].worth)));
    let settings = Settings::default();
    settings.watch.interrupt();
    let answer = prices::solve(&problem, &settings);
    certify(&problem, &answer.plan, answer.certificate.as_ref()).expect("the proof holds");
    assert_eq!(answer.stop, Stop::Interrupted);
    assert!(levels(&answer)[0].bound > levels(&answer)[0].worth, "not searched");
}

#[test]
fn persons_first_then_scores_are_proven_too() {
    let answer = proven(&drawn(4, 60, 5, 1, 2));
    assert!(levels(&answer)[1].packing.is_some());
}

#[test]
fn points_may_be_large() {
    let mut problem = drawn(1, 120, 8, 1, 1);
    let worth = levels(&proven(&problem))[0].worth;
    let points = problem.fits[0].points.iter_mut().filter(|points| **points != NOT_ALLOWED);
    points.for_each(|points| *points *= 100_000);
    let answer = proven(&problem);
    assert!(levels(&answer)[0].packing.is_some());
    assert_eq!(levels(&answer)[0].worth, worth * 100_000);
}

#[test]
fn a_gap_that_was_asked_for_is_enough() {
    let problem = drawn(2, 120, 8, 1, 1);
    let gap = 5e-4;
    let answer = prices::solve(&problem, &Settings { gap, ..Settings::default() });
    certify(&problem, &answer.plan, answer.certificate.as_ref()).expect("the proof holds");
    let proof = &levels(&answer)[0];
    assert!(answer.stop == Stop::Gap && proof.packing.is_some(), "packed until the gap is small enough, no further");
    assert!((proof.bound - proof.worth) as f64 <= gap * proof.worth as f64, "{} to {}", proof.worth, proof.bound);
}

/// Before the first step, in the middle of the search, or at its end.
#[test]
fn a_deadline_leaves_a_proof_that_holds() {
    let problem = drawn(2, 120, 8, 1, 1);
    let best = levels(&proven(&problem))[0].worth;
    for milliseconds in [0, 20, 60, 200] {
        let deadline = Some(Instant::now() + Duration::from_millis(milliseconds));
        let answer = prices::solve(&problem, &Settings { deadline, ..Settings::default() });
        certify(&problem, &answer.plan, answer.certificate.as_ref()).expect("the proof holds");
        let proof = &levels(&answer)[0];
        assert!(proof.worth <= best && best <= proof.bound, "{} to {}", proof.worth, proof.bound);
    }
}

#[test]
fn another_solver_finds_no_better_plan() {
    for seed in 0..6 {
        let problem = drawn(seed, 16, 3, 1 + (seed % 2) as u16, 1);
        let theirs = milp::solve(&problem, &Settings::default(), Backend::MicroLp).expect("a small problem");
        let verdict = certify(&problem, &theirs.plan, None).expect("a plan");
        assert_eq!(levels(&proven(&problem))[0].worth, verdict.levels[0].worth, "seed {seed}");
    }
}

#[test]
fn threads_change_nothing() {
    let problem = drawn(5, 80, 6, 1, 1);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let answer = pool.install(|| prices::solve(&problem, &Settings::default()));
        (answer.plan, serde_json::to_string(&answer.certificate).expect("numbers"))
    };
    let (plan, proof) = on(1);
    assert!(proof.contains("packing"));
    assert_eq!((plan, proof), on(2));
}

#[test]
fn a_packing_comes_back_from_its_file_and_is_refused_when_it_is_tampered_with() {
    let problem = drawn(1, 120, 8, 1, 1);
    let answer = proven(&problem);
    let proof = levels(&answer)[0].clone();
    let text = serde_json::to_string(&proof).expect("numbers");
    assert_eq!(serde_json::from_str::<LevelProof>(&text).expect("a proof"), proof);
    let refused = |change: &dyn Fn(&mut LevelProof, &mut Packing)| {
        let mut other = proof.clone();
        let mut packing = other.packing.take().expect("packed");
        change(&mut other, &mut packing);
        other.packing = Some(packing);
        let refused = certify(&problem, &answer.plan, Some(&Certificate { levels: vec![other] })).unwrap_err();
        refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    let split = proof
        .packing
        .iter()
        .flat_map(|packing| &packing.nodes)
        .position(|node| matches!(node.step, Step::Split { .. }));
    let split = split.expect("a tree");
    assert!(refused(&|_, packing| drop(packing.nodes.pop())).contains("ends before its last branch"));
    assert!(refused(&|_, packing| packing.nodes.push(packing.nodes[0].clone())).contains("after its last branch"));
    assert!(
        refused(&|_, packing| packing.nodes[split].step = Step::Split { case: 120, option: 0 }).contains("not allowed")
    );
    assert!(refused(&|_, packing| packing.nodes[0].prices.push((3, -1))).contains("below 0"));
    assert!(refused(&|_, packing| packing.nodes[0].prices.push((120, 1))).contains("there is not"));
    assert!(
        refused(&|_, packing| packing.roundings[0].cases[0].1 = Rounding::ONE).contains("expected one from 0 to 1")
    );
    assert!(refused(&|_, packing| packing.roundings[0].resources[0].1 = -1).contains("the weight -1 for index"));
    assert!(refused(&|_, packing| packing.roundings[0].cases.push((120, 1))).contains("for index 120"));
    assert!(refused(&|_, packing| packing.roundings[0].cases.swap(0, 1)).contains("in no rising order"));
    let without_first = |packing: &mut Packing| {
        let rounded = packing.roundings[0].resources[0].0;
        packing.resources.retain(|resource| *resource != rounded);
    };
    assert!(refused(&|_, packing| without_first(packing)).contains("resource that is not packed"));
    assert!(refused(&|_, packing| packing.nodes[0].roundings = vec![(0, -1)]).contains("rounding that there is not"));
    assert!(refused(&|_, packing| packing.nodes[0].roundings = vec![(999, 1)]).contains("rounding that there is not"));
    assert!(refused(&|_, packing| packing.nodes[0].roundings = vec![(0, i64::MAX)]).contains("pass 64 bits"));
    assert!(
        refused(&|_, packing| packing.roundings.iter_mut().for_each(|own| own.resources.clear()))
            .contains("claims a bound")
    );
    assert!(refused(&|_, packing| packing.resources.push(8)).contains("past the last of 8"));
    assert!(refused(&|_, packing| packing.resources.swap(0, 1)).contains("no rising order"));
    assert!(refused(&|_, packing| packing.nodes[0].prices.push((0, i64::MAX / 2))).contains("pass 64 bits"));
    assert!(refused(&|_, packing| packing.target += 5).contains("claims a bound"));
    assert!(refused(&|other, _| other.bound -= 1).contains("claims a bound"));
    // Nothing is closed any more if the first node's prices are forgotten.
    assert!(
        refused(&|_, packing| packing.nodes.iter_mut().for_each(|node| node.prices.clear())).contains("claims a bound")
    );
}

#[test]
fn what_others_use_or_what_costs_cannot_be_packed() {
    let mut problem = drawn(1, 20, 3, 1, 1);
    let prices = Prices { multiplier: Vec::new(), price: vec![0; 3] };
    let close = Node { prices: Vec::new(), roundings: Vec::new(), step: Step::Close };
    let packing = Packing { target: 0, resources: vec![0], roundings: Vec::new(), nodes: vec![close] };
    let proof = LevelProof {
        worth: 0,
        bound: 0,
        denominator: 1,
        tree: Branch::Leaf(prices),
        packing: Some(packing),
        counting: None,
    };
    let certificate = Certificate { levels: vec![proof] };
    let refused =
        |problem: &Problem| certify(problem, &Plan::default(), Some(&certificate)).unwrap_err()[0].to_string();
    assert!(refused(&problem).contains("claims a bound"));
    problem.supplies.cost[0] = vec![-1, 0, 0];
    assert!(refused(&problem).contains("has a cost"));
    problem.supplies.cost[0].clear();
    problem.options.uses[1].resource = 0;
    assert!(refused(&problem).contains("options use 2 times"));
    problem.options.uses[1].resource = 1;
    problem.supplies.width[0] = 1 << 40;
    assert!(refused(&problem).contains("more than 32768 states"));
    problem.cases.count[7] = 2;
    assert!(refused(&problem).contains("case 7, which counts 2 times"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the prices, the fixings and the splits: no plan is worth more than the bound.
    #[test]
    fn any_packing_is_sound(
        seed in 0..1000_u64,
        kinds in 1..3_u16,
        denominator in 1..4_i64,
        below in -2_000..9_000_i64,
        packed in 0..8_u32,
        prices in proptest::collection::vec(0..12_000_i64, 7),
        price in proptest::collection::vec(0..3_000_i64, 6),
        pair in (0..7_u32, 0..3_u32),
        weights in proptest::collection::vec((0..Rounding::ONE, any::<bool>()), 26),
        rounded in proptest::collection::vec(0..9_000_i64, 2),
    ) {
        let problem = drawn(seed, 7, 3, kinds, 1);
        let all = every_plan(&problem, 1 << 20).expect("few plans");
        let best = all.optimum()[0];
        let worth = i64::try_from(best).expect("few points");
        let resources: Vec<u32> = (0..3 * u32::from(kinds)).filter(|resource| packed >> (resource % 3) & 1 == 1).collect();
        let scaled = |points: &i64| points * denominator;
        let of = |shift: usize| (0..7).map(|case| (case, scaled(&prices[(case as usize + shift) % 7]))).collect::<Vec<_>>();
        let some = |indices: &[u32], weights: &[(i64, bool)]| {
            let counted = indices.iter().zip(weights).filter(|(_, (_, is_counted))| *is_counted);
            counted.map(|(index, (weight, _))| (*index, *weight)).collect::<Vec<_>>()
        };
        let cases: Vec<u32> = (0..7).collect();
        let roundings = weights.chunks(13);
        let roundings = roundings.map(|own| Rounding { cases: some(&cases, own), resources: some(&resources, &own[7..]) });
        let roundings: Vec<Rounding> = roundings.collect();
        let charged = |times: i64| (0..).zip(&rounded).map(|(index, price)| (index, scaled(price) * times)).collect::<Vec<_>>();
        let is_allowed = problem.fits[0].points[(pair.0 * 3 + pair.1) as usize] != NOT_ALLOWED;
        let mut nodes = vec![Node { prices: of(0), roundings: charged(1), step: Step::Fix }];
        if is_allowed {
            nodes.push(Node { prices: of(1), roundings: Vec::new(), step: Step::Split { case: pair.0, option: pair.1 } });
            nodes.push(Node { prices: of(2), roundings: charged(3), step: Step::Fix });
            nodes.push(Node { prices: of(0), roundings: charged(0)[..1].to_vec(), step: Step::Close });
        }
        nodes.push(Node { prices: of(3), roundings: Vec::new(), step: Step::Close });
        let target = worth - below;
        let leaf = Prices { multiplier: Vec::new(), price: price[..3 * usize::from(kinds)].iter().map(scaled).collect() };
        let proof = LevelProof {
            worth,
            bound: -1,
            denominator,
            tree: Branch::Leaf(leaf),
            packing: Some(Packing { target, resources, roundings, nodes }),
 counting: None,
        };
        let refused = certify(&problem, &all.best, Some(&Certificate { levels: vec![proof] })).unwrap_err();
        let Refusal::Bound { recomputed: Some(bound), .. } = refused[0] else { panic!("{refused:?}") };
        prop_assert!(bound >= best, "{bound} is below {best}");
        prop_assert!(bound >= i128::from(target));
    }
}
