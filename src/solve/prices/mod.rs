//! The price solver: prices on resources decide for every case at once.
//!
//! In: any [`Problem`]. Out: a plan and a certificate for every level. It calls no other solver.
//!
//! 1. A point inside the first level's linear programme gives prices ([`barrier`], on a sample first), and from it a
//!    basis ([`crossover`]); the simplex in the space of resources ([`simplex`]) finishes, and goes on from level to
//!    level ([`mod@programme`]). Its prices, made whole, are the bound ([`mod@bound`]).
//! 2. From the last optimum down to whole families ([`mod@dive`]), improved by chains of moves ([`mod@improve`]), where
//!    options are few by exchanges without a unit over ([`mod@exchange`]); where cases and rows are many, by another dive
//!    that knows what the former one met with, and by placing some cases again at a time ([`neighbourhood`], [`region`]).
//! 3. Large problems are solved by their [`core`]: what prices found on a sample leave undecided ([`mod@large`]); those
//!    with many cases that are alike, but for a lottery ticket, by a few that stand for all ([`kin`]).
//! 4. Levels after one that keeps a gap are bounded anew, among plans as good as the one found. What is left of a gap is
//!    searched: in large problems by counting families of equal needs ([`counting`]), in small ones by packing each place
//!    whole where places stand alone ([`mod@packing`]), by exchanges after some families
//!    of a plan were taken out of it ([`mod@recreate`]), and small problems of any other form by branches ([`branch`]).

mod barrier;
mod basis;
mod bound;
mod branch;
mod change;
mod core;
mod counting;
mod crossover;
mod dive;
mod divide;
mod exchange;
mod factor;
mod frame;
mod improve;
mod kin;
mod large;
mod merged;
mod more;
mod moves;
mod neighbourhood;
mod packing;
mod pin;
mod pivot;
mod pool;
mod pricing;
mod programme;
mod recreate;
mod region;
mod relaxation;
mod ring;
mod row;
mod sample;
mod sieve;
mod simplex;
mod start;
mod tariff;
mod usage;
mod whole;

use std::time::Instant;

pub use self::more::extended;

use self::bound::Within;
use self::branch::{COARSE, Search, tree_bound};
use self::frame::Frame;
use self::kin::Kin;
use self::packing::pack;
use self::programme::{Programmes, programmes};
use self::recreate::recreate;
use self::whole::whole_plan;
use super::ledger::Ledger;
use super::{Answer, Settings, Spent, Stop};
use crate::problem::{Branch, Certificate, LevelProof, Problem};

/// Nodes of a search, all families together: the fewer families, the more nodes a level.
const NODES: usize = 60_000;
/// With more families than this a search by branches is not begun.
const FAMILIES: usize = 400;

/// Solves a problem level by level.
pub fn solve(problem: &Problem, settings: &Settings) -> Answer {
    let frame = Frame::new(problem);
    if large::is_large(problem, &frame) {
        large::solve(problem, &frame, settings)
    } else if let Some(kin) = Kin::of(problem, &frame) {
        kin.solve(settings)
    } else {
        search(problem, &frame, programmes(problem, &frame, None, &|| settings.is_over()), settings, false)
    }
}

/// What proves a level, before the plan's worth is known.
struct Draft {
    denominator: i64,
    tree: Branch,
    /// A proof by packing, and the worth at earlier levels that it counts on.
    packed: Option<(LevelProof, Vec<i64>)>,
}

