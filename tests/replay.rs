//! `tests/replay.py`, written from the documents of the formats alone, agrees with `certify`.

#[allow(dead_code, reason = "other tests draw countings at random")]
#[path = "problems/counted.rs"]
mod counted;
#[path = "problems/drawn.rs"]
mod drawn;
#[allow(dead_code, unused_imports, reason = "other tests list every plan")]
#[path = "problems/mod.rs"]
mod problems;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use counted::{ninety_five, proof, two_places};
use drawn::drawn;
use problems::{TINY, problems};
use proptest::prelude::*;
use proptest::sample::Index;
use resettle::certify::{Refusal, certify};
use resettle::problem::counting::{Duals, Node};
use resettle::problem::text::{self, Format, Goal};
use resettle::problem::{Branch, Certificate, Counting, LevelProof, NOT_ALLOWED, Plan, Prices, Problem};
use resettle::solve::{Settings, prices};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The program, in a folder.
fn resettle(folder: &Path, arguments: &[&str]) {
    assert_cmd::Command::cargo_bin("resettle").unwrap().current_dir(folder).args(arguments).assert().success();
}

/// The lines that the script prints, or the reason for which it refuses.
fn replay(folder: &Path, files: &[&str]) -> Result<Vec<String>, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay.py");
    let run = Command::new("python3").current_dir(folder).arg(script).args(files).output();
    let Output { status, stdout, stderr } = run.expect("this test needs `python3`, 3.9 or later, on the PATH");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    match status.code() {
        Some(0) => Ok(text(stdout).lines().map(str::to_owned).collect()),
        Some(1) => Err(text(stderr)),
        _ => panic!("{status}: {}", text(stderr)),
    }
}

/// A folder with a problem, a plan and a certificate.
struct Files(TempDir);

impl Files {
    fn of(problem: &Problem, plan: &Plan) -> Files {
        let files = Files(tempfile::tempdir().unwrap());
        let mut mps = fs::File::create(files.0.path().join("problem.mps")).unwrap();
        text::write(problem, &Goal { level: 0, at_least: Vec::new() }, Format::Mps, &mut mps).unwrap();
        let mut table = csv::Writer::from_path(files.0.path().join("plan.csv")).unwrap();
        table.write_record(["case", "option", "drawn", "count"]).unwrap();
        for placement in &plan.placements {
            let drawn = placement.drawn.map_or(String::new(), |drawn| drawn.to_string());
            let [case, option, count] = [placement.case, placement.option, placement.count].map(|n| n.to_string());
            table.write_record([case, option, drawn, count]).unwrap();
        }
        table.flush().unwrap();
        files
    }

    fn replay(&self, certificate: &Certificate) -> Result<Vec<String>, String> {
        fs::write(self.0.path().join("proof.json"), serde_json::to_string(certificate).unwrap()).unwrap();
        replay(self.0.path(), &["problem.mps", "proof.json", "plan.csv"])
    }
}

/// The bounds that `certify` finds instead of the claimed ones.
fn rebound(problem: &Problem, plan: &Plan, certificate: &mut Certificate) {
    let refusals = certify(problem, plan, Some(certificate)).err().unwrap_or_default();
    for refusal in refusals {
        let Refusal::Bound { level, recomputed: Some(bound), .. } = refusal else { panic!("{refusal}") };
        certificate.levels[level].bound = bound.try_into().unwrap();
    }
}

#[test]
fn every_level_of_the_small_scenario_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small").display().to_string();
    resettle(folder.path(), &["solve", &scenario, "--output", "run"]);
    resettle(folder.path(), &["export", &scenario, "--output", "small.mps"]);
    let lines = replay(folder.path(), &["small.mps", "run/certificate.json"]).unwrap();
    let found = [("protection", 6200), ("deadlines", 3), ("families", 2), ("wishes", 69)];
    assert_eq!(lines, found.map(|(name, points)| format!("{name}: worth {points}, bound {points}, gap 0, optimal")));
}

/// The problem as a matrix, as `src/problem/matrix.rs` has it.
fn matrix(problem: &Problem) -> Vec<u8> {
    let sizes = [problem.len(), problem.columns, problem.kinds].map(|size| u32::try_from(size).unwrap());
    let supply = problem.supplies.width.iter().map(|&width| u32::try_from(width).unwrap());
    let mut bytes = b"RSTL".to_vec();
    bytes.extend(sizes.into_iter().chain(supply).flat_map(u32::to_le_bytes));
    bytes.extend(problem.cases.need.iter().map(|&need| u8::try_from(need).unwrap()));
    let score = |&points: &i32| if points == NOT_ALLOWED { u16::MAX } else { points.try_into().unwrap() };
    bytes.extend(problem.fits[0].points.iter().map(score).flat_map(u16::to_le_bytes));
    bytes
}

