//! One thing wrong at a time: `certify` refuses it, or what it accepts is still proven.
//!
//! Some mutations are harmless by nature: a unit more of what is not scarce, a price moved where
//! the bound is flat, a forbidden pair that nobody wants allowed. The same plan and certificate
//! then *are* a proof for the mutated problem, which counting out every plan confirms.

mod any_proof;
mod by_hand;
mod certificates;
mod mutation;
#[path = "../problems/mod.rs"]
mod problems;
mod replay;

use any_proof::{any_proofs, certificate};
use by_hand::{SolvedProblem, by_hand};
use mutation::Mutation;
use problems::{TINY, every_plan, problems};
use proptest::prelude::*;
use resettle::certify::{Refusal, Standing, Verdict, certify};
use resettle::problem::{Branch, LevelProof, Prices};

/// Names of the mutations that are accepted; those are shown to be proofs.
fn harmless(mutations: &[Mutation]) -> Vec<&str> {
    assert!(!mutations.is_empty());
    mutations.iter().filter(|(name, solved)| !is_refused(name, solved)).map(|(name, _)| name.as_str()).collect()
}

fn is_refused(name: &str, solved: &SolvedProblem) -> bool {
    let SolvedProblem { problem, plan, certificate } = solved;
    if !problem.faults().is_empty() {
        assert!(certify(problem, plan, None).is_err(), "{name}: a broken problem is accepted");
        return true;
    }
    // The plan by itself is accepted exactly where it keeps every constraint.
    let points = |verdict: Verdict| verdict.levels.iter().map(|level| i128::from(level.worth)).collect();
    assert_eq!(certify(problem, plan, None).ok().map(points), replay::worth(problem, plan), "{name}");
    let Ok(verdict) = certify(problem, plan, Some(certificate)) else { return true };
    let worth = replay::worth(problem, plan).expect("a plan");
    for (level, proof) in certificate.levels.iter().enumerate() {
        assert_eq!(i128::from(proof.worth), worth[level], "{name}: a wrong worth is accepted");
        let bound = replay::bound(problem, &worth[..level], proof);
        assert_eq!(Some(i128::from(proof.bound)), bound, "{name}: a wrong bound is accepted");
    }
    if let Some(every) = every_plan(problem, 100_000) {
        let optimal = verdict.levels.iter().take_while(|found| found.standing == Standing::Optimal);
        for (found, optimum) in optimal.zip(every.optimum()) {
            assert_eq!(i128::from(found.worth), *optimum, "{name}: a wrong optimum is accepted");
        }
    }
    false
}

#[test]
fn the_proof_by_hand_is_accepted() {
    let SolvedProblem { problem, plan, certificate } = by_hand();
    let verdict = certify(&problem, &plan, Some(&certificate)).expect("a proof");
    assert!(verdict.is_optimal());
    assert_eq!(verdict.levels.iter().map(|level| level.worth).collect::<Vec<_>>(), [58, 31]);
    let every = every_plan(&problem, 100_000).expect("a small problem");
    assert_eq!((every.optimum(), &every.best), (&[58, 31][..], &plan));
}

#[test]
fn every_mutated_placement_claim_and_tree_is_refused() {
    let solved = by_hand();
    assert_eq!(harmless(&mutation::placements(&solved)), [""; 0]);
    assert_eq!(harmless(&mutation::claims(&solved)), [""; 0]);
    assert_eq!(harmless(&mutation::trees(&solved)), [""; 0]);
}

#[test]
fn a_mutated_price_is_refused_where_the_bound_rests_on_it() {
    // Level 0 has one leaf, tight. At level 1 the leaves give 28, 31 and 30 of the 31 claimed: in
    // the first and the last a price may move as far as the middle one allows, and in the middle
    // one B's places are dear enough that nobody but case 2, whom the branch sends there, wants them.
    let loose = [
        "price 0 by -1 of leaf (1, 0)",
        "price 0 by 1 of leaf (1, 0)",
        "price 1 by -1 of leaf (1, 0)",
        "price 1 by 1 of leaf (1, 0)",
        "price 2 by -1 of leaf (1, 0)",
        "price 2 by 1 of leaf (1, 0)",
        "price 1 by 1 of leaf (1, 1)",
        "price 1 by 7 of leaf (1, 1)",
        "price 1 by 1 of leaf (1, 2)",
        "price 2 by -1 of leaf (1, 2)",
    ];
    assert_eq!(harmless(&mutation::prices(&by_hand())), loose);
}

