//! What `export` writes, read back and solved by somebody else.

mod model;
#[path = "../problems/mod.rs"]
mod problems;

use std::path::Path;

use model::Model;
use problems::{Size, TINY, every_plan, problems};
use proptest::prelude::*;
use resettle::pathway::{Estimate, compile};
use resettle::problem::text::{Format, Goal, write};
use resettle::problem::{Placement, Problem};
use resettle::scenario::{Changes, Scenario};

fn text(problem: &Problem, goal: &Goal, format: Format) -> String {
    let mut text = Vec::new();
    write(problem, goal, format, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// The best worth by level, each from a text of its own that keeps the levels before it.
fn solved(problem: &Problem) -> Vec<i64> {
    let mut worth: Vec<i64> = Vec::new();
    for level in 0..problem.levels.len() {
        let goal = Goal { level, at_least: worth.iter().copied().enumerate().collect() };
        let mps = Model::mps(&text(problem, &goal, Format::Mps));
        let others = (0..problem.levels.len()).filter(|&other| other != level);
        let order: Vec<String> = [level].into_iter().chain(others).map(|level| format!("level_{level}")).collect();
        assert_eq!(mps.objectives, order);
        for (level, _) in &goal.at_least {
            let row = |name: String| {
                let entries = mps.entries.iter().filter(move |((row, _), _)| *row == name);
                entries.map(|((_, column), &points)| (column.clone(), points)).collect::<Vec<_>>()
            };
            assert_eq!(row(format!("at_least_{level}")), row(format!("level_{level}")));
        }
        let mps = mps.first_objective();
        assert_eq!(mps, Model::lp(&text(problem, &goal, Format::Lp)));
        worth.push(mps.maximum().unwrap_or(0));
    }
    worth
}

#[test]
fn the_small_scenario_has_the_worth_that_its_readme_works_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small");
    let scenario = Scenario::load(&folder, &Changes::default()).expect("a sound scenario");
    assert_eq!(solved(&compile(&scenario, Estimate::Point).problem), [6200, 3, 2, 69]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// The worth of the best of all plans, counted out.
    #[test]
    fn the_text_has_the_problem_s_best_worth(problem in problems(Size { cases: 3, ..TINY })) {
        let Some(every) = every_plan(&problem, 100_000) else { return Ok(()) };
        let worth: Vec<i128> = solved(&problem).into_iter().map(i128::from).collect();
        prop_assert_eq!(&worth, every.optimum());
        // A best plan, by the names that are documented: with its takes alone the first level is worth as much.
        let goal = Goal { level: 0, at_least: Vec::new() };
        let mut pinned = Model::mps(&text(&problem, &goal, Format::Mps)).first_objective();
        pinned.columns.values_mut().filter(|(_, whole)| *whole).for_each(|column| column.0 = 0.0);
        for Placement { case, option, drawn, count } in &every.best.placements {
            let drawn = drawn.map_or(String::new(), |resource| format!("_{resource}"));
            let column = pinned.columns.get_mut(&format!("take_{case}_{option}{drawn}"));
            column.expect("a column a placement").0 = f64::from(*count);
        }
        prop_assert_eq!(pinned.maximum().map_or(0, i128::from), worth[0]);
    }
}