#[test]
fn a_packing_is_replayed_and_refused_when_it_is_tampered_with() {
    let problem = drawn(1, 120, 8, 1, 1);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("year.bin"), matrix(&problem)).unwrap();
    resettle(folder.path(), &["bench", "year.bin", "--output", "."]);
    resettle(folder.path(), &["export", "year.bin", "--output", "year.mps"]);
    let lines = replay(folder.path(), &["year.mps", "year.certificate.json", "year.plan.csv"]).unwrap();
    assert!(lines.len() == 1 && lines[0].ends_with("gap 0, optimal"), "{lines:?}");

    let certificate = fs::read_to_string(path("year.certificate.json")).unwrap();
    let certificate: Value = serde_json::from_str(&certificate).unwrap();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut other = certificate.clone();
        change(&mut other["levels"][0]);
        fs::write(path("other.json"), other.to_string()).unwrap();
        replay(folder.path(), &["year.mps", "other.json", "year.plan.csv"]).unwrap_err()
    };
    let add = |value: &mut Value, more: i64| *value = json!(value.as_i64().unwrap() + more);
    let splits = certificate["levels"][0]["packing"]["nodes"].as_array().expect("a packing").iter();
    assert!(splits.clone().filter(|node| node["step"] == "split").count() > 0, "a tree");
    assert!(splits.filter(|node| node["roundings"].is_array()).count() > 0, "roundings");
    let forget = |level: &mut Value| {
        for rounding in level["packing"]["roundings"].as_array_mut().unwrap() {
            rounding["resources"] = json!([]);
        }
    };
    assert!(refused(&|level| forget(level)).contains("the formula gives"));
    assert!(
        refused(&|level| add(&mut level["packing"]["roundings"][0]["cases"][0][1], 1 << 40)).contains("wrong weight")
    );
    let price = |level: &mut Value, price: Value| level["packing"]["nodes"][0]["roundings"] = price;
    assert!(refused(&|level| price(level, json!([[0, -1]]))).contains("of no rounding"));
    assert!(refused(&|level| price(level, json!([[999, 1]]))).contains("of no rounding"));
    assert!(refused(&|level| add(&mut level["bound"], -1)).contains("the formula gives"));
    assert!(refused(&|level| add(&mut level["packing"]["target"], 1)).contains("the formula gives"));
    assert!(
        refused(&|level| add(&mut level["packing"]["nodes"][0]["prices"][0][1], 1 << 50)).contains("the formula gives")
    );
    assert!(refused(&|level| level["packing"]["nodes"][0]["prices"][0][1] = json!(-1)).contains("below 0"));
    assert!(refused(&|level| level["denominator"] = json!(1.5)).contains("not the documented format"));
    assert!(refused(&|level| drop(level["packing"]["nodes"].as_array_mut().unwrap().pop())).contains("cut short"));
    let twice = |nodes: &mut Vec<Value>| nodes.push(nodes[nodes.len() - 1].clone());
    assert!(
        refused(&|level| twice(level["packing"]["nodes"].as_array_mut().unwrap())).contains("after its last branch")
    );
    assert!(refused(&|level| add(&mut level["worth"], -1)).contains("the plan is not worth"));

    let mut plan = fs::File::create(path("full.csv")).unwrap();
    writeln!(plan, "case,option,drawn,count").unwrap();
    for case in (0..problem.len()).filter(|&case| problem.allows(case, 0)) {
        writeln!(plan, "{case},0,,1").unwrap();
    }
    let overfilled = replay(folder.path(), &["year.mps", "year.certificate.json", "full.csv"]).unwrap_err();
    assert!(overfilled.contains("too little of resources, by units: {0: "), "{overfilled}");
}

/// Below the plan's worth a target leaves boxes open, whose bounds `certify` and the script find each on its own.
#[test]
fn open_packings_have_the_same_bounds() {
    for (seed, cases, places, kinds, levels) in [(1, 120, 8, 1, 1), (3, 30, 3, 2, 1), (4, 60, 5, 1, 2)] {
        let problem = drawn(seed, cases, places, kinds, levels);
        let answer = prices::solve(&problem, &Settings::default());
        let mut certificate = answer.certificate.unwrap();
        let files = Files::of(&problem, &answer.plan);
        assert_eq!(files.replay(&certificate).unwrap().len(), levels);
        let last = certificate.levels.last_mut().unwrap();
        last.packing.as_mut().expect("a packing").target -= 3;
        // A packing does not look at the prices of what it packs: with these the tree's own bound is no help to it.
        let Branch::Leaf(leaf) = &mut last.tree else { panic!("a single leaf") };
        leaf.price.iter_mut().for_each(|price| *price += 1 << 45);
        rebound(&problem, &answer.plan, &mut certificate);
        let lines = files.replay(&certificate).unwrap();
        let bound = certificate.levels.last().unwrap().bound;
        assert!(lines[levels - 1].contains(&format!("bound {bound}, ")), "{lines:?}");
    }
}

