//! Tiny problems, drawn and solved by trying every plan: what the solver must agree with.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

pub mod drawn;

use self::drawn::{Draw, drawn, larger};
use super::barrier::{Barrier, Interior};
use super::bound::{Within, bound, whole};
use super::frame::Frame;
use super::kin::Kin;
use super::programme::programmes;
use super::simplex::Simplex;
use super::solve;
use crate::problem::{Placement, Plan, Problem};
use crate::solve::{Answer, Settings, Stop, greedy};

/// Every single placement a case may have.
fn ways(problem: &Problem, case: usize) -> Vec<(usize, u32, Option<u32>)> {
    let class = problem.class(case);
    let mut ways = Vec::new();
    for (offer, option) in class.offers.iter().enumerate() {
        if !problem.allows(case, problem.options.column[*option as usize]) {
            continue;
        }
        match problem.options.window[*option as usize] {
            None => ways.push((offer, *option, None)),
            Some(window) => ways.extend((class.opens..=window.ends).map(|drawn| (offer, *option, Some(drawn)))),
        }
    }
    ways
}

/// Worth by level of a plan; none if it breaks a limit. Written from the formula alone.
fn worth(problem: &Problem, plan: &Plan) -> Option<Vec<i64>> {
    let mut used = vec![0_u64; problem.supplies.len()];
    let mut worth = vec![0; problem.levels.len()];
    let mut placed = vec![0; problem.len()];
    for placement in &plan.placements {
        let case = placement.case as usize;
        placed[case] += placement.count;
        let offer = problem.class(case).offers.binary_search(&placement.option).ok()?;
        ways(problem, case).contains(&(offer, placement.option, placement.drawn)).then_some(())?;
        for (level, worth) in worth.iter_mut().enumerate() {
            *worth += i64::from(placement.count) * problem.value(level, case, offer);
        }
        let mut draw = |resource: u32, kind: u16| {
            used[resource as usize] += u64::from(placement.count) * u64::from(problem.needs(case)[kind as usize]);
        };
        problem.options.uses(placement.option).iter().for_each(|used| draw(used.resource, used.kind));
        if let Some(drawn) = placement.drawn {
            draw(drawn, problem.options.window[placement.option as usize]?.kind);
        }
    }
    if placed.iter().zip(&problem.cases.count).any(|(placed, count)| placed > count) {
        return None;
    }
    for (resource, mut units) in used.into_iter().enumerate() {
        for step in problem.supplies.steps(resource as u32) {
            let taken = units.min(problem.supplies.width[step]);
            units -= taken;
            for (level, worth) in worth.iter_mut().enumerate() {
                *worth -= i64::try_from(taken).expect("small") * problem.supplies.cost(level, step);
            }
        }
        if units > 0 {
            return None;
        }
    }
    Some(worth)
}

/// Worths of all plans that keep every limit.
fn all_worths(problem: &Problem) -> Vec<Vec<i64>> {
    let mut families: Vec<usize> = Vec::new();
    for case in 0..problem.len() {
        families.extend((0..problem.cases.count[case]).map(|_| case));
    }
    let mut plans = vec![Plan::default()];
    for case in families {
        let mut longer = plans.clone();
        for (_, option, drawn) in ways(problem, case) {
            let placement = Placement { case: case as u32, option, drawn, count: 1 };
            longer.extend(plans.iter().cloned().map(|mut plan| {
                plan.placements.push(placement);
                plan
            }));
        }
        longer.retain(|plan| worth(problem, plan).is_some());
        plans = longer;
    }
    plans.iter().filter_map(|plan| worth(problem, plan)).collect()
}

fn check(seed: u64) -> bool {
    let problem = drawn(seed);
    let answer = solve(&problem, &Settings::default());
    let (best, _) = check_answer(&problem, &answer, seed);
    let by_hand = worth(&problem, &greedy::solve(&problem).plan).expect("greedy keeps every limit");
    assert!(by_hand <= best);
    answer.stop == Stop::Proven
}

/// Holds an answer against every plan; what the best plan is worth, and the one that was found.
fn check_answer(problem: &Problem, answer: &Answer, seed: u64) -> (Vec<i64>, Vec<i64>) {
    let worths = all_worths(problem);
    let best = worths.iter().max().expect("the empty plan").clone();
    let found = worth(problem, &answer.plan).unwrap_or_else(|| panic!("seed {seed}: a limit is broken"));
    let levels = &answer.certificate.as_ref().expect("a certificate").levels;
    for (level, proof) in levels.iter().enumerate() {
        assert_eq!(proof.worth, found[level], "seed {seed}: worth at level {level}");
        let rivals = worths.iter().filter(|rival| (0..level).all(|earlier| rival[earlier] >= found[earlier]));
        let most = rivals.map(|rival| rival[level]).max().expect("the plan itself");
        assert!(proof.bound >= most, "seed {seed}: level {level} bound {} of {most}", proof.bound);
    }
    if answer.stop == Stop::Proven {
        assert_eq!(found, best, "seed {seed}: said to be proven");
    }
    (best, found)
}

