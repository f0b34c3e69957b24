//! Large problems, solved by their core.
//!
//! In: a problem of many cases, with no windows. Prices found on a sample, itself solved by its core, leave few cases
//! undecided ([`super::core`]); these are solved as any small problem, and a pass over all cases makes the proof. If a
//! settled case would rather go elsewhere at the core's prices, they are the better guide to another core. A core that
//! is large is solved by its own core. What is left open then is counted ([`super::counting`]). Out: a plan and a
//! certificate of the whole problem.

use std::time::Instant;

use super::bound::{Within, bound, whole};
use super::core::{Core, Guide};
use super::counting::{self, Counted};
use super::frame::Frame;
use super::programme::{Programme, programmes};
use super::sample::sampled;
use super::search;
use crate::problem::{Branch, Certificate, LevelProof, Problem};
use crate::solve::{Answer, Settings, Spent, Stop};

/// With fewer cases than this a problem is solved at once.
const CASES: usize = 12_000;
/// Times the root of cases × resources, the cases that a core leaves undecided: a sample's prices are off by as much as
/// one over the root of its cases.
const UNDECIDED: f64 = 9.0;
/// One in so many cases is in a sample.
const EVERY: f64 = 4.0;
/// A core of more cases than this has a core of its own, if that leaves no more than one in so many undecided: where
/// prices are sought, and where a plan is.
const DEEP: usize = 40_000;
const PRICED: usize = 4;
const PLANNED: usize = 2;
/// Cores after which the best plan and bounds stand.
const CORES: usize = 6;

/// Whether a problem is solved by its core.
pub fn is_large(problem: &Problem, frame: &Frame) -> bool {
    problem.len() > CASES && !frame.has_windows
}

/// Solves a large problem.
pub fn solve(problem: &Problem, frame: &Frame, settings: &Settings) -> Answer {
    let guide = guide(&sampled(problem, 1.0 / EVERY), None, &|| settings.is_over());
    let mut answer = solve_from(problem, frame, guide, settings);
    if answer.stop == Stop::Exhausted && counting::is_for(problem, frame) {
        counted(problem, frame, &mut answer, settings);
    }
    answer
}

/// Counts what prices leave undecided of the whole problem.
fn counted(problem: &Problem, frame: &Frame, answer: &mut Answer, settings: &Settings) {
    let begun = Instant::now();
    let proof = &mut answer.certificate.as_mut().expect("prices come with a proof").levels[0];
    let prices = (proof.tree.first_leaf(), proof.denominator);
    let Counted { plan, proof: counting } = counting::count(problem, frame, prices, proof.worth, settings);
    proof.bound = counting.as_ref().map_or(proof.bound, |counting| counting.target.min(proof.bound));
    proof.counting = counting;
    if let Some((worth, plan)) = plan {
        (proof.worth, answer.plan) = (worth, plan);
    }
    answer.stop = Stop::of(std::slice::from_ref(proof), settings);
    answer.spent.proof += begun.elapsed();
}

/// Solves a large problem from a guide to its prices.
fn solve_from(problem: &Problem, frame: &Frame, mut guide: Guide, settings: &Settings) -> Answer {
    let stop = || settings.is_over();
    // A core's points are not those of the whole.
    let aside = Settings { watch: settings.watch.aside(), ..settings.clone() };
    let mut best: Option<Answer> = None;
    let mut spent = Spent::default();
    for left in (0..CORES).rev() {
        let core = Core::new(problem, frame, &guide, undecided(problem));
        let own_frame = Frame::new(&core.problem);
        let made_with = guide.clone();
        let at_once = !is_deep(&core.problem, PRICED);
        let programmes = at_once.then(|| programmes(&core.problem, &own_frame, Some(&guide), &stop));
        let own = match &programmes {
            Some((programmes, _)) => prices(programmes),
            None => self::guide(&core.problem, Some(&guide), &stop),
        };
        let within;
        (guide, within) = core.guide(&guide, own);
        if !within && left > 0 && !stop() {
            continue;
        }
        let solved = match programmes.filter(|_| !is_deep(&core.problem, PLANNED)) {
            Some(programmes) => search(&core.problem, &own_frame, programmes, &aside, true),
            None => solve_from(&core.problem, &own_frame, guide.clone(), &aside),
        };
        let planned = Instant::now();
        let Whole { whole, settled } = answer(problem, frame, &core, &made_with, &solved, settings);
        spent.primal += solved.spent.primal;
        spent.proof += solved.spent.proof + planned.elapsed();
        if best.as_ref().is_none_or(|best| is_better(&whole, best)) {
            best = Some(whole);
        }
        let first = &best.as_ref().expect("set above").certificate.as_ref().expect("set above").levels[0];
        settings.watch.tell(first.bound, Some(first.worth));
        if settled || stop() {
            break;
        }
    }
    Answer { spent, ..best.expect("at least one core") }
}

/// An answer for the whole problem, and whether no other core would better its bound.
struct Whole {
    whole: Answer,
    settled: bool,
}

