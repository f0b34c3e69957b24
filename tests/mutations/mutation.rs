//! Copies of a solved problem with one thing changed, by what is changed.

use resettle::problem::{Branch, NOT_ALLOWED, Placement, Prices};

use crate::by_hand::SolvedProblem;

/// What was changed, and the problem after it.
pub type Mutation = (String, SolvedProblem);

/// A copy for each change that changes anything.
fn each<T: std::fmt::Debug>(
    solved: &SolvedProblem,
    what: &str,
    changes: impl IntoIterator<Item = T>,
    change: impl Fn(&mut SolvedProblem, &T),
) -> Vec<Mutation> {
    let before = format!("{solved:?}");
    let mutate = |to: T| {
        let mut mutated = solved.clone();
        change(&mut mutated, &to);
        (format!("{what} {to:?}"), mutated)
    };
    changes.into_iter().map(mutate).filter(|(_, mutated)| format!("{mutated:?}") != before).collect()
}

/// All pairs of a position and a change to be made there.
fn pairs<T: Copy>(positions: usize, changes: &[T]) -> Vec<(usize, T)> {
    (0..positions).flat_map(|at| changes.iter().map(move |&change| (at, change))).collect()
}

/// 0, 1, ... and, past the end, an index that there is not.
fn indices(n: usize) -> Vec<u32> {
    (0..=u32::try_from(n).unwrap()).chain([u32::MAX]).collect()
}

/// Every other case, option, draw and count for each placement; one less, one twice, two swapped.
pub fn placements(solved: &SolvedProblem) -> Vec<Mutation> {
    let n = solved.plan.placements.len();
    let problem = &solved.problem;
    let set = |what: &str, to: Vec<u32>, set: fn(&mut Placement, u32)| {
        each(solved, what, pairs(n, &to), |solved, &(at, to)| set(&mut solved.plan.placements[at], to))
    };
    let mut mutations = set("case", indices(problem.len()), |placed, to| placed.case = to);
    mutations.extend(set("option", indices(problem.options.len()), |placed, to| placed.option = to));
    mutations.extend(set("drawn", indices(problem.supplies.len()), |placed, to| placed.drawn = Some(to)));
    mutations.extend(set("count", indices(4), |placed, to| placed.count = to));
    mutations.extend(each(solved, "not drawn", 0..n, |solved, &at| solved.plan.placements[at].drawn = None));
    mutations.extend(each(solved, "less", 0..n, |solved, &at| {
        solved.plan.placements.remove(at);
    }));
    mutations.extend(each(solved, "twice", 0..n, |solved, &at| {
        solved.plan.placements.insert(at, solved.plan.placements[at]);
    }));
    mutations.extend(each(solved, "swapped", 1..n, |solved, &at| solved.plan.placements.swap(at - 1, at)));
    mutations
}

/// Other worths, bounds, denominators and numbers of levels.
pub fn claims(solved: &SolvedProblem) -> Vec<Mutation> {
    let n = solved.certificate.levels.len();
    let off = [-1, 1, i64::MIN, i64::MAX];
    let mut mutations = each(solved, "worth", pairs(n, &off), |solved, &(level, by)| {
        let worth = &mut solved.certificate.levels[level].worth;
        *worth = worth.saturating_add(by);
    });
    mutations.extend(each(solved, "bound", pairs(n, &off), |solved, &(level, by)| {
        let bound = &mut solved.certificate.levels[level].bound;
        *bound = bound.saturating_add(by);
    }));
    mutations.extend(each(solved, "denominator", pairs(n, &[i64::MIN, -1, 0, 2, 256]), |solved, &(level, to)| {
        solved.certificate.levels[level].denominator = to;
    }));
    mutations.extend(each(solved, "levels", 0..n + 2, |solved, &levels| {
        let last = solved.certificate.levels[n - 1].clone();
        solved.certificate.levels.resize(levels, last);
    }));
    mutations
}

