//! Small problems of every shape that the form can express, drawn at random.
//!
//! [`problems`] draws one; [`every_plan`] lists all its plans, for those small enough.

mod every_plan;

pub use every_plan::every_plan;

use proptest::collection::vec;
use proptest::prelude::*;
use resettle::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Problem, Supplies, Use, Window};

/// The most there may be of each.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Cases (rows).
    pub cases: usize,
    /// Identical families of a case.
    pub count: u32,
    /// Options.
    pub options: usize,
    /// Resources.
    pub resources: usize,
    /// Units of a step.
    pub width: u64,
}

/// Small enough that all plans can be listed.
pub const TINY: Size = Size { cases: 4, count: 2, options: 4, resources: 3, width: 5 };

/// What is drawn; indices are taken modulo what there is, so that every draw is a problem.
#[derive(Clone, Debug)]
struct Draw {
    levels: usize,
    /// The first level is of holds and hard minima.
    hard: bool,
    kinds: usize,
    columns: usize,
    cases: Vec<DrawnCase>,
    classes: Vec<DrawnClass>,
    options: Vec<DrawnOption>,
    resources: Vec<Vec<DrawnStep>>,
    /// By level: whether it has a fit table, weights, and costs.
    present: Vec<(bool, bool, bool)>,
}

#[derive(Clone, Debug)]
struct DrawnCase {
    count: u32,
    need: Vec<u32>,
    class: usize,
    weight: Vec<i64>,
    /// By column; every sixth or so is forbidden.
    allowed: Vec<bool>,
    /// By level and column.
    fit: Vec<Vec<i32>>,
}

#[derive(Clone, Debug)]
struct DrawnClass {
    opens: usize,
    offered: Vec<bool>,
    worth: Vec<Vec<i64>>,
}

#[derive(Clone, Debug)]
struct DrawnOption {
    column: usize,
    uses: Vec<(usize, usize)>,
    window: Option<(usize, usize)>,
}

#[derive(Clone, Debug)]
struct DrawnStep {
    width: u64,
    /// By level: the first step's cost, a later step's rise over the one before it.
    cost: Vec<i64>,
}

/// Problems up to this size: steps of negative cost, options of many uses, windows, counts, one to
/// three levels, holds and hard minima as a level before all others, values of either sign.
pub fn problems(size: Size) -> impl Strategy<Value = Problem> {
    let case = (
        1..=size.count,
        vec(0..4_u32, 2),
        0..3_usize,
        vec(-1..4_i64, 3),
        vec(prop::bool::weighted(0.85), 3),
        vec(vec(-3..13_i32, 3), 3),
    )
        .prop_map(|(count, need, class, weight, allowed, fit)| DrawnCase {
            count,
            need,
            class,
            weight,
            allowed,
            fit,
        });
    let class =
        (0..size.resources, vec(prop::bool::weighted(0.8), size.options), vec(vec(-3..10_i64, size.options), 3))
            .prop_map(|(opens, offered, worth)| DrawnClass { opens, offered, worth });
    let option = (
        0..3_usize,
        vec((0..size.resources, 0..2_usize), 0..4),
        prop::option::weighted(0.3, (0..size.resources, 0..2_usize)),
    )
        .prop_map(|(column, uses, window)| DrawnOption { column, uses, window });
    let step = (0..=size.width, vec(-4..5_i64, 3)).prop_map(|(width, cost)| DrawnStep { width, cost });
    let draw = (
        (1..4_usize, any::<bool>(), 1..3_usize, 1..4_usize),
        vec(case, 0..=size.cases),
        vec(class, 1..4),
        vec(option, 1..=size.options),
        vec(vec(step, 0..4), 1..=size.resources),
        vec((any::<bool>(), any::<bool>(), any::<bool>()), 3),
    );
    draw.prop_map(|((levels, hard, kinds, columns), cases, classes, options, resources, present)| {
        build(&Draw { levels, hard, kinds, columns, cases, classes, options, resources, present })
    })
}

