//! The kinds of need of the problem, and what a cohort's family needs of each.

use super::{Cohort, eligibility};
use crate::scenario::{Priority, Scenario};

/// Kinds of need: persons, persons outside the emergency reserve, and those of the scenario's
/// further kinds that are supplied anywhere.
pub(super) struct Kinds {
    /// Persons, 0 for emergency and urgent cases; none where no places are reserved for those.
    pub general: Option<u16>,
    /// The scenario's kind of need, and the problem's.
    pub further: Vec<(usize, u16)>,
}

impl Kinds {
    /// Persons.
    pub const PERSONS: u16 = 0;

    /// The kinds that a scenario makes scarce.
    pub fn of(scenario: &Scenario) -> Kinds {
        let general = (scenario.emergency_reserve > 0.0).then_some(1);
        let first = 1 + general.map_or(0, |_| 1);
        let limited = (0..scenario.kinds.len()).filter(|&kind| eligibility::limited(scenario, kind));
        Kinds { general, further: limited.zip(first..).collect() }
    }

    /// Number of kinds.
    pub fn len(&self) -> usize {
        1 + usize::from(self.general.is_some()) + self.further.len()
    }

    /// Needs of one family by kind.
    pub fn needs(&self, scenario: &Scenario, cohort: &Cohort) -> Vec<u32> {
        let persons = cohort.persons(scenario);
        let ordinary = if cohort.priority(scenario) == Priority::Normal { persons } else { 0 };
        let further = |&(kind, _): &(usize, u16)| cohort.cases(scenario).map(|case| case.needs[kind]).sum::<u32>();
        let mut needs = vec![persons];
        needs.extend(self.general.map(|_| ordinary));
        needs.extend(self.further.iter().map(further));
        needs
    }
}
