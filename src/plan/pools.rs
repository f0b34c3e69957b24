//! Which pool a placement draws from, where those of a stage overlap.
//!
//! A year's places and a month's may both serve an arrival. Each choice among them is an option of its own
//! ([`crate::pathway`]), and only the pool's name tells one from the other.

use std::collections::BTreeMap;

use crate::pathway::{Compiled, Stage};
use crate::problem::Placement;
use crate::scenario::{Period, Scenario};

use super::solved::{stage_name, takes};

/// Pools that overlap with another one of their stage and place.
pub struct Overlaps {
    /// By resource: its name; none where no other serves any of its periods.
    names: Vec<Option<String>>,
}

impl Overlaps {
    /// Those of a scenario.
    pub fn of(scenario: &Scenario, compiled: &Compiled) -> Overlaps {
        let mut pools: BTreeMap<_, Vec<(usize, (Period, Period))>> = BTreeMap::new();
        for (resource, stage) in compiled.stages.iter().enumerate() {
            // Unreserved places are drawn together with all places of the same periods.
            if let Stage::Supply { kind, general: false, province, destination, periods } = stage {
                pools.entry((*kind, province, *destination)).or_default().push((resource, *periods));
            }
        }
        let mut names = vec![None; compiled.stages.len()];
        for ((kind, ..), pools) in pools {
            for (resource, (from, until)) in &pools {
                let serves =
                    |(other, run): &(usize, (Period, Period))| other != resource && run.0 <= *until && run.1 >= *from;
                if pools.iter().any(serves) {
                    let (from, until) = (scenario.horizon.name(*from), scenario.horizon.name(*until));
                    names[*resource] = Some(format!("{} {from}..{until}", stage_name(scenario, kind)));
                }
            }
        }
        Overlaps { names }
    }

    /// The pools that a placement draws from where it had a choice; none where it had none.
    pub fn drawn(&self, compiled: &Compiled, placement: Placement) -> Option<String> {
        let drawn = takes(&compiled.problem, placement).filter(|(_, units)| *units > 0);
        let drawn: Vec<&str> = drawn.filter_map(|(resource, _)| self.names[resource as usize].as_deref()).collect();
        (!drawn.is_empty()).then(|| drawn.join("; "))
    }
}
