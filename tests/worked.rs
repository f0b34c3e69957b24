//! Scenarios of a few lines worked out by hand, from their files to the worth of the plan, and every
//! solver on each: elastic supply, minima worth meeting, objectives merged into one. The greedy solver
//! looks at one family after the other, so its plan is only held to be no better.
//!
//! A person placed in the only period is worth 100 points of protection, or 200 in the first and 100
//! in the second of two. A fair share and a minimum are worth points of sharing, an elastic place
//! costs them.

use resettle::certify::certify;
use resettle::pathway::{Estimate, compile};
use resettle::problem::Problem;
use resettle::scenario::{Changes, Scenario};
use resettle::solve::milp::{self, Backend};
use resettle::solve::{Answer, Settings, greedy, prices};

/// A solver by its name.
type Solver = (&'static str, fn(&Problem) -> Answer);

const EXACT: &[Solver] = &[
    ("milp with microlp", |problem| milp::solve(problem, &Settings::default(), Backend::MicroLp).expect("a plan")),
    #[cfg(feature = "highs")]
    ("milp with HiGHS", |problem| milp::solve(problem, &Settings::default(), Backend::Highs).expect("a plan")),
    ("prices", |problem| prices::solve(problem, &Settings::default())),
];

/// Holds every solver to what a scenario's best plan is worth, level by level.
fn worth(files: &[(&str, &str)], objectives: &str, expected: &[i64]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).expect("a file");
    }
    let changes = Changes { set: vec![format!("objectives={objectives}")], without: Vec::new() };
    let scenario = Scenario::load(folder.path(), &changes)
        .unwrap_or_else(|complaints| panic!("{objectives}:\n{}", complaints.render(false)));
    let compiled = compile(&scenario, Estimate::Point);
    let found = |name: &str, answer: &Answer| -> Vec<i64> {
        let verdict = certify(&compiled.problem, &answer.plan, answer.certificate.as_ref())
            .unwrap_or_else(|refusals| panic!("{objectives}, {name}: {refusals:?}"));
        verdict.levels.iter().map(|level| level.worth).collect()
    };
    for (name, solve) in EXACT {
        assert_eq!(found(name, &solve(&compiled.problem)), expected, "{objectives}, {name}");
    }
    let greedy = found("greedy", &greedy::solve(&compiled.problem));
    assert!(greedy[..] <= *expected, "{objectives}, greedy: {greedy:?}");
}

const KEY: &str = "acknowledge = [\"sharing\"]\n[sharing]\npopulation = 1\n";

