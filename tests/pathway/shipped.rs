//! The shipped scenarios compile into sound problems.

use resettle::pathway::{Estimate, compile};
use resettle::scenario::{Changes, Scenario};
use std::path::Path;

#[test]
fn every_estimate_of_every_shipped_scenario_is_a_sound_problem() {
    for name in ["small", "letter-2013", "status-quo"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let scenario =
            Scenario::load(&folder, &Changes::default()).unwrap_or_else(|complaints| panic!("{complaints:?}"));
        for estimate in [Estimate::Low, Estimate::Point, Estimate::High] {
            let compiled = compile(&scenario, estimate);
            assert_eq!(compiled.problem.faults(), [], "{name}, {estimate:?}");
        }
    }
}
