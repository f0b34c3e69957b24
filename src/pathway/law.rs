//! When each component of the policy is in force.

use crate::scenario::{Begins, Period, Policy};

/// The first period of each component; none: never.
///
/// ```text
/// begins(component) = max(component, legislation)     determination, status, access, exit
/// begins(moratorium) = moratorium                     the letter asks for it *until* the laws are in line
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// From here on nobody is returned.
    pub moratorium: Begins,
    /// From here on refugees are recognised.
    pub determination: Begins,
    /// From here on those who have come forward are documented and safe while they wait.
    pub status: Begins,
    /// From here on those in hiding come forward.
    pub access: Begins,
    /// From here on people may leave.
    pub exit: Begins,
}

impl Law {
    /// What the policy puts in force.
    pub fn of(policy: &Policy) -> Law {
        let under_legislation = |component: Begins| Some(component?.max(policy.legislation?));
        Law {
            moratorium: policy.moratorium,
            determination: under_legislation(policy.determination),
            status: under_legislation(policy.humanitarian_status),
            access: under_legislation(policy.access),
            exit: under_legislation(policy.exit),
        }
    }
}

/// Whether a component is in force in a period.
pub fn in_force(begins: Begins, period: Period) -> bool {
    begins.is_some_and(|first| first <= period)
}
