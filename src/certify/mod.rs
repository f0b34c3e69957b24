//! Problem, plan and proof in: proven, bounded or refused out.
//!
//! In: a [`Problem`], a [`Plan`] and, from the solvers that make one, a [`Certificate`]. Out: a
//! [`Verdict`] level by level, or every [`Refusal`].
//!
//! Guaranteed: an accepted plan keeps every constraint of the problem and is worth what the
//! verdict says; no plan at least as good at every earlier level is worth more than the bound at
//! its level. Everything is recomputed in whole numbers from the problem's public arrays, with
//! nothing taken over from the solvers.

mod bound;
mod counting;
mod fronts;
mod gains;
mod knapsack;
mod packing;
mod placements;
pub mod promises;
mod refusal;
mod rounding;

pub use bound::{Leaf, leaves};
pub use refusal::Refusal;

use crate::problem::{Certificate, LevelProof, Plan, Problem};

/// What is certified of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// One a level, in order.
    pub levels: Vec<LevelVerdict>,
}

/// What is certified of a plan at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelVerdict {
    /// The plan's worth in points, recomputed.
    pub worth: i64,
    /// How far it is from the best.
    pub standing: Standing,
}

/// How far a plan is from the best at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No plan that is best at every earlier level is better at this one.
    Optimal,
    /// Every earlier level is optimal; no plan that is as good there is better here by more.
    Bounded {
        /// Points, at least 1.
        gap: u64,
    },
    /// An earlier level's gap is open: no plan *at least as good as this one* at every earlier
    /// level is better here by more, but the best plan at the earlier levels may be worse here.
    Conditional {
        /// Points.
        gap: u64,
    },
    /// There is no certificate.
    Unproven,
}

impl Verdict {
    /// Whether every level is proven to the last point.
    pub fn is_optimal(&self) -> bool {
        self.levels.iter().all(|level| level.standing == Standing::Optimal)
    }
}

/// Checks the plan against the problem, and replays the certificate where there is one.
pub fn certify(problem: &Problem, plan: &Plan, certificate: Option<&Certificate>) -> Result<Verdict, Vec<Refusal>> {
    let faults = problem.faults();
    if !faults.is_empty() {
        return Err(faults.into_iter().map(Refusal::from).collect());
    }
    let worth = placements::worth(problem, plan)?;
    let standings = match certificate {
        None => vec![Standing::Unproven; worth.len()],
        Some(certificate) => standings(problem, &worth, certificate)?,
    };
    let levels = worth.iter().zip(standings).map(|(&worth, standing)| {
        let worth = i64::try_from(worth).expect("a problem without faults has no plan worth more than 64 bits");
        LevelVerdict { worth, standing }
    });
    Ok(Verdict { levels: levels.collect() })
}

fn standings(problem: &Problem, worth: &[i128], certificate: &Certificate) -> Result<Vec<Standing>, Vec<Refusal>> {
    let (found, expected) = (certificate.levels.len(), problem.levels.len());
    if found != expected {
        return Err(vec![Refusal::Levels { found, expected }]);
    }
    let largest = gains::Largest::of(problem);
    let mut refusals = Vec::new();
    let mut standings = Vec::with_capacity(expected);
    let mut proven = true;
    for (level, proof) in certificate.levels.iter().enumerate() {
        match gap(problem, &largest, worth, level, proof) {
            Err(refused) => refusals.extend(refused),
            Ok(0) if proven => standings.push(Standing::Optimal),
            Ok(gap) if proven => {
                proven = false;
                standings.push(Standing::Bounded { gap });
            }
            Ok(gap) => standings.push(Standing::Conditional { gap }),
        }
    }
    if refusals.is_empty() { Ok(standings) } else { Err(refusals) }
}

/// Points between the plan and the bound of its level, both recomputed.
fn gap(
    problem: &Problem,
    largest: &gains::Largest,
    worth: &[i128],
    level: usize,
    proof: &LevelProof,
) -> Result<u64, Vec<Refusal>> {
    let mut refusals = Vec::new();
    if i128::from(proof.worth) != worth[level] {
        refusals.push(Refusal::Worth { level, claimed: proof.worth, recomputed: worth[level] });
    }
    match bound::replay(problem, largest, &worth[..level], proof) {
        Ok(bound) if bound == Some(i128::from(proof.bound)) => {}
        Ok(recomputed) => refusals.push(Refusal::Bound { level, claimed: proof.bound, recomputed }),
        Err(refusal) => refusals.push(refusal),
    }
    let gap = i128::from(proof.bound) - worth[level];
    let below = "by weak duality no plan is worth more than a bound that its prices give";
    if refusals.is_empty() { Ok(u64::try_from(gap).expect(below)) } else { Err(refusals) }
}