/// So many of a drawn problem's first case, no two of the same weight at one of its last levels, which it gives.
fn with_kin(seed: u64, kin: u32) -> (Problem, usize) {
    let mut problem = drawn(seed);
    let copies = kin as usize;
    let mut draw = Draw::new(seed);
    problem.cases.count = (0..kin).map(|_| 1 + draw.below(2)).collect();
    problem.cases.class = vec![problem.cases.class[0]; copies];
    problem.cases.need = problem.needs(0).repeat(copies);
    for weights in &mut problem.cases.weight {
        *weights = weights.first().map_or_else(Vec::new, |weight| vec![*weight; copies]);
    }
    for fit in &mut problem.fits {
        fit.points = fit.points[..problem.columns].repeat(copies);
        // Where a table counts at that level, weights are whole.
        fit.level *= usize::from(seed.is_multiple_of(2));
    }
    for width in &mut problem.supplies.width {
        *width = (*width * u64::from(kin)).div_ceil(3);
    }
    let levels = problem.levels.len();
    let level = levels - 1 - usize::from(levels == 3 && seed.is_multiple_of(3));
    let places = (0..kin).map(|place| i64::from(10 * place.wrapping_mul(7) % (10 * kin) + draw.below(10)));
    problem.cases.weight[level] = places.collect();
    (problem, level)
}

/// Kin solved as one: a plan and bounds that every plan agrees with, and of kin those who weigh more have more.
#[test]
fn kin_agree_with_trying_every_plan() {
    let (mut best_found, mut tried) = (0, 0);
    for seed in 0..300 {
        let (problem, level) = with_kin(seed, 4);
        let frame = Frame::new(&problem);
        let kin = Kin::new(&problem, &frame, level);
        assert_eq!(kin.groups.len(), 1, "seed {seed}");
        let answer = kin.solve(&Settings::default());
        let (best, found) = check_answer(&problem, &answer, seed);
        tried += 1;
        best_found += usize::from(best == found);
        let class = problem.class(0);
        let mut had: Vec<(i64, i64)> = Vec::new();
        for case in 0..problem.len() {
            let weight = problem.cases.weight[level][case];
            let mut waiting = problem.cases.count[case];
            for placement in answer.plan.placements.iter().filter(|placement| placement.case as usize == case) {
                let offer = class.offers.binary_search(&placement.option).expect("an offer");
                had.push((weight, class.worth[level].get(offer).copied().unwrap_or(0)));
                waiting -= placement.count;
            }
            had.extend((waiting > 0).then_some((weight, 0)));
        }
        had.sort_unstable();
        assert!(had.is_sorted_by_key(|(_, worth)| *worth), "seed {seed}: {had:?}");
    }
    assert!(10 * best_found >= 9 * tried, "{best_found} of {tried} as good as the best plan");
}

/// Cut where prices part them, kin prove as much as each case by itself.
#[test]
fn kin_prove_what_each_case_by_itself_does() {
    for seed in 0..60 {
        let (problem, level) = with_kin(seed, 8_000);
        let frame = Frame::new(&problem);
        let ideal = programmes(&problem, &frame, None, &|| false).1;
        let families: u32 = problem.cases.count.iter().sum();
        let answer = Kin::new(&problem, &frame, level).solve(&Settings::default());
        for (at, proof) in answer.certificate.expect("a certificate").levels.iter().enumerate() {
            let scale = frame.magnitude[at] * f64::from(families);
            let over = (proof.bound - ideal[at]) as f64 / scale;
            assert!(over <= 1e-10, "seed {seed}: level {at} bound {} of {}, {over}", proof.bound, ideal[at]);
            if proof.worth < ideal[at] {
                break;
            }
        }
    }
}

/// Which problems are solved by their kin.
#[test]
fn kin_are_sought_where_cases_are_many_and_alike() {
    let seed = (0..10).find(|seed| drawn(*seed).levels.len() > 1).expect("one in three has a single level");
    let solved_by_kin = |problem: &Problem| Kin::of(problem, &Frame::new(problem)).is_some();
    let (mut problem, _) = with_kin(seed, 9_000);
    assert!(solved_by_kin(&problem));
    assert!(!solved_by_kin(&with_kin(seed, 100).0));
    problem.cases.need.iter_mut().enumerate().for_each(|(place, need)| *need = place as u32);
    assert!(!solved_by_kin(&problem), "no two are alike");
}

/// A point inside the first level's programme.
fn inside(problem: &Problem, frame: &Frame) -> Interior {
    let cases: Vec<u32> = (0..problem.len() as u32).collect();
    let barrier = Barrier { problem, frame, factors: &[(0, 1.0)], cases: &cases, share: 1.0, accuracy: 1e-7 };
    barrier.solve(None, &|| false)
}

