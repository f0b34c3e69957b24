//! Scenarios and hand-made plans for this room's tests.

use std::path::PathBuf;

use crate::pathway::{self, Compiled, Estimate, Way};
use crate::problem::{Placement, Plan};
use crate::scenario::{Changes, Scenario};

use super::Solved;

/// A shipped scenario.
pub(super) fn shipped(name: &str, changes: &Changes) -> Scenario {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    Scenario::load(&folder, changes).unwrap_or_else(|complaints| panic!("{}", complaints.render(false)))
}

/// The dozen families of `scenarios/small`.
pub(super) fn small() -> Scenario {
    shipped("small", &Changes::default())
}

/// A scenario written as files, each its name and its content.
pub(super) fn written(files: &[(&str, &str)], changes: &Changes) -> Scenario {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).expect("a file");
    }
    Scenario::load(folder.path(), changes).unwrap_or_else(|complaints| panic!("{}", complaints.render(false)))
}

/// A plan made by hand: case id, code of the destination (or of the country of asylum) and name of the
/// period of departure, one family each; of several options the first that fits, and the last decision.
pub(super) fn plan(scenario: &Scenario, compiled: &Compiled, placed: &[(&str, &str, &str)]) -> Plan {
    let mut placements: Vec<Placement> = Vec::new();
    for &(id, code, departs) in placed {
        let is = |case: &usize| scenario.caseload[compiled.cohorts[*case].rows[0]].id == id;
        let case = (0..compiled.cohorts.len()).find(is).expect("a case of this id");
        let class = compiled.problem.class(case);
        let to = |way: Way| match way {
            Way::Departure { route, .. } => scenario.destinations[scenario.routes[route].destination].code.to_string(),
            Way::Stay { .. } => scenario.asylum.expect("a country of asylum").to_string(),
        };
        let fits = |option: &&u32| {
            let way = compiled.ways[**option as usize];
            to(way) == code && scenario.horizon.name(way.protects_from()) == departs
        };
        let option = *class.offers.iter().find(fits).unwrap_or_else(|| panic!("{id} cannot go to {code} in {departs}"));
        let drawn = compiled.problem.options.window[option as usize].map(|window| window.ends);
        let case = u32::try_from(case).expect("few cases");
        placements.push(Placement { case, option, drawn, count: 1 });
    }
    placements.sort_unstable();
    Plan { placements }
}

/// A plan for the point estimate of a scenario, as solved.
pub(super) fn solved<'a>(scenario: &'a Scenario, compiled: &'a Compiled, plan: &'a Plan) -> Solved<'a> {
    Solved { scenario, estimate: Estimate::Point, compiled, plan, certificate: None }
}

/// `scenarios/small` with the plan that its README works out by hand.
pub(super) fn small_plan() -> (Scenario, Compiled, Plan) {
    let scenario = small();
    let compiled = pathway::compile(&scenario, Estimate::Point);
    let placed = [
        ("F01", "KOR", "2014-01"),
        ("F06", "KOR", "2014-01"),
        ("F12", "SWE", "2014-01"),
        ("F03", "MNG", "2014-02"),
        ("F02", "USA", "2014-02"),
        ("F04", "SWE", "2014-02"),
        ("F09", "KOR", "2014-03"),
        ("F10", "USA", "2014-03"),
    ];
    let plan = plan(&scenario, &compiled, &placed);
    (scenario, compiled, plan)
}
