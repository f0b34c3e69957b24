//! What must hold of every solver, tried on hundreds of problems drawn at random.

mod problems;

use std::time::{Duration, Instant};

use problems::{Size, TINY, every_plan, problems};
use proptest::prelude::*;
use resettle::certify::{Standing, Verdict, certify};
use resettle::problem::{Cases, Fit, Problem};
use resettle::solve::milp::{self, Backend};
use resettle::solve::{Answer, Settings, Spent, Stop, greedy, prices};

/// Too many plans to count out, few enough for a MILP solver to be done in an instant.
const SMALL: Size = Size { cases: 9, count: 4, options: 7, resources: 6, width: 9 };

/// Enough cases for prices to be found from inside, on a sample first.
const LARGE: Size = Size { cases: 3000, count: 2, options: 24, resources: 20, width: 600 };

/// Whoever solves programmes in this build.
const BACKENDS: &[Backend] = &[
    Backend::MicroLp,
    #[cfg(feature = "highs")]
    Backend::Highs,
];

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// What is certified of an answer.
fn certified(problem: &Problem, answer: &Answer) -> Verdict {
    certify(problem, &answer.plan, answer.certificate.as_ref())
        .unwrap_or_else(|refusals| panic!("{refusals:?}\n{answer:?}\n{problem:?}"))
}

fn worth(verdict: &Verdict) -> Vec<i64> {
    verdict.levels.iter().map(|level| level.worth).collect()
}