#[test]
fn a_mutated_problem_is_refused_unless_the_same_proof_holds() {
    let solved = by_hand();
    // Late decisions are not scarce: eight of nine are used, and their price is 0 everywhere.
    assert_eq!(harmless(&mutation::supplies(&solved)), ["width (4, -1)", "width (4, 1)"]);
    // Case 3 waits and gains nothing at these prices, so that a larger one gains nothing either;
    // nor does one more family of case 2.
    assert_eq!(harmless(&mutation::amounts(&solved)), ["need (3, 1)", "need (3, 9)", "count (2, 1)"]);
    // Pairs that nobody takes and that gain nothing at these prices may be forbidden or allowed;
    // a window may open on resources no cheaper than those that it has.
    let unused = [
        "pair (1, -2147483648)",
        "pair (3, -2147483648)",
        "pair (4, -2147483648)",
        "pair (6, 0)",
        "pair (7, -2147483648)",
        "not offered to class 0: 2",
        "not offered to class 1: 0",
        "opens (0, 0)",
        "opens (0, 1)",
        "opens (1, 0)",
        "opens (1, 1)",
        "opens (1, 2)",
    ];
    assert_eq!(harmless(&mutation::rules(&solved)), unused);
    // For the same reason they may be worth less, and a point more where a gain is still none.
    let unused = [
        "fit table 0: (1, -1)",
        "fit table 0: (1, 1)",
        "fit table 0: (3, -1)",
        "fit table 0: (3, 1)",
        "fit table 0: (4, -1)",
        "fit table 0: (7, -1)",
        "weight at level 0 (3, -1)",
        "worth to class 0 at level 0 (2, -1)",
        "worth to class 1 at level 0 (0, -1)",
    ];
    assert_eq!(harmless(&mutation::points(&solved)), unused);
}

