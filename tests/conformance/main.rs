//! Tiny instances solved by hand, and every solver on each of them.

mod instance;

use instance::{Instance, NO, case, class, destinations, empty, level_points, option};
use resettle::certify::certify;
use resettle::problem::Problem;
use resettle::solve::milp::{self, Backend};
use resettle::solve::{Answer, Settings, greedy, prices};

/// A solver by its name; whether it finds the best plan, or just a plan.
struct Solver {
    name: &'static str,
    exact: bool,
    solve: fn(&Problem) -> Answer,
}

const SOLVERS: &[Solver] = &[
    Solver {
        name: "milp with microlp",
        exact: true,
        solve: |problem| milp::solve(problem, &Settings::default(), Backend::MicroLp).expect("a plan"),
    },
    #[cfg(feature = "highs")]
    Solver {
        name: "milp with HiGHS",
        exact: true,
        solve: |problem| milp::solve(problem, &Settings::default(), Backend::Highs).expect("a plan"),
    },
    Solver { name: "prices", exact: true, solve: |problem| prices::solve(problem, &Settings::default()) },
    Solver { name: "greedy", exact: false, solve: greedy::solve },
];

/// One level, persons who each need one place, and their scores.
fn persons(places: &[u64], scores: &[&[i32]]) -> Problem {
    let mut problem = empty(1, 1, places.len());
    destinations(&mut problem, places);
    for points in scores {
        case(&mut problem, 1, &[1], points);
    }
    problem
}

fn nobody() -> Vec<Instance> {
    // Nobody to place: 0.
    let no_case = persons(&[3, 4], &[]);
    // Nowhere to go: 0.
    let mut no_option = empty(1, 1, 1);
    case(&mut no_option, 2, &[3], &[9]);
    // No place: 0.
    let no_place = persons(&[0, 0], &[&[5, 6], &[7, 8]]);
    // Nobody gains: 0.
    let no_gain = persons(&[2], &[&[-1], &[0]]);
    // Places that pay when used, with nobody to use them: a step pays for use alone, so 0.
    let mut no_use = empty(1, 1, 1);
    no_use.supplies.push(&[(5, &[-3])]);
    // Nobody may go there: 0.
    let no_law = persons(&[5], &[&[NO], &[NO]]);
    [
        ("no case", no_case),
        ("no option", no_option),
        ("no place", no_place),
        ("no gain", no_gain),
        ("no use", no_use),
        ("no law", no_law),
    ]
    .map(|(name, problem)| Instance { name, problem, optimum: vec![0] })
    .into()
}

fn one_level() -> Vec<Instance> {
    // 0 → B (4) and 1 → A (5) beat 0 → A (5) and 1 → B (1): 9. No room for 2.
    let assignment = persons(&[1, 1], &[&[5, 4], &[5, 1], &[3, 3]]);
    // 0 may only go to B (1), 1 only to A (9), 2 nowhere: 10.
    let forbidden = persons(&[1, 1], &[&[NO, 1], &[9, NO], &[NO, NO]]);
    // Any two of the four are placed, whoever and wherever: 2·7.
    let ties = persons(&[1, 1], &[&[7, 7], &[7, 7], &[7, 7], &[7, 7]]);
    // Five alike: three to A (4 each), two to B (1 each): 14.
    let mut counts = empty(1, 1, 2);
    destinations(&mut counts, &[3, 9]);
    case(&mut counts, 5, &[1], &[4, 1]);
    // Families of 3, 3 and 2 and four places: 3 (7 points) or 2 (5), not both: 7.
    let mut knapsack = empty(1, 1, 1);
    destinations(&mut knapsack, &[4]);
    case(&mut knapsack, 2, &[3], &[7]);
    case(&mut knapsack, 1, &[2], &[5]);
    // Two families of 2 at 5 and one of 3 at 8 for five places: 8 + 5 = 13, where prices alone
    // promise 8 + 5 and no more, since 3 + 2 fill it.
    let mut packing = empty(1, 1, 1);
    destinations(&mut packing, &[5]);
    case(&mut packing, 2, &[2], &[5]);
    case(&mut packing, 1, &[3], &[8]);
    // A case without needs takes no place: 4, and the other has the only one: 3.
    let mut needless = empty(1, 1, 1);
    destinations(&mut needless, &[1]);
    case(&mut needless, 1, &[0], &[4]);
    case(&mut needless, 1, &[1], &[3]);
    vec![
        Instance { name: "assignment", problem: assignment, optimum: vec![9] },
        Instance { name: "forbidden pairs", problem: forbidden, optimum: vec![10] },
        Instance { name: "ties", problem: ties, optimum: vec![14] },
        Instance { name: "counts", problem: counts, optimum: vec![14] },
        Instance { name: "knapsack", problem: knapsack, optimum: vec![7] },
        Instance { name: "packing", problem: packing, optimum: vec![13] },
        Instance { name: "no needs", problem: needless, optimum: vec![7] },
    ]
}

