//! What happens to those who wait unprotected: returns without the moratorium, and irregular ways
//! out of hiding. Reported, never planned, and never counted as relief.
//!
//! ```text
//! returned(c, s)  = rate of returns, averaged over the persons of c
//!                   0 once the moratorium is in force, or the humanitarian status for those who
//!                   have come forward
//! irregular(c, s) = rate of irregular leaving, averaged likewise; 0 once c has come forward
//! survival(c, t)  = Π_{s = arrives(c)}^{t−1} (1 − returned(c, s) − irregular(c, s))
//! ```

use super::Cohort;
use super::law::{Law, in_force};
use crate::scenario::{Begins, Period, Scenario};

/// Shares of a cohort, as it arrived, that are expected to be lost in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Loss {
    /// Returned to the country of origin.
    pub returned: f64,
    /// Left by irregular routes.
    pub irregular: f64,
}

/// Expected losses of a cohort in each period of the horizon if it stays unprotected until (before)
/// the period `until`, as shares of the cohort as it arrived.
pub fn losses(scenario: &Scenario, cohort: &Cohort, until: Period) -> Vec<Loss> {
    let law = Law::of(&scenario.policy);
    let rates = rates(scenario, cohort);
    let mut losses = vec![Loss::default(); scenario.horizon.periods as usize];
    let mut there = 1.0;
    for period in cohort.arrives..until.min(scenario.horizon.periods) {
        let Loss { returned, irregular } = rates.in_period(&law, cohort.comes_forward, period);
        let loss = Loss { returned: there * returned, irregular: there * irregular };
        losses[period as usize] = loss;
        there -= loss.returned + loss.irregular;
    }
    losses
}

/// The share of a cohort expected to be still there, and unprotected, when a period begins.
pub fn survival(scenario: &Scenario, cohort: &Cohort, period: Period) -> f64 {
    1.0 - losses(scenario, cohort, period).iter().map(|loss| loss.returned + loss.irregular).sum::<f64>()
}

/// Shares of those still there who would be lost in a period if nothing prevented it, averaged over
/// the persons of a cohort.
pub(super) fn rates(scenario: &Scenario, cohort: &Cohort) -> Loss {
    let mut rates = Loss::default();
    let persons = f64::from(cohort.persons(scenario).max(1));
    for case in cohort.cases(scenario) {
        let class = &scenario.hazards[case.hazard.class];
        let part = f64::from(case.persons.total()) / persons;
        rates.returned += part * class.returned;
        rates.irregular += part * class.leaves_irregularly;
    }
    rates
}

impl Loss {
    /// What the law and coming forward leave of the rates in a period.
    pub(super) fn in_period(self, law: &Law, comes_forward: Begins, period: Period) -> Loss {
        let forward = in_force(comes_forward, period);
        let safe = in_force(law.moratorium, period) || (forward && in_force(law.status, period));
        let returned = if safe { 0.0 } else { self.returned };
        let irregular = if forward { 0.0 } else { self.irregular.min(1.0 - returned) };
        Loss { returned, irregular }
    }
}
