//! The rows of a caseload that families were drawn from, and what of its scenario they leave without anybody.
//!
//! A small caseload may have nobody in a province, or no ties at all. A scenario that supplied such a province, or
//! named such an objective, would be refused.

use std::collections::BTreeSet;

use crate::scenario::{Case, Goal, Objective, Priority, Scenario};

/// Indices of rows, each drawn at least once.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Rows that families are like.
    families: BTreeSet<usize>,
    /// Rows whose ties and wishes families have.
    wishes: BTreeSet<usize>,
}

impl Drawn {
    /// Adds a family.
    pub fn add(&mut self, family: usize, wishes: usize) {
        self.families.insert(family);
        self.wishes.insert(wishes);
    }

    /// Adds those of another share of the families.
    pub fn join(&mut self, others: Drawn) {
        self.families.extend(others.families);
        self.wishes.extend(others.wishes);
    }

    /// Provinces of the scenario that no family is in.
    pub fn empty_provinces<'a>(&self, like: &'a Scenario) -> BTreeSet<&'a str> {
        let province = |row: usize| like.caseload[row].province.as_str();
        let here: BTreeSet<&str> = self.families.iter().map(|&row| province(row)).collect();
        (0..like.caseload.len()).map(province).filter(|province| !here.contains(province)).collect()
    }

    /// The scenario's objectives without those that the families give no input; none: all have theirs.
    pub fn objectives(&self, like: &Scenario) -> Option<Vec<Vec<Objective>>> {
        let mut kept = like.objectives.clone();
        for level in &mut kept {
            level.retain(|objective| self.has_input(like, objective.goal));
        }
        kept.retain(|level| !level.is_empty());
        if kept.is_empty() {
            kept.push(vec![Objective { goal: Goal::Protection, weight: 1 }]);
        }
        (kept != like.objectives).then_some(kept)
    }

    /// Whether a goal has its input from the families; what destinations and scores give stays as it is.
    fn has_input(&self, like: &Scenario, goal: Goal) -> bool {
        let any = |rows: &BTreeSet<usize>, is: &dyn Fn(&Case) -> bool| rows.iter().any(|&row| is(&like.caseload[row]));
        match goal {
            Goal::Deadlines => any(&self.families, &|case| case.priority != Priority::Normal),
            Goal::Families => any(&self.wishes, &|case| !case.ties.is_empty()),
            Goal::Wishes => {
                any(&self.wishes, &|case| !case.preferred.is_empty())
                    || any(&self.families, &|case| case.wishes_to_stay)
            }
            Goal::Protection | Goal::Lottery | Goal::Score | Goal::Sharing | Goal::Cost => true,
        }
    }
}