/// That point, the simplex just crossed over from it, and one from scratch at its end.
fn both_ways<'a>(problem: &'a Problem, frame: &'a Frame) -> (Interior, Simplex<'a>, Simplex<'a>) {
    let never = || false;
    let interior = inside(problem, frame);
    let mut crossed = Simplex::new(problem, frame);
    crossed.cross_over(&interior, &never);
    let mut along = Simplex::new(problem, frame);
    along.settle(&never);
    (interior, crossed, along)
}

/// What prices of resources prove at the first level.
fn proven(problem: &Problem, frame: &Frame, price: &[f64]) -> i128 {
    bound(problem, frame, &whole(price, &[], 0, 1 << 20), 1 << 20, &[], &Within::default())
}

/// The first level's optimum is the same inside, on from there, and along the edges.
#[test]
fn a_point_inside_is_the_optimum() {
    for seed in 0..300 {
        let problem = drawn(seed);
        let frame = Frame::new(&problem);
        let (interior, mut crossed, along) = both_ways(&problem, &frame);
        crossed.settle(&|| false);
        let optimum = proven(&problem, &frame, along.prices().0);
        assert_eq!(proven(&problem, &frame, &interior.price), optimum, "seed {seed}: inside");
        assert_eq!(proven(&problem, &frame, crossed.prices().0), optimum, "seed {seed}: from inside");
        let placed: f64 = interior.columns.iter().flatten().map(|held| held.families).sum();
        let all: u32 = problem.cases.count.iter().sum();
        assert!(placed <= f64::from(all) + 1e-6, "seed {seed}: {placed} of {all}");
    }
}

/// The crossover leaves little to do: half a pivot a row, where the simplex from scratch takes eight.
#[test]
fn a_point_inside_leads_to_a_basis_near_the_optimum() {
    let (mut rows, mut pivots, mut scratch) = (0, 0, 0);
    for seed in 0..40 {
        let problem = larger(seed, 8);
        let frame = Frame::new(&problem);
        let (interior, mut crossed, along) = both_ways(&problem, &frame);
        let optimum = proven(&problem, &frame, along.prices().0);
        let within = proven(&problem, &frame, &interior.price);
        assert!((optimum..=optimum + 1).contains(&within), "seed {seed}: {within} inside, the optimum is {optimum}");
        rows += problem.supplies.len();
        scratch += along.pivots;
        crossed.settle(&|| false);
        assert_eq!(proven(&problem, &frame, crossed.prices().0), optimum, "seed {seed}: from inside");
        pivots += crossed.pivots;
    }
    assert!(2 * pivots < rows && 16 * pivots < scratch, "{pivots} pivots, {scratch} from scratch, {rows} rows");
}

/// Stopped at once, a programme proves at least what no prices at all do.
#[test]
fn a_stopped_programme_proves_no_less_than_no_prices() {
    for seed in 0..60 {
        let problem = larger(seed, 8);
        let frame = Frame::new(&problem);
        let ideal = programmes(&problem, &frame, None, &|| true).1;
        for level in 0..ideal.len() {
            let none = whole(&vec![0.0; problem.supplies.len()], &[], level, 1);
            let without = bound(&problem, &frame, &none, 1, &ideal[..level], &Within::default());
            assert!(i128::from(ideal[level]) <= without, "seed {seed}: level {level} {} of {without}", ideal[level]);
        }
    }
}

/// Stopped between a point inside and the optimum, a programme proves what the point does.
#[test]
fn a_stopped_programme_proves_what_a_point_inside_does() {
    let (mut near, mut all) = (0, 0);
    for seed in 0..6 {
        let problem = larger(seed, 24);
        let frame = Frame::new(&problem);
        let optimum = programmes(&problem, &frame, None, &|| false).1[0];
        for asked in [40, 80, 160, 320] {
            let left = AtomicUsize::new(asked);
            let stop = || left.fetch_update(Relaxed, Relaxed, |left| Some(left.saturating_sub(1))) == Ok(0);
            let bound = programmes(&problem, &frame, None, &stop).1[0];
            assert!(bound >= optimum, "seed {seed}");
            near += usize::from((bound - optimum) as f64 <= 0.02 * optimum as f64);
            all += 1;
        }
    }
    assert!(2 * near > all, "{near} of {all}");
}

/// A vertex may hide a difference in the last place; a point inside does not.
#[test]
fn threads_change_nothing_inside() {
    for seed in 0..8 {
        let problem = larger(seed, 20);
        let frame = Frame::new(&problem);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| format!("{:?}", inside(&problem, &frame)))
        };
        assert_eq!(on(1), on(2), "seed {seed}");
    }
}

#[test]
fn tiny_problems_agree_with_trying_every_plan() {
    let proven = (0..500).filter(|seed| check(*seed)).count();
    assert!(proven >= 490, "{proven} proven");
}