/// The best worth by level, by the word of the programmes' solvers, who have to agree; none where one of them takes
/// longer than a minute, as `microlp` does on one drawn problem in thousands.
fn best_worth(problem: &Problem) -> Option<Vec<i64>> {
    let of = |&backend: &Backend| {
        let settings = Settings { deadline: Some(Instant::now() + Duration::from_secs(60)), ..Settings::default() };
        let answer = milp::solve(problem, &settings, backend).expect("a small problem");
        let found = worth(&certified(problem, &answer));
        if answer.stop == Stop::Deadline {
            return None;
        }
        assert_eq!((answer.stop, &answer.claim), (Stop::Exhausted, &vec![true; problem.levels.len()]), "{backend:?}");
        Some(found)
    };
    let found: Vec<Vec<i64>> = BACKENDS.iter().map(of).collect::<Option<_>>()?;
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{BACKENDS:?} differ: {found:?}\n{problem:?}");
    Some(found[0].clone())
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn milp_finds_the_best_of_all_plans(problem in problems(TINY)) {
        let Some(every) = every_plan(&problem, 100_000) else { return Ok(()) };
        let counted = worth(&certify(&problem, &every.best, None).expect("a plan"));
        prop_assert_eq!(counted.iter().map(|&points| i128::from(points)).collect::<Vec<_>>(), every.optimum());
        prop_assert_eq!(best_worth(&problem).unwrap_or_else(|| counted.clone()), counted);
    }

    /// Level by level: no worse than the bound says, equal as far as it is proven.
    #[test]
    fn prices_and_milp_agree(problem in problems(SMALL)) {
        let Some(best) = best_worth(&problem) else { return Ok(()) };
        let answer = prices::solve(&problem, &Settings::default());
        let verdict = certified(&problem, &answer);
        prop_assert!(worth(&verdict) <= best, "{:?} is more than {:?}\n{:?}", verdict, best, problem);
        for (level, &best) in verdict.levels.iter().zip(&best) {
            match level.standing {
                Standing::Optimal => prop_assert_eq!(level.worth, best),
                Standing::Bounded { gap } => {
                    prop_assert!(level.worth.checked_add_unsigned(gap).unwrap() >= best);
                    break;
                }
                Standing::Conditional { .. } | Standing::Unproven => prop_assert!(false, "{:?}", verdict),
            }
        }
        prop_assert_eq!(answer.stop == Stop::Proven, verdict.is_optimal());
    }

    /// Whatever little time there is, there is a plan, and what is said of it holds.
    #[test]
    fn a_deadline_leaves_a_plan(problem in problems(SMALL)) {
        let settings = Settings { deadline: Some(Instant::now()), ..Settings::default() };
        let Some(best) = best_worth(&problem) else { return Ok(()) };
        prop_assert!(worth(&certified(&problem, &prices::solve(&problem, &settings))) <= best);
        for &backend in BACKENDS {
            let answer = milp::solve(&problem, &settings, backend).expect("a plan");
            let found = worth(&certified(&problem, &answer));
            let claimed = answer.claim.iter().take_while(|claim| **claim).count();
            prop_assert_eq!(&found[..claimed], &best[..claimed]);
            prop_assert_eq!(answer.stop == Stop::Deadline, claimed < best.len());
        }
    }

    /// A gap asked for at the first level may be used and no more.
    #[test]
    fn a_gap_is_kept(problem in problems(SMALL), percent in 1..50_u8) {
        let gap = f64::from(percent) / 100.0;
        let Some(best) = best_worth(&problem) else { return Ok(()) };
        for &backend in BACKENDS {
            let answer = milp::solve(&problem, &Settings { gap, ..Settings::default() }, backend).expect("a plan");
            let found = worth(&certified(&problem, &answer));
            let short = (best[0] - found[0]) as f64;
            prop_assert!(short <= gap * found[0].max(best[0]).abs() as f64 + 1e-6, "{:?} of {:?}", found, best);
            prop_assert!(found <= best);
        }
    }

    #[test]
    fn greedy_is_never_better(problem in problems(SMALL)) {
        let found = worth(&certified(&problem, &greedy::solve(&problem)));
        prop_assert!(best_worth(&problem).is_none_or(|best| found <= best), "{:?}", found);
    }

    #[test]
    fn threads_change_nothing(problem in problems(SMALL)) {
        prop_assert_eq!(on(1, &problem), on(2, &problem));
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn threads_change_nothing_where_they_share_the_work(problem in problems(LARGE)) {
        prop_assert_eq!(on(1, &problem), on(2, &problem));
    }
}

/// Answers, to the last byte but for the clock, and what is certified of them, on so many threads.
fn on(threads: usize, problem: &Problem) -> [(String, Verdict); 2] {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let answers = || {
        [prices::solve(problem, &Settings::default()), greedy::solve(problem)]
            .map(|answer| Answer { spent: Spent::default(), ..answer })
    };
    pool.install(|| answers().map(|answer| (format!("{answer:?}"), certified(problem, &answer))))
}

/// Cases in the order that `order` says; an index may come more than once.
fn with_cases(problem: &Problem, order: &[usize]) -> Problem {
    let mut cases = Cases { weight: vec![Vec::new(); problem.levels.len()], ..Cases::default() };
    for &case in order {
        cases.count.push(problem.cases.count[case]);
        cases.need.extend_from_slice(problem.needs(case));
        cases.class.push(problem.cases.class[case]);
        for (weights, before) in cases.weight.iter_mut().zip(&problem.cases.weight) {
            weights.extend(before.get(case));
        }
    }
    let rows = |points: &[i32]| {
        let row = |&case: &usize| &points[case * problem.columns..(case + 1) * problem.columns];
        order.iter().flat_map(row).copied().collect()
    };
    let fits = problem.fits.iter().map(|fit| Fit { level: fit.level, points: rows(&fit.points) }).collect();
    Problem { cases, fits, ..problem.clone() }
}

/// By the programmes' solvers, and by prices as far as they prove it.
fn same_worth(one: &Problem, other: &Problem) -> Result<(), TestCaseError> {
    if let (Some(one), Some(other)) = (best_worth(one), best_worth(other)) {
        prop_assert_eq!(one, other);
    }
    let proven = |problem: &Problem| {
        let verdict = certified(problem, &prices::solve(problem, &Settings::default()));
        let proven = verdict.levels.iter().take_while(|level| level.standing == Standing::Optimal);
        proven.map(|level| level.worth).collect::<Vec<_>>()
    };
    let (one, other) = (proven(one), proven(other));
    prop_assert!(one.iter().zip(&other).all(|(one, other)| one == other), "{:?} and {:?}", one, other);
    Ok(())
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn the_order_of_the_cases_changes_no_worth(
        (problem, order) in problems(SMALL).prop_flat_map(|problem| {
            let order: Vec<usize> = (0..problem.len()).collect();
            (Just(problem), Just(order).prop_shuffle())
        })
    ) {
        same_worth(&problem, &with_cases(&problem, &order))?;
    }

    #[test]
    fn a_count_is_as_good_as_so_many_rows(problem in problems(Size { cases: 4, count: 2, ..SMALL })) {
        let twice: Vec<usize> = (0..problem.len()).flat_map(|case| [case, case]).collect();
        let rows = with_cases(&problem, &twice);
        let mut counts = problem;
        counts.cases.count.iter_mut().for_each(|count| *count *= 2);
        same_worth(&counts, &rows)?;
    }

    /// Nor does a wider step anywhere else on the curve, nor one more family.
    #[test]
    fn a_place_more_is_never_worse(problem in problems(SMALL), at in any::<prop::sample::Index>()) {
        let Some(before) = best_worth(&problem) else { return Ok(()) };
        if !problem.supplies.width.is_empty() {
            let mut wider = problem.clone();
            wider.supplies.width[at.index(problem.supplies.width.len())] += 1;
            prop_assert!(best_worth(&wider).is_none_or(|after| after >= before));
        }
        if !problem.is_empty() {
            let mut larger = problem.clone();
            larger.cases.count[at.index(problem.len())] += 1;
            prop_assert!(best_worth(&larger).is_none_or(|after| after >= before));
        }
    }
}
