//! A plan: which families of which case take which option.

use serde::{Deserialize, Serialize};

/// `count` families of `case` take `option`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Placement {
    /// Index of the case.
    pub case: u32,
    /// Index of the option.
    pub option: u32,
    /// The resource that the option's window draws from; none where it has no window.
    pub drawn: Option<u32>,
    /// Families, at least 1.
    pub count: u32,
}

/// Placements in rising order, at most one for each case, option and drawn resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The placements.
    pub placements: Vec<Placement>,
}

impl Plan {
    /// Of placements in any order, those of a case by one option and drawn resource counted together.
    pub fn gathered(mut placements: Vec<Placement>) -> Plan {
        placements.sort_unstable();
        placements.dedup_by(|later, earlier| {
            let same = (later.case, later.option, later.drawn) == (earlier.case, earlier.option, earlier.drawn);
            if same {
                earlier.count = earlier.count.saturating_add(later.count);
            }
            same
        });
        Plan { placements }
    }
}