fn uses() -> Vec<Instance> {
    // Persons and school places: A has 6 and 1, B has 6 and 3. The family of 4 with 2 pupils fits
    // B alone (10); that of 3 with 1 pupil prefers B (9) to A (6), where 4 + 3 are too many: 16.
    let mut kinds = empty(1, 2, 2);
    for (column, (persons, pupils)) in [(6, 1), (6, 3)].into_iter().enumerate() {
        let first = kinds.supplies.push(&[(persons, &[])]);
        kinds.supplies.push(&[(pupils, &[])]);
        option(&mut kinds, u32::try_from(column).unwrap(), &[(first, 0), (first + 1, 1)], None);
    }
    case(&mut kinds, 1, &[4, 2], &[10, 10]);
    case(&mut kinds, 1, &[3, 1], &[6, 9]);
    // Three places in A and three in B, but two exits for both: the two best of five, 8 + 7 = 15.
    let mut several = empty(1, 1, 2);
    for places in [3, 3, 2] {
        several.supplies.push(&[(places, &[])]);
    }
    option(&mut several, 0, &[(0, 0), (2, 0)], None);
    option(&mut several, 1, &[(1, 0), (2, 0)], None);
    for points in [[8, 1], [2, 7], [6, 6], [5, 5], [4, 4]] {
        case(&mut several, 1, &[1], &points);
    }
    // A stay that touches the same bed twice takes two units of it: of three, one fits. 5.
    let mut twice = empty(1, 1, 1);
    twice.supplies.push(&[(3, &[])]);
    option(&mut twice, 0, &[(0, 0), (0, 0)], None);
    case(&mut twice, 2, &[1], &[5]);
    vec![
        Instance { name: "several kinds", problem: kinds, optimum: vec![16] },
        Instance { name: "several uses", problem: several, optimum: vec![15] },
        Instance { name: "one resource twice", problem: twice, optimum: vec![5] },
    ]
}

fn windows() -> Vec<Instance> {
    // Decisions on 1, 1 and 2 persons in three periods. Leaving after the second is worth 9, after
    // the third 5; two can be decided by the second, two more by the third: 9 + 9 + 5 + 5 = 28.
    let mut window = empty(1, 1, 2);
    for decisions in [1, 1, 2] {
        window.supplies.push(&[(decisions, &[])]);
    }
    option(&mut window, 0, &[], Some(1));
    option(&mut window, 1, &[], Some(2));
    case(&mut window, 5, &[1], &[9, 5]);
    // The same for two who come later: decided from the second period on, one by it (9), one by the
    // third (5); of three who were there before, one by the first (9), one by the third (5): 28.
    let mut later = window.clone();
    later.classes.push(class(1, 1));
    later.classes[1].offers = vec![0, 1];
    later.cases.count[0] = 3;
    case(&mut later, 2, &[1], &[9, 5]);
    later.cases.class[1] = 1;
    // A family of 2 needs both its decisions in one period: the third, so 5; and one person 9.
    let mut whole = window.clone();
    whole.cases.count[0] = 1;
    whole.cases.need[0] = 2;
    case(&mut whole, 1, &[1], &[9, 5]);
    // One decision a period, three periods, the second costs 4 and the third 7: leaving after the
    // third with the first decision is worth 6, with the second 6 − 4, with the third nothing: 8.
    let mut priced = empty(1, 1, 1);
    for cost in [0, 4, 7] {
        priced.supplies.push(&[(1, &[cost])]);
    }
    option(&mut priced, 0, &[], Some(2));
    case(&mut priced, 3, &[1], &[6]);
    vec![
        Instance { name: "window", problem: window, optimum: vec![28] },
        Instance { name: "later window", problem: later, optimum: vec![28] },
        Instance { name: "window of a family", problem: whole, optimum: vec![14] },
        Instance { name: "priced window", problem: priced, optimum: vec![8] },
    ]
}