fn answer(
    problem: &Problem,
    frame: &Frame,
    core: &Core,
    made_with: &Guide,
    solved: &Answer,
    settings: &Settings,
) -> Whole {
    let proof = solved.certificate.as_ref().expect("prices come with a proof");
    let mut settled = true;
    let mut levels: Vec<LevelProof> = Vec::new();
    for (level, own) in proof.levels.iter().enumerate() {
        let earlier: Vec<i64> = levels.iter().map(|proof| proof.worth).collect();
        let exact = own.tree.first_leaf();
        let guide = Guide::of(exact, own.denominator);
        let (mut prices, mut denominator) = match frame.coarse(&guide.price, &guide.factors) {
            Some(coarse) => (whole(&guide.price, &guide.factors, level, coarse), coarse),
            None => (exact.clone(), own.denominator),
        };
        let mut found = bound(problem, frame, &prices, denominator, &earlier, &Within::default());
        if settings.is_over() && level + 1 == proof.levels.len() {
            // The core's programmes were stopped, and their prices may be worse than those that it was made with.
            let whole = whole(&made_with.price, &made_with.factors, level, own.denominator);
            let other = bound(problem, frame, &whole, own.denominator, &earlier, &Within::default());
            if other < found {
                (found, prices, denominator) = (other, whole, own.denominator);
            }
        }
        let worth = own.worth + core.worth[level];
        // What settled cases would gain elsewhere, against what the core leaves open.
        let missed = found - i128::from(own.bound) - i128::from(core.worth[level]);
        settled &= missed <= i128::from(own.bound - own.worth);
        let bound = i64::try_from(found).unwrap_or(i64::MAX);
        levels.push(LevelProof {
            worth,
            bound,
            denominator,
            tree: Branch::Leaf(prices),
            packing: None,
            counting: None,
        });
    }
    let stop = Stop::of(&levels, settings);
    let claim = vec![false; levels.len()];
    let (plan, spent) = (core.plan(&solved.plan), solved.spent);
    let whole = Answer { stop, plan, certificate: Some(Certificate { levels }), claim, spent };
    Whole { whole, settled }
}

/// Whether the plan is better, or as good with less of a gap.
fn is_better(one: &Answer, other: &Answer) -> bool {
    let key = |answer: &Answer| {
        let levels = answer.certificate.iter().flat_map(|proof| &proof.levels);
        let (worth, bound): (Vec<i64>, Vec<i64>) = levels.map(|proof| (proof.worth, -proof.bound)).unzip();
        (worth, bound)
    };
    key(one) > key(other)
}

/// Prices near the best, of the last level, from others that are near. Those of the smallest sample are found whatever
/// the time: without them nothing would be known of a large problem.
fn guide(problem: &Problem, near: Option<&Guide>, stop: &dyn Fn() -> bool) -> Guide {
    let frame = Frame::new(problem);
    if !is_large(problem, &frame) {
        let never = || false;
        return of_core(problem, &frame, near, if near.is_some() { stop } else { &never });
    }
    let mut guide = guide(&sampled(problem, 1.0 / EVERY), near, stop);
    for _ in 0..CORES {
        if stop() {
            break;
        }
        let core = Core::new(problem, &frame, &guide, undecided(problem));
        let own = if is_deep(&core.problem, PRICED) {
            self::guide(&core.problem, Some(&guide), stop)
        } else {
            of_core(&core.problem, &Frame::new(&core.problem), Some(&guide), stop)
        };
        let within;
        (guide, within) = core.guide(&guide, own);
        if within {
            break;
        }
    }
    guide
}

/// Whether a core is large, and its own core would have fewer than one in so many of its cases.
fn is_deep(core: &Problem, times: usize) -> bool {
    core.len() > DEEP && times * undecided(core) < core.len()
}

/// Prices of the last level's linear programme.
fn of_core(problem: &Problem, frame: &Frame, guide: Option<&Guide>, stop: &dyn Fn() -> bool) -> Guide {
    prices(&programmes(problem, frame, guide, stop).0)
}

/// Prices of the last of these programmes.
fn prices(programmes: &[Programme]) -> Guide {
    let (price, factors) = programmes.last().expect("at least one level").simplex.prices();
    Guide { price: price.to_vec(), factors }
}

/// Cases that a core is to leave undecided.
fn undecided(problem: &Problem) -> usize {
    (UNDECIDED * (problem.len() as f64 * problem.supplies.len() as f64).sqrt()) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Cases, Class, Fit, Level, Options, Supplies, Use};

    /// Single persons with drawn scores, and places for four in five of them.
    fn drawn(cases: u32, places: u32) -> Problem {
        let mut state = 1_u64;
        let mut score = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as i32 % 10_000
        };
        let mut supplies = Supplies::new(1);
        let mut options = Options::default();
        for place in 0..places {
            supplies.push(&[(u64::from(cases * 4 / 5 / places), &[0])]);
            options.push(place, &[Use { resource: place, kind: 0 }], None);
        }
        let count = cases as usize;
        Problem {
            levels: vec![Level { name: "score".into(), unit: "points".into() }],
            kinds: 1,
            columns: places as usize,
            cases: Cases {
                count: vec![1; count],
                need: vec![1; count],
                class: vec![0; count],
                weight: vec![Vec::new()],
            },
            classes: vec![Class { offers: (0..places).collect(), worth: vec![Vec::new()], opens: 0 }],
            fits: vec![Fit { level: 0, points: (0..count * places as usize).map(|_| score()).collect() }],
            options,
            supplies,
        }
    }

    #[test]
    fn a_core_of_a_core_leads_to_the_optimum() {
        let problem = drawn(2_000_000, 30);
        let frame = Frame::new(&problem);
        let guide = guide(&sampled(&problem, 1.0 / EVERY), None, &|| false);
        let core = Core::new(&problem, &frame, &guide, undecided(&problem));
        assert!(is_deep(&core.problem, PLANNED) && is_deep(&core.problem, PRICED), "{} cases", core.problem.len());
        let answer = solve(&problem, &frame, &Settings::default());
        assert_eq!(answer.stop, Stop::Proven);
    }
}