#[test]
fn a_counting_is_replayed_and_refused_when_it_is_tampered_with() {
    let problem = two_places(1);
    let plan = prices::solve(&problem, &Settings::default()).plan;
    let worth = certify(&problem, &plan, None).expect("a plan").levels[0].worth;
    let files = Files::of(&problem, &plan);
    let replayed = |change: &dyn Fn(&mut Counting)| {
        let mut counting = ninety_five();
        change(&mut counting);
        files.replay(&Certificate { levels: vec![proof(&problem, 0, worth, counting)] })
    };
    assert!(replayed(&|_| ()).unwrap()[0].contains("bound 95"));
    let refused = |change: &dyn Fn(&mut Counting)| replayed(change).unwrap_err();
    let Node::Close(duals) = ninety_five().nodes[3].clone() else { panic!("a closed node") };
    let priced = |splits: [(u32, i64); 2]| {
        let duals = Duals { splits: splits.to_vec(), ..duals.clone() };
        refused(&|counting| counting.nodes[3] = Node::Close(duals.clone()))
    };
    assert!(priced([(0, 29), (1, 30)]).contains("a counting gives 96, above 95"));
    assert!(priced([(0, 30), (1, -1)]).contains("below 0"));
    assert!(priced([(1, 30), (0, 30)]).contains("no rising order"));
    assert!(priced([(0, 30), (2, 30)]).contains("none above"));
    assert!(refused(&|counting| drop(counting.nodes.remove(0))).contains("a counting gives 100, above 95"));
    assert!(refused(&|counting| drop(counting.nodes.pop())).contains("cut short"));
    assert!(refused(&|counting| counting.nodes.push(counting.nodes[5].clone())).contains("after its last branch"));
    let split = Node::Split { case: 5, option: 0, at_most: 0 };
    assert!(refused(&|counting| counting.nodes[1] = split.clone()).contains("may not split"));
}

/// A tree that splits at these pairs, each further split in the branch below.
fn tree(problem: &Problem, splits: &[(Index, u32)], leaves: &mut impl Iterator<Item = Prices>) -> Branch {
    let offers = |case: usize| problem.class(case).offers.iter().map(move |&option| (case, option));
    let allowed = |&(case, option): &(usize, u32)| problem.allows(case, problem.options.column[option as usize]);
    let pairs: Vec<(usize, u32)> = (0..problem.len()).flat_map(offers).filter(allowed).collect();
    match splits {
        [(pair, at_most), splits @ ..] if !pairs.is_empty() => {
            let (case, option) = *pair.get(&pairs);
            let above = Box::new(Branch::Leaf(leaves.next().unwrap()));
            let below = Box::new(tree(problem, splits, leaves));
            Branch::Split { case: case.try_into().unwrap(), option, at_most: *at_most, below, above }
        }
        _ => Branch::Leaf(leaves.next().unwrap()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Windows, counts, costs, several levels, trees: whatever the prices, the same bounds.
    #[test]
    fn any_tree_has_the_same_bounds(
        problem in problems(TINY),
        splits in proptest::collection::vec((any::<Index>(), 0..2_u32), 0..4),
        numbers in proptest::collection::vec(-40..160_i64, 24),
        denominator in 1..20_i64,
    ) {
        let plan = prices::solve(&problem, &Settings::default()).plan;
        let verdict = certify(&problem, &plan, None).expect("a plan");
        let mut numbers = numbers.into_iter().cycle();
        let mut levels = Vec::new();
        for (level, verdict) in verdict.levels.iter().enumerate() {
            let mut leaves = std::iter::repeat_with(|| Prices {
                multiplier: numbers.by_ref().take(level).map(i64::abs).collect(),
                price: numbers.by_ref().take(problem.supplies.len()).collect(),
            });
            let tree = tree(&problem, &splits, &mut leaves);
            levels.push(LevelProof { worth: verdict.worth, bound: i64::MIN, denominator, tree, packing: None, counting: None });
        }
        let mut certificate = Certificate { levels };
        rebound(&problem, &plan, &mut certificate);
        let files = Files::of(&problem, &plan);
        let lines = files.replay(&certificate);
        prop_assert!(lines.is_ok(), "{lines:?}");
        certificate.levels.last_mut().unwrap().bound += 1;
        prop_assert!(files.replay(&certificate).unwrap_err().contains("the formula gives"));
    }
}