fn curves() -> Vec<Instance> {
    // One free place, then 2 at 3, then as many as wanted at 6; four alike at 5: 5 + 2·2 = 9.
    let mut rising = empty(1, 1, 1);
    rising.supplies.push(&[(1, &[0]), (2, &[3]), (99, &[6])]);
    option(&mut rising, 0, &[(0, 0)], None);
    case(&mut rising, 4, &[1], &[5]);
    // Nobody gains by going (−1), but the first two who do are worth 3: 2·2 = 4.
    let mut negative = empty(1, 1, 1);
    negative.supplies.push(&[(2, &[-3]), (5, &[0])]);
    option(&mut negative, 0, &[(0, 0)], None);
    case(&mut negative, 4, &[1], &[-1]);
    // A family of 3 where the first two persons pay 2 each and the third costs 5: 4 − 5 − 1 < 0, so
    // it stays; with 3 points of its own it goes: 3 + 4 − 5 = 2.
    let mut straddling = empty(1, 1, 1);
    straddling.supplies.push(&[(2, &[-2]), (5, &[5])]);
    option(&mut straddling, 0, &[(0, 0)], None);
    case(&mut straddling, 1, &[3], &[-1]);
    let mut worthwhile = straddling.clone();
    worthwhile.fits[0].points[0] = 3;
    // Timing: classes worth 6 and 2 an offer, weights 1, 3 and 2, one place early, one late: the
    // weight of 3 goes early (18), that of 2 late (4): 22.
    let mut timing = empty(1, 1, 1);
    timing.supplies.push(&[(1, &[])]);
    timing.supplies.push(&[(1, &[])]);
    option(&mut timing, 0, &[(0, 0)], None);
    option(&mut timing, 0, &[(1, 0)], None);
    for _ in 0..3 {
        case(&mut timing, 1, &[1], &[0]);
    }
    timing.classes[0].worth[0] = vec![6, 2];
    timing.cases.weight[0] = vec![1, 3, 2];
    vec![
        Instance { name: "rising steps", problem: rising, optimum: vec![9] },
        Instance { name: "negative step", problem: negative, optimum: vec![4] },
        Instance { name: "family across steps", problem: straddling, optimum: vec![0] },
        Instance { name: "family across steps that gains", problem: worthwhile, optimum: vec![2] },
        Instance { name: "timing", problem: timing, optimum: vec![22] },
    ]
}

fn levels() -> Vec<Instance> {
    // Persons first: 3 + 1 fill the four places and score 1 + 6; 2 + 1 would score 10 + 6.
    let mut two = empty(2, 1, 1);
    destinations(&mut two, &[4]);
    for (persons, points) in [(3, 3), (2, 2), (1, 1)] {
        case(&mut two, 1, &[persons], &[points]);
    }
    level_points(&mut two, 1, &[1, 10, 6]);
    // The two best for level 0 are any two of three (1 + 1); of these, {0, 1} and {1, 2} are worth 5
    // at level 1, {0, 2} 4; of those, {1, 2} is worth 8 at level 2, {0, 1} 3.
    let mut three = empty(3, 1, 1);
    destinations(&mut three, &[2]);
    for _ in 0..3 {
        case(&mut three, 1, &[1], &[1]);
    }
    level_points(&mut three, 1, &[2, 3, 2]);
    level_points(&mut three, 2, &[1, 2, 6]);
    // A level may want what the one before it does not care about, and lose where it does: going is
    // worth 1 and 0 at level 0, −5 and −5 at level 1: the first goes all the same, the second not.
    let mut against = empty(2, 1, 1);
    destinations(&mut against, &[2]);
    case(&mut against, 1, &[1], &[1]);
    case(&mut against, 1, &[1], &[0]);
    level_points(&mut against, 1, &[-5, -5]);
    // Prices at the second level alone: two places, the second at 4 points of level 1. Both go for
    // level 0; level 1 pays: 3 + 3 − 4 = 2.
    let mut priced = empty(2, 1, 1);
    priced.supplies.push(&[(1, &[0, 0]), (1, &[0, 4])]);
    option(&mut priced, 0, &[(0, 0)], None);
    case(&mut priced, 2, &[1], &[1]);
    level_points(&mut priced, 1, &[3]);
    vec![
        Instance { name: "two levels", problem: two, optimum: vec![4, 7] },
        Instance { name: "three levels", problem: three, optimum: vec![2, 5, 8] },
        Instance { name: "levels that differ", problem: against, optimum: vec![1, -5] },
        Instance { name: "price at the second level", problem: priced, optimum: vec![2, 2] },
    ]
}