fn build(draw: &Draw) -> Problem {
    let options = options(draw);
    let name = |level| Level { name: format!("level {level}"), unit: "points".to_owned() };
    let problem = Problem {
        levels: (0..draw.levels).map(name).collect(),
        kinds: draw.kinds,
        columns: draw.columns,
        cases: cases(draw),
        classes: draw.classes.iter().map(|class| build_class(draw, class, &options)).collect(),
        fits: fits(draw),
        supplies: supplies(draw),
        options,
    };
    assert_eq!(problem.faults(), []);
    problem
}

fn cases(draw: &Draw) -> Cases {
    let weighted = |level: usize| draw.present[level].1 && !(draw.hard && level == 0);
    let weights = |level: usize| match draw.cases.iter().map(|case| case.weight[level]) {
        weights if weighted(level) => weights.collect(),
        _ => Vec::new(),
    };
    Cases {
        count: draw.cases.iter().map(|case| case.count).collect(),
        need: draw.cases.iter().flat_map(|case| case.need[..draw.kinds].iter().copied()).collect(),
        class: draw.cases.iter().map(|case| u32::try_from(case.class % draw.classes.len()).unwrap()).collect(),
        weight: (0..draw.levels).map(weights).collect(),
    }
}

fn build_class(draw: &Draw, class: &DrawnClass, options: &Options) -> Class {
    let opens = u32::try_from(class.opens % draw.resources.len()).unwrap();
    let reaches = |option: usize| options.window[option].is_none_or(|window| window.ends >= opens);
    let offered = (0..options.len()).filter(|&option| class.offered[option] && reaches(option));
    let offers: Vec<usize> = offered.collect();
    let worth = |level: usize| offers.iter().map(|&option| class.worth[level][option]).collect();
    Class {
        opens,
        worth: (0..draw.levels).map(worth).collect(),
        offers: offers.iter().map(|&option| u32::try_from(option).unwrap()).collect(),
    }
}

fn options(draw: &Draw) -> Options {
    let resource = |drawn: usize| u32::try_from(drawn % draw.resources.len()).unwrap();
    let kind = |drawn: usize| u16::try_from(drawn % draw.kinds).unwrap();
    let mut options = Options::default();
    for option in &draw.options {
        let uses = option.uses.iter().map(|&(used, of)| Use { resource: resource(used), kind: kind(of) });
        let window = option.window.map(|(ends, of)| Window { ends: resource(ends), kind: kind(of) });
        let column = u32::try_from(option.column % draw.columns).unwrap();
        options.push(column, &uses.collect::<Vec<_>>(), window);
    }
    options
}

fn supplies(draw: &Draw) -> Supplies {
    let mut supplies = Supplies::new(draw.levels);
    for steps in &draw.resources {
        let mut cost = vec![0; draw.levels];
        let mut priced = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            for (level, cost) in cost.iter_mut().enumerate() {
                *cost = match (draw.hard && level == 0, draw.present[level].2) {
                    // A minimum to reach before anything else.
                    (true, _) => -i64::from(at == 0 && step.cost[0] < 0),
                    (false, false) => 0,
                    (false, true) if at == 0 => step.cost[level],
                    (false, true) => *cost + step.cost[level].max(0),
                };
            }
            priced.push((step.width, cost.clone()));
        }
        supplies.push(&priced.iter().map(|(width, cost)| (*width, cost.as_slice())).collect::<Vec<_>>());
    }
    supplies
}

fn fits(draw: &Draw) -> Vec<Fit> {
    let mut fits = Vec::new();
    for level in 0..draw.levels {
        let table = fits.len();
        let needed = table == 0 && level + 1 == draw.levels;
        if !(draw.present[level].0 || needed) {
            continue;
        }
        let points = draw.cases.iter().flat_map(|case| {
            (0..draw.columns).map(move |column| match case.allowed[column] {
                false if table == 0 => NOT_ALLOWED,
                false => 0,
                // A hold: one point where it is kept.
                true if draw.hard && level == 0 => i32::from(case.fit[0][column] > 9),
                true => case.fit[level][column],
            })
        });
        fits.push(Fit { level, points: points.collect() });
    }
    fits
}