/// Finds a plan from the programmes of all levels and what each is worth at most, and proves how good it is.
fn search<'a>(
    problem: &'a Problem,
    frame: &'a Frame,
    (mut programmes, ideal): Programmes<'a>,
    settings: &Settings,
    is_core: bool,
) -> Answer {
    let stop = || settings.is_over();
    let families: usize = problem.cases.count.iter().map(|count| *count as usize).sum();
    let begun = Instant::now();
    settings.watch.tell(ideal[0], None);
    let mut best = whole_plan(&programmes, &ideal, settings, &stop);
    settings.watch.tell(ideal[0], Some(best.worth()[0]));
    let planned = Instant::now();
    let owners = if is_core { None } else { packing::owners(problem) };
    let mut proofs: Vec<Draft> = Vec::new();
    let mut near_enough = false;
    for (level, programme) in programmes.iter_mut().enumerate() {
        programme.settle_for(problem, frame, &best.worth()[..level], &stop);
        // A later level is proven as far as it gets: only the first may keep a gap.
        let own = if level == 0 { settings.clone() } else { settings.of_later_level() };
        let gap = own.gap;
        let is_near = |left: i128, worth: i64| left as f64 <= gap * worth.unsigned_abs() as f64;
        let worth = best.worth()[level];
        let mut open = !is_near(programme.bound(problem, frame, &best.worth()[..level]) - i128::from(worth), worth);
        let (mut tree, mut denominator) = (Branch::Leaf(programme.prices.clone()), programme.denominator);
        let mut packed = None;
        let found =
            (owners.as_ref().filter(|_| open)).and_then(|owners| pack(problem, frame, owners, programme, &best, &own));
        if let Some(found) = found {
            best = found.plan;
            open = !is_near(i128::from(found.proof.bound - found.proof.worth), found.proof.worth);
            packed = Some((found.proof, best.worth()[..level].to_vec()));
        }
        if open && !is_core && recreate::is_for(problem) {
            let alone = programme.bound(problem, frame, &best.worth()[..level]);
            let bound = packed.as_ref().map_or(alone, |(proof, _)| alone.min(proof.bound.into()));
            let near = |plan: &Ledger| is_near(bound - i128::from(plan.worth()[level]), plan.worth()[level]);
            let (price, tariff) = (programme.simplex.prices().0, programme.simplex.tariff());
            recreate(problem, price, &tariff, &mut best, settings.seed, &|plan| stop() || near(plan));
            open = !near(&best);
        }
        if open && families <= FAMILIES {
            let nodes = NODES / families.max(20);
            let coarse = programme.denominator.min(COARSE);
            let mut search = Search { best, denominator: coarse, nodes, stop: &stop };
            let searched = search.tree(programme.simplex.clone(), &Within::default());
            best = search.best;
            let earlier = &best.worth()[..level];
            let proven = tree_bound(problem, frame, &searched, coarse, earlier, &Within::default());
            let packed_too = packed.as_ref().is_some_and(|(proof, _)| i128::from(proof.bound) <= proven);
            if proven < programme.bound(problem, frame, earlier) && !packed_too {
                (tree, denominator, packed) = (searched, coarse, None);
            }
        }
        near_enough |= level == 0 && !open;
        proofs.push(Draft { denominator, tree, packed });
    }
    let levels: Vec<LevelProof> = (proofs.into_iter().enumerate())
        .map(|(level, Draft { denominator, tree, packed })| {
            let (worth, earlier) = (best.worth()[level], &best.worth()[..level]);
            let bounded = |tree: &Branch, denominator: i64| {
                let bound = tree_bound(problem, frame, tree, denominator, earlier, &Within::default());
                i64::try_from(bound).unwrap_or(i64::MAX)
            };
            let bound = bounded(&tree, denominator);
            match packed.filter(|(proof, counted)| proof.bound < bound && counted == earlier) {
                Some((proof, _)) => {
                    let bound = proof.bound.min(bounded(&proof.tree, proof.denominator));
                    LevelProof { worth, bound, ..proof }
                }
                None => LevelProof { worth, bound, denominator, tree, packing: None, counting: None },
            }
        })
        .collect();
    let stop = if levels.iter().all(|proof| proof.bound == proof.worth) {
        Stop::Proven
    } else if let Some(told) = settings.told() {
        told
    } else if near_enough {
        Stop::Gap
    } else {
        Stop::Exhausted
    };
    let claim = vec![false; levels.len()];
    let spent = Spent { primal: planned - begun, proof: planned.elapsed() };
    Answer { stop, plan: best.plan(), certificate: Some(Certificate { levels }), claim, spent }
}

#[cfg(test)]
mod oracle;