/// Every price and multiplier moved; leaves of other lengths; prices past any sum.
pub fn prices(solved: &SolvedProblem) -> Vec<Mutation> {
    let mut found = Vec::new();
    let leaf = |(level, leaf): (usize, usize), solved: &SolvedProblem, change: &dyn Fn(&mut Prices)| {
        let mut mutated = solved.clone();
        change(leaves(&mut mutated.certificate.levels[level].tree)[leaf]);
        mutated
    };
    for level in 0..solved.certificate.levels.len() {
        for at in 0..leaves(&mut solved.certificate.levels[level].tree.clone()).len() {
            let at = (level, at);
            let mut push = |what: String, change: &dyn Fn(&mut Prices)| {
                found.push((format!("{what} of leaf {at:?}"), leaf(at, solved, change)));
            };
            for (price, by) in pairs(solved.problem.supplies.len(), &[-7, -1, 1, 7]) {
                push(format!("price {price} by {by}"), &|prices| prices.price[price] += by);
            }
            for (earlier, by) in pairs(level, &[-99, -1, 1, 9]) {
                push(format!("multiplier {earlier} by {by}"), &|prices| prices.multiplier[earlier] += by);
            }
            push("a price more".to_owned(), &|prices| prices.price.push(0));
            push("a price less".to_owned(), &|prices| prices.price.truncate(prices.price.len() - 1));
            push("a multiplier more".to_owned(), &|prices| prices.multiplier.push(0));
            push("the largest price".to_owned(), &|prices| prices.price.fill(i64::MAX));
            push("the smallest price".to_owned(), &|prices| prices.price.fill(i64::MIN));
        }
    }
    found
}

/// Every split on another case, option or number; trees cut to one leaf or turned around.
pub fn trees(solved: &SolvedProblem) -> Vec<Mutation> {
    let mut found = Vec::new();
    for level in 0..solved.certificate.levels.len() {
        let mut tree = solved.certificate.levels[level].tree.clone();
        let set = |what: &str, to: Vec<u32>, set: fn(&mut Split, u32)| {
            let splits = splits(&mut solved.certificate.levels[level].tree.clone()).len();
            each(solved, &format!("{what} at level {level}"), pairs(splits, &to), |solved, &(at, to)| {
                set(&mut splits_of(solved, level)[at], to);
            })
        };
        found.extend(set("case", indices(solved.problem.len()), |split, to| *split.0 = to));
        found.extend(set("option", indices(solved.problem.options.len()), |split, to| *split.1 = to));
        found.extend(set("at most", vec![0, 1, 2, u32::MAX], |split, to| *split.2 = to));
        let what = format!("one leaf at level {level}");
        found.extend(each(solved, &what, 0..leaves(&mut tree).len(), |solved, &leaf| {
            let tree = &mut solved.certificate.levels[level].tree;
            *tree = Branch::Leaf(leaves(tree)[leaf].clone());
        }));
        found.extend(each(solved, "turned around at level", [level], |solved, &level| {
            if let Branch::Split { below, above, .. } = &mut solved.certificate.levels[level].tree {
                std::mem::swap(below, above);
            }
        }));
    }
    found
}

/// Every step wider, narrower, dearer and cheaper.
pub fn supplies(solved: &SolvedProblem) -> Vec<Mutation> {
    let mut mutations = each(solved, "width", pairs(solved.problem.supplies.width.len(), &[-1, 1]), |solved, by| {
        let width = &mut solved.problem.supplies.width[by.0];
        *width = width.saturating_add_signed(by.1);
    });
    for level in 0..solved.problem.levels.len() {
        let costs = solved.problem.supplies.cost[level].len();
        mutations.extend(each(solved, &format!("cost at level {level}"), pairs(costs, &[-1, 1]), |solved, by| {
            solved.problem.supplies.cost[level][by.0] += by.1;
        }));
    }
    mutations
}

/// Every need and count one more and one less; every use of another resource.
pub fn amounts(solved: &SolvedProblem) -> Vec<Mutation> {
    let problem = &solved.problem;
    let mut mutations = each(solved, "need", pairs(problem.cases.need.len(), &[-1, 1, 9]), |solved, by| {
        let need = &mut solved.problem.cases.need[by.0];
        *need = need.saturating_add_signed(by.1);
    });
    mutations.extend(each(solved, "count", pairs(problem.len(), &[-1, 1]), |solved, by| {
        let count = &mut solved.problem.cases.count[by.0];
        *count = count.saturating_add_signed(by.1);
    }));
    let resources = indices(problem.supplies.len());
    mutations.extend(each(solved, "use", pairs(problem.options.uses.len(), &resources), |solved, to| {
        solved.problem.options.uses[to.0].resource = to.1;
    }));
    mutations
}

