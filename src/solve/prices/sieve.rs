//! One pass over all cases: who is settled at prices, and who is left undecided.
//!
//! In: a tariff and a window. Out: by case the offer that it is settled on, which leads every other by more than the
//! window a unit of need; of the others the offers within it; what settled cases use and are worth.

use rayon::prelude::*;

use super::tariff::{Number, Scratch, Tariff};
use crate::problem::Problem;
use crate::solve::column::NONE;

/// Cases priced by one thread at a time; fixed, so that results do not depend on threads.
const CHUNK: usize = 4096;
/// Cases on which the window is measured.
const PROBES: usize = 1 << 15;
/// Where a case is in the core, in place of the offer that it is settled on.
pub const OPEN: u32 = NONE - 1;

/// What a pass over some cases finds.
#[derive(Debug, Default)]
pub struct Found {
    /// Cases of the core, and their offers within the window, all in one array.
    cases: Vec<(u32, usize)>,
    offers: Vec<u32>,
    /// By resource, units that settled cases use; by level, their points.
    pub used: Vec<u64>,
    pub worth: Vec<i128>,
}

/// What is asked of every case.
pub struct Sieve<'a, 't, T> {
    pub problem: &'a Problem,
    pub tariff: &'t Tariff<'a, T>,
    /// Points a unit; none: no case is settled.
    pub window: Option<f64>,
    /// By resource, whether cases that it is best for are left open, with all their offers.
    pub exhausted: Vec<bool>,
}

impl<T: Number> Sieve<'_, '_, T> {
    /// What each case is settled on, and what is found chunk by chunk.
    pub fn pass(&self) -> (Vec<u32>, Vec<Found>) {
        let mut settled = vec![OPEN; self.problem.len()];
        let chunks = settled.par_chunks_mut(CHUNK).enumerate();
        let found = chunks.map(|(chunk, settled)| self.settle(chunk * CHUNK, settled)).collect();
        (settled, found)
    }

    /// Settles the cases from the first on.
    fn settle(&self, first: usize, settled: &mut [u32]) -> Found {
        let problem = self.problem;
        let mut found =
            Found { used: vec![0; problem.supplies.len()], worth: vec![0; problem.levels.len()], ..Found::default() };
        let mut scratch = Scratch::default();
        for (case, settled) in (first..).zip(settled) {
            self.tariff.gains(case, &mut scratch);
            let gains = &scratch.gain;
            let best = gains.iter().fold(T::ZERO, |best, gain| if *gain > best { *gain } else { best });
            let reach = |window| best - T::near(window * f64::from(units(problem, case)));
            let mut floor = self.window.map_or(T::NEVER, reach);
            let near = gains.iter().map(|gain| u32::from(*gain >= floor)).sum::<u32>();
            if self.window.is_some() && near + u32::from(T::ZERO >= floor) == 1 {
                let offer = gains.iter().position(|gain| *gain == best && near == 1);
                if offer.is_none_or(|offer| self.is_left(case, offer)) {
                    *settled = offer.map_or(NONE, |offer| offer as u32);
                    if let Some(offer) = offer {
                        found.settle(problem, case, offer);
                    }
                    continue;
                }
                floor = T::NEVER;
            }
            let near = gains.iter().enumerate().filter(|(_, gain)| **gain >= floor && **gain > T::NEVER);
            found.offers.extend(near.map(|(offer, _)| offer as u32));
            found.cases.push((case as u32, found.offers.len()));
        }
        found
    }

    /// Whether nothing that an offer of the case uses is exhausted.
    fn is_left(&self, case: usize, offer: usize) -> bool {
        let uses = self.problem.options.uses(self.problem.class(case).offers[offer]);
        !uses.iter().any(|used| self.exhausted[used.resource as usize])
    }
}

impl Found {
    /// Counts a settled case.
    fn settle(&mut self, problem: &Problem, case: usize, offer: usize) {
        let count = problem.cases.count[case];
        let needs = problem.needs(case);
        for used in problem.options.uses(problem.class(case).offers[offer]) {
            self.used[used.resource as usize] += u64::from(count) * u64::from(needs[used.kind as usize]);
        }
        for (level, worth) in self.worth.iter_mut().enumerate() {
            *worth += i128::from(count) * i128::from(problem.value(level, case, offer));
        }
    }

    /// The cases of the core with their offers.
    pub fn open(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let begins = std::iter::once(0).chain(self.cases.iter().map(|(_, end)| *end));
        self.cases.iter().zip(begins).map(|((case, end), begin)| (*case, &self.offers[begin..*end]))
    }
}

/// By how much, a unit of its needs, a case's best offer or waiting must lead all others to be settled, so that a share
/// of the cases is not.
pub fn window<T: Number>(problem: &Problem, tariff: &Tariff<T>, share: f64) -> f64 {
    let every = problem.len().div_ceil(PROBES);
    let lead = |scratch: &mut Scratch<T>, probe: usize| {
        let case = probe * every;
        tariff.gains(case, scratch);
        let (mut best, mut second) = (T::ZERO, T::NEVER);
        for gain in &scratch.gain {
            if *gain > best {
                (best, second) = (*gain, best);
            } else if *gain > second {
                second = *gain;
            }
        }
        (best - second).float() / f64::from(units(problem, case))
    };
    let probes = 0..problem.len().div_ceil(every);
    let mut leads: Vec<f64> = probes.into_par_iter().map_init(Scratch::default, lead).collect();
    leads.sort_unstable_by(f64::total_cmp);
    let at = ((leads.len() as f64 * share) as usize).min(leads.len() - 1);
    // Prices need room to move, also where many tie.
    leads[at..].iter().copied().find(|lead| *lead > 0.0).unwrap_or(0.0)
}

/// Units that a family of the case needs, of all kinds together; at least 1.
fn units(problem: &Problem, case: usize) -> u32 {
    problem.needs(case).iter().sum::<u32>().max(1)
}