fn duties() -> Vec<Instance> {
    // B has to take 2 before anything else, though all prefer A: two of the three go to B. Then
    // score: 0 to A (9), the others to B (1 + 2): 12.
    let mut minimum = empty(2, 1, 2);
    minimum.supplies.push(&[(3, &[])]);
    minimum.supplies.push(&[(2, &[-1, 0]), (1, &[0, 0])]);
    option(&mut minimum, 0, &[(0, 0)], None);
    option(&mut minimum, 1, &[(1, 0)], None);
    for _ in 0..3 {
        case(&mut minimum, 1, &[1], &[0, 0]);
    }
    level_points(&mut minimum, 1, &[9, 1, 5, 1, 4, 2]);
    // A minimum of 5 with 3 persons: as many as there are, 3 of 5; then score 1 + 1 + 2.
    let mut unmet = minimum.clone();
    unmet.supplies.width[1] = 5;
    // 1 is held to B: it has the only place there (1 point at level 0), though 0 would be worth
    // more (8 for 2); 0 goes to A: 3 + 2.
    let mut hold = empty(2, 1, 2);
    destinations(&mut hold, &[1, 1]);
    case(&mut hold, 1, &[1], &[0, 0]);
    case(&mut hold, 1, &[1], &[0, 1]);
    level_points(&mut hold, 1, &[3, 8, 7, 2]);
    // A hold and a minimum against each other: 0 is held to A (1), B wants both (−1 a unit): either
    // way 2, so score decides: 0 → A, 1 → B is 6 + 1, both to B 0 + 1: 7.
    let mut conflict = empty(2, 1, 2);
    conflict.supplies.push(&[(2, &[])]);
    conflict.supplies.push(&[(2, &[-1, 0])]);
    option(&mut conflict, 0, &[(0, 0)], None);
    option(&mut conflict, 1, &[(1, 0)], None);
    case(&mut conflict, 1, &[1], &[1, 0]);
    case(&mut conflict, 1, &[1], &[0, 0]);
    level_points(&mut conflict, 1, &[6, 0, 6, 1]);
    vec![
        Instance { name: "hard minimum", problem: minimum, optimum: vec![2, 12] },
        Instance { name: "unmet minimum", problem: unmet, optimum: vec![3, 4] },
        Instance { name: "hold", problem: hold, optimum: vec![1, 5] },
        Instance { name: "hold against minimum", problem: conflict, optimum: vec![2, 7] },
    ]
}

#[test]
fn every_solver_solves_every_instance() {
    let instances = [nobody(), one_level(), uses(), windows(), curves(), levels(), duties()];
    for Instance { name, problem, optimum } in instances.iter().flatten() {
        assert_eq!(problem.faults(), [], "{name}");
        for solver in SOLVERS {
            let answer = (solver.solve)(problem);
            let verdict = certify(problem, &answer.plan, answer.certificate.as_ref())
                .unwrap_or_else(|refusals| panic!("{name}, {}: {refusals:?}", solver.name));
            let worth: Vec<i64> = verdict.levels.iter().map(|level| level.worth).collect();
            assert!(worth <= *optimum, "{name}, {}: {worth:?} is more than {optimum:?}", solver.name);
            if solver.exact {
                assert_eq!(worth, *optimum, "{name}, {}", solver.name);
                let proven = answer.certificate.is_some() && verdict.is_optimal();
                assert!(proven || answer.claim == vec![true; worth.len()], "{name}, {}", solver.name);
            }
        }
    }
}
