//! A problem small enough to be solved by hand, written in a few lines.

use resettle::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Problem, Supplies, Use, Window};

/// The pair is forbidden.
pub const NO: i32 = NOT_ALLOWED;

/// A problem with its best worth by level.
pub struct Instance {
    /// What it is about.
    pub name: &'static str,
    /// The problem.
    pub problem: Problem,
    /// The best worth by level, worked out in the comment beside it.
    pub optimum: Vec<i64>,
}

/// A problem with nothing in it yet but one class without offers.
pub fn empty(levels: usize, kinds: usize, columns: usize) -> Problem {
    let name = |level| Level { name: format!("level {level}"), unit: "points".to_owned() };
    Problem {
        levels: (0..levels).map(name).collect(),
        kinds,
        columns,
        cases: Cases { weight: vec![Vec::new(); levels], ..Cases::default() },
        classes: vec![class(levels, 0)],
        fits: vec![Fit { level: 0, points: Vec::new() }],
        options: Options::default(),
        supplies: Supplies::new(levels),
    }
}

/// A class without offers whose windows open at this resource.
pub fn class(levels: usize, opens: u32) -> Class {
    Class { offers: Vec::new(), worth: vec![Vec::new(); levels], opens }
}

/// Adds a case of the first class; the points stand in the last fit table.
pub fn case(problem: &mut Problem, count: u32, needs: &[u32], points: &[i32]) {
    problem.cases.count.push(count);
    problem.cases.need.extend_from_slice(needs);
    problem.cases.class.push(0);
    problem.fits.last_mut().unwrap().points.extend_from_slice(points);
}

/// Adds an option, offered to every class, that uses these resources by these kinds of need.
pub fn option(problem: &mut Problem, column: u32, uses: &[(u32, u16)], window: Option<u32>) {
    let uses: Vec<Use> = uses.iter().map(|&(resource, kind)| Use { resource, kind }).collect();
    let option = problem.options.push(column, &uses, window.map(|ends| Window { ends, kind: 0 }));
    for class in &mut problem.classes {
        class.offers.push(option);
    }
}

/// Destinations in a row, one a column: each an option and a resource of so many persons.
pub fn destinations(problem: &mut Problem, places: &[u64]) {
    for (at, &places) in (0..).zip(places) {
        problem.supplies.push(&[(places, &[])]);
        option(problem, at, &[(at, 0)], None);
    }
}

/// Adds a level whose fit table has these points, case by case.
pub fn level_points(problem: &mut Problem, level: usize, points: &[i32]) {
    problem.fits.push(Fit { level, points: points.to_vec() });
}