#[test]
fn places_beyond_the_pledge_cost_more_and_more() {
    let files = [
        ("scenario.toml", KEY),
        ("caseload.csv", "id,persons,count\nA,1,5\n"),
        ("destinations.csv", "code,name,population\nMNG,Mongolia,1\n"),
        ("capacity.csv", "place,kind,amount,cost\nMNG,places,2,0\nMNG,places,2,3\nMNG,places,9,7\n"),
    ];
    // The only country's fair share is everybody, a point each. All five go: 500. Then
    // 5 − (2·0 + 2·3 + 1·7) = −8.
    worth(&files, r#"["protection", "sharing"]"#, &[500, -8]);
    // Merged, a person is worth 100 + 40, and a place costs 0, 120 or 280: two go at 140 and two at 20,
    // the fifth would lose 140.
    worth(&files, r#"[["protection", { sharing = 40 }]]"#, &[320]);
}

#[test]
fn cheap_steps_are_taken_before_a_fair_share_is_filled() {
    let files = [
        ("scenario.toml", KEY),
        ("caseload.csv", "id,persons,count\nA,1,4\n"),
        ("destinations.csv", "code,name,population\nMNG,Mongolia,3\nUSA,United States,1\n"),
        (
            "capacity.csv",
            "place,kind,amount,cost\nMNG,places,1,0\nMNG,places,5,4\nUSA,places,1,0\nUSA,places,1,2\nUSA,places,5,6\n",
        ),
    ];
    // Fair shares are 3 and 1. Two each: 2 + 1 − (0 + 4) − (0 + 2) = −3. Three and one: 4 − 8 = −4.
    // One and three: 1 + 1 − 8 = −6.
    worth(&files, r#"["protection", "sharing"]"#, &[400, -3]);
}

#[test]
fn a_minimum_is_met_where_it_is_worth_it() {
    let destinations = "\
code,name,places,population,minimum,minimum_worth
MNG,Mongolia,9,2,,
USA,United States,9,1,2,5
";
    let files = [
        ("scenario.toml", KEY),
        ("caseload.csv", "id,persons,preferred\nA,1,MNG\nB,1,USA MNG\nC,1,MNG USA\n"),
        ("destinations.csv", destinations),
    ];
    // Fair shares are 2 and 1, and the first two in the United States are worth 5 each. Two go there:
    // 1 + 1 + 10 = 12; one: 2 + 1 + 5 = 8; three: 1 + 10 = 11. The one who goes to Mongolia is A, by
    // wishes: 4 + 4 + 3 = 11; B would be 3 + 0 + 3, C 4 + 0 + 4.
    worth(&files, r#"["protection", "sharing", "wishes"]"#, &[300, 12, 11]);
}

#[test]
fn a_minimum_is_met_against_protection_by_its_weight_alone() {
    let destinations = "\
code,name,places,processing,population,minimum,minimum_worth
MNG,Mongolia,9,0,1,,
USA,United States,9,1,1,1,2
";
    let toml = format!("{KEY}[horizon]\nperiods = 2\n");
    let files = [
        ("scenario.toml", toml.as_str()),
        ("caseload.csv", "id,persons,count\nA,1,2\n"),
        ("destinations.csv", destinations),
    ];
    // Fair shares are 1 and 1; the first in the United States is worth 3 of sharing, a month later.
    // At 60: one each, 200 + 60 + 100 + 180 = 540; both to Mongolia 460, both to the United States 380.
    worth(&files, r#"[["protection", { sharing = 60 }]]"#, &[540]);
    // At 1: both to Mongolia, 401; one each would be 201 + 103.
    worth(&files, r#"[["protection", { sharing = 1 }]]"#, &[401]);
}

#[test]
fn a_wish_outweighs_a_month_where_it_is_merged_by_enough() {
    let files = [
        ("scenario.toml", "[horizon]\nperiods = 2\n"),
        ("caseload.csv", "id,persons,preferred\nA,1,USA\nB,1,\n"),
        ("destinations.csv", "code,name,places,processing\nMNG,Mongolia,9,0\nUSA,United States,9,1\n"),
    ];
    // A: 200 at once, or 100 and the first wish, 4 points, a month later. B: 200.
    worth(&files, r#"[["protection", { wishes = 30 }]]"#, &[420]);
    worth(&files, r#"[["protection", { wishes = 20 }]]"#, &[400]);
}

#[test]
fn a_deadline_outweighs_a_hazard_where_it_is_merged_by_enough() {
    let files = [
        ("scenario.toml", "[horizon]\nperiods = 2\n[deadlines]\nurgent = 0\n"),
        ("caseload.csv", "id,persons,hazard_weight,priority\nA,1,2,normal\nB,1,1,urgent\n"),
        ("destinations.csv", "code,name\nMNG,Mongolia\n"),
        ("capacity.csv", "place,kind,per,amount\nMNG,places,period,1\n"),
    ];
    // One place a month. A first: 2·200 + 100 = 500, and B is late. B first: 200 + 2·100 = 400, in time.
    worth(&files, r#"[["protection", { deadlines = 150 }]]"#, &[550]);
    worth(&files, r#"[["protection", { deadlines = 50 }]]"#, &[500]);
    // One after the other, protection alone decides.
    worth(&files, r#"["protection", "deadlines"]"#, &[500, 0]);
}
