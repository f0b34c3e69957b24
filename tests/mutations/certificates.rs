//! What must hold of every certificate, tried on hundreds of problems drawn at random.

use proptest::prelude::*;
use resettle::certify::{Refusal, Standing, certify};
use resettle::problem::Plan;

use crate::any_proof::{any_proofs, certificate};
use crate::problems::{TINY, every_plan, problems};
use crate::replay;

/// Plans counted out at most.
const LIMIT: usize = 100_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_prices_bound_every_plan(problem in problems(TINY), proofs in any_proofs(0..9)) {
        let Some(every) = every_plan(&problem, LIMIT) else { return Ok(()) };
        let best = &every.best;
        prop_assert_eq!(replay::worth(&problem, best), Some(every.optimum().to_vec()));
        let certificate = certificate(&problem, every.optimum(), &proofs);
        let verdict = certify(&problem, best, Some(&certificate)).expect("the formula's own figures");
        let mut open = false;
        for (level, (found, proof)) in verdict.levels.iter().zip(&certificate.levels).enumerate() {
            prop_assert_eq!(i128::from(found.worth), every.optimum()[level]);
            let as_good = every.worths.iter().filter(|worth| worth[..level].iter().zip(every.optimum()).all(|(w, o)| w >= o));
            prop_assert!(as_good.map(|worth| worth[level]).all(|worth| worth <= i128::from(proof.bound)));
            let gap = proof.bound.abs_diff(proof.worth);
            let expected = match (open, gap) {
                (true, gap) => Standing::Conditional { gap },
                (false, 0) => Standing::Optimal,
                (false, gap) => Standing::Bounded { gap },
            };
            prop_assert_eq!(found.standing, expected);
            open |= gap > 0;
        }
    }

    #[test]
    fn a_bound_is_refused_unless_its_prices_give_it(
        problem in problems(TINY),
        proofs in any_proofs(0..9),
        level in 0..3_usize,
        off in prop_oneof![-3..0_i64, 1..4_i64],
    ) {
        let worth = vec![0; problem.levels.len()];
        let level = level % worth.len();
        let mut certificate = certificate(&problem, &worth, &proofs);
        let recomputed = Some(i128::from(certificate.levels[level].bound));
        certificate.levels[level].bound += off;
        let claimed = certificate.levels[level].bound;
        prop_assert_eq!(
            certify(&problem, &Plan::default(), Some(&certificate)),
            Err(vec![Refusal::Bound { level, claimed, recomputed }])
        );
    }

    /// With a negative multiplier the formula still gives a number, but no bound.
    #[test]
    fn a_negative_multiplier_is_refused(problem in problems(TINY), proofs in any_proofs(-9..0)) {
        prop_assume!(problem.levels.len() > 1);
        let certificate = certificate(&problem, &vec![0; problem.levels.len()], &proofs);
        let refusals = certify(&problem, &Plan::default(), Some(&certificate)).expect_err("no proof");
        let expected = |refusal: &Refusal| matches!(refusal, Refusal::Multiplier { level: 1, leaf: 0, earlier: 0, .. });
        prop_assert!(refusals.iter().any(expected), "{:?}", refusals);
    }
}
