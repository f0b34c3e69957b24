//! One problem with everything in it, word for word.

use super::*;
use crate::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Supplies, Use, Window};

/// Two families of three and one person, who may not take option 1. Option 0 takes resource 0 twice, option 1 once and a
/// decision from resource 1 or 2. Resource 0 has a step that pays, one of no units and one without end; resource 2 has none.
fn problem() -> Problem {
    let level = |name: &str, unit: &str| Level { name: name.to_owned(), unit: unit.to_owned() };
    let use_0 = Use { resource: 0, kind: 0 };
    let mut options = Options::default();
    options.push(0, &[use_0, use_0], None);
    options.push(1, &[use_0], Some(Window { ends: 2, kind: 0 }));
    let mut supplies = Supplies::new(2);
    supplies.push(&[(4, &[0, -2]), (0, &[0, 0]), (UNBOUNDED, &[0, 1])]);
    supplies.push(&[(5, &[])]);
    supplies.push(&[]);
    let problem = Problem {
        levels: vec![level("protection", "person-months"), level("wishes", "points")],
        kinds: 1,
        columns: 2,
        cases: Cases { count: vec![2, 1], need: vec![3, 1], class: vec![0, 0], weight: vec![vec![1, 5], vec![]] },
        classes: vec![Class { offers: vec![0, 1], worth: vec![vec![7, 2], vec![]], opens: 1 }],
        fits: vec![Fit { level: 1, points: vec![4, -1, 0, NOT_ALLOWED] }],
        options,
        supplies,
    };
    assert_eq!(problem.faults(), []);
    problem
}

fn text(problem: &Problem, goal: &Goal, format: Format) -> String {
    let mut text = Vec::new();
    write(problem, goal, format, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

const MPS: &str = "\
* Resettle: take_CASE_OPTION[_RESOURCE DRAWN FROM], step_RESOURCE_STEP; all numbers from 0.
* level_0: protection, in person-months
* level_1: wishes, in points; maximised
NAME resettle FREE
OBJSENSE
    MAX
ROWS
 N level_1
 N level_0
 L case_0
 L case_1
 E resource_0
 E resource_1
 E resource_2
 G at_least_0
COLUMNS
 MARKER 'MARKER' 'INTORG'
 take_0_0 level_1 4 level_0 7
 take_0_0 at_least_0 7 case_0 1
 take_0_0 resource_0 6
 take_0_1_1 level_1 -1 level_0 2
 take_0_1_1 at_least_0 2 case_0 1
 take_0_1_1 resource_0 3 resource_1 3
 take_0_1_2 level_1 -1 level_0 2
 take_0_1_2 at_least_0 2 case_0 1
 take_0_1_2 resource_0 3 resource_2 3
 take_1_0 level_0 35 at_least_0 35
 take_1_0 case_1 1 resource_0 2
 MARKER 'MARKER' 'INTEND'
 step_0_0 level_1 2 resource_0 -1
 step_0_1 resource_0 -1
 step_0_2 level_1 -1 resource_0 -1
 step_1_0 resource_1 -1
RHS
 RHS case_0 2
 RHS case_1 1
 RHS at_least_0 9
BOUNDS
 UP B take_0_0 2
 UP B take_0_1_1 2
 UP B take_0_1_2 2
 UP B take_1_0 1
 UP B step_0_0 4
 FX B step_0_1 0
 PL B step_0_2
 UP B step_1_0 5
ENDATA
";

const LP: &str = "\
\\ Resettle: take_CASE_OPTION[_RESOURCE DRAWN FROM], step_RESOURCE_STEP; all numbers from 0.
\\ level_0: protection, in person-months
\\ level_1: wishes, in points; maximised
Maximize
 level_1: + 4 take_0_0
 - 1 take_0_1_1
 - 1 take_0_1_2
 + 2 step_0_0
 - 1 step_0_2
Subject To
 case_0: + 1 take_0_0
 + 1 take_0_1_1
 + 1 take_0_1_2
 <= 2
 case_1: + 1 take_1_0
 <= 1
 resource_0: + 6 take_0_0
 + 3 take_0_1_1
 + 3 take_0_1_2
 + 2 take_1_0
 - 1 step_0_0
 - 1 step_0_1
 - 1 step_0_2
 = 0
 resource_1: + 3 take_0_1_1
 - 1 step_1_0
 = 0
 resource_2: + 3 take_0_1_2
 = 0
 at_least_0: + 7 take_0_0
 + 2 take_0_1_1
 + 2 take_0_1_2
 + 35 take_1_0
 >= 9
Bounds
 0 <= take_0_0 <= 2
 0 <= take_0_1_1 <= 2
 0 <= take_0_1_2 <= 2
 0 <= take_1_0 <= 1
 0 <= step_0_0 <= 4
 0 <= step_0_1 <= 0
 0 <= step_1_0 <= 5
General
 take_0_0
 take_0_1_1
 take_0_1_2
 take_1_0
End
";

#[test]
fn a_problem_with_everything_in_it() {
    let goal = Goal { level: 1, at_least: vec![(0, 9)] };
    assert_eq!(text(&problem(), &goal, Format::Mps), MPS);
    assert_eq!(text(&problem(), &goal, Format::Lp), LP);
}

#[test]
fn a_row_of_lp_without_terms_has_one_of_nothing() {
    let mut problem = problem();
    problem.fits[0].points = vec![NOT_ALLOWED; 4];
    let goal = Goal { level: 0, at_least: vec![] };
    let lp = text(&problem, &goal, Format::Lp);
    let rows = lp.split_once("Maximize\n").unwrap().1.split_once("Bounds\n").unwrap().0;
    let expected = " level_0: + 0 step_0_0
Subject To
 case_0: + 0 step_0_0
 <= 2
 case_1: + 0 step_0_0
 <= 1
 resource_0: - 1 step_0_0
 - 1 step_0_1
 - 1 step_0_2
 = 0
 resource_1: - 1 step_1_0
 = 0
 resource_2: + 0 step_0_0
 = 0
";
    assert_eq!(rows, expected);
}
