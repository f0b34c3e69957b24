//! Rows beside those of resources: limits on cells, and cuts.

use std::sync::Arc;

use super::{Basic, Relaxation};

/// Cuts are trimmed where one in so many choices was closed since.
const TRIM: usize = 4;

/// At most or at least so many families in a cell.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub cell: u32,
    pub at_least: bool,
    pub families: i64,
    /// Its place among the splits above, from the root.
    pub split: u32,
}

/// A sum over choices that no whole plan exceeds.
#[derive(Debug)]
pub struct Cut {
    /// Choices, rising, and their entries.
    pub entries: Vec<(u32, f64)>,
    pub most: f64,
    /// Its number among the roundings of the search, if it is one.
    pub rounding: Option<u32>,
}

#[derive(Clone, Debug)]
pub enum Row {
    Limit(Limit),
    Cut(Arc<Cut>),
}

impl Row {
    /// The entry of a choice that is in this cell.
    pub fn entry(&self, choice: u32, cell: u32) -> f64 {
        match self {
            Row::Limit(limit) if limit.cell != cell => 0.0,
            Row::Limit(limit) => limit.sign(),
            Row::Cut(cut) => {
                (cut.entries.binary_search_by_key(&choice, |(own, _)| *own)).map_or(0.0, |place| cut.entries[place].1)
            }
        }
    }

    /// What the sum of entries is at most.
    pub fn most(&self) -> f64 {
        match self {
            Row::Limit(limit) => limit.sign() * limit.families as f64,
            Row::Cut(cut) => cut.most,
        }
    }
}

impl Limit {
    /// The entry of its choices.
    pub fn sign(&self) -> f64 {
        if self.at_least { -1.0 } else { 1.0 }
    }

    fn is_like(&self, other: &Row) -> bool {
        matches!(other, Row::Limit(other) if (self.cell, self.at_least) == (other.cell, other.at_least))
    }
}

impl Relaxation {
    /// Confines plans by a row; a limit of the same kind on its cell gives way.
    pub fn confine(&mut self, row: Row) {
        let choices = self.choices.clone();
        let entry = |choice: u32| row.entry(choice, choices.cell[choice as usize]);
        let keyed: f64 = match &row {
            Row::Limit(limit) => limit.sign() * self.count[limit.cell as usize] as f64,
            Row::Cut(cut) => {
                let keys = cut.entries.iter().filter(|(choice, _)| self.key_of(*choice) == *choice);
                keys.map(|(choice, entry)| entry * self.families_of(*choice)).sum()
            }
        };
        let left = row.most() - keyed;
        let resources = choices.left.len();
        let like = match &row {
            Row::Limit(limit) => self.further.iter().position(|other| limit.is_like(other)),
            Row::Cut(_) => None,
        };
        if let Some(place) = like {
            self.further[place] = row;
            self.left[resources + place] = left;
            self.work_out();
            return;
        }
        let rows = self.rows();
        let mut last = vec![0.0; rows];
        for (place, basic) in self.basics.iter().enumerate() {
            if let Basic::Choice(choice) = *basic {
                let entry = entry(choice) - entry(self.key_of(choice));
                if entry != 0.0 {
                    for (sum, own) in last.iter_mut().zip(self.inverse.row(place)) {
                        *sum -= entry * own;
                    }
                }
            }
        }
        self.inverse.extend(&last);
        self.basics.push(Basic::Slack(rows as u32));
        self.left.push(left);
        self.further.push(row);
        self.price.push(0.0);
        self.amount.push(self.inverse.row(rows).iter().zip(&self.left).map(|(entry, left)| entry * left).sum());
    }

    /// Drops cuts that leave something: nothing is lost by it.
    pub fn drop_loose_cuts(&mut self) {
        let resources = self.choices.left.len();
        for row in (resources..self.rows()).rev() {
            let slack = Basic::Slack(row as u32);
            let is_cut = matches!(self.further[row - resources], Row::Cut(_));
            let Some(place) = self.basics.iter().position(|basic| is_cut && *basic == slack) else { continue };
            self.inverse.remove(place, row);
            self.basics.remove(place);
            self.amount.remove(place);
            self.left.remove(row);
            self.price.remove(row);
            self.further.remove(row - resources);
            for basic in &mut self.basics {
                if let Basic::Slack(other) = basic {
                    *other -= u32::from(*other as usize > row);
                }
            }
        }
    }

    /// Drops what cuts say of choices that are closed and not in the basis, if there are many: the others are looked at sooner.
    pub fn trim_cuts(&mut self) {
        if self.open.len() * TRIM >= self.trimmed * (TRIM - 1) {
            return;
        }
        self.trimmed = self.open.len();
        for place in 0..self.further.len() {
            if let Row::Cut(cut) = &self.further[place] {
                let stays = |choice: u32| !self.is_closed(choice) || self.is_used(choice);
                let entries = cut.entries.iter().copied().filter(|(choice, _)| stays(*choice)).collect();
                self.further[place] = Row::Cut(Arc::new(Cut { entries, ..**cut }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::super::closed::tests::{PLACES, SIZES, drawn};
    use super::super::{Choices, End};
    use super::*;

    /// What a place holds, each family's size divided by a number and rounded down (Chvátal 1973), less two so that it binds.
    fn rounded(choices: &Choices, place: u32, by: u32) -> Cut {
        let entry = |cell: u32| f64::from(((cell - 1) % SIZES + 1) / by);
        let own = (0..).zip(&choices.cell).filter(|(_, cell)| **cell > 0 && (**cell - 1) / SIZES == place);
        Cut {
            entries: own.map(|(choice, cell)| (choice, entry(*cell))).collect(),
            most: (choices.left[place as usize] / i64::from(by) - 2) as f64,
            rounding: None,
        }
    }

    #[test]
    fn rows_that_come_later_and_go_again_leave_the_same_optimum() {
        let mut draw = ChaCha8Rng::seed_from_u64(3);
        let (mut went, mut lower) = (0, 0);
        for round in 0..40 {
            let choices = Arc::new(drawn(&mut draw, 30));
            let mut relaxation = Relaxation::new(choices.clone());
            let mut at_once = Relaxation::new(choices.clone());
            for by in 2..4 {
                assert_eq!(relaxation.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
                let before = relaxation.worth;
                for place in 0..PLACES {
                    relaxation.confine(Row::Cut(Arc::new(rounded(&choices, place, by))));
                    at_once.confine(Row::Cut(Arc::new(rounded(&choices, place, by))));
                }
                assert_eq!(relaxation.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
                lower += usize::from(relaxation.worth < before - 1e-6);
                let (rows, worth, families) = (relaxation.rows(), relaxation.worth, relaxation.families());
                relaxation.drop_loose_cuts();
                went += rows - relaxation.rows();
                relaxation.work_out();
                assert!((relaxation.worth - worth).abs() < 1e-6, "round {round}");
                let is_same = |(own, other): (&f64, &f64)| (own - other).abs() < 1e-6;
                assert!(relaxation.families().iter().zip(&families).all(is_same), "round {round}");
                assert_eq!(relaxation.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
                assert!((relaxation.worth - worth).abs() < 1e-6);
            }
            assert_eq!(at_once.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
            // A cut that went may be exceeded after the next ones came.
            assert!(at_once.worth <= relaxation.worth + 1e-6, "round {round}");
        }
        assert!(went > 40 && lower > 10, "{went} went, {lower} times lower");
    }
}