#[test]
fn every_fault_of_the_arrays_is_named() {
    use resettle::problem::{Problem, Use, Window};
    type Fault = (&'static str, fn(&mut Problem));
    let faults: [Fault; 20] = [
        ("`cases.need` has 5 entries, expected 4", |problem| problem.cases.need.push(1)),
        ("`cases.class` has 3 entries, expected 4", |problem| problem.cases.class.truncate(3)),
        ("entry 0 of `cases.class` is 2, expected less than 2", |problem| problem.cases.class[0] = 2),
        ("`cases.weight[0]` has 3 entries, expected 4", |problem| problem.cases.weight[0].truncate(3)),
        ("`cases.weight` has 1 entries, expected 2", |problem| problem.cases.weight.truncate(1)),
        ("case 1 stands for no family", |problem| problem.cases.count[1] = 0),
        ("entry 1 of `classes[1].offers` falls", |problem| problem.classes[1].offers.swap(0, 1)),
        ("entry 2 of `classes[0].offers` is 3, expected less than 3", |problem| problem.classes[0].offers[2] = 3),
        ("class 0 offers option 0, whose window opens at resource 3 and ends at 2", |problem| {
            problem.classes[0].opens = 3;
        }),
        ("entry 1 of `options.column` is 2, expected less than 2", |problem| problem.options.column[1] = 2),
        ("`options.first_use` has 3 entries, expected 4", |problem| problem.options.first_use.truncate(3)),
        ("entry 0 of `options.uses.kind` is 1, expected less than 1", |problem| {
            problem.options.uses[0] = Use { resource: 0, kind: 1 };
        }),
        ("entry 0 of `options.uses.resource` is 4, expected less than 4", |problem| {
            problem.options.uses[0] = Use { resource: 4, kind: 0 };
        }),
        ("entry 2 of `options.window.ends` is 4, expected less than 4", |problem| {
            problem.options.window[2] = Some(Window { ends: 4, kind: 0 });
        }),
        ("resource 0 costs less at step 1 than at the step before, at level 1", |problem| {
            problem.supplies.cost[1][1] = -1;
        }),
        ("the supply of resource 0 could exceed 18446744073709551615", |problem| problem.supplies.width[0] = u64::MAX),
        ("`fits` has 0 entries, expected 1", |problem| problem.fits.clear()),
        ("entry 0 of `fits.level` is 2, expected less than 2", |problem| problem.fits[0].level = 2),
        ("fit table 1 forbids case 3 column 0", |problem| problem.fits.push(problem.fits[0].clone())),
        ("the worth at level 0 (`protection`) could exceed 9223372036854775807", |problem| {
            problem.cases.weight[0][0] = i64::MAX;
        }),
    ];
    for (expected, change) in faults {
        let SolvedProblem { mut problem, plan, certificate } = by_hand();
        change(&mut problem);
        let refusals = certify(&problem, &plan, Some(&certificate)).expect_err(expected);
        let sentences: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        assert!(sentences.iter().any(|sentence| sentence.contains(expected)), "{expected}: {sentences:?}");
    }
}

#[test]
fn a_deep_tree_is_replayed() {
    let SolvedProblem { problem, plan, mut certificate } = by_hand();
    let leaf = certificate.levels[0].tree.clone();
    certificate.levels[0].tree = (0..Branch::DEPTH).fold(leaf.clone(), |tree, _| {
        let (below, above) = (Box::new(tree), Box::new(leaf.clone()));
        Branch::Split { case: 0, option: 0, at_most: 0, below, above }
    });
    assert!(certify(&problem, &plan, Some(&certificate)).expect("a proof").is_optimal());
}

#[test]
fn a_bound_past_128_bits_is_refused() {
    let SolvedProblem { mut problem, plan, mut certificate } = by_hand();
    problem.cases.weight[0][3] = i64::MAX / 20;
    certificate.levels[0].denominator = i64::MAX;
    let refusals = certify(&problem, &plan, Some(&certificate)).expect_err("128 bits are not enough");
    assert!(refusals.contains(&Refusal::Overflow { level: 0, leaf: 0 }), "{refusals:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same on problems of every shape, with proofs that are loose.
    #[test]
    fn nothing_accepted_is_wrong(problem in problems(TINY), proofs in any_proofs(0..9)) {
        let Some(every) = every_plan(&problem, 2_000) else { return Ok(()) };
        let certificate = certificate(&problem, every.optimum(), &proofs);
        let solved = SolvedProblem { problem, plan: every.best.clone(), certificate };
        prop_assert!(!is_refused("nothing", &solved));
        let kinds = [
            mutation::placements, mutation::claims, mutation::prices, mutation::trees,
            mutation::supplies, mutation::amounts, mutation::rules, mutation::points,
        ];
        for (name, mutated) in kinds.into_iter().flat_map(|mutations| mutations(&solved)) {
            is_refused(&name, &mutated);
        }
    }

    /// In a fraction of a point so small that gains pass 64 bits, a proof says what it says in a larger one.
    #[test]
    fn a_proof_in_a_smaller_fraction_of_a_point_is_the_same(problem in problems(TINY), proofs in any_proofs(0..9)) {
        let Some(every) = every_plan(&problem, 2_000) else { return Ok(()) };
        let mut certificate = certificate(&problem, every.optimum(), &proofs);
        let verdict = certify(&problem, &every.best, Some(&certificate)).expect("a proof");
        certificate.levels.iter_mut().for_each(|proof| scale(proof, 1 << 57));
        prop_assert_eq!(certify(&problem, &every.best, Some(&certificate)), Ok(verdict));
    }
}

fn scale(proof: &mut LevelProof, by: i64) {
    proof.denominator *= by;
    let mut open = vec![&mut proof.tree];
    while let Some(branch) = open.pop() {
        match branch {
            Branch::Leaf(Prices { multiplier, price }) => {
                multiplier.iter_mut().chain(price).for_each(|points| *points *= by);
            }
            Branch::Split { below, above, .. } | Branch::Use { below, above, .. } => {
                open.extend([&mut **below, &mut **above]);
            }
        }
    }
}