/// Every pair forbidden or allowed, every offer taken back, every window, class and column another.
pub fn rules(solved: &SolvedProblem) -> Vec<Mutation> {
    let problem = &solved.problem;
    let (resources, options) = (indices(problem.supplies.len()), problem.options.len());
    let mut mutations = each(solved, "pair", pairs(problem.fits[0].points.len(), &[NOT_ALLOWED, 0]), |solved, to| {
        let points = &mut solved.problem.fits[0].points[to.0];
        *points = if to.1 == NOT_ALLOWED || *points == NOT_ALLOWED { to.1 } else { *points };
    });
    for class in 0..problem.classes.len() {
        let what = format!("not offered to class {class}:");
        mutations.extend(each(solved, &what, 0..problem.classes[class].offers.len(), |solved, &offer| {
            let class = &mut solved.problem.classes[class];
            class.offers.remove(offer);
            for worth in class.worth.iter_mut().filter(|worth| !worth.is_empty()) {
                worth.remove(offer);
            }
        }));
    }
    mutations.extend(each(solved, "opens", pairs(problem.classes.len(), &resources), |solved, to| {
        solved.problem.classes[to.0].opens = to.1;
    }));
    mutations.extend(each(solved, "class", pairs(problem.len(), &indices(problem.classes.len())), |solved, to| {
        solved.problem.cases.class[to.0] = to.1;
    }));
    mutations.extend(each(solved, "ends", pairs(options, &resources), |solved, to| {
        if let Some(window) = &mut solved.problem.options.window[to.0] {
            window.ends = to.1;
        }
    }));
    mutations.extend(each(solved, "no window", 0..options, |solved, &at| solved.problem.options.window[at] = None));
    mutations.extend(each(solved, "column", pairs(options, &indices(problem.columns)), |solved, to| {
        solved.problem.options.column[to.0] = to.1;
    }));
    mutations
}

/// Every point that a fit, a weight or a worth gives, one more and one less.
pub fn points(solved: &SolvedProblem) -> Vec<Mutation> {
    let problem = &solved.problem;
    let mut mutations = Vec::new();
    for (table, fit) in problem.fits.iter().enumerate() {
        let what = format!("fit table {table}:");
        mutations.extend(each(solved, &what, pairs(fit.points.len(), &[-1, 1]), |solved, by| {
            let points = &mut solved.problem.fits[table].points[by.0];
            *points = if *points == NOT_ALLOWED { NOT_ALLOWED } else { *points + by.1 };
        }));
    }
    for level in 0..problem.levels.len() {
        let weights = problem.cases.weight[level].len();
        mutations.extend(each(solved, &format!("weight at level {level}"), pairs(weights, &[-1, 1]), |solved, by| {
            solved.problem.cases.weight[level][by.0] += by.1;
        }));
        for class in 0..problem.classes.len() {
            let what = format!("worth to class {class} at level {level}");
            let offers = problem.classes[class].worth[level].len();
            mutations.extend(each(solved, &what, pairs(offers, &[-1, 1]), |solved, by| {
                solved.problem.classes[class].worth[level][by.0] += by.1;
            }));
        }
    }
    mutations
}

/// The leaves of a tree, from the left.
fn leaves(branch: &mut Branch) -> Vec<&mut Prices> {
    match branch {
        Branch::Leaf(prices) => vec![prices],
        Branch::Split { below, above, .. } | Branch::Use { below, above, .. } => {
            leaves(below).into_iter().chain(leaves(above)).collect()
        }
    }
}

/// Case, option and most families.
type Split<'a> = (&'a mut u32, &'a mut u32, &'a mut u32);

fn splits_of(solved: &mut SolvedProblem, level: usize) -> Vec<Split<'_>> {
    splits(&mut solved.certificate.levels[level].tree)
}

fn splits(branch: &mut Branch) -> Vec<Split<'_>> {
    match branch {
        Branch::Leaf(_) => Vec::new(),
        Branch::Use { below, above, .. } => splits(below).into_iter().chain(splits(above)).collect(),
        Branch::Split { case, option, at_most, below, above } => {
            let here = vec![(case, option, at_most)];
            here.into_iter().chain(splits(below)).chain(splits(above)).collect()
        }
    }
}
