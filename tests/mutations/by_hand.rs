//! A problem solved by hand, with its proof.

use resettle::problem::{
    Branch, Cases, Certificate, Class, Fit, Level, LevelProof, NOT_ALLOWED, Options, Placement, Plan, Prices, Problem,
    Supplies, Use, Window,
};

/// A problem, a plan of it and the plan's proof.
#[derive(Clone, Debug)]
pub struct SolvedProblem {
    /// The problem.
    pub problem: Problem,
    /// A best plan.
    pub plan: Plan,
    /// That it is one.
    pub certificate: Certificate,
}

/// Four cases, two destinations A and B, two periods of decisions; protection comes before scores.
///
/// *Protection.* B has room for 4 persons, A for 3 and, at 2 points of score each, for 2 more. The
/// first period decides on 2 persons, the second on 9. An early decision is worth 10 points a
/// person to cases 0 and 1, a late one 6, and 5 to cases 2 and 3, who come later. At prices of 5
/// for a place and 4 for an early decision case 0 (one family of 2) gains `2·10 − 2·5 − 2·4 = 2`
/// either way, each of the three persons of case 1 gains `10 − 5 − 4 = 1`, the others gain
/// nothing; so no plan is worth more than `2 + 3·1 + 5·5 + 4·5 + 2·4 = 58`, which the plan is.
///
/// *Score.* A family of two cannot be in two places, so prices alone leave a gap above the 31
/// points of the plan. The branches ask whether case 0 goes to B, and if not, whether both
/// families of case 2 do.
pub fn by_hand() -> SolvedProblem {
    let mut options = Options::default();
    let place = |resource| [Use { resource, kind: 0 }];
    options.push(0, &place(0), Some(Window { ends: 2, kind: 0 }));
    options.push(0, &place(0), Some(Window { ends: 3, kind: 0 }));
    options.push(1, &place(1), Some(Window { ends: 3, kind: 0 }));
    let mut supplies = Supplies::new(2);
    supplies.push(&[(3, &[0, 0]), (2, &[0, 2])]);
    supplies.push(&[(4, &[])]);
    supplies.push(&[(2, &[])]);
    supplies.push(&[(9, &[])]);
    let levels = ["protection", "score"];
    let problem = Problem {
        levels: levels.map(|name| Level { name: name.to_owned(), unit: "points".to_owned() }).to_vec(),
        kinds: 1,
        columns: 2,
        cases: Cases {
            count: vec![1, 3, 2, 1],
            need: vec![2, 1, 2, 1],
            class: vec![0, 0, 1, 1],
            weight: vec![vec![2, 1, 2, 1], vec![]],
        },
        classes: vec![
            Class { offers: vec![0, 1, 2], worth: vec![vec![10, 6, 6], vec![]], opens: 2 },
            Class { offers: vec![1, 2], worth: vec![vec![5, 5], vec![]], opens: 3 },
        ],
        fits: vec![Fit { level: 1, points: vec![4, 7, 5, 3, 2, 8, NOT_ALLOWED, 6] }],
        options,
        supplies,
    };
    let placed = |case, option, drawn, count| Placement { case, option, drawn: Some(drawn), count };
    let plan =
        Plan { placements: vec![placed(0, 1, 3, 1), placed(1, 0, 2, 2), placed(1, 1, 3, 1), placed(2, 2, 3, 2)] };
    let leaf = |multiplier: &[i64], price: [i64; 4]| {
        Branch::Leaf(Prices { multiplier: multiplier.to_vec(), price: price.to_vec() })
    };
    let split = |case, option, at_most, below, above| Branch::Split {
        case,
        option,
        at_most,
        below: Box::new(below),
        above: Box::new(above),
    };
    let stays_out_of_b = split(2, 2, 1, leaf(&[1], [6, 4, 4, 0]), leaf(&[0], [2, 6, 0, 0]));
    let certificate = Certificate {
        levels: vec![
            LevelProof {
                worth: 58,
                bound: 58,
                denominator: 1,
                tree: leaf(&[], [5, 5, 4, 0]),
                packing: None,
                counting: None,
            },
            LevelProof {
                worth: 31,
                bound: 31,
                denominator: 1,
                tree: split(0, 2, 0, stays_out_of_b, leaf(&[1], [6, 9, 4, 0])),
                packing: None,
                counting: None,
            },
        ],
    };
    SolvedProblem { problem, plan, certificate }
}
