//! Proof by counting: optimal where prices alone keep a gap, sound whatever the prices, refused when tampered with.

#[path = "problems/counted.rs"]
mod counted;
#[path = "problems/mod.rs"]
mod problems;

use counted::{Grown, ninety_five, proof, raised, two_places};
use problems::{Size, TINY, every_plan, problems};
use proptest::prelude::*;
use resettle::certify::certify;
use resettle::problem::counting::{Duals, Node};
use resettle::problem::{Branch, Certificate, Counting, LevelProof, Plan, Prices, Problem, Window};
use std::cell::Cell;

fn certificate(problem: &Problem, worth: i64, counting: Counting) -> Certificate {
    Certificate { levels: vec![proof(problem, 0, worth, counting)] }
}

/// Why the plan of nobody is refused with this counting.
fn refused(problem: &Problem, change: &dyn Fn(&mut Counting)) -> String {
    let mut counting = ninety_five();
    change(&mut counting);
    let refusals = certify(problem, &Plan::default(), Some(&certificate(problem, 0, counting))).unwrap_err();
    refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn duals(counting: &mut Counting, node: usize) -> &mut Duals {
    match &mut counting.nodes[node] {
        Node::Close(duals) | Node::Narrow(duals) => duals,
        Node::Split { .. } => panic!("a split has no prices"),
    }
}

#[test]
fn what_prices_leave_open_is_proven_by_counting() {
    let problem = two_places(1);
    let all = every_plan(&problem, 1 << 20).expect("few plans");
    assert_eq!(all.optimum(), [95]);
    let counted = certificate(&problem, 95, ninety_five());
    assert!(certify(&problem, &all.best, Some(&counted)).expect("the proof holds").is_optimal());
    // Who is left out from the start would cost 5 points more.
    let whole = refused(&problem, &|counting| drop(counting.nodes.remove(0)));
    assert!(whole.contains("a bound of 100, above the target 95 (node 2)"), "{whole}");
    let leaf = Branch::Leaf(Prices { multiplier: Vec::new(), price: vec![10, 10] });
    let alone = LevelProof { bound: 105, tree: leaf, counting: None, ..counted.levels[0].clone() };
    let verdict = certify(&problem, &all.best, Some(&Certificate { levels: vec![alone] })).expect("the proof holds");
    assert!(!verdict.is_optimal());
    let text = serde_json::to_string(&counted).expect("numbers");
    assert_eq!(serde_json::from_str::<Certificate>(&text).expect("a proof"), counted);
}

/// So many cases that several threads look at them, each with its own names for the cells.
#[test]
fn cases_far_apart_are_counted_together() {
    let problem = two_places(100_000);
    let mut counting = ninety_five();
    let proven = certificate(&problem, 0, counting.clone());
    certify(&problem, &Plan::default(), Some(&proven)).expect("the proof holds");
    // As good if the split is that of the other family of three, at the end.
    let Node::Split { case, .. } = &mut counting.nodes[1] else { panic!("a split") };
    *case = 100_002;
    let proven = certificate(&problem, 0, counting);
    certify(&problem, &Plan::default(), Some(&proven)).expect("the proof holds");
    let split = |counting: &mut Counting| counting.nodes[1] = Node::Split { case: 1, option: 0, at_most: 1 };
    assert!(refused(&problem, &split).contains("above the target"));
}

#[test]
fn a_counting_is_refused_when_it_is_tampered_with() {
    let problem = two_places(1);
    let refused = |change: &dyn Fn(&mut Counting)| refused(&problem, change);
    let bound = "the counting of level 0 gives a bound of 96, above the target 95 (node 3)";
    assert_eq!(refused(&|counting| duals(counting, 3).splits[0].1 -= 1), bound);
    assert!(refused(&|counting| duals(counting, 4).splits[1].1 -= 100).contains("above the target 95 (node 4)"));
    assert!(refused(&|counting| counting.target -= 1).contains("above the target 94"));
    assert!(refused(&|counting| counting.denominator = 0).contains("in 1/0 of a point"));
    assert!(refused(&|counting| duals(counting, 0).price.push(0)).contains("3 prices, expected 2 (node 0)"));
    assert!(refused(&|counting| duals(counting, 4).multiplier.push(0)).contains("1 multipliers, expected 0 (node 4)"));
    let below = |counting: &mut Counting| duals(counting, 3).splits[1].1 = -1;
    assert!(refused(&below).contains("no rising order, below 0, or past the 2 above (node 3)"));
    assert!(refused(&|counting| duals(counting, 3).splits.swap(0, 1)).contains("no rising order"));
    assert!(refused(&|counting| duals(counting, 3).splits[1].0 = 0).contains("no rising order"));
    assert!(refused(&|counting| duals(counting, 5).splits[0].0 = 1).contains("past the 1 above (node 5)"));
    assert!(refused(&|counting| duals(counting, 0).splits.push((0, 1))).contains("past the 0 above (node 0)"));
    let split = |case, option| Node::Split { case, option, at_most: 0 };
    for other in [split(5, 0), split(0, 2)] {
        assert!(refused(&|counting| counting.nodes[1] = other.clone()).contains("not allowed (node 1)"));
    }
    assert!(refused(&|counting| drop(counting.nodes.pop())).contains("ends before its last branch (node 5)"));
    assert!(refused(&|counting| counting.nodes.clear()).contains("ends before its last branch (node 0)"));
    assert!(refused(&|counting| counting.nodes.push(counting.nodes[5].clone())).contains("last branch (node 6)"));
    let large = |counting: &mut Counting| {
        (counting.denominator, counting.nodes[2]) = (i64::MAX, Node::Split { case: 0, option: 1, at_most: u64::MAX });
        duals(counting, 4).splits = vec![(0, i64::MAX), (1, i64::MAX)];
        duals(counting, 3).splits = vec![(0, i64::MAX), (1, i64::MAX)];
    };
    assert!(refused(&large).contains("pass 128 bits (node 3)"));
    let deep = |counting: &mut Counting| counting.nodes = vec![split(0, 0); Counting::DEPTH + 1];
    assert!(refused(&deep).contains("deeper than 2000 splits (node 2000)"));
}

#[test]
fn a_deep_counting_is_replayed() {
    let problem = two_places(1);
    let mut counting = ninety_five();
    let (narrow, others) = counting.nodes.split_first().expect("nodes");
    let mut nodes = vec![narrow.clone()];
    // Nobody is on the first place more often than at all: the branch *more* is closed by its own price.
    let splits = Counting::DEPTH - 2;
    nodes.extend((0..splits).map(|_| Node::Split { case: 0, option: 0, at_most: 1_000 }));
    let below = u32::try_from(splits).expect("few splits");
    for node in others {
        let mut node = node.clone();
        if let Node::Close(duals) = &mut node {
            duals.splits.iter_mut().for_each(|(split, _)| *split += below);
        }
        nodes.push(node);
    }
    let more = |split: u32| Duals { price: vec![0, 0], splits: vec![(split, 100)], ..Duals::default() };
    nodes.extend((0..below).rev().map(|split| Node::Close(more(split))));
    counting.nodes = nodes;
    let proven = certificate(&problem, 0, counting);
    certify(&problem, &Plan::default(), Some(&proven)).expect("the proof holds");
}

#[test]
fn windows_and_negative_multipliers_are_refused() {
    let mut problem = two_places(1);
    problem.options.window[1] = Some(Window { ends: 1, kind: 0 });
    assert!(refused(&problem, &|_| ()).contains("counts option 1, which has a window"));
    let mut problem = two_places(1);
    problem.levels.push(problem.levels[0].clone());
    problem.cases.weight.push(Vec::new());
    problem.classes[0].worth.push(Vec::new());
    problem.supplies.cost.push(Vec::new());
    let duals = Duals { multiplier: vec![-1], price: vec![0, 0], ..Duals::default() };
    let counting = Counting { target: 500, denominator: 1, nodes: vec![Node::Close(duals)] };
    let first = LevelProof { counting: None, bound: 8 << 40, ..proof(&problem, 0, 0, counting.clone()) };
    let levels = vec![first, proof(&problem, 1, 0, counting)];
    let refusals = certify(&problem, &Plan::default(), Some(&Certificate { levels })).unwrap_err();
    let reasons: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert!(reasons.concat().contains("a multiplier of -1, expected at least 0 (node 0)"), "{reasons:?}");
}

thread_local! {
    /// Countings looked at, those with the smallest target that can hold, and those of several nodes among these.
    static SEEN: Cell<[u32; 3]> = const { Cell::new([0; 3]) };
}

fn sound(mut problem: Problem, seed: u64, nobody: bool) {
    problem.options.window.iter_mut().for_each(|window| *window = None);
    // So few kinds of families that many have equal needs.
    problem.cases.need.iter_mut().for_each(|need| *need = *need % 2 + 1);
    let Some(all) = every_plan(&problem, 1 << 16) else { return };
    let plan = if nobody { Plan::default() } else { all.best.clone() };
    let worth: Vec<i64> =
        certify(&problem, &plan, None).expect("a plan").levels.iter().map(|level| level.worth).collect();
    let level = problem.levels.len() - 1;
    let as_good = |plan: &&Vec<i128>| (0..level).all(|earlier| plan[earlier] >= i128::from(worth[earlier]));
    let best = all.worths.iter().filter(as_good).map(|worth| worth[level]).max().expect("the plan itself");
    let best = i64::try_from(best).expect("few points");
    let earlier = |level: usize| LevelProof {
        counting: None,
        ..proof(&problem, level, worth[level], Counting { target: 0, denominator: 1, nodes: Vec::new() })
    };
    let mut levels: Vec<LevelProof> = (0..level).map(earlier).collect();
    // From a target that cannot hold, so that whoever leaves out too much is seen to.
    let counting = Grown::counting(&problem, level, seed, best - 1);
    let several = counting.nodes.len() > 1;
    levels.push(proof(&problem, level, worth[level], counting));
    let target = raised(&problem, &plan, &mut Certificate { levels }, level);
    assert!(target >= best, "{target} is below {best}");
    let [all, tight, trees] = SEEN.get();
    let tight_here = target == best;
    SEEN.set([all + 1, tight + u32::from(tight_here), trees + u32::from(tight_here && several)]);
}

/// Whatever the prices, the narrowings and the splits: no plan is worth more than the target of what is accepted.
#[test]
fn any_counting_is_sound() {
    let config = ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() };
    let size = Size { options: 3, ..TINY };
    proptest!(config, |(problem in problems(size), seed in any::<u64>(), nobody in any::<bool>())| {
        sound(problem, seed, nobody);
    });
    let [all, tight, trees] = SEEN.get();
    assert!(tight * 20 > all && trees * 50 > all, "of {all} only {tight} are tight, {trees} of them trees");
}
