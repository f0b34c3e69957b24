//! Exchanges: families change places so that not a unit is left over.
//!
//! In: a plan of a problem of few options, and prices. A family that loses goes where it would rather be, or one goes to
//! where units are idle; others follow ([`super::ring`]). Out: a plan worth no less at any level, lexicographically.

use rayon::prelude::*;

use super::change::Changes;
use super::moves::{Move, apply};
use super::ring::{Round, Start};
use super::tariff::Tariff;
use crate::problem::Problem;
use crate::solve::ledger::Ledger;

/// With more options than this, hardly two moves do the same.
const OPTIONS: usize = 300;
/// Changes that are tried at each link of a chain, and its links before the one that is looked up: at first, and when
/// nothing better is found so.
pub const REACHES: [(usize, usize); 4] = [(16, 3), (64, 3), (256, 3), (64, 4)];
/// Starts whose chains are sought at the same time; fixed, so that results do not depend on threads.
const BATCH: usize = 16;

/// Whether exchanges are for this problem.
pub fn are_for(problem: &Problem) -> bool {
    problem.options.len() <= OPTIONS
}

/// Exchanges families until nobody gains by it, as far as chains reach.
pub fn exchange(
    problem: &Problem,
    price: &[f64],
    tariff: &Tariff<f64>,
    ledger: &mut Ledger,
    reaches: &[(usize, usize)],
    stop: &dyn Fn() -> bool,
) {
    let mut limit = f64::INFINITY;
    for reach in reaches {
        loop {
            let changes = Changes::of(problem, tariff, ledger, limit);
            let mut round = Round::new(price, &changes, *reach, ledger);
            // What loses more than a chain can gain is in none; a chain leaves no more to gain than it began with.
            limit = round.most();
            if !run(&mut round, ledger, stop) || stop() {
                break;
            }
        }
    }
}

/// Makes chains from every move that gains, and from every resource with idle units while any makes the plan better;
/// whether one did.
fn run(round: &mut Round, ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
    let losers = round.losers();
    let mut improved = make(round, &losers, ledger, stop);
    loop {
        let idle = round.idle();
        if idle.is_empty() || !make(round, &idle, ledger, stop) {
            return improved;
        }
        improved = true;
    }
}

/// Makes the best chain from each start, some sought at the same time, where the plan is worth more for it; whether any was
/// made.
fn make(round: &mut Round, starts: &[Start], ledger: &mut Ledger, stop: &dyn Fn() -> bool) -> bool {
    let mut made = false;
    for batch in starts.chunks(BATCH) {
        if stop() {
            break;
        }
        let chains: Vec<Option<Vec<Move>>> = batch.par_iter().map(|start| round.best_from(*start)).collect();
        for chain in chains.into_iter().flatten() {
            if round.stay(&chain) && apply(ledger, &chain) {
                round.made(&chain, ledger);
                made = true;
            }
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::oracle::drawn::larger;
    use super::super::tariff::{Number, Scratch};
    use super::*;
    use crate::problem::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Supplies, Use};
    use crate::solve::column::Column;
    use crate::solve::greedy;

    /// Whether the plan is worth more when these moves are made, and can be.
    fn is_better(ledger: &Ledger, chain: &[Move]) -> bool {
        apply(&mut ledger.clone(), chain)
    }

    #[test]
    fn no_two_moves_are_left_that_would_make_a_plan_better() {
        let (mut gained, mut pairs) = (0, 0);
        for seed in 0..60 {
            let mut problem = larger(seed, 2);
            problem.levels.truncate(1);
            problem.supplies.cost.iter_mut().for_each(Vec::clear);
            let frame = Frame::new(&problem);
            let price: Vec<f64> = (0..problem.supplies.len()).map(|resource| f64::from(resource as u32 % 3)).collect();
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let mut ledger = Ledger::of(&problem, &greedy::solve(&problem).plan);
            ledger.truncate(0);
            let before = ledger.worth()[0];
            exchange(&problem, &price, &tariff, &mut ledger, &REACHES, &|| false);
            gained += usize::from(ledger.worth()[0] > before);
            let (mut moves, mut scratch) = (Vec::new(), Scratch::default());
            for case in 0..problem.len() {
                tariff.gains(case, &mut scratch);
                let allowed = (0..scratch.gain.len()).filter(|offer| scratch.gain[*offer] > f64::NEVER);
                let to: Vec<Column> =
                    allowed.map(|offer| tariff.column(case, offer)).chain([Column::waiting(case as u32)]).collect();
                let waits = (ledger.waiting(case) > 0).then_some(Column::waiting(case as u32));
                for from in ledger.columns(case).map(|(column, _)| column).chain(waits) {
                    let others = to.iter().filter(|to| to.offer != from.offer);
                    moves.extend(others.map(|to| Move { from, to: *to, loss: 0.0 }));
                }
            }
            for (at, one) in moves.iter().enumerate() {
                assert!(!is_better(&ledger, &[*one]), "seed {seed}: {one:?}");
                for other in moves[at + 1..].iter().filter(|other| other.from.case != one.from.case) {
                    assert!(!is_better(&ledger, &[*one, *other]), "seed {seed}: {one:?} and {other:?}");
                    pairs += 1;
                }
            }
        }
        assert!(gained > 10 && pairs > 10_000, "{gained} plans became better, {pairs} pairs were tried");
    }

    /// Five full places, and each family would rather be at the next, if not so much that another might wait for it.
    #[test]
    fn a_ring_is_closed() {
        let places = 5;
        let mut supplies = Supplies::new(1);
        let mut options = Options::default();
        for place in 0..places {
            supplies.push(&[(3, &[0])]);
            options.push(place, &[Use { resource: place, kind: 0 }], None);
        }
        let score = |case: u32, place: u32| match (place + places - case) % places {
            0 => 10,
            1 => 11,
            _ => NOT_ALLOWED,
        };
        let points = (0..places).flat_map(|case| (0..places).map(move |place| score(case, place))).collect();
        let problem = Problem {
            levels: vec![Level { name: "score".into(), unit: "points".into() }],
            kinds: 1,
            columns: places as usize,
            cases: Cases { count: vec![1; 5], need: vec![3; 5], class: vec![0; 5], weight: vec![Vec::new()] },
            classes: vec![Class { offers: (0..places).collect(), worth: vec![Vec::new()], opens: 0 }],
            fits: vec![Fit { level: 0, points }],
            options,
            supplies,
        };
        let frame = Frame::new(&problem);
        let price = vec![0.0; places as usize];
        let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
        let mut ledger = Ledger::new(&problem);
        (0..places).for_each(|case| ledger.place(Column { offer: case, ..Column::waiting(case) }, 1));
        exchange(&problem, &price, &tariff, &mut ledger, &REACHES, &|| false);
        assert_eq!(ledger.worth(), [55]);
    }
}
